//! What the session hands to its papers.

use std::collections::BTreeMap;
use std::path::Path;

use ocop_session::papers;
use serde_json::{Value, json};

use crate::common::{
    Folder, Server, ask, best, criteria, fill, list, made, problems, renewal, secretary, token,
};

/// The pages of all papers, without their marks.
fn printed(path: &Path) -> BTreeMap<String, String> {
    let all = ask(path, |session| Ok(papers::all(session)?));
    let pages = all.into_iter().filter_map(|(name, bytes)| {
        let name = name.strip_suffix(".html")?.to_owned();
        let page = String::from_utf8(bytes).unwrap();
        let mut text = String::new();
        for piece in page.split('<') {
            text.push_str(piece.split_once('>').map_or("", |(_, after)| after));
        }
        Some((name, text))
    });
    pages.collect()
}

/// Source: 26/2026, Điều 7.6 d has renewals decided in writing; 148 has no such rule, so that one of its renewals
/// is decided at the meeting, and stands open in its minutes.
#[test]
fn an_open_renewal_of_148_waits_for_the_meeting() {
    let folder = Folder::new();
    let mut given = list(3, 2);
    given["level"] = json!("district");
    given["date"] = json!("2024-08-05");
    for product in given["products"].as_array_mut().unwrap() {
        product["regulation"] = json!("qd-148-2023");
        product["application"]["filed"] = json!("2024-07-01");
    }
    let renewal = json!({"kind": "renewal", "filed": "2024-07-01",
        "previous": {"star": 3, "issued": "2021-08-20", "expires": "2024-08-20"}});
    given["products"][1]["application"] = renewal;
    let path = made(&folder, &given);
    let server = Server::start(&path);
    for member in ["m1", "m2", "m3"] {
        let mut phone = server.client(&token(&path, member));
        fill(&mut phone, "/api/sheets/p1", best);
    }
    let mut chair = secretary(&server, &path);
    chair.post("/api/products/p1/decide", &json!({})).ok();
    // The page says what the papers do.
    let page = chair.get("/product/p2").body;
    assert!(page.contains("Phân hạng lại: Hội đồng họp"), "{page}");
    assert!(!page.contains("Chủ tịch cho họp: "), "{page}");
    let minutes = &printed(&path)["bien-ban"];
    for told in ["Sản phẩm chưa đánh giá xong: 1 sản phẩm", "Sản phẩm 2"] {
        assert!(minutes.contains(told), "{told}: {minutes}");
    }
}

fn nothing(sheet: &Value) -> Vec<(String, u64)> {
    let criteria = criteria(sheet).into_iter();
    criteria.map(|(code, _)| (code, 0)).collect()
}

/// Source: papers-elements.md 3 (list E: not concluded, why, what next; absent with reason), 2 (both
/// rounds): a product that is scored again stays in the papers, and so does one that nobody scored to
/// the end; after the second round the first one's sheets and absences are still there.
#[test]
fn papers_have_both_rounds_and_what_is_open() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 2));
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let away = |reason: &str| json!({"status": "absent", "reason": reason});
    let at = "/api/sheets/p1/m3/attendance";
    chair.put(at, &away("đi công tác")).ok();
    let phone = |member: &str, ticks: fn(&Value) -> Vec<(String, u64)>| {
        let mut phone = server.client(&token(&path, member));
        fill(&mut phone, "/api/sheets/p1", ticks);
    };
    phone("m1", best);
    phone("m2", nothing);
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let body = json!({"date": "2026-08-06", "reason": "chênh lệch"});
    chair.post("/api/products/p1/round", &body).ok();
    let now = printed(&path);
    for name in ["bien-ban", "bao-cao-hoi-dong", "to-trinh"] {
        let paper = &now[name];
        // Source: papers-elements 0: dd/mm/yyyy in tables only.
        let again = "đang chấm lại ngày 06 tháng 8 năm 2026, 0 trên 3 phiếu đã nộp; chấm tiếp các phiếu còn lại";
        assert!(paper.contains(again), "{name}: {paper}");
        assert!(
            paper.contains("Sản phẩm chưa đánh giá xong: 1 sản phẩm"),
            "{paper}"
        );
        assert!(paper.contains("Sản phẩm 2"), "{paper}");
    }
    assert!(now["bien-ban"].contains("vắng mặt, sản phẩm Sản phẩm 1, lý do: đi công tác"));
    assert!(now.contains_key("phieu-m2"));
    chair
        .put("/api/sheets/p1/m2/attendance", &away("bị ốm"))
        .ok();
    phone("m1", best);
    phone("m3", best);
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let now = printed(&path);
    let minutes = &now["bien-ban"];
    for line in [
        "Thành viên 3: vắng mặt, sản phẩm Sản phẩm 1, lần chấm thứ nhất, lý do: đi công tác",
        "Thành viên 2: vắng mặt, sản phẩm Sản phẩm 1, lần chấm thứ hai, lý do: bị ốm",
    ] {
        assert!(minutes.contains(line), "{line}: {minutes}");
    }
    assert!(now["phieu-m2"].contains("chấm lần thứ nhất, ngày 05 tháng 8 năm 2026"));
    assert!(now["phieu-m3"].contains("chấm lần thứ hai, ngày 06 tháng 8 năm 2026"));
    assert!(!now["phieu-m3"].contains("chấm lần thứ nhất"));
}

