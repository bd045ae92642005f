//! The layout that makes scoring of different councils fast: criteria side by side.
//!
//! A sheet is a row of bytes, one lane for each criterion. Every operation is the same for all
//! lanes and has no branch, so that the compiler turns it into vector instructions. Two rows of at
//! most 32 criteria are worked on at once. What does not fit goes the general way, through
//! [`Sums`]; the results are the same.
//!
//! [`Sums`]: crate::scoring::sums::Sums

use std::ops::Range;

use crate::law::council_rules::{MinimumBy, ZeroBy};
use crate::law::regulation::Regulation;
use crate::law::table::{MARKED, MAX_CRITERIA, SheetTable, reached, steps};
use crate::scoring::meets::below;
use crate::scoring::rank::Ranking;
use crate::value::star::Star;

/// Lanes of a half of a block, which holds one row, or half of a row of more criteria.
pub(crate) const HALF: usize = LANES / 2;
/// Every sheet fits: none has more criteria.
const LANES: usize = MAX_CRITERIA;
/// The most sheets of one council: sheets are counted in one byte, and with them the empty half that fills
/// up a block.
const MAX_SHEETS: u8 = 250;
/// The most boxes of one criterion: each costs one pass over the lanes.
const MAX_BOXES: usize = 6;

pub(crate) type Half = [u8; HALF];
type Block = [u8; LANES];

/// A sheet laid out in lanes, and what decides its star.
#[derive(Debug, Clone)]
pub(crate) struct Lanes {
    /// How many halves one row takes: 1 or 2.
    pub(crate) halves: usize,
    /// What each box gives more than the one before, from box 1 on. Sums wrap around, so that a box
    /// may give less than the one before.
    gains: [Block; MAX_BOXES],
    /// The last box of each criterion; lanes without a criterion take any byte.
    last: Block,
    /// For each star of [`MARKED`], the first box that reaches its minimum; 0 without a minimum.
    reach: [Block; MARKED.len()],
    /// The first box that gives points in each criterion of a zero rule; 0 in the others. `None`
    /// for a sheet without zero rules.
    scores: Option<Block>,
    /// All bits are set in the lanes of each part.
    parts: [Block; 3],
    /// The points of so many sheets add up within one byte.
    flush: usize,
    /// Whether a majority of the sheets meets a minimum; else all do. Means are not compared in lanes.
    by_majority: bool,
    zero_by: ZeroBy,
    bands: Bands,
}

/// The bounds of a regulation's bands in steps of a sheet.
#[derive(Debug, Clone, Copy)]
struct Bands {
    /// Units of `10^-18` points in one step.
    step: u64,
    /// The stars above one, highest first, with whole steps and the units that remain.
    bounds: [(Star, u64, u64); 4],
}

/// What the sums of a number of sheets are compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// The least sum of each star above one, highest first.
    bands: [(Star, u64); 4],
    /// The fewest sheets that have to reach a minimum.
    reach: u8,
    /// The fewest sheets that have to give points in a criterion of a zero rule.
    scores: u8,
}

/// A council's answer, in steps of the sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StepScore {
    pub(crate) parts: [u32; 3],
    pub(crate) spread: u32,
    /// `None` where a zero rule is broken.
    pub(crate) ranking: Option<Ranking>,
}

impl Bands {
    /// `None` where a bound is beyond what 64 bits hold.
    fn of(regulation: &Regulation, table: &SheetTable) -> Option<Bands> {
        let step = table.step();
        let stars = [Star::Five, Star::Four, Star::Three, Star::Two];
        let mut bounds = stars.map(|star| (star, 0, 0));
        for (star, whole, rest) in &mut bounds {
            let units = regulation.band_from(*star).units();
            *whole = u64::try_from(units / u128::from(step)).ok()?;
            *rest = u64::try_from(units % u128::from(step)).ok()?;
        }
        // Half of the 64 bits are left for the number of sheets.
        let fits = bounds
            .iter()
            .all(|&(_, whole, _)| whole <= u64::from(u32::MAX));
        fits.then_some(Bands { step, bounds })
    }

