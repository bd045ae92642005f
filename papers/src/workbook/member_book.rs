//! One workbook of one member of a session, with all products to score: written, and read back.
//! Each worksheet says in a cell that is not shown what it is for, so that it is known under any
//! name, in any workbook.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::law::{CriteriaSet, Regulation};
use ocop::value::Role;
use ocop::{Catalog, Diagnostic, LoadError};
use serde::{Deserialize, Serialize};

use super::answers::{AnswerCells, read_stop};
use super::book::{Book, Grid};
use super::cells::{Cell, Content, HIDDEN, Input, Layout};
use super::fields::{FIELDS, Kind, MEMBERS};
use super::likeness::Likeness;
use super::looks::{Looks, empty_workbook};
use super::place::{Place, Problems};
use super::record::{Record, Sheet};
use super::sheet_form::MEMBER_WIDTHS;
use super::stated::stated;
use super::value::{ROLES, Value, quote, shown};
use super::write::{Form, FormError};

/// How the hidden cell begins.
const BEGINS: &str = "{\"ocop\":";

/// What a worksheet is for. It stands in the worksheet itself.
///
/// `fields` has what a case needs of the product and its council, by the names that tables use, such
/// as `product`, `set` and `date`, in the words of the case format.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetMark {
    /// The form of this mark.
    pub ocop: u32,
    /// The session.
    pub session: String,
    /// The product's name in the session.
    pub product: String,
    /// The member's name in the session.
    pub member: String,
    /// The round, from 1.
    pub round: i64,
    /// The sheet's revision when the workbook was written.
    pub revision: i64,
    /// The member's name, as people write it.
    pub name: String,
    /// The member's role: `chair`, `vice-chair` or `member`.
    pub role: String,
    /// What a case says of the product, its application and its stage.
    pub fields: BTreeMap<String, String>,
}

impl SheetMark {
    /// The same mark with what a case and its stage say.
    #[must_use]
    pub fn stating(self, case: &serde_json::Value, stage: &serde_json::Value) -> SheetMark {
        let fields = stated(case, stage).into_iter();
        SheetMark {
            fields: fields.map(|(key, value)| (key.to_owned(), value)).collect(),
            ..self
        }
    }
}

/// A product in a member's workbook.
#[derive(Debug, Clone)]
pub struct MemberSheet<'s> {
    form: Form<'s>,
    mark: SheetMark,
}

impl<'s> MemberSheet<'s> {
    /// A worksheet with the answers so far: boxes by the codes of criteria.
    ///
    /// # Errors
    ///
    /// Never, as it is for one member.
    pub fn new(
        regulation: &'s Regulation,
        set: &'s CriteriaSet,
        mark: SheetMark,
        answers: &BTreeMap<String, u32>,
    ) -> Result<MemberSheet<'s>, FormError> {
        let mut form = Form::new(regulation, set, 1)?;
        if let Some(sheet) = form.sheets.first_mut() {
            let codes = set.criteria().map(|one| one.code().as_str());
            sheet.boxes = codes.map(|code| answers.get(code).copied()).collect();
        }
        let mark = SheetMark { ocop: 2, ..mark };
        Ok(MemberSheet { form, mark })
    }

    /// The same worksheet, ended at the stop that the set prints at a criterion.
    #[must_use]
    pub fn stopped_at(mut self, criterion: Option<&str>) -> MemberSheet<'s> {
        if let Some(sheet) = self.form.sheets.first_mut() {
            sheet.stop = criterion.map(str::to_owned);
        }
        self
    }

    /// The same worksheet with what the member wrote: notes by the codes of criteria, and the opinion.
    #[must_use]
    pub fn remarked(mut self, notes: &BTreeMap<String, String>, opinion: &str) -> MemberSheet<'s> {
        let codes = self.form.set.criteria().enumerate();
        let notes = codes.filter_map(|(position, one)| {
            let note = notes.get(one.code().as_str())?;
            Some((position, note.clone()))
        });
        if let Some(sheet) = self.form.sheets.first_mut() {
            sheet.notes = notes.collect();
            opinion.clone_into(&mut sheet.opinion);
        }
        self
    }

    fn layout(&self) -> Layout {
        let role = shown(ROLES, &self.mark.role);
        let product = self.mark.fields.get("product").map_or("", String::as_str);
        let head = [product, &self.mark.name, role];
        Layout::of_session(self.form.regulation, self.form.set, head)
    }
}

