//! The files that ship with the library.

use std::fs;
use std::path::{Path, PathBuf};

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
