//! A history as text.

use std::fmt::Write as _;

use ocop::procedure::{
    EvaluationResult, Event, EventKind, History, PendingStep, Recognition, RecordedEvaluation,
    Status, Transfer,
};
use ocop::text::{day, figure, headline};
use ocop::{Date, Lang};

use super::{applied_for, ended, reasons_page, star_open};

/// A page on a product's history: its events, what is worth knowing about each, and where it
/// stands, on `today` if it is given.
#[must_use]
pub fn history_page(product: &str, history: &History, today: Option<Date>, lang: Lang) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, so the results are dropped throughout.
    let _ = writeln!(page, "{product}\n");
    if let Some(before) = history.before() {
        let text = lang.word("có từ trước, đến hết", "held before, until");
        let (from, until) = (day(before.issued, lang), day(before.expires, lang));
        let _ = writeln!(page, "{from}  {} {text} {until}", before.star.drawn());
    }
    let is_recognition = |event: &Event| event.kind.recognition().is_some();
    let proposed = history.events().iter().rposition(is_recognition);
    let proposed = proposed.filter(|_| history.is_undecided());
    let mut scores = history.state().scores.iter();
    let events = history.events();
    let events = events.iter().zip(history.notes());
    for (at, (event, notes)) in events.enumerate() {
        let date = day(event.date, lang);
        let put = match proposed == Some(at) {
            true => lang.word("đề xuất ", "proposed: "),
            false => "",
        };
        let score = match event.kind {
            EventKind::Evaluated { .. } => scores.next(),
            _ => None,
        };
        let text = text(event, put, score, lang);
        let _ = writeln!(page, "{date}  {}", headline(&text));
        reasons_page(&mut page, notes, lang);
    }
    let _ = writeln!(page);
    let why = history.star_open();
    if why.is_empty() {
        certificate_page(&mut page, history, today, lang);
        if let Some(awaited) = history.state().proposed {
            let text = lang.word(
                "giấy chứng nhận tính từ ngày quyết định công nhận; ngày ấy chưa được nhập",
                "the certificate counts from the recognition decision, which is not entered yet",
            );
            let _ = writeln!(page, "{} {text}", awaited.star.drawn());
        }
        if let Some(next) = history.next_step(today) {
            let name = lang.word("Hồ sơ đang xét, bước tới", "Dossier open, next");
            let _ = writeln!(page, "{name}: {}", next_text(next, lang));
            reasons_page(&mut page, &history.due(), lang);
        }
        return page;
    }
    if history.state().certificate.is_some() {
        certificate_page(&mut page, history, today, lang);
    }
    let _ = writeln!(page, "{}:", headline(star_open(lang)));
    reasons_page(&mut page, why, lang);
    page
}

/// The certificate that is held, with its calendar.
fn certificate_page(page: &mut String, history: &History, today: Option<Date>, lang: Lang) {
    let standing = history.state();
    match &standing.certificate {
        None if standing.proposed.is_some() => {}
        None => {
            let none = lang.word("Không có giấy chứng nhận", "No certificate");
            let _ = writeln!(page, "{none}");
        }
        Some(held) => {
            // A decision whose star is open may have replaced it.
            let text = match history.open_decision() {
                Some(_) => lang.word(
                    "giấy chứng nhận trước, đến hết",
                    "certificate before, until the end of",
                ),
                None => lang.word("giấy chứng nhận đến hết", "certificate until the end of"),
            };
            let expires = day(held.expires, lang);
            let _ = write!(page, "{} {text} {expires}", held.star.drawn());
            let status = today.and_then(|today| Some((today, history.status(today)?)));
            if let Some((today, status)) = status {
                let _ = write!(page, "; {}: {}", day(today, lang), status.name(lang));
            }
            let _ = writeln!(page);
        }
    }
    if let Some(calendar) = history.calendar() {
        if let Some((from, to)) = calendar.renewal {
            let name = lang.word("Nộp phân hạng lại", "Time to renew");
            let [from, to] = [from, to].map(|date| day(date, lang));
            let _ = writeln!(page, "{name}: {from} – {to}");
        }
        if let Some(until) = calendar.extended_until {
            let name = lang.word("Kéo dài nhiều nhất", "Extended until");
            let until = day(until, lang);
            let _ = writeln!(page, "{name}: {until}");
        }
    }
}

