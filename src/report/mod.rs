//! Results as JSON in the documented shape, and as pages for people. Nothing is decided here.
//! ```
//! use ocop::report::blank_sheet;
//! use ocop::Catalog;
//!
//! let catalog = Catalog::bundled();
//! let (regulation, set) = (catalog.regulation("qd-26-2026")?, catalog.set("qd-26-2026", "08")?);
//! assert!(blank_sheet(&regulation, &set).contains("1.1"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod history;
mod insight;
mod portfolio;
mod sheet;

use std::fmt::Write as _;

use serde::Serialize;

use crate::procedure::case::Stage;
use crate::procedure::certificate::CertificateBasis;
use crate::procedure::evaluated_case::EvaluatedCase;
use crate::procedure::result::{Outcome, StageResult, Status, UnmetMinimum};
use crate::scoring::tally::MinimumCheck;
use crate::text::reason::{Lang, Reason};
use crate::value::codes::Level;
use crate::value::points::{Mean, Points};

pub use history::{HistoryView, history_page};
pub use insight::{
    AdviceView, ComparisonView, SensitivityView, advice_page, comparison_page, sensitivity_page,
};
pub use portfolio::{
    BudgetView, ConflictView, PlanView, PortfolioView, ReportView, ShareView, Table, TargetView,
    portfolio_page,
};
pub use sheet::{SheetView, blank_sheet};

/// A mean with the sum it comes from, as answers print it.
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
struct UnmetView<'r> {
    criterion: &'r str,
    star: u8,
    required: String,
    reached_by: u16,
    of: u16,
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
pub fn page(evaluated: &EvaluatedCase, lang: Lang) -> String {
    let (case, seal) = (evaluated.case(), evaluated.seal());
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
    let stages = case.stages.iter().zip(evaluated.stages());
    for (number, (stage, result)) in (1..).zip(stages) {
        let _ = writeln!(page);
        stage_page(&mut page, stage, number, result, lang);
    }
    let _ = writeln!(page);
    let _ = writeln!(
        page,
        "{}: {}",
        word(lang, "KẾT QUẢ", "OUTCOME"),
        if case.stages.iter().any(Stage::is_star_open) {
            word(lang, "chưa xác định được hạng", "the star is open").to_owned()
        } else {
            evaluated.outcome().text(lang)
        }
    );
    if !evaluated.warnings().is_empty() {
        let _ = writeln!(page, "\n{}:", word(lang, "Lưu ý", "Warnings"));
        reasons_page(&mut page, evaluated.warnings(), lang);
    }
    let _ = writeln!(
        page,
        "\n{}: {} · {} · {}",
        word(lang, "Mã của kết quả", "Seal"),
        seal.engine,
        seal.criteria.get(..19).unwrap_or_default(),
        seal.input.get(..19).unwrap_or_default()
    );
    page
}

fn stage_page(page: &mut String, stage: &Stage, number: usize, result: &StageResult, lang: Lang) {
    let date = result
        .date
        .map_or_else(String::new, |date| format!(", {date}"));
    let state = match result.star {
        Some(_) if stage.is_star_open() => {
            word(lang, "chưa xác định được hạng", "the star is open").to_owned()
        }
        Some(star) => star.drawn(),
        None => result.status.name(lang).to_owned(),
    };
    let level = headline(result.level.name(lang));
    let _ = writeln!(page, "{number}. {level}{date}: {state}");
    let regulation = &stage.regulation;
    for part in result.parts.iter().flatten() {
        let title = regulation.part_title(part.part);
        let most = regulation.part_max(part.part);
        let name = format!("{} {}", word(lang, "Phần", "Part"), part.part);
        let _ = writeln!(page, "   {name:<8}{:>7} / {most:<4} {title}", part.shown);
    }
    if let Some(total) = &result.total {
        let name = word(lang, "Tổng", "Total");
        let most = regulation.total;
        let _ = write!(page, "   {name:<8}{:>7} / {most:<4}", total.shown());
        if let Some(spread) = result.spread {
            let _ = write!(page, " {}", sheets_text(total.mean(), spread, lang));
        }
        let _ = writeln!(page);
    }
    if let (Some(star), Some(band)) = (result.star, result.band_star)
        && star < band
    {
        let _ = match lang {
            Lang::Vi => writeln!(
                page,
                "   Theo điểm: {band}★; theo yêu cầu tối thiểu: {star}★"
            ),
            Lang::En => writeln!(page, "   By points: {band}★; by minima: {star}★"),
        };
    }
    // The next star is what a reader asks about; the result lists the minima of all.
    let next = result.star.map_or(5, |star| star.number() + 1);
    let near = result.unmet.iter();
    for unmet in near.filter(|unmet| unmet.star.number() <= next) {
        let criteria = stage.set.criteria();
        let titled = criteria.filter(|criterion| criterion.code == unmet.criterion);
        let title = titled.map(|criterion| &*criterion.title).next();
        let _ = writeln!(
            page,
            "   {}",
            unmet_line(unmet, title.unwrap_or_default(), lang)
        );
    }
    reasons_page(page, &result.reasons, lang);
}

fn unmet_line(unmet: &UnmetMinimum, title: &str, lang: Lang) -> String {
    let UnmetMinimum {
        criterion,
        star,
        required,
        reached_by,
        of,
    } = unmet;
    match lang {
        Lang::Vi => format!(
            "○ {star}★ {criterion} {title}: cần {required} điểm, {reached_by}/{of} phiếu đạt"
        ),
        Lang::En => format!(
            "○ {star}★ {criterion} {title}: {required} points needed, {reached_by} of {of} reach it"
        ),
    }
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
            // What the clause says of the dossier stands with the reasons.
            Status::Disqualified => word(lang, "dừng đánh giá", "stopped"),
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
                let stars = star.drawn();
                if certificate.basis() == CertificateBasis::ScoringDate {
                    return match lang {
                        Lang::Vi => format!(
                            "{stars} thuộc thẩm quyền công nhận của {}; chưa nhập ngày quyết định",
                            level(by)
                        ),
                        Lang::En => format!(
                            "{stars} for the {} to recognise; the day of the decision is not entered",
                            level(by)
                        ),
                    };
                }
                let (issued, expires) = (certificate.issued(), certificate.expires());
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
            (Outcome::Rejected, Lang::Vi) => "hồ sơ không được đánh giá tiếp".to_owned(),
            (Outcome::Rejected, Lang::En) => "not evaluated further".to_owned(),
        }
    }
}
