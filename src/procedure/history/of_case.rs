//! The history that a decided case tells.

use std::iter;
use std::sync::Arc;

use super::History;
use super::event::InvalidEvent;
use crate::input::raw_history::{Event, EventKind};
use crate::law::Regulation;
use crate::procedure::evaluated_case::EvaluatedCase;
use crate::procedure::machine::Step;
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
            let citation = &case.regulation.in_force.citation;
            return Err(InvalidEvent::new(found, expected, Some(citation)));
        };
        // A certificate before belongs to upgrades and renewals.
        let before = application
            .previous
            .filter(|_| kind != ApplicationKind::First);
        let mut history = History::new(regulations, before);
        let named = case.named.then(|| case.regulation.id.clone());
        history.undecided = evaluated.outcome().awaits_decision();
        history.begin(filed, kind, named)?;
        let mut latest = filed;
        for (stage, &(step, followed)) in case.stages.iter().zip(&case.decided.steps) {
            latest = stage.date.unwrap_or(latest);
            // What is on record or adopted is told as it is; a council's evaluation, with what followed.
            for step in iter::once(step).chain(followed) {
                let decides = matches!(step, Step::Recognised(_) | Step::Adopted(_));
                let date = stage.decided.filter(|_| decides).unwrap_or(latest);
                let kind = EventKind::of(step, kind, history.state.certificate);
                history.push(Event { date, kind })?;
            }
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
