//! The text of a decision as lines and table cells, from plain text, HTML or .docx.

use std::io::{Cursor, Read};
use std::mem;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token as HtmlToken, TokenSink, TokenSinkResult, Tokenizer,
};
use html5ever::{TokenizerResult, local_name};
use ocop::Diagnostic;
use ocop::input::ProblemCode;
use ocop::text::Phrase;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;

/// Maximum size of a text, and of the body of a .docx once it is unpacked.
pub const MAX_TEXT_BYTES: usize = 32 * 1024 * 1024;

/// The sign of a box, whatever sign the text has.
pub(super) const SIGN: char = '□';

/// One piece of a text, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A line or a paragraph, trimmed, never empty.
    Line(String),
    /// The end of a cell of a table that another cell may follow.
    Cell,
    /// The end of a row of a table, and its begin.
    Row,
}

/// The tokens of a file, whose format is known by its content.
pub(super) fn tokens(bytes: &[u8], file: &str) -> Result<Vec<Token>, Diagnostic> {
    let refused = |code, found: Phrase| {
        let expected = Phrase::new(
            "lời văn của quyết định: văn bản thường, trang web đã lưu, hoặc .docx",
            "the text of a decision: plain text, a saved page, or .docx",
        );
        Diagnostic::of_file(code, file, found, expected)
    };
    if bytes.len() > MAX_TEXT_BYTES {
        let found = bytes.len();
        let found = Phrase::new(format!("{found} byte"), format!("{found} bytes"));
        let expected = Phrase::new(
            format!("nhiều nhất {MAX_TEXT_BYTES} byte"),
            format!("at most {MAX_TEXT_BYTES} bytes"),
        );
        let code = ProblemCode::TooLarge;
        return Err(Diagnostic::of_file(code, file, found, expected));
    }
    if bytes.starts_with(b"PK") {
        return docx(bytes).map_err(|found| refused(ProblemCode::NotDecision, found));
    }
    let binary = [
        (&b"%PDF"[..], "một tệp PDF", "a PDF"),
        (
            &[0xd0, 0xcf, 0x11, 0xe0][..],
            "một tệp .doc cũ",
            "an old .doc",
        ),
        (&b"{\\rtf"[..], "một tệp RTF", "a file in RTF"),
    ];
    let known = binary.iter().find(|(start, ..)| bytes.starts_with(start));
    if let Some((_, vi, en)) = known {
        return Err(refused(ProblemCode::NotDecision, Phrase::new(*vi, *en)));
    }
    let text = decoded(bytes).ok_or_else(|| {
        refused(
            ProblemCode::NotUtf8,
            Phrase::new(
                "các byte không phải UTF-8 hay UTF-16",
                "bytes that are neither UTF-8 nor UTF-16",
            ),
        )
    })?;
    let read = if looks_like_html(&text) {
        html(&text)
    } else {
        plain(&text)
    };
    if read.is_empty() {
        let found = Phrase::new("không có chữ", "no text");
        return Err(refused(ProblemCode::Empty, found));
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

/// A line that is nothing but a number, as points or pages are printed.
pub(super) fn number(line: &str) -> Option<String> {
    let bare = line.trim_matches(['-', '–', ' ']);
    let digits = bare
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let first = bare.starts_with(|c: char| c.is_ascii_digit());
    (first && digits && bare.len() <= 5).then(|| bare.trim_end_matches(['.', ',']).to_owned())
}

/// Text in NFC without characters that are not seen, with one sign for boxes and one for spaces.
fn cleaned(text: &str) -> String {
    let seen = text.nfc().filter(|&letter| {
        letter == '\t' || letter == '\n' || !letter.is_control() && !is_invisible(letter)
    });
    seen.map(|letter| match letter {
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}' => ' ',
        '☐' | '▢' | '❏' | '❑' | '❒' | '◻' | '▫' | '☑' | '☒' | '⬜' | '\u{f0a8}' | '\u{f06f}'
        | '\u{f071}' | '\u{f072}' => SIGN,
        '∗' | '＊' => '*',
        other => other,
    })
    .collect()
}

fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Collects tokens; lines are cut at signs of boxes.
#[derive(Debug, Default)]
struct Collector {
    tokens: Vec<Token>,
    line: String,
}

impl Collector {
    fn end_line(&mut self) {
        let line = cleaned(&mem::take(&mut self.line));
        // Text with bars for its cells may have been pasted into a page or a document.
        let Some(cell) = line.trim_end().strip_suffix('|') else {
            return self.add(&line);
        };
        self.add(cell);
        let alone = cell.trim().is_empty();
        self.end(if alone { Token::Row } else { Token::Cell });
    }

    fn add(&mut self, line: &str) {
        let mut rest = line;
        while let Some(at) = rest.char_indices().skip(1).find(|(_, c)| *c == SIGN) {
            let (before, after) = rest.split_at(at.0);
            self.push(before);
            rest = after;
        }
        self.push(rest);
    }

    fn push(&mut self, line: &str) {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !line.is_empty() {
            self.tokens.push(Token::Line(line));
        }
    }

    fn end(&mut self, token: Token) {
        self.end_line();
        if token == Token::Row || self.tokens.last() != Some(&token) {
            self.tokens.push(token);
        }
    }
}

/// Plain text: tables are known by `|` at the end of cells or on lines of their own, or by tabs and
/// wide spaces before a number.
fn plain(text: &str) -> Vec<Token> {
    let mut out = Collector::default();
    let text = cleaned(text);
    let lines: Vec<&str> = text.split(['\n', '\u{c}']).map(str::trim).collect();
    for (at, line) in lines.iter().copied().enumerate() {
        if line == "|" {
            // Alone before a number, the end of a cell whose last line was broken.
            let open = matches!(out.tokens.last(), Some(Token::Line(_)));
            let mut next = lines.iter().skip(at + 1).filter(|line| !line.is_empty());
            let before_number = next.next().is_some_and(|line| number(line).is_some());
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

/// HTML. Only the order of blocks, cells and rows counts, so no tree is built.
fn html(text: &str) -> Vec<Token> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(
        Page::default(),
        html5ever::tokenizer::TokenizerOpts::default(),
    );
    while let TokenizerResult::Script(()) = tokenizer.feed(&queue) {}
    tokenizer.end();
    let mut page = tokenizer.sink.state.into_inner();
    page.out.end_line();
    page.out.tokens
}

/// What is open in a page at a place.
#[derive(Debug, Default)]
struct PageState {
    out: Collector,
    /// Inside of `script`, `style`, `title` and the like.
    hidden: usize,
    /// Inside of `pre`, where line breaks count.
    verbatim: usize,
    /// Whether each open `span` and `font` asks for a font of signs.
    fonts: Vec<bool>,
}

#[derive(Debug, Default)]
struct Page {
    state: std::cell::RefCell<PageState>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: HtmlToken, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            HtmlToken::TagToken(tag) => return state.tag(&tag),
            HtmlToken::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl PageState {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let opens = tag.kind == TagKind::StartTag;
        match tag.name {
            local_name!("script")
            | local_name!("style")
            | local_name!("title")
            | local_name!("noscript")
            | local_name!("template") => {
                self.hidden = if opens {
                    self.hidden + 1
                } else {
                    self.hidden.saturating_sub(1)
                };
                if opens && matches!(tag.name, local_name!("script") | local_name!("style")) {
                    return TokenSinkResult::RawData(
                        html5ever::tokenizer::states::RawKind::Rawtext,
                    );
                }
            }
            local_name!("pre") => {
                self.out.end_line();
                self.verbatim = if opens {
                    self.verbatim + 1
                } else {
                    self.verbatim.saturating_sub(1)
                };
            }
            local_name!("span") | local_name!("font") => {
                if opens && !tag.self_closing {
                    let signs = tag.attrs.iter().any(|attribute| {
                        let mut value = attribute.value.to_string();
                        value.make_ascii_lowercase();
                        matches!(
                            attribute.name.local,
                            local_name!("style") | local_name!("face")
                        ) && value.contains("wingdings")
                    });
                    self.fonts.push(signs);
                } else if !opens {
                    self.fonts.pop();
                }
            }
            local_name!("tr") => self.out.end(Token::Row),
            local_name!("table") => self.out.end(Token::Row),
            local_name!("td") | local_name!("th") => {
                if opens {
                    self.out.end_line();
                    self.begin_cell();
                } else {
                    self.out.end(Token::Cell);
                }
            }
            local_name!("br")
            | local_name!("p")
            | local_name!("div")
            | local_name!("li")
            | local_name!("ul")
            | local_name!("ol")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
            | local_name!("hr")
            | local_name!("section")
            | local_name!("article")
            | local_name!("center")
            | local_name!("blockquote")
            | local_name!("tbody")
            | local_name!("thead")
            | local_name!("caption")
            | local_name!("body") => {
                self.out.end_line();
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    /// A cell that begins ends the one before it, whose end need not be written.
    fn begin_cell(&mut self) {
        if matches!(self.out.tokens.last(), Some(Token::Line(_))) {
            let in_row = self
                .out
                .tokens
                .iter()
                .rev()
                .take_while(|t| **t != Token::Row);
            if in_row.count() < self.out.tokens.len() {
                self.out.end(Token::Cell);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let signs = self.fonts.iter().any(|signs| *signs);
        for letter in text.chars() {
            match letter {
                'o' | 'q' | 'r' | '¨' if signs => self.out.line.push(SIGN),
                '\n' if self.verbatim > 0 => self.out.end_line(),
                letter if letter.is_whitespace() => self.out.line.push(' '),
                letter => self.out.line.push(letter),
            }
        }
    }
}

/// The body of a .docx; headers, footers, notes, deletions and fields are left out.
fn docx(bytes: &[u8]) -> Result<Vec<Token>, Phrase> {
    let broken = || {
        Phrase::new(
            "một tệp ZIP không phải .docx",
            "a ZIP archive that is no .docx",
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let entry = archive.by_name("word/document.xml").map_err(|_| broken())?;
    let mut body = String::new();
    let most = MAX_TEXT_BYTES as u64;
    entry
        .take(most + 1)
        .read_to_string(&mut body)
        .map_err(|_| broken())?;
    if body.len() as u64 > most {
        return Err(Phrase::new(
            format!("một tệp .docx giải nén ra hơn {most} byte"),
            format!("a .docx that unpacks to more than {most} bytes"),
        ));
    }
    let mut reader = Reader::from_str(&body);
    let mut state = Body::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => state.open(&tag),
            Ok(Event::Empty(tag)) => {
                state.open(&tag);
                state.close(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => state.close(tag.local_name().as_ref()),
            Ok(Event::Text(text)) => {
                state.text(&text);
            }
            Ok(Event::GeneralRef(name)) => {
                let letter = name.resolve_char_ref().ok().flatten();
                let named = || quick_xml::escape::resolve_predefined_entity(&name);
                match letter {
                    Some(letter) => state.text(letter.encode_utf8(&mut [0; 4])),
                    None => state.text(named().unwrap_or_default()),
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                return Err(Phrase::new(
                    "một tệp .docx không đọc được chữ",
                    "a .docx whose text cannot be read",
                ));
            }
        }
    }
    state.out.end_line();
    Ok(state.out.tokens)
}

#[derive(Debug, Default)]
struct Body {
    out: Collector,
    in_text: bool,
    /// Inside of what stands for older readers only, or is not part of the text.
    skipped: usize,
}

impl Body {
    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "Fallback" | "txbxContent" => self.skipped += 1,
            "t" => self.in_text = true,
            "tab" => self.out.line.push(' '),
            "br" | "cr" => self.out.end_line(),
            "noBreakHyphen" => self.out.line.push('-'),
            "sym" if self.skipped == 0 => {
                let value = |key: &str| {
                    let found = tag.attributes().flatten();
                    let mut found = found.filter(|a| a.key.local_name().as_ref() == key);
                    found.next().map(|a| a.value.to_lowercase())
                };
                let font = value("font").unwrap_or_default();
                let sign = value("char").unwrap_or_default();
                let code = u32::from_str_radix(&sign, 16).ok().and_then(char::from_u32);
                match code.map(|c| cleaned(c.encode_utf8(&mut [0; 4]))) {
                    Some(shown) if shown.contains(SIGN) => self.out.line.push(SIGN),
                    _ if font.contains("wingdings") => self.out.line.push(SIGN),
                    Some(shown) => self.out.line.push_str(&shown),
                    None => {}
                }
            }
            "tbl" | "tr" => self.out.end(Token::Row),
            _ => {}
        }
    }

    fn close(&mut self, tag: &str) {
        match tag {
            "Fallback" | "txbxContent" => self.skipped = self.skipped.saturating_sub(1),
            "t" => self.in_text = false,
            "p" => self.out.end_line(),
            "tc" => self.out.end(Token::Cell),
            "tbl" | "tr" => self.out.end(Token::Row),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skipped == 0 {
            self.out.line.push_str(text);
        }
    }
}
