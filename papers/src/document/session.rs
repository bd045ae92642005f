//! The papers of a council's session, from its evaluated cases and what people typed about it.

use ocop::input::ProblemCode;
use ocop::law::Regulation;
use ocop::procedure::{Action, Content, Stage, StageResult, Status};
use ocop::scoring::{Council, ScoreSheet};
use ocop::text::ReasonCode;
use ocop::value::ApplicationKind;
use ocop::{Date, Diagnostic, EvaluatedCase, Lang, Level, LoadError, Star};
use serde::{Deserialize, Serialize};

use super::{Block, Document, Signer, Table, Text};
use crate::html::{UNREAD_CLAUSE, day, long_day};

/// What people know of a session besides its cases. What is absent is a visible blank on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// The session's title, such as `đợt 1 năm 2026`.
    pub title: Option<String>,
    /// The body whose council it is, such as `Ủy ban nhân dân tỉnh …`.
    pub authority: Option<String>,
    /// The place name before dates (địa danh).
    pub locality: Option<String>,
    /// Where the council meets.
    pub place: Option<String>,
    /// When it opens: hour and day, in words.
    pub opened: Option<String>,
    /// When it closes.
    pub closed: Option<String>,
    /// The decision that founds the council: number and date.
    pub council_decision: Option<String>,
    /// The decision with the council's rules (Quy chế): number and date.
    pub council_rules: Option<String>,
    /// The authorisation of a chair who is no leader of the authority.
    pub authorisation: Option<String>,
    /// The plan of the round.
    pub plan: Option<String>,
    /// The report of the advisory team (Tổ tư vấn): number and date.
    pub advisory_report: Option<String>,
    /// The agency in charge (cơ quan tham mưu quản lý OCOP).
    pub agency: Option<String>,
    /// Abbreviation of the council in numbers of papers.
    pub council_code: Option<String>,
    /// Abbreviation of the agency in numbers of papers.
    pub agency_code: Option<String>,
    /// Abbreviation of the authority in numbers of papers; `UBND` where it is absent.
    pub authority_code: Option<String>,
    /// The secretary.
    pub secretary: Option<Person>,
    /// The council's members.
    pub members: Vec<Person>,
    /// Members who were absent or recused, for one product or for all.
    pub absent: Vec<Absence>,
    /// Others who were present and did not score.
    pub others: Vec<String>,
    /// Recipients of papers besides those that the paper names.
    pub recipients: Vec<String>,
    /// The recognition decision, once it is issued: number and date.
    pub decision: Option<String>,
}

impl Facts {
    /// Reads facts from JSON; every key is optional.
    ///
    /// # Errors
    ///
    /// [`LoadError`] where the text is no JSON, or has a key or a value that facts do not have.
    pub fn from_json(text: &str, file: &str) -> Result<Facts, LoadError> {
        serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let expected = "the facts of a session, such as `{\"title\": \"Đợt 1 năm 2026\"}`";
            let problem =
                Diagnostic::of_file(ProblemCode::NotJson, file, error.to_string(), expected);
            problem.at(line, column).into()
        })
    }
}

/// A person of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// The id that cases name the assessor by.
    pub id: String,
    /// The name.
    pub name: String,
    /// The office outside of the council.
    pub position: Option<String>,
    /// `chair`, `vice-chair` or `member`.
    pub role: Option<String>,
}

/// A member who did not score.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Absence {
    /// The member's id.
    pub member: String,
    /// The product's name, or all products.
    pub product: Option<String>,
    /// Whether the member recused from it.
    pub recused: bool,
    /// Why.
    pub reason: Option<String>,
}

/// What a council concludes for a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// Proposed for recognition: 3★ and 4★ at a province.
    Recognise(Star),
    /// Forwarded by its points.
    Forward(Level),
    /// 1★ or 2★: told, not recognised.
    Below(Star),
    /// Excluded, or not evaluated further.
    Stopped,
    /// Not concluded.
    Open,
    /// Sent back by a higher council.
    Returned(Level),
}

/// One product as the council saw it: the case's last stage that a council worked on.
#[derive(Debug, Clone, Copy)]
struct Item<'s> {
    decided: &'s EvaluatedCase,
    stage: &'s Stage,
    result: &'s StageResult,
    group: Group,
}

/// The papers of one session.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, EvaluatedCase};
/// use ocop_papers::{Facts, SessionPapers};
///
/// let text = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
///     "stages": [{"level": "province", "date": "2026-08-05", "total": "61.5"}]}"#;
/// let cases = [EvaluatedCase::from_json(text, "case.json", &Catalog::bundled())?];
/// let facts = Facts { authority: Some("Ủy ban nhân dân tỉnh Đồng Nai".into()), ..Facts::default() };
/// let papers = SessionPapers::new(&cases, &facts).documents();
/// let minutes = &papers[0].to_text();
/// assert!(minutes.contains("Cá khô") && minutes.contains("61,50"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SessionPapers<'s> {
    facts: &'s Facts,
    items: Vec<Item<'s>>,
}

