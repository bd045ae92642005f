//! The content of a decision: regulations, criteria sets, council rules, plans, deadlines.

pub(crate) mod council_rules;
pub(crate) mod criteria;
pub(crate) mod deadlines;
pub(crate) mod plan;
pub(crate) mod regulation;
pub(crate) mod table;
pub(crate) mod texts;

pub use council_rules::{ChairRule, CouncilRules, MinimumBy, ZeroBy};
pub use criteria::{
    Alternative, Amendment, Choice, CriteriaSet, Criterion, Defect, DefectKind, Erratum, Finding,
    Heading, Note, NoteKind, Part, Section, SetStatus, ZeroNote,
};
pub use deadlines::Deadline;
pub use plan::{Budget, Conflict, Declared, Measure, Period, Plan, ReportDays, ReportDue, Target};
pub use regulation::{
    Applicable, Band, ChoiceError, DossierItem, ForwardBy, Ground, InForce, Reading, Regulation,
    SetEntry, applicable, in_force_on,
};
pub use table::Minimum;
pub use texts::{LaidOver, SheetTexts};
