//! A piece of a message, in Vietnamese and in English.

use std::borrow::Cow;
use std::fmt;

use super::Lang;

/// The same words in both languages: what a problem found, or what it expected.
///
/// # Example
///
/// ```
/// use ocop::Lang;
/// use ocop::text::Phrase;
///
/// let phrase = Phrase::new("một tệp đọc được", "a readable file");
/// assert_eq!(phrase.text(Lang::Vi), "một tệp đọc được");
/// assert_eq!(phrase.to_string(), "a readable file");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    vi: Cow<'static, str>,
    en: Cow<'static, str>,
}

impl Phrase {
    /// A phrase by its two texts.
    #[must_use]
    pub fn new(vi: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Phrase {
        Phrase {
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// A phrase by what says it in a language.
    #[must_use]
    pub fn from_fn(said: impl Fn(Lang) -> String) -> Phrase {
        Phrase::new(said(Lang::Vi), said(Lang::En))
    }

    /// One thing or another.
    pub(crate) fn or(&self, other: &Phrase) -> Phrase {
        let [vi, en] = [Lang::Vi, Lang::En].map(|lang| [self.text(lang), other.text(lang)]);
        Phrase::new(vi.join(", hoặc "), en.join(", or "))
    }

    /// The text in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

/// What was found and what was expected in its place, in a language.
pub(crate) fn found_expected(found: &Phrase, expected: &Phrase, lang: Lang) -> String {
    let (found, expected) = (found.text(lang), expected.text(lang));
    match lang {
        Lang::Vi => format!("thấy {found}, cần {expected}"),
        Lang::En => format!("found {found}, expected {expected}"),
    }
}

/// The English text.
impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// A number, a code or a quotation, which both languages write alike.
impl From<String> for Phrase {
    fn from(text: String) -> Phrase {
        Phrase::new(text.clone(), text)
    }
}

/// A number, a code or a quotation, which both languages write alike.
impl From<&String> for Phrase {
    fn from(text: &String) -> Phrase {
        Phrase::from(text.clone())
    }
}

/// A [`Phrase`] from two format strings, the Vietnamese first, or from one for both languages.
macro_rules! phrase {
    ($both:literal) => {
        $crate::text::phrase::Phrase::from(format!($both))
    };
    ($vi:literal, $en:literal $(,)?) => {
        $crate::text::phrase::Phrase::new(format!($vi), format!($en))
    };
}
pub(crate) use phrase;
