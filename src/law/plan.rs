//! A provincial plan: what it asks for until when, and what it says of itself.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::law::regulation::Reading;
use crate::text::citation::Citation;
use crate::value::codes::{PlanId, ProducerKind, ReadingId, getters, word_code};
use crate::value::dates::{Date, DayOfYear};
use crate::value::points::Points;
use crate::value::star::Star;

word_code! {
    /// How a target is measured.
    Measure, "one of `recognised`, `producers`, `strengthened`, `craft-village`, `declared`",
    /// Products first recognised within the period, by star.
    Recognised = "recognised",
    /// Producers of some kinds among all.
    Producers = "producers",
    /// Products ranked before the period that were renewed or upgraded in it.
    Strengthened = "strengthened",
    /// Products of craft villages first recognised within the period.
    CraftVillage = "craft-village",
    /// Not in the cases: declared by who reports.
    Declared = "declared",
}

/// A provincial plan (kế hoạch), checked. It serializes as its file in `criteria/plans/`.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
///
/// let catalog = Catalog::bundled();
/// let plan = catalog.plan("kh-262-dong-nai-2024")?;
/// assert_eq!(plan.targets()[0].required.to_string(), "88");
/// # Ok::<(), ocop::input::CatalogError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub(crate) id: PlanId,
    pub(crate) decision: String,
    pub(crate) title: String,
    pub(crate) province: String,
    pub(crate) issued: Date,
    pub(crate) period: Period,
    pub(crate) targets: Vec<Target>,
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) budget: Option<Budget>,
    pub(crate) reports: Vec<ReportDue>,
    pub(crate) readings: Vec<Reading>,
}

/// The days that a plan covers; both belong to it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The clause, or the reading of it.
    pub citation: Citation,
}

/// One target of a plan (chỉ tiêu).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Target {
    /// Its name in answers.
    #[serde(rename = "target")]
    pub id: String,
    /// What it asks for, in Vietnamese.
    pub label: String,
    /// How it is measured.
    pub measure: Measure,
    /// The stars that count, where it counts products by star.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stars: Vec<Star>,
    /// The kinds of producers that count, where it counts producers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<ProducerKind>,
    /// What is asked for: a number, or per cent.
    pub required: Points,
    /// Whether it is per cent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub percent: bool,
    /// The clause.
    pub citation: Citation,
}

/// A place where a plan contradicts itself; both figures are kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Conflict {
    /// The target.
    pub target: String,
    /// The other figure.
    pub other: Points,
    /// The clause of the other figure.
    pub citation: Citation,
    /// What is known about it, in Vietnamese.
    pub why: String,
}

/// A plan's budget (kinh phí), in đồng; sources and years each add up to the total.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Budget {
    /// In all.
    #[serde(serialize_with = "amount")]
    pub total: u64,
    /// By source.
    #[serde(serialize_with = "shares")]
    pub by_source: Vec<(String, u64)>,
    /// By year.
    #[serde(serialize_with = "shares")]
    pub by_year: Vec<(String, u64)>,
    /// The clause.
    pub citation: Citation,
}

/// A report that is due every year before a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct ReportDue {
    /// The first day that is too late.
    pub before: DayOfYear,
    /// The clause.
    pub citation: Citation,
}

/// What is achieved of a plan and not in the cases (số liệu tự khai báo).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Declared {
    /// What is achieved of targets that are declared, by the target's name.
    pub targets: BTreeMap<String, Points>,
    /// What was spent, in đồng, by source.
    pub spent_by_source: BTreeMap<String, u64>,
    /// What was spent, in đồng, by year.
    pub spent_by_year: BTreeMap<String, u64>,
}

/// When a report is due, seen from a day: within the days from the plan's signing to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportDays {
    /// The report.
    pub report: ReportDue,
    /// The last day in time that has passed.
    pub passed: Option<Date>,
    /// The next last day in time; `None` after the last one of the plan.
    pub next: Option<Date>,
}

impl Plan {
    /// When each report is due, seen from `today`. READING: a plan asks for no report before it was
    /// signed or after the last day that it covers.
    ///
    /// # Example
    ///
    /// ```
    /// let plan = ocop::Catalog::bundled().plan("kh-262-dong-nai-2024")?;
    /// let reports = plan.reports_from("2025-05-10".parse()?);
    /// let text = |day: Option<ocop::Date>| day.map(|day| day.to_string());
    /// assert_eq!(text(reports[0].passed).as_deref(), Some("2025-05-09"));
    /// assert_eq!(text(reports[0].next), None);
    /// assert_eq!(text(reports[1].next).as_deref(), Some("2025-11-14"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reports_from(&self, today: Date) -> Vec<ReportDays> {
        let reports = self.reports.iter();
        reports
            .map(|report| {
                let first = report.before.last_before(self.issued);
                let mut days = Vec::new();
                let mut next = first;
                while let Some(day) = next.filter(|&day| day <= self.period.to) {
                    days.push(day);
                    let after = day.add_days(1).ok();
                    next = after.and_then(|after| report.before.last_before(after));
                }
                ReportDays {
                    report: report.clone(),
                    passed: days.iter().rfind(|&&day| day < today).copied(),
                    next: days.into_iter().find(|&day| day >= today),
                }
            })
            .collect()
    }
}

/// As its file in `criteria/plans/`.
impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Listed<'p> {
            reading: &'p ReadingId,
            text: &'p str,
            citation: &'p str,
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", &1)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("decision", &self.decision)?;
        map.serialize_entry("issued", &self.issued)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("province", &self.province)?;
        map.serialize_entry("period", &self.period)?;
        map.serialize_entry("targets", &self.targets)?;
        if !self.conflicts.is_empty() {
            map.serialize_entry("conflicts", &self.conflicts)?;
        }
        if let Some(budget) = &self.budget {
            map.serialize_entry("budget", budget)?;
        }
        if !self.reports.is_empty() {
            map.serialize_entry("reports", &self.reports)?;
        }
        if !self.readings.is_empty() {
            let readings = self.readings.iter().map(|known| Listed {
                reading: &known.id,
                text: &known.text,
                citation: &known.citation,
            });
            map.serialize_entry("readings", &readings.collect::<Vec<_>>())?;
        }
        map.end()
    }
}

/// Money is written as digits in a text, as no reader of JSON need keep 18 digits of a number.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn amount<S: Serializer>(amount: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

fn shares<S: Serializer>(shares: &[(String, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(serde::Serialize)]
    struct Share<'p> {
        name: &'p str,
        #[serde(serialize_with = "amount")]
        amount: u64,
    }
    let shares = shares.iter();
    serializer.collect_seq(shares.map(|(name, amount)| Share {
        name,
        amount: *amount,
    }))
}

getters! { Plan {
    /// The plan's name in files.
    id: by_ref PlanId,
    /// Its number: `262/KH-UBND`.
    decision: by_ref str,
    /// Its title.
    title: by_ref str,
    /// Whose plan it is.
    province: by_ref str,
    /// The day it was signed.
    issued: copied Date,
    /// The days it covers.
    period: by_ref Period,
    /// What it asks for, in its own order.
    targets: by_ref [Target],
    /// Where it contradicts itself.
    conflicts: by_ref [Conflict],
    /// What it may cost.
    budget: option Budget,
    /// The reports that are due.
    reports: by_ref [ReportDue],
    /// The readings taken where it is silent.
    readings: by_ref [Reading],
} }
