//! How large a workbook is, looked at before anything of it is kept.

use std::io::{Cursor, Read};

use ocop::{Diagnostic, MAX_DOCUMENT_BYTES, ProblemCode};
use zip::ZipArchive;

/// The most bytes that a workbook may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 64 * 1024 * 1024;

/// The most digits of the number of texts that a workbook says it shares: room is made for as
/// many as it says, however few there are.
const MAX_COUNT_DIGITS: usize = 6;

/// How an old workbook, or one that is locked with a password, begins.
const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// How a ZIP archive begins, and with it every newer workbook.
const ZIP: &[u8] = b"PK";

/// Whether bytes are meant to be a workbook, old or new.
pub(super) fn looks_like_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(OLD)
}

/// Refuses what is not a workbook, and what would unpack to more than is read.
///
/// What a ZIP says about its own sizes is not trusted: everything is unpacked once, kept nowhere,
/// and counted.
pub(super) fn check(bytes: &[u8], file: &str) -> Result<(), Diagnostic> {
    let refused =
        |code, found: &str, expected: &str| Err(Diagnostic::of_file(code, file, found, expected));
    let not_workbook = |found: &str| {
        let expected = "a workbook, saved as `.xlsx`";
        refused(ProblemCode::NotWorkbook, found, expected)
    };
    if bytes.is_empty() {
        return refused(
            ProblemCode::Empty,
            "an empty file",
            "a workbook, saved as `.xlsx`",
        );
    }
    if bytes.len() > MAX_DOCUMENT_BYTES {
        let found = format!("{} bytes", bytes.len());
        let expected = format!("at most {MAX_DOCUMENT_BYTES} bytes in one document");
        return refused(ProblemCode::TooLarge, &found, &expected);
    }
    if bytes.starts_with(OLD) {
        return not_workbook("an old `.xls` workbook, or one locked with a password");
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return not_workbook("a file that is no ZIP archive");
    };
    let mut unpacked = 0_u64;
    let mut part = Vec::new();
    let mut is_workbook = false;
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index(index) else {
            return not_workbook("a ZIP archive that cannot be unpacked");
        };
        let Ok(name) = entry.name().map(|name| name.to_lowercase()) else {
            return not_workbook("a ZIP archive with names that cannot be read");
        };
        if name.ends_with("vbaproject.bin") {
            return not_workbook("a workbook with macros");
        }
        is_workbook |= name.ends_with("workbook.xml");
        let room = MAX_UNPACKED_BYTES.saturating_sub(unpacked);
        let declared = entry.size();
        part.clear();
        let read = if declared > room {
            Ok(usize::MAX)
        } else {
            entry.take(room.saturating_add(1)).read_to_end(&mut part)
        };
        let Ok(read) = read else {
            return not_workbook("a ZIP archive that cannot be unpacked");
        };
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > room {
            let found = "a workbook that unpacks to more";
            let expected = format!("at most {MAX_UNPACKED_BYTES} bytes when unpacked");
            return refused(ProblemCode::TooLarge, found, &expected);
        }
        unpacked = unpacked.saturating_add(read);
        if name.ends_with(".xml") && part.contains(&0) {
            return not_workbook("a workbook in another encoding than UTF-8");
        }
        if name.ends_with("sharedstrings.xml") && !counts_are_small(&part) {
            return not_workbook("a workbook that says it shares more texts than it can hold");
        }
    }
    if is_workbook {
        Ok(())
    } else {
        not_workbook("a ZIP archive without a workbook")
    }
}

/// Whether every count that a list of texts states is one that it may have.
fn counts_are_small(part: &[u8]) -> bool {
    let text = String::from_utf8_lossy(part);
    text.split("uniqueCount").skip(1).all(|behind| {
        let mut chars = behind.chars();
        let Some(quote) = chars.find(|&c| c == '"' || c == '\'') else {
            return true;
        };
        chars
            .take(MAX_COUNT_DIGITS + 1)
            .take_while(|&c| c != quote)
            .count()
            <= MAX_COUNT_DIGITS
    })
}
