//! The pages: a member's products and sheets, the secretary's board. They are the API's answers for
//! people: every form leads to the same acts, and every text that somebody typed is escaped.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use ocop::law::FindingVerb;
use ocop::text::figure;
use ocop::{Lang, Status};
use serde_json::{Value, json};

use crate::api::{self, Answer, OPENAPI, Request};
use crate::engine::{list, text};
use crate::fault::Said;
use crate::json::Node;
use crate::links;
use crate::session::{
    ABSENT, Act, COMPLETE, DECIDED, DUE, Done, NOT_OPENED, OPEN, Part, Product, RECUSED, Refused,
    SECRETARY, SUBMITTED, Session, Sheet,
};
use crate::workbooks::{Kept, Returned};
use crate::{log, papers, store};

/// Pages load nothing from elsewhere and run only their own script.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HTML: &str = "text/html; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the server knows of the room.
#[derive(Debug, Clone, Default)]
pub struct Room {
    /// Where it listens to other devices.
    pub lan: Vec<SocketAddr>,
    /// This machine's addresses at present, which change with the network that it is in.
    pub here: Vec<Ipv4Addr>,
    /// Whether another device has reached it.
    pub reached: bool,
}

impl Room {
    /// Where other devices reach it now.
    pub(crate) fn open(&self) -> Vec<SocketAddr> {
        let lan = self.lan.iter().copied();
        lan.filter(|at| match at.ip() {
            IpAddr::V4(ip) => self.here.contains(&ip),
            IpAddr::V6(_) => true,
        })
        .collect()
    }

    /// Whether this machine has an address of a room that it does not listen at.
    fn has_more(&self) -> bool {
        let mut private = self.here.iter().filter(|ip| ip.is_private());
        private.any(|ip| !self.lan.iter().any(|at| at.ip() == IpAddr::V4(*ip)))
    }
}

/// What everybody may see, without a link.
#[must_use]
pub fn open(method: &str, steps: &[&str]) -> Option<Answer> {
    let file = |media, text: &str| Answer {
        media,
        ..Answer::json(200, text)
    };
    match (method, steps) {
        ("GET", ["api", "openapi.json"]) => Some(Answer::json(200, OPENAPI)),
        ("GET", ["page.css"]) => Some(file("text/css; charset=utf-8", STYLE)),
        ("GET", ["page.js"]) => Some(file("text/javascript; charset=utf-8", SCRIPT)),
        _ => None,
    }
}

/// Vietnamese, with English beside it.
pub(crate) fn both(vi: &str, en: &str) -> Markup {
    html! { (vi) " " span.en lang="en" { (en) } }
}

pub(crate) fn page(title: &str, whose: &str, wide: bool, body: &Markup) -> Answer {
    let page = html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/page.css";
                link rel="icon" href="data:,";
                script src="/page.js" defer {}
            }
            body.wide[wide] {
                @if !whose.is_empty() {
                    header.top {
                        a href="/" { (both("Trang đầu", "home")) }
                        span { (whose) }
                    }
                }
                main { (body) }
            }
        }
    };
    Answer {
        media: HTML,
        ..Answer::json(200, page.into_string())
    }
}

/// A refusal for people.
#[must_use]
pub fn refused(answer: Answer) -> Answer {
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let of = |lang| {
        let text = said.pointer(&format!("/error/{lang}"));
        text.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let lines: Vec<String> = list(&said, "errors")
        .map(|problem| format!("{} ({})", text(problem, "vi"), text(problem, "en")))
        .collect();
    let body = html! {
        h1 { (both("Không làm được", "not possible")) }
        @if said.get("error").is_some() {
            p { (both(&of("vi"), &of("en"))) }
        } @else if [409, 423].contains(&answer.status) {
            p { (both(
                "Phiếu hoặc sản phẩm đã thay đổi hoặc đã khóa từ lúc trang này được mở; hãy quay lại và tải lại trang.",
                "the sheet or product has changed or is closed since this page was opened; go back and load it again",
            )) }
        }
        @for line in &lines { p { (line) } }
        p { a href="/" { (both("Về trang đầu", "home")) } }
    };
    Answer {
        status: answer.status,
        headers: answer.headers,
        ..page("Không làm được", "", false, &body)
    }
}

fn see(path: &str) -> Answer {
    Answer::json(303, "").with("location", path)
}

/// A name as it stands in an address.
pub(crate) fn step(name: &str) -> String {
    let mut step = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            step.push(char::from(byte));
        } else {
            step.push_str(&format!("%{byte:02X}"));
        }
    }
    step
}

fn whose(session: &Session<'_>, who: &str) -> String {
    if who == SECRETARY {
        return "Thư ký · secretary".to_owned();
    }
    session
        .member(who)
        .map_or(String::new(), |member| member.name)
}

/// Asks before another person's link takes the place of the one that is open.
#[must_use]
pub fn another(session: &Session<'_>, old: &str, new: &str, token: &str) -> Answer {
    let body = html! {
        h1 { (both("Đổi người dùng?", "another person?")) }
        p { "Máy này đang mở phiếu của " b { (whose(session, old)) } ". Liên kết vừa mở là của "
            b { (whose(session, new)) } "." }
        form method="post" action={ "/l/" (step(token)) } {
            button { "Đúng, chuyển sang " (whose(session, new)) }
        }
        p { a href="/" { "Không, ở lại với " (whose(session, old)) } }
    };
    page("Đổi người dùng?", "", false, &body)
}

