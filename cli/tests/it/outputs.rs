//! Outputs never overwrite an input or each other, under any name, and are written whole or not at
//! all. Source: contract 2.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::run;

const CASE: &str = r#"{"product": {"name": "Mật ong"}, "regulation": "qd-148-2023", "set": "08", "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#;

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    run::folder(&format!("outputs-{name}"))
}

/// Runs the program in a folder, with a file of it as standard input.
fn ocop(folder: &Path, arguments: &[&str], stdin: Option<&str>) -> Output {
    let mut command = run::command_in(folder, arguments);
    if let Some(name) = stdin {
        command.stdin(File::open(folder.join(name)).unwrap());
    }
    command.output().unwrap()
}

/// Holds a command to refusing, and a file to staying as it is.
fn refuses(folder: &Path, arguments: &[&str], stdin: Option<&str>, kept: &str) {
    let before = fs::read(folder.join(kept)).unwrap();
    let output = ocop(folder, arguments, stdin);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert_eq!(
        fs::read(folder.join(kept)).unwrap(),
        before,
        "{arguments:?}"
    );
}

fn with_cases(name: &str) -> PathBuf {
    let folder = folder(name);
    fs::write(folder.join("cases.jsonl"), format!("{CASE}\n")).unwrap();
    fs::write(folder.join("case.json"), CASE).unwrap();
    folder
}

#[test]
fn standard_input_is_an_input() {
    let folder = with_cases("stdin");
    let stdin = Some("cases.jsonl");
    for arguments in [
        ["batch", "-", "--out", "cases.jsonl"],
        ["batch", "-", "--annex", "cases.jsonl"],
        ["report", "-", "--csv", "cases.jsonl"],
        ["report", "-", "--html", "cases.jsonl"],
        ["evaluate", "-", "--save-case", "cases.jsonl"],
    ] {
        refuses(&folder, &arguments, stdin, "cases.jsonl");
    }
}

#[test]
fn files_of_folders_are_inputs() {
    let folder = with_cases("folders");
    let rules = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../criteria/councils/default.json"
    );
    let history = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/histories/one-product-two-laws.json"
    );
    fs::create_dir(folder.join("rules")).unwrap();
    fs::create_dir(folder.join("lives")).unwrap();
    fs::copy(rules, folder.join("rules/our-province.json")).unwrap();
    fs::copy(history, folder.join("lives/one.json")).unwrap();
    let councils = ["--councils", "rules"];
    let own = "rules/our-province.json";
    let minutes = ["evaluate", "case.json", "--html", own];
    refuses(&folder, &[&minutes[..], &councils].concat(), None, own);
    let batch = ["batch", "cases.jsonl", "--out", own];
    refuses(&folder, &[&batch[..], &councils].concat(), None, own);
    let report = ["report", "cases.jsonl", "--as-of", "2026-01-01"];
    let histories = ["--histories", "lives", "--html", "lives/one.json"];
    let report = [&report[..], &histories].concat();
    refuses(&folder, &report, None, "lives/one.json");
}

#[test]
fn two_outputs_are_two_files() {
    let folder = with_cases("two");
    fs::write(folder.join("both"), "kept").unwrap();
    let batch = ["batch", "cases.jsonl", "--out", "both", "--annex", "./both"];
    refuses(&folder, &batch, None, "both");
    fs::remove_file(folder.join("both")).unwrap();
    let evaluate = ["evaluate", "case.json", "--save-case", "both", "--html"];
    let output = ocop(&folder, &[&evaluate[..], &["./both"]].concat(), None);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.join("both").exists());
}

#[test]
fn a_workbook_that_exists_is_overwritten_by_force_only() {
    let folder = folder("force");
    let sheet = ["sheet", "08", "--members", "1", "--xlsx", "council.xlsx"];
    assert!(ocop(&folder, &sheet, None).status.success());
    fs::write(folder.join("council.xlsx"), "filled in").unwrap();
    refuses(&folder, &sheet, None, "council.xlsx");
    let forced = ocop(&folder, &[&sheet[..], &["--force"]].concat(), None);
    assert!(forced.status.success());
    assert_ne!(fs::read(folder.join("council.xlsx")).unwrap(), b"filled in");
}

