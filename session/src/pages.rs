//! The pages: a member's products and sheets, the secretary's board. They are the API's answers for
//! people: every form leads to the same acts, and every text that somebody typed is escaped.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, html};
use ocop::Lang;
use ocop::text::figure;
use serde_json::{Value, json};

use crate::api::{self, Answer, OPENAPI, Request};
use crate::engine::{list, text};
use crate::json::Node;
use crate::papers;
use crate::session::{Act, COMPLETE, DECIDED, Done, Product, Refused, SECRETARY, Session, word};

mod board;
mod files;
mod product;
mod room;
mod scoring;

pub use room::Room;
pub(crate) use scoring::criteria_of;

use board::board;
use files::{archive, list_page, papers_page, workbooks_page};
pub(crate) use product::result_word;

use product::{product_act, product_page};
use room::{codes, room_page};
use scoring::{Paths, save, scoring};

/// Pages load nothing from elsewhere and run only their own script.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HTML: &str = "text/html; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What everybody may see, without a link.
#[must_use]
pub fn open(method: &str, steps: &[&str]) -> Option<Answer> {
    let file = |media, text: &str| Answer {
        media,
        ..Answer::json(200, text)
    };
    match (method, steps) {
        ("GET", ["api", "openapi.json"]) => Some(Answer::json(200, OPENAPI)),
        (_, ["api", "openapi.json"]) => Some(api::Stop::Method("GET").into()),
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
                            (count(product)) " · " (word(status))
                            @if text(product, "state") == DECIDED { " · " (word(DECIDED)) }
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

/// Points as people here write them.
pub(crate) fn points(text: &str) -> String {
    figure(text, Lang::Vi)
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
            act_on(&body, |node| session.decision_for_all(act, node))?;
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

/// A day as people here write it; a blank to fill in where it is not known.
pub(crate) fn day(of: &str) -> String {
    let parts: Vec<&str> = of.rsplit('-').collect();
    if of.is_empty() {
        "…".to_owned()
    } else {
        parts.join("/")
    }
}
