//! Results as JSON in the documented shape, and as pages for people. Nothing is decided here.

pub(crate) mod batch;
mod history;
mod insight;
mod portfolio;
mod sheet;
pub(crate) mod verify;

use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::procedure::case::Case;
use crate::procedure::evaluate::{Action, Evaluation, Minima, Outcome, StageResult, Status};
use crate::procedure::seal::Seal;
use crate::scoring::tally::MinimumCheck;
use crate::text::reason::{Arg, Lang, Reason};
use crate::value::codes::{Level, PartId};
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

pub use batch::{Decided, decide_lines};
pub use history::{HistoryView, history_page};
pub use insight::{
    AdviceView, ComparisonView, SensitivityView, advice_page, comparison_page, sensitivity_page,
};
pub use portfolio::{
    BudgetView, ConflictView, PlanView, PortfolioView, ReportView, ShareView, Table, TargetView,
    portfolio_page,
};
pub use sheet::{SheetView, blank_sheet};
pub use verify::verify;

/// A result, serializable in the shape of `ocop evaluate --json`.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, Seal};
/// use ocop::report::ResultView;
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let result = case.evaluate()?;
/// let seal = Seal::of(&case);
/// let json = serde_json::to_value(ResultView::new(&case, &result, &seal))?;
/// assert_eq!(json["outcome"]["kind"], "recognised");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Serialize)]
pub struct ResultView<'r> {
    format: u8,
    product: &'r str,
    regulation: &'r str,
    set: String,
    stages: Vec<StageView<'r>>,
    outcome: OutcomeView,
    data: DataView<'r>,
    seal: &'r Seal,
}

#[derive(Debug, Serialize)]
struct StageView<'r> {
    level: &'static str,
    date: Option<String>,
    regulation: &'r str,
    status: &'static str,
    total: Option<MeanView>,
    parts: Option<Vec<PartMeanView>>,
    spread: Option<String>,
    minima: Option<&'static str>,
    band_star: Option<u8>,
    star: Option<u8>,
    unmet: Vec<UnmetView<'r>>,
    action: Option<ActionView>,
    reasons: Vec<ReasonView<'r>>,
}

#[derive(Debug, Serialize)]
struct MeanView {
    sum: String,
    count: u16,
    shown: String,
}

impl MeanView {
    fn new(mean: Mean, decimals: u32) -> MeanView {
        MeanView {
            sum: mean.sum().to_string(),
            count: mean.count(),
            shown: mean.shown(decimals),
        }
    }
}

#[derive(Debug, Serialize)]
struct PartMeanView {
    part: &'static str,
    sum: String,
    shown: String,
}