/// Source: 26/2026, Điều 7.6 c and d; papers-elements 4: the agency's report and a letter to each member are needed
/// when opinions are asked for, before the first one is back.
#[test]
fn opinions_are_asked_for_before_they_are_back() {
    let folder = Folder::new();
    let mut given = list(3, 2);
    given["products"][1]["application"] = renewal(3);
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let written = json!({"form": "written", "sent": "2026-07-20", "due": "2026-08-01"});
    chair.put("/api/products/p2/form", &written).ok();
    let now = printed(&path);
    let names: Vec<&str> = now.keys().map(String::as_str).collect();
    assert_eq!(names, ["bao-cao-co-quan", "phieu-lay-y-kien"]);
    let letter = &now["phieu-lay-y-kien"];
    for said in [
        "Gửi ngày 20/07/2026; hạn trả lời ngày 01/08/2026.",
        "Thành viên 3",
        "Sản phẩm 2",
    ] {
        assert!(letter.contains(said), "{said}: {letter}");
    }
    assert!(!letter.contains("Sản phẩm 1"));
    // The list of papers knows sheets by their members' names.
    let mut phone = server.client(&token(&path, "m2"));
    fill(&mut phone, "/api/sheets/p1", best);
    for member in ["m1", "m3"] {
        fill(
            &mut server.client(&token(&path, member)),
            "/api/sheets/p1",
            best,
        );
    }
    chair.post("/api/products/p1/decide", &json!({})).ok();
    assert!(
        chair
            .get("/papers")
            .body
            .contains("Phiếu đánh giá của Thành viên 2")
    );
}

/// Source: session.md, Reopen: papers made after it say which they replace. Papers-elements 11: a decision that was
/// issued is changed by another one, which has nothing of those that it left as they were.
#[test]
fn a_result_that_was_taken_back_is_replaced() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 2));
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    for member in ["m1", "m2", "m3"] {
        let mut phone = server.client(&token(&path, member));
        for product in ["p1", "p2"] {
            fill(&mut phone, &format!("/api/sheets/{product}"), best);
        }
    }
    for product in ["p1", "p2"] {
        let at = format!("/api/products/{product}");
        chair.post(&format!("{at}/decide"), &json!({})).ok();
        let decision = json!({"number": "9/QĐ-UBND", "date": "2026-08-20"});
        chair.put(&format!("{at}/decision"), &decision).ok();
    }
    let before = printed(&path);
    assert!(!before["bien-ban"].contains("thay thế"));
    let reason = json!({"reason": "ghi nhầm mức"});
    // The first takes the result back; the second is of the same time.
    for member in ["m1", "m2"] {
        let at = format!("/api/products/p2/{member}/reopen");
        chair.post(&at, &reason).ok();
    }
    for member in ["m1", "m2"] {
        let mut phone = server.client(&token(&path, member));
        phone.post("/api/sheets/p2/submit", &json!({})).ok();
    }
    chair.post("/api/products/p2/decide", &json!({})).ok();
    let now = printed(&path);
    let minutes = &now["bien-ban"];
    for said in [
        "Biên bản này thay thế [số, ngày biên bản được thay thế].",
        "Sản phẩm Sản phẩm 2: phiếu của Thành viên 1 được mở lại, lý do: ghi nhầm mức",
        "Sản phẩm Sản phẩm 2: phiếu của Thành viên 2 được mở lại, lý do: ghi nhầm mức",
        "Sản phẩm Sản phẩm 2: kết quả không đổi: tổng điểm trung bình",
    ] {
        assert!(minutes.contains(said), "{said}: {minutes}");
    }
    let decision = &now["quyet-dinh-phe-duyet-ket-qua"];
    let changes = "Quyết định này sửa đổi, thay thế nội dung về sản phẩm Sản phẩm 2 tại Quyết định số 9/QĐ-UBND ngày \
                   20 tháng 8 năm 2026.";
    assert!(decision.contains(changes), "{decision}");
    assert!(!decision.contains("Sản phẩm 1"), "{decision}");
}

