//! A history whose last star rounded parts leave open.

use super::History;
use super::dossier::evaluation;
use super::event::{InvalidEvent, OpenDossier, ProductState, RecordedEvaluation};
use crate::input::raw_history::{EvaluationResult, Event, EventKind, OpenStar};
use crate::law::{Band, Regulation};
use crate::procedure::machine::PendingStep;
use crate::procedure::stage::{open_band, star_open_reason, widest_sums};
use crate::text::{Reason, ReasonCode, phrase};
use crate::value::Date;

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
        for score in scores.iter().skip(own) {
            let reason = || {
                let open = self.open_star(score)?;
                let band = open.band(self.named(&score.regulation)?)?;
                Some(star_open_reason(open.total.sum(), band))
            };
            reasons.extend(reason().filter(|reason| !reasons.contains(reason)));
        }
        reasons
    }

    /// What is known of an evaluation whose star is open.
    pub(super) fn open_star(&self, score: &RecordedEvaluation) -> Option<OpenStar> {
        let EvaluationResult::Settled { star, total } = score.result else {
            return None;
        };
        let total = total.filter(|_| score.star_open)?;
        let band = self.named(&score.regulation)?.band(total);
        Some(OpenStar {
            level: score.level,
            total,
            attested: (star < band.star).then_some(star),
        })
    }

    /// Adds an evaluation whose star is open: that of its result is the one that its mean or the minutes give.
    pub(super) fn push_open(&mut self, date: Date, open: OpenStar) -> Result<(), InvalidEvent> {
        let OpenStar {
            level,
            total,
            attested,
        } = open;
        let Some(dossier) = &self.state.dossier else {
            return Err(self.no_dossier(evaluation(level), date));
        };
        let regulation = self.regulation(dossier, date)?;
        let band = regulation.band(total);
        if open.band(&regulation).is_none() {
            let mean = regulation.shown(total, 2);
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
        let most = band.star();
        let star = attested.map_or(most, |star| star.min(most));
        let result = EvaluationResult::Settled {
            star,
            total: Some(total),
        };
        let kind = EventKind::Evaluated { level, result };
        self.push(Event { date, kind })?;
        if let Some(score) = self.state.scores.last_mut() {
            score.star_open = true;
        }
        Ok(())
    }
}

impl OpenStar {
    /// The band that it hangs on. A history's file tells what the parts add up to and not what they are, so
    /// whatever they may be is asked for: only what no parts can leave open is refused. A mean of sheets is
    /// exact.
    fn band<'r>(&self, regulation: &'r Regulation) -> Option<&'r Band> {
        let sums = widest_sums(self.total.sum());
        let band = open_band(regulation, sums, self.attested);
        band.filter(|_| self.total.count() == 1)
    }
}
