//! What a session says to the secretary: warnings, refusals, and how a mistake is set right.

use ocop_session::engine::list as all;
use ocop_session::fault::Fault;
use ocop_session::json::Body;
use ocop_session::session::{Act, Refused};
use serde_json::{Value, json};

use crate::common::{Folder, Server, ask, best, fill, list, made, problems, secretary, token};

const ACT: Act<'static> = Act::COMMAND;

fn body(value: &Value) -> Body<'static> {
    Body::of("test", value)
}

/// Every member gives every criterion of a product the box of most points.
fn scored(server: &Server, path: &std::path::Path, members: usize, product: &str) {
    for n in 1..=members {
        let mut member = server.client(&token(path, &format!("m{n}")));
        fill(&mut member, &format!("/api/sheets/{product}"), best);
    }
}

/// Contract 4: a result has `data.warnings`; 7: "an incomplete set warns"; 5.7: contradictions are "warned about".
/// The same stands on the product's page, before there is a result as far as the list gives rise to it.
#[test]
fn warnings_stand_on_the_products_page() {
    let folder = Folder::new();
    let mut given = list(2, 1);
    // Set 07 of 148/QĐ-TTg is incomplete: contract 7 names 6.d.
    given["date"] = json!("2026-06-30");
    given["products"][0]["set"] = json!("07");
    given["products"][0]["regulation"] = json!("qd-1489-2025");
    given["products"][0]["application"]["filed"] = json!("2026-05-01");
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut secretary = secretary(&server, &path);
    let mut page = || secretary.get("/product/p1").body;
    let before = page();
    assert!(before.contains("6.d"), "{before}");
    scored(&server, &path, 2, "p1");
    let result: Value =
        serde_json::from_str(&ask(&path, |session| session.decide(ACT, "p1"))).unwrap();
    let warnings: Vec<&str> = all(&result["data"], "warnings")
        .map(|warning| warning["vi"].as_str().unwrap())
        .collect();
    assert!(
        warnings.iter().any(|said| said.contains("6.d")),
        "{warnings:?}"
    );
    let after = page();
    for said in &warnings {
        assert!(after.contains(said), "{said}: {after}");
    }
    // What is kept is shown, not what the engine of another day would say.
    let former = result.to_string().replace(warnings[0], "Như lúc tính");
    ask(&path, |session| {
        session
            .file
            .execute("UPDATE round SET result = ?1", [&former])?;
        Ok(())
    });
    let after = page();
    assert!(
        after.contains("Như lúc tính") && !after.contains(warnings[0]),
        "{after}"
    );
}

/// Contract 3: `previous` with `first`, and an association for other goods than tourism, are warnings; 4: cases of one
/// product with the same kind and `filed` are one dossier. A list that has them is taken, and says so.
#[test]
fn a_list_says_what_looks_like_a_mistake() {
    let folder = Folder::new();
    let mut given = list(3, 3);
    given["products"][0]["product"] =
        json!({"name": "Mật ong rừng", "producer": {"name": "HTX Một"}});
    // The same in decomposed letters.
    given["products"][1]["product"] =
        json!({"name": "Ma\u{302}\u{323}t ong rư\u{300}ng", "producer": {"name": "HTX Một"}});
    given["products"][1]["set"] = given["products"][0]["set"].clone();
    given["products"][2]["product"]["producer"] = json!({"name": "Hội", "kind": "association"});
    given["products"][2]["application"]["previous"] =
        json!({"star": 3, "issued": "2023-08-01", "expires": "2026-08-01"});
    let path = made(&folder, &given);
    let notes = ask(&path, |session| Ok(session.notes()?));
    let notes: Vec<&str> = notes.iter().map(|note| note.text(ocop::Lang::En)).collect();
    let one = |of: &dyn Fn(&str) -> bool| notes.iter().filter(|note| of(note)).count();
    assert_eq!(
        one(&|note| note.starts_with("p1 and p2 are one dossier")),
        1,
        "{notes:#?}"
    );
    let warnings = ask(&path, |session| Ok(session.warnings(&session.products()?)?));
    for code in ["previous-with-first", "producer-kind"] {
        let warning = warnings.iter().find(|warning| warning.code == code);
        assert_eq!(warning.unwrap().products, ["p3"], "{code}");
        let said = warning.unwrap().said.text(ocop::Lang::En);
        assert_eq!(one(&|note| note == format!("{said} (p3)")), 1, "{notes:#?}");
    }
}

