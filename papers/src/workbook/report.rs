//! A report as a workbook: the way to a spreadsheet whose numbers are numbers and days are days in
//! every language.

use ocop::portfolio::PortfolioView;
use ocop::{Date, Lang};
use rust_xlsxwriter::{Format, FormatBorder, Worksheet};

use super::looks::{empty_workbook, lie_across, write_day, write_number, write_text};
use super::write::FormError;
use crate::text;

/// A cell of the report.
enum Cell {
    Text(String),
    /// A number as it is shown.
    Number(String),
    Day(Date),
    Blank,
}

impl Cell {
    fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    fn maybe(text: Option<&String>) -> Cell {
        text.map_or(Cell::Blank, Cell::text)
    }

    fn number(number: impl ToString) -> Cell {
        Cell::Number(number.to_string())
    }
}

/// A worksheet: its name, its columns with their widths, its rows.
type Sheet = (&'static str, Vec<(&'static str, f64)>, Vec<Vec<Cell>>);

/// The report on many cases as a workbook: counts, lists of each round, certificates, targets of a
/// plan, and cases that repeat another one.
///
/// # Errors
///
/// [`FormError`] when the workbook cannot be written.
///
/// # Example
///
/// ```
/// use ocop::portfolio::Portfolio;
/// use ocop::portfolio::PortfolioView;
///
/// let view = PortfolioView::new(&Portfolio::default(), None, None, &[]);
/// assert!(ocop_papers::report_workbook(&view)?.starts_with(b"PK"));
/// # Ok::<(), ocop_papers::FormError>(())
/// ```
pub fn report_workbook(view: &PortfolioView) -> Result<Vec<u8>, FormError> {
    let mut workbook = empty_workbook("", None)?;
    let sheets = [
        Some(counts(view)),
        Some(rounds(view)),
        certificates(view),
        targets(view),
        repeated(view),
    ];
    for (name, columns, rows) in sheets.into_iter().flatten() {
        write(workbook.add_worksheet().set_name(name)?, &columns, &rows)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write(
    sheet: &mut Worksheet,
    columns: &[(&'static str, f64)],
    rows: &[Vec<Cell>],
) -> Result<(), FormError> {
    // Rows grow with the text in them.
    let text = Format::new().set_text_wrap().set_border(FormatBorder::Thin);
    let head = text.clone().set_bold();
    let day = text.clone().set_num_format("dd/mm/yyyy");
    for (column, (title, width)) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, *title, &head)?;
        sheet.set_column_width(column, *width)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            let at = (row, column);
            match cell {
                Cell::Text(shown) => write_text(sheet, at, shown, &text)?,
                Cell::Number(shown) => {
                    let decimals = shown.split_once('.').map_or(0, |(_, behind)| behind.len());
                    let point = if decimals > 0 { "." } else { "" };
                    let shape = format!("0{point}{}", "0".repeat(decimals));
                    write_number(sheet, at, shown, &text.clone().set_num_format(shape))?;
                }
                Cell::Day(date) => write_day(sheet, at, &date.to_string(), &day)?,
                Cell::Blank => write_text(sheet, at, "", &text)?,
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let (last_row, last_column) = (rows.len(), columns.len().saturating_sub(1));
    let last = u32::try_from(last_row).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, u16::try_from(last_column).unwrap_or(u16::MAX))?;
    lie_across(sheet);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn counts(view: &PortfolioView) -> Sheet {
    let mut rows = vec![vec![
        Cell::text("Tất cả"),
        Cell::Blank,
        Cell::number(view.products),
    ]];
    for (title, counts) in text::counts(view, Lang::Vi) {
        rows.extend(
            counts.into_iter().map(|(label, count)| {
                vec![Cell::text(title), Cell::Text(label), Cell::number(count)]
            }),
        );
    }
    rows.push(vec![
        Cell::text("Số chủ thể"),
        Cell::Blank,
        Cell::number(view.producers.count),
    ]);
    let columns = vec![("Bảng", 20.0), ("Mục", 44.0), ("Số lượng", 12.0)];
    ("Tổng hợp", columns, rows)
}

fn rounds(view: &PortfolioView) -> Sheet {
    let mut rows = Vec::new();
    for round in &view.rounds {
        for (list, products) in &round.lists {
            for listed in products {
                rows.push(vec![
                    Cell::text(round.level.name(Lang::Vi)),
                    round.until.or(round.day).map_or(Cell::Blank, Cell::Day),
                    Cell::maybe(round.district.as_ref()),
                    Cell::Text(list.title(Lang::Vi)),
                    Cell::text(&*listed.product),
                    Cell::maybe(listed.code.as_ref()),
                    Cell::maybe(listed.producer.as_ref()),
                    listed.points.as_ref().map_or(Cell::Blank, Cell::number),
                ]);
            }
        }
    }
    let columns = vec![
        ("Cấp", 14.0),
        ("Đợt, ngày", 12.0),
        ("Địa bàn", 18.0),
        ("Danh sách", 26.0),
        ("Sản phẩm", 40.0),
        ("Mã số", 22.0),
        ("Chủ thể", 34.0),
        ("Điểm", 10.0),
    ];
    ("Theo đợt", columns, rows)
}

fn certificates(view: &PortfolioView) -> Option<Sheet> {
    let stock = view.certificates.as_ref()?;
    let rows = stock.held.iter().map(|held| {
        let status = match (&held.status, held.expiring) {
            (_, true) => "còn hiệu lực, sắp hết hạn",
            (Some(status), false) => status.name(Lang::Vi),
            (None, false) => "bị thu hồi",
        };
        vec![
            Cell::text(&*held.product),
            Cell::maybe(held.code.as_ref()),
            Cell::maybe(held.producer.as_ref()),
            Cell::maybe(held.district.as_ref()),
            Cell::number(held.star),
            Cell::Day(held.issued),
            Cell::Day(held.expires),
            Cell::text(status),
        ]
    });
    let columns = vec![
        ("Sản phẩm", 40.0),
        ("Mã số", 22.0),
        ("Chủ thể", 34.0),
        ("Địa bàn", 18.0),
        ("Hạng sao", 10.0),
        ("Cấp ngày", 12.0),
        ("Ngày cuối", 12.0),
        ("Tình trạng", 26.0),
    ];
    Some(("Giấy chứng nhận", columns, rows.collect()))
}

fn targets(view: &PortfolioView) -> Option<Sheet> {
    view.plan.as_ref()?;
    let rows = view.targets.iter().map(|target| {
        vec![
            Cell::text(&*target.label),
            target.achieved.as_ref().map_or(Cell::Blank, Cell::number),
            Cell::number(&target.required),
            Cell::text(if target.percent { "%" } else { "" }),
            Cell::text(text::concluded(target, Lang::Vi)),
            Cell::text(&*target.citation),
        ]
    });
    let columns = vec![
        ("Chỉ tiêu", 50.0),
        ("Đạt được", 12.0),
        ("Yêu cầu", 12.0),
        ("Đơn vị", 8.0),
        ("Kết luận", 12.0),
        ("Căn cứ", 30.0),
    ];
    Some(("Kế hoạch", columns, rows.collect()))
}

fn repeated(view: &PortfolioView) -> Option<Sheet> {
    if view.repeated.is_empty() {
        return None;
    }
    let rows = view.repeated.iter().map(|repeated| {
        vec![
            Cell::text(&*repeated.product),
            Cell::maybe(repeated.code.as_ref()),
            Cell::maybe(repeated.producer.as_ref()),
            Cell::number(repeated.case),
            Cell::number(repeated.counted),
        ]
    });
    let columns = vec![
        ("Sản phẩm", 40.0),
        ("Mã số", 22.0),
        ("Chủ thể", 34.0),
        ("Hồ sơ thứ", 12.0),
        ("Lặp lại hồ sơ thứ", 18.0),
    ];
    Some(("Lặp lại", columns, rows.collect()))
}
