//! Papers about the dossier itself: the commune's report and letter, the request to complete it.

use ocop::law::Regulation;
use ocop::procedure::{
    Action, Content, Producer, Product, ReportEntry, ReportItem, Stage, StageResult,
};
use ocop::value::{ApplicationKind, ProducerKind};
use ocop::{EvaluatedCase, Level};

use super::council::SessionPapers;
use super::dossier::{DOSSIER, attached, by_product, missing};
use super::each::grouped;
use super::item::{area, producer, producer_name};
use super::lists::ranks;
use crate::document::Document;
use crate::document::block::{Block, Signer, Table};
use crate::document::text::{Text, fill, say};

/// A commune's committee by the commune's name as cases have it.
pub(super) fn commune(area: Option<&str>) -> Text {
    fill("Ủy ban nhân dân {xã, phường, đặc khu}", &[&area])
}

/// The level whose body sends dossiers to that of a stage, and is told of them: the commune, or where there
/// are districts between, these to the province. Source: 26/2026, Điều 6.2, 6.3; contract 1 and 5.8.
pub(super) fn sender_level(stage: &Stage) -> Level {
    match stage.level() {
        Level::Central => Level::Province,
        Level::Province if is_by_districts(stage) => Level::District,
        _ => Level::Commune,
    }
}

/// Whether dossiers come to the province through districts: the law has them, and they had not ended.
fn is_by_districts(stage: &Stage) -> bool {
    let law = stage.regulation();
    let ended = |day| law.has_ended(Level::District, day);
    law.has_districts() && !stage.date().is_some_and(ended)
}

/// The body that sent the dossier of a product to the level of a stage.
pub(super) fn sender(decided: &EvaluatedCase, stage: &Stage) -> Text {
    let product = decided.case().product();
    match sender_level(stage) {
        Level::Province => {
            let province = province(decided).map(|name| format!("Ủy ban nhân dân {name}"));
            fill("{Ủy ban nhân dân tỉnh …}", &[&province])
        }
        Level::District => district(product),
        _ => commune(commune_of(product, stage.regulation())),
    }
}

/// The committee of a product's district.
fn district(product: &Product) -> Text {
    match product.district.as_deref() {
        Some(name) if !begins(name, &DISTRICTS) => fill(
            "Ủy ban nhân dân [huyện, quận, thị xã, thành phố] {}",
            &[&name],
        ),
        name => fill("Ủy ban nhân dân {huyện, quận, thị xã, thành phố}", &[&name]),
    }
}

/// The commune of a product. What it is counted under may be one, by its name; where no law has districts,
/// all but the name of one that was.
fn commune_of<'p>(product: &'p Product, law: &Regulation) -> Option<&'p str> {
    let counted = product.district.as_deref();
    let is_commune = |name: &&str| match law.has_districts() {
        true => begins(name, &COMMUNES),
        false => !begins(name, &DISTRICTS),
    };
    product.commune.as_deref().or(counted.filter(is_commune))
}

/// The province of a product, where its producer's address ends with it.
pub(super) fn province(decided: &EvaluatedCase) -> Option<&str> {
    let producer = decided.case().product().producer.as_ref()?;
    let address = producer.address.as_deref()?;
    let last = address.rsplit(',').next()?.trim().trim_end_matches('.');
    begins(last, &["tỉnh "]).then_some(last)
}

/// What the names of districts begin with.
const DISTRICTS: [&str; 4] = ["huyện ", "quận ", "thị xã ", "thành phố "];

/// What the names of communes begin with.
const COMMUNES: [&str; 4] = ["xã ", "phường ", "đặc khu ", "thị trấn "];

fn begins(name: &str, kinds: &[&str]) -> bool {
    let name = name.trim().to_lowercase();
    kinds.iter().any(|kind| name.starts_with(kind))
}

