//! Advice, sensitivity and comparisons as text.

use std::fmt::Write as _;

use ocop::insight::{Advice, Comparison, DecidingReading, OpenRule, Sensitivity, StepReason};
use ocop::procedure::Action;
use ocop::text::figure;
use ocop::{Lang, Mean, Star};

use super::rules::{minimum_by, zero_by};
use super::{minimum_line, points, reasons_page};

/// Decimals of means that no council's rules speak of.
const DECIMALS: u32 = 2;

/// A page on an advice, as a producer would read it.
#[must_use]
pub fn advice_page(advice: &Advice, lang: Lang) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let star = star_or_rejected(advice.star, lang);
    let _ = writeln!(page, "{star} → {}", advice.target.drawn());
    let Some(steps) = &advice.steps else {
        let no = lang.word("Không đạt được", "Out of reach");
        let _ = writeln!(page, "{no}:");
        reasons_page(&mut page, &advice.obstacles, lang);
        return page;
    };
    if steps.is_empty() {
        let _ = writeln!(page, "{}", lang.word("Đã đạt", "Reached already"));
    }
    for step in steps {
        let because = match step.because {
            StepReason::Minimum => lang.word("yêu cầu tối thiểu", "minimum"),
            StepReason::Points => lang.word("thêm điểm", "points"),
            StepReason::ZeroRule => lang.word("không để 0 điểm", "not 0"),
        };
        let (code, from, to) = (step.criterion.as_str(), step.from, step.to);
        let more = points(step.points, lang);
        let _ = write!(page, "  {code:<6} □ {from} → □ {to}  +{more} ({because})");
        let _ = writeln!(page, "  {}: {}", step.title, step.label);
    }
    if let Some((total, star)) = advice.after {
        let after = lang.word("Khi đó", "Then");
        let (total, unit) = (points(total, lang), lang.word("điểm", "points"));
        let _ = writeln!(page, "{after}: {total} {unit}, {}", star.drawn());
    }
    let council = advice.council_star;
    if let Some(star) = council.filter(|_| advice.star != council) {
        let text = lang.word(
            "Tính trên phiếu ở giữa của hội đồng, khác hạng hội đồng đã xếp",
            "Reckoned from the council's middle sheet, whose star is not the council's",
        );
        let _ = writeln!(page, "{text}: {}", star.drawn());
    }
    page
}

/// A star as it is drawn, or that a zero rule disqualifies the product.
fn star_or_rejected(star: Option<Star>, lang: Lang) -> String {
    let star = star.map(Star::drawn);
    star.unwrap_or_else(|| lang.word("dừng đánh giá", "stopped").to_owned())
}

/// A reading that decides, in one line.
pub(crate) fn reading_text(reading: &DecidingReading, lang: Lang) -> String {
    let (vi, en) = match reading.rule {
        OpenRule::MinimumBy => ("yêu cầu tối thiểu của hội đồng", "the council's minima"),
        OpenRule::ZeroBy => ("điểm 0 của hội đồng", "the council's zeros"),
        OpenRule::ForwardBy => ("chuyển lên cấp trên", "forwarding"),
        OpenRule::Spread => ("chênh lệch giữa các phiếu", "the spread"),
        OpenRule::HeadingMark => ("dấu sao ở tên tiêu chí", "the mark on a heading"),
        OpenRule::DisputedMarks => (
            "dấu sao hai nguồn in khác nhau",
            "marks that two sources print differently",
        ),
    };
    let rule = lang.word(vi, en);
    // INVARIANT: the engine's value of a rule is one of its words.
    let value = match (reading.rule, reading.value) {
        (OpenRule::MinimumBy, by) => by.parse().map_or(by, |by| minimum_by(by, lang)),
        (OpenRule::ZeroBy, by) => by.parse().map_or(by, |by| zero_by(by, lang)),
        (OpenRule::ForwardBy, "star") => lang.word("theo hạng sao", "by the star"),
        (OpenRule::ForwardBy, _) => lang.word("theo điểm", "by the points"),
        (OpenRule::Spread, _) => lang.word("bằng mức cũng là quá", "the limit itself is too much"),
        (OpenRule::HeadingMark, "none") => lang.word("không tính", "asks for nothing"),
        (OpenRule::HeadingMark, _) => lang.word("phải đủ điểm", "asks for all points"),
        (OpenRule::DisputedMarks, _) => lang.word("theo nguồn kia", "by the other source"),
    };
    let star = reading.star.map(Star::drawn);
    let star = star.unwrap_or_else(|| reading.status.name(lang).to_owned());
    let (vi, en, to) = match reading.action {
        Action::Certify { .. } => ("công nhận ở cấp này", "recognised at this level", None),
        Action::Forward { to } => ("chuyển lên", "forwarded to the", Some(to)),
        Action::Return { to } => ("trả về", "returned to the", Some(to)),
        Action::NotRecognised => ("không công nhận", "not recognised", None),
        Action::Rescore => ("chấm lại", "scored again", None),
        Action::Reject => ("hồ sơ dừng lại", "the dossier ends", None),
    };
    let to = to.map_or_else(String::new, |to| format!(" {}", to.name(lang)));
    let next = format!("{}{to}", lang.word(vi, en));
    let other = lang.word("Cách hiểu khác về", "Another reading of");
    format!("{other} {rule}: {value}: {star}, {next}")
}

