//! What is wrong with a text, and where.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde::ser::SerializeMap;

use crate::text::phrase::Phrase;
use crate::text::reason::Lang;
use crate::value::codes::{CodeError, serde_as_text};

/// Declares the codes of problems once: variant, stable word, meaning for `ocop explain`.
macro_rules! problem_codes {
    ($($name:ident = $word:literal, $meaning:literal;)+) => {
        /// What kind of problem was found. The words are stable; tests and scripts may rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ProblemCode {
            $(#[doc = $meaning] $name,)+
        }

        impl ProblemCode {
            /// Every code, in the order of this list.
            pub const ALL: &'static [ProblemCode] = &[$(ProblemCode::$name),+];

            /// The stable word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(ProblemCode::$name => $word,)+ }
            }

            /// What the problem is and what to do about it.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(ProblemCode::$name => $meaning,)+ }
            }
        }
    };
}

problem_codes! {
    Unreadable = "unreadable", "the file cannot be opened or read";
    TooLarge = "too-large", "the text is longer than the documented limit";
    NotUtf8 = "not-utf8", "the text is not UTF-8; save it again in that encoding";
    NotJson = "not-json", "the text is not JSON";
    WrongType = "wrong-type", "a value has another JSON type than the format asks for";
    MissingKey = "missing-key", "a required key is absent";
    UnknownKey = "unknown-key", "the format has no such key here";
    RepeatedKey = "repeated-key", "a key is given twice in one object";
    Empty = "empty", "a text or list that must hold something is empty";
    BadCharacter = "bad-character", "a name holds a line break, another control character, one that cannot be seen, or `Ð` in place of `Đ`";
    FormatVersion = "format-version", "this program reads format 1";
    NotWorkbook = "not-workbook", "the file is not a workbook that can be read: an `.xlsx` without macros, as `ocop sheet --xlsx` writes it";
    NotDecision = "not-decision", "the file is no text of a decision that can be read: plain text, a page saved from a browser, or a .docx";
    LayoutChanged = "layout-changed", "a form is no longer laid out as it was written; only its answer cells may change";
    EarlierDiffers = "earlier-differs", "a stage says something else of its product than the earlier case that it follows";
    NotTable = "not-table", "a table is not laid out as `key;value` lines and then one line for each criterion";
    UnknownKind = "unknown-kind", "the file is none of the kinds that can be checked";
    BadCode = "bad-code", "a code does not have the shape of its kind";
    BadWord = "bad-word", "a word is none of those that the format lists";
    BadPoints = "bad-points", "points are plain decimals written as strings";
    BadDate = "bad-date", "a date is written YYYY-MM-DD and exists in the calendar";
    BadNumber = "bad-number", "a whole number lies outside its range";
    RegulationUnknown = "regulation-unknown", "no regulation of that name is loaded";
    SetUnknown = "set-unknown", "the regulation lists no such set";
    SetMissing = "set-missing", "the regulation lists a set that has no file";
    RulesUnknown = "rules-unknown", "no council rules of that name are loaded";
    Repeated = "repeated", "something that must be unique is given twice";
    PartsWrong = "parts-wrong", "a sheet has the parts A, B and C, once each, in this order";
    PartMax = "part-max", "a part's maximum differs from the regulation's";
    PartSum = "part-sum", "the sections' maxima do not add up to the part's";
    SectionSum = "section-sum", "the criteria's maxima do not add up to the section's";
    CriterionMax = "criterion-max", "no box reaches the criterion's maximum";
    BoxAboveMax = "box-above-max", "a box gives more points than the criterion's maximum";
    PointsFall = "points-fall", "a box gives fewer points than the box before it";
    BoxCount = "box-count", "a criterion needs two boxes or more, a yes/no criterion exactly one";
    TooMany = "too-many", "a sheet, a list or an object is larger than the documented limits, or there are more problems than are told";
    MarkOrder = "mark-order", "star marks rise from box to box, each star once";
    MarkRange = "mark-range", "a star mark asks for 3, 4 or 5 stars";
    CaseOrder = "case-order", "the boxes of a two-case criterion are `a`, then `b`, and no others";
    CodeOutOfPlace = "code-out-of-place", "a criterion's code does not begin with its section's number";
    LabelLength = "label-length", "a label has 1 to 600 characters";
    LabelRepeated = "label-repeated", "two boxes of one criterion have the same label";
    DefectVanished = "defect-vanished", "a listed defect does not exist as listed";
    StatusWrong = "status-wrong", "a set is `incomplete` exactly when it lists defects";
    ReferenceUnknown = "reference-unknown", "a note, erratum or rule points to something the sheet does not have";
    NameDiffers = "name-differs", "a set's name differs from the regulation's list";
    RegulationGap = "regulation-gap", "the regulation's own figures do not fit together";
    BudgetSum = "budget-sum", "the shares of a budget do not add up to its total";
    PlaceWrong = "place-wrong", "a file does not lie in the folder that its content names";
    CriterionUnknown = "criterion-unknown", "the sheet has no such criterion";
    CriterionMissing = "criterion-missing", "a criterion of the sheet is not answered";
    CriterionRepeated = "criterion-repeated", "a criterion is answered twice";
    BoxUnknown = "box-unknown", "the criterion has no such box";
    AssessorRepeated = "assessor-repeated", "one assessor gives two sheets";
    ChairRepeated = "chair-repeated", "a council has one chair";
    AppointedTooFew = "appointed-too-few", "more sheets were given than members appointed";
    TooManySheets = "too-many-sheets", "a stage holds more sheets than the documented limit";
    StageContent = "stage-content", "a stage holds exactly one of `sheets`, `parts`, `total`, `forwarded`, `adopts`, `report`, or findings";
    ItemUnknown = "item-unknown", "the regulation's dossier has no such item";
    FindingUnknown = "finding-unknown", "the sheet does not list such a finding";
    PartOutOfRange = "part-out-of-range", "points lie above what can be given";
    DateOrder = "date-order", "a date lies before one that it must follow";
    LevelUnknown = "level-unknown", "the regulation gives that level no part in the procedure";
    StageOrder = "stage-order", "the stage does not follow from the one before";
    EventImpossible = "event-impossible", "the event cannot have happened: the rules of its day ask for another";
    AdoptsWrong = "adopts-wrong", "a returned result can be adopted only at the level it returned to, and at most at its star";
    ResultDiffers = "result-differs", "a result says something else than its case gives now";
    NotSettled = "not-settled", "the question needs a last stage with sheets and a star";
    SessionUnknown = "session-unknown", "a worksheet is of another session, or of a product or member that the session does not have";
    SheetClosed = "sheet-closed", "a sheet takes no more answers: it is handed in, its member does not score, or the product is decided";
    SheetChanged = "sheet-changed", "a sheet was changed elsewhere since the workbook was written, and the boxes differ";
    DataIncomplete = "data-incomplete", "the data has a known gap, and only complete data was asked for";
}

