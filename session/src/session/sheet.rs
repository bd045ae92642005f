//! A member's sheet of one round, as it stands.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::engine;
use crate::fault::{Outcome, damaged};
use crate::log::Entry;

use super::{
    ABSENT, Done, NOT_OPENED, OPEN, Product, RECUSED, Refused, Session, kept, kept_json,
    kept_or_none,
};

/// A member's sheet of one round.
#[derive(Debug, Clone, Default, PartialEq)]
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

/// The entries of the log about a member's sheet that change it: each is one revision of it.
pub(crate) const CHANGES: [&str; 6] = [
    "answer",
    "note",
    "opinion",
    "submit",
    "attendance",
    "reopen",
];

impl Sheet {
    /// Gives the sheet another status, which counts as a change; the one before.
    pub(crate) fn turn(&mut self, status: &str) -> String {
        self.revision += 1;
        self.last = None;
        std::mem::replace(&mut self.status, status.to_owned())
    }

    fn of(row: &Row<'_>) -> rusqlite::Result<Sheet> {
        Ok(Sheet {
            product: row.get(0)?,
            member: row.get(1)?,
            round: row.get(2)?,
            status: row.get(3)?,
            opened: row.get(4)?,
            revision: row.get(5)?,
            answers: kept(row, 6)?,
            typed: kept(row, 7)?,
            notes: kept(row, 8)?,
            opinion: row.get(9)?,
            stop: row.get(10)?,
            last: kept_or_none(row, 11)?,
        })
    }

    /// An empty one.
    pub fn empty(product: &str, member: &str, round: i64, status: &str) -> Sheet {
        Sheet {
            product: product.to_owned(),
            member: member.to_owned(),
            round,
            status: status.to_owned(),
            ..Sheet::default()
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

    pub(crate) fn is_there(&self) -> bool {
        self.status != ABSENT && self.status != RECUSED
    }

    /// Whether its member may still change it.
    pub(crate) fn is_open(&self) -> bool {
        [NOT_OPENED, OPEN].contains(&self.status.as_str())
    }

    /// The criteria that an answer is asked for: those up to the stop that it ends at.
    pub(crate) fn asked<'s>(&self, sheet: &'s engine::Sheet) -> &'s [engine::Criterion] {
        let mut codes = sheet.criteria.iter();
        let last = codes.position(|criterion| self.stop.as_ref() == Some(&criterion.code));
        let count = last.map_or(sheet.criteria.len(), |last| last + 1);
        sheet.criteria.get(..count).unwrap_or_default()
    }

    /// The criteria that still need an answer.
    pub fn missing(&self, sheet: &engine::Sheet) -> Vec<String> {
        let asked = self.asked(sheet).iter();
        let missing = asked.filter(|criterion| !self.answers.contains_key(&criterion.code));
        missing.map(|criterion| criterion.code.clone()).collect()
    }

    /// What its answers add up to so far; nothing where it ends at a stop, for such a sheet has no total.
    pub(crate) fn total(&self, sheet: &engine::Sheet) -> Option<String> {
        self.stop.is_none().then(|| sheet.total(&self.answers))
    }
}

