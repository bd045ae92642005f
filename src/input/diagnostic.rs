//! What is wrong with a text, and where.

use std::fmt;

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
    ByteOrderMark = "byte-order-mark", "the text begins with a byte order mark; save it without one";
    NotJson = "not-json", "the text is not JSON";
    WrongType = "wrong-type", "a value has another JSON type than the format asks for";
    MissingKey = "missing-key", "a required key is absent";
    UnknownKey = "unknown-key", "the format has no such key here";
    RepeatedKey = "repeated-key", "a key is given twice in one object";
    Empty = "empty", "a text or list that must hold something is empty";
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
    DataIncomplete = "data-incomplete", "the data has a known gap, and only complete data was asked for";
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One problem in a text: what, where, what was expected instead.
///
/// `path` is written in the terms of the file, such as `A/1/1.2/box 3` in a sheet or
/// `stage 1/sheet 2/answer 5` in a case; numbers count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub(crate) code: ProblemCode,
    pub(crate) file: String,
    pub(crate) place: Option<(usize, usize)>,
    pub(crate) path: String,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) hint: Option<String>,
}

impl Diagnostic {
    /// A problem with a whole file, such as one that cannot be opened.
    #[must_use]
    pub fn of_file(code: ProblemCode, file: &str, found: &str, expected: &str) -> Diagnostic {
        Diagnostic {
            code,
            file: file.to_owned(),
            place: None,
            path: String::new(),
            found: found.to_owned(),
            expected: expected.to_owned(),
            hint: None,
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

    /// Where in the content, in the file's own terms.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What stands there.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// What should stand there.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// One line for people: found, expected, and the likely intention if there is one.
    #[must_use]
    pub fn message(&self) -> String {
        let hint = self.hint.as_deref().unwrap_or_default();
        format!("found {}, expected {}{hint}", self.found, self.expected)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": error[{}]", self.code)?;
        if !self.path.is_empty() {
            write!(f, " {}", self.path)?;
        }
        write!(f, ": {}", self.message())
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
    /// let code = ProblemCode::Empty;
    /// let problem = Diagnostic::of_file(code, "a.csv", "an empty cell", "a box");
    /// assert!(LoadError::unless_empty(vec![problem.at_path("B2")]).is_err());
    /// ```
    pub fn unless_empty(diagnostics: Vec<Diagnostic>) -> Result<(), LoadError> {
        if diagnostics.is_empty() {
            return Ok(());
        }
        Err(LoadError { diagnostics })
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

/// The most problems of one text that are told; the rest of it is not looked at then.
const MAX_PROBLEMS: usize = 1_000;

/// Collects problems while a text is read.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: Vec<Diagnostic>,
    /// There may be more than are told.
    more: bool,
}

impl Problems {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.push_with(|| diagnostic);
    }

    /// As [`Problems::push`], for a problem whose place is looked up only when it is told.
    pub(crate) fn push_with(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if !self.full() {
            self.list.push(diagnostic());
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether there are as many as are told, so that what would be looked at is passed over.
    pub(crate) fn full(&mut self) -> bool {
        let full = self.list.len() >= MAX_PROBLEMS;
        self.more |= full;
        full
    }

    /// The value, if it was read and nothing was wrong; else everything that was.
    pub(crate) fn give<T>(mut self, value: Option<T>) -> Result<T, LoadError> {
        match value {
            Some(value) if self.list.is_empty() => Ok(value),
            _ => {
                self.list.sort_by_key(|problem| problem.place);
                // What two readings of one value find is one problem.
                self.list.dedup();
                if self.more {
                    let file = self.list.first().map_or("", |problem| &problem.file);
                    let expected = format!("these {} mended first", self.list.len());
                    let code = ProblemCode::TooMany;
                    let note = Diagnostic::of_file(code, file, "too many problems", &expected);
                    self.list.push(note);
                }
                Err(LoadError {
                    diagnostics: self.list,
                })
            }
        }
    }
}
