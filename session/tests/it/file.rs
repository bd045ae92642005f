//! The file itself: another program's, a newer one, a damaged one, one that cannot be written.

use std::fs;
use std::path::{Path, PathBuf};

use ocop::{Catalog, Lang};
use ocop_session::fault::Fault;
use ocop_session::server::{self, Options};
use ocop_session::store::{self, Access};
use ocop_session::{list as lists, make};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::{Folder, Server, ask, best, fill, list, made, problems, secretary, token};

/// A file's name with something after it.
fn beside(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

fn refusal(path: &std::path::Path, access: Access) -> String {
    match store::open(path, access) {
        Ok(_) => panic!("{} opened", path.display()),
        Err(Fault::Input(problems)) => format!("{problems:?}"),
        Err(Fault::Argument(said) | Fault::No(_, said) | Fault::File(_, said)) => {
            said.text(Lang::En).to_owned()
        }
    }
}

/// Source: session.md: one server for a file; a second says where the first is.
#[test]
fn a_second_server() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let first = Server::start(&path);
    let second = Server::try_start(&path).err().unwrap();
    assert!(second.contains(&first.address), "{second}");
    drop(first);
    // That the lock's file is there means nothing.
    assert!(beside(&path, ".lock").exists());
    drop(Server::start(&path));
    drop(store::lock(&path).unwrap());
    assert!(!beside(&path, ".lock").exists());
}

/// The same while the first has its lock and not yet kept its address: that of the server before is nobody's.
#[test]
fn a_second_server_beside_one_that_begins() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let last = Server::start(&path).address.clone();
    let lock = store::lock(&path).unwrap();
    let begins = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let now = begins.local_addr().unwrap().to_string();
    let told = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(300));
            let reached = json!({"url": format!("http://{now}"), "lan": [], "port": 1}).to_string();
            ask(&path, |session| {
                Ok(store::set_meta(session.file, "server", &reached)?)
            });
        });
        format!("{:?}", store::lock(&path).unwrap_err())
    });
    assert!(told.contains("SessionBusy"), "{told}");
    assert!(told.contains(&now) && !told.contains(&last), "{told}");
    drop(begins);
    // Where no address comes, none is told.
    let told = format!("{:?}", store::lock(&path).unwrap_err());
    assert!(
        told.contains("SessionBusy") && !told.contains("http"),
        "{told}"
    );
    drop(lock);
}

/// session.md, What it promises: what is refused as no session stays as it is.
#[test]
fn what_is_no_session_stays_as_it_is() {
    let folder = Folder::new();
    let other = folder.0.join("khac.db");
    let file = Connection::open(&other).unwrap();
    file.execute_batch("CREATE TABLE t(a); INSERT INTO t VALUES (1)")
        .unwrap();
    drop(file);
    let empty = folder.0.join("trong.ocop");
    fs::write(&empty, "").unwrap();
    for path in [&other, &empty] {
        let before = fs::read(path).unwrap();
        for access in [Access::Read, Access::Write] {
            assert_eq!(refusal(path, access), "the file is no session");
        }
        assert!(Server::try_start(path).is_err());
        assert_eq!(fs::read(path).unwrap(), before);
    }
    assert_eq!(names(&folder.0).len(), 2);
}

/// A link to the file leads to the file's one server.
#[cfg(unix)]
#[test]
fn a_second_server_by_a_link() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let link = folder.0.join("link.ocop");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let first = Server::start(&path);
    let second = Server::try_start(&link).err().unwrap();
    assert!(second.contains(&first.address), "{second}");
}

