//! JSON with positions: every value knows where it stands, so that a rule broken long after
//! parsing can still be reported by line and column. serde_json does the parsing.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::diagnostic::{Diagnostic, LoadError, ProblemCode, Problems};

/// The largest text that is read as one document, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 16 * 1024 * 1024;

/// The most entries that a list may have, and the most keys of an object. No file that is meant to
/// be one has nearly as many; others must not take the memory of a thousand.
const MAX_ENTRIES: usize = 999;
const MAX_KEYS: usize = 256;

/// A text and the name that its problems are reported under.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    /// The line of the first character, for one line out of a longer text.
    pub(crate) first_line: usize,
}

/// A JSON value in its source, with the path that leads to it.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    source: Source<'a>,
    raw: &'a str,
    path: String,
}

/// The entries of an object, in order, up to [`MAX_KEYS`]; repeated keys are kept, to be reported.
struct Entries<'a> {
    kept: Vec<(&'a RawValue, &'a RawValue)>,
    /// How many there are.
    of: usize,
}

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let (mut kept, mut of) = (Vec::new(), 0);
                while let Some(entry) = map.next_entry()? {
                    of += 1;
                    if of <= MAX_KEYS {
                        kept.push(entry);
                    }
                }
                Ok(Entries { kept, of })
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The elements of a list, up to [`MAX_ENTRIES`].
struct Elements<'a> {
    kept: Vec<&'a RawValue>,
    /// How many there are.
    of: usize,
}

impl<'de: 'a, 'a> Deserialize<'de> for Elements<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Elements<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let (mut kept, mut of) = (Vec::new(), 0);
                while let Some(element) = list.next_element()? {
                    of += 1;
                    if of <= MAX_ENTRIES {
                        kept.push(element);
                    }
                }
                Ok(Elements { kept, of })
            }
        }
        deserializer.deserialize_seq(InOrder)
    }
}

impl<'a> Node<'a> {
    /// Parses a whole text.
    ///
    /// # Errors
    ///
    /// The text is too long, begins with a byte order mark or is not JSON.
    pub(crate) fn parse(source: Source<'a>) -> Result<Node<'a>, LoadError> {
        let fault = |code, place, found: String, expected: &str| {
            LoadError::from(Diagnostic {
                place: Some(place),
                ..Diagnostic::of_file(code, source.file, &found, expected)
            })
        };
        let start = (source.first_line, 1);
        if source.text.len() > MAX_DOCUMENT_BYTES {
            let found = format!("{} bytes", source.text.len());
            let expected = format!("at most {MAX_DOCUMENT_BYTES} bytes in one document");
            return Err(fault(ProblemCode::TooLarge, start, found, &expected));
        }
        if source.text.starts_with('\u{feff}') {
            let found = "a byte order mark".to_owned();
            return Err(fault(
                ProblemCode::ByteOrderMark,
                start,
                found,
                "plain UTF-8",
            ));
        }
        match serde_json::from_str::<&RawValue>(source.text) {
            Ok(raw) => Ok(Node {
                source,
                raw: raw.get(),
                path: String::new(),
            }),
            Err(error) => {
                let place = (source.first_line + error.line().max(1) - 1, error.column());
                let full = error.to_string();
                let found = full.split(" at line ").next().unwrap_or(&full).to_owned();
                Err(fault(
                    ProblemCode::NotJson,
                    place,
                    found,
                    "one JSON document",
                ))
            }
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The same value under another path, once its name in the file's own terms is known.
    pub(crate) fn at(&self, path: impl Into<String>) -> Node<'a> {
        Node {
            path: path.into(),
            ..self.clone()
        }
    }

    /// The value of a key, or this value where it has none. For problems only: the text is read
    /// once more.
    pub(crate) fn find(&self, key: &'static str) -> Node<'a> {
        let mut ignored = Problems::default();
        let found = self.object(&mut ignored).and_then(|mut o| o.optional(key));
        found.unwrap_or_else(|| self.clone())
    }

    /// The value at `index` of a list that it holds, as [`Node::find`].
    pub(crate) fn find_nth(&self, name: &str, index: usize) -> Node<'a> {
        let mut ignored = Problems::default();
        let found = self.list(name, &mut ignored);
        let nth = found.and_then(|nodes| nodes.into_iter().nth(index));
        nth.unwrap_or_else(|| self.clone())
    }

    /// Line and column of the value, from 1. Looked up only when something is wrong.
    fn place(&self) -> (usize, usize) {
        // Both are addresses in one string, so the difference is the offset; no pointer is followed.
        let offset =
            (self.raw.as_ptr() as usize).saturating_sub(self.source.text.as_ptr() as usize);
        let before = self.source.text.get(..offset).unwrap_or_default();
        let line = before.bytes().filter(|&b| b == b'\n').count();
        let last = before.rsplit('\n').next().unwrap_or_default();
        (self.source.first_line + line, last.chars().count() + 1)
    }

    pub(crate) fn problem(
        &self,
        code: ProblemCode,
        found: impl Display,
        expected: impl Display,
    ) -> Diagnostic {
        Diagnostic {
            code,
            file: self.source.file.to_owned(),
            place: Some(self.place()),
            path: self.path.clone(),
            found: found.to_string(),
            expected: expected.to_string(),
            hint: None,
        }
    }

    /// The value as the user wrote it, shortened, in backticks.
    pub(crate) fn quoted(&self) -> String {
        let text: Cow<'_, str> = serde_json::from_str(self.raw).unwrap_or(Cow::Borrowed(self.raw));
        quote(&text)
    }

    fn kind(&self) -> &'static str {
        match self.raw.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "true or false",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    fn wrong_type(&self, expected: &str, problems: &mut Problems) {
        let found = match self.kind() {
            kind @ ("an object" | "a list" | "null") => kind.to_owned(),
            kind => format!("{kind}, {}", self.quoted()),
        };
        problems.push_with(|| self.problem(ProblemCode::WrongType, found, expected));
    }

    /// Says so, and gives nothing, where there are more than may be.
    fn within(&self, of: usize, most: usize, what: &str, problems: &mut Problems) -> Option<()> {
        if of <= most {
            return Some(());
        }
        let (found, expected) = (format!("{of} {what}"), format!("at most {most}"));
        problems.push_with(|| self.problem(ProblemCode::TooMany, found, expected));
        None
    }

    /// How many elements the value has, if it is a list.
    pub(crate) fn length(&self) -> Option<usize> {
        let elements = serde_json::from_str::<Elements<'_>>(self.raw).ok()?;
        Some(elements.of)
    }

    /// The value as a list; its elements are called `name 1`, `name 2` and so on in paths.
    pub(crate) fn list(&self, name: &str, problems: &mut Problems) -> Option<Vec<Node<'a>>> {
        if problems.full() {
            return None;
        }
        let Ok(items) = serde_json::from_str::<Elements<'a>>(self.raw) else {
            self.wrong_type("a list", problems);
            return None;
        };
        self.within(items.of, MAX_ENTRIES, "entries", problems)?;
        let parent = self.path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let slash = if parent.is_empty() { "" } else { "/" };
        let nodes = items.kept.into_iter().enumerate().map(|(index, raw)| Node {
            source: self.source,
            raw: raw.get(),
            path: format!("{parent}{slash}{name} {}", index + 1),
        });
        Some(nodes.collect())
    }

