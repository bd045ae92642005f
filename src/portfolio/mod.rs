//! Many cases counted: by outcome, star, level, set, district and producer; by round; their
//! certificates on a day; and against a plan.
//!
//! ```
//! use ocop::portfolio::Portfolio;
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
//! assert_eq!((portfolio.by_star()["3"], portfolio.by_outcome()["pending"]), (2, 1));
//! # Ok::<(), ocop::LoadError>(())
//! ```

mod progress;
mod rounds;
mod stock;

use std::collections::{BTreeMap, BTreeSet};

use crate::law::deadlines::Deadline;
use crate::procedure::case::Previous;
use crate::procedure::evaluated_case::EvaluatedCase;
use crate::procedure::history::{History, PastCertificate};
use crate::procedure::result::{Action, Outcome};
use crate::value::codes::{ApplicationKind, Level, ProducerKind};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

pub use progress::{Achieved, AchievedRow, Producers, Progress, UnclearProducer};
pub use rounds::{Listed, Round, RoundList};
pub use stock::{HeldBy, Stock};

/// What missing values are counted under.
const UNKNOWN: &str = "unknown";

/// Counts by a word, in order of the word.
pub type Counts = BTreeMap<String, u32>;

/// Decided cases, counted (tổng hợp). Each case is one product; cases of one product, such as its
/// first evaluation and its renewal, are joined where certificates are told of.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog};
/// use ocop::portfolio::Portfolio;
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?.evaluate();
/// let mut portfolio = Portfolio::default();
/// portfolio.add(&case);
/// assert_eq!(portfolio.by_star()["3"], 1);
/// assert_eq!(portfolio.by_district()["unknown"], 1);
/// # Ok::<(), ocop::LoadError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Portfolio {
    entries: Vec<Entry>,
    /// How many different products there are.
    different: usize,
    /// The products by each thing that they are known again by.
    known: BTreeMap<Trait, usize>,
    /// The products of one name and producer.
    of_producer: BTreeMap<(String, String), Vec<Known>>,
    /// What histories tell of: the product's name, and how its certificates ended.
    histories: Vec<(String, Vec<PastCertificate>)>,
}

/// What a product is known again by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Trait {
    Code(String),
    /// The name, and a certificate's star and day.
    Issued(String, Star, Date),
    /// The same, of a certificate that a case only names as the one before.
    Before(String, Star, Date),
}

/// A product of a producer, as far as it matters to know it again by its name.
#[derive(Debug, Clone, Copy)]
struct Known {
    product: usize,
    coded: bool,
    first: bool,
}

/// What is kept of a case.
#[derive(Debug, Clone)]
struct Entry {
    /// Which of the different products it is.
    product: usize,
    name: String,
    code: Option<String>,
    set: String,
    sector: Option<String>,
    group: Option<String>,
    district: Option<String>,
    producer: Option<String>,
    producer_name: Option<String>,
    kind: Option<ProducerKind>,
    craft_village: bool,
    applied: Option<ApplicationKind>,
    /// The certificate before.
    before: Option<Previous>,
    outcome: Outcome,
    last_level: Option<Level>,
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

    /// The level that recognised the product, that has it, or that ended its way.
    fn level(&self) -> Option<Level> {
        match self.outcome {
            Outcome::Recognised { by, .. } => Some(by),
            Outcome::Returned { to, .. } => Some(to),
            Outcome::Pending { at } => Some(at),
            Outcome::NotRecognised | Outcome::Rejected => self.last_level,
        }
    }

