//! Questions about a result: the least work to a star, how close it is, what moved between two.
//! [`EvaluatedCase::advise`](crate::EvaluatedCase::advise) and
//! [`EvaluatedCase::sensitivity`](crate::EvaluatedCase::sensitivity) ask about a council with a star; one
//! sheet is asked about as plain boxes.
//!
//! ```
//! use ocop::insight::{Advice, AdviceOptions};
//! use ocop::{Catalog, Star};
//!
//! let catalog = Catalog::bundled();
//! let (regulation, set) = (catalog.regulation("qd-26-2026")?, catalog.set("qd-26-2026", "08")?);
//! let first_boxes: Vec<u8> = set.criteria().map(|_| 1).collect();
//! let options = AdviceOptions::default();
//! let advice = Advice::for_boxes(&regulation, &set, &first_boxes, Star::Four, &options)?;
//! for step in advice.steps.iter().flatten() {
//!     println!("{}: box {} to {}, {} points", step.criterion, step.from, step.to, step.points);
//! }
//! assert_eq!(advice.after.map(|(_, star)| star), Some(Star::Four));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod advice;
pub(crate) mod comparison;
pub(crate) mod readings;
pub(crate) mod sensitivity;
mod what_if;

pub use advice::{Advice, AdviceError, AdviceOptions, Step, StepReason};
pub use comparison::{Comparison, ComparisonView, Moved, Side, Unmatched};
pub use readings::{DecidingReading, OpenRule};
pub use sensitivity::{Agreement, BandDistance, PivotalBox, PivotalSheet, Sensitivity};
pub use what_if::NoCouncil;
