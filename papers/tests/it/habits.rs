//! What people do to a workbook: sheets renamed and copied, rows sorted, cells typed as text,
//! computed or shown as numbers. What can mean one thing is read, and everything else is told once.

use std::sync::LazyLock;

use crate::common::{
    Random, bundled, case_of, edit, edit_sheet, random_case, with_cell, with_row, with_text,
    workbook,
};
use ocop::{Catalog, Lang};
use ocop_papers::{Filled, Paper, SessionList, join, read_workbook};
use serde_json::{Value, json};

pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(bundled);

/// Three members on set 08 of 26/2026; the date stands in `B21` of the first worksheet.
pub(crate) static CASE: LazyLock<Value> = LazyLock::new(|| {
    let regulation = CATALOG.regulation("qd-26-2026").unwrap();
    let set = CATALOG.set("qd-26-2026", "08").unwrap();
    let mut case = random_case(&regulation, &set, 3, &mut Random(18));
    let stage = case["stages"][0].as_object_mut().unwrap();
    stage.remove("findings");
    stage.remove("decided");
    case["stages"][0]["council"] = json!({"rules": "default", "appointed": 3});
    case
});

pub(crate) static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| workbook(&CASE, &CATALOG));

pub(crate) fn filled(book: &[u8], file: &str) -> Filled {
    Paper::Workbook.fill(book, file, &CATALOG).unwrap()
}

pub(crate) fn notes(filled: &Filled) -> Vec<String> {
    filled
        .notes()
        .iter()
        .map(|note| note.line_in(Lang::En))
        .collect()
}

