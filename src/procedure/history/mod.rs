//! The life of a product's star: dated events, each allowed by the rules of its day or refused.

mod read;

use std::sync::Arc;

use crate::law::deadlines::Deadline;
use crate::law::regulation::{Regulation, Way, applicable, in_force_on};
use crate::procedure::case::{Case, Content, Previous, renewal_reason};
use crate::procedure::certificate::{Calendar, Certificate, CertificateStatus};
use crate::procedure::evaluate::{Action, Evaluation, Status};
use crate::text::reason::{Reason, ReasonCode};
use crate::value::codes::{ApplicationKind, Level, RegulationId, word_code};
use crate::value::dates::Date;
use crate::value::points::Mean;
use crate::value::star::Star;

pub use read::{EventWord, VerdictWord};

/// Something that happened to a product on a day (sự kiện).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub date: Date,
    /// What happened.
    pub what: What,
}

/// What can happen to a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A dossier was received (nộp hồ sơ). A regulation is named where it is not the one of the
    /// day.
    Filed {
        /// What was applied for.
        kind: ApplicationKind,
        /// The regulation that it is decided under, where one was named.
        regulation: Option<RegulationId>,
    },
    /// The commune reported and proposed the evaluation (xã báo cáo, đề nghị).
    Reported,
    /// A council evaluated (đánh giá).
    Evaluated {
        /// The level.
        level: Level,
        /// What came out.
        result: Verdict,
    },
    /// The star was recognised for the first time, or again at the same star after an upgrade was
    /// asked for (công nhận).
    Certified(Recognition),
    /// The star was recognised again (phân hạng lại).
    Renewed(Recognition),
    /// A higher star was recognised (nâng hạng).
    Upgraded(Recognition),
    /// The star was recognised on a higher council's result (công nhận theo kết quả cấp trên).
    Adopted(Recognition),
    /// The dossier was sent up (chuyển hồ sơ).
    Forwarded(Sent),
    /// The dossier was sent down (trả hồ sơ).
    Returned(Sent),
    /// The recognition was made public (công bố).
    Published,
    /// The certificate was taken back (thu hồi).
    Revoked {
        /// Who decided.
        level: Level,
        /// The ground, by its name in the regulation.
        ground: String,
        /// The day of the conclusion, or of the commune's confirmation.
        concluded: Option<Date>,
    },
    /// A recognition made against the rules was withdrawn (thu hồi quyết định công nhận).
    Annulled {
        /// Who decided.
        level: Level,
    },
    /// The certificate came to its end (hết hạn).
    Expired,
}

/// Who recognised which star.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognition {
    /// The level.
    pub level: Level,
    /// The star.
    pub star: Star,
}

/// From which level to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The level that sends.
    pub level: Level,
    /// The level that receives.
    pub to: Level,
}

/// What an evaluation came out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A star, and the mean total where it is known.
    Settled {
        /// The star.
        star: Star,
        /// The exact mean.
        total: Option<Mean>,
    },
    /// The council has to score again.
    RescoreRequired,
    /// Too few members.
    NotQuorate,
    /// The dossier was rejected.
    Disqualified,
}

word_code! {
    /// How a certificate ended before its time, or at it.
    Ending, "one of `replaced`, `revoked`, `annulled`, `expired`",
    /// A newer certificate took its place.
    Replaced = "replaced",
    /// It was taken back.
    Revoked = "revoked",
    /// Its recognition was withdrawn.
    Annulled = "annulled",
    /// Its time was over.
    Expired = "expired",
}

/// A certificate that the product holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its star.
    pub star: Star,
    /// Who issued it; not known of one from before the record.
    pub by: Option<Level>,
    /// The day of the decision.
    pub issued: Date,
    /// The last valid day.
    pub expires: Date,
    /// Whether it was made public.
    pub published: bool,
}

/// A certificate that the product held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// The certificate.
    pub certificate: Held,
    /// How it ended.
    pub how: Ending,
    /// When.
    pub date: Date,
}

/// An evaluation on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// The day.
    pub date: Date,
    /// The level.
    pub level: Level,
    /// The regulation that it fell under.
    pub regulation: RegulationId,
    /// What came out.
    pub result: Verdict,
}

