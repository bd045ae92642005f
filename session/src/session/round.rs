//! How a product's round is held: its day, what ends it early, written opinions or a meeting, and the second round.

use ocop::input::ProblemCode;
use rusqlite::params;
use serde_json::{Value, json};

use crate::engine::text;
use crate::fault::{Outcome, spoiled};
use crate::json::{Body, Fields, Node};
use crate::log::Entry;

use super::{Act, DUE, Done, NOT_OPENED, Product, Refused, SCORING, Session, Sheet, kept_json};

impl Session<'_> {
    /// The day of the round that is scored.
    pub(crate) fn date_of(&self, product: &Product) -> Outcome<String> {
        self.of_round(product, "date")
    }

    /// The findings of the round that is scored.
    pub fn found(&self, product: &Product) -> Outcome<Vec<String>> {
        kept_json(&self.of_round::<String>(product, "findings")?)
    }

    /// Sets what ends a product's evaluation.
    pub fn findings(&self, act: Act<'_>, product: &str, body: &Body<'_>) -> Done<Value> {
        let product = self.product(product)?;
        if product.is_locked() {
            return self.locked(&product, None);
        }
        let fields = body.fields(&["findings"]);
        let read = fields.and_then(|fields| fields.need("findings")?.list("finding", 99));
        let nodes = body.give(read)?;
        if !nodes.is_empty() {
            // Which findings a sheet has is the engine's to say.
            let findings: Vec<Value> = nodes.iter().map(Node::value).collect();
            let stage = self.stage(&product, json!(findings), &[])?;
            if let Err(found) = self.engine.read(&self.case(&product, stage)?) {
                let root = body.root();
                let told = found.into_iter().map(|problem| {
                    let (_, place) = problem.pointer().rsplit_once('/').unwrap_or_default();
                    let node = place.parse().ok().and_then(|at: usize| nodes.get(at));
                    node.unwrap_or(&root).here(problem)
                });
                return Err(Refused::Invalid(told.collect()));
            }
        }
        let findings = nodes.iter().map(Node::text);
        let mut findings: Vec<String> = body.give(findings.collect())?;
        findings.sort();
        let before = self.found(&product)?;
        if before != findings {
            self.set_of_round(&product, "findings", &json!(findings).to_string())?;
            self.log(&Entry {
                product: Some(&product.id),
                before: Some(json!(before)),
                after: Some(json!(findings)),
                ..act.entry("findings")
            })?;
        }
        Ok(json!({"findings": findings, "state": self.state(&product)?}))
    }

    /// How the round of a renewal is held, where that was said: by written opinions with the days
    /// they were sent and are due, or by a meeting that the chair called.
    pub fn hearing(&self, product: &Product) -> Outcome<Option<Value>> {
        self.hearing_in(product, product.round)
    }

    /// The same of one of its rounds.
    pub(crate) fn hearing_in(&self, product: &Product, round: i64) -> Outcome<Option<Value>> {
        let mut kept = self
            .file
            .prepare_cached("SELECT form FROM round WHERE product = ?1 AND round = ?2")?;
        let form: Option<String> = kept.query_row(params![product.id, round], |row| row.get(0))?;
        form.map(|form| kept_json(&form)).transpose()
    }

    /// Whether a product goes by written opinions: as it was said how its round is held, else as the
    /// law has it.
    pub(crate) fn in_writing(&self, product: &Product, held: Option<&Value>) -> Outcome<bool> {
        match held.map_or("", |held| text(held, "form")) {
            "" if !product.is_renewal() => Ok(false),
            "" => {
                let in_writing = self.engine.renews_in_writing(&product.regulation);
                in_writing.map_err(spoiled)
            }
            form => Ok(form == "written"),
        }
    }

    /// How the second round of a product is held, where the first one says it: about opinions in writing
    /// that differ too much the council meets. Source: 26/2026, Điều 7.6 d.
    fn second_hearing(&self, product: &Product, reason: &str) -> Outcome<Option<Value>> {
        let first = self.hearing(product)?;
        if !product.is_renewal() || first.is_none() && !self.in_writing(product, None)? {
            return Ok(None);
        }
        let result = self.result(product)?;
        let differ = result.is_some_and(|result| result.last("status") == "rescore-required");
        Ok(differ.then(|| json!({"form": "meeting", "reason": reason})))
    }

    /// Says how the round of a renewal is held.
    pub fn hold(&self, act: Act<'_>, product: &str, body: &Body<'_>) -> Done<Value> {
        let product = self.product(product)?;
        if product.is_locked() {
            return self.locked(&product, None);
        }
        let fields = body.fields(&["form", "sent", "due", "reason"]);
        let read = fields.and_then(|fields| held(&product, &fields));
        let (form, reason) = body.give(read)?;
        let before = self.hearing(&product)?;
        if before.as_ref() != Some(&form) {
            self.set_of_round(&product, "form", &form.to_string())?;
            self.log(&Entry {
                product: Some(&product.id),
                before: Some(json!({"form": before})),
                after: Some(json!({"form": form})),
                reason: Some(reason.as_str()).filter(|reason| !reason.is_empty()),
                ..act.entry("round")
            })?;
        }
        Ok(form)
    }

    /// Begins the second round.
    pub fn second_round(&self, act: Act<'_>, product: &str, body: &Body<'_>) -> Done<Value> {
        let mut product = self.product(product)?;
        if product.kept_state != DUE {
            let state = json!({"state": self.state(&product)?, "round": product.round});
            return Err(Refused::Conflict(state.to_string()));
        }
        let read = body.fields(&["date", "reason"]).and_then(|fields| {
            let node = fields.need("date").cloned();
            let date = node.as_ref().and_then(Node::day);
            let reason = fields.reason(true);
            Some((date?, reason?, node?))
        });
        let (date, reason, node) = body.give(read)?;
        let form = self.second_hearing(&product, &reason)?;
        product.round += 1;
        let level = self.list()?;
        let next = json!({"level": text(&level, "level"), "date": date, "total": "0"});
        let wrong = self.engine.read(&self.case(&product, next)?).err();
        if let Some(problem) = wrong.and_then(|found| found.into_iter().next()) {
            return Err(Refused::Invalid(vec![node.here(problem)]));
        }
        self.file.execute(
            "INSERT INTO round(product, round, date, findings, form) VALUES (?1, ?2, ?3, '[]', ?4)",
            params![
                product.id,
                product.round,
                date,
                form.as_ref().map(Value::to_string)
            ],
        )?;
        for (member, _) in self.members()? {
            Sheet::empty(&product.id, &member.id, product.round, NOT_OPENED).save(self.file)?;
        }
        self.file.execute(
            "UPDATE product SET state = 'scoring', round = ?2 WHERE id = ?1",
            params![product.id, product.round],
        )?;
        self.log(&Entry {
            product: Some(&product.id),
            before: Some(json!({"round": product.round - 1})),
            after: Some(json!({"round": product.round, "date": date})),
            reason: Some(&reason),
            ..act.entry("round")
        })?;
        // How it is held is an entry of its own, as where the secretary says it.
        if let Some(form) = form {
            self.log(&Entry {
                product: Some(&product.id),
                before: Some(json!({"form": null})),
                after: Some(json!({"form": form})),
                reason: Some(&reason),
                ..act.entry("round")
            })?;
        }
        self.absentees(act, &[], &[])?;
        Ok(json!({"state": SCORING, "round": product.round, "date": date}))
    }
}

