//! One problem of a text: what is wrong, and where.

use std::fmt;

use serde::Serialize;

use super::{All, AsIs, Keys, Kind, OrNull, ProblemCode, Shape, Text, Whole, typed_record};
use crate::text::phrase::found_expected;
use crate::text::{Lang, Phrase};
use crate::value::read_only;

read_only! {
    /// One problem in a text: what, where, what was expected instead.
    ///
    /// It serializes as the command line and services print it.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog, Lang};
    ///
    /// let error = Case::from_json(r#"{"set": "8"}"#, "case.json", &Catalog::bundled()).unwrap_err();
    /// let problem = error.diagnostics().iter().find(|p| p.pointer() == "/set").unwrap();
    /// assert_eq!(problem.text(Lang::Vi), "thấy `8`, cần hai chữ số của bộ sản phẩm, như `08`");
    /// assert_eq!(serde_json::to_value(problem).unwrap()["code"], "bad-code");
    /// ```
    #[must_use]
    Diagnostic {
        /// The stable code.
        copied code: ProblemCode,
        /// The file, by the name it was loaded under.
        text file: String,
        /// Line and column, from 1.
        hidden place: Option<(usize, usize)>,
        /// Where in the content, in the terms of the file: `A/1/1.2/box 3` in a criteria set,
        /// `stage 1/sheet 2/answer 5` in a case, where numbers count from 1; empty for the whole.
        /// It holds no text that people typed: an unknown or repeated key is reported at the object
        /// that holds it.
        text path: String,
        /// The same place as an RFC 6901 JSON Pointer.
        text pointer: String,
        hidden found: Phrase,
        hidden expected: Phrase,
        /// The likely intention.
        hidden meant: Option<String>,
        /// What two problems are compared by, to tell one mistake from two.
        hidden slip: Option<Slip>,
        hidden count: u32,
    }
}

/// A mistake that may show as several problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slip {
    /// The object at the pointer cannot have the key.
    UnknownKey,
    /// The object at the pointer must have this key, and does not.
    AbsentKey(Box<str>),
    /// The object at the pointer must have one of several keys, and has none.
    AbsentOneOf,
    /// A value of this kind stands in place of one of another type.
    Mistyped(Kind),
}

impl Diagnostic {
    /// A problem with a whole file, such as one that cannot be opened.
    pub fn of_file(
        code: ProblemCode,
        file: &str,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            file: file.to_owned(),
            place: None,
            path: String::new(),
            pointer: String::new(),
            found: found.into(),
            expected: expected.into(),
            meant: None,
            slip: None,
            count: 1,
        }
    }

    /// The same problem at a line and column, counted from 1.
    pub fn at(mut self, line: usize, column: usize) -> Diagnostic {
        self.place = Some((line, column));
        self
    }

    /// The same problem, found in a text that is line `line` of its file.
    pub fn in_line(self, line: usize) -> Diagnostic {
        let column = self.place.map_or(1, |(_, column)| column);
        self.at(line, column)
    }

    /// The same problem in another file: one of several that were read together.
    pub fn in_file(mut self, file: &str) -> Diagnostic {
        file.clone_into(&mut self.file);
        self
    }

    /// The same problem at another place: the path in the terms of the file that people see, which
    /// need not be the text that was read.
    pub fn at_path(self, path: &str) -> Diagnostic {
        Diagnostic {
            place: None,
            path: path.to_owned(),
            ..self
        }
    }

    /// The place of this problem with what another says was found and expected.
    pub fn saying(self, other: &Diagnostic) -> Diagnostic {
        Diagnostic {
            found: other.found.clone(),
            expected: other.expected.clone(),
            meant: other.meant.clone(),
            ..self
        }
    }

    /// The same problem with other words in backticks, where `shown` knows what people see for one.
    pub fn worded(self, shown: impl Fn(&str) -> Option<String>) -> Diagnostic {
        let text = |text: &str| {
            let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
                0 => part.to_owned(),
                _ => shown(part).unwrap_or_else(|| part.to_owned()),
            });
            parts.collect::<Vec<_>>().join("`")
        };
        let words =
            |phrase: &Phrase| Phrase::new(text(phrase.text(Lang::Vi)), text(phrase.text(Lang::En)));
        Diagnostic {
            found: words(&self.found),
            expected: words(&self.expected),
            ..self
        }
    }

    /// The same problem at a JSON Pointer of the text that was read.
    pub fn at_pointer(mut self, pointer: &str) -> Diagnostic {
        pointer.clone_into(&mut self.pointer);
        self
    }

    /// The same problem with the likely intention, if there is one.
    pub(crate) fn with_hint(self, meant: Option<String>) -> Diagnostic {
        Diagnostic { meant, ..self }
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.map(|(line, _)| line)
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.place.map(|(_, column)| column)
    }

    /// What was found, in English.
    #[must_use]
    pub fn found(&self) -> &str {
        self.found.text(Lang::En)
    }

    /// What was expected, in English.
    #[must_use]
    pub fn expected(&self) -> &str {
        self.expected.text(Lang::En)
    }

    /// In how many places the same is wrong; the place is that of the first.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// One line for people: found, expected, and the likely intention if there is one.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let mut text = found_expected(&self.found, &self.expected, lang);
        if let Some(meant) = &self.meant {
            text += &match lang {
                Lang::Vi => format!("; có phải là `{meant}`?"),
                Lang::En => format!("; did you mean `{meant}`?"),
            };
        }
        if self.count > 1 {
            let count = self.count;
            text += &match lang {
                Lang::Vi => format!(" (ở {count} chỗ)"),
                Lang::En => format!(" (in {count} places)"),
            };
        }
        text
    }

    /// [`Diagnostic::text`] in English.
    #[must_use]
    pub fn message(&self) -> String {
        self.text(Lang::En)
    }

    /// The problem with its file, place, code and path, as the command line prints it.
    #[must_use]
    pub fn line_in(&self, lang: Lang) -> String {
        let mut line = self.file.clone();
        if let Some((row, column)) = self.place {
            line += &format!(":{row}:{column}");
        }
        line += &match lang {
            Lang::Vi => format!(": lỗi[{}]", self.code),
            Lang::En => format!(": error[{}]", self.code),
        };
        if !self.path.is_empty() {
            line += &format!(" {}", self.path);
        }
        line + ": " + &self.text(lang)
    }

    /// Whether another problem is the same mistake of one file. Values of one type under one key that takes another
    /// type are, whatever they say: all boxes of a case as texts are one mistake.
    pub(super) fn is_like(&self, other: &Diagnostic) -> bool {
        self.file == other.file && self.is_like_in_file(other)
    }

    /// Whether another problem would be the same mistake, were it one of the same file.
    pub(super) fn is_like_in_file(&self, other: &Diagnostic) -> bool {
        let mistyped = matches!(self.slip, Some(Slip::Mistyped(_))) && self.slip == other.slip;
        self.code == other.code
            && (self.found == other.found || mistyped && self.key() == other.key())
            && self.expected == other.expected
            && self.meant == other.meant
    }

    /// The last key of its pointer.
    fn key(&self) -> Option<&str> {
        let mut steps = self.pointer.rsplit('/');
        steps.find(|step| step.parse::<usize>().is_err())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line_in(Lang::En))
    }
}

