//! How papers begin and end: head, grounds, signatures, recipients.

use ocop::law::{CouncilRules, CriteriaSet, Regulation};
use ocop::procedure::Content;
use ocop::{Date, Lang, Level};

use super::council::SessionPapers;
use super::each::{grouped, once_each};
use super::facts::Facts;
use super::item::{Item, comma};
use crate::document::block::{Block, Signer};
use crate::document::text::{Text, fill, lower_first, say};
use crate::html::{amended, decision_of, decision_of_sheet, long_day};
use crate::text::rules;

/// How a decision is cited: with its subject, or without.
type Cite = fn(&Regulation) -> String;

impl SessionPapers<'_> {
    /// The type of a paper, and its subject with the session's title.
    pub(super) fn titled(&self, kind: &str, subject: &str) -> Block {
        let title = self.title();
        Block::Title(kind.into(), Text::from(format!("{subject}, ")).then(title))
    }

    pub(super) fn title(&self) -> Text {
        let title = self.facts.title.as_deref().map(lower_first);
        Text::fact(title.as_deref(), "đợt … năm …")
    }

    /// Place and day of issue: the day is the clerk's to enter.
    pub(super) fn place(&self) -> Text {
        let place = &self.facts.locality;
        fill("{địa danh}, ngày …… tháng …… năm ………", &[place])
    }

    /// The head of a paper of the council; a kind has a number.
    pub(super) fn council_head(&self, kind: Option<&str>, place: bool) -> Block {
        let code = &self.facts.council_code;
        Block::Masthead {
            superior: Some(self.authority()),
            issuer: "Hội đồng đánh giá, phân hạng sản phẩm OCOP".into(),
            number: kind
                .map(|kind| fill("Số:         /{}{chữ viết tắt của Hội đồng}", &[&kind, code])),
            subject: None,
            place: place.then(|| self.place()),
            draft: false,
        }
    }

    /// The head of a draft of the agency in charge; a letter has a subject and no kind.
    pub(super) fn agency_head(&self, kind: &str, subject: Option<Text>, place: bool) -> Block {
        let code = &self.facts.agency_code;
        Block::Masthead {
            superior: Some(self.authority()),
            issuer: self.agency(),
            number: Some(fill(
                "Số:         /{}{chữ viết tắt của cơ quan}",
                &[&kind, code],
            )),
            subject,
            place: place.then(|| self.place()),
            draft: true,
        }
    }

    /// The head of a draft of the authority.
    pub(super) fn authority_head(&self, number: Text, subject: Option<Text>) -> Block {
        Block::Masthead {
            superior: None,
            issuer: self.authority(),
            number: Some(number),
            subject,
            place: Some(self.place()),
            draft: true,
        }
    }

    /// The abbreviation of the authority: committees are UBND.
    pub(super) fn code(&self) -> Text {
        let known = self.facts.authority_code.as_deref();
        let committee = (self.level() != Level::Central).then_some("UBND");
        Text::fact(known.or(committee), "chữ viết tắt của Bộ")
    }

    /// What follows `Số:` on a letter of the authority.
    pub(super) fn letter_number(&self) -> Text {
        fill("Số:         /{}-[đơn vị soạn thảo]", &[&self.code()])
    }

    /// A decision as it is cited first: with its subject.
    pub(super) fn cited(regulation: &Regulation) -> String {
        let (decision, title) = (decision_of(regulation), regulation.title());
        match title.strip_prefix("Sửa đổi") {
            Some(rest) => format!("{decision} sửa đổi{rest}"),
            None => format!("{decision} ban hành {title}"),
        }
    }

    /// The decision that a sheet stands in where a law amends it.
    fn amended(law: &Regulation, set: &CriteriaSet, cite: Cite) -> Option<Text> {
        (law.sheets() != law.id()).then(|| match amended(law, set) {
            Some(amended) => cite(&amended).into(),
            None => fill(
                "{} của Thủ tướng Chính phủ [ngày ban hành]",
                &[&decision_of_sheet(set)],
            ),
        })
    }

    /// The decision that amends a law and was in force on a day, by its number, day and issuer.
    fn amending(law: &Regulation, day: Option<Date>) -> Option<String> {
        let (decision, from) = law.amended_by()?;
        let holds = day.is_none_or(|day| day >= from);
        holds.then(|| {
            let day = long_day(from);
            format!("Quyết định số {decision} {day} của Thủ tướng Chính phủ")
        })
    }

    /// A law within a sentence, with the decision that it amends, or that amends it on a day.
    pub(super) fn cited_whole(
        law: &Regulation,
        set: &CriteriaSet,
        day: Option<Date>,
        cite: Cite,
    ) -> Text {
        let amends = Self::amended(law, set, cite).map(|whole| (whole, decision_of(law)));
        let amended = || {
            let by = Self::amending(law, day)?;
            Some((Text::from(cite(law)), by))
        };
        match amends.or_else(amended) {
            Some((whole, by)) => whole.then(format!(", được sửa đổi, bổ sung bởi {by}")),
            None => cite(law).into(),
        }
    }

    /// A law of the session, as [`Self::cited_whole`].
    pub(super) fn cited_here(&self, law: &Regulation, cite: Cite) -> Text {
        let mut items = self.items.iter();
        let its = items.find(|item| item.stage.regulation().id() == law.id());
        match its {
            Some(item) => Self::cited_whole(law, item.stage.set(), self.last_date(), cite),
            None => cite(law).into(),
        }
    }

    /// The decisions that the session follows.
    pub(super) fn decisions(&self) -> Text {
        let laws = self.laws().into_iter();
        Text::joined(laws.map(|law| self.cited_here(law, decision_of)), "; ")
    }

    pub(super) fn grounds(&self) -> Vec<Text> {
        let facts = self.facts;
        let mut grounds: Vec<Text> = Vec::new();
        for law in self.laws() {
            // What an amendment leaves as it is stands in the decision that it amends.
            let mut items = self.items.iter();
            let its = items.find(|item| item.stage.regulation().id() == law.id());
            let amended = its.and_then(|item| Self::amended(law, item.stage.set(), Self::cited));
            grounds.extend(amended.map(|whole| Text::from("Căn cứ ").then(whole)));
            grounds.push(Text::from(format!("Căn cứ {}", Self::cited(law))));
            let amending = Self::amending(law, self.last_date());
            grounds.extend(amending.map(|by| {
                let of = law.decision();
                Text::from(format!("Căn cứ {by} sửa đổi, bổ sung Quyết định số {of}"))
            }));
        }
        let mut grounds = once_each(grounds);
        if !self.has_council() {
            grounds.extend(self.results_adopted());
            return grounds;
        }
        grounds.push(match &facts.council_decision {
            Some(typed) => {
                let decision = Facts::paper("Quyết định", typed);
                let says = decision.to_lowercase().contains("thành lập");
                let founds = (!says).then_some(" thành lập Hội đồng");
                fill("Căn cứ {}{}", &[&decision, &founds])
            }
            None => {
                say("Căn cứ Quyết định thành lập Hội đồng [số, ngày quyết định thành lập Hội đồng]")
            }
        });
        // The rules are cited only where their number and date are known.
        grounds.push(match &facts.council_rules {
            Some(rules) => Text::from(format!(
                "Căn cứ Quy chế hoạt động của Hội đồng ban hành kèm theo {}",
                Facts::paper("Quyết định", rules)
            )),
            None => say("Quy chế: chưa nhập [số, ngày quyết định ban hành Quy chế]"),
        });
        let plan = facts.plan.iter();
        let plan = plan.map(|plan| format!("Căn cứ {}", Facts::paper("Kế hoạch", plan)));
        grounds.extend(plan.map(Text::from));
        grounds
    }

    /// The grounds of papers that follow from the council's.
    pub(super) fn grounds_of_council(&self) -> Vec<Text> {
        let mut grounds = self.grounds();
        if !self.has_council() {
            return grounds;
        }
        let told = match self.course_of() {
            (true, false) => " và Biên bản họp Hội đồng [số, ngày]",
            (false, true) => " và Bảng tổng hợp ý kiến bằng văn bản [ngày]",
            _ => ", Biên bản họp Hội đồng [số, ngày] và Bảng tổng hợp ý kiến bằng văn bản [ngày]",
        };
        let report = say("Căn cứ Báo cáo của Hội đồng [số, ngày]");
        grounds.push(report.then(say(told)));
        grounds
    }

    /// The results that products are recognised on without a council of their level.
    fn results_adopted(&self) -> Option<Text> {
        let from = self.adopted_from()?;
        let told = "Căn cứ kết quả đánh giá của {} tại [số, ngày văn bản thông báo kết quả]";
        Some(fill(told, &[&from]))
    }

    /// The higher councils whose results products are recognised on.
    pub(super) fn adopted_from(&self) -> Option<String> {
        let adopted = self.items.iter().filter(|item| !item.has_council());
        let councils = adopted.filter_map(|item| Item::of(item.decided));
        let levels = once_each(councils.map(|council| council.stage.level()));
        let of = |level: Level| format!("Hội đồng {}", level.name(Lang::Vi));
        let named = levels.into_iter().map(of).collect::<Vec<_>>().join(", ");
        (!named.is_empty()).then_some(named)
    }

    /// Whether the council met about some of the products, and whether it gave opinions in writing on
    /// some, in any of their rounds. Source: 26/2026, Điều 7.6 d.
    pub(super) fn course_of(&self) -> (bool, bool) {
        let is_some = |in_writing| !self.decided(in_writing).items.is_empty();
        (is_some(false), is_some(true))
    }

    /// The values that the council worked by.
    pub(super) fn rules_used(&self) -> Option<Block> {
        let rules = self
            .rounds()
            .filter_map(|(_, stage)| match stage.content() {
                Content::Sheets { rules, .. } => Some(values(rules)),
                _ => None,
            });
        // A law that prints a spread leaves less to the council than another.
        let rules = once_each(rules);
        if rules.is_empty() {
            return None;
        }
        let whose = match &self.facts.council_rules {
            Some(rules) => {
                let decision = Facts::paper("Quyết định", rules);
                format!("theo Quy chế ban hành kèm theo {decision}")
            }
            None => "Quy chế: chưa nhập".to_owned(),
        };
        let used = rules.join("; hoặc theo quy định áp dụng: ");
        let used = format!("Giá trị áp dụng ({whose}): {used}.");
        Some(Block::Paragraph(used.into()))
    }

    /// The name of who presides.
    pub(super) fn chair(&self) -> Text {
        let name = self.presides().map(|chair| chair.name.as_str());
        Text::fact(name, "họ và tên")
    }

    pub(super) fn secretary(&self) -> Text {
        let secretary = self.facts.secretary.as_ref();
        Text::fact(secretary.map(|one| one.name.as_str()), "họ và tên")
    }

    pub(super) fn agency_signs() -> Signer {
        Signer::unnamed(Text::blank("chức vụ người đứng đầu cơ quan"))
    }

    pub(super) fn chair_signs(&self) -> Signer {
        let (capacity, office) = match self.deputy_presides() {
            true => ("KT. Chủ tịch", "Phó Chủ tịch"),
            false => ("TM. Hội đồng", "Chủ tịch"),
        };
        Signer::new(office, self.chair()).acting(Some(capacity))
    }

    /// Secretary left, right the one who presides over the meeting, or signs for the council.
    pub(super) fn both_sign(&self, presides: bool) -> Block {
        let (capacity, office) = match (presides, self.deputy_presides()) {
            (true, _) => (None, "Chủ tọa"),
            (false, false) => (None, "Chủ tịch Hội đồng"),
            (false, true) => (Some("KT. Chủ tịch Hội đồng"), "Phó Chủ tịch Hội đồng"),
        };
        Block::Signatures(vec![
            Signer::new("Thư ký", self.secretary()),
            Signer::new(office, self.chair()).acting(capacity),
        ])
    }

    /// The signature of the one who decides.
    pub(super) fn decider_signs(&self, regulation: &Regulation) -> Signer {
        let central = self.level() == Level::Central;
        let alone = central || self.chairman_decides(regulation);
        let office = if central {
            "Bộ trưởng"
        } else {
            "Chủ tịch"
        };
        Signer::unnamed(office).acting((!alone).then_some("TM. Ủy ban nhân dân"))
    }

    /// Whom a paper goes to; what people typed is not said twice. The last line is where it is kept, in
    /// their words where they typed it.
    pub(super) fn recipients(&self, first: Vec<Text>, archive: &str) -> Vec<Text> {
        let line = |text: &Text| {
            text.plain()
                .trim_end_matches([';', '.', ' '])
                .to_lowercase()
        };
        let typed = self.facts.recipients.iter();
        let typed = typed.map(|one| Text::from(one.trim_end_matches([';', '.', ' ']).trim()));
        let (mut kept, others): (Vec<Text>, Vec<Text>) =
            typed.partition(|one| line(one).starts_with("lưu"));
        if kept.is_empty() {
            kept.push(Text::from(format!("Lưu: {archive}")));
        }
        let all = first.into_iter().chain(others).chain(kept);
        let once = grouped(all, line).into_iter();
        once.filter_map(|(_, same)| same.into_iter().next())
            .collect()
    }

    /// The report of the advisory team, as papers cite it.
    pub(super) fn advisory_report(&self) -> Text {
        match &self.facts.advisory_report {
            Some(typed) => {
                let report = Facts::paper("Báo cáo", typed);
                let says = report.to_lowercase().contains("tư vấn");
                fill("{}{}", &[&report, &(!says).then_some(" của Tổ tư vấn")])
            }
            None => say("[số, ngày báo cáo của Tổ tư vấn]"),
        }
    }

    /// The agency's report on renewals, as papers cite it.
    pub(super) fn agency_reported(&self) -> Text {
        match &self.facts.agency_report {
            Some(typed) => {
                let report = Facts::paper("Báo cáo", typed);
                let agency = self.agency();
                let whose =
                    (!report.contains(&agency.plain())).then(|| fill(" của {}", &[&agency]));
                fill("{}{}", &[&report, &whose])
            }
            None => say("[số, ngày báo cáo của cơ quan tham mưu về sản phẩm phân hạng lại]"),
        }
    }

    /// The end of a paper: whom it goes to besides those that it is for, and who signs.
    pub(super) fn end(&self, first: &str, archive: &str, signer: Signer) -> Block {
        Block::End(self.recipients(vec![first.into()], archive), signer)
    }
}

/// Every value of a council's rules that may decide a star.
fn values(rules: &CouncilRules) -> String {
    let (part, of) = rules.quorum();
    let chair = rules::chair(rules.chair());
    let spread = match rules.spread().map(comma) {
        None => "không giới hạn chênh lệch giữa các phiếu".to_owned(),
        Some(most) => {
            format!("chênh lệch giữa phiếu cao nhất và phiếu thấp nhất không quá {most} điểm")
        }
    };
    let minimum = rules::minimum_by(rules.minimum_by(), Lang::Vi);
    let zero = rules::zero_by(rules.zero_by(), Lang::Vi);
    format!(
        "có phiếu của ít nhất {part}/{of} tổng số thành viên Hội đồng; có phiếu của {chair} Hội đồng; \
         {spread}; yêu cầu tối thiểu của hạng được coi là đạt khi {minimum}; ở tiêu chí không được 0 \
         điểm, dừng đánh giá khi {zero}"
    )
}
