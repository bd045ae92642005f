//! JSON that people and programs send: every problem at once, each with its place.

use std::fmt;

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The most problems of one text that are listed.
const MAX_PROBLEMS: usize = 1_000;

/// A value in its text, with the path that leads to it.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    file: &'a str,
    text: &'a str,
    raw: &'a str,
    path: String,
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
    /// Everything that was.
    pub fn give<T>(self, value: Option<T>) -> Result<T, Vec<Diagnostic>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
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
        // Reading it as a value first finds faults anywhere, and lone halves of characters.
        if let Err(error) = serde_json::from_str::<Value>(text) {
            let found = error.to_string();
            let found = found.split(" at line ").next().unwrap_or_default();
            let problem = Diagnostic::of_file(ProblemCode::NotJson, file, found, "JSON");
            return Err(problem.at(error.line().max(1), error.column().max(1)));
        }
        Ok(Node {
            file,
            text,
            raw: text.trim_matches([' ', '\t', '\n', '\r']),
            path: String::new(),
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

    /// How many bytes of the whole text stand before it.
    #[must_use]
    pub fn offset(&self) -> usize {
        (self.raw.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// A problem with it.
    #[must_use]
    pub fn problem(&self, code: ProblemCode, found: &str, expected: &str) -> Diagnostic {
        let (line, column) = place(self.text, self.offset());
        Diagnostic::of_file(code, self.file, found, expected)
            .at_path(&self.path)
            .at(line, column)
    }

    fn kind(&self) -> &'static str {
        match self.raw.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a text",
            Some(b't' | b'f') => "true or false",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    fn wrong_type(&self, expected: &str) -> Diagnostic {
        self.problem(ProblemCode::WrongType, self.kind(), expected)
    }

    fn child(&self, raw: &'a str, step: &str) -> Node<'a> {
        let path = match self.path.as_str() {
            "" => step.to_owned(),
            path => format!("{path}/{step}"),
        };
        Node {
            file: self.file,
            text: self.text,
            raw,
            path,
        }
    }

    /// The object's fields, each one of `known`, each once.
    pub fn fields(&self, known: &[&str], problems: &mut Problems) -> Option<Fields<'a>> {
        let Ok(entries) = serde_json::from_str::<Entries<'a>>(self.raw) else {
            problems.push(self.wrong_type("an object"));
            return None;
        };
        let mut fields: Vec<(String, Node<'a>)> = Vec::new();
        for (key, value) in entries.0 {
            if !known.contains(&key.as_str()) {
                // Told at the object: what people typed stays out of paths.
                let expected = format!("one of `{}`", known.join("`, `"));
                problems.push(self.problem(ProblemCode::UnknownKey, "an unknown key", &expected));
            } else if fields.iter().any(|(known, _)| *known == key) {
                let found = format!("`{key}` twice");
                problems.push(self.problem(ProblemCode::RepeatedKey, &found, "each key once"));
            } else {
                let node = self.child(value.get(), &key);
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
            problems.push(self.wrong_type("a list"));
            return None;
        };
        if elements.len() > most {
            let (found, expected) = (
                format!("{} entries", elements.len()),
                format!("at most {most}"),
            );
            problems.push(self.problem(ProblemCode::TooMany, &found, &expected));
            return None;
        }
        let elements = elements.into_iter().zip(1_usize..);
        let nodes = elements.map(|(element, n)| self.child(element.get(), &format!("{step} {n}")));
        Some(nodes.collect())
    }

    /// A text.
    pub fn text(&self, problems: &mut Problems) -> Option<String> {
        match self.value() {
            Value::String(text) => Some(text),
            _ => {
                problems.push(self.wrong_type("a text"));
                None
            }
        }
    }

    /// A text that prints on one line, with something to see.
    pub fn name(&self, problems: &mut Problems) -> Option<String> {
        let text = self.text(problems)?;
        if let Some(hidden) = text.chars().find(|&letter| is_hidden(letter)) {
            let found = format!("the character U+{:04X}", u32::from(hidden));
            problems.push(self.problem(
                ProblemCode::BadCode,
                &found,
                "characters that can be seen, on one line",
            ));
            return None;
        }
        let length = text.chars().count();
        if text.trim().is_empty() || length > MAX_NAME {
            let found = match length {
                0 => "an empty text".to_owned(),
                _ if text.trim().is_empty() => "spaces alone".to_owned(),
                _ => format!("{length} characters"),
            };
            let expected = format!("1 to {MAX_NAME} characters");
            problems.push(self.problem(ProblemCode::Empty, &found, &expected));
            return None;
        }
        Some(text)
    }

    /// A text of several lines, as people write notes and reasons.
    pub fn prose(&self, problems: &mut Problems) -> Option<String> {
        let text = self.text(problems)?;
        let length = text.chars().count();
        if length > MAX_PROSE {
            let (found, expected) = (
                format!("{length} characters"),
                format!("at most {MAX_PROSE}"),
            );
            problems.push(self.problem(ProblemCode::TooLarge, &found, &expected));
            return None;
        }
        let control = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\r');
        if let Some(found) = text.chars().find(control) {
            let found = format!("the character U+{:04X}", u32::from(found));
            let expected = "letters and line breaks";
            problems.push(self.problem(ProblemCode::BadCode, &found, expected));
            return None;
        }
        Some(text)
    }

    /// A whole number within bounds.
    pub fn whole(&self, least: u64, most: u64, problems: &mut Problems) -> Option<u64> {
        let expected = format!("a whole number from {least} to {most}");
        let Value::Number(number) = self.value() else {
            problems.push(self.wrong_type(&expected));
            return None;
        };
        match number.as_u64() {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                let found = number.to_string();
                problems.push(self.problem(ProblemCode::BadNumber, &found, &expected));
                None
            }
        }
    }

    /// One of several words.
    pub fn word<'w>(&self, words: &[&'w str], problems: &mut Problems) -> Option<&'w str> {
        let text = self.text(problems)?;
        let found = words.iter().find(|word| **word == text);
        if found.is_none() {
            let expected = format!("one of `{}`", words.join("`, `"));
            problems.push(self.problem(ProblemCode::BadWord, "another word", &expected));
        }
        found.copied()
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.raw == "null"
    }
}

/// The most characters of a name.
pub const MAX_NAME: usize = 300;

/// The most characters of a note, an opinion or a reason.
pub const MAX_PROSE: usize = 2_000;

/// Characters that are not seen, or that turn or hide others.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The line and column, counted from 1 in characters, of a byte of a text.
#[must_use]
pub fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    (line, column)
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
            let expected = format!("the key `{key}`");
            problems.push(self.node.problem(
                ProblemCode::MissingKey,
                "an object without it",
                &expected,
            ));
        }
        found
    }

    /// The object.
    #[must_use]
    pub fn node(&self) -> &Node<'a> {
        &self.node
    }
}
