//! The reader of JSON: what it takes, and where it says that something is.

use ocop::input::check_json;
use ocop::law::Declared;
use ocop::value::ReportItem;
use ocop::{Case, Catalog};
use serde_json::json;

/// What cannot be seen is named. Source: contract 2: a problem says what was found.
#[test]
fn a_character_that_cannot_be_seen_is_named() {
    for (text, vi, en) in [
        (
            "{}\u{feff}",
            "dấu thứ tự byte (U+FEFF)",
            "a byte order mark (U+FEFF)",
        ),
        (
            "{\u{0}}",
            "ký tự điều khiển (U+0000)",
            "a control character (U+0000)",
        ),
        (
            "{\u{200b}}",
            "ký tự không nhìn thấy (U+200B)",
            "a character that cannot be seen (U+200B)",
        ),
        ("{}}", "`}`", "`}`"),
    ] {
        let problem = check_json(text, "").unwrap_err();
        for (lang, found) in [
            (ocop::Lang::Vi, format!("thấy {vi}, ")),
            (ocop::Lang::En, format!("found {en}, ")),
        ] {
            assert!(
                problem.text(lang).starts_with(&found),
                "{}",
                problem.text(lang)
            );
        }
    }
}

fn is_json(text: &str) -> bool {
    check_json(text, "").is_ok()
}

/// What serde_json takes is taken, and nothing else.
#[test]
fn json_is_what_serde_json_says() {
    let seeds = [
        r#"{"a": [1, -0.5e+3, "x\u00e9\n\ud83d\ude00", true, null], "b": {"c": {}}, "d": []}"#,
        r#"[false,"",0,10,1E9,"\"\\\/\b\f\r\t",{"":[[]]}]"#,
    ];
    let pieces = [
        "", "0", "-", "\"", "\\", ",", ":", "[", "]", "{", "}", " ", "\u{1}", "é", "e", ".", "null",
    ];
    let mut taken = 0;
    for seed in seeds {
        for (at, c) in seed.char_indices() {
            let (before, after) = seed.split_at(at);
            let behind = &after[c.len_utf8()..];
            let damaged = pieces.iter().flat_map(|piece| {
                [
                    format!("{before}{piece}{behind}"),
                    format!("{before}{piece}{after}"),
                ]
            });
            for text in damaged.chain([before.to_owned()]) {
                let theirs = serde_json::from_str::<serde_json::Value>(&text);
                // Numbers too large for a float are JSON all the same.
                let too_large = theirs
                    .as_ref()
                    .is_err_and(|error| error.to_string().starts_with("number out of range"));
                assert_eq!(is_json(&text), theirs.is_ok() || too_large, "{text}");
                taken += usize::from(theirs.is_ok());
            }
        }
    }
    assert!(taken > 500, "{taken}");
}

/// A text ends at the first byte that ends it, wherever that and bytes like it stand, and holds what it
/// says.
#[test]
fn a_text_ends_at_the_first_byte_that_ends_it() {
    let letters = || {
        (0..=0x7f_u8)
            .map(char::from)
            .chain(['é', 'đ', 'ộ', '“', '😀'])
    };
    for first in letters() {
        for second in letters() {
            for at in [0, 3, 6, 7, 8, 14, 17] {
                let (before, after) = ("a".repeat(at), "a".repeat(17 - at));
                let text = format!("\"{before}{first}{second}{after}\"");
                let theirs = serde_json::from_str::<String>(&text);
                assert_eq!(is_json(&text), theirs.is_ok(), "{text:?}");
            }
        }
    }
    let catalog = Catalog::bundled();
    for name in [
        r"C\u00e1 kh\u00f4",
        r#"\\ \/ \" \ud83d\ude00"#,
        "aaaaaaaé",
        r#"aaaaaaaa\\\"é"#,
    ] {
        let text = format!(
            r#"{{"product": {{"name": "{name}"}}, "regulation": "qd-148-2023", "set": "08",
            "stages": [{{"level": "district", "date": "2024-04-10", "total": "61.5"}}]}}"#
        );
        let case = Case::from_json(&text, "case.json", &catalog).unwrap();
        let read: String = serde_json::from_str(&format!("\"{name}\"")).unwrap();
        assert_eq!(case.product().name, read);
    }
}

#[test]
fn nesting_ends_at_the_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(is_json(&nested(128)));
    assert!(!is_json(&nested(129)));
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_text() {
    assert!(is_json("\u{feff}{}"));
    assert!(!is_json("{}\u{feff}"));
}

/// Contract 4: an RFC 6901 pointer and a path in the file's terms.
#[test]
fn a_place_has_a_pointer_and_a_path() {
    let catalog = Catalog::bundled();
    let items: Vec<_> = ReportItem::ALL
        .iter()
        .map(|item| json!({"item": item}))
        .collect();
    let mut case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "stages": [{"level": "commune", "date": "2026-08-05", "report": items}]});
    case["stages"][0]["report"][3] = "x".into();
    let error = Case::from_json(&case.to_string(), "case.json", &catalog).unwrap_err();
    let problem = &error.diagnostics()[0];
    assert_eq!(
        (problem.pointer(), problem.path()),
        ("/stages/0/report/3", "stage 1/item 4")
    );
    let plan = catalog.plan("kh-262-dong-nai-2024").unwrap();
    let error = Declared::from_json(r#"{"a/b~c": "1"}"#, "declared.json", &plan).unwrap_err();
    assert_eq!(error.diagnostics()[0].pointer(), "/a~1b~0c");
}
