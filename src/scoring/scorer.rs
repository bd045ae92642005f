//! Scoring without reasons: totals, spread and star of councils, with no allocation.

use std::num::NonZeroU16;

use crate::law::council_rules::CouncilRules;
use crate::law::criteria::CriteriaSet;
use crate::law::regulation::Regulation;
use crate::scoring::council::{Council, MAX_SHEETS};
use crate::scoring::lanes::{BlockSums, Bounds, HALF, Lanes, StepScore, half};
use crate::scoring::rank::{Judge, Ranking};
use crate::scoring::sheet::{ScoreSheet, SheetError};
use crate::scoring::sums::{Sums, Totals};
use crate::text::{Lang, phrase};
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

/// A set under a regulation and a council's rules, ready to score many councils or many variants
/// of one sheet.
///
/// It gives the same totals and stars as [`Council::tally`] and [`Ranking::of`], which explain
/// them. The quorum, which depends on who is appointed, is not asked, and a spread beyond the limit, which
/// leaves a council without a star, is told apart: [`Score::within_spread`].
///
/// # Example
///
/// ```
/// use ocop::{Catalog, Star};
/// use ocop::scoring::Scorer;
///
/// let catalog = Catalog::bundled();
/// let regulation = catalog.regulation("qd-26-2026")?;
/// let (set, rules) = (catalog.set("qd-26-2026", "08")?, catalog.rules("default")?);
/// let scorer = Scorer::new(&regulation, &set, &rules);
/// let mut boxes: Vec<u8> = set.criteria().map(|c| c.choices().len() as u8).collect();
/// assert_eq!(scorer.score_boxes(&boxes)?.star(), Some(Star::Five));
/// boxes[0] = 0;
/// assert_eq!(scorer.score_boxes(&boxes)?.star(), Some(Star::Two));
/// boxes[0] = 200;
/// assert!(scorer.score_boxes(&boxes).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scorer<'s> {
    set: &'s CriteriaSet,
    judge: Judge<'s>,
    /// The largest spread that the rules allow.
    spread: Option<Points>,
    /// The fast way, for sheets and rules that fit.
    lanes: Option<Box<Lanes>>,
}

/// What a council or a sheet adds up to, and the star that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Units of `10^-18` points in one step, in which the points below are counted.
    step: u64,
    parts: [u32; 3],
    spread: u32,
    count: NonZeroU16,
    within_spread: bool,
    /// `None` where a zero rule is broken.
    ranking: Option<Ranking>,
}

/// Why rows are not the sheets of councils.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowsError {
    /// No members, or more than a council can have.
    #[error("{}", self.text(Lang::En))]
    Members {
        /// How many there are.
        found: usize,
    },
    /// The rows are not those of whole councils.
    #[error("{}", self.text(Lang::En))]
    Length {
        /// How many boxes there are.
        found: usize,
        /// How many boxes one council has.
        expected: usize,
    },
    /// A row is not a sheet.
    #[error("{}", self.text(Lang::En))]
    Row {
        /// The council, counted from 0.
        council: usize,
        /// Its sheet, counted from 0.
        sheet: usize,
        /// What is wrong with it.
        error: SheetError,
    },
}

impl RowsError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let text = match self {
            RowsError::Members { found } => phrase!(
                "thấy {found} thành viên, cần từ 1 đến {MAX_SHEETS}",
                "found {found} members, expected 1 to {MAX_SHEETS}"
            ),
            RowsError::Length { found, expected } => phrase!(
                "thấy {found} ô, cần một bội số của {expected}, số ô của một hội đồng",
                "found {found} boxes, expected a multiple of the {expected} of one council"
            ),
            RowsError::Row {
                council,
                sheet,
                error,
            } => {
                let vi = error.text(Lang::Vi);
                phrase!(
                    "hội đồng {council}, phiếu {sheet}: {vi}",
                    "council {council}, sheet {sheet}: {error}"
                )
            }
        };
        text.text(lang).to_owned()
    }
}

/// Checks that a row of boxes is a complete sheet of a set.
pub(crate) fn check_row(set: &CriteriaSet, boxes: &[u8]) -> Result<(), SheetError> {
    let entries = &set.table.entries;
    if boxes.len() != entries.len() {
        return Err(SheetError::Length {
            found: boxes.len(),
            expected: entries.len(),
        });
    }
    let mut rows = entries.iter().zip(boxes);
    match rows.find(|(entry, ticked)| **ticked > entry.boxes) {
        None => Ok(()),
        Some((entry, &found)) => Err(SheetError::BoxUnknown {
            criterion: entry.code.clone(),
            found: u32::from(found),
            boxes: usize::from(entry.boxes),
        }),
    }
}

