//! Advice, firmness and comparisons as JSON, and as pages.

use std::fmt::Write as _;

use serde::Serialize;

use super::{MeanView, UnmetView, reasons_page, unmet_text, unmet_view, word};
use crate::insight::advice::{Advice, StepReason};
use crate::insight::comparison::{Comparison, Side, Unmatched};
use crate::insight::readings::{DecidingReading, OpenRule};
use crate::insight::sensitivity::Sensitivity;
use crate::procedure::result::{Action, Status};
use crate::text::reason::{Lang, Reason};
use crate::value::points::Mean;
use crate::value::star::Star;

/// Decimals of means that no council's rules speak of.
const DECIMALS: u32 = 2;

/// Advice, serializable in the shape of `ocop advise --json`.
#[derive(Debug, Serialize)]
pub struct AdviceView<'a> {
    star: Option<u8>,
    target: u8,
    reachable: bool,
    steps: Vec<StepView<'a>>,
    after: Option<AfterView>,
    council_star: Option<u8>,
    #[serde(skip_serializing_if = "<[Reason]>::is_empty")]
    obstacles: &'a [Reason],
}

#[derive(Debug, Serialize)]
struct StepView<'a> {
    criterion: &'a str,
    from: u8,
    to: u8,
    points: String,
    because: &'static str,
}

#[derive(Debug, Serialize)]
struct AfterView {
    points: String,
    star: u8,
}

impl<'a> AdviceView<'a> {
    /// The view of an advice.
    #[must_use]
    pub fn new(advice: &'a Advice) -> AdviceView<'a> {
        let steps = advice.steps.iter().flatten();
        AdviceView {
            star: advice.star.map(Star::number),
            target: advice.target.number(),
            reachable: advice.steps.is_some(),
            steps: steps
                .map(|step| StepView {
                    criterion: step.criterion.as_str(),
                    from: step.from,
                    to: step.to,
                    points: step.points.to_string(),
                    because: step.because.as_str(),
                })
                .collect(),
            after: advice.after.map(|(points, star)| AfterView {
                points: points.to_string(),
                star: star.number(),
            }),
            council_star: advice.council_star.map(Star::number),
            obstacles: &advice.obstacles,
        }
    }
}

/// A page on an advice, as a producer would read it.
#[must_use]
pub fn advice_page(advice: &Advice, lang: Lang) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let _ = writeln!(
        page,
        "{} → {}",
        star_or_rejected(advice.star, lang),
        advice.target.drawn()
    );
    let Some(steps) = &advice.steps else {
        let no = word(lang, "Không đạt được", "Out of reach");
        let _ = writeln!(page, "{no}:");
        reasons_page(&mut page, &advice.obstacles, lang);
        return page;
    };
    if steps.is_empty() {
        let _ = writeln!(page, "{}", word(lang, "Đã đạt", "Reached already"));
    }
    for step in steps {
        let because = match step.because {
            StepReason::Minimum => word(lang, "yêu cầu tối thiểu", "minimum"),
            StepReason::Points => word(lang, "thêm điểm", "points"),
            StepReason::ZeroRule => word(lang, "không để 0 điểm", "not 0"),
        };
        let _ = writeln!(
            page,
            "  {:<6} □ {} → □ {}  +{} ({because})  {}: {}",
            step.criterion.as_str(),
            step.from,
            step.to,
            step.points,
            step.title,
            step.label
        );
    }
    if let Some((points, star)) = advice.after {
        let after = word(lang, "Khi đó", "Then");
        let unit = word(lang, "điểm", "points");
        let _ = writeln!(page, "{after}: {points} {unit}, {}", star.drawn());
    }
    if let Some(star) = advice
        .council_star
        .filter(|_| advice.star != advice.council_star)
    {
        let text = word(
            lang,
            "Tính trên phiếu ở giữa của hội đồng, khác hạng hội đồng đã xếp",
            "Reckoned from the council's middle sheet, whose star is not the council's",
        );
        let _ = writeln!(page, "{text}: {}", star.drawn());
    }
    page
}

/// A star as it is drawn, or that a zero rule disqualifies the product.
fn star_or_rejected(star: Option<Star>, lang: Lang) -> String {
    star.map_or_else(
        || word(lang, "dừng đánh giá", "stopped").to_owned(),
        Star::drawn,
    )
}

