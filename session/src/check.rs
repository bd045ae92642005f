//! The file against itself: the chain of its log, every sheet against the log, every decision
//! computed anew.

use std::collections::BTreeMap;

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use serde_json::{Value, json};

use crate::engine::{ENGINE, last_stage, list, text};
use crate::fault::{Fault, Outcome};
use crate::log;
use crate::session::{DECIDED, DUE, Product, SUBMITTED, Session, Sheet, kept_json};
use crate::store;

mod replay;

use replay::{Replay, Told};

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// How many entries the log has.
    pub entries: i64,
    /// The last one's hash.
    pub head: String,
    /// What is wrong.
    pub problems: Vec<(ProblemCode, Phrase)>,
    /// What is worth knowing, and is not wrong.
    pub notes: Vec<Phrase>,
}

impl Found {
    fn wrong(&mut self, code: ProblemCode, why: Phrase) {
        self.problems.push((code, why));
    }

    /// The file says something else than the log.
    fn differs(&mut self, why: Phrase) {
        self.wrong(ProblemCode::LogDiffers, why);
    }
}

impl Session<'_> {
    /// Holds the file to itself, and to a head of its log that was printed. `newest` is the hash of the
    /// data that the program ships with.
    pub fn check(&self, head: Option<&str>, newest: &str) -> Outcome<Found> {
        let mut found = Found::default();
        if let Err(Fault::File(code, why)) = store::sound(self.file) {
            found.wrong(code, why);
        }
        let mut replay = Replay::default();
        let mut printed = head.is_none();
        log::each(self.file, |entry, whole| {
            if !whole {
                let n = entry.n();
                let why = phrase!(
                    "nhật ký: mục {n} không khớp với mã băm hoặc với mục trước",
                    "log: entry {n} does not fit its hash or the entry before"
                );
                found.wrong(ProblemCode::LogBroken, why);
            }
            printed |= head == Some(entry.hash.as_str());
            replay.take(entry);
            Ok(())
        })?;
        (found.entries, found.head) = log::end(self.file)?;
        if !printed {
            let why = phrase!(
                "mã đầu nhật ký đã in không có trong chuỗi: nhật ký đã bị thay hoặc bị cắt",
                "the printed head of the log is not in the chain: the log was replaced or cut"
            );
            found.wrong(ProblemCode::HeadUnknown, why);
        }
        self.list_against(&replay, &mut found)?;
        self.sheets_against(&replay, &mut found)?;
        for product in self.products()? {
            self.product_against(&product, replay.products.get(&product.id), &mut found)?;
        }
        let made = store::meta(self.file, "engine")?.unwrap_or_default();
        if made != ENGINE {
            found.notes.push(phrase!(
                "đợt đánh giá được tạo bằng {made}, nay kiểm bằng {ENGINE}",
                "the session was made with {made} and is checked with {ENGINE}"
            ));
        }
        let own = self.engine.digest();
        if store::meta(self.file, "digest")?.as_deref() != Some(own) || replay.data != own {
            let why = phrase!(
                "dữ liệu (phiếu, quy chế) trong tệp không còn như lúc tạo",
                "the data (sheets, rules) in the file is not what the session was made with"
            );
            found.wrong(ProblemCode::DataDiffers, why);
        } else if self.engine.base() != newest {
            found.notes.push(phrase!(
                "chương trình có dữ liệu khác; đợt đánh giá này tiếp tục theo dữ liệu của mình",
                "the program has other data; this session goes on with its own"
            ));
        }
        Ok(found)
    }

    /// The list as the file has it against the list that the log took in.
    fn list_against(&self, replay: &Replay, found: &mut Found) -> Outcome<()> {
        if self.list()? != replay.list {
            found.differs(phrase!(
                "danh sách (tên đợt, hội đồng, ngày, địa điểm) khác với nhật ký",
                "the list (title, council, day, place) differs from the log"
            ));
        }
        for (member, left) in self.members()? {
            if replay.people.get(&member.id) != Some(&member.entry(left)) {
                let id = &member.id;
                found.differs(phrase!(
                    "thành viên {id}: tên hoặc chức danh khác với nhật ký",
                    "member {id}: the name or the role differs from the log"
                ));
            }
        }
        for product in self.products()? {
            let date = self.date_of(&product)?;
            let told = replay.products.get(&product.id);
            let same = told.is_some_and(|told| told.entry == product.entry && told.date == date)
                && text(&product.entry, "set") == product.set
                && self.chosen(&product)? == (product.regulation.clone(), product.named);
            if !same {
                let id = &product.id;
                found.differs(phrase!(
                    "sản phẩm {id}: tên, bộ, hồ sơ, quy định hoặc ngày khác với nhật ký",
                    "product {id}: its name, set, application, regulation or day differs from the log"
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
                    // What was answered last is in no entry.
                    let sheet = Sheet {
                        last: None,
                        ..sheet
                    };
                    if replay.sheets.get(&key) != Some(&sheet) {
                        let (product, member, _) = key;
                        found.differs(phrase!(
                            "phiếu của {member} cho {product} (lần {round}) khác với nhật ký",
                            "the sheet of {member} for {product} (round {round}) differs from the log"
                        ));
                    }
                }
            }
        }
        // A sheet of an earlier round may be its member's only trace.
        if replay.sheets.len() > count {
            found.differs(phrase!(
                "nhật ký có phiếu mà tệp không còn",
                "the log has sheets that the file lacks"
            ));
        }
        Ok(())
    }

    fn product_against(
        &self,
        product: &Product,
        told: Option<&Told>,
        found: &mut Found,
    ) -> Outcome<()> {
        let id = &product.id;
        let result = self.result(product)?;
        let is_decided = [DECIDED, DUE].contains(&product.kept_state.as_str());
        if is_decided != result.is_some() {
            found.differs(phrase!(
                "{id}: trạng thái và kết quả không khớp nhau",
                "{id}: its state and its result do not fit"
            ));
        }
        let kept = Told {
            round: product.round,
            state: product.kept_state.clone(),
            findings: json!(self.found(product)?),
            decision: json!(product.decision),
            result: result.map_or(Value::Null, |result| result.view),
            form: json!(self.hearing(product)?),
            // These two are the list's.
            ..told.cloned().unwrap_or_default()
        };
        if told != Some(&kept) {
            found.differs(phrase!(
                "{id}: trạng thái hoặc kết quả khác với nhật ký",
                "{id}: its state or result differs from the log"
            ));
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
        let kept: Value = kept_json(&result)?;
        let anew = self.engine.decide(&case);
        let anew = anew.map_or(Value::Null, |anew| anew.view);
        if bare(&anew) != bare(&kept) {
            let why = phrase!(
                "{product}: tính lại cho kết quả khác (lần {round})",
                "{product}: computed anew, the result differs (round {round})"
            );
            found.wrong(ProblemCode::ResultDiffers, why);
        } else if anew != kept {
            found.notes.push(phrase!(
                "{product}: tính lại thì kết quả như cũ, chi tiết khác: chương trình hoặc dữ liệu khác",
                "{product}: computed anew, the same decision in other words: another engine or other data"
            ));
        }
        if !self.is_of_sheets(product, round, &case)? {
            let why = phrase!(
                "{product}: kết quả được tính từ những phiếu khác với phiếu trong tệp (lần {round})",
                "{product}: the result was computed from other sheets than the file has (round {round})"
            );
            found.wrong(ProblemCode::ResultDiffers, why);
        }
        Ok(())
    }

    /// Whether a decided case has the answers that were handed in.
    fn is_of_sheets(&self, product: &str, round: i64, case: &str) -> Outcome<bool> {
        let case: Value = kept_json(case)?;
        let mut decided: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
        for sheet in last_stage(&case)
            .into_iter()
            .flat_map(|last| list(last, "sheets"))
        {
            let answers = decided.entry(text(sheet, "assessor")).or_default();
            for answer in list(sheet, "answers") {
                let number = answer.get("box").and_then(Value::as_u64);
                let number = number.and_then(|number| u32::try_from(number).ok());
                let code = text(answer, "criterion").to_owned();
                answers.extend(number.map(|number| (code, number)));
            }
        }
        let mut submitted = 0;
        for sheet in self.sheets(product, round)? {
            if sheet.status != SUBMITTED {
                continue;
            }
            submitted += 1;
            let Some(answers) = decided.get(sheet.member.as_str()) else {
                return Ok(false);
            };
            let mut same = answers.iter();
            let same = same.all(|(code, number)| sheet.answers.get(code) == Some(number));
            if !same || (sheet.stop.is_none() && answers.len() != sheet.answers.len()) {
                return Ok(false);
            }
        }
        Ok(submitted == decided.len())
    }
}

/// A result without what another engine or other data may say otherwise.
fn bare(result: &Value) -> Value {
    json!([decided(result), result.pointer("/seal/input")])
}

/// What was decided, whatever the product is called.
pub(crate) fn decided(result: &Value) -> Value {
    let stages = list(result, "stages").map(|stage| {
        let keys = ["level", "date", "status", "total", "star", "action"];
        let kept = keys.map(|key| stage.get(key).cloned().unwrap_or_default());
        Value::from(kept.to_vec())
    });
    json!([stages.collect::<Vec<_>>(), result.get("outcome")])
}
