//! The languages of texts, and how a line of one begins.

use crate::value::word_code;

word_code! {
    /// The language of a text; Vietnamese where none is named.
    #[derive(Default)]
    Lang:
    /// Vietnamese.
    #[default]
    Vi = "vi",
    /// English.
    En = "en",
}

impl Lang {
    /// The one of two texts that is in this language, the Vietnamese first.
    #[must_use]
    pub fn word(self, vi: &'static str, en: &'static str) -> &'static str {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

/// A text with a capital letter at its head, as a line or a sentence begins.
///
/// # Example
///
/// ```
/// assert_eq!(ocop::text::headline("đã phân hạng"), "Đã phân hạng");
/// ```
#[must_use]
pub fn headline(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
