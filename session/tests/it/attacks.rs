//! What must not work, each as a request.

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::common::{Client, Room, read, room, token};

impl Room {
    fn cookie(&self, who: &str) -> String {
        let port = self.server.address.rsplit(':').next().unwrap();
        format!("ocop-{port}={}", token(&self.path, who))
    }

    fn client(&self, headers: &[(&str, &str)]) -> Client {
        Client::with(&self.server.address, headers)
    }

    /// Connects and sends bytes as they are.
    fn raw(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.server.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let _ = stream.write_all(bytes);
        stream
    }
}

/// Source: session.md, Limits: only wrong tokens are slowed, a right one never.
#[test]
fn guessing_is_slowed_and_the_room_is_not() {
    let room = room(2, 1);
    let guess = |n: u32| {
        let guess = format!("Bearer {n:026}");
        let bearer = room
            .client(&[("authorization", &guess)])
            .get("/api/me")
            .status;
        let link = room.client(&[]).get(&format!("/l/{n:026}")).status;
        [bearer, link]
    };
    assert_eq!(guess(0), [401, 401]);
    assert!((1..100).any(|n| guess(n) == [429, 429]));
    let mut right = room.server.client(&token(&room.path, "m1"));
    for _ in 0..100 {
        right.get("/api/me").ok();
    }
}

/// Source: session.md: a member reaches only their own sheets.
#[test]
fn another_members_sheet() {
    let room = room(2, 1);
    let mut one = room.server.client(&token(&room.path, "m1"));
    for path in [
        "/api/sheets/p1/m2",
        "/api/sheets/p1/m1",
        "/api/sheets/p1/m2/answers/1.1",
        "/api/board",
        "/api/cases.jsonl",
        "/api/papers",
        "/api/backup",
        "/api/products/p1/decide",
        "/p/p1/m2",
        "/product/p1",
        "/links",
        "/workbooks/m2.xlsx",
    ] {
        assert_eq!(one.get(path).status, 404, "{path}");
        assert_eq!(
            one.put(path, &json!({"box": 1, "revision": 0})).status,
            404,
            "{path}"
        );
    }
}

/// Source: session.md: a write by cookie needs an `Origin` that is the request's own `Host`, and a
/// `Host` the server listens at.
#[test]
fn another_sites_form() {
    let room = room(2, 1);
    let cookie = room.cookie("m1");
    let address = room.server.address.clone();
    let own = format!("http://{address}");
    let port = address.rsplit(':').next().unwrap();
    let local = format!("localhost:{port}");
    let tick = json!({"box": 1, "revision": 0});
    let at = "/api/sheets/p1/answers/1.1";
    let put = |headers: &[(&str, &str)]| room.client(headers).put(at, &tick).status;
    assert_eq!(put(&[("cookie", &cookie)]), 403);
    assert_eq!(put(&[("cookie", &cookie), ("origin", "null")]), 403);
    assert_eq!(
        put(&[("cookie", &cookie), ("origin", "http://evil.example")]),
        403
    );
    let foreign = [
        ("cookie", cookie.as_str()),
        ("origin", "http://evil.example"),
        ("host", "evil.example"),
    ];
    assert_eq!(put(&foreign), 403);
    let renamed = format!("evil.example:{port}");
    let origin = format!("http://{renamed}");
    assert_eq!(
        put(&[("cookie", &cookie), ("origin", &origin), ("host", &renamed)]),
        403
    );
    // A form, as a page of the other site would send it.
    for (at, form) in [
        ("/p/p1", "do=recuse&reason=x"),
        ("/p/p1", "revision=0&round=1&a.1.1=1&do=save"),
    ] {
        let mut other = room.client(&[("cookie", &cookie), ("origin", "http://evil.example")]);
        let media = "application/x-www-form-urlencoded";
        let sent = other.raw("POST", at, media, form.as_bytes()).unwrap();
        assert_eq!(sent.status, 403, "{form}");
    }
    // Reading by a foreign name is nothing that a browser would send the cookie for.
    assert_eq!(put(&[("cookie", &cookie), ("origin", &own)]), 200);
    let near = format!("http://{local}");
    let mut near = room.client(&[("cookie", &cookie), ("origin", &near), ("host", &local)]);
    assert_eq!(near.put(at, &json!({"box": 2, "revision": 1})).status, 200);
    // An address that links were made for is one of the server's.
    crate::common::ask(&room.path, |session| {
        Ok(ocop_session::links::remember(
            session.file,
            &format!("http://phone.test:{port}"),
        )?)
    });
    let name = format!("phone.test:{port}");
    let origin = format!("http://{name}");
    let mut named = room.client(&[("cookie", &cookie), ("origin", &origin), ("host", &name)]);
    assert_eq!(named.put(at, &json!({"box": 1, "revision": 2})).status, 200);
    // `Bearer` needs neither.
    let bearer = format!("Bearer {}", token(&room.path, "m1"));
    let mut bearer = room.client(&[("authorization", &bearer), ("host", "evil.example")]);
    assert_eq!(
        bearer.put(at, &json!({"box": 2, "revision": 3})).status,
        200
    );
}

