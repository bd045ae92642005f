//! Reading the values of a document, and reporting what is wrong with them.

use std::borrow::Cow;
use std::fmt::Display;

use serde::de::DeserializeOwned;

use super::load_error::PassedOver;
use super::pointer::{Step, path_of, pointer_of};
use super::refusals::{
    empty_list, empty_text, format_unknown, too_large, too_many_entries, too_many_keys,
    whole_number,
};
use super::word::not_word;
use super::{
    Diagnostic, Document, Field, Kind, Node, ProblemCode, Problems, Slip, Word, only_with, quote,
    refusal,
};
use crate::text::{Lang, Phrase, phrase};
use crate::value::{CriterionCode, PartId, SectionCode};

/// The largest text that is read as one document, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 16 * 1024 * 1024;

/// The most entries that a list may have, and the most keys of an object. No file of any kind has
/// nearly as many; others must not take the memory of a thousand.
const MAX_ENTRIES: usize = 999;
const MAX_KEYS: usize = 256;

impl<'t> Document<'t> {
    /// Parses a whole text, unless it is too long or not JSON.
    pub(crate) fn read(
        text: &'t str,
        file: &'t str,
        first_line: usize,
    ) -> Result<Document<'t>, Diagnostic> {
        let length = text.len();
        if length > MAX_DOCUMENT_BYTES {
            return Err(too_large(length, MAX_DOCUMENT_BYTES)
                .in_file(file)
                .at(first_line, 1));
        }
        Document::parse(file, text, first_line).map_err(|fault| *fault)
    }

    pub(crate) fn file(&self) -> &'t str {
        self.file
    }

    /// Adds file, line and column to problems that were found by their pointers.
    pub(crate) fn locate(&self, problems: &mut Problems) {
        let found = problems.iter_mut();
        for problem in found.filter(|problem| problem.file.is_empty()) {
            self.file.clone_into(&mut problem.file);
            problem.place = Some(self.at(&problem.pointer).place());
        }
    }

    /// The value that a pointer leads to, or the nearest one that holds it.
    pub(crate) fn at(&self, pointer: &str) -> Node<'_> {
        let mut node = self.root();
        for step in pointer.split('/').skip(1) {
            let next = match node.kind() {
                Kind::List => {
                    let index = step.parse().ok();
                    index.and_then(|index| node.elements().nth(index))
                }
                _ => node.get(step),
            };
            let Some(next) = next else { break };
            node = next;
        }
        node
    }
}

/// Line and column of a byte, from 1; a byte order mark is not counted.
pub(super) fn place(text: &str, offset: usize, first_line: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let before = before.trim_start_matches('\u{feff}');
    let line = before.bytes().filter(|&b| b == b'\n').count();
    let last = before.rsplit('\n').next().unwrap_or_default();
    (first_line + line, last.chars().count() + 1)
}

impl<'d> Node<'d> {
    /// Line and column of the value, from 1. Looked up only when something is wrong.
    pub(crate) fn place(self) -> (usize, usize) {
        let document = self.document();
        place(document.text, self.offset(), document.first_line)
    }

    /// The steps from the root to this value, each with the value that it leads to.
    fn trace(self) -> Vec<(Step<'d>, Node<'d>)> {
        let mut steps = Vec::new();
        let mut here = self.document().root();
        while !here.is(self) {
            let next = if here.kind() == Kind::List {
                let mut elements = here.elements().enumerate();
                let found = elements.find(|(_, element)| element.holds(self));
                found.map(|(index, element)| (Step::Index(index), element))
            } else {
                let mut entries = here.entries();
                let found = entries.find(|(_, value)| value.holds(self));
                found.map(|(key, value)| (Step::Key(key.raw()), value))
            };
            // A key belongs to the object that holds it.
            let Some(next) = next else { break };
            here = next.1;
            steps.push(next);
        }
        steps
    }

