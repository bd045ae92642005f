//! A history as JSON, in the shape that it is read in.

use std::ops::Not;

use serde::{Serialize, Serializer};

use super::{CurrentCertificate, History, PastCertificate, RecordedEvaluation};
use crate::input::raw_history::{EvaluationResult, EventKind, EventName, Recognition, ResultName};
use crate::law::FindingVerb;
use crate::procedure::certificate::CertificateStatus;
use crate::procedure::machine::PendingStep;
use crate::procedure::product::Previous;
use crate::text::{Reason, ReasonCode};
use crate::value::points::Mean;
use crate::value::{ApplicationKind, Date, Level, RegulationId, Star};

/// A history, serializable: the same keys as in the file, with notes on each event, and where the
/// product stands.
#[derive(Debug, Serialize)]
pub struct HistoryView<'h> {
    format: u8,
    product: &'h str,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<Previous>,
    #[serde(skip_serializing_if = "Not::not")]
    certificate_unchecked: bool,
    #[serde(skip_serializing_if = "<[Date]>::is_empty")]
    holidays: &'h [Date],
    events: Vec<EventView<'h>>,
    #[serde(skip_serializing_if = "Not::not")]
    undecided: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<StandingView<'h>>,
}

#[derive(Debug, Serialize)]
struct EventView<'h> {
    event: EventName,
    date: Date,
    #[serde(flatten)]
    details: Details<'h>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'h [Reason]>,
}

/// What an event says; of an evaluation also what is known beside its result.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Details<'h> {
    Whole(&'h EventKind),
    /// A star is open, its own or that of an evaluation before: then it is not told.
    Open {
        level: Level,
        status: ResultName,
        star: Option<Star>,
        #[serde(flatten)]
        total: Option<Mean>,
        #[serde(skip_serializing_if = "Option::is_none")]
        attested_star: Option<Star>,
        #[serde(skip_serializing_if = "Option::is_none")]
        decided: Option<Date>,
    },
    Ended {
        level: Level,
        status: ResultName,
        verbs: &'h [FindingVerb],
    },
}

#[derive(Debug, Serialize)]
struct StandingView<'h> {
    dossier: Option<OpenView>,
    #[serde(skip_serializing_if = "<[Reason]>::is_empty")]
    star_open: &'h [Reason],
    certificate: Option<CurrentCertificate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed: Option<Recognition>,
    status: Option<CertificateStatus>,
    past: &'h [PastCertificate],
    scores: &'h [RecordedEvaluation],
}

#[derive(Debug, Serialize)]
struct OpenView {
    kind: ApplicationKind,
    filed: Date,
    next: &'static str,
    level: Option<Level>,
    to: Option<Level>,
    star: Option<Star>,
    due: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Reason>,
}

impl<'h> HistoryView<'h> {
    /// The history as it is read: what [`History::from_json`] takes.
    #[must_use]
    pub fn record(product: &'h str, history: &'h History) -> HistoryView<'h> {
        let mut scores = history.state().scores.iter();
        let events = history.events().iter().map(|event| {
            let score = match event.kind {
                EventKind::Evaluated { .. } => scores.next(),
                _ => None,
            };
            let details = score.and_then(|score| history.details(score));
            EventView {
                event: event.kind.name(),
                date: event.date,
                details: details.unwrap_or(Details::Whole(&event.kind)),
                notes: None,
            }
        });
        HistoryView {
            format: 1,
            product,
            certificate: history.before(),
            certificate_unchecked: history.begins_unchecked(),
            holidays: history.holidays(),
            events: events.collect(),
            undecided: history.is_undecided(),
            standing: None,
        }
    }

    /// The history with notes on each event and where the product stands, on `today` if it is
    /// given.
    #[must_use]
    pub fn told(product: &'h str, history: &'h History, today: Option<Date>) -> HistoryView<'h> {
        let mut view = HistoryView::record(product, history);
        for (event, notes) in view.events.iter_mut().zip(history.notes()) {
            event.notes = Some(notes);
        }
        view.standing = Some(standing_view(history, today));
        view
    }
}

impl History {
    /// Whether its first dossier is of no certificate before that is known and fits.
    fn begins_unchecked(&self) -> bool {
        let mut noted = self.notes.first().into_iter().flatten();
        let codes = [ReasonCode::PreviousUnknown, ReasonCode::UpgradeOfNone];
        self.unchecked && noted.any(|note| codes.contains(&note.code()))
    }

    /// What an evaluation says, where that is not its result alone.
    fn details<'h>(&self, score: &'h RecordedEvaluation) -> Option<Details<'h>> {
        let (level, status) = (score.level, score.result.name());
        match score.result {
            EvaluationResult::Settled { star, total }
                if score.star_open || score.decided.is_some() =>
            {
                Some(Details::Open {
                    level,
                    status,
                    star: (!score.star_open).then_some(star),
                    total,
                    attested_star: self.open_star(score).and_then(|open| open.attested),
                    decided: score.decided,
                })
            }
            EvaluationResult::Disqualified if !score.verbs.is_empty() => Some(Details::Ended {
                level,
                status,
                verbs: &score.verbs,
            }),
            _ => None,
        }
    }
}

fn standing_view(history: &History, today: Option<Date>) -> StandingView<'_> {
    let standing = history.state();
    let open = standing.dossier.as_ref().zip(history.next_step(today));
    StandingView {
        dossier: open.map(|(open, next)| {
            let (word, to, star) = match next {
                PendingStep::Start => ("beginning", None, None),
                PendingStep::Evaluation(_) => ("evaluation", None, None),
                PendingStep::Recognition(due) => ("certificate", None, Some(due.star)),
                PendingStep::Forwarding(transfer) => ("forwarding", Some(transfer.to), None),
                PendingStep::Return(transfer, star) => ("returning", Some(transfer.to), star),
                PendingStep::Returned(_, star) => ("returned", None, star),
            };
            OpenView {
                kind: open.kind,
                filed: open.filed,
                next: word,
                level: next.named_level(),
                to,
                star,
                due: history.due_by(),
                warnings: history.due().into_iter().skip(1).collect(),
            }
        }),
        star_open: history.star_open(),
        certificate: standing.certificate,
        proposed: standing.proposed,
        status: today.and_then(|today| history.status(today)),
        past: &standing.past,
        scores: &standing.scores,
    }
}

impl Serialize for RecordedEvaluation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Printed<'r> {
            date: Date,
            level: Level,
            regulation: &'r RegulationId,
            status: ResultName,
            star: Option<Star>,
            shown: Option<&'r str>,
        }
        let star = match self.result {
            EvaluationResult::Settled { star, .. } if !self.star_open => Some(star),
            _ => None,
        };
        let printed = Printed {
            date: self.date,
            level: self.level,
            regulation: &self.regulation,
            status: self.result.name(),
            star,
            shown: self.shown.as_deref(),
        };
        printed.serialize(serializer)
    }
}
