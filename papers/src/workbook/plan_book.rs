//! A plan as a workbook: what it is, its targets, money and reports, where it contradicts itself, and the readings taken.
//! Beside targets and money stands what is achieved and not in the cases. What is read goes through the reader of plans,
//! whose problems come out at their cells.

use std::collections::HashMap;

use ocop::input::ProblemCode;
use ocop::law::{Declared, Plan};
use ocop::text::Citation;
use ocop::{Diagnostic, LoadError};
use serde_json::{Map, Value as Json, json};

use super::entries::{CHOICE, DAY, Entry, Reading, about, entry, open, place_of, table};
use super::fields::{Kind, PRODUCERS, Value, Word};
use super::record::{Note, Place};
use super::write::{FormError, Looks, empty_workbook};

const PLAN: &str = "Kế hoạch";
const TARGETS: &str = "Chỉ tiêu";
const MONEY: &str = "Kinh phí";
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
const SIDES: &[Word] = &[("nguồn", "by_source"), ("năm", "by_year")];

const CLAUSE: &str = "điều khoản; mã cách hiểu, nếu có, trong ngoặc ở cuối";
const DONG: &str = "đồng, số nguyên";

const OF_PLAN: &[Entry] = &[
    entry(
        "Mã kế hoạch",
        "như kh-262-dong-nai-2024",
        &["id"],
        Kind::Text,
    )
    .required(),
    entry("Số, ký hiệu", "như 262/KH-UBND", &["decision"], Kind::Text).required(),
    entry("Ngày ban hành", DAY, &["issued"], Kind::Day).required(),
    entry("Tên kế hoạch", "", &["title"], Kind::Text).required(),
    entry("Tỉnh, thành phố", "", &["province"], Kind::Text).required(),
    entry("Kỳ kế hoạch: từ ngày", DAY, &["period", "from"], Kind::Day).required(),
    entry("Kỳ kế hoạch: đến ngày", DAY, &["period", "to"], Kind::Day).required(),
    entry(
        "Kỳ kế hoạch: điều khoản",
        CLAUSE,
        &["period", "citation"],
        Kind::Text,
    )
    .required(),
    entry("Tổng kinh phí", DONG, &["budget", "total"], Kind::Text),
    entry(
        "Tổng kinh phí: điều khoản",
        CLAUSE,
        &["budget", "citation"],
        Kind::Text,
    ),
];

const OF_TARGET: &[Entry] = &[
    entry("Mã", "a–z, 0–9", &["target"], Kind::Text)
        .id()
        .wide(20),
    entry("Chỉ tiêu", "bắt buộc", &["label"], Kind::Text)
        .required()
        .wide(44),
    entry("Cách tính", CHOICE, &["measure"], Kind::Word(MEASURES))
        .required()
        .wide(34),
    entry(
        "Hạng sao được tính",
        "như 3, 4, 5; với sản phẩm được công nhận",
        &["stars"],
        Kind::Text,
    ),
    entry(
        "Loại hình được tính",
        "như hợp tác xã; với chủ thể theo loại hình",
        &["kinds"],
        Kind::Text,
    )
    .wide(26),
    entry("Phải đạt", "số", &["required"], Kind::Text).required(),
    entry("Tính theo phần trăm", CHOICE, &["percent"], Kind::YesNo),
    entry("Điều khoản", CLAUSE, &["citation"], Kind::Text)
        .required()
        .wide(26),
    entry(
        "Đã đạt",
        "chỉ với chỉ tiêu tự khai báo",
        &["achieved"],
        Kind::Text,
    ),
];

const OF_MONEY: &[Entry] = &[
    entry("Theo", CHOICE, &["side"], Kind::Word(SIDES)).required(),
    entry(
        "Nguồn, năm",
        "như Ngân sách tỉnh, 2026",
        &["name"],
        Kind::Text,
    )
    .required()
    .wide(34),
    entry("Số tiền", DONG, &["amount"], Kind::Text)
        .required()
        .wide(22),
    entry("Đã chi", DONG, &["spent"], Kind::Text).wide(22),
];

const OF_REPORT: &[Entry] = &[
    entry(
        "Trước ngày hằng năm",
        "ngày/tháng, gõ dạng chữ: '10/5",
        &["before"],
        Kind::Text,
    )
    .required()
    .wide(26),
    entry("Điều khoản", CLAUSE, &["citation"], Kind::Text)
        .required()
        .wide(40),
];

