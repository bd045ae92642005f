//! How large a workbook is, looked at before anything of it is kept.

use std::io::{Cursor, Read};

use ocop::Diagnostic;
use ocop::input::{MAX_DOCUMENT_BYTES, ProblemCode};
use ocop::text::Phrase;
use zip::ZipArchive;

use super::place::Place;
use super::value::quote;

/// The most bytes that a workbook may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 32 * 1024 * 1024;

/// The most bytes of a part that is no worksheet. Worksheets are read cell by cell; all else, such
/// as styles, is kept, and may take many times its size.
const MAX_PART_BYTES: u64 = 2 * 1024 * 1024;

/// The most digits of the number of texts that a workbook says it shares: room is made for as
/// many as it says, however few there are.
const MAX_COUNT_DIGITS: usize = 6;

/// How an old workbook, or one that is locked with a password, begins.
const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// How a ZIP archive begins, and with it every newer workbook.
const ZIP: &[u8] = b"PK";

/// Refuses what is longer than a document may be.
pub(super) fn within_limit(bytes: &[u8], file: &str) -> Result<(), Diagnostic> {
    if bytes.len() <= MAX_DOCUMENT_BYTES {
        return Ok(());
    }
    let found = format!("{} byte", bytes.len());
    let expected = phrase!(
        "nhiều nhất {MAX_DOCUMENT_BYTES} byte trong một tài liệu",
        "at most {MAX_DOCUMENT_BYTES} bytes in one document"
    );
    Err(Place::of(&file.into(), "").problem(ProblemCode::TooLarge, found, expected))
}

/// Whether bytes are meant to be a workbook, old or new.
pub(super) fn looks_like_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(OLD)
}

/// Whether a file that is no workbook in order is none at all: a document, an archive of other
/// things. One that is cut off may have been a workbook.
pub(super) fn holds_no_workbook(bytes: &[u8]) -> bool {
    if bytes.starts_with(OLD) {
        // Its parts are named in UTF-16: of an old workbook, or of a file that is locked.
        let names = ["Workbook", "Book", "EncryptedPackage"];
        return !names.iter().any(|name| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.windows(name.len()).any(|part| part == name)
        });
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    let mut spreadsheet = false;
    if let Ok(mut kind) = archive.by_name("mimetype") {
        let mut text = Vec::new();
        let _ = kind.by_ref().take(100).read_to_end(&mut text);
        spreadsheet = text.ends_with(b"spreadsheet");
    }
    let mut names = archive.file_names();
    !spreadsheet
        && !names
            .any(|name| name.map_or(true, |name| name.to_lowercase().ends_with("workbook.xml")))
}

/// Refuses what is not a workbook, and what would unpack to more than is read. Gives whether its
/// days are counted from 1904.
///
/// What a ZIP says about its own sizes is not trusted: everything is unpacked once, kept nowhere,
/// and counted.
pub(super) fn check(bytes: &[u8], file: &str) -> Result<bool, Diagnostic> {
    let whole = Place::of(&file.into(), "");
    let refused = |code, found, expected| Err(whole.problem(code, found, expected));
    let workbook = || {
        phrase!(
            "tệp bảng tính, lưu dạng `.xlsx`",
            "a workbook, saved as `.xlsx`"
        )
    };
    let not_workbook = |vi: &'static str, en: &'static str| {
        refused(ProblemCode::NotWorkbook, Phrase::new(vi, en), workbook())
    };
    if bytes.is_empty() {
        let found = phrase!("tệp trống", "an empty file");
        return refused(ProblemCode::Empty, found, workbook());
    }
    within_limit(bytes, file)?;
    if bytes.starts_with(OLD) {
        return not_workbook(
            "tệp `.xls` cũ, hoặc tệp khóa bằng mật khẩu",
            "an old `.xls` workbook, or one locked with a password",
        );
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return not_workbook(
            "tệp không phải tệp nén ZIP",
            "a file that is no ZIP archive",
        );
    };
    let mut unpacked = 0_u64;
    let mut part = Vec::new();
    let mut is_workbook = false;
    let mut is_open_document = false;
    let mut from_1904 = false;
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index(index) else {
            return not_workbook(
                "tệp nén ZIP không giải nén được",
                "a ZIP archive that cannot be unpacked",
            );
        };
        let Ok(name) = entry.name().map(|name| name.to_lowercase()) else {
            return not_workbook(
                "tệp nén ZIP có tên không đọc được",
                "a ZIP archive with names that cannot be read",
            );
        };
        if name.ends_with("vbaproject.bin") {
            return not_workbook("tệp bảng tính có macro", "a workbook with macros");
        }
        is_workbook |= name.ends_with("workbook.xml");
        is_open_document |= name == "content.xml";
        let kept = name.ends_with(".xml") || name.ends_with(".rels");
        let most = if kept && !is_worksheet(&name) {
            MAX_PART_BYTES
        } else {
            MAX_UNPACKED_BYTES
        };
        let room = most.min(MAX_UNPACKED_BYTES.saturating_sub(unpacked));
        let declared = entry.size();
        part.clear();
        let read = if declared > room {
            Ok(usize::MAX)
        } else {
            entry.take(room.saturating_add(1)).read_to_end(&mut part)
        };
        let Ok(read) = read else {
            return not_workbook(
                "tệp nén ZIP không giải nén được",
                "a ZIP archive that cannot be unpacked",
            );
        };
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > room {
            let found = phrase!(
                "tệp bảng tính giải nén ra lớn hơn",
                "a workbook that unpacks to more"
            );
            let expected = phrase!(
                "nhiều nhất {MAX_UNPACKED_BYTES} byte khi giải nén, và {MAX_PART_BYTES} ngoài các \
                 trang tính",
                "at most {MAX_UNPACKED_BYTES} bytes when unpacked, and {MAX_PART_BYTES} beside \
                 its worksheets"
            );
            return refused(ProblemCode::TooLarge, found, expected);
        }
        unpacked = unpacked.saturating_add(read);
        // Others, such as what Power Query keeps, are not read.
        if name.starts_with("xl/") && name.ends_with(".xml") && part.contains(&0) {
            let part = quote(&name);
            let found = phrase!(
                "tệp bảng tính có phần {part} không dùng mã UTF-8",
                "a workbook whose part {part} is in another encoding than UTF-8"
            );
            return refused(ProblemCode::NotWorkbook, found, workbook());
        }
        if name.ends_with("workbook.xml") {
            from_1904 |= counts_from_1904(&part);
        }
        if holds_cells(&part) && !references_are_cells(&part) {
            return not_workbook(
                "tệp bảng tính có ô ngoài hàng hoặc cột cuối",
                "a workbook with cells beyond the last row or column",
            );
        }
        if name.ends_with("sharedstrings.xml") && !counts_are_small(&part) {
            return not_workbook(
                "tệp bảng tính khai nhiều chuỗi dùng chung hơn mức có thể",
                "a workbook that says it shares more texts than it can hold",
            );
        }
    }
    if is_workbook {
        return Ok(from_1904);
    }
    if is_open_document {
        let found = phrase!(
            "tệp `.ods` hoặc OpenDocument khác",
            "an `.ods` or other OpenDocument file"
        );
        let expected = phrase!(
            "tệp bảng tính lưu dạng `.xlsx` (Tệp, Lưu thành, Excel 2007-365)",
            "a workbook saved as `.xlsx` (File, Save As, Excel 2007-365)"
        );
        return refused(ProblemCode::NotWorkbook, found, expected);
    }
    not_workbook(
        "tệp nén ZIP không có bảng tính",
        "a ZIP archive without a workbook",
    )
}