/// A number as Vietnamese papers write it: a comma before decimals.
fn comma(text: &str) -> String {
    text.replace('.', ",")
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

impl<'s> Item<'s> {
    fn of(decided: &'s EvaluatedCase) -> Option<Item<'s>> {
        let stages = decided.case().stages().iter().zip(decided.stages());
        let (stage, result) = stages.rev().find(|(stage, _)| {
            !matches!(
                stage.content(),
                Content::Report(_) | Content::Forwarded | Content::Adopts(_)
            )
        })?;
        let group = match (result.status, result.action) {
            (Status::Disqualified, _) | (_, Some(Action::Reject)) => Group::Stopped,
            (_, Some(Action::Certify { star })) => Group::Recognise(star),
            (_, Some(Action::Forward { to })) => Group::Forward(to),
            (_, Some(Action::Return { to })) => Group::Returned(to),
            (_, Some(Action::NotRecognised)) => Group::Below(result.star?),
            _ => Group::Open,
        };
        Some(Item {
            decided,
            stage,
            result,
            group,
        })
    }

    fn name(&self) -> &'s str {
        &self.decided.case().product().name
    }

    fn producer(&self) -> Text {
        let producer = self.decided.case().product().producer.as_ref();
        Text::fact(
            producer.and_then(|producer| producer.name.as_deref()),
            "tên chủ thể",
        )
    }

    fn code(&self) -> Text {
        Text::fact(
            self.decided.case().product().code.as_deref(),
            "mã số sản phẩm",
        )
    }

    fn area(&self) -> Text {
        Text::fact(
            self.decided.case().product().district.as_deref(),
            "xã, phường, đặc khu",
        )
    }

    fn set(&self) -> String {
        let set = self.stage.set();
        format!("{}. {}", set.code(), set.name())
    }

    fn kind(&self) -> &'static str {
        match self.decided.case().application().kind {
            Some(ApplicationKind::Upgrade) => "nâng hạng",
            Some(ApplicationKind::Renewal) => "phân hạng lại",
            _ => "lần đầu",
        }
    }

    fn total(&self) -> String {
        let total = self.result.total.as_ref();
        total.map_or("không có điểm".to_owned(), |total| {
            comma(total.shown())
        })
    }

    fn sheets(&self) -> &'s [ScoreSheet] {
        match self.stage.content() {
            Content::Sheets { sheets, .. } => sheets,
            _ => &[],
        }
    }

    /// The total of one sheet.
    fn sheet_total(&self, sheet: &ScoreSheet) -> Option<String> {
        let Content::Sheets { rules, .. } = self.stage.content() else {
            return None;
        };
        let council = Council::new(self.stage.set(), rules, vec![sheet.clone()], None).ok()?;
        Some(comma(&council.tally().total()?.sum().to_string()))
    }

    /// What was found, in the words of the data.
    fn why(&self) -> Vec<String> {
        let findings = self.stage.findings().iter().map(|finding| {
            let found = finding.with_verb();
            if finding.citation().is_inferred() {
                format!("{found} ({UNREAD_CLAUSE})")
            } else {
                found
            }
        });
        let zero = self
            .result
            .reasons
            .iter()
            .filter(|reason| reason.code() == ReasonCode::ZeroRule);
        findings
            .chain(zero.map(|reason| reason.text(Lang::Vi)))
            .collect()
    }

    /// Minima that are missed for stars that the points give.
    fn unmet(&self) -> Vec<String> {
        let band = self.result.band_star;
        let missed = self
            .result
            .unmet
            .iter()
            .filter(|check| band.is_some_and(|band| check.star <= band));
        missed
            .map(|check| {
                let (star, code) = (check.star.number(), &check.criterion);
                format!(
                    "tiêu chí {code}, yêu cầu tối thiểu của hạng {star} sao: {} trên {} phiếu đạt",
                    check.reached_by, check.of
                )
            })
            .collect()
    }

    /// The conclusion, as a council states it.
    fn conclusion(&self) -> String {
        match self.group {
            Group::Recognise(star) => format!(
                "đạt hạng {} sao; Hội đồng đề xuất {} công nhận",
                star.number(),
                lower_authority(self.stage)
            ),
            Group::Forward(_) => format!(
                "tổng điểm trung bình {}; Hội đồng đề xuất phê duyệt kết quả và đề nghị cấp trên đánh giá, phân hạng",
                self.total()
            ),
            Group::Below(star) => format!(
                "đạt hạng {} sao; không ban hành quyết định công nhận, không cấp giấy chứng nhận",
                star.number()
            ),
            Group::Stopped => {
                let why = self.why();
                if why.is_empty() {
                    "không đánh giá tiếp".to_owned()
                } else {
                    why.join("; ")
                }
            }
            Group::Open => {
                let reasons = self
                    .result
                    .reasons
                    .iter()
                    .map(|reason| reason.text(Lang::Vi));
                let why = reasons.take(2).collect::<Vec<_>>().join("; ");
                format!("chưa kết luận: {}", comma_in(&why))
            }
            Group::Returned(_) => {
                "Hội đồng cấp trên trả lại kết quả để xem xét theo quy định".to_owned()
            }
        }
    }
}

/// Decimal points of figures in a text as commas.
fn comma_in(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let one = |(at, letter): (usize, &char)| match letter {
        '.' if at > 0 && digit(at - 1) && digit(at + 1) => ',',
        other => *other,
    };
    letters.iter().enumerate().map(one).collect()
}

/// Who recognises at the stage's level, by the regulation, as a text names it.
fn lower_authority(stage: &Stage) -> String {
    let authority = stage.regulation().authority(stage.level());
    authority.map_or_else(String::new, |authority| {
        // "Ủy ban nhân dân" is a name and keeps its capital; "Chủ tịch" begins a name too.
        authority.to_owned()
    })
}

