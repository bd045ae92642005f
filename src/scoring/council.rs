//! The sheets of one council, checked against each other.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::law::council_rules::{ChairRule, CouncilRules};
use crate::law::criteria::CriteriaSet;
use crate::scoring::sheet::{Role, ScoreSheet};
use crate::scoring::sums::{Sums, Totals};
use crate::scoring::tally::{MinimumCheck, Quorum, Tally};
use crate::text::normalise::normalise;
use crate::text::{Lang, phrase};
use crate::value::points::Mean;

pub use crate::value::codes::CouncilForm;

/// The most sheets in one council.
pub const MAX_SHEETS: usize = crate::input::refusals::MAX_SHEETS;

/// A council's sheets for one product (hội đồng), checked against each other.
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
    #[error("{}", self.text(Lang::En))]
    Empty,
    /// More than [`MAX_SHEETS`].
    #[error("{}", self.text(Lang::En))]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// Two sheets of one assessor.
    #[error("{}", self.text(Lang::En))]
    AssessorRepeated {
        /// Who signed both.
        assessor: String,
        /// The second sheet, counted from 0.
        sheet: usize,
    },
    /// Two chairs.
    #[error("{}", self.text(Lang::En))]
    ChairRepeated {
        /// Who signed as the second.
        assessor: String,
        /// The second sheet, counted from 0.
        sheet: usize,
    },
    /// A sheet of another set or regulation.
    #[error("{}", self.text(Lang::En))]
    OtherSet {
        /// Who signed it.
        assessor: String,
    },
    /// Fewer members appointed than sheets.
    #[error("{}", self.text(Lang::En))]
    AppointedTooFew {
        /// How many were appointed.
        appointed: u16,
        /// How many members gave sheets.
        sheets: usize,
    },
}

impl CouncilError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let text = match self {
            CouncilError::Empty => phrase!(
                "không có phiếu nào, cần ít nhất một phiếu",
                "found no sheets, expected at least one"
            ),
            CouncilError::TooMany { found } => phrase!(
                "thấy {found} phiếu, cần nhiều nhất {MAX_SHEETS}",
                "found {found} sheets, expected at most {MAX_SHEETS}"
            ),
            CouncilError::AssessorRepeated { assessor, .. } => phrase!(
                "thấy phiếu thứ hai của `{assessor}`, cần mỗi người đánh giá một phiếu",
                "found a second sheet of `{assessor}`, expected one from each"
            ),
            CouncilError::ChairRepeated { assessor, .. } => phrase!(
                "thấy chủ tịch thứ hai, `{assessor}`, cần một chủ tịch",
                "found a second chair, `{assessor}`, expected one"
            ),
            CouncilError::OtherSet { assessor } => phrase!(
                "thấy phiếu của `{assessor}` thuộc bộ khác, cần các phiếu của một bộ",
                "found a sheet of `{assessor}` for another set, expected sheets of one set"
            ),
            CouncilError::AppointedTooFew { appointed, sheets } => phrase!(
                "thấy `{appointed}` thành viên được cử, cần ít nhất {sheets}, số người đã nộp phiếu",
                "found `{appointed}` members appointed, expected at least the {sheets} who gave sheets"
            ),
        };
        text.text(lang).to_owned()
    }
}

