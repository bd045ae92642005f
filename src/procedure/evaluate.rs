//! The way of a dossier through the levels: what each stage decides, what may follow, and where
//! it ends.

use crate::input::diagnostic::{LoadError, ProblemCode, Problems};
use crate::law::regulation::{LevelRule, ScoringRule, Way};
use crate::procedure::case::{At, Case, Content, ReportEntry, Stage};
use crate::procedure::certificate::Certificate;
use crate::scoring::council::{Council, CouncilForm};
use crate::scoring::rank::Ranking;
use crate::scoring::tally::{InvalidTally, MinimumCheck, Quorum, Tally, ValidTally, ZeroCheck};
use crate::text::reason::{Reason, ReasonCode};
use crate::value::codes::{ApplicationKind, Level, PartId, RegulationId};
use crate::value::dates::Date;
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

/// What the stages of a case decide, with reasons (kết quả).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// One result for each stage, in order.
    pub stages: Vec<StageResult>,
    /// Where the dossier stands after the last.
    pub outcome: Outcome,
    /// What is worth knowing about data and case; none of it changes the result.
    pub warnings: Vec<Reason>,
}

/// How a stage ended; the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing was scored: a report, a forwarding, a result adopted.
    OnRecord,
    /// A finding or a zero rule ends the evaluation.
    Disqualified,
    /// Too few members, or no chair.
    NotQuorate,
    /// The members' totals lie too far apart.
    RescoreRequired,
    /// There is a star.
    Settled,
}

/// Whether minima were checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minima {
    /// Against every sheet.
    Checked,
    /// Only means are known.
    NotChecked,
    /// The sheet's minima are not known.
    NotEncoded,
}

/// What is done with the dossier after a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Recognise the star and issue the certificate (công nhận, cấp giấy chứng nhận).
    Certify(Star),
    /// Send it up (chuyển hồ sơ).
    Forward(Level),
    /// Send it down to a level that may recognise the star on this result, or, without one,
    /// only evaluate anew.
    Return {
        /// The level it goes to.
        to: Level,
        /// The star that may be recognised there.
        star: Option<Star>,
    },
    /// No certificate.
    NotRecognised,
    /// Score again.
    Rescore,
    /// The dossier is rejected (loại).
    Reject,
}

/// Where the dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Certified.
    Recognised {
        /// The star.
        star: Star,
        /// The level that certifies it.
        by: Level,
        /// From when to when.
        certificate: Certificate,
    },
    /// Sent down.
    Returned {
        /// The level that decides next.
        to: Level,
        /// The star that may be recognised there; `None` for evaluation anew only.
        star: Option<Star>,
    },
    /// A stage is still due.
    Pending {
        /// The level that it is due at.
        at: Level,
    },
    /// One or two stars: no certificate.
    NotRecognised,
    /// Rejected.
    Rejected,
}

impl Outcome {
    /// The word that results use: `recognised`, `returned`, `pending`, `not-recognised` or
    /// `rejected`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Recognised { .. } => "recognised",
            Outcome::Returned { .. } => "returned",
            Outcome::Pending { .. } => "pending",
            Outcome::NotRecognised => "not-recognised",
            Outcome::Rejected => "rejected",
        }
    }
}

/// What one stage decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageResult {
    /// The level.
    pub level: Level,
    /// Its day, where known.
    pub date: Option<Date>,
    /// The regulation that it is decided under.
    pub regulation: RegulationId,
    /// How it ended.
    pub status: Status,
    /// The mean total.
    pub total: Option<Mean>,
    /// The mean of each part.
    pub parts: Option<[(PartId, Mean); 3]>,
    /// The highest sheet total less the lowest.
    pub spread: Option<Points>,
    /// Whether minima were checked.
    pub minima: Option<Minima>,
    /// The star of the band.
    pub band_star: Option<Star>,
    /// The star.
    pub star: Option<Star>,
    /// Every minimum that is missed, in sheet order, then by star.
    pub unmet: Vec<MinimumCheck>,
    /// What is done next.
    pub action: Option<Action>,
    /// Everything that the result rests on, in order.
    pub reasons: Vec<Reason>,
    /// How many decimals shown means have.
    pub shown_decimals: u32,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// A report, or scoring where it begins.
    Beginning,
    /// A stage at this level.
    At(Level),
    /// A stage at this level, which may adopt a star on the higher council's result.
    Returned(Level, Option<Star>),
    /// Nothing.
    Nothing,
}