#[track_caller]
pub(crate) fn problems(book: &[u8]) -> Vec<String> {
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

/// The cell of a level offers words of its own, and so does the problem with it.
#[test]
fn a_level_is_told_in_the_words_of_its_cell() {
    // Source: 26/2026, Điều 7: province and centre score; no district. The commune reports.
    let book = edit_sheet(&BOOK, 1, |sheet| with_text(&sheet, "B20", "cấp huyện"));
    let told = "book.xlsx: error[level-unknown] Tổng hợp!B20: found `cấp huyện`, expected a level of \
                `qd-26-2026`: `cấp tỉnh`, `cấp trung ương`";
    assert_eq!(problems(&book), [told]);
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
    // A problem of the case shows days as cells do.
    let early = problems(&date(&|sheet| with_text(sheet, "B21", "2019-08-05")));
    assert!(
        early[0].contains("Tổng hợp!B21: found `05/08/2019`"),
        "{early:?}"
    );
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

/// A form that an earlier version printed, filled in by three members who all ticked the last box of
/// every criterion. Its columns stand otherwise, and its texts were shorter.
const EARLIER: &[u8] = include_bytes!("../cases/earlier-form.xlsx");

#[test]
fn a_form_of_an_earlier_version_is_read_by_its_codes_boxes_and_points() {
    let book = filled(EARLIER, "cu.xlsx");
    let [note] = <[_; 1]>::try_from(notes(&book)).unwrap();
    assert!(
        note.starts_with("cu.xlsx: warning Tổng hợp: the form was printed by an earlier version"),
        "{note}"
    );
    let case = book.case(&CATALOG).unwrap();
    let read = serde_json::to_value(&case).unwrap();
    let sheets = read["stages"][0]["sheets"].as_array().unwrap();
    assert_eq!(sheets.len(), 3);
    let set = CATALOG.set("qd-26-2026", "08").unwrap();
    for sheet in sheets {
        for (answer, criterion) in sheet["answers"]
            .as_array()
            .unwrap()
            .iter()
            .zip(set.criteria())
        {
            assert_eq!(answer["criterion"], criterion.code().as_str());
            assert_eq!(answer["box"], criterion.choices().len());
        }
    }
    assert_eq!(
        (&sheets[0]["assessor"], &sheets[0]["role"]),
        (&json!("Lê Thị Hạnh"), &json!("chair"))
    );
    assert_eq!(read["product"]["name"], "Mực một nắng");
    // Box numbers are what the form asked for, as a number or as text.
    for value in ["t=\"inlineStr\"><is><t>3.0 </t></is>", "><v>3</v>"] {
        let book = edit_sheet(EARLIER, 2, |sheet| with_cell(&sheet, "E11", value));
        assert_eq!(read_workbook(&book, "cu.xlsx", &CATALOG).unwrap(), case);
    }
    let none = edit_sheet(EARLIER, 2, |sheet| with_cell(&sheet, "E11", "><v>0</v>"));
    let none = read_workbook(&none, "cu.xlsx", &CATALOG)
        .unwrap()
        .evaluate();
    // 1.1 of 100 points has 2 of them (26/2026, Phụ lục II, set 08): 298 of 300.
    let most = set.criteria().next().unwrap().max();
    let total = none.stages()[0]
        .total
        .as_ref()
        .unwrap()
        .mean()
        .sum()
        .to_string();
    assert_eq!(
        total,
        (300 - most.to_string().parse::<u32>().unwrap()).to_string()
    );
}

#[test]
fn an_earlier_form_that_was_changed_is_refused_at_its_cell() {
    let told = |sheet: usize, change: &dyn Fn(&str) -> String, expected: &str| {
        let book = edit_sheet(EARLIER, sheet, |sheet| change(&sheet));
        let error = read_workbook(&book, "cu.xlsx", &CATALOG).unwrap_err();
        let [problem] = error.diagnostics() else {
            panic!("{error}");
        };
        let text = problem.to_string();
        assert!(
            text.starts_with(&format!("cu.xlsx: error{expected}")),
            "{text}"
        );
    };
    told(
        2,
        &|sheet| with_cell(sheet, "E11", "><f>1+1</f><v>2</v>"),
        "[bad-number] Thành viên 1!E11: found the formula `=1+1`, expected a box of `1.1` from 0 to 3",
    );
    told(
        2,
        &|sheet| with_cell(sheet, "E11", "><v>4</v>"),
        "[box-unknown] Thành viên 1!E11: found `4`, expected a box of `1.1` from 0 to 3",
    );
    told(
        2,
        &|sheet| with_cell(sheet, "E11", ">"),
        "[criterion-missing] Thành viên 1!E11: found an empty cell",
    );
    // A mark beside a box, which that form did not ask for.
    told(
        2,
        &|sheet| with_text(sheet, "E12", "x"),
        "[layout-changed] Thành viên 1!E12: found `x`, expected an empty cell",
    );
    // Points that are not those of the box.
    told(
        2,
        &|sheet| with_cell(sheet, "D13", "><v>9</v>"),
        "[layout-changed] Thành viên 1!A13: found rows inserted, deleted or sorted at row 13",
    );
    // Findings have other words today.
    told(
        1,
        &|sheet| with_text(sheet, "D38", "x"),
        "[finding-unknown] Tổng hợp!D38: found the finding `Giấy đủ điều kiện ATTP không đúng quy định`",
    );
    told(
        1,
        &|sheet| with_text(sheet, "A6", "Tên"),
        "[layout-changed] Tổng hợp!A6: found `Tên`",
    );
}

/// The names of worksheets come back decomposed from other computers, or renamed by people.
#[test]
fn names_of_worksheets_are_compared_as_texts() {
    let expected = case_of(&CASE, &CATALOG);
    let decomposed = edit(&BOOK, |name, text| {
        let text = text.replace("Tổng hợp", "To\u{302}\u{309}ng hơ\u{323}p");
        let text = text.replace("Thành viên", "Tha\u{300}nh vie\u{302}n");
        Some(match name {
            "[Content_Types].xml" => text,
            _ => text.replace("điểm", "đie\u{302}\u{309}m"),
        })
    });
    assert_eq!(
        read_workbook(&decomposed, "book.xlsx", &CATALOG).unwrap(),
        expected
    );
    let book = filled(&renamed("Tổng hợp", "Sheet1"), "book.xlsx");
    let said = "book.xlsx: warning Sheet1: the worksheet `Sheet1` is read as `Tổng hợp`";
    assert_eq!(notes(&book), [said]);
    assert_eq!(book.case(&CATALOG).unwrap(), expected);
}

/// A council's own table, opened in a spreadsheet and saved as a workbook.
#[test]
fn a_table_that_was_saved_as_a_workbook_is_read() {
    let set = CATALOG.set("qd-26-2026", "08").unwrap();
    let mut rows: Vec<Vec<String>> = [
        "regulation;qd-26-2026",
        "set;08",
        "product;Nước mắm \"một nắng\"; hai muối",
        "level;cấp tỉnh",
        "date;2026-08-05",
        "criterion;Lê Thị Hạnh;Đỗ Văn Chín",
    ]
    .iter()
    .map(|row| row.splitn(2, ';').map(str::to_owned).collect())
    .collect();
    rows[5] = vec![
        "criterion".into(),
        "Lê Thị Hạnh".into(),
        "Đỗ Văn Chín".into(),
    ];
    for criterion in set.criteria() {
        rows.push(vec![criterion.code().to_string(), "1".into(), "0".into()]);
    }
    let text: String = rows
        .iter()
        .map(|row| {
            let fields: Vec<String> = row
                .iter()
                .map(|f| format!("\"{}\"", f.replace('"', "\"\"")))
                .collect();
            fields.join(";") + "\n"
        })
        .collect();
    let expected = Paper::Table
        .fill(text.as_bytes(), "t.csv", &CATALOG)
        .unwrap()
        .case(&CATALOG);
    let book = |change: &dyn Fn(&mut rust_xlsxwriter::Worksheet)| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (line, row) in (0..).zip(&rows) {
            for (column, value) in (0..).zip(row) {
                match value.parse::<f64>() {
                    // Boxes become numbers, codes of criteria stay texts.
                    Ok(number) if column > 0 && line > 5 => sheet.write(line, column, number),
                    _ => sheet.write(line, column, value),
                }
                .unwrap();
            }
        }
        change(sheet);
        book.save_to_buffer().unwrap()
    };
    let read = Paper::Workbook
        .fill(&book(&|_| {}), "t.xlsx", &CATALOG)
        .unwrap();
    assert_eq!(read.case(&CATALOG).unwrap(), expected.unwrap());
    // Limits of docs/limits.md: 126 members, not 127.
    let wide = |members: u16| {
        book(&|sheet| {
            for member in 1..=members {
                sheet.write(5, member, format!("m{member}")).unwrap();
                for line in (6..).take(set.criteria().count()) {
                    sheet.write(line, member, 1).unwrap();
                }
            }
        })
    };
    read_workbook(&wide(126), "book.xlsx", &CATALOG).unwrap();
    assert!(
        problems(&wide(127))[0].contains("error[too-large] Sheet1: found more rows or columns")
    );
    let told = book(&|sheet| {
        sheet.write_formula(7, 2, "=C7+1").unwrap();
    });
    assert_eq!(
        problems(&told),
        ["book.xlsx: error[wrong-type] Sheet1!C8: found the formula `=C7+1`, expected a value"]
    );
}

/// Issue on habits: near-equal names get a hint where papers are joined.
#[test]
fn papers_of_nearly_equal_products_are_named() {
    let of = |name: &str, file: &str| {
        let mut case = CASE.clone();
        case["product"]["name"] = json!(name);
        filled(&workbook(&case, &CATALOG), file)
    };
    let joined = join(vec![
        of("Trà hoà tan", "1.xlsx"),
        of("Trà hòa tan", "2.xlsx"),
        of("Trà sen", "3.xlsx"),
    ]);
    let said: Vec<String> = joined
        .iter()
        .flat_map(|filled| notes(filled.as_ref().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            "2.xlsx: warning: the product's name `Trà hòa tan` is nearly `Trà hoà tan` in `1.xlsx`; \
          they are two products"
        ]
    );
}

/// Removes every element of a name, with what is in it.
fn without(text: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut out = String::new();
    let mut rest = text;
    while let Some(from) = rest.find(&open) {
        out += &rest[..from];
        let tail = &rest[from..];
        // Another element's name may begin alike.
        if !tail[open.len()..].starts_with([' ', '>', '/']) {
            out += &open;
            rest = &tail[open.len()..];
            continue;
        }
        let start = tail.find('>').unwrap();
        let end = match tail[..start].ends_with('/') {
            true => start + 1,
            false => tail.find(&close).unwrap() + close.len(),
        };
        rest = &tail[end..];
    }
    out + rest
}

/// Every worksheet changed.
fn in_sheets(change: impl Fn(String) -> String) -> Vec<u8> {
    edit(&BOOK, |name, text| {
        let is_sheet = name.starts_with("xl/worksheets/sheet");
        Some(if is_sheet { change(text) } else { text })
    })
}

fn in_workbook(change: impl Fn(String) -> String) -> Vec<u8> {
    edit(&BOOK, |name, text| {
        Some(if name == "xl/workbook.xml" {
            change(text)
        } else {
            text
        })
    })
}

/// What a secretary does to a workbook that changes no answer: worksheets moved and hidden, rows and
/// columns hidden, filtered and coloured, comments, a sheet pasted as values, lists and protection
/// removed, panes and zoom. Each is read as the case that was filled in.
#[test]
fn habits_that_change_no_answer_are_read() {
    let expected = case_of(&CASE, &CATALOG);
    let moved = in_workbook(|text| {
        let (before, rest) = text.split_once("<sheets>").unwrap();
        let (sheets, after) = rest.split_once("</sheets>").unwrap();
        let mut sheets: Vec<&str> = sheets.split_inclusive("/>").collect();
        sheets.rotate_left(2);
        format!("{before}<sheets>{}</sheets>{after}", sheets.concat())
    });
    let hidden = |state: &str| {
        in_workbook(|text| {
            text.replace(
                "<sheet name=\"Thành viên 2\"",
                &format!("<sheet name=\"Thành viên 2\" state=\"{state}\""),
            )
        })
    };
    let mut commented = zip::ZipWriter::new_append(std::io::Cursor::new(in_sheets(|text| {
        text.replace("</worksheet>", "<legacyDrawing r:id=\"rId8\"/></worksheet>")
    })))
    .unwrap();
    let options = zip::write::SimpleFileOptions::default();
    commented.start_file("xl/comments1.xml", options).unwrap();
    let comment = "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>a\
                   </author></authors><commentList><comment ref=\"B21\" authorId=\"0\"><text><t>ngày họp?</t></text>\
                   </comment></commentList></comments>";
    std::io::Write::write_all(&mut commented, comment.as_bytes()).unwrap();
    for (habit, book) in [
        ("moved", moved),
        ("hidden", hidden("hidden")),
        ("hidden well", hidden("veryHidden")),
        (
            "rows hidden",
            in_sheets(|text| text.replace("<row r=\"1", "<row hidden=\"1\" r=\"1")),
        ),
        (
            "columns hidden",
            in_sheets(|text| text.replace("<col ", "<col hidden=\"1\" ")),
        ),
        (
            "filtered",
            in_sheets(|text| {
                let filter = "</sheetData><autoFilter ref=\"A8:E60\"><filterColumn colId=\"0\"><filters><filter \
                              val=\"1.1\"/></filters></filterColumn></autoFilter>";
                text.replace("</sheetData>", filter)
                    .replace("<row r=\"2", "<row hidden=\"1\" r=\"2")
            }),
        ),
        (
            "coloured",
            in_sheets(|text| {
                text.replace(" s=\"1\"", " s=\"3\"")
                    .replace(" s=\"5\"", " s=\"3\"")
            }),
        ),
        ("commented", commented.finish().unwrap().into_inner()),
        ("pasted as values", in_sheets(|text| without(&text, "f"))),
        (
            "without lists",
            in_sheets(|text| without(&text, "dataValidations")),
        ),
        (
            "without protection",
            in_sheets(|text| without(&text, "sheetProtection")),
        ),
        (
            "without looks",
            in_sheets(|text| without(&without(&text, "conditionalFormatting"), "cols")),
        ),
    ] {
        let book = filled(&book, "book.xlsx");
        assert_eq!(notes(&book), Vec::<String>::new(), "{habit}");
        assert_eq!(book.case(&CATALOG).unwrap(), expected, "{habit}");
    }
}

/// A workbook saved as `.ods` is not read; one message says how to save it.
#[test]
fn an_open_document_is_told_how_to_be_saved() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", "<office:document-content/>"),
    ] {
        writer.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    let book = writer.finish().unwrap().into_inner();
    assert_eq!(
        problems(&book),
        [
            "book.xlsx: error[not-workbook]: found an `.ods` or other OpenDocument file, expected a workbook \
             saved as `.xlsx` (File, Save As, Excel 2007-365)"
        ]
    );
}

