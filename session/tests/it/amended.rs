//! A list that is changed while products are scored: who leaves and comes back, and what a product is called and
//! scored by. Source: session.md, `session amend`; docs/session.md, The list.

use std::path::Path;

use ocop_session::fault::Fault;
use ocop_session::session::{Act, Refused};
use ocop_session::{log, papers};
use serde_json::{Value, json};

use crate::common::{
    Folder, Server, ask, best, fill, list, made, problems, renewal, secretary, token,
};

const ACT: Act<'static> = Act::COMMAND;

/// Takes a list in; what is told of it.
fn amend(path: &Path, given: &Value) -> Vec<String> {
    let text = given.to_string();
    let (kept, _) = ask(path, |session| {
        Ok(session.amend(ACT, "list.json", text.as_bytes())?)
    });
    let said = kept.iter().map(|said| said.text(ocop::Lang::En).to_owned());
    said.collect()
}

/// Why a list is not taken in.
fn refused(path: &Path, given: &Value) -> Vec<(String, String)> {
    let text = given.to_string();
    let before = ask(path, |session| Ok(log::end(session.file)?));
    let amended = ocop_session::session::write(path, |session| {
        session.amend(ACT, "list.json", text.as_bytes())
    });
    let Err(Fault::Input(found)) = amended else {
        panic!("{amended:?}");
    };
    assert_eq!(ask(path, |session| Ok(log::end(session.file)?)), before);
    let told = found.iter();
    let told = told.map(|one| (one.code().as_str().to_owned(), one.pointer().to_owned()));
    told.collect()
}

/// The list without a member.
fn without(given: &Value, id: &str) -> Value {
    let mut given = given.clone();
    let members = given["members"].as_array_mut().unwrap();
    members.retain(|member| member["id"] != id);
    given
}

fn statuses(path: &Path, member: &str) -> Vec<String> {
    let board = ask(path, |session| Ok(session.board()?));
    let products = board["products"].as_array().unwrap().iter();
    let of = products.map(|product| {
        product["members"][member]["status"]
            .as_str()
            .unwrap_or("-")
            .to_owned()
    });
    of.collect()
}

/// The lines of the minutes on the first product that name somebody.
fn minutes(path: &Path, name: &str) -> Vec<String> {
    let all = ask(path, |session| Ok(papers::all(session)?));
    let (_, page) = all
        .iter()
        .find(|(name, _)| name == "bien-ban.html")
        .unwrap();
    let page = String::from_utf8(page.clone()).unwrap();
    let pieces = page
        .split(['<', '>'])
        .filter(|piece| piece.contains(name) && piece.contains("Sản phẩm 1,"));
    pieces.map(str::to_owned).collect()
}

fn scores(server: &Server, path: &Path, members: &[&str], product: &str) {
    for member in members {
        let mut phone = server.client(&token(path, member));
        fill(&mut phone, &format!("/api/sheets/{product}"), best);
    }
}

/// session.md: "a member who leaves is set absent", from what they handed in too as long as it is not decided, so that
/// the sheet of who comes in their place is not one more than are appointed. What was decided stays.
#[test]
fn who_has_left_does_not_count() {
    let folder = Folder::new();
    let first = list(3, 3);
    let path = made(&folder, &first);
    let server = Server::start(&path);
    scores(&server, &path, &["m1", "m2", "m3"], "p1");
    ask(&path, |session| session.decide(ACT, "p1"));
    scores(&server, &path, &["m3"], "p2");
    let mut next = without(&first, "m3");
    let new = json!({"id": "m4", "name": "Người thay", "role": "member"});
    next["members"].as_array_mut().unwrap().push(new);
    let told = amend(&path, &next);
    let uncounted = |line: &&String| line.contains("m3 handed in for p2 do not count");
    assert_eq!(told.iter().filter(uncounted).count(), 1, "{told:?}");
    assert_eq!(statuses(&path, "m3"), ["submitted", "absent", "absent"]);
    assert_eq!(
        statuses(&path, "m4"),
        ["absent", "not-opened", "not-opened"]
    );
    scores(&server, &path, &["m1", "m2", "m4"], "p2");
    let decided = ask(&path, |session| session.decide(ACT, "p2"));
    let decided: Value = serde_json::from_str(&decided).unwrap();
    assert_eq!(decided["stages"][0]["total"]["count"], 3);
    assert_eq!(decided["stages"][0]["status"], "settled");
    // What was decided with their sheet and is opened again is still of that council.
    let mut chair = secretary(&server, &path);
    let reason = json!({"reason": "lệnh của chủ tịch"});
    chair.post("/api/products/p1/m1/reopen", &reason).ok();
    assert!(
        !amend(&path, &next)
            .iter()
            .any(|line| line.contains("count"))
    );
    assert_eq!(statuses(&path, "m3"), ["submitted", "absent", "absent"]);
    assert_eq!(problems(&path), [""; 0]);
}

