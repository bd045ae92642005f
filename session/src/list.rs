//! The list that a session is made from: council, members and products, read and checked, every
//! problem at once.

use std::collections::BTreeMap;

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Diagnostic, LoadError};
use ocop_papers::{Paper, SessionList};
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization as _;

use crate::engine::{self, Engine};
use crate::json::{self, Fields, MAX_NAME, Node, Problems};

/// The most members of a council.
pub const MAX_MEMBERS: usize = 999;

/// The most products of a session.
pub const MAX_PRODUCTS: usize = 999;

/// The name that a session's own council rules go by.
pub const OWN_RULES: &str = "session";

/// Names that addresses use.
const RESERVED: [&str; 6] = [
    "answers",
    "notes",
    "opinion",
    "submit",
    "attendance",
    "secretary",
];

const KEYS: &[&str] = &[
    "format",
    "title",
    "level",
    "date",
    "place",
    "authority",
    "council",
    "secretary",
    "advisory",
    "agency",
    "agency_report",
    "codes",
    "locality",
    "others",
    "plan",
    "hours",
    "proxies",
    "recipients",
    "members",
    "products",
];

/// A list in order.
#[derive(Debug, Clone)]
pub struct List {
    /// Everything but members and products, as it was given.
    pub session: Value,
    /// The council's own rules, where it brings them.
    pub rules: Option<String>,
    /// Its members.
    pub members: Vec<Member>,
    /// The products.
    pub products: Vec<Product>,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// What stands in addresses and cases.
    pub id: String,
    /// The name.
    pub name: String,
    /// The post, as papers print it.
    pub position: String,
    /// `chair`, `vice-chair` or `member`.
    pub role: String,
}

impl Member {
    /// As it is kept.
    #[must_use]
    pub fn entry(&self) -> Value {
        json!({"id": self.id, "name": self.name, "position": self.position, "role": self.role})
    }
}

/// A product.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// What stands in addresses.
    pub id: String,
    /// As it was given.
    pub entry: Value,
    /// The set that it is scored by.
    pub set: String,
    /// The regulation that holds for it.
    pub regulation: String,
    /// Whether that regulation holds for all its stages, so that its case names it.
    pub named: bool,
}

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

    /// A problem of this text as one of `source`.
    fn told(
        &self,
        problem: &Diagnostic,
        file: &str,
        source: &str,
        product: &Node<'_>,
    ) -> Diagnostic {
        let (line, column) = (problem.line(), problem.column());
        let found = line.zip(column).and_then(|(line, column)| {
            let at = json::offset(&self.text, line, column);
            let taken = self.taken.iter();
            let mut within =
                taken.filter(|(start, length, _)| (*start..=start + length).contains(&at));
            within
                .next_back()
                .map(|(start, _, offset)| offset + at - start)
        });
        let (line, column) = json::place(source, found.unwrap_or_else(|| product.offset()));
        let path = match problem.path() {
            "" => product.path().to_owned(),
            path => format!("{}/{path}", product.path()),
        };
        let pointer = self.pointer(problem.pointer(), product.pointer());
        problem
            .clone()
            .in_file(file)
            .at_path(&path)
            .at_pointer(&pointer)
            .at(line, column)
    }
}

/// Whether a text is a name for addresses.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=32).contains(&text.len())
        && text.starts_with(letter)
        && text.chars().all(|c| letter(c) || c == '-')
        && !RESERVED.contains(&text)
}

fn id(node: &Node<'_>, problems: &mut Problems) -> Option<String> {
    let text = node.text(problems)?;
    if is_id(&text) {
        return Some(text);
    }
    let found = if RESERVED.contains(&text.as_str()) {
        phrase!("một từ mà địa chỉ trang dùng", "a word that addresses use")
    } else {
        another_text()
    };
    let expected = phrase!(
        "từ 1 đến 32 ký tự trong `a` đến `z`, `0` đến `9` và `-`, không bắt đầu bằng `-`",
        "1 to 32 of `a` to `z`, `0` to `9` and `-`, not beginning with `-`"
    );
    problems.push(node.problem(ProblemCode::BadCode, found, expected));
    None
}

fn once(seen: &mut Vec<String>, id: &str, node: &Node<'_>, problems: &mut Problems) {
    if seen.iter().any(|known| known == id) {
        let found = phrase!("`{id}` hai lần", "`{id}` twice");
        let expected = phrase!("mỗi mã một lần", "each name once");
        problems.push(node.problem(ProblemCode::Repeated, found, expected));
    }
    seen.push(id.to_owned());
}

