//! A disk that is full, a file that others own, a clock that was set back: a clear refusal, and
//! nothing that was answered is lost.

use std::fs;
use std::path::{Path, PathBuf};

use ocop_session::{log, store};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::common::{
    Answer, Client, Folder, LISTEN, Server, list, made, problems, secretary, token,
};

const TICK: &str = "/api/sheets/p1/answers/1.1";

/// Ticks until that is refused; how often it was saved, and the refusal.
fn until_refused(phone: &mut Client, mut revision: u64) -> (u64, Answer) {
    loop {
        let body = json!({"box": revision % 2, "revision": revision});
        let answer = phone.put(TICK, &body);
        if answer.status != 200 {
            return (revision, answer);
        }
        revision += 1;
        assert!(revision < 20_000, "the disk is never full");
    }
}

fn revision(phone: &mut Client) -> Value {
    phone.get("/api/sheets/p1").ok()["revision"].clone()
}

/// The log of transactions may not grow on: what is refused is said not to be saved, what was
/// answered is there, and after a new start everything goes on.
#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more() {
    let folder = Folder::new();
    let path = made(&folder, &list(1, 1));
    let server = Server::short(&path, 1024);
    let mut phone = server.client(&token(&path, "m1"));
    let (saved, refused) = until_refused(&mut phone, 0);
    assert!(saved > 10, "{saved}");
    assert!([503, 507].contains(&refused.status), "{refused:?}");
    let said = refused.json()["error"].clone();
    assert!(said["en"].as_str().unwrap().contains("not saved"), "{said}");
    assert!(
        said["vi"].as_str().unwrap().contains("chưa được lưu"),
        "{said}"
    );
    assert_eq!(revision(&mut phone), saved);
    let (again, _) = until_refused(&mut phone, saved);
    assert_eq!(revision(&mut phone), again);
    drop(server);
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    assert_eq!(revision(&mut phone), again);
    let body = json!({"box": again % 2, "revision": again});
    assert_eq!(phone.put(TICK, &body).ok()["revision"], again + 1);
    drop(server);
    assert_eq!(problems(&path), [""; 0]);
}

/// Fills what is left of a disk.
fn fill(folder: &Path) -> PathBuf {
    let filler = folder.join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    for size in [1 << 16, 1 << 10, 1] {
        let piece = vec![0; size];
        while std::io::Write::write_all(&mut file, &piece).is_ok() {}
    }
    filler
}

/// The same where the disk is full in earnest: in a folder that `OCOP_TEST_SMALL_DISK` names, on a
/// disk of some megabytes (`session/tests/day.sh` makes one). With room again the server goes on.
#[test]
fn a_small_disk() {
    let Some(small) = std::env::var_os("OCOP_TEST_SMALL_DISK") else {
        return;
    };
    let folder = Folder(PathBuf::from(small).join("session"));
    fs::create_dir_all(&folder.0).unwrap();
    let path = made(&folder, &list(1, 1));
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    phone.put(TICK, &json!({"box": 0, "revision": 0})).ok();
    let filler = fill(&folder.0);
    let (saved, refused) = until_refused(&mut phone, 1);
    assert_eq!(refused.status, 507, "{refused:?}");
    assert!(refused.body.contains("the disk is full"), "{refused:?}");
    assert_eq!(revision(&mut phone), saved);
    let before = fs::read_dir(&folder.0).unwrap().count();
    // No half of a copy, of a page's answer or of another session is left.
    let backup = secretary(&server, &path).get("/api/backup");
    assert!([503, 507].contains(&backup.status), "{backup:?}");
    let copy = folder.0.join("copy.ocop");
    let file = store::open(&path, store::Access::Read).unwrap();
    assert!(store::copy_to(&file, &copy).is_err());
    drop(file);
    let other = folder.0.join("other.ocop");
    let text = list(1, 1).to_string();
    let catalog = ocop::Catalog::bundled();
    let made = ocop_session::make::create(&other, ("l.json", text.as_bytes()), None, &catalog);
    assert!(made.is_err());
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), before);
    fs::remove_file(filler).unwrap();
    let body = json!({"box": saved % 2, "revision": saved});
    assert_eq!(phone.put(TICK, &body).ok()["revision"], saved + 1);
    drop(server);
    assert_eq!(problems(&path), [""; 0]);
}