#[derive(Debug, Serialize)]
struct UnmetView<'r> {
    criterion: &'r str,
    star: u8,
    required: String,
    reached_by: u16,
    of: u16,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum ActionView {
    Certify { star: u8 },
    Forward { to: &'static str },
    Return { to: &'static str },
    NotRecognised,
    Rescore,
    Reject,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum OutcomeView {
    Recognised {
        star: u8,
        by: &'static str,
        certificate: CertificateView,
    },
    Returned {
        to: &'static str,
        star: Option<u8>,
    },
    Pending {
        at: &'static str,
    },
    NotRecognised,
    Rejected,
}

#[derive(Debug, Serialize)]
struct CertificateView {
    issued: String,
    expires: String,
}

#[derive(Debug, Serialize)]
struct DataView<'r> {
    status: &'static str,
    warnings: Vec<ReasonView<'r>>,
}

/// A reason, serializable with its texts.
#[derive(Debug, Serialize)]
pub struct ReasonView<'r> {
    code: &'static str,
    args: ArgsView<'r>,
    citation: &'r str,
    vi: String,
    en: String,
}

/// Arguments in their own order; a map would sort them.
#[derive(Debug)]
struct ArgsView<'r>(&'r [(&'static str, Arg)]);

impl Serialize for ArgsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            let value = match value {
                Arg::Text(text) => text.as_str(),
                Arg::Level(level) => level.as_str(),
            };
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'r> ResultView<'r> {
    /// The view of a case's result.
    #[must_use]
    pub fn new(case: &'r Case, result: &'r Evaluation, seal: &'r Seal) -> ResultView<'r> {
        ResultView {
            format: 1,
            product: &case.product.name,
            regulation: case.regulation.id.as_str(),
            set: case.set.code.to_string(),
            stages: result.stages.iter().map(stage_view).collect(),
            outcome: outcome_view(result.outcome),
            data: DataView {
                status: case.set.status.as_str(),
                warnings: result.warnings.iter().map(ReasonView::new).collect(),
            },
            seal,
        }
    }
}

fn stage_view(stage: &StageResult) -> StageView<'_> {
    let decimals = stage.shown_decimals;
    StageView {
        level: stage.level.as_str(),
        date: stage.date.map(|date| date.to_string()),
        regulation: stage.regulation.as_str(),
        status: match stage.status {
            Status::OnRecord => "on-record",
            Status::Disqualified => "disqualified",
            Status::NotQuorate => "not-quorate",
            Status::RescoreRequired => "rescore-required",
            Status::Settled => "settled",
        },
        total: stage.total.map(|total| MeanView::new(total, decimals)),
        parts: stage.parts.map(|parts| {
            let view = |(id, mean): (PartId, Mean)| PartMeanView {
                part: id.as_str(),
                sum: mean.sum().to_string(),
                shown: mean.shown(decimals),
            };
            parts.into_iter().map(view).collect()
        }),
        spread: stage.spread.map(|spread| spread.to_string()),
        minima: stage.minima.map(|minima| match minima {
            Minima::Checked => "checked",
            Minima::NotChecked => "not-checked",
            Minima::NotEncoded => "not-encoded",
        }),
        band_star: stage.band_star.map(Star::number),
        star: stage.star.map(Star::number),
        unmet: stage.unmet.iter().map(unmet_view).collect(),
        action: stage.action.map(|action| match action {
            Action::Certify(star) => ActionView::Certify {
                star: star.number(),
            },
            Action::Forward(to) => ActionView::Forward { to: to.as_str() },
            Action::Return { to, .. } => ActionView::Return { to: to.as_str() },
            Action::NotRecognised => ActionView::NotRecognised,
            Action::Rescore => ActionView::Rescore,
            Action::Reject => ActionView::Reject,
        }),
        reasons: stage.reasons.iter().map(ReasonView::new).collect(),
    }
}

fn unmet_view(check: &MinimumCheck) -> UnmetView<'_> {
    UnmetView {
        criterion: check.criterion.as_str(),
        star: check.minimum.star.number(),
        required: check.minimum.required.to_string(),
        reached_by: check.reached_by,
        of: check.of,
    }
}

fn outcome_view(outcome: Outcome) -> OutcomeView {
    match outcome {
        Outcome::Recognised {
            star,
            by,
            certificate,
        } => OutcomeView::Recognised {
            star: star.number(),
            by: by.as_str(),
            certificate: CertificateView {
                issued: certificate.issued().to_string(),
                expires: certificate.expires().to_string(),
            },
        },
        Outcome::Returned { to, star } => OutcomeView::Returned {
            to: to.as_str(),
            star: star.map(Star::number),
        },
        Outcome::Pending { at } => OutcomeView::Pending { at: at.as_str() },
        Outcome::NotRecognised => OutcomeView::NotRecognised,
        Outcome::Rejected => OutcomeView::Rejected,
    }
}

impl<'r> ReasonView<'r> {
    /// The view of one reason.
    #[must_use]
    pub fn new(reason: &'r Reason) -> ReasonView<'r> {
        ReasonView {
            code: reason.code().as_str(),
            args: ArgsView(reason.args()),
            citation: reason.citation(),
            vi: reason.text(Lang::Vi),
            en: reason.text(Lang::En),
        }
    }
}

/// Words of the pages that are not reasons.
fn word(lang: Lang, vi: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

fn headline(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A page on a case's result, as a council would read it: a short table for each stage, the star,
/// what to do next, and each reason with its clause.
#[must_use]
pub fn page(case: &Case, result: &Evaluation, seal: &Seal, lang: Lang) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let _ = writeln!(page, "{}", case.product.name);
    let _ = writeln!(
        page,
        "{} {}: {}",
        word(lang, "Bộ", "Set"),
        case.set.code,
        case.set.name
    );
    let _ = writeln!(
        page,
        "{} {} ({})",
        word(lang, "Theo Quyết định", "Under Decision"),
        case.regulation.decision,
        case.regulation.id
    );
    for (number, stage) in result.stages.iter().enumerate() {
        let _ = writeln!(page);
        stage_page(&mut page, case, number + 1, stage, lang);
    }
    let _ = writeln!(page);
    let _ = writeln!(
        page,
        "{}: {}",
        word(lang, "KẾT QUẢ", "OUTCOME"),
        result.outcome.text(lang)
    );
    if !result.warnings.is_empty() {
        let _ = writeln!(page, "\n{}:", word(lang, "Lưu ý", "Warnings"));
        reasons_page(&mut page, &result.warnings, lang);
    }
    let _ = writeln!(
        page,
        "\n{}: {} · {} · {}",
        word(lang, "Dấu kiểm", "Seal"),
        seal.engine,
        seal.criteria.get(..19).unwrap_or_default(),
        seal.input.get(..19).unwrap_or_default()
    );
    page
}

fn stage_page(page: &mut String, case: &Case, number: usize, stage: &StageResult, lang: Lang) {
    let date = stage
        .date
        .map_or_else(String::new, |date| format!(", {date}"));
    let state = match stage.star {
        Some(star) => star.drawn(),
        None => stage.status.name(lang).to_owned(),
    };
    let level = headline(stage.level.name(lang));
    let _ = writeln!(page, "{number}. {level}{date}: {state}");
    if let Some(parts) = stage.parts {
        for (id, mean) in parts {
            let title = case.regulation.part_title(id);
            let shown = mean.shown(stage.shown_decimals);
            let most = case.regulation.part_max(id);
            let name = format!("{} {id}", word(lang, "Phần", "Part"));
            let _ = writeln!(page, "   {name:<8}{shown:>7} / {most:<4} {title}");
        }
    }
    if let Some(total) = stage.total {
        let shown = total.shown(stage.shown_decimals);
        let name = word(lang, "Tổng", "Total");
        let most = case.regulation.total;
        let _ = write!(page, "   {name:<8}{shown:>7} / {most:<4}");
        if let Some(spread) = stage.spread {
            let _ = write!(page, " {}", sheets_text(total, spread, lang));
        }
        let _ = writeln!(page);
    }
    // The next star is what a reader asks about; the result lists the minima of all.
    let next = stage.star.map_or(5, |star| star.number() + 1);
    let near = stage.unmet.iter();
    for check in near.filter(|check| check.minimum.star.number() <= next) {
        let _ = writeln!(page, "   {}", unmet_text(check, lang));
    }
    reasons_page(page, &stage.reasons, lang);
}

fn sheets_text(total: Mean, spread: Points, lang: Lang) -> String {
    let (sum, count) = (total.sum(), total.count());
    match lang {
        Lang::Vi => format!("({sum} điểm / {count} phiếu, chênh lệch {spread})"),
        Lang::En => format!("({sum} points / {count} sheets, spread {spread})"),
    }
}

fn unmet_text(check: &MinimumCheck, lang: Lang) -> String {
    let MinimumCheck {
        criterion,
        title,
        reached_by,
        of,
        ..
    } = check;
    let (star, required) = (check.minimum.star, check.minimum.required);
    match lang {
        Lang::Vi => format!(
            "○ {star}★ {criterion} {title}: cần {required} điểm, {reached_by}/{of} phiếu đạt"
        ),
        Lang::En => format!(
            "○ {star}★ {criterion} {title}: {required} points needed, {reached_by} of {of} reach it"
        ),
    }
}

fn reasons_page(page: &mut String, reasons: &[Reason], lang: Lang) {
    for reason in reasons {
        let text = headline(&reason.text(lang));
        let _ = writeln!(page, "   - {text} [{}]", reason.citation());
    }
}

impl Status {
    /// The status in words, for a stage that has no star to show.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Status::OnRecord => word(lang, "chỉ ghi nhận", "on record"),
            Status::Disqualified => word(lang, "bị loại", "disqualified"),
            Status::NotQuorate => word(lang, "thiếu thành viên", "not quorate"),
            Status::RescoreRequired => word(lang, "phải chấm lại", "to be scored again"),
            Status::Settled => word(lang, "đã phân hạng", "settled"),
        }
    }
}

impl Outcome {
    /// Where the dossier stands, in words.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let level = |level: Level| level.name(lang);
        match (self, lang) {
            (
                Outcome::Recognised {
                    star,
                    by,
                    certificate,
                },
                _,
            ) => {
                let (issued, expires) = (certificate.issued(), certificate.expires());
                let stars = star.drawn();
                match lang {
                    Lang::Vi => format!(
                        "{stars} {} công nhận, giấy chứng nhận {issued} đến {expires}",
                        level(by)
                    ),
                    Lang::En => format!(
                        "{stars} recognised by the {}, certificate {issued} to {expires}",
                        level(by)
                    ),
                }
            }
            (Outcome::Returned { to, .. }, Lang::Vi) => format!("trả về {}", level(to)),
            (Outcome::Returned { to, .. }, Lang::En) => format!("returned to the {}", level(to)),
            (Outcome::Pending { at }, Lang::Vi) => format!("chờ {}", level(at)),
            (Outcome::Pending { at }, Lang::En) => format!("pending at the {}", level(at)),
            (Outcome::NotRecognised, Lang::Vi) => "không được công nhận".to_owned(),
            (Outcome::NotRecognised, Lang::En) => "not recognised".to_owned(),
            (Outcome::Rejected, Lang::Vi) => "hồ sơ bị loại".to_owned(),
            (Outcome::Rejected, Lang::En) => "rejected".to_owned(),
        }
    }
}
