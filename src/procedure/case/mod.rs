//! A case file: one product, its application and its stages, read and checked against the rules
//! that apply on its dates.

mod check;
mod criteria;
mod product;
mod raw;
mod rounded;
mod stage;
mod warnings;

use std::sync::Arc;

use crate::input::catalog::Catalog;
use crate::input::diagnostic::Diagnostic;
use crate::input::json::Document;
use crate::input::load_error::{LoadError, Problems};
use crate::input::pointer::Pointer;
use crate::input::problem_code::ProblemCode;
use crate::input::raw_case::RawCase;
use crate::input::record::Record;
use crate::law::criteria::CriteriaSet;
use crate::law::regulation::Regulation;
use crate::procedure::evaluate::Decided;
use crate::scoring::sheet::ScoreSheet;
use crate::text::lang::Lang;
use crate::text::phrase::{Phrase, phrase};
use crate::text::reason::Reason;
use crate::text::reason_code::ReasonCode;

pub use crate::value::codes::ReportItem;
pub(crate) use check::previous_in_order;
pub use product::{Application, Previous, Producer, Product};
pub(crate) use raw::Form;
use stage::report_entries;
pub use stage::{Content, ReportEntry, Stage};
pub(crate) use warnings::renewal_reason;

/// One product with its stages (hồ sơ sản phẩm), checked.
///
/// It comes from a text ([`Case::from_json`]) or from values ([`Case::new`]), serializes to the
/// canonical case format, and keeps the rules that it was checked with. Two cases are equal when
/// they state the same.
#[derive(Debug, Clone)]
pub struct Case {
    pub(crate) product: Product,
    pub(crate) regulation: Arc<Regulation>,
    pub(crate) set: Arc<CriteriaSet>,
    pub(crate) application: Application,
    pub(crate) stages: Vec<Stage>,
    /// The sheet that the producer filled in.
    pub(crate) self_assessment: Option<ScoreSheet>,
    /// Whether it names the regulation that it goes by.
    pub(crate) named: bool,
    pub(crate) warnings: Vec<Reason>,
    /// What its stages come to.
    pub(crate) decided: Decided,
    /// The hash of the files that it was checked with.
    pub(crate) criteria: String,
    pub(crate) origin: Origin,
}

/// Where a case was read, kept to say where it breaks a rule that only the procedure can see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Origin {
    file: String,
    set: Option<(usize, usize)>,
}

impl Origin {
    fn of(document: &Document<'_>) -> Origin {
        Origin {
            file: document.file().to_owned(),
            set: document.root().get("set").map(|set| set.place()),
        }
    }
}

impl Case {
    /// Reads a case file against the regulations, sheets and rules of `catalog`.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, unknown, missing or repeated keys,
    /// answers that are not the sheet's, dates that go back, a level that has no part in the
    /// procedure, a stage that does not follow from the results before it.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    ///
    /// let error = Case::from_json(r#"{"sett": "08"}"#, "case.json", &Catalog::bundled()).unwrap_err();
    /// let told: Vec<String> = error.diagnostics().iter().map(ToString::to_string).collect();
    /// assert!(told[0].starts_with("case.json:1:1: error[missing-key]"));
    /// assert!(told.iter().any(|line| line.ends_with("did you mean `set`?")));
    /// ```
    pub fn from_json(text: &str, file: &str, catalog: &Catalog) -> Result<Case, LoadError> {
        Case::from_line(text, file, 1, catalog)
    }

    /// As [`Case::from_json`], for a text that is one line of a file: problems are reported at
    /// `line`.
    ///
    /// # Errors
    ///
    /// As [`Case::from_json`].
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    ///
    /// let error = Case::from_line("{", "cases.jsonl", 12, &Catalog::bundled()).unwrap_err();
    /// assert_eq!(error.diagnostics()[0].line(), Some(12));
    /// ```
    pub fn from_line(
        text: &str,
        file: &str,
        line: usize,
        catalog: &Catalog,
    ) -> Result<Case, LoadError> {
        let document = Document::read(text, file, line)?;
        let mut problems = Problems::default();
        let case = RawCase::read(document.root(), &mut problems)
            .and_then(|raw| check::check(&raw, catalog, &mut problems))
            .map(|case| Case {
                origin: Origin::of(&document),
                ..case
            });
        document.locate(&mut problems);
        problems.give(case)
    }

