//! The seal of a result: which engine, which data, which case, which decision.
//!
//! Equal cases have equal seals, from whatever file they were read; `docs/seal.md` says how to
//! compute one again.

use serde::Serialize;

use crate::input::digest::of_bytes;
use crate::input::{AsIs, Or, OrNull, Shape, typed_record};
use crate::procedure::stored::TEXT;

typed_record! { plain:
    /// What a result was computed with and from.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog, Seal};
    ///
    /// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
    /// let catalog = Catalog::bundled();
    /// let case = Case::from_json(text, "case.json", &catalog)?;
    /// // Spacing and the order of keys are no part of what is sealed.
    /// let spaced = Case::from_json(&text.replace(": ", " :\n"), "other.json", &catalog)?;
    /// assert_eq!(Seal::of(&case), Seal::of(&spaced));
    /// assert!(Seal::of(&case).input.starts_with("sha256:"));
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    #[derive(Serialize, serde::Deserialize)]
    Seal {
        /// The form of the seal: 2. Results of 0.1.0 do not say it, and have form 1.
        #[serde(default = "old_form")]
        required public form: u8 = "form", Or(AsIs(|| Shape::Whole(2, 2)), old_form()), "2";
        /// The engine's name and version.
        required public engine: String = "engine", TEXT, r#""ocop 0.1.0""#;
        /// The hash of the regulations, sheets and council rules used.
        required public criteria: String = "criteria", HASH, r#""sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a""#;
        /// The hash of the case, without its recognition decisions.
        required public input: String = "input", HASH, r#""sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a""#;
        /// The hash of the recognition decisions, where the case gives any.
        #[serde(default)]
        required public decision: Option<String> = "decision", Or(OrNull(HASH), None), "null";
    }
}

/// A SHA-256.
const HASH: AsIs = AsIs(|| Shape::Pattern("^sha256:[0-9a-f]{64}$"));

fn old_form() -> u8 {
    1
}

/// The hash of a value whose keys are declared in the order of RFC 8785: serde_json writes texts and
/// whole numbers as that form does, and there are no others.
pub(crate) fn of_json(value: &impl Serialize) -> String {
    let mut bytes = Vec::with_capacity(16 * 1024);
    // INVARIANT: records have text keys only, and a `Vec` takes what is written.
    let written = serde_json::to_writer(&mut bytes, value);
    debug_assert!(written.is_ok(), "{written:?}");
    of_bytes(&bytes)
}

/// A part of a case or of a result as JSON.
pub(crate) fn json(value: &impl Serialize) -> String {
    let written = serde_json::to_string(value);
    // INVARIANT: its keys are texts, so that it can be written.
    debug_assert!(written.is_ok(), "{written:?}");
    written.unwrap_or_default()
}
