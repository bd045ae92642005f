//! Advice on the sheet that has the most to raise: from no box ticked to five stars.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a helper that fails should stop the run"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ocop::insight::{Advice, AdviceOptions};
use ocop::{Catalog, Star};

fn advice(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let mut group = criterion.benchmark_group("advice");
    for (id, code) in [("qd-26-2026", "08"), ("qd-148-2023", "26")] {
        let regulation = catalog.regulation(id).unwrap();
        let set = catalog.set(id, code).unwrap();
        let none = vec![0; set.criteria().count()];
        let options = AdviceOptions::default();
        group.bench_function(format!("{id}/{code}"), |bencher| {
            bencher.iter(|| {
                Advice::for_boxes(&regulation, &set, black_box(&none), Star::Five, &options)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, advice);
criterion_main!(benches);
