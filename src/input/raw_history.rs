//! What can happen to a product, and its history as a file states it: not yet checked against the law.

use super::json::Node;
use super::load_error::Problems;
use super::raw_case::RawPrevious;
use super::readers::{All, FLAG, Keys, OrNull, Parsed, STARS, Text, Whole};
use super::record::{Declared, Reads, Record, Shape, file_record};
use super::refusals::{only_with, too_early};
use super::word::{Word, enum_is_word};
use crate::input::diagnostic::Diagnostic;
use crate::law::FindingVerb;
use crate::value::codes::{ApplicationKind, Level, RegulationId, word_code};
use crate::value::dates::Date;
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

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

/// Who recognises which star (công nhận).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Recognition {
    /// The level that decides.
    pub level: Level,
    /// The star.
    pub star: Star,
}

/// A dossier on its way from one level to another (chuyển, trả hồ sơ).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Transfer {
    /// The level that sends.
    pub level: Level,
    /// The level that receives.
    pub to: Level,
}

/// What a council's evaluation comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum EvaluationResult {
    /// A star, and the mean total where it is known.
    Settled {
        /// The star.
        star: Star,
        /// The exact mean.
        #[serde(flatten)]
        total: Option<Mean>,
    },
    /// The council has to score again.
    RescoreRequired,
    /// Too few members, or no chair.
    NotQuorate,
    /// A finding or a zero rule ends the evaluation.
    Disqualified,
}

/// Something that happened to a product on a day (sự kiện).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub date: Date,
    /// What happened.
    pub kind: EventKind,
}

/// What can happen to a product.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum EventKind {
    /// A dossier was received (nộp hồ sơ). A regulation is named where it is not the one of the
    /// day.
    Filed {
        /// What was applied for.
        kind: ApplicationKind,
        /// The regulation that it is decided under, where one was named.
        #[serde(skip_serializing_if = "Option::is_none")]
        regulation: Option<RegulationId>,
    },
    /// The commune reported and proposed the evaluation (xã báo cáo, đề nghị).
    Reported,
    /// A council evaluated (đánh giá).
    Evaluated {
        /// The level.
        level: Level,
        /// What came out.
        #[serde(flatten)]
        result: EvaluationResult,
    },
    /// The star was recognised for the first time, or again at the same star after an upgrade was
    /// asked for (công nhận).
    Certified(Recognition),
    /// The star was recognised again (phân hạng lại).
    Renewed(Recognition),
    /// A higher star was recognised (nâng hạng).
    Upgraded(Recognition),
    /// The star was recognised on a higher council's result (công nhận theo kết quả cấp trên).
    Adopted(Recognition),
    /// The dossier was sent up (chuyển hồ sơ).
    Forwarded(Transfer),
    /// The dossier was sent down (trả hồ sơ).
    Returned(Transfer),
    /// The recognition was made public (công bố).
    Published,
    /// The certificate was taken back (thu hồi).
    Revoked {
        /// The level that decided.
        level: Level,
        /// The ground, by its name in the regulation.
        ground: String,
        /// The day of the conclusion, or of the commune's confirmation.
        #[serde(skip_serializing_if = "Option::is_none")]
        concluded: Option<Date>,
    },
    /// A recognition made against the rules was withdrawn (thu hồi quyết định công nhận).
    Annulled {
        /// The level that decided.
        level: Level,
    },
    /// The certificate came to its end (hết hạn).
    Expired,
}

impl EventKind {
    /// What the event is called in files.
    #[must_use]
    pub fn name(&self) -> EventName {
        match self {
            EventKind::Filed { .. } => EventName::Filed,
            EventKind::Reported => EventName::Reported,
            EventKind::Evaluated { .. } => EventName::Evaluated,
            EventKind::Certified(_) => EventName::Certified,
            EventKind::Renewed(_) => EventName::Renewed,
            EventKind::Upgraded(_) => EventName::Upgraded,
            EventKind::Adopted(_) => EventName::Adopted,
            EventKind::Forwarded(_) => EventName::Forwarded,
            EventKind::Returned(_) => EventName::Returned,
            EventKind::Published => EventName::Published,
            EventKind::Revoked { .. } => EventName::Revoked,
            EventKind::Annulled { .. } => EventName::Annulled,
            EventKind::Expired => EventName::Expired,
        }
    }

