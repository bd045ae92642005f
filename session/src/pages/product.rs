//! A product's page: its sheets, findings, result and decision.

use maud::{Markup, html};
use ocop::Lang;
use ocop::text::headline;
use serde_json::{Value, json};

use crate::engine::{list, status_word, text};
use crate::fault::Outcome;
use crate::log;
use crate::papers::day;
use crate::request::{Answer, Request, Stop, step};
use crate::session::{
    ABSENT, Act, COMPLETE, DUE, Done, Product, RECUSED, Refused, SECRETARY, SUBMITTED, Session,
    Sheet, ended, word,
};

use super::frame::{Form, both, made, page, points, whose};
use super::scoring::finding_line;

/// How a renewal's round is held, and what the chair says otherwise.
fn renewal(
    session: &Session<'_>,
    (product, sheets): (&Product, &[Sheet]),
    held: Option<&Value>,
    base: Option<&str>,
) -> Outcome<Markup> {
    let in_writing = session.in_writing(product, held)?;
    let of = |key| held.map_or("", |held| text(held, key));
    let back = |status: &str| match status {
        SUBMITTED => "đã trả lời",
        // As the table of opinions has it: there is no meeting to be absent from.
        ABSENT => "không trả lời",
        RECUSED => word(status),
        _ => "chưa trả lời",
    };
    Ok(html! {
        @if !in_writing {
            h2 { (both("Phân hạng lại: Hội đồng họp", "a renewal: at a meeting")) }
            // Where the law has no other way, nobody had to call it.
            @if !of("reason").is_empty() { p { "Chủ tịch cho họp: " (of("reason")) } }
        } @else {
            h2 { (both("Phân hạng lại: lấy ý kiến bằng văn bản", "a renewal: by written opinions")) }
            p { "Gửi phiếu: " (day(of("sent"))) " · hạn trả: " (day(of("due"))) }
            ul { @for sheet in sheets { li { (whose(session, &sheet.member)) ": " (back(&sheet.status)) } } }
        }
        @if let Some(base) = base {
            form method="post" action={ (base) "/form" } {
                input type="hidden" name="form" value="written";
                p { label for="sent" { "Ngày gửi phiếu" } " "
                    input #sent type="date" name="sent" value=(of("sent")) required; " "
                    label for="due" { "Hạn trả" } " "
                    input #due type="date" name="due" value=(of("due")) required; " "
                    button.quiet { "Lấy ý kiến bằng văn bản" } }
            }
            form method="post" action={ (base) "/form" } {
                input type="hidden" name="form" value="meeting";
                p { label for={ "meeting-" (product.id) } { "Chủ tịch cho họp, lý do" } " "
                    input id={ "meeting-" (product.id) } type="text" name="reason" maxlength="300" required; " "
                    button.quiet { "Họp Hội đồng" } }
            }
        }
    })
}

