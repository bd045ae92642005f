//! A regulation (quyết định): in force from when to when, bands, levels, certificate, sets; and
//! which one applies to a dossier.

use std::sync::Arc;

use crate::law::council_rules::Limit;
use crate::text::citation::Citation;
use crate::text::reason::{Reason, ReasonCode};
use crate::value::codes::{
    ApplicationKind, Level, PartId, ProducerKind, ReadingId, RegulationId, SetCode, getters,
    word_code,
};
use crate::value::dates::{Date, DayOfYear};
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

word_code! {
    /// What decides that a product is forwarded.
    ForwardBy, "one of `points`, `star`",
    /// Its points alone, as the texts print them.
    Points = "points",
    /// Its star, minima included: the other reading.
    Star = "star",
}

/// A reading that the procedure cites where the regulation lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CitedReading {
    /// A mark on a criterion's heading is met by its first scoring box.
    HeadingMark,
    /// A star needs the minima of every star up to it.
    MinimaCumulative,
    /// Forwarding by the points alone.
    ForwardByPoints,
    /// Forwarding by the star.
    ForwardByStar,
    /// Fewer than three stars are not returned.
    BelowThree,
    /// A certificate runs from the day of the evaluation.
    CertificateFromDate,
    /// An upgrade that fails leaves the star before.
    PreviousKept,
    /// How many zeros break a zero rule.
    ZeroRule,
    /// Evaluated after the transition.
    TransitionLate,
    /// Evaluated after the regulation of the filing has ended.
    StaysWhenFiled,
}

impl CitedReading {
    /// Its name in the regulation's list.
    fn id(self) -> &'static str {
        match self {
            CitedReading::HeadingMark => "heading-mark",
            CitedReading::MinimaCumulative => "minima-cumulative",
            CitedReading::ForwardByPoints => "forward-by-points",
            CitedReading::ForwardByStar => "forward-by-star",
            CitedReading::BelowThree => "below-three",
            CitedReading::CertificateFromDate => "certificate-from-date",
            CitedReading::PreviousKept => "previous-kept",
            CitedReading::ZeroRule => "zero-rule",
            CitedReading::TransitionLate => "transition-late",
            CitedReading::StaysWhenFiled => "stays-when-filed",
        }
    }
}

/// One dated edition of the rules, checked (quyết định).
///
/// Every figure comes from `criteria/<id>/regulation.json`, with its citation.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, Mean, Star};
///
/// let catalog = Catalog::bundled();
/// let regulation = catalog.regulation("qd-148-2023")?;
/// let mean = Mean::new("89.99".parse()?, 1)?;
/// assert_eq!(regulation.band(mean).star(), Star::Four);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regulation {
    pub(crate) id: RegulationId,
    pub(crate) decision: String,
    pub(crate) title: String,
    pub(crate) issued: Date,
    pub(crate) in_force: InForce,
    pub(crate) sheets: RegulationId,
    pub(crate) total: Points,
    pub(crate) parts: Vec<PartRule>,
    /// Highest first, without the lowest.
    pub(crate) bands: Vec<Band>,
    /// The band of one star, which begins at zero, so that every total lies in a band.
    pub(crate) lowest_band: Band,
    pub(crate) minima: MinimaRule,
    pub(crate) forward_by: ForwardBy,
    pub(crate) levels: Vec<LevelRule>,
    /// Levels that have ended, whether the regulation still names them or not.
    pub(crate) ended_levels: Vec<EndedLevel>,
    pub(crate) renamed: Vec<Renamed>,
    pub(crate) certificate: CertificateRule,
    pub(crate) revocation: Option<RevocationRule>,
    pub(crate) annulment: Option<AnnulmentRule>,
    pub(crate) deadlines: Deadlines,
    pub(crate) written: Option<WrittenRule>,
    pub(crate) dossier: Vec<DossierItem>,
    /// The form of product codes.
    pub(crate) product_code: Option<CodeRule>,
    /// The amendment whose text is not known.
    pub(crate) amended: Option<AmendedRule>,
    pub(crate) amends: Option<RegulationId>,
    pub(crate) pending: Option<PendingRule>,
    pub(crate) transition: Option<Transition>,
    pub(crate) producers: Vec<ProducerRule>,
    pub(crate) sets: Vec<SetEntry>,
    pub(crate) readings: Vec<Reading>,
}

