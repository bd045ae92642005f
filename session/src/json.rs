//! JSON that people and programs send: every problem at once, each with its place.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use ocop::input::{ProblemCode, check_json, name_problem};
use ocop::text::{Phrase, composed};
use ocop::{Date, Diagnostic, LoadError};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The most problems of one text that are listed.
const MAX_PROBLEMS: usize = 1_000;

/// The most characters of a name.
pub(crate) const MAX_NAME: usize = 300;

/// The most characters of a note, an opinion or a reason.
const MAX_PROSE: usize = 2_000;

/// A text that is read, and what was found wrong with it so far.
#[derive(Debug)]
pub struct Body<'a> {
    file: &'a str,
    text: Cow<'a, str>,
    problems: RefCell<Vec<Diagnostic>>,
}

impl<'a> Body<'a> {
    /// A text that somebody sent.
    ///
    /// # Errors
    ///
    /// It is not JSON.
    pub fn read(file: &'a str, text: &'a str) -> Result<Body<'a>, Diagnostic> {
        // Some programs write a mark before the text that says how it is encoded.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        check_json(text, file)?;
        // What is JSON may still hold a number that no value holds, or half a character.
        if let Err(error) = serde_json::from_str::<Value>(text) {
            let found = phrase!("một giá trị ngoài khoảng đọc được", "a value out of range");
            let expected = phrase!("số hoặc chuỗi thông thường", "a plain number or text");
            let problem = Diagnostic::of_file(ProblemCode::BadNumber, file, found, expected);
            return Err(problem.at(error.line().max(1), error.column().max(1)));
        }
        Ok(Body {
            file,
            text: text.into(),
            problems: RefCell::default(),
        })
    }

    /// A value that the program puts together; `file` is what problems are reported under.
    pub fn of(file: &'a str, value: &Value) -> Body<'a> {
        Body {
            file,
            text: value.to_string().into(),
            problems: RefCell::default(),
        }
    }

    /// The whole value.
    pub(crate) fn root(&self) -> Node<'_> {
        Node {
            body: self,
            raw: self.text.trim_matches([' ', '\t', '\n', '\r']),
            path: String::new(),
            pointer: String::new(),
        }
    }

    /// The fields of the whole value, each one of `known`, each once.
    pub(crate) fn fields(&self, known: &[&str]) -> Option<Fields<'_>> {
        self.root().fields(known)
    }

    pub(crate) fn push(&self, problem: Diagnostic) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() < MAX_PROBLEMS {
            problems.push(problem);
        }
    }

    /// Whether nothing wrong was found yet.
    pub(crate) fn is_right(&self) -> bool {
        self.problems.borrow().is_empty()
    }

    /// The value if nothing was wrong; else everything that was, in the order of the text, each
    /// mistake once.
    pub(crate) fn give<T>(&self, value: Option<T>) -> Result<T, Vec<Diagnostic>> {
        let mut problems = self.problems.take();
        match value {
            Some(value) if problems.is_empty() => Ok(value),
            _ => {
                problems.sort_by_key(|problem| (problem.line(), problem.column()));
                problems.dedup();
                Err(merged(problems))
            }
        }
    }
}

/// Problems with the same mistake as one, with the first place.
pub(crate) fn merged(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
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

/// A value of a body, with the path that leads to it. What is wrong with it is kept in the body.
#[derive(Debug, Clone)]
pub(crate) struct Node<'b> {
    body: &'b Body<'b>,
    raw: &'b str,
    path: String,
    /// The path as an RFC 6901 JSON Pointer.
    pointer: String,
}

impl<'b> Node<'b> {
    /// The value's text.
    pub(crate) fn raw(&self) -> &'b str {
        self.raw
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(self.raw).unwrap_or(Value::Null)
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn pointer(&self) -> &str {
        &self.pointer
    }

    /// How many bytes of the whole text stand before it.
    pub(crate) fn offset(&self) -> usize {
        self.offset_of(self.raw)
    }

