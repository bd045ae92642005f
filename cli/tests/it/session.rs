//! A council's session on the command line. Source: session.md, Commands.

use std::fs;
use std::path::{Path, PathBuf};

use ocop_session::json::Body;
use ocop_session::session::{self, Act, Done, Part};
use serde_json::{Value, json};

use crate::run::{folder, ocop};

fn at(folder: &std::path::Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// A list of one member and one product, and the session that is made of it.
fn made(folder: &std::path::Path) -> (String, String) {
    let (list, file) = (at(folder, "list.json"), at(folder, "dot.ocop"));
    let text = r#"{"format": 1, "title": "Đợt 1 năm 2026", "level": "province", "date": "2026-08-05",
        "council": {"appointed": 1, "rules": "default"},
        "members": [{"id": "m1", "name": "Người chấm 1", "role": "chair"}],
        "products": [{"id": "p1", "set": "08", "product": {"name": "Cá khô"},
            "application": {"kind": "first", "filed": "2026-07-01"}}]}"#;
    fs::write(&list, text).unwrap();
    let made = ocop(&["session", "new", &file, "--from", &list]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    (list, file)
}

/// The empty list is written, not over a filled one; with nothing in it, no session is made and each
/// cell that must be filled in is named.
#[test]
fn the_empty_list() {
    let folder = folder("session-template");
    let (list, file) = (at(&folder, "danh sách.xlsx"), at(&folder, "dot.ocop"));
    let written = ocop(&["session", "template", "--xlsx", &list]);
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    let again = ocop(&["session", "template", "--xlsx", &list]);
    assert_eq!(again.status.code(), Some(2));
    let made = ocop(&["session", "new", &file, "--from", &list]);
    assert_eq!(made.status.code(), Some(1));
    let told = String::from_utf8(made.stderr).unwrap();
    for cell in [
        "Đợt đánh giá!B4",
        "Đợt đánh giá!B12",
        "Thành viên",
        "Sản phẩm",
    ] {
        assert!(told.contains(cell), "{cell}: {told}");
    }
    assert!(!folder.join("dot.ocop").exists());
}

/// Source: session.md, decision and backup: a wrong number or day is a wrong argument (2), whatever there
/// is to enter; where nothing is recognised that is told (1). A refused copy is no entry of the log.
#[test]
fn what_is_refused_leaves_no_trace() {
    let folder = folder("session-refused");
    let (list, file) = made(&folder);
    let code = |arguments: &[&str]| ocop(arguments).status.code();
    let decision = |number: &str, date: &str| {
        ocop(&[
            "session", "decision", &file, "--number", number, "--date", date,
        ])
    };
    for (number, date) in [
        ("", "2026-08-25"),
        ("120/QĐ-UBND", "x"),
        ("120/QĐ-UBND", "31/02/2026"),
    ] {
        assert_eq!(
            decision(number, date).status.code(),
            Some(2),
            "{number} {date}"
        );
    }
    let none = decision("120/QĐ-UBND", "2026-08-25");
    assert_eq!(none.status.code(), Some(1));
    assert!(!none.stderr.is_empty());
    let lines = || {
        let log = ocop(&["session", "log", &file]).stdout;
        String::from_utf8(log).unwrap().lines().count()
    };
    let before = lines();
    assert_eq!(code(&["session", "backup", &file, "--out", &list]), Some(2));
    let nowhere = at(&folder, "không có/copy.ocop");
    assert_eq!(
        code(&["session", "backup", &file, "--out", &nowhere]),
        Some(1)
    );
    assert_eq!(lines(), before);
    let copy = at(&folder, "copy.ocop");
    assert_eq!(code(&["session", "backup", &file, "--out", &copy]), Some(0));
    assert_eq!(lines(), before + 1);
}

/// Contract 2: every problem has its file, a stable code and both languages. Each code is one that `ocop explain` knows.
#[test]
fn failures_have_codes_in_both_languages() {
    let folder = folder("session-codes");
    let (list, file) = made(&folder);
    let absent = at(&folder, "khong-co.ocop");
    let head = "0".repeat(64);
    let said = |arguments: &[&str], lang: &str| {
        let given = ocop(&[&["session"], arguments, &["--lang", lang]].concat());
        assert_eq!(given.status.code(), Some(1), "{arguments:?}");
        String::from_utf8([given.stdout, given.stderr].concat()).unwrap()
    };
    for (arguments, code, vi, en) in [
        (
            &["check", &list][..],
            "not-session",
            "không phải là một đợt đánh giá",
            "no session",
        ),
        (&["log", &list], "not-session", "không phải", "no session"),
        (
            &["log", &absent],
            "unreadable",
            "không có tệp",
            "no such file",
        ),
        (
            &["board", &absent],
            "unreadable",
            "không có tệp",
            "no such file",
        ),
        (
            &["check", &file, "--head", &head],
            "head-unknown",
            "không có trong chuỗi",
            "not in the chain",
        ),
        (
            &["decide", &file, "p9"],
            "session-unknown",
            "không có sản phẩm",
            "no such product",
        ),
        (
            &["reopen", &file, "p1", "m1", "--reason", "x"],
            "not-now",
            "chưa mở",
            "not-opened",
        ),
        (
            &[
                "links",
                &file,
                "--base",
                "http://192.168.1.5:2026",
                "--new",
                "m9",
            ],
            "session-unknown",
            "thành viên này",
            "or member",
        ),
        (
            &[
                "decision",
                &file,
                "--number",
                "1/QĐ-UBND",
                "--date",
                "2026-08-25",
            ],
            "not-settled",
            "chưa có sản phẩm nào",
            "no product has a result",
        ),
    ] {
        for (lang, error, why) in [("vi", "lỗi", vi), ("en", "error", en)] {
            let told = said(arguments, lang);
            let begins = format!("{error}[{code}]: ");
            let line = told.lines().find(|line| line.contains(&begins));
            let line = line.unwrap_or_else(|| panic!("{arguments:?}: {told}"));
            assert!(line.contains(why), "{line}");
            assert!(line.contains(arguments[1]), "{line}");
        }
        assert!(ocop(&["explain", code]).status.success(), "{code}");
    }
    let wrong = ocop(&["session", "links", &file, "--base", "http://may-chu/dot-1"]);
    assert_eq!(wrong.status.code(), Some(2));
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert!(told.contains("--base is not where"), "{told}");
    let json = said(&["check", &file, "--head", &head, "--json"], "vi");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["errors"][0]["code"], "head-unknown");
    assert_eq!(json["errors"][0]["vi"], json["problems"][0]);
    assert!(json["errors"][0]["en"].is_string());
}

