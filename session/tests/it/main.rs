//! A session as its users and its attackers meet it: over HTTP, by its functions, and by its file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test or helper that fails should stop its test"
)]

mod amended;
mod api;
mod attacks;
mod common;
mod course;
mod day;
mod disk;
mod file;
mod lists;
mod more;
mod pages;
mod papers;
mod told;
mod workbooks;