/// 26/2026, Điều 4.1: who decides, presides and scores is each level's own. Papers have blanks for what a list says of
/// another level's council, and the list is told so.
#[test]
fn a_list_with_another_levels_authority_says_so() {
    let folder = Folder::new();
    let notes = |authority: &str| {
        let mut given = list(2, 1);
        given["authority"] = json!(authority);
        let path = made(&folder, &given);
        let notes = ask(&path, |session| Ok(session.notes()?));
        std::fs::remove_file(path).unwrap();
        let notes = notes
            .iter()
            .map(|note| note.text(ocop::Lang::En).to_owned());
        notes
            .filter(|note| note.contains("authority"))
            .collect::<Vec<_>>()
    };
    assert_eq!(notes("Ủy ban nhân dân tỉnh Đồng Nai"), Vec::<String>::new());
    let of_a_district = notes("Ủy ban nhân dân huyện Cẩm Mỹ");
    assert_eq!(of_a_district.len(), 1, "{of_a_district:?}");
    let said = "`Ủy ban nhân dân huyện Cẩm Mỹ` is no authority of the province";
    assert!(of_a_district[0].starts_with(said), "{of_a_district:?}");
}

/// session.md: decide "locks all sheets and findings of the product (423)"; a sheet that was not submitted is not
/// reopened (409). A product that a wrong finding ended before a sheet was submitted is opened by its findings.
#[test]
fn a_wrong_finding_is_set_right() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 1));
    let server = Server::start(&path);
    let mut secretary = secretary(&server, &path);
    let sheet = secretary.get("/api/sheets/p1/m1").ok();
    let finding = sheet["sheet"]["findings"][0]["finding"].clone();
    let reason = json!({"reason": "nhập nhầm căn cứ"});
    // Nothing was decided.
    assert_eq!(
        secretary.post("/api/products/p1/reopen", &reason).status,
        409
    );
    secretary
        .put("/api/products/p1/findings", &json!({"findings": [finding]}))
        .ok();
    secretary.post("/api/products/p1/decide", &json!({})).ok();
    assert_eq!(
        secretary
            .put("/api/products/p1/findings", &json!({"findings": []}))
            .status,
        423
    );
    assert_eq!(
        secretary.post("/api/products/p1/m1/reopen", &reason).status,
        409
    );
    assert!(
        secretary
            .get("/product/p1")
            .body
            .contains("/product/p1/reopen")
    );
    assert_eq!(
        secretary
            .post("/api/products/p1/reopen", &json!({"reason": " "}))
            .status,
        422
    );
    let opened = secretary.post("/api/products/p1/reopen", &reason).ok();
    assert_eq!(opened["state"], "scoring");
    secretary
        .put("/api/products/p1/findings", &json!({"findings": []}))
        .ok();
    scored(&server, &path, 2, "p1");
    let result = secretary.post("/api/products/p1/decide", &json!({})).ok();
    assert_eq!(result["stages"][0]["status"], "settled");
    // Without a finding it is the sheets that are opened.
    assert_eq!(
        secretary.post("/api/products/p1/reopen", &reason).status,
        409
    );
    assert_eq!(problems(&path), Vec::<String>::new());
}

