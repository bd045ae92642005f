//! The tally of a council: its totals, and how it meets each minimum, zero rule and the quorum.

use std::sync::Arc;

use crate::law::council_rules::CouncilRules;
use crate::law::criteria::CriteriaSet;
use crate::law::criterion::ZeroNote;
use crate::law::table::{Minimum, SheetTable};
use crate::scoring::meets::{cap, gives_zero, meets};
use crate::scoring::sums::{Sums, Totals};
use crate::text::Lang;
use crate::value::codes::CriterionCode;
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

/// What a council's sheets add up to, before quorum, zero rules and spread are asked.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop::scoring::{Council, InvalidTally, Role, ScoreSheet};
///
/// let catalog = Catalog::bundled();
/// let (set, rules) = (catalog.set("qd-148-2023", "08")?, catalog.rules("default")?);
/// let sheet = |assessor, ticked| {
///     let answers = set.criteria().map(|criterion| (criterion.code().clone(), ticked));
///     ScoreSheet::new(&set, assessor, Role::Member, answers)
/// };
/// // One ticks nothing, the other the second box everywhere: more than 10 points apart.
/// let council = Council::new(&set, &rules, vec![sheet("m1", 0)?, sheet("m2", 2)?], None)?;
/// let tally = council.tally();
/// assert_eq!(tally.total().map(|total| total.count()), Some(2));
/// assert_eq!(tally.validate().unwrap_err(), InvalidTally::RescoreRequired);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tally<'s> {
    points: Option<SheetPoints>,
    /// The highest star that the minima leave.
    cap: Star,
    minima: Vec<MinimumCheck>,
    zeros: Vec<ZeroCheck>,
    quorum: Option<Quorum>,
    pub(crate) rules: &'s CouncilRules,
}

/// The points of the sheets that have a total.
#[derive(Debug, Clone, Copy)]
struct SheetPoints {
    total: Mean,
    parts: [Mean; 3],
    lowest: Points,
    highest: Points,
}

/// How a council stands to one minimum. It serializes as an unmet minimum of a result.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct MinimumCheck {
    /// The criterion.
    pub criterion: CriterionCode,
    /// The criterion's title.
    #[serde(skip)]
    pub title: Arc<str>,
    /// The minimum.
    #[serde(flatten)]
    pub minimum: Minimum,
    /// How many sheets reach it.
    pub reached_by: u16,
    /// How many sheets have a total.
    pub of: u16,
    /// Whether the council meets it, by its rules.
    #[serde(skip)]
    pub met: bool,
}

impl MinimumCheck {
    /// Whether some members reach it and some do not.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        self.reached_by > 0 && self.reached_by < self.of
    }
}

/// Zeros in a criterion that a zero rule names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ZeroCheck {
    /// The criterion.
    pub criterion: CriterionCode,
    /// The criterion's title.
    pub title: Arc<str>,
    /// The rule, as the decision prints it.
    pub rule: ZeroNote,
    /// How many sheets give 0, at least one.
    pub zeros: u16,
    /// How many sheets there are.
    pub of: u16,
    /// Whether the zeros disqualify the product, by the council's rules.
    pub broken: bool,
}

impl ZeroCheck {
    /// Whether some members give 0 and some do not, so that the rules of councils could differ.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        self.zeros < self.of
    }
}

/// How many members gave sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quorum {
    /// Members who gave a sheet.
    pub present: u16,
    /// Members appointed.
    pub appointed: u16,
    /// The least that the rules ask for.
    pub needed: u16,
    /// Whether one of them is the chair, or a vice-chair where the rules let one stand in.
    pub chaired: bool,
}

impl Quorum {
    /// Whether the council may decide.
    #[must_use]
    pub fn is_met(self) -> bool {
        self.present >= self.needed && self.chaired
    }
}

/// Why a council has no star; the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTally {
    /// Too few members, or no chair.
    #[error("{}", self.text(Lang::En))]
    NotQuorate,
    /// A zero rule is broken, or every sheet ended at a stop.
    #[error("{}", self.text(Lang::En))]
    Disqualified,
    /// The totals lie too far apart.
    #[error("{}", self.text(Lang::En))]
    RescoreRequired,
}

impl InvalidTally {
    /// The error in a language.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let text = match self {
            InvalidTally::NotQuorate => lang.word(
                "hội đồng thiếu thành viên hoặc chủ tịch",
                "the council is not quorate",
            ),
            // The clause's own verb stands with the reasons.
            InvalidTally::Disqualified => {
                lang.word("sản phẩm dừng đánh giá", "the product is disqualified")
            }
            InvalidTally::RescoreRequired => lang.word(
                "chênh lệch giữa các phiếu quá mức: phải chấm lại",
                "the members' totals lie too far apart",
            ),
        };
        text.to_owned()
    }
}

