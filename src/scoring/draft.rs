//! A sheet that is being filled in: what it comes to so far, and what is still in reach.

use crate::law::criteria::{CriteriaSet, Criterion};
use crate::law::regulation::Regulation;
use crate::law::table::steps;
use crate::scoring::rank::Judge;
use crate::scoring::sheet::{Role, ScoreSheet, SheetError};
use crate::value::codes::{CriterionCode, word_code};
use crate::value::points::Points;
use crate::value::star::Star;

/// One assessor's sheet, filled in answer by answer (phiếu đang chấm).
///
/// # Example
///
/// ```
/// use ocop::{Catalog, Star};
/// use ocop::scoring::{Draft, Role};
///
/// let catalog = Catalog::bundled();
/// let regulation = catalog.regulation("qd-26-2026")?;
/// let set = catalog.set("qd-26-2026", "08")?;
/// let mut draft = Draft::new(&set);
/// assert_eq!(draft.best_star(&regulation), Some(Star::Five));
/// let first = draft.open().next().ok_or("nothing is open")?.code();
/// draft.answer(first, 1)?;
/// assert!(draft.open().all(|criterion| criterion.code() != first));
/// assert!(draft.answer(first, 99).is_err());
/// assert!(draft.finish("m1", Role::Chair).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft<'s> {
    set: &'s CriteriaSet,
    /// The box ticked in each criterion, in sheet order; `None` while it is open.
    boxes: Vec<Option<u8>>,
}

/// A minimum of the sheet beside what a draft answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct DraftMinimum<'s> {
    /// The criterion.
    pub criterion: &'s CriterionCode,
    /// The criterion's title.
    pub title: &'s str,
    /// The star that needs it.
    pub star: Star,
    /// The least points in the criterion.
    pub required: Points,
    /// Whether the answer reaches it.
    pub state: MinimumState,
}

word_code! {
    /// Whether an answer reaches a minimum.
    MinimumState, "one of `met`, `missed`, `open`",
    /// It does.
    Met = "met",
    /// It does not.
    Missed = "missed",
    /// The criterion is not answered yet.
    Open = "open",
}

/// Points in a criterion that counts only with another one, which is answered without points: a
/// story's structure without a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Contradiction<'s> {
    /// The criterion with points.
    pub criterion: &'s CriterionCode,
    /// The criterion without points that it needs.
    pub needs: &'s CriterionCode,
    /// The printed note in short, in Vietnamese.
    pub note: &'s str,
}

impl<'s> Draft<'s> {
    /// An empty sheet of `set`.
    #[must_use]
    pub fn new(set: &'s CriteriaSet) -> Draft<'s> {
        Draft {
            set,
            boxes: vec![None; set.table.entries.len()],
        }
    }

    /// Answers a criterion, or changes its answer: the box ticked, by its place as printed, from 1;
    /// 0 for none.
    ///
    /// # Errors
    ///
    /// [`SheetError`] when the sheet has no such criterion, or the criterion no such box; nothing
    /// changes then.
    pub fn answer(&mut self, criterion: &CriterionCode, ticked: u32) -> Result<(), SheetError> {
        let position = self.position(criterion)?;
        let entry = self.set.table.entries.get(position);
        let boxes = entry.map_or(0, |entry| entry.boxes);
        let number = u8::try_from(ticked).ok().filter(|&number| number <= boxes);
        let number = number.ok_or_else(|| SheetError::BoxUnknown {
            criterion: criterion.clone(),
            found: ticked,
            boxes: usize::from(boxes),
        })?;
        self.set_box(position, Some(number));
        Ok(())
    }

    /// Takes the answer to a criterion back.
    ///
    /// # Errors
    ///
    /// [`SheetError::CriterionUnknown`] when the sheet has no such criterion.
    pub fn clear(&mut self, criterion: &CriterionCode) -> Result<(), SheetError> {
        let position = self.position(criterion)?;
        self.set_box(position, None);
        Ok(())
    }

    /// The box ticked in a criterion; `None` while it is open, or where the sheet has no such
    /// criterion.
    #[must_use]
    pub fn ticked(&self, criterion: &CriterionCode) -> Option<u8> {
        self.at(self.position(criterion).ok()?)
    }

    /// Every criterion with the box ticked in it, in sheet order; `None` while it is open.
    pub fn answers(&self) -> impl Iterator<Item = (&'s Criterion, Option<u8>)> {
        self.set.criteria().zip(self.boxes.iter().copied())
    }

    /// The criteria without an answer, in sheet order.
    pub fn open(&self) -> impl Iterator<Item = &'s Criterion> {
        let answers = self.answers().filter(|(_, ticked)| ticked.is_none());
        answers.map(|(criterion, _)| criterion)
    }

    /// The points of the answers so far.
    #[must_use]
    pub fn total(&self) -> Points {
        let [a, b, c] = self.steps();
        self.set.table.points(a + b + c)
    }

    /// The points of the answers so far in each part, A to C.
    #[must_use]
    pub fn parts(&self) -> [Points; 3] {
        self.steps().map(|steps| self.set.table.points(steps))
    }

