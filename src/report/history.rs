//! A history as JSON in the shape that it is read in, and as a page.

use std::fmt::Write as _;

use serde::Serialize;

use super::{headline, reasons_page, word};
use crate::procedure::case::Previous;
use crate::procedure::certificate::CertificateStatus;
use crate::procedure::history::{CurrentCertificate, Event, EventKind, History};
use crate::procedure::machine::{EvaluationResult, PendingStep, Recognition, Transfer};
use crate::text::reason::Lang;
use crate::text::reason::Reason;
use crate::value::codes::ApplicationKind;
use crate::value::dates::Date;

/// A history, serializable: the same keys as in the file, with notes on each event, and where the
/// product stands.
#[derive(Debug, Serialize)]
pub struct HistoryView<'h> {
    format: u8,
    product: &'h str,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<PreviousView>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    holidays: Vec<String>,
    events: Vec<EventView<'h>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<StandingView<'h>>,
}

#[derive(Debug, Serialize)]
struct PreviousView {
    star: u8,
    issued: String,
    expires: String,
}

#[derive(Debug, Default, Serialize)]
struct EventView<'h> {
    event: &'static str,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regulation: Option<&'h str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    star: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sum: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<&'h str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    concluded: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'h [Reason]>,
}

#[derive(Debug, Serialize)]
struct StandingView<'h> {
    dossier: Option<OpenView>,
    certificate: Option<HeldView>,
    status: Option<&'static str>,
    past: Vec<EndedView>,
    scores: Vec<ScoredView<'h>>,
}

#[derive(Debug, Serialize)]
struct OpenView {
    kind: &'static str,
    filed: String,
    next: &'static str,
    level: Option<&'static str>,
    to: Option<&'static str>,
    star: Option<u8>,
    due: Option<String>,
}

#[derive(Debug, Serialize)]
struct HeldView {
    star: u8,
    by: Option<&'static str>,
    issued: String,
    expires: String,
    published: bool,
}

#[derive(Debug, Serialize)]
struct EndedView {
    #[serde(flatten)]
    certificate: HeldView,
    ended: &'static str,
    date: String,
}

#[derive(Debug, Serialize)]
struct ScoredView<'h> {
    date: String,
    level: &'static str,
    regulation: &'h str,
    status: &'static str,
    star: Option<u8>,
    shown: Option<String>,
}

impl<'h> HistoryView<'h> {
    /// The history as it is read: what [`History::from_json`] takes.
    #[must_use]
    pub fn record(product: &'h str, history: &'h History) -> HistoryView<'h> {
        HistoryView {
            format: 1,
            product,
            certificate: history.before().map(|previous: Previous| PreviousView {
                star: previous.star.number(),
                issued: previous.issued.to_string(),
                expires: previous.expires.to_string(),
            }),
            holidays: history.holidays().iter().map(Date::to_string).collect(),
            events: history.events().iter().map(event_view).collect(),
            standing: None,
        }
    }

    /// The history with notes on each event and where the product stands, on `today` if it is
    /// given.
    #[must_use]
    pub fn told(product: &'h str, history: &'h History, today: Option<Date>) -> HistoryView<'h> {
        let mut view = HistoryView::record(product, history);
        for (event, notes) in view.events.iter_mut().zip(history.notes()) {
            event.notes = Some(notes);
        }
        view.standing = Some(standing_view(history, today));
        view
    }
}

fn event_view(event: &Event) -> EventView<'_> {
    let mut view = EventView {
        event: event.kind.name().as_str(),
        date: event.date.to_string(),
        ..EventView::default()
    };
    match &event.kind {
        EventKind::Filed { kind, regulation } => {
            view.kind = Some(kind.as_str());
            view.regulation = regulation.as_ref().map(|id| id.as_str());
        }
        EventKind::Evaluated { level, result } => {
            view.level = Some(level.as_str());
            view.status = Some(result.name().as_str());
            if let EvaluationResult::Settled { star, total } = result {
                view.star = Some(star.number());
                view.sum = total.map(|total| total.sum().to_string());
                view.count = total.map(|total| total.count());
            }
        }
        EventKind::Certified(Recognition { level, star })
        | EventKind::Renewed(Recognition { level, star })
        | EventKind::Upgraded(Recognition { level, star })
        | EventKind::Adopted(Recognition { level, star }) => {
            view.level = Some(level.as_str());
            view.star = Some(star.number());
        }
        EventKind::Forwarded(Transfer { level, to })
        | EventKind::Returned(Transfer { level, to }) => {
            view.level = Some(level.as_str());
            view.to = Some(to.as_str());
        }
        EventKind::Revoked {
            level,
            ground,
            concluded,
        } => {
            view.level = Some(level.as_str());
            view.ground = Some(ground);
            view.concluded = concluded.map(|day| day.to_string());
        }
        EventKind::Annulled { level } => view.level = Some(level.as_str()),
        EventKind::Reported | EventKind::Published | EventKind::Expired => {}
    }
    view
}