/// How close a star is to another, serializable in the shape of `ocop sensitivity --json`.
#[derive(Debug, Serialize)]
pub struct SensitivityView<'f> {
    star: u8,
    edges: Vec<BandDistanceView>,
    sheets: Vec<SheetView<'f>>,
    boxes: Vec<BoxView<'f>>,
    agreement: Vec<AgreementView<'f>>,
    disputed: Vec<UnmetView<'f>>,
    readings: Vec<ReadingView>,
}

#[derive(Debug, Serialize)]
struct ReadingView {
    rule: &'static str,
    value: &'static str,
    status: Status,
    star: Option<u8>,
    action: Action,
}

#[derive(Debug, Serialize)]
struct BandDistanceView {
    star: u8,
    from: String,
    distance: String,
    reached: bool,
}

#[derive(Debug, Serialize)]
struct SheetView<'f> {
    assessor: &'f str,
    star: Option<u8>,
}

#[derive(Debug, Serialize)]
struct BoxView<'f> {
    assessor: &'f str,
    criterion: &'f str,
    from: u8,
    to: u8,
    star: Option<u8>,
}

#[derive(Debug, Serialize)]
struct AgreementView<'f> {
    criterion: &'f str,
    ticked: &'f [u16],
    apart: Vec<&'f str>,
}