/// Source: session.md: a port that is taken is an error. Another error is told as what it is, with a code of its own, and
/// without what the system says in its own language: 192.0.2.1 is nobody's address (RFC 5737).
#[test]
fn an_address_that_cannot_be_opened() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let told = |address: &str| {
        let options = Options {
            path: path.clone(),
            listen: Some(address.parse().unwrap()),
            ..Options::default()
        };
        match server::serve(options, |line| panic!("{line}")) {
            Err(Fault::No(code, said)) => {
                let said = [Lang::Vi, Lang::En].map(|lang| said.text(lang).to_owned());
                (code.as_str(), said.join("\n"))
            }
            other => panic!("{other:?}"),
        }
    };
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    for (address, code, vi, en) in [
        (
            "192.0.2.1:0".to_owned(),
            "address-unfit",
            "máy này không có địa chỉ đó",
            "does not have that address",
        ),
        (
            taken.local_addr().unwrap().to_string(),
            "address-taken",
            "một chương trình khác đang dùng",
            "another program uses it",
        ),
    ] {
        let (told, said) = told(&address);
        assert_eq!(told, code);
        assert!(said.contains(vi) && said.contains(en), "{said}");
        assert!(!said.contains("os error"), "{said}");
    }
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let all = fs::read_dir(folder).unwrap();
    let names = all.map(|one| one.unwrap().file_name().into_string().unwrap());
    names.collect()
}

/// Source: session.md, `ocop serve`: ends within 5 seconds of SIGTERM, with nothing beside FILE left;
/// also where it is asked to as soon as it has printed its first line.
#[cfg(unix)]
#[test]
fn a_server_that_is_ended_at_once() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    for _ in 0..5 {
        let mut server = Server::start(&path);
        let asked = std::time::Instant::now();
        let ended = server.end();
        assert!(ended.success(), "{ended}");
        assert!(asked.elapsed() < std::time::Duration::from_secs(5));
        assert_eq!(names(&folder.0), ["dot-1.ocop"]);
    }
}

/// The system forgets a process's locks on a file when any of its descriptors on it ends: no second
/// opening may have one of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_second_opening_leaves_the_locks() {
    use std::os::unix::fs::MetadataExt as _;
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let inode = format!(":{}", fs::metadata(&path).unwrap().ino());
    let is_held = || {
        let locks = fs::read_to_string("/proc/locks").unwrap();
        let mut files = locks
            .lines()
            .filter_map(|line| line.split_whitespace().nth(5));
        files.any(|file| file.ends_with(&inode))
    };
    let first = store::open(&path, Access::Write).unwrap();
    assert!(is_held());
    let second = store::open(&path, Access::Read).unwrap();
    assert!(is_held());
    drop(second);
    assert!(is_held());
    drop(first);
}

/// Source: session.md, What it promises: an answer that got 200 is on disk, and FILE with FILE-wal is the
/// session while a server runs. Another program that looks at the file meanwhile takes nothing away.
#[test]
fn another_program_looks_at_the_file() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let mut server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    phone.get("/api/me").ok();
    for revision in 0..6 {
        let other = Connection::open(&path).unwrap();
        let count = "SELECT count(*) FROM log";
        let count = other.query_row(count, [], |row| row.get::<_, i64>(0));
        assert_eq!(count.unwrap(), revision + 1);
        drop(other);
        let tick = json!({"box": revision % 2, "revision": revision});
        phone.put("/api/sheets/p1/answers/1.1", &tick).ok();
    }
    assert!(beside(&path, "-wal").exists());
    server.kill();
    let sheet = ask(&path, |session| session.sheet("p1", "m1", 1));
    assert_eq!(sheet.revision, 6);
    assert_eq!(problems(&path), [""; 0]);
}

/// A session has its name once it is whole, and takes nobody else's.
#[test]
fn a_session_that_was_cut_short() {
    let folder = Folder::new();
    let path = folder.0.join("dot-1.ocop");
    let filled = store::create(&path, |_| {
        assert!(!path.exists());
        fs::write(&path, "another's").unwrap();
        Ok(())
    });
    assert!(matches!(filled, Err(Fault::Argument(_))), "{filled:?}");
    assert_eq!(fs::read(&path).unwrap(), b"another's");
    assert_eq!(names(&folder.0), ["dot-1.ocop"]);
    fs::remove_file(&path).unwrap();
    let failed = store::create(&path, |_| Err(Fault::Input(Vec::new())));
    assert!(failed.is_err());
    assert!(names(&folder.0).is_empty());
    assert_eq!(made(&folder, &list(2, 1)), path);
    assert_eq!(names(&folder.0), ["dot-1.ocop"]);
}

