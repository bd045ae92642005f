//! `ocop advise`, `sensitivity`, `compare` and `verify`: questions about results.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::insight::ComparisonView;
use ocop::insight::{Advice, AdviceError, AdviceOptions, Comparison, NoCouncil, Side};
use ocop::procedure::{Difference, DifferenceKind};
use ocop::text::Phrase;
use ocop::value::CriterionCode;
use ocop::{Catalog, Diagnostic, EvaluatedCase, Evaluation, LoadError, Star};
use ocop_papers::{advice_page, comparison_page, sensitivity_page};

#[cfg(feature = "papers")]
use crate::papers;
use crate::{Failure, Outcome, argument, input, lang, print_json, said, unfit};
use crate::{content, data, source};

/// What `ocop advise` takes.
#[derive(Debug, clap::Args)]
pub struct AdviseArguments {
    /// A case whose last stage has sheets and a star; `-` is standard input; `FILE@self` is the
    /// producer's own sheet.
    case: String,
    /// With `FILE@self`: write the producer's sheet with the advice, as `.docx`.
    #[cfg(feature = "papers")]
    #[arg(long, value_name = "FILE")]
    docx: Option<PathBuf>,
    /// Overwrite a file that exists.
    #[cfg(feature = "papers")]
    #[arg(long, requires = "docx")]
    force: bool,
    /// The star wished for.
    #[arg(long)]
    target: u8,
    /// Criteria that cannot be changed.
    #[arg(long, value_name = "CRITERION")]
    fix: Vec<String>,
    /// The effort of climbing to a box, from 1 to 9: `4.1/3=5`.
    #[arg(long, value_name = "CRITERION/BOX=N")]
    effort: Vec<String>,
    #[command(flatten)]
    common: Common,
}

