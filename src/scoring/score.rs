//! What sheets add up to, in whole units of the set.

use crate::law::criteria::{CriteriaSet, Criterion, MAX_CRITERIA, Minimum, Table};

/// The sums of some sheets: one cell for each criterion, see [`Table`].
#[derive(Debug, Clone)]
pub(crate) struct Sums {
    cells: [u64; MAX_CRITERIA],
    pub(crate) count: u16,
    pub(crate) lowest: i64,
    pub(crate) highest: i64,
}

impl Sums {
    /// Adds up sheets, given as the box ticked in each criterion, in one pass over each and
    /// without allocating. There are at most `MAX_SHEETS`.
    pub(crate) fn of<'b>(set: &CriteriaSet, sheets: impl Iterator<Item = &'b [u8]>) -> Sums {
        let mut cells = [0; MAX_CRITERIA];
        let (mut count, mut lowest, mut highest) = (0, u32::MAX, 0);
        for boxes in sheets {
            let mut total = 0_u32;
            let rows = set.table.cells.chunks_exact(set.table.width);
            for ((sum, row), &ticked) in cells.iter_mut().zip(rows).zip(boxes) {
                let cell = row.get(usize::from(ticked)).copied().unwrap_or(0);
                *sum += cell;
                total += cell as u32;
            }
            count += 1;
            lowest = lowest.min(total);
            highest = highest.max(total);
        }
        Sums {
            cells,
            count,
            lowest: i64::from(lowest.min(highest)),
            highest: i64::from(highest),
        }
    }

    fn cell(&self, position: usize) -> u64 {
        self.cells.get(position).copied().unwrap_or(0)
    }

    /// The units of the criterion at `position`, summed over the sheets.
    pub(crate) fn units_at(&self, position: usize) -> i64 {
        Table::units(self.cell(position))
    }

    /// How many sheets reach a minimum.
    pub(crate) fn reached(&self, minimum: &Minimum) -> u16 {
        Table::reached(self.cell(minimum.criterion), minimum.star)
    }

    /// The units of each part, summed over the sheets.
    pub(crate) fn parts(&self, set: &CriteriaSet) -> [i64; 3] {
        let mut cells = self.cells.iter();
        set.table.parts.map(|criteria| {
            let part = cells.by_ref().take(criteria);
            part.map(|&cell| Table::units(cell)).sum()
        })
    }
}

/// The units that a box gives. INVARIANT: a sheet's boxes lie within its set's criteria.
pub(crate) fn units(criterion: &Criterion, ticked: u8) -> i64 {
    criterion
        .units
        .get(usize::from(ticked))
        .copied()
        .unwrap_or_default()
}
