//! A paper of figures as a workbook: what it says, without what is there to be signed.

use std::io;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::Document;
use super::block::{Block, Table};
use super::session::comma;
use super::text::Text;
use crate::workbook::{empty_workbook, wrapped};

/// The height of a line, in points.
const LINE: u32 = 16;

pub(super) fn print(document: &Document) -> io::Result<Vec<u8>> {
    let book = book(document).and_then(|mut book| book.save_to_buffer());
    book.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
}

fn book(document: &Document) -> Result<Workbook, XlsxError> {
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let tables: Vec<&Table> = tables.collect();
    // A share of a table is about a hundredth of the width of its page. Tables stand below each other,
    // so a column is as wide as the widest of them needs it.
    let mut widths: Vec<u32> = Vec::new();
    for table in &tables {
        widths.resize(widths.len().max(table.columns.len()), 6);
        for (width, column) in widths.iter_mut().zip(&table.columns) {
            *width = column.share.max(*width);
        }
    }
    let mut book = empty_workbook(&document.title, None)?;
    let sheet = book.add_worksheet();
    sheet.set_name("Bảng")?;
    sheet.set_paper_size(9);
    if document.landscape {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    if let Some(mark) = &document.mark {
        sheet.set_footer(format!("&L{}", mark.line()));
    }
    for (at, width) in (0..).zip(&widths) {
        sheet.set_column_width(at, *width)?;
    }
    let mut page = Page {
        sheet,
        looks: Looks::new(),
        widths,
        row: 0,
    };
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                let head = page.row;
                page.table(table)?;
                // The head of one table would stand over the figures of another.
                if tables.len() == 1 {
                    page.sheet.set_freeze_panes(head + 1, 0)?;
                }
            }
            other => page.lines(other)?,
        }
    }
    Ok(book)
}

struct Looks {
    bold: Format,
    line: Format,
    head: Format,
    cell: Format,
}

impl Looks {
    fn new() -> Looks {
        let line = Format::new().set_font_name("Times New Roman");
        let line = line.set_font_size(12).set_text_wrap();
        let line = line.set_align(FormatAlign::Top);
        let cell = line.clone().set_border(FormatBorder::Thin);
        Looks {
            bold: line.clone().set_bold(),
            line,
            head: cell.clone().set_bold().set_align(FormatAlign::Center),
            cell,
        }
    }
}

struct Page<'b> {
    sheet: &'b mut Worksheet,
    looks: Looks,
    /// Of the columns, in characters.
    widths: Vec<u32>,
    /// The row that is written.
    row: u32,
}

impl Page<'_> {
    /// A block that is no table, a line a row. Who signs, and the national heading, stand on the paper alone.
    fn lines(&mut self, block: &Block) -> Result<(), XlsxError> {
        match block {
            Block::Masthead {
                superior, issuer, ..
            } => {
                for body in superior.iter().chain([issuer]) {
                    self.line(&body.clone().capitals(), true)?;
                }
            }
            Block::Title(kind, subject) => {
                self.row += 1;
                self.line(&kind.clone().capitals(), true)?;
                self.line(subject, true)?;
            }
            Block::Heading(text) => {
                self.row += 1;
                self.line(text, true)?;
            }
            Block::List(texts) => {
                for text in texts {
                    self.line(&Text::from("- ").then(text.clone()), false)?;
                }
            }
            Block::Paragraph(text) => self.line(text, false)?,
            _ => {}
        }
        Ok(())
    }

    /// A line over the width of the widest table.
    fn line(&mut self, text: &Text, bold: bool) -> Result<(), XlsxError> {
        let format = match bold {
            true => &self.looks.bold,
            false => &self.looks.line,
        };
        let (row, text) = (self.row, text.plain());
        let last = self.widths.len().saturating_sub(1);
        match u16::try_from(last).unwrap_or(0) {
            0 => self.sheet.write_with_format(row, 0, &text, format)?,
            last => self.sheet.merge_range(row, 0, row, last, &text, format)?,
        };
        // Merged cells do not grow with what they hold.
        let all = self.widths.iter().sum();
        self.sheet.set_row_height(row, height(&text, all))?;
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        let (head, cell) = (&self.looks.head, &self.looks.cell);
        let widths = &self.widths;
        for (at, column) in (0..).zip(&table.columns) {
            let name = column.head.as_str();
            self.sheet.write_with_format(self.row, at, name, head)?;
        }
        let heads = table.columns.iter().zip(widths);
        let highest = heads.map(|(column, width)| height(&column.head, *width));
        self.sheet
            .set_row_height(self.row, highest.max().unwrap_or(LINE))?;
        for line in &table.rows {
            self.row += 1;
            let mut highest = LINE;
            for (((at, text), column), width) in (0..).zip(line).zip(&table.columns).zip(widths) {
                let text = text.plain();
                highest = highest.max(height(&text, *width));
                match figure(&text, &column.head) {
                    Some((figure, shown)) => {
                        let format = cell.clone().set_align(FormatAlign::Center);
                        let format = format.set_num_format(shown);
                        self.sheet
                            .write_with_format(self.row, at, figure, &format)?
                    }
                    None => self.sheet.write_with_format(self.row, at, text, cell)?,
                };
            }
            self.sheet.set_row_height(self.row, highest)?;
        }
        self.row += 1;
        Ok(())
    }
}

/// The height of a text in a column of so many figures, in points: letters are narrower.
fn height(text: &str, width: u32) -> u32 {
    let room = usize::try_from(width * 6 / 5).unwrap_or(usize::MAX);
    let lines = wrapped(text, 1, room);
    u32::try_from(lines).map_or(u32::MAX, |lines| lines.saturating_mul(LINE))
}

/// A figure of a paper as a number, and how a cell shows it with the decimals that the paper has. Codes
/// with a 0 before are texts.
fn figure(text: &str, head: &str) -> Option<(f64, String)> {
    let digits = text.chars().all(|c| c.is_ascii_digit() || ".,".contains(c));
    let code = text.len() > 1 && text.starts_with('0') && !text.starts_with("0,");
    if !digits || code || head == "Bộ" || head.starts_with("Mã") {
        return None;
    }
    let plain = text.replace('.', "").replace(',', ".");
    // What has its points elsewhere than between thousands is the code of a criterion, or a day.
    let number = plain.parse().ok().filter(|_| comma(&plain) == text)?;
    let decimals = text.split_once(',').map_or(0, |(_, after)| after.len());
    let shown = match decimals {
        0 => "#,##0".to_owned(),
        some => format!("#,##0.{}", "0".repeat(some)),
    };
    Some((number, shown))
}
