//! A blank sheet to print and fill in by hand.

use std::sync::Arc;

use maud::{Markup, html};
use ocop::law::{Certainty, CriteriaSet, Criterion, Note, Regulation, Section, ZeroNote};
use ocop::{Catalog, Lang, Level, Points, Star};

use super::{long_day, page, table};
use crate::outline::{Entry, boxes, outline};

/// A member's blank sheet (phiếu đánh giá) as a page for A4, in the order of the decision's form:
/// set, product, producer, when a dossier is excluded, every box with its points and star mark, the
/// assessor's opinion. In Vietnamese.
///
/// Where the decision's own texts are laid over the sheet, it has room for the assessor's
/// signature. Else it says that it is a summary.
///
/// # Example
///
/// ```
/// let catalog = ocop::Catalog::bundled();
/// let regulation = catalog.regulation("qd-148-2023")?;
/// let set = catalog.set("qd-148-2023", "26")?;
/// let page = ocop_papers::blank_form(&regulation, &set);
/// assert!(page.contains("Bản tóm lược, không thay phiếu tại Phụ lục III"));
/// # Ok::<(), ocop::input::CatalogError>(())
/// ```
#[must_use]
pub fn blank_form(regulation: &Regulation, set: &CriteriaSet) -> String {
    let title = format!("Phiếu đánh giá: bộ {}, {}", set.code(), set.name());
    let number = set.code().to_string();
    let number = number.trim_start_matches('0');
    let body = html! {
        article.form {
            h1 { (number) ". Bộ sản phẩm: " (set.name()) }
            p.sub {
                @for line in head_lines(regulation, set) { (line) br; }
                (issued_with(regulation, set))
            }
            p.sub.words { (set.whose_words()) }
            dl.blanks {
                @for name in ["Tên sản phẩm", "Mã số sản phẩm", "Tên chủ thể sản xuất", "Số điện thoại", "Địa chỉ"] {
                    dt { (name) }
                    dd { span.fill {} }
                }
            }
            p.note { (code_key(regulation)) }
            (findings(set))
            (sheet(regulation, set))
            @if let Some(footnote) = footnote(regulation, set) { p.note { (footnote) } }
            h2 { "Ý kiến của người đánh giá" }
            p { span.fill {} span.fill {} }
            @if set.has_decisions_words() {
                div.signatures {
                    div {
                        p.place { "……………, ngày …… tháng …… năm ………" }
                        p { strong { "Người đánh giá" } }
                        p.note { "(Ký và ghi rõ họ tên)" }
                    }
                }
            }
        }
    };
    page(&title, Lang::Vi, &body)
}

/// What a sheet says of when a dossier is excluded: the heading, and the lines below it. Words of the decision
/// that are laid over have their own heading; what is printed as a note at a criterion or a section
/// stands there alone. Source: 26/2026, Phụ lục II.
pub(crate) fn excluded(set: &CriteriaSet) -> (Option<&'static str>, Vec<String>) {
    let mut lines = set.finding_lines(Certainty::Printed);
    let mut heading = Some("Hồ sơ bị loại, hoặc không đánh giá tiếp, khi");
    if set.laid_over().is_some() {
        let of_sections = set.sections().flat_map(Section::notes);
        let notes = of_sections.chain(set.criteria().flat_map(Criterion::notes));
        let notes: Vec<&str> = notes.map(Note::label).collect();
        // A line is a finding's label, with the verb behind it where the label has none.
        let is_note = |line: &String| {
            let mut notes = notes.iter();
            notes.any(|note| {
                let rest = line.strip_prefix(note);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
            })
        };
        lines.retain(|line| !is_note(line));
        let opens = |line: &String| line.to_lowercase().starts_with("hồ sơ bị loại");
        heading = heading.filter(|_| !set.has_decisions_words() && !lines.iter().any(opens));
    }
    (heading, lines)
}