/// A file that the program may only read is served by nobody, and stays as it is. Who may write
/// every file becomes one who may not.
#[cfg(unix)]
#[test]
fn a_file_that_others_own() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let folder = Folder::new();
    let path = made(&folder, &list(1, 1));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let before = fs::read(&path).unwrap();
    let this = std::env::current_exe().unwrap();
    let told = if fs::metadata(&path).unwrap().uid() == 0 {
        let program = folder.0.join("program");
        // Linked where that can be done: a program that was just written may be busy.
        fs::hard_link(&this, &program)
            .or_else(|_| fs::copy(&this, &program).map(drop))
            .unwrap();
        let mut program = std::process::Command::new(program);
        Server::spawn(&path, program.current_dir(&folder.0).uid(65_534))
    } else {
        Server::try_start(&path)
    };
    let told = told.err().unwrap();
    assert!(told.contains("read-only"), "{told}");
    assert!(told.contains("chỉ đọc"), "{told}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

/// Source: session.md, Log: `at` is for reading only; the order is `n`. Here all that was done so
/// far was done in a year to come.
#[test]
fn a_clock_that_was_set_back() {
    let folder = Folder::new();
    let path = made(&folder, &list(1, 1));
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    phone.put(TICK, &json!({"box": 1, "revision": 0})).ok();
    drop(server);
    let file = Connection::open(&path).unwrap();
    let columns = log::COLUMNS.join(", ");
    let mut all = file
        .prepare(&format!("SELECT {columns} FROM log ORDER BY n"))
        .unwrap();
    let entries = all.query_map([], |row| {
        let fields = log::COLUMNS.iter().enumerate().map(|(at, name)| {
            let value = match *name {
                "n" => json!(row.get::<_, i64>(at)?),
                _ => json!(row.get::<_, Option<String>>(at)?),
            };
            Ok(((*name).to_owned(), value))
        });
        fields.collect::<rusqlite::Result<Map<String, Value>>>()
    });
    let mut prev = "0".repeat(64);
    for entry in entries.unwrap() {
        let mut entry = entry.unwrap();
        entry.insert("at".to_owned(), json!("2099-01-01T00:00:00+07:00"));
        entry.insert("prev".to_owned(), json!(prev));
        let hash = log::sha256(&serde_json_canonicalizer::to_vec(&entry).unwrap());
        let change = "UPDATE log SET at = ?2, prev = ?3, hash = ?4 WHERE n = ?1";
        let n = entry["n"].as_i64();
        file.execute(
            change,
            rusqlite::params![n, "2099-01-01T00:00:00+07:00", prev, hash],
        )
        .unwrap();
        prev = hash;
    }
    drop(all);
    drop(file);
    assert_eq!(problems(&path), [""; 0]);
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    phone.put(TICK, &json!({"box": 2, "revision": 1})).ok();
    assert_eq!(
        phone.get("/api/sheets/p1").ok()["answers"],
        json!({"1.1": 2})
    );
    drop(server);
    assert_eq!(problems(&path), [""; 0]);
    let file = store::open(&path, store::Access::Read).unwrap();
    let mut last = (0, String::new());
    log::each(&file, |entry, whole| {
        assert!(whole);
        last = (entry.n(), entry.text("at").to_owned());
        Ok(())
    })
    .unwrap();
    assert!(last.0 >= 3 && last.1.as_str() < "2099", "{last:?}");
}

/// session.md: one server for a file; an answer that got 200 is on disk. What lies beside a file is found by its name, so a
/// file with a second name is neither served nor written; a copy of it is.
#[cfg(unix)]
#[test]
fn a_file_with_a_second_name() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let server = Server::start(&path);
    let other = folder.0.join("hai.ocop");
    fs::hard_link(&path, &other).unwrap();
    let refused = Server::try_start(&other).err().unwrap();
    assert!(refused.contains("DiskUnfit"), "{refused}");
    // What to do is said: never a copy by hand of the one file.
    assert!(refused.contains("`ocop session backup`"), "{refused}");
    let written: Result<(), ocop_session::fault::Fault> =
        ocop_session::session::write(&other, |_| Ok(()));
    assert!(written.is_err());
    // What was saved last lies beside the name in use: by the other one nothing is read without it.
    let mut phone = server.client(&token_of(&path, "m1"));
    phone.put(TICK, &json!({"box": 1, "revision": 0})).ok();
    let refused = format!("{:?}", store::open(&other, store::Access::Read).err());
    assert!(refused.contains("DiskUnfit"), "{refused}");
    assert!(refused.contains("hãy dùng tên đó"), "{refused}");
    let file = store::open(&path, store::Access::Read).unwrap();
    assert_eq!(entries(&file), 2);
    drop(file);
    drop(server);
    assert!(Server::try_start(&path).is_err());
    let copy = folder.0.join("sao.ocop");
    let file = store::open(&path, store::Access::Read).unwrap();
    store::copy_to(&file, &copy).unwrap();
    drop(file);
    let file = store::open(&copy, store::Access::Read).unwrap();
    assert_eq!(entries(&file), 2);
    drop(file);
    drop(Server::start(&copy));
    fs::remove_file(&other).unwrap();
    drop(Server::start(&path));
    // A link that is followed leads to the one name.
    std::os::unix::fs::symlink(&path, &other).unwrap();
    drop(Server::start(&other));
}

