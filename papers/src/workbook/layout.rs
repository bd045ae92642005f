//! Where everything stands on the forms: one list of cells for each worksheet, which the writer
//! writes and the reader compares, so that they cannot disagree.

use ocop::Points;
use ocop::law::{CriteriaSet, Criterion, Finding, Note, Regulation, Section, SetStatus, ZeroNote};
use rust_xlsxwriter::utility::row_col_to_cell;

use super::fields::{ATTENDANCE, FIELDS, Field, Kind, ROLES, TICK, Word};
use crate::text::marks;

/// The worksheet that sums up.
pub(super) const SUMMARY: &str = "Tổng hợp";
/// The title of the worksheet that sums up, and of a member's.
pub(super) const SUMMARY_TITLE: &str = "TỔNG HỢP ĐÁNH GIÁ CỦA HỘI ĐỒNG";
pub(super) const MEMBER_TITLE: &str = "PHIẾU ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP";
/// What the worksheets of members are called, before their number.
pub(super) const MEMBER: &str = "Thành viên";

/// The worksheet of a member, counted from 0.
pub(super) fn member_name(member: usize) -> String {
    format!("{MEMBER} {}", member + 1)
}

/// The form of today, or that of earlier versions of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edition {
    Now,
    Earlier,
}

/// A cell that is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// The box of a criterion, by its place on the sheet.
    Answer(usize),
    /// Whether a box is marked with an x: the criterion's place, and the box's number.
    Mark(usize, u32),
    /// A member's name.
    Name,
    /// A member's role.
    Role,
    /// A field, by its place in [`FIELDS`].
    Field(usize),
    /// Whether a member, counted from 0, took part.
    Attendance(usize),
    /// A finding, by its place in the set.
    Finding(usize),
    /// The criterion at whose printed stop the sheet ends.
    Stop,
    /// The note beside a criterion, by its place on the sheet.
    Note(usize),
    /// The assessor's opinion.
    Opinion,
}

/// What a formula comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Figure {
    /// The points of criteria, from and up to their places on the sheet; of the member whose
    /// worksheet it is, or of the one named.
    Points(Option<usize>, std::ops::Range<usize>),
    /// The council's mean over such criteria.
    Mean(std::ops::Range<usize>),
    /// The greatest difference of totals.
    Spread,
    /// The number of sheets.
    Count,
    /// A member's name, role; the product's name.
    Name(usize),
    Role(usize),
    Product,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Text(String),
    /// Points, as they are printed.
    Points(String),
    /// A number of a box or of the form.
    Number(u32),
    Input(Input),
    Formula(String, Figure),
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    Title,
    Subtitle,
    Plain,
    Caption,
    Hint,
    /// A hint that may run on over the cells beside it.
    Aside,
    Header,
    Part,
    PartNumber,
    Section,
    SectionNumber,
    /// A mean, which is shown with two decimals.
    Mean,
    Criterion,
    CriterionNumber,
    Box,
    BoxNumber,
    Note,
    Input,
    InputText,
    InputDay,
    Sign,
}

#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u16,
    /// The last column of a cell that spans several.
    pub(super) to: u16,
    pub(super) content: Content,
    pub(super) style: Style,
}

/// One worksheet.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) cells: Vec<Cell>,
    /// The row that is printed on every page.
    pub(super) header: u32,
    /// The row behind the form; from there on, people may write what they like.
    pub(super) end: u32,
    /// When the cell of an answer turns red.
    pub(super) open: Vec<Open>,
    /// What an assessor may write besides answers, with its captions; not compared.
    pub(super) remarks: Vec<Cell>,
    row: u32,
}

/// An answer's cell, and the formula that holds while its criterion is not answered.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) cell: (u32, u16),
    pub(super) formula: String,
}

/// The widths of a member's worksheet, in characters.
/// Together they fit a phone; what is filled in stands first.
pub(super) const MEMBER_WIDTHS: &[u16] = &[10, 5, 27, 5, 5];
/// The widths of the summary.
pub(super) const SUMMARY_WIDTHS: &[u16] = &[28, 40, 14, 10, 9, 9, 9, 9];

