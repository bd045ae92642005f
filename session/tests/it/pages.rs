//! The pages: what they weigh, what they escape, and that they work without a script.

use std::io::{Cursor, Read, Write};

use serde_json::json;

use crate::common::{Client, Folder, Server, best, list, made, problems, token};

/// A browser of the fewest parts: a cookie, and forms of this server's own pages.
fn browser(server: &Server, path: &std::path::Path, who: &str) -> Client {
    let port = server.address.rsplit(':').next().unwrap();
    let cookie = format!("ocop-{port}={}", token(path, who));
    let origin = format!("http://{}", server.address);
    Client::with(&server.address, &[("cookie", &cookie), ("origin", &origin)])
}

fn post(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let escaped = |text: &str| {
        let bytes = text.bytes();
        bytes.map(|byte| format!("%{byte:02x}")).collect::<String>()
    };
    let form: Vec<String> = fields
        .iter()
        .map(|(key, value)| format!("{}={}", escaped(key), escaped(value)))
        .collect();
    let media = "application/x-www-form-urlencoded";
    let body = form.join("&");
    let answer = browser.raw("POST", path, media, body.as_bytes()).unwrap();
    (answer.status, answer.body)
}

/// The fields of a form that tick boxes.
fn boxes(ticks: &[(String, u64)]) -> Vec<(String, String)> {
    let ticks = ticks.iter();
    let fields = ticks.map(|(code, number)| (format!("a.{code}"), number.to_string()));
    fields.collect()
}

fn ticked(all: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    all.iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
}

/// Source: session.md: a scoring page weighs at most 100 KB, HTML, CSS and JS together.
#[test]
fn the_longest_sheet_is_light() {
    // Every set of the regulation of today and of the one that older applications go by.
    for regulation in ["qd-26-2026", "qd-148-2023"] {
        let folder = Folder::new();
        let mut list = list(1, 26);
        for product in list["products"].as_array_mut().unwrap() {
            product["regulation"] = json!(regulation);
        }
        let path = made(&folder, &list);
        let server = Server::start(&path);
        let mut phone = browser(&server, &path, "m1");
        let parts = phone.get("/page.css").body.len() + phone.get("/page.js").body.len();
        for n in 1..=26 {
            let page = phone.get(&format!("/p/p{n}"));
            assert_eq!(page.status, 200);
            let weight = page.body.len() + parts;
            assert!(weight <= 100_000, "{regulation}, set {n}: {weight} bytes");
        }
    }
}

/// Source: session.md: what people typed is escaped.
#[test]
fn script_in_every_text() {
    const SCRIPT: &str = "<script>alert(1)</script>\"'&";
    let folder = Folder::new();
    let mut list = list(2, 1);
    list["title"] = json!(SCRIPT);
    list["place"] = json!(SCRIPT);
    list["members"][0]["name"] = json!(SCRIPT);
    list["members"][0]["position"] = json!(SCRIPT);
    list["products"][0]["product"]["name"] = json!(SCRIPT);
    let path = made(&folder, &list);
    let server = Server::start(&path);
    let mut phone = browser(&server, &path, "m1");
    let mut chair = browser(&server, &path, "secretary");
    let mut program = server.client(&token(&path, "m1"));
    program
        .put(
            "/api/sheets/p1/notes/1.1",
            &json!({"text": SCRIPT, "revision": 0}),
        )
        .ok();
    program
        .put(
            "/api/sheets/p1/opinion",
            &json!({"text": SCRIPT, "revision": 1}),
        )
        .ok();
    let absent = [("status", "absent"), ("member", "m2"), ("reason", SCRIPT)];
    assert_eq!(post(&mut chair, "/product/p1/attendance", &absent).0, 303);
    let wrong = [("number", SCRIPT), ("date", SCRIPT)];
    let mut pages = vec![post(&mut chair, "/product/p1/decision", &wrong).1];
    for page in ["/", "/p/p1"] {
        pages.push(phone.get(page).body);
    }
    for page in ["/", "/p/p1/m1", "/product/p1", "/links", "/room", "/papers"] {
        pages.push(chair.get(page).body);
    }
    let codes = crate::common::ask(&path, |session| {
        Ok(ocop_session::links::all(session, "http://localhost:1")?.page())
    });
    pages.push(codes);
    let other = token(&path, "secretary");
    pages.push(phone.get(&format!("/l/{other}")).body);
    assert_eq!(
        pages
            .iter()
            .filter(|page| page.contains("&lt;script&gt;"))
            .count(),
        9
    );
    for page in pages {
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
        assert!(!page.contains("<script>alert"), "{page}");
        // Nothing is loaded from elsewhere.
        assert!(!page.contains("src=\"http") && !page.contains("stylesheet\" href=\"http"));
    }
}