/// How many entries the log has.
fn entries(file: &Connection) -> i64 {
    log::end(file).unwrap().0
}

/// A token, where the file has two names, so that only reading is allowed.
#[cfg(unix)]
fn token_of(path: &Path, who: &str) -> String {
    let asked: ocop_session::session::Done<String> =
        ocop_session::session::read(path, |session| session.token(who));
    asked.unwrap()
}

/// Waits until something is so.
#[cfg(unix)]
#[track_caller]
fn comes(is_so: impl Fn() -> bool) {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !is_so() {
        assert!(std::time::Instant::now() < until, "never");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// The log's length of a session in one file, with nothing beside it.
#[cfg(unix)]
fn alone(path: &Path) -> i64 {
    let whole = Folder::new();
    let copy = whole.0.join("rieng.ocop");
    fs::copy(path, &copy).unwrap();
    entries(&store::open(&copy, store::Access::Read).unwrap())
}

#[cfg(unix)]
fn is_beside(path: &Path, end: &str) -> bool {
    PathBuf::from(format!("{}{end}", path.display())).exists()
}

#[cfg(unix)]
#[track_caller]
fn refused(answer: &Answer, parts: &[&str]) {
    assert_eq!(answer.status, 503, "{answer:?}");
    let said = answer.json()["error"].clone();
    for lang in ["vi", "en"] {
        let said = said[lang].as_str().unwrap();
        for part in parts {
            assert!(said.contains(part), "{said}");
        }
    }
}

/// session.md, What it promises: an answer that got 200 is on disk, in FILE, and nothing beside FILE is left at the end. Where
/// FILE gets another name while it is served, nothing is saved any more, what was saved is in the file itself, and
/// everything goes on under its name.
#[cfg(unix)]
#[test]
fn a_file_that_is_renamed_while_it_is_served() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let mut server = Server::start(&path);
    let (link, chair) = (token(&path, "m1"), token(&path, "secretary"));
    let mut phone = server.client(&link);
    phone.put(TICK, &json!({"box": 1, "revision": 0})).ok();
    let other = folder.0.join("dot-2.ocop");
    fs::rename(&path, &other).unwrap();
    let answer = phone.put(TICK, &json!({"box": 2, "revision": 1}));
    refused(&answer, &["`dot-1.ocop`", "`ocop serve`"]);
    comes(|| !is_beside(&path, "-wal") && !is_beside(&path, "-shm"));
    assert_eq!(alone(&other), 2);
    // Reading is refused too: the file may be another's by now.
    let named = &["`dot-1.ocop`", "`dot-2.ocop`"];
    refused(&phone.get("/api/sheets/p1"), named);
    refused(&server.client(&chair).get("/api/backup"), named);
    assert_eq!(problems(&other), [""; 0]);
    fs::rename(&other, &path).unwrap();
    comes(|| server.client(&link).get("/api/sheets/p1").status == 200);
    let body = json!({"box": 2, "revision": 1});
    comes(|| server.client(&link).put(TICK, &body).status == 200);
    // Once more, and to the end.
    fs::rename(&path, &other).unwrap();
    assert!(server.end().success());
    assert_eq!(alone(&other), 3);
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(problems(&other), [""; 0]);
}

/// The same where FILE is removed, or another file takes its name: what got 200 is in a copy beside it.
#[cfg(unix)]
#[test]
fn a_file_that_is_removed_while_it_is_served() {
    for replaced in [false, true] {
        let folder = Folder::new();
        let path = made(&folder, &list(2, 1));
        let before = folder.0.join("truoc.ocop");
        fs::copy(&path, &before).unwrap();
        let mut server = Server::start(&path);
        let mut phone = server.client(&token(&path, "m1"));
        phone.put(TICK, &json!({"box": 1, "revision": 0})).ok();
        if replaced {
            fs::rename(&before, &path).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        let copy = folder.0.join("dot-1-sao-luu.ocop");
        comes(|| copy.exists() && !is_beside(&path, "-wal"));
        let answer = phone.put(TICK, &json!({"box": 2, "revision": 1}));
        refused(&answer, &["`dot-1.ocop`", "`dot-1-sao-luu.ocop`"]);
        assert!(server.end().success());
        assert_eq!(alone(&copy), 2);
        assert_eq!(problems(&copy), [""; 0]);
        // Nothing of the one is laid into the other.
        if replaced {
            assert_eq!(alone(&path), 1);
            assert_eq!(problems(&path), [""; 0]);
        }
        let left: Vec<_> = fs::read_dir(&folder.0).unwrap().collect();
        assert_eq!(left.len(), 2, "{left:?}");
    }
}

/// session.md: an answer that got 200 is on disk. A file that was moved to another disk, where only what is in it goes,
/// and back is a new one without what stood in the journal: it is not taken for the one that was served, though the
/// system may give it the same number.
#[cfg(unix)]
#[test]
fn a_copy_that_comes_back_is_not_the_file_that_was_served() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let mut server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    phone.put(TICK, &json!({"box": 1, "revision": 0})).ok();
    let number = |path: &Path| std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).unwrap());
    let (moved, served) = (fs::read(&path).unwrap(), number(&path));
    fs::remove_file(&path).unwrap();
    let copy = folder.0.join("dot-1-sao-luu.ocop");
    comes(|| copy.exists() && !is_beside(&path, "-wal"));
    // New files, until one has the number of the file that is gone, if the system gives it again.
    let new = (0..64).map(|number| folder.0.join(number.to_string()));
    let new: Vec<PathBuf> = new.inspect(|new| fs::write(new, &moved).unwrap()).collect();
    let same = new.iter().find(|new| number(new) == served);
    fs::rename(same.unwrap_or(&new[0]), &path).unwrap();
    for _ in 0..4 {
        std::thread::sleep(std::time::Duration::from_secs(1));
        let answer = phone.put(TICK, &json!({"box": 2, "revision": 1}));
        refused(&answer, &["`dot-1.ocop`", "`dot-1-sao-luu.ocop`"]);
    }
    assert!(server.end().success());
    assert_eq!(alone(&copy), 2);
}

