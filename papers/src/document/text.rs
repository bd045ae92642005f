//! The texts of a paper: pieces with a look, and sentences written as they are printed.

/// A text of several pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Span>);

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// How it looks.
    pub look: Look,
}

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    /// As the paragraph.
    #[default]
    Plain,
    /// Bold.
    Bold,
    /// A blank to be filled in: what is not known.
    Blank,
}

impl Text {
    /// A blank that says what belongs there.
    #[must_use]
    pub fn blank(what: &str) -> Text {
        Text(vec![Span {
            text: format!("[{what}]"),
            look: Look::Blank,
        }])
    }

    /// A fact, or a blank that says which one is not known.
    #[must_use]
    pub fn fact(value: Option<&str>, what: &str) -> Text {
        match value.filter(|value| !value.trim().is_empty()) {
            Some(value) => Text::from(value),
            None => Text::blank(what),
        }
    }

    /// The text with another after it.
    #[must_use]
    pub fn then(mut self, next: impl Into<Text>) -> Text {
        self.0.append(&mut next.into().0);
        self
    }

    /// The text in bold, blanks left as they are.
    #[must_use]
    pub fn bold(mut self) -> Text {
        for span in self.0.iter_mut().filter(|span| span.look == Look::Plain) {
            span.look = Look::Bold;
        }
        self
    }

    /// The text in capitals.
    #[must_use]
    pub fn capitals(mut self) -> Text {
        for span in &mut self.0 {
            span.text = span.text.to_uppercase();
        }
        self
    }

    /// What it says, without looks.
    #[must_use]
    pub fn plain(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }

    /// Texts with something between them.
    pub(crate) fn joined(texts: impl IntoIterator<Item = Text>, between: &str) -> Text {
        let all = texts.into_iter();
        let all = all.reduce(|all, next| all.then(between).then(next));
        all.unwrap_or_default()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::from(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(vec![Span {
            text,
            look: Look::Plain,
        }])
    }
}

/// What fills a hole of a sentence; nothing leaves a blank there.
pub(crate) trait Piece {
    fn text(&self) -> Option<Text>;
}

impl Piece for Text {
    fn text(&self) -> Option<Text> {
        Some(self.clone())
    }
}

impl Piece for &str {
    fn text(&self) -> Option<Text> {
        (!self.trim().is_empty()).then(|| Text::from(*self))
    }
}

impl Piece for String {
    fn text(&self) -> Option<Text> {
        self.as_str().text()
    }
}

impl Piece for usize {
    fn text(&self) -> Option<Text> {
        Some(Text::from(self.to_string()))
    }
}

impl<P: Piece> Piece for Option<P> {
    fn text(&self) -> Option<Text> {
        self.as_ref().and_then(Piece::text)
    }
}

/// A sentence without holes: `[số]` is a blank.
pub(crate) fn say(sentence: &'static str) -> Text {
    fill(sentence, &[])
}

/// A sentence as it is printed: `[số]` is a blank, `{}` a hole for the next piece, and `{địa điểm}`
/// a hole that is a blank of that name where its piece is nothing. What pieces say is not looked at.
pub(crate) fn fill(sentence: &'static str, pieces: &[&dyn Piece]) -> Text {
    let mut said = Text::default();
    let mut pieces = pieces.iter();
    let mut rest = sentence;
    while let Some((before, opened)) = rest
        .find(['[', '{'])
        .and_then(|at| rest.split_at_checked(at))
    {
        if !before.is_empty() {
            said = said.then(before);
        }
        let hole = opened.starts_with('{');
        let inner = opened.trim_start_matches(['[', '{']);
        let (what, after) = inner.split_once([']', '}']).unwrap_or((inner, ""));
        rest = after;
        let piece = if hole { pieces.next() } else { None };
        said = said.then(match piece.and_then(|piece| piece.text()) {
            Some(text) => text,
            None if what.is_empty() => Text::default(),
            None => Text::blank(what),
        });
    }
    debug_assert!(
        pieces.next().is_none(),
        "more pieces than holes: {sentence}"
    );
    if rest.is_empty() {
        return said;
    }
    said.then(rest)
}

/// The text within a sentence: its first letter small, but for an abbreviation in capitals.
pub(crate) fn lower_first(text: &str) -> String {
    if text.chars().nth(1).is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