    /// The path of the value, in the terms of the file.
    pub(crate) fn path(self) -> String {
        let trace = self.trace();
        let mut before = "";
        path_of(trace.iter().map(|(step, node)| {
            let name = match step {
                Step::Key(key) => {
                    before = key;
                    None
                }
                Step::Index(_) => node.name_in(before),
            };
            (*step, name)
        }))
    }

    /// The code that a part, a section or a criterion of a criteria set is called by.
    fn name_in(self, list: &str) -> Option<&'d str> {
        let text = |key| {
            let value = self.get(key)?;
            (value.kind() == Kind::Text).then(|| value.raw())
        };
        match list {
            "parts" if self.get("sections").is_some() => {
                text("part").filter(|code| code.parse::<PartId>().is_ok())
            }
            "sections" => text("section").filter(|code| code.parse::<SectionCode>().is_ok()),
            "criteria" => text("criterion").filter(|code| code.parse::<CriterionCode>().is_ok()),
            _ => None,
        }
    }

    pub(crate) fn problem(
        self,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) -> Diagnostic {
        self.placed(refusal(code, found, expected))
    }

    /// A problem at this value.
    pub(crate) fn placed(self, problem: Diagnostic) -> Diagnostic {
        Diagnostic {
            file: self.document().file.to_owned(),
            place: Some(self.place()),
            path: self.path(),
            pointer: self.pointer(),
            ..problem
        }
    }

    /// Where the value is in its document, as an RFC 6901 pointer.
    pub(crate) fn pointer(self) -> String {
        pointer_of(self.trace().iter().map(|(step, _)| *step))
    }

    /// The value as a type that serde reads, or the value or key in it that does not fit.
    pub(crate) fn typed<T: DeserializeOwned>(self) -> Result<T, Node<'d>> {
        let source = self.source();
        serde_json::from_str(source).map_err(|error| {
            // What is refused once all of it was read has no line.
            if error.line() == 0 {
                return self;
            }
            // The column counts the bytes that were read of the line.
            let lines = source.split_inclusive('\n').take(error.line() - 1);
            let before: usize = lines.map(str::len).sum();
            let read = self.offset() + before + error.column();
            self.document().read_up_to(read)
        })
    }

    /// The value of a key; nothing where the value is no object, or has no such key.
    pub(crate) fn get(self, key: &str) -> Option<Node<'d>> {
        let mut entries = self.entries();
        let found = entries.find(|(found, _)| found.is_text(key));
        found.map(|(_, value)| value)
    }

    /// The value of a key, or this value where it has none.
    pub(crate) fn find(self, key: &str) -> Node<'d> {
        self.get(key).unwrap_or(self)
    }

    /// The entries of the list under a key; none where there is no list.
    pub(crate) fn list(self, key: &str) -> impl Iterator<Item = Node<'d>> + Clone + use<'d> {
        self.get(key).into_iter().flat_map(Node::elements)
    }

    /// An entry of the list under a key, or this value where there is none.
    pub(crate) fn entry(self, key: &str, index: usize) -> Node<'d> {
        self.list(key).nth(index).unwrap_or(self)
    }

    /// Reports the value of a key that is absent although it is `wanted`, or there although it is not:
    /// it goes together with `other`.
    pub(crate) fn only_and_always_with(
        self,
        key: &str,
        other: impl Display,
        wanted: bool,
        problems: &mut Problems,
    ) {
        match (self.get(key), wanted) {
            (None, true) => problems.push(self.placed(Diagnostic::missing_key(key))),
            (Some(_), false) => problems.push(self.placed(only_with(key, other))),
            _ => {}
        }
    }

    /// The value as the user wrote it, shortened, in backticks.
    pub(crate) fn quoted(self) -> String {
        match self.as_text() {
            Some(text) => quote(&text),
            None => quote(self.raw()),
        }
    }

    pub(crate) fn described(self) -> Phrase {
        let quoted = self.quoted();
        match self.kind() {
            Kind::Object => phrase!("một đối tượng", "an object"),
            Kind::List => phrase!("một danh sách", "a list"),
            Kind::Text | Kind::Escaped => phrase!("chuỗi {quoted}", "a string, {quoted}"),
            Kind::True | Kind::False => phrase!("{quoted}", "true or false, {quoted}"),
            Kind::Null => phrase!("null", "null"),
            Kind::Number => phrase!("số {quoted}", "a number, {quoted}"),
        }
    }

    fn mistyped(self, code: ProblemCode, expected: Phrase) -> Diagnostic {
        Diagnostic {
            slip: Some(Slip::Mistyped(self.kind())),
            ..self.problem(code, self.described(), expected)
        }
    }

    fn wrong_type(self, expected: Phrase, problems: &mut Problems) {
        problems.push_with(|| self.mistyped(ProblemCode::WrongType, expected));
    }

    /// Whether the value is an object, or a list, and there is still room for its problems.
    pub(crate) fn is_read_as(self, kind: Kind, problems: &mut Problems) -> bool {
        if problems.full() {
            return false;
        }
        if self.kind() != kind {
            let expected = match kind {
                Kind::List => phrase!("một danh sách", "a list"),
                _ => phrase!("một đối tượng", "an object"),
            };
            self.wrong_type(expected, problems);
        }
        self.kind() == kind
    }

    /// Checks that the value is the only format there is.
    fn format(self, problems: &mut Problems) {
        if self.number(0, u32::MAX, problems).is_some_and(|n| n != 1) {
            problems.push(self.placed(format_unknown(self.quoted())));
        }
    }

    /// The length of the value, if it is a list of a length that is read.
    pub(crate) fn list_len(self, problems: &mut Problems) -> Option<usize> {
        if !self.is_read_as(Kind::List, problems) {
            return None;
        }
        let found = self.elements().count();
        if found > MAX_ENTRIES {
            problems.push_with(|| self.placed(too_many_entries(found, MAX_ENTRIES)));
            return None;
        }
        Some(found)
    }

    /// As [`Node::list_len`], of a list of at least so many entries.
    pub(super) fn list_from(self, least: usize, problems: &mut Problems) -> Option<usize> {
        let found = self.list_len(problems)?;
        if found < least {
            problems.push_with(|| self.placed(empty_list()));
            return None;
        }
        Some(found)
    }

    /// The values of the keys of an object; unknown and repeated keys are reported. A key that an
    /// unknown one was meant for counts as there, though it cannot be read.
    pub(crate) fn fields<const N: usize>(
        self,
        keys: &'static [&'static str; N],
        problems: &mut Problems,
    ) -> Option<[Field<Node<'d>>; N]> {
        if !self.is_read_as(Kind::Object, problems) {
            return None;
        }
        let mut slots = [Field::Absent; N];
        let mut misspelt = Vec::new();
        let mut format = None;
        let mut next = 0;
        for (key, value) in self.entries() {
            let name = key.as_text().unwrap_or_default();
            let is = |known: &&str| *known == name;
            // Keys mostly come in one order, so the one after the last is tried first.
            let at = if keys.get(next).is_some_and(is) {
                Some(next)
            } else {
                keys.iter().position(is)
            };
            match at.and_then(|at| Some((at, slots.get_mut(at)?))) {
                // Every document may say the version of its format.
                None if is(&"format") && self.is(self.document().root()) && format.is_none() => {
                    format = Some(value);
                    value.format(problems);
                }
                // Known keys, each once, are few; the others are looked for only among so many.
                None | Some((_, Field::Value(_))) if self.has_too_many_keys(problems) => {
                    return None;
                }
                None => {
                    let problem = Diagnostic::unknown_key(&name, keys);
                    match &mut problems.passed_over {
                        Some(passed_over) => passed_over.push(PassedOver {
                            problem: key.placed(problem),
                            source: format!("{}:{}", key.source(), value.source()),
                        }),
                        None => {
                            misspelt.extend(problem.meant.clone());
                            problems.push_with(|| key.placed(problem));
                        }
                    }
                }
                Some((_, Field::Value(_))) => {
                    problems.push_with(|| key.placed(Diagnostic::repeated_key(&name)));
                }
                Some((at, slot)) => {
                    *slot = Field::Value(value);
                    next = at + 1;
                }
            }
        }
        for meant in misspelt {
            let slots = keys.iter().zip(&mut slots);
            for (_, slot) in slots.filter(|(key, slot)| meant == **key && !slot.is_given()) {
                *slot = Field::Invalid;
            }
        }
        Some(slots)
    }

    /// Whether an object has more keys than are read, which is then reported.
    fn has_too_many_keys(self, problems: &mut Problems) -> bool {
        let found = self.entries().count();
        if found > MAX_KEYS {
            problems.push_with(|| self.placed(too_many_keys(found, MAX_KEYS)));
        }
        found > MAX_KEYS
    }

    /// The keys of an object, which say what they will, with their values; repeated ones are
    /// reported.
    pub(crate) fn members(self, problems: &mut Problems) -> Option<Vec<(Cow<'d, str>, Node<'d>)>> {
        if !self.is_read_as(Kind::Object, problems) {
            return None;
        }
        if self.has_too_many_keys(problems) {
            return None;
        }
        let mut members: Vec<(Cow<'d, str>, Node<'d>)> = Vec::new();
        for (key, value) in self.entries() {
            let name = key.as_text().unwrap_or_default();
            if members.iter().any(|(known, _)| *known == name) {
                problems.push_with(|| key.placed(Diagnostic::repeated_key(&name)));
            } else {
                members.push((name, value));
            }
        }
        Some(members)
    }

    /// The value as text of at least one visible character.
    pub(crate) fn some_text(self, problems: &mut Problems) -> Option<Cow<'d, str>> {
        let Some(text) = self.as_text() else {
            self.wrong_type(phrase!("một chuỗi", "a string"), problems);
            return None;
        };
        // Most texts begin with a letter or a digit, which saves looking for spaces.
        let begins = text.bytes().next();
        if !begins.is_some_and(|byte| byte.is_ascii_alphanumeric()) && text.trim().is_empty() {
            problems.push_with(|| self.placed(empty_text()));
            return None;
        }
        Some(text)
    }

    /// The value as a text that another type reads, such as a date or points.
    pub(crate) fn parsed<T: Word>(self, problems: &mut Problems) -> Option<T> {
        let Some(text) = self.as_text() else {
            problems.push_with(|| {
                let expected = T::expected();
                let (vi, en) = (expected.text(Lang::Vi), expected.text(Lang::En));
                let expected = phrase!("{vi}, viết thành chuỗi", "{en}, written as a string");
                self.mistyped(T::CODE, expected)
            });
            return None;
        };
        text.parse().ok().or_else(|| {
            problems.push_with(|| self.placed(not_word::<T>(&text)));
            None
        })
    }

    /// The value as a whole number from `least` to `most`.
    pub(crate) fn number(self, least: u32, most: u32, problems: &mut Problems) -> Option<u32> {
        let number = self.as_number(problems)?.parse::<u32>().ok();
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            problems.push_with(|| {
                let expected = whole_number(least, most);
                self.problem(ProblemCode::BadNumber, self.quoted(), expected)
            });
        }
        number
    }

    /// A number as it is written, where a whole one is expected.
    pub(crate) fn as_number(self, problems: &mut Problems) -> Option<&'d str> {
        if self.kind() != Kind::Number {
            self.wrong_type(phrase!("một số nguyên", "a whole number"), problems);
            return None;
        }
        Some(self.raw())
    }

    pub(crate) fn boolean(self, problems: &mut Problems) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => {
                let expected = phrase!("`true` hoặc `false`", "`true` or `false`");
                self.wrong_type(expected, problems);
                None
            }
        }
    }
}

/// Reports each of some texts that occurred before.
pub(crate) fn each_once<'d>(
    nodes: impl Iterator<Item = Node<'d>>,
    twice: fn(String) -> Diagnostic,
    problems: &mut Problems,
) {
    let mut known = Vec::new();
    for node in nodes {
        let text = node.as_text();
        if text.is_some() && known.contains(&text) {
            problems.push(node.placed(twice(node.quoted())));
        }
        known.push(text);
    }
}
