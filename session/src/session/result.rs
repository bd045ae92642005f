//! A product's case and result: what was handed in goes to the engine, and what that says is kept.

use ocop::input::ProblemCode;
use rusqlite::params;
use serde_json::{Value, json};

use crate::engine::{self, Result_, text};
use crate::fault::{Fault, Outcome, Said, damaged};
use crate::json::{Node, Problems};
use crate::list::{Member, a_day, another_text};
use crate::log::{self, Entry};

use super::{
    Act, COMPLETE, DECIDED, DUE, Done, NOT_OPENED, OPEN, Product, Refused, SCORING, SUBMITTED,
    Session, Sheet,
};

impl Session<'_> {
    /// The case of a product with `last` as its last stage, after those before it.
    pub(super) fn case(&self, product: &Product, last: Value) -> Outcome<String> {
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

    /// The regulation that a product's entry of the list comes to, and whether it holds for all stages.
    pub(crate) fn chosen(&self, product: &Product) -> Outcome<(String, bool)> {
        let list = self.list()?;
        let mut stages: Vec<Value> = engine::list(&product.entry, "before").cloned().collect();
        let (level, date) = (text(&list, "level"), text(&list, "date"));
        stages.push(json!({"level": level, "date": date, "total": "0"}));
        let mut case = json!({"stages": stages});
        if let Some(case) = case.as_object_mut() {
            for key in ["product", "set", "application", "regulation"] {
                if let Some(value) = product.entry.get(key) {
                    case.insert(key.to_owned(), value.clone());
                }
            }
        }
        // What the engine refuses comes to no regulation.
        Ok(self.engine.read(&case.to_string()).unwrap_or_default())
    }

    /// The stage of the round that is scored, with these sheets.
    pub(super) fn stage(&self, product: &Product, sheets: &[Value]) -> Outcome<Value> {
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
    pub(super) fn handed_in(&self, product: &Product) -> Outcome<Vec<Value>> {
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
    pub(crate) fn kept(&self, product: &str, round: i64) -> Outcome<Option<(String, String)>> {
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
                product: Some(&product.id),
                before: Some(json!(SCORING)),
                after: Some(json!({"state": state, "result": result.view})),
                ..act.entry("decide")
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

    /// What a product's result asks of those who decide after the council: `certify` where it is
    /// recognised, `forward` where its result is approved and goes up; nothing before there is one.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn action(&self, product: &Product) -> Outcome<Option<String>> {
        if product.kept_state != DECIDED {
            return Ok(None);
        }
        let result = self.result(product)?;
        let kind = result.and_then(|result| {
            let kind = result.last("action").get("kind")?.as_str()?;
            Some(kind.to_owned())
        });
        Ok(kind)
    }

    /// The products with a result: those that one decision for all is of, and the others. It is of those
    /// that are recognised; where none is, of those whose results go up.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    fn of_one_decision(&self) -> Outcome<(Vec<Product>, Vec<Product>)> {
        let (mut recognised, mut up, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for product in self.products()? {
            match self.action(&product)?.as_deref() {
                Some("certify") => recognised.push(product),
                Some("forward") => up.push(product),
                _ if product.is_locked() => others.push(product),
                _ => {}
            }
        }
        if recognised.is_empty() {
            return Ok((up, others));
        }
        others.append(&mut up);
        Ok((recognised, others))
    }

    /// Enters one decision for every product that it is of. Gives the products with a result that it
    /// is not of.
    ///
    /// # Errors
    ///
    /// The number or the day is wrong, or no product's result asks for a decision.
    pub fn decision_for_all(&self, act: Act<'_>, body: &Node<'_>) -> Done<Vec<Product>> {
        given(body)?;
        let (products, others) = self.of_one_decision()?;
        if products.is_empty() {
            let said = Said::new(
                "chưa có sản phẩm nào có kết quả cần quyết định: quyết định chưa được ghi",
                "no product has a result that asks for a decision: it is not entered",
            );
            return Err(Fault::No(ProblemCode::NotSettled, said).into());
        }
        for product in products {
            self.decision(act, &product.id, body)?;
        }
        Ok(others)
    }

    /// Enters the number and day of the decision that recognises a product, or that approves its
    /// result where it goes up.
    ///
    /// # Errors
    ///
    /// The product is not decided, its result asks for no decision, or the day is wrong.
    pub fn decision(&self, act: Act<'_>, product: &str, body: &Node<'_>) -> Done<Value> {
        let product = self.product(product)?;
        let kept = self.kept(&product.id, product.round)?;
        let action = self.action(&product)?;
        let kept = kept.filter(|_| matches!(action.as_deref(), Some("certify" | "forward")));
        let Some((case, _)) = kept else {
            let mut state = json!({"state": self.state(&product)?});
            if let (Some(state), Some(result)) = (state.as_object_mut(), self.result(&product)?) {
                state.insert("status".to_owned(), result.last("status").clone());
            }
            return Err(Refused::Conflict(state.to_string()));
        };
        let (number, date, node) = given(body)?;
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
                product: Some(&product.id),
                before: Some(json!(product.decision)),
                after: Some(json!({
                    "number": number, "date": date, "result": result.view
                })),
                ..act.entry("decision")
            },
        )?;
        Ok(decision)
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
}

pub(super) fn role<'m>(members: &'m [(Member, bool)], id: &str) -> &'m str {
    let found = members.iter().find(|(member, _)| member.id == id);
    found.map_or("member", |(member, _)| &member.role)
}

/// A decision's number and day as a request has them, and where the day stands.
fn given<'a>(body: &Node<'a>) -> Done<(String, String, Node<'a>)> {
    let mut problems = Problems::default();
    let fields = body.fields(&["number", "date"], &mut problems);
    let read = fields.and_then(|fields| {
        let number = fields.need("number", &mut problems).cloned();
        let number = number.and_then(|node| node.name(&mut problems));
        let date = fields.need("date", &mut problems).cloned();
        let date = date.and_then(|node| Some((node.text(&mut problems)?, node)));
        let (date, node) = date?;
        if !engine::is_date(&date) {
            problems.push(node.problem(ProblemCode::BadDate, another_text(), a_day()));
        }
        Some((number?, date, node))
    });
    problems.give(read).map_err(Refused::Invalid)
}

/// A case with the number and day of its decision.
fn with_decision(case: &str, decision: &Value) -> String {
    let mut case: Value = serde_json::from_str(case).unwrap_or_default();
    let stages = case.get_mut("stages").and_then(Value::as_array_mut);
    let last = stages.and_then(|stages| stages.last_mut());
    if let Some(last) = last.and_then(Value::as_object_mut) {
        last.insert("decided".to_owned(), json!(text(decision, "date")));
        last.insert("decision".to_owned(), json!(text(decision, "number")));
    }
    case.to_string()
}
