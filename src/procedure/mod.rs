//! Cases and their stages: what each level decides, what comes next, certificates and histories.

pub(crate) mod case;
pub(crate) mod certificate;
pub(crate) mod evaluate;
pub(crate) mod evaluated_case;
pub(crate) mod explain;
pub(crate) mod history;
pub(crate) mod machine;
pub(crate) mod result;
pub(crate) mod seal;
pub(crate) mod verify;

pub use crate::input::raw_history::{EventName, ResultName};
pub use case::{
    Application, Case, Content, Previous, Producer, Product, ReportEntry, ReportItem, Stage,
};
pub use certificate::{
    Calendar, Certificate, CertificateBasis, CertificateError, CertificateStatus,
};
pub use evaluated_case::{EvaluatedCase, evaluate_lines};
pub use history::{
    CurrentCertificate, Ending, Event, EventKind, History, InvalidEvent, OpenDossier,
    PastCertificate, ProductState, RecordedEvaluation,
};
pub use machine::{EvaluationResult, PendingStep, Recognition, Transfer};
pub use result::{
    Action, DataNote, Evaluation, MeanTotal, Minima, Outcome, PartMean, StageResult, Status,
    UnmetMinimum,
};
pub use seal::Seal;
pub use verify::{Difference, DifferenceKind, Verification};
