//! The papers of an OCOP council: workbooks that its members fill in, and pages that it prints.
//!
//! Nothing is decided here: every figure comes from `ocop`.
//!
//! | what is wanted | what gives it |
//! |---|---|
//! | a page of a terminal | [`result_page`], [`advice_page`], [`history_page`] and the others that end so |
//! | a workbook to fill in, read back as a case | `Form`, `read_workbook`, `join`; a member's own: `member_book` |
//! | a council's papers as HTML, Word and Excel | `SessionPapers` with `Facts` |
//! | pages to print | `blank_form`, `minutes`, `Annex`, `plan_report` |
//! | the decision's own words beside the points | `Import`, `Wording` |
//!
//! All but the first row needs the feature `documents`, which is on by default.
//!
//! ```
//! use ocop::{Catalog, EvaluatedCase, Lang};
//!
//! let text = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
//!     "stages": [{"level": "province", "date": "2026-08-05", "total": "61.5"}]}"#;
//! let case = EvaluatedCase::from_json(text, "case.json", &Catalog::bundled())?;
//! let page = ocop_papers::result_page(&case, Lang::Vi);
//! assert!(page.starts_with("Cá khô") && page.contains("61,50"));
//! # Ok::<(), ocop::LoadError>(())
//! ```

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
