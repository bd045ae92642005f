//! The one place where a star is made: bands, minima and zero rules.

use crate::law::council_rules::{CouncilRules, MinimumBy, ZeroBy};
use crate::law::criteria::CriteriaSet;
use crate::law::regulation::Regulation;
use crate::law::table::SheetTable;
use crate::scoring::meets::{breaks_zero_rule, cap};
use crate::scoring::sums::Sums;
use crate::scoring::tally::ValidTally;
use crate::value::points::Mean;
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

    /// Ranks a council whose tally is valid.
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
    /// assert_eq!(Ranking::of(&regulation, tally.validate()?).star(), Star::Five);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(regulation: &Regulation, tally: ValidTally) -> Ranking {
        Ranking::capped(regulation, tally.total, tally.cap)
    }

    /// Ranks a mean alone, where minima cannot be checked; `attested` is the star that the
    /// council itself states, and caps the band.
    #[must_use]
    pub fn of_mean(regulation: &Regulation, total: Mean, attested: Option<Star>) -> Ranking {
        Ranking::capped(regulation, total, attested.unwrap_or(Star::Five))
    }

    fn capped(regulation: &Regulation, total: Mean, cap: Star) -> Ranking {
        Ranking::new(regulation.band(total).star(), cap)
    }

    pub(crate) fn new(band: Star, cap: Star) -> Ranking {
        Ranking {
            band,
            star: band.min(cap),
        }
    }
}

/// What decides the star of some sheets: bands, a sheet's minima and zero rules, and how a council
/// meets them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judge<'s> {
    pub(crate) regulation: &'s Regulation,
    pub(crate) table: &'s SheetTable,
    pub(crate) minimum_by: MinimumBy,
    pub(crate) zero_by: ZeroBy,
}

impl<'s> Judge<'s> {
    pub(crate) fn new(
        regulation: &'s Regulation,
        set: &'s CriteriaSet,
        rules: &CouncilRules,
    ) -> Judge<'s> {
        Judge {
            regulation,
            table: &set.table,
            minimum_by: rules.minimum_by(),
            zero_by: rules.zero_by(),
        }
    }

    /// For one sheet alone, on which all rules of councils say the same.
    pub(crate) fn of_one_sheet(regulation: &'s Regulation, set: &'s CriteriaSet) -> Judge<'s> {
        Judge {
            regulation,
            table: &set.table,
            minimum_by: MinimumBy::All,
            zero_by: ZeroBy::Any,
        }
    }

    /// The ranking of some sheets, however far they lie apart and whoever is missing. `None` where
    /// a zero rule is broken, or no sheet has a total.
    pub(crate) fn ranking(&self, sums: &Sums) -> Option<Ranking> {
        if breaks_zero_rule(self.zero_by, self.table, sums) {
            return None;
        }
        let total = sums.total(self.table)?;
        let cap = cap(self.minimum_by, self.table, sums);
        Some(Ranking::capped(self.regulation, total, cap))
    }

    /// The star of one complete sheet alone.
    pub(crate) fn star_of(&self, boxes: &[u8]) -> Option<Star> {
        let (sums, _) = Sums::of_one(self.table, boxes);
        self.ranking(&sums).map(Ranking::star)
    }
}
