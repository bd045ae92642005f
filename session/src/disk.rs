//! The disk under a session: the lock of its server, folders of other machines, new files.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use ocop::input::ProblemCode;

use crate::fault::{Fault, Outcome, system};

/// The file's name with something after it.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Makes a new file that nobody else on this machine reads: it holds everybody's link.
pub(crate) fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The name of a new file until it is whole.
pub(crate) fn part_of(path: &Path) -> Outcome<PathBuf> {
    let mut end = secret()?;
    end.truncate(8);
    Ok(beside(path, &format!(".{end}")))
}

/// Gives a new file that is whole its name, which nothing has yet.
pub(crate) fn named(part: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(part, path) {
        Ok(()) => fs::remove_file(part),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // A disk whose files have one name each.
        Err(_) if path.exists() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(part, path),
    }
}

/// The lock of a file's one server; it is the system's, so it ends with the program.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _held: File,
}

impl Lock {
    /// Takes it; nothing where another program holds it.
    pub(crate) fn take(path: &Path) -> Outcome<Option<Lock>> {
        // A link to the file leads to the same lock.
        let whole = fs::canonicalize(path).map_err(|error| system(path, &error))?;
        let name = beside(&whole, ".lock");
        loop {
            let mut options = OpenOptions::new();
            let options = options.write(true).create(true).truncate(false);
            let held = options.open(&name).map_err(|error| system(&name, &error))?;
            match held.try_lock() {
                Ok(()) if is_there(&held, &name) => {
                    let (path, _held) = (name, held);
                    return Ok(Some(Lock { path, _held }));
                }
                // The one before removed the file while it was being opened here.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => {
                    let why = phrase!(
                        "thư mục này không khóa được tệp ({error}); hãy để tệp trên ổ đĩa của máy này",
                        "this folder cannot lock files ({error}); keep the file on this machine's disk"
                    );
                    return Err(Fault::File(ProblemCode::DiskUnfit, why));
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
    let held = held.metadata().ok().map(|held| number(&held));
    held.is_some() && held == number_at(name)
}

/// Windows does not give a removed file's name away while somebody has it open.
#[cfg(not(unix))]
fn is_there(_: &File, _: &Path) -> bool {
    true
}

/// What tells a file from every other on the machine, whatever its name.
#[cfg(unix)]
fn number(file: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

/// Windows neither renames nor removes a file that somebody has open: that there is one says it.
#[cfg(not(unix))]
fn number(file: &fs::Metadata) -> (u64, u64) {
    let _ = file;
    (0, 0)
}

fn number_at(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|file| number(&file))
}

/// The name of a file that is open, and which file that is.
#[derive(Debug)]
pub(crate) struct Named {
    path: PathBuf,
    /// The same without links, which SQLite finds the journal by.
    whole: PathBuf,
    number: (u64, u64),
    /// Held open to the end: the system gives the number of a file that is gone to the next new one, such as a copy
    /// that lacks what was saved. Closing it sooner would end the locks that SQLite has on the file.
    #[cfg(unix)]
    _held: File,
}

impl Named {
    /// The file that has a name now.
    pub(crate) fn of(path: &Path) -> Outcome<Named> {
        let of = |error| system(path, &error);
        let whole = fs::canonicalize(path).map_err(of)?;
        #[cfg(unix)]
        let _held = File::open(path).map_err(of)?;
        let number = number(&fs::metadata(path).map_err(of)?);
        let path = path.to_owned();
        Ok(Named {
            path,
            whole,
            number,
            #[cfg(unix)]
            _held,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn whole(&self) -> &Path {
        &self.whole
    }

    /// Whether the name still leads to the file.
    pub(crate) fn holds(&self) -> bool {
        number_at(&self.path) == Some(self.number)
    }

    /// Another name that the file has in its folder.
    pub(crate) fn other(&self) -> Option<PathBuf> {
        let folder = self.whole.parent()?;
        let mut all = fs::read_dir(folder).ok()?.flatten();
        let other = all.find(|one| number_at(&one.path()) == Some(self.number))?;
        Some(self.whole.with_file_name(other.file_name()))
    }
}

/// Refuses a file with a second name that is no link to the first: SQLite finds the journal and the locks beside
/// the file by its name, so what one program saves under one name is neither seen nor kept under the other.
///
/// # Errors
///
/// It has another name, or cannot be found.
#[cfg(unix)]
pub fn has_one_name(path: &Path) -> Outcome<()> {
    use std::os::unix::fs::MetadataExt;
    let file = fs::metadata(path).map_err(|error| system(path, &error))?;
    // A folder has a name for each folder in it.
    let names = file.nlink();
    if file.is_dir() || names < 2 {
        return Ok(());
    }
    let why = phrase!(
        "tệp có {names} tên trên ổ đĩa (liên kết cứng, có thể do chương trình sao lưu tạo ra); ghi qua hai tên làm mất những gì đã lưu. Hãy đóng chương trình đang mở tệp, chạy `ocop session backup` với tên vẫn dùng để có một bản một tên, rồi làm việc với bản đó",
        "the file has {names} names on the disk (hard links, as some backup programs make them); writing by two of them loses what was saved. Close what has it open, make a copy that has one name with `ocop session backup` of the name that was in use, and go on with the copy"
    );
    Err(Fault::File(ProblemCode::DiskUnfit, why))
}

/// Elsewhere the system does not say.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub fn has_one_name(_: &Path) -> Outcome<()> {
    Ok(())
}

/// Refuses a folder of another machine: several machines that write one file over a network damage
/// it, whatever locks it says it has.
pub(crate) fn on_this_machine(path: &Path) -> Outcome<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).map_err(|error| system(folder, &error))?;
    if !is_shared(&folder) {
        return Ok(());
    }
    let why = phrase!(
        "tệp nằm trên ổ đĩa mạng; hãy chép về ổ đĩa của máy này rồi mở lại",
        "the file lies on a network drive; copy it to this machine's disk and open it there"
    );
    Err(Fault::File(ProblemCode::DiskUnfit, why))
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

/// The file's address for SQLite, as one that nobody changes.
pub(crate) fn immutable(path: &Path) -> Outcome<String> {
    let whole = fs::canonicalize(path).map_err(|error| system(path, &error))?;
    let whole = whole.display().to_string().replace('\\', "/");
    let whole = whole.trim_start_matches("//?");
    let whole = whole.replace('%', "%25").replace('?', "%3f");
    let whole = whole.replace('#', "%23");
    let root = if whole.starts_with('/') { "" } else { "/" };
    Ok(format!("file:{root}{whole}?immutable=1"))
}

/// Whether a copy may have that name: nothing has it, and its folder is there.
pub fn may_copy_to(copy: &Path) -> Outcome<()> {
    if copy.exists() {
        let copy = copy.display();
        return Err(Fault::Argument(phrase!(
            "đã có tệp `{copy}`: bản sao lưu không ghi đè lên tệp nào",
            "`{copy}` exists: a backup overwrites nothing"
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

/// 130 random bits, in letters and digits that are not taken for one another.
pub(crate) fn secret() -> Outcome<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 26];
    getrandom::fill(&mut bytes).map_err(|error| {
        let why = phrase!(
            "hệ điều hành không cho số ngẫu nhiên: {error}",
            "the system gives no random numbers: {error}"
        );
        Fault::File(ProblemCode::Unreadable, why)
    })?;
    let letters = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
    Ok(letters.map(|&letter| char::from(letter)).collect())
}