impl<'f> SensitivityView<'f> {
    /// The view of a star's sensitivity.
    #[must_use]
    pub fn new(sensitivity: &'f Sensitivity) -> SensitivityView<'f> {
        SensitivityView {
            star: sensitivity.star.number(),
            edges: sensitivity
                .bands
                .iter()
                .map(|edge| BandDistanceView {
                    star: edge.star.number(),
                    from: edge.from.to_string(),
                    distance: edge.distance.to_string(),
                    reached: edge.reached,
                })
                .collect(),
            sheets: sensitivity
                .sheets
                .iter()
                .map(|sheet| SheetView {
                    assessor: &sheet.assessor,
                    star: sheet.star.map(Star::number),
                })
                .collect(),
            boxes: sensitivity
                .boxes
                .iter()
                .map(|deciding| BoxView {
                    assessor: &deciding.assessor,
                    criterion: deciding.criterion.as_str(),
                    from: deciding.from,
                    to: deciding.to,
                    star: deciding.star.map(Star::number),
                })
                .collect(),
            agreement: sensitivity
                .agreement
                .iter()
                .map(|agreement| AgreementView {
                    criterion: agreement.criterion.as_str(),
                    ticked: &agreement.ticked,
                    apart: agreement.dissenters.iter().map(|name| &**name).collect(),
                })
                .collect(),
            disputed: sensitivity.disputed.iter().map(unmet_view).collect(),
            readings: sensitivity
                .readings
                .iter()
                .map(|reading| ReadingView {
                    rule: reading.rule.as_str(),
                    value: reading.value,
                    status: reading.status,
                    star: reading.star.map(Star::number),
                    action: reading.action,
                })
                .collect(),
        }
    }
}

/// A reading that decides, in one line.
fn reading_text(reading: &DecidingReading, lang: Lang) -> String {
    let (rule, value) = match (reading.rule, reading.value) {
        (OpenRule::MinimumBy, "majority") => (
            word(lang, "mức tối thiểu của hội đồng", "the council's minima"),
            word(lang, "quá nửa số phiếu đạt", "more than half of the sheets"),
        ),
        (OpenRule::MinimumBy, "all") => (
            word(lang, "mức tối thiểu của hội đồng", "the council's minima"),
            word(lang, "mọi phiếu đạt", "every sheet"),
        ),
        (OpenRule::MinimumBy, _) => (
            word(lang, "mức tối thiểu của hội đồng", "the council's minima"),
            word(
                lang,
                "điểm trung bình của tiêu chí đạt",
                "the criterion's mean",
            ),
        ),
        (OpenRule::ZeroBy, "any") => (
            word(lang, "điểm 0 của hội đồng", "the council's zeros"),
            word(lang, "chỉ cần một phiếu", "one sheet"),
        ),
        (OpenRule::ZeroBy, "mean") => (
            word(lang, "điểm 0 của hội đồng", "the council's zeros"),
            word(lang, "mọi phiếu", "every sheet"),
        ),
        (OpenRule::ZeroBy, _) => (
            word(lang, "điểm 0 của hội đồng", "the council's zeros"),
            word(lang, "quá nửa số phiếu", "more than half of the sheets"),
        ),
        (OpenRule::ForwardBy, "star") => (
            word(lang, "chuyển lên cấp trên", "forwarding"),
            word(lang, "theo hạng sao", "by the star"),
        ),
        (OpenRule::ForwardBy, _) => (
            word(lang, "chuyển lên cấp trên", "forwarding"),
            word(lang, "theo điểm", "by the points"),
        ),
        (OpenRule::Spread, _) => (
            word(lang, "chênh lệch giữa các phiếu", "the spread"),
            word(lang, "bằng mức cũng là quá", "the limit itself is too much"),
        ),
        (OpenRule::HeadingMark, "none") => (
            word(lang, "dấu sao ở tên tiêu chí", "the mark on a heading"),
            word(lang, "không tính", "asks for nothing"),
        ),
        (OpenRule::HeadingMark, _) => (
            word(lang, "dấu sao ở tên tiêu chí", "the mark on a heading"),
            word(lang, "phải đủ điểm", "asks for all points"),
        ),
        (OpenRule::DisputedMarks, _) => (
            word(
                lang,
                "dấu sao hai nguồn in khác nhau",
                "marks that two sources print differently",
            ),
            word(lang, "theo nguồn kia", "by the other source"),
        ),
    };
    let star = reading
        .star
        .map_or_else(|| reading.status.name(lang).to_owned(), Star::drawn);
    let next = match reading.action {
        Action::Certify { .. } => {
            word(lang, "công nhận ở cấp này", "recognised at this level").to_owned()
        }
        Action::Forward { to } => format!(
            "{} {}",
            word(lang, "chuyển lên", "forwarded to the"),
            to.name(lang)
        ),
        Action::Return { to } => format!(
            "{} {}",
            word(lang, "trả về", "returned to the"),
            to.name(lang)
        ),
        Action::NotRecognised => word(lang, "không công nhận", "not recognised").to_owned(),
        Action::Rescore => word(lang, "chấm lại", "scored again").to_owned(),
        Action::Reject => word(lang, "hồ sơ dừng lại", "the dossier ends").to_owned(),
    };
    let other = word(lang, "Cách hiểu khác về", "Another reading of");
    format!("{other} {rule}: {value}: {star}, {next}")
}

/// A page on how close a star is to another.
#[must_use]
pub fn sensitivity_page(sensitivity: &Sensitivity, lang: Lang) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "{}", sensitivity.star.drawn());
    let sum = word(
        lang,
        "Cách các hạng theo điểm (điểm của tổng phiếu)",
        "To the bands (points of the sum)",
    );
    let _ = writeln!(page, "{sum}:");
    for edge in &sensitivity.bands {
        let side = if edge.reached {
            word(lang, "trên", "above by")
        } else {
            word(lang, "dưới", "below by")
        };
        let _ = writeln!(page, "  {}★ {side} {}", edge.star, edge.distance);
    }
    if sensitivity.sheets.is_empty() && sensitivity.boxes.is_empty() {
        let text = word(
            lang,
            "Không phiếu nào, ô nào một mình làm đổi hạng",
            "No single sheet or box decides the star",
        );
        let _ = writeln!(page, "{text}");
    }
    for sheet in &sensitivity.sheets {
        let text = word(lang, "Nếu không có phiếu", "Without the sheet of");
        let _ = writeln!(
            page,
            "{text} {}: {}",
            sheet.assessor,
            star_or_rejected(sheet.star, lang)
        );
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
        let text = word(lang, "Đổi một ô của", "Another box of");
        let at = word(lang, "ở", "in");
        let _ = writeln!(
            page,
            "{text} {assessor} {at} {}: {}",
            criteria.join(", "),
            star_or_rejected(star, lang)
        );
    }
    for check in &sensitivity.disputed {
        let _ = writeln!(page, "{}", unmet_text(check, lang));
    }
    for reading in &sensitivity.readings {
        let _ = writeln!(page, "{}", reading_text(reading, lang));
    }
    for agreement in sensitivity
        .agreement
        .iter()
        .filter(|a| !a.dissenters.is_empty())
    {
        let text = word(lang, "khác số đông", "apart from most");
        let _ = writeln!(
            page,
            "  {:<6} {text}: {}",
            agreement.criterion.as_str(),
            agreement.dissenters.join(", ")
        );
    }
    page
}