/// Source: session.md, `user_version`: newer is refused, older is carried over after a copy.
#[test]
fn other_formats() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let before = store::STEPS.len();
    let mut steps = store::STEPS.to_vec();
    steps.push("ALTER TABLE member ADD COLUMN later TEXT");
    store::carry_over(&path, &steps).unwrap();
    let copy = beside(&path, &format!(".v{before}"));
    assert_eq!(problems(&copy), [""; 0]);
    let newer = refusal(&path, Access::Read);
    assert!(
        newer.contains("format 2") && newer.contains("newer"),
        "{newer}"
    );
    assert!(refusal(&path, Access::Write).contains("newer"));
    let other = folder.0.join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE a(b)")
        .unwrap();
    assert!(refusal(&other, Access::Read).contains("no session"));
    let text = folder.0.join("text");
    fs::write(&text, "x".repeat(5000)).unwrap();
    assert!(refusal(&text, Access::Read).contains("no session"));
    assert!(refusal(&folder.0.join("none"), Access::Read).contains("no such file"));
}

/// A page that is not what was written.
#[test]
fn a_damaged_page() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in (2..pages).step_by(3) {
        bytes[page * 4096..page * 4096 + 64].fill(0xa5);
    }
    fs::write(&path, &bytes).unwrap();
    let told = Server::try_start(&path).err().unwrap();
    assert!(told.contains("damaged"), "{told}");
    assert_eq!(fs::read(&path).unwrap().len(), bytes.len());
}

/// Source: session.md, `check`: "another engine or newer data that decide alike are told". Which of them it is, is not said
/// where it is not known: here the data was changed, and the engine is the same.
#[test]
fn changed_data_is_no_other_engine() {
    let folder = Folder::new();
    let path = made(&folder, &list(1, 1));
    let mut server = Server::start(&path);
    fill(
        &mut server.client(&token(&path, "m1")),
        "/api/sheets/p1",
        best,
    );
    let mut chair = secretary(&server, &path);
    chair.post("/api/products/p1/decide", &json!({})).ok();
    server.end();
    // What the law is called decides nothing.
    let change = "UPDATE data SET text = replace(text, '26/2026/QĐ-TTg', '26/2026/QĐ-TTG')
        WHERE name = 'qd-26-2026/regulation.json'";
    let file = Connection::open(&path).unwrap();
    assert_eq!(file.execute(change, []).unwrap(), 1);
    drop(file);
    let found = ask(&path, |session| Ok(session.check(None, "")?));
    let codes = found.problems.iter().map(|(code, _)| code.as_str());
    assert_eq!(codes.collect::<Vec<_>>(), ["data-differs"]);
    let notes = found.notes.iter().map(|note| note.text(ocop::Lang::En));
    let notes: Vec<&str> = notes.filter(|note| note.starts_with("p1")).collect();
    let said = "p1: computed anew, the same decision in other words: another engine or other data";
    assert_eq!(notes, [said]);
}

/// Source: session.md, backup: the copy opens like any session, from a read-only disk too. As root
/// every file can be written, so the mode alone proves nothing; the folder is asked too.
#[test]
fn a_file_that_cannot_be_written() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let copy = folder.0.join("copy.ocop");
    store::copy_to(&store::open(&path, Access::Read).unwrap(), &copy).unwrap();
    assert!(store::copy_to(&store::open(&path, Access::Read).unwrap(), &copy).is_err());
    let mut mode = fs::metadata(&copy).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(&copy, mode).unwrap();
    let mut file = store::open(&copy, Access::Read).unwrap();
    store::read(&mut file, |file| {
        let engine = store::engine(file)?;
        let session = ocop_session::session::Session {
            file,
            engine: &engine,
        };
        assert_eq!(session.check(None, "")?.problems, []);
        Ok::<(), Fault>(())
    })
    .unwrap();
    if store::is_read_only(&file).unwrap() {
        assert!(refusal(&copy, Access::Write).contains("read-only"));
    }
}

