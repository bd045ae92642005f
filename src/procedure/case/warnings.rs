//! What is worth knowing about a case before it is decided.

use super::Case;
use crate::input::{Catalog, CatalogError};
use crate::law::rules::CodeRule;
use crate::law::{Alternative, Certainty, CodeForm, CouncilRules, CriteriaSet};
use crate::procedure::certificate::{Calendar, renewal_reason, upgrade_reason};
use crate::procedure::product::Application;
use crate::procedure::stage::{Content, Stage, star_open_reason};
use crate::scoring::ScoreSheet;
use crate::scoring::draft::{contradictions, needs};
use crate::scoring::rank::Judge;
use crate::scoring::sums::Sums;
use crate::text::{Reason, ReasonCode};
use crate::value::{ApplicationKind, CouncilForm, Level, Points, ProductCode};

/// What is worth knowing about a case before it is decided, in a fixed order.
pub(super) fn warnings(case: &Case, catalog: &Catalog) -> Result<Vec<Reason>, CatalogError> {
    let mut warnings = Vec::new();
    data_warnings(case, &mut warnings);
    dossier_warnings(case, &mut warnings);
    previous_warnings(case, catalog, &mut warnings)?;
    let regulation = &case.regulation;
    if let Some(kind) = case.product.producer.as_ref().and_then(|p| p.kind) {
        let rule = regulation.producers.iter().find(|rule| rule.kind == kind);
        if let Some(rule) = rule.filter(|rule| !rule.sets.contains(&case.set.code)) {
            let sets: Vec<String> = rule.sets.iter().map(ToString::to_string).collect();
            warnings.push(
                Reason::new(ReasonCode::ProducerKind, &rule.citation).with("sets", sets.join(", ")),
            );
        }
    }
    let mut before = None;
    for stage in &case.stages {
        stage_warnings(stage, before, &mut warnings);
        warnings.extend(written_warning(stage, &case.application));
        before = Some(stage);
    }
    let mut unique: Vec<Reason> = Vec::new();
    for warning in warnings {
        if !unique.contains(&warning) {
            unique.push(warning);
        }
    }
    Ok(unique)
}

/// What the dossier lacks at the levels that it has reached; it never changes a star.
fn dossier_warnings(case: &Case, warnings: &mut Vec<Reason>) {
    let code = case.product.code.as_ref();
    if let (Some(code), Some(rule)) = (code, &case.regulation.product_code) {
        warnings.extend(code_reason(code, rule));
    }
    let (application, regulation) = (&case.application, &case.regulation);
    let (Some(_), Some(items)) = (application.kind, &application.items) else {
        return;
    };
    let reached = |level: Level| {
        level == Level::Commune || case.stages.iter().any(|stage| stage.level == level)
    };
    let levels = Level::ALL.iter().filter(|&&level| reached(level));
    let needed = levels.flat_map(|&level| {
        let kind = application.kind_at(regulation, level).into_iter();
        kind.flat_map(move |kind| regulation.dossier(kind, case.set.code, level))
    });
    for item in needed.filter(|item| !item.if_any && !items.contains(&item.id)) {
        let reason = match item.by {
            None => Reason::new(ReasonCode::DossierMissingProducer, &item.citation)
                .with("item", item.label.as_str()),
            Some(level) => Reason::new(ReasonCode::DossierMissing, &item.citation)
                .with("item", item.label.as_str())
                .with("level", level),
        };
        warnings.push(reason);
    }
}

/// What is wrong with a product code as the regulation has it. A code of four parts names one place
/// after the province: the one that its form says, or that of the other form, which the warning says.
/// In practice codes under the older decisions had both.
fn code_reason(code: &str, rule: &CodeRule) -> Option<Reason> {
    let reason = |reason| Reason::new(reason, &rule.citation).with("code", code);
    let Ok(read) = code.parse::<ProductCode>() else {
        return Some(reason(ReasonCode::ProductCodeShape));
    };
    let form = rule.form.unwrap_or(CodeForm::Commune);
    let place = match (form, read.district(), read.commune()) {
        (CodeForm::Commune, Some(district), None) => {
            reason(ReasonCode::ProductCodeDistrict).with("district", format!("{district:03}"))
        }
        (CodeForm::District, None, Some(commune)) => {
            reason(ReasonCode::ProductCodeCommune).with("commune", format!("{commune:05}"))
        }
        _ => return None,
    };
    let (number, year) = (read.number(), read.year());
    Some(place.with("number", number).with("year", year))
}

