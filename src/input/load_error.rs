//! All problems of a text: collected while it is read, then given as one error.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::diagnostic::{ErrorLine, ProblemRecord};
use super::pointer::Pointer;
use super::record::Field;
use super::{Diagnostic, Slip, refusals, too_early};
use crate::text::Lang;
use crate::value::Date;

/// Every problem of a text, in the order of the text; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text(Lang::En))]
pub struct LoadError {
    diagnostics: Vec<Diagnostic>,
}

impl LoadError {
    /// All problems as one error, in the order given; nothing is wrong where there are none.
    /// Problems with the same code, found and expected are one, with the place of the first and
    /// the number of places.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem.
    ///
    /// ```
    /// use ocop::{Diagnostic, LoadError};
    /// use ocop::input::ProblemCode;
    /// use ocop::text::Phrase;
    ///
    /// assert!(LoadError::unless_empty(vec![]).is_ok());
    /// let empty = |cell| {
    ///     let found = Phrase::new("một ô trống", "an empty cell");
    ///     let expected = Phrase::new("một mức", "a box");
    ///     Diagnostic::of_file(ProblemCode::Empty, "a.csv", found, expected).at_path(cell)
    /// };
    /// let error = LoadError::unless_empty(vec![empty("B2"), empty("B3")]).unwrap_err();
    /// let problems = error.diagnostics();
    /// assert_eq!((problems.len(), problems[0].path(), problems[0].count()), (1, "B2", 2));
    /// ```
    pub fn unless_empty(diagnostics: Vec<Diagnostic>) -> Result<(), LoadError> {
        match diagnostics.is_empty() {
            true => Ok(()),
            false => Err(LoadError::of(diagnostics)),
        }
    }

    /// Each problem once; there is at least one.
    fn of(diagnostics: Vec<Diagnostic>) -> LoadError {
        let mut merged: Vec<Diagnostic> = Vec::new();
        for problem in diagnostics {
            match merged.iter_mut().find(|known| known.is_like(&problem)) {
                Some(known) => known.count += problem.count,
                None => merged.push(problem),
            }
        }
        LoadError {
            diagnostics: merged,
        }
    }

    /// As [`LoadError::unless_empty`], of the problems of one document: a key that is absent because it
    /// is misspelt is left out, for the unknown key says so.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem.
    pub fn of_document(mut diagnostics: Vec<Diagnostic>) -> Result<(), LoadError> {
        one_mistake_once(&mut diagnostics);
        LoadError::unless_empty(diagnostics)
    }

    /// The problems, in the order of the text.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The problems in a language, one a line.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let lines = self.diagnostics.iter();
        let lines: Vec<String> = lines.map(|problem| problem.line_in(lang)).collect();
        lines.join("\n")
    }

    /// The problems as `ocop batch` prints them in the place of the result of a line.
    pub fn of_line(&self, line: usize) -> impl Serialize + use<> {
        let errors = self.diagnostics.iter().map(ProblemRecord::from).collect();
        ErrorLine { line, errors }
    }

    /// The problems by value.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

impl From<Diagnostic> for LoadError {
    fn from(diagnostic: Diagnostic) -> LoadError {
        LoadError {
            diagnostics: vec![diagnostic],
        }
    }
}

/// Maximum number of problems of one text; reading stops after that.
const MAX_PROBLEMS: usize = 1_000;

/// A key that an object lacks and one that it should not have are one mistake, however little they are
/// alike: the unknown key says what was meant, and the absent one is left out.
fn one_mistake_once(list: &mut Vec<Diagnostic>) {
    type Keys<'p> = (Vec<&'p mut Diagnostic>, Vec<Box<str>>, bool);
    let mut objects: BTreeMap<String, Keys<'_>> = BTreeMap::new();
    for problem in list.iter_mut() {
        let object = || problem.pointer.clone();
        match problem.slip.clone() {
            Some(Slip::UnknownKey) => objects.entry(object()).or_default().0.push(problem),
            Some(Slip::AbsentKey(key)) => objects.entry(object()).or_default().1.push(key),
            Some(Slip::AbsentOneOf) => objects.entry(object()).or_default().2 = true,
            Some(Slip::Mistyped(_)) | None => {}
        }
    }
    let mut meant = BTreeSet::new();
    for (pointer, (unknown, mut absent, one_of)) in objects {
        let is_meant = |key: &str| {
            let mut hints = unknown
                .iter()
                .filter_map(|problem| problem.meant.as_deref());
            hints.any(|hint| hint == key)
        };
        let hinted: Vec<Box<str>> = absent.extract_if(.., |key| is_meant(key)).collect();
        meant.extend(hinted.into_iter().map(|key| (pointer.clone(), key)));
        // Of one unknown key and one absent key that are left, the one was meant for the other, unless one of
        // several is absent too.
        let mut vague = unknown
            .into_iter()
            .filter(|problem| problem.meant.is_none() && !one_of);
        if let (Some(problem), None, [key]) = (vague.next(), vague.next(), absent.as_slice()) {
            problem.meant = Some(key.to_string());
            meant.insert((pointer, key.clone()));
        }
    }
    list.retain(|problem| match &problem.slip {
        Some(Slip::AbsentKey(key)) => !meant.contains(&(problem.pointer.clone(), key.clone())),
        _ => true,
    });
}

