//! How products and sheets stand: a member's list, the secretary's board.

use rusqlite::params;
use serde_json::{Value, json};

use crate::engine::{CouncilResult, text};
use crate::fault::Outcome;

use super::result::set;
use super::{COMPLETE, Done, Product, SCORING, SUBMITTED, Session, Sheet};

impl Session<'_> {
    /// How a product stands.
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

    /// The board: products by members.
    pub fn board(&self) -> Outcome<Value> {
        let mut products = Vec::new();
        for product in self.products()? {
            let form = self.form(&product)?;
            let state = self.state(&product)?;
            let of = form.criteria.len();
            let sheets = self.sheets(&product.id, product.round)?;
            let found = self.found(&product)?;
            let members: serde_json::Map<String, Value> = sheets
                .iter()
                .map(|sheet| {
                    let answered = sheet.answers.len();
                    let shown = json!({"status": sheet.status, "answered": answered, "of": of});
                    (sheet.member.clone(), shown)
                })
                .collect();
            let all_in = sheets
                .iter()
                .all(|sheet| !sheet.is_there() || sheet.status == SUBMITTED);
            let result = match state.as_str() {
                SCORING => None,
                COMPLETE => {
                    let stage = self.stage(&product, json!(found), &self.handed_in(&product)?)?;
                    self.engine.decide(&self.case(&product, stage)?).ok()
                }
                _ => self.result(&product)?,
            };
            // Findings may have ended the product before everybody had scored it.
            let spread = result
                .as_ref()
                .filter(|_| all_in)
                .map_or(Value::Null, |result| result.last("spread").clone());
            let mut shown = json!({
                "product": product.id, "name": product.name(), "set": product.set,
                "members": members, "spread": spread, "state": state, "round": product.round,
                "findings": found, "decision": product.decision,
                "form": self.hearing(&product)?,
                "lacks_quorum": self.lacks_quorum(&product, &sheets)?,
            });
            if let Some(result) = result.filter(|_| product.is_locked()) {
                set(&mut shown, "status", result.last("status").clone());
                set(&mut shown, "star", result.last("star").clone());
                let ended = ended(&result).into_iter();
                let ended = ended.map(|one| json!({"vi": text(one, "vi"), "en": text(one, "en")}));
                set(&mut shown, "ended", ended.collect());
                set(&mut shown, "action", json!(self.action(&product)?));
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
        let there = sheets.iter().filter(|sheet| sheet.is_there());
        let present = self.blank(product, there.map(|sheet| sheet.member.as_str()))?;
        if present.is_empty() {
            return Ok(true);
        }
        let stage = self.stage(product, json!([]), &present)?;
        let asked = self.engine.decide(&self.case(product, stage)?);
        Ok(asked.is_ok_and(|result| result.last("status") == "not-quorate"))
    }
}

/// The reasons that ended an evaluation, each with the verb of its clause.
pub(crate) fn ended(result: &CouncilResult) -> Vec<&Value> {
    let reasons = result.last("reasons").as_array().into_iter().flatten();
    let ended = reasons.filter(|reason| text(reason, "code") == "disqualified");
    ended.collect()
}
