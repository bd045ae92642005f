//! Text in; a checked value or every problem of the text out.
//!
//! [`json`](super::json) gives the values with their places, [`diagnostic`](super::diagnostic) says what is wrong, and one
//! module per kind of file reads it and checks the rules that JSON cannot express.

use serde::de::DeserializeOwned;

use super::{Diagnostic, Document, LoadError, Node, ProblemCode, Problems};
use crate::text::Phrase;

/// Reads one document: the value, or every problem of the text.
pub(crate) fn document<T>(
    text: &str,
    file: &str,
    first_line: usize,
    read: impl for<'d> FnOnce(Node<'d>, &mut Problems) -> Option<T>,
) -> Result<T, LoadError> {
    let document = Document::read(text, file, first_line)?;
    let mut problems = Problems::default();
    let value = read(document.root(), &mut problems);
    document.locate(&mut problems);
    problems.give(value)
}

/// Checks that a text is JSON of at most [`MAX_DOCUMENT_BYTES`](super::MAX_DOCUMENT_BYTES) bytes and 128 levels.
/// Readers of other formats report a fault of syntax with it, in both languages.
///
/// # Errors
///
/// The first fault, with its line and column.
///
/// ```
/// use ocop::Lang;
/// use ocop::input::check_json;
///
/// let problem = check_json(r#"{"a": 1,}"#, "list.json").unwrap_err();
/// assert_eq!((problem.code().as_str(), problem.column()), ("not-json", Some(9)));
/// assert!(problem.text(Lang::Vi).starts_with("thấy `}`"));
/// ```
pub fn check_json(text: &str, file: &str) -> Result<(), Diagnostic> {
    Document::read(text, file, 1).map(|_| ())
}

/// Reads a text as a type that serde reads. What the type does not take is reported as it stands in the
/// text, with its place; `expected` says what the text should be.
///
/// # Errors
///
/// A fault of syntax, as [`check_json`]; else the first value or key that does not fit, with `code`.
///
/// ```
/// use ocop::input::{ProblemCode, read_json};
/// use ocop::text::Phrase;
///
/// let read = |text| {
///     let expected = Phrase::new("các số", "numbers");
///     read_json::<Vec<u8>>(text, "list.json", ProblemCode::WrongType, expected)
/// };
/// assert_eq!(read("[1, 2]"), Ok(vec![1, 2]));
/// let problem = read(r#"[1, "2"]"#).unwrap_err();
/// assert_eq!((problem.pointer(), problem.column()), ("/1", Some(5)));
/// assert_eq!(problem.found(), "a string, `2`");
/// ```
pub fn read_json<T: DeserializeOwned>(
    text: &str,
    file: &str,
    code: ProblemCode,
    expected: impl Into<Phrase>,
) -> Result<T, Diagnostic> {
    let document = Document::read(text, file, 1)?;
    let value = document.root().typed();
    value.map_err(|wrong| wrong.problem(code, wrong.described(), expected))
}

/// Whether a text is an object with `key`.
pub(crate) fn has_key(text: &str, key: &'static str) -> bool {
    let document = Document::read(text, "", 1);
    document.is_ok_and(|document| document.root().get(key).is_some())
}
