//! `ocop advise`, `sensitivity` and `compare`: questions about results.

use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::input::ProblemCode;
use ocop::insight::ComparisonView;
use ocop::insight::{Advice, AdviceError, AdviceOptions, Comparison, NoCouncil, Side};
use ocop::text::Phrase;
use ocop::value::CriterionCode;
use ocop::{Diagnostic, EvaluatedCase, Star};
use ocop_papers::{advice_page, comparison_page, sensitivity_page};

use crate::data;
#[cfg(feature = "papers")]
use crate::papers;
use crate::{Failure, Outcome, argument, input, lang, print_json, tell, unfit};

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
            phrase!("mục tiêu `{target}`", "target `{target}`"),
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
        return Err(argument(said!(
            "`--docx` ghi phiếu tự đánh giá của chủ thể: nêu tệp là `FILE@self`",
            "`--docx` writes the producer's own sheet: name it `FILE@self`"
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
    // What the advice rests on is as unsure as what the result rests on.
    for gap in case.case().data_gaps() {
        let gap = gap.text(lang());
        tell(said!("lưu ý: {gap}", "warning: {gap}"));
    }
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
                phrase!("công sức `{effort}`", "effort `{effort}`"),
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
            phrase!(
                "bước {number} của hồ sơ có {stages} bước",
                "stage {number} of a case with {stages}"
            ),
            None,
        ),
        Which::Stage(number) => (
            phrase!(
                "bước {number} không có phiếu",
                "no sheets in stage {number}"
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
            scored => phrase!(
                "bước có phiếu để so sánh: {scored}",
                "a stage with sheets to compare: {scored}"
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
