//! The files that a command reads and writes: no output overwrites an input, no two outputs share a
//! file, and each output is written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, StdoutLock, Write};
use std::path::{Path, PathBuf};

use ocop::Lang;
use ocop::text::{Phrase, normalise};
use same_file::Handle;
use tempfile::NamedTempFile;

use crate::failure::OverInput;
use crate::source::{STDIN, describe, paths_read};
use crate::{Failure, Outcome, argument, unfit};

/// Refuses outputs that would overwrite an input, each other, or filled workbooks and documents
/// without `force`. Called when all inputs are open and before anything is written.
pub fn claim(outputs: &[&Path], force: bool) -> Outcome {
    for (index, output) in outputs.iter().enumerate() {
        let Some(target) = regular(output)? else {
            continue;
        };
        let before = outputs.get(..index).unwrap_or_default();
        for other in before {
            if regular(other)?.is_some_and(|other| other.is_one_with(&target)) {
                let (one, two) = (other.display(), output.display());
                return Err(unfit(
                    phrase!(
                        "`{one}` và `{two}` là một tệp",
                        "`{one}` and `{two}`, which are one file"
                    ),
                    Phrase::new("mỗi kết quả một tệp", "a file for each output"),
                ));
            }
        }
        if target.exists && is_input(&target.path)? {
            let output = output.display();
            return Err(unfit(
                phrase!(
                    "`{output}` vừa để đọc vừa để ghi",
                    "`{output}` to write and to read"
                ),
                Phrase::new("một tệp khác để ghi", "another file to write"),
            ));
        }
        if target.exists && !force && holds_work(&target.path) {
            let output = output.display();
            return Err(argument(said!(
                "`{output}` đã có và có thể chứa bài làm; thêm `--force` để ghi đè",
                "`{output}` exists and may hold work; `--force` overwrites it"
            )));
        }
    }
    Ok(())
}

/// A file that a command writes, in full.
pub type Written = (PathBuf, Vec<u8>);

/// Writes every file of a command, or none where one of them may not be written.
pub fn write_all(outputs: &[Written], force: bool) -> Outcome {
    let paths: Vec<&Path> = outputs.iter().map(|(path, _)| path.as_path()).collect();
    claim(&paths, force)?;
    outputs
        .iter()
        .try_for_each(|(path, bytes)| write(path, bytes))
}

/// Begins a file that an argument names and that nobody else on this machine reads; one that cannot be written is
/// refused here.
#[cfg(feature = "session")]
pub fn begin_private(path: &Path) -> Result<Output, Failure> {
    claim(&[path], false)?;
    Output::begin(path, 0o600)
}

/// Writes a whole file that an argument names and [`claim`] has passed.
pub fn write(path: &Path, bytes: &[u8]) -> Outcome {
    finished(Output::create(path)?, bytes)
}

/// Writes the whole of a file that was begun.
pub fn finished(mut output: Output, bytes: &[u8]) -> Outcome {
    output.write_all(bytes)?;
    output.finish()
}

/// The end of the links that begin at a path, where it is a regular file or nothing yet.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    path: PathBuf,
    exists: bool,
}

impl Target {
    /// Whether two targets are one file. Files that are not there yet would be one on many disks
    /// where their names differ only in capitals or in how their letters are put together.
    fn is_one_with(&self, other: &Target) -> bool {
        let folded = |target: &Target| {
            let name = target.path.to_string_lossy().to_lowercase();
            normalise(&name).into_owned()
        };
        let new = !self.exists && !other.exists;
        self == other || new && folded(self) == folded(other)
    }
}

/// The most links that lead to a file, as systems follow no more.
const MAX_LINKS: usize = 40;

/// The target of a path; nothing for a device or a pipe.
fn regular(path: &Path) -> Result<Option<Target>, Failure> {
    let failed = |error: io::Error| unwritable(path, &error);
    match fs::canonicalize(path) {
        Ok(end) if end.is_dir() => {
            let path = path.display();
            Err(argument(said!(
                "không ghi được `{path}`: là một thư mục",
                "cannot write `{path}`: a folder"
            )))
        }
        Ok(end) => Ok(end.is_file().then_some(Target {
            path: end,
            exists: true,
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // A link to nothing: the file at its end is created, the links stay.
            let mut end = path.to_owned();
            for _ in 0..MAX_LINKS {
                let Ok(link) = fs::read_link(&end) else { break };
                end = end.parent().unwrap_or(Path::new("")).join(link);
            }
            let parent = match end.parent() {
                Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
                Some(parent) => parent,
                None => Path::new("."),
            };
            let parent = fs::canonicalize(parent).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => {
                    let (path, parent) = (path.display(), parent.display());
                    argument(said!(
                        "không ghi được `{path}`: không có thư mục `{parent}`",
                        "cannot write `{path}`: there is no folder `{parent}`"
                    ))
                }
                _ => unwritable(path, &error),
            })?;
            let name = end.file_name().unwrap_or_default();
            Ok(Some(Target {
                path: parent.join(name),
                exists: false,
            }))
        }
        Err(error) => Err(failed(error)),
    }
}

