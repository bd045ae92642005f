//! What papers are built of: heads, paragraphs, tables, signatures, in the order of reading.

use super::mark::Mark;
use super::text::{Piece, Text, fill, say};

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
    /// A heading of a section.
    pub(crate) fn heading(text: &str) -> Block {
        Block::Heading(text.into())
    }

    /// A paragraph without holes; see [`say`].
    pub(crate) fn line(sentence: &'static str) -> Block {
        Block::Paragraph(say(sentence))
    }

    /// A paragraph with holes; see [`fill`].
    pub(crate) fn filled(sentence: &'static str, pieces: &[&dyn Piece]) -> Block {
        Block::Paragraph(fill(sentence, pieces))
    }

    /// A line with a name and what is known of it, or a blank that says what is not.
    pub(crate) fn named(name: &str, value: impl Piece, blank: &str) -> Block {
        let value = value.text().unwrap_or_else(|| Text::blank(blank));
        Block::Paragraph(Text::from(format!("{name}: ")).then(value))
    }

    /// Calls `each` with every text, in the order of reading.
    pub(super) fn texts(&self, each: &mut dyn FnMut(&Text)) {
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
                superior.iter().for_each(&mut *each);
                each(issuer);
                number.iter().chain(subject).chain(place).for_each(each);
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
                let columns = table.columns.iter();
                columns.for_each(|column| each(&Text::from(column.head.as_str())));
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
    pub(crate) fn new(office: impl Into<Text>, name: Text) -> Signer {
        Signer {
            office: office.into(),
            name,
            ..Signer::default()
        }
    }

    /// Somebody whose name is not known.
    pub(crate) fn unnamed(office: impl Into<Text>) -> Signer {
        Signer::new(office, Text::blank("họ và tên"))
    }

    /// The chairman of a people's committee, for the committee.
    pub(crate) fn committee() -> Signer {
        Signer::unnamed("Chủ tịch").acting(Some("TM. Ủy ban nhân dân"))
    }

    /// The same, in a capacity where there is one.
    pub(crate) fn acting(self, capacity: Option<&str>) -> Signer {
        let capacity = capacity.map(Text::from);
        Signer { capacity, ..self }
    }

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

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its width, in shares of the table's.
    pub share: u32,
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
