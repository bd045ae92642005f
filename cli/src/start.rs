//! `ocop start`: the secretary's page of a session that is chosen or made new. On Windows a double click on the program
//! does the same for the folder that the program is in.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::session::{self, ServeArguments, word};
use crate::source;
use crate::{Failure, Outcome, fail};

/// What `ocop start` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder with the sessions; the current one where none is named.
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// The list that a new session is made of.
const LIST: &str = "danh-sach.xlsx";

/// Asks for a session until one can be served, and serves it.
pub fn start(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let folder = &arguments.folder;
    let mut lines = io::stdin().lock().lines();
    loop {
        let sessions = sessions(folder)?;
        ask(folder, &sessions, out)?;
        let Some(line) = lines.next().transpose()? else {
            return Ok(());
        };
        let file = match line.trim() {
            "q" => return Ok(()),
            "m" => made(made_new(folder, out)),
            "t" => made(demo(folder, out)),
            "" => sessions.first().map(|found| found.path.clone()),
            number => number
                .parse::<usize>()
                .ok()
                .and_then(|number| sessions.get(number.checked_sub(1)?))
                .map(|found| found.path.clone()),
        };
        if let Some(file) = file {
            let keep = word(
                "Trang của thư ký mở trong trình duyệt. Giữ cửa sổ này mở suốt buổi; đóng cửa sổ là dừng.",
                "The secretary's page opens in the browser. Keep this window open; closing it ends the session's pages.",
            );
            writeln!(out, "{keep}")?;
            return session::serve(ServeArguments::opening(file), out);
        }
    }
}

/// The session that was made; where none was, the reason is printed.
fn made(made: Result<Option<PathBuf>, Failure>) -> Option<PathBuf> {
    made.unwrap_or_else(|failure| {
        fail(failure);
        None
    })
}

/// A session's file.
struct Found {
    path: PathBuf,
    /// When it was changed last, and when it was made.
    changed: Option<SystemTime>,
    made: Option<SystemTime>,
    /// The session's id and how many entries its log has, where the file can be read.
    session: Option<(String, i64)>,
    /// The name of the file that it is a copy of.
    copy_of: Option<String>,
}

impl Found {
    fn at(path: PathBuf) -> Found {
        let data = fs::metadata(&path).ok();
        // What a death left beside the file is of the session too.
        let mut beside = path.clone().into_os_string();
        beside.push("-wal");
        let beside = fs::metadata(beside).and_then(|data| data.modified()).ok();
        let changed = data.as_ref().and_then(|data| data.modified().ok());
        Found {
            changed: changed.max(beside),
            made: data.and_then(|data| data.created().ok()),
            session: session::identity(&path),
            copy_of: None,
            path,
        }
    }

    fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.display().to_string()
    }
}

/// The sessions of a folder, the one that was changed last first; then copies. Of several files of one session the
/// one with the longest log is the session; of as long ones the one that was there first.
fn sessions(folder: &Path) -> Result<Vec<Found>, Failure> {
    let unreadable = |error| source::unreadable(&folder.display().to_string(), &error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|end| end == "ocop") && path.is_file() {
            found.push(Found::at(path));
        }
    }
    let entries = |one: &Found| one.session.as_ref().map(|(_, entries)| *entries);
    found.sort_by_key(|one| (Reverse(entries(one)), one.made, one.path.clone()));
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for one in &mut found {
        if let Some((id, _)) = &one.session {
            one.copy_of = first.get(id).cloned();
            first.entry(id.clone()).or_insert_with(|| one.name());
        }
    }
    found.sort_by_key(|one| {
        (
            one.copy_of.is_some(),
            Reverse(one.changed),
            Reverse(one.path.clone()),
        )
    });
    Ok(found)
}

