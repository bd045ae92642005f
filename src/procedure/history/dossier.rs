//! The steps of an open dossier: filed, then as the machine allows, each under the rules of its day.

use std::sync::Arc;

use super::event::{
    CurrentCertificate, Ending, Event, EventKind, InvalidEvent, OpenDossier, ProductState,
    RecordedEvaluation,
};
use super::{History, late};
use crate::law::applicable::applicable;
use crate::law::deadlines::Deadline;
use crate::law::regulation::Regulation;
use crate::procedure::case::{Previous, renewal_reason};
use crate::procedure::certificate::Certificate;
use crate::procedure::machine::{
    DossierState, EvaluationResult, PendingStep, Recognition, Rules, Step, Transfer,
};
use crate::text::citation::Citation;
use crate::text::reason::Reason;
use crate::text::reason_code::ReasonCode;
use crate::value::codes::{ApplicationKind, Level, RegulationId};
use crate::value::dates::Date;
use crate::value::star::Star;

impl History {
    /// The regulation that a dossier falls under on a day.
    pub(super) fn regulation(
        &self,
        open: &OpenDossier,
        day: Date,
    ) -> Result<Arc<Regulation>, InvalidEvent> {
        if let Some(id) = &open.named {
            let named = self.regulations.iter().find(|r| r.id == *id);
            let named = named.map(Arc::clone);
            return named.ok_or_else(|| {
                InvalidEvent::new(format!("regulation `{id}`"), "one that is loaded")
            });
        }
        match applicable(&self.regulations, open.filed, open.kind, Some(day)) {
            Ok(found) => Ok(found.regulation),
            Err(error) => Err(InvalidEvent::new(
                format!("`{}`", open.filed),
                error.to_string(),
            )),
        }
    }

    /// Opens a dossier.
    pub(super) fn filed(
        &self,
        date: Date,
        kind: ApplicationKind,
        regulation: Option<&RegulationId>,
        state: &mut ProductState,
        notes: &mut Vec<Reason>,
    ) -> Result<(), InvalidEvent> {
        let held = state.certificate;
        let in_force = held.is_some_and(|held| self.calendar_of(held).in_force(date));
        let (fits, expected) = match kind {
            ApplicationKind::First => (
                !in_force,
                "`upgrade` or `renewal` of the certificate in force",
            ),
            ApplicationKind::Upgrade => (
                in_force && held.is_some_and(|held| held.star < Star::Five),
                "a certificate in force below 5 stars",
            ),
            ApplicationKind::Renewal => (held.is_some(), "a certificate to renew"),
        };
        let open = self.open_dossier(date, kind, regulation, state)?;
        if !fits {
            let regulation = self.regulation(&open, date)?;
            let found = format!("`{kind}`");
            return Err(InvalidEvent::new(found, expected)
                .citing(Citation::from(&regulation.certificate.citation)));
        }
        self.file(open, state, notes);
        Ok(())
    }

    /// A new dossier, where none is being decided.
    pub(super) fn open_dossier(
        &self,
        date: Date,
        kind: ApplicationKind,
        regulation: Option<&RegulationId>,
        state: &ProductState,
    ) -> Result<OpenDossier, InvalidEvent> {
        let open = OpenDossier {
            kind,
            filed: date,
            next: PendingStep::Start,
            named: regulation.cloned(),
            proposed: None,
        };
        let regulation = self.regulation(&open, date)?;
        if state.dossier.is_some() {
            let expected = "no dossier while one is being decided";
            return Err(InvalidEvent::new("a dossier filed", expected)
                .citing(Citation::from(&regulation.certificate.citation)));
        }
        Ok(open)
    }

    pub(super) fn file(
        &self,
        open: OpenDossier,
        state: &mut ProductState,
        notes: &mut Vec<Reason>,
    ) {
        if let (ApplicationKind::Renewal, Some(held)) = (open.kind, &state.certificate) {
            let previous = Previous {
                star: held.star,
                issued: held.issued,
                expires: held.expires,
            };
            notes.extend(renewal_reason(previous, open.filed, &self.regulations));
        }
        state.dossier = Some(open);
    }

