//! Reads the history of a product from a file.

use std::sync::Arc;

use super::{Event, History, Recognition, Sent, Verdict, What};
use crate::input::diagnostic::{LoadError, ProblemCode};
use crate::input::document::{document, has_key};
use crate::input::pointer::Pointer;
use crate::input::raw_history::{RawEvent, RawHistory};
use crate::input::record::Record;
use crate::law::regulation::Regulation;
use crate::procedure::case::previous_in_order;
use crate::value::points::Mean;

pub use crate::input::raw_history::{EventWord, VerdictWord};

impl What {
    /// What the event is called in files.
    #[must_use]
    pub fn word(&self) -> EventWord {
        match self {
            What::Filed { .. } => EventWord::Filed,
            What::Reported => EventWord::Reported,
            What::Evaluated { .. } => EventWord::Evaluated,
            What::Certified(_) => EventWord::Certified,
            What::Renewed(_) => EventWord::Renewed,
            What::Upgraded(_) => EventWord::Upgraded,
            What::Adopted(_) => EventWord::Adopted,
            What::Forwarded(_) => EventWord::Forwarded,
            What::Returned(_) => EventWord::Returned,
            What::Published => EventWord::Published,
            What::Revoked { .. } => EventWord::Revoked,
            What::Annulled { .. } => EventWord::Annulled,
            What::Expired => EventWord::Expired,
        }
    }
}

impl Verdict {
    /// What the verdict is called in files.
    #[must_use]
    pub fn word(&self) -> VerdictWord {
        match self {
            Verdict::Settled { .. } => VerdictWord::Settled,
            Verdict::RescoreRequired => VerdictWord::RescoreRequired,
            Verdict::NotQuorate => VerdictWord::NotQuorate,
            Verdict::Disqualified => VerdictWord::Disqualified,
        }
    }
}

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
        document(text, file, 1, |root, _, problems| {
            let file = RawHistory::read(*root, problems)?;
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
                if let Err(refusal) = history.push(event) {
                    let node = root.entry("events", index);
                    let expected = refusal.wanted();
                    let code = ProblemCode::EventImpossible;
                    problems.push(node.problem(code, refusal.found, expected));
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
        let (date, what) = match raw {
            RawEvent::Filed(own) => {
                let (kind, regulation) = (own.kind, own.regulation);
                (own.date, What::Filed { kind, regulation })
            }
            RawEvent::Dated(own) => {
                let what = match own.event {
                    EventWord::Published => What::Published,
                    EventWord::Expired => What::Expired,
                    _ => What::Reported,
                };
                (own.date, what)
            }
            RawEvent::Evaluated(own) => {
                let result = match own.status {
                    VerdictWord::RescoreRequired => Verdict::RescoreRequired,
                    VerdictWord::NotQuorate => Verdict::NotQuorate,
                    _ => Verdict::Disqualified,
                };
                let level = own.level;
                (own.date, What::Evaluated { level, result })
            }
            RawEvent::Settled(own) => {
                let mean = own.sum.zip(own.count);
                let total = mean.and_then(|(sum, count)| Mean::new(sum, count).ok());
                let (level, star) = (own.level, own.star);
                let result = Verdict::Settled { star, total };
                (own.date, What::Evaluated { level, result })
            }
            RawEvent::Recognised(own) => {
                let (level, star) = (own.level, own.star);
                let recognition = Recognition { level, star };
                let what = match own.event {
                    EventWord::Renewed => What::Renewed(recognition),
                    EventWord::Upgraded => What::Upgraded(recognition),
                    EventWord::Adopted => What::Adopted(recognition),
                    _ => What::Certified(recognition),
                };
                (own.date, what)
            }
            RawEvent::Passed(own) => {
                let (level, to) = (own.level, own.to);
                let what = match own.event {
                    EventWord::Returned => What::Returned(Sent { level, to }),
                    _ => What::Forwarded(Sent { level, to }),
                };
                (own.date, what)
            }
            RawEvent::Revoked(own) => {
                let (level, ground, concluded) = (own.level, own.ground, own.concluded);
                let what = What::Revoked {
                    level,
                    ground,
                    concluded,
                };
                (own.date, what)
            }
            RawEvent::Annulled(own) => (own.date, What::Annulled { level: own.level }),
        };
        Event { date, what }
    }
}