/// Reads a list, from JSON or from a workbook, known by what it holds. The engine holds each
/// product's part to its rules.
///
/// # Errors
///
/// Every problem, those of a workbook at their cells.
pub fn read(file: &str, bytes: &[u8], engine: &Engine) -> Result<List, Vec<Diagnostic>> {
    if Paper::of(bytes) == Some(Paper::Workbook) {
        let book = SessionList::read(bytes, file).map_err(LoadError::into_diagnostics)?;
        let list = read_json(file, book.json(), engine);
        let mut problems = book.problems().to_vec();
        return match list {
            Ok(list) if problems.is_empty() => Ok(list),
            Ok(_) => Err(problems),
            Err(found) => {
                problems.extend(found.into_iter().filter_map(|one| book.told(one)));
                Err(json::merged(problems))
            }
        };
    }
    let text = str::from_utf8(bytes).map_err(|_| {
        let found = phrase!("byte không phải UTF-8", "bytes that are not UTF-8");
        let expected = phrase!(
            "tệp JSON dạng UTF-8, hoặc danh sách .xlsx",
            "JSON in UTF-8, or a list as .xlsx"
        );
        vec![Diagnostic::of_file(
            ProblemCode::NotUtf8,
            file,
            found,
            expected,
        )]
    })?;
    read_json(file, text, engine)
}

fn read_json(file: &str, text: &str, engine: &Engine) -> Result<List, Vec<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = Node::root(file, text).map_err(|problem| vec![problem])?;
    let mut problems = Problems::default();
    let list = whole(&root, (file, text), engine, &mut problems);
    problems.give(list)
}

