//! What each level does with a product: report, score, certify, forward, return.

use super::Regulation;
use super::rules::{EndedLevel, Forward, LevelRule, Return};
use crate::text::Citation;
use crate::value::{ApplicationKind, Date, Level, Star};

impl Regulation {
    /// Where a level forwards to, if it forwards at all.
    pub(crate) fn forwards_to(&self, level: Level) -> Option<&Forward> {
        self.level(level)?.forwards.as_ref()
    }

    /// Whether a level certifies a star.
    pub(crate) fn certifies(&self, level: Level, star: Star) -> bool {
        let certified = self.level(level).and_then(|rule| rule.certifies.as_ref());
        certified.is_some_and(|ranges| ranges.iter().any(|range| range.star == star))
    }

    /// What a dossier is to a level, when the product holds a star.
    pub(crate) fn kind_at(
        &self,
        kind: ApplicationKind,
        held: Option<Star>,
        level: Level,
    ) -> ApplicationKind {
        let again = self.level(level).map_or(&[][..], |rule| &rule.ranks_again);
        let new_here = held.is_some_and(|star| !again.is_empty() && !again.contains(&star));
        match kind {
            ApplicationKind::Renewal if new_here => ApplicationKind::First,
            kind => kind,
        }
    }

    /// Where a level returns a star to, if it does.
    pub(crate) fn returns(&self, level: Level, star: Star) -> Option<&Return> {
        let mut rules = self.level(level)?.returns.iter();
        rules.find(|rule| rule.stars.contains(&star))
    }

    /// How a level has ended, if it has.
    pub(crate) fn ended(&self, level: Level) -> Option<&EndedLevel> {
        self.ended_levels.iter().find(|ended| ended.level == level)
    }

    /// How a level has ended, if it has before a day.
    pub(crate) fn ended_by(&self, level: Level, day: Date) -> Option<&EndedLevel> {
        self.ended(level).filter(|ended| day > ended.last_day)
    }

    /// Whether a level is gone on a day: districts ended with June 2025, also where a law still names them.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Level};
    ///
    /// let regulation = Catalog::bundled().regulation("qd-148-2023")?;
    /// assert!(!regulation.has_ended(Level::District, "2025-06-30".parse()?));
    /// assert!(regulation.has_ended(Level::District, "2025-07-01".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn has_ended(&self, level: Level, day: Date) -> bool {
        self.ended_by(level, day).is_some()
    }

    /// Whether the commune reports before a council evaluates.
    pub(crate) fn commune_reports(&self) -> bool {
        self.level(Level::Commune)
            .is_some_and(|rule| !rule.scores())
    }

    pub(crate) fn level(&self, level: Level) -> Option<&LevelRule> {
        self.levels.iter().find(|rule| rule.level == level)
    }

    /// The clause of a level; of the regulation, where the level has no part in it.
    pub(crate) fn level_citation(&self, level: Level) -> Citation {
        let rule = self.level(level);
        Citation::from(rule.map_or(&self.in_force.citation, |rule| &rule.citation))
    }

    /// The lowest level that scores.
    pub(crate) fn first_scoring(&self) -> Level {
        let scoring = self.levels.iter().find(|rule| rule.scores());
        // INVARIANT: a regulation of which no level scores is refused when it is read.
        scoring.map_or(Level::Central, |rule| rule.level)
    }

    /// The levels that some result at `level` can lead to: scoring again there, a report sent on, a
    /// forwarding, a return.
    pub(crate) fn leads_to(&self, level: Level) -> Vec<Level> {
        match self.level(level) {
            None => Vec::new(),
            Some(rule) if !rule.scores() => vec![self.first_scoring()],
            Some(rule) => {
                let forwards = rule.forwards.iter().map(|rule| rule.to);
                let returns = rule.returns.iter().map(|rule| rule.to);
                [level].into_iter().chain(forwards).chain(returns).collect()
            }
        }
    }

    /// The stars whose points a level sends up, highest first; empty where it sends nothing up.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Level, Star};
    ///
    /// let regulation = Catalog::bundled().regulation("qd-26-2026")?;
    /// let sent: Vec<Star> = regulation.sent_up(Level::Province).collect();
    /// assert_eq!(sent, [Star::Five]);
    /// assert_eq!(regulation.sent_up(Level::Central).count(), 0);
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn sent_up(&self, level: Level) -> impl Iterator<Item = Star> {
        let from = self.forwards_to(level).map(|rule| rule.from);
        let sent = self
            .bands()
            .filter(move |band| from.is_some_and(|from| band.from >= from));
        sent.map(|band| band.star)
    }

    /// Whether it gives districts a part: they ended with the laws that name them.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    ///
    /// let catalog = Catalog::bundled();
    /// assert!(catalog.regulation("qd-148-2023")?.has_districts());
    /// assert!(!catalog.regulation("qd-26-2026")?.has_districts());
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    #[must_use]
    pub fn has_districts(&self) -> bool {
        self.level(Level::District).is_some()
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
}
