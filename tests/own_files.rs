//! The library without its bundled data: a catalog of files that the caller reads.
//!
//! This program compiles and runs with and without default features.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test that fails should stop"
)]

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use ocop::{Case, Catalog, Star};

fn read(folder: &Path, files: &mut Vec<(String, Cow<'static, str>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let name = path.to_str().unwrap().replace('\\', "/");
            files.push((name, fs::read_to_string(&path).unwrap().into()));
        }
    }
}

#[test]
fn a_case_is_evaluated_with_files_of_the_caller() {
    let mut files = Vec::new();
    read(Path::new("criteria"), &mut files);
    let (catalog, ignored) = Catalog::from_files(files);
    assert!(ignored.is_empty() && catalog.check().is_empty());
    let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-04-10", "total": "69.99"}] }"#;
    let case = Case::from_json(text, "case.json", &catalog).unwrap();
    // 148/2023: three stars from 50 to below 70 points.
    assert_eq!(case.evaluate().star(), Some(Star::Three));
}