/// Source: session.md: what people typed is escaped, on paper too: every text of the list, every
/// reason, note and opinion.
#[test]
fn script_in_every_paper() {
    const SCRIPT: &str = "<script>alert(1)</script>\"'&";
    let folder = Folder::new();
    let mut list = list(5, 1);
    for key in ["title", "place", "authority", "agency", "plan"] {
        list[key] = json!(SCRIPT);
    }
    list["secretary"] = json!({"name": SCRIPT, "position": SCRIPT});
    for key in ["decision", "regulation", "authorisation"] {
        list["council"][key] = json!(SCRIPT);
    }
    list["advisory"] = json!({"decision": SCRIPT, "report": SCRIPT});
    list["hours"] = json!({"opened": SCRIPT, "closed": SCRIPT});
    list["recipients"] = json!([SCRIPT]);
    list["proxies"] = json!([{"member": "m2", "name": SCRIPT, "paper": SCRIPT}]);
    for member in list["members"].as_array_mut().unwrap() {
        member["name"] = json!(format!("{}{SCRIPT}", member["id"]));
        member["position"] = json!(SCRIPT);
    }
    let producer = json!({"id": "c1", "name": SCRIPT, "kind": "cooperative"});
    list["products"][0]["product"] = json!({"name": SCRIPT, "producer": producer});
    let path = made(&folder, &list);
    let server = Server::start(&path);
    let mut chair = crate::common::secretary(&server, &path);
    let reason = json!({"status": "absent", "reason": SCRIPT});
    chair.put("/api/sheets/p1/m5/attendance", &reason).ok();
    for member in ["m1", "m2", "m3", "m4"] {
        let mut phone = server.client(&token(&path, member));
        let text = json!({"text": SCRIPT, "revision": 0});
        phone.put("/api/sheets/p1/notes/1.1", &text).ok();
        let text = json!({"text": SCRIPT, "revision": 1});
        phone.put("/api/sheets/p1/opinion", &text).ok();
        crate::common::fill(&mut phone, "/api/sheets/p1", best);
    }
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let again = json!({"reason": SCRIPT});
    chair.post("/api/products/p1/m1/reopen", &again).ok();
    let mut phone = server.client(&token(&path, "m1"));
    phone.post("/api/sheets/p1/submit", &json!({})).ok();
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let decision = json!({"number": SCRIPT, "date": "2026-08-20"});
    chair.put("/api/products/p1/decision", &decision).ok();
    let names = chair.get("/api/papers").ok();
    let mut pages = 0;
    for name in names.as_array().unwrap() {
        let name = name.as_str().unwrap();
        let paper = chair.get(&format!("/api/papers/{name}"));
        assert_eq!(paper.status, 200, "{name}");
        assert!(!paper.body.contains("<script>alert"), "{name}");
        pages += usize::from(name.ends_with(".html") && paper.body.contains("&lt;script&gt;"));
    }
    assert!(pages > 1, "{names}");
}

