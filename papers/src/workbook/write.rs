//! A council's form as a workbook: blank, or as the members of a case filled it in.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use ocop::law::{Choice, CriteriaSet, Regulation};
use ocop::{Case, Lang, Level, Mean, Points};
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, Format, Formula, Worksheet, XlsxError,
};
use serde_json::Value as Json;

use super::cells::{
    Cell, Content, Edition, Figure, Input, Layout, MAX_MEMBERS, SUMMARY, Style, entries,
    member_name, stop_entry,
};
use super::fields::{FIELDS, Kind};
use super::looks::{A4, Looks, OPEN_COLOUR, empty_workbook, write_day, write_number, write_text};
use super::sheet_form::MEMBER_WIDTHS;
use super::stated::{list, plain, stated};
use super::summary_form::SUMMARY_WIDTHS;
use super::value::{ATTENDANCE, ROLES, TICK, shown};

/// A blank form for a council, to be written as a workbook (phiếu đánh giá).
///
/// Members tick one box for each criterion on a worksheet of their own; the secretary states the
/// product, the level and the day on the one that sums up. Points are added up by formula.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop_papers::Form;
///
/// let catalog = Catalog::bundled();
/// let regulation = catalog.regulation("qd-26-2026")?;
/// let set = catalog.set("qd-26-2026", "08")?;
/// let form = Form::new(&regulation, &set, 7)?.product("Cá khô");
/// assert!(form.to_xlsx()?.starts_with(b"PK"));
/// assert!(Form::new(&regulation, &set, 0).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Form<'s> {
    pub(super) regulation: &'s Regulation,
    pub(super) set: &'s CriteriaSet,
    members: usize,
    /// What stands in the fields, by their names, in the words of the case format.
    fields: HashMap<&'static str, String>,
    pub(super) sheets: Vec<Filled>,
    /// Findings that were made, by name.
    findings: Vec<String>,
}

/// A member's worksheet as it is filled in.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled {
    assessor: String,
    role: String,
    /// The box of each criterion, in sheet order.
    pub(super) boxes: Vec<Option<u32>>,
    /// The criterion at whose stop it ended.
    pub(super) stop: Option<String>,
    /// Notes, by the places of criteria on the sheet.
    pub(super) notes: BTreeMap<usize, String>,
    pub(super) opinion: String,
}

/// Why there is no form.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// No member, or too many.
    #[error("{}", self.text(Lang::En))]
    Members {
        /// The number asked for.
        found: usize,
    },
    /// The case has no stage with sheets.
    #[error("{}", self.text(Lang::En))]
    NoSheets,
    /// A text does not fit into a workbook.
    #[error("{}", self.text(Lang::En))]
    Workbook(#[from] XlsxError),
    /// A plan cannot be turned into the values of cells.
    #[error("{}", self.text(Lang::En))]
    Json(#[from] serde_json::Error),
}

impl FormError {
    /// The error in a language. What the libraries below say of a text or a value is in English, so
    /// it is left to [`std::error::Error::source`].
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let phrase = match self {
            FormError::Members { found } => phrase!(
                "thấy {found} thành viên, cần từ 1 đến {MAX_MEMBERS}",
                "found {found} members, expected from 1 to {MAX_MEMBERS}"
            ),
            FormError::NoSheets => phrase!(
                "thấy hồ sơ không có phiếu, cần một bước do các thành viên chấm",
                "found a case without sheets, expected a stage that members scored"
            ),
            FormError::Workbook(XlsxError::MaxStringLengthExceeded) => phrase!(
                "thấy chuỗi dài hơn mức một ô bảng tính chứa được, cần chuỗi ngắn hơn",
                "found a text longer than a cell of a workbook can hold, expected a shorter one"
            ),
            FormError::Workbook(_) => phrase!(
                "thấy nội dung mà bảng tính không chứa được, cần nội dung khác",
                "found what a workbook cannot hold, expected something else"
            ),
            FormError::Json(_) => phrase!(
                "thấy kế hoạch không ghi được thành JSON, cần một kế hoạch",
                "found a plan that is no JSON, expected a plan"
            ),
        };
        phrase.text(lang).to_owned()
    }
}

