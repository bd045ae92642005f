//! Every input that a fuzz target is seeded with, and every one it ever found, given to it again.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/targets.rs"]
mod targets;

fn replay(folder: &Path, target: fn(&[u8])) -> usize {
    let mut inputs = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            inputs += replay(&path, target);
        } else {
            target(&fs::read(&path).unwrap());
            inputs += 1;
        }
    }
    inputs
}

#[track_caller]
fn replays(folders: &[&str], target: fn(&[u8])) {
    for folder in folders {
        assert!(replay(Path::new(folder), target) > 0, "{folder} is empty");
    }
}

#[test]
fn cases() {
    replays(&["examples", "tests/bad"], targets::case);
}

#[test]
fn criteria() {
    replays(&["criteria/qd-26-2026", "tests/bad"], targets::criteria);
}

#[test]
fn councils() {
    replays(&["criteria/councils", "tests/bad"], targets::council);
}

#[test]
fn regulations() {
    let folders = ["tests/bad"];
    replays(&folders, targets::regulation);
    for id in ["qd-1048-2019", "qd-148-2023", "qd-1489-2025", "qd-26-2026"] {
        let path = format!("criteria/{id}/regulation.json");
        targets::regulation(&fs::read(path).unwrap());
    }
}

#[test]
fn product_codes() {
    replays(&["fuzz/corpus/product_code"], targets::product_code);
}