    /// A step of the open dossier, as the machine allows it.
    pub(super) fn dossier_step(
        &self,
        event: &Event,
        state: &mut ProductState,
        notes: &mut Vec<Reason>,
    ) -> Result<(), InvalidEvent> {
        let date = event.date;
        let Some(open) = state.dossier.clone() else {
            return Err(
                InvalidEvent::new(attempt(&event.kind), "a dossier that is being decided")
                    .citing(self.citation_on(date)),
            );
        };
        let regulation = self.regulation(&open, date)?;
        let rules = Rules {
            regulation: &regulation,
            day: Some(date),
        };
        let refused = || unexpected(found(&event.kind, open.kind), &open, rules);
        let Some(step) = step(&event.kind) else {
            return Err(refused());
        };
        if let Step::Recognised(recognition) = step
            && !named_rightly(&event.kind, recognition.star, &open, state.certificate)
        {
            return Err(refused());
        }
        let after = open.next.take(step, rules).map_err(|_| refused())?;
        match step {
            Step::Reported => {
                if let Some(deadline) = regulation.commune_deadline(open.filed, &self.holidays)
                    && let Some(late) = late(ReasonCode::CommuneLate, &deadline, date, None)
                {
                    notes.push(late);
                    notes.extend(deadline.doubt());
                }
            }
            Step::Evaluated(level, result) => {
                check_star(result, &regulation)?;
                notes.extend(self.late_evaluation(&open, level, date));
                state.scores.push(RecordedEvaluation {
                    date,
                    level,
                    regulation: regulation.id.clone(),
                    result,
                });
            }
            Step::Recognised(_) | Step::Adopted(_) | Step::Forwarded(_) | Step::Returned(_) => {}
        }
        let sent_on = matches!(step, Step::Reported | Step::Forwarded(_));
        state.dossier = match after {
            DossierState::Open(next) => Some(OpenDossier {
                next,
                proposed: if sent_on { Some(date) } else { open.proposed },
                ..open
            }),
            DossierState::NotRecognised | DossierState::Rejected => None,
            DossierState::Recognised(recognition) => {
                self.issue(date, recognition, &regulation, state)?;
                None
            }
        };
        Ok(())
    }

    /// Issues a certificate in place of the one held; that one stays while the decision's day is not
    /// entered.
    fn issue(
        &self,
        date: Date,
        recognition: Recognition,
        regulation: &Regulation,
        state: &mut ProductState,
    ) -> Result<(), InvalidEvent> {
        let certificate = Certificate::issue(regulation, recognition.star, date);
        let certificate = certificate.map_err(|error| {
            InvalidEvent::new(format!("{} stars", recognition.star), error.to_string())
                .citing(Citation::from(&regulation.certificate.citation))
        })?;
        let issued = CurrentCertificate {
            star: recognition.star,
            by: Some(recognition.level),
            issued: date,
            expires: certificate.expires(),
            published: false,
        };
        if self.undecided && state.certificate.is_some() {
            state.proposed = Some(issued);
        } else {
            state.end(Ending::Replaced, date);
            state.certificate = Some(issued);
        }
        Ok(())
    }

    fn late_evaluation(&self, open: &OpenDossier, level: Level, date: Date) -> Option<Reason> {
        let proposed = open.proposed?;
        if !matches!(open.next, PendingStep::Evaluation(_)) {
            return None;
        }
        let deadline = self.evaluation_deadline(open, level, proposed)?;
        late(ReasonCode::EvaluationLate, &deadline, date, Some(level))
    }

    fn evaluation_deadline(
        &self,
        open: &OpenDossier,
        level: Level,
        proposed: Date,
    ) -> Option<Deadline> {
        let regulation = self.regulation(open, proposed).ok()?;
        regulation.evaluation_deadline(level, open.kind, proposed)
    }

    /// By when the open dossier's next step is due, and at which level.
    pub(super) fn next_deadline(&self) -> Option<(ReasonCode, Level, Deadline)> {
        let open = self.state.dossier.as_ref()?;
        match open.next {
            PendingStep::Start => {
                let regulation = self.regulation(open, open.filed).ok()?;
                let deadline = regulation.commune_deadline(open.filed, &self.holidays)?;
                Some((ReasonCode::CommuneDue, Level::Commune, deadline))
            }
            PendingStep::Evaluation(level) => {
                let deadline = self.evaluation_deadline(open, level, open.proposed?)?;
                Some((ReasonCode::EvaluationDue, level, deadline))
            }
            _ => None,
        }
    }
}

/// The step of a dossier that an event is.
fn step(kind: &EventKind) -> Option<Step> {
    Some(match kind {
        EventKind::Reported => Step::Reported,
        EventKind::Evaluated { level, result } => Step::Evaluated(*level, *result),
        EventKind::Certified(recognition)
        | EventKind::Renewed(recognition)
        | EventKind::Upgraded(recognition) => Step::Recognised(*recognition),
        EventKind::Adopted(recognition) => Step::Adopted(*recognition),
        EventKind::Forwarded(transfer) => Step::Forwarded(*transfer),
        EventKind::Returned(transfer) => Step::Returned(*transfer),
        EventKind::Filed { .. }
        | EventKind::Published
        | EventKind::Revoked { .. }
        | EventKind::Annulled { .. }
        | EventKind::Expired => return None,
    })
}