/// Source: session.md, board: how each sheet stands, in the words of the pages where Vietnamese is asked for.
#[test]
fn the_board_is_in_the_language_asked_for() {
    let folder = folder("session-board");
    let file = at(&folder, "thu.ocop");
    assert!(ocop(&["demo", &file]).status.success());
    let board = |lang: &str| {
        let board = ocop(&["session", "board", &file, "--lang", lang]);
        String::from_utf8(board.stdout).unwrap()
    };
    let (vi, en) = (board("vi"), board("en"));
    for (word, shown) in [
        ("submitted", "đã nộp"),
        ("not-opened", "chưa mở"),
        ("scoring", "đang chấm"),
    ] {
        assert!(en.contains(&format!("\t{word}")), "{word}: {en}");
        assert!(vi.contains(&format!("\t{shown}")), "{shown}: {vi}");
        assert!(!vi.contains(word), "{word}: {vi}");
    }
}

/// Source: session.md, `board` (products by members): members stand in the list's order.
#[test]
fn the_board_has_the_order_of_the_list() {
    let folder = folder("session-order");
    let (list, file) = (at(&folder, "list.json"), at(&folder, "dot.ocop"));
    let members = (1..=11).map(|n| {
        let role = if n == 1 { "chair" } else { "member" };
        serde_json::json!({"id": format!("m{n}"), "name": format!("Thành viên {n}"), "role": role})
    });
    let members: Vec<serde_json::Value> = members.collect();
    let given = serde_json::json!({"format": 1, "title": "Đợt 1", "level": "province", "date": "2026-08-05",
        "council": {"appointed": 11, "rules": "default"}, "members": members,
        "products": [{"id": "p1", "product": {"name": "Cá khô"}, "set": "08",
            "application": {"kind": "first", "filed": "2026-07-01"}}]});
    std::fs::write(&list, given.to_string()).unwrap();
    let new = ocop(&["session", "new", &file, "--from", &list]);
    assert!(new.status.success(), "{new:?}");
    let board = ocop(&["session", "board", &file]);
    let board = String::from_utf8(board.stdout).unwrap();
    let order = board
        .lines()
        .filter_map(|line| line.strip_prefix('\t')?.split('\t').next());
    let wanted: Vec<String> = (1..=11).map(|n| format!("m{n}")).collect();
    assert_eq!(order.collect::<Vec<_>>(), wanted);
}

/// Source: session.md, `check`: exit 1 "where HASH is not in the chain". What is no hash is a wrong argument; a hash
/// is the same in capitals.
#[test]
fn a_mistyped_head_is_no_tampering() {
    let folder = folder("session-head");
    let file = at(&folder, "thu.ocop");
    assert!(ocop(&["demo", &file]).status.success());
    let check = |head: &str| ocop(&["session", "check", &file, "--head", head]);
    let found = ocop(&["session", "check", &file, "--json"]).stdout;
    let found: serde_json::Value = serde_json::from_slice(&found).unwrap();
    let head = found["head"].as_str().unwrap();
    for same in [head.to_uppercase(), format!(" {head} ")] {
        assert_eq!(check(&same).status.code(), Some(0), "{same}");
    }
    assert_eq!(check(&head[..12]).status.code(), Some(2));
    assert_eq!(check(&"0".repeat(64)).status.code(), Some(1));
}