/// Whether a file was read under any name: links and standard input too.
fn is_input(target: &Path) -> Result<bool, Failure> {
    let written = Handle::from_path(target).map_err(|error| unwritable(target, &error))?;
    Ok(is_read(&written))
}

fn is_read(written: &Handle) -> bool {
    let read = paths_read();
    let mut handles = read.iter().filter_map(|path| {
        if path.as_os_str() == STDIN {
            Handle::stdin().ok()
        } else {
            Handle::from_path(path).ok()
        }
    });
    handles.any(|handle| handle == *written)
}

/// Standard output. Nothing is written where it leads into a file that the command reads, as
/// `ocop batch cases.jsonl >> cases.jsonl` would have it.
#[derive(Debug)]
pub struct Answer {
    out: StdoutLock<'static>,
    asked: bool,
}

impl Answer {
    pub fn new() -> Answer {
        Answer {
            out: io::stdout().lock(),
            asked: false,
        }
    }
}

impl Write for Answer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.asked {
            let written = Handle::stdout().ok();
            let is_file = |handle: &Handle| handle.as_file().metadata().is_ok_and(|m| m.is_file());
            if written
                .filter(is_file)
                .is_some_and(|written| is_read(&written))
            {
                return Err(io::Error::other(OverInput));
            }
            self.asked = true;
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// How a workbook or document and a session begin.
const WORK: &[&[u8]] = &[b"PK\x03\x04", b"SQLite format 3\0"];

/// Files that people fill in, by their names or by what is in them.
fn holds_work(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    if read.is_ok() && WORK.iter().any(|work| start.starts_with(work)) {
        return true;
    }
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["xlsx", "docx", "ocop"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// A file being written.
#[derive(Debug)]
pub enum Output {
    /// A file beside its target, which it replaces when it is whole.
    Beside(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe, which cannot be replaced.
    Direct(BufWriter<File>),
}

/// Room for what is written at a time.
const BUFFER: usize = 1 << 18;

impl Output {
    /// Begins to write a file.
    pub fn create(path: &Path) -> Result<Output, Failure> {
        Output::begin(path, 0o666)
    }

    /// Begins to write a file that gets `mode` where it is new.
    fn begin(path: &Path, mode: u32) -> Result<Output, Failure> {
        let failed = |error: io::Error| unwritable(path, &error);
        let Some(target) = regular(path)? else {
            let file = File::options().write(true).open(path).map_err(failed)?;
            return Ok(Output::Direct(BufWriter::with_capacity(BUFFER, file)));
        };
        let folder = target.path.parent().unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".ocop-");
        let permissions = permissions(&target, mode).map_err(failed)?;
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let file = builder.tempfile_in(folder).map_err(failed)?;
        Ok(Output::Beside(
            BufWriter::with_capacity(BUFFER, file),
            target.path,
        ))
    }

    /// Puts the whole file in its place.
    pub fn finish(self) -> Outcome {
        match self {
            Output::Beside(file, target) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                let placed = file.persist(&target);
                placed.map_err(|error| unwritable(&target, &error.error))?;
            }
            Output::Direct(mut file) => file.flush()?,
        }
        Ok(())
    }
}

/// Those of the file that is replaced; for a new one `mode`, less what every program of this user takes away.
#[cfg(unix)]
fn permissions(target: &Target, mode: u32) -> io::Result<Option<fs::Permissions>> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = if target.exists {
        fs::metadata(&target.path)?.permissions()
    } else {
        fs::Permissions::from_mode(mode)
    };
    Ok(Some(permissions))
}

#[cfg(not(unix))]
fn permissions(_: &Target, _: u32) -> io::Result<Option<fs::Permissions>> {
    Ok(None)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Beside(file, _) => file.write(bytes),
            Output::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Beside(file, _) => file.flush(),
            Output::Direct(file) => file.flush(),
        }
    }
}

/// An argument that names a file which cannot be written.
fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let found = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            Phrase::new("không có quyền ghi", "no permission to write")
        }
        _ => describe(error),
    };
    let (path, vi, en) = (path.display(), found.text(Lang::Vi), found.text(Lang::En));
    Failure::Argument(said!(
        "không ghi được `{path}`: {vi}",
        "cannot write `{path}`: {en}"
    ))
}
