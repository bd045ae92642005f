//! Requests and answers, as the API and the pages have them, and in which order a request is refused.

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Diagnostic, Lang};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::json::{Body, another_text};
use crate::session::Refused;
use crate::workbooks::Book;

/// What every JSON answer is.
pub(crate) const JSON: &str = "application/json";

/// What the forms of pages are sent as.
const FORM: &str = "application/x-www-form-urlencoded";

/// What workbooks are sent as.
pub(crate) const FILES: &str = "multipart/form-data";

/// What problems of a body are reported under.
const BODY: &str = "body";

/// Why what a request brings is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is longer than it may be.
    Large,
    /// It ended before it was whole.
    Cut,
}

/// A request that has been read.
#[derive(Debug)]
pub(crate) struct Request {
    /// `GET`, `PUT` or `POST`.
    pub(crate) method: String,
    /// The steps of its address, decoded.
    pub(crate) path: Vec<String>,
    /// What stands behind the `?`.
    pub(crate) query: Vec<(String, String)>,
    /// Its media type, in small letters, without parameters.
    pub(crate) media: String,
    /// What it brings, or why that is not known.
    pub(crate) body: Result<Vec<u8>, Unread>,
    /// Files of a form, with their names.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// Those of them that are members' workbooks, as they were read.
    pub(crate) books: Vec<Book>,
    /// Where the server is, as the sender knows it.
    pub(crate) base: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The media type.
    pub(crate) media: &'static str,
    /// What it says.
    pub(crate) body: Vec<u8>,
    /// Headers of its own.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Answer {
    /// JSON.
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Answer {
        Answer {
            status,
            media: JSON,
            body: body.into(),
            headers: Vec::new(),
        }
    }

    /// What was asked for, as JSON.
    pub(crate) fn ok(body: &Value) -> Answer {
        Answer::json(200, body.to_string())
    }

    /// Something of a media type.
    pub(crate) fn of(media: &'static str, body: impl Into<Vec<u8>>) -> Answer {
        Answer {
            media,
            ..Answer::json(200, body)
        }
    }

    /// Another page is to be seen.
    pub(crate) fn see(path: &str) -> Answer {
        Answer::json(303, "").with("location", path)
    }

    /// Something that cannot be answered, in both languages.
    pub(crate) fn said(status: u16, said: &Phrase) -> Answer {
        let (vi, en) = (said.text(Lang::Vi), said.text(Lang::En));
        Answer::json(status, json!({"error": {"vi": vi, "en": en}}).to_string())
    }

    /// The same as a file that the browser keeps under a name.
    pub(crate) fn named(self, name: &str) -> Answer {
        self.with(
            "content-disposition",
            format!("attachment; filename=\"{name}\""),
        )
    }

    /// Without a link, or with one that is not known.
    pub(crate) fn unknown() -> Answer {
        let said = phrase!(
            "cần đường liên kết riêng (do thư ký gửi)",
            "a private link is needed; the secretary has it"
        );
        Answer::said(401, &said).with("www-authenticate", "Bearer")
    }

    /// The same with a header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// Whether what was changed on the way to it is kept.
    pub(crate) fn is_done(&self) -> bool {
        self.status < 400
    }
}