/// Source: session.md, `decision` without PRODUCT: of every product that is recognised, and of no other; those are named.
#[test]
fn one_decision_for_all_that_are_recognised() {
    let folder = folder("session-decision");
    let file = at(&folder, "thu.ocop");
    let done = |arguments: &[&str]| {
        let done = ocop(&[&["session"], arguments].concat());
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        done
    };
    assert!(ocop(&["demo", &file]).status.success());
    done(&["decide", &file]);
    let board = || -> Vec<serde_json::Value> {
        let board = done(&["board", &file, "--json"]).stdout;
        let board: serde_json::Value = serde_json::from_slice(&board).unwrap();
        board["products"].as_array().unwrap().clone()
    };
    let of = |wanted: fn(&serde_json::Value) -> bool| -> Vec<String> {
        let found = board().into_iter().filter(wanted);
        let names = found.map(|product| product["product"].as_str().unwrap().to_owned());
        names.collect()
    };
    let recognised = of(|product| product["action"] == "certify");
    let others = of(|product| !product["star"].is_null() && product["action"] != "certify");
    assert!(!recognised.is_empty() && !others.is_empty());
    assert!(of(|product| !product["decision"].is_null()).is_empty());
    let entered = done(&[
        "decision",
        &file,
        "--number",
        "120/QĐ-UBND",
        "--date",
        "2026-12-30",
    ]);
    assert_eq!(of(|product| !product["decision"].is_null()), recognised);
    let told = String::from_utf8(entered.stderr).unwrap();
    for other in others {
        let line = format!("{other}: the decision is not of it");
        assert!(told.lines().any(|told| told == line), "{line}: {told}");
    }
    for product in board() {
        if product["action"] == "certify" {
            let decision = serde_json::json!({"number": "120/QĐ-UBND", "date": "2026-12-30"});
            assert_eq!(product["decision"], decision);
        }
    }
}

/// Ticks every criterion of a product, the box of most points or the first, and hands the sheet in.
fn score(file: &str, product: &str, member: &str, most: bool) {
    let scored: Done<()> = session::write(Path::new(file), |session| {
        let form = session.form(&session.product(product)?)?;
        let act = Act {
            who: member,
            door: "phone",
        };
        for (revision, criterion) in form.criteria.iter().enumerate() {
            let boxes = criterion.points.iter().zip(1..);
            let best = boxes.max_by_key(|(points, _)| **points);
            let number = if most {
                best.map_or(0, |(_, number)| number)
            } else {
                1
            };
            let body = json!({"box": number, "revision": revision});
            let part = Part::Answer(&criterion.code);
            session.change(act, (product, member), part, &Body::of("test", &body))?;
        }
        session.submit(act, (product, member), None)?;
        Ok(())
    });
    scored.unwrap_or_else(|refused| panic!("{refused:?}"));
}

/// A list of three members and one product, whose council has rules of its own with such a spread.
fn own_rules(spread: &str) -> Value {
    let issued = "1253/QĐ-UBND ngày 01/06/2026";
    let member =
        |id: &str, role: &str| json!({"id": id, "name": format!("Người chấm {id}"), "role": role});
    json!({"format": 1, "title": "Đợt 1 năm 2026", "level": "province", "date": "2026-08-05",
        "council": {"appointed": 3, "regulation": issued, "rules": {
            "name": format!("Quy chế chênh lệch {spread} điểm (giả định)"), "source": issued, "spread": spread,
            "quorum": {"numerator": 2, "denominator": 3}, "chair": "chair", "minimum_by": "all",
            "zero_by": "any", "shown_decimals": 2,
            "citations": {"spread": issued, "quorum": issued, "minimum_by": issued, "zero_by": issued}}},
        "members": [member("m1", "chair"), member("m2", "vice-chair"), member("m3", "member")],
        "products": [{"id": "p1", "set": "08", "product": {"name": "Cá khô"},
            "application": {"kind": "first", "filed": "2026-07-01"}}]})
}

