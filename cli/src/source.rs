//! Bytes and lines of files and of standard input, and why they cannot be read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use ocop::Diagnostic;
use ocop::input::{MAX_DOCUMENT_BYTES, ProblemCode};
use ocop::text::Phrase;

/// The name of standard input among paths.
pub const STDIN: &str = "-";

/// Every path that was opened for reading, standard input as `-`. The program runs one command, so
/// that one list serves all of its readers; a reader that kept its own would be one to forget.
static READ: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Remembers a path that is about to be read.
pub fn reads(path: &Path) {
    if let Ok(mut read) = READ.lock() {
        read.push(path.to_owned());
    }
}

/// Every path that was read so far.
pub fn paths_read() -> Vec<PathBuf> {
    READ.lock().map(|read| read.clone()).unwrap_or_default()
}

/// Reads one document, from a file or from standard input.
pub fn document(path: &Path) -> Result<String, Diagnostic> {
    text(&path.display().to_string(), &bytes(path)?).map(str::to_owned)
}

/// The bytes of one document.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let name = path.display().to_string();
    let unreadable = |error: io::Error| unreadable(&name, &error);
    reads(path);
    let bytes = if name == STDIN {
        limited(stdin()?).map_err(unreadable)?
    } else {
        limited(File::open(path).map_err(unreadable)?).map_err(unreadable)?
    };
    Ok(bytes)
}

/// Standard input, which can be read once.
pub fn stdin() -> Result<io::Stdin, Diagnostic> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        let found = "standard input a second time";
        let code = ProblemCode::Unreadable;
        let found = Phrase::new("đầu vào chuẩn lần thứ hai", found);
        let expected = Phrase::new("dùng một lần", "it once");
        return Err(Diagnostic::of_file(code, STDIN, found, expected));
    }
    Ok(io::stdin())
}

/// Bytes as text, at most as many as a document may have; `name` is what problems are reported
/// under.
pub fn text<'b>(name: &str, bytes: &'b [u8]) -> Result<&'b str, Diagnostic> {
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(Diagnostic::of_file(
            ProblemCode::TooLarge,
            name,
            Phrase::new("văn bản dài hơn", "a longer text"),
            phrase!(
                "nhiều nhất {MAX_DOCUMENT_BYTES} byte trong một tài liệu hoặc một dòng",
                "at most {MAX_DOCUMENT_BYTES} bytes in one document or line"
            ),
        ));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let before = String::from_utf8_lossy(before);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        let found = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Phrase::new(
                "văn bản UTF-16, như lệnh `>` của PowerShell ghi",
                "a text in UTF-16, as `>` of PowerShell writes it",
            ),
            _ => Phrase::new("byte không phải UTF-8", "bytes that are not UTF-8"),
        };
        Diagnostic::of_file(
            ProblemCode::NotUtf8,
            name,
            found,
            Phrase::new("UTF-8 trong cả tệp", "UTF-8 throughout"),
        )
        .at(line, column)
    })
}

/// Puts the next line behind `bytes`, without its end, at most one byte longer than a document may be;
/// the rest of it is skipped. Whether there was one.
pub fn line(reader: &mut impl BufRead, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX) + 1;
    let length = reader.by_ref().take(limit).read_until(b'\n', bytes)?;
    if length > 0 && bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if length > MAX_DOCUMENT_BYTES {
        reader.skip_until(b'\n')?;
    }
    Ok(length > 0)
}

/// Whether a line says nothing; a byte-order mark alone does not.
pub fn is_blank(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    line.trim_ascii().is_empty()
}

/// Gives every line that is not blank, with its number, to `take`.
pub fn each_line(
    name: &str,
    reader: &mut impl BufRead,
    mut take: impl FnMut(usize, Result<&str, Diagnostic>),
) -> Result<(), Diagnostic> {
    let mut number = 0;
    let mut bytes = Vec::new();
    while line(reader, &mut bytes).map_err(|error| unreadable(name, &error))? {
        number += 1;
        if !is_blank(&bytes) {
            let text = text(name, &bytes);
            take(number, text.map_err(|problem| problem.in_line(number)));
        }
        bytes.clear();
    }
    Ok(())
}

/// Gives every line of a file that is not blank, with its number, to `take`.
pub fn lines(
    path: &Path,
    take: impl FnMut(usize, Result<&str, Diagnostic>),
) -> Result<(), Diagnostic> {
    let name = path.display().to_string();
    reads(path);
    let mut reader: Box<dyn BufRead> = if name == STDIN {
        Box::new(stdin()?.lock())
    } else {
        let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
        Box::new(BufReader::new(file))
    };
    each_line(&name, &mut reader, take)
}

/// At most one byte more than a document may have.
fn limited(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX);
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file or folder that cannot be read.
pub fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    let found = describe(error);
    let expected = Phrase::new("một tệp đọc được", "a readable file");
    Diagnostic::of_file(ProblemCode::Unreadable, name, found, expected)
}

/// An input error in few words, without the system's error number.
pub fn describe(error: &io::Error) -> Phrase {
    match error.kind() {
        io::ErrorKind::NotFound => Phrase::new("không có tệp này", "no such file"),
        io::ErrorKind::PermissionDenied => {
            Phrase::new("không có quyền đọc", "no permission to read")
        }
        io::ErrorKind::IsADirectory => Phrase::new("một thư mục", "a folder"),
        _ => Phrase::from(error.to_string().to_lowercase()),
    }
}
