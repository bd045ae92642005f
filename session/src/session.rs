//! What can be asked of a session and done to it, whichever door it comes in by. Every change is
//! one entry of the log, in the same transaction. Nothing is decided here: the engine is asked.

use std::path::Path;
use std::sync::Arc;

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use ocop_papers::Absence;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Row, params};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::disk;
use crate::engine::{self, Engine, text};
use crate::fault::{Fault, Outcome, damaged, spoiled};
use crate::list::Member;
use crate::log::{self, Entry};
use crate::store::{self, Access};

mod board;
mod change;
mod notes;
mod presence;
mod result;
mod round;
mod sheet;

pub(crate) use board::ended;
pub use change::Part;
pub use notes::Warning;
pub(crate) use sheet::CHANGES;
pub use sheet::Sheet;

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

/// Every status of a sheet and state of a product.
pub(crate) const STANDINGS: [&str; 9] = [
    NOT_OPENED, OPEN, SUBMITTED, ABSENT, RECUSED, SCORING, COMPLETE, DECIDED, DUE,
];

/// The Vietnamese word for the status of a sheet or the state of a product.
pub fn word(of: &str) -> &'static str {
    match of {
        NOT_OPENED => "chưa mở",
        OPEN => "đang chấm",
        SUBMITTED => "đã nộp",
        ABSENT => Absence::word(false),
        RECUSED => Absence::word(true),
        SCORING => "đang chấm",
        COMPLETE => "đủ phiếu",
        DECIDED => "đã có kết quả",
        DUE => "phải chấm lại lần 2",
        _ => "",
    }
}

/// The secretary, as the log names them.
pub const SECRETARY: &str = "secretary";

/// Why something is not done.
#[derive(Debug)]
pub enum Refused {
    /// There is no such thing, or not for the one who asks.
    NotFound,
    /// There are no products or members of these ids.
    Unknown(Vec<String>),
    /// The request names another member than the one whose sheet it reaches.
    Another,
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

impl Refused {
    /// A refusal where nobody was asked whether it may be done: the file alone can refuse.
    pub(crate) fn into_fault(self) -> Fault {
        match self {
            Refused::Fault(fault) => fault,
            Refused::Invalid(problems) => Fault::Input(problems),
            other => damaged(format!("{other:?}")),
        }
    }
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

impl From<Vec<Diagnostic>> for Refused {
    fn from(problems: Vec<Diagnostic>) -> Refused {
        Refused::Invalid(problems)
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

impl Act<'static> {
    /// The secretary's, on the command line.
    pub const COMMAND: Act<'static> = Act {
        who: SECRETARY,
        door: "command",
    };

    /// The secretary's, on the pages.
    pub(crate) const PAGE: Act<'static> = Act {
        who: SECRETARY,
        door: "page",
    };
}

impl<'a> Act<'a> {
    /// The entry of the log that says what was done so; what it was done to is added.
    pub(crate) fn entry(self, what: &'a str) -> Entry<'a> {
        Entry {
            who: self.who,
            door: self.door,
            what,
            ..Entry::default()
        }
    }
}

/// What is refused to a member who has left the list.
pub(crate) fn gone(member: &str) -> Refused {
    let why = phrase!(
        "{member} không còn trong danh sách Hội đồng; nếu người đó trở lại, hãy nộp lại danh sách có tên người đó",
        "{member} is no longer in the council's list; where they come back, take in a list that has them"
    );
    Fault::No(ProblemCode::NotNow, why).into()
}

/// A session, open in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Session<'a> {
    /// The file.
    pub file: &'a Connection,
    /// The engine over the session's own data.
    pub engine: &'a Engine,
}

const PRODUCT: &str =
    "SELECT id, entry, regulation, set_code, named, round, state, decision FROM product";

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
        Ok(Product {
            id: row.get(0)?,
            entry: kept(row, 1)?,
            regulation: row.get(2)?,
            set: row.get(3)?,
            named: row.get(4)?,
            round: row.get(5)?,
            kept_state: row.get(6)?,
            decision: kept_or_none(row, 7)?,
        })
    }

    /// The name that people know it by.
    pub fn name(&self) -> &str {
        let product = self.entry.get("product");
        product.map_or("", |product| text(product, "name"))
    }

    /// Whether it is ranked anew, which goes by written opinions where nothing else is said.
    pub fn is_renewal(&self) -> bool {
        let kind = self.entry.pointer("/application/kind");
        kind.and_then(Value::as_str) == Some("renewal")
    }

    /// Whether its result is kept, so that nothing of it changes.
    pub fn is_locked(&self) -> bool {
        self.kept_state != SCORING
    }
}

