//! The tables of a paper as a workbook.

use std::io;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, XlsxError};

use super::Document;
use super::block::{Block, Table};
use crate::workbook::empty_workbook;

pub(super) fn print(document: &Document) -> io::Result<Vec<u8>> {
    book(document).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
}

fn book(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = empty_workbook(&document.title, None)?;
    let sheet = book.add_worksheet();
    sheet.set_name("Bảng")?;
    sheet.set_paper_size(9);
    if document.landscape {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    let font = |format: Format| format.set_font_name("Times New Roman").set_font_size(12);
    let bold = font(Format::new().set_bold());
    let cell = font(Format::new().set_border(FormatBorder::Thin).set_text_wrap())
        .set_align(FormatAlign::Top);
    let head = cell.clone().set_bold().set_align(FormatAlign::Center);
    let mut row = 0;
    sheet.write_with_format(row, 0, document.title.as_str(), &bold)?;
    for block in &document.blocks {
        match block {
            Block::Heading(text) => {
                row += 2;
                sheet.write_with_format(row, 0, text.plain(), &bold)?;
            }
            Block::Table(table) => {
                row += 1;
                for (at, column) in (0..).zip(&table.columns) {
                    sheet.write_with_format(row, at, column.head.as_str(), &head)?;
                    // A share of a table is about a hundredth of the width of its page.
                    sheet.set_column_width(at, column.share.max(6))?;
                }
                sheet.set_freeze_panes(row + 1, 0)?;
                for line in &table.rows {
                    row += 1;
                    for (at, text) in (0..).zip(line) {
                        let text = text.plain();
                        match figure(&text, table, at) {
                            Some(figure) => sheet.write_with_format(row, at, figure, &cell)?,
                            None => sheet.write_with_format(row, at, text, &cell)?,
                        };
                    }
                }
            }
            _ => {}
        }
    }
    book.save_to_buffer()
}

/// A figure of a paper as a number: digits with one decimal comma. Codes with a 0 before are texts.
fn figure(text: &str, table: &Table, at: u16) -> Option<f64> {
    let head = table.columns.get(usize::from(at))?.head.as_str();
    let digits = text.chars().all(|c| c.is_ascii_digit() || c == ',');
    let code = text.len() > 1 && text.starts_with('0') && !text.starts_with("0,");
    if !digits || code || head == "Bộ" || head.starts_with("Mã") {
        return None;
    }
    text.replace(',', ".").parse().ok()
}
