//! Forms that earlier versions printed. Their columns stand otherwise and their texts were shorter;
//! criteria, boxes and points are the same, and so say alone which box is meant.

use ocop::input::ProblemCode;
use ocop::law::{CriteriaSet, Criterion, Regulation};
use ocop::{Diagnostic, text::Phrase};

use super::book::{Grid, MAX_ROWS};
use super::cells::{Content, Input, Layout, SUMMARY};
use super::likeness::{Likeness, left_empty};
use super::place::{Place, Problems};
use super::record::Record;
use super::value::Value;

/// The columns of a member's worksheet: codes, numbers of boxes, their points, answers.
const CODE: u16 = 0;
const BOX: u16 = 2;
const POINTS: u16 = 3;
const ANSWER: u16 = 4;
/// Where names and roles stand.
const VALUE: u16 = 1;
/// What stands above those columns.
const CAPTIONS: [(u16, &str); 4] = [
    (CODE, "Mã"),
    (BOX, "Mức"),
    (POINTS, "Điểm"),
    (ANSWER, "Chọn"),
];
/// The first field of the row behind the last criterion.
const TOTAL: &str = "TỔNG";
/// The row of the captions stands no further down.
const HEADER_ROWS: u32 = 16;
/// The column of the summary where findings are marked.
const FINDING: u16 = 3;

/// The row of the captions, where a worksheet is a member's of such a form.
pub(super) fn header(grid: &Grid) -> Option<u32> {
    let has = |row: u32| {
        let mut captions = CAPTIONS.iter();
        captions.all(|&(column, caption)| grid.says((row, column), caption))
    };
    (0..HEADER_ROWS).find(|&row| has(row))
}

/// What was marked below the common part of the summary, which nothing of today's form stands for.
fn findings(grid: &Grid, layout: &Layout) -> Vec<Diagnostic> {
    // Their caption stands first.
    let mut rows = (layout.end..).take_while(|&row| grid.value((row, 0)).is_some());
    rows.next();
    let marked = rows.filter_map(|row| Some((row, grid.written((row, FINDING))?)));
    let told = marked.map(|(row, _)| {
        let label = grid.found((row, 0));
        let (vi, en) = (label.text(ocop::Lang::Vi), label.text(ocop::Lang::En));
        let found = phrase!(
            "căn cứ {vi} của biểu mẫu cũ được đánh dấu",
            "the finding {en} of an earlier form marked"
        );
        let expected = phrase!(
            "căn cứ đánh dấu trong biểu mẫu hiện nay, vì lời của các căn cứ đã được bổ sung đầy đủ",
            "it marked on today's form, as the words of findings were completed since"
        );
        grid.place((row, FINDING))
            .problem(ProblemCode::FindingUnknown, found, expected)
    });
    told.collect()
}

/// The cells of a member's worksheet that are filled in, found by codes, boxes and points.
///
/// # Errors
///
/// The first row that is not as such a form has it.
pub(super) fn member(
    grid: &Grid,
    header: u32,
    regulation: &Regulation,
    set: &CriteriaSet,
) -> Result<Layout, Diagnostic> {
    let changed = |at, found: Phrase, expected: Phrase| {
        grid.place(at)
            .problem(ProblemCode::LayoutChanged, found, expected)
    };
    if let Some((at, line)) = grid.stranger(regulation, set) {
        return Err(changed(at, grid.found(at), line.found()));
    }
    let mut layout = Layout::default();
    for (above, input) in [(3, Input::Name), (2, Input::Role)] {
        layout.input((header.saturating_sub(above), VALUE), input);
    }
    let criteria: Vec<&Criterion> = set.criteria().collect();
    let mut waiting = (0..).zip(criteria);
    let mut next = waiting.next();
    // The boxes of the criterion at hand that are still to come.
    let mut boxes: Vec<(u32, String)> = Vec::new();
    let moved = |row: u32| {
        let line = row + 1;
        let found = phrase!(
            "các hàng bị chèn, xóa hoặc sắp xếp lại ở hàng {line}",
            "rows inserted, deleted or sorted at row {line}"
        );
        let expected = phrase!(
            "các hàng như biểu mẫu đã tạo",
            "the rows as the form was written"
        );
        changed((row, CODE), found, expected)
    };
    for row in header + 1..MAX_ROWS {
        let starts =
            next.filter(|(_, criterion)| grid.says((row, CODE), criterion.code().as_str()));
        if let (Some((position, criterion)), true) = (starts, boxes.is_empty()) {
            layout.input((row, ANSWER), Input::Answer(position));
            let choices = (1..).zip(criterion.choices());
            boxes = choices
                .map(|(number, choice)| (number, choice.points().to_string()))
                .collect();
            boxes.reverse();
            next = waiting.next();
            continue;
        }
        if grid.says((row, CODE), TOTAL) && next.is_none() && boxes.is_empty() {
            layout.end = row;
            return Ok(layout);
        }
        let number = |column| match grid.value((row, column)) {
            Some(Value::Number(number)) => Some(number.as_str()),
            _ => None,
        };
        match (number(BOX), boxes.pop()) {
            (None, after) => boxes.extend(after),
            (Some(found), Some((known, points)))
                if found == known.to_string() && number(POINTS) == Some(points.as_str()) => {}
            _ => return Err(moved(row)),
        }
        if !(CODE..ANSWER).any(|column| grid.value((row, column)).is_some()) {
            return Err(moved(row));
        }
        if let Some(value) = grid.written((row, ANSWER)) {
            return Err(changed((row, ANSWER), value.found(), left_empty()));
        }
    }
    Err(moved(MAX_ROWS))
}

/// What is told of such a form.
pub(super) fn note(record: &mut Record) {
    let text = phrase!(
        "biểu mẫu in từ bản trước của chương trình: số ở cột `Chọn` là số của mức; lời của các mức \
         nay đã đầy đủ hơn, nên in biểu mẫu mới cho lần sau",
        "the form was printed by an earlier version: numbers in the column `Chọn` are those of boxes; \
         the texts of boxes were completed since, so print new forms for the next round"
    );
    let place = Place::of(&record.whole.file, SUMMARY);
    record.notes.push(place.note(text));
}

/// Compares the summary of such a form, as far as it has its part in common with today's: all above
/// its findings, whose words were completed since.
pub(super) fn compare_summary(
    grid: &Grid,
    layout: &mut Layout,
    (regulation, set): (&Regulation, &CriteriaSet),
    problems: &mut Problems,
) -> Likeness {
    let finding = |content: &Content| matches!(content, Content::Input(Input::Finding(_)));
    let mut rows = layout.cells.iter().filter(|cell| finding(&cell.content));
    // The caption of findings stands above the first.
    let first = rows.next().map(|cell| cell.row.saturating_sub(1));
    layout.end = first.unwrap_or(layout.end);
    layout.cells.retain(|cell| cell.row < layout.end);
    let likeness = grid.compare(layout, regulation, set, problems);
    problems.extend(findings(grid, layout));
    likeness
}