/// A dossier that is not decided yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What was applied for.
    pub kind: ApplicationKind,
    /// The day it was received.
    pub filed: Date,
    /// What comes next.
    pub next: Next,
    /// The regulation that it is decided under, where one was named.
    named: Option<RegulationId>,
    /// The day it was proposed to the level that is due.
    proposed: Option<Date>,
}

/// What has to happen next to a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The commune's report, or the first evaluation.
    Beginning,
    /// An evaluation at this level.
    Evaluation(Level),
    /// This level recognises this star.
    Certificate(Recognition),
    /// The dossier is sent up.
    Forwarding(Sent),
    /// The dossier is sent down, with the star that may be recognised there.
    Returning(Sent, Option<Star>),
    /// This level recognises at most this star, if one is given, or evaluates anew.
    Returned(Level, Option<Star>),
}

/// Where a product stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The dossier that is being decided.
    pub dossier: Option<Open>,
    /// The certificate that it holds.
    pub certificate: Option<Held>,
    /// The certificates that it held.
    pub past: Vec<Ended>,
    /// Every evaluation, in order; earlier ones stay.
    pub scores: Vec<Scored>,
}

/// Why an event cannot have happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("found {found}, expected {}", self.wanted())]
pub struct Refusal {
    /// What was said to have happened.
    pub found: String,
    /// What could have.
    pub expected: String,
    /// The clause; empty where none is behind it.
    pub citation: String,
}

impl Refusal {
    /// What could have happened, with the clause where there is one.
    #[must_use]
    pub fn wanted(&self) -> String {
        if self.citation.is_empty() {
            return self.expected.clone();
        }
        format!("{} ({})", self.expected, self.citation)
    }
}

/// A product's history (lịch sử): events that can only be added, each checked against the rules of
/// its day. Every beginning of a history is a history.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, Level, Star};
/// use ocop::procedure::{Event, History, Recognition, Verdict, What};
/// use ocop::value::ApplicationKind;
///
/// let mut history = History::new(Catalog::bundled().regulations()?, None);
/// let events = [
///     ("2024-03-01", What::Filed { kind: ApplicationKind::First, regulation: None }),
///     ("2024-04-10", What::Evaluated {
///         level: Level::District,
///         result: Verdict::Settled { star: Star::Three, total: None },
///     }),
///     ("2024-04-20", What::Certified(Recognition { level: Level::District, star: Star::Three })),
/// ];
/// for (date, what) in events {
///     history.push(Event { date: date.parse()?, what })?;
/// }
/// let held = history.standing().certificate.map(|held| held.expires.to_string());
/// assert_eq!(held.as_deref(), Some("2027-04-20"));
/// assert!(history.push(Event { date: "2024-05-01".parse()?, what: What::Expired }).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct History {
    regulations: Vec<Arc<Regulation>>,
    holidays: Vec<Date>,
    before: Option<Previous>,
    events: Vec<Event>,
    notes: Vec<Vec<Reason>>,
    standing: Standing,
}

impl History {
    /// A history without events, of a product that held `before` when the record began.
    #[must_use]
    pub fn new(regulations: Vec<Arc<Regulation>>, before: Option<Previous>) -> History {
        let held = before.map(|previous| Held {
            star: previous.star,
            by: None,
            issued: previous.issued,
            expires: previous.expires,
            published: true,
        });
        History {
            regulations,
            holidays: Vec::new(),
            before,
            events: Vec::new(),
            notes: Vec::new(),
            standing: Standing {
                certificate: held,
                ..Standing::default()
            },
        }
    }

    /// The same history, with public holidays that working days leave out.
    #[must_use]
    pub fn with_holidays(mut self, holidays: Vec<Date>) -> History {
        self.holidays = holidays;
        self
    }

