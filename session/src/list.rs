//! The list that a session is made from: council, members and products, read and checked, every
//! problem at once.

use std::collections::BTreeMap;

use ocop::input::ProblemCode;
use ocop::text::{Phrase, composed};
use ocop::{Diagnostic, Level, LoadError};
use ocop_papers::{Note, Paper, SessionList};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::engine::{Engine, rules_file, rules_name};
use crate::json::{Body, Fields, MAX_NAME, Node, another_text, characters, merged};

mod probe;

use probe::Probe;

/// The most members of a council.
pub const MAX_MEMBERS: usize = 999;

/// The most products of a session.
pub const MAX_PRODUCTS: usize = 999;

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
#[derive(Debug)]
pub struct List {
    /// The workbook that it was read from, if it was one.
    pub book: Option<SessionList>,
    /// Everything but members and products, as it was given.
    pub session: Value,
    /// The council's own rules, where it brings them.
    pub rules: Option<String>,
    /// Its members.
    pub members: Vec<Member>,
    /// The products.
    pub products: Vec<Product>,
}

impl List {
    /// What its workbook holds and is not used, such as columns of a council's own.
    pub(crate) fn unused(&self) -> Vec<Note> {
        let book = self.book.as_ref();
        book.map_or_else(Vec::new, |book| book.notes().to_vec())
    }

    /// A problem of the list, told at its cell where it is a workbook.
    pub(crate) fn told(&self, problem: Diagnostic) -> Option<Diagnostic> {
        match &self.book {
            Some(book) => book.told(problem),
            None => Some(problem),
        }
    }
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// As the file and the log keep them; `left` says that the list has them no more.
    pub(crate) fn entry(&self, left: bool) -> Value {
        let mut entry = json!(self);
        if let Some(entry) = entry.as_object_mut().filter(|_| left) {
            entry.insert("left".to_owned(), json!(true));
        }
        entry
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

/// Whether a text is a name for addresses.
pub fn is_id(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=32).contains(&text.len())
        && text.starts_with(letter)
        && text.chars().all(|c| letter(c) || c == '-')
        && !RESERVED.contains(&text)
}

/// The id of a member or a product, which no other one has.
fn id_of(fields: &Fields<'_>, seen: &mut Vec<String>) -> Option<String> {
    let node = fields.need("id")?;
    let id = node.text()?;
    if !is_id(&id) {
        let found = if RESERVED.contains(&id.as_str()) {
            phrase!("một từ mà địa chỉ trang dùng", "a word that addresses use")
        } else {
            another_text()
        };
        let expected = phrase!(
            "từ 1 đến 32 ký tự trong `a` đến `z`, `0` đến `9` và `-`, không bắt đầu bằng `-`",
            "1 to 32 of `a` to `z`, `0` to `9` and `-`, not beginning with `-`"
        );
        return node.refuse(ProblemCode::BadCode, found, expected);
    }
    if seen.contains(&id) {
        let found = phrase!("`{id}` hai lần", "`{id}` twice");
        let expected = phrase!("mỗi mã một lần", "each name once");
        node.refuse::<()>(ProblemCode::Repeated, found, expected);
    }
    seen.push(id.clone());
    Some(id)
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
            Ok(list) if problems.is_empty() => Ok(List {
                book: Some(book),
                ..list
            }),
            Ok(_) => Err(problems),
            Err(found) => {
                let found = found.into_iter().map(|one| of_level(one, engine));
                problems.extend(found.filter_map(|one| book.told(one)));
                Err(merged(problems))
            }
        };
    }
    let text = str::from_utf8(bytes).map_err(|_| {
        let (code, found) = (
            ProblemCode::NotUtf8,
            phrase!("byte không phải UTF-8", "bytes that are not UTF-8"),
        );
        let expected = phrase!(
            "tệp JSON dạng UTF-8, hoặc danh sách .xlsx",
            "JSON in UTF-8, or a list as .xlsx"
        );
        vec![Diagnostic::of_file(code, file, found, expected)]
    })?;
    read_json(file, text, engine)
}

