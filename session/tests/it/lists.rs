//! The list as a workbook. Source: session.md, Commands: `session template`, `session new --from`,
//! `session amend --from`.

use ocop::input::ProblemCode;
use ocop::{Catalog, Lang};
use ocop_papers::SessionList;
use ocop_session::engine::{self, Engine};
use ocop_session::list as lists;
use ocop_session::session::{Act, SECRETARY};
use serde_json::{Value, json};

use crate::common::{Folder, ask, list, made};

fn engine() -> Engine {
    Engine::new(engine::files(&Catalog::bundled()))
}

/// A list says the same as a workbook and as JSON, whatever of it is filled in.
#[test]
fn a_workbook_says_what_json_says() {
    let mut given = list(9, 12);
    given["place"] = json!("Hội trường B");
    given["hours"] = json!({"opened": "8 giờ 00"});
    given["secretary"] = json!({"name": "Trần Thị Thư", "position": "Chuyên viên"});
    given["council"]["decision"] = json!("1/QĐ-UBND ngày 01/07/2026");
    given["recipients"] = json!(["Sở Nông nghiệp và Môi trường", "Lưu: VT"]);
    given["members"][3]["position"] = json!("Phó Giám đốc Sở Công Thương");
    given["products"][2] = json!({"id": "mat-ong", "set": "04",
        "product": {"name": "Mật ong", "craft_village": true, "code": "75-1", "commune": "xã Tân Phú",
            "producer": {"name": "HTX Bình Minh", "kind": "cooperative", "address": "ấp 3", "phone": "0251 3 123 456"}},
        "application": {"kind": "renewal", "filed": "2026-07-01",
            "previous": {"star": 3, "issued": "2023-08-01", "expires": "2026-08-01"}},
        "before": [{"level": "commune", "date": "2026-07-10", "report": [
            {"item": "local-origin", "met": true, "note": "mật của xã"},
            {"item": "local-labour", "note": "12 lao động"}]}]});
    given["codes"] = json!({"council": "HĐ", "authority": "UBND"});
    given["proxies"] = json!([
        {"member": "m3", "name": "Phạm Thị Thay", "paper": "giấy cử số 4", "scores": true},
        {"member": "m5", "name": "Vũ Văn Dự"}]);
    let book = SessionList::write(&given, &Catalog::bundled()).unwrap();
    let from_book = lists::read("list.xlsx", &book, &engine()).unwrap();
    let from_json = lists::read("list.json", given.to_string().as_bytes(), &engine()).unwrap();
    assert_eq!(from_book.session, from_json.session);
    assert_eq!(from_book.members, from_json.members);
    assert_eq!(from_book.products, from_json.products);
}

/// A council's own rules have a worksheet; the decision that issued them is asked for and cited.
#[test]
fn own_rules_are_a_worksheet() {
    let mut given = list(9, 3);
    let issued = "1253/QĐ-UBND ngày 01/06/2026";
    given["council"]["regulation"] = json!(issued);
    given["council"]["rules"] = json!({"name": "Quy chế Hội đồng OCOP tỉnh (giả định)", "source": issued,
        "spread": "5", "quorum": {"numerator": 2, "denominator": 3}, "chair": "chair", "minimum_by": "all",
        "zero_by": "any", "shown_decimals": 2,
        "citations": {"spread": issued, "quorum": issued, "minimum_by": issued, "zero_by": issued}});
    let book = SessionList::write(&given, &Catalog::bundled()).unwrap();
    let read = SessionList::read(&book, "list.xlsx").unwrap();
    assert!(read.problems().is_empty(), "{:?}", read.problems());
    let read: serde_json::Value = serde_json::from_str(read.json()).unwrap();
    assert_eq!(read["council"], given["council"]);
    lists::read("list.xlsx", &book, &engine()).unwrap();
    // Without the decision, or with one value alone, they are no rules.
    let cells = |given: &serde_json::Value| {
        let book = SessionList::write(given, &Catalog::bundled()).unwrap();
        let problems = lists::read("list.xlsx", &book, &engine()).unwrap_err();
        problems
            .iter()
            .map(|problem| problem.path().to_owned())
            .collect::<Vec<_>>()
    };
    let mut unissued = given.clone();
    unissued["council"]
        .as_object_mut()
        .unwrap()
        .remove("regulation");
    assert_eq!(cells(&unissued), ["Đợt đánh giá!B14"]);
    given["council"]["rules"] = json!({"spread": "5"});
    assert_eq!(
        cells(&given),
        [
            "Quy chế!B4",
            "Quy chế!B6",
            "Quy chế!B7",
            "Quy chế!B8",
            "Quy chế!B9"
        ]
    );
}

