//! The pieces of a text: lines, and the ends of cells and rows.

use std::mem;

use ocop::text::composed;

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
pub(super) fn cleaned(text: &str) -> String {
    let composed = composed(text);
    let seen = composed.chars().filter(|&letter| {
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
pub(super) struct Collector {
    pub(super) tokens: Vec<Token>,
    pub(super) line: String,
}

impl Collector {
    pub(super) fn end_line(&mut self) {
        let line = cleaned(&mem::take(&mut self.line));
        // Text with bars for its cells may have been pasted into a page or a document.
        let Some(cell) = line.trim_end().strip_suffix('|') else {
            return self.add(&line);
        };
        self.add(cell);
        let alone = cell.trim().is_empty();
        self.end(if alone { Token::Row } else { Token::Cell });
    }

    pub(super) fn add(&mut self, line: &str) {
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

    pub(super) fn end(&mut self, token: Token) {
        self.end_line();
        if token == Token::Row || self.tokens.last() != Some(&token) {
            self.tokens.push(token);
        }
    }
}