fn whole(
    root: &Node<'_>,
    source: (&str, &str),
    engine: &Engine,
    problems: &mut Problems,
) -> Option<List> {
    let fields = root.fields(KEYS, problems)?;
    if let Some(format) = fields.get("format") {
        format.whole(1, 1, problems);
    }
    let title = fields.need("title", problems).cloned();
    title.and_then(|title| title.name(problems));
    printed(&fields, problems);
    let levels = ["district", "province", "central"];
    let level = fields.need("level", problems).cloned();
    let level_ok = level
        .clone()
        .and_then(|level| level.word(&levels, problems))
        .is_some();
    let date = fields.need("date", problems).cloned();
    let date_ok = date.clone().is_some_and(|date| is_date(&date, problems));
    if let Some(secretary) = fields.get("secretary") {
        person(secretary, &["name", "position", "member"], problems);
    }
    let council = fields.need("council", problems).cloned();
    let council = council.and_then(|council| council_of(&council, engine, problems));
    let members = fields.need("members", problems).cloned();
    let members = members.and_then(|members| members_of(&members, problems));
    if let (Some(council), Some(members)) = (&council, &members)
        && council.appointed < members.len()
        && let Some(node) = &council.node
    {
        let (appointed, count) = (council.appointed, members.len());
        let found = phrase!(
            "{appointed} trong khi có {count} thành viên",
            "{appointed} for {count} members"
        );
        let expected = phrase!(
            "ít nhất bằng số thành viên trong danh sách",
            "at least the number of members"
        );
        problems.push(node.problem(ProblemCode::AppointedTooFew, found, expected));
    }
    if let (Some(secretary), Some(members)) = (fields.get("secretary"), &members) {
        known_member(secretary, members, problems);
    }
    let products = fields.need("products", problems).cloned();
    let stage = match (&level, &date) {
        (Some(level), Some(date)) if level_ok && date_ok => Some((level, date)),
        _ => None,
    };
    let probe = Probe {
        source,
        engine,
        stage,
        council: council.as_ref().zip(members.as_deref()),
    };
    let products = products.and_then(|products| products_of(&products, &probe, problems));
    let mut session = match root.value() {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    session.remove("members");
    session.remove("products");
    Some(List {
        session: Value::Object(session),
        rules: council.and_then(|council| council.own),
        members: members?,
        products: products?,
    })
}

/// What papers print besides; each may be left out.
fn printed(fields: &Fields<'_>, problems: &mut Problems) {
    for key in [
        "place",
        "authority",
        "locality",
        "agency",
        "agency_report",
        "plan",
    ] {
        if let Some(node) = fields.get(key) {
            named(node, problems);
        }
    }
    for (key, keys) in [
        ("hours", &["opened", "closed"][..]),
        ("advisory", &["decision", "report"]),
        ("codes", &["council", "agency", "authority"]),
    ] {
        let given = fields.get(key);
        let Some(given) = given.and_then(|node| node.fields(keys, problems)) else {
            continue;
        };
        for node in keys.iter().filter_map(|key| given.get(key)) {
            named(node, problems);
        }
    }
    for (key, step) in [("others", "person"), ("recipients", "recipient")] {
        let given = fields.get(key);
        let given = given.and_then(|node| node.list(step, MAX_MEMBERS, problems));
        for node in given.into_iter().flatten() {
            named(&node, problems);
        }
    }
    let given = fields.get("proxies");
    let given = given.and_then(|node| node.list("proxy", MAX_MEMBERS, problems));
    for node in given.into_iter().flatten() {
        let Some(proxy) = node.fields(&["member", "name", "paper", "scores"], problems) else {
            continue;
        };
        for node in ["member", "name", "paper"]
            .iter()
            .filter_map(|key| proxy.get(key))
        {
            named(node, problems);
        }
        if let Some(scores) = proxy.get("scores") {
            scores.flag(problems);
        }
    }
}

/// A name, alone or in an object that says more of its bearer.
fn named(node: &Node<'_>, problems: &mut Problems) {
    match node.value() {
        Value::Object(fields) if fields.get("name").is_some_and(Value::is_string) => {}
        Value::Object(_) => problems.push(node.here(Diagnostic::missing_key("name"))),
        _ => {
            node.name(problems);
        }
    }
}

fn is_date(node: &Node<'_>, problems: &mut Problems) -> bool {
    let Some(text) = node.text(problems) else {
        return false;
    };
    let right = engine::is_date(&text);
    if !right {
        problems.push(node.problem(ProblemCode::BadDate, another_text(), a_day()));
    }
    right
}

/// What stands where a text of another shape is expected.
pub(crate) fn another_text() -> Phrase {
    phrase!("một chuỗi khác", "another text")
}

/// What a date is expected to be.
pub(crate) fn a_day() -> Phrase {
    phrase!(
        "một ngày có thật, viết như `2026-08-05`",
        "a day of the calendar as `2026-08-05`"
    )
}

fn person(node: &Node<'_>, keys: &[&str], problems: &mut Problems) {
    let Some(fields) = node.fields(keys, problems) else {
        return;
    };
    for key in keys {
        match fields.get(key) {
            Some(field) if *key == "member" && field.is_null() => {}
            Some(field) => {
                field.name(problems);
            }
            None => {}
        }
    }
}

/// A secretary who is a member is one of the list's.
fn known_member(secretary: &Node<'_>, members: &[Member], problems: &mut Problems) {
    // What is wrong with its shape was told before.
    let fields = secretary.fields(&["name", "position", "member"], &mut Problems::default());
    let Some(node) = fields.as_ref().and_then(|fields| fields.get("member")) else {
        return;
    };
    let Some(id) = node.value().as_str().map(str::to_owned) else {
        return;
    };
    if members.iter().all(|member| member.id != id) {
        let expected = phrase!(
            "mã của một thành viên trong danh sách, hoặc `null`",
            "the id of a member of the list, or `null`"
        );
        problems.push(node.problem(ProblemCode::SessionUnknown, another_text(), expected));
    }
}

struct Council<'a> {
    appointed: usize,
    rules: String,
    own: Option<String>,
    node: Option<Node<'a>>,
}

fn council_of<'a>(
    node: &Node<'a>,
    engine: &Engine,
    problems: &mut Problems,
) -> Option<Council<'a>> {
    let keys = &[
        "decision",
        "appointed",
        "rules",
        "regulation",
        "authorisation",
    ];
    let fields = node.fields(keys, problems)?;
    for key in ["decision", "regulation", "authorisation"] {
        if let Some(node) = fields.get(key) {
            named(node, problems);
        }
    }
    let appointed = fields.need("appointed", problems).cloned();
    let count = appointed
        .as_ref()
        .and_then(|node| node.whole(1, 9_999, problems));
    let rules = rules_of(&fields, engine, problems);
    let (rules, own) = rules?;
    Some(Council {
        appointed: usize::try_from(count?).ok()?,
        rules,
        own,
        node: appointed,
    })
}