/// Why one decision is not entered for some products.
#[track_caller]
fn not_entered(path: &std::path::Path, named: &[String], decision: &Value) -> String {
    let entered = ocop_session::session::write(path, |session| {
        Ok::<_, Refused>(session.one_decision(ACT, named, &body(decision)).map(drop))
    });
    let Err(Refused::Fault(Fault::No(_, why))) = entered.unwrap() else {
        panic!("the decision is entered");
    };
    why.text(ocop::Lang::En).to_owned()
}

/// docs/papers.md: "each law has its own decisions". One number for products of two laws is refused, and nothing is
/// entered; 26/2026 is in force from 2026-05-22 (contract 1). The day on the page is written as people write it.
#[test]
fn one_decision_is_of_one_law() {
    let folder = Folder::new();
    let mut given = list(2, 2);
    given["date"] = json!("2026-07-10");
    given["products"][1]["regulation"] = json!("qd-1489-2025");
    given["products"][1]["application"]["filed"] = json!("2026-05-01");
    let path = made(&folder, &given);
    let server = Server::start(&path);
    for product in ["p1", "p2"] {
        scored(&server, &path, 2, product);
        ask(&path, |session| session.decide(ACT, product));
    }
    let decision = json!({"number": "2001/QĐ-UBND", "date": "2026-07-21"});
    for named in [&[][..], &["p1".to_owned(), "p2".to_owned()]] {
        let why = not_entered(&path, named, &decision);
        assert!(
            why.contains(": p1") && why.contains(": p2") && why.contains("1489/QĐ-TTg"),
            "{why}"
        );
    }
    let products = ask(&path, |session| Ok(session.products()?));
    assert!(products.iter().all(|product| product.decision.is_none()));
    ask(&path, |session| {
        session.decision(ACT, "p1", &body(&decision))
    });
    let page = secretary(&server, &path).get("/product/p1").body;
    assert!(page.contains("Số 2001/QĐ-UBND, ngày 21/07/2026"), "{page}");
    // What is not recognised and does not go up says that, not how it stands (contract 5.8: fewer than 3 stars).
    let mut given = list(2, 1);
    given["title"] = json!("Đợt 2");
    let folder = Folder::new();
    let path = made(&folder, &given);
    let server = Server::start(&path);
    for n in 1..=2 {
        let mut member = server.client(&token(&path, &format!("m{n}")));
        let none = |sheet: &Value| {
            crate::common::criteria(sheet)
                .into_iter()
                .map(|(code, _)| (code, 0))
                .collect()
        };
        fill(&mut member, "/api/sheets/p1", none);
    }
    ask(&path, |session| session.decide(ACT, "p1"));
    let mut secretary = secretary(&server, &path);
    let refused = secretary.put("/api/products/p1/decision", &decision);
    assert_eq!(refused.status, 409);
    assert_eq!(
        refused.json()["error"]["en"],
        "p1 is neither recognised nor goes up: there is no decision to enter"
    );
}

/// docs/session.md: a decision for all takes no other's place where products stand differently; a named product
/// gets the new number and day. The log has both.
#[test]
fn a_second_decision_names_its_products() {
    let folder = Folder::new();
    let path = made(&folder, &list(2, 2));
    let server = Server::start(&path);
    for product in ["p1", "p2"] {
        scored(&server, &path, 2, product);
        ask(&path, |session| session.decide(ACT, product));
    }
    let numbered = |number: &str| json!({"number": number, "date": "2026-08-20"});
    let enter = |named: &[&str], number: &str| {
        let named: Vec<String> = named.iter().map(|id| (*id).to_owned()).collect();
        ask(&path, |session| {
            session.one_decision(ACT, &named, &body(&numbered(number)))
        });
    };
    let numbers = || {
        let products = ask(&path, |session| Ok(session.products()?));
        let decisions = products.into_iter().map(|product| product.decision);
        decisions
            .map(|one| {
                one.map_or(String::new(), |one| {
                    one["number"].as_str().unwrap().to_owned()
                })
            })
            .collect::<Vec<_>>()
    };
    enter(&["p1"], "1/QĐ-UBND");
    let why = not_entered(&path, &[], &numbered("2/QĐ-UBND"));
    assert!(
        why.contains("1/QĐ-UBND of 20/08/2026: p1; none yet: p2"),
        "{why}"
    );
    assert_eq!(numbers(), ["1/QĐ-UBND", ""]);
    // The same decision for the rest, another number for all that have one, and for one alone.
    enter(&[], "1/QĐ-UBND");
    enter(&[], "2/QĐ-UBND");
    assert_eq!(numbers(), ["2/QĐ-UBND", "2/QĐ-UBND"]);
    enter(&["p2"], "3/QĐ-UBND");
    assert_eq!(numbers(), ["2/QĐ-UBND", "3/QĐ-UBND"]);
    // One product has the number already: the other's is another decision all the same.
    let why = not_entered(&path, &[], &numbered("3/QĐ-UBND"));
    assert!(why.contains("2/QĐ-UBND of 20/08/2026: p1"), "{why}");
    assert_eq!(numbers(), ["2/QĐ-UBND", "3/QĐ-UBND"]);
    assert_eq!(problems(&path), Vec::<String>::new());
}

