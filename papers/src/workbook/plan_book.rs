//! A plan as a workbook: what it is, its targets, money and reports, where it contradicts itself, and the readings taken.
//! Beside targets and money stands what is achieved and not in the cases. What is read goes through the reader of plans,
//! whose problems come out at their cells.

use ocop::LoadError;
use ocop::law::{Declared, Plan};

use super::entries::{Entry, Reading, about, entry, open, table, text};
use super::fields::Kind;
use super::looks::{Looks, empty_workbook};
use super::place::Note;
use super::plan_cells::{Cells, MONEY, PLAN, SIDES, to_cells};
use super::value::Word;
use super::write::FormError;

const TARGETS: &str = "Chỉ tiêu";
const REPORTS: &str = "Thời hạn báo cáo";
const CONFLICTS: &str = "Số liệu khác nhau";
const READINGS: &str = "Cách hiểu";

const MEASURES: &[Word] = &[
    ("sản phẩm được công nhận trong kỳ", "recognised"),
    ("chủ thể theo loại hình", "producers"),
    ("sản phẩm được củng cố, nâng cấp", "strengthened"),
    ("sản phẩm làng nghề", "craft-village"),
    ("tự khai báo", "declared"),
];

const CLAUSE: &str = "điều khoản; mã cách hiểu, nếu có, trong ngoặc ở cuối";
const DONG: &str = "đồng, số nguyên";

const OF_PLAN: &[Entry] = &[
    text("Mã kế hoạch", "/id")
        .hint("như kh-262-dong-nai-2024")
        .required(),
    text("Số, ký hiệu", "/decision")
        .hint("như 262/KH-UBND")
        .required(),
    entry("Ngày ban hành", "/issued", Kind::Day).required(),
    text("Tên kế hoạch", "/title").required(),
    text("Tỉnh, thành phố", "/province").required(),
    entry("Kỳ kế hoạch: từ ngày", "/period/from", Kind::Day).required(),
    entry("Kỳ kế hoạch: đến ngày", "/period/to", Kind::Day).required(),
    text("Kỳ kế hoạch: điều khoản", "/period/citation")
        .hint(CLAUSE)
        .required(),
    text("Tổng kinh phí", "/budget/total").hint(DONG),
    text("Tổng kinh phí: điều khoản", "/budget/citation").hint(CLAUSE),
];

const OF_TARGET: &[Entry] = &[
    text("Mã", "/target").hint("a–z, 0–9").id().wide(20),
    text("Chỉ tiêu", "/label")
        .hint("bắt buộc")
        .required()
        .wide(44),
    entry("Cách tính", "/measure", Kind::Word(MEASURES))
        .required()
        .wide(34),
    text("Hạng sao được tính", "/stars").hint("như 3, 4, 5; với sản phẩm được công nhận"),
    text("Loại hình được tính", "/kinds")
        .hint("như hợp tác xã; với chủ thể theo loại hình")
        .wide(26),
    text("Phải đạt", "/required").hint("số").required(),
    entry("Tính theo phần trăm", "/percent", Kind::YesNo),
    text("Điều khoản", "/citation")
        .hint(CLAUSE)
        .required()
        .wide(26),
    text("Đã đạt", "/achieved").hint("chỉ với chỉ tiêu tự khai báo"),
];

const OF_MONEY: &[Entry] = &[
    entry("Theo", "/side", Kind::Word(SIDES)).required(),
    text("Nguồn, năm", "/name")
        .hint("như Ngân sách tỉnh, 2026")
        .required()
        .wide(34),
    text("Số tiền", "/amount").hint(DONG).required().wide(22),
    text("Đã chi", "/spent").hint(DONG).wide(22),
];

const OF_REPORT: &[Entry] = &[
    text("Trước ngày hằng năm", "/before")
        .hint("ngày/tháng, gõ dạng chữ: '10/5")
        .required()
        .wide(26),
    text("Điều khoản", "/citation")
        .hint(CLAUSE)
        .required()
        .wide(40),
];

const OF_CONFLICT: &[Entry] = &[
    text("Mã chỉ tiêu", "/target").required().wide(20),
    text("Số liệu khác", "/other").required(),
    text("Điều khoản", "/citation")
        .hint(CLAUSE)
        .required()
        .wide(26),
    text("Vì sao lấy số của chỉ tiêu", "/why")
        .required()
        .wide(60),
];

const OF_READING: &[Entry] = &[
    text("Mã cách hiểu", "/reading")
        .hint("a–z, 0–9, gạch nối")
        .required()
        .wide(24),
    text("Cách hiểu", "/text").required().wide(80),
    text("Điều khoản", "/citation").required().wide(40),
];

