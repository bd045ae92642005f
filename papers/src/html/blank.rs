//! A blank sheet to print and fill in by hand.

use maud::{Markup, html};
use ocop::law::{CriteriaSet, Criterion, Note, Part, Regulation, Section, SetStatus, ZeroNote};
use ocop::{Lang, Points, Star};

use super::{head, masthead, page, table};

/// A member's blank sheet (phiếu đánh giá) as a page for A4: every box with its number, points and
/// star mark, what ends the evaluation, what is known to be wrong in the data, and room for names,
/// sums and a signature. In Vietnamese.
///
/// # Example
///
/// ```
/// let catalog = ocop::Catalog::bundled();
/// let regulation = catalog.regulation("qd-148-2023")?;
/// let set = catalog.set("qd-148-2023", "26")?;
/// let page = ocop_papers::blank_form(&regulation, &set);
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// # Ok::<(), ocop::input::CatalogError>(())
/// ```
#[must_use]
pub fn blank_form(regulation: &Regulation, set: &CriteriaSet) -> String {
    let title = format!("Phiếu đánh giá: bộ {}, {}", set.code(), set.name());
    let issuer = html! { "Hội đồng đánh giá, phân hạng" br; "sản phẩm OCOP" };
    let body = html! {
        article.form {
            (masthead(&issuer, "Cấp: ……………………………", None))
            h1 { "PHIẾU ĐÁNH GIÁ SẢN PHẨM OCOP" }
            p.sub { "Bộ " (set.code()) ": " strong { (set.name()) } br;
                "Theo Quyết định " (regulation.decision()) }
            dl.blanks {
                @for name in ["Sản phẩm", "Mã sản phẩm", "Chủ thể", "Thành viên hội đồng", "Chức vụ, đơn vị"] {
                    dt { (name) }
                    dd { span.fill {} }
                }
            }
            p.note { "Mỗi tiêu chí đánh dấu một ô; không đánh dấu ô nào là 0 điểm. Dấu ***, ****, "
                "***** là mức ít nhất cần đạt ở tiêu chí đó để được 3, 4, 5 sao." }
            (findings(set))
            (boxes(regulation, set))
            (sums(regulation, set))
            (gaps(set))
            div.signatures {
                div { p { "Thành viên hội đồng" } p.note { "(Ký, ghi rõ họ tên)" } }
            }
            p.seal { "Nguồn: " (set.citation()) ". " (set.checked()) "." }
        }
    };
    page(&title, Lang::Vi, &body)
}

fn findings(set: &CriteriaSet) -> Markup {
    html! {
        @if !set.findings().is_empty() {
            section {
                h2 { "Hồ sơ bị loại khi có một trong các căn cứ" }
                ul.ticks {
                    @for finding in set.findings() {
                        li { span.box {} " " (finding.label()) " "
                            span.cite { "[" (finding.citation()) "]" } }
                    }
                }
            }
        }
    }
}

fn boxes(regulation: &Regulation, set: &CriteriaSet) -> Markup {
    let head = head(&["Tiêu chí và mức", "Điểm", "Dấu sao", "Chọn"]);
    let parts = html! { @for part in set.parts() { (part_rows(regulation, part)) } };
    table("Tiêu chí đánh giá", "form", &head, &parts)
}

fn part_rows(regulation: &Regulation, part: &Part) -> Markup {
    let title = regulation.part_title(part.id());
    html! {
        tbody.lead {
            tr.sum {
                th scope="col" { "PHẦN " (part.id()) ": " (title) }
                td.n { (part.max()) }
                td {} td {}
            }
        }
        @for section in part.sections() { (section_rows(section)) }
    }
}

fn section_rows(section: &Section) -> Markup {
    let mut heading = None;
    let criteria: Vec<Markup> = section
        .criteria()
        .iter()
        .map(|criterion| {
            let under = criterion.under();
            let group = under.filter(|_| under != heading);
            heading = under;
            html! {
                @if let Some(group) = group {
                    tbody.lead {
                        tr.group {
                            th scope="col" { (group.code()) " " (group.title()) }
                            td.n { (group.max()) }
                            td {} td {}
                        }
                    }
                }
                (criterion_rows(section, criterion))
            }
        })
        .collect();
    html! {
        tbody.lead {
            tr.group {
                th scope="col" {
                    strong { (section.code()) ". " (section.title()) }
                    (notes(section.notes(), section.zero_rule()))
                }
                td.n { (section.max()) }
                td {} td {}
            }
        }
        @for rows in &criteria { (rows) }
    }
}

fn criterion_rows(section: &Section, criterion: &Criterion) -> Markup {
    // A section scored directly is one criterion of the same code and title.
    let direct = criterion.code().as_str() == section.code().as_str();
    let has_notes = !criterion.notes().is_empty() || criterion.zero_rule().is_some();
    html! {
        tbody {
            @if !direct || has_notes {
                tr.criterion {
                    th scope="rowgroup" {
                        @if !direct { (criterion.code()) " " (criterion.title()) }
                        (notes(criterion.notes(), criterion.zero_rule()))
                    }
                    td.n { @if !direct { (criterion.max()) } }
                    td.n { @if let Some(star) = criterion.heading_star() { (marks(star)) } }
                    td {}
                }
            }
            @for (number, choice) in (1..).zip(criterion.choices()) {
                tr {
                    th.label scope="row" {
                        @if let Some(case) = choice.case() { "(" (case) ") " }
                        (choice.label())
                    }
                    td.n { (choice.points()) }
                    td.n { @if let Some(star) = choice.star() { (marks(star)) } }
                    td.n { span.box {} " " (number) }
                }
            }
        }
    }
}

fn notes(notes: &[Note], zero_rule: Option<&ZeroNote>) -> Markup {
    html! {
        @for note in notes { p.note { (note.label()) } }
        @if let Some(rule) = zero_rule { p.note { (rule.label()) } }
    }
}

fn marks(star: Star) -> String {
    "*".repeat(usize::from(star.number()))
}

fn sums(regulation: &Regulation, set: &CriteriaSet) -> Markup {
    let head = head(&["Phần", "Điểm tối đa", "Điểm cho"]);
    let row = |class: &str, name: &str, most: Points| {
        html! { tr class=(class) { th scope="row" { (name) } td.n { (most) } td {} } }
    };
    let body = html! {
        tbody {
            @for part in set.parts() {
                (row("", &format!("{}. {}", part.id(), regulation.part_title(part.id())), part.max()))
            }
            (row("total", "Tổng điểm", regulation.total()))
        }
    };
    table("Điểm của thành viên", "keep", &head, &body)
}

/// What is known to be missing from the data or wrong in the print.
fn gaps(set: &CriteriaSet) -> Markup {
    html! {
        @if set.status() == SetStatus::Incomplete {
            section {
                h2 { "Dữ liệu chưa đầy đủ" }
                ul {
                    @for defect in set.defects() {
                        li { (defect.at()) ": bản in ghi " (defect.expected()) ", cộng được "
                            (defect.found()) ". " span.note { (defect.why()) } }
                    }
                }
            }
        }
        @if !set.errata().is_empty() {
            section {
                h2 { "Chỗ đọc khác bản in" }
                ul {
                    @for erratum in set.errata() {
                        li { (erratum.at()) ": in “" (erratum.printed()) "”, đọc “"
                            (erratum.read()) "”. " span.note { (erratum.why()) } }
                    }
                }
            }
        }
    }
}
