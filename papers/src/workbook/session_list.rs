//! The list that a council's session is made from, as a workbook: one worksheet for the session,
//! one for its members, one for its products. What is read comes out as the list's JSON, with the
//! cell of each value.

use std::collections::{BTreeSet, HashMap};

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Catalog, Diagnostic, Level, LoadError};
use rust_xlsxwriter::{DataValidation, ExcelDateTime, Worksheet};
use serde_json::{Map, Value as Json, json};

use super::archive;
use super::fields::{
    KINDS, Kind, LEVELS, LEVELS_NOW, PRODUCERS, ROLES, Refused, Value, Word, YES_NO, quote,
};
use super::layout::Style;
use super::read::{Book, Grid, same_text};
use super::record::{Note, Place};
use super::write::{FormError, Looks, empty_workbook, write_number};

const SESSION: &str = "Đợt đánh giá";
const MEMBERS: &str = "Thành viên";
const PRODUCTS: &str = "Sản phẩm";
/// The council's own rules; a list without it has none.
const RULES: &str = "Quy chế";

/// How the caption of the list of sets begins, which stands beside the products.
const SETS_CAPTION: &str = "Các bộ sản phẩm theo Quyết định";

/// What writes the empty list.
const TEMPLATE: &str = "ocop session template --xlsx";

/// How many members and products the empty list has rows for; more may be written below them.
const MEMBER_ROWS: usize = 15;
const PRODUCT_ROWS: usize = 70;

/// How far down the line of captions is looked for.
const HEADER_ROWS: u32 = 20;

/// A value of the list: its caption, what stands beside it, and its place in the JSON.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    caption: &'static str,
    hint: &'static str,
    path: &'static [&'static str],
    kind: Kind,
    required: bool,
    width: u16,
    /// Whether it names its row, and is made up where it is left empty.
    names: bool,
}

pub(super) const fn entry(
    caption: &'static str,
    hint: &'static str,
    path: &'static [&'static str],
    kind: Kind,
) -> Entry {
    Entry {
        caption,
        hint,
        path,
        kind,
        required: false,
        width: 14,
        names: false,
    }
}

impl Entry {
    pub(super) const fn required(self) -> Entry {
        Entry {
            required: true,
            ..self
        }
    }

    pub(super) const fn wide(self, width: u16) -> Entry {
        Entry { width, ..self }
    }

    pub(super) const fn id(self) -> Entry {
        Entry {
            names: true,
            ..self
        }
    }

    fn pointer(&self, root: &str) -> String {
        format!("{root}/{}", self.path.join("/"))
    }
}

pub(super) const DAY: &str = "ngày/tháng/năm";
pub(super) const CHOICE: &str = "chọn trong danh sách";

const ABOUT: &[Entry] = &[
    entry(
        "Tên đợt đánh giá",
        "như Đợt 1 năm 2026",
        &["title"],
        Kind::Text,
    )
    .required(),
    entry("Cấp đánh giá", CHOICE, &["level"], Kind::Word(LEVELS)).required(),
    entry("Ngày đánh giá", DAY, &["date"], Kind::Day).required(),
    entry("Địa điểm", "", &["place"], Kind::Text),
    entry(
        "Giờ khai mạc",
        "như 8 giờ 00",
        &["hours", "opened"],
        Kind::Text,
    ),
    entry("Giờ bế mạc", "", &["hours", "closed"], Kind::Text),
    entry(
        "Cơ quan thành lập Hội đồng",
        "như Ủy ban nhân dân tỉnh Đồng Nai",
        &["authority"],
        Kind::Text,
    ),
    entry(
        "Quyết định thành lập Hội đồng",
        "số, ngày, người ký",
        &["council", "decision"],
        Kind::Text,
    ),
    entry(
        "Tổng số thành viên Hội đồng",
        "theo Quyết định thành lập",
        &["council", "appointed"],
        Kind::Number,
    )
    .required(),
    entry(
        "Quy chế: tên trong chương trình",
        "để trống nếu không có quy chế riêng",
        &["council", "rules"],
        Kind::Text,
    ),
    entry(
        "Quy chế: quyết định ban hành",
        "số, ngày; để in trên văn bản",
        &["council", "regulation"],
        Kind::Text,
    ),
    entry(
        "Văn bản ủy quyền",
        "",
        &["council", "authorisation"],
        Kind::Text,
    ),
    entry("Thư ký: họ và tên", "", &["secretary", "name"], Kind::Text),
    entry(
        "Thư ký: chức vụ",
        "",
        &["secretary", "position"],
        Kind::Text,
    ),
    entry(
        "Thư ký: mã thành viên",
        "nếu thư ký là thành viên Hội đồng, như m3",
        &["secretary", "member"],
        Kind::Text,
    ),
    entry(
        "Tổ tư vấn: quyết định thành lập",
        "",
        &["advisory", "decision"],
        Kind::Text,
    ),
    entry(
        "Tổ tư vấn: báo cáo",
        "",
        &["advisory", "report"],
        Kind::Text,
    ),
    entry("Cơ quan tham mưu", "", &["agency"], Kind::Text),
    entry(
        "Cơ quan tham mưu: báo cáo",
        "số, ngày; với sản phẩm phân hạng lại",
        &["agency_report"],
        Kind::Text,
    ),
    entry("Kế hoạch", "", &["plan"], Kind::Text),
    entry(
        "Địa danh",
        "ghi trước ngày ban hành văn bản",
        &["locality"],
        Kind::Text,
    ),
    entry(
        "Chữ viết tắt của Hội đồng",
        "trong số, ký hiệu văn bản",
        &["codes", "council"],
        Kind::Text,
    ),
    entry(
        "Chữ viết tắt của cơ quan tham mưu",
        "",
        &["codes", "agency"],
        Kind::Text,
    ),
    entry(
        "Người dự họp khác",
        "không chấm điểm; cách nhau bằng dấu chấm phẩy",
        &["others"],
        Kind::Text,
    ),
    entry(
        "Nơi nhận",
        "nhiều nơi cách nhau bằng dấu chấm phẩy",
        &["recipients"],
        Kind::Text,
    ),
];

