//! The public page: a producer's own assessment of a product. Nothing of it is stored, nobody needs a
//! link, and nothing on it can be taken for a council's.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ocop::Star;
use ocop::insight::{Advice, AdviceOptions, StepReason};
use ocop::law::{CriteriaSet, Regulation};

use crate::engine::{Engine, Sheet as Printed, text};
use crate::pages::frame::{both, page, points, refused};
use crate::pages::scoring::criteria_of;
use crate::request::{Answer, Request, Stop, step};
use crate::session::{Refused, Sheet};

/// The first step of its address.
pub(crate) const AT: &str = "tu-danh-gia";

/// Answers the public page.
pub(crate) fn answer(engine: &Engine, request: &Request) -> Answer {
    answered(engine, request).unwrap_or_else(|stop| refused(Answer::from(stop)))
}

fn answered(engine: &Engine, request: &Request) -> Result<Answer, Stop> {
    let regulations = engine.catalog().regulations().unwrap_or_default();
    let regulation = regulations.last().ok_or(Refused::NotFound)?;
    match request.steps().as_slice() {
        [_] | [_, ""] => {
            request.method("GET")?;
            Ok(sets(regulation))
        }
        [_, code] => {
            let id = regulation.id().as_str();
            let set = engine.catalog().set(id, code);
            let set = set.map_err(|_| Refused::NotFound)?;
            let form = engine.sheet(id, code).map_err(Refused::Invalid)?;
            request.method("GET, POST")?;
            if request.method == "GET" {
                return Ok(sheet(&form, &BTreeMap::new(), None));
            }
            let answers = answers_of(request, &form)?;
            let said = result(regulation, &set, &form, &answers);
            Ok(sheet(&form, &answers, Some(&said)))
        }
        _ => Err(Refused::NotFound.into()),
    }
}

/// What stands on top of every page here.
fn warning() -> Markup {
    html! {
        p.say { b { "Chủ thể tự đánh giá, để tham khảo. " }
            "Không phải kết quả của Hội đồng; không có giá trị công nhận; không được lưu lại. "
            span.en lang="en" { "A producer's own assessment; not a council's; nothing is stored." } }
    }
}

fn sets(regulation: &Regulation) -> Answer {
    let body = html! {
        h1 { (both("Tự đánh giá sản phẩm", "assess a product yourself")) }
        (warning())
        p { "Chọn bộ sản phẩm (Quyết định " (regulation.decision()) "):" }
        ul.list {
            @for set in regulation.sets() {
                li { a href={ "/" (AT) "/" (set.code()) } { (set.code()) ". " (set.name()) } }
            }
        }
    };
    page("Tự đánh giá sản phẩm", "", false, &body)
}

/// The boxes of a form; what is no box of the sheet is refused.
fn answers_of(request: &Request, form: &Printed) -> Result<BTreeMap<String, u32>, Stop> {
    let mut answers = BTreeMap::new();
    for (key, value) in request.form()? {
        let Some(code) = key.strip_prefix("a.") else {
            continue;
        };
        let Some(criterion) = form.criterion(code) else {
            return Err(Refused::NotFound.into());
        };
        if value.is_empty() {
            continue;
        }
        let number = value.parse::<u32>().ok();
        let known = |number: &u32| {
            usize::try_from(*number).is_ok_and(|number| number <= criterion.points.len())
        };
        let number = number.filter(known).ok_or(Refused::NotFound)?;
        answers.insert(code.to_owned(), number);
    }
    Ok(answers)
}

fn sheet(form: &Printed, answers: &BTreeMap<String, u32>, said: Option<&Markup>) -> Answer {
    let mut filled = Sheet::empty("", "", 1, "");
    filled.answers.clone_from(answers);
    let (code, name) = (text(&form.view, "set"), text(&form.view, "name"));
    let body = html! {
        h1 { "Tự đánh giá: bộ " (code) ", " (name) }
        (warning())
        @if let Some(said) = said { (said) }
        form method="post" action={ "/" (AT) "/" (step(code)) } autocomplete="off" {
            (criteria_of(&form.view, &filled, true, false))
            p { button { (both("Xem điểm và hạng có thể đạt", "points and star")) } }
        }
        p.help { (form.words) }
        p { a href={ "/" (AT) } { "Chọn bộ khác" } }
    };
    page(&format!("Tự đánh giá: bộ {code}"), "", false, &body)
}

fn star_word(star: Option<Star>) -> String {
    match star {
        None => "không xếp hạng: có tiêu chí được 0 điểm mà bộ này không chấp nhận".to_owned(),
        Some(star) if star < Star::Three => "dưới 3 sao".to_owned(),
        Some(star) => format!("{} sao", star.number()),
    }
}

fn because(reason: StepReason) -> &'static str {
    match reason {
        StepReason::Minimum => ", yêu cầu tối thiểu của hạng",
        StepReason::ZeroRule => ", không được để 0 điểm",
        _ => "",
    }
}

/// What the answers come to: points and star once all are there, what is missing for the next star,
/// and the least work to it.
fn result(
    regulation: &Regulation,
    set: &CriteriaSet,
    form: &Printed,
    answers: &BTreeMap<String, u32>,
) -> Markup {
    let codes = form.criteria.iter().map(|criterion| &criterion.code);
    let missing: Vec<&String> = codes.filter(|code| !answers.contains_key(*code)).collect();
    let total = points(&form.total(answers));
    if !missing.is_empty() {
        return html! {
            div.say role="alert" {
                p { "Còn " (missing.len()) " tiêu chí chưa chọn: "
                    @for code in &missing { a href={ "#c" (code) } { (code) } " " } }
                p { "Điểm đến nay: " b { (total) } }
            }
        };
    }
    let boxes = form.criteria.iter().map(|criterion| {
        let number = answers.get(&criterion.code).copied().unwrap_or_default();
        u8::try_from(number).unwrap_or_default()
    });
    let boxes: Vec<u8> = boxes.collect();
    let options = AdviceOptions::default();
    let advise = |target| Advice::for_boxes(regulation, set, &boxes, target, &options).ok();
    let star = advise(Star::Three).and_then(|advice| advice.star);
    let next = match star {
        Some(Star::Five) => None,
        Some(Star::Four) => Some(Star::Five),
        Some(Star::Three) => Some(Star::Four),
        _ => Some(Star::Three),
    };
    let advice = next.and_then(advise);
    html! {
        div.say.done role="status" {
            p { "Điểm tự đánh giá: " b { (total) } }
            p { "Hạng có thể đạt theo điểm tự đánh giá: "
                b { (star_word(star)) } }
        }
        @if let (Some(next), Some(advice)) = (next, advice) {
            div.say {
                @match &advice.steps {
                    Some(steps) => {
                        p { "Việc ít nhất để đạt hạng " (next.number()) " sao:" }
                        ul { @for one in steps {
                            li { a href={ "#c" (one.criterion) } { (one.criterion) } " " (one.title) ": "
                                (one.label) " (thêm " (points(&one.points.to_string())) " điểm"
                                (because(one.because)) ")" }
                        } }
                        @if let Some((after, _)) = advice.after {
                            p { "Khi đó: " (points(&after.to_string())) " điểm." }
                        }
                    },
                    None => {
                        p { "Không đạt được hạng " (next.number()) " sao với bộ này:" }
                        @for reason in &advice.obstacles { p { (reason.text(ocop::Lang::Vi)) } }
                    },
                }
            }
        }
    }
}
