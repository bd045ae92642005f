//! A printed paper, read back and held to the cases that it was printed from.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::iter;

use ocop::text::Phrase;
use ocop::{Case, Catalog, EvaluatedCase};
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::Document;
use super::block::Block;
use super::mark::Mark;
use super::session::is_without_sheet;
use super::session::{Facts, SessionPapers};
use super::text::{Look, Text};

/// The most bytes of a part of a paper.
const MAX_PART_BYTES: u64 = 32 * 1024 * 1024;

/// A paper read back: `.docx`, also after another program saved it, or a page.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, EvaluatedCase};
/// use ocop_papers::{Facts, SessionPapers, SignedPaper};
///
/// let catalog = Catalog::bundled();
/// let case = |total: &str| {
///     let text = format!(
///         r#"{{"product": {{"name": "Cá khô"}}, "regulation": "qd-26-2026", "set": "08",
///             "stages": [{{"level": "province", "date": "2026-08-05", "total": "{total}"}}]}}"#
///     );
///     EvaluatedCase::from_json(&text, "case.json", &catalog)
/// };
/// let (cases, facts) = ([case("61.5")?], Facts::default());
/// let minutes = &SessionPapers::new(&cases, &facts).documents()[0];
/// let paper = SignedPaper::read(&minutes.to_docx()?)?;
/// assert!(paper.differences(&cases, &catalog).is_empty());
/// assert!(!paper.differences(&[case("62.5")?], &catalog).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPaper {
    title: String,
    codes: Vec<String>,
    lines: Vec<String>,
}

/// Why a file is no paper with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// Neither `.docx` nor a page.
    #[error("found another file, expected a paper as .docx or as a page")]
    NotPaper,
    /// No code stands on it.
    #[error("found no `Mã đối chiếu`, expected a council's own paper or a sheet")]
    NoCode,
}

impl SignedPaper {
    /// Reads a paper.
    ///
    /// # Errors
    ///
    /// [`PaperError`] where the bytes are no paper, or no code stands on it.
    pub fn read(bytes: &[u8]) -> Result<SignedPaper, PaperError> {
        let read = match bytes.starts_with(b"PK") {
            true => docx(bytes),
            false => page(bytes),
        };
        let (title, margins, lines) = read.ok_or(PaperError::NotPaper)?;
        let codes = margins.iter().chain(&lines).flat_map(|line| codes_in(line));
        let codes: Vec<String> = codes.collect::<BTreeSet<_>>().into_iter().collect();
        if codes.is_empty() {
            return Err(PaperError::NoCode);
        }
        Ok(SignedPaper {
            title,
            codes,
            lines,
        })
    }

    /// The codes that stand on it.
    #[must_use]
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    /// What of the cases' results the paper does not say; nothing where it is theirs.
    /// What people typed is not compared: names, offices, numbers of papers.
    #[must_use]
    pub fn differences(&self, cases: &[EvaluatedCase], catalog: &Catalog) -> Vec<Phrase> {
        let facts = Facts::default();
        let found = versions(cases, catalog).find_map(|cases| {
            let papers = SessionPapers::new(&cases, &facts).coded();
            let known = |mark: &Mark| self.codes.iter().any(|code| code == mark.code());
            let its = |paper: &Document| {
                let parts = paper.parts();
                parts.iter().any(|(mark, _)| mark.is_some_and(known))
            };
            let its: Vec<&Document> = papers.iter().filter(|paper| its(paper)).collect();
            let names: Vec<&str> = cases
                .iter()
                .map(|case| &*case.case().product().name)
                .collect();
            // The file's title says which paper it is; a program that saved it may have left it out. Then
            // it is the one that it says most of.
            let titled = its.iter().filter(|paper| paper.title == self.title);
            let titled: Vec<&Document> = titled.copied().collect();
            let of = if titled.is_empty() { its } else { titled };
            let missing = of.into_iter().map(|paper| self.missing(paper, &names));
            missing.min_by_key(Vec::len)
        });
        found.unwrap_or_else(|| {
            let codes = self.codes.join(", ");
            vec![phrase!(
                "mã đối chiếu {codes}, không phải của các kết quả này",
                "the code {codes}, which is not of these results"
            )]
        })
    }