    /// The history that a decided case tells.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the case does not say what was applied for and when, or when its stages
    /// could not have happened on their days.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    /// use ocop::procedure::History;
    ///
    /// let catalog = Catalog::bundled();
    /// let mut text = r#"{ "product": {"name": "Cá khô"}, "set": "08",
    ///     "application": {"kind": "first", "filed": "2024-03-01"},
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#.to_owned();
    /// let case = Case::from_json(&text, "case.json", &catalog)?;
    /// let history = History::of_case(&case, &case.evaluate()?, catalog.regulations()?)?;
    /// assert_eq!(history.events().len(), 3);
    /// text = text.replace(r#""application": {"kind": "first", "filed": "2024-03-01"}"#,
    ///     r#""regulation": "qd-148-2023""#);
    /// let case = Case::from_json(&text, "case.json", &catalog)?;
    /// assert!(History::of_case(&case, &case.evaluate()?, catalog.regulations()?).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_case(
        case: &Case,
        result: &Evaluation,
        regulations: Vec<Arc<Regulation>>,
    ) -> Result<History, Refusal> {
        let mut history = History::new(regulations, case.application.previous);
        let (Some(filed), Some(kind)) = (case.application.filed, case.application.kind) else {
            return Err(Refusal {
                found: "a case without `application.kind` and `application.filed`".to_owned(),
                expected: "both, as a history begins with the filing".to_owned(),
                citation: case.regulation.in_force.citation.clone(),
            });
        };
        let named = case
            .stages
            .first()
            .is_some_and(|stage| stage.why.is_empty());
        let regulation = named.then(|| case.regulation.id.clone());
        let mut add = |date, what| history.push(Event { date, what });
        add(filed, What::Filed { kind, regulation })?;
        let mut latest = filed;
        for (stage, decided) in case.stages.iter().zip(&result.stages) {
            let date = stage.date.unwrap_or(latest);
            latest = date;
            let level = stage.level;
            match &stage.content {
                Content::Report(_) => {
                    add(date, What::Reported)?;
                    continue;
                }
                Content::Adopts(star) => {
                    let star = *star;
                    let what = What::Adopted(Recognition { level, star });
                    add(stage.decided.unwrap_or(date), what)?;
                    continue;
                }
                Content::Forwarded => {}
                _ => {
                    let result = match (decided.status, decided.star) {
                        (Status::Settled, Some(star)) => Verdict::Settled {
                            star,
                            total: decided.total,
                        },
                        (Status::NotQuorate, _) => Verdict::NotQuorate,
                        (Status::Disqualified, _) => Verdict::Disqualified,
                        _ => Verdict::RescoreRequired,
                    };
                    add(date, What::Evaluated { level, result })?;
                }
            }
            match decided.action {
                Some(Action::Certify(star)) => {
                    let higher = case.application.previous.is_none_or(|p| star > p.star);
                    let recognition = Recognition { level, star };
                    let what = match kind {
                        ApplicationKind::Renewal => What::Renewed(recognition),
                        ApplicationKind::Upgrade if higher => What::Upgraded(recognition),
                        _ => What::Certified(recognition),
                    };
                    add(stage.decided.unwrap_or(date), what)?;
                }
                Some(Action::Forward(to)) => add(date, What::Forwarded(Sent { level, to }))?,
                Some(Action::Return { to, .. }) => add(date, What::Returned(Sent { level, to }))?,
                _ => {}
            }
        }
        Ok(history)
    }

    /// The events, in order.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What is worth knowing about each event, such as how late it came.
    #[must_use]
    pub fn notes(&self) -> &[Vec<Reason>] {
        &self.notes
    }

    /// The certificate that the product held when the record began.
    #[must_use]
    pub fn before(&self) -> Option<Previous> {
        self.before
    }

    /// Public holidays that working days leave out.
    #[must_use]
    pub fn holidays(&self) -> &[Date] {
        &self.holidays
    }

    /// Where the product stands after the last event.
    #[must_use]
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The calendar of the certificate that it holds.
    #[must_use]
    pub fn calendar(&self) -> Option<Calendar> {
        let held = self.standing.certificate?;
        Some(Calendar::of(held.expires, &self.regulations))
    }

    /// How the certificate that it holds stands on a day.
    #[must_use]
    pub fn status(&self, today: Date) -> Option<CertificateStatus> {
        self.calendar().map(|calendar| calendar.status(today))
    }

    /// The last day of the open dossier's next step, where the law sets a time.
    #[must_use]
    pub fn due_by(&self) -> Option<Date> {
        self.next_deadline().map(|(.., deadline)| deadline.last_day)
    }

    /// By when the open dossier's next step is due, as a reason with its clause.
    #[must_use]
    pub fn due(&self) -> Option<Reason> {
        let (code, level, deadline) = self.next_deadline()?;
        let reason = Reason::new(code, &deadline.citation);
        let reason = match code {
            ReasonCode::CommuneDue => reason,
            _ => reason.with("level", level),
        };
        Some(reason.with("until", deadline.last_day.to_string()))
    }

    fn next_deadline(&self) -> Option<(ReasonCode, Level, Deadline)> {
        let open = self.standing.dossier.as_ref()?;
        match open.next {
            Next::Beginning => {
                let rules = self.rules(open, open.filed).ok()?;
                let deadline = rules
                    .regulation
                    .commune_deadline(open.filed, &self.holidays)?;
                Some((ReasonCode::CommuneDue, Level::Commune, deadline))
            }
            Next::Evaluation(level) => {
                let deadline = self.evaluation_deadline(open, level, open.proposed?)?;
                Some((ReasonCode::EvaluationDue, level, deadline))
            }
            _ => None,
        }
    }

    fn evaluation_deadline(&self, open: &Open, level: Level, proposed: Date) -> Option<Deadline> {
        let rules = self.rules(open, proposed).ok()?;
        rules
            .regulation
            .evaluation_deadline(level, open.kind, proposed)
    }

    /// Adds an event.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it cannot have happened, with the clause; the history is then unchanged.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::procedure::{Event, History, What};
    ///
    /// let mut history = History::new(Catalog::bundled().regulations()?, None);
    /// let refusal = history.push(Event { date: "2024-05-01".parse()?, what: What::Expired });
    /// assert!(refusal.is_err() && history.events().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn push(&mut self, event: Event) -> Result<(), Refusal> {
        let latest = self.events.last().map(|event| event.date);
        if let Some(latest) = latest.filter(|&latest| event.date < latest) {
            return Err(Refusal {
                found: format!("`{}`", event.date),
                expected: format!("a day not before `{latest}`"),
                citation: String::new(),
            });
        }
        let mut notes = Vec::new();
        let mut standing = self.standing.clone();
        self.step(&event, &mut standing, &mut notes)?;
        self.standing = standing;
        self.notes.push(notes);
        self.events.push(event);
        Ok(())
    }

    /// The rules that a dossier falls under on a day.
    fn rules(&self, open: &Open, day: Date) -> Result<Rules, Refusal> {
        if let Some(id) = &open.named {
            let named = self.regulations.iter().find(|r| r.id == *id);
            let named = named.ok_or_else(|| Refusal {
                found: format!("regulation `{id}`"),
                expected: "one that is loaded".to_owned(),
                citation: String::new(),
            })?;
            return Ok(Rules {
                regulation: Arc::clone(named),
            });
        }
        match applicable(&self.regulations, open.filed, open.kind, Some(day)) {
            Ok(found) => Ok(Rules {
                regulation: found.regulation,
            }),
            Err(error) => Err(Refusal {
                found: format!("`{}`", open.filed),
                expected: error.to_string(),
                citation: String::new(),
            }),
        }
    }

    fn step(
        &self,
        event: &Event,
        standing: &mut Standing,
        notes: &mut Vec<Reason>,
    ) -> Result<(), Refusal> {
        let date = event.date;
        match &event.what {
            What::Filed { kind, regulation } => {
                self.filed(date, *kind, regulation.as_ref(), standing, notes)
            }
            What::Reported => self.reported(date, standing, notes),
            What::Evaluated { level, result } => {
                self.evaluated(date, *level, *result, standing, notes)
            }
            What::Certified(recognition)
            | What::Renewed(recognition)
            | What::Upgraded(recognition) => self.recognised(event, *recognition, standing),
            What::Adopted(recognition) => self.adopted(date, *recognition, standing),
            What::Forwarded(sent) => self.forwarded(date, *sent, standing),
            What::Returned(sent) => self.returned(date, *sent, standing),
            What::Published => self.published(date, standing),
            What::Revoked {
                level,
                ground,
                concluded,
            } => self.revoked(date, *level, ground, *concluded, standing, notes),
            What::Annulled { level } => self.annulled(date, *level, standing),
            What::Expired => self.expired(date, standing),
        }
    }

    fn filed(
        &self,
        date: Date,
        kind: ApplicationKind,
        regulation: Option<&RegulationId>,
        standing: &mut Standing,
        notes: &mut Vec<Reason>,
    ) -> Result<(), Refusal> {
        let open = Open {
            kind,
            filed: date,
            next: Next::Beginning,
            named: regulation.cloned(),
            proposed: None,
        };
        let rules = self.rules(&open, date)?;
        let citation = &rules.regulation.certificate.citation;
        if standing.dossier.is_some() {
            let expected = "no dossier while one is being decided";
            return Err(refusal("a dossier filed", expected, citation));
        }
        let held = standing.certificate.as_ref();
        let in_force =
            held.is_some_and(|held| Calendar::of(held.expires, &self.regulations).in_force(date));
        let fits = match kind {
            ApplicationKind::First => !in_force,
            ApplicationKind::Upgrade => in_force && held.is_some_and(|held| held.star < Star::Five),
            ApplicationKind::Renewal => held.is_some(),
        };
        if !fits {
            let expected = match kind {
                ApplicationKind::First => "`upgrade` or `renewal` of the certificate in force",
                ApplicationKind::Upgrade => "a certificate in force below 5 stars",
                ApplicationKind::Renewal => "a certificate to renew",
            };
            return Err(refusal(&format!("`{kind}`"), expected, citation));
        }
        if let (ApplicationKind::Renewal, Some(held)) = (kind, held) {
            notes.extend(renewal_reason(held.expires, date, &self.regulations));
        }
        standing.dossier = Some(open);
        Ok(())
    }

    fn reported(
        &self,
        date: Date,
        standing: &mut Standing,
        notes: &mut Vec<Reason>,
    ) -> Result<(), Refusal> {
        let (rules, mut open) = self.open(date, standing, "a report")?;
        let commune = rules.regulation.level(Level::Commune);
        let commune = commune.filter(|rule| rule.scoring.is_none() && open.next == Next::Beginning);
        let (Some(_), Some(first)) = (commune, rules.regulation.first_scoring()) else {
            return Err(unexpected("a commune's report", &open, &rules));
        };
        if let Some(deadline) = rules
            .regulation
            .commune_deadline(open.filed, &self.holidays)
        {
            notes.extend(late(ReasonCode::CommuneLate, &deadline, date, None));
        }
        open.next = Next::Evaluation(first);
        open.proposed = Some(date);
        standing.dossier = Some(open);
        Ok(())
    }

    fn evaluated(
        &self,
        date: Date,
        level: Level,
        result: Verdict,
        standing: &mut Standing,
        notes: &mut Vec<Reason>,
    ) -> Result<(), Refusal> {
        let (rules, mut open) = self.open(date, standing, "an evaluation")?;
        if !due_at(&open, level, &rules) {
            let found = format!("an evaluation at the {level}");
            return Err(unexpected(&found, &open, &rules));
        }
        if let Verdict::Settled {
            star,
            total: Some(total),
        } = result
        {
            let band = rules.regulation.band(total);
            if star > band.star() || total.above(rules.regulation.total) {
                return Err(refusal(
                    &format!("{star} stars with a mean of `{}`", total.shown(2)),
                    &format!("at most {} stars", band.star()),
                    band.citation(),
                ));
            }
        }
        if let (Next::Evaluation(_), Some(proposed)) = (open.next, open.proposed)
            && let Some(deadline) = self.evaluation_deadline(&open, level, proposed)
        {
            notes.extend(late(
                ReasonCode::EvaluationLate,
                &deadline,
                date,
                Some(level),
            ));
        }
        standing.scores.push(Scored {
            date,
            level,
            regulation: rules.regulation.id.clone(),
            result,
        });
        open.next = match result {
            Verdict::RescoreRequired | Verdict::NotQuorate => Next::Evaluation(level),
            Verdict::Disqualified => {
                standing.dossier = None;
                return Ok(());
            }
            Verdict::Settled { star, total } => {
                let forwarded = rules.regulation.forwards(level, star, total);
                match rules.regulation.way(level, star, forwarded) {
                    Way::Forward(rule) => Next::Forwarding(Sent { level, to: rule.to }),
                    Way::Certify => Next::Certificate(Recognition { level, star }),
                    Way::Return(rule) => {
                        let adoptable = rule.adoptable.then_some(star);
                        Next::Returning(Sent { level, to: rule.to }, adoptable)
                    }
                    Way::None => {
                        standing.dossier = None;
                        return Ok(());
                    }
                }
            }
        };
        standing.dossier = Some(open);
        Ok(())
    }

    fn recognised(
        &self,
        event: &Event,
        recognition: Recognition,
        standing: &mut Standing,
    ) -> Result<(), Refusal> {
        let (rules, open) = self.open(event.date, standing, "a recognition")?;
        let held = standing.certificate;
        let higher = held.is_none_or(|held| recognition.star > held.star);
        let fits = match (&event.what, open.kind) {
            (What::Renewed(_), ApplicationKind::Renewal)
            | (What::Certified(_), ApplicationKind::First) => true,
            (What::Upgraded(_), ApplicationKind::Upgrade) => higher,
            (What::Certified(_), ApplicationKind::Upgrade) => !higher,
            _ => false,
        };
        let due = open.next == Next::Certificate(recognition);
        if !fits || !due || rules.is_gone(recognition.level) {
            let found = format!(
                "{} stars recognised by the {} after `{}`",
                recognition.star, recognition.level, open.kind
            );
            return Err(unexpected(&found, &open, &rules));
        }
        self.issue(event.date, recognition, &rules, standing)
    }

    fn adopted(
        &self,
        date: Date,
        recognition: Recognition,
        standing: &mut Standing,
    ) -> Result<(), Refusal> {
        let (rules, open) = self.open(date, standing, "a result adopted")?;
        let Recognition { level, star } = recognition;
        let may =
            matches!(open.next, Next::Returned(at, Some(most)) if at == level && star <= most);
        let certifies = matches!(rules.regulation.way(level, star, false), Way::Certify);
        if !may || !certifies {
            let found = format!("{star} stars adopted by the {level}");
            return Err(unexpected(&found, &open, &rules));
        }
        self.issue(date, recognition, &rules, standing)
    }

    fn issue(
        &self,
        date: Date,
        recognition: Recognition,
        rules: &Rules,
        standing: &mut Standing,
    ) -> Result<(), Refusal> {
        let certificate = Certificate::issue(&rules.regulation, recognition.star, date);
        let certificate = certificate.map_err(|error| {
            let citation = &rules.regulation.certificate.citation;
            refusal(
                &format!("{} stars", recognition.star),
                &error.to_string(),
                citation,
            )
        })?;
        end(standing, Ending::Replaced, date);
        standing.dossier = None;
        standing.certificate = Some(Held {
            star: recognition.star,
            by: Some(recognition.level),
            issued: date,
            expires: certificate.expires(),
            published: false,
        });
        Ok(())
    }

    fn forwarded(&self, date: Date, sent: Sent, standing: &mut Standing) -> Result<(), Refusal> {
        let (rules, mut open) = self.open(date, standing, "a forwarding")?;
        // A forwarding may be all that is on record of a level.
        let scoring = rules
            .regulation
            .level(sent.level)
            .and_then(|r| r.scoring.as_ref());
        let upward = scoring.and_then(|scoring| scoring.forwards.as_ref());
        let on_record =
            due_at(&open, sent.level, &rules) && upward.is_some_and(|rule| rule.to == sent.to);
        let due = open.next == Next::Forwarding(sent) && !rules.is_gone(sent.level);
        if !due && !on_record {
            let found = format!("a forwarding from the {} to the {}", sent.level, sent.to);
            return Err(unexpected(&found, &open, &rules));
        }
        open.next = Next::Evaluation(sent.to);
        open.proposed = Some(date);
        standing.dossier = Some(open);
        Ok(())
    }

    fn returned(&self, date: Date, sent: Sent, standing: &mut Standing) -> Result<(), Refusal> {
        let (rules, mut open) = self.open(date, standing, "a return")?;
        match open.next {
            Next::Returning(due, adoptable) if due == sent && !rules.is_gone(sent.level) => {
                open.next = Next::Returned(sent.to, adoptable);
                standing.dossier = Some(open);
                Ok(())
            }
            _ => {
                let found = format!("a return from the {} to the {}", sent.level, sent.to);
                Err(unexpected(&found, &open, &rules))
            }
        }
    }

    fn published(&self, date: Date, standing: &mut Standing) -> Result<(), Refusal> {
        match &mut standing.certificate {
            Some(held) if !held.published => {
                held.published = true;
                Ok(())
            }
            _ => {
                let expected = "a recognition that was not made public yet";
                Err(refusal("a publication", expected, &self.citation_on(date)))
            }
        }
    }

    fn revoked(
        &self,
        date: Date,
        level: Level,
        ground: &str,
        concluded: Option<Date>,
        standing: &mut Standing,
        notes: &mut Vec<Reason>,
    ) -> Result<(), Refusal> {
        let (held, regulation) = self.in_force(date, standing, "a revocation")?;
        let rule = regulation.revocation.as_ref();
        let citation = rule.map_or(&regulation.certificate.citation, |rule| &rule.citation);
        if !matches!(regulation.way(level, held.star, false), Way::Certify) {
            let found = format!("{} stars revoked by the {level}", held.star);
            let expected = "the level that certifies the star";
            return Err(refusal(&found, expected, citation));
        }
        match rule {
            None => notes.push(
                Reason::new(ReasonCode::GroundsUnknown, citation)
                    .with("decision", regulation.decision.as_str()),
            ),
            Some(rule) => {
                if !rule.grounds.iter().any(|known| known.id == ground) {
                    let known: Vec<&str> = rule.grounds.iter().map(|g| g.id.as_str()).collect();
                    let expected = format!("one of {}", crate::input::node::list_of(&known));
                    return Err(refusal(&format!("ground `{ground}`"), &expected, citation));
                }
                if let Some(concluded) = concluded {
                    if concluded > date {
                        let expected = "a conclusion before the decision";
                        return Err(refusal(&format!("`{concluded}`"), expected, citation));
                    }
                    let last_day = concluded.add_days(i32::from(rule.days)).unwrap_or(date);
                    let citation = rule.citation.clone();
                    let deadline = Deadline { last_day, citation };
                    notes.extend(late(ReasonCode::RevokedLate, &deadline, date, None));
                }
            }
        }
        end(standing, Ending::Revoked, date);
        Ok(())
    }

    fn annulled(&self, date: Date, level: Level, standing: &mut Standing) -> Result<(), Refusal> {
        let (held, regulation) = self.in_force(date, standing, "an annulment")?;
        let Some(rule) = &regulation.annulment else {
            let found = "an annulment";
            let expected = "a regulation that knows it";
            return Err(refusal(found, expected, &regulation.in_force.citation));
        };
        let theirs = matches!(regulation.way(level, held.star, false), Way::Certify);
        if level != rule.level || !theirs {
            let found = format!("{} stars annulled by the {level}", held.star);
            let expected = format!("a recognition by the {}, annulled there", rule.level);
            return Err(refusal(&found, &expected, &rule.citation));
        }
        end(standing, Ending::Annulled, date);
        Ok(())
    }

    fn expired(&self, date: Date, standing: &mut Standing) -> Result<(), Refusal> {
        let citation = self.citation_on(date);
        let Some(held) = standing.certificate else {
            return Err(refusal("an expiry", "a certificate that ends", &citation));
        };
        let renewing = standing
            .dossier
            .as_ref()
            .is_some_and(|open| open.kind == ApplicationKind::Renewal);
        // The transition keeps a certificate in force only while its renewal is decided.
        let extended = Calendar::of(held.expires, &self.regulations).extended_until;
        let last = extended.filter(|_| renewing).unwrap_or(held.expires);
        if date <= last {
            let expected = format!("a day after the last valid day, `{last}`");
            return Err(refusal(
                &format!("an expiry on `{date}`"),
                &expected,
                &citation,
            ));
        }
        end(standing, Ending::Expired, date);
        Ok(())
    }

    /// The open dossier and its rules on a day.
    fn open(&self, date: Date, standing: &Standing, found: &str) -> Result<(Rules, Open), Refusal> {
        match &standing.dossier {
            Some(open) => Ok((self.rules(open, date)?, open.clone())),
            None => {
                let citation = self.citation_on(date);
                Err(refusal(found, "a dossier that is being decided", &citation))
            }
        }
    }

    /// The certificate in force on a day, and the regulation of that day.
    fn in_force(
        &self,
        date: Date,
        standing: &Standing,
        found: &str,
    ) -> Result<(Held, &Regulation), Refusal> {
        let held = standing
            .certificate
            .filter(|held| Calendar::of(held.expires, &self.regulations).in_force(date));
        match (held, in_force_on(&self.regulations, date)) {
            (Some(held), Some(regulation)) => Ok((held, regulation)),
            _ => {
                let citation = self.citation_on(date);
                Err(refusal(found, "a certificate in force", &citation))
            }
        }
    }

    fn citation_on(&self, date: Date) -> String {
        in_force_on(&self.regulations, date)
            .map_or_else(String::new, |r| r.certificate.citation.clone())
    }
}