/// session.md: a private link is a member's of the list. Who has left has none and is not there; who comes back is there
/// as before, for what has no result.
#[test]
fn who_comes_back_is_there_as_before() {
    let folder = Folder::new();
    let first = list(4, 4);
    let path = made(&folder, &first);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    scores(&server, &path, &["m3"], "p1");
    let tick = json!({"box": 1, "revision": 0});
    let mut phone = server.client(&token(&path, "m3"));
    phone.put("/api/sheets/p2/answers/1.1", &tick).ok();
    let away = json!({"status": "absent", "reason": "đi công tác"});
    chair.put("/api/sheets/p4/m3/attendance", &away).ok();
    amend(&path, &without(&first, "m3"));
    assert_eq!(statuses(&path, "m3"), ["absent"; 4]);
    assert_eq!(phone.get("/api/me").status, 401);
    // Neither door makes them a member again.
    let logged = ask(&path, |session| Ok(log::end(session.file)?));
    let link = chair.post("/api/members/m3/link", &json!({}));
    assert_eq!(link.status, 409, "{link:?}");
    assert!(link.body.contains("không còn trong danh sách"), "{link:?}");
    let present = json!({"status": "present"});
    let there = chair.put("/api/sheets/p2/m3/attendance", &present);
    assert_eq!(there.status, 409, "{there:?}");
    let command = ask(&path, |session| Ok(session.new_token(ACT, "m3")));
    assert!(matches!(command, Err(Refused::Fault(Fault::No(..)))));
    assert_eq!(ask(&path, |session| Ok(log::end(session.file)?)), logged);
    // The secretary may still say that they step back, for minutes print why.
    let told = amend(&path, &first);
    assert!(
        told.iter().any(|line| line.contains("m3 is back")),
        "{told:?}"
    );
    let back = ["submitted", "open", "not-opened", "absent"];
    assert_eq!(statuses(&path, "m3"), back);
    server.client(&token(&path, "m3")).get("/api/me").ok();
    // The same list again changes nothing of it.
    assert!(amend(&path, &first).is_empty());
    assert_eq!(statuses(&path, "m3"), back);
    assert_eq!(problems(&path), [""; 0]);
}

