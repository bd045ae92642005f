//! Renewals that the council gives its opinion on in writing. Source: 26/2026, Điều 7.6 c and d.

use ocop::procedure::Content;

use super::super::{Block, Document, Signer, Table, Text};
use super::item::Item;
use super::{SessionPapers, area_head, comma};

/// The word for an opinion sheet that does not come back: no absence, for there is no meeting.
pub(super) const NOT_RETURNED: &str = "không trả lời";

impl<'s> SessionPapers<'s> {
    /// The agency's report, the opinion sheet and the table of opinions; none without renewals.
    pub(super) fn written(&self) -> Vec<Document> {
        let items: Vec<&Item<'s>> = self
            .items
            .iter()
            .filter(|item| self.is_written(item))
            .collect();
        if items.is_empty() {
            return Vec::new();
        }
        vec![
            self.agency_report(&items),
            self.opinion_sheet(&items),
            self.opinions(&items),
        ]
    }

    fn due(&self, what: fn(&super::Written) -> &Option<String>, blank: &str) -> Text {
        let day = self.facts.written.as_ref();
        Text::fact(day.and_then(|written| what(written).as_deref()), blank)
    }

    /// Products of renewals, with what the agency or a member enters in the last columns.
    fn renewals(&self, items: &[&Item<'s>], last: &[(&str, &str, u32)]) -> Table {
        let mut columns = vec![
            ("STT", 8),
            ("Sản phẩm", 22),
            ("Chủ thể", 20),
            (area_head(&self.laws()), 16),
        ];
        columns.extend(last.iter().map(|(head, _, share)| (*head, *share)));
        let rows = items.iter().map(|item| {
            let mut row = vec![item.name().into(), item.producer(), item.area()];
            row.extend(last.iter().map(|(_, blank, _)| Text::blank(blank)));
            row
        });
        Table::numbered(&columns, rows)
    }

    /// The report of the agency in charge to the chair. Source: Điều 7.6 c.
    fn agency_report(&self, items: &[&Item<'s>]) -> Document {
        let mut paper = Document::new(
            "bao-cao-co-quan",
            "Báo cáo đánh giá hồ sơ phân hạng lại sản phẩm OCOP",
        );
        let last = [
            ("Hồ sơ", "đầy đủ hay chưa", 16),
            ("Kiểm tra thực tế", "có hay không, lý do, kết quả", 20),
        ];
        paper.blocks = vec![
            self.agency_head("BC"),
            Block::Title(
                "Báo cáo".into(),
                Text::from("Đánh giá hồ sơ phân hạng lại sản phẩm OCOP, ").then(self.title()),
            ),
            Block::To("Chủ tịch Hội đồng đánh giá, phân hạng sản phẩm OCOP".into()),
            Block::Grounds(self.grounds()),
            Block::Heading("I. Hồ sơ".into()),
            Block::Table(self.renewals(items, &last)),
            Block::Heading("II. Nhận xét về thay đổi so với lần công nhận trước".into()),
            Block::Paragraph(Text::blank(
                "nguyên liệu, công nghệ, bao bì, kiểm nghiệm, thị trường, doanh thu, giấy tờ có thời hạn",
            )),
            Block::Heading("III. Đề nghị".into()),
            Block::Paragraph(
                self.agency()
                    .then(" đề nghị Hội đồng lấy ý kiến bằng văn bản về các sản phẩm trên."),
            ),
            Block::End(
                self.recipients(&["Như trên".into()], "VT"),
                Self::agency_signs(),
            ),
        ];
        paper
    }

    /// What each member is asked, and answers on.
    fn opinion_sheet(&self, items: &[&Item<'s>]) -> Document {
        let mut paper = Document::new("phieu-lay-y-kien", "Phiếu lấy ý kiến thành viên Hội đồng");
        let code = self.facts.council_code.as_deref();
        let last = [("Tổng điểm", "điểm", 12), ("Ý kiến", "ý kiến", 24)];
        let report = self.facts.agency_report.as_deref();
        paper.blocks = vec![
            self.council_head(
                Some(self.number("PYK", code, "chữ viết tắt của Hội đồng")),
                true,
            ),
            Block::Title(
                "Phiếu lấy ý kiến".into(),
                Text::from("Về đánh giá, phân hạng lại sản phẩm OCOP, ").then(self.title()),
            ),
            Block::To(Text::blank("họ tên, chức vụ thành viên Hội đồng")),
            Block::Paragraph(
                Text::from(format!(
                    "Thực hiện {}, Hội đồng lấy ý kiến bằng văn bản về các sản phẩm sau. Gửi ngày ",
                    self.decisions()
                ))
                .then(self.due(|written| &written.sent, "ngày gửi"))
                .then("; trả lời trước ngày ")
                .then(self.due(|written| &written.due, "ngày trả lời"))
                .then("."),
            ),
            Block::Paragraph(
                Text::from("Tài liệu gửi kèm: hồ sơ sản phẩm; phiếu đánh giá; báo cáo của ")
                    .then(self.agency())
                    .then(" ")
                    .then(Text::fact(report, "số, ngày"))
                    .then("."),
            ),
            Block::Paragraph(
                "Đề nghị thành viên chấm phiếu đánh giá từng sản phẩm và ghi ý kiến. Phiếu không gửi lại được tính là không trả lời, không phải là đồng ý.".into(),
            ),
            Block::Table(self.renewals(items, &last)),
            Block::Paragraph(
                Text::from("Ý kiến khác, hoặc đề nghị họp trực tiếp và lý do: ")
                    .then(Text::blank("ý kiến")),
            ),
            Block::Signatures(vec![
                Signer {
                    office: "Thành viên trả lời".into(),
                    name: Text::blank("ngày trả lời, họ và tên"),
..Signer::default()
},
                self.chair_signs(),
            ]),
        ];
        paper
    }

    /// What was sent, returned and said.
    fn opinions(&self, items: &[&Item<'s>]) -> Document {
        let mut paper = Document::new("bang-tong-hop-y-kien", "Bảng tổng hợp ý kiến bằng văn bản");
        paper.workbook = true;
        paper.mark = self.mark(|item| self.is_written(item));
        paper.blocks = vec![
            self.council_head(None, false),
            Block::Title(
                "Bảng tổng hợp ý kiến".into(),
                Text::from("Lấy ý kiến bằng văn bản về phân hạng lại sản phẩm OCOP, ")
                    .then(self.title()),
            ),
            Block::Paragraph(
                Text::from("Gửi ngày ")
                    .then(self.due(|written| &written.sent, "ngày gửi"))
                    .then("; hạn trả lời ngày ")
                    .then(self.due(|written| &written.due, "ngày trả lời"))
                    .then("."),
            ),
        ];
        let mut sums = Table::new(&[
            ("STT", 8),
            ("Sản phẩm", 30),
            ("Số phiếu gửi", 12),
            ("Số phiếu trả lời", 12),
            ("Không trả lời", 12),
            ("Tổng điểm trung bình", 12),
            ("Chênh lệch", 10),
        ]);
        let mut each = Table::new(&[
            ("STT", 8),
            ("Sản phẩm", 26),
            ("Thành viên", 24),
            ("Tổng điểm", 12),
            ("Ý kiến", 32),
        ]);
        for (number, item) in (1..).zip(items) {
            let sent = match item.stage.content() {
                Content::Sheets { appointed, .. } => *appointed,
                _ => None,
            };
            let returned = item.sheets().len();
            let count = |count: Option<usize>| {
                Text::fact(count.map(|count| count.to_string()).as_deref(), "số")
            };
            let sent = sent.map(usize::from);
            let spread = item.result.spread;
            sums.rows.push(vec![
                Text::from(format!("{number}")),
                item.name().into(),
                count(sent),
                returned.to_string().into(),
                count(sent.map(|sent| sent.saturating_sub(returned))),
                item.total().into(),
                spread
                    .map_or_else(String::new, |spread| comma(&spread.to_string()))
                    .into(),
            ]);
            for sheet in item.sheets() {
                let id = sheet.assessor();
                let total = item.total_of(id);
                each.rows.push(vec![
                    Text::from(format!("{number}")),
                    item.name().into(),
                    self.member(id),
                    total
                        .map_or_else(String::new, |total| comma(&total.to_string()))
                        .into(),
                    self.opinion(id, item.name()).map_or_else(
                        || Text::blank("ý kiến, nếu có"),
                        |opinion| opinion.text.as_str().into(),
                    ),
                ]);
            }
        }
        paper.blocks.extend([
            Block::Heading("1. Số phiếu và điểm".into()),
            Block::Table(sums),
            Block::Heading("2. Ý kiến của thành viên".into()),
            Block::Table(each),
        ]);
        let used = self.rules_used();
        paper
            .blocks
            .extend(used.map(|used| Block::Paragraph(used.into())));
        let written = |item: &Item<'s>| self.is_written(item);
        paper
            .blocks
            .push(Block::Heading("3. Kết luận của Hội đồng".into()));
        paper.blocks.extend(self.lists(written));
        paper.blocks.push(self.both_sign(false));
        paper
    }
}
