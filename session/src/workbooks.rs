//! Workbooks: one for each member with all products to score, and those that come back, of which the
//! whole is taken in or nothing. How a workbook is laid out is the matter of `ocop-papers`.

use std::collections::BTreeSet;

use ocop::input::ProblemCode;
use ocop::text::{Phrase, composed};
use ocop::{Diagnostic, Lang, LoadError};
use ocop_papers::{MemberSheet, ReturnedSheet, SheetMark, member_book, read_member_book};
use rusqlite::params;
use serde::Serialize;
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::fault::{Outcome, damaged};
use crate::json::Body;
use crate::list::Member;
use crate::log::{self, Entry};
use crate::session::{
    Act, CHANGES, Done, OPEN, Part, Product, Refused, SUBMITTED, Session, Sheet, word,
};

/// What came of a workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Sheets that were handed in.
    pub submitted: Vec<Kept>,
    /// Sheets that are kept open, for answers are missing.
    pub open: Vec<Kept>,
    /// Sheets that changed nothing.
    pub same: Vec<Kept>,
}

/// A sheet that a workbook brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Whose it is.
    pub member: String,
    /// For which product.
    pub product: String,
    /// The criteria that still have no answer on the member's sheet.
    pub missing: Vec<String>,
    /// The criteria that are answered behind the stop at which the sheet ends: they do not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub behind_stop: Vec<String>,
}

impl Kept {
    /// What the secretary is told of a sheet that was taken: its member may have meant the answers, and not
    /// the stop. Source: contract 5.7.
    #[must_use]
    pub fn warning(&self) -> Option<Phrase> {
        let (member, product) = (&self.member, &self.product);
        let behind = self.behind_stop.join(", ");
        (!behind.is_empty()).then(|| {
            phrase!(
                "phiếu của {member} cho {product} ghi dừng mà vẫn chấm các tiêu chí sau đó ({behind}); phiếu được \
                 tính là dừng, không có tổng điểm; hỏi người chấm, nếu không dừng thì mở lại phiếu và bỏ ghi dừng",
                "the sheet of {member} for {product} ends at a stop, and criteria behind it are answered \
                 ({behind}); it counts as stopped and has no total; ask its assessor, and where it does not end \
                 there, reopen it and clear the stop"
            )
        })
    }
}

/// A workbook that came back, as it was read. That takes long beside everything else, so it is done before the
/// session is held for writing.
#[derive(Debug)]
pub struct Book {
    name: String,
    sha256: String,
    sheets: Result<Vec<ReturnedSheet>, Vec<Diagnostic>>,
}

impl Book {
    /// Reads a workbook by the session's own sheets.
    #[must_use]
    pub fn read(name: &str, bytes: &[u8], engine: &Engine) -> Book {
        let sheets = read_member_book(bytes, name, engine.catalog());
        Book {
            name: name.to_owned(),
            sha256: log::sha256(bytes),
            sheets: sheets.map_err(|error| error.into_diagnostics()),
        }
    }
}

/// A workbook that came back: its name, and what came of it.
pub type Returned = (String, Result<Taken, Vec<Diagnostic>>);

impl Taken {
    fn members(&self) -> BTreeSet<&str> {
        let all = self.submitted.iter().chain(&self.open);
        all.map(|kept| kept.member.as_str()).collect()
    }
}

fn products(sheets: &[Kept]) -> Vec<&str> {
    sheets.iter().map(|kept| kept.product.as_str()).collect()
}

/// Why a worksheet is not taken.
enum Why {
    Refused(Diagnostic),
    Other(Refused),
}

impl<T: Into<Refused>> From<T> for Why {
    fn from(refused: T) -> Why {
        Why::Other(refused.into())
    }
}

