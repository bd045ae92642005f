//! The text of a decision as lines and table cells, from plain text, HTML or .docx.

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use ocop::text::Phrase;

use super::docx::docx;
use super::page::html;
use super::token::{Collector, MAX_TEXT_BYTES, Token, cleaned, number};

/// What a text should be.
fn expected() -> Phrase {
    phrase!(
        "lời văn của quyết định: văn bản thường, trang web đã lưu, hoặc .docx",
        "the text of a decision: plain text, a saved page, or .docx",
    )
}

/// The problem of a text that is something else.
pub(super) fn no_decision(file: &str, found: Phrase) -> Diagnostic {
    Diagnostic::of_file(ProblemCode::NotDecision, file, found, expected())
}

/// The tokens of a file, whose format is known by its content.
pub(super) fn tokens(bytes: &[u8], file: &str) -> Result<Vec<Token>, Diagnostic> {
    let refused = |code, found: Phrase| Diagnostic::of_file(code, file, found, expected());
    if bytes.len() > MAX_TEXT_BYTES {
        let found = bytes.len();
        let found = phrase!("{found} byte", "{found} bytes");
        let expected = phrase!(
            "nhiều nhất {MAX_TEXT_BYTES} byte",
            "at most {MAX_TEXT_BYTES} bytes"
        );
        let code = ProblemCode::TooLarge;
        return Err(Diagnostic::of_file(code, file, found, expected));
    }
    if bytes.starts_with(b"PK") {
        return docx(bytes).map_err(|found| refused(ProblemCode::NotDecision, found));
    }
    let binary = match bytes {
        [b'%', b'P', b'D', b'F', ..] => Some(phrase!("một tệp PDF", "a PDF")),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(phrase!("một tệp .doc cũ", "an old .doc")),
        [b'{', b'\\', b'r', b't', b'f', ..] => Some(phrase!("một tệp RTF", "a file in RTF")),
        _ => None,
    };
    if let Some(binary) = binary {
        return Err(refused(ProblemCode::NotDecision, binary));
    }
    let Some(text) = decoded(bytes) else {
        let found = phrase!(
            "các byte không phải UTF-8 hay UTF-16",
            "bytes that are neither UTF-8 nor UTF-16",
        );
        return Err(refused(ProblemCode::NotUtf8, found));
    };
    let read = match looks_like_html(&text) {
        true => html(&text),
        false => plain(&text),
    };
    if read.is_empty() {
        return Err(refused(
            ProblemCode::Empty,
            phrase!("không có chữ", "no text"),
        ));
    }
    Ok(read)
}

/// The text of UTF-8 or, after a byte order mark, UTF-16.
fn decoded(bytes: &[u8]) -> Option<String> {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks(2)
            .filter_map(|pair| pair.try_into().ok())
            .map(unit)
            .collect();
        String::from_utf16(&units).ok()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

fn looks_like_html(text: &str) -> bool {
    let mut start = text.trim_start().chars().take(2_000).collect::<String>();
    start.make_ascii_lowercase();
    let tags = [
        "<html",
        "<!doctype html",
        "<body",
        "<table",
        "<p>",
        "<p ",
        "<div",
    ];
    start.starts_with('<') && tags.iter().any(|tag| start.contains(tag))
}

/// Plain text: tables are known by `|` at the end of cells or on lines of their own, or by tabs and
/// wide spaces before a number.
fn plain(text: &str) -> Vec<Token> {
    let mut out = Collector::default();
    let text = cleaned(text);
    let lines = text.split(['\n', '\u{c}']).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    for (at, line) in lines.iter().copied().enumerate() {
        if line == "|" {
            // Alone before a number, the end of a cell whose last line was broken.
            let open = matches!(out.tokens.last(), Some(Token::Line(_)));
            let next = lines.get(at + 1);
            let before_number = next.is_some_and(|line| number(line).is_some());
            out.end(if open && before_number {
                Token::Cell
            } else {
                Token::Row
            });
        } else if let Some(row) = line
            .strip_prefix('|')
            .and_then(|line| line.strip_suffix('|'))
        {
            let rule = |c: char| matches!(c, '-' | ':' | '|' | ' ');
            if !row.chars().all(rule) {
                out.end(Token::Row);
                cells(row, &mut out);
                out.end(Token::Row);
            }
        } else if let Some(cell) = line.strip_suffix('|') {
            cells(cell, &mut out);
            out.end(Token::Cell);
        } else if line.contains(" | ") {
            out.end(Token::Row);
            cells(line, &mut out);
            out.end(Token::Row);
        } else {
            match wide_number(line) {
                Some((text, points)) => {
                    out.add(text);
                    out.add(points);
                }
                None => out.add(line),
            }
        }
    }
    out.tokens
}

fn cells(row: &str, out: &mut Collector) {
    for (index, cell) in row.split('|').enumerate() {
        if index > 0 {
            out.end(Token::Cell);
        }
        out.add(cell);
    }
}

/// A line whose number stands apart from its text, after a tab, wide spaces or dots.
fn wide_number(line: &str) -> Option<(&str, &str)> {
    let at = line.rfind(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'))?;
    let last = line.get(at..)?.chars().next()?;
    let (before, number) = line.split_at(at + last.len_utf8());
    let text = before.trim_end();
    let gap = before.get(text.len()..)?;
    let wide = gap.contains('\t') || gap.len() > 1;
    // Dots that lead to the number, unless they end the text.
    let led = text.trim_end_matches(['.', '…', '_']);
    let leads = led.ends_with(' ') && text.len() - led.len() > 3;
    let (text, apart) = if leads {
        (led.trim_end(), true)
    } else {
        (text, wide)
    };
    (apart && !text.is_empty() && number.starts_with(|c: char| c.is_ascii_digit()))
        .then_some((text, number))
}
