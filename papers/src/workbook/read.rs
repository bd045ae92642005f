//! A filled workbook into a case.

use ocop::input::ProblemCode;
use ocop::law::CriteriaSet;
use ocop::text::normalise;
use ocop::{Case, Catalog, LoadError};

use super::answers::{AnswerCells, read_stop};
use super::archive;
use super::book::{Book, Grid, same_text};
use super::cells::{
    Edition, Input, Layout, MEMBER, MEMBER_TITLE, SUMMARY, SUMMARY_TITLE, field_cell, member_name,
};
use super::earlier;
use super::fields::FIELDS;
use super::likeness::Likeness;
use super::place::{Place, Problems, empty_cell, required};
use super::record::{Record, Sheet};
use super::table;
use super::value::{ATTENDANCE, Value};
use super::worksheets::{Head, read_as};

/// Reads a workbook that was written by [`Form`](super::Form) and filled in, and gives its
/// case: one product, one stage. A member marked absent (vắng) gives no sheet. What people write outside the form, or on worksheets of their own, is
/// not read.
///
/// # Errors
///
/// [`LoadError`] with every problem, each at its worksheet and cell, such as
/// `Thành viên 3!E17`: a file that is not such a workbook, has macros, or unpacks to more than
/// [`MAX_UNPACKED_BYTES`](super::MAX_UNPACKED_BYTES); a form that was changed; a box that is not
/// on the sheet, or not one whole number; an answer that is missing; and whatever is wrong with
/// the case.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop_papers::read_workbook;
///
/// let error = read_workbook(b"PK, but nothing more", "council.xlsx", &Catalog::bundled());
/// assert_eq!(error.unwrap_err().diagnostics()[0].code().as_str(), "not-workbook");
/// ```
pub fn read_workbook(bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Case, LoadError> {
    record(bytes, file, catalog)?.case(None, catalog)
}

/// Whether a file that begins as a workbook does is none that a council filled in: another document, or
/// a workbook in order that holds other things. One that cannot be read may be a council's.
pub(super) fn is_other(bytes: &[u8], file: &str) -> bool {
    if archive::holds_no_workbook(bytes) {
        return true;
    }
    let Ok(mut book) = Book::open(bytes, file) else {
        return false;
    };
    let names = book.names();
    names.iter().all(|name| {
        let numbered = normalise(name).starts_with(MEMBER);
        let other = |grid: Grid| {
            let mut titles = [MEMBER_TITLE, SUMMARY_TITLE].into_iter();
            !titles.any(|title| same_text(grid.title(), title))
        };
        !numbered && book.grid(name).is_ok_and(other)
    })
}

/// What was filled in.
pub(super) fn record(bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Record, LoadError> {
    let mut book = Book::open(bytes, file)?;
    let names = book.names();
    if let Some(table) = book.table(&names)? {
        return table::record(table.as_bytes(), file, catalog);
    }
    let summary = book.summary(&names)?;
    let Head {
        regulation,
        set,
        members,
    } = Head::of(&summary, catalog)?;
    let of = (&*regulation, &*set);
    let form = Layout::member(&regulation, &set);
    let summary_form = |edition| Layout::summary(&regulation, &set, members, &form, edition);
    let mut layout = summary_form(Edition::Now);
    let mut filled = FilledForm {
        set: &set,
        record: Record::at(Place::of(&book.file, SUMMARY)),
        problems: Problems::new(),
    };
    filled.record.seats = members;
    if !same_text(&summary.name, SUMMARY) {
        filled.record.notes.push(read_as(&summary.whole(), SUMMARY));
    }
    let problems = &mut filled.problems;
    let mut likeness = summary.compare(&layout, &regulation, &set, problems);
    if likeness != Likeness::Same && book.has_earlier_form(&names)? {
        problems.clear();
        layout = summary_form(Edition::Earlier);
        likeness = earlier::compare_summary(&summary, &mut layout, of, problems);
    }
    if likeness == Likeness::Another || summary.moved(&layout).is_some() {
        // Every other cell and worksheet would say the same.
        LoadError::unless_empty(std::mem::take(problems))?;
    }
    let present = filled.summary(&summary, &layout, book.from_1904);
    let FilledForm {
        record, problems, ..
    } = &mut filled;
    let found = book.members(&names, &summary.name, members, record, problems)?;
    let mut any_earlier = false;
    for (member, (name, attends)) in found.iter().zip(present).enumerate() {
        let Some(name) = name else { continue };
        let grid = book.grid(name)?;
        if let Some(header) = earlier::header(&grid) {
            match earlier::member(&grid, header, &regulation, &set) {
                Ok(form) => filled.member(&grid, &form, member, attends),
                Err(problem) => filled.problems.push(problem),
            }
            any_earlier = true;
        } else {
            let likeness = grid.compare(&form, &regulation, &set, &mut filled.problems);
            if likeness == Likeness::Same {
                filled.member(&grid, &form, member, attends);
            }
        }
    }
    let FilledForm {
        mut record,
        mut problems,
        ..
    } = filled;
    if any_earlier {
        earlier::note(&mut record);
    }
    if !problems.is_empty() {
        problems.extend(record.unanswered());
        std::mem::take(&mut record).also_wrong(catalog, &mut problems);
    }
    LoadError::unless_empty(problems)?;
    Ok(record)
}

/// What is read of a form, and what is wrong with it.
struct FilledForm<'s> {
    set: &'s CriteriaSet,
    record: Record,
    problems: Problems,
}

impl FilledForm<'_> {
    /// Reads fields and findings into the record, and gives who was present.
    fn summary(&mut self, grid: &Grid, layout: &Layout, from_1904: bool) -> Vec<bool> {
        // Printed fields were compared with the form already; they are taken as the form has them.
        for (index, field) in FIELDS.iter().enumerate() {
            let at = field_cell(index);
            if !(field.printed || layout.asks_for(index)) {
                continue;
            }
            let place = grid.place(at);
            match grid.filled(at, field.kind, from_1904) {
                // Merged cells are told as such.
                None if field.required && grid.merged_at(at).is_some() => {}
                None if field.required => self.problems.push(required(&place, field.caption)),
                None => self.record.empty.push((field, place)),
                Some(value) => self
                    .problems
                    .extend(self.record.field(field, &value, place)),
            }
        }
        let mut present = Vec::new();
        for (at, input) in layout.inputs() {
            let (place, value) = (grid.place(at), grid.written(at));
            let read = match (input, value) {
                (Input::Attendance(_), value) => {
                    let value = value.unwrap_or_else(|| Value::Other(empty_cell()));
                    let word = value.word(ATTENDANCE);
                    present.push(!matches!(word, Ok("absent")));
                    word
                }
                (Input::Finding(index), Some(value)) => {
                    let word = value.word(input.words());
                    let made = self.set.findings().get(index).filter(|_| word.is_ok());
                    let made = made.map(|finding| (finding.id().clone(), place.clone()));
                    self.record.findings.extend(made);
                    word
                }
                _ => continue,
            };
            self.problems
                .extend(read.err().map(|why| place.refused(&why)));
        }
        present
    }

    /// Reads one member's sheet into the record: the member's place on the form, and whether the
    /// summary has them as present. One that is blank may be filled in another copy of the workbook.
    fn member(&mut self, grid: &Grid, form: &Layout, member: usize, attends: bool) {
        let before = self.problems.len();
        // Where no name is written, the sheet's number stands for it.
        let mut sheet = Sheet::new(member_name(member), grid.whole());
        sheet.seat = Some(member);
        let cells = AnswerCells::all(form);
        let stop = read_stop(grid, form, self.set);
        let blank = cells.iter().all(|cells| cells.is_blank(grid));
        if attends && blank && matches!(stop, Ok(None)) {
            self.record.blank.push((member, sheet.place));
            return;
        }
        if !attends {
            self.record.absent.push((member, sheet.place.clone()));
        }
        for (at, input) in form.inputs() {
            let Some(value) = grid.written(at) else {
                continue;
            };
            let place = grid.place(at);
            let refused = match input {
                Input::Name => match value.text() {
                    Ok(name) => {
                        sheet.assessor(name.to_owned(), place);
                        continue;
                    }
                    Err(why) => place.refused(&why),
                },
                Input::Role => match value.role() {
                    Ok(role) => {
                        sheet.role(role, place);
                        continue;
                    }
                    Err(why) => place.refused(&why),
                },
                Input::Answer(_) | Input::Mark(..) | Input::Stop if !attends => {
                    let found = phrase!("một câu trả lời", "an answer");
                    let expected = phrase!(
                        "ô trống, vì thành viên được ghi là vắng",
                        "an empty cell, as the member is marked as absent"
                    );
                    place.problem(ProblemCode::StageContent, found, expected)
                }
                _ => continue,
            };
            self.problems.push(refused);
        }
        if !attends {
            return;
        }
        let mut open = true;
        for (criterion, cells) in self.set.criteria().zip(&cells) {
            match cells.read(grid, criterion) {
                Ok(Some((ticked, place))) => {
                    let code = criterion.code().to_string();
                    sheet.answers.push((code, ticked, place));
                }
                Ok(None) if open => self.problems.push(cells.unanswered(grid, criterion)),
                Ok(None) => {}
                Err(problem) => self.problems.push(problem),
            }
            // Behind a stop nothing is asked for.
            open &= !matches!(&stop, Ok(Some((code, _))) if criterion.code().as_str() == code);
        }
        match stop {
            Ok(None) => {}
            Ok(Some((code, place))) => sheet.stop(code, place),
            Err(problem) => self.problems.push(problem),
        }
        if self.problems.len() == before {
            self.record.sheets.push(sheet);
        }
    }
}
