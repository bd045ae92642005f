//! Reports of many cases, at two sizes: a report of twice as many takes twice as long.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    dead_code,
    reason = "a helper that fails should stop the run; inputs are shared by all benchmarks"
)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ocop::portfolio::{Portfolio, PortfolioView};
use ocop::procedure::History;
use ocop::{Catalog, Date, EvaluatedCase};

mod inputs;

use inputs::{Reported, reported};

fn report(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let regulations = catalog.regulations().unwrap();
    let today = Date::new(2026, 1, 1).unwrap();
    let mut group = criterion.benchmark_group("report");
    group.sample_size(10);
    for (name, kind) in [
        ("different", Reported::Different),
        ("one_name", Reported::OneName),
        ("coded", Reported::Coded),
        ("producers", Reported::Producers),
        ("renewals", Reported::Renewals),
        ("histories", Reported::Different),
    ] {
        for count in [5_000, 10_000] {
            let cases = reported(kind, count);
            let cases = cases
                .iter()
                .map(|case| EvaluatedCase::from_json(case, "cases.jsonl", &catalog).unwrap());
            let cases: Vec<EvaluatedCase> = cases.collect();
            let histories = cases.iter().filter(|_| name == "histories");
            let histories = histories.map(|case| {
                let history = History::of_case(case, regulations.clone()).unwrap();
                (&*case.case().product().name, history)
            });
            let histories: Vec<(&str, History)> = histories.collect();
            group.throughput(Throughput::Elements(u64::try_from(count).unwrap()));
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| {
                    let mut portfolio = Portfolio::default();
                    black_box(&cases)
                        .iter()
                        .for_each(|case| portfolio.add(case));
                    for (product, history) in &histories {
                        portfolio.add_history(product, history);
                    }
                    PortfolioView::new(&portfolio, None, Some((today, 180)), &regulations)
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, report);
criterion_main!(benches);
