//! What is in a file, told by how it begins and not by its name.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use ocop::input::{MAX_DOCUMENT_BYTES, ProblemCode};
use ocop::text::Phrase;
use ocop::{Case, Diagnostic, LoadError};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::filled::{Paper, is_workbook};

/// Bytes that are read from a file at a time, to see what it is.
const PIECE: usize = 64 * 1024;

/// Files of lines up to this many bytes are read at once.
const SMALL: usize = 1024 * 1024;

/// A file that was opened, as far as it had to be read to know what it is.
pub enum Content {
    /// A whole JSON document.
    Document(String),
    /// One JSON object a line.
    Lines(Box<dyn BufRead + Send>),
    /// A workbook or a table.
    Paper(Paper, Vec<u8>),
    /// Nothing but so many blank lines.
    Empty(usize),
    /// Something else, and the problem that it is where a case is expected.
    Other(Box<Diagnostic>),
    /// As [`Content::Other`], with cases in it that no command reads so: no folder passes it over.
    Misshapen(Box<Diagnostic>),
}

/// What the first bytes say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Document,
    List,
    Lines,
    Paper(Paper),
    Empty,
    /// A file of another program, in Vietnamese and in English.
    Foreign(&'static str, &'static str),
    Other,
}

/// How files of other programs begin that people take for the one that they were made from.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "tệp PDF", "a PDF"),
    (b"{\\rtf", "văn bản RTF", "an RTF text"),
    (b"\x89PNG", "tệp ảnh", "a picture"),
    (b"\xff\xd8\xff", "tệp ảnh", "a picture"),
    (b"GIF8", "tệp ảnh", "a picture"),
    (b"\x1f\x8b", "tệp nén gzip", "a file packed by gzip"),
    (b"Rar!", "tệp nén RAR", "a RAR archive"),
    (b"7z\xbc\xaf", "tệp nén 7z", "a 7z archive"),
    (b"<!", "trang HTML", "an HTML page"),
    (b"<html", "trang HTML", "an HTML page"),
    (b"<?xml", "tệp XML", "an XML file"),
    (
        b"SQLite format 3\0",
        "tệp của một đợt đánh giá; `ocop session export` lấy các hồ sơ ra",
        "a session's file, whose cases `ocop session export` takes out",
    ),
];

