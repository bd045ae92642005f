//! The service over real HTTP, on a port of its own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a helper that fails should stop its test"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use ocop::input::MAX_DOCUMENT_BYTES;
use ocop::{Case, Catalog, EvaluatedCase};
use ocop_papers::Form;
use serde_json::{Value, json};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A running service; it is killed when the test ends.
struct Service {
    child: Child,
    address: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status, media type and body.
type Answer = (u16, String, String);

impl Service {
    fn start() -> Service {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ocop-service"))
            .arg("127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        Service { child, address }
    }

    fn agent() -> ureq::Agent {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        config.build().new_agent()
    }

    fn read(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
        let mut response = response.unwrap();
        let media = response.headers().get("content-type");
        let media = media.map_or("", |media| media.to_str().unwrap()).to_owned();
        let body = response.body_mut().read_to_string().unwrap();
        (response.status().as_u16(), media, body)
    }

    fn get(&self, path: &str) -> Answer {
        Service::read(
            Service::agent()
                .get(format!("{}{path}", self.address))
                .call(),
        )
    }

    fn post(&self, path: &str, media: &str, body: &[u8]) -> Answer {
        let request = Service::agent().post(format!("{}{path}", self.address));
        Service::read(request.header("content-type", media).send(body))
    }

    /// A file as a browser's form sends it.
    fn upload(&self, field: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--limit\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: {XLSX}\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--limit--\r\n");
        self.post("/workbook", "multipart/form-data; boundary=limit", &body)
    }
}

fn shipped(name: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../cases");
    fs::read_to_string(format!("{path}/{name}.json")).unwrap()
}

/// The filled workbook of a shipped case, its product called `name`.
fn filled(case: &str, name: &str) -> Vec<u8> {
    let mut text: Value = serde_json::from_str(&shipped(case)).unwrap();
    text["product"]["name"] = json!(name);
    let text = text.to_string();
    let case = Case::from_json(&text, "case.json", &Catalog::bundled()).unwrap();
    Form::filled(&case).unwrap().to_xlsx().unwrap()
}

#[test]
fn a_case_is_answered_as_on_the_command_line() {
    let service = Service::start();
    let text = shipped("forwarded-at-70-certified-4");
    let (status, media, body) = service.post(
        "/evaluate",
        "application/json; charset=utf-8",
        text.as_bytes(),
    );
    assert_eq!(
        (status, media.as_str()),
        (200, "application/json"),
        "{body}"
    );
    let decided =
        EvaluatedCase::from_json_line(&text, "case.json", 1, &Catalog::bundled()).unwrap();
    let expected = serde_json::to_value(&decided).unwrap();
    let found: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(found, expected);
    assert_eq!(found["outcome"]["star"], 4);
    assert_eq!(found["stages"][0]["total"]["sum"], "490");
}

#[test]
fn a_wrong_case_is_told_by_line_column_path_and_code() {
    let service = Service::start();
    let text = "{\"product\": {\"name\": \"Cá khô\"},\n \"regulation\": \"qd-148-2023\", \"set\": \"08\",\n \
        \"stages\": [{\"level\": \"district\", \"date\": \"2024-02-30\", \"total\": 61.5}]}";
    let (status, media, body) = service.post("/evaluate", "application/json", text.as_bytes());
    assert_eq!(
        (status, media.as_str()),
        (400, "application/json"),
        "{body}"
    );
    let body: Value = serde_json::from_str(&body).unwrap();
    let told = |index: usize| {
        let error = &body["errors"][index];
        let keys = ["code", "file", "line", "column", "path"];
        json!(keys.map(|key| error[key].clone()))
    };
    assert_eq!(body["errors"].as_array().unwrap().len(), 2);
    assert_eq!(
        told(0),
        json!(["bad-date", "case.json", 3, 43, "stage 1/date"])
    );
    assert_eq!(
        told(1),
        json!(["bad-points", "case.json", 3, 66, "stage 1/total"])
    );
    assert_eq!(body["errors"][0]["found"], "`2024-02-30`");
    assert_eq!(
        body["errors"][0]["expected"],
        "a day that exists, as `YYYY-MM-DD`"
    );
    for (text, code) in [
        (&b"total 61.5"[..], "not-json"),
        (b"", "not-json"),
        (b"\"\xff\"", "not-utf8"),
        (b"[]", "wrong-type"),
    ] {
        let (status, _, body) = service.post("/evaluate", "application/json", text);
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &body["errors"][0]["code"]), (400, &json!(code)));
    }
}

