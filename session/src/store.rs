//! The file: its tables, how it is opened, locked, carried over from older formats and copied.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};

use crate::disk::{
    Lock, beside, has_one_name, immutable, may_copy_to, named, new_file, on_this_machine, part_of,
};
use crate::engine::Engine;
use crate::fault::{Fault, Outcome, damaged, system};
use crate::links::Reached;

/// Says in the file's head that it is a session: `OCOP`.
const APPLICATION: i64 = 0x4f43_4f50;

/// How long a command waits for another's transaction.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a server waits for others' reading before it goes on without.
const SHORT: Duration = Duration::from_secs(1);

/// How long a server takes at most from its lock to its address.
const BEGINS: Duration = Duration::from_secs(3);

/// What makes each format of the last; the number of steps is the format.
pub const STEPS: &[&str] = &["
    -- list, digest, engine, id, secretary (its link), server (its address), hosts
    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    -- the sheets, regulations, rules and readings the session was made with
    CREATE TABLE data(name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
    CREATE TABLE member(id TEXT PRIMARY KEY, seq INTEGER NOT NULL, entry TEXT NOT NULL, token TEXT) STRICT;
    CREATE TABLE product(id TEXT PRIMARY KEY, seq INTEGER NOT NULL, entry TEXT NOT NULL,
        regulation TEXT NOT NULL, set_code TEXT NOT NULL, named INTEGER NOT NULL,
        round INTEGER NOT NULL, state TEXT NOT NULL, decision TEXT) STRICT;
    CREATE TABLE round(product TEXT NOT NULL, round INTEGER NOT NULL, date TEXT NOT NULL,
        findings TEXT NOT NULL, form TEXT, kase TEXT, result TEXT, PRIMARY KEY(product, round)) STRICT;
    CREATE TABLE sheet(product TEXT NOT NULL, member TEXT NOT NULL, round INTEGER NOT NULL,
        status TEXT NOT NULL, opened INTEGER NOT NULL, revision INTEGER NOT NULL,
        answers TEXT NOT NULL, typed TEXT NOT NULL, notes TEXT NOT NULL, opinion TEXT NOT NULL,
        stop TEXT, last TEXT, PRIMARY KEY(product, member, round)) STRICT;
    CREATE TABLE log(n INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, door TEXT NOT NULL,
        what TEXT NOT NULL, product TEXT, member TEXT, criterion TEXT, before TEXT, after TEXT,
        reason TEXT, prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
"];

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To be read.
    Read,
    /// To be written too.
    Write,
}

fn format_of(steps: &[&str]) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

/// Makes an empty session and gives it to `fill`; there is no file if that fails.
///
/// # Errors
///
/// The file exists, or cannot be written, or `fill` fails.
pub fn create(path: &Path, fill: impl FnOnce(&Connection) -> Outcome<()>) -> Outcome<()> {
    on_this_machine(path)?;
    let taken = || {
        let path = path.display();
        Fault::Argument(phrase!(
            "đã có tệp `{path}`: một đợt đánh giá không bị ghi đè; hãy chọn tên khác",
            "`{path}` exists: a session is never overwritten; choose another name"
        ))
    };
    if fs::symlink_metadata(path).is_ok() {
        return Err(taken());
    }
    // A session that was cut short never has the name that was asked for.
    let part = part_of(path)?;
    new_file(&part).map_err(|error| system(path, &error))?;
    let filled = (|| {
        let mut file = Connection::open_with_flags(&part, flags(false))?;
        prepare(&file)?;
        journal(&file)?;
        write(&mut file, |file| {
            for step in STEPS {
                file.execute_batch(step)?;
            }
            file.pragma_update(None, "application_id", APPLICATION)?;
            file.pragma_update(None, "user_version", format_of(STEPS))?;
            fill(file)
        })
    })();
    let made = filled.and_then(|()| {
        named(&part, path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => taken(),
            _ => system(path, &error),
        })
    });
    if made.is_err() {
        let _ = fs::remove_file(&part);
        let _ = fs::remove_file(beside(&part, "-wal"));
        let _ = fs::remove_file(beside(&part, "-shm"));
    }
    made
}

fn flags(immutable: bool) -> OpenFlags {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if immutable {
        flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI
    } else {
        flags | OpenFlags::SQLITE_OPEN_READ_WRITE
    }
}

fn prepare(file: &Connection) -> Outcome<()> {
    file.busy_timeout(PATIENCE)?;
    file.pragma_update(None, "trusted_schema", false)?;
    file.pragma_update(None, "synchronous", "FULL")?;
    Ok(())
}

/// Refuses a file that nothing can be written to.
fn writable(file: &Connection) -> Outcome<()> {
    if is_read_only(file)? {
        let why = phrase!(
            "tệp chỉ đọc: không ghi được",
            "the file is read-only: it cannot be written"
        );
        return Err(Fault::File(ProblemCode::ReadOnly, why));
    }
    Ok(())
}

/// Has a file that is writable keep its journal beside it, which is a change of the file.
fn journal(file: &Connection) -> Outcome<()> {
    let mode: String = file.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        let why = phrase!(
            "thư mục này không cho ghi nhật ký giao dịch; hãy để tệp trên ổ đĩa của máy này",
            "this folder does not take the file's journal; keep the file on this machine's disk"
        );
        return Err(Fault::File(ProblemCode::DiskUnfit, why));
    }
    Ok(())
}

