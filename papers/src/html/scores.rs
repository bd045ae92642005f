//! What each member gave: attendance, points by criterion, means against maxima, minima.

use maud::{Markup, html};
use ocop::insight::BandDistance;
use ocop::law::{CouncilRules, CriteriaSet, Regulation};
use ocop::procedure::{Content, Minima, Stage, StageResult};
use ocop::scoring::{Council, CouncilForm, Role, ScoreSheet, Tally};
use ocop::{Lang, Mean, Points, Star};

use super::chart::{self, Stretch};
use super::step::Told;
use super::{head, table};

/// Members side by side in one table of scores: what A4 has room for.
const ABREAST: usize = 10;

/// A council's sheets with what they add up to.
pub(super) struct Seats<'p> {
    rules: &'p CouncilRules,
    pub(super) form: CouncilForm,
    members: Vec<Member<'p>>,
    tally: Tally<'p>,
    /// The mean of each criterion, in sheet order.
    means: Vec<Mean>,
}

struct Member<'p> {
    number: usize,
    sheet: &'p ScoreSheet,
    /// `None` where the sheet ended at a stop.
    total: Option<Mean>,
    parts: Option<[Mean; 3]>,
}

/// The council that scored a stage, or one of its members as a council.
pub(crate) fn council_of<'s>(stage: &'s Stage, member: Option<&str>) -> Option<Council<'s>> {
    let Content::Sheets {
        sheets,
        rules,
        appointed,
        ..
    } = stage.content()
    else {
        return None;
    };
    let wanted = |sheet: &&ScoreSheet| member.is_none_or(|member| sheet.assessor() == member);
    let sheets = sheets.iter().filter(wanted).cloned().collect();
    // INVARIANT: the case was read, so its sheets are a council's, and each alone is one too.
    Council::new(stage.set(), rules, sheets, *appointed).ok()
}

impl<'p> Seats<'p> {
    pub(super) fn of(stage: &'p Stage) -> Option<Seats<'p>> {
        let Content::Sheets {
            sheets,
            rules,
            form,
            ..
        } = stage.content()
        else {
            return None;
        };
        let council = council_of(stage, None)?;
        let member = |(number, sheet): (usize, &'p ScoreSheet)| {
            let alone = council_of(stage, Some(sheet.assessor()))?.tally();
            Some(Member {
                number,
                sheet,
                total: alone.total(),
                parts: alone.parts(),
            })
        };
        Some(Seats {
            rules,
            form: *form,
            members: (1..).zip(sheets).filter_map(member).collect(),
            tally: council.tally(),
            means: council.means(),
        })
    }
}

impl Told<'_> {
    pub(super) fn attendance(self, seats: &Seats<'_>) -> Markup {
        let quorum = seats.tally.quorum();
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
                    @if let Some(quorum) = quorum {
                        dt { (self.word("Tổng số thành viên Hội đồng (theo Quyết định thành lập)", "Appointed")) }
                        dd { (quorum.appointed) }
                    }
                    dt { @if seats.form == CouncilForm::Written { (self.word("Gửi ý kiến", "Opinions given")) }
                        @else { (self.word("Có mặt", "Present")) } }
                    dd {
                        (seats.members.len())
                        @if let Some(quorum) = quorum {
                            (self.word(", cần ít nhất ", ", at least ")) (quorum.needed)
                            // Of opinions in writing nobody is absent.
                            @if seats.form == CouncilForm::Written { (self.word("; không trả lời ", " needed; not returned ")) }
                            @else { (self.word("; vắng ", " needed; absent ")) }
                            (quorum.appointed - quorum.present)
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
            Role::Member => self.word("Ủy viên", "Member"),
        }
    }

    /// Means of the parts against their maxima, the total, and where it lies on the scale.
    pub(super) fn points(
        self,
        stage: &Stage,
        result: &StageResult,
        seats: Option<&Seats<'_>>,
    ) -> Markup {
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
        let (vi, en, attested) = match stage.content() {
            Content::Parts { attested, .. } => (
                "Hồ sơ chỉ ghi điểm trung bình từng phần, không có phiếu của thành viên.",
                "Only the means of the parts are on record, not the members' sheets.",
                attested,
            ),
            Content::Total { attested, .. } => (
                "Hồ sơ chỉ ghi tổng điểm trung bình, không có phiếu của thành viên.",
                "Only the mean total is on record, not the members' sheets.",
                attested,
            ),
            _ => return html! {},
        };
        let kept = self.word(vi, en);
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
        let exact = self.word("Tổng điểm chính xác", "The exact total");
        let (sum, count) = (self.figure(total.sum()), total.count());
        match (self.lang, count) {
            (_, 1) => format!("{exact}: {sum}."),
            (Lang::Vi, _) => format!("{exact}: {sum} điểm / {count} phiếu."),
            (Lang::En, _) => format!("{exact}: {sum} points / {count} sheets."),
        }
    }

    fn spread(self, spread: Points, seats: Option<&Seats<'_>>) -> String {
        let limit = seats.and_then(|seats| seats.rules.spread());
        let limit = limit.map(|limit| self.figure(limit));
        let limit = limit.map(|most| match self.lang {
            Lang::Vi => format!(", cho phép {most}"),
            Lang::En => format!(", {most} allowed"),
        });
        let differ = self.word(" Chênh lệch giữa các phiếu: ", " The sheets differ by ");
        format!(
            "{differ}{}{}.",
            self.figure(spread),
            limit.unwrap_or_default()
        )
    }

    fn scale(
        self,
        regulation: &Regulation,
        total: Mean,
        shown: &str,
        seats: Option<&Seats<'_>>,
    ) -> Markup {
        let stretches = regulation.bands().map(|band| Stretch {
            from: chart::points(band.from()),
            label: format!("{}★", band.star()),
            bound: band.from().to_string(),
        });
        let mut stretches: Vec<Stretch> = stretches.collect();
        stretches.reverse();
        let members = seats.iter().flat_map(|seats| &seats.members);
        let dots = members.filter_map(|member| member.total);
        let dots: Vec<u64> = dots.map(chart::hundredths).collect();
        let distance = self.distance(regulation, total);
        let name = self.word("Điểm trung bình", "Mean total");
        let shown = &*self.shown(shown);
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
    pub(super) fn scores(
        self,
        set: &CriteriaSet,
        regulation: &Regulation,
        seats: &Seats<'_>,
    ) -> Markup {
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
                                td.n { @if let Some(mean) = seats.means.get(at) { (shown(*mean)) } }
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

    pub(super) fn minima(self, result: &StageResult, seats: &Seats<'_>) -> Markup {
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

    /// A member's total; of a sheet that ended at a stop, where.
    fn total_or_stop(self, member: &Member<'_>) -> String {
        match (member.total, member.sheet.stopped_at()) {
            (None, Some(code)) => format!("{} {code}", self.word("dừng ở", "stopped at")),
            (total, _) => total.map_or_else(String::new, |total| self.figure(total.sum())),
        }
    }
}
