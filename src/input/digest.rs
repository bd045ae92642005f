//! Hashes of texts, and of JSON regardless of spacing and the order of keys.

use sha2::{Digest, Sha256};

/// The digits of a hash.
const HEX: &[u8; 16] = b"0123456789abcdef";

/// The hash of bytes as they are.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(71);
    hex.push_str("sha256:");
    for byte in Sha256::digest(bytes) {
        for half in [byte >> 4, byte & 15] {
            if let Some(&digit) = HEX.get(usize::from(half)) {
                hex.push(char::from(digit));
            }
        }
    }
    hex
}

/// The hash of a JSON text, whatever its spacing and order of keys.
pub(crate) fn of_json(text: &str) -> String {
    // A text that is no JSON is reported when it is read, and hashed as it is.
    let Ok(mut value) = serde_json::from_str::<serde_json::Value>(text) else {
        return of_bytes(text.as_bytes());
    };
    // Another crate may have asked serde_json to keep the order of keys.
    value.sort_all_objects();
    of_bytes(value.to_string().as_bytes())
}
