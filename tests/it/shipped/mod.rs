//! The files that ship with the library, and stored results held to their cases.

use std::fs;
use std::path::{Path, PathBuf};

use ocop::{Catalog, Diagnostic, EvaluatedCase, Evaluation, LoadError};

/// Every `.json` file at or below a folder, in order of name.
pub fn json_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, "json")
}

/// Every `.rs` file at or below a folder, in order of name.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, "rs")
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path, ending));
        } else if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Holds a stored result against its case anew; every difference at its place in the result.
pub fn verify(
    result: &str,
    case: &str,
    (result_file, case_file): (&str, &str),
    catalog: &Catalog,
) -> Result<Vec<Diagnostic>, LoadError> {
    let stored = Evaluation::from_json(result, result_file)?;
    let evaluated = EvaluatedCase::from_json(case, case_file, catalog)?;
    evaluated.verify(&stored).diagnostics(result, result_file)
}