/// docs/session.md: "A fourth worksheet, `Quy chế`, is for the council's own rules". Points have decimals (case format:
/// `"spread": "7.5"`), as a number and as a keyboard of Vietnam writes them; what may be thousands is refused at its cell.
#[test]
fn own_rules_have_half_points() {
    let mut given = list(9, 3);
    let issued = "1253/QĐ-UBND ngày 01/06/2026";
    given["council"]["regulation"] = json!(issued);
    given["council"]["rules"] = json!({"name": "Quy chế Hội đồng OCOP tỉnh (giả định)", "source": issued,
        "spread": "7.5", "quorum": {"numerator": 2, "denominator": 3}, "chair": "chair", "minimum_by": "all",
        "citations": {"spread": issued, "quorum": issued, "minimum_by": issued}});
    for written in ["7.5", "7,5", "7,50"] {
        given["council"]["rules"]["spread"] = json!(written);
        let book = SessionList::write(&given, &Catalog::bundled()).unwrap();
        let list = lists::read("list.xlsx", &book, &engine()).unwrap();
        assert_eq!(
            list.session["council"]["rules"]["spread"], "7.5",
            "{written}"
        );
    }
    for written in ["7.500,0", "1,000", "-1", "nhiều"] {
        given["council"]["rules"]["spread"] = json!(written);
        let book = SessionList::write(&given, &Catalog::bundled()).unwrap();
        let problems = lists::read("list.xlsx", &book, &engine()).unwrap_err();
        let told: Vec<_> = problems
            .iter()
            .map(|one| (one.path(), one.code()))
            .collect();
        assert_eq!(told, [("Quy chế!B5", ProblemCode::BadNumber)], "{written}");
    }
}

/// CHANGELOG: "Problems of a workbook call levels as its cells do". A district has no part under 26/2026 (Điều 6 and 7
/// know the commune, the province and the centre), and a list in cells is of no centre's council.
#[test]
fn a_level_is_told_in_the_words_of_cells() {
    let mut given = list(3, 1);
    given["level"] = json!("district");
    let book = SessionList::write(&given, &Catalog::bundled()).unwrap();
    let problems = lists::read("list.xlsx", &book, &engine()).unwrap_err();
    let told: Vec<String> = problems.iter().map(|one| one.text(Lang::Vi)).collect();
    assert_eq!(problems[0].path(), "Đợt đánh giá!B5");
    for said in ["`cấp huyện`", "`cấp tỉnh`", "26/2026/QĐ-TTg"] {
        assert!(told[0].contains(said), "{said}: {told:?}");
    }
    for other in ["district", "province", "central", "trung ương", "qd-26"] {
        assert!(!told[0].contains(other), "{other}: {told:?}");
    }
    assert_eq!(told.len(), 1, "{told:?}");
    // JSON has the words of its own format.
    let text = given.to_string();
    let problems = lists::read("list.json", text.as_bytes(), &engine()).unwrap_err();
    assert!(problems[0].message().contains("`province`, `central`"));
}

/// The place and the code of each problem of a list, written as a workbook and read.
fn told(given: &Value) -> Vec<(String, String)> {
    let book = SessionList::write(given, &Catalog::bundled()).unwrap();
    let problems = lists::read("list.xlsx", &book, &engine()).unwrap_err();
    let told = problems.iter().map(|problem| {
        (
            problem.path().to_owned(),
            problem.code().as_str().to_owned(),
        )
    });
    told.collect()
}

/// Every problem at once, each at its cell: captions stand in row 3 of the tables, so member 2 is in
/// row 5. Source: session.md, Errors as everywhere.
#[test]
fn problems_stand_at_their_cells() {
    let mut given = list(3, 3);
    given["title"] = json!("");
    given["level"] = json!("cấp xã");
    given["council"]["appointed"] = json!(2);
    given["members"][1]["role"] = json!("chair");
    given["members"][2]["role"] = json!("trưởng ban");
    given["products"][0]["id"] = json!("Sản phẩm");
    given["products"][1]["set"] = json!("99");
    given["products"][2]["application"]["kind"] = json!("mới");
    let first = told(&given);
    for expected in [
        ("Đợt đánh giá!B4", "missing-key"),
        ("Đợt đánh giá!B5", "bad-word"),
        ("Thành viên!D6", "bad-word"),
        ("Sản phẩm!D6", "bad-word"),
        ("Thành viên!D5", "chair-repeated"),
        ("Sản phẩm!A4", "bad-code"),
    ] {
        let (path, code) = expected;
        let expected = (path.to_owned(), code.to_owned());
        assert!(first.contains(&expected), "{expected:?} in {first:?}");
    }
    // With those mended, what the engine finds stands at its cell too.
    given["title"] = json!("Đợt 1");
    given["level"] = json!("province");
    given["members"][1]["role"] = json!("member");
    given["members"][2]["role"] = json!("member");
    given["products"][0]["id"] = json!("p1");
    given["products"][2]["application"]["kind"] = json!("first");
    assert_eq!(
        told(&given),
        [
            (
                "Đợt đánh giá!B12".to_owned(),
                "appointed-too-few".to_owned()
            ),
            ("Sản phẩm!C5".to_owned(), "set-unknown".to_owned())
        ]
    );
}

