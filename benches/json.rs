//! 4,096 cases of ten sheets, one to a line of about 10 KB: reading and deciding them, against
//! reading alone with derived structs of the same shape.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a helper that fails should stop the run"
)]

use std::borrow::Cow;
use std::fs;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ocop::{Case, Catalog};
use serde::Deserialize;

/// The case as serde reads it: borrowed, unknown keys refused, nothing checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct CaseIn<'a> {
    format: Option<u32>,
    #[serde(borrow)]
    product: ProductIn<'a>,
    #[serde(borrow)]
    regulation: Option<Cow<'a, str>>,
    #[serde(borrow)]
    set: Cow<'a, str>,
    #[serde(borrow)]
    application: Option<ApplicationIn<'a>>,
    #[serde(borrow)]
    stages: Vec<StageIn<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct ProductIn<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    district: Option<Cow<'a, str>>,
    #[serde(borrow)]
    producer: Option<ProducerIn<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct ProducerIn<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    kind: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct ApplicationIn<'a> {
    #[serde(borrow)]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    filed: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct StageIn<'a> {
    #[serde(borrow)]
    level: Cow<'a, str>,
    #[serde(borrow)]
    date: Option<Cow<'a, str>>,
    #[serde(borrow)]
    council: Option<CouncilIn<'a>>,
    #[serde(borrow)]
    sheets: Vec<SheetIn<'a>>,
    findings: Option<Vec<Cow<'a, str>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct CouncilIn<'a> {
    #[serde(borrow)]
    rules: Option<Cow<'a, str>>,
    appointed: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct SheetIn<'a> {
    #[serde(borrow)]
    assessor: Cow<'a, str>,
    #[serde(borrow)]
    role: Option<Cow<'a, str>>,
    #[serde(borrow)]
    answers: Vec<AnswerIn<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct AnswerIn<'a> {
    #[serde(borrow)]
    criterion: Cow<'a, str>,
    #[serde(rename = "box")]
    ticked: u32,
}

/// The lines: one shipped case with a number in its name, and one box that changes.
fn lines() -> Vec<String> {
    let text = fs::read_to_string("examples/cases/mean-exactly-90.json").unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    // Three more members bring the line to about 10 KB.
    let stage = &mut value["stages"][0];
    stage["council"]["appointed"] = 10.into();
    let sheets = stage["sheets"].as_array_mut().unwrap();
    for member in 8..11 {
        let mut sheet = sheets.last().unwrap().clone();
        sheet["assessor"] = format!("m{member}").into();
        sheets.push(sheet);
    }
    let line = value.to_string();
    (0..4_096)
        .map(|number| {
            let name = format!("Giò bò {number}");
            let line = line.replace("Giò bò", &name);
            line.replacen("\"box\":3", &format!("\"box\":{}", 1 + number % 3), 1)
        })
        .collect()
}

fn json(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let lines = lines();
    let bytes = lines.iter().map(String::len).sum::<usize>();
    let mut group = criterion.benchmark_group("json");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(u64::try_from(bytes).unwrap()));
    group.bench_function("evaluate", |bencher| {
        bencher.iter(|| {
            for line in black_box(&lines) {
                let case = Case::from_json(line, "cases.jsonl", &catalog).unwrap();
                black_box(case.evaluate());
            }
        });
    });
    group.bench_function("parse_only", |bencher| {
        bencher.iter(|| {
            for line in black_box(&lines) {
                black_box(serde_json::from_str::<CaseIn<'_>>(line).unwrap());
            }
        });
    });
    group.bench_function("full", |bencher| {
        let mut out = Vec::new();
        bencher.iter(|| {
            for line in black_box(&lines) {
                let case = Case::from_json(line, "cases.jsonl", &catalog).unwrap();
                let result = case.evaluate();
                out.clear();
                serde_json::to_writer(&mut out, &result).unwrap();
                black_box(&out);
            }
        });
    });
    group.finish();
}

criterion_group!(benches, json);
criterion_main!(benches);
