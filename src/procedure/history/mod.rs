//! The life of a product's star: dated events, each allowed by the rules of its day or refused.

mod certificates;
mod dossier;
mod event;
mod of_case;
mod open_star;
mod read;
mod view;

use std::iter;
use std::sync::Arc;

use crate::input::raw_history::{Event, EventKind};
use crate::law::{Deadline, Regulation, in_force_on};
use crate::procedure::certificate::{Calendar, CertificateStatus};
use crate::procedure::machine::{PendingStep, Rules, Step};
use crate::procedure::product::Previous;
use crate::text::{Citation, Reason, ReasonCode, phrase};
use crate::value::codes::getters;
use crate::value::{Date, Level, RegulationId};

pub use view::HistoryView;

pub use event::{
    CurrentCertificate, Ending, InvalidEvent, OpenDossier, PastCertificate, ProductState,
    RecordedEvaluation,
};

/// A product's history (lịch sử): events that can only be added, each checked against the rules of
/// its day. Every beginning of a history is a history.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, Level, Star};
/// use ocop::procedure::{EvaluationResult, Event, EventKind, History, Recognition};
/// use ocop::value::ApplicationKind;
///
/// let mut history = History::new(Catalog::bundled().regulations()?, None);
/// let events = [
///     ("2024-03-01", EventKind::Filed { kind: ApplicationKind::First, regulation: None }),
///     ("2024-04-10", EventKind::Evaluated {
///         level: Level::District,
///         result: EvaluationResult::Settled { star: Star::Three, total: None },
///     }),
///     ("2024-04-20", EventKind::Certified(Recognition {
///         level: Level::District,
///         star: Star::Three,
///     })),
/// ];
/// for (date, kind) in events {
///     history.push(Event { date: date.parse()?, kind })?;
/// }
/// let held = history.state().certificate.map(|held| held.expires.to_string());
/// assert_eq!(held.as_deref(), Some("2027-04-20"));
/// assert!(history.push(Event { date: "2024-05-01".parse()?, kind: EventKind::Expired }).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct History {
    regulations: Vec<Arc<Regulation>>,
    holidays: Vec<Date>,
    before: Option<Previous>,
    events: Vec<Event>,
    notes: Vec<Vec<Reason>>,
    state: ProductState,
    /// The certificate before need not be one that the first dossier is of.
    unchecked: bool,
    /// The last recognition is of a case whose decision's day is not entered.
    undecided: bool,
    /// Why the star is open.
    star_open: Vec<Reason>,
}

getters! { History {
    /// The events, in order.
    events: list Event,
    /// What is worth knowing about each event, such as how late it came.
    notes: list Vec<Reason>,
    /// The certificate that the product held when the record began.
    before: copied Option<Previous>,
    /// Public holidays that working days leave out.
    holidays: list Date,
    /// Where the product stands after the last event.
    state: by_ref ProductState,
    /// Why the star is open, where rounded parts of a case leave it so: then the history ends with the last
    /// evaluation. The dossier waits for what came out of it, or is decided, where the day of a decision is
    /// known.
    star_open: list Reason,
} }

impl History {
    /// A history without events, of a product that held `before` when the record began.
    #[must_use]
    pub fn new(regulations: Vec<Arc<Regulation>>, before: Option<Previous>) -> History {
        let certificate = before.map(|previous| CurrentCertificate {
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
            state: ProductState {
                certificate,
                ..ProductState::default()
            },
            unchecked: false,
            undecided: false,
            star_open: Vec::new(),
        }
    }

    /// The same history, with public holidays that working days leave out.
    #[must_use]
    pub fn with_holidays(mut self, holidays: Vec<Date>) -> History {
        self.holidays = holidays;
        self
    }

    /// Whether its last recognition is of a case whose decision's day is not entered: then no page says
    /// that the product is recognised.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.undecided
    }

    /// The day of a decision whose star is open, as [`History::star_open`] says: from then on it is not known
    /// which star the product holds, nor whether the certificate before still counts.
    #[must_use]
    pub fn open_decision(&self) -> Option<Date> {
        let open = !self.star_open.is_empty();
        self.state.scores.last().filter(|_| open)?.decided
    }

    /// The calendar of the certificate that it holds; none where a decision with an open star may have
    /// replaced it.
    #[must_use]
    pub fn calendar(&self) -> Option<Calendar> {
        let held = self.state.certificate?;
        let known = self.open_decision().is_none();
        known.then(|| self.calendar_of(held))
    }

    fn calendar_of(&self, held: CurrentCertificate) -> Calendar {
        let calendar = Calendar::of(held.issued, held.expires, &self.regulations);
        calendar.refused_on(self.state.refused)
    }