/// Words of the council's rules, as `criteria/councils/` has them.
const CHAIRS: &[Word] = &[
    ("chủ tịch", "chair"),
    ("chủ tịch hoặc phó chủ tịch", "chair-or-vice"),
];
const MINIMA: &[Word] = &[
    ("quá nửa số phiếu đạt", "majority"),
    ("mọi phiếu đạt", "all"),
    ("điểm trung bình đạt", "mean"),
];
const ZEROS: &[Word] = &[
    ("quá nửa số phiếu cho 0 điểm", "majority"),
    ("có phiếu cho 0 điểm", "any"),
    ("điểm trung bình là 0", "mean"),
];

/// What the rules of a council say; the decision that issued them stands in the list of the session.
const OF_RULES: &[Entry] = &[
    entry(
        "Tên quy chế",
        "như Quy chế Hội đồng OCOP tỉnh …",
        &["council", "rules", "name"],
        Kind::Text,
    )
    .required(),
    entry(
        "Chênh lệch tối đa giữa các phiếu",
        "số điểm nguyên; để trống nếu quy chế không có",
        &["council", "rules", "spread"],
        Kind::Number,
    ),
    entry(
        "Số thành viên tham gia ít nhất: tử số",
        "như 3 trong 3/4",
        &["council", "rules", "quorum", "numerator"],
        Kind::Number,
    )
    .required(),
    entry(
        "Số thành viên tham gia ít nhất: mẫu số",
        "như 4 trong 3/4",
        &["council", "rules", "quorum", "denominator"],
        Kind::Number,
    )
    .required(),
    entry(
        "Người phải có mặt",
        CHOICE,
        &["council", "rules", "chair"],
        Kind::Word(CHAIRS),
    )
    .required(),
    entry(
        "Yêu cầu tối thiểu được coi là đạt khi",
        CHOICE,
        &["council", "rules", "minimum_by"],
        Kind::Word(MINIMA),
    )
    .required(),
    entry(
        "Hội đồng coi là cho 0 điểm khi",
        "chọn trong danh sách; để trống: quá nửa số phiếu",
        &["council", "rules", "zero_by"],
        Kind::Word(ZEROS),
    ),
];

const OF_MEMBER: &[Entry] = &[
    entry("Mã", "a–z, 0–9", &["id"], Kind::Text).id().wide(7),
    entry("Họ và tên", "bắt buộc", &["name"], Kind::Text)
        .required()
        .wide(28),
    entry("Chức vụ, đơn vị", "", &["position"], Kind::Text).wide(40),
    entry("Vai trò", CHOICE, &["role"], Kind::Word(ROLES)),
];