fn held_view(held: &CurrentCertificate) -> HeldView {
    HeldView {
        star: held.star.number(),
        by: held.by.map(|level| level.as_str()),
        issued: held.issued.to_string(),
        expires: held.expires.to_string(),
        published: held.published,
    }
}

fn standing_view(history: &History, today: Option<Date>) -> StandingView<'_> {
    let standing = history.state();
    StandingView {
        dossier: standing.dossier.as_ref().map(|open| {
            let (next, level, to, star) = match open.next {
                PendingStep::Start => ("beginning", None, None, None),
                PendingStep::Evaluation(level) => ("evaluation", Some(level), None, None),
                PendingStep::Recognition(Recognition { level, star }) => {
                    ("certificate", Some(level), None, Some(star))
                }
                PendingStep::Forwarding(Transfer { level, to }) => {
                    ("forwarding", Some(level), Some(to), None)
                }
                PendingStep::Return(Transfer { level, to }, star) => {
                    ("returning", Some(level), Some(to), star)
                }
                PendingStep::Returned(level, star) => ("returned", Some(level), None, star),
            };
            OpenView {
                kind: open.kind.as_str(),
                filed: open.filed.to_string(),
                next,
                level: level.map(|level| level.as_str()),
                to: to.map(|level| level.as_str()),
                star: star.map(|star| star.number()),
                due: history.due_by().map(|day| day.to_string()),
            }
        }),
        certificate: standing.certificate.as_ref().map(held_view),
        status: today
            .and_then(|today| history.status(today))
            .map(CertificateStatus::as_str),
        past: standing
            .past
            .iter()
            .map(|ended| EndedView {
                certificate: held_view(&ended.certificate),
                ended: ended.how.as_str(),
                date: ended.date.to_string(),
            })
            .collect(),
        scores: standing
            .scores
            .iter()
            .map(|scored| {
                let (star, total) = match scored.result {
                    EvaluationResult::Settled { star, total } => (Some(star.number()), total),
                    _ => (None, None),
                };
                ScoredView {
                    date: scored.date.to_string(),
                    level: scored.level.as_str(),
                    regulation: scored.regulation.as_str(),
                    status: scored.result.name().as_str(),
                    star,
                    shown: total.map(|total| total.shown(2)),
                }
            })
            .collect(),
    }
}

/// A page on a product's history: its events, what is worth knowing about each, and where it
/// stands, on `today` if it is given.
#[must_use]
pub fn history_page(product: &str, history: &History, today: Option<Date>, lang: Lang) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let _ = writeln!(page, "{product}\n");
    if let Some(before) = history.before() {
        let text = word(lang, "có từ trước, đến hết", "held before, until");
        let _ = writeln!(
            page,
            "{}  {} {text} {}",
            before.issued,
            before.star.drawn(),
            before.expires
        );
    }
    for (event, notes) in history.events().iter().zip(history.notes()) {
        let _ = writeln!(page, "{}  {}", event.date, headline(&text(event, lang)));
        reasons_page(&mut page, notes, lang);
    }
    let _ = writeln!(page);
    let standing = history.state();
    match &standing.certificate {
        None => {
            let none = word(lang, "Không có giấy chứng nhận", "No certificate");
            let _ = writeln!(page, "{none}");
        }
        Some(held) => {
            let text = word(
                lang,
                "giấy chứng nhận đến hết",
                "certificate until the end of",
            );
            let _ = write!(page, "{} {text} {}", held.star.drawn(), held.expires);
            if let Some((today, status)) = today.and_then(|day| Some((day, history.status(day)?))) {
                let _ = write!(page, "; {today}: {}", status.name(lang));
            }
            let _ = writeln!(page);
        }
    }
    if let Some(calendar) = history.calendar() {
        if let Some((from, to)) = calendar.renewal {
            let name = word(lang, "Nộp phân hạng lại", "Time to renew");
            let _ = writeln!(page, "{name}: {from} – {to}");
        }
        if let Some(until) = calendar.extended_until {
            let name = word(lang, "Kéo dài nhiều nhất", "Extended until");
            let _ = writeln!(page, "{name}: {until}");
        }
    }
    if let Some(open) = &standing.dossier {
        let name = word(lang, "Hồ sơ đang xét, bước tới", "Dossier open, next");
        let _ = writeln!(page, "{name}: {}", next_text(open.next, lang));
        if let Some(due) = history.due() {
            reasons_page(&mut page, &[due], lang);
        }
    }
    page
}