pub(super) fn product_page(session: &Session<'_>, product: &Product) -> Done<Answer> {
    let state = session.state(product)?;
    let form = session.form(product)?;
    let found = session.found(product)?;
    let sheets = session.sheets(&product.id, product.round)?;
    let result = session.result(product)?;
    let held = session.hearing(product)?;
    let warnings = session.warnings(std::slice::from_ref(product))?;
    let base = format!("/product/{}", step(&product.id));
    let open = !product.is_locked();
    let asked = session.asks_decision(product)?;
    let body = html! {
        h1 { (product.name()) }
        p { "Bộ sản phẩm " (product.set) ": " (text(&form.view, "name")) " · " (word(&state)) }
        @for warning in &warnings {
            p.say { (both("Lưu ý", "warning")) ": " (warning.said.text(Lang::Vi)) }
        }
        @if let Some(result) = &result {
            div.say.done {
                h2 { (both("Kết luận của Hội đồng", "the council's conclusion")) }
                @let ended = ended(result);
                // What ended an evaluation is told with the verb of its own clause.
                p { @if ended.is_empty() { (status_word(result.last("status"))) }
                    @for (place, ended) in ended.iter().enumerate() {
                        @if place > 0 { "; " }
                        (text(ended, "vi"))
                    }
                    @if let Some(star) = result.last("star").as_u64() { " · " (star) " sao" }
                    @if let Some(shown) = result.last("total").get("shown").and_then(Value::as_str) {
                        " · điểm trung bình " (points(shown))
                    } }
                @for reason in result.last("reasons").as_array().into_iter().flatten() {
                    @if !ended.contains(&reason) { p.help { (text(reason, "vi")) } }
                }
            }
        }
        h2 { (both("Phiếu", "sheets")) }
        @for sheet in &sheets {
            (sheet_row(session, product, sheet, &base)?)
        }
        @if product.is_renewal() {
            (renewal(session, (product, &sheets), held.as_ref(), open.then_some(base.as_str()))?)
        }
        @if open {
            h2 { (both("Trường hợp bị loại, dừng đánh giá", "findings")) }
            form method="post" action={ (base) "/findings" } {
                @for finding in list(&form.view, "findings") {
                    @let id = text(finding, "finding");
                    label.row {
                        input type="checkbox" name={ "f." (id) } value="yes" checked[found.iter().any(|one| one == id)];
                        span { (finding_line(finding)) }
                    }
                }
                @if list(&form.view, "findings").next().is_none() { p { "Bộ này không in trường hợp nào." } }
                @else { p { button.quiet { "Lưu" } } }
            }
            h2 { (both("Tính kết quả", "decide")) }
            form method="post" action={ (base) "/decide" } {
                @if state == COMPLETE || !found.is_empty() {
                    button { (both("Tính kết quả và khóa phiếu", "compute the result and close the sheets")) }
                } @else {
                    p { "Chưa đủ phiếu." }
                }
            }
        }
        @if !open && !found.is_empty() {
            h2 { (both("Sửa trường hợp bị loại, dừng đánh giá", "set the findings right")) }
            form method="post" action={ (base) "/reopen" } {
                p { label for="reopen" { "Rút lại kết luận để sửa, phiếu giữ nguyên; lý do" } }
                input #reopen type="text" name="reason" maxlength="300" required;
                p { button.quiet { "Rút lại kết luận" } }
            }
        }
        @if state == DUE {
            h2 { (both("Chấm lần 2", "second round")) }
            form method="post" action={ (base) "/round" } {
                p { label for="date" { "Ngày" } } input #date type="date" name="date" required;
                p { label for="why" { "Lý do" } } input #why type="text" name="reason" maxlength="300" required;
                p { button { "Bắt đầu lần 2" } }
            }
        }
        @if let Some(kind) = &asked {
            @if kind == "certify" {
                h2 { (both("Quyết định công nhận", "the recognition decision")) }
            } @else {
                h2 { (both("Quyết định về kết quả gửi cấp trên", "the decision on the result that goes up")) }
            }
            @if let Some(decision) = &product.decision {
                p { "Số " (text(decision, "number")) ", ngày " (day(text(decision, "date"))) }
                @if let Some(note) = log::to_come(text(decision, "date")) {
                    p { (both(note.text(Lang::Vi), note.text(Lang::En))) }
                }
            }
            form method="post" action={ (base) "/decision" } {
                p { label for="number" { "Số quyết định" } } input #number type="text" name="number" maxlength="100" required;
                p { label for="date" { "Ngày" } } input #date type="date" name="date" required;
                p { button { "Ghi" } }
            }
        }
    };
    Ok(page(
        product.name(),
        &whose(session, SECRETARY),
        false,
        &body,
    ))
}

/// Why somebody is not there, or does not score a product; nothing that is their own affair.
const REASONS: [&str; 5] = [
    "có việc riêng",
    "đi công tác",
    "có quyền lợi liên quan đến chủ thể hoặc sản phẩm",
    "chủ tịch Hội đồng quyết định không tham gia chấm",
    OTHER,
];

