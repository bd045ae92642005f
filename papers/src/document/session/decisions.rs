//! What those who decide sign: decisions, the letter to the level above, the hand-over to it.

use ocop::law::Regulation;
use ocop::{Lang, Level, Star};

use super::commune::sender_level;
use super::council::SessionPapers;
use super::dossier::{attached, by_product};
use super::each::once_each;
use super::item::{Group, Item};
use super::lists::{area_head, recognises};
use crate::document::Document;
use crate::document::block::{Block, Signer, Table};
use crate::document::text::{Piece, Text, fill, say};

/// An article of a decision.
fn article(number: u32, sentence: &'static str, pieces: &[&dyn Piece]) -> Block {
    let head = Text::from(format!("Điều {number}. ")).bold();
    Block::Paragraph(head.then(fill(sentence, pieces)))
}

impl<'s> SessionPapers<'s> {
    fn decision(&self, regulation: &Regulation, name: &str, subject: &str) -> Document {
        let number = Text::from("Số:         /QĐ-").then(self.code());
        let mut grounds = vec![match self.level() {
            Level::Central => say("Căn cứ [nghị định về chức năng, nhiệm vụ của Bộ]"),
            _ => say("Căn cứ Luật Tổ chức chính quyền địa phương [ngày ban hành]"),
        }];
        grounds.extend(self.grounds_of_council());
        grounds.push(fill(
            "Theo đề nghị của người đứng đầu {} tại Tờ trình [số, ngày]",
            &[&self.agency()],
        ));
        let blocks = vec![
            self.authority_head(number, None),
            self.titled("Quyết định", subject),
            Block::Centre(self.decider(regulation).capitals()),
            Block::Grounds(grounds),
            Block::Centre("QUYẾT ĐỊNH:".into()),
        ];
        Document::of(name, subject, blocks)
    }

    /// The last articles: what was decided before and is changed, and from when it holds.
    fn in_force(&self, number: u32) -> Vec<Block> {
        let changed = self.decided_before();
        let some = !changed.is_empty();
        let changed = Text::joined(changed, "; ");
        let before = some.then(|| article(number, "Quyết định này {}.", &[&changed]));
        let number = number + u32::from(some);
        let last = article(number, "Quyết định này có hiệu lực kể từ ngày ký.", &[]);
        before.into_iter().chain([last]).collect()
    }

    /// The head of a decision's annex.
    fn annex(&self, regulation: &Regulation, title: &str) -> Block {
        let of = fill(
            "Kèm theo Quyết định số         /QĐ-{} ngày …… tháng …… năm ……… của {}",
            &[&self.code(), &self.decider(regulation)],
        );
        Block::Annex(title.into(), of)
    }

