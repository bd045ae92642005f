//! Renewals by written opinions, a wording laid over, the page for producers, the made-up session,
//! and what problems say.

use ocop::Catalog;
use ocop_session::session::{Act, SECRETARY};
use ocop_session::{demo, engine, make};
use serde_json::{Value, json};

use crate::common::{
    Client, Folder, Server, ask, best, criteria, fill, list, made, problems, renewal, secretary,
    token,
};

/// Source: session.md, Order: 422 is errors as in contract 4, with an RFC 6901 pointer and both
/// languages.
#[test]
fn problems_have_pointers_and_both_languages() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let server = Server::start(&path);
    let mut phone = server.client(&token(&path, "m1"));
    let at = "/api/sheets/p1/answers/1.1";
    let wrong = phone.put(at, &json!({"box": 99, "revision": 0})).json();
    let problem = &wrong["errors"][0];
    assert_eq!(problem["pointer"], "/box");
    assert_eq!(problem["path"], "box");
    assert_eq!(
        (&problem["line"], &problem["column"]),
        (&json!(1), &json!(8))
    );
    assert_eq!(problem["vi"], "thấy 99, cần một ô từ 0 đến 3");
    assert_eq!(problem["en"], "found 99, expected a box from 0 to 3");
    let mut chair = secretary(&server, &path);
    let twice = chair.put("/api/products/p1/findings", &json!({"findings": ["x", 3]}));
    let twice = twice.json();
    assert_eq!(twice["errors"][0]["pointer"], "/findings/0");
    assert_eq!(twice["errors"][1]["pointer"], "/findings/1");
    // What people typed stays out of paths.
    let typed = json!({"box": 1, "revision": 0, "chữ lạ": 1});
    let typed = phone.put(at, &typed).json();
    let unknown = &typed["errors"][0];
    assert_eq!(
        (&unknown["pointer"], &unknown["path"]),
        (&json!(""), &json!(""))
    );
    assert_eq!(unknown["found"], "`chữ lạ`");
    assert_eq!(phone.get("/api/sheets/p1?round=2").status, 404);
    assert_eq!(phone.get("/api/sheets/p1?round=x").status, 422);
}

/// Source: 26/2026, Điều 7.6 (renewals by written opinions unless the chair calls a meeting);
/// session.md, Rules.
#[test]
fn a_renewal_by_written_opinions() {
    let folder = Folder::new();
    let mut given = list(4, 2);
    given["products"][1]["application"] = renewal(5);
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let written = json!({"form": "written", "sent": "2026-07-20", "due": "2026-08-01"});
    let first = chair.put("/api/products/p1/form", &written);
    assert_eq!(
        (first.status, &first.json()["errors"][0]["pointer"]),
        (422, &json!("/form"))
    );
    let late = json!({"form": "written", "sent": "2026-07-20", "due": "2026-07-01"});
    assert_eq!(chair.put("/api/products/p2/form", &late).status, 422);
    assert_eq!(chair.put("/api/products/p2/form", &written).ok(), written);
    let logged =
        |path: &std::path::Path| ask(path, |session| Ok(ocop_session::log::end(session.file)?.0));
    let before = logged(&path);
    assert_eq!(chair.put("/api/products/p2/form", &written).ok(), written);
    assert_eq!(logged(&path), before);
    // Who has sent their opinion back stands on the product's page.
    let origin = format!("http://{}", server.address);
    let port = server.address.rsplit(':').next().unwrap();
    let cookie = format!("ocop-{port}={}", token(&path, SECRETARY));
    let mut browser = Client::with(&server.address, &[("cookie", &cookie), ("origin", &origin)]);
    fill(
        &mut server.client(&token(&path, "m1")),
        "/api/sheets/p2",
        best,
    );
    let page = browser.get("/product/p2").body;
    for text in [
        "20/07/2026",
        "01/08/2026",
        "Thành viên 1: đã trả lời",
        "Thành viên 2: chưa trả lời",
    ] {
        assert!(page.contains(text), "{text}");
    }
    // Who writes one sees by when.
    let cookie = format!("ocop-{port}={}", token(&path, "m2"));
    let mut phone = Client::with(&server.address, &[("cookie", &cookie), ("origin", &origin)]);
    assert!(phone.get("/p/p2").body.contains("hạn trả 01/08/2026"));
    assert!(!phone.get("/p/p1").body.contains("Phân hạng lại"));
    // The chair calls a meeting, with a reason.
    let bare = json!({"form": "meeting"});
    assert_eq!(chair.put("/api/products/p2/form", &bare).status, 422);
    let meeting = json!({"form": "meeting", "reason": "ý kiến khác nhau nhiều"});
    chair.put("/api/products/p2/form", &meeting).ok();
    for n in 2..=4 {
        fill(
            &mut server.client(&token(&path, &format!("m{n}"))),
            "/api/sheets/p2",
            best,
        );
    }
    chair.post("/api/products/p2/decide", &json!({})).ok();
    let export = chair.get("/api/cases.jsonl").body;
    let case: Value = serde_json::from_str(&export).unwrap();
    assert_eq!(case["stages"][0]["council"]["form"], "meeting");
    assert_eq!(chair.put("/api/products/p2/form", &written).status, 423);
    assert_eq!(problems(&path), [""; 0]);
}

