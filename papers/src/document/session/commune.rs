//! Papers about the dossier itself: the commune's report and letter, the request to complete it.

use ocop::procedure::{Content, Producer, ReportItem};
use ocop::value::{ApplicationKind, ProducerKind};
use ocop::{EvaluatedCase, Level};

use super::council::SessionPapers;
use super::dossier::{attached, by_product, missing};
use super::each::grouped;
use super::item::{area, producer};
use super::lists::ranks;
use crate::document::Document;
use crate::document::block::{Block, Signer, Table};
use crate::document::text::{Text, fill, say};

/// A commune's committee by the commune's name as cases have it.
pub(super) fn commune(area: Option<&str>) -> Text {
    fill("Ủy ban nhân dân {xã, phường, đặc khu}", &[&area])
}

/// The place name before a commune's dates: the name alone; one that is a number keeps its kind.
/// Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.
fn locality(area: &str) -> &str {
    let kinds = ["xã ", "phường ", "đặc khu ", "thị trấn "];
    let name = kinds.iter().find_map(|kind| {
        let (head, name) = area.split_at_checked(kind.len())?;
        let named = !name.starts_with(|c: char| c.is_ascii_digit());
        (named && head.to_lowercase() == **kind).then_some(name)
    });
    name.unwrap_or(area).trim()
}

fn kind(producer: &Producer) -> Option<&'static str> {
    Some(match producer.kind? {
        ProducerKind::Cooperative => "Hợp tác xã",
        ProducerKind::CooperativeGroup => "Tổ hợp tác",
        ProducerKind::Enterprise => "Doanh nghiệp nhỏ và vừa",
        ProducerKind::Farm => "Trang trại",
        ProducerKind::Household => "Hộ có đăng ký kinh doanh",
        ProducerKind::Association => "Hội, hiệp hội",
        ProducerKind::OperatingCentre => "Trung tâm điều hành hoặc tổ chức tương đương",
    })
}

