//! Renewals that the council gives its opinion on in writing. Source: 26/2026, Điều 7.6 c and d.

use super::council::SessionPapers;
use super::dossier::missing;
use super::each::grouped;
use super::item::{Item, comma, counted, given_by, has_stops};
use super::lists::{area_head, not_concluded};
use crate::document::Document;
use crate::document::block::{Block, Signer, Table};
use crate::document::text::{Text, fill};

/// The word for an opinion sheet that does not come back: no absence, for there is no meeting.
pub(super) const NOT_RETURNED: &str = "không trả lời";

impl<'s> SessionPapers<'s> {
    /// The agency's report and the opinion sheet on what is decided in writing, which go out before
    /// anybody has answered; none where nothing is.
    pub(super) fn asking(&self) -> Vec<Document> {
        let mut asked = self.decided(true);
        // What is asked once more now is asked about as it is now; after a meeting nothing is.
        let waits = |item: &Item<'s>| self.waiting.iter().any(|other| other.is(item.product()));
        asked.items.retain(|item| !item.earlier && !waits(item));
        asked.items.extend(self.waiting.iter().copied());
        match asked.items.is_empty() {
            true => Vec::new(),
            false => vec![asked.agency_report(), asked.opinion_sheet()],
        }
    }

    /// When the opinion sheets on a product are sent, and when they are due: its own days where the
    /// facts have days of single products, else those of all.
    fn days(&self, item: &Item<'_>) -> [Option<&'s str>; 2] {
        let Some(written) = self.facts.written.as_ref() else {
            return [None, None];
        };
        let is_all = written.each.is_empty() && written.earlier.is_empty();
        match self.asked_in_writing(item) {
            Some(asked) => [asked.sent.as_deref(), asked.due.as_deref()],
            None if is_all && !self.is_asked_again(item) => {
                [written.sent.as_deref(), written.due.as_deref()]
            }
            None => [None, None],
        }
    }

    /// Each time that opinions on a product were asked for: the product as it was then, and which time it
    /// was, where there were two.
    fn times(&self) -> Vec<(Item<'s>, &'static str)> {
        let times = self.items.iter().flat_map(|item| {
            let before = item.round_before();
            match before.filter(|before| self.is_written(before)) {
                Some(before) => vec![(before, ", lần thứ nhất"), (*item, ", lần thứ hai")],
                None => vec![(*item, "")],
            }
        });
        times.collect()
    }

    /// A line for all products of the same days; where there are several, each with its products.
    fn sent_and_due(&self, times: Vec<(Item<'s>, &'static str)>) -> Vec<Block> {
        let again = times.iter().any(|(_, time)| !time.is_empty());
        let days = grouped(times, |(item, _)| self.days(item));
        let several = days.len() > 1 || again;
        let lines = days.into_iter().map(|([sent, due], times)| {
            let names = times.iter();
            let names = names.map(|(item, time)| self.label(item) + time);
            let names: Vec<String> = names.collect();
            match several {
                true => Block::filled(
                    "{}: gửi ngày {ngày gửi}; hạn trả lời ngày {ngày trả lời}.",
                    &[&names.join(", "), &sent, &due],
                ),
                false => Block::filled(
                    "Gửi ngày {ngày gửi}; hạn trả lời ngày {ngày trả lời}.",
                    &[&sent, &due],
                ),
            }
        });
        lines.collect()
    }

    /// Products of renewals, with what is known for the last columns, or what the agency or a member enters.
    fn renewals(&self, last: [(&str, u32); 2], cells: impl Fn(&Item<'s>) -> [Text; 2]) -> Block {
        let area = area_head(&self.laws());
        let mut columns = vec![("STT", 8), ("Sản phẩm", 22), ("Chủ thể", 20), (area, 16)];
        columns.extend(last);
        let rows = self.items.iter().map(|item| {
            let mut row = vec![item.name().into(), item.producer(), item.area()];
            row.extend(cells(item));
            row
        });
        Block::Table(Table::numbered(&columns, rows))
    }

    /// The report of the agency in charge: to the council's chair, or where the dossier goes up without a
    /// council, to those who send it. Source: Điều 6.3 b, 7.6 c.
    pub(super) fn agency_report(&self) -> Document {
        let last = [("Hồ sơ", 16), ("Kiểm tra thực tế", 20)];
        let cells = |item: &Item<'s>| {
            let visit = Text::blank("có hay không, lý do, kết quả");
            [whole_or_not(item), visit]
        };
        let (to, asks) = match self.has_council() {
            true => (
                "Chủ tịch Hội đồng đánh giá, phân hạng sản phẩm OCOP".into(),
                "Hội đồng lấy ý kiến bằng văn bản về các sản phẩm trên".into(),
            ),
            false => (
                self.authority(),
                self.authority()
                    .then(" gửi hồ sơ, đề nghị cấp trên đánh giá, phân hạng lại các sản phẩm trên"),
            ),
        };
        let blocks = vec![
            self.agency_head("BC-", None, true),
            self.titled("Báo cáo", "Đánh giá hồ sơ phân hạng lại sản phẩm OCOP"),
            Block::To(to),
            Block::Grounds(self.grounds()),
            Block::heading("I. Hồ sơ"),
            self.renewals(last, cells),
            Block::heading("II. Nhận xét về thay đổi so với lần công nhận trước"),
            Block::line(
                "[nguyên liệu, công nghệ, bao bì, nhãn mác, công bố chất lượng, kiểm nghiệm định kỳ, thị trường, \
                 sản lượng, doanh thu, giấy tờ pháp lý có thời hạn]",
            ),
            Block::heading("III. Đề nghị"),
            Block::filled("{} đề nghị {}.", &[&self.agency(), &asks]),
            self.end("Như trên", "VT", Self::agency_signs()),
        ];
        let title = "Báo cáo đánh giá hồ sơ phân hạng lại sản phẩm OCOP";
        Document::of("bao-cao-co-quan", title, blocks)
    }