/// The certificate before, against the kind of application and the time to renew.
fn previous_warnings(
    case: &Case,
    catalog: &Catalog,
    warnings: &mut Vec<Reason>,
) -> Result<(), CatalogError> {
    let application = &case.application;
    let Some(previous) = &application.previous else {
        return Ok(());
    };
    let clause = &case.regulation.certificate.citation;
    if application.kind == Some(ApplicationKind::First) {
        warnings.push(Reason::new(ReasonCode::PreviousWithFirst, clause));
        return Ok(());
    }
    let (Some(kind), Some(filed)) = (application.kind, application.filed) else {
        return Ok(());
    };
    // All regulations are read only where they are asked about.
    let regulations = catalog.in_order()?;
    let calendar = Calendar::of(previous.issued, previous.expires, regulations);
    let star = previous.star;
    warnings.extend(match kind {
        ApplicationKind::Renewal => renewal_reason(calendar, filed, regulations),
        _ => upgrade_reason(star, calendar, filed, clause),
    });
    // A star that no decision certified. Source: 26/2026, Điều 4.1 and 4.3.
    let least = case.regulation.least_certified();
    if star < least {
        let reason = Reason::new(ReasonCode::PreviousNotCertified, clause);
        warnings.push(reason.with("star", star).with("least", least));
    }
    Ok(())
}

fn data_warnings(case: &Case, warnings: &mut Vec<Reason>) {
    for stage in &case.stages {
        for defect in &stage.set.defects {
            warnings.push(
                Reason::new(ReasonCode::SetIncomplete, &stage.set.citation)
                    .with("set", stage.set.code.to_string())
                    .with("place", defect.at.as_str())
                    .with("expected", defect.expected)
                    .with("found", defect.found),
            );
        }
        if !stage.regulation.minima.encoded {
            warnings.push(
                Reason::new(
                    ReasonCode::MinimaNotEncoded,
                    &stage.regulation.minima.citation,
                )
                .with("decision", stage.regulation.decision.as_str()),
            );
        }
        if let (Some(amendment), Some(date)) = (&stage.set.as_amended, stage.date)
            && date < amendment.from
        {
            warnings.push(
                Reason::new(ReasonCode::BeforeAmendment, &stage.set.citation)
                    .with("set", stage.set.code.to_string())
                    .with("decision", amendment.decision.as_str())
                    .with("from", amendment.from)
                    .with("date", date),
            );
        }
    }
}