/// The list of a session with three members and two products, as a workbook.
fn list() -> Vec<u8> {
    let member = |n: usize| json!({"id": format!("m{n}"), "name": format!("Thành viên {n}"), "role": "member"});
    let product = |n: usize| {
        json!({"id": format!("p{n}"), "product": {"name": format!("Sản phẩm {n}")}, "set": "08",
            "application": {"kind": "first", "filed": "2026-07-01"}})
    };
    let list = json!({"title": "Đợt 1", "level": "province", "date": "2026-08-05",
        "council": {"appointed": 3}, "members": [member(1), member(2), member(3)],
        "products": [product(1), product(2)]});
    SessionList::write(&list, &CATALOG).unwrap()
}

/// A cell more at the end of a row.
fn with_more(sheet: &str, row: u32, cell: &str, text: &str) -> String {
    let from = sheet.find(&format!("<row r=\"{row}\"")).unwrap();
    let end = from + sheet[from..].find("</row>").unwrap();
    let more = format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!("{}{more}{}", &sheet[..end], &sheet[end..])
}

/// Nothing that a list holds is lost without a word: columns and lines of a council's own are named.
#[test]
fn columns_that_a_list_does_not_have_are_named() {
    let plain = SessionList::read(&list(), "list.xlsx").unwrap();
    assert!(plain.notes().is_empty() && plain.problems().is_empty());
    let own = edit_sheet(&list(), 2, |sheet| {
        let sheet = with_more(&sheet, 3, "J3", "Ghi chú");
        with_more(&with_more(&sheet, 4, "J4", "đến muộn"), 6, "J6", "vắng")
    });
    let own = edit_sheet(&own, 3, |sheet| {
        with_more(&sheet, 5, "Y5", "không có tiêu đề")
    });
    let own = edit_sheet(&own, 1, |sheet| {
        let row = "<row r=\"90\"><c r=\"A90\" t=\"inlineStr\"><is><t>Người ghi</t></is></c><c r=\"B90\" \
                   t=\"inlineStr\"><is><t>An</t></is></c></row></sheetData>";
        sheet.replace("</sheetData>", row)
    });
    let read = SessionList::read(&own, "list.xlsx").unwrap();
    assert_eq!(read.json(), plain.json());
    let said: Vec<String> = read
        .notes()
        .iter()
        .map(|note| note.line_in(Lang::En))
        .collect();
    let unused = |place: &str, caption: &str, cells: usize| {
        format!(
            "list.xlsx: warning {place}: `{caption}` is not of the list that was written: what is filled in there is \
             not used, cells: {cells}"
        )
    };
    assert_eq!(
        said,
        [
            unused("Đợt đánh giá!B90", "Người ghi", 1),
            unused("Thành viên!J4", "Ghi chú", 2),
            "list.xlsx: warning Sản phẩm!Y5: column Y has no caption: what is filled in there is not used, cells: 1"
                .to_owned(),
        ]
    );
}

