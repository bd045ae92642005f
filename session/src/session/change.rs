//! What is ticked and written on a sheet, and that it is handed in.

use ocop::input::ProblemCode;
use serde_json::{Value, json};

use crate::engine;
use crate::fault::Outcome;
use crate::json::{Body, Fields, Node, another_text};
use crate::log::Entry;

use super::{Act, Done, OPEN, Product, Refused, SUBMITTED, Session, Sheet};

/// What of a sheet a request changes.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// The box of a criterion.
    Answer(&'a str),
    /// The note beside a criterion.
    Note(&'a str),
    /// The opinion.
    Opinion,
    /// The stop.
    Stop,
}

impl<'a> Part<'a> {
    fn criterion(self) -> Option<&'a str> {
        match self {
            Part::Answer(code) | Part::Note(code) => Some(code),
            Part::Opinion | Part::Stop => None,
        }
    }

    /// Where the API has it, below the sheet.
    fn path(self) -> String {
        match self {
            Part::Answer(code) => format!("answers/{code}"),
            Part::Note(code) => format!("notes/{code}"),
            Part::Opinion => "opinion".to_owned(),
            Part::Stop => "stop".to_owned(),
        }
    }

    fn key(self) -> &'static str {
        match self {
            Part::Answer(_) => "box",
            Part::Note(_) | Part::Opinion => "text",
            Part::Stop => "at",
        }
    }

    /// What the log calls a change of it.
    fn what(self) -> &'static str {
        match self {
            Part::Answer(_) | Part::Stop => "answer",
            Part::Note(_) => "note",
            Part::Opinion => "opinion",
        }
    }

    fn stands(self, sheet: &Sheet) -> Value {
        match self {
            Part::Answer(code) => json!(sheet.answers.get(code)),
            Part::Note(code) => json!(sheet.notes.get(code).map_or("", String::as_str)),
            Part::Opinion => json!(sheet.opinion),
            Part::Stop => json!(sheet.stop),
        }
    }

    fn logged(self, value: Value) -> Value {
        match self {
            Part::Stop => json!({"stop": value}),
            _ => value,
        }
    }

    fn read(self, fields: &Fields<'_>, sheet: &engine::Sheet) -> Option<Value> {
        let node = fields.need(self.key())?;
        match self {
            Part::Answer(_) | Part::Stop if node.is_null() => Some(Value::Null),
            Part::Answer(code) => {
                let boxes = sheet.criterion(code).map_or(0, |known| known.points.len());
                let value = node.value();
                if !value.is_number() {
                    let most = u64::try_from(boxes).unwrap_or(u64::MAX);
                    return node.whole(0, most).map(Value::from);
                }
                let number = value.as_u64();
                let number = number.and_then(|number| usize::try_from(number).ok());
                if let Some(number) = number.filter(|number| *number <= boxes) {
                    return Some(json!(number));
                }
                let expected = phrase!("một ô từ 0 đến {boxes}", "a box from 0 to {boxes}");
                node.refuse(ProblemCode::BoxUnknown, node.number(&value), expected)
            }
            Part::Note(_) | Part::Opinion => node.prose().map(Value::String),
            Part::Stop => {
                let at = node.text()?;
                if sheet.stops.contains(&at) {
                    return Some(json!(at));
                }
                let expected = phrase!(
                    "mã một tiêu chí của phiếu có quy định dừng",
                    "a criterion of the sheet that prints a stop"
                );
                node.refuse(ProblemCode::CriterionUnknown, another_text(), expected)
            }
        }
    }

    /// Writes a value on a sheet; `paper` says that it is typed in from paper.
    pub(crate) fn set(self, sheet: &mut Sheet, value: &Value, paper: bool) {
        match self {
            Part::Answer(code) => {
                match value.as_u64().and_then(|number| u32::try_from(number).ok()) {
                    Some(number) => sheet.answers.insert(code.to_owned(), number),
                    None => sheet.answers.remove(code),
                };
                if paper && !value.is_null() {
                    sheet.typed.insert(code.to_owned());
                } else {
                    sheet.typed.remove(code);
                }
            }
            Part::Note(code) => {
                match value.as_str() {
                    Some(text) if !text.is_empty() => {
                        sheet.notes.insert(code.to_owned(), text.to_owned())
                    }
                    _ => sheet.notes.remove(code),
                };
            }
            Part::Opinion => sheet.opinion = value.as_str().unwrap_or_default().to_owned(),
            Part::Stop => sheet.stop = value.as_str().map(str::to_owned),
        }
    }
}

