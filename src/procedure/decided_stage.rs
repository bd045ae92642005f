//! A stage as it is decided, before it is put into words.

use crate::procedure::machine::{PendingStep, Step};
use crate::procedure::result::{Action, Outcome, Status};
use crate::procedure::stage::Stage;
use crate::scoring::{InvalidTally, Ranking, Tally};
use crate::value::Mean;

/// What a stage holds, scored; nothing for a report, a forwarding, a result adopted, findings alone.
pub(crate) struct Scored<'s> {
    /// The tally of a council's sheets; a mean without sheets has none.
    pub(crate) tally: Option<Tally<'s>>,
    pub(crate) total: Option<Mean>,
    pub(crate) parts: Option<[Mean; 3]>,
    pub(crate) ranking: Option<Result<Ranking, InvalidTally>>,
}

/// A stage with what it comes to, and what is done with the dossier.
pub(crate) struct DecidedStage<'s> {
    pub(crate) stage: &'s Stage,
    pub(crate) scored: Scored<'s>,
    pub(crate) status: Status,
    pub(crate) action: Option<Action>,
    pub(crate) outcome: Outcome,
    pub(crate) steps: (Step, Option<Step>),
    /// What the dossier waits for; `None` when it is closed.
    pub(crate) next: Option<PendingStep>,
}

impl DecidedStage<'_> {
    /// The ranking, where the stage is settled.
    pub(crate) fn ranking(&self) -> Option<Ranking> {
        let ranking = self.scored.ranking?.ok();
        ranking.filter(|_| self.status == Status::Settled)
    }
}