impl Case {
    /// Decides every stage, each from the one before.
    ///
    /// # Errors
    ///
    /// [`LoadError`] at the first stage that does not follow: a level that nothing was forwarded
    /// or returned to, a stage after a certification, a star adopted that was not returned.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog, Outcome, Star};
    ///
    /// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
    /// let case = Case::from_json(text, "case.json", &Catalog::bundled())?;
    /// assert!(matches!(case.evaluate()?.outcome, Outcome::Recognised { star: Star::Three, .. }));
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    pub fn evaluate(&self) -> Result<Evaluation, LoadError> {
        let mut due = Due::Beginning;
        let mut results = Vec::new();
        let mut outcome = Outcome::Rejected;
        for (index, stage) in self.stages.iter().enumerate() {
            if let Err(error) = follows(due, stage) {
                let mut problems = Problems::default();
                let (code, found, expected) = error;
                let at = At::Stage(index);
                problems.push(self.origin.problem(at, code, found, expected));
                return problems.give(None);
            }
            let result = decide(stage);
            (due, outcome) = after(stage, &result, outcome);
            results.push(result);
        }
        if let (Some(reason), Some(last)) = (self.previous_kept(outcome), results.last_mut()) {
            last.reasons.push(reason);
        }
        Ok(Evaluation {
            stages: results,
            outcome,
            warnings: self.warnings.clone(),
        })
    }

    /// READING (26/2026, Điều 7.5): an upgrade that has not succeeded leaves the star before.
    fn previous_kept(&self, outcome: Outcome) -> Option<Reason> {
        let previous = self.application.previous.as_ref()?;
        let latest = self.stages.iter().filter_map(|stage| stage.date).max()?;
        let upgrade = self.application.kind == Some(ApplicationKind::Upgrade);
        let recognised = matches!(outcome, Outcome::Recognised { .. });
        if !upgrade || recognised || previous.expires < latest {
            return None;
        }
        let mut readings = self.regulation.readings.iter();
        let reading = readings.find(|reading| reading.id == "previous-kept")?;
        Some(
            Reason::new(ReasonCode::PreviousKept, &reading.citation)
                .with("star", previous.star.to_string())
                .with("expires", previous.expires.to_string()),
        )
    }
}

/// Whether a stage is the one that is due.
fn follows(due: Due, stage: &Stage) -> Result<(), (ProblemCode, String, String)> {
    let found = match stage.date {
        Some(date) => format!("a stage at `{}` on `{date}`", stage.level),
        None => format!("a stage at `{}`", stage.level),
    };
    let expected = match due {
        Due::Beginning => {
            let first = stage.regulation.first_scoring();
            let reports = matches!(stage.content, Content::Report(_));
            if reports || first == Some(stage.level) {
                None
            } else {
                first.map(|first| format!("`{first}`, where scoring begins"))
            }
        }
        Due::At(level) | Due::Returned(level, _) => {
            (stage.level != level).then(|| format!("`{level}`, where the dossier is now"))
        }
        Due::Nothing => Some("no stage after the dossier has ended".to_owned()),
    };
    if let Some(expected) = expected {
        return Err((ProblemCode::StageOrder, found, expected));
    }
    if let Content::Adopts(star) = stage.content {
        let certifies = |star| certifies(stage.regulation.level(stage.level), star);
        let expected = match due {
            Due::Returned(_, Some(most)) if star <= most && certifies(star) => return Ok(()),
            Due::Returned(_, Some(most)) => {
                format!("a star up to {most} that `{}` certifies", stage.level)
            }
            Due::Returned(_, None) => "an evaluation anew".to_owned(),
            _ => "`adopts` only after a return".to_owned(),
        };
        let found = format!("{star} stars adopted");
        return Err((ProblemCode::AdoptsWrong, found, expected));
    }
    Ok(())
}