/// Papers-elements 3: minutes list who was absent or stepped back, with the reason. What a decided product's minutes say
/// stays, whoever leaves and comes back.
#[test]
fn a_recusal_stays_in_the_minutes() {
    let folder = Folder::new();
    let first = list(5, 2);
    let path = made(&folder, &first);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let recused = json!({"status": "recused", "reason": "chủ thể là người thân"});
    chair.put("/api/sheets/p1/m4/attendance", &recused).ok();
    scores(&server, &path, &["m1", "m2", "m3", "m5"], "p1");
    ask(&path, |session| session.decide(ACT, "p1"));
    let printed = minutes(&path, "Thành viên 4: ");
    let reason = |lines: &[String]| {
        lines
            .iter()
            .any(|line| line.contains("chủ thể là người thân"))
    };
    assert!(reason(&printed), "{printed:?}");
    amend(&path, &without(&first, "m4"));
    assert_eq!(statuses(&path, "m4"), ["recused", "absent"]);
    assert_eq!(minutes(&path, "Thành viên 4: "), printed);
    amend(&path, &first);
    assert_eq!(statuses(&path, "m4"), ["recused", "not-opened"]);
    assert_eq!(minutes(&path, "Thành viên 4: "), printed);
    // Who came after the decision and leaves again was never part of it.
    let mut more = first.clone();
    let new = json!({"id": "m6", "name": "Người mới", "role": "member"});
    more["members"].as_array_mut().unwrap().push(new);
    more["members"].as_array_mut().unwrap().remove(4);
    amend(&path, &more);
    assert_eq!(statuses(&path, "m6"), ["absent", "not-opened"]);
    amend(&path, &first);
    assert_eq!(statuses(&path, "m6"), ["-", "-"]);
    assert_eq!(problems(&path), [""; 0]);
}

/// Contract 2: an error means that nothing was taken. Contract 5.7: findings are those that the set lists, so that a product
/// which has one keeps to sets that list it.
#[test]
fn a_set_without_the_findings_that_are_entered() {
    let folder = Folder::new();
    let mut given = list(2, 2);
    given["products"][1]["set"] = json!("14");
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let findings = json!({"findings": ["food-safety-certificate"]});
    chair.put("/api/products/p2/findings", &findings).ok();
    let mut other = given.clone();
    other["products"][1]["set"] = json!("26");
    let expected = [("finding-unknown".to_owned(), "/products/1".to_owned())];
    assert_eq!(refused(&path, &other), expected);
    let none = json!({"findings": []});
    chair.put("/api/products/p2/findings", &none).ok();
    amend(&path, &other);
    assert_eq!(problems(&path), [""; 0]);
    // A file that an earlier program left so: its pages open, for there it is set right.
    ask(&path, |session| {
        let set =
            "UPDATE round SET findings = '[\"food-safety-certificate\"]' WHERE product = 'p2'";
        session.file.execute(set, [])?;
        Ok(())
    });
    for page in ["/product/p2", "/list", "/"] {
        assert_eq!(chair.get(page).status, 200, "{page}");
    }
    assert!(
        chair
            .get("/product/p2")
            .body
            .contains("food-safety-certificate")
    );
    chair.put("/api/products/p2/findings", &none).ok();
    assert_eq!(chair.get("/product/p2").status, 200);
}

/// 26/2026, Điều 7.6: it is a renewal that goes by written opinions; a council meets about what is none.
#[test]
fn a_renewal_that_is_none() {
    let folder = Folder::new();
    let mut given = list(3, 1);
    let first = given["products"][0]["application"].clone();
    given["products"][0]["application"] = renewal(3);
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let written = json!({"form": "written", "sent": "2026-07-20", "due": "2026-08-01"});
    chair.put("/api/products/p1/form", &written).ok();
    given["products"][0]["application"] = first;
    let told = amend(&path, &given);
    assert!(
        told.iter()
            .any(|line| line.contains("p1 is no renewal any more")),
        "{told:?}"
    );
    scores(&server, &path, &["m1", "m2", "m3"], "p1");
    let decided = chair.post("/api/products/p1/decide", &json!({})).ok();
    let warnings = decided["data"]["warnings"].as_array().unwrap();
    let for_others = |one: &Value| one["code"] == "written-for-others";
    assert!(!warnings.iter().any(for_others), "{warnings:?}");
    let names = chair.get("/api/papers").body;
    assert!(names.contains("bien-ban"), "{names}");
    assert_eq!(problems(&path), [""; 0]);
}

