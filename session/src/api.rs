//! The API: which request asks what of a session, and in which order a request is refused.

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use serde_json::{Value, json};

use crate::fault::{Fault, Said};
use crate::json::{Node, Problems};
use crate::papers;
use crate::session::{Act, Part, Refused, SECRETARY, Session};
use crate::workbooks::Returned;

/// What every JSON answer is.
pub const JSON: &str = "application/json";

/// A request that has been read.
#[derive(Debug)]
pub struct Request {
    /// `GET`, `PUT` or `POST`.
    pub method: String,
    /// The steps of its address, decoded.
    pub path: Vec<String>,
    /// What stands behind the `?`.
    pub query: Vec<(String, String)>,
    /// Its media type, in small letters, without parameters.
    pub media: String,
    /// What it brings; nothing where that is longer than it may be.
    pub body: Option<Vec<u8>>,
    /// Files of a form, with their names.
    pub files: Vec<(String, Vec<u8>)>,
    /// Where the server is, as the sender knows it.
    pub base: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The media type.
    pub media: &'static str,
    /// What it says.
    pub body: Vec<u8>,
    /// Headers of its own.
    pub headers: Vec<(&'static str, String)>,
}

impl Answer {
    /// JSON.
    #[must_use]
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Answer {
        Answer {
            status,
            media: JSON,
            body: body.into(),
            headers: Vec::new(),
        }
    }

    /// Something that cannot be answered, in both languages.
    #[must_use]
    pub fn said(status: u16, said: &Said) -> Answer {
        let body = json!({"error": {"vi": said.vi, "en": said.en}});
        Answer::json(status, body.to_string())
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// Whether what was changed on the way to it is kept.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.status < 400
    }
}

/// Why a request is refused, in the order in which it is asked.
#[derive(Debug)]
pub enum Stop {
    /// What it asks for is not there, or is closed, or is wrong.
    Refused(Refused),
    /// What it asks for takes these methods.
    Method(&'static str),
    /// It is too long.
    Large,
    /// It is no JSON by its own word.
    Media(&'static str),
    /// It is no JSON.
    NotJson(Diagnostic),
}

impl<T: Into<Refused>> From<T> for Stop {
    fn from(refused: T) -> Stop {
        Stop::Refused(refused.into())
    }
}

/// Problems as JSON.
#[must_use]
pub fn errors(problems: &[Diagnostic]) -> Value {
    json!({"errors": problems})
}

impl From<Stop> for Answer {
    fn from(stop: Stop) -> Answer {
        let said = |status, vi: &str, en: &str| Answer::said(status, &Said::new(vi, en));
        match stop {
            Stop::Refused(Refused::Another) => said(
                404,
                "trang này là của người khác: trình duyệt đã chuyển sang liên kết riêng khác; hãy mở lại liên kết của mình",
                "this page is another member's: the browser has changed to another private link; open your own link again",
            ),
            Stop::Refused(Refused::NotFound) => said(404, "không có", "not found"),
            Stop::Method(allow) => {
                said(405, "không làm được việc này ở đây", "not possible here").with("allow", allow)
            }
            Stop::Large => said(413, "nội dung gửi lên quá lớn", "the request is too large")
                .with("connection", "close"),
            Stop::Media(expected) => {
                said(415, "loại nội dung không đúng", "another media type").with("accept", expected)
            }
            Stop::NotJson(problem) => Answer::json(400, errors(&[problem]).to_string()),
            Stop::Refused(Refused::Locked { status, state }) => {
                let body = json!({"status": status, "state": state});
                Answer::json(423, body.to_string())
            }
            Stop::Refused(Refused::Conflict(body)) => Answer::json(409, body),
            Stop::Refused(Refused::Invalid(problems)) => {
                Answer::json(422, errors(&problems).to_string())
            }
            Stop::Refused(Refused::Missing(body)) => Answer::json(422, body.to_string()),
            Stop::Refused(Refused::Fault(fault)) => Answer::from(fault),
        }
    }
}

impl From<Fault> for Answer {
    fn from(fault: Fault) -> Answer {
        match fault {
            Fault::Input(problems) => Answer::json(422, errors(&problems).to_string()),
            Fault::Full(said) => Answer::said(507, &said),
            Fault::ReadOnly(said) | Fault::File(_, said) => Answer::said(503, &said),
            Fault::Argument(said) | Fault::No(_, said) => Answer::said(409, &said),
        }
    }
}

/// Without a link, or with one that is not known.
#[must_use]
pub fn unknown() -> Answer {
    let said = Said::new(
        "cần đường liên kết riêng (do thư ký gửi)",
        "a private link is needed; the secretary has it",
    );
    Answer::said(401, &said).with("www-authenticate", "Bearer")
}

impl Request {
    /// Its steps below `/api`.
    fn steps(&self) -> Vec<&str> {
        self.path.iter().skip(1).map(String::as_str).collect()
    }

    fn method(&self, allow: &'static str) -> Result<(), Stop> {
        if allow.split(", ").any(|method| method == self.method) {
            return Ok(());
        }
        Err(Stop::Method(allow))
    }

    /// The body's text, where there must be one of JSON.
    fn text(&self) -> Result<&str, Stop> {
        let body = self.body.as_deref().ok_or(Stop::Large)?;
        if self.media != JSON {
            return Err(Stop::Media(JSON));
        }
        str::from_utf8(body).map_err(|_| {
            let found = phrase!("byte không phải UTF-8", "bytes that are not UTF-8");
            let expected = phrase!("UTF-8", "UTF-8 throughout");
            Stop::NotJson(Diagnostic::of_file(
                ProblemCode::NotUtf8,
                BODY,
                found,
                expected,
            ))
        })
    }

    fn node(&self) -> Result<Node<'_>, Stop> {
        Node::root(BODY, self.text()?).map_err(Stop::NotJson)
    }

    /// The body, where there may be none.
    fn optional(&self) -> Result<Option<Node<'_>>, Stop> {
        match self.body.as_deref() {
            Some([]) => Ok(None),
            _ => self.node().map(Some),
        }
    }