    /// Who recognises which star, where the event is that.
    #[must_use]
    pub fn recognition(&self) -> Option<Recognition> {
        match self {
            EventKind::Certified(one)
            | EventKind::Renewed(one)
            | EventKind::Upgraded(one)
            | EventKind::Adopted(one) => Some(*one),
            _ => None,
        }
    }
}

impl EvaluationResult {
    /// What the result is called in files.
    #[must_use]
    pub fn name(&self) -> ResultName {
        match self {
            EvaluationResult::Settled { .. } => ResultName::Settled,
            EvaluationResult::RescoreRequired => ResultName::RescoreRequired,
            EvaluationResult::NotQuorate => ResultName::NotQuorate,
            EvaluationResult::Disqualified => ResultName::Disqualified,
        }
    }
}

file_record! {
    /// A product's history: what happened to its star, in order.
    RawHistory {
        /// The product's name.
        required product: String = "product", Text, r#""Cá khô""#;
        /// The certificate that it had before the first event.
        optional before: RawPrevious = "certificate", Keys, "{}";
        /// True where `certificate` may be missing, or not be one that the first event can be of: that is noted.
        default unchecked: bool = "certificate_unchecked", FLAG, "false";
        /// Days that are no working days, beside weekends.
        default holidays: Vec<Date> = "holidays", All(Parsed, 0), r#"["2026-09-02"]"#;
        /// What happened, in order.
        required events: Vec<RawEvent> = "events", Events, "[]";
        /// True where the decision of the last recognition is not entered: its star is proposed.
        default undecided: bool = "undecided", FLAG, "false";
    }

    /// A dossier was received.
    Filed {
        /// The event.
        required event: EventName = "event", Only(&[EventName::Filed]), r#""filed""#;
        /// The day.
        required date: Date = "date", Parsed, r#""2026-06-01""#;
        /// What was applied for.
        required kind: ApplicationKind = "kind", Parsed, r#""first""#;
        /// The regulation that it is decided under, where it is not the one of the day.
        optional regulation: RegulationId = "regulation", Parsed, r#""qd-26-2026""#;
    }

    /// An event of which only the day is known.
    Dated {
        /// The event.
        required event: EventName = "event", Only(&[EventName::Reported, EventName::Published, EventName::Expired]), r#""reported""#;
        /// The day.
        required date: Date = "date", Parsed, r#""2026-06-19""#;
    }

    /// A council evaluated, without a star.
    Evaluated {
        /// The event.
        required event: EventName = "event", Only(&[EventName::Evaluated]), r#""evaluated""#;
        /// The day.
        required date: Date = "date", Parsed, r#""2026-08-05""#;
        /// The level.
        required level: Level = "level", Parsed, r#""province""#;
        /// How it came out.
        required status: ResultName = "status", Only(&[ResultName::RescoreRequired, ResultName::NotQuorate, ResultName::Disqualified]), r#""not-quorate""#;
        /// What the clauses say of a dossier that ended by findings; with the status `disqualified`.
        default verbs: Vec<FindingVerb> = "verbs", All(Parsed, 0), r#"["rejected"]"#;
    } check check_verbs

    /// A council evaluated, with a star.
    Settled {
        /// The event.
        required event: EventName = "event", Only(&[EventName::Evaluated]), r#""evaluated""#;
        /// The day.
        required date: Date = "date", Parsed, r#""2026-08-05""#;
        /// The level.
        required level: Level = "level", Parsed, r#""province""#;
        /// How it came out.
        required status: ResultName = "status", Only(&[ResultName::Settled]), r#""settled""#;
        /// The star; null where only rounded parts are known, and leave it open.
        required star: Option<Star> = "star", OrNull(STARS), "4";
        /// The star that the minutes state, where theirs is open and lower than that of the points.
        optional attested_star: Star = "attested_star", STARS, "3";
        /// The day of the decision on a dossier whose star is open.
        optional decided: Date = "decided", Parsed, r#""2026-08-28""#;
        /// The sum of the sheets' totals, where it is known.
        optional sum: Points = "sum", Parsed, r#""503""#;
        /// How many sheets the sum comes from; with `sum`.
        optional count: u16 = "count", Whole(1, MAX_COUNT), "7";
    } check check_mean

    /// A star was recognised.
    Recognised {
        /// The event.
        required event: EventName = "event", Only(&[EventName::Certified, EventName::Renewed, EventName::Upgraded, EventName::Adopted]), r#""certified""#;
        /// The day of the decision.
        required date: Date = "date", Parsed, r#""2026-08-28""#;
        /// The level.
        required level: Level = "level", Parsed, r#""province""#;
        /// The star.
        required star: Star = "star", STARS, "4";
    }

    /// A dossier was sent up or down.
    Passed {
        /// The event.
        required event: EventName = "event", Only(&[EventName::Forwarded, EventName::Returned]), r#""forwarded""#;
        /// The day.
        required date: Date = "date", Parsed, r#""2026-08-20""#;
        /// The level that sends it.
        required level: Level = "level", Parsed, r#""province""#;
        /// The level that receives it.
        required to: Level = "to", Parsed, r#""central""#;
    }

    /// The certificate was taken back.
    Revoked {
        /// The event.
        required event: EventName = "event", Only(&[EventName::Revoked]), r#""revoked""#;
        /// The day of the decision.
        required date: Date = "date", Parsed, r#""2027-01-05""#;
        /// The level.
        required level: Level = "level", Parsed, r#""province""#;
        /// The ground, by its name in the regulation.
        required ground: String = "ground", Text, r#""stopped""#;
        /// The day of the conclusion, or of the commune's confirmation.
        optional concluded: Date = "concluded", Parsed, r#""2026-12-20""#;
    }

    /// A recognition made against the rules was withdrawn.
    Annulled {
        /// The event.
        required event: EventName = "event", Only(&[EventName::Annulled]), r#""annulled""#;
        /// The day of the decision.
        required date: Date = "date", Parsed, r#""2027-01-05""#;
        /// The level.
        required level: Level = "level", Parsed, r#""province""#;
    }
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
        Shape::words(self.0)
    }
}

