//! Whose session it is: its products and laws, who decides, presides and scores.

use std::sync::LazyLock;

use ocop::law::Regulation;
use ocop::procedure::{Content, Stage};
use ocop::scoring::CouncilForm;
use ocop::value::ApplicationKind;
use ocop::{Date, EvaluatedCase, Level};

use super::each::{grouped, once_each};
use super::facts::{Absence, Asked, Facts, Opinion, Person, Proxy, Unfinished};
use super::item::{Group, Item, Named, producer_name, product_called, sheets};
use crate::document::mark::Mark;
use crate::document::text::{Text, fill};
use crate::html::long_day;

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
#[derive(Debug, Clone)]
pub struct SessionPapers<'s> {
    pub(super) facts: &'s Facts,
    /// The facts as they were told, whatever council they are of.
    told: &'s Facts,
    pub(super) cases: &'s [EvaluatedCase],
    pub(super) items: Vec<Item<'s>>,
    /// The products that nobody has concluded, not even once.
    pub(super) unscored: Vec<&'s Unfinished>,
    /// The products that opinions in writing are asked about, and nobody has decided.
    pub(super) waiting: Vec<Item<'s>>,
    /// The products that are recognised on the result of a higher council.
    adopted: Vec<Item<'s>>,
    /// The products that go up to be ranked again without a council of this level.
    sent_on: Vec<Item<'s>>,
    /// Whether the meeting that the facts name is of all renewals without sheets, as nothing tells of which.
    all_met: bool,
    /// The level, where no council has worked on a product.
    at: Level,
    /// Of which rounds the papers are: of those in writing, of those at a meeting, of all.
    in_writing: Option<bool>,
}

