//! Workbooks that are written, filled in and read back say what the case file says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a helper that fails should stop its test"
)]

#[allow(dead_code, reason = "each test uses some of it")]
mod common;

use common::{councils, workbook};
use ocop::{Catalog, Decided};
use ocop_papers::read_workbook;
use serde_json::Value;

/// Sets of every regulation: 08 for all kinds of boxes, 16 of 26/2026 with a zero rule, 21 with
/// its special notes, 26 with two cases, and some with sections that are scored directly.
const SETS: &[&str] = &[
    "01", "03", "07", "08", "11", "12", "14", "16", "17", "19", "21", "26",
];

fn result(text: &str, catalog: &Catalog) -> Value {
    let decided = Decided::of_line(text, "case", 1, catalog).unwrap();
    serde_json::to_value(decided.view()).unwrap()
}

#[test]
fn what_members_filled_in_is_read_back_as_the_case_that_they_filled_in() {
    let catalog = Catalog::bundled();
    let cases = councils(&catalog, SETS, 2);
    assert_eq!(cases.len(), 96);
    for case in &cases {
        let book = workbook(case, &catalog);
        let read = read_workbook(&book, "book.xlsx", &catalog).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&read).unwrap(), *case);
        assert_eq!(result(&read, &catalog), result(&case.to_string(), &catalog));
    }
}
