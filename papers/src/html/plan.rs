//! A portfolio as a department reads it: where the plan stands, the lists of each round, the
//! certificates.

use maud::{Markup, html};
use ocop::portfolio::{AchievedRow, Counts, Round, Stock};
use ocop::portfolio::{PlanView, PortfolioView, ShareView, Table, TargetView};
use ocop::text::figure;
use ocop::{Lang, Points};

use super::{chart, day, page, table};

/// A report on many cases (báo cáo tổng hợp), against a plan where the view has one, as a page for
/// A4 in Vietnamese.
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
/// let page = ocop_papers::plan_report(&view);
/// assert!(page.contains("Cá &lt;khô&gt;") && page.contains("262/KH-UBND"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn plan_report(view: &PortfolioView) -> String {
    let title = match &view.plan {
        Some(plan) => format!("Thực hiện kế hoạch {}", plan.decision),
        None => "Tổng hợp sản phẩm OCOP".to_owned(),
    };
    let body = html! {
        article {
            h1 { (title) }
            @if let Some(plan) = &view.plan { (against(plan, view)) }
            @if let Some(stock) = &view.certificates { (certificates(stock)) }
            (rounds(&view.rounds))
            (counts(view))
            @if let Some(plan) = &view.plan { (readings(plan)) }
        }
    };
    page(&title, Lang::Vi, &body)
}

/// A row of headings.
fn head(columns: &[&str]) -> Markup {
    html! { tr { @for column in columns { th scope="col" { (column) } } } }
}

/// A count in hundredths, as charts draw.
fn drawn(count: u32) -> u64 {
    u64::from(count) * 100
}

fn against(plan: &PlanView, view: &PortfolioView) -> Markup {
    let period = &plan.period;
    html! {
        p.sub { (plan.title) }
        p.sub { (plan.province) ", kỳ " (day(period.from)) " – " (day(period.to)) }
        p.cite { (period.citation) }
        h2 { "Chỉ tiêu" }
        (targets(&view.targets))
        @for conflict in &view.conflicts {
            p.note {
                (conflict.why) ": " (conflict.required) " và " (conflict.other)
                @if conflict.other_met { " (mức " (conflict.other) " đã đạt)" }
                " [" (conflict.citation) "]"
            }
        }
        (producers(view))
        h2 { "Sản phẩm công nhận lần đầu trong kỳ" }
        (beside(plan, view.certificates.as_ref()))
        @for (by, rows) in plan.achieved.tables() {
            @if by != Table::Star { (achieved(by, rows)) }
        }
        p.note { "Chỉ tiêu theo huyện ở các phụ lục không có trong dữ liệu, và không được đọc là 0." }
        (money(plan))
        (due(plan))
    }
}

fn targets(targets: &[TargetView]) -> Markup {
    let columns = ["Chỉ tiêu", "Đạt được", "Yêu cầu", "Tiến độ", "Kết luận"];
    let rows = html! {
        tbody {
            @for target in targets {
                tr {
                    th scope="row" {
                        (target.label)
                        @if let Some((count, of)) = target.count.zip(target.of) {
                            " (" (count) " trong " (of) ")"
                        }
                        @if target.declared { " (khai báo)" }
                        br; span.cite { (target.citation) }
                    }
                    td.n { (target.achieved_said()) }
                    td.n { (target.required_said()) }
                    td.draw { (progress(target)) }
                    td.n { (concluded(target)) }
                }
            }
        }
    };
    table("Đạt được so với yêu cầu", "targets", &head(&columns), &rows)
}

fn concluded(target: &TargetView) -> &'static str {
    match (&target.achieved, target.met) {
        (None, _) => "chưa rõ",
        (_, true) => "đạt",
        (_, false) => "chưa đạt",
    }
}

/// A bar up to what is asked for, or to 100 per cent; none where nothing is known, which is not 0.
fn progress(target: &TargetView) -> Markup {
    let read = |text: &str| text.parse::<Points>().ok().map(chart::points);
    let achieved = target.achieved.as_deref().and_then(read);
    let (Some(achieved), Some(required)) = (achieved, read(&target.required)) else {
        return html! {};
    };
    let most = if target.percent {
        10_000
    } else {
        required.max(achieved)
    };
    chart::bar(achieved, most, Some(required))
}