impl<'s> Form<'s> {
    /// A blank form for so many members.
    ///
    /// # Errors
    ///
    /// [`FormError::Members`] where there are none, or more than [`MAX_MEMBERS`].
    pub fn new(
        regulation: &'s Regulation,
        set: &'s CriteriaSet,
        members: usize,
    ) -> Result<Form<'s>, FormError> {
        if !(1..=MAX_MEMBERS).contains(&members) {
            return Err(FormError::Members { found: members });
        }
        // What most councils would write there; a quorum needs a chair and the number appointed.
        let fields = [
            ("rules", "default".to_owned()),
            ("appointed", members.to_string()),
        ];
        let role = |member| if member == 0 { "chair" } else { "member" };
        let sheets = (0..members).map(|member| Filled {
            role: role(member).to_owned(),
            ..Filled::default()
        });
        Ok(Form {
            regulation,
            set,
            members,
            fields: fields.into(),
            sheets: sheets.collect(),
            findings: Vec::new(),
        })
    }

    /// The same form for a product.
    #[must_use]
    pub fn product(mut self, name: &str) -> Form<'s> {
        self.fields.insert("product", name.to_owned());
        self
    }

    /// The form as the members of a case filled it in: that of its last stage with sheets.
    ///
    /// # Errors
    ///
    /// [`FormError::NoSheets`], or [`FormError::Members`] where there are more than fit.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    /// use ocop_papers::{Form, FormError};
    ///
    /// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
    /// let case = Case::from_json(text, "case.json", &Catalog::bundled())?;
    /// assert!(matches!(Form::filled(&case), Err(FormError::NoSheets)));
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    pub fn filled(case: &'s Case) -> Result<Form<'s>, FormError> {
        // A case has text keys and no floats, so it is always a JSON value.
        let root = serde_json::to_value(case).unwrap_or_default();
        let mut stages = list(&root, "stages").iter().zip(case.stages()).rev();
        let scored = stages.find(|(stage, _)| stage.get("sheets").is_some());
        let (stage, read) = scored.ok_or(FormError::NoSheets)?;
        let given = list(stage, "sheets");
        let sheets = given.iter().map(|sheet| filled(sheet, read.set()));
        Ok(Form {
            fields: stated(&root, stage),
            sheets: sheets.collect(),
            findings: list(stage, "findings").iter().map(plain).collect(),
            ..Form::new(read.regulation(), read.set(), given.len())?
        })
    }

    /// The workbook.
    ///
    /// # Errors
    ///
    /// [`FormError::Workbook`] where a text is too long for a cell.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, FormError> {
        let mut workbook = empty_workbook(self.set.name(), Some(self.regulation.issued()))?;
        let member = Layout::member(self.regulation, self.set);
        let (regulation, set) = (self.regulation, self.set);
        let summary = Layout::summary(regulation, set, self.members, &member, Edition::Now);
        let looks = Looks::new();
        let sheet = workbook.add_worksheet().set_name(SUMMARY)?;
        self.write(sheet, &summary, SUMMARY_WIDTHS, None, &looks)?;
        for index in 0..self.members {
            let sheet = workbook.add_worksheet().set_name(member_name(index))?;
            self.write(sheet, &member, MEMBER_WIDTHS, Some(index), &looks)?;
            sheet.set_repeat_rows(member.header, member.header)?;
        }
        Ok(workbook.save_to_buffer()?)
    }

    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        layout: &Layout,
        widths: &[u16],
        member: Option<usize>,
        looks: &Looks,
    ) -> Result<(), FormError> {
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        sheet
            .set_paper_size(A4)
            .set_portrait()
            .set_print_fit_to_pages(1, 0)
            .set_print_center_horizontally(true)
            .set_margins(0.5, 0.5, 0.5, 0.6, 0.3, 0.3)
            .set_footer("&L&\"Times New Roman\"&9&A&R&\"Times New Roman\"&9Trang &P/&N")
            .set_formula_result_default("")
            .protect();
        let mut lines: BTreeMap<u32, usize> = BTreeMap::new();
        for cell in layout.cells.iter().chain(&layout.remarks) {
            self.cell(sheet, cell, member, looks)?;
            let needed = match cell.content {
                Content::Input(Input::Opinion) => OPINION_LINES,
                _ => lines_of(cell, widths),
            };
            let most = lines.entry(cell.row).or_insert(1);
            *most = needed.max(*most);
        }
        let red = Format::new().set_background_color(OPEN_COLOUR);
        for ((row, column), formula) in &layout.open {
            let (row, column) = (*row, *column);
            let rule = ConditionalFormatFormula::new();
            let rule = rule.set_rule(formula.as_str()).set_format(&red);
            sheet.add_conditional_format(row, column, row, column, &rule)?;
        }
        for (row, lines) in lines {
            let lines = u32::try_from(lines).unwrap_or(1);
            sheet.set_row_height(row, f64::from(lines * LINE_HEIGHT + 2))?;
        }
        Ok(())
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        cell: &Cell,
        member: Option<usize>,
        looks: &Looks,
    ) -> Result<(), FormError> {
        let (row, column) = (cell.row, cell.column);
        let format = looks.of(cell.style);
        match &cell.content {
            Content::Text(text) if cell.to > column => {
                sheet.merge_range(row, column, row, cell.to, text, format)?;
            }
            Content::Text(text) => write_text(sheet, (row, column), text, format)?,
            Content::Points(points) => write_number(sheet, (row, column), points, format)?,
            Content::Number(number) => {
                sheet.write_number_with_format(row, column, *number, format)?;
            }
            Content::Formula(formula, figure) => {
                let result = self.figure(figure, member);
                let formula = Formula::new(formula).set_result(result);
                sheet.write_formula_with_format(row, column, formula, format)?;
            }
            Content::Input(input) if cell.to > column => {
                let text = self.written(*input, member);
                sheet.merge_range(row, column, row, cell.to, &text, format)?;
            }
            Content::Input(input) => {
                if let Some(offer) = self.offer(*input)? {
                    sheet.add_data_validation(row, column, row, column, &offer)?;
                }
                self.input(sheet, (row, column), *input, member, format)?;
            }
        }
        Ok(())
    }

    /// The list that a cell offers.
    fn offer(&self, input: Input) -> Result<Option<DataValidation>, FormError> {
        let words: Vec<String> = match input {
            Input::Answer(position) => {
                let criterion = self.set.criteria().nth(position);
                let entries = criterion.into_iter().flat_map(entries);
                entries.map(|(_, entry)| entry).collect()
            }
            Input::Stop => self.set.stops().map(stop_entry).collect(),
            other => {
                // A law without districts has no district's council.
                let districts = self.regulation.has_districts();
                let has = |word: &str| districts || word != Level::District.as_str();
                let words = other.words().iter().filter(|(_, word)| has(word));
                words.map(|(shown, _)| (*shown).to_owned()).collect()
            }
        };
        if words.is_empty() {
            return Ok(None);
        }
        let message = match input {
            Input::Answer(_) => {
                "Chọn một mức trong danh sách, không ghi điểm; hoặc đánh x bên mức đạt."
            }
            _ => "Chọn trong danh sách.",
        };
        let offer = DataValidation::new()
            .allow_list_strings(&words)?
            .set_error_title("Không có trong danh sách")?
            .set_error_message(message)?;
        Ok(Some(offer))
    }

    fn input(
        &self,
        sheet: &mut Worksheet,
        at: (u32, u16),
        input: Input,
        member: Option<usize>,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let filled = member.and_then(|member| self.sheets.get(member));
        let text = match input {
            Input::Answer(position) => {
                let ticked = filled.and_then(|sheet| sheet.boxes.get(position).copied()?);
                let criterion = self.set.criteria().nth(position);
                let mut offered = criterion.into_iter().flat_map(entries);
                let entry = offered.find(|(number, _)| Some(*number) == ticked);
                entry.map_or_else(String::new, |(_, entry)| entry)
            }
            Input::Mark(..) => String::new(),
            Input::Stop => {
                let stop = filled.and_then(|sheet| sheet.stop.as_deref());
                let mut stops = self.set.stops();
                let stop = stops.find(|criterion| Some(criterion.code().as_str()) == stop);
                stop.map_or_else(String::new, stop_entry)
            }
            Input::Note(_) | Input::Opinion => self.written(input, member),
            Input::Name => filled.map_or_else(String::new, |sheet| sheet.assessor.clone()),
            Input::Role => shown(ROLES, filled.map_or("", |sheet| &sheet.role)).to_owned(),
            Input::Attendance(_) => shown(ATTENDANCE, "present").to_owned(),
            Input::Finding(index) => {
                let finding = self.set.findings().get(index);
                let finding = finding.map(|finding| finding.id().as_str());
                let made = self
                    .findings
                    .iter()
                    .any(|made| Some(made.as_str()) == finding);
                shown(TICK, if made { "true" } else { "" }).to_owned()
            }
            Input::Field(index) => {
                let Some(field) = FIELDS.get(index) else {
                    return Ok(());
                };
                let value = self.fields.get(field.key).cloned().unwrap_or_default();
                match field.kind {
                    _ if value.is_empty() => value,
                    Kind::Number | Kind::Points => return write_number(sheet, at, &value, format),
                    Kind::Day => return write_day(sheet, at, &value, format),
                    kind @ (Kind::Word(_) | Kind::YesNo) => shown(kind.words(), &value).to_owned(),
                    Kind::Text | Kind::Set => value,
                }
            }
        };
        write_text(sheet, at, &text, format)
    }

    /// What a member wrote besides answers.
    fn written(&self, input: Input, member: Option<usize>) -> String {
        let filled = member.and_then(|member| self.sheets.get(member));
        let text = filled.and_then(|sheet| match input {
            Input::Note(position) => sheet.notes.get(&position),
            _ => Some(&sheet.opinion),
        });
        text.cloned().unwrap_or_default()
    }

    /// What a formula comes to, for programs that show a workbook without computing it.
    fn figure(&self, figure: &Figure, member: Option<usize>) -> String {
        let sheet = |member: usize| self.sheets.get(member);
        let printed = |points: Option<Points>| points.map_or_else(String::new, |p| p.to_string());
        let given = |range: &Range<usize>| -> Vec<Points> {
            let sheets = self.sheets.iter();
            sheets
                .filter_map(|sheet| self.points(sheet, range))
                .collect()
        };
        let totals = || given(&(0..self.set.criteria().count()));
        match figure {
            Figure::Points(of, range) => {
                let sheet = of.or(member).and_then(sheet);
                printed(sheet.and_then(|sheet| self.points(sheet, range)))
            }
            Figure::Mean(range) => {
                let points = given(range);
                let mut each = points.iter();
                let sum = each.try_fold(Points::ZERO, |sum, p| sum.checked_add(*p));
                let count = u16::try_from(points.len()).unwrap_or(0);
                let mean = sum.and_then(|sum| Mean::new(sum, count));
                mean.map_or_else(|_| String::new(), |mean| mean.shown(2))
            }
            Figure::Spread => {
                let totals = totals();
                let bounds = totals.iter().max().zip(totals.iter().min());
                printed(bounds.map(|(most, least)| most.distance(*least)))
            }
            Figure::Count => totals().len().to_string(),
            Figure::Name(member) => sheet(*member).map_or_else(String::new, |s| s.assessor.clone()),
            Figure::Role(member) => {
                shown(ROLES, sheet(*member).map_or("", |sheet| &sheet.role)).to_owned()
            }
            Figure::Product => self.fields.get("product").cloned().unwrap_or_default(),
        }
    }

    /// The points of some criteria, once all of them are answered.
    fn points(&self, sheet: &Filled, range: &Range<usize>) -> Option<Points> {
        let criteria = self.set.criteria().zip(&sheet.boxes);
        let criteria = criteria.skip(range.start).take(range.len());
        let points = criteria.map(|(criterion, ticked)| {
            let index = usize::try_from((*ticked)?).unwrap_or(0).checked_sub(1);
            let choice = index.and_then(|index| criterion.choices().get(index));
            Some(choice.map_or(Points::ZERO, Choice::points))
        });
        let points: Option<Vec<Points>> = points.collect();
        let mut points = points?.into_iter();
        points.try_fold(Points::ZERO, |sum, points| sum.checked_add(points).ok())
    }
}

