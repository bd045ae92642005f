//! Many cases counted: by outcome, star, level, set, district and producer; by round; their
//! certificates on a day; and against a plan.
//!
//! ```
//! use ocop::portfolio::{Portfolio, Table};
//! use ocop::{Catalog, EvaluatedCase};
//!
//! let catalog = Catalog::bundled();
//! let mut portfolio = Portfolio::default();
//! for (number, total) in ["61.5", "69.99", "70", "49"].iter().enumerate() {
//!     let text = format!(r#"{{ "product": {{"name": "Cá khô {number}"}}, "set": "08",
//!         "regulation": "qd-148-2023", "stages": [{{"level": "district", "date": "2024-04-10",
//!         "total": "{total}"}}] }}"#);
//!     portfolio.add(&EvaluatedCase::from_json(&text, "case.json", &catalog)?);
//! }
//! assert_eq!((portfolio.count(Table::Star)["3"], portfolio.count(Table::Outcome)["pending"]), (2, 1));
//! # Ok::<(), ocop::LoadError>(())
//! ```

mod identity;
mod progress;
mod rounds;
mod stock;
mod summary;
mod table;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::law::Deadline;
use crate::procedure::{
    Action, Certificate, EvaluatedCase, History, Outcome, PastCertificate, Previous,
};
use crate::text::{OrderKey, keyboard_hyphen, near_pairs, normalise, vietnamese_order};
use crate::value::{ApplicationKind, Date, Level, Points, ProducerKind, Star};

pub use identity::Repeated;
pub use progress::{Achieved, AchievedRow, Producers, Progress, UnclearProducer};
pub use rounds::{Listed, Round, RoundList};
pub use stock::{HeldBy, Stock};
pub use summary::{BudgetView, ConflictView, PlanView, PortfolioView, ReportView, ShareView};
pub use table::Table;

/// What missing values are counted under.
const UNKNOWN: &str = "unknown";

/// Counts by a word, in order of the word.
pub type Counts = BTreeMap<String, u32>;

/// Decided cases, counted (tổng hợp). What counts are dossiers: a case that repeats another one is
/// set apart ([`Portfolio::repeated`]). Dossiers of one product, such as its first evaluation and its
/// renewal, are joined where certificates are told of.
#[derive(Debug, Clone, Default)]
pub struct Portfolio {
    cases: Vec<Entry>,
    /// What histories tell of: the product's name, and how its certificates ended.
    histories: Vec<(String, Vec<PastCertificate>)>,
    /// What was found out of the cases, once it was asked for.
    settled: OnceLock<Settled>,
}

/// The cases that count, and those that do not.
#[derive(Debug, Clone, Default)]
struct Settled {
    /// The places of the cases that count, each with its product, in the order of their names.
    counted: Vec<(usize, usize)>,
    repeated: Vec<Repeated>,
}

/// What is kept of a case.
#[derive(Debug, Clone)]
struct Entry {
    /// The seal of what it states: equal cases have equal ones.
    seal: String,
    /// What it states, and when it was decided, as one text: of cases that count alike the least counts.
    text: String,
    name: String,
    code: Option<String>,
    set: String,
    sector: Option<String>,
    group: Option<String>,
    district: Option<String>,
    commune: Option<String>,
    producer: Option<String>,
    producer_name: Option<String>,
    kind: Option<ProducerKind>,
    craft_village: bool,
    applied: Option<ApplicationKind>,
    filed: Option<Date>,
    /// How many stages there are, the first of them, and whether a recognition decision is entered.
    stages: usize,
    first_stage: Option<(Level, Option<Date>)>,
    decided: bool,
    /// The certificate before.
    before: Option<Previous>,
    outcome: Outcome,
    /// Whether rounded parts leave its star open.
    star_open: bool,
    /// What each level did, in order.
    acts: Vec<Act>,
}

/// What a level did with a dossier.
#[derive(Debug, Clone)]
struct Act {
    level: Level,
    date: Option<Date>,
    action: Action,
    /// The mean total as it is shown.
    points: Option<String>,
    /// The points that the level forwards.
    forwards: Option<(Points, Points)>,
    /// The yearly round, where the law has rounds.
    round: Option<Deadline>,
}

impl Entry {
    fn certified(&self) -> Option<(Star, Certificate)> {
        match self.outcome {
            Outcome::Recognised {
                star, certificate, ..
            } => Some((star, certificate)),
            _ => None,
        }
    }

    fn recognised(&self) -> Option<(Star, Date)> {
        let (star, certificate) = self.certified()?;
        Some((star, certificate.issued()))
    }

    /// Its producer: the name, else the identifier.
    fn shown_producer(&self) -> Option<String> {
        self.producer_name.clone().or_else(|| self.producer.clone())
    }