fn stage_warnings(stage: &Stage, before: Option<&Stage>, warnings: &mut Vec<Reason>) {
    if let Some(date) = stage.date {
        let in_force = &stage.regulation.in_force;
        if !in_force.contains(date) {
            warnings.push(
                Reason::new(ReasonCode::NotInForce, &in_force.citation)
                    .with("decision", stage.regulation.decision.as_str())
                    .with("date", date),
            );
        }
        // A stage by other sheets than the one before.
        let changes = |before: &Stage| before.regulation.sheets != stage.regulation.sheets;
        if before.is_some_and(changes) {
            warnings.push(
                Reason::new(ReasonCode::RegulationChanges, &in_force.citation)
                    .with("level", stage.level)
                    .with("date", date)
                    .with("decision", stage.regulation.decision.as_str()),
            );
        }
        // A decision after the last day is refused.
        if let Some(ended) = stage.regulation.ended_by(stage.level, date) {
            warnings.push(
                Reason::new(ReasonCode::LevelEnded, &ended.citation)
                    .with("level", stage.level)
                    .with("until", ended.last_day)
                    .with("date", date),
            );
        }
    }
    let mut levels = stage.regulation.levels.iter();
    // Only the first stage can be a report, and one at the first scoring level follows none.
    if let Some(expected) = levels.find(|rule| rule.report_expected)
        && before.is_none()
        && stage.regulation.first_scoring() == stage.level
    {
        warnings.push(
            Reason::new(ReasonCode::CommuneReportMissing, &expected.citation)
                .with("level", stage.level),
        );
    }
    let set = &stage.set;
    for finding in &stage.findings {
        if stage.content.is_on_record() {
            warnings.push(
                Reason::new(ReasonCode::FindingOnRecord, &finding.citation)
                    .with("finding", finding.label.as_str()),
            );
        }
        if let Some(amended) = stage.unchanged_by(finding) {
            warnings.push(
                Reason::new(ReasonCode::UnchangedByAmendment, &amended.citation)
                    .with("finding", finding.label.as_str())
                    .with("decision", stage.regulation.decision.as_str())
                    .with("amendment", amended.decision.as_str())
                    .with("from", amended.from),
            );
        }
        if finding.certainty == Certainty::Inferred {
            warnings.push(
                Reason::new(ReasonCode::FindingInferred, &finding.citation)
                    .with("finding", finding.label.as_str())
                    .with("set", set.code.to_string())
                    .with("decision", stage.regulation.decision.as_str()),
            );
        }
    }
    warnings.extend(size_warning(stage));
    // Parts whose rounding leaves the star open, or what is done with the dossier.
    let open = stage.open_bound();
    warnings.extend(open.map(|(sum, band)| star_open_reason(sum, band)));
    let open = stage.open_forwarding();
    warnings.extend(open.map(|(sum, forward)| {
        Reason::new(ReasonCode::PartsLeaveForwardingOpen, &forward.citation)
            .with("sum", sum)
            .with("bound", forward.from)
            .with("to", forward.to)
    }));
    if let Content::Sheets { sheets, rules, .. } = &stage.content {
        note_warnings(set, sheets, warnings);
        disputed_warnings(stage, sheets, rules, warnings);
    }
    if let Some((total, Some(star))) = stage.content.mean() {
        let band = stage.regulation.band(total);
        if star > band.star {
            warnings.push(
                Reason::new(ReasonCode::AttestedAboveBand, &band.citation)
                    .with("star", star)
                    .with("band", band.star),
            );
        }
    }
}

/// A council of another size than the decision prints. Where its size is not told, the sheets say how many
/// members it has at least.
fn size_warning(stage: &Stage) -> Option<Reason> {
    let rule = stage.regulation.level(stage.level);
    let size = rule.and_then(|rule| rule.council.as_ref())?;
    let Content::Sheets {
        sheets, appointed, ..
    } = &stage.content
    else {
        return None;
    };
    let members = appointed.map_or(sheets.len(), usize::from);
    let too_few = appointed.is_some_and(|appointed| appointed < size.from);
    (too_few || members > usize::from(size.to)).then(|| {
        Reason::new(ReasonCode::CouncilSize, &size.citation)
            .with("level", stage.level)
            .with("appointed", members)
            .with("from", size.from)
            .with("most", size.to)
    })
}

/// Opinions in writing on what the law has a council meet about. Source: 26/2026, Điều 7.3 d and 7.6 d.
fn written_warning(stage: &Stage, application: &Application) -> Option<Reason> {
    let Content::Sheets { form, .. } = &stage.content else {
        return None;
    };
    let kind = application.kind_at(&stage.regulation, stage.level)?;
    let rule = stage.regulation.written.as_ref()?;
    let by_law = stage.regulation.council_form(Some(kind));
    (*form == CouncilForm::Written && by_law == CouncilForm::Meeting)
        .then(|| Reason::new(ReasonCode::WrittenForOthers, rule.citation.clause()))
}