const OF_PRODUCT: &[Entry] = &[
    entry("Mã", "a–z, 0–9", &["id"], Kind::Text).id().wide(7),
    entry("Tên sản phẩm", "bắt buộc", &["product", "name"], Kind::Text)
        .required()
        .wide(32),
    entry("Bộ sản phẩm", "hai chữ số", &["set"], Kind::Set).required(),
    entry(
        "Loại hồ sơ",
        CHOICE,
        &["application", "kind"],
        Kind::Word(KINDS),
    )
    .required(),
    entry("Ngày nhận hồ sơ", DAY, &["application", "filed"], Kind::Day).required(),
    entry(
        "Tên chủ thể",
        "",
        &["product", "producer", "name"],
        Kind::Text,
    )
    .wide(28),
    entry(
        "Loại hình chủ thể",
        CHOICE,
        &["product", "producer", "kind"],
        Kind::Word(PRODUCERS),
    ),
    entry(
        "Xã, phường, đặc khu",
        "",
        &["product", "commune"],
        Kind::Text,
    )
    .wide(18),
    entry(
        "Địa chỉ",
        "",
        &["product", "producer", "address"],
        Kind::Text,
    )
    .wide(24),
    entry(
        "Điện thoại",
        "",
        &["product", "producer", "phone"],
        Kind::Text,
    ),
    entry("Mã số sản phẩm", "nếu có", &["product", "code"], Kind::Text),
    entry(
        "Sản phẩm làng nghề",
        CHOICE,
        &["product", "craft_village"],
        Kind::YesNo,
    ),
    entry(
        "Hạng sao đã có",
        "nâng hạng, phân hạng lại",
        &["application", "previous", "star"],
        Kind::Number,
    ),
    entry(
        "Ngày cấp giấy trước",
        DAY,
        &["application", "previous", "issued"],
        Kind::Day,
    ),
    entry(
        "Ngày giấy trước hết hạn",
        DAY,
        &["application", "previous", "expires"],
        Kind::Day,
    ),
    entry(
        "Quy định áp dụng",
        "để trống: theo ngày nhận hồ sơ",
        &["regulation"],
        Kind::Text,
    ),
];

/// The list of a session as a workbook.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop_papers::SessionList;
///
/// let empty = SessionList::template(&Catalog::bundled())?;
/// let list = SessionList::read(&empty, "danh-sach.xlsx")?;
/// // Nothing is filled in: what must be is told with its cell.
/// assert_eq!(list.problems()[0].path(), "Đợt đánh giá!B4");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SessionList {
    json: String,
    places: HashMap<String, Place>,
    problems: Vec<Diagnostic>,
    notes: Vec<Note>,
}

impl SessionList {
    /// An empty list to fill in.
    ///
    /// # Errors
    ///
    /// The workbook cannot be written.
    pub fn template(catalog: &Catalog) -> Result<Vec<u8>, FormError> {
        SessionList::write(&Json::Null, catalog)
    }

    /// A list as a workbook, with room for more.
    ///
    /// # Errors
    ///
    /// A text is too long for a cell.
    pub fn write(list: &Json, catalog: &Catalog) -> Result<Vec<u8>, FormError> {
        let regulations = catalog.regulations().unwrap_or_default();
        let newest = regulations.last();
        let mut workbook = empty_workbook("", newest.map(|newest| newest.issued()))?;
        let looks = Looks::new();
        let sheet = workbook.add_worksheet().set_name(SESSION)?;
        // A law without districts has no district's council.
        let districts = newest.is_none_or(|newest| newest.authority(Level::District).is_some())
            || list.get("level").and_then(Json::as_str) == Some(Level::District.as_str());
        let entries = ABOUT.iter().map(|entry| match entry.path {
            ["level"] if !districts => Entry {
                kind: Kind::Word(LEVELS_NOW),
                ..*entry
            },
            _ => *entry,
        });
        let entries: Vec<Entry> = entries.collect();
        let hint = "Điền các ô nền vàng ở các trang: Đợt đánh giá, Thành viên, Sản phẩm; không sửa tiêu đề. \
                    Lưu dạng .xlsx.";
        about(
            sheet,
            ("DANH SÁCH CỦA ĐỢT ĐÁNH GIÁ", hint),
            &entries,
            list,
            &looks,
        )?;
        let sheet = workbook.add_worksheet().set_name(MEMBERS)?;
        let title = "THÀNH VIÊN HỘI ĐỒNG: mỗi người một dòng; xóa dòng thừa hoặc để trống";
        table(
            sheet,
            title,
            OF_MEMBER,
            (list, "members", 'm', MEMBER_ROWS),
            &looks,
        )?;
        let sheet = workbook.add_worksheet().set_name(PRODUCTS)?;
        let title = "SẢN PHẨM: mỗi sản phẩm một dòng; bộ sản phẩm xem danh sách bên phải";
        table(
            sheet,
            title,
            OF_PRODUCT,
            (list, "products", 'p', PRODUCT_ROWS),
            &looks,
        )?;
        if let Some(newest) = newest {
            let column = u16::try_from(OF_PRODUCT.len()).unwrap_or(0) + 1;
            let plain = looks.of(Style::Plain);
            sheet.set_column_width(column, 60)?;
            let caption = format!("{SETS_CAPTION} {}", newest.decision());
            sheet.write_string_with_format(2, column, caption, looks.of(Style::Caption))?;
            for (row, set) in (3..).zip(newest.sets()) {
                let line = format!("{} {}", set.code(), set.name());
                sheet.write_string_with_format(row, column, line, plain)?;
            }
        }
        let sheet = workbook.add_worksheet().set_name(RULES)?;
        let hint = "Chỉ điền khi Hội đồng có quy chế riêng; để trống cả trang thì theo quy chế mặc định. Số, ngày quyết \
                    định ban hành ghi ở trang Đợt đánh giá.";
        about(
            sheet,
            ("QUY CHẾ CỦA HỘI ĐỒNG", hint),
            OF_RULES,
            list,
            &looks,
        )?;
        Ok(workbook.save_to_buffer()?)
    }