/// A valid tally: quorate, no zero rule broken, totals close enough. Only this can be ranked.
#[derive(Debug, Clone, Copy)]
pub struct ValidTally {
    pub(crate) total: Mean,
    pub(crate) cap: Star,
}

impl<'s> Tally<'s> {
    /// The tally of some sheets; `keep` says which minima it lists.
    pub(crate) fn of(
        set: &CriteriaSet,
        rules: &'s CouncilRules,
        (sums, totals): &(Sums, Option<Totals>),
        quorum: Option<Quorum>,
        keep: impl Fn(&MinimumCheck) -> bool,
    ) -> Tally<'s> {
        let table = &set.table;
        let points = totals.map(|totals| {
            let mean = |steps| Mean::of(table.points(steps), totals.count);
            let parts = sums.parts(table);
            SheetPoints {
                total: mean(parts.iter().sum()),
                parts: parts.map(mean),
                lowest: table.points(totals.lowest),
                highest: table.points(totals.highest),
            }
        });
        Tally {
            points,
            cap: cap(rules.minimum_by(), table, sums),
            minima: minima(table, rules, sums).filter(keep).collect(),
            zeros: zeros(table, rules, sums),
            quorum,
            rules,
        }
    }

    /// The mean total; `None` where every sheet ended at a stop.
    #[must_use]
    pub fn total(&self) -> Option<Mean> {
        self.points.map(|points| points.total)
    }

    /// The mean of each part, A to C.
    #[must_use]
    pub fn parts(&self) -> Option<[Mean; 3]> {
        self.points.map(|points| points.parts)
    }

    /// The lowest and the highest total.
    #[must_use]
    pub fn range(&self) -> Option<(Points, Points)> {
        self.points.map(|points| (points.lowest, points.highest))
    }

    /// The highest total less the lowest.
    #[must_use]
    pub fn spread(&self) -> Option<Points> {
        self.range()
            .map(|(lowest, highest)| highest.distance(lowest))
    }

    /// Every minimum of the sheet, in sheet order, then by star.
    #[must_use]
    pub fn minima(&self) -> &[MinimumCheck] {
        &self.minima
    }

    /// Every criterion of a zero rule that some sheet gives 0, in sheet order.
    #[must_use]
    pub fn zeros(&self) -> &[ZeroCheck] {
        &self.zeros
    }

    /// The first criterion whose zeros disqualify the product.
    #[must_use]
    pub fn broken_zero_rule(&self) -> Option<&ZeroCheck> {
        self.zeros.iter().find(|check| check.broken)
    }

    /// The quorum, where the number of members appointed is known.
    #[must_use]
    pub fn quorum(&self) -> Option<Quorum> {
        self.quorum
    }

    /// The tally as one that can be ranked.
    ///
    /// # Errors
    ///
    /// The first [`InvalidTally`] that applies.
    pub fn validate(&self) -> Result<ValidTally, InvalidTally> {
        if !self.quorum.is_none_or(Quorum::is_met) {
            return Err(InvalidTally::NotQuorate);
        }
        let Some(points) = self.points else {
            return Err(InvalidTally::Disqualified);
        };
        if self.broken_zero_rule().is_some() {
            return Err(InvalidTally::Disqualified);
        }
        let spread = points.highest.distance(points.lowest);
        if self.rules.spread().is_some_and(|most| spread > most) {
            return Err(InvalidTally::RescoreRequired);
        }
        Ok(ValidTally {
            total: points.total,
            cap: self.cap,
        })
    }
}

fn minima(
    table: &SheetTable,
    rules: &CouncilRules,
    sums: &Sums,
) -> impl Iterator<Item = MinimumCheck> {
    let by = rules.minimum_by();
    table.minima.iter().filter_map(move |minimum| {
        let entry = table.entries.get(minimum.criterion)?;
        Some(MinimumCheck {
            criterion: entry.code.clone(),
            title: Arc::clone(&entry.title),
            minimum: *minimum,
            reached_by: sums.reached(minimum),
            of: sums.scored(),
            met: meets(by, sums, minimum),
        })
    })
}

fn zeros(table: &SheetTable, rules: &CouncilRules, sums: &Sums) -> Vec<ZeroCheck> {
    let by = rules.zero_by();
    let named = table.zero_rules.iter();
    let mut named: Vec<(usize, &ZeroNote)> = named
        .flat_map(|rule| rule.criteria.iter().map(|&position| (position, &rule.note)))
        .collect();
    named.sort_by_key(|&(position, _)| position);
    let checks = named.into_iter().filter_map(|(position, note)| {
        let entry = table.entries.get(position)?;
        let (zeros, of) = (sums.zeros_at(position), sums.present());
        (zeros > 0).then(|| ZeroCheck {
            criterion: entry.code.clone(),
            title: Arc::clone(&entry.title),
            rule: note.clone(),
            zeros,
            of,
            broken: gives_zero(by, zeros, of),
        })
    });
    checks.collect()
}
