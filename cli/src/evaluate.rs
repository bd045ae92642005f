//! `ocop evaluate`.

use std::io::Write;
use std::path::PathBuf;

use ocop::{Case, Diagnostic, EvaluatedCase, LoadError};
use ocop_papers::result_page;

use crate::data;
use crate::input;
#[cfg(feature = "papers")]
use crate::papers;
use crate::{Outcome, files, lang, print_json, unfit};

/// What `ocop evaluate` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Cases, filled workbooks, tables of boxes, or folders of them; `-` is standard input.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
    /// Print JSON: an object for one case, an array for several.
    #[arg(long)]
    json: bool,
    /// Refuse data that is not sure: `--strict` what has known gaps or is inferred,
    /// `--strict=two-sources` also sheets that were read from one source only.
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true,
        default_missing_value = "gaps")]
    strict: Option<Strict>,
    /// A folder of further council rules.
    #[arg(long, value_name = "DIR")]
    councils: Option<PathBuf>,
    /// Write the case that was read, such as that of a workbook, to a file.
    #[arg(long, value_name = "FILE")]
    save_case: Option<PathBuf>,
    /// Overwrite workbooks, documents and sessions that exist.
    #[arg(long)]
    force: bool,
    #[cfg(feature = "papers")]
    #[command(flatten)]
    papers: papers::PaperArguments,
}

/// What `--strict` refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Strict {
    /// Data with known gaps, and findings that are inferred.
    Gaps,
    /// Also sheets of fewer than two sources.
    TwoSources,
}

/// Decides every case that is in order, and reports the problems of the others. An answer that must
/// be whole, as JSON, a saved case or one page of all, is given only where there are none.
pub fn evaluate(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    #[cfg_attr(
        not(feature = "papers"),
        expect(unused_mut, reason = "nothing is laid over")
    )]
    let mut catalog = data::catalog(arguments.councils.as_deref())?;
    #[cfg(feature = "papers")]
    arguments.papers.lay_over(&mut catalog)?;
    let earlier: Option<&PathBuf> = None;
    #[cfg(feature = "papers")]
    let earlier = earlier.or(arguments.papers.after.as_ref());
    let after = earlier.is_some();
    let earlier = earlier.map(|path| input::case(path, &catalog));
    let earlier = earlier.transpose()?;
    let earlier = earlier.as_ref().map(EvaluatedCase::case);
    let items = input::items_after(&arguments.cases, earlier, &catalog)?;
    let (decided, problems) = input::good_cases(items, &catalog)?;
    let whole = arguments.json || arguments.save_case.is_some();
    #[cfg(feature = "papers")]
    let whole = whole || arguments.papers.has_pages();
    if whole || decided.is_empty() {
        LoadError::unless_empty(problems.clone())?;
    }
    if let Some(strict) = arguments.strict {
        let cases = decided.iter().map(EvaluatedCase::case);
        let mut gaps: Vec<Diagnostic> = cases.clone().flat_map(Case::data_gaps).collect();
        if strict == Strict::TwoSources {
            gaps.extend(cases.flat_map(Case::single_sources));
        }
        LoadError::unless_empty(gaps)?;
    }
    let single = [
        ("--save-case", arguments.save_case.is_some()),
        ("--after", after),
    ];
    let found = decided.len();
    if let Some((option, _)) = single.iter().find(|(_, given)| *given && found > 1) {
        return Err(unfit(
            phrase!("{found} hồ sơ", "{found} cases"),
            phrase!("một hồ sơ khi có `{option}`", "one with `{option}`"),
        ));
    }
    let mut outputs = Vec::new();
    if let Some((path, answer)) = arguments.save_case.as_ref().zip(decided.first()) {
        let mut text = Vec::new();
        print_json(answer.case(), &mut text)?;
        outputs.push((path.clone(), text));
    }
    let lang = lang();
    #[cfg(feature = "papers")]
    outputs.extend(arguments.papers.files(&decided, &catalog, lang)?);
    files::write_all(&outputs, arguments.force)?;
    if arguments.json {
        return match decided.as_slice() {
            [one] => print_json(one, out),
            several => print_json(&several, out),
        };
    }
    for (index, answer) in decided.iter().enumerate() {
        if index > 0 {
            writeln!(out, "\n{}\n", "─".repeat(60))?;
        }
        write!(out, "{}", result_page(answer, lang))?;
    }
    out.flush()?;
    Ok(LoadError::unless_empty(problems)?)
}