    /// The least sums of `count` sheets.
    fn of_sums(&self, count: u8) -> [(Star, u64); 4] {
        self.bounds.map(|(star, whole, rest)| {
            let rest = match rest {
                0 => 0,
                // Less than `count`, since less than a step remains of each bound.
                rest => (u128::from(rest) * u128::from(count)).div_ceil(u128::from(self.step)),
            };
            (star, whole * u64::from(count) + rest as u64)
        })
    }
}

impl Lanes {
    /// The lanes of a table; `None` for a sheet, or rules, that do not fit.
    pub(crate) fn of(
        regulation: &Regulation,
        table: &SheetTable,
        minimum_by: MinimumBy,
        zero_by: ZeroBy,
    ) -> Option<Lanes> {
        let criteria = table.entries.len();
        let by_majority = match minimum_by {
            MinimumBy::Majority => true,
            MinimumBy::All => false,
            MinimumBy::Mean => return None,
        };
        let halves = criteria.div_ceil(HALF);
        let mut lanes = Lanes {
            halves,
            gains: [[0; LANES]; MAX_BOXES],
            last: [u8::MAX; LANES],
            reach: [[0; LANES]; MARKED.len()],
            scores: (!table.zero_criteria.is_empty()).then_some([0; LANES]),
            parts: [[0; LANES]; 3],
            flush: 1,
            by_majority,
            zero_by,
            bands: Bands::of(regulation, table)?,
        };
        let mut most = 1;
        for position in 0..criteria {
            // A row of one half is laid out in both.
            for lane in (position..LANES).step_by(halves * HALF) {
                most = lanes.lay_out(table, position, lane)?.max(most);
            }
        }
        lanes.flush = usize::from(u8::MAX / most);
        Some(lanes)
    }

    /// Lays out one criterion in one lane; its most steps.
    fn lay_out(&mut self, table: &SheetTable, position: usize, lane: usize) -> Option<u8> {
        let entry = table.entries.get(position)?;
        let row = table.row(position);
        let points = row.iter().map(|&cell| u8::try_from(steps(cell)).ok());
        let points: Vec<u8> = points.collect::<Option<_>>()?;
        *self.last.get_mut(lane)? = entry.boxes;
        *self.parts.get_mut(entry.part)?.get_mut(lane)? = u8::MAX;
        for (number, pair) in points.windows(2).enumerate() {
            if let [before, here] = pair {
                *self.gains.get_mut(number)?.get_mut(lane)? = here.wrapping_sub(*before);
            }
        }
        for (first, star) in self.reach.iter_mut().zip(MARKED) {
            let mut minima = table.minima.iter();
            if minima.any(|minimum| minimum.criterion == position && minimum.star == star) {
                let reaches = row.iter().map(|&cell| reached(cell, star) > 0);
                *first.get_mut(lane)? = first_box(reaches)?;
            }
        }
        if let Some(first) = &mut self.scores
            && table.zero_criteria.contains(&position)
        {
            *first.get_mut(lane)? = first_box(points.iter().map(|&points| points > 0))?;
        }
        points.into_iter().max()
    }

    /// What the sums of `count` sheets are compared with; `None` for more than fit.
    pub(crate) fn bounds(&self, count: usize) -> Option<Bounds> {
        let sheets = u8::try_from(count)
            .ok()
            .filter(|&sheets| sheets <= MAX_SHEETS)?;
        Some(Bounds {
            bands: self.bands.of_sums(sheets),
            reach: if self.by_majority {
                sheets / 2 + 1
            } else {
                sheets
            },
            scores: match self.zero_by {
                ZeroBy::Majority => sheets - sheets / 2,
                ZeroBy::Any => sheets,
                ZeroBy::Mean => 1,
            },
        })
    }
}

/// The first box from which on every box does something; `None` without such a box.
fn first_box(does: impl Iterator<Item = bool> + Clone) -> Option<u8> {
    let first = does.clone().position(|does| does)?;
    let mut rest = does.skip(first);
    rest.all(|does| does).then(|| u8::try_from(first).ok())?
}

/// A row as the halves of a block. What follows the row in `rows` fills the lanes that have no
/// criterion, and changes nothing.
pub(crate) fn half(rows: &[u8], at: usize) -> Half {
    let rest = rows.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(half) => *half,
        None => {
            let mut half = [0; HALF];
            for (lane, &ticked) in half.iter_mut().zip(rest) {
                *lane = ticked;
            }
            half
        }
    }
}

