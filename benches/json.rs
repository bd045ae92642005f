//! 4,096 different cases of ten sheets, one to a line of about 10 KB: reading and deciding them, and
//! the whole way to the printed line, against reading alone with derived structs of the same shape;
//! and the whole way for lines that are written in another way.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    dead_code,
    reason = "a helper that fails should stop the run; inputs are shared by all benchmarks"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ocop::{Case, Catalog};

mod inputs;
#[path = "inputs/parsed.rs"]
mod parsed;

use inputs::{Lines, lines};
use parsed::CaseIn;

const LINES: usize = 4096;

fn json(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let plain = lines(&catalog, Lines::Plain, LINES);
    let bytes = plain.iter().map(String::len).sum::<usize>();
    let mut group = criterion.benchmark_group("json");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(u64::try_from(bytes).unwrap()));
    group.bench_function("parse_only", |bencher| {
        bencher.iter(|| {
            for line in black_box(&plain) {
                black_box(serde_json::from_str::<CaseIn<'_>>(line).unwrap());
            }
        });
    });
    group.bench_function("evaluate", |bencher| {
        bencher.iter(|| {
            for line in black_box(&plain) {
                let case = Case::from_json(line, "cases.jsonl", &catalog).unwrap();
                black_box(case.evaluate());
            }
        });
    });
    for (name, how) in [
        ("full", Lines::Plain),
        ("odd_brackets", Lines::Brackets),
        ("odd_escapes", Lines::Escapes),
        ("odd_permuted", Lines::Permuted),
        ("odd_wrong_box", Lines::WrongBox),
    ] {
        let lines = lines(&catalog, how, LINES);
        group.bench_function(name, |bencher| {
            let mut out = Vec::new();
            bencher.iter(|| {
                for line in black_box(&lines) {
                    out.clear();
                    match Case::from_json(line, "cases.jsonl", &catalog) {
                        Ok(case) => serde_json::to_writer(&mut out, &case.evaluate()).unwrap(),
                        Err(error) => {
                            serde_json::to_writer(&mut out, error.diagnostics()).unwrap();
                        }
                    }
                    black_box(&out);
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, json);
criterion_main!(benches);
