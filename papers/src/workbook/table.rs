//! A council's own table of box numbers into a case.

use csv::{ReaderBuilder, StringRecord, Trim};
use ocop::input::ProblemCode;
use ocop::scoring::MAX_SHEETS;
use ocop::{Catalog, Diagnostic, LoadError};

use super::fields::{FIELDS, MEMBERS, ROLES, Value, quote, string};
use super::record::{Place, Read, Record, Sheet};
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

/// Reads a council's own table of box numbers (CSV), and gives the text of its case, as
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
pub fn read_table(bytes: &[u8], file: &str, catalog: &Catalog) -> Result<String, LoadError> {
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
    let not_table = |found: &str, expected: &str| {
        LoadError::from(Diagnostic::of_file(
            ProblemCode::NotTable,
            file,
            found,
            expected,
        ))
    };
    let mut lines = 0;
    for line in reader.records() {
        let line = line.map_err(|error| not_table(&error.to_string(), "a table of fields"))?;
        lines += usize::from(table.line(&line));
        if lines > MAX_LINES {
            let expected = format!("at most {MAX_LINES} that are not blank");
            return Err(not_table("more lines", &expected));
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
        let (found, expected) = ("bytes that are not UTF-8", "a table saved as `CSV UTF-8`");
        Diagnostic::of_file(ProblemCode::NotUtf8, file, found, expected).at(line, 1)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        let expected = "lines of a key and a value, and then a table";
        let code = ProblemCode::Empty;
        return Err(Diagnostic::of_file(code, file, "an empty file", expected));
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
    fn problem(&mut self, place: &Place, code: ProblemCode, found: &str, expected: &str) {
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
                self.problem(&place(2), code, &found, "a key and one value");
            }
        }
        true
    }

    fn field(&mut self, key: &str, value: Option<Value>, place: impl Fn(usize) -> Place) {
        if key == FINDING {
            match value {
                Some(Value::Text(finding)) => self.record.findings.push(Read {
                    json: string(&finding),
                    place: place(1),
                }),
                _ => {
                    let expected = "the name of a finding";
                    self.problem(&place(1), ProblemCode::Empty, "no value", expected);
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
            let found = format!("{} again", quote(key));
            self.problem(&place(0), ProblemCode::RepeatedKey, &found, "each key once");
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
        let expected = format!(
            "one of {}, `{FINDING}`, or `{HEADER}` before the boxes",
            keys.join(", ")
        );
        let found = quote(&place.path);
        self.problem(place, ProblemCode::UnknownKey, &found, &expected);
    }

    fn members(&mut self, line: &StringRecord, start: &Place, width: usize, number: usize) {
        if width == 0 || width > MAX_SHEETS {
            let found = format!("{width} members");
            let expected = format!("from 1 to {MAX_SHEETS}");
            self.problem(start, ProblemCode::TooManySheets, &found, &expected);
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
                    "no name",
                    "the name of a member",
                );
            }
            self.record.sheets.push(Sheet {
                assessor: Read {
                    json: string(name),
                    place: place.clone(),
                },
                place,
                role: None,
                answers: Vec::new(),
            });
        }
    }

    /// A line of roles, or of the boxes of one criterion.
    fn answers(&mut self, line: &StringRecord, start: &Place, width: usize, number: usize) {
        let members = self.record.sheets.len();
        if width > members {
            let found = format!("{width} values");
            let expected = format!("one for each of {members} members");
            self.problem(start, ProblemCode::NotTable, &found, &expected);
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
                        let json = string(role);
                        sheet.role = Some(Read { json, place });
                        continue;
                    }
                    Err(why) => place.refused(self.file, &why),
                },
                (None, ROLE) => continue,
                (Some(value), criterion) => match value.whole(true, "the number of one box") {
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
                    "no value",
                    "the number of one box, or 0 for none",
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
                let found = format!("no `{}`", field.key);
                let code = ProblemCode::MissingKey;
                let expected = format!("a line `{};…` before the boxes", field.key);
                self.problem(&Place::default(), code, &found, &expected);
            }
        }
        if self.record.sheets.is_empty() && self.record.findings.is_empty() {
            let found = format!("no line `{HEADER}`");
            let expected = "one, with the names of the members, before the boxes";
            self.problem(&Place::default(), ProblemCode::NotTable, &found, expected);
        }
        LoadError::unless_empty(self.problems)?;
        Ok(self.record)
    }
}
