//! Tables as text: their encoding, their lines, and the fields of a line.

use std::borrow::Cow;

use ocop::Diagnostic;
use ocop::input::ProblemCode;

use super::archive::within_limit;

/// What separates the fields of a table; in Vietnam, spreadsheets write semicolons.
pub(super) const SEPARATORS: &[char] = &[';', ',', '\t'];
/// A first line that says what separates fields, as Excel writes and reads it.
const SEPARATOR_LINE: &str = "sep=";

/// Whether a character says nothing on a line.
pub(super) fn blank(c: char) -> bool {
    c.is_whitespace() || SEPARATORS.contains(&c) || c == '"'
}

/// The beginning of a text whose end may be cut off, in the middle of a letter.
pub(super) fn beginning(bytes: &[u8]) -> Cow<'_, str> {
    let utf_16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let pairs = rest.chunks_exact(2).take(1_000);
        let units = pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit));
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes).into(),
        bytes => String::from_utf8_lossy(bytes),
    }
}

/// The lines of a text. Old programs end them with a carriage return alone.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split(end)
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The bytes as text, without the mark that spreadsheets put before it. Excel's `Unicode Text` is
/// UTF-16, which its mark tells apart.
pub(super) fn text<'b>(bytes: &'b [u8], file: &str) -> Result<Cow<'b, str>, Diagnostic> {
    within_limit(bytes, file)?;
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| error.valid_up_to()),
    };
    let text = text.map_err(|valid| {
        let before = bytes.get(..valid).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let found = phrase!("byte không phải UTF-8", "bytes that are not UTF-8");
        let expected = phrase!("bảng lưu dạng `CSV UTF-8`", "a table saved as `CSV UTF-8`");
        Diagnostic::of_file(ProblemCode::NotUtf8, file, found, expected).at(line, 1)
    })?;
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        owned => owned,
    };
    if text.trim().is_empty() {
        let expected = phrase!(
            "các dòng gồm khóa và giá trị, rồi một bảng",
            "lines of a key and a value, and then a table"
        );
        let code = ProblemCode::Empty;
        let found = phrase!("tệp trống", "an empty file");
        return Err(Diagnostic::of_file(code, file, found, expected));
    }
    Ok(text)
}

/// UTF-16 as text, or the byte up to which it is.
fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, usize> {
    let pairs = bytes
        .chunks(2)
        .map(|pair| <[u8; 2]>::try_from(pair).map(unit));
    let units: Result<Vec<u16>, _> = pairs.collect();
    let text = units.ok().and_then(|units| String::from_utf16(&units).ok());
    text.map(Cow::Owned).ok_or(0)
}

/// What follows the first key.
pub(super) fn separator(text: &str) -> char {
    text.chars().find(|c| SEPARATORS.contains(c)).unwrap_or(';')
}

/// The separator that a line such as `sep=;` names.
pub(super) fn named_separator(line: &str) -> Option<char> {
    let line = line.trim_start_matches('\u{feff}').trim_matches('"');
    let named = line.strip_prefix(SEPARATOR_LINE)?;
    SEPARATORS.iter().copied().find(|&c| named.starts_with(c))
}

/// A quotation mark that leaves open where a value ends: the field that holds it, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stray {
    /// A value begins with it, and no other closes it on this line.
    Open(usize),
    /// It stands in the middle of a value, or text follows it.
    Inside(usize),
}

/// The fields of a line, without space around them. A value in quotation marks ends on its line;
/// in one that does not begin with a mark, marks stand for themselves, in pairs.
pub(super) fn fields(line: &str, separator: char) -> Result<Vec<Cow<'_, str>>, Stray> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let number = fields.len() + 1;
        let space = |c: char| c.is_whitespace() && c != separator;
        let start = rest.trim_start_matches(space);
        let (field, after) = match start.strip_prefix('"') {
            Some(quoted) => {
                let mut value = String::new();
                let mut quoted = quoted;
                let after = loop {
                    let (part, after) = quoted.split_once('"').ok_or(Stray::Open(number))?;
                    value += part;
                    match after.strip_prefix('"') {
                        Some(after) => {
                            value.push('"');
                            quoted = after;
                        }
                        None => break after.trim_start_matches(space),
                    }
                };
                if !after.is_empty() && !after.starts_with(separator) {
                    return Err(Stray::Inside(number));
                }
                (Cow::Owned(value.trim().to_owned()), after)
            }
            None => {
                let end = start.find(separator).unwrap_or(start.len());
                let (value, after) = start.split_at(end);
                if value.matches('"').count() % 2 == 1 {
                    return Err(Stray::Inside(number));
                }
                (Cow::Borrowed(value.trim()), after)
            }
        };
        fields.push(field);
        match after.strip_prefix(separator) {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
    }
}
