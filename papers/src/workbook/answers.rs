//! The cells of a form in which a member answers a criterion, and where a sheet ends at a stop.

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use ocop::law::{CriteriaSet, Criterion};
use ocop::text::Phrase;

use super::book::{Grid, empty_cell, same_text};
use super::fields::{TICK, Value, plain, quote};
use super::layout::{Cell, Content, Input, Layout};
use super::layout::{NO_BOX, entry, stop_entry};
use super::record::Place;

/// The criterion at whose stop a sheet ends, and the cell that says so.
pub(super) fn read_stop(
    grid: &Grid,
    form: &Layout,
    set: &CriteriaSet,
    file: &str,
) -> Result<Option<(String, Place)>, Diagnostic> {
    let mut cells = inputs(form).filter(|(_, input)| *input == Input::Stop);
    let Some((cell, _)) = cells.next() else {
        return Ok(None);
    };
    let at = (cell.row, cell.column);
    let Some(value) = grid.written(at) else {
        return Ok(None);
    };
    let place = Place::cell(&grid.name, at);
    let says = |criterion: &&Criterion| match &value {
        Value::Text(text) => same_text(text, &stop_entry(criterion)),
        _ => false,
    };
    if let Some(criterion) = set.stops().find(says) {
        return Ok(Some((criterion.code().to_string(), place)));
    }
    let list: Vec<String> = set.stops().map(|stop| quote(&stop_entry(stop))).collect();
    let list = list.join(", ");
    let expected = phrase!(
        "một trong {list}, hoặc để trống",
        "one of {list}, or nothing"
    );
    Err(place.problem(file, ProblemCode::BadWord, value.found(), expected))
}

/// The cells of one criterion's answer: the one with the list, and one beside each box.
pub(super) struct AnswerCells {
    answer: (u32, u16),
    marks: Vec<(u32, (u32, u16))>,
}

impl AnswerCells {
    /// Those of every criterion, in the order of the sheet.
    pub(super) fn all(form: &Layout) -> Vec<AnswerCells> {
        let mut answers: Vec<(usize, AnswerCells)> = Vec::new();
        let mut marks = Vec::new();
        for (cell, input) in inputs(form) {
            let at = (cell.row, cell.column);
            match input {
                Input::Answer(position) => answers.push((
                    position,
                    AnswerCells {
                        answer: at,
                        marks: Vec::new(),
                    },
                )),
                Input::Mark(position, number) => marks.push((position, number, at)),
                _ => {}
            }
        }
        for (position, number, at) in marks {
            let mut known = answers.iter_mut().filter(|(known, _)| *known == position);
            if let Some((_, cells)) = known.next() {
                cells.marks.push((number, at));
            }
        }
        answers.sort_by_key(|(position, _)| *position);
        answers.into_iter().map(|(_, cells)| cells).collect()
    }

    pub(super) fn is_blank(&self, grid: &Grid) -> bool {
        let marks = self.marks.iter().map(|(_, at)| at);
        let mut cells = marks.chain([&self.answer]);
        cells.all(|at| grid.written(*at).is_none())
    }

    /// The box that is chosen in the list or marked with an x, and where; nothing where none is.
    pub(super) fn read(
        &self,
        grid: &Grid,
        criterion: &Criterion,
        file: &str,
    ) -> Result<Option<(u32, Place)>, Diagnostic> {
        let mut chosen: Option<(u32, Place)> = None;
        if let Some(value) = grid.written(self.answer) {
            let place = Place::cell(&grid.name, self.answer);
            let entry = entries(criterion).find(|(_, entry)| match &value {
                Value::Text(text) => same_text(&plain(text), &plain(entry)),
                _ => false,
            });
            // A form without cells beside its boxes asks for the number of a box.
            let number = match entry {
                _ if self.marks.is_empty() => Some(value.ticked(Some(criterion))),
                entry => entry.map(|(number, _)| Ok(number)),
            };
            let number = number
                .transpose()
                .map_err(|why| place.refused(file, &why))?;
            let Some(number) = number else {
                let code = ProblemCode::BoxUnknown;
                return Err(place.problem(file, code, value.found(), entry_of(criterion)));
            };
            chosen = Some((number, place));
        }
        for (number, at) in &self.marks {
            let Some(value) = grid.written(*at) else {
                continue;
            };
            let place = Place::cell(&grid.name, *at);
            if let Err(why) = value.word(TICK) {
                return Err(place.refused(file, &why));
            }
            match &chosen {
                Some((known, first)) if known != number => {
                    let first = &first.path;
                    let found = phrase!(
                        "thêm một mức, ngoài mức ở `{first}`",
                        "another box than that at `{first}`"
                    );
                    let code = criterion.code();
                    let expected = phrase!("một mức cho tiêu chí `{code}`", "one box for `{code}`");
                    let code = ProblemCode::CriterionRepeated;
                    return Err(place.problem(file, code, found, expected));
                }
                _ => chosen = Some((*number, place)),
            }
        }
        Ok(chosen)
    }

    /// The problem of a criterion without an answer.
    pub(super) fn unanswered(&self, grid: &Grid, criterion: &Criterion, file: &str) -> Diagnostic {
        let place = Place::cell(&grid.name, self.answer);
        let code = ProblemCode::CriterionMissing;
        place.problem(file, code, empty_cell(), entry_of(criterion))
    }
}

/// The entries of a criterion's list, with their boxes.
pub(super) fn entries(criterion: &Criterion) -> impl Iterator<Item = (u32, String)> {
    let boxes = (1..).zip(criterion.choices());
    let boxes = boxes.map(|(number, choice)| (number, entry(number, choice.points())));
    std::iter::once((0, NO_BOX.to_owned())).chain(boxes)
}

fn entry_of(criterion: &Criterion) -> Phrase {
    let code = criterion.code();
    let example = entries(criterion).nth(1).map(|(_, entry)| entry);
    let example = quote(&example.unwrap_or_default());
    phrase!(
        "một mục trong danh sách của tiêu chí `{code}`, như {example}, hoặc x bên mức đạt",
        "an entry of the list of `{code}`, such as {example}, or an x beside the box"
    )
}

/// The cells of a form that are filled in.
pub(super) fn inputs(layout: &Layout) -> impl Iterator<Item = (&Cell, Input)> {
    layout.cells.iter().filter_map(|cell| match cell.content {
        Content::Input(input) => Some((cell, input)),
        _ => None,
    })
}
