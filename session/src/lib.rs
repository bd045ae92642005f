//! A council's session in one file: its members' sheets come in from phones, workbooks and paper,
//! and go out as cases that `ocop` decides.
//!
//! Nothing is decided here. `docs/session.md` says how a session is used,
//! `docs/session-security.md` what it is safe against.

pub mod api;
pub mod check;
pub mod engine;
pub mod fault;
pub mod import;
mod io;
pub mod json;
pub mod links;
pub mod list;
pub mod log;
pub mod make;
pub mod pages;
pub mod papers;
pub mod server;
pub mod session;
pub mod store;
