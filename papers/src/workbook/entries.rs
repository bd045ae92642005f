//! Values that a worksheet asks for, one under the other or a line each: written as cells to fill in,
//! read back as JSON with the cell of every value.

use std::collections::{BTreeSet, HashMap};

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Diagnostic, LoadError};
use rust_xlsxwriter::{DataValidation, ExcelDateTime, Worksheet};
use serde_json::{Map, Value as Json, json};

use super::archive;
use super::book::{Book, Grid, same_text};
use super::fields::{Kind, Refused, Value, YES_NO, quote};
use super::layout::Style;
use super::record::{Note, Place};
use super::write::{FormError, Looks, write_number};

/// The beginning of the caption of the list of sets, beside the products.
pub(super) const SETS_CAPTION: &str = "Các bộ sản phẩm theo Quyết định";

/// How far down the line of captions is looked for.
const HEADER_ROWS: u32 = 20;

/// A value of the list: its caption, the hint beside it, and its place in the JSON.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) caption: &'static str,
    pub(super) hint: &'static str,
    pub(super) path: &'static [&'static str],
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) width: u16,
    /// Whether it names its row, and is made up where it is left empty.
    pub(super) names: bool,
}

pub(super) const fn entry(
    caption: &'static str,
    hint: &'static str,
    path: &'static [&'static str],
    kind: Kind,
) -> Entry {
    Entry {
        caption,
        hint,
        path,
        kind,
        required: false,
        width: 14,
        names: false,
    }
}

impl Entry {
    pub(super) const fn required(self) -> Entry {
        Entry {
            required: true,
            ..self
        }
    }

    pub(super) const fn wide(self, width: u16) -> Entry {
        Entry { width, ..self }
    }

    pub(super) const fn id(self) -> Entry {
        Entry {
            names: true,
            ..self
        }
    }

    fn pointer(&self, root: &str) -> String {
        format!("{root}/{}", self.path.join("/"))
    }
}

pub(super) const DAY: &str = "ngày/tháng/năm";

pub(super) const CHOICE: &str = "chọn trong danh sách";

/// Opens a workbook that has some worksheets, as a command writes it.
pub(super) fn open<'b>(
    bytes: &'b [u8],
    file: &'b str,
    sheets: &[&'static str],
    command: &str,
) -> Result<Book<'b>, LoadError> {
    let from_1904 = archive::check(bytes, file)?;
    let mut book = Book::open(bytes, file)?;
    book.from_1904 = from_1904;
    let names = book.names();
    let missing = sheets
        .iter()
        .find(|name| !names.iter().any(|known| same_text(known, name)));
    let Some(missing) = missing else {
        return Ok(book);
    };
    let names: Vec<String> = names.iter().take(5).map(|name| quote(name)).collect();
    let names = names.join(", ");
    let found = phrase!("các trang tính {names}", "the worksheets {names}");
    let expected = phrase!(
        "một trang tên `{missing}`, như `{command}` tạo",
        "one called `{missing}`, as `{command}` writes it"
    );
    let code = ProblemCode::NotWorkbook;
    Err(Diagnostic::of_file(code, file, found, expected).into())
}

/// The cell of a value, or of what it lies in; else the worksheet.
pub(super) fn place_of(places: &HashMap<String, Place>, mut pointer: &str, sheet: &str) -> Place {
    loop {
        match (places.get(pointer), pointer.rsplit_once('/')) {
            (Some(place), _) => return place.clone(),
            (None, Some((parent, _))) => pointer = parent,
            (None, None) => return Place::of(sheet),
        }
    }
}

pub(super) fn about(
    sheet: &mut Worksheet,
    (title, hint): (&str, &str),
    entries: &[Entry],
    list: &Json,
    looks: &Looks,
) -> Result<(), FormError> {
    for (column, width) in (0..).zip([40, 52, 48]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(0, 0, 0, 2, title, looks.of(Style::Title))?;
    sheet.merge_range(1, 0, 1, 2, hint, looks.of(Style::Hint))?;
    for (row, entry) in (3..).zip(entries) {
        sheet.write_string_with_format(row, 0, entry.caption, looks.of(Style::Caption))?;
        let value = at(list, entry.path);
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
        let need = if entry.required {
            "bắt buộc"
        } else {
            "nếu có"
        };
        let hint = match entry.hint {
            "" => need.to_owned(),
            hint => format!("{need}; {hint}"),
        };
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
) -> Result<(), FormError> {
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
                (Some(given), path) => at(given, path),
                (None, _) => entry.names.then_some(&numbered),
            };
            write(sheet, (row, column), entry, value, looks)?;
        }
    }
    sheet.set_freeze_panes(3, 2)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