/// Opens a session, of this format.
///
/// # Errors
///
/// It is none, is damaged, of a newer or older format, or cannot be read or written.
pub fn open(path: &Path, access: Access) -> Outcome<Connection> {
    let file = open_any(path, access)?;
    let version = version(&file)?;
    if version < format_of(STEPS) {
        if access == Access::Write {
            drop(file);
            carry_over(path, STEPS)?;
            return open_any(path, access);
        }
        let why = phrase!(
            "tệp theo định dạng cũ; hãy mở bằng `ocop serve` một lần để chuyển sang định dạng mới (bản cũ được giữ lại)",
            "the file has an older format; start `ocop serve` on it once to carry it over (a copy stays)"
        );
        return Err(Fault::No(ProblemCode::SessionFormat, why));
    }
    Ok(file)
}

fn open_any(path: &Path, access: Access) -> Outcome<Connection> {
    // SQLite says no more than that it cannot open. The file is never opened here by itself: the end
    // of any descriptor on it ends the locks that SQLite holds on it in this whole process, and another
    // program would then take the file for unused and remove the transactions beside it. A server's
    // `Named` has one, which it keeps until its connections have ended.
    let whole = fs::canonicalize(path).map_err(|error| system(path, &error))?;
    if whole.is_dir() {
        let path = path.display();
        let why = phrase!(
            "`{path}` là thư mục, không phải tệp của một đợt đánh giá",
            "`{path}` is a folder, not the file of a session"
        );
        return Err(Fault::File(ProblemCode::NotSession, why));
    }
    on_this_machine(&whole)?;
    if access == Access::Read {
        not_open_elsewhere(&whole)?;
    }
    let file = Connection::open_with_flags(path, flags(false))?;
    // What is no session stays as it is: it is known before anything of it is changed.
    let ready = match access {
        Access::Read => prepare(&file).and_then(|()| known(&file)),
        Access::Write => prepare(&file)
            .and_then(|()| writable(&file))
            .and_then(|()| known(&file))
            .and_then(|()| journal(&file)),
    };
    let Err(fault) = ready else {
        return Ok(file);
    };
    // A disk that nothing can be written to: the file alone is the session, unless a journal lies
    // beside it.
    let alone = !beside(&whole, "-wal").exists();
    if access == Access::Read && alone && matches!(fault, Fault::File(..)) {
        let file = Connection::open_with_flags(immutable(path)?, flags(true))?;
        known(&file)?;
        return Ok(file);
    }
    Err(fault)
}