impl<'s> SessionPapers<'s> {
    /// The papers of a session: its cases in the order of the list. Cases that no council worked on
    /// have the papers of their commune alone; one whose minutes leave the star open has none.
    #[must_use]
    pub fn new(cases: &'s [EvaluatedCase], facts: &'s Facts) -> SessionPapers<'s> {
        let adopted: Vec<Item<'s>> = cases.iter().filter_map(Item::adopted).collect();
        // The council's papers of what was adopted since are that council's own to print again.
        let items = cases.iter().filter_map(Item::of).filter(|item| {
            let is_open = !adopted.iter().any(|other| other.is_same(item));
            is_open || facts.authority.is_some() && facts.fit(item.stage.level())
        });
        let items: Vec<Item<'s>> = items.collect();
        let is_new = |one: &&Unfinished| !items.iter().any(|item| item.is(one.named()));
        let unscored = facts.unfinished.iter().filter(is_new).collect();
        let mut papers = SessionPapers {
            facts,
            told: facts,
            cases,
            items,
            unscored,
            waiting: Vec::new(),
            adopted,
            sent_on: cases.iter().filter_map(Item::sent_on).collect(),
            all_met: false,
            at: Level::Province,
            in_writing: None,
        };
        let meeting = facts.written.as_ref();
        let called = meeting.is_some_and(|written| written.meeting.is_some());
        papers.all_met = called && papers.met_renewals().is_empty();
        papers
    }

    /// The same session with products that opinions in writing are asked about and nobody has decided: the
    /// agency's report and the opinion sheet are of them too. Their cases hold the council's stage; what
    /// is scored in it is not looked at.
    #[must_use]
    pub fn asking_about(self, cases: &'s [EvaluatedCase]) -> SessionPapers<'s> {
        let waiting = cases.iter().filter_map(Item::of).collect();
        SessionPapers { waiting, ..self }
    }

    /// The cases that no paper is of: no council worked on them, or their minutes leave the star open.
    pub fn without_papers(&self) -> impl Iterator<Item = &'s EvaluatedCase> {
        let has = |case: &EvaluatedCase| {
            let mut items = self.all_items();
            items.any(|item| std::ptr::eq(item.decided, case))
        };
        self.cases.iter().filter(move |case| !has(case))
    }

    /// The levels whose papers have nothing of the facts, as these are of another level's council.
    #[must_use]
    pub fn without_facts(&self) -> Vec<Level> {
        let incomplete = self.incomplete().map(|(.., level, _)| level);
        let levels = once_each(self.levels().into_iter().chain(incomplete)).into_iter();
        levels.filter(|level| !self.has_facts(*level)).collect()
    }

    /// The products of every kind.
    fn all_items(&self) -> impl Iterator<Item = &Item<'s>> {
        let council = self.items.iter().chain(&self.waiting);
        council.chain(&self.adopted).chain(&self.sent_on)
    }

    fn levels(&self) -> Vec<Level> {
        once_each(self.all_items().map(|item| item.stage.level()))
    }

    /// Whether the facts are of a level's council. They are of one: of the first level of the products that
    /// they can be of, as who decides, presides and scores is each level's own; else of another one. Source:
    /// 26/2026, Điều 4.1.
    fn has_facts(&self, level: Level) -> bool {
        let mut levels = self.levels().into_iter().chain([level]);
        levels.find(|level| self.told.fit(*level)) == Some(level)
    }

    /// The session of each level.
    pub(super) fn by_level(&self) -> Vec<SessionPapers<'s>> {
        match self.levels() {
            none if none.is_empty() => vec![self.clone()],
            levels => levels.into_iter().map(|level| self.at(level)).collect(),
        }
    }

    /// The session of the council that the facts are of, whether or not it has products here.
    pub(super) fn of_facts(&self) -> Option<SessionPapers<'s>> {
        let kinds = [Level::Province, Level::District, Level::Central];
        let mut levels = self.levels().into_iter().chain(kinds);
        levels
            .find(|level| self.has_facts(*level))
            .map(|level| self.at(level))
    }

    /// The session of the products of one level, with what is known there.
    pub(super) fn at(&self, level: Level) -> SessionPapers<'s> {
        let mut own = self.only(|item| item.stage.level() == level);
        for items in [&mut own.waiting, &mut own.adopted, &mut own.sent_on] {
            items.retain(|item| item.stage.level() == level);
        }
        if !self.has_facts(level) {
            static NOTHING: LazyLock<Facts> = LazyLock::new(Facts::default);
            own.facts = &NOTHING;
            own.all_met = false;
            // What nobody has scored is of the facts' council, or of the only one.
            if self.levels() != [level] {
                own.unscored.clear();
            }
        }
        own.at = level;
        own
    }

    /// The session of the products that are recognised on the result of a higher council.
    pub(super) fn adopting(&self) -> SessionPapers<'s> {
        SessionPapers {
            items: self.adopted.clone(),
            ..self.clone()
        }
    }

    /// The session of the products that go up without a council of this level.
    pub(super) fn sending_on(&self) -> SessionPapers<'s> {
        SessionPapers {
            items: self.sent_on.clone(),
            ..self.clone()
        }
    }

    /// The same session with every product that a council worked on, also what was adopted since.
    pub(super) fn of_all_councils(&self) -> Option<SessionPapers<'s>> {
        let items = self.cases.iter().filter_map(Item::of);
        (!self.adopted.is_empty()).then(|| SessionPapers {
            items: items.collect(),
            adopted: Vec::new(),
            ..self.clone()
        })
    }

    /// Whether a council of their level worked on the products.
    pub(super) fn has_council(&self) -> bool {
        self.items.iter().all(Item::has_council)
    }

    /// What a product is called in the papers.
    pub(super) fn label(&self, item: &Item<'_>) -> String {
        self.label_of(item.product())
    }

    /// The same of a product that facts name.
    pub(super) fn label_of(&self, product: Named<'_>) -> String {
        let cases = self.cases.iter();
        let cases = cases.map(|case| (case.case().product().name.as_str(), producer_name(case)));
        product_called(
            product,
            cases.chain(self.unscored.iter().map(|one| one.named())),
        )
    }

    /// Members by name without a sheet, and nobody said why, with the products that lack it: of those
    /// that the facts list, and of those who scored another product. A product that a finding ended
    /// lacks none.
    #[must_use]
    pub fn without_sheets(&self) -> Vec<(String, Vec<String>)> {
        let levels = self.by_level();
        let lacking = levels.iter().map(SessionPapers::lacking_sheets);
        lacking.collect::<Vec<_>>().concat()
    }

    /// The same of the council of one level: another one's members have no sheets there.
    pub(super) fn lacking_sheets(&self) -> Vec<(String, Vec<String>)> {
        let scored = self.scored().filter(|item| !item.is_ended());
        let lacking = scored.flat_map(|item| {
            let members = self.lacking(item).into_iter();
            members.map(|id| (id, self.label(item)))
        });
        let by_member = grouped(lacking, |(id, _)| id.clone());
        let members = once_each(self.listed().chain(self.assessors()));
        let lacking = members.into_iter().filter_map(|id| {
            let (_, lacks) = by_member.iter().find(|(member, _)| *member == id)?;
            let products = lacks.iter().map(|(_, product)| product.clone());
            Some((self.name_of(&id), products.collect()))
        });
        lacking.collect()
    }

    /// Members without a sheet of a product, and nobody said why.
    pub(super) fn lacking(&self, item: &Item<'s>) -> Vec<String> {
        let members = once_each(self.listed().chain(self.assessors())).into_iter();
        let lacks = |id: &String| {
            let known = self.absence(id, item).is_some();
            item.sheet_of(id).is_none() && !known
        };
        members.filter(lacks).collect()
    }

    /// Whether the council gave its opinion on a product in writing, in the round that decides.
    pub(super) fn is_written(&self, item: &Item<'_>) -> bool {
        self.is_round_written(item, item.stage)
    }

    /// The same of one of its rounds, by the form of its sheets. One that a finding ended has none: there
    /// the facts tell it by the day on which its opinion sheets were sent, then by the meeting that they
    /// name where nothing tells of which products, then the law does. Source: 26/2026, Điều 7.6 d.
    pub(super) fn is_round_written(&self, item: &Item<'_>, round: &Stage) -> bool {
        let form = match round.content() {
            Content::Sheets { form, .. } => *form,
            Content::FindingsOnly => match self.asked_in_writing(item) {
                Some(asked) => return asked.sent.is_some(),
                None if self.all_met => CouncilForm::Meeting,
                None => round.regulation().council_form(item.kind_at(round.level())),
            },
            _ => CouncilForm::Meeting,
        };
        form == CouncilForm::Written
    }

    /// What the facts say of a product's opinion sheets of its round by themselves.
    pub(super) fn asked_in_writing(&self, item: &Item<'_>) -> Option<&'s Asked> {
        let written = self.facts.written.as_ref()?;
        let own = |asked: &&Asked| item.is(asked.named());
        let earlier = || written.earlier.iter().find(own);
        let earlier = item.before.is_none().then(earlier).flatten();
        // What stands without a round is of the last one.
        let last = || written.each.iter().find(own);
        earlier.or_else(|| (!self.is_asked_again(item)).then(last).flatten())
    }

    /// Whether opinions were asked for once more after this round in writing.
    pub(super) fn is_asked_again(&self, item: &Item<'_>) -> bool {
        let last = || Item::of(item.decided);
        item.earlier && last().is_some_and(|last| self.is_written(&last))
    }

    /// The renewals about which the council met, where their rounds tell the form.
    pub(super) fn met_renewals(&self) -> Vec<&Item<'s>> {
        let renewal = |item: &&Item<'s>| item.heard_as() == Some(ApplicationKind::Renewal);
        let tells = |item: &&Item<'s>| {
            let content = item.stage.content();
            matches!(content, Content::Sheets { .. } | Content::FindingsOnly)
        };
        let met = |item: &&Item<'s>| !self.is_written(item);
        let items = self.items.iter().filter(renewal);
        items.filter(tells).filter(met).collect()
    }

    /// The session of the products that the council gave its opinion on in writing, or of those that it met
    /// about, with their rounds of that form alone: each has its laws, days and members. A product that was
    /// decided in the other form has its round before here, where that was of this one.
    pub(super) fn decided(&self, in_writing: bool) -> SessionPapers<'s> {
        let mut own = self.clone();
        let held = self.items.iter().filter_map(|item| {
            let rounds = [Some(*item), item.round_before()];
            let mut rounds = rounds.into_iter().flatten();
            rounds.find(|round| self.is_written(round) == in_writing)
        });
        own.items = held.collect();
        own.unscored.retain(|one| one.in_writing == in_writing);
        own.in_writing = Some(in_writing);
        own
    }

    /// The rounds that the papers are of, each with its product.
    pub(super) fn rounds(&self) -> impl Iterator<Item = (&Item<'s>, &'s Stage)> {
        let rounds = |item| self.rounds_of(item).map(move |(_, stage)| (item, stage));
        self.items.iter().flat_map(rounds)
    }

    /// The rounds of a product that the papers are of; whether each is the round before.
    pub(super) fn rounds_of(&self, item: &Item<'s>) -> impl Iterator<Item = (bool, &'s Stage)> {
        let wanted = |stage: &Stage| {
            let in_writing = self.in_writing;
            in_writing.is_none_or(|wanted| self.is_round_written(item, stage) == wanted)
        };
        let rounds = item.rounds().map(|(earlier, stage, _)| (earlier, stage));
        rounds.filter(move |(_, stage)| wanted(stage))
    }

    pub(super) fn of_group(&self, wanted: impl Fn(Group) -> bool) -> Vec<&Item<'s>> {
        let items = self.items.iter();
        items.filter(|item| wanted(item.group)).collect()
    }

    pub(super) fn forwarded(&self) -> Vec<&Item<'s>> {
        self.of_group(|group| matches!(group, Group::Forward(_)))
    }

    pub(super) fn recognised(&self) -> Vec<&Item<'s>> {
        self.of_group(|group| matches!(group, Group::Recognise(_)))
    }

    /// The products that members' sheets decide.
    pub(super) fn scored(&self) -> impl Iterator<Item = &Item<'s>> {
        self.items.iter().filter(|item| !item.sheets().is_empty())
    }

    /// The mark of the council's own papers.
    pub(super) fn mark(&self) -> Option<Mark> {
        // What is scored again is not of the session's results yet, which a paper is held to later.
        let settled = |item: &&Item<'s>| self.unfinished(item).is_none();
        let items = self.items.iter().filter(settled);
        let cases: Vec<&EvaluatedCase> = items.map(|item| item.decided).collect();
        Mark::of(&cases)
    }

    pub(super) fn level(&self) -> Level {
        let first = self.items.first();
        first.map_or(self.at, |item| item.stage.level())
    }

    /// The day of the session: that of the first round where a product was scored again. Where the papers are of
    /// second rounds alone, as the first ones were of the other form, it is the first day of these.
    pub(super) fn date(&self) -> Option<Date> {
        let days = |first: bool| {
            let rounds = self.items.iter().flat_map(move |item| {
                let is_first = move |earlier: bool| earlier || item.before.is_none();
                let rounds = self.rounds_of(item);
                rounds.filter(move |(earlier, _)| is_first(*earlier) == first)
            });
            rounds.filter_map(|(_, stage)| stage.date())
        };
        days(true).max().or_else(|| days(false).min())
    }

    /// The day of the first rounds, whatever their form: people type hours without a day of it.
    pub(super) fn first_day(&self) -> Option<Date> {
        let first = |item: &Item<'s>| item.rounds().next()?.1.date();
        self.items.iter().filter_map(first).max()
    }

    /// The last day on which a product was scored.
    pub(super) fn last_date(&self) -> Option<Date> {
        self.items.iter().filter_map(|item| item.stage.date()).max()
    }

    /// Which products were scored again, in which form, where and on which days.
    pub(super) fn scored_again(&self, mut place: Option<Text>) -> Text {
        let mut again = Text::default();
        for item in &self.items {
            let (Some(before), Some(day)) = (item.round_before(), item.stage.date()) else {
                continue;
            };
            again = again.then("; ");
            again = match (self.is_written(&before), self.is_written(item)) {
                (false, false) => again.then("chấm lại sản phẩm"),
                (true, false) => again.then(fill(
                    "họp{}, chấm lại sản phẩm",
                    &[&place.take().map(|place| Text::from(" ").then(place))],
                )),
                (false, true) => again.then("lấy ý kiến bằng văn bản về sản phẩm"),
                (true, true) => again.then("lấy ý kiến bằng văn bản lần thứ hai về sản phẩm"),
            };
            again = again.then(format!(" {} {}", self.label(item), long_day(day)));
        }
        again
    }

    /// The laws that the products fall under, in the order of the list.
    pub(super) fn laws(&self) -> Vec<&'s Regulation> {
        let laws = self.items.iter().map(|item| item.stage.regulation());
        let laws = grouped(laws, |law| law.id()).into_iter();
        laws.filter_map(|(_, same)| same.first().copied()).collect()
    }

    /// Each law with the session of its products.
    pub(super) fn by_law(&self) -> Vec<(&'s Regulation, SessionPapers<'s>)> {
        let of = |law: &'s Regulation| {
            let own = self.only(|item| item.stage.regulation().id() == law.id());
            (law, own)
        };
        self.laws().into_iter().map(of).collect()
    }

    /// The session of some of its products.
    pub(super) fn only(&self, wanted: impl Fn(&Item<'s>) -> bool) -> SessionPapers<'s> {
        let mut own = self.clone();
        own.items.retain(wanted);
        own
    }

    pub(super) fn authority(&self) -> Text {
        let what = match self.level() {
            Level::District => "Ủy ban nhân dân huyện …",
            Level::Central => "tên Bộ",
            _ => "Ủy ban nhân dân tỉnh …",
        };
        Text::fact(self.facts.authority.as_deref(), what)
    }

    pub(super) fn agency(&self) -> Text {
        let agency = self.facts.agency.as_deref();
        Text::fact(agency, "cơ quan tham mưu quản lý OCOP")
    }

    /// Whether the chairman decides, and not the committee, by the regulation.
    pub(super) fn chairman_decides(&self, regulation: &Regulation) -> bool {
        let authority = regulation.authority(self.level());
        authority.is_some_and(|authority| authority.starts_with("Chủ tịch"))
    }

    /// The one who decides: the minister, the chairman of the authority, or the authority.
    pub(super) fn decider(&self, regulation: &Regulation) -> Text {
        if self.level() == Level::Central {
            Text::from("Bộ trưởng ").then(self.authority())
        } else if self.chairman_decides(regulation) {
            Text::from("Chủ tịch ").then(self.authority())
        } else {
            self.authority()
        }
    }

    /// Those who decide, where several laws name different ones.
    pub(super) fn deciders(&self) -> Text {
        let deciders = self.laws().into_iter().map(|law| self.decider(law));
        Text::joined(once_each(deciders), "; ")
    }

    /// The body that products go up to, by the regulation and by its name on the day of the session.
    pub(super) fn next_body(&self, regulation: &Regulation, items: &[&Item<'_>]) -> Text {
        let next = items.iter().find_map(|item| match item.group {
            Group::Forward(to) => Some(to),
            _ => None,
        });
        let authority = next.and_then(|next| match self.date() {
            Some(day) => regulation.authority_on(next, day),
            None => regulation.authority(next),
        });
        Text::fact(authority.map(body_of), "cơ quan đánh giá tiếp")
    }

    pub(super) fn listed(&self) -> impl Iterator<Item = String> {
        self.facts.members.iter().map(|member| member.id.clone())
    }

    pub(super) fn listed_as(&self, id: &str) -> Option<&'s Person> {
        self.facts.members.iter().find(|member| member.id == id)
    }

    /// The name of a member: as the facts have it, else as the sheets.
    pub(super) fn name_of(&self, id: &str) -> String {
        let listed = self.listed_as(id).map(|member| member.name.as_str());
        let mut sheets = self.items.iter().filter_map(|item| item.last_sheet_of(id));
        let on_sheet = || sheets.next().and_then(|sheet| sheet.name());
        let name = listed.filter(|name| !name.is_empty()).or_else(on_sheet);
        name.unwrap_or(id).to_owned()
    }

    /// A member by name; an id alone is no name.
    pub(super) fn member(&self, id: &str) -> Text {
        let name = self.name_of(id);
        match name == id && self.listed_as(id).is_none() {
            true => Text::blank(id),
            false => name.into(),
        }
    }

    /// Who sits in for a member and scores, where the council's rules let them.
    pub(super) fn proxy_of(&self, id: &str) -> Option<&'s Proxy> {
        let mut proxies = self.facts.proxies.iter();
        proxies.find(|proxy| proxy.member == id && proxy.scores == Some(true))
    }

    /// Who scored on a member's sheets: the member, or who sits in, with the member's name.
    pub(super) fn scorer(&self, id: &str) -> Text {
        match self.proxy_of(id) {
            Some(proxy) => fill(
                "{họ và tên người dự thay} (dự thay {})",
                &[&proxy.name, &self.member(id)],
            ),
            None => self.member(id),
        }
    }

    /// Everybody who scored any product, in the order of the council's list, then of the sheets.
    pub(super) fn assessors(&self) -> Vec<String> {
        let sheets = self.rounds().flat_map(|(_, stage)| sheets(stage));
        let scored: Vec<String> = sheets.map(|sheet| sheet.assessor().to_owned()).collect();
        let listed: Vec<String> = self.listed().filter(|id| scored.contains(id)).collect();
        once_each(listed.into_iter().chain(scored))
    }

    /// Who took part: those who scored, or where nobody did, as findings ended every dossier, the
    /// council's list without those who are away.
    pub(super) fn present(&self) -> Vec<String> {
        let scored = self.assessors();
        if !scored.is_empty() {
            return scored;
        }
        self.listed().filter(|id| !self.is_away(id)).collect()
    }

    /// Whether a member is said to be away from every product that was scored, or where none was,
    /// from every product.
    fn is_away(&self, member: &str) -> bool {
        let scored = self.scored().next().is_some();
        let counts = |item: &&Item<'s>| !scored || !item.sheets().is_empty();
        let mut items = self.items.iter().filter(counts);
        items.all(|item| self.absence(member, item).is_some())
    }

    /// Why a member did not score a product, where that is known.
    pub(super) fn absence(&self, member: &str, item: &Item<'_>) -> Option<&'s Absence> {
        self.absence_of((item.earlier, member), item)
    }

    /// The same of the round that decides, or of the one before.
    pub(super) fn absence_of(
        &self,
        (earlier, member): (bool, &str),
        item: &Item<'_>,
    ) -> Option<&'s Absence> {
        let mut absences = self.facts.absent.iter();
        absences.find(|absence| {
            absence.earlier == earlier && absence.member == member && absence.is_of(item.product())
        })
    }

    /// What a member wrote about a product, in the round that decides or in the one before.
    pub(super) fn opinion_of(
        &self,
        (earlier, member): (bool, &str),
        item: &Item<'_>,
    ) -> Option<&'s Opinion> {
        let mut opinions = self.facts.opinions.iter();
        opinions.find(|opinion| {
            opinion.earlier == earlier && opinion.member == member && item.is(opinion.named())
        })
    }

    /// What is said of a product that is scored again at present.
    pub(super) fn unfinished(&self, item: &Item<'_>) -> Option<&'s Unfinished> {
        let mut unfinished = self.told.unfinished.iter();
        unfinished.find(|one| item.is(one.named()))
    }

    /// Who presides: the chair, or a vice-chair who takes part where the chair is away and scored
    /// nothing.
    pub(super) fn presides(&self) -> Option<&'s Person> {
        let present = self.present();
        let in_role = |role| {
            let members = self.facts.members.iter();
            members.filter(move |member| member.role.as_deref() == Some(role))
        };
        // Where the chair was replaced, it is the new one, for what was not decided before.
        let presided = |chair: &&Person| {
            let mut outside = self.items.iter().map(|item| {
                let absence = self.absence(&chair.id, item);
                let is_late = absence.is_some_and(|absence| absence.late);
                (self.is_outside(&chair.id, item), is_late)
            });
            let in_council = outside.clone().any(|(outside, _)| !outside);
            in_council && !outside.any(|(outside, is_late)| outside && !is_late)
        };
        let chair = in_role("chair").find(presided);
        let chair = chair.or_else(|| in_role("chair").next())?;
        let away = !present.contains(&chair.id) && self.is_away(&chair.id);
        let mut deputies = in_role("vice-chair").filter(|_| away);
        Some(
            deputies
                .find(|deputy| present.contains(&deputy.id))
                .unwrap_or(chair),
        )
    }

    /// Whether a member was not in the council when a product was decided. One that waits for opinions has a
    /// sheet for everybody who is.
    pub(super) fn is_outside(&self, member: &str, item: &Item<'s>) -> bool {
        let waits = self.waiting.iter().any(|other| other.is_same(item));
        match waits && !item.sheets().is_empty() {
            true => item.sheet_of(member).is_none(),
            false => {
                let absence = self.absence(member, item);
                absence.is_some_and(Absence::is_outside)
            }
        }
    }

    /// Whether a deputy presides.
    pub(super) fn deputy_presides(&self) -> bool {
        let role = self.presides().and_then(|person| person.role.as_deref());
        role == Some("vice-chair")
    }
}

/// The body of who decides: a ministry is written to, not its minister; a committee, not its chairman.
pub(in crate::document) fn body_of(authority: &str) -> &str {
    let mut offices = ["Bộ trưởng ", "Chủ tịch "].into_iter();
    let body = offices.find_map(|office| authority.strip_prefix(office));
    body.unwrap_or(authority)
}