/// Source: session.md, Link.
#[test]
fn a_link_sets_a_cookie_and_asks_before_another() {
    let room = room(2, 1);
    let (one, two) = (token(&room.path, "m1"), token(&room.path, "m2"));
    let opened = room.client(&[]).get(&format!("/l/{one}"));
    assert_eq!(opened.status, 303);
    let headers = opened.headers.to_ascii_lowercase();
    assert!(
        headers.contains("httponly; samesite=lax; path=/"),
        "{headers}"
    );
    assert!(!headers.contains("secure"));
    assert!(headers.contains("referrer-policy: same-origin"));
    assert!(headers.contains("cache-control: no-store"));
    let cookie = room.cookie("m1");
    let mut with = room.client(&[("cookie", &cookie)]);
    assert_eq!(with.get(&format!("/l/{one}")).status, 303);
    let asked = with.get(&format!("/l/{two}"));
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains("Thành viên 1") && asked.body.contains("Thành viên 2"));
    assert!(!asked.headers.contains("set-cookie"));
    assert_eq!(with.send("POST", &format!("/l/{two}"), None).status, 403);
    let origin = format!("http://{}", room.server.address);
    let mut own = room.client(&[("cookie", &cookie), ("origin", &origin)]);
    let moved = own.send("POST", &format!("/l/{two}"), None);
    assert_eq!(moved.status, 303);
    assert!(moved.headers.contains(&two));
}

/// Source: session.md, Limits: a header within its time, a body within its time, and sizes.
#[test]
fn slow_and_huge() {
    let room = room(2, 1);
    let token = token(&room.path, "m1");
    let started = Instant::now();
    let mut half = room.raw(b"GET /api/me HTTP/1.1\r\nhost: x\r\n");
    let mut rest = Vec::new();
    let _ = half.read_to_end(&mut rest);
    assert!(
        started.elapsed() < Duration::from_secs(6),
        "{:?}",
        started.elapsed()
    );
    let head = format!(
        "PUT /api/sheets/p1/answers/1.1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\n"
    );
    let started = Instant::now();
    let slow = room.raw(format!("{head}content-length: 30\r\n\r\n{{").as_bytes());
    let answer = read(&mut BufReader::new(slow)).unwrap();
    assert_eq!(answer.status, 408);
    assert!(started.elapsed() < Duration::from_secs(6));
    let said = room.raw(format!("{head}content-length: 99999999999\r\n\r\n").as_bytes());
    assert_eq!(read(&mut BufReader::new(said)).unwrap().status, 413);
    // In pieces that say nothing of the whole.
    let piece = format!("4000\r\n{}\r\n", "x".repeat(0x4000)).repeat(20);
    let pieces = room.raw(format!("{head}transfer-encoding: chunked\r\n\r\n{piece}").as_bytes());
    assert_eq!(read(&mut BufReader::new(pieces)).unwrap().status, 413);
    let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(100_000));
    let answer = read(&mut BufReader::new(room.raw(long.as_bytes())));
    assert!(answer.map_or(true, |answer| [414, 431, 400].contains(&answer.status)));
    // Without a link nobody's body is read.
    let nobody = "POST /api/workbooks HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\n";
    assert_eq!(
        read(&mut BufReader::new(room.raw(nobody.as_bytes())))
            .unwrap()
            .status,
        401
    );
}