fn status_word(status: &str) -> &'static str {
    match status {
        NOT_OPENED => "chưa mở",
        OPEN => "đang chấm",
        SUBMITTED => "đã nộp",
        ABSENT => "vắng mặt",
        RECUSED => "không tham gia chấm",
        _ => "",
    }
}

fn state_word(state: &str) -> &'static str {
    match state {
        COMPLETE => "đủ phiếu",
        DECIDED => "đã có kết quả",
        DUE => "phải chấm lại lần 2",
        _ => "đang chấm",
    }
}

/// The fields of a form.
struct Form(BTreeMap<String, String>);

impl Form {
    fn of(request: &Request) -> Result<Form, api::Stop> {
        const MEDIA: &str = "application/x-www-form-urlencoded";
        let body = request.body.as_deref().ok_or(api::Stop::Large)?;
        if !body.is_empty() && request.media != MEDIA {
            return Err(api::Stop::Media(MEDIA));
        }
        let pairs = crate::server::pairs(&String::from_utf8_lossy(body));
        // Forms send a line break as two characters.
        let pairs = pairs
            .into_iter()
            .map(|(key, value)| (key, value.replace("\r\n", "\n")));
        Ok(Form(pairs.collect()))
    }

    fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// The fields as a request of the API has them.
    fn json(&self, keys: &[&str]) -> Value {
        let fields = keys
            .iter()
            .map(|key| ((*key).to_owned(), json!(self.get(key))));
        Value::Object(fields.collect())
    }
}

/// Does an act with a body made here.
fn act_on<T>(body: &Value, act: impl FnOnce(&Node<'_>) -> Done<T>) -> Result<T, api::Stop> {
    let text = body.to_string();
    let node = Node::root("form", &text).map_err(api::Stop::NotJson)?;
    Ok(act(&node)?)
}

/// Answers a page.
#[must_use]
pub fn answer(session: &Session<'_>, who: &str, request: &Request, room: &Room) -> Answer {
    let steps: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let answered = if who == SECRETARY {
        secretary(session, request, &steps, room)
    } else {
        member(session, who, request, &steps)
    };
    answered.unwrap_or_else(|stop| refused(Answer::from(stop)))
}

fn only(request: &Request, allow: &'static str) -> Result<(), api::Stop> {
    if allow.split(", ").any(|method| method == request.method) {
        return Ok(());
    }
    Err(api::Stop::Method(allow))
}

fn member(
    session: &Session<'_>,
    who: &str,
    request: &Request,
    steps: &[&str],
) -> Result<Answer, api::Stop> {
    let act = Act { who, door: "phone" };
    match steps {
        [""] => {
            only(request, "GET")?;
            Ok(products(session, who)?)
        }
        ["p", product] => {
            let known = session.product(product)?;
            let paths = Paths {
                page: format!("/p/{}", step(product)),
                api: format!("/api/sheets/{}", step(product)),
            };
            only(request, "GET, POST")?;
            if request.method == "POST" {
                return save(session, act, (&known, who), request, &paths);
            }
            let round = round_of(request, &known);
            Ok(scoring(session, who, (&known, who), round, &paths, None)?)
        }
        _ => Err(Refused::NotFound.into()),
    }
}

fn round_of(request: &Request, product: &Product) -> i64 {
    let round = request.query.iter().find(|(key, _)| key == "round");
    round
        .and_then(|(_, text)| text.parse().ok())
        .unwrap_or(product.round)
}

fn products(session: &Session<'_>, who: &str) -> Done<Answer> {
    let me = session.me(who)?;
    let title = session.list()?;
    let title = text(&title, "title");
    let body = html! {
        h1 { (title) }
        p { (both("Các sản phẩm bạn chấm", "the products you score")) }
        div #live {
            ul.list {
                @for product in list(&me, "products") {
                    @let (id, status) = (text(product, "product"), text(product, "status"));
                    li {
                        a href={ "/p/" (step(id)) } {
                            b { (text(product, "name")) }
                            "Bộ sản phẩm " (text(product, "set")) " · "
                            (count(product)) " · " (status_word(status))
                            @if text(product, "state") == DECIDED { " · " (state_word(DECIDED)) }
                            @if product.get("round") == Some(&json!(2)) { " · chấm lần 2" }
                        }
                    }
                }
            }
        }
        p #age role="status" {}
        p.help { "Dấu chấm được lưu ngay. Phiếu chỉ có giá trị khi bản in được người đánh giá ký. "
            span.en lang="en" { "Ticks are saved at once; a sheet counts once its printed form is signed." } }
    };
    Ok(page(title, &whose(session, who), false, &body))
}

fn count(of: &Value) -> String {
    let number = |key| of.get(key).and_then(Value::as_u64).unwrap_or_default();
    format!("{}/{}", number("answered"), number("of"))
}

/// Where a sheet's page and its API are.
struct Paths {
    page: String,
    api: String,
}

