//! Which readings of the law decide: the other values of rules that the law leaves open, where one
//! of them would give another star or send the dossier elsewhere.

use crate::insight::what_if::WhatIf;
use crate::law::table::SheetTable;
use crate::law::{CriteriaSet, Criterion, ForwardBy, MinimumBy, ZeroBy};
use crate::procedure::{Action, PendingStep, Status};
use crate::scoring::Ranking;
use crate::scoring::rank::Judge;
use crate::scoring::sums::Sums;
use crate::value::codes::word_code;
use crate::value::{Points, Star};

word_code! {
    /// A rule that the law leaves open.
    OpenRule:
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

impl WhatIf<'_> {
    /// The readings that decide, by rule, for a council whose totals lie `spread` apart.
    pub(crate) fn deciding(&self, spread: Option<Points>) -> Vec<DecidingReading> {
        let (judge, council) = (self.judge, &self.council);
        let (set, star) = (&council.stage.set, council.star);
        let mut found = Vec::new();
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
            found.push(DecidingReading {
                rule: OpenRule::ForwardBy,
                value: forward_by.as_str(),
                status: Status::Settled,
                star: Some(star),
                action: self.action_by(forward_by, star),
            });
        }
        if spread.is_some() && spread == council.rules.spread() {
            found.push(DecidingReading {
                rule: OpenRule::Spread,
                value: "below",
                status: Status::RescoreRequired,
                star: None,
                action: Action::Rescore,
            });
        }
        for (value, table) in heading_tables(set) {
            let other = Judge {
                table: &table,
                ..judge
            };
            found.push(self.by(OpenRule::HeadingMark, value, other));
        }
        for other in &set.other_tables {
            let other = Judge {
                table: &other.table,
                ..judge
            };
            found.push(self.by(OpenRule::DisputedMarks, "other", other));
        }
        found.retain(|reading| {
            let sent_elsewhere = Some(reading.action) != council.action;
            let moved = reading.rule == OpenRule::ForwardBy && sent_elsewhere;
            reading.star != Some(star) || moved
        });
        found.dedup();
        found
    }

    /// What another judge makes of the same sheets.
    fn by(&self, rule: OpenRule, value: &'static str, judge: Judge<'_>) -> DecidingReading {
        let ranking = if std::ptr::eq(judge.table, self.judge.table) {
            judge.ranking(&self.sums)
        } else {
            judge.ranking(&Sums::of_council(judge.table, self.council.sheets).0)
        };
        let star = ranking.map(Ranking::star);
        let forward_by = judge.regulation.forward_by;
        let (status, action) = match star {
            Some(star) => (Status::Settled, self.action_by(forward_by, star)),
            None => (Status::Disqualified, Action::Reject),
        };
        DecidingReading {
            rule,
            value,
            status,
            star,
            action,
        }
    }

    fn action_by(&self, forward_by: ForwardBy, star: Star) -> Action {
        let stage = self.council.stage;
        let total = self.sums.total(self.judge.table);
        let next = stage
            .rules()
            .disposition(forward_by, stage.level, star, total);
        match next {
            Some(PendingStep::Forwarding(sent)) => Action::Forward { to: sent.to },
            Some(PendingStep::Recognition(_)) => Action::Certify { star },
            Some(PendingStep::Return(sent, _)) => Action::Return { to: sent.to },
            _ => Action::NotRecognised,
        }
    }
}

/// The tables of the other readings of a mark on a heading: it asks for all points, or for nothing.
fn heading_tables(set: &CriteriaSet) -> Vec<(&'static str, SheetTable)> {
    let mut marks = set.criteria().map(|criterion| criterion.heading_star);
    if marks.all(|mark| mark.is_none()) {
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
    let read = tables.filter_map(|(value, table)| Some((value, table?)));
    read.collect()
}