/// When a regulation is in force; both days belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    pub(crate) from: Date,
    pub(crate) to: Option<Date>,
    pub(crate) citation: Citation,
}

impl InForce {
    /// The first day.
    #[must_use]
    pub fn from(&self) -> Date {
        self.from
    }

    /// The last day, `None` while it has no end.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.to
    }

    /// Whether `day` lies within.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// What a regulation says of one part of every sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartRule {
    pub(crate) id: PartId,
    pub(crate) max: Points,
    pub(crate) title: String,
    pub(crate) citation: Citation,
}

/// The points from which a star is reached (khung điểm).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub(crate) star: Star,
    pub(crate) from: Points,
    pub(crate) citation: Citation,
}

getters! { Band {
    /// The star of the band.
    star: copied Star,
    /// The least points that lie in it; it ends below the next band's.
    from: copied Points,
    /// The clause.
    citation: by_ref Citation,
} }

/// Whether the sheets carry the minima (yêu cầu tối thiểu), and where the law asks for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MinimaRule {
    pub(crate) encoded: bool,
    pub(crate) citation: Citation,
}

/// What one level does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LevelRule {
    pub(crate) level: Level,
    /// `None` for a level that reports and does not score.
    pub(crate) scoring: Option<ScoringRule>,
    /// A report is expected before the first scoring level.
    pub(crate) report_expected: bool,
    /// How many members its council has by law.
    pub(crate) council: Option<CouncilSize>,
    /// The most by which the sheets' totals may differ by law.
    pub(crate) spread: Option<Limit<Points>>,
    /// How many working days before a meeting its members have the dossiers.
    pub(crate) members_receive: Option<DayLimit>,
    pub(crate) authority: String,
    pub(crate) citation: Citation,
}

/// How many members a council has by law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CouncilSize {
    pub(crate) from: u16,
    pub(crate) to: u16,
    pub(crate) citation: Citation,
}

/// A level of the administration that has ended, and the one that took over its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EndedLevel {
    pub(crate) level: Level,
    pub(crate) last_day: Date,
    pub(crate) to: Level,
    pub(crate) citation: Citation,
}

/// An authority that another took over, and is called otherwise since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Renamed {
    pub(crate) from: Date,
    pub(crate) printed: String,
    pub(crate) name: String,
    pub(crate) citation: Citation,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScoringRule {
    pub(crate) certifies: Vec<Certified>,
    pub(crate) forwards: Option<Forward>,
    pub(crate) returns: Vec<Return>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certified {
    pub(crate) star: Star,
    pub(crate) from: Points,
    /// The next band's beginning; `None` for five stars.
    pub(crate) below: Option<Points>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forward {
    pub(crate) from: Points,
    pub(crate) most: Points,
    pub(crate) to: Level,
    pub(crate) citation: Citation,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Return {
    pub(crate) stars: Vec<Star>,
    pub(crate) to: Level,
    /// Whether the lower level may recognise the star on the higher council's result.
    pub(crate) adoptable: bool,
    pub(crate) citation: Citation,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CertificateRule {
    pub(crate) months: u16,
    pub(crate) least: Star,
    /// How long before its end the producer must be told.
    pub(crate) notice: Option<DayLimit>,
    /// When to file for renewal.
    pub(crate) renewal: Option<RenewalRule>,
    pub(crate) citation: Citation,
}

/// A number of days, with the clause that states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayLimit {
    pub(crate) days: u16,
    pub(crate) citation: Citation,
}

/// The days before a certificate's end on which a renewal is filed, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RenewalRule {
    pub(crate) from_days: u16,
    pub(crate) to_days: u16,
    pub(crate) citation: Citation,
}

/// When a certificate is taken back (thu hồi).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RevocationRule {
    /// Days from the conclusion to the decision.
    pub(crate) days: u16,
    pub(crate) grounds: Vec<Ground>,
    pub(crate) citation: Citation,
}

/// A ground of revocation (trường hợp thu hồi).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ground {
    /// Its name in histories.
    pub id: String,
    /// The ground in short, in Vietnamese.
    pub label: String,
    /// The clause.
    pub citation: Citation,
}

