//! A case file: one product, its application and its stages, read and checked against the rules
//! that apply on its dates.

mod check;
pub(in crate::procedure) mod raw;
mod read;
mod sealed;
mod warnings;

use std::sync::Arc;

use crate::input::pointer::Pointer;
use crate::input::{Diagnostic, ProblemCode};
use crate::law::{CriteriaSet, Regulation};
use crate::procedure::evaluate::Decided;
use crate::procedure::product::{Application, Product};
use crate::procedure::stage::Stage;
use crate::scoring::ScoreSheet;
use crate::text::{Lang, Phrase, Reason, ReasonCode, phrase};
use crate::value::codes::getters;

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

getters! { Case {
    /// The product.
    product: by_ref Product,
    /// The regulation of the last stage. Each stage has its own ([`Stage::regulation`]).
    regulation: by_ref Regulation,
    /// The set that the last stage is scored by.
    set: by_ref CriteriaSet,
    /// The sheet that the producer filled in (Mẫu 02, phần III), where the case carries it. It is no
    /// assessor's.
    self_assessment: option ScoreSheet,
    /// Its stages, in order; [`Case::evaluate`] gives one result for each.
    stages: list Stage,
    /// What was applied for.
    application: by_ref Application,
} }

impl Case {
    /// A problem of the whole case, in the file that it was read from.
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

    /// The producer's own sheet with the regulation and the set that it was filled in for: those of the
    /// first stage, where stages are of two laws.
    pub(crate) fn own_sheet(&self) -> Option<(&ScoreSheet, &Regulation, &CriteriaSet)> {
        let (sheet, first) = self.self_assessment.as_ref().zip(self.stages.first())?;
        Some((sheet, &first.regulation, &first.set))
    }

    /// Gaps in the data that the case rests on: an incomplete set, minima that are not known.
    /// They are warnings; who wants certainty treats them as problems.
    #[must_use]
    pub fn data_gaps(&self) -> Vec<Diagnostic> {
        let gaps = self.warnings.iter().filter(|warning| {
            matches!(
                warning.code(),
                ReasonCode::SetIncomplete
                    | ReasonCode::MinimaNotEncoded
                    | ReasonCode::FindingInferred
            )
        });
        let texts = gaps.map(|warning| {
            let [vi, en] = [Lang::Vi, Lang::En].map(|lang| warning.text(lang));
            phrase!("dữ liệu còn chỗ chưa chắc: {vi}", "a gap in the data: {en}")
        });
        self.unsure_data(texts, &phrase!("dữ liệu đầy đủ", "complete data"))
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
        self.unsure_data(texts.into_iter(), &expected)
    }

    fn unsure_data(
        &self,
        found: impl Iterator<Item = Phrase>,
        expected: &Phrase,
    ) -> Vec<Diagnostic> {
        let at = Pointer::ROOT.key("set");
        let problem = |found| {
            let problem = at.problem(ProblemCode::DataIncomplete, found, expected.clone());
            Diagnostic {
                place: self.origin.set,
                ..problem.in_file(&self.origin.file)
            }
        };
        found.map(problem).collect()
    }
}