    /// Checks a case that was made from values; `name` is what its problems are reported under.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem, by path and pointer.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::input::{RawCase, RawProduct, RawStage};
    /// use ocop::{Case, Catalog, Date, Level, Points};
    ///
    /// let stage = RawStage::default()
    ///     .level(Level::District)
    ///     .date("2024-04-10".parse::<Date>()?)
    ///     .total("61.5".parse::<Points>()?);
    /// let raw = RawCase::default()
    ///     .product(RawProduct::default().name("Cá khô"))
    ///     .regulation("qd-148-2023".parse::<ocop::value::RegulationId>()?)
    ///     .set("08".parse::<ocop::value::SetCode>()?)
    ///     .stages([stage]);
    /// let catalog = Catalog::bundled();
    /// let case = Case::new(&raw, "my case", &catalog)?;
    /// let text = serde_json::to_string(&case)?;
    /// assert_eq!(Case::from_json(&text, "case.json", &catalog)?, case);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(raw: &RawCase<'_>, name: &str, catalog: &Catalog) -> Result<Case, LoadError> {
        let mut problems = Problems::default();
        let case = check::check(raw, catalog, &mut problems).map(|case| Case {
            origin: Origin {
                file: name.to_owned(),
                set: None,
            },
            ..case
        });
        for problem in problems
            .iter_mut()
            .filter(|problem| problem.file.is_empty())
        {
            name.clone_into(&mut problem.file);
        }
        problems.give(case)
    }

    /// Whether a text is meant to be a case: whether it has `stages`.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        crate::input::document::has_key(text, "stages")
    }

    /// A problem of the whole case, in the file that it was read from.
    #[must_use]
    pub fn problem(
        &self,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) -> Diagnostic {
        Diagnostic {
            place: self.origin.set.map(|(line, _)| (line, 1)),
            ..Diagnostic::of_file(code, &self.origin.file, found, expected)
        }
    }

    /// The product.
    #[must_use]
    pub fn product(&self) -> &Product {
        &self.product
    }

    /// The regulation of the last stage. Each stage has its own ([`Stage::regulation`]).
    #[must_use]
    pub fn regulation(&self) -> &Regulation {
        &self.regulation
    }

    /// The set that the last stage is scored by.
    #[must_use]
    pub fn set(&self) -> &CriteriaSet {
        &self.set
    }

    /// The sheet that the producer filled in (Mẫu 02, phần III), where the case carries it. It is no
    /// assessor's.
    #[must_use]
    pub fn self_assessment(&self) -> Option<&ScoreSheet> {
        self.self_assessment.as_ref()
    }

    /// The producer's own sheet with the regulation and the set that it was filled in for: those of the
    /// first stage, where stages are of two laws.
    pub(crate) fn own_sheet(&self) -> Option<(&ScoreSheet, &Regulation, &CriteriaSet)> {
        let (sheet, first) = self.self_assessment.as_ref().zip(self.stages.first())?;
        Some((sheet, &first.regulation, &first.set))
    }

    /// Its stages, in order; [`Case::evaluate`] gives one result for each.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// What was applied for.
    #[must_use]
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// Gaps in the data that the case rests on: an incomplete set, minima that are not known.
    /// They are warnings; who wants certainty treats them as problems.
    #[must_use]
    pub fn data_gaps(&self) -> Vec<Diagnostic> {
        self.unsure_data(self.gap_texts(), phrase!("dữ liệu đầy đủ", "complete data"))
    }

    /// The sheets used that were read from fewer than two independent sources, as problems of the
    /// case; `ocop evaluate --strict=two-sources` refuses them.
    #[must_use]
    pub fn single_sources(&self) -> Vec<Diagnostic> {
        let mut texts: Vec<Phrase> = Vec::new();
        for set in self.stages.iter().map(|stage| &stage.set) {
            let (code, citation, count) = (set.code, &set.citation, set.sources.len());
            let text = phrase!(
                "bộ {code} ({citation}) đọc từ {count} nguồn",
                "set {code} ({citation}) was read from {count} source"
            );
            if count < 2 && !texts.contains(&text) {
                texts.push(text);
            }
        }
        let expected = phrase!(
            "ít nhất hai nguồn độc lập khớp nhau",
            "at least two independent sources that agree"
        );
        self.unsure_data(texts, expected)
    }

    fn gap_texts(&self) -> Vec<Phrase> {
        self.warnings
            .iter()
            .filter(|warning| {
                matches!(
                    warning.code(),
                    ReasonCode::SetIncomplete
                        | ReasonCode::MinimaNotEncoded
                        | ReasonCode::FindingInferred
                )
            })
            .map(|warning| {
                let [vi, en] = [Lang::Vi, Lang::En].map(|lang| warning.text(lang));
                phrase!("dữ liệu còn chỗ chưa chắc: {vi}", "a gap in the data: {en}")
            })
            .collect()
    }

    fn unsure_data(&self, found: Vec<Phrase>, expected: Phrase) -> Vec<Diagnostic> {
        let (at, file) = (Pointer::ROOT.key("set"), &self.origin.file);
        let problem = |found| {
            let code = ProblemCode::DataIncomplete;
            let problem = Diagnostic::of_file(code, file, found, expected.clone());
            Diagnostic {
                place: self.origin.set,
                ..at.placed(problem)
            }
        };
        found.into_iter().map(problem).collect()
    }
}
