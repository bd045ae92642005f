//! Decides the stages of a case one after the other: what each comes to, and where the dossier goes
//! from there. `explain` puts into words what is decided here.

use crate::input::problem_code::ProblemCode;
use crate::input::raw_history::{EvaluationResult, Recognition, Transfer};
use crate::procedure::certificate::{Certificate, CertificateBasis};
use crate::procedure::decided_stage::{DecidedStage, Scored, shown};
use crate::procedure::explain;
use crate::procedure::machine::{DossierState, PendingStep, Step, StepError};
use crate::procedure::product::Application;
use crate::procedure::refusal::{self, Refused};
use crate::procedure::result::{
    Action, Minima, Outcome, PartMean, StageResult, Status, UnmetMinimum,
};
use crate::procedure::stage::{Content, Stage};
use crate::scoring::council::Council;
use crate::scoring::rank::Ranking;
use crate::scoring::tally::InvalidTally;
use crate::text::phrase::phrase;
use crate::value::codes::PartId;
use crate::value::points::Mean;
use crate::value::star::Star;

/// What the stages of a case come to.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    pub(crate) stages: Vec<StageResult>,
    /// What each stage did with the dossier, as a history tells it.
    pub(crate) steps: Vec<Step>,
    pub(crate) outcome: Outcome,
}

/// Decides the stages of a case, each from the one before; nothing where there are none. Of a stage that
/// does not follow, its place from 0, and why.
pub(crate) fn decide_all(
    stages: &[Stage],
    application: &Application,
) -> Result<Option<Decided>, (usize, Refused)> {
    let mut next = Some(PendingStep::Start);
    let mut last = None;
    let mut results = Vec::with_capacity(stages.len());
    let mut steps = Vec::with_capacity(stages.len());
    for (index, stage) in stages.iter().enumerate() {
        let decided = next
            .ok_or_else(|| refusal::nothing_due(stage))
            .and_then(|pending| decide(stage, pending))
            .map_err(|refused| (index, refused))?;
        next = decided.next;
        last = Some(decided.outcome);
        steps.push(decided.step);
        results.push(decided.result());
    }
    Ok(last.map(|outcome| {
        if let Some(result) = results.last_mut() {
            let kept = explain::previous_kept(stages, application, outcome);
            result.reasons.extend(kept);
        }
        Decided {
            stages: results,
            steps,
            outcome,
        }
    }))
}

fn decide(stage: &Stage, pending: PendingStep) -> Result<DecidedStage<'_>, Refused> {
    let (rules, level) = (stage.rules(), stage.level);
    let scored = score(stage);
    let (status, result) = comes_to(stage, &scored);
    let step = match (&stage.content, result) {
        (_, Some(result)) => Step::Evaluated(level, result),
        (Content::Report(_), None) => Step::Reported,
        (&Content::Adopts(star), None) => Step::Adopted(Recognition { level, star }),
        _ => match stage.regulation.forwards_to(level) {
            Some(rule) => Step::Forwarded(Transfer { level, to: rule.to }),
            None => return Err(refusal::refused(stage, pending, StepError::ForwardsNowhere)),
        },
    };
    let state = pending
        .take(step, rules)
        .map_err(|error| refusal::refused(stage, pending, error))?;
    let (action, outcome, next) = match state {
        DossierState::Recognised(recognition)
        | DossierState::Open(PendingStep::Recognition(recognition)) => {
            let Recognition { level, star } = recognition;
            let outcome = Outcome::Recognised {
                star,
                by: level,
                certificate: certificate(stage, star)?,
            };
            (Some(Action::Certify { star }), outcome, None)
        }
        DossierState::Open(PendingStep::Forwarding(Transfer { to, .. })) => {
            let next = PendingStep::Evaluation(to);
            (
                Some(Action::Forward { to }),
                Outcome::Pending { at: to },
                Some(next),
            )
        }
        DossierState::Open(PendingStep::Evaluation(at)) => {
            let action = match status {
                Status::OnRecord => Some(Action::Forward { to: at }),
                Status::RescoreRequired => Some(Action::Rescore),
                _ => None,
            };
            let next = PendingStep::Evaluation(at);
            let at = rules.successor(at);
            (action, Outcome::Pending { at }, Some(next))
        }
        DossierState::Open(
            PendingStep::Return(Transfer { to, .. }, star) | PendingStep::Returned(to, star),
        ) => {
            let next = PendingStep::Returned(to, star);
            let to = rules.successor(to);
            (
                Some(Action::Return { to }),
                Outcome::Returned { to, star },
                Some(next),
            )
        }
        // INVARIANT: no step leads back to the start.
        DossierState::Open(PendingStep::Start) => (
            None,
            Outcome::Pending { at: level },
            Some(PendingStep::Start),
        ),
        DossierState::NotRecognised => (Some(Action::NotRecognised), Outcome::NotRecognised, None),
        DossierState::Rejected => (Some(Action::Reject), Outcome::Rejected, None),
    };
    Ok(DecidedStage {
        stage,
        scored,
        status,
        action,
        outcome,
        step,
        next,
    })
}

