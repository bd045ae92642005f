//! The file of a server: whether its name still leads to it, and where what was saved is if not.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use ocop::Lang;
use ocop::input::ProblemCode;
use ocop::text::Phrase;
use rusqlite::Connection;

use crate::disk::{Named, beside};
use crate::fault::{Fault, Outcome};
use crate::store::{self, Access};

use super::writer::lock;

/// How long a file that has its name again is left alone: another server that was started on it meanwhile looks as
/// often as this one, and lets it go.
const BACK: Duration = Duration::from_secs(2);

/// The file of a server. SQLite finds the journal beside a file by its name: where that no longer leads to the file
/// that is open, what is saved is in neither. Then nothing is read or written, the file gets all that was saved, and
/// everything goes on where it gets its name back.
#[derive(Debug)]
pub(super) struct Place {
    named: Named,
    readers: Mutex<Readers>,
}

/// Connections that read. None of them may be at work when the file is let go, and none is opened before it is back.
#[derive(Debug, Default)]
struct Readers {
    idle: Vec<Connection>,
    at_work: usize,
    lost: Option<Lost>,
}

/// That the name leads elsewhere.
#[derive(Debug, Default)]
struct Lost {
    /// Where what was saved is, once it is whole there.
    kept: Option<Kept>,
    /// Since when the name leads to the file again.
    back: Option<Instant>,
}

/// Where what was saved is.
#[derive(Debug)]
enum Kept {
    /// In the file, which has this name now.
    Renamed(PathBuf),
    /// In a copy; the file was removed, or is in another folder.
    Copied(PathBuf),
}

impl Place {
    /// The file that a name leads to now.
    pub(super) fn of(path: &Path) -> Outcome<Place> {
        let (named, readers) = (Named::of(path)?, Mutex::default());
        Ok(Place { named, readers })
    }

    pub(super) fn path(&self) -> &Path {
        self.named.path()
    }

    /// Asks with a connection of its own, which is not within a transaction.
    pub(super) fn ask<T>(&self, ask: impl FnOnce(&mut Connection) -> Outcome<T>) -> Outcome<T> {
        let mut reader = self.reader()?;
        let file = match reader.file.take() {
            Some(file) => file,
            None => store::open(self.path(), Access::Write)?,
        };
        ask(reader.file.insert(file))
    }

