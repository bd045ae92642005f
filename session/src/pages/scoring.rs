//! A sheet as a page: ticked with or without a script, on a phone or from paper.

use maud::{Markup, html};
use ocop::Lang;
use ocop::law::FindingVerb;
use ocop::text::composed;
use serde_json::{Value, json};

use crate::engine::{list, text};
use crate::papers::day;
use crate::request::{Answer, Request, Stop};
use crate::session::{
    ABSENT, Act, Done, Part, Product, RECUSED, Refused, SECRETARY, STANDINGS, SUBMITTED, Session,
    Sheet, word,
};

use super::frame::{Form, both, made, page, points, whose};

/// Where a sheet's page and its API are.
pub(super) struct Paths {
    pub(super) page: String,
    pub(super) api: String,
}

/// Points as the page's script adds them: whole numbers of ten-thousandths, the smallest unit that a
/// sheet may have. A sheet's points are plain decimals, so their digits are enough.
fn ten_thousandths(text: &str) -> i64 {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{decimals:0<4}");
    // INVARIANT: a sheet's points have at most four decimals and far fewer digits than an `i64`.
    digits.parse().unwrap_or_default()
}

/// The scoring page.
pub(super) fn scoring(
    session: &Session<'_>,
    who: &str,
    (product, member): (&Product, &str),
    round: i64,
    paths: &Paths,
    said: Option<&Markup>,
) -> Done<Answer> {
    let sheet = session.sheet(&product.id, member, round)?;
    let form = session.form(product)?;
    let state = session.state(product)?;
    let paper = who == SECRETARY;
    let open = round == product.round && !product.is_locked() && sheet.is_open();
    let door = if paper { "paper." } else { "" };
    let context = context((&session.id()?, door), (&product.id, member), round);
    let assessor = session.member(member)?;
    let held = session.hearing(product)?;
    let (asked, missing) = (sheet.asked(&form).len(), sheet.missing(&form).len());
    let total = sheet.total(&form);
    let total = total.map_or_else(|| "không tính".to_owned(), |total| points(&total));
    let body = html! {
        h1 { (product.name()) }
        p { "Bộ sản phẩm " (product.set) ": " (text(&form.view, "name"))
            @if round > 1 { " · chấm lần " (round) } }
        @if paper {
            p { "Phiếu của " b { (assessor.name) } " · " (word(&sheet.status)) }
        }
        @if product.round > 1 && round == product.round {
            p { a href={ (paths.page) "?round=1" } { "Xem phiếu lần 1" } }
        }
        @if product.is_renewal() && round == product.round {
            p { (written(held.as_ref())) }
        }
        @if let Some(said) = said { div.say role="alert" { (said) } }
        @if !open {
            p.say.done { (both(
                &format!("{}; sản phẩm: {}", closed(&sheet.status), word(&state)),
                "the sheet is closed; what is on it can be read",
            )) }
        } @else if paper {
            p.say { "Nhập phiếu giấy: chỉ điền những tiêu chí người đánh giá chưa tự chấm; phần người đó đã chấm trên điện thoại không bị ghi đè. "
                span.en lang="en" { "Typing in a paper sheet: what its assessor ticked is never replaced." } }
        }
        p #said .say role="alert" hidden {}
        form #sheet method="post" action=(paths.page) autocomplete="off"
            data-api=[open.then_some(paths.api.as_str())] data-words=[open.then(words)]
            data-k=(context)
            data-member=(member) data-revision=(sheet.revision) data-round=(round)
        {
            input type="hidden" name="member" value=(member);
            input type="hidden" name="revision" value=(sheet.revision);
            input type="hidden" name="round" value=(round);
            (criteria_of(&form.view, &sheet, open, true))
            @if list(&form.view, "findings").next().is_some() {
                details {
                    summary { (both("Các trường hợp bị loại hoặc dừng đánh giá của bộ này", "what ends an evaluation by this sheet")) }
                    @for finding in list(&form.view, "findings") { p.help { (finding_line(finding)) } }
                    p.help { "Nếu gặp, báo chủ tịch hoặc thư ký. " span.en lang="en" { "Tell the chair or the secretary." } }
                }
            }
            p.help { (form.words) }
            @if open && !form.stops.is_empty() {
                p { label for="stop" { (both("Dừng đánh giá theo quy định của phiếu, ở tiêu chí", "the sheet's own stop, at")) } " "
                    select #stop name="stop" {
                        option value="" { "không dừng" }
                        @for code in &form.stops { option value=(code) selected[sheet.stop.as_ref() == Some(code)] { (code) } }
                    } }
            } @else if let Some(stop) = &sheet.stop {
                p { "Dừng đánh giá ở tiêu chí " (stop) }
            }
            h2 { label for="opinion" { (both("Ý kiến của người đánh giá", "the assessor's opinion")) } }
            textarea #opinion name="opinion" maxlength="2000" readonly[!open] { (sheet.opinion) }
            @if open {
                @if paper {
                    h2 { "Phiếu giấy" }
                    p { label for="original" { "Bản gốc đã ký (ai ký, ngày, nơi lưu)" } }
                    input #original type="text" name="original" maxlength="300" required;
                    label.row { input type="checkbox" name="second" value="yes" required;
                        span { "Đã đọc lại lần thứ hai, đúng với bản giấy đã ký" } }
                }
                div #bar {
                    p role="status" {
                        b #done { (asked.saturating_sub(missing)) "/" (asked) } " tiêu chí · "
                        b #total { (total) } " điểm · "
                        span #saved { "Bấm “Lưu” để lưu" }
                    }
                    p {
                        button #next .quiet type="button" hidden { "Còn trống" } " "
                        button.quiet name="do" value="save" formnovalidate { "Lưu" } " "
                        button name="do" value="submit" { "Nộp phiếu" }
                    }
                    p #keeps .help hidden {
                        "Đang giữ trên trang này và sẽ gửi khi có kết nối: đừng đóng trang. Cửa sổ ẩn danh không giữ lại gì sau khi đóng. "
                        span.en lang="en" { "Kept on this page until the connection is back; a private window keeps nothing." }
                    }
                }
            }
        }
        @if open && !paper {
            details {
                summary { (both("Tôi không chấm sản phẩm này", "I step back from this product")) }
                form method="post" action=(paths.page) {
                    input type="hidden" name="member" value=(member);
                    p { label for="reason" { "Căn cứ (do chủ tịch quyết định; không ghi chuyện riêng)" } }
                    input #reason type="text" name="reason" maxlength="300" required;
                    p { button.quiet name="do" value="recuse" { "Không tham gia chấm" } }
                }
            }
        }
    };
    Ok(page(product.name(), &whose(session, who), false, &body))
}

