//! A filled workbook into a case.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{DataRef, DataType, Dimensions, Reader, Xlsx};
use ocop::input::{ProblemCode, RawSheet};
use ocop::law::{CriteriaSet, Criterion, Regulation};
use ocop::text::{Phrase, normalise};
use ocop::{Case, Catalog, Diagnostic, LoadError};

use super::archive;
use super::earlier;
use super::fields::{ATTENDANCE, FIELDS, Kind, MEMBERS, TICK, Value, is_midnight, quote};
use super::layout::{
    CODE, NO_BOX, entry, field_cell, field_named, identity, member_name, stop_entry,
};
use super::layout::{
    Cell, Content, Edition, Input, Layout, MEMBER, MEMBER_TITLE, SUMMARY, SUMMARY_TITLE,
};
use super::record::{Note, Place, Record, Sheet};
use super::table;
use super::write::MAX_MEMBERS;

/// The most rows and columns of a worksheet that are looked at. Every form is smaller.
pub(super) const MAX_ROWS: u32 = 2_000;
const MAX_COLUMNS: u16 = 128;

/// The most bytes of text that the cells of a form may hold together. A workbook keeps a text
/// once, however many cells show it.
const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

pub(super) type Problems = Vec<Diagnostic>;

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

/// A workbook that calamine does not read.
fn broken(file: &str, error: &calamine::XlsxError) -> LoadError {
    let error = quote(&error.to_string());
    let found = phrase!(
        "tệp bảng tính không đọc được, {error}",
        "a workbook that cannot be read, {error}"
    );
    let expected = phrase!("một tệp `.xlsx` nguyên vẹn", "an `.xlsx` workbook in order");
    Diagnostic::of_file(ProblemCode::NotWorkbook, file, found, expected).into()
}

/// Takes a panic of calamine for a workbook that cannot be read. Those that are known, numbers that
/// overflow, are refused before; what was being read is given up.
fn guarded<T>(file: &str, read: impl FnOnce() -> Result<T, LoadError>) -> Result<T, LoadError> {
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    read.unwrap_or_else(|_| {
        let found = phrase!(
            "tệp bảng tính không đọc được",
            "a workbook that cannot be read"
        );
        let expected = phrase!("một tệp nguyên vẹn", "one in order");
        Err(Diagnostic::of_file(ProblemCode::NotWorkbook, file, found, expected).into())
    })
}

pub(super) struct Book<'b> {
    xlsx: Xlsx<Cursor<&'b [u8]>>,
    file: &'b str,
    /// Its days are counted from 1904.
    pub(super) from_1904: bool,
}

/// The cells of one worksheet that are not blank, as far as a form reaches, and its merged cells.
pub(super) struct Grid {
    name: String,
    cells: HashMap<(u32, u16), Value>,
    formulas: HashMap<(u32, u16), String>,
    merged: Vec<Dimensions>,
}