/// Contract 3: dates that go back are errors, here a day of filing after the session's day; names have at most 300 characters
/// (docs/limits.md). Each stands at the cell that is to be mended: B is the product's name, E the day of filing.
#[test]
fn a_late_dossier_and_a_long_name_stand_at_their_cells() {
    let mut given = list(2, 3);
    given["products"][0]["application"]["filed"] = json!("2026-08-06");
    given["products"][2]["product"]["name"] = json!("x".repeat(301));
    assert_eq!(
        told(&given),
        [
            ("Sản phẩm!E4".to_owned(), "date-order".to_owned()),
            ("Sản phẩm!B6".to_owned(), "too-large".to_owned()),
        ]
    );
}

/// Source: session.md, `amend`: names and texts, new members; also from a workbook.
#[test]
fn amended_from_a_workbook() {
    let folder = Folder::new();
    let mut given = list(3, 2);
    let path = made(&folder, &given);
    given["members"][1]["name"] = json!("Lê Văn Sửa");
    given["council"]["appointed"] = json!(4);
    let new = json!({"id": "m4", "name": "Người thứ tư", "role": "member"});
    given["members"].as_array_mut().unwrap().push(new);
    let book = SessionList::write(&given, &Catalog::bundled()).unwrap();
    let members = ask(&path, |session| {
        let act = Act {
            who: SECRETARY,
            door: "command",
        };
        session.amend(act, "list.xlsx", &book)?;
        Ok(session.members()?)
    });
    let names: Vec<&str> = members.iter().map(|(one, _)| one.name.as_str()).collect();
    assert_eq!(
        names,
        ["Thành viên 1", "Lê Văn Sửa", "Thành viên 3", "Người thứ tư"]
    );
}

/// Source: session.md, Optional in the list: a proxy sits in for a member of the list.
#[test]
fn a_proxy_of_nobody_of_the_list() {
    let read = |member: &str| {
        let mut given = list(2, 1);
        given["proxies"] = json!([{"member": "m1", "name": "Người thay"},
            {"member": member, "name": "Người thay khác", "scores": false}]);
        lists::read("list.json", given.to_string().as_bytes(), &engine())
    };
    assert!(read("m2").is_ok());
    let problems = read("m77").unwrap_err();
    let told: Vec<(&str, &str)> = problems
        .iter()
        .map(|one| (one.code().as_str(), one.pointer()))
        .collect();
    assert_eq!(told, [("session-unknown", "/proxies/1/member")]);
}

/// Source: session.md, Optional in the list: a secretary's `member` is one of the list's members or null.
#[test]
fn a_secretary_who_is_nobody_of_the_list() {
    let text = |member: serde_json::Value| {
        let mut list = crate::common::list(2, 1);
        list["secretary"] = serde_json::json!({"name": "Thư ký", "member": member});
        list.to_string()
    };
    let made = |text: &str| {
        let folder = crate::common::Folder::new();
        let path = folder.0.join("dot.ocop");
        let catalog = ocop::Catalog::bundled();
        ocop_session::make::create(&path, ("list.json", text.as_bytes()), None, &catalog)
    };
    assert!(made(&text(serde_json::json!("m2"))).is_ok());
    assert!(made(&text(serde_json::Value::Null)).is_ok());
    let refused = format!("{:?}", made(&text(serde_json::json!("m9"))).unwrap_err());
    assert!(refused.contains("/secretary/member"), "{refused}");
}

/// The place, code and text of each problem of a list as JSON.
fn said(text: &str) -> Vec<String> {
    let problems = lists::read("list.json", text.as_bytes(), &engine()).unwrap_err();
    let line = |problem: &ocop::Diagnostic| problem.line_in(ocop::Lang::En);
    problems.iter().map(line).collect()
}

