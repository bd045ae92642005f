//! The text of a saved page, by the rules that browsers read by.

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token as HtmlToken, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};

use super::token::{Collector, SIGN, Token};

/// HTML. Only the order of blocks, cells and rows counts, so no tree is built.
pub(super) fn html(text: &str) -> Vec<Token> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Page::default(), TokenizerOpts::default());
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
    state: RefCell<PageState>,
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
        let nested = |depth: usize| {
            if opens {
                depth + 1
            } else {
                depth.saturating_sub(1)
            }
        };
        match &*tag.name {
            name @ ("script" | "style" | "title" | "noscript" | "template") => {
                self.hidden = nested(self.hidden);
                if opens && matches!(name, "script" | "style") {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
            }
            "pre" => {
                self.out.end_line();
                self.verbatim = nested(self.verbatim);
            }
            "span" | "font" if opens && !tag.self_closing => {
                let mut attributes = tag.attrs.iter();
                self.fonts.push(attributes.any(|attribute| {
                    let font = matches!(&*attribute.name.local, "style" | "face");
                    font && attribute.value.to_ascii_lowercase().contains("wingdings")
                }));
            }
            "span" | "font" if !opens => {
                self.fonts.pop();
            }
            "tr" | "table" => self.out.end(Token::Row),
            "td" | "th" if opens => {
                self.out.end_line();
                self.begin_cell();
            }
            "td" | "th" => self.out.end(Token::Cell),
            "br" | "p" | "div" | "li" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
            | "hr" | "section" | "article" | "center" | "blockquote" | "tbody" | "thead"
            | "caption" | "body" => self.out.end_line(),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    /// A cell that begins ends the one before it, whose end need not be written.
    fn begin_cell(&mut self) {
        let tokens = &self.out.tokens;
        let in_row = tokens.contains(&Token::Row);
        if in_row && matches!(tokens.last(), Some(Token::Line(_))) {
            self.out.end(Token::Cell);
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
