//! Whose session it is: its products and laws, who decides, presides and scores.

use ocop::law::Regulation;
use ocop::procedure::Stage;
use ocop::value::ApplicationKind;
use ocop::{Date, EvaluatedCase, Level};

use super::facts::{Absence, Facts, Opinion, Person, Unfinished};
use super::item::{Group, Item, sheets};
use crate::document::mark::Mark;
use crate::document::text::Text;
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
#[derive(Debug)]
pub struct SessionPapers<'s> {
    pub(super) facts: &'s Facts,
    pub(super) cases: &'s [EvaluatedCase],
    pub(super) items: Vec<Item<'s>>,
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
        let has = |case: &EvaluatedCase| {
            let mut items = self.items.iter();
            items.any(|item| std::ptr::eq(item.decided, case))
        };
        self.cases.iter().filter(move |case| !has(case))
    }

    /// Members by name without a sheet, and nobody said why, with the products that lack it: of those
    /// that the facts list, and of those who scored another product.
    #[must_use]
    pub fn without_sheets(&self) -> Vec<(String, Vec<&'s str>)> {
        let lacking = |id: &String| {
            let lacks = |item: &&Item<'s>| {
                let known = self.absence(id, item.name()).is_some();
                item.sheet_of(id).is_none() && !known
            };
            let products: Vec<&str> = self.scored().filter(lacks).map(Item::name).collect();
            (!products.is_empty()).then(|| (self.name_of(id), products))
        };
        let members = once_each(self.listed().chain(self.assessors()));
        members.iter().filter_map(lacking).collect()
    }

    /// Whether the council gives its opinion on a product in writing. A meeting that the facts name
    /// is of the renewals that met by their cases, and of all of them where no case tells it. Source:
    /// 26/2026, Điều 7.6 d.
    pub(super) fn is_written(&self, item: &Item<'_>) -> bool {
        let meeting = self.facts.written.as_ref();
        let called = meeting.is_some_and(|written| written.meeting.is_some());
        item.is_in_writing() && !(called && self.met_renewals().is_empty())
    }

    /// The renewals about which the council met by their cases.
    pub(super) fn met_renewals(&self) -> Vec<&Item<'s>> {
        let renewal = |item: &&Item<'s>| item.application() == Some(ApplicationKind::Renewal);
        let met = |item: &&Item<'s>| !item.sheets().is_empty() && !item.is_in_writing();
        self.items.iter().filter(renewal).filter(met).collect()
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

    /// The mark of the council's own papers on these products.
    pub(super) fn mark(&self, wanted: impl Fn(&Item<'s>) -> bool) -> Option<Mark> {
        // What is scored again is not of the session's results yet, which a paper is held to later.
        let again = |item: &&Item<'s>| self.unfinished(item).is_some();
        let items = self
            .items
            .iter()
            .filter(|item| wanted(item) && !again(item));
        let cases: Vec<&EvaluatedCase> = items.map(|item| item.decided).collect();
        Mark::of(&cases)
    }

    pub(super) fn level(&self) -> Level {
        let first = self.items.first();
        first.map_or(Level::Province, |item| item.stage.level())
    }

    /// The day of the session: that of the first round where a product was scored again.
    pub(super) fn date(&self) -> Option<Date> {
        let first = |item: &Item<'s>| item.before.map_or(item.stage, |(before, _)| before);
        self.items.iter().map(first).filter_map(Stage::date).max()
    }

    /// The last day on which a product was scored.
    pub(super) fn last_date(&self) -> Option<Date> {
        self.items.iter().filter_map(|item| item.stage.date()).max()
    }

    /// Which products were scored again, and on which days.
    pub(super) fn scored_again(&self) -> String {
        let again = self.items.iter().filter(|item| item.before.is_some());
        let again = again.filter_map(|item| {
            let day = long_day(item.stage.date()?);
            Some(format!("; chấm lại sản phẩm {} {day}", item.name()))
        });
        again.collect()
    }

    /// The laws that the products fall under, in the order of the list.
    pub(super) fn laws(&self) -> Vec<&'s Regulation> {
        let mut laws: Vec<&'s Regulation> = Vec::new();
        for law in self.items.iter().map(|item| item.stage.regulation()) {
            if laws.iter().all(|known| known.id() != law.id()) {
                laws.push(law);
            }
        }
        laws
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
        SessionPapers {
            facts: self.facts,
            cases: self.cases,
            items: self
                .items
                .iter()
                .filter(|item| wanted(item))
                .copied()
                .collect(),
        }
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

    /// The body that evaluates next, by the regulation and by its name on the day of the session.
    pub(super) fn next_body(&self, regulation: &Regulation) -> Text {
        let next = match self.level() {
            Level::District => Level::Province,
            _ => Level::Central,
        };
        let authority = match self.date() {
            Some(day) => regulation.authority_on(next, day),
            None => regulation.authority(next),
        };
        // A ministry is written to, not its minister; a committee, not its chairman.
        let mut offices = ["Bộ trưởng ", "Chủ tịch "].into_iter();
        let body = authority.map(|authority| {
            let body = offices.find_map(|office| authority.strip_prefix(office));
            body.unwrap_or(authority)
        });
        Text::fact(body, "cơ quan đánh giá tiếp")
    }

    pub(super) fn listed(&self) -> impl Iterator<Item = String> {
        self.facts.members.iter().map(|member| member.id.clone())
    }

    pub(super) fn listed_as(&self, id: &str) -> Option<&'s Person> {
        self.facts.members.iter().find(|member| member.id == id)
    }

    fn in_role(&self, role: &str) -> Option<&'s Person> {
        let mut members = self.facts.members.iter();
        members.find(|member| member.role.as_deref() == Some(role))
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

    /// Everybody who scored any product, in the order of the council's list, then of the sheets.
    pub(super) fn assessors(&self) -> Vec<String> {
        let rounds = self.items.iter().flat_map(Item::rounds);
        let sheets = rounds.flat_map(|(_, stage, _)| sheets(stage));
        let scored: Vec<String> = sheets.map(|sheet| sheet.assessor().to_owned()).collect();
        let listed: Vec<String> = self.listed().filter(|id| scored.contains(id)).collect();
        once_each(listed.into_iter().chain(scored))
    }

    /// Who took part: those who scored, or where nobody did, as findings ended every dossier, the
    /// council's list without those who are said to be away from all products.
    pub(super) fn present(&self) -> Vec<String> {
        let scored = self.assessors();
        if !scored.is_empty() {
            return scored;
        }
        let mut present: Vec<String> = self.listed().collect();
        let away = |id: &String| {
            let mut items = self.items.iter();
            items.all(|item| self.absence(id, item.name()).is_some())
        };
        present.retain(|id| !away(id));
        present
    }

    /// Why a member did not score a product, where that is known.
    pub(super) fn absence(&self, member: &str, product: &str) -> Option<&'s Absence> {
        self.absence_of((false, member), product)
    }

    /// The same of the round that decides, or of the one before.
    pub(super) fn absence_of(
        &self,
        (earlier, member): (bool, &str),
        product: &str,
    ) -> Option<&'s Absence> {
        let mut absences = self.facts.absent.iter();
        absences.find(|absence| {
            let named = absence.product.as_deref();
            absence.earlier == earlier
                && absence.member == member
                && named.is_none_or(|named| named == product)
        })
    }

    /// What a member wrote about a product, in the round that decides or in the one before.
    pub(super) fn opinion_of(
        &self,
        (earlier, member): (bool, &str),
        product: &str,
    ) -> Option<&'s Opinion> {
        let mut opinions = self.facts.opinions.iter();
        opinions.find(|opinion| {
            opinion.earlier == earlier && opinion.member == member && opinion.product == product
        })
    }

    /// What is said of a product that is scored again at present.
    pub(super) fn unfinished(&self, item: &Item<'_>) -> Option<&'s Unfinished> {
        let mut unfinished = self.facts.unfinished.iter();
        unfinished.find(|one| one.product == item.name())
    }

    /// The products that nobody has concluded, not even once.
    pub(super) fn unscored(&self) -> Vec<&'s Unfinished> {
        let has = |one: &&Unfinished| self.items.iter().all(|item| item.name() != one.product);
        self.facts.unfinished.iter().filter(has).collect()
    }

    /// Who presides: the chair, or a vice-chair who scored where the chair is absent from all products.
    pub(super) fn presides(&self) -> Option<&'s Person> {
        let chair = self.in_role("chair")?;
        let scored = self.assessors();
        let scores = |person: &&Person| scored.contains(&person.id);
        let absent = |item: &Item<'s>| self.absence(&chair.id, item.name()).is_some();
        let away = !scores(&chair) && self.scored().all(absent);
        let deputy = self.in_role("vice-chair").filter(scores);
        Some(deputy.filter(|_| away).unwrap_or(chair))
    }

    /// Whether a deputy presides.
    pub(super) fn deputy_presides(&self) -> bool {
        let role = self.presides().and_then(|person| person.role.as_deref());
        role == Some("vice-chair")
    }
}

/// Each of them once, in the order in which they come.
pub(super) fn once_each<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}
