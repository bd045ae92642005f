//! A product of a list, held to the engine's rules: its case is put together out of the list's own
//! text, and what is wrong with that is told at its place in the list.

use ocop::input::ProblemCode;
use ocop::{Date, Diagnostic};
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::json::{self, Body, Fields, Node, joined};

use super::{Council, Member};

/// A text put together of pieces, some of them out of another text, that knows which.
#[derive(Default)]
struct Pieces {
    text: String,
    taken: Vec<(usize, usize, usize)>,
    /// How many stages come from the product's `before`.
    before: usize,
}

impl Pieces {
    fn push(&mut self, own: &str) {
        self.text.push_str(own);
    }

    fn take(&mut self, node: &Node<'_>) {
        let raw = node.raw();
        self.taken.push((self.text.len(), raw.len(), node.offset()));
        self.text.push_str(raw);
    }

    /// A pointer into this text as one into the list, whose product is at `product`.
    fn pointer(&self, pointer: &str, product: &str) -> String {
        let Some(rest) = pointer.strip_prefix("/stages/") else {
            return format!("{product}{pointer}");
        };
        let (stage, key) = rest.split_once('/').unwrap_or((rest, ""));
        match (stage.parse::<usize>(), key) {
            (Ok(stage), _) if stage < self.before => format!("{product}/before/{rest}"),
            // The stage to come is the session's.
            (_, "level" | "date") => format!("/{key}"),
            _ => product.to_owned(),
        }
    }

    /// A problem of this text as one of the list.
    fn told(&self, problem: Diagnostic, product: &Node<'_>) -> Diagnostic {
        let place = problem.line().zip(problem.column());
        let found = place.and_then(|(line, column)| {
            let at = json::offset(&self.text, line, column);
            let mut taken = self.taken.iter().rev();
            let within = taken.find(|(start, length, _)| (*start..=start + length).contains(&at));
            within.map(|(start, _, offset)| offset + at - start)
        });
        let path = joined(product.path(), problem.path());
        let pointer = self.pointer(problem.pointer(), product.pointer());
        let offset = found.unwrap_or_else(|| product.offset());
        product.placed(problem, offset, &path, &pointer)
    }
}

/// What a product is held against: the council that is going to score it. What of it is wrong itself is
/// absent, so that the rest of the product is read all the same.
pub(super) struct Probe<'a> {
    pub(super) list: &'a Body<'a>,
    pub(super) engine: &'a Engine,
    /// Level and date of the stage to come.
    pub(super) stage: Option<(&'a Node<'a>, &'a Node<'a>)>,
    pub(super) council: Option<(&'a Council, &'a [Member])>,
}

/// A stage of which only the level is known, where the session's own cannot be read.
const SOME_STAGE: &str = r#"{"level":"province","forwarded":true}"#;

impl Probe<'_> {
    /// The regulation of a product, and whether it holds for all its stages: the engine reads the
    /// product's case as if every member had ticked the first of everything.
    pub(super) fn product(
        &self,
        node: &Node<'_>,
        fields: &Fields<'_>,
        set: Option<&str>,
    ) -> Option<(String, bool)> {
        let before = match fields.get("before") {
            Some(before) => before.list("stage", 99)?,
            None => Vec::new(),
        };
        let own = format!("/stages/{}", before.len());
        let late = self.late(fields, &before);
        let tell = |pieces: &Pieces, found: Vec<Diagnostic>| {
            for problem in found {
                // That the session's day comes too early is told at the day that comes after it.
                if late
                    && problem.code() == ProblemCode::DateOrder
                    && problem.pointer().starts_with(&own)
                {
                    continue;
                }
                // Nothing is known of a stage whose level or date is wrong.
                if self.stage.is_some() || !problem.pointer().starts_with(&own) {
                    self.list.push(pieces.told(problem, node));
                }
            }
        };
        let bare = self.case(fields, &before, r#""total":"0""#);
        let read = self.engine.read(&bare.text);
        let (regulation, named) = read.map_err(|found| tell(&bare, found)).ok()?;
        let (Some(set), Some((council, members)), Some(_), Some(_)) =
            (set, self.council, self.stage, fields.get("product"))
        else {
            return None;
        };
        let sheet = self.engine.sheet(&regulation, set);
        let sheet = sheet.map_err(|found| tell(&bare, found)).ok()?;
        let rules = match council.own {
            Some(_) => "default",
            None => &council.rules,
        };
        let codes = sheet.criteria.iter();
        let answers = codes.map(|criterion| json!({"criterion": criterion.code, "box": 1}));
        let answers: Vec<Value> = answers.collect();
        let sheets = members.iter();
        let sheets = sheets
            .map(|member| json!({"assessor": member.id, "role": member.role, "answers": answers}));
        let sheets = Value::from(sheets.collect::<Vec<_>>());
        let appointed = council.appointed.max(members.len());
        let council = json!({"rules": rules, "appointed": appointed});
        let content = format!(r#""council":{council},"sheets":{sheets}"#);
        let scored = self.case(fields, &before, &content);
        match self.engine.read(&scored.text) {
            Ok(_) => Some((regulation, named)),
            // A council whose members break a rule is told at the members, once.
            Err(_) if !self.list.is_right() => None,
            Err(found) => {
                tell(&scored, found);
                None
            }
        }
    }

    /// Whether a product was filed, or evaluated before, after the session's day, which is told there.
    fn late(&self, fields: &Fields<'_>, before: &[Node<'_>]) -> bool {
        let day = |node: &Node<'_>| {
            let text = node.value().as_str().map(str::to_owned);
            text.and_then(|text| text.parse::<Date>().ok())
        };
        let Some(held) = self.stage.and_then(|(_, date)| day(date)) else {
            return false;
        };
        let filed = fields
            .get("application")
            .and_then(|node| node.below("filed"));
        let last = before.last();
        let last = last.and_then(|stage| stage.below("decided").or_else(|| stage.below("date")));
        let mut late = false;
        for node in [filed, last].into_iter().flatten() {
            if let Some(after) = day(&node).filter(|after| *after > held) {
                let expected = phrase!(
                    "một ngày không sau `{held}`, ngày đánh giá của đợt",
                    "a day not after `{held}`, the day of the session"
                );
                node.refuse::<()>(ProblemCode::DateOrder, format!("`{after}`"), expected);
                late = true;
            }
        }
        late
    }

    fn case(&self, fields: &Fields<'_>, before: &[Node<'_>], content: &str) -> Pieces {
        let mut case = Pieces {
            before: before.len(),
            ..Pieces::default()
        };
        case.push("{");
        for (key, otherwise) in [
            // What is required and absent, or no text, is a problem already.
            ("product", r#"{"name":"p"}"#),
            ("set", r#""01""#),
            ("application", ""),
            ("regulation", ""),
        ] {
            let given = fields.get(key);
            let given = given.filter(|node| key != "set" || node.value().is_string());
            if given.is_none() && otherwise.is_empty() {
                continue;
            }
            case.push(&format!("\"{key}\":"));
            match given {
                Some(node) => case.take(node),
                None => case.push(otherwise),
            }
            case.push(",");
        }
        case.push("\"stages\":[");
        for stage in before {
            case.take(stage);
            case.push(",");
        }
        match self.stage {
            Some((level, date)) => {
                case.push("{\"level\":");
                case.take(level);
                case.push(",\"date\":");
                case.take(date);
                case.push(&format!(",{content}}}"));
            }
            None => case.push(SOME_STAGE),
        }
        case.push("]}");
        case
    }
}
