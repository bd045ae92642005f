//! The log: entries that are only ever added, each bound to the one before by its hash.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::Local;
use ocop::text::Phrase;
use ocop::{Date, Lang};
use rusqlite::{Connection, Row, params};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::fault::{Outcome, damaged};

/// Before the first entry.
const NONE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The columns that are hashed, in the table's order.
pub const COLUMNS: [&str; 12] = [
    "n",
    "at",
    "who",
    "door",
    "what",
    "product",
    "member",
    "criterion",
    "before",
    "after",
    "reason",
    "prev",
];

/// Something that happened, to be added.
#[derive(Debug, Default)]
pub struct Entry<'a> {
    /// `secretary` or a member.
    pub who: &'a str,
    /// The way it came in.
    pub door: &'a str,
    /// What happened.
    pub what: &'a str,
    /// To which product.
    pub product: Option<&'a str>,
    /// To whose sheet or link.
    pub member: Option<&'a str>,
    /// To which criterion.
    pub criterion: Option<&'a str>,
    /// What stood before.
    pub before: Option<Value>,
    /// What stands now.
    pub after: Option<Value>,
    /// Why.
    pub reason: Option<&'a str>,
}

/// That a day of a decision is later than today by this machine's clock, which is said and never refused: the clock may
/// be wrong.
pub fn to_come(day: &str) -> Option<Phrase> {
    let day: Date = day.parse().ok()?;
    let today = Local::now().format("%Y-%m-%d").to_string();
    (day > today.parse().ok()?).then(|| {
        let [vi, en] = [Lang::Vi, Lang::En].map(|lang| ocop::text::day(day, lang));
        phrase!(
            "ngày ký quyết định {vi} chưa tới; nếu gõ nhầm, hãy ghi lại quyết định",
            "the decision's day, {en}, is still to come; if it was mistyped, enter the decision again"
        )
    })
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// A SHA-256 as headers have it, in base 64.
pub(crate) fn sha256_base64(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// The hash of an entry, in RFC 8785, without the hash.
fn hash(entry: &Map<String, Value>) -> Outcome<String> {
    let canonical = serde_json_canonicalizer::to_vec(entry).map_err(damaged)?;
    Ok(sha256(&canonical))
}

/// Adds an entry.
pub fn append(file: &Connection, entry: &Entry<'_>) -> Outcome<()> {
    let (last, prev) = end(file)?;
    let at = Local::now().format("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let text = |value: &Option<Value>| value.as_ref().map(Value::to_string);
    let (before, after) = (text(&entry.before), text(&entry.after));
    let fields = json!({
        "n": last + 1, "at": at, "who": entry.who, "door": entry.door, "what": entry.what,
        "product": entry.product, "member": entry.member, "criterion": entry.criterion,
        "before": before, "after": after, "reason": entry.reason, "prev": prev,
    });
    let hash = hash(fields.as_object().unwrap_or(&Map::new()))?;
    let mut insert = file.prepare_cached(
        "INSERT INTO log(n, at, who, door, what, product, member, criterion, before, after, reason, prev, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    insert.execute(params![
        last + 1,
        at,
        entry.who,
        entry.door,
        entry.what,
        entry.product,
        entry.member,
        entry.criterion,
        before,
        after,
        entry.reason,
        prev,
        hash
    ])?;
    Ok(())
}

/// The number and hash of the last entry.
pub fn end(file: &Connection) -> Outcome<(i64, String)> {
    let mut last = file.prepare_cached("SELECT n, hash FROM log ORDER BY n DESC LIMIT 1")?;
    let mut rows = last.query([])?;
    Ok(match rows.next()? {
        Some(row) => (row.get(0)?, row.get(1)?),
        None => (0, NONE.to_owned()),
    })
}

/// An entry of the file: its columns, and the hash beside them.
#[derive(Debug)]
pub struct Read {
    /// The columns.
    pub fields: Map<String, Value>,
    /// The hash that stands there.
    pub hash: String,
}

impl Read {
    fn of(row: &Row<'_>) -> rusqlite::Result<Read> {
        let mut fields = Map::new();
        for (index, name) in COLUMNS.iter().enumerate() {
            let value = match row.get_ref(index)? {
                rusqlite::types::ValueRef::Null => Value::Null,
                rusqlite::types::ValueRef::Integer(number) => json!(number),
                other => json!(String::from_utf8_lossy(
                    other.as_bytes().unwrap_or_default()
                )),
            };
            fields.insert((*name).to_owned(), value);
        }
        let hash = row.get(COLUMNS.len())?;
        Ok(Read { fields, hash })
    }

    /// A column that is a text.
    pub fn text(&self, column: &str) -> &str {
        let value = self.fields.get(column).and_then(Value::as_str);
        value.unwrap_or_default()
    }

    /// A column that is JSON.
    pub fn json(&self, column: &str) -> Value {
        serde_json::from_str(self.text(column)).unwrap_or(Value::Null)
    }

    /// The number.
    pub fn n(&self) -> i64 {
        let value = self.fields.get("n").and_then(Value::as_i64);
        value.unwrap_or_default()
    }

    /// The entry as one line of JSON.
    pub fn line(&self) -> String {
        let mut line = String::from("{");
        for name in COLUMNS {
            let value = self.fields.get(name).unwrap_or(&Value::Null);
            let _ = write!(line, "\"{name}\":{value},");
        }
        let _ = write!(line, "\"hash\":\"{}\"}}", self.hash);
        line
    }
}

/// Gives every entry in order, and whether its number, its link to the one before and its hash are
/// right.
pub fn each(file: &Connection, mut take: impl FnMut(&Read, bool) -> Outcome<()>) -> Outcome<()> {
    let columns = COLUMNS.join(", ");
    let mut all = file.prepare(&format!("SELECT {columns}, hash FROM log ORDER BY n"))?;
    let mut rows = all.query([])?;
    let (mut n, mut prev) = (0, NONE.to_owned());
    while let Some(row) = rows.next()? {
        let entry = Read::of(row)?;
        n += 1;
        let whole =
            entry.n() == n && entry.text("prev") == prev && hash(&entry.fields)? == entry.hash;
        take(&entry, whole)?;
        (n, prev) = (entry.n(), entry.hash);
    }
    Ok(())
}