/// The regulation of a dossier's step.
struct Rules {
    regulation: Arc<Regulation>,
}

impl Rules {
    /// Whether a level has no part in the procedure.
    fn is_gone(&self, level: Level) -> bool {
        self.regulation.level(level).is_none()
    }
}

fn refusal(found: &str, expected: &str, citation: &str) -> Refusal {
    Refusal {
        found: found.to_owned(),
        expected: expected.to_owned(),
        citation: citation.to_owned(),
    }
}

/// Whether an evaluation at `level` is what comes next.
fn due_at(open: &Open, level: Level, rules: &Rules) -> bool {
    let here = match open.next {
        Next::Beginning => rules.regulation.first_scoring(),
        Next::Evaluation(at) | Next::Returned(at, _) => Some(at),
        // What a level has still to do, it cannot do once it is gone.
        Next::Certificate(Recognition { level, .. })
        | Next::Forwarding(Sent { level, .. })
        | Next::Returning(Sent { level, .. }, _) => Some(level).filter(|&at| rules.is_gone(at)),
    };
    // The levels may have changed since the dossier was sent on: it begins anew where they begin.
    let here = here.and_then(|at| {
        if rules.is_gone(at) {
            rules.regulation.first_scoring()
        } else {
            Some(at)
        }
    });
    here == Some(level)
}