/// A list that was written before who sits in for members was asked is a list.
#[test]
fn a_list_of_before_is_read() {
    let plain = SessionList::read(&list(), "list.xlsx").unwrap();
    let before = edit_sheet(&list(), 2, |sheet| {
        let cells = ["E3", "F3", "G3"].into_iter();
        cells.fold(sheet, |sheet, cell| with_cell(&sheet, cell, ">"))
    });
    let read = SessionList::read(&before, "list.xlsx").unwrap();
    assert_eq!((read.json(), read.notes().len()), (plain.json(), 0));
    let renamed = edit_sheet(&list(), 2, |sheet| with_cell(&sheet, "D3", ">"));
    let read = SessionList::read(&renamed, "list.xlsx");
    let problems = read.unwrap_err().to_string();
    assert!(problems.contains("`Vai trò` once"), "{problems}");
}

/// Days of a list are read however their cells show them; what is computed, or has a time, is refused
/// at its cell.
#[test]
fn days_and_formulas_of_a_list() {
    let plain = SessionList::read(&list(), "list.xlsx").unwrap();
    for value in [
        "><v>46239</v>",
        "t=\"inlineStr\"><is><t>05/08/2026</t></is>",
        "t=\"inlineStr\"><is><t>5.8.26</t></is>",
        "t=\"inlineStr\"><is><t>2026-08-05</t></is>",
        "t=\"d\"><v>2026-08-05</v>",
    ] {
        let book = edit_sheet(&list(), 1, |sheet| with_cell(&sheet, "B6", value));
        let read = SessionList::read(&book, "list.xlsx").unwrap();
        assert!(read.problems().is_empty(), "{value}: {:?}", read.problems());
        assert_eq!(read.json(), plain.json(), "{value}");
    }
    for (sheet, cell, value, why) in [
        (
            1,
            "B6",
            "><f>TODAY()</f><v>46239</v>",
            "Đợt đánh giá!B6: found the formula `=TODAY()`",
        ),
        (
            1,
            "B6",
            "t=\"inlineStr\"><is><t>05/08/2026 14:30</t></is>",
            "Đợt đánh giá!B6: found `05/08/2026 14:30`",
        ),
        (
            1,
            "B6",
            "t=\"inlineStr\"><is><t>31/06/2026</t></is>",
            "Đợt đánh giá!B6: found `31/06/2026`",
        ),
        (
            1,
            "B12",
            "><f>1+2</f><v>3</v>",
            "Đợt đánh giá!B12: found the formula `=1+2`",
        ),
        (
            1,
            "B12",
            "t=\"d\"><v>2026-08-05</v>",
            "Đợt đánh giá!B12: found the day `05/08/2026`",
        ),
        (
            3,
            "C4",
            "t=\"str\"><f>\"08\"</f><v>08</v>",
            "Sản phẩm!C4: found the formula",
        ),
        (
            2,
            "B5",
            "t=\"str\"><f>B4</f><v>Thành viên 1</v>",
            "Thành viên!B5: found the formula `=B4`",
        ),
    ] {
        let book = edit_sheet(&list(), sheet, |sheet| with_cell(&sheet, cell, value));
        let read = SessionList::read(&book, "list.xlsx").unwrap();
        let told: Vec<String> = read.problems().iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{cell} {value}: {told:?}");
        assert!(told[0].contains(why), "{told:?}");
    }
}

