//! What is said and in which language, and the settings that hold for the whole command.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::terminal;

/// What holds for the whole command: the program runs one.
pub static SETTINGS: OnceLock<(ocop::Lang, Option<PathBuf>)> = OnceLock::new();

/// The language of what is said.
pub fn lang() -> ocop::Lang {
    SETTINGS.get().map_or(ocop::Lang::Vi, |(lang, _)| *lang)
}

/// The folder of data that is laid over what the program ships with.
pub fn criteria() -> Option<&'static Path> {
    SETTINGS.get()?.1.as_deref()
}

/// The language that the system is set to: English where the first of the variables that is set
/// begins with `en`, else Vietnamese.
pub fn system_lang() -> ocop::Lang {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let mut set = names.iter().filter_map(std::env::var_os);
    let first = set.find(|value| !value.is_empty());
    #[cfg(windows)]
    let first = first.or_else(|| sys_locale::get_locale().map(Into::into));
    match first {
        Some(value) if value.to_string_lossy().starts_with("en") => ocop::Lang::En,
        _ => ocop::Lang::Vi,
    }
}

/// A line for whoever reads standard error. Where nobody can, the exit code still says how it went.
pub fn tell(line: impl std::fmt::Display) {
    // A name of a file may hold the end of a line, too.
    let line = terminal::visible(&line.to_string()).replace('\n', "\\u000a");
    let _ = writeln!(io::stderr(), "{line}");
}

/// A number with what it counts, in English.
pub fn counted(number: impl std::fmt::Display, what: &str) -> String {
    let number = number.to_string();
    let many = if number == "1" { "" } else { "s" };
    format!("{number} {what}{many}")
}