/// Points as people here write them.
pub(crate) fn points(text: &str) -> String {
    figure(text, Lang::Vi)
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
fn scoring(
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
    let open = round == product.round
        && !product.is_locked()
        && matches!(sheet.status.as_str(), NOT_OPENED | OPEN);
    let id = store::meta(session.file, "id")?.unwrap_or_default();
    let id = id.get(..8).unwrap_or_default();
    let assessor = session.member(member)?;
    let body = html! {
        h1 { (product.name()) }
        p { "Bộ sản phẩm " (product.set) ": " (text(&form.view, "name"))
            @if round > 1 { " · chấm lần " (round) } }
        @if paper {
            p { "Phiếu của " b { (assessor.name) } " · " (status_word(&sheet.status)) }
        }
        @if product.round > 1 && round == product.round {
            p { a href={ (paths.page) "?round=1" } { "Xem phiếu lần 1" } }
        }
        @if let Some(said) = said { div.say role="alert" { (said) } }
        @if !open {
            p.say.done { (both(
                &format!("Phiếu {} ({})", status_word(&sheet.status), state_word(&state)),
                "the sheet is closed; what is on it can be read",
            )) }
        } @else if paper {
            p.say { "Nhập phiếu giấy: chỉ điền những tiêu chí người đánh giá chưa tự chấm; phần người đó đã chấm trên điện thoại không bị ghi đè. "
                span.en lang="en" { "Typing in a paper sheet: what its assessor ticked is never replaced." } }
        }
        p #said .say role="alert" hidden {}
        form #sheet method="post" action=(paths.page) autocomplete="off"
            data-api=[open.then_some(paths.api.as_str())]
            data-k={ (id) "." (if paper { "paper." } else { "" }) (member) "." (product.id) "." (round) }
            data-revision=(sheet.revision) data-round=(round)
        {
            input type="hidden" name="revision" value=(sheet.revision);
            input type="hidden" name="round" value=(round);
            (criteria_of(&form.view, &sheet, open, true))
            @if !form.findings.is_empty() {
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
                        b #done { (sheet.answers.len()) "/" (form.criteria.len()) } " tiêu chí · "
                        b #total { (points(&form.total(&sheet.answers))) } " điểm · "
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
                    p { label for="reason" { "Căn cứ (do chủ tịch quyết định; không ghi chuyện riêng)" } }
                    input #reason type="text" name="reason" maxlength="300" required;
                    p { button.quiet name="do" value="recuse" { "Không tham gia chấm" } }
                }
            }
        }
    };
    Ok(page(product.name(), &whose(session, who), false, &body))
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
fn save(
    session: &Session<'_>,
    act: Act<'_>,
    (product, member): (&Product, &str),
    request: &Request,
    paths: &Paths,
) -> Result<Answer, api::Stop> {
    let form = Form::of(request)?;
    let at = (product.id.as_str(), member);
    if form.get("do") == "recuse" {
        let mut body = form.json(&["reason"]);
        if let Some(body) = body.as_object_mut() {
            body.insert("status".to_owned(), json!(RECUSED));
        }
        act_on(&body, |node| session.attendance(act, at, node))?;
        return Ok(see("/"));
    }
    let mut sheet = session.sheet(&product.id, member, product.round)?;
    let fresh = form.get("revision").parse() == Ok(sheet.revision)
        && form.get("round").parse() == Ok(product.round);
    if !fresh {
        return Err(Refused::Conflict(String::from("{}")).into());
    }
    for (key, value) in &form.0 {
        let (part, body) = match key.split_once('.') {
            Some(("a", code)) => {
                let number: Value = match value.as_str() {
                    "" => Value::Null,
                    text => text
                        .parse::<u32>()
                        .map_or_else(|_| json!(text), |n| json!(n)),
                };
                (Part::Answer(code), json!({"box": number}))
            }
            Some(("n", code)) => (Part::Note(code), json!({"text": value})),
            None if key == "opinion" => (Part::Opinion, json!({"text": value})),
            None if key == "stop" => {
                let at = Some(value).filter(|value| !value.is_empty());
                (Part::Stop, json!({"at": at}))
            }
            _ => continue,
        };
        let mut body = body;
        if let Some(body) = body.as_object_mut() {
            body.insert("revision".to_owned(), json!(sheet.revision));
        }
        act_on(&body, |node| session.change(act, at, part, node))?;
        sheet = session.sheet(&product.id, member, product.round)?;
    }
    if form.get("do") != "submit" {
        return Ok(see(&paths.page));
    }
    let mut body = json!({"revision": sheet.revision});
    if act.door == "paper" {
        if form.get("second") != "yes" || form.get("original").trim().is_empty() {
            let said = html! { p { (both(
                "Chưa nộp: ghi bản gốc đã ký và đọc lại lần thứ hai.",
                "not submitted: name the signed original and read it a second time",
            )) } };
            let shown = scoring(
                session,
                act.who,
                (product, member),
                product.round,
                paths,
                Some(&said),
            );
            return Ok(shown?);
        }
        if let Some(body) = body.as_object_mut() {
            body.insert("original".to_owned(), json!(form.get("original")));
        }
    }
    match act_on(&body, |node| session.submit(act, at, Some(node))) {
        Ok(_) => Ok(see(&paths.page)),
        Err(api::Stop::Refused(Refused::Missing(missing))) => {
            let missing: Vec<&str> = list(&missing, "missing")
                .filter_map(Value::as_str)
                .collect();
            let said = html! {
                p { (both("Đã lưu, chưa nộp. Còn tiêu chí chưa chấm:", "saved, not submitted; not answered yet:")) }
                p { @for code in &missing { a href={ "#c" (code) } { (code) } " " } }
            };
            let shown = scoring(
                session,
                act.who,
                (product, member),
                product.round,
                paths,
                Some(&said),
            );
            Ok(shown?)
        }
        Err(stop) => Err(stop),
    }
}

fn secretary(
    session: &Session<'_>,
    request: &Request,
    steps: &[&str],
    room: &Room,
) -> Result<Answer, api::Stop> {
    let act = Act {
        who: SECRETARY,
        door: "page",
    };
    match steps {
        [""] => {
            only(request, "GET")?;
            Ok(board(session)?)
        }
        ["links"] => {
            only(request, "GET")?;
            Ok(codes(session, request, room)?)
        }
        ["links", who] => {
            if *who != SECRETARY {
                session.member(who)?;
            }
            only(request, "POST")?;
            let token = session.new_token(act, who)?;
            if *who == SECRETARY {
                return Ok(see(&format!("/l/{token}")));
            }
            Ok(see("/links"))
        }
        ["room"] => {
            only(request, "GET")?;
            Ok(room_page(session, room)?)
        }
        ["papers"] => {
            only(request, "GET")?;
            Ok(papers_page(session)?)
        }
        ["papers.zip"] => {
            only(request, "GET")?;
            Ok(archive("van-ban.zip", papers::all(session)?)?)
        }
        ["workbooks.zip"] => {
            only(request, "GET")?;
            Ok(archive("so-phieu.zip", session.workbooks()?)?)
        }
        ["decide"] => {
            only(request, "POST")?;
            for product in session.products()? {
                if session.state(&product)? == COMPLETE {
                    session.decide(act, &product.id)?;
                }
            }
            Ok(see("/"))
        }
        ["decision"] => {
            only(request, "POST")?;
            let body = Form::of(request)?.json(&["number", "date"]);
            for product in session.products()? {
                if product.kept_state == DECIDED {
                    act_on(&body, |node| session.decision(act, &product.id, node))?;
                }
            }
            Ok(see("/"))
        }
        ["workbooks"] => {
            only(request, "GET, POST")?;
            if request.method == "GET" {
                return Ok(workbooks_page(session, &[])?);
            }
            let all = session.import(act, request.workbooks()?)?;
            Ok(workbooks_page(session, &all)?)
        }
        ["list"] => {
            only(request, "GET, POST")?;
            if request.method == "GET" {
                return Ok(list_page(session, None)?);
            }
            let [(name, list), ..] = request.workbooks()? else {
                return Err(Refused::NotFound.into());
            };
            let kept = session.amend(act, name, list);
            let kept = kept.map_err(Refused::from)?;
            Ok(list_page(session, Some(&kept))?)
        }
        ["workbooks", name] => {
            let id = name.strip_suffix(".xlsx").unwrap_or_default();
            let member = session.member(id)?;
            only(request, "GET")?;
            let book = session.workbook(&member)?.ok_or(Refused::NotFound)?;
            Ok(Answer {
                media: XLSX,
                ..Answer::json(200, book)
            }
            .with(
                "content-disposition",
                format!("attachment; filename=\"{name}\""),
            ))
        }
        ["product", product] => {
            let known = session.product(product)?;
            only(request, "GET")?;
            Ok(product_page(session, &known)?)
        }
        ["product", product, what] => {
            let known = session.product(product)?;
            only(request, "POST")?;
            product_act(session, act, &known, what, request)
        }
        ["p", product, member] => {
            let known = session.product(product)?;
            session.member(member)?;
            let paths = Paths {
                page: format!("/p/{}/{}", step(product), step(member)),
                api: format!("/api/sheets/{}/{}", step(product), step(member)),
            };
            only(request, "GET, POST")?;
            let paper = Act {
                door: "paper",
                ..act
            };
            if request.method == "POST" {
                return save(session, paper, (&known, member), request, &paths);
            }
            let round = round_of(request, &known);
            Ok(scoring(
                session,
                SECRETARY,
                (&known, member),
                round,
                &paths,
                None,
            )?)
        }
        _ => Err(Refused::NotFound.into()),
    }
}

fn board(session: &Session<'_>) -> Done<Answer> {
    let shown = session.board()?;
    let about = session.list()?;
    let title = text(&about, "title");
    let members = session.members()?;
    let decided = list(&shown, "products").any(|product| text(product, "state") == DECIDED);
    let body = html! {
        h1 { (title) }
        p {
            a href="/links" { (both("Liên kết, mã QR", "links")) } " · "
            a href="/room" { (both("Mở cho điện thoại trong phòng", "open for phones")) } " · "
            a href="/workbooks" { (both("Sổ phiếu Excel", "workbooks")) } " · "
            a href="/list" { (both("Sửa danh sách", "mend the list")) } " · "
            a href="/papers" { (both("Văn bản, xuất dữ liệu, sao lưu", "papers, export, backup")) }
        }
        // What is replaced is inside what scrolls and takes the focus, so that a click on the board does not stop it.
        div.scroll role="group" aria-label="Bảng theo dõi" tabindex="0" {
            div #live {
                table {
                    thead { tr {
                        th scope="col" { "Sản phẩm" }
                        th scope="col" { "Tình trạng" }
                        @for (member, _) in &members { th scope="col" { (member.name) } }
                    } }
                    tbody {
                        @for product in list(&shown, "products") {
                            (board_row(product, &members))
                        }
                    }
                }
            }
        }
        p #age role="status" {}
        noscript { p { a href="/" { "Tải lại để xem mới nhất" } } }
        h2 { (both("Cho cả đợt", "for the whole session")) }
        form method="post" action="/decide" {
            p { button { (both("Tính kết quả mọi sản phẩm đủ phiếu", "decide all that are complete")) } }
        }
        @if decided {
            details {
                summary { (both("Quyết định công nhận chung cho mọi sản phẩm đã có kết quả", "one recognition decision for all that are decided")) }
                form method="post" action="/decision" {
                    p { label for="number" { "Số quyết định" } } input #number type="text" name="number" maxlength="100" required;
                    p { label for="date" { "Ngày" } } input #date type="date" name="date" required;
                    p { button.quiet { "Ghi" } }
                }
            }
        }
    };
    Ok(page(title, &whose(session, SECRETARY), true, &body))
}

