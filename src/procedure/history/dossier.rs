//! The steps of an open dossier: filed, then as the machine allows, each under the rules of its day.

use std::sync::Arc;

use super::event::{CurrentCertificate, Ending, InvalidEvent, OpenDossier, RecordedEvaluation};
use super::{After, History, late};
use crate::input::raw_history::{EvaluationResult, EventKind, Recognition, Transfer};
use crate::law::{Deadline, Regulation, applicable};
use crate::procedure::certificate::{Certificate, can_rise, renewal_reason, upgrade_reason};
use crate::procedure::machine::{DossierState, PendingStep, Rules, Step};
use crate::text::{Lang, Phrase, Reason, ReasonCode, phrase};
use crate::value::{ApplicationKind, Date, Level, RegulationId};

impl History {
    /// The regulation that a dossier falls under on a day.
    pub(super) fn regulation(
        &self,
        open: &OpenDossier,
        day: Date,
    ) -> Result<Arc<Regulation>, InvalidEvent> {
        if let Some(id) = &open.named {
            return self.named(id).cloned().ok_or_else(|| {
                let found = phrase!("quyết định `{id}`", "regulation `{id}`");
                let expected = phrase!("một quyết định đã nạp", "one that is loaded");
                InvalidEvent::new(found, expected, None)
            });
        }
        let found = applicable(&self.regulations, open.filed, open.kind, Some(day));
        let begun = open.begun.as_ref().and_then(|id| self.named(id));
        let applied = found.map(|found| found.held_to(begun, Some(day)).regulation);
        applied.map_err(|error| {
            let (filed, expected) = (open.filed, Phrase::from_fn(|lang| error.text(lang)));
            InvalidEvent::new(phrase!("`{filed}`"), expected, None)
        })
    }

    pub(super) fn filed(
        &self,
        kind: ApplicationKind,
        regulation: Option<&RegulationId>,
        after: &mut After,
    ) -> Result<(), InvalidEvent> {
        let (date, held) = (after.date, after.state.certificate);
        let in_force = held.is_some_and(|held| self.calendar_of(held).in_force(date));
        // Of a case, the certificate before may be missing, or be one that has ended: that is noted.
        let begins = self.unchecked && self.events.is_empty();
        let (fits, expected) = match kind {
            ApplicationKind::First => (
                !in_force,
                phrase!(
                    "`upgrade` hoặc `renewal` của giấy chứng nhận còn hiệu lực",
                    "`upgrade` or `renewal` of the certificate in force"
                ),
            ),
            ApplicationKind::Upgrade => (
                begins
                    || held.is_some_and(|held| can_rise(held.star, self.calendar_of(held), date)),
                phrase!(
                    "một giấy chứng nhận còn hiệu lực, dưới 5 sao",
                    "a certificate in force below 5 stars"
                ),
            ),
            ApplicationKind::Renewal => (
                begins || held.is_some(),
                phrase!(
                    "một giấy chứng nhận để phân hạng lại",
                    "a certificate to renew"
                ),
            ),
        };
        let open = OpenDossier {
            kind,
            filed: date,
            next: PendingStep::Start,
            named: regulation.cloned(),
            begun: None,
            proposed: None,
        };
        let regulation = self.regulation(&open, date)?;
        let refused = |found: Phrase, expected: Phrase| {
            let citation = &regulation.certificate.citation;
            Err(InvalidEvent::new(found, expected, Some(citation)))
        };
        if after.state.dossier.is_some() {
            let expected = phrase!(
                "không nộp hồ sơ khi một hồ sơ đang được xét",
                "no dossier while one is being decided"
            );
            return refused(phrase!("nộp hồ sơ", "a dossier filed"), expected);
        }
        if !fits {
            return refused(phrase!("`{kind}`"), expected);
        }
        let citation = self.citation_on(date);
        after.notes.extend(match (kind, held) {
            (ApplicationKind::First, _) => None,
            (_, None) => citation.map(|clause| Reason::new(ReasonCode::PreviousUnknown, clause)),
            (ApplicationKind::Upgrade, Some(held)) => citation
                .and_then(|clause| upgrade_reason(held.star, self.calendar_of(held), date, clause)),
            (ApplicationKind::Renewal, Some(held)) => {
                renewal_reason(self.calendar_of(held), date, &self.regulations)
            }
        });
        after.state.dossier = Some(open);
        Ok(())
    }