/// The columns of a member's worksheet: answers, codes and numbers of boxes, labels, points that can
/// be had, points that are given.
pub(super) const ANSWER: u16 = 0;
pub(super) const CODE: u16 = 1;
const LABEL: u16 = 2;
const MOST: u16 = 3;
const POINTS: u16 = 4;
/// What stands over the notes, and over the opinion: the decision's words.
const NOTES: &str = "Ghi chú từng tiêu chí (nếu có)";
const OPINION: &str = "Ý kiến của người đánh giá";
/// The column, not shown, that says in its first row whose worksheet it is and for what.
pub(super) const HIDDEN: u16 = 6;

/// The entry that says that no box fits.
pub(super) const NO_BOX: &str = "0: không mức nào";

/// The entry of a stop in the drop-down of stops. A bare code such as 6.1 would be taken for a number.
pub(super) fn stop_entry(criterion: &Criterion) -> String {
    format!("tiêu chí {}", criterion.code())
}

/// The entry of a box in the drop-down of its criterion. Points are written with a point: a comma
/// ends an entry.
pub(super) fn entry(number: u32, points: Points) -> String {
    format!("{number}: {points} điểm")
}

/// The row of the summary where the fields begin.
const FIRST_FIELD: u32 = 4;
/// The column of the values of fields.
const VALUE: u16 = 1;

impl Input {
    /// The words that its cell offers; a box offers numbers.
    pub(super) fn words(self) -> &'static [Word] {
        match self {
            Input::Role => ROLES,
            Input::Attendance(_) => ATTENDANCE,
            Input::Finding(_) => TICK,
            Input::Field(field) => FIELDS.get(field).map_or(&[], Field::words),
            Input::Answer(_)
            | Input::Mark(..)
            | Input::Name
            | Input::Stop
            | Input::Note(_)
            | Input::Opinion => &[],
        }
    }
}

/// Where the value of a field stands on the summary.
pub(super) fn field_cell(field: usize) -> (u32, u16) {
    let before = FIELDS.iter().take(field).filter(|field| !field.off_form);
    (before.fold(FIRST_FIELD, |row, _| row + 1), VALUE)
}

/// What is known to be wrong with the data of a set.
fn gaps(set: &CriteriaSet) -> impl Iterator<Item = String> {
    let incomplete = set.status() == SetStatus::Incomplete;
    set.defects()
        .iter()
        .filter(move |_| incomplete)
        .map(|defect| {
            let (at, expected, found) = (defect.at(), defect.expected(), defect.found());
            format!("Dữ liệu chưa đầy đủ: {at} ghi {expected}, cộng được {found}")
        })
}

/// What tells the forms of two sets apart.
pub(super) fn identity(regulation: &Regulation, set: &CriteriaSet) -> [String; 2] {
    let citation = set.citation().to_string();
    // A citation that names the decision says it all.
    let law = match citation.contains(regulation.decision()) {
        true => format!("Theo {citation}"),
        false => format!("Theo Quyết định {}; {citation}", regulation.decision()),
    };
    [format!("Bộ {}: {}", set.code(), set.name()), law]
}

impl Layout {
    fn put(&mut self, column: u16, content: Content, style: Style) {
        self.span(column, column, content, style);
    }

    fn span(&mut self, column: u16, to: u16, content: Content, style: Style) {
        self.cells.push(Cell {
            row: self.row,
            column,
            to,
            content,
            style,
        });
    }

    /// Whether a field is filled in on the form.
    pub(super) fn asks_for(&self, field: usize) -> bool {
        let input =
            |cell: &Cell| matches!(cell.content, Content::Input(Input::Field(at)) if at == field);
        self.cells.iter().any(input)
    }

    /// A cell that is filled in, wherever the form has it.
    pub(super) fn input(&mut self, (row, column): (u32, u16), input: Input) {
        self.row = row;
        self.put(column, Content::Input(input), Style::Input);
    }

    fn text(&mut self, column: u16, text: impl Into<String>, style: Style) {
        self.put(column, Content::Text(text.into()), style);
    }

