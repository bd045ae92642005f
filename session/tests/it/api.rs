//! The rules of the API, one by one.

use serde_json::{Value, json};

use crate::common::{Client, Room, best, criteria, fill, problems, room, secretary, tick, token};

impl Room {
    fn phone(&self, member: &str) -> Client {
        self.server.client(&token(&self.path, member))
    }

    pub fn secretary(&self) -> Client {
        secretary(&self.server, &self.path)
    }

    pub fn entries(&self) -> i64 {
        crate::common::ask(&self.path, |session| {
            Ok(ocop_session::log::end(session.file)?.0)
        })
    }
}

/// Source: session.md, Revision.
#[test]
fn revisions() {
    let room = room(3, 2);
    let mut phone = room.phone("m1");
    let tick = |n: u64, revision: u64| json!({"box": n, "revision": revision});
    let at = "/api/sheets/p1/answers/1.1";
    let first = phone.put(at, &tick(2, 0)).ok();
    assert_eq!(
        (&first["revision"], &first["answered"]),
        (&json!(1), &json!(1))
    );
    let logged = room.entries();
    // The last change, repeated with the revision before it, is that change again.
    assert_eq!(phone.put(at, &tick(2, 0)).ok(), first);
    // What stands there already, with the present revision, changes nothing.
    assert_eq!(phone.put(at, &tick(2, 1)).ok()["revision"], 1);
    assert_eq!(room.entries(), logged);
    // Any other old revision is a conflict, also where the box is the same.
    phone.put("/api/sheets/p1/answers/1.2", &tick(1, 1)).ok();
    let conflict = phone.put(at, &tick(2, 0));
    assert_eq!(conflict.status, 409);
    assert_eq!(conflict.json(), phone.get("/api/sheets/p1").ok());
    assert_eq!(phone.put(at, &tick(2, 1)).status, 409);
    assert_eq!(phone.put(at, &tick(1, 9)).status, 409);
    // A body without a revision, and one with a box that is not there.
    let wrong = phone.put(at, &json!({"box": 1}));
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["code"]),
        (422, &json!("missing-key"))
    );
    let wrong = phone.put(at, &tick(99, 2));
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["code"]),
        (422, &json!("box-unknown"))
    );
    // 409 comes before 422.
    assert_eq!(phone.put(at, &tick(99, 0)).status, 409);
    // `null` takes an answer back, 0 is one.
    let body = json!({"box": null, "revision": 2});
    assert_eq!(phone.put(at, &body).ok()["answered"], 1);
    assert_eq!(phone.put(at, &tick(0, 3)).ok()["answered"], 2);
    let sheet = phone.get("/api/sheets/p1").ok();
    assert_eq!(sheet["answers"], json!({"1.1": 0, "1.2": 1}));
    assert_eq!(sheet["revision"], 4);
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Source: session.md, Order: 401, 404, 405, 413, 415, 400, 423, 409, 422.
#[test]
fn order_of_answers() {
    let room = room(3, 2);
    let mut phone = room.phone("m1");
    let address = &room.server.address;
    let mut nobody = Client::with(address, &[]);
    assert_eq!(nobody.get("/api/nothing").status, 401);
    assert_eq!(nobody.get("/api/openapi.json").status, 200);
    assert_eq!(phone.get("/api/nothing").status, 404);
    assert_eq!(phone.get("/api/board").status, 404);
    assert_eq!(phone.send("DELETE", "/api/sheets/p9", None).status, 404);
    let refused = phone.send("DELETE", "/api/sheets/p1", None);
    assert_eq!(refused.status, 405);
    assert!(refused.headers.contains("allow: GET"));
    let at = "/api/sheets/p1/answers/1.1";
    let long = format!(
        "{{\"box\":1,\"revision\":0,\"x\":\"{}\"}}",
        "x".repeat(70_000)
    );
    let mut raw = |media: &str, body: &str| phone.raw("PUT", at, media, body.as_bytes()).unwrap();
    assert_eq!(raw("text/plain", &long).status, 413);
    assert_eq!(raw("text/plain", "{").status, 415);
    assert_eq!(raw("application/json", "{").status, 400);
    assert_eq!(raw("application/json", "[]").status, 422);
    let unknown = raw(
        "application/json",
        r#"{"box":1,"revision":0,"revision":0,"y":1}"#,
    );
    assert_eq!(unknown.status, 422);
    let codes = unknown.json();
    assert_eq!(codes["errors"][0]["code"], "repeated-key");
    assert_eq!(codes["errors"][1]["code"], "unknown-key");
    assert!(
        raw(
            "application/json; charset=utf-8",
            r#"{"box":1,"revision":0}"#
        )
        .status
            == 200
    );
    // A sheet that is closed, with an old revision and a wrong box: closed first.
    let mut chair = room.secretary();
    let absent = json!({"status": "absent", "reason": "ốm"});
    chair.put("/api/sheets/p1/m1/attendance", &absent).ok();
    let closed = phone.put(at, &json!({"box": 99, "revision": 0}));
    assert_eq!(closed.status, 423);
    assert_eq!(
        closed.json(),
        json!({"status": "absent", "state": "scoring"})
    );
    // There again, with what was saved.
    let present = json!({"status": "present", "reason": ""});
    assert_eq!(
        chair.put("/api/sheets/p1/m1/attendance", &present).ok()["status"],
        "open"
    );
    assert_eq!(phone.get("/api/sheets/p1/answers/99.9").status, 404);
}