/// Which level withdraws a recognition that was made against the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnnulmentRule {
    pub(crate) level: Level,
    pub(crate) citation: Citation,
}

/// By when the levels act (thời hạn).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Deadlines {
    /// Working days of the commune, the day of receipt not counted.
    pub(crate) commune: Option<DayLimit>,
    /// Days of a level that renews, from the full dossier.
    pub(crate) renewal: Option<DayLimit>,
    pub(crate) rounds: Vec<Round>,
    pub(crate) holidays: Vec<Holiday>,
    /// The last day up to which `holidays` has them all.
    pub(crate) holidays_until: Option<Date>,
}

/// A day on which public offices do not work, Saturdays and Sundays apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holiday {
    pub(crate) day: Date,
    pub(crate) label: String,
    /// The Saturday that is worked in its place.
    pub(crate) made_up: Option<Date>,
    pub(crate) citation: Citation,
}

/// A yearly round of evaluation at one level (đợt).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Round {
    pub(crate) level: Level,
    /// The first day that is too late to evaluate.
    pub(crate) before: DayOfYear,
    /// The first day that is too late to propose.
    pub(crate) proposed_before: DayOfYear,
    pub(crate) citation: Citation,
}

/// Kinds of applications that a council decides by written opinions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenRule {
    pub(crate) kinds: Vec<ApplicationKind>,
    pub(crate) citation: Citation,
}

/// Something that a dossier must hold (thành phần hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierItem {
    pub(crate) id: String,
    pub(crate) label: String,
    /// The level that supplies it; `None` for the producer.
    pub(crate) by: Option<Level>,
    /// The level that receives it.
    pub(crate) at: Level,
    /// For which kinds of applications.
    pub(crate) kinds: Vec<ApplicationKind>,
    /// Sets that do not need it.
    pub(crate) not_sets: Vec<SetCode>,
    /// Needed only where there is any.
    pub(crate) if_any: bool,
    pub(crate) citation: Citation,
}

impl DossierItem {
    /// Its name in cases.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is, in Vietnamese.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The level that supplies it, `None` for the producer.
    #[must_use]
    pub fn by(&self) -> Option<Level> {
        self.by
    }

    /// The level that receives it.
    #[must_use]
    pub fn at(&self) -> Level {
        self.at
    }

    /// Whether it is needed only where there is any.
    #[must_use]
    pub fn if_any(&self) -> bool {
        self.if_any
    }

    /// The clause.
    #[must_use]
    pub fn citation(&self) -> &Citation {
        &self.citation
    }
}

/// How product codes are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeRule {
    /// Without it, the commune.
    pub(crate) form: Option<CodeForm>,
    pub(crate) citation: Citation,
}

word_code! {
    /// The place that a product code of four parts names after the province.
    CodeForm, "one of `commune`, `district`",
    /// Its commune.
    Commune = "commune",
    /// Its district.
    District = "district",
}

/// An amendment whose text is not known: what is read in the text as issued is then taken to be
/// unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AmendedRule {
    pub(crate) from: Date,
    pub(crate) decision: String,
    pub(crate) citation: Citation,
}

/// How dossiers still open when an amending regulation took effect go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PendingRule {
    pub(crate) citation: Citation,
}

/// How long dossiers filed earlier stay under the rules they were filed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transition {
    pub(crate) limits: Vec<(ApplicationKind, Date, Citation)>,
    /// How long certificates go on whose last filing day had passed already.
    pub(crate) extension: Option<DayLimit>,
}

