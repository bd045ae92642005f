//! How workbooks look: formats of all styles, numbers, sizes of pages.

use std::collections::HashMap;
use std::sync::LazyLock;

use ocop::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::cells::Style;

const PART_COLOUR: Color = Color::RGB(0x00D9_E1F2);
const SECTION_COLOUR: Color = Color::RGB(0x00F2_F2F2);
pub(super) const OPEN_COLOUR: Color = Color::RGB(0x00F4_B6B6);
const INPUT_COLOUR: Color = Color::RGB(0x00FF_F6CC);
/// The number of the paper's size.
pub(super) const A4: u8 = 9;

/// The formats of all styles.
pub(super) struct Looks(HashMap<Style, Format>);

impl Looks {
    pub(super) fn new() -> Looks {
        let base = Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(11)
            .set_align(FormatAlign::VerticalCenter);
        let plain = base.clone();
        let base = base.set_text_wrap();
        let centred = |format: &Format| format.clone().set_align(FormatAlign::Center);
        let left = |format: &Format| format.clone().set_align(FormatAlign::Left);
        let lined = base.clone().set_border(FormatBorder::Thin);
        let bold = lined.clone().set_bold();
        let part = bold.clone().set_background_color(PART_COLOUR);
        let section = bold.clone().set_background_color(SECTION_COLOUR);
        let input = lined
            .clone()
            .set_background_color(INPUT_COLOUR)
            .set_unlocked();
        let day = input.clone().set_num_format("dd/mm/yyyy");
        let looks = [
            (Style::Title, centred(&base).set_bold().set_font_size(14)),
            (Style::Subtitle, centred(&base)),
            (Style::Plain, left(&plain)),
            (Style::Caption, plain.clone().set_bold()),
            (Style::Hint, base.clone().set_italic()),
            (Style::Aside, plain.set_italic().set_indent(1)),
            (Style::Header, centred(&part)),
            (Style::PartNumber, centred(&part)),
            (Style::Part, part),
            (Style::SectionNumber, centred(&section)),
            (Style::Mean, centred(&section).set_num_format("0.00")),
            (Style::Section, section),
            (Style::CriterionNumber, centred(&bold)),
            (Style::Criterion, bold),
            (Style::BoxNumber, centred(&lined)),
            (Style::Box, lined.clone().set_indent(1)),
            (Style::Note, lined.set_italic().set_indent(1)),
            (Style::Input, centred(&input).set_bold()),
            (Style::InputDay, left(&day)),
            (Style::InputText, left(&input)),
            (Style::Sign, centred(&base)),
        ];
        Looks(looks.into())
    }

    pub(super) fn of(&self, style: Style) -> &Format {
        static PLAIN: LazyLock<Format> = LazyLock::new(Format::new);
        self.0.get(&style).unwrap_or(&PLAIN)
    }
}

/// Writes a number as it is printed. Nothing is computed with it here: a workbook has no other
/// numbers.
pub(super) fn write_number(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    printed: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match printed.parse::<f64>() {
        Ok(number) => sheet.write_number_with_format(row, column, number, format)?,
        Err(_) => sheet.write_string_with_format(row, column, printed, format)?,
    };
    Ok(())
}

/// Writes a day as `YYYY-MM-DD` says it.
pub(super) fn write_day(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    day: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let day = ExcelDateTime::parse_from_str(day)?;
    sheet.write_datetime_with_format(row, column, day, format)?;
    Ok(())
}

/// Writes a text, whatever it begins with; an empty one leaves the cell blank.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match text {
        "" => sheet.write_blank(row, column, format)?,
        text => sheet.write_string_with_format(row, column, text, format)?,
    };
    Ok(())
}

/// A table that lies across the page, as wide as it.
pub(super) fn lie_across(sheet: &mut Worksheet) {
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
}

/// A workbook without worksheets. The same content is the same bytes, whenever it is written: its day is
/// that of the decision it follows, or a fixed one.
pub(crate) fn empty_workbook(title: &str, day: Option<Date>) -> Result<Workbook, XlsxError> {
    let created = match day {
        Some(day) => ExcelDateTime::parse_from_str(&day.to_string())?,
        None => ExcelDateTime::from_ymd(2000, 1, 1)?,
    };
    let properties = DocProperties::new();
    let properties = properties.set_title(title).set_creation_datetime(&created);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties);
    Ok(workbook)
}
