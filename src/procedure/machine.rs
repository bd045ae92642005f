//! The way of an open dossier through the levels: what it waits for, and what each step leads to.
//!
//! The evaluation of a case and the history of a product both ask here what may follow; no other
//! place decides it.

use crate::input::raw_history::{EvaluationResult, Recognition, Transfer};
use crate::law::rules::{EndedLevel, Forward};
use crate::law::{ForwardBy, Regulation};
use crate::value::{Date, Level, Mean, Star};

/// What an open dossier waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PendingStep {
    /// The commune's report, or the first evaluation.
    Start,
    /// An evaluation at this level.
    Evaluation(Level),
    /// The recognition of this star by this level.
    Recognition(Recognition),
    /// To be sent up.
    Forwarding(Transfer),
    /// To be sent down, with the star that may be recognised there.
    Return(Transfer, Option<Star>),
    /// It was sent down to this level, which recognises at most this star, where one is given, or
    /// evaluates anew.
    Returned(Level, Option<Star>),
}

/// Something that happens to an open dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Reported,
    Evaluated(Level, EvaluationResult),
    /// A star is recognised on the level's own result.
    Recognised(Recognition),
    /// A star is recognised on the higher council's result.
    Adopted(Recognition),
    /// The dossier is sent up; that may be all that is on record of a level.
    Forwarded(Transfer),
    Returned(Transfer),
}

/// Where a dossier stands after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DossierState {
    Open(PendingStep),
    Recognised(Recognition),
    NotRecognised,
    Rejected,
}

/// Why a step cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepError {
    NotDue,
    ForwardsNowhere,
    NotReturned,
    AnewOnly,
    /// A star is adopted above this one, or one that the level does not certify.
    AdoptsAtMost(Star),
}

/// The rules of a step: a regulation, and the day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'r> {
    pub(crate) regulation: &'r Regulation,
    pub(crate) day: Option<Date>,
}

impl<'r> Rules<'r> {
    pub(crate) fn on(regulation: &'r Regulation, day: Date) -> Rules<'r> {
        let day = Some(day);
        Rules { regulation, day }
    }

    /// Whether a level acts in place of `due`: it is that level, or the one that took over its work
    /// when it ended.
    fn acts_for(self, due: Level, level: Level) -> bool {
        if due == level && !self.is_gone(due) {
            return true;
        }
        self.ended(due).is_some_and(|ended| ended.to == level)
    }

    /// How a level has ended, if it has by the day of the step.
    fn ended(self, level: Level) -> Option<&'r EndedLevel> {
        if self.is_gone(level) {
            return self.regulation.ended(level);
        }
        self.regulation.ended_by(level, self.day?)
    }

    /// The level that does the work of `level`: itself, or the one that took it over.
    pub(crate) fn successor(self, level: Level) -> Level {
        self.ended(level).map_or(level, |ended| ended.to)
    }

    /// Whether a level has no part in the procedure any more.
    fn is_gone(self, level: Level) -> bool {
        self.regulation.level(level).is_none()
    }

    /// Whether a level does nothing any more by the day of the step.
    pub(crate) fn is_over(self, level: Level) -> bool {
        self.is_gone(level) || self.ended(level).is_some()
    }

    /// Whether a level certifies a star: by its own rule, or in place of one that has ended.
    pub(crate) fn certifies(self, level: Level, star: Star) -> bool {
        self.regulation.certifies(level, star) || self.in_place_of(level, star).is_some()
    }

    /// The ended level in whose place a level certifies a star.
    pub(crate) fn in_place_of(self, level: Level, star: Star) -> Option<&'r EndedLevel> {
        let ended = self.regulation.ended_levels.iter();
        let mut ended = ended.filter_map(|ended| self.ended(ended.level));
        ended.find(|ended| ended.to == level && self.regulation.certifies(ended.level, star))
    }

    fn after(self, level: Level, result: EvaluationResult) -> DossierState {
        match result {
            EvaluationResult::RescoreRequired | EvaluationResult::NotQuorate => {
                DossierState::Open(PendingStep::Evaluation(level))
            }
            EvaluationResult::Disqualified => DossierState::Rejected,
            EvaluationResult::Settled { star, total } => {
                let forward_by = self.regulation.forward_by;
                let next = self.disposition(forward_by, level, star, total);
                next.map_or(DossierState::NotRecognised, DossierState::Open)
            }
        }
    }

    /// What a scoring level does with a star and its total, where `forward_by` decides that a product goes
    /// up; nothing where the product is not recognised. The data says it; only the order is decided here.
    pub(crate) fn disposition(
        self,
        forward_by: ForwardBy,
        level: Level,
        star: Star,
        total: Option<Mean>,
    ) -> Option<PendingStep> {
        let regulation = self.regulation;
        // By the points, as the texts print them, where they are known; by the star with its minima where
        // the data says `"forward_by": "star"`.
        let goes_up = |rule: &&Forward| match (forward_by, total) {
            (ForwardBy::Points, Some(total)) => total.at_least(rule.from),
            _ => regulation.band_from(star) >= rule.from,
        };
        if let Some(rule) = regulation.forwards_to(level).filter(goes_up) {
            return Some(PendingStep::Forwarding(Transfer { level, to: rule.to }));
        }
        if regulation.certifies(level, star) {
            return Some(PendingStep::Recognition(Recognition { level, star }));
        }
        let rule = regulation.returns(level, star)?;
        let to = self.successor(rule.to);
        let star = rule.adoptable.then_some(star);
        Some(PendingStep::Return(Transfer { level, to }, star))
    }
}