impl<'b> Book<'b> {
    pub(super) fn open(bytes: &'b [u8], file: &'b str) -> Result<Book<'b>, LoadError> {
        let xlsx = guarded(file, || {
            Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(file, &error))
        })?;
        Ok(Book {
            xlsx,
            file,
            from_1904: false,
        })
    }

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

    /// The names of its worksheets.
    pub(super) fn names(&self) -> Vec<String> {
        self.xlsx.sheet_names()
    }

    /// The worksheet of a name; where there is none, the first that has it as names are compared.
    pub(super) fn grid(&mut self, name: &str) -> Result<Grid, LoadError> {
        let names = self.xlsx.sheet_names();
        let exact = names.iter().find(|known| *known == name);
        let known = exact.or_else(|| names.iter().find(|known| same_text(known, name)));
        let name = known.map_or(name, String::as_str);
        guarded(self.file, || self.read_grid(name))
    }

    /// Reads a worksheet cell by cell: where a workbook has one cell in the last row, a table of
    /// all rows would not fit into memory.
    fn read_grid(&mut self, name: &str) -> Result<Grid, LoadError> {
        let fault = |error| broken(self.file, &error);
        let mut cells = HashMap::new();
        let mut room = MAX_TEXT_BYTES;
        let mut reader = self.xlsx.worksheet_cells_reader(name).map_err(fault)?;
        while let Some(cell) = reader.next_cell().map_err(fault)? {
            let (row, column) = cell.get_position();
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            if row >= MAX_ROWS || column >= MAX_COLUMNS {
                continue;
            }
            let content = cell.get_value();
            let length = content.get_string().map_or(0, str::len);
            let Some(left) = room.checked_sub(length) else {
                let expected = phrase!(
                    "nhiều nhất {MAX_TEXT_BYTES} byte chữ trong các ô",
                    "at most {MAX_TEXT_BYTES} bytes of text in its cells"
                );
                let code = ProblemCode::TooLarge;
                let found = phrase!("nhiều chữ hơn", "more text");
                let problem = Place::of(name).problem(self.file, code, found, expected);
                return Err(problem.into());
            };
            room = left;
            let Some(value) = value(content) else {
                continue;
            };
            if cells.insert((row, column), value).is_some() {
                let place = Place::cell(name, (row, column));
                let code = ProblemCode::NotWorkbook;
                let expected = phrase!("mỗi ô một lần", "each cell once");
                let found = phrase!("ô thứ hai cùng tên", "a second cell of that name");
                return Err(place.problem(self.file, code, found, expected).into());
            }
        }
        drop(reader);
        let mut formulas = HashMap::new();
        let mut reader = self.xlsx.worksheet_cells_reader(name).map_err(fault)?;
        while let Some(cell) = reader.next_formula().map_err(fault)? {
            let (row, column) = cell.get_position();
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            let formula = cell.get_value();
            if row < MAX_ROWS && column < MAX_COLUMNS && !formula.is_empty() {
                formulas.insert((row, column), quote(&format!("={formula}")));
            }
        }
        drop(reader);
        let merged = self.xlsx.merge_cells_by_sheet_name(name).map_err(fault)?;
        Ok(Grid {
            name: name.to_owned(),
            cells,
            formulas,
            merged,
        })
    }
}

/// A cell's value, where it has one.
fn value(cell: &DataRef<'_>) -> Option<Value> {
    match cell {
        DataRef::Empty => None,
        DataRef::String(text) => Value::of_text(text),
        DataRef::SharedString(text) => Value::of_text(text),
        DataRef::Int(number) => Some(Value::Number(number.to_string())),
        DataRef::Float(number) => Some(Value::Number(number.to_string())),
        DataRef::Bool(truth) => Some(Value::Other(phrase!(
            "giá trị đúng sai `{truth}`",
            "the truth value `{truth}`"
        ))),
        DataRef::DateTime(moment) => Some(day(moment)),
        DataRef::DateTimeIso(text) => Some(match text.split_once('T') {
            Some((day, time)) if is_midnight(time) => Value::Day(day.to_owned()),
            Some((day, time)) => Value::Moment(day.to_owned(), time.to_owned()),
            None => Value::Day(text.clone()),
        }),
        DataRef::DurationIso(text) => {
            let text = quote(text);
            let found = phrase!("khoảng thời gian {text}", "the duration {text}");
            Some(Value::Other(found))
        }
        DataRef::Error(error) => Some(Value::Other(phrase!(
            "lỗi `{error}`",
            "the error `{error}`"
        ))),
    }
}

/// The number of the last day that spreadsheets know, 9999-12-31.
const LAST_DAY: f64 = 2_958_465.0;

fn day(moment: &calamine::ExcelDateTime) -> Value {
    let number = moment.as_f64();
    let other = || Value::Other(phrase!("thời điểm `{number}`", "the moment `{number}`"));
    if moment.is_duration() || !(1.0..=LAST_DAY).contains(&number) {
        return other();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return Value::Day(day);
    }
    Value::Moment(day, format!("{hour:02}:{minute:02}:{second:02}"))
}