/// A request may name the member whose sheet it is for. A page that was opened by another link than
/// the browser has now names another one.
pub(super) fn is_of(fields: Option<&Fields<'_>>, member: &str) -> Done<()> {
    let named = fields.and_then(|fields| fields.get("member"));
    match named.and_then(Node::text) {
        Some(named) if named != member => Err(Refused::Another),
        _ => Ok(()),
    }
}

/// A request may say its round: what was meant for another one is a conflict, so that what was kept on a
/// phone since the first round never lands in the second.
fn is_of_another_round(fields: &Fields<'_>, sheet: &Sheet) -> bool {
    let round = fields.get("round").and_then(|round| round.whole(1, 99));
    round.is_some_and(|round| Ok(round) != u64::try_from(sheet.round))
}

/// Whether something stands where a part of a sheet may stand.
fn is_filled(stands: &Value) -> bool {
    !stands.is_null() && stands != ""
}

fn revision(node: &Node<'_>) -> Option<i64> {
    let most = u64::try_from(i64::MAX).unwrap_or(u64::MAX);
    i64::try_from(node.whole(0, most)?).ok()
}

impl Session<'_> {
    /// Changes a part of a sheet.
    pub fn change(
        &self,
        act: Act<'_>,
        at: (&str, &str),
        part: Part<'_>,
        body: &Body<'_>,
    ) -> Done<Value> {
        let (product, mut sheet) = self.at(at)?;
        let form = self.form(&product)?;
        if let Some(code) = part.criterion() {
            form.criterion(code).ok_or(Refused::NotFound)?;
        }
        let fields = body.fields(&[part.key(), "revision", "round", "member"]);
        is_of(fields.as_ref(), &sheet.member)?;
        if product.is_locked() || !sheet.is_open() {
            return self.locked(&product, Some(&sheet.status));
        }
        let Some(fields) = fields else {
            return Ok(body.give(None)?);
        };
        let value = part.read(&fields, &form);
        let revision = fields.need("revision").and_then(revision);
        if is_of_another_round(&fields, &sheet) {
            return self.conflict(&product, &sheet);
        }
        let change = json!({"part": part.what(), "criterion": part.criterion(), "value": value});
        if let Some(revision) = revision {
            let again = revision.checked_add(1) == Some(sheet.revision);
            if let Some(last) = &sheet.last
                && again
                && body.is_right()
                && last.get("change") == Some(&change)
            {
                return Ok(last.get("answer").cloned().unwrap_or_default());
            }
            if revision != sheet.revision {
                return self.conflict(&product, &sheet);
            }
        }
        let value = body.give(value)?;
        let answer = |sheet: &Sheet| {
            json!({
                "revision": sheet.revision,
                "answered": sheet.answers.len(),
                "of": form.criteria.len(),
                "total": sheet.total(&form),
            })
        };
        let before = part.stands(&sheet);
        if before == value {
            return Ok(answer(&sheet));
        }
        let paper = act.door == "paper";
        if paper && is_filled(&before) && !self.is_typed(part, &sheet)? {
            // What is typed in from paper never replaces what its assessor ticked or wrote.
            return self.conflict(&product, &sheet);
        }
        part.set(&mut sheet, &value, paper);
        sheet.opened = true;
        OPEN.clone_into(&mut sheet.status);
        sheet.revision += 1;
        let answer = answer(&sheet);
        sheet.last = Some(json!({"change": change, "answer": answer}));
        sheet.save(self.file)?;
        self.log(&Entry {
            product: Some(&product.id),
            member: Some(&sheet.member),
            criterion: part.criterion(),
            before: Some(part.logged(before)),
            after: Some(part.logged(value)),
            ..act.entry(part.what())
        })?;
        Ok(answer)
    }

    /// What of a sheet its assessor ticked or wrote, so that nothing typed in from paper replaces it, each by its
    /// path below the sheet.
    pub(super) fn own(&self, sheet: &Sheet) -> Outcome<Vec<String>> {
        let answers = sheet.answers.keys().map(|code| Part::Answer(code));
        let notes = sheet.notes.keys().map(|code| Part::Note(code));
        let mut own = Vec::new();
        for part in answers.chain(notes).chain([Part::Opinion, Part::Stop]) {
            if is_filled(&part.stands(sheet)) && !self.is_typed(part, sheet)? {
                own.push(part.path());
            }
        }
        Ok(own)
    }

    /// Whether a part of a sheet was typed in from paper as it stands.
    fn is_typed(&self, part: Part<'_>, sheet: &Sheet) -> Outcome<bool> {
        if let Part::Answer(code) = part {
            return Ok(sheet.typed.contains(code));
        }
        let door = self.last_door(part.what(), sheet, part.criterion())?;
        Ok(is_filled(&part.stands(sheet)) && door.as_deref() == Some("paper"))
    }

    /// Names the signed original of a sheet that was handed in before.
    fn original(
        &self,
        act: Act<'_>,
        product: &Product,
        sheet: &mut Sheet,
        original: &str,
    ) -> Done<()> {
        let known = self.last_reason("submit", &product.id, &sheet.member)?;
        if known.as_deref() == Some(original) {
            return Ok(());
        }
        if product.is_locked() {
            return self.locked(product, Some(&sheet.status));
        }
        Ok(self.turn(act.entry("submit"), sheet, SUBMITTED, Some(original))?)
    }

    /// Hands a sheet in. `body` may name the signed original that was typed in.
    pub fn submit(&self, act: Act<'_>, at: (&str, &str), body: Option<&Body<'_>>) -> Done<Value> {
        let (product, mut sheet) = self.at(at)?;
        let form = self.form(&product)?;
        let answer = |sheet: &Sheet| -> Done<Value> {
            Ok(json!({
                "revision": sheet.revision, "status": sheet.status, "state": self.state(&product)?,
                "answered": sheet.answers.len(), "of": form.criteria.len(),
            }))
        };
        let nothing = Body::of("submit", &json!({}));
        let body = body.unwrap_or(&nothing);
        let fields = body.fields(&["revision", "round", "original", "member"]);
        is_of(fields.as_ref(), &sheet.member)?;
        let original = || fields.as_ref()?.get("original")?.prose();
        let another = fields
            .as_ref()
            .is_some_and(|fields| is_of_another_round(fields, &sheet));
        if sheet.status == SUBMITTED && !another {
            let original = original().filter(|text| !text.trim().is_empty());
            body.give(Some(()))?;
            if let Some(original) = original.filter(|_| act.door == "paper") {
                self.original(act, &product, &mut sheet, &original)?;
            }
            return answer(&sheet);
        }
        if product.is_locked() || !sheet.is_there() {
            return self.locked(&product, Some(&sheet.status));
        }
        let seen = fields.as_ref().and_then(|fields| fields.get("revision"));
        let seen = seen.and_then(revision);
        if another || seen.is_some_and(|seen| seen != sheet.revision) {
            return self.conflict(&product, &sheet);
        }
        let original = original();
        body.give(Some(()))?;
        let missing = sheet.missing(&form);
        if !missing.is_empty() {
            return Err(Refused::Missing(json!({"missing": missing})));
        }
        sheet.opened = true;
        self.turn(
            act.entry("submit"),
            &mut sheet,
            SUBMITTED,
            original.as_deref(),
        )?;
        answer(&sheet)
    }
}