/// The tables: worksheet, title, entries, key of the list, first letter of made-up names, rows of the empty form.
type Table = (
    &'static str,
    &'static str,
    &'static [Entry],
    &'static str,
    char,
    usize,
);
const TABLES: [Table; 5] = [
    (
        TARGETS,
        "CHỈ TIÊU: mỗi chỉ tiêu một dòng",
        OF_TARGET,
        "targets",
        't',
        40,
    ),
    (
        MONEY,
        "KINH PHÍ: theo nguồn và theo năm, mỗi cách cộng lại bằng tổng kinh phí; để trống nếu kế hoạch không nêu",
        OF_MONEY,
        "money",
        'k',
        20,
    ),
    (
        REPORTS,
        "THỜI HẠN BÁO CÁO hằng năm",
        OF_REPORT,
        "reports",
        'b',
        6,
    ),
    (
        CONFLICTS,
        "SỐ LIỆU KHÁC NHAU: chỗ kế hoạch ghi hai số cho một chỉ tiêu",
        OF_CONFLICT,
        "conflicts",
        'c',
        6,
    ),
    (
        READINGS,
        "CÁCH HIỂU: chỗ kế hoạch không nêu rõ, và cách được chọn",
        OF_READING,
        "readings",
        'd',
        10,
    ),
];

/// A plan that was filled in as a workbook, with what is achieved and not in the cases.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop::law::Declared;
/// use ocop_papers::PlanBook;
///
/// let plan = Catalog::bundled().plan("kh-262-dong-nai-2024")?;
/// let book = PlanBook::write(Some(&plan), &Declared::default())?;
/// assert_eq!(PlanBook::read(&book, "ke-hoach.xlsx")?.plan, *plan);
/// // An empty form is no plan: what must be is named at its cell.
/// let empty = PlanBook::write(None, &Declared::default())?;
/// let error = PlanBook::read(&empty, "ke-hoach.xlsx").unwrap_err();
/// assert_eq!(error.diagnostics()[0].path(), "Kế hoạch!B4");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanBook {
    /// The plan.
    pub plan: Plan,
    /// What is achieved of it and not in the cases.
    pub declared: Declared,
    /// What stands in the workbook and is not used.
    pub notes: Vec<Note>,
}

impl PlanBook {
    /// A plan as a workbook, with room for more; the empty form where there is none.
    ///
    /// # Errors
    ///
    /// A text is too long for a cell.
    pub fn write(plan: Option<&Plan>, declared: &Declared) -> Result<Vec<u8>, FormError> {
        let mut form = serde_json::to_value(plan)?;
        to_cells(&mut form, declared);
        let mut workbook = empty_workbook("", plan.map(Plan::issued))?;
        let looks = Looks::new();
        let sheet = workbook.add_worksheet().set_name(PLAN)?;
        let hint = "Điền các ô nền vàng ở các trang: Kế hoạch, Chỉ tiêu; các trang khác nếu kế hoạch có. Không sửa tiêu \
                    đề. Lưu dạng .xlsx.";
        about(
            sheet,
            ("KẾ HOẠCH CỦA CHƯƠNG TRÌNH OCOP", hint),
            OF_PLAN,
            &form,
            &looks,
        )?;
        for (name, title, entries, key, letter, rows) in TABLES {
            let sheet = workbook.add_worksheet().set_name(name)?;
            table(sheet, title, entries, (&form, key, letter, rows), &looks)?;
        }
        Ok(workbook.save_to_buffer()?)
    }

    /// Reads a filled form.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem at its cell: no such workbook, changed captions, a value that the plan's format
    /// refuses, figures that do not fit together.
    pub fn read(bytes: &[u8], file: &str) -> Result<PlanBook, LoadError> {
        let mut book = open(bytes, file, &[PLAN, TARGETS], "ocop plan --xlsx")?;
        let mut read = Reading::of(&book);
        let plan = book.grid(PLAN)?;
        read.about(&plan, OF_PLAN);
        read.beside(&plan, OF_PLAN);
        for (name, _, entries, key, letter, _) in TABLES {
            if book.names().iter().any(|known| known == name) {
                read.table(&book.grid(name)?, (key, letter), entries);
            }
        }
        LoadError::unless_empty(std::mem::take(&mut read.changed))?;
        let notes = std::mem::take(&mut read.notes);
        let (plan, declared) = Cells::of(read).plan()?;
        Ok(PlanBook {
            plan,
            declared,
            notes,
        })
    }
}
