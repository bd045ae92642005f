//! A council's own table of box numbers into a case.

use std::borrow::Cow;
use std::sync::Arc;

use ocop::input::{ProblemCode, RawSheet};
use ocop::law::CriteriaSet;
use ocop::scoring::MAX_SHEETS;
use ocop::text::{Phrase, hidden_character, nearly_equal, normalise};
use ocop::value::{CriterionCode, FindingId};
use ocop::{Case, Catalog, Diagnostic, LoadError};

use super::fields::{FIELDS, Field, MEMBERS, REPORT, Value, plain, quote};
use super::layout::{MEMBER_TITLE, SUMMARY_TITLE};
use super::record::{Place, Record, Sheet};
use super::within_limit;

/// What separates the fields of a table; in Vietnam, spreadsheets write semicolons.
const SEPARATORS: &[char] = &[';', ',', '\t'];
/// A first line that says what separates fields, as Excel writes and reads it.
const SEPARATOR_LINE: &str = "sep=";
/// The most lines that hold something: more than there are keys, findings and criteria.
const MAX_LINES: usize = 200;
/// So many lines and one more begin with keys by no accident.
const KEYS_OF_A_TABLE: usize = 2;
/// The first field of the line that names the members.
const HEADER: &str = "criterion";
/// What people write for it.
const HEADER_VI: &str = "tiêu chí";
/// The first field of the line that holds their roles.
const ROLE: &str = "role";
/// The first field of a line that names a finding.
const FINDING: &str = "finding";

/// Reads a council's own table of box numbers (CSV), and gives its case, as
/// [`read_workbook`](super::read_workbook) does.
///
/// First come lines of a key and a value: `regulation`, `set`, `product`, `level` and `date`,
/// which are needed; where they apply `code`, `craft_village`, `district`, `producer_id`,
/// `producer`, `producer_kind`, `kind`, `filed`, `previous_star`, `previous_issued`,
/// `previous_expires`, `decided`, `rules`, `appointed`, `form`, what the commune reported (`reported`,
/// `local_origin`, `local_labour`, `origin_of_idea`, `local_identity`), and a `finding` for each that the
/// council made. Then the line `criterion` with the name of each member, perhaps a line `role`
/// with their roles, and a line for each criterion with the number of each member's box, 0 for
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
    record(bytes, file, catalog)?.case(file, None, catalog)
}

/// What a table holds.
pub(super) fn record(bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Record, LoadError> {
    let text = text(bytes, file)?;
    let mut lines = lines(&text).enumerate().peekable();
    let named = lines.peek().and_then(|(_, line)| named_separator(line));
    if named.is_some() {
        lines.next();
    }
    let mut table = Table {
        file,
        catalog,
        set: None,
        separator: named.unwrap_or_else(|| separator(&text)),
        record: Record::default(),
        problems: Vec::new(),
        given: Vec::new(),
        empty: Vec::new(),
        answering: false,
        rows: 0,
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
            return Err(Diagnostic::of_file(ProblemCode::NotTable, file, found, expected).into());
        }
    }
    table.finish()
}

/// Whether a text is meant to be a table: its first line that holds something has a key and a
/// value, or says what separates them, or lines below it begin with keys.
pub(super) fn looks_like_table(bytes: &[u8]) -> bool {
    // The end may be cut off, in the middle of a letter.
    let utf_16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let pairs = rest.chunks_exact(2).take(1_000);
        let units = pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit));
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes).into(),
        bytes => String::from_utf8_lossy(bytes),
    };
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
    match field.path {
        [] | [REPORT, ..] => String::new(),
        ["stages", path @ ..] => format!("/stages/0/{}", path.join("/")),
        path => format!("/{}", path.join("/")),
    }
}

/// Whether a text is the first field of a line of a table.
pub(super) fn is_key(text: &str) -> bool {
    let keys = FIELDS.iter().map(|field| field.key);
    let mut keys = keys.chain([HEADER, FINDING]);
    keys.any(|key| key.eq_ignore_ascii_case(text))
}

/// A key of a table and the separator behind it, in a field that another separator ended.
fn otherwise_separated(field: &str) -> Option<(&str, char)> {
    let other = field.find(SEPARATORS)?;
    let (key, rest) = field.split_at(other);
    is_key(key.trim()).then_some((key.trim(), rest.chars().next()?))
}