/// The rules that bind the members to each other, for sheets that may still be unreadable: each with
/// its place, its assessor where that is known, and the role.
pub(crate) fn member_errors<'m>(
    members: impl ExactSizeIterator<Item = (usize, Option<&'m str>, Role)>,
    appointed: Option<u16>,
) -> Vec<CouncilError> {
    let mut errors = Vec::new();
    let found = members.len();
    if found == 0 {
        errors.push(CouncilError::Empty);
    }
    if found > MAX_SHEETS {
        return vec![CouncilError::TooMany { found }];
    }
    let mut names = HashSet::with_capacity(found);
    let (mut has_chair, mut repeated) = (false, 0);
    for (sheet, name, role) in members {
        let assessor = || name.unwrap_or_default().to_owned();
        let had_chair = has_chair;
        has_chair |= role == Role::Chair;
        if name.is_some_and(|name| !names.insert(normalise(name))) {
            // One member's second sheet is neither a second chair's nor a further member's.
            repeated += 1;
            let assessor = assessor();
            errors.push(CouncilError::AssessorRepeated { assessor, sheet });
        } else if role == Role::Chair && had_chair {
            let assessor = assessor();
            errors.push(CouncilError::ChairRepeated { assessor, sheet });
        }
    }
    let sheets = found - repeated;
    if let Some(appointed) = appointed.filter(|&n| usize::from(n) < sheets) {
        errors.push(CouncilError::AppointedTooFew { appointed, sheets });
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
    /// use ocop::scoring::{Council, CouncilError, Role, ScoreSheet};
    ///
    /// let catalog = Catalog::bundled();
    /// let (set, rules) = (catalog.set("qd-148-2023", "08")?, catalog.rules("default")?);
    /// let sheet = |assessor, ticked| {
    ///     let answers = set.criteria().map(|criterion| (criterion.code().clone(), ticked));
    ///     ScoreSheet::new(&set, assessor, Role::Member, answers)
    /// };
    /// let council = Council::new(&set, &rules, vec![sheet("m1", 1)?, sheet("m2", 1)?], None)?;
    /// assert_eq!(council.tally().spread(), Some(ocop::Points::ZERO));
    /// assert_eq!(Council::new(&set, &rules, vec![], None).unwrap_err(), CouncilError::Empty);
    /// // Names are one as `ocop::text::normalise` says.
    /// let twice = vec![sheet("Cá khô", 1)?, sheet(" Ca\u{301}  khô", 1)?];
    /// assert!(Council::new(&set, &rules, twice, None).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(
        set: &'s CriteriaSet,
        rules: &'s CouncilRules,
        sheets: Vec<ScoreSheet>,
        appointed: Option<u16>,
    ) -> Result<Council<'s>, CouncilError> {
        let members = sheets.iter().enumerate();
        let members = members.map(|(at, sheet)| (at, Some(sheet.assessor()), sheet.role()));
        if let Some(error) = member_errors(members, appointed).into_iter().next() {
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
        Tally::of(self.set, self.rules, &self.sums(), self.quorum(), |_| true)
    }

    /// The mean points of each criterion, in sheet order, of the sheets that have a total; empty where
    /// none has.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::scoring::{Council, Role, ScoreSheet};
    ///
    /// let catalog = Catalog::bundled();
    /// let (set, rules) = (catalog.set("qd-148-2023", "08")?, catalog.rules("default")?);
    /// let sheet = |assessor, ticked| {
    ///     let answers = set.criteria().map(|criterion| (criterion.code().clone(), ticked));
    ///     ScoreSheet::new(&set, assessor, Role::Member, answers)
    /// };
    /// let council = Council::new(&set, &rules, vec![sheet("m1", 0)?, sheet("m2", 2)?], None)?;
    /// let first = set.criteria().next().ok_or("a criterion")?;
    /// assert_eq!(council.means().len(), set.criteria().count());
    /// assert_eq!(Some(council.means()[0].sum()), first.points_of(2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn means(&self) -> Vec<Mean> {
        let (sums, totals) = self.sums();
        let table = &self.set.table;
        let means = totals.into_iter().flat_map(|totals| {
            let steps = (0..table.entries.len()).map(|at| sums.steps_at(at));
            steps.map(move |steps| Mean::of(table.points(steps), totals.count))
        });
        means.collect()
    }

    /// As [`Council::tally`], with only the minima that a result lists: those that are unmet, and
    /// those that members differ about.
    pub(crate) fn tally_for_report(&self) -> Tally<'s> {
        let listed = |check: &MinimumCheck| !check.met || check.is_disputed();
        Tally::of(self.set, self.rules, &self.sums(), self.quorum(), listed)
    }

    pub(crate) fn sums(&self) -> (Sums, Option<Totals>) {
        Sums::of_council(&self.set.table, &self.sheets)
    }

    fn quorum(&self) -> Option<Quorum> {
        let appointed = self.appointed?;
        let may_chair = |sheet: &ScoreSheet| match self.rules.chair {
            ChairRule::Chair => sheet.role() == Role::Chair,
            ChairRule::ChairOrVice => sheet.role() != Role::Member,
        };
        Some(Quorum {
            // At most MAX_SHEETS.
            present: self.sheets.len() as u16,
            appointed,
            needed: self.rules.quorum_of(appointed),
            chaired: self.sheets.iter().any(may_chair),
        })
    }
}