/// Adds up blocks of two rows, or of one row that takes both halves.
pub(crate) struct BlockSums<'l> {
    lanes: &'l Lanes,
    /// Sheets added to `points`.
    sheets: usize,
    /// Sums of points, until they would not fit.
    points: Block,
    /// The sums of each part, by half.
    parts: [[u32; 3]; 2],
    reached: [Block; MARKED.len()],
    scored: Block,
    /// The highest box that was ticked.
    most: Block,
    lowest: [u32; 2],
    highest: [u32; 2],
}

impl<'l> BlockSums<'l> {
    #[inline(always)]
    pub(crate) fn new(lanes: &'l Lanes) -> BlockSums<'l> {
        BlockSums {
            lanes,
            sheets: 0,
            points: [0; LANES],
            parts: [[0; 3]; 2],
            reached: [[0; LANES]; MARKED.len()],
            scored: [0; LANES],
            most: [0; LANES],
            lowest: [u32::MAX; 2],
            highest: [0; 2],
        }
    }

    /// Adds a block. The totals are those of `totals` halves: 1 where the second half is no sheet.
    #[inline(always)]
    pub(crate) fn add(&mut self, halves: [Half; 2], totals: usize) {
        let lanes = self.lanes;
        let mut boxes = [0; LANES];
        for (to, from) in boxes.as_chunks_mut().0.iter_mut().zip(halves) {
            *to = from;
        }
        let points = points(&lanes.gains, &boxes);
        for (counts, first) in self.reached.iter_mut().zip(&lanes.reach) {
            count(counts, first, &boxes);
        }
        if let Some(first) = &lanes.scores {
            count(&mut self.scored, first, &boxes);
        }
        let sums = self.points.iter_mut().zip(&points);
        for ((most, &ticked), (sum, &points)) in self.most.iter_mut().zip(&boxes).zip(sums) {
            *most = (*most).max(ticked);
            *sum = sum.wrapping_add(points);
        }
        let [first, second] = totals_of(&points);
        let totals = match (lanes.halves, totals) {
            (2, _) => [Some(first + second), None],
            (_, 1) => [Some(first), None],
            _ => [Some(first), Some(second)],
        };
        let ends = self.lowest.iter_mut().zip(&mut self.highest);
        for ((lowest, highest), total) in ends.zip(totals) {
            if let Some(total) = total {
                *lowest = (*lowest).min(total);
                *highest = (*highest).max(total);
            }
        }
        self.sheets += 1;
        if self.sheets == lanes.flush {
            self.flush();
        }
    }

    /// Adds the sums of points to those of the parts.
    #[inline(always)]
    fn flush(&mut self) {
        for (index, mask) in self.lanes.parts.iter().enumerate() {
            let mut masked = [0; LANES];
            for ((masked, &sum), &mask) in masked.iter_mut().zip(&self.points).zip(mask) {
                *masked = sum & mask;
            }
            for (parts, total) in self.parts.iter_mut().zip(totals_of(&masked)) {
                if let Some(part) = parts.get_mut(index) {
                    *part += total;
                }
            }
        }
        self.points = [0; LANES];
        self.sheets = 0;
    }

    /// The scores of the councils in the two halves. `None` where a box is not on the sheet; the
    /// second is of no use where the block holds one row.
    #[inline(always)]
    pub(crate) fn scores(mut self, bounds: &Bounds) -> [Option<StepScore>; 2] {
        self.flush();
        match self.lanes.halves {
            1 => [self.score(0..1, bounds), self.score(1..2, bounds)],
            _ => {
                self.join_totals();
                [self.score(0..2, bounds), None]
            }
        }
    }

    /// The score of one council whose sheets lie in both halves.
    #[inline(always)]
    pub(crate) fn joined(mut self, bounds: &Bounds) -> Option<StepScore> {
        self.flush();
        self.join_totals();
        if self.lanes.halves == 2 {
            return self.score(0..2, bounds);
        }
        for counts in self.reached.iter_mut().chain([&mut self.scored]) {
            if let ([first, second], _) = counts.as_chunks_mut::<HALF>() {
                for (first, second) in first.iter_mut().zip(second) {
                    *first = first.wrapping_add(*second);
                }
            }
        }
        if let ([first, second], _) = self.most.as_chunks_mut::<HALF>() {
            for (first, second) in first.iter_mut().zip(second) {
                *first = (*first).max(*second);
            }
        }
        self.score(0..1, bounds)
    }

    fn join_totals(&mut self) {
        let [first, second] = &mut self.parts;
        for (first, second) in first.iter_mut().zip(second) {
            *first += *second;
        }
        let ([lowest, other_lowest], [highest, other_highest]) =
            (&mut self.lowest, &mut self.highest);
        *lowest = (*lowest).min(*other_lowest);
        *highest = (*highest).max(*other_highest);
    }

    /// The score of the council in some of the halves; its totals are those of the first of them.
    #[inline(always)]
    fn score(&self, halves: Range<usize>, bounds: &Bounds) -> Option<StepScore> {
        let most = some(&self.most, &halves)?.iter();
        let most = most.zip(some(&self.lanes.last, &halves)?);
        let wrong = most.fold(0, |wrong, (most, last)| beyond(most, last).max(wrong));
        if wrong != 0 {
            return None;
        }
        let mut cap = Star::Five;
        for (counts, star) in self.reached.iter().zip(MARKED).rev() {
            if least(some(counts, &halves)?) < bounds.reach {
                cap = below(star);
            }
        }
        let breaks_zero_rule =
            self.lanes.scores.is_some() && least(some(&self.scored, &halves)?) < bounds.scores;
        let parts = *self.parts.get(halves.start)?;
        let total = u64::from(parts.iter().sum::<u32>());
        let mut bands = bounds.bands.iter();
        let band = bands.find(|(_, least)| total >= *least);
        let lowest = self.lowest.get(halves.start)?;
        // Below every bound is one star.
        let band = band.map_or(Star::One, |(star, _)| *star);
        Some(StepScore {
            parts,
            spread: self.highest.get(halves.start)? - lowest,
            ranking: (!breaks_zero_rule).then_some(Ranking::new(band, cap)),
        })
    }
}

/// Some halves of a block.
fn some<'b>(block: &'b Block, halves: &Range<usize>) -> Option<&'b [Half]> {
    block.as_chunks().0.get(halves.clone())
}