fn board_row(product: &Value, members: &[(crate::list::Member, bool)]) -> Markup {
    let id = text(product, "product");
    html! {
        tr {
            th scope="row" { a href={ "/product/" (step(id)) } { (text(product, "name")) } " (" (id) ")" }
            td {
                (state_word(text(product, "state")))
                @if product.get("round") == Some(&json!(2)) { " · lần 2" }
                @if let Some(star) = product.get("star").and_then(Value::as_u64) { " · " (star) " sao" }
                @if let Some(spread) = product.get("spread").and_then(Value::as_str) {
                    " · chênh lệch " (points(spread))
                }
                @if product.get("lacks_quorum") == Some(&json!(true)) {
                    p.say { (both("Sẽ thiếu số thành viên theo quy chế", "would lack its quorum")) }
                }
            }
            @for (member, _) in members {
                @let sheet = product.pointer(&format!("/members/{}", member.id)).cloned().unwrap_or_default();
                @let status = text(&sheet, "status").to_owned();
                td class=(status) {
                    a href={ "/p/" (step(id)) "/" (step(&member.id)) } {
                        @if status == OPEN { (count(&sheet)) } @else { (status_word(&status)) }
                    }
                }
            }
        }
    }
}

/// Where the links are made for: the address that was chosen, else where other devices reach the
/// server, else this machine.
fn base_of(session: &Session<'_>, request: &Request, room: &Room) -> Done<String> {
    let asked = request.query.iter().find(|(key, _)| key == "at");
    let asked = asked.and_then(|(_, at)| at.parse::<SocketAddr>().ok());
    if let Some(at) = asked.filter(|at| room.open().contains(at)) {
        let scheme = request
            .base
            .split_once("://")
            .map_or("http", |(scheme, _)| scheme);
        return Ok(format!("{scheme}://{at}"));
    }
    if !room.open().is_empty() {
        return Ok(links::known(session)?.unwrap_or_else(|| request.base.clone()));
    }
    Ok(request.base.clone())
}

