//! A sheet as scoring reads it: whole numbers by criterion and box.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Criterion, Part, ZeroNote};
use crate::value::{CriterionCode, Points, Star, read_only};

/// The most criteria of one sheet.
pub(crate) const MAX_CRITERIA: usize = 64;
/// The most boxes of one criterion.
pub(crate) const MAX_BOXES: usize = 99;
/// The most steps that one sheet can give. The sum of `MAX_SHEETS` such sheets fits in 32 bits.
pub(crate) const MAX_STEPS: u128 = 4_000_000;
/// Bits of a lane, which counts up to 1023 sheets.
const LANE: u32 = 10;
/// The stars that a lane counts the minima of. The loader refuses marks below three stars.
pub(crate) const MARKED: [Star; 3] = [Star::Three, Star::Four, Star::Five];

/// One row for each criterion, one cell for each box from 0 on.
///
/// All points of the sheet are whole multiples of one step. The low half of a cell is the box's
/// points in steps. Above it lie three lanes, one for each star that has minima: a lane is 1 where
/// the box reaches the criterion's minimum for that star. Cells of one criterion can therefore be
/// added up over many sheets: the low half becomes the sum, each lane the number of sheets that
/// reach the minimum.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SheetTable {
    /// Units of `10^-18` points in one step.
    step: u64,
    cells: Vec<u64>,
    /// Cells in a row.
    width: usize,
    /// The criteria, in sheet order.
    pub(crate) entries: Vec<Entry>,
    /// Every minimum, in sheet order, then by star.
    pub(crate) minima: Vec<Minimum>,
    pub(crate) zero_rules: Vec<ZeroRule>,
    /// The criteria that some zero rule names, in sheet order.
    pub(crate) zero_criteria: Vec<usize>,
}

/// What scoring asks of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) code: CriterionCode,
    pub(crate) title: Arc<str>,
    /// How many boxes it has.
    pub(crate) boxes: u8,
    /// Its part, counted from 0.
    pub(crate) part: usize,
}

read_only! {
    /// The least points that a star needs in a criterion (yêu cầu tối thiểu).
    #[derive(Copy, serde::Serialize)]
    Minimum {
        /// The criterion, by its place on the sheet from 0.
        #[serde(skip)]
        hidden criterion: usize,
        /// The star that needs it.
        copied star: Star,
        /// The least points in the criterion.
        copied required: Points,
        /// The same in steps of the sheet.
        #[serde(skip)]
        hidden steps: u32,
    }
}

impl Minimum {
    /// The criterion's place on the sheet, from 0, as in [`CriteriaSet::criteria`].
    ///
    /// [`CriteriaSet::criteria`]: crate::law::CriteriaSet::criteria
    #[must_use]
    pub fn position(&self) -> usize {
        self.criterion
    }
}

/// A zero rule with the places of its criteria on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ZeroRule {
    pub(crate) note: ZeroNote,
    pub(crate) criteria: Vec<usize>,
}

impl SheetTable {
    /// The table of a sheet. `None` for a sheet beyond the limits, which the loader has refused.
    pub(crate) fn of(parts: &[Part]) -> Option<SheetTable> {
        let sections = parts.iter().flat_map(|part| &part.sections);
        let criteria: Vec<&Criterion> = sections.flat_map(|section| &section.criteria).collect();
        let boxes = criteria.iter().map(|criterion| criterion.choices.len());
        let mut table = SheetTable {
            step: step(&criteria)?,
            width: boxes.max()? + 1,
            ..SheetTable::default()
        };
        for (part, sections) in parts.iter().map(|part| &part.sections).enumerate() {
            for section in sections {
                let first = table.entries.len();
                for criterion in &section.criteria {
                    table.add(criterion, part)?;
                }
                if let Some(note) = &section.zero_rule {
                    table.zero_rules.push(ZeroRule {
                        note: note.clone(),
                        criteria: (first..table.entries.len()).collect(),
                    });
                }
            }
        }
        let named = table.zero_rules.iter().flat_map(|rule| &rule.criteria);
        let named: BTreeSet<usize> = named.copied().collect();
        table.zero_criteria = named.into_iter().collect();
        (table.entries.len() <= MAX_CRITERIA).then_some(table)
    }

    fn add(&mut self, criterion: &Criterion, part: usize) -> Option<()> {
        let position = self.entries.len();
        let first = self.minima.len();
        for star in MARKED {
            if let Some(required) = criterion.required_for(star) {
                self.minima.push(Minimum {
                    criterion: position,
                    star,
                    required,
                    steps: self.steps_in(required)?,
                });
            }
        }
        let points = criterion.choices.iter().map(|choice| choice.points);
        for points in std::iter::once(Points::ZERO).chain(points) {
            let steps = self.steps_in(points)?;
            let minima = self.minima.get(first..)?.iter();
            let reached = minima.filter(|minimum| steps >= minimum.steps);
            let lanes: u64 = reached.map(|minimum| 1 << lane(minimum.star)).sum();
            self.cells.push(lanes + u64::from(steps));
        }
        if let Some(note) = &criterion.zero_rule {
            self.zero_rules.push(ZeroRule {
                note: note.clone(),
                criteria: vec![position],
            });
        }
        self.entries.push(Entry {
            code: criterion.code.clone(),
            title: Arc::clone(&criterion.title),
            boxes: u8::try_from(criterion.choices.len()).ok()?,
            part,
        });
        self.cells.resize(self.width * self.entries.len(), 0);
        Some(())
    }

    fn steps_in(&self, points: Points) -> Option<u32> {
        let steps = points.units() / u128::from(self.step);
        u32::try_from(steps).ok()
    }

    /// The points of a sum of steps.
    pub(crate) fn points(&self, steps: u32) -> Points {
        Points::of_units(u128::from(steps) * u128::from(self.step))
    }

    /// Units of `10^-18` points in one step.
    pub(crate) fn step(&self) -> u64 {
        self.step
    }

    /// The cells of each criterion, box by box, in sheet order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u64]> + Clone {
        self.cells.chunks_exact(self.width)
    }

    /// The cells of one criterion, box by box; none where the sheet has no such criterion.
    pub(crate) fn row(&self, position: usize) -> &[u64] {
        let boxes = self.entries.get(position).map(|entry| entry.boxes);
        let cells = self.rows().nth(position);
        let row = boxes.zip(cells);
        row.and_then(|(boxes, cells)| cells.get(..=usize::from(boxes)))
            .unwrap_or_default()
    }
}

/// The largest step that every number of points is a whole multiple of, at most one point.
fn step(criteria: &[&Criterion]) -> Option<u64> {
    let choices = criteria.iter().flat_map(|criterion| &criterion.choices);
    let units = choices.map(|choice| choice.points.units());
    u64::try_from(units.fold(Points::UNITS, gcd)).ok()
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn lane(star: Star) -> u32 {
    32 + LANE * u32::from(star.number().saturating_sub(3))
}

/// The sum of steps in a cell, or in a sum of cells.
pub(crate) fn steps(cell: u64) -> u32 {
    cell as u32
}

/// How many sheets reach the minimum of `star`, in a sum of cells.
pub(crate) fn reached(cell: u64, star: Star) -> u16 {
    let lane = (cell >> lane(star)) & ((1 << LANE) - 1);
    lane as u16
}