/// The decision that a sheet is issued with. One that amends another leaves the sheets as they are:
/// then it is the other, which the data of the sheet names. Source: 1489/QĐ-TTg, Điều 1, which changes
/// khoản 1 of Phụ lục II of 148 alone.
pub(crate) fn issued_with(regulation: &Regulation, set: &CriteriaSet) -> String {
    let own = decision_of(regulation);
    if regulation.sheets() == regulation.id() {
        return format!("Kèm theo {own}");
    }
    let of = match amended(regulation, set) {
        Some(amended) => decision_of(&amended),
        None => format!("{} của Thủ tướng Chính phủ", decision_of_sheet(set)),
    };
    format!("Kèm theo {of}, được sửa đổi, bổ sung bởi {own}")
}

/// The decision that another amends, which a sheet stands in: nothing where the sheet stands in the
/// decision itself, or no data is there of the other.
pub(crate) fn amended(regulation: &Regulation, set: &CriteriaSet) -> Option<Arc<Regulation>> {
    if regulation.sheets() == regulation.id() {
        return None;
    }
    let shipped = Catalog::bundled().regulation(regulation.sheets().as_str());
    let is_its = |amended: &Arc<Regulation>| decision_of_sheet(set).contains(amended.decision());
    shipped.ok().filter(is_its)
}

/// A decision by its number, day and issuer.
pub(crate) fn decision_of(regulation: &Regulation) -> String {
    let (number, day) = (regulation.decision(), long_day(regulation.issued()));
    format!("Quyết định số {number} {day} của Thủ tướng Chính phủ")
}

/// The decision that a sheet stands in.
pub(crate) fn decision_of_sheet(set: &CriteriaSet) -> &str {
    set.citation().split(", ").next().unwrap_or_default()
}

/// The footnote on stars. One sheet has marks and no footnote; the data lists it.
pub(crate) fn footnote(regulation: &Regulation, set: &CriteriaSet) -> Option<String> {
    let mut errata = set.errata().iter();
    let lacks = errata.any(|erratum| erratum.printed() == "không có chú thích dấu sao");
    if lacks || set.minima().is_empty() {
        return None;
    }
    let marks = certified(regulation).map(|star| format!("{} là {star} sao", marks(star)));
    let marks = marks.collect::<Vec<_>>().join(", ");
    Some(format!(
        "Ghi chú: dấu sao là yêu cầu tối thiểu phải đạt của hạng: {marks}."
    ))
}

/// The stars that a law certifies, lowest first.
pub(crate) fn certified(regulation: &Regulation) -> impl Iterator<Item = Star> {
    let stars = Star::ALL.into_iter();
    stars.filter(|star| *star >= regulation.least_certified())
}

/// What the pieces of a product's code are. Source: 26/2026, Phụ lục II; 148, Phụ lục III; 1048, Phụ lục
/// II, where no commune has a part.
pub(crate) fn code_key(regulation: &Regulation) -> &'static str {
    let communes = regulation.authority(Level::Commune).is_some();
    match (regulation.has_districts(), communes) {
        (false, _) => {
            "Mã số sản phẩm dạng T-X-STT-20…: T là mã tỉnh, X là mã xã (theo Quyết định 19/2025/QĐ-TTg), \
             STT là số thứ tự sản phẩm do xã lập, 20… là năm đánh giá."
        }
        (true, true) => {
            "Mã số sản phẩm dạng T-H-X-STT-20…: T là mã tỉnh, H là mã huyện, X là mã xã, STT là số thứ tự \
             sản phẩm, 20… là năm đánh giá."
        }
        (true, false) => {
            "Mã số sản phẩm dạng T-H-STT-20…: T là mã tỉnh, H là mã huyện, STT là số thứ tự sản phẩm, \
             20… là năm đánh giá."
        }
    }
}

/// The lines below the set's name: those that the decision prints, where its words are laid over, else
/// sector and group by the regulation's list.
pub(crate) fn head_lines(regulation: &Regulation, set: &CriteriaSet) -> Vec<String> {
    let laid = set.laid_over().map(|laid| laid.head());
    if let Some(lines) = laid.filter(|lines| !lines.is_empty()) {
        return lines.to_vec();
    }
    let entry = regulation.set(set.code());
    let line = entry.map(|entry| match entry.group() {
        Some(group) => format!("(Ngành {}; nhóm {group})", entry.sector()),
        None => format!("(Ngành {})", entry.sector()),
    });
    line.into_iter().collect()
}