/// The points of a block.
#[inline(always)]
fn points(gains: &[Block; MAX_BOXES], boxes: &Block) -> Block {
    let [one, two, three, four, five, six] = gains;
    let low = one.iter().zip(two).zip(three);
    let high = four.iter().zip(five).zip(six);
    let mut points = [0_u8; LANES];
    let lanes = points.iter_mut().zip(boxes).zip(low.zip(high));
    for ((points, &ticked), (((&one, &two), &three), ((&four, &five), &six))) in lanes {
        let gain = |number, gain| if ticked >= number { gain } else { 0_u8 };
        let low = gain(1, one)
            .wrapping_add(gain(2, two))
            .wrapping_add(gain(3, three));
        let high = gain(4, four)
            .wrapping_add(gain(5, five))
            .wrapping_add(gain(6, six));
        *points = low.wrapping_add(high);
    }
    points
}

/// Counts one where a box is the first or a later one.
#[inline(always)]
fn count(counts: &mut Block, first: &Block, boxes: &Block) {
    for ((count, &first), &ticked) in counts.iter_mut().zip(first).zip(boxes) {
        *count = count.wrapping_add(u8::from(ticked >= first));
    }
}

/// The sum of each half.
#[inline(always)]
fn totals_of(block: &Block) -> [u32; 2] {
    let mut totals = [0; 2];
    for (total, half) in totals.iter_mut().zip(block.as_chunks::<HALF>().0) {
        *total = half.iter().map(|&points| u32::from(points)).sum();
    }
    totals
}

/// The least count of some lanes.
#[inline(always)]
fn least(halves: &[Half]) -> u8 {
    let of = |half: &Half| half.iter().fold(u8::MAX, |least, &count| least.min(count));
    halves
        .iter()
        .fold(u8::MAX, |least, half| least.min(of(half)))
}

/// Not 0 where some box lies beyond the last one.
#[inline(always)]
fn beyond(most: &Half, last: &Half) -> u8 {
    let lanes = most.iter().zip(last);
    lanes.fold(0, |wrong, (most, &last)| {
        wrong.max(most.saturating_sub(last))
    })
}
