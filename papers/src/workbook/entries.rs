//! Values that a worksheet asks for, one under the other or a line each: written as cells to fill in,
//! read back as JSON with the cell of every value.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Diagnostic, LoadError};
use rust_xlsxwriter::{DataValidation, Worksheet, XlsxError};
use serde_json::{Value as Json, json};

use super::book::{Book, Grid};
use super::cells::Style;
use super::fields::{self, Field, Kind};
use super::looks::{Looks, lie_across, write_day, write_number, write_text};
use super::place::{Note, Place, Problems, required};
use super::value::{Refused, Value, YES_NO, quote, shown};

/// The beginning of the caption of the list of sets, beside the products.
pub(super) const SETS_CAPTION: &str = "Các bộ sản phẩm theo Quyết định";

/// How far down the line of captions is looked for.
const HEADER_ROWS: u32 = 20;

/// A value of the list: its caption, the hint beside it, and its place in the JSON.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) caption: &'static str,
    hint: &'static str,
    /// Where it is, as a JSON Pointer.
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    required: bool,
    width: u16,
    /// Whether it names its row, and is made up where it is left empty.
    names: bool,
    /// Whether lists that were written before lack it.
    later: bool,
}

/// An entry with the hint of its kind.
pub(super) const fn entry(caption: &'static str, path: &'static str, kind: Kind) -> Entry {
    let hint = match kind {
        Kind::Number => "",
        kind => kind.how(),
    };
    Entry {
        caption,
        hint,
        path,
        kind,
        required: false,
        width: 14,
        names: false,
        later: false,
    }
}

/// An entry of a text.
pub(super) const fn text(caption: &'static str, path: &'static str) -> Entry {
    entry(caption, path, Kind::Text)
}

impl Entry {
    /// A field of the form, by its name.
    pub(super) fn of(key: &str) -> Entry {
        let field = Field::named(key);
        field.map_or(text("", ""), |field| {
            entry(field.caption, field.path, field.kind)
        })
    }

    pub(super) const fn hint(self, hint: &'static str) -> Entry {
        Entry { hint, ..self }
    }

    pub(super) const fn required(self) -> Entry {
        let required = true;
        Entry { required, ..self }
    }

    pub(super) const fn wide(self, width: u16) -> Entry {
        Entry { width, ..self }
    }

    pub(super) const fn later(self) -> Entry {
        let later = true;
        Entry { later, ..self }
    }

    pub(super) const fn id(self) -> Entry {
        let names = true;
        Entry { names, ..self }
    }
}

/// Opens a workbook that has some worksheets, as a command writes it.
pub(super) fn open<'b>(
    bytes: &'b [u8],
    file: &str,
    sheets: &[&'static str],
    command: &str,
) -> Result<Book<'b>, LoadError> {
    let book = Book::open(bytes, file)?;
    let missing = sheets.iter().find(|name| !book.has(name));
    let Some(missing) = missing else {
        return Ok(book);
    };
    let expected = phrase!(
        "một trang tên `{missing}`, như `{command}` tạo",
        "one called `{missing}`, as `{command}` writes it"
    );
    let code = ProblemCode::NotWorkbook;
    Err(Place::of(&book.file, "")
        .problem(code, book.worksheets(), expected)
        .into())
}

/// The cells of values, by their JSON Pointers.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<String, Place>);

impl Places {
    pub(super) fn keep(&mut self, pointer: String, place: Place) {
        self.0.insert(pointer, place);
    }

