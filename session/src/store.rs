//! The file: its tables, how it is opened, locked, carried over from older formats and copied.

use ocop::input::ProblemCode;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use serde_json::Value;

use crate::engine::Engine;
use crate::fault::{Fault, Outcome, Said, damaged, system};

/// Says in the file's head that it is a session: `OCOP`.
const APPLICATION: i64 = 0x4f43_4f50;

/// How long a command waits for another's transaction.
const PATIENCE: Duration = Duration::from_secs(20);

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

/// The file's name with something after it.
#[must_use]
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
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
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // It holds everybody's link.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let path = path.display();
            return Err(Fault::Argument(Said::new(
                format!("đã có tệp `{path}`: một đợt đánh giá không bị ghi đè; hãy chọn tên khác"),
                format!("`{path}` exists: a session is never overwritten; choose another name"),
            )));
        }
        Err(error) => return Err(system(path, &error)),
    }
    let filled = (|| {
        let mut file = Connection::open_with_flags(path, flags(false))?;
        prepare(&file, Access::Write)?;
        write(&mut file, |file| {
            for step in STEPS {
                file.execute_batch(step)?;
            }
            file.pragma_update(None, "application_id", APPLICATION)?;
            file.pragma_update(None, "user_version", format_of(STEPS))?;
            fill(file)
        })
    })();
    if filled.is_err() {
        let _ = fs::remove_file(path);
        let _ = fs::remove_file(beside(path, "-wal"));
        let _ = fs::remove_file(beside(path, "-shm"));
    }
    filled
}

fn flags(immutable: bool) -> OpenFlags {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if immutable {
        flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI
    } else {
        flags | OpenFlags::SQLITE_OPEN_READ_WRITE
    }
}

fn prepare(file: &Connection, access: Access) -> Outcome<()> {
    file.busy_timeout(PATIENCE)?;
    file.pragma_update(None, "trusted_schema", false)?;
    file.pragma_update(None, "synchronous", "FULL")?;
    if access == Access::Write {
        if is_read_only(file)? {
            return Err(Fault::ReadOnly(Said::new(
                "tệp chỉ đọc: không ghi được",
                "the file is read-only: it cannot be written",
            )));
        }
        let mode: String = file.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(Fault::File(
                ProblemCode::DiskUnfit,
                Said::new(
                    "thư mục này không cho ghi nhật ký giao dịch; hãy để tệp trên ổ đĩa của máy này",
                    "this folder does not take the file's journal; keep the file on this machine's disk",
                ),
            ));
        }
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
        return Err(Fault::No(
            ProblemCode::SessionFormat,
            Said::new(
                "tệp theo định dạng cũ; hãy mở bằng `ocop serve` một lần để chuyển sang định dạng mới (bản cũ được giữ lại)",
                "the file has an older format; start `ocop serve` on it once to carry it over (a copy stays)",
            ),
        ));
    }
    Ok(file)
}

fn open_any(path: &Path, access: Access) -> Outcome<Connection> {
    // SQLite says no more than that it cannot open.
    File::open(path).map_err(|error| system(path, &error))?;
    on_this_machine(path)?;
    let file = Connection::open_with_flags(path, flags(false))?;
    let ready = prepare(&file, access).and_then(|()| known(&file));
    let Err(fault) = ready else {
        return Ok(file);
    };
    // A disk that nothing can be written to: the file alone is the session, unless a journal lies
    // beside it.
    let alone = !beside(path, "-wal").exists();
    if access == Access::Read && alone && matches!(fault, Fault::ReadOnly(_) | Fault::File(..)) {
        let file = Connection::open_with_flags(immutable(path)?, flags(true))?;
        known(&file)?;
        return Ok(file);
    }
    Err(fault)
}

/// The file's address for SQLite, as one that nobody changes.
fn immutable(path: &Path) -> Outcome<String> {
    let whole = fs::canonicalize(path).map_err(|error| system(path, &error))?;
    let whole = whole.display().to_string().replace('\\', "/");
    let whole = whole.trim_start_matches("//?");
    let whole = whole.replace('%', "%25").replace('?', "%3f");
    let whole = whole.replace('#', "%23");
    let root = if whole.starts_with('/') { "" } else { "/" };
    Ok(format!("file:{root}{whole}?immutable=1"))
}

