//! Papers about the dossier itself: the commune's report and letter, the request to complete it.

use ocop::law::DossierItem;
use ocop::procedure::{Content, Producer, ReportEntry, ReportItem};
use ocop::value::{ApplicationKind, ProducerKind};
use ocop::{Case, EvaluatedCase, Level};

use super::super::{Block, Document, Signer, Table, Text};
use super::SessionPapers;
use super::item::{KINDS, area, producer};

/// A commune by name, with `xã` where the name does not say what it is.
fn commune(area: Option<&str>) -> Text {
    Text::from("Ủy ban nhân dân ").then(Text::fact(area, "xã, phường, đặc khu"))
}

fn kind(producer: Option<&Producer>) -> Text {
    let kind = producer.and_then(|producer| producer.kind);
    let name = kind.map(|kind| match kind {
        ProducerKind::Cooperative => "Hợp tác xã",
        ProducerKind::CooperativeGroup => "Tổ hợp tác",
        ProducerKind::Enterprise => "Doanh nghiệp nhỏ và vừa",
        ProducerKind::Farm => "Trang trại",
        ProducerKind::Household => "Hộ có đăng ký kinh doanh",
        ProducerKind::Association => "Hội, hiệp hội",
        ProducerKind::OperatingCentre => "Trung tâm điều hành hoặc tổ chức tương đương",
    });
    Text::fact(name, "loại hình tổ chức")
}

