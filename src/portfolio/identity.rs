//! Which cases are of one product, and which of one dossier; the answer does not depend on the order
//! in which they come.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Entry;
use crate::value::{ApplicationKind, Date, Level};

/// A case that is not counted: another one of its dossier is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Repeated {
    /// The product.
    pub product: String,
    /// Its code.
    pub code: Option<String>,
    /// Its producer: the name, else the identifier.
    pub producer: Option<String>,
    /// Which case it is, from 1, in the order in which they were added.
    pub case: usize,
    /// The case that counts.
    pub counted: usize,
}

/// Sets that are joined; each is known by its least member.
struct Sets(Vec<usize>);

impl Sets {
    fn of(&mut self, mut member: usize) -> usize {
        while let Some(&above) = self.0.get(member).filter(|&&above| above != member) {
            // Each member passed is put nearer to the least one, so that no way stays long.
            let next = self.0.get(above).copied().unwrap_or(above);
            if let Some(place) = self.0.get_mut(member) {
                *place = next;
            }
            member = next;
        }
        member
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        if let Some(above) = self.0.get_mut(one.max(other)) {
            *above = one.min(other);
        }
    }

    fn join_all(&mut self, members: &[usize]) {
        for pair in members.windows(2) {
            if let &[one, other] = pair {
                self.join(one, other);
            }
        }
    }
}

/// Groups of cases that have something in common.
fn groups<K: Ord>(keys: impl Iterator<Item = Option<K>>) -> BTreeMap<K, Vec<usize>> {
    let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (case, key) in keys.enumerate() {
        if let Some(key) = key {
            groups.entry(key).or_default().push(case);
        }
    }
    groups
}

/// What tells the dossiers of a product apart: the kind of application and the day it was filed, or
/// else the first level and its day.
type Dossier = (
    Option<ApplicationKind>,
    Option<Date>,
    Option<(Level, Option<Date>)>,
);

impl Entry {
    fn dossier(&self) -> Dossier {
        let first = self.first_stage.filter(|_| self.filed.is_none());
        (self.applied, self.filed, first)
    }

    /// The producer's identifier, else its name, with which of them it is.
    fn maker(&self) -> Option<(bool, &str)> {
        let id = self.producer.as_deref().map(|id| (true, id));
        id.or_else(|| Some((false, self.producer_name.as_deref()?)))
    }

    /// What orders cases that count alike; a text, so that any order of the input gives the same.
    pub(super) fn order(&self) -> (Option<Date>, &str) {
        (self.last_day(), &self.text)
    }
}

/// The product of each case, and the case that counts in its place: itself, or another one of the
/// same dossier.
///
/// READING: cases are of one product where they have the same code; or are equal; or one names as
/// the certificate before what the other of its name was given, and neither producer nor code says
/// otherwise; or have the same name and producer, as far as their codes allow, and of two first
/// evaluations on different days each is a product; or have the same name, set and place, no code
/// and no producer, and are one dossier that one of them tells more of.
pub(super) fn identify(entries: &[Entry]) -> (Vec<usize>, Vec<usize>) {
    let mut sets = Sets((0..entries.len()).collect());
    let equal = groups(entries.iter().map(|entry| Some(&entry.seal)));
    let coded = groups(entries.iter().map(|entry| entry.code.as_ref()));
    for members in equal.values().chain(coded.values()) {
        sets.join_all(members);
    }
    let unnamed = groups(entries.iter().map(|entry| {
        let unknown = entry.code.is_none() && entry.maker().is_none();
        let place = (&entry.district, &entry.commune);
        let begins = (entry.dossier(), entry.acts.first().map(|act| &act.points));
        unknown.then_some((&entry.name, &entry.set, place, begins))
    }));
    unnamed.values().for_each(|members| sets.join_all(members));
    let makers = entries
        .iter()
        .map(|entry| Some((&entry.name, entry.maker()?)));
    for members in groups(makers).values() {
        join_fellows(entries, members, &mut sets);
    }
    join_certificates(entries, &mut sets);

    let products: Vec<usize> = (0..entries.len()).map(|case| sets.of(case)).collect();
    let of_products = entries.iter().zip(&products);
    let dossiers = groups(of_products.map(|(entry, product)| Some((product, entry.dossier()))));
    let mut counted: Vec<usize> = (0..entries.len()).collect();
    for members in dossiers.values() {
        let rank = |case: &&usize| {
            let entry = entries.get(**case);
            entry.map(|entry| (Reverse(entry.stages), !entry.decided, &entry.text, **case))
        };
        let Some(&best) = members.iter().min_by_key(rank) else {
            continue;
        };
        for &case in members {
            if let Some(place) = counted.get_mut(case) {
                *place = best;
            }
        }
    }
    (products, counted)
}

