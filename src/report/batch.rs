//! Cases decided one after the other: each read, decided and sealed by itself.

use crate::input::catalog::Catalog;
use crate::input::diagnostic::LoadError;
use crate::procedure::case::Case;
use crate::procedure::evaluate::Evaluation;
use crate::procedure::seal::Seal;
use crate::report::ResultView;

/// A case with its result and seal.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The case.
    pub case: Case,
    /// What it comes out as.
    pub result: Evaluation,
    /// What it was computed from.
    pub seal: Seal,
}

impl Decided {
    /// Reads, decides and seals a case, which is line `line` of `file`.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with everything that is wrong with it.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Decided};
    ///
    /// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
    /// let catalog = Catalog::bundled();
    /// let decided = Decided::of_line(text, "cases.jsonl", 1, &catalog)?;
    /// assert!(decided.seal.input.starts_with("sha256:"));
    /// let error = Decided::of_line("{}", "cases.jsonl", 7, &catalog).unwrap_err();
    /// assert_eq!(error.diagnostics()[0].line(), Some(7));
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    pub fn of_line(
        text: &str,
        file: &str,
        line: usize,
        catalog: &Catalog,
    ) -> Result<Decided, LoadError> {
        Decided::of(Case::from_line(text, file, line, catalog)?)
    }

    /// Decides and seals a case.
    ///
    /// # Errors
    ///
    /// [`LoadError`] where a stage does not follow from the one before.
    pub fn of(case: Case) -> Result<Decided, LoadError> {
        let result = case.evaluate()?;
        let seal = Seal::of(&case);
        Ok(Decided { case, result, seal })
    }

    /// The result as it is printed.
    #[must_use]
    pub fn view(&self) -> ResultView<'_> {
        ResultView::new(&self.case, &self.result, &self.seal)
    }
}

/// Decides a stream of cases, one a line, as it is drawn: nothing is kept of a line once its
/// answer was given. Blank lines are counted and skipped; a line that is wrong does not stop the
/// others.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop::report::decide_lines;
///
/// let lines = [
///     r#"{"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///         "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#,
///     "",
///     "not a case",
/// ];
/// let catalog = Catalog::bundled();
/// let answers: Vec<_> = decide_lines(lines, "cases.jsonl", &catalog).collect();
/// assert_eq!(answers.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3]);
/// assert!(answers[0].1.is_ok() && answers[1].1.is_err());
/// ```
pub fn decide_lines<'a, L: AsRef<str>>(
    lines: impl IntoIterator<Item = L> + 'a,
    file: &'a str,
    catalog: &'a Catalog,
) -> impl Iterator<Item = (usize, Result<Decided, LoadError>)> + 'a {
    (1..).zip(lines).filter_map(move |(number, line)| {
        let text = line.as_ref();
        if text.trim().is_empty() {
            return None;
        }
        Some((number, Decided::of_line(text, file, number, catalog)))
    })
}
