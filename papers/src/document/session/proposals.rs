//! What the council reports, and what the agency in charge puts before those who decide.

use super::council::SessionPapers;
use super::item::{Group, Item};
use super::lists::area_head;
use crate::document::Document;
use crate::document::block::{Block, Table};
use crate::document::text::{Text, fill, say};
use crate::html::long_day;

impl SessionPapers<'_> {
    /// The council's report.
    pub(super) fn report(&self) -> Document {
        let subject = "Kết quả đánh giá, phân hạng sản phẩm OCOP";
        let mut blocks = vec![
            self.council_head(Some("BC-"), true),
            self.titled("Báo cáo", subject),
            Block::To(self.deciders()),
            Block::Grounds(self.grounds()),
        ];
        blocks.extend(self.follows("Báo cáo này", say("[số, ngày báo cáo được thay thế]")));
        blocks.extend([
            Block::heading("I. Quá trình đánh giá"),
            self.course(),
            Block::heading("II. Kết quả đánh giá"),
            self.counts(),
        ]);
        blocks.extend(self.lists());
        blocks.extend(self.to_be_changed());
        let first = vec![Text::from("Như trên"), self.agency()];
        blocks.extend([
            Block::heading("III. Khó khăn, vướng mắc"),
            Block::line("[nội dung, hoặc ghi: không có]"),
            Block::heading("IV. Đề xuất"),
            Block::filled(
                "Hội đồng báo cáo và đề xuất {} xem xét, quyết định theo các danh sách trên.",
                &[&self.deciders()],
            ),
            Block::End(self.recipients(first, "VT, Hội đồng"), self.chair_signs()),
        ]);
        let title = "Báo cáo kết quả đánh giá, phân hạng sản phẩm OCOP";
        Document::of("bao-cao-hoi-dong", title, blocks).marked(self.mark())
    }

    /// The course of the session, in a sentence.
    fn course(&self) -> Block {
        let mut first = self.clone();
        for item in &mut first.items {
            *item = item.round_before().unwrap_or(*item);
        }
        let (met, written) = first.course_of();
        let place = fill("tại {địa điểm}", &[&self.facts.place]);
        let met_at = met.then(|| Text::from("họp ").then(place.clone()));
        let written = written.then_some("lấy ý kiến bằng văn bản về sản phẩm phân hạng lại");
        let how = Text::joined(met_at.into_iter().chain(written.map(Text::from)), " và ");
        let date = self.date().map(long_day);
        let again = self.scored_again((!met).then_some(place));
        Block::filled(
            "Hội đồng {}, {ngày}{}; {} thành viên chấm điểm.",
            &[&how, &date, &again, &self.assessors().len()],
        )
    }

    /// What is asked for where a decision was issued on a result that is no more.
    fn to_be_changed(&self) -> Option<Block> {
        let changed = self.decided_before();
        (!changed.is_empty()).then(|| {
            let changed = Text::joined(changed, "; ");
            Block::filled("Đề nghị {} {}.", &[&self.deciders(), &changed])
        })
    }

    /// The agency's submission (tờ trình).
    pub(super) fn submission(&self) -> Document {
        let mut attached = vec![
            Text::from("Báo cáo của Hội đồng"),
            Text::from(match self.course_of() {
                (true, false) => "Biên bản họp Hội đồng và Bảng tổng hợp điểm",
                (false, true) => "Bảng tổng hợp ý kiến bằng văn bản và Bảng tổng hợp điểm",
                _ => {
                    "Biên bản họp Hội đồng, Bảng tổng hợp ý kiến bằng văn bản và Bảng tổng hợp điểm"
                }
            }),
        ];
        // Each law has its own decisions.
        let by_law = self.by_law();
        let several = by_law.len() > 1;
        for (regulation, own) in by_law {
            let of = several.then(|| format!(", theo Quyết định số {}", regulation.decision()));
            if !own.undecided(own.recognised()).is_empty() {
                let draft =
                    "Dự thảo Quyết định công nhận kết quả đánh giá, phân hạng sản phẩm OCOP{}";
                attached.push(fill(draft, &[&of]));
            }
            if !own.forwarded().is_empty() {
                let draft = fill("Quyết định {} và dự thảo ", &[&own.approves(regulation)]);
                let draft = (!own.undecided(own.forwarded()).is_empty()).then_some(draft);
                attached.push(fill("Dự thảo {}văn bản đề nghị cấp trên{}", &[&draft, &of]));
            }
        }
        let (agency, deciders) = (self.agency(), self.deciders());
        let mut blocks = vec![
            self.agency_head("TTr-", None, true),
            self.titled("Tờ trình", "Về kết quả đánh giá, phân hạng sản phẩm OCOP"),
            Block::To(deciders.clone()),
            Block::Grounds(self.grounds_of_council()),
        ];
        blocks.extend(self.follows("Tờ trình này", say("[số, ngày tờ trình được thay thế]")));
        blocks.extend([
            Block::filled(
                "Hội đồng đã đánh giá, phân hạng và báo cáo kết quả; kết quả chỉ có hiệu lực khi \
                 người có thẩm quyền quyết định. {} trình {} xem xét kết quả như sau:",
                &[&agency, &deciders],
            ),
            self.counts(),
        ]);
        blocks.extend(self.lists());
        blocks.extend(self.to_be_changed());
        blocks.extend([
            Block::filled(
                "{} kính đề nghị {} xem xét, quyết định theo các danh sách và dự thảo trên.",
                &[&agency, &deciders],
            ),
            Block::line("Tài liệu kèm theo:"),
            Block::List(attached),
            self.end("Như trên", "VT", Self::agency_signs()),
        ]);
        let title = "Tờ trình về kết quả đánh giá, phân hạng sản phẩm OCOP";
        Document::of("to-trinh", title, blocks)
    }

    /// The agency's submission on products to be recognised on the result of a higher council. Source:
    /// 26/2026, Điều 7.3 đ, 7.4 g.
    pub(super) fn submission_of_adopted(&self) -> Document {
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 24),
            ("Chủ thể", 22),
            (area_head(&self.laws()), 18),
            ("Tổng điểm trung bình của Hội đồng cấp trên", 16),
            ("Hạng đề nghị công nhận", 12),
        ];
        let rows = self.items.iter().map(|item| {
            let above = Item::of(item.decided);
            let total = above.map(|above| above.total()).unwrap_or_default();
            let star = match item.group {
                Group::Recognise(star) => format!("{star} sao"),
                _ => String::new(),
            };
            let (name, producer) = (item.name().into(), item.producer());
            vec![name, producer, item.area(), total.into(), star.into()]
        });
        let (agency, deciders) = (self.agency(), self.deciders());
        let from = self.adopted_from();
        let subject = fill(
            "Về việc công nhận sản phẩm OCOP theo kết quả đánh giá của {}",
            &[&from],
        );
        let blocks = vec![
            self.agency_head("TTr-", None, true),
            Block::Title("Tờ trình".into(), subject),
            Block::To(deciders.clone()),
            Block::Grounds(self.grounds()),
            Block::filled(
                "{} trình {} xem xét, quyết định công nhận và cấp Giấy chứng nhận cho {} sản phẩm sau, theo kết quả \
                 đánh giá của {}:",
                &[&agency, &deciders, &self.items.len(), &from],
            ),
            Block::Table(Table::numbered(&columns, rows)),
            Block::line("Tài liệu kèm theo:"),
            Block::List(vec![
                fill("Văn bản thông báo kết quả đánh giá của {}", &[&from]),
                "Dự thảo Quyết định công nhận kết quả đánh giá, phân hạng sản phẩm OCOP".into(),
                "Hồ sơ sản phẩm".into(),
            ]),
            self.end("Như trên", "VT", Self::agency_signs()),
        ];
        let title = "Tờ trình công nhận sản phẩm OCOP theo kết quả của Hội đồng cấp trên";
        Document::of("to-trinh", title, blocks)
    }
}