    pub(super) fn no_dossier(&self, found: Phrase, date: Date) -> InvalidEvent {
        let expected = phrase!("một hồ sơ đang được xét", "a dossier that is being decided");
        InvalidEvent::new(found, expected, self.citation_on(date))
    }

    /// A step of the open dossier, as the machine allows it.
    pub(super) fn dossier_step(
        &self,
        step: Step,
        kind: &EventKind,
        after: &mut After,
    ) -> Result<(), InvalidEvent> {
        let date = after.date;
        let Some(open) = after.state.dossier.clone() else {
            return Err(self.no_dossier(found(step, None), date));
        };
        let regulation = self.regulation(&open, date)?;
        let rules = Rules::on(&regulation, date);
        let refused = || unexpected(step, &open, rules);
        // After its last day a level decides nothing; one that evaluates is only warned of.
        if let Step::Recognised(one) | Step::Adopted(one) = step
            && !self.undecided
            && rules.is_over(one.level)
        {
            return Err(refused());
        }
        let state = open.next.take(step, rules).map_err(|_| refused())?;
        // What is due may be told under another step's name.
        let named = EventKind::of(step, open.kind, after.state.certificate);
        if named != *kind {
            let [found, expected] = [kind, &named].map(|kind| format!("`{}`", kind.name()).into());
            let citation = regulation.level_citation(open.next.level(rules));
            return Err(InvalidEvent::new(found, expected, Some(&citation)));
        }
        match step {
            Step::Reported => {
                if let Some(deadline) = regulation.commune_deadline(open.filed, &self.holidays)
                    && let Some(late) = late(ReasonCode::CommuneLate, &deadline, date, None)
                {
                    after.notes.push(late);
                    after.notes.extend(deadline.doubt());
                }
            }
            Step::Evaluated(level, result) => {
                check_star(result, &regulation)?;
                after.notes.extend(self.late_evaluation(&open, level, date));
                after.state.scores.push(RecordedEvaluation {
                    date,
                    level,
                    regulation: regulation.id.clone(),
                    shown: match result {
                        EvaluationResult::Settled { total, .. } => {
                            total.map(|total| regulation.shown(total, 2))
                        }
                        _ => None,
                    },
                    result,
                    star_open: false,
                    decided: None,
                    verbs: Vec::new(),
                });
            }
            Step::Recognised(_) | Step::Adopted(_) | Step::Forwarded(_) | Step::Returned(_) => {}
        }
        let sent_on = matches!(step, Step::Reported | Step::Forwarded(_));
        after.state.dossier = match state {
            DossierState::Open(next) => Some(OpenDossier {
                next,
                begun: open.begun.or(Some(regulation.id.clone())),
                proposed: if sent_on { Some(date) } else { open.proposed },
                ..open
            }),
            DossierState::NotRecognised | DossierState::Rejected => {
                if open.kind == ApplicationKind::Renewal {
                    after.state.refused = Some(date);
                }
                None
            }
            DossierState::Recognised(recognition) => {
                self.issue(recognition, &regulation, after)?;
                None
            }
        };
        Ok(())
    }

    /// Issues a certificate in place of the one held; while the decision's day is not entered, its star
    /// is proposed and nothing ends.
    fn issue(
        &self,
        recognition: Recognition,
        regulation: &Regulation,
        after: &mut After,
    ) -> Result<(), InvalidEvent> {
        let Recognition { level, star } = recognition;
        let certificate = Certificate::issue(regulation, star, after.date).map_err(|error| {
            let citation = &regulation.certificate.citation;
            let found = phrase!("{star} sao", "{star} stars");
            let expected = Phrase::from_fn(|lang| error.text(lang));
            InvalidEvent::new(found, expected, Some(citation))
        })?;
        if self.undecided {
            after.state.proposed = Some(recognition);
            return Ok(());
        }
        after.end(Ending::Replaced);
        after.state.certificate = Some(CurrentCertificate {
            star,
            by: Some(level),
            issued: after.date,
            expires: certificate.expires(),
            published: false,
        });
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
        let held = self.state.certificate.map(|held| held.star);
        let kind = regulation.kind_at(open.kind, held, level);
        regulation.evaluation_deadline(level, kind, proposed)
    }

