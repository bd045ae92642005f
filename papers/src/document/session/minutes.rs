//! The minutes of the meeting: who was there, what was heard and said, what the council concludes.

use ocop::procedure::{Content, Stage};
use ocop::{Date, Lang};

use super::council::SessionPapers;
use super::dossier::{is_of_an_item, missing};
use super::each::{grouped, once_each};
use super::facts::{Absence, Proxy};
use super::item::{Group, Item, comma, counted, sheet_of};
use super::lists::not_concluded;
use super::summary::LEFT;
use crate::document::Document;
use crate::document::block::{Block, Table};
use crate::document::text::{Text, fill, lower_first, say};
use crate::html::long_day;
use crate::text::reading_text;

impl<'s> SessionPapers<'s> {
    /// The minutes of what was decided at the meeting.
    pub(super) fn minutes(&self) -> Document {
        let facts = self.facts;
        let mut blocks = vec![
            self.council_head(Some("BB-"), false),
            self.titled("Biên bản", "Họp Hội đồng đánh giá, phân hạng sản phẩm OCOP"),
        ];
        blocks.extend(self.replaced("Biên bản này", false));
        blocks.extend([
            Block::Grounds(self.grounds()),
            Block::filled(
                "Thời gian bắt đầu: {}",
                &[&moment(
                    self.hour(facts.opened.as_deref(), self.date()),
                    self.date(),
                )],
            ),
            Block::filled("Địa điểm: {địa điểm}", &[&facts.place]),
            Block::heading("I. Thành phần tham dự"),
        ]);
        blocks.extend(self.attendance());
        blocks.push(Block::heading("II. Nội dung"));
        blocks.push(self.heard());
        blocks.extend(self.called());
        blocks.push(dossiers(self));
        blocks.push(Block::line(
            "3. Tổng hợp kết quả: điểm của từng thành viên ghi tại Bảng tổng hợp điểm kèm theo biên \
             bản. Không làm tròn điểm trước khi xếp hạng.",
        ));
        blocks.extend(self.rules_used());
        blocks.extend(self.items.iter().flat_map(|item| self.discussed(item)));
        blocks.extend(self.warnings(is_of_an_item));
        blocks.push(Block::heading("III. Kết luận của Hội đồng"));
        blocks.extend(self.lists());
        let archived = vec!["Thành viên Hội đồng".into(), self.agency()];
        let (earlier, closed) = self.closing();
        blocks.extend(earlier);
        blocks.extend([
            Block::filled(
                "Biên bản kết thúc vào {}; đã đọc lại cho các thành viên dự họp nghe, thống nhất và \
                 lập thành [số] bản. Kèm theo: phiếu đánh giá của các thành viên, Bảng tổng hợp điểm.",
                &[&moment(closed, self.last_date())],
            ),
            self.both_sign(true),
            Block::Recipients(self.recipients(archived, "VT, Hội đồng")),
        ]);
        let title = "Biên bản họp Hội đồng đánh giá, phân hạng sản phẩm OCOP";
        Document::of("bien-ban", title, blocks).marked(self.mark())
    }

    /// When an earlier day of the meeting ended, as far as people typed that; and the hour at which the meeting
    /// did. Where a second round was on another day, an hour is of the day that stands beside it, and one without a
    /// day is of neither: the last day's is a blank then.
    /// Source: papers-elements.md 3 (N M 1.9): minutes say the closing hour and day.
    fn closing(&self) -> (Option<Block>, Option<&'s str>) {
        let closed = self.facts.closed.as_deref();
        let last = self.last_date().filter(|_| self.last_date() != self.date());
        let (Some(hour), Some(last)) = (closed, last) else {
            return (None, self.hour(closed, self.last_date()));
        };
        match day_and_month(hour) {
            Some(day) if day == (last.day().into(), last.month().into()) => (None, Some(hour)),
            Some(_) => {
                let earlier = Block::filled("Phiên họp trước kết thúc vào {}.", &[&hour]);
                (Some(earlier), None)
            }
            None => (None, None),
        }
    }

