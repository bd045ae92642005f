//! By when a level has to act, and how late it was.

use super::regulation::{CitedReading, Regulation};
use super::rules::{DayLimit, LevelRule, Round};
use crate::text::{Citation, Reason, ReasonCode};
use crate::value::{ApplicationKind, Date, Level};

/// A day by which something is to be done (thời hạn).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deadline {
    /// The last day in time.
    pub last_day: Date,
    /// Whether it was counted in working days of a time whose public holidays are not all known: then
    /// the day may be another.
    pub holidays_unknown: bool,
    /// The clause.
    pub citation: Citation,
}

impl Deadline {
    /// A day that no days off move any more.
    fn by_calendar(last_day: Date, citation: &Citation) -> Deadline {
        Deadline {
            last_day,
            holidays_unknown: false,
            citation: citation.clone(),
        }
    }

    /// That the day may be another, where public holidays are not known.
    pub(crate) fn doubt(&self) -> Option<Reason> {
        let doubt = || Reason::new(ReasonCode::HolidaysUnknown, &self.citation);
        self.holidays_unknown.then(doubt)
    }

    /// By how many days `day` comes too late; 0 when it is in time.
    #[must_use]
    pub fn late_by(&self, day: Date) -> u32 {
        u32::try_from(self.last_day.days_until(day)).unwrap_or(0)
    }
}