/// Source: session.md: without JavaScript with a save button.
#[test]
fn a_sheet_without_script() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let server = Server::start(&path);
    let mut phone = browser(&server, &path, "m1");
    let ticks = best(&phone.get("/api/sheets/p1").ok());
    let names = boxes(&ticks);
    let some = [("revision", "0"), ("round", "1"), ("do", "save")];
    let mut fields: Vec<(&str, &str)> = some.to_vec();
    fields.push((&names[0].0, &names[0].1));
    fields.push(("n.1.1", "xem hồ sơ\r\ntrang 2"));
    assert_eq!(post(&mut phone, "/p/p1", &fields).0, 303);
    let shown = phone.get("/api/sheets/p1").ok();
    assert_eq!(
        (&shown["answered"], &shown["revision"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(shown["notes"]["1.1"], "xem hồ sơ\ntrang 2");
    // The page of before is old now.
    assert_eq!(post(&mut phone, "/p/p1", &fields).0, 409);
    // Handed in with gaps: saved, and the gaps are named.
    let submit = [("revision", "2"), ("round", "1"), ("do", "submit")];
    let (status, page) = post(&mut phone, "/p/p1", &submit);
    assert_eq!(status, 200);
    assert!(page.contains("#c1.2"), "{page}");
    let mut all: Vec<(&str, &str)> = submit.to_vec();
    all.extend(ticked(&names));
    assert_eq!(post(&mut phone, "/p/p1", &all).0, 303);
    assert_eq!(
        phone.get("/api/me").ok()["products"][0]["status"],
        "submitted"
    );
    // What was submitted can be read, and is closed.
    let page = phone.get("/p/p1").body;
    assert!(page.contains("disabled") && !page.contains("data-api"));
    // Step back from a product, by a form.
    let mut other = browser(&server, &path, "m2");
    let back = [("do", "recuse"), ("reason", "Công văn 3 của chủ tịch")];
    assert_eq!(post(&mut other, "/p/p1", &back).0, 303);
    assert_eq!(
        other.get("/api/me").ok()["products"][0]["status"],
        "recused"
    );
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: session.md, Rules: a sheet may end at a printed stop; by a form too.
#[test]
fn a_stop_by_a_form() {
    let folder = Folder::new();
    let path = made(&folder, &list(1, 26));
    let server = Server::start(&path);
    let mut phone = browser(&server, &path, "m1");
    let stop = |n: usize, phone: &mut Client| {
        let page = phone.get(&format!("/p/p{n}")).body;
        let select = page.split("name=\"stop\"").nth(1)?.to_owned();
        let codes = select.split("</select>").next()?.to_owned();
        Some(
            codes
                .split("value=\"")
                .nth(2)?
                .split('"')
                .next()?
                .to_owned(),
        )
    };
    let (n, code) = (1..=26)
        .find_map(|n| Some((n, stop(n, &mut phone)?)))
        .unwrap();
    let at = format!("/p/p{n}");
    let fields = [
        ("revision", "0"),
        ("round", "1"),
        ("stop", code.as_str()),
        ("do", "save"),
    ];
    assert_eq!(post(&mut phone, &at, &fields).0, 303);
    let shown = phone.get(&format!("/api/sheets/p{n}")).ok();
    assert_eq!(shown["stop"], json!(code));
    let fields = [
        ("revision", "1"),
        ("round", "1"),
        ("stop", ""),
        ("do", "save"),
    ];
    assert_eq!(post(&mut phone, &at, &fields).0, 303);
    let shown = phone.get(&format!("/api/sheets/p{n}")).ok();
    assert_eq!(
        (&shown["stop"], &shown["revision"]),
        (&json!(null), &json!(2))
    );
    assert_eq!(problems(&path), [""; 0]);
}

/// A list's workbook with a line of somebody's own in its first worksheet.
fn with_own_line(book: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let cell =
                |at, text| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
            let (caption, value) = (cell("A90", "Người ghi"), cell("B90", "An"));
            let row = format!("<row r=\"90\">{caption}{value}</row></sheetData>");
            let sheet = String::from_utf8(bytes).unwrap();
            bytes = sheet.replace("</sheetData>", &row).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// Source: session.md, `attendance` with a reason. Nothing is said of who is there, and no reason but the one
/// that was chosen or written.
#[test]
fn why_somebody_is_not_there() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 1));
    let server = Server::start(&path);
    let mut chair = browser(&server, &path, "secretary");
    let page = chair.get("/product/p1").body;
    assert!(page.contains(r#"<option value="">"#), "{page}");
    let mut say = |status: &str, code: &str, reason: &str| {
        let form = [
            ("member", "m2"),
            ("status", status),
            ("code", code),
            ("reason", reason),
        ];
        post(&mut chair, "/product/p1/attendance", &form).0
    };
    assert_eq!(say("absent", "", ""), 422);
    assert_eq!(say("absent", "lý do khác", "họp tỉnh ủy"), 303);
    assert_eq!(say("present", "", ""), 303);
    assert_eq!(say("absent", "đi công tác", "công lệnh 12"), 303);
    let reasons: Vec<Option<String>> = crate::common::ask(&path, |session| {
        let sql = "SELECT reason FROM log WHERE what = 'attendance' ORDER BY n";
        let mut all = session.file.prepare(sql)?;
        let reasons = all.query_map([], |row| row.get(0))?;
        Ok(reasons.collect::<Result<_, _>>()?)
    });
    let reasons: Vec<&str> = reasons
        .iter()
        .map(|one| one.as_deref().unwrap_or(""))
        .collect();
    assert_eq!(reasons, ["họp tỉnh ủy", "", "đi công tác; công lệnh 12"]);
    let page = chair.get("/product/p1").body;
    assert!(page.contains(">Có mặt</button>"), "{page}");
    assert_eq!(page.matches("<select").count(), 2);
}

/// Source: session.md, `session amend`: from the secretary's page too.
#[test]
fn a_list_mended_on_a_page() {
    let folder = Folder::new();
    let mut next = list(2, 1);
    let path = made(&folder, &next);
    let server = Server::start(&path);
    let mut chair = browser(&server, &path, "secretary");
    next["products"][0]["product"]["name"] = json!("Tên đã sửa");
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"workbook\"; filename=\"list.json\"\r\n\r\n{next}\r\n--b--\r\n"
    );
    let media = "multipart/form-data; boundary=b";
    let mended = chair.raw("POST", "/list", media, body.as_bytes()).unwrap();
    assert_eq!(mended.status, 200);
    assert!(mended.body.contains("p1: Tên đã sửa"), "{}", mended.body);
    // A line of the secretary's own in the workbook is named, for it is not used.
    let book = ocop_papers::SessionList::write(&next, &ocop::Catalog::bundled()).unwrap();
    let mut form =
        b"--b\r\ncontent-disposition: form-data; name=\"workbook\"; filename=\"list.xlsx\"\r\n\r\n"
            .to_vec();
    form.extend(with_own_line(&book));
    form.extend(b"\r\n--b--\r\n");
    let mended = chair.raw("POST", "/list", media, &form).unwrap();
    assert_eq!(mended.status, 200, "{}", mended.body);
    assert!(mended.body.contains("`Người ghi`"), "{}", mended.body);
    let wrong = body.replace("\"01\"", "\"77\"");
    let wrong = chair.raw("POST", "/list", media, wrong.as_bytes()).unwrap();
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("77"), "{}", wrong.body);
    let mut member = browser(&server, &path, "m1");
    assert_eq!(member.get("/list").status, 404);
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: session.md, Rules: a typed-in paper sheet is confirmed by a second reading, and its
/// signed original is named in the log.
#[test]
fn a_paper_sheet_typed_in_and_decided_by_forms() {
    let folder = Folder::new();
    let path = made(&folder, &list(1, 1));
    let server = Server::start(&path);
    let mut chair = browser(&server, &path, "secretary");
    let ticks = best(&chair.get("/api/sheets/p1/m1").ok());
    let names = boxes(&ticks);
    let mut all: Vec<(&str, &str)> = vec![("revision", "0"), ("round", "1"), ("do", "submit")];
    all.extend(ticked(&names));
    let (status, page) = post(&mut chair, "/p/p1/m1", &all);
    assert_eq!(status, 200);
    assert!(page.contains("đọc lại lần thứ hai"));
    let revision = ticks.len().to_string();
    let confirmed = [
        ("revision", revision.as_str()),
        ("round", "1"),
        ("do", "submit"),
        ("second", "yes"),
        ("original", "Phiếu ký ngày 05/08/2026, lưu tại hồ sơ p1"),
    ];
    assert_eq!(post(&mut chair, "/p/p1/m1", &confirmed).0, 303);
    let reason: String = crate::common::ask(&path, |session| {
        let sql = "SELECT reason FROM log WHERE what = 'submit'";
        Ok(session.file.query_row(sql, [], |row| row.get(0))?)
    });
    assert!(reason.starts_with("Phiếu ký ngày 05/08/2026"));
    assert_eq!(post(&mut chair, "/product/p1/decide", &[]).0, 303);
    assert!(chair.get("/product/p1").body.contains("5 sao"));
    let decision = [("number", "7/QĐ-UBND"), ("date", "2026-08-20")];
    assert_eq!(post(&mut chair, "/product/p1/decision", &decision).0, 303);
    assert!(chair.get("/product/p1").body.contains("7/QĐ-UBND"));
    let reopened = [("member", "m1"), ("reason", "lệnh của chủ tịch")];
    assert_eq!(post(&mut chair, "/product/p1/reopen", &reopened).0, 303);
    assert_eq!(
        chair.get("/api/board").ok()["products"][0]["state"],
        "scoring"
    );
    assert_eq!(post(&mut chair, "/links/m1", &[]).0, 303);
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: issue on the session, 2: decide, every paper, workbooks; here all at once, for a session has dozens of products.
#[test]
fn the_whole_session_in_one_go() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 2));
    let server = Server::start(&path);
    for member in ["m1", "m2", "m3"] {
        let mut phone = server.client(&token(&path, member));
        crate::common::fill(&mut phone, "/api/sheets/p1", best);
    }
    let mut chair = browser(&server, &path, "secretary");
    let states = |chair: &mut Client| {
        let board = chair.get("/api/board").ok();
        let of = |n: usize, key: &str| board["products"][n][key].clone();
        (of(0, "state"), of(1, "state"), of(0, "decision"))
    };
    assert_eq!(post(&mut chair, "/decide", &[]).0, 303);
    let decided = (json!("decided"), json!("scoring"), json!(null));
    assert_eq!(states(&mut chair), decided);
    // What is decided stays as it is, what is not complete too.
    assert_eq!(post(&mut chair, "/decide", &[]).0, 303);
    assert_eq!(states(&mut chair), decided);
    let wrong = [("number", "12/QĐ-UBND"), ("date", "2026-02-30")];
    assert_eq!(post(&mut chair, "/decision", &wrong).0, 422);
    let given = [("number", "12/QĐ-UBND"), ("date", "2026-08-20")];
    // docs/session.md: "where none is, for all that go up": the board offers what the command takes.
    assert!(chair.get("/").body.contains(r#"action="/decision""#));
    // All of the points: none is recognised, so that the decision is of the one whose result goes up.
    assert_eq!(post(&mut chair, "/decision", &given).0, 303);
    let number = json!({"number": "12/QĐ-UBND", "date": "2026-08-20"});
    assert_eq!(states(&mut chair).2, number);
    let names = chair.get("/api/papers").ok();
    let page = chair.get("/papers").body;
    let whole = chair.get("/papers.zip");
    assert_eq!(whole.status, 200);
    assert!(whole.body.starts_with("PK"));
    for name in names.as_array().unwrap() {
        let name = name.as_str().unwrap();
        assert!(page.contains(&format!("/api/papers/{name}\"")), "{name}");
        assert!(whole.body.contains(name), "{name}");
    }
    let books = chair.get("/workbooks.zip");
    assert!(books.body.starts_with("PK") && books.body.contains("m3.xlsx"));
    let mut member = browser(&server, &path, "m1");
    for path in ["/papers.zip", "/workbooks.zip"] {
        assert_eq!(member.get(path).status, 404);
    }
    for path in ["/decide", "/decision"] {
        assert_eq!(post(&mut member, path, &given).0, 404);
    }
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: session.md: every page shows whose it is; a member reaches only their own sheets. A page of
/// one member's that is sent with another one's cookie is refused.
#[test]
fn a_page_under_another_members_link() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 1));
    let server = Server::start(&path);
    let page = browser(&server, &path, "m1").get("/p/p1").body;
    assert!(page.contains(r#"name="member" value="m1""#), "{page}");
    assert!(page.contains(r#"data-member="m1""#));
    let mut other = browser(&server, &path, "m2");
    let form = [
        ("member", "m1"),
        ("revision", "0"),
        ("round", "1"),
        ("a.1.1", "1"),
        ("do", "save"),
    ];
    let (status, said) = post(&mut other, "/p/p1", &form);
    assert_eq!(status, 404);
    assert!(said.contains("trang này là của người khác"), "{said}");
    let back = [
        ("member", "m1"),
        ("reason", "có liên quan"),
        ("do", "recuse"),
    ];
    assert_eq!(post(&mut other, "/p/p1", &back).0, 404);
    for member in ["m1", "m2"] {
        let mut phone = server.client(&token(&path, member));
        assert_eq!(phone.get("/api/sheets/p1").ok()["revision"], 0);
    }
    let form = [
        ("member", "m2"),
        ("revision", "0"),
        ("round", "1"),
        ("a.1.1", "1"),
        ("do", "save"),
    ];
    assert_eq!(post(&mut other, "/p/p1", &form).0, 303);
}

/// Who is not there is a person, who has handed in has a sheet, and a product stands beside them. Contract 5.7: pages print
/// the clause's own verb of what ended an evaluation.
#[test]
fn how_a_closed_sheet_is_told() {
    let folder = Folder::new();
    let mut given = list(3, 2);
    given["products"][1]["set"] = json!("14");
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = browser(&server, &path, "secretary");
    for (member, status) in [("m1", "absent"), ("m2", "recused")] {
        let fields = [
            ("status", status),
            ("member", member),
            ("reason", "lệnh của chủ tịch"),
        ];
        assert_eq!(post(&mut chair, "/product/p1/attendance", &fields).0, 303);
    }
    let told = |member: &str| browser(&server, &path, member).get("/p/p1").body;
    assert!(told("m1").contains("Người đánh giá vắng mặt; sản phẩm: đang chấm"));
    assert!(told("m2").contains("Người đánh giá không tham gia chấm; sản phẩm: đang chấm"));
    // The page's script has the same words.
    let open = told("m3");
    assert!(
        open.contains("&quot;absent&quot;:&quot;vắng mặt&quot;"),
        "{open}"
    );
    let finding = [("f.food-safety-certificate", "yes")];
    assert_eq!(post(&mut chair, "/product/p2/findings", &finding).0, 303);
    assert_eq!(post(&mut chair, "/product/p2/decide", &[]).0, 303);
    let page = chair.get("/product/p2").body;
    let board = chair.get("/").body;
    let result = crate::common::ask(&path, |session| {
        Ok(session.result(&session.product("p2")?)?.unwrap().view)
    });
    let reasons = result["stages"][0]["reasons"].as_array().unwrap();
    let ended = reasons
        .iter()
        .find(|one| one["code"] == "disqualified")
        .unwrap();
    let ended = ended["vi"].as_str().unwrap();
    assert_eq!(page.matches(ended).count(), 1, "{page}");
    assert!(board.contains(ended));
}

/// Source: session.md, Decide (wants `complete`, or findings that are set): the board's button and the command without
/// names decide the same.
#[test]
fn the_board_decides_what_the_command_decides() {
    let folder = Folder::new();
    let mut given = list(3, 3);
    given["products"][1]["set"] = json!("14");
    let path = made(&folder, &given);
    let server = Server::start(&path);
    for member in ["m1", "m2", "m3"] {
        let mut phone = server.client(&token(&path, member));
        crate::common::fill(&mut phone, "/api/sheets/p1", best);
    }
    let mut chair = browser(&server, &path, "secretary");
    let finding = [("f.food-safety-certificate", "yes")];
    assert_eq!(post(&mut chair, "/product/p2/findings", &finding).0, 303);
    let copy = folder.0.join("copy.ocop");
    let file = ocop_session::store::open(&path, ocop_session::store::Access::Read).unwrap();
    ocop_session::store::copy_to(&file, &copy).unwrap();
    drop(file);
    let states = |path: &std::path::Path| {
        crate::common::ask(path, |session| {
            let products = session.products()?.into_iter();
            Ok(products
                .map(|product| product.kept_state)
                .collect::<Vec<_>>())
        })
    };
    crate::common::ask(&copy, |session| {
        let all = session.decide_all(ocop_session::session::Act::COMMAND)?;
        let ids: Vec<_> = all
            .iter()
            .map(|(product, done)| (&*product.id, done.is_ok()))
            .collect();
        assert_eq!(ids, [("p1", true), ("p2", true), ("p3", false)]);
        Ok(())
    });
    assert_eq!(post(&mut chair, "/decide", &[]).0, 303);
    assert_eq!(states(&path), ["decided", "decided", "scoring"]);
    assert_eq!(states(&path), states(&copy));
}

/// Source: session.md, Revision: `submit` of a submitted sheet is 200 again. Without a script too: a button that is
/// pressed twice sends the same form with the same revision.
#[test]
fn a_form_that_is_sent_twice() {
    let folder = Folder::new();
    let path = made(&folder, &list(1, 1));
    let server = Server::start(&path);
    let mut phone = browser(&server, &path, "m1");
    let ticks = best(&phone.get("/api/sheets/p1").ok());
    let names = boxes(&ticks);
    let mut form: Vec<(&str, &str)> = vec![("revision", "0"), ("round", "1"), ("opinion", "Tốt")];
    form.extend(ticked(&names));
    let with = |what| [form.as_slice(), &[("do", what)]].concat();
    for _ in 0..2 {
        assert_eq!(post(&mut phone, "/p/p1", &with("save")).0, 303);
    }
    for _ in 0..2 {
        assert_eq!(post(&mut phone, "/p/p1", &with("submit")).0, 303);
    }
    assert_eq!(
        phone.get("/api/me").ok()["products"][0]["status"],
        "submitted"
    );
    // Another answer is another form.
    let other = [form.as_slice(), &[("do", "submit"), ("n.1.1", "khác")]].concat();
    assert_eq!(post(&mut phone, "/p/p1", &other).0, 409);
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: session.md, `POST /api/members/MEMBER/link`, `session links`: a link is for the phones in the room once the
/// server is open to them, asked for on the laptop too; the page, the command and the API give one address.
#[test]
fn a_new_link_is_for_the_room() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let server = Server::start(&path);
    let mut chair = browser(&server, &path, "secretary");
    let new =
        |chair: &mut Client| chair.post("/api/members/m2/link", &json!({})).ok()["url"].clone();
    let here = format!("http://{}/l/", server.address);
    assert!(new(&mut chair).as_str().unwrap().starts_with(&here));
    assert_eq!(post(&mut chair, "/room", &[]).0, 303);
    let url = new(&mut chair);
    // The codes on the page are the same links.
    let page = chair.get("/links").body;
    assert!(
        page.contains(&format!("<p>{}</p>", url.as_str().unwrap())),
        "{url}: {page}"
    );
    if !ocop_session::server::private_addresses().is_empty() {
        assert!(!url.as_str().unwrap().starts_with(&here), "{url}");
    }
}
