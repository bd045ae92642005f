//! How a council works (quy chế hoạt động): spread, quorum, chair, minima, shown decimals.
//!
//! The decisions leave these to each council's own regulation, so they are data.

use std::sync::Arc;

use super::Reading;
use super::rules::Limit;
use crate::text::Citation;
use crate::value::{Points, RulesId, read_only, word_code};

word_code! {
    /// Whose sheet the quorum asks for.
    ChairRule:
    /// The chair's own.
    Chair = "chair",
    /// The chair's or a vice-chair's.
    ChairOrVice = "chair-or-vice",
}

word_code! {
    /// When a council as a whole meets a minimum.
    MinimumBy:
    /// More than half of the sheets reach it.
    Majority = "majority",
    /// Every sheet reaches it.
    All = "all",
    /// The criterion's exact mean reaches it.
    Mean = "mean",
}

word_code! {
    /// When a council as a whole breaks a zero rule, on one and the same criterion.
    ZeroBy:
    /// More than half of the sheets give 0.
    Majority = "majority",
    /// Some sheet gives 0.
    Any = "any",
    /// The criterion's exact mean is 0.
    Mean = "mean",
}

read_only! {
    /// The rules a council works by (quy chế), checked.
    ///
    /// # Example
    ///
    /// ```
    /// let catalog = ocop::Catalog::bundled();
    /// let rules = catalog.rules("default")?;
    /// assert_eq!(rules.spread().map(|most| most.to_string()).as_deref(), Some("10"));
    /// assert_eq!(rules.quorum_of(7), 6);
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    CouncilRules {
        /// The name that cases use.
        by_ref id: RulesId,
        /// The rules' title.
        text name: String,
        /// Where the values come from.
        text source: String,
        hidden spread: Option<Limit<Points>>,
        hidden quorum: Limit<(u16, u16)>,
        /// Whose sheet the quorum asks for.
        copied chair: ChairRule,
        hidden minimum_by: Limit<MinimumBy>,
        /// `None` where the rules leave it to READING `zero-rule`.
        hidden zero_by: Option<Limit<ZeroBy>>,
        /// How many decimals shown means have.
        copied shown_decimals: u32,
        /// The readings that the rules take where their sources are silent.
        list readings: Reading,
    }
}

impl CouncilRules {
    /// The most by which the sheets' totals may differ, in points; `None` for no limit.
    #[must_use]
    pub fn spread(&self) -> Option<Points> {
        self.spread.as_ref().map(|limit| limit.value)
    }

    /// The least share of the members appointed, as numerator and denominator.
    #[must_use]
    pub fn quorum(&self) -> (u16, u16) {
        self.quorum.value
    }

    /// The clauses that set a value, by the value's key: `spread` and `zero_by`, where the rules
    /// have them, `quorum` and `minimum_by`.
    pub fn citations(&self) -> impl Iterator<Item = (&'static str, &Citation)> {
        let spread = self.spread.as_ref().map(|limit| &limit.citation);
        let zero_by = self.zero_by.as_ref().map(|limit| &limit.citation);
        [
            ("spread", spread),
            ("quorum", Some(&self.quorum.citation)),
            ("minimum_by", Some(&self.minimum_by.citation)),
            ("zero_by", zero_by),
        ]
        .into_iter()
        .filter_map(|(key, citation)| Some((key, citation?)))
    }

    /// The least number of sheets out of `appointed` members.
    #[must_use]
    pub fn quorum_of(&self, appointed: u16) -> u16 {
        let (numerator, denominator) = self.quorum.value;
        let needed = (u32::from(appointed) * u32::from(numerator)).div_ceil(u32::from(denominator));
        u16::try_from(needed).unwrap_or(u16::MAX)
    }

    /// When the council meets a minimum.
    #[must_use]
    pub fn minimum_by(&self) -> MinimumBy {
        self.minimum_by.value
    }

    /// When the council breaks a zero rule. READING `zero-rule`: by a majority, where the rules do
    /// not say.
    #[must_use]
    pub fn zero_by(&self) -> ZeroBy {
        let zero_by = self.zero_by.as_ref();
        zero_by.map_or(ZeroBy::Majority, |limit| limit.value)
    }

    /// The same rules under a law that prints a spread: the council's own holds where it is less.
    pub(crate) fn within(self: &Arc<Self>, printed: Option<&Limit<Points>>) -> Arc<CouncilRules> {
        let own = self.spread();
        let binds = |printed: &&Limit<Points>| own.is_none_or(|own| own >= printed.value);
        let Some(printed) = printed.filter(binds) else {
            return Arc::clone(self);
        };
        Arc::new(CouncilRules {
            spread: Some(printed.clone()),
            ..CouncilRules::clone(self)
        })
    }
}