    /// Cells of the table that hold nothing.
    fn blank<const N: usize>(&mut self, columns: [u16; N], style: Style) {
        for column in columns {
            self.put(column, Content::Text(String::new()), style);
        }
    }

    fn line(&mut self, to: u16, text: impl Into<String>, style: Style) {
        self.span(0, to, Content::Text(text.into()), style);
        self.row += 1;
    }

    fn heading(&mut self, title: &str, regulation: &Regulation, set: &CriteriaSet, to: u16) {
        self.line(to, title, Style::Title);
        for line in identity(regulation, set) {
            self.line(to, line, Style::Subtitle);
        }
    }

    /// The worksheet of one member of a council that fills in one workbook.
    pub(super) fn member(regulation: &Regulation, set: &CriteriaSet) -> Layout {
        let (row, column) = field_cell(field_named("product"));
        let product = format!("'{SUMMARY}'!{}", row_col_to_cell(row, column));
        let formula = format!("=IF({product}=\"\",\"\",{product})");
        let head = [
            Content::Formula(formula, Figure::Product),
            Content::Input(Input::Name),
            Content::Input(Input::Role),
        ];
        Layout::sheet(regulation, set, head, "ghi ở trang Tổng hợp", false)
    }

    /// The worksheet of a product in a workbook of one member, whose names are printed.
    pub(super) fn of_session(
        regulation: &Regulation,
        set: &CriteriaSet,
        head: [&str; 3],
    ) -> Layout {
        let head = head.map(|text| Content::Text(text.to_owned()));
        let mut form = Layout::sheet(regulation, set, head, "báo chủ tịch hoặc thư ký", true);
        form.remarks(set);
        form
    }

    fn remark(&mut self, (column, to): (u16, u16), content: Content, style: Style) {
        self.remarks.push(Cell {
            row: self.row,
            column,
            to,
            content,
            style,
        });
    }

    /// Where an assessor writes the opinion. It stands outside of what is compared, so that a workbook that was
    /// written without it is read all the same.
    fn opinion(&mut self) {
        let caption = Content::Text(OPINION.to_owned());
        self.remark((0, POINTS), caption, Style::Caption);
        self.row += 1;
        self.remark(
            (0, POINTS),
            Content::Input(Input::Opinion),
            Style::InputText,
        );
        self.row += 2;
    }

    /// Where an assessor writes notes on criteria, as [`Layout::opinion`].
    fn remarks(&mut self, set: &CriteriaSet) {
        self.row += 1;
        self.remark((0, POINTS), Content::Text(NOTES.to_owned()), Style::Caption);
        for (position, criterion) in set.criteria().enumerate() {
            self.row += 1;
            let code = Content::Text(criterion.code().to_string());
            self.remark((0, CODE), code, Style::CriterionNumber);
            let input = Content::Input(Input::Note(position));
            self.remark((LABEL, POINTS), input, Style::InputText);
        }
    }

