//! A portfolio as text.

use std::fmt::{Display, Write as _};

use ocop::Lang;
use ocop::portfolio::{
    AchievedRow, Counts, PlanView, PortfolioView, Producers, Progress, Stock, Table,
};
use ocop::text::{day, figure};

/// A page on a portfolio, as a department would read it.
#[must_use]
pub fn portfolio_page(view: &PortfolioView, lang: Lang) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let (title, products) = (lang.word("Sản phẩm", "Products"), view.products);
    let _ = writeln!(page, "{title}: {products}");
    for repeated in &view.repeated {
        let _ = writeln!(page, "! {}", repeated.said(lang));
    }
    for said in view.open_said(lang) {
        let _ = writeln!(page, "! {said}");
    }
    for (title, counts) in counts(view, lang) {
        let _ = writeln!(page, "{title:<14} {}", beside(counts, " "));
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

/// Counts on one line, each behind its name.
fn beside(counts: impl IntoIterator<Item = (impl Display, impl Display)>, between: &str) -> String {
    let counts = counts.into_iter();
    let counts: Vec<String> = counts
        .map(|(name, count)| format!("{name}{between}{count}"))
        .collect();
    counts.join(" · ")
}

/// The counts that say something, each with its title and its rows by name: none by places that a law
/// does not have.
pub(crate) fn counts(
    view: &PortfolioView,
    lang: Lang,
) -> impl Iterator<Item = (&'static str, Vec<(String, u32)>)> {
    let says = |(table, counts): &(&Table, &Counts)| {
        let unknown = table.is_place() && counts.keys().all(|key| key == "unknown");
        !counts.is_empty() && !unknown
    };
    view.counts.iter().filter(says).map(move |(table, counts)| {
        let rows = table.in_order(counts, |(key, _)| key).into_iter();
        let rows = rows.map(|(key, count)| (table.label(key, lang), *count));
        (table.title(lang), rows.collect())
    })
}

/// What was achieved, by tables that say something.
pub(crate) fn achieved(plan: &PlanView) -> impl Iterator<Item = (Table, &[AchievedRow])> {
    let tables = plan.achieved.tables.iter();
    let tables = tables.map(|(table, rows)| (*table, rows.as_slice()));
    tables.filter(|(table, rows)| {
        let unknown = table.is_place() && rows.iter().all(|row| row.key == "unknown");
        !rows.is_empty() && !unknown
    })
}

/// How many certificates are valid.
pub(crate) fn valid(stock: &Stock) -> u32 {
    stock.valid.values().sum()
}

/// The certificates by their state: what it is called, what is said of it, how many there are where
/// that is known. Valid ones come first.
pub(crate) fn states(stock: &Stock, lang: Lang) -> [(String, String, Option<u32>); 5] {
    let within = stock.within;
    let within = match lang {
        Lang::Vi => format!("trong đó hết hạn trong {within} ngày"),
        Lang::En => format!("of them expiring within {within} days"),
    };
    let extended = lang.word(
        "trong đó quá hạn, được kéo dài",
        "of them over time, extended",
    );
    let known = |name: &str, count: u32| (name.to_owned(), count.to_string(), Some(count));
    let revoked = lang.word("thu hồi", "taken back").to_owned();
    [
        known(lang.word("còn hiệu lực", "valid"), valid(stock)),
        known(&within, stock.expiring),
        known(extended, stock.extended),
        known(lang.word("hết hạn", "expired"), stock.expired),
        (revoked, stock.revoked_said(lang), stock.revoked),
    ]
}

/// What a target is called, with what a share is counted of.
pub(crate) fn target_label(target: &Progress, lang: Lang) -> String {
    let share = target.count.zip(target.of);
    let share = share.map(|(count, of)| format!(" ({count} {} {of})", lang.word("trong", "of")));
    format!("{}{}", target.label, share.unwrap_or_default())
}

/// Whether a target is met.
#[cfg(feature = "documents")]
pub(crate) fn concluded(target: &Progress, lang: Lang) -> &'static str {
    match (&target.achieved, target.met) {
        (None, _) => lang.word("chưa rõ", "not known"),
        (_, true) => lang.word("đạt", "met"),
        (_, false) => lang.word("chưa đạt", "not met"),
    }
}

