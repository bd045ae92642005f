//! Why a command on a session stops.

use std::path::Path;

use ocop::Lang;
use ocop::input::ProblemCode;
use ocop_session::engine;
use ocop_session::fault::Fault;
use ocop_session::session::{self, Refused};
use serde_json::Value;

use super::{said, word};
use crate::failure::{Failure, Stopped};
use crate::lang;

fn stopped(code: ProblemCode, why: impl Into<String>) -> Failure {
    Failure::Session(Stopped {
        file: String::new(),
        code,
        why: why.into(),
    })
}

/// A failure with the session's file that it is of.
pub(super) fn of_file(path: &Path) -> impl Fn(Failure) -> Failure {
    let file = path.display().to_string();
    move |failure| match failure {
        // A file that the system refuses is named in what it says.
        Failure::Session(stopped)
            if stopped.file.is_empty() && !stopped.why.starts_with(&format!("`{file}`")) =>
        {
            Failure::Session(Stopped {
                file: file.clone(),
                ..stopped
            })
        }
        other => other,
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        match fault {
            Fault::Input(problems) => Failure::Input(problems),
            Fault::Argument(why) => Failure::Argument(said(&why)),
            Fault::No(code, why) | Fault::File(code, why) => stopped(code, said(&why)),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        match refused {
            Refused::NotFound | Refused::Another => {
                let why = word(
                    "không có sản phẩm hoặc thành viên này",
                    "no such product or member",
                );
                stopped(ProblemCode::SessionUnknown, why)
            }
            Refused::Locked { status, state } => {
                let why = word("đã khóa", "closed");
                let why = standing(why, &status.unwrap_or_default(), &state);
                stopped(ProblemCode::SheetClosed, why)
            }
            Refused::Conflict(body) => {
                let body: Value = serde_json::from_str(&body).unwrap_or_default();
                let of = |key| engine::text(&body, key);
                let in_this = word("vi", "en");
                let said = body.get("error").map(|said| engine::text(said, in_this));
                let why = match said {
                    Some(said) => said.to_owned(),
                    None => {
                        let why = word("không làm được lúc này", "not possible now");
                        standing(why, of("status"), of("state"))
                    }
                };
                stopped(ProblemCode::NotNow, why)
            }
            Refused::Invalid(problems) => Failure::Input(problems),
            Refused::Missing(body) => {
                let missing: Vec<&str> = engine::list(&body, "missing")
                    .filter_map(Value::as_str)
                    .collect();
                let why = word("tiêu chí chưa chấm", "criteria without an answer");
                let why = format!("{why}: {}", missing.join(", "));
                stopped(ProblemCode::CriterionMissing, why)
            }
            Refused::Fault(fault) => fault.into(),
        }
    }
}

/// Why something is not done, and how the sheet or the product stands.
fn standing(why: &str, status: &str, state: &str) -> String {
    let both = [status, state].map(shown);
    let both: Vec<&str> = both.into_iter().filter(|one| !one.is_empty()).collect();
    format!("{why}: {}", both.join(", "))
}

/// The word for the status of a sheet or the state of a product.
pub(super) fn shown(of: &str) -> &str {
    match (lang(), session::word(of)) {
        (Lang::Vi, known) if !known.is_empty() => known,
        _ => of,
    }
}