    /// An hour as it stands beside a day of the meeting: one without a day is of the first rounds' day. Source:
    /// papers-elements.md 3 (N M 1.9).
    fn hour<'h>(&self, hour: Option<&'h str>, day: Option<Date>) -> Option<&'h str> {
        hour.filter(|hour| has_day(hour) || day == self.first_day())
    }

    /// Why the council met about renewals, where it did.
    fn called(&self) -> Option<Block> {
        let reason = self.facts.written.as_ref()?.meeting.as_deref()?;
        let renewals = self.met_renewals().into_iter();
        let renewals = renewals.map(|item| self.label(item));
        let names = renewals.collect::<Vec<_>>().join(", ");
        let which = (!names.is_empty()).then(|| format!(" ({names})"));
        Some(Block::filled(
            "Hội đồng họp trực tiếp về sản phẩm phân hạng lại{}, lý do: {}.",
            &[&which, &reason],
        ))
    }

    /// The reports that a meeting heard: the advisory team's on first applications and upgrades, the
    /// agency's on renewals that the law has a way of their own for; a blank for each that is not known.
    /// Source: 26/2026, Điều 7.3 c, 7.6 c.
    fn heard(&self) -> Block {
        let heard = |wanted: fn(&Item<'_>) -> bool| self.items.iter().any(wanted);
        // What is applied for may not be known: then what people typed tells it.
        let unknown = heard(|item| item.heard_as().is_none());
        let typed = |report: &Option<String>| unknown && report.is_some();
        let renewed = heard(|item| item.is_heard_again());
        let advised = heard(|item| item.heard_as().is_some() && !item.is_heard_again());
        let mut reports = Vec::new();
        if advised || typed(&self.facts.advisory_report) {
            reports.push(self.advisory_report());
        }
        if renewed || typed(&self.facts.agency_report) {
            reports.push(self.agency_reported());
        }
        if reports.is_empty() {
            reports.push(say(
                "[số, ngày báo cáo của Tổ tư vấn hoặc của cơ quan tham mưu]",
            ));
        }
        Block::filled("1. Hội đồng nghe: {}.", &[&Text::joined(reports, "; ")])
    }

    /// Who presides and writes, who is there and who is not.
    fn attendance(&self) -> Vec<Block> {
        let facts = self.facts;
        let position = self.presides().and_then(|chair| chair.position.as_deref());
        let role = if self.deputy_presides() {
            fill(
                "Phó Chủ tịch Hội đồng, theo ủy quyền tại {văn bản ủy quyền của Chủ tịch Hội đồng}",
                &[&facts.authorisation],
            )
        } else {
            let paper = facts.authorisation.as_ref();
            let paper = paper.map(|paper| format!(", theo ủy quyền tại {paper}"));
            fill("Chủ tịch Hội đồng{}", &[&paper])
        };
        let secretary = facts.secretary.as_ref();
        let office = secretary.and_then(|one| one.position.as_deref());
        let mut blocks = vec![
            Block::filled(
                "Chủ trì (chủ tọa): {}, {chức vụ}, {}",
                &[&self.chair(), &position, &role],
            ),
            Block::filled(
                "Thư ký (người ghi biên bản): {}, {chức vụ}",
                &[&self.secretary(), &office],
            ),
            self.numbers_present(),
            Block::Table(self.roll()),
        ];
        let absent = self.absences();
        if !absent.is_empty() {
            blocks.push(Block::line("Vắng mặt, không tham gia chấm:"));
            blocks.push(Block::List(absent));
        }
        if !facts.proxies.is_empty() {
            let proxies = facts.proxies.iter().map(|proxy| self.proxy(proxy));
            blocks.push(Block::line("Người dự thay:"));
            blocks.push(Block::List(proxies.collect()));
            blocks.extend(self.not_to_score());
        }
        if !facts.others.is_empty() {
            let others = facts.others.join("; ");
            blocks.push(Block::filled("Dự họp, không chấm điểm: {}.", &[&others]));
        }
        blocks
    }

    fn proxy(&self, proxy: &Proxy) -> Text {
        let scores = proxy
            .scores
            .map(|scores| if scores { "có" } else { "không" });
        let member = self.name_of(&proxy.member);
        fill(
            "{họ và tên} dự thay {}, theo {văn bản cử dự thay}; chấm điểm theo Quy chế: {có hay không}",
            &[&proxy.name, &member, &proxy.paper, &scores],
        )
    }

    /// Sheets that are there of members whose proxies may not score.
    pub(super) fn not_to_score(&self) -> Option<Block> {
        let barred = self.facts.proxies.iter();
        let barred = barred.filter(|proxy| proxy.scores == Some(false));
        let lines = barred.filter_map(|proxy| {
            let sheets = self.rounds();
            let sheets = sheets.filter(|(_, stage)| sheet_of(stage, &proxy.member).is_some());
            let count = sheets.count();
            (count > 0).then(|| {
                fill(
                    "{họ và tên} dự thay {}, không được chấm điểm theo Quy chế; có {} phiếu mang tên \
                     {}: [ai chấm, cách xử lý]",
                    &[
                        &proxy.name,
                        &self.name_of(&proxy.member),
                        &count,
                        &self.name_of(&proxy.member),
                    ],
                )
            })
        });
        let lines: Vec<Text> = lines.collect();
        (!lines.is_empty()).then_some(Block::List(lines))
    }

    fn numbers_present(&self) -> Block {
        let mut appointed = self.items.iter().filter_map(Item::appointed);
        Block::filled(
            "Tổng số thành viên Hội đồng (theo Quyết định thành lập): {số}; số thành viên chấm điểm: \
             {}.",
            &[
                &appointed.next().or(self.facts.appointed),
                &self.assessors().len(),
            ],
        )
    }

    fn roll(&self) -> Table {
        let columns = [
            ("STT", 8),
            ("Họ và tên", 30),
            ("Chức vụ, đơn vị", 34),
            ("Trong Hội đồng", 20),
            ("Chữ ký", 16),
        ];
        let rows = self.present().into_iter().map(|id| {
            let listed = self.listed_as(&id);
            let role = listed.and_then(|member| member.role.as_deref());
            let mut sheets = self.items.iter().filter_map(|item| item.last_sheet_of(&id));
            let on_sheet = sheets.next().map(|sheet| sheet.role().as_str());
            let role = match role.or(on_sheet) {
                Some("chair") => Text::from("Chủ tịch"),
                Some("vice-chair") => "Phó Chủ tịch".into(),
                Some("member") => "Ủy viên".into(),
                _ => Text::blank("chức danh trong Hội đồng"),
            };
            let mut items = self.items.iter();
            let left = items.any(|item| self.absence(&id, item).is_some_and(|one| one.left));
            let left = left.then(|| format!(" (sau đó {LEFT})"));
            let role = role.then(left.unwrap_or_default());
            // Whose office the list has is the member, not who sits in.
            let position = listed.filter(|_| self.proxy_of(&id).is_none());
            let position = position.and_then(|member| member.position.as_deref());
            let position = Text::fact(position, "chức vụ, đơn vị");
            vec![self.scorer(&id), position, role, Text::default()]
        });
        Table::numbered(&columns, rows)
    }

    /// Who did not score at the meeting, and why: a line for a member and a reason.
    pub(super) fn absences(&self) -> Vec<Text> {
        // What is told of a round that another paper is of stands in that.
        let scored = |item: &&Item<'s>, earlier: bool| {
            let mut rounds = self.rounds_of(item);
            rounds.any(|(before, _)| before == earlier)
        };
        let open = |earlier: bool| self.unscored.iter().filter(move |_| !earlier);
        let absent = self.facts.absent.iter();
        let absent = absent.filter(|absence| !absence.is_outside());
        let absent = absent.filter(|absence| {
            let items = self.items.iter();
            let mut items = items.filter(|item| absence.is_of(item.product()));
            let mut open = open(absence.earlier);
            items.any(|item| scored(&item, absence.earlier))
                || open.any(|one| absence.is_of(one.named()))
        });
        // A round is named where there are two.
        let round = |absence: &Absence| {
            let again = |item: &Item<'s>| item.before.is_some() && absence.is_of(item.product());
            let again = absence.product.is_some() && self.items.iter().any(again);
            match absence.earlier {
                true => Some(", lần chấm thứ nhất"),
                false => again.then_some(", lần chấm thứ hai"),
            }
        };
        let absent = grouped(absent, |absence| {
            let why = (absence.recused, absence.reason.as_deref());
            (absence.member.as_str(), why, round(absence))
        });
        let mut lines: Vec<Text> = Vec::new();
        for ((member, (recused, reason), round), same) in absent {
            let products = same.iter().filter_map(|absence| {
                let name = absence.product.as_deref()?;
                Some(self.label_of((name, absence.producer.as_deref())))
            });
            let products: Vec<String> = products.collect();
            // A line that names no product is of all of them, also of those that were scored once.
            let items = self.items.iter();
            let items = items.filter(|item| self.rounds_of(item).next().is_some());
            let all = items.count() + self.unscored.len();
            let some = !products.is_empty() && (products.len() == 1 || products.len() < all);
            lines.push(fill(
                "{}: {}{}{}{}, lý do: {lý do}",
                &[
                    &self.name_of(member),
                    &Absence::word(recused),
                    &recused.then_some(" do có liên quan"),
                    &some.then(|| format!(", sản phẩm {}", products.join(", "))),
                    &round,
                    &reason,
                ],
            ));
        }
        let scored = self.scored().filter(|item| !item.is_ended()).count();
        for (member, products) in self.lacking_sheets() {
            let some = products.len() != scored;
            let products = some.then(|| format!(", sản phẩm {}", products.join(", ")));
            lines.push(fill(
                "{}: không có phiếu{}, lý do: [lý do]",
                &[&member, &products],
            ));
        }
        lines.extend(self.nameless().map(|count| {
            fill(
                "[họ và tên]: không có phiếu ({} thành viên), lý do: [lý do]",
                &[&count],
            )
        }));
        lines
    }

    /// How many members were appointed that nothing names: neither the list nor a sheet nor an absence.
    /// Nobody is missed where findings ended every product.
    pub(super) fn nameless(&self) -> Option<usize> {
        let mut scored = self.scored().filter(|item| !item.is_ended());
        let item = scored.find(|item| item.appointed().is_some())?;
        let appointed = item.appointed()?;
        let absent = self.facts.absent.iter();
        let absent = absent.map(|absence| absence.member.clone());
        let known = self.listed().chain(self.assessors()).chain(absent);
        let known = once_each(known.filter(|id| !self.is_outside(id, item)));
        let count = appointed.saturating_sub(known.len());
        (count > 0).then_some(count)
    }

    /// What minutes say of one product.
    fn discussed(&self, item: &Item<'s>) -> Vec<Block> {
        let mut said = Vec::new();
        said.extend(counted(item.stage, item.result));
        said.push(match item.result.total {
            Some(_) => format!("tổng điểm trung bình {}", item.total()),
            None => "không có tổng điểm".to_owned(),
        });
        let spread = item.result.spread;
        said.extend(spread.map(|spread| format!("chênh lệch {}", comma(spread))));
        // The points of what is excluded decide nothing.
        if item.group == Group::Stopped && item.result.total.is_some() {
            said.push(lower_first(&item.verbs()));
        }
        let unmet = item.unmet();
        if !unmet.is_empty() {
            said.push(format!("chưa đạt: {}", unmet.join("; ")));
        }
        let mut blocks = vec![Block::filled(
            "- {}, bộ {}, {}: {}.",
            &[
                &self.label(item),
                &item.set(),
                &item.kind(),
                &said.join("; "),
            ],
        )];
        blocks.extend(self.ended_before(item));
        blocks.extend(self.first_round(item));
        blocks.extend(left_to_council(item));
        blocks.extend(self.other_readings(item));
        blocks.push(Block::filled("Kết luận: {}.", &[&self.conclusion(item)]));
        blocks
    }

    /// What the first round came to, where a product was scored again.
    fn first_round(&self, item: &Item<'s>) -> Option<Block> {
        let (stage, result) = item.before?;
        let day = |stage: &Stage| stage.date().map(long_day);
        let mean = result.total.as_ref();
        let mean = mean.map(|total| format!("; tổng điểm trung bình {}", comma(total.shown())));
        let written = self.is_round_written(item, stage);
        Some(Block::filled(
            "Lần chấm thứ nhất{} {ngày}: {}{}; {}. Chấm lần thứ hai {ngày}.",
            &[
                &written.then_some(", lấy ý kiến bằng văn bản,"),
                &day(stage),
                &counted(stage, result),
                &mean,
                &not_concluded(stage, result, false),
                &day(item.stage),
            ],
        ))
    }

    /// Who had not scored a product when a finding ended it.
    fn ended_before(&self, item: &Item<'s>) -> Option<Block> {
        let members = self.lacking(item);
        let names: Vec<String> = members.iter().map(|id| self.name_of(id)).collect();
        let some = !item.sheets().is_empty() && !names.is_empty();
        (item.is_ended() && some).then(|| {
            let verbs = lower_first(&item.verbs());
            let said = "Không chấm, vì hồ sơ {}: {}.";
            Block::filled(said, &[&verbs, &names.join(", ")])
        })
    }

    /// Readings that would decide otherwise, where the facts ask for them.
    fn other_readings(&self, item: &Item<'s>) -> Vec<Block> {
        let asked = self.facts.readings.then(|| item.decided.sensitivity().ok());
        let readings = asked.flatten().map(|found| found.readings);
        let lines = readings.unwrap_or_default();
        if lines.is_empty() {
            return Vec::new();
        }
        let lines = lines
            .iter()
            .map(|reading| reading_text(reading, Lang::Vi).into());
        vec![
            Block::line("Kết quả khác đi theo cách hiểu khác về quy định:"),
            Block::List(lines.collect()),
        ]
    }
}

