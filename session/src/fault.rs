//! What keeps the program from answering, in both languages.

use std::io;
use std::path::Path;

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use ocop::text::Phrase;

/// Why there is no answer.
#[derive(Debug)]
pub enum Fault {
    /// A text that was given is wrong.
    Input(Vec<Diagnostic>),
    /// An argument is wrong, or an output would overwrite what it must not.
    Argument(Phrase),
    /// The question is in order, and the answer is no.
    No(ProblemCode, Phrase),
    /// The file is damaged, cannot be read or written, or is none of this program's.
    File(ProblemCode, Phrase),
}

/// What a function gives, or why not. Every function over a session's file fails where that cannot be
/// read or written; what else it refuses, it says.
pub type Outcome<T> = Result<T, Fault>;

impl From<Vec<Diagnostic>> for Fault {
    fn from(problems: Vec<Diagnostic>) -> Fault {
        Fault::Input(problems)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        use rusqlite::ErrorCode as Sqlite;
        // A value that no column of this program's has, or no row where there always is one.
        if error.sqlite_error_code().is_none() {
            return damaged(error);
        }
        let (code, vi, en) = match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => (
                ProblemCode::DiskFull,
                "ổ đĩa đã đầy: lần ghi này chưa được lưu, những gì đã lưu vẫn còn; hãy giải phóng dung lượng rồi làm lại",
                "the disk is full: this change was not saved, what was saved is whole; free some space and try again",
            ),
            Some(Sqlite::ReadOnly | Sqlite::CannotOpen | Sqlite::PermissionDenied) => (
                ProblemCode::ReadOnly,
                "tệp chỉ đọc hoặc không mở được để ghi: lần ghi này chưa được lưu",
                "the file is read-only or cannot be opened for writing: this change was not saved",
            ),
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => (
                ProblemCode::SessionBusy,
                "tệp đang bận vì một chương trình khác; hãy thử lại",
                "the file is busy: another program is writing it; try again",
            ),
            Some(Sqlite::DatabaseCorrupt) => return damaged(error),
            Some(Sqlite::NotADatabase) => (
                ProblemCode::NotSession,
                "tệp không phải là một đợt đánh giá (hoặc phần đầu tệp đã hỏng)",
                "the file is no session (or its beginning is damaged)",
            ),
            Some(Sqlite::SystemIoFailure) => (
                ProblemCode::Unreadable,
                "ổ đĩa báo lỗi đọc hoặc ghi: lần ghi này chưa được lưu",
                "the disk reports an error: this change was not saved",
            ),
            _ => {
                let why = phrase!(
                    "tệp không đọc được: {error}",
                    "the file cannot be read: {error}"
                );
                return Fault::File(ProblemCode::Unreadable, why);
            }
        };
        Fault::File(code, Phrase::new(vi, en))
    }
}

/// A file that holds what this program never writes.
pub fn damaged(what: impl std::fmt::Display) -> Fault {
    let why = phrase!(
        "tệp đã hỏng ({what}); hãy dùng bản sao lưu gần nhất, đừng sửa tệp này",
        "the file is damaged ({what}); use the newest backup, and leave this file as it is"
    );
    Fault::File(ProblemCode::SessionDamaged, why)
}

/// The same, where the engine does not read what the file keeps.
pub(crate) fn spoiled(problems: Vec<Diagnostic>) -> Fault {
    let first = problems.first().map(Diagnostic::to_string);
    damaged(first.unwrap_or_default())
}

/// A file or folder that the system refuses.
pub fn system(path: &Path, error: &io::Error) -> Fault {
    let path = path.display();
    let (code, vi, en) = match error.kind() {
        io::ErrorKind::StorageFull => (ProblemCode::DiskFull, "ổ đĩa đã đầy", "the disk is full"),
        io::ErrorKind::ReadOnlyFilesystem => (
            ProblemCode::ReadOnly,
            "ổ đĩa chỉ đọc",
            "the disk is read-only",
        ),
        io::ErrorKind::NotFound => (
            ProblemCode::Unreadable,
            "không có tệp hoặc thư mục này",
            "no such file or folder",
        ),
        io::ErrorKind::PermissionDenied => {
            (ProblemCode::Unreadable, "không có quyền", "no permission")
        }
        io::ErrorKind::AlreadyExists => {
            (ProblemCode::Unreadable, "đã có tệp này", "the file exists")
        }
        // What the system says is in its own language: it is printed where nothing better is known.
        _ => {
            let why = phrase!(
                "`{path}`: hệ thống báo lỗi ({error})",
                "`{path}`: the system reports an error ({error})"
            );
            return Fault::File(ProblemCode::Unreadable, why);
        }
    };
    Fault::File(code, phrase!("`{path}`: {vi}", "`{path}`: {en}"))
}
