//! Places in a document: as an RFC 6901 pointer and as a path in the terms of the file.

use super::{Diagnostic, ProblemCode, refusal};
use crate::text::Phrase;

/// One step from a value into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'s> {
    /// Into an object.
    Key(&'s str),
    /// Into a list, counted from 0.
    Index(usize),
}

/// A place in a document, made without allocating; it becomes text only in a problem.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pointer<'p>(Option<(&'p Pointer<'p>, Step<'p>)>);

impl Pointer<'_> {
    /// The whole document.
    pub(crate) const ROOT: Pointer<'static> = Pointer(None);

    pub(crate) fn key<'p>(&'p self, key: &'p str) -> Pointer<'p> {
        Pointer(Some((self, Step::Key(key))))
    }

    pub(crate) fn index(&self, index: usize) -> Pointer<'_> {
        Pointer(Some((self, Step::Index(index))))
    }

    fn steps(&self) -> Vec<Step<'_>> {
        let parent = self.0.map(|(parent, step)| (parent.steps(), step));
        parent.map_or_else(Vec::new, |(mut steps, step)| {
            steps.push(step);
            steps
        })
    }

    pub(crate) fn problem(
        &self,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) -> Diagnostic {
        self.placed(refusal(code, found, expected))
    }

    /// A problem here. Its file, line and column are added by the reader of the document.
    pub(crate) fn placed(&self, problem: Diagnostic) -> Diagnostic {
        let steps = self.steps();
        Diagnostic {
            path: path_of(steps.iter().map(|step| (*step, None))),
            pointer: pointer_of(steps.iter().copied()),
            ..problem
        }
    }
}

/// Steps as an RFC 6901 JSON Pointer.
pub(crate) fn pointer_of<'s>(steps: impl Iterator<Item = Step<'s>>) -> String {
    let mut pointer = String::new();
    for step in steps {
        pointer.push('/');
        match step {
            Step::Key(key) => pointer += &key.replace('~', "~0").replace('/', "~1"),
            Step::Index(index) => pointer += &index.to_string(),
        }
    }
    pointer
}

/// Steps in the terms of the file: `stage 1/date` for `/stages/0/date`. An entry of a list is
/// called by its name where it has one, else by the list's name in the singular and its number.
pub(crate) fn path_of<'s>(steps: impl Iterator<Item = (Step<'s>, Option<&'s str>)>) -> String {
    let mut words: Vec<String> = Vec::new();
    for (step, name) in steps {
        match (step, name) {
            (Step::Key(key), _) => words.push(key.to_owned()),
            (Step::Index(index), name) => {
                // The whole document may be a list, which has no name.
                let list = words.pop().unwrap_or_default();
                let entry = if list.is_empty() {
                    "entry"
                } else {
                    singular(&list)
                };
                words.push(match name {
                    Some(name) => name.to_owned(),
                    None => format!("{entry} {}", index + 1),
                });
            }
        }
    }
    words.join("/")
}

/// What one entry of a list is called.
fn singular(list: &str) -> &str {
    match list {
        "boxes" => "box",
        "criteria" => "criterion",
        "errata" => "erratum",
        "report" => "item",
        "by_source" => "source",
        "by_year" => "year",
        "certifies" => "certifies",
        list => list.strip_suffix('s').unwrap_or(list),
    }
}