impl FromStr for ProblemCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<ProblemCode, CodeError> {
        let mut codes = ProblemCode::ALL.iter();
        let code = codes.find(|code| code.as_str() == text).copied();
        code.ok_or_else(|| CodeError {
            found: text.to_owned(),
            expected: "a problem's code such as `missing-key`",
        })
    }
}

serde_as_text!(ProblemCode);

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One problem in a text: what, where, what was expected instead.
///
/// `path` is in the terms of the file, such as `A/1/1.2/box 3` in a criteria set or
/// `stage 1/sheet 2/answer 5` in a case, where numbers count from 1; `pointer` is the same place as
/// an RFC 6901 JSON Pointer. Neither holds text that people typed: an unknown or repeated key is
/// reported at the object that holds it.
///
/// It serializes as the command line and services print it.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, Lang};
///
/// let error = Case::from_json(r#"{"set": "8"}"#, "case.json", &Catalog::bundled()).unwrap_err();
/// let problem = error.diagnostics().iter().find(|p| p.pointer() == "/set").unwrap();
/// assert_eq!(problem.text(Lang::Vi), "thấy `8`, cần hai chữ số của bộ sản phẩm, như `08`");
/// assert_eq!(serde_json::to_value(problem).unwrap()["code"], "bad-code");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub(crate) code: ProblemCode,
    pub(crate) file: String,
    pub(crate) place: Option<(usize, usize)>,
    pub(crate) path: String,
    pub(crate) pointer: String,
    pub(crate) found: Phrase,
    pub(crate) expected: Phrase,
    /// The likely intention.
    pub(crate) meant: Option<String>,
    pub(crate) count: usize,
}

