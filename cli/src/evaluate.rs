//! `ocop evaluate`.

use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::report::page;
use ocop::{Case, EvaluatedCase};
use ocop_papers::{Annex, Facts, SessionPapers};

use crate::input;
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
    /// A wording file, whose texts pages print in place of the labels.
    #[arg(long, value_name = "FILE")]
    wording: Option<PathBuf>,
    /// Write the case that was read, such as that of a workbook, to a file.
    #[arg(long, value_name = "FILE")]
    save_case: Option<PathBuf>,
    /// An earlier case of the product, which the stage of the workbook or table follows.
    #[arg(long, value_name = "CASE")]
    after: Option<PathBuf>,
    /// Write the minutes of all councils too, as one page to print.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the papers of the session into a folder too: minutes, summary of points, report,
    /// submission, draft decisions, letter and notices, each as `.docx` and as a page.
    #[arg(long, value_name = "DIR")]
    papers: Option<PathBuf>,
    /// What is known of the session, as JSON; what is not is a visible blank on paper.
    #[arg(long, value_name = "FILE", requires = "papers")]
    facts: Option<PathBuf>,
    /// Overwrite papers that exist.
    #[arg(long, requires = "papers")]
    force: bool,
    /// Write the list of recognised products too, as the annex of a decision.
    #[arg(long, value_name = "FILE")]
    annex: Option<PathBuf>,
}

/// Decides every case, or reports the problems of all.
pub fn evaluate(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let single = [
        ("--save-case", arguments.save_case.is_some()),
        ("--after", arguments.after.is_some()),
    ];
    let found = arguments.cases.len();
    if let Some((option, _)) = single.iter().find(|(_, given)| *given && found > 1) {
        return Err(argument(format!(
            "found {found} cases, expected one with `{option}`"
        )));
    }
    let mut catalog = input::catalog(arguments.councils.as_deref())?;
    if let Some(file) = &arguments.wording {
        crate::wording::lay_over(file, &mut catalog)?;
    }
    let mut problems = Vec::new();
    let mut decided: Vec<EvaluatedCase> = Vec::new();
    for path in &arguments.cases {
        let case = match &arguments.after {
            Some(earlier) => input::case_after(path, earlier, &catalog),
            None => input::case(path, &catalog),
        };
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
    let outputs: Vec<&Path> = [&arguments.save_case, &arguments.html, &arguments.annex]
        .into_iter()
        .flatten()
        .map(PathBuf::as_path)
        .collect();
    files::claim(&outputs, true)?;
    if let Some((path, answer)) = arguments.save_case.as_ref().zip(decided.first()) {
        // Writing a case to memory cannot fail.
        let mut text = serde_json::to_string_pretty(answer.case()).unwrap_or_default();
        text.push('\n');
        files::write(path, text.as_bytes())?;
    }
    let lang = arguments.lang.into();
    if let Some(path) = &arguments.html {
        let page = ocop_papers::minutes(&decided, &catalog.regulations()?, lang);
        files::write(path, page.as_bytes())?;
    }
    if let Some(path) = &arguments.annex {
        let mut annex = Annex::default();
        decided.iter().for_each(|answer| annex.add(answer));
        files::write(path, annex.page().as_bytes())?;
    }
    if let Some(folder) = &arguments.papers {
        write_papers(folder, arguments, &decided)?;
    }
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

/// Writes the session's papers into a folder.
fn write_papers(folder: &Path, arguments: &Arguments, decided: &[EvaluatedCase]) -> Outcome {
    let facts = match &arguments.facts {
        Some(file) => {
            let text = input::document(file)?;
            Facts::from_json(&text, &file.display().to_string())?
        }
        None => Facts::default(),
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        let (folder, why) = (folder.display(), input::describe(&error));
        argument(format!("cannot make the folder `{folder}`: {why}"))
    })?;
    let mut papers = Vec::new();
    for paper in SessionPapers::new(decided, &facts).documents() {
        let file = |extension| folder.join(format!("{}.{extension}", paper.name));
        papers.push((file("docx"), paper.to_docx().map_err(argument)?));
        papers.push((file("html"), paper.to_html().into_bytes()));
    }
    let paths: Vec<&Path> = papers.iter().map(|(path, _)| path.as_path()).collect();
    files::claim(&paths, arguments.force)?;
    for (path, bytes) in &papers {
        files::write(path, bytes)?;
    }
    Ok(())
}
