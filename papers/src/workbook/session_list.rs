//! The list that a council's session is made from, as a workbook: one worksheet for the session,
//! one for its members, one for its products. What is read comes out as the list's JSON, with the
//! cell of each value.

use std::sync::LazyLock;

use ocop::input::ProblemCode;
use ocop::law::{ChairRule, MinimumBy, ZeroBy};
use ocop::{Catalog, Diagnostic, Lang, Level, LoadError};
use serde_json::{Map, Value as Json, json};

use super::book::Grid;
use super::cells::Style;
use super::entries::{Entry, Places, Reading, SETS_CAPTION, about, entry, open, table, text};
use super::fields::{FIELDS, Field, Kind};
use super::looks::{Looks, empty_workbook};
use super::place::{Note, Place, Problems, empty_cell, in_cells, required};
use super::record::Report;
use super::stated::{self, reported};
use super::value::{LIST_LEVELS, LIST_LEVELS_NOW, ROLES, Word};
use super::write::FormError;
use crate::text::rules;

const SESSION: &str = "Đợt đánh giá";

const MEMBERS: &str = "Thành viên";

const PRODUCTS: &str = "Sản phẩm";

/// The council's own rules; a list without it has none.
const RULES: &str = "Quy chế";

/// What writes the empty list.
const TEMPLATE: &str = "ocop session template --xlsx";

/// Where the decision that issued the council's rules stands in the list.
const ISSUED: &str = "/council/regulation";

/// How many members and products the empty list has rows for; more may be written below them.
const MEMBER_ROWS: usize = 15;

const PRODUCT_ROWS: usize = 70;

/// How a paper is entered: papers name its kind.
const NUMBERED: &str = "số, ngày";

const ABOUT: &[Entry] = &[
    text("Tên đợt đánh giá", "/title")
        .hint("như Đợt 1 năm 2026")
        .required(),
    entry("Cấp đánh giá", "/level", Kind::Word(LIST_LEVELS)).required(),
    entry("Ngày đánh giá", "/date", Kind::Day).required(),
    text("Địa điểm", "/place"),
    text("Giờ khai mạc", "/hours/opened").hint("như 8 giờ 00"),
    text("Giờ bế mạc", "/hours/closed"),
    text("Cơ quan thành lập Hội đồng", "/authority").hint("như Ủy ban nhân dân tỉnh Đồng Nai"),
    text("Quyết định thành lập Hội đồng", "/council/decision")
        .hint("số, ngày, cơ quan ban hành, như 12/QĐ-UBND ngày 05 tháng 01 năm 2026 của …"),
    entry(
        "Tổng số thành viên Hội đồng",
        "/council/appointed",
        Kind::Number,
    )
    .hint("theo Quyết định thành lập")
    .required(),
    text("Quy chế: tên trong chương trình", "/council/rules")
        .hint("để trống nếu không có quy chế riêng"),
    text("Quy chế: quyết định ban hành", "/council/regulation")
        .hint("số, ngày của quyết định; để in trên văn bản"),
    text("Văn bản ủy quyền", "/council/authorisation"),
    text("Thư ký: họ và tên", "/secretary/name"),
    text("Thư ký: chức vụ", "/secretary/position"),
    text("Thư ký: mã thành viên", "/secretary/member")
        .hint("nếu thư ký là thành viên Hội đồng, như m3"),
    text("Tổ tư vấn: quyết định thành lập", "/advisory/decision").hint(NUMBERED),
    text("Tổ tư vấn: báo cáo", "/advisory/report").hint(NUMBERED),
    text("Cơ quan tham mưu", "/agency"),
    text("Cơ quan tham mưu: báo cáo", "/agency_report")
        .hint("số, ngày; với sản phẩm phân hạng lại"),
    text("Kế hoạch", "/plan").hint(NUMBERED),
    text("Địa danh", "/locality").hint("ghi trước ngày ban hành văn bản"),
    text("Chữ viết tắt của Hội đồng", "/codes/council").hint("trong số, ký hiệu văn bản"),
    text("Chữ viết tắt của cơ quan tham mưu", "/codes/agency"),
    text("Người dự họp khác", "/others").hint("không chấm điểm; cách nhau bằng dấu chấm phẩy"),
    text("Nơi nhận", "/recipients").hint("nhiều nơi cách nhau bằng dấu chấm phẩy"),
    text(
        "Chữ viết tắt của cơ quan thành lập Hội đồng",
        "/codes/authority",
    )
    .hint("để trống: UBND")
    .later(),
];