/// Source: session.md, API and Rules: submit, reopen, findings, decide, decision.
#[test]
fn from_open_to_decided() {
    let room = room(3, 2);
    let mut chair = room.secretary();
    let mut phone = room.phone("m1");
    assert_eq!(
        phone.get("/api/me").ok()["products"][0]["status"],
        "not-opened"
    );
    let shown = phone.get("/api/sheets/p1").ok();
    let all: Vec<String> = criteria(&shown).into_iter().map(|(code, _)| code).collect();
    let refused = phone.post("/api/sheets/p1/submit", &json!({}));
    assert_eq!(
        (refused.status, refused.json()),
        (422, json!({"missing": all}))
    );
    for n in 1..=3 {
        fill(&mut room.phone(&format!("m{n}")), "/api/sheets/p1", best);
    }
    let logged = room.entries();
    // Handed in again: the same answer. Changed then: closed.
    assert_eq!(
        phone.post("/api/sheets/p1/submit", &json!({})).ok()["status"],
        "submitted"
    );
    assert_eq!(room.entries(), logged);
    let note = json!({"text": "ghi chú", "revision": 1});
    let locked = phone.put("/api/sheets/p1/notes/1.1", &note);
    assert_eq!(
        locked.json(),
        json!({"status": "submitted", "state": "complete"})
    );
    let absent = json!({"status": "absent", "reason": "x"});
    assert_eq!(
        chair.put("/api/sheets/p1/m1/attendance", &absent).status,
        423
    );
    assert_eq!(chair.get("/api/board").ok()["products"][0]["spread"], "0");
    let decided = chair.post("/api/products/p1/decide", &json!({})).ok();
    let logged = room.entries();
    assert_eq!(
        chair.send("POST", "/api/products/p1/decide", None).ok(),
        decided
    );
    assert_eq!(room.entries(), logged);
    assert_eq!(phone.get("/api/me").ok()["products"][0]["state"], "decided");
    assert_eq!(
        chair
            .put("/api/products/p1/findings", &json!({"findings": []}))
            .status,
        423
    );
    // The decision's day, and that it cannot lie before the scoring.
    let early = json!({"number": "1/QĐ-UBND", "date": "2026-08-04"});
    assert_eq!(chair.put("/api/products/p1/decision", &early).status, 422);
    let decision = json!({"number": "1/QĐ-UBND", "date": "2026-08-20"});
    chair.put("/api/products/p1/decision", &decision).ok();
    assert_eq!(
        chair.put("/api/products/p2/decision", &decision).status,
        409
    );
    let export = chair.get("/api/cases.jsonl").body;
    let case: Value = serde_json::from_str(&export).unwrap();
    assert_eq!(case["stages"][0]["decided"], "2026-08-20");
    assert_eq!(case["regulation"], "qd-26-2026");
    // Reopened: the reason is needed, the result is taken back.
    let blank = chair.post("/api/products/p1/m2/reopen", &json!({"reason": "  "}));
    assert_eq!(blank.status, 422);
    let reason = json!({"reason": "theo yêu cầu của chủ tịch"});
    assert_eq!(
        chair.post("/api/products/p2/m2/reopen", &reason).status,
        409
    );
    let opened = chair.post("/api/products/p1/m2/reopen", &reason).ok();
    assert_eq!(
        (&opened["status"], &opened["state"]),
        (&json!("open"), &json!("scoring"))
    );
    assert_eq!(chair.get("/api/cases.jsonl").body, "");
    let round = json!({"date": "2026-08-06", "reason": "x"});
    assert_eq!(chair.post("/api/products/p1/round", &round).status, 409);
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Source: session.md, decide wants `complete`, or findings that are set; contract 5.7.
#[test]
fn a_finding_needs_no_sheets() {
    let room = room(3, 2);
    let mut chair = room.secretary();
    let sheet = chair.get("/api/sheets/p1/m1").ok();
    let finding = sheet["sheet"]["findings"][0]["finding"].clone();
    let unknown = chair.put("/api/products/p1/findings", &json!({"findings": ["other"]}));
    assert_eq!(
        (unknown.status, &unknown.json()["errors"][0]["code"]),
        (422, &json!("finding-unknown"))
    );
    chair
        .put("/api/products/p1/findings", &json!({"findings": [finding]}))
        .ok();
    let result = chair.post("/api/products/p1/decide", &json!({})).ok();
    assert_eq!(result["stages"][0]["status"], "disqualified");
    assert_eq!(result["outcome"]["kind"], "rejected");
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Source: session.md, Secretary at a sheet: `spread` is null on the board until all present have submitted;
/// also where findings ended the product before that. The board says what ended it, with the clause's verb.
#[test]
fn a_finding_before_all_have_submitted() {
    let room = room(3, 1);
    let mut chair = room.secretary();
    for member in ["m1", "m2"] {
        fill(&mut room.phone(member), "/api/sheets/p1", best);
    }
    let found = json!({"findings": ["forged-dossier"]});
    chair.put("/api/products/p1/findings", &found).ok();
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let board = chair.get("/api/board").ok();
    let product = &board["products"][0];
    assert_eq!(
        (&product["state"], &product["spread"]),
        (&json!("decided"), &Value::Null)
    );
    let ended = product["ended"][0]["vi"].as_str().unwrap();
    assert!(ended.ends_with(": bị loại"), "{ended}");
    let address = &room.server.address;
    let port = address.rsplit(':').next().unwrap();
    let cookie = format!("ocop-{port}={}", token(&room.path, "secretary"));
    let page = Client::with(address, &[("cookie", &cookie)]).get("/").body;
    assert!(page.contains(ended), "{page}");
    assert!(!page.contains("chênh lệch"), "{page}");
}

/// Source: session.md, Secretary at a sheet: door `paper`, which never replaces a tick.
#[test]
fn paper_typed_in() {
    let room = room(3, 1);
    let (mut chair, mut phone) = (room.secretary(), room.phone("m2"));
    phone
        .put(
            "/api/sheets/p1/answers/1.1",
            &json!({"box": 2, "revision": 0}),
        )
        .ok();
    let other = chair.put(
        "/api/sheets/p1/m2/answers/1.1",
        &json!({"box": 1, "revision": 1}),
    );
    assert_eq!(other.status, 409);
    let own = json!({"box": 1, "revision": 1});
    chair.put("/api/sheets/p1/m2/answers/1.2", &own).ok();
    let mended = json!({"box": 2, "revision": 2});
    chair.put("/api/sheets/p1/m2/answers/1.2", &mended).ok();
    assert_eq!(
        phone.get("/api/sheets/p1").ok()["answers"],
        json!({"1.1": 2, "1.2": 2})
    );
    let doors: Vec<(String, String)> = crate::common::ask(&room.path, |session| {
        let mut all = session
            .file
            .prepare("SELECT who, door FROM log WHERE what = 'answer'")?;
        let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    });
    let paper = ("secretary".to_owned(), "paper".to_owned());
    assert_eq!(
        doors,
        [("m2".to_owned(), "phone".to_owned()), paper.clone(), paper]
    );
    // A member may step back, and do no more to their own attendance.
    let absent = json!({"status": "absent", "reason": "x"});
    assert_eq!(phone.put("/api/sheets/p1/attendance", &absent).status, 422);
    let long = json!({"text": "x".repeat(2_001), "revision": 3});
    assert_eq!(phone.put("/api/sheets/p1/notes/1.1", &long).status, 422);
    let bell = json!({"text": "a\u{7}b", "revision": 3});
    assert_eq!(phone.put("/api/sheets/p1/opinion", &bell).status, 422);
    let lines = json!({"text": "dòng một\ndòng hai <b>&", "revision": 3});
    phone.put("/api/sheets/p1/opinion", &lines).ok();
    phone
        .put(
            "/api/sheets/p1/notes/1.1",
            &json!({"text": "xem tệp 3", "revision": 4}),
        )
        .ok();
    let shown = phone.get("/api/sheets/p1").ok();
    assert_eq!(shown["opinion"], "dòng một\ndòng hai <b>&");
    assert_eq!(shown["notes"], json!({"1.1": "xem tệp 3"}));
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Source: contract 5.6: three quarters of those appointed; session.md, board.
#[test]
fn the_board_says_early_who_lacks_a_quorum() {
    let room = room(4, 1);
    let mut chair = room.secretary();
    let lacks =
        |chair: &mut Client| chair.get("/api/board").ok()["products"][0]["lacks_quorum"].clone();
    let absent = json!({"status": "absent", "reason": "đi công tác"});
    chair.put("/api/sheets/p1/m4/attendance", &absent).ok();
    assert_eq!(lacks(&mut chair), false);
    chair.put("/api/sheets/p1/m3/attendance", &absent).ok();
    assert_eq!(lacks(&mut chair), true);
}

/// Source: session.md, POST /api/members/MEMBER/link: the old link answers 401 from then on.
#[test]
fn a_link_made_anew() {
    let room = room(2, 1);
    let mut old = room.phone("m1");
    old.get("/api/me").ok();
    let answer = room
        .secretary()
        .post("/api/members/m1/link", &json!({}))
        .ok();
    assert_eq!(old.get("/api/me").status, 401);
    let url = answer["url"].as_str().unwrap();
    let new = url.rsplit('/').next().unwrap();
    assert!(url.starts_with(&format!("http://{}/l/", room.server.address)));
    room.server.client(new).get("/api/me").ok();
    let log = crate::common::ask(&room.path, |session| {
        let mut all = String::new();
        ocop_session::log::each(session.file, |entry, _| {
            all.push_str(&entry.line());
            Ok(())
        })?;
        Ok(all)
    });
    assert!(log.contains(r#""what":"link""#) && !log.contains(new));
}

/// Source: session.md, GET /api/backup: a whole session in one file.
#[test]
fn a_backup_beside_a_running_server() {
    let room = room(2, 1);
    room.phone("m1")
        .put(
            "/api/sheets/p1/answers/1.1",
            &json!({"box": 1, "revision": 0}),
        )
        .ok();
    let token = token(&room.path, "secretary");
    let copy = room.path.with_extension("copy");
    let mut stream = std::net::TcpStream::connect(&room.server.address).unwrap();
    use std::io::{Read, Write};
    let head = format!(
        "GET /api/backup HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    // Under a name that a session has, so that it is found among them (`ocop start`).
    let headers = String::from_utf8_lossy(&all[..end]).into_owned();
    assert!(headers.contains("''dot-1-sao-luu.ocop"), "{headers}");
    std::fs::write(&copy, &all[end + 4..]).unwrap();
    assert_eq!(problems(&copy), [""; 0]);
    let sheet = crate::common::ask(&copy, |session| session.sheet("p1", "m1", 1));
    assert_eq!(sheet.answers["1.1"], 1);
}

/// Source: session.md, Rules of the API: a member reaches only their own sheets; anything else is 404.
/// A request may name the member that it is for; then it must be that member's own link.
#[test]
fn a_request_that_names_another_member() {
    let room = room(3, 1);
    let mut phone = room.phone("m2");
    let logged = room.entries();
    let at = "/api/sheets/p1";
    let another = json!({"box": 1, "revision": 0, "member": "m1"});
    assert_eq!(
        phone.put(&format!("{at}/answers/1.1"), &another).status,
        404
    );
    let another = json!({"text": "x", "revision": 0, "member": "m1"});
    assert_eq!(phone.put(&format!("{at}/notes/1.1"), &another).status, 404);
    assert_eq!(phone.put(&format!("{at}/opinion"), &another).status, 404);
    let another = json!({"at": null, "revision": 0, "member": "m1"});
    assert_eq!(phone.put(&format!("{at}/stop"), &another).status, 404);
    let another = json!({"revision": 0, "member": "m1"});
    assert_eq!(phone.post(&format!("{at}/submit"), &another).status, 404);
    let another = json!({"status": "recused", "reason": "x", "member": "m1"});
    assert_eq!(phone.put(&format!("{at}/attendance"), &another).status, 404);
    assert_eq!(room.entries(), logged);
    // Before anything else of the sheet is told, as every 404.
    let old = json!({"box": 1, "revision": 7, "member": "m1"});
    assert_eq!(phone.put(&format!("{at}/answers/1.1"), &old).status, 404);
    let wrong = json!({"box": 1, "revision": 0, "member": 1});
    assert_eq!(phone.put(&format!("{at}/answers/1.1"), &wrong).status, 422);
    let own = json!({"box": 1, "revision": 0, "member": "m2"});
    phone.put(&format!("{at}/answers/1.1"), &own).ok();
    assert_eq!(phone.get(at).ok()["member"], "m2");
}

/// Source: session.md, Log: every change stands in the log; papers-elements.md 3: absent with reason.
#[test]
fn a_reason_for_absence_that_is_corrected() {
    let room = room(3, 1);
    let mut chair = room.secretary();
    let at = "/api/sheets/p1/m3/attendance";
    let first = json!({"status": "absent", "reason": "bận"});
    assert_eq!(chair.put(at, &first).ok()["revision"], 1);
    let logged = room.entries();
    assert_eq!(chair.put(at, &first).ok()["revision"], 1);
    assert_eq!(room.entries(), logged);
    let second = json!({"status": "absent", "reason": "đi công tác"});
    assert_eq!(chair.put(at, &second).ok()["revision"], 2);
    assert_eq!(room.entries(), logged + 1);
    let reason = crate::common::ask(&room.path, |session| {
        let sql = "SELECT reason FROM log ORDER BY n DESC LIMIT 1";
        Ok(session
            .file
            .query_row(sql, [], |row| row.get::<_, String>(0))?)
    });
    assert_eq!(reason, "đi công tác");
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Source: 26/2026, Điều 4.1 a, 7.3 e: a decision recognises 3 and 4 stars; one of its own approves a
/// result that goes up; 1 and 2 stars and what is not concluded have none. Papers-elements.md 10: a
/// notice has the number, the day and the rank.
#[test]
fn a_decision_is_for_what_it_recognises() {
    let room = room(3, 4);
    let mut chair = room.secretary();
    for n in 1..=3 {
        let mut phone = room.phone(&format!("m{n}"));
        fill(&mut phone, "/api/sheets/p1", best);
        fill(&mut phone, "/api/sheets/p2", best);
        fill(&mut phone, "/api/sheets/p3", |shown| {
            let none = criteria(shown).into_iter();
            none.map(|(code, _)| (code, 0)).collect()
        });
    }
    for n in 1..=3 {
        let decide = format!("/api/products/p{n}/decide");
        chair.post(&decide, &json!({})).ok();
    }
    let decision = json!({"number": "120/QĐ-UBND", "date": "2026-08-25"});
    let below = chair.put("/api/products/p3/decision", &decision);
    assert_eq!(below.status, 409);
    assert_eq!(below.json()["state"], "decided");
    // For what goes up it is another decision than the recognition of all: entered by name.
    chair.put("/api/products/p1/decision", &decision).ok();
    let cases = chair.get("/api/cases.jsonl").body;
    let case: Value = serde_json::from_str(cases.lines().next().unwrap()).unwrap();
    assert_eq!(case["stages"][0]["decided"], "2026-08-25");
    assert_eq!(case["stages"][0]["decision"], "120/QĐ-UBND");
    let approved = json!({"number": "121/QĐ-UBND", "date": "2026-08-26"});
    chair.put("/api/products/p2/decision", &approved).ok();
    let names = chair.get("/api/papers").ok();
    let names = names.as_array().unwrap().iter().filter_map(Value::as_str);
    let notices: String = names
        .filter(|name| name.starts_with("thong-bao-chu-the") && name.ends_with(".html"))
        .map(|name| chair.get(&format!("/api/papers/{name}")).body)
        .collect();
    for text in ["120/QĐ-UBND", "25 tháng 8 năm 2026", "121/QĐ-UBND"] {
        assert!(notices.contains(text), "{text}: {notices}");
    }
    assert!(!notices.contains("chờ số, ngày Quyết định công nhận"));
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Source: session.md, Rules of the API: at most 2,000 characters; the text that stands there already
/// changes nothing. Letters are counted and compared in Unicode NFC.
#[test]
fn texts_are_kept_in_nfc() {
    let room = room(2, 1);
    let mut phone = room.phone("m1");
    let at = "/api/sheets/p1/opinion";
    let long = "e\u{302}".repeat(1_999);
    let put = |text: &str, revision: u64| json!({"text": text, "revision": revision});
    assert_eq!(phone.put(at, &put(&long, 0)).ok()["revision"], 1);
    let composed = "\u{ea}".repeat(1_999);
    assert_eq!(phone.get("/api/sheets/p1").ok()["opinion"], json!(composed));
    assert_eq!(phone.put(at, &put(&long, 1)).ok()["revision"], 1);
    assert_eq!(phone.put(at, &put(&composed, 1)).ok()["revision"], 1);
    let longer = "\u{ea}".repeat(2_001);
    assert_eq!(phone.put(at, &put(&longer, 1)).status, 422);
    let below = json!({"box": -1, "revision": 1});
    let below = phone.put("/api/sheets/p1/answers/1.1", &below).json();
    assert_eq!(
        below["errors"][0]["en"],
        "found -1, expected a box from 0 to 3"
    );
}

/// Source: session.md, Rules of the API: a typed-in paper sheet's signed original is named in the log,
/// also where it is named after the sheet was handed in.
#[test]
fn the_original_of_a_typed_sheet() {
    let room = room(2, 1);
    let mut chair = room.secretary();
    let named = json!({"original": "ký ngày 05/08/2026, lưu tại Chi cục"});
    let reason = || {
        crate::common::ask(&room.path, |session| {
            let sql = "SELECT reason FROM log WHERE what = 'submit' ORDER BY n DESC LIMIT 1";
            Ok(session
                .file
                .query_row(sql, [], |row| row.get::<_, Option<String>>(0))?)
        })
    };
    let revision = tick(&mut chair, "/api/sheets/p1/m1", best);
    let logged = room.entries();
    let at = "/api/sheets/p1/m1/submit";
    let at_once = json!({"revision": revision, "original": named["original"]});
    chair.post(at, &at_once).ok();
    assert_eq!(room.entries(), logged + 1);
    assert_eq!(reason().unwrap(), named["original"]);
    fill(&mut chair, "/api/sheets/p1/m2", best);
    assert_eq!(reason(), None);
    let logged = room.entries();
    let at = "/api/sheets/p1/m2/submit";
    chair.post(at, &named).ok();
    assert_eq!(room.entries(), logged + 1);
    chair.post(at, &named).ok();
    chair.post(at, &json!({})).ok();
    assert_eq!(room.entries(), logged + 1);
    assert_eq!(reason().unwrap(), named["original"]);
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Source: session.md, Rules of the API: a typed-in paper sheet never overwrites its assessor's ticks; notes and
/// opinions answer like ticks.
#[test]
fn paper_replaces_no_words() {
    let room = room(2, 1);
    let (mut chair, mut phone) = (room.secretary(), room.phone("m1"));
    let words = |text: &str, revision: u64| json!({"text": text, "revision": revision});
    for (revision, part) in [(0, "notes/1.1"), (1, "opinion")] {
        let at = format!("/api/sheets/p1/{part}");
        phone.put(&at, &words("của tôi", revision)).ok();
    }
    for part in ["notes/1.1", "opinion"] {
        let at = format!("/api/sheets/p1/m1/{part}");
        for text in ["khác", ""] {
            let refused = chair.put(&at, &words(text, 2));
            assert_eq!(refused.status, 409);
            assert_eq!(refused.json()["opinion"], "của tôi");
        }
        assert_eq!(chair.put(&at, &words("của tôi", 2)).ok()["revision"], 2);
    }
    let at = "/api/sheets/p1/m1/notes/1.2";
    chair.put(at, &words("từ bản giấy", 2)).ok();
    chair.put(at, &words("từ bản giấy đã ký", 3)).ok();
    // What is refused can be known before: the page asks nothing that has one answer.
    let own = json!(["notes/1.1", "opinion"]);
    assert_eq!(chair.get("/api/sheets/p1/m1").ok()["own"], own);
    let sheet = phone.get("/api/sheets/p1").ok();
    assert_eq!(
        (&sheet["notes"], &sheet["opinion"]),
        (
            &json!({"1.1": "của tôi", "1.2": "từ bản giấy đã ký"}),
            &json!("của tôi")
        )
    );
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Source: session.md, Order and Limits: 405 for what is for everybody; 413 reaches a client that sends
/// all before it reads; a copy's head alone is no copy.
#[test]
fn refusals_that_arrive() {
    let room = room(2, 1);
    let mut nobody = Client::with(&room.server.address, &[]);
    assert_eq!(nobody.post("/api/openapi.json", &json!({})).status, 405);
    for _ in 0..5 {
        let mut phone = room.phone("m1");
        let body = json!({"text": "x".repeat(4_000_000), "revision": 0});
        assert_eq!(phone.put("/api/sheets/p1/opinion", &body).status, 413);
    }
    let logged = room.entries();
    let mut chair = room.secretary();
    let head = format!(
        "HEAD /api/backup HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
        room.server.address,
        token(&room.path, "secretary")
    );
    let mut stream = std::net::TcpStream::connect(&room.server.address).unwrap();
    std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    let mut answer = String::new();
    std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(room.entries(), logged);
    let wide = "x".repeat(100_000);
    let mut wide = Client::with(&room.server.address, &[("x-wide", &wide)]);
    assert_eq!(wide.get("/api/me").status, 431);
    chair.get("/api/board").ok();
}

/// docs/session.md: "A body may say its round; another round is a conflict, so that a tick kept on a phone since the first
/// round never lands in the second." `submit` and a repeated request too; what is no round is 422.
#[test]
fn another_round_is_a_conflict() {
    let room = room(3, 1);
    let mut chair = room.secretary();
    let nothing = |shown: &Value| {
        let none = criteria(shown).into_iter();
        none.map(|(code, _)| (code, 0)).collect()
    };
    fill(&mut room.phone("m1"), "/api/sheets/p1", nothing);
    fill(&mut room.phone("m2"), "/api/sheets/p1", best);
    fill(&mut room.phone("m3"), "/api/sheets/p1", best);
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let again = json!({"date": "2026-08-06", "reason": "chênh lệch"});
    chair.post("/api/products/p1/round", &again).ok();
    let mut phone = room.phone("m1");
    let at = "/api/sheets/p1/answers/1.1";
    let tick = |round: u64| json!({"box": 2, "revision": 0, "round": round});
    assert_eq!(phone.put(at, &tick(1)).status, 409);
    phone.put(at, &tick(2)).ok();
    phone.put(at, &tick(2)).ok();
    assert_eq!(phone.put(at, &tick(1)).status, 409);
    let revision = crate::common::tick(&mut phone, "/api/sheets/p1", best);
    let submit = "/api/sheets/p1/submit";
    for round in [json!(1), json!(3)] {
        let body = json!({"round": round, "revision": revision});
        let conflict = phone.post(submit, &body);
        assert_eq!(conflict.status, 409, "{conflict:?}");
        assert_eq!(conflict.json()["round"], 2);
    }
    let wrong = phone.post(submit, &json!({"round": "z"}));
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["pointer"]),
        (422, &json!("/round"))
    );
    phone
        .post(submit, &json!({"round": 2, "revision": revision}))
        .ok();
    phone.post(submit, &json!({"round": 2})).ok();
    assert_eq!(phone.post(submit, &json!({"round": 1})).status, 409);
    assert_eq!(problems(&room.path), [""; 0]);
}

/// Contract 5.7: a sheet that ends at a stop has no total.
#[test]
fn a_sheet_that_ends_at_a_stop_has_no_total() {
    let room = room(2, 12);
    let mut phone = room.phone("m1");
    let at = (1..=12)
        .map(|n| format!("/api/sheets/p{n}"))
        .find(|at| phone.get(at).ok()["sheet"]["stops"][0].is_string())
        .unwrap();
    let shown = phone.get(&at).ok();
    let stop = shown["sheet"]["stops"][0].as_str().unwrap();
    let revision = tick(&mut phone, &at, best);
    assert_eq!(phone.get(&at).ok()["total"], "100");
    let put = json!({"at": stop, "revision": revision});
    let answer = phone.put(&format!("{at}/stop"), &put).ok();
    assert_eq!(answer["total"], Value::Null);
    assert_eq!(phone.get(&at).ok()["total"], Value::Null);
    let put = json!({"at": null, "revision": answer["revision"]});
    let answer = phone.put(&format!("{at}/stop"), &put).ok();
    assert_eq!(answer["total"], "100");
}

/// RFC 8259, 8.1: a mark of the encoding before the text may be read over. What is no box is told as it was written.
#[test]
fn what_was_written_is_told_as_it_was_written() {
    let room = room(2, 1);
    let mut phone = room.phone("m1");
    let at = "/api/sheets/p1/answers/1.1";
    let mut put = |body: &str| {
        phone
            .raw("PUT", at, "application/json", body.as_bytes())
            .unwrap()
    };
    put("\u{feff}{\"box\": 1, \"revision\": 0}").ok();
    for (number, path) in [("1e0", "box"), ("1.50", "box")] {
        let wrong = put(&format!("{{\"{path}\": {number}, \"revision\": 1}}"));
        assert_eq!(wrong.status, 422);
        let expected = format!("found {number}, expected a box from 0 to 3");
        assert_eq!(wrong.json()["errors"][0]["en"], expected);
    }
    let wrong = put("{\"box\": 1, \"revision\": 1e0}").json();
    let said = wrong["errors"][0]["en"].as_str().unwrap();
    assert!(
        said.starts_with("found `1e0`, expected a whole number"),
        "{said}"
    );
}

/// session.md, API: "JSON over HTTP", also where an address is no text.
#[test]
fn an_address_that_is_no_text_is_answered_as_json() {
    let room = room(2, 1);
    let mut nobody = Client::with(&room.server.address, &[]);
    for at in [
        "/api/%ff",
        "/api/sheets/%ff",
        "/api/sheets/p1/answers/%c3%28",
    ] {
        for (client, status) in [
            (&mut room.phone("m1"), 404),
            (&mut room.secretary(), 404),
            (&mut nobody, 401),
        ] {
            let answer = client.get(at);
            assert_eq!(answer.status, status, "{at}");
            assert!(answer.json()["error"]["vi"].is_string(), "{at}");
        }
    }
    assert!(room.phone("m1").get("/p/%ff").body.starts_with("<!DOCTYPE"));
}