/// Where the marks of another source would give another star.
fn disputed_warnings(
    stage: &Stage,
    sheets: &[ScoreSheet],
    rules: &CouncilRules,
    warnings: &mut Vec<Reason>,
) {
    let set = &stage.set;
    if set.other_tables.is_empty() {
        return;
    }
    let judge = Judge::new(&stage.regulation, set, rules);
    let ranking = |judge: Judge<'_>| judge.ranking(&Sums::of_council(judge.table, sheets).0);
    let Some(ours) = ranking(judge) else { return };
    for other in &set.other_tables {
        let by_other = Judge {
            table: &other.table,
            ..judge
        };
        let Some(theirs) = ranking(by_other) else {
            continue;
        };
        if ours.star() != theirs.star() {
            warnings.push(
                Reason::new(ReasonCode::DisputedMarks, &set.citation)
                    .with("set", set.code.to_string())
                    .with("places", other.at.join(", "))
                    .with("star", theirs.star()),
            );
        }
    }
}

/// Sheets that contradict a printed note. They give a warning and change no points.
fn note_warnings(set: &CriteriaSet, sheets: &[ScoreSheet], warnings: &mut Vec<Reason>) {
    // By name, so that the order in which sheets are given does not matter.
    let mut by_name: Vec<&ScoreSheet> = sheets.iter().collect();
    by_name.sort_by_key(|sheet| sheet.assessor());
    for sheet in &by_name {
        stop_warnings(set, sheet, warnings);
    }
    let needs = needs(set);
    let contradictions = by_name.into_iter().flat_map(|sheet| {
        let found = contradictions(&needs, |position| sheet.box_at(position));
        found.into_iter().map(move |found| (sheet, found))
    });
    let contradictions: Vec<_> = contradictions.collect();
    for (here, criterion) in set.criteria().enumerate() {
        let of_this = contradictions.iter();
        for (sheet, found) in of_this.filter(|(_, found)| *found.criterion == criterion.code) {
            warnings.push(
                Reason::new(ReasonCode::StoryWithoutStory, &set.citation)
                    .with("assessor", sheet.assessor())
                    .with("criterion", found.criterion.to_string())
                    .with("needs", found.needs.to_string()),
            );
        }
        if criterion.choices.iter().all(|choice| choice.case.is_none()) {
            continue;
        }
        let chosen = |case| {
            let in_case = |sheet: &&ScoreSheet| {
                let ticked = sheet.box_at(here);
                let choice = ticked.and_then(|ticked| criterion.choice(ticked));
                choice.is_some_and(|choice| choice.case == Some(case))
            };
            sheets.iter().filter(in_case).count()
        };
        let (first, second) = (chosen(Alternative::A), chosen(Alternative::B));
        if first > 0 && second > 0 {
            warnings.push(
                Reason::new(ReasonCode::CasesDiffer, &set.citation)
                    .with("criterion", criterion.code.to_string())
                    .with("first", first)
                    .with("second", second),
            );
        }
    }
}

/// A sheet that ended where a zero rule is printed, and yet gives no 0 there: it has no box, or one with
/// points, where the printed stop is for 0 points. One that ended at a stop, and yet has answers behind it.
fn stop_warnings(set: &CriteriaSet, sheet: &ScoreSheet, warnings: &mut Vec<Reason>) {
    let Some(stop) = sheet.stopped_at() else {
        return;
    };
    let told = |code| {
        Reason::new(code, &set.citation)
            .with("assessor", sheet.assessor())
            .with("criterion", stop.to_string())
    };
    let from = set.criteria().enumerate();
    let mut from = from.skip_while(|(_, criterion)| criterion.code != *stop);
    let at = from.next();
    let at = at.filter(|(position, _)| set.table.zero_criteria.contains(position));
    warnings.extend(at.and_then(|(position, criterion)| {
        let Some(ticked) = sheet.box_at(position) else {
            return Some(told(ReasonCode::StopWithoutZero));
        };
        let points = criterion.points_of(ticked)?;
        (points > Points::ZERO).then(|| told(ReasonCode::StopWithPoints).with("points", points))
    }));
    let answered = from.filter(|(position, _)| sheet.box_at(*position).is_some());
    let answered = answered.count();
    if answered > 0 {
        warnings.push(told(ReasonCode::AnsweredBehindStop).with("answered", answered));
    }
}
