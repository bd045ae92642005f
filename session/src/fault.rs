//! What keeps the program from answering, in both languages.

use std::io;
use std::path::Path;

use ocop::input::ProblemCode;
use ocop::{Diagnostic, Lang};

/// Why there is no answer.
#[derive(Debug)]
pub enum Fault {
    /// A text that was given is wrong.
    Input(Vec<Diagnostic>),
    /// An argument is wrong, or an output would overwrite what it must not.
    Argument(Said),
    /// The question is in order, and the answer is no.
    No(ProblemCode, Said),
    /// The disk is full, or a limit of it is reached.
    Full(Said),
    /// The file cannot be written.
    ReadOnly(Said),
    /// The file is damaged, cannot be read, or is none of this program's.
    File(ProblemCode, Said),
}

/// A message in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Said {
    /// A message.
    #[must_use]
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Said {
        let (vi, en) = (vi.into(), en.into());
        Said { vi, en }
    }

    /// In one language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

/// What a function gives, or why not.
pub type Outcome<T> = Result<T, Fault>;

impl From<Vec<Diagnostic>> for Fault {
    fn from(problems: Vec<Diagnostic>) -> Fault {
        Fault::Input(problems)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        use rusqlite::ErrorCode as Code;
        let code = error.sqlite_error_code();
        match code {
            Some(Code::DiskFull) => Fault::Full(Said::new(
                "ổ đĩa đã đầy: lần ghi này chưa được lưu, những gì đã lưu vẫn còn; hãy giải phóng dung lượng rồi làm lại",
                "the disk is full: this change was not saved, what was saved is whole; free some space and try again",
            )),
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => {
                Fault::ReadOnly(Said::new(
                    "tệp chỉ đọc hoặc không mở được để ghi: lần ghi này chưa được lưu",
                    "the file is read-only or cannot be opened for writing: this change was not saved",
                ))
            }
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Fault::File(
                ProblemCode::SessionBusy,
                Said::new(
                    "tệp đang bận vì một chương trình khác; hãy thử lại",
                    "the file is busy: another program is writing it; try again",
                ),
            ),
            Some(Code::DatabaseCorrupt) => damaged(&error.to_string()),
            Some(Code::NotADatabase) => Fault::File(
                ProblemCode::NotSession,
                Said::new(
                    "tệp không phải là một đợt đánh giá (hoặc phần đầu tệp đã hỏng)",
                    "the file is no session (or its beginning is damaged)",
                ),
            ),
            Some(Code::SystemIoFailure) => Fault::File(
                ProblemCode::Unreadable,
                Said::new(
                    "ổ đĩa báo lỗi đọc hoặc ghi: lần ghi này chưa được lưu",
                    "the disk reports an error: this change was not saved",
                ),
            ),
            _ => Fault::File(
                ProblemCode::Unreadable,
                Said::new(
                    format!("tệp không đọc được: {error}"),
                    format!("the file cannot be read: {error}"),
                ),
            ),
        }
    }
}

/// A file that holds what this program never writes.
#[must_use]
pub fn damaged(what: &str) -> Fault {
    Fault::File(
        ProblemCode::SessionDamaged,
        Said::new(
            format!("tệp đã hỏng ({what}); hãy dùng bản sao lưu gần nhất, đừng sửa tệp này"),
            format!(
                "the file is damaged ({what}); use the newest backup, and leave this file as it is"
            ),
        ),
    )
}

/// A file or folder that the system refuses.
#[must_use]
pub fn system(path: &Path, error: &io::Error) -> Fault {
    let path = path.display();
    let (code, vi, en) = match error.kind() {
        io::ErrorKind::StorageFull => (ProblemCode::DiskFull, "ổ đĩa đã đầy", "the disk is full"),
        io::ErrorKind::ReadOnlyFilesystem => (
            ProblemCode::ReadOnly,
            "ổ đĩa chỉ đọc",
            "the disk is read-only",
        ),
        kind => {
            let (vi, en) = match kind {
                io::ErrorKind::NotFound => {
                    ("không có tệp hoặc thư mục này", "no such file or folder")
                }
                io::ErrorKind::PermissionDenied => ("không có quyền", "no permission"),
                io::ErrorKind::AlreadyExists => ("đã có tệp này", "the file exists"),
                _ => ("hệ thống báo lỗi", "the system reports an error"),
            };
            (ProblemCode::Unreadable, vi, en)
        }
    };
    // What the system says is in its own language: it is printed where nothing better is known.
    let (vi, en) = match vi {
        "hệ thống báo lỗi" => (format!("{vi} ({error})"), format!("{en} ({error})")),
        _ => (vi.to_owned(), en.to_owned()),
    };
    Fault::File(
        code,
        Said::new(format!("`{path}`: {vi}"), format!("`{path}`: {en}")),
    )
}