/// Refuses to read a file with two names that somebody has open by the other one: what was saved last lies beside
/// that. Who writes is refused anyway.
fn not_open_elsewhere(whole: &Path) -> Outcome<()> {
    // Whoever has it open by this name has a list of the journal beside it.
    if has_one_name(whole).is_ok() || beside(whole, "-shm").exists() {
        return Ok(());
    }
    let alone = Connection::open_with_flags(whole, flags(false))?;
    alone.busy_timeout(Duration::ZERO)?;
    alone.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let asked = alone.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    let busy = Some(rusqlite::ErrorCode::DatabaseBusy);
    if asked.is_err_and(|error| error.sqlite_error_code() == busy) {
        let why = phrase!(
            "một chương trình khác đang mở tệp này với tên khác (liên kết cứng): những gì vừa lưu chỉ có ở tên đó; hãy dùng tên đó",
            "another program has this file open by another name (a hard link): what was saved last is there only; use that name"
        );
        return Err(Fault::File(ProblemCode::DiskUnfit, why));
    }
    Ok(())
}

/// Refuses what is no session of a format that this program knows.
fn known(file: &Connection) -> Outcome<()> {
    let application: i64 = file.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application != APPLICATION {
        let why = phrase!(
            "tệp không phải là một đợt đánh giá",
            "the file is no session"
        );
        return Err(Fault::No(ProblemCode::NotSession, why));
    }
    let (found, format) = (version(file)?, format_of(STEPS));
    if found > format {
        let why = phrase!(
            "tệp theo định dạng {found}, chương trình này biết đến định dạng {format}; hãy dùng bản `ocop` mới hơn",
            "the file has format {found}, this program knows formats up to {format}; use a newer `ocop`"
        );
        return Err(Fault::No(ProblemCode::SessionFormat, why));
    }
    // One page of each table that is read everywhere.
    file.query_row("SELECT count(*) FROM meta", [], |_| Ok(()))?;
    Ok(())
}