/// Source: session.md, Limits: thousands of connections, and the room goes on after them.
#[test]
fn many_connections() {
    let room = room(2, 1);
    let mut idle = std::collections::VecDeque::new();
    let mut count = 0;
    for _ in 0..3000 {
        let Ok(stream) = TcpStream::connect(&room.server.address) else {
            continue;
        };
        count += 1;
        idle.push_back(stream);
        // This process may not have more open.
        if idle.len() > 300 {
            idle.pop_front();
        }
    }
    assert!(count > 2000, "{count}");
    // Those that say nothing are closed after the time for a header.
    let token = token(&room.path, "m1");
    let started = Instant::now();
    loop {
        let mut client = room.server.client(&token);
        let answer = client.raw("GET", "/api/me", "", b"");
        if answer.is_ok_and(|answer| answer.status == 200) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(idle);
}

/// Names that lead elsewhere.
#[test]
fn path_tricks() {
    let room = room(2, 1);
    let mut chair = crate::common::secretary(&room.server, &room.path);
    for path in [
        "/api/papers/..%2f..%2fetc%2fpasswd",
        "/api/papers/%2e%2e/dot-1.ocop",
        "/api/papers/../cases.jsonl",
        "/api/sheets/..%2fp1",
        "/api/sheets/p1%00",
        "/api/sheets/%ff",
        "/api/sheets/P1",
        "//api/board",
        "/api//board",
        "/api/board/",
        "/api/sheets/p1' OR '1'='1",
    ] {
        let status = chair.get(&path.replace(' ', "%20")).status;
        assert_eq!(status, 404, "{path}");
    }
}

/// Source: session.md, Rules of the API (a write by cookie needs an `Origin`; what `backup` is in the log): another site's
/// link has a browser send a GET with its cookie and no `Origin`, so a GET changes nothing; a copy by the page's form or by
/// a program's POST is an entry, and stands in the copy itself.
#[test]
fn a_get_changes_nothing() {
    let room = room(2, 1);
    let cookie = room.cookie("secretary");
    let logged = room.entries();
    let mut browser = room.client(&[("cookie", &cookie)]);
    let mut program = room.secretary();
    for path in [
        "/",
        "/links",
        "/room",
        "/papers",
        "/papers.zip",
        "/workbooks",
        "/workbooks.zip",
        "/list",
        "/workbooks/m1.xlsx",
        "/product/p1",
        "/p/p1/m1",
        "/api/board",
        "/api/papers",
        "/api/cases.jsonl",
        "/api/sheets/p1/m1",
        "/api/backup",
    ] {
        for client in [&mut browser, &mut program] {
            assert_eq!(client.get(path).status, 200, "{path}");
        }
        assert_eq!(room.entries(), logged, "{path}");
    }
    assert!(
        browser
            .get("/papers")
            .body
            .contains(r#"method="post" action="/api/backup""#)
    );
    assert_eq!(browser.send("POST", "/api/backup", None).status, 403);
    assert_eq!(room.entries(), logged);
    let origin = format!("http://{}", room.server.address);
    let mut own = room.client(&[("cookie", &cookie), ("origin", &origin)]);
    let form = "application/x-www-form-urlencoded";
    assert_eq!(
        own.raw("POST", "/api/backup", form, b"").unwrap().status,
        200
    );
    assert_eq!(room.entries(), logged + 1);
    assert_eq!(program.send("POST", "/api/backup", None).status, 200);
    assert_eq!(room.entries(), logged + 2);
    assert_eq!(program.put("/api/backup", &json!({})).status, 405);
    assert_eq!(program.post("/api/backup", &json!({"x": 1})).status, 422);
    assert_eq!(room.entries(), logged + 2);
}

/// Connects from one of this machine's addresses, where it has more than one.
fn connect_from(runtime: &tokio::runtime::Runtime, from: &str, to: &str) -> TcpStream {
    let connected = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        let _ = socket.bind(format!("{from}:0").parse().unwrap());
        socket.connect(to.parse().unwrap()).await
    });
    connected.unwrap().into_std().unwrap()
}