/// Why a request is refused, in the order in which it is asked.
#[derive(Debug)]
pub(crate) enum Stop {
    /// What it asks for is not there, or is closed, or is wrong.
    Refused(Refused),
    /// What it asks for takes these methods.
    Method(&'static str),
    /// It is too long.
    Large,
    /// It is no JSON by its own word.
    Media(&'static str),
    /// It ended before it was whole.
    Cut,
    /// It is no JSON.
    NotJson(Diagnostic),
}

impl<T: Into<Refused>> From<T> for Stop {
    fn from(refused: T) -> Stop {
        Stop::Refused(refused.into())
    }
}

/// Problems as JSON.
pub(crate) fn errors(problems: &[Diagnostic]) -> Value {
    json!({"errors": problems})
}

impl From<Stop> for Answer {
    fn from(stop: Stop) -> Answer {
        let said =
            |status, vi: &'static str, en: &'static str| Answer::said(status, &Phrase::new(vi, en));
        match stop {
            Stop::Refused(Refused::Another) => said(
                404,
                "trang này là của người khác: trình duyệt đã chuyển sang liên kết riêng khác; hãy mở lại liên kết của mình",
                "this page is another member's: the browser has changed to another private link; open your own link again",
            ),
            Stop::Refused(Refused::NotFound | Refused::Unknown(_)) => {
                said(404, "không có", "not found")
            }
            Stop::Method(allow) => {
                said(405, "không làm được việc này ở đây", "not possible here").with("allow", allow)
            }
            Stop::Large => said(413, "nội dung gửi lên quá lớn", "the request is too large")
                .with("connection", "close"),
            Stop::Cut => said(
                400,
                "nội dung gửi lên bị đứt giữa chừng; hãy gửi lại",
                "the request ended before it was whole; send it again",
            )
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
            Fault::File(ProblemCode::DiskFull, said) => Answer::said(507, &said),
            Fault::File(_, said) => Answer::said(503, &said),
            Fault::Argument(said) | Fault::No(_, said) => Answer::said(409, &said),
        }
    }
}

impl Request {
    /// Its steps.
    pub(crate) fn steps(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// Refuses a method that is none of `allow`.
    pub(crate) fn method(&self, allow: &'static str) -> Result<(), Stop> {
        if allow.split(", ").any(|method| method == self.method) {
            return Ok(());
        }
        Err(Stop::Method(allow))
    }

    /// The value of a key behind the `?`.
    pub(crate) fn asked(&self, key: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }

    /// What it brings, of a media type.
    fn bytes(&self, media: &'static str) -> Result<&[u8], Stop> {
        match self.body.as_deref() {
            Err(Unread::Large) => Err(Stop::Large),
            Ok([]) if media == FORM => Ok(&[]),
            _ if self.media != media => Err(Stop::Media(media)),
            Err(Unread::Cut) => Err(Stop::Cut),
            Ok(bytes) => Ok(bytes),
        }
    }

    /// The body as JSON.
    pub(crate) fn body(&self) -> Result<Body<'_>, Stop> {
        let body = self.bytes(JSON)?;
        let text = str::from_utf8(body).map_err(|_| {
            let found = phrase!("byte không phải UTF-8", "bytes that are not UTF-8");
            let expected = phrase!("UTF-8", "UTF-8 throughout");
            let code = ProblemCode::NotUtf8;
            Stop::NotJson(Diagnostic::of_file(code, BODY, found, expected))
        })?;
        Body::read(BODY, text).map_err(Stop::NotJson)
    }

    /// The body, where there may be none.
    pub(crate) fn optional(&self) -> Result<Option<Body<'_>>, Stop> {
        match self.body.as_deref() {
            Ok([]) => Ok(None),
            _ => self.body().map(Some),
        }
    }

    /// Refuses a body that says something.
    pub(crate) fn nothing(&self) -> Result<(), Stop> {
        if let Some(body) = self.optional()? {
            body.give(body.fields(&[]))?;
        }
        Ok(())
    }

    /// The fields of a form.
    pub(crate) fn form(&self) -> Result<Vec<(String, String)>, Stop> {
        Ok(pairs(self.bytes(FORM)?))
    }

    /// Members' workbooks.
    pub(crate) fn books(&self) -> Result<&[Book], Stop> {
        self.uploaded()?;
        Ok(&self.books)
    }

    /// The files of a form.
    pub(crate) fn uploaded(&self) -> Result<&[(String, Vec<u8>)], Stop> {
        self.bytes(FILES)?;
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

    /// The round that is asked for.
    pub(crate) fn round(&self) -> Result<Option<i64>, Stop> {
        let round = self.asked("round").map(str::parse).transpose();
        Ok(round.map_err(|_| {
            let expected = phrase!("một số nguyên", "a whole number");
            let code = ProblemCode::BadNumber;
            let problem = Diagnostic::of_file(code, "query", another_text(), expected);
            Refused::Invalid(vec![problem.at_path("round")])
        })?)
    }
}

/// The pairs of a query or of a form.
pub(crate) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Letters that stand for themselves in a step of an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// A name as it stands in an address.
pub(crate) fn step(name: &str) -> String {
    utf8_percent_encode(name, PLAIN).to_string()
}