/// Collects problems while a text is read.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: Vec<Diagnostic>,
    /// Reading stopped at [`MAX_PROBLEMS`].
    more: bool,
    /// The keys that were passed over, where a file of another version is read too.
    pub(crate) passed_over: Option<Vec<PassedOver>>,
}

/// A key that a record of this version does not have.
#[derive(Debug)]
pub(crate) struct PassedOver {
    /// What it would be told as.
    pub(crate) problem: Diagnostic,
    /// The key with its value, as they are written.
    pub(crate) source: String,
}

impl Problems {
    /// As [`Problems::default`], where keys that no record of this version has are passed over.
    pub(crate) fn of_any_version() -> Problems {
        Problems {
            passed_over: Some(Vec::new()),
            ..Problems::default()
        }
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.push_with(|| diagnostic);
    }

    /// As [`Problems::push`], for a problem whose place is looked up only when it is kept.
    pub(crate) fn push_with(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if !self.full() {
            self.list.push(diagnostic());
        }
    }

    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|one| self.push(one));
    }

    /// The value of a key that has to be there.
    pub(crate) fn required<'v, T>(
        &mut self,
        field: &'v Field<T>,
        at: &Pointer<'_>,
        key: &str,
    ) -> Option<&'v T> {
        if !field.is_given() {
            self.push(at.placed(Diagnostic::missing_key(key)));
        }
        field.get()
    }

    /// Refuses a date before another.
    pub(crate) fn in_order(&mut self, date: Date, earlier: Option<Date>, at: &Pointer<'_>) {
        if let Some(earlier) = earlier.filter(|&earlier| date < earlier) {
            self.push(at.placed(too_early(date, earlier)));
        }
    }

    /// The problems that two readings of one text both find, one of which is right; where they expect different
    /// things, both.
    pub(crate) fn of_both([one, other]: [Problems; 2]) -> impl Iterator<Item = Diagnostic> {
        one.list.into_iter().filter_map(move |mut problem| {
            let key = |one: &Diagnostic| (one.code, one.pointer.clone(), one.found.clone());
            let mut others = other
                .list
                .iter()
                .filter(|other| key(other) == key(&problem));
            let found = others.next()?;
            if problem.expected != found.expected {
                problem.expected = problem.expected.or(&found.expected);
            }
            // A hint that only one of them gives is as good as none.
            problem.meant = problem
                .meant
                .filter(|meant| found.meant.as_ref() == Some(meant));
            Some(problem)
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether there are [`MAX_PROBLEMS`], so that the rest is passed over.
    pub(crate) fn full(&mut self) -> bool {
        let full = self.list.len() >= MAX_PROBLEMS;
        self.more |= full;
        full
    }

    /// The problems found so far, to be completed by who knows their place.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }

    /// The value, if it was read and nothing was wrong; else everything that was.
    pub(crate) fn give<T>(mut self, value: Option<T>) -> Result<T, LoadError> {
        match value {
            Some(value) if self.list.is_empty() => Ok(value),
            value => {
                // A reader that gives no value has reported why. One that has not is a mistake of this program,
                // which is told: nothing that was not read is without a problem.
                debug_assert!(value.is_some() || !self.list.is_empty());
                if self.list.is_empty() {
                    self.list.push(not_read());
                }
                self.list.sort_by_key(|problem| problem.place);
                // Two readings of one value find the same problem.
                self.list.dedup();
                one_mistake_once(&mut self.list);
                if self.more {
                    let file = self.list.first().map_or("", |problem| &problem.file);
                    let note = too_many_problems().in_file(file);
                    self.list.push(note);
                }
                Err(LoadError::of(self.list))
            }
        }
    }
}

refusals! {
    not_read() = Internal,
        ["một chỗ không đọc được, không rõ vì sao", "something that was not read, for no known reason"],
        ["tệp đọc được; đây là lỗi của chương trình, hãy báo kèm tệp này", "a file that is read; this is a mistake of the program, please report it with this file"];
    too_many_problems() = TooMany,
        ["quá nhiều lỗi", "too many problems"], ["sửa các lỗi trên trước", "these mended first"];
}
