//! Questions about a result: the least work to a star, how close it is, what moved between two.

pub(crate) mod advice;
pub(crate) mod comparison;
pub(crate) mod sensitivity;

pub use advice::{Advice, AdviceError, AdviceOptions, Step, StepReason};
pub use comparison::{Comparison, Moved, Side, Unmatched};
pub use sensitivity::{Agreement, BandDistance, NoCouncil, PivotalBox, PivotalSheet, Sensitivity};
