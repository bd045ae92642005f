//! Tests of the whole package in one program, so that it is linked once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test or helper that fails should stop its test"
)]

mod architecture;
mod bytes;
mod cases;
mod catalog;
mod conformance;
mod counted;
mod coverage;
mod double_entry;
mod draft;
mod examples;
mod files;
mod findings;
mod fuzz;
mod history;
mod insight;
mod json;
mod labels;
mod law;
mod made_up;
mod model;
mod never;
mod of_1048;
mod one_mistake;
mod open_rules;
mod portfolio;
mod procedure;
mod random;
mod reasons;
mod refusals;
mod reload;
mod results;
mod scoring;
mod seal;
mod second_model;
mod shipped;
mod small_change;
mod stops;
mod text_forms;
mod texts;
mod values;
mod views;
mod warnings;
mod zero_rules;

/// Whether everything is tried that can be: `OCOP_AT_LENGTH=1 cargo test`, as `.ci/habits length` does.
fn at_length() -> bool {
    std::env::var_os("OCOP_AT_LENGTH").is_some()
}

/// How often something random is tried: `plainly` after every change, ten times as often at length.
fn often(plainly: usize) -> usize {
    match at_length() {
        true => 10 * plainly,
        false => plainly,
    }
}
