//! The reports that a plan asks for, as papers.

use ocop::law::{Regulation, in_force_on};
use ocop::portfolio::PortfolioView;
use ocop::{Date, Lang, Level};
use std::sync::Arc;

use super::Document;
use super::block::{Block, Signer, Table};
use super::session::body_of;
use super::text::{Text, fill, say};
use crate::html::long_day;

/// To whom a report goes. Source: plan 262, VI.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportTo {
    /// A unit's own report, to the department (Sở).
    Department,
    /// The department's draft of the committee's report, to the ministry.
    Ministry,
}

/// A periodic report on many cases (báo cáo định kỳ) as an administrative paper, for the day `as_of`;
/// `regulations` are those of the catalog, which say what the ministry is called on that day.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog};
/// use ocop::portfolio::Portfolio;
/// use ocop::portfolio::PortfolioView;
/// use ocop_papers::{ReportTo, due_report};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#;
/// let mut portfolio = Portfolio::default();
/// portfolio.add(&Case::from_json(text, "case.json", &catalog)?.evaluate());
/// let regulations = catalog.regulations()?;
/// let view = PortfolioView::new(&portfolio, None, None, &regulations);
/// let paper = due_report(&view, &regulations, Some("2024-05-02".parse()?), ReportTo::Ministry);
/// assert!(paper.to_text().contains("Bộ Nông nghiệp và Phát triển nông thôn"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn due_report(
    view: &PortfolioView,
    regulations: &[Arc<Regulation>],
    as_of: Option<Date>,
    to: ReportTo,
) -> Document {
    let province = view.plan.as_ref().map(|plan| plan.province.as_str());
    let committee = province.map(|province| format!("Ủy ban nhân dân tỉnh {province}"));
    let committee = Text::fact(committee.as_deref(), "Ủy ban nhân dân tỉnh …");
    let ministry = ministry(regulations, as_of);
    let (superior, issuer, whom, signer, code) = match to {
        ReportTo::Department => (
            Some(Text::blank("cơ quan chủ quản")),
            Text::blank("tên đơn vị báo cáo"),
            department(ministry.as_deref()),
            Signer::unnamed(Text::blank("chức vụ người đứng đầu đơn vị")),
            Text::blank("chữ viết tắt của đơn vị"),
        ),
        ReportTo::Ministry => (
            None,
            committee.clone(),
            Text::fact(ministry.as_deref(), "tên Bộ"),
            Signer::committee(),
            "UBND".into(),
        ),
    };
    let mut blocks = vec![
        Block::Masthead {
            superior,
            issuer,
            number: Some(fill("Số:         /BC-{}", &[&code])),
            subject: None,
            place: Some(say("[địa danh], ngày …… tháng …… năm ………")),
            draft: true,
        },
        Block::Title("Báo cáo".into(), subject(view)),
        Block::To(whom),
    ];
    if let Some(plan) = &view.plan {
        blocks.push(Block::filled(
            "Thực hiện Kế hoạch số {} {} của {} ({}, thực hiện đến hết {}), kết quả đến {ngày} như \
             sau:",
            &[
                &plan.decision,
                &long_day(plan.issued),
                &committee,
                &plan.title,
                &long_day(plan.period.to),
                &as_of.map(long_day),
            ],
        ));
        if as_of.is_some_and(|as_of| as_of > plan.period.to) {
            blocks.push(Block::line(
                "Kế hoạch đã hết thời gian thực hiện; số liệu sau thời gian đó không tính vào chỉ tiêu.",
            ));
        }
    }
    // Sections are counted as they come: without a plan there is none on its targets.
    let mut numbers = ["I", "II", "III", "IV", "V"].into_iter();
    let mut section = |title: &str| {
        let number = numbers.next().unwrap_or_default();
        Block::heading(&format!("{number}. {title}"))
    };
    blocks.push(section("Kết quả"));
    blocks.push(Block::filled(
        "Tổng số hồ sơ: {}; số chủ thể: {}.",
        &[
            &view.products.to_string(),
            &view.producers.count.to_string(),
        ],
    ));
    let open = view.open_said(Lang::Vi).into_iter();
    blocks.extend(open.map(|said| Block::Paragraph(said.into())));
    for (number, (title, counts)) in (1..).zip(crate::text::counts(view, Lang::Vi)) {
        blocks.push(Block::heading(&format!("{number}. {title}")));
        let rows = counts.into_iter();
        let rows =
            rows.map(|(label, count)| vec![in_words(&label).into(), count.to_string().into()]);
        let columns = [("STT", 8), ("Nội dung", 72), ("Số hồ sơ", 20)];
        blocks.push(Block::Table(Table::numbered(&columns, rows)));
    }
    if !view.targets.is_empty() {
        blocks.push(section("Chỉ tiêu của Kế hoạch"));
        let columns = [
            ("STT", 8),
            ("Chỉ tiêu", 52),
            ("Đạt được", 20),
            ("Yêu cầu", 20),
        ];
        let rows = view.targets.iter().map(|target| {
            let (achieved, required) = (
                target.achieved_said(Lang::Vi),
                target.required_said(Lang::Vi),
            );
            vec![
                target.label.as_str().into(),
                achieved.into(),
                required.into(),
            ]
        });
        blocks.push(Block::Table(Table::numbered(&columns, rows)));
    }
    if let Some(stock) = &view.certificates {
        let valid = crate::text::valid(stock);
        let (until, expiring) = (long_day(stock.as_of), stock.expiring);
        let (within, expired) = (stock.within, stock.expired);
        let said = format!(
            "Đến {until}: {valid} giấy chứng nhận còn hiệu lực, trong đó {expiring} hết hạn \
             trong {within} ngày; {expired} hết hạn."
        );
        blocks.push(section("Giấy chứng nhận"));
        blocks.push(Block::Paragraph(said.into()));
    }
    blocks.extend([
        section("Khó khăn, vướng mắc"),
        Block::line("[nội dung, hoặc ghi: không có]"),
        section("Nhiệm vụ thời gian tới, kiến nghị"),
        Block::line("[nội dung]"),
        Block::End(vec!["Như trên".into(), "Lưu: VT".into()], signer),
    ]);
    let title = "Báo cáo kết quả thực hiện Chương trình OCOP";
    Document::of("bao-cao-dinh-ky", title, blocks)
}

