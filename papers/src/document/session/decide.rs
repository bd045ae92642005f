//! Papers of those who decide after the council: submission, decisions, letter, hand-over, notices.

use ocop::law::Regulation;
use ocop::value::ApplicationKind;
use ocop::{EvaluatedCase, Level, Star};

use super::super::{Block, Document, Signer, Table, Text};
use super::commune::attached;
use super::item::{Group, Item, KINDS};
use super::{SessionPapers, area_head, by_star, forwarded, recognises};
use crate::html::day;

/// An article of a decision.
fn article(number: u32, text: Text) -> Block {
    Block::Paragraph(Text::from(format!("Điều {number}. ")).bold().then(text))
}

impl<'s> SessionPapers<'s> {
    pub(super) fn submission(&self) -> Document {
        let mut paper = Document::new(
            "to-trinh",
            "Tờ trình về kết quả đánh giá, phân hạng sản phẩm OCOP",
        );
        let has = |wanted: fn(Group) -> bool| !self.of_group(wanted).is_empty();
        let mut attached = vec![
            Text::from("Báo cáo của Hội đồng"),
            Text::from("Biên bản họp Hội đồng và Bảng tổng hợp điểm"),
        ];
        if has(|group| matches!(group, Group::Recognise(_))) {
            attached.push(
                "Dự thảo Quyết định công nhận kết quả đánh giá, phân hạng sản phẩm OCOP".into(),
            );
        }
        for (regulation, own) in self.by_law() {
            if own
                .of_group(|group| matches!(group, Group::Forward(_)))
                .is_empty()
            {
                continue;
            }
            let decision = own.approves(regulation);
            attached.push(Text::from(format!(
                "Dự thảo Quyết định {decision} và dự thảo văn bản đề nghị cấp trên"
            )));
        }
        paper.blocks = vec![
            self.agency_head("TTr"),
            Block::Title(
                "Tờ trình".into(),
                Text::from("Về kết quả đánh giá, phân hạng sản phẩm OCOP, ").then(self.title()),
            ),
            Block::To(self.deciders()),
            Block::Grounds(self.grounds_of_council()),
            Block::Paragraph(
                Text::from("Hội đồng đã đánh giá, phân hạng và báo cáo kết quả; kết quả chỉ có hiệu lực khi người có thẩm quyền quyết định. ")
                    .then(self.agency())
                    .then(" trình ")
                    .then(self.deciders())
                    .then(" xem xét kết quả như sau:"),
            ),
            Block::Paragraph(self.counts()),
        ];
        let blocks = &mut paper.blocks;
        blocks.extend(self.lists(|_| true));
        blocks.push(Block::Paragraph(
            self.agency()
                .then(" kính đề nghị ")
                .then(self.deciders())
                .then(" xem xét, quyết định theo các danh sách và dự thảo trên."),
        ));
        blocks.push(Block::Paragraph("Tài liệu kèm theo:".into()));
        blocks.push(Block::List(attached));
        blocks.push(Block::End(
            self.recipients(&["Như trên".into()], "VT"),
            Self::agency_signs(),
        ));
        paper
    }

