//! Questions about one council's result.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a helper that fails should stop the run"
)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ocop::{Case, Catalog};
use serde_json::{Value, json};

/// A council on set 08 of 148 that lies near a band, so that very many boxes matter.
fn case(members: usize, catalog: &Catalog) -> Case {
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let sheets = (0..members).map(|member| {
        let answers = set.criteria().enumerate().map(|(at, criterion)| {
            // Members differ in the first criteria.
            let lower = at == member % 5;
            json!({"criterion": criterion.code().as_str(),
                "box": criterion.choices().len() - usize::from(lower)})
        });
        json!({"assessor": format!("m{member}"), "answers": answers.collect::<Value>()})
    });
    let case = json!({"product": {"name": "Khô cá"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-04-10",
        "sheets": sheets.collect::<Value>()}]});
    Case::from_json(&case.to_string(), "case", catalog).unwrap()
}

fn sensitivity(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let mut group = criterion.benchmark_group("insight");
    for members in [99, 333, 999] {
        let evaluated = case(members, &catalog).evaluate();
        group.throughput(Throughput::Elements(members as u64));
        group.bench_function(BenchmarkId::new("sensitivity", members), |b| {
            b.iter(|| black_box(&evaluated).sensitivity())
        });
    }
    group.finish();
}

criterion_group!(benches, sensitivity);
criterion_main!(benches);