/// session.md: `export` is "one case a line, as `batch` and `report` read them", also where the council has
/// rules of its own; contract 7: rules are added with `--councils DIR`. Contract 5.6: sheets whose totals differ
/// by more than the rules' spread are scored again, so that each council's own spread shows which rules were read.
/// Of two sessions whose rules differ, one folder serves both.
#[test]
fn an_export_brings_the_rules_that_its_cases_name() {
    let folder = folder("session-own-rules");
    let councils = at(&folder, "councils");
    let (mut exports, mut stored) = (Vec::new(), Vec::new());
    for (spread, status, said) in [
        ("100", "settled", "đã phân hạng\t"),
        ("5", "rescore-required", "phải chấm lại\t\n"),
    ] {
        let (list, file) = (
            at(&folder, &format!("{spread}.json")),
            at(&folder, &format!("{spread}.ocop")),
        );
        fs::write(&list, own_rules(spread).to_string()).unwrap();
        let made = ocop(&["session", "new", &file, "--from", &list]);
        assert_eq!(made.status.code(), Some(0), "{made:?}");
        for (member, most) in [("m1", true), ("m2", false), ("m3", true)] {
            score(&file, "p1", member, most);
        }
        let decided = ocop(&["session", "decide", &file]);
        let line = String::from_utf8(decided.stdout).unwrap();
        assert!(line.starts_with(&format!("p1\t{status}\t")), "{line}");
        // Again, in the words of the pages.
        let again = ocop(&["session", "decide", &file, "p1", "--lang", "vi"]);
        let again = String::from_utf8(again.stdout).unwrap();
        assert!(again.starts_with(&format!("p1\t{said}")), "{again}");
        let kept = session::read(Path::new(&file), |session| -> Done<String> {
            Ok(session.result(&session.product("p1")?)?.unwrap().json)
        });
        stored.push((status, kept.unwrap()));
        let cases = at(&folder, &format!("{spread}.jsonl"));
        let exported = ocop(&["session", "export", &file, "--out", &cases]);
        assert_eq!(exported.status.code(), Some(0), "{exported:?}");
        let told = String::from_utf8(exported.stderr).unwrap();
        assert!(told.contains(&format!("`--councils {councils}`")), "{told}");
        // Without a file the cases alone are printed, and the rules are named.
        let printed = ocop(&["session", "export", &file]);
        assert_eq!(printed.stdout, fs::read(&cases).unwrap());
        let told = String::from_utf8(printed.stderr).unwrap();
        assert!(
            told.starts_with("session-") && told.contains("`--out`"),
            "{told}"
        );
        exports.push(cases);
    }
    for (cases, (status, kept)) in exports.iter().zip(&stored) {
        let evaluated = ocop(&["evaluate", cases, "--json", "--councils", &councils]);
        assert_eq!(evaluated.status.code(), Some(0), "{evaluated:?}");
        let result: Value = serde_json::from_slice(&evaluated.stdout).unwrap();
        assert_eq!(result["stages"][0]["status"], **status);
        let result = at(&folder, "result.json");
        fs::write(&result, kept).unwrap();
        let verified = ocop(&["verify", &result, cases, "--councils", &councils]);
        assert_eq!(verified.status.code(), Some(0), "{verified:?}");
        let alone = ocop(&["evaluate", cases]);
        assert_eq!(alone.status.code(), Some(1));
        let told = String::from_utf8(alone.stderr).unwrap();
        assert!(told.contains("[rules-unknown]"), "{told}");
    }
    let both = ["--councils", &councils, &exports[0], &exports[1]];
    for command in ["batch", "report"] {
        let answered = ocop(&[&[command], &both[..]].concat());
        assert_eq!(answered.status.code(), Some(0), "{answered:?}");
    }
    let history = ocop(&["history", &exports[0], "--councils", &councils]);
    assert_eq!(history.status.code(), Some(0), "{history:?}");
}

/// contract 2: other rules under a name that is there are never overwritten; rules that the program ships with
/// are not written.
#[test]
fn an_export_overwrites_no_other_rules() {
    let folder = folder("session-rules-there");
    let (list, file) = (at(&folder, "list.json"), at(&folder, "dot.ocop"));
    fs::write(&list, own_rules("100").to_string()).unwrap();
    assert!(
        ocop(&["session", "new", &file, "--from", &list])
            .status
            .success()
    );
    for (member, most) in [("m1", true), ("m2", true), ("m3", true)] {
        score(&file, "p1", member, most);
    }
    assert!(ocop(&["session", "decide", &file]).status.success());
    let cases = at(&folder, "cases.jsonl");
    let export = || ocop(&["session", "export", &file, "--out", &cases]);
    assert_eq!(export().status.code(), Some(0));
    assert_eq!(export().status.code(), Some(0));
    let rules = fs::read_dir(folder.join("councils")).unwrap();
    let rules: Vec<PathBuf> = rules.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(rules.len(), 1);
    fs::write(&rules[0], "{}").unwrap();
    assert_eq!(export().status.code(), Some(2));
    assert_eq!(fs::read_to_string(&rules[0]).unwrap(), "{}");
    let bundled = self::folder("session-rules-bundled");
    let (_, file) = made(&bundled);
    score(&file, "p1", "m1", true);
    assert!(ocop(&["session", "decide", &file]).status.success());
    let cases = at(&bundled, "cases.jsonl");
    let exported = ocop(&["session", "export", &file, "--out", &cases]);
    assert!(exported.stderr.is_empty(), "{exported:?}");
    assert!(!bundled.join("councils").exists());
}

