//! The decision's own text, laid over the labels of the data.
//!
//! The data has labels in the project's own words. Who has a decision's text imports it once:
//! [`Import::of`] finds each box in it, holds it to the data's points and star, and gives a
//! [`Wording`], which sheets and pages then print in place of the labels.

mod docx;
mod fit;
mod guide;
mod page;
mod pairs;
mod read;
mod report;
mod rows;
mod sheet;
mod text;
mod token;

use std::collections::BTreeMap;

use ocop::input::{CatalogError, ProblemCode, read_json};
use ocop::law::{Alternative, CriteriaSet, SheetTexts};
use ocop::text::Phrase;
use ocop::value::{CriterionCode, FindingId};
use ocop::{Catalog, Diagnostic, Lang, LoadError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use report::once;
pub use report::{
    Count, CriterionWording, Difference, Field, Missing, NoteWording, Report, SetWording,
};
use sheet::Sheet;
pub use token::MAX_TEXT_BYTES;

/// The texts of a decision's sheets, by set, criterion and box.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop_papers::Import;
///
/// let text = "8. Bộ sản phẩm: Chế biến từ thịt, thủy sản, trứng, sữa, các sản phẩm từ mật ong, \
///             mật khác và nông sản thực phẩm khác\n7. TÍNH ĐỘC ĐÁO\n5\n□ Một\n0\n□ Hai\n1\n□ Ba****\n3\n□ Bốn*****\n5";
/// let import = Import::of(text.as_bytes(), "qd.txt", "qd-26-2026", &Catalog::bundled())?;
/// assert_eq!(import.report().matched(), 4);
/// assert_eq!(import.wording().of_box("08", "7", 2), Some("Hai"));
/// # Ok::<(), ocop_papers::ImportError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    format: u8,
    regulation: String,
    source: Source,
    #[serde(deserialize_with = "once")]
    sets: BTreeMap<String, SetWording>,
}

/// The file that a wording was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The file's name, without folders.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A text of a decision that was read: what it says, and how it compares with the data.
#[derive(Debug, Clone)]
pub struct Import {
    wording: Wording,
    report: Report,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file is no text that can be read.
    #[error(transparent)]
    File(#[from] LoadError),
    /// The regulation or one of its sheets cannot be had.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

impl ImportError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            ImportError::File(error) => error.text(lang),
            ImportError::Catalog(error) => error.text(lang),
        }
    }
}

