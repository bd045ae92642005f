//! What the program says of a mistake: in the language of the system, once for each mistake, and all
//! mistakes at once.
//!
//! Source: contract 2.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::run;

const CASE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../examples/cases/mean-exactly-90.json"
);
const RULES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../criteria/councils/default.json"
);

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    run::folder(&format!("messages-{name}"))
}

/// Runs the program in a folder, in the language of a locale.
fn ocop(folder: &Path, locale: &str, arguments: &[&str]) -> Output {
    let mut command = run::command_in(folder, arguments);
    command.env("LC_ALL", locale).output().unwrap()
}

/// The code that a command ends with, and the lines of what it says in English.
fn said(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
    let output = ocop(folder, "en_US.UTF-8", arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    (
        output.status.code(),
        said.lines().map(str::to_owned).collect(),
    )
}

/// "English when the first set of `LC_ALL` … begins with `en`, else Vietnamese, also for `C`".
#[test]
fn a_wrong_argument_is_told_in_vietnamese() {
    let folder = folder("arguments");
    fs::copy(CASE, folder.join("a.json")).unwrap();
    for arguments in [
        &["rank", "xx"][..],
        &["rank", "70", "--regulation", "zz"],
        &["sets", "--regulation", "zz"],
        &["sheet", "99"],
        &["schema", "zz"],
        &["regulation", "--filed", "x"],
        &["regulation", "--filed", "2018-01-01"],
        &["regulation", "--filed", "2026-06-01", "--kind", "zz"],
        &[
            "regulation",
            "--filed",
            "2026-06-01",
            "--evaluated",
            "2026-05-01",
        ],
        &["certificate", "--star", "2", "--issued", "2024-01-01"],
        &["certificate", "--star", "x", "--issued", "2024-01-01"],
        &["certificate", "--star", "3", "--issued", "x"],
        &["certificate", "--star", "3", "--issued", "9999-01-01"],
        &[
            "certificate",
            "--star",
            "3",
            "--issued",
            "2024-01-01",
            "--today",
            "x",
        ],
        &["report", "a.json", "--as-of", "x"],
        &["report", "a.json", "--within", "-1"],
        &["history", "a.json", "--today", "x"],
        &["advise", "a.json", "--target", "5", "--fix", "9.9"],
        &["batch", "a.json", "--threads", "0"],
        &["sheet", "08", "--members", "51", "--xlsx", "q.xlsx"],
        &["sheet", "08", "--members", "0", "--xlsx", "q.xlsx"],
    ] {
        let output = ocop(&folder, "C", arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("lỗi: ") && said.contains("cần"), "{said}");
        for english in ["found ", "expected", "one of", "must", "invalid"] {
            assert!(!said.contains(english), "{arguments:?}: {said}");
        }
        let english = ocop(&folder, "en_US.UTF-8", arguments);
        assert_eq!(output.status.code(), english.status.code(), "{arguments:?}");
    }
}

#[test]
fn help_is_a_command_in_both_languages() {
    let folder = folder("help");
    for arguments in [&["help"][..], &["help", "rank"], &["session", "help"]] {
        for (locale, usage, other) in [
            ("C", "Cách dùng:", "Usage:"),
            ("en_US.UTF-8", "Usage:", "Cách dùng:"),
        ] {
            let output = ocop(&folder, locale, arguments);
            assert_eq!(output.status.code(), Some(0), "{locale} {arguments:?}");
            let help = String::from_utf8(output.stdout).unwrap();
            assert!(help.contains(usage) && !help.contains(other), "{help}");
        }
    }
}

/// Without a command the help says what there is, on lines of its own.
#[test]
fn help_without_a_command_has_lines() {
    let folder = folder("no-command");
    for arguments in [&[][..], &["session"], &["wording"]] {
        for (locale, usage) in [("C", "Cách dùng:"), ("en_US.UTF-8", "Usage:")] {
            let output = ocop(&folder, locale, arguments);
            assert_eq!(output.status.code(), Some(2), "{locale} {arguments:?}");
            assert!(output.stdout.is_empty());
            let help = String::from_utf8(output.stderr).unwrap();
            assert!(help.lines().any(|line| line.starts_with(usage)), "{help}");
            assert!(!help.contains("\\u000a"), "{help}");
        }
    }
}

/// "a file of the wrong kind … gives that message alone": with what it is, for a wording and for facts too.
#[cfg(feature = "papers")]
#[test]
fn a_wording_or_facts_of_another_kind_say_what_they_are() {
    let folder = folder("other-kinds");
    fs::copy(CASE, folder.join("a.json")).unwrap();
    for arguments in [
        &["sheet", "08", "--wording", "a.json"][..],
        &["wording", "check", "a.json"],
        &["evaluate", "a.json", "--wording", "a.json"],
        &["evaluate", "a.json", "--papers", "out", "--facts", "a.json"],
        &[
            "session",
            "new",
            "s.ocop",
            "--from",
            "a.json",
            "--wording",
            "a.json",
        ],
    ] {
        let (code, said) = said(&folder, arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {said:?}");
        assert_eq!(said.len(), 1, "{arguments:?}: {said:?}");
        let start = "a.json: error[unknown-kind]: found a case, expected ";
        assert!(said[0].starts_with(start), "{arguments:?}: {said:?}");
    }
    // A text that is no decision's writes nothing.
    let import = [
        "wording",
        "import",
        "a.json",
        "--regulation",
        "qd-26-2026",
        "--out",
        "w.json",
    ];
    let (code, said) = self::said(&folder, &import);
    assert_eq!((code, said.len()), (Some(1), 1), "{said:?}");
    assert!(
        said[0].starts_with("a.json: error[not-decision]: "),
        "{said:?}"
    );
    assert!(!folder.join("w.json").exists());
}

/// "a file of the wrong kind … gives that message alone".
#[test]
fn a_file_of_the_wrong_kind_is_one_message() {
    let folder = folder("kinds");
    fs::copy(CASE, folder.join("a.json")).unwrap();
    let result = ocop(&folder, "en_US.UTF-8", &["evaluate", "a.json", "--json"]);
    fs::write(folder.join("result.json"), &result.stdout).unwrap();
    let result: Value = serde_json::from_slice(&result.stdout).unwrap();
    fs::write(
        folder.join("results.jsonl"),
        format!("{result}\n{result}\n"),
    )
    .unwrap();
    let suite = json!({"id": "1", "clause": "-", "why": "-", "case": {}, "expected": {}});
    fs::write(
        folder.join("suite.jsonl"),
        format!("{suite}\n\n{suite}\n{suite}\n"),
    )
    .unwrap();
    let schema = ocop(&folder, "en_US.UTF-8", &["schema", "case"]).stdout;
    fs::write(folder.join("schema.json"), schema).unwrap();
    let history = "{\"product\": \"x\", \"events\": []}";
    fs::write(folder.join("history.json"), history).unwrap();
    fs::copy(RULES, folder.join("rules.json")).unwrap();
    let plan = "kh-262-dong-nai-2024";
    for arguments in [
        &["check", "result.json"][..],
        &["check", "results.jsonl"],
        &["evaluate", "results.jsonl"],
        &["report", "results.jsonl"],
        &["history", "results.jsonl"],
        &["check", "suite.jsonl"],
        &["evaluate", "suite.jsonl"],
        &["evaluate", "schema.json"],
        &["history", "schema.json"],
        &["plan", "history.json"],
        &["plan", "rules.json"],
        &["report", "a.json", "--plan", "a.json"],
        &["report", "a.json", "--plan", "history.json"],
        &["report", "a.json", "--plan", plan, "--declared", "a.json"],
        &[
            "report",
            "a.json",
            "--as-of",
            "2026-11-01",
            "--histories",
            "a.json",
        ],
        &["evaluate", "a.json", "--councils", "a.json"],
        &["conform", "a.json"],
        &["verify", "a.json", "a.json"],
    ] {
        let (code, said) = said(&folder, arguments);
        assert_eq!((code, said.len()), (Some(1), 1), "{arguments:?}: {said:?}");
        assert!(said[0].contains("error[unknown-kind]"), "{said:?}");
    }
    for arguments in [
        &["conform", "nope"][..],
        &["evaluate", "a.json", "--councils", "nope"],
    ] {
        let (code, said) = said(&folder, arguments);
        assert_eq!((code, said.len()), (Some(1), 1), "{arguments:?}: {said:?}");
        assert!(!said[0].contains("places"), "{said:?}");
    }
    // In a batch each line is answered in its place.
    let output = ocop(&folder, "en_US.UTF-8", &["batch", "suite.jsonl"]);
    let answers = run::answers(&output.stdout);
    let lines: Vec<_> = answers.iter().map(|answer| &answer["line"]).collect();
    assert_eq!(lines, [1, 3, 4]);
    for answer in &answers {
        assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
        assert_eq!(answer["errors"][0]["line"], answer["line"]);
        assert_eq!(answer["errors"][0]["found"], "a case of a suite");
    }
    // A file of good rules is as good as the folder that it is in.
    let rules = ["evaluate", "a.json", "--councils", "rules.json"];
    assert_eq!(said(&folder, &rules).0, Some(0));
}

/// A message says what would do: the stages that have sheets, a folder, the place of a list.
#[test]
fn a_message_says_what_would_do() {
    let folder = folder("helpful");
    let case = fs::read_to_string(CASE).unwrap();
    fs::write(folder.join("a.json"), &case).unwrap();
    fs::write(folder.join("list.json"), format!("\n [{case}]")).unwrap();
    let result = ocop(&folder, "C", &["evaluate", "a.json", "--json"]).stdout;
    fs::write(folder.join("result.json"), result).unwrap();
    for (arguments, expected) in [
        (
            &["compare", "a.json@9", "a.json"][..],
            "found stage 9 of a case with",
        ),
        (
            &["compare", "a.json@9", "a.json"],
            "expected a stage with sheets to compare: 1",
        ),
        (
            &["evaluate", "a.json", "--councils", "nope"],
            "found no such folder, expected a folder, or a file, of council rules",
        ),
        (
            &["evaluate", "list.json"],
            "list.json:2:2: error[unknown-kind]: found a JSON list",
        ),
        (
            &["verify", "result.json", "a.json", "a.json"],
            "found 2 cases, expected one for each result, 1 result",
        ),
    ] {
        let (code, said) = said(&folder, arguments);
        assert_eq!((code, said.len()), (Some(1), 1), "{arguments:?}: {said:?}");
        assert!(said[0].contains(expected), "{expected}: {said:?}");
    }
}

/// "pages and problems alike".
#[test]
fn a_suite_and_its_keys_are_told_in_vietnamese() {
    let folder = folder("suite");
    fs::copy(CASE, folder.join("a.json")).unwrap();
    let output = ocop(&folder, "C", &["conform", "a.json"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("`case` hoặc `certificate`"), "{said}");
}

/// "One mistake gives one message": all values of a key that are of another type, whatever they say, and a
/// line of a table with another separator than the others.
#[test]
fn a_mistake_made_throughout_is_one_message() {
    let folder = folder("throughout");
    let case: Value = serde_json::from_str(&fs::read_to_string(CASE).unwrap()).unwrap();
    let with = |key: &str, other: fn(&Value) -> Value| {
        let mut case = case.clone();
        let stages = case["stages"].as_array_mut().unwrap();
        let sheets = stages
            .iter_mut()
            .filter_map(|stage| stage["sheets"].as_array_mut());
        for answer in sheets
            .flatten()
            .flat_map(|sheet| sheet["answers"].as_array_mut().unwrap())
        {
            answer[key] = other(&answer[key]);
        }
        fs::write(folder.join("a.json"), case.to_string()).unwrap();
        said(&folder, &["evaluate", "a.json"])
    };
    let boxes = with("box", |number| json!(number.to_string()));
    assert_eq!((boxes.0, boxes.1.len()), (Some(1), 1), "{boxes:?}");
    assert!(boxes.1[0].contains("box: found a string"), "{boxes:?}");
    let criteria = with("criterion", |_| json!(1.1));
    assert_eq!((criteria.0, criteria.1.len()), (Some(1), 1), "{criteria:?}");
    let set = ocop::Catalog::bundled().set("qd-26-2026", "08").unwrap();
    for (line, with_tab) in [
        ("level;province", "level\tprovince"),
        ("criterion;An", "criterion\tAn"),
    ] {
        let mut table = String::from(
            "regulation;qd-26-2026\nset;08\nproduct;Cá khô\nlevel;province\ndate;05/08/2026\n\
             criterion;An\n",
        );
        for criterion in set.criteria() {
            table += &format!("{};1\n", criterion.code());
        }
        fs::write(folder.join("t.csv"), table.replace(line, with_tab)).unwrap();
        let (code, said) = said(&folder, &["evaluate", "t.csv"]);
        assert_eq!((code, said.len()), (Some(1), 1), "{said:?}");
        assert!(said[0].contains("found a tab behind"), "{said:?}");
    }
}

/// "Without `--lang`, help, problems and pages alike": English for everything but what the plan and the
/// cases say themselves.
#[test]
fn a_report_is_english_but_for_what_others_wrote() {
    fn texts(value: &Value, all: &mut Vec<String>) {
        match value {
            Value::String(text) => all.push(text.clone()),
            Value::Array(list) => list.iter().for_each(|value| texts(value, all)),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                all.push(key.clone());
                texts(value, all);
            }),
            _ => {}
        }
    }
    let folder = folder("report");
    fs::copy(CASE, folder.join("a.json")).unwrap();
    let report = |locale: &str, more: &[&str]| {
        let plan = ["--plan", "kh-262-dong-nai-2024", "--as-of", "2026-11-24"];
        let output = ocop(
            &folder,
            locale,
            &[&["report", "a.json"], &plan[..], more].concat(),
        );
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let english = "en_US.UTF-8";
    let data: Value = serde_json::from_str(&report(english, &["--json"])).unwrap();
    let mut written = Vec::new();
    texts(&data, &mut written);
    written.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let text = report(english, &["--html", "r.html"]);
    let html = fs::read_to_string(folder.join("r.html")).unwrap();
    let html = html.replace("&quot;", "\"").replace("&amp;", "&");
    assert!(text.starts_with("Products: 1\n"), "{text}");
    assert!(html.contains("<html lang=\"en\">"));
    for page in [text, html] {
        let own = written
            .iter()
            .fold(page, |page, text| page.replace(text, ""));
        let strange = own.lines().find(|line| {
            let mut letters = line.chars().filter(|c| !c.is_ascii());
            letters.any(char::is_alphabetic)
        });
        assert_eq!(strange, None);
    }
    assert!(report("C", &[]).starts_with("Sản phẩm: 1\n"));
}

/// `verify` names what differs in the language that is asked for.
#[test]
fn differences_are_in_either_language() {
    let folder = folder("verify");
    fs::copy(CASE, folder.join("a.json")).unwrap();
    let result = ocop(&folder, "C", &["evaluate", "a.json", "--json"]).stdout;
    let mut result: Value = serde_json::from_slice(&result).unwrap();
    result["outcome"] = json!({"kind": "rejected"});
    fs::write(folder.join("r.json"), result.to_string()).unwrap();
    for (locale, expected) in [
        (
            "C",
            "kết luận /outcome: đã ghi {\"kind\":\"rejected\"}, nay là",
        ),
        (
            "en_US.UTF-8",
            "decision /outcome: stored {\"kind\":\"rejected\"}, now",
        ),
    ] {
        let output = ocop(&folder, locale, &["verify", "r.json", "a.json"]);
        let answer = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(answer.contains(expected), "{answer}");
    }
}

/// "different mistakes are all listed", in a table as in JSON; "`path` and `pointer` hold no text that
/// people typed".
#[test]
fn the_mistakes_of_a_table_are_all_listed() {
    let folder = folder("table");
    let set = ocop::Catalog::bundled().set("qd-26-2026", "08").unwrap();
    let table = |product: &str, date: &str, appointed: &str, role: &str, ticked: &str| {
        let mut table = format!(
            "regulation;qd-26-2026\nset;08\nproduct;{product}\nlevel;province\ndate;{date}\n\
             appointed;{appointed}\ncriterion;An;Bình\nrole;chair;{role}\n"
        );
        for (index, criterion) in set.criteria().enumerate() {
            let own = if index == 0 { ticked } else { "1" };
            table += &format!("{};1;{own}\n", criterion.code());
        }
        table
    };
    let wrong = table("Ðá", "31/02/2026", "x", "y", "9");
    fs::write(folder.join("t.csv"), wrong).unwrap();
    let batch = ocop(&folder, "en_US.UTF-8", &["batch", "t.csv"]);
    let line: Value = serde_json::from_slice(&batch.stdout).unwrap();
    let mut told: Vec<[&str; 3]> = line["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| ["code", "path", "pointer"].map(|key| error[key].as_str().unwrap()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ["bad-character", "product", "/product/name"],
            ["bad-date", "date", "/stages/0/date"],
            ["bad-number", "appointed", "/stages/0/council/appointed"],
            ["bad-word", "role/sheet 2", "/stages/0/sheets/1/role"],
            [
                "box-unknown",
                "1.1/sheet 2",
                "/stages/0/sheets/1/answers/0/box"
            ],
        ]
    );
    // A line of names without a line of a criterion is one mistake.
    let head = table("Đá", "05/08/2026", "3", "member", "1");
    let head: Vec<&str> = head.lines().take(7).collect();
    fs::write(folder.join("head.csv"), head.join("\n")).unwrap();
    let (code, said) = said(&folder, &["evaluate", "head.csv"]);
    assert_eq!((code, said.len()), (Some(1), 1), "{said:?}");
}

/// Contract 2: `batch` answers "all other lines".
#[test]
fn a_file_that_cannot_be_opened_is_answered_in_its_place() {
    let folder = folder("batch");
    fs::copy(CASE, folder.join("a.json")).unwrap();
    let batch = ocop(
        &folder,
        "en_US.UTF-8",
        &["batch", "a.json", "nope.json", "a.json"],
    );
    assert_eq!(batch.status.code(), Some(1));
    let answers = String::from_utf8(batch.stdout).unwrap();
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), 3, "{answers:?}");
    assert!(answers[1].contains("\"unreadable\""), "{answers:?}");
}

/// Contract 5.0: a name that a form may not hold is refused before the form is written.
#[test]
fn a_form_is_not_written_for_a_name_that_it_cannot_hold() {
    let folder = folder("name");
    for name in ["Cá\nkhô", "Ðá"] {
        let sheet = ["sheet", "08", "--xlsx", "f.xlsx", "--product", name];
        assert_eq!(said(&folder, &sheet).0, Some(2), "{name}");
        assert!(!folder.join("f.xlsx").exists());
    }
}