/// The place name before a commune's dates: the name alone; one that is a number keeps its kind.
/// Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.
fn locality(area: &str) -> &str {
    let name = COMMUNES.iter().find_map(|kind| {
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

/// A dossier that a commune reported on, under the law of that stage.
struct Reported<'c> {
    case: &'c EvaluatedCase,
    stage: &'c Stage,
    entries: &'c [ReportEntry],
    /// The commune.
    place: Option<&'c str>,
    /// The level that it sends the dossier to, and the body there.
    at: Level,
    to: Text,
}

impl<'c> Reported<'c> {
    fn of(papers: &SessionPapers<'_>, case: &'c EvaluatedCase) -> Option<Reported<'c>> {
        let stage = case.case().stages().first()?;
        let Content::Report(entries) = stage.content() else {
            return None;
        };
        let product = case.case().product();
        let at = received_at((stage, case.stages().first()?))?;
        let to = match at {
            Level::District => district(product),
            _ => {
                let known = papers.facts.authority.as_deref();
                let known = known.filter(|_| papers.facts.fit(Level::Province));
                fill("{Ủy ban nhân dân tỉnh …}", &[&known])
            }
        };
        Some(Reported {
            case,
            stage,
            entries,
            place: commune_of(product, stage.regulation()),
            at,
            to,
        })
    }

    fn name(&self) -> &'c str {
        &self.case.case().product().name
    }

    /// The form of the report by the law's list of the dossier, which names forms in short: Mẫu số 03 of
    /// 26/2026, Biểu 03 of 148.
    fn form(&self) -> Option<String> {
        let (law, set) = (self.stage.regulation(), self.stage.set().code());
        let mut items = law.dossier(ApplicationKind::First, set, self.at);
        let report = items.find(|item| item.id() == "form-03")?;
        let (_, form) = report.label().trim_end_matches(')').rsplit_once('(')?;
        Some(form.replace("Mẫu ", "Mẫu số "))
    }

    /// What is applied for where it is sent.
    fn applied(&self) -> Option<ApplicationKind> {
        let application = self.case.case().application();
        application.kind_at(self.stage.regulation(), self.at)
    }
}

