//! A portfolio as text.

use std::fmt::Write as _;

use ocop::Lang;
use ocop::portfolio::{Counts, PlanView, PortfolioView, Producers, Stock, Table};
use ocop::text::{day, figure, vietnamese_order};

/// A page on a portfolio, as a department would read it.
#[must_use]
pub fn portfolio_page(view: &PortfolioView, lang: Lang) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let _ = writeln!(
        page,
        "{}: {}",
        lang.word("Sản phẩm", "Products"),
        view.products
    );
    for repeated in &view.repeated {
        let _ = writeln!(page, "! {}", repeated.said(lang));
    }
    for said in view.open_said(lang) {
        let _ = writeln!(page, "! {said}");
    }
    for (table, counts) in counts(view) {
        let mut counts: Vec<(&String, &u32)> = counts.iter().collect();
        if table.is_place() {
            counts.sort_by_cached_key(|(key, _)| vietnamese_order(key));
        }
        let listed = counts
            .iter()
            .map(|(key, count)| format!("{} {count}", table.label(key, lang)));
        let listed: Vec<String> = listed.collect();
        let _ = writeln!(page, "{:<14} {}", table.title(lang), listed.join(" · "));
    }
    producers_page(&view.producers, lang, &mut page);
    if let Some(stock) = &view.certificates {
        stock_page(stock, lang, &mut page);
    }
    if let Some(plan) = &view.plan {
        plan_page(plan, view, lang, &mut page);
    }
    for round in &view.rounds {
        let _ = writeln!(page, "\n{}", round.title(lang));
        for (list, products) in &round.lists {
            let _ = writeln!(page, "  {} ({})", list.title(lang), products.len());
            for listed in products {
                let unit = lang.word("điểm", "points");
                let points = listed.points.as_ref();
                let points = points.map(|points| format!(", {} {unit}", figure(points, lang)));
                let points = points.unwrap_or_default();
                let _ = writeln!(page, "    {}{points}", listed.said());
            }
        }
    }
    page
}

/// The counts that say something: none by places that a law does not have.
pub(crate) fn counts(view: &PortfolioView) -> impl Iterator<Item = (Table, &Counts)> {
    let counts = view.counts.iter().map(|(table, counts)| (*table, counts));
    counts.filter(|(table, counts)| {
        let unknown = table.is_place() && counts.keys().all(|key| key == "unknown");
        !counts.is_empty() && !unknown
    })
}

fn producers_page(producers: &Producers, lang: Lang, page: &mut String) {
    let kinds: Vec<String> = producers
        .by_kind
        .iter()
        .map(|(kind, count)| format!("{} {count}", Table::Producer.label(kind, lang)))
        .collect();
    let kinds = match kinds.join(" · ") {
        none if none.is_empty() => none,
        kinds => format!(" ({kinds})"),
    };
    let title = lang.word("Số chủ thể", "Producers");
    let _ = writeln!(page, "{title:<14} {}{kinds}", producers.count);
    for producer in &producers.unclear {
        let _ = writeln!(page, "! {}", producer.said(lang));
    }
    if !producers.without_id.is_empty() {
        let _ = writeln!(
            page,
            "! {}: {}",
            without_id(lang),
            producers.without_id.join("; ")
        );
    }
}

/// What is said of products whose producer has no id.
pub(crate) fn without_id(lang: Lang) -> &'static str {
    lang.word(
        "Không ghi mã chủ thể, không tính vào số chủ thể",
        "Without a producer's id, not among the producers",
    )
}

/// What is said of a history that is of no product, or of several.
pub(crate) fn unmatched(lang: Lang) -> &'static str {
    lang.word(
        "Lịch sử không khớp với đúng một sản phẩm",
        "A history that is not of exactly one product",
    )
}

/// What is said of products with a potential of five stars.
pub(crate) fn waiting(lang: Lang) -> &'static str {
    lang.word(
        "tiềm năng 5 sao chờ trung ương, không tính là 4 hay 5 sao",
        "potential 5 stars before the centre, counted neither as 4 nor as 5",
    )
}

