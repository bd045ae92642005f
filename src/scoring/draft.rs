//! A sheet that is being filled in: what it comes to so far, and what is still in reach.

use crate::input::refusals::own_name_problem;
use crate::law::criteria::CriteriaSet;
use crate::law::criterion::Criterion;
use crate::law::regulation::Regulation;
use crate::law::table::{Entry, steps};
use crate::scoring::rank::Judge;
use crate::scoring::sheet::{Role, ScoreSheet, SheetError};
use crate::scoring::sums::cell;
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
    MinimumState:
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

impl ScoreSheet {
    /// A complete sheet from criteria and boxes, in any order. Box 0 is no box ticked.
    ///
    /// # Errors
    ///
    /// [`SheetError`] for the first criterion that is unknown, repeated or missing, or whose box
    /// is not on the sheet, or for an assessor who cannot be one in a case.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::scoring::{Role, ScoreSheet, SheetError};
    ///
    /// let set = Catalog::bundled().set("qd-148-2023", "08")?;
    /// let complete = set.criteria().map(|criterion| (criterion.code().clone(), 1));
    /// assert!(ScoreSheet::new(&set, "m1", Role::Chair, complete.clone()).is_ok());
    /// let short = ScoreSheet::new(&set, "m1", Role::Chair, complete.skip(1));
    /// assert!(matches!(short, Err(SheetError::CriterionMissing { .. })));
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn new(
        set: &CriteriaSet,
        assessor: &str,
        role: Role,
        answers: impl IntoIterator<Item = (CriterionCode, u32)>,
    ) -> Result<ScoreSheet, SheetError> {
        let mut draft = Draft::new(set);
        for (criterion, ticked) in answers {
            if draft.ticked(&criterion).is_some() {
                return Err(SheetError::CriterionRepeated { criterion });
            }
            draft.answer(&criterion, ticked)?;
        }
        draft.finish(assessor, role)
    }
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
        let (slot, entry) = self.slot(criterion)?;
        let number = u8::try_from(ticked).ok();
        let number = number.filter(|&number| number <= entry.boxes);
        *slot = Some(number.ok_or_else(|| SheetError::BoxUnknown {
            criterion: criterion.clone(),
            found: ticked,
            boxes: usize::from(entry.boxes),
        })?);
        Ok(())
    }

    /// Takes the answer to a criterion back.
    ///
    /// # Errors
    ///
    /// [`SheetError::CriterionUnknown`] when the sheet has no such criterion.
    pub fn clear(&mut self, criterion: &CriterionCode) -> Result<(), SheetError> {
        *self.slot(criterion)?.0 = None;
        Ok(())
    }

    /// The box ticked in a criterion; `None` while it is open, or where the sheet has no such
    /// criterion.
    #[must_use]
    pub fn ticked(&self, criterion: &CriterionCode) -> Option<u8> {
        let mut answers = self.answers();
        answers.find(|(known, _)| known.code == *criterion)?.1
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
        let steps = self.steps().filter_map(|(_, steps)| steps);
        self.set.table.points(steps.sum())
    }

    /// The points of the answers so far in each part, A to C.
    #[must_use]
    pub fn parts(&self) -> [Points; 3] {
        let mut parts = [0; 3];
        for (entry, steps) in self.steps() {
            if let (Some(part), Some(steps)) = (parts.get_mut(entry.part), steps) {
                *part += steps;
            }
        }
        parts.map(|steps| self.set.table.points(steps))
    }

    /// Every minimum of the sheet, in sheet order, then by star.
    pub fn minima(&self) -> impl Iterator<Item = DraftMinimum<'s>> {
        self.set.table.minima.iter().filter_map(|minimum| {
            let (entry, steps) = self.steps().nth(minimum.criterion)?;
            let state = match steps {
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
        let best = criteria.filter_map(|((row, entry), ticked)| {
            let most = || (0..=entry.boxes).max_by_key(|&ticked| steps(cell(row, ticked)));
            ticked.or_else(most)
        });
        let best: Vec<u8> = best.collect();
        Judge::of_one_sheet(regulation, self.set).star_of(&best)
    }

    /// Answers that contradict a printed note. They change no points.
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction<'s>> {
        let ticked = |position| self.boxes.get(position).copied().flatten();
        contradictions(&needs(self.set), ticked)
    }

    /// The finished sheet.
    ///
    /// # Errors
    ///
    /// [`SheetError::CriterionMissing`] with the first criterion that is open; [`SheetError::Assessor`]
    /// where the assessor's name is none that a case may have.
    pub fn finish(&self, assessor: &str, role: Role) -> Result<ScoreSheet, SheetError> {
        if let Some(open) = self.open().next() {
            return Err(SheetError::CriterionMissing {
                criterion: open.code.clone(),
            });
        }
        checked(assessor)?;
        let boxes = self.boxes.iter().copied().flatten().collect();
        Ok(ScoreSheet::of_boxes(self.set, assessor, role, boxes))
    }

    /// The sheet as it ends at a stop that the set prints, with the answers given so far.
    ///
    /// # Errors
    ///
    /// [`SheetError::StopUnknown`] when the set prints no stop at the criterion; [`SheetError::Assessor`]
    /// where the assessor's name is none that a case may have.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::scoring::{Draft, Role};
    ///
    /// let set = Catalog::bundled().set("qd-26-2026", "16")?;
    /// let mut draft = Draft::new(&set);
    /// let stop = "6.2".parse()?;
    /// draft.answer(&stop, 0)?;
    /// assert_eq!(draft.stop("m1", Role::Member, &stop)?.stopped_at(), Some(&stop));
    /// assert!(draft.stop("m1", Role::Member, &"1.1".parse()?).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn stop(
        &self,
        assessor: &str,
        role: Role,
        at: &CriterionCode,
    ) -> Result<ScoreSheet, SheetError> {
        if !self.set.stops().any(|criterion| criterion.code == *at) {
            return Err(SheetError::StopUnknown {
                criterion: at.clone(),
            });
        }
        checked(assessor)?;
        Ok(self.stopped(assessor, role, at.clone()))
    }

    /// The sheet as it ends at a stop that was found in the set.
    pub(crate) fn stopped(&self, assessor: &str, role: Role, at: CriterionCode) -> ScoreSheet {
        let given = self.boxes.iter().enumerate();
        let given = given.filter_map(|(position, ticked)| Some((position, (*ticked)?)));
        ScoreSheet::of_stop(self.set, assessor, role, at, given.collect())
    }

    /// The answer to a criterion, with what the sheet says of it.
    fn slot(&mut self, code: &CriterionCode) -> Result<(&mut Option<u8>, &'s Entry), SheetError> {
        let mut slots = self.boxes.iter_mut().zip(&self.set.table.entries);
        let slot = slots.find(|(_, entry)| entry.code == *code);
        slot.ok_or_else(|| SheetError::CriterionUnknown {
            criterion: code.clone(),
        })
    }

    /// The steps of each answer, in sheet order; `None` while it is open.
    fn steps(&self) -> impl Iterator<Item = (&'s Entry, Option<u32>)> {
        let table = &self.set.table;
        let rows = table.entries.iter().zip(table.rows());
        rows.zip(&self.boxes).map(|((entry, row), ticked)| {
            let steps = ticked.map(|ticked| steps(cell(row, ticked)));
            (entry, steps)
        })
    }
}

/// Refuses the name of an assessor that a case would not take.
fn checked(assessor: &str) -> Result<(), SheetError> {
    let problem = own_name_problem(assessor).map(Box::new);
    problem.map_or(Ok(()), |problem| Err(SheetError::Assessor(problem)))
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
