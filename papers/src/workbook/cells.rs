//! Where everything stands on the forms: one list of cells for each worksheet, which the writer
//! writes and the reader compares, so that they cannot disagree.

use std::ops::Range;

use ocop::Points;
use ocop::law::{CriteriaSet, Criterion, Finding, Regulation};
use rust_xlsxwriter::utility::row_col_to_cell;

use super::fields::{FIELDS, Field};
use super::value::{ATTENDANCE, ROLES, TICK, Word};

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

/// The most members that a workbook has worksheets for.
pub const MAX_MEMBERS: usize = 50;

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

impl Input {
    /// The words that its cell offers; a box offers numbers.
    pub(super) fn words(self) -> &'static [Word] {
        match self {
            Input::Role => ROLES,
            Input::Attendance(_) => ATTENDANCE,
            Input::Finding(_) => TICK,
            Input::Field(field) => FIELDS.get(field).map_or(&[], |field| field.kind.words()),
            _ => &[],
        }
    }
}

/// What a formula comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Figure {
    /// The points of criteria, from and up to their places on the sheet; of the member whose
    /// worksheet it is, or of the one named.
    Points(Option<usize>, Range<usize>),
    /// The council's mean over such criteria.
    Mean(Range<usize>),
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

impl Content {
    pub(super) fn text(text: impl Into<String>) -> Content {
        Content::Text(text.into())
    }
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

impl Cell {
    pub(super) fn at(&self) -> (u32, u16) {
        (self.row, self.column)
    }
}

/// One worksheet.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) cells: Vec<Cell>,
    /// The row that is printed on every page.
    pub(super) header: u32,
    /// The row behind the form; from there on, people may write what they like.
    pub(super) end: u32,
    /// When the cell of an answer turns red: the formula that holds while it is not answered.
    pub(super) open: Vec<((u32, u16), String)>,
    /// What an assessor may write besides answers, with its captions; not compared.
    pub(super) remarks: Vec<Cell>,
    /// The row that is written.
    pub(super) row: u32,
}

/// The columns of a member's worksheet: answers, codes and numbers of boxes, labels, points that can
/// be had, points that are given.
pub(super) const ANSWER: u16 = 0;
pub(super) const CODE: u16 = 1;
pub(super) const LABEL: u16 = 2;
pub(super) const MOST: u16 = 3;
pub(super) const POINTS: u16 = 4;
/// The column, not shown, that says in its first row whose worksheet it is and for what.
pub(super) const HIDDEN: u16 = 6;

/// The entry that says that no box fits.
const NO_BOX: &str = "0: không mức nào";

/// The entries of a criterion's list, with their boxes. Points are written with a point: a comma ends
/// an entry.
pub(super) fn entries(criterion: &Criterion) -> impl Iterator<Item = (u32, String)> {
    let boxes = (1..).zip(criterion.choices());
    let boxes =
        boxes.map(|(number, choice)| (number, format!("{number}: {} điểm", choice.points())));
    std::iter::once((0, NO_BOX.to_owned())).chain(boxes)
}

/// The entry of a stop in the drop-down of stops. A bare code such as 6.1 would be taken for a number.
pub(super) fn stop_entry(criterion: &Criterion) -> String {
    format!("tiêu chí {}", criterion.code())
}

/// The row of the summary where the fields begin.
const FIRST_FIELD: u32 = 4;
/// The column of the values of fields.
pub(super) const VALUE: u16 = 1;

/// Where the value of a field stands on the summary, by its place in [`FIELDS`].
pub(super) fn field_cell(field: usize) -> (u32, u16) {
    let before = FIELDS.iter().take(field).filter(|field| !field.off_form);
    (before.fold(FIRST_FIELD, |row, _| row + 1), VALUE)
}

/// Where the value of a field stands on the summary, by its name.
pub(super) fn cell_of(key: &str) -> (u32, u16) {
    let named = |field: &Field| field.key == key;
    field_cell(FIELDS.iter().position(named).unwrap_or_default())
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

/// A finding with its verb, and whether it was read.
pub(super) fn finding_line(finding: &Finding) -> String {
    let line = finding.with_verb();
    if finding.citation().is_inferred() {
        format!("{line} (suy từ bộ cùng loại)")
    } else {
        line
    }
}

impl Layout {
    pub(super) fn put(&mut self, column: u16, content: Content, style: Style) {
        self.put_at(self.row, column, content, style);
    }

    pub(super) fn put_at(&mut self, row: u32, column: u16, content: Content, style: Style) {
        self.cells.push(Cell {
            row,
            column,
            to: column,
            content,
            style,
        });
    }

    pub(super) fn span(&mut self, column: u16, to: u16, text: impl Into<String>, style: Style) {
        self.put(column, Content::text(text), style);
        if let Some(cell) = self.cells.last_mut() {
            cell.to = to;
        }
    }

    pub(super) fn text(&mut self, column: u16, text: impl Into<String>, style: Style) {
        self.put(column, Content::text(text), style);
    }

    pub(super) fn points(&mut self, column: u16, points: Points, style: Style) {
        self.put(column, Content::Points(points.to_string()), style);
    }

    /// Cells of the table that hold nothing.
    pub(super) fn blank<const N: usize>(&mut self, columns: [u16; N], style: Style) {
        columns
            .into_iter()
            .for_each(|column| self.text(column, "", style));
    }

    pub(super) fn line(&mut self, to: u16, text: impl Into<String>, style: Style) {
        self.span(0, to, text, style);
        self.row += 1;
    }

    pub(super) fn heading(
        &mut self,
        title: &str,
        regulation: &Regulation,
        set: &CriteriaSet,
        to: u16,
    ) {
        self.line(to, title, Style::Title);
        for line in identity(regulation, set) {
            self.line(to, line, Style::Subtitle);
        }
    }

    /// A row of captions, which is printed on every page.
    pub(super) fn captions(&mut self, captions: &[&str]) {
        self.header = self.row;
        for (column, caption) in (0..).zip(captions) {
            self.text(column, *caption, Style::Header);
        }
        self.row += 1;
    }

    /// A place to sign.
    pub(super) fn signature(&mut self, name: &str, (from, to): (u16, u16)) {
        let day = "Ngày ….. tháng ….. năm ……….";
        for line in [day, name, "(ký, ghi rõ họ tên)"] {
            self.span(from, to, line, Style::Sign);
            self.row += 1;
        }
        self.row += 4;
    }

    /// The cells that are filled in.
    pub(super) fn inputs(&self) -> impl Iterator<Item = ((u32, u16), Input)> {
        self.cells.iter().filter_map(|cell| match cell.content {
            Content::Input(input) => Some((cell.at(), input)),
            _ => None,
        })
    }

    /// Whether a field is filled in on the form.
    pub(super) fn asks_for(&self, field: usize) -> bool {
        self.inputs().any(|(_, input)| input == Input::Field(field))
    }

    /// A cell that is filled in, wherever the form has it.
    pub(super) fn input(&mut self, (row, column): (u32, u16), input: Input) {
        self.put_at(row, column, Content::Input(input), Style::Input);
    }

    /// The name of the first cell that holds something.
    pub(super) fn address(&self, holds: impl Fn(&Content) -> bool) -> String {
        let cell = self.cells.iter().find(|cell| holds(&cell.content));
        cell.map_or_else(String::new, |cell| row_col_to_cell(cell.row, cell.column))
    }
}