/// session.md, `serve`: a port that is taken is an error; one that the system keeps for itself is no taken one. Who may use
/// every port becomes one who may not.
#[cfg(target_os = "linux")]
#[test]
fn a_port_that_the_system_keeps() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    let free = fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    if free.is_ok_and(|free| free.trim().parse().is_ok_and(|free: u16| free <= 80)) {
        return;
    }
    let folder = Folder::new();
    let path = made(&folder, &list(1, 1));
    let this = std::env::current_exe().unwrap();
    let program = folder.0.join("program");
    fs::hard_link(&this, &program)
        .or_else(|_| fs::copy(&this, &program).map(drop))
        .unwrap();
    let mut program = std::process::Command::new(program);
    program.env(LISTEN, "127.0.0.1:80");
    if fs::metadata(&path).unwrap().uid() == 0 {
        for owned in [&folder.0, &path] {
            chown(owned, Some(65_534), None).unwrap();
        }
        program.current_dir(&folder.0).uid(65_534);
    }
    let refused = Server::spawn(&path, &mut program).err().unwrap();
    for said in ["AddressUnfit", "cổng từ 1024 trở lên", "one from 1024 on"] {
        assert!(refused.contains(said), "{refused}");
    }
    assert!(!refused.contains("os error"), "{refused}");
}