const OF_CONFLICT: &[Entry] = &[
    entry("Mã chỉ tiêu", "", &["target"], Kind::Text)
        .required()
        .wide(20),
    entry("Số liệu khác", "", &["other"], Kind::Text).required(),
    entry("Điều khoản", CLAUSE, &["citation"], Kind::Text)
        .required()
        .wide(26),
    entry("Vì sao lấy số của chỉ tiêu", "", &["why"], Kind::Text)
        .required()
        .wide(60),
];

const OF_READING: &[Entry] = &[
    entry(
        "Mã cách hiểu",
        "a–z, 0–9, gạch nối",
        &["reading"],
        Kind::Text,
    )
    .required()
    .wide(24),
    entry("Cách hiểu", "", &["text"], Kind::Text)
        .required()
        .wide(80),
    entry("Điều khoản", "", &["citation"], Kind::Text)
        .required()
        .wide(40),
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
        let names = book.names();
        let mut read = Reading::new(file, book.from_1904);
        let mut changed = Vec::new();
        let plan = book.grid(PLAN)?;
        read.about(&plan, OF_PLAN, &mut changed);
        read.beside(&plan, OF_PLAN);
        for (name, _, entries, key, letter, _) in TABLES {
            if names.iter().any(|known| known == name) {
                read.table(&book.grid(name)?, (key, letter), entries, &mut changed);
            }
        }
        // Where the captions are gone, nothing else that is told would help.
        LoadError::unless_empty(changed)?;
        let notes = std::mem::take(&mut read.notes);
        Ok(PlanBook {
            notes,
            ..Cells::of(read).plan()?
        })
    }
}

/// Turns a plan's JSON into what the cells show.
fn to_cells(form: &mut Json, declared: &Declared) {
    let Some(form) = form.as_object_mut() else {
        return;
    };
    let clause = |object: &mut Json| {
        if let Some(citation) = object.get_mut("citation")
            && let (Some(Json::String(clause)), Some(Json::String(reading))) =
                (citation.get("clause"), citation.get("reading"))
        {
            *citation = json!(format!("{clause} ({reading})"));
        }
    };
    for key in ["period", "budget"] {
        form.get_mut(key).into_iter().for_each(clause);
    }
    for key in ["targets", "conflicts", "reports"] {
        let list = form.get_mut(key).and_then(Json::as_array_mut);
        list.into_iter().flatten().for_each(clause);
    }
    for target in list_of(form, "targets") {
        let id = text_of(target, "target").to_owned();
        for key in ["stars", "kinds"] {
            if let Some(list) = target.get(key).and_then(Json::as_array) {
                let shown: Vec<String> = list.iter().map(shown).collect();
                let joined = if key == "stars" { ", " } else { "; " };
                target.insert(key.to_owned(), json!(shown.join(joined)));
            }
        }
        if let Some(achieved) = declared.targets.get(&id) {
            target.insert("achieved".to_owned(), json!(achieved.to_string()));
        }
    }
    for report in list_of(form, "reports") {
        if let Some((month, day)) = text_of(report, "before").split_once('-') {
            let before = json!(format!("{day}/{month}"));
            report.insert("before".to_owned(), before);
        }
    }
    let mut money = Vec::new();
    for ((_, side), spent) in SIDES
        .iter()
        .zip([&declared.spent_by_source, &declared.spent_by_year])
    {
        let shares = form.get("budget").and_then(|budget| budget.get(side));
        for share in shares.and_then(Json::as_array).into_iter().flatten() {
            let Json::Object(mut line) = share.clone() else {
                continue;
            };
            line.insert("side".to_owned(), json!(side));
            if let Some(spent) = spent.get(text_of(&line, "name")) {
                line.insert("spent".to_owned(), json!(spent.to_string()));
            }
            money.push(Json::Object(line));
        }
    }
    form.insert("money".to_owned(), money.into());
}

/// A star, or a kind of producers in the form's words.
fn shown(value: &Json) -> String {
    let word = value.as_str().unwrap_or_default();
    let known = PRODUCERS.iter().find(|(_, code)| *code == word);
    known.map_or_else(|| value.to_string(), |(shown, _)| (*shown).to_owned())
}

fn list_of<'j>(
    form: &'j mut Map<String, Json>,
    key: &str,
) -> impl Iterator<Item = &'j mut Map<String, Json>> {
    let list = form.get_mut(key).and_then(Json::as_array_mut);
    list.into_iter().flatten().filter_map(Json::as_object_mut)
}