/// What a browser keeps what waits of a sheet under: a session, by its id, a door and a round have each their own.
pub(super) fn context(
    (id, door): (&str, &str),
    (product, member): (&str, &str),
    round: i64,
) -> String {
    let id = id.get(..8).unwrap_or(id);
    format!("{id}.{door}{member}.{product}.{round}")
}

/// The words for how sheets and products stand, for the page's script.
fn words() -> String {
    let all = STANDINGS
        .iter()
        .map(|of| ((*of).to_owned(), json!(word(of))));
    Value::Object(all.collect()).to_string()
}

/// Why a sheet cannot be filled in, as far as it is the sheet itself.
fn closed(status: &str) -> String {
    match status {
        ABSENT | RECUSED => format!("Người đánh giá {}", word(status)),
        SUBMITTED => format!("Phiếu {}", word(status)),
        // The product has its result, and this sheet was not handed in.
        _ => "Phiếu không nộp".to_owned(),
    }
}

/// How the round of a renewal is held, for who scores it.
fn written(held: Option<&Value>) -> Markup {
    let of = |key| held.map_or("", |held| text(held, key));
    match of("form") {
        "meeting" => both(
            "Phân hạng lại: Hội đồng họp",
            "a renewal: the council meets",
        ),
        "written" => both(
            &format!(
                "Phân hạng lại: lấy ý kiến bằng văn bản, hạn trả {}",
                day(of("due"))
            ),
            "a renewal: by written opinions, due on that day",
        ),
        _ => both("Phân hạng lại", "a renewal"),
    }
}

