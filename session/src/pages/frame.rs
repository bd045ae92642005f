//! What every page has: its frame, whose it is, how it refuses, the fields of its forms.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, html};
use ocop::Lang;
use ocop::text::figure;
use serde_json::{Map, Value, json};

use crate::engine::{list, text};
use crate::json::Body;
use crate::request::{Answer, Request, Stop};
use crate::session::{SECRETARY, Session};

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
    Answer::of("text/html; charset=utf-8", page.into_string())
}

/// A refusal for people.
pub(crate) fn refused(answer: Answer) -> Answer {
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

pub(super) fn whose(session: &Session<'_>, who: &str) -> String {
    if who == SECRETARY {
        return "Thư ký · secretary".to_owned();
    }
    session
        .member(who)
        .map_or(String::new(), |member| member.name)
}

/// Points as people here write them.
pub(crate) fn points(text: &str) -> String {
    figure(text, Lang::Vi)
}

/// How many criteria are answered.
pub(super) fn count(of: &Value) -> String {
    let number = |key| of.get(key).and_then(Value::as_u64).unwrap_or_default();
    format!("{}/{}", number("answered"), number("of"))
}

/// The fields of a form.
pub(super) struct Form(pub(super) BTreeMap<String, String>);

impl Form {
    pub(super) fn of(request: &Request) -> Result<Form, Stop> {
        let pairs = request.form()?.into_iter();
        // Forms send a line break as two characters.
        let pairs = pairs.map(|(key, value)| (key, value.replace("\r\n", "\n")));
        Ok(Form(pairs.collect()))
    }

    pub(super) fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Some fields as a request of the API has them.
    pub(super) fn body(&self, keys: &[&str]) -> Body<'static> {
        let fields = keys.iter();
        let fields = fields.map(|key| ((*key).to_owned(), json!(self.get(key))));
        made(&Value::Object(fields.collect::<Map<_, _>>()))
    }
}

/// A request that a page makes of a form.
pub(super) fn made(value: &Value) -> Body<'static> {
    Body::of("form", value)
}
