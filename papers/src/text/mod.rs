//! Pages as plain text, as a terminal shows them. Nothing is decided here.

mod history;
mod insight;
mod portfolio;
pub(crate) mod rules;
mod sheet;

use std::fmt::Write as _;

use ocop::law::{Criterion, FindingVerb};
use ocop::procedure::{Minima, Stage, StageResult, Status};
use ocop::text::{ReasonCode, day, figure, headline};
use ocop::value::{ApplicationKind, CriterionCode};
use ocop::{EvaluatedCase, Lang, Mean, Outcome, Points, Reason, Star};

pub use history::history_page;
#[cfg(feature = "documents")]
pub(crate) use insight::reading_text;
pub use insight::{advice_page, comparison_page, sensitivity_page};
pub use portfolio::portfolio_page;
#[cfg(feature = "documents")]
pub(crate) use portfolio::{
    achieved, concluded, counts, states, target_label, unmatched, valid, waiting, without_id,
};
pub use sheet::blank_sheet;
#[cfg(feature = "documents")]
pub(crate) use sheet::marks;

/// A page on a case's result, as a council would read it: a short table for each stage, the star,
/// what to do next, and each reason with its clause.
#[must_use]
pub fn result_page(evaluated: &EvaluatedCase, lang: Lang) -> String {
    let (case, seal) = (evaluated.case(), evaluated.seal());
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let _ = writeln!(page, "{}", case.product().name);
    let (code, name) = (case.set().code(), case.set().name());
    let _ = writeln!(page, "{} {code}: {name}", lang.word("Bộ", "Set"));
    let (decision, id) = (case.regulation().decision(), case.regulation().id());
    let under = lang.word("Theo Quyết định", "Under Decision");
    let _ = writeln!(page, "{under} {decision} ({id})");
    let open = evaluated.is_star_open();
    let stages = case.stages().iter().zip(evaluated.stages());
    for (number, (stage, result)) in (1..).zip(stages) {
        let _ = writeln!(page);
        stage_page(&mut page, stage, number, result, lang);
        // Nothing follows from a star that is open.
        let reasons = result.reasons.iter();
        reasons_page(
            &mut page,
            reasons.filter(|reason| !open || !is_next(reason)),
            lang,
        );
    }
    let _ = writeln!(page);
    let outcome = match open {
        true => star_open(lang).to_owned(),
        false => outcome_text(evaluated, lang),
    };
    let _ = writeln!(page, "{}: {outcome}", lang.word("KẾT QUẢ", "OUTCOME"));
    if !evaluated.warnings().is_empty() {
        let _ = writeln!(page, "\n{}:", lang.word("Lưu ý", "Warnings"));
        reasons_page(&mut page, evaluated.warnings(), lang);
    }
    let short = |seal: &str| seal.get(..19).unwrap_or_default().to_owned();
    let (criteria, input) = (short(&seal.criteria), short(&seal.input));
    let name = lang.word("Mã của kết quả", "Seal");
    let _ = writeln!(page, "\n{name}: {} · {criteria} · {input}", seal.engine);
    page
}

/// What stands in place of a star that rounded parts leave open.
pub(crate) fn star_open(lang: Lang) -> &'static str {
    lang.word("chưa xác định được hạng", "the star is open")
}

/// Whether a reason says what is done with the dossier.
pub(crate) fn is_next(reason: &Reason) -> bool {
    matches!(
        reason.code(),
        ReasonCode::ActionCertify
            | ReasonCode::ActionForward
            | ReasonCode::ActionReturn
            | ReasonCode::ActionReturnTakenOver
            | ReasonCode::ActionReturnAnew
            | ReasonCode::ActionNotRecognised
            | ReasonCode::ActionRescore
            | ReasonCode::ActionReject
            | ReasonCode::Certificate
            | ReasonCode::CertificateAwaitsDecision
            | ReasonCode::ForwardedByPoints
            | ReasonCode::PreviousKept
    )
}

