//! The file against itself: the chain of its log, every sheet against the log, every decision
//! computed anew.

use std::collections::BTreeMap;

use ocop::input::ProblemCode;
use serde_json::{Value, json};

use crate::engine::{ENGINE, list, text};
use crate::fault::{Fault, Outcome, Said};
use crate::log::{self, Read};
use crate::session::{DECIDED, DUE, NOT_OPENED, OPEN, SCORING, SUBMITTED, Session, Sheet};
use crate::store;

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// How many entries the log has.
    pub entries: i64,
    /// The last one's hash.
    pub head: String,
    /// What is wrong.
    pub problems: Vec<(ProblemCode, Said)>,
    /// What is worth knowing, and is not wrong.
    pub notes: Vec<Said>,
}

impl Found {
    fn wrong(&mut self, code: ProblemCode, said: Said) {
        self.problems.push((code, said));
    }
}

/// A product as the log has it.
#[derive(Debug, Clone)]
struct Told {
    round: i64,
    state: String,
    findings: Value,
    decision: Value,
    result: Value,
    form: Value,
    /// The day of its round.
    date: String,
    /// Its entry of the list.
    entry: Value,
}

/// What the log alone says.
#[derive(Debug, Default)]
struct Replay {
    /// The list without members and products.
    list: Value,
    /// The hash of the data.
    data: String,
    members: Vec<String>,
    /// Their entries of the list.
    people: BTreeMap<String, Value>,
    sheets: BTreeMap<(String, String, i64), Sheet>,
    products: BTreeMap<String, Told>,
}

impl Replay {
    fn names(values: &Value) -> Vec<String> {
        let values = values.as_array().into_iter().flatten();
        values
            .map(|value| {
                value
                    .as_str()
                    .unwrap_or_else(|| text(value, "id"))
                    .to_owned()
            })
            .collect()
    }

