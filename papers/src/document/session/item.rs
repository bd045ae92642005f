//! One product as a council saw it.

use std::collections::BTreeMap;

use ocop::law::{Finding, MinimumBy};
use ocop::procedure::{
    Action, CertificateBasis, Content, Stage, StageResult, Status, UnmetMinimum,
};
use ocop::scoring::{CouncilForm, MinimumCheck, ScoreSheet};
use ocop::text::{Citation, Reason, ReasonCode};
use ocop::value::{ApplicationKind, CriterionCode};
use ocop::{Date, EvaluatedCase, Lang, Level, Outcome, Points, Star};

use super::dossier::attached;
use super::facts::Facts;
use crate::document::text::{Text, lower_first};
use crate::html::{UNREAD_CLAUSE, council_of};
use crate::text::rules::minimum_by;
use crate::text::{applied_for, state};

/// A product as facts name it: by its name, and by its producer where that is known.
pub(super) type Named<'n> = (&'n str, Option<&'n str>);

/// Whether both are one product: two producers may have products of one name.
pub(super) fn is_same_product(one: Named<'_>, other: Named<'_>) -> bool {
    let mut producers = one.1.zip(other.1).into_iter();
    one.0 == other.0 && producers.all(|(one, other)| one == other)
}

/// What a product is called among others: by its name, and by its producer too where another one has a
/// product of the name.
#[must_use]
pub fn product_called<'n>(
    (name, producer): (&str, Option<&str>),
    among: impl IntoIterator<Item = (&'n str, Option<&'n str>)>,
) -> String {
    let mut others = among.into_iter();
    let shared = others.any(|other| other.0 == name && other.1 != producer);
    match producer.filter(|_| shared) {
        Some(producer) => format!("{name} ({producer})"),
        None => name.to_owned(),
    }
}

/// What a council concludes for a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
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
pub(super) struct Item<'s> {
    pub(super) decided: &'s EvaluatedCase,
    pub(super) stage: &'s Stage,
    pub(super) result: &'s StageResult,
    /// The round before, at the same level.
    pub(super) before: Option<(&'s Stage, &'s StageResult)>,
    /// Whether it is that round by itself, in a paper that the one which decides is not in.
    pub(super) earlier: bool,
    pub(super) group: Group,
}

