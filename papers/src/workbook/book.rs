//! The cells of a workbook and their values.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, DataType, Dimensions, Reader, Xlsx};
use ocop::input::ProblemCode;
use ocop::text::{Phrase, normalise};
use ocop::{Diagnostic, LoadError};

use super::archive;
use super::fields::Kind;
use super::place::{Place, empty_cell};
use super::value::{Value, is_midnight, quote};

/// The most rows and columns of a worksheet that are looked at. Every form is smaller.
pub(super) const MAX_ROWS: u32 = 2_000;

pub(super) const MAX_COLUMNS: u16 = 128;

/// The most bytes of text that the cells of a form may hold together. A workbook keeps a text
/// once, however many cells show it.
const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

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
    pub(super) file: Arc<str>,
    /// Its days are counted from 1904.
    pub(super) from_1904: bool,
}

/// The cells of one worksheet that are not blank, as far as a form reaches, and its merged cells.
pub(super) struct Grid {
    file: Arc<str>,
    pub(super) name: String,
    pub(super) cells: HashMap<(u32, u16), Value>,
    formulas: HashMap<(u32, u16), String>,
    merged: Vec<Dimensions>,
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

/// Whether two texts have the same words; office programs differ in how they keep spaces, and
/// other computers in how they keep the marks of letters.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    normalise(one) == normalise(other)
}

impl<'b> Book<'b> {
    /// Opens a workbook that is no larger than may be read.
    pub(super) fn open(bytes: &'b [u8], file: &str) -> Result<Book<'b>, LoadError> {
        let from_1904 = archive::check(bytes, file)?;
        let xlsx = guarded(file, || {
            Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(file, &error))
        })?;
        Ok(Book {
            xlsx,
            file: file.into(),
            from_1904,
        })
    }

    /// What a problem with its worksheets found: their names, the first of many.
    pub(super) fn worksheets(&self) -> Phrase {
        let names: Vec<String> = self
            .names()
            .iter()
            .take(5)
            .map(|name| quote(name))
            .collect();
        let names = names.join(", ");
        phrase!("các trang tính {names}", "the worksheets {names}")
    }

    /// The names of its worksheets.
    pub(super) fn names(&self) -> Vec<String> {
        self.xlsx.sheet_names()
    }

    /// Whether a worksheet has a name, as names are compared.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names().iter().any(|known| same_text(known, name))
    }

    /// The worksheet of a name; where there is none, the first that has it as names are compared.
    pub(super) fn grid(&mut self, name: &str) -> Result<Grid, LoadError> {
        let names = self.names();
        let exact = names.iter().find(|known| *known == name);
        let known = exact.or_else(|| names.iter().find(|known| same_text(known, name)));
        let name = known.map_or(name, String::as_str);
        let file = Arc::clone(&self.file);
        guarded(&file, || self.read_grid(name))
    }

    /// Reads a worksheet cell by cell: where a workbook has one cell in the last row, a table of
    /// all rows would not fit into memory.
    fn read_grid(&mut self, name: &str) -> Result<Grid, LoadError> {
        let file = Arc::clone(&self.file);
        let fault = |error| broken(&file, &error);
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
                return Err(Place::of(&file, name).problem(code, found, expected).into());
            };
            room = left;
            let Some(value) = value(content) else {
                continue;
            };
            if cells.insert((row, column), value).is_some() {
                let code = ProblemCode::NotWorkbook;
                let expected = phrase!("mỗi ô một lần", "each cell once");
                let found = phrase!("ô thứ hai cùng tên", "a second cell of that name");
                let place = cell_of(&file, name, (row, column));
                return Err(place.problem(code, found, expected).into());
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
        let mut merged = self.xlsx.merge_cells_by_sheet_name(name).map_err(fault)?;
        // One cell alone is not merged with any, and what is said a million times is said once.
        merged.retain(|range| range.start != range.end);
        merged.sort_unstable_by_key(|range| (range.start, range.end));
        merged.dedup();
        Ok(Grid {
            name: name.to_owned(),
            file,
            cells,
            formulas,
            merged,
        })
    }
}

/// A cell of a worksheet.
fn cell_of(file: &Arc<str>, sheet: &str, (row, column): (u32, u16)) -> Place {
    let cell = rust_xlsxwriter::utility::row_col_to_cell(row, column);
    Place::of(file, format!("{sheet}!{cell}"))
}

impl Grid {
    /// The place of a cell.
    pub(super) fn place(&self, at: (u32, u16)) -> Place {
        cell_of(&self.file, &self.name, at)
    }

    /// The place of the worksheet.
    pub(super) fn whole(&self) -> Place {
        Place::of(&self.file, self.name.as_str())
    }

    pub(super) fn holds(&self, at: (u32, u16), expected: &Value) -> bool {
        match (self.cells.get(&at), expected) {
            (None, Value::Text(text)) => text.is_empty(),
            (Some(Value::Text(found)), Value::Text(text)) => {
                same_text(found, text) || (at == (2, 0) && is_earlier(found, text))
            }
            (found, expected) => found == Some(expected),
        }
    }

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
    pub(super) fn title(&self) -> &str {
        match self.cells.get(&(0, 0)) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
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

    /// The first cell of merged cells, of any of them.
    pub(super) fn merged_at(&self, (row, column): (u32, u16)) -> Option<(u32, u16)> {
        let mut merged = self.merged.iter();
        let range = merged.find(|range| range.contains(row, u32::from(column)))?;
        let (first, column_of_first) = range.start;
        Some((first, u16::try_from(column_of_first).ok()?))
    }

    /// The first cell of merged cells, which alone holds their value, of another one of them.
    pub(super) fn merged_into(&self, at: (u32, u16)) -> Option<(u32, u16)> {
        self.merged_at(at).filter(|first| *first != at)
    }
}

/// Whether a line is the form's line on the law as earlier forms have it, with the decision twice.
fn is_earlier(found: &str, line: &str) -> bool {
    let cited = found.split_once("; ").map(|(_, cited)| cited);
    let line = line.strip_prefix("Theo ").unwrap_or(line);
    cited.is_some_and(|cited| same_text(cited, line))
}
