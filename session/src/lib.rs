//! A council's session in one file: its members' sheets come in from phones, workbooks and paper,
//! and go out as cases that `ocop` decides.
//!
//! Nothing is decided here. The project's `docs/session.md` says how a session is used,
//! `docs/session-security.md` what it is safe against. [`make`] begins a session from a list, [`session`]
//! has its acts, [`server`] serves its pages, [`workbooks`] takes in what came by Excel, [`papers`] gives its
//! papers, [`check`] tells whether its log is whole.

/// A phrase of a problem from two format strings, the Vietnamese first.
macro_rules! phrase {
    ($vi:literal, $en:literal $(,)?) => {
        ocop::text::Phrase::new(format!($vi), format!($en))
    };
}

mod api;
pub mod check;
pub mod demo;
mod disk;
pub mod engine;
pub mod fault;
pub mod json;
pub mod links;
pub mod list;
pub mod log;
pub mod make;
mod pages;
pub mod papers;
mod request;
mod self_assessment;
pub mod server;
pub mod session;
pub mod store;
pub mod workbooks;

pub use disk::{has_one_name, may_copy_to};
