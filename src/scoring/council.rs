//! Many sheets into one result: exact means, spread, quorum, minima.

use std::borrow::Cow;
use std::sync::Arc;

use crate::law::council_rules::{ChairRule, CouncilRules, MinimumBy};
use crate::law::criteria::{CriteriaSet, Minimum, ZeroRule};
use crate::scoring::score::{Sums, units};
use crate::scoring::sheet::{Role, ScoreSheet};
use crate::value::codes::CriterionCode;
use crate::value::points::{Mean, Points};

pub use crate::value::codes::CouncilForm;

/// The most sheets in one council.
pub const MAX_SHEETS: usize = crate::input::record::MAX_SHEETS;

/// A council's sheets for one product (hội đồng), checked against each other.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop::scoring::{Council, Role, ScoreSheet};
///
/// let catalog = Catalog::bundled();
/// let set = catalog.set("qd-148-2023", "08")?;
/// let rules = catalog.rules("default")?;
/// let sheet = |assessor, ticked| {
///     let answers = set.criteria().map(|criterion| (criterion.code().clone(), ticked));
///     ScoreSheet::new(&set, assessor, Role::Member, answers)
/// };
/// let council = Council::new(&set, &rules, vec![sheet("m1", 1)?, sheet("m2", 1)?], None)?;
/// let tally = council.tally();
/// assert_eq!(tally.spread().to_string(), "0");
/// assert!(tally.settled().is_ok());
/// assert!(Council::new(&set, &rules, vec![], None).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Council<'s> {
    set: &'s CriteriaSet,
    rules: &'s CouncilRules,
    sheets: Cow<'s, [ScoreSheet]>,
    appointed: Option<u16>,
}

/// Why sheets are not a council's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CouncilError {
    /// No sheets.
    #[error("found no sheets, expected at least one")]
    Empty,
    /// More than [`MAX_SHEETS`].
    #[error("found {found} sheets, expected at most {MAX_SHEETS}")]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// Two sheets of one assessor.
    #[error("found a second sheet of `{assessor}`, expected one from each")]
    AssessorRepeated {
        /// Who signed both.
        assessor: String,
        /// The second sheet, counted from 0.
        sheet: usize,
    },
    /// Two chairs.
    #[error("found a second chair, `{assessor}`, expected one")]
    ChairRepeated {
        /// Who signed as the second.
        assessor: String,
        /// The second sheet, counted from 0.
        sheet: usize,
    },
    /// A sheet of another set or regulation.
    #[error("found a sheet of `{assessor}` for another set, expected sheets of one set")]
    OtherSet {
        /// Who signed it.
        assessor: String,
    },
    /// Fewer members appointed than sheets.
    #[error(
        "found `{appointed}` members appointed, expected at least the {sheets} who gave sheets"
    )]
    AppointedTooFew {
        /// How many were appointed.
        appointed: u16,
        /// How many sheets there are.
        sheets: usize,
    },
}

/// The rules that bind the members to each other, for sheets that may still be unreadable.
pub(crate) fn member_errors(members: &[(&str, Role)], appointed: Option<u16>) -> Vec<CouncilError> {
    let mut errors = Vec::new();
    let found = members.len();
    if found == 0 {
        errors.push(CouncilError::Empty);
    }
    if found > MAX_SHEETS {
        return vec![CouncilError::TooMany { found }];
    }
    for (sheet, &(assessor, role)) in members.iter().enumerate() {
        let mut earlier = members.iter().take(sheet);
        let assessor_owned = || assessor.to_owned();
        if earlier.clone().any(|&(name, _)| name == assessor) {
            errors.push(CouncilError::AssessorRepeated {
                assessor: assessor_owned(),
                sheet,
            });
        }
        if role == Role::Chair && earlier.any(|&(_, role)| role == Role::Chair) {
            errors.push(CouncilError::ChairRepeated {
                assessor: assessor_owned(),
                sheet,
            });
        }
    }
    if let Some(appointed) = appointed.filter(|&n| usize::from(n) < found) {
        errors.push(CouncilError::AppointedTooFew {
            appointed,
            sheets: found,
        });
    }
    errors
}

