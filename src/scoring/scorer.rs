//! Scoring without reasons: totals, spread, minima and star of a council, with no allocation.

use crate::law::council_rules::CouncilRules;
use crate::law::criteria::CriteriaSet;
use crate::law::regulation::Regulation;
use crate::scoring::council::{Council, minimum_met};
use crate::scoring::score::Sums;
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

/// A set under a regulation and a council's rules, ready to score many councils or many variants
/// of one sheet.
///
/// It gives the same totals and stars as [`Council::tally`] and [`Ranking::of`], which explain
/// them; quorum and zero rules are not asked.
///
/// [`Ranking::of`]: crate::scoring::Ranking::of
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
/// assert_eq!(scorer.score_boxes(&boxes).star(), Star::Five);
/// boxes[0] = 0;
/// assert_eq!(scorer.score_boxes(&boxes).star(), Star::Two);
/// # Ok::<(), ocop::input::CatalogError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scorer<'s> {
    set: &'s CriteriaSet,
    rules: &'s CouncilRules,
    /// The least units of the stars above one, highest first, in the finer of the set's unit and
    /// the bands'.
    bands: [(Star, i64); 4],
    /// The finer unit in units of the set.
    scale: i64,
    /// The most units that totals may differ by, in the set's unit, rounded down.
    spread: Option<i64>,
}

/// What a council or a sheet adds up to, and the star that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    decimals: u32,
    count: u16,
    parts: [i64; 3],
    spread: i64,
    band: Star,
    star: Star,
    within_spread: bool,
}

impl<'s> Scorer<'s> {
    /// Prepares scoring of `set`, which is one of the regulation's.
    #[must_use]
    pub fn new(
        regulation: &Regulation,
        set: &'s CriteriaSet,
        rules: &'s CouncilRules,
    ) -> Scorer<'s> {
        let starred = [Star::Five, Star::Four, Star::Three, Star::Two];
        let bounds = starred.map(|star| (star, regulation.band_from(star)));
        let finest = bounds.iter().map(|(_, bound)| bound.decimals()).max();
        let fine = finest.unwrap_or(0).max(set.decimals);
        let units = |bound: Points| bound.units(fine).unwrap_or(i64::MAX);
        Scorer {
            set,
            rules,
            bands: bounds.map(|(star, bound)| (star, units(bound))),
            scale: 10_i64.saturating_pow(fine - set.decimals),
            spread: rules.spread().map(|most| whole_units(most, set.decimals)),
        }
    }

    /// Scores a council of this set.
    #[must_use]
    pub fn score(&self, council: &Council<'_>) -> Score {
        self.of(&council.sums())
    }

    /// Scores one sheet, given as the box ticked in each criterion, in sheet order; 0 for none.
    /// Boxes that are missing or not on the sheet give nothing.
    #[must_use]
    pub fn score_boxes(&self, boxes: &[u8]) -> Score {
        self.of(&Sums::of(self.set, std::iter::once(boxes)))
    }

    fn of(&self, sums: &Sums) -> Score {
        let parts = sums.parts(self.set);
        let sum = parts.iter().sum::<i64>().saturating_mul(self.scale);
        let count = i64::from(sums.count);
        let reached = |(_, least): &&(Star, i64)| sum >= least.saturating_mul(count);
        let band = self.bands.iter().find(reached).map_or(Star::One, |b| b.0);
        let by = self.rules.minimum_by();
        let minima = self.set.minima.iter();
        let missed = minima.filter(|minimum| minimum.star <= band);
        let missed = missed.filter(|minimum| !minimum_met(by, sums, minimum));
        let missed = missed.map(|minimum| minimum.star).min();
        let star = missed
            .and_then(Star::below)
            .map_or(band, |cap| band.min(cap));
        let spread = sums.highest - sums.lowest;
        Score {
            decimals: self.set.decimals,
            count: sums.count,
            parts,
            spread,
            band,
            star,
            within_spread: self.spread.is_none_or(|most| spread <= most),
        }
    }
}

/// The whole units in `points`.
fn whole_units(points: Points, decimals: u32) -> i64 {
    let finer = points.decimals().max(decimals);
    let step = 10_i64.saturating_pow(finer - decimals);
    points.units(finer).map_or(i64::MAX, |units| units / step)
}

impl Score {
    fn mean(self, units: i64) -> Mean {
        let points = Points::from_units(units, self.decimals).unwrap_or(Points::ZERO);
        // INVARIANT: a council has at least one sheet.
        Mean::new(points, self.count).unwrap_or(Mean::of_one(points))
    }

    /// The mean total.
    #[must_use]
    pub fn total(self) -> Mean {
        self.mean(self.parts.iter().sum())
    }

    /// The mean of each part, A to C.
    #[must_use]
    pub fn parts(self) -> [Mean; 3] {
        self.parts.map(|units| self.mean(units))
    }

    /// The highest total less the lowest.
    #[must_use]
    pub fn spread(self) -> Points {
        Points::from_units(self.spread, self.decimals).unwrap_or(Points::ZERO)
    }

    /// Whether the totals lie as close together as the council's rules ask.
    #[must_use]
    pub fn within_spread(self) -> bool {
        self.within_spread
    }

    /// The star of the band.
    #[must_use]
    pub fn band_star(self) -> Star {
        self.band
    }

    /// The star, with the minima considered.
    #[must_use]
    pub fn star(self) -> Star {
        self.star
    }
}
