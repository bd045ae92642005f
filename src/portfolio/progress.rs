//! Cases against a plan.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Counts, Entry, Portfolio, Table, UNKNOWN};
use crate::law::{Declared, Measure, Period, Plan, Target};
use crate::text::vietnamese_order;
use crate::value::{Date, Level, Points, ProducerKind, Star};

/// A target of a plan, held against the cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Progress {
    /// The target's name.
    pub id: String,
    /// What it asks for.
    pub required: String,
    /// What the cases, or who reports, say: a number, or per cent with two decimals; `None` where
    /// nothing is known.
    pub achieved: Option<String>,
    /// Whether the target is met, decided on whole numbers and not on what is shown.
    pub met: bool,
    /// The clause.
    pub citation: String,
    /// What it is, in Vietnamese.
    pub label: String,
    /// Whether both figures are per cent.
    pub percent: bool,
    /// Whether the achieved figure is declared, and not counted from the cases.
    pub declared: bool,
    /// How many, where a share was counted.
    pub count: Option<usize>,
    /// Of how many.
    pub of: Option<usize>,
}

/// The products that a plan counts: first recognised in its period, at the star of that decision.
/// The targets by district are in annexes that a plan may not come with: what is required of a row
/// is then not known, and not 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Achieved {
    /// How many there are.
    pub products: u32,
    /// All tables but the one by outcome; by star, each star that the plan asks for has a row.
    #[serde(flatten)]
    pub tables: BTreeMap<Table, Vec<AchievedRow>>,
    /// Potential five stars that wait for the centre: they count as neither five stars nor four.
    pub potential_five: u32,
}

/// The products of one star, level, set and so on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AchievedRow {
    /// Which.
    pub key: String,
    /// How many there are.
    pub achieved: u32,
    /// Of these, by star.
    pub stars: Counts,
    /// How many the plan asks for; `None` where it does not say.
    pub required: Option<Points>,
}

/// The producers (chủ thể), each counted once by its identifier. READING: who has a case is a
/// producer of the programme (26/2026, Điều 2.3). A product that names no identifier adds none; it
/// is listed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Producers {
    /// How many there are.
    pub count: usize,
    /// By kind; unknown where the cases name none, or several.
    pub by_kind: Counts,
    /// Producers of no known kind, or of several: they stay in what shares are taken of, and count
    /// for a target only where all of their kinds do.
    pub unclear: Vec<UnclearProducer>,
    /// Products whose producer has no identifier, and is not counted.
    pub without_id: Vec<String>,
}

/// A producer whose kind is not clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UnclearProducer {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The kinds that cases name: none, or several.
    pub kinds: Vec<ProducerKind>,
}

impl Period {
    /// Whether a day lies within; both ends do.
    fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

impl Entry {
    /// The star of a product that was first recognised within a period.
    fn first_within(&self, period: &Period) -> Option<Star> {
        let (star, issued) = self.recognised().filter(|_| self.is_first())?;
        period.contains(issued).then_some(star)
    }
}

impl Portfolio {
    /// Each target of a plan against the cases; what the cases cannot say is taken from what was
    /// declared.
    #[must_use]
    pub fn progress(&self, plan: &Plan, declared: &Declared) -> Vec<Progress> {
        let targets = plan.targets().iter().map(|target| {
            let declared = declared.targets.get(&target.id);
            self.target(plan.period(), target, declared)
        });
        targets.collect()
    }

    /// The products that the plan counts, by star, level, set and so on.
    #[must_use]
    pub fn achieved(&self, plan: &Plan) -> Achieved {
        let counted: Vec<(&Entry, Star)> = self
            .entries()
            .filter_map(|entry| Some((entry, entry.first_within(plan.period())?)))
            .collect();
        let by_star = plan.targets().iter().filter_map(|target| {
            let &[star] = target.stars.as_slice() else {
                return None;
            };
            Some((star.to_string(), target.required))
        });
        let by_star: BTreeMap<String, Points> = by_star.collect();
        let tables = Table::ALL.iter().filter(|by| **by != Table::Outcome);
        let tables = tables.map(|&by| {
            let is_known = by == Table::Star;
            let keys = by_star.keys().filter(|_| is_known);
            let keys = keys.map(|key| (key.clone(), Counts::new()));
            let mut rows: BTreeMap<String, Counts> = keys.collect();
            for (entry, star) in &counted {
                let stars = rows.entry(entry.key(by)).or_default();
                *stars.entry(star.to_string()).or_default() += 1;
            }
            let rows = rows.into_iter().map(|(key, stars)| AchievedRow {
                achieved: stars.values().sum(),
                required: by_star.get(&key).copied().filter(|_| is_known),
                stars,
                key,
            });
            let mut rows = by.in_order(rows, |row: &AchievedRow| &row.key);
            if by == Table::Level {
                rows.sort_by_key(|row| row.key.parse::<Level>().ok());
            }
            (by, rows)
        });
        let waiting = self.entries().filter(|entry| entry.waits_for_centre());
        Achieved {
            products: counted.iter().map(|_| 1).sum(),
            tables: tables.collect(),
            potential_five: waiting.map(|_| 1).sum(),
        }
    }

