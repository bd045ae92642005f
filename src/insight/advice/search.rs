//! The search for the least work: every way to raise criteria that may still be the least.

use super::{AdviceOptions, Step, StepReason};
use std::cmp::Reverse;

use crate::law::table::{MAX_CRITERIA, SheetTable, ZeroRule, steps};
use crate::law::{CriteriaSet, Criterion, Minimum, Regulation};
use crate::scoring::sums::cell;
use crate::text::{Citation, Reason, ReasonCode};
use crate::value::Star;

/// A later box of a criterion.
#[derive(Debug, Clone, Copy)]
struct Raise {
    to: u8,
    effort: u32,
    /// In steps of the sheet.
    pub(super) gain: u32,
}

/// What can be done with a criterion.
#[derive(Debug)]
struct Climb<'s> {
    criterion: &'s Criterion,
    from: u8,
    /// Why the criterion has to be raised, if it has to be.
    must: Option<Must<'s>>,
    raises: Vec<Raise>,
}

#[derive(Debug, Clone, Copy)]
enum Must<'s> {
    /// The greatest minimum that the sheet misses here.
    Minimum(&'s Minimum),
    ZeroRule(&'s ZeroRule),
}

impl<'s> Climb<'s> {
    fn of(
        table: &'s SheetTable,
        (position, criterion): (usize, &'s Criterion),
        from: u8,
        target: Star,
        options: &AdviceOptions,
    ) -> Climb<'s> {
        let row = table.row(position);
        let points = |ticked: u8| steps(cell(row, ticked));
        let now = points(from);
        let minima = table.minima.iter();
        let minima = minima.filter(|m| m.criterion == position && m.star <= target);
        let minimum = minima.max_by_key(|minimum| minimum.steps);
        let minimum = minimum.filter(|minimum| now < minimum.steps);
        let mut zero_rules = table.zero_rules.iter().filter(|_| now == 0);
        let zero_rule = zero_rules.find(|rule| rule.criteria.contains(&position));
        let must = minimum.map(Must::Minimum).or(zero_rule.map(Must::ZeroRule));
        let least = minimum.map_or(0, |minimum| minimum.steps);
        let case_of = |ticked| criterion.choice(ticked)?.case;
        let mut raises = Vec::new();
        let mut effort = 0;
        let boxes = table.entries.get(position).map_or(0, |entry| entry.boxes);
        for to in from + 1..=boxes {
            let given = options.efforts.get(&(criterion.code.clone(), to));
            effort += u32::from(given.copied().unwrap_or(1));
            let same_case = from == 0 || case_of(from) == case_of(to);
            if same_case && points(to) > now && points(to) >= least {
                raises.push(Raise {
                    to,
                    effort,
                    gain: points(to) - now,
                });
            }
        }
        if options.fixed.contains(&criterion.code) {
            raises.clear();
        }
        Climb {
            criterion,
            from,
            must,
            raises,
        }
    }

    fn most(&self) -> u32 {
        let gains = self.raises.iter().map(|raise| raise.gain);
        gains.max().unwrap_or(0)
    }
}

/// Some criteria raised. Of two ways that gain as much, the one with the smaller key is less work.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) gain: u32,
    effort: u32,
    /// One bit for each criterion raised; the first criterion is the highest bit.
    raised: u64,
    /// The new boxes; 0 for criteria that are not raised.
    to: [u8; MAX_CRITERIA],
}

impl Way {
    /// Fewest criteria; least effort; first criteria; lowest boxes.
    fn key(&self) -> (u32, u32, Reverse<u64>, &[u8]) {
        (
            self.raises(),
            self.effort,
            Reverse(self.raised),
            self.to.as_slice(),
        )
    }

    fn raises(&self) -> u32 {
        self.raised.count_ones()
    }

    fn with(&self, position: usize, raise: Raise) -> Way {
        let mut way = self.clone();
        way.gain += raise.gain;
        way.effort += raise.effort;
        way.raised |= 1_u64.rotate_right(1) >> position;
        if let Some(to) = way.to.get_mut(position) {
            *to = raise.to;
        }
        way
    }
}

pub(super) struct Search<'s> {
    regulation: &'s Regulation,
    /// The clause of the sheet's minima.
    minima: &'s Citation,
    table: &'s SheetTable,
    target: Star,
    /// The sheet's total.
    pub(super) start: u32,
    /// What its total lacks.
    needed: u32,
    climbs: Vec<Climb<'s>>,
}