    /// What the decision on products that go up does with their result. Under 26/2026 the chairman
    /// approves it (Điều 7.3 e); before, the committee decides on the points (plan 262, V.1 g).
    fn approves(&self, regulation: &Regulation) -> &'static str {
        if self.chairman_decides(regulation) {
            "phê duyệt kết quả đánh giá"
        } else {
            "chấm điểm sản phẩm"
        }
    }

    /// The abbreviation of the authority: committees are UBND.
    fn code(&self) -> Text {
        let known = self.facts.authority_code.as_deref();
        let committee = (self.level() != Level::Central).then_some("UBND");
        Text::fact(known.or(committee), "chữ viết tắt của Bộ")
    }

    fn decision(&self, regulation: &Regulation, name: &str, subject: &str) -> Document {
        let mut paper = Document::new(name, subject);
        paper.blocks.push(Block::Masthead {
            superior: None,
            issuer: self.authority(),
            number: Some(Text::from("Số:         /QĐ-").then(self.code())),
            subject: None,
            place: Some(self.place()),
            draft: true,
        });
        paper.blocks.push(Block::Title(
            "Quyết định".into(),
            Text::from(subject).then(", ").then(self.title()),
        ));
        let decider = self.decider(regulation).capitals();
        paper.blocks.push(Block::Centre(decider));
        let mut grounds = vec![if self.level() == Level::Central {
            Text::from("Căn cứ ").then(Text::blank("nghị định về chức năng, nhiệm vụ của Bộ"))
        } else {
            Text::from("Căn cứ Luật Tổ chức chính quyền địa phương ")
                .then(Text::blank("ngày ban hành"))
        }];
        grounds.extend(self.grounds_of_council());
        grounds.push(
            Text::from("Theo đề nghị của người đứng đầu ")
                .then(self.agency())
                .then(" tại Tờ trình ")
                .then(Text::blank("số, ngày")),
        );
        paper.blocks.push(Block::Grounds(grounds));
        paper.blocks.push(Block::Centre("QUYẾT ĐỊNH:".into()));
        paper
    }

    /// The head of a decision's annex.
    fn annex(&self, regulation: &Regulation, title: &str) -> Block {
        Block::Annex(
            title.into(),
            Text::from("Kèm theo Quyết định số         /QĐ-")
                .then(self.code())
                .then(" ngày …… tháng …… năm ……… của ")
                .then(self.decider(regulation)),
        )
    }

    pub(super) fn recognition(&self, regulation: &Regulation) -> Document {
        let subject = "Công nhận kết quả đánh giá, phân hạng và cấp Giấy chứng nhận sản phẩm OCOP";
        let mut paper = self.decision(regulation, "quyet-dinh-cong-nhan", subject);
        let items = self.of_group(|group| matches!(group, Group::Recognise(_)));
        let stars = |star: Star| {
            items
                .iter()
                .filter(|item| item.group == Group::Recognise(star))
                .count()
        };
        let sums = Star::ALL.into_iter().rev().filter(|star| stars(*star) > 0);
        let sums = sums.map(|star| format!("{} sản phẩm hạng {star} sao", stars(star)));
        let sums = sums.collect::<Vec<_>>().join(", ");
        let months = regulation.certificate_months();
        let central = self.level() == Level::Central;
        let verb = match recognises(&items) {
            "công nhận" => "Công nhận",
            "công nhận lại" => "Công nhận lại",
            _ => "Công nhận, công nhận lại",
        };
        paper.blocks.extend([
            article(1, Text::from(format!("{verb} kết quả đánh giá, phân hạng {} sản phẩm OCOP ({sums}), theo danh sách tại Phụ lục.", items.len()))),
            article(2, Text::from(format!("Cấp Giấy chứng nhận sản phẩm OCOP cho các sản phẩm tại Điều 1; Giấy chứng nhận có thời hạn {months} tháng kể từ ngày ban hành."))),
            article(3, Text::from("Chánh Văn phòng, người đứng đầu ").then(self.agency()).then(format!(", Ủy ban nhân dân {} có sản phẩm và các chủ thể có tên tại Phụ lục chịu trách nhiệm thi hành Quyết định này.", if central { "cấp tỉnh" } else { "cấp xã" }))),
            article(4, "Quyết định này có hiệu lực kể từ ngày ký.".into()),
            Block::End(self.recipients(&["Như Điều 3".into()], "VT"), self.decider_signs(regulation)),
            self.annex(regulation, "Danh sách sản phẩm OCOP"),
        ]);
        let mut table = Table::new(&[
            ("STT", 9),
            ("Sản phẩm", 22),
            ("Mã số sản phẩm", 14),
            ("Bộ sản phẩm", 18),
            ("Chủ thể", 20),
            (area_head(&[regulation]), 16),
            ("Hình thức", 11),
            ("Hạng", 10),
        ]);
        for (number, item) in (1..).zip(by_star(&items)) {
            let Group::Recognise(star) = item.group else {
                continue;
            };
            table.rows.push(vec![
                Text::from(format!("{number}")),
                item.name().into(),
                item.code(),
                item.set().into(),
                item.producer(),
                item.area(),
                item.kind(),
                Text::from(format!("{star} sao")),
            ]);
        }
        paper.blocks.push(Block::Table(table));
        paper.blocks.push(Block::Paragraph(Text::from(format!(
            "Tổng số: {} sản phẩm; {sums}.",
            items.len()
        ))));
        paper
    }

    pub(super) fn approval(&self, regulation: &Regulation) -> Document {
        let chairman = self.chairman_decides(regulation);
        let (name, subject) = if chairman {
            (
                "quyet-dinh-phe-duyet-ket-qua",
                "Phê duyệt kết quả đánh giá sản phẩm OCOP đề nghị cấp trên đánh giá, phân hạng",
            )
        } else {
            (
                "quyet-dinh-cham-diem",
                "Chấm điểm sản phẩm OCOP đề nghị cấp trên đánh giá, phân hạng",
            )
        };
        let mut paper = self.decision(regulation, name, subject);
        let items = self.of_group(|group| matches!(group, Group::Forward(_)));
        let (next, asked) = (self.next_body(regulation), self.asked(&items));
        let first = if chairman {
            Text::from(format!(
                "Phê duyệt kết quả đánh giá {} sản phẩm, theo danh sách tại Phụ lục; ",
                items.len()
            ))
            .then(self.authority())
            .then(" đề nghị ")
            .then(next)
            .then(format!(" {asked}."))
        } else {
            Text::from(format!(
                "Điểm của {} sản phẩm theo danh sách tại Phụ lục; chuyển hồ sơ và sản phẩm mẫu, đề nghị ",
                items.len()
            ))
            .then(next)
            .then(format!(" {asked}."))
        };
        paper.blocks.extend([
            article(1, first),
            article(2, Text::from("Chánh Văn phòng, người đứng đầu ").then(self.agency()).then(" và các chủ thể có tên tại Phụ lục chịu trách nhiệm thi hành Quyết định này.")),
            article(3, "Quyết định này có hiệu lực kể từ ngày ký.".into()),
            Block::End(self.recipients(&["Như Điều 2".into()], "VT"), self.decider_signs(regulation)),
            self.annex(regulation, "Kết quả đánh giá"),
            Block::Table(forwarded(regulation, &items)),
        ]);
        paper
    }

    pub(super) fn letter(&self, regulation: &Regulation) -> Document {
        let mut paper = Document::new(
            "cong-van-de-nghi",
            "Công văn đề nghị đánh giá, phân hạng sản phẩm OCOP",
        );
        let items = self.of_group(|group| matches!(group, Group::Forward(_)));
        let next = self.next_body(regulation);
        let asked = self.asked(&items);
        let cases: Vec<&EvaluatedCase> = items.iter().map(|item| item.decided).collect();
        let attached = attached(&cases, Level::Central);
        let attached = match self.level() == Level::Province && attached.len() > 1 {
            true => attached,
            false => self.attached_before(regulation, &items),
        };
        paper.blocks = vec![
            Block::Masthead {
                superior: None,
                issuer: self.authority(),
                number: Some(
                    Text::from("Số:         /")
                        .then(self.code())
                        .then("-")
                        .then(Text::blank("đơn vị soạn thảo")),
                ),
                subject: Some(Text::from(format!("V/v đề nghị {asked}"))),
                place: Some(self.place()),
                draft: true,
            },
            // The province that a district writes to has a name, which the law does not know.
            Block::To(match self.level() {
                Level::District => {
                    Text::from("Ủy ban nhân dân tỉnh ").then(Text::blank("tên tỉnh"))
                }
                _ => next.clone(),
            }),
            Block::Paragraph(
                Text::from(format!("Thực hiện {}, ", Self::cited(regulation)))
                    .then(self.authority())
                    .then(" đề nghị ")
                    .then(next)
                    .then(format!(" {asked} đối với {} sản phẩm sau:", items.len())),
            ),
            Block::Table(forwarded(regulation, &items)),
            Block::Paragraph("Hồ sơ kèm theo gồm 01 bộ bản giấy và 01 bộ bản điện tử:".into()),
            Block::List(attached),
            Block::Paragraph(
                Text::from("Đầu mối liên hệ: ")
                    .then(Text::blank("họ tên, chức vụ, điện thoại"))
                    .then("."),
            ),
            Block::End(
                self.recipients(&["Như trên".into()], "VT"),
                Signer {
                    capacity: Some("TM. Ủy ban nhân dân".into()),
                    office: "Chủ tịch".into(),
                    name: Text::blank("họ và tên"),
                    ..Signer::default()
                },
            ),
        ];
        paper
    }

    /// What goes with a letter under the laws whose data do not list it.
    fn attached_before(&self, regulation: &Regulation, items: &[&Item<'s>]) -> Vec<Text> {
        let renewal = |item: &&&Item<'s>| item.application() == Some(ApplicationKind::Renewal);
        let renewals = items.iter().filter(renewal).count();
        let unknown = items
            .iter()
            .filter(|item| item.application().is_none())
            .count();
        let mut attached: Vec<Text> = Vec::new();
        if renewals + unknown < items.len() {
            attached.push("Báo cáo của Tổ tư vấn".into());
            attached.push("Báo cáo kết quả đánh giá của Hội đồng".into());
            let decision = self.approves(regulation);
            attached.push(Text::from(format!("Quyết định {decision}")));
        }
        if renewals > 0 {
            attached
                .push("Báo cáo của cơ quan tham mưu quản lý OCOP (sản phẩm phân hạng lại)".into());
        }
        if unknown > 0 {
            let blank = format!("báo cáo kèm theo của sản phẩm chưa rõ là {KINDS}");
            attached.push(Text::blank(&blank));
        }
        attached.extend([
            "Hồ sơ sản phẩm; văn bản xác nhận, kết quả kiểm tra, kiểm nghiệm bổ sung (nếu có)"
                .into(),
            "Sản phẩm mẫu (trừ dịch vụ du lịch)".into(),
        ]);
        attached
    }

    /// The hand-over of dossiers and samples to the level above. Source: plan 262, V.1 g, V.18 d.
    pub(super) fn hand_over(&self, regulation: &Regulation) -> Document {
        let mut paper = Document::new(
            "bien-ban-ban-giao",
            "Biên bản bàn giao hồ sơ và sản phẩm mẫu",
        );
        let items = self.of_group(|group| matches!(group, Group::Forward(_)));
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 28),
            ("Chủ thể", 24),
            ("Hồ sơ (bộ)", 12),
            ("Sản phẩm mẫu (số lượng)", 14),
            ("Tình trạng", 16),
        ];
        let rows = items.iter().map(|item| {
            vec![
                item.name().into(),
                item.producer(),
                Text::blank("số"),
                Text::blank("số"),
                Text::blank("tình trạng"),
            ]
        });
        let table = Table::numbered(&columns, rows);
        let code = self.facts.agency_code.as_deref();
        let side = |office: &str| Signer {
            office: office.into(),
            name: Text::blank("họ và tên"),
            ..Signer::default()
        };
        paper.blocks = vec![
            Block::Masthead {
                superior: Some(self.authority()),
                issuer: self.agency(),
                number: Some(self.number("BB", code, "chữ viết tắt của cơ quan")),
                subject: None,
                place: None,
                draft: true,
            },
            Block::Title(
                "Biên bản".into(),
                Text::from("Bàn giao hồ sơ và sản phẩm mẫu đề nghị cấp trên đánh giá, phân hạng, ")
                    .then(self.title()),
            ),
            Block::Paragraph(
                Text::from("Thời gian: ")
                    .then(Text::blank("giờ, ngày tháng năm"))
                    .then("; địa điểm: ")
                    .then(Text::blank("địa điểm"))
                    .then("."),
            ),
            Block::Paragraph(
                Text::from("Bên giao: ")
                    .then(self.agency())
                    .then(", ")
                    .then(Text::blank("họ tên, chức vụ"))
                    .then("."),
            ),
            Block::Paragraph(
                Text::from("Bên nhận, thay mặt ")
                    .then(self.next_body(regulation))
                    .then(": ")
                    .then(Text::blank("họ tên, chức vụ"))
                    .then("."),
            ),
            Block::Table(table),
            Block::Paragraph(
                Text::from("Biên bản lập thành ")
                    .then(Text::blank("số"))
                    .then(" bản, mỗi bên giữ ")
                    .then(Text::blank("số"))
                    .then(" bản."),
            ),
            Block::Signatures(vec![side("Bên giao"), side("Bên nhận")]),
        ];
        paper
    }

    /// A notice for each place with its products, and one for each producer; no points of single
    /// members. The centre tells provinces. Source: 26/2026, Điều 7.3 g, 7.4 g.
    pub(super) fn notices(&self) -> Vec<Document> {
        let told: Vec<&Item<'s>> = self.of_group(|group| group != Group::Open);
        if self.level() == Level::Central {
            let to = Text::blank("Ủy ban nhân dân tỉnh …");
            return vec![self.notice("thong-bao-01", to, &told)];
        }
        let mut areas: Vec<Option<&str>> = Vec::new();
        let mut producers: Vec<String> = Vec::new();
        for item in &told {
            if !areas.contains(&item.area_name()) {
                areas.push(item.area_name());
            }
            let producer = item.producer().plain();
            if !producers.contains(&producer) {
                producers.push(producer);
            }
        }
        let communes = (1..).zip(areas).map(|(number, area)| {
            let items = told.iter().copied().filter(|item| item.area_name() == area);
            let to = Text::from("Ủy ban nhân dân ").then(Text::fact(area, "xã, phường, đặc khu"));
            let name = format!("thong-bao-{number:02}");
            self.notice(&name, to, &items.collect::<Vec<_>>())
        });
        let producers = (1..).zip(producers).filter_map(|(number, producer)| {
            let items = told.iter().copied();
            let items: Vec<_> = items
                .filter(|item| item.producer().plain() == producer)
                .collect();
            let to = items.first()?.producer();
            let name = format!("thong-bao-chu-the-{number:02}");
            Some(self.notice(&name, to, &items))
        });
        communes.chain(producers).collect()
    }

    fn notice(&self, name: &str, to: Text, items: &[&Item<'s>]) -> Document {
        let mut paper = Document::new(name, "Thông báo kết quả đánh giá, phân hạng sản phẩm OCOP");
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 24),
            ("Chủ thể", 24),
            ("Kết quả", 46),
        ];
        let rows = items
            .iter()
            .map(|item| vec![item.name().into(), item.producer(), self.told(item)]);
        let table = Table::numbered(&columns, rows);
        paper.blocks = vec![
            self.agency_head("TB"),
            Block::Title(
                "Thông báo".into(),
                Text::from("Kết quả đánh giá, phân hạng sản phẩm OCOP, ").then(self.title()),
            ),
            Block::Paragraph(
                self.agency()
                    .then(" thông báo tới ")
                    .then(to.clone())
                    .then(" kết quả như sau:"),
            ),
            Block::Table(table),
            Block::Paragraph(
                Text::from("Nơi giải đáp: ")
                    .then(Text::blank("đơn vị, điện thoại"))
                    .then("."),
            ),
            Block::End(self.recipients(&[to], "VT"), Self::agency_signs()),
        ];
        paper
    }

    /// The decision that recognises a product, once its day is entered.
    fn decided(&self, item: &Item<'s>) -> Option<String> {
        item.decision().or_else(|| self.facts.decision.clone())
    }

    /// What a producer is told: nothing is recognised before there is a decision.
    fn told(&self, item: &Item<'s>) -> Text {
        match item.group {
            Group::Recognise(star) => match self.decided(item) {
                Some(decision) => {
                    let verb = recognises(&[item]);
                    let mut text = format!("Được {verb} hạng {star} sao tại {decision}");
                    if let Some(last) = item.last_day() {
                        let last = day(last);
                        text.push_str(&format!("; Giấy chứng nhận có giá trị đến hết ngày {last}"));
                    }
                    text.into()
                }
                None => Text::from(format!("Hội đồng đề xuất hạng {star} sao; "))
                    .then(Text::blank("chờ số, ngày Quyết định công nhận")),
            },
            Group::Forward(_) => Text::from(format!(
                "Tổng điểm trung bình {}; {} tại ",
                item.total(),
                match self.chairman_decides(item.stage.regulation()) {
                    true => "kết quả được phê duyệt",
                    false => "điểm được quyết định",
                }
            ))
            .then(match item.decision() {
                Some(decision) => decision.into(),
                None => Text::from("Quyết định ").then(Text::blank("số, ngày")),
            })
            .then(", đề nghị ")
            .then(self.next_body(item.stage.regulation()))
            .then(format!(
                " {}; chưa phải kết quả công nhận",
                self.asked(&[item])
            )),
            Group::Below(star) => {
                let mut text = format!(
                    "Đạt hạng {star} sao (tổng điểm trung bình {}); không ban hành quyết định công nhận, không cấp giấy chứng nhận",
                    item.total()
                );
                let lacks = item.lacks();
                if !lacks.is_empty() {
                    text.push_str(&format!("; chưa đạt: {}", lacks.join("; ")));
                }
                text.into()
            }
            Group::Stopped | Group::Open | Group::Returned(_) => self.conclusion(item),
        }
    }
}