/// Contract 2: what is missing is told at its cell, by its caption.
#[test]
fn what_is_missing_beside_a_value_is_told_at_its_cell() {
    // B17 to B19: an earlier certificate; B27 and below: what the commune reported.
    let bare = edit_sheet(&BOOK, 1, |sheet| {
        ["B17", "B18", "B19", "B27", "B28", "B29", "B30", "B31"]
            .iter()
            .fold(sheet, |sheet, cell| with_cell(&sheet, cell, ">"))
    });
    let certificate = edit_sheet(&bare, 1, |sheet| with_cell(&sheet, "B17", "><v>3</v>"));
    let lacks = |cell: &str, caption: &str| {
        format!(
            "book.xlsx: error[missing-key] Tổng hợp!{cell}: found an empty cell, expected `{caption}`, \
             which is required"
        )
    };
    assert_eq!(
        problems(&certificate),
        [
            lacks("B18", "Ngày cấp giấy trước"),
            lacks("B19", "Ngày giấy trước hết hạn")
        ]
    );
    let report = edit_sheet(&bare, 1, |sheet| with_text(&sheet, "B28", "Đạt"));
    assert_eq!(problems(&report), [lacks("B27", "Báo cáo của xã: ngày")]);
}

/// A role is told in the words of its cell, in English too.
#[test]
fn a_role_is_told_in_the_words_of_its_cell() {
    let book = [2, 3].iter().fold(BOOK.clone(), |book, sheet| {
        edit_sheet(&book, *sheet, |sheet| with_text(&sheet, "C6", "chủ tịch"))
    });
    let told = problems(&book);
    assert!(
        told[0].contains("error[chair-repeated] ") && told[0].contains("found `chủ tịch`"),
        "{told:?}"
    );
}