    /// What lists are in the order of: the name and the producer by the alphabet, then the day and the
    /// text, so that the order of the input does not matter.
    fn listed_by(&self) -> (OrderKey, OrderKey, (Option<Date>, &str)) {
        let producer = self.producer_name.as_ref().or(self.producer.as_ref());
        let producer = producer.map_or("", String::as_str);
        let [name, producer] = [&*self.name, producer].map(vietnamese_order);
        (name, producer, self.order())
    }

    /// The day of the last thing that happened.
    fn last_day(&self) -> Option<Date> {
        let issued = self.recognised().map(|(_, issued)| issued);
        let days = self.acts.iter().map(|act| act.date);
        days.chain([issued, self.filed]).flatten().max()
    }

    /// First recognised: not by a renewal or an upgrade.
    fn is_first(&self) -> bool {
        matches!(self.applied, None | Some(ApplicationKind::First)) && self.before.is_none()
    }

    /// The level that recognised the product, that has it, or that ended its way.
    fn level(&self) -> Option<Level> {
        match self.outcome {
            Outcome::Recognised { by, .. } => Some(by),
            Outcome::Returned { to, .. } => Some(to),
            Outcome::Pending { at } => Some(at),
            Outcome::NotRecognised | Outcome::Rejected => Some(self.acts.last()?.level),
        }
    }

    /// What it is counted under in a table.
    fn key(&self, by: Table) -> String {
        let key = match by {
            Table::Outcome => Some(self.outcome.word().to_owned()),
            Table::Star => self.recognised().map(|(star, _)| star.to_string()),
            Table::Level => self.level().map(|level| level.to_string()),
            Table::Set => Some(self.set.clone()),
            Table::Sector => self.sector.clone(),
            Table::Group => self.group.clone(),
            Table::District => self.district.clone(),
            Table::Commune => self.commune.clone(),
            Table::Producer => self.kind.map(|kind| kind.to_string()),
        };
        key.unwrap_or_else(|| UNKNOWN.to_owned())
    }

    /// A potential five stars that the centre has not decided.
    fn waits_for_centre(&self) -> bool {
        matches!(self.outcome, Outcome::Pending { at: Level::Central })
    }
}

impl Portfolio {
    /// Takes one more case.
    pub fn add(&mut self, evaluated: &EvaluatedCase) {
        let case = evaluated.case();
        let product = &case.product;
        let (code, producer) = (product.code.as_ref(), product.producer.as_ref());
        // The list that the sheet is of, also where the case goes by an amending decision.
        let listed = case.regulation.set(case.set.code);
        let acts = case.stages.iter().zip(evaluated.stages());
        let acts = acts.filter_map(|(stage, decided)| {
            let levels = &stage.regulation;
            let forward = levels.forwards_to(decided.level);
            let kind = case.application.kind_at(levels, decided.level);
            let round = |day| levels.round_of(decided.level, kind, day);
            Some(Act {
                level: decided.level,
                date: decided.date,
                action: decided.action?,
                points: decided.total.as_ref().map(|total| total.shown().to_owned()),
                forwards: forward.map(|forward| (forward.from, forward.most)),
                round: decided.date.and_then(round),
            })
        });
        let first = case.stages.first();
        let name = |text: &String| normalise(text).into_owned();
        self.settled = OnceLock::new();
        self.cases.push(Entry {
            seal: evaluated.seal().input.clone(),
            text: case.text(),
            name: name(&product.name),
            code: code.map(|code| name(code).chars().map(keyboard_hyphen).collect()),
            set: case.set.code.to_string(),
            sector: listed.map(|set| set.sector.clone()),
            group: listed.and_then(|set| set.group.clone()),
            district: product.district.as_ref().map(name),
            commune: product.commune.as_ref().map(name),
            producer: producer.and_then(|producer| producer.id.as_ref().map(name)),
            producer_name: producer.and_then(|producer| producer.name.as_ref().map(name)),
            kind: producer.and_then(|producer| producer.kind),
            craft_village: product.craft_village == Some(true),
            applied: case.application.kind,
            filed: case.application.filed,
            stages: case.stages.len(),
            first_stage: first.map(|stage| (stage.level, stage.date)),
            decided: case.stages.iter().any(|stage| stage.decided.is_some()),
            before: case.application.previous,
            star_open: evaluated.is_star_open(),
            outcome: evaluated.outcome(),
            acts: acts.collect(),
        });
    }