    /// Reads a filled list.
    ///
    /// # Errors
    ///
    /// It is no such workbook, or its captions are not those that were written.
    pub fn read(bytes: &[u8], file: &str) -> Result<SessionList, LoadError> {
        let mut book = open(bytes, file, &[SESSION, MEMBERS, PRODUCTS], TEMPLATE)?;
        let mut read = Reading::new(file, book.from_1904);
        let mut changed = Vec::new();
        let session = book.grid(SESSION)?;
        read.about(&session, ABOUT, &mut changed);
        read.beside(&session, ABOUT);
        if book.names().iter().any(|name| same_text(name, RULES)) {
            read.rules(&book.grid(RULES)?, &mut changed);
        }
        for (name, key, letter, entries) in [
            (MEMBERS, "members", 'm', OF_MEMBER),
            (PRODUCTS, "products", 'p', OF_PRODUCT),
        ] {
            read.table(&book.grid(name)?, (key, letter), entries, &mut changed);
        }
        // Where the captions are gone, nothing else that is told would help.
        LoadError::unless_empty(changed)?;
        Ok(SessionList {
            json: read.list.to_string(),
            places: read.places,
            problems: read.problems,
            notes: read.notes,
        })
    }

    /// Reads the council's own rules alone, with the decision that issued them; the rest of the list may be empty. What
    /// comes out is the JSON of the rules.
    ///
    /// # Errors
    ///
    /// It is no such workbook, its captions are not those that were written, or no rules are filled in.
    pub fn read_rules(bytes: &[u8], file: &str) -> Result<SessionList, LoadError> {
        let mut book = open(bytes, file, &[SESSION, RULES], TEMPLATE)?;
        let mut read = Reading::new(file, book.from_1904);
        let mut changed = Vec::new();
        let issued = ABOUT
            .iter()
            .position(|entry| entry.path == ["council", "regulation"]);
        let issued = issued.and_then(|row| ABOUT.get(row..=row));
        read.about(
            &book.grid(SESSION)?,
            issued.unwrap_or_default(),
            &mut changed,
        );
        let before = read.places.len();
        read.rules(&book.grid(RULES)?, &mut changed);
        LoadError::unless_empty(changed)?;
        if read.problems.is_empty() && read.places.len() == before {
            let found = phrase!("trang để trống", "an empty worksheet");
            let expected = phrase!("quy chế của Hội đồng", "the council's rules");
            let code = ProblemCode::Empty;
            return Err(Place::of(RULES).problem(file, code, found, expected).into());
        }
        let rules = read.list.pointer("/council/rules");
        let places = read.places.into_iter().filter_map(|(pointer, place)| {
            let pointer = pointer.strip_prefix("/council/rules")?.to_owned();
            Some((pointer, place))
        });
        Ok(SessionList {
            json: rules.cloned().unwrap_or_default().to_string(),
            places: places.collect(),
            problems: read.problems,
            notes: read.notes,
        })
    }