/// A problem of the session's level as people see it: with the decision's number, and without the centre, which no list
/// in cells is of.
fn of_level(problem: Diagnostic, engine: &Engine) -> Diagnostic {
    if problem.code() != ProblemCode::LevelUnknown || problem.pointer() != "/level" {
        return problem;
    }
    let mut quoted = problem.expected().split('`').skip(1).step_by(2);
    let decision = quoted.next().map(|id| engine.decision_of(id));
    let Some(Ok(decision)) = decision else {
        return problem;
    };
    let levels = quoted.filter(|level| *level != Level::Central.as_str());
    let levels: Vec<String> = levels.map(|level| format!("`{level}`")).collect();
    let levels = levels.join(", ");
    let expected = phrase!(
        "một cấp đánh giá theo {decision}: {levels}",
        "a level that scores under {decision}: {levels}"
    );
    let found = problem.found().to_owned();
    let said = Diagnostic::of_file(problem.code(), "", found, expected);
    problem.saying(&said)
}

fn read_json(file: &str, text: &str, engine: &Engine) -> Result<List, Vec<Diagnostic>> {
    let list = Body::read(file, text).map_err(|problem| vec![problem])?;
    list.give(whole(&list, engine))
}

fn whole(list: &Body<'_>, engine: &Engine) -> Option<List> {
    let fields = list.fields(KEYS)?;
    if let Some(format) = fields.get("format") {
        format.whole(1, 1);
    }
    fields.need("title").and_then(Node::name);
    printed(&fields);
    let level = fields.need("level");
    let level = level.filter(|node| node.word(&["district", "province", "central"]).is_some());
    let date = fields.need("date");
    let date = date.filter(|node| node.day().is_some());
    let members = fields.need("members").and_then(members_of);
    // How many there are is known where something of one is wrong.
    let count = members.as_ref().map(Vec::len);
    let members: Option<Vec<Member>> = members.and_then(|all| all.into_iter().collect());
    let council = fields.need("council");
    let council = council.and_then(|council| council_of(council, count, engine));
    if let Some(secretary) = fields.get("secretary") {
        secretary_of(secretary, members.as_deref());
    }
    proxies_of(&fields, members.as_deref());
    let probe = Probe {
        list,
        engine,
        stage: level.zip(date),
        council: council.as_ref().zip(members.as_deref()),
    };
    let products = fields.need("products");
    let products = products.and_then(|products| products_of(products, &probe));
    let mut session = list.root().value();
    if let Some(session) = session.as_object_mut() {
        session.remove("members");
        session.remove("products");
    }
    Some(List {
        book: None,
        session,
        rules: council.and_then(|council| council.own),
        members: members?,
        products: products?,
    })
}

/// What papers print besides; each may be left out.
fn printed(fields: &Fields<'_>) {
    let alone = [
        "place",
        "authority",
        "locality",
        "agency",
        "agency_report",
        "plan",
    ];
    names(fields, &alone);
    for (key, keys) in [
        ("hours", &["opened", "closed"][..]),
        ("advisory", &["decision", "report"]),
        ("codes", &["council", "agency", "authority"]),
    ] {
        let given = fields.get(key).and_then(|node| node.fields(keys));
        given.iter().for_each(|given| names(given, keys));
    }
    let all = |key, step| {
        let given = fields
            .get(key)
            .and_then(|node| node.list(step, MAX_MEMBERS));
        given.into_iter().flatten()
    };
    all("others", "person").for_each(|node| named(&node));
    all("recipients", "recipient").for_each(|node| named(&node));
}

