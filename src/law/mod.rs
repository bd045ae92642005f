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

pub(crate) mod applicable;
pub(crate) mod council_rules;
pub(crate) mod criteria;
pub(crate) mod criterion;
pub(crate) mod deadlines;
pub(crate) mod doubts;
pub(crate) mod findings;
pub(crate) mod levels;
pub(crate) mod plan;
pub(crate) mod regulation;
pub(crate) mod rules;
mod sheet_view;
pub(crate) mod table;
pub(crate) mod texts;

pub use applicable::{Applicable, ChoiceError, applicable, in_force_on};
pub use council_rules::{ChairRule, CouncilRules, MinimumBy, ZeroBy};
pub use criteria::{CriteriaSet, LaidOver};
pub use criterion::{
    Alternative, Choice, Criterion, Heading, Note, NoteKind, Part, Section, ZeroNote,
};
pub use deadlines::Deadline;
pub use doubts::{Amendment, Defect, DefectKind, DisputedMark, Erratum, SetStatus};
pub use findings::{Certainty, Finding, FindingVerb, OpenFinding, SheetName};
pub use plan::{Budget, Conflict, Declared, Measure, Period, Plan, ReportDays, ReportDue, Target};
pub use regulation::Regulation;
pub use rules::{Band, CodeForm, DossierItem, ForwardBy, Ground, InForce, Reading, SetEntry};
pub use sheet_view::SheetView;
pub use table::Minimum;
pub use texts::SheetTexts;
