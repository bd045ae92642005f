//! A history whose last star rounded parts leave open.

use super::History;
use super::event::{InvalidEvent, OpenDossier, ProductState};
use crate::input::raw_history::{EvaluationResult, Event, EventKind};
use crate::law::Band;
use crate::procedure::machine::PendingStep;
use crate::procedure::stage::{parts_may_reach, star_open_reason};
use crate::text::{Reason, ReasonCode, phrase};
use crate::value::{Date, Mean, RegulationId};

impl History {
    /// Ends the history with its last evaluation, where the star of its dossier is open; `before` is the
    /// product before that evaluation. What the level came to is not known; where `decided` is given, that
    /// something was decided is.
    pub(super) fn leave_open(&mut self, before: ProductState, decided: Option<Date>) {
        let Some(EventKind::Evaluated { level, .. }) = self.events.last().map(|last| &last.kind)
        else {
            return;
        };
        let level = *level;
        self.star_open = self.why_open();
        if self.star_open.is_empty() {
            return;
        }
        let mut scores = std::mem::take(&mut self.state.scores);
        if let Some(last) = scores.last_mut() {
            last.decided = decided;
        }
        if let Some(day) = decided {
            let reason =
                |clause| Reason::new(ReasonCode::DecidedStarOpen, clause).with("date", day);
            let reason = self.citation_on(day).map(reason);
            self.star_open.extend(reason);
        }
        // A decided dossier waits for nothing.
        let dossier = before.dossier.filter(|_| decided.is_none());
        self.state = ProductState {
            dossier: dossier.map(|open| OpenDossier {
                next: PendingStep::Evaluation(level),
                ..open
            }),
            scores,
            ..before
        };
    }

    /// Why the star of the last dossier is open: each bound that is near the sum of rounded parts.
    fn why_open(&self) -> Vec<Reason> {
        let events = self.events.iter().rev();
        let own = events.take_while(|event| !matches!(event.kind, EventKind::Filed { .. }));
        let own = own.filter(|event| matches!(event.kind, EventKind::Evaluated { .. }));
        let scores = &self.state.scores;
        let own = scores.len().saturating_sub(own.count());
        let mut reasons: Vec<Reason> = Vec::new();
        for score in scores.iter().skip(own).filter(|score| score.star_open) {
            let EvaluationResult::Settled {
                total: Some(total), ..
            } = score.result
            else {
                continue;
            };
            let near = self.bound_near(&score.regulation, total);
            let reason = near.map(|band| star_open_reason(total.sum(), band));
            reasons.extend(reason.filter(|reason| !reasons.contains(reason)));
        }
        reasons
    }

    /// The band whose beginning rounded parts may reach that add up to a total.
    fn bound_near(&self, regulation: &RegulationId, total: Mean) -> Option<&Band> {
        let mut regulations = self.regulations.iter();
        let regulation = regulations.find(|one| one.id == *regulation)?;
        let mut bands = regulation.bands();
        bands.find(|band| total.count() == 1 && parts_may_reach(total.sum(), band.from))
    }

    /// Adds an evaluation whose star is open, that of its result being the one that the minutes state.
    pub(super) fn push_open(&mut self, event: &Event) -> Result<(), InvalidEvent> {
        let date = event.date;
        let mut kind = event.kind.clone();
        if let EventKind::Evaluated {
            result:
                EvaluationResult::Settled {
                    star,
                    total: Some(total),
                },
            ..
        } = &mut kind
            && let Some(open) = &self.state.dossier
        {
            let regulation = self.regulation(open, date)?;
            let band = regulation.band(*total);
            if self.bound_near(&regulation.id, *total).is_none() {
                let mean = regulation.shown(*total, 2);
                let found = phrase!(
                    "hạng chưa xác định với điểm trung bình `{mean}`",
                    "an open star with a mean of `{mean}`"
                );
                let expected = phrase!(
                    "hạng, hoặc tổng điểm các phần đã làm tròn gần mốc của một hạng",
                    "the star, or the sum of rounded parts near the bound of a band"
                );
                return Err(InvalidEvent::new(found, expected, Some(&band.citation)));
            }
            *star = (*star).min(band.star());
        }
        self.push(Event { date, kind })?;
        if let Some(score) = self.state.scores.last_mut() {
            score.star_open = true;
        }
        Ok(())
    }
}
