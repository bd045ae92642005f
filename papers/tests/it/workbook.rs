//! Workbooks that are written, filled in and read back say what the case file says.

use crate::common::{councils, workbook};
use ocop::{Catalog, Decided};
use ocop_papers::{Paper, read_workbook};
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

#[test]
fn a_later_stage_follows_the_earlier_case() {
    let catalog = Catalog::bundled();
    let names = [
        "forwarded-at-70-certified-4",
        "certified-5-at-centre",
        "returned-by-province",
        "one-product-148",
        "one-product-26-2026",
    ];
    for name in names {
        let path = format!(
            "{}/../examples/cases/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let text = std::fs::read_to_string(path).unwrap();
        let whole: Value = serde_json::from_str(&text).unwrap();
        let mut earlier = whole.clone();
        earlier["stages"].as_array_mut().unwrap().pop();
        let earlier = (earlier.to_string(), "earlier.json");
        let book = workbook(&whole, &catalog);
        let read = |earlier: &str| {
            Paper::Workbook.read_after(&book, "book.xlsx", (earlier, "earlier.json"), &catalog)
        };
        let case = read(&earlier.0).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&case).unwrap(), whole);
        assert_eq!(result(&case, &catalog), result(&text, &catalog));

        // What was said of the product before cannot be said otherwise now.
        let other = earlier
            .0
            .replace(whole["product"]["name"].as_str().unwrap(), "Mắm");
        let error = read(&other).unwrap_err();
        let problem = &error.diagnostics()[0];
        assert_eq!(problem.code().as_str(), "earlier-differs");
        assert_eq!(problem.path(), "Tổng hợp!B6");
        assert_eq!(problem.expected(), "`Mắm`, as in the earlier case");
        // A problem of the earlier case is its own.
        let error = read("{}").unwrap_err();
        assert!(
            error
                .diagnostics()
                .iter()
                .all(|problem| problem.file() == "earlier.json")
        );
    }
}

/// Source: 148/QĐ-TTg: the district scores first.
#[test]
fn a_later_stage_alone_is_refused_at_its_level() {
    let catalog = Catalog::bundled();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/cases/forwarded-at-70-certified-4.json"
    );
    let case = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let error = read_workbook(&workbook(&case, &catalog), "book.xlsx", &catalog).unwrap_err();
    let found: Vec<String> = error
        .diagnostics()
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = "book.xlsx: error[stage-order] Tổng hợp!B20: found `province` first, \
                    expected `district`, where scoring begins";
    assert_eq!(found, [expected]);
}
