//! Reads the history of a product from a file.

use std::sync::Arc;

use super::{Event, EventKind, History};
use crate::input::document::{document, has_key};
use crate::input::load_error::LoadError;
use crate::input::pointer::Pointer;
use crate::input::problem_code::ProblemCode;
use crate::input::raw_history::{EventName, RawEvent, RawHistory, ResultName};
use crate::input::record::Record;
use crate::law::regulation::Regulation;
use crate::procedure::case::previous_in_order;
use crate::procedure::machine::{EvaluationResult, Recognition, Transfer};
use crate::value::points::Mean;

impl History {
    /// Reads a product's name and history.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text, or with the first event that cannot have
    /// happened.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::procedure::History;
    ///
    /// let text = r#"{ "product": "Cá khô", "events": [
    ///     {"event": "filed", "date": "2026-06-01", "kind": "first"},
    ///     {"event": "reported", "date": "2026-06-19"}] }"#;
    /// let regulations = Catalog::bundled().regulations()?;
    /// let (product, history) = History::from_json(text, "history.json", regulations)?;
    /// assert_eq!((product.as_str(), history.events().len()), ("Cá khô", 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(
        text: &str,
        file: &str,
        regulations: Vec<Arc<Regulation>>,
    ) -> Result<(String, History), LoadError> {
        document(text, file, 1, |root, problems| {
            let file = RawHistory::read(root, problems)?;
            let before = file.before.map(|raw| {
                let at = Pointer::ROOT.key("certificate");
                previous_in_order(&raw, &at, problems)
            });
            if !problems.is_empty() {
                return None;
            }
            let history = History::new(regulations, before.flatten());
            let mut history = history.with_holidays(file.holidays);
            let events = file.events.into_iter().map(Event::from);
            for (index, event) in events.enumerate() {
                if let Err(invalid) = history.push(event) {
                    let node = root.entry("events", index);
                    let expected = invalid.expected_with_citation();
                    let code = ProblemCode::EventImpossible;
                    problems.push(node.problem(code, invalid.found, expected));
                    return None;
                }
            }
            Some((file.product, history))
        })
    }

    /// Whether a text is meant to be a history: whether it has `events`.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        has_key(text, "events")
    }
}

impl From<RawEvent> for Event {
    fn from(raw: RawEvent) -> Event {
        let (date, kind) = match raw {
            RawEvent::Filed(own) => {
                let (kind, regulation) = (own.kind, own.regulation);
                (own.date, EventKind::Filed { kind, regulation })
            }
            RawEvent::Dated(own) => {
                let what = match own.event {
                    EventName::Published => EventKind::Published,
                    EventName::Expired => EventKind::Expired,
                    _ => EventKind::Reported,
                };
                (own.date, what)
            }
            RawEvent::Evaluated(own) => {
                let result = match own.status {
                    ResultName::RescoreRequired => EvaluationResult::RescoreRequired,
                    ResultName::NotQuorate => EvaluationResult::NotQuorate,
                    _ => EvaluationResult::Disqualified,
                };
                let level = own.level;
                (own.date, EventKind::Evaluated { level, result })
            }
            RawEvent::Settled(own) => {
                let mean = own.sum.zip(own.count);
                let total = mean.and_then(|(sum, count)| Mean::new(sum, count).ok());
                let (level, star) = (own.level, own.star);
                let result = EvaluationResult::Settled { star, total };
                (own.date, EventKind::Evaluated { level, result })
            }
            RawEvent::Recognised(own) => {
                let (level, star) = (own.level, own.star);
                let recognition = Recognition { level, star };
                let what = match own.event {
                    EventName::Renewed => EventKind::Renewed(recognition),
                    EventName::Upgraded => EventKind::Upgraded(recognition),
                    EventName::Adopted => EventKind::Adopted(recognition),
                    _ => EventKind::Certified(recognition),
                };
                (own.date, what)
            }
            RawEvent::Passed(own) => {
                let (level, to) = (own.level, own.to);
                let what = match own.event {
                    EventName::Returned => EventKind::Returned(Transfer { level, to }),
                    _ => EventKind::Forwarded(Transfer { level, to }),
                };
                (own.date, what)
            }
            RawEvent::Revoked(own) => {
                let (level, ground, concluded) = (own.level, own.ground, own.concluded);
                let what = EventKind::Revoked {
                    level,
                    ground,
                    concluded,
                };
                (own.date, what)
            }
            RawEvent::Annulled(own) => (own.date, EventKind::Annulled { level: own.level }),
        };
        Event { date, kind }
    }
}