/// How a stage without a star stands. A finding ends the evaluation in its clause's own words.
pub(crate) fn state(stage: &Stage, result: &StageResult, lang: Lang) -> String {
    ended(&stage.verbs(), result.status, lang)
}

/// What ended an evaluation: the clauses' own verbs, or where there are none the status in words.
fn ended(verbs: &[FindingVerb], status: Status, lang: Lang) -> String {
    let verbs = said(verbs, lang);
    let said = verbs
        .as_deref()
        .map(|verbs| verbs.strip_prefix("is ").unwrap_or(verbs));
    said.unwrap_or_else(|| status.name(lang)).to_owned()
}

/// Verbs as a sentence has them; nothing where there are none.
fn said(verbs: &[FindingVerb], lang: Lang) -> Option<String> {
    let verbs: Vec<&str> = verbs.iter().map(|verb| verb.text(lang)).collect();
    (!verbs.is_empty()).then(|| verbs.join(", "))
}

fn stage_page(page: &mut String, stage: &Stage, number: usize, result: &StageResult, lang: Lang) {
    let date = result.date.map(|date| format!(", {}", day(date, lang)));
    let date = date.unwrap_or_default();
    let state = match result.star {
        Some(_) if stage.is_star_open() => star_open(lang).to_owned(),
        Some(star) => star.drawn(),
        None => state(stage, result, lang),
    };
    let level = headline(result.level.name(lang));
    let _ = writeln!(page, "{number}. {level}{date}: {state}");
    let regulation = stage.regulation();
    for part in result.parts.iter().flatten() {
        let title = regulation.part_title(part.part);
        let most = regulation.part_max(part.part);
        let name = format!("{} {}", lang.word("Phần", "Part"), part.part);
        let shown = figure(&part.shown, lang);
        let _ = writeln!(page, "   {name:<8}{shown:>7} / {most:<4} {title}");
    }
    if let Some(total) = &result.total {
        let name = lang.word("Tổng", "Total");
        let most = regulation.total();
        let shown = figure(total.shown(), lang);
        let _ = write!(page, "   {name:<8}{shown:>7} / {most:<4}");
        if let Some(spread) = result.spread {
            let _ = write!(page, " {}", sheets_text(total.mean(), spread, lang));
        }
        let _ = writeln!(page);
    }
    if let (Some(star), Some(band)) = (result.star, result.band_star)
        && star < band
    {
        let why = match result.minima {
            Some(Minima::NotChecked) => lang.word("hội đồng xác nhận", "as the council attests"),
            _ => lang.word("theo yêu cầu tối thiểu", "by minima"),
        };
        let by_points = lang.word("Theo điểm", "By points");
        let _ = writeln!(page, "   {by_points}: {band}★; {why}: {star}★");
    }
    // The next star is what a reader asks about; the result lists the minima of all.
    let next = result.star.map_or(5, |star| star.number() + 1);
    let near = result.unmet.iter();
    for unmet in near.filter(|unmet| unmet.star.number() <= next) {
        let criterion = stage.set().criterion(&unmet.criterion);
        let title = criterion.map(Criterion::title).unwrap_or_default();
        let (minimum, reached) = ((unmet.star, unmet.required), (unmet.reached_by, unmet.of));
        let line = minimum_line((&unmet.criterion, title), minimum, reached, lang);
        let _ = writeln!(page, "   {line}");
    }
}

/// A minimum of a star that a council, or part of it, does not reach.
fn minimum_line(
    (criterion, title): (&CriterionCode, &str),
    (star, required): (Star, Points),
    (reached_by, of): (u16, u16),
    lang: Lang,
) -> String {
    let required = points(required, lang);
    let line = match lang {
        Lang::Vi => format!("cần {required} điểm, {reached_by}/{of} phiếu đạt"),
        Lang::En => {
            let unit = if required == "1" { "point" } else { "points" };
            let reach = if reached_by == 1 { "reaches" } else { "reach" };
            format!("{required} {unit} needed, {reached_by} of {of} {reach} it")
        }
    };
    format!("○ {star}★ {criterion} {title}: {line}")
}