impl SessionPapers<'_> {
    /// A report for each dossier that a commune reported on, and a letter for each commune and law. Source:
    /// 26/2026, Điều 7.2 b, Mẫu số 03.
    pub(super) fn commune_papers(&self) -> Vec<Document> {
        let reported = |case: &&EvaluatedCase| {
            let first = case.case().stages().first();
            first.is_some_and(|stage| matches!(stage.content(), Content::Report(_)))
        };
        let cases: Vec<&EvaluatedCase> = self.cases.iter().filter(reported).collect();
        let reports = (1..).zip(&cases);
        let reports = reports.filter_map(|(number, case)| self.commune_report(number, case));
        let communes = grouped(cases.iter().copied(), |case| {
            (area(case), case.case().regulation().id())
        });
        let letters = (1..).zip(communes);
        let letters =
            letters.map(|(number, ((place, _), cases))| self.commune_letter(number, place, &cases));
        reports.chain(letters).collect()
    }

    /// What asks for the evaluation, at the province.
    fn province(&self) -> Text {
        fill("{Ủy ban nhân dân tỉnh …}", &[&self.facts.authority])
    }

    fn commune_head(place: Option<&str>, number: Text, subject: Option<Text>) -> Block {
        Block::Masthead {
            superior: None,
            issuer: commune(place),
            number: Some(number),
            subject,
            place: Some(fill(
                "{địa danh}, ngày …… tháng …… năm ………",
                &[&place.map(locality)],
            )),
            draft: true,
        }
    }

    fn commune_end() -> Block {
        let signer = Signer::unnamed(Text::blank("chức vụ người ký"));
        let signer = signer.acting(Some("TM. Ủy ban nhân dân"));
        Block::End(vec!["Như trên".into(), "Lưu: VT".into()], signer)
    }

    fn commune_report(&self, number: usize, case: &EvaluatedCase) -> Option<Document> {
        let Content::Report(entries) = case.case().stages().first()?.content() else {
            return None;
        };
        let product = case.case().product();
        let owner = product.producer.as_ref();
        let place = area(case);
        let address = owner.and_then(|owner| owner.address.as_deref());
        let subject = "Đánh giá một số nội dung của hồ sơ đăng ký tham gia đánh giá, phân hạng sản \
                       phẩm OCOP";
        let mut blocks = vec![
            Self::commune_head(place, "Số:         /BC-UBND".into(), None),
            Block::Title("Báo cáo".into(), subject.into()),
            Block::To(self.province()),
            Block::heading("I. Thông tin chung về hồ sơ sản phẩm"),
            Block::filled("1. Tên chủ thể: {}", &[&producer(case)]),
            Block::filled(
                "2. Loại hình tổ chức: {loại hình tổ chức}",
                &[&owner.and_then(kind)],
            ),
            Block::filled("3. Địa chỉ: {địa chỉ}", &[&address]),
            Block::line(
                "4. Tên người đại diện pháp luật: [họ tên; giới tính; dân tộc; địa chỉ thường trú]",
            ),
            Block::filled("5. Sản phẩm đăng ký đánh giá: {}", &[&product.name]),
            Block::heading("II. Đánh giá một số nội dung của hồ sơ sản phẩm"),
        ];
        // A commune judges in words.
        blocks.extend((1..).zip(entries).map(|(number, entry)| {
            let name = format!("{number}. {}", heading(entry.item));
            let blank = "mô tả của chủ thể và đánh giá của xã";
            Block::named(&name, entry.note.as_deref(), blank)
        }));
        blocks.push(Block::filled(
            "{} đề nghị {} đánh giá, {} sản phẩm OCOP cho sản phẩm {} của {}.",
            &[
                &commune(place),
                &self.province(),
                &ranks([applied(case)]),
                &product.name,
                &producer(case),
            ],
        ));
        blocks.push(Self::commune_end());
        let title = "Báo cáo đánh giá một số nội dung của hồ sơ (Mẫu số 03)";
        Some(Document::of(
            &format!("xa-bao-cao-{number:02}"),
            title,
            blocks,
        ))
    }

    fn commune_letter(
        &self,
        number: usize,
        place: Option<&str>,
        cases: &[&EvaluatedCase],
    ) -> Document {
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 32),
            ("Chủ thể", 32),
            ("Bộ sản phẩm", 30),
        ];
        let rows = cases.iter().map(|case| {
            let (name, set) = (case.case().product().name.as_str(), case.case().set());
            let set = format!("{}. {}", set.code(), set.name());
            vec![name.into(), producer(case), set.into()]
        });
        let ranks = ranks(cases.iter().map(|case| applied(case)));
        let subject = fill(
            "V/v đề nghị đánh giá, {} {} sản phẩm OCOP",
            &[&ranks, &cases.len()],
        );
        let day = cases
            .iter()
            .filter_map(|case| case.case().stages().first()?.date());
        let day = day.max();
        let decision = cases.first().map(|case| {
            let case = case.case();
            Self::cited_whole(case.regulation(), case.set(), day, Self::cited)
        });
        let mut blocks = vec![
            Self::commune_head(
                place,
                say("Số:         /UBND-[đơn vị soạn thảo]"),
                Some(subject),
            ),
            Block::To(self.province()),
            Block::filled(
                "Thực hiện {}, {} đề nghị {} đánh giá, {} các sản phẩm sau:",
                &[&decision, &commune(place), &self.province(), &ranks],
            ),
            Block::Table(Table::numbered(&columns, rows)),
            Block::line("Hồ sơ gửi kèm gồm 01 bộ bản giấy và 01 bộ bản điện tử:"),
        ];
        let lists = cases.iter().map(|case| {
            let name = case.case().product().name.as_str();
            (name, attached(&[case], Level::Province))
        });
        blocks.extend(by_product(lists));
        blocks.push(Self::commune_end());
        let title = "Công văn đề nghị đánh giá, phân hạng sản phẩm OCOP";
        Document::of(&format!("xa-cong-van-{number:02}"), title, blocks)
    }

    /// A request to complete a dossier for each whose items are told and not all there. Source:
    /// 26/2026, Điều 7.3 a.
    pub(super) fn completions(&self) -> Vec<Document> {
        let missing = self.cases.iter().map(|case| (case, missing(case)));
        let missing = missing.filter(|(_, missing)| !missing.is_empty());
        let papers = (1..).zip(missing);
        papers
            .map(|(number, (case, missing))| self.completion(number, case, missing))
            .collect()
    }

    fn completion(&self, number: usize, case: &EvaluatedCase, missing: Vec<Text>) -> Document {
        let subject = "V/v hoàn thiện hồ sơ đánh giá, phân hạng sản phẩm OCOP";
        let mut head = self.agency_head("", Some(subject.into()), true);
        // The council may have no session yet.
        if let Block::Masthead { superior, .. } = &mut head {
            *superior = Some(self.province());
        }
        let name = &case.case().product().name;
        let blocks = vec![
            head,
            Block::To(commune(area(case)).then("; ").then(producer(case))),
            Block::filled(
                "{} đã kiểm tra thành phần hồ sơ sản phẩm {} của {} và đề nghị bổ sung:",
                &[&self.agency(), name, &producer(case)],
            ),
            Block::List(missing),
            Block::line("Thời hạn bổ sung: [ngày]. Nơi hướng dẫn: [đơn vị, điện thoại]."),
            self.end("Như trên", "VT", Self::agency_signs()),
        ];
        let file = format!("yeu-cau-hoan-thien-{number:02}");
        Document::of(&file, "Thông báo hoàn thiện hồ sơ", blocks)
    }
}

/// What is applied for at the province.
fn applied(case: &EvaluatedCase) -> Option<ApplicationKind> {
    let case = case.case();
    let application = case.application();
    application.kind_at(case.regulation(), Level::Province)
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