    /// What a list that `new` or `amend` brings says of the session, of members and of products.
    fn entries(&mut self, list: &Value, members: &[String]) {
        let mut session = list.clone();
        if let Some(fields) = session.as_object_mut() {
            fields.remove("members");
            fields.remove("products");
        }
        self.list = session;
        let of = |key, id: &str| {
            let mut all = crate::engine::list(list, key);
            all.find(|entry| text(entry, "id") == id).cloned()
        };
        self.people.retain(|id, _| members.contains(id));
        for id in members {
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
    fn lists(&mut self, members: Vec<String>, products: &[String]) {
        self.members = members;
        self.products.retain(|id, _| products.contains(id));
        for id in products {
            self.products.entry(id.clone()).or_insert_with(|| Told {
                round: 1,
                state: SCORING.to_owned(),
                findings: json!([]),
                decision: Value::Null,
                result: Value::Null,
                form: Value::Null,
                date: text(&self.list, "date").to_owned(),
                entry: Value::Null,
            });
        }
        let known = |product: &str, member: &str| {
            products.iter().any(|id| id == product) && self.members.iter().any(|id| id == member)
        };
        self.sheets
            .retain(|(product, member, _), _| known(product, member));
        for (product, told) in &self.products {
            for member in &self.members {
                let key = (product.clone(), member.clone(), told.round);
                let empty = || Sheet::empty(product, member, told.round, NOT_OPENED);
                self.sheets.entry(key).or_insert_with(empty);
            }
        }
    }

    fn take(&mut self, entry: &Read) {
        let (product, member) = (entry.text("product"), entry.text("member"));
        let after = entry.json("after");
        let what = entry.text("what");
        match what {
            "new" => {
                let list = after.get("list").cloned().unwrap_or_default();
                let of = |key| Replay::names(list.get(key).unwrap_or(&Value::Null));
                self.list = list.clone();
                let members = of("members");
                self.lists(members.clone(), &of("products"));
                self.entries(&list, &members);
                text(&after, "data").clone_into(&mut self.data);
                return;
            }
            "amend" => {
                let of = |key| Replay::names(after.get(key).unwrap_or(&Value::Null));
                let members = of("members");
                self.lists(members.clone(), &of("products"));
                if let Some(list) = after.get("list") {
                    self.entries(list, &members);
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
        match what {
            "findings" => {
                told.findings = after;
                return;
            }
            "decide" => {
                told.state = text(&after, "state").to_owned();
                told.result = after.get("result").cloned().unwrap_or_default();
                return;
            }
            "decision" => {
                told.result = after.get("result").cloned().unwrap_or_default();
                told.decision = json!({
                    "number": text(&after, "number"), "date": text(&after, "date")
                });
                return;
            }
            "round" if after.get("form").is_some() => {
                told.form = after.get("form").cloned().unwrap_or_default();
                return;
            }
            "round" => {
                told.form = Value::Null;
                told.round += 1;
                text(&after, "date").clone_into(&mut told.date);
                told.state = SCORING.to_owned();
                told.findings = json!([]);
                told.result = Value::Null;
                let round = told.round;
                for member in &self.members {
                    let empty = Sheet::empty(product, member, round, NOT_OPENED);
                    let key = (product.to_owned(), member.clone(), round);
                    self.sheets.insert(key, empty);
                }
                return;
            }
            "reopen" => {
                told.state = SCORING.to_owned();
                told.decision = Value::Null;
                told.result = Value::Null;
            }
            _ => {}
        }
        let key = (product.to_owned(), member.to_owned(), told.round);
        if let Some(sheet) = self.sheets.get_mut(&key) {
            changed(sheet, entry, what, &after);
        }
    }
}

/// A sheet after an entry of the log.
fn changed(sheet: &mut Sheet, entry: &Read, what: &str, after: &Value) {
    let criterion = entry.text("criterion").to_owned();
    match what {
        "answer" if criterion.is_empty() => {
            sheet.stop = after.get("stop").and_then(Value::as_str).map(str::to_owned);
        }
        "answer" => {
            let number = after.as_u64().and_then(|number| u32::try_from(number).ok());
            match number {
                Some(number) => sheet.answers.insert(criterion.clone(), number),
                None => sheet.answers.remove(&criterion),
            };
            if number.is_some() && entry.text("door") == "paper" {
                sheet.typed.insert(criterion);
            } else {
                sheet.typed.remove(&criterion);
            }
        }
        "note" => {
            match after.as_str() {
                Some(text) if !text.is_empty() => sheet.notes.insert(criterion, text.to_owned()),
                _ => sheet.notes.remove(&criterion),
            };
        }
        "opinion" => after
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut sheet.opinion),
        "submit" => SUBMITTED.clone_into(&mut sheet.status),
        "attendance" => after
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut sheet.status),
        "reopen" => OPEN.clone_into(&mut sheet.status),
        _ => return,
    }
    if what != "attendance" {
        sheet.opened = true;
    }
    if matches!(what, "answer" | "note" | "opinion") {
        OPEN.clone_into(&mut sheet.status);
    }
    sheet.revision += 1;
}

impl Session<'_> {
    /// Holds the file to itself, and to a head of its log that was printed.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn check(&self, head: Option<&str>, newest: &str) -> Outcome<Found> {
        let mut found = Found {
            entries: 0,
            head: String::new(),
            problems: Vec::new(),
            notes: Vec::new(),
        };
        if let Err(Fault::File(code, said)) = store::sound(self.file) {
            found.problems.push((code, said));
        }
        let mut replay = Replay::default();
        let mut printed = head.is_none();
        log::each(self.file, |entry, whole| {
            if !whole {
                let n = entry.n();
                found.wrong(
                    ProblemCode::LogBroken,
                    Said::new(
                        format!("nhật ký: mục {n} không khớp với mã băm hoặc với mục trước"),
                        format!("log: entry {n} does not fit its hash or the entry before"),
                    ),
                );
            }
            printed |= head == Some(entry.hash.as_str());
            replay.take(entry);
            Ok(())
        })?;
        (found.entries, found.head) = log::end(self.file)?;
        if !printed {
            found.wrong(
                ProblemCode::HeadUnknown,
                Said::new(
                    "mã đầu nhật ký đã in không có trong chuỗi: nhật ký đã bị thay hoặc bị cắt",
                    "the printed head of the log is not in the chain: the log was replaced or cut",
                ),
            );
        }
        self.list_against(&replay, &mut found)?;
        self.sheets_against(&replay, &mut found)?;
        for product in self.products()? {
            self.product_against(&product, replay.products.get(&product.id), &mut found)?;
        }
        let made = store::meta(self.file, "engine")?.unwrap_or_default();
        if made != ENGINE {
            found.notes.push(Said::new(
                format!("đợt đánh giá được tạo bằng {made}, nay kiểm bằng {ENGINE}"),
                format!("the session was made with {made} and is checked with {ENGINE}"),
            ));
        }
        if store::meta(self.file, "digest")?.as_deref() != Some(self.engine.digest())
            || replay.data != self.engine.digest()
        {
            found.wrong(
                ProblemCode::DataDiffers,
                Said::new(
                    "dữ liệu (phiếu, quy chế) trong tệp không còn như lúc tạo",
                    "the data (sheets, rules) in the file is not what the session was made with",
                ),
            );
        } else if self.engine.base() != newest {
            found.notes.push(Said::new(
                "chương trình có dữ liệu khác; đợt đánh giá này tiếp tục theo dữ liệu của mình",
                "the program has other data; this session goes on with its own",
            ));
        }
        Ok(found)
    }

    /// The list as the file has it against the list that the log took in.
    fn list_against(&self, replay: &Replay, found: &mut Found) -> Outcome<()> {
        if self.list()? != replay.list {
            found.wrong(
                ProblemCode::LogDiffers,
                Said::new(
                    "danh sách (tên đợt, hội đồng, ngày, địa điểm) khác với nhật ký",
                    "the list (title, council, day, place) differs from the log",
                ),
            );
        }
        for (member, left) in self.members()? {
            let mut entry = member.entry();
            if let (true, Some(entry)) = (left, entry.as_object_mut()) {
                entry.insert("left".to_owned(), json!(true));
            }
            if replay.people.get(&member.id) != Some(&entry) {
                let id = &member.id;
                found.wrong(
                    ProblemCode::LogDiffers,
                    Said::new(
                        format!("thành viên {id}: tên hoặc chức danh khác với nhật ký"),
                        format!("member {id}: the name or the role differs from the log"),
                    ),
                );
            }
        }
        for product in self.products()? {
            let told = replay.products.get(&product.id);
            let same = told.is_some_and(|told| told.entry == product.entry)
                && told.map(|told| told.date.as_str()) == Some(&self.date_of(&product)?)
                && text(&product.entry, "set") == product.set
                && self.chosen(&product)? == (product.regulation.clone(), product.named);
            if !same {
                let id = &product.id;
                found.wrong(ProblemCode::LogDiffers, Said::new(
                    format!("sản phẩm {id}: tên, bộ, hồ sơ, quy định hoặc ngày khác với nhật ký"),
                    format!("product {id}: its name, set, application, regulation or day differs from the log"),
                ));
            }
        }
        Ok(())
    }

    fn sheets_against(&self, replay: &Replay, found: &mut Found) -> Outcome<()> {
        let mut count = 0;
        for product in self.products()? {
            for round in 1..=product.round {
                for sheet in self.sheets(&product.id, round)? {
                    count += 1;
                    let key = (product.id.clone(), sheet.member.clone(), round);
                    let same = replay.sheets.get(&key).is_some_and(|told| {
                        told.answers == sheet.answers
                            && told.typed == sheet.typed
                            && told.notes == sheet.notes
                            && told.opinion == sheet.opinion
                            && told.stop == sheet.stop
                            && told.status == sheet.status
                            && told.opened == sheet.opened
                            && told.revision == sheet.revision
                    });
                    if !same {
                        let (product, member) = (&product.id, &sheet.member);
                        found.wrong(ProblemCode::LogDiffers, Said::new(
                            format!("phiếu của {member} cho {product} (lần {round}) khác với nhật ký"),
                            format!("the sheet of {member} for {product} (round {round}) differs from the log"),
                        ));
                    }
                }
            }
        }
        // A sheet of an earlier round may be its member's only trace.
        if replay.sheets.len() > count {
            found.wrong(
                ProblemCode::LogDiffers,
                Said::new(
                    "nhật ký có phiếu mà tệp không còn",
                    "the log has sheets that the file lacks",
                ),
            );
        }
        Ok(())
    }

    fn product_against(
        &self,
        product: &crate::session::Product,
        told: Option<&Told>,
        found: &mut Found,
    ) -> Outcome<()> {
        let id = &product.id;
        let result = self.result(product)?;
        let kept = result
            .as_ref()
            .map_or(Value::Null, |result| result.view.clone());
        let hearing = json!(self.hearing(product)?);
        let same = told.is_some_and(|told| {
            told.round == product.round
                && told.state == product.kept_state
                && told.decision == json!(product.decision)
                && told.result == kept
                && told.form == hearing
        });
        if !same || told.map(|told| told.findings.clone()) != Some(json!(self.found(product)?)) {
            found.wrong(
                ProblemCode::LogDiffers,
                Said::new(
                    format!("{id}: trạng thái hoặc kết quả khác với nhật ký"),
                    format!("{id}: its state or result differs from the log"),
                ),
            );
        }
        if [DECIDED, DUE].contains(&product.kept_state.as_str()) != result.is_some() {
            found.wrong(
                ProblemCode::LogDiffers,
                Said::new(
                    format!("{id}: trạng thái và kết quả không khớp nhau"),
                    format!("{id}: its state and its result do not fit"),
                ),
            );
        }
        for round in 1..=product.round {
            self.decided_anew(id, round, found)?;
        }
        Ok(())
    }

    fn decided_anew(&self, product: &str, round: i64, found: &mut Found) -> Outcome<()> {
        let Some((case, result)) = self.kept(product, round)? else {
            return Ok(());
        };
        let kept: Value = serde_json::from_str(&result).unwrap_or_default();
        let anew = match self.engine.decide(&case) {
            Ok(anew) => anew.view,
            Err(_) => Value::Null,
        };
        if bare(&anew) != bare(&kept) {
            found.wrong(
                ProblemCode::ResultDiffers,
                Said::new(
                    format!("{product}: tính lại cho kết quả khác (lần {round})"),
                    format!("{product}: computed anew, the result differs (round {round})"),
                ),
            );
        } else if anew != kept {
            found.notes.push(Said::new(
                format!("{product}: chương trình khác, kết quả như cũ"),
                format!("{product}: another engine, the same decision"),
            ));
        }
        if !self.is_of_sheets(product, round, &case)? {
            found.wrong(ProblemCode::ResultDiffers, Said::new(
                format!("{product}: kết quả được tính từ những phiếu khác với phiếu trong tệp (lần {round})"),
                format!("{product}: the result was computed from other sheets than the file has (round {round})"),
            ));
        }
        Ok(())
    }

    /// Whether a decided case has the answers that were handed in.
    fn is_of_sheets(&self, product: &str, round: i64, case: &str) -> Outcome<bool> {
        let case: Value = serde_json::from_str(case).unwrap_or_default();
        let last = list(&case, "stages").last().cloned().unwrap_or_default();
        let decided: BTreeMap<String, BTreeMap<String, Value>> = list(&last, "sheets")
            .map(|sheet| {
                let answers = list(sheet, "answers").map(|answer| {
                    let number = answer.get("box").cloned().unwrap_or_default();
                    (text(answer, "criterion").to_owned(), number)
                });
                (text(sheet, "assessor").to_owned(), answers.collect())
            })
            .collect();
        let mut submitted = 0;
        for sheet in self.sheets(product, round)? {
            if sheet.status != SUBMITTED {
                continue;
            }
            submitted += 1;
            let Some(answers) = decided.get(&sheet.member) else {
                return Ok(false);
            };
            let same = answers.iter().all(|(code, number)| {
                sheet.answers.get(code).map(|known| json!(known)).as_ref() == Some(number)
            });
            if !same || (sheet.stop.is_none() && answers.len() != sheet.answers.len()) {
                return Ok(false);
            }
        }
        Ok(submitted == decided.len())
    }
}

/// A result without what another engine or other data may say otherwise.
fn bare(result: &Value) -> Value {
    let of = |pointer| result.pointer(pointer).cloned().unwrap_or_default();
    let stages = list(result, "stages").map(|stage| {
        let keys = ["level", "date", "status", "total", "star", "action"];
        let kept = keys.map(|key| stage.get(key).cloned().unwrap_or_default());
        Value::from(kept.to_vec())
    });
    json!({
        "stages": stages.collect::<Vec<_>>(),
        "outcome": of("/outcome"),
        "input": of("/seal/input"),
    })
}