impl<'s> Item<'s> {
    /// Nothing where no council worked on the case, or its minutes leave the star open.
    pub(super) fn of(decided: &'s EvaluatedCase) -> Option<Item<'s>> {
        let stages = decided.case().stages().iter().zip(decided.stages());
        let mut stages = stages.rev().skip_while(|(stage, _)| {
            matches!(
                stage.content(),
                Content::Report(_) | Content::Forwarded | Content::Adopts(_)
            )
        });
        let (stage, result) = stages.next()?;
        if decided.is_star_open() {
            return None;
        }
        let before = stages.next().filter(|(before, _)| {
            before.level() == stage.level() && matches!(before.content(), Content::Sheets { .. })
        });
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
            before,
            earlier: false,
            group,
        })
    }

    /// The round before by itself, as it stood when it was over: nothing was concluded.
    pub(super) fn round_before(&self) -> Option<Item<'s>> {
        let (stage, result) = self.before?;
        Some(Item {
            stage,
            result,
            before: None,
            earlier: true,
            group: Group::Open,
            ..*self
        })
    }

    /// A product that its last stage recognises on the result of a higher council: what follows is the
    /// matter of that stage's level. Source: 26/2026, Điều 7.4 g.
    pub(super) fn adopted(decided: &'s EvaluatedCase) -> Option<Item<'s>> {
        let item = Item::on_record(decided)?;
        let star = match (item.stage.content(), item.result.action) {
            (Content::Adopts(_), Some(Action::Certify { star })) => star,
            _ => return None,
        };
        let group = Group::Recognise(star);
        Some(Item { group, ..item })
    }

    /// A product that goes up to be ranked again without a council of the level that sends it, where the law
    /// lists what goes with it. Source: 26/2026, Điều 6.3 b, 7.6 e.
    pub(super) fn sent_on(decided: &'s EvaluatedCase) -> Option<Item<'s>> {
        let item = Item::on_record(decided)?;
        let to = match (item.stage.content(), item.result.action) {
            (Content::Forwarded, Some(Action::Forward { to })) => to,
            _ => return None,
        };
        let again = item.kind_at(to) == Some(ApplicationKind::Renewal);
        let group = Group::Forward(to);
        (again && attached(decided, item.stage, to).is_some()).then_some(Item { group, ..item })
    }

    /// The last stage, whatever it holds.
    fn on_record(decided: &'s EvaluatedCase) -> Option<Item<'s>> {
        let (stage, result) = decided
            .case()
            .stages()
            .last()
            .zip(decided.stages().last())?;
        Some(Item {
            decided,
            stage,
            result,
            before: None,
            earlier: false,
            group: Group::Open,
        })
    }

    /// Whether a council of its own level worked on it.
    pub(super) fn has_council(&self) -> bool {
        let content = self.stage.content();
        !matches!(content, Content::Adopts(_) | Content::Forwarded)
    }

    /// Whether both are the same product's.
    pub(super) fn is_same(&self, other: &Item<'_>) -> bool {
        std::ptr::eq(self.decided, other.decided)
    }

    pub(super) fn name(&self) -> &'s str {
        &self.decided.case().product().name
    }

    pub(super) fn producer(&self) -> Text {
        producer(self.decided)
    }

    pub(super) fn code(&self) -> Text {
        let code = self.decided.case().product().code.as_deref();
        Text::fact(code, "mã số sản phẩm")
    }

    /// Where the product is from.
    pub(super) fn area_name(&self) -> Option<&'s str> {
        area(self.decided)
    }

    pub(super) fn area(&self) -> Text {
        Text::fact(self.area_name(), "xã, phường, đặc khu")
    }

    pub(super) fn set(&self) -> String {
        let set = self.stage.set();
        format!("{}. {}", set.code(), set.name())
    }

    /// The product, as facts name it.
    pub(super) fn product(&self) -> Named<'s> {
        (self.name(), producer_name(self.decided))
    }

    /// Whether what facts say of a product is of this one.
    pub(super) fn is(&self, named: Named<'_>) -> bool {
        is_same_product(named, self.product())
    }

    /// What is applied for, where the case says it.
    pub(super) fn application(&self) -> Option<ApplicationKind> {
        self.decided.case().application().kind
    }

    /// What the dossier is to a level.
    pub(super) fn kind_at(&self, level: Level) -> Option<ApplicationKind> {
        let case = self.decided.case();
        case.application().kind_at(self.stage.regulation(), level)
    }

    /// What the council is asked about: a product that it recognises for the first time, or again.
    pub(super) fn heard_as(&self) -> Option<ApplicationKind> {
        self.kind_at(self.stage.level())
    }

    /// Whether it is a renewal under a law that has a way of its own for these: the agency reports on it, and
    /// opinions are given in writing. Source: 26/2026, Điều 7.6 c and d.
    pub(super) fn is_heard_again(&self) -> bool {
        let kind = Some(ApplicationKind::Renewal);
        let form = self.stage.regulation().council_form(kind);
        self.heard_as() == kind && form == CouncilForm::Written
    }

    /// What the dossier is to the level that it is sent up to.
    pub(super) fn sent_as(&self) -> Option<ApplicationKind> {
        match self.group {
            Group::Forward(to) => self.kind_at(to),
            _ => self.application(),
        }
    }

    pub(super) fn kind(&self) -> Text {
        Text::fact(self.application().map(applied_for), KINDS)
    }

    /// That the star before stays, as an upgrade has given no higher one.
    pub(super) fn kept(&self) -> Option<String> {
        let mut reasons = self.decided.reasons();
        let kept = reasons.find(|reason| reason.code() == ReasonCode::PreviousKept)?;
        Some(format!("; {}", lower_first(&kept.text(Lang::Vi))))
    }

    pub(super) fn total(&self) -> String {
        let total = self.result.total.as_ref();
        total.map_or("không có điểm".to_owned(), |total| {
            comma(total.shown())
        })
    }

    /// What a product lacks that is not certified: minima up to the lowest star that is, and the
    /// points of that star.
    pub(super) fn lacks(&self) -> Vec<String> {
        let regulation = self.stage.regulation();
        let least = regulation.least_certified();
        let missed = self.result.unmet.iter();
        let missed = missed.filter(|check| check.star <= least);
        let mut lacks: Vec<String> = missed.map(|check| self.unmet_line(check)).collect();
        if self.result.band_star.is_some_and(|band| band < least) {
            let from = regulation.bands().filter(|band| band.star() == least);
            let from = from.map(|band| comma(band.from()));
            lacks.extend(from.map(|from| format!("hạng {least} sao cần từ {from} điểm trở lên")));
        }
        lacks
    }

    pub(super) fn sheets(&self) -> &'s [ScoreSheet] {
        sheets(self.stage)
    }

    pub(super) fn sheet_of(&self, assessor: &str) -> Option<&'s ScoreSheet> {
        sheet_of(self.stage, assessor)
    }

    /// The rounds of scoring, the one that decides last; whether each is the round before.
    pub(super) fn rounds(&self) -> impl Iterator<Item = (bool, &'s Stage, &'s StageResult)> {
        let before = self.before.map(|(stage, result)| (true, stage, result));
        let own = (self.earlier, self.stage, self.result);
        before.into_iter().chain([own])
    }

    /// A member's sheet of the round that decides, or of the one before.
    pub(super) fn last_sheet_of(&self, assessor: &str) -> Option<&'s ScoreSheet> {
        let sheets = self
            .rounds()
            .filter_map(|(_, stage, _)| sheet_of(stage, assessor));
        sheets.last()
    }

    /// The last day of the certificate, once its decision's day is entered.
    pub(super) fn last_day(&self) -> Option<Date> {
        match self.decided.outcome() {
            Outcome::Recognised { certificate, .. } => {
                let entered = certificate.basis() == CertificateBasis::Decision;
                entered.then(|| certificate.expires())
            }
            _ => None,
        }
    }

    /// The decision on the result as papers cite it, once its number and day are entered.
    pub(super) fn decision(&self) -> Option<String> {
        Some(Facts::cited(self.stage.decision()?, self.stage.decided()?))
    }

    /// What was found, or at what the sheets ended, in the words of the data and with its clause.
    /// Source: contract 5.7: the clause's own verb.
    pub(super) fn why(&self) -> Vec<String> {
        let reasons = self.result.reasons.iter();
        let mut why: Vec<String> = match self.stage.findings() {
            [] => Vec::new(),
            findings => {
                let found = reasons.clone();
                let found = found.filter(|reason| reason.code() == ReasonCode::Disqualified);
                let found = findings.iter().zip(found);
                let line = |(finding, reason): (&Finding, &Reason)| {
                    with_clause(finding.with_verb(), reason.citation())
                };
                found.map(line).collect()
            }
        };
        for reason in reasons {
            match reason.code() {
                ReasonCode::ZeroRule => {
                    why.push(with_clause(reason.text(Lang::Vi), reason.citation()));
                }
                ReasonCode::AllStopped => {
                    why.push(with_clause(reason.text(Lang::Vi), reason.citation()));
                    why.extend(self.printed_at_stops());
                }
                _ => {}
            }
        }
        why
    }

    /// What the sheet prints where sheets of the round that decides ended.
    fn printed_at_stops(&self) -> Vec<String> {
        let stops = self.sheets().iter().filter_map(ScoreSheet::stopped_at);
        let stops: Vec<&CriterionCode> = stops.collect();
        let findings = self.stage.set().findings_at(&stops).into_iter();
        let printed = findings.map(|finding| {
            let said = with_clause(finding.with_verb(), finding.citation());
            format!("phiếu in ở đó: {}", lower_first(&said))
        });
        printed.collect()
    }

    /// Whether a finding ends it, whatever members scored.
    pub(super) fn is_ended(&self) -> bool {
        !self.stage.findings().is_empty()
    }

    /// The verb of what ends the evaluation: the clause's own for a finding, that of the result where
    /// sheets end it.
    pub(super) fn verbs(&self) -> String {
        state(self.stage, self.result, Lang::Vi)
    }

    /// Minima that are missed for stars that the points give.
    pub(super) fn unmet(&self) -> Vec<String> {
        let band = self.result.band_star;
        let missed = self
            .result
            .unmet
            .iter()
            .filter(|check| band.is_some_and(|band| check.star <= band));
        missed.map(|check| self.unmet_line(check)).collect()
    }

    /// A minimum that is missed, by what the council's rules count.
    fn unmet_line(&self, check: &UnmetMinimum) -> String {
        let (star, code) = (check.star.number(), &check.criterion);
        let (reached, of) = (check.reached_by, check.of);
        let by = match self.stage.content() {
            Content::Sheets { rules, .. } => rules.minimum_by(),
            _ => MinimumBy::Majority,
        };
        let counted = match by {
            MinimumBy::Majority => String::new(),
            MinimumBy::All => format!(", cần {}", minimum_by(by, Lang::Vi)),
            MinimumBy::Mean => {
                let required = comma(check.required);
                format!(", điểm trung bình của tiêu chí chưa đạt {required} điểm")
            }
        };
        format!(
            "tiêu chí {code}, yêu cầu tối thiểu của hạng {star} sao: {reached} trên {of} phiếu đạt{counted}"
        )
    }

    /// Sheets that ended at a stop while others did not, criteria of zero rules where some sheets give 0 and some do not, and minima of stars that the
    /// points give that some reach and some do not: there a council's rules decide.
    pub(super) fn disputed(&self) -> Vec<String> {
        let Content::Sheets { rules, .. } = self.stage.content() else {
            return Vec::new();
        };
        let stops = self.result.reasons.iter();
        let stops = stops.filter(|reason| reason.code() == ReasonCode::SheetsStopped);
        let stops = stops.map(|reason| reason.text(Lang::Vi));
        let Some(tally) = council_of(self.stage, None).map(|council| council.tally()) else {
            return Vec::new();
        };
        let zeros = tally.zeros().iter().filter(|zero| zero.is_disputed());
        let zeros = zeros.map(|zero| {
            let (code, title) = (&zero.criterion, &zero.title);
            format!(
                "Tiêu chí {code} {title}: {} trên {} phiếu cho 0 điểm",
                zero.zeros, zero.of
            )
        });
        let band = self.result.band_star;
        let counts = |check: &&MinimumCheck| {
            check.is_disputed() && band.is_some_and(|band| check.minimum.star() <= band)
        };
        let minima = tally.minima().iter().filter(counts).map(|check| {
            let (code, title, star) = (&check.criterion, &check.title, check.minimum.star());
            let (reached, of) = (check.reached_by, check.of);
            let met = if check.met { "đạt" } else { "chưa đạt" };
            let counted = match rules.minimum_by() {
                MinimumBy::Majority => String::new(),
                by => {
                    let by = minimum_by(by, Lang::Vi);
                    format!("; quy chế tính đạt khi {by}; kết quả: {met}")
                }
            };
            format!(
                "Tiêu chí {code} {title}, yêu cầu tối thiểu của hạng {star} sao: {reached} trên {of} \
                 phiếu đạt{counted}"
            )
        });
        stops.chain(zeros).chain(minima).collect()
    }
}