    /// As [`Node::list`], and not empty.
    pub(crate) fn some_list(&self, name: &str, problems: &mut Problems) -> Option<Vec<Node<'a>>> {
        let items = self.list(name, problems)?;
        if items.is_empty() {
            problems.push(self.problem(
                ProblemCode::Empty,
                "an empty list",
                format!("at least one {name}"),
            ));
            return None;
        }
        Some(items)
    }

    /// The value as an object; repeated keys are reported.
    pub(crate) fn object(&self, problems: &mut Problems) -> Option<Object<'a>> {
        if problems.full() {
            return None;
        }
        let Ok(raw) = serde_json::from_str::<Entries<'a>>(self.raw) else {
            self.wrong_type("an object", problems);
            return None;
        };
        self.within(raw.of, MAX_KEYS, "keys", problems)?;
        let slash = if self.path.is_empty() { "" } else { "/" };
        let mut entries: Vec<Entry<'a>> = Vec::with_capacity(raw.of);
        for (key_raw, value_raw) in raw.kept {
            let key: Cow<'a, str> = serde_json::from_str(key_raw.get()).unwrap_or_default();
            let path = format!("{}{slash}{key}", self.path);
            let key_node = Node {
                source: self.source,
                raw: key_raw.get(),
                path: path.clone(),
            };
            if entries.iter().any(|entry| entry.key == key) {
                problems.push_with(|| {
                    key_node.problem(ProblemCode::RepeatedKey, quote(&key), "each key once")
                });
                continue;
            }
            let value = Node {
                source: self.source,
                raw: value_raw.get(),
                path,
            };
            entries.push(Entry {
                key,
                key_node,
                value,
                asked: false,
            });
        }
        Some(Object {
            node: self.clone(),
            entries,
            known: Vec::new(),
        })
    }

    /// The value as text of at least one visible character.
    pub(crate) fn text(&self, problems: &mut Problems) -> Option<String> {
        let Ok(text) = serde_json::from_str::<String>(self.raw) else {
            self.wrong_type("a string", problems);
            return None;
        };
        if text.trim().is_empty() {
            problems.push_with(|| self.problem(ProblemCode::Empty, "an empty text", "a text"));
            return None;
        }
        Some(text)
    }

    /// Whether the value is this number, text, true, false or null.
    pub(crate) fn is_value(&self, value: &serde_json::Value) -> bool {
        serde_json::from_str::<serde_json::Value>(self.raw).is_ok_and(|found| found == *value)
    }

    /// Whether the value is this text.
    pub(crate) fn is_text(&self, text: &str) -> bool {
        serde_json::from_str::<Cow<'_, str>>(self.raw).is_ok_and(|value| value == text)
    }

    /// The value as a text that another type reads, such as a date or points.
    pub(crate) fn parsed<T: Word>(&self, problems: &mut Problems) -> Option<T> {
        let Ok(text) = serde_json::from_str::<Cow<'_, str>>(self.raw) else {
            let found = format!("{}, {}", self.kind(), self.quoted());
            let expected = format!("{}, written as a string", T::EXPECTED);
            problems.push_with(|| self.problem(T::CODE, found, expected));
            return None;
        };
        text.parse().ok().or_else(|| {
            problems.push_with(|| {
                let mut problem = self.problem(T::CODE, quote(&text), T::EXPECTED);
                let choices: Vec<String> = T::CHOICES.iter().map(T::to_string).collect();
                problem.hint = did_you_mean(&text, choices.iter().map(String::as_str));
                problem
            });
            None
        })
    }

    /// The value as a whole number from `least` to `most`.
    pub(crate) fn number(&self, least: u32, most: u32, problems: &mut Problems) -> Option<u32> {
        match self.raw.parse::<u32>() {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            _ if self.kind() == "a number" => {
                let expected = format!("a whole number from {least} to {most}");
                problems
                    .push_with(|| self.problem(ProblemCode::BadNumber, self.quoted(), expected));
                None
            }
            _ => {
                self.wrong_type("a whole number", problems);
                None
            }
        }
    }

    pub(crate) fn boolean(&self, problems: &mut Problems) -> Option<bool> {
        match self.raw {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.wrong_type("`true` or `false`", problems);
                None
            }
        }
    }
}

