//! The pages: a member's products and sheets, the secretary's board. They are the API's answers for
//! people: every form leads to the same acts, and every text that somebody typed is escaped.

use std::collections::BTreeSet;

use maud::html;
use ocop::{Diagnostic, Lang};
use serde_json::{Value, json};

use crate::api::OPENAPI;
use crate::engine::{list, text};
use crate::fault::{Outcome, damaged};
use crate::request::{Answer, Request, Stop, step};
use crate::session::{Act, DECIDED, Done, Product, Refused, SECRETARY, Session, word};
use crate::{log, papers};

mod board;
mod files;
pub(crate) mod frame;
mod product;
mod room;
pub(crate) mod scoring;

pub(crate) use room::Room;

use board::board;
use files::{list_page, papers_page, workbooks_page};
use frame::{Form, both, count, page, refused, whose};
use product::{product_act, product_page};
use room::{codes, room_page};
use scoring::{Paths, context, save, scoring};

/// Pages load nothing from elsewhere and run only their own script.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What a paper may do: nothing but look as it was printed to, by the styles that it came with and no others.
pub(crate) fn paper_policy(page: &str) -> String {
    let between = |start: &'static str, end: char| {
        let pieces = page.split(start).skip(1);
        pieces.filter_map(move |piece| piece.split(end).next())
    };
    // The program writes both so, and what people typed is escaped.
    let sheets = between("<style>", '<');
    let styles = between(" style=\"", '"');
    let hashes: BTreeSet<String> = sheets.chain(styles).map(log::sha256_base64).collect();
    let hashes: String = hashes
        .iter()
        .map(|hash| format!(" 'sha256-{hash}'"))
        .collect();
    format!(
        "default-src 'none'; style-src 'unsafe-hashes'{hashes}; img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    )
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ZIP: &str = "application/zip";
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What everybody may see, without a link.
pub(crate) fn open(method: &str, steps: &[&str]) -> Option<Answer> {
    match (method, steps) {
        ("GET", ["api", "openapi.json"]) => Some(Answer::json(200, OPENAPI)),
        (_, ["api", "openapi.json"]) => Some(Stop::Method("GET").into()),
        ("GET", ["page.css"]) => Some(Answer::of("text/css; charset=utf-8", STYLE)),
        ("GET", ["page.js"]) => Some(Answer::of("text/javascript; charset=utf-8", SCRIPT)),
        _ => None,
    }
}

/// Asks before another person's link takes the place of the one that is open.
pub(crate) fn another(session: &Session<'_>, old: &str, new: &str, token: &str) -> Answer {
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

/// Answers a page.
pub(crate) fn answer(session: &Session<'_>, who: &str, request: &Request, room: &Room) -> Answer {
    let steps = request.steps();
    let answered = if who == SECRETARY {
        secretary(session, request, &steps, room)
    } else {
        member(session, who, request, &steps)
    };
    answered.unwrap_or_else(|stop| refused(Answer::from(stop)))
}

fn member(
    session: &Session<'_>,
    who: &str,
    request: &Request,
    steps: &[&str],
) -> Result<Answer, Stop> {
    let act = Act { who, door: "phone" };
    match steps {
        [""] => {
            request.method("GET")?;
            Ok(products(session, who)?)
        }
        ["p", product] => {
            let known = session.product(product)?;
            let paths = Paths {
                page: format!("/p/{}", step(product)),
                api: format!("/api/sheets/{}", step(product)),
            };
            request.method("GET, POST")?;
            if request.method == "POST" {
                return save(session, act, (&known, who), request, &paths);
            }
            let round = request.round()?.unwrap_or(known.round);
            Ok(scoring(session, who, (&known, who), round, &paths, None)?)
        }
        _ => Err(Refused::NotFound.into()),
    }
}

fn products(session: &Session<'_>, who: &str) -> Done<Answer> {
    let me = session.me(who)?;
    // What a sheet's page could not send before it was left is sent from here.
    let id = session.id()?;
    let contexts = list(&me, "products").map(|product| {
        let round = product.get("round").and_then(Value::as_i64);
        let round = round.ok_or_else(|| damaged("round"))?;
        Ok(context((&id, ""), (text(product, "product"), who), round))
    });
    let contexts: Vec<String> = contexts.collect::<Outcome<_>>()?;
    let title = session.list()?;
    let title = text(&title, "title");
    let body = html! {
        h1 { (title) }
        p { (both("Các sản phẩm bạn chấm", "the products you score")) }
        div #live {
            ul.list #sheets {
                @for (product, context) in list(&me, "products").zip(&contexts) {
                    @let (id, status) = (text(product, "product"), text(product, "status"));
                    li data-k=(context) data-api={ "/api/sheets/" (step(id)) }
                        data-member=(who) data-round=[product.get("round")]
                    {
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
        p #waits role="status" {}
        p #age role="status" {}
        p.help { "Dấu chấm được lưu ngay. Phiếu chỉ có giá trị khi bản in được người đánh giá ký. "
            span.en lang="en" { "Ticks are saved at once; a sheet counts once its printed form is signed." } }
    };
    Ok(page(title, &whose(session, who), false, &body))
}

/// What keeps products from a result, beside those that were decided.
fn undecided(session: &Session<'_>, wrong: &[(Product, Vec<Diagnostic>)]) -> Answer {
    let title = "Chưa tính được";
    let body = html! {
        h1 { (both(title, "not decided")) }
        p { (both("Các sản phẩm khác đã được tính. Những sản phẩm này thì chưa:", "The others are decided. These are not:")) }
        @for (product, problems) in wrong {
            div.say role="alert" {
                p { a href={ "/product/" (step(&product.id)) } { b { (product.name()) } } }
                @for problem in problems { p { (both(&problem.text(Lang::Vi), &problem.text(Lang::En))) } }
            }
        }
        p { a href="/" { (both("Về trang đầu", "home")) } }
    };
    page(title, &whose(session, SECRETARY), false, &body)
}

fn secretary(
    session: &Session<'_>,
    request: &Request,
    steps: &[&str],
    room: &Room,
) -> Result<Answer, Stop> {
    let act = Act::PAGE;
    match steps {
        [""] => {
            request.method("GET")?;
            Ok(board(session)?)
        }
        ["links"] => {
            request.method("GET")?;
            Ok(codes(session, request, room)?)
        }
        ["links", who] => {
            if *who != SECRETARY {
                session.member(who)?;
            }
            request.method("POST")?;
            let token = session.new_token(act, who)?;
            if *who == SECRETARY {
                return Ok(Answer::see(&format!("/l/{token}")));
            }
            Ok(Answer::see("/links"))
        }
        ["room"] => {
            request.method("GET")?;
            Ok(room_page(session, room)?)
        }
        ["papers"] => {
            request.method("GET")?;
            Ok(papers_page(session)?)
        }
        ["papers.zip"] => {
            request.method("GET")?;
            let archive = papers::archive(papers::all(session)?)?;
            Ok(Answer::of(ZIP, archive).named("van-ban.zip"))
        }
        ["workbooks.zip"] => {
            request.method("GET")?;
            let archive = papers::archive(session.workbooks()?)?;
            Ok(Answer::of(ZIP, archive).named("so-phieu.zip"))
        }
        ["decide"] => {
            request.method("POST")?;
            let wrong = session.decide_all(act)?.into_iter();
            let wrong = wrong.filter_map(|(product, done)| match done {
                Err(Refused::Invalid(problems)) => Some((product, problems)),
                _ => None,
            });
            let wrong: Vec<_> = wrong.collect();
            if wrong.is_empty() {
                return Ok(Answer::see("/"));
            }
            Ok(undecided(session, &wrong))
        }
        ["decision"] => {
            request.method("POST")?;
            let body = Form::of(request)?.body(&["number", "date"]);
            session.one_decision(act, &[], &body)?;
            Ok(Answer::see("/"))
        }
        ["workbooks"] => {
            request.method("GET, POST")?;
            if request.method == "GET" {
                return Ok(workbooks_page(session, &[])?);
            }
            let all = session.import(act, request.books()?)?;
            Ok(workbooks_page(session, &all)?)
        }
        ["list"] => {
            request.method("GET, POST")?;
            if request.method == "GET" {
                return Ok(list_page(session, None)?);
            }
            let [(name, list), ..] = request.uploaded()? else {
                return Err(Refused::NotFound.into());
            };
            let (kept, unused) = session.amend(act, name, list)?;
            Ok(list_page(session, Some((&kept, &unused)))?)
        }
        ["workbooks", name] => {
            let id = name.strip_suffix(".xlsx").unwrap_or_default();
            let member = session.member(id)?;
            request.method("GET")?;
            let book = session.workbook(&member)?.ok_or(Refused::NotFound)?;
            Ok(Answer::of(XLSX, book).named(name))
        }
        ["product", product] => {
            let known = session.product(product)?;
            request.method("GET")?;
            Ok(product_page(session, &known)?)
        }
        ["product", product, what] => {
            let known = session.product(product)?;
            request.method("POST")?;
            product_act(session, act, &known, what, request)
        }
        ["p", product, member] => {
            let known = session.product(product)?;
            session.member(member)?;
            let paths = Paths {
                page: format!("/p/{}/{}", step(product), step(member)),
                api: format!("/api/sheets/{}/{}", step(product), step(member)),
            };
            request.method("GET, POST")?;
            let paper = Act {
                door: "paper",
                ..act
            };
            if request.method == "POST" {
                return save(session, paper, (&known, member), request, &paths);
            }
            let round = request.round()?.unwrap_or(known.round);
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