/// Who sits in for members of the list.
fn proxies_of(fields: &Fields<'_>, members: Option<&[Member]>) {
    let given = fields.get("proxies");
    let given = given.and_then(|node| node.list("proxy", MAX_MEMBERS));
    for node in given.into_iter().flatten() {
        if let Some(proxy) = node.fields(&["member", "name", "paper", "scores"]) {
            names(&proxy, &["name", "paper"]);
            proxy.get("scores").and_then(Node::flag);
            if let Some(member) = proxy.get("member") {
                let expected = phrase!(
                    "mã của một thành viên trong danh sách",
                    "the id of a member of the list"
                );
                must_be_member(member, members, expected);
            }
        }
    }
}

/// Refuses what is no member of the list.
fn must_be_member(node: &Node<'_>, members: Option<&[Member]>, expected: Phrase) {
    let id = node.name();
    let unknown = |id: String| members.is_some_and(|all| all.iter().all(|member| member.id != id));
    if id.is_some_and(unknown) {
        node.refuse::<()>(ProblemCode::SessionUnknown, another_text(), expected);
    }
}

/// Names under some keys, each of which may be left out.
fn names(fields: &Fields<'_>, keys: &[&str]) {
    keys.iter()
        .filter_map(|key| fields.get(key))
        .for_each(named);
}

/// A name, alone or in an object that says more of its bearer.
fn named(node: &Node<'_>) {
    match node.value() {
        Value::Object(fields) if fields.get("name").is_some_and(Value::is_string) => {}
        Value::Object(_) => node.lacks("name"),
        _ => {
            node.name();
        }
    }
}

/// A secretary who is a member is one of the list's.
fn secretary_of(node: &Node<'_>, members: Option<&[Member]>) {
    let Some(fields) = node.fields(&["name", "position", "member"]) else {
        return;
    };
    fields.get("name").and_then(Node::name);
    fields.get("position").and_then(Node::name);
    if let Some(member) = fields.get("member").filter(|node| !node.is_null()) {
        let expected = phrase!(
            "mã của một thành viên trong danh sách, hoặc `null`",
            "the id of a member of the list, or `null`"
        );
        must_be_member(member, members, expected);
    }
}

struct Council {
    appointed: usize,
    rules: String,
    own: Option<String>,
}

/// What is said of a council that has so many members.
fn council_of(node: &Node<'_>, members: Option<usize>, engine: &Engine) -> Option<Council> {
    let fields = node.fields(&[
        "decision",
        "appointed",
        "rules",
        "regulation",
        "authorisation",
    ])?;
    names(&fields, &["decision", "regulation", "authorisation"]);
    let node = fields.need("appointed");
    let appointed = node.and_then(|node| usize::try_from(node.whole(1, 9_999)?).ok());
    if let (Some(node), Some(appointed), Some(count)) = (node, appointed, members)
        && appointed < count
    {
        let found = phrase!(
            "{appointed} trong khi có {count} thành viên",
            "{appointed} for {count} members"
        );
        let expected = phrase!(
            "ít nhất bằng số thành viên trong danh sách",
            "at least the number of members"
        );
        node.refuse::<()>(ProblemCode::AppointedTooFew, found, expected);
    }
    let (rules, own) = rules_of(&fields, engine)?;
    Some(Council {
        appointed: appointed?,
        rules,
        own,
    })
}

/// The name of the council's rules, and their text where the list brings them.
fn rules_of(fields: &Fields<'_>, engine: &Engine) -> Option<(String, Option<String>)> {
    let Some(node) = fields.get("rules") else {
        return Some(("default".to_owned(), None));
    };
    if node.raw().starts_with('{') {
        let text = node.raw().to_owned();
        let name = rules_name(&text);
        let own = Engine::new(BTreeMap::from([(rules_file(&name), text.clone())]));
        if let Err(found) = own.has_rules(&name) {
            for problem in found {
                node.push(node.within(problem));
            }
            return None;
        }
        return Some((name, Some(text)));
    }
    let name = node.text()?;
    match engine.has_rules(&name) {
        Ok(true) => Some((name, None)),
        Ok(false) => {
            let expected = phrase!(
                "tên một quy chế hội đồng đã có, như `default`, hoặc nội dung một tệp quy chế",
                "a name of `criteria/councils/`, such as `default`, or an object of such a file"
            );
            let found = phrase!("một tên khác", "another name");
            node.refuse(ProblemCode::RulesUnknown, found, expected)
        }
        Err(found) => {
            found.into_iter().for_each(|problem| node.push(problem));
            None
        }
    }
}

