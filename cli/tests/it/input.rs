//! Bad input: a clear error with file, line, column and code, exit 1, nothing on standard output.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::run::{answers, ocop};
use ocop::Catalog;
use ocop_papers::SessionList;
use serde_json::{Value, json};

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[track_caller]
fn refused(name: &str, bytes: &[u8], codes: &[&str]) -> String {
    refused_file(&file(name, bytes), codes)
}

#[track_caller]
fn refused_file(path: &Path, codes: &[&str]) -> String {
    let output = ocop(&["evaluate", path.to_str().unwrap()]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(output.stdout.is_empty());
    let mut found: Vec<&str> = errors
        .lines()
        .map(|line| {
            line.split("error[")
                .nth(1)
                .unwrap()
                .split(']')
                .next()
                .unwrap()
        })
        .collect();
    let mut expected = codes.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{errors}");
    errors
}

fn good() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/cases/certified-3-at-district.json"
    );
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[track_caller]
fn changed(name: &str, codes: &[&str], change: impl FnOnce(&mut Value)) {
    let mut case = good();
    change(&mut case);
    let text = serde_json::to_string_pretty(&case).unwrap();
    let errors = refused(name, text.as_bytes(), codes);
    assert!(errors.contains(&format!("{name}:")), "{errors}");
}

