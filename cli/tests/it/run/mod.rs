//! Runs the program as a user would, from the root of the project.

use std::process::{Command, Output};

pub fn ocop(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ocop"))
        .args(arguments)
        .env("LC_ALL", "en_US.UTF-8")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap()
}
