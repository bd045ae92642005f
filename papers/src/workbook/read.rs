//! A filled workbook into a case.

use calamine::Reader;
use ocop::input::{ProblemCode, RawSheet};
use ocop::law::{CriteriaSet, Criterion, Regulation};
use ocop::text::{Phrase, normalise};
use ocop::{Case, Catalog, Diagnostic, LoadError};

use super::answers::{AnswerCells, inputs, read_stop};
use super::archive;
use super::book::{Book, Grid, MAX_COLUMNS, MAX_ROWS, Problems, empty_cell, same_text};
use super::earlier;
use super::fields::{ATTENDANCE, FIELDS, MEMBERS, Value, quote};
use super::layout::{Edition, Input, Layout, MEMBER, MEMBER_TITLE, SUMMARY, SUMMARY_TITLE};
use super::layout::{field_cell, field_named, member_name};
use super::likeness::Likeness;
use super::record::{Note, Place, Record, Sheet};
use super::table;
use super::write::MAX_MEMBERS;

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
    record(bytes, file, catalog)?.case(file, None, catalog)
}

/// Whether a file that begins as a workbook does is none that a council filled in: another document, or
/// a workbook in order that holds other things. One that cannot be read may be a council's.
pub(super) fn is_other(bytes: &[u8], file: &str) -> bool {
    if archive::holds_no_workbook(bytes) {
        return true;
    }
    if archive::check(bytes, file).is_err() {
        return false;
    }
    let Ok(mut book) = Book::open(bytes, file) else {
        return false;
    };
    let names = book.xlsx.sheet_names();
    names.iter().all(|name| {
        let numbered = normalise(name).starts_with(MEMBER);
        let grid = book.grid(name);
        !numbered
            && grid.is_ok_and(|grid| {
                ![MEMBER_TITLE, SUMMARY_TITLE]
                    .into_iter()
                    .any(|title| same_text(grid.title(), title))
            })
    })
}