    pub(super) fn get(&self, pointer: &str) -> Option<&Place> {
        self.0.get(pointer)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Puts the cell of a value at another pointer.
    pub(super) fn moved(&mut self, from: &str, to: String) {
        if let Some(place) = self.0.remove(from) {
            self.0.insert(to, place);
        }
    }

    /// Those below a pointer, by what follows it.
    pub(super) fn below(self, above: &str) -> Places {
        let below = self
            .0
            .into_iter()
            .filter_map(|(pointer, place)| Some((pointer.strip_prefix(above)?.to_owned(), place)));
        Places(below.collect())
    }

    /// A problem of the JSON at the cell of its value, or of what it lies in; else at the `whole`.
    /// Nothing where the cell is told already, or may be absent because it could not be read.
    pub(super) fn told(
        &self,
        told: &[Diagnostic],
        problem: Diagnostic,
        of_cells: bool,
        whole: &Place,
    ) -> Option<Diagnostic> {
        let mut pointer = problem.pointer();
        let place = loop {
            match (self.0.get(pointer), pointer.rsplit_once('/')) {
                (Some(place), _) => break place,
                (None, Some((parent, _))) => pointer = parent,
                (None, None) => break whole,
            }
        };
        let known = told.iter().any(|told| told.path() == place.path);
        let absent = problem.code() == ProblemCode::MissingKey && of_cells;
        (!absent && !known).then(|| place.moved(problem))
    }
}

pub(super) fn about(
    sheet: &mut Worksheet,
    (title, hint): (&str, &str),
    entries: &[Entry],
    list: &Json,
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip([40, 52, 48]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(0, 0, 0, 2, title, looks.of(Style::Title))?;
    sheet.merge_range(1, 0, 1, 2, hint, looks.of(Style::Hint))?;
    for (row, entry) in (3..).zip(entries) {
        sheet.write_string_with_format(row, 0, entry.caption, looks.of(Style::Caption))?;
        let value = list.pointer(entry.path);
        let joined = match value {
            Some(Json::Array(all)) => {
                let all: Vec<&str> = all.iter().filter_map(Json::as_str).collect();
                Some(json!(all.join("; ")))
            }
            // Own rules have a worksheet; here there is only a name.
            Some(Json::Object(_)) => None,
            other => other.cloned(),
        };
        write(sheet, (row, 1), entry, joined.as_ref(), looks)?;
        offer(sheet, (row, row), 1, entry)?;
        let hint = fields::hint(entry.required, entry.hint);
        sheet.write_string_with_format(row, 2, hint, looks.of(Style::Aside))?;
    }
    Ok(())
}

pub(super) fn table(
    sheet: &mut Worksheet,
    title: &str,
    entries: &[Entry],
    (list, key, letter, rows): (&Json, &str, char, usize),
    looks: &Looks,
) -> Result<(), XlsxError> {
    let filled = list.get(key).and_then(Json::as_array);
    let filled = filled.map_or(&[][..], Vec::as_slice);
    sheet.write_string_with_format(0, 0, title, looks.of(Style::Caption))?;
    let last = u32::try_from(rows.max(filled.len())).unwrap_or(0) + 2;
    for (column, entry) in (0..).zip(entries) {
        sheet.set_column_width(column, entry.width)?;
        sheet.write_string_with_format(1, column, entry.hint, looks.of(Style::Hint))?;
        sheet.write_string_with_format(2, column, entry.caption, looks.of(Style::Header))?;
        offer(sheet, (3, last), column, entry)?;
    }
    for row in 3..=last {
        let index = usize::try_from(row).unwrap_or(0) - 3;
        let given = filled.get(index);
        for (column, entry) in (0..).zip(entries) {
            let numbered = json!(format!("{letter}{}", index + 1));
            let value = match (given, entry.path) {
                (Some(given), path) => given.pointer(path),
                (None, _) => entry.names.then_some(&numbered),
            };
            write(sheet, (row, column), entry, value, looks)?;
        }
    }
    sheet.set_freeze_panes(3, 2)?;
    lie_across(sheet);
    Ok(())
}

/// Writes a value as its cell shows it.
fn write(
    sheet: &mut Worksheet,
    at: (u32, u16),
    entry: &Entry,
    value: Option<&Json>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let format = looks.of(match entry.kind {
        Kind::Day => Style::InputDay,
        _ => Style::InputText,
    });
    let text = match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    match entry.kind {
        _ if text.is_empty() => write_text(sheet, at, "", format),
        Kind::Day => write_day(sheet, at, &text, format),
        Kind::Number | Kind::Points => write_number(sheet, at, &text, format),
        kind => match shown(kind.words(), &text) {
            "" => write_text(sheet, at, &text, format),
            shown => write_text(sheet, at, shown, format),
        },
    }
}

/// The words that the cells of a column offer.
fn offer(
    sheet: &mut Worksheet,
    (first, last): (u32, u32),
    column: u16,
    entry: &Entry,
) -> Result<(), XlsxError> {
    let words: Vec<&str> = entry.kind.words().iter().map(|(shown, _)| *shown).collect();
    if words.is_empty() {
        return Ok(());
    }
    let offer = DataValidation::new()
        .allow_list_strings(&words)?
        .set_error_title("Không có trong danh sách")?
        .set_error_message("Chọn trong danh sách.")?;
    sheet.add_data_validation(first, column, last, column, &offer)?;
    Ok(())
}

/// What is read of a workbook of entries and tables.
pub(super) struct Reading {
    pub(super) file: Arc<str>,
    /// The workbook counts its days from 1904.
    from_1904: bool,
    pub(super) list: Json,
    pub(super) places: Places,
    /// The cells that were left empty.
    pub(super) empty: Places,
    pub(super) problems: Problems,
    pub(super) notes: Vec<Note>,
    /// Captions that are not as they were written. Where there are some, nothing else that is told
    /// would help.
    pub(super) changed: Problems,
}

impl Reading {
    pub(super) fn of(book: &Book<'_>) -> Reading {
        Reading {
            file: Arc::clone(&book.file),
            from_1904: book.from_1904,
            list: json!({"format": 1}),
            places: Places::default(),
            empty: Places::default(),
            problems: Problems::new(),
            notes: Vec::new(),
            changed: Problems::new(),
        }
    }

    /// Notes that the values of some cells are not used; `caption` is the text above or beside them.
    fn unused(&mut self, grid: &Grid, at: (u32, u16), caption: &str, cells: usize) {
        let text = if caption.trim().is_empty() {
            let column = rust_xlsxwriter::utility::column_number_to_name(at.1);
            phrase!(
                "cột {column} không có tiêu đề, {cells} ô của cột này không được dùng",
                "column {column} has no caption: what is filled in there is not used, cells: {cells}"
            )
        } else {
            let caption = quote(caption);
            phrase!(
                "mục {caption} không có trong danh sách mẫu, {cells} ô của mục này không được dùng",
                "{caption} is not of the list that was written: what is filled in there is not used, cells: {cells}"
            )
        };
        self.notes.push(grid.place(at).note(text));
    }

    /// A caption that is not there, or there twice.
    fn changed(&mut self, place: &Place, entry: &Entry, found: Phrase) {
        let caption = quote(entry.caption);
        let expected = phrase!(
            "tiêu đề {caption} một lần, như trong danh sách mẫu",
            "the caption {caption} once, as in the list that was written"
        );
        let problem = place.problem(ProblemCode::LayoutChanged, found, expected);
        self.changed.push(problem);
    }

    pub(super) fn about(&mut self, grid: &Grid, entries: &[Entry]) {
        for entry in entries {
            match grid.rows_of(0, entry.caption).as_slice() {
                &[row] => self.value(grid, (row, 1), entry, ""),
                [] if entry.later => {}
                [] => self.changed(&grid.whole(), entry, no_caption()),
                [_, second, ..] => {
                    let again = phrase!("tiêu đề này lần nữa", "it a second time");
                    self.changed(&grid.place((*second, 0)), entry, again);
                }
            }
        }
    }

    /// Names what is filled in beside captions that are none of the list's.
    pub(super) fn beside(&mut self, grid: &Grid, entries: &[Entry]) {
        for row in grid.rows() {
            let mut entries = entries.iter();
            let known = entries.any(|entry| grid.says((row, 0), entry.caption));
            if !known && grid.value((row, 1)).is_some() {
                self.unused(grid, (row, 1), &grid.shown((row, 0)), 1);
            }
        }
    }

    pub(super) fn table(&mut self, grid: &Grid, (key, letter): (&str, char), entries: &[Entry]) {
        let header = (0..HEADER_ROWS).find(|&row| {
            let known = entries.iter();
            let known = known.filter(|entry| grid.column_of(row, entry.caption).is_some());
            known.count() > entries.len() / 2
        });
        let Some(header) = header else {
            if let Some(entry) = entries.get(1) {
                let found = phrase!("không có dòng tiêu đề", "no line of captions");
                self.changed(&grid.whole(), entry, found);
            }
            return;
        };
        let mut columns = Vec::new();
        for entry in entries {
            match grid.column_of(header, entry.caption) {
                Some(column) => columns.push((entry, column)),
                None if entry.later => {}
                None => self.changed(&grid.place((header, 0)), entry, no_caption()),
            }
        }
        let says = |row: u32, column: u16| grid.value((row, column)).is_some();
        let is_filled = |row: &u32| {
            let mut cells = columns.iter().filter(|(entry, _)| !entry.names);
            cells.any(|(_, column)| says(*row, *column))
        };
        let rows = grid.rows().into_iter().filter(|&row| row > header);
        let rows: Vec<u32> = rows.filter(is_filled).collect();
        let own = grid.columns().into_iter().filter(|&column| {
            let entry = columns.iter().any(|(_, known)| *known == column);
            !entry && !grid.shown((header, column)).starts_with(SETS_CAPTION)
        });
        for column in own {
            let mut cells = rows.iter().filter(|&&row| says(row, column)).peekable();
            if let Some(&&first) = cells.peek() {
                let caption = grid.shown((header, column));
                self.unused(grid, (first, column), &caption, cells.count());
            }
        }
        let ids = columns.iter().find(|(entry, _)| entry.names);
        let used = rows
            .iter()
            .filter_map(|row| grid.value((*row, ids?.1))?.text().ok());
        let mut used: BTreeSet<String> = used.map(str::to_owned).collect();
        if let Some(list) = self.list.as_object_mut() {
            list.insert(key.to_owned(), json!([]));
        }
        self.places.keep(format!("/{key}"), grid.whole());
        for (index, row) in rows.into_iter().enumerate() {
            let root = format!("/{key}/{index}");
            if let Some(list) = self.list.get_mut(key).and_then(Json::as_array_mut) {
                list.push(json!({}));
            }
            self.places.keep(root.clone(), grid.place((row, 0)));
            for (entry, column) in &columns {
                if self.is_merged(grid, (row, *column)) {
                    continue;
                }
                if entry.names && !says(row, *column) {
                    // A row without a name for addresses gets the first that nobody has.
                    let mut names = (index + 1..).map(|n| format!("{letter}{n}"));
                    let name = names.find(|name| !used.contains(name)).unwrap_or_default();
                    used.insert(name.clone());
                    self.keep(&root, entry, json!(name), grid.place((row, *column)));
                } else {
                    self.value(grid, (row, *column), entry, &root);
                }
            }
        }
    }

    /// Whether a cell has no value of its own, as it is merged with the one before, which is told once:
    /// what stands there is not taken for both.
    fn is_merged(&mut self, grid: &Grid, cell: (u32, u16)) -> bool {
        let Some(first) = grid.merged_into(cell) else {
            return false;
        };
        let place = grid.place(first);
        let found = phrase!("các ô gộp", "merged cells");
        let expected = phrase!("mỗi giá trị một ô", "one cell for each value");
        let problem = place.problem(ProblemCode::LayoutChanged, found, expected);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
        true
    }

    /// Takes the value of a cell into the list.
    fn value(&mut self, grid: &Grid, cell: (u32, u16), entry: &Entry, root: &str) {
        if self.is_merged(grid, cell) {
            return;
        }
        let place = grid.place(cell);
        match grid.filled(cell, entry.kind, self.from_1904) {
            None if entry.required => self.problems.push(required(&place, entry.caption)),
            None => self.empty.keep(format!("{root}{}", entry.path), place),
            Some(value) => match json_of(entry, &value) {
                Ok(value) => self.keep(root, entry, value, place),
                Err(why) => self.problems.push(place.refused(&why)),
            },
        }
    }

    fn keep(&mut self, root: &str, entry: &Entry, value: Json, place: Place) {
        self.places.keep(format!("{root}{}", entry.path), place);
        let mut at = self.list.pointer_mut(root);
        for key in entry.path.split('/').skip(1) {
            let Some(Json::Object(object)) = at else {
                return;
            };
            at = Some(object.entry(key).or_insert_with(|| json!({})));
        }
        if let Some(at) = at {
            *at = value;
        }
    }
}

fn no_caption() -> Phrase {
    phrase!("không có tiêu đề này", "no such caption")
}

/// A cell's value as the list has it.
fn json_of(entry: &Entry, value: &Value) -> Result<Json, Refused> {
    Ok(match entry.kind {
        Kind::Text if matches!(entry.path, "/recipients" | "/others") => {
            let all = value.text()?.split([';', '\n']).map(str::trim);
            all.filter(|one| !one.is_empty()).collect()
        }
        Kind::Text => json!(value.text()?),
        Kind::Set => json!(value.set_digits()?),
        Kind::Number => json!(value.whole(&phrase!("một số nguyên", "a whole number"))?),
        Kind::Points => json!(value.points()?),
        Kind::Day if value.time().is_some() => {
            return Err(Refused {
                code: ProblemCode::BadDate,
                found: value.found(),
                expected: phrase!("một ngày, không có giờ", "a day without a time"),
            });
        }
        Kind::Day => json!(value.day()?.to_string()),
        Kind::Word(words) => json!(value.word(words)?),
        Kind::YesNo => json!(value.word(YES_NO)? == "true"),
    })
}
