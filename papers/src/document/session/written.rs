//! Renewals that the council gives its opinion on in writing. Source: 26/2026, Điều 7.6 c and d.

use super::council::SessionPapers;
use super::facts::Written;
use super::item::{Item, comma, total_of};
use super::lists::area_head;
use crate::document::Document;
use crate::document::block::{Block, Signer, Table};
use crate::document::text::Text;

/// The word for an opinion sheet that does not come back: no absence, for there is no meeting.
pub(super) const NOT_RETURNED: &str = "không trả lời";

impl<'s> SessionPapers<'s> {
    /// The agency's report, the opinion sheet and the table of opinions; none without renewals.
    pub(super) fn written(&self) -> Vec<Document> {
        let items = self.items.iter().filter(|item| self.is_written(item));
        let items: Vec<&Item<'s>> = items.collect();
        if items.is_empty() {
            return Vec::new();
        }
        let (report, sheet) = (self.agency_report(&items), self.opinion_sheet(&items));
        vec![report, sheet, self.opinions(&items)]
    }

    /// When opinion sheets are sent, and when they are due.
    fn days(&self) -> [Option<&'s str>; 2] {
        let written = self.facts.written.as_ref();
        let day = |what: fn(&Written) -> &Option<String>| what(written?).as_deref();
        [day(|written| &written.sent), day(|written| &written.due)]
    }

