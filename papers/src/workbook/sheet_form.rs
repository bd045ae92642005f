//! The worksheet of one member: every criterion with its boxes, and what else is written there.

use ocop::Star;
use ocop::law::{CriteriaSet, Criterion, Note, Regulation, SetStatus, ZeroNote};
use rust_xlsxwriter::utility::row_col_to_cell;

use super::cells::{
    ANSWER, CODE, Cell, Content, Figure, Input, LABEL, Layout, MEMBER_TITLE, MOST, POINTS, SUMMARY,
    Style, cell_of, finding_line,
};
use super::value::ticks;
use crate::html::certified;
use crate::outline::{Entry, is_direct, outline};
use crate::text::marks;

/// The widths of a member's worksheet, in characters.
/// Together they fit a phone; what is filled in stands first.
pub(super) const MEMBER_WIDTHS: &[u16] = &[10, 5, 27, 5, 5];
/// What stands over the notes, and over the opinion: the decision's words.
const NOTES: &str = "Ghi chú từng tiêu chí (nếu có)";
const OPINION: &str = "Ý kiến của người đánh giá";

/// What is known to be wrong with the data of a set.
fn gaps(set: &CriteriaSet) -> impl Iterator<Item = String> {
    let incomplete = set.status() == SetStatus::Incomplete;
    let defects = set.defects().iter().filter(move |_| incomplete);
    defects.map(|defect| {
        let (at, expected, found) = (defect.at(), defect.expected(), defect.found());
        format!("Dữ liệu chưa đầy đủ: {at} ghi {expected}, cộng được {found}")
    })
}

/// How a member fills in a sheet of the set.
fn how(regulation: &Regulation, set: &CriteriaSet) -> String {
    let mut choices = set.criteria().flat_map(Criterion::choices);
    let cases = match choices.any(|choice| choice.case().is_some()) {
        true => " Nơi có hai trường hợp (a) và (b), chỉ chọn một mức của một trường hợp.",
        false => "",
    };
    let certified: Vec<Star> = certified(regulation).collect();
    let each = |shown: fn(&Star) -> String| {
        let all: Vec<String> = certified.iter().map(shown).collect();
        all.join(", ")
    };
    let (signs, stars) = (
        each(|star| marks(Some(*star)).trim_start().to_owned()),
        each(Star::to_string),
    );
    let marks = match set.minima().is_empty() {
        true => String::new(),
        false => format!(" Dấu {signs} là yêu cầu tối thiểu để đạt {stars} sao."),
    };
    format!(
        "Ở mỗi tiêu chí, chọn một mức trong danh sách của ô nền vàng, hoặc đánh x vào ô bên mức đạt; \
         không mức nào đạt thì chọn 0. Tiêu chí chưa chấm có màu đỏ; tổng điểm hiện ra khi chấm \
         đủ.{marks}{cases}"
    )
}

