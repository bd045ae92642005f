//! A portfolio's counts, lists, certificates and targets, as one answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::table::Table;
use super::{Achieved, Counts, Portfolio, Producers, Progress, Repeated, Round, Stock};
use crate::law::{Declared, Period, Plan, Reading, Regulation};
use crate::value::{Date, DayOfYear};

/// A portfolio, serializable in the shape of `ocop report --json`.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog};
/// use ocop::law::Declared;
/// use ocop::portfolio::{Portfolio, PortfolioView};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let mut portfolio = Portfolio::default();
/// portfolio.add(&case.evaluate());
/// let plan = catalog.plan("kh-262-dong-nai-2024")?;
/// let declared = Declared::default();
/// let view = PortfolioView::new(&portfolio, Some((&plan, &declared)), None, &[]);
/// assert_eq!(view.targets[0].achieved.as_deref(), Some("1"));
/// assert_eq!(view.targets[0].required, "88");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct PortfolioView {
    /// How many dossiers there are; cases that repeat one are in `repeated`.
    pub products: usize,
    /// The dossiers, counted.
    #[serde(flatten)]
    pub counts: BTreeMap<Table, Counts>,
    /// How many products have the stars to be recognised and no decision's day entered.
    #[serde(skip_serializing_if = "is_zero")]
    pub undecided: usize,
    /// Products whose rounded parts leave the star open, counted by the parts as they are given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub star_open: Vec<String>,
    /// Cases that are not counted, as another one of their dossier is.
    pub repeated: Vec<Repeated>,
    /// The plan's targets; empty without a plan.
    pub targets: Vec<Progress>,
    /// The certificates on a day, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificates: Option<Stock>,
    /// Names of products by what was done with them.
    pub lists: BTreeMap<String, Vec<String>>,
    /// The producers.
    pub producers: Producers,
    /// The same lists by round and district.
    pub rounds: Vec<Round>,
    /// Where the plan contradicts itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<ConflictView>,
    /// The plan, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanView>,
}

/// Two figures of a plan that contradict each other.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct ConflictView {
    /// The target.
    pub id: String,
    /// The figure that it is held against.
    pub required: String,
    /// The other figure.
    pub other: String,
    /// Whether the other figure is met.
    pub other_met: bool,
    /// Where it stands.
    pub citation: String,
    /// What is known about it.
    pub why: String,
}

/// A plan, and what is achieved of it.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct PlanView {
    /// Its name in files.
    pub id: String,
    /// Its number.
    pub decision: String,
    /// The day it was signed, which papers cite it by.
    #[serde(skip)]
    pub issued: Date,
    /// Its title.
    pub title: String,
    /// Whose plan it is.
    pub province: String,
    /// The days that it covers.
    pub period: Period,
    /// The products that it counts.
    pub achieved: Achieved,
    /// The reports that are due.
    pub reports: Vec<ReportView>,
    /// What it may cost.
    pub budget: Option<BudgetView>,
    /// The readings taken where it is silent.
    pub readings: Vec<Reading>,
}

/// A report that is due.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct ReportView {
    /// The first day of the year that is too late.
    pub before: DayOfYear,
    /// The last day in time that has passed.
    pub passed: Option<Date>,
    /// The next last day in time.
    pub next: Option<Date>,
    /// How many days are left to it.
    pub days_left: Option<i32>,
    /// The clause.
    pub citation: String,
}

/// A budget in đồng, and what was spent of it.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct BudgetView {
    /// In all: what the sources add up to, and the years.
    pub total: String,
    /// Spent in all; `None` where nothing was declared.
    pub spent: Option<String>,
    /// By source.
    pub by_source: Vec<ShareView>,
    /// By year.
    pub by_year: Vec<ShareView>,
    /// The clause.
    pub citation: String,
}

/// A share of a budget.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct ShareView {
    /// The source, or the year.
    pub name: String,
    /// Its amount.
    pub amount: String,
    /// What was spent of it; `None` where nothing was declared.
    pub spent: Option<String>,
}