impl Regulation {
    /// By when the commune reports on a dossier that it received on `filed`; `None` where the law
    /// sets no time. Working days, the day of receipt not counted: the regulation's holidays and
    /// those given are left out. Source: 26/2026, Điều 7.2.
    ///
    /// # Example
    ///
    /// ```
    /// let regulation = ocop::Catalog::bundled().regulation("qd-26-2026")?;
    /// let due = regulation.commune_deadline("2026-08-17".parse()?, &["2026-09-02".parse()?]);
    /// assert_eq!(due.map(|due| due.last_day.to_string()).as_deref(), Some("2026-09-09"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn commune_deadline(&self, filed: Date, holidays: &[Date]) -> Option<Deadline> {
        let limit = self.deadlines.commune.as_ref()?;
        let works = |day| self.is_working_day(day) && !holidays.contains(&day);
        let last_day = filed.step_working_days(1, limit.days, works).ok()?;
        let beyond = |until: Date| holidays.iter().any(|&day| day > until);
        Some(self.in_working_days(last_day, limit, |until| last_day <= until || beyond(until)))
    }

    /// By when a level's members have the dossiers of a meeting; `None` where the law does not say.
    /// Source: 1048, Phụ lục II, 4.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Level};
    ///
    /// let regulation = Catalog::bundled().regulation("qd-1048-2019")?;
    /// // A Monday: two working days before are the Thursday.
    /// let due = regulation.members_receive_by(Level::Province, "2021-05-10".parse()?);
    /// assert_eq!(due.map(|due| due.last_day.to_string()).as_deref(), Some("2021-05-06"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn members_receive_by(&self, level: Level, meeting: Date) -> Option<Deadline> {
        let limit = self.level(level)?.members_receive.as_ref()?;
        let works = |day| self.is_working_day(day);
        let last_day = meeting.step_working_days(-1, limit.days, works).ok()?;
        Some(self.in_working_days(last_day, limit, |until| meeting <= until))
    }

    /// A day that was counted in working days; `known` says whether all holidays are, of a list up to a
    /// day.
    fn in_working_days(
        &self,
        last_day: Date,
        limit: &DayLimit,
        known: impl Fn(Date) -> bool,
    ) -> Deadline {
        Deadline {
            last_day,
            holidays_unknown: !self.deadlines.holidays_until.is_some_and(known),
            citation: limit.citation.clone(),
        }
    }

    /// A time of so many days of the calendar. READING (Bộ luật Dân sự, Điều 148.5): where it would end
    /// on a day off, it ends with the next working day. `None` past the year 9999.
    pub(crate) fn days_after(&self, start: Date, days: u16, clause: &Citation) -> Option<Deadline> {
        let end = start.add_days(i32::from(days)).ok()?;
        let mut last_day = end;
        while !self.is_working_day(last_day) {
            last_day = last_day.add_days(1).ok()?;
        }
        let moved = (last_day > end).then(|| self.cite(clause, CitedReading::TERM_ON_DAY_OFF));
        Some(Deadline::by_calendar(
            last_day,
            moved.as_ref().unwrap_or(clause),
        ))
    }

    /// What is due before a council meets on a day, at each level: when its members have the
    /// dossiers. Nothing where the law does not say. Source: 1048, Phụ lục II, 4.
    #[must_use]
    pub fn before_meeting(&self, meeting: Date) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let mut doubt = None;
        let meets = |rule: &&LevelRule| self.ended_by(rule.level, meeting).is_none();
        for rule in self.levels.iter().filter(meets) {
            let Some(due) = self.members_receive_by(rule.level, meeting) else {
                continue;
            };
            doubt = doubt.or(due.doubt());
            reasons.push(
                Reason::new(ReasonCode::MembersReceive, &due.citation)
                    .with("level", rule.level)
                    .with("date", meeting)
                    .with("until", due.last_day),
            );
        }
        reasons.extend(doubt);
        reasons
    }

    /// Whether public offices work on a day, as far as the regulation's list of holidays goes.
    fn is_working_day(&self, day: Date) -> bool {
        let mut holidays = self.deadlines.holidays.iter();
        if day.is_weekend() {
            // A Saturday that is worked in place of a day off.
            return holidays.any(|holiday| holiday.made_up == Some(day));
        }
        holidays.all(|holiday| holiday.day != day)
    }

    /// By when `level` evaluates a dossier that was proposed to it on `proposed`: the end of the
    /// round that the proposal is in time for, or, for a renewal, some days from the full dossier.
    /// `None` where the law sets no time. Source: 26/2026, Điều 5 and 7.6 g.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Level};
    /// use ocop::value::ApplicationKind;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-26-2026")?;
    /// let due = |proposed: &str| {
    ///     let day = proposed.parse().ok()?;
    ///     let due = regulation.evaluation_deadline(Level::Province, ApplicationKind::First, day)?;
    ///     Some(due.last_day.to_string())
    /// };
    /// assert_eq!(due("2027-04-29").as_deref(), Some("2027-06-29"));
    /// assert_eq!(due("2027-04-30").as_deref(), Some("2027-12-29"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn evaluation_deadline(
        &self,
        level: Level,
        kind: ApplicationKind,
        proposed: Date,
    ) -> Option<Deadline> {
        // READING (26/2026, Điều 7.6 g): renewals follow their own days, not the rounds.
        if let Some(limit) = &self.deadlines.renewal
            && kind == ApplicationKind::Renewal
        {
            return self.days_after(proposed, limit.days, &limit.citation);
        }
        let open = self.rounds(level).filter_map(|round| next(round, proposed));
        let (_, deadline) = open.min_by_key(|(closes, _)| *closes)?;
        Some(deadline)
    }

    /// The yearly round of `level` in which an evaluation on `day` falls (đợt): the one that ends
    /// next. `None` where the law names no rounds, and for renewals, which follow their own days.
    /// Source: 26/2026, Điều 5.
    #[must_use]
    pub fn round_of(
        &self,
        level: Level,
        kind: Option<ApplicationKind>,
        day: Date,
    ) -> Option<Deadline> {
        if kind == Some(ApplicationKind::Renewal) && self.deadlines.renewal.is_some() {
            return None;
        }
        let ends = self.rounds(level).filter_map(|round| {
            let last_day = round.before.last_before(day)?;
            Some(Deadline::by_calendar(last_day, &round.citation))
        });
        ends.min_by_key(|round| round.last_day)
    }

    fn rounds(&self, level: Level) -> impl Iterator<Item = &Round> {
        let rounds = self.deadlines.rounds.iter();
        rounds.filter(move |round| round.level == level)
    }
}

/// The next time that a round takes proposals made on `proposed`: when it closes, and its deadline.
fn next(round: &Round, proposed: Date) -> Option<(Date, Deadline)> {
    let this_year = proposed.year();
    (this_year..=this_year.saturating_add(1)).find_map(|year| {
        let closes = round.proposed_before.in_year(year).ok()?;
        if proposed >= closes {
            return None;
        }
        // A round that ends on an earlier day of the year than it closes ends in the next.
        let ends = if round.before < round.proposed_before {
            year.saturating_add(1)
        } else {
            year
        };
        let last_day = round.before.in_year(ends).ok()?.add_days(-1).ok()?;
        Some((closes, Deadline::by_calendar(last_day, &round.citation)))
    })
}