/// How the round of a renewal is held, as a request says it, and why.
fn held(product: &Product, fields: &Fields<'_>) -> Option<(Value, String)> {
    let node = fields.need("form")?;
    let form = node.word(&["written", "meeting"])?;
    if !product.is_renewal() {
        let found = phrase!("sản phẩm không phân hạng lại", "no renewal");
        let expected = phrase!(
            "sản phẩm phân hạng lại; sản phẩm khác do Hội đồng họp đánh giá",
            "a renewal; a council meets for other products"
        );
        return node.refuse(ProblemCode::StageContent, found, expected);
    }
    if form == "meeting" {
        let reason = fields.reason(true)?;
        return Some((json!({"form": form, "reason": reason}), reason));
    }
    let sent = fields.need("sent").and_then(Node::day);
    let last = fields.need("due");
    let due = last.and_then(Node::day);
    let (sent, due) = (sent?, due?);
    let filed = product.entry.pointer("/application/filed");
    if let Some(filed) = filed
        .and_then(Value::as_str)
        .filter(|filed| *filed > sent.as_str())
    {
        let expected = phrase!(
            "`{filed}`, ngày nộp hồ sơ, hoặc sau đó",
            "`{filed}`, the day of filing, or later"
        );
        let first = fields.get("sent")?;
        first.refuse::<()>(ProblemCode::DateOrder, format!("`{sent}`"), expected);
    }
    if due < sent {
        let expected = phrase!("`{sent}` hoặc sau đó", "`{sent}` or later");
        last?.refuse::<()>(ProblemCode::DateOrder, format!("`{due}`"), expected);
    }
    let reason = fields.reason(false)?;
    Some((json!({"form": form, "sent": sent, "due": due}), reason))
}
