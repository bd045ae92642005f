//! Reads the history of a product from a file.

use std::sync::Arc;

use super::{Event, History, Recognition, Sent, Verdict, What};
use crate::input::diagnostic::{LoadError, ProblemCode, Problems};
use crate::input::document::{document, enum_is_word, has_key};
use crate::input::node::{Node, Object};
use crate::law::regulation::Regulation;
use crate::procedure::case::previous;
use crate::value::codes::{ApplicationKind, Level, RegulationId, word_code};
use crate::value::dates::Date;
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

word_code! {
    /// What an event is called in files.
    EventWord, "one of `filed`, `reported`, `evaluated`, `certified`, `renewed`, `upgraded`, `adopted`, `forwarded`, `returned`, `published`, `revoked`, `annulled`, `expired`",
    /// A dossier was received.
    Filed = "filed",
    /// The commune reported.
    Reported = "reported",
    /// A council evaluated.
    Evaluated = "evaluated",
    /// A star was recognised.
    Certified = "certified",
    /// A star was recognised again.
    Renewed = "renewed",
    /// A higher star was recognised.
    Upgraded = "upgraded",
    /// A higher council's result was adopted.
    Adopted = "adopted",
    /// The dossier was sent up.
    Forwarded = "forwarded",
    /// The dossier was sent down.
    Returned = "returned",
    /// The recognition was made public.
    Published = "published",
    /// The certificate was taken back.
    Revoked = "revoked",
    /// The recognition was withdrawn.
    Annulled = "annulled",
    /// The certificate ended.
    Expired = "expired",
}

word_code! {
    /// How an evaluation came out.
    VerdictWord, "one of `settled`, `rescore-required`, `not-quorate`, `disqualified`",
    /// There is a star.
    Settled = "settled",
    /// To be scored again.
    RescoreRequired = "rescore-required",
    /// Too few members.
    NotQuorate = "not-quorate",
    /// Rejected.
    Disqualified = "disqualified",
}

enum_is_word!(EventWord, VerdictWord);

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
        document(text, file, 1, |_, object, problems| {
            read(object, regulations, problems)
        })
    }

    /// Whether a text is meant to be a history: whether it has `events`.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        has_key(text, "events")
    }
}

fn read(
    mut object: Object<'_>,
    regulations: Vec<Arc<Regulation>>,
    problems: &mut Problems,
) -> Option<(String, History)> {
    object.format(problems);
    let product = object.text("product", problems);
    let before = object
        .optional("certificate")
        .map(|node| previous(&node, problems));
    let holidays = object.optional_list("holidays", "holiday", problems, |node, p| node.parsed(p));
    let nodes = object
        .required("events", problems)
        .and_then(|node| node.list("event", problems))
        .unwrap_or_default();
    object.finish(problems);
    let events: Vec<Option<Event>> = nodes.iter().map(|node| event(node, problems)).collect();
    let events: Vec<Event> = events.into_iter().collect::<Option<_>>()?;
    if !problems.is_empty() {
        return None;
    }
    let before = before.map_or(Some(None), |before| before.map(Some))?;
    let mut history = History::new(regulations, before).with_holidays(holidays);
    for (node, event) in nodes.iter().zip(events) {
        if let Err(refusal) = history.push(event) {
            let expected = refusal.wanted();
            problems.push(node.problem(ProblemCode::EventImpossible, refusal.found, expected));
            return None;
        }
    }
    Some((product?, history))
}

fn event(node: &Node<'_>, problems: &mut Problems) -> Option<Event> {
    let mut object = node.object(problems)?;
    let word: Option<EventWord> = object.parsed("event", problems);
    let date: Option<Date> = object.parsed("date", problems);
    // The other keys are not judged when nobody knows what the event is.
    let what = what(word?, &mut object, problems);
    object.finish(problems);
    Some(Event {
        date: date?,
        what: what?,
    })
}

fn what(word: EventWord, object: &mut Object<'_>, problems: &mut Problems) -> Option<What> {
    Some(match word {
        EventWord::Filed => {
            let kind: Option<ApplicationKind> = object.parsed("kind", problems);
            let regulation: Option<Option<RegulationId>> = object
                .optional("regulation")
                .map(|node| node.parsed(problems));
            What::Filed {
                kind: kind?,
                regulation: regulation.map_or(Some(None), |id| id.map(Some))?,
            }
        }
        EventWord::Reported => What::Reported,
        EventWord::Evaluated => {
            let level: Option<Level> = object.parsed("level", problems);
            let result = verdict(object, problems);
            What::Evaluated {
                level: level?,
                result: result?,
            }
        }
        EventWord::Certified => What::Certified(recognition(object, problems)?),
        EventWord::Renewed => What::Renewed(recognition(object, problems)?),
        EventWord::Upgraded => What::Upgraded(recognition(object, problems)?),
        EventWord::Adopted => What::Adopted(recognition(object, problems)?),
        EventWord::Forwarded => What::Forwarded(sent(object, problems)?),
        EventWord::Returned => What::Returned(sent(object, problems)?),
        EventWord::Published => What::Published,
        EventWord::Revoked => {
            let level: Option<Level> = object.parsed("level", problems);
            let ground = object.text("ground", problems);
            let concluded: Option<Option<Date>> = object
                .optional("concluded")
                .map(|node| node.parsed(problems));
            What::Revoked {
                level: level?,
                ground: ground?,
                concluded: concluded.map_or(Some(None), |day| day.map(Some))?,
            }
        }
        EventWord::Annulled => What::Annulled {
            level: object.parsed("level", problems)?,
        },
        EventWord::Expired => What::Expired,
    })
}

fn recognition(object: &mut Object<'_>, problems: &mut Problems) -> Option<Recognition> {
    let level = object.parsed("level", problems);
    let star = object
        .required("star", problems)
        .and_then(|node| node.star(Star::One, problems));
    Some(Recognition {
        level: level?,
        star: star?,
    })
}

fn sent(object: &mut Object<'_>, problems: &mut Problems) -> Option<Sent> {
    let level = object.parsed("level", problems);
    let to = object.parsed("to", problems);
    Some(Sent {
        level: level?,
        to: to?,
    })
}

fn verdict(object: &mut Object<'_>, problems: &mut Problems) -> Option<Verdict> {
    let word: VerdictWord = object.parsed("status", problems)?;
    Some(match word {
        VerdictWord::RescoreRequired => Verdict::RescoreRequired,
        VerdictWord::NotQuorate => Verdict::NotQuorate,
        VerdictWord::Disqualified => Verdict::Disqualified,
        VerdictWord::Settled => {
            let star = object
                .required("star", problems)
                .and_then(|node| node.star(Star::One, problems));
            let total = match object.optional("sum") {
                None => Some(None),
                Some(node) => mean(&node, object, problems).map(Some),
            };
            Verdict::Settled {
                star: star?,
                total: total?,
            }
        }
    })
}

/// A sum with the number of sheets that it comes from.
fn mean(sum: &Node<'_>, object: &mut Object<'_>, problems: &mut Problems) -> Option<Mean> {
    let points: Option<Points> = sum.parsed(problems);
    let count =
        object
            .required("count", problems)?
            .number(1, u32::from(Mean::MAX_COUNT), problems)?;
    Mean::new(points?, u16::try_from(count).ok()?).ok()
}