    /// What each member is asked, and answers on: a sheet for everyone on the council's list.
    fn opinion_sheet(&self) -> Document {
        let mut blocks = Vec::new();
        for member in &self.facts.members {
            // Who recused from a product, or is not in the council, is not asked about it.
            let own = self.only(|item| !self.is_not_asked(&member.id, item));
            if own.items.is_empty() {
                continue;
            }
            if !blocks.is_empty() {
                blocks.push(Block::Part(None));
            }
            let whom = fill("{}, {chức vụ}", &[&member.name, &member.position]);
            blocks.extend(own.letter_to(whom, fill("[ngày trả lời]; {}", &[&member.name])));
        }
        if blocks.is_empty() {
            let whom = Text::blank("họ tên, chức vụ thành viên Hội đồng");
            blocks = self.letter_to(whom, Text::blank("ngày trả lời, họ và tên"));
        }
        let title = "Phiếu lấy ý kiến thành viên Hội đồng";
        Document::of("phieu-lay-y-kien", title, blocks)
    }

    fn letter_to(&self, whom: Text, answers: Text) -> Vec<Block> {
        let last = [("Tổng điểm", 12), ("Ý kiến", 24)];
        let cells = |_: &Item<'s>| ["điểm", "ý kiến"].map(Text::blank);
        let answers = Signer::new("Thành viên trả lời", answers);
        let mut blocks = vec![
            // It is a letter: no rule has an abbreviation for its kind.
            self.council_head(Some(""), true),
            self.titled(
                "Phiếu lấy ý kiến",
                "Về đánh giá, phân hạng lại sản phẩm OCOP",
            ),
            Block::To(whom),
            Block::filled(
                "Thực hiện {}, Hội đồng lấy ý kiến bằng văn bản về các sản phẩm sau.",
                &[&self.decisions()],
            ),
        ];
        let asked = self.times().into_iter();
        let asked = asked.filter(|(item, _)| !item.earlier);
        blocks.extend(self.sent_and_due(asked.collect()));
        blocks.extend([
            Block::filled(
                "Tài liệu gửi kèm: hồ sơ sản phẩm; phiếu đánh giá; {}.",
                &[&self.agency_reported()],
            ),
            Block::line(
                "Đề nghị thành viên chấm phiếu đánh giá từng sản phẩm và ghi ý kiến. Phiếu không gửi \
                 lại được tính là không trả lời, không phải là đồng ý.",
            ),
            self.renewals(last, cells),
            Block::line("Ý kiến khác, hoặc đề nghị họp trực tiếp và lý do: [ý kiến]"),
            Block::Signatures(vec![answers, self.chair_signs()]),
        ]);
        blocks
    }

    /// What was sent, returned and said.
    pub(super) fn opinions(&self) -> Document {
        let subject = "Lấy ý kiến bằng văn bản về phân hạng lại sản phẩm OCOP";
        let mut blocks = vec![
            self.council_head(None, false),
            self.titled("Bảng tổng hợp ý kiến", subject),
        ];
        blocks.extend(self.replaced("Bảng này", true));
        blocks.extend(self.sent_and_due(self.times()));
        blocks.extend([
            Block::heading("1. Số phiếu và điểm"),
            Block::Table(self.returned()),
        ]);
        let first = self.times().into_iter();
        let first = first.filter(|(item, time)| item.earlier && !time.is_empty());
        blocks.extend(first.map(|(item, time)| {
            let why = not_concluded(item.stage, item.result, false);
            Block::filled(
                "{}{}, chưa kết luận: {}.",
                &[&self.label(&item), &time, &why],
            )
        }));
        let away = self.away();
        if !away.is_empty() {
            blocks.push(Block::line("Thành viên không gửi phiếu:"));
            blocks.push(Block::List(away));
        }
        blocks.extend([
            Block::heading("2. Ý kiến của thành viên"),
            Block::Table(self.said()),
        ]);
        blocks.push(Block::heading("3. Kết luận của Hội đồng"));
        blocks.extend(self.lists());
        // Programs keep a line of text with the signatures, and no table that is longer than a page.
        blocks.extend(self.rules_used());
        blocks.extend(self.warnings(|_| false));
        blocks.push(self.both_sign(false));
        Document {
            workbook: true,
            mark: self.mark(),
            ..Document::of(
                "bang-tong-hop-y-kien",
                "Bảng tổng hợp ý kiến bằng văn bản",
                blocks,
            )
        }
    }