fn notes(of: &Value) -> Markup {
    html! {
        @for note in list(of, "notes") { p.help { (text(note, "label")) } }
        @if let Some(zero) = of.get("zero_rule") { p.help { (text(zero, "label")) } }
    }
}

/// The criteria of a sheet under their parts and sections, with what is ticked.
pub(crate) fn criteria_of(view: &Value, sheet: &Sheet, open: bool, noted: bool) -> Markup {
    html! {
        @for part in list(view, "parts") {
            h2 { "Phần " (text(part, "part")) " (" (points(text(part, "max"))) " điểm)" }
            @for section in list(part, "sections") {
                h3 { (text(section, "section")) ". " (text(section, "title"))
                    " (" (points(text(section, "max"))) " điểm)" }
                (notes(section))
                @for criterion in list(section, "criteria") {
                    (criterion_of(criterion, sheet, open, noted))
                }
            }
        }
    }
}

fn criterion_of(criterion: &Value, sheet: &Sheet, open: bool, noted: bool) -> Markup {
    let code = text(criterion, "criterion");
    let ticked = sheet.answers.get(code).copied();
    let note = sheet.notes.get(code).map_or("", String::as_str);
    let name = format!("a.{code}");
    let tick = |number: Option<u32>, units: i64, label: &Markup| {
        html! {
            label {
                input type="radio" name=(name) value=(number.map_or(String::new(), |n| n.to_string()))
                    data-p=[(units > 0).then_some(units)] checked[ticked == number] disabled[!open];
                (label)
            }
        }
    };
    let mut case = "";
    html! {
        fieldset id={ "c" (code) } {
            legend { (code) " " (text(criterion, "title")) " (" (points(text(criterion, "max"))) " điểm)" }
            (notes(criterion))
            @for (choice, number) in list(criterion, "boxes").zip(1_u32..) {
                @let of = text(choice, "case");
                @if of != case { p.case { "Trường hợp " ({ case = of; of }) } }
                @let units = ten_thousandths(text(choice, "points"));
                (tick(Some(number), units, &html! {
                    b { (points(text(choice, "points"))) }
                    span {
                        (text(choice, "label"))
                        @if let Some(star) = choice.get("star").and_then(Value::as_u64) {
                            " " span.min { "tối thiểu cho " (star) " sao" }
                        }
                    }
                }))
            }
            (tick(Some(0), 0, &html! { b { "0" } span { "Không ô nào phù hợp" } }))
            (tick(None, 0, &html! { b { "–" } span { "Chưa chấm" } }))
            @if noted && (open || !note.is_empty()) {
                details open[!note.is_empty()] {
                    summary { "Ghi chú, minh chứng" }
                    textarea name={ "n." (code) } maxlength="2000" aria-label={ "Ghi chú " (code) } readonly[!open] { (note) }
                }
            }
        }
    }
}