impl Import {
    /// Reads the text of a decision: plain text, HTML or .docx, by what is in it.
    ///
    /// # Errors
    ///
    /// [`ImportError`] where the file cannot be read, has no box of the regulation's sheets, or the
    /// regulation is unknown. A text that has few of the boxes, or sheets of another edition, is no error: the
    /// report says what is missing.
    pub fn of(
        bytes: &[u8],
        file: &str,
        regulation: &str,
        catalog: &Catalog,
    ) -> Result<Import, ImportError> {
        let sets = sets_of(regulation, catalog)?;
        let tokens = text::tokens(bytes, file).map_err(LoadError::from)?;
        let known: Vec<&CriteriaSet> = sets.iter().map(AsRef::as_ref).collect();
        let spans = read::spans(&tokens, &known);
        let mut report = Report::default();
        let mut found = BTreeMap::new();
        for set in known {
            let mut best: Option<(usize, Sheet)> = None;
            let mut others = Vec::new();
            for span in spans.iter().filter(|span| span.is_of(set)) {
                let sheet = Sheet::of(span, set);
                match fit::matched(&sheet, set) {
                    Some(matched) if best.as_ref().is_none_or(|(most, _)| matched > *most) => {
                        best = Some((matched, sheet));
                    }
                    Some(_) => {}
                    None => others.push(sheet.heading),
                }
            }
            match best {
                Some((_, sheet)) => {
                    let texts = fit::fit(&sheet, set, &mut report);
                    found.extend(texts.map(|texts| (set.code().to_string(), texts)));
                }
                None => {
                    fit::absent(set, &mut report);
                    report.other_editions.append(&mut others);
                }
            }
        }
        report.other_editions.sort();
        report.other_editions.dedup();
        if found.is_empty() && report.other_editions.is_empty() {
            let what = phrase!(
                "văn bản không có ô nào của các phiếu",
                "a text without any box of the sheets"
            );
            return Err(LoadError::from(text::no_decision(file, what)).into());
        }
        let digest = Sha256::digest(bytes);
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let source = Source {
            file: name.to_owned(),
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        let wording = Wording {
            format: 1,
            regulation: regulation.to_owned(),
            source,
            sets: found,
        };
        Ok(Import { wording, report })
    }

    /// What the text says.
    #[must_use]
    pub fn wording(&self) -> &Wording {
        &self.wording
    }

    /// How it compares with the data.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

fn sets_of(
    regulation: &str,
    catalog: &Catalog,
) -> Result<Vec<std::sync::Arc<CriteriaSet>>, CatalogError> {
    let regulation = catalog.regulation(regulation)?;
    let id = regulation.id().as_str();
    let sets = regulation
        .sets()
        .iter()
        .map(|entry| catalog.set(id, &entry.code().to_string()));
    sets.collect()
}

/// Most characters of one text of a wording file.
const MAX_TEXT: usize = 4_000;

impl Wording {
    /// Reads a wording file.
    ///
    /// # Errors
    ///
    /// [`LoadError`] where the text is no wording file; what its texts say is not looked at.
    pub fn from_json(text: &str, file: &str) -> Result<Wording, LoadError> {
        let expected = phrase!(
            "tệp lời văn, như `ocop wording import` ghi",
            "a wording file, as `ocop wording import` writes it"
        );
        let read: Wording = read_json(text, file, ProblemCode::NotJson, expected)?;
        if read.format != 1 {
            let found = format!("format {}", read.format);
            let code = ProblemCode::FormatVersion;
            return Err(Diagnostic::of_file(code, file, found, "format 1".to_owned()).into());
        }
        Ok(read)
    }

    /// The wording file, with a line break at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A map of texts always has a JSON form.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The regulation whose texts it has.
    #[must_use]
    pub fn regulation(&self) -> &str {
        &self.regulation
    }

    /// The file that it was read from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The texts of a set, by its two digits.
    #[must_use]
    pub fn set(&self, code: &str) -> Option<&SetWording> {
        self.sets.get(code)
    }

    /// The text of a box, counted from 1.
    #[must_use]
    pub fn of_box(&self, set: &str, criterion: &str, number: usize) -> Option<&str> {
        let boxes = &self.sets.get(set)?.criteria.get(criterion)?.boxes;
        boxes.get(number.checked_sub(1)?)?.as_deref()
    }

    /// Lays the texts over the sheets that a catalog gives from then on.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] where the regulation is unknown.
    pub fn lay_over(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        catalog.lay_over(&self.regulation, |code| {
            let texts = self.sets.get(&code.to_string())?;
            Some(Texts {
                source: &self.source.file,
                texts,
            })
        })
    }

    /// Holds the file to the data: every set, criterion and finding is one of the regulation's,
    /// every text is one line without box sign and stars, and no box is missing.
    ///
    /// # Errors
    ///
    /// [`ImportError::File`] with what the data does not have, such as the regulation, and what is
    /// no text of a box; [`ImportError::Catalog`] where the data itself is wrong.
    pub fn check(&self, file: &str, catalog: &Catalog) -> Result<Report, ImportError> {
        let sets = sets_of(&self.regulation, catalog).map_err(|error| match error {
            CatalogError::Unknown {
                found, expected, ..
            } => {
                let code = ProblemCode::RegulationUnknown;
                let problem = Diagnostic::of_file(code, file, format!("`{found}`"), expected);
                let problem = problem.at_path("regulation").at_pointer("/regulation");
                ImportError::File(problem.into())
            }
            other => other.into(),
        })?;
        let mut problems = Vec::new();
        let mut add = |code, path: String, found: Phrase, expected: Phrase| {
            problems.push(Diagnostic::of_file(code, file, found, expected).at_path(&path));
        };
        let by_code = |code: &str| sets.iter().find(|set| set.code().to_string() == code);
        for (code, texts) in &self.sets {
            let at = format!("set {code}");
            let Some(set) = by_code(code) else {
                let expected = phrase!("một bộ của quyết định", "a set of the regulation");
                add(ProblemCode::SetUnknown, at, code.into(), expected);
                continue;
            };
            for (id, words) in &texts.criteria {
                let at = format!("{at}/criterion {id}");
                let Some(criterion) = set.criteria().find(|c| c.code().as_str() == id) else {
                    let expected = phrase!("một tiêu chí của phiếu", "a criterion of the sheet");
                    add(ProblemCode::CriterionUnknown, at, id.into(), expected);
                    continue;
                };
                let count = if criterion.yes_no() {
                    0
                } else {
                    criterion.choices().len()
                };
                if words.boxes.len() != count {
                    let texts = words.boxes.len();
                    let found = phrase!("{texts} nhãn", "{texts} texts");
                    let expected = phrase!("{count}, mỗi ô một nhãn", "{count}, one a box");
                    add(ProblemCode::BoxUnknown, at.clone(), found, expected);
                }
                let titles = [&words.title].into_iter().chain(&words.cases);
                let boxes = words.boxes.iter().flatten();
                for text in titles.chain(boxes) {
                    if let Some(wrong) = wrong_text(text) {
                        let expected = phrase!(
                            "lời văn như quyết định in",
                            "a text as the decision prints it"
                        );
                        add(ProblemCode::BadWord, at.clone(), wrong, expected);
                    }
                }
            }
            let known = set.findings().iter().map(|finding| finding.id().as_str());
            let known: Vec<&str> = known.collect();
            for (id, text) in &texts.findings {
                let at = format!("{at}/finding {id}");
                if !known.contains(&id.as_str()) {
                    let expected =
                        phrase!("một căn cứ mà bộ liệt kê", "a finding that the set lists");
                    add(ProblemCode::FindingUnknown, at, id.into(), expected);
                } else if text.trim().is_empty() {
                    let found = phrase!("một chuỗi trống", "an empty text");
                    add(
                        ProblemCode::Empty,
                        at,
                        found,
                        phrase!("một chuỗi có chữ", "a text"),
                    );
                }
            }
        }
        LoadError::unless_empty(problems)?;
        let mut report = Report::default();
        for set in &sets {
            self.count(set, &mut report);
        }
        Ok(report)
    }

    fn count(&self, set: &CriteriaSet, report: &mut Report) {
        let code = set.code().to_string();
        for criterion in set.criteria() {
            let id = criterion.code().as_str();
            let texts = self.sets.get(&code).and_then(|set| set.criteria.get(id));
            for number in 1..=criterion.choices().len() {
                let has = match texts {
                    Some(texts) if criterion.yes_no() => !texts.title.is_empty(),
                    _ => self.of_box(&code, id, number).is_some(),
                };
                let count = report.count(criterion.yes_no());
                count.boxes += 1;
                count.matched += usize::from(has);
                if !has {
                    let (set, criterion) = (code.clone(), id.to_owned());
                    report.missing.push(Missing {
                        set,
                        criterion,
                        number,
                    });
                }
            }
        }
    }
}

/// The texts of one set as the library lays them over its sheet.
#[derive(Debug)]
struct Texts<'w> {
    source: &'w str,
    texts: &'w SetWording,
}

impl Texts<'_> {
    fn criterion(&self, code: &CriterionCode) -> Option<&CriterionWording> {
        self.texts.criteria.get(code.as_str())
    }
}

