//! Results as JSON in the documented shape, and as pages for people. Nothing is decided here.

use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::case::Case;
use crate::codes::{Level, PartId};
use crate::council::MinimumCheck;
use crate::criteria::{CriteriaSet, Criterion, Note, Section, SetStatus, ZeroNote};
use crate::load::diagnostic::Diagnostic;
use crate::points::{Mean, Points};
use crate::procedure::{Action, Evaluation, Minima, Outcome, StageResult, Status};
use crate::reason::{Arg, Lang, Reason};
use crate::regulation::Regulation;
use crate::seal::Seal;
use crate::star::Star;

/// A result, serializable in the shape of `ocop evaluate --json`.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, ResultView, Seal};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let result = case.evaluate()?;
/// let seal = Seal::of(&case, text, &catalog)?;
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
        status: match stage.status {
            Status::OnRecord => "on-record",
            Status::Disqualified => "disqualified",
            Status::NotQuorate => "not-quorate",
            Status::RescoreRequired => "rescore-required",
            Status::Settled => "settled",
        },
        total: stage.total.map(|total| MeanView {
            sum: total.sum().to_string(),
            count: total.count(),
            shown: total.shown(decimals),
        }),
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

/// A sheet, serializable in the shape of `ocop sheet --json`.
#[derive(Debug, Serialize)]
pub struct SheetView<'s> {
    regulation: &'s str,
    set: String,
    name: &'s str,
    status: &'static str,
    citation: &'s str,
    parts: Vec<PartView<'s>>,
    findings: Vec<FindingView<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    defects: Vec<DefectView<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errata: Vec<ErratumView<'s>>,
}

#[derive(Debug, Serialize)]
struct PartView<'s> {
    part: &'static str,
    max: String,
    sections: Vec<SectionView<'s>>,
}

#[derive(Debug, Serialize)]
struct SectionView<'s> {
    section: &'s str,
    title: &'s str,
    max: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<NoteView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zero_rule: Option<ZeroView<'s>>,
    criteria: Vec<CriterionView<'s>>,
}

#[derive(Debug, Serialize)]
struct CriterionView<'s> {
    criterion: &'s str,
    title: &'s str,
    max: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    under: Option<HeadingView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading_star: Option<u8>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    yes_no: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<NoteView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zero_rule: Option<ZeroView<'s>>,
    boxes: Vec<BoxView<'s>>,
}

#[derive(Debug, Serialize)]
struct HeadingView<'s> {
    code: &'s str,
    title: &'s str,
    max: String,
}

#[derive(Debug, Serialize)]
struct BoxView<'s> {
    #[serde(rename = "box")]
    number: usize,
    points: String,
    star: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'static str>,
    label: &'s str,
}

#[derive(Debug, Serialize)]
struct NoteView<'s> {
    kind: &'static str,
    label: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    criterion: Option<&'s str>,
}

#[derive(Debug, Serialize)]
struct ZeroView<'s> {
    label: &'s str,
    citation: &'s str,
}

#[derive(Debug, Serialize)]
struct FindingView<'s> {
    finding: &'s str,
    label: &'s str,
    citation: &'s str,
}

#[derive(Debug, Serialize)]
struct DefectView<'s> {
    rule: &'static str,
    at: &'s str,
    expected: String,
    found: String,
    why: &'s str,
}

#[derive(Debug, Serialize)]
struct ErratumView<'s> {
    at: &'s str,
    printed: &'s str,
    read: &'s str,
    why: &'s str,
}

impl<'s> SheetView<'s> {
    /// The view of a set's sheet under a regulation, which may use another's sheets.
    #[must_use]
    pub fn new(regulation: &'s Regulation, set: &'s CriteriaSet) -> SheetView<'s> {
        SheetView {
            regulation: regulation.id.as_str(),
            set: set.code.to_string(),
            name: &set.name,
            status: set.status.as_str(),
            citation: &set.citation,
            parts: set
                .parts
                .iter()
                .map(|part| PartView {
                    part: part.id.as_str(),
                    max: part.max.to_string(),
                    sections: part.sections.iter().map(section_view).collect(),
                })
                .collect(),
            findings: set
                .findings
                .iter()
                .map(|finding| FindingView {
                    finding: finding.id.as_str(),
                    label: &finding.label,
                    citation: &finding.citation,
                })
                .collect(),
            defects: set
                .defects
                .iter()
                .map(|defect| DefectView {
                    rule: defect.kind.as_str(),
                    at: &defect.at,
                    expected: defect.expected.to_string(),
                    found: defect.found.to_string(),
                    why: &defect.why,
                })
                .collect(),
            errata: set
                .errata
                .iter()
                .map(|erratum| ErratumView {
                    at: &erratum.at,
                    printed: &erratum.printed,
                    read: &erratum.read,
                    why: &erratum.why,
                })
                .collect(),
        }
    }
}

fn section_view(section: &Section) -> SectionView<'_> {
    SectionView {
        section: section.code.as_str(),
        title: &section.title,
        max: section.max.to_string(),
        notes: section.notes.iter().map(note_view).collect(),
        zero_rule: section.zero_rule.as_ref().map(zero_view),
        criteria: section.criteria.iter().map(criterion_view).collect(),
    }
}