fn version(file: &Connection) -> Outcome<i64> {
    Ok(file.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Carries a file of an older format over, under the lock, after a copy `FILE.vN`.
///
/// # Errors
///
/// A server holds the file, or it cannot be written.
pub fn carry_over(path: &Path, steps: &[&str]) -> Outcome<()> {
    let _lock = lock(path)?;
    let mut file = Connection::open_with_flags(path, flags(false))?;
    prepare(&file)?;
    journal(&file)?;
    let from = version(&file)?;
    let mut copy = beside(path, &format!(".v{from}"));
    let mut number = 2;
    while copy.exists() {
        copy = beside(path, &format!(".v{from}-{number}"));
        number += 1;
    }
    copy_to(&file, &copy)?;
    write(&mut file, |file| {
        for step in steps.iter().skip(usize::try_from(from).unwrap_or(0)) {
            file.execute_batch(step)?;
        }
        Ok(file.pragma_update(None, "user_version", format_of(steps))?)
    })
}

/// Whether nothing of the file is damaged, as far as SQLite can tell.
///
/// # Errors
///
/// What is damaged.
pub fn sound(file: &Connection) -> Outcome<()> {
    let found: String = file.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    match found.as_str() {
        "ok" => Ok(()),
        // What is wrong stands in the last line, below the name of the file's part.
        found => Err(damaged(found.lines().next_back().unwrap_or_default())),
    }
}

/// Runs `ask` on one state of the file.
///
/// # Errors
///
/// As `ask`, or the file cannot be read.
pub fn read<T, E: From<Fault>>(
    file: &mut Connection,
    ask: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let state = file.transaction().map_err(Fault::from)?;
    ask(&state)
}

/// Runs `change` in one transaction, which is on disk when this returns.
///
/// # Errors
///
/// As `change`, or the file cannot be written; nothing of it is done then.
pub fn write<T, E: From<Fault>>(
    file: &mut Connection,
    change: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let change_of = file.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = change_of.map_err(Fault::from)?;
    let value = change(&transaction)?;
    transaction.commit().map_err(Fault::from)?;
    Ok(value)
}

/// Lays what lies beside an open file into the file itself, wherever that is now: where its name no longer leads to
/// it, SQLite does not do so when it closes the file.
///
/// # Errors
///
/// Somebody is reading it, or it cannot be written.
pub(crate) fn settle(file: &Connection) -> Outcome<()> {
    file.busy_timeout(SHORT)?;
    let settled = file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    file.busy_timeout(PATIENCE)?;
    match settled? {
        0_i64 => Ok(()),
        _ => Err(Fault::No(
            ProblemCode::SessionBusy,
            phrase!(
                "một chương trình khác đang đọc tệp",
                "another program is reading the file"
            ),
        )),
    }
}

/// A whole copy in one file that needs nothing beside it, under a new name.
///
/// # Errors
///
/// The name is taken, or the copy cannot be written.
pub fn copy_to(file: &Connection, copy: &Path) -> Outcome<()> {
    may_copy_to(copy)?;
    // A copy that was cut short never has the name that was asked for.
    let part = part_of(copy)?;
    let name = part.to_str().ok_or_else(|| {
        let why = phrase!(
            "tên tệp không phải là UTF-8",
            "the file's name is not UTF-8"
        );
        Fault::Argument(why)
    })?;
    new_file(&part).map_err(|error| system(copy, &error))?;
    let copied = file
        .execute("VACUUM INTO ?1", params![name])
        .map_err(Fault::from)
        .and_then(|_| {
            let synced = File::options()
                .write(true)
                .open(&part)
                .and_then(|copy| copy.sync_all());
            synced.map_err(|error| system(copy, &error))?;
            named(&part, copy).map_err(|error| system(copy, &error))
        });
    if copied.is_err() {
        let _ = fs::remove_file(&part);
    }
    copied
}

/// The lock of a file's one server.
///
/// # Errors
///
/// Another program holds it, or the folder has no locks.
pub fn lock(path: &Path) -> Outcome<Lock> {
    if let Some(lock) = Lock::take(path)? {
        return Ok(lock);
    }
    // That it is served is told, wherever. A server that has just begun keeps its address a little later than the lock:
    // until then the file has that of the server before, where nobody listens.
    let until = Instant::now() + BEGINS;
    let url = loop {
        let kept = open(path, Access::Read).and_then(|file| Reached::kept(&file));
        let url = kept.ok().flatten().unwrap_or_default().url;
        if is_reached(&url) {
            break url;
        }
        if Instant::now() >= until {
            let why = Phrase::new(
                "đợt đánh giá này đang được mở bởi một chương trình khác",
                "another program serves this session",
            );
            return Err(Fault::No(ProblemCode::SessionBusy, why));
        }
        thread::sleep(Duration::from_millis(50));
    };
    let why = phrase!(
        "đợt đánh giá này đang được mở bởi một chương trình khác: {url}",
        "another program serves this session: {url}"
    );
    Err(Fault::No(ProblemCode::SessionBusy, why))
}

/// Whether somebody listens at the address of a server.
fn is_reached(url: &str) -> bool {
    let at = url.split_once("://").and_then(|(_, at)| at.parse().ok());
    at.is_some_and(|at| TcpStream::connect_timeout(&at, Duration::from_millis(300)).is_ok())
}

/// Whether nothing can be written to an open file.
pub fn is_read_only(file: &Connection) -> Outcome<bool> {
    Ok(file.is_readonly("main")?)
}

/// A value of the session.
pub fn meta(file: &Connection, key: &str) -> Outcome<Option<String>> {
    let mut get = file.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(get.query_row([key], |row| row.get(0)).optional()?)
}

/// Sets a value of the session.
pub fn set_meta(file: &Connection, key: &str, value: &str) -> Outcome<()> {
    let set = "INSERT INTO meta(key, value) VALUES (?1, ?2)
               ON CONFLICT(key) DO UPDATE SET value = excluded.value";
    file.execute(set, params![key, value])?;
    Ok(())
}

/// The engine over the data that the session keeps.
pub fn engine(file: &Connection) -> Outcome<Engine> {
    Ok(Engine::new(data(file)?))
}

/// The files of the data that the session keeps.
pub fn data(file: &Connection) -> Outcome<BTreeMap<String, String>> {
    let mut all = file.prepare("SELECT name, text FROM data")?;
    let files = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(files.collect::<Result<_, _>>()?)
}