fn at<'v>(value: &'v Json, path: &[&str]) -> Option<&'v Json> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// Writes a value as its cell shows it.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    entry: &Entry,
    value: Option<&Json>,
    looks: &Looks,
) -> Result<(), FormError> {
    let style = match entry.kind {
        Kind::Day => Style::InputDay,
        _ => Style::InputText,
    };
    let format = looks.of(style);
    let words = entry.kind.words();
    let text = match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    match entry.kind {
        _ if text.is_empty() => {
            sheet.write_blank(row, column, format)?;
        }
        Kind::Day => {
            let day = ExcelDateTime::parse_from_str(&text)?;
            sheet.write_datetime_with_format(row, column, day, format)?;
        }
        Kind::Number => write_number(sheet, (row, column), &text, format)?,
        _ => {
            let shown = words.iter().find(|(_, word)| *word == text);
            let shown = shown.map_or(text.as_str(), |(shown, _)| shown);
            sheet.write_string_with_format(row, column, shown, format)?;
        }
    }
    Ok(())
}

/// The words that the cells of a column offer.
fn offer(
    sheet: &mut Worksheet,
    (first, last): (u32, u32),
    column: u16,
    entry: &Entry,
) -> Result<(), FormError> {
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
pub(super) struct Reading<'f> {
    pub(super) file: &'f str,
    /// The workbook counts its days from 1904.
    pub(super) from_1904: bool,
    pub(super) list: Json,
    pub(super) places: HashMap<String, Place>,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) notes: Vec<Note>,
}