/// A stage that cannot follow is told at the cell of its level.
#[test]
fn a_workbook_that_cannot_follow_is_told_at_its_level() {
    let mut earlier = CASE.clone();
    earlier["stages"] = json!([{"level": "province", "date": "2026-07-30", "total": "65"}]);
    let earlier = case_of(&earlier, &CATALOG);
    let error = filled(&BOOK, "book.xlsx")
        .case_after(&earlier, &CATALOG)
        .unwrap_err();
    let told: Vec<&str> = error.diagnostics().iter().map(|told| told.path()).collect();
    assert_eq!(told, ["Tổng hợp!B20"]);
}

/// A commune's report without its day is told at the cell of the day.
#[test]
fn a_report_of_a_list_without_its_day_is_told_at_its_cell() {
    let list = list();
    let plain = SessionList::read(&list, "list.xlsx").unwrap();
    assert!(plain.problems().is_empty());
    let (day, item) = (
        column("Báo cáo của xã: ngày"),
        column("Xã: nguyên liệu địa phương"),
    );
    let book = edit_sheet(&list, 3, |sheet| {
        with_text(&sheet, &format!("{item}4"), "Đạt")
    });
    let read = SessionList::read(&book, "list.xlsx").unwrap();
    let told: Vec<String> = read.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [format!(
            "list.xlsx: error[missing-key] Sản phẩm!{day}4: found an empty cell, expected `Báo cáo của xã: ngày`, \
             which is required"
        )]
    );
}

