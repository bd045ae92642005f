//! The worksheet that sums up: what the secretary states, who was there, points and findings.

use std::ops::Range;

use ocop::law::{CriteriaSet, Regulation};
use rust_xlsxwriter::utility::row_col_to_cell;

use super::cells::{
    Content, Edition, Figure, Input, Layout, SUMMARY_TITLE, Style, VALUE, finding_line, member_name,
};
use super::fields::{FIELDS, Field, Kind};

/// The widths of the summary.
pub(super) const SUMMARY_WIDTHS: &[u16] = &[28, 40, 14, 10, 9, 9, 9, 9];
/// Its last column, where totals stand.
const LAST: u16 = 7;

impl Layout {
    /// The worksheet that sums up the `sheet`s of the members.
    pub(super) fn summary(
        regulation: &Regulation,
        set: &CriteriaSet,
        members: usize,
        sheet: &Layout,
        edition: Edition,
    ) -> Layout {
        let mut form = Layout::default();
        form.heading(SUMMARY_TITLE, regulation, set, LAST);
        form.line(
            LAST,
            "Thư ký điền các ô nền vàng; mỗi thành viên điền phiếu mang số của mình. Điểm được tính \
             theo công thức; hạng sao do chương trình xác định.",
            Style::Hint,
        );
        form.fields(regulation, set, members, edition);
        form.row += 1;
        form.attendance(set, members, sheet);
        form.row += 1;
        if !set.findings().is_empty() {
            let caption = "Căn cứ loại hoặc dừng đánh giá: đánh dấu x vào ô nền vàng khi hội đồng kết \
                           luận có";
            form.line(LAST, caption, Style::Caption);
            for (index, finding) in set.findings().iter().enumerate() {
                form.span(0, 2, finding_line(finding), Style::Criterion);
                form.put(3, Content::Input(Input::Finding(index)), Style::Input);
                form.row += 1;
            }
            form.row += 1;
        }
        form.end = form.row;
        let day = form.row;
        form.signature("CHỦ TỊCH HỘI ĐỒNG", (3, LAST));
        let end = form.row;
        form.row = day + 1;
        form.line(1, "THƯ KÝ", Style::Sign);
        form.line(1, "(ký, ghi rõ họ tên)", Style::Sign);
        form.row = end;
        form
    }

    fn fields(
        &mut self,
        regulation: &Regulation,
        set: &CriteriaSet,
        members: usize,
        edition: Edition,
    ) {
        let now = edition == Edition::Now;
        for (index, field) in FIELDS.iter().enumerate() {
            let (asked, caption) = match now {
                true => (field.is_on_form(regulation), field.caption),
                false => (field.was_on_form(), field.earlier_caption()),
            };
            if asked {
                self.text(0, caption, Style::Caption);
                self.field(index, field, regulation, set, members);
                self.text(VALUE + 1, field.hint(), Style::Aside);
                self.row += 1;
            }
        }
    }

    fn field(
        &mut self,
        index: usize,
        field: &Field,
        regulation: &Regulation,
        set: &CriteriaSet,
        members: usize,
    ) {
        let content = match (field.key, field.printed) {
            (_, false) => Content::Input(Input::Field(index)),
            ("format", true) => Content::Number(1),
            ("regulation", true) => Content::text(regulation.id().as_str()),
            ("set", true) => Content::text(set.code().to_string()),
            (_, true) => Content::Number(u32::try_from(members).unwrap_or(0)),
        };
        let style = match field.kind {
            _ if field.printed => Style::Plain,
            Kind::Day => Style::InputDay,
            _ => Style::InputText,
        };
        self.put(VALUE, content, style);
    }

    fn attendance(&mut self, set: &CriteriaSet, members: usize, form: &Layout) {
        self.captions(&[
            "Phiếu",
            "Họ và tên",
            "Vai trò",
            "Dự họp",
            "Phần A",
            "Phần B",
            "Phần C",
            "Tổng",
        ]);
        let columns = columns(set);
        let first = self.row;
        let name = form.address(|content| matches!(content, Content::Input(Input::Name)));
        let role = form.address(|content| matches!(content, Content::Input(Input::Role)));
        for member in 0..members {
            let sheet = member_name(member);
            self.text(0, sheet.as_str(), Style::Criterion);
            let shown = [
                (1, &name, Figure::Name(member)),
                (2, &role, Figure::Role(member)),
            ];
            for (column, cell, figure) in shown {
                let formula = format!("=IF('{sheet}'!{cell}=\"\",\"\",'{sheet}'!{cell})");
                self.put(column, Content::Formula(formula, figure), Style::Criterion);
            }
            self.put(3, Content::Input(Input::Attendance(member)), Style::Input);
            for (column, range) in (4..).zip(&columns) {
                let points = Figure::Points(None, range.clone());
                let sums = |content: &Content| matches!(content, Content::Formula(_, figure) if *figure == points);
                let formula = format!("='{sheet}'!{}", form.address(sums));
                let figure = Figure::Points(Some(member), range.clone());
                self.put(
                    column,
                    Content::Formula(formula, figure),
                    Style::CriterionNumber,
                );
            }
            self.row += 1;
        }
        let last = self.row.saturating_sub(1);
        let cells = |column| {
            let [from, to] = [first, last].map(|row| row_col_to_cell(row, column));
            format!("{from}:{to}")
        };
        self.span(0, 3, "Điểm trung bình của hội đồng", Style::Section);
        for (column, range) in (4..).zip(&columns) {
            let cells = cells(column);
            let formula = format!("=IF(COUNT({cells})=0,\"\",SUM({cells})/COUNT({cells}))");
            let figure = Figure::Mean(range.clone());
            self.put(column, Content::Formula(formula, figure), Style::Mean);
        }
        self.row += 1;
        let totals = cells(LAST);
        let spread = format!("=IF(COUNT({totals})=0,\"\",MAX({totals})-MIN({totals}))");
        let count = format!("=COUNT({totals})");
        for (caption, formula, figure) in [
            (
                "Chênh lệch giữa phiếu cao nhất và thấp nhất",
                spread,
                Figure::Spread,
            ),
            ("Số phiếu đã chấm", count, Figure::Count),
        ] {
            self.span(0, 6, caption, Style::Criterion);
            self.put(
                LAST,
                Content::Formula(formula, figure),
                Style::CriterionNumber,
            );
            self.row += 1;
        }
    }
}

/// The places of each part's criteria on the sheet, and then of all.
fn columns(set: &CriteriaSet) -> Vec<Range<usize>> {
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