    /// A potential five stars that the centre has not decided.
    fn waits_for_centre(&self) -> bool {
        matches!(self.outcome, Outcome::Pending { at: Level::Central })
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
    pub fn add(&mut self, evaluated: &EvaluatedCase) {
        let case = evaluated.case();
        let product = &case.product;
        let producer = product.producer.as_ref();
        let kind = case.application.kind;
        // The list that the sheet is of, also where the case goes by an amending decision.
        let listed = case.regulation.set(case.set.code);
        let acts = case.stages.iter().zip(evaluated.stages());
        let acts = acts.filter_map(|(stage, decided)| {
            let levels = &stage.regulation;
            let forward = levels.forwards_to(decided.level);
            Some(Act {
                level: decided.level,
                date: decided.date,
                action: decided.action?,
                points: decided.total.as_ref().map(|total| total.shown().to_owned()),
                forwards: forward.map(|forward| (forward.from, forward.most)),
                round: decided
                    .date
                    .and_then(|day| levels.round_of(decided.level, kind, day)),
            })
        });
        let mut entry = Entry {
            product: 0,
            name: product.name.clone(),
            code: product.code.clone(),
            set: case.set.code.to_string(),
            sector: listed.map(|set| set.sector.clone()),
            group: listed.and_then(|set| set.group.clone()),
            district: product.district.clone(),
            producer: producer.and_then(|producer| producer.id.clone()),
            producer_name: producer.and_then(|producer| producer.name.clone()),
            kind: producer.and_then(|producer| producer.kind),
            craft_village: product.craft_village == Some(true),
            applied: kind,
            before: case.application.previous,
            outcome: evaluated.outcome(),
            last_level: evaluated.stages().last().map(|stage| stage.level),
            acts: acts.collect(),
        };
        entry.product = self.known_again(&entry);
        self.entries.push(entry);
    }

    /// Which product a case is of. READING: the same code; or the same name where one case names as
    /// the certificate before what the other was given; or the same name of one producer, where not
    /// both have a code and not both are first evaluations. Else it is another product.
    fn known_again(&mut self, entry: &Entry) -> usize {
        let name = || entry.name.clone();
        let code = entry.code.clone().map(Trait::Code);
        let issued = entry.recognised();
        let before = entry.before.map(|before| (before.star, before.issued));
        let issued_before = before.map(|(star, day)| Trait::Issued(name(), star, day));
        let named_before = issued.map(|(star, day)| Trait::Before(name(), star, day));
        let of_producer = entry.producer.clone().map(|producer| (name(), producer));
        let (coded, first) = (entry.code.is_some(), entry.is_first());

        let known = [&code, &issued_before, &named_before]
            .into_iter()
            .flatten()
            .find_map(|mark| self.known.get(mark).copied());
        let known = known.or_else(|| {
            let fellows = self.of_producer.get(of_producer.as_ref()?)?;
            let fellow = fellows
                .iter()
                .find(|fellow| !(fellow.coded && coded || fellow.first && first));
            fellow.map(|fellow| fellow.product)
        });
        let product = known.unwrap_or(self.different);
        self.different = self.different.max(product + 1);

        let marks = [
            code,
            issued.map(|(star, day)| Trait::Issued(name(), star, day)),
            before.map(|(star, day)| Trait::Before(name(), star, day)),
        ];
        for mark in marks.into_iter().flatten() {
            self.known.entry(mark).or_insert(product);
        }
        if let Some(of_producer) = of_producer {
            let fellows = self.of_producer.entry(of_producer).or_default();
            match fellows.iter_mut().find(|fellow| fellow.product == product) {
                Some(fellow) => {
                    fellow.coded |= coded;
                    fellow.first |= first;
                }
                None => fellows.push(Known {
                    product,
                    coded,
                    first,
                }),
            }
        }
        product
    }

    /// Adds what a history tells of how a product's certificates ended: cases do not say that one
    /// was taken back. The product is found by its name when [`Portfolio::stock`] is asked for.
    pub fn add_history(&mut self, product: &str, history: &History) {
        let past = history.state().past.clone();
        self.histories.push((product.to_owned(), past));
    }

    /// How many products there are.
    #[must_use]
    pub fn products(&self) -> usize {
        self.entries.len()
    }

    fn count_by(&self, word: impl Fn(&Entry) -> Option<String>) -> Counts {
        count(self.entries.iter().map(word))
    }

    /// By the kind of outcome.
    #[must_use]
    pub fn by_outcome(&self) -> Counts {
        self.count_by(|entry| Some(entry.outcome.word().to_owned()))
    }

    /// By the star that was recognised; products without one are unknown.
    #[must_use]
    pub fn by_star(&self) -> Counts {
        self.count_by(|entry| entry.recognised().map(|(star, _)| star.to_string()))
    }

    /// By the level that recognised the product, that has it, or that ended its way.
    #[must_use]
    pub fn by_level(&self) -> Counts {
        self.count_by(|entry| entry.level().map(|level| level.to_string()))
    }

    /// By set. The number alone: a set of 1048/2019 has another number than in 148/2023.
    #[must_use]
    pub fn by_set(&self) -> Counts {
        self.count_by(|entry| Some(entry.set.clone()))
    }

    /// By sector (ngành), the six that plans call groups.
    #[must_use]
    pub fn by_sector(&self) -> Counts {
        self.count_by(|entry| entry.sector.clone())
    }

    /// By product group (nhóm); 1048/2019 does not list groups.
    #[must_use]
    pub fn by_group(&self) -> Counts {
        self.count_by(|entry| entry.group.clone())
    }

    /// By district.
    #[must_use]
    pub fn by_district(&self) -> Counts {
        self.count_by(|entry| entry.district.clone())
    }

    /// By kind of producer.
    #[must_use]
    pub fn by_producer(&self) -> Counts {
        self.count_by(|entry| entry.kind.map(|kind| kind.to_string()))
    }

    /// The names of the products that were certified, by level and star, forwarded, returned, and
    /// of the potential five stars that wait for the centre; [`Portfolio::rounds`] has them by
    /// round and district.
    #[must_use]
    pub fn lists(&self) -> BTreeMap<String, Vec<String>> {
        let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in &self.entries {
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
