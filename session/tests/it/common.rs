//! A session in a folder of its own, a server that can be killed, and a client of few words.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ocop::{Catalog, Lang};
use ocop_session::engine::text;
use ocop_session::server::{self, Limits, Options};
use ocop_session::session::{SECRETARY, Session};
use ocop_session::{make, session};
use serde_json::{Value, json};

const SERVE: &str = "OCOP_TEST_SERVE";
const PUBLIC: &str = "OCOP_TEST_PUBLIC";
/// Where it listens, if not at a free port of this machine.
pub const LISTEN: &str = "OCOP_TEST_LISTEN";

/// No test by itself: the server that the others start, in a process that may be killed.
#[test]
fn served() {
    let Ok(path) = std::env::var(SERVE) else {
        return;
    };
    let options = Options {
        path: PathBuf::from(path),
        limits: Limits {
            header: Duration::from_secs(2),
            body: Duration::from_secs(2),
            connections: 60,
            wrong: 5,
            ..Limits::default()
        },
        listen: std::env::var(LISTEN).ok().map(|at| at.parse().unwrap()),
        self_assessment: std::env::var_os(PUBLIC).is_some(),
        ..Options::default()
    };
    let served = server::serve(options, |line| {
        println!("\n{line}");
    });
    if let Err(fault) = served {
        println!("\n{}", json!({"error": format!("{fault:?}")}));
    }
}

/// A folder that goes with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("ocop-session-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A list with so many members and products, each product of another set of 26/2026.
pub fn list(members: usize, products: usize) -> Value {
    let role = |n| match n {
        1 => "chair",
        2 => "vice-chair",
        _ => "member",
    };
    let members: Vec<Value> = (1..=members)
        .map(|n| json!({"id": format!("m{n}"), "name": format!("Thành viên {n}"), "role": role(n)}))
        .collect();
    let products: Vec<Value> = (1..=products)
        .map(|n| {
            json!({"id": format!("p{n}"), "product": {"name": format!("Sản phẩm {n}")},
                "set": format!("{n:02}"), "application": {"kind": "first", "filed": "2026-07-01"}})
        })
        .collect();
    json!({"format": 1, "title": "Đợt 1 năm 2026", "level": "province", "date": "2026-08-05",
        "council": {"appointed": members.len(), "rules": "default"},
        "members": members, "products": products})
}

/// An application to rank again a product that has `star` stars.
pub fn renewal(star: u8) -> Value {
    json!({"kind": "renewal", "filed": "2026-07-01",
        "previous": {"star": star, "issued": "2023-08-20", "expires": "2026-08-20"}})
}

/// Makes a session of a list.
pub fn made(folder: &Folder, list: &Value) -> PathBuf {
    let path = folder.0.join("dot-1.ocop");
    let text = list.to_string();
    make::create(
        &path,
        ("list.json", text.as_bytes()),
        None,
        &Catalog::bundled(),
    )
    .unwrap();
    path
}

/// A session of a list, with its server.
pub struct Room {
    _folder: Folder,
    pub path: PathBuf,
    pub server: Server,
}

pub fn room(members: usize, products: usize) -> Room {
    let folder = Folder::new();
    let path = made(&folder, &list(members, products));
    let server = Server::start(&path);
    Room {
        _folder: folder,
        path,
        server,
    }
}

