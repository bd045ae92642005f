//! The papers of a council's session, from its evaluated cases and what people typed about it.

mod after;
mod commune;
mod council;
mod decide;
mod facts;
mod item;
mod sheets;
mod written;

use std::cmp::Reverse;

use ocop::law::Regulation;
use ocop::procedure::{Content, Stage, StageResult, Status};
use ocop::text::ReasonCode;
use ocop::value::ApplicationKind;
use ocop::{Date, EvaluatedCase, Lang, Level};

use super::{Block, Document, Mark, Signer, Table, Text};
use crate::html::long_day;
pub(super) use after::advice_blocks;
pub(crate) use council::is_without_sheet;
pub use facts::{Absence, Correction, Facts, Opinion, Person, Proxy, Replacement, Written};
use item::{Group, Item};

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
    cases: &'s [EvaluatedCase],
    items: Vec<Item<'s>>,
}

/// A number as Vietnamese papers write it: a comma before decimals, points between thousands.
pub(in crate::document) fn comma(text: &str) -> String {
    ocop::text::figure(text, Lang::Vi)
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

impl<'s> SessionPapers<'s> {
    /// The papers of a session: its cases in the order of the list. Cases that no council worked on
    /// have the papers of their commune alone; one whose minutes leave the star open has none.
    #[must_use]
    pub fn new(cases: &'s [EvaluatedCase], facts: &'s Facts) -> SessionPapers<'s> {
        SessionPapers {
            facts,
            cases,
            items: cases.iter().filter_map(Item::of).collect(),
        }
    }

    /// The cases that no paper is of: no council worked on them, or their minutes leave the star open.
    pub fn without_papers(&self) -> impl Iterator<Item = &'s EvaluatedCase> {
        let cases = self.cases.iter();
        cases.filter(|case| {
            !self
                .items
                .iter()
                .any(|item| std::ptr::eq(item.decided, *case))
        })
    }

    /// Every paper that the results ask for, in the order in which they are needed.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        let mut papers = Vec::new();
        if !self.items.is_empty() {
            if self.items.iter().any(|item| !self.is_written(item)) {
                papers.push(self.minutes());
            }
            papers.extend(self.written());
            papers.push(self.summary());
            papers.push(self.report());
            papers.push(self.submission());
            // Who decides, and on what, is each law's own.
            for (regulation, own) in self.by_law() {
                let has = |wanted: fn(Group) -> bool| !own.of_group(wanted).is_empty();
                if has(|group| matches!(group, Group::Recognise(_))) {
                    papers.push(own.recognition(regulation));
                }
                if has(|group| matches!(group, Group::Forward(_))) {
                    papers.push(own.approval(regulation));
                    papers.push(own.letter(regulation));
                    if !own.chairman_decides(regulation) {
                        papers.push(own.hand_over(regulation));
                    }
                }
            }
            papers.extend(self.notices());
            papers.extend(self.sheets());
            papers.extend(self.corrections());
            papers.extend(self.advice());
        }
        papers.extend(self.completions());
        papers.extend(self.commune_papers());
        let mut names: Vec<String> = Vec::new();
        for paper in &mut papers {
            let same = names.iter().filter(|name| **name == paper.name).count();
            names.push(paper.name.clone());
            if same > 0 {
                paper.name = format!("{}-{}", paper.name, same + 1);
            }
        }
        papers
    }

    /// Whether the council gives its opinion on a product in writing. A meeting that the facts name
    /// is of the renewals that met by their cases, and of all of them where no case tells it. Source:
    /// 26/2026, Điều 7.6 d.
    fn is_written(&self, item: &Item<'_>) -> bool {
        let meeting = self.facts.written.as_ref();
        let called = meeting.is_some_and(|written| written.meeting.is_some());
        item.is_in_writing() && !(called && self.met_renewals().is_empty())
    }

    /// The renewals about which the council met by their cases.
    fn met_renewals(&self) -> Vec<&Item<'s>> {
        let renewal = |item: &&Item<'s>| item.application() == Some(ApplicationKind::Renewal);
        let met = |item: &&Item<'s>| !item.sheets().is_empty() && !item.is_in_writing();
        self.items.iter().filter(renewal).filter(met).collect()
    }

    fn level(&self) -> Level {
        self.items
            .first()
            .map_or(Level::Province, |item| item.stage.level())
    }

    /// The day of the session: that of the first round where a product was scored again.
    fn date(&self) -> Option<Date> {
        let first = |item: &Item<'s>| item.before.map_or(item.stage, |(before, _)| before);
        let days = self.items.iter().map(first);
        days.filter_map(|stage| stage.date()).max()
    }

    /// The last day on which a product was scored.
    fn last_date(&self) -> Option<Date> {
        self.items.iter().filter_map(|item| item.stage.date()).max()
    }

    /// Which products were scored again, and on which days.
    fn scored_again(&self) -> String {
        let again = self.items.iter().filter(|item| item.before.is_some());
        let again = again.filter_map(|item| {
            let day = long_day(item.stage.date()?);
            Some(format!("; chấm lại sản phẩm {} {day}", item.name()))
        });
        again.collect()
    }

    /// The laws that the products fall under, in the order of the list.
    fn laws(&self) -> Vec<&'s Regulation> {
        let mut laws: Vec<&'s Regulation> = Vec::new();
        for law in self.items.iter().map(|item| item.stage.regulation()) {
            if laws.iter().all(|known| known.id() != law.id()) {
                laws.push(law);
            }
        }
        laws
    }

    /// Each law with the session of its products.
    fn by_law(&self) -> Vec<(&'s Regulation, SessionPapers<'s>)> {
        let of = |law: &Regulation| {
            let its = |item: &&Item<'s>| item.stage.regulation().id() == law.id();
            SessionPapers {
                facts: self.facts,
                cases: self.cases,
                items: self.items.iter().filter(its).copied().collect(),
            }
        };
        self.laws().into_iter().map(|law| (law, of(law))).collect()
    }

    fn authority(&self) -> Text {
        let what = match self.level() {
            Level::District => "Ủy ban nhân dân huyện …",
            Level::Central => "tên Bộ",
            _ => "Ủy ban nhân dân tỉnh …",
        };
        Text::fact(self.facts.authority.as_deref(), what)
    }

    fn next_body(&self, regulation: &Regulation) -> Text {
        next_body(regulation, self.level(), self.date())
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

    /// The one who decides: the minister, the chairman of the authority, or the authority.
    fn decider(&self, regulation: &Regulation) -> Text {
        if self.level() == Level::Central {
            Text::from("Bộ trưởng ").then(self.authority())
        } else if self.chairman_decides(regulation) {
            Text::from("Chủ tịch ").then(self.authority())
        } else {
            self.authority()
        }
    }

    /// Those who decide, where several laws name different ones.
    fn deciders(&self) -> Text {
        let mut deciders: Vec<Text> = Vec::new();
        for law in self.laws() {
            let decider = self.decider(law);
            if !deciders.contains(&decider) {
                deciders.push(decider);
            }
        }
        joined(deciders, "; ")
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

    /// The head of a paper of the agency in charge.
    fn agency_head(&self, kind: &str) -> Block {
        let code = self.facts.agency_code.as_deref();
        Block::Masthead {
            superior: Some(self.authority()),
            issuer: self.agency(),
            number: Some(self.number(kind, code, "chữ viết tắt của cơ quan")),
            subject: None,
            place: Some(self.place()),
            draft: true,
        }
    }

    fn agency_signs() -> Signer {
        Signer {
            office: Text::blank("chức vụ người đứng đầu cơ quan"),
            name: Text::blank("họ và tên"),
            ..Signer::default()
        }
    }

    fn decision_of(regulation: &Regulation) -> String {
        format!(
            "Quyết định số {} {} của Thủ tướng Chính phủ",
            regulation.decision(),
            long_day(regulation.issued())
        )
    }

    /// A decision as it is cited first: with its subject.
    fn cited(regulation: &Regulation) -> String {
        let (decision, title) = (Self::decision_of(regulation), regulation.title());
        match title.strip_prefix("Sửa đổi") {
            Some(rest) => format!("{decision} sửa đổi{rest}"),
            None => format!("{decision} ban hành {title}"),
        }
    }

    /// The decisions that the session follows.
    fn decisions(&self) -> String {
        let laws = self.laws().into_iter().map(Self::decision_of);
        laws.collect::<Vec<_>>().join("; ")
    }

    fn person(&self, role: &str) -> Option<&Person> {
        self.facts
            .members
            .iter()
            .find(|member| member.role.as_deref() == Some(role))
    }

    /// The name of a member: as the facts have it, else as the sheets.
    fn name_of(&self, id: &str) -> String {
        let member = self.facts.members.iter().find(|member| member.id == id);
        let known = member.map(|member| member.name.clone());
        let mut sheets = self.items.iter().flat_map(|item| item.sheets());
        let on_sheet = || {
            sheets
                .find(|sheet| sheet.assessor() == id)
                .and_then(|sheet| sheet.name())
                .map(str::to_owned)
        };
        known
            .filter(|name| !name.is_empty())
            .or_else(on_sheet)
            .unwrap_or_else(|| id.to_owned())
    }

    /// Who presides: the chair, or a vice-chair who scored where the chair is absent from all products.
    fn presides(&self) -> Option<&Person> {
        let chair = self.person("chair")?;
        let scored = self.assessors();
        let scores = |person: &&Person| scored.contains(&person.id);
        let mut scored_items = self.scored();
        let absent = !scores(&chair)
            && scored_items.all(|item| self.absence(&chair.id, item.name()).is_some());
        let deputy = self.person("vice-chair").filter(scores);
        Some(deputy.filter(|_| absent).unwrap_or(chair))
    }

    /// Whether a deputy presides.
    fn deputy_presides(&self) -> bool {
        let role = self.presides().and_then(|person| person.role.as_deref());
        role == Some("vice-chair")
    }

    /// The name of who presides.
    fn chair(&self) -> Text {
        let name = self.presides().map(|chair| chair.name.as_str());
        Text::fact(name, "họ và tên")
    }

    fn secretary(&self) -> Text {
        Text::fact(
            self.facts.secretary.as_ref().map(|one| one.name.as_str()),
            "họ và tên",
        )
    }

    fn chair_signs(&self) -> Signer {
        let (capacity, office) = if self.deputy_presides() {
            ("KT. Chủ tịch", "Phó Chủ tịch")
        } else {
            ("TM. Hội đồng", "Chủ tịch")
        };
        Signer {
            capacity: Some(capacity.into()),
            office: office.into(),
            name: self.chair(),
            ..Signer::default()
        }
    }

    /// Secretary left, right the one who presides over the meeting, or signs for the council.
    fn both_sign(&self, presides: bool) -> Block {
        let (capacity, office) = match (presides, self.deputy_presides()) {
            (true, _) => (None, "Chủ tọa"),
            (false, false) => (None, "Chủ tịch Hội đồng"),
            (false, true) => (Some("KT. Chủ tịch Hội đồng"), "Phó Chủ tịch Hội đồng"),
        };
        Block::Signatures(vec![
            Signer {
                office: "Thư ký".into(),
                name: self.secretary(),
                ..Signer::default()
            },
            Signer {
                capacity: capacity.map(Text::from),
                office: office.into(),
                name: self.chair(),
                ..Signer::default()
            },
        ])
    }

    /// The signature of the one who decides.
    fn decider_signs(&self, regulation: &Regulation) -> Signer {
        let central = self.level() == Level::Central;
        let alone = central || self.chairman_decides(regulation);
        Signer {
            capacity: (!alone).then(|| Text::from("TM. Ủy ban nhân dân")),
            office: if central {
                "Bộ trưởng"
            } else {
                "Chủ tịch"
            }
            .into(),
            name: Text::blank("họ và tên"),
            ..Signer::default()
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

    fn grounds(&self) -> Vec<Text> {
        let laws = self.laws().into_iter();
        let laws = laws.map(|law| Text::from(format!("Căn cứ {}", Self::cited(law))));
        let mut grounds: Vec<Text> = laws.collect();
        grounds.extend([
            Text::from("Căn cứ Quyết định thành lập Hội đồng: ").then(Text::fact(
                self.facts.council_decision.as_deref(),
                "số, ngày quyết định thành lập Hội đồng",
            )),
            self.rules(),
        ]);
        let plan = self.facts.plan.as_deref();
        grounds.extend(plan.map(|plan| Text::from(format!("Căn cứ {plan}"))));
        grounds
    }

    /// The grounds of papers that follow from the council's.
    fn grounds_of_council(&self) -> Vec<Text> {
        let mut grounds = self.grounds();
        grounds.push(
            Text::from("Căn cứ Báo cáo của Hội đồng ")
                .then(Text::blank("số, ngày"))
                .then(" và Biên bản họp Hội đồng ")
                .then(Text::blank("số, ngày")),
        );
        grounds
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
        let whose = match &self.facts.council_rules {
            Some(rules) => format!("theo Quy chế ban hành kèm theo {rules}"),
            None => "Quy chế: chưa nhập".to_owned(),
        };
        Some(format!(
            "Giá trị áp dụng ({whose}): số thành viên có mặt từ {part}/{of} trở lên; {spread}."
        ))
    }

    fn of_group(&self, wanted: impl Fn(Group) -> bool) -> Vec<&Item<'s>> {
        self.items
            .iter()
            .filter(|item| wanted(item.group))
            .collect()
    }

    /// The mark of the council's own papers on these products.
    fn mark(&self, wanted: impl Fn(&Item<'s>) -> bool) -> Option<Mark> {
        let items = self.items.iter().filter(|item| wanted(item));
        let cases: Vec<&EvaluatedCase> = items.map(|item| item.decided).collect();
        Mark::of(&cases)
    }

    /// The conclusion, as a council states it: it proposes, and recognises nothing.
    fn conclusion(&self, item: &Item<'_>) -> Text {
        let regulation = item.stage.regulation();
        match item.group {
            Group::Recognise(star) => Text::from(format!("Đạt hạng {star} sao; Hội đồng đề xuất "))
                .then(self.decider(regulation))
                .then(format!(" {} hạng {star} sao", recognises(&[item]))),
            Group::Forward(_) => {
                let text = Text::from(format!(
                    "Tổng điểm trung bình {}; Hội đồng đề xuất ",
                    item.total()
                ));
                text.then(self.approves_and_asks(regulation, &[item]))
            }
            Group::Below(star) => Text::from(format!(
                "Đạt hạng {star} sao; không ban hành quyết định công nhận, không cấp giấy chứng nhận"
            )),
            Group::Stopped => {
                let why = item.why();
                if why.is_empty() {
                    "Không đánh giá tiếp".into()
                } else {
                    why.join("; ").into()
                }
            }
            Group::Open => Text::from(format!(
                "Chưa kết luận: {}",
                not_concluded(item.stage, item.result)
            )),
            Group::Returned(_) => {
                let mut reasons = item.result.reasons.iter();
                let returned = [
                    ReasonCode::ActionReturn,
                    ReasonCode::ActionReturnTakenOver,
                    ReasonCode::ActionReturnAnew,
                ];
                let why = reasons.find(|reason| returned.contains(&reason.code()));
                let why = why.map(|reason| reason.text(Lang::Vi));
                Text::fact(why.as_deref(), "lý do trả lại kết quả")
            }
        }
    }

    /// What is asked of the level above: a province proposes 5 stars, and a renewal is ranked again.
    /// Source: 26/2026, Điều 7.3 e and 6.3.
    fn asked(&self, items: &[&Item<'_>]) -> String {
        let renewal = |item: &&&Item<'_>| item.application() == Some(ApplicationKind::Renewal);
        let again = match items.iter().filter(renewal).count() {
            0 => "phân hạng",
            all if all == items.len() => "phân hạng lại",
            _ => "phân hạng, phân hạng lại",
        };
        let five = if self.level() == Level::Province {
            " 5 sao"
        } else {
            ""
        };
        format!("đánh giá, {again} sản phẩm OCOP{five}")
    }

    /// That the one who decides approves the result, and the authority asks the level above.
    fn approves_and_asks(&self, regulation: &Regulation, items: &[&Item<'_>]) -> Text {
        let decision = match self.chairman_decides(regulation) {
            true => " phê duyệt kết quả đánh giá và ",
            false => " quyết định chấm điểm sản phẩm và ",
        };
        self.decider(regulation)
            .then(decision)
            .then(self.authority())
            .then(" đề nghị ")
            .then(self.next_body(regulation))
            .then(format!(" {}", self.asked(items)))
    }

    /// The conclusion below a list's heading, which says what is proposed to whom.
    fn listed(&self, item: &Item<'_>) -> Text {
        match item.group {
            Group::Recognise(star) | Group::Below(star) => {
                Text::from(format!("Đạt hạng {star} sao"))
            }
            Group::Forward(_) if self.chairman_decides(item.stage.regulation()) => {
                "Đề xuất phê duyệt kết quả đánh giá".into()
            }
            Group::Forward(_) => "Đề xuất quyết định chấm điểm".into(),
            Group::Stopped | Group::Open | Group::Returned(_) => self.conclusion(item),
        }
    }

    /// The lists of a result, by law and by what follows: what is proposed, told or left open.
    fn lists(&self, wanted: impl Fn(&Item<'s>) -> bool) -> Vec<Block> {
        let by_law = self.by_law();
        let several = by_law.len() > 1;
        let mut blocks = Vec::new();
        let mut letters = 'a'..='z';
        for (law, own) in &by_law {
            for (title, mut items) in own.listed_groups(law) {
                items.retain(|item| wanted(item));
                if items.is_empty() {
                    continue;
                }
                let letter = letters
                    .next()
                    .map_or(String::new(), |letter| format!("{letter}) "));
                let of = match several {
                    true => format!(", theo Quyết định số {}", law.decision()),
                    false => String::new(),
                };
                let count = format!("{of}: {} sản phẩm", items.len());
                let heading = Text::from(letter).then(title).then(count);
                blocks.push(Block::Heading(heading));
                blocks.push(Block::Table(own.list(law, &items)));
            }
        }
        blocks
    }

    /// What each list is headed by, and its products.
    fn listed_groups(&self, regulation: &Regulation) -> [(Text, Vec<&Item<'s>>); 6] {
        let of = |group: fn(Group) -> bool| self.of_group(group);
        let proposed = Text::from("Sản phẩm đề xuất ");
        let forwarded = of(|group| matches!(group, Group::Forward(_)));
        let asked = self.approves_and_asks(regulation, &forwarded);
        let recognised = of(|group| matches!(group, Group::Recognise(_)));
        let verb = format!(" {}", recognises(&recognised));
        [
            (
                proposed.clone().then(self.decider(regulation)).then(verb),
                recognised,
            ),
            (proposed.then(asked), forwarded),
            (
                "Sản phẩm đạt hạng 1 sao, 2 sao: thông báo kết quả, không ban hành quyết định công nhận".into(),
                of(|group| matches!(group, Group::Below(_))),
            ),
            (
                "Hồ sơ bị loại hoặc không đánh giá tiếp".into(),
                of(|group| group == Group::Stopped),
            ),
            ("Sản phẩm chưa kết luận".into(), of(|group| group == Group::Open)),
            (
                "Kết quả trả lại để xem xét".into(),
                of(|group| matches!(group, Group::Returned(_))),
            ),
        ]
    }

    fn list(&self, regulation: &Regulation, items: &[&Item<'s>]) -> Table {
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 22),
            ("Chủ thể", 20),
            (area_head(&[regulation]), 16),
            ("Tổng điểm trung bình", 12),
            ("Kết luận của Hội đồng", 32),
        ];
        let rows = items.iter().map(|item| {
            vec![
                item.name().into(),
                item.producer(),
                item.area(),
                item.total().into(),
                self.listed(item),
            ]
        });
        Table::numbered(&columns, rows)
    }
}

/// Texts with something between them.
fn joined(texts: Vec<Text>, between: &str) -> Text {
    let all = texts
        .into_iter()
        .reduce(|all, next| all.then(between).then(next));
    all.unwrap_or_default()
}

/// What recognition is called: a product that is ranked again is recognised again. Source: 26/2026,
/// Điều 7.6 e.
fn recognises(items: &[&Item<'_>]) -> &'static str {
    let renewal = |item: &&&Item<'_>| item.application() == Some(ApplicationKind::Renewal);
    match items.iter().filter(renewal).count() {
        0 => "công nhận",
        all if all == items.len() => "công nhận lại",
        _ => "công nhận, công nhận lại",
    }
}

/// Why a product is not concluded, and what comes next.
fn not_concluded(stage: &Stage, result: &StageResult) -> String {
    if let (Status::RescoreRequired, Some(spread)) = (result.status, result.spread) {
        let limit = match stage.content() {
            Content::Sheets { rules, .. } => rules.spread(),
            _ => None,
        };
        let limit = limit.map_or_else(String::new, |limit| {
            format!(" (quá {})", comma(&limit.to_string()))
        });
        let spread = comma(&spread.to_string());
        return format!("phiếu chênh lệch {spread} điểm{limit}; Hội đồng thảo luận, chấm lại");
    }
    let reasons = result.reasons.iter().map(|reason| reason.text(Lang::Vi));
    lower_first(&reasons.take(2).collect::<Vec<_>>().join("; "))
}

/// What a column of places is headed by: districts ended with the laws that name them.
fn area_head(laws: &[&Regulation]) -> &'static str {
    if laws
        .iter()
        .any(|law| law.authority(Level::District).is_some())
    {
        "Địa bàn"
    } else {
        "Xã, phường, đặc khu"
    }
}

/// The body that evaluates next, by the regulation and by its name on the day of the session.
fn next_body(regulation: &Regulation, level: Level, day: Option<Date>) -> Text {
    let next = match level {
        Level::District => Level::Province,
        _ => Level::Central,
    };
    let authority = match day {
        Some(day) => regulation.authority_on(next, day),
        None => regulation.authority(next),
    };
    // A ministry is written to, not its minister; a committee, not its chairman.
    let offices = ["Bộ trưởng ", "Chủ tịch "];
    let body = authority.map(|authority| {
        let mut bodies = offices
            .iter()
            .filter_map(|office| authority.strip_prefix(office));
        bodies.next().unwrap_or(authority)
    });
    Text::fact(body, "cơ quan đánh giá tiếp")
}

/// Items with the highest star first, else in their order.
fn by_star<'i, 's>(items: &[&'i Item<'s>]) -> Vec<&'i Item<'s>> {
    let mut listed = items.to_vec();
    listed.sort_by_key(|item| match item.group {
        Group::Recognise(star) => Reverse(star.number()),
        _ => Reverse(0),
    });
    listed
}

/// A table of products that go up.
fn forwarded(regulation: &Regulation, items: &[&Item<'_>]) -> Table {
    let columns = [
        ("STT", 8),
        ("Sản phẩm", 24),
        ("Chủ thể", 22),
        (area_head(&[regulation]), 16),
        ("Bộ sản phẩm", 20),
        ("Tổng điểm trung bình", 12),
    ];
    let rows = items.iter().map(|item| {
        vec![
            item.name().into(),
            item.producer(),
            item.area(),
            item.set().into(),
            item.total().into(),
        ]
    });
    Table::numbered(&columns, rows)
}