fn score(stage: &Stage) -> Scored<'_> {
    let regulation = &stage.regulation;
    match &stage.content {
        Content::Report(_) | Content::Forwarded | Content::Adopts(_) | Content::FindingsOnly => {
            Scored::Nothing
        }
        Content::Parts {
            sum: points,
            attested,
            ..
        }
        | Content::Total { points, attested } => {
            let total = Mean::of_one(*points);
            let parts = match &stage.content {
                Content::Parts { points, .. } => Some(points.map(Mean::of_one)),
                _ => None,
            };
            Scored::Mean {
                total,
                parts,
                ranking: Ranking::of_mean(regulation, total, *attested),
            }
        }
        Content::Sheets {
            sheets,
            rules,
            appointed,
            ..
        } => {
            let council = Council::checked(&stage.set, rules, sheets, *appointed);
            let tally = council.tally_for_report();
            let valid = tally.validate();
            let ranking = valid.map(|valid| Ranking::of(regulation, valid));
            Scored::Council { tally, ranking }
        }
    }
}

/// How a stage ends, and what its council comes to; nothing where nothing was scored.
fn comes_to(stage: &Stage, scored: &Scored<'_>) -> (Status, Option<EvaluationResult>) {
    use EvaluationResult::{Disqualified, NotQuorate, RescoreRequired, Settled};
    let ranked = |ranking: &Ranking, total| {
        let star = ranking.star();
        (Status::Settled, Some(Settled { star, total }))
    };
    match (&stage.content, scored) {
        (Content::Report(_) | Content::Forwarded | Content::Adopts(_), _) => {
            (Status::OnRecord, None)
        }
        // Findings outrank everything that the sheets say.
        _ if !stage.findings.is_empty() => (Status::Disqualified, Some(Disqualified)),
        (_, Scored::Nothing) => (Status::Disqualified, Some(Disqualified)),
        (_, Scored::Mean { total, ranking, .. }) => ranked(ranking, Some(*total)),
        (_, Scored::Council { tally, ranking, .. }) => match ranking {
            Ok(ranking) => ranked(ranking, tally.total()),
            Err(InvalidTally::NotQuorate) => (Status::NotQuorate, Some(NotQuorate)),
            Err(InvalidTally::Disqualified) => (Status::Disqualified, Some(Disqualified)),
            Err(InvalidTally::RescoreRequired) => (Status::RescoreRequired, Some(RescoreRequired)),
        },
    }
}

/// The certificate of a star that the stage recognises: from the day of the decision. READING
/// `certificate-from-date`: where the case does not give it, from the day of the evaluation.
fn certificate(stage: &Stage, star: Star) -> Result<Certificate, Refused> {
    let (issued, basis) = match (stage.decided, stage.date) {
        (Some(decided), _) => (decided, CertificateBasis::Decision),
        (None, Some(date)) => (date, CertificateBasis::ScoringDate),
        (None, None) => {
            return Err((
                ProblemCode::MissingKey,
                phrase!("không có `date`", "no `date`"),
                phrase!("ngày công nhận", "the day of the recognition"),
            ));
        }
    };
    let certificate = Certificate::issue(&stage.regulation, star, issued);
    match certificate {
        Ok(certificate) => Ok(certificate.with_basis(basis)),
        Err(error) => Err((
            ProblemCode::BadDate,
            format!("`{issued}`").into(),
            phrase!(
                "một ngày mà giấy chứng nhận còn tính được hạn",
                "a day from which a certificate can run: {error}"
            ),
        )),
    }
}

impl DecidedStage<'_> {
    /// The stage as it is printed.
    fn result(&self) -> StageResult {
        let stage = self.stage;
        let mut result = StageResult {
            level: stage.level,
            date: stage.date,
            regulation: Some(stage.regulation.id.clone()),
            status: self.status,
            total: None,
            parts: None,
            spread: None,
            minima: None,
            band_star: None,
            star: None,
            unmet: Vec::new(),
            action: self.action,
            reasons: explain::reasons(self),
        };
        match &self.scored {
            Scored::Nothing => {}
            Scored::Mean { total, parts, .. } => {
                result.total = Some(shown(stage, *total, 2));
                result.parts = parts.map(|parts| part_means(parts, 2));
                result.minima = Some(Minima::NotChecked);
            }
            Scored::Council { tally, .. } => {
                let decimals = tally.rules.shown_decimals;
                result.total = tally.total().map(|total| shown(stage, total, decimals));
                result.parts = tally.parts().map(|parts| part_means(parts, decimals));
                result.spread = tally.spread();
                result.minima = Some(if !stage.regulation.minima.encoded {
                    Minima::NotEncoded
                } else if tally.total().is_some() {
                    Minima::Checked
                } else {
                    // Every sheet ended at a stop.
                    Minima::NotChecked
                });
                let checked = result.minima == Some(Minima::Checked);
                let unmet = tally.minima().iter();
                let unmet = unmet.filter(|check| checked && !check.met);
                result.unmet = unmet
                    .map(|check| UnmetMinimum {
                        criterion: check.criterion.clone(),
                        star: check.minimum.star(),
                        required: check.minimum.required(),
                        reached_by: check.reached_by,
                        of: check.of,
                    })
                    .collect();
            }
        }
        if let Some(ranking) = self.ranking() {
            result.band_star = Some(ranking.band_star());
            result.star = Some(ranking.star());
        }
        result
    }
}

fn part_means(parts: [Mean; 3], decimals: u32) -> [PartMean; 3] {
    let [a, b, c] = parts;
    [(PartId::A, a), (PartId::B, b), (PartId::C, c)].map(|(part, mean)| PartMean {
        part,
        sum: mean.sum(),
        shown: mean.shown(decimals),
    })
}