/// A type that reads a text, and the problem to report where it cannot.
pub(crate) trait Word: FromStr + Display + 'static {
    const CODE: ProblemCode;
    const EXPECTED: &str;
    /// All values, where they are few.
    const CHOICES: &[Self] = &[];
}

/// What a user wrote, in backticks, at most 60 characters of it.
pub(crate) fn quote(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{short}`")
}

/// A hint at the candidate that `text` most likely meant.
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
        .map(|(_, word)| format!("; did you mean `{word}`?"))
}

#[derive(Debug)]
struct Entry<'a> {
    key: Cow<'a, str>,
    key_node: Node<'a>,
    value: Node<'a>,
    asked: bool,
}

/// An object being taken apart: what is never asked for is unknown.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    node: Node<'a>,
    entries: Vec<Entry<'a>>,
    known: Vec<&'static str>,
}

impl<'a> Object<'a> {
    pub(crate) fn optional(&mut self, key: &'static str) -> Option<Node<'a>> {
        self.known.push(key);
        let entry = self.entries.iter_mut().find(|entry| entry.key == key)?;
        entry.asked = true;
        Some(entry.value.clone())
    }

    pub(crate) fn required(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Node<'a>> {
        let value = self.optional(key);
        if value.is_none() {
            problems.push(self.node.problem(
                ProblemCode::MissingKey,
                format!("no key `{key}`"),
                "it here",
            ));
        }
        value
    }

    /// The keys, in order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.key)
    }

    /// Keys and values, in order.
    pub(crate) fn into_values(self) -> impl Iterator<Item = (Cow<'a, str>, Node<'a>)> {
        self.entries
            .into_iter()
            .map(|entry| (entry.key, entry.value))
    }

    /// The same object under another path, once its name in the file's own terms is known.
    pub(crate) fn at(mut self, path: &str) -> Object<'a> {
        for entry in &mut self.entries {
            let path = format!("{path}/{}", entry.key);
            entry.key_node.path.clone_from(&path);
            entry.value.path = path;
        }
        self.node.path = path.to_owned();
        self
    }

    /// A required text.
    pub(crate) fn text(&mut self, key: &'static str, problems: &mut Problems) -> Option<String> {
        self.required(key, problems)?.text(problems)
    }

    /// A required value that another type reads.
    pub(crate) fn parsed<T: Word>(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<T> {
        self.required(key, problems)?.parsed(problems)
    }

    /// Reports what was not asked for.
    pub(crate) fn finish(self, problems: &mut Problems) {
        for entry in self.entries.iter().filter(|entry| !entry.asked) {
            let mut problem = entry.key_node.problem(
                ProblemCode::UnknownKey,
                quote(&entry.key),
                format!("one of {}", list_of(&self.known)),
            );
            problem.hint = did_you_mean(&entry.key, self.known.iter().copied());
            problems.push(problem);
        }
    }
}

/// `a`, `b`, `c`.
pub(crate) fn list_of<T: Display>(words: &[T]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
