//! What people do to a workbook: sheets renamed and copied, rows sorted, cells typed as text,
//! computed or shown as numbers. What can mean one thing is read, and everything else is told once.

use std::sync::LazyLock;

use crate::common::{
    Random, case_of, edit, edit_sheet, random_case, with_cell, with_text, workbook,
};
use ocop::{Catalog, Lang};
use ocop_papers::{Filled, Paper, join, read_workbook};
use serde_json::{Value, json};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::bundled);

/// Three members on set 08 of 26/2026; the date stands in `B21` of the first worksheet.
static CASE: LazyLock<Value> = LazyLock::new(|| {
    let regulation = CATALOG.regulation("qd-26-2026").unwrap();
    let set = CATALOG.set("qd-26-2026", "08").unwrap();
    let mut case = random_case(&regulation, &set, 3, &mut Random(18));
    let stage = case["stages"][0].as_object_mut().unwrap();
    stage.remove("findings");
    stage.remove("decided");
    case["stages"][0]["council"] = json!({"rules": "default", "appointed": 3});
    case
});

static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| workbook(&CASE, &CATALOG));

fn filled(book: &[u8], file: &str) -> Filled {
    Paper::Workbook.fill(book, file, &CATALOG).unwrap()
}

fn notes(filled: &Filled) -> Vec<String> {
    filled
        .notes()
        .iter()
        .map(|note| note.line_in(Lang::En))
        .collect()
}

#[track_caller]
fn problems(book: &[u8]) -> Vec<String> {
    let error = read_workbook(book, "book.xlsx", &CATALOG).unwrap_err();
    error
        .diagnostics()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The workbook with its worksheets called otherwise.
fn renamed(from: &str, to: &str) -> Vec<u8> {
    edit(&BOOK, |_, text| {
        Some(text.replace(&format!("name=\"{from}\""), &format!("name=\"{to}\"")))
    })
}

#[test]
fn a_renamed_worksheet_is_known_by_its_title() {
    let expected = case_of(&CASE, &CATALOG);
    let book = filled(&renamed("Thành viên 2", "Cô Hoa"), "book.xlsx");
    let said = "book.xlsx: warning Cô Hoa: the worksheet `Cô Hoa` is read as `Thành viên 2`";
    assert_eq!(notes(&book), [said]);
    assert_eq!(book.case(&CATALOG).unwrap(), expected);
    // Spaces that cannot be told apart are no other name.
    let spaced = renamed("Thành viên 2", "Thành\u{a0}viên 2 ");
    assert_eq!(
        read_workbook(&spaced, "book.xlsx", &CATALOG).unwrap(),
        expected
    );
}

#[test]
fn a_copied_worksheet_is_named() {
    for name in [
        "Thành viên 1 (2)",
        "Copy of Thành viên 1",
        "Bản sao của Thành viên 1",
        "Nháp",
    ] {
        let book = edit(&BOOK, |_, text| {
            let own = "<sheet name=\"Thành viên 3\"";
            let copy = format!("<sheet name=\"{name}\" sheetId=\"9\" r:id=\"rId2\"/>{own}");
            Some(text.replace(own, &copy))
        });
        let said = format!(
            "book.xlsx: error[layout-changed] {name}: found one worksheet more, \
             expected the 3 that the form was written with"
        );
        assert_eq!(problems(&book), [said]);
    }
}

#[test]
fn sorted_rows_give_one_message() {
    let book = edit(&BOOK, |name, text| {
        Some(if name == "xl/sharedStrings.xml" {
            let swapped = text
                .replace(">1.1</t>", ">1.x</t>")
                .replace(">1.2</t>", ">1.1</t>");
            swapped.replace(">1.x</t>", ">1.2</t>")
        } else {
            text
        })
    });
    let found = problems(&book);
    assert!(found.len() <= 2, "{found:?}");
    for problem in found {
        assert!(
            problem.contains("rows inserted, deleted or sorted from row"),
            "{problem}"
        );
    }
}

#[test]
fn a_day_is_read_however_its_cell_shows_it() {
    let expected = case_of(&CASE, &CATALOG);
    let date = |change: &dyn Fn(&str) -> String| edit_sheet(&BOOK, 1, |sheet| change(&sheet));
    for shown in ["05/08/2026", "5.8.2026", "05/08/26", "2026-08-05 00:00:00"] {
        let book = date(&|sheet| with_text(sheet, "B21", shown));
        assert_eq!(
            read_workbook(&book, "b.xlsx", &CATALOG).unwrap(),
            expected,
            "{shown}"
        );
    }
    // As a plain number, unless the workbook counts its days from 1904.
    let plain = date(&|sheet| with_cell(sheet, "B21", "><v>46239</v>"));
    assert_eq!(read_workbook(&plain, "b.xlsx", &CATALOG).unwrap(), expected);
    let mac = edit(&plain, |name, text| {
        Some(if name == "xl/workbook.xml" {
            text.replace("<workbookPr", "<workbookPr date1904=\"1\"")
        } else {
            text
        })
    });
    assert!(problems(&mac)[0].contains("error[bad-date] Tổng hợp!B21: found the number `46239`"));
}

#[test]
fn a_formula_is_no_answer() {
    let book = edit_sheet(&BOOK, 1, |sheet| {
        with_cell(&sheet, "B21", "><f>TODAY()</f><v>46239</v>")
    });
    let found = problems(&book);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("Tổng hợp!B21: found the formula `=TODAY()`"),
        "{found:?}"
    );
}

#[test]
fn parts_that_nobody_reads_are_not_checked() {
    use std::io::{Cursor, Write};
    let mut writer = zip::ZipWriter::new_append(Cursor::new(BOOK.clone())).unwrap();
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("customXml/item1.xml", options).unwrap();
    writer.write_all(b"\xff\xfe<\0a\0/\0>\0").unwrap();
    let book = writer.finish().unwrap().into_inner();
    assert!(read_workbook(&book, "book.xlsx", &CATALOG).is_ok());
}

/// Contract 2: copies that members filled in apart are one stage.
#[test]
fn copies_of_a_workbook_are_joined() {
    let expected = case_of(&CASE, &CATALOG);
    let copy = |kept: usize| {
        let mut case = CASE.clone();
        let sheets = case["stages"][0]["sheets"].as_array_mut().unwrap();
        let sheet = sheets[kept].clone();
        *sheets = vec![sheet];
        filled(&workbook(&case, &CATALOG), &format!("{kept}.xlsx"))
    };
    let joined = join(vec![copy(0), copy(1), copy(2)]);
    let [joined] = <[_; 1]>::try_from(joined).unwrap();
    assert_eq!(joined.unwrap().case(&CATALOG).unwrap(), expected);
    // Another day is another stage.
    let mut later = CASE.clone();
    later["stages"][0]["date"] = json!("2026-08-06");
    let later = filled(&workbook(&later, &CATALOG), "later.xlsx");
    assert_eq!(join(vec![copy(0), later, copy(1)]).len(), 2);
}