/// Refuses what is no session of a format that this program knows.
fn known(file: &Connection) -> Outcome<()> {
    let application: i64 = file.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application != APPLICATION {
        return Err(Fault::No(
            ProblemCode::NotSession,
            Said::new(
                "tệp không phải là một đợt đánh giá",
                "the file is no session",
            ),
        ));
    }
    let (found, format) = (version(file)?, format_of(STEPS));
    if found > format {
        return Err(Fault::No(
            ProblemCode::SessionFormat,
            Said::new(
                format!(
                    "tệp theo định dạng {found}, chương trình này biết đến định dạng {format}; hãy dùng bản `ocop` mới hơn"
                ),
                format!(
                    "the file has format {found}, this program knows formats up to {format}; use a newer `ocop`"
                ),
            ),
        ));
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
    let _lock = Lock::take(path)?;
    let mut file = Connection::open_with_flags(path, flags(false))?;
    prepare(&file, Access::Write)?;
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
        found => Err(damaged(found)),
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

/// Whether a copy may have that name: nothing has it, and its folder is there.
///
/// # Errors
///
/// Why it may not.
pub fn may_copy_to(copy: &Path) -> Outcome<()> {
    if copy.exists() {
        let copy = copy.display();
        return Err(Fault::Argument(Said::new(
            format!("đã có tệp `{copy}`: bản sao lưu không ghi đè lên tệp nào"),
            format!("`{copy}` exists: a backup overwrites nothing"),
        )));
    }
    let folder = copy
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder.map(fs::metadata).transpose() {
        Ok(_) => Ok(()),
        Err(error) => Err(system(copy, &error)),
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
    let part = beside(
        copy,
        &format!(".{}", &secret()?.get(..8).unwrap_or_default()),
    );
    let name = part.to_str().ok_or_else(|| {
        Fault::Argument(Said::new(
            "tên tệp không phải là UTF-8",
            "the file's name is not UTF-8",
        ))
    })?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&part).map_err(|error| system(copy, &error))?;
    let copied = file
        .execute("VACUUM INTO ?1", params![name])
        .map_err(Fault::from)
        .and_then(|_| {
            let synced = File::options()
                .write(true)
                .open(&part)
                .and_then(|copy| copy.sync_all());
            synced.map_err(|error| system(copy, &error))?;
            fs::rename(&part, copy).map_err(|error| system(copy, &error))
        });
    if copied.is_err() {
        let _ = fs::remove_file(&part);
    }
    copied
}

/// The lock of a file's one server; it is the system's, so it ends with the program.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _held: File,
}

impl Lock {
    /// Takes it.
    ///
    /// # Errors
    ///
    /// Another program holds it, or the folder has no locks.
    pub fn take(path: &Path) -> Outcome<Lock> {
        let name = beside(path, ".lock");
        loop {
            let mut options = OpenOptions::new();
            let options = options.write(true).create(true).truncate(false);
            let held = options.open(&name).map_err(|error| system(&name, &error))?;
            match held.try_lock() {
                Ok(()) if is_there(&held, &name) => {
                    return Ok(Lock {
                        path: name,
                        _held: held,
                    });
                }
                // The one before removed the file while it was being opened here.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(held_by(path)),
                Err(TryLockError::Error(error)) => {
                    return Err(Fault::File(
                        ProblemCode::DiskUnfit,
                        Said::new(
                            format!(
                                "thư mục này không khóa được tệp ({error}); hãy để tệp trên ổ đĩa của máy này"
                            ),
                            format!(
                                "this folder cannot lock files ({error}); keep the file on this machine's disk"
                            ),
                        ),
                    ));
                }
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_there(held: &File, name: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |of: io::Result<fs::Metadata>| of.ok().map(|of| (of.dev(), of.ino()));
    let held = number(held.metadata());
    held.is_some() && held == number(fs::metadata(name))
}

/// Windows does not give a removed file's name away while somebody has it open.
#[cfg(not(unix))]
fn is_there(_: &File, _: &Path) -> bool {
    true
}

fn held_by(path: &Path) -> Fault {
    let asked = open(path, Access::Read).and_then(|file| meta(&file, "server"));
    let url = match asked {
        Ok(Some(server)) => match serde_json::from_str::<Value>(&server) {
            Ok(server) => crate::engine::text(&server, "url").to_owned(),
            Err(_) => String::new(),
        },
        _ => String::new(),
    };
    Fault::No(
        ProblemCode::SessionBusy,
        Said::new(
            format!("đợt đánh giá này đang được mở bởi một chương trình khác: {url}"),
            format!("another program serves this session: {url}"),
        ),
    )
}

/// Refuses a folder of another machine: several machines that write one file over a network damage
/// it, whatever locks it says it has.
fn on_this_machine(path: &Path) -> Outcome<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).map_err(|error| system(folder, &error))?;
    if !is_shared(&folder) {
        return Ok(());
    }
    Err(Fault::File(
        ProblemCode::DiskUnfit,
        Said::new(
            "tệp nằm trên ổ đĩa mạng; hãy chép về ổ đĩa của máy này rồi mở lại",
            "the file lies on a network drive; copy it to this machine's disk and open it there",
        ),
    ))
}

#[cfg(target_os = "linux")]
fn is_shared(folder: &Path) -> bool {
    const SHARED: [&str; 9] = [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "fuse.sshfs",
        "davfs",
    ];
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let kinds = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (at, kind) = (words.nth(1)?, words.next()?);
        let at = at.replace("\\040", " ");
        folder.starts_with(&at).then_some((at.len(), kind))
    });
    let nearest = kinds.max_by_key(|&(length, _)| length);
    nearest.is_some_and(|(_, kind)| SHARED.contains(&kind))
}

#[cfg(not(target_os = "linux"))]
fn is_shared(folder: &Path) -> bool {
    let folder = folder.display().to_string();
    folder.starts_with(r"\\?\UNC\") || (folder.starts_with(r"\\") && !folder.starts_with(r"\\?\"))
}

/// Whether nothing can be written to an open file.
///
/// # Errors
///
/// The file cannot be read.
pub fn is_read_only(file: &Connection) -> Outcome<bool> {
    Ok(file.is_readonly("main")?)
}

/// A value of the session.
///
/// # Errors
///
/// The file cannot be read.
pub fn meta(file: &Connection, key: &str) -> Outcome<Option<String>> {
    let mut get = file.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(get.query_row([key], |row| row.get(0)).optional()?)
}

/// Sets a value of the session.
///
/// # Errors
///
/// The file cannot be written.
pub fn set_meta(file: &Connection, key: &str, value: &str) -> Outcome<()> {
    let set = "INSERT INTO meta(key, value) VALUES (?1, ?2)
               ON CONFLICT(key) DO UPDATE SET value = excluded.value";
    file.execute(set, params![key, value])?;
    Ok(())
}

/// The engine over the data that the session keeps.
///
/// # Errors
///
/// The file cannot be read.
pub fn engine(file: &Connection) -> Outcome<Engine> {
    Ok(Engine::new(data(file)?))
}

/// The files of the data that the session keeps.
///
/// # Errors
///
/// The file cannot be read.
pub fn data(file: &Connection) -> Outcome<BTreeMap<String, String>> {
    let mut all = file.prepare("SELECT name, text FROM data")?;
    let files = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(files.collect::<Result<_, _>>()?)
}

/// 130 random bits, in letters and digits that are not taken for one another.
///
/// # Errors
///
/// The system has no random numbers.
pub fn secret() -> Outcome<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 26];
    getrandom::fill(&mut bytes).map_err(|error| {
        Fault::File(
            ProblemCode::Unreadable,
            Said::new(
                format!("hệ điều hành không cho số ngẫu nhiên: {error}"),
                format!("the system gives no random numbers: {error}"),
            ),
        )
    })?;
    let letters = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
    Ok(letters.map(|&letter| char::from(letter)).collect())
}