fn certifies(rule: Option<&LevelRule>, star: Star) -> bool {
    rule.and_then(|rule| rule.scoring.as_ref())
        .is_some_and(|scoring| scoring.certifies.iter().any(|range| range.star == star))
}

/// What is due after a stage, and where the dossier stands.
fn after(stage: &Stage, result: &StageResult, before: Outcome) -> (Due, Outcome) {
    match result.action {
        Some(Action::Certify(star)) => match certificate(stage, star) {
            Some(certificate) => (
                Due::Nothing,
                Outcome::Recognised {
                    star,
                    by: stage.level,
                    certificate,
                },
            ),
            // INVARIANT: a stage that certifies has a date, and 36 months fit before the year 9999.
            None => (Due::Nothing, before),
        },
        Some(Action::Forward(at)) => (Due::At(at), Outcome::Pending { at }),
        Some(Action::Return { to, star }) => {
            (Due::Returned(to, star), Outcome::Returned { to, star })
        }
        Some(Action::NotRecognised) => (Due::Nothing, Outcome::NotRecognised),
        Some(Action::Reject) => (Due::Nothing, Outcome::Rejected),
        Some(Action::Rescore) | None => {
            (Due::At(stage.level), Outcome::Pending { at: stage.level })
        }
    }
}

fn certificate(stage: &Stage, star: Star) -> Option<Certificate> {
    let issued = stage.decided.or(stage.date)?;
    Certificate::issue(&stage.regulation, star, issued).ok()
}

fn decide(stage: &Stage) -> StageResult {
    let mut result = StageResult {
        level: stage.level,
        date: stage.date,
        regulation: stage.regulation.id.clone(),
        status: Status::OnRecord,
        total: None,
        parts: None,
        spread: None,
        minima: None,
        band_star: None,
        star: None,
        unmet: Vec::new(),
        action: None,
        reasons: stage.why.clone(),
        shown_decimals: 2,
    };
    match &stage.content {
        Content::Report(items) => on_report(stage, items, &mut result),
        Content::Forwarded => on_forwarding(stage, &mut result),
        Content::Adopts(star) => on_adoption(stage, *star, &mut result),
        Content::FindingsOnly => {}
        Content::Parts {
            points,
            sum,
            attested,
            ..
        } => {
            let mut ids = PartId::ALL.iter().copied();
            result.parts = Some(points.map(|points| {
                let id = ids.next().unwrap_or(PartId::C);
                (id, Mean::of_one(points))
            }));
            on_mean(stage, *sum, *attested, &mut result);
        }
        Content::Total { points, attested } => on_mean(stage, *points, *attested, &mut result),
        Content::Sheets {
            sheets,
            rules,
            appointed,
            form,
        } => {
            result.shown_decimals = rules.shown_decimals;
            let council = Council::checked(&stage.set, rules, sheets, *appointed);
            on_sheets(stage, &council.tally_for_report(), *form, &mut result);
        }
    }
    if result.status != Status::OnRecord || matches!(stage.content, Content::FindingsOnly) {
        disqualify_by_findings(stage, &mut result);
    }
    result
}

/// Findings outrank everything that the sheets say.
fn disqualify_by_findings(stage: &Stage, result: &mut StageResult) {
    if stage.findings.is_empty() {
        return;
    }
    reject(stage, result);
    let at = stage.why.len();
    let reasons = stage.findings.iter().map(|finding| {
        Reason::new(ReasonCode::Disqualified, &finding.citation)
            .with("finding", finding.label.as_str())
    });
    // What would have followed from the points alone no longer does.
    result.reasons.truncate(at);
    result.reasons.extend(reasons);
    result.reasons.push(rejection(stage));
}

fn reject(stage: &Stage, result: &mut StageResult) {
    result.status = Status::Disqualified;
    result.band_star = None;
    result.star = None;
    result.action = Some(Action::Reject);
    debug_assert_eq!(result.level, stage.level);
}

