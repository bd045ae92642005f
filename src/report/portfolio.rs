//! A portfolio as JSON in the documented shape, and as a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use crate::codes::{Level, ProducerKind};
use crate::dates::Date;
use crate::plan::{Declared, Plan};
use crate::points::Points;
use crate::portfolio::{Achieved, AchievedRow, Counts, Portfolio, Progress, RoundList, Stock};
use crate::reason::Lang;
use crate::regulation::Regulation;

/// A portfolio, serializable in the shape of `ocop report --json`.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, Declared, Portfolio, PortfolioView, portfolio_page};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let mut portfolio = Portfolio::default();
/// portfolio.add(&case, &case.evaluate()?);
/// let plan = catalog.plan("kh-262-dong-nai-2024")?;
/// let declared = Declared::default();
/// let view = PortfolioView::new(&portfolio, Some((&plan, &declared)), None, &[]);
/// assert_eq!(view.targets[0].achieved.as_deref(), Some("1"));
/// assert!(portfolio_page(&view).contains("1 / 88"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Serialize)]
pub struct PortfolioView {
    /// How many cases there are; each is one product.
    pub products: usize,
    /// By the kind of outcome.
    pub by_outcome: Counts,
    /// By star.
    pub by_star: Counts,
    /// By level.
    pub by_level: Counts,
    /// By set.
    pub by_set: Counts,
    /// By district.
    pub by_district: Counts,
    /// By kind of producer.
    pub by_producer: Counts,
    /// By sector (ngành).
    pub by_sector: Counts,
    /// By product group (nhóm).
    pub by_group: Counts,
    /// The plan's targets; empty without a plan.
    pub targets: Vec<TargetView>,
    /// The certificates on a day, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificates: Option<StockView>,
    /// Names of products by what was done with them.
    pub lists: BTreeMap<String, Vec<String>>,
    /// The producers.
    pub producers: ProducersView,
    /// The same lists by round and district.
    pub rounds: Vec<RoundView>,
    /// Where the plan contradicts itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<ConflictView>,
    /// The plan, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanView>,
}

/// A target with what is achieved.
#[derive(Debug, Serialize)]
pub struct TargetView {
    /// Its name.
    pub id: String,
    /// What it asks for.
    pub required: String,
    /// What is achieved; `None` where nothing is known.
    pub achieved: Option<String>,
    /// Whether it is met.
    pub met: bool,
    /// The clause.
    pub citation: String,
    /// What it is, in Vietnamese.
    pub label: String,
    /// Whether both figures are per cent.
    pub percent: bool,
    /// Whether the achieved figure is declared, and not counted from the cases.
    pub declared: bool,
    /// How many, where a share was counted.
    pub count: Option<usize>,
    /// Of how many.
    pub of: Option<usize>,
}

/// The certificates on a day.
#[derive(Debug, Serialize)]
pub struct StockView {
    /// The day.
    pub as_of: String,
    /// In force, by star.
    pub valid: Counts,
    /// Of these, ending within the days.
    pub expiring: u32,
    /// The days.
    pub within: u16,
    /// Of those in force, past their end and extended.
    pub extended: u32,
    /// Past their end.
    pub expired: u32,
    /// Taken back; `None` where no history says.
    pub revoked: Option<u32>,
    /// How many products have a history.
    pub with_history: u32,
    /// Histories that belong to none of the products, or to several.
    pub unmatched_histories: Vec<String>,
    /// Certificates that followed one of a lower star.
    pub upgrades: Counts,
    /// Every product's newest certificate, the first to end first.
    pub held: Vec<CertificateOf>,
}

/// A product's newest certificate.
#[derive(Debug, Serialize)]
pub struct CertificateOf {
    /// The product.
    pub product: String,
    /// Its code.
    pub code: Option<String>,
    /// Its district.
    pub district: Option<String>,
    /// The star.
    pub star: u8,
    /// The day it was issued.
    pub issued: String,
    /// The last valid day.
    pub expires: String,
    /// `valid`, `renewal-open`, `expired-extendable`, `expired` or `revoked`.
    pub status: &'static str,
    /// Whether it ends within the days asked for.
    pub expiring: bool,
}

