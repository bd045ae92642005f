//! What is printed: characters that would move the cursor, change colours or turn text around are
//! shown by their number, so that no text of a file can draw on a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Control characters but for the end of a line and the tab, line separators, and those that turn
/// the direction of text.
fn is_raw(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text with each such character as JSON writes it, so that JSON stays the same JSON.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_raw) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 6);
    for c in text.chars() {
        if is_raw(c) {
            // Writing to memory cannot fail; all of them have four digits.
            let _ = write!(shown, "\\u{:04x}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Standard output, on which nothing is printed raw.
pub struct Visible<W>(pub W);

impl<W: Write> Write for Visible<W> {
    /// Texts come whole: what is printed is formatted, or JSON that is written at once.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // A byte below 0x20, 0x7f, or the first one of the others.
        let is_near = |byte: &u8| {
            *byte < 0x20 && !matches!(byte, b'\n' | b'\t') || matches!(byte, 0x7f | 0xc2 | 0xe2)
        };
        if !bytes.iter().any(is_near) {
            return self.0.write_all(bytes);
        }
        match str::from_utf8(bytes) {
            Ok(text) => self.0.write_all(visible(text).as_bytes()),
            Err(_) => self.0.write_all(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_draws_on_a_terminal() {
        let mut out = Visible(Vec::new());
        writeln!(out, "Cá\u{1b}[2J khô\u{202e}\r").unwrap();
        assert_eq!(out.0, "Cá\\u001b[2J khô\\u202e\\u000d\n".as_bytes());
        assert!(matches!(visible("Cá khô ★\n"), Cow::Borrowed(_)));
    }
}