impl<'s> Council<'s> {
    /// A council from complete sheets. `appointed` is the number of members it has by decision;
    /// without it the quorum is not checked.
    ///
    /// # Errors
    ///
    /// The first [`CouncilError`]: no sheets or too many, two of one assessor, two chairs, a
    /// sheet of another set, fewer appointed than sheets.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::scoring::{Council, CouncilError};
    ///
    /// let catalog = Catalog::bundled();
    /// let (set, rules) = (catalog.set("qd-148-2023", "08")?, catalog.rules("default")?);
    /// assert_eq!(Council::new(&set, &rules, vec![], None).unwrap_err(), CouncilError::Empty);
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn new(
        set: &'s CriteriaSet,
        rules: &'s CouncilRules,
        sheets: Vec<ScoreSheet>,
        appointed: Option<u16>,
    ) -> Result<Council<'s>, CouncilError> {
        let members: Vec<_> = sheets
            .iter()
            .map(|sheet| (sheet.assessor(), sheet.role()))
            .collect();
        if let Some(error) = member_errors(&members, appointed).into_iter().next() {
            return Err(error);
        }
        if let Some(other) = sheets.iter().find(|sheet| !sheet.is_for(set)) {
            return Err(CouncilError::OtherSet {
                assessor: other.assessor().to_owned(),
            });
        }
        Ok(Council {
            set,
            rules,
            sheets: Cow::Owned(sheets),
            appointed,
        })
    }

    /// A council of sheets that were checked against each other and against `set` before.
    pub(crate) fn checked(
        set: &'s CriteriaSet,
        rules: &'s CouncilRules,
        sheets: &'s [ScoreSheet],
        appointed: Option<u16>,
    ) -> Council<'s> {
        Council {
            set,
            rules,
            sheets: Cow::Borrowed(sheets),
            appointed,
        }
    }

    /// The sheets, in the order given.
    #[must_use]
    pub fn sheets(&self) -> &[ScoreSheet] {
        &self.sheets
    }

    /// Adds up the sheets. The order of sheets does not matter.
    #[must_use]
    pub fn tally(&self) -> Tally<'s> {
        self.tally_with(|_| true)
    }

    /// As [`Council::tally`], with those minima only that a result speaks of: the ones missed, and
    /// the ones that members differ about. Most are neither.
    pub(crate) fn tally_spoken_of(&self) -> Tally<'s> {
        // What nobody reaches is missed.
        self.tally_with(|check| !check.met || check.reached_by < check.of)
    }

    fn tally_with(&self, keep: impl Fn(Reached) -> bool) -> Tally<'s> {
        let sums = self.sums();
        let count = sums.count;
        let points = |units| Points::from_units(units, self.set.decimals).unwrap_or(Points::ZERO);
        // INVARIANT: sheets of at most MAX_UNITS fit, so nothing falls back.
        let mean = |units| Mean::new(points(units), count).unwrap_or(Mean::of_one(Points::ZERO));
        let parts = sums.parts(self.set);
        Tally {
            total: mean(parts.iter().sum()),
            parts: parts.map(mean),
            lowest: points(sums.lowest),
            highest: points(sums.highest),
            spread: points(sums.highest - sums.lowest),
            minima: self.check_minima(&sums, keep),
            zero: self.broken_zero_rule(),
            quorum: self.quorum(),
            rules: self.rules,
        }
    }

    pub(crate) fn sums(&self) -> Sums {
        Sums::of(self.set, self.sheets.iter().map(ScoreSheet::boxes))
    }

    fn count(&self) -> u16 {
        // INVARIANT: at most MAX_SHEETS.
        u16::try_from(self.sheets.len()).unwrap_or(u16::MAX)
    }

    fn check_minima(&self, sums: &Sums, keep: impl Fn(Reached) -> bool) -> Vec<MinimumCheck> {
        let by = self.rules.minimum_by();
        let of = sums.count;
        let codes = &self.set.table.codes;
        let minima = self.set.minima.iter().filter_map(|minimum| {
            let reached = Reached {
                met: minimum_met(by, sums, minimum),
                reached_by: sums.reached(minimum),
                of,
            };
            if !keep(reached) {
                return None;
            }
            let entry = codes.get(minimum.criterion)?;
            Some(MinimumCheck {
                criterion: entry.code.clone(),
                title: Arc::clone(&entry.title),
                minimum: *minimum,
                reached_by: reached.reached_by,
                of,
                met: reached.met,
            })
        });
        minima.collect()
    }

    /// The first zero rule that more than half of the sheets break.
    fn broken_zero_rule(&self) -> Option<ZeroCheck> {
        let of = self.count();
        self.set.zero_rules.iter().find_map(|rule| {
            let has_zero = |sheet: &ScoreSheet| {
                rule.criteria.iter().any(|&position| {
                    let ticked = sheet.boxes().get(position).copied().unwrap_or_default();
                    let criterion = self.set.criteria().nth(position);
                    criterion.is_some_and(|criterion| units(criterion, ticked) == 0)
                })
            };
            let zeros = self.sheets.iter().filter(|sheet| has_zero(sheet)).count();
            (zeros * 2 > usize::from(of)).then(|| ZeroCheck {
                rule: rule.clone(),
                zeros,
                of,
            })
        })
    }

    fn quorum(&self) -> Option<Quorum> {
        let appointed = self.appointed?;
        let stands = |sheet: &ScoreSheet| match self.rules.chair {
            ChairRule::Chair => sheet.role() == Role::Chair,
            ChairRule::ChairOrVice => sheet.role() != Role::Member,
        };
        Some(Quorum {
            present: self.count(),
            appointed,
            needed: self.rules.quorum_of(appointed),
            chaired: self.sheets.iter().any(stands),
        })
    }
}

