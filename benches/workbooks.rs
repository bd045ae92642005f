//! A workbook of nine members: written as they filled it in, and read back.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a helper that fails should stop the run"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ocop::{Case, Catalog};
use ocop_papers::{Form, read_workbook};
use serde_json::{Value, json};

/// A case of nine members on set 08 of 148, who differ in the first criteria.
fn case(catalog: &Catalog) -> Case {
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let sheets = (0..9).map(|member| {
        let answers = set.criteria().enumerate().map(|(at, criterion)| {
            json!({"criterion": criterion.code().as_str(),
                "box": criterion.choices().len() - usize::from(at == member)})
        });
        let role = if member == 0 { "chair" } else { "member" };
        json!({"assessor": format!("Thành viên {}", member + 1), "role": role,
            "answers": answers.collect::<Value>()})
    });
    let case = json!({"product": {"name": "Khô cá"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-04-10",
        "council": {"rules": "default", "appointed": 9}, "sheets": sheets.collect::<Value>()}]});
    Case::from_json(&case.to_string(), "case", catalog).unwrap()
}

fn workbooks(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let case = case(&catalog);
    let write = || Form::filled(&case).unwrap().to_xlsx().unwrap();
    let book = write();
    // What is read back is what was written, before either is timed.
    let outcome = |case: &Case| case.clone().evaluate().outcome();
    let read = read_workbook(&book, "book.xlsx", &catalog).unwrap();
    assert_eq!(outcome(&read), outcome(&case));

    let mut group = criterion.benchmark_group("workbook");
    group.sample_size(20);
    group.bench_function("write", |b| b.iter(write));
    group.bench_function("read", |b| {
        b.iter(|| read_workbook(black_box(&book), "book.xlsx", &catalog).unwrap())
    });
    group.finish();
}

criterion_group!(benches, workbooks);
criterion_main!(benches);
