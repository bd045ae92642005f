//! A council's session on the command line. Source: session.md, Commands.

use std::fs;
use std::path::PathBuf;

use crate::run::ocop;

/// A folder of its own under the tests' folder, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn at(folder: &std::path::Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// The empty list is written, not over a filled one; with nothing in it, no session is made and each
/// cell that must be filled in is named.
#[test]
fn the_empty_list() {
    let folder = folder("session-template");
    let (list, file) = (at(&folder, "danh sách.xlsx"), at(&folder, "dot.ocop"));
    let written = ocop(&["session", "template", "--xlsx", &list]);
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    let again = ocop(&["session", "template", "--xlsx", &list]);
    assert_eq!(again.status.code(), Some(2));
    let made = ocop(&["session", "new", &file, "--from", &list]);
    assert_eq!(made.status.code(), Some(1));
    let told = String::from_utf8(made.stderr).unwrap();
    for cell in [
        "Đợt đánh giá!B4",
        "Đợt đánh giá!B12",
        "Thành viên",
        "Sản phẩm",
    ] {
        assert!(told.contains(cell), "{cell}: {told}");
    }
    assert!(!folder.join("dot.ocop").exists());
}

/// Source: session.md, decision and backup: a wrong number or day is a wrong argument (2), whatever there
/// is to enter; where nothing is recognised that is told (1). A refused copy is no entry of the log.
#[test]
fn what_is_refused_leaves_no_trace() {
    let folder = folder("session-refused");
    let (list, file) = (at(&folder, "list.json"), at(&folder, "dot.ocop"));
    let text = r#"{"format": 1, "title": "Đợt 1 năm 2026", "level": "province", "date": "2026-08-05",
        "council": {"appointed": 1, "rules": "default"},
        "members": [{"id": "m1", "name": "Người chấm 1", "role": "chair"}],
        "products": [{"id": "p1", "set": "08", "product": {"name": "Cá khô"},
            "application": {"kind": "first", "filed": "2026-07-01"}}]}"#;
    fs::write(&list, text).unwrap();
    let code = |arguments: &[&str]| ocop(arguments).status.code();
    assert_eq!(code(&["session", "new", &file, "--from", &list]), Some(0));
    let decision = |number: &str, date: &str| {
        ocop(&[
            "session", "decision", &file, "--number", number, "--date", date,
        ])
    };
    for (number, date) in [
        ("", "2026-08-25"),
        ("120/QĐ-UBND", "x"),
        ("120/QĐ-UBND", "31/02/2026"),
    ] {
        assert_eq!(
            decision(number, date).status.code(),
            Some(2),
            "{number} {date}"
        );
    }
    let none = decision("120/QĐ-UBND", "2026-08-25");
    assert_eq!(none.status.code(), Some(1));
    assert!(!none.stderr.is_empty());
    let lines = || {
        let log = ocop(&["session", "log", &file]).stdout;
        String::from_utf8(log).unwrap().lines().count()
    };
    let before = lines();
    assert_eq!(code(&["session", "backup", &file, "--out", &list]), Some(2));
    let nowhere = at(&folder, "không có/copy.ocop");
    assert_eq!(
        code(&["session", "backup", &file, "--out", &nowhere]),
        Some(1)
    );
    assert_eq!(lines(), before);
    let copy = at(&folder, "copy.ocop");
    assert_eq!(code(&["session", "backup", &file, "--out", &copy]), Some(0));
    assert_eq!(lines(), before + 1);
}
