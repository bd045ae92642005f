//! A JSON text as a tree, parsed in one pass: every value is borrowed and knows its place.
//!
//! Crates that read JSON forwards with offsets (jiter, struson) do not fit: a case may name its set
//! after its answers, and one that is wrong needs every value's place. The tree is a list of
//! tokens in the order of the text, 16 bytes each; no text is copied and no path is made until a
//! problem is reported.

use std::borrow::Cow;
use std::iter;

use super::node::place;
use super::refusals::unseen;
use super::{Diagnostic, ProblemCode};
use crate::text::Phrase;

/// A JSON text with its values in the order in which they begin.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    /// The name that problems are reported under.
    pub(super) file: &'t str,
    pub(super) text: &'t str,
    /// The line of the first character, for one line out of a longer text.
    pub(super) first_line: usize,
    tokens: Vec<Token>,
}

/// One value, or one key.
#[derive(Debug, Clone, Copy)]
struct Token {
    /// The bytes of the value; of a text, without its quotes.
    start: u32,
    end: u32,
    /// The index of the first token that is no part of this value.
    next: u32,
    kind: Kind,
}

/// The JSON type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    List,
    Text,
    /// A text with escapes.
    Escaped,
    Number,
    True,
    False,
    Null,
}

/// How deep values may nest.
const MAX_DEPTH: u32 = 128;

impl<'t> Document<'t> {
    /// Parses a text of at most 4 GiB. A byte order mark at its start is skipped.
    pub(super) fn parse(
        file: &'t str,
        text: &'t str,
        first_line: usize,
    ) -> Result<Document<'t>, Box<Diagnostic>> {
        let mut parser = Parser {
            document: Document {
                file,
                text,
                first_line,
                // More than a case on one line has, and at most four times as large as the text.
                tokens: Vec::with_capacity(text.len() / 5 + 8),
            },
            bytes: text.as_bytes(),
            at: 0,
        };
        if first_line == 1 && text.starts_with('\u{feff}') {
            parser.at = '\u{feff}'.len_utf8();
        }
        parser.value(0)?;
        parser.skip_space();
        match parser.peek() {
            None => Ok(parser.document),
            Some(_) => parser.fault("không có gì sau tài liệu", "nothing after the document"),
        }
    }

    /// The value or key that ends at a byte; where none does, the one that begins there or after it.
    pub(super) fn read_up_to(&self, byte: usize) -> Node<'_> {
        let nodes = || (0..self.tokens.len()).map(|at| Node { document: self, at });
        let mut ending = nodes().filter(|node| node.end() == byte);
        let mut after = nodes().filter(|node| node.offset() >= byte);
        let found = ending.next().or_else(|| after.next());
        found.unwrap_or(self.root())
    }

    /// The value of the whole text.
    pub(crate) fn root(&self) -> Node<'_> {
        Node {
            document: self,
            at: 0,
        }
    }
}

