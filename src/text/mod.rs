//! Reasons, and the Vietnamese and English words of every answer.
//! A [`Reason`] is a stable code with arguments and a [`Citation`]; its sentence is made when it is asked
//! for, in either language.
//!
//! ```
//! use ocop::text::{Lang, ReasonCode};
//! use ocop::{Catalog, EvaluatedCase};
//!
//! let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
//!     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
//! let result = EvaluatedCase::from_json(text, "case.json", &Catalog::bundled())?;
//! let reason = result.reasons().next().ok_or("no reason")?;
//! assert_ne!(reason.text(Lang::Vi), reason.text(Lang::En));
//! assert_eq!(reason.code().as_str().parse::<ReasonCode>()?, reason.code());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod citation;
pub(crate) mod figure;
pub(crate) mod lang;
pub(crate) mod near;
pub(crate) mod normalise;
pub(crate) mod of_values;
pub(crate) mod order;
pub(crate) mod phrase;
pub(crate) mod reason;
pub(crate) mod reason_code;

pub use citation::Citation;
pub use figure::{day, figure};
pub use lang::{Lang, headline};
pub use near::{near_pairs, nearly_equal};
pub use normalise::{composed, hidden_character, keyboard_hyphen, normalise};
pub use order::{OrderKey, vietnamese_order};
pub use phrase::Phrase;
pub(crate) use phrase::phrase;
pub use reason::{Arg, Reason};
pub use reason_code::ReasonCode;