/// How many sheets reach a minimum, and whether that is enough.
#[derive(Debug, Clone, Copy)]
struct Reached {
    met: bool,
    reached_by: u16,
    of: u16,
}

/// Whether a council meets a minimum, by its rules.
pub(crate) fn minimum_met(by: MinimumBy, sums: &Sums, minimum: &Minimum) -> bool {
    let reached_by = sums.reached(minimum);
    match by {
        MinimumBy::Majority => u32::from(reached_by) * 2 > u32::from(sums.count),
        MinimumBy::All => reached_by == sums.count,
        MinimumBy::Mean => {
            sums.units_at(minimum.criterion) >= minimum.units * i64::from(sums.count)
        }
    }
}

/// The sum of a council's sheets, before anyone asks whether it counts.
#[derive(Debug, Clone)]
pub struct Tally<'s> {
    pub(crate) total: Mean,
    pub(crate) parts: [Mean; 3],
    pub(crate) lowest: Points,
    pub(crate) highest: Points,
    pub(crate) spread: Points,
    pub(crate) minima: Vec<MinimumCheck>,
    pub(crate) zero: Option<ZeroCheck>,
    pub(crate) quorum: Option<Quorum>,
    pub(crate) rules: &'s CouncilRules,
}

/// How a council stands to one minimum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumCheck {
    /// The criterion.
    pub criterion: CriterionCode,
    /// The criterion's title.
    pub title: Arc<str>,
    /// The minimum.
    pub minimum: Minimum,
    /// How many sheets reach it.
    pub reached_by: u16,
    /// How many sheets there are.
    pub of: u16,
    /// Whether the council meets it, by its rules.
    pub met: bool,
}

impl MinimumCheck {
    /// Some members reach it and some do not.
    pub(crate) fn members_differ(&self) -> bool {
        self.reached_by > 0 && self.reached_by < self.of
    }
}

/// A zero rule that a council's sheets break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ZeroCheck {
    pub(crate) rule: ZeroRule,
    pub(crate) zeros: usize,
    pub(crate) of: u16,
}