fn blank(c: char) -> bool {
    c.is_whitespace() || SEPARATORS.contains(&c) || c == '"'
}

/// Whether a line begins with the title of a worksheet of the form, which holds a comma.
fn begins_with_title(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
    let mut titles = [MEMBER_TITLE, SUMMARY_TITLE].into_iter();
    titles.any(|title| line.starts_with(title))
}

/// The lines of a text. Old programs end them with a carriage return alone.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split(end)
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The bytes as text, without the mark that spreadsheets put before it. Excel's `Unicode Text` is
/// UTF-16, which its mark tells apart.
fn text<'b>(bytes: &'b [u8], file: &str) -> Result<Cow<'b, str>, Diagnostic> {
    within_limit(bytes, file)?;
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| error.valid_up_to()),
    };
    let text = text.map_err(|valid| {
        let before = bytes.get(..valid).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let found = phrase!("byte không phải UTF-8", "bytes that are not UTF-8");
        let expected = phrase!("bảng lưu dạng `CSV UTF-8`", "a table saved as `CSV UTF-8`");
        Diagnostic::of_file(ProblemCode::NotUtf8, file, found, expected).at(line, 1)
    })?;
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        owned => owned,
    };
    if text.trim().is_empty() {
        let expected = phrase!(
            "các dòng gồm khóa và giá trị, rồi một bảng",
            "lines of a key and a value, and then a table"
        );
        let code = ProblemCode::Empty;
        let found = phrase!("tệp trống", "an empty file");
        return Err(Diagnostic::of_file(code, file, found, expected));
    }
    Ok(text)
}

/// UTF-16 as text, or the byte up to which it is.
fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, usize> {
    let pairs = bytes
        .chunks(2)
        .map(|pair| <[u8; 2]>::try_from(pair).map(unit));
    let units: Result<Vec<u16>, _> = pairs.collect();
    let text = units.ok().and_then(|units| String::from_utf16(&units).ok());
    text.map(Cow::Owned).ok_or(0)
}

/// What follows the first key.
fn separator(text: &str) -> char {
    text.chars().find(|c| SEPARATORS.contains(c)).unwrap_or(';')
}

/// The separator that a line such as `sep=;` names.
fn named_separator(line: &str) -> Option<char> {
    let line = line.trim_start_matches('\u{feff}').trim_matches('"');
    let named = line.strip_prefix(SEPARATOR_LINE)?;
    SEPARATORS.iter().copied().find(|&c| named.starts_with(c))
}

/// A quotation mark that leaves open where a value ends: the field that holds it, from 1.
#[derive(Debug, PartialEq, Eq)]
enum Stray {
    /// A value begins with it, and no other closes it on this line.
    Open(usize),
    /// It stands in the middle of a value, or text follows it.
    Inside(usize),
}