impl SessionPapers<'_> {
    /// A report for each dossier that a commune reported on, and a letter for each commune. Source:
    /// 26/2026, Điều 7.2 b, Mẫu số 03.
    pub(super) fn commune_papers(&self) -> Vec<Document> {
        let reported = |case: &&EvaluatedCase| {
            let first = case.case().stages().first();
            first.is_some_and(|stage| matches!(stage.content(), Content::Report(_)))
        };
        let cases: Vec<&EvaluatedCase> = self.cases.iter().filter(reported).collect();
        let mut communes: Vec<Option<&str>> = Vec::new();
        for case in &cases {
            if !communes.contains(&area(case)) {
                communes.push(area(case));
            }
        }
        let reports = (1..)
            .zip(&cases)
            .filter_map(|(number, case)| self.commune_report(number, case));
        let letters = (1..).zip(communes).map(|(number, place)| {
            let cases: Vec<_> = cases
                .iter()
                .copied()
                .filter(|case| area(case) == place)
                .collect();
            self.commune_letter(number, place, &cases)
        });
        reports.chain(letters).collect()
    }

    /// What asks for the evaluation, at the province.
    fn province(&self) -> Text {
        Text::fact(self.facts.authority.as_deref(), "Ủy ban nhân dân tỉnh …")
    }

    fn commune_head(place: Option<&str>, kind: &str) -> Block {
        Block::Masthead {
            superior: None,
            issuer: commune(place),
            number: Some(Text::from(format!("Số:         /{kind}-UBND"))),
            subject: None,
            place: Some(Text::fact(place, "địa danh").then(", ngày …… tháng …… năm ………")),
            draft: true,
        }
    }

    fn commune_signs() -> Signer {
        Signer {
            capacity: Some("TM. Ủy ban nhân dân".into()),
            office: Text::blank("chức vụ người ký"),
            name: Text::blank("họ và tên"),
            ..Signer::default()
        }
    }

    fn commune_report(&self, number: usize, case: &EvaluatedCase) -> Option<Document> {
        let Content::Report(entries) = case.case().stages().first()?.content() else {
            return None;
        };
        let mut paper = Document::new(
            &format!("xa-bao-cao-{number:02}"),
            "Báo cáo đánh giá một số nội dung của hồ sơ (Mẫu số 03)",
        );
        let product = case.case().product();
        let owner = product.producer.as_ref();
        let place = area(case);
        let line =
            |name: &str, value: Text| Block::Paragraph(Text::from(format!("{name}: ")).then(value));
        let address = owner.and_then(|owner| owner.address.as_deref());
        paper.blocks = vec![
            Self::commune_head(place, "BC"),
            Block::Title(
                "Báo cáo".into(),
                "Đánh giá một số nội dung của hồ sơ đăng ký tham gia đánh giá, phân hạng sản phẩm OCOP".into(),
            ),
            Block::To(self.province()),
            Block::Heading("I. Thông tin chung về hồ sơ sản phẩm".into()),
            line("1. Tên chủ thể", producer(case)),
            line("2. Loại hình tổ chức", kind(owner)),
            line("3. Địa chỉ", Text::fact(address, "địa chỉ")),
            line(
                "4. Tên người đại diện pháp luật",
                Text::blank("họ tên; giới tính; dân tộc; địa chỉ thường trú"),
            ),
            line("5. Sản phẩm đăng ký đánh giá", product.name.as_str().into()),
            Block::Heading("II. Đánh giá một số nội dung của hồ sơ sản phẩm".into()),
        ];
        for (number, entry) in (1..).zip(entries) {
            paper.blocks.push(line(
                &format!("{number}. {}", heading(entry.item)),
                judged(entry),
            ));
        }
        paper.blocks.push(Block::Paragraph(
            commune(place)
                .then(" đề nghị ")
                .then(self.province())
                .then(format!(
                    " đánh giá, phân hạng sản phẩm OCOP cho sản phẩm {} của ",
                    product.name
                ))
                .then(producer(case))
                .then("."),
        ));
        paper.blocks.push(Block::End(
            vec!["Như trên".into(), "Lưu: VT".into()],
            Self::commune_signs(),
        ));
        Some(paper)
    }

    fn commune_letter(
        &self,
        number: usize,
        place: Option<&str>,
        cases: &[&EvaluatedCase],
    ) -> Document {
        let mut paper = Document::new(
            &format!("xa-cong-van-{number:02}"),
            "Công văn đề nghị đánh giá, phân hạng sản phẩm OCOP",
        );
        let rows = cases.iter().map(|case| {
            let set = case.case().set();
            vec![
                case.case().product().name.as_str().into(),
                producer(case),
                format!("{}. {}", set.code(), set.name()).into(),
            ]
        });
        let table = Table::numbered(
            &[
                ("STT", 8),
                ("Sản phẩm", 32),
                ("Chủ thể", 32),
                ("Bộ sản phẩm", 30),
            ],
            rows,
        );
        let mut head = Self::commune_head(place, "CV");
        if let Block::Masthead {
            number, subject, ..
        } = &mut head
        {
            *number = Some(Text::from("Số:         /UBND-").then(Text::blank("đơn vị soạn thảo")));
            *subject = Some(Text::from(format!(
                "V/v đề nghị đánh giá, phân hạng {} sản phẩm OCOP",
                cases.len()
            )));
        }
        let regulation = cases.first().map(|case| case.case().regulation());
        let decision = regulation.map_or_else(String::new, Self::cited);
        paper.blocks = vec![
            head,
            Block::To(self.province()),
            Block::Paragraph(
                Text::from(format!("Thực hiện {decision}, "))
                    .then(commune(place))
                    .then(" đề nghị ")
                    .then(self.province())
                    .then(" đánh giá, phân hạng các sản phẩm sau:"),
            ),
            Block::Table(table),
            Block::Paragraph("Hồ sơ gửi kèm gồm 01 bộ bản giấy và 01 bộ bản điện tử:".into()),
            Block::List(attached(cases, Level::Province)),
            Block::End(
                vec!["Như trên".into(), "Lưu: VT".into()],
                Self::commune_signs(),
            ),
        ];
        paper
    }

    /// A request to complete a dossier for each whose items are told and not all there. Source:
    /// 26/2026, Điều 7.3 a.
    pub(super) fn completions(&self) -> Vec<Document> {
        let missing = self.cases.iter().filter_map(|case| {
            let missing = missing(case);
            (!missing.is_empty()).then_some((case, missing))
        });
        (1..)
            .zip(missing)
            .map(|(number, (case, missing))| self.completion(number, case, missing))
            .collect()
    }

    fn completion(&self, number: usize, case: &EvaluatedCase, missing: Vec<Text>) -> Document {
        let mut paper = Document::new(
            &format!("yeu-cau-hoan-thien-{number:02}"),
            "Thông báo hoàn thiện hồ sơ",
        );
        let product = case.case().product();
        let code = self.facts.agency_code.as_deref();
        let to = commune(area(case)).then("; ").then(producer(case));
        paper.blocks = vec![
            Block::Masthead {
                superior: Some(self.province()),
                issuer: self.agency(),
                number: Some(
                    Text::from("Số:         /").then(Text::fact(code, "chữ viết tắt của cơ quan")),
                ),
                subject: Some("V/v hoàn thiện hồ sơ đánh giá, phân hạng sản phẩm OCOP".into()),
                place: Some(self.place()),
                draft: true,
            },
            Block::To(to),
            Block::Paragraph(
                self.agency()
                    .then(format!(
                        " đã kiểm tra thành phần hồ sơ sản phẩm {} của ",
                        product.name
                    ))
                    .then(producer(case))
                    .then(" và đề nghị bổ sung:"),
            ),
            Block::List(missing),
            Block::Paragraph(
                Text::from("Thời hạn bổ sung: ")
                    .then(Text::blank("ngày"))
                    .then(". Nơi hướng dẫn: ")
                    .then(Text::blank("đơn vị, điện thoại"))
                    .then("."),
            ),
            Block::End(
                self.recipients(&["Như trên".into()], "VT"),
                Self::agency_signs(),
            ),
        ];
        paper
    }
}

