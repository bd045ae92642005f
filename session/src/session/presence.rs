//! Who is there for a product, and sheets that are opened again.

use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};

use crate::fault::Outcome;
use crate::json::Body;
use crate::log::Entry;

use super::change::is_of;
use super::result::set;
use super::{
    ABSENT, Act, Done, NOT_OPENED, OPEN, Product, RECUSED, Refused, SCORING, SECRETARY, SUBMITTED,
    Session, Sheet, gone,
};

impl Session<'_> {
    /// Says whether a member is there for a product. A member may only step back themselves.
    pub fn attendance(&self, act: Act<'_>, at: (&str, &str), body: &Body<'_>) -> Done<Value> {
        let (product, mut sheet) = self.at(at)?;
        let fields = body.fields(&["status", "reason", "member"]);
        is_of(fields.as_ref(), &sheet.member)?;
        let closed = sheet.status == SUBMITTED || !self.may_step_back(act, &sheet)?;
        if product.is_locked() || closed {
            return self.locked(&product, Some(&sheet.status));
        }
        let words: &[&str] = if act.who == SECRETARY {
            &[ABSENT, RECUSED, "present"]
        } else {
            &[RECUSED]
        };
        let read = fields.and_then(|fields| {
            let status = fields.need("status").and_then(|node| node.word(words));
            let reason = fields.reason(status != Some("present"));
            Some((status?, reason?))
        });
        let present = read
            .as_ref()
            .is_some_and(|(status, _)| *status == "present");
        if present && self.has_left(&sheet.member)? {
            return Err(gone(&sheet.member));
        }
        let (status, reason) = body.give(read)?;
        let status = match status {
            "present" if sheet.is_there() => sheet.status.as_str(),
            "present" if sheet.opened => OPEN,
            "present" => NOT_OPENED,
            status => status,
        }
        .to_owned();
        let corrected = !sheet.is_there()
            && self.why_not_there(&product.id, &sheet.member)?.as_deref() != Some(&reason);
        if status != sheet.status || corrected {
            let reason = Some(reason.as_str()).filter(|reason| !reason.is_empty());
            self.turn(act.entry("attendance"), &mut sheet, &status, reason)?;
        }
        Ok(json!({
            "status": sheet.status, "revision": sheet.revision, "state": self.state(&product)?
        }))
    }

    /// Whether somebody may say who is there at a sheet as it stands: a member speaks for themselves, and not
    /// over what the secretary has recorded of them.
    fn may_step_back(&self, act: Act<'_>, sheet: &Sheet) -> Outcome<bool> {
        if act.who == SECRETARY || sheet.is_there() {
            return Ok(true);
        }
        let mut last = self.file.prepare_cached(
            "SELECT who FROM log WHERE what = 'attendance' AND product = ?1 AND member = ?2
             ORDER BY n DESC LIMIT 1",
        )?;
        let who = last.query_row(params![sheet.product, sheet.member], |row| row.get(0));
        let who: Option<String> = who.optional()?;
        Ok(sheet.status == RECUSED && who.as_deref() == Some(act.who))
    }

    /// The reason that stands for a member who is not there for a product.
    pub(crate) fn why_not_there(&self, product: &str, member: &str) -> Outcome<Option<String>> {
        self.last_reason("attendance", product, member)
    }

    /// Opens a sheet that was handed in, and takes the product's result back.
    pub fn reopen(&self, act: Act<'_>, at: (&str, &str), body: &Body<'_>) -> Done<Value> {
        let (product, mut sheet) = self.at(at)?;
        if sheet.status != SUBMITTED {
            return self.conflict(&product, &sheet);
        }
        let fields = body.fields(&["reason"]);
        let reason = body.give(fields.and_then(|fields| fields.reason(true)))?;
        sheet.turn(OPEN);
        sheet.save(self.file)?;
        let mut before = json!({"status": SUBMITTED});
        if product.is_locked() {
            self.taken_back(&product, &mut before)?;
        }
        self.log(&Entry {
            product: Some(&product.id),
            member: Some(&sheet.member),
            before: Some(before),
            after: Some(json!({"status": OPEN, "state": SCORING})),
            reason: Some(&reason),
            ..act.entry("reopen")
        })?;
        Ok(json!({"status": OPEN, "revision": sheet.revision, "state": SCORING}))
    }

    /// Takes back the result of a product that findings ended, so that they can be set right. Every
    /// sheet stays as it is.
    pub fn reopen_findings(&self, act: Act<'_>, product: &str, body: &Body<'_>) -> Done<Value> {
        let product = self.product(product)?;
        if !product.is_locked() || self.found(&product)?.is_empty() {
            let state = json!({"state": self.state(&product)?, "round": product.round});
            return Err(Refused::Conflict(state.to_string()));
        }
        let fields = body.fields(&["reason"]);
        let reason = body.give(fields.and_then(|fields| fields.reason(true)))?;
        let mut before = json!({});
        self.taken_back(&product, &mut before)?;
        self.log(&Entry {
            product: Some(&product.id),
            before: Some(before),
            after: Some(json!({"state": SCORING})),
            reason: Some(&reason),
            ..act.entry("reopen")
        })?;
        Ok(json!({"state": self.state(&self.product(&product.id)?)?}))
    }

    /// Takes a product's result back. What stood there is added to `before`, as the log keeps it.
    fn taken_back(&self, product: &Product, before: &mut Value) -> Outcome<()> {
        let result = self.result(product)?;
        let seal = result.and_then(|result| result.view.get("seal").cloned());
        set(before, "state", json!(product.kept_state));
        set(before, "decision", json!(product.decision));
        set(before, "seal", json!(seal));
        self.file.execute(
            "UPDATE round SET kase = NULL, result = NULL WHERE product = ?1 AND round = ?2",
            params![product.id, product.round],
        )?;
        self.file.execute(
            "UPDATE product SET state = 'scoring', decision = NULL WHERE id = ?1",
            [&product.id],
        )?;
        Ok(())
    }
}