fn codes(session: &Session<'_>, request: &Request, room: &Room) -> Done<Answer> {
    let base = base_of(session, request, room)?;
    let open = room.open();
    let all = links::all(session, &base)?;
    let body = html! {
        h1 { (both("Liên kết riêng của từng thành viên", "each member's private link")) }
        p { "Địa chỉ: " b { (base) } }
        @if open.is_empty() {
            p.say { "Chương trình đang chỉ nghe trên máy này: điện thoại chưa vào được. "
                a href="/room" { "Mở cho điện thoại trong phòng" } }
        }
        @if open.len() > 1 {
            p { "Máy này có nhiều địa chỉ; chọn địa chỉ của mạng Wi-Fi trong phòng: "
                @for address in &open { a href={ "/links?at=" (address) } { (address) } " " } }
        }
        div.qr {
            @for (who, link) in all.lines() {
                @if who != SECRETARY {
                    section {
                        h2 { (whose(session, who)) }
                        (PreEscaped(links::code(link)))
                        p { (link) }
                        form method="post" action={ "/links/" (step(who)) } {
                            button.quiet { "Làm liên kết mới" }
                        }
                    }
                }
            }
        }
        h2.screen { "Thư ký" }
        form.screen method="post" action="/links/secretary" {
            p { "Nếu liên kết của thư ký bị lộ: " button.quiet { "Làm liên kết mới cho thư ký" } }
        }
    };
    Ok(page("Liên kết", &whose(session, SECRETARY), true, &body))
}

