//! Reads the history of a product from a file.

use std::sync::Arc;

use super::{Event, EventKind, History};
use crate::input::document::{document, has_key};
use crate::input::load_error::LoadError;
use crate::input::pointer::Pointer;
use crate::input::problem_code::ProblemCode;
use crate::input::raw_history::{Passed, RawEvent, RawHistory, Recognised, ResultName};
use crate::input::record::Record;
use crate::law::regulation::Regulation;
use crate::procedure::machine::{EvaluationResult, Recognition, Transfer};
use crate::procedure::product::Previous;
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
                Previous::read(&raw, &at, problems)
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
        let recognition = |own: &Recognised| Recognition {
            level: own.level,
            star: own.star,
        };
        let transfer = |own: &Passed| Transfer {
            level: own.level,
            to: own.to,
        };
        let (date, kind) = match raw {
            RawEvent::Filed(own) => {
                let (kind, regulation) = (own.kind, own.regulation);
                (own.date, EventKind::Filed { kind, regulation })
            }
            RawEvent::Reported(own) => (own.date, EventKind::Reported),
            RawEvent::Evaluated(own) => {
                let result = match own.status {
                    ResultName::RescoreRequired => EvaluationResult::RescoreRequired,
                    ResultName::NotQuorate => EvaluationResult::NotQuorate,
                    // A settled one has keys of its own.
                    ResultName::Disqualified | ResultName::Settled => {
                        EvaluationResult::Disqualified
                    }
                };
                let level = own.level;
                (own.date, EventKind::Evaluated { level, result })
            }
            RawEvent::Settled(own) => {
                let mean = own.sum.zip(own.count);
                // The reader refuses a count that no mean has.
                let total = mean.and_then(|(sum, count)| Mean::new(sum, count).ok());
                let (level, star) = (own.level, own.star);
                let result = EvaluationResult::Settled { star, total };
                (own.date, EventKind::Evaluated { level, result })
            }
            RawEvent::Certified(own) => (own.date, EventKind::Certified(recognition(&own))),
            RawEvent::Renewed(own) => (own.date, EventKind::Renewed(recognition(&own))),
            RawEvent::Upgraded(own) => (own.date, EventKind::Upgraded(recognition(&own))),
            RawEvent::Adopted(own) => (own.date, EventKind::Adopted(recognition(&own))),
            RawEvent::Forwarded(own) => (own.date, EventKind::Forwarded(transfer(&own))),
            RawEvent::Returned(own) => (own.date, EventKind::Returned(transfer(&own))),
            RawEvent::Published(own) => (own.date, EventKind::Published),
            RawEvent::Revoked(own) => {
                let (level, ground, concluded) = (own.level, own.ground, own.concluded);
                let revoked = EventKind::Revoked {
                    level,
                    ground,
                    concluded,
                };
                (own.date, revoked)
            }
            RawEvent::Annulled(own) => (own.date, EventKind::Annulled { level: own.level }),
            RawEvent::Expired(own) => (own.date, EventKind::Expired),
        };
        Event { date, kind }
    }
}
