//! Which files a folder holds.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ocop::Diagnostic;

use crate::source::unreadable;

/// Every file of some paths, and whether it was found in a folder.
pub fn all_files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, bool)>, Diagnostic> {
    let mut all = Vec::new();
    let mut entered = BTreeSet::new();
    for path in paths {
        let mut found = Vec::new();
        gather(path, &|_| true, &mut entered, &mut found)?;
        let listed = path.is_dir();
        all.extend(found.into_iter().map(|file| (file, listed)));
    }
    Ok(all)
}

/// Every `.json` file at or below `path`, in order of name.
pub fn json_files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    files(path, "json")
}

/// Every file of an extension at or below `path`, in order of name; `path` itself if it is a file.
/// A folder that is reached by several ways, or that lies in itself, is entered once.
pub fn files(path: &Path, extension: &str) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut found = Vec::new();
    let wanted = |path: &Path| path.extension().is_some_and(|found| found == extension);
    gather(path, &wanted, &mut BTreeSet::new(), &mut found)?;
    Ok(found)
}

fn gather(
    path: &Path,
    wanted: &dyn Fn(&Path) -> bool,
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
        if !is_hidden(&entry) && (entry.is_dir() || wanted(&entry)) {
            gather(&entry, wanted, entered, found)?;
        }
    }
    Ok(())
}

/// Hidden files, and those that office programs keep beside an open one.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.starts_with("~$")
}