/// What `ocop sensitivity` takes.
#[derive(Debug, clap::Args)]
pub struct SensitivityArguments {
    /// A case whose last stage has sheets and a star; `-` is standard input.
    case: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// What `ocop compare` takes.
#[derive(Debug, clap::Args)]
pub struct CompareArguments {
    /// A case: its last stage with sheets; `FILE@2` is its second stage, `FILE@self` the
    /// producer's own sheet.
    first: String,
    /// The other side.
    second: String,
    #[command(flatten)]
    common: Common,
}

/// What `ocop verify` takes.
#[derive(Debug, clap::Args)]
pub struct VerifyArguments {
    /// A result that was printed with `--json`, a paper (`.docx` or page), or the mã đối chiếu on one.
    result: PathBuf,
    /// Its case; of several results, all of them in order.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
    /// A folder of further council rules.
    #[arg(long, value_name = "DIR")]
    councils: Option<PathBuf>,
}

/// Options of every question.
#[derive(Debug, clap::Args)]
struct Common {
    /// A folder of further council rules.
    #[arg(long, value_name = "DIR")]
    councils: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn no_council(path: &Path, error: NoCouncil) -> Failure {
    let (found, expected) = match error {
        NoCouncil::NotSettled => (
            Phrase::new("không có hạng sao", "no star"),
            Phrase::new("một bước đã có kết quả", "a stage that is settled"),
        ),
        _ => (
            Phrase::new("không có phiếu", "no sheets"),
            Phrase::new("các phiếu của một hội đồng", "the sheets of a council"),
        ),
    };
    let file = path.display().to_string();
    Diagnostic::of_file(ProblemCode::NotSettled, &file, found, expected).into()
}

/// Prints what to raise for a star.
pub fn advise(arguments: &AdviseArguments, out: &mut impl Write) -> Outcome {
    let target = Star::new(arguments.target).ok_or_else(|| {
        let target = arguments.target;
        unfit(
            Phrase::new(format!("mục tiêu `{target}`"), format!("target `{target}`")),
            Phrase::new("từ 1 đến 5 sao", "1 to 5 stars"),
        )
    })?;
    let options = options(arguments)?;
    let catalog = data::catalog(arguments.common.councils.as_deref())?;
    let (path, own) = match arguments.case.strip_suffix("@self") {
        Some(path) => (Path::new(path), true),
        None => (Path::new(&arguments.case), false),
    };
    #[cfg(feature = "papers")]
    if !own && arguments.docx.is_some() {
        return Err(argument(said(
            "`--docx` ghi phiếu tự đánh giá của chủ thể: nêu tệp là `FILE@self`",
            "`--docx` writes the producer's own sheet: name it `FILE@self`",
        )));
    }
    let case = input::case(path, &catalog)?;
    let advice = if own {
        Advice::of_self_assessment(case.case(), target, &options)
    } else {
        case.advise(target, &options)
    };
    let advice = match advice {
        Ok(advice) => advice,
        Err(AdviceError::NoCouncil(error)) => return Err(no_council(path, error)),
        Err(AdviceError::NoSelfAssessment) => {
            let file = path.display().to_string();
            let found = Phrase::new("không có `self_assessment`", "no `self_assessment`");
            let expected = Phrase::new("phiếu tự đánh giá của chủ thể", "the producer's own sheet");
            let code = ProblemCode::NotSettled;
            return Err(Diagnostic::of_file(code, &file, found, expected).into());
        }
        Err(error) => return Err(argument(error.text(lang()))),
    };
    #[cfg(feature = "papers")]
    if let Some(output) = &arguments.docx {
        papers::write_own(output, arguments.force, case.case(), &advice)?;
    }
    if arguments.common.json {
        return print_json(&advice, out);
    }
    let page = advice_page(&advice, lang());
    Ok(write!(out, "{page}")?)
}

fn options(arguments: &AdviseArguments) -> Result<AdviceOptions, Failure> {
    let mut options = AdviceOptions::default();
    for code in &arguments.fix {
        options.fixed.insert(crate::read(code)?);
    }
    for effort in &arguments.effort {
        let parts = effort
            .split_once('=')
            .and_then(|(place, number)| Some((place.split_once('/')?, number)));
        let read = parts.and_then(|((code, ticked), number)| {
            let code: CriterionCode = code.parse().ok()?;
            Some(((code, ticked.parse().ok()?), number.parse().ok()?))
        });
        let Some((place, number)) = read else {
            return Err(unfit(
                Phrase::new(format!("công sức `{effort}`"), format!("effort `{effort}`")),
                Phrase::new("một mục như `4.1/3=5`", "one such as `4.1/3=5`"),
            ));
        };
        options.efforts.insert(place, number);
    }
    Ok(options)
}

/// Prints how close a star is to another.
pub fn sensitivity(arguments: &SensitivityArguments, out: &mut impl Write) -> Outcome {
    let catalog = data::catalog(arguments.common.councils.as_deref())?;
    let case = input::case(&arguments.case, &catalog)?;
    let sensitivity = case
        .sensitivity()
        .map_err(|error| no_council(&arguments.case, error))?;
    if arguments.common.json {
        return print_json(&sensitivity, out);
    }
    let page = sensitivity_page(&sensitivity, lang());
    Ok(write!(out, "{page}")?)
}

/// Which sheets of a case are meant.
enum Which {
    Last,
    Stage(usize),
    Own,
}

/// `FILE`, `FILE@2` or `FILE@self`; a file of the whole name comes first.
fn side_of(text: &str) -> (PathBuf, Which) {
    let whole = (PathBuf::from(text), Which::Last);
    if whole.0.exists() {
        return whole;
    }
    match text.rsplit_once('@') {
        Some((file, "self")) => (file.into(), Which::Own),
        Some((file, number)) => match number.parse() {
            Ok(number) => (file.into(), Which::Stage(number)),
            Err(_) => whole,
        },
        None => whole,
    }
}

fn side<'c>(
    case: &'c EvaluatedCase,
    (path, which): &(PathBuf, Which),
) -> Result<Side<'c>, Failure> {
    let stages = case.case().stages().len();
    let (found, side) = match which {
        Which::Last => (
            Phrase::new("không có phiếu", "no sheets"),
            Side::stage(case, None),
        ),
        Which::Stage(number) if !(1..=stages).contains(number) => (
            Phrase::new(
                format!("bước {number} của hồ sơ có {stages} bước"),
                format!("stage {number} of a case with {stages}"),
            ),
            None,
        ),
        Which::Stage(number) => (
            Phrase::new(
                format!("bước {number} không có phiếu"),
                format!("no sheets in stage {number}"),
            ),
            Side::stage(case, Some(*number)),
        ),
        Which::Own => (
            Phrase::new("không có `self_assessment`", "no `self_assessment`"),
            Side::self_assessment(case.case()),
        ),
    };
    side.ok_or_else(|| {
        let scored = (1..=stages).filter(|&number| Side::stage(case, Some(number)).is_some());
        let scored: Vec<String> = scored.map(|number| number.to_string()).collect();
        let expected = match scored.join(", ") {
            none if none.is_empty() => Phrase::new(
                "một hồ sơ có phiếu để so sánh",
                "a case with sheets to compare",
            ),
            scored => Phrase::new(
                format!("bước có phiếu để so sánh: {scored}"),
                format!("a stage with sheets to compare: {scored}"),
            ),
        };
        let file = path.display().to_string();
        Diagnostic::of_file(ProblemCode::NotSettled, &file, found, expected).into()
    })
}