impl Content {
    /// Reads as much of a file as is needed to know what it is; `is_file` says that it is a regular
    /// one, which does not wait for more.
    pub fn read(
        name: &str,
        mut reader: impl Read + Send + 'static,
        is_file: bool,
    ) -> Result<Content, LoadError> {
        let failed = |error| LoadError::from(super::source::unreadable(name, &error));
        let most = MAX_DOCUMENT_BYTES + 2;
        let (mut start, mut seen) = (Vec::new(), 0);
        let kind = loop {
            let before = start.len();
            let read = piece(&mut reader, &mut start).map_err(failed)?;
            let end = read == 0 || start.len() >= most;
            // A long first line is not looked through again with each piece of it.
            let new = start.get(before..).unwrap_or_default();
            if !end
                && before > 0
                && (!new.contains(&b'\n') || seen > PIECE && start.len() < 2 * seen)
            {
                continue;
            }
            seen = start.len();
            if let Some(kind) = kind_of(&start, end) {
                break kind;
            }
        };
        let whole = |mut start: Vec<u8>, mut reader| {
            let room = u64::try_from(most.saturating_sub(start.len())).unwrap_or(u64::MAX);
            Read::take(&mut reader, room).read_to_end(&mut start)?;
            Ok(start)
        };
        Ok(match kind {
            Kind::Empty => Content::Empty(start.split_inclusive(|&byte| byte == b'\n').count()),
            Kind::Lines => {
                // Small files are closed: a folder may hold more than can be open at once.
                while is_file && start.len() < SMALL {
                    if piece(&mut reader, &mut start).map_err(failed)? == 0 {
                        return Ok(Content::Lines(Box::new(Cursor::new(start))));
                    }
                }
                let reader = Cursor::new(start).chain(reader);
                Content::Lines(Box::new(BufReader::with_capacity(1 << 18, reader)))
            }
            Kind::Paper(paper) => Content::Paper(paper, whole(start, reader).map_err(failed)?),
            Kind::Document | Kind::Other => {
                let mut bytes = whole(start, reader).map_err(failed)?;
                // The end of a line is no part of it.
                if bytes.last() == Some(&b'\n') {
                    bytes.pop();
                }
                match super::source::text(name, &bytes) {
                    Ok(text) if kind == Kind::Document => Content::Document(text.to_owned()),
                    Ok(_) => {
                        let found = Phrase::new("một tệp văn bản khác", "another kind of text");
                        let code = ProblemCode::NotJson;
                        let problem = Diagnostic::of_file(code, name, found, expected());
                        Content::Other(problem.at(1, 1).into())
                    }
                    // A folder may hold texts of other programs, in any encoding.
                    Err(problem) if has_name_of_input(name) || opens_object(&bytes) => {
                        return Err(problem.into());
                    }
                    Err(problem) => Content::Other(problem.into()),
                }
            }
            Kind::List => {
                let found = Phrase::new("một danh sách JSON", "a JSON list");
                let (line, column) = beginning(&start);
                let problem = wrong_kind(name, found).at(line, column).into();
                let bytes = whole(start, reader).map_err(failed)?;
                match lists_cases(&bytes) {
                    true => Content::Misshapen(problem),
                    false => Content::Other(problem),
                }
            }
            Kind::Foreign(vi, en) => Content::Other(wrong_kind(name, Phrase::new(vi, en)).into()),
        })
    }
}

impl Content {
    /// What a file in a folder is: lines none of which is a case are something else, and so are texts
    /// that begin as a list does, such as the settings of other programs.
    pub fn in_folder(self) -> Content {
        let mut reader = match self {
            Content::Lines(reader) => reader,
            Content::Document(text) if !opens_object(text.as_bytes()) => {
                let found = Phrase::new("một danh sách", "a list");
                return Content::Other(wrong_kind("", found).into());
            }
            other => return other,
        };
        let start = reader.fill_buf().unwrap_or_default();
        let lines = start.split_inclusive(|&byte| byte == b'\n');
        let mut lines = lines.filter(|line| !line.trim_ascii().is_empty());
        // One that is cut off may be a long case.
        let first = lines.next().filter(|line| line.ends_with(b"\n"));
        let may_be = first.is_none_or(|line| may_be_case(&String::from_utf8_lossy(line)));
        if may_be || lines.any(|line| is_case(&String::from_utf8_lossy(line))) {
            return Content::Lines(reader);
        }
        Content::Other(wrong_kind("", Phrase::new("các dòng khác", "other lines")).into())
    }
}

/// Reads some bytes; none at the end.
fn piece(reader: &mut impl Read, start: &mut Vec<u8>) -> io::Result<usize> {
    let before = start.len();
    start.resize(before + PIECE, 0);
    let room = start.get_mut(before..).unwrap_or_default();
    let read = loop {
        match reader.read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other,
        }
    };
    start.truncate(before + read.as_ref().map_or(0, |read| *read));
    read
}

/// The line and column of the first byte that is no space.
fn beginning(start: &[u8]) -> (usize, usize) {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let spaces = text.len() - text.trim_ascii_start().len();
    let before = text.get(..spaces).unwrap_or_default();
    let mut lines = before.rsplit(|&byte| byte == b'\n');
    let column = lines.next().map_or(0, <[u8]>::len) + 1;
    (lines.count() + 1, column)
}