/// Dates that go back are errors (contract 3): nobody is asked about a dossier before it is there.
#[test]
fn opinions_are_not_asked_for_before_the_dossier() {
    let folder = Folder::new();
    let mut given = list(3, 1);
    given["products"][0]["application"] = renewal(3);
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let form = |sent: &str, due: &str| json!({"form": "written", "sent": sent, "due": due});
    let at = "/api/products/p1/form";
    let early = chair.put(at, &form("2020-01-01", "2020-01-02"));
    assert_eq!(early.status, 422);
    let problem = &early.json()["errors"][0];
    assert_eq!(
        (&problem["pointer"], &problem["code"]),
        (&json!("/sent"), &json!("date-order"))
    );
    assert_eq!(
        problem["vi"],
        "thấy `2020-01-01`, cần `2026-07-01`, ngày nộp hồ sơ, hoặc sau đó"
    );
    chair.put(at, &form("2026-07-01", "2026-07-01")).ok();
}

/// docs/session.md: "What minutes say of a decided product stays", whoever leaves the council or comes to it later.
#[test]
fn minutes_of_decided_products_do_not_know_later_lists() {
    let folder = Folder::new();
    let first = list(4, 2);
    let path = made(&folder, &first);
    let server = Server::start(&path);
    for product in ["p1", "p2"] {
        scores(&server, &path, &["m1", "m2", "m3", "m4"], product);
        ask(&path, |session| session.decide(ACT, product));
    }
    let told = |path: &Path| {
        let all = ask(path, |session| Ok(papers::all(session)?));
        let page = all.into_iter().find(|(name, _)| name == "bien-ban.html");
        let page = String::from_utf8(page.unwrap().1).unwrap();
        // The head of the log is another one after every change, and who has left stands last.
        let page = page.split("Nhật ký đợt đánh giá").next().unwrap();
        let mut pieces: Vec<String> = page.split('<').map(str::to_owned).collect();
        pieces.sort();
        pieces
    };
    let before = told(&path);
    let mut next = without(&first, "m3");
    let new = json!({"id": "m5", "name": "Người Mới", "role": "member"});
    next["members"].as_array_mut().unwrap().push(new);
    let said = amend(&path, &next);
    assert!(
        said.iter().any(|line| line.contains("what has one stays")),
        "{said:?}"
    );
    let after = told(&path);
    let new: Vec<_> = after.iter().filter(|one| !before.contains(one)).collect();
    assert!(new.is_empty(), "{new:?}");
    assert_eq!(after, before);
    assert_eq!(statuses(&path, "m5"), ["absent", "absent"]);
    assert_eq!(problems(&path), [""; 0]);
}

/// Source: session.md, `session amend`: "what has a saved sheet is never taken out"; members and products have the list's
/// order. What is kept although the list no longer has it keeps its place between the others.
#[test]
fn who_has_left_keeps_their_place() {
    let folder = Folder::new();
    let given = list(4, 3);
    let path = made(&folder, &given);
    let server = Server::start(&path);
    for member in ["m1", "m2"] {
        fill(
            &mut server.client(&token(&path, member)),
            "/api/sheets/p2",
            best,
        );
    }
    let mut less = without(&without(&given, "m1"), "m2");
    less["products"].as_array_mut().unwrap().remove(1);
    let new = json!({"id": "m9", "name": "Người Mới", "role": "member"});
    less["members"].as_array_mut().unwrap().insert(1, new);
    let order = || {
        ask(&path, |session| {
            let members = session.members()?.into_iter().map(|(one, _)| one.id);
            let products = session.products()?.into_iter().map(|one| one.id);
            Ok((members.collect::<Vec<_>>(), products.collect::<Vec<_>>()))
        })
    };
    less["members"][0]["role"] = json!("chair");
    amend(&path, &less);
    let members = ["m1", "m2", "m3", "m9", "m4"].map(str::to_owned).to_vec();
    let products = ["p1", "p2", "p3"].map(str::to_owned).to_vec();
    assert_eq!(order(), (members, products));
    // Twice is as once, and a list of another order has its own.
    amend(&path, &less);
    less["members"].as_array_mut().unwrap().swap(1, 2);
    amend(&path, &less);
    let members = ["m1", "m2", "m3", "m4", "m9"].map(str::to_owned).to_vec();
    assert_eq!(order().0, members);
    assert_eq!(problems(&path), [""; 0]);
}
