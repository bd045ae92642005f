//! A regulation (quyết định): in force from when to when, parts, bands, sets, readings.

use super::applicable::{AmendedRule, PendingRule, Transition};
use super::certificates::{AnnulmentRule, CertificateRule, RevocationRule};
use super::deadlines::{Deadlines, WrittenRule};
use super::dossier::{CodeRule, DossierItem, ProducerRule};
use super::levels::{EndedLevel, ForwardBy, LevelRule, Renamed};
use crate::text::citation::Citation;
use crate::value::codes::{PartId, ReadingId, RegulationId, SetCode, getters};
use crate::value::dates::Date;
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

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
    pub(crate) bands: Bands,
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

getters! { InForce {
    /// The first day.
    from: copied Date,
    /// The last day, `None` while it has no end.
    to: copied Option<Date>,
} }

impl InForce {
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

/// The bands from five stars to one, each beginning below the one before; the last begins at zero,
/// so that every total lies in a band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bands(pub(crate) [Band; 5]);

impl Bands {
    /// The band of a star.
    fn of(&self, star: Star) -> &Band {
        let [five, four, three, two, one] = &self.0;
        match star {
            Star::One => one,
            Star::Two => two,
            Star::Three => three,
            Star::Four => four,
            Star::Five => five,
        }
    }
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

/// A set in the regulation's list (bộ sản phẩm).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetEntry {
    pub(crate) code: SetCode,
    pub(crate) name: String,
    pub(crate) sector: String,
    pub(crate) group: Option<String>,
    pub(crate) managing: Vec<String>,
}

getters! { SetEntry {
    /// The set's two digits.
    code: copied SetCode,
    /// The set's name.
    name: by_ref str,
    /// The sector it belongs to (ngành).
    sector: by_ref str,
    /// The product group (nhóm), where it is known.
    group: text str,
    /// The bodies that manage it (cơ quan chủ trì quản lý); empty where they are not known.
    managing: by_ref [String],
} }

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
        self.bands.0.iter()
    }

    /// The band that a mean total lies in, before minima are considered.
    ///
    /// Bands are half-open and the mean is compared as it is: 89.99 is four stars.
    #[must_use]
    pub fn band(&self, total: Mean) -> &Band {
        let [upper @ .., lowest] = &self.bands.0;
        let mut upper = upper.iter();
        upper
            .find(|band| total.at_least(band.from))
            .unwrap_or(lowest)
    }

    /// The least points of a star's band.
    #[must_use]
    pub(crate) fn band_from(&self, star: Star) -> Points {
        self.bands.of(star).from
    }
}