/// The workbook of one member.
///
/// # Errors
///
/// A text is too long for a cell.
///
/// # Example
///
/// ```
/// use std::collections::BTreeMap;
/// use ocop::Catalog;
/// use ocop_papers::{MemberSheet, SheetMark, member_book, read_member_book};
///
/// let catalog = Catalog::bundled();
/// let (regulation, set) = (catalog.regulation("qd-26-2026")?, catalog.set("qd-26-2026", "08")?);
/// let case = serde_json::json!({
///     "product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
/// });
/// let stage = serde_json::json!({"level": "province", "date": "2026-08-05"});
/// let mark = SheetMark { product: "p1".into(), member: "m1".into(), ..SheetMark::default() };
/// let answers = BTreeMap::from([("1.1".to_owned(), 2)]);
/// let sheet = MemberSheet::new(&regulation, &set, mark.stating(&case, &stage), &answers)?;
/// let book = member_book(&[sheet])?;
/// let returned = read_member_book(&book, "m1.xlsx", &catalog)?;
/// assert_eq!((&*returned[0].mark.product, &returned[0].answers), ("p1", &answers));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn member_book(sheets: &[MemberSheet<'_>]) -> Result<Vec<u8>, FormError> {
    let first = sheets.first();
    let title = first.map_or("", |first| &first.mark.name);
    let issued = first.map(|first| first.form.regulation.issued());
    let mut workbook = empty_workbook(title, issued)?;
    let looks = Looks::new();
    let mut names = BTreeSet::new();
    for (number, sheet) in (1_usize..).zip(sheets) {
        let product = sheet.mark.fields.get("product").map_or("", String::as_str);
        let mut name = tab(&format!("{} {product}", sheet.mark.product));
        if !names.insert(name.to_lowercase()) {
            name = tab(&format!("{number} {product}"));
            names.insert(name.to_lowercase());
        }
        let layout = sheet.layout();
        let page = workbook.add_worksheet().set_name(name)?;
        let form = &sheet.form;
        form.write(page, &layout, MEMBER_WIDTHS, Some(0), &looks)?;
        page.set_repeat_rows(layout.header, layout.header)?;
        let mark = serde_json::to_string(&sheet.mark).unwrap_or_default();
        page.write_string(0, HIDDEN, mark)?;
        page.set_column_hidden(HIDDEN)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// A name that a worksheet may have.
fn tab(name: &str) -> String {
    const MOST: usize = 31;
    let name: String = name
        .chars()
        .filter(|c| !c.is_control() && !"[]:*?/\\'".contains(*c))
        .collect();
    // Spreadsheets count the halves that some characters take.
    let mut room = MOST;
    let fits = name
        .trim()
        .chars()
        .take_while(|c| match room.checked_sub(c.len_utf16()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        });
    fits.collect::<String>().trim_end().to_owned()
}

/// A worksheet that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedSheet {
    /// What it is for.
    pub mark: SheetMark,
    /// The worksheet's name.
    pub worksheet: String,
    /// The boxes that are filled in, by the codes of criteria.
    pub answers: BTreeMap<String, u32>,
    /// The criterion at whose printed stop it ends.
    pub stop: Option<String>,
    /// The notes that are written, by the codes of criteria.
    pub notes: BTreeMap<String, String>,
    /// The cells of the notes, with their worksheet, by the codes of criteria.
    pub note_cells: BTreeMap<String, String>,
    /// The opinion; empty where none is written.
    pub opinion: String,
    /// The cell of the opinion, with its worksheet.
    pub opinion_cell: String,
}

/// Reads the worksheets of members that a workbook holds, whatever they are called and whoever's
/// they are; a criterion may be without an answer. Other worksheets are not read.
///
/// # Errors
///
/// [`LoadError`] with every problem, each at its worksheet and cell: a file that is no workbook or
/// has no such worksheet, a form that was changed, a cell that is neither an entry of its list nor an
/// x, and a product of one member twice.
pub fn read_member_book(
    bytes: &[u8],
    file: &str,
    catalog: &Catalog,
) -> Result<Vec<ReturnedSheet>, LoadError> {
    let marked = marked(bytes, file, catalog)?;
    let none = || {
        let found = phrase!(
            "không có phiếu nào của đợt đánh giá",
            "no worksheet of a session"
        );
        let expected = phrase!(
            "sổ phiếu do `ocop session workbooks` tạo",
            "a workbook that `ocop session workbooks` wrote"
        );
        Diagnostic::of_file(ProblemCode::NotWorkbook, file, found, expected)
    };
    let mut marked = marked.ok_or_else(none)?;
    let problems = marked.iter_mut().flat_map(|one| one.problems.drain(..));
    LoadError::unless_empty(problems.collect())?;
    Ok(marked.into_iter().map(Marked::returned).collect())
}