/// What excludes a dossier; one sentence of a decision may hold several findings.
fn findings(set: &CriteriaSet) -> Markup {
    let (heading, printed) = excluded(set);
    let inferred = set.finding_lines(Certainty::Inferred);
    html! {
        section.excluded {
            @if set.findings().is_empty() {
                p.note { (set.no_findings()) }
            } @else if !printed.is_empty() {
                @if let Some(heading) = heading {
                    h2 { (heading) }
                    ul { @for text in printed { li { (text) } } }
                } @else {
                    @for text in printed { p { (text) } }
                }
            }
            @if !inferred.is_empty() {
                p.note { (set.inferred_heading()) }
                ul { @for text in inferred { li { (text) } } }
            }
        }
    }
}

fn sheet(regulation: &Regulation, set: &CriteriaSet) -> Markup {
    let head = super::head(&["Các tiêu chí", "Thang điểm"]);
    let body = html! {
        @for entry in outline(set) { (rows(regulation, entry)) }
        tbody { tr.sum { th scope="row" { "TỔNG CỘNG" } td.n { (regulation.total()) } } }
    };
    table("Tiêu chí đánh giá", "form", &head, &body)
}

fn rows(regulation: &Regulation, entry: Entry<'_>) -> Markup {
    let lead = |class: &str, title: &Markup, most: Points| {
        html! { tbody.lead { tr class=(class) { th scope="col" { (title) } td.n { (most) } } } }
    };
    match entry {
        Entry::Part(part) => {
            let title = regulation.part_title(part.id());
            lead(
                "sum",
                &html! { "PHẦN " (part.id()) ": " (title) },
                part.max(),
            )
        }
        Entry::Section(section) => {
            let title = html! {
                strong { (section.code()) ". " (section.title()) }
                (notes(section.notes(), section.zero_rule()))
            };
            lead("group", &title, section.max())
        }
        Entry::Group(group) => lead(
            "group",
            &html! { (group.code()) " " (group.title()) },
            group.max(),
        ),
        Entry::Criterion(criterion) => criterion_rows(criterion, false),
        Entry::Direct(criterion) => criterion_rows(criterion, true),
        Entry::EndOfSection | Entry::EndOfPart => html! {},
    }
}

fn criterion_rows(criterion: &Criterion, direct: bool) -> Markup {
    let has_notes = !criterion.notes().is_empty() || criterion.zero_rule().is_some();
    html! {
        tbody {
            @if !direct || has_notes {
                tr.criterion {
                    th scope="rowgroup" {
                        @if !direct { (criterion.code()) " " (criterion.title()) }
                        @if let Some(star) = criterion.heading_star() { (marks(star)) }
                        (notes(criterion.notes(), criterion.zero_rule()))
                    }
                    td.n { @if !direct { (criterion.max()) } }
                }
            }
            @for (_, choice, begins) in boxes(criterion) {
                @if let Some(case) = begins {
                    tr.case {
                        th scope="col" { (case) ". " (case_name(criterion, case)) }
                        td {}
                    }
                }
                tr {
                    th.label scope="row" {
                        span.box {} " " (choice.label())
                        @if let Some(star) = choice.star() { (marks(star)) }
                    }
                    td.n { (choice.points()) }
                }
            }
        }
    }
}

/// The name of a case, without the letter that it may be printed with.
pub(crate) fn case_name(criterion: &Criterion, case: ocop::law::Alternative) -> &str {
    let name = criterion.case_name(case).unwrap_or("Trường hợp");
    let letter = case.as_str();
    let bare = name
        .strip_prefix(letter)
        .and_then(|rest| rest.strip_prefix(['.', ')']));
    bare.map_or(name, str::trim_start)
}

fn notes(notes: &[Note], zero_rule: Option<&ZeroNote>) -> Markup {
    // A zero rule may be one of the printed notes.
    let rule = zero_rule.filter(|rule| notes.iter().all(|note| note.label() != rule.label()));
    html! {
        @for note in notes { p.note { (note.label()) } }
        @if let Some(rule) = rule { p.note { (rule.label()) } }
    }
}

fn marks(star: Star) -> String {
    "*".repeat(usize::from(star.number()))
}
