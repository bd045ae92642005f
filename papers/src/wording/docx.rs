//! The text of a .docx.

use std::io::{Cursor, Read};

use ocop::text::Phrase;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::token::{Collector, MAX_TEXT_BYTES, SIGN, Token, cleaned};

/// The body of a .docx; headers, footers, notes, deletions and fields are left out.
pub(super) fn docx(bytes: &[u8]) -> Result<Vec<Token>, Phrase> {
    let broken = || {
        phrase!(
            "một tệp ZIP không phải .docx",
            "a ZIP archive that is no .docx"
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let entry = archive.by_name("word/document.xml").map_err(|_| broken())?;
    let mut body = String::new();
    let most = MAX_TEXT_BYTES as u64;
    let read = entry.take(most + 1).read_to_string(&mut body);
    read.map_err(|_| broken())?;
    if body.len() as u64 > most {
        return Err(phrase!(
            "một tệp .docx giải nén ra hơn {most} byte",
            "a .docx that unpacks to more than {most} bytes",
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
            Ok(Event::Text(text)) => state.text(&text),
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
                return Err(phrase!(
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
