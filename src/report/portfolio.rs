//! A portfolio as JSON in the documented shape, and as a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use crate::law::plan::{Declared, Measure, Period, Plan};
use crate::law::regulation::{Reading, Regulation};
use crate::portfolio::{
    Achieved, AchievedRow, Counts, HeldBy, Listed, Portfolio, Producers, Progress, Repeated, Round,
    RoundList, Stock, UnclearProducer,
};
use crate::text::order::vietnamese_order;
use crate::text::reason::Lang;
use crate::value::codes::{Level, ProducerKind};
use crate::value::dates::{Date, DayOfYear};

/// A portfolio, serializable in the shape of `ocop report --json`.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog};
/// use ocop::law::Declared;
/// use ocop::portfolio::Portfolio;
/// use ocop::report::{PortfolioView, portfolio_page};
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
/// assert!(portfolio_page(&view).contains("1 / 88"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Serialize)]
pub struct PortfolioView {
    /// How many dossiers there are; cases that repeat one are in `repeated`.
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
    /// By commune.
    pub by_commune: Counts,
    /// By kind of producer.
    pub by_producer: Counts,
    /// By sector (ngành).
    pub by_sector: Counts,
    /// By product group (nhóm).
    pub by_group: Counts,
    /// Cases that are not counted, as another one of their dossier is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repeated: Vec<Repeated>,
    /// The plan's targets; empty without a plan.
    pub targets: Vec<TargetView>,
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
            by_commune: portfolio.by_commune(),
            by_producer: portfolio.by_producer(),
            by_sector: portfolio.by_sector(),
            by_group: portfolio.by_group(),
            repeated: portfolio.repeated().to_vec(),
            targets: progress.into_iter().flatten().map(target).collect(),
            certificates: today.map(|(today, days)| portfolio.stock(today, days, regulations)),
            lists: portfolio.lists(),
            producers: portfolio.producers(),
            rounds: portfolio.rounds(),
            conflicts: plan.map_or_else(Vec::new, |(plan, declared)| conflicts(plan, declared)),
            plan: plan
                .map(|(plan, declared)| plan_view(plan, portfolio.achieved(plan), declared, day)),
        }
    }

    /// The counts, each with its key, its title and its rows.
    #[must_use]
    pub fn counts(&self) -> [(Table, &Counts); 9] {
        [
            (Table::Outcome, &self.by_outcome),
            (Table::Star, &self.by_star),
            (Table::Level, &self.by_level),
            (Table::Set, &self.by_set),
            (Table::Sector, &self.by_sector),
            (Table::Group, &self.by_group),
            (Table::District, &self.by_district),
            (Table::Commune, &self.by_commune),
            (Table::Producer, &self.by_producer),
        ]
    }
}

impl Achieved {
    /// The tables, each with its key, its title and its rows.
    #[must_use]
    pub fn tables(&self) -> [(Table, &[AchievedRow]); 8] {
        [
            (Table::Star, &self.by_star),
            (Table::Level, &self.by_level),
            (Table::Set, &self.by_set),
            (Table::Sector, &self.by_sector),
            (Table::Group, &self.by_group),
            (Table::District, &self.by_district),
            (Table::Commune, &self.by_commune),
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
    /// The commune.
    Commune,
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
            Table::Commune => "by_commune",
            Table::Producer => "by_producer",
        }
    }

    /// Whether it counts by a place, which a law may not have.
    #[must_use]
    pub fn is_place(self) -> bool {
        matches!(self, Table::District | Table::Commune)
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
            Table::Commune => "Theo xã",
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
            (Table::Outcome, "rejected") => Some("bị loại hoặc dừng đánh giá"),
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
        ProducerKind::Enterprise => "doanh nghiệp nhỏ và vừa",
        ProducerKind::Farm => "trang trại",
        ProducerKind::Household => "hộ có đăng ký kinh doanh",
        ProducerKind::Association => "hội, hiệp hội",
        ProducerKind::OperatingCentre => "trung tâm điều hành hoặc tổ chức tương đương",
    }
}

fn target(progress: Progress) -> TargetView {
    let target = progress.target;
    TargetView {
        id: target.id,
        required: target.required.to_string(),
        achieved: progress.achieved,
        met: progress.met,
        citation: target.citation.to_string(),
        label: target.label,
        percent: target.percent,
        declared: target.measure == Measure::Declared,
        count: progress.share.map(|(count, _)| count),
        of: progress.share.map(|(_, of)| of),
    }
}

impl RoundList {
    /// What the list is called in Vietnamese.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            RoundList::Certified(star) => format!("Công nhận {star} sao"),
            RoundList::Forwarded(range) => format!("Chuyển cấp trên ({range} điểm)"),
            RoundList::PotentialFive => "Tiềm năng 5 sao, chờ trung ương".to_owned(),
            RoundList::Returned(level) => format!("Trả về {}", level.name(Lang::Vi)),
        }
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
    let reports = plan.reports().iter().map(|report| ReportView {
        before: report.before,
        passed: None,
        next: None,
        days_left: None,
        citation: report.citation.to_string(),
    });
    let seen = |today: Date| {
        let reports = plan.reports_from(today).into_iter();
        let reports = reports.map(|days| ReportView {
            before: days.report.before,
            passed: days.passed,
            next: days.next,
            days_left: days.next.map(|next| today.days_until(next)),
            citation: days.report.citation.to_string(),
        });
        reports.collect()
    };
    PlanView {
        id: plan.id().to_string(),
        decision: plan.decision().to_owned(),
        title: plan.title().to_owned(),
        province: plan.province().to_owned(),
        period: plan.period().clone(),
        achieved,
        reports: today.map_or_else(|| reports.collect(), seen),
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

/// A page on a portfolio, as a department would read it.
#[must_use]
pub fn portfolio_page(view: &PortfolioView) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let _ = writeln!(page, "Sản phẩm: {}", view.products);
    for repeated in &view.repeated {
        let _ = writeln!(page, "! {}", repeated.said());
    }
    for (table, counts) in view.counts() {
        if table.is_place() && counts.keys().all(|key| key == "unknown") {
            continue;
        }
        let mut counts: Vec<(&String, &u32)> = counts.iter().collect();
        if table.is_place() {
            counts.sort_by_cached_key(|(key, _)| vietnamese_order(key));
        }
        let listed = counts
            .iter()
            .map(|(key, count)| format!("{} {count}", table.label(key)));
        let listed: Vec<String> = listed.collect();
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
        let _ = writeln!(page, "\n{}", round.title(|day| day.to_string()));
        for (list, products) in &round.lists {
            let _ = writeln!(page, "  {} ({})", list.title(), products.len());
            for listed in products {
                let points = listed.points.as_ref();
                let points = points.map(|points| format!(", {points} điểm"));
                let points = points.unwrap_or_default();
                let _ = writeln!(page, "    {}{points}", listed.said());
            }
        }
    }
    page
}