/// How many members gave sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    /// Members who gave a sheet.
    pub present: u16,
    /// Members appointed.
    pub appointed: u16,
    /// The least that the rules ask for.
    pub needed: u16,
    /// Whether one of them is the chair, or who may stand in.
    pub chaired: bool,
}

/// Why a council has no star yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsettled {
    /// Too few members, or no chair.
    NotQuorate,
    /// The totals lie too far apart.
    RescoreRequired,
}

/// A tally that counts; only this can be ranked.
#[derive(Debug, Clone, Copy)]
pub struct Settled<'t> {
    pub(crate) total: Mean,
    pub(crate) minima: &'t [MinimumCheck],
}

impl Tally<'_> {
    /// The mean total.
    #[must_use]
    pub fn total(&self) -> Mean {
        self.total
    }

    /// The mean of each part, A to C.
    #[must_use]
    pub fn parts(&self) -> [Mean; 3] {
        self.parts
    }

    /// The highest total less the lowest.
    #[must_use]
    pub fn spread(&self) -> Points {
        self.spread
    }

    /// Every minimum of the sheet, in sheet order, then by star.
    #[must_use]
    pub fn minima(&self) -> &[MinimumCheck] {
        &self.minima
    }

    /// The quorum, where the number of members appointed is known.
    #[must_use]
    pub fn quorum(&self) -> Option<Quorum> {
        self.quorum
    }

    /// The tally as one that counts.
    ///
    /// # Errors
    ///
    /// [`Unsettled`] when the council is not quorate, or else when its totals lie further apart
    /// than its rules allow.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::scoring::{Council, Role, ScoreSheet, Unsettled};
    ///
    /// let catalog = Catalog::bundled();
    /// let (set, rules) = (catalog.set("qd-148-2023", "08")?, catalog.rules("default")?);
    /// let sheet = |assessor, ticked| {
    ///     let answers = set.criteria().map(|criterion| (criterion.code().clone(), ticked));
    ///     ScoreSheet::new(&set, assessor, Role::Member, answers)
    /// };
    /// // One ticks nothing, the other the second box everywhere: more than 10 points apart.
    /// let council = Council::new(&set, &rules, vec![sheet("m1", 0)?, sheet("m2", 2)?], None)?;
    /// assert_eq!(council.tally().settled().unwrap_err(), Unsettled::RescoreRequired);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn settled(&self) -> Result<Settled<'_>, Unsettled> {
        let quorate = |quorum: Quorum| quorum.present >= quorum.needed && quorum.chaired;
        if !self.quorum.is_none_or(quorate) {
            return Err(Unsettled::NotQuorate);
        }
        if self.rules.spread().is_some_and(|most| self.spread > most) {
            return Err(Unsettled::RescoreRequired);
        }
        Ok(Settled {
            total: self.total,
            minima: &self.minima,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::catalog::Catalog;

    /// What a result speaks of: minima that are missed, and those that members differ about.
    #[test]
    fn a_result_keeps_the_minima_that_it_speaks_of() {
        let catalog = Catalog::bundled();
        let set = catalog.set("qd-148-2023", "08").unwrap();
        let rules = catalog.rules("default").unwrap();
        let sheet = |member: usize| {
            let answers = set.criteria().enumerate().map(|(at, criterion)| {
                let ticked = (3 * member + 7 * at) % (criterion.choices().len() + 1);
                (criterion.code().clone(), u32::try_from(ticked).unwrap())
            });
            ScoreSheet::new(&set, &format!("m{member}"), Role::Member, answers).unwrap()
        };
        let council = Council::new(&set, &rules, vec![sheet(1), sheet(2), sheet(3)], None).unwrap();
        let all = council.tally().minima;
        let reached: Vec<u16> = all.iter().map(|check| check.reached_by).collect();
        assert!(reached.contains(&0) && reached.contains(&3));
        let kept = all.into_iter().filter(|check| check.reached_by < 3);
        let kept: Vec<MinimumCheck> = kept.collect();
        assert!(kept.iter().any(|check| check.met));
        assert_eq!(council.tally_spoken_of().minima, kept);
    }
}