fn room_page(session: &Session<'_>, room: &Room) -> Done<Answer> {
    let printed = links::hosts(session.file)?;
    let open = room.open();
    let stale = printed.iter().filter(|host| {
        let address: Option<SocketAddr> = host.parse().ok();
        !room.lan.is_empty() && address.is_some_and(|at| !open.contains(&at))
    });
    let stale: Vec<&String> = stale.collect();
    let body = html! {
        h1 { (both("Mở cho điện thoại trong phòng", "open for the phones in the room")) }
        div #live {
            @if open.is_empty() && !room.has_more() {
                p.say { "Máy này chưa ở trong mạng nào: hãy nối vào mạng Wi-Fi trong phòng, rồi tải lại trang. "
                    span.en lang="en" { "This machine is in no network yet: join the room's Wi-Fi." } }
            } @else if room.lan.is_empty() {
                p { "Đang chỉ nghe trên máy này. " span.en lang="en" { "Listening on this machine alone." } }
            } @else if !open.is_empty() {
                p { "Đang nghe ở các địa chỉ dưới đây. Mở mã QR của địa chỉ thuộc mạng Wi-Fi trong phòng: "
                    span.en lang="en" { "Open the codes of the address that is on the room's Wi-Fi." } }
                ul { @for address in &open { li { a href={ "/links?at=" (address) } { "Mã QR ở " (address) } } } }
                @if room.reached {
                    p.say.done { (both("Đã có thiết bị khác vào được.", "another device has reached this one")) }
                } @else {
                    p.say { (both("Chưa có thiết bị nào khác vào được.", "no other device has reached this one yet")) }
                }
            }
            @if room.has_more() {
                @if open.len() < room.lan.len() {
                    p.say { "Địa chỉ của máy này đã đổi: bấm Mở để nghe ở địa chỉ mới. "
                        span.en lang="en" { "This machine's address has changed: open at the new one." } }
                }
                form method="post" action="/room" {
                    button { (both("Mở", "open")) }
                }
            }
            @for host in stale {
                p.say { "Mã đã in cho địa chỉ " b { (host) } " không còn đúng: hãy in lại. "
                    span.en lang="en" { "Codes printed for this address are void." } }
            }
        }
        h2 { (both("Nếu điện thoại không vào được", "if phones cannot get in")) }
        ol {
            li { "Windows hỏi về tường lửa (“Windows Defender Firewall has blocked…”): chọn mạng riêng (Private networks) rồi bấm Allow access." }
            li { "Điện thoại và máy này phải cùng một mạng Wi-Fi; tắt dữ liệu di động nếu điện thoại báo mạng không có Internet." }
            li { "Mạng khách của khách sạn, cơ quan thường chặn các máy nhìn thấy nhau: dùng mạng khác, hoặc một bộ phát Wi-Fi riêng." }
            li { "Điểm phát sóng của máy tính chỉ nhận 8 thiết bị: hội đồng đông hơn cần bộ phát riêng." }
        }
    };
    Ok(page(
        "Mở cho điện thoại",
        &whose(session, SECRETARY),
        false,
        &body,
    ))
}

