//! The papers of an OCOP council: workbooks that its members fill in, and pages that it prints.
//!
//! Nothing is decided here: every figure comes from `ocop`.

mod html;
mod workbook;

pub use html::{Annex, blank_form, minutes, plan_report};
pub use workbook::{
    Form, FormError, MAX_MEMBERS, MAX_UNPACKED_BYTES, Paper, read_table, read_workbook,
};
