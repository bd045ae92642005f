//! The modules stand in floors; no arrow points upward.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a helper that fails should stop its test"
)]

use std::fs;
use std::path::Path;

const FLOORS: &[&[&str]] = &[
    &[
        "points",
        "star",
        "codes",
        "product_code",
        "dates",
        "reason",
        "digest",
        "schema",
    ],
    &["regulation", "criteria", "rules", "plan"],
    &["load", "sheet"],
    &["catalog", "score"],
    &["council"],
    &["rank", "scorer"],
    &["case", "procedure", "certificate", "deadlines", "history"],
    &["advise", "firmness", "compare", "portfolio", "seal"],
    &["report", "verify", "batch"],
];

fn floor(module: &str) -> usize {
    let at = FLOORS.iter().position(|floor| floor.contains(&module));
    at.unwrap_or_else(|| panic!("`{module}` stands on no floor"))
}

fn check(module: &str, path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    for used in text.split("crate::").skip(1) {
        let name: String = used
            .chars()
            .take_while(|&c| c.is_ascii_lowercase() || c == '_')
            .collect();
        if !name.is_empty() {
            assert!(
                floor(&name) <= floor(module),
                "`{module}` uses `{name}` above it"
            );
        }
    }
}

#[test]
fn nothing_uses_upward() {
    for entry in fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            for inner in fs::read_dir(&path).unwrap() {
                check(&module, &inner.unwrap().path());
            }
        } else if module != "lib" {
            check(&module, &path);
        }
    }
}

#[test]
fn public_types_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<ocop::Catalog>();
    shared::<ocop::Case>();
    shared::<ocop::CriteriaSet>();
    shared::<ocop::Regulation>();
    shared::<ocop::Evaluation>();
    shared::<ocop::LoadError>();
    shared::<ocop::Council<'_>>();
    shared::<ocop::ScoreSheet>();
}