/// session.md, What it promises: a folder is no session, whatever names it has.
#[test]
fn a_folder_is_told_as_one() {
    let folder = Folder::new();
    fs::create_dir(folder.0.join("trong")).unwrap();
    let refused = Server::try_start(&folder.0).err().unwrap();
    assert!(
        refused.contains("NotSession") && refused.contains("là thư mục"),
        "{refused}"
    );
}

/// session.md, Commands: "A port that is taken is an error, never quietly another one: what phones keep belongs to the
/// address"; a file that holds what this program never writes is damaged, and says so, wherever it is read.
#[test]
fn what_is_damaged_is_told() {
    let folder = Folder::new();
    let path = made(&folder, &list(1, 1));
    drop(Server::start(&path));
    let told = |change: &str, back: &str| {
        let file = Connection::open(&path).unwrap();
        assert_eq!(file.execute(change, []).unwrap(), 1, "{change}");
        let asked: Result<Value, ocop_session::session::Refused> =
            ocop_session::session::read(&path, |session| {
                session.member("m1")?;
                ocop_session::links::known(session)?;
                session.sheet("p1", "m1", 1)?;
                Ok(session.board()?)
            });
        let asked = format!("{:?}", asked.unwrap_err());
        assert!(asked.contains("SessionDamaged"), "{change}: {asked}");
        assert!(asked.contains("bản sao lưu"), "{asked}");
        file.execute(back, []).unwrap();
    };
    let file = Connection::open(&path).unwrap();
    let entry: String = file
        .query_row("SELECT entry FROM product", [], |row| row.get(0))
        .unwrap();
    let server: String = file
        .query_row("SELECT value FROM meta WHERE key = 'server'", [], |row| {
            row.get(0)
        })
        .unwrap();
    drop(file);
    told(
        "UPDATE product SET entry = 'x'",
        &format!("UPDATE product SET entry = '{entry}'"),
    );
    told(
        "UPDATE product SET decision = '{'",
        "UPDATE product SET decision = NULL",
    );
    told(
        "UPDATE sheet SET last = '{'",
        "UPDATE sheet SET last = NULL",
    );
    told(
        "UPDATE sheet SET answers = '{'",
        "UPDATE sheet SET answers = '{}'",
    );
    let begins = "UPDATE meta SET value = '{' WHERE key = 'server'";
    told(
        begins,
        &format!("UPDATE meta SET value = '{server}' WHERE key = 'server'"),
    );
    assert_eq!(problems(&path), [""; 0]);
    let file = Connection::open(&path).unwrap();
    file.execute(begins, []).unwrap();
    drop(file);
    let refused = Server::try_start(&path).err().unwrap();
    assert!(refused.contains("SessionDamaged"), "{refused}");
}