    pub(super) fn recognition(&self, regulation: &Regulation) -> Document {
        let subject = "Công nhận kết quả đánh giá, phân hạng và cấp Giấy chứng nhận sản phẩm OCOP";
        let mut paper = self.decision(regulation, "quyet-dinh-cong-nhan", subject);
        // The highest star first, else in their order.
        let mut items = self.undecided(self.recognised());
        let star_of = |item: &Item<'s>| match item.group {
            Group::Recognise(star) => star.number(),
            _ => 0,
        };
        items.sort_by_key(|item| std::cmp::Reverse(star_of(item)));
        let sums = Star::ALL.into_iter().rev().filter_map(|star| {
            let count = items.iter().filter(|item| star_of(item) == star.number());
            let count = count.count();
            (count > 0).then(|| format!("{count} sản phẩm hạng {star} sao"))
        });
        let sums = sums.collect::<Vec<_>>().join(", ");
        let verb = match recognises(&items) {
            "công nhận" => "Công nhận",
            "công nhận lại" => "Công nhận lại",
            _ => "Công nhận, công nhận lại",
        };
        let months = regulation.certificate_months().to_string();
        let places = once_each(items.iter().map(|item| sender_level(item.stage)));
        let places: Vec<&str> = places
            .into_iter()
            .map(|level| level.name(Lang::Vi))
            .collect();
        let places = places.join(", ");
        let count = items.len();
        paper.blocks.extend([
            article(
                1,
                "{} kết quả đánh giá, phân hạng {} sản phẩm OCOP ({}), theo danh sách tại Phụ lục.",
                &[&verb, &count, &sums],
            ),
            article(
                2,
                "Cấp Giấy chứng nhận sản phẩm OCOP cho các sản phẩm tại Điều 1; Giấy chứng nhận có \
                 thời hạn {} tháng kể từ ngày ban hành.",
                &[&months],
            ),
            article(
                3,
                "Chánh Văn phòng, người đứng đầu {}, Ủy ban nhân dân {} có sản phẩm và các chủ thể \
                 có tên tại Phụ lục chịu trách nhiệm thi hành Quyết định này.",
                &[&self.agency(), &places],
            ),
        ]);
        let changed = self.only(|item| items.iter().any(|one| one.is_same(item)));
        paper.blocks.extend(changed.in_force(4));
        paper.blocks.extend([
            self.end("Như Điều 3", "VT", self.decider_signs(regulation)),
            self.annex(regulation, "Danh sách sản phẩm OCOP"),
        ]);
        let columns = [
            ("STT", 9),
            ("Sản phẩm", 22),
            ("Mã số sản phẩm", 14),
            ("Bộ sản phẩm", 18),
            ("Chủ thể", 20),
            (area_head(&[regulation]), 16),
            ("Hình thức", 11),
            ("Hạng", 10),
        ];
        let rows = items.iter().map(|item| {
            let mut row = vec![item.name().into(), item.code(), item.set().into()];
            let star = format!("{} sao", star_of(item)).into();
            row.extend([item.producer(), item.area(), item.kind(), star]);
            row
        });
        let sum = Block::filled("Tổng số: {} sản phẩm; {}.", &[&count, &sums]);
        paper
            .blocks
            .push(Block::Table(Table::numbered(&columns, rows)));
        paper.blocks.push(sum);
        paper
    }

    pub(super) fn approval(&self, regulation: &Regulation) -> Document {
        let items = self.undecided(self.forwarded());
        let (count, authority) = (items.len(), self.authority());
        let (next, asked) = (
            self.next_body(regulation, &items),
            self.asked(regulation, &items),
        );
        let (mut paper, first) = if self.chairman_decides(regulation) {
            let name = "quyet-dinh-phe-duyet-ket-qua";
            let subject =
                "Phê duyệt kết quả đánh giá sản phẩm OCOP đề nghị cấp trên đánh giá, phân hạng";
            let first = article(
                1,
                "Phê duyệt kết quả đánh giá {} sản phẩm, theo danh sách tại Phụ lục; {} đề nghị {} \
                 {}.",
                &[&count, &authority, &next, &asked],
            );
            (self.decision(regulation, name, subject), first)
        } else {
            let subject = "Chấm điểm sản phẩm OCOP đề nghị cấp trên đánh giá, phân hạng";
            let first = article(
                1,
                "Phê duyệt điểm đánh giá {} sản phẩm, theo danh sách tại Phụ lục; chuyển {}, đề nghị {} {}.",
                &[&count, &handed_over(&items), &next, &asked],
            );
            (
                self.decision(regulation, "quyet-dinh-cham-diem", subject),
                first,
            )
        };
        paper.blocks.extend([
            first,
            article(
                2,
                "Chánh Văn phòng, người đứng đầu {} và các chủ thể có tên tại Phụ lục chịu trách \
                 nhiệm thi hành Quyết định này.",
                &[&self.agency()],
            ),
        ]);
        let changed = self.only(|item| items.iter().any(|one| one.is_same(item)));
        paper.blocks.extend(changed.in_force(3));
        paper.blocks.extend([
            self.end("Như Điều 2", "VT", self.decider_signs(regulation)),
            self.annex(regulation, "Kết quả đánh giá"),
            Block::Table(going_up(regulation, &items)),
        ]);
        paper
    }

    /// The letter to the level above.
    pub(super) fn letter(&self, regulation: &Regulation) -> Document {
        let items = self.forwarded();
        let (next, asked) = (
            self.next_body(regulation, &items),
            self.asked(regulation, &items),
        );
        let number = self.letter_number();
        let subject = Text::from(format!("V/v đề nghị {asked}"));
        let mut blocks = vec![
            self.authority_head(number, Some(subject)),
            // The province that a district writes to has a name, which the law does not know.
            Block::To(match self.level() {
                Level::District => say("Ủy ban nhân dân tỉnh [tên tỉnh]"),
                _ => next.clone(),
            }),
            Block::filled(
                "Thực hiện {}, {} đề nghị {} {} đối với {} sản phẩm sau:",
                &[
                    &self.cited_here(regulation, Self::cited),
                    &self.authority(),
                    &next,
                    &asked,
                    &items.len(),
                ],
            ),
            Block::Table(going_up(regulation, &items)),
            Block::line("Hồ sơ kèm theo gồm 01 bộ bản giấy và 01 bộ bản điện tử:"),
        ];
        blocks.extend(self.attachments(regulation, &items));
        blocks.extend([
            Block::line("Đầu mối liên hệ: [họ tên, chức vụ, điện thoại]."),
            self.end("Như trên", "VT", Signer::committee()),
        ]);
        let title = "Công văn đề nghị đánh giá, phân hạng sản phẩm OCOP";
        Document::of("cong-van-de-nghi", title, blocks)
    }

    /// What goes with the letter, for each product: a renewal goes with other papers than a first
    /// application. Source: 26/2026, Điều 6.3 a and b.
    fn attachments(&self, regulation: &Regulation, items: &[&Item<'s>]) -> Vec<Block> {
        let of = |item: &Item<'s>| {
            let listed = match item.group {
                Group::Forward(to) => attached(item.decided, item.stage, to),
                _ => None,
            };
            listed.unwrap_or_else(|| self.attached_before(regulation, item))
        };
        by_product(items.iter().map(|item| (self.label(item), of(item))))
    }

    /// What goes with a letter under the laws whose data do not list it: they send a renewal up as what comes
    /// for the first time. Source: plan 262, V.1 g, V.18 d.
    fn attached_before(&self, regulation: &Regulation, item: &Item<'_>) -> Vec<Text> {
        let mut attached = vec![
            "Báo cáo của Tổ tư vấn".into(),
            "Báo cáo kết quả đánh giá của Hội đồng".into(),
            fill("Quyết định {}", &[&self.approves(regulation)]),
        ];
        let dossier =
            "Hồ sơ sản phẩm; văn bản xác nhận, kết quả kiểm tra, kiểm nghiệm bổ sung (nếu có)";
        attached.push(dossier.into());
        attached.extend(item.has_samples().then(|| Text::from("Sản phẩm mẫu")));
        attached
    }

    /// The hand-over of dossiers and samples to the level above. Source: plan 262, V.1 g, V.18 d.
    pub(super) fn hand_over(&self, regulation: &Regulation) -> Document {
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 28),
            ("Chủ thể", 24),
            ("Hồ sơ (bộ)", 12),
            ("Sản phẩm mẫu (số lượng)", 14),
            ("Tình trạng", 16),
        ];
        let rows = self.forwarded().into_iter().map(|item| {
            let [dossiers, samples, state] = ["số", "số", "tình trạng"].map(Text::blank);
            let samples = match item.has_samples() {
                true => samples,
                false => "không gửi".into(),
            };
            vec![
                item.name().into(),
                item.producer(),
                dossiers,
                samples,
                state,
            ]
        });
        let what = handed_over(&self.forwarded());
        let subject = format!("Bàn giao {what} đề nghị cấp trên đánh giá, phân hạng");
        let blocks = vec![
            self.agency_head("BB-", None, false),
            self.titled("Biên bản", &subject),
            Block::line("Thời gian: [giờ, ngày tháng năm]; địa điểm: [địa điểm]."),
            Block::filled("Bên giao: {}, [họ tên, chức vụ].", &[&self.agency()]),
            Block::filled(
                "Bên nhận, thay mặt {}: [họ tên, chức vụ].",
                &[&self.next_body(regulation, &self.forwarded())],
            ),
            Block::Table(Table::numbered(&columns, rows)),
            Block::line("Biên bản lập thành [số] bản, mỗi bên giữ [số] bản."),
            Block::Signatures(vec![
                Signer::unnamed("Bên giao"),
                Signer::unnamed("Bên nhận"),
            ]),
        ];
        let title = format!("Biên bản bàn giao {what}");
        Document::of("bien-ban-ban-giao", &title, blocks)
    }
}

/// What goes up with products: no samples of what is a service.
fn handed_over(items: &[&Item<'_>]) -> &'static str {
    let with = items.iter().filter(|item| item.has_samples()).count();
    match with {
        0 => "hồ sơ",
        all if all == items.len() => "hồ sơ và sản phẩm mẫu",
        _ => "hồ sơ và sản phẩm mẫu (trừ dịch vụ du lịch)",
    }
}

/// A table of products that go up: with their points, where a council has scored any.
fn going_up(regulation: &Regulation, items: &[&Item<'_>]) -> Table {
    let scored = items.iter().any(|item| item.has_council());
    let mut columns = vec![
        ("STT", 8),
        ("Sản phẩm", 24),
        ("Chủ thể", 22),
        (area_head(&[regulation]), 16),
        ("Bộ sản phẩm", 20),
    ];
    columns.extend(scored.then_some(("Tổng điểm trung bình", 12)));
    let rows = items.iter().map(|item| {
        let set = item.set().into();
        let mut row = vec![item.name().into(), item.producer(), item.area(), set];
        row.extend(scored.then(|| item.total().into()));
        row
    });
    Table::numbered(&columns, rows)
}
