//! One council of seven on set 08 of 148, already checked: totals, spread, minima, star.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a helper that fails should stop its test"
)]

use std::fs;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ocop::{Catalog, Council, Ranking, Role, ScoreSheet};

fn council(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let rules = catalog.rules("default").unwrap();
    let sheet = |number: u32| {
        let answers = set.criteria().map(|criterion| {
            let boxes = u32::try_from(criterion.choices().len()).unwrap();
            (criterion.code().clone(), boxes.saturating_sub(number % 2))
        });
        ScoreSheet::new(&set, &format!("m{number}"), Role::Member, answers).unwrap()
    };
    let council = Council::new(&set, &rules, (0..7).map(sheet).collect(), None).unwrap();
    criterion.bench_function("council/engine", |bencher| {
        bencher.iter(|| {
            let tally = black_box(&council).tally();
            let star = tally
                .settled()
                .map(|settled| Ranking::of(&regulation, settled));
            black_box(star.ok())
        });
    });
    let text = fs::read_to_string("examples/cases/mean-exactly-90.json").unwrap();
    criterion.bench_function("json/evaluate", |bencher| {
        bencher.iter(|| {
            let case = ocop::Case::from_json(black_box(&text), "case.json", &catalog).unwrap();
            case.evaluate().unwrap()
        });
    });
}

criterion_group!(benches, council);
criterion_main!(benches);
