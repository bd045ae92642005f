//! A council's own table of box numbers into a case.

use csv::{ReaderBuilder, StringRecord, Trim};
use ocop::input::{ProblemCode, RawSheet};
use ocop::scoring::MAX_SHEETS;
use ocop::text::Phrase;
use ocop::value::{FindingId, Role};
use ocop::{Case, Catalog, Diagnostic, LoadError};

use super::fields::{FIELDS, MEMBERS, ROLES, Value, quote};
use super::record::{Place, Record, Sheet};
use super::within_limit;

/// What separates the fields of a table; in Vietnam, spreadsheets write semicolons.
const SEPARATORS: &[char] = &[';', ',', '\t'];
/// The most lines that hold something: more than there are keys, findings and criteria.
const MAX_LINES: usize = 200;
/// The first field of the line that names the members.
const HEADER: &str = "criterion";
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
/// `previous_expires`, `decided`, `rules`, `appointed`, `form`, and a `finding` for each that the
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
    record(bytes, file)?.case(file, None, catalog)
}

/// What a table holds.
pub(super) fn record(bytes: &[u8], file: &str) -> Result<Record, LoadError> {
    let text = text(bytes, file)?;
    let mut table = Table {
        file,
        record: Record::default(),
        problems: Vec::new(),
        given: Vec::new(),
        answering: false,
        lines: Lines {
            text,
            at: 0,
            line: 1,
        },
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let not_table = |found: Phrase, expected: Phrase| {
        LoadError::from(Diagnostic::of_file(
            ProblemCode::NotTable,
            file,
            found,
            expected,
        ))
    };
    let mut lines = 0;
    for line in reader.records() {
        let line = line.map_err(|error| {
            not_table(
                error.to_string().into(),
                phrase!("một bảng các ô", "a table of fields"),
            )
        })?;
        lines += usize::from(table.line(&line));
        if lines > MAX_LINES {
            return Err(not_table(
                phrase!("nhiều dòng hơn", "more lines"),
                phrase!(
                    "nhiều nhất {MAX_LINES} dòng có chữ",
                    "at most {MAX_LINES} that are not blank"
                ),
            ));
        }
    }
    table.finish()
}

/// The bytes as text, without the mark that spreadsheets put before it.
fn text<'b>(bytes: &'b [u8], file: &str) -> Result<&'b str, Diagnostic> {
    within_limit(bytes, file)?;
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let found = phrase!("byte không phải UTF-8", "bytes that are not UTF-8");
        let expected = phrase!("bảng lưu dạng `CSV UTF-8`", "a table saved as `CSV UTF-8`");
        Diagnostic::of_file(ProblemCode::NotUtf8, file, found, expected).at(line, 1)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
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

/// What follows the first key.
fn separator(text: &str) -> u8 {
    let found = text.chars().find(|c| SEPARATORS.contains(c));
    found.and_then(|c| u8::try_from(c).ok()).unwrap_or(b';')
}

struct Table<'t> {
    file: &'t str,
    record: Record,
    problems: Vec<Diagnostic>,
    /// The keys that were given.
    given: Vec<&'static str>,
    /// The line that names the members has been read.
    answering: bool,
    lines: Lines<'t>,
}

