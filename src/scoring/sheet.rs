//! One assessor's sheet: a box for every criterion, checked against the set.

use crate::input::Diagnostic;
use crate::law::criteria::CriteriaSet;
use crate::text::{Lang, phrase};
use crate::value::codes::{CriterionCode, RegulationId, SetCode};

pub use crate::value::codes::Role;

/// One assessor's complete sheet for one set (phiếu đánh giá).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreSheet {
    regulation: RegulationId,
    set: SetCode,
    assessor: String,
    name: Option<String>,
    role: Role,
    /// The box ticked in each criterion, in sheet order; 0 for none. Empty where the sheet ended at
    /// a stop.
    boxes: Vec<u8>,
    stopped: Option<Box<Stopped>>,
}

/// Where a sheet ended, with the answers given so far: the criterion's place on the sheet, from 0,
/// and the box ticked, in sheet order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stopped {
    at: CriterionCode,
    given: Vec<(usize, u8)>,
}

/// Why answers are not a sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// The sheet has no such criterion.
    #[error("{}", self.text(Lang::En))]
    CriterionUnknown {
        /// The code given.
        criterion: CriterionCode,
    },
    /// A criterion is answered twice.
    #[error("{}", self.text(Lang::En))]
    CriterionRepeated {
        /// The code given.
        criterion: CriterionCode,
    },
    /// The criterion has no such box.
    #[error("{}", self.text(Lang::En))]
    BoxUnknown {
        /// The criterion.
        criterion: CriterionCode,
        /// The box given.
        found: u32,
        /// The number of boxes it has.
        boxes: usize,
    },
    /// Another number of boxes than there are criteria.
    #[error("{}", self.text(Lang::En))]
    Length {
        /// How many there are.
        found: usize,
        /// How many criteria the sheet has.
        expected: usize,
    },
    /// The set prints no such stop.
    #[error("{}", self.text(Lang::En))]
    StopUnknown {
        /// The code given.
        criterion: CriterionCode,
    },
    /// A criterion is not answered.
    #[error("{}", self.text(Lang::En))]
    CriterionMissing {
        /// The first criterion without an answer.
        criterion: CriterionCode,
    },
    /// The assessor's name cannot be printed on one line and compared with others, as of a sheet in a case.
    #[error("{}", self.text(Lang::En))]
    Assessor(Box<Diagnostic>),
}

impl SheetError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let text = match self {
            SheetError::CriterionUnknown { criterion } => phrase!(
                "thấy tiêu chí `{criterion}`, cần một tiêu chí của phiếu",
                "found criterion `{criterion}`, expected one of the sheet's"
            ),
            SheetError::CriterionRepeated { criterion } => phrase!(
                "thấy tiêu chí `{criterion}` lần nữa, cần mỗi tiêu chí một lần",
                "found criterion `{criterion}` again, expected each once"
            ),
            SheetError::BoxUnknown {
                criterion,
                found,
                boxes,
            } => phrase!(
                "thấy ô `{found}` của `{criterion}`, cần một ô từ 0 đến {boxes}",
                "found box `{found}` in `{criterion}`, expected a box from 0 to {boxes}"
            ),
            SheetError::Length { found, expected } => phrase!(
                "thấy {found} ô, cần {expected}, mỗi tiêu chí một ô",
                "found {found} boxes, expected {expected}, one for each criterion"
            ),
            SheetError::StopUnknown { criterion } => phrase!(
                "thấy chỗ dừng ở tiêu chí `{criterion}`, cần một chỗ dừng in trên phiếu",
                "found a stop at criterion `{criterion}`, expected one that the sheet prints"
            ),
            SheetError::CriterionMissing { criterion } => phrase!(
                "không có trả lời cho tiêu chí `{criterion}`, cần số ô, hoặc 0 khi không đánh dấu ô nào",
                "found no answer for criterion `{criterion}`, expected a box, or 0 for none"
            ),
            SheetError::Assessor(problem) => return problem.text(lang),
        };
        text.text(lang).to_owned()
    }
}

impl ScoreSheet {
    /// A sheet from answers that are complete and in order, or nothing.
    ///
    /// Answers mostly come in the order of the sheet, so each criterion is looked for behind the
    /// one before first.
    pub(crate) fn from_answers<'a>(
        set: &CriteriaSet,
        assessor: &str,
        role: Role,
        answers: impl ExactSizeIterator<Item = (&'a str, u32)>,
    ) -> Option<ScoreSheet> {
        const OPEN: u8 = u8::MAX;
        let entries = &set.table.entries;
        if answers.len() != entries.len() {
            return None;
        }
        let mut boxes = vec![OPEN; entries.len()];
        let mut places = entries.iter().enumerate().cycle();
        for (code, ticked) in answers {
            let mut round = places.by_ref().take(entries.len());
            let (at, entry) = round.find(|(_, entry)| entry.code.as_str() == code)?;
            let slot = boxes.get_mut(at).filter(|slot| **slot == OPEN)?;
            let number = u8::try_from(ticked).ok();
            *slot = number.filter(|&number| number <= entry.boxes)?;
        }
        Some(ScoreSheet::of_boxes(set, assessor, role, boxes))
    }

    /// A sheet of boxes that were checked against `set`.
    pub(crate) fn of_boxes(
        set: &CriteriaSet,
        assessor: &str,
        role: Role,
        boxes: Vec<u8>,
    ) -> ScoreSheet {
        ScoreSheet {
            regulation: set.regulation.clone(),
            set: set.code,
            assessor: assessor.to_owned(),
            name: None,
            role,
            boxes,
            stopped: None,
        }
    }

    /// A sheet that ended at a stop, with the answers given so far: the criterion's place on the
    /// sheet, from 0, and the box ticked.
    pub(crate) fn of_stop(
        set: &CriteriaSet,
        assessor: &str,
        role: Role,
        at: CriterionCode,
        given: Vec<(usize, u8)>,
    ) -> ScoreSheet {
        ScoreSheet {
            stopped: Some(Box::new(Stopped { at, given })),
            ..ScoreSheet::of_boxes(set, assessor, role, Vec::new())
        }
    }

    /// Who signed it.
    #[must_use]
    pub fn assessor(&self) -> &str {
        &self.assessor
    }

    /// The assessor's name, where [`ScoreSheet::assessor`] is a short one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The same sheet with its assessor's name.
    #[must_use]
    pub fn named(self, name: Option<String>) -> ScoreSheet {
        ScoreSheet { name, ..self }
    }

    /// What the assessor is in the council.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The criterion at whose printed stop the sheet ended; such a sheet has no total.
    #[must_use]
    pub fn stopped_at(&self) -> Option<&CriterionCode> {
        self.stopped.as_ref().map(|stopped| &stopped.at)
    }

    /// The box ticked in the criterion at a place of the sheet, from 0; `None` where a sheet that
    /// ended at a stop has no answer.
    #[must_use]
    pub fn box_at(&self, position: usize) -> Option<u8> {
        match &self.stopped {
            None => self.boxes.get(position).copied(),
            Some(stopped) => {
                let mut given = stopped.given.iter();
                Some(given.find(|(place, _)| *place == position)?.1)
            }
        }
    }

    /// The box ticked in each criterion, in sheet order; 0 for none. Empty where the sheet ended at a
    /// stop.
    #[must_use]
    pub fn boxes(&self) -> &[u8] {
        &self.boxes
    }

    /// Whether the sheet was filled in for `set`.
    #[must_use]
    pub fn is_for(&self, set: &CriteriaSet) -> bool {
        self.regulation == set.regulation && self.set == set.code
    }
}
