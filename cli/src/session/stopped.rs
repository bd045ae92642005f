//! Why a command on a session stops.

use std::path::Path;

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Diagnostic, Lang, Level};
use ocop_session::engine;
use ocop_session::fault::Fault;
use ocop_session::session::{self, Refused};
use serde_json::Value;

use super::{ARGUMENTS, said, word};
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

/// A fault with the session's file, where it is that one which is damaged and not another that the command names.
pub(super) fn of_damaged(path: &Path) -> impl Fn(Fault) -> Failure {
    let of_file = of_file(path);
    move |fault| match fault {
        Fault::File(ProblemCode::SessionDamaged | ProblemCode::NotSession, _) => {
            of_file(fault.into())
        }
        other => other.into(),
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

/// Why nothing is reopened, and what is: a sheet that was handed in, or what findings ended.
pub(super) fn not_reopened(refused: Refused, sheet: bool) -> Failure {
    let is_conflict = matches!(refused, Refused::Conflict(_));
    let hint = if sheet {
        word(
            "chỉ mở lại được phiếu đã nộp; phiếu chưa nộp thì chấm tiếp, người vắng mặt thì ghi có mặt bằng `ocop session attendance`",
            "only a sheet that was handed in is reopened; an open one goes on, and `ocop session attendance` says that somebody absent is there",
        )
    } else {
        word(
            "không có kết luận do trường hợp bị loại, dừng đánh giá để rút lại; muốn mở lại một phiếu thì nêu cả thành viên",
            "there is no result by findings to take back; name the member too to reopen a sheet",
        )
    };
    match Failure::from(refused) {
        Failure::Session(stopped) if is_conflict => Failure::Session(Stopped {
            why: format!("{}; {hint}", stopped.why),
            ..stopped
        }),
        other => other,
    }
}

/// Problems of arguments at the options that they are of: people wrote no line and column.
fn of_arguments(problems: Vec<Diagnostic>) -> Failure {
    let problems = problems.into_iter().map(|problem| {
        if problem.file() != ARGUMENTS {
            return problem;
        }
        let option = problem.pointer().trim_start_matches('/');
        let (code, option) = (problem.code(), format!("--{option}"));
        let bare = Diagnostic::of_file(code, &option, Phrase::new("", ""), Phrase::new("", ""));
        // Options hold no words of the case format.
        let level = |word: &str| Some(word.parse::<Level>().ok()?.name(lang()).to_owned());
        bare.saying(&problem).worded(level)
    });
    Failure::Input(problems.collect())
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
            Refused::Unknown(ids) => {
                let why = word(
                    "không có sản phẩm hoặc thành viên này",
                    "no such product or member",
                );
                stopped(
                    ProblemCode::SessionUnknown,
                    format!("{why}: {}", ids.join(", ")),
                )
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
            Refused::Invalid(problems) => of_arguments(problems),
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
    let both = [
        (word("phiếu", "sheet"), status),
        (word("sản phẩm", "product"), state),
    ];
    let both = both.into_iter().filter(|(_, of)| !of.is_empty());
    let both = both.map(|(whose, of)| format!("{whose} {}", shown(of)));
    format!("{why}: {}", both.collect::<Vec<_>>().join(", "))
}

/// The word for the status of a sheet or the state of a product.
pub(super) fn shown(of: &str) -> &str {
    match (lang(), session::word(of)) {
        (Lang::Vi, known) if !known.is_empty() => known,
        _ => of,
    }
}