/// A wording file with the text of one box.
fn wording() -> String {
    let wording = json!({"format": 1, "regulation": "qd-26-2026",
        "source": {"file": "qd26.html", "sha256": "0".repeat(64)},
        "sets": {"01": {"criteria": {"1.1": {"title": "Tiêu đề theo quyết định",
            "boxes": ["Lời văn của mức một", null, null]}}, "findings": {}, "notes": []}}});
    wording.to_string()
}

/// Source: session.md, contract 9: the session keeps the wording it was made with, members read it,
/// and the page says whose text it is; `serve --wording` lays it over later.
#[test]
fn a_wording_laid_over() {
    let folder = Folder::new();
    let path = folder.0.join("wording.ocop");
    let text = list(2, 1).to_string();
    let wording = wording();
    let given = Some(("w.json", wording.as_str()));
    let catalog = Catalog::bundled();
    make::create(&path, ("l.json", text.as_bytes()), given, &catalog).unwrap();
    let label = |path: &std::path::Path| {
        ask(path, |session| {
            let product = session.product("p1")?;
            let form = session.form(&product)?;
            let label = form
                .view
                .pointer("/parts/0/sections/0/criteria/0/boxes/0/label");
            Ok((label.cloned(), form.words.clone()))
        })
    };
    let (shown, words) = label(&path);
    assert_eq!(shown, Some(json!("Lời văn của mức một")));
    assert!(words.contains("qd26.html"), "{words}");
    let later = made(&folder, &list(2, 1));
    assert_ne!(label(&later).0, shown);
    let act = Act {
        who: SECRETARY,
        door: "command",
    };
    ask(&later, |session| {
        Ok(session.lay_over(act, "w.json", &wording)?)
    });
    assert_eq!(label(&later).0, shown);
    let server = Server::start(&later);
    let port = server.address.rsplit(':').next().unwrap();
    let cookie = format!("ocop-{port}={}", token(&later, "m1"));
    let page = Client::with(&server.address, &[("cookie", &cookie)])
        .get("/p/p1")
        .body;
    assert!(page.contains("Lời văn của mức một") && page.contains("qd26.html"));
    assert_eq!(problems(&path), [""; 0]);
    assert_eq!(problems(&later), [""; 0]);
    // Laid over or not, the data is the program's own: nothing newer is told.
    let newest = engine::digest(&engine::files(&catalog));
    let found = ask(&later, |session| Ok(session.check(None, &newest)?));
    assert_eq!(found.notes.len(), 0, "{:?}", found.notes);
}

