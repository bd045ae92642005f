//! The programs in `examples/`, which show the library to services that link it.
//!
//! Source: contract 8.

use std::fs;
use std::path::Path;

use crate::shipped::rust_files;

#[expect(dead_code, reason = "`main` is for `cargo run --example`")]
#[path = "../../examples/draft_sheet.rs"]
mod draft_sheet;
#[expect(dead_code, reason = "`main` is for `cargo run --example`")]
#[path = "../../examples/http_problems.rs"]
mod http_problems;
#[expect(dead_code, reason = "`main` is for `cargo run --example`")]
#[path = "../../examples/in_memory_case.rs"]
mod in_memory_case;
#[expect(dead_code, reason = "`main` is for `cargo run --example`")]
#[path = "../../examples/own_rules.rs"]
mod own_rules;
#[expect(dead_code, reason = "`main` is for `cargo run --example`")]
#[path = "../../examples/store_and_verify.rs"]
mod store_and_verify;
#[expect(dead_code, reason = "`main` is for `cargo run --example`")]
#[path = "../../examples/what_if.rs"]
mod what_if;

/// Each has at most 60 lines, and the first two know no JSON.
#[test]
fn the_programs_are_short() {
    let programs = rust_files(Path::new("examples"));
    let programs = programs.iter().filter(|path| path.iter().count() == 2);
    let mut names = Vec::new();
    for path in programs {
        let text = fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(text.lines().count() <= 60, "{name}");
        if ["in_memory_case", "draft_sheet"].contains(&name.as_str()) {
            assert!(
                !text
                    .to_lowercase()
                    .replace("without json", "")
                    .contains("json")
            );
        }
        names.push(name);
    }
    let expected = [
        "draft_sheet",
        "http_problems",
        "in_memory_case",
        "own_rules",
        "store_and_verify",
        "what_if",
    ];
    assert_eq!(names, expected);
}

/// 148/2023: a district forwards 99 points, the province 95.5, and the centre certifies 92.25.
#[test]
fn a_case_is_built_from_values() {
    let last = in_memory_case::shown().unwrap();
    assert_eq!(
        last,
        "3 stages from values, without JSON: 5 stars by central"
    );
}

#[test]
fn a_sheet_is_filled_in_answer_by_answer() {
    let last = draft_sheet::shown().unwrap();
    assert!(last.starts_with("a sheet of 32 answers, "), "{last}");
}

#[test]
fn rules_are_reloaded_under_load() {
    let last = own_rules::shown().unwrap();
    assert_eq!(last, "200 results during 200 reloads, each by one catalog");
}

#[test]
fn a_stored_result_is_verified() {
    let last = store_and_verify::shown().unwrap();
    let expected = "another engine: same decision true; another star: same decision false";
    assert_eq!(last, expected);
}

#[test]
fn problems_are_told_in_two_languages() {
    let last = http_problems::shown().unwrap();
    assert!(
        last.starts_with("4 problems with pointers in two languages"),
        "{last}"
    );
}

#[test]
fn councils_are_scored_from_boxes() {
    let last = what_if::shown(20_000).unwrap();
    assert!(
        last.starts_with("20000 councils scored from boxes in"),
        "{last}"
    );
}