struct Parser<'t> {
    document: Document<'t>,
    bytes: &'t [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[cold]
    fn fault<T>(&self, vi: &'static str, en: &'static str) -> Result<T, Box<Diagnostic>> {
        let document = &self.document;
        let rest = document.text.get(self.at..).unwrap_or_default();
        let found = match rest.chars().next() {
            None => Phrase::new("hết văn bản", "the end of the text"),
            Some(c) => unseen(c).unwrap_or_else(|| format!("`{c}`").into()),
        };
        let (line, column) = place(document.text, self.at, document.first_line);
        let expected = Phrase::new(vi, en);
        let problem = Diagnostic::of_file(ProblemCode::NotJson, document.file, found, expected);
        Err(Box::new(problem.at(line, column)))
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        // INVARIANT: documents have at most `MAX_DOCUMENT_BYTES`, far below 4 GiB.
        let next = self.document.tokens.len() as u32 + 1;
        self.document.tokens.push(Token {
            start: start as u32,
            end: end as u32,
            next,
            kind,
        });
    }

    fn value(&mut self, depth: u32) -> Result<(), Box<Diagnostic>> {
        self.skip_space();
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{') => self.nested(Kind::Object, b'}', depth),
            Some(b'[') => self.nested(Kind::List, b']', depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal(Kind::True, "true"),
            Some(b'f') => self.literal(Kind::False, "false"),
            Some(b'n') => self.literal(Kind::Null, "null"),
            _ => self.fault("một giá trị", "a value"),
        }
    }

    fn nested(&mut self, kind: Kind, close: u8, depth: u32) -> Result<(), Box<Diagnostic>> {
        if depth == MAX_DEPTH {
            return self.fault("nhiều nhất 128 tầng", "at most 128 levels");
        }
        let (token, start) = (self.document.tokens.len(), self.at);
        self.push(kind, start, start);
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(close) {
            self.at += 1;
        } else {
            loop {
                if kind == Kind::Object {
                    self.skip_space();
                    if self.peek() != Some(b'"') {
                        return self.fault("một khóa trong dấu nháy kép", "a key in quotes");
                    }
                    self.string()?;
                    self.skip_space();
                    if self.peek() != Some(b':') {
                        return self.fault("`:` sau khóa", "`:` after the key");
                    }
                    self.at += 1;
                }
                self.value(depth + 1)?;
                self.skip_space();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(byte) if byte == close => {
                        self.at += 1;
                        break;
                    }
                    _ if kind == Kind::Object => return self.fault("`,` hoặc `}`", "`,` or `}`"),
                    _ => return self.fault("`,` hoặc `]`", "`,` or `]`"),
                }
            }
        }
        let next = self.document.tokens.len() as u32;
        if let Some(token) = self.document.tokens.get_mut(token) {
            token.end = self.at as u32;
            token.next = next;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Box<Diagnostic>> {
        let start = self.at + 1;
        let mut escaped = false;
        let mut at = start;
        while let Some((plain, byte)) = self.bytes.get(at..).and_then(|rest| {
            let plain = plain(rest);
            Some((plain, *rest.get(plain)?))
        }) {
            at += plain;
            match byte {
                b'"' => {
                    if escaped {
                        // Escapes are rare; serde_json knows them.
                        let quoted = self.document.text.get(self.at..=at).unwrap_or_default();
                        if serde_json::from_str::<String>(quoted).is_err() {
                            return self.fault(
                                "một chuỗi mà các mã thoát là ký tự",
                                "a text whose escapes are characters",
                            );
                        }
                    }
                    let kind = if escaped { Kind::Escaped } else { Kind::Text };
                    self.push(kind, start, at);
                    self.at = at + 1;
                    return Ok(());
                }
                b'\\' => {
                    escaped = true;
                    at += 2;
                }
                _ => {
                    self.at = at;
                    return self.fault(
                        "chuỗi không có ký tự điều khiển",
                        "no control character in a text",
                    );
                }
            }
        }
        self.at = self.bytes.len();
        self.fault("`\"` ở cuối chuỗi", "`\"` at the end of the text")
    }

    fn digits(&mut self) -> Result<(), Box<Diagnostic>> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return self.fault("một chữ số", "a digit");
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Box<Diagnostic>> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.push(Kind::Number, start, self.at);
        Ok(())
    }

    fn literal(&mut self, kind: Kind, word: &str) -> Result<(), Box<Diagnostic>> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) {
            return self.fault("một giá trị", "a value");
        }
        self.push(kind, self.at, end);
        self.at = end;
        Ok(())
    }
}

/// How many bytes come before a quote, a backslash or a control character. Eight are looked at
/// together: of those that end a text, the highest bit is set in `ends`, and of the bytes before
/// the first of them it is not.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    let below = |word: u64, bound: u8| word.wrapping_sub(ONES * u64::from(bound)) & !word;
    let is = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let ends = (below(word, b' ') | is(word, b'"') | is(word, b'\\')) & (ONES << 7);
        if ends != 0 {
            return 8 * at + ends.trailing_zeros() as usize / 8;
        }
    }
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    8 * words.len() + end.unwrap_or(rest.len())
}