    /// Products of renewals, with what the agency or a member enters in the last columns.
    fn renewals(&self, items: &[&Item<'s>], last: &[(&str, &str, u32)]) -> Block {
        let area = area_head(&self.laws());
        let mut columns = vec![("STT", 8), ("Sản phẩm", 22), ("Chủ thể", 20), (area, 16)];
        columns.extend(last.iter().map(|(head, _, share)| (*head, *share)));
        let rows = items.iter().map(|item| {
            let mut row = vec![item.name().into(), item.producer(), item.area()];
            row.extend(last.iter().map(|(_, blank, _)| Text::blank(blank)));
            row
        });
        Block::Table(Table::numbered(&columns, rows))
    }

    /// The report of the agency in charge to the chair. Source: Điều 7.6 c.
    fn agency_report(&self, items: &[&Item<'s>]) -> Document {
        let last = [
            ("Hồ sơ", "đầy đủ hay chưa", 16),
            ("Kiểm tra thực tế", "có hay không, lý do, kết quả", 20),
        ];
        let blocks = vec![
            self.agency_head("BC-", None, true),
            self.titled("Báo cáo", "Đánh giá hồ sơ phân hạng lại sản phẩm OCOP"),
            Block::To("Chủ tịch Hội đồng đánh giá, phân hạng sản phẩm OCOP".into()),
            Block::Grounds(self.grounds()),
            Block::heading("I. Hồ sơ"),
            self.renewals(items, &last),
            Block::heading("II. Nhận xét về thay đổi so với lần công nhận trước"),
            Block::line(
                "[nguyên liệu, công nghệ, bao bì, kiểm nghiệm, thị trường, doanh thu, giấy tờ có thời \
                 hạn]",
            ),
            Block::heading("III. Đề nghị"),
            Block::filled(
                "{} đề nghị Hội đồng lấy ý kiến bằng văn bản về các sản phẩm trên.",
                &[&self.agency()],
            ),
            self.end("Như trên", "VT", Self::agency_signs()),
        ];
        let title = "Báo cáo đánh giá hồ sơ phân hạng lại sản phẩm OCOP";
        Document::of("bao-cao-co-quan", title, blocks)
    }

    /// What each member is asked, and answers on.
    fn opinion_sheet(&self, items: &[&Item<'s>]) -> Document {
        let last = [("Tổng điểm", "điểm", 12), ("Ý kiến", "ý kiến", 24)];
        let [sent, due] = self.days();
        let answers = Signer::new("Thành viên trả lời", Text::blank("ngày trả lời, họ và tên"));
        let blocks = vec![
            self.council_head(Some("PYK-"), true),
            self.titled(
                "Phiếu lấy ý kiến",
                "Về đánh giá, phân hạng lại sản phẩm OCOP",
            ),
            Block::To(Text::blank("họ tên, chức vụ thành viên Hội đồng")),
            Block::filled(
                "Thực hiện {}, Hội đồng lấy ý kiến bằng văn bản về các sản phẩm sau. Gửi ngày {ngày \
                 gửi}; trả lời trước ngày {ngày trả lời}.",
                &[&self.decisions(), &sent, &due],
            ),
            Block::filled(
                "Tài liệu gửi kèm: hồ sơ sản phẩm; phiếu đánh giá; báo cáo của {} {số, ngày}.",
                &[&self.agency(), &self.facts.agency_report],
            ),
            Block::line(
                "Đề nghị thành viên chấm phiếu đánh giá từng sản phẩm và ghi ý kiến. Phiếu không gửi \
                 lại được tính là không trả lời, không phải là đồng ý.",
            ),
            self.renewals(items, &last),
            Block::line("Ý kiến khác, hoặc đề nghị họp trực tiếp và lý do: [ý kiến]"),
            Block::Signatures(vec![answers, self.chair_signs()]),
        ];
        Document::of(
            "phieu-lay-y-kien",
            "Phiếu lấy ý kiến thành viên Hội đồng",
            blocks,
        )
    }

    /// What was sent, returned and said.
    fn opinions(&self, items: &[&Item<'s>]) -> Document {
        let [sent, due] = self.days();
        let subject = "Lấy ý kiến bằng văn bản về phân hạng lại sản phẩm OCOP";
        let mut blocks = vec![
            self.council_head(None, false),
            self.titled("Bảng tổng hợp ý kiến", subject),
            Block::filled(
                "Gửi ngày {ngày gửi}; hạn trả lời ngày {ngày trả lời}.",
                &[&sent, &due],
            ),
            Block::heading("1. Số phiếu và điểm"),
            Block::Table(returned(items)),
            Block::heading("2. Ý kiến của thành viên"),
            Block::Table(self.said(items)),
        ];
        blocks.extend(self.rules_used());
        blocks.push(Block::heading("3. Kết luận của Hội đồng"));
        blocks.extend(self.lists(|item| self.is_written(item)));
        blocks.push(self.both_sign(false));
        Document {
            workbook: true,
            mark: self.mark(|item| self.is_written(item)),
            ..Document::of(
                "bang-tong-hop-y-kien",
                "Bảng tổng hợp ý kiến bằng văn bản",
                blocks,
            )
        }
    }

    fn said(&self, items: &[&Item<'s>]) -> Table {
        let mut table = Table::new(&[
            ("STT", 8),
            ("Sản phẩm", 26),
            ("Thành viên", 24),
            ("Tổng điểm", 12),
            ("Ý kiến", 32),
        ]);
        for (number, item) in (1..).zip(items) {
            table.rows.extend(item.sheets().iter().map(|sheet| {
                let id = sheet.assessor();
                let total = total_of(item.stage, id).map(comma).unwrap_or_default();
                let opinion = self.opinion(id, item.name());
                let opinion = match opinion {
                    Some(opinion) => opinion.text.as_str().into(),
                    None => Text::blank("ý kiến, nếu có"),
                };
                let number: Text = format!("{number}").into();
                vec![
                    number,
                    item.name().into(),
                    self.member(id),
                    total.into(),
                    opinion,
                ]
            }));
        }
        table
    }
}

fn returned(items: &[&Item<'_>]) -> Table {
    let columns = [
        ("STT", 8),
        ("Sản phẩm", 30),
        ("Số phiếu gửi", 12),
        ("Số phiếu trả lời", 12),
        ("Không trả lời", 12),
        ("Tổng điểm trung bình", 12),
        ("Chênh lệch", 10),
    ];
    let rows = items.iter().map(|item| {
        let (sent, returned) = (item.appointed(), item.sheets().len());
        let count = |count: Option<usize>| {
            let count = count.map(|count| count.to_string());
            Text::fact(count.as_deref(), "số")
        };
        vec![
            item.name().into(),
            count(sent),
            returned.to_string().into(),
            count(sent.map(|sent| sent.saturating_sub(returned))),
            item.total().into(),
            item.result.spread.map(comma).unwrap_or_default().into(),
        ]
    });
    Table::numbered(&columns, rows)
}
