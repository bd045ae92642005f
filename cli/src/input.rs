//! Reading files and standard input, with limits, into text or problems.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use ocop::input::{MAX_DOCUMENT_BYTES, ProblemCode};
use ocop::value::RulesId;
use ocop::{Case, Catalog, Diagnostic, LoadError};

use crate::{Failure, files};

/// The name that stands for standard input.
pub const STDIN: &str = "-";

/// Reads one document, from a file or from standard input.
pub fn document(path: &Path) -> Result<String, Diagnostic> {
    text(&path.display().to_string(), bytes(path)?)
}

/// Reads a case: a case file, or what a council filled in.
pub fn case(path: &Path, catalog: &Catalog) -> Result<Case, LoadError> {
    let name = path.display().to_string();
    let bytes = bytes(path)?;
    #[cfg(feature = "papers")]
    if let Some(case) = crate::papers::read(&bytes, &name, catalog) {
        return case;
    }
    Case::from_json(&text(&name, bytes)?, &name, catalog)
}

/// The bytes of one document.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let name = path.display().to_string();
    let unreadable = |error: io::Error| unreadable(&name, &error);
    files::reads(path);
    let bytes = if name == STDIN {
        limited(stdin()?).map_err(unreadable)?
    } else {
        limited(File::open(path).map_err(unreadable)?).map_err(unreadable)?
    };
    Ok(bytes)
}

/// Standard input, which can be read once.
pub fn stdin() -> Result<io::Stdin, Diagnostic> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        let found = "standard input a second time";
        let code = ProblemCode::Unreadable;
        return Err(Diagnostic::of_file(code, STDIN, found, "it once"));
    }
    Ok(io::stdin())
}

/// Bytes as text, at most as many as a document may have; `name` is what problems are reported
/// under.
pub fn text(name: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(Diagnostic::of_file(
            ProblemCode::TooLarge,
            name,
            "a longer text",
            format!("at most {MAX_DOCUMENT_BYTES} bytes in one document or line"),
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..valid).unwrap_or_default();
        let before = String::from_utf8_lossy(before);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        Diagnostic::of_file(
            ProblemCode::NotUtf8,
            name,
            "bytes that are not UTF-8",
            "UTF-8 throughout",
        )
        .at(line, column)
    })
}

/// Room for a line to begin with.
const LINE_BYTES: usize = 16 * 1024;

/// The next line without its end, at most one byte longer than a document may be; the rest of it is
/// skipped.
pub fn line(reader: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(LINE_BYTES);
    let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX) + 1;
    if reader.by_ref().take(limit).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() > MAX_DOCUMENT_BYTES {
        reader.skip_until(b'\n')?;
    }
    Ok(Some(bytes))
}

/// Gives every line that is not blank, with its number, to `take`.
pub fn lines(
    path: &Path,
    mut take: impl FnMut(usize, Result<String, Vec<Diagnostic>>),
) -> Result<(), Diagnostic> {
    let name = path.display().to_string();
    let unreadable = |error: io::Error| unreadable(&name, &error);
    files::reads(path);
    let mut reader: Box<dyn BufRead> = if name == STDIN {
        Box::new(stdin()?.lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(unreadable)?))
    };
    let mut number = 0;
    while let Some(bytes) = line(&mut reader).map_err(unreadable)? {
        number += 1;
        if !bytes.trim_ascii().is_empty() {
            take(
                number,
                text(&name, bytes).map_err(|problem| vec![problem.in_line(number)]),
            );
        }
    }
    Ok(())
}

/// At most one byte more than a document may have.
fn limited(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX);
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file or folder that cannot be read.
pub fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    let found = describe(error);
    Diagnostic::of_file(ProblemCode::Unreadable, name, &found, "a readable file")
}

/// An input error in few words, without the system's error number.
pub fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission to read".to_owned(),
        io::ErrorKind::IsADirectory => "a folder".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}

/// Every `.json` file at or below `path`, in order of name.
pub fn json_files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    files(path, "json")
}

/// Every file of an extension at or below `path`, in order of name; `path` itself if it is a file.
/// A folder that is reached by several ways, or that lies in itself, is entered once.
pub fn files(path: &Path, extension: &str) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut found = Vec::new();
    gather(path, extension, &mut BTreeSet::new(), &mut found)?;
    Ok(found)
}

fn gather(
    path: &Path,
    extension: &str,
    entered: &mut BTreeSet<PathBuf>,
    found: &mut Vec<PathBuf>,
) -> Result<(), Diagnostic> {
    let unreadable = |error| unreadable(&path.display().to_string(), &error);
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    if !entered.insert(fs::canonicalize(path).map_err(unreadable)?) {
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(unreadable)?;
    let entries = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut entries: Vec<PathBuf> = entries.collect::<io::Result<_>>().map_err(unreadable)?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() || entry.extension().is_some_and(|found| found == extension) {
            gather(&entry, extension, entered, found)?;
        }
    }
    Ok(())
}

/// The bundled catalog, with the council rules of a folder where one is given: each file is known
/// by its name without `.json`.
pub fn catalog(councils: Option<&Path>) -> Result<Catalog, Failure> {
    let mut catalog = Catalog::bundled();
    let Some(folder) = councils else {
        return Ok(catalog);
    };
    let mut problems = Vec::new();
    for file in json_files(folder)? {
        let name = file.display().to_string();
        let stem = file.file_stem().and_then(|stem| stem.to_str());
        let Ok(id) = stem.unwrap_or_default().parse::<RulesId>() else {
            problems.push(Diagnostic::of_file(
                ProblemCode::PlaceWrong,
                &name,
                format!("`{}`", stem.unwrap_or_default()),
                "a file name such as `my-province.json`",
            ));
            continue;
        };
        match document(&file) {
            Ok(text) => {
                if let Err(error) = catalog.add_rules(id, &name, text) {
                    problems.extend(error.into_diagnostics());
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        return Ok(catalog);
    }
    Err(Failure::Input(problems))
}
