//! Hashes of texts, and of JSON regardless of spacing and the order of keys.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The hash of a text as it is.
pub(crate) fn of_text(text: &str) -> String {
    let mut hex = String::from("sha256:");
    for byte in Sha256::digest(text) {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The hash of a JSON value in its shortest form, keys sorted.
pub(crate) fn of_value(value: &Value) -> String {
    of_text(&value.to_string())
}

/// The hash of a JSON text, whatever its spacing and order of keys.
pub(crate) fn of_json(text: &str) -> String {
    of_value(&serde_json::from_str(text).unwrap_or_default())
}
