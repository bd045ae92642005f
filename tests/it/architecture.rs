//! The folders of the library and the order in which they use each other.

use std::fs;
use std::path::Path;

use crate::shipped::rust_files;

/// From the ground up: a folder uses itself and those before it.
const FOLDERS: &[&str] = &[
    "value",
    "text",
    "law",
    "input",
    "scoring",
    "procedure",
    "insight",
    "portfolio",
];

fn position(folder: &str) -> usize {
    let at = FOLDERS.iter().position(|known| *known == folder);
    at.unwrap_or_else(|| panic!("`{folder}` is no folder of the library"))
}

#[test]
fn no_folder_uses_a_later_one() {
    for folder in fs::read_dir("src").unwrap() {
        let path = folder.unwrap().path();
        if path == Path::new("src/lib.rs") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        for file in rust_files(&path) {
            let text = fs::read_to_string(&file).unwrap();
            for used in text.split("crate::").skip(1) {
                let used: String = used
                    .chars()
                    .take_while(|&c| c.is_ascii_lowercase() || c == '_')
                    .collect();
                if !used.is_empty() {
                    let upward = position(&used) > position(name);
                    assert!(!upward, "{} uses `{used}`", file.display());
                }
            }
        }
    }
}

#[test]
fn public_types_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<ocop::Catalog>();
    shared::<ocop::Case>();
    shared::<ocop::law::CriteriaSet>();
    shared::<ocop::law::Regulation>();
    shared::<ocop::Evaluation>();
    shared::<ocop::LoadError>();
    shared::<ocop::scoring::Council<'_>>();
    shared::<ocop::scoring::ScoreSheet>();
}