fn text_of<'j>(object: &'j Map<String, Json>, key: &str) -> &'j str {
    object.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// What was read of the cells, on its way to a plan.
struct Cells<'f> {
    file: &'f str,
    plan: Map<String, Json>,
    declared: Map<String, Json>,
    /// The cell of each value of the plan, by its pointer.
    places: HashMap<String, Place>,
    /// The cell of each value that is declared.
    declared_places: HashMap<String, Place>,
    problems: Vec<Diagnostic>,
}

impl<'f> Cells<'f> {
    fn of(read: Reading<'f>) -> Cells<'f> {
        let Reading {
            file,
            list,
            places,
            problems,
            ..
        } = read;
        let plan = match list {
            Json::Object(plan) => plan,
            _ => Map::new(),
        };
        let mut cells = Cells {
            file,
            plan,
            declared: Map::new(),
            places,
            declared_places: HashMap::new(),
            problems,
        };
        cells.targets();
        cells.reports();
        cells.money();
        cells.citations();
        for key in ["conflicts", "reports", "readings"] {
            if cells.plan.get(key).is_some_and(|list| *list == json!([])) {
                cells.plan.remove(key);
            }
        }
        cells
    }

    fn targets(&mut self) {
        let mut achieved = Vec::new();
        for (index, target) in list_of(&mut self.plan, "targets").enumerate() {
            let at = |key: &str| format!("/targets/{index}/{key}");
            if let Some(Json::String(stars)) = target.get("stars") {
                let stars: Option<Vec<u8>> = parts(stars).map(|star| star.parse().ok()).collect();
                // What is no list of stars is left for the reader, which says so.
                if let Some(stars) = stars {
                    target.insert("stars".to_owned(), json!(stars));
                }
            }
            if let Some(Json::String(kinds)) = target.get("kinds") {
                let mut known = Vec::new();
                for kind in parts(kinds) {
                    match Value::Text(kind.to_owned()).word(PRODUCERS) {
                        Ok(word) => known.push(word),
                        Err(why) => {
                            if let Some(place) = self.places.get(&at("kinds")) {
                                self.problems.push(place.refused(self.file, &why));
                            }
                        }
                    }
                }
                target.insert("kinds".to_owned(), json!(known));
            }
            if let Some(value) = target.remove("achieved") {
                achieved.push((text_of(target, "target").to_owned(), value, at("achieved")));
            }
        }
        for (target, value, pointer) in achieved {
            self.declare(&[&target], value, &pointer);
        }
    }

    fn reports(&mut self) {
        for report in list_of(&mut self.plan, "reports") {
            let written = text_of(report, "before");
            if let Some((day, month)) = written.split_once('/') {
                let before = json!(format!("{:0>2}-{:0>2}", month.trim(), day.trim()));
                report.insert("before".to_owned(), before);
            }
        }
    }

    /// The lines of money become the shares of the budget, and what was spent.
    fn money(&mut self) {
        let lines = match self.plan.remove("money") {
            Some(Json::Array(lines)) => lines,
            _ => Vec::new(),
        };
        let total = self.plan.get_mut("budget").and_then(Json::as_object_mut);
        if let Some(total) = total.and_then(|budget| budget.get_mut("total")) {
            *total = json!(digits(total.as_str().unwrap_or_default()));
        }
        if lines.is_empty() && !self.plan.contains_key("budget") {
            return;
        }
        self.places.insert("/budget".to_owned(), Place::of(MONEY));
        let mut budget = match self.plan.remove("budget") {
            Some(Json::Object(budget)) => budget,
            _ => Map::new(),
        };
        for (_, side) in SIDES {
            let mut shares = Vec::new();
            for (index, line) in lines.iter().enumerate() {
                if line.get("side").and_then(Json::as_str) != Some(side) {
                    continue;
                }
                let mut share = Map::new();
                for key in ["name", "amount"] {
                    if let Some(Json::String(text)) = line.get(key) {
                        let text = if key == "amount" {
                            digits(text)
                        } else {
                            text.clone()
                        };
                        share.insert(key.to_owned(), json!(text));
                    }
                    let cell = self.places.get(&format!("/money/{index}/{key}")).cloned();
                    if let Some(cell) = cell {
                        let pointer = format!("/budget/{side}/{}/{key}", shares.len());
                        self.places.insert(pointer, cell);
                    }
                }
                if let Some(Json::String(spent)) = line.get("spent") {
                    let name = line.get("name").and_then(Json::as_str).unwrap_or_default();
                    let spent = json!(digits(spent));
                    let pointer = format!("/money/{index}/spent");
                    self.declare(&["budget", side, name], spent, &pointer);
                }
                shares.push(Json::Object(share));
            }
            budget.insert((*side).to_owned(), shares.into());
        }
        self.plan.insert("budget".to_owned(), budget.into());
    }

    /// A clause that ends in the name of one of the plan's readings is that clause with the reading.
    fn citations(&mut self) {
        let readings = list_of(&mut self.plan, "readings");
        let readings: Vec<String> = readings
            .map(|reading| text_of(reading, "reading").to_owned())
            .collect();
        let with_reading = |object: &mut Map<String, Json>| {
            let written = text_of(object, "citation");
            let split = written
                .strip_suffix(')')
                .and_then(|rest| rest.rsplit_once(" ("));
            let known = split.filter(|(_, reading)| readings.iter().any(|known| known == reading));
            let citation = known.map(|(clause, reading)| {
                let reading = reading.parse().ok();
                reading.map(|reading| Citation::from(clause).with_reading(reading))
            });
            if let Some(Some(citation)) = citation {
                object.insert("citation".to_owned(), json!(citation));
            }
        };
        for key in ["period", "budget"] {
            let object = self.plan.get_mut(key).and_then(Json::as_object_mut);
            object.into_iter().for_each(with_reading);
        }
        for key in ["targets", "conflicts", "reports"] {
            list_of(&mut self.plan, key).for_each(with_reading);
        }
    }

    /// Keeps what is declared, with its cell.
    fn declare(&mut self, path: &[&str], value: Json, cell: &str) {
        let pointer: String = path
            .iter()
            .map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1")))
            .collect();
        if let Some(place) = self.places.get(cell) {
            self.declared_places.insert(pointer, place.clone());
        }
        let Some((last, above)) = path.split_last() else {
            return;
        };
        let mut at = &mut self.declared;
        for key in above {
            let inner = at.entry(*key).or_insert_with(|| json!({}));
            let Json::Object(inner) = inner else {
                return;
            };
            at = inner;
        }
        at.insert((*last).to_owned(), value);
    }

    fn plan(self) -> Result<PlanBook, LoadError> {
        let Cells { file, problems, .. } = self;
        let plan = Json::Object(self.plan).to_string();
        let plan = told(problems, &self.places, Plan::from_json(&plan, file))?;
        let declared = Json::Object(self.declared).to_string();
        let declared = Declared::from_json(&declared, file, &plan);
        let declared = told(Vec::new(), &self.declared_places, declared)?;
        Ok(PlanBook {
            plan,
            declared,
            notes: Vec::new(),
        })
    }
}

/// What was read, where nothing is wrong; each problem at its cell, once.
fn told<T>(
    mut problems: Vec<Diagnostic>,
    places: &HashMap<String, Place>,
    read: Result<T, LoadError>,
) -> Result<T, LoadError> {
    let of_cells = !problems.is_empty();
    let others = read.as_ref().err().map(LoadError::diagnostics);
    for problem in others.into_iter().flatten() {
        let place = place_of(places, problem.pointer(), PLAN);
        let known = problems.iter().any(|told| told.path() == place.path);
        let absent = problem.code() == ProblemCode::MissingKey && of_cells;
        if !absent && !known {
            problems.push(place.moved(problem.clone()));
        }
    }
    LoadError::unless_empty(problems)?;
    read
}

/// The parts of a cell that lists several.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([',', ';', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// An amount without the points or spaces that set thousands apart; left as it is where they do not.
fn digits(text: &str) -> String {
    let groups: Vec<&str> = text.split(['.', ' ', '\u{a0}']).collect();
    let are_groups = groups.iter().enumerate().all(|(index, group)| {
        let long = group.len() == 3 || index == 0 && (1..=3).contains(&group.len());
        long && group.bytes().all(|byte| byte.is_ascii_digit())
    });
    if are_groups {
        groups.concat()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn thousands_are_set_apart_in_threes() {
        for (written, read) in [
            ("1500", "1500"),
            ("1.500", "1500"),
            ("35.491.144.000", "35491144000"),
            ("35 491 144 000", "35491144000"),
            ("1.50", "1.50"),
            ("1500.000", "1500.000"),
            (".500", ".500"),
            ("1.5OO", "1.5OO"),
            ("", ""),
        ] {
            assert_eq!(digits(written), read);
        }
    }
}
