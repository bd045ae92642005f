//! Which readings of the law decide: the other values of rules that the law leaves open, where one
//! of them would give another star or send the dossier elsewhere.

use crate::law::council_rules::{MinimumBy, ZeroBy};
use crate::law::criteria::CriteriaSet;
use crate::law::criterion::Criterion;
use crate::law::levels::Disposition;
use crate::law::regulation::Regulation;
use crate::law::rules::ForwardBy;
use crate::law::table::SheetTable;
use crate::procedure::result::{Action, Status};
use crate::scoring::rank::{Judge, Ranking};
use crate::scoring::sheet::ScoreSheet;
use crate::scoring::sums::Sums;
use crate::value::codes::{Level, word_code};
use crate::value::points::Points;
use crate::value::star::Star;

word_code! {
    /// A rule that the law leaves open.
    OpenRule, "one of `minimum_by`, `zero_by`, `forward_by`, `spread`, `heading_mark`, `disputed_marks`",
    /// When a council meets a minimum.
    MinimumBy = "minimum_by",
    /// When a council breaks a zero rule.
    ZeroBy = "zero_by",
    /// What decides that a product goes up.
    ForwardBy = "forward_by",
    /// Whether a spread of exactly the limit is too much.
    Spread = "spread",
    /// What a mark on a criterion's heading asks for.
    HeadingMark = "heading_mark",
    /// Marks that two sources print differently.
    DisputedMarks = "disputed_marks",
}

/// Another value of an open rule, and what the stage would come to by it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct DecidingReading {
    /// The rule.
    pub rule: OpenRule,
    /// Its other value, in the words of the data where the data has the rule.
    pub value: &'static str,
    /// How the stage would end.
    pub status: Status,
    /// The star; `None` where there would be none.
    pub star: Option<Star>,
    /// What would be done with the dossier.
    pub action: Action,
}

/// A settled council, asked by other rules.
pub(crate) struct Asked<'c> {
    pub(crate) judge: Judge<'c>,
    pub(crate) set: &'c CriteriaSet,
    pub(crate) level: Level,
    pub(crate) sums: &'c Sums,
    /// All sheets, those included that ended at a stop.
    pub(crate) sheets: &'c [ScoreSheet],
    pub(crate) star: Star,
    pub(crate) action: Option<Action>,
    pub(crate) spread: Option<Points>,
    pub(crate) limit: Option<Points>,
}

impl Asked<'_> {
    /// The readings that decide, by rule.
    pub(crate) fn deciding(&self) -> Vec<DecidingReading> {
        let mut found = Vec::new();
        let judge = self.judge;
        for &minimum_by in MinimumBy::ALL.iter().filter(|by| **by != judge.minimum_by) {
            let other = Judge {
                minimum_by,
                ..judge
            };
            found.push(self.by(OpenRule::MinimumBy, minimum_by.as_str(), other));
        }
        for &zero_by in ZeroBy::ALL.iter().filter(|by| **by != judge.zero_by) {
            let other = Judge { zero_by, ..judge };
            found.push(self.by(OpenRule::ZeroBy, zero_by.as_str(), other));
        }
        let ours = judge.regulation.forward_by;
        for &forward_by in ForwardBy::ALL.iter().filter(|by| **by != ours) {
            let reading = self.settled(OpenRule::ForwardBy, forward_by.as_str(), self.star);
            let action = self.action_by(forward_by, self.star);
            found.push(DecidingReading { action, ..reading });
        }
        if self.spread.is_some() && self.spread == self.limit {
            found.push(DecidingReading {
                rule: OpenRule::Spread,
                value: "below",
                status: Status::RescoreRequired,
                star: None,
                action: Action::Rescore,
            });
        }
        for (value, table) in heading_tables(self.set) {
            let other = Judge {
                table: &table,
                ..judge
            };
            found.push(self.by(OpenRule::HeadingMark, value, other));
        }
        for other in &self.set.other_tables {
            let other = Judge {
                table: &other.table,
                ..judge
            };
            found.push(self.by(OpenRule::DisputedMarks, "other", other));
        }
        found.retain(|reading| {
            let moved = reading.rule == OpenRule::ForwardBy && Some(reading.action) != self.action;
            reading.star != Some(self.star) || moved
        });
        found.dedup();
        found
    }

    /// What another judge makes of the same sheets.
    fn by(&self, rule: OpenRule, value: &'static str, judge: Judge<'_>) -> DecidingReading {
        let ranking = if std::ptr::eq(judge.table, self.judge.table) {
            judge.ranking(self.sums)
        } else {
            judge.ranking(&Sums::of_council(judge.table, self.sheets).0)
        };
        match ranking.map(Ranking::star) {
            Some(star) => self.settled(rule, value, star),
            None => DecidingReading {
                rule,
                value,
                status: Status::Disqualified,
                star: None,
                action: Action::Reject,
            },
        }
    }

    fn settled(&self, rule: OpenRule, value: &'static str, star: Star) -> DecidingReading {
        DecidingReading {
            rule,
            value,
            status: Status::Settled,
            star: Some(star),
            action: self.action_by(self.regulation().forward_by, star),
        }
    }

    fn action_by(&self, forward_by: ForwardBy, star: Star) -> Action {
        let total = self.sums.total(self.judge.table);
        let regulation = self.regulation();
        match regulation.disposition_by(forward_by, self.level, star, total) {
            Disposition::Forward(rule) => Action::Forward { to: rule.to },
            Disposition::Certify => Action::Certify { star },
            Disposition::Return(rule) => Action::Return { to: rule.to },
            Disposition::None => Action::NotRecognised,
        }
    }

    fn regulation(&self) -> &Regulation {
        self.judge.regulation
    }
}

/// The tables of the other readings of a mark on a heading: it asks for all points, or for nothing.
fn heading_tables(set: &CriteriaSet) -> Vec<(&'static str, SheetTable)> {
    if set
        .criteria()
        .all(|criterion| criterion.heading_star.is_none())
    {
        return Vec::new();
    }
    let full = |criterion: &mut Criterion| {
        if let Some(last) = criterion.choices.last_mut() {
            last.star = criterion.heading_star.or(last.star);
        }
    };
    let read = |edit: &dyn Fn(&mut Criterion)| {
        let mut parts = set.parts.clone();
        let sections = parts.iter_mut().flat_map(|part| &mut part.sections);
        for criterion in sections.flat_map(|section| &mut section.criteria) {
            edit(criterion);
            criterion.heading_star = None;
        }
        SheetTable::of(&parts)
    };
    let tables = [("full-points", read(&full)), ("none", read(&|_| {}))];
    let tables = tables.into_iter();
    tables
        .filter_map(|(value, table)| Some((value, table?)))
        .collect()
}
