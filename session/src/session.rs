//! What can be asked of a session and done to it, whichever door it comes in by. Every change is
//! one entry of the log, in the same transaction. Nothing is decided here: the engine is asked.

use std::collections::{BTreeMap, BTreeSet};

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::engine::{self, Engine, Result_, text};
use crate::fault::{Fault, Outcome, damaged};
use crate::json::{Fields, Node, Problems};
use crate::list::{Member, a_day, another_text};
use crate::log::{self, Entry};
use crate::store;

/// Nothing was saved on the sheet yet.
pub const NOT_OPENED: &str = "not-opened";
/// Something was saved, and it is not handed in.
pub const OPEN: &str = "open";
/// Handed in.
pub const SUBMITTED: &str = "submitted";
/// The member is not there.
pub const ABSENT: &str = "absent";
/// The member does not score this product.
pub const RECUSED: &str = "recused";

/// Sheets are being filled in.
pub const SCORING: &str = "scoring";
/// Every sheet is handed in, or its member is not there.
pub const COMPLETE: &str = "complete";
/// The result is kept.
pub const DECIDED: &str = "decided";
/// The result asks for a second round.
pub const DUE: &str = "second-round-due";

/// The secretary, as the log names them.
pub const SECRETARY: &str = "secretary";

/// Why something is not done.
#[derive(Debug)]
pub enum Refused {
    /// There is no such thing, or not for the one who asks.
    NotFound,
    /// The sheet or product is closed.
    Locked {
        /// The sheet's status.
        status: Option<String>,
        /// The product's state.
        state: String,
    },
    /// Something else stands there than the sender has seen; as JSON.
    Conflict(String),
    /// The request itself is wrong.
    Invalid(Vec<Diagnostic>),
    /// Something is missing; as JSON.
    Missing(Value),
    /// It cannot be answered.
    Fault(Fault),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        Refused::Fault(fault)
    }
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Refused {
        Refused::Fault(error.into())
    }
}

/// What an act comes to.
pub type Done<T> = Result<T, Refused>;

/// Who acts, and by which door.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// `secretary` or a member.
    pub who: &'a str,
    /// `phone`, `paper`, `workbook`, `page` or `command`.
    pub door: &'static str,
}

/// A session, open in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Session<'a> {
    /// The file.
    pub file: &'a Connection,
    /// The engine over the session's own data.
    pub engine: &'a Engine,
}

/// A product as it stands.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its name in addresses.
    pub id: String,
    /// Its entry of the list.
    pub entry: Value,
    /// The regulation chosen for it.
    pub regulation: String,
    /// The set.
    pub set: String,
    /// Whether its case names the regulation.
    pub named: bool,
    /// The round that is scored, from 1.
    pub round: i64,
    /// `scoring`, `decided` or `second-round-due`.
    pub kept_state: String,
    /// The decision's number and date, once entered.
    pub decision: Option<Value>,
}

impl Product {
    fn of(row: &Row<'_>) -> rusqlite::Result<Product> {
        let decision: Option<String> = row.get(7)?;
        Ok(Product {
            id: row.get(0)?,
            entry: serde_json::from_str(&row.get::<_, String>(1)?).unwrap_or_default(),
            regulation: row.get(2)?,
            set: row.get(3)?,
            named: row.get(4)?,
            round: row.get(5)?,
            kept_state: row.get(6)?,
            decision: decision.and_then(|text| serde_json::from_str(&text).ok()),
        })
    }

    /// The name that people know it by.
    #[must_use]
    pub fn name(&self) -> &str {
        self.entry
            .get("product")
            .map_or("", |product| text(product, "name"))
    }

    /// Whether it is ranked anew, which goes by written opinions where nothing else is said.
    #[must_use]
    pub fn is_renewal(&self) -> bool {
        let kind = self.entry.pointer("/application/kind");
        kind.and_then(Value::as_str) == Some("renewal")
    }

    /// Whether its result is kept, so that nothing of it changes.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.kept_state != SCORING
    }
}

/// A member's sheet of one round.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The product.
    pub product: String,
    /// The member.
    pub member: String,
    /// The round.
    pub round: i64,
    /// How it stands.
    pub status: String,
    /// Whether something was ever saved on it.
    pub opened: bool,
    /// How often it changed.
    pub revision: i64,
    /// The boxes.
    pub answers: BTreeMap<String, u32>,
    /// Which of them were typed in from paper.
    pub typed: BTreeSet<String>,
    /// Notes beside criteria.
    pub notes: BTreeMap<String, String>,
    /// The assessor's opinion.
    pub opinion: String,
    /// The printed stop that it ends at.
    pub stop: Option<String>,
    /// The last change, with what it was answered.
    pub last: Option<Value>,
}

const SHEET: &str = "SELECT sheet.product, sheet.member, sheet.round, status, opened, revision,
    answers, typed, notes, opinion, stop, last FROM sheet";

