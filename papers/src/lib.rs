//! The papers of an OCOP council: workbooks that its members fill in, and pages that it prints.
//!
//! Nothing is decided here: every figure comes from `ocop`.

/// A phrase of a problem from two format strings, the Vietnamese first.
#[cfg(feature = "documents")]
macro_rules! phrase {
    ($vi:literal, $en:literal $(,)?) => {
        ocop::text::Phrase::new(format!($vi), format!($en))
    };
}

#[cfg(feature = "documents")]
mod document;
#[cfg(feature = "documents")]
mod html;
mod outline;
mod text;
#[cfg(feature = "documents")]
mod wording;
#[cfg(feature = "documents")]
mod workbook;

#[cfg(feature = "documents")]
pub use document::{
    Absence, Asked, Block, Column, Correction, Document, Facts, Look, Mark, Opinion, PaperError,
    PaperFormat, Person, Proxy, Redone, Replacement, ReportTo, SessionPapers, SignedPaper, Signer,
    Span, Table, Text, Unfinished, Written, due_report, product_called, self_assessment,
};
#[cfg(feature = "documents")]
pub use html::{Annex, blank_form, long_day, minutes, plan_report};
pub use text::{
    advice_page, blank_sheet, comparison_page, history_page, portfolio_page, result_page,
    sensitivity_page,
};
#[cfg(feature = "documents")]
pub use wording::{
    Count, CriterionWording, Difference, Field, Import, ImportError, MAX_TEXT_BYTES, Missing,
    NoteWording, Report, SetWording, Source, Wording,
};
#[cfg(feature = "documents")]
pub use workbook::{
    Filled, Form, FormError, MAX_MEMBERS, MAX_UNPACKED_BYTES, MemberSheet, Note, Paper, PlanBook,
    ReturnedSheet, SessionList, SheetMark, join, join_at, member_book, read_member_book,
    read_table, read_workbook, report_workbook,
};