/// Source: session.md, check: a difference between log, sheets and decisions is told.
#[test]
fn what_is_changed_behind_the_log_is_told() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let server = Server::start(&path);
    for n in 1..=2 {
        fill(
            &mut server.client(&token(&path, &format!("m{n}"))),
            "/api/sheets/p1",
            best,
        );
    }
    secretary(&server, &path)
        .post("/api/products/p1/decide", &json!({}))
        .ok();
    drop(server);
    assert_eq!(problems(&path), [""; 0]);
    let (_, head) = ask(&path, |session| Ok(ocop_session::log::end(session.file)?));
    let tampered = |sql: &str| {
        let copy = folder.0.join("tampered.ocop");
        let _ = fs::remove_file(&copy);
        store::copy_to(&store::open(&path, Access::Read).unwrap(), &copy).unwrap();
        Connection::open(&copy).unwrap().execute_batch(sql).unwrap();
        let found = ask(&copy, |session| Ok(session.check(Some(&head), "")?));
        found
            .problems
            .into_iter()
            .map(|(code, said)| format!("{code}: {}", said.text(Lang::En)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let told = tampered("UPDATE log SET after = '0' WHERE n = 5");
    assert!(told.contains("log-broken: log: entry 5"), "{told}");
    assert!(tampered("DELETE FROM log WHERE n = 5").contains("log: entry"));
    // Cut at its end, only the printed head shows it.
    let told = tampered("DELETE FROM log WHERE n = (SELECT max(n) FROM log)");
    assert!(told.contains("head-unknown: the printed head"), "{told}");
    let told = tampered(r#"UPDATE sheet SET answers = '{"1.1":1}' WHERE member = 'm1'"#);
    assert!(told.contains("log-differs: the sheet of m1"), "{told}");
    let told = tampered("UPDATE round SET result = replace(result, '\"star\":5', '\"star\":4')");
    assert!(told.contains("result-differs: p1: computed anew"), "{told}");
    let told = tampered("UPDATE data SET text = replace(text, '\"90\"', '\"80\"')");
    assert!(told.contains("data-differs: the data"), "{told}");
    // The list is held to what `new` and `amend` took in.
    let list = |change: &str| {
        tampered(&format!(
            "UPDATE meta SET value = json_set(value, {change}) WHERE key = 'list'"
        ))
    };
    for change in [
        "'$.council.appointed', 1",
        "'$.title', 'Đợt khác'",
        "'$.date', '2026-08-06'",
    ] {
        let told = list(change);
        assert!(told.contains("log-differs: the list"), "{change}: {told}");
    }
    for change in ["'$.name', 'Tên khác'", "'$.role', 'vice-chair'"] {
        let told = tampered(&format!(
            "UPDATE member SET entry = json_set(entry, {change})"
        ));
        assert!(told.contains("member m1"), "{change}: {told}");
    }
    for change in [
        "entry = json_set(entry, '$.product.name', 'Tên khác')",
        "entry = json_set(entry, '$.application.filed', '2026-06-01')",
        "set_code = '02'",
        "regulation = 'qd-148-2023'",
    ] {
        let told = tampered(&format!("UPDATE product SET {change}"));
        assert!(told.contains("product p1"), "{change}: {told}");
    }
    let told = tampered("UPDATE round SET date = '2026-08-06'");
    assert!(told.contains("product p1"), "{told}");
}

/// Source: session.md, amend: names and texts, new members and products; what has a saved sheet is
/// never taken out.
#[test]
fn a_list_mended_after_the_start() {
    let folder = Folder::new();
    let first = list(4, 3);
    let path = made(&folder, &first);
    let server = Server::start(&path);
    let tick = json!({"box": 1, "revision": 0});
    server
        .client(&token(&path, "m4"))
        .put("/api/sheets/p1/answers/1.1", &tick)
        .ok();
    drop(server);
    let mut next = list(3, 2);
    next["council"]["appointed"] = json!(5);
    next["members"][2]["name"] = json!("Tên đã sửa");
    next["members"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "m5", "name": "Người mới"}));
    next["products"][1]["product"]["name"] = json!("Tên sản phẩm đã sửa");
    let act = ocop_session::session::Act {
        who: "secretary",
        door: "command",
    };
    let kept = ask(&path, |session| {
        Ok(session.amend(act, "list.json", next.to_string().as_bytes())?)
    });
    assert_eq!(kept.0.len(), 1);
    let board = ask(&path, |session| Ok(session.board()?));
    let products = board["products"].as_array().unwrap();
    assert_eq!(products.len(), 2);
    assert_eq!(products[1]["name"], "Tên sản phẩm đã sửa");
    assert_eq!(products[0]["members"]["m4"]["status"], "absent");
    // The minutes print why.
    let why = ask(&path, |session| {
        let sql = "SELECT reason FROM log WHERE what = 'attendance'";
        Ok(session
            .file
            .query_row(sql, [], |row| row.get::<_, String>(0))?)
    });
    assert_eq!(why, "không còn trong danh sách Hội đồng");
    assert_eq!(products[0]["members"]["m5"]["status"], "not-opened");
    assert_eq!(problems(&path), [""; 0]);
    // What has been scored stays what it was.
    next["products"][0]["set"] = json!("05");
    let again = || -> Result<(), Fault> {
        let mut file = store::open(&path, Access::Write)?;
        store::write(&mut file, |file| {
            let engine = store::engine(file)?;
            let session = ocop_session::session::Session {
                file,
                engine: &engine,
            };
            session
                .amend(act, "list.json", next.to_string().as_bytes())
                .map(drop)
        })
    };
    assert!(matches!(again(), Err(Fault::Input(_))));
}

/// Source: session.md, The list as JSON: errors all at once, with line, column, path, code.
#[test]
fn a_wrong_list_is_told_whole() {
    let text = r#"{"title": "Đợt 1", "level": "commune", "date": "2026-08-05",
 "council": {"appointed": 1, "rules": "none", "x": 1},
 "members": [{"id": "M1", "name": "A"}, {"id": "submit", "name": "B", "role": "chair"},
   {"id": "c", "name": "C\u200b", "role": "chair"}],
 "products": []}"#;
    let engine =
        ocop_session::engine::Engine::new(ocop_session::engine::files(&Catalog::bundled()));
    let problems = lists::read("l.json", text.as_bytes(), &engine).unwrap_err();
    let told: Vec<(usize, &str, &str)> = problems
        .iter()
        .map(|one| (one.line().unwrap(), one.code().as_str(), one.path()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "bad-word", "level"),
            (2, "appointed-too-few", "council/appointed"),
            (2, "rules-unknown", "council/rules"),
            (2, "unknown-key", "council"),
            (3, "bad-code", "members/member 1/id"),
            (3, "bad-code", "members/member 2/id"),
            (4, "bad-character", "members/member 3/name"),
            (4, "chair-repeated", "members/member 3/role"),
            (5, "empty", "products"),
        ]
    );
    // The engine's own problems stand where the list has what is wrong.
    let mut wrong = list(2, 2);
    wrong["products"][1]["set"] = json!("77");
    wrong["products"][0]["before"] =
        json!([{"level": "commune", "date": "2026-13-01", "report": []}]);
    let text = serde_json::to_string_pretty(&wrong).unwrap();
    let problems = lists::read("l.json", text.as_bytes(), &engine).unwrap_err();
    for problem in &problems {
        let line = text.lines().nth(problem.line().unwrap() - 1).unwrap();
        let right = match problem.code().as_str() {
            "bad-date" => line.contains("2026-13-01"),
            "set-unknown" => line.contains("\"77\""),
            _ => false,
        };
        assert!(right, "{problem} at {line}");
    }
    assert_eq!(problems.len(), 2);
    let folder = Folder::new();
    let path = folder.0.join("x.ocop");
    let made = make::create(
        &path,
        ("l.json", text.as_bytes()),
        None,
        &Catalog::bundled(),
    );
    assert!(matches!(made, Err(Fault::Input(_))) && !path.exists());
    let _: Value = wrong;
}
