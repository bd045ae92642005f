//! A portfolio as a department reads it: where the plan stands, the lists of each round, the
//! certificates.

use maud::{Markup, html};
use ocop::portfolio::{AchievedRow, Round, Stock};
use ocop::portfolio::{PlanView, PortfolioView, Progress, ShareView, Table};
use ocop::text::{day, figure, headline};
use ocop::{Lang, Points};

use crate::text::{self, unmatched, waiting, without_id};

use super::{chart, head, page, table};

/// A report on many cases (báo cáo tổng hợp), against a plan where the view has one, as a page for
/// A4.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog};
/// use ocop::law::Declared;
/// use ocop::portfolio::Portfolio;
/// use ocop::portfolio::PortfolioView;
///
/// let catalog = Catalog::bundled();
/// let text = r#"{"product": {"name": "Cá <khô>"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let mut portfolio = Portfolio::default();
/// portfolio.add(&case.evaluate());
/// let plan = catalog.plan("kh-262-dong-nai-2024")?;
/// let declared = Declared::default();
/// let view = PortfolioView::new(&portfolio, Some((&plan, &declared)), None, &[]);
/// let page = ocop_papers::plan_report(&view, ocop::Lang::Vi);
/// assert!(page.contains("Cá &lt;khô&gt;") && page.contains("262/KH-UBND"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn plan_report(view: &PortfolioView, lang: Lang) -> String {
    let decision = view.plan.as_ref().map(|plan| &plan.decision);
    let title = match (lang, decision) {
        (Lang::Vi, Some(decision)) => format!("Thực hiện kế hoạch {decision}"),
        (Lang::En, Some(decision)) => format!("Progress of plan {decision}"),
        (_, None) => lang
            .word("Tổng hợp sản phẩm OCOP", "OCOP products in sum")
            .to_owned(),
    };
    let body = html! {
        article {
            h1 { (title) }
            @if let Some(plan) = &view.plan { (against(plan, view, lang)) }
            @if let Some(stock) = &view.certificates { (certificates(stock, lang)) }
            (rounds(&view.rounds, lang))
            (counts(view, lang))
            @if let Some(plan) = &view.plan { (readings(plan, lang)) }
        }
    };
    page(&title, lang, &body)
}

/// A count in hundredths, as charts draw.
fn drawn(count: u32) -> u64 {
    u64::from(count) * 100
}

fn against(plan: &PlanView, view: &PortfolioView, lang: Lang) -> Markup {
    let period = &plan.period;
    html! {
        p.sub { (plan.title) }
        p.sub { (plan.province) ", " (lang.word("kỳ", "period")) " " (day(period.from, lang)) " – " (day(period.to, lang)) }
        p.cite { (period.citation) }
        h2 { (lang.word("Chỉ tiêu", "Targets")) }
        (targets(&view.targets, lang))
        @for conflict in &view.conflicts {
            p.note {
                (conflict.why) ": " (conflict.required) " " (lang.word("và", "and")) " " (conflict.other)
                @if conflict.other_met {
                    @match lang {
                        Lang::Vi => { " (mức " (conflict.other) " đã đạt)" }
                        Lang::En => { " (" (conflict.other) " is reached)" }
                    }
                }
                " [" (conflict.citation) "]"
            }
        }
        (producers(view, lang))
        h2 { (lang.word("Sản phẩm công nhận lần đầu trong kỳ", "Products recognised for the first time in the period")) }
        (beside(plan, view.certificates.as_ref(), lang))
        @for (by, rows) in text::achieved(plan) {
            @if by != Table::Star { (achieved(by, rows, lang)) }
        }
        p.note { (lang.word(
            "Chỉ tiêu theo huyện ở các phụ lục không có trong dữ liệu, và không được đọc là 0.",
            "The targets by district of the annexes are not in the data, and are not to be read as 0.",
        )) }
        (money(plan, lang))
        (due(plan, lang))
    }
}