/// The entries of a list that must have some.
fn some<'b>(node: &Node<'b>, step: &str, most: usize, expected: Phrase) -> Option<Vec<Node<'b>>> {
    let nodes = node.list(step, most)?;
    if nodes.is_empty() {
        let found = phrase!("danh sách trống", "an empty list");
        node.refuse::<()>(ProblemCode::Empty, found, expected);
    }
    Some(nodes)
}

/// The members, each where nothing of it is wrong.
fn members_of(node: &Node<'_>) -> Option<Vec<Option<Member>>> {
    let expected = phrase!("ít nhất một thành viên", "at least one member");
    let nodes = some(node, "member", MAX_MEMBERS, expected)?;
    let (mut seen, mut chairs) = (Vec::new(), 0);
    let members = nodes.iter().map(|node| {
        let fields = node.fields(&["id", "name", "position", "role"])?;
        let id = id_of(&fields, &mut seen);
        let name = fields.need("name").and_then(Node::name);
        let position = fields.get("position").and_then(Node::name);
        let given = fields.get("role");
        let role = match given {
            Some(node) => node.word(&["chair", "vice-chair", "member"]),
            None => Some("member"),
        };
        chairs += usize::from(role == Some("chair"));
        if role == Some("chair") && chairs > 1 {
            let found = phrase!("chủ tịch thứ hai", "a second chair");
            let expected = phrase!("một chủ tịch", "one chair");
            let node = given.unwrap_or(node);
            node.refuse::<()>(ProblemCode::ChairRepeated, found, expected);
        }
        Some(Member {
            id: id?,
            name: name?,
            position: position.unwrap_or_default(),
            role: role?.to_owned(),
        })
    });
    Some(members.collect())
}

/// Names of a product are as short as those of members.
fn short_names(product: &Node<'_>) {
    for path in [
        &["name"][..],
        &["commune"],
        &["district"],
        &["producer", "name"],
    ] {
        let node = path
            .iter()
            .try_fold(product.clone(), |node, key| node.below(key));
        let Some(node) = node else { continue };
        let length = node
            .value()
            .as_str()
            .map_or(0, |name| composed(name).chars().count());
        if length > MAX_NAME {
            let expected = phrase!(
                "nhiều nhất {MAX_NAME} ký tự",
                "at most {MAX_NAME} characters"
            );
            node.refuse::<()>(ProblemCode::TooLarge, characters(length), expected);
        }
    }
}

fn products_of(node: &Node<'_>, probe: &Probe<'_>) -> Option<Vec<Product>> {
    let expected = phrase!("ít nhất một sản phẩm", "at least one product");
    let nodes = some(node, "product", MAX_PRODUCTS, expected)?;
    let keys = &[
        "id",
        "product",
        "set",
        "application",
        "before",
        "regulation",
    ];
    let mut seen = Vec::new();
    let products = nodes.iter().map(|node| {
        let fields = node.fields(keys)?;
        let id = id_of(&fields, &mut seen);
        fields.need("product").into_iter().for_each(short_names);
        let set = fields.need("set").and_then(Node::text);
        let (regulation, named) = probe.product(node, &fields, set.as_deref())?;
        Some(Product {
            id: id?,
            entry: node.value(),
            set: set?,
            regulation,
            named,
        })
    });
    let products: Vec<Option<Product>> = products.collect();
    products.into_iter().collect()
}
