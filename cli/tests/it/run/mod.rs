//! Runs the program as a user would, and folders to run it in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// An empty folder of a test's own.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The program in a folder, in English, with nothing to read.
pub fn command_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ocop"));
    command
        .args(arguments)
        .env("LC_ALL", "en_US.UTF-8")
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

/// The same from the root of the project.
pub fn command(arguments: &[&str]) -> Command {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    command_in(root, arguments)
}

/// What `batch` printed, an answer a line.
pub fn answers(printed: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(printed).unwrap().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

pub fn ocop(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}
