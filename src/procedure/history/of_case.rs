//! The history that a decided case tells.

use std::iter;
use std::sync::Arc;

use super::History;
use super::event::InvalidEvent;
use crate::input::raw_history::{Event, EventKind};
use crate::law::Regulation;
use crate::procedure::evaluated_case::EvaluatedCase;
use crate::procedure::machine::Step;
use crate::procedure::stage::Stage;
use crate::text::phrase;
use crate::value::ApplicationKind;

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
            let found = phrase!(
                "hồ sơ không có `application.kind` và `application.filed`",
                "a case without `application.kind` and `application.filed`"
            );
            let expected = phrase!(
                "cả hai, vì lịch sử bắt đầu từ ngày nộp",
                "both, as a history begins with the filing"
            );
            return Err(InvalidEvent::new(found, expected, None));
        };
        // A certificate before belongs to upgrades and renewals.
        let before = application
            .previous
            .filter(|_| kind != ApplicationKind::First);
        let mut history = History::new(regulations, before);
        let named = case.named.then(|| case.regulation.id.clone());
        let is_open = evaluated.is_star_open();
        history.unchecked = true;
        history.undecided = evaluated.outcome().awaits_decision() && !is_open;
        let filing = EventKind::Filed {
            kind,
            regulation: named,
        };
        history.push(Event {
            date: filed,
            kind: filing,
        })?;
        // What is on record or adopted is told as it is; a council's evaluation, with what followed.
        let stages = case.stages.iter().zip(&case.decided.steps);
        let steps = stages.flat_map(|(stage, &(step, followed))| {
            let steps = iter::once(step).chain(followed);
            steps.map(move |step| (stage, step))
        });
        let mut steps: Vec<(&Stage, Step)> = steps.collect();
        if is_open {
            // Nothing is told that follows from a star that is open.
            let last = steps
                .iter()
                .rposition(|(_, step)| matches!(step, Step::Evaluated(..)));
            steps.truncate(last.map_or(0, |last| last + 1));
        }
        let mut latest = filed;
        let mut before = history.state.clone();
        for (stage, step) in steps {
            latest = stage.date.unwrap_or(latest);
            let decides = matches!(step, Step::Recognised(_) | Step::Adopted(_));
            let date = stage.decided.filter(|_| decides).unwrap_or(latest);
            let kind = EventKind::of(step, kind, history.state.certificate);
            if is_open {
                before.clone_from(&history.state);
            }
            history.push(Event { date, kind })?;
            if let (Step::Evaluated(..), Some(score)) = (step, history.state.scores.last_mut()) {
                score.star_open = stage.is_star_open();
                score.verbs = stage.verbs();
            }
        }
        if is_open {
            // Whatever the last stage holds, what it decided is open.
            let decided = case.stages.last().and_then(|stage| stage.decided);
            history.leave_open(before, decided);
            debug_assert!(
                !history.star_open.is_empty(),
                "what a case leaves open, its sum does"
            );
        }
        Ok(history)
    }
}