typed_record! { plain:
    /// One problem of a text: what, where, what was expected instead.
    #[derive(Serialize)]
    ProblemRecord {
        /// The stable code, which `ocop explain` tells.
        required public code: ProblemCode = "code", AsIs(|| Shape::words(ProblemCode::ALL)), r#""missing-key""#;
        /// The file, by the name it was loaded under.
        required public file: String = "file", ANY_TEXT, r#""cases.jsonl""#;
        /// The line, from 1; null for a file as a whole.
        required public line: Option<usize> = "line", PLACE, "3";
        /// The column in characters, from 1; null for a file as a whole.
        required public column: Option<usize> = "column", PLACE, "12";
        /// Where in the content, in the terms of the file; empty for the whole.
        required public path: String = "path", ANY_TEXT, r#""stage 1/sheet 2""#;
        /// The same place as an RFC 6901 JSON Pointer.
        required public pointer: String = "pointer", ANY_TEXT, r#""/stages/0/sheets/1""#;
        /// What was found, in English.
        required public found: String = "found", ANY_TEXT, r#""no key `set`""#;
        /// What was expected, in English.
        required public expected: String = "expected", ANY_TEXT, r#""it here""#;
        /// The problem in English.
        required public message: String = "message", Text, r#""found no key `set`, expected it here""#;
        /// The problem in Vietnamese.
        required public vi: String = "vi", Text, r#""thấy không có khóa `set`, cần khóa này, vì bắt buộc""#;
        /// The problem in English, as `message`.
        required public en: String = "en", Text, r#""found no key `set`, expected it here""#;
        /// In how many places the same is wrong, where there are several.
        #[serde(skip_serializing_if = "Option::is_none")]
        optional public count: Option<u32> = "count", Whole(2, u32::MAX), "2";
    }

    /// The answer of `ocop batch` to a line that could not be decided.
    #[derive(Serialize)]
    ErrorLine {
        /// The line of the file, from 1.
        required public line: usize = "line", Whole(1, u32::MAX), "3";
        /// What is wrong with it, in the order of the text.
        required public errors: Vec<ProblemRecord> = "errors", All(Keys, 1), "[]";
    }
}

/// A line or a column.
const PLACE: OrNull<Whole> = OrNull(Whole(1, u32::MAX));

const ANY_TEXT: AsIs = AsIs(|| Shape::ANY_TEXT);

impl From<&Diagnostic> for ProblemRecord {
    fn from(problem: &Diagnostic) -> ProblemRecord {
        ProblemRecord {
            code: problem.code,
            file: problem.file.clone(),
            line: problem.line(),
            column: problem.column(),
            path: problem.path.clone(),
            pointer: problem.pointer.clone(),
            found: problem.found().to_owned(),
            expected: problem.expected().to_owned(),
            message: problem.message(),
            vi: problem.text(Lang::Vi),
            en: problem.text(Lang::En),
            count: Some(problem.count).filter(|&count| count > 1),
        }
    }
}

impl Serialize for Diagnostic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ProblemRecord::from(self).serialize(serializer)
    }
}