/// Contract 2: an error has its place and says what is expected; session.md: `amend`, `decide` "decides what is complete; says
/// what is missing for the rest".
#[test]
fn what_a_command_refuses_it_does_not_do() {
    let folder = folder("session-not-taken");
    let (list, file) = (at(&folder, "list.json"), at(&folder, "dot.ocop"));
    let mut given = own_rules("100");
    given["council"]["rules"] = json!("default");
    let second = json!({"id": "p2", "set": "14", "product": {"name": "Rượu nếp"},
        "application": {"kind": "first", "filed": "2026-07-01"}});
    given["products"].as_array_mut().unwrap().push(second);
    fs::write(&list, given.to_string()).unwrap();
    assert!(
        ocop(&["session", "new", &file, "--from", &list])
            .status
            .success()
    );
    let enter = |finding: &str| {
        let done: Done<Value> = session::write(Path::new(&file), |session| {
            let body = json!({"findings": [finding]});
            session.findings(Act::COMMAND, "p2", &Body::of("test", &body))
        });
        done.unwrap();
    };
    enter("food-safety-certificate");
    let log = || ocop(&["session", "log", &file]).stdout;
    let before = log();
    given["products"][1]["set"] = json!("26");
    fs::write(&list, given.to_string()).unwrap();
    let amended = ocop(&["session", "amend", &file, "--from", &list]);
    assert_eq!(amended.status.code(), Some(1));
    let told = String::from_utf8(amended.stderr).unwrap();
    assert!(
        told.contains("list.json: error[finding-unknown] product p2"),
        "{told}"
    );
    assert_eq!(log(), before);
    for member in ["m1", "m2", "m3"] {
        score(&file, "p1", member, true);
    }
    // One that the engine refuses keeps nobody else from a result, also in a file that was left so.
    let set: Done<()> = session::write(Path::new(&file), |session| {
        let set = "UPDATE round SET findings = '[\"x\"]' WHERE product = 'p2'";
        session.file.execute(set, [])?;
        Ok(())
    });
    set.unwrap();
    let decided = ocop(&["session", "decide", &file]);
    assert_eq!(decided.status.code(), Some(1));
    let (out, told) = (
        String::from_utf8(decided.stdout).unwrap(),
        String::from_utf8(decided.stderr).unwrap(),
    );
    assert!(
        out.starts_with("p1\t") && told.contains("p2: found `x`"),
        "{out}{told}"
    );
    // A list that says nothing of it is taken in, and what is wrong is told beside it.
    given["products"][1]["set"] = json!("14");
    given["title"] = json!("Đợt 1 (sửa)");
    fs::write(&list, given.to_string()).unwrap();
    let amended = ocop(&["session", "amend", &file, "--from", &list]);
    assert_eq!(amended.status.code(), Some(0), "{amended:?}");
    assert!(
        String::from_utf8(amended.stderr)
            .unwrap()
            .contains("warning: found `x`")
    );
}

/// Contract 2: an error is at its place, in the user's own words: an option has no line and column. Style 4: what to do stands
/// beside what is not possible.
#[test]
fn arguments_are_told_at_their_options() {
    let folder = folder("session-options");
    let (list, file) = made(&folder);
    let said = |arguments: &[&str], lang: &str| {
        let given = ocop(&[&["session"], arguments, &["--lang", lang]].concat());
        assert_eq!(given.status.code(), Some(1), "{given:?}");
        String::from_utf8(given.stderr).unwrap()
    };
    let blank = ["attendance", &file, "p1", "m1", "absent", "--reason", " "];
    assert_eq!(
        said(&blank, "vi"),
        "--reason: lỗi[empty]: thấy chuỗi trống, cần lý do\n"
    );
    // Source: 1489/2025: districts ended with 30/06/2025.
    let text = fs::read_to_string(&list).unwrap();
    let district = text
        .replace("\"province\"", "\"district\"")
        .replace("2026-08-05", "2025-06-20")
        .replace("2026-07-01", "2025-05-01");
    let (older, ended) = (at(&folder, "2025.json"), at(&folder, "2025.ocop"));
    fs::write(&older, district).unwrap();
    let new = ocop(&["session", "new", &ended, "--from", &older]);
    assert_eq!(new.status.code(), Some(0), "{new:?}");
    score(&ended, "p1", "m1", true);
    assert!(ocop(&["session", "decide", &ended]).status.success());
    let late = [
        "decision",
        &ended,
        "--number",
        "1/QĐ-UBND",
        "--date",
        "2025-07-15",
    ];
    let told = said(&late, "vi");
    assert!(told.starts_with("--date: lỗi[date-order]: "), "{told}");
    assert!(told.contains("ngày cuối của `cấp huyện`"), "{told}");
    let open = ["reopen", &file, "p1", "m1", "--reason", "x"];
    let (vi, en) = (said(&open, "vi"), said(&open, "en"));
    assert!(
        vi.contains("phiếu chưa mở, sản phẩm đang chấm; chỉ mở lại được phiếu đã nộp"),
        "{vi}"
    );
    assert!(
        en.contains(
            "sheet not-opened, product scoring; only a sheet that was handed in is reopened"
        ),
        "{en}"
    );
    let none = ocop(&["session", "papers", &file, "--out", &at(&folder, "vb")]);
    assert_eq!(none.status.code(), Some(0));
    assert!(
        String::from_utf8(none.stderr)
            .unwrap()
            .contains("no papers yet")
    );
}

/// docs/session-security.md: whoever has the links has the session; nobody else on the machine reads its file, nor the page
/// with the codes.
#[cfg(unix)]
#[test]
fn the_page_of_codes_is_as_private_as_the_session() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("session-codes-page");
    let (_, file) = made(&folder);
    let page = at(&folder, "ma.html");
    let base = "http://192.168.1.5:2026";
    let printed = ocop(&["session", "links", &file, "--base", base, "--html", &page]);
    assert_eq!(printed.status.code(), Some(0), "{printed:?}");
    for path in [&file, &page] {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}");
    }
}

