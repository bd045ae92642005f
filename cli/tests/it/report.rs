//! `ocop report`: the shipped cases counted, as page, JSON and a file for spreadsheets.

use std::fs;
use std::path::PathBuf;

use ocop::Catalog;
use ocop::law::{Declared, Plan};
use ocop_papers::PlanBook;
use serde_json::{Value, json};

use crate::run::ocop;

fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[track_caller]
fn answered(arguments: &[&str]) -> String {
    let output = ocop(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The shipped cases, decided, one a line, in order of name.
fn shipped(name: &str) -> (String, String) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let mut paths: Vec<PathBuf> = fs::read_dir(format!("{root}/examples/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    let mut lines = String::new();
    for path in paths {
        let mut case: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        // The day of the last stage is that of a decision.
        let last = case["stages"].as_array_mut().unwrap().last_mut().unwrap();
        last["decided"] = last["date"].clone();
        lines += &format!("{case}\n");
    }
    (file(name, &lines), lines)
}

/// The twelve shipped cases, counted by hand. Recognised: three with 3★ (one of them a renewal of
/// 2026), three with 4★ (one of 2023, renewed by the former), two with 5★; two wait, one is
/// returned, one rejected. Source: 262/KH-UBND, II.2 (READING plan-period: first recognised in 2024
/// and 2025).
#[test]
fn the_shipped_cases_are_reported_as_counted_by_hand() {
    let (cases, _) = shipped("portfolio.jsonl");
    let declared = file(
        "declared.json",
        r#"{"start-ups": "11", "sales-points": "24"}"#,
    );
    let plan = ["--plan", "kh-262-dong-nai-2024", "--declared", &declared];
    let as_of = ["--as-of", "2026-11-24", "--json"];
    let report = answered(&[&["report", &cases][..], &plan, &as_of].concat());
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["products"], 13);
    for (key, counts) in [
        (
            "by_outcome",
            json!({"recognised": 8, "pending": 2, "returned": 2, "rejected": 1}),
        ),
        ("by_star", json!({"3": 3, "4": 3, "5": 2, "unknown": 5})),
        (
            "by_level",
            json!({"district": 6, "province": 5, "central": 2}),
        ),
        ("by_set", json!({"08": 10, "09": 1, "18": 1, "21": 1})),
        ("by_district", json!({"Định Quán": 10, "unknown": 3})),
        (
            "by_producer",
            json!({"cooperative": 11, "household": 1, "unknown": 1}),
        ),
        (
            "by_sector",
            json!({"Thực phẩm": 11, "Dược liệu và sản phẩm từ dược liệu": 1, "Thủ công mỹ nghệ": 1}),
        ),
        (
            "by_group",
            json!({"Thực phẩm chế biến": 10, "Gia vị": 1, "Thủ công mỹ nghệ gia dụng, trang trí": 1,
                "Thực phẩm chức năng, thuốc từ dược liệu, thuốc cổ truyền": 1}),
        ),
    ] {
        assert_eq!(report[key], counts, "{key}");
    }
    let target = |id: &str| {
        let targets = report["targets"].as_array().unwrap();
        let target = targets.iter().find(|target| target["id"] == id).unwrap();
        (target["achieved"].clone(), target["met"].clone())
    };
    assert_eq!(target("products"), (json!("6"), json!(false)));
    assert_eq!(target("products-3"), (json!("2"), json!(false)));
    assert_eq!(target("products-4"), (json!("2"), json!(false)));
    assert_eq!(target("products-5"), (json!("2"), json!(false)));
    assert_eq!(target("craft-villages"), (json!("0"), json!(false)));
    // Two producers: `p1`, of ten cases, is called a household in one of them, which is no
    // cooperative; `htx-dua` is one.
    assert_eq!(target("cooperatives"), (json!("50.00"), json!(true)));
    assert_eq!(target("enterprises"), (json!("0.00"), json!(false)));
    let unclear = json!([{"id": "p1", "name": "Hợp tác xã (giả định)", "kinds": ["cooperative", "household"]}]);
    assert_eq!(report["producers"]["unclear"], unclear);
    assert_eq!(
        report["producers"]["without_id"],
        json!(["Rong nho tách nước Trí Tín"])
    );
    // One product was ranked before 2024; it was renewed, but after 2025.
    assert_eq!(target("strengthened"), (json!("0.00"), json!(false)));
    assert_eq!(target("start-ups"), (json!("11"), json!(true)));
    assert_eq!(target("sales-points"), (json!("24"), json!(false)));
    assert_eq!(target("study-trips"), (Value::Null, json!(false)));
    assert_eq!(report["conflicts"][0]["other"], "7");
    // The certificate of 2023 was renewed; those of April 2024 end within 180 days of 24/11/2026.
    let certificates = &report["certificates"];
    assert_eq!(certificates["valid"], json!({"3": 3, "4": 2, "5": 2}));
    assert_eq!(certificates["expired"], 0);
    assert_eq!(certificates["expiring"], 2);
    assert_eq!(certificates["revoked"], Value::Null);
    assert_eq!(certificates["upgrades"], json!({"3-4": 0, "4-5": 0}));
    // Names are in the order of the alphabet, what is not known is last.
    let achieved = &report["plan"]["achieved"];
    assert_eq!(
        (&achieved["products"], &achieved["potential_five"]),
        (&json!(6), &json!(0))
    );
    assert_eq!(
        achieved["by_district"],
        json!([
            {"key": "Định Quán", "achieved": 5,
                "stars": {"3": 2, "4": 2, "5": 1}, "required": null},
            {"key": "unknown", "achieved": 1, "stars": {"5": 1}, "required": null}
        ])
    );
    // The rounds with a district: 10/04/2024, 02/06/2024 and 12/06/2024, and the centre on 20/11/2024.
    let in_district = |round: &&Value| round["district"] == "Định Quán";
    let rounds = report["rounds"].as_array().unwrap().iter();
    let rounds: Vec<Value> = rounds
        .filter(in_district)
        .map(|round| {
            let lists = round["lists"].as_object().unwrap().iter();
            let lists = lists.map(|(list, of)| json!([list, of.as_array().unwrap().len()]));
            json!([round["level"], round["day"], lists.collect::<Vec<Value>>()])
        })
        .collect();
    assert_eq!(
        json!(rounds),
        json!([
            [
                "district",
                "2024-04-10",
                [["certified-3", 2], ["forwarded-70-100", 6]]
            ],
            [
                "province",
                "2024-06-02",
                [
                    ["certified-4", 2],
                    ["forwarded-90-100", 1],
                    ["returned-district", 1]
                ]
            ],
            ["province", "2024-06-12", [["returned-district", 1]]],
            ["central", "2024-11-20", [["certified-5", 1]]]
        ])
    );
    assert_eq!(
        report["lists"],
        json!({
            "certified-3-district": ["Khô cá lóc", "Khô cá trê"],
            "certified-3-province": ["Khô cá dứa (giả định)"],
            "certified-4-province":
                ["Chả cá thác lác", "Khô cá dứa (giả định)", "Trà túi lọc giảo cổ lam"],
            "certified-5-central": ["Mật ong hoa cà phê đóng chai", "Rong nho tách nước Trí Tín"],
            "forwarded-district-province": ["Bò một nắng", "Chả cá thác lác", "Giò bò",
                "Khô cá dứa (giả định)", "Mật ong hoa cà phê đóng chai", "Nước mắm cá linh",
                "Rong nho tách nước Trí Tín", "Trà túi lọc giảo cổ lam"],
            "forwarded-province-central": ["Mật ong hoa cà phê đóng chai", "Rong nho tách nước Trí Tín"],
            "returned-province-district": ["Bò một nắng", "Nước mắm cá linh"]
        })
    );
    let page = answered(&["report", &cases, "--lang", "vi"]);
    assert!(page.contains("Sản phẩm: 13"), "{page}");
    assert!(!page.contains("Giấy chứng nhận"), "{page}");
}

/// Certificates that were taken back are in histories.
#[test]
fn histories_are_read_from_a_folder() {
    let (cases, _) = shipped("portfolio-histories.jsonl");
    let arguments = [
        "--as-of",
        "2026-11-24",
        "--histories",
        "examples/histories",
        "--json",
    ];
    let report = answered(&[&["report", &cases][..], &arguments].concat());
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["certificates"]["revoked"], 0);
    assert_eq!(report["certificates"]["with_history"], 1);
    assert_eq!(report["certificates"]["unmatched_histories"], json!([]));
    let wrong = file(
        "history-wrong.json",
        r#"{"product": "a", "events": [{"event": "x"}]}"#,
    );
    let output = ocop(&[
        "report",
        &cases,
        "--as-of",
        "2026-11-24",
        "--histories",
        &wrong,
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("error[bad-word]"));
}

/// Every table and list, in a file that Excel reads as UTF-8 and computes nothing of.
#[test]
fn the_file_for_spreadsheets_is_inert() {
    let case = |name: &str, district: &str| {
        json!({"product": {"name": name, "district": district,
                "producer": {"id": "+p", "name": "=Tab"}},
            "regulation": "qd-148-2023", "set": "08",
            "stages": [{"level": "district", "date": "2024-04-10", "decided": "2024-04-10",
                "total": "61.5"}]})
        .to_string()
    };
    let lines = [
        case("=HYPERLINK(\"http://x\")", "-X"),
        case("@sum", "-Y"),
        case("một, \"hai\"", "Định Quán"),
    ];
    let cases = file("inert.jsonl", &lines.join("\n"));
    let csv = file("inert.csv", "");
    let plan = [
        "--plan",
        "kh-262-dong-nai-2024",
        "--as-of",
        "2026-11-24",
        "--csv",
        &csv,
    ];
    answered(&[&["report", &cases][..], &plan].concat());
    let text = fs::read_to_string(csv).unwrap();
    let rows = text
        .strip_prefix("\u{feff}table,key,value,required,star,level,round,district,producer,code\n")
        .unwrap();
    for row in [
        "by_star,3,3,,,,,,,\n",
        "by_district,'-X,1,,,,,,,\n",
        "targets,products,3,88,,,,,,\n",
        "targets,study-trips,,25,,,,,,\n",
        "conflicts,start-ups,,7,,,,,,\n",
        "achieved,potential-5,0,,,,,,,\n",
        "achieved_by_star,3,3,67,,,,,,\n",
        "achieved_by_district,Định Quán,1,,,,,,,\nachieved_by_district,Định Quán,1,,3,,,,,\n",
        "budget,2024,,16079372000,,,,,,\n",
        "budget,total,,35491144000,,,,,,\n",
        "reports,05-10,,,,,,,,\n",
        "certificates-valid,3,3,,,,,,,\n",
        "certificates,expiring,3,,,,,,,\n",
        "certificates,revoked,,,,,,,,\n",
        "certificates-upgrades,3-4,0,,,,,,,\n",
        "certificate-renewal-open,'@sum,2027-04-10,,3,,,'-Y,'=Tab,\n",
        "producers-unclear,'+p,,,,,,,,\n",
        "certified-3,\"'=HYPERLINK(\"\"http://x\"\")\",61.50,,,district,2024-04-10,'-X,'=Tab,\n",
        "certified-3,\"một, \"\"hai\"\"\",61.50,,,district,2024-04-10,Định Quán,'=Tab,\n",
    ] {
        assert!(rows.contains(row), "no {row} in\n{rows}");
    }
}

#[test]
fn a_report_refuses_what_is_wrong() {
    let (cases, lines) = shipped("portfolio-refused.jsonl");
    let wrong = file("declared-wrong.json", r#"{"products": "88"}"#);
    let plan = "kh-262-dong-nai-2024";
    for (arguments, code) in [
        (&["--plan", "no-such-plan"][..], 1),
        (&["--plan", plan, "--declared", &wrong], 1),
        (&["--declared", &wrong], 2),
        (&["--histories", "examples/histories"], 2),
        (&["--as-of", "yesterday"], 2),
        (&["--csv", "no/such/folder/report.csv"], 2),
    ] {
        let output = ocop(&[&["report", &cases][..], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
    let bad = file("portfolio-bad.jsonl", &format!("{lines}{{}}\n"));
    let output = ocop(&["report", &bad, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains(":14:"));
}

/// A plan that an office filled in as a workbook counts as the same plan does as JSON, declarations too.
#[test]
fn a_plan_is_taken_as_a_workbook() {
    let (cases, _) = shipped("plan-book.jsonl");
    let declared_text = r#"{"start-ups": "11", "budget": {"by_year": {"2024": "16000000000"}}}"#;
    let declared = file("plan-book-declared.json", declared_text);
    let report = |plan: &str, declared: &[&str]| {
        let plan = [
            "report",
            &cases,
            "--as-of",
            "2025-06-30",
            "--json",
            "--plan",
            plan,
        ];
        answered(&[&plan[..], declared].concat())
    };
    let id = "kh-262-dong-nai-2024";
    let book = file("ke-hoach.xlsx", "");
    answered(&["plan", id, "--xlsx", &book, "--force"]);
    assert_eq!(report(&book, &[]), report(id, &[]));
    let with = ["--declared", declared.as_str()];
    assert_eq!(report(&book, &with), report(id, &with));
    // As JSON it is the plan that was written.
    let printed = answered(&["plan", &book]);
    let printed = Plan::from_json(&printed, "printed.json").unwrap();
    let plan = Catalog::bundled().plan(id).unwrap();
    assert_eq!(printed, *plan);
    // A workbook that says what is achieved needs no other file, and takes none.
    let of_book = Declared::from_json(declared_text, "declared.json", &plan).unwrap();
    fs::write(&book, PlanBook::write(Some(&plan), &of_book).unwrap()).unwrap();
    assert_eq!(report(&book, &[]), report(id, &with));
    let both = ocop(&[&["report", &cases, "--plan", &book][..], &with].concat());
    assert_eq!(both.status.code(), Some(2));
    // An empty form tells what is missing, at its cells; one that exists is not overwritten.
    assert_eq!(ocop(&["plan", "--xlsx", &book]).status.code(), Some(2));
    answered(&["plan", "--xlsx", &book, "--force"]);
    let empty = ocop(&["plan", &book]);
    assert_eq!(empty.status.code(), Some(1));
    let errors = String::from_utf8(empty.stderr).unwrap();
    assert!(errors.contains("Kế hoạch!B4"), "{errors}");
    assert_eq!(ocop(&["plan"]).status.code(), Some(2));
}