/// An event; `put` stands before what a level decides. `score` is what is recorded of an evaluation.
fn text(event: &Event, put: &str, score: Option<&RecordedEvaluation>, lang: Lang) -> String {
    let decided = |one: &Recognition, vi, en| {
        let (level, stars) = (one.level.name(lang), one.star.drawn());
        format!("{level} {put}{} {stars}", lang.word(vi, en))
    };
    match (&event.kind, lang) {
        (EventKind::Filed { kind, .. }, Lang::Vi) => format!("nộp hồ sơ {}", applied_for(*kind)),
        (EventKind::Filed { kind, .. }, Lang::En) => format!("dossier filed ({kind})"),
        (EventKind::Reported, Lang::Vi) => "xã báo cáo, đề nghị đánh giá".to_owned(),
        (EventKind::Reported, Lang::En) => "the commune reported and proposed".to_owned(),
        (EventKind::Evaluated { level, result }, _) => {
            let result = match result {
                EvaluationResult::Settled { star, .. } => {
                    let shown = score.and_then(|score| score.shown.as_deref());
                    let shown = shown.map(|shown| format!(" {}", figure(shown, lang)));
                    let shown = shown.unwrap_or_default();
                    match score.is_some_and(|score| score.star_open) {
                        true => format!("{},{shown}", star_open(lang)),
                        false => star.drawn() + &shown,
                    }
                }
                EvaluationResult::RescoreRequired => Status::RescoreRequired.name(lang).to_owned(),
                EvaluationResult::NotQuorate => Status::NotQuorate.name(lang).to_owned(),
                EvaluationResult::Disqualified => {
                    let verbs = score.map_or(&[][..], |score| &score.verbs);
                    ended(verbs, Status::Disqualified, lang)
                }
            };
            let (level, evaluated) = (level.name(lang), lang.word("đánh giá", "evaluated"));
            format!("{level} {evaluated}: {result}")
        }
        (EventKind::Certified(one), _) => decided(one, "công nhận", "certified"),
        (EventKind::Renewed(one), _) => decided(one, "công nhận lại", "renewed"),
        (EventKind::Upgraded(one), _) => decided(one, "nâng hạng lên", "upgraded to"),
        (EventKind::Adopted(one), _) => decided(
            one,
            "công nhận theo kết quả được trả về",
            "adopted the result sent back:",
        ),
        (EventKind::Forwarded(transfer), _) => {
            sent(transfer, "chuyển lên", "forwarded to the", lang)
        }
        (EventKind::Returned(transfer), _) => sent(transfer, "trả về", "returned to the", lang),
        (EventKind::Published, _) => lang.word("công bố kết quả", "made public").to_owned(),
        (EventKind::Revoked { level, ground, .. }, _) => {
            let text = lang.word("thu hồi giấy chứng nhận", "revoked the certificate");
            format!("{} {text} ({ground})", level.name(lang))
        }
        (EventKind::Annulled { level }, _) => {
            let text = lang.word("thu hồi quyết định công nhận", "withdrew the recognition");
            format!("{} {text}", level.name(lang))
        }
        (EventKind::Expired, _) => lang.word("hết hạn", "expired").to_owned(),
    }
}

/// A dossier that one level sent to another.
fn sent(
    Transfer { level, to }: &Transfer,
    vi: &'static str,
    en: &'static str,
    lang: Lang,
) -> String {
    let the = lang.word("", "the ");
    format!(
        "{the}{} {} {}",
        level.name(lang),
        lang.word(vi, en),
        to.name(lang)
    )
}

fn next_text(next: PendingStep, lang: Lang) -> String {
    let (level, vi, en, what) = match next {
        PendingStep::Start => return lang.word("xã báo cáo", "the commune's report").to_owned(),
        PendingStep::Evaluation(level) | PendingStep::Returned(level, None) => {
            let evaluates = lang.word("đánh giá", "evaluates");
            return format!("{} {evaluates}", level.name(lang));
        }
        PendingStep::Recognition(Recognition { level, star }) => {
            (level, "công nhận", "certifies", star.drawn())
        }
        PendingStep::Forwarding(Transfer { level, to }) => {
            (level, "chuyển lên", "forwards to", to.name(lang).to_owned())
        }
        PendingStep::Return(Transfer { level, to }, _) => {
            (level, "trả về", "returns to", to.name(lang).to_owned())
        }
        PendingStep::Returned(level, Some(star)) => (
            level,
            "công nhận tối đa",
            "recognises at most",
            star.drawn(),
        ),
    };
    format!("{} {} {what}", level.name(lang), lang.word(vi, en))
}
