//! A stage of a case: a level, its day, and what was scored, reported or adopted there.

use std::sync::Arc;

use crate::law::rules::{AmendedRule, Forward};
use crate::law::{Band, CouncilRules, CriteriaSet, Finding, FindingVerb, ForwardBy, Regulation};
use crate::procedure::machine::Rules;
use crate::scoring::{CouncilForm, ScoreSheet};
use crate::text::{Citation, Reason, ReasonCode, near_pairs};
use crate::value::codes::getters;
use crate::value::{Date, Level, Mean, Points, ReportItem, Star};

/// One level's treatment of the dossier (bước đánh giá), as the case gives it.
#[derive(Debug, Clone)]
pub struct Stage {
    pub(crate) level: Level,
    pub(crate) date: Option<Date>,
    /// The day of its rules: its own, or where it has none, the last one before it.
    pub(crate) day: Option<Date>,
    pub(crate) decided: Option<Date>,
    pub(crate) decision: Option<String>,
    pub(crate) regulation: Arc<Regulation>,
    pub(crate) set: Arc<CriteriaSet>,
    pub(crate) content: Content,
    pub(crate) findings: Vec<Finding>,
    /// Why this regulation, where the case does not name one.
    pub(crate) why: Vec<Reason>,
}

/// What a stage holds (nội dung của bước).
#[derive(Debug, Clone)]
pub enum Content {
    /// A council's sheets (phiếu của hội đồng).
    Sheets {
        /// One of each member.
        sheets: Vec<ScoreSheet>,
        /// The rules that the council works by.
        rules: Arc<CouncilRules>,
        /// How many members it has by decision, where that is known.
        appointed: Option<u16>,
        /// How it decides.
        form: CouncilForm,
    },
    /// Minutes that keep only the means of parts A to C.
    Parts {
        /// The means, A to C.
        points: [Points; 3],
        /// The mean total: what was given beside the parts, or what they add up to.
        sum: Points,
        /// The total that was given beside the parts.
        total: Option<Points>,
        /// The star that the council states.
        attested: Option<Star>,
    },
    /// A published mean, no more.
    Total {
        /// The mean.
        points: Points,
        /// The star that the council states.
        attested: Option<Star>,
    },
    /// Only the forwarding is on record.
    Forwarded,
    /// A star recognised on the higher council's result.
    Adopts(Star),
    /// A commune's report: an entry for each of [`ReportItem::ALL`], in that order.
    Report(Vec<ReportEntry>),
    /// What ended the evaluation before anything was scored.
    FindingsOnly,
}

impl Content {
    /// Whether nothing is scored: a report, a forwarding, a result adopted.
    pub(crate) fn is_on_record(&self) -> bool {
        matches!(
            self,
            Content::Report(_) | Content::Forwarded | Content::Adopts(_)
        )
    }

    /// A mean total without sheets, and the star that the council states.
    pub(crate) fn mean(&self) -> Option<(Mean, Option<Star>)> {
        match *self {
            Content::Parts {
                sum: points,
                attested,
                ..
            }
            | Content::Total { points, attested } => Some((Mean::of_one(points), attested)),
            _ => None,
        }
    }
}

/// What a commune reports on one item (Mẫu 03).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportEntry {
    /// The item.
    pub item: ReportItem,
    /// Whether it is met; `None` where that was left open.
    pub met: Option<bool>,
    /// What the commune writes about it.
    pub note: Option<String>,
}

/// An entry for each item in their order: the one given, or one that is left open.
pub(crate) fn report_entries(mut given: Vec<ReportEntry>) -> Vec<ReportEntry> {
    let entries = ReportItem::ALL.iter().map(|&item| {
        let at = given.iter().position(|entry| entry.item == item);
        at.map_or_else(
            || ReportEntry {
                item,
                met: None,
                note: None,
            },
            |at| given.swap_remove(at),
        )
    });
    entries.collect()
}

getters! { Stage {
    /// The level.
    level: copied Level,
    /// Its day, where known.
    date: copied Option<Date>,
    /// The day of the recognition decision, where the case gives it.
    decided: copied Option<Date>,
    /// The number of the recognition decision, where the case gives it.
    decision: option String,
    /// The regulation that the stage is decided under: its levels, bands, minima and certificate.
    regulation: by_ref Regulation,
    /// The sheet that is scored by.
    set: by_ref CriteriaSet,
    /// What it holds.
    content: by_ref Content,
    /// What was found that ends the evaluation.
    findings: by_ref [Finding],
} }

impl Stage {
    /// Names of members that are nearly equal: one person may have two sheets.
    #[must_use]
    pub fn near_members(&self) -> Vec<(&str, &str)> {
        match &self.content {
            Content::Sheets { sheets, .. } => {
                let names = sheets.iter();
                near_pairs(names.map(|sheet| sheet.name().unwrap_or(sheet.assessor())))
            }
            _ => Vec::new(),
        }
    }

