//! JSON that people and programs send: every problem at once, each with its place.

use std::fmt;

use ocop::input::{ProblemCode, check_json};
use ocop::text::{Phrase, hidden_character};
use ocop::{Diagnostic, LoadError};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use unicode_normalization::UnicodeNormalization as _;

/// The most problems of one text that are listed.
const MAX_PROBLEMS: usize = 1_000;

/// A value in its text, with the path that leads to it.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    file: &'a str,
    text: &'a str,
    raw: &'a str,
    path: String,
    pointer: String,
}

/// The problems of a text, as they are found.
#[derive(Debug, Default)]
pub struct Problems(pub Vec<Diagnostic>);

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Diagnostic) {
        if self.0.len() < MAX_PROBLEMS {
            self.0.push(problem);
        }
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    ///
    /// Everything that was, in the order of the text, each mistake once.
    pub fn give<T>(mut self, value: Option<T>) -> Result<T, Vec<Diagnostic>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => {
                self.0
                    .sort_by_key(|problem| (problem.line(), problem.column()));
                self.0.dedup();
                Err(merged(self.0))
            }
        }
    }
}

/// Problems with the same mistake as one, with the first place.
#[must_use]
pub fn merged(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    match LoadError::of_document(problems) {
        Ok(()) => Vec::new(),
        Err(error) => error.into_diagnostics(),
    }
}