fn targets(targets: &[Progress], lang: Lang) -> Markup {
    let columns = [
        lang.word("Chỉ tiêu", "Target"),
        lang.word("Đạt được", "Achieved"),
        lang.word("Yêu cầu", "Required"),
        lang.word("Tiến độ", "Progress"),
        lang.word("Kết luận", "Conclusion"),
    ];
    let rows = html! {
        tbody {
            @for target in targets {
                tr {
                    th scope="row" {
                        (text::target_label(target, lang))
                        @if target.declared { " (" (lang.word("khai báo", "declared")) ")" }
                        br; span.cite { (target.citation) }
                    }
                    td.n { (target.achieved_said(lang)) }
                    td.n { (target.required_said(lang)) }
                    td.draw { (progress(target)) }
                    td.n { (text::concluded(target, lang)) }
                }
            }
        }
    };
    table(
        lang.word("Đạt được so với yêu cầu", "Achieved of what is required"),
        "targets",
        &head(&columns),
        &rows,
    )
}

fn unknown(lang: Lang) -> &'static str {
    lang.word("chưa rõ", "not known")
}

/// A bar up to what is asked for, or to 100 per cent; none where nothing is known, which is not 0.
fn progress(target: &Progress) -> Markup {
    let read = |text: &str| text.parse::<Points>().ok().map(chart::points);
    let achieved = target.achieved.as_deref().and_then(read);
    let (Some(achieved), Some(required)) = (achieved, read(&target.required)) else {
        return html! {};
    };
    let most = match target.percent {
        true => 10_000,
        false => required.max(achieved),
    };
    chart::bar(achieved, most, Some(required))
}

fn producers(view: &PortfolioView, lang: Lang) -> Markup {
    let producers = &view.producers;
    html! {
        p { (lang.word("Số chủ thể", "Producers")) ": " (producers.count)
            @for (kind, count) in &producers.by_kind {
                "; " (Table::Producer.label(kind, lang)) ": " (count)
            }
            "." }
        @if !producers.unclear.is_empty() {
            p { (lang.word("Loại hình chưa rõ, vẫn ở mẫu số:", "Kind not clear, still in the denominator:")) }
            ul { @for producer in &producers.unclear { li { (producer.said(lang)) } } }
        }
        @if !producers.without_id.is_empty() {
            p { (without_id(lang)) ":" }
            ul { @for product in &producers.without_id { li { (product) } } }
        }
    }
}

/// The products of the period by star, beside the stock of valid certificates.
fn beside(plan: &PlanView, stock: Option<&Stock>, lang: Lang) -> Markup {
    let achieved = &plan.achieved;
    let count = |count: Option<u32>| match count {
        Some(count) => html! { (count) },
        None => html! { (unknown(lang)) },
    };
    let valid = |star: &str| Some(stock?.valid.get(star).copied().unwrap_or(0));
    let held = match (lang, stock.map(|stock| day(stock.as_of, lang))) {
        (Lang::Vi, Some(day)) => format!("Còn hiệu lực ngày {day}"),
        (Lang::En, Some(day)) => format!("Valid on {day}"),
        (_, None) => lang.word("Còn hiệu lực", "Valid").to_owned(),
    };
    let columns = [
        lang.word("Hạng sao", "Stars"),
        lang.word("Trong kỳ", "In the period"),
        lang.word("Yêu cầu", "Required"),
        lang.word("Tiến độ", "Progress"),
        held.as_str(),
    ];
    let rows = html! {
        tbody {
            @for row in achieved.tables.get(&Table::Star).into_iter().flatten() {
                tr {
                    th scope="row" { (Table::Star.label(&row.key, lang)) }
                    td.n { (row.achieved) }
                    td.n { (row.required.map_or("–".to_owned(), |required| required.to_string())) }
                    td.draw { (row_bar(row, row.achieved)) }
                    td.n { (count(valid(&row.key))) }
                }
            }
            tr.total {
                th scope="row" { (lang.word("Cộng", "Sum")) }
                td.n { (achieved.products) }
                td.n {} td {}
                td.n { (count(stock.map(text::valid))) }
            }
        }
    };
    html! {
        (table(Table::Star.title(lang), "keep", &head(&columns), &rows))
        p { (headline(waiting(lang))) ": "
            strong { (achieved.potential_five) } "." }
    }
}