/// A page on how close a star is to another.
#[must_use]
pub fn sensitivity_page(sensitivity: &Sensitivity, lang: Lang) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "{}", sensitivity.star.drawn());
    let sum = lang.word(
        "Cách các hạng theo điểm (điểm của tổng phiếu)",
        "To the bands (points of the sum)",
    );
    let _ = writeln!(page, "{sum}:");
    for edge in &sensitivity.bands {
        let side = if edge.reached {
            lang.word("trên", "above by")
        } else {
            lang.word("dưới", "below by")
        };
        let distance = points(edge.distance, lang);
        let _ = writeln!(page, "  {}★ {side} {distance}", edge.star);
    }
    if sensitivity.sheets.is_empty() && sensitivity.boxes.is_empty() {
        let text = lang.word(
            "Không phiếu nào, ô nào một mình làm đổi hạng",
            "No single sheet or box decides the star",
        );
        let _ = writeln!(page, "{text}");
    }
    for sheet in &sensitivity.sheets {
        let text = lang.word("Nếu không có phiếu", "Without the sheet of");
        let star = star_or_rejected(sheet.star, lang);
        let _ = writeln!(page, "{text} {}: {star}", sheet.assessor);
    }
    // Many boxes may decide; the page names their criteria by member and star.
    let mut grouped: Vec<(&str, Option<Star>, Vec<&str>)> = Vec::new();
    for deciding in &sensitivity.boxes {
        let criterion = deciding.criterion.as_str();
        let same = |group: &&mut (&str, Option<Star>, Vec<&str>)| {
            group.0 == &*deciding.assessor && group.1 == deciding.star
        };
        match grouped.iter_mut().find(same) {
            Some((.., criteria)) if criteria.last() == Some(&criterion) => {}
            Some((.., criteria)) => criteria.push(criterion),
            None => grouped.push((&deciding.assessor, deciding.star, vec![criterion])),
        }
    }
    for (assessor, star, criteria) in grouped {
        let text = lang.word("Đổi một ô của", "Another box of");
        let at = lang.word("ở", "in");
        let (criteria, star) = (criteria.join(", "), star_or_rejected(star, lang));
        let _ = writeln!(page, "{text} {assessor} {at} {criteria}: {star}");
    }
    if !(sensitivity.sheets.is_empty() && sensitivity.boxes.is_empty()) {
        let text = lang.word(
            "Theo điểm, yêu cầu tối thiểu và điểm 0; không tính chênh lệch giữa các phiếu và số thành viên dự: khi đổi phiếu, \
             hội đồng có thể phải chấm lại",
            "By points, minima and zeros; spread and quorum are left out: with another sheet the council may have to \
             score again",
        );
        let _ = writeln!(page, "{text}");
    }
    for check in &sensitivity.disputed {
        let minimum = (check.minimum.star(), check.minimum.required());
        let reached = (check.reached_by, check.of);
        let line = minimum_line((&check.criterion, &check.title), minimum, reached, lang);
        let _ = writeln!(page, "{line}");
    }
    for reading in &sensitivity.readings {
        let _ = writeln!(page, "{}", reading_text(reading, lang));
    }
    let apart = sensitivity.agreement.iter();
    for agreement in apart.filter(|agreement| !agreement.dissenters.is_empty()) {
        let text = lang.word("khác số đông", "apart from most");
        let (code, who) = (
            agreement.criterion.as_str(),
            agreement.dissenters.join(", "),
        );
        let _ = writeln!(page, "  {code:<6} {text}: {who}");
    }
    page
}

/// A mean as a language writes it.
fn mean(mean: Mean, lang: Lang) -> String {
    figure(&mean.shown(DECIMALS), lang)
}

/// How far one mean is from another, with its sign.
fn moved(from: Mean, to: Mean, lang: Lang) -> String {
    let moved = from.moved_to(to, DECIMALS);
    let points = moved.trim_start_matches(['+', '-']);
    let sign = moved.trim_end_matches(points);
    format!("{sign}{}", figure(points, lang))
}

/// A page on a comparison of two named sides: what moved, then what only one of them has.
#[must_use]
pub fn comparison_page(names: (&str, &str), comparison: &Comparison, lang: Lang) -> String {
    let mut page = String::new();
    let star = |star: Option<Star>| star.map_or_else(|| "-".to_owned(), Star::drawn);
    let (from, to) = comparison.totals;
    for (name, total, star) in [
        (names.0, &comparison.shown.0, star(comparison.stars.0)),
        (names.1, &comparison.shown.1, star(comparison.stars.1)),
    ] {
        let _ = writeln!(page, "{star}  {:>6}  {name}", figure(total, lang));
    }
    let _ = writeln!(page, "{:>14}", moved(from, to, lang));
    let _ = writeln!(page);
    for both in comparison.criteria.iter().filter(|m| m.from != m.to) {
        let (from, to) = (mean(both.from, lang), mean(both.to, lang));
        let by = moved(both.from, both.to, lang);
        let code = match both.first == both.second {
            true => both.first.clone(),
            false => format!("{} = {}", both.first, both.second),
        };
        let _ = writeln!(page, "{code:<14} {from:>6} {to:>6} {by:>6}  {}", both.title);
    }
    for (name, only) in [
        (names.0, &comparison.only_first),
        (names.1, &comparison.only_second),
    ] {
        if only.is_empty() {
            continue;
        }
        let _ = writeln!(page, "\n{} {name}:", lang.word("Chỉ có ở", "Only in"));
        for unmatched in only {
            let points = mean(unmatched.points, lang);
            let (code, title) = (&unmatched.criterion, &unmatched.title);
            let _ = writeln!(page, "{code:<14} {points:>6}  {title}");
        }
    }
    page
}