/// Source: issue on the session, 4: off unless asked for; nothing stored; the star, what is missing,
/// the least work to the next. All of the best boxes are 100 points; none of them no star.
#[test]
fn the_page_for_producers() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let closed = Server::start(&path);
    let mut nobody = Client::with(&closed.address, &[]);
    assert_eq!(nobody.get("/tu-danh-gia").status, 401);
    drop(closed);
    let server = Server::public(&path);
    let before = ask(&path, |session| Ok(ocop_session::log::end(session.file)?));
    let mut nobody = Client::with(&server.address, &[]);
    assert!(nobody.get("/tu-danh-gia").body.contains("/tu-danh-gia/08"));
    let form = nobody.get("/tu-danh-gia/08");
    assert_eq!(form.status, 200);
    assert!(form.body.contains("Không phải kết quả của Hội đồng"));
    assert_eq!(nobody.get("/tu-danh-gia/99").status, 404);
    assert_eq!(nobody.get("/").status, 401);
    let mut member = server.client(&token(&path, "m1"));
    let sheet = ask(&path, |session| {
        let sheet = session.engine.sheet("qd-26-2026", "08").unwrap();
        Ok(json!({"sheet": sheet.view}))
    });
    let mut post = |answers: &[(String, u64)]| {
        let fields = answers
            .iter()
            .map(|(code, number)| format!("a.{code}={number}"));
        let body = fields.collect::<Vec<_>>().join("&");
        let media = "application/x-www-form-urlencoded";
        nobody
            .raw("POST", "/tu-danh-gia/08", media, body.as_bytes())
            .unwrap()
    };
    let all = best(&sheet);
    let whole = post(&all);
    assert_eq!(whole.status, 200);
    assert!(whole.body.contains("<b>100</b>") && whole.body.contains("<b>5 sao</b>"));
    let part = post(&all[1..]);
    assert!(
        part.body.contains("Còn 1 tiêu chí chưa chọn") && !part.body.contains("Hạng có thể đạt")
    );
    let none: Vec<(String, u64)> = criteria(&sheet)
        .into_iter()
        .map(|(code, _)| (code, 0))
        .collect();
    let low = post(&none).body;
    assert!(low.contains("<b>dưới 3 sao</b>") && low.contains("Việc ít nhất để đạt hạng 3 sao"));
    assert_eq!(post(&[("1.1".to_owned(), 99)]).status, 404);
    // Nothing is stored, and the session is closed to everybody without a link as before.
    assert_eq!(
        ask(&path, |session| Ok(ocop_session::log::end(session.file)?)),
        before
    );
    member.get("/api/me").ok();
}

/// Source: issue on reach, 6: 12 made-up products with sheets partly filled in.
#[test]
fn the_made_up_session() {
    let folder = Folder::new();
    let path = folder.0.join("thu.ocop");
    demo::create(&path, &Catalog::bundled()).unwrap();
    assert!(demo::create(&path, &Catalog::bundled()).is_err());
    let board = ask(&path, |session| Ok(session.board()?));
    let states: Vec<&str> = engine::list(&board, "products")
        .map(|product| engine::text(product, "state"))
        .collect();
    assert_eq!(states.len(), 12);
    assert_eq!(
        states.iter().filter(|state| **state == "complete").count(),
        5
    );
    let statuses = board.to_string();
    for status in ["not-opened", "open", "submitted", "recused"] {
        assert!(statuses.contains(&format!("\"{status}\"")), "{status}");
    }
    // The fifth is to be scored again; the others are settled.
    let act = Act {
        who: SECRETARY,
        door: "command",
    };
    for n in 1..=5 {
        let result = ask(&path, |session| session.decide(act, &format!("p{n}")));
        let result: Value = serde_json::from_str(&result).unwrap();
        let expected = if n == 5 {
            "rescore-required"
        } else {
            "settled"
        };
        assert_eq!(result["stages"][0]["status"], expected, "p{n}");
    }
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: session.md, Secretary at a sheet: the secretary sets who is absent, recused, present; a member may only
/// recuse. What the secretary recorded is not theirs to replace (423, as at every sheet that is closed).
#[test]
fn what_the_secretary_recorded_stays() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 2));
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let mut phone = server.client(&token(&path, "m2"));
    let at = "/api/sheets/p1/attendance";
    let back = |reason: &str| json!({"status": "recused", "reason": reason});
    for status in ["absent", "recused"] {
        let said = json!({"status": status, "reason": "Công văn 3 của chủ tịch"});
        chair.put("/api/sheets/p1/m2/attendance", &said).ok();
        let refused = phone.put(at, &back("tôi không chấm"));
        assert_eq!(
            (refused.status, &refused.json()["status"]),
            (423, &json!(status))
        );
    }
    chair
        .put(
            "/api/sheets/p1/m2/attendance",
            &json!({"status": "present"}),
        )
        .ok();
    // Their own they may set right, and say again.
    phone.put(at, &back("có liên quan")).ok();
    phone.put(at, &back("có liên quan")).ok();
    assert_eq!(
        phone.put(at, &back("người thân của chủ thể")).ok()["status"],
        "recused"
    );
    let said = ask(&path, |session| {
        let sql = "SELECT group_concat(who || ': ' || reason, '; ') FROM log WHERE what = 'attendance' AND reason IS NOT NULL";
        Ok(session
            .file
            .query_row(sql, [], |row| row.get::<_, String>(0))?)
    });
    assert!(
        said.ends_with("m2: có liên quan; m2: người thân của chủ thể"),
        "{said}"
    );
    assert!(!said.contains("tôi không chấm"), "{said}");
}