/// What goes with the letter that brings dossiers to a level, by the regulation's data: not the letter
/// itself, and no sets, which hold it all.
pub(super) fn attached(cases: &[&EvaluatedCase], at: Level) -> Vec<Text> {
    let mut labels: Vec<Text> = Vec::new();
    for case in cases.iter().map(|case| case.case()) {
        let (mut items, differ) = needed(case, &[at]);
        let with =
            |item: &&DossierItem| !(item.id().ends_with("-letter") || item.id().contains("-set"));
        items.retain(with);
        // Papers name bodies in full, the data in short.
        let named = |item: &&DossierItem| match item.id() {
            "council-report" => "Báo cáo kết quả đánh giá của Hội đồng cấp tỉnh".to_owned(),
            "approving-decision" => {
                "Quyết định phê duyệt kết quả đánh giá của Chủ tịch Ủy ban nhân dân cấp tỉnh"
                    .to_owned()
            }
            _ => item.label().to_owned(),
        };
        let of_items = items.iter().map(|item| Text::from(named(item)));
        for label in of_items.chain(differ) {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    labels.push("Hồ sơ sản phẩm".into());
    labels
}

/// The items that a dossier holds at some levels, by the regulation's data: those of what is applied
/// for. Where that is not known, those that every kind has, and a blank if the kinds differ.
fn needed<'c>(case: &'c Case, at: &[Level]) -> (Vec<&'c DossierItem>, Option<Text>) {
    let regulation = case.regulation();
    let of = |kind: ApplicationKind| -> Vec<&'c DossierItem> {
        let items = at.iter();
        items
            .flat_map(|level| regulation.dossier(kind, case.set().code(), *level))
            .collect()
    };
    if let Some(kind) = case.application().kind {
        return (of(kind), None);
    }
    let kinds: Vec<Vec<&DossierItem>> = ApplicationKind::ALL.iter().map(|kind| of(*kind)).collect();
    let of_all = |item: &&DossierItem| {
        let mut kinds = kinds.iter();
        kinds.all(|kind| kind.iter().any(|other| other.id() == item.id()))
    };
    let common: Vec<&DossierItem> = kinds.iter().flatten().copied().filter(of_all).collect();
    let mut once: Vec<&DossierItem> = Vec::new();
    for item in common {
        if once.iter().all(|known| known.id() != item.id()) {
            once.push(item);
        }
    }
    let differ = kinds.iter().any(|kind| kind.len() > once.len());
    let blank = format!("giấy tờ theo hình thức đăng ký: {KINDS}");
    (once, differ.then(|| Text::blank(&blank)))
}

/// The items that a dossier at the province lacks, where it tells what it holds.
pub(super) fn missing(evaluated: &EvaluatedCase) -> Vec<Text> {
    let case = evaluated.case();
    let Some(held) = &case.application().items else {
        return Vec::new();
    };
    let (items, differ) = needed(case, &[Level::Commune, Level::Province]);
    let items = items.into_iter();
    let missing = items.filter(|item| !item.if_any() && !held.iter().any(|id| id == item.id()));
    let missing = missing.map(|item| Text::from(item.label()));
    missing.chain(differ).collect()
}

/// The heading of an item on the form. Source: 26/2026, Mẫu số 03, II.
fn heading(item: ReportItem) -> &'static str {
    match item {
        ReportItem::LocalOrigin => "Về sử dụng nguyên liệu địa phương",
        ReportItem::LocalLabour => "Về sử dụng lao động địa phương",
        ReportItem::OriginOfIdea => "Nguồn gốc ý tưởng sản phẩm",
        ReportItem::LocalIdentity => "Bản sắc, trí tuệ địa phương",
    }
}

/// A commune judges in words.
fn judged(entry: &ReportEntry) -> Text {
    Text::fact(
        entry.note.as_deref(),
        "mô tả của chủ thể và đánh giá của xã",
    )
}
