//! The list that a council's session is made from, as a workbook: one worksheet for the session,
//! one for its members, one for its products. What is read comes out as the list's JSON, with the
//! cell of each value.

use std::collections::HashMap;

use ocop::input::ProblemCode;
use ocop::{Catalog, Diagnostic, Level, LoadError};
use serde_json::{Value as Json, json};

use super::book::{Grid, same_text};
use super::entries::{
    CHOICE, DAY, Entry, Reading, SETS_CAPTION, about, entry, open, place_of, table,
};
use super::fields::{KINDS, Kind, LEVELS, LEVELS_NOW, PRODUCERS, ROLES, Word};
use super::layout::Style;
use super::record::{Note, Place};
use super::write::{FormError, Looks, empty_workbook};

const SESSION: &str = "Đợt đánh giá";

const MEMBERS: &str = "Thành viên";

const PRODUCTS: &str = "Sản phẩm";

/// The council's own rules; a list without it has none.
const RULES: &str = "Quy chế";

/// What writes the empty list.
const TEMPLATE: &str = "ocop session template --xlsx";

/// How many members and products the empty list has rows for; more may be written below them.
const MEMBER_ROWS: usize = 15;

const PRODUCT_ROWS: usize = 70;

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

impl Reading<'_> {
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
}