/// The fields of a line, without space around them. A value in quotation marks ends on its line;
/// in one that does not begin with a mark, marks stand for themselves, in pairs.
fn fields(line: &str, separator: char) -> Result<Vec<Cow<'_, str>>, Stray> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let number = fields.len() + 1;
        let space = |c: char| c.is_whitespace() && c != separator;
        let start = rest.trim_start_matches(space);
        let (field, after) = match start.strip_prefix('"') {
            Some(quoted) => {
                let mut value = String::new();
                let mut quoted = quoted;
                let after = loop {
                    let (part, after) = quoted.split_once('"').ok_or(Stray::Open(number))?;
                    value += part;
                    match after.strip_prefix('"') {
                        Some(after) => {
                            value.push('"');
                            quoted = after;
                        }
                        None => break after.trim_start_matches(space),
                    }
                };
                if !after.is_empty() && !after.starts_with(separator) {
                    return Err(Stray::Inside(number));
                }
                (Cow::Owned(value.trim().to_owned()), after)
            }
            None => {
                let end = start.find(separator).unwrap_or(start.len());
                let (value, after) = start.split_at(end);
                if value.matches('"').count() % 2 == 1 {
                    return Err(Stray::Inside(number));
                }
                (Cow::Borrowed(value.trim()), after)
            }
        };
        fields.push(field);
        match after.strip_prefix(separator) {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
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
    file: &'t str,
    catalog: &'t Catalog,
    /// The sheet that is filled in, where the lines before the answers name one.
    set: Option<Arc<CriteriaSet>>,
    separator: char,
    record: Record,
    problems: Vec<Diagnostic>,
    /// The keys that were given.
    given: Vec<&'static str>,
    /// The keys that have a line without a value, and where.
    empty: Vec<(&'static str, Place)>,
    /// The line that names the members has been read.
    answering: bool,
    /// How many lines of criteria were read.
    rows: usize,
}

impl Table<'_> {
    fn problem(
        &mut self,
        place: &Place,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) {
        let problem = place.problem(self.file, code, found, expected);
        self.problems.push(problem);
    }

    /// Reads one line.
    fn line(&mut self, whole: &str, number: usize) -> Line {
        let answering = self.answering;
        // What a line speaks of, where it is one of the words that tables have.
        let at = |key: &str, field: usize| {
            let known = match answering {
                true => code(key).parse::<CriterionCode>().is_ok(),
                false => is_key(key) && key == key.to_ascii_lowercase(),
            };
            let known = known || key == ROLE;
            let place = Place::field(if known { key } else { "" }, number, field);
            let field = FIELDS.iter().find(|field| field.key == key && !answering);
            place.at_pointer(field.map(pointer).unwrap_or_default())
        };
        let line = match fields(whole, self.separator) {
            Ok(line) => line,
            Err(stray) => return self.stray(&stray, whole, at),
        };
        let key = line.first().map_or("", |key| &**key);
        let place = |field: usize| at(key, field + 1);
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
            let field = FIELDS.iter().find(|field| field.key == known);
            self.given.extend(field.map(|field| field.key));
            let separator = self.separator;
            let found = match other {
                '\t' => phrase!("dấu tab sau `{known}`", "a tab behind `{known}`"),
                other => phrase!("`{other}` sau `{known}`", "`{other}` behind `{known}`"),
            };
            let expected = match separator {
                '\t' => phrase!("dấu tab, như các dòng khác", "a tab, as in other lines"),
                separator => phrase!(
                    "`{separator}`, như các dòng khác",
                    "`{separator}`, as in other lines"
                ),
            };
            self.problem(&at(known, 1), ProblemCode::NotTable, found, expected);
            if known == HEADER {
                return Line::Stop;
            }
        } else if let Some(problem) = self.not_a_table(whole, key, &place(0)) {
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

    /// Reports a quotation mark; behind one that is open, anything may belong to its value.
    fn stray(&mut self, stray: &Stray, line: &str, at: impl Fn(&str, usize) -> Place) -> Line {
        let expected = phrase!(
            "cả giá trị trong một cặp dấu `\"` trên cùng một dòng, dấu `\"` bên trong viết hai lần",
            "the whole value between two `\"` on one line, each `\"` within it twice"
        );
        let key = line.split(self.separator).next().unwrap_or_default();
        let key = key.trim().trim_matches('"');
        let field = FIELDS.iter().find(|field| field.key == key);
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

    /// One reason for a line before the answers, and all that follow, where the file is something
    /// else, or the line that names the members is missing.
    fn not_a_table(&self, line: &str, key: &str, place: &Place) -> Option<Diagnostic> {
        let problem = |code, found: Phrase, expected: Phrase| {
            Some(place.problem(self.file, code, found, expected))
        };
        if begins_with_title(line) {
            return problem(
                ProblemCode::NotTable,
                phrase!(
                    "một trang tính của biểu mẫu, lưu thành bảng",
                    "a worksheet of the form, saved as a table"
                ),
                phrase!(
                    "cả tệp bảng tính, lưu dạng `.xlsx`",
                    "the workbook itself, saved as `.xlsx`"
                ),
            );
        }
        let header = phrase!(
            "dòng `{HEADER}` có tên các thành viên, trước số ô",
            "a line `{HEADER}` with the names of the members, before the boxes"
        );
        let quoted = quote(key);
        let in_vietnamese = normalise(&key.to_lowercase()) == HEADER_VI;
        if in_vietnamese || meant(key, [HEADER].into_iter()).is_some() {
            let found = phrase!(
                "{quoted}; có phải là `{HEADER}`?",
                "{quoted}; did you mean `{HEADER}`?"
            );
            return problem(ProblemCode::UnknownKey, found, header);
        }
        let is_answer = key == ROLE || key.starts_with(|c: char| c.is_ascii_digit());
        if is_answer && (key == ROLE || key.parse::<CriterionCode>().is_ok()) {
            return problem(ProblemCode::NotTable, quoted.into(), header);
        }
        let known = |key: &str| FIELDS.iter().any(|field| field.key == key) || key == FINDING;
        if self.given.is_empty() && self.problems.is_empty() && !known(key) {
            let found = phrase!("dòng đầu {quoted}", "the first line {quoted}");
            let expected = phrase!(
                "một bảng bắt đầu bằng khóa và giá trị, như `regulation;qd-26-2026`",
                "a table that begins with a key and a value, such as `regulation;qd-26-2026`"
            );
            return problem(ProblemCode::NotTable, found, expected);
        }
        None
    }

    fn field(&mut self, key: &str, value: Option<Value>, place: impl Fn(usize) -> Place) {
        if key == FINDING {
            match value {
                Some(Value::Text(finding)) => {
                    match plain(&finding).to_lowercase().parse::<FindingId>() {
                        Ok(id) => self.record.findings.push((id, place(1))),
                        Err(error) => {
                            let found = quote(&finding);
                            let expected = Phrase::new(
                                "tên của một căn cứ loại, như `ip-infringement`",
                                error.expected(),
                            );
                            self.problem(&place(1), ProblemCode::BadCode, found, expected);
                        }
                    }
                }
                _ => {
                    let expected = phrase!("tên của một căn cứ loại", "the name of a finding");
                    let found = phrase!("không có giá trị", "no value");
                    self.problem(&place(1), ProblemCode::Empty, found, expected);
                }
            }
            return;
        }
        let mut fields = FIELDS.iter().filter(|field| field.key != MEMBERS);
        let Some(field) = fields.find(|field| field.key == key) else {
            self.unknown_key(key, &place(0));
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
            return;
        };
        self.given.push(field.key);
        let refused = self.record.field(field, &value, place(1), self.file);
        self.problems.extend(refused);
    }

    /// The sheet that the lines so far name.
    fn named_set(&self) -> Option<Arc<CriteriaSet>> {
        let stated = self.record.stated();
        let text = |key: &str| stated.get(key).and_then(serde_json::Value::as_str);
        self.catalog.set(text("regulation")?, text("set")?).ok()
    }

    fn unknown_key(&mut self, typed: &str, place: &Place) {
        let names = FIELDS.iter().map(|field| field.key);
        if let Some(key) = meant(typed, names.filter(|key| *key != MEMBERS)) {
            // The key is misspelt, not missing.
            self.given.push(key);
            let expected = phrase!("khóa `{key}`", "the key `{key}`");
            let found = quote(typed);
            self.problem(place, ProblemCode::UnknownKey, found, expected);
            return;
        }
        let keys = FIELDS.iter().map(|field| field.key);
        let keys: Vec<String> = keys.filter(|key| *key != MEMBERS).map(quote).collect();
        let list = keys.join(", ");
        let expected = phrase!(
            "một trong {list}, `{FINDING}`, hoặc `{HEADER}` trước số ô",
            "one of {list}, `{FINDING}`, or `{HEADER}` before the boxes"
        );
        let found = quote(typed);
        self.problem(place, ProblemCode::UnknownKey, found, expected);
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
            let place = Place::field(format!("sheet {field}"), number, field + 1);
            let pointer = format!("/stages/0/sheets/{}/assessor", field - 1);
            let place = place.at_pointer(pointer);
            if name.is_empty() {
                self.problem(
                    &place,
                    ProblemCode::Empty,
                    phrase!("không có tên", "no name"),
                    phrase!("tên của một thành viên", "the name of a member"),
                );
            }
            self.record.sheets.push(Sheet {
                raw: RawSheet::default().assessor(name.to_owned()),
                places: vec![("assessor", place.clone())],
                place,
                answers: Vec::new(),
                seat: None,
            });
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
        self.rows += usize::from(key != ROLE);
        let typed = key;
        let code = code(key);
        let key = if key == ROLE { ROLE } else { &*code };
        let mut criteria = set.iter().flat_map(|set| set.criteria());
        let criterion = criteria.find(|criterion| criterion.code().as_str() == key);
        if key != ROLE && key.parse::<CriterionCode>().is_err() {
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
            let path = format!("{key}/sheet {}", index + 1);
            let place = Place::field(path, number, index + 2);
            let sheet_at = format!("/stages/0/sheets/{index}");
            let place = place.at_pointer(match key {
                ROLE => format!("{sheet_at}/role"),
                _ => format!("{sheet_at}/answers/{}", sheet.answers.len()),
            });
            let value = Value::of_text(line.get(index + 1).map_or("", |value| value));
            let why = match (value, key) {
                (Some(value), ROLE) => match value.role() {
                    Ok(role) => {
                        sheet.raw = std::mem::take(&mut sheet.raw).role(role);
                        sheet.places.push(("role", place));
                        continue;
                    }
                    Err(why) => place.refused(self.file, &why),
                },
                (None, ROLE) => continue,
                (Some(value), code) => match value.ticked(criterion) {
                    Ok(ticked) => {
                        sheet.answers.push((code.to_owned(), ticked, place));
                        continue;
                    }
                    Err(why) => place.refused(self.file, &why),
                },
                (None, _) => place.problem(
                    self.file,
                    ProblemCode::CriterionMissing,
                    phrase!("không có giá trị", "no value"),
                    phrase!(
                        "số của một ô, hoặc 0 khi không có ô nào",
                        "the number of one box, or 0 for none"
                    ),
                ),
            };
            self.problems.push(why);
        }
    }

    fn finish(mut self) -> Result<Record, LoadError> {
        for field in FIELDS {
            let given = self.given.contains(&field.key);
            let needed = field.required && ![MEMBERS, "format"].contains(&field.key);
            if needed && !given {
                let (key, code) = (field.key, ProblemCode::MissingKey);
                if let Some((_, place)) = self.empty.iter().find(|(empty, _)| *empty == key) {
                    let found = phrase!("không có giá trị", "no value");
                    let expected = phrase!("một giá trị sau `{key};`", "a value behind `{key};`");
                    self.problem(&place.clone(), code, found, expected);
                    continue;
                }
                let found = phrase!("không có `{key}`", "no `{key}`");
                let expected = phrase!(
                    "một dòng `{key};…` trước số ô",
                    "a line `{key};…` before the boxes"
                );
                self.problem(&Place::default(), code, found, expected);
            }
        }
        if self.record.sheets.is_empty() && self.record.findings.is_empty() {
            let found = phrase!("không có dòng `{HEADER}`", "no line `{HEADER}`");
            let expected = phrase!(
                "một dòng có tên các thành viên, trước số ô",
                "one, with the names of the members, before the boxes"
            );
            self.problem(&Place::default(), ProblemCode::NotTable, found, expected);
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
            record.also_wrong(self.file, self.catalog, &mut self.problems);
        }
        LoadError::unless_empty(self.problems)?;
        Ok(self.record)
    }
}

/// The most lines with the same kind of mistake that are told one by one.
const MOST_ALIKE: usize = 5;

/// Where a mistake was made in more lines than a few, such as points in all the places of boxes, the
/// first is shown for all; what is the same is told once, with the number of its places. Whether there was such a mistake.
fn one_for_many(problems: &mut [Diagnostic]) -> bool {
    let mut many = false;
    for code in [
        ProblemCode::BadNumber,
        ProblemCode::BadCode,
        ProblemCode::NotTable,
    ] {
        let alike = |problem: &&mut Diagnostic| problem.code() == code;
        let mut lines: Vec<_> = problems
            .iter()
            .filter(|p| p.code() == code)
            .map(Diagnostic::line)
            .collect();
        lines.dedup();
        if lines.len() <= MOST_ALIKE {
            continue;
        }
        let mut all = problems.iter_mut().filter(alike);
        let Some(first) = all.next() else { continue };
        let first = first.clone();
        many = true;
        all.for_each(|problem| *problem = problem.clone().saying(&first));
    }
    many
}

/// The key that a line's first field was meant for: it differs in capitals, in letters of double
/// width, in characters that cannot be seen, or by a slip.
fn meant<'k>(typed: &str, mut keys: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let seen: String = plain(typed)
        .chars()
        .filter(|c| hidden_character(c.encode_utf8(&mut [0; 4])).is_none())
        .collect();
    let lower = seen.to_lowercase();
    keys.find(|key| lower == *key || nearly_equal(&lower, key))
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
