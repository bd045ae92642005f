//! Where something was read, and the problems and warnings that name the place.

use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Date, Diagnostic, Lang, Level};

use super::value::{LEVELS, ROLES, Refused, as_in_cells, quote, shown, visible};

/// Problems, each at its place.
pub(super) type Problems = Vec<Diagnostic>;

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) file: Arc<str>,
    /// The cell, or what the line of a table speaks of.
    pub(super) path: String,
    /// Line and field of a table.
    at: Option<(usize, usize)>,
    /// Where it is in the case, as a JSON Pointer, where that is known while it is read.
    pointer: String,
}

impl Place {
    /// A place that only a path names.
    pub(super) fn of(file: &Arc<str>, path: impl Into<String>) -> Place {
        Place {
            file: Arc::clone(file),
            path: path.into(),
            ..Place::default()
        }
    }

    /// A line and a field of a table.
    pub(super) fn on_line(self, line: usize, field: usize) -> Place {
        let at = Some((line, field));
        Place { at, ..self }
    }

    /// Whether it is in a table, so that keys are meant and no captions.
    pub(super) fn is_of_table(&self) -> bool {
        self.at.is_some()
    }

    /// The same place, at a JSON Pointer of the case.
    pub(super) fn at_pointer(self, pointer: String) -> Place {
        Place { pointer, ..self }
    }

    /// The same problem, found here.
    pub(super) fn moved(&self, problem: Diagnostic) -> Diagnostic {
        let problem = problem.in_file(&self.file).at_path(&visible(&self.path));
        let problem = match problem.pointer() {
            "" => problem.at_pointer(&self.pointer),
            _ => problem,
        };
        match self.at {
            Some((line, column)) => problem.at(line, column),
            None => problem,
        }
    }

    /// A problem of a case, found here; at a cell in the words that cells have.
    pub(super) fn told(&self, problem: Diagnostic) -> Diagnostic {
        let problem = self.moved(problem);
        match self.at {
            Some(_) => problem,
            None => problem.worded(in_cells),
        }
    }

    pub(super) fn problem(
        &self,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) -> Diagnostic {
        self.moved(Diagnostic::of_file(code, &self.file, found, expected))
    }

    pub(super) fn refused(&self, why: &Refused) -> Diagnostic {
        self.problem(why.code, why.found.clone(), why.expected.clone())
    }

    pub(super) fn note(&self, text: Phrase) -> Note {
        let file = match self.at {
            Some((line, column)) => format!("{}:{line}:{column}", self.file),
            None => self.file.to_string(),
        };
        let path = visible(&self.path);
        Note { file, path, text }
    }
}

/// What cells call a level or a role of the case format, and how they show a day.
pub(super) fn in_cells(word: &str) -> Option<String> {
    if word.parse::<Date>().is_ok() {
        return Some(as_in_cells(word));
    }
    let commune = (word == Level::Commune.as_str()).then_some("cấp xã");
    let words = [LEVELS, ROLES].map(|words| shown(words, word));
    let mut words = commune.into_iter().chain(words);
    let shown = words.find(|shown| !shown.is_empty());
    shown.map(str::to_owned)
}

/// A warning about what was read: nothing is wrong, and something may not be as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    file: String,
    path: String,
    text: Phrase,
}

impl Note {
    /// The warning with its file and place, as the command line prints it.
    #[must_use]
    pub fn line_in(&self, lang: Lang) -> String {
        let word = lang.word("lưu ý", "warning");
        let between = if self.path.is_empty() { "" } else { " " };
        let (file, path, text) = (&self.file, &self.path, self.text.text(lang));
        format!("{file}: {word}{between}{path}: {text}")
    }
}

/// An empty cell, as problems call it.
pub(super) fn empty_cell() -> Phrase {
    phrase!("ô trống", "an empty cell")
}

/// The problem of a cell that must be filled in, by its caption.
pub(super) fn required(place: &Place, caption: &str) -> Diagnostic {
    let caption = quote(caption);
    let expected = phrase!("{caption}, là mục bắt buộc", "{caption}, which is required");
    place.problem(ProblemCode::MissingKey, empty_cell(), expected)
}