impl Session<'_> {
    /// Gives a sheet another status, keeps it and logs that.
    pub(crate) fn turn(
        &self,
        entry: Entry<'_>,
        sheet: &mut Sheet,
        status: &str,
        reason: Option<&str>,
    ) -> Outcome<()> {
        let before = sheet.turn(status);
        sheet.save(self.file)?;
        self.log(&Entry {
            product: Some(&sheet.product),
            member: Some(&sheet.member),
            before: Some(json!(before)),
            after: Some(json!(status)),
            reason,
            ..entry
        })
    }

    /// The reason of the last entry of a kind about a member's sheet.
    pub(super) fn last_reason(
        &self,
        what: &str,
        product: &str,
        member: &str,
    ) -> Outcome<Option<String>> {
        let mut last = self.file.prepare_cached(
            "SELECT reason FROM log WHERE what = ?1 AND product = ?2 AND member = ?3
             ORDER BY n DESC LIMIT 1",
        )?;
        let reason = last.query_row(params![what, product, member], |row| row.get(0));
        Ok(reason.optional()?.flatten())
    }

    /// The door by which a part of a sheet was changed last.
    pub(crate) fn last_door(
        &self,
        what: &str,
        sheet: &Sheet,
        criterion: Option<&str>,
    ) -> Outcome<Option<String>> {
        let mut last = self.file.prepare_cached(
            "SELECT door FROM log WHERE what = ?1 AND product = ?2 AND member = ?3
             AND criterion IS ?4 ORDER BY n DESC LIMIT 1",
        )?;
        let key = params![what, sheet.product, sheet.member, criterion];
        Ok(last.query_row(key, |row| row.get(0)).optional()?)
    }

    /// The last reason for something about a member's sheet that was entered while a round of the
    /// product was scored.
    pub(crate) fn reason_in(
        &self,
        what: &str,
        of: (&str, &str),
        round: i64,
    ) -> Outcome<Option<String>> {
        let last = self.last_in(what, of, round)?;
        Ok(last.and_then(|(_, reason)| reason))
    }

    /// What stood before the last entry of a kind about a member's sheet that was made while a round of
    /// the product was scored, and the entry's reason.
    pub(crate) fn last_in(
        &self,
        what: &str,
        (product, member): (&str, &str),
        round: i64,
    ) -> Outcome<Option<(Value, Option<String>)>> {
        let mut last = self.file.prepare_cached(
            "SELECT before, reason FROM log WHERE what = ?1 AND product = ?2 AND member = ?3 AND 1 +
             (SELECT count(*) FROM log AS begun WHERE begun.what = 'round' AND begun.product = ?2
              AND begun.n < log.n AND json_extract(begun.after, '$.round') IS NOT NULL) = ?4
             ORDER BY n DESC LIMIT 1",
        )?;
        let found = last.query_row(params![what, product, member, round], |row| {
            Ok((row.get::<_, Option<String>>(0)?, row.get(1)?))
        });
        let Some((before, reason)) = found.optional()? else {
            return Ok(None);
        };
        let before = before.map_or(Ok(Value::Null), |before| kept_json(&before))?;
        Ok(Some((before, reason)))
    }

    /// A member's sheet of a round.
    pub fn sheet(&self, product: &str, member: &str, round: i64) -> Done<Sheet> {
        let one = format!("{SHEET} WHERE product = ?1 AND member = ?2 AND round = ?3");
        let mut one = self.file.prepare_cached(&one)?;
        let found = one.query_row(params![product, member, round], Sheet::of);
        match found.optional()? {
            Some(sheet) => Ok(sheet),
            None => {
                self.member(member)?;
                Err(Refused::NotFound)
            }
        }
    }

    /// A product, and a member's sheet of the round that is scored.
    pub(super) fn at(&self, (product, member): (&str, &str)) -> Done<(Product, Sheet)> {
        let product = self.product(product)?;
        let sheet = self.sheet(&product.id, member, product.round)?;
        Ok((product, sheet))
    }

    /// All sheets of a product's round, in the order of the members.
    pub fn sheets(&self, product: &str, round: i64) -> Outcome<Vec<Sheet>> {
        let all = format!(
            "{SHEET} JOIN member ON member.id = sheet.member WHERE sheet.product = ?1 AND sheet.round = ?2 ORDER BY member.seq"
        );
        let mut all = self.file.prepare_cached(&all)?;
        let sheets = all.query_map(params![product, round], Sheet::of)?;
        Ok(sheets.collect::<Result<_, _>>()?)
    }

    /// A sheet with what is on it, as JSON; of the round that is scored, or of an earlier one.
    pub fn sheet_json(&self, product: &str, member: &str, round: Option<i64>) -> Done<String> {
        let product = self.product(product)?;
        let sheet = self.sheet(&product.id, member, round.unwrap_or(product.round))?;
        Ok(self.shown(&product, &sheet)?)
    }

    fn shown(&self, product: &Product, sheet: &Sheet) -> Outcome<String> {
        #[derive(serde::Serialize)]
        struct Shown<'s> {
            sheet: &'s RawValue,
            member: &'s str,
            answers: &'s BTreeMap<String, u32>,
            /// The criteria whose answers were typed in from paper.
            typed: &'s BTreeSet<String>,
            /// The parts that the assessor ticked or wrote, by their paths below the sheet.
            own: Vec<String>,
            notes: &'s BTreeMap<String, String>,
            opinion: &'s str,
            stop: &'s Option<String>,
            status: &'s str,
            state: String,
            round: i64,
            revision: i64,
            answered: usize,
            of: usize,
            total: Option<String>,
        }
        let form = self.form(product)?;
        let shown = Shown {
            sheet: serde_json::from_str(&form.json).map_err(damaged)?,
            member: &sheet.member,
            answers: &sheet.answers,
            typed: &sheet.typed,
            own: self.own(sheet)?,
            notes: &sheet.notes,
            opinion: &sheet.opinion,
            stop: &sheet.stop,
            status: &sheet.status,
            state: self.state(product)?,
            round: sheet.round,
            revision: sheet.revision,
            answered: sheet.answers.len(),
            of: form.criteria.len(),
            total: sheet.total(&form),
        };
        serde_json::to_string(&shown).map_err(damaged)
    }

    pub(super) fn conflict<T>(&self, product: &Product, sheet: &Sheet) -> Done<T> {
        Err(Refused::Conflict(self.shown(product, sheet)?))
    }

    pub(super) fn locked<T>(&self, product: &Product, status: Option<&str>) -> Done<T> {
        Err(Refused::Locked {
            status: status.map(str::to_owned),
            state: self.state(product)?,
        })
    }
}