    /// Whether a product was not sent to a member: who recused, and who was not in the council then.
    fn is_not_asked(&self, member: &str, item: &Item<'s>) -> bool {
        let absence = self.absence(member, item);
        absence.is_some_and(|absence| absence.recused) || self.is_outside(member, item)
    }

    /// How many sheets were sent, came back and did not, and what they come to. Every member of the
    /// council who did not recuse got one.
    fn returned(&self) -> Table {
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 26),
            ("Số phiếu gửi", 12),
            ("Số phiếu trả lời", 22),
            ("Không trả lời", 12),
            ("Tổng điểm trung bình", 12),
            ("Chênh lệch", 10),
        ];
        let rows = self.times().into_iter().map(|(item, time)| {
            let returned = item.sheets().len();
            // Who got one is told by the list, else by the decision that founds the council.
            let listed = self.facts.members.len();
            let asked = (listed > 0).then_some(listed).or(item.appointed());
            let not_asked = self.listed().filter(|id| self.is_not_asked(id, &item));
            let not_asked = not_asked.count();
            let sent = asked.map(|asked| asked.saturating_sub(not_asked));
            let count = |count: Option<usize>| {
                let count = count.map(|count| count.to_string());
                Text::fact(count.as_deref(), "số")
            };
            let given = counted(item.stage, item.result).filter(|_| has_stops(item.stage));
            vec![
                (self.label(&item) + time).into(),
                count(sent),
                given.unwrap_or_else(|| returned.to_string()).into(),
                count(sent.map(|sent| sent.saturating_sub(returned))),
                item.total().into(),
                item.result.spread.map(comma).unwrap_or_default().into(),
            ]
        });
        Table::numbered(&columns, rows)
    }

    /// Who did not send a sheet, and why: who recused, and who gave no answer, whether or not anybody
    /// said so. Source: papers-elements 4: not returned is not returned.
    fn away(&self) -> Vec<Text> {
        let mut lines = Vec::new();
        for (item, time) in self.times() {
            for member in &self.facts.members {
                let absence = self.absence(&member.id, &item);
                let word = match absence {
                    Some(absence) if absence.recused => "không tham gia chấm do có liên quan",
                    Some(absence) if absence.is_outside() => continue,
                    Some(_) => NOT_RETURNED,
                    None if item.is_ended() || item.sheet_of(&member.id).is_some() => continue,
                    None if item.sheets().is_empty() => continue,
                    None => NOT_RETURNED,
                };
                lines.push(fill(
                    "{}: {}, sản phẩm {}{}, lý do: {lý do}",
                    &[
                        &self.name_of(&member.id),
                        &word,
                        &self.label(&item),
                        &time,
                        &absence.and_then(|absence| absence.reason.as_deref()),
                    ],
                ));
            }
        }
        lines.extend(self.nameless().map(|count| {
            fill(
                "[họ và tên]: {} ({} thành viên), lý do: [lý do]",
                &[&NOT_RETURNED, &count],
            )
        }));
        lines
    }

    fn said(&self) -> Table {
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 26),
            ("Thành viên", 24),
            ("Tổng điểm", 12),
            ("Ý kiến", 32),
        ];
        let times = self.times();
        let rows = times.iter().flat_map(|(item, time)| {
            item.sheets().iter().map(move |sheet| {
                let id = sheet.assessor();
                let given = given_by(item.stage, id).unwrap_or_default();
                let opinion = self.opinion_of((item.earlier, id), item);
                let opinion = opinion.map(|opinion| opinion.text.as_str());
                vec![
                    (self.label(item) + time).into(),
                    self.scorer(id),
                    given.into(),
                    opinion.unwrap_or_default().into(),
                ]
            })
        });
        Table::numbered(&columns, rows)
    }
}

/// What the dossier of a product lacks, where it tells what it holds.
fn whole_or_not(item: &Item<'_>) -> Text {
    if item.decided.case().application().items.is_none() {
        return Text::blank("đầy đủ hay chưa");
    }
    let lacks = missing(item.decided);
    match lacks.is_empty() {
        true => "đầy đủ".into(),
        false => Text::from("còn thiếu: ").then(Text::joined(lacks, ", ")),
    }
}