impl Round {
    /// The round's title in Vietnamese: its level, its last day or day as `day` writes it, its
    /// district.
    #[must_use]
    pub fn title(&self, day: impl Fn(Date) -> String) -> String {
        let level = super::headline(self.level.name(Lang::Vi));
        let when = match (self.until, self.day) {
            (Some(until), _) => format!("đợt đến ngày {}", day(until)),
            (None, Some(date)) => format!("ngày {}", day(date)),
            (None, None) => "không rõ ngày".to_owned(),
        };
        let district = self.district.as_deref().unwrap_or("không rõ huyện");
        format!("{level}, {when} · {district}")
    }
}

fn producers_page(producers: &Producers, page: &mut String) {
    let kinds: Vec<String> = producers
        .by_kind
        .iter()
        .map(|(kind, count)| format!("{} {count}", Table::Producer.label(kind)))
        .collect();
    let kinds = match kinds.join(" · ") {
        none if none.is_empty() => none,
        kinds => format!(" ({kinds})"),
    };
    let _ = writeln!(page, "{:<14} {}{kinds}", "Số chủ thể", producers.count);
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

impl UnclearProducer {
    /// What is not clear, in Vietnamese.
    #[must_use]
    pub fn said(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" ({name})"));
        let name = name.unwrap_or_default();
        let kinds: Vec<&str> = self.kinds.iter().map(|&kind| kind_name(kind)).collect();
        if kinds.is_empty() {
            format!("Chủ thể {}{name}: không rõ loại hình", self.id)
        } else {
            let kinds = kinds.join(", ");
            format!("Chủ thể {}{name}: nhiều loại hình ({kinds})", self.id)
        }
    }
}

fn stock_page(stock: &Stock, page: &mut String) {
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
            held.expires,
            held.said(),
            held.star
        );
    }
}

/// A product with what tells it from another of its name.
fn with_producer(product: &str, code: Option<&str>, producer: Option<&str>) -> String {
    let beside: Vec<&str> = producer.into_iter().chain(code).collect();
    match beside.join(", ") {
        none if none.is_empty() => product.to_owned(),
        beside => format!("{product} ({beside})"),
    }
}

impl Listed {
    /// The product with its producer and code, to know it by.
    #[must_use]
    pub fn said(&self) -> String {
        with_producer(
            &self.product,
            self.code.as_deref(),
            self.producer.as_deref(),
        )
    }
}

impl HeldBy {
    /// The product with its producer and code, to know it by.
    #[must_use]
    pub fn said(&self) -> String {
        with_producer(
            &self.product,
            self.code.as_deref(),
            self.producer.as_deref(),
        )
    }
}

impl Repeated {
    /// What is not counted, in Vietnamese.
    #[must_use]
    pub fn said(&self) -> String {
        let product = with_producer(
            &self.product,
            self.code.as_deref(),
            self.producer.as_deref(),
        );
        let (case, counted) = (self.case, self.counted);
        format!("Hồ sơ thứ {case} lặp lại hồ sơ thứ {counted}, tính một lần: {product}")
    }
}

impl Stock {
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
        if table.is_place() && rows.iter().all(|row| row.key == "unknown") {
            continue;
        }
        let rows: Vec<String> = rows.iter().map(|row| row.said(table)).collect();
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
        let _ = writeln!(
            page,
            "{} [{}]",
            report.said(|day| day.to_string()),
            report.citation
        );
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

impl AchievedRow {
    /// The row in a few words: `3★ 2/67`, `Định Quán 5 (3★ 3, 4★ 2)`.
    fn said(&self, table: Table) -> String {
        let label = table.label(&self.key);
        let stars: Vec<String> = self
            .stars
            .iter()
            .map(|(star, count)| format!("{star}★ {count}"))
            .collect();
        match self.required {
            Some(required) => format!("{label} {}/{required}", self.achieved),
            None => format!("{label} {} ({})", self.achieved, stars.join(", ")),
        }
    }
}

impl ReportView {
    /// When the report is due, in Vietnamese; `day` writes a day.
    #[must_use]
    pub fn said(&self, day: impl Fn(Date) -> String) -> String {
        let before = self.before.to_string();
        let (month, date) = before.split_once('-').unwrap_or_default();
        let mut said = format!("Báo cáo trước ngày {date}/{month} hằng năm");
        if let (Some(next), Some(left)) = (self.next, self.days_left) {
            let _ = write!(said, ": hạn tới {}, còn {left} ngày", day(next));
        }
        if let Some(passed) = self.passed {
            let _ = write!(said, "; hạn đã qua {}", day(passed));
        }
        said
    }
}
