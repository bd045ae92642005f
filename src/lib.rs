#![doc = include_str!("../README.md")]
//!
//! # Modules, from the ground up
//!
//! | module | answers |
//! |---|---|
//! | [`value`] | Basic value types: points and means, dates, stars, codes. |
//! | [`text`] | Reasons, and the Vietnamese and English words of every answer. |
//! | [`law`] | The content of a decision: regulations, criteria sets, council rules, plans, deadlines. |
//! | [`input`] | Reading: JSON text to checked values, or every problem with its place. |
//! | [`scoring`] | Score sheets and councils: totals, minima, and the star that follows. |
//! | [`procedure`] | Cases and their stages: what each level decides, what comes next, certificates and histories. |
//! | [`insight`] | Questions about a result: the least work to a star, how close it is, what moved between two. |
//! | [`portfolio`] | Many cases together: counts, certificates, targets of a plan. |
//! | [`report`] | Text pages and JSON views of results. |
//!
//! Each module uses only those above it in this table; `tests/it/architecture.rs` checks this.

pub mod input;
pub mod insight;
pub mod law;
pub mod portfolio;
pub mod procedure;
pub mod report;
pub mod scoring;
pub mod text;
pub mod value;

pub use input::{Catalog, Diagnostic, LoadError};
pub use procedure::{Case, EvaluatedCase, Evaluation, Outcome, Seal, Status};

pub use text::{Lang, Reason};
pub use value::{Date, Level, Mean, Points, Star};