impl Diagnostic {
    /// A problem with a whole file, such as one that cannot be opened.
    #[must_use]
    pub fn of_file(
        code: ProblemCode,
        file: &str,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            file: file.to_owned(),
            place: None,
            path: String::new(),
            pointer: String::new(),
            found: found.into(),
            expected: expected.into(),
            meant: None,
            count: 1,
        }
    }

    /// The same problem at a line and column, counted from 1.
    #[must_use]
    pub fn at(self, line: usize, column: usize) -> Diagnostic {
        Diagnostic {
            place: Some((line, column)),
            ..self
        }
    }

    /// The same problem, found in a text that is line `line` of its file.
    #[must_use]
    pub fn in_line(self, line: usize) -> Diagnostic {
        let column = self.place.map_or(1, |(_, column)| column);
        self.at(line, column)
    }

    /// The same problem in another file: one of several that were read together.
    #[must_use]
    pub fn in_file(self, file: &str) -> Diagnostic {
        Diagnostic {
            file: file.to_owned(),
            ..self
        }
    }

    /// The same problem at another place: the path in the terms of the file that people see, which
    /// need not be the text that was read.
    #[must_use]
    pub fn at_path(self, path: &str) -> Diagnostic {
        Diagnostic {
            place: None,
            path: path.to_owned(),
            ..self
        }
    }

    /// The same problem at a JSON Pointer of the text that was read.
    #[must_use]
    pub fn at_pointer(self, pointer: &str) -> Diagnostic {
        Diagnostic {
            pointer: pointer.to_owned(),
            ..self
        }
    }

    /// The same problem under another path, with the likely intention, if there is one.
    pub(crate) fn with_hint(self, meant: Option<String>) -> Diagnostic {
        Diagnostic { meant, ..self }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// The file, by the name it was loaded under.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.map(|(line, _)| line)
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.place.map(|(_, column)| column)
    }

    /// Where in the content, in the file's own terms; empty for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where in the content, as an RFC 6901 JSON Pointer; empty for the whole.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What stands there, in English.
    #[must_use]
    pub fn found(&self) -> &str {
        self.found.text(Lang::En)
    }

    /// What should stand there, in English.
    #[must_use]
    pub fn expected(&self) -> &str {
        self.expected.text(Lang::En)
    }

    /// In how many places the same is wrong; the place is that of the first.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// One line for people: found, expected, and the likely intention if there is one.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let (found, expected) = (self.found.text(lang), self.expected.text(lang));
        let mut text = match lang {
            Lang::Vi => format!("thấy {found}, cần {expected}"),
            Lang::En => format!("found {found}, expected {expected}"),
        };
        if let Some(meant) = &self.meant {
            text += &match lang {
                Lang::Vi => format!("; có phải là `{meant}`?"),
                Lang::En => format!("; did you mean `{meant}`?"),
            };
        }
        if self.count > 1 {
            let count = self.count;
            text += &match lang {
                Lang::Vi => format!(" (ở {count} chỗ)"),
                Lang::En => format!(" (in {count} places)"),
            };
        }
        text
    }

    /// [`Diagnostic::text`] in English.
    #[must_use]
    pub fn message(&self) -> String {
        self.text(Lang::En)
    }

    /// The problem with its file, place, code and path, as the command line prints it.
    #[must_use]
    pub fn line_in(&self, lang: Lang) -> String {
        let mut line = self.file.clone();
        if let Some((row, column)) = self.place {
            line += &format!(":{row}:{column}");
        }
        line += &match lang {
            Lang::Vi => format!(": lỗi[{}]", self.code),
            Lang::En => format!(": error[{}]", self.code),
        };
        if !self.path.is_empty() {
            line += &format!(" {}", self.path);
        }
        line + ": " + &self.text(lang)
    }

    /// Whether another problem is the same mistake.
    fn is_like(&self, other: &Diagnostic) -> bool {
        self.code == other.code
            && self.file == other.file
            && self.found == other.found
            && self.expected == other.expected
            && self.meant == other.meant
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line_in(Lang::En))
    }
}