/// A number as Vietnamese papers write it: a comma before decimals, points between thousands.
pub(in crate::document) fn comma(number: impl ToString) -> String {
    ocop::text::figure(&number.to_string(), Lang::Vi)
}

/// What a blank says where it is not known what is applied for.
pub(super) const KINDS: &str = "lần đầu, nâng hạng hoặc phân hạng lại";

pub(super) fn sheets(stage: &Stage) -> &[ScoreSheet] {
    match stage.content() {
        Content::Sheets { sheets, .. } => sheets,
        _ => &[],
    }
}

pub(super) fn sheet_of<'s>(stage: &'s Stage, assessor: &str) -> Option<&'s ScoreSheet> {
    let mut sheets = sheets(stage).iter();
    sheets.find(|sheet| sheet.assessor() == assessor)
}

/// How many sheets have a total, which the mean is of, and how many ended at which stop; nothing
/// where nobody scored.
pub(super) fn counted(stage: &Stage, result: &StageResult) -> Option<String> {
    let sheets = sheets(stage);
    if sheets.is_empty() {
        return None;
    }
    let mut stops: BTreeMap<&str, usize> = BTreeMap::new();
    for code in sheets.iter().filter_map(ScoreSheet::stopped_at) {
        *stops.entry(code.as_str()).or_default() += 1;
    }
    if stops.is_empty() {
        return Some(format!("{} phiếu", sheets.len()));
    }
    let totals = result.total.as_ref().map(|total| total.mean().count());
    let totals = totals.map(|count| format!("{count} phiếu có tổng điểm"));
    let stops = stops.into_iter();
    let stops = stops.map(|(code, count)| format!("{count} phiếu dừng ở tiêu chí {code}"));
    let all: Vec<String> = totals.into_iter().chain(stops).collect();
    Some(all.join(", "))
}

