//! `ocop verify`: printed results, papers and codes, held to the cases that they are of.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::procedure::{Difference, DifferenceKind};
use ocop::text::Phrase;
use ocop::{Catalog, Diagnostic, EvaluatedCase, Evaluation, LoadError};

#[cfg(feature = "papers")]
use crate::papers;
use crate::{Failure, Outcome, content, counted, data, input, source};

/// What `ocop verify` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A result that was printed with `--json`, a paper (`.docx` or page), or the mã đối chiếu on one.
    result: PathBuf,
    /// Its case; of several results, all of them in order.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
    /// A folder of further council rules.
    #[arg(long, value_name = "DIR")]
    councils: Option<PathBuf>,
}

fn all(paths: &[PathBuf], catalog: &Catalog) -> Result<Vec<EvaluatedCase>, Failure> {
    input::all_cases(input::items(paths, catalog)?, catalog)
}

/// Computes stored results anew and reports every difference by its kind. Another decision or another
/// case is an error; another engine, other data or wording is not.
pub fn verify(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let catalog = data::catalog(arguments.councils.as_deref())?;
    let name = arguments.result.display().to_string();
    #[cfg(feature = "papers")]
    if papers::is_code(&arguments.result) {
        let cases = all(&arguments.cases, &catalog)?;
        return papers::verify_code(&name, &cases, &catalog, out);
    }
    let bytes = source::bytes(&arguments.result).map_err(Failure::from);
    #[cfg(feature = "papers")]
    if bytes.as_ref().is_ok_and(|bytes| papers::is_paper(bytes)) {
        let cases = all(&arguments.cases, &catalog);
        let (bytes, cases) = input::both(bytes, cases)?;
        return papers::verify_paper(&name, &bytes, &cases, &catalog, out);
    }
    let results = bytes.and_then(|bytes| results(&name, &bytes));
    let (results, cases) = input::both(results, all(&arguments.cases, &catalog))?;
    if results.len() != cases.len() {
        let (cases, results) = (cases.len(), results.len());
        let in_words = counted(cases, "case");
        let found = phrase!("{cases} hồ sơ", "{in_words}");
        let in_words = counted(results, "result");
        let expected = phrase!(
            "mỗi kết quả một hồ sơ, {results} kết quả",
            "one for each result, {in_words}"
        );
        return Err(Diagnostic::of_file(ProblemCode::ResultDiffers, &name, found, expected).into());
    }
    let mut problems = Vec::new();
    let mut same = true;
    for (stored, case) in results.iter().zip(&cases) {
        let found = case.verify(&stored.result);
        let found = match stored.position {
            Some(position) => found.in_list(position),
            None => found,
        };
        same &= found.is_same_decision();
        let of_line = stored
            .line
            .map(|line| said!("dòng {line}: ", "line {line}: "));
        let of_line = of_line.unwrap_or_default();
        for difference in found.differences() {
            writeln!(out, "{of_line}{}", difference_line(difference))?;
        }
        if !found.is_same_decision() {
            let found = found.diagnostics(&stored.text, &name)?;
            problems.extend(found.into_iter().map(|problem| match stored.line {
                Some(line) => problem.in_line(line),
                None => problem,
            }));
        }
    }
    if same {
        let line = said!(
            "kết quả đúng là của hồ sơ",
            "the result is that of the case"
        );
        return Ok(writeln!(out, "{line}")?);
    }
    Err(Failure::Input(problems))
}

/// A difference with its kind, as one line.
fn difference_line(difference: &Difference) -> String {
    let kind = match difference.kind {
        DifferenceKind::Form => "mẫu",
        DifferenceKind::Engine => "chương trình",
        DifferenceKind::Criteria => "dữ liệu",
        DifferenceKind::Input => "hồ sơ",
        DifferenceKind::Decision => "kết luận",
        DifferenceKind::Wording => "lời văn",
    };
    let (stored, computed) = (&difference.stored, &difference.computed);
    // A difference of the whole result has no place in it.
    let at = format!("{kind} {}", difference.pointer);
    let at = at.trim_end();
    said!("{at}: đã ghi {stored}, nay là {computed}", "{difference}")
}

/// What `evaluate --json` prints, where a text is something else.
fn not_result(error: LoadError, text: &str, name: &str) -> LoadError {
    let expected = Phrase::new(
        "một kết quả của `ocop evaluate --json`",
        "a result of `ocop evaluate --json`",
    );
    let other = content::other_than("seal", text, name, expected);
    other.map_or(error, |other| other.at(1, 1).into())
}

/// A stored result, with the text that it was read from and where it stands there, if it is one of many.
struct Stored {
    text: Arc<str>,
    /// Its line, where each has one.
    line: Option<usize>,
    /// Its position in a list.
    position: Option<usize>,
    result: Evaluation,
}

/// What `evaluate --json` and `batch` printed: one result, a list of them, or one a line.
fn results(name: &str, bytes: &[u8]) -> Result<Vec<Stored>, Failure> {
    let text = source::text(name, bytes)?;
    let lines = text.lines().enumerate();
    let lines: Vec<(usize, &str)> = lines.filter(|(_, line)| !line.trim().is_empty()).collect();
    let is_lines = lines.len() > 1 && lines.iter().all(|(_, line)| line.starts_with('{'));
    if !is_lines {
        let results = Evaluation::list_from_json(text, name);
        let results = results.map_err(|error| not_result(error, text, name))?;
        let text: Arc<str> = text.into();
        let is_list = text.trim_start().starts_with('[');
        let results = results.into_iter().enumerate();
        let stored = results.map(|(position, result)| Stored {
            text: Arc::clone(&text),
            line: None,
            position: is_list.then_some(position),
            result,
        });
        return Ok(stored.collect());
    }
    let (mut stored, mut problems) = (Vec::new(), Vec::new());
    for (index, line) in lines {
        match Evaluation::from_json(line, name) {
            Ok(result) => stored.push(Stored {
                text: line.into(),
                line: Some(index + 1),
                position: None,
                result,
            }),
            Err(error) => {
                let found = not_result(error, line, name).into_diagnostics().into_iter();
                problems.extend(found.map(|problem| problem.in_line(index + 1)));
            }
        }
    }
    LoadError::unless_empty(problems)?;
    Ok(stored)
}
