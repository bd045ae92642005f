//! What was decided, in reasons: codes, arguments and clauses, in the order in which a council reads
//! them. Nothing is decided here.

use crate::law::regulation::CitedReading;
use crate::law::{FindingVerb, Regulation};
use crate::procedure::certificate::CertificateBasis;
use crate::procedure::decided_stage::DecidedStage;
use crate::procedure::product::Application;
use crate::procedure::result::{Action, Outcome, Status};
use crate::procedure::stage::{Content, Stage};
use crate::scoring::{InvalidTally, MinimumCheck, Quorum, Ranking, ScoreSheet, Tally, ZeroCheck};
use crate::text::{Arg, Citation, Lang, Reason, ReasonCode};
use crate::value::{ApplicationKind, CouncilForm, CriterionCode, Level, Mean, Star};

/// Everything that a stage rests on.
pub(crate) fn reasons(decided: &DecidedStage<'_>) -> Vec<Reason> {
    let stage = decided.stage;
    let mut reasons = Vec::with_capacity(16);
    reasons.extend_from_slice(&stage.why);
    if decided.status == Status::Disqualified && !stage.findings.is_empty() {
        // Nothing of what the sheets say follows any more.
        reasons.extend(stage.findings.iter().map(|finding| {
            Reason::new(ReasonCode::Disqualified, stage.finding_citation(finding))
                .with("finding", finding.label.as_str())
                .with("verb", finding.verb.text(Lang::Vi))
        }));
    } else {
        scored(decided, &mut reasons);
    }
    action(decided, &mut reasons);
    reasons
}

fn scored(decided: &DecidedStage<'_>, reasons: &mut Vec<Reason>) {
    let (stage, scored) = (decided.stage, &decided.scored);
    match (&stage.content, scored.ranking) {
        (Content::Report(entries), _) => {
            let count = |met| {
                let answered = entries.iter().filter(|entry| entry.met == met);
                answered.count().to_string()
            };
            reasons.push(
                Reason::new(ReasonCode::CommuneReport, level_citation(stage))
                    .with("met", count(Some(true)))
                    .with("unmet", count(Some(false)))
                    .with("open", count(None)),
            );
        }
        (&Content::Adopts(star), _) => reasons.push(
            Reason::new(ReasonCode::Adopted, recognition_citation(stage, star))
                .with("level", stage.level)
                .with("star", star),
        ),
        (Content::Sheets { sheets, form, .. }, Some(ranking)) => {
            if let Some(tally) = &scored.tally {
                council(stage, (sheets, *form), tally, ranking, reasons);
            }
        }
        (_, Some(Ok(ranking))) => {
            let citation = &stage.regulation.minima.citation;
            reasons.extend(scored.total.map(|total| band(stage, total, 2)));
            reasons.push(Reason::new(ReasonCode::MinimaNotChecked, citation));
            if ranking.star() < ranking.band_star() {
                reasons.push(
                    Reason::new(ReasonCode::AttestedCap, citation)
                        .with("star", ranking.star())
                        .with("band", ranking.band_star()),
                );
            }
        }
        // What is on record is said with the action.
        _ => {}
    }
}

fn council(
    stage: &Stage,
    (sheets, form): (&[ScoreSheet], CouncilForm),
    tally: &Tally<'_>,
    ranking: Result<Ranking, InvalidTally>,
    reasons: &mut Vec<Reason>,
) {
    let by_law = stage.regulation.written.as_ref();
    let written = by_law.map_or(&tally.rules.quorum.citation, |rule| &rule.citation);
    let in_writing = form == CouncilForm::Written;
    if in_writing {
        reasons.push(Reason::new(ReasonCode::WrittenOpinions, written));
    }
    if let Some(quorum) = tally.quorum() {
        self::quorum(tally, quorum, reasons);
    }
    reasons.extend(stopped(stage, sheets, ranking));
    match ranking {
        Err(InvalidTally::NotQuorate) => {}
        Err(InvalidTally::Disqualified) => {
            let broken = tally.broken_zero_rule();
            reasons.extend(broken.map(|check| zero_rule(&stage.regulation, check)));
        }
        Err(InvalidTally::RescoreRequired) => {
            reasons.extend(spread(tally, ReasonCode::SpreadExceeded));
            if in_writing {
                reasons.push(Reason::new(ReasonCode::MeetingNeeded, written));
            }
        }
        Ok(ranking) => {
            reasons.extend(spread(tally, ReasonCode::SpreadWithin));
            let band = |total| band(stage, total, tally.rules.shown_decimals);
            reasons.extend(tally.total().map(band));
            minima(stage, tally, ranking, reasons);
        }
    }
}