/// A changed list in, with what stays although the list no longer has it.
fn list_page(session: &Session<'_>, kept: Option<&[Said]>) -> Done<Answer> {
    let (members, products) = (session.members()?, session.products()?);
    let body = html! {
        h1 { (both("Sửa danh sách", "mend the list")) }
        @if let Some(kept) = kept {
            div.say.done role="status" {
                p { (both("Đã nhận danh sách.", "the list was taken in")) }
                @for said in kept { p { (said.text(Lang::Vi)) " " span.en lang="en" { (said.text(Lang::En)) } } }
            }
        }
        p { "Sửa tên, thêm thành viên hoặc sản phẩm trong danh sách (.xlsx hoặc .json) đã dùng để lập đợt, rồi nộp lại cả danh sách. "
            "Sản phẩm, phiếu đã chấm được giữ nguyên; thành viên bị xóa khỏi danh sách được ghi vắng mặt. "
            span.en lang="en" { "Change the list that the session was made from, and hand the whole of it in; what has been scored stays." } }
        form method="post" action="/list" enctype="multipart/form-data" {
            p { label for="list" { "Danh sách đã sửa" } }
            p { input #list type="file" name="workbook" accept=".xlsx,.json" required; }
            p { button { "Nhận" } }
        }
        h2 { "Thành viên" }
        ul { @for (member, left) in &members {
            li { (member.id) ": " (member.name) @if *left { " (không còn trong danh sách)" } }
        } }
        h2 { "Sản phẩm" }
        ul { @for product in &products { li { (product.id) ": " (product.name()) } } }
    };
    Ok(page("Danh sách", &whose(session, SECRETARY), false, &body))
}

/// Workbooks out and in, with what came of those that were just dropped in.
fn workbooks_page(session: &Session<'_>, all: &[Returned]) -> Done<Answer> {
    let members = session.members()?;
    let sheets = |kept: &[Kept]| {
        let each = kept
            .iter()
            .map(|kept| format!("{} ({})", kept.product, kept.member));
        each.collect::<Vec<_>>().join(", ")
    };
    let body = html! {
        h1 { (both("Sổ phiếu Excel", "workbooks")) }
        @for (name, taken) in all {
            @match taken {
                Ok(taken) => div.say.done role="status" {
                    p { b { (name) } }
                    @if !taken.submitted.is_empty() { p { "Đã nộp: " (sheets(&taken.submitted)) } }
                    @for kept in &taken.open {
                        p { "Giữ lại, chưa nộp: " (kept.product) " (" (kept.member) "), còn "
                            (kept.missing.len()) " tiêu chí: " (kept.missing.join(", ")) }
                    }
                    @if !taken.same.is_empty() { p { "Không đổi gì: " (sheets(&taken.same)) } }
                },
                Err(problems) => div.say role="alert" {
                    p { b { (name) } ": không nhận phiếu nào. "
                        span.en lang="en" { "Nothing of it was taken." } }
                    @for problem in problems {
                        p { (problem.path()) ": " (problem.text(Lang::Vi)) " "
                            span.en lang="en" { (problem.text(Lang::En)) } }
                    }
                },
            }
        }
        h2 { (both("Nhận sổ đã điền", "returned workbooks")) }
        form method="post" action="/workbooks" enctype="multipart/form-data" {
            p { label for="workbook" { "Chọn một hoặc nhiều tệp .xlsx" } }
            p { input #workbook type="file" name="workbook" accept=".xlsx" multiple required; }
            p { button { "Nhận" } }
        }
        h2 { (both("Xuất sổ cho thành viên", "workbooks to hand out")) }
        p { "Mỗi thành viên một sổ, có mọi sản phẩm còn phải chấm. "
            span.en lang="en" { "One for each member, with all products to score." } " "
            a href="/workbooks.zip" { "Tải mọi sổ trong một tệp nén" } }
        ul {
            @for (member, left) in &members {
                @if !left {
                    li { a href={ "/workbooks/" (step(&member.id)) ".xlsx" } { (member.name) } }
                }
            }
        }
    };
    Ok(page("Sổ phiếu", &whose(session, SECRETARY), false, &body))
}

fn papers_page(session: &Session<'_>) -> Done<Answer> {
    let (_, head) = log::end(session.file)?;
    let papers = papers::titles(session)?;
    let (_, rest) = session.cases()?;
    let products = session.products()?.into_iter();
    let rest = products.filter(|product| rest.contains(&product.id));
    let rest: Vec<String> = rest
        .map(|product| format!("{} ({})", product.name(), product.id))
        .collect();
    let kind = |name: &str| match name.rsplit_once('.') {
        Some((_, "docx")) => "Word",
        Some((_, "xlsx")) => "Excel",
        _ => "bản in",
    };
    let body = html! {
        h1 { (both("Văn bản, xuất dữ liệu, sao lưu", "papers, export, backup")) }
        @if !rest.is_empty() {
            p { "Chưa có kết quả: " (rest.join("; ")) }
        }
        @if !papers.is_empty() {
            p { a href="/papers.zip" { (both("Tải mọi văn bản trong một tệp nén", "all papers in one file")) } }
        }
        ul {
            @for (title, names) in &papers {
                li { (title) ": "
                    @for (place, name) in names.iter().enumerate() {
                        @if place > 0 { " · " }
                        a href={ "/api/papers/" (step(name)) } { (kind(name)) }
                    } }
            }
            li { a href="/api/cases.jsonl" { "cases.jsonl" } " – hồ sơ để tính lại, mỗi sản phẩm một dòng" }
            li { a href="/api/backup" { "Bản sao lưu" } " – cả đợt trong một tệp; ai có tệp này có mọi liên kết" }
        }
        p { "Đầu nhật ký: " code { (head) } }
    };
    Ok(page("Văn bản", &whose(session, SECRETARY), false, &body))
}

/// Files of the session in one, under a name.
fn archive(name: &str, files: Vec<(String, Vec<u8>)>) -> Done<Answer> {
    let answer = Answer {
        media: "application/zip",
        ..Answer::json(200, papers::archive(files)?)
    };
    let named = format!("attachment; filename=\"{name}\"");
    Ok(answer.with("content-disposition", named))
}

/// How a renewal's round is held: by written opinions, unless the chair calls a meeting.
fn renewal(
    session: &Session<'_>,
    (product, sheets): (&Product, &[Sheet]),
    held: Option<&Value>,
    base: Option<&str>,
) -> Markup {
    let of = |key| held.map_or("", |held| text(held, key));
    let back = |status: &str| match status {
        SUBMITTED => "đã trả",
        ABSENT | RECUSED => status_word(status),
        _ => "chưa trả",
    };
    html! {
        h2 { (both("Phân hạng lại: lấy ý kiến bằng văn bản", "a renewal: by written opinions")) }
        @if of("form") == "meeting" {
            p { "Chủ tịch cho họp: " (of("reason")) }
        } @else {
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
    }
}

/// A day as people here write it; a blank to fill in where it is not known.
pub(crate) fn day(of: &str) -> String {
    let parts: Vec<&str> = of.rsplit('-').collect();
    if of.is_empty() {
        "…".to_owned()
    } else {
        parts.join("/")
    }
}

fn product_page(session: &Session<'_>, product: &Product) -> Done<Answer> {
    let state = session.state(product)?;
    let form = session.form(product)?;
    let found = session.found(product)?;
    let sheets = session.sheets(&product.id, product.round)?;
    let result = session.result(product)?;
    let held = session.hearing(product)?;
    let base = format!("/product/{}", step(&product.id));
    let open = !product.is_locked();
    let body = html! {
        h1 { (product.name()) }
        p { "Bộ sản phẩm " (product.set) ": " (text(&form.view, "name")) " · " (state_word(&state)) }
        @if let Some(result) = &result {
            div.say.done {
                h2 { (both("Kết luận của Hội đồng", "the council's conclusion")) }
                p { (result_word(result.last("status")))
                    @if let Some(star) = result.last("star").as_u64() { " · " (star) " sao" }
                    @if let Some(shown) = result.last("total").get("shown").and_then(Value::as_str) {
                        " · điểm trung bình " (points(shown))
                    } }
                @for reason in result.last("reasons").as_array().into_iter().flatten() {
                    p.help { (text(reason, "vi")) }
                }
            }
        }
        h2 { (both("Phiếu", "sheets")) }
        @for sheet in &sheets {
            (sheet_row(session, product, sheet, &base))
        }
        @if product.is_renewal() {
            (renewal(session, (product, &sheets), held.as_ref(), open.then_some(base.as_str())))
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
                @if form.findings.is_empty() { p { "Bộ này không in trường hợp nào." } }
                @else { p { button.quiet { "Lưu" } } }
            }
            h2 { (both("Tổng hợp kết quả", "decide")) }
            form method="post" action={ (base) "/decide" } {
                @if state == COMPLETE || !found.is_empty() {
                    button { (both("Tính kết quả và khóa phiếu", "compute the result and close the sheets")) }
                } @else {
                    p { "Chưa đủ phiếu." }
                }
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
        @if state == DECIDED {
            h2 { (both("Quyết định công nhận", "the recognition decision")) }
            @if let Some(decision) = &product.decision {
                p { "Số " (text(decision, "number")) ", ngày " (text(decision, "date")) }
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
    "lý do khác",
];

/// How a council's evaluation ended, in words.
fn result_word(status: &Value) -> &'static str {
    let status = serde_json::from_value::<Status>(status.clone());
    status.map_or("không rõ", |status| status.name(Lang::Vi))
}

fn sheet_row(session: &Session<'_>, product: &Product, sheet: &Sheet, base: &str) -> Markup {
    let name = whose(session, &sheet.member);
    let reason = format!("reason-{}", sheet.member);
    html! {
        details {
            summary { (name) " · " (status_word(&sheet.status)) }
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
                    p { label for={ "code-" (sheet.member) } { "Lý do" } " "
                        select id={ "code-" (sheet.member) } name="code" {
                            @for code in REASONS { option { (code) } }
                        } }
                    p { label for=(reason) { "Ghi thêm, văn bản (nếu có; không ghi bệnh tật, chuyện gia đình)" } }
                    input id=(reason) type="text" name="reason" maxlength="300";
                    p {
                        @if [ABSENT, RECUSED].contains(&sheet.status.as_str()) {
                            button.quiet name="status" value="present" { "Có mặt" }
                        } @else {
                            button.quiet name="status" value=(ABSENT) { "Vắng mặt" } " "
                            button.quiet name="status" value=(RECUSED) { "Không tham gia chấm" }
                        }
                    }
                }
            }
        }
    }
}

fn product_act(
    session: &Session<'_>,
    act: Act<'_>,
    product: &Product,
    what: &str,
    request: &Request,
) -> Result<Answer, api::Stop> {
    let form = Form::of(request)?;
    let id = product.id.as_str();
    let at = (id, form.get("member"));
    match what {
        "findings" => {
            let found = form.0.keys().filter_map(|key| key.strip_prefix("f."));
            let body = json!({"findings": found.collect::<Vec<_>>()});
            act_on(&body, |node| session.findings(act, id, node))?;
        }
        "decide" => {
            session.decide(act, id)?;
        }
        "round" => {
            let body = form.json(&["date", "reason"]);
            act_on(&body, |node| session.second_round(act, id, node))?;
        }
        "decision" => {
            let body = form.json(&["number", "date"]);
            act_on(&body, |node| session.decision(act, id, node))?;
        }
        "form" => {
            let body = match form.get("form") {
                "meeting" => form.json(&["form", "reason"]),
                _ => form.json(&["form", "sent", "due"]),
            };
            act_on(&body, |node| session.hold(act, id, node))?;
        }
        "attendance" => {
            // The code, then what was written beside it.
            let said = [form.get("code"), form.get("reason").trim()];
            let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
            let body = json!({"status": form.get("status"), "reason": said.join("; ")});
            act_on(&body, |node| session.attendance(act, at, node))?;
        }
        "reopen" => {
            let body = form.json(&["reason"]);
            act_on(&body, |node| session.reopen(act, at, node))?;
        }
        _ => return Err(Refused::NotFound.into()),
    }
    Ok(see(&format!("/product/{}", step(id))))
}

/// A finding of a sheet with the clause's own verb, and whether it was read in the decision.
fn finding_line(finding: &Value) -> String {
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