/// A worksheet with a mark, and where its answers stand; of one that is not answered, what is told
/// where it must be.
struct Marked {
    mark: SheetMark,
    worksheet: String,
    answers: Vec<(String, Answered)>,
    /// The criterion at whose stop it ends.
    stop: Option<(String, Place)>,
    /// Notes with the codes of their criteria, and the opinion.
    remarks: Vec<Remark>,
    /// A changed form, cells that are no answer, the same sheet again.
    problems: Problems,
}

/// What is written besides answers, with its cell: on a criterion, or the opinion.
struct Remark {
    criterion: Option<String>,
    text: String,
    cell: Place,
}

impl Marked {
    fn returned(self) -> ReturnedSheet {
        let answers = self.answers.into_iter();
        let answers = answers.filter_map(|(code, answer)| Some((code, answer.ok()?.0)));
        let mut returned = ReturnedSheet {
            mark: self.mark,
            worksheet: self.worksheet,
            answers: answers.collect(),
            stop: self.stop.map(|(code, _)| code),
            notes: BTreeMap::new(),
            note_cells: BTreeMap::new(),
            opinion: String::new(),
            opinion_cell: String::new(),
        };
        for Remark {
            criterion,
            text,
            cell,
        } in self.remarks
        {
            match criterion {
                Some(code) => {
                    returned.notes.insert(code.clone(), text);
                    returned.note_cells.insert(code, cell.path);
                }
                None => (returned.opinion, returned.opinion_cell) = (text, cell.path),
            }
        }
        returned
    }
}

/// The box of a criterion and its cell, or what is wrong with the cell.
type Answered = Result<(u32, Place), Diagnostic>;

