//! A regulation (quyết định): in force from when to when, parts, bands, sets, readings.

use super::rules::{
    AmendedRule, AnnulmentRule, Bands, CertificateRule, CodeRule, Deadlines, EndedLevel, LevelRule,
    MinimaRule, PartRule, PendingRule, ProducerRule, Renamed, RevocationRule, Transition,
    WrittenRule,
};
use super::{Band, DossierItem, ForwardBy, Ground, InForce, Reading, SetEntry};
use crate::text::Citation;
use crate::value::{
    ApplicationKind, CouncilForm, Date, Level, Mean, PartId, Points, RegulationId, SetCode, Star,
    read_only,
};

/// A reading that the procedure cites where the regulation lists it, by its name there; the regulation's
/// file says what was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CitedReading(&'static str);

impl CitedReading {
    pub(crate) const HEADING_MARK: CitedReading = CitedReading("heading-mark");
    pub(crate) const MINIMA_CUMULATIVE: CitedReading = CitedReading("minima-cumulative");
    pub(crate) const FORWARD_BY_POINTS: CitedReading = CitedReading("forward-by-points");
    pub(crate) const FORWARD_BY_STAR: CitedReading = CitedReading("forward-by-star");
    pub(crate) const BELOW_THREE: CitedReading = CitedReading("below-three");
    pub(crate) const CERTIFICATE_FROM_DATE: CitedReading = CitedReading("certificate-from-date");
    pub(crate) const RETURN_FIVE_STAR_MINIMUM: CitedReading =
        CitedReading("return-five-star-minimum");
    pub(crate) const TERM_ON_DAY_OFF: CitedReading = CitedReading("term-on-day-off");
    pub(crate) const STOP_IS_REJECT: CitedReading = CitedReading("stop-is-reject");
    pub(crate) const PREVIOUS_KEPT: CitedReading = CitedReading("previous-kept");
    pub(crate) const ZERO_RULE: CitedReading = CitedReading("zero-rule");
    pub(crate) const TRANSITION_LATE: CitedReading = CitedReading("transition-late");
    pub(crate) const STAYS_WHEN_FILED: CitedReading = CitedReading("stays-when-filed");
}

read_only! {
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
    Regulation {
        /// The regulation's name in files: `qd-148-2023`.
        by_ref id: RegulationId,
        /// The decision's number: `148/QĐ-TTg`.
        text decision: String,
        /// The decision's title.
        text title: String,
        /// The day it was signed.
        copied issued: Date,
        /// When it is in force.
        by_ref in_force: InForce,
        /// The regulation whose sheets it uses: its own, or those of the one it amends.
        by_ref sheets: RegulationId,
        /// The most points in all.
        copied total: Points,
        hidden parts: Vec<PartRule>,
        hidden bands: Bands,
        hidden minima: MinimaRule,
        hidden forward_by: ForwardBy,
        hidden levels: Vec<LevelRule>,
        /// Levels that have ended, whether the regulation still names them or not.
        hidden ended_levels: Vec<EndedLevel>,
        hidden renamed: Vec<Renamed>,
        hidden certificate: CertificateRule,
        hidden revocation: Option<RevocationRule>,
        hidden annulment: Option<AnnulmentRule>,
        hidden deadlines: Deadlines,
        hidden written: Option<WrittenRule>,
        hidden dossier: Vec<DossierItem>,
        hidden product_code: Option<CodeRule>,
        /// The amendment whose text is not known.
        hidden amended: Option<AmendedRule>,
        hidden amends: Option<RegulationId>,
        hidden pending: Option<PendingRule>,
        hidden transition: Option<Transition>,
        hidden producers: Vec<ProducerRule>,
        /// The sets, in the order of the decision's list.
        list sets: SetEntry,
        /// The readings taken where the law is silent.
        list readings: Reading,
    }
}