impl SessionPapers<'_> {
    /// A report for each dossier that a commune reported on, and a letter for each commune and law. Source:
    /// 26/2026, Điều 7.2 b, Mẫu số 03.
    pub(super) fn commune_papers(&self) -> Vec<Document> {
        let reported = |case| Reported::of(self, case);
        let reported: Vec<Reported<'_>> = self.cases.iter().filter_map(reported).collect();
        let reports = (1..).zip(&reported);
        let reports = reports.map(|(number, one)| self.commune_report(number, one));
        let communes = grouped(&reported, |one| {
            let counted = area(one.case);
            (one.place, counted, &one.to, one.stage.regulation().id())
        });
        let letters = (1..).zip(communes);
        let letters = letters.filter_map(|(number, (_, of))| self.commune_letter(number, &of));
        reports.chain(letters).collect()
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

    fn commune_report(&self, number: usize, one: &Reported<'_>) -> Document {
        let &Reported { case, place, .. } = one;
        let product = case.case().product();
        let owner = product.producer.as_ref();
        let address = owner.and_then(|owner| owner.address.as_deref());
        let subject = "Đánh giá một số nội dung của hồ sơ đăng ký tham gia đánh giá, phân hạng sản \
                       phẩm OCOP";
        let mut blocks = vec![
            Self::commune_head(place, "Số:         /BC-UBND".into(), None),
            Block::Title("Báo cáo".into(), subject.into()),
            Block::To(one.to.clone()),
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
        blocks.extend((1..).zip(one.entries).map(|(number, entry)| {
            let name = format!("{number}. {}", heading(entry.item));
            let blank = "mô tả của chủ thể và đánh giá của xã";
            Block::named(&name, entry.note.as_deref(), blank)
        }));
        blocks.push(Block::filled(
            "{} đề nghị {} đánh giá, {} sản phẩm OCOP cho sản phẩm {} của {}.",
            &[
                &commune(place),
                &one.to,
                &ranks([one.applied()]),
                &product.name,
                &producer(case),
            ],
        ));
        blocks.push(Self::commune_end());
        let form = one.form().map(|form| format!(" ({form})"));
        let title = format!(
            "Báo cáo đánh giá một số nội dung của hồ sơ{}",
            form.unwrap_or_default()
        );
        Document::of(&format!("xa-bao-cao-{number:02}"), &title, blocks)
    }

    /// The letter of a commune about the dossiers that it sends to one body under one law.
    fn commune_letter(&self, number: usize, reported: &[&Reported<'_>]) -> Option<Document> {
        let &&Reported {
            stage,
            place,
            ref to,
            ..
        } = reported.first()?;
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 32),
            ("Chủ thể", 32),
            ("Bộ sản phẩm", 30),
        ];
        let rows = reported.iter().map(|one| {
            let set = one.stage.set();
            let set = format!("{}. {}", set.code(), set.name());
            vec![one.name().into(), producer(one.case), set.into()]
        });
        let ranks = ranks(reported.iter().map(|one| one.applied()));
        let subject = fill(
            "V/v đề nghị đánh giá, {} {} sản phẩm OCOP",
            &[&ranks, &reported.len()],
        );
        let day = reported.iter().filter_map(|one| one.stage.date()).max();
        let decision = Self::cited_whole(stage.regulation(), stage.set(), day, Self::cited);
        let mut blocks = vec![
            Self::commune_head(
                place,
                say("Số:         /UBND-[đơn vị soạn thảo]"),
                Some(subject),
            ),
            Block::To(to.clone()),
            Block::filled(
                "Thực hiện {}, {} đề nghị {} đánh giá, {} các sản phẩm sau:",
                &[&decision, &commune(place), to, &ranks],
            ),
            Block::Table(Table::numbered(&columns, rows)),
            Block::line("Hồ sơ gửi kèm gồm 01 bộ bản giấy và 01 bộ bản điện tử:"),
        ];
        let lists = reported.iter().map(|one| {
            let label = self.label_of((one.name(), producer_name(one.case)));
            let listed = attached(one.case, one.stage, one.at);
            (label, listed.unwrap_or_else(|| vec![DOSSIER.into()]))
        });
        blocks.extend(by_product(lists));
        blocks.push(Self::commune_end());
        let title = "Công văn đề nghị đánh giá, phân hạng sản phẩm OCOP";
        Some(Document::of(
            &format!("xa-cong-van-{number:02}"),
            title,
            blocks,
        ))
    }

    /// A request to complete a dossier for each whose items are told and not all there: from the agency of
    /// the level that has it, to the body that sent it there. Source: 26/2026, Điều 7.3 a, 7.4 a.
    pub(super) fn completions(&self) -> Vec<Document> {
        let papers = (1..).zip(self.incomplete());
        let papers = papers.map(|(number, (case, stage, level, missing))| {
            let own = self.at(level);
            own.completion(number, (case, stage), missing)
        });
        papers.collect()
    }

    /// Each dossier that lacks items: its last stage, the level that has it, and what it lacks.
    pub(super) fn incomplete(
        &self,
    ) -> impl Iterator<Item = (&EvaluatedCase, &Stage, Level, Vec<Text>)> {
        self.cases.iter().filter_map(|case| {
            let missing = Some(missing(case)).filter(|missing| !missing.is_empty())?;
            let last = case.case().stages().last().zip(case.stages().last())?;
            Some((case, last.0, received_at(last)?, missing))
        })
    }

    fn completion(
        &self,
        number: usize,
        (case, stage): (&EvaluatedCase, &Stage),
        missing: Vec<Text>,
    ) -> Document {
        let subject = "V/v hoàn thiện hồ sơ đánh giá, phân hạng sản phẩm OCOP";
        let name = &case.case().product().name;
        let sender = sender(case, stage);
        let blocks = vec![
            self.agency_head("", Some(subject.into()), true),
            // What the ministry asks for, a province prepares.
            Block::To(match self.level() {
                Level::Central => sender,
                _ => sender.then("; ").then(producer(case)),
            }),
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

/// The level that has a dossier after a stage: that of its council, or the one that a commune sends it to;
/// none where the product is recognised already on a higher council's result.
fn received_at((stage, result): (&Stage, &StageResult)) -> Option<Level> {
    match (stage.content(), result.action) {
        (Content::Adopts(_), _) => None,
        (_, Some(Action::Forward { to })) if stage.level() == Level::Commune => Some(to),
        _ => Some(stage.level()),
    }
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