impl Session<'_> {
    /// One workbook for each member who has something to score, with the name of its file.
    pub fn workbooks(&self) -> Done<Vec<(String, Vec<u8>)>> {
        let mut books = Vec::new();
        for (member, left) in self.members()? {
            if left {
                continue;
            }
            if let Some(book) = self.workbook(&member)? {
                books.push((format!("{}.xlsx", member.id), book));
            }
        }
        Ok(books)
    }

    /// The workbook of a member: all products to score, with what is answered so far; nothing where
    /// there are none.
    pub fn workbook(&self, member: &Member) -> Done<Option<Vec<u8>>> {
        let session = self.id()?;
        let catalog = self.engine.catalog();
        let mut scored = Vec::new();
        for product in self.products()? {
            let sheet = self.sheet(&product.id, &member.id, product.round)?;
            if product.is_locked() || !sheet.is_open() {
                continue;
            }
            let (id, code) = (&product.regulation, &product.set);
            let rules = catalog.regulation(id).map_err(damaged)?;
            let set = catalog.set(id, code).map_err(damaged)?;
            let mark = SheetMark {
                session: session.clone(),
                product: product.id.clone(),
                member: member.id.clone(),
                round: product.round,
                revision: sheet.revision,
                name: member.name.clone(),
                role: member.role.clone(),
                ..SheetMark::default()
            };
            let (case, stage) = self.stated(&product)?;
            scored.push((rules, set, mark.stating(&case, &stage), sheet));
        }
        let sheets = scored.iter().map(|(rules, set, mark, filled)| {
            let sheet = MemberSheet::new(rules, set, mark.clone(), &filled.answers);
            sheet.map(|sheet| {
                let sheet = sheet.stopped_at(filled.stop.as_deref());
                sheet.remarked(&filled.notes, &filled.opinion)
            })
        });
        let sheets: Result<Vec<MemberSheet<'_>>, _> = sheets.collect();
        let sheets = sheets.map_err(damaged)?;
        if sheets.is_empty() {
            return Ok(None);
        }
        Ok(Some(member_book(&sheets).map_err(damaged)?))
    }

    /// What a case says of a product, and of the stage that is scored, before anybody scores it.
    fn stated(&self, product: &Product) -> Outcome<(Value, Value)> {
        let mut case = product.entry.clone();
        if let Some(case) = case.as_object_mut() {
            let before = case.remove("before");
            case.extend(before.map(|before| ("stages".to_owned(), before)));
            case.insert("regulation".to_owned(), json!(product.regulation));
        }
        Ok((case, self.planned(product)?))
    }

    /// Takes workbooks in: of each the whole or nothing, whatever comes of the others.
    pub fn import(&self, act: Act<'_>, books: &[Book]) -> Done<Vec<Returned>> {
        let mut all = Vec::new();
        for book in books {
            self.file.execute_batch("SAVEPOINT book")?;
            let taken = self.import_one(act, book);
            let end = match taken {
                Ok(Ok(_)) => "RELEASE book",
                _ => "ROLLBACK TO book; RELEASE book",
            };
            self.file.execute_batch(end)?;
            all.push((book.name.clone(), taken?));
        }
        Ok(all)
    }

    fn import_one(&self, act: Act<'_>, book: &Book) -> Done<Result<Taken, Vec<Diagnostic>>> {
        let file = &book.name;
        let sheets = match &book.sheets {
            Ok(sheets) => sheets,
            Err(problems) => return Ok(Err(problems.clone())),
        };
        let id = self.id()?;
        let (mut taken, mut refused) = (Taken::default(), Vec::new());
        let again = self.was_imported(&book.sha256)?;
        for sheet in sheets {
            let told = |code, found: Phrase, expected: Phrase| {
                Diagnostic::of_file(code, file, found, expected).at_path(&sheet.worksheet)
            };
            if sheet.mark.session != id {
                let found = phrase!("phiếu của đợt đánh giá khác", "a sheet of another session");
                let expected = phrase!(
                    "phiếu của đợt này; xuất sổ bằng `ocop session workbooks`",
                    "one of this session, as `ocop session workbooks` writes it"
                );
                refused.push(told(ProblemCode::SessionUnknown, found, expected));
                continue;
            }
            match self.take_in(act, sheet, again, &told, &mut taken) {
                Ok(()) => {}
                Err(Why::Refused(problem)) => refused.push(problem),
                Err(Why::Other(Refused::Invalid(problems))) => refused.extend(problems),
                Err(Why::Other(other)) => return Err(other),
            }
        }
        if let Err(error) = LoadError::unless_empty(refused) {
            return Ok(Err(error.into_diagnostics()));
        }
        let members = taken.members();
        if !members.is_empty() {
            let after = json!({
                "sha256": book.sha256,
                "submitted": products(&taken.submitted), "open": products(&taken.open),
            });
            let mut members = members.into_iter();
            let (first, more) = (members.next(), members.next());
            self.log(&Entry {
                door: "workbook",
                member: first.filter(|_| more.is_none()),
                after: Some(after),
                ..act.entry("import")
            })?;
        }
        Ok(Ok(taken))
    }

    fn take_in(
        &self,
        act: Act<'_>,
        returned: &ReturnedSheet,
        again: bool,
        told: &impl Fn(ProblemCode, Phrase, Phrase) -> Diagnostic,
        taken: &mut Taken,
    ) -> Result<(), Why> {
        let refused = |code, found, expected| Err(Why::Refused(told(code, found, expected)));
        let mark = &returned.mark;
        let known = self.product(&mark.product).and_then(|product| {
            let sheet = self.sheet(&product.id, &mark.member, mark.round.min(product.round))?;
            Ok((product, sheet))
        });
        let (product, sheet) = match known {
            Err(Refused::NotFound | Refused::Unknown(_)) => {
                let (product, member) = (&mark.product, &mark.member);
                let found = phrase!(
                    "phiếu của `{member}` cho `{product}`",
                    "the sheet of `{member}` for `{product}`"
                );
                let expected = phrase!(
                    "sản phẩm và thành viên của đợt này",
                    "a product and a member of this session"
                );
                let code = ProblemCode::SessionUnknown;
                return refused(code, found, expected);
            }
            known => known?,
        };
        let mut answers = returned.answers.iter();
        let same = answers.all(|(code, number)| sheet.answers.get(code) == Some(number))
            && (returned.stop.is_none() || returned.stop == sheet.stop);
        // What is written is taken like a box: a cell that is empty changes nothing.
        let written = changed_texts(&sheet, returned);
        let same = same && written.is_empty();
        let form = self.form(&product)?;
        let mut filled = Sheet::empty(&product.id, &mark.member, product.round, OPEN);
        filled.answers.clone_from(&returned.answers);
        filled.stop = returned.stop.clone().or_else(|| sheet.stop.clone());
        let kept = |sheet: &Sheet| Kept {
            member: mark.member.clone(),
            product: mark.product.clone(),
            missing: sheet.missing(&form),
            behind_stop: {
                let behind = form.criteria.iter().skip(filled.asked(&form).len());
                let codes = behind.map(|criterion| &criterion.code);
                let given = [&sheet.answers, &filled.answers];
                let answered = codes.filter(|code| given.iter().any(|all| all.contains_key(*code)));
                answered.cloned().collect()
            },
        };
        let whole = filled.missing(&form).is_empty();
        let empty = returned.answers.is_empty() && returned.stop.is_none() && written.is_empty();
        if empty
            || (same && (!whole || sheet.status == SUBMITTED))
            || (same && (again || self.is_untouched(&sheet, returned)?))
        {
            taken.same.push(kept(&sheet));
            return Ok(());
        }
        if mark.round != product.round {
            let (of, now) = (mark.round, product.round);
            let found = phrase!("phiếu chấm lần {of}", "a sheet of round {of}");
            let expected = phrase!("phiếu của lần chấm {now}", "a sheet of round {now}");
            return refused(ProblemCode::SheetClosed, found, expected);
        }
        if product.is_locked() || !sheet.is_open() {
            let (status, state) = (&sheet.status, self.state(&product)?);
            let (of, how) = (word(status), word(&state));
            let found = phrase!(
                "phiếu đã đóng (phiếu {of}, sản phẩm {how})",
                "a sheet that is closed ({status}, {state})"
            );
            let expected = if product.is_locked() || sheet.is_there() {
                phrase!(
                    "phiếu còn mở; muốn sửa phiếu đã nộp thì mở lại bằng `ocop session reopen`",
                    "an open one; `ocop session reopen` opens one that was handed in"
                )
            } else {
                phrase!(
                    "phiếu của người có mặt; nếu người đó có mặt thì ghi lại bằng `ocop session attendance`",
                    "the sheet of somebody who is there; `ocop session attendance` says that they are"
                )
            };
            return refused(ProblemCode::SheetClosed, found, expected);
        }
        if sheet.revision != mark.revision
            && let Some((found, expected)) = self.other_door(&sheet, returned, &written)?
        {
            return refused(ProblemCode::SheetChanged, found, expected);
        }
        let act = Act {
            door: "workbook",
            ..act
        };
        let at = (product.id.as_str(), mark.member.as_str());
        let mut revision = sheet.revision;
        let mut change = |part: Part<'_>, key: &str, value: Value| -> Done<()> {
            let body = json!({key: value, "revision": revision});
            let answer = self.change(act, at, part, &Body::of("workbook", &body))?;
            let saved = answer.get("revision").and_then(Value::as_i64);
            revision = saved.unwrap_or(revision);
            Ok(())
        };
        for (code, number) in &returned.answers {
            change(Part::Answer(code), "box", json!(number))?;
        }
        let mut refused = Vec::new();
        for (part, text) in written {
            match change(part, "text", json!(text)) {
                // A text that is too long, or holds what no text may: told at its cell.
                Err(Refused::Invalid(problems)) => {
                    let cell = match part {
                        Part::Note(code) => returned.note_cells.get(code),
                        _ => Some(&returned.opinion_cell),
                    };
                    let cell = cell.unwrap_or(&returned.worksheet);
                    refused.extend(problems.iter().map(|problem| {
                        let here = told(problem.code(), phrase!("", ""), phrase!("", ""));
                        here.at_path(cell).saying(problem)
                    }));
                }
                done => done?,
            }
        }
        if !refused.is_empty() {
            return Err(Refused::Invalid(refused).into());
        }
        let stop = returned.stop.as_ref();
        if let Some(stop) = stop.filter(|stop| sheet.stop.as_ref() != Some(*stop)) {
            change(Part::Stop, "at", json!(stop))?;
        }
        if whole {
            self.submit(act, at, None)?;
        }
        let now = self.sheet(&product.id, &mark.member, product.round)?;
        let into = if whole {
            &mut taken.submitted
        } else {
            &mut taken.open
        };
        into.push(kept(&now));
        Ok(())
    }

    /// Whether the very same workbook was taken in before.
    fn was_imported(&self, sha256: &str) -> Outcome<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM log WHERE what = 'import' AND json_extract(after, '$.sha256') = ?1)";
        Ok(self.file.query_row(sql, [sha256], |row| row.get(0))?)
    }

    /// Whether a worksheet has the boxes that it was written with, so that nobody has answered in it. What the
    /// sheet had at that revision is what it has now without the changes since.
    fn is_untouched(&self, sheet: &Sheet, returned: &ReturnedSheet) -> Outcome<bool> {
        let mark = &returned.mark;
        let mut answers = sheet.answers.clone();
        let mut since = self.file.prepare_cached(
            "SELECT criterion, before FROM (SELECT n, what, criterion, before FROM log
               WHERE product = ?1 AND member = ?2 AND what IN (SELECT value FROM json_each(?4))
               ORDER BY n DESC LIMIT ?3)
             WHERE what = 'answer' AND criterion IS NOT NULL ORDER BY n DESC",
        )?;
        let count = sheet.revision.saturating_sub(mark.revision).max(0);
        let changes = json!(CHANGES).to_string();
        let of = params![sheet.product, sheet.member, count, changes];
        let since = since.query_map(of, |row| Ok((row.get(0)?, row.get(1)?)))?;
        for change in since {
            let (code, before): (String, Option<String>) = change?;
            match before.and_then(|before| before.parse().ok()) {
                Some(number) => answers.insert(code, number),
                None => answers.remove(&code),
            };
        }
        Ok(answers == returned.answers)
    }

    /// What differs and was put on the sheet by another door than a workbook's, and what is expected of
    /// it: what an earlier copy of the same workbook brought may be brought again, changed.
    fn other_door(
        &self,
        sheet: &Sheet,
        returned: &ReturnedSheet,
        written: &[(Part<'_>, &str)],
    ) -> Done<Option<(Phrase, Phrase)>> {
        let is_other = |what: &str, criterion: Option<&str>| -> Done<bool> {
            let door = self.last_door(what, sheet, criterion)?;
            Ok(door.is_some_and(|door| door != "workbook"))
        };
        for (code, number) in &returned.answers {
            let stands = sheet.answers.get(code);
            if stands.is_some_and(|stands| stands != number) && is_other("answer", Some(code))? {
                let found = phrase!(
                    "tiêu chí `{code}` đã được chấm ở nơi khác từ khi sổ được xuất, và hai ô khác nhau",
                    "`{code}` answered elsewhere since the workbook was written, with another box"
                );
                let expected = phrase!(
                    "ô như trên phiếu của đợt; hỏi người chấm rồi sửa một bên",
                    "the box that the session's sheet has; ask its assessor and mend one of them"
                );
                return Ok(Some((found, expected)));
            }
        }
        for (part, _) in written {
            let (what, criterion, stands, of) = match part {
                Part::Note(code) => (
                    "note",
                    Some(*code),
                    sheet.notes.contains_key(*code),
                    phrase!("ghi chú ở tiêu chí `{code}`", "the note on `{code}`"),
                ),
                _ => {
                    let stands = !sheet.opinion.is_empty();
                    ("opinion", None, stands, phrase!("ý kiến", "the opinion"))
                }
            };
            if stands && is_other(what, criterion)? {
                let (vi, en) = (of.text(Lang::Vi), of.text(Lang::En));
                let found = phrase!(
                    "{vi} đã được ghi ở nơi khác từ khi sổ được xuất, và hai bên khác nhau",
                    "{en} written elsewhere since the workbook was written, with other words"
                );
                let expected = phrase!(
                    "chữ như trên phiếu của đợt; hỏi người chấm rồi sửa một bên",
                    "the words that the session's sheet has; ask its assessor and mend one of them"
                );
                return Ok(Some((found, expected)));
            }
        }
        Ok(None)
    }
}

/// The notes and the opinion of a workbook that a sheet does not have so.
fn changed_texts<'r>(sheet: &Sheet, returned: &'r ReturnedSheet) -> Vec<(Part<'r>, &'r str)> {
    // Office programs keep line breaks and the marks of letters in their own way.
    let plain = |text: &str| composed(text.replace("\r\n", "\n").trim()).into_owned();
    let notes = returned.notes.iter().map(|(code, text)| {
        let stands = sheet.notes.get(code).map_or("", String::as_str);
        (Part::Note(code), text.as_str(), stands)
    });
    let opinion = (
        Part::Opinion,
        returned.opinion.as_str(),
        sheet.opinion.as_str(),
    );
    let all = notes.chain([opinion]);
    let changed = all.filter(|(_, text, stands)| !text.is_empty() && plain(text) != plain(stands));
    changed.map(|(part, text, _)| (part, text)).collect()
}