/// docs/session.md: "Level, date, rules and what has been scored stay what they were." Once a product is decided, so do
/// the number appointed and what a member is in the council; names are mended.
#[test]
fn a_council_that_has_decided_stays() {
    let folder = Folder::new();
    let mut given = list(3, 2);
    let path = made(&folder, &given);
    given["council"]["appointed"] = json!(4);
    given["members"][2]["role"] = json!("vice-chair");
    let amend = |given: &[u8]| {
        ocop_session::session::write(&path, |session| session.amend(ACT, "list", given))
    };
    amend(given.to_string().as_bytes()).unwrap();
    let server = Server::start(&path);
    scored(&server, &path, 3, "p1");
    ask(&path, |session| session.decide(ACT, "p1"));
    let mut changed = given.clone();
    changed["council"]["appointed"] = json!(5);
    changed["members"][0]["role"] = json!("member");
    changed["members"][2]["role"] = json!("chair");
    let Fault::Input(found) = amend(changed.to_string().as_bytes()).unwrap_err() else {
        panic!("another fault");
    };
    let told: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|one| (one.code().as_str(), one.path(), one.pointer()))
        .collect();
    assert_eq!(
        told,
        [
            ("earlier-differs", "council/appointed", "/council/appointed"),
            ("earlier-differs", "member m1/role", "/members/0/role"),
            ("earlier-differs", "member m3/role", "/members/2/role"),
        ]
    );
    // Of a workbook at its cells.
    changed["products"][0]["application"]["filed"] = json!("2026-06-30");
    let book = ocop_papers::SessionList::write(&changed, &ocop::Catalog::bundled()).unwrap();
    let Fault::Input(found) = amend(&book).unwrap_err() else {
        panic!("another fault");
    };
    let sheets: Vec<&str> = found
        .iter()
        .map(|one| one.path().split('!').next().unwrap())
        .collect();
    assert_eq!(
        sheets,
        ["Đợt đánh giá", "Thành viên", "Thành viên", "Sản phẩm"],
        "{found:?}"
    );
    given["members"][0]["name"] = json!("Tên đã sửa");
    amend(given.to_string().as_bytes()).unwrap();
    assert_eq!(problems(&path), Vec::<String>::new());
}