impl<'s> SessionPapers<'s> {
    /// The papers of a session: its cases in the order of the list. Cases that no council worked on
    /// are left out.
    #[must_use]
    pub fn new(cases: &'s [EvaluatedCase], facts: &'s Facts) -> SessionPapers<'s> {
        SessionPapers {
            facts,
            items: cases.iter().filter_map(Item::of).collect(),
        }
    }

    /// Every paper that the results ask for, in the order in which they are needed.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        let Some(first) = self.items.first() else {
            return Vec::new();
        };
        let regulation = first.stage.regulation();
        let has = |wanted: fn(Group) -> bool| self.items.iter().any(|item| wanted(item.group));
        let mut papers = vec![
            self.minutes(regulation),
            self.summary(regulation),
            self.report(regulation),
            self.submission(regulation),
        ];
        if has(|group| matches!(group, Group::Recognise(_))) {
            papers.push(self.recognition(regulation));
        }
        if has(|group| matches!(group, Group::Forward(_))) {
            papers.push(self.approval(regulation));
            papers.push(self.letter(regulation));
        }
        papers.extend(self.notices(regulation));
        papers
    }

    fn level(&self) -> Level {
        self.items
            .first()
            .map_or(Level::Province, |item| item.stage.level())
    }

    fn date(&self) -> Option<Date> {
        self.items.iter().filter_map(|item| item.stage.date()).max()
    }

    fn authority(&self) -> Text {
        let what = match self.level() {
            Level::District => "Ủy ban nhân dân huyện …",
            Level::Central => "tên Bộ",
            _ => "Ủy ban nhân dân tỉnh …",
        };
        Text::fact(self.facts.authority.as_deref(), what)
    }

    fn title(&self) -> Text {
        let title = self.facts.title.as_deref().map(lower_first);
        Text::fact(title.as_deref(), "đợt … năm …")
    }

    fn agency(&self) -> Text {
        Text::fact(
            self.facts.agency.as_deref(),
            "cơ quan tham mưu quản lý OCOP",
        )
    }

    /// Whether the chairman decides, and not the committee, by the regulation.
    fn chairman_decides(&self, regulation: &Regulation) -> bool {
        regulation
            .authority(self.level())
            .is_some_and(|authority| authority.starts_with("Chủ tịch"))
    }

    /// The one who decides: the chairman of the authority, or the authority.
    fn decider(&self, regulation: &Regulation) -> Text {
        if self.chairman_decides(regulation) {
            Text::from("Chủ tịch ").then(self.authority())
        } else {
            self.authority()
        }
    }

    fn number(&self, kind: &str, code: Option<&str>, what: &str) -> Text {
        Text::from(format!("Số:         /{kind}-")).then(Text::fact(code, what))
    }

    /// Place and day of issue: the day is the clerk's to enter.
    fn place(&self) -> Text {
        Text::fact(self.facts.locality.as_deref(), "địa danh").then(", ngày …… tháng …… năm ………")
    }

    fn council_head(&self, number: Option<Text>, place: bool) -> Block {
        Block::Masthead {
            superior: Some(self.authority()),
            issuer: "Hội đồng đánh giá, phân hạng sản phẩm OCOP".into(),
            number,
            subject: None,
            place: place.then(|| self.place()),
            draft: false,
        }
    }

    fn decision_of(regulation: &Regulation) -> String {
        format!(
            "Quyết định số {} {} của Thủ tướng Chính phủ",
            regulation.decision(),
            long_day(regulation.issued())
        )
    }

    fn person(&self, role: &str) -> Option<&Person> {
        self.facts
            .members
            .iter()
            .find(|member| member.role.as_deref() == Some(role))
    }

    fn name_of(&self, id: &str) -> String {
        let member = self.facts.members.iter().find(|member| member.id == id);
        member.map_or_else(|| id.to_owned(), |member| member.name.clone())
    }

    fn chair(&self) -> Text {
        Text::fact(
            self.person("chair").map(|chair| chair.name.as_str()),
            "họ và tên",
        )
    }

    fn secretary(&self) -> Text {
        Text::fact(
            self.facts.secretary.as_ref().map(|one| one.name.as_str()),
            "họ và tên",
        )
    }

    fn chair_signs(&self) -> Signer {
        Signer {
            capacity: Some("TM. Hội đồng".into()),
            office: "Chủ tịch".into(),
            name: self.chair(),
        }
    }

    /// The signature of the one who decides.
    fn decider_signs(&self, regulation: &Regulation) -> Signer {
        let capacity =
            (!self.chairman_decides(regulation)).then(|| Text::from("TM. Ủy ban nhân dân"));
        Signer {
            capacity,
            office: "Chủ tịch".into(),
            name: Text::blank("họ và tên"),
        }
    }

    fn recipients(&self, first: &[Text], archive: &str) -> Vec<Text> {
        let mut all = first.to_vec();
        all.extend(
            self.facts
                .recipients
                .iter()
                .map(|one| Text::from(one.as_str())),
        );
        all.push(Text::from(format!("Lưu: {archive}")));
        all
    }

    fn grounds(&self, regulation: &Regulation) -> Vec<Text> {
        let title = lower_first(regulation.title());
        vec![
            Text::from(format!(
                "Căn cứ {} ban hành {title}",
                Self::decision_of(regulation)
            )),
            Text::from("Căn cứ Quyết định thành lập Hội đồng: ").then(Text::fact(
                self.facts.council_decision.as_deref(),
                "số, ngày quyết định thành lập Hội đồng",
            )),
            self.rules(),
        ]
    }

    /// The rules are cited only where their number and date are known.
    fn rules(&self) -> Text {
        match &self.facts.council_rules {
            Some(rules) => Text::from(format!(
                "Căn cứ Quy chế hoạt động của Hội đồng ban hành kèm theo {rules}"
            )),
            None => Text::from("Quy chế: chưa nhập ")
                .then(Text::blank("số, ngày quyết định ban hành Quy chế")),
        }
    }

    /// The values that the council worked by.
    fn rules_used(&self) -> Option<String> {
        let rules = self
            .items
            .iter()
            .find_map(|item| match item.stage.content() {
                Content::Sheets { rules, .. } => Some(rules),
                _ => None,
            })?;
        let (part, of) = rules.quorum();
        let spread = rules.spread().map_or_else(
            || "không giới hạn chênh lệch giữa các phiếu".to_owned(),
            |spread| {
                format!(
                    "chênh lệch giữa phiếu cao nhất và phiếu thấp nhất không quá {} điểm",
                    comma(&spread.to_string())
                )
            },
        );
        Some(format!(
            "Giá trị áp dụng: số thành viên có mặt từ {part}/{of} trở lên; {spread}."
        ))
    }

    fn of_group(&self, wanted: impl Fn(Group) -> bool) -> Vec<&Item<'s>> {
        self.items
            .iter()
            .filter(|item| wanted(item.group))
            .collect()
    }

    /// The lists of a result, by what follows: what is proposed, told or left open.
    fn lists(&self, regulation: &Regulation) -> Vec<Block> {
        let decider = self.decider(regulation);
        let lists: [(Text, Vec<&Item<'s>>); 6] = [
            (Text::from("Sản phẩm đề xuất ").then(decider.clone()).then(" công nhận"), self.of_group(|g| matches!(g, Group::Recognise(_)))),
            (Text::from("Sản phẩm đề xuất ").then(decider).then(" phê duyệt kết quả đánh giá, đề nghị ").then(next_body(regulation, self.level())).then(" đánh giá, phân hạng"), self.of_group(|g| matches!(g, Group::Forward(_)))),
            ("Sản phẩm đạt hạng 1 sao, 2 sao: thông báo kết quả, không ban hành quyết định công nhận".into(), self.of_group(|g| matches!(g, Group::Below(_)))),
            ("Hồ sơ bị loại hoặc không đánh giá tiếp".into(), self.of_group(|g| g == Group::Stopped)),
            ("Sản phẩm chưa kết luận".into(), self.of_group(|g| g == Group::Open)),
            ("Kết quả trả lại để xem xét".into(), self.of_group(|g| matches!(g, Group::Returned(_)))),
        ];
        let mut blocks = Vec::new();
        let mut letter = 'a';
        for (title, items) in lists.into_iter().filter(|(_, items)| !items.is_empty()) {
            let count = items.len();
            blocks.push(Block::Heading(
                Text::from(format!("{letter}) "))
                    .then(title)
                    .then(format!(": {count} sản phẩm")),
            ));
            letter = char::from_u32(u32::from(letter) + 1).unwrap_or(letter);
            let mut table = Table::new(&[
                ("STT", 6),
                ("Sản phẩm", 24),
                ("Chủ thể", 22),
                ("Xã, phường, đặc khu", 18),
                ("Tổng điểm trung bình", 12),
                ("Kết luận", 30),
            ]);
            for (number, item) in (1..).zip(items) {
                table.rows.push(vec![
                    Text::from(format!("{number}")),
                    item.name().into(),
                    item.producer(),
                    item.area(),
                    item.total().into(),
                    item.conclusion().into(),
                ]);
            }
            blocks.push(Block::Table(table));
        }
        blocks
    }

    fn minutes(&self, regulation: &Regulation) -> Document {
        let mut paper = Document::new(
            "bien-ban",
            "Biên bản họp Hội đồng đánh giá, phân hạng sản phẩm OCOP",
        );
        let facts = self.facts;
        let code = facts.council_code.as_deref();
        let blocks = &mut paper.blocks;
        blocks.push(self.council_head(
            Some(self.number("BB", code, "chữ viết tắt của Hội đồng")),
            false,
        ));
        blocks.push(Block::Title(
            "Biên bản".into(),
            Text::from("Họp Hội đồng đánh giá, phân hạng sản phẩm OCOP, ").then(self.title()),
        ));
        blocks.push(Block::Grounds(self.grounds(regulation)));
        let fact = |value: &Option<String>, what: &str| Text::fact(value.as_deref(), what);
        blocks.push(Block::Paragraph(
            Text::from("Thời gian bắt đầu: ").then(fact(&facts.opened, "giờ, ngày tháng năm")),
        ));
        blocks.push(Block::Paragraph(
            Text::from("Địa điểm: ").then(fact(&facts.place, "địa điểm")),
        ));
        blocks.push(Block::Heading("I. Thành phần tham dự".into()));
        let position = |person: Option<&Person>| {
            let position = person.and_then(|person| person.position.as_deref());
            Text::fact(position, "chức vụ")
        };
        let mut chair = Text::from("Chủ trì (chủ tọa): ")
            .then(self.chair())
            .then(", ")
            .then(position(self.person("chair")))
            .then(", Chủ tịch Hội đồng");
        if let Some(authorisation) = &facts.authorisation {
            chair = chair.then(format!(", theo ủy quyền tại {authorisation}"));
        }
        blocks.push(Block::Paragraph(chair));
        blocks.push(Block::Paragraph(
            Text::from("Thư ký (người ghi biên bản): ")
                .then(self.secretary())
                .then(", ")
                .then(position(facts.secretary.as_ref())),
        ));
        blocks.push(Block::Paragraph(self.attendance()));
        blocks.push(Block::Table(self.roll()));
        let absent = self.absences();
        if !absent.is_empty() {
            blocks.push(Block::Paragraph("Vắng mặt, không tham gia chấm:".into()));
            blocks.push(Block::List(absent));
        }
        if !facts.others.is_empty() {
            let others = facts.others.join("; ");
            blocks.push(Block::Paragraph(Text::from(format!(
                "Dự họp, không chấm điểm: {others}."
            ))));
        }
        blocks.push(Block::Heading("II. Nội dung".into()));
        blocks.push(Block::Paragraph(
            Text::from("1. Hội đồng nghe báo cáo: ")
                .then(fact(
                    &facts.advisory_report,
                    "số, ngày báo cáo của Tổ tư vấn hoặc của cơ quan tham mưu",
                ))
                .then("."),
        ));
        blocks.push(Block::Paragraph("2. Tổng hợp kết quả: điểm của từng thành viên ghi tại Bảng tổng hợp điểm kèm theo biên bản. Không làm tròn điểm trước khi xếp hạng.".into()));
        blocks.extend(self.rules_used().map(|used| Block::Paragraph(used.into())));
        blocks.extend(self.items.iter().flat_map(|item| self.discussed(item)));
        blocks.push(Block::Heading("III. Kết luận của Hội đồng".into()));
        blocks.extend(self.lists(regulation));
        blocks.push(Block::Paragraph(
            Text::from("Biên bản kết thúc vào ")
                .then(fact(&facts.closed, "giờ, ngày tháng năm"))
                .then("; đã đọc lại cho các thành viên dự họp nghe, thống nhất và lập thành ")
                .then(Text::blank("số"))
                .then(" bản. Kèm theo: phiếu đánh giá của các thành viên, Bảng tổng hợp điểm."),
        ));
        let signer = |office: &str, name| Signer {
            capacity: None,
            office: office.into(),
            name,
        };
        blocks.push(Block::Signatures(vec![
            signer("Thư ký", self.secretary()),
            signer("Chủ tọa", self.chair()),
        ]));
        blocks.push(Block::Small(self.seals()));
        paper
    }

    /// The codes by which results are found: the first 8 base32 characters of each case's seal.
    fn seals(&self) -> Text {
        let codes = self
            .items
            .iter()
            .map(|item| code_of(&item.decided.seal().input));
        Text::from(format!(
            "Mã đối chiếu: {}",
            codes.collect::<Vec<_>>().join(", ")
        ))
    }

    fn attendance(&self) -> Text {
        let appointed = self
            .items
            .iter()
            .find_map(|item| match item.stage.content() {
                Content::Sheets { appointed, .. } => *appointed,
                _ => None,
            });
        let appointed = appointed.map(|appointed| appointed.to_string());
        let present = self.assessors().len();
        Text::from("Tổng số thành viên Hội đồng theo Quyết định thành lập: ")
            .then(Text::fact(appointed.as_deref(), "số"))
            .then(format!("; số thành viên chấm điểm: {present}."))
    }

    /// Everybody who scored any product, in the order of the council's list, then of the sheets.
    fn assessors(&self) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        let scored: Vec<&str> = self
            .items
            .iter()
            .flat_map(|item| item.sheets())
            .map(ScoreSheet::assessor)
            .collect();
        let listed = self
            .facts
            .members
            .iter()
            .map(|member| member.id.as_str())
            .filter(|id| scored.contains(id));
        for id in listed.chain(scored.iter().copied()) {
            if !seen.iter().any(|one| one == id) {
                seen.push(id.to_owned());
            }
        }
        seen
    }

    fn roll(&self) -> Table {
        let mut table = Table::new(&[
            ("STT", 6),
            ("Họ và tên", 30),
            ("Chức vụ, đơn vị", 34),
            ("Trong Hội đồng", 20),
            ("Chữ ký", 16),
        ]);
        for (number, id) in (1..).zip(self.assessors()) {
            let member = self.facts.members.iter().find(|member| member.id == id);
            let role = member.and_then(|member| member.role.as_deref());
            let sheets = self.items.iter().flat_map(|item| item.sheets());
            let sheet = sheets
                .filter(|sheet| sheet.assessor() == id)
                .map(|sheet| sheet.role().as_str())
                .next();
            let role = match role.or(sheet) {
                Some("chair") => "Chủ tịch",
                Some("vice-chair") => "Phó Chủ tịch",
                _ => "Ủy viên",
            };
            let position = member.and_then(|member| member.position.as_deref());
            table.rows.push(vec![
                Text::from(format!("{number}")),
                self.name_of(&id).into(),
                Text::fact(position, "chức vụ, đơn vị"),
                role.into(),
                Text::default(),
            ]);
        }
        table
    }

    fn absences(&self) -> Vec<Text> {
        let line = |absence: &Absence| {
            let how = if absence.recused {
                "không tham gia chấm do có liên quan"
            } else {
                "vắng mặt"
            };
            let product = absence
                .product
                .as_deref()
                .map_or_else(String::new, |product| format!(", sản phẩm {product}"));
            Text::from(format!(
                "{}: {how}{product}, lý do: ",
                self.name_of(&absence.member)
            ))
            .then(Text::fact(absence.reason.as_deref(), "lý do"))
        };
        self.facts.absent.iter().map(line).collect()
    }

    /// What minutes say of one product.
    fn discussed(&self, item: &Item<'s>) -> Vec<Block> {
        let mut text = format!("- {}, bộ {}, {}: ", item.name(), item.set(), item.kind());
        let sheets = item.sheets().len();
        if sheets > 0 {
            text.push_str(&format!("{sheets} phiếu; "));
        }
        if item.result.total.is_some() {
            text.push_str(&format!("tổng điểm trung bình {}", item.total()));
        }
        if let Some(spread) = item.result.spread {
            text.push_str(&format!("; chênh lệch {}", comma(&spread.to_string())));
        }
        let unmet = item.unmet();
        if !unmet.is_empty() {
            text.push_str(&format!("; chưa đạt: {}", unmet.join("; ")));
        }
        let mut blocks = vec![Block::Paragraph(Text::from(text).then("."))];
        blocks.push(Block::Paragraph(
            Text::from("Kết luận: ").then(item.conclusion()).then("."),
        ));
        blocks
    }

    fn summary(&self, regulation: &Regulation) -> Document {
        let mut paper = Document::new("bang-tong-hop-diem", "Bảng tổng hợp điểm");
        paper.landscape = true;
        let assessors = self.assessors();
        let heads: Vec<String> = (1..=assessors.len())
            .map(|number| format!("TV {number}"))
            .collect();
        let mut columns: Vec<(&str, u32)> =
            vec![("STT", 4), ("Sản phẩm", 18), ("Chủ thể", 14), ("Bộ", 4)];
        columns.extend(heads.iter().map(|head| (head.as_str(), 5)));
        columns.extend([
            ("Số phiếu", 5),
            ("Tổng", 7),
            ("Trung bình", 7),
            ("A", 6),
            ("B", 6),
            ("C", 6),
            ("Thấp nhất – cao nhất", 9),
            ("Chênh lệch", 6),
            ("Kết luận", 14),
        ]);
        let mut table = Table::new(&columns);
        for (number, item) in (1..).zip(&self.items) {
            let mut row: Vec<Text> = vec![
                Text::from(format!("{number}")),
                item.name().into(),
                item.producer(),
                item.stage.set().code().to_string().into(),
            ];
            let mut totals = Vec::new();
            for id in &assessors {
                let sheet = item.sheets().iter().find(|sheet| sheet.assessor() == id);
                let total = sheet.and_then(|sheet| item.sheet_total(sheet));
                let absence = self.facts.absent.iter().find(|absence| {
                    absence.member == *id
                        && absence
                            .product
                            .as_deref()
                            .is_none_or(|product| product == item.name())
                });
                let stopped = sheet.and_then(ScoreSheet::stopped_at);
                row.push(match (total, absence) {
                    (None, _) if stopped.is_some() => {
                        let code = stopped.map(ToString::to_string).unwrap_or_default();
                        format!("dừng ở {code}").into()
                    }
                    (Some(total), _) => {
                        totals.push(total.clone());
                        total.into()
                    }
                    (None, Some(absence)) if absence.recused => "không chấm".into(),
                    (None, _) => "vắng".into(),
                });
            }
            let order = |total: &String| total.replace(',', ".").parse::<ocop::Points>().ok();
            let low = totals.iter().min_by_key(|total| order(total));
            let high = totals.iter().max_by_key(|total| order(total));
            let range = low
                .zip(high)
                .map_or_else(String::new, |(low, high)| format!("{low} – {high}"));
            let total = item.result.total.as_ref();
            row.push(item.sheets().len().to_string().into());
            row.push(
                total
                    .map_or_else(String::new, |total| comma(&total.mean().sum().to_string()))
                    .into(),
            );
            row.push(item.total().into());
            for part in 0..3 {
                let parts = item.result.parts.as_ref();
                let mean = parts.and_then(|parts| Some(comma(&parts.get(part)?.shown)));
                row.push(mean.unwrap_or_default().into());
            }
            row.push(range.into());
            row.push(
                item.result
                    .spread
                    .map_or_else(String::new, |spread| comma(&spread.to_string()))
                    .into(),
            );
            row.push(short(item.group).into());
            table.rows.push(row);
        }
        let names = (1..)
            .zip(&assessors)
            .map(|(number, id)| format!("TV {number}: {}", self.name_of(id)));
        let names = names.collect::<Vec<_>>().join("; ");
        paper.blocks = vec![
            self.council_head(None, false),
            Block::Title(
                "Bảng tổng hợp điểm".into(),
                Text::from("Kèm theo Biên bản họp Hội đồng đánh giá, phân hạng sản phẩm OCOP, ")
                    .then(self.title()),
            ),
            Block::Paragraph(
                Text::from(format!("Theo {}. ", Self::decision_of(regulation))).then(
                    match self.date() {
                        Some(date) => Text::from(format!("Ngày đánh giá: {}.", day(date))),
                        None => Text::from("Ngày đánh giá: ").then(Text::blank("ngày")),
                    },
                ),
            ),
            Block::Table(table),
            Block::Paragraph(Text::from(format!(
                "Thành viên chấm điểm: {names}. Điểm trung bình được giữ chính xác, không làm tròn trước khi xếp hạng."
            ))),
            Block::Signatures(vec![
                Signer {
                    capacity: None,
                    office: "Thư ký".into(),
                    name: self.secretary(),
                },
                Signer {
                    capacity: None,
                    office: "Chủ tịch Hội đồng".into(),
                    name: self.chair(),
                },
            ]),
            Block::Small(self.seals()),
        ];
        paper
    }

    fn counts(&self) -> Text {
        let count = |wanted: fn(Group) -> bool| self.of_group(wanted).len();
        Text::from(format!(
            "Hội đồng đã xem xét {} sản phẩm: {} sản phẩm đề xuất công nhận; {} sản phẩm đề xuất phê duyệt kết quả để đề nghị cấp trên đánh giá, phân hạng; {} sản phẩm đạt hạng 1 sao, 2 sao; {} hồ sơ bị loại hoặc không đánh giá tiếp; {} sản phẩm chưa kết luận.",
            self.items.len(),
            count(|group| matches!(group, Group::Recognise(_))),
            count(|group| matches!(group, Group::Forward(_))),
            count(|group| matches!(group, Group::Below(_))),
            count(|group| group == Group::Stopped),
            count(|group| group == Group::Open),
        ))
    }

    fn report(&self, regulation: &Regulation) -> Document {
        let mut paper = Document::new(
            "bao-cao-hoi-dong",
            "Báo cáo kết quả đánh giá, phân hạng sản phẩm OCOP",
        );
        let code = self.facts.council_code.as_deref();
        let blocks = &mut paper.blocks;
        blocks.push(self.council_head(
            Some(self.number("BC", code, "chữ viết tắt của Hội đồng")),
            true,
        ));
        blocks.push(Block::Title(
            "Báo cáo".into(),
            Text::from("Kết quả đánh giá, phân hạng sản phẩm OCOP, ").then(self.title()),
        ));
        blocks.push(Block::To(self.decider(regulation)));
        blocks.push(Block::Grounds(self.grounds(regulation)));
        blocks.push(Block::Heading("I. Kết quả đánh giá".into()));
        blocks.push(Block::Paragraph(self.counts()));
        blocks.extend(self.lists(regulation));
        blocks.push(Block::Heading("II. Đề xuất".into()));
        blocks.push(Block::Paragraph(
            Text::from("Hội đồng báo cáo và đề xuất ")
                .then(self.decider(regulation))
                .then(" xem xét, quyết định theo các danh sách trên."),
        ));
        let first = [Text::from("Như trên"), self.agency()];
        blocks.push(Block::End(
            self.recipients(&first, "VT, Hội đồng"),
            self.chair_signs(),
        ));
        paper
    }

    fn submission(&self, regulation: &Regulation) -> Document {
        let mut paper = Document::new(
            "to-trinh",
            "Tờ trình về kết quả đánh giá, phân hạng sản phẩm OCOP",
        );
        let blocks = &mut paper.blocks;
        blocks.push(Block::Masthead {
            superior: Some(self.authority()),
            issuer: self.agency(),
            number: Some(self.number(
                "TTr",
                self.facts.agency_code.as_deref(),
                "chữ viết tắt của cơ quan",
            )),
            subject: None,
            place: Some(self.place()),
            draft: true,
        });
        blocks.push(Block::Title(
            "Tờ trình".into(),
            Text::from("Về kết quả đánh giá, phân hạng sản phẩm OCOP, ").then(self.title()),
        ));
        blocks.push(Block::To(self.decider(regulation)));
        let mut grounds = self.grounds(regulation);
        grounds.push(
            Text::from("Căn cứ Báo cáo của Hội đồng ")
                .then(Text::blank("số, ngày"))
                .then(" và Biên bản họp Hội đồng ")
                .then(Text::blank("số, ngày")),
        );
        blocks.push(Block::Grounds(grounds));
        blocks.push(Block::Paragraph(
            self.agency()
                .then(" trình ")
                .then(self.decider(regulation))
                .then(" xem xét kết quả như sau:"),
        ));
        blocks.push(Block::Paragraph(self.counts()));
        blocks.extend(self.lists(regulation));
        let mut attached = vec![
            Text::from("Báo cáo của Hội đồng"),
            Text::from("Biên bản họp Hội đồng và Bảng tổng hợp điểm"),
        ];
        if self
            .items
            .iter()
            .any(|item| matches!(item.group, Group::Recognise(_)))
        {
            attached.push(
                "Dự thảo Quyết định công nhận kết quả đánh giá, phân hạng sản phẩm OCOP".into(),
            );
        }
        if self
            .items
            .iter()
            .any(|item| matches!(item.group, Group::Forward(_)))
        {
            attached.push(
                "Dự thảo Quyết định phê duyệt kết quả đánh giá và dự thảo văn bản đề nghị cấp trên"
                    .into(),
            );
        }
        blocks.push(Block::Paragraph("Tài liệu kèm theo:".into()));
        blocks.push(Block::List(attached));
        let signer = Signer {
            capacity: None,
            office: Text::blank("chức vụ người đứng đầu cơ quan"),
            name: Text::blank("họ và tên"),
        };
        blocks.push(Block::End(
            self.recipients(&["Như trên".into()], "VT"),
            signer,
        ));
        paper
    }

    fn decision(&self, regulation: &Regulation, name: &str, subject: &str) -> Document {
        let mut paper = Document::new(name, subject);
        let code = self.facts.authority_code.as_deref().unwrap_or("UBND");
        paper.blocks.push(Block::Masthead {
            superior: None,
            issuer: self.authority(),
            number: Some(self.number("QĐ", Some(code), "")),
            subject: None,
            place: Some(self.place()),
            draft: true,
        });
        paper.blocks.push(Block::Title(
            "Quyết định".into(),
            Text::from(subject).then(", ").then(self.title()),
        ));
        paper
            .blocks
            .push(Block::Centre(self.decider(regulation).capitals()));
        let mut grounds = vec![
            Text::from("Căn cứ Luật Tổ chức chính quyền địa phương ")
                .then(Text::blank("ngày ban hành")),
        ];
        grounds.extend(self.grounds(regulation));
        grounds.push(
            Text::from("Căn cứ Báo cáo của Hội đồng ")
                .then(Text::blank("số, ngày"))
                .then(" và Biên bản họp Hội đồng ")
                .then(Text::blank("số, ngày")),
        );
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

    fn recognition(&self, regulation: &Regulation) -> Document {
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
        let sums = sums.map(|star| format!("{} sản phẩm hạng {} sao", stars(star), star.number()));
        let sums = sums.collect::<Vec<_>>().join(", ");
        let article = |number: u32, text: Text| {
            Block::Paragraph(Text::from(format!("Điều {number}. ")).bold().then(text))
        };
        let months = regulation.certificate_months();
        paper.blocks.extend([
            article(1, Text::from(format!("Công nhận kết quả đánh giá, phân hạng {} sản phẩm OCOP ({sums}), theo danh sách tại Phụ lục.", items.len()))),
            article(2, Text::from(format!("Cấp Giấy chứng nhận sản phẩm OCOP cho các sản phẩm tại Điều 1; Giấy chứng nhận có thời hạn {months} tháng kể từ ngày ban hành."))),
            article(3, Text::from("Chánh Văn phòng, người đứng đầu ").then(self.agency()).then(", Ủy ban nhân dân cấp xã có sản phẩm và các chủ thể có tên tại Phụ lục chịu trách nhiệm thi hành Quyết định này.")),
            article(4, "Quyết định này có hiệu lực kể từ ngày ký.".into()),
            Block::End(self.recipients(&["Như Điều 3".into()], "VT"), self.decider_signs(regulation)),
            Block::Annex("Phụ lục. Danh sách sản phẩm OCOP được công nhận".into(), Text::from("Kèm theo Quyết định số         /QĐ-UBND ngày …… tháng …… năm ……… của ").then(self.decider(regulation))),
        ]);
        let mut table = Table::new(&[
            ("STT", 5),
            ("Sản phẩm", 22),
            ("Mã số sản phẩm", 14),
            ("Bộ sản phẩm", 18),
            ("Chủ thể", 20),
            ("Xã, phường, đặc khu", 16),
            ("Hình thức", 10),
            ("Hạng", 8),
        ]);
        let mut listed = items.clone();
        listed.sort_by_key(|item| match item.group {
            Group::Recognise(star) => std::cmp::Reverse(star.number()),
            _ => std::cmp::Reverse(0),
        });
        for (number, item) in (1..).zip(listed) {
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
                item.kind().into(),
                Text::from(format!("{} sao", star.number())),
            ]);
        }
        paper.blocks.push(Block::Table(table));
        paper.blocks.push(Block::Paragraph(Text::from(format!(
            "Tổng số: {} sản phẩm; {sums}.",
            items.len()
        ))));
        paper
    }

    fn approval(&self, regulation: &Regulation) -> Document {
        let subject =
            "Phê duyệt kết quả đánh giá sản phẩm OCOP đề nghị cấp trên đánh giá, phân hạng";
        let mut paper = self.decision(regulation, "quyet-dinh-phe-duyet-ket-qua", subject);
        let items = self.of_group(|group| matches!(group, Group::Forward(_)));
        let article = |number: u32, text: Text| {
            Block::Paragraph(Text::from(format!("Điều {number}. ")).bold().then(text))
        };
        paper.blocks.extend([
            article(1, Text::from(format!("Phê duyệt kết quả đánh giá {} sản phẩm, theo danh sách tại Phụ lục, để đề nghị ", items.len())).then(next_body(regulation, self.level())).then(" đánh giá, phân hạng.")),
            article(2, Text::from("Chánh Văn phòng, người đứng đầu ").then(self.agency()).then(" và các chủ thể có tên tại Phụ lục chịu trách nhiệm thi hành Quyết định này.")),
            article(3, "Quyết định này có hiệu lực kể từ ngày ký.".into()),
            Block::End(self.recipients(&["Như Điều 2".into()], "VT"), self.decider_signs(regulation)),
            Block::Annex("Phụ lục. Kết quả đánh giá".into(), Text::from("Kèm theo Quyết định số         /QĐ-UBND ngày …… tháng …… năm ……… của ").then(self.decider(regulation))),
            Block::Table(forwarded(&items)),
        ]);
        paper
    }

    fn letter(&self, regulation: &Regulation) -> Document {
        let mut paper = Document::new(
            "cong-van-de-nghi",
            "Công văn đề nghị đánh giá, phân hạng sản phẩm OCOP",
        );
        let items = self.of_group(|group| matches!(group, Group::Forward(_)));
        let code = self.facts.authority_code.as_deref().unwrap_or("UBND");
        let next = next_body(regulation, self.level());
        let renewals = items
            .iter()
            .filter(|item| item.decided.case().application().kind == Some(ApplicationKind::Renewal))
            .count();
        let mut attached: Vec<Text> = Vec::new();
        if renewals < items.len() {
            attached.push("Báo cáo của Tổ tư vấn".into());
            attached.push("Báo cáo kết quả đánh giá của Hội đồng".into());
            attached.push("Quyết định phê duyệt kết quả đánh giá".into());
        }
        if renewals > 0 {
            attached
                .push("Báo cáo của cơ quan tham mưu quản lý OCOP (sản phẩm phân hạng lại)".into());
        }
        attached.push(
            "Hồ sơ sản phẩm; văn bản xác nhận, kết quả kiểm tra, kiểm nghiệm bổ sung (nếu có)"
                .into(),
        );
        attached.push("Sản phẩm mẫu (trừ dịch vụ du lịch)".into());
        paper.blocks = vec![
            Block::Masthead {
                superior: None,
                issuer: self.authority(),
                number: Some(
                    Text::from(format!("Số:         /{code}-"))
                        .then(Text::blank("đơn vị soạn thảo")),
                ),
                subject: Some(Text::from(format!(
                    "V/v đề nghị đánh giá, phân hạng {} sản phẩm OCOP",
                    items.len()
                ))),
                place: Some(self.place()),
                draft: true,
            },
            Block::To(next.clone()),
            Block::Paragraph(
                Text::from(format!("Thực hiện {}, ", Self::decision_of(regulation)))
                    .then(self.authority())
                    .then(" đề nghị ")
                    .then(next)
                    .then(" đánh giá, phân hạng các sản phẩm sau:"),
            ),
            Block::Table(forwarded(&items)),
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
                },
            ),
        ];
        paper
    }

    /// A notice for each area, with its products; no points of single members.
    fn notices(&self, regulation: &Regulation) -> Vec<Document> {
        let mut areas: Vec<Option<&str>> = Vec::new();
        for item in &self.items {
            let area = item.decided.case().product().district.as_deref();
            if item.group != Group::Open && !areas.contains(&area) {
                areas.push(area);
            }
        }
        let notice = |(number, area): (usize, Option<&str>)| {
            let mut paper = Document::new(
                &format!("thong-bao-{number:02}"),
                "Thông báo kết quả đánh giá, phân hạng sản phẩm OCOP",
            );
            let place = Text::fact(area, "xã, phường, đặc khu");
            let mut table = Table::new(&[
                ("STT", 6),
                ("Sản phẩm", 24),
                ("Chủ thể", 24),
                ("Kết quả", 46),
            ]);
            let items = self.items.iter().filter(|item| {
                item.decided.case().product().district.as_deref() == area
                    && item.group != Group::Open
            });
            for (number, item) in (1..).zip(items) {
                table.rows.push(vec![
                    Text::from(format!("{number}")),
                    item.name().into(),
                    item.producer(),
                    self.told(item, regulation),
                ]);
            }
            paper.blocks = vec![
                Block::Masthead {
                    superior: Some(self.authority()),
                    issuer: self.agency(),
                    number: Some(self.number(
                        "TB",
                        self.facts.agency_code.as_deref(),
                        "chữ viết tắt của cơ quan",
                    )),
                    subject: None,
                    place: Some(self.place()),
                    draft: true,
                },
                Block::Title(
                    "Thông báo".into(),
                    Text::from("Kết quả đánh giá, phân hạng sản phẩm OCOP, ").then(self.title()),
                ),
                Block::Paragraph(
                    self.agency()
                        .then(" thông báo tới Ủy ban nhân dân ")
                        .then(place)
                        .then(" và các chủ thể kết quả như sau:"),
                ),
                Block::Table(table),
                Block::Paragraph(
                    Text::from("Nơi giải đáp: ")
                        .then(Text::blank("đơn vị, điện thoại"))
                        .then("."),
                ),
                Block::End(
                    self.recipients(
                        &[
                            "Ủy ban nhân dân cấp xã".into(),
                            "Các chủ thể có tên trên".into(),
                        ],
                        "VT",
                    ),
                    Signer {
                        capacity: None,
                        office: Text::blank("chức vụ người đứng đầu cơ quan"),
                        name: Text::blank("họ và tên"),
                    },
                ),
            ];
            paper
        };
        (1..).zip(areas).map(notice).collect()
    }

    /// What a producer is told.
    fn told(&self, item: &Item<'s>, regulation: &Regulation) -> Text {
        match item.group {
            Group::Recognise(star) => Text::from(format!(
                "Được công nhận hạng {} sao tại Quyết định ",
                star.number()
            ))
            .then(Text::fact(
                self.facts.decision.as_deref(),
                "số, ngày quyết định công nhận",
            )),
            Group::Forward(_) => Text::from(format!(
                "Tổng điểm trung bình {}; kết quả được phê duyệt, đề nghị ",
                item.total()
            ))
            .then(next_body(regulation, self.level()))
            .then(" đánh giá, phân hạng; chưa phải kết quả công nhận"),
            Group::Below(star) => {
                let mut text = format!(
                    "Đạt hạng {} sao (tổng điểm trung bình {}); không ban hành quyết định công nhận, không cấp giấy chứng nhận",
                    star.number(),
                    item.total()
                );
                let unmet = item.unmet();
                if !unmet.is_empty() {
                    text.push_str(&format!("; chưa đạt {}", unmet.join("; ")));
                }
                text.into()
            }
            Group::Stopped | Group::Open | Group::Returned(_) => item.conclusion().into(),
        }
    }
}

