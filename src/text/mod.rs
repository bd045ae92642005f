//! Reasons, and the Vietnamese and English words of every answer.

pub(crate) mod reason;

pub use reason::{Arg, Lang, Reason, ReasonCode};