/// The name of the council's rules, and their text where the list brings them.
fn rules_of(
    fields: &Fields<'_>,
    engine: &Engine,
    problems: &mut Problems,
) -> Option<(String, Option<String>)> {
    let Some(node) = fields.get("rules") else {
        return Some(("default".to_owned(), None));
    };
    if node.raw().starts_with('{') {
        let name = format!("councils/{OWN_RULES}.json");
        let own = BTreeMap::from([(name, node.raw().to_owned())]);
        if let Err(found) = Engine::new(own).has_rules(OWN_RULES) {
            for problem in found {
                problems.push(node.within(problem));
            }
            return None;
        }
        return Some((OWN_RULES.to_owned(), Some(node.raw().to_owned())));
    }
    let name = node.text(problems)?;
    match engine.has_rules(&name) {
        Ok(true) => Some((name, None)),
        Ok(false) => {
            let expected = phrase!(
                "tên một quy chế hội đồng đã có, như `default`, hoặc nội dung một tệp quy chế",
                "a name of `criteria/councils/`, such as `default`, or an object of such a file"
            );
            let found = phrase!("một tên khác", "another name");
            problems.push(node.problem(ProblemCode::RulesUnknown, found, expected));
            None
        }
        Err(found) => {
            found.into_iter().for_each(|problem| problems.push(problem));
            None
        }
    }
}

fn empty_list() -> Phrase {
    phrase!("danh sách trống", "an empty list")
}

fn members_of(node: &Node<'_>, problems: &mut Problems) -> Option<Vec<Member>> {
    let nodes = node.list("member", MAX_MEMBERS, problems)?;
    if nodes.is_empty() {
        let expected = phrase!("ít nhất một thành viên", "at least one member");
        problems.push(node.problem(ProblemCode::Empty, empty_list(), expected));
    }
    let (mut members, mut seen, mut chairs) = (Vec::new(), Vec::new(), 0);
    let mut whole = true;
    for node in &nodes {
        let Some(fields) = node.fields(&["id", "name", "position", "role"], problems) else {
            whole = false;
            continue;
        };
        let found = fields.need("id", problems).and_then(|node| {
            let id = id(node, problems)?;
            once(&mut seen, &id, node, problems);
            Some(id)
        });
        let name = fields.need("name", problems).cloned();
        let name = name.and_then(|node| node.name(problems));
        let position = match fields.get("position") {
            Some(node) => node.name(problems).unwrap_or_default(),
            None => String::new(),
        };
        let roles = ["chair", "vice-chair", "member"];
        let role = match fields.get("role") {
            Some(node) => node.word(&roles, problems),
            None => Some("member"),
        };
        if role == Some("chair") {
            chairs += 1;
            if chairs > 1 {
                let found = phrase!("chủ tịch thứ hai", "a second chair");
                let expected = phrase!("một chủ tịch", "one chair");
                problems.push(node.problem(ProblemCode::ChairRepeated, found, expected));
            }
        }
        match (found, name, role) {
            (Some(id), Some(name), Some(role)) => members.push(Member {
                id,
                name,
                position,
                role: role.to_owned(),
            }),
            _ => whole = false,
        }
    }
    whole.then_some(members)
}

/// Names of a product are as short as those of members.
fn short_names(product: &Node<'_>, problems: &mut Problems) {
    let value = product.value();
    for path in ["/name", "/commune", "/district", "/producer/name"] {
        let name = value.pointer(path).and_then(Value::as_str);
        let length = name.map_or(0, |name| name.nfc().count());
        if length > MAX_NAME {
            let key = path.trim_start_matches('/');
            let found = phrase!(
                "`{key}` có {length} ký tự",
                "`{key}` of {length} characters"
            );
            let expected = phrase!(
                "nhiều nhất {MAX_NAME} ký tự",
                "at most {MAX_NAME} characters"
            );
            problems.push(product.problem(ProblemCode::TooLarge, found, expected));
        }
    }
}

fn products_of(
    node: &Node<'_>,
    probe: &Probe<'_>,
    problems: &mut Problems,
) -> Option<Vec<Product>> {
    let nodes = node.list("product", MAX_PRODUCTS, problems)?;
    if nodes.is_empty() {
        let expected = phrase!("ít nhất một sản phẩm", "at least one product");
        problems.push(node.problem(ProblemCode::Empty, empty_list(), expected));
    }
    let keys = &[
        "id",
        "product",
        "set",
        "application",
        "before",
        "regulation",
    ];
    let (mut products, mut seen) = (Vec::new(), Vec::new());
    let mut whole = true;
    for node in &nodes {
        let Some(fields) = node.fields(keys, problems) else {
            whole = false;
            continue;
        };
        let found = fields.need("id", problems).and_then(|node| {
            let id = id(node, problems)?;
            once(&mut seen, &id, node, problems);
            Some(id)
        });
        let product = fields.need("product", problems);
        product
            .into_iter()
            .for_each(|product| short_names(product, problems));
        let set = fields.need("set", problems).cloned();
        let set = set.and_then(|node| node.text(problems));
        let read = probe.product(node, &fields, set.as_deref(), problems);
        match (found, set, read) {
            (Some(id), Some(set), Some((regulation, named))) => products.push(Product {
                id,
                entry: node.value(),
                set,
                regulation,
                named,
            }),
            _ => whole = false,
        }
    }
    whole.then_some(products)
}