    /// Its title, and rows of the tables, of a paper as it would be printed that this one does not have.
    /// `names` are those of the products.
    fn missing(&self, paper: &Document, names: &[&str]) -> Vec<Phrase> {
        let mut missing = Vec::new();
        // Who had no sheet is not in the cases: a summary has a cell for them, in words.
        let lines = self.lines.iter().map(String::as_str);
        let lines: Vec<&str> = lines.filter(|line| !is_without_sheet(line)).collect();
        for (mark, blocks) in paper.parts() {
            if !mark.is_some_and(|mark| self.codes.iter().any(|code| code == mark.code())) {
                continue;
            }
            for block in blocks {
                if let Block::Title(kind, _) = block {
                    let title = one_line(&kind.clone().capitals().plain());
                    if !lines.contains(&&*title) {
                        missing.push(phrase!(
                            "văn bản không có tên “{title}”",
                            "no title “{title}”"
                        ));
                    }
                }
                let Block::Table(table) = block else { continue };
                let rows = table.rows.iter().filter(|row| !has(&lines, row, names));
                missing.extend(rows.map(|row| {
                    let cells: Vec<String> = row.iter().map(Text::plain).collect();
                    let cells = cells.join(" | ");
                    phrase!("văn bản không có dòng “{cells}”", "no row “{cells}”")
                }));
            }
        }
        missing
    }
}

/// Whether lines have the cells of a row, one after the other.
fn has(lines: &[&str], row: &[Text], names: &[&str]) -> bool {
    // What people fill in is not compared.
    let is_blank = |cell: &Text| cell.0.iter().any(|span| span.look == Look::Blank);
    let cells = row
        .iter()
        .map(|cell| (is_blank(cell), one_line(&cell.plain())));
    let cells = cells.filter(|(_, text)| !text.is_empty() && !is_without_sheet(text));
    let cells: Vec<(bool, String)> = cells.collect();
    // Papers that were printed before have a product's name alone where another producer has one of it.
    let name_of = |cell: &str, line: &str| {
        let producer = cell.strip_prefix(line).filter(|_| names.contains(&line));
        producer.is_some_and(|producer| producer.starts_with(" (") && producer.ends_with(')'))
    };
    let fits = |((blank, cell), line): (&(bool, String), &&str)| {
        *blank || cell == *line || name_of(cell, line)
    };
    let mut at = lines.windows(cells.len().max(1));
    cells.is_empty() || at.any(|lines| cells.iter().zip(lines).all(fits))
}

impl Mark {
    /// Whether `code` is the mã đối chiếu, or the whole seal, of a paper of these cases or of one of
    /// them. The day and number of the recognition decision, which are entered later, make no
    /// difference.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, EvaluatedCase};
    /// use ocop_papers::Mark;
    ///
    /// let catalog = Catalog::bundled();
    /// let text = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
    ///     "stages": [{"level": "province", "date": "2026-08-05", "total": "61.5"}]}"#;
    /// let cases = [EvaluatedCase::from_json(text, "case.json", &catalog)?];
    /// let mark = Mark::of(&[&cases[0]]).ok_or("a result")?;
    /// assert!(Mark::finds(mark.code(), &cases, &catalog));
    /// assert!(!Mark::finds("AAAAAAAA", &cases, &catalog));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn finds(code: &str, cases: &[EvaluatedCase], catalog: &Catalog) -> bool {
        let fits = |seal: &str, own: &str| own.eq_ignore_ascii_case(code) || seal == code;
        let facts = Facts::default();
        versions(cases, catalog).any(|cases| {
            let mut alone = cases.iter().filter_map(|case| Mark::sealed(&[case]));
            let papers = SessionPapers::new(&cases, &facts).coded();
            let on = |paper: &Document| {
                let parts = paper.parts();
                let mut marks = parts.iter().filter_map(|(mark, _)| *mark);
                marks.any(|mark| fits(mark.seal(), mark.code()))
            };
            alone.any(|(seal, own)| fits(&seal, &own)) || papers.iter().any(on)
        })
    }

    /// Whether a text can be a code: 8 characters of base32, or a whole seal.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        let base32 = |c: char| c.is_ascii_alphabetic() || ('2'..='7').contains(&c);
        let whole = text.strip_prefix("sha256:");
        text.len() == 8 && text.chars().all(base32)
            || whole
                .is_some_and(|hex| hex.len() == 64 && hex.chars().all(|c| c.is_ascii_hexdigit()))
    }
}

/// The cases as they are, and as they were before their recognition decisions were entered: a paper
/// may be older than these.
fn versions<'c>(
    cases: &'c [EvaluatedCase],
    catalog: &'c Catalog,
) -> impl Iterator<Item = Cow<'c, [EvaluatedCase]>> {
    let before = || {
        let before = cases
            .iter()
            .filter_map(|case| without_decisions(case, catalog));
        Cow::Owned(before.collect())
    };
    iter::once(Cow::Borrowed(cases)).chain(iter::once_with(before))
}