fn ask(folder: &Path, sessions: &[Found], out: &mut impl Write) -> Outcome {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    writeln!(out)?;
    writeln!(
        out,
        "{}",
        word("Các đợt trong thư mục", "Sessions in the folder")
    )?;
    writeln!(out, "{}", folder.display())?;
    for (session, number) in sessions.iter().zip(1..) {
        let name = session.name();
        let copy = word("bản sao của", "a copy of");
        match &session.copy_of {
            Some(of) => writeln!(out, "  {number}  {name} ({copy} {of})")?,
            None => writeln!(out, "  {number}  {name}")?,
        }
    }
    let new = word("lập đợt mới từ tệp", "make a new one from the file");
    let demo = word("đợt thử, để tập", "a made-up one, to play with");
    let end = word("thôi", "end");
    writeln!(out, "  m  {new} {LIST}")?;
    writeln!(out, "  t  {demo}")?;
    writeln!(out, "  q  {end}")?;
    let enter = match sessions {
        [] => word("Gõ một chữ rồi bấm Enter: ", "Type a letter, then Enter: "),
        _ => word(
            "Gõ số hoặc chữ rồi bấm Enter (chỉ Enter: đợt số 1): ",
            "Type a number or a letter, then Enter (Enter alone: number 1): ",
        ),
    };
    write!(out, "{enter}")?;
    Ok(out.flush()?)
}

/// Makes a session of the list; writes an empty list first where there is none.
fn made_new(folder: &Path, out: &mut impl Write) -> Result<Option<PathBuf>, Failure> {
    let list = folder.join(LIST);
    if !list.exists() {
        let template = session::Command::Template {
            xlsx: list,
            force: false,
        };
        session::session(template, out)?;
        let what = word(
            "Đã tạo danh sách trống. Mở bằng Excel, điền, lưu, đóng Excel, rồi gõ m lần nữa:",
            "An empty list is written. Fill it in, save it, close Excel, then type m again:",
        );
        writeln!(out, "{what} {LIST}")?;
        return Ok(None);
    }
    let names = (1..).map(|number| folder.join(format!("dot-{number}.ocop")));
    let Some(file) = names.into_iter().find(|file| !file.exists()) else {
        return Ok(None);
    };
    let new = session::Command::New {
        file: file.clone(),
        from: list,
        wording: None,
    };
    session::session(new, out)?;
    Ok(Some(file))
}

/// Makes a session to play with, once.
fn demo(folder: &Path, out: &mut impl Write) -> Result<Option<PathBuf>, Failure> {
    let file = folder.join("thu-nghiem.ocop");
    if !file.exists() {
        session::demo(&file, out)?;
    }
    Ok(Some(file))
}

/// Whether Explorer started the program, without arguments: a double click.
#[cfg(windows)]
pub fn is_double_clicked() -> bool {
    use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};

    if std::env::args_os().len() > 1 {
        return false;
    }
    let Ok(mut system) = System::new() else {
        return false;
    };
    let mut name_of = |id| {
        let kind = ProcessRefreshKind::nothing();
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&[id]), true, kind);
        let process = system.process(id)?;
        Some((process.parent(), process.name().to_ascii_lowercase()))
    };
    let own = sysinfo::get_current_pid().ok().and_then(&mut name_of);
    let parent = own.and_then(|(parent, _)| name_of(parent?));
    parent.is_some_and(|(_, name)| name == "explorer.exe")
}

/// What a double click does: the sessions beside the program, in a window that stays until a key is pressed.
#[cfg(windows)]
pub fn double_clicked(out: &mut impl Write) -> Outcome {
    let program = std::env::current_exe()?;
    let folder = program.parent().unwrap_or(Path::new(".")).to_owned();
    // Explorer unpacks a program that is started inside an archive there, and removes it again.
    if folder.starts_with(std::env::temp_dir()) {
        let copy = word(
            "Chương trình đang chạy từ tệp nén hoặc thư mục tạm. Chép ocop.exe vào một thư mục trên ổ cứng, rồi bấm đúp lại.",
            "The program runs from an archive or a temporary folder. Copy ocop.exe to a folder on the disk, then start it there.",
        );
        writeln!(out, "{copy}")?;
    } else if let Err(failure) = start(&Arguments { folder }, out) {
        fail(failure);
    }
    write!(
        out,
        "{}",
        word("Bấm Enter để đóng.", "Press Enter to close.")
    )?;
    out.flush()?;
    io::stdin().lock().lines().next();
    Ok(())
}
