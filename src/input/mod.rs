//! Reading: JSON text or values to checked cases, or every problem with its place.
//! A case comes as JSON ([`Case::from_json`](crate::Case::from_json)) or from values ([`RawCase`]); both go
//! through the same checks, and each problem has a pointer. A [`Catalog`] holds the rules; other files are
//! laid over it with [`Catalog::extend`].
//!
//! ```
//! use ocop::{Case, Catalog, Lang};
//!
//! let text = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "99", "stages": []}"#;
//! let error = Case::from_json(text, "case.json", &Catalog::bundled()).unwrap_err();
//! let pointers: Vec<&str> = error.diagnostics().iter().map(|problem| problem.pointer()).collect();
//! assert_eq!(pointers, ["/set", "/stages"]);
//! for problem in error.diagnostics() {
//!     println!("{} {}", problem.code(), problem.text(Lang::Vi));
//! }
//! ```

pub(crate) mod catalog;
pub(crate) mod council_rules;
pub(crate) mod diagnostic;
pub(crate) mod digest;
pub(crate) mod document;
pub(crate) mod json;
pub(crate) mod load_error;
pub(crate) mod node;
pub(crate) mod plan;
pub(crate) mod pointer;
pub(crate) mod problem_code;
pub(crate) mod raw_case;
pub(crate) mod raw_history;
pub(crate) mod readers;
pub(crate) mod record;
pub(crate) mod refusals;
pub(crate) mod regulation;
pub(crate) mod schema;
pub(crate) mod set;
pub(crate) mod word;

pub use catalog::{COUNCILS, Catalog, CatalogError};
pub use diagnostic::Diagnostic;
pub use document::{check_json, read_json};
pub use load_error::LoadError;
pub use node::MAX_DOCUMENT_BYTES;
pub use problem_code::ProblemCode;
pub use raw_case::{
    RawAdopts, RawAnswer, RawApplication, RawCase, RawCouncil, RawPart, RawPrevious, RawProducer,
    RawProduct, RawReportItem, RawSelfAssessment, RawSheet, RawStage,
};
pub use refusals::name_problem;
pub use schema::SchemaKind;
pub use word::{Word, read_word};

pub(crate) use diagnostic::Slip;
pub(crate) use document::document;
pub(crate) use json::{Document, Kind, Node};
pub(crate) use load_error::Problems;
pub(crate) use node::each_once;
pub(crate) use readers::{
    All, AsIs, CITE, FLAG, Keys, Or, OrNull, Parsed, STARS, Simple, Text, Then, Whole,
};
pub(crate) use record::{
    Declared, Field, Reads, Record, Shape, file_record, record, tagged, typed_record,
};
pub(crate) use refusals::{
    days_reversed, did_you_mean, list_of, one_of, only_with, quote, refusal, refusals, too_early,
    wrong_parts,
};
pub(crate) use word::enum_is_word;