/// Counts lines: to the reader of tables, the end of a line before may belong to a record.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the first character from a byte on that ends no line.
    fn of(&mut self, byte: u64) -> usize {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        let rest = self.text.get(byte..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let start = byte.saturating_add(blank);
        let passed = self.text.get(self.at..start).unwrap_or_default();
        self.line += passed.bytes().filter(|&byte| byte == b'\n').count();
        self.at = start;
        self.line
    }
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

    /// Reads one line; whether it holds anything.
    fn line(&mut self, line: &StringRecord) -> bool {
        let byte = line.position().map_or(0, csv::Position::byte);
        let number = self.lines.of(byte);
        let key = line.get(0).unwrap_or_default();
        let place = |field: usize| Place {
            path: key.to_owned(),
            at: Some((number, field + 1)),
        };
        // Spreadsheets write as many fields in every line as the longest has.
        let width = (0..line.len()).rfind(|&field| line.get(field) != Some(""));
        let Some(width) = width else { return false };
        if self.answering {
            self.answers(line, &place(0), width, number);
        } else if key == HEADER {
            self.answering = true;
            self.record.whole = place(0);
            self.members(line, &place(0), width, number);
        } else {
            let value = Value::of_text(line.get(1).unwrap_or_default());
            self.field(key, value, place);
            if width > 1 {
                let found = line.get(2).map(quote).unwrap_or_default();
                let code = ProblemCode::NotTable;
                let expected = phrase!("một khóa và một giá trị", "a key and one value");
                self.problem(&place(2), code, found, expected);
            }
        }
        true
    }

    fn field(&mut self, key: &str, value: Option<Value>, place: impl Fn(usize) -> Place) {
        if key == FINDING {
            match value {
                Some(Value::Text(finding)) => match finding.parse::<FindingId>() {
                    Ok(id) => self.record.findings.push((id, place(1))),
                    Err(error) => {
                        let found = quote(&finding);
                        let expected = Phrase::new(
                            "tên của một căn cứ loại, như `ip-infringement`",
                            error.expected(),
                        );
                        self.problem(&place(1), ProblemCode::BadCode, found, expected);
                    }
                },
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
            self.unknown_key(&place(0));
            return;
        };
        if self.given.contains(&field.key) {
            let key = quote(key);
            let found = phrase!("{key} lần nữa", "{key} again");
            let expected = phrase!("mỗi khóa một lần", "each key once");
            self.problem(&place(0), ProblemCode::RepeatedKey, found, expected);
            return;
        }
        let Some(value) = value else { return };
        self.given.push(field.key);
        let refused = self.record.field(field, &value, place(1), true, self.file);
        self.problems.extend(refused);
    }

    fn unknown_key(&mut self, place: &Place) {
        let keys = FIELDS.iter().map(|field| field.key);
        let keys: Vec<String> = keys.filter(|key| *key != MEMBERS).map(quote).collect();
        let list = keys.join(", ");
        let expected = phrase!(
            "một trong {list}, `{FINDING}`, hoặc `{HEADER}` trước số ô",
            "one of {list}, `{FINDING}`, or `{HEADER}` before the boxes"
        );
        let found = quote(&place.path);
        self.problem(place, ProblemCode::UnknownKey, found, expected);
    }

    fn members(&mut self, line: &StringRecord, start: &Place, width: usize, number: usize) {
        if width == 0 || width > MAX_SHEETS {
            let found = phrase!("{width} thành viên", "{width} members");
            let expected = phrase!("từ 1 đến {MAX_SHEETS}", "from 1 to {MAX_SHEETS}");
            self.problem(start, ProblemCode::TooManySheets, found, expected);
        }
        for field in 1..=width.min(MAX_SHEETS) {
            let name = line.get(field).unwrap_or_default();
            let place = Place {
                path: name.to_owned(),
                at: Some((number, field + 1)),
            };
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
            });
        }
    }

    /// A line of roles, or of the boxes of one criterion.
    fn answers(&mut self, line: &StringRecord, start: &Place, width: usize, number: usize) {
        let members = self.record.sheets.len();
        if width > members {
            let found = phrase!("{width} giá trị", "{width} values");
            let expected = phrase!(
                "mỗi thành viên một giá trị, {members} thành viên",
                "one for each of {members} members"
            );
            self.problem(start, ProblemCode::NotTable, found, expected);
            return;
        }
        let key = &start.path;
        for (index, sheet) in self.record.sheets.iter_mut().enumerate() {
            let place = Place {
                path: format!("{key}/{}", sheet.place.path),
                at: Some((number, index + 2)),
            };
            let value = Value::of_text(line.get(index + 1).unwrap_or_default());
            let why = match (value, key.as_str()) {
                (Some(value), ROLE) => match value.word(ROLES) {
                    Ok(role) => {
                        let role = role.parse().unwrap_or(Role::Member);
                        sheet.raw = std::mem::take(&mut sheet.raw).role(role);
                        sheet.places.push(("role", place));
                        continue;
                    }
                    Err(why) => place.refused(self.file, &why),
                },
                (None, ROLE) => continue,
                (Some(value), criterion) => match value
                    .whole(true, &phrase!("số của một ô", "the number of one box"))
                {
                    Ok(ticked) => {
                        let criterion = criterion.to_owned();
                        sheet.answers.push((criterion, ticked, place));
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
        LoadError::unless_empty(self.problems)?;
        Ok(self.record)
    }
}