    /// The producers by kind, and what is not clear about them.
    #[must_use]
    pub fn producers(&self) -> Producers {
        let mut producers = Producers::default();
        for (id, (name, kinds)) in self.kinds() {
            producers.count += 1;
            let kinds: Vec<ProducerKind> = kinds.into_iter().collect();
            let kind = match kinds.as_slice() {
                [kind] => kind.to_string(),
                _ => {
                    producers.unclear.push(UnclearProducer {
                        id: id.to_owned(),
                        name: name.map(str::to_owned),
                        kinds,
                    });
                    UNKNOWN.to_owned()
                }
            };
            *producers.by_kind.entry(kind).or_default() += 1;
        }
        let shown = |one: &UnclearProducer| vietnamese_order(one.name.as_ref().unwrap_or(&one.id));
        producers.unclear.sort_by_cached_key(shown);
        let without = self.entries().filter(|entry| entry.producer.is_none());
        producers.without_id = without.map(|entry| entry.name.clone()).collect();
        producers
    }

    /// The name and the kinds that the cases name for each producer.
    fn kinds(&self) -> BTreeMap<&str, (Option<&str>, BTreeSet<ProducerKind>)> {
        let mut producers: BTreeMap<&str, (Option<&str>, BTreeSet<ProducerKind>)> = BTreeMap::new();
        for entry in self.entries() {
            if let Some(id) = &entry.producer {
                let (name, kinds) = producers.entry(id).or_default();
                *name = name.or(entry.producer_name.as_deref());
                kinds.extend(entry.kind);
            }
        }
        producers
    }

    fn target(&self, period: &Period, target: &Target, declared: Option<&Points>) -> Progress {
        match target.measure {
            Measure::Declared => Progress {
                achieved: declared.map(ToString::to_string),
                met: declared.is_some_and(|&declared| declared >= target.required),
                ..Progress::of(target)
            },
            Measure::Recognised => {
                let stars = self
                    .entries()
                    .filter_map(|entry| entry.first_within(period));
                let counted = stars.filter(|star| target.stars.contains(star));
                number(target, counted.count())
            }
            Measure::CraftVillage => {
                let villages = self.entries().filter(|entry| entry.craft_village);
                let counted = villages.filter_map(|entry| entry.first_within(period));
                number(target, counted.count())
            }
            Measure::Producers => {
                let producers = self.kinds();
                let counted = producers.values().filter(|(_, kinds)| {
                    !kinds.is_empty() && kinds.iter().all(|kind| target.kinds.contains(kind))
                });
                share(target, counted.count(), producers.len())
            }
            Measure::Strengthened => {
                let (again, ranked) = self.strengthened(period);
                share(target, again, ranked)
            }
        }
    }

    /// Of the products ranked before the period, how many were renewed or upgraded in it, and how
    /// many there are. READING: `strengthened` of 262/KH-UBND, II.2 d.
    fn strengthened(&self, period: &Period) -> (usize, usize) {
        let mut products: BTreeMap<usize, (bool, bool)> = BTreeMap::new();
        for (product, entry) in self.products_of_entries() {
            let recognised = entry.recognised().map(|(_, issued)| issued);
            let earlier = entry.before.map(|before| before.issued);
            let mut issued = recognised.into_iter().chain(earlier);
            let (before, again) = products.entry(product).or_default();
            *before |= issued.any(|day| day < period.from);
            *again |= !entry.is_first() && recognised.is_some_and(|day| period.contains(day));
        }
        let ranked = products.values().filter(|(before, _)| *before);
        let again = ranked.clone().filter(|(_, again)| *again);
        (again.count(), ranked.count())
    }
}

impl Progress {
    /// A target of which nothing is known.
    fn of(target: &Target) -> Progress {
        Progress {
            id: target.id.clone(),
            required: target.required.to_string(),
            achieved: None,
            met: false,
            citation: target.citation.to_string(),
            label: target.label.clone(),
            percent: target.percent,
            declared: target.measure == Measure::Declared,
            count: None,
            of: None,
        }
    }
}

/// A number against what a target asks for.
fn number(target: &Target, achieved: usize) -> Progress {
    Progress {
        achieved: Some(achieved.to_string()),
        met: achieved as u128 * Points::UNITS >= target.required.units(),
        ..Progress::of(target)
    }
}

/// A share against the per cent that a target asks for, compared as whole numbers.
fn share(target: &Target, achieved: usize, of: usize) -> Progress {
    let (hundreds, all) = (achieved as u128 * 100, of as u128);
    // Two decimals, halves up.
    let cents = (hundreds * 200 + all).checked_div(all * 2);
    Progress {
        achieved: cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100)),
        met: of > 0 && hundreds * Points::UNITS >= target.required.units() * all,
        count: Some(achieved),
        of: Some(of),
        ..Progress::of(target)
    }
}