/// Asks a session by its functions.
pub fn ask<T>(path: &Path, of: impl FnOnce(&Session<'_>) -> session::Done<T>) -> T {
    let asked = session::write(path, of);
    asked.unwrap_or_else(|refused| panic!("{refused:?}"))
}

/// Everybody's token: the secretary's first.
pub fn token(path: &Path, who: &str) -> String {
    ask(path, |session| session.token(who))
}

/// Holds the file to itself.
pub fn problems(path: &Path) -> Vec<String> {
    let found = ask(path, |session| Ok(session.check(None, "")?));
    let problems = found.problems.iter();
    problems
        .map(|(_, why)| why.text(Lang::En).to_owned())
        .collect()
}

/// A server in a process of its own.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn start(path: &Path) -> Server {
        Server::try_start(path).unwrap_or_else(|error| panic!("{error}"))
    }

    /// One with the page for producers.
    pub fn public(path: &Path) -> Server {
        let mut program = Command::new(std::env::current_exe().unwrap());
        Server::spawn(path, program.env(PUBLIC, "1")).unwrap()
    }

    pub fn try_start(path: &Path) -> Result<Server, String> {
        Server::spawn(path, &mut Command::new(std::env::current_exe().unwrap()))
    }

    /// One for which no file may grow beyond so many times 512 bytes.
    #[cfg(unix)]
    pub fn short(path: &Path, blocks: u32) -> Server {
        let limits = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut program = Command::new("sh");
        let program = program.args(["-c", &limits]);
        Server::spawn(path, program.arg(std::env::current_exe().unwrap())).unwrap()
    }

    /// Starts a server by this program, or by one that starts it.
    pub fn spawn(path: &Path, program: &mut Command) -> Result<Server, String> {
        let mut child = program
            .args(["--exact", "common::served", "--nocapture"])
            .env(SERVE, path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let first = lines.find(|line| line.starts_with('{')).unwrap_or_default();
        let first: Value = serde_json::from_str(&first).unwrap_or_default();
        std::thread::spawn(move || lines.for_each(drop));
        match text(&first, "url").strip_prefix("http://") {
            Some(address) => Ok(Server {
                child,
                address: address.to_owned(),
            }),
            None => {
                let _ = child.wait();
                Err(first.to_string())
            }
        }
    }

    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to end, and waits for that; how it ended.
    #[cfg(unix)]
    pub fn end(&mut self) -> std::process::ExitStatus {
        let ask = format!("kill -TERM {}", self.child.id());
        let asked = Command::new("sh").args(["-c", &ask]).status();
        assert!(asked.unwrap().success());
        self.child.wait().unwrap()
    }

    pub fn client(&self, token: &str) -> Client {
        Client {
            address: self.address.clone(),
            headers: vec![("authorization".to_owned(), format!("Bearer {token}"))],
            stream: None,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The same, where that was done.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }
}

/// A program that speaks to a server, over one connection as long as that holds.
pub struct Client {
    pub address: String,
    pub headers: Vec<(String, String)>,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    pub fn with(address: &str, headers: &[(&str, &str)]) -> Client {
        let headers = headers.iter();
        Client {
            address: address.to_owned(),
            headers: headers
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            stream: None,
        }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub fn put(&mut self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, Some(body))
    }

    pub fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body))
    }

    pub fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let body = body.map(Value::to_string).unwrap_or_default();
        let media = if body.is_empty() {
            ""
        } else {
            "application/json"
        };
        self.raw(method, path, media, body.as_bytes()).unwrap()
    }

    pub fn raw(
        &mut self,
        method: &str,
        path: &str,
        media: &str,
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        if self.headers.iter().any(|(name, _)| name == "host") {
            head = format!("{method} {path} HTTP/1.1\r\n");
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !media.is_empty() {
            head.push_str(&format!("content-type: {media}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut message = head.into_bytes();
        message.extend_from_slice(body);
        if let Some(stream) = &mut self.stream
            && stream.get_mut().write_all(&message).is_ok()
            && let Ok(answer) = read(stream)
        {
            return Ok(answer);
        }
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.write_all(&message)?;
        let mut stream = BufReader::new(stream);
        let answer = read(&mut stream);
        self.stream = Some(stream);
        answer
    }
}

/// Reads one answer.
pub fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Answer> {
    let mut headers = String::new();
    while !headers.ends_with("\r\n\r\n") {
        if stream.read_line(&mut headers)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    let status = headers.get(9..12).and_then(|status| status.parse().ok());
    let length = headers.lines().find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length: ")?
            .parse()
            .ok()
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok(Answer {
        status: status.unwrap_or(0),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// The criteria of a sheet with the number of boxes of each.
pub fn criteria(sheet: &Value) -> Vec<(String, u64)> {
    use ocop_session::engine::list;
    list(&sheet["sheet"], "parts")
        .flat_map(|part| list(part, "sections"))
        .flat_map(|section| list(section, "criteria"))
        .map(|one| {
            let boxes = list(one, "boxes").count();
            (
                text(one, "criterion").to_owned(),
                u64::try_from(boxes).unwrap(),
            )
        })
        .collect()
}

/// The box of most points of each criterion.
pub fn best(sheet: &Value) -> Vec<(String, u64)> {
    use ocop_session::engine::list;
    list(&sheet["sheet"], "parts")
        .flat_map(|part| list(part, "sections"))
        .flat_map(|section| list(section, "criteria"))
        .map(|one| {
            let points =
                list(one, "boxes").map(|one| text(one, "points").parse::<ocop::Points>().unwrap());
            let most = points.zip(1..).max().map(|(_, number)| number);
            (text(one, "criterion").to_owned(), most.unwrap())
        })
        .collect()
}

/// Ticks every criterion; the sheet's revision then.
pub fn tick(
    client: &mut Client,
    sheet: &str,
    ticks: impl Fn(&Value) -> Vec<(String, u64)>,
) -> Value {
    let shown = client.get(sheet).ok();
    let mut revision = shown["revision"].clone();
    for (criterion, number) in ticks(&shown) {
        let body = json!({"box": number, "revision": revision});
        let answer = client
            .put(&format!("{sheet}/answers/{criterion}"), &body)
            .ok();
        revision = answer["revision"].clone();
    }
    revision
}

/// Ticks every criterion and hands the sheet in.
pub fn fill(client: &mut Client, sheet: &str, ticks: impl Fn(&Value) -> Vec<(String, u64)>) {
    let revision = tick(client, sheet, ticks);
    client
        .post(&format!("{sheet}/submit"), &json!({"revision": revision}))
        .ok();
}

/// The secretary's client.
pub fn secretary(server: &Server, path: &Path) -> Client {
    server.client(&token(path, SECRETARY))
}