impl<'f> Reading<'f> {
    pub(super) fn new(file: &'f str, from_1904: bool) -> Reading<'f> {
        Reading {
            file,
            from_1904,
            list: json!({"format": 1}),
            places: HashMap::new(),
            problems: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Notes that the values of some cells are not used; `caption` is the text above or beside them.
    fn unused(&mut self, grid: &Grid, at: (u32, u16), caption: &str, cells: usize) {
        let caption = quote(caption);
        let text = phrase!(
            "mục {caption} không có trong danh sách mẫu, {cells} ô của mục này không được dùng",
            "{caption} is not of the list that was written: what is filled in there is not used, cells: {cells}"
        );
        let note = Note::new(self.file, &Place::cell(grid.name(), at), text);
        self.notes.push(note);
    }

    /// A caption that is not there, or there twice.
    fn changed(&self, place: &Place, entry: &Entry, found: Phrase) -> Diagnostic {
        let caption = quote(entry.caption);
        let expected = phrase!(
            "tiêu đề {caption} một lần, như trong danh sách mẫu",
            "the caption {caption} once, as in the list that was written"
        );
        place.problem(self.file, ProblemCode::LayoutChanged, found, expected)
    }

    pub(super) fn about(
        &mut self,
        grid: &Grid,
        entries: &'static [Entry],
        changed: &mut Vec<Diagnostic>,
    ) {
        for entry in entries {
            let rows: Vec<u32> = grid.rows_of(0, entry.caption);
            let &[row] = rows.as_slice() else {
                let place = match rows.get(1) {
                    Some(&second) => Place::cell(grid.name(), (second, 0)),
                    None => Place::of(grid.name()),
                };
                let found = match rows.len() {
                    0 => phrase!("không có tiêu đề này", "no such caption"),
                    _ => phrase!("tiêu đề này lần nữa", "it a second time"),
                };
                changed.push(self.changed(&place, entry, found));
                continue;
            };
            self.value(grid, (row, 1), entry, "");
        }
    }

    /// Names what is filled in beside captions that are none of the list's.
    pub(super) fn beside(&mut self, grid: &Grid, entries: &'static [Entry]) {
        for row in grid.rows() {
            let known = entries
                .iter()
                .any(|entry| grid.says((row, 0), entry.caption));
            if !known && grid.value((row, 1)).is_some() {
                self.unused(grid, (row, 1), &grid.shown((row, 0)), 1);
            }
        }
    }

    pub(super) fn table(
        &mut self,
        grid: &Grid,
        (key, letter): (&str, char),
        entries: &'static [Entry],
        changed: &mut Vec<Diagnostic>,
    ) {
        let mut columns = Vec::new();
        let header = (0..HEADER_ROWS).find(|&row| {
            let known = entries
                .iter()
                .filter(|entry| grid.column_of(row, entry.caption).is_some());
            known.count() > entries.len() / 2
        });
        let Some(header) = header else {
            let place = Place::of(grid.name());
            if let Some(entry) = entries.get(1) {
                let found = phrase!("không có dòng tiêu đề", "no line of captions");
                changed.push(self.changed(&place, entry, found));
            }
            return;
        };
        for entry in entries {
            match grid.column_of(header, entry.caption) {
                Some(column) => columns.push((entry, column)),
                None => {
                    let place = Place::cell(grid.name(), (header, 0));
                    let found = phrase!("không có tiêu đề này", "no such caption");
                    changed.push(self.changed(&place, entry, found));
                }
            }
        }
        let is_id = |entry: &Entry| entry.names;
        let rows: Vec<u32> = grid
            .rows()
            .into_iter()
            .filter(|&row| row > header)
            .filter(|&row| {
                let mut cells = columns.iter().filter(|(entry, _)| !is_id(entry));
                cells.any(|(_, column)| grid.value((row, *column)).is_some())
            })
            .collect();
        let own = grid.columns().into_iter().filter(|&column| {
            let entry = columns.iter().any(|(_, known)| *known == column);
            !entry && !grid.shown((header, column)).starts_with(SETS_CAPTION)
        });
        for column in own {
            let cells = rows
                .iter()
                .filter(|&&row| grid.value((row, column)).is_some());
            let cells: Vec<u32> = cells.copied().collect();
            if let Some(&first) = cells.first() {
                let caption = grid.shown((header, column));
                self.unused(grid, (first, column), &caption, cells.len());
            }
        }
        if let Some(list) = self.list.as_object_mut() {
            list.insert(key.to_owned(), json!([]));
        }
        self.places
            .insert(format!("/{key}"), Place::of(grid.name()));
        let mut used: BTreeSet<String> = BTreeSet::new();
        for row in &rows {
            let id = columns.iter().find(|(entry, _)| is_id(entry));
            let id = id.and_then(|(_, column)| grid.value((*row, *column)));
            used.extend(id.and_then(|id| id.text().ok()).map(str::to_owned));
        }
        for (index, row) in rows.into_iter().enumerate() {
            let root = format!("/{key}/{index}");
            if let Some(list) = self.list.get_mut(key).and_then(Json::as_array_mut) {
                list.push(Json::Object(Map::new()));
            }
            self.places
                .insert(root.clone(), Place::cell(grid.name(), (row, 0)));
            for (entry, column) in &columns {
                let cell = (row, *column);
                if is_id(entry) && grid.value(cell).is_none() {
                    // A row without a name for addresses gets the first that nobody has.
                    let mut names = (index + 1..).map(|n| format!("{letter}{n}"));
                    let name = names.find(|name| !used.contains(name)).unwrap_or_default();
                    used.insert(name.clone());
                    self.keep(&root, entry, json!(name), Place::cell(grid.name(), cell));
                    continue;
                }
                self.value(grid, cell, entry, &root);
            }
        }
    }

    /// Takes the value of a cell into the list.
    fn value(&mut self, grid: &Grid, cell: (u32, u16), entry: &Entry, root: &str) {
        let place = Place::cell(grid.name(), cell);
        match grid.filled(cell, entry.kind, self.from_1904) {
            None if entry.required => {
                let caption = quote(entry.caption);
                let expected =
                    phrase!("{caption}, là mục bắt buộc", "{caption}, which is required");
                let (code, found) = (ProblemCode::MissingKey, phrase!("ô trống", "an empty cell"));
                self.problems
                    .push(place.problem(self.file, code, found, expected));
            }
            None => {}
            Some(value) => match json_of(entry, &value) {
                Ok(value) => self.keep(root, entry, value, place),
                Err(why) => self.problems.push(place.refused(self.file, &why)),
            },
        }
    }

    fn keep(&mut self, root: &str, entry: &Entry, value: Json, place: Place) {
        self.places.insert(entry.pointer(root), place);
        let mut at = self.list.pointer_mut(root);
        for key in entry.path {
            let Some(Json::Object(object)) = at else {
                return;
            };
            at = Some(object.entry(*key).or_insert_with(|| json!({})));
        }
        if let Some(at) = at {
            *at = value;
        }
    }
}

/// A cell's value as the list has it.
fn json_of(entry: &Entry, value: &Value) -> Result<Json, Refused> {
    Ok(match entry.kind {
        Kind::Text if matches!(entry.path, ["recipients" | "others"]) => {
            let all = value.text()?.split([';', '\n']).map(str::trim);
            all.filter(|one| !one.is_empty()).collect()
        }
        Kind::Text => json!(value.text()?),
        Kind::Set => {
            let text = value.text()?;
            let padded = if text.len() == 1 { "0" } else { "" };
            json!(format!("{padded}{text}"))
        }
        Kind::Number => json!(value.whole(&phrase!("một số nguyên", "a whole number"))?),
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