    /// The list as JSON, without what is wrong.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// What is wrong with its cells.
    #[must_use]
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// What stands in the workbook and is not used, such as columns of a council's own.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// A problem of the JSON, told at its cell; nothing where the cell is told already.
    #[must_use]
    pub fn told(&self, problem: Diagnostic) -> Option<Diagnostic> {
        let place = place_of(&self.places, problem.pointer(), SESSION);
        let known = self.problems.iter().any(|told| told.path() == place.path);
        let absent = problem.code() == ProblemCode::MissingKey && !self.problems.is_empty();
        if absent || known {
            return None;
        }
        Some(place.moved(problem))
    }
}

/// Opens a workbook that has some worksheets, as a command writes it.
pub(super) fn open<'b>(
    bytes: &'b [u8],
    file: &'b str,
    sheets: &[&'static str],
    command: &str,
) -> Result<Book<'b>, LoadError> {
    let from_1904 = archive::check(bytes, file)?;
    let mut book = Book::open(bytes, file)?;
    book.from_1904 = from_1904;
    let names = book.names();
    let missing = sheets
        .iter()
        .find(|name| !names.iter().any(|known| same_text(known, name)));
    let Some(missing) = missing else {
        return Ok(book);
    };
    let names: Vec<String> = names.iter().take(5).map(|name| quote(name)).collect();
    let names = names.join(", ");
    let found = phrase!("các trang tính {names}", "the worksheets {names}");
    let expected = phrase!(
        "một trang tên `{missing}`, như `{command}` tạo",
        "one called `{missing}`, as `{command}` writes it"
    );
    let code = ProblemCode::NotWorkbook;
    Err(Diagnostic::of_file(code, file, found, expected).into())
}

/// The cell of a value, or of what it lies in; else the worksheet.
pub(super) fn place_of(places: &HashMap<String, Place>, mut pointer: &str, sheet: &str) -> Place {
    loop {
        match (places.get(pointer), pointer.rsplit_once('/')) {
            (Some(place), _) => return place.clone(),
            (None, Some((parent, _))) => pointer = parent,
            (None, None) => return Place::of(sheet),
        }
    }
}

pub(super) fn about(
    sheet: &mut Worksheet,
    (title, hint): (&str, &str),
    entries: &[Entry],
    list: &Json,
    looks: &Looks,
) -> Result<(), FormError> {
    for (column, width) in (0..).zip([40, 52, 48]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(0, 0, 0, 2, title, looks.of(Style::Title))?;
    sheet.merge_range(1, 0, 1, 2, hint, looks.of(Style::Hint))?;
    for (row, entry) in (3..).zip(entries) {
        sheet.write_string_with_format(row, 0, entry.caption, looks.of(Style::Caption))?;
        let value = at(list, entry.path);
        let joined = match value {
            Some(Json::Array(all)) => {
                let all: Vec<&str> = all.iter().filter_map(Json::as_str).collect();
                Some(json!(all.join("; ")))
            }
            // Own rules have a worksheet; only a name stands here.
            Some(Json::Object(_)) => None,
            other => other.cloned(),
        };
        write(sheet, (row, 1), entry, joined.as_ref(), looks)?;
        offer(sheet, (row, row), 1, entry)?;
        let need = if entry.required {
            "bắt buộc"
        } else {
            "nếu có"
        };
        let hint = match entry.hint {
            "" => need.to_owned(),
            hint => format!("{need}; {hint}"),
        };
        sheet.write_string_with_format(row, 2, hint, looks.of(Style::Aside))?;
    }
    Ok(())
}

pub(super) fn table(
    sheet: &mut Worksheet,
    title: &str,
    entries: &[Entry],
    (list, key, letter, rows): (&Json, &str, char, usize),
    looks: &Looks,
) -> Result<(), FormError> {
    let filled = list.get(key).and_then(Json::as_array);
    let filled = filled.map_or(&[][..], Vec::as_slice);
    sheet.write_string_with_format(0, 0, title, looks.of(Style::Caption))?;
    let last = u32::try_from(rows.max(filled.len())).unwrap_or(0) + 2;
    for (column, entry) in (0..).zip(entries) {
        sheet.set_column_width(column, entry.width)?;
        sheet.write_string_with_format(1, column, entry.hint, looks.of(Style::Hint))?;
        sheet.write_string_with_format(2, column, entry.caption, looks.of(Style::Header))?;
        offer(sheet, (3, last), column, entry)?;
    }
    for row in 3..=last {
        let index = usize::try_from(row).unwrap_or(0) - 3;
        let given = filled.get(index);
        for (column, entry) in (0..).zip(entries) {
            let numbered = json!(format!("{letter}{}", index + 1));
            let value = match (given, entry.path) {
                (Some(given), path) => at(given, path),
                (None, _) => entry.names.then_some(&numbered),
            };
            write(sheet, (row, column), entry, value, looks)?;
        }
    }
    sheet.set_freeze_panes(3, 2)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

fn at<'v>(value: &'v Json, path: &[&str]) -> Option<&'v Json> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// Writes a value as its cell shows it.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    entry: &Entry,
    value: Option<&Json>,
    looks: &Looks,
) -> Result<(), FormError> {
    let style = match entry.kind {
        Kind::Day => Style::InputDay,
        _ => Style::InputText,
    };
    let format = looks.of(style);
    let words = entry.kind.words();
    let text = match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    match entry.kind {
        _ if text.is_empty() => {
            sheet.write_blank(row, column, format)?;
        }
        Kind::Day => {
            let day = ExcelDateTime::parse_from_str(&text)?;
            sheet.write_datetime_with_format(row, column, day, format)?;
        }
        Kind::Number => write_number(sheet, (row, column), &text, format)?,
        _ => {
            let shown = words.iter().find(|(_, word)| *word == text);
            let shown = shown.map_or(text.as_str(), |(shown, _)| shown);
            sheet.write_string_with_format(row, column, shown, format)?;
        }
    }
    Ok(())
}