/// The row's count on what is asked for, where that is known; else on the longest row.
fn row_bar(row: &AchievedRow, longest: u32) -> Markup {
    let required = row.required.map(chart::points);
    let value = drawn(row.achieved);
    let most = required.unwrap_or(0).max(value).max(drawn(longest));
    chart::bar(value, most, required)
}

fn achieved(by: Table, rows: &[AchievedRow], lang: Lang) -> Markup {
    let (title, products) = (by.title(lang), lang.word("Sản phẩm", "Products"));
    let columns = [title, products, "3★", "4★", "5★", compared(lang)];
    let longest = rows.iter().map(|row| row.achieved).max().unwrap_or(0);
    let rows = html! {
        tbody {
            @for row in rows {
                tr {
                    th scope="row" { (by.label(&row.key, lang)) }
                    td.n { (row.achieved) }
                    @for star in ["3", "4", "5"] {
                        td.n { (row.stars.get(star).copied().unwrap_or(0)) }
                    }
                    td.draw { (row_bar(row, longest)) }
                }
            }
        }
    };
    table(title, "achieved", &head(&columns), &rows)
}

fn compared(lang: Lang) -> &'static str {
    lang.word("So sánh", "Compared")
}

/// An amount in đồng, its digits in groups of three.
fn grouped(digits: &str, lang: Lang) -> String {
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped += lang.word(".", ",");
        }
        grouped.push(digit);
    }
    grouped
}

fn money(plan: &PlanView, lang: Lang) -> Markup {
    let Some(budget) = &plan.budget else {
        return html! {};
    };
    let whole = budget.total.parse().unwrap_or(0);
    let row = |class: &str, name: &str, amount: &str, spent: Option<&String>| {
        html! {
            tr class=(class) {
                th scope="row" { (name) }
                td.n { (grouped(amount, lang)) }
                td.n { @match spent { Some(spent) => (grouped(spent, lang)), None => (unknown(lang)) } }
                td.draw { (chart::bar(amount.parse().unwrap_or(0), whole, None)) }
            }
        }
    };
    let shares = |shares: &[ShareView]| {
        html! {
            tbody {
                @for share in shares {
                    (row("", &share.name, &share.amount, share.spent.as_ref()))
                }
                (row("total", lang.word("Cộng", "Sum"), &budget.total, budget.spent.as_ref()))
            }
        }
    };
    let columns = |first| {
        head(&[
            first,
            lang.word("Kế hoạch (đồng)", "Plan (VND)"),
            lang.word("Đã chi (đồng)", "Spent (VND)"),
            share(lang),
        ])
    };
    let by = |title, first, of: &[ShareView]| table(title, "keep", &columns(first), &shares(of));
    html! {
        h2 { (lang.word("Kinh phí", "Budget")) }
        (by(lang.word("Theo nguồn", "By source"), lang.word("Nguồn", "Source"), &budget.by_source))
        (by(lang.word("Theo năm", "By year"), lang.word("Năm", "Year"), &budget.by_year))
        p.cite { (budget.citation) }
    }
}

fn share(lang: Lang) -> &'static str {
    lang.word("Tỷ trọng", "Share")
}

fn due(plan: &PlanView, lang: Lang) -> Markup {
    html! {
        @if !plan.reports.is_empty() {
            h2 { (lang.word("Báo cáo định kỳ", "Periodic reports")) }
            ul { @for report in &plan.reports {
                li { (report.said(lang)) " " span.cite { "[" (report.citation) "]" } }
            } }
        }
    }
}