    /// `told_to` says where findings are entered: a member's own workbook has no summary. `opinion` gives
    /// room for it: a session keeps it, a case does not.
    fn sheet(
        regulation: &Regulation,
        set: &CriteriaSet,
        head: [Content; 3],
        told_to: &str,
        opinion: bool,
    ) -> Layout {
        let mut form = Layout::default();
        form.heading(MEMBER_TITLE, regulation, set, POINTS);
        for gap in gaps(set) {
            form.line(POINTS, gap, Style::Hint);
        }
        for (caption, content) in ["Sản phẩm", "Họ và tên", "Vai trò"].into_iter().zip(head)
        {
            let style = match content {
                Content::Input(_) => Style::InputText,
                _ => Style::Plain,
            };
            form.span(0, CODE, Content::Text(caption.to_owned()), Style::Caption);
            form.put(LABEL, content, style);
            form.row += 1;
        }
        let two_cases = set
            .criteria()
            .flat_map(Criterion::choices)
            .any(|choice| choice.case().is_some());
        let cases = if two_cases {
            " Nơi có hai trường hợp (a) và (b), chỉ chọn một mức của một trường hợp."
        } else {
            ""
        };
        let marks = if set.minima().is_empty() {
            ""
        } else {
            " Dấu ***, ****, ***** là yêu cầu tối thiểu để đạt 3, 4, 5 sao."
        };
        form.line(
            POINTS,
            format!(
                "Ở mỗi tiêu chí, chọn một mức trong danh sách của ô nền vàng, hoặc đánh x vào ô \
                 bên mức đạt; không mức nào đạt thì chọn 0. Tiêu chí chưa chấm có màu đỏ; tổng \
                 điểm hiện ra khi chấm đủ.{marks}{cases}"
            ),
            Style::Hint,
        );
        form.header = form.row;
        for (column, caption) in
            (0..).zip(["Chọn", "Mã, mức", "Tiêu chí và các mức", "Điểm", "Chấm"])
        {
            form.text(column, caption, Style::Header);
        }
        form.row += 1;
        let positions = form.parts(regulation, set);
        form.blank([ANSWER, CODE], Style::Part);
        form.text(LABEL, "TỔNG ĐIỂM", Style::Part);
        form.put(
            MOST,
            Content::Points(regulation.total().to_string()),
            Style::PartNumber,
        );
        form.sum_up(0..positions.len(), &positions);
        form.row += 1;
        form.stop(set);
        form.end = form.row;
        form.row += 1;
        if opinion {
            form.opinion();
        }
        if !set.findings().is_empty() {
            let caption = format!(
                "Hồ sơ bị loại hoặc không đánh giá tiếp nếu hội đồng kết luận có một trong các \
                 căn cứ sau ({told_to}):"
            );
            form.line(POINTS, caption, Style::Caption);
            // One sentence of a decision may hold several findings.
            let mut told = Vec::new();
            for finding in set.findings() {
                let line = finding_line(finding);
                if !told.contains(&line) {
                    form.line(POINTS, format!("– {line}"), Style::Note);
                    told.push(line);
                }
            }
            form.row += 1;
        }
        // The decision's sheet is the form to sign; a summary of it is not.
        form.line(POINTS, set.whose_words(), Style::Hint);
        if set.has_decisions_words() {
            form.signature("NGƯỜI ĐÁNH GIÁ", (LABEL, POINTS));
        }
        form
    }

    /// Where a sheet says that it ends at a stop that the decision prints; then the criteria behind it
    /// are not asked for.
    fn stop(&mut self, set: &CriteriaSet) {
        if set.stops().next().is_none() {
            return;
        }
        let label = "Dừng chấm: chỉ chọn khi phiếu in lý do dừng ở tiêu chí ấy và người đánh giá dừng tại đó; các \
                     tiêu chí sau để trống, phiếu không có tổng điểm.";
        self.put(ANSWER, Content::Input(Input::Stop), Style::Input);
        self.blank([CODE, MOST, POINTS], Style::Note);
        self.text(LABEL, label, Style::Note);
        let cell = row_col_to_cell(self.row, ANSWER);
        for open in &mut self.open {
            let inner = open.formula.trim_start_matches("=AND(");
            open.formula = format!("=AND({cell}=\"\",{inner}");
        }
        self.row += 1;
    }

    /// The name of the first cell that holds something.
    fn address(&self, holds: impl Fn(&Content) -> bool) -> String {
        let cell = self.cells.iter().find(|cell| holds(&cell.content));
        cell.map_or_else(String::new, |cell| row_col_to_cell(cell.row, cell.column))
    }

    /// A place to sign.
    fn signature(&mut self, name: &str, (from, to): (u16, u16)) {
        let day = "Ngày ….. tháng ….. năm ……….";
        for line in [day, name, "(ký, ghi rõ họ tên)"] {
            self.span(from, to, Content::Text(line.to_owned()), Style::Sign);
            self.row += 1;
        }
        self.row += 4;
    }