/// Whether a workbook says that its days are counted from 1904, as old ones of the Mac are.
fn counts_from_1904(part: &[u8]) -> bool {
    let text = String::from_utf8_lossy(part);
    let mut said = text.split("date1904=").skip(1);
    said.any(|value| {
        let value = value.trim_start_matches(['"', '\'']);
        value.starts_with('1') || value.starts_with("true")
    })
}

/// Whether a part may be a worksheet: one of those that have other names is taken for something
/// else, and may only be smaller.
fn is_worksheet(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next();
    file.is_some_and(|file| file.starts_with("sheet"))
}

/// Whether a part may be read as a worksheet. Others, such as themes, name other things `r`.
fn holds_cells(part: &[u8]) -> bool {
    let text = String::from_utf8_lossy(part);
    text.contains("sheetData") || text.contains("dimension")
}

/// Whether everything that names a cell, or a range of cells, names some that can be: three
/// letters and seven digits at most, and the end not before the start. What the reader computes
/// with others may overflow.
fn references_are_cells(part: &[u8]) -> bool {
    let mut rest = part;
    while let Some(at) = rest.iter().position(|&byte| byte == b'=') {
        let (key, value) = rest.split_at(at);
        rest = value.get(1..).unwrap_or_default();
        let key = key.trim_ascii_end();
        let before = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
        let name = key.rsplit(before).next();
        if !matches!(name, Some(b"r" | b"ref")) {
            continue;
        }
        let value = rest.trim_ascii_start();
        let Some((quote @ (b'"' | b'\''), value)) = value.split_first() else {
            continue;
        };
        let end = value.iter().position(|byte| byte == quote);
        let value = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
        let mut cells = value.split(|&byte| byte == b':').map(cell);
        let (first, second) = (cells.next().flatten(), cells.next());
        let in_order = match (first, second) {
            (Some(first), Some(Some(second))) => first.0 <= second.0 && first.1 <= second.1,
            (Some(_), None) => true,
            _ => false,
        };
        if !in_order || cells.next().is_some() {
            return false;
        }
    }
    true
}

/// Digits or letters as a number, without computing it: the longer one is greater.
type Ordered<'n> = (usize, &'n [u8]);

/// Column and row of a cell, or of a row alone.
fn cell(name: &[u8]) -> Option<(Ordered<'_>, Ordered<'_>)> {
    let letters = name
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (column, row) = name.split_at_checked(letters)?;
    let digits = !row.is_empty() && row.iter().all(u8::is_ascii_digit);
    (column.len() <= 3 && row.len() <= 7 && digits)
        .then_some(((column.len(), column), (row.len(), row)))
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