fn stock_page(stock: &Stock, lang: Lang, page: &mut String) {
    let valid: Vec<String> = stock
        .valid
        .iter()
        .map(|(star, count)| format!("{star}★ {count}"))
        .collect();
    let title = lang.word("Giấy chứng nhận ngày", "Certificates on");
    let _ = writeln!(page, "\n{title} {}", day(stock.as_of, lang));
    let within = match lang {
        Lang::Vi => format!("trong đó hết hạn trong {} ngày", stock.within),
        Lang::En => format!("of them expiring within {} days", stock.within),
    };
    for (name, value) in [
        (lang.word("còn hiệu lực", "valid"), valid.join(" · ")),
        (within.as_str(), stock.expiring.to_string()),
        (
            lang.word(
                "trong đó quá hạn, được kéo dài",
                "of them over time, extended",
            ),
            stock.extended.to_string(),
        ),
        (lang.word("hết hạn", "expired"), stock.expired.to_string()),
        (lang.word("thu hồi", "taken back"), stock.revoked_said(lang)),
    ] {
        let _ = writeln!(page, "  {name}: {value}");
    }
    for name in &stock.unmatched_histories {
        let _ = writeln!(page, "! {}: {name}", unmatched(lang));
    }
    let upgrades: Vec<String> = stock
        .upgrades
        .iter()
        .map(|(step, count)| format!("{} {count}", step.replace('-', "→")))
        .collect();
    let title = lang.word("nâng hạng", "upgrades");
    let _ = writeln!(page, "  {title}: {}", upgrades.join(" · "));
    for held in stock.held.iter().filter(|held| held.expiring) {
        let _ = writeln!(
            page,
            "  {}, {}: {} {}★",
            lang.word("sắp hết hạn", "expiring"),
            day(held.expires, lang),
            held.said(),
            held.star
        );
    }
}

fn plan_page(plan: &PlanView, view: &PortfolioView, lang: Lang, page: &mut String) {
    let _ = writeln!(
        page,
        "\n{} ({}): {}",
        plan.decision, plan.province, plan.title
    );
    let period = &plan.period;
    let (from, to) = (day(period.from, lang), day(period.to, lang));
    let _ = match lang {
        Lang::Vi => writeln!(page, "Kỳ {from} đến {to} [{}]", period.citation),
        Lang::En => writeln!(page, "Period {from} to {to} [{}]", period.citation),
    };
    for target in &view.targets {
        let mark = if target.met { "✓" } else { " " };
        let (achieved, required) = (target.achieved_said(lang), target.required_said(lang));
        let within = lang.word("trong", "of");
        let share = target.count.zip(target.of);
        let share = share.map(|(count, of)| format!(" ({count} {within} {of})"));
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
    let products = achieved.products;
    let _ = match lang {
        Lang::Vi => writeln!(page, "\nCông nhận lần đầu trong kỳ: {products} sản phẩm"),
        Lang::En => writeln!(
            page,
            "\nRecognised for the first time in the period: {products}"
        ),
    };
    let _ = writeln!(page, "  {}: {}", waiting(lang), achieved.potential_five);
    if let Some(stock) = &view.certificates {
        let valid: u32 = stock.valid.values().sum();
        let beside = lang.word(
            "bên cạnh đó, giấy chứng nhận còn hiệu lực ngày",
            "beside them, certificates valid on",
        );
        let _ = writeln!(page, "  {beside} {}: {valid}", day(stock.as_of, lang));
    }
    for (&table, rows) in &achieved.tables {
        if table.is_place() && rows.iter().all(|row| row.key == "unknown") {
            continue;
        }
        let rows: Vec<String> = rows.iter().map(|row| row.said(table, lang)).collect();
        let _ = writeln!(page, "  {:<14} {}", table.title(lang), rows.join(" · "));
    }
    let districts = lang.word(
        "chỉ tiêu theo huyện: không có dữ liệu",
        "targets by district: no data",
    );
    let _ = writeln!(page, "  {districts}");
    if let Some(budget) = &plan.budget {
        let title = lang.word("Kinh phí (đồng)", "Budget (VND)");
        let _ = writeln!(page, "\n{title} [{}]", budget.citation);
        let all = lang.word("Tổng", "Total");
        let shares = budget.by_source.iter().chain(&budget.by_year);
        let shares = shares.map(|share| (share.name.as_str(), &share.amount, &share.spent));
        for (name, amount, spent) in shares.chain([(all, &budget.total, &budget.spent)]) {
            let spent = spent.as_ref();
            let spent = spent.map(|spent| format!(", {} {spent}", lang.word("đã chi", "spent")));
            let spent = spent.unwrap_or_default();
            let _ = writeln!(page, "  {name:<16} {amount}{spent}");
        }
    }
    if !plan.reports.is_empty() {
        let _ = writeln!(page);
    }
    for report in &plan.reports {
        let _ = writeln!(page, "{} [{}]", report.said(lang), report.citation);
    }
}