/// Source: session.md, amend: names and texts. A decided product is called otherwise, and what was decided stays;
/// what else its entry says does not change.
#[test]
fn a_decided_product_with_a_mended_name() {
    let folder = Folder::new();
    let mut given = list(3, 2);
    let path = made(&folder, &given);
    let server = Server::start(&path);
    scored(&server, &path, 3, "p1");
    let mut chair = secretary(&server, &path);
    let decided = chair.post("/api/products/p1/decide", &json!({})).ok();
    let entered = json!({"number": "7/QĐ-UBND", "date": "2026-08-20"});
    chair.put("/api/products/p1/decision", &entered).ok();
    // The other is in its second round, which one member has begun.
    let nothing = |sheet: &Value| {
        let best = best(sheet).into_iter();
        best.map(|(code, _)| (code, 0)).collect::<Vec<_>>()
    };
    for member in ["m1", "m2", "m3"] {
        let mut phone = server.client(&token(&path, member));
        match member {
            "m2" => fill(&mut phone, "/api/sheets/p2", nothing),
            _ => fill(&mut phone, "/api/sheets/p2", best),
        }
    }
    chair.post("/api/products/p2/decide", &json!({})).ok();
    let again = json!({"date": "2026-08-06", "reason": "chênh lệch"});
    chair.post("/api/products/p2/round", &again).ok();
    let mut phone = server.client(&token(&path, "m1"));
    fill(&mut phone, "/api/sheets/p2", best);
    drop(server);
    let amend = |given: &Value| {
        let text = given.to_string();
        ocop_session::session::write(&path, |session| session.amend(ACT, "list", text.as_bytes()))
    };
    for n in 0..2 {
        given["products"][n]["product"] = json!({"name": format!("Tên đã sửa {n}"),
            "producer": {"name": "HTX Bình Minh", "address": "ấp 3", "phone": "0251 3 123 456"}});
    }
    amend(&given).unwrap();
    assert_eq!(problems(&path), Vec::<String>::new());
    let (cases, _) = ask(&path, |session| Ok(session.cases()?));
    let case: Value = serde_json::from_str(&cases[0]).unwrap();
    assert_eq!(case["product"], given["products"][0]["product"]);
    let stage = &case["stages"][0];
    assert_eq!(
        (&stage["decision"], &stage["decided"]),
        (&entered["number"], &entered["date"])
    );
    let result = ask(&path, |session| {
        Ok(session.result(&session.product("p1")?)?.unwrap().view)
    });
    for key in ["star", "total", "status"] {
        assert_eq!(result["stages"][0][key], decided["stages"][0][key]);
    }
    let first = ask(&path, |session| {
        let sql = "SELECT kase FROM round WHERE product = 'p2' AND round = 1";
        Ok(session
            .file
            .query_row(sql, [], |row| row.get::<_, String>(0))?)
    });
    assert!(first.contains("Tên đã sửa 1"), "{first}");
    // What was scored by is no name.
    given["products"][0]["set"] = json!("03");
    let Fault::Input(found) = amend(&given).unwrap_err() else {
        panic!("another fault");
    };
    assert_eq!(found[0].pointer(), "/products/0");
}

/// docs/session.md: a council's own rules "are beside `cases.jsonl`". Every link of that page leads somewhere, before
/// there is a result too.
#[test]
fn every_link_of_the_papers_page_leads_somewhere() {
    let folder = Folder::new();
    let catalog = ocop::Catalog::bundled();
    let mut files = catalog.files();
    let (_, rules) = files
        .find(|(name, _)| name.ends_with("councils/default.json"))
        .unwrap();
    let rules: Value = serde_json::from_str(rules).unwrap();
    let mut given = list(2, 1);
    given["council"]["rules"] = rules.clone();
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut secretary = secretary(&server, &path);
    let mut own = || {
        let page = secretary.get("/papers").body;
        let links = page.split("href=\"").skip(1);
        let links: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
        let links = links.into_iter().filter(|link| link.starts_with('/'));
        let mut found = Vec::new();
        for link in links {
            let answer = secretary.get(link);
            assert_eq!(answer.status, 200, "{link}");
            found.extend(link.starts_with("/api/councils/").then(|| answer.json()));
        }
        found
    };
    assert_eq!(own(), Vec::<Value>::new());
    scored(&server, &path, 2, "p1");
    ask(&path, |session| session.decide(ACT, "p1"));
    assert_eq!(own(), [rules]);
}