/// A day that is shown as its number, where that can be no other number of the form: from 2009 to
/// 2064.
fn day_of_number(number: &str) -> Option<Value> {
    let number = number.parse::<u16>().ok()?;
    let kind = calamine::ExcelDateTimeType::DateTime;
    let moment = calamine::ExcelDateTime::new(f64::from(number), kind, false);
    (40_000..=60_000).contains(&number).then(|| day(&moment))
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

impl Grid {
    /// What was written into a cell that is filled in; a formula is no answer, whatever it came to
    /// when it was last computed.
    pub(super) fn written(&self, at: (u32, u16)) -> Option<Value> {
        match self.formulas.get(&at) {
            Some(formula) => {
                let found = phrase!("công thức {formula}", "the formula {formula}");
                Some(Value::Other(found))
            }
            None => self.cells.get(&at).cloned(),
        }
    }

    /// What was written into a cell that holds such a value; a day may be shown as its number, unless
    /// the workbook counts its days from 1904.
    pub(super) fn filled(&self, at: (u32, u16), kind: Kind, from_1904: bool) -> Option<Value> {
        let value = self.written(at)?;
        let day = match (kind, &value) {
            (Kind::Day, Value::Number(number)) if !from_1904 => day_of_number(number),
            _ => None,
        };
        Some(day.unwrap_or(value))
    }

    /// The text of the first cell.
    fn title(&self) -> &str {
        match self.cells.get(&(0, 0)) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The worksheet's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Every cell that holds something.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.cells.values()
    }

    /// What a cell holds.
    pub(super) fn value(&self, at: (u32, u16)) -> Option<&Value> {
        self.cells.get(&at)
    }

    /// The text of a cell; nothing where it holds none.
    pub(super) fn shown(&self, at: (u32, u16)) -> String {
        match self.cells.get(&at) {
            Some(Value::Text(text) | Value::Number(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// The columns that hold something, in order.
    pub(super) fn columns(&self) -> std::collections::BTreeSet<u16> {
        self.cells.keys().map(|(_, column)| *column).collect()
    }

    /// The rows that hold something, in order.
    pub(super) fn rows(&self) -> std::collections::BTreeSet<u32> {
        self.cells.keys().map(|(row, _)| *row).collect()
    }

    /// The rows of a column that hold a text.
    pub(super) fn rows_of(&self, column: u16, text: &str) -> Vec<u32> {
        let rows = self.rows().into_iter();
        rows.filter(|&row| self.says((row, column), text)).collect()
    }

    /// The column of a row that holds a text.
    pub(super) fn column_of(&self, row: u32, text: &str) -> Option<u16> {
        (0..MAX_COLUMNS).find(|&column| self.says((row, column), text))
    }

    /// Whether a cell holds a text.
    pub(super) fn says(&self, at: (u32, u16), text: &str) -> bool {
        self.holds(at, &Value::Text(text.to_owned()))
    }

    pub(super) fn found(&self, at: (u32, u16)) -> Phrase {
        self.cells.get(&at).map_or_else(empty_cell, Value::found)
    }

    /// Whether a cell is merged with another.
    fn is_merged(&self, (row, column): (u32, u16)) -> bool {
        self.merged
            .iter()
            .any(|range| range.contains(row, u32::from(column)))
    }

    /// Whether the worksheet is the form that was written; reports where it is not.
    pub(super) fn compare(
        &self,
        layout: &Layout,
        regulation: &Regulation,
        set: &CriteriaSet,
        file: &str,
        problems: &mut Problems,
    ) -> Likeness {
        let mut changes: Vec<((u32, u16), Phrase, Phrase)> = Vec::new();
        // A form of another set or decision would differ in nearly every cell.
        if let Some((at, line)) = self.stranger(regulation, set) {
            changes.push((at, self.found(at), line.found()));
        } else if let Some(moved) = self.moved(layout) {
            changes.push(moved);
        } else {
            self.changes(layout, &mut changes);
        }
        let likeness = match changes.as_slice() {
            [] => Likeness::Same,
            [_, ..] if changes.len() > MOST_CHANGES => Likeness::Another,
            [((1 | 2, 0), ..)] => Likeness::Another,
            _ => Likeness::Changed,
        };
        // So many changes are one mistake: the first one is shown for all.
        let shown = changes
            .first()
            .map(|(_, found, expected)| (found.clone(), expected.clone()));
        for (at, mut found, mut expected) in changes {
            if let (Likeness::Another, Some(shown)) = (likeness, &shown) {
                (found, expected) = shown.clone();
            }
            let place = Place::cell(&self.name, at);
            problems.push(place.problem(file, ProblemCode::LayoutChanged, found, expected));
        }
        likeness
    }

    /// The first row that stands elsewhere than the form has it, where rows were inserted, deleted
    /// or sorted.
    fn moved(&self, layout: &Layout) -> Option<((u32, u16), Phrase, Phrase)> {
        // Criteria have a code of their own in the first column, and a title beside it.
        let mut codes = layout.cells.iter().filter(|cell| cell.row < layout.end);
        let column = if layout.open.is_empty() { 0 } else { CODE };
        let codes = codes
            .by_ref()
            .filter(|cell| cell.column == column && cell.to == column);
        let codes = codes.filter_map(|cell| match cell.content.expected()? {
            Value::Text(text) if text.is_empty() => None,
            Value::Text(text) => Some(((cell.row, column), Value::Text(text))),
            _ => None,
        });
        let mut wrong = codes.filter(|(at, expected)| !self.holds(*at, expected));
        let (at, expected) = wrong.next()?;
        // One that is somewhere else was moved; a single one may have been written over.
        let mut rows = self
            .cells
            .keys()
            .filter(|(row, known)| *known == column && *row != at.0);
        let to = rows.find(|at| self.holds(**at, &expected))?.0 + 1;
        wrong.next()?;
        let (from, title) = (at.0 + 1, expected.found());
        let (vi, en) = (title.text(ocop::Lang::Vi), title.text(ocop::Lang::En));
        Some((
            at,
            phrase!(
                "các hàng bị chèn, xóa hoặc sắp xếp lại từ hàng {from}: {vi} nằm ở hàng {to}",
                "rows inserted, deleted or sorted from row {from} on: {en} is in row {to}"
            ),
            phrase!(
                "các hàng như biểu mẫu đã tạo",
                "the rows as the form was written"
            ),
        ))
    }

    /// Every cell that is not as the form has it.
    fn changes(&self, layout: &Layout, changes: &mut Vec<((u32, u16), Phrase, Phrase)>) {
        let mut changed = |at, found: Phrase, expected: Phrase| changes.push((at, found, expected));
        let mut known = std::collections::HashSet::new();
        for cell in &layout.cells {
            let at = (cell.row, cell.column);
            known.extend((cell.column..=cell.to).map(|column| (cell.row, column)));
            if cell.row >= layout.end {
                continue;
            }
            match &cell.content {
                Content::Input(_) if self.is_merged(at) => {
                    changed(
                        at,
                        phrase!("các ô gộp", "merged cells"),
                        phrase!("mỗi câu trả lời một ô", "one cell for each answer"),
                    );
                }
                content => {
                    if let Some(expected) = content.expected()
                        && !self.holds(at, &expected)
                    {
                        let expected = match expected {
                            Value::Text(text) if text.is_empty() => empty_cell(),
                            other => other.found(),
                        };
                        changed(at, self.found(at), expected);
                    }
                }
            }
        }
        let width = layout.cells.iter().map(|cell| cell.to).max().unwrap_or(0);
        let mut strange: Vec<&(u32, u16)> = self
            .cells
            .keys()
            .filter(|(row, column)| *row < layout.end && *column <= width)
            .filter(|at| !known.contains(at))
            .collect();
        strange.sort_unstable();
        for at in strange {
            changed(
                *at,
                self.found(*at),
                phrase!(
                    "ô trống, vì câu trả lời ghi vào ô màu vàng",
                    "an empty cell, as answers go into yellow cells"
                ),
            );
        }
    }

    /// The first line that says another set or decision, and what it should say.
    pub(super) fn stranger(
        &self,
        regulation: &Regulation,
        set: &CriteriaSet,
    ) -> Option<((u32, u16), Value)> {
        let [name, law] = identity(regulation, set).map(Value::Text);
        let mut lines = [((2, 0), law), ((1, 0), name)].into_iter();
        lines.find(|(at, line)| !self.holds(*at, line))
    }

    fn holds(&self, at: (u32, u16), expected: &Value) -> bool {
        match (self.cells.get(&at), expected) {
            (None, Value::Text(text)) => text.is_empty(),
            (Some(Value::Text(found)), Value::Text(text)) => same_text(found, text),
            (found, expected) => found == Some(expected),
        }
    }
}

/// How a worksheet compares with its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Same,
    /// A few cells were changed.
    Changed,
    /// It is the form of something else, or nothing stands where it should.
    Another,
}

/// The most changes that are reported one by one.
const MOST_CHANGES: usize = 5;

fn empty_cell() -> Phrase {
    phrase!("ô trống", "an empty cell")
}

/// Whether two texts have the same words; office programs differ in how they keep spaces, and
/// other computers in how they keep the marks of letters.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    normalise(one) == normalise(other)
}

impl Content {
    /// What a cell holds that is not filled in or computed.
    fn expected(&self) -> Option<Value> {
        match self {
            Content::Text(text) => Some(Value::Text(text.clone())),
            Content::Points(points) => Some(Value::Number(points.clone())),
            Content::Number(number) => Some(Value::Number(number.to_string())),
            Content::Input(_) | Content::Formula(..) => None,
        }
    }
}

/// The cells of a form that are filled in.
fn inputs(layout: &Layout) -> impl Iterator<Item = (&Cell, Input)> {
    layout.cells.iter().filter_map(|cell| match cell.content {
        Content::Input(input) => Some((cell, input)),
        _ => None,
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
            (Input::Answer(_) | Input::Mark(..) | Input::Stop, Some(value)) if !attends => {
                let code = ProblemCode::StageContent;
                let expected = phrase!(
                    "ô trống, vì thành viên được ghi là vắng",
                    "an empty cell, as the member is marked as absent"
                );
                problems.push(place.problem(file, code, value.found(), expected));
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

/// The criterion at whose stop a sheet ends, and the cell that says so.
pub(super) fn read_stop(
    grid: &Grid,
    form: &Layout,
    set: &CriteriaSet,
    file: &str,
) -> Result<Option<(String, Place)>, Diagnostic> {
    let mut cells = inputs(form).filter(|(_, input)| *input == Input::Stop);
    let Some((cell, _)) = cells.next() else {
        return Ok(None);
    };
    let at = (cell.row, cell.column);
    let Some(value) = grid.written(at) else {
        return Ok(None);
    };
    let place = Place::cell(&grid.name, at);
    let says = |criterion: &&Criterion| match &value {
        Value::Text(text) => same_text(text, &stop_entry(criterion)),
        _ => false,
    };
    if let Some(criterion) = set.stops().find(says) {
        return Ok(Some((criterion.code().to_string(), place)));
    }
    let list: Vec<String> = set.stops().map(|stop| quote(&stop_entry(stop))).collect();
    let list = list.join(", ");
    let expected = phrase!(
        "một trong {list}, hoặc để trống",
        "one of {list}, or nothing"
    );
    Err(place.problem(file, ProblemCode::BadWord, value.found(), expected))
}

/// The cells of one criterion's answer: the one with the list, and one beside each box.
pub(super) struct AnswerCells {
    answer: (u32, u16),
    marks: Vec<(u32, (u32, u16))>,
}

impl AnswerCells {
    /// Those of every criterion, in the order of the sheet.
    pub(super) fn all(form: &Layout) -> Vec<AnswerCells> {
        let mut answers: Vec<(usize, AnswerCells)> = Vec::new();
        let mut marks = Vec::new();
        for (cell, input) in inputs(form) {
            let at = (cell.row, cell.column);
            match input {
                Input::Answer(position) => answers.push((
                    position,
                    AnswerCells {
                        answer: at,
                        marks: Vec::new(),
                    },
                )),
                Input::Mark(position, number) => marks.push((position, number, at)),
                _ => {}
            }
        }
        for (position, number, at) in marks {
            let mut known = answers.iter_mut().filter(|(known, _)| *known == position);
            if let Some((_, cells)) = known.next() {
                cells.marks.push((number, at));
            }
        }
        answers.sort_by_key(|(position, _)| *position);
        answers.into_iter().map(|(_, cells)| cells).collect()
    }

    fn is_blank(&self, grid: &Grid) -> bool {
        let marks = self.marks.iter().map(|(_, at)| at);
        let mut cells = marks.chain([&self.answer]);
        cells.all(|at| grid.written(*at).is_none())
    }

    /// The box that is chosen in the list or marked with an x, and where; nothing where none is.
    pub(super) fn read(
        &self,
        grid: &Grid,
        criterion: &Criterion,
        file: &str,
    ) -> Result<Option<(u32, Place)>, Diagnostic> {
        let mut chosen: Option<(u32, Place)> = None;
        if let Some(value) = grid.written(self.answer) {
            let place = Place::cell(&grid.name, self.answer);
            let entry = entries(criterion).find(|(_, entry)| match &value {
                Value::Text(text) => same_text(text, entry),
                _ => false,
            });
            // A form without cells beside its boxes asks for the number of a box.
            let number = match entry {
                _ if self.marks.is_empty() => Some(value.ticked(Some(criterion))),
                entry => entry.map(|(number, _)| Ok(number)),
            };
            let number = number
                .transpose()
                .map_err(|why| place.refused(file, &why))?;
            let Some(number) = number else {
                let code = ProblemCode::BoxUnknown;
                return Err(place.problem(file, code, value.found(), entry_of(criterion)));
            };
            chosen = Some((number, place));
        }
        for (number, at) in &self.marks {
            let Some(value) = grid.written(*at) else {
                continue;
            };
            let place = Place::cell(&grid.name, *at);
            if let Err(why) = value.word(TICK) {
                return Err(place.refused(file, &why));
            }
            match &chosen {
                Some((known, first)) if known != number => {
                    let first = &first.path;
                    let found = phrase!(
                        "thêm một mức, ngoài mức ở `{first}`",
                        "another box than that at `{first}`"
                    );
                    let code = criterion.code();
                    let expected = phrase!("một mức cho tiêu chí `{code}`", "one box for `{code}`");
                    let code = ProblemCode::CriterionRepeated;
                    return Err(place.problem(file, code, found, expected));
                }
                _ => chosen = Some((*number, place)),
            }
        }
        Ok(chosen)
    }

    /// What is told of a criterion without an answer.
    pub(super) fn unanswered(&self, grid: &Grid, criterion: &Criterion, file: &str) -> Diagnostic {
        let place = Place::cell(&grid.name, self.answer);
        let code = ProblemCode::CriterionMissing;
        place.problem(file, code, empty_cell(), entry_of(criterion))
    }
}

/// The entries of a criterion's list, with their boxes.
pub(super) fn entries(criterion: &Criterion) -> impl Iterator<Item = (u32, String)> {
    let boxes = (1..).zip(criterion.choices());
    let boxes = boxes.map(|(number, choice)| (number, entry(number, choice.points())));
    std::iter::once((0, NO_BOX.to_owned())).chain(boxes)
}

fn entry_of(criterion: &Criterion) -> Phrase {
    let code = criterion.code();
    let example = entries(criterion).nth(1).map(|(_, entry)| entry);
    let example = quote(&example.unwrap_or_default());
    phrase!(
        "một mục trong danh sách của tiêu chí `{code}`, như {example}, hoặc x bên mức đạt",
        "an entry of the list of `{code}`, such as {example}, or an x beside the box"
    )
}
