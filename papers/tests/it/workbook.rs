//! Workbooks that are written, filled in and read back say what the case file says.

use crate::common::{bundled, case_of, councils, workbook};
use ocop::Case;
use ocop_papers::{Paper, read_workbook};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// Sets of every regulation: 08 for all kinds of boxes, 16 of 26/2026 with a zero rule, 21 with
/// its special notes, 26 with two cases, and some with sections that are scored directly.
const SETS: &[&str] = &[
    "01", "03", "07", "08", "11", "12", "14", "16", "17", "19", "21", "26",
];

/// The result of a case, with its seal.
fn result(case: &Case) -> Value {
    let decided = case.clone().evaluate();
    serde_json::to_value(&decided).unwrap()
}

#[test]
fn what_members_filled_in_is_read_back_as_the_case_that_they_filled_in() {
    let catalog = bundled();
    let cases = councils(&catalog, SETS, 1);
    assert_eq!(cases.len(), 48);
    for case in &cases {
        let book = workbook(case, &catalog);
        let from_book = read_workbook(&book, "book.xlsx", &catalog).unwrap();
        let case = case_of(case, &catalog);
        assert_eq!(from_book, case);
        assert_eq!(result(&from_book), result(&case));
    }
}

#[test]
fn a_later_stage_follows_the_earlier_case() {
    let catalog = bundled();
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
        let book = workbook(&whole, &catalog);
        let after = |earlier: &Value| {
            let earlier = case_of(earlier, &catalog);
            Paper::Workbook
                .fill(&book, "book.xlsx", &catalog)?
                .case_after(&earlier, &catalog)
        };
        let case = after(&earlier).unwrap();
        assert_eq!(case, case_of(&whole, &catalog));
        assert_eq!(result(&case), result(&case_of(&whole, &catalog)));
        // Contract 5.0: a name composed otherwise is the same name.
        let name = whole["product"]["name"].as_str().unwrap();
        let mut same = earlier.clone();
        same["product"]["name"] = name.nfd().collect::<String>().into();
        assert!(after(&same).is_ok());

        // What was said of the product before cannot be said otherwise now.
        let mut other = earlier.clone();
        other["product"]["name"] = "Mắm".into();
        let error = after(&other).unwrap_err();
        let problem = &error.diagnostics()[0];
        assert_eq!(problem.code().as_str(), "earlier-differs");
        assert_eq!(problem.path(), "Tổng hợp!B6");
        assert_eq!(problem.expected(), "`Mắm`, as in the earlier case");
    }
}

/// Source: 148/QĐ-TTg: the district scores first.
#[test]
fn a_later_stage_alone_is_refused_at_its_level() {
    let catalog = bundled();
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
    let expected = "book.xlsx: error[stage-order] Tổng hợp!B20: found `cấp tỉnh` first, \
                    expected `cấp huyện`, where scoring begins";
    assert_eq!(found, [expected]);
}