/// A value in its document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'d> {
    document: &'d Document<'d>,
    at: usize,
}

impl<'d> Node<'d> {
    pub(super) fn document(self) -> &'d Document<'d> {
        self.document
    }

    #[inline]
    fn token(self) -> Token {
        // INVARIANT: values are made from tokens of their document only.
        let none = Token {
            start: 0,
            end: 0,
            next: 0,
            kind: Kind::Null,
        };
        self.document.tokens.get(self.at).copied().unwrap_or(none)
    }

    #[inline]
    pub(crate) fn kind(self) -> Kind {
        self.token().kind
    }

    /// The value as written; a text without its quotes.
    #[inline]
    pub(crate) fn raw(self) -> &'d str {
        let token = self.token();
        let text = self.document.text;
        text.get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }

    /// The value as JSON, as it is written.
    pub(crate) fn source(self) -> &'d str {
        let text = self.document.text;
        text.get(self.offset()..self.end()).unwrap_or_default()
    }

    /// The byte where the value begins.
    pub(super) fn offset(self) -> usize {
        (self.token().start as usize).saturating_sub(self.quote())
    }

    /// The byte behind the value.
    fn end(self) -> usize {
        self.token().end as usize + self.quote()
    }

    /// The bytes of the quote before a text, and of the one behind it.
    fn quote(self) -> usize {
        usize::from(matches!(self.kind(), Kind::Text | Kind::Escaped))
    }

    /// Whether the value is this text.
    #[inline]
    pub(crate) fn is_text(self, text: &str) -> bool {
        let token = self.token();
        match token.kind {
            Kind::Text => {
                let bytes = self.document.text.as_bytes();
                bytes.get(token.start as usize..token.end as usize) == Some(text.as_bytes())
            }
            _ => self.as_text().is_some_and(|found| found == text),
        }
    }

    /// The text, if it is one.
    #[inline]
    pub(crate) fn as_text(self) -> Option<Cow<'d, str>> {
        match self.kind() {
            Kind::Text => Some(Cow::Borrowed(self.raw())),
            Kind::Escaped => self.unescaped().map(Cow::Owned),
            _ => None,
        }
    }

    /// A text with escapes, as it reads.
    #[cold]
    fn unescaped(self) -> Option<String> {
        let token = self.token();
        let (start, end) = (token.start as usize - 1, token.end as usize + 1);
        let quoted = self.document.text.get(start..end).unwrap_or_default();
        // INVARIANT: the parser has read the escapes before.
        serde_json::from_str(quoted).ok()
    }

    /// The keys and values of an object; nothing of another value.
    pub(crate) fn entries(self) -> impl Iterator<Item = (Node<'d>, Node<'d>)> + Clone {
        let mut children = self.children(Kind::Object);
        iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The values of a list; nothing of another value.
    pub(crate) fn elements(self) -> impl Iterator<Item = Node<'d>> + Clone {
        self.children(Kind::List)
    }

    /// What an object or a list holds; nothing of a value of another kind.
    #[inline]
    fn children(self, kind: Kind) -> impl Iterator<Item = Node<'d>> + Clone {
        let Node { document, at } = self;
        let token = self.token();
        let end = if token.kind == kind {
            token.next as usize
        } else {
            0
        };
        let mut at = at + 1;
        iter::from_fn(move || {
            let child = (at < end).then_some(Node { document, at })?;
            at = child.token().next as usize;
            Some(child)
        })
    }

    /// Whether `other` is this value or a part of it.
    pub(super) fn holds(self, other: Node<'_>) -> bool {
        (self.at..self.token().next as usize).contains(&other.at)
    }

    pub(super) fn is(self, other: Node<'_>) -> bool {
        self.at == other.at
    }
}