/// The producers, each once.
#[derive(Debug, Serialize)]
pub struct ProducersView {
    /// How many there are.
    pub count: usize,
    /// By kind.
    pub by_kind: Counts,
    /// Those of no known kind, or of several.
    pub unclear: Vec<UnclearView>,
    /// Products whose producer has no identifier.
    pub without_id: Vec<String>,
}

/// A producer whose kind is not clear.
#[derive(Debug, Serialize)]
pub struct UnclearView {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The kinds that cases name.
    pub kinds: Vec<&'static str>,
}

/// One level's round with one district's products.
#[derive(Debug, Serialize)]
pub struct RoundView {
    /// The level.
    pub level: &'static str,
    /// The last day of the round, where the law has rounds.
    pub until: Option<String>,
    /// The clause of the round.
    pub citation: Option<String>,
    /// Else the day of the council.
    pub day: Option<String>,
    /// The district.
    pub district: Option<String>,
    /// The lists.
    pub lists: Vec<ListView>,
}

/// One list of a round.
#[derive(Debug, Serialize)]
pub struct ListView {
    /// Its name: `certified-3`, `forwarded-70-100`, `potential-5`, `returned-district`.
    pub list: String,
    /// The same in Vietnamese.
    pub label: String,
    /// The products.
    pub products: Vec<ListedView>,
}

/// A product in a list.
#[derive(Debug, Serialize)]
pub struct ListedView {
    /// Its name.
    pub product: String,
    /// Its code.
    pub code: Option<String>,
    /// Its producer.
    pub producer: Option<String>,
    /// The mean total as it is shown.
    pub points: Option<String>,
}

/// Two figures of a plan that contradict each other.
#[derive(Debug, Serialize)]
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
pub struct PlanView {
    /// Its name in files.
    pub id: String,
    /// Its number.
    pub decision: String,
    /// Its title.
    pub title: String,
    /// Whose plan it is.
    pub province: String,
    /// The days that it covers.
    pub period: PeriodView,
    /// The products that it counts.
    pub achieved: AchievedView,
    /// The reports that are due.
    pub reports: Vec<ReportView>,
    /// What it may cost.
    pub budget: Option<BudgetView>,
    /// The readings taken where it is silent.
    pub readings: Vec<ReadingView>,
}

/// The days that a plan covers.
#[derive(Debug, Serialize)]
pub struct PeriodView {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The clause, or the reading.
    pub citation: String,
}

/// The products that a plan counts.
#[derive(Debug, Serialize)]
pub struct AchievedView {
    /// How many there are.
    pub products: u32,
    /// Potential five stars that wait for the centre, counted as neither five stars nor four.
    pub potential_five: u32,
    /// By star.
    pub by_star: Vec<RowView>,
    /// By level.
    pub by_level: Vec<RowView>,
    /// By set.
    pub by_set: Vec<RowView>,
    /// By sector.
    pub by_sector: Vec<RowView>,
    /// By product group.
    pub by_group: Vec<RowView>,
    /// By district.
    pub by_district: Vec<RowView>,
    /// By kind of producer.
    pub by_producer: Vec<RowView>,
}

/// One row of what is achieved.
#[derive(Debug, Serialize)]
pub struct RowView {
    /// Which.
    pub key: String,
    /// The same in Vietnamese.
    pub label: String,
    /// How many.
    pub achieved: u32,
    /// Of these, by star.
    pub stars: Counts,
    /// How many are asked for; `None` where the plan does not say, which is not 0.
    pub required: Option<String>,
}

/// A report that is due.
#[derive(Debug, Serialize)]
pub struct ReportView {
    /// The first day of the year that is too late.
    pub before: String,
    /// The last day in time that has passed.
    pub passed: Option<String>,
    /// The next last day in time.
    pub next: Option<String>,
    /// How many days are left to it.
    pub days_left: Option<i32>,
    /// The clause.
    pub citation: String,
}