    /// Every part of the sheet; the rows of the criteria's points, in sheet order.
    fn parts(&mut self, regulation: &Regulation, set: &CriteriaSet) -> Vec<u32> {
        let mut rows = Vec::new();
        for part in set.parts() {
            let title = self.row;
            self.span(
                0,
                CODE,
                Content::Text(format!("PHẦN {}", part.id())),
                Style::Part,
            );
            self.text(LABEL, regulation.part_title(part.id()), Style::Part);
            self.put(
                MOST,
                Content::Points(part.max().to_string()),
                Style::PartNumber,
            );
            self.row += 1;
            let first = rows.len();
            for section in part.sections() {
                self.section(section, &mut rows);
            }
            let end = self.row;
            self.row = title;
            self.sum_up(first..rows.len(), &rows);
            self.row = end;
        }
        rows
    }

    /// The sum of criteria that stand between two places.
    fn sum_up(&mut self, range: std::ops::Range<usize>, rows: &[u32]) {
        let cells: Vec<String> = rows
            .get(range.clone())
            .unwrap_or_default()
            .iter()
            .map(|&row| row_col_to_cell(row, POINTS))
            .collect();
        let (count, cells) = (cells.len(), cells.join(","));
        self.put(
            POINTS,
            Content::Formula(
                format!("=IF(COUNT({cells})<{count},\"\",SUM({cells}))"),
                Figure::Points(None, range),
            ),
            Style::PartNumber,
        );
    }

    fn section(&mut self, section: &Section, rows: &mut Vec<u32>) {
        let first = rows.len();
        let title = self.row;
        // A section scored directly is one criterion of the same code and title.
        let direct = section
            .criteria()
            .iter()
            .any(|criterion| criterion.code().as_str() == section.code().as_str());
        self.text(CODE, section.code().as_str(), Style::Section);
        self.text(LABEL, section.title(), Style::Section);
        self.put(
            MOST,
            Content::Points(section.max().to_string()),
            Style::SectionNumber,
        );
        if !direct {
            self.blank([ANSWER], Style::Section);
        }
        self.row += 1;
        self.notes(section.notes(), section.zero_rule());
        let mut heading = None;
        for criterion in section.criteria() {
            let under = criterion.under();
            if let Some(group) = under.filter(|_| under != heading) {
                self.text(CODE, group.code().as_str(), Style::Criterion);
                self.text(LABEL, group.title(), Style::Criterion);
                self.put(
                    MOST,
                    Content::Points(group.max().to_string()),
                    Style::CriterionNumber,
                );
                self.blank([ANSWER, POINTS], Style::Criterion);
                self.row += 1;
            }
            heading = under;
            self.criterion(criterion, direct.then_some(title), rows);
        }
        if !direct {
            let end = self.row;
            self.row = title;
            self.sum_up(first..rows.len(), rows);
            if let Some(cell) = self.cells.last_mut() {
                cell.style = Style::SectionNumber;
            }
            self.row = end;
        }
    }

    /// One criterion: its title, unless that of its section stands for it at `title`, and boxes.
    fn criterion(&mut self, criterion: &Criterion, title: Option<u32>, rows: &mut Vec<u32>) {
        let position = rows.len();
        let row = title.unwrap_or(self.row);
        if title.is_none() {
            let mark = marks(criterion.heading_star());
            self.text(CODE, criterion.code().as_str(), Style::Criterion);
            self.text(
                LABEL,
                format!("{}{mark}", criterion.title()),
                Style::Criterion,
            );
            self.put(
                MOST,
                Content::Points(criterion.max().to_string()),
                Style::CriterionNumber,
            );
            self.row += 1;
        }
        self.notes(criterion.notes(), criterion.zero_rule());
        let first = self.row;
        for (number, choice) in (1..).zip(criterion.choices()) {
            let case = match choice.case().map(|case| (case, criterion.case_name(case))) {
                None => String::new(),
                Some((_, Some(name))) => format!("{name}: "),
                Some((case, None)) => format!("({case}) "),
            };
            let mark = marks(choice.star());
            let input = Input::Mark(position, number);
            self.put(ANSWER, Content::Input(input), Style::Input);
            self.put(CODE, Content::Number(number), Style::BoxNumber);
            self.text(LABEL, format!("{case}{}{mark}", choice.label()), Style::Box);
            self.blank([POINTS], Style::Box);
            self.put(
                MOST,
                Content::Points(choice.points().to_string()),
                Style::BoxNumber,
            );
            self.row += 1;
        }
        let end = self.row;
        self.row = row;
        self.put(
            ANSWER,
            Content::Input(Input::Answer(position)),
            Style::Input,
        );
        let answer = row_col_to_cell(row, ANSWER);
        let column = |column| {
            let last = row_col_to_cell(end.saturating_sub(1), column);
            format!("{}:{last}", row_col_to_cell(first, column))
        };
        let (marks, points) = (column(ANSWER), column(MOST));
        let chosen = format!("VALUE(LEFT({answer},FIND(\":\",{answer})-1))");
        let marked = format!("INDEX({points},MATCH(\"x\",{marks},0))");
        self.put(
            POINTS,
            Content::Formula(
                format!(
                    "=IF({answer}=\"\",IF(COUNTIF({marks},\"x\")=1,{marked},\"\"),\
                     IFERROR(IF({chosen}=0,0,INDEX({points},{chosen})),\"\"))"
                ),
                Figure::Points(None, position..position + 1),
            ),
            Style::CriterionNumber,
        );
        self.open.push(Open {
            cell: (row, ANSWER),
            formula: format!("=AND({answer}=\"\",COUNTIF({marks},\"x\")<>1)"),
        });
        rows.push(row);
        self.row = end;
    }

