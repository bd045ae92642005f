//! Reading: JSON text to checked values, or every problem with its place.

pub(crate) mod catalog;
pub(crate) mod council_rules;
pub(crate) mod diagnostic;
pub(crate) mod digest;
pub(crate) mod document;
pub(crate) mod node;
pub(crate) mod plan;
pub(crate) mod regulation;
pub(crate) mod schema;
pub(crate) mod set;

pub use catalog::{ApplicableError, Catalog, CatalogError};
pub use diagnostic::{Diagnostic, LoadError, ProblemCode};
pub use node::MAX_DOCUMENT_BYTES;
pub use schema::SchemaKind;