/// Papers and workbooks are told with how many there are and where, and what has none with why; standard output stays
/// empty.
#[test]
fn what_is_written_is_told() {
    let folder = folder("session-told");
    let (_, file) = made(&folder);
    let run = |command: &str, out: &str, lang: &str| {
        let (out, lang) = (at(&folder, out), ["--lang", lang]);
        let done = ocop(&[&["session", command, &file, "--out", &out][..], &lang].concat());
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        assert!(done.stdout.is_empty());
        String::from_utf8(done.stderr).unwrap()
    };
    let none = run("papers", "khong", "vi");
    assert!(
        none.contains("p1: chưa có kết quả") && none.contains("chưa có văn bản nào"),
        "{none}"
    );
    let one = run("workbooks", "so", "vi");
    assert!(
        one.contains("đã ghi 1 tệp vào `") && one.contains("so`"),
        "{one}"
    );
    let one = run("workbooks", "books", "en");
    assert!(one.contains("wrote 1 file into `"), "{one}");
    score(&file, "p1", "m1", true);
    for (lang, said) in [
        ("vi", "không có sổ nào để ghi"),
        ("en", "no workbooks to write"),
    ] {
        let none = run("workbooks", "het", lang);
        assert!(none.contains(said), "{none}");
    }
    assert_eq!(ocop(&["session", "decide", &file]).status.code(), Some(0));
    let all = run("papers", "van-ban", "vi");
    let count = fs::read_dir(folder.join("van-ban")).unwrap().count();
    assert!(
        count > 0 && all.contains(&format!("đã ghi {count} tệp vào `")),
        "{all}"
    );
}

/// session.md, What it promises: "copy with `backup`, never the one file by hand". What a file with two names says to do is
/// what works: its copy has one name, opens and is written.
#[cfg(unix)]
#[test]
fn a_file_with_two_names_is_copied() {
    let folder = folder("session-two-names");
    let (_, file) = made(&folder);
    fs::hard_link(&file, folder.join("sao-luu-tu-dong.ocop")).unwrap();
    let refused = ocop(&[
        "session",
        "links",
        &file,
        "--base",
        "http://192.168.1.5:2026",
        "--new",
        "m1",
    ]);
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(
        told.contains("disk-unfit") && told.contains("`ocop session backup`"),
        "{told}"
    );
    let copy = at(&folder, "mot-ten.ocop");
    let copied = ocop(&["session", "backup", &file, "--out", &copy]);
    assert_eq!(copied.status.code(), Some(0), "{copied:?}");
    let written = ocop(&[
        "session",
        "links",
        &copy,
        "--base",
        "http://192.168.1.5:2026",
        "--new",
        "m1",
    ]);
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    assert_eq!(ocop(&["session", "check", &copy]).status.code(), Some(0));
}

/// session.md, backup: "a whole session in one file". Commands that read a file with two names warn of it as those that
/// write refuse it, for what was saved last may lie beside the other name.
#[cfg(unix)]
#[test]
fn a_file_with_two_names_is_read_with_a_warning() {
    let folder = folder("session-two-names-read");
    let (_, file) = made(&folder);
    let copy = at(&folder, "sao.ocop");
    let all: [&[&str]; 4] = [
        &["board", &file],
        &["check", &file],
        &["export", &file],
        &["backup", &file, "--out", &copy],
    ];
    let told = |arguments: &[&str]| {
        let given = ocop(&[&["--lang", "vi", "session"], arguments].concat());
        assert_eq!(given.status.code(), Some(0), "{given:?}");
        String::from_utf8(given.stderr).unwrap()
    };
    for arguments in all {
        assert!(!told(arguments).contains("disk-unfit"), "{arguments:?}");
    }
    fs::remove_file(&copy).unwrap();
    fs::hard_link(&file, folder.join("hl.ocop")).unwrap();
    for arguments in all {
        let told = told(arguments);
        assert!(told.contains("lưu ý[disk-unfit]: tệp có 2 tên"), "{told}");
    }
}