/// "a workbook, a .docx or a session that exists is only overwritten with `--force`": whichever
/// command and option writes, and whatever the file is called.
#[test]
fn work_that_exists_is_overwritten_by_no_option() {
    let folder = with_cases("work");
    let sheet = ["sheet", "08", "--members", "1", "--xlsx", "council.xlsx"];
    assert!(ocop(&folder, &sheet, None).status.success());
    assert!(ocop(&folder, &["demo", "day.ocop"], None).status.success());
    let report = ["report", "cases.jsonl", "--docx", "report.docx"];
    assert!(ocop(&folder, &report, None).status.success());
    fs::copy(folder.join("council.xlsx"), folder.join("plain")).unwrap();
    let writers = [
        ["evaluate", "case.json", "--html"],
        ["evaluate", "case.json", "--annex"],
        ["evaluate", "case.json", "--save-case"],
        ["batch", "cases.jsonl", "--out"],
        ["batch", "cases.jsonl", "--annex"],
        ["report", "cases.jsonl", "--html"],
        ["sheet", "08", "--html"],
    ];
    for work in ["council.xlsx", "day.ocop", "report.docx", "plain"] {
        for writer in writers {
            refuses(&folder, &[&writer[..], &[work]].concat(), None, work);
        }
    }
    for writer in writers {
        fs::copy(folder.join("council.xlsx"), folder.join("again.xlsx")).unwrap();
        let forced = [&writer[..], &["again.xlsx", "--force"]].concat();
        assert!(ocop(&folder, &forced, None).status.success(), "{writer:?}");
        let now = fs::read(folder.join("again.xlsx")).unwrap();
        assert!(!now.starts_with(b"PK"), "{writer:?}");
    }
}

/// "No file is overwritten that is read by the same command": what is known of the session too.
#[test]
fn the_facts_of_a_session_are_an_input() {
    let folder = with_cases("facts");
    fs::write(folder.join("facts.json"), "{}").unwrap();
    for option in ["--html", "--annex", "--save-case"] {
        let papers = ["evaluate", "case.json", "--papers", "papers"];
        let facts = ["--facts", "facts.json", option, "facts.json"];
        refuses(&folder, &[&papers[..], &facts].concat(), None, "facts.json");
    }
}

/// "no two outputs share a file": a page and a paper of the folder neither.
#[test]
fn a_page_and_a_paper_are_two_files() {
    let folder = with_cases("paper");
    let papers = ["evaluate", "case.json", "--papers", "papers"];
    assert!(ocop(&folder, &papers, None).status.success());
    let mut pages: Vec<PathBuf> = fs::read_dir(folder.join("papers"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "html")
        })
        .collect();
    pages.sort();
    let page = pages[0].strip_prefix(&folder).unwrap().to_str().unwrap();
    let both = ["--force", "--html", page];
    refuses(&folder, &[&papers[..], &both].concat(), None, page);
}

#[test]
fn a_missing_folder_is_named() {
    let folder = with_cases("missing");
    for arguments in [
        &["sheet", "08", "--xlsx", "nowhere/form.xlsx"][..],
        &["batch", "cases.jsonl", "--out", "nowhere/out"],
    ] {
        let output = ocop(&folder, arguments, None);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("there is no folder `nowhere`"), "{said}");
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_followed() {
        let folder = with_cases("links");
        fs::hard_link(folder.join("cases.jsonl"), folder.join("hard")).unwrap();
        symlink("cases.jsonl", folder.join("soft")).unwrap();
        for name in ["hard", "soft"] {
            let batch = ["batch", "cases.jsonl", "--out", name];
            refuses(&folder, &batch, None, "cases.jsonl");
            let back = ["batch", name, "--out", "cases.jsonl"];
            refuses(&folder, &back, None, "cases.jsonl");
        }
        // A link to a file of its own is written through, and stays a link.
        fs::write(folder.join("results"), "old").unwrap();
        symlink("results", folder.join("latest")).unwrap();
        let batch = ["batch", "cases.jsonl", "--out", "latest"];
        assert!(ocop(&folder, &batch, None).status.success());
        let results = fs::read_to_string(folder.join("results")).unwrap();
        assert!(results.starts_with('{'), "{results}");
        assert!(folder.join("latest").is_symlink());
        // So is a link to a file that is not there yet.
        symlink("later", folder.join("next")).unwrap();
        let batch = ["batch", "cases.jsonl", "--out", "next"];
        assert!(ocop(&folder, &batch, None).status.success());
        assert_eq!(fs::read_to_string(folder.join("later")).unwrap(), results);
        assert!(folder.join("next").is_symlink());
    }

    #[test]
    fn a_replaced_file_keeps_its_permissions_and_a_device_stays_one() {
        let folder = with_cases("permissions");
        let out = folder.join("out");
        fs::write(&out, "old").unwrap();
        fs::set_permissions(&out, fs::Permissions::from_mode(0o640)).unwrap();
        let batch = ["batch", "cases.jsonl", "--out", "out"];
        assert!(ocop(&folder, &batch, None).status.success());
        let mode = fs::metadata(&out).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        let null = [
            "batch",
            "cases.jsonl",
            "--out",
            "/dev/null",
            "--annex",
            "/dev/null",
        ];
        assert!(ocop(&folder, &null, None).status.success());
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        // Nothing is left beside what was written.
        let mut names: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["case.json", "cases.jsonl", "out"]);
    }
}
