//! One model of an administrative paper, printed as .docx and as HTML.
//!
//! The form is that of Nghị định 30/2020/NĐ-CP, Phụ lục I: national heading and issuer, margins,
//! type, page numbers, place of the signature. A paper is a list of [`Block`]s; what stands where
//! on the sheet is the printers' to know. What is not known is a visible blank.

mod docx;
mod html;
mod mark;
mod own;
mod report;
mod session;
mod verify;
mod xlsx;

pub use mark::Mark;
pub use own::self_assessment;
pub use report::{ReportTo, due_report};
pub use session::{
    Absence, Correction, Facts, Opinion, Person, Proxy, Replacement, SessionPapers, Written,
};
pub use verify::{PaperError, SignedPaper};

/// A paper: what both printers print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The stem of its file's name, such as `bien-ban`.
    pub name: String,
    /// The title of the file, for lists and windows.
    pub title: String,
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
            landscape: false,
            workbook: false,
            mark: None,
            blocks: Vec::new(),
        }
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

    /// The tables of the paper as a workbook, with its title and their heads; figures are numbers.
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

/// A piece of a paper, in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Block {
    /// Issuer on the left, national heading on the right.
    Masthead {
        /// The superior body (cơ quan chủ quản), above the issuer.
        superior: Option<Text>,
        /// The issuer.
        issuer: Text,
        /// What follows `Số:`, without a number.
        number: Option<Text>,
        /// The subject of a letter (V/v …), below the number.
        subject: Option<Text>,
        /// Place and day of issue; minutes have none.
        place: Option<Text>,
        /// Whether it is a draft (DỰ THẢO).
        draft: bool,
    },
    /// The type of the paper in capitals, and its subject below.
    Title(Text, Text),
    /// A line in the middle, bold, such as the office that decides.
    Centre(Text),
    /// A line in the middle, not bold.
    Centred(Text),
    /// Whom it is for (Kính gửi).
    To(Text),
    /// Grounds, one a line.
    Grounds(Vec<Text>),
    /// A heading of a section.
    Heading(Text),
    /// A paragraph.
    Paragraph(Text),
    /// So many dotted lines, to write on.
    Dots(u8),
    /// Lines that begin with a dash.
    List(Vec<Text>),
    /// A table.
    Table(Table),
    /// Signatures side by side, from the left.
    Signatures(Vec<Signer>),
    /// Recipients on the left, the signature on the right.
    End(Vec<Text>, Signer),
    /// Recipients on the left, below signatures.
    Recipients(Vec<Text>),
    /// The head of an annex (Phụ lục), on a page of its own: title, and the paper it belongs to.
    Annex(Text, Text),
    /// A small line at the end, such as the head of a log.
    Small(Text),
    /// The beginning of another paper in the same file: its pages are counted from 1, and its
    /// bottom margin has its own mark.
    Part(Option<Mark>),
}

impl Block {
    /// Calls `each` with every text, in the order of reading.
    fn texts(&self, each: &mut dyn FnMut(&Text)) {
        match self {
            Block::Masthead {
                superior,
                issuer,
                number,
                subject,
                place,
                draft,
            } => {
                if *draft {
                    each(&Text::from("DỰ THẢO"));
                }
                let parts = [
                    superior.as_ref(),
                    Some(issuer),
                    number.as_ref(),
                    subject.as_ref(),
                    place.as_ref(),
                ];
                parts.into_iter().flatten().for_each(each);
            }
            Block::Title(one, other) | Block::Annex(one, other) => {
                each(one);
                each(other);
            }
            Block::Centre(text)
            | Block::Centred(text)
            | Block::To(text)
            | Block::Heading(text)
            | Block::Paragraph(text)
            | Block::Small(text) => each(text),
            Block::Dots(_) => {}
            Block::Part(mark) => mark.iter().for_each(|mark| each(&Text::from(mark.line()))),
            Block::Grounds(texts) | Block::List(texts) | Block::Recipients(texts) => {
                texts.iter().for_each(each);
            }
            Block::Table(table) => {
                table
                    .columns
                    .iter()
                    .for_each(|column| each(&Text::from(column.head.as_str())));
                table.rows.iter().flatten().for_each(each);
            }
            Block::Signatures(signers) => signers.iter().for_each(|signer| signer.texts(each)),
            Block::End(recipients, signer) => {
                recipients.iter().for_each(&mut *each);
                signer.texts(each);
            }
        }
    }
}

/// Who signs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signer {
    /// Place and day, above all, where they do not stand in the head.
    pub place: Option<Text>,
    /// The capacity (TM., KT.) with the body, above the office.
    pub capacity: Option<Text>,
    /// The office, in capitals.
    pub office: Text,
    /// How to sign, in brackets below the office.
    pub how: Option<Text>,
    /// The name, without a title.
    pub name: Text,
}

impl Signer {
    fn texts(&self, each: &mut dyn FnMut(&Text)) {
        self.place.iter().for_each(&mut *each);
        self.capacity.iter().for_each(&mut *each);
        each(&self.office);
        self.how.iter().for_each(&mut *each);
        each(&self.name);
    }
}

/// A table with a head that is repeated on each page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; a cell for each column.
    pub rows: Vec<Vec<Text>>,
}

impl Table {
    /// A table without rows: heads, and shares of the width.
    pub(crate) fn new(columns: &[(&str, u32)]) -> Table {
        let column = |(head, share): &(&str, u32)| Column {
            head: (*head).to_owned(),
            share: *share,
        };
        Table {
            columns: columns.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// A table of these rows, counted in its first column.
    pub(crate) fn numbered(
        columns: &[(&str, u32)],
        rows: impl IntoIterator<Item = Vec<Text>>,
    ) -> Table {
        let mut table = Table::new(columns);
        let counted = (1..).zip(rows).map(|(number, mut row)| {
            row.insert(0, Text::from(format!("{number}")));
            row
        });
        table.rows.extend(counted);
        table
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its width, in shares of the table's.
    pub share: u32,
}

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