/// What would have come next, with its clause.
fn unexpected(found: &str, open: &Open, rules: &Rules) -> Refusal {
    let clause = |level: Level| {
        let rule = rules.regulation.level(level);
        rule.map_or(&rules.regulation.in_force.citation, |rule| &rule.citation)
    };
    let waits_for = match open.next {
        Next::Certificate(Recognition { level, .. })
        | Next::Evaluation(level)
        | Next::Returned(level, _)
        | Next::Forwarding(Sent { level, .. })
        | Next::Returning(Sent { level, .. }, _) => Some(level),
        Next::Beginning => None,
    };
    if let (Some(gone), Some(first)) = (
        waits_for.filter(|&level| rules.is_gone(level)),
        rules.regulation.first_scoring(),
    ) {
        let expected = format!("an evaluation at the {first}, as the {gone} has no part any more");
        return refusal(found, &expected, clause(first));
    }
    let (expected, level) = match open.next {
        Next::Beginning => {
            let first = rules.regulation.first_scoring().unwrap_or(Level::Province);
            (
                format!("a commune's report, or an evaluation at the {first}"),
                first,
            )
        }
        Next::Evaluation(at) => (format!("an evaluation at the {at}"), at),
        Next::Certificate(Recognition { level, star }) => (
            format!(
                "{star} stars recognised by the {level} after `{}`",
                open.kind
            ),
            level,
        ),
        Next::Forwarding(Sent { level, to }) => {
            (format!("a forwarding from the {level} to the {to}"), level)
        }
        Next::Returning(Sent { level, to }, _) => {
            (format!("a return from the {level} to the {to}"), level)
        }
        Next::Returned(at, Some(star)) => (
            format!("at most {star} stars adopted by the {at}, or an evaluation there"),
            at,
        ),
        Next::Returned(at, None) => (format!("an evaluation at the {at}"), at),
    };
    refusal(found, &expected, clause(level))
}

fn late(code: ReasonCode, deadline: &Deadline, date: Date, level: Option<Level>) -> Option<Reason> {
    let days = deadline.late_by(date);
    if days == 0 {
        return None;
    }
    let mut reason = Reason::new(code, &deadline.citation);
    if let Some(level) = level {
        reason = reason.with("level", level);
    }
    Some(
        reason
            .with("date", date.to_string())
            .with("days", days.to_string())
            .with("until", deadline.last_day.to_string()),
    )
}

fn end(standing: &mut Standing, how: Ending, date: Date) {
    if let Some(certificate) = standing.certificate.take() {
        standing.past.push(Ended {
            certificate,
            how,
            date,
        });
    }
}