    /// Every minimum of the sheet, in sheet order, then by star.
    pub fn minima(&self) -> impl Iterator<Item = DraftMinimum<'s>> {
        let table = &self.set.table;
        table.minima.iter().filter_map(move |minimum| {
            let entry = table.entries.get(minimum.criterion)?;
            let state = match self.steps_at(minimum.criterion) {
                None => MinimumState::Open,
                Some(steps) if steps >= minimum.steps => MinimumState::Met,
                Some(_) => MinimumState::Missed,
            };
            Some(DraftMinimum {
                criterion: &entry.code,
                title: &entry.title,
                star: minimum.star,
                required: minimum.required,
                state,
            })
        })
    }

    /// The best star that the sheet can still have alone: with the most points in every open
    /// criterion. `None` where an answer breaks a zero rule.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Star};
    /// use ocop::scoring::Draft;
    ///
    /// let catalog = Catalog::bundled();
    /// let regulation = catalog.regulation("qd-26-2026")?;
    /// let set = catalog.set("qd-26-2026", "16")?;
    /// let mut draft = Draft::new(&set);
    /// // 26/2026, set 16: 0 points in 6.1 end the evaluation.
    /// draft.answer(&"6.1".parse()?, 0)?;
    /// assert_eq!(draft.best_star(&regulation), None);
    /// draft.clear(&"6.1".parse()?)?;
    /// assert_eq!(draft.best_star(&regulation), Some(Star::Five));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn best_star(&self, regulation: &Regulation) -> Option<Star> {
        let table = &self.set.table;
        let criteria = table.rows().zip(&table.entries).zip(&self.boxes);
        let best = criteria.map(|((row, entry), ticked)| {
            ticked.unwrap_or_else(|| {
                let boxes = (0..=entry.boxes).zip(row);
                let most = boxes.max_by_key(|(_, cell)| steps(**cell));
                most.map_or(0, |(ticked, _)| ticked)
            })
        });
        let best: Vec<u8> = best.collect();
        Judge::of_one_sheet(regulation, self.set).star_of(&best)
    }

    /// Answers that contradict a printed note. They change no points.
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction<'s>> {
        contradictions(&needs(self.set), |position| self.at(position))
    }

    /// The finished sheet.
    ///
    /// # Errors
    ///
    /// [`SheetError::CriterionMissing`] with the first criterion that is open.
    pub fn finish(&self, assessor: &str, role: Role) -> Result<ScoreSheet, SheetError> {
        if let Some(open) = self.open().next() {
            return Err(SheetError::CriterionMissing {
                criterion: open.code.clone(),
            });
        }
        let boxes = self.boxes.iter().copied().flatten().collect();
        Ok(ScoreSheet::of_boxes(self.set, assessor, role, boxes))
    }

    /// The sheet as it ends at a stop, with the answers given so far.
    pub(crate) fn stop(&self, assessor: &str, role: Role, at: CriterionCode) -> ScoreSheet {
        let given = self.boxes.iter().enumerate();
        let given = given.filter_map(|(position, ticked)| Some((position, (*ticked)?)));
        ScoreSheet::of_stop(self.set, assessor, role, at, given.collect())
    }

    fn position(&self, code: &CriterionCode) -> Result<usize, SheetError> {
        let mut entries = self.set.table.entries.iter();
        let position = entries.position(|entry| entry.code == *code);
        position.ok_or_else(|| SheetError::CriterionUnknown {
            criterion: code.clone(),
        })
    }

    fn set_box(&mut self, position: usize, ticked: Option<u8>) {
        if let Some(slot) = self.boxes.get_mut(position) {
            *slot = ticked;
        }
    }

    fn at(&self, position: usize) -> Option<u8> {
        self.boxes.get(position).copied().flatten()
    }

    /// The steps of an answer.
    fn steps_at(&self, position: usize) -> Option<u32> {
        let ticked = usize::from(self.at(position)?);
        let row = self.set.table.row(position);
        row.get(ticked).map(|&cell| steps(cell))
    }

    /// The steps of each part.
    fn steps(&self) -> [u32; 3] {
        let mut parts = [0; 3];
        for (position, entry) in self.set.table.entries.iter().enumerate() {
            if let Some(part) = parts.get_mut(entry.part) {
                *part += self.steps_at(position).unwrap_or(0);
            }
        }
        parts
    }
}

/// A printed note by which points in one criterion need points in another, both with their places on
/// the sheet, from 0.
pub(crate) struct Need<'s> {
    criterion: (usize, &'s Criterion),
    needed: (usize, &'s Criterion),
    note: &'s str,
}

/// The notes of a set by which points in one criterion need points in another, in sheet order.
pub(crate) fn needs(set: &CriteriaSet) -> Vec<Need<'_>> {
    let notes = set.criteria().enumerate().flat_map(|criterion| {
        let notes = criterion.1.notes.iter();
        notes.filter_map(move |note| Some((criterion, note, note.needs.as_ref()?)))
    });
    let needs = notes.filter_map(|(criterion, note, needs)| {
        let mut criteria = set.criteria().enumerate();
        Some(Need {
            criterion,
            needed: criteria.find(|(_, needed)| needed.code == *needs)?,
            note: &note.label,
        })
    });
    needs.collect()
}

/// The contradictions of one sheet to the notes of its set, in their order; `ticked` gives the box in
/// the criterion at a place, if it is answered.
pub(crate) fn contradictions<'s>(
    needs: &[Need<'s>],
    ticked: impl Fn(usize) -> Option<u8>,
) -> Vec<Contradiction<'s>> {
    let scores = |(position, criterion): (usize, &Criterion)| {
        let points = ticked(position).and_then(|ticked| criterion.points_of(ticked));
        points.map(|points| points > Points::ZERO)
    };
    let contradicted = needs
        .iter()
        .filter(|need| scores(need.criterion) == Some(true) && scores(need.needed) == Some(false));
    let contradictions = contradicted.map(|need| Contradiction {
        criterion: &need.criterion.1.code,
        needs: &need.needed.1.code,
        note: need.note,
    });
    contradictions.collect()
}