/// Another reason, which is written beside.
const OTHER: &str = "lý do khác";

fn sheet_row(
    session: &Session<'_>,
    product: &Product,
    sheet: &Sheet,
    base: &str,
) -> Outcome<Markup> {
    let has_left = session.has_left(&sheet.member)?;
    let name = whose(session, &sheet.member);
    let reason = format!("reason-{}", sheet.member);
    Ok(html! {
        details {
            summary { (name) " · " (word(&sheet.status)) }
            p { a href={ "/p/" (step(&product.id)) "/" (step(&sheet.member)) } { "Xem hoặc nhập phiếu giấy" } }
            @if sheet.status == SUBMITTED {
                form method="post" action={ (base) "/reopen" } {
                    input type="hidden" name="member" value=(sheet.member);
                    p { label for=(reason) { "Mở lại theo đề nghị của người đánh giá hoặc lệnh của chủ tịch (ghi rõ)" } }
                    input id=(reason) type="text" name="reason" maxlength="300" required;
                    p { button.quiet { "Mở lại phiếu" } }
                }
            } @else if !product.is_locked() {
                form method="post" action={ (base) "/attendance" } {
                    input type="hidden" name="member" value=(sheet.member);
                    @if sheet.is_there() {
                        p { label for={ "code-" (sheet.member) } { "Lý do" } " "
                            select id={ "code-" (sheet.member) } name="code" required {
                                option value="" { "chọn lý do" }
                                @for code in REASONS { option { (code) } }
                            } }
                        p { label for=(reason) { "Ghi thêm, văn bản (nếu có; không ghi bệnh tật, chuyện gia đình)" } }
                        input id=(reason) type="text" name="reason" maxlength="300";
                        p {
                            button.quiet name="status" value=(ABSENT) { (headline(word(ABSENT))) } " "
                            button.quiet name="status" value=(RECUSED) { (headline(word(RECUSED))) }
                        }
                    } @else if has_left {
                        p { "Không còn trong danh sách Hội đồng." }
                    } @else {
                        p { button.quiet name="status" value="present" { "Có mặt" } }
                    }
                }
            }
        }
    })
}

pub(super) fn product_act(
    session: &Session<'_>,
    act: Act<'_>,
    product: &Product,
    what: &str,
    request: &Request,
) -> Result<Answer, Stop> {
    let form = Form::of(request)?;
    let id = product.id.as_str();
    let at = (id, form.get("member"));
    match what {
        "findings" => {
            let found = form.0.keys().filter_map(|key| key.strip_prefix("f."));
            let body = made(&json!({"findings": found.collect::<Vec<_>>()}));
            session.findings(act, id, &body)?;
        }
        "decide" => {
            session.decide(act, id)?;
        }
        "round" => {
            session.second_round(act, id, &form.body(&["date", "reason"]))?;
        }
        "decision" => {
            session.decision(act, id, &form.body(&["number", "date"]))?;
        }
        "form" => {
            let keys = match form.get("form") {
                "meeting" => &["form", "reason"][..],
                _ => &["form", "sent", "due"],
            };
            session.hold(act, id, &form.body(keys))?;
        }
        "attendance" => {
            // The code, then what was written beside it; another reason is what was written.
            let (code, written) = (form.get("code"), form.get("reason").trim());
            let code = Some(code).filter(|code| *code != OTHER || written.is_empty());
            let said = code.into_iter().chain([written]);
            let said: Vec<&str> = said.filter(|part| !part.is_empty()).collect();
            let body = json!({"status": form.get("status"), "reason": said.join("; ")});
            session.attendance(act, at, &made(&body))?;
        }
        "reopen" if form.get("member").is_empty() => {
            session.reopen_findings(act, id, &form.body(&["reason"]))?;
        }
        "reopen" => {
            session.reopen(act, at, &form.body(&["reason"]))?;
        }
        _ => return Err(Refused::NotFound.into()),
    }
    Ok(Answer::see(&format!("/product/{}", step(id))))
}