    /// A body that says nothing.
    fn nothing(&self) -> Result<(), Stop> {
        let mut problems = Problems::default();
        if let Some(node) = self.optional()? {
            node.fields(&[], &mut problems);
        }
        problems.give(Some(())).map_err(Refused::Invalid)?;
        Ok(())
    }

    /// The workbooks of a form.
    pub(crate) fn workbooks(&self) -> Result<&[(String, Vec<u8>)], Stop> {
        const MEDIA: &str = "multipart/form-data";
        self.body.as_ref().ok_or(Stop::Large)?;
        if self.media != MEDIA {
            return Err(Stop::Media(MEDIA));
        }
        if self.files.is_empty() {
            let found = phrase!("không có tệp nào", "no file");
            let expected = phrase!(
                "một hoặc nhiều trường `workbook`, mỗi trường một tệp",
                "one or more fields `workbook`, a file each"
            );
            let code = ProblemCode::MissingKey;
            let problem = Diagnostic::of_file(code, BODY, found, expected);
            return Err(Refused::Invalid(vec![problem]).into());
        }
        Ok(&self.files)
    }

    fn round(&self) -> Result<Option<i64>, Stop> {
        let round = self.query.iter().find(|(key, _)| key == "round");
        let Some((_, text)) = round else {
            return Ok(None);
        };
        match text.parse() {
            Ok(round) => Ok(Some(round)),
            Err(_) => {
                let expected = phrase!("một số nguyên", "a whole number");
                let found = crate::list::another_text();
                let code = ProblemCode::BadNumber;
                let problem = Diagnostic::of_file(code, "query", found, expected);
                Err(Refused::Invalid(vec![problem.at_path("round")]).into())
            }
        }
    }
}

/// What problems of a body are reported under.
const BODY: &str = "body";

/// The API's description.
pub const OPENAPI: &str = include_str!("openapi.json");

/// Answers a request of the API by `who`, in a transaction.
#[must_use]
pub fn answer(session: &Session<'_>, who: &str, request: &Request) -> Answer {
    let asked = if who == SECRETARY {
        secretary(session, request)
    } else {
        member(session, who, request)
    };
    asked.unwrap_or_else(Answer::from)
}

fn ok(body: &Value) -> Answer {
    Answer::json(200, body.to_string())
}

fn member(session: &Session<'_>, who: &str, request: &Request) -> Result<Answer, Stop> {
    let act = Act { who, door: "phone" };
    match request.steps().as_slice() {
        ["me"] => {
            request.method("GET")?;
            Ok(ok(&session.me(who)?))
        }
        ["sheets", product, below @ ..] => sheet(session, act, (product, who), below, request),
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
            let node = request.optional()?;
            return Ok(ok(&session.submit(act, at, node.as_ref())?));
        }
        ["attendance"] => {
            request.method("PUT")?;
            return Ok(ok(&session.attendance(act, at, &request.node()?)?));
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
    Ok(ok(&session.change(act, at, part, &request.node()?)?))
}

fn secretary(session: &Session<'_>, request: &Request) -> Result<Answer, Stop> {
    let page = Act {
        who: SECRETARY,
        door: "page",
    };
    match request.steps().as_slice() {
        ["board"] => {
            request.method("GET")?;
            Ok(ok(&session.board()?))
        }
        ["sheets", product, member, below @ ..] => {
            let paper = Act {
                door: "paper",
                ..page
            };
            sheet(session, paper, (product, member), below, request)
        }
        ["products", product, below @ ..] => of_product(session, page, product, below, request),
        ["members", member, "link"] => {
            session.member(member)?;
            request.method("POST")?;
            request.nothing()?;
            let token = session.new_token(page, member)?;
            Ok(ok(&json!({"url": format!("{}/l/{token}", request.base)})))
        }
        ["workbooks"] => {
            request.method("POST")?;
            let books = request.workbooks()?;
            Ok(imported(&session.import(page, books)?))
        }
        ["cases.jsonl"] => {
            request.method("GET")?;
            let (cases, _) = session.cases()?;
            let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
            Ok(Answer {
                media: "application/x-ndjson",
                ..Answer::json(200, lines)
            })
        }
        ["papers"] => {
            request.method("GET")?;
            Ok(ok(&json!(papers::names(session)?)))
        }
        ["papers", name] => {
            if !papers::names(session)?.iter().any(|known| known == name) {
                return Err(Refused::NotFound.into());
            }
            request.method("GET")?;
            let (media, bytes) = papers::paper(session, name)?;
            Ok(Answer {
                media,
                ..Answer::json(200, bytes)
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
                Ok(taken) => taken.json(),
                Err(problems) => errors(problems),
            };
            if let Some(told) = told.as_object_mut() {
                told.insert("workbook".to_owned(), json!(name));
            }
            told
        })
        .collect();
    if all.iter().any(|(_, taken)| taken.is_ok()) {
        return ok(&json!({"workbooks": books}));
    }
    let problems = all.iter().filter_map(|(_, taken)| taken.as_ref().err());
    let problems: Vec<&Diagnostic> = problems.flatten().collect();
    let body = json!({"workbooks": books, "errors": problems});
    Answer::json(422, body.to_string())
}

fn of_product(
    session: &Session<'_>,
    act: Act<'_>,
    product: &str,
    below: &[&str],
    request: &Request,
) -> Result<Answer, Stop> {
    session.product(product)?;
    match below {
        ["findings"] => {
            request.method("PUT")?;
            Ok(ok(&session.findings(act, product, &request.node()?)?))
        }
        ["decide"] => {
            request.method("POST")?;
            request.nothing()?;
            Ok(Answer::json(200, session.decide(act, product)?))
        }
        ["round"] => {
            request.method("POST")?;
            Ok(ok(&session.second_round(act, product, &request.node()?)?))
        }
        ["form"] => {
            request.method("PUT")?;
            Ok(ok(&session.hold(act, product, &request.node()?)?))
        }
        ["decision"] => {
            request.method("PUT")?;
            Ok(ok(&session.decision(act, product, &request.node()?)?))
        }
        [member, "reopen"] => {
            session.member(member)?;
            request.method("POST")?;
            Ok(ok(&session.reopen(
                act,
                (product, member),
                &request.node()?,
            )?))
        }
        _ => Err(Refused::NotFound.into()),
    }
}
