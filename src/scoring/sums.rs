//! Sums of a council's sheets, in steps of the sheet.

use std::num::NonZeroU16;

use crate::law::table::{MAX_CRITERIA, Minimum, SheetTable, reached, steps};
use crate::scoring::sheet::ScoreSheet;
use crate::value::points::Mean;

/// The sums of some sheets by criterion: everything that a star depends on.
///
/// A sheet that ended at a stop has no total: it counts for zero rules and for nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Sums {
    /// One sum of cells for each criterion, see [`SheetTable`].
    cells: [u64; MAX_CRITERIA],
    /// How many sheets give 0 in each criterion; counted only for criteria with a zero rule.
    zeros: [u16; MAX_CRITERIA],
    /// Sheets with a total.
    scored: u16,
    /// All sheets.
    present: u16,
}

/// The lowest and the highest total of some sheets, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    /// How many there are.
    pub(crate) count: NonZeroU16,
    pub(crate) lowest: u32,
    pub(crate) highest: u32,
}

impl Totals {
    pub(crate) fn spread(self) -> u32 {
        self.highest - self.lowest
    }
}

/// The cell of a box in the row of its criterion.
pub(crate) fn cell(row: &[u64], ticked: u8) -> u64 {
    let cell = row.get(usize::from(ticked)).copied();
    // INVARIANT: boxes are checked where sheets and rows are made.
    debug_assert!(cell.is_some(), "box {ticked} of {}", row.len());
    cell.unwrap_or_default()
}

impl Sums {
    fn none() -> Sums {
        Sums {
            cells: [0; MAX_CRITERIA],
            zeros: [0; MAX_CRITERIA],
            scored: 0,
            present: 0,
        }
    }

    /// Adds up at most `MAX_SHEETS` complete sheets, given as the box ticked in each criterion, in
    /// one pass over each and without allocating. The totals are `None` without sheets.
    pub(crate) fn of<'b>(
        table: &SheetTable,
        sheets: impl Iterator<Item = &'b [u8]>,
    ) -> (Sums, Option<Totals>) {
        let mut sums = Sums::none();
        let (mut lowest, mut highest) = (u32::MAX, 0);
        for boxes in sheets {
            let total = sums.add(table, boxes);
            (lowest, highest) = (lowest.min(total), highest.max(total));
        }
        let totals = NonZeroU16::new(sums.scored).map(|count| Totals {
            count,
            lowest,
            highest,
        });
        (sums, totals)
    }

    /// The sums of a council's sheets, those included that ended at a stop.
    pub(crate) fn of_council(table: &SheetTable, sheets: &[ScoreSheet]) -> (Sums, Option<Totals>) {
        let complete = sheets.iter().filter(|sheet| sheet.stopped_at().is_none());
        let (mut sums, totals) = Sums::of(table, complete.map(ScoreSheet::boxes));
        for sheet in sheets.iter().filter(|sheet| sheet.stopped_at().is_some()) {
            sums.zeros_of(table, |at| sheet.box_at(at), |zeros| *zeros += 1);
            sums.present += 1;
        }
        (sums, totals)
    }

    /// The sums of one complete sheet.
    pub(crate) fn of_one(table: &SheetTable, boxes: &[u8]) -> (Sums, Totals) {
        let mut sums = Sums::none();
        let total = sums.add(table, boxes);
        let totals = Totals {
            count: NonZeroU16::MIN,
            lowest: total,
            highest: total,
        };
        (sums, totals)
    }

    /// Adds one complete sheet; its total.
    fn add(&mut self, table: &SheetTable, boxes: &[u8]) -> u32 {
        let mut total = 0;
        for ((sum, row), &ticked) in self.cells.iter_mut().zip(table.rows()).zip(boxes) {
            let cell = cell(row, ticked);
            *sum += cell;
            total += steps(cell);
        }
        self.zeros_of(table, |at| boxes.get(at).copied(), |zeros| *zeros += 1);
        self.scored += 1;
        self.present += 1;
        total
    }

    /// Changes the counts of zeros that a sheet adds one to; `ticked` gives its box in a criterion.
    ///
    /// READING: a sheet that ended at a stop gives 0 only where an answer says so: a criterion without one is
    /// no zero, nor is that of the stop. The stop is printed for 0 points, so a warning tells of a sheet that
    /// gives none there.
    fn zeros_of(
        &mut self,
        table: &SheetTable,
        ticked: impl Fn(usize) -> Option<u8>,
        change: impl Fn(&mut u16),
    ) {
        for &position in &table.zero_criteria {
            let gives_none = |ticked| steps(cell(table.row(position), ticked)) == 0;
            if ticked(position).is_some_and(gives_none)
                && let Some(zeros) = self.zeros.get_mut(position)
            {
                change(zeros);
            }
        }
    }

    /// These sums with one sheet's box in one criterion replaced by another.
    pub(crate) fn with(&self, table: &SheetTable, position: usize, from: u8, to: u8) -> Sums {
        let mut sums = self.clone();
        let row = table.row(position);
        let (from, to) = (cell(row, from), cell(row, to));
        if let Some(sum) = sums.cells.get_mut(position) {
            *sum = *sum - from + to;
        }
        if let Some(zeros) = sums.zeros.get_mut(position)
            && table.zero_criteria.contains(&position)
        {
            *zeros = *zeros + u16::from(steps(to) == 0) - u16::from(steps(from) == 0);
        }
        sums
    }

    /// These sums without one of the sheets.
    pub(crate) fn without(&self, table: &SheetTable, sheet: &ScoreSheet) -> Sums {
        let mut sums = self.clone();
        sums.present -= 1;
        sums.zeros_of(table, |at| sheet.box_at(at), |zeros| *zeros -= 1);
        if sheet.stopped_at().is_none() {
            let rows = table.rows().zip(sheet.boxes());
            for (sum, (row, &ticked)) in sums.cells.iter_mut().zip(rows) {
                *sum -= cell(row, ticked);
            }
            sums.scored -= 1;
        }
        sums
    }

    /// Sheets with a total.
    pub(crate) fn scored(&self) -> u16 {
        self.scored
    }

    /// All sheets, those included that ended at a stop.
    pub(crate) fn present(&self) -> u16 {
        self.present
    }

    fn cell(&self, position: usize) -> u64 {
        self.cells.get(position).copied().unwrap_or_default()
    }

    /// The steps of the criterion at `position`, summed over the sheets.
    pub(crate) fn steps_at(&self, position: usize) -> u32 {
        steps(self.cell(position))
    }

    /// How many sheets reach a minimum.
    pub(crate) fn reached(&self, minimum: &Minimum) -> u16 {
        reached(self.cell(minimum.criterion), minimum.star)
    }

    /// How many sheets give 0 in a criterion that a zero rule names.
    pub(crate) fn zeros_at(&self, position: usize) -> u16 {
        self.zeros.get(position).copied().unwrap_or_default()
    }

    /// The steps of each part, summed over the sheets.
    pub(crate) fn parts(&self, table: &SheetTable) -> [u32; 3] {
        let mut parts = [0; 3];
        for (&cell, entry) in self.cells.iter().zip(&table.entries) {
            if let Some(part) = parts.get_mut(entry.part) {
                *part += steps(cell);
            }
        }
        parts
    }

    /// The mean of the totals; `None` where no sheet has one.
    pub(crate) fn total(&self, table: &SheetTable) -> Option<Mean> {
        let count = NonZeroU16::new(self.scored)?;
        let total = self.parts(table).iter().sum();
        Some(Mean::of(table.points(total), count))
    }
}
