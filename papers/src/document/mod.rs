//! One model of an administrative paper, printed as .docx and as HTML.
//!
//! The form is that of Nghị định 30/2020/NĐ-CP, Phụ lục I: national heading and issuer, margins,
//! type, page numbers, place of the signature. A paper is a list of [`Block`]s; what stands where
//! on the sheet is the printers' to know. What is not known is a visible blank.

mod block;
mod docx;
mod html;
mod mark;
mod own;
mod report;
mod session;
mod text;
mod verify;
mod xlsx;

pub use block::{Block, Column, Signer, Table};
pub use mark::Mark;
pub use own::self_assessment;
pub use report::{ReportTo, due_report};
pub use session::{
    Absence, Asked, Correction, Facts, Opinion, Person, Proxy, Redone, Replacement, SessionPapers,
    Unfinished, Written, product_called,
};
pub use text::{Look, Span, Text};
pub use verify::{PaperError, SignedPaper};

/// A paper: what both printers print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The stem of its file's name, such as `bien-ban`.
    pub name: String,
    /// The title of the file, for lists and windows.
    pub title: String,
    /// What lists of papers call it, where that is not its title.
    pub listed: Option<String>,
    /// Whether it lies across.
    pub landscape: bool,
    /// Whether its tables are wanted as a workbook too.
    pub workbook: bool,
    /// What stands in its bottom margin: on the council's own papers alone.
    pub mark: Option<Mark>,
    /// What it says, from its head to its end.
    pub blocks: Vec<Block>,
}

impl Document {
    /// An empty upright paper.
    #[must_use]
    pub fn new(name: &str, title: &str) -> Document {
        let (name, title) = (name.to_owned(), title.to_owned());
        Document {
            name,
            title,
            listed: None,
            landscape: false,
            workbook: false,
            mark: None,
            blocks: Vec::new(),
        }
    }

    /// A paper that says these blocks.
    fn of(name: &str, title: &str, blocks: Vec<Block>) -> Document {
        Document {
            blocks,
            ..Document::new(name, title)
        }
    }

    /// The same, with a mark in its bottom margin.
    fn marked(self, mark: Option<Mark>) -> Document {
        Document { mark, ..self }
    }

    /// The formats that it is printed in.
    #[must_use]
    pub fn formats(&self) -> &'static [PaperFormat] {
        if self.workbook {
            &[PaperFormat::Docx, PaperFormat::Html, PaperFormat::Xlsx]
        } else {
            &[PaperFormat::Docx, PaperFormat::Html]
        }
    }

    /// The paper in a format.
    ///
    /// # Errors
    ///
    /// [`std::io::Error`] as [`Document::to_docx`] and [`Document::to_xlsx`].
    pub fn print(&self, format: PaperFormat) -> std::io::Result<Vec<u8>> {
        match format {
            PaperFormat::Docx => self.to_docx(),
            PaperFormat::Html => Ok(self.to_html().into_bytes()),
            PaperFormat::Xlsx => self.to_xlsx(),
        }
    }

    /// The paper as .docx; the same paper is the same bytes.
    ///
    /// # Errors
    ///
    /// [`std::io::Error`] where the archive cannot be written, which memory does not refuse.
    pub fn to_docx(&self) -> std::io::Result<Vec<u8>> {
        docx::print(self)
    }

    /// The paper as a page that prints on A4.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::print(self)
    }

    /// The paper as a workbook: its tables, whose figures are numbers shown with the decimals that the
    /// paper has, and its other lines, but for the national heading and the signatures.
    ///
    /// # Errors
    ///
    /// [`std::io::Error`] where a text does not fit into a cell.
    pub fn to_xlsx(&self) -> std::io::Result<Vec<u8>> {
        xlsx::print(self)
    }

    /// Every text of the paper, a line a paragraph or cell, for searching and comparing.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut lines = Vec::new();
        for block in &self.blocks {
            block.texts(&mut |text| lines.push(text.plain()));
        }
        lines.extend(self.mark.iter().map(Mark::line));
        lines.join("\n")
    }

    /// The pieces between the beginnings of parts, each with the mark of its bottom margin.
    fn parts(&self) -> Vec<(Option<&Mark>, &[Block])> {
        let mut parts = Vec::new();
        let (mut mark, mut from) = (self.mark.as_ref(), 0);
        for (at, block) in self.blocks.iter().enumerate() {
            if let Block::Part(next) = block {
                parts.push((mark, self.blocks.get(from..at).unwrap_or_default()));
                (mark, from) = (next.as_ref(), at + 1);
            }
        }
        parts.push((mark, self.blocks.get(from..).unwrap_or_default()));
        parts
    }
}

/// A format of papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperFormat {
    /// To be edited and signed.
    Docx,
    /// A page that prints on A4.
    Html,
    /// Its tables as a workbook.
    Xlsx,
}

impl PaperFormat {
    /// The end of a file's name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            PaperFormat::Docx => "docx",
            PaperFormat::Html => "html",
            PaperFormat::Xlsx => "xlsx",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            PaperFormat::Docx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            PaperFormat::Html => "text/html; charset=utf-8",
            PaperFormat::Xlsx => {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        }
    }
}