#[test]
fn other_methods_media_and_sizes_are_refused() {
    let service = Service::start();
    let case = shipped("certified-3-at-district");
    assert_eq!(service.get("/evaluate").0, 405);
    assert_eq!(service.get("/workbook").0, 405);
    assert_eq!(service.get("/no-such-page").0, 404);
    assert_eq!(
        service.post("/", "application/json", case.as_bytes()).0,
        405
    );
    for media in [
        "text/plain",
        "application/jsonp",
        "multipart/form-data; boundary=x",
    ] {
        assert_eq!(
            service.post("/evaluate", media, case.as_bytes()).0,
            415,
            "{media}"
        );
    }
    for media in ["application/json", "application/vnd.ms-excel"] {
        assert_eq!(
            service.post("/workbook", media, case.as_bytes()).0,
            415,
            "{media}"
        );
    }
    // The largest body is read, and is no case; one byte more is not read.
    let mut large = vec![b' '; MAX_DOCUMENT_BYTES];
    assert_eq!(service.post("/evaluate", "application/json", &large).0, 400);
    large.push(b' ');
    assert_eq!(service.post("/evaluate", "application/json", &large).0, 413);
    assert_eq!(service.post("/workbook", XLSX, &large).0, 413);
    assert_eq!(service.upload("workbook", "large.xlsx", &large).0, 413);
    // It goes on.
    assert_eq!(
        service
            .post("/evaluate", "application/json", case.as_bytes())
            .0,
        200
    );
}

#[test]
fn a_workbook_becomes_the_minutes() {
    let service = Service::start();
    let (status, media, form) = service.get("/");
    assert_eq!((status, media.as_str()), (200, "text/html; charset=utf-8"));
    assert!(form.contains("action=\"/workbook\"") && form.contains("name=\"workbook\""));

    let bytes = filled("certified-3-at-district", "Khô cá lóc");
    let uploaded = service.upload("workbook", "Hội đồng.xlsx", &bytes);
    let (status, media, page) = &uploaded;
    assert_eq!(
        (*status, media.as_str()),
        (200, "text/html; charset=utf-8"),
        "{page}"
    );
    // 60, 62 and 64: a mean of 62, three stars.
    for text in ["Khô cá lóc", "62,00", "★★★☆☆"] {
        assert!(page.contains(text), "no {text} in\n{page}");
    }
    assert_eq!(service.post("/workbook", XLSX, &bytes), uploaded);

    for (answer, code, file) in [
        (
            service.upload("other", "a.xlsx", &bytes),
            "missing-key",
            "form",
        ),
        (
            service.upload("workbook", "<b>.xlsx", b"no workbook"),
            "not-workbook",
            "<b>.xlsx",
        ),
        (
            service.post("/workbook", XLSX, b""),
            "empty",
            "workbook.xlsx",
        ),
    ] {
        let (status, media, body) = answer;
        assert_eq!(
            (status, media.as_str()),
            (400, "application/json"),
            "{body}"
        );
        let body: Value = serde_json::from_str(&body).unwrap();
        let error = &body["errors"][0];
        assert_eq!(
            (&error["code"], &error["file"]),
            (&json!(code), &json!(file))
        );
    }
    // A form that is cut off is no form.
    let cut = service.post(
        "/workbook",
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-",
    );
    assert_eq!(cut.0, 400);
}

/// What a user typed is text on the page, and no page is allowed to load or run anything.
#[test]
fn a_hostile_name_is_only_a_name() {
    let service = Service::start();
    let name = "<script>alert(1)</script>\"'&";
    let (status, _, page) = service.upload(
        "workbook",
        "a.xlsx",
        &filled("certified-3-at-district", name),
    );
    assert_eq!(status, 200);
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{page}"
    );
    assert!(!page.contains("<script"), "{page}");
    let response = Service::agent().get(&service.address).call().unwrap();
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}

/// Many at once, good and bad: each gets its own answer.
#[test]
fn each_request_gets_its_own_answer() {
    let service = Service::start();
    thread::scope(|scope| {
        for client in 0..8 {
            let service = &service;
            scope.spawn(move || {
                for number in 0..25 {
                    let name = format!("product {client}-{number}");
                    let points = format!("{}.{number:02}", 40 + client * 7);
                    let case = json!({"product": {"name": name}, "regulation": "qd-148-2023",
                        "set": if number % 5 == 4 { "99" } else { "08" },
                        "stages": [{"level": "district", "date": "2024-04-10", "total": points}]});
                    let (status, _, body) =
                        service.post("/evaluate", "application/json", case.to_string().as_bytes());
                    let body: Value = serde_json::from_str(&body).unwrap();
                    if number % 5 == 4 {
                        assert_eq!(
                            (status, &body["errors"][0]["code"]),
                            (400, &json!("set-unknown"))
                        );
                    } else {
                        assert_eq!((status, &body["product"]), (200, &json!(name)));
                        assert_eq!(body["stages"][0]["total"]["shown"], json!(points));
                    }
                }
            });
        }
        let service = &service;
        scope.spawn(move || {
            for number in 0..4 {
                let name = format!("workbook {number}");
                let page = service
                    .upload(
                        "workbook",
                        "a.xlsx",
                        &filled("certified-3-at-district", &name),
                    )
                    .2;
                assert!(page.contains(&name));
            }
        });
    });
}

/// Ctrl-C ends it, as answered.
#[cfg(unix)]
#[test]
fn it_ends_when_it_is_interrupted() {
    let mut service = Service::start();
    assert_eq!(service.get("/").0, 200);
    let pid = service.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(service.child.wait().unwrap().code(), Some(0));
}
