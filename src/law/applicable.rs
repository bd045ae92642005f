//! Which regulation applies to a dossier, and how one hands over to the next.

use std::sync::Arc;

use super::Regulation;
use super::regulation::CitedReading;
use crate::text::{Lang, Reason, ReasonCode, phrase};
use crate::value::{ApplicationKind, Date};

/// The newest of the regulations in force on a day.
///
/// Two may be in force at once: 26/2026 ends 1489 only after 60 days.
#[must_use]
pub fn in_force_on(regulations: &[Arc<Regulation>], day: Date) -> Option<&Arc<Regulation>> {
    regulations
        .iter()
        .filter(|regulation| regulation.in_force.contains(day))
        .max_by_key(|regulation| regulation.in_force.from)
}

/// Which regulation applies to a dossier, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Applicable {
    /// The regulation.
    pub regulation: Arc<Regulation>,
    /// Why, in order.
    pub reasons: Vec<Reason>,
}

/// Why no regulation can be named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// Filed before the first regulation.
    #[error("{}", self.text(Lang::En))]
    NoneInForce {
        /// The filing date.
        filed: Date,
    },
    /// Evaluated before it was filed.
    #[error("{}", self.text(Lang::En))]
    EvaluatedBeforeFiled {
        /// The filing date.
        filed: Date,
        /// The evaluation date.
        evaluated: Date,
    },
}

impl ChoiceError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let text = match self {
            ChoiceError::NoneInForce { filed } => phrase!(
                "thấy ngày nộp `{filed}`, cần một ngày có quyết định đang có hiệu lực",
                "found filing date `{filed}`, expected a day on which a regulation is in force"
            ),
            ChoiceError::EvaluatedBeforeFiled { filed, evaluated } => phrase!(
                "thấy ngày đánh giá `{evaluated}`, cần một ngày không trước ngày nộp `{filed}`",
                "found evaluation on `{evaluated}`, expected a day not before the filing on `{filed}`"
            ),
        };
        text.text(lang).to_owned()
    }
}

/// Chooses the regulation for a dossier filed on `filed` and, if it was, evaluated on `evaluated`.
///
/// The one in force on the day of filing applies, unless a later one with a transition took
/// effect before the evaluation and the transition's last day has passed (26/2026, Điều 12.2).
/// READING: an amending regulation applies to evaluations from its first day on, where it says how
/// dossiers still open go on.
///
/// # Errors
///
/// [`ChoiceError`] when nothing was in force on `filed`, or `evaluated` lies before it.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop::law::applicable;
/// use ocop::value::ApplicationKind;
///
/// let regulations = Catalog::bundled().regulations()?;
/// let filed = "2024-03-01".parse()?;
/// let chosen = applicable(&regulations, filed, ApplicationKind::First, None)?;
/// assert_eq!(chosen.regulation.id().as_str(), "qd-148-2023");
/// assert!(applicable(&regulations, "2019-08-20".parse()?, ApplicationKind::First, None).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn applicable(
    regulations: &[Arc<Regulation>],
    filed: Date,
    kind: ApplicationKind,
    evaluated: Option<Date>,
) -> Result<Applicable, ChoiceError> {
    if let Some(evaluated) = evaluated.filter(|&day| day < filed) {
        return Err(ChoiceError::EvaluatedBeforeFiled { filed, evaluated });
    }
    let at_filing = in_force_on(regulations, filed).ok_or(ChoiceError::NoneInForce { filed })?;
    let mut reasons = vec![
        Reason::new(ReasonCode::InForceWhenFiled, &at_filing.in_force.citation)
            .with("filed", filed)
            .with("decision", at_filing.decision.as_str())
            .with("from", at_filing.in_force.from),
    ];
    let mut chosen = Arc::clone(at_filing);
    let Some(evaluated) = evaluated else {
        return Ok(Applicable {
            regulation: chosen,
            reasons,
        });
    };
    let later = |regulation: &&Arc<Regulation>| {
        regulation.in_force.from > filed && regulation.in_force.from <= evaluated
    };
    if let Some(newer) = regulations
        .iter()
        .filter(later)
        .filter(|regulation| regulation.transition.is_some())
        .max_by_key(|regulation| regulation.in_force.from)
    {
        let mut limits = newer.transition.iter().flat_map(|rule| &rule.limits);
        if let Some(limit) = limits.find(|limit| limit.kind == kind) {
            let (code, citation) = if evaluated <= limit.until {
                (ReasonCode::TransitionWithin, (&limit.citation).into())
            } else {
                chosen = Arc::clone(newer);
                let citation = newer.cite(&limit.citation, CitedReading::TRANSITION_LATE);
                (ReasonCode::TransitionLate, citation)
            };
            reasons.push(
                Reason::new(code, citation)
                    .with("evaluated", evaluated)
                    .with("until", limit.until)
                    .with("decision", newer.decision.as_str()),
            );
        }
    }
    if let Some((newer, pending)) = regulations
        .iter()
        .filter(later)
        .filter(|regulation| regulation.amends.as_ref() == Some(&chosen.id))
        .filter_map(|regulation| Some((regulation, regulation.pending.as_ref()?)))
        .max_by_key(|(regulation, _)| regulation.in_force.from)
    {
        chosen = Arc::clone(newer);
        reasons.push(
            Reason::new(ReasonCode::LevelsByStageDate, &pending.citation)
                .with("from", newer.in_force.from)
                .with("date", evaluated)
                .with("decision", newer.decision.as_str()),
        );
    }
    reasons.extend(stays(&chosen, evaluated));
    Ok(Applicable {
        regulation: chosen,
        reasons,
    })
}

impl Applicable {
    /// `begun`, the rules that the first level worked on a dossier by, where it stays under them. READING
    /// stays-when-filed, of the regulation that lists it: the later one's transition (26/2026, Điều 12.2) is
    /// for what no level has evaluated, and its sets have other numbers.
    pub(crate) fn held_to(
        self,
        begun: Option<&Arc<Regulation>>,
        evaluated: Option<Date>,
    ) -> Applicable {
        let stays_under = begun.filter(|begun| {
            begun.id != self.regulation.id
                && begun.reading(CitedReading::STAYS_WHEN_FILED).is_some()
        });
        let Some((begun, evaluated)) = stays_under.zip(evaluated) else {
            return self;
        };
        let late = |reason: &Reason| reason.code() == ReasonCode::TransitionLate;
        let reasons = self.reasons.into_iter().filter(|reason| !late(reason));
        Applicable {
            regulation: Arc::clone(begun),
            reasons: reasons.chain(stays(begun, evaluated)).collect(),
        }
    }
}

/// That an evaluation after the end of a regulation stays under it.
fn stays(chosen: &Regulation, evaluated: Date) -> Option<Reason> {
    let to = chosen.in_force.to.filter(|&to| evaluated > to)?;
    let citation = chosen.cite(&chosen.in_force.citation, CitedReading::STAYS_WHEN_FILED);
    let reason = Reason::new(ReasonCode::StaysWhenFiled, citation)
        .with("evaluated", evaluated)
        .with("decision", chosen.decision.as_str())
        .with("to", to);
    Some(reason)
}
