//! The history that a decided case tells.

use std::iter;
use std::sync::Arc;

use super::History;
use super::event::{InvalidEvent, OpenDossier};
use crate::input::raw_history::{Event, EventKind};
use crate::law::Regulation;
use crate::procedure::evaluated_case::EvaluatedCase;
use crate::procedure::machine::{PendingStep, Step};
use crate::procedure::stage::Stage;
use crate::text::{Reason, ReasonCode};
use crate::value::{ApplicationKind, Date, RegulationId};

impl History {
    /// The history that an evaluated case tells.
    ///
    /// # Errors
    ///
    /// [`InvalidEvent`] when the case does not say what was applied for and when, or when its
    /// stages could not have happened on their days.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, EvaluatedCase};
    /// use ocop::procedure::History;
    ///
    /// let catalog = Catalog::bundled();
    /// let mut text = r#"{ "product": {"name": "Cá khô"}, "set": "08",
    ///     "application": {"kind": "first", "filed": "2024-03-01"},
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#.to_owned();
    /// let case = EvaluatedCase::from_json(&text, "case.json", &catalog)?;
    /// let history = History::of_case(&case, catalog.regulations()?)?;
    /// assert_eq!(history.events().len(), 3);
    /// text = text.replace(r#""application": {"kind": "first", "filed": "2024-03-01"}"#,
    ///     r#""regulation": "qd-148-2023""#);
    /// let case = EvaluatedCase::from_json(&text, "case.json", &catalog)?;
    /// assert!(History::of_case(&case, catalog.regulations()?).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_case(
        evaluated: &EvaluatedCase,
        regulations: Vec<Arc<Regulation>>,
    ) -> Result<History, InvalidEvent> {
        let case = evaluated.case();
        let application = &case.application;
        let (Some(filed), Some(kind)) = (application.filed, application.kind) else {
            let found = "a case without `application.kind` and `application.filed`";
            let expected = "both, as a history begins with the filing";
            return Err(InvalidEvent::new(found, expected, None));
        };
        // A certificate before belongs to upgrades and renewals.
        let before = application
            .previous
            .filter(|_| kind != ApplicationKind::First);
        let mut history = History::new(regulations, before);
        let named = case.named.then(|| case.regulation.id.clone());
        history.undecided = evaluated.outcome().awaits_decision();
        history.begin(filed, kind, named)?;
        // What is on record or adopted is told as it is; a council's evaluation, with what followed.
        let stages = case.stages.iter().zip(&case.decided.steps);
        let steps = stages.flat_map(|(stage, &(step, followed))| {
            let steps = iter::once(step).chain(followed);
            steps.map(move |step| (stage, step))
        });
        let mut steps: Vec<(&Stage, Step)> = steps.collect();
        let is_open = evaluated.is_star_open();
        if is_open {
            // Nothing is told that follows from a star that is open.
            let last = steps
                .iter()
                .rposition(|(_, step)| matches!(step, Step::Evaluated(..)));
            steps.truncate(last.map_or(0, |last| last + 1));
        }
        let mut latest = filed;
        let (mut before, mut evaluated_at) = (None, None);
        for (stage, step) in steps {
            latest = stage.date.unwrap_or(latest);
            let decides = matches!(step, Step::Recognised(_) | Step::Adopted(_));
            let date = stage.decided.filter(|_| decides).unwrap_or(latest);
            let kind = EventKind::of(step, kind, history.state.certificate);
            before.clone_from(&history.state.dossier);
            history.push(Event { date, kind })?;
            if let (Step::Evaluated(level, _), Some(score)) =
                (step, history.state.scores.last_mut())
            {
                score.star_open = stage.is_star_open();
                score.verbs = stage.verbs();
                evaluated_at = Some(level);
            }
        }
        if is_open {
            let warnings = evaluated.warnings().iter();
            let why = warnings.filter(|why| why.code() == ReasonCode::PartsLeaveStarOpen);
            history.star_open = why.cloned().collect();
            // What the level came to is still open.
            history.state.dossier = before.map(|open| OpenDossier {
                next: evaluated_at.map_or(open.next, PendingStep::Evaluation),
                ..open
            });
            history.state.refused = None;
        }
        Ok(history)
    }

    /// The filing that a record begins with. A case may leave out the certificate that it upgrades or
    /// renews, or give one that has ended: that is noted, not refused.
    fn begin(
        &mut self,
        date: Date,
        kind: ApplicationKind,
        regulation: Option<RegulationId>,
    ) -> Result<(), InvalidEvent> {
        let mut after = self.after(date);
        let open = self.open_dossier(kind, regulation.as_ref(), &after)?;
        if kind != ApplicationKind::First && after.state.certificate.is_none() {
            let citation = self.citation_on(date);
            let unknown = |citation| Reason::new(ReasonCode::PreviousUnknown, citation);
            after.notes.extend(citation.map(unknown));
        }
        self.file(open, &mut after);
        self.add(EventKind::Filed { kind, regulation }, after);
        Ok(())
    }
}
