//! The details of results for a screen: what each council scored, and why its star follows. They are
//! no paper: nobody signs them.

use std::sync::Arc;

use maud::{Markup, html};
use ocop::insight::BandDistance;
use ocop::law::{CouncilRules, CriteriaSet, Regulation};
use ocop::procedure::{CertificateBasis, Content, History, Minima, ReportItem, Stage, StageResult};
use ocop::scoring::{Council, CouncilForm, Role, ScoreSheet, Tally};
use ocop::text::{Citation, ReasonCode, figure};
use ocop::{Case, EvaluatedCase, Lang, Level, Mean, Outcome, Points, Reason, Star};

use super::chart::{self, Stretch};
use super::{UNREAD_CLAUSE, day, head, page, table};
use crate::text::{outcome_text, state};

/// Members side by side in one table of scores: what A4 has room for.
const ABREAST: usize = 10;

/// The details of every case (chi tiết kết quả), one after the other, as a page.
///
/// Each council that scored has its own part: attendance, points by member and criterion, means
/// against maxima, minima, star, reasons with clauses, what comes next. Other steps are told for
/// what they are. What a council signs are the papers of [`crate::SessionPapers`]. `regulations` are those of the catalog, which the days
/// to come are reckoned by. Names of criteria stay Vietnamese in any language.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, EvaluatedCase, Lang};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{"product": {"name": "Cá <khô>"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#;
/// let case = EvaluatedCase::from_json(text, "case.json", &catalog)?;
/// let page = ocop_papers::minutes(&[case], &catalog.regulations()?, Lang::Vi);
/// assert!(page.contains("Cá &lt;khô&gt;") && page.contains("61,50"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn minutes(cases: &[EvaluatedCase], regulations: &[Arc<Regulation>], lang: Lang) -> String {
    let name = lang.word("Chi tiết kết quả OCOP", "Details of an OCOP result");
    let title = match cases {
        [one] => format!("{name}: {}", one.case().product().name),
        several => format!("{name} ({})", several.len()),
    };
    let body = html! {
        @for evaluated in cases { (Paper { evaluated, regulations, lang }.steps()) }
    };
    page(&title, lang, &body)
}

/// What all steps of one case are told with.
#[derive(Clone, Copy)]
struct Paper<'p> {
    evaluated: &'p EvaluatedCase,
    regulations: &'p [Arc<Regulation>],
    lang: Lang,
}

/// A council's sheets with what they add up to.
struct Seats<'p> {
    rules: &'p CouncilRules,
    appointed: Option<u16>,
    form: CouncilForm,
    members: Vec<Member<'p>>,
    tally: Tally<'p>,
}

struct Member<'p> {
    number: usize,
    sheet: &'p ScoreSheet,
    /// `None` where the sheet ended at a stop.
    total: Option<Mean>,
    parts: Option<[Mean; 3]>,
}

impl<'p> Seats<'p> {
    fn of(stage: &'p Stage) -> Option<Seats<'p>> {
        let Content::Sheets {
            sheets,
            rules,
            appointed,
            form,
        } = stage.content()
        else {
            return None;
        };
        // INVARIANT: the case was read, so its sheets are a council's, and each alone is one too.
        let tally = |sheets| {
            let council = Council::new(stage.set(), rules, sheets, None).ok()?;
            Some(council.tally())
        };
        let member = |(number, sheet): (usize, &'p ScoreSheet)| {
            let alone = tally(vec![sheet.clone()])?;
            Some(Member {
                number,
                sheet,
                total: alone.total(),
                parts: alone.parts(),
            })
        };
        Some(Seats {
            rules,
            appointed: *appointed,
            form: *form,
            members: (1..).zip(sheets).filter_map(member).collect(),
            tally: tally(sheets.clone())?,
        })
    }
}

/// Reasons that say what is done next; the others say why.
fn is_next(reason: &&Reason) -> bool {
    matches!(
        reason.code(),
        ReasonCode::ActionCertify
            | ReasonCode::ActionForward
            | ReasonCode::ActionReturn
            | ReasonCode::ActionReturnTakenOver
            | ReasonCode::ActionReturnAnew
            | ReasonCode::ActionNotRecognised
            | ReasonCode::ActionRescore
            | ReasonCode::ActionReject
            | ReasonCode::Certificate
            | ReasonCode::CertificateAwaitsDecision
            | ReasonCode::ForwardedByPoints
            | ReasonCode::PreviousKept
    )
}

impl<'p> Paper<'p> {
    fn word(self, vi: &'static str, en: &'static str) -> &'static str {
        self.lang.word(vi, en)
    }

