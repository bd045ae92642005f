//! A council's own table of box numbers into a case.

use std::borrow::Cow;
use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::law::CriteriaSet;
use ocop::scoring::MAX_SHEETS;
use ocop::text::{Phrase, normalise};
use ocop::value::{CriterionCode, FindingId};
use ocop::{Case, Catalog, Diagnostic, LoadError};

use super::csv::{
    SEPARATORS, Stray, beginning, blank, fields, lines, named_separator, separator, text,
};
use super::fields::{FIELDS, Field, MEMBERS};
use super::place::{Place, Problems};
use super::record::{Record, Sheet};
use super::table_faults::{
    FINDING, HEADER, ROLE, STOPPED, begins_with_title, is_key, key_for, mixed, not_a_table,
    one_for_many, otherwise_separated, unknown_key,
};
use super::value::{Refused, Value, plain, quote};

/// The most lines that hold something: more than there are keys, findings and criteria.
const MAX_LINES: usize = 200;
/// So many lines and one more begin with keys by no accident.
const KEYS_OF_A_TABLE: usize = 2;

/// Reads a council's own table of box numbers (CSV), and gives its case, as
/// [`read_workbook`](super::read_workbook) does.
///
/// First come lines of a key and a value: `regulation`, `set`, `product`, `level` and `date`,
/// which are needed; where they apply `code`, `craft_village`, `district`, `producer_id`,
/// `producer`, `producer_kind`, `kind`, `filed`, `previous_star`, `previous_issued`,
/// `previous_expires`, `decided`, `rules`, `appointed`, `form`, what the commune reported (`reported`,
/// `local_origin`, `local_labour`, `origin_of_idea`, `local_identity`), and a `finding` for each that the
/// council made. Then the line `criterion` with the name of each member, perhaps a line `role`
/// with their roles, perhaps a line `stopped_at` with the criterion at whose printed stop a member's sheet
/// ends, and a line for each criterion with the number of each member's box, 0 for
/// none. Fields are separated by `;`, `,` or tabs, whichever follows the first key. Days are
/// `YYYY-MM-DD` or `DD/MM/YYYY`; words are those of the case format or of the form.
///
/// # Errors
///
/// [`LoadError`] with every problem, each at its line and its field in that line.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop_papers::read_table;
///
/// let table = "regulation;qd-148-2023\nset;08\nproduct;Cá khô\nlevel;district\n\
///     date;2024-04-10\ncriterion;An;Bình\n1.1;2;hai\n";
/// let error = read_table(table.as_bytes(), "council.csv", &Catalog::bundled()).unwrap_err();
/// let problem = &error.diagnostics()[0];
/// assert_eq!((problem.line(), problem.column()), (Some(7), Some(3)));
/// ```
pub fn read_table(bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Case, LoadError> {
    record(bytes, file, catalog)?.case(None, catalog)
}

/// What a table holds.
pub(super) fn record(bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Record, LoadError> {
    let text = text(bytes, file)?;
    let mut lines = lines(&text).enumerate().peekable();
    let named = lines.peek().and_then(|(_, line)| named_separator(line));
    if named.is_some() {
        lines.next();
    }
    let file: Arc<str> = file.into();
    let mut table = Table {
        record: Record::at(Place::of(&file, "")),
        file,
        catalog,
        set: None,
        separator: named.unwrap_or_else(|| separator(&text)),
        problems: Vec::new(),
        given: Vec::new(),
        strange: Vec::new(),
        empty: Vec::new(),
        answering: false,
        rows: 0,
        blank: Vec::new(),
    };
    let mut filled = 0;
    for (index, line) in lines {
        match table.line(line, index + 1) {
            Line::Blank => {}
            Line::Read => filled += 1,
            Line::Stop => {
                LoadError::unless_empty(table.problems)?;
                return Ok(table.record);
            }
        }
        if filled > MAX_LINES {
            let found = phrase!("nhiều dòng hơn", "more lines");
            let expected = phrase!(
                "nhiều nhất {MAX_LINES} dòng có chữ",
                "at most {MAX_LINES} that are not blank"
            );
            let code = ProblemCode::NotTable;
            return Err(table.at("").problem(code, found, expected).into());
        }
    }
    table.finish()
}

/// Whether a text is meant to be a table: its first line that holds something has a key and a
/// value, or says what separates them, or lines below it begin with keys.
pub(super) fn looks_like_table(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut lines = lines(text).filter(|line| !line.trim_matches(blank).is_empty());
    let Some(first) = lines.next() else {
        return false;
    };
    let has_key = |line: &&str| {
        // Some separate by a stroke, which is refused by name.
        let key = line.split_once(|c| SEPARATORS.contains(&c) || c == '|');
        key.is_some_and(|(key, _)| is_key(key.trim().trim_matches('"')))
    };
    named_separator(first).is_some()
        || begins_with_title(first)
        || has_key(&first) && first.contains(SEPARATORS)
        || lines
            .take(MAX_LINES)
            .filter(has_key)
            .nth(KEYS_OF_A_TABLE)
            .is_some()
}

/// Where the value of a field is in a case of one stage, as a JSON Pointer.
fn pointer(field: &Field) -> String {
    match field.in_stage() {
        _ if field.reported().is_some() => String::new(),
        Some(path) => format!("/stages/0{path}"),
        None => field.path.to_owned(),
    }
}

/// What a line was.
enum Line {
    Blank,
    Read,
    /// What follows cannot be understood.
    Stop,
}

struct Table<'t> {
    file: Arc<str>,
    catalog: &'t Catalog,
    /// The sheet that is filled in, where the lines before the answers name one.
    set: Option<Arc<CriteriaSet>>,
    separator: char,
    record: Record,
    problems: Problems,
    /// The keys that were given.
    given: Vec<&'static str>,
    /// Keys that are like none, each with the place of its problem among the problems.
    strange: Vec<(usize, String, Place)>,
    /// The keys that have a line without a value, and where.
    empty: Vec<(&'static str, Place)>,
    /// The line that names the members has been read.
    answering: bool,
    /// How many lines of criteria were read.
    rows: usize,
    /// The places of boxes that are blank: the member, the criterion, and what is told of it, unless the
    /// member's sheet ended before.
    blank: Vec<(usize, String, Place)>,
}

impl Table<'_> {
    /// Reports a quotation mark; behind one that is open, anything may belong to its value.
    fn stray(&mut self, stray: &Stray, line: &str, at: impl Fn(&str, usize) -> Place) -> Line {
        let expected = phrase!(
            "cả giá trị trong một cặp dấu `\"` trên cùng một dòng, dấu `\"` bên trong viết hai lần",
            "the whole value between two `\"` on one line, each `\"` within it twice"
        );
        let key = line.split(self.separator).next().unwrap_or_default();
        let key = key.trim().trim_matches('"');
        let field = Field::named(key);
        // Its value is wrong, not missing.
        self.given.extend(field.map(|field| field.key));
        let known = self.answering || field.is_some() || key == FINDING;
        let (number, found, line) = match stray {
            Stray::Open(number) => (
                number,
                phrase!(
                    "dấu `\"` mở ở đây mà không đóng trên dòng này",
                    "a `\"` that is opened here and not closed on this line"
                ),
                Line::Stop,
            ),
            Stray::Inside(number) => (
                number,
                phrase!("dấu `\"` lẻ ở giữa giá trị", "a single `\"` within a value"),
                if known { Line::Read } else { Line::Stop },
            ),
        };
        let path = if known { key } else { "" };
        self.problem(&at(path, *number), ProblemCode::NotTable, found, expected);
        line
    }

    /// A place that only a path names.
    fn at(&self, path: &str) -> Place {
        Place::of(&self.file, path)
    }

    fn problem(
        &mut self,
        place: &Place,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) {
        self.problems.push(place.problem(code, found, expected));
    }

    /// Reads one line.
    fn line(&mut self, whole: &str, number: usize) -> Line {
        let (answering, file) = (self.answering, Arc::clone(&self.file));
        // What a line speaks of, where it is one of the words that tables have.
        let set = self.set.clone();
        let at = |key: &str, field: usize| {
            let known = match answering {
                true => is_criterion(set.as_deref(), &code(key)),
                false => is_key(key) && key == key.to_ascii_lowercase(),
            };
            let known = known || [ROLE, STOPPED].contains(&key);
            let path = if known { key } else { "" };
            let place = Place::of(&file, path).on_line(number, field);
            let field = Field::named(key).filter(|_| !answering);
            place.at_pointer(field.map(pointer).unwrap_or_default())
        };
        let line = match fields(whole, self.separator) {
            Ok(line) => line,
            Err(stray) => return self.stray(&stray, whole, at),
        };
        let key = line.first().map_or("", |key| &**key);
        let place = |field: usize| at(key, field + 1);
        let is_first = self.given.is_empty() && self.problems.is_empty();
        // Spreadsheets write as many fields in every line as the longest has.
        let width = line.iter().rposition(|field| !field.is_empty());
        let Some(width) = width else {
            return Line::Blank;
        };
        if self.answering {
            self.answers(&line, key, &place(0), width, number);
        } else if key == HEADER {
            self.answering = true;
            self.set = self.named_set();
            self.record.whole = place(0);
            if !self.members(&line, &place(0), width, number) {
                return Line::Stop;
            }
        } else if let Some((known, other)) = otherwise_separated(key) {
            // The line is wrong; its key is not missing.
            self.given
                .extend(Field::named(known).map(|field| field.key));
            let separator = self.separator;
            self.problems
                .push(mixed(known, other, separator, &at(known, 1)));
            if known == HEADER {
                return Line::Stop;
            }
        } else if let Some(problem) = not_a_table(whole, key, is_first, &place(0)) {
            self.problems.push(problem);
            return Line::Stop;
        } else {
            let value = Value::of_text(line.get(1).map_or("", |value| value));
            self.field(key, value, place);
            if width > 1 {
                let found = line.get(2).map(|value| quote(value)).unwrap_or_default();
                let code = ProblemCode::NotTable;
                let expected = phrase!("một khóa và một giá trị", "a key and one value");
                self.problem(&place(2), code, found, expected);
            }
        }
        Line::Read
    }

    fn field(&mut self, key: &str, value: Option<Value>, place: impl Fn(usize) -> Place) {
        if key == FINDING {
            let Some(Value::Text(finding)) = value else {
                let expected = phrase!("tên của một căn cứ loại", "the name of a finding");
                self.problem(&place(1), ProblemCode::Empty, no_value(), expected);
                return;
            };
            match plain(&finding).to_lowercase().parse::<FindingId>() {
                Ok(id) => self.record.findings.push((id, place(1))),
                Err(error) => {
                    let vi = "tên của một căn cứ loại, như `ip-infringement`";
                    let expected = Phrase::new(vi, error.expected());
                    self.problem(&place(1), ProblemCode::BadCode, quote(&finding), expected);
                }
            }
            return;
        }
        let Some(field) = Field::named(key).filter(|field| field.key != MEMBERS) else {
            let (meant, problem) = unknown_key(key, &place(0));
            // A key that is misspelt is not missing.
            self.given.extend(meant);
            if meant.is_none() {
                let at = self.problems.len();
                self.strange.push((at, key.to_owned(), place(0)));
            }
            self.problems.push(problem);
            return;
        };
        if self.given.contains(&field.key) {
            let key = quote(key);
            let found = phrase!("{key} lần nữa", "{key} again");
            let expected = phrase!("mỗi khóa một lần", "each key once");
            self.problem(&place(0), ProblemCode::RepeatedKey, found, expected);
            return;
        }
        let Some(value) = value else {
            self.empty.push((field.key, place(1)));
            self.record.empty.push((field, place(1)));
            return;
        };
        self.given.push(field.key);
        let refused = self.record.field(field, &value, place(1));
        self.problems.extend(refused);
    }

    /// The sheet that the lines so far name.
    fn named_set(&self) -> Option<Arc<CriteriaSet>> {
        let stated = self.record.stated();
        let text = |key: &str| stated.get(key).and_then(serde_json::Value::as_str);
        self.catalog.set(text("regulation")?, text("set")?).ok()
    }

    /// Reads the names of the members; whether there are as many as can be.
    fn members(
        &mut self,
        line: &[Cow<'_, str>],
        start: &Place,
        width: usize,
        number: usize,
    ) -> bool {
        if width == 0 || width > MAX_SHEETS {
            let found = phrase!("{width} thành viên", "members: {width}");
            let expected = phrase!("từ 1 đến {MAX_SHEETS}", "from 1 to {MAX_SHEETS}");
            self.problem(start, ProblemCode::TooManySheets, found, expected);
            return false;
        }
        for field in 1..=width {
            let name = line.get(field).map_or("", |name| name);
            let pointer = format!("/stages/0/sheets/{}/assessor", field - 1);
            let place = self
                .at(&format!("sheet {field}"))
                .on_line(number, field + 1);
            let place = place.at_pointer(pointer);
            if name.is_empty() {
                let found = phrase!("không có tên", "no name");
                let expected = phrase!("tên của một thành viên", "the name of a member");
                self.problem(&place, ProblemCode::Empty, found, expected);
            }
            let mut sheet = Sheet::new(String::new(), place.clone());
            sheet.assessor(name.to_owned(), place);
            self.record.sheets.push(sheet);
        }
        true
    }

    /// A line of roles, or of the boxes of one criterion.
    fn answers(
        &mut self,
        line: &[Cow<'_, str>],
        key: &str,
        start: &Place,
        width: usize,
        number: usize,
    ) {
        let members = self.record.sheets.len();
        if width > members {
            let found = phrase!("{width} giá trị", "values: {width}");
            let expected = phrase!(
                "mỗi thành viên một giá trị, {members} thành viên",
                "one for each member, {members} in all"
            );
            self.problem(start, ProblemCode::NotTable, found, expected);
            return;
        }
        let set = self.set.clone();
        let of_members = [ROLE, STOPPED].contains(&key);
        self.rows += usize::from(!of_members);
        let typed = key;
        let code = code(key);
        let key = if of_members { key } else { &*code };
        let mut criteria = set.iter().flat_map(|set| set.criteria());
        let criterion = criteria.find(|criterion| criterion.code().as_str() == key);
        if !of_members && key.parse::<CriterionCode>().is_err() {
            let day = Value::Text(key.to_owned()).day().is_ok();
            let expected = if day {
                phrase!(
                    "mã của một tiêu chí, như `1.a`, `6.1`, `7`; chương trình bảng tính đã đổi mã thành ngày, cột này \
                     cần định dạng Văn bản",
                    "a criterion's code such as `1.a`, `6.1` or `7`; a spreadsheet made a day of it, give the column the \
                     format Text"
                )
            } else {
                phrase!(
                    "mã của một tiêu chí, như `1.a`, `6.1`, `7`",
                    "a criterion's code such as `1.a`, `6.1` or `7`"
                )
            };
            self.problem(start, ProblemCode::BadCode, quote(typed), expected);
            return;
        }
        for (index, sheet) in self.record.sheets.iter_mut().enumerate() {
            // A code that the sheet does not have is what somebody typed.
            let path = match of_members || criterion.is_some() {
                true => format!("{key}/sheet {}", index + 1),
                false => format!("sheet {}", index + 1),
            };
            let place = Place::of(&self.file, path).on_line(number, index + 2);
            let sheet_at = format!("/stages/0/sheets/{index}");
            let place = place.at_pointer(match key {
                ROLE => format!("{sheet_at}/role"),
                STOPPED => format!("{sheet_at}/stopped_at"),
                _ => format!("{sheet_at}/answers/{}", sheet.answers.len()),
            });
            let value = Value::of_text(line.get(index + 1).map_or("", |value| value));
            let why = match (value, key) {
                (Some(value), ROLE) => match value.role() {
                    Ok(role) => {
                        sheet.role(role, place);
                        continue;
                    }
                    Err(why) => place.refused(&why),
                },
                (Some(value), STOPPED) => match stop(&value) {
                    Ok(code) => {
                        sheet.stop(code, place);
                        continue;
                    }
                    Err(why) => place.refused(&why),
                },
                (None, ROLE | STOPPED) => continue,
                (Some(value), code) => match value.ticked(criterion) {
                    Ok(ticked) => {
                        sheet.answers.push((code.to_owned(), ticked, place));
                        continue;
                    }
                    Err(why) => place.refused(&why),
                },
                (None, code) => {
                    self.blank.push((index, code.to_owned(), place));
                    continue;
                }
            };
            self.problems.push(why);
        }
    }

    /// Tells the blank places of boxes, but for those behind the stop at which a sheet ends.
    fn blanks(&mut self) {
        let criteria: Vec<&str> = self
            .set
            .iter()
            .flat_map(|set| set.criteria())
            .map(|criterion| criterion.code().as_str())
            .collect();
        let position = |code: &str| criteria.iter().position(|known| *known == code);
        let sheets = self.record.sheets.iter();
        let stops = sheets.map(|sheet| position(&sheet.stopped_at()?));
        let stops: Vec<Option<usize>> = stops.collect();
        for (index, code, place) in &self.blank {
            let stop = stops.get(*index).copied().flatten();
            if stop.zip(position(code)).is_some_and(|(stop, at)| at > stop) {
                continue;
            }
            let expected = phrase!(
                "số của một ô, hoặc 0 khi không có ô nào",
                "the number of one box, or 0 for none"
            );
            let code = ProblemCode::CriterionMissing;
            self.problems
                .push(place.problem(code, no_value(), expected));
        }
        self.problems.sort_by_key(Diagnostic::line);
    }

    /// One key that is like none and one needed key that is not there are one mistake, as in JSON: the first was meant
    /// for the second.
    fn one_strange_key(&mut self) {
        let absent = |field: &&Field| is_needed(field) && !self.given.contains(&field.key);
        let mut absent = FIELDS.iter().filter(absent).map(|field| field.key);
        if let ([(at, typed, place)], Some(key), None) =
            (self.strange.as_slice(), absent.next(), absent.next())
            && !self.empty.iter().any(|(empty, _)| *empty == key)
            && let Some(problem) = self.problems.get_mut(*at)
        {
            *problem = key_for(Some(key), typed, place);
            self.given.push(key);
        }
    }

    fn finish(mut self) -> Result<Record, LoadError> {
        self.one_strange_key();
        self.blanks();
        for field in FIELDS {
            let given = self.given.contains(&field.key);
            if is_needed(field) && !given {
                let (key, code) = (field.key, ProblemCode::MissingKey);
                if let Some((_, place)) = self.empty.iter().find(|(empty, _)| *empty == key) {
                    let expected = phrase!("một giá trị sau `{key};`", "a value behind `{key};`");
                    self.problem(&place.clone(), code, no_value(), expected);
                    continue;
                }
                let found = phrase!("không có `{key}`", "no `{key}`");
                let expected = phrase!(
                    "một dòng `{key};…` trước số ô",
                    "a line `{key};…` before the boxes"
                );
                self.problem(&self.at(""), code, found, expected);
            }
        }
        if self.record.sheets.is_empty() && self.record.findings.is_empty() {
            let found = phrase!("không có dòng `{HEADER}`", "no line `{HEADER}`");
            let expected = phrase!(
                "một dòng có tên các thành viên, trước số ô",
                "one, with the names of the members, before the boxes"
            );
            self.problem(&self.at(""), ProblemCode::NotTable, found, expected);
        }
        if !self.record.sheets.is_empty() && self.rows == 0 {
            let whole = self.record.whole.clone();
            let found = phrase!("không có dòng nào của tiêu chí", "no line of a criterion");
            let expected = phrase!(
                "một dòng cho mỗi tiêu chí, sau dòng `{HEADER}`",
                "a line for each criterion, behind the line `{HEADER}`"
            );
            self.problem(&whole, ProblemCode::NotTable, found, expected);
        }
        let many = one_for_many(&mut self.problems);
        if !many && !self.problems.is_empty() {
            let record = std::mem::take(&mut self.record);
            record.also_wrong(self.catalog, &mut self.problems);
        }
        LoadError::unless_empty(self.problems)?;
        Ok(self.record)
    }
}

/// Whether a table must give a field.
fn is_needed(field: &Field) -> bool {
    field.required && ![MEMBERS, "format"].contains(&field.key)
}

/// A field without a value, as problems call it.
fn no_value() -> Phrase {
    phrase!("không có giá trị", "no value")
}

/// Whether a code is one of a set's criteria.
fn is_criterion(set: Option<&CriteriaSet>, code: &str) -> bool {
    let mut criteria = set.into_iter().flat_map(CriteriaSet::criteria);
    criteria.any(|criterion| criterion.code().as_str() == code)
}

/// The criterion at whose stop a sheet ends: its code, or the entry of a form's list.
fn stop(value: &Value) -> Result<String, Refused> {
    let text = value.text()?;
    let named = normalise(&text.to_lowercase()).into_owned();
    let written = named.strip_prefix("tiêu chí ").unwrap_or(&named);
    let written = code(written);
    if written.parse::<CriterionCode>().is_ok() {
        return Ok(written.into_owned());
    }
    let expected = phrase!(
        "mã của tiêu chí mà phiếu dừng, như `6.4`",
        "the code of the criterion at which the sheet ended, such as `6.4`"
    );
    Err(value.refused(ProblemCode::BadCode, expected))
}

/// A criterion's code as a spreadsheet may write it: with a comma for the point.
fn code(key: &str) -> Cow<'_, str> {
    let key = plain(key);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match key.split_once(',') {
        Some((one, two)) if digits(one) && digits(two) => format!("{one}.{two}").into(),
        _ => key,
    }
}