/// Asks the session at a path, on one state of its file.
///
/// # Errors
///
/// As `ask`, or the file cannot be opened.
pub fn read<T, E: From<Fault>>(
    path: &Path,
    ask: impl FnOnce(&Session<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut file = store::open(path, Access::Read)?;
    store::read(&mut file, |file| with_engine(file, ask))
}

/// Changes the session at a path, in one transaction.
///
/// # Errors
///
/// As `change`, or the file cannot be written.
pub fn write<T, E: From<Fault>>(
    path: &Path,
    change: impl FnOnce(&Session<'_>) -> Result<T, E>,
) -> Result<T, E> {
    disk::has_one_name(path)?;
    let mut file = store::open(path, Access::Write)?;
    store::write(&mut file, |file| with_engine(file, change))
}

fn with_engine<T, E: From<Fault>>(
    file: &Connection,
    ask: impl FnOnce(&Session<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let engine = &store::engine(file)?;
    ask(&Session { file, engine })
}

/// JSON that the file keeps.
pub(crate) fn kept_json<T: DeserializeOwned>(text: &str) -> Outcome<T> {
    serde_json::from_str(text).map_err(damaged)
}

/// What every id stands for, or all those that stand for nothing.
pub(crate) fn each_known<T>(found: impl Iterator<Item = Done<T>>) -> Done<Vec<T>> {
    let (mut all, mut unknown) = (Vec::new(), Vec::new());
    for one in found {
        match one {
            Err(Refused::Unknown(mut ids)) => unknown.append(&mut ids),
            one => all.push(one?),
        }
    }
    match unknown.is_empty() {
        true => Ok(all),
        false => Err(Refused::Unknown(unknown)),
    }
}

/// JSON in a column that may be empty.
fn kept_or_none<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let read = text.map(|text| serde_json::from_str(&text)).transpose();
    read.map_err(|error| Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

/// JSON in a column.
fn kept<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let empty = || Error::InvalidColumnType(column, "JSON".to_owned(), Type::Null);
    kept_or_none(row, column)?.ok_or_else(empty)
}

/// A member as the file keeps them.
#[derive(serde::Deserialize)]
struct KeptMember {
    #[serde(flatten)]
    member: Member,
    #[serde(default)]
    left: bool,
}

impl Session<'_> {
    /// What tells the session from every other one.
    pub fn id(&self) -> Outcome<String> {
        store::meta(self.file, "id")?.ok_or_else(|| damaged("id"))
    }

    /// The session's entry of the list, without members and products.
    pub fn list(&self) -> Outcome<Value> {
        kept_json(&store::meta(self.file, "list")?.unwrap_or_default())
    }

    /// The members, in the list's order, and whether each has left.
    pub fn members(&self) -> Outcome<Vec<(Member, bool)>> {
        let mut all = self
            .file
            .prepare_cached("SELECT entry FROM member ORDER BY seq")?;
        let entries = all.query_map([], |row| row.get::<_, String>(0))?;
        let members = entries.map(|entry| {
            let KeptMember { member, left } = kept_json(&entry?)?;
            Ok((member, left))
        });
        members.collect()
    }

    /// A member; one who has left too.
    pub fn member(&self, id: &str) -> Done<Member> {
        let members = self.members()?.into_iter();
        let mut members = members.map(|(member, _)| member);
        let found = members.find(|member| member.id == id);
        found.ok_or_else(|| Refused::Unknown(vec![id.to_owned()]))
    }

    /// Whether a member is no longer in the list.
    pub(crate) fn has_left(&self, id: &str) -> Outcome<bool> {
        let members = self.members()?;
        Ok(members
            .iter()
            .any(|(member, left)| *left && member.id == id))
    }

    /// The products, in the list's order.
    pub fn products(&self) -> Outcome<Vec<Product>> {
        let all = format!("{PRODUCT} ORDER BY seq");
        let mut all = self.file.prepare_cached(&all)?;
        let products = all.query_map([], Product::of)?;
        Ok(products.collect::<Result<_, _>>()?)
    }

    /// A product.
    pub fn product(&self, id: &str) -> Done<Product> {
        let one = format!("{PRODUCT} WHERE id = ?1");
        let mut one = self.file.prepare_cached(&one)?;
        let found = one.query_row([id], Product::of).optional()?;
        found.ok_or_else(|| Refused::Unknown(vec![id.to_owned()]))
    }

    /// The products that are named; where some are unknown, all of these are told.
    pub fn named(&self, ids: &[String]) -> Done<Vec<Product>> {
        each_known(ids.iter().map(|id| self.product(id)))
    }

    /// A value of the round of a product that is scored.
    fn of_round<T: rusqlite::types::FromSql>(&self, product: &Product, column: &str) -> Outcome<T> {
        let one = format!("SELECT {column} FROM round WHERE product = ?1 AND round = ?2");
        let mut one = self.file.prepare_cached(&one)?;
        Ok(one.query_row(params![product.id, product.round], |row| row.get(0))?)
    }

    /// Sets a value of the round of a product that is scored.
    fn set_of_round(&self, product: &Product, column: &str, value: &str) -> Outcome<()> {
        let set = format!("UPDATE round SET {column} = ?3 WHERE product = ?1 AND round = ?2");
        self.file
            .execute(&set, params![product.id, product.round, value])?;
        Ok(())
    }

    /// The sheet that a product is scored by.
    pub fn form(&self, product: &Product) -> Outcome<Arc<engine::Sheet>> {
        let form = self.engine.sheet(&product.regulation, &product.set);
        form.map_err(spoiled)
    }

    /// Writes an entry of the log.
    pub(crate) fn log(&self, entry: &Entry<'_>) -> Outcome<()> {
        log::append(self.file, entry)
    }

    /// Writes into the log that a copy is made.
    pub fn backed_up(&self, act: Act<'_>) -> Outcome<()> {
        self.log(&act.entry("backup"))
    }
}