/// The events of a history, each read by the keys that its word has.
struct Events;

impl<'d> Reads<'d, Vec<RawEvent>> for Events {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Vec<RawEvent>> {
        node.list_len(problems)?;
        let events: Vec<Option<RawEvent>> =
            node.elements().map(|node| event(node, problems)).collect();
        events.into_iter().collect()
    }

    fn shape(&self) -> Shape {
        let records: [fn() -> Declared; 8] = [
            Filed::declared,
            Dated::declared,
            Evaluated::declared,
            Settled::declared,
            Recognised::declared,
            Passed::declared,
            Revoked::declared,
            Annulled::declared,
        ];
        let records = records.map(Shape::Record).to_vec();
        Shape::List(Box::new(Shape::AnyOf(records)), 0)
    }
}

/// An event, and what is known of an evaluation beside its result.
pub(crate) struct RawEvent {
    pub(crate) date: Date,
    pub(crate) what: What,
    /// The day of the decision on a dossier whose star is open.
    pub(crate) decided: Option<Date>,
    /// What the clauses say by which an evaluation ended.
    pub(crate) verbs: Vec<FindingVerb>,
}

impl RawEvent {
    fn of(date: Date, what: What) -> RawEvent {
        RawEvent {
            date,
            what,
            decided: None,
            verbs: Vec::new(),
        }
    }
}

/// What happened, as far as the file knows it.
pub(crate) enum What {
    Known(EventKind),
    Open(OpenStar),
}

/// An evaluation whose star rounded parts leave open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenStar {
    pub(crate) level: Level,
    /// What the parts add up to.
    pub(crate) total: Mean,
    /// The star that the minutes state, where it is lower than that of the points.
    pub(crate) attested: Option<Star>,
}