/// An hour as people typed it, and the day where that does not have it.
fn moment(hour: Option<&str>, day: Option<Date>) -> Text {
    match (hour, day) {
        (hour, Some(day)) if !hour.is_some_and(has_day) => {
            fill("{giờ}, {}", &[&hour, &long_day(day)])
        }
        (hour, _) => Text::fact(hour, "giờ, ngày tháng năm"),
    }
}

fn has_day(hour: &str) -> bool {
    hour.to_lowercase().contains("ngày") || hour.contains('/')
}

/// The day and the month that stand beside an hour, as people write them: `17 giờ 00, ngày 05 tháng 8 năm 2026`,
/// `17h, 05/8/2026`.
fn day_and_month(hour: &str) -> Option<(u32, u32)> {
    let hour = hour.to_lowercase();
    let after = hour.split_once("ngày").map(|(_, after)| after);
    let slashed = || hour.split_whitespace().find(|word| word.contains('/'));
    let numbers = after.or_else(slashed)?.split(|c: char| !c.is_ascii_digit());
    let mut numbers = numbers.filter_map(|number| number.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

/// Where members differ on what a zero or a minimum decides, the numbers stand there, with a line
/// for the council.
fn left_to_council(item: &Item<'_>) -> Vec<Block> {
    let lines = item.disputed();
    if lines.is_empty() {
        return Vec::new();
    }
    vec![
        Block::line("Các thành viên chấm khác nhau:"),
        Block::List(lines.into_iter().map(Text::from).collect()),
        Block::line("Hội đồng thống nhất: [ý kiến kết luận]"),
    ]
}

/// What dossiers hold and lack, where they tell it. Source: 26/2026, Điều 6.2 d, 7.3 a.
fn dossiers(own: &SessionPapers<'_>) -> Block {
    let tells = |item: &&Item<'_>| item.decided.case().application().items.is_some();
    let (told, unknown): (Vec<&Item<'_>>, Vec<&Item<'_>>) =
        own.items.iter().partition(|item| tells(item));
    let mut texts: Vec<Text> = Vec::new();
    for item in &told {
        let lacks = missing(item.decided);
        if !lacks.is_empty() {
            let lacks = Text::joined(lacks, ", ");
            texts.push(fill("{} còn thiếu: {}", &[&own.label(item), &lacks]));
        }
    }
    let whole = told.len() - texts.len();
    if whole > 0 {
        texts.push(format!("{whole} sản phẩm đủ thành phần hồ sơ").into());
    }
    if !unknown.is_empty() {
        let names = unknown.iter().map(|item| own.label(item));
        let names = names.collect::<Vec<_>>();
        let names = (!told.is_empty()).then(|| format!("{}: ", names.join(", ")));
        texts.push(fill(
            "{}[đủ thành phần hay chưa, đã bổ sung gì, đã nhận sản phẩm mẫu hay chưa]",
            &[&names],
        ));
    }
    Block::filled(
        "2. Hồ sơ và sản phẩm mẫu: {}.",
        &[&Text::joined(texts, "; ")],
    )
}

impl Item<'_> {
    /// How many members the council has, where the case says it.
    pub(super) fn appointed(&self) -> Option<usize> {
        match self.stage.content() {
            Content::Sheets { appointed, .. } => appointed.map(usize::from),
            _ => None,
        }
    }
}
