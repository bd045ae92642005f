//! Problems that several readers find, still without their place, and the words that they share.

use std::fmt::Display;

use super::{Diagnostic, ProblemCode, Slip};
use crate::text::normalise::ETH;
use crate::text::{Phrase, hidden_character, phrase};
use crate::value::{Date, PartId};

/// A problem that has no place yet.
pub(crate) fn refusal(
    code: ProblemCode,
    found: impl Into<Phrase>,
    expected: impl Into<Phrase>,
) -> Diagnostic {
    Diagnostic::of_file(code, "", found, expected)
}

/// Declares problems by what they say: the code, what was found, what was expected, each in Vietnamese and
/// in English, or once for both. They have no place yet.
macro_rules! refusals {
    ($($(#[doc = $doc:literal])* $name:ident($($arg:ident: $type:ty),*) = $code:ident,
        [$($found:literal),+], [$($expected:literal),+];)+) => { $(
        $(#[doc = $doc])*
        pub(crate) fn $name($($arg: $type),*) -> $crate::input::Diagnostic {
            let (found, expected) = (
                $crate::text::phrase!($($found),+),
                $crate::text::phrase!($($expected),+),
            );
            $crate::input::refusal($crate::input::ProblemCode::$code, found, expected)
        }
    )+ };
}
pub(crate) use refusals;

refusals! {
    empty_list() = Empty, ["danh sách trống", "an empty list"], ["ít nhất một mục", "at least one entry"];
    /// A text without a visible character.
    empty_text() = Empty, ["một chuỗi trống", "an empty text"], ["một chuỗi có chữ", "a text"];
    too_large(length: usize, most: usize) = TooLarge,
        ["{length} bytes"],
        ["nhiều nhất {most} byte trong một tài liệu",
         "at most {most} bytes in one document"];
    too_many_entries(found: usize, most: usize) = TooMany,
        ["{found} mục", "{found} entries"], ["nhiều nhất {most}", "at most {most}"];
    too_many_keys(found: usize, most: usize) = TooMany,
        ["{found} khóa", "{found} keys"], ["nhiều nhất {most}", "at most {most}"];
    too_many_sheets(found: usize) = TooManySheets,
        ["{found} phiếu", "{found} sheets"],
        ["nhiều nhất {MAX_SHEETS} phiếu một bước", "at most {MAX_SHEETS} in a stage"];
    /// A key that says something beside another thing only.
    only_with(key: &str, other: impl Display) = UnknownKey,
        ["`{key}`"], ["`{key}` chỉ cùng `{other}`", "`{key}` with `{other}` only"];
    /// A day before one that it must follow.
    too_early(found: impl Display, earliest: Date) = DateOrder,
        ["`{found}`"], ["một ngày không trước `{earliest}`", "a day not before `{earliest}`"];
    days_reversed() = DateOrder,
        ["ngày cuối trước ngày đầu", "a last day before the first"],
        ["`to` không trước `from`", "`to` not before `from`"];
    format_unknown(quoted: String) = FormatVersion, ["{quoted}"], ["`1`"];
    absent_key(key: &str) = MissingKey,
        ["không có khóa `{key}`", "no key `{key}`"], ["khóa này, vì bắt buộc", "it here"];
    key_twice(quoted: String) = RepeatedKey, ["{quoted}"], ["mỗi khóa một lần", "each key once"];
    hidden_in_name(vi: &str, en: &str, number: u32, quoted: String) = BadCharacter,
        ["{vi} (U+{number:04X}) trong {quoted}", "{en} (U+{number:04X}) in {quoted}"],
        ["một tên trên một dòng, bỏ ký tự này", "a name on one line without it"];
    eth_in_name(quoted: String) = BadCharacter,
        ["`Ð` (U+00D0) trong {quoted}", "`Ð` (U+00D0) in {quoted}"],
        ["chữ `Đ` (U+0110) của tiếng Việt", "the Vietnamese letter `Đ` (U+0110)"];
}

/// The most sheets of one stage.
pub(crate) const MAX_SHEETS: usize = 999;

impl Diagnostic {
    /// A required key that is absent. It has no place yet, which is the object's.
    pub fn missing_key(key: &str) -> Diagnostic {
        Diagnostic {
            slip: Some(Slip::AbsentKey(key.into())),
            ..absent_key(key)
        }
    }

    /// A key that an object cannot have, with the known one that it most likely means. It has no place yet: line
    /// and column are the key's, path and pointer the object's, for they hold no text that people typed.
    ///
    /// ```
    /// use ocop::{Diagnostic, Lang, LoadError};
    ///
    /// let problems = vec![Diagnostic::unknown_key("titel", &["title", "date"]), Diagnostic::missing_key("title")];
    /// let error = LoadError::of_document(problems).unwrap_err();
    /// // The key that is meant is not reported as absent too.
    /// let said: Vec<String> = error.diagnostics().iter().map(|one| one.text(Lang::En)).collect();
    /// assert_eq!(said, ["found `titel`, expected one of `title`, `date`; did you mean `title`?"]);
    /// ```
    pub fn unknown_key(name: &str, known: &[&str]) -> Diagnostic {
        let expected = match known {
            [] => phrase!("một đối tượng rỗng", "an empty object"),
            _ => one_of(known),
        };
        Diagnostic {
            slip: Some(Slip::UnknownKey),
            meant: did_you_mean(name, known.iter().copied()),
            ..refusal(ProblemCode::UnknownKey, quote(name), expected)
        }
    }

    /// A key that an object has twice; its place is as that of [`Diagnostic::unknown_key`].
    pub fn repeated_key(name: &str) -> Diagnostic {
        key_twice(quote(name))
    }
}

/// What is expected where a whole number lies outside its range.
pub(crate) fn whole_number(least: u32, most: u32) -> Phrase {
    match most {
        u32::MAX => phrase!("số nguyên từ {least}", "a whole number from {least}"),
        _ => phrase!(
            "số nguyên từ {least} đến {most}",
            "a whole number from {least} to {most}"
        ),
    }
}

/// Other parts than A, B and C, once each in this order.
pub(crate) fn wrong_parts(found: &[PartId]) -> Diagnostic {
    let (found, expected) = (list_of(found), list_of(PartId::ALL));
    refusal(ProblemCode::PartsWrong, found, expected)
}

/// What a character that cannot be seen is called, in Vietnamese and in English.
fn unseen_name(c: char) -> (&'static str, &'static str) {
    match c {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ("dấu xuống dòng", "a line break"),
        '\t' => ("dấu tab", "a tab"),
        '\u{feff}' => ("dấu thứ tự byte", "a byte order mark"),
        c if c.is_control() => ("ký tự điều khiển", "a control character"),
        _ => ("ký tự không nhìn thấy", "a character that cannot be seen"),
    }
}

/// A character that cannot be seen, by its name and number; nothing for one that can.
pub(crate) fn unseen(c: char) -> Option<Phrase> {
    hidden_character(c.encode_utf8(&mut [0; 4]))?;
    let ((vi, en), number) = (unseen_name(c), u32::from(c));
    Some(phrase!("{vi} (U+{number:04X})", "{en} (U+{number:04X})"))
}

/// Why a text cannot be a name, if it cannot: a name is printed on one line and compared with
/// others, so it holds no line break, no other control character and none that cannot be seen.
///
/// ```
/// use ocop::input::name_problem;
///
/// assert!(name_problem("Cá khô").is_none() && name_problem("Cá\nkhô").is_some());
/// ```
#[must_use]
pub fn name_problem(text: &str) -> Option<Diagnostic> {
    if let Some(c) = hidden_character(text) {
        let (vi, en) = unseen_name(c);
        return Some(hidden_in_name(vi, en, u32::from(c), quote(text)));
    }
    text.contains(ETH).then(|| eth_in_name(quote(text)))
}

/// As [`name_problem`], for the name of something that must have one: it holds something to see, too.
pub(crate) fn own_name_problem(text: &str) -> Option<Diagnostic> {
    if text.trim().is_empty() {
        return Some(empty_text());
    }
    name_problem(text)
}

/// What a user wrote, in backticks, at most 60 characters of it; characters that cannot be seen
/// are left out.
pub(crate) fn quote(text: &str) -> String {
    let shown =
        |c: &char| !c.is_control() && hidden_character(c.encode_utf8(&mut [0; 4])).is_none();
    let mut letters = text.chars().filter(shown);
    let mut short: String = letters.by_ref().take(60).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

/// The candidate that `text` most likely meant.
pub(crate) fn did_you_mean<'w>(
    text: &str,
    candidates: impl Iterator<Item = &'w str>,
) -> Option<String> {
    // A third of the letters may differ: enough for a slip, too little for another word.
    let most = text.chars().count() / 3;
    candidates
        .map(|word| (strsim::damerau_levenshtein(text, word), word))
        .filter(|(distance, _)| (1..=most).contains(distance))
        .min()
        .map(|(_, word)| word.to_owned())
}

/// `a`, `b`, `c`.
pub(crate) fn list_of<T: Display>(words: &[T]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// What is expected of a word that is one of some.
pub(crate) fn one_of<T: Display>(words: &[T]) -> Phrase {
    let list = list_of(words);
    match words {
        [] => phrase!("không có, vì danh sách trống", "none, as the list is empty"),
        _ => phrase!("một trong {list}", "one of {list}"),
    }
}
