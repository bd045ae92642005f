//! A product's case and result: what was handed in goes to the engine, and what that says is kept.

use std::collections::BTreeMap;

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Catalog, Lang};
use rusqlite::params;
use serde_json::{Value, json};

use crate::check::decided;
use crate::engine::{self, CouncilResult, last_stage, text};
use crate::fault::{Fault, Outcome, spoiled};
use crate::json::{Body, Node};
use crate::list::{self, Member};
use crate::log::Entry;
use crate::papers::day;

use super::{
    Act, COMPLETE, DECIDED, DUE, Done, Product, Refused, SCORING, SUBMITTED, Session, Sheet,
    kept_json,
};

impl Session<'_> {
    /// The case of a product with `last` as its last stage, after those before it.
    pub(super) fn case(&self, product: &Product, last: Value) -> Outcome<String> {
        let mut stages: Vec<Value> = engine::list(&product.entry, "before").cloned().collect();
        for round in 1..product.round {
            let kept = self.kept(&product.id, round)?;
            let case: Value = kept_json(&kept.map(|(case, _)| case).unwrap_or_default())?;
            stages.extend(last_stage(&case).cloned());
        }
        stages.push(last);
        let mut case = json!({"format": 1, "stages": stages});
        entered(product, &["product", "set", "application"], &mut case);
        if product.named {
            set(&mut case, "regulation", json!(product.regulation));
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
        let keys = ["product", "set", "application", "regulation"];
        entered(product, &keys, &mut case);
        // What the engine refuses comes to no regulation.
        Ok(self.engine.read(&case.to_string()).unwrap_or_default())
    }

    /// What is known of the round that is scored before anybody scores it.
    pub(crate) fn planned(&self, product: &Product) -> Outcome<Value> {
        let list = self.list()?;
        let rules = match list.pointer("/council/rules") {
            Some(Value::String(name)) => name.as_str(),
            // Own rules that the file no longer has come to no result.
            Some(_) => self.engine.own_rules().unwrap_or_default(),
            None => "default",
        };
        Ok(json!({
            "level": text(&list, "level"), "date": self.date_of(product)?,
            "council": {"rules": rules, "appointed": list.pointer("/council/appointed")},
        }))
    }

    /// The stage of the round that is scored, with these findings and sheets.
    pub(super) fn stage(
        &self,
        product: &Product,
        findings: Value,
        sheets: &[Value],
    ) -> Outcome<Value> {
        let mut stage = self.planned(product)?;
        set(&mut stage, "findings", findings);
        if sheets.is_empty() {
            stage.as_object_mut().map(|stage| stage.remove("council"));
            return Ok(stage);
        }
        if let (Some(council), Some(held)) = (stage.get_mut("council"), self.hearing(product)?) {
            set(council, "form", json!(text(&held, "form")));
        }
        set(&mut stage, "sheets", json!(sheets));
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
            let mut answers = Vec::new();
            for criterion in &form.criteria {
                if let Some(number) = sheet.answers.get(&criterion.code) {
                    answers.push(json!({"criterion": criterion.code, "box": number}));
                }
                if sheet.stop.as_ref() == Some(&criterion.code) {
                    break;
                }
            }
            let mut one = json!({
                "assessor": sheet.member, "role": role(&members, &sheet.member), "answers": answers,
            });
            if let Some(stop) = &sheet.stop {
                set(&mut one, "stopped_at", json!(stop));
            }
            sheets.push(one);
        }
        Ok(sheets)
    }

    /// The case and result that are kept of a round.
    pub(crate) fn kept(&self, product: &str, round: i64) -> Outcome<Option<(String, String)>> {
        let mut kept = self
            .file
            .prepare_cached("SELECT kase, result FROM round WHERE product = ?1 AND round = ?2")?;
        let (case, result): (Option<String>, Option<String>) = kept
            .query_row(params![product, round], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        Ok(case.zip(result))
    }

    /// The result that is kept of a product.
    pub fn result(&self, product: &Product) -> Outcome<Option<CouncilResult>> {
        let Some((_, json)) = self.kept(&product.id, product.round)? else {
            return Ok(None);
        };
        let view = kept_json(&json)?;
        Ok(Some(CouncilResult { json, view }))
    }

    /// Decides a product, keeps the result and closes its sheets.
    pub fn decide(&self, act: Act<'_>, product: &str) -> Done<String> {
        let product = self.product(product)?;
        if let Some(kept) = self.result(&product)? {
            return Ok(kept.json);
        }
        let found = self.found(&product)?;
        if self.state(&product)? != COMPLETE && found.is_empty() {
            let missing = json!({"missing": self.undone(&product)?});
            return Err(Refused::Conflict(missing.to_string()));
        }
        let stage = self.stage(&product, json!(found), &self.handed_in(&product)?)?;
        let case = self.case(&product, stage)?;
        let result = self.engine.decide(&case)?;
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
        self.log(&Entry {
            product: Some(&product.id),
            before: Some(json!(SCORING)),
            after: Some(json!({"state": state, "result": result.view})),
            ..act.entry("decide")
        })?;
        Ok(result.json)
    }

    /// Decides every product that can be decided now. Gives each that has no result yet with what came of it: the
    /// rest is decided whatever is wrong with one.
    pub fn decide_all(&self, act: Act<'_>) -> Outcome<Vec<(Product, Done<String>)>> {
        let open = self.products()?.into_iter();
        let open = open.filter(|product| !product.is_locked());
        let decided = open.map(|product| match self.decide(act, &product.id) {
            // What is wrong with a case is of its product; a file that fails, of all.
            Err(Refused::Fault(Fault::Input(problems))) => Ok((product, Err(problems.into()))),
            Err(Refused::Fault(fault)) => Err(fault),
            done => Ok((product, done)),
        });
        decided.collect()
    }

    pub(crate) fn keep(
        &self,
        product: &Product,
        case: &str,
        result: &CouncilResult,
    ) -> Outcome<()> {
        self.set_of_round(product, "kase", case)?;
        self.set_of_round(product, "result", &result.json)
    }

    /// The rounds of a product that are kept, decided anew where a list says nothing else than before but
    /// of the product's and the producer's names; nothing where it does, or where anything is decided
    /// otherwise then.
    pub(crate) fn renamed(
        &self,
        known: &Product,
        new: &list::Product,
    ) -> Outcome<Option<Vec<(Product, String, CouncilResult)>>> {
        let rest = |entry: &Value| {
            let mut rest = entry.clone();
            set(&mut rest, "product", Value::Null);
            rest
        };
        let chosen = (&known.regulation, known.named) == (&new.regulation, new.named);
        if !chosen || rest(&known.entry) != rest(&new.entry) {
            return Ok(None);
        }
        let mut anew = Vec::new();
        for round in 1..=known.round {
            let Some((case, before)) = self.kept(&known.id, round)? else {
                continue;
            };
            let mut case: Value = kept_json(&case)?;
            let name = new.entry.get("product").cloned().unwrap_or_default();
            set(&mut case, "product", name);
            let case = case.to_string();
            let result = self.engine.decide(&case)?;
            if decided(&result.view) != decided(&kept_json(&before)?) {
                return Ok(None);
            }
            let product = Product {
                round,
                ..known.clone()
            };
            anew.push((product, case, result));
        }
        Ok(Some(anew))
    }

    /// What a product still lacks, by member.
    fn undone(&self, product: &Product) -> Outcome<Vec<Value>> {
        let form = self.form(product)?;
        let sheets = self.sheets(&product.id, product.round)?;
        let nobody = !sheets.iter().any(Sheet::is_there);
        let undone = sheets.iter().filter(|sheet| sheet.is_open() || nobody);
        let undone = undone.map(|sheet| {
            let criteria = if nobody {
                Vec::new()
            } else {
                sheet.missing(&form)
            };
            json!({"member": sheet.member, "status": sheet.status, "criteria": criteria})
        });
        Ok(undone.collect())
    }

    /// What a product's result asks of those who decide after the council: `certify` where it is
    /// recognised, `forward` where its result is approved and goes up; nothing before there is one.
    pub fn action(&self, product: &Product) -> Outcome<Option<String>> {
        if product.kept_state != DECIDED {
            return Ok(None);
        }
        let result = self.result(product)?;
        let kind = result.map(|result| text(result.last("action"), "kind").to_owned());
        Ok(kind.filter(|kind| !kind.is_empty()))
    }

    /// The same, where it asks for a decision of theirs.
    pub(crate) fn asks_decision(&self, product: &Product) -> Outcome<Option<String>> {
        let action = self.action(product)?;
        Ok(action.filter(|kind| ["certify", "forward"].contains(&kind.as_str())))
    }

    /// The products with a result: those that one decision for all is of, and the others. It is of those
    /// that are recognised; where none is, of those whose results go up.
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

    /// Whether there is a product that one decision for all would be of.
    pub(crate) fn has_one_decision(&self) -> Outcome<bool> {
        Ok(!self.of_one_decision()?.0.is_empty())
    }

    /// Enters one decision for the products that are named; where none is, for every product that it is
    /// of. Gives the products with a result that it is not of.
    pub fn one_decision(
        &self,
        act: Act<'_>,
        named: &[String],
        body: &Body<'_>,
    ) -> Done<Vec<Product>> {
        let (number, date, _) = given(body)?;
        let (products, others) = if named.is_empty() {
            self.of_one_decision()?
        } else {
            (self.named(named)?, Vec::new())
        };
        if products.is_empty() {
            let why = phrase!(
                "chưa có sản phẩm nào có kết quả cần quyết định: quyết định chưa được ghi",
                "no product has a result that asks for a decision: it is not entered"
            );
            return Err(Fault::No(ProblemCode::NotSettled, why).into());
        }
        let laws = apart(&products, |product| {
            let decision = self.engine.decision_of(&product.regulation);
            let decision = decision.map_err(spoiled)?;
            Ok(Phrase::new(decision.clone(), decision))
        })?;
        if let Some(laws) = laws {
            let [vi, en] = [Lang::Vi, Lang::En].map(|lang| laws.text(lang));
            let why = phrase!(
                "các sản phẩm theo nhiều quyết định của Thủ tướng, mỗi quyết định có văn bản riêng: hãy ghi cho từng nhóm ({vi})",
                "the products fall under several decisions, each of which has a decision of its own: enter one for each group ({en})"
            );
            return Err(Fault::No(ProblemCode::NotNow, why).into());
        }
        if named.is_empty() {
            let new = json!({"number": number, "date": date});
            let mut entered = products
                .iter()
                .filter_map(|product| product.decision.as_ref());
            let is_other = entered.any(|entered| *entered != new);
            let entered = apart(&products, |product| {
                Ok(match &product.decision {
                    None => phrase!("chưa ghi", "none yet"),
                    Some(one) => {
                        let (number, day) = (text(one, "number"), day(text(one, "date")));
                        phrase!("{number} ngày {day}", "{number} of {day}")
                    }
                })
            })?;
            if let Some(entered) = entered.filter(|_| is_other) {
                let [vi, en] = [Lang::Vi, Lang::En].map(|lang| entered.text(lang));
                let why = phrase!(
                    "có sản phẩm đã ghi quyết định khác ({vi}): hãy nêu tên các sản phẩm của quyết định này; số và ngày đã ghi được thay, nhật ký giữ cả hai",
                    "some products have another decision already ({en}): name the products that this one is of; it takes the place of what was entered, and the log keeps both"
                );
                return Err(Fault::No(ProblemCode::NotNow, why).into());
            }
        }
        for product in products {
            self.decision(act, &product.id, body)?;
        }
        Ok(others)
    }

    /// Enters the number and day of the decision that recognises a product, or that approves its
    /// result where it goes up.
    pub fn decision(&self, act: Act<'_>, product: &str, body: &Body<'_>) -> Done<Value> {
        let product = self.product(product)?;
        let kept = self.kept(&product.id, product.round)?;
        let asked = self.asks_decision(&product)?;
        let kept = kept.filter(|_| asked.is_some());
        let Some((case, _)) = kept else {
            let id = &product.id;
            let why = if product.kept_state == DECIDED {
                phrase!(
                    "{id} không được công nhận và không chuyển cấp trên: không có quyết định nào để ghi",
                    "{id} is neither recognised nor goes up: there is no decision to enter"
                )
            } else {
                phrase!("{id} chưa có kết quả", "{id} has no result yet")
            };
            let said = json!({"vi": why.text(Lang::Vi), "en": why.text(Lang::En)});
            let mut state = json!({"state": self.state(&product)?, "error": said});
            if let Some(result) = self.result(&product)? {
                set(&mut state, "status", result.last("status").clone());
            }
            return Err(Refused::Conflict(state.to_string()));
        };
        let (number, date, node) = given(body)?;
        let decision = json!({"number": number, "date": date});
        if product.decision.as_ref() == Some(&decision) {
            return Ok(decision);
        }
        let mut case: Value = kept_json(&case)?;
        let stages = case.get_mut("stages").and_then(Value::as_array_mut);
        if let Some(last) = stages.and_then(|stages| stages.last_mut()) {
            set(last, "decided", json!(date));
            set(last, "decision", json!(number));
        }
        let case = case.to_string();
        let result = self.engine.decide(&case).map_err(|found| {
            let found = found.into_iter().map(|problem| node.here(problem));
            Refused::Invalid(found.collect())
        })?;
        self.keep(&product, &case, &result)?;
        self.file.execute(
            "UPDATE product SET decision = ?2 WHERE id = ?1",
            params![product.id, decision.to_string()],
        )?;
        self.log(&Entry {
            product: Some(&product.id),
            before: Some(json!(product.decision)),
            after: Some(json!({"number": number, "date": date, "result": result.view})),
            ..act.entry("decision")
        })?;
        Ok(decision)
    }

    /// The council rules that cases name and the program does not ship with, by name: the cases are
    /// read elsewhere with them.
    pub fn rules_beside(&self, cases: &[String]) -> Outcome<BTreeMap<String, String>> {
        let shipped = Catalog::bundled();
        let mut beside = BTreeMap::new();
        for case in cases {
            let case: Value = kept_json(case)?;
            for stage in engine::list(&case, "stages") {
                let name = stage.pointer("/council/rules").and_then(Value::as_str);
                let name = name.unwrap_or_default();
                let rules = engine::rules(self.engine.catalog(), name);
                if rules != engine::rules(&shipped, name) {
                    beside.extend(rules.map(|rules| (name.to_owned(), rules.to_owned())));
                }
            }
        }
        Ok(beside)
    }

    /// The cases of what is decided or due for a second round, and the names of the rest.
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

/// Products in groups by what `of` says of each, in words; nothing where it says the same of all.
fn apart(
    products: &[Product],
    of: impl Fn(&Product) -> Outcome<Phrase>,
) -> Outcome<Option<Phrase>> {
    let mut groups: Vec<(Phrase, Vec<&str>)> = Vec::new();
    for product in products {
        let said = of(product)?;
        match groups.iter_mut().find(|(known, _)| *known == said) {
            Some((_, ids)) => ids.push(&product.id),
            None => groups.push((said, vec![&product.id])),
        }
    }
    let listed = |lang| {
        let groups = groups.iter();
        let groups = groups.map(|(said, ids)| format!("{}: {}", said.text(lang), ids.join(", ")));
        groups.collect::<Vec<_>>().join("; ")
    };
    Ok((groups.len() > 1).then(|| Phrase::new(listed(Lang::Vi), listed(Lang::En))))
}

/// A decision's number and day as a request has them, and where the day stands.
fn given<'b>(body: &'b Body<'_>) -> Done<(String, String, Node<'b>)> {
    let read = body.fields(&["number", "date"]).and_then(|fields| {
        let number = fields.need("number").and_then(Node::name);
        let node = fields.need("date").cloned()?;
        let date = node.day();
        Some((number?, date?, node))
    });
    Ok(body.give(read)?)
}

/// Sets a key of an object.
pub(super) fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

/// Copies what a product's entry of the list says under some keys.
fn entered(product: &Product, keys: &[&str], case: &mut Value) {
    for key in keys {
        if let Some(value) = product.entry.get(*key) {
            set(case, key, value.clone());
        }
    }
}
