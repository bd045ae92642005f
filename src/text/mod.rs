//! Reasons, and the Vietnamese and English words of every answer.

pub(crate) mod citation;
pub(crate) mod normalise;
pub(crate) mod phrase;
pub(crate) mod reason;

pub use citation::Citation;
pub use normalise::{hidden_character, normalise};
pub use phrase::Phrase;
pub use reason::{Arg, Lang, Reason, ReasonCode};
