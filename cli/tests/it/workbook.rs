//! Workbooks and tables on the command line: written, filled in, read back.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Output};

use ocop::{Case, Catalog};
use ocop_papers::Form;
use serde_json::Value;

use crate::run::{command, ocop};

const CASE: &str = "examples/cases/certified-3-at-district.json";

#[track_caller]
fn answer(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn refused(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn example() -> String {
    fs::read_to_string(format!("{}/../{CASE}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The workbook that the council of the example filled in.
fn filled(name: &str) -> PathBuf {
    let text = example();
    let case = Case::from_json(&text, CASE, &Catalog::bundled()).unwrap();
    let path = path(name);
    let form = Form::filled(&case).unwrap();
    fs::write(&path, form.to_xlsx().unwrap()).unwrap();
    path
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_form_is_written_for_so_many_members() {
    let book = path("blank.xlsx");
    let name = book.to_str().unwrap();
    let _ = fs::remove_file(&book);
    let sheet = ["sheet", "08", "--regulation", "qd-26-2026", "--xlsx", name];
    let asked = [&sheet[..], &["--members", "3", "--product", "=1+1"]].concat();
    assert_eq!(answer(&ocop(&asked)), "");
    let errors = refused(&ocop(&["evaluate", name]), 1);
    let places: Vec<&str> = errors
        .lines()
        .map(|line| line.split("] ").nth(1).unwrap().split(": ").next().unwrap())
        .collect();
    // One message for the answers that all members lack.
    assert_eq!(places, ["Tổng hợp!B20", "Tổng hợp!B21", "Thành viên 1"]);
    assert!(errors.contains("(in 3 places)"), "{errors}");
}

#[test]
fn a_form_for_nobody_or_for_a_crowd_is_refused() {
    let book = path("refused.xlsx");
    let name = book.to_str().unwrap();
    for members in ["0", "51", "999999999999999999999", "-1", "x"] {
        let output = ocop(&["sheet", "08", "--xlsx", name, "--members", members]);
        assert!(refused(&output, 2).contains(members));
    }
    assert!(!book.exists());
    // Both are of the workbook.
    refused(&ocop(&["sheet", "08", "--members", "3"]), 2);
    refused(&ocop(&["sheet", "08", "--product", "Cá"]), 2);
    let nowhere = path("no/such/folder.xlsx");
    let output = ocop(&["sheet", "08", "--xlsx", nowhere.to_str().unwrap()]);
    assert!(refused(&output, 2).contains("there is no folder"));
}

#[test]
fn a_filled_workbook_gives_the_result_of_its_case() {
    let book = filled("filled.xlsx");
    let name = book.to_str().unwrap();
    let from_case = answer(&ocop(&["evaluate", CASE, "--json"]));
    let from_book = answer(&ocop(&["evaluate", name, "--json"]));
    // Its seal too: what was read is the case.
    assert_eq!(from_book, from_case);
    // By name or by how it begins.
    let mut piped = command(&["evaluate", "-", "--json"]);
    let output = piped.stdin(File::open(&book).unwrap()).output();
    assert_eq!(answer(&output.unwrap()), from_book);
    let result = path("result.json");
    fs::write(&result, &from_book).unwrap();
    answer(&ocop(&["verify", result.to_str().unwrap(), name]));
    // Other questions about a case go through the same door.
    let advice = answer(&ocop(&["advise", name, "--target", "4", "--json"]));
    assert_eq!(
        advice,
        answer(&ocop(&["advise", CASE, "--target", "4", "--json"]))
    );
}

#[test]
fn what_was_read_is_written_as_a_case_that_gives_the_same_result() {
    let book = filled("to-save.xlsx");
    let saved = path("saved.json");
    let (name, case) = (book.to_str().unwrap(), saved.to_str().unwrap());
    let from_book = answer(&ocop(&["evaluate", name, "--json", "--save-case", case]));
    assert_eq!(answer(&ocop(&["evaluate", case, "--json"])), from_book);
    // It is written in the canonical case format, with defaults.
    let catalog = Catalog::bundled();
    let read = |text: &str| Case::from_json(text, "case", &catalog).unwrap();
    let text = fs::read_to_string(&saved).unwrap();
    assert_eq!(read(&text), read(&example()));
    // One case, one file; and a result that cannot be recorded is not given.
    let output = ocop(&["evaluate", name, CASE, "--save-case", case]);
    assert!(refused(&output, 2).contains("found 2 cases"));
    let nowhere = path("no/such/case.json");
    let output = ocop(&["evaluate", name, "--save-case", nowhere.to_str().unwrap()]);
    refused(&output, 2);
}

#[test]
fn a_table_from_a_spreadsheet_gives_the_result_of_its_case() {
    let case = json(&example());
    let stage = &case["stages"][0];
    let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
    let mut table = "\u{feff}".to_owned();
    for (key, value) in [
        ("format", &case["format"]),
        ("regulation", &case["regulation"]),
        ("set", &case["set"]),
        ("product", &case["product"]["name"]),
        ("district", &case["product"]["district"]),
        ("producer_id", &case["product"]["producer"]["id"]),
        ("producer", &case["product"]["producer"]["name"]),
        ("producer_kind", &case["product"]["producer"]["kind"]),
        ("kind", &case["application"]["kind"]),
        ("filed", &case["application"]["filed"]),
        ("level", &stage["level"]),
        ("date", &stage["date"]),
        ("rules", &stage["council"]["rules"]),
        ("appointed", &stage["council"]["appointed"]),
    ] {
        table.push_str(&format!("{key};{}\r\n", text(value)));
    }
    let sheets = stage["sheets"].as_array().unwrap();
    let mut line = |key: &str, value: &dyn Fn(&Value) -> String| {
        let values: Vec<String> = sheets.iter().map(value).collect();
        table.push_str(&format!("{key};{}\r\n", values.join(";")));
    };
    line("criterion", &|sheet| text(&sheet["assessor"]));
    line("role", &|sheet| text(&sheet["role"]));
    for (index, answer) in sheets[0]["answers"].as_array().unwrap().iter().enumerate() {
        line(&text(&answer["criterion"]), &|sheet| {
            text(&sheet["answers"][index]["box"])
        });
    }
    let csv = path("council.csv");
    fs::write(&csv, table).unwrap();
    let from_table = answer(&ocop(&["evaluate", csv.to_str().unwrap(), "--json"]));
    let from_case = answer(&ocop(&["evaluate", CASE, "--json"]));
    assert_eq!(from_table, from_case);
}

#[test]
fn a_stage_follows_an_earlier_case() {
    let whole = "examples/cases/forwarded-at-70-certified-4.json";
    let text = fs::read_to_string(format!("{}/../{whole}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let case = Case::from_json(&text, whole, &Catalog::bundled()).unwrap();
    let book = path("province.xlsx");
    fs::write(&book, Form::filled(&case).unwrap().to_xlsx().unwrap()).unwrap();
    let mut district = json(&text);
    district["stages"].as_array_mut().unwrap().pop();
    let earlier = path("district.json");
    fs::write(&earlier, district.to_string()).unwrap();
    let (book, earlier) = (book.to_str().unwrap(), earlier.to_str().unwrap());
    let answered = answer(&ocop(&["evaluate", book, "--after", earlier, "--json"]));
    assert_eq!(answered, answer(&ocop(&["evaluate", whole, "--json"])));
    // Alone it does not begin where the law begins, and a case file has its stages itself.
    assert!(refused(&ocop(&["evaluate", book]), 1).contains("[stage-order] Tổng hợp!B20"));
    let output = ocop(&["evaluate", whole, "--after", earlier]);
    assert!(refused(&output, 1).contains("found a case file, expected a workbook or a table"));
    // The same workbook twice is one.
    let twice = ocop(&["evaluate", book, book, "--after", earlier, "--json"]);
    assert_eq!(answer(&twice), answered);
}

/// Source: the gaps of set 07 of 148/2023 are listed in its data.
#[test]
fn a_gap_in_the_data_is_not_put_on_a_line_that_a_table_does_not_have() {
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-148-2023", "07").unwrap();
    let mut table = "regulation;qd-148-2023\nset;07\nproduct;Mứt\nlevel;district\n\
                     date;2024-04-10\ncriterion;An\n"
        .to_owned();
    for criterion in set.criteria() {
        table.push_str(&format!("{};1\n", criterion.code()));
    }
    let csv = path("gap.csv");
    fs::write(&csv, table).unwrap();
    let name = csv.to_str().unwrap();
    answer(&ocop(&["evaluate", name]));
    let errors = refused(&ocop(&["evaluate", name, "--strict"]), 1);
    let start = format!("{name}: error[data-incomplete] set: ");
    assert!(errors.starts_with(&start), "{errors}");
}

/// A quarter of a gigabyte of spaces in a workbook of less than a megabyte, read where there is little memory.
#[cfg(unix)]
#[test]
fn a_zip_bomb_is_refused_where_memory_is_short() {
    use std::io::{Cursor, Read, Write};

    let bomb = path("bomb.xlsx");
    let book = fs::read(filled("before-bomb.xlsx")).unwrap();
    let mut writer = zip::ZipWriter::new_append(Cursor::new(book)).unwrap();
    let options = zip::write::SimpleFileOptions::default();
    writer
        .start_file("xl/worksheets/sheet9.xml", options)
        .unwrap();
    std::io::copy(&mut std::io::repeat(b' ').take(1 << 28), &mut writer).unwrap();
    writer.flush().unwrap();
    let book = writer.finish().unwrap().into_inner();
    assert!(book.len() < 1 << 20);
    fs::write(&bomb, book).unwrap();
    let limited = "ulimit -v 300000 && exec \"$0\" evaluate \"$1\"";
    let output = Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_ocop")])
        .arg(&bomb)
        .env("LC_ALL", "en_US.UTF-8")
        .output();
    let errors = refused(&output.unwrap(), 1);
    assert_eq!(errors.lines().count(), 1);
    assert!(
        errors.contains("error[too-large]: found a workbook that unpacks to more"),
        "{errors}"
    );
}
