//! What the log alone says of a session: its entries, done again one after the other.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::engine::{list, text};
use crate::log::Read;
use crate::session::{CHANGES, NOT_OPENED, OPEN, Part, SCORING, SUBMITTED, Sheet};

/// A product as the log has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Told {
    pub(super) round: i64,
    pub(super) state: String,
    pub(super) findings: Value,
    pub(super) decision: Value,
    pub(super) result: Value,
    pub(super) form: Value,
    /// The day of its round.
    pub(super) date: String,
    /// Its entry of the list.
    pub(super) entry: Value,
}

impl Told {
    /// A round begins, on a day.
    fn begin(&mut self, date: &str) {
        self.round += 1;
        SCORING.clone_into(&mut self.state);
        self.findings = json!([]);
        (self.form, self.result) = (Value::Null, Value::Null);
        date.clone_into(&mut self.date);
    }
}

/// What the log alone says.
#[derive(Debug, Default)]
pub(super) struct Replay {
    /// The list without members and products.
    pub(super) list: Value,
    /// The hash of the data.
    pub(super) data: String,
    /// Entries of the list.
    pub(super) people: BTreeMap<String, Value>,
    pub(super) sheets: BTreeMap<(String, String, i64), Sheet>,
    pub(super) products: BTreeMap<String, Told>,
    members: Vec<String>,
}

/// The ids under a key: of entries, or alone.
fn ids(of: &Value, key: &str) -> Vec<String> {
    let ids = list(of, key).map(|one| one.as_str().unwrap_or_else(|| text(one, "id")).to_owned());
    ids.collect()
}

impl Replay {
    /// What a list that `new` or `amend` brings says of the session, of members and of products.
    fn entries(&mut self, list: &Value) {
        self.list = list.clone();
        if let Some(fields) = self.list.as_object_mut() {
            fields.remove("members");
            fields.remove("products");
        }
        let of = |key, id: &str| {
            let mut all = crate::engine::list(list, key);
            all.find(|entry| text(entry, "id") == id).cloned()
        };
        self.people.retain(|id, _| self.members.contains(id));
        for id in &self.members {
            match (of("members", id), self.people.get_mut(id)) {
                (Some(entry), _) => {
                    self.people.insert(id.clone(), entry);
                }
                // Who has left the list stays with the sheets that were saved.
                (None, Some(entry)) => {
                    if let Some(entry) = entry.as_object_mut() {
                        entry.insert("left".to_owned(), json!(true));
                    }
                }
                (None, None) => {}
            }
        }
        for (id, told) in &mut self.products {
            if let Some(entry) = of("products", id) {
                told.entry = entry;
            }
        }
    }

    /// Members and products as `new` and `amend` leave them.
    fn lists(&mut self, of: &Value) {
        self.members = ids(of, "members");
        let products = ids(of, "products");
        self.products.retain(|id, _| products.contains(id));
        for id in &products {
            let date = text(&self.list, "date");
            self.products.entry(id.clone()).or_insert_with(|| {
                let mut told = Told::default();
                told.begin(date);
                told
            });
        }
        self.sheets.retain(|(product, member, _), _| {
            products.contains(product) && self.members.contains(member)
        });
        for (product, told) in &self.products {
            empty_sheets(&mut self.sheets, product, told.round, &self.members);
        }
    }

    /// Does an entry again.
    pub(super) fn take(&mut self, entry: &Read) {
        let (product, after) = (entry.text("product"), entry.json("after"));
        let of = |key| after.get(key).cloned().unwrap_or_default();
        match entry.text("what") {
            "new" => {
                self.list = of("list");
                self.lists(&of("list"));
                self.entries(&of("list"));
                text(&after, "data").clone_into(&mut self.data);
                return;
            }
            "amend" => {
                self.lists(&after);
                if let Some(list) = after.get("list") {
                    self.entries(list);
                }
                for (id, told) in &mut self.products {
                    if let Some(result) = after.pointer(&format!("/results/{id}")) {
                        told.result = result.clone();
                    }
                }
                // A wording is data too.
                if after.get("data").is_some() {
                    text(&after, "data").clone_into(&mut self.data);
                }
                return;
            }
            _ => {}
        }
        let Some(told) = self.products.get_mut(product) else {
            return;
        };
        match entry.text("what") {
            "findings" => told.findings = after,
            "decide" => {
                text(&after, "state").clone_into(&mut told.state);
                told.result = of("result");
            }
            "decision" => {
                told.result = of("result");
                told.decision = json!({"number": of("number"), "date": of("date")});
            }
            "round" if after.get("form").is_some() => told.form = of("form"),
            "round" => {
                told.begin(text(&after, "date"));
                empty_sheets(&mut self.sheets, product, told.round, &self.members);
            }
            what => {
                if what == "reopen" {
                    SCORING.clone_into(&mut told.state);
                    (told.decision, told.result) = (Value::Null, Value::Null);
                }
                let member = entry.text("member").to_owned();
                let key = (product.to_owned(), member, told.round);
                if let Some(sheet) = self.sheets.get_mut(&key) {
                    changed(sheet, entry, &after);
                }
            }
        }
    }
}

/// The sheets of a round before anything is on them.
fn empty_sheets(
    sheets: &mut BTreeMap<(String, String, i64), Sheet>,
    product: &str,
    round: i64,
    members: &[String],
) {
    for member in members {
        let key = (product.to_owned(), member.clone(), round);
        let empty = || Sheet::empty(product, member, round, NOT_OPENED);
        sheets.entry(key).or_insert_with(empty);
    }
}

/// A sheet after an entry of the log.
fn changed(sheet: &mut Sheet, entry: &Read, after: &Value) {
    let what = entry.text("what");
    let part = match (what, entry.text("criterion")) {
        ("answer", "") => Some((Part::Stop, after.get("stop").unwrap_or(&Value::Null))),
        ("answer", code) => Some((Part::Answer(code), after)),
        ("note", code) => Some((Part::Note(code), after)),
        ("opinion", _) => Some((Part::Opinion, after)),
        _ => None,
    };
    let status = match what {
        "submit" => SUBMITTED,
        "attendance" => after.as_str().unwrap_or_default(),
        what if CHANGES.contains(&what) => OPEN,
        _ => return,
    };
    if let Some((part, value)) = part {
        part.set(sheet, value, entry.text("door") == "paper");
    }
    status.clone_into(&mut sheet.status);
    sheet.opened |= what != "attendance";
    sheet.revision += 1;
}