/// A budget in đồng, and what was spent of it.
#[derive(Debug, Serialize)]
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
pub struct ShareView {
    /// The source, or the year.
    pub name: String,
    /// Its amount.
    pub amount: String,
    /// What was spent of it; `None` where nothing was declared.
    pub spent: Option<String>,
}

/// A reading taken where a plan is silent.
#[derive(Debug, Serialize)]
pub struct ReadingView {
    /// Its name.
    pub id: String,
    /// What was read into the plan.
    pub text: String,
    /// The clause it fills.
    pub citation: String,
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
        let progress = plan.map(|(plan, declared)| portfolio.progress(plan, declared));
        let day = today.map(|(today, _)| today);
        PortfolioView {
            products: portfolio.products(),
            by_outcome: portfolio.by_outcome(),
            by_star: portfolio.by_star(),
            by_level: portfolio.by_level(),
            by_set: portfolio.by_set(),
            by_district: portfolio.by_district(),
            by_producer: portfolio.by_producer(),
            by_sector: portfolio.by_sector(),
            by_group: portfolio.by_group(),
            targets: progress.into_iter().flatten().map(target).collect(),
            certificates: today.map(|(today, days)| {
                certificates(today, days, portfolio.stock(today, days, regulations))
            }),
            lists: portfolio.lists(),
            producers: producers(portfolio),
            rounds: rounds(portfolio),
            conflicts: plan.map_or_else(Vec::new, |(plan, declared)| conflicts(plan, declared)),
            plan: plan
                .map(|(plan, declared)| plan_view(plan, portfolio.achieved(plan), declared, day)),
        }
    }

    /// The counts, each with its key, its title and its rows.
    #[must_use]
    pub fn counts(&self) -> [(Table, &Counts); 8] {
        [
            (Table::Outcome, &self.by_outcome),
            (Table::Star, &self.by_star),
            (Table::Level, &self.by_level),
            (Table::Set, &self.by_set),
            (Table::Sector, &self.by_sector),
            (Table::Group, &self.by_group),
            (Table::District, &self.by_district),
            (Table::Producer, &self.by_producer),
        ]
    }
}

impl AchievedView {
    /// The tables, each with its key, its title and its rows.
    #[must_use]
    pub fn tables(&self) -> [(Table, &[RowView]); 7] {
        [
            (Table::Star, &self.by_star),
            (Table::Level, &self.by_level),
            (Table::Set, &self.by_set),
            (Table::Sector, &self.by_sector),
            (Table::Group, &self.by_group),
            (Table::District, &self.by_district),
            (Table::Producer, &self.by_producer),
        ]
    }
}

/// What products are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// The kind of outcome.
    Outcome,
    /// The star.
    Star,
    /// The level.
    Level,
    /// The set.
    Set,
    /// The sector.
    Sector,
    /// The product group.
    Group,
    /// The district.
    District,
    /// The kind of producer.
    Producer,
}

