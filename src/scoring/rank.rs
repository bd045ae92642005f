//! A mean total and the minima into a star, or why not a higher one.

use crate::law::criteria::CriteriaSet;
use crate::law::regulation::Regulation;
use crate::scoring::council::{MinimumCheck, Settled};
use crate::scoring::score::units;
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

/// A product's star, and the star its points alone would give (phân hạng).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranking {
    band: Star,
    star: Star,
}

impl Ranking {
    /// The star of the band that the mean total lies in.
    #[must_use]
    pub fn band_star(self) -> Star {
        self.band
    }

    /// The star, with the minima considered; never above the band's.
    #[must_use]
    pub fn star(self) -> Star {
        self.star
    }

    /// Ranks a council that counts.
    ///
    /// The total is compared as it is, without rounding. READING (Phụ lục II, note on star
    /// marks): a star needs the minima of every star up to it, and a product that misses one
    /// falls to the star below, so that a missed 3★ minimum leaves 2★ at most.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Star};
    /// use ocop::scoring::{Council, Ranking, Role, ScoreSheet};
    ///
    /// let catalog = Catalog::bundled();
    /// let regulation = catalog.regulation("qd-148-2023")?;
    /// let (set, rules) = (catalog.set("qd-148-2023", "08")?, catalog.rules("default")?);
    /// let best = set.criteria().map(|c| (c.code().clone(), c.choices().len() as u32));
    /// let sheet = ScoreSheet::new(&set, "m1", Role::Chair, best)?;
    /// let tally = Council::new(&set, &rules, vec![sheet], None)?.tally();
    /// if let Ok(settled) = tally.settled() {
    ///     assert_eq!(Ranking::of(&regulation, settled).star(), Star::Five);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(regulation: &Regulation, settled: Settled<'_>) -> Ranking {
        let missed = settled
            .minima
            .iter()
            .filter(|check| !check.met)
            .map(|check| check.minimum.star)
            .min();
        let cap = missed.map_or(Some(Star::Five), Star::below);
        Ranking::capped(regulation, settled.total, cap)
    }

    /// Ranks a mean alone, where minima cannot be checked; `attested` is the star that the
    /// council itself states, and caps the band.
    #[must_use]
    pub fn of_mean(regulation: &Regulation, total: Mean, attested: Option<Star>) -> Ranking {
        Ranking::capped(regulation, total, attested)
    }

    /// Ranks one sheet by itself, given as the box ticked in each criterion by its place.
    pub(crate) fn of_boxes(
        regulation: &Regulation,
        set: &CriteriaSet,
        ticked: impl Fn(usize) -> u8,
    ) -> Ranking {
        let points: Vec<i64> = set
            .criteria()
            .enumerate()
            .map(|(at, criterion)| units(criterion, ticked(at)))
            .collect();
        let at = |position: usize| points.get(position).copied().unwrap_or_default();
        let total = Points::from_units(points.iter().sum(), set.decimals);
        let missed = set.minima.iter().filter(|m| at(m.criterion) < m.units);
        let missed = missed.map(|minimum| minimum.star).min();
        let cap = missed.map_or(Some(Star::Five), Star::below);
        let total = Mean::of_one(total.unwrap_or(Points::ZERO));
        Ranking::capped(regulation, total, cap)
    }

    fn capped(regulation: &Regulation, total: Mean, cap: Option<Star>) -> Ranking {
        let band = regulation.band(total).star();
        Ranking {
            band,
            star: cap.map_or(band, |cap| band.min(cap)),
        }
    }
}

/// The minima that a ranking misses, in sheet order, then by star.
pub(crate) fn unmet(minima: &[MinimumCheck]) -> impl Iterator<Item = &MinimumCheck> {
    minima.iter().filter(|check| !check.met)
}