/// Source: session.md, The list as JSON: all at once, with line, column, path, code; contract 2: one mistake gives one
/// message, so a misspelt key is not reported as absent too; contract 4: paths hold no text that people typed.
#[test]
fn a_misspelt_key_is_one_message_at_the_key() {
    let text = r#"{"titel": "Đợt 1", "level": "province", "date": "2026-08-05",
 "council": {"appointed": 3, "rulez": "default"}, "hours": {"opend": "8 giờ"},
 "proxies": [{"membr": "m1"}], "note \"x\"": 1, "plan": "a", "plan": "b",
 "members": [{"id": "m1", "nme": "Người chấm 1"}],
 "products": [{"id": "p1", "sett": "08", "product": {"name": "Cá khô", "nmae": "x"},
  "application": {"kind": "first", "filed": "2026-07-01"}}]}"#;
    let found = said(text);
    let starts = [
        "list.json:1:2: error[unknown-key]: found `titel`, expected one of `format`, `title`,",
        "list.json:2:30: error[unknown-key] council: found `rulez`, expected one of `decision`,",
        "list.json:2:61: error[unknown-key] hours: found `opend`, expected one of `opened`, `closed`;",
        "list.json:3:15: error[unknown-key] proxies/proxy 1: found `membr`, expected one of `member`,",
        r#"list.json:3:32: error[unknown-key]: found `note "x"`, expected one of `format`,"#,
        "list.json:3:62: error[repeated-key]: found `plan`, expected each key once",
        "list.json:4:27: error[unknown-key] members/member 1: found `nme`, expected one of `id`,",
        "list.json:5:28: error[unknown-key] products/product 1: found `sett`, expected one of `id`,",
        "list.json:5:72: error[unknown-key] products/product 1/product: found `nmae`,",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (line, start) in found.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}\n{start}");
    }
    for (index, meant) in [(0, "title"), (1, "rules"), (2, "opened"), (7, "set")] {
        let hint = format!("; did you mean `{meant}`?");
        assert!(found[index].ends_with(&hint), "{}", found[index]);
    }
}

/// What is wrong with a product is reported whatever else is wrong: the council, the level, the day.
#[test]
fn a_wrong_head_hides_no_wrong_product() {
    let mut given = list(2, 2);
    given["level"] = json!("cấp tỉnh");
    given["date"] = json!("2026-02-30");
    given["council"]["rules"] = json!("không có");
    given["members"][0]["role"] = json!("trưởng ban");
    given["products"][0]["set"] = json!("99");
    given["products"][1]["application"]["kind"] = json!("mới");
    let problems = lists::read("list.json", given.to_string().as_bytes(), &engine()).unwrap_err();
    let mut found: Vec<(&str, &str)> = Vec::new();
    for problem in &problems {
        found.push((problem.pointer(), problem.code().as_str()));
    }
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("/council/rules", "rules-unknown"),
            ("/date", "bad-date"),
            ("/level", "bad-word"),
            ("/members/0/role", "bad-word"),
            ("/products/0/set", "set-unknown"),
            ("/products/1/application/kind", "bad-word"),
        ]
    );
}

/// A council's own rules are a file in the list: their problems have the list's lines.
#[test]
fn own_rules_have_their_own_lines() {
    let mut given = list(2, 1);
    given["council"]["rules"] = json!(null);
    let rules = "{\"name\": \"Quy chế\", \"source\": \"x\",\n  \"sprad\": \"5\"}";
    let text = given
        .to_string()
        .replace("\"rules\":null", &format!("\"rules\":{rules}"));
    let found = said(&text);
    let misspelt = |line: &String| {
        line.starts_with("list.json:2:3: error[unknown-key] council/rules: found `sprad`")
    };
    assert!(found.iter().any(misspelt), "{found:#?}");
}

/// A fault of syntax is reported in both languages, without a parser's own words.
#[test]
fn no_json_is_reported_in_both_languages() {
    for (text, line, vi, en) in [
        (
            "{\"title\": \"Đợt 1\",,}",
            "list.json:1:19:",
            "thấy `,`, cần một khóa trong dấu nháy kép",
            "found `,`, expected a key in quotes",
        ),
        (
            "{\"title\": 1e999}",
            "list.json:1:",
            "thấy một giá trị ngoài khoảng đọc được, cần số hoặc chuỗi thông thường",
            "found a value out of range, expected a plain number or text",
        ),
    ] {
        let problems = lists::read("list.json", text.as_bytes(), &engine()).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].line_in(ocop::Lang::Vi).starts_with(line));
        assert_eq!(problems[0].text(ocop::Lang::Vi), vi);
        assert_eq!(problems[0].text(ocop::Lang::En), en);
    }
}

/// Source: 26/2026, Điều 7.2 b: the commune reports: a day after the session's is told at its cell. At the centre a product has the province's stage before, which cells do not
/// hold: the list does not offer that level.
#[test]
fn a_commune_report_stands_in_the_product_line() {
    let mut given = list(2, 2);
    let report = json!([{"item": "local-labour", "note": "12 lao động"}]);
    given["products"][1]["before"] =
        json!([{"level": "commune", "date": "2026-08-06", "report": report}]);
    assert_eq!(
        told(&given),
        [("Sản phẩm!Q5".to_owned(), "date-order".to_owned())]
    );
    given["products"][1]["before"] = json!([]);
    given["level"] = json!("central");
    assert!(told(&given).contains(&("Đợt đánh giá!B5".to_owned(), "bad-word".to_owned())));
}
