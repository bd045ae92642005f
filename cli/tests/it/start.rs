//! `ocop start`: what a double click does on Windows, in any folder.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::run;

fn folder(name: &str) -> PathBuf {
    run::folder(&format!("start-{name}"))
}

fn ocop(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ocop"));
    command.args(arguments).env("LC_ALL", "C");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What the program prints when `typed` is typed.
fn typed(folder: &Path, typed: &str) -> (String, String) {
    let mut child = ocop(&["start", folder.to_str().unwrap()]).spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

/// Makes a session in `folder`.
fn made(folder: &Path, name: &str) {
    let list = json!({"format": 1, "title": "Đợt 1", "level": "province", "date": "2026-08-05",
        "council": {"appointed": 3, "rules": "default"},
        "members": [{"id": "m1", "name": "Lan", "role": "chair"}],
        "products": [{"id": "p1", "product": {"name": "Cá khô"}, "set": "08",
            "application": {"kind": "first", "filed": "2026-07-01"}}]});
    let file = folder.join("list.json");
    fs::write(&file, list.to_string()).unwrap();
    let session = folder.join(name);
    let new = [
        "session",
        "new",
        session.to_str().unwrap(),
        "--from",
        file.to_str().unwrap(),
    ];
    let output = ocop(&new).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn an_empty_folder_gets_a_list_to_fill_in() {
    let folder = folder("empty");
    let (shown, _) = typed(&folder, "q\n");
    assert!(
        shown.contains("danh-sach.xlsx") && !shown.contains("  1  "),
        "{shown}"
    );
    // What is no choice asks again; the end of what is typed ends.
    let (shown, _) = typed(&folder, "0\n1\nx\n-1\n\n");
    assert_eq!(shown.matches("  q  ").count(), 6, "{shown}");
    let (shown, said) = typed(&folder, "m\nq\n");
    assert!(folder.join("danh-sach.xlsx").exists(), "{shown}{said}");
    // The list that is still empty makes no session, and says why.
    let (shown, said) = typed(&folder, "m\nq\n");
    assert!(said.contains("danh-sach.xlsx"), "{shown}{said}");
    assert!(!folder.join("dot-1.ocop").exists());
}

struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_session_that_is_chosen_opens_at_the_secretarys_link() {
    let folder = folder("chosen");
    made(&folder, "dot-1.ocop");
    // A browser that writes down what it is asked to open.
    let (browser, opened) = (folder.join("xdg-open"), folder.join("opened"));
    fs::write(
        &browser,
        format!("#!/bin/sh\necho \"$1\" > {}\n", opened.display()),
    )
    .unwrap();
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    let mut child = ocop(&["start", folder.to_str().unwrap()])
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"1\n").unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let mut said = child.stderr.take().unwrap();
    let serving = Serving(child);
    // The question ends without a line break, so the first line of the server follows it.
    assert!(lines.any(|line| line.contains("\"url\"")));
    let link = (0..200).find_map(|_| {
        std::thread::sleep(Duration::from_millis(50));
        fs::read_to_string(&opened)
            .ok()
            .filter(|link| link.ends_with('\n'))
    });
    let link = link.unwrap();
    let (address, path) = link
        .trim()
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let ask = format!("GET /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    drop(serving);
    // session.md: "What the program prints holds no token".
    let mut told = String::new();
    said.read_to_string(&mut told).unwrap();
    assert!(
        told.contains("ocop session links") && !told.contains("/l/"),
        "{told}"
    );
}

/// session.md: "FILE with FILE-wal is the session while a server runs or after a death": the longest log is the session,
/// and an older copy of it is named as one and is not what Enter alone opens.
#[test]
fn a_copy_is_not_offered_first() {
    let folder = folder("copy");
    made(&folder, "dot-1.ocop");
    let (file, copy) = (folder.join("dot-1.ocop"), folder.join("dot-1-trua.ocop"));
    let done = |arguments: &[&str]| {
        let output = ocop(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    let (file, copy) = (file.to_str().unwrap(), copy.to_str().unwrap());
    done(&["session", "backup", file, "--out", copy]);
    let (shown, _) = typed(&folder, "q\n");
    assert!(shown.contains("  1  dot-1.ocop\n"), "{shown}");
    let away = ["session", "attendance", file, "p1", "m1", "absent"];
    done(&[&away[..], &["--reason", "ốm"]].concat());
    // As after a death: what was written last is not in the file itself.
    let changed = std::time::SystemTime::now() + Duration::from_secs(60);
    let opened = fs::File::options().write(true).open(copy).unwrap();
    opened.set_modified(changed).unwrap();
    let (shown, _) = typed(&folder, "q\n");
    assert!(shown.contains("  1  dot-1.ocop\n"), "{shown}");
    let second = "  2  dot-1-trua.ocop (bản sao của dot-1.ocop)\n";
    assert!(shown.contains(second), "{shown}");
}
