//! Runs one step over a number of different inputs, so that its instructions can be counted:
//! `steps full 101`; `.ci/instructions` does so for each. Without arguments each step runs once.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    dead_code,
    reason = "a helper that fails should stop the run; inputs are shared by all benchmarks"
)]

use std::env;
use std::hint::black_box;

use ocop::portfolio::{Portfolio, PortfolioView};
use ocop::scoring::{Council, Role, ScoreSheet, Scorer};
use ocop::{Case, Catalog, EvaluatedCase};

mod inputs;
#[path = "inputs/parsed.rs"]
mod parsed;

use inputs::{Lines, Random, Reported, case, council, lines, reported};
use parsed::CaseIn;

const STEPS: [&str; 16] = [
    "start",
    "parse_only",
    "read",
    "evaluate",
    "full",
    "odd_brackets",
    "odd_escapes",
    "odd_permuted",
    "odd_wrong_box",
    "council",
    "rows",
    "sensitivity",
    "report_one_name",
    "report_coded",
    "report_producers",
    "report_renewals",
];
/// The number of different inputs; more are the same again.
const DIFFERENT: usize = 128;
const MEMBERS: usize = 7;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let catalog = Catalog::bundled();
    match &arguments[..] {
        [name, times] => step(name, times.parse().unwrap(), &catalog),
        _ => STEPS.iter().for_each(|name| step(name, 1, &catalog)),
    }
}

fn step(name: &str, times: usize, catalog: &Catalog) {
    let plain = || lines(catalog, Lines::Plain, DIFFERENT);
    let full = |how| {
        let mut out = Vec::new();
        each(&lines(catalog, how, DIFFERENT), times, |line| {
            out.clear();
            match Case::from_json(line, "cases.jsonl", catalog) {
                Ok(case) => serde_json::to_writer(&mut out, &case.evaluate()).unwrap(),
                Err(error) => serde_json::to_writer(&mut out, error.diagnostics()).unwrap(),
            }
            black_box(&out);
        });
    };
    match name {
        "start" => each(&lines(catalog, Lines::Plain, 1), times, |line| {
            let catalog = Catalog::bundled();
            black_box(Case::from_json(line, "cases.jsonl", &catalog).unwrap());
        }),
        "parse_only" => each(&plain(), times, |line| {
            black_box(serde_json::from_str::<CaseIn<'_>>(line).unwrap());
        }),
        "read" => each(&plain(), times, |line| {
            black_box(Case::from_json(line, "cases.jsonl", catalog).unwrap());
        }),
        "evaluate" => each(&plain(), times, |line| {
            let case = Case::from_json(line, "cases.jsonl", catalog).unwrap();
            black_box(case.evaluate());
        }),
        "full" => full(Lines::Plain),
        "odd_brackets" => full(Lines::Brackets),
        "odd_escapes" => full(Lines::Escapes),
        "odd_permuted" => full(Lines::Permuted),
        "odd_wrong_box" => full(Lines::WrongBox),
        "council" | "rows" => councils(name, times, catalog),
        "sensitivity" => {
            let set = catalog.set("qd-148-2023", "08").unwrap();
            let case = case(&mut Random(8), &set, 99);
            let case = Case::from_json(&case, "case", catalog).unwrap().evaluate();
            each(&[case], times, |case| {
                black_box(case.sensitivity()).unwrap();
            });
        }
        "report_one_name" => report(Reported::OneName, times, catalog),
        "report_coded" => report(Reported::Coded, times, catalog),
        "report_producers" => report(Reported::Producers, times, catalog),
        "report_renewals" => report(Reported::Renewals, times, catalog),
        _ => panic!("no step `{name}`"),
    }
}

/// Councils one by one, or rows of boxes of all of them.
fn councils(name: &str, times: usize, catalog: &Catalog) {
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let rules = catalog.rules("default").unwrap();
    let scorer = Scorer::new(&regulation, &set, &rules);
    let mut random = Random(148);
    let plain = (0..DIFFERENT).map(|_| council(&mut random, &set, MEMBERS));
    let plain: Vec<Vec<Vec<u8>>> = plain.collect();
    if name == "rows" {
        let mut rows = Vec::new();
        for sheet in plain.iter().cycle().take(times).flatten() {
            rows.extend_from_slice(sheet);
        }
        let mut scores = Vec::new();
        scorer
            .score_many(MEMBERS, black_box(&rows), &mut scores)
            .unwrap();
        black_box(scores);
        return;
    }
    let councils = plain.iter().map(|sheets| {
        let sheets = sheets.iter().enumerate().map(|(member, boxes)| {
            let answers = set.criteria().zip(boxes);
            let answers = answers.map(|(c, &ticked)| (c.code().clone(), ticked.into()));
            ScoreSheet::new(&set, &format!("m{member}"), Role::Member, answers).unwrap()
        });
        Council::new(&set, &rules, sheets.collect(), None).unwrap()
    });
    let councils: Vec<Council<'_>> = councils.collect();
    each(&councils, times, |council| {
        black_box(scorer.score(council));
    });
}

fn report(kind: Reported, times: usize, catalog: &Catalog) {
    let mut portfolio = Portfolio::default();
    for case in reported(kind, times) {
        portfolio.add(&EvaluatedCase::from_json(&case, "cases.jsonl", catalog).unwrap());
    }
    black_box(PortfolioView::new(&portfolio, None, None, &[]));
}

fn each<T>(inputs: &[T], times: usize, mut step: impl FnMut(&T)) {
    let inputs = inputs.iter().cycle().take(times);
    inputs.for_each(|input| step(black_box(input)));
}