fn certificates(stock: &Stock, lang: Lang) -> Markup {
    let all = text::valid(stock) + stock.expired + stock.revoked.unwrap_or(0);
    let rows = html! {
        tbody {
            @for (state, said, count) in text::states(stock, lang) {
                tr {
                    th scope="row" { (headline(&state)) }
                    td.n { (said) }
                    td.draw { @if let Some(count) = count { (chart::bar(drawn(count), drawn(all), None)) } }
                }
            }
        }
    };
    let expiring: Vec<_> = stock.held.iter().filter(|held| held.expiring).collect();
    let ending = html! {
        tbody {
            @for held in &expiring {
                tr {
                    th scope="row" { (held.product) }
                    td { (held.district.as_deref().unwrap_or("–")) }
                    td.n { (held.star) "★" }
                    td.n { (day(held.expires, lang)) }
                }
            }
        }
    };
    let columns = [
        lang.word("Sản phẩm", "Product"),
        lang.word("Địa bàn", "Place"),
        lang.word("Hạng sao", "Stars"),
        lang.word("Ngày cuối", "Last day"),
    ];
    let state = lang.word("Tình trạng", "State");
    let heads = [state, lang.word("Số giấy", "Certificates"), share(lang)];
    html! {
        h2 { (lang.word("Giấy chứng nhận ngày", "Certificates on")) " " (day(stock.as_of, lang)) }
        (table(state, "keep", &head(&heads), &rows))
        p { (lang.word("Nâng hạng", "Upgrades")) ": "
            @for (index, (step, count)) in stock.upgrades.iter().enumerate() {
                @if index > 0 { "; " }
                (step.replace('-', "→")) " " (lang.word("sao", "stars")) ": " (count)
            }
            "." }
        @for name in &stock.unmatched_histories {
            p.note { (unmatched(lang)) ": " (name) }
        }
        @if !expiring.is_empty() {
            (table(lang.word("Sắp hết hạn", "Expiring"), "ending", &head(&columns), &ending))
        }
    }
}

fn rounds(rounds: &[Round], lang: Lang) -> Markup {
    let columns = [
        lang.word("Sản phẩm", "Product"),
        lang.word("Mã số", "Code"),
        lang.word("Chủ thể", "Producer"),
        lang.word("Điểm", "Points"),
    ];
    let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    html! {
        @let districts = rounds.iter().any(|round| round.district.is_some());
        @if !rounds.is_empty() { h2 {
            (lang.word("Danh sách theo đợt", "Lists by round"))
            @if districts { (lang.word(" và huyện", " and district")) }
        } }
        @for round in rounds {
            @let rows = html! {
                @for (list, products) in &round.lists {
                    tbody.lead { tr.sum { th scope="col" colspan="4" {
                        (list.title(lang)) ": " (products.len()) " " (lang.word("sản phẩm", "products"))
                    } } }
                    tbody {
                        @for listed in products {
                            tr {
                                th scope="row" { (listed.product) }
                                td { (cell(&listed.code)) }
                                td { (cell(&listed.producer)) }
                                td.n { (cell(&listed.points.as_ref().map(|points| figure(points, lang)))) }
                            }
                        }
                    }
                }
            };
            (table(&round.title(lang), "round", &head(&columns), &rows))
            @if let Some(citation) = &round.citation { p.cite { (citation) } }
        }
    }
}

fn counts(view: &PortfolioView, lang: Lang) -> Markup {
    let rows = |counts: &[(String, u32)]| {
        let longest = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        html! {
            tbody {
                @for (label, count) in counts {
                    tr {
                        th scope="row" { (label) }
                        td.n { (count) }
                        td.draw { (chart::bar(drawn(*count), drawn(longest), None)) }
                    }
                }
            }
        }
    };
    html! {
        h2 { (lang.word("Toàn bộ hồ sơ", "All dossiers")) ": " (view.products) }
        @for said in view.open_said(lang) { p.note { (said) } }
        @for (title, counts) in text::counts(view, lang) {
            @let heads = [title, lang.word("Hồ sơ", "Dossiers"), compared(lang)];
            (table(title, "counts", &head(&heads), &rows(&counts)))
        }
        @if view.plan.is_none() { (producers(view, lang)) }
    }
}

fn readings(plan: &PlanView, lang: Lang) -> Markup {
    html! {
        h2 { (lang.word("Cách hiểu khi kế hoạch không nói", "Readings where the plan is silent")) }
        ul { @for reading in &plan.readings {
            li { (reading.text()) " " span.cite { "[" (reading.citation()) "]" } }
        } }
    }
}
