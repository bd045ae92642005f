//! `ocop evaluate`.

use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::report::page;
use ocop::{Case, Catalog, EvaluatedCase, LoadError};

use crate::input;
#[cfg(feature = "papers")]
use crate::papers;
use crate::{Failure, Language, Outcome, argument, files, print_json};

/// What `ocop evaluate` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Case files, filled workbooks (`.xlsx`) or tables of boxes (`.csv`); `-` is standard input.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
    /// Print JSON: an object for one case, an array for several.
    #[arg(long)]
    json: bool,
    /// The language of the pages.
    #[arg(long, value_enum, default_value = "vi")]
    lang: Language,
    /// Refuse sets with known gaps.
    #[arg(long)]
    strict: bool,
    /// A folder of further council rules.
    #[arg(long, value_name = "DIR")]
    councils: Option<PathBuf>,
    /// Write the case that was read, such as that of a workbook, to a file.
    #[arg(long, value_name = "FILE")]
    save_case: Option<PathBuf>,
    #[cfg(feature = "papers")]
    #[command(flatten)]
    papers: papers::PaperArguments,
}

/// Decides every case, or reports the problems of all.
pub fn evaluate(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let single = [
        ("--save-case", arguments.save_case.is_some()),
        #[cfg(feature = "papers")]
        ("--after", arguments.papers.after.is_some()),
    ];
    let found = arguments.cases.len();
    if let Some((option, _)) = single.iter().find(|(_, given)| *given && found > 1) {
        return Err(argument(format!(
            "found {found} cases, expected one with `{option}`"
        )));
    }
    #[cfg_attr(
        not(feature = "papers"),
        expect(unused_mut, reason = "nothing is laid over")
    )]
    let mut catalog = input::catalog(arguments.councils.as_deref())?;
    #[cfg(feature = "papers")]
    arguments.papers.lay_over(&mut catalog)?;
    let mut problems = Vec::new();
    let mut decided: Vec<EvaluatedCase> = Vec::new();
    for path in &arguments.cases {
        let case = read(arguments, path, &catalog);
        match case.map(Case::evaluate) {
            Ok(answer) => {
                if arguments.strict {
                    problems.extend(answer.case().data_gaps());
                }
                decided.push(answer);
            }
            Err(error) => problems.extend(error.into_diagnostics()),
        }
    }
    if !problems.is_empty() {
        return Err(Failure::Input(problems));
    }
    let outputs = arguments.save_case.iter().map(PathBuf::as_path);
    #[cfg(feature = "papers")]
    let outputs = outputs.chain(arguments.papers.outputs());
    let outputs: Vec<&Path> = outputs.collect();
    files::claim(&outputs, true)?;
    if let Some((path, answer)) = arguments.save_case.as_ref().zip(decided.first()) {
        // Writing a case to memory cannot fail.
        let mut text = serde_json::to_string_pretty(answer.case()).unwrap_or_default();
        text.push('\n');
        files::write(path, text.as_bytes())?;
    }
    let lang = arguments.lang.into();
    #[cfg(feature = "papers")]
    arguments.papers.write(&decided, &catalog, lang)?;
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
        write!(out, "{}", page(answer, lang))?;
    }
    Ok(())
}

/// Reads a case by itself, or as what follows an earlier one.
fn read(arguments: &Arguments, path: &Path, catalog: &Catalog) -> Result<Case, LoadError> {
    #[cfg(feature = "papers")]
    if let Some(earlier) = &arguments.papers.after {
        return papers::case_after(path, earlier, catalog);
    }
    #[cfg(not(feature = "papers"))]
    let _ = arguments;
    input::case(path, catalog)
}