/// Words of the council's rules, as `criteria/councils/` has them.
const CHAIRS: &[Word] = &[
    (rules::chair(ChairRule::Chair), "chair"),
    (rules::chair(ChairRule::ChairOrVice), "chair-or-vice"),
];

const MINIMA: &[Word] = &[
    (rules::minimum_by(MinimumBy::Majority, Lang::Vi), "majority"),
    (rules::minimum_by(MinimumBy::All, Lang::Vi), "all"),
    (rules::minimum_by(MinimumBy::Mean, Lang::Vi), "mean"),
];

const ZEROS: &[Word] = &[
    (rules::zero_by(ZeroBy::Majority, Lang::Vi), "majority"),
    (rules::zero_by(ZeroBy::Any, Lang::Vi), "any"),
    (rules::zero_by(ZeroBy::Mean, Lang::Vi), "mean"),
];

/// What the rules of a council say; the decision that issued them stands in the list of the session.
const OF_RULES: &[Entry] = &[
    text("Tên quy chế", "/council/rules/name")
        .hint("như Quy chế Hội đồng OCOP tỉnh …")
        .required(),
    entry(
        "Chênh lệch tối đa giữa các phiếu",
        "/council/rules/spread",
        Kind::Points,
    )
    .hint("số điểm, như 10 hoặc 7,5; để trống nếu quy chế không có"),
    entry(
        "Số thành viên tham gia ít nhất: tử số",
        "/council/rules/quorum/numerator",
        Kind::Number,
    )
    .hint("như 3 trong 3/4")
    .required(),
    entry(
        "Số thành viên tham gia ít nhất: mẫu số",
        "/council/rules/quorum/denominator",
        Kind::Number,
    )
    .hint("như 4 trong 3/4")
    .required(),
    entry(
        "Người phải có mặt",
        "/council/rules/chair",
        Kind::Word(CHAIRS),
    )
    .required(),
    entry(
        "Yêu cầu tối thiểu được coi là đạt khi",
        "/council/rules/minimum_by",
        Kind::Word(MINIMA),
    )
    .required(),
    entry(
        "Hội đồng coi là cho 0 điểm khi",
        "/council/rules/zero_by",
        Kind::Word(ZEROS),
    )
    .hint("chọn trong danh sách; để trống: quá nửa số phiếu"),
];

const OF_MEMBER: &[Entry] = &[
    text("Mã", "/id").hint("a–z, 0–9").id().wide(7),
    text("Họ và tên", "/name")
        .hint("bắt buộc")
        .required()
        .wide(28),
    text("Chức vụ, đơn vị", "/position").wide(40),
    entry("Vai trò", "/role", Kind::Word(ROLES)),
    text("Người dự thay", "/proxy/name").wide(24).later(),
    text("Dự thay: văn bản cử", "/proxy/paper").wide(24).later(),
    entry("Dự thay: chấm điểm", "/proxy/scores", Kind::YesNo)
        .hint("theo Quy chế")
        .later(),
];

