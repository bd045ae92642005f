//! A sheet's points by part and in total, in whole units of the set.

use crate::criteria::CriteriaSet;
use crate::sheet::ScoreSheet;

/// The points of one sheet, in whole units of `10^-decimals` points of its set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) parts: [i64; 3],
    pub(crate) total: i64,
}

/// Adds up a sheet. The caller has made sure that it is for `set`.
pub(crate) fn score(set: &CriteriaSet, sheet: &ScoreSheet) -> Score {
    let mut boxes = sheet.boxes().iter();
    let mut parts = [0; 3];
    for (sum, part) in parts.iter_mut().zip(&set.parts) {
        let criteria = part.sections.iter().flat_map(|section| &section.criteria);
        for criterion in criteria {
            let ticked = boxes.next().copied().unwrap_or_default();
            *sum += units(criterion, ticked);
        }
    }
    Score {
        parts,
        total: parts.iter().sum(),
    }
}

/// The units that a box gives. INVARIANT: a sheet's boxes lie within its set's criteria.
pub(crate) fn units(criterion: &crate::criteria::Criterion, ticked: u8) -> i64 {
    criterion
        .units
        .get(usize::from(ticked))
        .copied()
        .unwrap_or_default()
}
