//! Source: docs/limits.md: every limit of cases, tables and lists, from both sides, through the
//! commands. Those of long texts and of workbooks stand in `world.rs` and `workbook.rs`.

use std::fs;
use std::path::PathBuf;

use crate::run::ocop;
use ocop::Catalog;
use serde_json::{Value, json};

fn file(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("limits");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What `ocop evaluate` says of a text, and how it ends.
fn evaluated(name: &str, text: &str) -> (i32, String) {
    let output = ocop(&["evaluate", &file(name, text)]);
    let errors = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), errors)
}

#[track_caller]
fn taken(name: &str, text: &str) {
    let (code, errors) = evaluated(name, text);
    assert_eq!(code, 0, "{errors}");
}

#[track_caller]
fn refused(name: &str, text: &str, why: &str) {
    let (code, errors) = evaluated(name, text);
    assert_eq!(code, 1, "{errors}");
    assert!(errors.contains(why), "{errors}");
}

fn case(content: &Value) -> Value {
    let mut stage = json!({"level": "district", "date": "2024-04-10"});
    for (key, value) in content.as_object().unwrap() {
        stage[key] = value.clone();
    }
    json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08", "stages": [stage]})
}

/// A council of so many members on set 08 of 148, who all tick the first box.
fn council(members: usize, council: &Value) -> String {
    let set = Catalog::bundled().set("qd-148-2023", "08").unwrap();
    let answers: Vec<Value> = set
        .criteria()
        .map(|criterion| json!({"criterion": criterion.code().as_str(), "box": 1}))
        .collect();
    let sheets: Vec<Value> = (0..members)
        .map(|number| json!({"assessor": format!("m{number}"), "answers": answers}))
        .collect();
    case(&json!({"sheets": sheets, "council": council})).to_string()
}

#[test]
fn nesting_keys_and_digits() {
    let text = case(&json!({"total": "61.5"})).to_string();
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels - 1), "]".repeat(levels - 1));
        text.replacen('{', &format!("{{\"x\":{open}{close},"), 1)
    };
    let (_, errors) = evaluated("nested-128.json", &nested(128));
    assert!(!errors.contains("levels"), "{errors}");
    refused("nested-129.json", &nested(129), "at most 128 levels");
    let keys = |count: usize| {
        let more: String = (4..count).map(|n| format!("\"k{n}\":1,")).collect();
        text.replacen('{', &format!("{{{more}"), 1)
    };
    let (_, errors) = evaluated("keys-256.json", &keys(256));
    assert!(!errors.contains("too-many"), "{errors}");
    refused(
        "keys-257.json",
        &keys(257),
        "found 257 keys, expected at most 256",
    );
    let total = |points: &str| case(&json!({"total": points})).to_string();
    taken("digits.json", &total(&format!("61.{}", "0".repeat(18))));
    let most = "at most 6 digits before the point and 18 after";
    refused(
        "digits.json",
        &total(&format!("61.{}", "0".repeat(19))),
        most,
    );
    refused("digits.json", &total("1000000"), most);
    refused("digits.json", &total("100000"), "from `0` to `100`");
}

#[test]
fn sheets_and_members() {
    taken(
        "sheets-999.json",
        &council(999, &json!({"rules": "default"})),
    );
    refused(
        "sheets-1000.json",
        &council(1_000, &json!({"rules": "default"})),
        "found 1000 sheets, expected at most 999 in a stage",
    );
    taken("appointed.json", &council(1, &json!({"appointed": 9_999})));
    refused(
        "appointed.json",
        &council(1, &json!({"appointed": 10_000})),
        "found `10000`, expected a whole number from 1 to 9999",
    );
}

#[test]
fn lines_of_a_table() {
    let set = Catalog::bundled().set("qd-148-2023", "08").unwrap();
    let table = |lines: usize| {
        let mut table = String::from(
            "regulation;qd-148-2023\nset;08\nproduct;x\nlevel;district\ndate;10/04/2024\n",
        );
        // Keys without a value count as lines that hold something.
        let own = 6 + set.criteria().count();
        table += &"code;\n".repeat(lines - own);
        table += "criterion;An\n";
        for criterion in set.criteria() {
            table += &format!("{};1\n", criterion.code());
        }
        table
    };
    taken("lines-200.csv", &table(200));
    refused(
        "lines-201.csv",
        &table(201),
        "at most 200 that are not blank",
    );
}

#[cfg(feature = "session")]
/// Source: docs/limits.md, a session: 99 members, 999 products, names of 300 characters.
#[test]
fn lists_of_a_session() {
    let list = |members: usize, products: usize, name: &str| {
        let members: Vec<Value> = (1..=members)
            .map(|n| {
                let role = if n == 1 { "chair" } else { "member" };
                json!({"id": format!("m{n}"), "name": format!("Người {n}"), "role": role})
            })
            .collect();
        let products: Vec<Value> = (1..=products)
            .map(|n| {
                let name = if n == 1 {
                    name.to_owned()
                } else {
                    format!("Sản phẩm {n}")
                };
                json!({"id": format!("p{n}"), "set": "08", "product": {"name": name},
                    "application": {"kind": "first", "filed": "2026-06-01"}})
            })
            .collect();
        let appointed = members.len();
        json!({"format": 1, "title": "Đợt 1", "level": "province", "date": "2026-08-05",
            "council": {"appointed": appointed}, "members": members, "products": products})
    };
    let made = |name: &str, list: &Value| {
        let session = file(&format!("{name}.ocop"), "");
        fs::remove_file(&session).unwrap();
        let from = file(&format!("{name}.json"), &list.to_string());
        let output = ocop(&["session", "new", &session, "--from", &from]);
        let errors = String::from_utf8(output.stderr).unwrap();
        let _ = fs::remove_file(&session);
        (output.status.code().unwrap(), errors)
    };
    let long = "x".repeat(300);
    let (code, errors) = made("most", &list(99, 1, &long));
    assert_eq!(code, 0, "{errors}");
    // A session of 999 members and products takes long to make: its list is refused for its date alone.
    let mut most = list(999, 999, "x");
    most["date"] = json!("2026-02-30");
    let (_, errors) = made("most-products", &most);
    assert!(
        errors.contains("bad-date") && errors.lines().count() == 1,
        "{errors}"
    );
    for (name, list, why) in [
        (
            "members",
            list(1_000, 1, "x"),
            "found 1000 entries, expected at most 999",
        ),
        (
            "products",
            list(1, 1_000, "x"),
            "found 1000 entries, expected at most 999",
        ),
        (
            "name",
            list(1, 1, &format!("{long}x")),
            "301 characters, expected at most 300",
        ),
    ] {
        let (code, errors) = made(name, &list);
        assert_eq!(code, 1, "{errors}");
        assert!(errors.contains(why), "{name}: {errors}");
    }
}