/// What is applied for, in the decisions' words.
pub(crate) fn applied_for(kind: ApplicationKind) -> &'static str {
    match kind {
        ApplicationKind::First => "lần đầu",
        ApplicationKind::Upgrade => "nâng hạng",
        ApplicationKind::Renewal => "phân hạng lại",
    }
}

/// Points as a language writes them.
fn points(points: Points, lang: Lang) -> String {
    figure(&points.to_string(), lang)
}

fn sheets_text(total: Mean, spread: Points, lang: Lang) -> String {
    let (sum, count) = (total.sum(), total.count());
    let [sum, spread] = [sum, spread].map(|value| points(value, lang));
    match lang {
        Lang::Vi => format!("({sum} điểm / {count} phiếu, chênh lệch {spread})"),
        Lang::En => {
            let sheets = if count == 1 { "sheet" } else { "sheets" };
            format!("({sum} points / {count} {sheets}, spread {spread})")
        }
    }
}

fn reasons_page<'r>(page: &mut String, reasons: impl IntoIterator<Item = &'r Reason>, lang: Lang) {
    for reason in reasons {
        let text = reason.text(lang);
        let _ = writeln!(page, "   - {text} [{}]", reason.citation());
    }
}

/// Where a dossier stands, in words: what a council did not conclude is its own to conclude.
pub(crate) fn outcome_text(evaluated: &EvaluatedCase, lang: Lang) -> String {
    let outcome = evaluated.outcome();
    let mut stages = evaluated.case().stages().iter().zip(evaluated.stages());
    if let (Outcome::Rejected, Some((stage, result))) = (outcome, stages.next_back()) {
        let dossier = lang.word("hồ sơ", "the dossier");
        return match (said(&stage.verbs(), lang), lang) {
            (Some(verbs), _) => format!("{dossier} {verbs}"),
            // A zero rule, or sheets that ended where they print it: a stop.
            (None, Lang::Vi) => format!("{dossier} {}", result.status.name(lang)),
            (None, Lang::En) => "not evaluated further".to_owned(),
        };
    }
    let pending = matches!(outcome, Outcome::Pending { .. });
    let mut last = evaluated.stages().iter().rev().filter(|_| pending);
    let (last, before) = (last.next(), last.next());
    let again = last.zip(before);
    let again = again.is_some_and(|(last, before)| last.level == before.level);
    match last.and_then(|result| waits_for(result, again, lang)) {
        Some(next) => format!("{}; {next}", lang.word("chưa kết luận", "not concluded")),
        None => outcome.text(lang),
    }
}

/// What a product that a council did not conclude waits for; nothing where it is concluded. After a
/// second round no third one follows: the council's rules say what does.
pub(crate) fn waits_for(result: &StageResult, again: bool, lang: Lang) -> Option<&'static str> {
    let mut reasons = result.reasons.iter();
    let (vi, en) = match result.status {
        Status::RescoreRequired | Status::NotQuorate if again => (
            "đã chấm lần thứ hai; xử lý theo Quy chế của Hội đồng",
            "scored a second time; the council's rules say what follows",
        ),
        // The written opinions lie too far apart.
        Status::RescoreRequired
            if reasons.any(|reason| reason.code() == ReasonCode::MeetingNeeded) =>
        {
            (
                "Hội đồng phải họp, thảo luận, chấm lại",
                "the council has to meet, discuss and score again",
            )
        }
        Status::RescoreRequired => (
            "Hội đồng thảo luận, chấm lại",
            "the council discusses and scores again",
        ),
        Status::NotQuorate => (
            "đánh giá lại khi Hội đồng đủ thành viên",
            "the council evaluates again once it is quorate",
        ),
        _ => return None,
    };
    Some(lang.word(vi, en))
}