impl SheetTexts for Texts<'_> {
    fn source(&self) -> &str {
        self.source
    }

    fn title(&self, criterion: &CriterionCode) -> Option<&str> {
        Some(self.criterion(criterion)?.title.as_str())
    }

    fn case(&self, criterion: &CriterionCode, case: Alternative) -> Option<&str> {
        let at = usize::from(case == Alternative::B);
        self.criterion(criterion)?.cases.get(at).map(String::as_str)
    }

    fn choice(&self, criterion: &CriterionCode, number: usize) -> Option<&str> {
        let boxes = &self.criterion(criterion)?.boxes;
        boxes.get(number.checked_sub(1)?)?.as_deref()
    }

    fn notes(&self, code: &str) -> Vec<&str> {
        let notes = self
            .texts
            .notes
            .iter()
            .filter(|note| note.at == code && !code.is_empty());
        notes.map(|note| note.text.as_str()).collect()
    }

    fn finding(&self, id: &FindingId) -> Option<&str> {
        self.texts.findings.get(id.as_str()).map(String::as_str)
    }

    fn head(&self) -> Vec<&str> {
        self.texts.head.iter().map(String::as_str).collect()
    }
}

/// What is wrong with a text of a box or a title.
fn wrong_text(text: &str) -> Option<Phrase> {
    if text.trim().is_empty() {
        Some(phrase!("một chuỗi trống", "an empty text"))
    } else if text.chars().any(char::is_control) {
        Some(phrase!(
            "một chuỗi nhiều dòng, hoặc có ký tự điều khiển",
            "a text of several lines, or with control characters"
        ))
    } else if text.starts_with(token::SIGN) || text.ends_with("***") {
        Some(phrase!(
            "một chuỗi có dấu của ô hoặc dấu sao",
            "a text with the sign of a box or stars"
        ))
    } else if text.chars().count() > MAX_TEXT {
        Some(phrase!(
            "một chuỗi dài hơn {MAX_TEXT} ký tự",
            "a text of more than {MAX_TEXT} characters"
        ))
    } else {
        None
    }
}
