//! What can be asked of a session and done to it, whichever door it comes in by. Every change is
//! one entry of the log, in the same transaction. Nothing is decided here: the engine is asked.

use ocop::Diagnostic;
use ocop_papers::Absence;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;

use crate::engine::{self, Engine, text};
use crate::fault::{Fault, Outcome, damaged};
use crate::list::Member;
use crate::log::{self, Entry};
use crate::store;

mod board;
mod change;
mod presence;
mod result;
mod round;
mod sheet;

pub use change::Part;
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

/// The Vietnamese word for the status of a sheet or the state of a product.
#[must_use]
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