    fn notes(&mut self, notes: &[Note], zero_rule: Option<&ZeroNote>) {
        for note in notes {
            self.note(note.label());
        }
        if let Some(rule) = zero_rule {
            self.note(rule.label());
        }
    }

    fn note(&mut self, label: &str) {
        self.blank([ANSWER, CODE, MOST, POINTS], Style::Note);
        self.text(LABEL, format!("({label})"), Style::Note);
        self.row += 1;
    }

    /// The worksheet that sums up.
    pub(super) fn summary(
        regulation: &Regulation,
        set: &CriteriaSet,
        members: usize,
        sheet: &Layout,
        edition: Edition,
    ) -> Layout {
        let last = 7;
        let mut form = Layout::default();
        form.heading(SUMMARY_TITLE, regulation, set, last);
        form.line(
            last,
            "Thư ký điền các ô nền vàng; mỗi thành viên điền phiếu mang số của mình. Điểm được \
             tính theo công thức; hạng sao do chương trình xác định.",
            Style::Hint,
        );
        let asked = |field: &Field| match edition {
            Edition::Now => field.is_on_form(regulation),
            Edition::Earlier => field.was_on_form(),
        };
        let fields = FIELDS.iter().enumerate();
        for (index, field) in fields.filter(|(_, field)| asked(field)) {
            let caption = match edition {
                Edition::Now => field.caption,
                Edition::Earlier => field.earlier_caption(),
            };
            form.text(0, caption, Style::Caption);
            let content = match (field.key, field.printed) {
                ("format", true) => Content::Number(1),
                ("regulation", true) => Content::Text(regulation.id().to_string()),
                ("set", true) => Content::Text(set.code().to_string()),
                (_, true) => Content::Number(u32::try_from(members).unwrap_or(0)),
                (_, false) => Content::Input(Input::Field(index)),
            };
            let style = match field.kind {
                _ if field.printed => Style::Plain,
                Kind::Day => Style::InputDay,
                _ => Style::InputText,
            };
            form.put(VALUE, content, style);
            form.text(VALUE + 1, field.hint(), Style::Aside);
            form.row += 1;
        }
        form.row += 1;
        form.header = form.row;
        form.attendance(set, members, sheet);
        form.row += 1;
        if !set.findings().is_empty() {
            let caption = "Căn cứ loại hoặc dừng đánh giá: đánh dấu x vào ô nền vàng khi hội đồng kết luận có";
            form.line(last, caption, Style::Caption);
            for (index, finding) in set.findings().iter().enumerate() {
                form.span(0, 2, Content::Text(finding_line(finding)), Style::Criterion);
                form.put(3, Content::Input(Input::Finding(index)), Style::Input);
                form.row += 1;
            }
            form.row += 1;
        }
        form.end = form.row;
        let day = form.row;
        form.signature("CHỦ TỊCH HỘI ĐỒNG", (3, last));
        let end = form.row;
        form.row = day + 1;
        for line in ["THƯ KÝ", "(ký, ghi rõ họ tên)"] {
            form.span(0, 1, Content::Text(line.to_owned()), Style::Sign);
            form.row += 1;
        }
        form.row = end;
        form
    }

