//! `ocop wording`, and `--wording` on sheets and pages.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run::ocop;

fn place(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("wording-{name}"))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A set in the form of a decision, as copied from a page; boxes say their labels and a mark.
fn decision(set: &str) -> String {
    let output = ocop(&["sheet", set, "--json"]);
    let sheet: Value = serde_json::from_slice(&output.stdout).unwrap();
    let say = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |value: &Value, key: &str| value[key].as_array().unwrap().clone();
    let mut out = format!("{set}. Bộ sản phẩm: {}\n", say(&sheet["name"]));
    for part in list(&sheet, "parts") {
        writeln!(
            out,
            "Phần {}: TÊN\n{}",
            say(&part["part"]),
            say(&part["max"])
        )
        .unwrap();
        for section in list(&part, "sections") {
            let direct = section["criteria"][0]["criterion"] == section["section"];
            if !direct {
                writeln!(
                    out,
                    "{}. {}\n{}",
                    say(&section["section"]),
                    say(&section["title"]),
                    say(&section["max"])
                )
                .unwrap();
            }
            for criterion in list(&section, "criteria") {
                writeln!(
                    out,
                    "{}. {}\n{}",
                    say(&criterion["criterion"]),
                    say(&criterion["title"]),
                    say(&criterion["max"])
                )
                .unwrap();
                for one in list(&criterion, "boxes")
                    .iter()
                    .filter(|_| criterion["yes_no"] != true)
                {
                    let stars =
                        "*".repeat(usize::try_from(one["star"].as_u64().unwrap_or(0)).unwrap());
                    writeln!(
                        out,
                        "□ {} (nguyên văn){stars}\n{}",
                        say(&one["label"]),
                        say(&one["points"])
                    )
                    .unwrap();
                }
            }
        }
    }
    out
}

/// Contract: exit 0 when all boxes are matched, 1 otherwise; what matched is written in both cases.
#[test]
fn a_text_is_imported_and_printed_in_place_of_labels() {
    let (source, file) = (place("one.txt"), place("one.json"));
    fs::write(&source, decision("08")).unwrap();
    let import = [
        "wording",
        "import",
        text(&source),
        "--regulation",
        "qd-26-2026",
        "--out",
        text(&file),
        "--json",
    ];
    let output = ocop(&import);
    // 25 sets are missing.
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["boxes"], 2_535);
    let matched = report["matched"].as_u64().unwrap();
    assert!((80..130).contains(&matched));
    assert_eq!(report["different"], serde_json::json!([]));
    let missing = report["missing"].as_array().unwrap();
    assert!(missing.iter().all(|one| one["set"] != "08"));
    let sets = [missing[0]["set"].as_str(), missing[0]["criterion"].as_str()];
    assert_eq!(
        (sets, missing[0]["box"].as_u64()),
        ([Some("01"), Some("1.1")], Some(1))
    );

    let checked = ocop(&["wording", "check", text(&file), "--json"]);
    assert_eq!(checked.status.code(), Some(1));
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(checked["matched"].as_u64(), Some(matched));

    for (lang, line) in [
        ("vi", format!("Khớp {matched} trên 2535 ô.\n")),
        ("en", format!("{matched} of 2535 boxes match.\n")),
    ] {
        let page = ocop(&["wording", "check", text(&file), "--lang", lang]);
        let page = String::from_utf8(page.stdout).unwrap();
        assert!(page.starts_with(&line), "{page}");
        assert_eq!(page.contains("\nMissing:\n"), lang == "en");
    }

    let with = |more: &[&str]| ocop(&[&["sheet", "08", "--wording", text(&file)], more].concat());
    let page = String::from_utf8(with(&[]).stdout).unwrap();
    assert_eq!(page.matches("(nguyên văn)").count() as u64, matched);
    assert!(page.contains("Lời văn của Quyết định 26/2026/QĐ-TTg, theo tệp “wording-one.txt”"));
    let json: Value = serde_json::from_slice(&with(&["--json"]).stdout).unwrap();
    assert_eq!(
        json["wording"],
        serde_json::json!({"source": "wording-one.txt", "complete": true})
    );
    let form = place("form.html");
    assert_eq!(with(&["--html", text(&form)]).status.code(), Some(0));
    let form = fs::read_to_string(form).unwrap();
    assert!(form.contains("(Ký và ghi rõ họ tên)") && form.contains("(nguyên văn)"));
    let book = place("form.xlsx");
    assert_eq!(
        with(&["--xlsx", text(&book), "--force"]).status.code(),
        Some(0)
    );

    // A set that the file has no texts for.
    let other = ocop(&["sheet", "09", "--wording", text(&file)]);
    assert_eq!(other.status.code(), Some(2));
    assert!(other.stdout.is_empty());
    // The file that is read is not written over.
    let over = ocop(&[
        "wording",
        "import",
        text(&source),
        "--regulation",
        "qd-26-2026",
        "--out",
        text(&source),
    ]);
    assert_eq!(over.status.code(), Some(2));
}

/// What is computed is the same with another's words.
#[test]
fn a_result_is_the_same_with_a_wording() {
    let (source, file) = (place("two.txt"), place("two.json"));
    fs::write(&source, decision("08")).unwrap();
    ocop(&[
        "wording",
        "import",
        text(&source),
        "--regulation",
        "qd-26-2026",
        "--out",
        text(&file),
    ]);
    let case = "examples/cases/one-product-26-2026.json";
    let plain = ocop(&["evaluate", case, "--json"]);
    let worded = ocop(&["evaluate", case, "--json", "--wording", text(&file)]);
    assert_eq!(worded.status.code(), Some(0));
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
    assert_eq!(read(&plain.stdout)["seal"], read(&worded.stdout)["seal"]);
    assert_eq!(
        read(&plain.stdout)["outcome"],
        read(&worded.stdout)["outcome"]
    );
}

/// Each paper in both formats; an edited .docx is not lost.
#[test]
fn papers_of_a_session_are_written_into_a_folder() {
    let (folder, facts) = (place("papers"), place("facts.json"));
    let _ = fs::remove_dir_all(&folder);
    fs::write(
        &facts,
        r#"{"title": "Đợt 1 năm 2024", "authority": "Ủy ban nhân dân tỉnh Thử"}"#,
    )
    .unwrap();
    let cases = [
        "examples/cases/forwarded-at-70-certified-4.json",
        "examples/cases/mean-exactly-90.json",
    ];
    let run = |more: &[&str]| {
        ocop(
            &[
                &[
                    "evaluate",
                    cases[0],
                    cases[1],
                    "--papers",
                    text(&folder),
                    "--facts",
                    text(&facts),
                ],
                more,
            ]
            .concat(),
        )
    };
    assert_eq!(run(&[]).status.code(), Some(0));
    for name in [
        "bien-ban",
        "bang-tong-hop-diem",
        "bao-cao-hoi-dong",
        "to-trinh",
        "quyet-dinh-cong-nhan",
    ] {
        assert!(folder.join(format!("{name}.docx")).exists(), "{name}");
        let page = fs::read_to_string(folder.join(format!("{name}.html"))).unwrap();
        assert!(
            page.to_uppercase().contains("ỦY BAN NHÂN DÂN TỈNH THỬ"),
            "{name}"
        );
    }
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&["--force"]).status.code(), Some(0));
    fs::write(&facts, r#"{"titel": "x"}"#).unwrap();
    let wrong = run(&["--force"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("titel"));
}
