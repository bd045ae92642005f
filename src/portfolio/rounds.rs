//! The lists that are published for each round and district.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::{Act, Entry, Portfolio};
use crate::procedure::result::Action;
use crate::text::order::vietnamese_order;
use crate::value::codes::Level;
use crate::value::dates::Date;
use crate::value::star::Star;

/// What one level did in one round with the products of one district (đợt đánh giá).
///
/// READING: a round is that of the regulation, where it names rounds for the level (26/2026, Điều
/// 5), by the day of the stage; where it names none, and for renewals, which have days of their
/// own, it is the day on which the council sat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Round {
    /// The level whose council evaluated.
    pub level: Level,
    /// The last day of the round, where the law has rounds.
    pub until: Option<Date>,
    /// The clause of the round.
    pub citation: Option<String>,
    /// The day of the council, where the law has no rounds and the case says it.
    pub day: Option<Date>,
    /// The district that the products are counted under.
    pub district: Option<String>,
    /// The lists, each with at least one product, in the order of [`RoundList`].
    pub lists: BTreeMap<RoundList, Vec<Listed>>,
}

/// What a product is listed under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundList {
    /// Certified at this star (công nhận).
    Certified(Star),
    /// Sent up, by the range of points that the level forwards: `70-100` (chuyển cấp trên).
    Forwarded(String),
    /// Sent to the centre, which has not decided yet (tiềm năng 5 sao); listed as forwarded too.
    PotentialFive,
    /// Sent down to this level (trả về).
    Returned(Level),
}

impl RoundList {
    /// Its name in answers: `certified-3`, `forwarded-70-100`, `potential-5`, `returned-district`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            RoundList::Certified(star) => format!("certified-{star}"),
            RoundList::Forwarded(range) => format!("forwarded-{range}"),
            RoundList::PotentialFive => "potential-5".to_owned(),
            RoundList::Returned(level) => format!("returned-{level}"),
        }
    }
}

/// As its key.
impl Serialize for RoundList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.key())
    }
}

/// A product in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Listed {
    /// Its name.
    pub product: String,
    /// Its code.
    pub code: Option<String>,
    /// Its producer: the name, else the identifier.
    pub producer: Option<String>,
    /// The mean total as it is shown.
    pub points: Option<String>,
}

/// What rounds are told apart and ordered by.
type Key = (Level, Option<Date>, Option<Date>, Option<String>);

impl Portfolio {
    /// What the plan asks to be published for each round and district: products certified,
    /// forwarded, returned, and potential five stars that wait for the centre. Ordered by level,
    /// day and district. Source: 262/KH-UBND, V.1 g and V.18 d.
    #[must_use]
    pub fn rounds(&self) -> Vec<Round> {
        let mut rounds: BTreeMap<Key, Round> = BTreeMap::new();
        for entry in self.entries() {
            for (index, act) in entry.acts.iter().enumerate() {
                let mut later = entry.acts.iter().skip(index + 1);
                let sent_again = later.any(|later| later.action == act.action);
                let lists = lists_of(entry, act, sent_again);
                if lists.is_empty() {
                    continue;
                }
                let until = act.round.as_ref().map(|round| round.last_day);
                let day = if until.is_none() { act.date } else { None };
                let key = (act.level, until, day, entry.district.clone());
                let round = rounds.entry(key).or_insert_with(|| Round {
                    level: act.level,
                    until,
                    citation: act.round.as_ref().map(|round| round.citation.to_string()),
                    day,
                    district: entry.district.clone(),
                    lists: BTreeMap::new(),
                });
                for list in lists {
                    let listed = Listed {
                        product: entry.name.clone(),
                        code: entry.code.clone(),
                        producer: entry.shown_producer(),
                        points: act.points.clone(),
                    };
                    round.lists.entry(list).or_default().push(listed);
                }
            }
        }
        let mut rounds: Vec<Round> = rounds.into_values().collect();
        // Districts are in the order of the alphabet.
        rounds.sort_by_cached_key(|round| {
            let district = round.district.as_deref().map(vietnamese_order);
            (round.level, round.until, round.day, district)
        });
        rounds
    }
}

/// The lists that one act puts a product on.
fn lists_of(entry: &Entry, act: &Act, sent_again: bool) -> Vec<RoundList> {
    match act.action {
        Action::Certify { star } => vec![RoundList::Certified(star)],
        // A commune reports; it forwards nothing that was scored.
        Action::Forward { .. } if act.level == Level::Commune => Vec::new(),
        Action::Forward { to } => {
            let range = act.forwards.map(|(from, most)| format!("{from}-{most}"));
            let mut lists = Vec::from_iter(range.map(RoundList::Forwarded));
            if to == Level::Central && entry.waits_for_centre() && !sent_again {
                lists.push(RoundList::PotentialFive);
            }
            lists
        }
        Action::Return { to } => vec![RoundList::Returned(to)],
        Action::NotRecognised | Action::Rescore | Action::Reject => Vec::new(),
    }
}