fn rejection(stage: &Stage) -> Reason {
    Reason::new(ReasonCode::ActionReject, level_citation(stage)).with("level", stage.level)
}

fn level_citation(stage: &Stage) -> &str {
    stage
        .regulation
        .level(stage.level)
        .map_or("", |rule| &rule.citation)
}

fn on_report(stage: &Stage, entries: &[ReportEntry], result: &mut StageResult) {
    let count = |met| {
        entries
            .iter()
            .filter(|entry| entry.met == met)
            .count()
            .to_string()
    };
    result.reasons.push(
        Reason::new(ReasonCode::CommuneReport, level_citation(stage))
            .with("met", count(Some(true)))
            .with("unmet", count(Some(false)))
            .with("open", count(None)),
    );
    if let Some(to) = stage.regulation.first_scoring() {
        forward(stage, to, level_citation(stage), result);
    }
}

fn on_forwarding(stage: &Stage, result: &mut StageResult) {
    let forwards = scoring(stage).and_then(|scoring| scoring.forwards.as_ref());
    // A highest level forwards to nobody; `check_levels` has no such stage to offer.
    if let Some(forwards) = forwards {
        result.reasons.push(
            Reason::new(ReasonCode::OnRecord, &forwards.citation)
                .with("level", stage.level)
                .with("to", forwards.to),
        );
        result.action = Some(Action::Forward(forwards.to));
    }
}

fn on_adoption(stage: &Stage, star: Star, result: &mut StageResult) {
    result.reasons.push(
        Reason::new(ReasonCode::Adopted, level_citation(stage))
            .with("level", stage.level)
            .with("star", star.to_string()),
    );
    certify(stage, star, level_citation(stage), result);
}

fn on_mean(stage: &Stage, sum: Points, attested: Option<Star>, result: &mut StageResult) {
    let total = Mean::of_one(sum);
    let ranking = Ranking::of_mean(&stage.regulation, total, attested);
    result.total = Some(total);
    result.minima = Some(Minima::NotChecked);
    settle(stage, total, ranking, result);
    result.reasons.push(Reason::new(
        ReasonCode::MinimaNotChecked,
        &stage.regulation.minima.citation,
    ));
    if ranking.star() < ranking.band_star() {
        result.reasons.push(
            Reason::new(ReasonCode::AttestedCap, &stage.regulation.minima.citation)
                .with("star", ranking.star().to_string())
                .with("band", ranking.band_star().to_string()),
        );
    }
    act(stage, total, ranking.star(), result);
}

fn on_sheets(stage: &Stage, tally: &Tally<'_>, form: CouncilForm, result: &mut StageResult) {
    let by_law = stage.regulation.written.as_ref().map(|rule| &rule.citation);
    let written = by_law.unwrap_or(&tally.rules.quorum.citation);
    let in_writing = form == CouncilForm::Written;
    result.total = tally.total();
    let parts = tally.parts();
    result.parts = parts.map(|[a, b, c]| [(PartId::A, a), (PartId::B, b), (PartId::C, c)]);
    result.spread = tally.spread();
    result.minima = Some(if stage.regulation.minima.encoded {
        Minima::Checked
    } else {
        Minima::NotEncoded
    });
    let unmet = tally.minima().iter().filter(|check| !check.met);
    result.unmet = unmet.cloned().collect();
    if in_writing {
        let reason = Reason::new(ReasonCode::WrittenOpinions, written);
        result.reasons.push(reason);
    }
    if let Some(quorum) = tally.quorum() {
        quorum_reasons(tally, quorum, &mut result.reasons);
    }
    match tally.validate() {
        Err(InvalidTally::NotQuorate) => result.status = Status::NotQuorate,
        Err(InvalidTally::Disqualified) => {
            reject(stage, result);
            let broken = tally.broken_zero_rule();
            result
                .reasons
                .extend(broken.map(|zero| zero_reason(stage, zero)));
            result.reasons.push(rejection(stage));
        }
        Err(InvalidTally::RescoreRequired) => {
            spread_reason(tally, ReasonCode::SpreadExceeded, &mut result.reasons);
            if in_writing {
                let reason = Reason::new(ReasonCode::MeetingNeeded, written);
                result.reasons.push(reason);
            }
            result.status = Status::RescoreRequired;
            result.action = Some(Action::Rescore);
            result.reasons.push(
                Reason::new(ReasonCode::ActionRescore, spread_citation(tally))
                    .with("level", stage.level),
            );
        }
        Ok(settled) => {
            spread_reason(tally, ReasonCode::SpreadWithin, &mut result.reasons);
            on_settled(stage, settled, result);
        }
    }
}