/// What a file is by its first bytes; nothing where more of it is needed. `end` says that there is
/// no more.
fn kind_of(start: &[u8], end: bool) -> Option<Kind> {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let mut lines = text.split_inclusive(|&byte| byte == b'\n');
    let first = lines.find(|line| !line.trim_ascii().is_empty());
    let Some(first) = first else {
        return end.then_some(Kind::Empty);
    };
    let is_whole = first.ends_with(b"\n") || end;
    let mut foreign = FOREIGN.iter();
    let foreign = foreign.find(|(begin, ..)| first.trim_ascii_start().starts_with(begin));
    if let Some((_, vi, en)) = foreign {
        return Some(Kind::Foreign(vi, en));
    }
    let opens = |line: &&[u8]| line.first() == Some(&b'{');
    match first.trim_ascii_start().first() {
        Some(b'{') if !is_whole => None,
        // One object alone is a document.
        Some(b'{') if is_closed(first) => match lines.find(|line| !line.trim_ascii().is_empty()) {
            Some(_) => Some(Kind::Lines),
            None => end.then_some(Kind::Document),
        },
        Some(b'{') => {
            // The first of many lines may be wrong; a document has no second line that opens it.
            let next = lines.find(|line| !line.trim_ascii().is_empty());
            match next {
                None if !end => None,
                next if next.as_ref().is_some_and(opens) => Some(Kind::Lines),
                _ => Some(Kind::Document),
            }
        }
        Some(b'[') => {
            let inside = first.trim_ascii_start().get(1..).unwrap_or_default();
            let inside = [inside.trim_ascii_start(), lines.next().unwrap_or_default()];
            let held = inside
                .iter()
                .find_map(|line| line.trim_ascii_start().first());
            match held {
                Some(b'{' | b']') => Some(Kind::List),
                None if !end => None,
                _ => text_kind(text, end, Kind::Document),
            }
        }
        _ => match Paper::of(start.get(..PIECE).unwrap_or(start)) {
            Some(paper) if is_whole || is_workbook(paper) => Some(Kind::Paper(paper)),
            None if !is_whole => None,
            _ => text_kind(text, end, Kind::Other),
        },
    }
}

/// Lines where a later one opens an object; else what it is otherwise.
fn text_kind(text: &[u8], end: bool, otherwise: Kind) -> Option<Kind> {
    if text.windows(2).any(|pair| pair == b"\n{") {
        return Some(Kind::Lines);
    }
    (end || text.len() >= PIECE && text.contains(&b'\n')).then_some(otherwise)
}

/// Whether every bracket of a line that begins with one is closed on it.
fn is_closed(line: &[u8]) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_i64, false, false);
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth -= 1,
            _ => {}
        }
    }
    depth <= 0 && !quoted
}

/// What is told, alone, of a JSON document that is no case; nothing where it may be one, right or
/// wrong. Only a text that could not be read as a case is asked.
pub fn other_kind(text: &str, name: &str) -> Option<Diagnostic> {
    let keys = keys(text).ok()?;
    // A case with a key too many is a case; a result has an outcome.
    let is_case = keys.contains_key("stages") && !keys.contains_key("outcome");
    let found = kind_by(&keys).filter(|_| !is_case)?;
    Some(wrong_kind(name, found))
}

/// The keys of a JSON object.
type Keys = HashMap<String, IgnoredAny>;