impl Table {
    /// Its key in answers.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Table::Outcome => "by_outcome",
            Table::Star => "by_star",
            Table::Level => "by_level",
            Table::Set => "by_set",
            Table::Sector => "by_sector",
            Table::Group => "by_group",
            Table::District => "by_district",
            Table::Producer => "by_producer",
        }
    }

    /// Its title in Vietnamese.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Table::Outcome => "Theo kết quả",
            Table::Star => "Theo hạng sao",
            Table::Level => "Theo cấp",
            Table::Set => "Theo bộ",
            Table::Sector => "Theo ngành",
            Table::Group => "Theo nhóm",
            Table::District => "Theo huyện",
            Table::Producer => "Theo chủ thể",
        }
    }

    /// What a row is called in Vietnamese.
    #[must_use]
    pub fn label(self, key: &str) -> String {
        let known = match (self, key) {
            (Table::Star, "unknown") => Some("chưa công nhận"),
            (_, "unknown") => Some("không rõ"),
            (Table::Outcome, "recognised") => Some("được công nhận"),
            (Table::Outcome, "returned") => Some("trả về"),
            (Table::Outcome, "pending") => Some("đang chờ"),
            (Table::Outcome, "not-recognised") => Some("không công nhận"),
            (Table::Outcome, "rejected") => Some("bị loại"),
            (Table::Level, _) => key.parse().ok().map(|level: Level| level.name(Lang::Vi)),
            (Table::Producer, _) => key.parse().ok().map(kind_name),
            _ => None,
        };
        match (known, self) {
            (Some(label), _) => label.to_owned(),
            (None, Table::Star) => format!("{key}★"),
            (None, Table::Set) => format!("bộ {key}"),
            (None, _) => key.to_owned(),
        }
    }
}

fn kind_name(kind: ProducerKind) -> &'static str {
    match kind {
        ProducerKind::Cooperative => "hợp tác xã",
        ProducerKind::CooperativeGroup => "tổ hợp tác",
        ProducerKind::Enterprise => "doanh nghiệp",
        ProducerKind::Farm => "trang trại",
        ProducerKind::Household => "hộ kinh doanh",
        ProducerKind::Association => "hội, hiệp hội",
        ProducerKind::OperatingCentre => "trung tâm điều hành",
    }
}