fn producers_page(producers: &Producers, lang: Lang, page: &mut String) {
    let kinds = producers.by_kind.iter();
    let kinds = kinds.map(|(kind, count)| (Table::Producer.label(kind, lang), count));
    let kinds = match beside(kinds, " ") {
        none if none.is_empty() => none,
        kinds => format!(" ({kinds})"),
    };
    let title = lang.word("Số chủ thể", "Producers");
    let _ = writeln!(page, "{title:<14} {}{kinds}", producers.count);
    for producer in &producers.unclear {
        let _ = writeln!(page, "! {}", producer.said(lang));
    }
    if !producers.without_id.is_empty() {
        let products = producers.without_id.join("; ");
        let _ = writeln!(page, "! {}: {products}", without_id(lang));
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
    let title = lang.word("Giấy chứng nhận ngày", "Certificates on");
    let _ = writeln!(page, "\n{title} {}", day(stock.as_of, lang));
    // A page has the stars of valid ones.
    let [(name, none, _), others @ ..] = states(stock, lang);
    let by_star = match beside(&stock.valid, "★ ") {
        stars if stars.is_empty() => none,
        stars => stars,
    };
    let _ = writeln!(page, "  {name}: {by_star}");
    for (name, said, _) in others {
        let _ = writeln!(page, "  {name}: {said}");
    }
    for name in &stock.unmatched_histories {
        let _ = writeln!(page, "! {}: {name}", unmatched(lang));
    }
    let upgrades = beside(&stock.upgrades, " ").replace('-', "→");
    let title = lang.word("nâng hạng", "upgrades");
    let _ = writeln!(page, "  {title}: {upgrades}");
    let title = lang.word("sắp hết hạn", "expiring");
    for held in stock.held.iter().filter(|held| held.expiring) {
        let (last, product, star) = (day(held.expires, lang), held.said(), held.star);
        let _ = writeln!(page, "  {title}, {last}: {product} {star}★");
    }
}

fn plan_page(plan: &PlanView, view: &PortfolioView, lang: Lang, page: &mut String) {
    let (decision, province, title) = (&plan.decision, &plan.province, &plan.title);
    let _ = writeln!(page, "\n{decision} ({province}): {title}");
    let period = &plan.period;
    let (from, to) = (day(period.from, lang), day(period.to, lang));
    let _ = match lang {
        Lang::Vi => writeln!(page, "Kỳ {from} đến {to} [{}]", period.citation),
        Lang::En => writeln!(page, "Period {from} to {to} [{}]", period.citation),
    };
    for target in &view.targets {
        let mark = if target.met { "✓" } else { " " };
        let (achieved, required) = (target.achieved_said(lang), target.required_said(lang));
        let (label, clause) = (target_label(target, lang), &target.citation);
        let _ = writeln!(
            page,
            "{mark} {achieved:>10} / {required:<9} {label} [{clause}]"
        );
    }
    for conflict in &view.conflicts {
        let _ = writeln!(page, "! {} [{}]", conflict.why, conflict.citation);
    }
    let achieved = &plan.achieved;
    let first = match (lang, achieved.products) {
        (Lang::Vi, products) => format!("Công nhận lần đầu trong kỳ: {products} sản phẩm"),
        (Lang::En, products) => format!("Recognised for the first time in the period: {products}"),
    };
    let _ = writeln!(page, "\n{first}");
    let _ = writeln!(page, "  {}: {}", waiting(lang), achieved.potential_five);
    if let Some(stock) = &view.certificates {
        let valid = valid(stock);
        let beside = lang.word(
            "bên cạnh đó, giấy chứng nhận còn hiệu lực ngày",
            "beside them, certificates valid on",
        );
        let _ = writeln!(page, "  {beside} {}: {valid}", day(stock.as_of, lang));
    }
    for (table, rows) in self::achieved(plan) {
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