impl Serialize for Diagnostic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code.as_str())?;
        map.serialize_entry("file", &self.file)?;
        map.serialize_entry("line", &self.line())?;
        map.serialize_entry("column", &self.column())?;
        map.serialize_entry("path", &self.path)?;
        map.serialize_entry("pointer", &self.pointer)?;
        map.serialize_entry("found", self.found())?;
        map.serialize_entry("expected", self.expected())?;
        map.serialize_entry("message", &self.message())?;
        map.serialize_entry("vi", &self.text(Lang::Vi))?;
        map.serialize_entry("en", &self.text(Lang::En))?;
        if self.count > 1 {
            map.serialize_entry("count", &self.count)?;
        }
        map.end()
    }
}

/// Every problem of a text, in the order of the text; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LoadError {
    diagnostics: Vec<Diagnostic>,
}

impl LoadError {
    /// All problems as one error, in the order given; nothing is wrong where there are none.
    /// Problems with the same code, found and expected are one, with the place of the first and
    /// the number of places.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem.
    ///
    /// ```
    /// use ocop::{Diagnostic, LoadError};
    /// use ocop::input::ProblemCode;
    ///
    /// assert!(LoadError::unless_empty(vec![]).is_ok());
    /// let empty = |cell| {
    ///     Diagnostic::of_file(ProblemCode::Empty, "a.csv", "an empty cell", "a box").at_path(cell)
    /// };
    /// let error = LoadError::unless_empty(vec![empty("B2"), empty("B3")]).unwrap_err();
    /// let problems = error.diagnostics();
    /// assert_eq!((problems.len(), problems[0].path(), problems[0].count()), (1, "B2", 2));
    /// ```
    pub fn unless_empty(diagnostics: Vec<Diagnostic>) -> Result<(), LoadError> {
        if diagnostics.is_empty() {
            return Ok(());
        }
        let mut merged: Vec<Diagnostic> = Vec::new();
        for problem in diagnostics {
            match merged.iter_mut().find(|known| known.is_like(&problem)) {
                Some(known) => known.count += problem.count,
                None => merged.push(problem),
            }
        }
        Err(LoadError {
            diagnostics: merged,
        })
    }

    /// The problems, in the order of the text.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The problems by value.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

impl From<Diagnostic> for LoadError {
    fn from(diagnostic: Diagnostic) -> LoadError {
        LoadError {
            diagnostics: vec![diagnostic],
        }
    }
}

/// Maximum number of problems of one text; reading stops after that.
const MAX_PROBLEMS: usize = 1_000;

/// Collects problems while a text is read.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: Vec<Diagnostic>,
    /// Reading stopped at [`MAX_PROBLEMS`].
    more: bool,
}

impl Problems {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.push_with(|| diagnostic);
    }

    /// As [`Problems::push`], for a problem whose place is looked up only when it is kept.
    pub(crate) fn push_with(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if !self.full() {
            self.list.push(diagnostic());
        }
    }

    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|one| self.push(one));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether there are [`MAX_PROBLEMS`], so that the rest is passed over.
    pub(crate) fn full(&mut self) -> bool {
        let full = self.list.len() >= MAX_PROBLEMS;
        self.more |= full;
        full
    }

    /// The problems found so far, to be completed by who knows their place.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }

    /// The value, if it was read and nothing was wrong; else everything that was.
    pub(crate) fn give<T>(mut self, value: Option<T>) -> Result<T, LoadError> {
        match value {
            Some(value) if self.list.is_empty() => Ok(value),
            _ => {
                self.list.sort_by_key(|problem| problem.place);
                // Two readings of one value find the same problem.
                self.list.dedup();
                if self.more {
                    let file = self.list.first().map_or("", |problem| &problem.file);
                    let note = Diagnostic::of_file(
                        ProblemCode::TooMany,
                        file,
                        Phrase::new("quá nhiều lỗi", "too many problems"),
                        Phrase::new("sửa các lỗi trên trước", "these mended first"),
                    );
                    self.list.push(note);
                }
                LoadError::unless_empty(self.list)?;
                // INVARIANT: a reader that gives no value has reported why.
                Err(LoadError {
                    diagnostics: Vec::new(),
                })
            }
        }
    }
}
