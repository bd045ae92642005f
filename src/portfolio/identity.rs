//! Which cases are of one product, and which of one dossier; the answer does not depend on the order
//! in which they come.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Entry;
use crate::value::codes::{ApplicationKind, Level};
use crate::value::dates::Date;

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
    fn of(&self, mut member: usize) -> usize {
        while let Some(&above) = self.0.get(member).filter(|&&above| above != member) {
            member = above;
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
    let fellows = groups(
        entries
            .iter()
            .map(|entry| Some((&entry.name, entry.maker()?))),
    );
    for members in fellows.values() {
        join_fellows(entries, members, &mut sets);
    }
    join_certificates(entries, &mut sets);

    let products: Vec<usize> = (0..entries.len()).map(|case| sets.of(case)).collect();
    let dossiers = groups(
        entries
            .iter()
            .zip(&products)
            .map(|(entry, product)| Some((*product, entry.dossier()))),
    );
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
    let mut members: Vec<(usize, &Entry)> = members
        .iter()
        .filter_map(|&case| Some((case, entries.get(case)?)))
        .collect();
    members.sort_by_key(|(_, entry)| entry.order());
    // Of each product: a case of it, its code, the dossier of its first evaluation.
    let mut products: Vec<(usize, Option<&String>, Option<Dossier>)> = Vec::new();
    let coded = members.iter().filter(|(_, entry)| entry.code.is_some());
    let first = members
        .iter()
        .filter(|(_, entry)| entry.code.is_none() && entry.is_first());
    for (case, entry) in coded.chain(first) {
        let (code, dossier) = (entry.code.as_ref(), entry.dossier());
        let own = entry.is_first().then_some(dossier);
        let fits = |product: &&mut (usize, Option<&String>, Option<Dossier>)| match code {
            Some(_) => product.1 == code,
            None => product.2.is_none() || product.2 == own,
        };
        match products.iter_mut().find(fits) {
            Some(product) => {
                sets.join(product.0, *case);
                product.2 = product.2.or(own);
            }
            None => products.push((*case, code, own)),
        }
    }
    let mut others = members
        .iter()
        .filter(|(_, entry)| entry.code.is_none() && !entry.is_first());
    let one = products.first().map(|product| product.0);
    let Some(one) = one.or_else(|| others.next().map(|(case, _)| *case)) else {
        return;
    };
    others.for_each(|(case, _)| sets.join(one, *case));
}

/// Joins cases that name a certificate before to the one case that was given it. Where several were,
/// no one knows whose it is.
fn join_certificates(entries: &[Entry], sets: &mut Sets) {
    let issued = groups(entries.iter().map(|entry| {
        let (star, day) = entry.recognised()?;
        Some((&entry.name, star, day))
    }));
    for (case, entry) in entries.iter().enumerate() {
        let Some(before) = entry.before else { continue };
        let given = issued.get(&(&entry.name, before.star, before.issued));
        let may_be = |given: &&usize| {
            let other = entries.get(**given);
            other.is_some_and(|other| match (entry.maker(), other.maker()) {
                (Some(one), Some(other)) => one.0 != other.0 || one.1 == other.1,
                _ => true,
            })
        };
        let given: Vec<usize> = given
            .into_iter()
            .flatten()
            .filter(may_be)
            .copied()
            .collect();
        let products: BTreeSet<usize> = given.iter().map(|&given| sets.of(given)).collect();
        if let (Some(&given), 1) = (given.first(), products.len()) {
            sets.join(given, case);
        }
    }
}