/// Sheets that ended at a stop. That all did ends the dossier where the council is quorate.
fn stopped(
    stage: &Stage,
    sheets: &[ScoreSheet],
    ranking: Result<Ranking, InvalidTally>,
) -> Option<Reason> {
    let stops = sheets.iter().filter_map(ScoreSheet::stopped_at);
    let mut places: Vec<&str> = stops.map(CriterionCode::as_str).collect();
    let stopped = places.len();
    if stopped == 0 {
        return None;
    }
    places.sort_unstable();
    places.dedup();
    let all = stopped == sheets.len() && !matches!(ranking, Err(InvalidTally::NotQuorate));
    let citation = &stage.set.citation;
    let reason = if all {
        Reason::new(ReasonCode::AllStopped, citation)
    } else {
        Reason::new(ReasonCode::SheetsStopped, citation).with("stopped", stopped)
    };
    let reason = reason.with("of", sheets.len());
    Some(reason.with("places", places.join(", ")))
}

fn quorum(tally: &Tally<'_>, quorum: Quorum, reasons: &mut Vec<Reason>) {
    let citation = &tally.rules.quorum.citation;
    let counted = |code| {
        Reason::new(code, citation)
            .with("present", quorum.present)
            .with("appointed", quorum.appointed)
            .with("needed", quorum.needed)
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

fn zero_rule(regulation: &Regulation, check: &ZeroCheck) -> Reason {
    let clause = &check.rule.citation;
    // Where all members agree, no reading of the rule is needed.
    let citation = if check.is_disputed() {
        regulation.cite(clause, CitedReading::ZERO_RULE)
    } else {
        Citation::from(clause)
    };
    Reason::new(ReasonCode::ZeroRule, citation)
        .with("zeros", check.zeros)
        .with("of", check.of)
        .with("criterion", check.criterion.as_str())
        .with("label", check.rule.label.as_str())
}

fn spread(tally: &Tally<'_>, code: ReasonCode) -> Option<Reason> {
    let (limit, (lowest, highest)) = tally.rules.spread.as_ref().zip(tally.range())?;
    let spread = highest.distance(lowest);
    let mut reason = Reason::new(code, &limit.citation).with("spread", spread);
    if code == ReasonCode::SpreadExceeded {
        reason = reason.with("lowest", lowest).with("highest", highest);
    }
    Some(reason.with("limit", limit.value))
}

fn band(stage: &Stage, total: Mean, decimals: u32) -> Reason {
    let band = stage.regulation.band(total);
    Reason::new(ReasonCode::Band, &band.citation)
        .with(
            "total",
            Arg::points(&stage.regulation.shown(total, decimals)),
        )
        .with("star", band.star)
        .with("from", band.from)
}

/// The minima that matter: those of stars that the points alone would reach.
fn minima(stage: &Stage, tally: &Tally<'_>, ranking: Ranking, reasons: &mut Vec<Reason>) {
    let (band, star) = (ranking.band_star(), ranking.star());
    let citation = stage.regulation.minima_citation(stage.set.code);
    let checks = tally.minima().iter();
    for check in checks.filter(|check| check.minimum.star() <= band) {
        if !check.met {
            // A mark on the heading names no box, and is read as the first that gives points.
            let criterion = stage.set.criteria().nth(check.minimum.position());
            let by_heading = criterion.and_then(|criterion| criterion.heading_star);
            let clause = if by_heading == Some(check.minimum.star()) {
                stage.regulation.cite(citation, CitedReading::HEADING_MARK)
            } else {
                Citation::from(citation)
            };
            let missed = minimum(ReasonCode::MinimumMissed, clause, check);
            let missed = missed.with("title", &*check.title);
            reasons.push(missed.with("required", check.minimum.required()));
        }
        if check.is_disputed() {
            let counted = Citation::from(&tally.rules.minimum_by.citation);
            reasons.push(minimum(ReasonCode::MembersDiffer, counted, check));
        }
    }
    if star < band {
        let reading = CitedReading::MINIMA_CUMULATIVE;
        let lowered = Reason::new(
            ReasonCode::StarLowered,
            stage.regulation.cite(citation, reading),
        );
        reasons.push(lowered.with("band", band).with("star", star));
    } else if stage.regulation.minima.encoded && star >= stage.regulation.certificate.least {
        reasons.push(Reason::new(ReasonCode::StarKept, citation).with("star", star));
    }
}

fn minimum(code: ReasonCode, citation: Citation, check: &MinimumCheck) -> Reason {
    Reason::new(code, citation)
        .with("star", check.minimum.star())
        .with("criterion", check.criterion.as_str())
        .with("reached", check.reached_by)
        .with("of", check.of)
}

/// What the clauses say of a dossier that goes no further: those of the findings, else of the stops at which
/// every sheet ended; none where a zero rule decides, which is a stop everywhere.
fn grounds(stage: &Stage) -> Vec<FindingVerb> {
    let stops: Option<Vec<_>> = match &stage.content {
        Content::Sheets { sheets, .. } if stage.findings.is_empty() => {
            sheets.iter().map(ScoreSheet::stopped_at).collect()
        }
        _ => None,
    };
    match stops {
        Some(stops) => {
            let printed = stage.set.findings_at(&stops).into_iter();
            printed.map(|finding| finding.verb).collect()
        }
        None => stage.findings.iter().map(|finding| finding.verb).collect(),
    }
}

/// What is done with the dossier, and why.
fn action(decided: &DecidedStage<'_>, reasons: &mut Vec<Reason>) {
    let stage = decided.stage;
    let (level, regulation) = (stage.level, &stage.regulation);
    match (decided.action, decided.outcome) {
        (None, _) => {}
        (Some(Action::Reject), _) => {
            // The clause that ends it: no clause on levels does.
            let ends = [
                ReasonCode::Disqualified,
                ReasonCode::ZeroRule,
                ReasonCode::AllStopped,
            ];
            let mut ended = reasons.iter();
            let ended = ended.find(|reason| ends.contains(&reason.code()));
            let clause = ended.map_or_else(|| level_citation(stage), |why| why.citation().clone());
            let stops = grounds(stage).iter().all(|verb| verb.is_stop());
            // A clause that was read in some way itself keeps its reading.
            let clause = match stops && clause.reading().is_none() {
                true => regulation.cite(clause, CitedReading::STOP_IS_REJECT),
                false => clause,
            };
            reasons.push(Reason::new(ReasonCode::ActionReject, clause).with("level", level));
        }
        (Some(Action::Rescore), _) => {
            let tally = decided.scored.tally.as_ref();
            let limit = tally.and_then(|tally| tally.rules.spread.as_ref());
            reasons.extend(limit.map(|limit| {
                Reason::new(ReasonCode::ActionRescore, &limit.citation).with("level", level)
            }));
        }
        (Some(Action::Forward { to }), _) => forward(decided, to, reasons),
        (Some(Action::Certify { star }), outcome) => {
            // No council proposes what is adopted.
            if decided.ranking().is_some() {
                let citation = kept_by_star(decided, level_citation(stage));
                let certify = Reason::new(ReasonCode::ActionCertify, citation);
                reasons.push(certify.with("level", level).with("star", star));
            }
            if let Outcome::Recognised { certificate, .. } = outcome {
                let rule = &regulation.certificate;
                let months = rule.months.to_string();
                reasons.push(match certificate.basis() {
                    CertificateBasis::Decision => {
                        Reason::new(ReasonCode::Certificate, &rule.citation)
                            .with("months", months)
                            .with("issued", certificate.issued())
                            .with("expires", certificate.expires())
                    }
                    // Its days are not said before the decision is entered.
                    CertificateBasis::ScoringDate => {
                        let reading = CitedReading::CERTIFICATE_FROM_DATE;
                        let clause = regulation.cite(&rule.citation, reading);
                        Reason::new(ReasonCode::CertificateAwaitsDecision, clause)
                            .with("months", months)
                    }
                });
            }
        }
        (Some(Action::Return { to }), _) => {
            let Some(ranking) = decided.ranking() else {
                return;
            };
            let star = ranking.star();
            let Some(rule) = regulation.returns(level, star) else {
                return;
            };
            let mut clause = Citation::from(&rule.citation);
            // Its points are those of a star that the level certifies.
            if regulation.certifies(level, ranking.band_star()) {
                clause = regulation.cite(clause, CitedReading::RETURN_FIVE_STAR_MINIMUM);
            }
            let taken_over = regulation.ended(rule.to);
            let reason = match taken_over.filter(|ended| rule.adoptable && ended.to == to) {
                Some(ended) => Reason::new(ReasonCode::ActionReturnTakenOver, &ended.citation)
                    .with("star", star)
                    .with("ended", ended.level)
                    .with("until", ended.last_day),
                None => {
                    let code = if rule.adoptable {
                        ReasonCode::ActionReturn
                    } else {
                        ReasonCode::ActionReturnAnew
                    };
                    Reason::new(code, kept_by_star(decided, clause))
                        .with("star", star)
                        .with("level", level)
                }
            };
            reasons.push(reason.with("to", to));
        }
        (Some(Action::NotRecognised), _) => {
            let star = decided.ranking().map(Ranking::star);
            let citation = &regulation.certificate.citation;
            let clause = regulation.cite(citation, CitedReading::BELOW_THREE);
            let reason = Reason::new(ReasonCode::ActionNotRecognised, clause);
            reasons.extend(star.map(|star| reason.with("star", star)));
        }
    }
}

fn forward(decided: &DecidedStage<'_>, to: Level, reasons: &mut Vec<Reason>) {
    let stage = decided.stage;
    let rule = stage.regulation.forwards_to(stage.level);
    let clause = rule.map(|rule| Citation::from(&rule.citation));
    let clause = clause.unwrap_or_else(|| level_citation(stage));
    if let Content::Forwarded = stage.content {
        let on_record = Reason::new(ReasonCode::OnRecord, clause);
        reasons.push(on_record.with("level", stage.level).with("to", to));
        return;
    }
    let citation = match decided.ranking() {
        Some(_) => clause,
        None => level_citation(stage),
    };
    // The star alone would not have gone up: the points decide, and the next level.
    if let (Some(ranking), Some(rule)) = (decided.ranking(), rule)
        && stage.regulation.band_from(ranking.star()) < rule.from
    {
        let clause = stage
            .regulation
            .cite(&citation, CitedReading::FORWARD_BY_POINTS);
        reasons.push(
            Reason::new(ReasonCode::ForwardedByPoints, clause)
                .with("from", rule.from)
                .with("most", rule.most)
                .with("to", to),
        );
    }
    let forward = Reason::new(ReasonCode::ActionForward, citation);
    reasons.push(forward.with("level", stage.level).with("to", to));
}

/// The clause, with the reading that keeps a product at a level although its points lie in the range
/// that the level forwards.
fn kept_by_star(decided: &DecidedStage<'_>, clause: Citation) -> Citation {
    let stage = decided.stage;
    let rule = stage.regulation.forwards_to(stage.level);
    let total = decided.scored.total;
    let in_range = total
        .zip(rule)
        .is_some_and(|(total, rule)| total.at_least(rule.from));
    if in_range {
        stage
            .regulation
            .cite(&clause, CitedReading::FORWARD_BY_STAR)
    } else {
        clause
    }
}

fn level_citation(stage: &Stage) -> Citation {
    stage.regulation.level_citation(stage.level)
}

/// The clause by which a level recognises a star: its own, or that by which it does the work of a level
/// that has ended.
fn recognition_citation(stage: &Stage, star: Star) -> Citation {
    match stage.rules().in_place_of(stage.level, star) {
        Some(ended) => ended.citation.clone(),
        None => level_citation(stage),
    }
}

/// READING (26/2026, Điều 7.5): an upgrade that has not given a higher star leaves the star before.
pub(crate) fn previous_kept(
    stages: &[Stage],
    application: &Application,
    outcome: Outcome,
) -> Option<Reason> {
    let previous = application.previous.as_ref()?;
    let latest = stages.iter().filter_map(|stage| stage.date).max()?;
    let upgrade = application.kind == Some(ApplicationKind::Upgrade);
    let replaced = matches!(outcome, Outcome::Recognised { star, certificate, .. }
        if star > previous.star || certificate.basis() == CertificateBasis::Decision);
    if !upgrade || replaced || previous.expires < latest {
        return None;
    }
    let regulation = &stages.last()?.regulation;
    let citation = regulation.reading(CitedReading::PREVIOUS_KEPT)?;
    Some(
        Reason::new(ReasonCode::PreviousKept, citation)
            .with("star", previous.star)
            .with("expires", previous.expires),
    )
}