    fn attendance(&mut self, set: &CriteriaSet, members: usize, form: &Layout) {
        let captions = [
            "Phiếu",
            "Họ và tên",
            "Vai trò",
            "Dự họp",
            "Phần A",
            "Phần B",
            "Phần C",
            "Tổng",
        ];
        for (column, caption) in (0..).zip(captions) {
            self.text(column, caption, Style::Header);
        }
        self.row += 1;
        let columns = columns(set);
        let first = self.row;
        for member in 0..members {
            let sheet = member_name(member);
            let name = form.address(|content| matches!(content, Content::Input(Input::Name)));
            let role = form.address(|content| matches!(content, Content::Input(Input::Role)));
            self.text(0, sheet.as_str(), Style::Criterion);
            for (column, cell, figure) in [
                (1, name, Figure::Name(member)),
                (2, role, Figure::Role(member)),
            ] {
                let formula = format!("=IF('{sheet}'!{cell}=\"\",\"\",'{sheet}'!{cell})");
                self.put(column, Content::Formula(formula, figure), Style::Criterion);
            }
            self.put(3, Content::Input(Input::Attendance(member)), Style::Input);
            for (column, range) in (4..).zip(&columns) {
                let points = Figure::Points(None, range.clone());
                let total = form.address(
                    |content| matches!(content, Content::Formula(_, figure) if *figure == points),
                );
                self.put(
                    column,
                    Content::Formula(
                        format!("='{sheet}'!{total}"),
                        Figure::Points(Some(member), range.clone()),
                    ),
                    Style::CriterionNumber,
                );
            }
            self.row += 1;
        }
        let last = self.row.saturating_sub(1);
        let cells = |column| {
            let (from, to) = (
                row_col_to_cell(first, column),
                row_col_to_cell(last, column),
            );
            format!("{from}:{to}")
        };
        self.span(
            0,
            3,
            Content::Text("Điểm trung bình của hội đồng".to_owned()),
            Style::Section,
        );
        for (column, range) in (4..).zip(&columns) {
            let cells = cells(column);
            let formula = format!("=IF(COUNT({cells})=0,\"\",SUM({cells})/COUNT({cells}))");
            self.put(
                column,
                Content::Formula(formula, Figure::Mean(range.clone())),
                Style::Mean,
            );
        }
        self.row += 1;
        let totals = cells(7);
        for (caption, formula, figure) in [
            (
                "Chênh lệch giữa phiếu cao nhất và thấp nhất",
                format!("=IF(COUNT({totals})=0,\"\",MAX({totals})-MIN({totals}))"),
                Figure::Spread,
            ),
            (
                "Số phiếu đã chấm",
                format!("=COUNT({totals})"),
                Figure::Count,
            ),
        ] {
            self.span(0, 6, Content::Text(caption.to_owned()), Style::Criterion);
            self.put(7, Content::Formula(formula, figure), Style::CriterionNumber);
            self.row += 1;
        }
    }
}

/// The place of a field in [`FIELDS`].
pub(super) fn field_named(key: &str) -> usize {
    FIELDS
        .iter()
        .position(|field| field.key == key)
        .unwrap_or_default()
}

/// The places of each part's criteria on the sheet, and then of all.
fn columns(set: &CriteriaSet) -> Vec<std::ops::Range<usize>> {
    let mut first = 0;
    let mut ranges = Vec::new();
    for part in set.parts() {
        let criteria: usize = part.sections().iter().map(|s| s.criteria().len()).sum();
        ranges.push(first..first + criteria);
        first += criteria;
    }
    ranges.push(0..first);
    ranges
}

/// A finding with its verb, and whether it was read.
fn finding_line(finding: &Finding) -> String {
    let line = finding.with_verb();
    if finding.citation().is_inferred() {
        format!("{line} (suy từ bộ cùng loại)")
    } else {
        line
    }
}
