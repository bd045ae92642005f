//! A history as JSON, in the shape that it is read in.

use serde::{Serialize, Serializer};

use super::{CurrentCertificate, History, PastCertificate, RecordedEvaluation};
use crate::input::raw_history::{EvaluationResult, EventKind, EventName, Recognition, ResultName};
use crate::procedure::certificate::CertificateStatus;
use crate::procedure::machine::PendingStep;
use crate::procedure::product::Previous;
use crate::text::Reason;
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
    #[serde(skip_serializing_if = "<[Date]>::is_empty")]
    holidays: &'h [Date],
    events: Vec<EventView<'h>>,
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

/// What an event says; of an evaluation whose star is open, all but the star.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Details<'h> {
    Whole(&'h EventKind),
    StarOpen {
        level: Level,
        status: ResultName,
        star: Option<Star>,
        #[serde(flatten)]
        total: Option<Mean>,
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
        let events = history.events().iter().map(|event| EventView {
            event: event.kind.name(),
            date: event.date,
            details: Details::Whole(&event.kind),
            notes: None,
        });
        HistoryView {
            format: 1,
            product,
            certificate: history.before(),
            holidays: history.holidays(),
            events: events.collect(),
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
        let evaluated = view.events.iter_mut();
        let evaluated = evaluated.filter(|event| event.event == EventName::Evaluated);
        for (event, score) in evaluated.zip(&history.state().scores) {
            let EvaluationResult::Settled { total, .. } = score.result else {
                continue;
            };
            if score.star_open {
                event.details = Details::StarOpen {
                    level: score.level,
                    status: score.result.name(),
                    star: None,
                    total,
                };
            }
        }
        view.standing = Some(standing_view(history, today));
        view
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