/// Producers that only some sets admit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProducerRule {
    pub(crate) kind: ProducerKind,
    pub(crate) sets: Vec<SetCode>,
    pub(crate) citation: Citation,
}

/// A set in the regulation's list (bộ sản phẩm).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetEntry {
    pub(crate) code: SetCode,
    pub(crate) name: String,
    pub(crate) sector: String,
    pub(crate) group: Option<String>,
    pub(crate) managing: Vec<String>,
}

impl SetEntry {
    /// The set's two digits.
    #[must_use]
    pub fn code(&self) -> SetCode {
        self.code
    }

    /// The set's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The sector it belongs to (ngành).
    #[must_use]
    pub fn sector(&self) -> &str {
        &self.sector
    }

    /// The product group (nhóm), where it is known.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The bodies that manage it (cơ quan chủ trì quản lý); empty where they are not known.
    #[must_use]
    pub fn managing(&self) -> &[String] {
        &self.managing
    }
}

/// A place where the law is silent and a reading was chosen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reading {
    pub(crate) id: ReadingId,
    pub(crate) text: String,
    pub(crate) citation: String,
}

getters! { Reading {
    /// Its name.
    id: by_ref ReadingId,
    /// What was read into the law, in Vietnamese.
    text: by_ref str,
    /// The clause it fills.
    citation: by_ref str,
} }

getters! { Regulation {
    /// The regulation's name in files: `qd-148-2023`.
    id: by_ref RegulationId,
    /// The decision's number: `148/QĐ-TTg`.
    decision: by_ref str,
    /// The decision's title.
    title: by_ref str,
    /// The day it was signed.
    issued: copied Date,
    /// When it is in force.
    in_force: by_ref InForce,
    /// The regulation whose sheets it uses: its own, or those of the one it amends.
    sheets: by_ref RegulationId,
    /// The sets, in the order of the decision's list.
    sets: by_ref [SetEntry],
    /// The readings taken where the law is silent.
    readings: by_ref [Reading],
    /// The most points in all.
    total: copied Points,
} }

impl Regulation {
    /// One set of the list.
    #[must_use]
    pub fn set(&self, code: SetCode) -> Option<&SetEntry> {
        self.sets.iter().find(|entry| entry.code == code)
    }

    /// A clause together with a reading, where the regulation lists it: another may print the rule.
    pub(crate) fn cite(&self, clause: impl Into<Citation>, reading: CitedReading) -> Citation {
        let clause = clause.into();
        let mut listed = self.readings.iter().map(|reading| &reading.id);
        match listed.find(|id| id.as_str() == reading.id()) {
            Some(id) => clause.with_reading(id.clone()),
            None => clause,
        }
    }

    /// The clause of a reading, where the regulation lists it.
    pub(crate) fn reading(&self, reading: CitedReading) -> Option<Citation> {
        let mut listed = self.readings.iter();
        let found = listed.find(|listed| listed.id.as_str() == reading.id())?;
        Some(Citation::from(&found.citation).with_reading(found.id.clone()))
    }

    fn part(&self, id: PartId) -> Option<&PartRule> {
        self.parts.iter().find(|part| part.id == id)
    }

    /// The most points that a part gives.
    #[must_use]
    pub fn part_max(&self, id: PartId) -> Points {
        self.part(id).map_or(Points::ZERO, |part| part.max)
    }

    /// The name of a part.
    #[must_use]
    pub fn part_title(&self, id: PartId) -> &str {
        self.part(id).map_or("", |part| &part.title)
    }

    /// The clause that gives a part its points.
    #[must_use]
    pub fn part_citation(&self, id: PartId) -> Option<&Citation> {
        self.part(id).map(|part| &part.citation)
    }

    /// The bands, highest star first.
    pub fn bands(&self) -> impl Iterator<Item = &Band> {
        self.bands.iter().chain([&self.lowest_band])
    }

