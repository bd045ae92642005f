//! Problems that several readers find, still without their place, and the words that they share.

use std::fmt::Display;

use super::{Diagnostic, ProblemCode, Slip};
use crate::text::normalise::ETH;
use crate::text::{Phrase, hidden_character, phrase};

/// A problem that has no place yet.
pub(crate) fn refusal(
    code: ProblemCode,
    found: impl Into<Phrase>,
    expected: impl Into<Phrase>,
) -> Diagnostic {
    Diagnostic::of_file(code, "", found, expected)
}

impl Diagnostic {
    /// A required key that is absent. It has no place yet, which is the object's.
    #[must_use]
    pub fn missing_key(key: &str) -> Diagnostic {
        Diagnostic {
            slip: Some(Slip::AbsentKey(key.into())),
            ..refusal(
                ProblemCode::MissingKey,
                phrase!("không có khóa `{key}`", "no key `{key}`"),
                phrase!("khóa này, vì bắt buộc", "it here"),
            )
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
    #[must_use]
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
    #[must_use]
    pub fn repeated_key(name: &str) -> Diagnostic {
        let expected = phrase!("mỗi khóa một lần", "each key once");
        refusal(ProblemCode::RepeatedKey, quote(name), expected)
    }
}

/// What is expected where there is more, or a higher number, than there may be.
pub(crate) fn at_most(most: impl Display) -> Phrase {
    phrase!("nhiều nhất {most}", "at most {most}")
}

/// More of something than is read.
pub(crate) fn too_many(found: Phrase, most: impl Display) -> Diagnostic {
    refusal(ProblemCode::TooMany, found, at_most(most))
}

/// What is expected where a day lies before one that it must follow.
pub(crate) fn day_from(earliest: impl Display) -> Phrase {
    phrase!(
        "một ngày không trước `{earliest}`",
        "a day not before `{earliest}`"
    )
}

/// A list that must hold something and is empty.
pub(crate) fn empty_list() -> Diagnostic {
    refusal(
        ProblemCode::Empty,
        phrase!("danh sách trống", "an empty list"),
        phrase!("ít nhất một mục", "at least one entry"),
    )
}

/// A key that says something beside another thing only.
pub(crate) fn only_with(key: &str, other: impl Display) -> Diagnostic {
    refusal(
        ProblemCode::UnknownKey,
        format!("`{key}`"),
        phrase!("`{key}` chỉ cùng `{other}`", "`{key}` with `{other}` only"),
    )
}

/// A last day before the first.
pub(crate) fn days_reversed() -> Diagnostic {
    refusal(
        ProblemCode::DateOrder,
        phrase!("ngày cuối trước ngày đầu", "a last day before the first"),
        phrase!("`to` không trước `from`", "`to` not before `from`"),
    )
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

/// A text without a visible character.
pub(crate) fn empty_text() -> Diagnostic {
    refusal(
        ProblemCode::Empty,
        phrase!("một chuỗi trống", "an empty text"),
        phrase!("một chuỗi có chữ", "a text"),
    )
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
        let quoted = quote(text);
        let number = format!("U+{:04X}", u32::from(c));
        let (vi, en) = match c {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ("dấu xuống dòng", "a line break"),
            '\t' => ("dấu tab", "a tab"),
            '\u{feff}' => ("dấu thứ tự byte", "a byte order mark"),
            c if c.is_control() => ("ký tự điều khiển", "a control character"),
            _ => ("ký tự không nhìn thấy", "a character that cannot be seen"),
        };
        return Some(refusal(
            ProblemCode::BadCharacter,
            phrase!(
                "{vi} ({number}) trong {quoted}",
                "{en} ({number}) in {quoted}"
            ),
            phrase!(
                "một tên trên một dòng, bỏ ký tự này",
                "a name on one line without it"
            ),
        ));
    }
    text.contains(ETH).then(|| {
        let quoted = quote(text);
        refusal(
            ProblemCode::BadCharacter,
            phrase!("`Ð` (U+00D0) trong {quoted}", "`Ð` (U+00D0) in {quoted}"),
            phrase!(
                "chữ `Đ` (U+0110) của tiếng Việt",
                "the Vietnamese letter `Đ` (U+0110)"
            ),
        )
    })
}

/// The most sheets of one stage.
pub(crate) const MAX_SHEETS: usize = 999;

/// A stage with more than [`MAX_SHEETS`] sheets.
pub(crate) fn too_many_sheets(found: usize) -> Diagnostic {
    refusal(
        ProblemCode::TooManySheets,
        phrase!("{found} phiếu", "{found} sheets"),
        phrase!(
            "nhiều nhất {MAX_SHEETS} phiếu một bước",
            "at most {MAX_SHEETS} in a stage"
        ),
    )
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
