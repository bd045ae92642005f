//! The content of a decision: regulations, criteria sets, council rules, plans, deadlines.
//! These types are read-only: they come from the files of a [`Catalog`](crate::Catalog), which are checked
//! when they are read. Every figure has its citation.
//!
//! ```
//! use ocop::Catalog;
//! use ocop::law::SetStatus;
//!
//! let catalog = Catalog::bundled();
//! let set = catalog.set("qd-148-2023", "11")?;
//! assert_eq!(set.status(), SetStatus::Incomplete);
//! for defect in set.defects() {
//!     println!("{}: {} in place of {}", defect.at(), defect.found(), defect.expected());
//! }
//! let criterion = set.criterion(&"1.a".parse()?).ok_or("no such criterion")?;
//! assert!(criterion.choices().iter().all(|choice| choice.points() <= criterion.max()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod council_rules;
pub(crate) mod criteria;
pub(crate) mod deadlines;
pub(crate) mod plan;
pub(crate) mod regulation;
mod sheet_view;
pub(crate) mod table;
pub(crate) mod texts;

pub use council_rules::{ChairRule, CouncilRules, MinimumBy, ZeroBy};
pub use criteria::{
    Alternative, Amendment, Certainty, Choice, CriteriaSet, Criterion, Defect, DefectKind,
    DisputedMark, Erratum, Finding, FindingVerb, Heading, Note, NoteKind, OpenFinding, Part,
    Section, SetStatus, SheetName, ZeroNote,
};
pub use deadlines::Deadline;
pub use plan::{Budget, Conflict, Declared, Measure, Period, Plan, ReportDays, ReportDue, Target};
pub use regulation::{
    Applicable, Band, ChoiceError, CodeForm, DossierItem, ForwardBy, Ground, InForce, Reading,
    Regulation, SetEntry, applicable, in_force_on,
};
pub use sheet_view::SheetView;
pub use table::Minimum;
pub use texts::{LaidOver, SheetTexts};