impl<'s> Scorer<'s> {
    /// Prepares scoring of `set`, which is one of the regulation's.
    #[must_use]
    pub fn new(
        regulation: &'s Regulation,
        set: &'s CriteriaSet,
        rules: &'s CouncilRules,
    ) -> Scorer<'s> {
        let (minimum_by, zero_by) = (rules.minimum_by(), rules.zero_by());
        let lanes = Lanes::of(regulation, &set.table, minimum_by, zero_by);
        Scorer {
            set,
            judge: Judge::new(regulation, set, rules),
            spread: rules.spread(),
            lanes: lanes.map(Box::new),
        }
    }

    /// Scores a council of this set. `None` where every sheet ended at a stop, and for a council of
    /// another set.
    #[must_use]
    pub fn score(&self, council: &Council<'_>) -> Option<Score> {
        // The sheets of a council are of one set.
        if !council.sheets().first()?.is_for(self.set) {
            return None;
        }
        self.in_lanes(council.sheets()).or_else(|| {
            let (sums, totals) = council.sums();
            Some(self.of(&sums, totals?))
        })
    }

    /// Scores one sheet, given as the box ticked in each criterion, in sheet order; 0 for none.
    ///
    /// # Errors
    ///
    /// [`SheetError`] when a box is missing or not on the sheet.
    pub fn score_boxes(&self, boxes: &[u8]) -> Result<Score, SheetError> {
        check_row(self.set, boxes)?;
        let (sums, totals) = Sums::of_one(self.judge.table, boxes);
        Ok(self.of(&sums, totals))
    }

    /// Scores many councils of `members` sheets each. `rows` holds the boxes of one sheet after the
    /// other, council by council, as in [`Scorer::score_boxes`]. The scores are added to `scores`,
    /// which grows once.
    ///
    /// # Errors
    ///
    /// [`RowsError`] when the rows are not those of whole councils, or at the first row that is not
    /// a sheet; the scores of the councils before it are there.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Star};
    /// use ocop::scoring::Scorer;
    ///
    /// let catalog = Catalog::bundled();
    /// let regulation = catalog.regulation("qd-26-2026")?;
    /// let (set, rules) = (catalog.set("qd-26-2026", "08")?, catalog.rules("default")?);
    /// let best: Vec<u8> = set.criteria().map(|c| c.choices().len() as u8).collect();
    /// let none = vec![0; best.len()];
    /// // Two councils of three members.
    /// let rows = [&best, &best, &best, &none, &none, &none].map(|row| &row[..]).concat();
    /// let mut scores = Vec::new();
    /// Scorer::new(&regulation, &set, &rules).score_many(3, &rows, &mut scores)?;
    /// let stars: Vec<_> = scores.iter().map(|score| score.star()).collect();
    /// assert_eq!(stars, [Some(Star::Five), Some(Star::One)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn score_many(
        &self,
        members: usize,
        rows: &[u8],
        scores: &mut Vec<Score>,
    ) -> Result<(), RowsError> {
        let criteria = self.judge.table.entries.len();
        let count = u16::try_from(members).ok().and_then(NonZeroU16::new);
        let Some(count) = count.filter(|_| members <= MAX_SHEETS) else {
            return Err(RowsError::Members { found: members });
        };
        let council = members * criteria;
        if !rows.len().is_multiple_of(council) {
            return Err(RowsError::Length {
                found: rows.len(),
                expected: council,
            });
        }
        let before = scores.len();
        scores.reserve(rows.len() / council);
        let bounds = self
            .lanes
            .as_deref()
            .map(|lanes| (lanes, lanes.bounds(members)));
        if let Some((lanes, Some(bounds))) = bounds {
            self.add_scores(lanes, &bounds, (count, criteria), rows, scores);
        }
        // What does not fit in lanes, and the council with a box that is not on the sheet.
        let done = scores.len() - before;
        for (number, sheets) in rows.chunks_exact(council).enumerate().skip(done) {
            for (sheet, row) in sheets.chunks_exact(criteria).enumerate() {
                check_row(self.set, row).map_err(|error| RowsError::Row {
                    council: number,
                    sheet,
                    error,
                })?;
            }
            let (sums, totals) = Sums::of(self.judge.table, sheets.chunks_exact(criteria));
            scores.extend(totals.map(|totals| self.of(&sums, totals)));
        }
        Ok(())
    }

    /// Adds scores, two councils at a time, up to the first with a box that is not on the sheet.
    fn add_scores(
        &self,
        lanes: &Lanes,
        bounds: &Bounds,
        (count, criteria): (NonZeroU16, usize),
        rows: &[u8],
        scores: &mut Vec<Score>,
    ) {
        let council = usize::from(count.get()) * criteria;
        // The second half is the next council, or the rest of a row of this one.
        let (abreast, second) = if lanes.halves == 1 {
            (2, council)
        } else {
            (1, HALF)
        };
        for first in (0..rows.len()).step_by(council * abreast) {
            let mut sums = BlockSums::new(lanes);
            for at in (first..first + council).step_by(criteria) {
                sums.add([half(rows, at), half(rows, at + second)], 2);
            }
            // The last council may be alone.
            let councils = (first..rows.len()).step_by(council).take(abreast);
            for (_, score) in councils.zip(sums.scores(bounds)) {
                match score {
                    Some(score) => scores.push(self.scored(score, count)),
                    None => return,
                }
            }
        }
    }

    /// The score of a council whose sheets all have a total, where it fits in lanes.
    fn in_lanes(&self, sheets: &[ScoreSheet]) -> Option<Score> {
        let lanes = self.lanes.as_deref()?;
        if sheets.iter().any(|sheet| sheet.stopped_at().is_some()) {
            return None;
        }
        let bounds = lanes.bounds(sheets.len())?;
        let count = NonZeroU16::new(u16::try_from(sheets.len()).ok()?)?;
        let mut sums = BlockSums::new(lanes);
        if lanes.halves == 2 {
            for sheet in sheets {
                let boxes = sheet.boxes();
                sums.add([half(boxes, 0), half(boxes, HALF)], 1);
            }
        } else {
            for pair in sheets.chunks(2) {
                let boxes = |at| pair.get(at).map_or(&[][..], ScoreSheet::boxes);
                sums.add([half(boxes(0), 0), half(boxes(1), 0)], pair.len());
            }
        }
        let score = sums.joined(&bounds)?;
        Some(self.scored(score, count))
    }

    fn of(&self, sums: &Sums, totals: Totals) -> Score {
        let score = StepScore {
            parts: sums.parts(self.judge.table),
            spread: totals.spread(),
            ranking: self.judge.ranking(sums),
        };
        self.scored(score, totals.count)
    }

    fn scored(&self, score: StepScore, count: NonZeroU16) -> Score {
        let StepScore {
            parts,
            spread,
            ranking,
        } = score;
        let table = self.judge.table;
        Score {
            step: table.step(),
            parts,
            spread,
            count,
            within_spread: self.spread.is_none_or(|most| table.points(spread) <= most),
            ranking,
        }
    }
}

impl Score {
    fn points(self, steps: u32) -> Points {
        Points::of_units(u128::from(steps) * u128::from(self.step))
    }

    fn mean(self, steps: u32) -> Mean {
        Mean::of(self.points(steps), self.count)
    }

    /// The mean total.
    #[must_use]
    pub fn total(self) -> Mean {
        self.mean(self.parts.iter().sum())
    }

    /// The mean of each part, A to C.
    #[must_use]
    pub fn parts(self) -> [Mean; 3] {
        self.parts.map(|steps| self.mean(steps))
    }

    /// The highest total less the lowest.
    #[must_use]
    pub fn spread(self) -> Points {
        self.points(self.spread)
    }

    /// Whether the totals lie as close together as the council's rules ask.
    #[must_use]
    pub fn within_spread(self) -> bool {
        self.within_spread
    }

    /// The star of the band, and the star with the minima considered; `None` where a zero rule
    /// disqualifies the product.
    #[must_use]
    pub fn ranking(self) -> Option<Ranking> {
        self.ranking
    }

    /// The star, with minima and zero rules considered; `None` where a zero rule disqualifies the
    /// product.
    #[must_use]
    pub fn star(self) -> Option<Star> {
        self.ranking.map(Ranking::star)
    }
}
