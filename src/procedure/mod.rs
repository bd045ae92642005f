//! Cases and their stages: what each level decides, what comes next, certificates and histories.
//! A [`Case`] has stages; evaluation gives each a [`StageResult`] and the dossier an [`Outcome`]. What is
//! stored is an [`Evaluation`], whose [`Seal`] says what it was computed with and from.
//!
//! ```
//! use ocop::procedure::{Action, Outcome, Status};
//! use ocop::{Catalog, EvaluatedCase, Level};
//!
//! let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
//!     "stages": [{"level": "district", "date": "2024-04-10", "total": "70"}] }"#;
//! let result = EvaluatedCase::from_json(text, "case.json", &Catalog::bundled())?;
//! let district = &result.stages()[0];
//! assert_eq!(district.status, Status::Settled);
//! assert_eq!(district.action, Some(Action::Forward { to: Level::Province }));
//! assert_eq!(result.outcome(), Outcome::Pending { at: Level::Province });
//! # Ok::<(), ocop::LoadError>(())
//! ```

pub(crate) mod case;
pub(crate) mod certificate;
pub(crate) mod decided_stage;
pub(crate) mod evaluate;
pub(crate) mod evaluated_case;
pub(crate) mod explain;
pub(crate) mod history;
pub(crate) mod machine;
pub(crate) mod product;
pub(crate) mod refusal;
pub(crate) mod result;
mod schema;
pub(crate) mod seal;
pub(crate) mod stage;
pub(crate) mod stored;
pub(crate) mod verify;

pub use crate::input::raw_history::{
    EvaluationResult, Event, EventKind, EventName, Recognition, ResultName, Transfer,
};
pub use crate::value::codes::ReportItem;
pub use case::Case;
pub use certificate::{
    Calendar, Certificate, CertificateBasis, CertificateError, CertificateStatus,
};
pub use evaluated_case::{EvaluatedCase, evaluate_lines};
pub use history::{
    CurrentCertificate, Ending, History, HistoryView, InvalidEvent, OpenDossier, PastCertificate,
    ProductState, RecordedEvaluation,
};
pub use machine::PendingStep;
pub use product::{Application, Previous, Producer, Product};
pub use result::{
    Action, DataNote, Evaluation, MeanTotal, Minima, Outcome, PartMean, StageResult, Status,
    UnmetMinimum,
};
pub use seal::Seal;
pub use stage::{Content, ReportEntry, Stage};
pub use verify::{Difference, DifferenceKind, Verification};
