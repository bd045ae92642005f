//! Many cases counted: by outcome, star, level, set, district and producer, and against a plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::certificate::{Calendar, CertificateStatus};
use crate::codes::{ApplicationKind, Level, ProducerKind};
use crate::dates::Date;
use crate::plan::{Measure, Plan, Target};
use crate::points::Points;
use crate::procedure::{Action, Evaluation, Outcome};
use crate::regulation::Regulation;
use crate::star::Star;

/// What missing values are counted under.
const UNKNOWN: &str = "unknown";

/// Counts by a word, in order of the word.
pub type Counts = BTreeMap<String, u32>;

/// Decided cases, counted (tổng hợp). Each case is one product.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, Portfolio};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let mut portfolio = Portfolio::default();
/// portfolio.add(&case, &case.evaluate()?);
/// assert_eq!(portfolio.by_star()["3"], 1);
/// assert_eq!(portfolio.by_district()["unknown"], 1);
/// # Ok::<(), ocop::LoadError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Portfolio {
    entries: Vec<Entry>,
}

/// What is kept of a case.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    /// The product's code, or its name and producer: cases of one product have the same.
    key: String,
    set: String,
    district: Option<String>,
    producer: Option<String>,
    kind: Option<ProducerKind>,
    craft_village: bool,
    applied: Option<ApplicationKind>,
    /// The day the certificate before was issued, and its star.
    before: Option<(Star, Date)>,
    outcome: Outcome,
    last_level: Option<Level>,
    /// What each level did, in order.
    acts: Vec<(Level, Action)>,
}

/// A target of a plan, held against the cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The target.
    pub target: Target,
    /// What the cases, or who reports, say: a number, or per cent with two decimals; `None` where
    /// nothing is known.
    pub achieved: Option<String>,
    /// Whether the target is met, decided on whole numbers and not on what is shown.
    pub met: bool,
}

/// The certificates as they stand on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock {
    /// Valid certificates by star.
    pub valid: Counts,
    /// Of these, those that end within the days asked for.
    pub expiring: u32,
    /// Certificates past their end.
    pub expired: u32,
}

impl Entry {
    fn recognised(&self) -> Option<(Star, Date)> {
        match self.outcome {
            Outcome::Recognised {
                star, certificate, ..
            } => Some((star, certificate.issued())),
            _ => None,
        }
    }

    /// First recognised: not by a renewal or an upgrade.
    fn is_first(&self) -> bool {
        matches!(self.applied, None | Some(ApplicationKind::First)) && self.before.is_none()
    }
}

fn count(words: impl Iterator<Item = Option<String>>) -> Counts {
    let mut counts = Counts::new();
    for word in words {
        *counts
            .entry(word.unwrap_or_else(|| UNKNOWN.to_owned()))
            .or_default() += 1;
    }
    counts
}

impl Portfolio {
    /// Counts one more case.
    pub fn add(&mut self, case: &Case, result: &Evaluation) {
        let product = &case.product;
        let producer = product.producer.as_ref();
        let id = producer.and_then(|producer| producer.id.clone());
        let key = product
            .code
            .clone()
            .unwrap_or_else(|| format!("{}\n{}", product.name, id.as_deref().unwrap_or_default()));
        let acts = result.stages.iter();
        self.entries.push(Entry {
            name: product.name.clone(),
            key,
            set: case.set.code.to_string(),
            district: product.district.clone(),
            producer: id,
            kind: producer.and_then(|producer| producer.kind),
            craft_village: product.craft_village == Some(true),
            applied: case.application.kind,
            before: case.application.previous.map(|p| (p.star, p.issued)),
            outcome: result.outcome,
            last_level: result.stages.last().map(|stage| stage.level),
            acts: acts.filter_map(|s| Some((s.level, s.action?))).collect(),
        });
    }

    /// How many products there are.
    #[must_use]
    pub fn products(&self) -> usize {
        self.entries.len()
    }

    /// By the kind of outcome.
    #[must_use]
    pub fn by_outcome(&self) -> Counts {
        count(
            self.entries
                .iter()
                .map(|entry| Some(entry.outcome.word().to_owned())),
        )
    }

    /// By the star that was recognised; products without one are unknown.
    #[must_use]
    pub fn by_star(&self) -> Counts {
        count(
            self.entries
                .iter()
                .map(|entry| entry.recognised().map(|(star, _)| star.to_string())),
        )
    }

    /// By the level that recognised the product, that has it, or that ended its way.
    #[must_use]
    pub fn by_level(&self) -> Counts {
        count(self.entries.iter().map(|entry| {
            let level = match entry.outcome {
                Outcome::Recognised { by, .. } => Some(by),
                Outcome::Returned { to, .. } => Some(to),
                Outcome::Pending { at } => Some(at),
                Outcome::NotRecognised | Outcome::Rejected => entry.last_level,
            };
            level.map(|level| level.to_string())
        }))
    }

    /// By set.
    #[must_use]
    pub fn by_set(&self) -> Counts {
        count(self.entries.iter().map(|entry| Some(entry.set.clone())))
    }

    /// By district.
    #[must_use]
    pub fn by_district(&self) -> Counts {
        count(self.entries.iter().map(|entry| entry.district.clone()))
    }

    /// By kind of producer.
    #[must_use]
    pub fn by_producer(&self) -> Counts {
        count(
            self.entries
                .iter()
                .map(|entry| entry.kind.map(|kind| kind.to_string())),
        )
    }