/// session.md, `serve`: ends with nothing beside FILE left. Where FILE has another name by then, the end says which one has
/// all that was saved.
#[cfg(unix)]
#[test]
fn a_renamed_file_is_told_at_the_end() {
    use std::io::BufRead as _;
    let folder = folder("session-renamed");
    let (_, file) = made(&folder);
    let serve = ["--lang", "vi", "serve", &file, "--listen", "127.0.0.1:0"];
    let mut serve = crate::run::command(&serve);
    let serve = serve
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut server = serve.spawn().unwrap();
    let mut first = String::new();
    let mut lines = std::io::BufReader::new(server.stdout.take().unwrap());
    lines.read_line(&mut first).unwrap();
    assert!(first.contains("http://"), "{first}");
    fs::rename(&file, folder.join("dot-2.ocop")).unwrap();
    let end = format!("kill -TERM {}", server.id());
    let asked = std::process::Command::new("sh").args(["-c", &end]).status();
    assert!(asked.unwrap().success());
    let ended = server.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    let told = String::from_utf8(ended.stderr).unwrap();
    for said in [
        "lỗi[unreadable]",
        "tệp nay tên là `dot-2.ocop`",
        "`ocop serve`",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    // The list, and the file alone.
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
}

/// What is refused changes nothing: links end where their page cannot be written is known before.
#[test]
fn links_stay_where_their_page_is_refused() {
    let folder = folder("session-links-refused");
    let (list, file) = made(&folder);
    let links = |more: &[&str]| {
        let base = ["session", "links", &file, "--base", "http://127.0.0.1:1"];
        ocop(&[&base[..], more].concat())
    };
    let log = || ocop(&["session", "log", &file]).stdout;
    let (old, entries) = (links(&[]).stdout, log());
    let within = folder.to_str().unwrap().to_owned();
    for page in [
        at(&folder, "khong-co/ma.html"),
        within,
        file.clone(),
        at(&folder, "khac.ocop"),
    ] {
        if page.ends_with("khac.ocop") {
            fs::copy(&file, &page).unwrap();
        }
        let refused = links(&["--new", "all", "--html", &page]);
        assert_eq!(refused.status.code(), Some(2), "{page}: {refused:?}");
        assert!(refused.stdout.is_empty());
    }
    assert_eq!(links(&[]).stdout, old);
    assert_eq!(log(), entries);
    // Nor is a page begun for a link that is nobody's.
    let page = at(&folder, "ma.html");
    let refused = links(&["--new", "m9", "--html", &page]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let left = fs::read_dir(&folder).unwrap().count();
    assert_eq!(left, 3, "{list}");
    assert!(links(&["--new", "all", "--html", &page]).status.success());
    assert!(fs::read_to_string(&page).unwrap().contains("Người chấm 1"));
}

/// docs/session.md: what looks like a mistake and is none is told beside it. A decision dated after today may be a slip
/// of a digit; it is entered.
#[test]
fn a_decision_of_a_day_to_come_is_told() {
    let folder = folder("session-decision-to-come");
    let (_, file) = made(&folder);
    score(&file, "p1", "m1", true);
    assert!(ocop(&["session", "decide", &file]).status.success());
    let said = |date: &str| {
        let done = ocop(&[
            "--lang",
            "vi",
            "session",
            "decision",
            &file,
            "--number",
            "6/QĐ-UBND",
            "--date",
            date,
            "p1",
        ]);
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        String::from_utf8(done.stderr).unwrap()
    };
    let told = said("2999-10-21");
    assert!(
        told.contains("lưu ý: ngày ký quyết định 21/10/2999 chưa tới"),
        "{told}"
    );
    assert!(!said("2026-08-05").contains("chưa tới"));
}

/// docs/session.md: nearly equal names are told; two members under one name too, also where the letters of one are put
/// together of parts. Both are kept.
#[test]
fn members_under_one_name_are_told() {
    let folder = folder("session-namesakes");
    let (list, file) = (at(&folder, "list.json"), at(&folder, "dot.ocop"));
    let names = ["Lê Văn Chủ", "Trần Phó", "Le\u{302} Va\u{306}n  Chu\u{309}"];
    let members = (1..).zip(names);
    let members = members.map(|(n, name)| {
        let role = if n == 1 { "chair" } else { "member" };
        format!(r#"{{"id": "m{n}", "name": "{name}", "role": "{role}"}}"#)
    });
    let members: Vec<String> = members.collect();
    let text = format!(
        r#"{{"format": 1, "title": "Đợt 1 năm 2026", "level": "province", "date": "2026-08-05",
        "council": {{"appointed": 3, "rules": "default"}}, "members": [{}],
        "products": [{{"id": "p1", "set": "08", "product": {{"name": "Cá khô"}},
            "application": {{"kind": "first", "filed": "2026-07-01"}}}}]}}"#,
        members.join(", ")
    );
    fs::write(&list, text).unwrap();
    let made = ocop(&["--lang", "vi", "session", "new", &file, "--from", &list]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let told = String::from_utf8(made.stderr).unwrap();
    assert!(told.contains("m1, m3 cùng tên Lê Văn Chủ"), "{told}");
    assert_eq!(told.matches("cùng tên").count(), 1, "{told}");
}

/// Source: style.md 2 (a message says what is wrong): of several names, those that the session does not have are named,
/// all at once; nothing is done then.
#[test]
fn unknown_names_are_named() {
    let folder = folder("session-unknown");
    let (_, file) = made(&folder);
    let entries = || ocop(&["session", "log", &file]).stdout;
    let before = entries();
    for (arguments, unknown) in [
        (vec!["decide", &file, "p1", "p9", "p8"], "p9, p8"),
        (
            vec!["attendance", &file, "p9", "m1", "absent", "--reason", "ốm"],
            "p9",
        ),
        (
            vec!["attendance", &file, "p1", "m7", "absent", "--reason", "ốm"],
            "m7",
        ),
        (
            vec![
                "decision",
                &file,
                "p8",
                "p9",
                "--number",
                "1",
                "--date",
                "2026-12-30",
            ],
            "p8, p9",
        ),
        (
            vec![
                "links",
                &file,
                "--base",
                "http://127.0.0.1:1",
                "--new",
                "m8",
                "m1",
                "m9",
            ],
            "m8, m9",
        ),
    ] {
        for (lang, why) in [
            ("vi", "không có sản phẩm hoặc thành viên này"),
            ("en", "no such product or member"),
        ] {
            let refused = ocop(&[&["--lang", lang, "session"], &arguments[..]].concat());
            assert_eq!(refused.status.code(), Some(1), "{refused:?}");
            let told = String::from_utf8(refused.stderr).unwrap();
            let said = format!("{why}: {unknown}\n");
            assert!(
                told.contains("[session-unknown]") && told.ends_with(&said),
                "{told}"
            );
        }
    }
    assert_eq!(entries(), before);
}

/// Source: session.md, `links`: what `--new` makes anew is logged, the old ones end; `all` is everybody who has a link,
/// each once.
#[test]
fn all_links_are_made_anew_at_once() {
    let folder = folder("session-links-all");
    let file = at(&folder, "thu.ocop");
    assert!(ocop(&["demo", &file]).status.success());
    let links = |new: &[&str]| -> Vec<String> {
        let base = ["session", "links", &file, "--base", "http://127.0.0.1:1"];
        let made = ocop(&[&base[..], new].concat());
        assert_eq!(made.status.code(), Some(0), "{made:?}");
        let lines = String::from_utf8(made.stdout).unwrap();
        lines.lines().map(str::to_owned).collect()
    };
    let entries = || {
        let log = ocop(&["session", "log", &file]).stdout;
        let lines = String::from_utf8(log).unwrap();
        let lines = lines
            .lines()
            .filter(|line| line.contains(r#""what":"link""#));
        lines.count()
    };
    let (old, logged) = (links(&[]), entries());
    let new = links(&["--new", "all", "m1"]);
    assert_eq!(new.len(), old.len());
    assert!(new.iter().all(|link| !old.contains(link)), "{new:?}");
    assert_eq!(entries(), logged + old.len());
    assert_eq!(links(&[]), new);
    assert_eq!(ocop(&["session", "check", &file]).status.code(), Some(0));
}

/// Source: contract 4 (a problem names its file); fault.rs: what this program never writes is a damaged file. What is told
/// is the same line, whichever command comes upon it.
#[test]
fn a_damaged_file_is_told_alike() {
    let folder = folder("session-damaged");
    let file = at(&folder, "thu.ocop");
    assert!(ocop(&["demo", &file]).status.success());
    assert_eq!(ocop(&["session", "decide", &file]).status.code(), Some(0));
    let alike = |damaged: &str, arguments: &[&str]| {
        let refused = ocop(&[&["--lang", "vi"], arguments].concat());
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        let told = String::from_utf8(refused.stderr).unwrap();
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 1, "{told}");
        let start = format!("{damaged}: lỗi[session-damaged]: tệp đã hỏng (");
        let end = "); hãy dùng bản sao lưu gần nhất, đừng sửa tệp này";
        assert!(
            told.starts_with(&start) && lines[0].ends_with(end),
            "{told}"
        );
    };
    let copy = |name: &str, sql: &str| {
        let copy = at(&folder, name);
        fs::copy(&file, &copy).unwrap();
        let changed: Done<usize> = session::write(Path::new(&copy), |session| {
            Ok(session.file.execute(sql, [])?)
        });
        assert!(changed.unwrap() > 0);
        copy
    };
    let out = at(&folder, "van-ban");
    let case = copy(
        "case.ocop",
        "UPDATE round SET kase = substr(kase, 1, 900) WHERE kase IS NOT NULL",
    );
    alike(&case, &["session", "papers", &case, "--out", &out]);
    let data = copy(
        "data.ocop",
        "UPDATE data SET text = substr(text, 1, 900) WHERE name LIKE 'qd-26-2026/%'",
    );
    alike(&data, &["session", "papers", &data, "--out", &out]);
    alike(&data, &["session", "board", &data]);
    alike(&data, &["session", "decide", &data]);
    // A page of zeros, as disks leave it.
    let page = at(&folder, "page.ocop");
    let mut bytes = fs::read(&file).unwrap();
    bytes[100 * 4096..101 * 4096].fill(0);
    fs::write(&page, bytes).unwrap();
    alike(&page, &["session", "board", &page]);
    alike(&page, &["session", "check", &page]);
    let backup = at(&folder, "sao.ocop");
    alike(&page, &["session", "backup", &page, "--out", &backup]);
    alike(&page, &["serve", &page, "--listen", "127.0.0.1:0"]);
}

/// Source: session.md, Commands (`attendance FILE PRODUCT MEMBER …`; `--new`: "`secretary` or a member"): a help lists what
/// is written without an option in the order in which it is written, in both languages.
#[test]
fn a_help_has_the_order_of_the_command() {
    for lang in ["vi", "en"] {
        for command in ["attendance", "reopen", "decide", "import"] {
            let help = ocop(&["--lang", lang, "session", command, "--help"]).stdout;
            let help = String::from_utf8(help).unwrap();
            let (usage, rest) = help.split_once("\n\n").unwrap().1.split_once('\n').unwrap();
            let names = usage.split(['<', '[', '>', ']', ' ', '.']);
            let names = names.skip_while(|name| *name != "FILE");
            let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
            let lines = rest.lines().map(str::trim);
            let listed = lines.filter_map(|line| {
                let line = line.trim_end_matches('.');
                let of = |open, close| line.strip_prefix(open)?.strip_suffix(close);
                let name: Option<&str> = of('<', '>').or_else(|| of('[', ']'));
                name.filter(|name| names.contains(name))
            });
            assert_eq!(listed.collect::<Vec<_>>(), names, "{help}");
        }
    }
    let help = |lang| ocop(&["--lang", lang, "session", "links", "--help"]).stdout;
    for (lang, said) in [
        ("vi", "mã thành viên trong danh sách (`m1`)"),
        ("en", "a member's id in the list (`m1`)"),
    ] {
        let help = String::from_utf8(help(lang)).unwrap();
        assert!(help.contains(said) && help.contains("`all`"), "{help}");
    }
}
