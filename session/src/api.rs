//! The API: which request asks what of a session.

use ocop::Diagnostic;
use serde_json::{Value, json};

use crate::json::Body;
use crate::pages::Room;
use crate::request::{Answer, Request, Stop, errors};
use crate::session::{Act, Done, Part, Refused, SECRETARY, Session};
use crate::workbooks::Returned;
use crate::{pages, papers};

/// The API's description.
pub(crate) const OPENAPI: &str = include_str!("openapi.json");

/// Answers a request of the API by `who`, in a transaction.
pub(crate) fn answer(session: &Session<'_>, who: &str, request: &Request, room: &Room) -> Answer {
    let asked = if who == SECRETARY {
        secretary(session, request, room)
    } else {
        member(session, who, request)
    };
    asked.unwrap_or_else(Answer::from)
}

fn member(session: &Session<'_>, who: &str, request: &Request) -> Result<Answer, Stop> {
    let act = Act { who, door: "phone" };
    match request.steps().as_slice() {
        ["api", "me"] => {
            request.method("GET")?;
            Ok(Answer::ok(&session.me(who)?))
        }
        ["api", "sheets", product, below @ ..] => {
            sheet(session, act, (product, who), below, request)
        }
        _ => Err(Refused::NotFound.into()),
    }
}

/// A sheet, and what lies below it.
fn sheet(
    session: &Session<'_>,
    act: Act<'_>,
    (product, member): (&str, &str),
    below: &[&str],
    request: &Request,
) -> Result<Answer, Stop> {
    let at = (product, member);
    let known = session.product(product)?;
    session.sheet(product, member, known.round)?;
    let part = match below {
        [] => {
            request.method("GET")?;
            let sheet = session.sheet_json(product, member, request.round()?)?;
            return Ok(Answer::json(200, sheet));
        }
        ["submit"] => {
            request.method("POST")?;
            let body = request.optional()?;
            return Ok(Answer::ok(&session.submit(act, at, body.as_ref())?));
        }
        ["attendance"] => {
            request.method("PUT")?;
            return Ok(Answer::ok(&session.attendance(
                act,
                at,
                &request.body()?,
            )?));
        }
        ["answers", criterion] => Part::Answer(criterion),
        ["notes", criterion] => Part::Note(criterion),
        ["opinion"] => Part::Opinion,
        ["stop"] => Part::Stop,
        _ => return Err(Refused::NotFound.into()),
    };
    if let Part::Answer(code) | Part::Note(code) = part {
        let form = session.form(&known)?;
        form.criterion(code).ok_or(Refused::NotFound)?;
    }
    request.method("PUT")?;
    Ok(Answer::ok(&session.change(
        act,
        at,
        part,
        &request.body()?,
    )?))
}

fn secretary(session: &Session<'_>, request: &Request, room: &Room) -> Result<Answer, Stop> {
    let page = Act::PAGE;
    match request.steps().as_slice() {
        ["api", "board"] => {
            request.method("GET")?;
            Ok(Answer::ok(&session.board()?))
        }
        ["api", "sheets", product, member, below @ ..] => {
            let paper = Act {
                door: "paper",
                ..page
            };
            sheet(session, paper, (product, member), below, request)
        }
        ["api", "products", product, below @ ..] => {
            of_product(session, page, product, below, request)
        }
        ["api", "members", member, "link"] => {
            session.member(member)?;
            request.method("POST")?;
            request.nothing()?;
            let token = session.new_token(page, member)?;
            let base = room.base(session, request)?;
            Ok(Answer::ok(&json!({"url": format!("{base}/l/{token}")})))
        }
        ["api", "workbooks"] => {
            request.method("POST")?;
            let books = request.books()?;
            Ok(imported(&session.import(page, books)?))
        }
        ["api", "cases.jsonl"] => {
            request.method("GET")?;
            let (cases, _) = session.cases()?;
            let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
            Ok(Answer::of("application/x-ndjson", lines))
        }
        ["api", "councils", name] => {
            let (cases, _) = session.cases()?;
            let rules = session.rules_beside(&cases)?;
            let rules = name.strip_suffix(".json").and_then(|name| rules.get(name));
            let rules = rules.ok_or(Refused::NotFound)?;
            request.method("GET")?;
            Ok(Answer::of("application/json", rules.as_str()))
        }
        ["api", "papers"] => {
            request.method("GET")?;
            Ok(Answer::ok(&json!(papers::names(session)?)))
        }
        ["api", "papers", name] => {
            let paper = papers::paper(session, name)?;
            request.method("GET")?;
            let (media, bytes) = paper;
            let policy = str::from_utf8(&bytes)
                .ok()
                .filter(|_| media.starts_with("text/html"));
            let policy = policy.map(pages::paper_policy);
            let paper = Answer::of(media, bytes);
            Ok(match policy {
                Some(policy) => paper.with("content-security-policy", policy),
                None => paper,
            })
        }
        _ => Err(Refused::NotFound.into()),
    }
}

/// What came of workbooks; 422 where none of them was taken.
fn imported(all: &[Returned]) -> Answer {
    let books: Vec<Value> = all
        .iter()
        .map(|(name, taken)| {
            let mut told = match taken {
                Ok(taken) => json!(taken),
                Err(problems) => errors(problems),
            };
            if let Some(told) = told.as_object_mut() {
                told.insert("workbook".to_owned(), json!(name));
            }
            told
        })
        .collect();
    if all.iter().any(|(_, taken)| taken.is_ok()) {
        return Answer::ok(&json!({"workbooks": books}));
    }
    let problems = all.iter().filter_map(|(_, taken)| taken.as_ref().err());
    let problems: Vec<&Diagnostic> = problems.flatten().collect();
    let body = json!({"workbooks": books, "errors": problems});
    Answer::json(422, body.to_string())
}

/// What a request does to a product.
type ActOnProduct<'s> = fn(&Session<'s>, Act<'_>, &str, &Body<'_>) -> Done<Value>;

fn of_product(
    session: &Session<'_>,
    act: Act<'_>,
    product: &str,
    below: &[&str],
    request: &Request,
) -> Result<Answer, Stop> {
    session.product(product)?;
    let (method, done): (_, ActOnProduct<'_>) = match below {
        ["findings"] => ("PUT", Session::findings),
        ["round"] => ("POST", Session::second_round),
        ["reopen"] => ("POST", Session::reopen_findings),
        ["form"] => ("PUT", Session::hold),
        ["decision"] => ("PUT", Session::decision),
        ["decide"] => {
            request.method("POST")?;
            request.nothing()?;
            return Ok(Answer::json(200, session.decide(act, product)?));
        }
        [member, "reopen"] => {
            session.member(member)?;
            request.method("POST")?;
            let at = (product, *member);
            let reopened = session.reopen(act, at, &request.body()?)?;
            return Ok(Answer::ok(&reopened));
        }
        _ => return Err(Refused::NotFound.into()),
    };
    request.method(method)?;
    let done = done(session, act, product, &request.body()?)?;
    Ok(Answer::ok(&done))
}