/// What was filled in.
pub(super) fn record(bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Record, LoadError> {
    let from_1904 = archive::check(bytes, file)?;
    let mut book = Book::open(bytes, file)?;
    let names = book.xlsx.sheet_names();
    if let Some(table) = book.table(&names)? {
        return table::record(table.as_bytes(), file, catalog);
    }
    let summary = book.summary(&names)?;
    let head = head(&summary, file, catalog)?;
    let (regulation, set) = (&*head.regulation, &*head.set);
    let form = Layout::member(regulation, set);
    let summary_form = |edition| Layout::summary(regulation, set, head.members, &form, edition);
    let mut layout = summary_form(Edition::Now);
    let mut record = Record {
        whole: Place::of(SUMMARY),
        seats: head.members,
        ..Record::default()
    };
    if !same_text(&summary.name, SUMMARY) {
        let shown = quote(&summary.name);
        let text = phrase!(
            "trang {shown} được đọc như `{SUMMARY}`",
            "the worksheet {shown} is read as `{SUMMARY}`"
        );
        let place = Place::of(&*summary.name);
        record.notes.push(Note::new(file, &place, text));
    }
    let mut problems = Problems::new();
    let mut likeness = summary.compare(&layout, regulation, set, file, &mut problems);
    if likeness != Likeness::Same && book.has_earlier_form(&names)? {
        problems.clear();
        layout = summary_form(Edition::Earlier);
        let of = (regulation, set);
        likeness = earlier::compare_summary(&summary, &mut layout, of, file, &mut problems);
    }
    if likeness == Likeness::Another || summary.moved(&layout).is_some() {
        // Every other cell and worksheet would say the same.
        LoadError::unless_empty(std::mem::take(&mut problems))?;
    }
    let present = read_summary(
        &summary,
        &layout,
        set,
        from_1904,
        file,
        &mut record,
        &mut problems,
    );
    let found = book.members(
        &names,
        &summary.name,
        head.members,
        &mut record,
        &mut problems,
    )?;
    let mut any_earlier = false;
    for (member, (name, attends)) in found.iter().zip(present).enumerate() {
        let Some(name) = name else { continue };
        let grid = book.grid(name)?;
        let seat = Seat { member, attends };
        if let Some(header) = earlier::header(&grid) {
            match earlier::member(&grid, header, regulation, set, file) {
                Ok(form) => read_member(&grid, &form, set, seat, file, &mut record, &mut problems),
                Err(problem) => problems.push(problem),
            }
            any_earlier = true;
        } else if grid.compare(&form, regulation, set, file, &mut problems) == Likeness::Same {
            read_member(&grid, &form, set, seat, file, &mut record, &mut problems);
        }
    }
    if any_earlier {
        earlier::note(&mut record, file);
    }
    if !problems.is_empty() {
        problems.extend(record.unanswered(file));
        std::mem::take(&mut record).also_wrong(file, catalog, &mut problems);
    }
    LoadError::unless_empty(problems)?;
    Ok(record)
}

/// A member's place on the form, counted from 0, and whether the summary has them as present.
#[derive(Clone, Copy)]
struct Seat {
    member: usize,
    attends: bool,
}

impl<'b> Book<'b> {
    /// Whether a worksheet is a member's of an earlier form.
    fn has_earlier_form(&mut self, names: &[String]) -> Result<bool, LoadError> {
        for name in names {
            if earlier::header(&self.grid(name)?).is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A council's own table that was opened in a spreadsheet and saved as a workbook, as the table
    /// that it was; nothing where the first worksheet holds none.
    fn table(&mut self, names: &[String]) -> Result<Option<String>, LoadError> {
        let Some(first) = names.first() else {
            return Ok(None);
        };
        let grid = self.grid(first)?;
        if !table::is_key(grid.title()) {
            return Ok(None);
        }
        let mut problems = Problems::new();
        let mut text = String::new();
        let last = grid.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
        let width = grid.cells.keys().map(|(_, column)| *column).max();
        let width = width.unwrap_or(0);
        if width + 1 >= MAX_COLUMNS || last + 1 >= MAX_ROWS {
            let found = phrase!("nhiều hàng hoặc cột hơn", "more rows or columns");
            let expected = phrase!(
                "ít hơn {MAX_ROWS} hàng và {MAX_COLUMNS} cột",
                "fewer than {MAX_ROWS} rows and {MAX_COLUMNS} columns"
            );
            let code = ProblemCode::TooLarge;
            return Err(Place::of(first)
                .problem(self.file, code, found, expected)
                .into());
        }
        for row in 0..=last {
            for column in 0..=width {
                let value = grid.written((row, column));
                let value = match &value {
                    None => String::new(),
                    Some(Value::Text(text) | Value::Number(text) | Value::Day(text)) => {
                        text.clone()
                    }
                    Some(Value::Moment(day, time)) => format!("{day} {time}"),
                    Some(Value::Other(found)) => {
                        let expected = phrase!("một giá trị", "a value");
                        let place = Place::cell(first, (row, column));
                        let code = ProblemCode::WrongType;
                        problems.push(place.problem(self.file, code, found.clone(), expected));
                        continue;
                    }
                };
                text += &format!("\"{}\";", value.replace('"', "\"\""));
            }
            text.push('\n');
        }
        LoadError::unless_empty(problems)?;
        Ok(Some(text))
    }

    /// The worksheet that sums up, by its name or, where it was renamed, its title.
    fn summary(&mut self, names: &[String]) -> Result<Grid, LoadError> {
        if let Some(name) = names.iter().find(|name| same_text(name, SUMMARY)) {
            return self.grid(name);
        }
        let mut titled = Vec::new();
        for name in names {
            let grid = self.grid(name)?;
            if same_text(grid.title(), SUMMARY_TITLE) {
                titled.push(grid);
            }
        }
        if let (Some(grid), true) = (titled.pop(), titled.is_empty()) {
            return Ok(grid);
        }
        let names: Vec<String> = names.iter().take(5).map(|name| quote(name)).collect();
        let names = names.join(", ");
        let found = phrase!("các trang tính {names}", "the worksheets {names}");
        let expected = phrase!(
            "một trang tên `{SUMMARY}`, như trong biểu mẫu đã tạo",
            "one called `{SUMMARY}`, as in the form that was written"
        );
        let code = ProblemCode::NotWorkbook;
        Err(Diagnostic::of_file(code, self.file, found, expected).into())
    }

    /// The worksheets of the members, in their order; nothing where there is none. A renamed one is
    /// known by its title; where there are more than members, one is a copy, which may hold other
    /// answers.
    fn members(
        &mut self,
        names: &[String],
        summary: &str,
        count: usize,
        record: &mut Record,
        problems: &mut Problems,
    ) -> Result<Vec<Option<String>>, LoadError> {
        let named = |member: usize| {
            let wanted = member_name(member);
            names.iter().find(|name| same_text(name, &wanted)).cloned()
        };
        let mut found: Vec<Option<String>> = (0..count).map(named).collect();
        let mut others = Vec::new();
        for name in names {
            if name == summary || found.iter().flatten().any(|known| known == name) {
                continue;
            }
            let grid = self.grid(name)?;
            let title = grid.title();
            let numbered = normalise(name).starts_with(MEMBER);
            let is_member = same_text(title, MEMBER_TITLE);
            if is_member || same_text(title, SUMMARY_TITLE) || numbered {
                others.push((name.clone(), is_member && !numbered));
            }
        }
        let missing = found.iter().filter(|name| name.is_none()).count();
        let file = self.file;
        if missing == others.len() && others.iter().all(|(_, renamed)| *renamed) {
            let places = found
                .iter_mut()
                .enumerate()
                .filter(|(_, name)| name.is_none());
            for ((member, place), (name, _)) in places.zip(others) {
                let (wanted, shown) = (member_name(member), quote(&name));
                let text = phrase!(
                    "trang {shown} được đọc như `{wanted}`",
                    "the worksheet {shown} is read as `{wanted}`"
                );
                record.notes.push(Note::new(file, &Place::of(&*name), text));
                *place = Some(name);
            }
            return Ok(found);
        }
        let code = ProblemCode::LayoutChanged;
        for (name, _) in others {
            let expected = phrase!(
                "{count} trang như biểu mẫu đã tạo",
                "the {count} that the form was written with"
            );
            let found = phrase!("thêm một trang tính", "one worksheet more");
            problems.push(Place::of(name).problem(file, code, found, expected));
        }
        for (member, _) in found.iter().enumerate().filter(|(_, name)| name.is_none()) {
            let expected = phrase!(
                "mỗi thành viên một trang, {count} thành viên",
                "one for each member, {count} in all"
            );
            let found = phrase!("không có trang tính này", "no such worksheet");
            let place = Place::of(member_name(member));
            problems.push(place.problem(file, code, found, expected));
        }
        Ok(found)
    }
}

/// What the form was written for.
struct Head {
    regulation: std::sync::Arc<Regulation>,
    set: std::sync::Arc<CriteriaSet>,
    members: usize,
}

fn head(summary: &Grid, file: &str, catalog: &Catalog) -> Result<Head, LoadError> {
    let at = |key| field_cell(field_named(key));
    let changed = |key, expected: Phrase| {
        let found = summary.found(at(key));
        let place = Place::cell(&summary.name, at(key));
        LoadError::from(place.problem(file, ProblemCode::LayoutChanged, found, expected))
    };
    let number = |key| match summary.cells.get(&at(key)) {
        Some(value) => value.whole(&Phrase::default()).ok(),
        None => None,
    };
    if number("format") != Some(1) {
        let place = Place::cell(&summary.name, at("format"));
        let found = summary.found(at("format"));
        let code = ProblemCode::FormatVersion;
        return Err(place.problem(file, code, found, "`1`".to_owned()).into());
    }
    let text = |key| match summary.cells.get(&at(key)) {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let regulation = catalog.regulation(text("regulation")).map_err(|_| {
        let known: Vec<String> = catalog
            .regulation_ids()
            .map(|id| format!("`{id}`"))
            .collect();
        let place = Place::cell(&summary.name, at("regulation"));
        let found = summary.found(at("regulation"));
        let list = known.join(", ");
        let expected = phrase!("một trong {list}", "one of {list}");
        let code = ProblemCode::RegulationUnknown;
        LoadError::from(place.problem(file, code, found, expected))
    })?;
    let set = catalog
        .set(regulation.id().as_str(), text("set"))
        .map_err(|_| {
            let place = Place::cell(&summary.name, at("set"));
            let found = summary.found(at("set"));
            let id = regulation.id();
            let expected = phrase!(
                "hai chữ số của một bộ sản phẩm của `{id}`",
                "the two digits of a set of `{id}`"
            );
            LoadError::from(place.problem(file, ProblemCode::SetUnknown, found, expected))
        })?;
    let members = number(MEMBERS)
        .and_then(|members| usize::try_from(members).ok())
        .filter(|members| (1..=MAX_MEMBERS).contains(members))
        .ok_or_else(|| {
            let expected = phrase!(
                "số nguyên từ 1 đến {MAX_MEMBERS}",
                "a whole number from 1 to {MAX_MEMBERS}"
            );
            changed(MEMBERS, expected)
        })?;
    Ok(Head {
        regulation,
        set,
        members,
    })
}

/// Reads fields and findings into the record, and gives who was present.
fn read_summary(
    grid: &Grid,
    layout: &Layout,
    set: &CriteriaSet,
    from_1904: bool,
    file: &str,
    record: &mut Record,
    problems: &mut Problems,
) -> Vec<bool> {
    let mut present = Vec::new();
    // Printed fields were compared with the form already; they are taken as the form has them.
    for (index, field) in FIELDS.iter().enumerate() {
        let at = field_cell(index);
        if !(field.printed || layout.asks_for(index)) {
            continue;
        }
        let place = Place::cell(&grid.name, at);
        match grid.filled(at, field.kind, from_1904) {
            None if field.required => {
                let caption = quote(field.caption);
                let expected =
                    phrase!("{caption}, là mục bắt buộc", "{caption}, which is required");
                let code = ProblemCode::MissingKey;
                problems.push(place.problem(file, code, empty_cell(), expected));
            }
            None => {}
            Some(value) => {
                problems.extend(record.field(field, &value, place, file));
            }
        }
    }
    for (cell, input) in inputs(layout) {
        let at = (cell.row, cell.column);
        let place = Place::cell(&grid.name, at);
        let value = grid.written(at);
        match input {
            Input::Attendance(_) => {
                let nothing = Value::Other(empty_cell());
                match value.unwrap_or(nothing).word(ATTENDANCE) {
                    Ok(word) => present.push(word == "present"),
                    Err(why) => {
                        problems.push(place.refused(file, &why));
                        present.push(true);
                    }
                }
            }
            Input::Finding(index) => {
                let Some(value) = value else { continue };
                match value.word(input.words()) {
                    Ok(_) => {
                        let finding = set.findings().get(index);
                        let id = finding.map(|finding| (finding.id().clone(), place));
                        record.findings.extend(id);
                    }
                    Err(why) => problems.push(place.refused(file, &why)),
                }
            }
            _ => {}
        }
    }
    present
}

/// Reads one member's sheet into the record. One that is blank may be filled in another copy of the
/// workbook.
fn read_member(
    grid: &Grid,
    form: &Layout,
    set: &CriteriaSet,
    Seat { member, attends }: Seat,
    file: &str,
    record: &mut Record,
    problems: &mut Problems,
) {
    let before = problems.len();
    let whole = Place::of(grid.name.as_str());
    let mut sheet = Sheet {
        // Where no name is written, the sheet's number stands for it.
        raw: RawSheet::default().assessor(member_name(member)),
        places: Vec::new(),
        place: whole,
        answers: Vec::new(),
        seat: Some(member),
    };
    let criteria: Vec<&Criterion> = set.criteria().collect();
    let cells = AnswerCells::all(form);
    let stop = read_stop(grid, form, set, file);
    let blank = cells.iter().all(|cells| cells.is_blank(grid));
    if attends && blank && matches!(stop, Ok(None)) {
        record.blank.push((member, sheet.place));
        return;
    }
    if !attends {
        record.absent.push((member, sheet.place.clone()));
    }
    for (cell, input) in inputs(form) {
        let at = (cell.row, cell.column);
        let place = Place::cell(&grid.name, at);
        let value = grid.written(at);
        let read = match (input, &value) {
            (Input::Name, Some(value)) => value.text().map(|name| {
                sheet.raw = std::mem::take(&mut sheet.raw).assessor(name.to_owned());
                sheet.places.push(("assessor", place.clone()));
            }),
            (Input::Role, Some(value)) => value.role().map(|role| {
                sheet.raw = std::mem::take(&mut sheet.raw).role(role);
                sheet.places.push(("role", place.clone()));
            }),
            (Input::Answer(_) | Input::Mark(..) | Input::Stop, Some(_)) if !attends => {
                let code = ProblemCode::StageContent;
                let found = phrase!("một câu trả lời", "an answer");
                let expected = phrase!(
                    "ô trống, vì thành viên được ghi là vắng",
                    "an empty cell, as the member is marked as absent"
                );
                problems.push(place.problem(file, code, found, expected));
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(why) = read {
            problems.push(place.refused(file, &why));
        }
    }
    if !attends {
        return;
    }
    let mut open = true;
    for (criterion, cells) in criteria.into_iter().zip(&cells) {
        match cells.read(grid, criterion, file) {
            Ok(Some((ticked, place))) => {
                let code = criterion.code().to_string();
                sheet.answers.push((code, ticked, place));
            }
            Ok(None) if open => problems.push(cells.unanswered(grid, criterion, file)),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
        // Behind a stop nothing is asked for.
        open &= !matches!(&stop, Ok(Some((code, _))) if criterion.code().as_str() == code);
    }
    match stop {
        Ok(None) => {}
        Ok(Some((code, place))) => sheet.stop(code, place),
        Err(problem) => problems.push(problem),
    }
    if problems.len() == before {
        record.sheets.push(sheet);
    }
}