fn text(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn target(progress: Progress) -> TargetView {
    let target = progress.target;
    TargetView {
        id: target.id,
        required: target.required.to_string(),
        achieved: progress.achieved,
        met: progress.met,
        citation: target.citation,
        label: target.label,
        percent: target.percent,
        declared: target.measure == crate::plan::Measure::Declared,
        count: progress.share.map(|(count, _)| count),
        of: progress.share.map(|(_, of)| of),
    }
}

fn certificates(today: Date, within: u16, stock: Stock) -> StockView {
    let held = stock.held.into_iter().map(|held| CertificateOf {
        product: held.product,
        code: held.code,
        district: held.district,
        star: held.star.number(),
        issued: held.issued.to_string(),
        expires: held.expires.to_string(),
        status: held.status.map_or("revoked", |status| status.as_str()),
        expiring: held.expiring,
    });
    StockView {
        as_of: today.to_string(),
        valid: stock.valid,
        expiring: stock.expiring,
        within,
        extended: stock.extended,
        expired: stock.expired,
        revoked: stock.revoked,
        with_history: stock.with_history,
        unmatched_histories: stock.unmatched,
        upgrades: stock.upgrades,
        held: held.collect(),
    }
}

fn producers(portfolio: &Portfolio) -> ProducersView {
    let producers = portfolio.producers();
    let unclear = producers.unclear.into_iter().map(|producer| UnclearView {
        id: producer.id,
        name: producer.name,
        kinds: producer.kinds.iter().map(|kind| kind.as_str()).collect(),
    });
    ProducersView {
        count: producers.count,
        by_kind: producers.by_kind,
        unclear: unclear.collect(),
        without_id: producers.without_id,
    }
}

fn rounds(portfolio: &Portfolio) -> Vec<RoundView> {
    let rounds = portfolio.rounds().into_iter();
    let list = |(list, products): (RoundList, Vec<crate::portfolio::Listed>)| ListView {
        list: list.key(),
        label: list_name(&list),
        products: products
            .into_iter()
            .map(|listed| ListedView {
                product: listed.product,
                code: listed.code,
                producer: listed.producer,
                points: listed.points,
            })
            .collect(),
    };
    rounds
        .map(|round| RoundView {
            level: round.level.as_str(),
            until: text(round.until),
            citation: round.citation,
            day: text(round.day),
            district: round.district,
            lists: round.lists.into_iter().map(list).collect(),
        })
        .collect()
}

fn list_name(list: &RoundList) -> String {
    match list {
        RoundList::Certified(star) => format!("Công nhận {star} sao"),
        RoundList::Forwarded(range) => format!("Chuyển cấp trên ({range} điểm)"),
        RoundList::PotentialFive => "Tiềm năng 5 sao, chờ trung ương".to_owned(),
        RoundList::Returned(level) => format!("Trả về {}", level.name(Lang::Vi)),
    }
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
            citation: conflict.citation.clone(),
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
    let period = plan.period();
    let reports = match today {
        Some(today) => plan
            .reports_from(today)
            .into_iter()
            .map(|days| ReportView {
                before: days.report.before.to_string(),
                passed: text(days.passed),
                next: text(days.next),
                days_left: days.next.map(|next| today.days_until(next)),
                citation: days.report.citation,
            })
            .collect(),
        None => plan
            .reports()
            .iter()
            .map(|report| ReportView {
                before: report.before.to_string(),
                passed: None,
                next: None,
                days_left: None,
                citation: report.citation.clone(),
            })
            .collect(),
    };
    let readings = plan.readings().iter().map(|reading| ReadingView {
        id: reading.id().to_owned(),
        text: reading.text().to_owned(),
        citation: reading.citation().to_owned(),
    });
    PlanView {
        id: plan.id().to_string(),
        decision: plan.decision().to_owned(),
        title: plan.title().to_owned(),
        province: plan.province().to_owned(),
        period: PeriodView {
            from: period.from.to_string(),
            to: period.to.to_string(),
            citation: period.citation.clone(),
        },
        achieved: achieved_view(achieved),
        reports,
        budget: budget(plan, declared),
        readings: readings.collect(),
    }
}

fn achieved_view(achieved: Achieved) -> AchievedView {
    let rows = |table: Table, rows: Vec<AchievedRow>| {
        let rows = rows.into_iter().map(|row| RowView {
            label: table.label(&row.key),
            key: row.key,
            achieved: row.achieved,
            stars: row.stars,
            required: row.required.as_ref().map(Points::to_string),
        });
        rows.collect()
    };
    AchievedView {
        products: achieved.products,
        potential_five: achieved.potential_five,
        by_star: rows(Table::Star, achieved.by_star),
        by_level: rows(Table::Level, achieved.by_level),
        by_set: rows(Table::Set, achieved.by_set),
        by_sector: rows(Table::Sector, achieved.by_sector),
        by_group: rows(Table::Group, achieved.by_group),
        by_district: rows(Table::District, achieved.by_district),
        by_producer: rows(Table::Producer, achieved.by_producer),
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
        citation: budget.citation.clone(),
    })
}

/// A page on a portfolio, as a department would read it.
#[must_use]
pub fn portfolio_page(view: &PortfolioView) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let _ = writeln!(page, "Sản phẩm: {}", view.products);
    for (table, counts) in view.counts() {
        let listed: Vec<String> = counts
            .iter()
            .map(|(key, count)| format!("{} {count}", table.label(key)))
            .collect();
        let _ = writeln!(page, "{:<14} {}", table.title(), listed.join(" · "));
    }
    producers_page(&view.producers, &mut page);
    if let Some(stock) = &view.certificates {
        stock_page(stock, &mut page);
    }
    if let Some(plan) = &view.plan {
        plan_page(plan, view, &mut page);
    }
    for round in &view.rounds {
        let _ = writeln!(page, "\n{}", round.title());
        for list in &round.lists {
            let _ = writeln!(page, "  {} ({})", list.label, list.products.len());
            for listed in &list.products {
                let points = listed
                    .points
                    .as_ref()
                    .map(|points| format!(", {points} điểm"));
                let points = points.unwrap_or_default();
                let _ = writeln!(page, "    {}{points}", listed.product);
            }
        }
    }
    page
}

