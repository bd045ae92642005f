//! Lists the files under `criteria/` with their hashes, so that a new sheet needs no line of code, and
//! no program hashes what it was built with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

// The same hash as for files that are read later.
#[path = "src/input/digest.rs"]
mod digest;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=criteria");
    println!("cargo::rerun-if-changed=src/input/digest.rs");
    let root = Path::new("criteria");
    let mut files = Vec::new();
    collect(root, &mut files)?;
    files.sort();
    let here = env::current_dir()?;
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file);
        let name = name.to_string_lossy().replace('\\', "/");
        let path = here.join(&file);
        let digest = digest::of_json(&fs::read_to_string(&path)?);
        // Writing to a String cannot fail.
        let _ = writeln!(list, "    ({name:?}, include_str!({path:?}), {digest:?}),");
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("criteria.rs"), list)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    Ok(())
}