/// The entries of an object in their order, repeated ones too.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl<'a> Node<'a> {
    /// Reads a whole text.
    ///
    /// # Errors
    ///
    /// It is not JSON.
    pub fn root(file: &'a str, text: &'a str) -> Result<Node<'a>, Diagnostic> {
        check_json(text, file)?;
        // What is JSON may still hold a number that no value holds, or half a character.
        if let Err(error) = serde_json::from_str::<Value>(text) {
            let found = phrase!("một giá trị ngoài khoảng đọc được", "a value out of range");
            let expected = phrase!("số hoặc chuỗi thông thường", "a plain number or text");
            let problem = Diagnostic::of_file(ProblemCode::BadNumber, file, found, expected);
            return Err(problem.at(error.line().max(1), error.column().max(1)));
        }
        Ok(Node {
            file,
            text,
            raw: text.trim_matches([' ', '\t', '\n', '\r']),
            path: String::new(),
            pointer: String::new(),
        })
    }

    /// The value's text.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(self.raw).unwrap_or(Value::Null)
    }

    /// Where it leads to.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same as an RFC 6901 JSON Pointer.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// How many bytes of the whole text stand before it.
    #[must_use]
    pub fn offset(&self) -> usize {
        (self.raw.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// A problem with it.
    #[must_use]
    pub fn problem(
        &self,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) -> Diagnostic {
        self.here(Diagnostic::of_file(code, self.file, found, expected))
    }

    /// A problem that was found elsewhere, with it.
    #[must_use]
    pub fn here(&self, problem: Diagnostic) -> Diagnostic {
        let (line, column) = place(self.text, self.offset());
        problem
            .in_file(self.file)
            .at_path(&self.path)
            .at_pointer(&self.pointer)
            .at(line, column)
    }

    /// A problem that was found in this value's text alone, at its place in the whole text.
    #[must_use]
    pub fn within(&self, problem: Diagnostic) -> Diagnostic {
        let (Some(line), Some(column)) = (problem.line(), problem.column()) else {
            return self.here(problem);
        };
        let (line, column) = place(self.text, self.offset() + offset(self.raw, line, column));
        let join = |one: &str, other: &str| match (one, other) {
            ("", rest) | (rest, "") => rest.to_owned(),
            (one, other) => format!("{one}/{other}"),
        };
        let path = join(&self.path, problem.path());
        let pointer = format!("{}{}", self.pointer, problem.pointer());
        problem
            .in_file(self.file)
            .at_path(&path)
            .at_pointer(&pointer)
            .at(line, column)
    }

    /// A problem with a key of this object, whose value is `value`: at the key's line and column, with the
    /// object's path, for paths hold no text that people typed.
    fn at_key(&self, value: &RawValue, problem: Diagnostic) -> Diagnostic {
        let end = (value.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let (line, column) = place(self.text, key_offset(self.text, end));
        self.here(problem).at(line, column)
    }

    fn kind(&self) -> Phrase {
        let (vi, en) = match self.raw.as_bytes().first() {
            Some(b'{') => ("một đối tượng", "an object"),
            Some(b'[') => ("một danh sách", "a list"),
            Some(b'"') => ("một chuỗi", "a text"),
            Some(b't' | b'f') => ("giá trị đúng sai", "true or false"),
            Some(b'n') => ("`null`", "`null`"),
            _ => ("một số", "a number"),
        };
        Phrase::new(vi, en)
    }

    fn wrong_type(&self, expected: Phrase) -> Diagnostic {
        self.problem(ProblemCode::WrongType, self.kind(), expected)
    }

    fn child(&self, raw: &'a str, step: &str, key: &str) -> Node<'a> {
        let path = match self.path.as_str() {
            "" => step.to_owned(),
            path => format!("{path}/{step}"),
        };
        Node {
            file: self.file,
            text: self.text,
            raw,
            path,
            pointer: format!("{}/{key}", self.pointer),
        }
    }

    /// The object's fields, each one of `known`, each once.
    pub fn fields(&self, known: &[&str], problems: &mut Problems) -> Option<Fields<'a>> {
        let Ok(entries) = serde_json::from_str::<Entries<'a>>(self.raw) else {
            problems.push(self.wrong_type(phrase!("một đối tượng", "an object")));
            return None;
        };
        let mut fields: Vec<(String, Node<'a>)> = Vec::new();
        for (key, value) in entries.0 {
            if !known.contains(&key.as_str()) {
                problems.push(self.at_key(value, Diagnostic::unknown_key(&key, known)));
            } else if fields.iter().any(|(known, _)| *known == key) {
                problems.push(self.at_key(value, Diagnostic::repeated_key(&key)));
            } else {
                let node = self.child(value.get(), &key, &key);
                fields.push((key, node));
            }
        }
        Some(Fields {
            node: self.clone(),
            fields,
        })
    }

    /// The list's elements; `step` is what one is called in paths.
    pub fn list(&self, step: &str, most: usize, problems: &mut Problems) -> Option<Vec<Node<'a>>> {
        let Ok(elements) = serde_json::from_str::<Vec<&'a RawValue>>(self.raw) else {
            problems.push(self.wrong_type(phrase!("một danh sách", "a list")));
            return None;
        };
        if elements.len() > most {
            let count = elements.len();
            let found = phrase!("{count} mục", "{count} entries");
            let expected = phrase!("nhiều nhất {most}", "at most {most}");
            problems.push(self.problem(ProblemCode::TooMany, found, expected));
            return None;
        }
        let nodes = elements.into_iter().enumerate().map(|(index, element)| {
            let step = format!("{step} {}", index + 1);
            self.child(element.get(), &step, &index.to_string())
        });
        Some(nodes.collect())
    }

    /// A text.
    pub fn text(&self, problems: &mut Problems) -> Option<String> {
        match self.value() {
            Value::String(text) => Some(text),
            _ => {
                problems.push(self.wrong_type(phrase!("một chuỗi", "a text")));
                None
            }
        }
    }

    /// A text that prints on one line, with something to see; kept and counted in NFC.
    pub fn name(&self, problems: &mut Problems) -> Option<String> {
        let text: String = self.text(problems)?.nfc().collect();
        if let Some(hidden) = hidden_character(&text) {
            let expected = phrase!(
                "các chữ nhìn thấy được, trên một dòng",
                "characters that can be seen, on one line"
            );
            problems.push(self.problem(ProblemCode::BadCharacter, character(hidden), expected));
            return None;
        }
        if text.contains(ETH) {
            let found = phrase!("`Ð` (U+00D0)", "`Ð` (U+00D0)");
            let expected = phrase!("chữ `Đ` tiếng Việt (U+0110)", "the Vietnamese `Đ` (U+0110)");
            problems.push(self.problem(ProblemCode::BadCharacter, found, expected));
            return None;
        }
        let length = text.chars().count();
        if text.trim().is_empty() || length > MAX_NAME {
            let (code, found) = match length {
                0 => (ProblemCode::Empty, phrase!("chuỗi trống", "an empty text")),
                _ if text.trim().is_empty() => (
                    ProblemCode::Empty,
                    phrase!("chỉ có dấu cách", "spaces alone"),
                ),
                _ => (ProblemCode::TooLarge, characters(length)),
            };
            let expected = phrase!("từ 1 đến {MAX_NAME} ký tự", "1 to {MAX_NAME} characters");
            problems.push(self.problem(code, found, expected));
            return None;
        }
        Some(text)
    }

    /// A text of several lines, as people write notes and reasons; kept and counted in NFC.
    pub fn prose(&self, problems: &mut Problems) -> Option<String> {
        let text: String = self.text(problems)?.nfc().collect();
        let length = text.chars().count();
        if length > MAX_PROSE {
            let expected = phrase!("nhiều nhất {MAX_PROSE}", "at most {MAX_PROSE}");
            problems.push(self.problem(ProblemCode::TooLarge, characters(length), expected));
            return None;
        }
        let control = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\r');
        if let Some(found) = text.chars().find(control) {
            let expected = phrase!("chữ và dấu xuống dòng", "letters and line breaks");
            problems.push(self.problem(ProblemCode::BadCharacter, character(found), expected));
            return None;
        }
        Some(text)
    }

    /// A whole number within bounds.
    pub fn whole(&self, least: u64, most: u64, problems: &mut Problems) -> Option<u64> {
        let expected = phrase!(
            "số nguyên từ {least} đến {most}",
            "a whole number from {least} to {most}"
        );
        let Value::Number(number) = self.value() else {
            problems.push(self.wrong_type(expected));
            return None;
        };
        match number.as_u64() {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                let found = format!("`{number}`");
                problems.push(self.problem(ProblemCode::BadNumber, found, expected));
                None
            }
        }
    }

    /// True or false.
    pub fn flag(&self, problems: &mut Problems) -> Option<bool> {
        let flag = self.value().as_bool();
        if flag.is_none() {
            problems.push(self.wrong_type(phrase!("`true` hoặc `false`", "`true` or `false`")));
        }
        flag
    }

    /// One of several words.
    pub fn word<'w>(&self, words: &[&'w str], problems: &mut Problems) -> Option<&'w str> {
        let text = self.text(problems)?;
        let found = words.iter().find(|word| **word == text);
        if found.is_none() {
            let words = words.join("`, `");
            let expected = phrase!("một trong `{words}`", "one of `{words}`");
            let found = phrase!("một từ khác", "another word");
            problems.push(self.problem(ProblemCode::BadWord, found, expected));
        }
        found.copied()
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.raw == "null"
    }
}