/// Source: session.md, Limits: a right link is never refused below 50 requests a second, for a room may come from one
/// address. Connections that say nothing have to go for it, be they from that address or from others.
#[test]
fn idle_connections_shut_nobody_out() {
    let room = room(2, 1);
    let token = token(&room.path, "m1");
    let mut kept = room.server.client(&token);
    kept.get("/api/me").ok();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut idle = Vec::new();
    for from in ["127.0.0.1", "127.0.0.2", "127.0.0.3"] {
        for _ in 0..40 {
            idle.push(connect_from(&runtime, from, &room.server.address));
        }
        let started = Instant::now();
        for _ in 0..20 {
            room.server.client(&token).get("/api/me").ok();
        }
        assert!(started.elapsed() < Duration::from_secs(2), "{from}");
        // Who had shown a right link keeps the connection.
        kept.get("/api/me").ok();
    }
    drop(idle);
}

/// Source: session.md, Order: 400 is what is no JSON, 413 what is too large. A body that ended early is not large.
#[test]
fn a_body_cut_short() {
    let room = room(2, 1);
    let bearer = format!("authorization: Bearer {}", token(&room.path, "m1"));
    let cut = |path: &str, media: &str, length: usize| {
        let head = format!(
            "PUT {path} HTTP/1.1\r\nhost: x\r\n{bearer}\r\ncontent-type: {media}\r\ncontent-length: {length}\r\n\r\n"
        );
        // What came is JSON, and not all of what was announced.
        let stream = room.raw(format!("{head}{{\"box\": 1, \"revision\": 0}}").as_bytes());
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        read(&mut BufReader::new(stream)).unwrap().status
    };
    let at = "/api/sheets/p1/answers/1.1";
    assert_eq!(cut(at, "application/json", 200), 400);
    assert_eq!(cut(at, "text/plain", 200), 415);
    assert_eq!(cut("/api/sheets/p9", "application/json", 200), 404);
    assert_eq!(cut(at, "application/json", 99_999_999), 413);
    let mut phone = room.server.client(&token(&room.path, "m1"));
    assert_eq!(phone.get("/api/sheets/p1").ok()["revision"], 0);
}

/// Source: session.md: what people typed is escaped, pages load nothing from elsewhere. A paper that is opened from the
/// secretary's page keeps the styles that it was printed with; nothing else may style it, and nothing may run.
#[test]
fn what_a_paper_may_do() {
    let room = room(2, 1);
    for member in ["m1", "m2"] {
        let mut phone = room.server.client(&token(&room.path, member));
        crate::common::fill(&mut phone, "/api/sheets/p1", crate::common::best);
    }
    let mut chair = crate::common::secretary(&room.server, &room.path);
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let names = chair.get("/api/papers").ok();
    let names = names.as_array().unwrap().iter();
    let names: Vec<&str> = names.filter_map(|name| name.as_str()).collect();
    let policy = |answer: &crate::common::Answer| {
        let mut lines = answer.headers.lines();
        let line = lines.find(|line| {
            line.to_ascii_lowercase()
                .starts_with("content-security-policy")
        });
        line.unwrap_or_default().to_owned()
    };
    let mut pages = 0;
    for name in names.iter().filter(|name| name.ends_with(".html")) {
        let paper = chair.get(&format!("/api/papers/{name}"));
        let said = policy(&paper);
        assert!(said.contains("default-src 'none'"), "{said}");
        assert!(
            !said.contains("script-src") && !said.contains("unsafe-inline"),
            "{said}"
        );
        let styles = paper.body.matches("<style>").count();
        assert!(
            styles > 0 && said.matches("'sha256-").count() > styles,
            "{name}: {said}"
        );
        pages += 1;
    }
    assert!(pages > 0, "{names:?}");
    // The pages' own policy stays as it is.
    assert!(policy(&chair.get("/papers")).contains("style-src 'self'"));
}