impl PortfolioView {
    /// The view of a portfolio: held against a plan and what was declared of it, where there is
    /// one; with the certificates on a day, where one is given, and the number of days within which
    /// those that end are counted as expiring.
    #[must_use]
    pub fn new(
        portfolio: &Portfolio,
        plan: Option<(&Plan, &Declared)>,
        today: Option<(Date, u16)>,
        regulations: &[Arc<Regulation>],
    ) -> PortfolioView {
        let counts = Table::ALL.iter().map(|&by| (by, portfolio.count(by)));
        let targets = plan.map(|(plan, declared)| portfolio.progress(plan, declared));
        let day = today.map(|(today, _)| today);
        PortfolioView {
            products: portfolio.products(),
            counts: counts.collect(),
            undecided: portfolio.undecided(),
            star_open: portfolio.star_open(),
            repeated: portfolio.repeated().to_vec(),
            targets: targets.unwrap_or_default(),
            certificates: today.map(|(today, days)| portfolio.stock(today, days, regulations)),
            lists: portfolio.lists(),
            producers: portfolio.producers(),
            rounds: portfolio.rounds(),
            conflicts: plan.map_or_else(Vec::new, |(plan, declared)| conflicts(plan, declared)),
            plan: plan
                .map(|(plan, declared)| plan_view(plan, portfolio.achieved(plan), declared, day)),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn conflicts(plan: &Plan, declared: &Declared) -> Vec<ConflictView> {
    let conflicts = plan.conflicts().iter().filter_map(|conflict| {
        let mut targets = plan.targets().iter();
        let target = targets.find(|target| target.id == conflict.target)?;
        let achieved = declared.targets.get(&conflict.target);
        Some(ConflictView {
            id: conflict.target.clone(),
            required: target.required.to_string(),
            other: conflict.other.to_string(),
            other_met: achieved.is_some_and(|&achieved| achieved >= conflict.other),
            citation: conflict.citation.to_string(),
            why: conflict.why.clone(),
        })
    });
    conflicts.collect()
}

fn plan_view(
    plan: &Plan,
    achieved: Achieved,
    declared: &Declared,
    today: Option<Date>,
) -> PlanView {
    let mut days = today
        .map(|today| plan.reports_from(today))
        .into_iter()
        .flatten();
    let reports = plan.reports().iter().map(|report| {
        let days = days.next();
        let next = days.as_ref().and_then(|days| days.next);
        ReportView {
            before: report.before,
            passed: days.and_then(|days| days.passed),
            next,
            days_left: today.zip(next).map(|(today, next)| today.days_until(next)),
            citation: report.citation.to_string(),
        }
    });
    let reports = reports.collect();
    PlanView {
        id: plan.id().to_string(),
        decision: plan.decision().to_owned(),
        issued: plan.issued(),
        title: plan.title().to_owned(),
        province: plan.province().to_owned(),
        period: plan.period().clone(),
        achieved,
        reports,
        budget: budget(plan, declared),
        readings: plan.readings().to_vec(),
    }
}

fn budget(plan: &Plan, declared: &Declared) -> Option<BudgetView> {
    let budget = plan.budget()?;
    let shares = |shares: &[(String, u64)], spent: &BTreeMap<String, u64>| {
        let shares = shares.iter().map(|(name, amount)| ShareView {
            name: name.clone(),
            amount: amount.to_string(),
            spent: spent.get(name).map(u64::to_string),
        });
        shares.collect()
    };
    let declared_by = [&declared.spent_by_source, &declared.spent_by_year];
    // Where both are declared they add up to the same.
    let spent = declared_by.into_iter().find(|spent| !spent.is_empty());
    Some(BudgetView {
        total: budget.total.to_string(),
        spent: spent.map(|spent| spent.values().sum::<u64>().to_string()),
        by_source: shares(&budget.by_source, &declared.spent_by_source),
        by_year: shares(&budget.by_year, &declared.spent_by_year),
        citation: budget.citation.to_string(),
    })
}
