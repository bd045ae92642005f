//! Reading: JSON text to checked values, or every problem with its place.

pub(crate) mod catalog;
pub(crate) mod council_rules;
pub(crate) mod diagnostic;
pub(crate) mod digest;
pub(crate) mod document;
pub(crate) mod json;
pub(crate) mod node;
pub(crate) mod plan;
pub(crate) mod pointer;
pub(crate) mod raw_case;
pub(crate) mod raw_history;
pub(crate) mod record;
pub(crate) mod regulation;
mod regulation_check;
pub(crate) mod schema;
pub(crate) mod set;

pub use catalog::{ApplicableError, Catalog, CatalogError};
pub use diagnostic::{Diagnostic, LoadError, ProblemCode};
pub use node::MAX_DOCUMENT_BYTES;
pub use raw_case::{
    RawAdopts, RawAnswer, RawApplication, RawCase, RawCouncil, RawPart, RawPrevious, RawProducer,
    RawProduct, RawReportItem, RawSelfAssessment, RawSheet, RawStage,
};
pub use schema::SchemaKind;