/// What is stated of a product, mostly as on the form.
static OF_PRODUCT: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = vec![
        text("Mã", "/id").hint("a–z, 0–9").id().wide(7),
        Entry::of("product").hint("bắt buộc").required().wide(32),
        Entry::of("set").hint("hai chữ số").required(),
        Entry::of("kind").required(),
        Entry::of("filed").required(),
        Entry::of("producer").wide(28),
        Entry::of("producer_kind"),
        Entry::of("commune").wide(18),
        Entry::of("address").wide(24),
        text("Điện thoại", "/product/producer/phone"),
        Entry::of("code").hint("nếu có"),
        Entry::of("craft_village"),
        Entry::of("previous_star").hint("nâng hạng, phân hạng lại"),
        Entry::of("previous_issued"),
        Entry::of("previous_expires"),
        text("Quy định áp dụng", "/regulation").hint("để trống: theo ngày nhận hồ sơ"),
    ];
    // The commune's report comes last, as on the form.
    let reported = FIELDS.iter().filter(|field| field.reported().is_some());
    entries.extend(reported.map(|field| {
        match field.kind {
            Kind::Text => Entry::of(field.key)
                .hint("nhận xét bằng lời, Mẫu số 03")
                .later(),
            _ => Entry::of(field.key).later(),
        }
    }));
    entries
});

/// A list with what its tables have in a line and JSON elsewhere: who sits in for a member, and what a
/// commune reported of a product, which is a stage before the session's.
fn in_lines(list: &Json) -> Json {
    let mut lines = list.clone();
    for member in rows(&mut lines, "members") {
        let mut proxies = stated::list(list, "proxies").iter();
        let proxy = proxies.find(|proxy| proxy.get("member") == member.get("id"));
        if let (Some(proxy), Some(member)) = (proxy, member.as_object_mut()) {
            member.insert("proxy".to_owned(), proxy.clone());
        }
    }
    for product in rows(&mut lines, "products") {
        let before = stated::list(product, "before");
        let keys = FIELDS.iter().filter_map(Field::reported);
        let told = keys.filter_map(|key| Some((key.to_owned(), reported(before, key)?.into())));
        let told: Map<String, Json> = told.collect();
        if let Some(product) = product.as_object_mut() {
            product.insert("report".to_owned(), told.into());
        }
    }
    lines
}

