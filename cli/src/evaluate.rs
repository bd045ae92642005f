//! `ocop evaluate`.

use std::io::Write;
use std::path::PathBuf;

use ocop::{Case, Catalog, Diagnostic, Evaluation, LoadError, ProblemCode, ResultView, Seal, page};

use crate::input;
use crate::{Failure, Language, Outcome, print_json};

/// What `ocop evaluate` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Case files; `-` is standard input.
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
}

/// A case that was decided.
pub struct Decided {
    pub case: Case,
    pub result: Evaluation,
    pub seal: Seal,
}

/// Reads, decides and seals one case, or finds everything that is wrong with it.
pub fn decide(
    text: &str,
    name: &str,
    line: usize,
    strict: bool,
    catalog: &Catalog,
) -> Result<Decided, Vec<Diagnostic>> {
    let case = Case::from_line(text, name, line, catalog).map_err(LoadError::into_diagnostics)?;
    if strict {
        let gaps = case.data_gaps();
        if !gaps.is_empty() {
            return Err(gaps);
        }
    }
    let result = case.evaluate().map_err(LoadError::into_diagnostics)?;
    let seal = Seal::of(&case, text, catalog).map_err(|error| {
        let found = error.to_string();
        vec![Diagnostic::of_file(
            ProblemCode::Unreadable,
            name,
            &found,
            "the data it was read with",
        )]
    })?;
    Ok(Decided { case, result, seal })
}

/// Decides every case, or reports the problems of all.
pub fn evaluate(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let mut catalog = Catalog::bundled();
    let mut problems = Vec::new();
    if let Some(folder) = &arguments.councils {
        problems.extend(input::add_councils(&mut catalog, folder));
    }
    let mut decided = Vec::new();
    for path in &arguments.cases {
        let name = path.display().to_string();
        let text = input::document(path).map_err(|problem| vec![problem]);
        match text.and_then(|text| decide(&text, &name, 1, arguments.strict, &catalog)) {
            Ok(answer) => decided.push(answer),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(Failure::Input(problems));
    }
    let views = decided
        .iter()
        .map(|answer| ResultView::new(&answer.case, &answer.result, &answer.seal));
    if arguments.json {
        let views: Vec<ResultView<'_>> = views.collect();
        return match views.as_slice() {
            [one] => print_json(one, out),
            several => print_json(&several, out),
        };
    }
    for (index, answer) in decided.iter().enumerate() {
        if index > 0 {
            writeln!(out, "\n{}\n", "─".repeat(60))?;
        }
        let lang = arguments.lang.into();
        write!(
            out,
            "{}",
            page(&answer.case, &answer.result, &answer.seal, lang)
        )?;
    }
    Ok(())
}