/// session.md: "The log's head is printed on minutes"; 26/2026, Điều 7.6 d: of written opinions the table stands for them.
#[test]
fn the_table_of_opinions_has_the_head_of_the_log() {
    let folder = Folder::new();
    let mut given = list(3, 1);
    given["products"][0]["application"] = renewal(3);
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let written = json!({"form": "written", "sent": "2026-07-20", "due": "2026-08-01"});
    chair.put("/api/products/p1/form", &written).ok();
    for member in ["m1", "m2", "m3"] {
        let mut phone = server.client(&token(&path, member));
        fill(&mut phone, "/api/sheets/p1", best);
    }
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let (_, head) = ask(&path, |session| Ok(ocop_session::log::end(session.file)?));
    let table = &printed(&path)["bang-tong-hop-y-kien"];
    assert!(table.contains(&head), "{table}");
}

/// Source: CHANGELOG (two products of one name with different producers are two); papers-elements 1, 11; session.md,
/// Reopen: an opinion, a recusal and a reopened sheet are of the product that they were said of.
#[test]
fn products_of_one_name_have_their_own_papers() {
    let folder = Folder::new();
    let mut given = list(4, 2);
    for (product, producer) in given["products"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip(["HTX A", "HTX B"])
    {
        product["product"] = json!({"name": "Bánh tráng", "producer": {"name": producer}});
    }
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let recused = json!({"status": "recused", "reason": "người thân"});
    chair.put("/api/sheets/p2/m3/attendance", &recused).ok();
    for member in ["m1", "m2", "m3", "m4"] {
        let mut phone = server.client(&token(&path, member));
        for product in ["p1", "p2"] {
            if (member, product) == ("m3", "p2") {
                continue;
            }
            if member == "m1" {
                let sheet = phone.get(&format!("/api/sheets/{product}")).ok();
                let said =
                    json!({"text": format!("Ý kiến về {product}"), "revision": sheet["revision"]});
                phone
                    .put(&format!("/api/sheets/{product}/opinion"), &said)
                    .ok();
            }
            fill(&mut phone, &format!("/api/sheets/{product}"), best);
        }
    }
    for product in ["p1", "p2"] {
        chair
            .post(&format!("/api/products/{product}/decide"), &json!({}))
            .ok();
    }
    chair
        .post(
            "/api/products/p2/m2/reopen",
            &json!({"reason": "ghi nhầm mức"}),
        )
        .ok();
    server
        .client(&token(&path, "m2"))
        .post("/api/sheets/p2/submit", &json!({}))
        .ok();
    chair.post("/api/products/p2/decide", &json!({})).ok();
    let now = printed(&path);
    let halves = |name: &str| {
        let (one, other) = now[name].split_once("Tên chủ thể sản xuất: HTX B").unwrap();
        (one.to_owned(), other.to_owned())
    };
    let (one, other) = halves("phieu-m1");
    assert!(
        one.contains("Ý kiến về p1") && !one.contains("Ý kiến về p2"),
        "{one}"
    );
    assert!(
        other.contains("Ý kiến về p2") && !other.contains("Ý kiến về p1"),
        "{other}"
    );
    let (one, other) = halves("phieu-m2");
    let replaces = "Phiếu này thay phiếu đã nộp trước";
    assert!(
        !one.contains(replaces) && other.contains(replaces),
        "{one} {other}"
    );
    let minutes = &now["bien-ban"];
    for said in [
        "Sản phẩm Bánh tráng (HTX B): phiếu của Thành viên 2 được mở lại, lý do: ghi nhầm mức",
        "Thành viên 3: không tham gia chấm do có liên quan, sản phẩm Bánh tráng (HTX B), lý do: người thân",
    ] {
        assert!(minutes.contains(said), "{said}: {minutes}");
    }
    let replacing = now.iter().filter(|(name, page)| {
        name.starts_with("thong-bao-chu-the") && page.contains("Thông báo này thay thế")
    });
    let replacing: Vec<&String> = replacing.map(|(_, page)| page).collect();
    assert_eq!(replacing.len(), 1);
    assert!(replacing[0].contains("HTX B"));
}

/// Source: 26/2026, Điều 7.6 d: about opinions in writing that differ too much the council meets; the days of the first
/// round stay those that were entered. session.md: by written opinions "unless the chair calls a meeting with a reason".
#[test]
fn opinions_that_differ_too_much_are_for_a_meeting() {
    let folder = Folder::new();
    let mut given = list(2, 1);
    given["products"][0]["application"] = renewal(3);
    let path = made(&folder, &given);
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let written = json!({"form": "written", "sent": "2026-08-01", "due": "2026-08-04"});
    chair.put("/api/products/p1/form", &written).ok();
    let phone = |member: &str, ticks: fn(&Value) -> Vec<(String, u64)>| {
        let mut phone = server.client(&token(&path, member));
        fill(&mut phone, "/api/sheets/p1", ticks);
    };
    phone("m1", best);
    phone("m2", nothing);
    let first = chair.post("/api/products/p1/decide", &json!({})).ok();
    assert_eq!(first["stages"][0]["status"], "rescore-required");
    let body = json!({"date": "2026-08-06", "reason": "ý kiến khác nhau nhiều"});
    chair.post("/api/products/p1/round", &body).ok();
    let board = chair.get("/api/board").json();
    let meeting = json!({"form": "meeting", "reason": "ý kiến khác nhau nhiều"});
    assert_eq!(board["products"][0]["form"], meeting);
    let days = "Gửi ngày 01/08/2026; hạn trả lời ngày 04/08/2026.";
    let table = &printed(&path)["bang-tong-hop-y-kien"];
    assert!(table.contains(days), "{table}");
    phone("m1", best);
    phone("m2", best);
    let second = chair.post("/api/products/p1/decide", &json!({})).ok();
    assert_eq!(second["stages"][1]["status"], "settled");
    let now = printed(&path);
    let called = "lý do: ý kiến khác nhau nhiều";
    assert!(now["bien-ban"].contains(called), "{}", now["bien-ban"]);
    assert!(!now.contains_key("phieu-lay-y-kien"));
    assert_eq!(problems(&path), [""; 0]);
    // papers-elements 4: the table says what was sent and returned, with the points; it is of the first round.
    let table = &now["bang-tong-hop-y-kien"];
    for said in [
        days,
        "Chưa kết luận: phiếu chênh lệch 100 điểm",
        "Hội đồng đã họp, chấm lại ngày 06 tháng 8 năm 2026, kết luận ghi tại biên bản họp",
        "Nhật ký đợt đánh giá: ",
    ] {
        assert!(table.contains(said), "{said}: {table}");
    }
}

/// Source: papers-elements 2 and 3 (absent with reason): an absence is of the products that it was told of, also where
/// every one of them was scored again.
#[test]
fn an_absence_of_the_first_round_names_its_products() {
    let folder = Folder::new();
    let path = made(&folder, &list(3, 3));
    let server = Server::start(&path);
    let mut chair = secretary(&server, &path);
    let phone = |member: &str, product: &str, ticks: fn(&Value) -> Vec<(String, u64)>| {
        let mut phone = server.client(&token(&path, member));
        fill(&mut phone, &format!("/api/sheets/{product}"), ticks);
    };
    let away = json!({"status": "absent", "reason": "đi công tác"});
    for product in ["p1", "p2"] {
        let at = format!("/api/sheets/{product}/m3/attendance");
        chair.put(&at, &away).ok();
        phone("m1", product, best);
        phone("m2", product, nothing);
        let product = format!("/api/products/{product}");
        chair.post(&format!("{product}/decide"), &json!({})).ok();
        let body = json!({"date": "2026-08-06", "reason": "chênh lệch"});
        chair.post(&format!("{product}/round"), &body).ok();
    }
    for product in ["p1", "p2", "p3"] {
        for member in ["m1", "m2", "m3"] {
            phone(member, product, best);
        }
        let decide = format!("/api/products/{product}/decide");
        chair.post(&decide, &json!({})).ok();
    }
    let minutes = &printed(&path)["bien-ban"];
    let line = "Thành viên 3: vắng mặt, sản phẩm Sản phẩm 1, Sản phẩm 2, lần chấm thứ nhất, lý do: đi công tác";
    assert!(minutes.contains(line), "{minutes}");
}

/// Source: papers-elements (minutes: who writes them, with position); session.md, list: `secretary` {name, position,
/// member or null}. A member's position is known from the list.
#[test]
fn a_secretary_who_is_a_member_has_the_members_position() {
    let folder = Folder::new();
    let mut given = list(2, 1);
    given["members"][1]["position"] = json!("Phó Chánh Văn phòng");
    given["secretary"] = json!({"name": "Thành viên 2", "member": "m2"});
    let path = made(&folder, &given);
    let server = Server::start(&path);
    for member in ["m1", "m2"] {
        let mut phone = server.client(&token(&path, member));
        fill(&mut phone, "/api/sheets/p1", best);
    }
    let mut chair = secretary(&server, &path);
    chair.post("/api/products/p1/decide", &json!({})).ok();
    let minutes = &printed(&path)["bien-ban"];
    let line = "Thư ký (người ghi biên bản): Thành viên 2, Phó Chánh Văn phòng";
    assert!(minutes.contains(line), "{minutes}");
    // Where nothing is recognised here, the one decision is of what goes up.
    let board = chair.get("/api/board").json();
    assert_eq!(board["products"][0]["action"], "forward");
    assert!(chair.get("/").body.contains("action=\"/decision\""));
}