#[test]
fn texts_that_are_not_json_documents() {
    refused("not-json.json", b"{ \"product\": ", &["not-json"]);
    refused("empty.json", b"", &["not-json"]);
    refused("bom.json", b"\xef\xbb\xbf{}", &["missing-key"; 4]);
    refused("not-utf8.json", b"{\"product\": \"\xff\"}", &["not-utf8"]);
    // Too long for any document, and without a byte on the disk.
    let long = file("long.json", b"");
    let opened = File::options().write(true).open(&long).unwrap();
    opened.set_len(200_000_000).unwrap();
    refused_file(&long, &["too-large"]);
    refused("some-brackets.json", &vec![b'['; 1_000_000], &["not-json"]);
    fs::remove_file(long).unwrap();
    let output = ocop(&["evaluate", "no-such-file.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("error[unreadable]")
    );
}

#[test]
fn keys_and_answers() {
    changed("unknown-key.json", &["unknown-key"], |case| {
        case["colour"] = json!(1)
    });
    let text = good()
        .to_string()
        .replacen("\"set\":", "\"set\":\"08\",\"set\":", 1);
    refused("repeated-key.json", text.as_bytes(), &["repeated-key"]);
    changed("missing.json", &["criterion-missing"], |case| {
        case["stages"][0]["sheets"][0]["answers"]
            .as_array_mut()
            .unwrap()
            .pop();
    });
    changed("repeated.json", &["criterion-repeated"], |case| {
        let answers = case["stages"][0]["sheets"][0]["answers"]
            .as_array_mut()
            .unwrap();
        answers.push(answers[0].clone());
    });
    changed("unknown.json", &["criterion-unknown"], |case| {
        let answers = case["stages"][0]["sheets"][0]["answers"]
            .as_array_mut()
            .unwrap();
        answers.push(json!({"criterion": "9.z", "box": 1}));
    });
    changed("box-9.json", &["box-unknown"], |case| {
        case["stages"][0]["sheets"][0]["answers"][0]["box"] = json!(9);
    });
    changed("box-two.json", &["wrong-type"], |case| {
        case["stages"][0]["sheets"][0]["answers"][0]["box"] = json!("two");
    });
    changed("assessor.json", &["assessor-repeated"], |case| {
        case["stages"][0]["sheets"][1]["assessor"] = json!("m1");
    });
    changed("appointed.json", &["appointed-too-few"], |case| {
        case["stages"][0]["council"]["appointed"] = json!(2);
    });
    changed("empty-stage.json", &["stage-content"], |case| {
        case["stages"][0] = json!({"level": "district", "date": "2024-04-10"});
    });
}

#[test]
fn points_that_are_not_points() {
    for (points, code) in [
        (json!("1e2"), "bad-points"),
        (json!("NaN"), "bad-points"),
        (json!("-1"), "bad-points"),
        (json!(61.5), "bad-points"),
        (json!("101"), "part-out-of-range"),
    ] {
        changed("points.json", &[code], |case| {
            case["stages"][0] = json!({"level": "district", "date": "2024-04-10", "total": points});
        });
    }
}

#[test]
fn sets_regulations_dates_and_order() {
    changed("set-99.json", &["set-unknown"], |case| {
        case["set"] = json!("99")
    });
    changed("regulation.json", &["regulation-unknown"], |case| {
        case["regulation"] = json!("qd-1-1900");
    });
    changed("date.json", &["bad-date"], |case| {
        case["stages"][0]["date"] = json!("2024-02-30");
    });
    changed("back.json", &["date-order"], |case| {
        case["stages"][0]["date"] = json!("2024-02-28");
    });
    changed("order.json", &["stage-order"], |case| {
        case["stages"][0]["level"] = json!("province");
    });
    changed("after.json", &["stage-order"], |case| {
        let stages = case["stages"].as_array_mut().unwrap();
        let mut again = stages[0].clone();
        again["level"] = json!("province");
        stages.push(again);
    });
    changed("finding.json", &["finding-unknown"], |case| {
        case["stages"][0]["findings"] = json!(["ip-infringement"]);
    });
}

#[test]
fn five_faults_are_reported_at_once() {
    let codes = [
        "unknown-key",
        "bad-date",
        "box-unknown",
        "criterion-missing",
        "chair-repeated",
    ];
    changed("five.json", &codes, |case| {
        case["product"]["colour"] = json!("red");
        case["stages"][0]["decided"] = json!("2024-13-01");
        case["stages"][0]["sheets"][0]["answers"][3]["box"] = json!(7);
        case["stages"][0]["sheets"][1]["answers"]
            .as_array_mut()
            .unwrap()
            .pop();
        case["stages"][0]["sheets"][2]["role"] = json!("chair");
    });
}

#[test]
fn arguments_out_of_range_exit_with_2() {
    for arguments in [
        &["rank", "101"][..],
        &["rank", "1e2"],
        &["rank", "-1"],
        &["sheet", "99", "--regulation", "qd-148-2023"],
        &["sets", "--regulation", "qd-1-1900"],
        &["explain", "nonsense"],
    ] {
        let output = ocop(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
    let output = ocop(&["rank", "89.99", "--json", "--regulation", "qd-148-2023"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        answer,
        json!({"points": "89.99", "regulation": "qd-148-2023", "star": 4})
    );
}

#[test]
fn batch_answers_every_line_in_place() {
    let line = good().to_string();
    let path = file(
        "lines.jsonl",
        format!("{line}\n\n{{}}\n{line}\n").as_bytes(),
    );
    let output = ocop(&["batch", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let answers = answers(&output.stdout);
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["outcome"]["star"], 3);
    assert_eq!(answers[1]["line"], 3);
    assert_eq!(answers[1]["errors"][0]["line"], 3);
    assert_eq!(answers[0], answers[2]);
}

/// Contract 4: a bad line is told by its number, blank lines are counted; 5.0: a byte-order mark is no
/// part of a file.
#[test]
fn a_batch_counts_every_line_of_a_file() {
    for (text, bad, said) in [
        (
            "\n\n{}\n",
            &[3][..],
            "1 case, 1 of them wrong, 2 blank lines",
        ),
        ("\n\n{}\n\n", &[3], "1 case, 1 of them wrong, 3 blank lines"),
        ("{}", &[1], "1 case, 1 of them wrong, 0 blank lines"),
        ("\n\n", &[], "0 cases, 0 of them wrong, 2 blank lines"),
        (
            "\u{feff}\n{}\n",
            &[2],
            "1 case, 1 of them wrong, 1 blank line",
        ),
        (
            "\u{feff}\n{}\n{}\n",
            &[2, 3],
            "2 cases, 2 of them wrong, 1 blank line",
        ),
    ] {
        let path = file("blank.jsonl", text.as_bytes());
        let output = ocop(&["batch", path.to_str().unwrap()]);
        let answers = answers(&output.stdout);
        let lines: Vec<_> = answers.iter().map(|answer| &answer["line"]).collect();
        assert_eq!(lines, bad, "{text:?}");
        for answer in &answers {
            assert_eq!(answer["errors"][0]["line"], answer["line"], "{text:?}");
        }
        assert_eq!(String::from_utf8(output.stderr).unwrap().trim_end(), said);
    }
}

#[test]
fn schemas_are_printed_by_kind() {
    for kind in [
        "case",
        "council",
        "criteria",
        "history",
        "plan",
        "regulation",
        "result",
    ] {
        let output = ocop(&["schema", kind]);
        assert_eq!(output.status.code(), Some(0));
        let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
    }
    let output = ocop(&["schema", "cases"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

/// Source: `criteria/README.md`: an incomplete set and unknown minima warn; `--strict` refuses.
#[test]
fn strict_refuses_data_with_gaps() {
    for (regulation, set, date) in [
        ("qd-148-2023", "07", "2024-04-10"),
        ("qd-1048-2019", "01", "2021-04-10"),
    ] {
        let case = json!({"product": {"name": "x"}, "regulation": regulation, "set": set,
            "stages": [{"level": "district", "date": date, "total": "55"}]});
        let path = file(&format!("gap-{set}.json"), case.to_string().as_bytes());
        let path = path.to_str().unwrap();
        let output = ocop(&["evaluate", "--json", path]);
        assert_eq!(output.status.code(), Some(0));
        let result: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(!result["data"]["warnings"].as_array().unwrap().is_empty());
        let output = ocop(&["evaluate", "--strict", path]);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("error[data-incomplete] set:"), "{errors}");
    }
}

/// A council whose rules count a minimum only when all reach it, and a spread of at most 1.
#[test]
fn a_folder_of_council_rules_is_found_by_file_name() {
    let rules = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../criteria/councils/default.json"
    ))
    .unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("councils");
    fs::create_dir_all(&folder).unwrap();
    let narrow = rules.replace("\"spread\": \"10\"", "\"spread\": \"1\"");
    fs::write(folder.join("narrow.json"), narrow).unwrap();
    let mut case = good();
    case["stages"][0]["council"]["rules"] = json!("narrow");
    let last = case["stages"][0]["sheets"][0]["answers"]
        .as_array()
        .unwrap()
        .len()
        - 1;
    case["stages"][0]["sheets"][0]["answers"][last]["box"] = json!(1);
    let path = file("narrow-case.json", case.to_string().as_bytes());
    let path = path.to_str().unwrap();
    let output = ocop(&["evaluate", path]);
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("error[rules-unknown]"), "{errors}");
    let output = ocop(&[
        "evaluate",
        "--json",
        "--councils",
        folder.to_str().unwrap(),
        path,
    ]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["stages"][0]["status"], "rescore-required");
    // The same rules as the worksheet of a session's list, whose other worksheets are empty.
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("councils-as-workbooks");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let decision = "12/QĐ-UBND ngày 01/06/2026";
    let own = |spread: &str| {
        let rules = json!({"name": "Quy chế (giả định)", "spread": spread,
            "quorum": {"numerator": 3, "denominator": 4}, "chair": "chair-or-vice", "minimum_by": "majority"});
        let list = json!({"council": {"regulation": decision, "rules": rules}});
        SessionList::write(&list, &Catalog::bundled()).unwrap()
    };
    let evaluate = || {
        ocop(&[
            "evaluate",
            "--json",
            "--councils",
            folder.to_str().unwrap(),
            path,
        ])
    };
    fs::write(folder.join("narrow.xlsx"), own("1")).unwrap();
    let output = evaluate();
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["stages"][0]["status"], "rescore-required");
    let citations = result["stages"][0].to_string();
    assert!(citations.contains(decision), "{citations}");
    // What is wrong stands at its cell; an empty worksheet is no rules.
    fs::write(folder.join("narrow.xlsx"), own("mười")).unwrap();
    let errors = String::from_utf8(evaluate().stderr).unwrap();
    assert!(errors.contains("Quy chế!B5"), "{errors}");
    let empty = SessionList::template(&Catalog::bundled()).unwrap();
    fs::write(folder.join("narrow.xlsx"), empty).unwrap();
    let errors = String::from_utf8(evaluate().stderr).unwrap();
    assert!(errors.contains("error[empty] Quy chế"), "{errors}");
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    for (slip, meant) in [
        ("\"aplication\": {}", "did you mean `application`?"),
        (
            "\"regulation\": \"qd-148-2033\"",
            "did you mean `qd-148-2023`?",
        ),
    ] {
        let text = format!(
            "{{\"product\": {{\"name\": \"x\"}}, \"set\": \"08\", {slip}, \"stages\": []}}"
        );
        let path = file("slip.json", text.as_bytes());
        let output = ocop(&["evaluate", path.to_str().unwrap()]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains(meant), "{errors}");
    }
}

/// Source: 3981/QĐ-UBND Lâm Đồng: 05/08/2026 to 05/08/2029; fewer than three stars get none.
#[test]
fn a_certificate_is_told_by_its_days() {
    let output = ocop(&[
        "certificate",
        "--star",
        "3",
        "--issued",
        "2026-08-05",
        "--json",
    ]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = json!({"issued": "2026-08-05", "expires": "2029-08-05",
        "renewal": {"from": "2029-02-06", "to": "2029-04-07"},
        "extended_until": null, "notice_by": null, "status": null});
    assert_eq!(answer, expected);
    let asked = [
        "certificate",
        "--star",
        "5",
        "--issued",
        "2023-09-18",
        "--today",
    ];
    for (today, words) in [
        ("2026-09-18", "còn hiệu lực"),
        ("2026-09-19", "được kéo dài"),
    ] {
        let output = ocop(&[&asked[..], &[today, "--lang", "vi"]].concat());
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(
            page.contains(words) && page.contains("18/09/2026"),
            "{page}"
        );
    }
    for (star, issued, code) in [
        ("2", "2026-08-05", 1),
        ("6", "2026-08-05", 2),
        ("3", "2019-08-20", 2),
        ("3", "2026-02-30", 2),
    ] {
        let output = ocop(&["certificate", "--star", star, "--issued", issued]);
        assert_eq!(output.status.code(), Some(code), "{star} {issued}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_history_is_told_from_a_history_or_a_case() {
    let told = |file: &str| {
        let output = ocop(&["history", file, "--json", "--today", "2026-11-24"]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let history = told("examples/histories/one-product-two-laws.json");
    assert_eq!(history["standing"]["certificate"]["expires"], "2029-08-05");
    assert_eq!(history["standing"]["dossier"]["due"], "2026-11-02");
    let case = told("examples/cases/one-product-26-2026.json");
    // Contract 3: the decision on its renewal is not entered, so the certificate before runs to its end.
    let standing = &case["standing"];
    assert_eq!(standing["certificate"]["expires"], "2026-10-20");
    assert_eq!(
        (&standing["proposed"]["star"], &standing["past"]),
        (&json!(3), &json!([]))
    );
    assert_eq!(standing["status"], "expired");
    let text = json!({"product": "x", "events": [{"event": "expired", "date": "2026-01-01"}]});
    let path = file("impossible.json", text.to_string().as_bytes());
    let output = ocop(&["history", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("error[event-impossible] event 1"),
        "{errors}"
    );
}

/// Source: contract 4, `advise`: the shape of the answer; worked out on 26/2026, set 08.
#[test]
fn advice_has_its_shape() {
    let case = "examples/cases/one-product-26-2026.json";
    let output = ocop(&["advise", case, "--target", "4", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let step = |criterion, from, to, points| {
        json!({"criterion": criterion, "from": from, "to": to, "points": points,
            "because": "minimum"})
    };
    let expected = json!({"star": 3, "target": 4, "reachable": true,
        "steps": [step("3.5", 1, 2, "1"), step("5.1", 4, 5, "2")],
        "after": {"points": "74", "star": 4}, "council_star": 3});
    assert_eq!(answer, expected);
    let output = ocop(&["advise", case, "--target", "4", "--fix", "3.5", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["reachable"], false);
    assert_eq!(answer["obstacles"][0]["code"], "minimum-out-of-reach");
    for (arguments, code) in [
        (&["advise", case, "--target", "6"][..], 2),
        (&["advise", case, "--target", "4", "--fix", "9.9"], 2),
        (&["advise", case, "--target", "4", "--effort", "3.5=4"], 2),
        (
            &["advise", "examples/cases/parts-only.json", "--target", "5"],
            1,
        ),
        (
            &[
                "advise",
                "examples/cases/spread-above-10.json",
                "--target",
                "5",
            ],
            1,
        ),
        (&["sensitivity", "examples/cases/parts-only.json"], 1),
        (&["compare", case, "examples/cases/parts-only.json"], 1),
    ] {
        let output = ocop(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn two_sides_are_compared_and_a_star_is_probed() {
    let (old, new) = (
        "examples/cases/one-product-148.json",
        "examples/cases/one-product-26-2026.json@2",
    );
    let output = ocop(&["compare", old, new, "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["moved"], "-8.00");
    assert_eq!(
        answer["first"]["total"],
        json!({"sum": "237", "count": 3, "shown": "79.00"})
    );
    assert_eq!(answer["second"]["star"], 3);
    let output = ocop(&[
        "sensitivity",
        "examples/cases/mean-exactly-90.json",
        "--json",
    ]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        answer["edges"][0],
        json!({"star": 5, "from": "630", "distance": "0",
        "reached": true})
    );
    let output = ocop(&[
        "sensitivity",
        "examples/cases/mean-exactly-90.json",
        "--lang",
        "vi",
    ]);
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("Nếu không có phiếu")
    );
    // A star that is named leaves out what `evaluate` holds other sheets to: contract 4, a spread that is too
    // large is for another scoring.
    for (lang, line) in [
        ("vi", "hội đồng có thể phải chấm lại"),
        ("en", "may have to score again"),
    ] {
        let page = ocop(&[
            "sensitivity",
            "examples/cases/mean-exactly-90.json",
            "--lang",
            lang,
        ]);
        assert!(
            String::from_utf8(page.stdout).unwrap().contains(line),
            "{lang}"
        );
    }
}

/// Source: contract 2: every problem found is told; one file that is wrong hides no other.
#[test]
fn two_files_that_are_wrong_are_both_told() {
    let (first, second) = (file("wrong-1.json", b"["), file("wrong-2.json", b"{"));
    let (first, second) = (first.to_str().unwrap(), second.to_str().unwrap());
    for (command, a, b) in [
        ("compare", first, second),
        ("compare", "no-such-1", "no-such-2"),
        ("compare", first, "no-such-2"),
        ("compare", "examples/cases/parts-only.json@1", second),
        ("evaluate", "no-such-1", "no-such-2"),
        ("evaluate", first, "no-such-2"),
        ("verify", first, second),
        ("verify", "no-such-1", second),
        ("verify", first, "no-such-2"),
    ] {
        let output = ocop(&[command, a, b]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{command}: {errors}");
        assert!(output.stdout.is_empty());
        for name in [a, b] {
            let told = errors.lines().filter(|line| line.starts_with(name)).count();
            let wrong = usize::from(!name.contains('@'));
            assert_eq!(told, wrong, "{command} {a} {b}: {errors}");
        }
    }
}

/// Source: 1048, Phụ lục II, 4: members have the dossiers some working days before the meeting.
#[test]
fn who_plans_a_meeting_sees_when_members_have_the_dossiers() {
    let filed = ["regulation", "--filed", "2021-03-01"];
    let output = ocop(&[&filed[..], &["--evaluated", "2021-05-10"]].concat());
    assert_eq!(output.stdout, b"qd-1048-2019\n");
    let told = String::from_utf8(output.stderr).unwrap();
    for day in ["2021-05-07", "2021-05-06", "2021-05-03", "public holidays"] {
        assert!(told.contains(day), "{told}");
    }
    let output = ocop(&[&filed[..], &["--evaluated", "2021-05-10", "--json"]].concat());
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["before_meeting"][1]["code"], "members-receive");
    assert_eq!(answer["before_meeting"][1]["args"]["until"], "2021-05-06");
    // No day is asked for, or the law sets none.
    for more in [
        &filed[..],
        &[
            "regulation",
            "--filed",
            "2026-06-01",
            "--evaluated",
            "2026-09-10",
        ],
    ] {
        let output = ocop(&[more, &["--json"]].concat());
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer.get("before_meeting"), None);
    }
}

#[test]
fn a_printed_result_is_verified() {
    let case = "examples/cases/mean-exactly-90.json";
    let printed = ocop(&["evaluate", case, "--json"]).stdout;
    let path = file("result.json", &printed);
    let path = path.to_str().unwrap();
    assert_eq!(ocop(&["verify", path, case]).status.code(), Some(0));
    let other = ocop(&[
        "verify",
        path,
        "examples/cases/certified-3-at-district.json",
    ]);
    assert_eq!(other.status.code(), Some(1));
    let errors = String::from_utf8(other.stderr).unwrap();
    assert!(
        errors.contains("seal/input") && errors.contains("stages/0/total: found [\"630\",7]"),
        "{errors}"
    );
}

/// Contract 2: `verify` says by kind that the form differs, as of a result of a later version, and exits 0; a result
/// with several problems tells them all.
#[test]
fn what_a_later_version_says_is_told_by_verify() {
    let case = "examples/cases/mean-exactly-90.json";
    let printed = ocop(&["evaluate", case, "--json"]).stdout;
    let mut result: Value = serde_json::from_slice(&printed).unwrap();
    result["later"] = json!(true);
    result["outcome"]["later"] = json!(true);
    let path = file("result-later.json", result.to_string().as_bytes());
    let output = ocop(&["verify", path.to_str().unwrap(), case]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    for line in [
        "form: stored `{\"later\":true}`",
        "form /outcome: stored `{\"later\":true}`",
    ] {
        assert!(said.contains(line), "{said}");
    }
    result["set"] = json!("x");
    result["seal"].as_object_mut().unwrap().remove("engine");
    let path = file("result-wrong.json", result.to_string().as_bytes());
    let output = ocop(&["verify", path.to_str().unwrap(), case]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("error[wrong-type] set: "), "{errors}");
    assert!(errors.contains("error[missing-key] seal: "), "{errors}");
    assert_eq!(errors.lines().count(), 2, "{errors}");
}

fn batch_of(lines: &[String], arguments: &[&str]) -> Output {
    let path = file(
        &format!("batch-{}.jsonl", arguments.len()),
        lines.join("\n").as_bytes(),
    );
    ocop(&[&["batch", path.to_str().unwrap()], arguments].concat())
}

/// The order of lines and the problems of each are the same on one thread and on several, and the
/// same as `evaluate` finds.
#[test]
fn a_batch_is_the_same_on_any_number_of_threads() {
    let mut lines: Vec<String> = Vec::new();
    for number in 0..600 {
        let mut case = good();
        case["product"]["name"] = json!(format!("product {number}"));
        match number % 7 {
            1 => case["set"] = json!("99"),
            2 => case["stages"][0]["sheets"][0]["answers"][3]["box"] = json!(77),
            3 => case["product"]["colour"] = json!("red"),
            _ => {}
        }
        lines.push(case.to_string());
        if number % 11 == 0 {
            lines.push(" ".to_owned());
        }
    }
    let one = batch_of(&lines, &["--threads", "1"]);
    let two = batch_of(&lines, &["--threads", "2"]);
    assert_eq!(one.stdout, two.stdout);
    assert_eq!(one.status.code(), Some(1));
    let summary = String::from_utf8(one.stderr).unwrap();
    assert!(
        summary.contains("600 cases, 258 of them wrong, 55 blank lines"),
        "{summary}"
    );
    let answers = answers(&one.stdout);
    assert_eq!(answers.len(), 600);
    let cases = lines.iter().enumerate().filter(|(_, line)| line.len() > 1);
    for ((at, line), answer) in cases.zip(&answers) {
        if answer["errors"].is_null() {
            let case: Value = serde_json::from_str(line).unwrap();
            assert_eq!(answer["product"], case["product"]["name"]);
            continue;
        }
        assert_eq!(answer["line"], at + 1);
        let path = file("one-line.json", line.as_bytes());
        let alone = ocop(&["evaluate", path.to_str().unwrap()]);
        let alone = String::from_utf8(alone.stderr).unwrap();
        let told: Vec<&str> = alone.lines().collect();
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(told.len(), errors.len());
        for (told, error) in told.iter().zip(errors) {
            assert!(
                told.ends_with(error["message"].as_str().unwrap()),
                "{told} {error}"
            );
            assert!(told.contains(error["code"].as_str().unwrap()));
            assert_eq!(error["line"], at + 1);
        }
        if at > 60 {
            break;
        }
    }
}

/// A full disk and a closed pipe end a batch with a word about how far it got.
#[cfg(target_os = "linux")]
#[test]
fn a_batch_that_cannot_go_on_says_how_far_it_got() {
    let lines: Vec<String> = (0..3_000).map(|_| good().to_string()).collect();
    let path = file("long.jsonl", lines.join("\n").as_bytes());
    let path = path.to_str().unwrap();
    let full = ocop(&["batch", path, "--out", "/dev/full"]);
    let errors = String::from_utf8(full.stderr).unwrap();
    assert_eq!(full.status.code(), Some(1), "{errors}");
    assert!(errors.contains("stopped after line"), "{errors}");
    assert!(errors.contains("cannot be written"), "{errors}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_ocop"))
        .args(["batch", path])
        .env("LC_ALL", "en_US.UTF-8")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let closed = child.wait_with_output().unwrap();
    let errors = String::from_utf8(closed.stderr).unwrap();
    // No line is blank, so the last line is as far on as there are cases.
    let (cases, rest) = errors
        .split_once(" cases, 0 of them wrong, 0 blank lines")
        .unwrap();
    let cases = cases.rsplit('\n').next().unwrap();
    assert_eq!(rest.trim_end(), format!(", stopped after line {cases}"));
    assert!(!errors.contains("panicked"), "{errors}");
}

/// An interruption ends a batch after the lines at hand: what was written is whole.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_batch_leaves_whole_lines() {
    use std::io::{Read, Write};
    let mut child = Command::new(env!("CARGO_BIN_EXE_ocop"))
        .args(["batch", "-"])
        .env("LC_ALL", "en_US.UTF-8")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let line = good().to_string() + "\n";
    let mut cases = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        // Until the program stops reading.
        while cases.write_all(line.as_bytes()).is_ok() {}
    });
    let mut answers = child.stdout.take().unwrap();
    let mut first = vec![0; 1 << 16];
    answers.read_exact(&mut first).unwrap();
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupted.unwrap().success());
    answers.read_to_end(&mut first).unwrap();
    writer.join().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("stopped after line"), "{errors}");
    let text = String::from_utf8(first).unwrap();
    assert!(text.ends_with('\n'));
    for answer in text.lines() {
        assert!(serde_json::from_str::<Value>(answer).is_ok());
    }
}

#[test]
fn a_suite_is_run_and_a_difference_is_told() {
    let whole = ocop(&["conform", "conformance"]);
    let said = String::from_utf8(whole.stdout).unwrap();
    assert_eq!(
        whole.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&whole.stderr)
    );
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let files = fs::read_dir(format!("{root}/conformance")).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    let lines = files
        .iter()
        .map(|path| fs::read_to_string(path).unwrap().lines().count());
    let (cases, count) = (lines.sum::<usize>(), files.len());
    assert_eq!(
        said,
        format!("{cases} cases in {count} files, no differences\n")
    );
    let text = fs::read_to_string(format!("{root}/conformance/published.jsonl")).unwrap();
    let wrong = text.replacen("\"star\":5}", "\"star\":4}", 1);
    assert_ne!(text, wrong);
    let path = file("suite.jsonl", wrong.as_bytes());
    let output = ocop(&["conform", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("suite.jsonl:1:1: error[result-differs]"),
        "{errors}"
    );
    assert!(
        errors.contains("published-0001/outcome/star`: `5`, expected `4`"),
        "{errors}"
    );
    // A stage has the number of a pointer, as in `verify`.
    let wrong = text.replacen("{\"star\":5,\"status\"", "{\"star\":4,\"status\"", 1);
    assert_ne!(text, wrong);
    let path = file("stage.jsonl", wrong.as_bytes());
    let output = ocop(&["conform", path.to_str().unwrap()]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("published-0001/stages/2/star`: `5`, expected `4`"),
        "{errors}"
    );
    let asked = |asked: &str, expected: &str| {
        let line = format!(r#"{{"id":"c","clause":"-","why":"-",{asked}"expected":{expected}}}"#);
        let output = ocop(&[
            "conform",
            file("asked.jsonl", line.as_bytes()).to_str().unwrap(),
        ]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let of = |star: u8, day: &str| format!(r#""certificate":{{"star":{star},"issued":"{day}"}},"#);
    let errors = asked(&of(3, "2026-08-05"), r#"{"expires":"2029-08-04"}"#);
    assert!(
        errors.contains(r#"`c/expires`: `"2029-08-05"`, expected `"2029-08-04"`"#),
        "{errors}"
    );
    let errors = asked(&of(2, "2026-08-05"), r#"{"expires":"2029-08-05"}"#);
    assert!(errors.contains("`c`: `null`"), "{errors}");
    let errors = asked(&of(6, "2026-08-05"), "null");
    assert!(
        errors.contains("error[bad-word]: found `6` stars, expected 3 to 5"),
        "{errors}"
    );
    let errors = asked("", "null");
    assert!(errors.contains("error[missing-key]"), "{errors}");
    let empty = file("empty-suite.jsonl", b"\n");
    assert_eq!(
        ocop(&["conform", empty.to_str().unwrap()]).status.code(),
        Some(1)
    );
}

/// Source: 148, Phụ lục III: set 01 has two sources, every other one. A finding that is inferred is
/// refused by `--strict`, a sheet of one source by `--strict=two-sources`.
#[test]
fn strict_refuses_what_is_inferred_and_what_one_source_says() {
    let code = |set: &str, content: &Value, strict: &str| {
        let mut stage = json!({"level": "district", "date": "2024-04-10"});
        for (key, value) in content.as_object().unwrap() {
            stage[key] = value.clone();
        }
        let case = json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": set,
            "stages": [stage]});
        let path = file(&format!("sources-{set}.json"), case.to_string().as_bytes());
        ocop(&["evaluate", strict, path.to_str().unwrap()])
            .status
            .code()
    };
    let (total, forged) = (
        json!({"total": "55"}),
        json!({"findings": ["forged-dossier"]}),
    );
    assert_eq!(code("08", &total, "--strict"), Some(0));
    assert_eq!(code("08", &forged, "--strict"), Some(1));
    assert_eq!(code("01", &forged, "--strict"), Some(0));
    assert_eq!(code("08", &total, "--strict=two-sources"), Some(1));
    assert_eq!(code("01", &total, "--strict=two-sources"), Some(0));
    assert_eq!(code("01", &total, "--strict=three"), Some(2));
}

/// `ocop sets` says in a word how many independent sources of each sheet agree.
#[test]
fn sets_say_how_many_sources_they_have() {
    let output = ocop(&["sets", "--regulation", "qd-148-2023", "--lang", "vi"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "01  Rau, củ, quả, hạt tươi  (hai nguồn)");
    assert!(
        lines[1..].iter().all(|line| line.ends_with("(một nguồn)")),
        "{text}"
    );
    let output = ocop(&["sets", "--regulation", "qd-148-2023", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["regulation"], "qd-148-2023");
    assert_eq!(answer["sets"].as_array().unwrap().len(), 26);
    let first = &answer["sets"][0];
    assert_eq!(
        (&first["set"], &first["sources"]),
        (&json!("01"), &json!(2))
    );
    assert_eq!(
        (&first["status"], &answer["sets"][6]["status"]),
        (&json!("transcribed"), &json!("incomplete"))
    );
}