    /// How the certificate that it holds stands on a day; nothing from the day of a decision with an open star
    /// on.
    #[must_use]
    pub fn status(&self, today: Date) -> Option<CertificateStatus> {
        let held = self.state.certificate?;
        let known = self.open_decision().is_none_or(|decided| today < decided);
        known.then(|| self.calendar_of(held).status(today))
    }

    /// What the open dossier waits for, on `today` if it is given, else on the day of the last event:
    /// where a level has ended by then, the one acts that took over its work.
    #[must_use]
    pub fn next_step(&self, today: Option<Date>) -> Option<PendingStep> {
        let open = self.state.dossier.as_ref()?;
        let latest = self.events.last().map_or(open.filed, |event| event.date);
        let day = today.map_or(latest, |today| today.max(latest));
        let regulation = self.regulation(open, day).ok();
        Some(regulation.map_or(open.next, |regulation| {
            open.next.by_day(Rules::on(&regulation, day))
        }))
    }

    /// The last day of the open dossier's next step, where the law sets a time.
    #[must_use]
    pub fn due_by(&self) -> Option<Date> {
        self.next_deadline().map(|(.., deadline)| deadline.last_day)
    }

    /// By when the open dossier's next step is due, as a reason with its clause; a second one where
    /// public holidays are not known. Nothing where the law sets no time.
    #[must_use]
    pub fn due(&self) -> Vec<Reason> {
        let Some((code, level, deadline)) = self.next_deadline() else {
            return Vec::new();
        };
        let reason = Reason::new(code, &deadline.citation);
        let reason = match code {
            ReasonCode::CommuneDue => reason,
            _ => reason.with("level", level),
        };
        let due = reason.with("until", deadline.last_day);
        iter::once(due).chain(deadline.doubt()).collect()
    }

    /// Adds an event.
    ///
    /// # Errors
    ///
    /// [`InvalidEvent`] when it cannot have happened, with the clause; the history is then unchanged.
    pub fn push(&mut self, event: Event) -> Result<(), InvalidEvent> {
        let latest = self.events.last().map(|event| event.date);
        if let Some(latest) = latest.filter(|&latest| event.date < latest) {
            let found = format!("`{}`", event.date);
            let expected = phrase!(
                "một ngày không trước `{latest}`",
                "a day not before `{latest}`"
            );
            return Err(InvalidEvent::new(found.into(), expected, None));
        }
        let mut after = After {
            date: event.date,
            state: self.state.clone(),
            notes: Vec::new(),
        };
        self.happens(&event.kind, &mut after)?;
        self.state = after.state;
        self.notes.push(after.notes);
        self.events.push(event);
        self.star_open.clear();
        Ok(())
    }

    fn happens(&self, kind: &EventKind, after: &mut After) -> Result<(), InvalidEvent> {
        let step = match kind {
            EventKind::Filed { kind, regulation } => {
                return self.filed(*kind, regulation.as_ref(), after);
            }
            EventKind::Published => return self.published(after),
            EventKind::Revoked {
                level,
                ground,
                concluded,
            } => return self.revoked(*level, ground, *concluded, after),
            EventKind::Annulled { level } => return self.annulled(*level, after),
            EventKind::Expired => return self.expired(after),
            EventKind::Reported => Step::Reported,
            EventKind::Evaluated { level, result } => Step::Evaluated(*level, *result),
            EventKind::Certified(recognition)
            | EventKind::Renewed(recognition)
            | EventKind::Upgraded(recognition) => Step::Recognised(*recognition),
            EventKind::Adopted(recognition) => Step::Adopted(*recognition),
            EventKind::Forwarded(transfer) => Step::Forwarded(*transfer),
            EventKind::Returned(transfer) => Step::Returned(*transfer),
        };
        self.dossier_step(step, kind, after)
    }

    fn named(&self, id: &RegulationId) -> Option<&Arc<Regulation>> {
        self.regulations.iter().find(|one| one.id == *id)
    }

    /// The clause on certificates of the regulation in force on a day.
    fn citation_on(&self, date: Date) -> Option<&Citation> {
        let regulation = in_force_on(&self.regulations, date)?;
        Some(&regulation.certificate.citation)
    }
}

/// A product after an event, and what is noted of it.
struct After {
    date: Date,
    state: ProductState,
    notes: Vec<Reason>,
}

impl After {
    /// Ends the certificate that the product holds, if it holds one.
    fn end(&mut self, how: Ending) {
        let date = self.date;
        let ended = self.state.certificate.take();
        self.state
            .past
            .extend(ended.map(|certificate| PastCertificate {
                certificate,
                how,
                date,
            }));
    }
}

/// A note on something that came after its last day.
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
            .with("date", date)
            .with("days", days)
            .with("until", deadline.last_day),
    )
}
