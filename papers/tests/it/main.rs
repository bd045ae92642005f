//! Tests of the whole package in one program, so that it is linked once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test or helper that fails should stop its test; a spreadsheet's figures are floats"
)]

mod bodies;
mod clauses;
mod common;
mod council_day;
#[path = "../../../tests/it/counted.rs"]
mod counted;
mod damage;
mod document;
mod each_paper;
mod form;
mod fuzz;
mod habits;
mod libreoffice;
mod member_book;
mod pages;
mod plan_book;
mod programs;
mod secretary;
mod table;
mod text_pages;
mod text_portfolio;
mod wording;
mod workbook;