fn zero_reason(stage: &Stage, zero: &ZeroCheck) -> Reason {
    let clause = &zero.rule.citation;
    // Where all members agree, no reading of the rule is needed.
    let citation = if zero.is_disputed() {
        stage.regulation.cite(clause, "zero-rule")
    } else {
        clause.clone()
    };
    Reason::new(ReasonCode::ZeroRule, &citation)
        .with("zeros", zero.zeros.to_string())
        .with("of", zero.of.to_string())
        .with("criterion", zero.criterion.to_string())
        .with("label", zero.rule.label.as_str())
}

fn quorum_reasons(tally: &Tally<'_>, quorum: Quorum, reasons: &mut Vec<Reason>) {
    let citation = &tally.rules.quorum.citation;
    let counted = |code| {
        Reason::new(code, citation)
            .with("present", quorum.present.to_string())
            .with("appointed", quorum.appointed.to_string())
            .with("needed", quorum.needed.to_string())
    };
    let short = quorum.present < quorum.needed;
    if short {
        reasons.push(counted(ReasonCode::QuorumShort));
    }
    if !quorum.chaired {
        reasons.push(Reason::new(ReasonCode::QuorumChair, citation));
    }
    if !short && quorum.chaired {
        reasons.push(counted(ReasonCode::QuorumMet));
    }
}

fn spread_citation<'t>(tally: &Tally<'t>) -> &'t str {
    tally
        .rules
        .spread
        .as_ref()
        .map_or("", |limit| &limit.citation)
}

fn spread_reason(tally: &Tally<'_>, code: ReasonCode, reasons: &mut Vec<Reason>) {
    if let Some((limit, (lowest, highest))) = tally.rules.spread.as_ref().zip(tally.range()) {
        let mut reason =
            Reason::new(code, &limit.citation).with("spread", highest.distance(lowest).to_string());
        if code == ReasonCode::SpreadExceeded {
            reason = reason
                .with("lowest", lowest.to_string())
                .with("highest", highest.to_string());
        }
        reasons.push(reason.with("limit", limit.value.to_string()));
    }
}

fn on_settled(stage: &Stage, settled: ValidTally<'_>, result: &mut StageResult) {
    let ranking = Ranking::of(&stage.regulation, settled);
    settle(stage, settled.total, ranking, result);
    let (band, star) = (ranking.band_star(), ranking.star());
    // A minimum matters here when the points alone would reach its star.
    let matters = |check: &&MinimumCheck| check.minimum.star <= band;
    let citation = &stage.regulation.minima.citation;
    for check in settled.minima.iter().filter(matters) {
        if !check.met {
            // A mark on the heading names no box, and is read as the first that gives points.
            let by_heading = stage
                .set
                .criteria()
                .nth(check.minimum.position())
                .is_some_and(|criterion| criterion.heading_star == Some(check.minimum.star));
            let clause = if by_heading {
                stage.regulation.cite(citation, "heading-mark")
            } else {
                citation.clone()
            };
            result.reasons.push(
                minimum_reason(ReasonCode::MinimumMissed, &clause, check)
                    .with("title", &*check.title)
                    .with("required", check.minimum.required.to_string()),
            );
        }
        if check.is_disputed() {
            result
                .reasons
                .push(minimum_reason(ReasonCode::MembersDiffer, citation, check));
        }
    }
    if star < band {
        result.reasons.push(
            Reason::new(
                ReasonCode::StarLowered,
                &stage.regulation.cite(citation, "minima-cumulative"),
            )
            .with("band", band.to_string())
            .with("star", star.to_string()),
        );
    } else if stage.regulation.minima.encoded && star >= stage.regulation.certificate.least {
        result
            .reasons
            .push(Reason::new(ReasonCode::StarKept, citation).with("star", star.to_string()));
    }
    act(stage, settled.total, star, result);
}