/// Whether a recognition is called what it is: renewed after a renewal, upgraded where the star rises
/// after an upgrade, else certified.
fn named_rightly(
    kind: &EventKind,
    star: Star,
    open: &OpenDossier,
    held: Option<CurrentCertificate>,
) -> bool {
    let higher = held.is_none_or(|held| star > held.star);
    match (kind, open.kind) {
        (EventKind::Renewed(_), ApplicationKind::Renewal)
        | (EventKind::Certified(_), ApplicationKind::First) => true,
        (EventKind::Upgraded(_), ApplicationKind::Upgrade) => higher,
        (EventKind::Certified(_), ApplicationKind::Upgrade) => !higher,
        _ => false,
    }
}

/// A star that its mean does not reach.
fn check_star(result: EvaluationResult, regulation: &Regulation) -> Result<(), InvalidEvent> {
    let EvaluationResult::Settled {
        star,
        total: Some(total),
    } = result
    else {
        return Ok(());
    };
    let band = regulation.band(total);
    if star <= band.star() && !total.above(regulation.total) {
        return Ok(());
    }
    let found = format!("{star} stars with a mean of `{}`", total.shown(2));
    Err(
        InvalidEvent::new(found, format!("at most {} stars", band.star()))
            .citing(Citation::from(&band.citation)),
    )
}

/// What an event does, where no dossier is open.
fn attempt(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Reported => "a report",
        EventKind::Evaluated { .. } => "an evaluation",
        EventKind::Adopted(_) => "a result adopted",
        EventKind::Forwarded(_) => "a forwarding",
        EventKind::Returned(_) => "a return",
        _ => "a recognition",
    }
}

fn found(kind: &EventKind, applied: ApplicationKind) -> String {
    match kind {
        EventKind::Evaluated { level, .. } => format!("an evaluation at the {level}"),
        EventKind::Certified(recognition)
        | EventKind::Renewed(recognition)
        | EventKind::Upgraded(recognition) => recognised(*recognition, applied),
        EventKind::Adopted(Recognition { level, star }) => {
            format!("{star} stars adopted by the {level}")
        }
        EventKind::Forwarded(transfer) => forwarding(*transfer),
        EventKind::Returned(transfer) => a_return(*transfer),
        _ => "a commune's report".to_owned(),
    }
}

fn recognised(Recognition { level, star }: Recognition, applied: ApplicationKind) -> String {
    format!("{star} stars recognised by the {level} after `{applied}`")
}

fn forwarding(Transfer { level, to }: Transfer) -> String {
    format!("a forwarding from the {level} to the {to}")
}

fn a_return(Transfer { level, to }: Transfer) -> String {
    format!("a return from the {level} to the {to}")
}

/// What would have come next, with its clause.
fn unexpected(found: String, open: &OpenDossier, rules: Rules<'_>) -> InvalidEvent {
    let clause = |level: Level| {
        let rule = rules.regulation.level(level);
        let citation = rule.map_or(&rules.regulation.in_force.citation, |rule| &rule.citation);
        Citation::from(citation)
    };
    if let Some(ended) = open.next.ended_level(rules)
        && rules.regulation.level(ended.level).is_none()
    {
        let (gone, to) = (ended.level, ended.to);
        let adopts = match open.next {
            PendingStep::Returned(_, Some(star)) => {
                format!("at most {star} stars adopted by the {to}, or ")
            }
            _ => String::new(),
        };
        let expected =
            format!("{adopts}an evaluation at the {to}, as the {gone} has no part any more");
        return InvalidEvent::new(found, expected).citing(clause(to));
    }
    let (expected, level) = match open.next {
        PendingStep::Start => match rules.regulation.first_scoring() {
            Some(first) => (
                format!("a commune's report, or an evaluation at the {first}"),
                first,
            ),
            None => ("a commune's report".to_owned(), Level::Commune),
        },
        PendingStep::Evaluation(at) | PendingStep::Returned(at, None) => {
            (format!("an evaluation at the {at}"), at)
        }
        PendingStep::Recognition(recognition) => {
            (recognised(recognition, open.kind), recognition.level)
        }
        PendingStep::Forwarding(transfer) => (forwarding(transfer), transfer.level),
        PendingStep::Return(transfer, _) => (a_return(transfer), transfer.level),
        PendingStep::Returned(at, Some(star)) => (
            format!("at most {star} stars adopted by the {at}, or an evaluation there"),
            at,
        ),
    };
    InvalidEvent::new(found, expected).citing(clause(level))
}