    /// What counts, found out once.
    fn settled(&self) -> &Settled {
        self.settled.get_or_init(|| {
            let (products, counted) = identity::identify(&self.cases);
            let mut settled = Settled::default();
            let cases = self.cases.iter().zip(products).zip(counted);
            for (case, ((entry, product), counted)) in cases.enumerate() {
                if case == counted {
                    settled.counted.push((case, product));
                    continue;
                }
                settled.repeated.push(Repeated {
                    product: entry.name.clone(),
                    code: entry.code.clone(),
                    producer: entry.shown_producer(),
                    case: case + 1,
                    counted: counted + 1,
                });
            }
            settled
                .counted
                .sort_by_cached_key(|&(case, _)| self.cases.get(case).map(Entry::listed_by));
            settled
        })
    }

    /// The cases that count, each with its product.
    fn products_of_entries(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let counted = self.settled().counted.iter();
        counted.filter_map(|&(case, product)| Some((product, self.cases.get(case)?)))
    }

    /// The cases that count.
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.products_of_entries().map(|(_, entry)| entry)
    }

    /// Cases that repeat another one: of the same product, with the same kind and day of filing, or
    /// else the same first level and day. The one with more stages counts, then one with a
    /// recognition decision, then the least text.
    #[must_use]
    pub fn repeated(&self) -> &[Repeated] {
        &self.settled().repeated
    }

    /// Adds what a history tells of how a product's certificates ended: cases do not say that one
    /// was taken back. The product is found by its name when [`Portfolio::stock`] is asked for.
    pub fn add_history(&mut self, product: &str, history: &History) {
        let past = history.state().past.clone();
        self.histories.push((normalise(product).into_owned(), past));
    }

    /// How many products have the stars to be recognised and no decision's day entered.
    #[must_use]
    pub fn undecided(&self) -> usize {
        let outcomes = self.entries().map(|entry| entry.outcome);
        outcomes.filter(|outcome| outcome.awaits_decision()).count()
    }

    /// The products whose rounded parts leave the star open. They are counted by the star of the parts as
    /// they are given.
    #[must_use]
    pub fn star_open(&self) -> Vec<String> {
        let open = self.entries().filter(|entry| entry.star_open);
        open.map(|entry| entry.name.clone()).collect()
    }

    /// How many dossiers there are.
    #[must_use]
    pub fn products(&self) -> usize {
        self.settled().counted.len()
    }

    /// The dossiers counted by one of their properties; what a case does not say is `unknown`.
    #[must_use]
    pub fn count(&self, by: Table) -> Counts {
        let mut counts = Counts::new();
        for entry in self.entries() {
            *counts.entry(entry.key(by)).or_default() += 1;
        }
        counts
    }

    /// Names that are counted apart and are nearly equal: of districts, communes and producers, and of
    /// the products of one producer and set.
    #[must_use]
    pub fn near_names(&self) -> Vec<(String, String)> {
        let mut of_maker: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
        let mut groups: [BTreeSet<&str>; 3] = Default::default();
        for entry in &self.cases {
            let maker = (&entry.producer, &entry.producer_name, &entry.set);
            of_maker.entry(maker).or_default().insert(&entry.name);
            let texts = [&entry.district, &entry.commune, &entry.producer_name];
            for (group, text) in groups.iter_mut().zip(texts) {
                group.extend(text.as_deref());
            }
        }
        let groups = groups.into_iter().chain(of_maker.into_values());
        let pairs = groups.flat_map(near_pairs).map(|(one, other)| {
            let mut pair = [one, other].map(vietnamese_order);
            pair.sort_unstable();
            pair
        });
        let pairs: BTreeSet<[OrderKey; 2]> = pairs.collect();
        // The last thing that a text is ordered by is the text.
        let texts = |[one, other]: [OrderKey; 2]| (one.2, other.2);
        pairs.into_iter().map(texts).collect()
    }

    /// The names of the products that were certified, by level and star, forwarded, returned, and
    /// of the potential five stars that wait for the centre; [`Portfolio::rounds`] has them by
    /// round and district.
    #[must_use]
    pub fn lists(&self) -> BTreeMap<String, Vec<String>> {
        let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in self.entries() {
            let mut names = BTreeSet::new();
            for Act { level, action, .. } in &entry.acts {
                match action {
                    Action::Certify { star } => names.insert(format!("certified-{star}-{level}")),
                    Action::Forward { to } if *level != Level::Commune => {
                        names.insert(format!("forwarded-{level}-{to}"))
                    }
                    Action::Return { to, .. } => names.insert(format!("returned-{level}-{to}")),
                    _ => false,
                };
            }
            if entry.waits_for_centre() {
                names.insert("potential-5".to_owned());
            }
            for name in names {
                lists.entry(name).or_default().push(entry.name.clone());
            }
        }
        lists
    }
}
