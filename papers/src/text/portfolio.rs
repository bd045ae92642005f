//! A portfolio as text.

use std::fmt::Write as _;

use ocop::portfolio::{Counts, PlanView, PortfolioView, Producers, Stock, Table};
use ocop::text::{day, figure, vietnamese_order};
use ocop::{Date, Lang};

/// A day in Vietnamese, as the whole page is.
fn said(date: Date) -> String {
    day(date, Lang::Vi)
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
    for said in [view.undecided_said(), view.star_open_said()]
        .iter()
        .flatten()
    {
        let _ = writeln!(page, "! {said}");
    }
    for (table, counts) in counts(view) {
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
        let _ = writeln!(page, "\n{}", round.title(said));
        for (list, products) in &round.lists {
            let _ = writeln!(page, "  {} ({})", list.title(), products.len());
            for listed in products {
                let points = listed.points.as_ref();
                let points = points.map(|points| format!(", {} điểm", figure(points, Lang::Vi)));
                let points = points.unwrap_or_default();
                let _ = writeln!(page, "    {}{points}", listed.said());
            }
        }
    }
    page
}

/// The counts that say something: none by places that a law does not have.
pub(crate) fn counts(view: &PortfolioView) -> impl Iterator<Item = (Table, &Counts)> {
    let counts = view.counts().into_iter();
    counts.filter(|(table, counts)| {
        let unknown = table.is_place() && counts.keys().all(|key| key == "unknown");
        !counts.is_empty() && !unknown
    })
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

fn stock_page(stock: &Stock, page: &mut String) {
    let valid: Vec<String> = stock
        .valid
        .iter()
        .map(|(star, count)| format!("{star}★ {count}"))
        .collect();
    let _ = writeln!(page, "\nGiấy chứng nhận ngày {}", said(stock.as_of));
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
            "  sắp hết hạn, {}: {} {}★",
            held.last_day_said(said),
            held.said(),
            held.star
        );
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
        said(period.from),
        said(period.to),
        period.citation
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
            said(stock.as_of)
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
        let _ = writeln!(page, "{} [{}]", report.said(said), report.citation);
    }
}