/// The letters of a column of products in the session's list, by the caption in its third row.
fn column(caption: &str) -> String {
    let (mut texts, mut cells) = (String::new(), String::new());
    edit(&list(), |name, text| {
        match name {
            "xl/sharedStrings.xml" => texts = text.clone(),
            "xl/worksheets/sheet3.xml" => cells = text.clone(),
            _ => {}
        }
        Some(text)
    });
    let mut shared = texts.split("<si>").skip(1);
    let index = shared.position(|text| text.contains(&format!(">{caption}<")));
    let value = format!("<v>{}</v>", index.unwrap());
    let mut cells = cells.split("<c r=\"");
    let cell = cells.find(|cell| {
        let place = cell.split('"').next().unwrap();
        place.trim_start_matches(|c: char| c.is_ascii_uppercase()) == "3" && cell.contains(&value)
    });
    let letters = cell.unwrap().chars();
    letters.take_while(char::is_ascii_uppercase).collect()
}

/// Source: contract 2 (a mistake gives a message): merged cells of a list hold one value, which is not taken for
/// all of them.
#[test]
fn merged_cells_of_a_list_are_refused() {
    let merged = edit_sheet(&list(), 3, |sheet| {
        let cells = "<mergeCells count=\"1\"><mergeCell ref=\"B4:B5\"/></mergeCells>";
        let at = sheet
            .find("<dataValidations")
            .or(sheet.find("<pageMargins"));
        let (before, after) = sheet.split_at(at.unwrap());
        format!("{before}{cells}{after}")
    });
    let read = SessionList::read(&merged, "list.xlsx").unwrap();
    let said: Vec<String> = read
        .problems()
        .iter()
        .map(|problem| problem.line_in(Lang::En))
        .collect();
    assert_eq!(
        said,
        [
            "list.xlsx: error[layout-changed] Sản phẩm!B4: found merged cells, expected one cell for each value"
        ]
    );
    // Ticks as people draw them are one answer.
    assert!(
        SessionList::read(&list(), "list.xlsx")
            .unwrap()
            .problems()
            .is_empty()
    );
}

/// Source: contract 2: a file with moved rows gives that message alone. A row that is inserted on the summary
/// is told at the first row that lies elsewhere, and not as what its fields then seem to say.
#[test]
fn a_row_inserted_on_the_summary_is_told_once() {
    for row in 1..48 {
        let book = edit_sheet(&BOOK, 1, |sheet| with_row(&sheet, row));
        let found = problems(&book);
        let [told] = found.as_slice() else {
            panic!("row {row}: {found:?}")
        };
        let said = "found rows inserted, deleted or sorted from row ";
        let at = "book.xlsx: error[layout-changed] Tổng hợp!A";
        assert!(told.starts_with(at) && told.contains(said), "{row}: {told}");
        let moved = told.split(said).nth(1).unwrap();
        let moved: u32 = moved.split(' ').next().unwrap().parse().unwrap();
        // Rows without a caption of their own are seen at the next one.
        assert!((row..=row + 4).contains(&moved), "{row}: {told}");
    }
}

/// Source: contract 2: one mistake gives one message. Cells that are merged over two answers are one.
#[test]
fn merged_cells_are_one_mistake() {
    for (sheet, range, first) in [
        (1, "B20:B21", "Tổng hợp!B20"),
        (1, "B20:C20", "Tổng hợp!B20"),
        (1, "A20:B21", "Tổng hợp!B20"),
        (2, "A11:A12", "Thành viên 1!A12"),
    ] {
        // A spreadsheet keeps the value of the first cell alone; others are left as they were by a program.
        for kept in [true, false] {
            let book = edit_sheet(&BOOK, sheet, |sheet| {
                let merged = format!("<mergeCell ref=\"{range}\"/></mergeCells>");
                let sheet = sheet.replace("</mergeCells>", &merged);
                let second = range.split(':').nth(1).unwrap();
                match kept {
                    true => sheet,
                    false => with_text(&sheet, second, " "),
                }
            });
            let told = format!(
                "book.xlsx: error[layout-changed] {first}: found merged cells, \
                 expected one cell for each answer"
            );
            assert_eq!(problems(&book), [told], "{range}");
        }
    }
}
