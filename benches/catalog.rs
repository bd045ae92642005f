//! Loading and checking: one embedded sheet, and all of them.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a helper that fails should stop the run"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ocop::Catalog;

fn catalog(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("catalog");
    group.bench_function("one_set", |bencher| {
        bencher.iter(|| {
            Catalog::bundled()
                .set("qd-26-2026", black_box("08"))
                .unwrap()
        });
    });
    group.bench_function("all_sets", |bencher| {
        bencher.iter(|| {
            let catalog = Catalog::bundled();
            let mut boxes = 0;
            for regulation in catalog.regulations().unwrap() {
                for entry in regulation.sets() {
                    let code = entry.code().to_string();
                    let set = catalog.set(regulation.id().as_str(), &code).unwrap();
                    boxes += set.criteria().map(|c| c.choices().len()).sum::<usize>();
                }
            }
            boxes
        });
    });
    group.finish();
}

criterion_group!(benches, catalog);
criterion_main!(benches);