/// The case as it was before its recognition decision was entered.
fn without_decisions(evaluated: &EvaluatedCase, catalog: &Catalog) -> Option<EvaluatedCase> {
    let mut value = serde_json::to_value(evaluated.case()).ok()?;
    for stage in value.get_mut("stages")?.as_array_mut()? {
        let stage = stage.as_object_mut()?;
        stage.remove("decided");
        stage.remove("decision");
    }
    let case = Case::from_json(&value.to_string(), "", catalog).ok()?;
    Some(case.evaluate())
}

/// A text with one space between words.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The codes that a line names.
fn codes_in(line: &str) -> impl Iterator<Item = String> {
    let after = line.split("Mã đối chiếu:").skip(1);
    after.filter_map(|rest| {
        let code = rest
            .split(|c: char| c.is_whitespace() || c == '"')
            .find(|word| !word.is_empty())?;
        let code: String = code.chars().take(8).collect();
        Mark::looks_like(&code).then_some(code)
    })
}

type Read_ = (String, Vec<String>, Vec<String>);

/// Title, lines of bottom margins, lines of the body.
fn docx(bytes: &[u8]) -> Option<Read_> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names = archive.file_names().filter_map(Result::ok);
    let names: Vec<String> = names.map(|name| name.into_owned()).collect();
    let mut part = |name: &str| {
        let file = archive.by_name(name).ok()?;
        let mut text = String::new();
        file.take(MAX_PART_BYTES).read_to_string(&mut text).ok()?;
        Some(text)
    };
    let lines = paragraphs(&part("word/document.xml")?)?;
    let mut margins = Vec::new();
    for name in names.iter().filter(|name| name.starts_with("word/footer")) {
        margins.extend(paragraphs(&part(name)?)?);
    }
    let core = part("docProps/core.xml").unwrap_or_default();
    let title = core.split("<dc:title>").nth(1);
    let title = title.and_then(|rest| rest.split("</dc:title>").next());
    let title = title.map(unescaped).unwrap_or_default();
    Some((title, margins, lines))
}

/// The texts of paragraphs, empty ones left out.
fn paragraphs(xml: &str) -> Option<Vec<String>> {
    let mut reader = Reader::from_str(xml);
    let (mut lines, mut line, mut within) = (Vec::new(), String::new(), false);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return Some(lines),
            Event::Start(tag) => within = tag.local_name().as_ref() == "t",
            Event::Empty(tag) if matches!(tag.local_name().as_ref(), "tab" | "br") => {
                line.push(' ')
            }
            Event::Text(text) if within => line.push_str(&text),
            Event::GeneralRef(name) if within => match name.resolve_char_ref().ok().flatten() {
                Some(letter) => line.push(letter),
                None => line.push_str(quick_xml::escape::resolve_predefined_entity(&name)?),
            },
            Event::End(tag) => {
                within = false;
                if tag.local_name().as_ref() == "p" {
                    let text = one_line(&std::mem::take(&mut line));
                    lines.extend((!text.is_empty()).then_some(text));
                }
            }
            _ => {}
        }
    }
}

/// The same of a page that this package printed.
fn page(bytes: &[u8]) -> Option<Read_> {
    const BEGINS: &str = "<!doctype html";
    let text = std::str::from_utf8(bytes).ok()?;
    let begins = text.trim_start().get(..BEGINS.len())?;
    if !begins.eq_ignore_ascii_case(BEGINS) {
        return None;
    }
    let (mut lines, mut line, mut title) = (Vec::new(), String::new(), String::new());
    let mut hidden = "";
    for piece in text.split('<').skip(1) {
        let (tag, after) = piece.split_once('>')?;
        let name = tag.split([' ', '/']).find(|name| !name.is_empty());
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let ends = tag.starts_with('/');
        match name.as_str() {
            _ if ends && ["style", "title"].contains(&&*name) => hidden = "",
            "style" => hidden = "style",
            "title" => hidden = "title",
            "p" | "td" | "th" | "h1" | "h2" | "h3" | "div" | "li" | "tr" | "article" | "header" => {
                let text = one_line(&unescaped(&std::mem::take(&mut line)));
                lines.extend((!text.is_empty()).then_some(text));
            }
            "br" => line.push(' '),
            _ => {}
        }
        match hidden {
            "title" => title.push_str(after),
            "style" => {}
            _ => line.push_str(after),
        }
    }
    Some((unescaped(&title), Vec::new(), lines))
}

fn unescaped(text: &str) -> String {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
