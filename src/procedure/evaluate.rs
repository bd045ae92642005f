//! Decides the stages of a case one after the other: what each comes to, and where the dossier goes
//! from there. `explain` puts into words what is decided here.

use crate::input::ProblemCode;
use crate::input::raw_history::{EvaluationResult, Recognition, Transfer};
use crate::procedure::certificate::{Certificate, CertificateBasis};
use crate::procedure::decided_stage::{DecidedStage, Scored};
use crate::procedure::explain;
use crate::procedure::machine::{DossierState, PendingStep, Step, StepError};
use crate::procedure::product::Application;
use crate::procedure::refusal::{self, Refused};
use crate::procedure::result::{
    Action, MeanTotal, Minima, Outcome, PartMean, StageResult, Status, UnmetMinimum,
};
use crate::procedure::stage::{Content, Stage};
use crate::scoring::{Council, InvalidTally, Ranking, Tally};
use crate::text::phrase;
use crate::value::{Mean, PartId, Star};

/// What the stages of a case come to.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    pub(crate) stages: Vec<StageResult>,
    /// What each stage did with the dossier, and what its level did on its own result, as a history
    /// tells it.
    pub(crate) steps: Vec<(Step, Option<Step>)>,
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
        steps.push(decided.steps);
        results.push(result(&decided));
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
    let refused = |error| refusal::refused(stage, pending, error);
    let mut state = pending.take(step, rules).map_err(refused)?;
    let mut followed = None;
    if let DossierState::Open(next) = state
        && let Some(step) = next.on_own_result()
    {
        state = next.take(step, rules).map_err(refused)?;
        followed = Some(step);
    }
    let (action, outcome, next) = match state {
        DossierState::Recognised(Recognition { level, star }) => {
            let outcome = Outcome::Recognised {
                star,
                by: level,
                certificate: certificate(stage, star)?,
            };
            (Some(Action::Certify { star }), outcome, None)
        }
        DossierState::Open(next @ PendingStep::Returned(to, star)) => {
            let outcome = Outcome::Returned { to, star };
            (Some(Action::Return { to }), outcome, Some(next))
        }
        DossierState::Open(next) => {
            let at = next.level(rules);
            let action = match status {
                Status::OnRecord => Some(Action::Forward { to: at }),
                Status::RescoreRequired => Some(Action::Rescore),
                _ => followed.map(|_| Action::Forward { to: at }),
            };
            (action, Outcome::Pending { at }, Some(next))
        }
        DossierState::NotRecognised => (Some(Action::NotRecognised), Outcome::NotRecognised, None),
        DossierState::Rejected => (Some(Action::Reject), Outcome::Rejected, None),
    };
    Ok(DecidedStage {
        stage,
        scored,
        status,
        action,
        outcome,
        steps: (step, followed),
        next,
    })
}

fn score(stage: &Stage) -> Scored<'_> {
    let regulation = &stage.regulation;
    if let Content::Sheets {
        sheets,
        rules,
        appointed,
        ..
    } = &stage.content
    {
        let tally = Council::checked(&stage.set, rules, sheets, *appointed).tally_for_report();
        let valid = tally.validate();
        return Scored {
            total: tally.total(),
            parts: tally.parts(),
            ranking: Some(valid.map(|valid| Ranking::of(regulation, valid))),
            tally: Some(tally),
        };
    }
    let mean = stage.content.mean();
    Scored {
        tally: None,
        total: mean.map(|(total, _)| total),
        parts: match stage.content {
            Content::Parts { points, .. } => Some(points.map(Mean::of_one)),
            _ => None,
        },
        ranking: mean.map(|(total, attested)| Ok(Ranking::of_mean(regulation, total, attested))),
    }
}

/// How a stage ends, and what its council comes to; nothing where nothing was scored.
fn comes_to(stage: &Stage, scored: &Scored<'_>) -> (Status, Option<EvaluationResult>) {
    use EvaluationResult::{Disqualified, NotQuorate, RescoreRequired, Settled};
    if stage.content.is_on_record() {
        return (Status::OnRecord, None);
    }
    // Findings outrank everything that the sheets say.
    let ranking = scored.ranking.filter(|_| stage.findings.is_empty());
    let (status, result) = match ranking {
        None | Some(Err(InvalidTally::Disqualified)) => (Status::Disqualified, Disqualified),
        Some(Err(InvalidTally::NotQuorate)) => (Status::NotQuorate, NotQuorate),
        Some(Err(InvalidTally::RescoreRequired)) => (Status::RescoreRequired, RescoreRequired),
        Some(Ok(ranking)) => {
            let (star, total) = (ranking.star(), scored.total);
            (Status::Settled, Settled { star, total })
        }
    };
    (status, Some(result))
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

/// The stage as it is printed.
fn result(decided: &DecidedStage<'_>) -> StageResult {
    let (stage, scored) = (decided.stage, &decided.scored);
    let tally = scored.tally.as_ref();
    let decimals = tally.map_or(2, |tally| tally.rules.shown_decimals);
    let minima = match (tally, scored.total) {
        (None, None) => None,
        (Some(_), _) if !stage.regulation.minima.encoded => Some(Minima::NotEncoded),
        (Some(_), Some(_)) => Some(Minima::Checked),
        // Only a mean, or every sheet ended at a stop.
        _ => Some(Minima::NotChecked),
    };
    let checks = tally.filter(|_| minima == Some(Minima::Checked));
    let unmet = checks.into_iter().flat_map(Tally::minima);
    let unmet = unmet.filter(|check| !check.met).map(|check| UnmetMinimum {
        criterion: check.criterion.clone(),
        star: check.minimum.star(),
        required: check.minimum.required(),
        reached_by: check.reached_by,
        of: check.of,
    });
    StageResult {
        level: stage.level,
        date: stage.date,
        regulation: Some(stage.regulation.id.clone()),
        status: decided.status,
        total: scored
            .total
            .map(|total| MeanTotal::new(total, stage.regulation.shown(total, decimals))),
        parts: scored.parts.map(|parts| part_means(parts, decimals)),
        spread: tally.and_then(Tally::spread),
        minima,
        band_star: decided.ranking().map(Ranking::band_star),
        star: decided.ranking().map(Ranking::star),
        unmet: unmet.collect(),
        action: decided.action,
        reasons: explain::reasons(decided),
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
