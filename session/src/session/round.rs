//! How a product's round is held: its day, what ends it early, written opinions or a meeting, and the second round.

use ocop::input::ProblemCode;
use rusqlite::params;
use serde_json::{Value, json};

use crate::engine::{self, text};
use crate::fault::{Outcome, damaged};
use crate::json::{Node, Problems};
use crate::list::{a_day, another_text};
use crate::log::{self, Entry};

use super::presence::reason_of;
use super::{Act, DUE, Done, NOT_OPENED, Product, Refused, SCORING, Session, Sheet};

impl Session<'_> {
    /// The day of the round that is scored.
    pub(crate) fn date_of(&self, product: &Product) -> Outcome<String> {
        Ok(self.file.query_row(
            "SELECT date FROM round WHERE product = ?1 AND round = ?2",
            params![product.id, product.round],
            |row| row.get(0),
        )?)
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
                    product: Some(&product.id),
                    before: Some(json!(before)),
                    after: Some(json!(findings)),
                    ..act.entry("findings")
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
                    product: Some(&product.id),
                    before: Some(json!({"form": before})),
                    after: Some(json!({"form": form})),
                    reason: Some(reason.as_str()).filter(|reason| !reason.is_empty()),
                    ..act.entry("round")
                },
            )?;
        }
        Ok(form)
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
                product: Some(&product.id),
                before: Some(json!({"round": product.round - 1})),
                after: Some(json!({"round": product.round, "date": date})),
                reason: Some(&reason),
                ..act.entry("round")
            },
        )?;
        self.absentees(act, &[])?;
        Ok(json!({"state": SCORING, "round": product.round, "date": date}))
    }
}