fn event(node: Node<'_>, problems: &mut Problems) -> Option<RawEvent> {
    // Without a known word the other keys cannot be checked.
    let Some(word) = node.get("event").filter(|_| !problems.full()) else {
        Dated::read(node, problems);
        return None;
    };
    let (date, kind) = match word.parsed::<EventName>(problems)? {
        EventName::Filed => {
            let own = Filed::read(node, problems)?;
            let (kind, regulation) = (own.kind, own.regulation);
            (own.date, EventKind::Filed { kind, regulation })
        }
        EventName::Reported => (Dated::read(node, problems)?.date, EventKind::Reported),
        EventName::Published => (Dated::read(node, problems)?.date, EventKind::Published),
        EventName::Expired => (Dated::read(node, problems)?.date, EventKind::Expired),
        EventName::Evaluated => return evaluated(node, problems),
        EventName::Certified => recognised(node, EventKind::Certified, problems)?,
        EventName::Renewed => recognised(node, EventKind::Renewed, problems)?,
        EventName::Upgraded => recognised(node, EventKind::Upgraded, problems)?,
        EventName::Adopted => recognised(node, EventKind::Adopted, problems)?,
        EventName::Forwarded => passed(node, EventKind::Forwarded, problems)?,
        EventName::Returned => passed(node, EventKind::Returned, problems)?,
        EventName::Revoked => {
            let own = Revoked::read(node, problems)?;
            let revoked = EventKind::Revoked {
                level: own.level,
                ground: own.ground,
                concluded: own.concluded,
            };
            (own.date, revoked)
        }
        EventName::Annulled => {
            let own = Annulled::read(node, problems)?;
            (own.date, EventKind::Annulled { level: own.level })
        }
    };
    Some(RawEvent::of(date, What::Known(kind)))
}

fn evaluated(node: Node<'_>, problems: &mut Problems) -> Option<RawEvent> {
    let Some(status) = node.get("status") else {
        Evaluated::read(node, problems);
        return None;
    };
    let result = match status.parsed(problems)? {
        ResultName::Settled => return settled(node, problems),
        ResultName::RescoreRequired => EvaluationResult::RescoreRequired,
        ResultName::NotQuorate => EvaluationResult::NotQuorate,
        ResultName::Disqualified => EvaluationResult::Disqualified,
    };
    let own = Evaluated::read(node, problems)?;
    let level = own.level;
    let event = RawEvent::of(
        own.date,
        What::Known(EventKind::Evaluated { level, result }),
    );
    let verbs = own.verbs;
    Some(RawEvent { verbs, ..event })
}

fn settled(node: Node<'_>, problems: &mut Problems) -> Option<RawEvent> {
    let own = Settled::read(node, problems)?;
    let level = own.level;
    let mean = own.sum.zip(own.count);
    let total = mean.map(|(sum, count)| Mean::new(sum, count));
    // The reader refused a count that no mean has.
    let total = total.transpose().ok()?;
    let what = match own.star {
        Some(star) => What::Known(EventKind::Evaluated {
            level,
            result: EvaluationResult::Settled { star, total },
        }),
        // It was refused without its sum.
        None => What::Open(OpenStar {
            level,
            total: total?,
            attested: own.attested_star,
        }),
    };
    let decided = own.decided;
    let event = RawEvent::of(own.date, what);
    Some(RawEvent { decided, ..event })
}

fn recognised(
    node: Node<'_>,
    kind: fn(Recognition) -> EventKind,
    problems: &mut Problems,
) -> Option<(Date, EventKind)> {
    let own = Recognised::read(node, problems)?;
    let (level, star) = (own.level, own.star);
    Some((own.date, kind(Recognition { level, star })))
}

fn passed(
    node: Node<'_>,
    kind: fn(Transfer) -> EventKind,
    problems: &mut Problems,
) -> Option<(Date, EventKind)> {
    let own = Passed::read(node, problems)?;
    let (level, to) = (own.level, own.to);
    Some((own.date, kind(Transfer { level, to })))
}

/// A mean is a sum and the number of sheets that it comes from. A star that is open is that of rounded
/// parts, which are told as their sum.
fn check_mean(settled: &Settled, node: Node<'_>, problems: &mut Problems) {
    match (settled.sum, settled.count) {
        (Some(_), None) => problems.push(node.placed(Diagnostic::missing_key("count"))),
        (None, Some(_)) => problems.push(node.placed(only_with("count", "sum"))),
        (None, None) if settled.star.is_none() => {
            problems.push(node.placed(Diagnostic::missing_key("sum")));
        }
        _ => {}
    }
    if settled.star.is_some() && settled.attested_star.is_some() {
        problems.push(node.placed(only_with("attested_star", "\"star\": null")));
    }
    if let Some(decided) = settled.decided {
        let at = node.find("decided");
        if decided < settled.date {
            problems.push(at.placed(too_early(decided, settled.date)));
        }
    }
}

fn check_verbs(evaluated: &Evaluated, node: Node<'_>, problems: &mut Problems) {
    if !evaluated.verbs.is_empty() && evaluated.status != ResultName::Disqualified {
        problems.push(node.placed(only_with("verbs", ResultName::Disqualified)));
    }
}