/// Whether a sheet ended at a stop.
pub(super) fn has_stops(stage: &Stage) -> bool {
    let mut sheets = sheets(stage).iter();
    sheets.any(|sheet| sheet.stopped_at().is_some())
}

/// What a clause says, with the clause; room for it where it was not read.
fn with_clause(said: String, citation: &Citation) -> String {
    match citation.is_inferred() {
        true => format!("{said} ({UNREAD_CLAUSE})"),
        false => format!("{said} ({})", citation.clause()),
    }
}

/// What a cell says of one member's sheet: its total, or where it ended.
pub(super) fn given_by(stage: &Stage, assessor: &str) -> Option<String> {
    if let Some(total) = total_of(stage, assessor) {
        return Some(comma(total));
    }
    let code = sheet_of(stage, assessor)?.stopped_at()?;
    Some(format!("dừng ở {code}"))
}

/// The total of one member's sheet.
fn total_of(stage: &Stage, assessor: &str) -> Option<Points> {
    sheet_of(stage, assessor)?;
    Some(council_of(stage, Some(assessor))?.tally().total()?.sum())
}

pub(super) fn producer(decided: &EvaluatedCase) -> Text {
    Text::fact(producer_name(decided), "tên chủ thể")
}

pub(super) fn producer_name(decided: &EvaluatedCase) -> Option<&str> {
    let producer = decided.case().product().producer.as_ref()?;
    producer.name.as_deref()
}

/// Where a product is from.
pub(super) fn area(decided: &EvaluatedCase) -> Option<&str> {
    crate::html::area(decided.case().product())
}