fn filled(sheet: &Json, set: &CriteriaSet) -> Filled {
    let text = |key| sheet.get(key).map_or_else(String::new, plain);
    let answers = list(sheet, "answers").iter().filter_map(|answer| {
        let ticked = u32::try_from(answer.get("box")?.as_u64()?).ok()?;
        Some((plain(answer.get("criterion")?), ticked))
    });
    let answers: HashMap<String, u32> = answers.collect();
    let criteria = set.criteria();
    Filled {
        assessor: text("assessor"),
        role: text("role"),
        boxes: criteria
            .map(|one| answers.get(one.code().as_str()).copied())
            .collect(),
        stop: sheet.get("stopped_at").map(plain),
        ..Filled::default()
    }
}

/// The lines that an opinion has room for.
const OPINION_LINES: usize = 6;
/// The height of a line, in points.
const LINE_HEIGHT: u32 = 15;

/// How many lines a text takes in its cell, generously: a row that is too high looks better than
/// a text that is cut.
fn lines_of(cell: &Cell, widths: &[u16]) -> usize {
    let Content::Text(text) = &cell.content else {
        return 1;
    };
    let columns = usize::from(cell.column)..=usize::from(cell.to);
    let width: u16 = widths.get(columns).unwrap_or_default().iter().sum();
    // Letters in tenths of a column's unit: capitals and bold ones are wider.
    let letter = match cell.style {
        Style::Title => 16,
        Style::Section => 11,
        Style::Aside => return 1,
        Style::Criterion | Style::Part => 9,
        _ => 8,
    };
    wrapped(text, letter, usize::from(width).saturating_mul(10).max(10))
}

/// How many lines a text takes whose letters are so wide, in lines of so much room.
pub(crate) fn wrapped(text: &str, letter: usize, room: usize) -> usize {
    let mut lines = 1_usize;
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count().saturating_mul(letter);
        if used > 0 && used + letter + length > room {
            lines = lines.saturating_add(1);
            used = 0;
        }
        used += length + letter;
    }
    lines
}