    /// What the clauses of its findings say of the dossier, each verb once; nothing where it has none.
    #[must_use]
    pub fn verbs(&self) -> Vec<FindingVerb> {
        let mut verbs = Vec::new();
        for finding in &self.findings {
            let verb = finding.verb();
            if !verbs.contains(&verb) {
                verbs.push(verb);
            }
        }
        verbs
    }

    /// Whether its minutes keep only part means that are so rounded that the star is open.
    #[must_use]
    pub fn is_star_open(&self) -> bool {
        self.open_bound().is_some()
    }

    /// The sum of rounded parts without their total, and the band whose beginning lies among the sums that
    /// they can stand for, where the star hangs on it.
    pub(crate) fn open_bound(&self) -> Option<(Points, &Band)> {
        let (sum, sums, attested) = self.rounded()?;
        Some((sum, open_band(&self.regulation, sums, attested)?))
    }

    /// The sum of rounded parts, and what the level forwards, where that hangs on the rounding and the star
    /// does not: the minutes state one that either side leaves.
    pub(crate) fn open_forwarding(&self) -> Option<(Points, &Forward)> {
        let (sum, sums, _) = self.rounded()?;
        let forward = self.regulation.forwards_to(self.level)?;
        let open = lie_about(sums, forward.from);
        let by_points = self.regulation.forward_by == ForwardBy::Points;
        (open && by_points && !self.is_star_open()).then_some((sum, forward))
    }

    /// Of part means without their total the sum, the lowest and the highest sum that they can stand for, and
    /// the star that the minutes state.
    fn rounded(&self) -> Option<(Points, (Points, Points), Option<Star>)> {
        match self.content {
            Content::Parts {
                points,
                sum,
                total: None,
                attested,
            } => Some((sum, true_sums(&self.set, points), attested)),
            _ => None,
        }
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            regulation: &self.regulation,
            day: self.day,
        }
    }

    /// The amendment after which a finding is only taken to be unchanged.
    pub(crate) fn unchanged_by(&self, finding: &Finding) -> Option<&AmendedRule> {
        let amended = self.regulation.amended.as_ref()?;
        let after = self.day.is_some_and(|date| date >= amended.from);
        (finding.as_issued && after).then_some(amended)
    }

    /// The clause of a finding, with the reading that it was not changed.
    pub(crate) fn finding_citation(&self, finding: &Finding) -> Citation {
        let clause = finding.citation.clone();
        let reading = self.unchanged_by(finding);
        match reading.and_then(|amended| amended.citation.reading()) {
            Some(reading) => clause.with_reading(reading.clone()),
            None => clause,
        }
    }
}

/// The most decimals of a mean that may be rounded.
const ROUNDED: u32 = 2;

/// By how much such a mean may be off at most.
const HALF: u128 = Points::UNITS / 10_u128.pow(ROUNDED) / 2;

/// That parts whose means add up to `sum` leave the star open at the beginning of `band`.
pub(crate) fn star_open_reason(sum: Points, band: &Band) -> Reason {
    Reason::new(ReasonCode::PartsLeaveStarOpen, &band.citation)
        .with("sum", sum)
        .with("bound", band.from)
}

/// The band whose beginning lies among the sums that rounded parts can stand for, where the star hangs on it: a
/// star that the minutes state below it is that star on either side.
pub(crate) fn open_band(
    regulation: &Regulation,
    sums: (Points, Points),
    attested: Option<Star>,
) -> Option<&Band> {
    let mut bands = regulation.bands();
    bands.find(|band| lie_about(sums, band.from) && attested.is_none_or(|star| star >= band.star))
}

/// Whether the lowest and the highest sum lie on either side of a bound.
fn lie_about((lowest, highest): (Points, Points), bound: Points) -> bool {
    lowest < bound && bound <= highest
}

/// As [`true_sums`], where only what three parts add up to is known, as in a history's file: all of them may
/// have been rounded, and none is known to be near its maximum. No sum is left out that parts can stand for.
pub(crate) fn widest_sums(sum: Points) -> (Points, Points) {
    let (sum, off) = (sum.units(), 3 * HALF);
    (
        Points::of_units(sum.saturating_sub(off)),
        Points::of_units(sum + off),
    )
}

/// The lowest and the highest sum that parts A to C can stand for. A mean of two decimals or fewer
/// may be off by 0.005, though never past 0 or the part's maximum; one of more is exact.
pub(crate) fn true_sums(set: &CriteriaSet, points: [Points; 3]) -> (Points, Points) {
    let (mut lowest, mut highest) = (0, 0);
    for (given, part) in points.into_iter().zip(&set.parts) {
        let off = if given.decimals() > ROUNDED { 0 } else { HALF };
        lowest += given.units().saturating_sub(off);
        // One above the maximum is refused where it stands.
        let most = part.max.max(given).units();
        highest += most.min(given.units() + off);
    }
    (Points::of_units(lowest), Points::of_units(highest))
}
