//! The history that a decided case tells.

use std::sync::Arc;

use super::History;
use super::event::{Event, EventKind, InvalidEvent};
use crate::law::regulation::Regulation;
use crate::procedure::case::{Content, Stage};
use crate::procedure::evaluated_case::EvaluatedCase;
use crate::procedure::machine::{EvaluationResult, Recognition, Transfer};
use crate::procedure::result::{Action, StageResult, Status};
use crate::text::citation::Citation;
use crate::text::reason::Reason;
use crate::text::reason_code::ReasonCode;
use crate::value::codes::{ApplicationKind, RegulationId};
use crate::value::dates::Date;

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
            return Err(InvalidEvent::new(
                "a case without `application.kind` and `application.filed`",
                "both, as a history begins with the filing",
            )
            .citing(Citation::from(&case.regulation.in_force.citation)));
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
        for (stage, result) in case.stages.iter().zip(evaluated.stages()) {
            let date = stage.date.unwrap_or(latest);
            latest = date;
            for (date, kind) in events(stage, result, date, &history, kind) {
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
        let (mut state, mut notes) = (self.state.clone(), Vec::new());
        let open = self.open_dossier(date, kind, regulation.as_ref(), &state)?;
        if kind != ApplicationKind::First && state.certificate.is_none() {
            let citation = self.citation_on(date);
            notes.extend(
                citation.map(|citation| Reason::new(ReasonCode::PreviousUnknown, citation)),
            );
        }
        self.file(open, &mut state, &mut notes);
        let kind = EventKind::Filed { kind, regulation };
        self.add(Event { date, kind }, state, notes);
        Ok(())
    }
}

/// What happened at a stage, in order.
fn events(
    stage: &Stage,
    result: &StageResult,
    date: Date,
    history: &History,
    kind: ApplicationKind,
) -> Vec<(Date, EventKind)> {
    let level = stage.level;
    let mut events = Vec::new();
    match &stage.content {
        Content::Report(_) => return vec![(date, EventKind::Reported)],
        Content::Adopts(star) => {
            let recognition = Recognition { level, star: *star };
            let decided = stage.decided.unwrap_or(date);
            return vec![(decided, EventKind::Adopted(recognition))];
        }
        Content::Forwarded => {}
        _ => {
            let total = result.total.as_ref().map(|total| total.mean());
            let result = match (result.status, result.star) {
                (Status::Settled, Some(star)) => EvaluationResult::Settled { star, total },
                (Status::NotQuorate, _) => EvaluationResult::NotQuorate,
                (Status::Disqualified, _) => EvaluationResult::Disqualified,
                _ => EvaluationResult::RescoreRequired,
            };
            events.push((date, EventKind::Evaluated { level, result }));
        }
    }
    match result.action {
        Some(Action::Certify { star }) => {
            let held = history.state.certificate;
            let higher = held.is_none_or(|held| star > held.star);
            let recognition = Recognition { level, star };
            let kind = match kind {
                ApplicationKind::Renewal => EventKind::Renewed(recognition),
                ApplicationKind::Upgrade if higher => EventKind::Upgraded(recognition),
                _ => EventKind::Certified(recognition),
            };
            events.push((stage.decided.unwrap_or(date), kind));
        }
        Some(Action::Forward { to }) => {
            events.push((date, EventKind::Forwarded(Transfer { level, to })));
        }
        Some(Action::Return { to }) => {
            events.push((date, EventKind::Returned(Transfer { level, to })));
        }
        _ => {}
    }
    events
}