impl RoundView {
    /// The round's title in Vietnamese: its level, its day or last day, its district.
    #[must_use]
    pub fn title(&self) -> String {
        let level = Table::Level.label(self.level);
        let mut title = super::headline(&level);
        let _ = match (&self.until, &self.day) {
            (Some(until), _) => write!(title, ", đợt đến ngày {until}"),
            (None, Some(day)) => write!(title, ", ngày {day}"),
            (None, None) => write!(title, ", không rõ ngày"),
        };
        let district = self.district.as_deref().unwrap_or("không rõ huyện");
        let _ = write!(title, " · {district}");
        title
    }
}

fn producers_page(producers: &ProducersView, page: &mut String) {
    let kinds: Vec<String> = producers
        .by_kind
        .iter()
        .map(|(kind, count)| format!("{} {count}", Table::Producer.label(kind)))
        .collect();
    let _ = writeln!(
        page,
        "{:<14} {} ({})",
        "Số chủ thể",
        producers.count,
        kinds.join(" · ")
    );
    for producer in &producers.unclear {
        let _ = writeln!(page, "! {}", producer.said());
    }
    if !producers.without_id.is_empty() {
        let _ = writeln!(
            page,
            "! Không ghi mã chủ thể, không tính vào số chủ thể: {}",
            producers.without_id.join("; ")
        );
    }
}

impl UnclearView {
    /// What is not clear, in Vietnamese.
    #[must_use]
    pub fn said(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" ({name})"));
        let name = name.unwrap_or_default();
        let kinds: Vec<String> = self
            .kinds
            .iter()
            .map(|kind| Table::Producer.label(kind))
            .collect();
        if kinds.is_empty() {
            format!("Chủ thể {}{name}: không rõ loại hình", self.id)
        } else {
            let kinds = kinds.join(", ");
            format!("Chủ thể {}{name}: nhiều loại hình ({kinds})", self.id)
        }
    }
}

fn stock_page(stock: &StockView, page: &mut String) {
    let valid: Vec<String> = stock
        .valid
        .iter()
        .map(|(star, count)| format!("{star}★ {count}"))
        .collect();
    let _ = writeln!(page, "\nGiấy chứng nhận ngày {}", stock.as_of);
    let _ = writeln!(page, "  còn hiệu lực: {}", valid.join(" · "));
    let _ = writeln!(
        page,
        "  trong đó hết hạn trong {} ngày: {}",
        stock.within, stock.expiring
    );
    let _ = writeln!(page, "  trong đó quá hạn, được kéo dài: {}", stock.extended);
    let _ = writeln!(page, "  hết hạn: {}", stock.expired);
    let _ = writeln!(page, "  thu hồi: {}", stock.revoked_said());
    for name in &stock.unmatched_histories {
        let _ = writeln!(page, "! Lịch sử không khớp với đúng một sản phẩm: {name}");
    }
    let upgrades: Vec<String> = stock
        .upgrades
        .iter()
        .map(|(step, count)| format!("{} {count}", step.replace('-', "→")))
        .collect();
    let _ = writeln!(page, "  nâng hạng: {}", upgrades.join(" · "));
    for held in stock.held.iter().filter(|held| held.expiring) {
        let _ = writeln!(
            page,
            "  sắp hết hạn {}: {} {}★",
            held.expires, held.product, held.star
        );
    }
}

impl StockView {
    /// How many certificates were taken back, in Vietnamese: without histories nothing is known.
    #[must_use]
    pub fn revoked_said(&self) -> String {
        match self.revoked {
            Some(revoked) => format!(
                "{revoked} (theo lịch sử của {} sản phẩm)",
                self.with_history
            ),
            None => "không có dữ liệu".to_owned(),
        }
    }
}

