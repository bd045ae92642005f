//! When two texts are the same text, and which characters a name may not hold.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text in Unicode NFC, in which the same text has the same characters; as it is where it is composed
/// already, as most texts are.
///
/// # Example
///
/// ```
/// use ocop::text::composed;
///
/// assert_eq!(composed("Ca\u{301} kho\u{302}"), "Cá khô");
/// ```
#[must_use]
pub fn composed(text: &str) -> Cow<'_, str> {
    // Asking the tables of every letter is slow: those that Vietnamese is written with are all composed, and
    // none of them joins the one before.
    let usual =
        |c| matches!(c, '\0'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}');
    match text.is_ascii() || text.chars().all(usual) || is_nfc(text) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

/// The text as it is compared, counted and sealed: in Unicode NFC, without space around it, every
/// run of spaces (no-break ones too) as one.
///
/// # Example
///
/// ```
/// use ocop::text::normalise;
///
/// assert_eq!(normalise(" Ca\u{301} \u{a0}khô "), "Cá khô");
/// ```
#[must_use]
pub fn normalise(text: &str) -> Cow<'_, str> {
    let composed = composed(text);
    if is_spaced(&composed) {
        return composed;
    }
    let words: Vec<&str> = composed.split_whitespace().collect();
    Cow::Owned(words.join(" "))
}

/// Whether no space but single ones between words is in a text.
fn is_spaced(text: &str) -> bool {
    let mut before = ' ';
    let single = text.chars().all(|c| {
        let fits = !c.is_whitespace() || c == ' ' && before != ' ';
        before = c;
        fits
    });
    single && (before != ' ' || text.is_empty())
}

/// The `-` of a keyboard for the hyphens and dashes that office programs put in its place; every
/// other character as it is.
///
/// # Example
///
/// ```
/// use ocop::text::keyboard_hyphen;
///
/// let code: String = "74–01".chars().map(keyboard_hyphen).collect();
/// assert_eq!(code, "74-01");
/// ```
#[must_use]
pub fn keyboard_hyphen(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2013}' | '\u{2212}' => '-',
        other => other,
    }
}

/// The first character that a name may not hold: a line break, another control character, or one
/// that cannot be seen.
#[must_use]
pub fn hidden_character(text: &str) -> Option<char> {
    if text.is_ascii() {
        return text.chars().find(char::is_ascii_control);
    }
    text.chars().find(|&c| c.is_control() || is_invisible(c))
}

/// Characters without a shape of their own (Unicode `Default_Ignorable_Code_Point`, line and
/// paragraph separators, tags, unassigned formats, the pattern of braille without dots), which make two
/// different texts look alike.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The Icelandic letter that some keyboards give for the Vietnamese `Đ`.
pub(crate) const ETH: char = '\u{d0}';
