//! A product's history as its file states it: typed, and not yet checked against the law.

use super::{
    All, Declared, Keys, Node, Parsed, Problems, RawPrevious, Reads, Record, STARS, Shape, Simple,
    Text, Whole, Word, enum_is_word, file_record,
};
use crate::value::{ApplicationKind, Date, Level, Mean, Points, RegulationId, Star, word_code};

word_code! {
    /// What an event is called in files.
    EventName:
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
    /// What an evaluation's result is called in files.
    ResultName:
    /// There is a star.
    Settled = "settled",
    /// To be scored again.
    RescoreRequired = "rescore-required",
    /// Too few members.
    NotQuorate = "not-quorate",
    /// Rejected.
    Disqualified = "disqualified",
}

enum_is_word!(EventName, ResultName);

/// Declares the events of a file: of each record its example, the words that say so, and the keys that it
/// has beside `event` and `date`.
macro_rules! events {
    ($($(#[doc = $about:literal])+ $record:ident($example:literal: $($word:ident),+) {
        $($(#[doc = $doc:literal])* $need:ident $field:ident: $type:ty =
            $key:literal, $reader:expr, $example_of_key:literal;)*
    })+) => {
        /// An event by its word, with the keys that the word has.
        pub(crate) enum RawEvent {
            $($($word($record),)+)+
            Settled(Settled),
        }

        file_record! { $(
            $(#[doc = $about])+
            $record {
                required event: EventName = "event", Only(&[$(EventName::$word),+]), $example;
                /// The day.
                required date: Date = "date", Parsed, r#""2026-08-05""#;
                $($(#[doc = $doc])* $need $field: $type = $key, $reader, $example_of_key;)*
            }
        )+ }

        impl EventName {
            fn read(self, node: Node<'_>, problems: &mut Problems) -> Option<RawEvent> {
                Some(match self {
                    $($(EventName::$word => RawEvent::$word($record::read(node, problems)?),)+)+
                })
            }
        }

        /// What an event may be.
        const RECORDS: &[fn() -> Declared] = &[$($record::declared,)+ Settled::declared];
    };
}

events! {
    /// A dossier was received.
    Filed(r#""filed""#: Filed) {
        /// What was applied for.
        required kind: ApplicationKind = "kind", Parsed, r#""first""#;
        /// The regulation that it is decided under, where it is not the one of the day.
        optional regulation: RegulationId = "regulation", Parsed, r#""qd-26-2026""#;
    }

    /// An event of which only the day is known.
    Dated(r#""reported""#: Reported, Published, Expired) {}

    /// A council evaluated, without a star.
    Evaluated(r#""evaluated""#: Evaluated) {
        required level: Level = "level", Parsed, r#""province""#;
        /// How it came out.
        required status: ResultName = "status", Only(&[ResultName::RescoreRequired, ResultName::NotQuorate, ResultName::Disqualified]), r#""not-quorate""#;
    }

    /// A star was recognised.
    Recognised(r#""certified""#: Certified, Renewed, Upgraded, Adopted) {
        required level: Level = "level", Parsed, r#""province""#;
        required star: Star = "star", STARS, "4";
    }

    /// A dossier was sent up or down.
    Passed(r#""forwarded""#: Forwarded, Returned) {
        /// The level that sends it.
        required level: Level = "level", Parsed, r#""province""#;
        /// The level that receives it.
        required to: Level = "to", Parsed, r#""central""#;
    }

    /// The certificate was taken back.
    Revoked(r#""revoked""#: Revoked) {
        required level: Level = "level", Parsed, r#""province""#;
        /// The ground, by its name in the regulation.
        required ground: String = "ground", Text, r#""stopped""#;
        /// The day of the conclusion, or of the commune's confirmation.
        optional concluded: Date = "concluded", Parsed, r#""2026-07-20""#;
    }

    /// A recognition made against the rules was withdrawn.
    Annulled(r#""annulled""#: Annulled) {
        required level: Level = "level", Parsed, r#""province""#;
    }
}

file_record! {
    /// A product's history: what happened to its star, in order.
    RawHistory {
        /// The product's name.
        required product: String = "product", Text, r#""Cá khô""#;
        /// The certificate that it had before the first event.
        optional before: RawPrevious = "certificate", Keys, "{}";
        /// Days that are no working days, beside weekends.
        default holidays: Vec<Date> = "holidays", All(Parsed, 0), r#"["2026-09-02"]"#;
        /// What happened, in order.
        required events: Vec<RawEvent> = "events", EVENTS, "[]";
    }

    /// A council evaluated, with a star.
    Settled {
        required event: EventName = "event", Only(&[EventName::Evaluated]), r#""evaluated""#;
        /// The day.
        required date: Date = "date", Parsed, r#""2026-08-05""#;
        required level: Level = "level", Parsed, r#""province""#;
        /// How it came out.
        required status: ResultName = "status", Only(&[ResultName::Settled]), r#""settled""#;
        required star: Star = "star", STARS, "4";
        /// The sum of the sheets' totals, where it is known.
        optional sum: Points = "sum", Parsed, r#""503""#;
        /// How many sheets the sum comes from; with `sum`.
        optional count: u16 = "count", Whole(1, MAX_COUNT), "7";
    } check check_mean
}

/// The most sheets of a mean.
const MAX_COUNT: u32 = Mean::MAX_COUNT as u32;

/// One of a few words, which say what record it is.
struct Only<T: 'static>(&'static [T]);

impl<'d, T: Word> Reads<'d, T> for Only<T> {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<T> {
        // The record was chosen by this word.
        node.parsed(problems)
    }

    fn shape(&self) -> Shape {
        Shape::OneOf(self.0.iter().map(T::to_string).collect())
    }
}

/// The events of a history, each read by the keys that its word has.
const EVENTS: Simple<Vec<RawEvent>> = Simple(
    |node, problems| {
        node.list_len(problems)?;
        let events = node.elements().map(|node| event(node, problems));
        let events: Vec<Option<RawEvent>> = events.collect();
        events.into_iter().collect()
    },
    || {
        let records = RECORDS.iter().map(|record| Shape::Record(*record));
        Shape::List(Box::new(Shape::AnyOf(records.collect())), 0)
    },
);

fn event(node: Node<'_>, problems: &mut Problems) -> Option<RawEvent> {
    // Without a known word the other keys cannot be checked.
    let Some(word) = node.get("event").filter(|_| !problems.full()) else {
        Dated::read(node, problems);
        return None;
    };
    let word: EventName = word.parsed(problems)?;
    let status = node.get("status").filter(|_| word == EventName::Evaluated);
    // One that is settled has keys of its own.
    match status.map(|status| status.parsed::<ResultName>(problems)) {
        Some(Some(ResultName::Settled)) => Settled::read(node, problems).map(RawEvent::Settled),
        Some(None) => None,
        Some(Some(_)) | None => word.read(node, problems),
    }
}

/// A mean is a sum and the number of sheets that it comes from.
fn check_mean(settled: &Settled, node: Node<'_>, problems: &mut Problems) {
    node.only_and_always_with("count", "sum", settled.sum.is_some(), problems);
}