/// Prints what moved between two sides.
pub fn compare(arguments: &CompareArguments, out: &mut impl Write) -> Outcome {
    let catalog = data::catalog(arguments.common.councils.as_deref())?;
    let (first, second) = (side_of(&arguments.first), side_of(&arguments.second));
    // Two sides of one file are of what it held when it was read.
    let (a, b) = if first.0 == second.0 {
        let case = input::case(&first.0, &catalog)?;
        (case.clone(), case)
    } else {
        let second = input::case(&second.0, &catalog);
        input::both(input::case(&first.0, &catalog), second)?
    };
    let (a, b) = input::both(side(&a, &first), side(&b, &second))?;
    let comparison = Comparison::of(&a, &b);
    let names = (arguments.first.as_str(), arguments.second.as_str());
    if arguments.common.json {
        let view = ComparisonView::new((names.0, &a), (names.1, &b), &comparison);
        return print_json(&view, out);
    }
    let page = comparison_page(names, &comparison, lang());
    Ok(write!(out, "{page}")?)
}

fn all(paths: &[PathBuf], catalog: &Catalog) -> Result<Vec<EvaluatedCase>, Failure> {
    input::all_cases(input::items(paths, catalog)?, catalog)
}

/// Computes stored results anew and reports every difference by its kind. Another decision or another
/// case is an error; another engine, other data or wording is not.
pub fn verify(arguments: &VerifyArguments, out: &mut impl Write) -> Outcome {
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
        let found = Phrase::new(format!("{cases} hồ sơ"), format!("{cases} cases"));
        let expected = Phrase::new(
            format!("mỗi kết quả một hồ sơ, {results} kết quả"),
            format!("one for each of {results} results"),
        );
        return Err(Diagnostic::of_file(ProblemCode::ResultDiffers, &name, found, expected).into());
    }
    let mut problems = Vec::new();
    let mut same = true;
    for (stored, case) in results.iter().zip(&cases) {
        let found = case.verify(&stored.result);
        same &= found.is_same_decision();
        for difference in found.differences() {
            writeln!(out, "{}", difference_line(difference))?;
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
        let line = said(
            "kết quả đúng là của hồ sơ",
            "the result is that of the case",
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
    let (pointer, stored) = (&difference.pointer, &difference.stored);
    let computed = &difference.computed;
    said(
        format!("{kind} {pointer}: đã ghi {stored}, nay là {computed}"),
        difference.to_string(),
    )
}

/// What `evaluate --json` prints, where a text is something else.
fn not_result(error: LoadError, text: &str, name: &str) -> LoadError {
    let Some(found) = content::other_than("seal", text) else {
        return error;
    };
    let expected = Phrase::new(
        "một kết quả của `ocop evaluate --json`",
        "a result of `ocop evaluate --json`",
    );
    let code = ProblemCode::UnknownKind;
    Diagnostic::of_file(code, name, found, expected)
        .at(1, 1)
        .into()
}

/// A stored result, with the text that it was read from and the line of it, where it is one of many.
struct Stored {
    text: Arc<str>,
    line: Option<usize>,
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
        let stored = results.into_iter().map(|result| Stored {
            text: Arc::clone(&text),
            line: None,
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
