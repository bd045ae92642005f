#![doc = include_str!("../README.md")]
//!
//! # The modules, ground first
//!
//! | floor | module | answers |
//! |---|---|---|
//! | 0 | `points`, `star`, `codes`, `product_code`, `dates`, `reason`, `digest`, `schema` | what a number, a rating, a name, a day, a reason, a file is |
//! | 1 | `regulation`, `criteria`, `rules`, `plan` | what a decision, a sheet, a council's rules, a plan say |
//! | 2 | `load`, `sheet` | how a text becomes one of these, or every problem; what an assessor ticks |
//! | 3 | `catalog`, `score` | where the files are; what a sheet adds up to |
//! | 4 | `council` | what many sheets say together |
//! | 5 | `rank`, `scorer` | which star follows, with reasons or at speed |
//! | 6 | `case`, `procedure`, `certificate`, `deadlines`, `history` | what a case file holds; what each level does with it, and by when; how long a star lasts |
//! | 7 | `advise`, `firmness`, `compare`, `portfolio`, `seal` | what would change a result; how firm it is; what moved between two; what many add up to; what it was computed from |
//! | 8 | `report`, `verify`, `batch` | how it is printed; whether a printed result still holds; many at once |
//!
//! No module uses one of a higher floor; a test holds them to it.

mod advise;
mod batch;
mod case;
mod catalog;
mod certificate;
mod codes;
mod compare;
mod council;
mod criteria;
mod dates;
mod deadlines;
mod digest;
mod firmness;
mod history;
mod load;
mod plan;
mod points;
mod portfolio;
mod procedure;
mod product_code;
mod rank;
mod reason;
mod regulation;
mod report;
mod rules;
mod schema;
mod score;
mod scorer;
mod seal;
mod sheet;
mod star;
mod verify;

pub use advise::{Advice, AdviceError, Because, Step, Wishes};
pub use batch::{Decided, decide_lines};
pub use case::{Application, Case, Content, Previous, Producer, Product, ReportItem, Stage};
pub use catalog::{ApplicableError, Catalog, CatalogError};
pub use certificate::{Calendar, Certificate, CertificateError, CertificateStatus};
pub use codes::{
    ApplicationKind, CodeError, CriterionCode, FindingId, Level, PartId, PlanId, ProducerKind,
    RegulationId, RulesId, SectionCode, SetCode,
};
pub use compare::{Comparison, Moved, Side, Unmatched};
pub use council::{
    Council, CouncilError, CouncilForm, MAX_SHEETS, MinimumCheck, Quorum, Settled, Tally, Unsettled,
};
pub use criteria::{
    Alternative, Amendment, Choice, CriteriaSet, Criterion, Defect, DefectKind, Erratum, Finding,
    Heading, Minimum, Note, NoteKind, Part, Section, SetStatus, ZeroNote,
};
pub use dates::{Date, DateError, DayOfYear};
pub use deadlines::Deadline;
pub use firmness::{Agreement, DecidingBox, DecidingSheet, Edge, Firmness, FirmnessError};
pub use history::{
    Ended, Ending, Event, EventWord, Held, History, Next, Open, Recognition, Refusal, Scored, Sent,
    Standing, Verdict, VerdictWord, What,
};
pub use load::diagnostic::{Diagnostic, LoadError, ProblemCode};
pub use load::node::MAX_DOCUMENT_BYTES;
pub use plan::{Budget, Conflict, Declared, Measure, Period, Plan, ReportDays, ReportDue, Target};
pub use points::{Mean, Points, PointsError};
pub use portfolio::{
    Achieved, AchievedRow, Counts, HeldBy, Listed, Portfolio, Producers, Progress, Round,
    RoundList, Stock, UnclearProducer,
};
pub use procedure::{Action, Evaluation, Minima, Outcome, StageResult, Status};
pub use product_code::{ProductCode, ProductCodeError};
pub use rank::Ranking;
pub use reason::{Arg, Lang, Reason, ReasonCode};
pub use regulation::{
    Applicable, Band, ChoiceError, DossierItem, ForwardBy, Ground, InForce, Reading, Regulation,
    SetEntry, applicable, in_force_on,
};
pub use report::{
    AdviceView, BudgetView, ComparisonView, ConflictView, DiagnosticView, FirmnessView,
    HistoryView, PlanView, PortfolioView, ReasonView, ReportView, ResultView, ShareView, SheetView,
    Table, TargetView, advice_page, blank_sheet, comparison_page, firmness_page, history_page,
    page, portfolio_page,
};
pub use rules::{ChairRule, CouncilRules, MinimumBy};
pub use schema::SchemaKind;
pub use scorer::{Score, Scorer};
pub use seal::Seal;
pub use sheet::{Role, ScoreSheet, SheetError};
pub use star::Star;
pub use verify::verify;