/// A comparison, serializable in the shape of `ocop compare --json`.
#[derive(Debug, Serialize)]
pub struct ComparisonView<'c> {
    first: SideView<'c>,
    second: SideView<'c>,
    moved: String,
    criteria: Vec<MovedView<'c>>,
    only_first: Vec<UnmatchedView<'c>>,
    only_second: Vec<UnmatchedView<'c>>,
}

#[derive(Debug, Serialize)]
struct SideView<'c> {
    name: &'c str,
    regulation: &'c str,
    set: String,
    total: MeanView,
    star: Option<u8>,
}

#[derive(Debug, Serialize)]
struct MovedView<'c> {
    first: &'c str,
    second: &'c str,
    title: &'c str,
    from: MeanView,
    to: MeanView,
    moved: String,
}

#[derive(Debug, Serialize)]
struct UnmatchedView<'c> {
    criterion: &'c str,
    title: &'c str,
    points: MeanView,
}

fn mean_view(mean: Mean) -> MeanView {
    MeanView::new(mean, DECIMALS)
}

impl<'c> ComparisonView<'c> {
    /// The view of a comparison of two named sides.
    #[must_use]
    pub fn new(
        (first_name, first): (&'c str, &'c Side<'_>),
        (second_name, second): (&'c str, &'c Side<'_>),
        comparison: &'c Comparison,
    ) -> ComparisonView<'c> {
        let side = |name, side: &'c Side<'_>, total, star: Option<Star>| SideView {
            name,
            regulation: side.regulation().id.as_str(),
            set: side.set().code.to_string(),
            total: mean_view(total),
            star: star.map(Star::number),
        };
        let unmatched = |criteria: &'c [Unmatched]| {
            let views = criteria.iter().map(|unmatched| UnmatchedView {
                criterion: &unmatched.criterion,
                title: &unmatched.title,
                points: mean_view(unmatched.points),
            });
            views.collect()
        };
        let (from, to) = comparison.totals;
        ComparisonView {
            first: side(first_name, first, from, comparison.stars.0),
            second: side(second_name, second, to, comparison.stars.1),
            moved: from.moved_to(to, DECIMALS),
            criteria: comparison
                .criteria
                .iter()
                .map(|moved| MovedView {
                    first: &moved.first,
                    second: &moved.second,
                    title: &moved.title,
                    from: mean_view(moved.from),
                    to: mean_view(moved.to),
                    moved: moved.from.moved_to(moved.to, DECIMALS),
                })
                .collect(),
            only_first: unmatched(&comparison.only_first),
            only_second: unmatched(&comparison.only_second),
        }
    }
}

/// A page on a comparison of two named sides: what moved, then what only one of them has.
#[must_use]
pub fn comparison_page(names: (&str, &str), comparison: &Comparison, lang: Lang) -> String {
    let mut page = String::new();
    let star = |star: Option<Star>| star.map_or_else(|| "-".to_owned(), Star::drawn);
    let (from, to) = comparison.totals;
    for (name, total, star) in [
        (names.0, from, star(comparison.stars.0)),
        (names.1, to, star(comparison.stars.1)),
    ] {
        let _ = writeln!(page, "{star}  {:>6}  {name}", total.shown(DECIMALS));
    }
    let _ = writeln!(page, "{:>14}", from.moved_to(to, DECIMALS));
    let _ = writeln!(page);
    for moved in comparison.criteria.iter().filter(|m| m.from != m.to) {
        let (from, to) = (moved.from.shown(DECIMALS), moved.to.shown(DECIMALS));
        let by = moved.from.moved_to(moved.to, DECIMALS);
        let code = if moved.first == moved.second {
            moved.first.clone()
        } else {
            format!("{} = {}", moved.first, moved.second)
        };
        let _ = writeln!(
            page,
            "{code:<14} {from:>6} {to:>6} {by:>6}  {}",
            moved.title
        );
    }
    for (name, only) in [
        (names.0, &comparison.only_first),
        (names.1, &comparison.only_second),
    ] {
        if only.is_empty() {
            continue;
        }
        let _ = writeln!(page, "\n{} {name}:", word(lang, "Chỉ có ở", "Only in"));
        for unmatched in only {
            let points = unmatched.points.shown(DECIMALS);
            let (code, title) = (&unmatched.criterion, &unmatched.title);
            let _ = writeln!(page, "{code:<14} {points:>6}  {title}");
        }
    }
    page
}
