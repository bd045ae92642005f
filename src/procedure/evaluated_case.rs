//! A case with its result and seal: what evaluation gives, and what everything built on it takes.

use serde::Serialize;

use crate::input::{Catalog, LoadError};
use crate::law::SetStatus;
use crate::procedure::case::Case;
use crate::procedure::result::{DataNote, Evaluation, Outcome, StageResult};
use crate::procedure::seal::Seal;
use crate::procedure::stage::Stage;
use crate::text::Reason;
use crate::value::Star;
use crate::value::codes::getters;

/// A case, decided and sealed.
///
/// It serializes as its [`Evaluation`], the result that `ocop evaluate --json` prints.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, EvaluatedCase, Star};
///
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let evaluated = EvaluatedCase::from_json(text, "case.json", &Catalog::bundled())?;
/// assert_eq!((evaluated.star(), evaluated.is_certified()), (Some(Star::Three), true));
/// assert!(evaluated.seal().input.starts_with("sha256:"));
/// # Ok::<(), ocop::LoadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct EvaluatedCase {
    #[serde(skip)]
    case: Case,
    evaluation: Evaluation,
}

getters! { EvaluatedCase {
    /// The case.
    case: by_ref Case,
    /// The result, as it is stored.
    evaluation: by_ref Evaluation,
} }

impl Case {
    /// The case with its result and seal. The stages were decided when the case was made, so that a
    /// case in hand can always be evaluated.
    #[must_use]
    pub fn evaluate(self) -> EvaluatedCase {
        let incomplete = |stage: &Stage| stage.set.status == SetStatus::Incomplete;
        let evaluation = Evaluation {
            format: 1,
            product: self.product.name.clone(),
            regulation: self.regulation.id.clone(),
            set: self.set.code,
            stages: self.decided.stages.clone(),
            outcome: self.decided.outcome,
            data: DataNote {
                status: if self.stages.iter().any(incomplete) {
                    SetStatus::Incomplete
                } else {
                    SetStatus::Transcribed
                },
                warnings: self.warnings.clone(),
            },
            seal: Seal::of(&self),
            unread: Vec::new(),
        };
        EvaluatedCase {
            case: self,
            evaluation,
        }
    }
}

impl EvaluatedCase {
    /// Reads, decides and seals a case.
    ///
    /// # Errors
    ///
    /// As [`Case::from_json`].
    pub fn from_json(
        text: &str,
        file: &str,
        catalog: &Catalog,
    ) -> Result<EvaluatedCase, LoadError> {
        EvaluatedCase::from_json_line(text, file, 1, catalog)
    }

    /// Reads, decides and seals a case that is line `line` of a file.
    ///
    /// # Errors
    ///
    /// As [`Case::from_line`].
    pub fn from_json_line(
        text: &str,
        file: &str,
        line: usize,
        catalog: &Catalog,
    ) -> Result<EvaluatedCase, LoadError> {
        Ok(Case::from_line(text, file, line, catalog)?.evaluate())
    }

    /// Where the dossier stands.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.evaluation.outcome
    }

    /// The star that is recognised; where none is, that of the last stage, if it is settled.
    #[must_use]
    pub fn star(&self) -> Option<Star> {
        match self.evaluation.outcome {
            Outcome::Recognised { star, .. } => Some(star),
            _ => self.stages().last()?.star,
        }
    }

    /// Whether the last level certifies a star. Nothing is recognised, and no certificate runs, before the
    /// day of the decision is entered: [`Outcome::awaits_decision`].
    #[must_use]
    pub fn is_certified(&self) -> bool {
        matches!(self.evaluation.outcome, Outcome::Recognised { .. })
    }

    /// Whether rounded parts leave the star of a stage open (chưa xác định được hạng): what follows from it
    /// is printed by no paper.
    #[must_use]
    pub fn is_star_open(&self) -> bool {
        let mut stages = self.case.stages().iter();
        stages.any(|stage| stage.is_star_open())
    }

    /// One result for each stage of the case, in order.
    #[must_use]
    pub fn stages(&self) -> &[StageResult] {
        &self.evaluation.stages
    }

    /// The reasons of all stages, in order.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        self.stages().iter().flat_map(|stage| &stage.reasons)
    }

    /// What is worth knowing about data and case; none of it changes the result.
    #[must_use]
    pub fn warnings(&self) -> &[Reason] {
        &self.evaluation.data.warnings
    }

    /// What the result was computed with and from.
    #[must_use]
    pub fn seal(&self) -> &Seal {
        &self.evaluation.seal
    }
}

/// Decides a stream of cases, one a line, as it is drawn: nothing is kept of a line once its
/// answer was given. Blank lines are counted and skipped; a line that is wrong does not stop the
/// others.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop::procedure::evaluate_lines;
///
/// let lines = [
///     r#"{"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///         "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#,
///     "",
///     "not a case",
/// ];
/// let catalog = Catalog::bundled();
/// let answers: Vec<_> = evaluate_lines(lines, "cases.jsonl", &catalog).collect();
/// assert_eq!(answers.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3]);
/// assert!(answers[0].1.is_ok() && answers[1].1.is_err());
/// ```
pub fn evaluate_lines<'a, L: AsRef<str>>(
    lines: impl IntoIterator<Item = L> + 'a,
    file: &'a str,
    catalog: &'a Catalog,
) -> impl Iterator<Item = (usize, Result<EvaluatedCase, LoadError>)> + 'a {
    (1..).zip(lines).filter_map(move |(number, line)| {
        let text = line.as_ref();
        if text.trim().is_empty() {
            return None;
        }
        let answer = EvaluatedCase::from_json_line(text, file, number, catalog);
        Some((number, answer))
    })
}