    /// Points as the page's language writes them.
    fn figure(self, points: Points) -> String {
        figure(&points.to_string(), self.lang)
    }

    /// A mean as it is shown.
    fn shown(self, mean: &str) -> String {
        figure(mean, self.lang)
    }

    fn case(self) -> &'p Case {
        self.evaluated.case()
    }

    fn steps(self) -> Markup {
        let stages = self.case().stages();
        let results = self.evaluated.stages();
        html! {
            @for (number, (stage, result)) in (1..).zip(stages.iter().zip(results)) {
                (self.step(stage, result, number == stages.len()))
            }
        }
    }

    fn step(self, stage: &Stage, result: &StageResult, last: bool) -> Markup {
        let seats = Seats::of(stage);
        let level = stage.level();
        let heading = self.heading(stage, seats.as_ref());
        html! {
            article.minutes {
                h1 { (heading) }
                p.sub { (self.subtitle(level)) }
                (self.about(stage))
                @if let Some(seats) = &seats { (self.attendance(seats)) }
                (self.report(stage))
                (self.points(stage, result, seats.as_ref()))
                @if let Some(seats) = &seats {
                    (self.scores(stage.set(), stage.regulation(), seats))
                    (self.minima(result, seats))
                }
                (self.verdict(stage, result))
                (self.next(result, last))
                @if last { (self.warnings()) }
                (self.seal())
            }
        }
    }

    fn heading(self, stage: &Stage, seats: Option<&Seats<'_>>) -> &'static str {
        match stage.content() {
            Content::Sheets { .. }
                if seats.is_some_and(|seats| seats.form == CouncilForm::Written) =>
            {
                self.word(
                    "Ý kiến bằng văn bản của Hội đồng",
                    "Written opinions of the council",
                )
            }
            Content::Sheets { .. } | Content::FindingsOnly => {
                self.word("Kết quả của Hội đồng", "The council's result")
            }
            Content::Parts { .. } | Content::Total { .. } => self.word(
                "Ghi nhận kết quả của Hội đồng",
                "Record of a council's result",
            ),
            Content::Forwarded => self.word("Ghi nhận chuyển hồ sơ", "Record of a forwarding"),
            Content::Adopts(_) => self.word(
                "Ghi nhận công nhận theo kết quả cấp trên",
                "Record of a recognition on the higher council's result",
            ),
            Content::Report(_) => {
                self.word("Ghi nhận báo cáo của xã", "Record of the commune's report")
            }
        }
    }

    fn subtitle(self, level: Level) -> String {
        let level = level.name(self.lang);
        match self.lang {
            Lang::Vi => format!("Đánh giá, phân hạng sản phẩm OCOP {level}"),
            Lang::En => format!("Evaluation and ranking of an OCOP product, {level}"),
        }
    }

    fn about(self, stage: &Stage) -> Markup {
        let case = self.case();
        let product = case.product();
        let producer = product.producer.as_ref();
        let application = case.application();
        let producer = producer.and_then(|producer| producer.name.as_deref());
        let row = |name: &str, value: &Markup| html! { dt { (name) } dd { (value) } };
        let text = |name: &str, value: Option<&str>| {
            html! { @if let Some(value) = value { (row(name, &html! { (value) })) } }
        };
        html! {
            section {
                h2 { (self.word("Hồ sơ", "The dossier")) }
                dl {
                    (row(self.word("Sản phẩm", "Product"), &html! { strong { (product.name) } }))
                    (text(self.word("Mã sản phẩm", "Product code"), product.code.as_deref()))
                    (text(self.word("Chủ thể", "Producer"), producer))
                    (text(self.word("Địa bàn", "Area"), product.commune.as_deref().or(product.district.as_deref())))
                    (row(self.word("Bộ sản phẩm", "Product set"),
                        &html! { (stage.set().code()) ": " (stage.set().name()) }))
                    (row(self.word("Quy định", "Regulation"),
                        &html! { (self.word("Quyết định ", "Decision ")) (stage.regulation().decision()) }))
                    @if let Some(filed) = application.filed {
                        (row(self.word("Nhận hồ sơ", "Filed"), &html! { (day(filed)) }))
                    }
                    @if let Some(previous) = application.previous {
                        (row(self.word("Giấy chứng nhận trước", "Certificate before"), &html! {
                            (previous.star.drawn()) ", " (day(previous.issued)) " – " (day(previous.expires))
                        }))
                    }
                    (row(self.word("Cấp đánh giá", "Level"), &html! {
                        (stage.level().name(self.lang))
                        @if let Some(date) = stage.date() { ", " (day(date)) }
                    }))
                    @if let Some(decided) = stage.decided() {
                        (row(self.word("Quyết định công nhận", "Recognition decided"), &html! { (day(decided)) }))
                    }
                }
            }
        }
    }

    fn attendance(self, seats: &Seats<'_>) -> Markup {
        let present = seats.members.len();
        let head = head(&[
            self.word("TT", "No."),
            self.word("Thành viên", "Member"),
            self.word("Vai trò", "Role"),
            self.word("Tổng điểm", "Total"),
        ]);
        let body = html! {
            tbody {
                @for member in &seats.members {
                    tr.roll {
                        td.n { (member.number) }
                        th scope="row" { (member.sheet.assessor()) }
                        td { (self.role(member.sheet.role())) }
                        td.n { (self.total_or_stop(member)) }
                    }
                }
            }
        };
        html! {
            section {
                h2 { (self.word("Thành phần", "Attendance")) }
                dl {
                    @if let Some(appointed) = seats.appointed {
                        dt { (self.word("Tổng số thành viên Hội đồng (theo Quyết định thành lập)", "Appointed")) }
                        dd { (appointed) }
                    }
                    dt { @if seats.form == CouncilForm::Written { (self.word("Gửi ý kiến", "Opinions given")) }
                        @else { (self.word("Có mặt", "Present")) } }
                    dd {
                        (present)
                        @if let Some(appointed) = seats.appointed {
                            (self.word(", cần ít nhất ", ", at least ")) (seats.rules.quorum_of(appointed))
                            (self.word("; vắng ", " needed; absent "))
                            (usize::from(appointed).saturating_sub(present))
                        }
                    }
                    dt { (self.word("Quy chế", "Rules")) }
                    dd { (seats.rules.name()) }
                }
                (table(self.word("Thành viên và tổng điểm", "Members and their totals"), "", &head, &body))
            }
        }
    }

    fn role(self, role: Role) -> &'static str {
        match role {
            Role::Chair => self.word("Chủ tịch", "Chair"),
            Role::ViceChair => self.word("Phó chủ tịch", "Vice-chair"),
            Role::Member => self.word("Thành viên", "Member"),
        }
    }

    /// A commune's report, item by item.
    fn report(self, stage: &Stage) -> Markup {
        let Content::Report(entries) = stage.content() else {
            return html! {};
        };
        let head = head(&[
            self.word("Nội dung", "Item"),
            self.word("Đánh giá", "Finding"),
        ]);
        let name = |item| match item {
            ReportItem::LocalOrigin => self.word(
                "Nguồn gốc sản phẩm, nguyên liệu",
                "Origin of product and materials",
            ),
            ReportItem::LocalLabour => self.word("Lao động địa phương", "Local labour"),
            ReportItem::OriginOfIdea => self.word("Nguồn gốc ý tưởng", "Origin of the idea"),
            ReportItem::LocalIdentity => self.word(
                "Bản sắc, trí tuệ địa phương",
                "Local identity and knowledge",
            ),
        };
        let found = |met| match met {
            Some(true) => self.word("Đạt", "Met"),
            Some(false) => self.word("Không đạt", "Not met"),
            None => self.word("Chưa nêu", "Left open"),
        };
        let body = html! {
            tbody {
                @for entry in entries {
                    tr { th scope="row" { (name(entry.item)) } td { (found(entry.met)) } }
                }
            }
        };
        table(
            self.word("Báo cáo của xã", "The commune's report"),
            "keep",
            &head,
            &body,
        )
    }

    /// Means of the parts against their maxima, the total, and where it lies on the scale.
    fn points(self, stage: &Stage, result: &StageResult, seats: Option<&Seats<'_>>) -> Markup {
        let Some(total) = &result.total else {
            return html! {};
        };
        let (total, shown_total) = (total.mean(), total.shown());
        let regulation = stage.regulation();
        let most = regulation.total();
        let head = head(&[
            self.word("Phần", "Part"),
            self.word("Trung bình", "Mean"),
            self.word("Tối đa", "Most"),
            self.word("So với tối đa", "Against the most"),
        ]);
        let row = |class: &str, name: &Markup, (mean, shown): (Mean, &str), most: Points| {
            html! {
                tr class=(class) {
                    th scope="row" { (name) }
                    td.n { (self.shown(shown)) }
                    td.n { (self.figure(most)) }
                    td.draw { (chart::bar(chart::hundredths(mean), chart::points(most), None)) }
                }
            }
        };
        let body = html! {
            tbody {
                @for (part, mean) in result.part_means() {
                    @let id = part.part;
                    (row("", &html! { (id) ". " (regulation.part_title(id)) }, (mean, &part.shown), regulation.part_max(id)))
                }
                (row("total", &html! { (self.word("Tổng điểm", "Total")) }, (total, shown_total), most))
            }
        };
        html! {
            section {
                h2 { (self.word("Kết quả chấm điểm", "Points")) }
                (table(self.word("Điểm trung bình", "Means"), "keep", &head, &body))
                (self.on_record(stage))
                p { (self.exact(total)) @if let Some(spread) = result.spread { (self.spread(spread, seats)) } }
                (self.scale(regulation, total, shown_total, seats))
            }
        }
    }

    /// What a stage without sheets keeps of a council's work.
    fn on_record(self, stage: &Stage) -> Markup {
        let (kept, attested) = match stage.content() {
            Content::Parts { attested, .. } => (
                self.word(
                    "Hồ sơ chỉ ghi điểm trung bình từng phần, không có phiếu của thành viên.",
                    "Only the means of the parts are on record, not the members' sheets.",
                ),
                attested,
            ),
            Content::Total { attested, .. } => (
                self.word(
                    "Hồ sơ chỉ ghi tổng điểm trung bình, không có phiếu của thành viên.",
                    "Only the mean total is on record, not the members' sheets.",
                ),
                attested,
            ),
            _ => return html! {},
        };
        html! {
            p {
                (kept)
                @if let Some(star) = attested {
                    (self.word(" Hội đồng xác nhận ", " The council attests "))
                    (star) (self.word(" sao.", " stars."))
                }
            }
        }
    }

    /// The total before it is rounded to be shown.
    fn exact(self, total: Mean) -> String {
        let (sum, count) = (self.figure(total.sum()), total.count());
        match (self.lang, count) {
            (Lang::Vi, 1) => format!("Tổng điểm chính xác: {sum}."),
            (Lang::En, 1) => format!("The exact total: {sum}."),
            (Lang::Vi, _) => format!("Tổng điểm chính xác: {sum} điểm / {count} phiếu."),
            (Lang::En, _) => format!("The exact total: {sum} points / {count} sheets."),
        }
    }

    fn spread(self, spread: Points, seats: Option<&Seats<'_>>) -> String {
        let limit = seats.and_then(|seats| seats.rules.spread());
        let limit = limit.map(|limit| self.figure(limit));
        let spread = self.figure(spread);
        match (self.lang, limit) {
            (Lang::Vi, Some(most)) => {
                format!(" Chênh lệch giữa các phiếu: {spread}, cho phép {most}.")
            }
            (Lang::En, Some(most)) => format!(" The sheets differ by {spread}, {most} allowed."),
            (Lang::Vi, None) => format!(" Chênh lệch giữa các phiếu: {spread}."),
            (Lang::En, None) => format!(" The sheets differ by {spread}."),
        }
    }

    fn scale(
        self,
        regulation: &Regulation,
        total: Mean,
        shown: &str,
        seats: Option<&Seats<'_>>,
    ) -> Markup {
        let mut stretches: Vec<Stretch> = regulation
            .bands()
            .map(|band| Stretch {
                from: chart::points(band.from()),
                label: format!("{}★", band.star()),
                bound: band.from().to_string(),
            })
            .collect();
        stretches.reverse();
        let members = seats
            .map(|seats| seats.members.as_slice())
            .unwrap_or_default();
        let dots: Vec<u64> = members
            .iter()
            .filter_map(|m| m.total)
            .map(chart::hundredths)
            .collect();
        let distance = self.distance(regulation, total);
        let name = self.word("Điểm trung bình", "Mean total");
        let shown = self.shown(shown);
        let shown = shown.as_str();
        let told = format!("{name} {shown}: {distance}");
        html! {
            figure {
                (chart::scale(chart::points(regulation.total()), &stretches, &dots,
                    (chart::hundredths(total), shown), &told))
                figcaption {
                    (name) " " (shown)
                    @if !dots.is_empty() { (self.word(" (vạch) và tổng điểm của từng thành viên (chấm)", " (line) and each member's total (dots)")) }
                    ": " (distance)
                }
            }
        }
    }

    /// How far the star above and the beginning of this one are, in points of the mean.
    fn distance(self, regulation: &Regulation, total: Mean) -> String {
        let edges = BandDistance::of(regulation, total);
        let above = edges.iter().rev().find(|edge| !edge.reached);
        let here = edges
            .iter()
            .find(|edge| edge.reached && edge.star > Star::One);
        // The distances are in the sum of the sheets; at least two decimals, and more where they
        // would show 0 for what is not.
        let mean = |distance: Points| {
            let mean = Mean::new(distance, total.count()).ok()?;
            let shown = (2..=6).map(|decimals| mean.shown(decimals));
            let shown = shown
                .into_iter()
                .find(|shown| shown.contains(|c| ('1'..='9').contains(&c)));
            let shown = shown.unwrap_or_else(|| "0".to_owned());
            Some(self.shown(&shown))
        };
        let mut told = Vec::new();
        if let Some(BandDistance { star, distance, .. }) = above {
            let distance = mean(*distance).unwrap_or_default();
            told.push(match self.lang {
                Lang::Vi => {
                    format!("còn thiếu {distance} điểm trung bình để đạt hạng {star} sao theo điểm")
                }
                Lang::En => format!("{distance} points of the mean short of {star} stars"),
            });
        }
        if let Some(BandDistance { star, distance, .. }) = here {
            let distance = mean(*distance).unwrap_or_default();
            told.push(match self.lang {
                Lang::Vi => format!("cao hơn mức đầu của hạng {star} sao {distance} điểm"),
                Lang::En => format!("{distance} points above where {star} stars begin"),
            });
        }
        format!("{}.", told.join("; "))
    }

    /// Points by criterion and member, in tables of as many members as a page has room for.
    fn scores(self, set: &CriteriaSet, regulation: &Regulation, seats: &Seats<'_>) -> Markup {
        html! {
            section {
                h2 { (self.word("Điểm theo tiêu chí và thành viên", "Points by criterion and member")) }
                @for members in seats.members.chunks(ABREAST) {
                    (self.score_table(set, regulation, seats, members))
                }
            }
        }
    }

    fn score_table(
        self,
        set: &CriteriaSet,
        regulation: &Regulation,
        seats: &Seats<'_>,
        members: &[Member<'_>],
    ) -> Markup {
        let shown = |mean: Mean| self.shown(&mean.shown(seats.rules.shown_decimals()));
        let ends = members.first().zip(members.last());
        let (first, last) = ends.map_or((0, 0), |(first, last)| (first.number, last.number));
        let caption = match self.lang {
            Lang::Vi => {
                format!("Điểm của thành viên {first} đến {last} (theo danh sách thành viên)")
            }
            Lang::En => format!("Points of members {first} to {last} (as listed above)"),
        };
        let numbers = members.iter().map(|member| member.number.to_string());
        let mut columns = vec![self.word("Tiêu chí", "Criterion").to_owned()];
        columns.push(self.word("Tối đa", "Most").to_owned());
        columns.extend(numbers);
        columns.push(self.word("TB", "Mean").to_owned());
        let head = head(&columns);
        let mut places = set.criteria().enumerate();
        let parts: Vec<Markup> = set
            .parts()
            .iter()
            .enumerate()
            .map(|(index, part)| {
                let of = |parts: [Mean; 3]| parts.get(index).copied();
                let mean = seats.tally.parts().and_then(of).map(shown).unwrap_or_default();
                let inside = part.sections().iter();
                let count = inside.map(|section| section.criteria().len()).sum();
                let criteria: Vec<_> = places.by_ref().take(count).collect();
                html! {
                    tbody {
                        tr.sum {
                            th scope="row" { (self.word("Phần ", "Part ")) (part.id()) ". "
                                (regulation.part_title(part.id())) }
                            td.n { (regulation.part_max(part.id())) }
                            @for member in members {
                                td.n { @if let Some(mean) = member.parts.and_then(of) { (self.figure(mean.sum())) } }
                            }
                            td.n { (mean) }
                        }
                        @for &(at, criterion) in &criteria {
                            @let given = |sheet: &ScoreSheet| criterion.points_of(sheet.box_at(at)?);
                            tr {
                                th scope="row" { (criterion.code()) " " (criterion.title()) }
                                td.n { (criterion.max()) }
                                @for member in members {
                                    td.n { @if let Some(points) = given(member.sheet) { (self.figure(points)) } }
                                }
                                td.n { @if let Some(mean) = mean_of(&seats.members, given) { (shown(mean)) } }
                            }
                        }
                    }
                }
            })
            .collect();
        let total = html! {
            tbody {
                tr.total {
                    th scope="row" { (self.word("Tổng điểm", "Total")) }
                    td.n { (regulation.total()) }
                    @for member in members { td.n { (self.total_or_stop(member)) } }
                    td.n { @if let Some(total) = seats.tally.total() { (shown(total)) } }
                }
            }
        };
        let body = html! { @for rows in &parts { (rows) } (total) };
        table(&caption, "scores", &head, &body)
    }

    fn minima(self, result: &StageResult, seats: &Seats<'_>) -> Markup {
        let checks = seats.tally.minima();
        if result.minima != Some(Minima::Checked) || checks.is_empty() {
            return html! {};
        }
        let head = head(&[
            self.word("Tiêu chí", "Criterion"),
            self.word("Sao", "Star"),
            self.word("Cần (điểm)", "Needs (points)"),
            self.word("Phiếu đạt", "Reached by"),
            self.word("Hội đồng", "Council"),
        ]);
        let body = html! {
            tbody {
                @for check in checks {
                    tr {
                        th scope="row" { (check.criterion) " " (check.title) }
                        td.n { (check.minimum.star()) "★" }
                        td.n { (self.figure(check.minimum.required())) }
                        td.n { (check.reached_by) "/" (check.of) }
                        td.n { @if check.met { (self.word("đạt", "met")) }
                            @else { strong { (self.word("CHƯA ĐẠT", "MISSED")) } } }
                    }
                }
            }
        };
        html! {
            section {
                h2 { (self.word("Yêu cầu tối thiểu của từng hạng sao", "Minima of the stars")) }
                (table(self.word("Yêu cầu tối thiểu theo dấu sao trên phiếu", "Minima by the sheet's star marks"), "", &head, &body))
            }
        }
    }

    fn verdict(self, stage: &Stage, result: &StageResult) -> Markup {
        let why = result.reasons.iter().filter(|reason| !is_next(reason));
        html! {
            section {
                h2 { (self.word("Kết luận", "Conclusion")) }
                div.result {
                    @match result.star {
                        Some(_) if stage.is_star_open() => p { strong.state {
                            (self.word("chưa xác định được hạng", "the star is open"))
                        } },
                        Some(star) => {
                            p.stars aria-hidden="true" { (star.drawn()) }
                            p { strong { (self.word("Hạng: ", "Star: ")) (star) (self.word(" sao", "")) }
                                @if let Some(band) = result.band_star {
                                    (self.word("; hạng theo điểm: ", "; by points alone: "))
                                    (band) (self.word(" sao", ""))
                                }
                            }
                        }
                        None => p { strong.state { (state(result, self.lang)) } },
                    }
                }
                (self.list(self.word("Căn cứ", "Reasons"), &why.collect::<Vec<_>>()))
            }
        }
    }

    /// A member's total; of a sheet that ended at a stop, where.
    fn total_or_stop(self, member: &Member<'_>) -> String {
        match (member.total, member.sheet.stopped_at()) {
            (None, Some(code)) => format!("{} {code}", self.word("dừng ở", "stopped at")),
            (total, _) => total.map_or_else(String::new, |total| self.figure(total.sum())),
        }
    }

    /// A clause; room for it where it was not read in the decision that is applied.
    fn clause(self, citation: &Citation) -> String {
        if citation.is_inferred() {
            self.word(UNREAD_CLAUSE, "clause: ……………………").to_owned()
        } else {
            citation.to_string()
        }
    }

    fn list(self, name: &str, reasons: &[&Reason]) -> Markup {
        html! {
            @if !reasons.is_empty() {
                h3 { (name) }
                ol {
                    @for reason in reasons {
                        li { (reason.text(self.lang)) " " span.cite { "[" (self.clause(reason.citation())) "]" } }
                    }
                }
            }
        }
    }

    /// What is done with the dossier; after the last step also where it stands and by when.
    fn next(self, result: &StageResult, last: bool) -> Markup {
        // Nothing follows from a star that is open.
        let open = self.evaluated.is_star_open();
        let reasons = result
            .reasons
            .iter()
            .filter(|reason| !open && is_next(reason));
        let reasons: Vec<&Reason> = reasons.collect();
        let outcome = self.evaluated.outcome();
        html! {
            section {
                (self.list(self.word("Việc tiếp theo", "What comes next"), &reasons))
                @if last {
                    p { strong { (self.word("Tình trạng hồ sơ: ", "The dossier: "))
                        @if open {
                            (self.word("chưa xác định được hạng", "the star is open"))
                        } @else { (self.stands(outcome)) }
                        "." } }
                    @if !open { (self.deadlines(outcome)) }
                }
            }
        }
    }

    fn stands(self, outcome: Outcome) -> String {
        let Outcome::Recognised {
            star,
            by,
            certificate,
        } = outcome
        else {
            return outcome_text(self.evaluated, self.lang);
        };
        if outcome.awaits_decision() {
            return outcome.text(self.lang);
        }
        let (from, to) = (day(certificate.issued()), day(certificate.expires()));
        let by = by.name(self.lang);
        match self.lang {
            Lang::Vi => {
                format!("{by} công nhận {star} sao, giấy chứng nhận từ {from} đến hết {to}")
            }
            Lang::En => format!("{star} stars by the {by}, certificate from {from} to {to}"),
        }
    }

    fn deadlines(self, outcome: Outcome) -> Markup {
        let regulations = self.regulations.to_vec();
        let calendar = match outcome {
            Outcome::Recognised { certificate, .. }
                if certificate.basis() == CertificateBasis::Decision =>
            {
                Some(certificate.calendar(&regulations))
            }
            _ => None,
        };
        // A case that does not say what was filed, or when, tells no history and no day.
        let history = History::of_case(self.evaluated, regulations).ok();
        let due = history.map(|history| history.due());
        html! {
            @for due in due.iter().flatten() {
                p { (due.text(self.lang)) " " span.cite { "[" (due.citation()) "]" } }
            }
            @if let Some(calendar) = calendar {
                ul {
                    @if let Some((from, to)) = calendar.renewal {
                        li { (self.word("Nộp hồ sơ phân hạng lại từ ", "Renewal is filed from "))
                            (day(from)) (self.word(" đến ", " to ")) (day(to)) }
                    }
                    @if let Some(notice) = calendar.notice_by {
                        li { (self.word("Báo chủ thể trước khi hết hạn chậm nhất ngày ", "The producer is told of the end by "))
                            (day(notice)) }
                    }
                    @if let Some(until) = calendar.extended_until {
                        li { (self.word("Được kéo dài nhiều nhất đến ", "Extended at most until ")) (day(until)) }
                    }
                }
            }
        }
    }

    fn warnings(self) -> Markup {
        let warnings: Vec<&Reason> = self.evaluated.warnings().iter().collect();
        html! { section { (self.list(self.word("Lưu ý về dữ liệu và hồ sơ", "Warnings about data and dossier"), &warnings)) } }
    }

    fn seal(self) -> Markup {
        let seal = &self.evaluated.seal();
        html! {
            @if let Some(mark) = crate::Mark::of(&[self.evaluated]) {
                p.seal { (mark.line()) }
            }
            p.seal { (self.word("Mã của hồ sơ và dữ liệu", "Seal")) ": " (seal.engine) " · " (seal.criteria) " · " (seal.input) }
        }
    }
}

/// The mean of what all members give.
fn mean_of(members: &[Member<'_>], given: impl Fn(&ScoreSheet) -> Option<Points>) -> Option<Mean> {
    let mut sum = Points::ZERO;
    let mut count = 0;
    for member in members.iter().filter(|member| member.total.is_some()) {
        sum = sum.checked_add(given(member.sheet)?).ok()?;
        count += 1;
    }
    Mean::new(sum, count).ok()
}
