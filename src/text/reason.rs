//! Reasons: a stable code, its arguments and the clause; texts in Vietnamese and English.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Citation, Lang, Phrase, ReasonCode, day};
use crate::text::figure::write_figure;
use crate::value::{Date, Level, Points, ReadingId, Star, plain};

/// A value that a reason speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Arg {
    /// A code, a label or a name, as it is shown; every value of a stored result but levels.
    Text(String),
    /// Points, as a plain decimal with the decimals that are shown.
    Points(String),
    /// How many, without a unit.
    Count(u32),
    /// A day.
    Day(Date),
    /// A level of the administration, named in the language of the text.
    Level(Level),
}

impl Arg {
    /// Points that are shown with so many decimals.
    pub(crate) fn points(shown: &str) -> Arg {
        Arg::Points(shown.to_owned())
    }

    /// A count. More than a `u32` holds is no count of a case; it would be shown as its digits.
    fn of_count(count: impl TryInto<u32> + Copy + fmt::Display) -> Arg {
        count
            .try_into()
            .map_or_else(|_| Arg::Text(count.to_string()), Arg::Count)
    }

    /// Writes the value as a sentence shows it: points and days as the language has them.
    fn write(&self, f: &mut Capital<'_, '_>, lang: Lang) -> fmt::Result {
        match self {
            Arg::Text(text) => f.write_str(text),
            Arg::Points(number) => write_figure(f, number, lang),
            Arg::Count(count) => write!(f, "{count}"),
            Arg::Day(date) => f.write_str(&day(*date, lang)),
            Arg::Level(level) => f.write_str(level.name(lang)),
        }
    }

    /// Whether a sentence has the form of one for it.
    fn is_one(&self) -> bool {
        match self {
            Arg::Text(number) | Arg::Points(number) => number == "1",
            Arg::Count(count) => *count == 1,
            Arg::Day(_) | Arg::Level(_) => false,
        }
    }

    /// The value as results store it.
    #[must_use]
    pub fn word(&self) -> Cow<'_, str> {
        match self {
            Arg::Text(text) | Arg::Points(text) => text.into(),
            Arg::Count(count) => count.to_string().into(),
            Arg::Day(date) => date.to_string().into(),
            Arg::Level(level) => level.as_str().into(),
        }
    }
}

/// Declares how values are arguments.
macro_rules! args {
    ($($type:ty: $value:ident => $arg:expr;)+) => {
        $(impl From<$type> for Arg {
            fn from($value: $type) -> Arg {
                $arg
            }
        })+
    };
}
args! {
    Level: level => Arg::Level(level);
    Points: points => Arg::Points(points.to_string());
    Date: date => Arg::Day(date);
    Star: star => Arg::Count(u8::from(star).into());
    String: text => Arg::Text(text);
    &str: text => Arg::Text(text.to_owned());
    u16: count => Arg::of_count(count);
    u32: count => Arg::of_count(count);
    u64: count => Arg::of_count(count);
    usize: count => Arg::of_count(count);
    i64: count => Arg::of_count(count);
}

impl Level {
    /// The level's name in a language: `tỉnh`, `province`.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Lang, Level};
    ///
    /// assert_eq!(Level::Province.name(Lang::Vi), "cấp tỉnh");
    /// ```
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Level::Commune => lang.word("cấp xã", "commune"),
            Level::District => lang.word("cấp huyện", "district"),
            Level::Province => lang.word("cấp tỉnh", "province"),
            Level::Central => lang.word("cấp trung ương", "centre"),
        }
    }
}

/// One thing that a result rests on (lý do).
///
/// The code is stable; the arguments are in a fixed order; the citation leads to the clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "ReasonRecord")]
pub struct Reason(Arc<Told>);

/// As many arguments as most reasons have at most.
const MOST_ARGS: usize = 6;

/// The content of a reason, which a case and its result share.
#[derive(Debug, Clone)]
struct Told {
    code: ReasonCode,
    args: Vec<(&'static str, Arg)>,
    citation: Citation,
    /// The texts as they were stored, where the reason was read from a result.
    stored: Option<Phrase>,
}

impl Reason {
    pub(crate) fn new(code: ReasonCode, citation: impl Into<Citation>) -> Reason {
        Reason(Arc::new(Told {
            code,
            args: Vec::new(),
            citation: citation.into(),
            stored: None,
        }))
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Reason {
        let told = Arc::make_mut(&mut self.0);
        if told.args.is_empty() {
            told.args.reserve_exact(MOST_ARGS);
        }
        told.args.push((name, value.into()));
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ReasonCode {
        self.0.code
    }

    /// The arguments, in the order of the code's text.
    #[must_use]
    pub fn args(&self) -> &[(&'static str, Arg)] {
        &self.0.args
    }

    /// The clause that the reason rests on, or the data that it was read from.
    #[must_use]
    pub fn citation(&self) -> &Citation {
        &self.0.citation
    }

    /// The reason as a sentence; of a stored result, as it was stored.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        Sentence(&self.0, lang).to_string()
    }
}

/// A reason as a sentence.
struct Sentence<'r>(&'r Told, Lang);

/// Writes the first letter as a capital, as a sentence begins, whichever argument holds it.
struct Capital<'f, 'b>(&'f mut fmt::Formatter<'b>, bool);

impl fmt::Write for Capital<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if !self.1 {
            return self.0.write_str(text);
        }
        let mut letters = text.chars();
        match letters.next() {
            Some(first) => {
                self.1 = false;
                first
                    .to_uppercase()
                    .try_for_each(|c| self.0.write_char(c))?;
                self.0.write_str(letters.as_str())
            }
            None => Ok(()),
        }
    }
}