    /// The band that a mean total lies in, before minima are considered.
    ///
    /// Bands are half-open and the mean is compared as it is: 89.99 is four stars.
    #[must_use]
    pub fn band(&self, total: Mean) -> &Band {
        self.bands
            .iter()
            .find(|band| total.at_least(band.from))
            .unwrap_or(&self.lowest_band)
    }

    /// The least points of a star's band.
    #[must_use]
    pub(crate) fn band_from(&self, star: Star) -> Points {
        self.bands
            .iter()
            .find(|band| band.star == star)
            .map_or(Points::ZERO, |band| band.from)
    }

    /// What a dossier of this kind must hold for this set when it reaches `level`.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Level};
    /// use ocop::value::ApplicationKind;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-26-2026")?;
    /// let tourism = "26".parse()?;
    /// let items: Vec<&str> = regulation
    ///     .dossier(ApplicationKind::First, tourism, Level::Province)
    ///     .map(|item| item.id())
    ///     .collect();
    /// assert!(items.contains(&"form-03") && !items.contains(&"samples-province"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn dossier(
        &self,
        kind: ApplicationKind,
        set: SetCode,
        level: Level,
    ) -> impl Iterator<Item = &DossierItem> {
        self.dossier.iter().filter(move |item| {
            item.at == level && item.kinds.contains(&kind) && !item.not_sets.contains(&set)
        })
    }

    /// The grounds on which a certificate is revoked; empty where they are not known.
    #[must_use]
    pub fn revocation_grounds(&self) -> &[Ground] {
        self.revocation.as_ref().map_or(&[], |rule| &rule.grounds)
    }

    /// What a scoring level does with a star and its total. The data says it; only the order is
    /// decided here.
    pub(crate) fn disposition(
        &self,
        level: Level,
        star: Star,
        total: Option<Mean>,
    ) -> Disposition<'_> {
        self.disposition_by(self.forward_by, level, star, total)
    }

    /// The same, where this decides that a product goes up.
    pub(crate) fn disposition_by(
        &self,
        forward_by: ForwardBy,
        level: Level,
        star: Star,
        total: Option<Mean>,
    ) -> Disposition<'_> {
        let forward = self.forwards_to(level);
        let goes_up = |rule: &&Forward| self.is_forwarded(forward_by, rule, star, total);
        if let Some(rule) = forward.filter(goes_up) {
            Disposition::Forward(rule)
        } else if self.certifies(level, star) {
            Disposition::Certify
        } else {
            let rule = self.returns(level, star);
            rule.map_or(Disposition::None, Disposition::Return)
        }
    }

    /// Whether a product goes up: by its points, as the texts print them, where they are known; or,
    /// where the data says `"forward_by": "star"`, by its star, minima included.
    fn is_forwarded(
        &self,
        forward_by: ForwardBy,
        rule: &Forward,
        star: Star,
        total: Option<Mean>,
    ) -> bool {
        match (forward_by, total) {
            (ForwardBy::Points, Some(total)) => total.at_least(rule.from),
            _ => self.band_from(star) >= rule.from,
        }
    }

    fn scoring(&self, level: Level) -> Option<&ScoringRule> {
        self.level(level)?.scoring.as_ref()
    }

    /// Where a level forwards to, if it forwards at all.
    pub(crate) fn forwards_to(&self, level: Level) -> Option<&Forward> {
        self.scoring(level)?.forwards.as_ref()
    }

    /// Whether a level certifies a star.
    pub(crate) fn certifies(&self, level: Level, star: Star) -> bool {
        let scoring = self.scoring(level);
        scoring.is_some_and(|scoring| scoring.certifies.iter().any(|range| range.star == star))
    }

    /// Where a level returns a star to, if it does.
    pub(crate) fn returns(&self, level: Level, star: Star) -> Option<&Return> {
        let mut rules = self.scoring(level)?.returns.iter();
        rules.find(|rule| rule.stars.contains(&star))
    }

    /// How a level has ended, if it has.
    pub(crate) fn ended(&self, level: Level) -> Option<&EndedLevel> {
        self.ended_levels.iter().find(|ended| ended.level == level)
    }

    /// Whether the commune reports before a council evaluates.
    pub(crate) fn commune_reports(&self) -> bool {
        self.level(Level::Commune)
            .is_some_and(|rule| rule.scoring.is_none())
    }

    pub(crate) fn level(&self, level: Level) -> Option<&LevelRule> {
        self.levels.iter().find(|rule| rule.level == level)
    }

    /// The lowest level that scores.
    pub(crate) fn first_scoring(&self) -> Option<Level> {
        self.levels
            .iter()
            .find(|rule| rule.scoring.is_some())
            .map(|rule| rule.level)
    }

    /// The levels that some result at `level` can lead to: scoring again there, a report sent on, a
    /// forwarding, a return.
    pub(crate) fn leads_to(&self, level: Level) -> Vec<Level> {
        match self.level(level).map(|rule| &rule.scoring) {
            None => Vec::new(),
            Some(None) => self.first_scoring().into_iter().collect(),
            Some(Some(scoring)) => {
                let forwards = scoring.forwards.iter().map(|rule| rule.to);
                let returns = scoring.returns.iter().map(|rule| rule.to);
                [level].into_iter().chain(forwards).chain(returns).collect()
            }
        }
    }

    /// Who decides at a level, such as the chairman of a committee or the committee.
    #[must_use]
    pub fn authority(&self, level: Level) -> Option<&str> {
        self.level(level).map(|rule| rule.authority.as_str())
    }

    /// Who decides at a level, by its name on a day: a ministry may have another than the decision
    /// prints.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Level};
    ///
    /// let regulation = Catalog::bundled().regulation("qd-148-2023")?;
    /// let centre = |day: &str| regulation.authority_on(Level::Central, day.parse().ok()?);
    /// assert_eq!(centre("2025-02-28"), Some("Bộ Nông nghiệp và Phát triển nông thôn"));
    /// assert_eq!(centre("2025-03-01"), Some("Bộ Nông nghiệp và Môi trường"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn authority_on(&self, level: Level, day: Date) -> Option<&str> {
        let printed = self.authority(level)?;
        let mut renamed = self.renamed.iter();
        let later = renamed.rfind(|later| later.printed == printed && later.from <= day);
        Some(later.map_or(printed, |later| &later.name))
    }

    /// How many months a certificate is valid.
    #[must_use]
    pub fn certificate_months(&self) -> u16 {
        self.certificate.months
    }

    /// The lowest star that is certified.
    #[must_use]
    pub fn least_certified(&self) -> Star {
        self.certificate.least
    }
}

