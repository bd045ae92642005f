//! The cells of a form in which a member answers a criterion, and where a sheet ends at a stop.

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use ocop::law::{CriteriaSet, Criterion};
use ocop::text::Phrase;

use super::book::{Grid, same_text};
use super::cells::{Input, Layout, entries, stop_entry};
use super::place::{Place, empty_cell};
use super::value::{TICK, Value, plain, quote};

/// The criterion at whose stop a sheet ends, and the cell that says so.
pub(super) fn read_stop(
    grid: &Grid,
    form: &Layout,
    set: &CriteriaSet,
) -> Result<Option<(String, Place)>, Diagnostic> {
    let mut cells = form.inputs().filter(|(_, input)| *input == Input::Stop);
    let written = cells
        .next()
        .and_then(|(at, _)| Some((at, grid.written(at)?)));
    let Some((at, value)) = written else {
        return Ok(None);
    };
    let place = grid.place(at);
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
    Err(place.problem(ProblemCode::BadWord, value.found(), expected))
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
        for (answer, input) in form.inputs() {
            match input {
                Input::Answer(position) => {
                    let marks = Vec::new();
                    answers.push((position, AnswerCells { answer, marks }));
                }
                Input::Mark(position, number) => marks.push((position, number, answer)),
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
    ) -> Result<Option<(u32, Place)>, Diagnostic> {
        let mut chosen: Option<(u32, Place)> = None;
        if let Some(value) = grid.written(self.answer) {
            let place = grid.place(self.answer);
            let entry = entries(criterion).find(|(_, entry)| match &value {
                Value::Text(text) => same_text(&plain(text), &plain(entry)),
                _ => false,
            });
            // A form without cells beside its boxes asks for the number of a box.
            let number = match entry {
                _ if self.marks.is_empty() => Some(value.ticked(Some(criterion))),
                entry => entry.map(|(number, _)| Ok(number)),
            };
            chosen = match number.transpose().map_err(|why| place.refused(&why))? {
                Some(number) => Some((number, place)),
                None => {
                    let code = ProblemCode::BoxUnknown;
                    return Err(place.problem(code, value.found(), entry_of(criterion)));
                }
            };
        }
        for (number, at) in &self.marks {
            let Some(value) = grid.written(*at) else {
                continue;
            };
            let place = grid.place(*at);
            if let Err(why) = value.word(TICK) {
                return Err(place.refused(&why));
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
                    return Err(place.problem(code, found, expected));
                }
                _ => chosen = Some((*number, place)),
            }
        }
        Ok(chosen)
    }

    /// The problem of a criterion without an answer.
    pub(super) fn unanswered(&self, grid: &Grid, criterion: &Criterion) -> Diagnostic {
        let code = ProblemCode::CriterionMissing;
        grid.place(self.answer)
            .problem(code, empty_cell(), entry_of(criterion))
    }
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