fn text(event: &Event, lang: Lang) -> String {
    let of = |r: &Recognition| (r.level.name(lang), r.star.drawn());
    match (&event.kind, lang) {
        (EventKind::Filed { kind, .. }, Lang::Vi) => {
            let kind = match kind {
                ApplicationKind::First => "lần đầu",
                ApplicationKind::Upgrade => "nâng hạng",
                ApplicationKind::Renewal => "phân hạng lại",
            };
            format!("nộp hồ sơ {kind}")
        }
        (EventKind::Filed { kind, .. }, Lang::En) => format!("dossier filed ({kind})"),
        (EventKind::Reported, Lang::Vi) => "xã báo cáo, đề nghị đánh giá".to_owned(),
        (EventKind::Reported, Lang::En) => "the commune reported and proposed".to_owned(),
        (EventKind::Evaluated { level, result }, _) => {
            let level = level.name(lang);
            let result = match result {
                EvaluationResult::Settled { star, total } => {
                    let shown = total.map_or_else(String::new, |t| format!(" {}", t.shown(2)));
                    format!("{}{shown}", star.drawn())
                }
                EvaluationResult::RescoreRequired => {
                    word(lang, "phải chấm lại", "to be scored again").to_owned()
                }
                EvaluationResult::NotQuorate => {
                    word(lang, "thiếu thành viên", "not quorate").to_owned()
                }
                EvaluationResult::Disqualified => word(lang, "dừng đánh giá", "stopped").to_owned(),
            };
            format!("{level} {}: {result}", word(lang, "đánh giá", "evaluated"))
        }
        (EventKind::Certified(r), _) => {
            let (level, stars) = of(r);
            format!("{level} {} {stars}", word(lang, "công nhận", "certified"))
        }
        (EventKind::Renewed(r), _) => {
            let (level, stars) = of(r);
            format!("{level} {} {stars}", word(lang, "công nhận lại", "renewed"))
        }
        (EventKind::Upgraded(r), _) => {
            let (level, stars) = of(r);
            format!(
                "{level} {} {stars}",
                word(lang, "nâng hạng lên", "upgraded to")
            )
        }
        (EventKind::Adopted(r), _) => {
            let (level, stars) = of(r);
            let text = word(
                lang,
                "công nhận theo kết quả cấp trên",
                "adopted the higher council's",
            );
            format!("{level} {text} {stars}")
        }
        (EventKind::Forwarded(Transfer { level, to }), Lang::Vi) => {
            format!("{} chuyển lên {}", level.name(lang), to.name(lang))
        }
        (EventKind::Forwarded(Transfer { level, to }), Lang::En) => {
            format!(
                "the {} forwarded to the {}",
                level.name(lang),
                to.name(lang)
            )
        }
        (EventKind::Returned(Transfer { level, to }), Lang::Vi) => {
            format!("{} trả về {}", level.name(lang), to.name(lang))
        }
        (EventKind::Returned(Transfer { level, to }), Lang::En) => {
            format!("the {} returned to the {}", level.name(lang), to.name(lang))
        }
        (EventKind::Published, _) => word(lang, "công bố kết quả", "made public").to_owned(),
        (EventKind::Revoked { level, ground, .. }, _) => {
            let text = word(lang, "thu hồi giấy chứng nhận", "revoked the certificate");
            format!("{} {text} ({ground})", level.name(lang))
        }
        (EventKind::Annulled { level }, _) => {
            let text = word(
                lang,
                "thu hồi quyết định công nhận",
                "withdrew the recognition",
            );
            format!("{} {text}", level.name(lang))
        }
        (EventKind::Expired, _) => word(lang, "hết hạn", "expired").to_owned(),
    }
}

fn next_text(next: PendingStep, lang: Lang) -> String {
    match next {
        PendingStep::Start => word(lang, "xã báo cáo", "the commune's report").to_owned(),
        PendingStep::Evaluation(level) | PendingStep::Returned(level, None) => {
            format!(
                "{} {}",
                level.name(lang),
                word(lang, "đánh giá", "evaluates")
            )
        }
        PendingStep::Recognition(Recognition { level, star }) => format!(
            "{} {} {}",
            level.name(lang),
            word(lang, "công nhận", "certifies"),
            star.drawn()
        ),
        PendingStep::Forwarding(Transfer { level, to }) => format!(
            "{} {} {}",
            level.name(lang),
            word(lang, "chuyển lên", "forwards to"),
            to.name(lang)
        ),
        PendingStep::Return(Transfer { level, to }, _) => format!(
            "{} {} {}",
            level.name(lang),
            word(lang, "trả về", "returns to"),
            to.name(lang)
        ),
        PendingStep::Returned(level, Some(star)) => format!(
            "{} {} {}",
            level.name(lang),
            word(lang, "công nhận tối đa", "recognises at most"),
            star.drawn()
        ),
    }
}