fn plan_page(plan: &PlanView, view: &PortfolioView, page: &mut String) {
    let _ = writeln!(
        page,
        "\n{} ({}): {}",
        plan.decision, plan.province, plan.title
    );
    let period = &plan.period;
    let _ = writeln!(
        page,
        "Kỳ {} đến {} [{}]",
        period.from, period.to, period.citation
    );
    for target in &view.targets {
        let mark = if target.met { "✓" } else { " " };
        let (achieved, required) = (target.achieved_said(), target.required_said());
        let share = target.count.zip(target.of);
        let share = share.map(|(count, of)| format!(" ({count} trong {of})"));
        let _ = writeln!(
            page,
            "{mark} {achieved:>10} / {required:<9} {}{} [{}]",
            target.label,
            share.unwrap_or_default(),
            target.citation
        );
    }
    for conflict in &view.conflicts {
        let _ = writeln!(page, "! {} [{}]", conflict.why, conflict.citation);
    }
    let achieved = &plan.achieved;
    let _ = writeln!(
        page,
        "\nCông nhận lần đầu trong kỳ: {} sản phẩm",
        achieved.products
    );
    let waiting = achieved.potential_five;
    let _ = writeln!(
        page,
        "  tiềm năng 5 sao chờ trung ương, không tính là 4 hay 5 sao: {waiting}"
    );
    if let Some(stock) = &view.certificates {
        let valid: u32 = stock.valid.values().sum();
        let _ = writeln!(
            page,
            "  bên cạnh đó, giấy chứng nhận còn hiệu lực ngày {}: {valid}",
            stock.as_of
        );
    }
    for (table, rows) in achieved.tables() {
        let rows: Vec<String> = rows.iter().map(RowView::said).collect();
        let _ = writeln!(page, "  {:<14} {}", table.title(), rows.join(" · "));
    }
    let _ = writeln!(page, "  chỉ tiêu theo huyện: không có dữ liệu");
    if let Some(budget) = &plan.budget {
        let _ = writeln!(page, "\nKinh phí (đồng) [{}]", budget.citation);
        let spent = |spent: &Option<String>| match spent {
            Some(spent) => format!(", đã chi {spent}"),
            None => String::new(),
        };
        for share in budget.by_source.iter().chain(&budget.by_year) {
            let _ = writeln!(
                page,
                "  {:<16} {}{}",
                share.name,
                share.amount,
                spent(&share.spent)
            );
        }
        let _ = writeln!(
            page,
            "  {:<16} {}{}",
            "Tổng",
            budget.total,
            spent(&budget.spent)
        );
    }
    if !plan.reports.is_empty() {
        let _ = writeln!(page);
    }
    for report in &plan.reports {
        let _ = writeln!(page, "{} [{}]", report.said(), report.citation);
    }
}

impl TargetView {
    /// What is achieved, with its unit.
    #[must_use]
    pub fn achieved_said(&self) -> String {
        match &self.achieved {
            Some(achieved) if self.percent => format!("{achieved} %"),
            Some(achieved) => achieved.clone(),
            None => "chưa rõ".to_owned(),
        }
    }

    /// What is asked for, with its unit.
    #[must_use]
    pub fn required_said(&self) -> String {
        let unit = if self.percent { " %" } else { "" };
        format!("{}{unit}", self.required)
    }
}

impl RowView {
    /// The row in a few words: `3★ 2/67`, `Định Quán 5 (3★ 3, 4★ 2)`.
    fn said(&self) -> String {
        let stars: Vec<String> = self
            .stars
            .iter()
            .map(|(star, count)| format!("{star}★ {count}"))
            .collect();
        match &self.required {
            Some(required) => format!("{} {}/{required}", self.label, self.achieved),
            None => format!("{} {} ({})", self.label, self.achieved, stars.join(", ")),
        }
    }
}

impl ReportView {
    /// When the report is due, in Vietnamese.
    #[must_use]
    pub fn said(&self) -> String {
        let (month, day) = self.before.split_once('-').unwrap_or_default();
        let mut said = format!("Báo cáo trước ngày {day}/{month} hằng năm");
        if let (Some(next), Some(left)) = (&self.next, self.days_left) {
            let _ = write!(said, ": hạn tới {next}, còn {left} ngày");
        }
        if let Some(passed) = &self.passed {
            let _ = write!(said, "; hạn đã qua {passed}");
        }
        said
    }
}