    /// By when the open dossier's next step is due, and at which level.
    pub(super) fn next_deadline(&self) -> Option<(ReasonCode, Level, Deadline)> {
        // An evaluation whose star is open has been made.
        let open = self.state.dossier.as_ref();
        let open = open.filter(|_| self.star_open.is_empty())?;
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
    let (mean, most) = (regulation.shown(total, 2), band.star());
    let found = phrase!(
        "{star} sao với điểm trung bình `{mean}`",
        "{star} stars with a mean of `{mean}`"
    );
    let expected = phrase!("nhiều nhất {most} sao", "at most {most} stars");
    Err(InvalidEvent::new(found, expected, Some(&band.citation)))
}

/// A step in words, with what was applied for.
fn found(step: Step, applied: Option<ApplicationKind>) -> Phrase {
    let name = |level: Level| level.name(Lang::Vi);
    match step {
        Step::Reported => phrase!("báo cáo của xã", "a commune's report"),
        Step::Evaluated(level, _) => evaluation(level),
        Step::Recognised(Recognition { level, star }) => {
            let after = |word| applied.map(|kind| format!(" {word} `{kind}`"));
            let (with, after) = (
                after("với").unwrap_or_default(),
                after("after").unwrap_or_default(),
            );
            let vi = name(level);
            phrase!(
                "{vi} công nhận {star} sao{with}",
                "{star} stars recognised by the {level}{after}"
            )
        }
        Step::Adopted(Recognition { level, star }) => {
            let vi = name(level);
            phrase!(
                "{vi} công nhận {star} sao theo kết quả được trả về",
                "{star} stars adopted by the {level}"
            )
        }
        Step::Forwarded(Transfer { level, to }) => {
            let (by, up) = (name(level), name(to));
            phrase!(
                "{by} chuyển lên {up}",
                "a forwarding from the {level} to the {to}"
            )
        }
        Step::Returned(Transfer { level, to }) => {
            let (by, down) = (name(level), name(to));
            phrase!(
                "{by} trả về {down}",
                "a return from the {level} to the {to}"
            )
        }
    }
}

/// An evaluation at a level.
pub(super) fn evaluation(level: Level) -> Phrase {
    let vi = level.name(Lang::Vi);
    phrase!("{vi} đánh giá", "an evaluation at the {level}")
}

/// What would have come next in place of a step, with its clause.
fn unexpected(step: Step, open: &OpenDossier, rules: Rules<'_>) -> InvalidEvent {
    let said = |step| found(step, Some(open.kind));
    let next = open.next.by_day(rules);
    let level = next.level(rules);
    let gone = open.next.ended_level(rules);
    let (anew, there) = match gone.map(|ended| ended.level) {
        Some(gone) => {
            let (vi, over) = (level.name(Lang::Vi), gone.name(Lang::Vi));
            let anew = phrase!(
                "{vi} đánh giá, vì {over} không còn thẩm quyền",
                "an evaluation at the {level}, as the {gone} has no part any more"
            );
            (anew.clone(), anew)
        }
        None => (
            evaluation(level),
            phrase!("đánh giá ở đó", "an evaluation there"),
        ),
    };
    let expected = match next {
        PendingStep::Start => found(Step::Reported, None).or(&anew),
        PendingStep::Returned(_, Some(star)) => {
            let vi = level.name(Lang::Vi);
            let adopted = phrase!(
                "{vi} công nhận nhiều nhất {star} sao theo kết quả được trả về",
                "at most {star} stars adopted by the {level}"
            );
            adopted.or(&there)
        }
        _ => next.on_own_result().map_or(anew, said),
    };
    let level = || rules.regulation.level_citation(level);
    let citation = gone.map_or_else(level, |ended| ended.citation.clone());
    InvalidEvent::new(said(step), expected, Some(&citation))
}