/// What a product is held against: the council that is going to score it. What of it is wrong itself is
/// absent, so that the rest of the product is read all the same.
struct Probe<'a> {
    source: (&'a str, &'a str),
    engine: &'a Engine,
    /// Level and date of the stage to come.
    stage: Option<(&'a Node<'a>, &'a Node<'a>)>,
    council: Option<(&'a Council<'a>, &'a [Member])>,
}

/// A stage of which only the level is known, where the session's own cannot be read.
const SOME_STAGE: &str = r#"{"level":"province","forwarded":true}"#;

impl Probe<'_> {
    /// The regulation of a product, and whether it holds for all its stages: the engine reads the
    /// product's case as if every member had ticked the first of everything.
    fn product(
        &self,
        node: &Node<'_>,
        fields: &Fields<'_>,
        set: Option<&str>,
        problems: &mut Problems,
    ) -> Option<(String, bool)> {
        let before = match fields.get("before") {
            Some(before) => before.list("stage", 99, problems)?,
            None => Vec::new(),
        };
        let own = format!("/stages/{}", before.len());
        let tell = |pieces: &Pieces, found: Vec<Diagnostic>, problems: &mut Problems| {
            for problem in found {
                // Nothing is known of a stage whose level or date is wrong.
                if self.stage.is_none() && problem.pointer().starts_with(&own) {
                    continue;
                }
                problems.push(pieces.told(&problem, self.source.0, self.source.1, node));
            }
        };
        let bare = self.case(fields, &before, r#""total":"0""#);
        let (regulation, named) = match self.engine.read(&bare.text) {
            Ok(read) => read,
            Err(found) => {
                tell(&bare, found, problems);
                return None;
            }
        };
        let (Some(set), Some((council, members)), Some(_), Some(_)) =
            (set, self.council, self.stage, fields.get("product"))
        else {
            return None;
        };
        let sheet = match self.engine.sheet(&regulation, set) {
            Ok(sheet) => sheet,
            Err(found) => {
                tell(&bare, found, problems);
                return None;
            }
        };
        let rules = if council.own.is_some() {
            "default"
        } else {
            &council.rules
        };
        let codes = sheet.criteria.iter();
        let answers: Vec<Value> = codes
            .map(|criterion| json!({"criterion": criterion.code, "box": 1}))
            .collect();
        let sheets: Vec<Value> = members
            .iter()
            .map(|member| json!({"assessor": member.id, "role": member.role, "answers": answers}))
            .collect();
        let appointed = council.appointed.max(members.len());
        let council = json!({"rules": rules, "appointed": appointed});
        let scored = self.case(
            fields,
            &before,
            &format!(r#""council":{council},"sheets":{}"#, Value::from(sheets)),
        );
        match self.engine.decide(&scored.text) {
            Ok(_) => Some((regulation, named)),
            // A council whose members break a rule is told at the members, once.
            Err(_) if !problems.0.is_empty() => None,
            Err(found) => {
                tell(&scored, found, problems);
                None
            }
        }
    }

    fn case(&self, fields: &Fields<'_>, before: &[Node<'_>], content: &str) -> Pieces {
        let mut case = Pieces {
            before: before.len(),
            ..Pieces::default()
        };
        case.push("{");
        for (key, else_) in [
            // What is required and absent, or no text, is a problem already.
            ("product", r#"{"name":"p"}"#),
            ("set", r#""01""#),
            ("application", ""),
            ("regulation", ""),
        ] {
            let given = fields.get(key);
            let given = given.filter(|node| key != "set" || node.value().is_string());
            match given {
                None if else_.is_empty() => continue,
                None => case.push(&format!("\"{key}\":{else_}")),
                Some(node) => {
                    case.push(&format!("\"{key}\":"));
                    case.take(node);
                }
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