/// As `split_once` at an ASCII character: a search that is made ready for long texts takes longer than the
/// few letters between two arguments.
fn cut(text: &str, ascii: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == ascii)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The template with its arguments, in one pass: an argument is never read as a template.
impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sentence(told, lang) = *self;
        if let Some(texts) = &told.stored {
            return f.write_str(texts.text(lang));
        }
        let mut f = Capital(f, true);
        let mut rest = told.code.template(lang);
        while let Some((before, after)) = cut(rest, b'{') {
            f.write_str(before)?;
            let (place, after) = cut(after, b'}').unwrap_or((after, ""));
            rest = after;
            let (name, forms) =
                cut(place, b':').map_or((place, None), |(name, forms)| (name, cut(forms, b'/')));
            let value = told.args.iter().find(|(known, _)| *known == name);
            let value = value.map(|(_, value)| value);
            match (forms, value) {
                (Some((one, _)), Some(value)) if value.is_one() => f.write_str(one)?,
                (Some((_, many)), _) => f.write_str(many)?,
                (None, Some(value)) => value.write(&mut f, lang)?,
                (None, None) => {}
            }
        }
        f.write_str(rest)
    }
}

impl Serialize for Sentence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Equal in code, arguments, citation and texts, whether just given or read from a stored result.
impl PartialEq for Reason {
    fn eq(&self, other: &Reason) -> bool {
        let (told, others) = (&*self.0, &*other.0);
        let texts_differ = || {
            let langs = [Lang::Vi, Lang::En];
            (told.stored.is_some() || others.stored.is_some())
                && langs
                    .iter()
                    .any(|&lang| self.text(lang) != other.text(lang))
        };
        // A stored result may have its arguments in any order.
        let has = |(name, value): &(&'static str, Arg)| {
            let mut args = others.args.iter();
            args.any(|(known, other)| known == name && other.word() == value.word())
        };
        told.code == others.code
            && told.args.len() == others.args.len()
            && told.args.iter().all(has)
            && told.citation == others.citation
            && !texts_differ()
    }
}

impl Eq for Reason {}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let told = &*self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", told.code.as_str())?;
        map.serialize_entry("args", &ArgsRecord(&told.args))?;
        map.serialize_entry("citation", told.citation.clause())?;
        if let Some(reading) = told.citation.reading() {
            map.serialize_entry("reading", reading)?;
        }
        map.serialize_entry("vi", &Sentence(told, Lang::Vi))?;
        map.serialize_entry("en", &Sentence(told, Lang::En))?;
        map.end()
    }
}

/// Arguments in their own order; a map would sort them.
struct ArgsRecord<'r>(&'r [(&'static str, Arg)]);

impl Serialize for ArgsRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            match value {
                Arg::Text(text) | Arg::Points(text) => map.serialize_entry(name, text)?,
                Arg::Count(count) => map.serialize_entry(name, &format_args!("{count}"))?,
                Arg::Day(date) => map.serialize_entry(name, date)?,
                Arg::Level(level) => map.serialize_entry(name, level.as_str())?,
            }
        }
        map.end()
    }
}

/// A reason as results have it.
macro_rules! reason_record {
    ($with:ident) => {
        $with! {
            /// One thing that the result rests on (lý do).
            #[derive(Deserialize)]
            ReasonRecord {
                /// The stable code.
                required public code: ReasonCode = "code", AsIs(|| Shape::words(ReasonCode::ALL)), r#""quorum-met""#;
                /// What the sentence says, by the names of the code's arguments, in its order.
                required public args: StoredArgs = "args", AsIs(|| Shape::Texts), r#"{"present": "7", "appointed": "9", "needed": "6"}"#;
                /// The clause that it rests on, or the data that it was read from.
                required public citation: String = "citation", AsIs(|| Shape::ANY_TEXT), r#""26/2026/QĐ-TTg, Điều 6.2""#;
                /// The reading that was taken, where the clause leaves a question open.
                default public reading: Option<ReadingId> = "reading", AsIs(|| Shape::Pattern(ReadingId::PATTERN)), r#""return-down""#;
                /// The sentence in Vietnamese.
                required public vi: String = "vi", AsIs(|| Shape::Text), r#""Đủ thành viên: 7/9 phiếu, cần ít nhất 6""#;
                /// The sentence in English.
                required public en: String = "en", AsIs(|| Shape::Text), r#""The council is quorate: 7 of 9 sheets, at least 6 needed""#;
            }
        }
    };
}
pub(crate) use reason_record;

reason_record!(plain);

/// Arguments in the order in which they are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArgs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for StoredArgs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = StoredArgs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the arguments of a reason")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<StoredArgs, A::Error> {
                let mut args = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    args.push(entry);
                }
                Ok(StoredArgs(args))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl TryFrom<ReasonRecord> for Reason {
    type Error = String;

    fn try_from(record: ReasonRecord) -> Result<Reason, String> {
        let code = record.code;
        // A reason may carry more than its own sentence says; its names are those of all sentences.
        let names = || ReasonCode::ALL.iter().flat_map(|code| code.arguments());
        let args = record.args.0.into_iter().map(|(name, value)| {
            let known = names().find(|known| *known == name);
            let known = known
                .ok_or_else(|| format!("found argument `{name}`, expected one of `{code}`"))?;
            let level = value.parse::<Level>().map(Arg::Level);
            Ok((known, level.unwrap_or(Arg::Text(value))))
        });
        Ok(Reason(Arc::new(Told {
            code,
            args: args.collect::<Result<_, String>>()?,
            citation: Citation {
                clause: record.citation.into(),
                reading: record.reading,
            },
            stored: Some(Phrase::new(record.vi, record.en)),
        })))
    }
}
