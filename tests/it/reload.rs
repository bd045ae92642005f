//! A catalog that is extended, and replaced while others evaluate with it.

use std::collections::BTreeMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ocop::input::{RawCase, RawCouncil, RawProduct, RawSheet, RawStage};
use ocop::law::Criterion;
use ocop::{Case, Catalog, Level};

use crate::often;

fn rules(spread: usize) -> String {
    format!(
        r#"{{"name": "{spread}", "source": "-", "spread": "{spread}",
            "quorum": {{"numerator": 1, "denominator": 2}}, "chair": "chair", "minimum_by": "all",
            "shown_decimals": 2, "citations": {{"spread": "-", "quorum": "-", "minimum_by": "-"}}}}"#
    )
}

/// Two rules that change together: no result may have one of them old and the other new.
fn version(base: &Catalog, number: usize) -> Catalog {
    let file = |name: &str| (format!("councils/{name}.json"), rules(number).into());
    base.extend([file("first"), file("second")]).unwrap()
}

/// A district's and a province's council, each by one of the two rules.
fn case(catalog: &Catalog) -> RawCase<'static> {
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let best = |criterion: &Criterion| criterion.choices().len() as u32;
    let stage = |level, day: &str, rules: &str| {
        let sheets = ["m1", "m2"].map(|name| RawSheet::default().assessor(name).filled(&set, best));
        RawStage::default()
            .level(level)
            .date(day.parse().unwrap())
            .council(RawCouncil::default().rules(rules.parse().unwrap()))
            .sheets(sheets)
    };
    RawCase::default()
        .product(RawProduct::default().name("Cá khô"))
        .regulation("qd-148-2023".parse().unwrap())
        .set("08".parse().unwrap())
        .stages([
            stage(Level::District, "2024-04-10", "first"),
            stage(Level::Province, "2024-06-02", "second"),
        ])
}

#[test]
fn every_result_is_of_one_catalog_while_rules_change() {
    let changes = often(200);
    let base = Catalog::bundled();
    let case = case(&base);
    let criteria = |catalog: &Catalog| {
        let result = Case::new(&case, "case", catalog).unwrap().evaluate();
        result.seal().criteria.clone()
    };
    let versions: Vec<Catalog> = (0..=changes).map(|number| version(&base, number)).collect();
    let hashes = versions.iter().map(&criteria).zip(0..);
    let hashes: BTreeMap<String, usize> = hashes.collect();
    assert_eq!(hashes.len(), versions.len());

    let current = RwLock::new(versions[0].clone());
    let done = AtomicBool::new(false);
    let read = || {
        let mut seen = Vec::new();
        while !done.load(Ordering::Relaxed) || seen.is_empty() {
            let catalog = current.read().unwrap().clone();
            let hash = criteria(&catalog);
            // The rules of the catalog that the case was checked with, whatever is current now.
            let number = hashes.get(&hash).expect("a hash of one version");
            let name = number.to_string();
            for id in ["first", "second"] {
                assert_eq!(catalog.rules(id).unwrap().name(), name);
            }
            seen.push(*number);
        }
        seen
    };
    let seen: Vec<Vec<usize>> = thread::scope(|scope| {
        let readers: Vec<_> = (0..8).map(|_| scope.spawn(read)).collect();
        for number in 1..=changes {
            let next = version(&base, number);
            *current.write().unwrap() = next;
            thread::yield_now();
        }
        done.store(true, Ordering::Relaxed);
        readers
            .into_iter()
            .map(|reader| reader.join().unwrap())
            .collect()
    });
    // A reader never goes back.
    assert!(seen.iter().all(|numbers| numbers.is_sorted()));
    let distinct: std::collections::BTreeSet<_> = seen.iter().flatten().collect();
    assert!(distinct.len() > 10, "{} versions were seen", distinct.len());
}

/// A case keeps the catalog that it was checked with.
#[test]
fn a_case_is_decided_by_what_it_was_checked_with() {
    let base = Catalog::bundled();
    let (old, new) = (version(&base, 1), version(&base, 2));
    let raw = case(&base);
    let (before, other) = [&old, &new]
        .map(|catalog| Case::new(&raw, "case", catalog).unwrap())
        .into();
    let seal = |case: &Case| case.clone().evaluate().seal().criteria.clone();
    let first = seal(&before);
    drop(old);
    assert_eq!(seal(&before), first);
    assert_ne!(seal(&other), first);
    assert_eq!(before, other);
}

/// Every problem of the files at once: a name that says nothing, two files of one thing, content,
/// and what no longer fits a regulation that is laid over.
#[test]
fn every_problem_of_an_extension_is_told_at_once() {
    let base = Catalog::bundled();
    let good = || rules(10);
    let regulation = std::fs::read_to_string("criteria/qd-26-2026/regulation.json").unwrap();
    let regulation = regulation.replacen("\"max\": \"40\"", "\"max\": \"41\"", 1);
    let files = [
        ("readme.json", good()),
        ("a/councils/mine.json", good()),
        ("b/councils/mine.json", good()),
        ("councils/other.json", "{}".to_owned()),
        ("qd-26-2026/sets/08-copy.json", "[".to_owned()),
        ("qd-26-2026/regulation.json", regulation),
        ("qd-1-2030/sets/01-x.json", "{}".to_owned()),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.into()));
    let error = base.extend(files).unwrap_err();
    let told: Vec<String> = error
        .diagnostics()
        .iter()
        .map(|problem| format!("{} {}", problem.code(), problem.file()))
        .collect();
    for expected in [
        "place-wrong readme.json",
        "repeated b/councils/mine.json",
        "missing-key councils/other.json",
        "not-json qd-26-2026/sets/08-copy.json",
        "regulation-unknown qd-1-2030/sets/01-x.json",
    ] {
        assert!(
            told.iter().any(|one| one == expected),
            "{expected}: {told:#?}"
        );
    }
    // Parts of 41, 25 and 35 are no 100.
    assert!(
        told.iter()
            .any(|one| one.ends_with("qd-26-2026/regulation.json")),
        "{told:#?}"
    );
    // What was there before is as it was.
    assert!(base.check().is_empty() && base.rules("mine").is_err());
}