impl<'s> Search<'s> {
    pub(super) fn new(
        regulation: &'s Regulation,
        set: &'s CriteriaSet,
        boxes: &[u8],
        target: Star,
        options: &AdviceOptions,
    ) -> Search<'s> {
        let table = &set.table;
        let criteria = set.criteria().enumerate().zip(boxes);
        let climbs =
            criteria.map(|(criterion, &from)| Climb::of(table, criterion, from, target, options));
        let rows = table.rows().zip(boxes);
        let start = rows.map(|(row, &ticked)| steps(cell(row, ticked))).sum();
        let bound = regulation.band_from(target).units();
        let bound = bound.div_ceil(u128::from(table.step()));
        Search {
            regulation,
            minima: regulation.minima_citation(set.code),
            table,
            target,
            start,
            // A bound that no sheet can have stays out of reach.
            needed: u32::try_from(bound).map_or(u32::MAX, |bound| bound.saturating_sub(start)),
            climbs: climbs.collect(),
        }
    }

    /// The fewest criteria that have to be raised; `None` where no number is enough.
    fn fewest(&self) -> Option<u32> {
        let (musts, others): (Vec<_>, Vec<_>) =
            self.climbs.iter().partition(|climb| climb.must.is_some());
        if musts.iter().any(|climb| climb.raises.is_empty()) {
            return None;
        }
        let mut gains: Vec<u32> = others.iter().map(|climb| climb.most()).collect();
        gains.sort_unstable();
        let mut gain: u32 = musts.iter().map(|climb| climb.most()).sum();
        let mut fewest = musts.len() as u32;
        while gain < self.needed {
            gain += gains.pop().filter(|&gain| gain > 0)?;
            fewest += 1;
        }
        Some(fewest)
    }

    /// The least way that gains enough.
    ///
    /// Criterion by criterion, ways are kept in order of their keys, each only if it gains more
    /// than all before it, and only if the rest of the sheet can make up what it lacks.
    pub(super) fn least(&self) -> Option<Way> {
        let fewest = self.fewest()?;
        let mut ways = vec![Way {
            gain: 0,
            effort: 0,
            raised: 0,
            to: [0; MAX_CRITERIA],
        }];
        for (position, climb) in self.climbs.iter().enumerate() {
            let rest = self.climbs.iter().skip(position + 1);
            let mut gains: Vec<u32> = rest.map(Climb::most).collect();
            gains.sort_unstable_by_key(|&gain| Reverse(gain));
            let may_reach = |way: &Way| {
                let left = fewest.checked_sub(way.raises());
                left.is_some_and(|left| {
                    let most: u32 = gains.iter().take(left as usize).sum();
                    way.gain + most >= self.needed
                })
            };
            let mut next = Vec::new();
            if climb.must.is_none() {
                next = self.merged(next, ways.iter().filter(|way| may_reach(way)).cloned());
            }
            for &raise in &climb.raises {
                let raised = ways.iter().map(|way| way.with(position, raise));
                next = self.merged(next, raised.filter(may_reach));
            }
            ways = next;
        }
        ways.into_iter().find(|way| way.gain >= self.needed)
    }

    /// Two lists in order of their keys as one, without the ways that gain no more than a lesser
    /// one. More than is needed counts as what is needed.
    fn merged(&self, first: Vec<Way>, second: impl Iterator<Item = Way>) -> Vec<Way> {
        let (mut first, mut second) = (first.into_iter().peekable(), second.peekable());
        let mut merged: Vec<Way> = Vec::new();
        let mut most = None;
        loop {
            let way = match (first.peek(), second.peek()) {
                (Some(a), Some(b)) if a.key() <= b.key() => first.next(),
                (Some(_), None) => first.next(),
                _ => second.next(),
            };
            let Some(way) = way else {
                return merged;
            };
            let gain = Some(way.gain.min(self.needed));
            if gain > most {
                most = gain;
                merged.push(way);
            }
        }
    }

    /// The boxes of the sheet after a way.
    pub(super) fn after(&self, way: &Way) -> Vec<u8> {
        let climbs = self.climbs.iter().zip(&way.to);
        climbs.map(|(climb, &to)| climb.from.max(to)).collect()
    }

    pub(super) fn steps(&self, way: &Way) -> Vec<Step> {
        let climbs = self.climbs.iter().zip(&way.to);
        let steps = climbs.filter_map(|(climb, &to)| {
            let raise = climb.raises.iter().find(|raise| raise.to == to)?;
            let choice = climb.criterion.choices.get(usize::from(to) - 1)?;
            Some(Step {
                criterion: climb.criterion.code.clone(),
                title: climb.criterion.title.to_string(),
                label: choice.label.clone(),
                from: climb.from,
                to,
                points: self.table.points(raise.gain),
                because: match climb.must {
                    Some(Must::Minimum(_)) => StepReason::Minimum,
                    Some(Must::ZeroRule(_)) => StepReason::ZeroRule,
                    None => StepReason::Points,
                },
            })
        });
        steps.collect()
    }

    /// Why no work reaches the target: minima or zero rules that cannot be met, or points that
    /// cannot be gained.
    pub(super) fn obstacles(&self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for climb in self.climbs.iter().filter(|climb| climb.raises.is_empty()) {
            let criterion = climb.criterion;
            let about = |code, citation: Citation| {
                Reason::new(code, citation)
                    .with("criterion", criterion.code.to_string())
                    .with("title", &*criterion.title)
            };
            match climb.must {
                None => {}
                Some(Must::Minimum(minimum)) => reasons.push(
                    about(ReasonCode::MinimumOutOfReach, self.minima.into())
                        .with("star", minimum.star)
                        .with("required", minimum.required),
                ),
                Some(Must::ZeroRule(rule)) => {
                    reasons.push(about(
                        ReasonCode::ZeroOutOfReach,
                        (&rule.note.citation).into(),
                    ));
                }
            }
        }
        let most: u32 = self.climbs.iter().map(Climb::most).sum();
        if most < self.needed {
            let bands = self.regulation.bands();
            let band = bands.filter(|band| band.star() == self.target);
            reasons.extend(band.map(|band| {
                Reason::new(ReasonCode::PointsOutOfReach, band.citation())
                    .with("most", self.table.points(self.start + most))
                    .with("from", band.from())
                    .with("star", self.target)
            }));
        }
        reasons
    }
}
