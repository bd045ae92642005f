//! The papers of an OCOP council: workbooks that its members fill in, and pages that it prints.
//!
//! Nothing is decided here: every figure comes from `ocop`.

mod html;

pub use html::{Annex, blank_form, minutes, plan_report};