/// What the rules of a level do with a star.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Disposition<'r> {
    Forward(&'r Forward),
    Certify,
    Return(&'r Return),
    /// Nothing: the product is not recognised.
    None,
}

/// The newest of the regulations in force on a day.
///
/// Two may be in force at once: 26/2026 ends 1489 only after 60 days.
#[must_use]
pub fn in_force_on(regulations: &[Arc<Regulation>], day: Date) -> Option<&Arc<Regulation>> {
    regulations
        .iter()
        .filter(|regulation| regulation.in_force.contains(day))
        .max_by_key(|regulation| regulation.in_force.from)
}

/// Which regulation applies to a dossier, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Applicable {
    /// The regulation.
    pub regulation: Arc<Regulation>,
    /// Why, in order.
    pub reasons: Vec<Reason>,
}

/// Why no regulation can be named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// Filed before the first regulation.
    #[error("found filing date `{filed}`, expected a day on which a regulation is in force")]
    NoneInForce {
        /// The filing date.
        filed: Date,
    },
    /// Evaluated before it was filed.
    #[error("found evaluation on `{evaluated}`, expected a day not before the filing on `{filed}`")]
    EvaluatedBeforeFiled {
        /// The filing date.
        filed: Date,
        /// The evaluation date.
        evaluated: Date,
    },
}

