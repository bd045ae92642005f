//! What can happen to a product, and what a history then says of it.

use crate::input::raw_history::{EvaluationResult, EventKind, Recognition};
use crate::law::FindingVerb;
use crate::procedure::machine::{PendingStep, Step};
use crate::text::phrase::found_expected;
use crate::text::{Citation, Lang, Phrase, phrase};
use crate::value::codes::word_code;
use crate::value::{ApplicationKind, Date, Level, RegulationId, Star};

impl EventKind {
    /// A step of a dossier as an event. A recognition is called what it is: renewed after a renewal,
    /// upgraded where the star rises after an upgrade, else certified.
    pub(super) fn of(
        step: Step,
        applied: ApplicationKind,
        held: Option<CurrentCertificate>,
    ) -> EventKind {
        match step {
            Step::Reported => EventKind::Reported,
            Step::Evaluated(level, result) => EventKind::Evaluated { level, result },
            Step::Recognised(recognition) => {
                let higher = held.is_none_or(|held| recognition.star > held.star);
                match applied {
                    ApplicationKind::Renewal => EventKind::Renewed(recognition),
                    ApplicationKind::Upgrade if higher => EventKind::Upgraded(recognition),
                    ApplicationKind::First | ApplicationKind::Upgrade => {
                        EventKind::Certified(recognition)
                    }
                }
            }
            Step::Adopted(recognition) => EventKind::Adopted(recognition),
            Step::Forwarded(transfer) => EventKind::Forwarded(transfer),
            Step::Returned(transfer) => EventKind::Returned(transfer),
        }
    }
}

word_code! {
    /// How a certificate ended, before its time or at it.
    Ending:
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct CurrentCertificate {
    /// Its star.
    pub star: Star,
    /// The level that issued it; not known of one from before the record.
    pub by: Option<Level>,
    /// The day of the decision.
    pub issued: Date,
    /// The last valid day.
    pub expires: Date,
    /// Whether it was made public.
    pub published: bool,
}

/// A certificate that the product held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct PastCertificate {
    /// The certificate.
    #[serde(flatten)]
    pub certificate: CurrentCertificate,
    /// How it ended.
    #[serde(rename = "ended")]
    pub how: Ending,
    /// When.
    pub date: Date,
}

/// An evaluation on record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedEvaluation {
    /// The day.
    pub date: Date,
    /// The level.
    pub level: Level,
    /// The regulation that it fell under.
    pub regulation: RegulationId,
    /// What came out.
    pub result: EvaluationResult,
    /// The mean total as people read it, where one is known.
    pub shown: Option<String>,
    /// Whether rounded parts leave its star open: then none is printed.
    pub star_open: bool,
    /// The day of a decision on the dossier, where its star is open.
    pub decided: Option<Date>,
    /// What the clauses say of the dossier by which it ended, as [`Stage::verbs`]; empty where
    /// the record does not tell it.
    ///
    /// [`Stage::verbs`]: crate::procedure::Stage::verbs
    pub verbs: Vec<FindingVerb>,
}

/// A dossier that is not decided yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenDossier {
    /// What was applied for.
    pub kind: ApplicationKind,
    /// The day it was received.
    pub filed: Date,
    /// What it waits for.
    pub next: PendingStep,
    /// The regulation that it is decided under, where one was named.
    pub(super) named: Option<RegulationId>,
    /// The regulation that the first level worked on it under, scoring it or sending it on.
    pub(super) begun: Option<RegulationId>,
    /// The day it was proposed to the level that is due.
    pub(super) proposed: Option<Date>,
}

/// Where a product stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ProductState {
    /// The dossier that is being decided.
    pub dossier: Option<OpenDossier>,
    /// The certificate that it holds.
    pub certificate: Option<CurrentCertificate>,
    /// The star that is for a level to recognise, and whose decision's day is not entered: no
    /// certificate runs before it.
    pub proposed: Option<Recognition>,
    /// The certificates that it held.
    pub past: Vec<PastCertificate>,
    /// Every evaluation, in order; earlier ones stay.
    pub scores: Vec<RecordedEvaluation>,
    /// The day on which a renewal ended without a certificate.
    pub(super) refused: Option<Date>,
}

/// Why an event cannot have happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text(Lang::En))]
#[non_exhaustive]
pub struct InvalidEvent {
    /// What was said to have happened.
    pub found: Phrase,
    /// What could have.
    pub expected: Phrase,
    /// The clause, where one is behind it.
    pub citation: Option<Citation>,
}

impl InvalidEvent {
    pub(super) fn new(
        found: Phrase,
        expected: Phrase,
        citation: Option<&Citation>,
    ) -> InvalidEvent {
        InvalidEvent {
            found,
            expected,
            citation: citation.cloned(),
        }
    }

    /// What could have happened, with the clause where there is one.
    #[must_use]
    pub fn expected_with_citation(&self) -> Phrase {
        let [vi, en] = [Lang::Vi, Lang::En].map(|lang| self.expected.text(lang));
        match &self.citation {
            None => self.expected.clone(),
            Some(citation) => phrase!("{vi} ({citation})", "{en} ({citation})"),
        }
    }

    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        found_expected(&self.found, &self.expected_with_citation(), lang)
    }
}