    /// What the plan asks to be listed for each round and district: products certified by level
    /// and star, forwarded, returned, and potential five stars that wait for the centre.
    /// Source: 262/KH-UBND, V.1 g and V.18 d.
    #[must_use]
    pub fn lists(&self) -> BTreeMap<String, Vec<String>> {
        let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in &self.entries {
            let mut names = BTreeSet::new();
            for (level, action) in &entry.acts {
                match action {
                    Action::Certify(star) => names.insert(format!("certified-{star}-{level}")),
                    Action::Forward(to) if *level != Level::Commune => {
                        names.insert(format!("forwarded-{level}-{to}"))
                    }
                    Action::Return { to, .. } => names.insert(format!("returned-{level}-{to}")),
                    _ => false,
                };
            }
            if matches!(entry.outcome, Outcome::Pending { at: Level::Central }) {
                names.insert("potential-5".to_owned());
            }
            for name in names {
                lists.entry(name).or_default().push(entry.name.clone());
            }
        }
        lists
    }

    /// The certificates on a day; those that end within `days` of it are counted as expiring.
    #[must_use]
    pub fn stock(
        &self,
        today: Date,
        days: u16,
        regulations: &[std::sync::Arc<Regulation>],
    ) -> Stock {
        let mut stock = Stock::default();
        for entry in &self.entries {
            let Outcome::Recognised {
                star, certificate, ..
            } = entry.outcome
            else {
                continue;
            };
            if certificate.issued() > today {
                continue;
            }
            let calendar = Calendar::of(certificate.expires(), regulations);
            if calendar.status(today) == CertificateStatus::Expired {
                stock.expired += 1;
                continue;
            }
            *stock.valid.entry(star.to_string()).or_default() += 1;
            let left = today.days_until(certificate.expires());
            stock.expiring += u32::from(left <= i32::from(days));
        }
        stock
    }

    /// Each target of a plan against the cases; what the cases cannot say is taken from
    /// `declared`, by the target's name.
    #[must_use]
    pub fn progress(&self, plan: &Plan, declared: &BTreeMap<String, Points>) -> Vec<Progress> {
        let targets = plan.targets().iter();
        targets
            .map(|target| self.target(plan, target, declared.get(&target.id)))
            .collect()
    }

    fn target(&self, plan: &Plan, target: &Target, declared: Option<&Points>) -> Progress {
        let period = plan.period();
        let within = |day: Date| period.from <= day && day <= period.to;
        let first = |entry: &&Entry| {
            let recognised = entry.recognised();
            entry.is_first() && recognised.is_some_and(|(_, issued)| within(issued))
        };
        let (achieved, of) = match target.measure {
            Measure::Declared => {
                return Progress {
                    target: target.clone(),
                    achieved: declared.map(ToString::to_string),
                    met: declared.is_some_and(|&declared| declared >= target.required),
                };
            }
            Measure::Recognised => {
                let star = |entry: &&Entry| {
                    let star = entry.recognised().map(|(star, _)| star);
                    star.is_some_and(|star| target.stars.contains(&star))
                };
                (self.entries.iter().filter(first).filter(star).count(), 1)
            }
            Measure::CraftVillage => {
                let village = |entry: &&Entry| entry.craft_village;
                (self.entries.iter().filter(first).filter(village).count(), 1)
            }
            Measure::Producers => {
                let mut kinds: BTreeMap<&str, Option<ProducerKind>> = BTreeMap::new();
                for entry in &self.entries {
                    if let Some(id) = &entry.producer {
                        let known = kinds.entry(id).or_default();
                        *known = known.or(entry.kind);
                    }
                }
                let counted = kinds.values().flatten();
                let counted = counted.filter(|kind| target.kinds.contains(kind)).count();
                (counted, kinds.len())
            }
            Measure::Strengthened => {
                // READING: ranked before the period, and renewed or upgraded in it.
                let mut products: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
                for entry in &self.entries {
                    let recognised = entry.recognised().map(|(_, issued)| issued);
                    let earlier = entry.before.map(|(_, issued)| issued);
                    let before = recognised
                        .into_iter()
                        .chain(earlier)
                        .any(|issued| issued < period.from);
                    let again = !entry.is_first() && recognised.is_some_and(within);
                    let product = products.entry(&entry.key).or_default();
                    product.0 |= before;
                    product.1 |= again;
                }
                let ranked = products.values().filter(|product| product.0);
                (
                    ranked.clone().filter(|product| product.1).count(),
                    ranked.count(),
                )
            }
        };
        measured(target, achieved, of)
    }
}

/// A number, or a share of `of`, against what a target asks for; compared as whole numbers.
fn measured(target: &Target, achieved: usize, of: usize) -> Progress {
    let wide = |count: usize| u128::try_from(count).unwrap_or(u128::MAX);
    let (achieved, of) = (wide(achieved), wide(of));
    let decimals = target.required.decimals();
    let required = target.required.units(decimals).unwrap_or(i64::MAX);
    let required = u128::try_from(required).unwrap_or(u128::MAX);
    let scale = 10_u128.saturating_pow(decimals);
    let (shown, met) = if target.percent {
        let hundreds = achieved.saturating_mul(100);
        let met = of > 0 && hundreds.saturating_mul(scale) >= required.saturating_mul(of);
        // Two decimals, halves up.
        let cents = (hundreds * 200 + of).checked_div(of * 2);
        let shown = cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
        (shown, met)
    } else {
        let met = achieved.saturating_mul(scale) >= required;
        (Some(achieved.to_string()), met)
    };
    Progress {
        target: target.clone(),
        achieved: shown,
        met,
    }
}
