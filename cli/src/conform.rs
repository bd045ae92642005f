//! `ocop conform`: cases with expected results, run and compared.

use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::input::{COUNCILS, ProblemCode, read_json};
use ocop::text::Phrase;
use ocop::{Catalog, Diagnostic, EvaluatedCase, Lang, LoadError};
use serde::Deserialize;
use serde_json::Value;

use crate::calendar::{self, Asked};
use crate::data;
use crate::folder;
use crate::source;
use crate::{Failure, Outcome, counted};

/// One line of a suite.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    #[serde(rename = "clause")]
    _clause: String,
    #[serde(rename = "why")]
    _why: String,
    /// A case to decide; or
    case: Option<Value>,
    /// what to tell of a certificate.
    certificate: Option<Asked>,
    /// What the result must hold; it may hold more. Null where there is no such certificate.
    expected: Value,
}

/// The keys of a line.
fn shape() -> Phrase {
    Phrase::new(
        "`id`, `clause`, `why`, `case` hoặc `certificate`, `expected`",
        "`id`, `clause`, `why`, `case` or `certificate`, `expected`",
    )
}

/// Runs every `.jsonl` file at or below `path`.
pub fn conform(path: &Path, out: &mut impl Write) -> Outcome {
    let files = folder::files(path, "jsonl")?;
    // The rules of councils that a suite's cases name stand beside them.
    let councils = path.join(COUNCILS);
    let catalog = data::catalog(councils.is_dir().then_some(&councils))?;
    let mut problems = Vec::new();
    let mut cases = 0;
    for file in &files {
        let name = file.display().to_string();
        let mut of_several_lines = false;
        let run = source::lines(file, |number, line| {
            if of_several_lines {
                return;
            }
            cases += 1;
            of_several_lines = line.as_ref().is_ok_and(|text| {
                let read = serde_json::from_str::<serde::de::IgnoredAny>(text);
                read.is_err_and(|error| error.is_eof())
            });
            if of_several_lines {
                let found = Phrase::new(
                    "một tài liệu JSON trên nhiều dòng",
                    "a JSON document of several lines",
                );
                let shape = shape();
                let (vi, en) = (shape.text(Lang::Vi), shape.text(Lang::En));
                let expected = phrase!(
                    "mỗi dòng một ca: {vi}",
                    "a case of the suite on each line: {en}"
                );
                let problem = Diagnostic::of_file(ProblemCode::UnknownKind, &name, found, expected);
                problems.push(problem.at(number, 1));
                return;
            }
            let line = line.map_err(|problem| vec![problem]);
            let differences = line.and_then(|text| differences(text, &name, number, &catalog));
            match differences {
                Ok(found) => problems.extend(found),
                Err(found) => problems.extend(found),
            }
        });
        problems.extend(run.err());
    }
    if cases == 0 && problems.is_empty() {
        let found = Phrase::new("không có hồ sơ", "no cases");
        let expected = Phrase::new(
            "một tệp hồ sơ kèm kết quả mong đợi, hoặc một thư mục các tệp đó",
            "a file of cases with expected results, or a folder of them",
        );
        let name = path.display().to_string();
        problems.push(Diagnostic::of_file(
            ProblemCode::Empty,
            &name,
            found,
            expected,
        ));
    }
    if problems.is_empty() {
        let files = files.len();
        let (in_words, of) = (counted(cases, "case"), counted(files, "file"));
        let line = said!(
            "{cases} hồ sơ trong {files} tệp, không có khác biệt",
            "{in_words} in {of}, no differences"
        );
        return Ok(writeln!(out, "{line}")?);
    }
    Err(Failure::Input(problems))
}

fn differences(
    text: &str,
    file: &str,
    number: usize,
    catalog: &Catalog,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let at_line = |code, found: Phrase, expected: Phrase| {
        Diagnostic::of_file(code, file, found, expected).at(number, 1)
    };
    let line = read_json::<Line>(text, file, ProblemCode::WrongType, shape());
    let line = line.map_err(|problem| vec![problem.in_line(number)])?;
    let found = match (&line.case, &line.certificate) {
        (Some(case), None) => {
            let text = case.to_string();
            let evaluated = EvaluatedCase::from_json_line(&text, file, number, catalog);
            serde_json::to_value(evaluated.map_err(LoadError::into_diagnostics)?)
        }
        (None, Some(asked)) => match calendar::answer(asked, catalog) {
            Ok(answer) => serde_json::to_value(answer),
            Err(Failure::Input(problems)) => return Err(problems),
            Err(Failure::Unfit { found, expected }) => {
                return Err(vec![at_line(ProblemCode::BadWord, found, expected)]);
            }
            Err(Failure::Argument(found)) => {
                let expected = Phrase::new(
                    "điều `ocop certificate` nhận",
                    "what `ocop certificate` takes",
                );
                return Err(vec![at_line(ProblemCode::BadWord, found.into(), expected)]);
            }
            // There is no such certificate; nothing else can fail.
            Err(_) => Ok(Value::Null),
        },
        _ => {
            let found = Phrase::new(
                "cả hai hoặc không có `case` và `certificate`",
                "both or none of `case` and `certificate`",
            );
            return Err(vec![at_line(ProblemCode::MissingKey, found, shape())]);
        }
    };
    let found = found.unwrap_or_default();
    let mut differences = Vec::new();
    differ(
        &line.expected,
        &found,
        &line.id,
        &mut |path, expected, found| {
            let (found, expected) = (format!("`{path}`: `{found}`"), format!("`{expected}`"));
            differences.push(at_line(
                ProblemCode::ResultDiffers,
                found.into(),
                expected.into(),
            ));
        },
    );
    Ok(differences)
}

/// Where a result lacks something that is expected, or says something else.
fn differ(
    expected: &Value,
    found: &Value,
    path: &str,
    tell: &mut impl FnMut(&str, &Value, &Value),
) {
    match (expected, found) {
        (Value::Object(fields), Value::Object(others)) => {
            for (key, value) in fields {
                let other = others.get(key).unwrap_or(&Value::Null);
                differ(value, other, &format!("{path}/{key}"), tell);
            }
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            // As in a pointer: the first has 0.
            for (number, (item, other)) in (0..).zip(items.iter().zip(others)) {
                differ(item, other, &format!("{path}/{number}"), tell);
            }
        }
        _ if expected == found => {}
        _ => tell(path, expected, found),
    }
}

/// What `ocop conform` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A `.jsonl` file of cases with expected results, or a folder of them.
    pub path: PathBuf,
}