impl PendingStep {
    /// The level that the step names; none before the first evaluation.
    pub(crate) fn named_level(self) -> Option<Level> {
        match self {
            PendingStep::Start => None,
            PendingStep::Evaluation(level) | PendingStep::Returned(level, _) => Some(level),
            PendingStep::Recognition(Recognition { level, .. })
            | PendingStep::Forwarding(Transfer { level, .. })
            | PendingStep::Return(Transfer { level, .. }, _) => Some(level),
        }
    }

    /// What the level that evaluated does on its own result.
    pub(crate) fn on_own_result(self) -> Option<Step> {
        match self {
            PendingStep::Recognition(recognition) => Some(Step::Recognised(recognition)),
            PendingStep::Forwarding(transfer) => Some(Step::Forwarded(transfer)),
            PendingStep::Return(transfer, _) => Some(Step::Returned(transfer)),
            PendingStep::Start | PendingStep::Evaluation(_) | PendingStep::Returned(..) => None,
        }
    }

    /// The level that the step waits for by its own name, ended or not.
    pub(crate) fn due(self, rules: Rules<'_>) -> Level {
        let named = self.named_level();
        named.unwrap_or_else(|| rules.regulation.first_scoring())
    }

    /// The level that acts next.
    pub(crate) fn level(self, rules: Rules<'_>) -> Level {
        rules.successor(self.due(rules))
    }

    /// The level that this step waits for, if it has ended: its work goes on elsewhere.
    pub(crate) fn ended_level<'r>(self, rules: Rules<'r>) -> Option<&'r EndedLevel> {
        rules.ended(self.named_level()?)
    }

    /// What the dossier waits for by the day of `rules`: what an ended level had to do, the one does
    /// that took over its work.
    pub(crate) fn by_day(self, rules: Rules<'_>) -> PendingStep {
        match self {
            PendingStep::Start => self,
            PendingStep::Returned(level, star) => {
                PendingStep::Returned(rules.successor(level), star)
            }
            _ if rules.is_over(self.due(rules)) => PendingStep::Evaluation(self.level(rules)),
            PendingStep::Evaluation(_)
            | PendingStep::Recognition(_)
            | PendingStep::Forwarding(_) => self,
            PendingStep::Return(Transfer { level, to }, star) => {
                let to = rules.successor(to);
                PendingStep::Return(Transfer { level, to }, star)
            }
        }
    }

    fn evaluation_due(self, level: Level, rules: Rules<'_>) -> bool {
        let due = self.due(rules);
        match self.on_own_result() {
            // What a level has left undone, the one that took over its work evaluates.
            Some(_) => rules.ended(due).is_some_and(|ended| ended.to == level),
            None => rules.acts_for(due, level),
        }
    }

    pub(crate) fn take(self, step: Step, rules: Rules<'_>) -> Result<DossierState, StepError> {
        use DossierState::{Open, Recognised};
        match step {
            Step::Reported if self == PendingStep::Start && rules.regulation.commune_reports() => {
                let first = rules.regulation.first_scoring();
                Ok(Open(PendingStep::Evaluation(first)))
            }
            Step::Evaluated(level, result) if self.evaluation_due(level, rules) => {
                Ok(rules.after(level, result))
            }
            Step::Recognised(recognition)
                if self == PendingStep::Recognition(recognition)
                    && !rules.is_gone(recognition.level) =>
            {
                Ok(Recognised(recognition))
            }
            Step::Adopted(recognition) => self.adopt(recognition, rules),
            Step::Forwarded(transfer)
                if self == PendingStep::Forwarding(transfer) && !rules.is_gone(transfer.level) =>
            {
                Ok(Open(PendingStep::Evaluation(transfer.to)))
            }
            Step::Forwarded(transfer) if self.evaluation_due(transfer.level, rules) => {
                match rules.regulation.forwards_to(transfer.level) {
                    Some(rule) if rule.to == transfer.to => {
                        Ok(Open(PendingStep::Evaluation(rule.to)))
                    }
                    _ => Err(StepError::ForwardsNowhere),
                }
            }
            Step::Returned(transfer) => match self.by_day(rules) {
                PendingStep::Return(due, star) if due == transfer => {
                    Ok(Open(PendingStep::Returned(due.to, star)))
                }
                _ => Err(StepError::NotDue),
            },
            Step::Reported | Step::Evaluated(..) | Step::Recognised(_) | Step::Forwarded(_) => {
                Err(StepError::NotDue)
            }
        }
    }

    fn adopt(self, recognition: Recognition, rules: Rules<'_>) -> Result<DossierState, StepError> {
        let Recognition { level, star } = recognition;
        match self {
            PendingStep::Returned(due, most) if rules.acts_for(due, level) => match most {
                None => Err(StepError::AnewOnly),
                Some(most) if star <= most && rules.certifies(level, star) => {
                    Ok(DossierState::Recognised(recognition))
                }
                Some(most) => Err(StepError::AdoptsAtMost(most)),
            },
            _ if self.evaluation_due(level, rules) => Err(StepError::NotReturned),
            _ => Err(StepError::NotDue),
        }
    }
}

/// Whether a stage at `level` can follow the one before, whatever that one's result: from there
/// something may lead to it, or a dossier begins there. This finds most wrong orders in a case that
/// cannot be decided yet.
pub(crate) fn may_follow(
    before: Option<(Level, Rules<'_>)>,
    level: Level,
    rules: Rules<'_>,
) -> bool {
    let Some((before, earlier)) = before else {
        let reports = level == Level::Commune && rules.regulation.commune_reports();
        return reports || PendingStep::Start.evaluation_due(level, rules);
    };
    [earlier.regulation, rules.regulation]
        .into_iter()
        .flat_map(|regulation| regulation.leads_to(before))
        .any(|due| rules.acts_for(due, level))
}
