//! `ocop evaluate` and `ocop batch`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use ocop::{
    Case, Catalog, Diagnostic, DiagnosticView, Evaluation, LoadError, MAX_DOCUMENT_BYTES,
    ProblemCode, ResultView, Seal, page,
};
use serde::Serialize;

use crate::input::{self, STDIN};
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

/// What `ocop batch` takes.
#[derive(Debug, clap::Args)]
pub struct BatchArguments {
    /// One case per line; `-` is standard input.
    cases: PathBuf,
    /// Write the results here instead of to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A case that was decided.
struct Decided {
    case: Case,
    result: Evaluation,
    seal: Seal,
}

fn decide(
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

/// Decides each line by itself; a bad one becomes its problems, in its place.
pub fn batch(arguments: &BatchArguments, out: &mut impl Write) -> Outcome {
    let catalog = Catalog::bundled();
    let name = arguments.cases.display().to_string();
    let unreadable = |error: io::Error| {
        let found = input::describe(&error);
        let problem =
            Diagnostic::of_file(ProblemCode::Unreadable, &name, &found, "a readable file");
        Failure::Input(vec![problem])
    };
    let reader: Box<dyn BufRead> = if name == STDIN {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(
            File::open(&arguments.cases).map_err(unreadable)?,
        ))
    };
    let counts = match &arguments.out {
        None => lines(reader, &name, &catalog, out),
        Some(path) => {
            let mut file = create(path)?;
            let counts = lines(reader, &name, &catalog, &mut file)?;
            file.flush()?;
            Ok(counts)
        }
    }?;
    eprintln!("{} cases, {} of them wrong", counts.cases, counts.wrong);
    if counts.wrong > 0 {
        return Err(Failure::Answered);
    }
    Ok(())
}

fn create(path: &Path) -> Result<BufWriter<File>, Failure> {
    let file = File::create(path).map_err(|error| {
        let found = input::describe(&error);
        Failure::Argument(format!("cannot write `{}`: {found}", path.display()))
    })?;
    Ok(BufWriter::new(file))
}

#[derive(Default)]
struct Counts {
    cases: usize,
    wrong: usize,
}

/// A line that could not be decided.
#[derive(Serialize)]
struct BadLine<'a> {
    line: usize,
    errors: Vec<DiagnosticView<'a>>,
}

fn lines(
    mut reader: impl BufRead,
    name: &str,
    catalog: &Catalog,
    out: &mut impl Write,
) -> Result<Counts, Failure> {
    let mut counts = Counts::default();
    let mut number = 0;
    loop {
        let mut bytes = Vec::new();
        let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX) + 1;
        let read = reader.by_ref().take(limit).read_until(b'\n', &mut bytes);
        let read = read.map_err(|error| {
            let found = input::describe(&error);
            Failure::Input(vec![Diagnostic::of_file(
                ProblemCode::Unreadable,
                name,
                &found,
                "a readable file",
            )])
        })?;
        if read == 0 {
            return Ok(counts);
        }
        number += 1;
        let complete = bytes.last() == Some(&b'\n');
        if !complete && bytes.len() > MAX_DOCUMENT_BYTES {
            reader.skip_until(b'\n')?;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        counts.cases += 1;
        let text = input::text(name, bytes).map_err(|problem| vec![problem.in_line(number)]);
        let decided = text.and_then(|text| decide(&text, name, number, false, catalog));
        match decided {
            Ok(answer) => {
                let view = ResultView::new(&answer.case, &answer.result, &answer.seal);
                serde_json::to_writer(&mut *out, &view).map_err(io::Error::from)?;
            }
            Err(problems) => {
                counts.wrong += 1;
                let errors = problems.iter().map(DiagnosticView::new).collect();
                let line = BadLine {
                    line: number,
                    errors,
                };
                serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
            }
        }
        writeln!(out)?;
    }
}