    fn offset_of(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.body.text.as_ptr() as usize)
    }

    /// Refuses the value.
    pub(crate) fn refuse<T>(
        &self,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: Phrase,
    ) -> Option<T> {
        let problem = Diagnostic::of_file(code, self.body.file, found, expected);
        self.push(self.here(problem));
        None
    }

    pub(crate) fn push(&self, problem: Diagnostic) {
        self.body.push(problem);
    }

    /// Refuses an object without a key.
    pub(crate) fn lacks(&self, key: &str) {
        self.push(self.here(Diagnostic::missing_key(key)));
    }

    /// A problem that was found elsewhere, with it.
    pub(crate) fn here(&self, problem: Diagnostic) -> Diagnostic {
        self.placed(problem, self.offset(), &self.path, &self.pointer)
    }

    /// A problem that was found in this value's text alone, at its place in the whole text.
    pub(crate) fn within(&self, problem: Diagnostic) -> Diagnostic {
        let (Some(line), Some(column)) = (problem.line(), problem.column()) else {
            return self.here(problem);
        };
        let within = offset(self.raw, line, column);
        let path = joined(&self.path, problem.path());
        let pointer = format!("{}{}", self.pointer, problem.pointer());
        self.placed(problem, self.offset() + within, &path, &pointer)
    }

    /// A problem of this body at a byte of its text.
    pub(crate) fn placed(
        &self,
        problem: Diagnostic,
        offset: usize,
        path: &str,
        pointer: &str,
    ) -> Diagnostic {
        let (line, column) = place(&self.body.text, offset);
        let problem = problem.in_file(self.body.file).at_path(path);
        problem.at_pointer(pointer).at(line, column)
    }

    /// Refuses a key of this object, whose value is `value`: at the key's line and column, with the
    /// object's path, for paths hold no text that people typed.
    fn refuse_key(&self, value: &RawValue, problem: Diagnostic) {
        let key = key_offset(&self.body.text, self.offset_of(value.get()));
        let problem = self.placed(problem, key, &self.path, &self.pointer);
        self.body.push(problem);
    }

    fn wrong_type<T>(&self, expected: Phrase) -> Option<T> {
        let (vi, en) = match self.raw.as_bytes().first() {
            Some(b'{') => ("một đối tượng", "an object"),
            Some(b'[') => ("một danh sách", "a list"),
            Some(b'"') => ("một chuỗi", "a text"),
            Some(b't' | b'f') => ("giá trị đúng sai", "true or false"),
            Some(b'n') => ("`null`", "`null`"),
            _ => ("một số", "a number"),
        };
        self.refuse(ProblemCode::WrongType, Phrase::new(vi, en), expected)
    }

    fn child(&self, raw: &'b str, step: &str, key: &str) -> Node<'b> {
        Node {
            body: self.body,
            raw,
            path: joined(&self.path, step),
            pointer: format!("{}/{key}", self.pointer),
        }
    }

    /// The object's fields, each one of `known`, each once.
    pub(crate) fn fields(&self, known: &[&str]) -> Option<Fields<'b>> {
        let Ok(entries) = serde_json::from_str::<Entries<'b>>(self.raw) else {
            return self.wrong_type(phrase!("một đối tượng", "an object"));
        };
        let mut fields: Vec<(String, Node<'b>)> = Vec::new();
        for (key, value) in entries.0 {
            if !known.contains(&key.as_str()) {
                self.refuse_key(value, Diagnostic::unknown_key(&key, known));
            } else if fields.iter().any(|(known, _)| *known == key) {
                self.refuse_key(value, Diagnostic::repeated_key(&key));
            } else {
                let node = self.child(value.get(), &key, &key);
                fields.push((key, node));
            }
        }
        let node = self.clone();
        Some(Fields { node, fields })
    }

    /// What stands under a key of an object, where something does; nothing is refused.
    pub(crate) fn below(&self, key: &str) -> Option<Node<'b>> {
        let entries = serde_json::from_str::<Entries<'b>>(self.raw).ok()?;
        let mut entries = entries.0.into_iter();
        let (_, value) = entries.find(|(known, _)| known == key)?;
        Some(self.child(value.get(), key, key))
    }

    /// The list's elements; `step` is what one is called in paths.
    pub(crate) fn list(&self, step: &str, most: usize) -> Option<Vec<Node<'b>>> {
        let Ok(elements) = serde_json::from_str::<Vec<&'b RawValue>>(self.raw) else {
            return self.wrong_type(phrase!("một danh sách", "a list"));
        };
        let count = elements.len();
        if count > most {
            let found = phrase!("{count} mục", "{count} entries");
            let expected = phrase!("nhiều nhất {most}", "at most {most}");
            return self.refuse(ProblemCode::TooMany, found, expected);
        }
        let nodes = elements.into_iter().enumerate().map(|(index, element)| {
            let step = format!("{step} {}", index + 1);
            self.child(element.get(), &step, &index.to_string())
        });
        Some(nodes.collect())
    }

    /// A text.
    pub(crate) fn text(&self) -> Option<String> {
        match self.value() {
            Value::String(text) => Some(text),
            _ => self.wrong_type(phrase!("một chuỗi", "a text")),
        }
    }

    /// A text that prints on one line, with something to see; kept and counted in NFC.
    pub(crate) fn name(&self) -> Option<String> {
        let text = composed(&self.text()?).into_owned();
        if let Some(problem) = name_problem(&text) {
            self.push(self.here(problem));
            return None;
        }
        let length = text.chars().count();
        let (code, found) = if length == 0 {
            (ProblemCode::Empty, empty_text())
        } else if text.trim().is_empty() {
            let spaces = phrase!("chỉ có dấu cách", "spaces alone");
            (ProblemCode::Empty, spaces)
        } else if length > MAX_NAME {
            (ProblemCode::TooLarge, characters(length))
        } else {
            return Some(text);
        };
        let expected = phrase!("từ 1 đến {MAX_NAME} ký tự", "1 to {MAX_NAME} characters");
        self.refuse(code, found, expected)
    }

    /// A text of several lines, as people write notes and reasons; kept and counted in NFC.
    pub(crate) fn prose(&self) -> Option<String> {
        let text = composed(&self.text()?).into_owned();
        let length = text.chars().count();
        if length > MAX_PROSE {
            let expected = phrase!("nhiều nhất {MAX_PROSE}", "at most {MAX_PROSE}");
            return self.refuse(ProblemCode::TooLarge, characters(length), expected);
        }
        let control = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\r');
        if let Some(found) = text.chars().find(control) {
            let number = u32::from(found);
            let found = phrase!("ký tự U+{number:04X}", "the character U+{number:04X}");
            let expected = phrase!("chữ và dấu xuống dòng", "letters and line breaks");
            return self.refuse(ProblemCode::BadCharacter, found, expected);
        }
        Some(text)
    }

    /// A day of the calendar.
    pub(crate) fn day(&self) -> Option<String> {
        let text = self.text()?;
        if text.parse::<Date>().is_ok() {
            return Some(text);
        }
        let expected = phrase!(
            "một ngày có thật, viết như `2026-08-05`",
            "a day of the calendar as `2026-08-05`"
        );
        self.refuse(ProblemCode::BadDate, another_text(), expected)
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&self, least: u64, most: u64) -> Option<u64> {
        let expected = phrase!(
            "số nguyên từ {least} đến {most}",
            "a whole number from {least} to {most}"
        );
        let Value::Number(number) = self.value() else {
            return self.wrong_type(expected);
        };
        match number.as_u64() {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                let found = format!("`{}`", self.number(&number));
                self.refuse(ProblemCode::BadNumber, found, expected)
            }
        }
    }

    /// A number as it was written, unless that is longer than what it says.
    pub(crate) fn number(&self, value: &impl fmt::Display) -> String {
        let value = value.to_string();
        let most = value.len().max(20);
        if self.raw.len() > most {
            value
        } else {
            self.raw.to_owned()
        }
    }

    /// True or false.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self.value() {
            Value::Bool(flag) => Some(flag),
            _ => self.wrong_type(phrase!("`true` hoặc `false`", "`true` or `false`")),
        }
    }

    /// One of several words.
    pub(crate) fn word<'w>(&self, words: &[&'w str]) -> Option<&'w str> {
        let text = self.text()?;
        if let Some(found) = words.iter().find(|word| **word == text) {
            return Some(found);
        }
        let words = words.join("`, `");
        let expected = phrase!("một trong `{words}`", "one of `{words}`");
        let found = phrase!("một từ khác", "another word");
        self.refuse(ProblemCode::BadWord, found, expected)
    }

    pub(crate) fn is_null(&self) -> bool {
        self.raw == "null"
    }
}