/// The Icelandic letter that some keyboards give for the Vietnamese `Đ`.
const ETH: char = '\u{d0}';

/// The most characters of a name.
pub const MAX_NAME: usize = 300;

/// The most characters of a note, an opinion or a reason.
pub const MAX_PROSE: usize = 2_000;

fn character(found: char) -> Phrase {
    let number = u32::from(found);
    phrase!("ký tự U+{number:04X}", "the character U+{number:04X}")
}

fn characters(count: usize) -> Phrase {
    phrase!("{count} ký tự", "{count} characters")
}

/// The line and column, counted from 1 in characters, of a byte of a text.
#[must_use]
pub fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    (line, column)
}

/// The byte where the key of the value at `value` begins.
fn key_offset(text: &str, value: usize) -> usize {
    let before = text.get(..value).unwrap_or_default().trim_end();
    let before = before.strip_suffix(':').unwrap_or(before).trim_end();
    let mut key = before.strip_suffix('"').unwrap_or(before);
    // A quote that is escaped belongs to the key.
    while let Some(at) = key.rfind('"') {
        key = key.get(..at).unwrap_or_default();
        let escapes = key.len() - key.trim_end_matches('\\').len();
        if escapes % 2 == 0 {
            return at;
        }
    }
    value
}

/// The byte at a line and column.
#[must_use]
pub fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or_default();
    let within: usize = rest
        .chars()
        .take(column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    start + within
}

/// The fields of an object.
#[derive(Debug)]
pub struct Fields<'a> {
    node: Node<'a>,
    fields: Vec<(String, Node<'a>)>,
}

impl<'a> Fields<'a> {
    /// A field, where it stands.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        let found = self.fields.iter().find(|(known, _)| known == key);
        found.map(|(_, node)| node)
    }

    /// A field that must stand.
    pub fn need(&self, key: &str, problems: &mut Problems) -> Option<&Node<'a>> {
        let found = self.get(key);
        if found.is_none() {
            problems.push(self.node.here(Diagnostic::missing_key(key)));
        }
        found
    }

    /// The object.
    #[must_use]
    pub fn node(&self) -> &Node<'a> {
        &self.node
    }
}