fn criterion_view(criterion: &Criterion) -> CriterionView<'_> {
    CriterionView {
        criterion: criterion.code.as_str(),
        title: &criterion.title,
        max: criterion.max.to_string(),
        under: criterion.under.as_ref().map(|heading| HeadingView {
            code: heading.code.as_str(),
            title: &heading.title,
            max: heading.max.to_string(),
        }),
        heading_star: criterion.heading_star.map(Star::number),
        yes_no: criterion.yes_no,
        notes: criterion.notes.iter().map(note_view).collect(),
        zero_rule: criterion.zero_rule.as_ref().map(zero_view),
        boxes: criterion
            .choices
            .iter()
            .enumerate()
            .map(|(index, choice)| BoxView {
                number: index + 1,
                points: choice.points.to_string(),
                star: choice.star.map(Star::number),
                case: choice.case.map(|case| case.as_str()),
                label: &choice.label,
            })
            .collect(),
    }
}

fn note_view(note: &Note) -> NoteView<'_> {
    NoteView {
        kind: note.kind.as_str(),
        label: &note.label,
        criterion: note.needs.as_ref().map(|code| code.as_str()),
    }
}

fn zero_view(note: &ZeroNote) -> ZeroView<'_> {
    ZeroView {
        label: &note.label,
        citation: &note.citation,
    }
}

/// A problem, serializable in the shape of `ocop batch`.
#[derive(Debug, Serialize)]
pub struct DiagnosticView<'d> {
    code: &'static str,
    file: &'d str,
    line: Option<usize>,
    column: Option<usize>,
    path: &'d str,
    found: &'d str,
    expected: &'d str,
    message: String,
}

impl<'d> DiagnosticView<'d> {
    /// The view of one problem.
    #[must_use]
    pub fn new(diagnostic: &'d Diagnostic) -> DiagnosticView<'d> {
        DiagnosticView {
            code: diagnostic.code().as_str(),
            file: diagnostic.file(),
            line: diagnostic.line(),
            column: diagnostic.column(),
            path: diagnostic.path(),
            found: diagnostic.found(),
            expected: diagnostic.expected(),
            message: diagnostic.message(),
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

/// `★★★☆☆`.
fn drawn(star: Star) -> String {
    let full = usize::from(star.number());
    format!("{}{}", "★".repeat(full), "☆".repeat(5 - full))
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
        outcome_text(result.outcome, lang)
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
    let state = match (stage.star, stage.status) {
        (Some(star), _) => drawn(star),
        (None, Status::OnRecord) => word(lang, "chỉ ghi nhận", "on record").to_owned(),
        (None, Status::Disqualified) => word(lang, "bị loại", "disqualified").to_owned(),
        (None, Status::NotQuorate) => word(lang, "thiếu thành viên", "not quorate").to_owned(),
        (None, _) => word(lang, "phải chấm lại", "to be scored again").to_owned(),
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
    for check in &stage.unmet {
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

fn outcome_text(outcome: Outcome, lang: Lang) -> String {
    let level = |level: Level| level.name(lang);
    match (outcome, lang) {
        (
            Outcome::Recognised {
                star,
                by,
                certificate,
            },
            _,
        ) => {
            let (issued, expires) = (certificate.issued(), certificate.expires());
            let stars = drawn(star);
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

/// A blank sheet as text, one line for each box.
#[must_use]
pub fn blank_sheet(regulation: &Regulation, set: &CriteriaSet) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "PHIẾU ĐÁNH GIÁ — Bộ {}: {}", set.code, set.name);
    let _ = writeln!(
        page,
        "Theo Quyết định {}; {}",
        regulation.decision, set.citation
    );
    if set.status == SetStatus::Incomplete {
        for defect in &set.defects {
            let _ = writeln!(
                page,
                "! Dữ liệu chưa đầy đủ: {} ghi {}, cộng được {}",
                defect.at, defect.expected, defect.found
            );
        }
    }
    for finding in &set.findings {
        let _ = writeln!(page, "Loại nếu: {}", finding.label);
    }
    for part in &set.parts {
        let title = regulation.part_title(part.id);
        let _ = writeln!(page, "\nPHẦN {} — {title} ({} điểm)", part.id, part.max);
        for section in &part.sections {
            let _ = writeln!(
                page,
                "\n{}. {} ({})",
                section.code, section.title, section.max
            );
            notes_page(&mut page, &section.notes, section.zero_rule.as_ref());
            let mut heading = None;
            for criterion in &section.criteria {
                let under = criterion.under.as_ref();
                if let Some(group) = under.filter(|_| under != heading) {
                    let _ = writeln!(page, "  {} {} ({})", group.code, group.title, group.max);
                }
                heading = under;
                criterion_page(&mut page, section, criterion);
            }
        }
    }
    page
}

fn criterion_page(page: &mut String, section: &Section, criterion: &Criterion) {
    // A section scored directly is one criterion of the same code and title.
    if criterion.code.as_str() != section.code.as_str() {
        let mark = criterion.heading_star.map_or_else(String::new, marks);
        let _ = writeln!(
            page,
            "  {} {} ({}){mark}",
            criterion.code, criterion.title, criterion.max
        );
    }
    notes_page(page, &criterion.notes, criterion.zero_rule.as_ref());
    for (index, choice) in criterion.choices.iter().enumerate() {
        let case = choice
            .case
            .map_or_else(String::new, |case| format!("({case}) "));
        let mark = choice.star.map_or_else(String::new, marks);
        let number = index + 1;
        let points = choice.points.to_string();
        let _ = writeln!(
            page,
            "    □ {number} {points:>3}  {case}{}{mark}",
            choice.label
        );
    }
}

fn notes_page(page: &mut String, notes: &[Note], zero_rule: Option<&ZeroNote>) {
    for note in notes {
        let _ = writeln!(page, "    ({})", note.label);
    }
    if let Some(rule) = zero_rule {
        let _ = writeln!(page, "    ({})", rule.label);
    }
}

fn marks(star: Star) -> String {
    format!(" {}", "*".repeat(usize::from(star.number())))
}