/// A star as papers write it: `3 sao`, where screens draw `3★`.
fn in_words(label: &str) -> String {
    label.replace('★', " sao")
}

/// Which of the two periodic reports is due next.
fn subject(view: &PortfolioView) -> Text {
    let name = Text::from("Kết quả thực hiện Chương trình mỗi xã một sản phẩm, ");
    let reports = view.plan.as_ref().map(|plan| plan.reports.as_slice());
    let reports = reports.unwrap_or_default();
    let due = reports
        .iter()
        .filter_map(|report| Some((report.next?, report)));
    let Some((next, report)) = due.min_by_key(|(next, _)| *next) else {
        return name.then(Text::blank("6 tháng hoặc năm …"));
    };
    // The first report of a year is that of its first half.
    let half = reports.iter().all(|other| report.before <= other.before);
    let year = next.to_string();
    let year = year.split('-').next().unwrap_or_default();
    name.then(if half {
        format!("06 tháng đầu năm {year}")
    } else {
        format!("năm {year}")
    })
}

/// What the ministry is called on a day, by the regulation in force.
fn ministry(regulations: &[Arc<Regulation>], as_of: Option<Date>) -> Option<String> {
    let as_of = as_of?;
    let authority = in_force_on(regulations, as_of)?.authority_on(Level::Central, as_of)?;
    Some(body_of(authority).to_owned())
}

/// The department of the same field.
fn department(ministry: Option<&str>) -> Text {
    let field = ministry.and_then(|name| name.strip_prefix("Bộ "));
    let name = field.map(|field| format!("Sở {field}"));
    Text::fact(name.as_deref(), "tên Sở")
}