    fn reader(&self) -> Outcome<Reader<'_>> {
        let mut readers = lock(&self.readers);
        if readers.lost.is_some() || !self.named.holds() {
            return Err(self.why(readers.lost.as_ref()));
        }
        readers.at_work += 1;
        let file = readers.idle.pop();
        Ok(Reader { place: self, file })
    }

    /// Ends the connections that read.
    pub(super) fn clear(&self) {
        lock(&self.readers).idle.clear();
    }

    /// The file to write to, where its name leads to it; else what was saved is brought to safety, once.
    pub(super) fn ready<'f>(
        &self,
        file: &'f mut Option<Connection>,
    ) -> Outcome<&'f mut Connection> {
        if self.named.holds() {
            self.take_back(file)?;
        } else {
            self.let_go(file);
        }
        let readers = lock(&self.readers);
        match file {
            Some(file) if readers.lost.is_none() => Ok(file),
            _ => Err(self.why(readers.lost.as_ref())),
        }
    }

    /// Opens the file again, once it has had its name for a while.
    fn take_back(&self, file: &mut Option<Connection>) -> Outcome<()> {
        let mut readers = lock(&self.readers);
        let Some(lost) = &mut readers.lost else {
            return Ok(());
        };
        let since = *lost.back.get_or_insert_with(Instant::now);
        if file.is_none() && since.elapsed() >= BACK {
            *file = Some(store::open(self.path(), Access::Write)?);
        }
        // Where it was not let go yet, nobody else can have had it.
        if file.is_some() {
            readers.lost = None;
        }
        Ok(())
    }

    fn let_go(&self, file: &mut Option<Connection>) {
        {
            let mut readers = lock(&self.readers);
            readers.lost.get_or_insert_default().back = None;
            readers.idle.clear();
            if readers.at_work > 0 {
                return;
            }
        }
        // Where it cannot be done now, the file stays open, and it is done next time.
        if let Some(open) = file
            && let Ok(kept) = self.kept(open)
        {
            *file = None;
            // Nothing is in them any more, and another file of that name would be read with them. A journal with
            // something in it is that file's own.
            let [journal, list] = ["-wal", "-shm"].map(|end| beside(self.named.whole(), end));
            if fs::metadata(&journal).is_ok_and(|found| found.len() == 0) {
                let _ = fs::remove_file(journal);
                let _ = fs::remove_file(list);
            }
            let mut readers = lock(&self.readers);
            readers.lost.get_or_insert_default().kept = Some(kept);
        }
    }

    /// Brings what was saved into the file, and the file to safety where no name in its folder leads to it.
    fn kept(&self, file: &Connection) -> Outcome<Kept> {
        store::settle(file)?;
        if let Some(other) = self.named.other() {
            return Ok(Kept::Renamed(other));
        }
        let copy = self.free_name();
        store::copy_to(file, &copy)?;
        Ok(Kept::Copied(copy))
    }

    /// A name for a copy that nothing has.
    fn free_name(&self) -> PathBuf {
        let path = self.named.whole();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut copy = path.with_file_name(format!("{stem}-sao-luu.ocop"));
        let mut number = 2;
        while copy.exists() {
            copy = path.with_file_name(format!("{stem}-sao-luu-{number}.ocop"));
            number += 1;
        }
        copy
    }

    /// Why the file was not served at the end, and where what was saved is.
    pub(super) fn lost(&self) -> Option<Fault> {
        let readers = lock(&self.readers);
        let lost = readers.lost.as_ref()?;
        let saved = match &lost.kept {
            Some(kept) => kept.said(),
            None => Phrase::new(
                "chưa chắc mọi điều đã lưu nằm trong tệp: giữ cả tệp có đuôi `-wal`, và kiểm tra bằng `ocop session check`",
                "not all that was saved may be in the file: keep the file that ends in `-wal` too, and hold it to itself with `ocop session check`",
            ),
        };
        let next = Phrase::new(
            "để làm tiếp, chạy `ocop serve` với tệp muốn dùng",
            "to go on, start `ocop serve` with the file that is wanted",
        );
        Some(self.gone(&saved, &next))
    }

    /// What happened, and what can be done.
    fn why(&self, lost: Option<&Lost>) -> Fault {
        let kept = lost.and_then(|lost| lost.kept.as_ref());
        let saved = kept.map_or_else(
            || Phrase::new("những gì đã lưu vẫn còn", "what was saved is whole"),
            Kept::said,
        );
        let name = shown(self.path());
        let next = phrase!(
            "đưa tệp về chỗ cũ với tên `{name}` thì chương trình chạy tiếp; hoặc đóng chương trình rồi chạy `ocop serve` với tệp muốn dùng",
            "put the file back under the name `{name}` and the program goes on; or close the program and start `ocop serve` with the file that is wanted"
        );
        self.gone(&saved, &next)
    }

    fn gone(&self, saved: &Phrase, next: &Phrase) -> Fault {
        let name = shown(self.path());
        let [(saved_vi, next_vi), (saved_en, next_en)] =
            [Lang::Vi, Lang::En].map(|lang| (saved.text(lang), next.text(lang)));
        let why = phrase!(
            "`{name}` không còn là tệp đang mở (tệp đã bị đổi tên, chuyển đi, xóa hoặc thay bằng tệp khác): từ đó không ghi thêm gì; {saved_vi}; {next_vi}",
            "`{name}` is no longer the file that is open (that was renamed, moved, removed or replaced): nothing is written since; {saved_en}; {next_en}"
        );
        Fault::File(ProblemCode::Unreadable, why)
    }
}

/// A file's name without its folder: members read it too.
fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().display().to_string()
}

impl Kept {
    fn said(&self) -> Phrase {
        match self {
            Kept::Renamed(other) => {
                let other = shown(other);
                phrase!(
                    "tệp nay tên là `{other}` và có mọi điều đã lưu",
                    "its name is `{other}` now, and all that was saved is in it"
                )
            }
            Kept::Copied(copy) => {
                let copy = shown(copy);
                phrase!(
                    "mọi điều đã lưu có trong bản sao `{copy}` cạnh đó",
                    "all that was saved is in the copy `{copy}` beside it"
                )
            }
        }
    }
}

/// A connection at work.
struct Reader<'p> {
    place: &'p Place,
    file: Option<Connection>,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut readers = lock(&self.place.readers);
        // Nothing is known of one that was left in the middle.
        let kept = self.file.take().filter(|_| !thread::panicking());
        if readers.lost.is_none() {
            readers.idle.extend(kept);
        } else {
            drop(kept);
        }
        readers.at_work -= 1;
    }
}
