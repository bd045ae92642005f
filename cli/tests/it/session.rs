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