impl Regulation {
    /// The decision that amends it and whose text is not known, by its number, with the day from which it
    /// holds, where the data tells one.
    ///
    /// # Example
    ///
    /// ```
    /// let regulation = ocop::Catalog::bundled().regulation("qd-1048-2019")?;
    /// let (decision, from) = regulation.amended_by().ok_or("not amended")?;
    /// assert_eq!((decision, from.to_string().as_str()), ("781/QĐ-TTg", "2020-06-08"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn amended_by(&self) -> Option<(&str, Date)> {
        let amended = self.amended.as_ref()?;
        Some((&amended.decision, amended.from))
    }

    /// One set of the list.
    #[must_use]
    pub fn set(&self, code: SetCode) -> Option<&SetEntry> {
        self.sets.iter().find(|entry| entry.code == code)
    }

    fn listed(&self, reading: CitedReading) -> Option<&Reading> {
        let mut listed = self.readings.iter();
        listed.find(|listed| listed.id.as_str() == reading.0)
    }

    /// A clause together with a reading, where the regulation lists it: another may print the rule.
    pub(crate) fn cite(&self, clause: impl Into<Citation>, reading: CitedReading) -> Citation {
        match self.listed(reading) {
            Some(listed) => clause.into().with_reading(listed.id.clone()),
            None => clause.into(),
        }
    }

    /// The clause of a reading, where the regulation lists it.
    pub(crate) fn reading(&self, reading: CitedReading) -> Option<Citation> {
        let listed = self.listed(reading)?;
        Some(Citation::from(&listed.citation).with_reading(listed.id.clone()))
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

    /// A mean total as people read it: with as many more decimals as it takes that rounding does not
    /// lift it over the bound of a band.
    ///
    /// ```
    /// # use ocop::{Catalog, value::Mean};
    /// # let catalog = Catalog::bundled();
    /// let regulation = catalog.regulation("qd-148-2023")?;
    /// assert_eq!(regulation.shown(Mean::of_one("69.996".parse()?), 2), "69.996");
    /// assert_eq!(regulation.shown(Mean::of_one("69.994".parse()?), 2), "69.99");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn shown(&self, total: Mean, decimals: u32) -> String {
        let band = self.band(total).star;
        let mut shown = total.shown(decimals);
        for decimals in decimals.saturating_add(1)..=Mean::MAX_SHOWN {
            let read = shown.parse().map(Mean::of_one);
            if read.is_ok_and(|read| self.band(read).star == band) {
                break;
            }
            shown = total.shown(decimals);
        }
        shown
    }

    /// The least points of a star's band.
    pub(crate) fn band_from(&self, star: Star) -> Points {
        self.bands.of(star).from
    }

    /// The clause that makes the marks of a set's sheet minima.
    pub(crate) fn minima_citation(&self, set: SetCode) -> &Citation {
        let own = self.set(set).and_then(|set| set.minima.as_ref());
        own.unwrap_or(&self.minima.citation)
    }

    /// The grounds on which a certificate is revoked; empty where they are not known.
    #[must_use]
    pub fn revocation_grounds(&self) -> &[Ground] {
        self.revocation.as_ref().map_or(&[], |rule| &rule.grounds)
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

    /// How a council decides where nobody says it: in writing where the law has it so.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::scoring::CouncilForm;
    /// use ocop::value::ApplicationKind;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-26-2026")?;
    /// let form = regulation.council_form(Some(ApplicationKind::Renewal));
    /// assert_eq!(form, CouncilForm::Written);
    /// assert_eq!(regulation.council_form(None), CouncilForm::Meeting);
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    #[must_use]
    pub fn council_form(&self, kind: Option<ApplicationKind>) -> CouncilForm {
        match (&self.written, kind) {
            (Some(rule), Some(kind)) if rule.kinds.contains(&kind) => CouncilForm::Written,
            _ => CouncilForm::Meeting,
        }
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
            let of_kind = item.kinds.is_empty() || item.kinds.contains(&kind);
            item.at == level && of_kind && !item.not_sets.contains(&set)
        })
    }
}