/// What stands where a text of another shape is expected.
pub(crate) fn another_text() -> Phrase {
    phrase!("một chuỗi khác", "another text")
}

fn empty_text() -> Phrase {
    phrase!("chuỗi trống", "an empty text")
}

pub(crate) fn characters(count: usize) -> Phrase {
    phrase!("{count} ký tự", "{count} characters")
}

/// A path and what is below it.
pub(crate) fn joined(path: &str, below: &str) -> String {
    match (path, below) {
        ("", rest) | (rest, "") => rest.to_owned(),
        (path, below) => format!("{path}/{below}"),
    }
}

/// The line and column, counted from 1 in characters, of a byte of a text.
fn place(text: &str, offset: usize) -> (usize, usize) {
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
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let before = rest.chars().take(column.saturating_sub(1));
    start + before.map(char::len_utf8).sum::<usize>()
}

/// The fields of an object.
#[derive(Debug)]
pub(crate) struct Fields<'b> {
    node: Node<'b>,
    fields: Vec<(String, Node<'b>)>,
}

impl<'b> Fields<'b> {
    /// A field, where it stands.
    pub(crate) fn get(&self, key: &str) -> Option<&Node<'b>> {
        let found = self.fields.iter().find(|(known, _)| known == key);
        found.map(|(_, node)| node)
    }

    /// A field that must stand.
    pub(crate) fn need(&self, key: &str) -> Option<&Node<'b>> {
        let found = self.get(key);
        if found.is_none() {
            self.node.lacks(key);
        }
        found
    }

    /// Why something is done, which must be said where that is `needed`.
    pub(crate) fn reason(&self, needed: bool) -> Option<String> {
        let node = match self.get("reason") {
            Some(node) => node,
            None if needed => self.need("reason")?,
            None => return Some(String::new()),
        };
        let reason = node.prose()?;
        if needed && reason.trim().is_empty() {
            let expected = phrase!("lý do", "a reason");
            return node.refuse(ProblemCode::Empty, empty_text(), expected);
        }
        Some(reason)
    }
}
