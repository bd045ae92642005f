//! Pages that commands write beside their answers.

use std::fs;
use std::path::PathBuf;

use crate::run::ocop;

const CASES: [&str; 2] = [
    "examples/cases/certified-3-at-district.json",
    "examples/cases/spread-above-10.json",
];

/// A place for a file that is not there yet.
fn place(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

#[test]
fn pages_come_beside_the_answer_and_do_not_change_it() {
    let (minutes, annex) = (place("minutes.html"), place("annex.html"));
    let [first, second] = CASES;
    let plain = ocop(&["evaluate", first, second, "--json"]);
    let written = ocop(&[
        "evaluate",
        first,
        second,
        "--json",
        "--lang",
        "vi",
        "--html",
        minutes.to_str().unwrap(),
        "--annex",
        annex.to_str().unwrap(),
    ]);
    assert_eq!(written.status.code(), Some(0));
    assert_eq!(written.stdout, plain.stdout);
    assert!(written.stderr.is_empty());
    let minutes = fs::read_to_string(minutes).unwrap();
    assert_eq!(minutes.matches("<article").count(), 2);
    assert!(minutes.starts_with("<!DOCTYPE html><html lang=\"vi\">"));
    let annex = fs::read_to_string(annex).unwrap();
    assert!(annex.contains("DANH SÁCH SẢN PHẨM OCOP ĐỀ XUẤT CÔNG NHẬN"));
    assert!(!annex.contains("Không có trong danh sách"));
}

#[test]
fn the_language_is_that_of_the_answer() {
    let path = place("english.html");
    let [first, _] = CASES;
    let output = ocop(&[
        "evaluate",
        first,
        "--lang",
        "en",
        "--html",
        path.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(0));
    let page = fs::read_to_string(path).unwrap();
    assert!(
        page.contains("<html lang=\"en\">")
            && page.contains("The council of the district proposes 3 stars")
    );
}

#[test]
fn a_blank_form_is_the_whole_answer() {
    let path = place("form.html");
    let output = ocop(&["sheet", "26", "--html", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
    // Without `--regulation` the newest.
    assert!(fs::read_to_string(path).unwrap().contains("26/2026/QĐ-TTg"));
    let both = ocop(&["sheet", "26", "--json", "--html", "x.html"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn files_that_cannot_be_written_are_wrong_arguments() {
    let [first, _] = CASES;
    let folder = env!("CARGO_TARGET_TMPDIR");
    let nowhere = format!("{folder}/no/such/folder.html");
    let missing = format!("there is no folder `{folder}/no/such`");
    for (path, why) in [(folder, "a folder"), (&nowhere, &missing)] {
        for arguments in [
            ["evaluate", first, "--html", path],
            ["evaluate", first, "--annex", path],
            ["sheet", "08", "--html", path],
        ] {
            let output = ocop(&arguments);
            let errors = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{errors}");
            assert!(output.stdout.is_empty());
            assert_eq!(errors, format!("error: cannot write `{path}`: {why}\n"));
        }
    }
}

#[test]
fn nothing_is_written_when_a_case_is_wrong() {
    let (minutes, annex) = (place("none.html"), place("none-annex.html"));
    let [first, _] = CASES;
    let output = ocop(&[
        "evaluate",
        first,
        "Cargo.toml",
        "--html",
        minutes.to_str().unwrap(),
        "--annex",
        annex.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty() && !minutes.exists() && !annex.exists());
}

/// Both commands list the same products; a batch with a wrong line lists none.
#[test]
fn the_annex_of_a_batch_is_that_of_its_cases() {
    let (lines, of_lines, of_files) = (place("cases.jsonl"), place("b.html"), place("e.html"));
    let [first, second] = CASES;
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let line = |case| {
        let text = fs::read_to_string(root.join(case)).unwrap();
        text.replace('\n', " ") + "\n"
    };
    let batch = |text: String| {
        fs::write(&lines, text).unwrap();
        let lines = lines.to_str().unwrap();
        ocop(&["batch", lines, "--annex", of_lines.to_str().unwrap()])
    };
    let wrong = batch(line(first) + "{}\n" + &line(second));
    assert_eq!(wrong.status.code(), Some(1));
    assert!(!of_lines.exists());
    let errors = String::from_utf8(wrong.stderr).unwrap();
    assert!(errors.contains("is not written: it would lack products"));
    assert_eq!(
        batch(line(first) + "\n" + &line(second)).status.code(),
        Some(0)
    );
    let path = of_files.to_str().unwrap();
    assert_eq!(
        ocop(&["evaluate", first, second, "--annex", path])
            .status
            .code(),
        Some(0)
    );
    assert_eq!(fs::read(of_lines).unwrap(), fs::read(of_files).unwrap());
}