/// Joins the cases of one name and producer. A code is a product; a first evaluation without a code
/// is that of the first code that has none, or a product of its own; all others are of the first.
fn join_fellows(entries: &[Entry], members: &[usize], sets: &mut Sets) {
    let members = members.iter();
    let members = members.filter_map(|&case| Some((case, entries.get(case)?)));
    let mut members: Vec<(usize, &Entry)> = members.collect();
    members.sort_by_key(|(_, entry)| entry.order());
    // Of each product, a case of it; and the products by code, by the dossier of their first
    // evaluation, and those with a code that have none, first ones first.
    let mut products: Vec<usize> = Vec::new();
    let mut by_code: BTreeMap<&String, (usize, Option<Dossier>)> = BTreeMap::new();
    for (case, entry) in &members {
        let Some(code) = &entry.code else { continue };
        // Cases of one code are one product already.
        let (_, first) = by_code.entry(code).or_insert_with(|| {
            products.push(*case);
            (products.len() - 1, None)
        });
        *first = first.or(entry.is_first().then(|| entry.dossier()));
    }
    let mut by_dossier: BTreeMap<Dossier, usize> = BTreeMap::new();
    let mut open = BTreeSet::new();
    for (product, first) in by_code.into_values() {
        match first {
            Some(dossier) => {
                let known = by_dossier.entry(dossier).or_insert(product);
                *known = product.min(*known);
            }
            None => {
                open.insert(product);
            }
        }
    }
    let first = |entry: &Entry| entry.code.is_none() && entry.is_first();
    for (case, entry) in members.iter().filter(|(_, entry)| first(entry)) {
        let dossier = entry.dossier();
        let known = by_dossier.get(&dossier).copied();
        let product = known.into_iter().chain(open.first().copied()).min();
        let product = product.unwrap_or_else(|| {
            products.push(*case);
            products.len() - 1
        });
        open.remove(&product);
        by_dossier.insert(dossier, product);
        if let Some(&one) = products.get(product) {
            sets.join(one, *case);
        }
    }
    let others = members.iter();
    let mut others = others.filter(|(_, entry)| entry.code.is_none() && !entry.is_first());
    let one = products.first().copied();
    let Some(one) = one.or_else(|| others.next().map(|(case, _)| *case)) else {
        return;
    };
    others.for_each(|(case, _)| sets.join(one, *case));
}

/// The products that were given one certificate, by their producer: none, a name, or an identifier.
type Products<'e> = BTreeMap<Option<(bool, &'e str)>, BTreeSet<usize>>;

/// Joins cases that name a certificate before to the product that was given it. Where several were,
/// no one knows whose it is.
fn join_certificates(entries: &[Entry], sets: &mut Sets) {
    let mut issued: BTreeMap<_, Products<'_>> = BTreeMap::new();
    for (case, entry) in entries.iter().enumerate() {
        if let Some((star, day)) = entry.recognised() {
            let given = issued.entry((&entry.name, star, day)).or_default();
            let product = sets.of(case);
            given.entry(entry.maker()).or_default().insert(product);
        }
    }
    for (case, entry) in entries.iter().enumerate() {
        let Some(before) = entry.before else { continue };
        let Some(given) = issued.get(&(&entry.name, before.star, before.issued)) else {
            continue;
        };
        // A name and an identifier may be of one producer.
        let (known, other) = match entry.maker() {
            None => (None, given.range(None..)),
            Some(maker) => {
                let same = [None, Some(maker)];
                let other = match maker.0 {
                    true => given.range(Some((false, ""))..Some((true, ""))),
                    false => given.range(Some((true, ""))..),
                };
                (Some(same), other)
            }
        };
        let known = known.into_iter().flatten();
        let known = known.filter_map(|maker| given.get(&maker));
        let products = known.chain(other.map(|(_, products)| products));
        let mut products = products.flatten().map(|&product| sets.of(product));
        let one = products.next();
        let alone = products.all(|product| Some(product) == one);
        if let (Some(one), true) = (one, alone) {
            sets.join(one, case);
        }
    }
}
