//! Cases and their stages: what each level decides, what comes next, certificates and histories.

pub(crate) mod case;
pub(crate) mod certificate;
pub(crate) mod evaluate;
pub(crate) mod history;
pub(crate) mod seal;

pub use case::{
    Application, Case, Content, Previous, Producer, Product, ReportEntry, ReportItem, Stage,
};
pub use certificate::{Calendar, Certificate, CertificateError, CertificateStatus};
pub use evaluate::{Action, Evaluation, Minima, Outcome, StageResult, Status};
pub use history::{
    Ended, Ending, Event, EventWord, Held, History, Next, Open, Recognition, Refusal, Scored, Sent,
    Standing, Verdict, VerdictWord, What,
};
pub use seal::Seal;