/// Chooses the regulation for a dossier filed on `filed` and, if it was, evaluated on `evaluated`.
///
/// The one in force on the day of filing applies, unless a later one with a transition took
/// effect before the evaluation and the transition's last day has passed (26/2026, Điều 12.2).
/// READING: an amending regulation applies to evaluations from its first day on, where it says how
/// dossiers still open go on.
///
/// # Errors
///
/// [`ChoiceError`] when nothing was in force on `filed`, or `evaluated` lies before it.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop::law::applicable;
/// use ocop::value::ApplicationKind;
///
/// let regulations = Catalog::bundled().regulations()?;
/// let filed = "2024-03-01".parse()?;
/// let chosen = applicable(&regulations, filed, ApplicationKind::First, None)?;
/// assert_eq!(chosen.regulation.id().as_str(), "qd-148-2023");
/// assert!(applicable(&regulations, "2019-08-20".parse()?, ApplicationKind::First, None).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn applicable(
    regulations: &[Arc<Regulation>],
    filed: Date,
    kind: ApplicationKind,
    evaluated: Option<Date>,
) -> Result<Applicable, ChoiceError> {
    if let Some(evaluated) = evaluated.filter(|&day| day < filed) {
        return Err(ChoiceError::EvaluatedBeforeFiled { filed, evaluated });
    }
    let at_filing = in_force_on(regulations, filed).ok_or(ChoiceError::NoneInForce { filed })?;
    let mut reasons = vec![
        Reason::new(ReasonCode::InForceWhenFiled, &at_filing.in_force.citation)
            .with("filed", filed)
            .with("decision", at_filing.decision.as_str())
            .with("from", at_filing.in_force.from),
    ];
    let mut chosen = Arc::clone(at_filing);
    let Some(evaluated) = evaluated else {
        return Ok(Applicable {
            regulation: chosen,
            reasons,
        });
    };
    let later = |regulation: &&Arc<Regulation>| {
        regulation.in_force.from > filed && regulation.in_force.from <= evaluated
    };
    if let Some(newer) = regulations
        .iter()
        .filter(later)
        .filter(|regulation| regulation.transition.is_some())
        .max_by_key(|regulation| regulation.in_force.from)
    {
        let limits = newer.transition.iter().flat_map(|rule| &rule.limits);
        if let Some((_, until, citation)) = limits.clone().find(|limit| limit.0 == kind) {
            let (code, citation) = if evaluated <= *until {
                (ReasonCode::TransitionWithin, citation.into())
            } else {
                chosen = Arc::clone(newer);
                let citation = newer.cite(citation, CitedReading::TransitionLate);
                (ReasonCode::TransitionLate, citation)
            };
            reasons.push(
                Reason::new(code, citation)
                    .with("evaluated", evaluated)
                    .with("until", *until)
                    .with("decision", newer.decision.as_str()),
            );
        }
    }
    if let Some((newer, pending)) = regulations
        .iter()
        .filter(later)
        .filter(|regulation| regulation.amends.as_ref() == Some(&chosen.id))
        .filter_map(|regulation| Some((regulation, regulation.pending.as_ref()?)))
        .max_by_key(|(regulation, _)| regulation.in_force.from)
    {
        chosen = Arc::clone(newer);
        reasons.push(
            Reason::new(ReasonCode::LevelsByStageDate, &pending.citation)
                .with("from", newer.in_force.from)
                .with("date", evaluated)
                .with("decision", newer.decision.as_str()),
        );
    }
    if let Some(to) = chosen.in_force.to.filter(|&to| evaluated > to) {
        let citation = chosen.cite(&chosen.in_force.citation, CitedReading::StaysWhenFiled);
        reasons.push(
            Reason::new(ReasonCode::StaysWhenFiled, citation)
                .with("evaluated", evaluated)
                .with("decision", chosen.decision.as_str())
                .with("to", to),
        );
    }
    Ok(Applicable {
        regulation: chosen,
        reasons,
    })
}
