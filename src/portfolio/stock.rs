//! The certificates of the products on a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::{Counts, Entry, Portfolio};
use crate::law::Regulation;
use crate::procedure::{Calendar, CertificateStatus, Ending, Outcome, PastCertificate};
use crate::text::vietnamese_order;
use crate::value::{ApplicationKind, Date, Star};

/// The certificates as they stand on a day. A product has the newest of its certificates: the one
/// of an upgrade or a renewal takes the place of the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stock {
    /// The day.
    pub as_of: Date,
    /// Certificates in force by star.
    pub valid: Counts,
    /// Of these, those that end within the days asked for.
    pub expiring: u32,
    /// These days.
    pub within: u16,
    /// Of these, those past their end that are extended (26/2026, Điều 12.3).
    pub extended: u32,
    /// Certificates past their end.
    pub expired: u32,
    /// Certificates taken back, or whose recognition was withdrawn; `None` where no history says.
    pub revoked: Option<u32>,
    /// How many of the products have a history.
    pub with_history: u32,
    /// Histories of products that are not here, or of whose name there are several.
    pub unmatched_histories: Vec<String>,
    /// Certificates that followed one of a lower star: `3-4`, `4-5`.
    pub upgrades: Counts,
    /// Every product's certificate, the first to end first; of those of one day by name and producer.
    pub held: Vec<HeldBy>,
}

/// A product's newest certificate on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HeldBy {
    /// The product.
    pub product: String,
    /// Its code.
    pub code: Option<String>,
    /// Its producer: the name, else the identifier.
    pub producer: Option<String>,
    /// The district it is counted under.
    pub district: Option<String>,
    /// The star.
    pub star: Star,
    /// The day it was issued.
    pub issued: Date,
    /// The last valid day.
    pub expires: Date,
    /// How it stands; `None` when it was taken back, which answers call `revoked`.
    #[serde(serialize_with = "word")]
    pub status: Option<CertificateStatus>,
    /// Whether it is in force and ends within the days asked for.
    pub expiring: bool,
}

impl HeldBy {
    /// How it stands, in a word: that of its status, or `revoked`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.status.map_or("revoked", CertificateStatus::as_str)
    }
}

fn word<S: Serializer>(status: &Option<CertificateStatus>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(status.map_or("revoked", CertificateStatus::as_str))
}

/// A certificate of a product: issued, star, last day.
type Paper = (Date, Star, Date);

impl Entry {
    /// The certificates that a case tells of. There is none before the day of the recognition decision is
    /// entered.
    fn papers(&self) -> impl Iterator<Item = Paper> {
        let given = self.certified().filter(|_| !self.outcome.awaits_decision());
        let given =
            given.map(|(star, certificate)| (certificate.issued(), star, certificate.expires()));
        let before = self
            .before
            .map(|before| (before.issued, before.star, before.expires));
        given.into_iter().chain(before)
    }
}

impl Entry {
    /// The day on which a renewal ended without a certificate.
    fn refused(&self) -> Option<Date> {
        let refused = matches!(self.outcome, Outcome::NotRecognised | Outcome::Rejected);
        let renewal = self.applied == Some(ApplicationKind::Renewal);
        self.last_day().filter(|_| refused && renewal)
    }
}

impl Portfolio {
    /// The certificates on a day; those that end within `days` of it are counted as expiring.
    #[must_use]
    pub fn stock(&self, today: Date, days: u16, regulations: &[Arc<Regulation>]) -> Stock {
        let mut stock = Stock {
            as_of: today,
            valid: Counts::new(),
            expiring: 0,
            within: days,
            extended: 0,
            expired: 0,
            revoked: None,
            with_history: 0,
            unmatched_histories: Vec::new(),
            upgrades: [("3-4".to_owned(), 0), ("4-5".to_owned(), 0)].into(),
            held: Vec::new(),
        };
        // Of each product its newest case, its certificates, and the last renewal that ended without one.
        let mut products: BTreeMap<usize, (&Entry, Vec<Paper>, Option<Date>)> = BTreeMap::new();
        for (product, entry) in self.products_of_entries() {
            let known = products.entry(product);
            let (latest, papers, refused) = known.or_insert_with(|| (entry, Vec::new(), None));
            if entry.order() > latest.order() {
                *latest = entry;
            }
            papers.extend(entry.papers().filter(|paper| paper.0 <= today));
            *refused = (*refused).max(entry.refused().filter(|day| *day <= today));
        }
        let endings = self.endings(&mut stock, today);
        let mut listed = Vec::new();
        for (product, (entry, mut papers, refused)) in products {
            // A case that names the certificate before repeats what the earlier case says.
            papers.sort_unstable();
            papers.dedup_by_key(|paper| paper.0);
            for (earlier, later) in papers.iter().zip(papers.iter().skip(1)) {
                if later.1 > earlier.1 {
                    let step = format!("{}-{}", earlier.1, later.1);
                    *stock.upgrades.entry(step).or_default() += 1;
                }
            }
            let Some(&(issued, star, expires)) = papers.last() else {
                continue;
            };
            let ended = endings.get(&product).into_iter().flatten();
            let mut issued_ended = ended.map(|ended| ended.certificate.issued);
            let taken_back = issued_ended.any(|ended| ended == issued);
            let calendar = Calendar::of(issued, expires, regulations);
            let status = calendar.refused_on(refused).status(today);
            let mut held = HeldBy {
                product: entry.name.clone(),
                code: entry.code.clone(),
                producer: entry.shown_producer(),
                district: entry.district.clone(),
                star,
                issued,
                expires,
                status: (!taken_back).then_some(status),
                expiring: false,
            };
            match held.status {
                None => stock.revoked = stock.revoked.map(|revoked| revoked + 1),
                Some(CertificateStatus::Expired) => stock.expired += 1,
                Some(status) => {
                    *stock.valid.entry(star.to_string()).or_default() += 1;
                    if status == CertificateStatus::ExpiredExtendable {
                        stock.extended += 1;
                    } else {
                        held.expiring = today.days_until(expires) <= i32::from(days);
                        stock.expiring += u32::from(held.expiring);
                    }
                }
            }
            listed.push((entry, held));
        }
        listed.sort_by_cached_key(|(entry, held)| (held.expires, entry.listed_by()));
        stock.held = listed.into_iter().map(|(_, held)| held).collect();
        let histories = &mut stock.unmatched_histories;
        histories.sort_by_cached_key(|name| vietnamese_order(name));
        stock
    }

    /// Certificates taken back by `today`, by product. A history belongs to the one product of its
    /// name; what cannot be matched is told, and not counted.
    fn endings(&self, stock: &mut Stock, today: Date) -> BTreeMap<usize, Vec<&PastCertificate>> {
        let mut endings: BTreeMap<usize, Vec<&PastCertificate>> = BTreeMap::new();
        // The product of each name; none where several have it.
        let mut products: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        for (product, entry) in self.products_of_entries() {
            let known = products.entry(&entry.name).or_insert(Some(product));
            *known = known.filter(|&known| known == product);
        }
        for (name, past) in &self.histories {
            let Some(product) = products.get(name.as_str()).copied().flatten() else {
                stock.unmatched_histories.push(name.clone());
                continue;
            };
            let taken_back = past.iter().filter(|ended| {
                matches!(ended.how, Ending::Revoked | Ending::Annulled) && ended.date <= today
            });
            endings.entry(product).or_default().extend(taken_back);
        }
        stock.with_history = endings.keys().map(|_| 1).sum();
        stock.revoked = (!endings.is_empty()).then_some(0);
        endings
    }
}