/// The keys of a JSON object. The values are passed over, as a text may be long.
fn keys(text: &str) -> serde_json::Result<Keys> {
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn kind_by(document: &Keys) -> Option<Phrase> {
    let has = |key: &str| document.contains_key(key);
    if has("seal") {
        return Some(Phrase::new("một kết quả", "a result"));
    }
    if has("events") {
        return Some(Phrase::new("lịch sử của một sản phẩm", "a history"));
    }
    if has("stages") || has("product") {
        return None;
    }
    [
        ("$schema", "một lược đồ JSON", "a JSON Schema"),
        ("levels", "một quyết định", "a regulation"),
        ("parts", "một bộ tiêu chí", "a criteria set"),
        ("targets", "một kế hoạch", "a plan"),
        ("spread", "quy chế hội đồng", "council rules"),
        ("sets", "lời văn của quyết định", "a wording file"),
        ("expected", "một ca của bộ kiểm thử", "a case of a suite"),
    ]
    .into_iter()
    .find(|(key, ..)| has(key))
    .map(|(_, vi, en)| Phrase::new(vi, en))
}

/// Whether a text is what another command printed, and no file that people write.
pub fn is_result(text: &str) -> bool {
    keys(text).is_ok_and(|keys| keys.contains_key("seal"))
}

/// What is told, alone, of a JSON document that is not of the kind that has a key; nothing where it
/// may be of that kind.
pub fn other_than(key: &str, text: &str, name: &str, expected: Phrase) -> Option<Diagnostic> {
    let keys = keys(text).ok()?;
    if keys.contains_key(key) {
        return None;
    }
    other(&keys, name, expected)
}

/// As [`other_than`], for a kind of which every key may be left out.
#[cfg(feature = "papers")]
pub fn other_than_facts(text: &str, name: &str) -> Option<Diagnostic> {
    let expected = Phrase::new("thông tin của đợt đánh giá", "the facts of a session");
    other(&keys(text).ok()?, name, expected)
}

fn other(keys: &Keys, name: &str, expected: Phrase) -> Option<Diagnostic> {
    let found = if keys.contains_key("stages") && !keys.contains_key("seal") {
        Phrase::new("một hồ sơ", "a case")
    } else {
        kind_by(keys)?
    };
    let code = ProblemCode::UnknownKind;
    Some(Diagnostic::of_file(code, name, found, expected))
}

/// The problem of a file without anything in it.
pub fn empty(name: &str) -> Diagnostic {
    Diagnostic::of_file(
        ProblemCode::NotJson,
        name,
        Phrase::new("tệp trống", "an empty file"),
        expected(),
    )
    .at(1, 1)
}

/// Whether a text in a folder is meant to be a case: one that is broken is not passed over.
pub fn may_be_case(text: &str) -> bool {
    match keys(text) {
        Ok(_) => is_case(text),
        Err(_) => opens_object(text.as_bytes()),
    }
}

/// Whether a text is JSON that is meant to be a case, right or wrong.
pub fn is_case(text: &str) -> bool {
    let keys = keys(text);
    Case::looks_like(text) && keys.is_ok_and(|keys| kind_by(&keys).is_none())
}

/// Whether a text is a list with cases in it.
fn lists_cases(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let listed = serde_json::from_slice::<Vec<Value>>(text);
    listed.is_ok_and(|listed| listed.iter().any(|value| is_case(&value.to_string())))
}

/// Whether a document is a JSON object, closed or not, on one line.
pub fn is_line(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    text.starts_with('{') && !text.contains('\n')
}

/// Whether a text begins as a JSON object does, in UTF-8 or UTF-16, behind a byte-order mark or
/// without one.
fn opens_object(text: &[u8]) -> bool {
    let is_mark = |byte: &u8| matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    let mut bytes = text.iter();
    bytes.find(|byte| !is_mark(byte) && !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// Whether a file's name ends as those of a case, a table or a workbook do.
pub fn has_name_of_input(name: &str) -> bool {
    let ends = ["json", "csv", "xlsx"];
    let end = Path::new(name).extension().and_then(|end| end.to_str());
    end.is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

/// One message for a file that is something else than was asked for.
pub fn wrong_kind(name: &str, found: Phrase) -> Diagnostic {
    Diagnostic::of_file(ProblemCode::UnknownKind, name, found, expected())
}

fn expected() -> Phrase {
    Phrase::new(
        "một hồ sơ JSON, mỗi dòng một hồ sơ, hoặc bảng tính, bảng mà hội đồng đã điền",
        "a case as JSON, one case a line, or a workbook or table that a council filled in",
    )
}