/// The words that the cells of a column offer.
fn offer(
    sheet: &mut Worksheet,
    (first, last): (u32, u32),
    column: u16,
    entry: &Entry,
) -> Result<(), FormError> {
    let words: Vec<&str> = entry.kind.words().iter().map(|(shown, _)| *shown).collect();
    if words.is_empty() {
        return Ok(());
    }
    let offer = DataValidation::new()
        .allow_list_strings(&words)?
        .set_error_title("Không có trong danh sách")?
        .set_error_message("Chọn trong danh sách.")?;
    sheet.add_data_validation(first, column, last, column, &offer)?;
    Ok(())
}

/// What is read of a workbook of entries and tables.
pub(super) struct Reading<'f> {
    pub(super) file: &'f str,
    /// The workbook counts its days from 1904.
    from_1904: bool,
    pub(super) list: Json,
    pub(super) places: HashMap<String, Place>,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) notes: Vec<Note>,
}

impl<'f> Reading<'f> {
    pub(super) fn new(file: &'f str, from_1904: bool) -> Reading<'f> {
        Reading {
            file,
            from_1904,
            list: json!({"format": 1}),
            places: HashMap::new(),
            problems: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Says that what stands at some cells is not used; `caption` is the text above or beside them.
    fn unused(&mut self, grid: &Grid, at: (u32, u16), caption: &str, cells: usize) {
        let caption = quote(caption);
        let text = phrase!(
            "mục {caption} không có trong danh sách mẫu, {cells} ô của mục này không được dùng",
            "{caption} is not of the list that was written: what is filled in there is not used, cells: {cells}"
        );
        let note = Note::new(self.file, &Place::cell(grid.name(), at), text);
        self.notes.push(note);
    }

    /// A caption that is not there, or there twice.
    fn changed(&self, place: &Place, entry: &Entry, found: Phrase) -> Diagnostic {
        let caption = quote(entry.caption);
        let expected = phrase!(
            "tiêu đề {caption} một lần, như trong danh sách mẫu",
            "the caption {caption} once, as in the list that was written"
        );
        place.problem(self.file, ProblemCode::LayoutChanged, found, expected)
    }

    pub(super) fn about(
        &mut self,
        grid: &Grid,
        entries: &'static [Entry],
        changed: &mut Vec<Diagnostic>,
    ) {
        for entry in entries {
            let rows: Vec<u32> = grid.rows_of(0, entry.caption);
            let &[row] = rows.as_slice() else {
                let place = match rows.get(1) {
                    Some(&second) => Place::cell(grid.name(), (second, 0)),
                    None => Place::of(grid.name()),
                };
                let found = match rows.len() {
                    0 => phrase!("không có tiêu đề này", "no such caption"),
                    _ => phrase!("tiêu đề này lần nữa", "it a second time"),
                };
                changed.push(self.changed(&place, entry, found));
                continue;
            };
            self.value(grid, (row, 1), entry, "");
        }
    }

    /// Names what is filled in beside captions that are none of the list's.
    pub(super) fn beside(&mut self, grid: &Grid, entries: &'static [Entry]) {
        for row in grid.rows() {
            let known = entries
                .iter()
                .any(|entry| grid.says((row, 0), entry.caption));
            if !known && grid.value((row, 1)).is_some() {
                self.unused(grid, (row, 1), &grid.shown((row, 0)), 1);
            }
        }
    }

    /// The council's own rules: none where nothing is filled in.
    fn rules(&mut self, grid: &Grid, changed: &mut Vec<Diagnostic>) {
        let is_filled = |entry: &Entry| {
            let rows = grid.rows_of(0, entry.caption);
            rows.iter().any(|&row| grid.value((row, 1)).is_some())
        };
        self.beside(grid, OF_RULES);
        if !OF_RULES.iter().any(is_filled) {
            return;
        }
        if self.list.pointer("/council/rules").is_some() {
            let found = phrase!(
                "tên một quy chế và một quy chế riêng",
                "a name of rules and own rules"
            );
            let expected = phrase!(
                "một trong hai: tên ở trang Đợt đánh giá, hoặc trang này",
                "one of them: a name in the worksheet of the session, or this worksheet"
            );
            let place = Place::of(RULES);
            let problem = place.problem(self.file, ProblemCode::RulesUnknown, found, expected);
            self.problems.push(problem);
            return;
        }
        let issued = self.list.pointer("/council/regulation").cloned();
        if issued.is_none() {
            let found = phrase!("ô trống", "an empty cell");
            let expected = phrase!(
                "số, ngày quyết định ban hành quy chế, khi điền trang Quy chế",
                "number and day of the decision that issued the rules, where own rules are given"
            );
            let row = ABOUT
                .iter()
                .position(|entry| entry.path == ["council", "regulation"]);
            let row = row.and_then(|row| u32::try_from(row).ok()).unwrap_or(0) + 3;
            let place = Place::cell(SESSION, (row, 1));
            let problem = place.problem(self.file, ProblemCode::MissingKey, found, expected);
            self.problems.push(problem);
        }
        self.places
            .insert("/council/rules".to_owned(), Place::of(RULES));
        let told = self.problems.len();
        self.about(grid, OF_RULES, changed);
        let whole = self.problems.len() == told;
        let council = self.list.get_mut("council").and_then(Json::as_object_mut);
        let (Some(council), Some(issued)) = (council, issued.filter(|_| whole)) else {
            // What is left of rules that are not whole would be told a second time.
            if let Some(Json::Object(council)) = self.list.get_mut("council") {
                council.remove("rules");
            }
            return;
        };
        let Some(Json::Object(rules)) = council.get_mut("rules") else {
            return;
        };
        if let Some(spread) = rules.get_mut("spread") {
            *spread = json!(spread.to_string());
        }
        // A list has no clauses: what it says is cited by the decision that issued the rules.
        let mut citations = json!({"spread": issued, "quorum": issued, "minimum_by": issued});
        if rules.contains_key("zero_by")
            && let Some(citations) = citations.as_object_mut()
        {
            citations.insert("zero_by".to_owned(), issued.clone());
        }
        rules.insert("source".to_owned(), issued);
        rules.insert("shown_decimals".to_owned(), json!(2));
        rules.insert("citations".to_owned(), citations);
    }

    pub(super) fn table(
        &mut self,
        grid: &Grid,
        (key, letter): (&str, char),
        entries: &'static [Entry],
        changed: &mut Vec<Diagnostic>,
    ) {
        let mut columns = Vec::new();
        let header = (0..HEADER_ROWS).find(|&row| {
            let known = entries
                .iter()
                .filter(|entry| grid.column_of(row, entry.caption).is_some());
            known.count() > entries.len() / 2
        });
        let Some(header) = header else {
            let place = Place::of(grid.name());
            if let Some(entry) = entries.get(1) {
                let found = phrase!("không có dòng tiêu đề", "no line of captions");
                changed.push(self.changed(&place, entry, found));
            }
            return;
        };
        for entry in entries {
            match grid.column_of(header, entry.caption) {
                Some(column) => columns.push((entry, column)),
                None => {
                    let place = Place::cell(grid.name(), (header, 0));
                    let found = phrase!("không có tiêu đề này", "no such caption");
                    changed.push(self.changed(&place, entry, found));
                }
            }
        }
        let is_id = |entry: &Entry| entry.names;
        let rows: Vec<u32> = grid
            .rows()
            .into_iter()
            .filter(|&row| row > header)
            .filter(|&row| {
                let mut cells = columns.iter().filter(|(entry, _)| !is_id(entry));
                cells.any(|(_, column)| grid.value((row, *column)).is_some())
            })
            .collect();
        let own = grid.columns().into_iter().filter(|&column| {
            let entry = columns.iter().any(|(_, known)| *known == column);
            !entry && !grid.shown((header, column)).starts_with(SETS_CAPTION)
        });
        for column in own {
            let cells = rows
                .iter()
                .filter(|&&row| grid.value((row, column)).is_some());
            let cells: Vec<u32> = cells.copied().collect();
            if let Some(&first) = cells.first() {
                let caption = grid.shown((header, column));
                self.unused(grid, (first, column), &caption, cells.len());
            }
        }
        if let Some(list) = self.list.as_object_mut() {
            list.insert(key.to_owned(), json!([]));
        }
        self.places
            .insert(format!("/{key}"), Place::of(grid.name()));
        let mut used: BTreeSet<String> = BTreeSet::new();
        for row in &rows {
            let id = columns.iter().find(|(entry, _)| is_id(entry));
            let id = id.and_then(|(_, column)| grid.value((*row, *column)));
            used.extend(id.and_then(|id| id.text().ok()).map(str::to_owned));
        }
        for (index, row) in rows.into_iter().enumerate() {
            let root = format!("/{key}/{index}");
            if let Some(list) = self.list.get_mut(key).and_then(Json::as_array_mut) {
                list.push(Json::Object(Map::new()));
            }
            self.places
                .insert(root.clone(), Place::cell(grid.name(), (row, 0)));
            for (entry, column) in &columns {
                let cell = (row, *column);
                if is_id(entry) && grid.value(cell).is_none() {
                    // A row without a name for addresses gets the first that nobody has.
                    let mut names = (index + 1..).map(|n| format!("{letter}{n}"));
                    let name = names.find(|name| !used.contains(name)).unwrap_or_default();
                    used.insert(name.clone());
                    self.keep(&root, entry, json!(name), Place::cell(grid.name(), cell));
                    continue;
                }
                self.value(grid, cell, entry, &root);
            }
        }
    }

    /// Takes the value of a cell into the list.
    fn value(&mut self, grid: &Grid, cell: (u32, u16), entry: &Entry, root: &str) {
        let place = Place::cell(grid.name(), cell);
        match grid.filled(cell, entry.kind, self.from_1904) {
            None if entry.required => {
                let caption = quote(entry.caption);
                let expected =
                    phrase!("{caption}, là mục bắt buộc", "{caption}, which is required");
                let (code, found) = (ProblemCode::MissingKey, phrase!("ô trống", "an empty cell"));
                self.problems
                    .push(place.problem(self.file, code, found, expected));
            }
            None => {}
            Some(value) => match json_of(entry, &value) {
                Ok(value) => self.keep(root, entry, value, place),
                Err(why) => self.problems.push(place.refused(self.file, &why)),
            },
        }
    }

    fn keep(&mut self, root: &str, entry: &Entry, value: Json, place: Place) {
        self.places.insert(entry.pointer(root), place);
        let mut at = self.list.pointer_mut(root);
        for key in entry.path {
            let Some(Json::Object(object)) = at else {
                return;
            };
            at = Some(object.entry(*key).or_insert_with(|| json!({})));
        }
        if let Some(at) = at {
            *at = value;
        }
    }
}

/// A cell's value as the list has it.
fn json_of(entry: &Entry, value: &Value) -> Result<Json, Refused> {
    Ok(match entry.kind {
        Kind::Text if matches!(entry.path, ["recipients" | "others"]) => {
            let all = value.text()?.split([';', '\n']).map(str::trim);
            all.filter(|one| !one.is_empty()).collect()
        }
        Kind::Text => json!(value.text()?),
        Kind::Set => {
            let text = value.text()?;
            let padded = if text.len() == 1 { "0" } else { "" };
            json!(format!("{padded}{text}"))
        }
        Kind::Number => json!(value.whole(&phrase!("một số nguyên", "a whole number"))?),
        Kind::Day if value.time().is_some() => {
            return Err(Refused {
                code: ProblemCode::BadDate,
                found: value.found(),
                expected: phrase!("một ngày, không có giờ", "a day without a time"),
            });
        }
        Kind::Day => json!(value.day()?.to_string()),
        Kind::Word(words) => json!(value.word(words)?),
        Kind::YesNo => json!(value.word(YES_NO)? == "true"),
    })
}