/// Saves a form without a script: each part that differs from what stands.
pub(super) fn save(
    session: &Session<'_>,
    act: Act<'_>,
    (product, member): (&Product, &str),
    request: &Request,
    paths: &Paths,
) -> Result<Answer, Stop> {
    let form = Form::of(request)?;
    let at = (product.id.as_str(), member);
    // A page that was opened by another link than the browser has now is another member's.
    if ![member, ""].contains(&form.get("member")) {
        return Err(Refused::Another.into());
    }
    if form.get("do") == "recuse" {
        let body = json!({"status": RECUSED, "reason": form.get("reason")});
        session.attendance(act, at, &made(&body))?;
        return Ok(Answer::see("/"));
    }
    let mut sheet = session.sheet(&product.id, member, product.round)?;
    let known = session.form(product)?;
    // What stands there already, the whole of it, was seen: a button that is pressed twice changes nothing.
    let stands = form.0.contains_key("opinion")
        && known.criteria.iter().all(|criterion| {
            let answer = sheet.answers.get(&criterion.code);
            let answer = answer.map_or(String::new(), u32::to_string);
            let note = sheet.notes.get(&criterion.code).map_or("", String::as_str);
            form.get(&format!("a.{}", criterion.code)) == answer
                && composed(form.get(&format!("n.{}", criterion.code))) == note
        })
        && composed(form.get("opinion")) == sheet.opinion
        && form.get("stop") == sheet.stop.as_deref().unwrap_or_default();
    let seen = stands || form.get("revision").parse() == Ok(sheet.revision);
    if !seen || form.get("round").parse() != Ok(product.round) {
        return Err(Refused::Conflict(String::from("{}")).into());
    }
    for (key, value) in form.0.iter().filter(|_| !stands) {
        let (part, key, value) = match key.split_once('.') {
            Some(("a", code)) => {
                let number = match (value.as_str(), value.parse::<u32>()) {
                    ("", _) => Value::Null,
                    (_, Ok(number)) => json!(number),
                    (text, Err(_)) => json!(text),
                };
                (Part::Answer(code), "box", number)
            }
            Some(("n", code)) => (Part::Note(code), "text", json!(value)),
            None if key == "opinion" => (Part::Opinion, "text", json!(value)),
            None if key == "stop" => {
                let at = Some(value).filter(|value| !value.is_empty());
                (Part::Stop, "at", json!(at))
            }
            _ => continue,
        };
        let body = json!({key: value, "revision": sheet.revision});
        session.change(act, at, part, &made(&body))?;
        sheet = session.sheet(&product.id, member, product.round)?;
    }
    if form.get("do") != "submit" {
        return Ok(Answer::see(&paths.page));
    }
    let again = |said: &Markup| {
        let of = (product, member);
        scoring(session, act.who, of, product.round, paths, Some(said))
    };
    let mut body = json!({"revision": sheet.revision});
    if act.door == "paper" {
        if form.get("second") != "yes" || form.get("original").trim().is_empty() {
            return Ok(again(&html! { p { (both(
                "Chưa nộp: ghi bản gốc đã ký và đọc lại lần thứ hai.",
                "not submitted: name the signed original and read it a second time",
            )) } })?);
        }
        body = json!({"revision": sheet.revision, "original": form.get("original")});
    }
    match session.submit(act, at, Some(&made(&body))) {
        Ok(_) => Ok(Answer::see(&paths.page)),
        Err(Refused::Missing(missing)) => {
            let missing = list(&missing, "missing").filter_map(Value::as_str);
            Ok(again(&html! {
                p { (both("Đã lưu, chưa nộp. Còn tiêu chí chưa chấm:", "saved, not submitted; not answered yet:")) }
                p { @for code in missing { a href={ "#c" (code) } { (code) } " " } }
            })?)
        }
        Err(refused) => Err(refused.into()),
    }
}

/// A finding of a sheet with the clause's own verb, and whether it was read in the decision.
pub(super) fn finding_line(finding: &Value) -> String {
    let label = text(finding, "label");
    let verb = text(finding, "verb").parse::<FindingVerb>();
    let verb = verb.map(|verb| verb.text(Lang::Vi)).unwrap_or_default();
    let mut line = label.to_owned();
    if !label.to_lowercase().contains(verb) {
        line = format!("{label}: {verb}");
    }
    if text(finding, "certainty") == "inferred" {
        line.push_str(" (suy từ bộ cùng loại)");
    }
    line
}