/// The worksheets with marks, each with its own problems; nothing where a workbook has none.
fn marked(bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Option<Vec<Marked>>, LoadError> {
    let mut book = Book::open(bytes, file)?;
    let mut problems = Problems::new();
    let mut found: Vec<Marked> = Vec::new();
    let mut any = false;
    for name in book.names() {
        let grid = book.grid(&name)?;
        let Some(text) = mark_of(&grid) else {
            continue;
        };
        any = true;
        let Some((mark, regulation, set)) = known(text, catalog) else {
            let place = grid.place((0, HIDDEN));
            let found = phrase!("dấu của một phiếu khác", "the mark of another form");
            let expected = phrase!(
                "phiếu như `ocop session workbooks` tạo",
                "a worksheet as `ocop session workbooks` wrote it"
            );
            problems.push(place.problem(ProblemCode::LayoutChanged, found, expected));
            continue;
        };
        let same = |one: &Marked| {
            let (a, b) = (&one.mark, &mark);
            (&a.session, &a.product, &a.member, a.round)
                == (&b.session, &b.product, &b.member, b.round)
        };
        if let Some(first) = found.iter_mut().find(|one| same(one)) {
            let of = quote(&first.worksheet);
            let again = phrase!(
                "phiếu này lần nữa, sau {of}",
                "this sheet again, after {of}"
            );
            let expected = phrase!("mỗi sản phẩm một trang", "one worksheet for each product");
            let code = ProblemCode::AssessorRepeated;
            first
                .problems
                .push(grid.whole().problem(code, again, expected));
            continue;
        }
        let form = MemberSheet::new(&regulation, &set, mark.clone(), &BTreeMap::new());
        let Ok(form) = form else { continue };
        let layout = form.layout();
        let mut own = Problems::new();
        let mut answers = Vec::new();
        let mut stop = None;
        let mut remarks = Vec::new();
        if grid.compare(&layout, &regulation, &set, &mut own) == Likeness::Same {
            match read_stop(&grid, &layout, &set) {
                Ok(read) => stop = read,
                Err(problem) => own.push(problem),
            }
            let mut open = true;
            for (criterion, cells) in set.criteria().zip(AnswerCells::all(&layout)) {
                let code = criterion.code().to_string();
                let ends = stop.as_ref().is_some_and(|(stop, _)| *stop == code);
                match cells.read(&grid, criterion) {
                    Ok(Some(answer)) => answers.push((code, Ok(answer))),
                    Ok(None) if open => {
                        answers.push((code, Err(cells.unanswered(&grid, criterion))));
                    }
                    Ok(None) => {}
                    Err(problem) => own.push(problem),
                }
                // Behind a stop nothing is asked for.
                open &= !ends;
            }
            remarks = self::remarks(&grid, &layout, &set, &mut own);
        }
        found.push(Marked {
            mark,
            worksheet: name,
            answers,
            stop,
            remarks,
            problems: own,
        });
    }
    LoadError::unless_empty(problems)?;
    Ok(any.then_some(found))
}

/// What the member wrote besides answers. A workbook that was written without the cells for it has none.
fn remarks(
    grid: &Grid,
    layout: &Layout,
    set: &CriteriaSet,
    problems: &mut Problems,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let is_there = |cell: &Cell| {
        let caption = cell.content.expected();
        caption.is_none_or(|caption| grid.holds(cell.at(), &caption))
    };
    if !layout.remarks.iter().all(is_there) {
        return remarks;
    }
    for cell in &layout.remarks {
        let (Content::Input(input), at) = (&cell.content, cell.at()) else {
            continue;
        };
        let place = grid.place(at);
        let text = match grid.written(at) {
            None => continue,
            Some(Value::Text(text) | Value::Number(text) | Value::Day(text)) => text,
            Some(other) => {
                let expected = phrase!("chữ", "a text");
                let code = ProblemCode::WrongType;
                problems.push(place.problem(code, other.found(), expected));
                continue;
            }
        };
        let criterion = match input {
            Input::Note(position) => set.criteria().nth(*position),
            _ => None,
        };
        remarks.push(Remark {
            criterion: criterion.map(|one| one.code().to_string()),
            text,
            cell: place,
        });
    }
    remarks
}

/// The text of a worksheet's mark.
fn mark_of(grid: &Grid) -> Option<&str> {
    grid.values().find_map(|value| match value {
        Value::Text(text) if text.starts_with(BEGINS) => Some(text.as_str()),
        _ => None,
    })
}

/// A mark with the sheet that it is of.
fn known(text: &str, catalog: &Catalog) -> Option<(SheetMark, Arc<Regulation>, Arc<CriteriaSet>)> {
    let mark: SheetMark = serde_json::from_str(text).ok()?;
    let field = |key: &str| mark.fields.get(key).map(String::as_str);
    let regulation = catalog.regulation(field("regulation")?).ok()?;
    let set = catalog.set(regulation.id().as_str(), field("set")?).ok()?;
    let known = mark.role.is_empty() || mark.role.parse::<Role>().is_ok();
    (mark.ocop == 2 && known).then_some((mark, regulation, set))
}

/// What a member's workbook says of each of its products, as a stage with one sheet, with what is
/// wrong with it: a sheet that is not whole is its product's alone. Nothing where the workbook is none
/// of a session.
pub(super) fn records(
    bytes: &[u8],
    file: &str,
    catalog: &Catalog,
) -> Result<Option<Vec<Record>>, LoadError> {
    let Some(marked) = marked(bytes, file, catalog)? else {
        return Ok(None);
    };
    let file: Arc<str> = file.into();
    let mut records = Vec::new();
    for one in marked {
        let place = Place::of(&file, one.worksheet.as_str());
        let mut record = Record::at(place.clone());
        record.of_session = true;
        let mut problems = one.problems;
        for field in FIELDS.iter().filter(|field| field.key != MEMBERS) {
            let Some(value) = one.mark.fields.get(field.key) else {
                continue;
            };
            let value = match field.kind {
                Kind::Number | Kind::Points => Value::Number(value.clone()),
                Kind::Day => Value::Day(value.clone()),
                _ => Value::Text(value.clone()),
            };
            problems.extend(record.field(field, &value, place.clone()));
        }
        let mut sheet = Sheet::new(one.mark.member, place);
        // A mark without a role leaves it to the case format.
        sheet.known_as(one.mark.name, one.mark.role.parse().ok());
        if let Some((code, place)) = one.stop {
            sheet.stop(code, place);
        }
        let criteria = one.answers.len();
        let mut missing = Problems::new();
        for (code, answer) in one.answers {
            match answer {
                Ok((number, place)) => sheet.answers.push((code, number, place)),
                Err(problem) => missing.push(problem),
            }
        }
        // A sheet that nobody touched is one mistake.
        if criteria > 0 && missing.len() == criteria {
            let found = phrase!("một phiếu trống", "an empty sheet");
            let expected = phrase!(
                "mỗi tiêu chí một mức, hoặc không có trang này",
                "one box for each criterion, or no such worksheet"
            );
            let code = ProblemCode::CriterionMissing;
            missing = vec![sheet.place.problem(code, found, expected)];
        }
        problems.extend(missing);
        record.sheets.push(sheet);
        record.problems = problems;
        records.push(record);
    }
    Ok(Some(records))
}
