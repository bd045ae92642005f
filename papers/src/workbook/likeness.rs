//! Whether a worksheet is still laid out as it was written.

use std::collections::HashSet;

use ocop::input::ProblemCode;
use ocop::law::{CriteriaSet, Regulation};
use ocop::text::Phrase;

use super::book::Grid;
use super::cells::{CODE, Content, Layout, field_cell, identity};
use super::fields::FIELDS;
use super::place::{Problems, empty_cell};
use super::value::Value;

/// How a worksheet compares with its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Same,
    /// A few cells were changed.
    Changed,
    /// It is another form, or the cells of its title are empty.
    Another,
}

/// A cell, what stands there, and what should.
type Change = ((u32, u16), Phrase, Phrase);

/// The most changes that are reported one by one.
const MOST_CHANGES: usize = 5;

impl Grid {
    /// Whether the worksheet is the form that was written; reports where it is not.
    pub(super) fn compare(
        &self,
        layout: &Layout,
        regulation: &Regulation,
        set: &CriteriaSet,
        problems: &mut Problems,
    ) -> Likeness {
        // A form of another set or decision would differ in nearly every cell.
        let changes = if let Some((at, line)) = self.stranger(regulation, set) {
            vec![(at, self.found(at), line.found())]
        } else if let Some(moved) = self.moved(layout) {
            vec![moved]
        } else {
            self.changes(layout)
        };
        let likeness = match changes.as_slice() {
            [] => Likeness::Same,
            [_, ..] if changes.len() > MOST_CHANGES => Likeness::Another,
            [((1 | 2, 0), ..)] => Likeness::Another,
            _ => Likeness::Changed,
        };
        // So many changes are one mistake: the first one is shown for all.
        let shown = changes
            .first()
            .map(|(_, found, expected)| (found.clone(), expected.clone()));
        for (at, mut found, mut expected) in changes {
            if let (Likeness::Another, Some(shown)) = (likeness, &shown) {
                (found, expected) = shown.clone();
            }
            let code = ProblemCode::LayoutChanged;
            problems.push(self.place(at).problem(code, found, expected));
        }
        likeness
    }

    /// The first row that lies elsewhere than on the form, where rows were inserted, deleted
    /// or sorted.
    pub(super) fn moved(&self, layout: &Layout) -> Option<Change> {
        // Criteria have a code of their own in the first column, and a title beside it; what sums up has a
        // caption in each row.
        let (column, spans) = match layout.open.is_empty() {
            true => (0, true),
            false => (CODE, false),
        };
        let codes = layout.cells.iter().filter(|cell| {
            cell.row < layout.end && cell.column == column && (spans || cell.to == column)
        });
        let codes = codes.filter_map(|cell| match cell.content.expected()? {
            Value::Text(text) if text.is_empty() => None,
            Value::Text(text) => Some(((cell.row, column), Value::Text(text))),
            _ => None,
        });
        let mut wrong = codes.filter(|(at, expected)| !self.holds(*at, expected));
        let (at, expected) = wrong.next()?;
        let moved = self.in_another_row(at, &expected)?;
        // A single one may have been written over.
        (!self.cells.contains_key(&at) || wrong.next().is_some()).then_some(moved)
    }

    /// The first field of what sums up that lies in another row than on the form, whatever law it is of.
    pub(super) fn moved_field(&self) -> Option<Change> {
        let mut fields = (0..).zip(FIELDS).filter(|(_, field)| !field.off_form);
        fields.find_map(|(index, field)| {
            let (at, caption) = ((field_cell(index).0, 0), Value::Text(field.caption.into()));
            match self.holds(at, &caption) {
                true => None,
                false => self.in_another_row(at, &caption),
            }
        })
    }

    /// What is told of a cell whose text stands in another row of its column: rows were moved.
    fn in_another_row(&self, at: (u32, u16), expected: &Value) -> Option<Change> {
        let mut rows = self.rows().into_iter().filter(|row| *row != at.0);
        let to = rows.find(|row| self.holds((*row, at.1), expected))? + 1;
        let (from, title) = (at.0 + 1, expected.found());
        let (vi, en) = (title.text(ocop::Lang::Vi), title.text(ocop::Lang::En));
        Some((
            at,
            phrase!(
                "các hàng bị chèn, xóa hoặc sắp xếp lại từ hàng {from}: {vi} nằm ở hàng {to}",
                "rows inserted, deleted or sorted from row {from} on: {en} is in row {to}"
            ),
            phrase!(
                "các hàng như biểu mẫu đã tạo",
                "the rows as the form was written"
            ),
        ))
    }

    /// Every cell that is not as the form has it.
    fn changes(&self, layout: &Layout) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut known = HashSet::new();
        // Merged cells are one mistake, however many answers they lie over.
        let mut merged = HashSet::new();
        for cell in &layout.cells {
            let at = cell.at();
            known.extend((cell.column..=cell.to).map(|column| (cell.row, column)));
            if cell.row >= layout.end {
                continue;
            }
            match cell.content.expected() {
                None if matches!(cell.content, Content::Input(_)) => {
                    let range = self.merged_at(at).filter(|first| merged.insert(*first));
                    changes.extend(range.map(|_| {
                        let one = phrase!("mỗi câu trả lời một ô", "one cell for each answer");
                        (at, phrase!("các ô gộp", "merged cells"), one)
                    }));
                }
                Some(expected) if !self.holds(at, &expected) => {
                    if self
                        .merged_into(at)
                        .is_some_and(|first| merged.contains(&first))
                    {
                        continue;
                    }
                    let expected = match expected {
                        Value::Text(text) if text.is_empty() => empty_cell(),
                        other => other.found(),
                    };
                    changes.push((at, self.found(at), expected));
                }
                _ => {}
            }
        }
        let width = layout.cells.iter().map(|cell| cell.to).max().unwrap_or(0);
        let own = |(row, column): &&(u32, u16)| *row < layout.end && *column <= width;
        let strange = self
            .cells
            .keys()
            .filter(own)
            .filter(|at| !known.contains(at));
        let mut strange: Vec<(u32, u16)> = strange.copied().collect();
        strange.sort_unstable();
        changes.extend(
            strange
                .into_iter()
                .map(|at| (at, self.found(at), left_empty())),
        );
        changes
    }

    /// The first line that says another set or decision, and what it should say.
    pub(super) fn stranger(
        &self,
        regulation: &Regulation,
        set: &CriteriaSet,
    ) -> Option<((u32, u16), Value)> {
        let [name, law] = identity(regulation, set).map(Value::Text);
        let mut lines = [((2, 0), law), ((1, 0), name)].into_iter();
        lines.find(|(at, line)| !self.holds(*at, line))
    }
}

/// What a cell of the form that takes no answer should be.
pub(super) fn left_empty() -> Phrase {
    phrase!(
        "ô trống, vì câu trả lời ghi vào ô màu vàng",
        "an empty cell, as answers go into yellow cells"
    )
}

impl Content {
    /// What a cell holds that is not filled in or computed.
    pub(super) fn expected(&self) -> Option<Value> {
        match self {
            Content::Text(text) => Some(Value::Text(text.clone())),
            Content::Points(points) => Some(Value::Number(points.clone())),
            Content::Number(number) => Some(Value::Number(number.to_string())),
            Content::Input(_) | Content::Formula(..) => None,
        }
    }
}