fn producers(view: &PortfolioView) -> Markup {
    let producers = &view.producers;
    html! {
        p { "Số chủ thể: " (producers.count)
            @for (kind, count) in &producers.by_kind {
                "; " (Table::Producer.label(kind)) ": " (count)
            }
            "." }
        @if !producers.unclear.is_empty() {
            p { "Loại hình chưa rõ, vẫn ở mẫu số:" }
            ul { @for producer in &producers.unclear { li { (producer.said()) } } }
        }
        @if !producers.without_id.is_empty() {
            p { "Không ghi mã chủ thể, không tính vào số chủ thể:" }
            ul { @for product in &producers.without_id { li { (product) } } }
        }
    }
}

/// The products of the period by star, beside the stock of valid certificates.
fn beside(plan: &PlanView, stock: Option<&Stock>) -> Markup {
    let achieved = &plan.achieved;
    let valid = |star: &str| {
        let stock = stock?;
        Some(stock.valid.get(star).copied().unwrap_or(0))
    };
    let held = match stock {
        Some(stock) => format!("Còn hiệu lực ngày {}", day(stock.as_of)),
        None => "Còn hiệu lực".to_owned(),
    };
    let columns = ["Hạng sao", "Trong kỳ", "Yêu cầu", "Tiến độ", held.as_str()];
    let sum = stock.map(|stock| stock.valid.values().sum::<u32>());
    let unknown = "chưa rõ";
    let rows = html! {
        tbody {
            @for row in &achieved.by_star {
                tr {
                    th scope="row" { (Table::Star.label(&row.key)) }
                    td.n { (row.achieved) }
                    td.n { (row.required.map_or("–".to_owned(), |required| required.to_string())) }
                    td.draw { (row_bar(row, row.achieved)) }
                    td.n {
                        @match valid(&row.key) { Some(valid) => (valid), None => (unknown) }
                    }
                }
            }
            tr.total {
                th scope="row" { "Cộng" }
                td.n { (achieved.products) }
                td.n {} td {}
                td.n { @match sum { Some(sum) => (sum), None => (unknown) } }
            }
        }
    };
    html! {
        (table("Theo hạng sao", "keep", &head(&columns), &rows))
        p { "Tiềm năng 5 sao chờ trung ương, không tính là 4 hay 5 sao: "
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

fn achieved(by: Table, rows: &[AchievedRow]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let columns = [by.title(), "Sản phẩm", "3★", "4★", "5★", "So sánh"];
    let longest = rows.iter().map(|row| row.achieved).max().unwrap_or(0);
    let rows = html! {
        tbody {
            @for row in rows {
                tr {
                    th scope="row" { (by.label(&row.key)) }
                    td.n { (row.achieved) }
                    @for star in ["3", "4", "5"] {
                        td.n { (row.stars.get(star).copied().unwrap_or(0)) }
                    }
                    td.draw { (row_bar(row, longest)) }
                }
            }
        }
    };
    table(by.title(), "achieved", &head(&columns), &rows)
}

/// An amount in đồng, its digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

fn money(plan: &PlanView) -> Markup {
    let Some(budget) = &plan.budget else {
        return html! {};
    };
    let whole = budget.total.parse().unwrap_or(0);
    let row = |class: &str, name: &str, amount: &str, spent: Option<&String>| {
        html! {
            tr class=(class) {
                th scope="row" { (name) }
                td.n { (grouped(amount)) }
                td.n { @match spent { Some(spent) => (grouped(spent)), None => "chưa rõ" } }
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
                (row("total", "Cộng", &budget.total, budget.spent.as_ref()))
            }
        }
    };
    let columns = |first| head(&[first, "Kế hoạch (đồng)", "Đã chi (đồng)", "Tỷ trọng"]);
    html! {
        h2 { "Kinh phí" }
        (table("Theo nguồn", "keep", &columns("Nguồn"), &shares(&budget.by_source)))
        (table("Theo năm", "keep", &columns("Năm"), &shares(&budget.by_year)))
        p.cite { (budget.citation) }
    }
}

fn due(plan: &PlanView) -> Markup {
    html! {
        @if !plan.reports.is_empty() {
            h2 { "Báo cáo định kỳ" }
            ul { @for report in &plan.reports {
                li { (report.said(day)) " " span.cite { "[" (report.citation) "]" } }
            } }
        }
    }
}

fn certificates(stock: &Stock) -> Markup {
    let valid: u32 = stock.valid.values().sum();
    let all = valid + stock.expired + stock.revoked.unwrap_or(0);
    let within = format!("trong đó hết hạn trong {} ngày", stock.within);
    let known = |count: u32| (count.to_string(), Some(count));
    let states = [
        ("Còn hiệu lực".to_owned(), known(valid)),
        (within, known(stock.expiring)),
        (
            "trong đó quá hạn, được kéo dài".to_owned(),
            known(stock.extended),
        ),
        ("Hết hạn".to_owned(), known(stock.expired)),
        ("Thu hồi".to_owned(), (stock.revoked_said(), stock.revoked)),
    ];
    let rows = html! {
        tbody {
            @for (state, (said, count)) in &states {
                tr {
                    th scope="row" { (state) }
                    td.n { (said) }
                    td.draw { @if let Some(count) = count { (chart::bar(drawn(*count), drawn(all), None)) } }
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
                    td.n { (held.last_day_said(day)) }
                }
            }
        }
    };
    let columns = ["Sản phẩm", "Địa bàn", "Hạng sao", "Ngày cuối"];
    html! {
        h2 { "Giấy chứng nhận ngày " (day(stock.as_of)) }
        (table("Tình trạng", "keep", &head(&["Tình trạng", "Số giấy", "Tỷ trọng"]), &rows))
        p { "Nâng hạng: "
            @for (index, (step, count)) in stock.upgrades.iter().enumerate() {
                @if index > 0 { "; " }
                (step.replace('-', "→")) " sao: " (count)
            }
            "." }
        @for name in &stock.unmatched_histories {
            p.note { "Lịch sử không khớp với đúng một sản phẩm: " (name) }
        }
        @if !expiring.is_empty() {
            (table("Sắp hết hạn", "ending", &head(&columns), &ending))
        }
    }
}

fn rounds(rounds: &[Round]) -> Markup {
    let columns = ["Sản phẩm", "Mã số", "Chủ thể", "Điểm"];
    let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    html! {
        @let districts = rounds.iter().any(|round| round.district.is_some());
        @if !rounds.is_empty() { h2 { "Danh sách theo đợt" @if districts { " và huyện" } } }
        @for round in rounds {
            @let rows = html! {
                @for (list, products) in &round.lists {
                    tbody.lead { tr.sum { th scope="col" colspan="4" {
                        (list.title()) ": " (products.len()) " sản phẩm"
                    } } }
                    tbody {
                        @for listed in products {
                            tr {
                                th scope="row" { (listed.product) }
                                td { (cell(&listed.code)) }
                                td { (cell(&listed.producer)) }
                                td.n { (cell(&listed.points.as_ref().map(|points| figure(points, Lang::Vi)))) }
                            }
                        }
                    }
                }
            };
            (table(&round.title(day), "round", &head(&columns), &rows))
            @if let Some(citation) = &round.citation { p.cite { (citation) } }
        }
    }
}

fn counts(view: &PortfolioView) -> Markup {
    let rows = |by: Table, counts: &Counts| {
        let longest = counts.values().copied().max().unwrap_or(0);
        html! {
            tbody {
                @for (key, count) in counts {
                    tr {
                        th scope="row" { (by.label(key)) }
                        td.n { (count) }
                        td.draw { (chart::bar(drawn(*count), drawn(longest), None)) }
                    }
                }
            }
        }
    };
    html! {
        h2 { "Toàn bộ hồ sơ: " (view.products) }
        @for said in [view.undecided_said(), view.star_open_said()].iter().flatten() { p.note { (said) } }
        @for (by, counts) in crate::text::counts(view) {
            (table(by.title(), "counts", &head(&[by.title(), "Hồ sơ", "So sánh"]), &rows(by, counts)))
        }
        @if view.plan.is_none() { (producers(view)) }
    }
}

fn readings(plan: &PlanView) -> Markup {
    html! {
        h2 { "Cách hiểu khi kế hoạch không nói" }
        ul { @for reading in &plan.readings {
            li { (reading.text()) " " span.cite { "[" (reading.citation()) "]" } }
        } }
    }
}
