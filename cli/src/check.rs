//! `ocop check`: files and folders of criteria, council rules and cases.

use std::borrow::Cow;
use std::io::Write;
use std::path::PathBuf;

use ocop::procedure::History;
use ocop::{Case, Catalog, Diagnostic, LoadError};

use crate::{Failure, Outcome, input};

/// Checks everything at or below `paths`. Sheets whose regulation is among the files are checked
/// against it and it against them; others against the data that the program ships with.
pub fn check(paths: &[PathBuf], out: &mut impl Write) -> Outcome {
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        match input::json_files(path) {
            Ok(found) => files.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    files.sort();
    files.dedup();
    let count = files.len();
    let mut texts = Vec::new();
    for file in &files {
        match input::document(file) {
            Ok(text) => texts.push((file.display().to_string(), text)),
            Err(problem) => problems.push(problem),
        }
    }
    let (own, others): (Vec<_>, Vec<_>) = {
        let regulations: Vec<String> = texts
            .iter()
            .filter_map(|(name, _)| name.strip_suffix("/regulation.json").map(str::to_owned))
            .collect();
        texts.into_iter().partition(|(name, _)| {
            regulations
                .iter()
                .any(|folder| name.starts_with(&format!("{folder}/")))
        })
    };
    let own = own.into_iter().map(|(name, text)| (name, Cow::Owned(text)));
    let (catalog, ignored) = Catalog::from_files(own);
    problems.extend(ignored);
    problems.extend(catalog.check());
    let bundled = Catalog::bundled();
    for (name, text) in others {
        let result = single(&text, &name, &bundled);
        if let Err(error) = result {
            problems.extend(error.into_diagnostics());
        }
    }
    if problems.is_empty() {
        return Ok(writeln!(out, "{count} files, no problems")?);
    }
    Err(Failure::Input(problems))
}

/// Checks one file by itself. Its kind is told by the key that only it has.
fn single(text: &str, name: &str, bundled: &Catalog) -> Result<(), LoadError> {
    if Case::looks_like(text) {
        return Case::from_json(text, name, bundled).map(drop);
    }
    if History::looks_like(text) {
        // The bundled regulations load: a test holds them to it.
        let regulations = bundled.regulations().unwrap_or_default();
        return History::from_json(text, name, regulations).map(drop);
    }
    bundled.check_text(text, name)
}