impl Sheet {
    fn of(row: &Row<'_>) -> rusqlite::Result<Sheet> {
        fn json<T: serde::de::DeserializeOwned>(
            row: &Row<'_>,
            column: usize,
        ) -> rusqlite::Result<T> {
            let text: String = row.get(column)?;
            serde_json::from_str(&text).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(
                    column,
                    rusqlite::types::Type::Text,
                    Box::new(error),
                )
            })
        }
        let last: Option<String> = row.get(11)?;
        Ok(Sheet {
            product: row.get(0)?,
            member: row.get(1)?,
            round: row.get(2)?,
            status: row.get(3)?,
            opened: row.get(4)?,
            revision: row.get(5)?,
            answers: json(row, 6)?,
            typed: json(row, 7)?,
            notes: json(row, 8)?,
            opinion: row.get(9)?,
            stop: row.get(10)?,
            last: last.and_then(|text| serde_json::from_str(&text).ok()),
        })
    }

    /// An empty one.
    #[must_use]
    pub fn empty(product: &str, member: &str, round: i64, status: &str) -> Sheet {
        Sheet {
            product: product.to_owned(),
            member: member.to_owned(),
            round,
            status: status.to_owned(),
            opened: false,
            revision: 0,
            answers: BTreeMap::new(),
            typed: BTreeSet::new(),
            notes: BTreeMap::new(),
            opinion: String::new(),
            stop: None,
            last: None,
        }
    }

    pub(crate) fn save(&self, file: &Connection) -> Outcome<()> {
        let mut save = file.prepare_cached(
            "INSERT OR REPLACE INTO sheet(product, member, round, status, opened, revision, answers,
             typed, notes, opinion, stop, last) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
        )?;
        save.execute(params![
            self.product,
            self.member,
            self.round,
            self.status,
            self.opened,
            self.revision,
            json!(self.answers).to_string(),
            json!(self.typed).to_string(),
            json!(self.notes).to_string(),
            self.opinion,
            self.stop,
            self.last.as_ref().map(Value::to_string),
        ])?;
        Ok(())
    }

    fn is_there(&self) -> bool {
        self.status != ABSENT && self.status != RECUSED
    }

    /// The criteria that still need an answer.
    #[must_use]
    pub fn missing(&self, sheet: &engine::Sheet) -> Vec<String> {
        let mut missing = Vec::new();
        for criterion in &sheet.criteria {
            if !self.answers.contains_key(&criterion.code) {
                missing.push(criterion.code.clone());
            }
            if self.stop.as_ref() == Some(&criterion.code) {
                break;
            }
        }
        missing
    }
}

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

    fn read(
        self,
        fields: &Fields<'_>,
        sheet: &engine::Sheet,
        problems: &mut Problems,
    ) -> Option<Value> {
        let node = fields.need(self.key(), problems)?;
        match self {
            Part::Answer(_) | Part::Stop if node.is_null() => Some(Value::Null),
            Part::Answer(code) => {
                let boxes = sheet.criterion(code).map_or(0, |known| known.points.len());
                let value = node.value();
                let number = match value.as_u64() {
                    Some(number) => number,
                    None => node.whole(0, u64::MAX, problems)?,
                };
                if usize::try_from(number).is_ok_and(|number| number <= boxes) {
                    return Some(json!(number));
                }
                let expected = phrase!("một ô từ 0 đến {boxes}", "a box from 0 to {boxes}");
                problems.push(node.problem(ProblemCode::BoxUnknown, number.to_string(), expected));
                None
            }
            Part::Note(_) | Part::Opinion => node.prose(problems).map(Value::String),
            Part::Stop => {
                let at = node.text(problems)?;
                if sheet.stops.contains(&at) {
                    return Some(json!(at));
                }
                let expected = phrase!(
                    "mã một tiêu chí của phiếu có quy định dừng",
                    "a criterion of the sheet that prints a stop"
                );
                let code = ProblemCode::CriterionUnknown;
                problems.push(node.problem(code, another_text(), expected));
                None
            }
        }
    }

    fn set(self, sheet: &mut Sheet, value: &Value, paper: bool) {
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

/// The reason of a request, which must say something where `needed`.
fn reason_of(fields: &Fields<'_>, needed: bool, problems: &mut Problems) -> Option<String> {
    let node = match fields.get("reason") {
        Some(node) => node,
        None if needed => fields.need("reason", problems)?,
        None => return Some(String::new()),
    };
    let reason = node.prose(problems)?;
    if needed && reason.trim().is_empty() {
        let found = phrase!("chuỗi trống", "an empty text");
        let expected = phrase!("lý do", "a reason");
        problems.push(node.problem(ProblemCode::Empty, found, expected));
        return None;
    }
    Some(reason)
}

impl Session<'_> {
    /// The session's entry of the list, without members and products.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn list(&self) -> Outcome<Value> {
        let list = store::meta(self.file, "list")?.unwrap_or_default();
        serde_json::from_str(&list).map_err(|error| damaged(&error.to_string()))
    }

    /// The members, in the list's order, and whether each has left.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn members(&self) -> Outcome<Vec<(Member, bool)>> {
        let mut all = self
            .file
            .prepare_cached("SELECT entry FROM member ORDER BY seq")?;
        let entries = all.query_map([], |row| row.get::<_, String>(0))?;
        let mut members = Vec::new();
        for entry in entries {
            let entry: Value =
                serde_json::from_str(&entry?).map_err(|error| damaged(&error.to_string()))?;
            let of = |key| text(&entry, key).to_owned();
            let member = Member {
                id: of("id"),
                name: of("name"),
                position: of("position"),
                role: of("role"),
            };
            members.push((member, entry.get("left").is_some()));
        }
        Ok(members)
    }

    /// A member.
    ///
    /// # Errors
    ///
    /// There is none of that name.
    pub fn member(&self, id: &str) -> Done<Member> {
        let members = self.members()?.into_iter();
        let found = members
            .map(|(member, _)| member)
            .find(|member| member.id == id);
        found.ok_or(Refused::NotFound)
    }

    /// The products, in the list's order.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn products(&self) -> Outcome<Vec<Product>> {
        let mut all = self.file.prepare_cached(
            "SELECT id, entry, regulation, set_code, named, round, state, decision FROM product ORDER BY seq",
        )?;
        let products = all.query_map([], Product::of)?;
        Ok(products.collect::<Result<_, _>>()?)
    }

    /// A product.
    ///
    /// # Errors
    ///
    /// There is none of that name.
    pub fn product(&self, id: &str) -> Done<Product> {
        let mut one = self.file.prepare_cached(
            "SELECT id, entry, regulation, set_code, named, round, state, decision FROM product WHERE id = ?1",
        )?;
        let found = one.query_row([id], Product::of).optional()?;
        found.ok_or(Refused::NotFound)
    }

    /// The sheet that a product is scored by.
    ///
    /// # Errors
    ///
    /// The session's data lacks it.
    pub fn form(&self, product: &Product) -> Outcome<std::sync::Arc<engine::Sheet>> {
        Ok(self.engine.sheet(&product.regulation, &product.set)?)
    }

    /// A member's sheet of a round.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn sheet(&self, product: &str, member: &str, round: i64) -> Done<Sheet> {
        let one = format!("{SHEET} WHERE product = ?1 AND member = ?2 AND round = ?3");
        let mut one = self.file.prepare_cached(&one)?;
        let found = one.query_row(params![product, member, round], Sheet::of);
        found.optional()?.ok_or(Refused::NotFound)
    }

    /// All sheets of a product's round, in the order of the members.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn sheets(&self, product: &str, round: i64) -> Outcome<Vec<Sheet>> {
        let all = format!(
            "{SHEET} JOIN member ON member.id = sheet.member WHERE sheet.product = ?1 AND sheet.round = ?2 ORDER BY member.seq"
        );
        let mut all = self.file.prepare_cached(&all)?;
        let sheets = all.query_map(params![product, round], Sheet::of)?;
        Ok(sheets.collect::<Result<_, _>>()?)
    }

    /// How a product stands.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn state(&self, product: &Product) -> Outcome<String> {
        if product.is_locked() {
            return Ok(product.kept_state.clone());
        }
        let mut open = self.file.prepare_cached(
            "SELECT sum(status IN ('submitted')), sum(status IN ('not-opened', 'open'))
             FROM sheet WHERE product = ?1 AND round = ?2",
        )?;
        let (submitted, open): (Option<i64>, Option<i64>) = open
            .query_row(params![product.id, product.round], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let complete = open == Some(0) && submitted.is_some_and(|submitted| submitted > 0);
        Ok(if complete { COMPLETE } else { SCORING }.to_owned())
    }

    /// What a member sees of the session.
    ///
    /// # Errors
    ///
    /// There is no such member.
    pub fn me(&self, member: &str) -> Done<Value> {
        let member = self.member(member)?;
        let mut products = Vec::new();
        for product in self.products()? {
            let sheet = self.sheet(&product.id, &member.id, product.round)?;
            products.push(json!({
                "product": product.id,
                "name": product.name(),
                "set": product.set,
                "status": sheet.status,
                "state": self.state(&product)?,
                "round": product.round,
                "answered": sheet.answers.len(),
                "of": self.form(&product)?.criteria.len(),
            }));
        }
        Ok(json!({"member": member.id, "name": member.name, "products": products}))
    }

    /// A sheet with what is on it, as JSON; of the round that is scored, or of an earlier one.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn sheet_json(&self, product: &str, member: &str, round: Option<i64>) -> Done<String> {
        let product = self.product(product)?;
        let sheet = self.sheet(&product.id, member, round.unwrap_or(product.round))?;
        Ok(self.shown(&product, &sheet)?)
    }

    fn shown(&self, product: &Product, sheet: &Sheet) -> Outcome<String> {
        #[derive(serde::Serialize)]
        struct Shown<'s> {
            sheet: &'s RawValue,
            answers: &'s BTreeMap<String, u32>,
            notes: &'s BTreeMap<String, String>,
            opinion: &'s str,
            stop: &'s Option<String>,
            status: &'s str,
            state: String,
            round: i64,
            revision: i64,
            answered: usize,
            of: usize,
            total: String,
        }
        let form = self.form(product)?;
        let broken = |error: serde_json::Error| damaged(&error.to_string());
        let shown = Shown {
            sheet: serde_json::from_str(&form.json).map_err(broken)?,
            answers: &sheet.answers,
            notes: &sheet.notes,
            opinion: &sheet.opinion,
            stop: &sheet.stop,
            status: &sheet.status,
            state: self.state(product)?,
            round: sheet.round,
            revision: sheet.revision,
            answered: sheet.answers.len(),
            of: form.criteria.len(),
            total: form.total(&sheet.answers),
        };
        serde_json::to_string(&shown).map_err(broken)
    }

    fn conflict<T>(&self, product: &Product, sheet: &Sheet) -> Done<T> {
        Err(Refused::Conflict(self.shown(product, sheet)?))
    }

    fn locked(&self, product: &Product, status: Option<&str>) -> Outcome<Refused> {
        Ok(Refused::Locked {
            status: status.map(str::to_owned),
            state: self.state(product)?,
        })
    }

    /// Changes a part of a sheet.
    ///
    /// # Errors
    ///
    /// The sheet is closed, has changed since the sender saw it, or the value is wrong.
    pub fn change(
        &self,
        act: Act<'_>,
        (product, member): (&str, &str),
        part: Part<'_>,
        body: &Node<'_>,
    ) -> Done<Value> {
        let product = self.product(product)?;
        let mut sheet = self.sheet(&product.id, member, product.round)?;
        let form = self.form(&product)?;
        if let Some(code) = part.criterion() {
            form.criterion(code).ok_or(Refused::NotFound)?;
        }
        if product.is_locked() || !matches!(sheet.status.as_str(), NOT_OPENED | OPEN) {
            return Err(self.locked(&product, Some(&sheet.status))?);
        }
        let mut problems = Problems::default();
        let fields = body.fields(&[part.key(), "revision", "round"], &mut problems);
        let Some(fields) = fields else {
            return Err(Refused::Invalid(problems.0));
        };
        let value = part.read(&fields, &form, &mut problems);
        let revision = self.revision(&fields, true, &mut problems);
        let change = json!({"part": part.what(), "criterion": part.criterion(), "value": value});
        if let Some(revision) = revision {
            let again = revision.checked_add(1) == Some(sheet.revision);
            if let Some(last) = &sheet.last
                && again
                && problems.0.is_empty()
                && last.get("change") == Some(&change)
            {
                return Ok(last.get("answer").cloned().unwrap_or_default());
            }
            if revision != sheet.revision {
                return self.conflict(&product, &sheet);
            }
        }
        if let Some(round) = fields.get("round")
            && round.whole(1, 99, &mut problems) != u64::try_from(sheet.round).ok()
            && problems.0.is_empty()
        {
            return self.conflict(&product, &sheet);
        }
        let value = problems.give(value).map_err(Refused::Invalid)?;
        let answer = |sheet: &Sheet| {
            json!({
                "revision": sheet.revision,
                "answered": sheet.answers.len(),
                "of": form.criteria.len(),
                "total": form.total(&sheet.answers),
            })
        };
        let before = part.stands(&sheet);
        if before == value {
            return Ok(answer(&sheet));
        }
        let paper = act.door == "paper";
        if let Part::Answer(code) = part
            && paper
            && sheet.answers.contains_key(code)
            && !sheet.typed.contains(code)
        {
            // What is typed in from paper never replaces what its assessor ticked.
            return self.conflict(&product, &sheet);
        }
        part.set(&mut sheet, &value, paper);
        sheet.opened = true;
        OPEN.clone_into(&mut sheet.status);
        sheet.revision += 1;
        let answer = answer(&sheet);
        sheet.last = Some(json!({"change": change, "answer": answer}));
        sheet.save(self.file)?;
        log::append(
            self.file,
            &Entry {
                who: act.who,
                door: act.door,
                what: part.what(),
                product: Some(&product.id),
                member: Some(member),
                criterion: part.criterion(),
                before: Some(part.logged(before)),
                after: Some(part.logged(value)),
                reason: None,
            },
        )?;
        Ok(answer)
    }

    fn revision(&self, fields: &Fields<'_>, needed: bool, problems: &mut Problems) -> Option<i64> {
        let node = if needed {
            fields.need("revision", problems)?
        } else {
            fields.get("revision")?
        };
        let most = u64::try_from(i64::MAX).unwrap_or(u64::MAX);
        i64::try_from(node.whole(0, most, problems)?).ok()
    }

    /// Hands a sheet in. `body` may name the signed original that was typed in.
    ///
    /// # Errors
    ///
    /// The sheet is closed, has changed since the sender saw it, or lacks answers.
    pub fn submit(
        &self,
        act: Act<'_>,
        (product, member): (&str, &str),
        body: Option<&Node<'_>>,
    ) -> Done<Value> {
        let product = self.product(product)?;
        let mut sheet = self.sheet(&product.id, member, product.round)?;
        let form = self.form(&product)?;
        let answer = |sheet: &Sheet, state: String| {
            json!({
                "revision": sheet.revision, "status": sheet.status, "state": state,
                "answered": sheet.answers.len(), "of": form.criteria.len(),
            })
        };
        if sheet.status == SUBMITTED {
            return Ok(answer(&sheet, self.state(&product)?));
        }
        if product.is_locked() || !sheet.is_there() {
            return Err(self.locked(&product, Some(&sheet.status))?);
        }
        let mut problems = Problems::default();
        let mut original = None;
        if let Some(body) = body {
            let fields = body.fields(&["revision", "round", "original"], &mut problems);
            let Some(fields) = fields else {
                return Err(Refused::Invalid(problems.0));
            };
            let revision = self.revision(&fields, false, &mut problems);
            if revision.is_some_and(|revision| revision != sheet.revision) {
                return self.conflict(&product, &sheet);
            }
            original = fields
                .get("original")
                .and_then(|node| node.prose(&mut problems));
        }
        problems.give(Some(())).map_err(Refused::Invalid)?;
        let missing = sheet.missing(&form);
        if !missing.is_empty() {
            return Err(Refused::Missing(json!({"missing": missing})));
        }
        let before = sheet.status.clone();
        SUBMITTED.clone_into(&mut sheet.status);
        sheet.opened = true;
        sheet.revision += 1;
        sheet.last = None;
        sheet.save(self.file)?;
        log::append(
            self.file,
            &Entry {
                who: act.who,
                door: act.door,
                what: "submit",
                product: Some(&product.id),
                member: Some(member),
                before: Some(json!(before)),
                after: Some(json!(SUBMITTED)),
                reason: original.as_deref(),
                ..Entry::default()
            },
        )?;
        Ok(answer(&sheet, self.state(&product)?))
    }

    /// Says whether a member is there for a product. A member may only step back themselves.
    ///
    /// # Errors
    ///
    /// The sheet is closed, or the request is wrong.
    pub fn attendance(
        &self,
        act: Act<'_>,
        (product, member): (&str, &str),
        body: &Node<'_>,
    ) -> Done<Value> {
        let product = self.product(product)?;
        let mut sheet = self.sheet(&product.id, member, product.round)?;
        if product.is_locked() || sheet.status == SUBMITTED {
            return Err(self.locked(&product, Some(&sheet.status))?);
        }
        let mut problems = Problems::default();
        let words: &[&str] = if act.who == SECRETARY {
            &[ABSENT, RECUSED, "present"]
        } else {
            &[RECUSED]
        };
        let read = body
            .fields(&["status", "reason"], &mut problems)
            .and_then(|fields| {
                let status = fields.need("status", &mut problems).cloned();
                let status = status.and_then(|node| node.word(words, &mut problems));
                let needed = status != Some("present");
                let reason = reason_of(&fields, needed, &mut problems);
                Some((status?, reason?))
            });
        let (status, reason) = problems.give(read).map_err(Refused::Invalid)?;
        let status = match status {
            "present" if sheet.is_there() => sheet.status.as_str(),
            "present" if sheet.opened => OPEN,
            "present" => NOT_OPENED,
            status => status,
        }
        .to_owned();
        if status != sheet.status {
            let before = std::mem::replace(&mut sheet.status, status);
            sheet.revision += 1;
            sheet.last = None;
            sheet.save(self.file)?;
            log::append(
                self.file,
                &Entry {
                    who: act.who,
                    door: act.door,
                    what: "attendance",
                    product: Some(&product.id),
                    member: Some(member),
                    before: Some(json!(before)),
                    after: Some(json!(sheet.status)),
                    reason: Some(&reason),
                    ..Entry::default()
                },
            )?;
        }
        Ok(json!({
            "status": sheet.status, "revision": sheet.revision, "state": self.state(&product)?
        }))
    }

    /// Opens a sheet that was handed in, and takes the product's result back.
    ///
    /// # Errors
    ///
    /// The sheet was not handed in, or there is no reason.
    pub fn reopen(
        &self,
        act: Act<'_>,
        (product, member): (&str, &str),
        body: &Node<'_>,
    ) -> Done<Value> {
        let product = self.product(product)?;
        let mut sheet = self.sheet(&product.id, member, product.round)?;
        if sheet.status != SUBMITTED {
            return self.conflict(&product, &sheet);
        }
        let mut problems = Problems::default();
        let reason = body
            .fields(&["reason"], &mut problems)
            .and_then(|fields| reason_of(&fields, true, &mut problems));
        let reason = problems.give(reason).map_err(Refused::Invalid)?;
        OPEN.clone_into(&mut sheet.status);
        sheet.revision += 1;
        sheet.last = None;
        sheet.save(self.file)?;
        let mut before = json!({"status": SUBMITTED});
        if let Some(fields) = before.as_object_mut()
            && product.is_locked()
        {
            fields.insert("state".to_owned(), json!(product.kept_state));
            fields.insert("decision".to_owned(), json!(product.decision));
            let result = self.result(&product)?;
            let seal = result.and_then(|result| result.view.get("seal").cloned());
            fields.insert("seal".to_owned(), json!(seal));
        }
        self.file.execute(
            "UPDATE round SET kase = NULL, result = NULL WHERE product = ?1 AND round = ?2",
            params![product.id, product.round],
        )?;
        self.file.execute(
            "UPDATE product SET state = 'scoring', decision = NULL WHERE id = ?1",
            [&product.id],
        )?;
        log::append(
            self.file,
            &Entry {
                who: act.who,
                door: act.door,
                what: "reopen",
                product: Some(&product.id),
                member: Some(member),
                before: Some(before),
                after: Some(json!({"status": OPEN, "state": SCORING})),
                reason: Some(&reason),
                ..Entry::default()
            },
        )?;
        Ok(json!({"status": OPEN, "revision": sheet.revision, "state": SCORING}))
    }

    /// The findings of the round that is scored.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn found(&self, product: &Product) -> Outcome<Vec<String>> {
        let mut one = self
            .file
            .prepare_cached("SELECT findings FROM round WHERE product = ?1 AND round = ?2")?;
        let found: String = one.query_row(params![product.id, product.round], |row| row.get(0))?;
        serde_json::from_str(&found).map_err(|error| damaged(&error.to_string()))
    }

    /// Sets what ends a product's evaluation.
    ///
    /// # Errors
    ///
    /// The product is decided, or its sheet lists no such finding.
    pub fn findings(&self, act: Act<'_>, product: &str, body: &Node<'_>) -> Done<Value> {
        let product = self.product(product)?;
        if product.is_locked() {
            return Err(self.locked(&product, None)?);
        }
        let form = self.form(&product)?;
        let mut problems = Problems::default();
        let read = body
            .fields(&["findings"], &mut problems)
            .and_then(|fields| {
                let nodes = fields.need("findings", &mut problems).cloned()?;
                let nodes = nodes.list("finding", 99, &mut problems)?;
                let mut findings: Vec<String> = Vec::new();
                for node in nodes {
                    let Some(name) = node.text(&mut problems) else {
                        continue;
                    };
                    if findings.contains(&name) {
                        let found = phrase!("`{name}` hai lần", "`{name}` twice");
                        let expected = phrase!("mỗi căn cứ một lần", "each finding once");
                        problems.push(node.problem(ProblemCode::Repeated, found, expected));
                    } else if !form.findings.contains(&name) {
                        let known = form.findings.join("`, `");
                        let expected = match known.as_str() {
                            "" => phrase!(
                                "không có gì: phiếu không nêu căn cứ loại nào",
                                "none: the sheet lists no finding"
                            ),
                            known => phrase!("một trong `{known}`", "one of `{known}`"),
                        };
                        let code = ProblemCode::FindingUnknown;
                        problems.push(node.problem(code, another_text(), expected));
                    } else {
                        findings.push(name);
                    }
                }
                findings.sort();
                Some(findings)
            });
        let findings = problems.give(read).map_err(Refused::Invalid)?;
        let before = self.found(&product)?;
        if before != findings {
            self.file.execute(
                "UPDATE round SET findings = ?3 WHERE product = ?1 AND round = ?2",
                params![product.id, product.round, json!(findings).to_string()],
            )?;
            log::append(
                self.file,
                &Entry {
                    who: act.who,
                    door: act.door,
                    what: "findings",
                    product: Some(&product.id),
                    before: Some(json!(before)),
                    after: Some(json!(findings)),
                    ..Entry::default()
                },
            )?;
        }
        Ok(json!({"findings": findings, "state": self.state(&product)?}))
    }

    /// How the round of a renewal is held, where that was said: by written opinions with the days
    /// they were sent and are due, or by a meeting that the chair called.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn hearing(&self, product: &Product) -> Outcome<Option<Value>> {
        let mut one = self
            .file
            .prepare_cached("SELECT form FROM round WHERE product = ?1 AND round = ?2")?;
        let form: Option<String> =
            one.query_row(params![product.id, product.round], |row| row.get(0))?;
        let form = form.map(|form| serde_json::from_str(&form)).transpose();
        form.map_err(|error| damaged(&error.to_string()))
    }

    /// Says how the round of a renewal is held.
    ///
    /// # Errors
    ///
    /// The product is decided, is no renewal, or the request is wrong.
    pub fn hold(&self, act: Act<'_>, product: &str, body: &Node<'_>) -> Done<Value> {
        let product = self.product(product)?;
        if product.is_locked() {
            return Err(self.locked(&product, None)?);
        }
        let mut problems = Problems::default();
        let read = body
            .fields(&["form", "sent", "due", "reason"], &mut problems)
            .and_then(|fields| {
                let node = fields.need("form", &mut problems).cloned()?;
                let form = node.word(&["written", "meeting"], &mut problems)?;
                if !product.is_renewal() {
                    let found = phrase!("sản phẩm không phân hạng lại", "no renewal");
                    let expected = phrase!(
                        "sản phẩm phân hạng lại; sản phẩm khác do Hội đồng họp đánh giá",
                        "a renewal; a council meets for other products"
                    );
                    problems.push(node.problem(ProblemCode::StageContent, found, expected));
                    return None;
                }
                if form == "meeting" {
                    let reason = reason_of(&fields, true, &mut problems)?;
                    return Some((json!({"form": form, "reason": reason}), reason));
                }
                let mut day = |key: &str| {
                    let node = fields.need(key, &mut problems).cloned()?;
                    let day = node.text(&mut problems)?;
                    if engine::is_date(&day) {
                        return Some((day, node));
                    }
                    problems.push(node.problem(ProblemCode::BadDate, another_text(), a_day()));
                    None
                };
                let (sent, due) = (day("sent"), day("due"));
                let ((sent, _), (due, node)) = (sent?, due?);
                if due < sent {
                    let found = format!("`{due}`");
                    let expected = phrase!("`{sent}` hoặc sau đó", "`{sent}` or later");
                    problems.push(node.problem(ProblemCode::DateOrder, found, expected));
                }
                let reason = reason_of(&fields, false, &mut problems)?;
                Some((json!({"form": form, "sent": sent, "due": due}), reason))
            });
        let (form, reason) = problems.give(read).map_err(Refused::Invalid)?;
        let before = self.hearing(&product)?;
        if before.as_ref() != Some(&form) {
            self.file.execute(
                "UPDATE round SET form = ?3 WHERE product = ?1 AND round = ?2",
                params![product.id, product.round, form.to_string()],
            )?;
            log::append(
                self.file,
                &Entry {
                    who: act.who,
                    door: act.door,
                    what: "round",
                    product: Some(&product.id),
                    before: Some(json!({"form": before})),
                    after: Some(json!({"form": form})),
                    reason: Some(reason.as_str()).filter(|reason| !reason.is_empty()),
                    ..Entry::default()
                },
            )?;
        }
        Ok(form)
    }

    /// The case of a product with `last` as its last stage, after those before it.
    fn case(&self, product: &Product, last: Value) -> Outcome<String> {
        let mut stages: Vec<Value> = engine::list(&product.entry, "before").cloned().collect();
        for round in 1..product.round {
            let kept = self.kept(&product.id, round)?;
            let case: Value = serde_json::from_str(&kept.map(|(case, _)| case).unwrap_or_default())
                .map_err(|error| damaged(&error.to_string()))?;
            stages.extend(engine::list(&case, "stages").last().cloned());
        }
        stages.push(last);
        let mut case = json!({"format": 1, "stages": stages});
        if let Some(case) = case.as_object_mut() {
            for key in ["product", "set", "application"] {
                if let Some(value) = product.entry.get(key) {
                    case.insert(key.to_owned(), value.clone());
                }
            }
            if product.named {
                case.insert("regulation".to_owned(), json!(product.regulation));
            }
        }
        Ok(case.to_string())
    }

    /// The day of the round that is scored.
    pub(crate) fn date_of(&self, product: &Product) -> Outcome<String> {
        Ok(self.file.query_row(
            "SELECT date FROM round WHERE product = ?1 AND round = ?2",
            params![product.id, product.round],
            |row| row.get(0),
        )?)
    }

    /// The stage of the round that is scored, with these sheets.
    fn stage(&self, product: &Product, sheets: &[Value]) -> Outcome<Value> {
        let list = self.list()?;
        let date = self.date_of(product)?;
        let mut stage = json!({
            "level": text(&list, "level"), "date": date, "findings": self.found(product)?,
        });
        if let Some(stage) = stage.as_object_mut()
            && !sheets.is_empty()
        {
            let rules = match list.pointer("/council/rules") {
                Some(Value::String(name)) => name.as_str(),
                Some(_) => crate::list::OWN_RULES,
                None => "default",
            };
            let appointed = list.pointer("/council/appointed");
            let mut council = json!({"rules": rules, "appointed": appointed});
            if let (Some(council), Some(held)) = (council.as_object_mut(), self.hearing(product)?) {
                council.insert("form".to_owned(), json!(text(&held, "form")));
            }
            stage.insert("council".to_owned(), council);
            stage.insert("sheets".to_owned(), json!(sheets));
        }
        Ok(stage)
    }

    /// The sheets that were handed in, as a case has them.
    fn handed_in(&self, product: &Product) -> Outcome<Vec<Value>> {
        let form = self.form(product)?;
        let members = self.members()?;
        let mut sheets = Vec::new();
        for sheet in self.sheets(&product.id, product.round)? {
            if sheet.status != SUBMITTED {
                continue;
            }
            let stop = sheet.stop.as_ref();
            let stop =
                stop.and_then(|stop| form.criteria.iter().position(|known| known.code == *stop));
            let codes = form
                .criteria
                .iter()
                .take(stop.map_or(usize::MAX, |stop| stop + 1));
            let answers: Vec<Value> = codes
                .filter_map(|criterion| {
                    let number = sheet.answers.get(&criterion.code)?;
                    Some(json!({"criterion": criterion.code, "box": number}))
                })
                .collect();
            let mut one = json!({
                "assessor": sheet.member, "role": role(&members, &sheet.member), "answers": answers,
            });
            if let (Some(one), Some(stop)) = (one.as_object_mut(), &sheet.stop) {
                one.insert("stopped_at".to_owned(), json!(stop));
            }
            sheets.push(one);
        }
        Ok(sheets)
    }

    /// The case and result that are kept of a round.
    fn kept(&self, product: &str, round: i64) -> Outcome<Option<(String, String)>> {
        let kept = self.file.query_row(
            "SELECT kase, result FROM round WHERE product = ?1 AND round = ?2",
            params![product, round],
            |row| {
                Ok((
                    row.get::<_, Option<String>>(0)?,
                    row.get::<_, Option<String>>(1)?,
                ))
            },
        )?;
        Ok(kept.0.zip(kept.1))
    }

    /// The result that is kept of a product.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn result(&self, product: &Product) -> Outcome<Option<Result_>> {
        let Some((_, json)) = self.kept(&product.id, product.round)? else {
            return Ok(None);
        };
        let view = serde_json::from_str(&json).map_err(|error| damaged(&error.to_string()))?;
        Ok(Some(Result_ { json, view }))
    }

    /// Decides a product, keeps the result and closes its sheets.
    ///
    /// # Errors
    ///
    /// Sheets are missing, or the engine refuses the case.
    pub fn decide(&self, act: Act<'_>, product: &str) -> Done<String> {
        let product = self.product(product)?;
        if let Some(kept) = self.result(&product)? {
            return Ok(kept.json);
        }
        if self.state(&product)? != COMPLETE && self.found(&product)?.is_empty() {
            let missing = json!({"missing": self.undone(&product)?});
            return Err(Refused::Conflict(missing.to_string()));
        }
        let stage = self.stage(&product, &self.handed_in(&product)?)?;
        let case = self.case(&product, stage)?;
        let result = self.engine.decide(&case).map_err(Refused::Invalid)?;
        let again = matches!(
            result.last("status").as_str(),
            Some("not-quorate" | "rescore-required")
        );
        let state = if again && product.round == 1 {
            DUE
        } else {
            DECIDED
        };
        self.keep(&product, &case, &result)?;
        self.file.execute(
            "UPDATE product SET state = ?2 WHERE id = ?1",
            params![product.id, state],
        )?;
        log::append(
            self.file,
            &Entry {
                who: act.who,
                door: act.door,
                what: "decide",
                product: Some(&product.id),
                before: Some(json!(SCORING)),
                after: Some(json!({"state": state, "result": result.view})),
                ..Entry::default()
            },
        )?;
        Ok(result.json)
    }

    fn keep(&self, product: &Product, case: &str, result: &Result_) -> Outcome<()> {
        self.file.execute(
            "UPDATE round SET kase = ?3, result = ?4 WHERE product = ?1 AND round = ?2",
            params![product.id, product.round, case, result.json],
        )?;
        Ok(())
    }

    /// What a product still lacks, by member.
    fn undone(&self, product: &Product) -> Outcome<Vec<Value>> {
        let form = self.form(product)?;
        let sheets = self.sheets(&product.id, product.round)?;
        let nobody = !sheets.iter().any(Sheet::is_there);
        let undone = sheets
            .iter()
            .filter(|sheet| matches!(sheet.status.as_str(), NOT_OPENED | OPEN) || nobody);
        Ok(undone
            .map(|sheet| {
                let criteria = if nobody {
                    Vec::new()
                } else {
                    sheet.missing(&form)
                };
                json!({"member": sheet.member, "status": sheet.status, "criteria": criteria})
            })
            .collect())
    }

    /// Begins the second round.
    ///
    /// # Errors
    ///
    /// None is due, or the day is wrong.
    pub fn second_round(&self, act: Act<'_>, product: &str, body: &Node<'_>) -> Done<Value> {
        let mut product = self.product(product)?;
        if product.kept_state != DUE {
            let state = json!({"state": self.state(&product)?, "round": product.round});
            return Err(Refused::Conflict(state.to_string()));
        }
        let mut problems = Problems::default();
        let read = body
            .fields(&["date", "reason"], &mut problems)
            .and_then(|fields| {
                let date = fields.need("date", &mut problems).cloned();
                let date = date.and_then(|node| Some((node.text(&mut problems)?, node)));
                let reason = reason_of(&fields, true, &mut problems);
                let (date, node) = date?;
                if !engine::is_date(&date) {
                    problems.push(node.problem(ProblemCode::BadDate, another_text(), a_day()));
                }
                Some((date, reason?, node))
            });
        let (date, reason, node) = problems.give(read).map_err(Refused::Invalid)?;
        product.round += 1;
        let level = self.list()?;
        let next = json!({"level": text(&level, "level"), "date": date, "total": "0"});
        let wrong = self.engine.read(&self.case(&product, next)?).err();
        if let Some(problem) = wrong.and_then(|found| found.into_iter().next()) {
            return Err(Refused::Invalid(vec![node.here(problem)]));
        }
        self.file.execute(
            "INSERT INTO round(product, round, date, findings) VALUES (?1, ?2, ?3, '[]')",
            params![product.id, product.round, date],
        )?;
        for (member, _) in self.members()? {
            Sheet::empty(&product.id, &member.id, product.round, NOT_OPENED).save(self.file)?;
        }
        self.file.execute(
            "UPDATE product SET state = 'scoring', round = ?2 WHERE id = ?1",
            params![product.id, product.round],
        )?;
        log::append(
            self.file,
            &Entry {
                who: act.who,
                door: act.door,
                what: "round",
                product: Some(&product.id),
                before: Some(json!({"round": product.round - 1})),
                after: Some(json!({"round": product.round, "date": date})),
                reason: Some(&reason),
                ..Entry::default()
            },
        )?;
        self.absentees(act, &[])?;
        Ok(json!({"state": SCORING, "round": product.round, "date": date}))
    }

    /// Enters the number and day of the decision that recognises a product.
    ///
    /// # Errors
    ///
    /// The product is not decided, or the day is wrong.
    pub fn decision(&self, act: Act<'_>, product: &str, body: &Node<'_>) -> Done<Value> {
        let product = self.product(product)?;
        let kept = self.kept(&product.id, product.round)?;
        let kept = kept.filter(|_| product.kept_state == DECIDED);
        let Some((case, _)) = kept else {
            let state = json!({"state": self.state(&product)?});
            return Err(Refused::Conflict(state.to_string()));
        };
        let mut problems = Problems::default();
        let read = body
            .fields(&["number", "date"], &mut problems)
            .and_then(|fields| {
                let number = fields.need("number", &mut problems).cloned();
                let number = number.and_then(|node| node.name(&mut problems));
                let date = fields.need("date", &mut problems).cloned();
                let date = date.and_then(|node| Some((node.text(&mut problems)?, node)));
                let (date, node) = date?;
                Some((number?, date, node))
            });
        let (number, date, node) = problems.give(read).map_err(Refused::Invalid)?;
        let decision = json!({"number": number, "date": date});
        if product.decision.as_ref() == Some(&decision) {
            return Ok(decision);
        }
        let case = with_decision(&case, &decision);
        let result = self.engine.decide(&case).map_err(|found| {
            Refused::Invalid(
                found
                    .into_iter()
                    .map(|problem| node.here(problem))
                    .collect(),
            )
        })?;
        self.keep(&product, &case, &result)?;
        self.file.execute(
            "UPDATE product SET decision = ?2 WHERE id = ?1",
            params![product.id, decision.to_string()],
        )?;
        log::append(
            self.file,
            &Entry {
                who: act.who,
                door: act.door,
                what: "decision",
                product: Some(&product.id),
                before: Some(json!(product.decision)),
                after: Some(json!({
                    "number": number, "date": date, "result": result.view
                })),
                ..Entry::default()
            },
        )?;
        Ok(decision)
    }

    /// The board: products by members.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn board(&self) -> Outcome<Value> {
        let mut products = Vec::new();
        for product in self.products()? {
            let form = self.form(&product)?;
            let state = self.state(&product)?;
            let of = form.criteria.len();
            let sheets = self.sheets(&product.id, product.round)?;
            let members: serde_json::Map<String, Value> = sheets
                .iter()
                .map(|sheet| {
                    let answered = sheet.answers.len();
                    let shown = json!({"status": sheet.status, "answered": answered, "of": of});
                    (sheet.member.clone(), shown)
                })
                .collect();
            let result = match state.as_str() {
                SCORING => None,
                COMPLETE => {
                    let stage = self.stage(&product, &self.handed_in(&product)?)?;
                    self.engine.decide(&self.case(&product, stage)?).ok()
                }
                _ => self.result(&product)?,
            };
            let spread = result
                .as_ref()
                .map_or(Value::Null, |result| result.last("spread").clone());
            let mut shown = json!({
                "product": product.id, "name": product.name(), "set": product.set,
                "members": members, "spread": spread, "state": state, "round": product.round,
                "findings": self.found(&product)?, "decision": product.decision,
                "form": self.hearing(&product)?,
                "lacks_quorum": self.lacks_quorum(&product, &sheets)?,
            });
            if let (Some(shown), Some(result), true) =
                (shown.as_object_mut(), &result, product.is_locked())
            {
                shown.insert("status".to_owned(), result.last("status").clone());
                shown.insert("star".to_owned(), result.last("star").clone());
            }
            products.push(shown);
        }
        Ok(json!({"products": products}))
    }

    /// Whether the product would lack its quorum if everybody who is there handed in: the engine is
    /// asked with empty sheets.
    fn lacks_quorum(&self, product: &Product, sheets: &[Sheet]) -> Outcome<bool> {
        if product.is_locked() {
            return Ok(false);
        }
        let form = self.form(product)?;
        let members = self.members()?;
        let codes = form.criteria.iter();
        let answers: Vec<Value> = codes
            .map(|criterion| json!({"criterion": criterion.code, "box": 0}))
            .collect();
        let there = sheets.iter().filter(|sheet| sheet.is_there());
        let present: Vec<Value> = there
            .map(|sheet| {
                let role = role(&members, &sheet.member);
                json!({"assessor": sheet.member, "role": role, "answers": answers})
            })
            .collect();
        if present.is_empty() {
            return Ok(true);
        }
        let mut stage = self.stage(product, &present)?;
        if let Some(stage) = stage.as_object_mut() {
            stage.remove("findings");
        }
        let asked = self.engine.decide(&self.case(product, stage)?);
        Ok(asked.is_ok_and(|result| result.last("status") == "not-quorate"))
    }

    /// The cases of what is decided or due for a second round, and the names of the rest.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn cases(&self) -> Outcome<(Vec<String>, Vec<String>)> {
        let (mut cases, mut rest) = (Vec::new(), Vec::new());
        for product in self.products()? {
            match self.kept(&product.id, product.round)? {
                Some((case, _)) => cases.push(case),
                None => rest.push(product.id),
            }
        }
        Ok((cases, rest))
    }

    /// The link of the secretary or a member.
    ///
    /// # Errors
    ///
    /// There is no such member, or they have left.
    pub fn token(&self, who: &str) -> Done<String> {
        let token = if who == SECRETARY {
            store::meta(self.file, SECRETARY)?
        } else {
            let mut one = self
                .file
                .prepare_cached("SELECT token FROM member WHERE id = ?1")?;
            one.query_row([who], |row| row.get(0)).optional()?.flatten()
        };
        token.ok_or(Refused::NotFound)
    }

    /// Whose link a token is.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn who(&self, token: &str) -> Outcome<Option<String>> {
        let mut all = self.file.prepare_cached(
            "SELECT id, token FROM member WHERE token IS NOT NULL
             UNION ALL SELECT 'secretary', value FROM meta WHERE key = 'secretary'",
        )?;
        let rows = all.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut found = None;
        for row in rows {
            let (who, known) = row?;
            // All of them, and every letter: how long it takes says nothing.
            let differ = known
                .bytes()
                .zip(token.bytes())
                .fold(0, |differ, (a, b)| differ | (a ^ b));
            if differ == 0 && known.len() == token.len() {
                found = Some(who);
            }
        }
        Ok(found)
    }

    /// Makes the link of the secretary or a member anew; the old one is worth nothing from then on.
    ///
    /// # Errors
    ///
    /// There is no such member.
    pub fn new_token(&self, act: Act<'_>, who: &str) -> Done<String> {
        let token = store::secret()?;
        let member = (who != SECRETARY).then_some(who);
        match member {
            None => store::set_meta(self.file, SECRETARY, &token)?,
            Some(member) => {
                self.member(member)?;
                self.file.execute(
                    "UPDATE member SET token = ?2 WHERE id = ?1",
                    params![member, token],
                )?;
            }
        }
        log::append(
            self.file,
            &Entry {
                who: act.who,
                door: act.door,
                what: "link",
                member,
                ..Entry::default()
            },
        )?;
        Ok(token)
    }

    /// Writes into the log that a copy is made.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn backed_up(&self, act: Act<'_>) -> Outcome<()> {
        let (who, door) = (act.who, act.door);
        log::append(
            self.file,
            &Entry {
                who,
                door,
                what: "backup",
                ..Entry::default()
            },
        )
    }
}

fn role<'m>(members: &'m [(Member, bool)], id: &str) -> &'m str {
    let found = members.iter().find(|(member, _)| member.id == id);
    found.map_or("member", |(member, _)| &member.role)
}

/// A case with the day of its decision.
fn with_decision(case: &str, decision: &Value) -> String {
    let mut case: Value = serde_json::from_str(case).unwrap_or_default();
    let stages = case.get_mut("stages").and_then(Value::as_array_mut);
    let last = stages.and_then(|stages| stages.last_mut());
    if let Some(last) = last.and_then(Value::as_object_mut) {
        last.insert("decided".to_owned(), json!(text(decision, "date")));
    }
    case.to_string()
}