/// The lines of a table of a list.
fn rows<'l>(list: &'l mut Json, key: &str) -> impl Iterator<Item = &'l mut Json> {
    let rows = list.get_mut(key).and_then(Json::as_array_mut);
    rows.into_iter().flatten()
}

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
    /// The worksheet of what has no cell.
    whole: Place,
    places: Places,
    problems: Problems,
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
        let list = &in_lines(list);
        let regulations = catalog.regulations().unwrap_or_default();
        let newest = regulations.last();
        let mut workbook = empty_workbook("", newest.map(|newest| newest.issued()))?;
        let looks = Looks::new();
        let sheet = workbook.add_worksheet().set_name(SESSION)?;
        // A law without districts has no district's council.
        let districts = newest.is_none_or(|newest| newest.has_districts())
            || list.get("level").and_then(Json::as_str) == Some(Level::District.as_str());
        let mut entries = ABOUT.to_vec();
        for entry in entries.iter_mut().filter(|entry| entry.path == "/level") {
            entry.kind = Kind::Word(if districts {
                LIST_LEVELS
            } else {
                LIST_LEVELS_NOW
            });
        }
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
            &OF_PRODUCT,
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
        let mut read = Reading::of(&book);
        let session = book.grid(SESSION)?;
        read.about(&session, ABOUT);
        read.beside(&session, ABOUT);
        if book.has(RULES) {
            read.rules(&book.grid(RULES)?);
        }
        read.table(&book.grid(MEMBERS)?, ("members", 'm'), OF_MEMBER);
        read.table(&book.grid(PRODUCTS)?, ("products", 'p'), &OF_PRODUCT);
        read.out_of_lines();
        LoadError::unless_empty(read.changed)?;
        Ok(SessionList {
            json: read.list.to_string(),
            whole: Place::of(&read.file, SESSION),
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
        let mut read = Reading::of(&book);
        let row = issued_row();
        let issued = ABOUT.get(row..=row).unwrap_or_default();
        read.about(&book.grid(SESSION)?, issued);
        let before = read.places.len();
        let rules = book.grid(RULES)?;
        read.rules(&rules);
        LoadError::unless_empty(read.changed)?;
        if read.problems.is_empty() && read.places.len() == before {
            let found = phrase!("trang để trống", "an empty worksheet");
            let expected = phrase!("quy chế của Hội đồng", "the council's rules");
            return Err(rules
                .whole()
                .problem(ProblemCode::Empty, found, expected)
                .into());
        }
        let rules = read.list.pointer("/council/rules");
        Ok(SessionList {
            json: rules.cloned().unwrap_or_default().to_string(),
            whole: Place::of(&read.file, SESSION),
            places: read.places.below("/council/rules"),
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
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// What stands in the workbook and is not used, such as columns of a council's own.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// A problem of the JSON, told at its cell and in the words that cells have; nothing where the cell is told already.
    #[must_use]
    pub fn told(&self, problem: Diagnostic) -> Option<Diagnostic> {
        let of_cells = !self.problems.is_empty();
        let told = self
            .places
            .told(&self.problems, problem, of_cells, &self.whole);
        Some(told?.worded(in_cells))
    }
}

/// The row of the decision that issued the council's rules.
fn issued_row() -> usize {
    let mut rows = ABOUT.iter();
    rows.position(|entry| entry.path == ISSUED).unwrap_or(0)
}

impl Reading {
    /// Puts what stands in a line of a table where the list has it: the inverse of [`in_lines`].
    fn out_of_lines(&mut self) {
        let mut proxies: Vec<Json> = Vec::new();
        for (at, member) in (0..).zip(rows(&mut self.list, "members")) {
            let Some(member) = member.as_object_mut() else {
                continue;
            };
            let Some(Json::Object(mut proxy)) = member.remove("proxy") else {
                continue;
            };
            for key in proxy.keys() {
                let to = format!("/proxies/{}/{key}", proxies.len());
                self.places.moved(&format!("/members/{at}/proxy/{key}"), to);
            }
            let id = member.get("id").cloned();
            proxy.insert("member".to_owned(), id.unwrap_or_default());
            proxies.push(proxy.into());
        }
        for (at, product) in (0..).zip(rows(&mut self.list, "products")) {
            let Some(product) = product.as_object_mut() else {
                continue;
            };
            let stage = product.remove("report");
            let stage = stage.and_then(|told| Report::of(&told).stage());
            let Some(stage) = stage.and_then(|stage| serde_json::to_value(stage).ok()) else {
                continue;
            };
            let (from, to) = (
                format!("/products/{at}/report"),
                format!("/products/{at}/before/0"),
            );
            let date = format!("{from}/date");
            let empty = self
                .empty
                .get(&date)
                .filter(|_| stage.get("date").is_none());
            if let (Some(cell), Some(field)) = (empty, Field::named("reported")) {
                self.problems.push(required(cell, field.caption));
            }
            self.places.moved(&date, format!("{to}/date"));
            for (number, item) in stated::list(&stage, "report").iter().enumerate() {
                let key = item.get("item").and_then(Json::as_str).unwrap_or_default();
                let to = format!("{to}/report/{number}");
                self.places.moved(&format!("{from}/{key}"), to);
            }
            product.insert("before".to_owned(), json!([stage]));
        }
        if let Some(list) = self.list.as_object_mut().filter(|_| !proxies.is_empty()) {
            list.insert("proxies".to_owned(), proxies.into());
        }
    }

    /// The council's own rules: none where nothing is filled in.
    fn rules(&mut self, grid: &Grid) {
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
            let code = ProblemCode::RulesUnknown;
            self.problems
                .push(grid.whole().problem(code, found, expected));
            return;
        }
        let issued = self.list.pointer(ISSUED).cloned();
        if issued.is_none() {
            let expected = phrase!(
                "số, ngày quyết định ban hành quy chế, khi điền trang Quy chế",
                "number and day of the decision that issued the rules, where own rules are given"
            );
            // Captions and values begin in the fourth row.
            let place = Place::of(&self.file, format!("{SESSION}!B{}", issued_row() + 4));
            let code = ProblemCode::MissingKey;
            self.problems
                .push(place.problem(code, empty_cell(), expected));
        }
        self.places.keep("/council/rules".to_owned(), grid.whole());
        let told = self.problems.len();
        self.about(grid, OF_RULES);
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