impl Layout {
    /// The worksheet of one member of a council that fills in one workbook.
    pub(super) fn member(regulation: &Regulation, set: &CriteriaSet) -> Layout {
        let (row, column) = cell_of("product");
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
        let head = head.map(Content::text);
        let mut form = Layout::sheet(regulation, set, head, "báo chủ tịch hoặc thư ký", true);
        form.notes_on_criteria(set);
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

    /// Where an assessor writes the opinion. It stands outside of what is compared, so that a workbook
    /// that was written without it is read all the same.
    fn opinion(&mut self) {
        self.remark((0, POINTS), Content::text(OPINION), Style::Caption);
        self.row += 1;
        self.remark(
            (0, POINTS),
            Content::Input(Input::Opinion),
            Style::InputText,
        );
        self.row += 2;
    }

    /// Where an assessor writes notes on criteria, as [`Layout::opinion`].
    fn notes_on_criteria(&mut self, set: &CriteriaSet) {
        self.row += 1;
        self.remark((0, POINTS), Content::text(NOTES), Style::Caption);
        for (position, criterion) in set.criteria().enumerate() {
            self.row += 1;
            let code = Content::text(criterion.code().as_str());
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
            form.span(0, CODE, caption, Style::Caption);
            form.put(LABEL, content, style);
            form.row += 1;
        }
        form.line(POINTS, how(regulation, set), Style::Hint);
        form.captions(&["Chọn", "Mã, mức", "Tiêu chí và các mức", "Điểm", "Chấm"]);
        let rows = form.parts(regulation, set);
        form.blank([ANSWER, CODE], Style::Part);
        form.text(LABEL, "TỔNG ĐIỂM", Style::Part);
        form.points(MOST, regulation.total(), Style::PartNumber);
        form.sum_up(form.row, &rows, 0, Style::PartNumber);
        form.row += 1;
        form.stop(set);
        form.end = form.row;
        form.row += 1;
        if opinion {
            form.opinion();
        }
        form.findings(set, told_to);
        // The decision's sheet is the form to sign; a summary of it is not.
        form.line(POINTS, set.whose_words(), Style::Hint);
        if set.has_decisions_words() {
            form.signature("NGƯỜI ĐÁNH GIÁ", (LABEL, POINTS));
        }
        form
    }

    fn findings(&mut self, set: &CriteriaSet, told_to: &str) {
        if set.findings().is_empty() {
            return;
        }
        let caption = format!(
            "Hồ sơ bị loại hoặc không đánh giá tiếp nếu hội đồng kết luận có một trong các căn cứ sau \
             ({told_to}):"
        );
        self.line(POINTS, caption, Style::Caption);
        // One sentence of a decision may hold several findings.
        let mut told = Vec::new();
        for finding in set.findings() {
            let line = finding_line(finding);
            if !told.contains(&line) {
                self.line(POINTS, format!("– {line}"), Style::Note);
                told.push(line);
            }
        }
        self.row += 1;
    }

    /// Where a sheet says that it ends at a stop that the decision prints; then the criteria behind it
    /// are not asked for.
    fn stop(&mut self, set: &CriteriaSet) {
        if set.stops().next().is_none() {
            return;
        }
        let label = "Dừng chấm: chỉ chọn khi phiếu in lý do dừng ở tiêu chí ấy và người đánh giá dừng \
                     tại đó; các tiêu chí sau để trống, phiếu không có tổng điểm.";
        self.put(ANSWER, Content::Input(Input::Stop), Style::Input);
        self.blank([CODE, MOST, POINTS], Style::Note);
        self.text(LABEL, label, Style::Note);
        let cell = row_col_to_cell(self.row, ANSWER);
        for (_, formula) in &mut self.open {
            let inner = formula.trim_start_matches("=AND(");
            *formula = format!("=AND({cell}=\"\",{inner}");
        }
        self.row += 1;
    }

    /// Every part of the sheet; the rows of the criteria's points, in sheet order.
    fn parts(&mut self, regulation: &Regulation, set: &CriteriaSet) -> Vec<u32> {
        let mut rows = Vec::new();
        let (mut part_begins, mut section_begins) = ((0, 0), (0, 0));
        for entry in outline(set) {
            match entry {
                Entry::Part(part) => {
                    part_begins = (self.row, rows.len());
                    self.span(0, CODE, format!("PHẦN {}", part.id()), Style::Part);
                    self.text(LABEL, regulation.part_title(part.id()), Style::Part);
                    self.points(MOST, part.max(), Style::PartNumber);
                    self.row += 1;
                }
                Entry::Section(section) => {
                    section_begins = (self.row, rows.len());
                    self.text(CODE, section.code().as_str(), Style::Section);
                    self.text(LABEL, section.title(), Style::Section);
                    self.points(MOST, section.max(), Style::SectionNumber);
                    if !is_direct(section) {
                        self.blank([ANSWER], Style::Section);
                    }
                    self.row += 1;
                    self.notes(section.notes(), section.zero_rule());
                }
                Entry::Group(group) => {
                    self.text(CODE, group.code().as_str(), Style::Criterion);
                    self.text(LABEL, group.title(), Style::Criterion);
                    self.points(MOST, group.max(), Style::CriterionNumber);
                    self.blank([ANSWER, POINTS], Style::Criterion);
                    self.row += 1;
                }
                Entry::Criterion(criterion) => self.criterion(criterion, None, &mut rows),
                Entry::Direct(criterion) => {
                    self.criterion(criterion, Some(section_begins.0), &mut rows);
                }
                Entry::EndOfSection => {
                    let (title, first) = section_begins;
                    self.sum_up(title, &rows, first, Style::SectionNumber);
                }
                Entry::EndOfPart => {
                    let (title, first) = part_begins;
                    self.sum_up(title, &rows, first, Style::PartNumber);
                }
            }
        }
        rows
    }

    /// The sum of the criteria from one on, in a row.
    fn sum_up(&mut self, row: u32, rows: &[u32], first: usize, style: Style) {
        let cells = rows.iter().skip(first);
        let cells: Vec<String> = cells.map(|&row| row_col_to_cell(row, POINTS)).collect();
        let (count, cells) = (cells.len(), cells.join(","));
        let formula = format!("=IF(COUNT({cells})<{count},\"\",SUM({cells}))");
        let figure = Figure::Points(None, first..rows.len());
        self.put_at(row, POINTS, Content::Formula(formula, figure), style);
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
            self.points(MOST, criterion.max(), Style::CriterionNumber);
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
            let label = format!("{case}{}{}", choice.label(), marks(choice.star()));
            let input = Input::Mark(position, number);
            self.put(ANSWER, Content::Input(input), Style::Input);
            self.put(CODE, Content::Number(number), Style::BoxNumber);
            self.text(LABEL, label, Style::Box);
            self.blank([POINTS], Style::Box);
            self.points(MOST, choice.points(), Style::BoxNumber);
            self.row += 1;
        }
        self.input((row, ANSWER), Input::Answer(position));
        let answer = row_col_to_cell(row, ANSWER);
        let last = self.row.saturating_sub(1);
        let column = |column| {
            let [from, to] = [first, last].map(|row| row_col_to_cell(row, column));
            format!("{from}:{to}")
        };
        let (marks, points) = (column(ANSWER), column(MOST));
        let chosen = format!("VALUE(LEFT({answer},FIND(\":\",{answer})-1))");
        // What the reader takes for a mark is one here too, or a sheet that is whole would look open.
        let each: Vec<String> = ticks()
            .map(|tick| format!("(TRIM({marks})=\"{tick}\")"))
            .collect();
        let marked = each.join("+");
        let formula = format!(
            "=IF({answer}=\"\",IF(SUMPRODUCT({marked})=1,SUMPRODUCT(({marked})*{points}),\"\"),\
             IFERROR(IF({chosen}=0,0,INDEX({points},{chosen})),\"\"))"
        );
        let formula = Content::Formula(formula, Figure::Points(None, position..position + 1));
        self.put_at(row, POINTS, formula, Style::CriterionNumber);
        let open = format!("=AND({answer}=\"\",SUMPRODUCT({marked})<>1)");
        self.open.push(((row, ANSWER), open));
        rows.push(row);
    }

    fn notes(&mut self, notes: &[Note], zero_rule: Option<&ZeroNote>) {
        let rule = zero_rule.map(ZeroNote::label);
        for label in notes.iter().map(Note::label).chain(rule) {
            self.blank([ANSWER, CODE, MOST, POINTS], Style::Note);
            self.text(LABEL, format!("({label})"), Style::Note);
            self.row += 1;
        }
    }
}