fn short(group: Group) -> String {
    match group {
        Group::Recognise(star) | Group::Below(star) => format!("hạng {} sao", star.number()),
        Group::Forward(_) => "đề nghị cấp trên".to_owned(),
        Group::Stopped => "không đánh giá tiếp".to_owned(),
        Group::Open => "chưa kết luận".to_owned(),
        Group::Returned(_) => "trả lại".to_owned(),
    }
}

fn forwarded(items: &[&Item<'_>]) -> Table {
    let mut table = Table::new(&[
        ("STT", 6),
        ("Sản phẩm", 24),
        ("Chủ thể", 22),
        ("Xã, phường, đặc khu", 16),
        ("Bộ sản phẩm", 20),
        ("Tổng điểm trung bình", 12),
    ]);
    for (number, item) in (1..).zip(items) {
        table.rows.push(vec![
            Text::from(format!("{number}")),
            item.name().into(),
            item.producer(),
            item.area(),
            item.set().into(),
            item.total().into(),
        ]);
    }
    table
}

/// The body that evaluates next, by the regulation.
fn next_body(regulation: &Regulation, level: Level) -> Text {
    let next = match level {
        Level::District => Level::Province,
        _ => Level::Central,
    };
    let authority = regulation.authority(next).unwrap_or_default();
    // A ministry is written to, not its minister; a committee, not its chairman.
    let body = ["Bộ trưởng ", "Chủ tịch "]
        .iter()
        .find_map(|office| authority.strip_prefix(office));
    Text::from(body.unwrap_or(authority))
}

/// The first 8 base32 characters (RFC 4648) of a seal in hexadecimal.
fn code_of(seal: &str) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let hex = seal.rsplit(':').next().unwrap_or(seal);
    let bits: Vec<u32> = hex
        .chars()
        .filter_map(|c| c.to_digit(16))
        .take(10)
        .collect();
    let value = bits
        .iter()
        .fold(0_u64, |value, digit| value << 4 | u64::from(*digit));
    let letter = |at: u32| {
        let index = (value >> (35 - 5 * at)) & 31;
        usize::try_from(index)
            .ok()
            .and_then(|index| LETTERS.get(index))
            .map(|byte| char::from(*byte))
    };
    (0..8).filter_map(letter).collect()
}
