//! Tests of the whole package in one program, so that it is linked once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test or helper that fails should stop its test"
)]

#[cfg(feature = "session")]
mod council_day;
#[cfg(feature = "session")]
mod guide;
mod input;
mod limits;
mod messages;
mod outputs;
mod pages;
mod papers;
mod people;
mod report;
mod run;
#[cfg(feature = "session")]
mod session;
mod siblings;
#[cfg(feature = "session")]
mod start;
mod wording;
mod workbook;
mod world;
