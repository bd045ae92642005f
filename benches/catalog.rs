//! Loading and checking: what is read before a program's first case, and every embedded sheet.

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
    group.bench_function("start", |bencher| {
        bencher.iter(|| {
            let catalog = Catalog::bundled();
            let rules = catalog.rules("default").unwrap();
            (rules, catalog.set("qd-148-2023", black_box("08")).unwrap())
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