fn minimum_reason(code: ReasonCode, citation: &str, check: &MinimumCheck) -> Reason {
    Reason::new(code, citation)
        .with("star", check.minimum.star.to_string())
        .with("criterion", check.criterion.to_string())
        .with("reached", check.reached_by.to_string())
        .with("of", check.of.to_string())
}

fn settle(stage: &Stage, total: Mean, ranking: Ranking, result: &mut StageResult) {
    let band = stage.regulation.band(total);
    result.status = Status::Settled;
    result.band_star = Some(ranking.band_star());
    result.star = Some(ranking.star());
    result.reasons.push(
        Reason::new(ReasonCode::Band, &band.citation)
            .with("total", total.shown(result.shown_decimals))
            .with("star", band.star.to_string())
            .with("from", band.from.to_string()),
    );
}

fn scoring(stage: &Stage) -> Option<&ScoringRule> {
    stage
        .regulation
        .level(stage.level)
        .and_then(|rule| rule.scoring.as_ref())
}

/// What the level does with a star, with the reason.
fn act(stage: &Stage, total: Mean, star: Star, result: &mut StageResult) {
    let forwarded = stage.regulation.forwards(stage.level, star, Some(total));
    // Where the points alone would have sent the product up, keeping it rests on a reading.
    let kept_by_star = !forwarded && stage.regulation.in_forwarded_range(stage.level, total);
    let cite = |clause: &str| {
        if kept_by_star {
            stage.regulation.cite(clause, "forward-by-star")
        } else {
            clause.to_owned()
        }
    };
    match stage.regulation.way(stage.level, star, forwarded) {
        Way::Forward(rule) => forward(stage, rule.to, &rule.citation, result),
        Way::Certify => certify(stage, star, &cite(level_citation(stage)), result),
        Way::Return(back) => {
            let (code, adopt) = if back.adoptable {
                (ReasonCode::ActionReturn, Some(star))
            } else {
                (ReasonCode::ActionReturnAnew, None)
            };
            result.action = Some(Action::Return {
                to: back.to,
                star: adopt,
            });
            result.reasons.push(
                Reason::new(code, &cite(&back.citation))
                    .with("star", star.to_string())
                    .with("level", stage.level)
                    .with("to", back.to),
            );
        }
        Way::None => {
            result.action = Some(Action::NotRecognised);
            let citation = &stage.regulation.certificate.citation;
            let citation = stage.regulation.cite(&cite(citation), "below-three");
            result.reasons.push(
                Reason::new(ReasonCode::ActionNotRecognised, &citation)
                    .with("star", star.to_string()),
            );
        }
    }
}

fn forward(stage: &Stage, to: Level, citation: &str, result: &mut StageResult) {
    result.action = Some(Action::Forward(to));
    result.reasons.push(
        Reason::new(ReasonCode::ActionForward, citation)
            .with("level", stage.level)
            .with("to", to),
    );
}

fn certify(stage: &Stage, star: Star, citation: &str, result: &mut StageResult) {
    result.action = Some(Action::Certify(star));
    result.reasons.push(
        Reason::new(ReasonCode::ActionCertify, citation)
            .with("level", stage.level)
            .with("star", star.to_string()),
    );
    if let Some(certificate) = certificate(stage, star) {
        let rule = &stage.regulation.certificate;
        let clause = match stage.decided {
            Some(_) => rule.citation.clone(),
            None => stage
                .regulation
                .cite(&rule.citation, "certificate-from-date"),
        };
        result.reasons.push(
            Reason::new(ReasonCode::Certificate, &clause)
                .with("months", rule.months.to_string())
                .with("issued", certificate.issued().to_string())
                .with("expires", certificate.expires().to_string()),
        );
    }
}
