//! Damaged workbooks: one clear error for each, at its worksheet and cell, and bounded memory.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use crate::common::{
    Random, bundled, edit, edit_sheet, random_case, with_cell, with_text, workbook,
};
use ocop::{Catalog, Diagnostic};
use ocop_papers::{MAX_UNPACKED_BYTES, read_workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

static CATALOG: LazyLock<Catalog> = LazyLock::new(bundled);

/// Three members' sheets of set 08 of 26/2026: criterion 1.1 is answered in A11, and has 3 boxes,
/// the first in row 12.
static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let regulation = CATALOG.regulation("qd-26-2026").unwrap();
    let set = CATALOG.set("qd-26-2026", "08").unwrap();
    let case = random_case(&regulation, &set, 3, &mut Random(8));
    workbook(&case, &CATALOG)
});

fn problems(book: &[u8]) -> Vec<Diagnostic> {
    let error = read_workbook(book, "book.xlsx", &CATALOG).unwrap_err();
    error.into_diagnostics()
}

/// The one problem of a workbook, as people see it.
#[track_caller]
fn one(book: &[u8], expected: &str) {
    let found: Vec<String> = problems(book).iter().map(ToString::to_string).collect();
    assert_eq!(found, [format!("book.xlsx: {expected}")]);
}

/// What each answer of criterion 1.1 is to be.
const LISTED: &str = "expected an entry of the list of `1.1`, such as `1: 1 điểm`, \
                      or an x beside the box";

/// The problem where criterion 1.1 of the first member is answered otherwise.
#[track_caller]
fn answered(value: &str, expected: &str) {
    let book = edit_sheet(&BOOK, 2, |sheet| with_cell(&sheet, "A11", value));
    one(&book, &format!("{expected} {LISTED}"));
}

/// The same archive with one more part.
fn with_part(name: &str, bytes: &[u8]) -> Vec<u8> {
    let book = BOOK.clone();
    let mut writer = ZipWriter::new_append(Cursor::new(book)).unwrap();
    writer
        .start_file(name, SimpleFileOptions::default())
        .unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_book_is_in_order_before_it_is_damaged() {
    read_workbook(&BOOK, "book.xlsx", &CATALOG).unwrap();
    read_workbook(&with_part("xl/more.bin", b"0"), "book.xlsx", &CATALOG).unwrap();
}

#[test]
fn a_missing_worksheet() {
    let book = edit(&BOOK, |name, text| {
        if name != "xl/workbook.xml" {
            return Some(text);
        }
        let start = text.find("<sheet name=\"Thành viên 2\"").unwrap();
        let end = start + text[start..].find("/>").unwrap() + 2;
        Some(format!("{}{}", &text[..start], &text[end..]))
    });
    one(
        &book,
        "error[layout-changed] Thành viên 2: found no such worksheet, \
         expected one for each member, 3 in all",
    );
}

#[test]
fn a_retitled_criterion() {
    let book = edit_sheet(&BOOK, 3, |sheet| with_text(&sheet, "C11", "Nguyên liệu"));
    one(
        &book,
        "error[layout-changed] Thành viên 2!C11: found `Nguyên liệu`, \
         expected `Nguồn nguyên liệu`",
    );
}

#[test]
fn two_boxes() {
    answered(
        "t=\"inlineStr\"><is><t>2; 3</t></is>",
        "error[box-unknown] Thành viên 1!A11: found `2; 3`,",
    );
    // Two boxes marked, or one that is not the one that is chosen.
    let marked = |cells: &[&str]| {
        edit_sheet(&BOOK, 2, |sheet| {
            let sheet = with_cell(&sheet, "A11", ">");
            let cells = cells.iter();
            cells.fold(sheet, |sheet, cell| with_text(&sheet, cell, "x"))
        })
    };
    one(
        &marked(&["A12", "A14"]),
        "error[criterion-repeated] Thành viên 1!A14: found another box than that at \
         `Thành viên 1!A12`, expected one box for `1.1`",
    );
    let both = edit_sheet(&marked(&["A13"]), 2, |sheet| {
        with_text(&sheet, "A11", "0: không mức nào")
    });
    one(
        &both,
        "error[criterion-repeated] Thành viên 1!A13: found another box than that at \
         `Thành viên 1!A11`, expected one box for `1.1`",
    );
    let odd = edit_sheet(&marked(&[]), 2, |sheet| with_text(&sheet, "A13", "có"));
    one(
        &odd,
        "error[bad-word] Thành viên 1!A13: found `có`, expected one of `x`",
    );
}

/// Source: contract 10: an x beside a box is read too.
#[test]
fn an_x_beside_a_box() {
    for (cell, x, number) in [("A12", "x", 1), ("A14", "X", 3)] {
        let book = edit_sheet(&BOOK, 2, |sheet| {
            with_text(&with_cell(&sheet, "A11", ">"), cell, x)
        });
        let case = read_workbook(&book, "book.xlsx", &CATALOG).unwrap();
        let case = serde_json::to_value(&case).unwrap();
        let answer = &case["stages"][0]["sheets"][0]["answers"][0];
        assert_eq!(answer["box"], number);
    }
}

#[test]
fn a_text_that_is_no_entry() {
    answered(
        "t=\"inlineStr\"><is><t>hai</t></is>",
        "error[box-unknown] Thành viên 1!A11: found `hai`,",
    );
    answered(
        "t=\"inlineStr\"><is><t>2: 2 điểm rưỡi</t></is>",
        "error[box-unknown] Thành viên 1!A11: found `2: 2 điểm rưỡi`,",
    );
}

/// Source: issue on papers: a workbook filled with points instead of boxes: every such cell is
/// caught. A number may be a box or points, and is neither.
#[test]
fn points_instead_of_boxes() {
    for number in ["0", "1", "2", "2.5", "3", "4", "-1"] {
        answered(
            &format!("><v>{number}</v>"),
            &format!("error[box-unknown] Thành viên 1!A11: found the number `{number}`,"),
        );
        answered(
            &format!("t=\"inlineStr\"><is><t>{number}</t></is>"),
            &format!("error[box-unknown] Thành viên 1!A11: found `{number}`,"),
        );
    }
}

#[test]
fn what_is_not_an_answer() {
    answered(
        ">",
        "error[criterion-missing] Thành viên 1!A11: found an empty cell,",
    );
    answered(
        "t=\"e\"><v>#REF!</v>",
        "error[box-unknown] Thành viên 1!A11: found the error `#REF!`,",
    );
    answered(
        "t=\"b\"><v>1</v>",
        "error[box-unknown] Thành viên 1!A11: found the truth value `true`,",
    );
}

#[test]
fn merged_cells_over_an_answer() {
    let book = edit_sheet(&BOOK, 2, |sheet| {
        sheet.replace("</mergeCells>", "<mergeCell ref=\"A10:A11\"/></mergeCells>")
    });
    one(
        &book,
        "error[layout-changed] Thành viên 1!A11: found merged cells, \
         expected one cell for each answer",
    );
}

#[test]
fn a_wrong_regulation() {
    let renamed = |to: &str| edit_sheet(&BOOK, 1, |sheet| with_text(&sheet, "B13", to));
    one(
        &renamed("qd-148-2023"),
        "error[layout-changed] Tổng hợp!A3: found `Theo Quyết định 26/2026/QĐ-TTg, Phụ lục II, \
         bộ 08`, expected `Theo Quyết định 148/QĐ-TTg, Phụ lục III, bộ 08`",
    );
    let found = problems(&renamed("qd-1-1999"));
    assert_eq!(found.len(), 1);
    let text = found[0].to_string();
    let start = "book.xlsx: error[regulation-unknown] Tổng hợp!B13: found `qd-1-1999`, expected";
    assert!(text.starts_with(start), "{text}");
}

#[test]
fn a_workbook_with_macros() {
    one(
        &with_part("xl/vbaProject.bin", b"0"),
        "error[not-workbook]: found a workbook with macros, expected a workbook, saved as `.xlsx`",
    );
}

/// A part that unpacks to more than is read, and packs to little.
fn bomb() -> Vec<u8> {
    let room = usize::try_from(MAX_UNPACKED_BYTES).unwrap();
    with_part("xl/worksheets/sheet9.xml", &vec![b' '; room])
}

#[test]
fn a_zip_bomb() {
    let expected = "error[too-large]: found a workbook that unpacks to more, \
                    expected at most 33554432 bytes when unpacked, and 2097152 beside its worksheets";
    let mut book = bomb();
    assert!(book.len() < 500_000);
    let used = allocation_counter::measure(|| one(&book, expected));
    // What is said to be too large is not even unpacked.
    assert!(used.bytes_max < 8 << 20, "{}", used.bytes_max);
    // One that lies about its size is unpacked as far as is read.
    let size = u32::try_from(MAX_UNPACKED_BYTES).unwrap().to_le_bytes();
    let places: Vec<usize> = (0..book.len() - 4)
        .filter(|&at| book[at..at + 4] == size)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        book[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let used = allocation_counter::measure(|| {
        let found = problems(&book);
        assert_eq!(found.len(), 1);
        assert!(["too-large", "not-workbook"].contains(&found[0].code().as_str()));
    });
    assert!(used.bytes_max < 256 << 20, "{}", used.bytes_max);
}

/// Small parts that would take many times their size: each is refused, or read in little memory.
#[test]
fn what_grows_when_it_is_read() {
    let flood = |part: &'static str, before: &'static str, unit: &'static str, bytes: usize| {
        edit(&BOOK, move |name, text| {
            if name != part {
                return Some(text);
            }
            let at = text.find(before).unwrap();
            let units = unit.repeat(bytes / unit.len());
            Some(format!("{}{units}{}", &text[..at], &text[at..]))
        })
    };
    const MIB: usize = 1 << 20;
    // A quarter of what a worksheet may have, in a quarter of the memory: it grows with the size.
    let styles = flood("xl/styles.xml", "</cellXfs>", "<xf/>", 2 * MIB - 20_000);
    let texts = flood("xl/sharedStrings.xml", "</sst>", "<si/>", 2 * MIB - 20_000);
    let merged = "<mergeCell ref=\"A1\"/>";
    let merged = flood("xl/worksheets/sheet2.xml", "</mergeCells>", merged, 8 * MIB);
    let cells = flood(
        "xl/worksheets/sheet2.xml",
        "</sheetData>",
        "<row><c/></row>",
        8 * MIB,
    );
    for (name, book, most) in [
        ("styles", styles, 256),
        ("texts", texts, 256),
        ("merged", merged, 64),
        ("cells", cells, 64),
    ] {
        assert!(book.len() < MIB, "{name}");
        let used = allocation_counter::measure(|| {
            let _ = read_workbook(&book, "book.xlsx", &CATALOG);
        });
        assert!(used.bytes_max < most << 20, "{name} {}", used.bytes_max);
    }
    // One text that ten thousand cells show.
    let mut last = 0;
    let long = edit(&BOOK, |name, text| {
        if name == "xl/sharedStrings.xml" {
            last = text.matches("<si>").count();
            let long = format!("<si><t>{}</t></si></sst>", "a".repeat(MIB));
            return Some(text.replace("</sst>", &long));
        }
        Some(text)
    });
    let row = |row| {
        let cells: String = ('A'..='P')
            .map(|column| format!("<c r=\"{column}{row}\" t=\"s\"><v>{last}</v></c>"))
            .collect();
        format!("<row r=\"{row}\">{cells}</row>")
    };
    let rows: String = (1000..1600).map(row).collect();
    let long = edit_sheet(&long, 2, |sheet| {
        sheet.replace("</sheetData>", &format!("{rows}</sheetData>"))
    });
    let used = allocation_counter::measure(|| {
        one(
            &long,
            "error[too-large] Thành viên 1: found more text, \
             expected at most 4194304 bytes of text in its cells",
        );
    });
    assert!(used.bytes_max < 64 << 20, "{}", used.bytes_max);
}

#[test]
fn an_empty_file() {
    one(
        b"",
        "error[empty]: found an empty file, expected a workbook, saved as `.xlsx`",
    );
}

#[test]
fn an_old_workbook() {
    one(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on",
        "error[not-workbook]: found an old `.xls` workbook, or one locked with a password, \
         expected a workbook, saved as `.xlsx`",
    );
}

#[test]
fn other_files() {
    let other = ["<html>", "PK\u{3}\u{4}", "{}"];
    for text in other {
        let expected = "error[not-workbook]: found a file that is no ZIP archive, \
                        expected a workbook, saved as `.xlsx`";
        one(text.as_bytes(), expected);
    }
    // A text document, and a workbook that someone else made.
    let document = edit(&BOOK, |name, text| {
        (name != "xl/workbook.xml").then_some(text)
    });
    one(
        &document,
        "error[not-workbook]: found a ZIP archive without a workbook, \
         expected a workbook, saved as `.xlsx`",
    );
    // A summary that was renamed is known by its marks.
    let renamed = edit(&BOOK, |_, text| {
        Some(text.replace("name=\"Tổng hợp\"", "name=\"Sheet1\""))
    });
    let case = |book: &[u8]| read_workbook(book, "book.xlsx", &CATALOG).unwrap();
    assert_eq!(
        serde_json::to_value(case(&renamed)).unwrap(),
        serde_json::to_value(case(&BOOK)).unwrap()
    );
}

#[test]
fn a_worksheet_too_many() {
    let copy = |_: &str, text: String| {
        let own = "<sheet name=\"Thành viên 3\"";
        Some(text.replace(
            own,
            &format!("<sheet name=\"Thành viên 1 (2)\" r:id=\"rId2\"/>{own}"),
        ))
    };
    one(
        &edit(&BOOK, copy),
        "error[layout-changed] Thành viên 1 (2): found one worksheet more, \
         expected the 3 that the form was written with",
    );
    let book = edit(&BOOK, |_, text| {
        Some(text.replace("name=\"Thành viên 3\"", "name=\"Thành viên 4\""))
    });
    let found: Vec<String> = problems(&book).iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains("Thành viên 4: found one worksheet more"),
        "{found:?}"
    );
    assert!(
        found[1].contains("Thành viên 3: found no such worksheet"),
        "{found:?}"
    );
}

#[test]
fn a_cell_far_away_takes_no_memory() {
    let book = edit_sheet(&BOOK, 2, |sheet| {
        let row = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
        sheet.replace("</sheetData>", row)
    });
    let used = allocation_counter::measure(|| {
        read_workbook(&book, "book.xlsx", &CATALOG).unwrap();
    });
    assert!(used.bytes_max < 32 << 20, "{}", used.bytes_max);
}

#[test]
fn a_count_of_texts_is_not_believed() {
    for count in ["18446744073709551615", "9999999999"] {
        let book = edit(&BOOK, |_, text| {
            let Some(start) = text.find("uniqueCount=\"") else {
                return Some(text);
            };
            let start = start + "uniqueCount=\"".len();
            let end = start + text[start..].find('"').unwrap();
            Some(format!("{}{count}{}", &text[..start], &text[end..]))
        });
        one(
            &book,
            "error[not-workbook]: found a workbook that says it shares more texts than it can \
             hold, expected a workbook, saved as `.xlsx`",
        );
    }
}

#[test]
fn cells_that_cannot_be_are_refused() {
    let beyond = "error[not-workbook]: found a workbook with cells beyond the last row or column, \
                  expected a workbook, saved as `.xlsx`";
    for cell in [
        "B4294967307",
        "ABCDEFGHIJ1",
        "B11:A1",
        "A1:B1:C1",
        "",
        "B",
        "E1&#49;",
    ] {
        for quote in ['"', '\''] {
            let book = edit_sheet(&BOOK, 2, |sheet| {
                let odd = format!("<c r = {quote}{cell}{quote}><v>1</v></c></row></sheetData>");
                sheet.replace("</row></sheetData>", &odd)
            });
            one(&book, beyond);
        }
    }
    // Themes of office programs have an `r` of another kind.
    let themed = edit(&BOOK, |name, text| {
        let theme = name.contains("theme");
        Some(if theme {
            text.replace("r=\"50000\"", "r=\"-50000\"")
        } else {
            text
        })
    });
    assert_ne!(themed, edit(&BOOK, |_, text| Some(text)));
    read_workbook(&themed, "book.xlsx", &CATALOG).unwrap();
    let book = edit_sheet(&BOOK, 2, |sheet| {
        let again = "<c r=\"A11\"><v>1</v></c></row></sheetData>";
        sheet.replace("</row></sheetData>", again)
    });
    one(
        &book,
        "error[not-workbook] Thành viên 1!A11: found a second cell of that name, \
         expected each cell once",
    );
}

#[test]
fn a_member_who_was_absent_gives_no_sheet() {
    let roster = |word: &'static str| move |sheet: String| with_text(&sheet, "D35", word);
    let absent = edit_sheet(&BOOK, 1, roster("vắng"));
    let found = problems(&absent);
    // Answers of a member who was not there are not dropped in silence.
    let cells: usize = found.iter().map(Diagnostic::count).sum();
    assert_eq!(cells, 32, "{}", found[0]);
    assert_eq!(found[0].path(), "Thành viên 2!A11");
    let unsaid = edit_sheet(&BOOK, 1, roster("?"));
    one(
        &unsaid,
        "error[bad-word] Tổng hợp!D35: found `?`, expected one of `có mặt`, `vắng`",
    );
}

#[test]
fn what_the_library_refuses_is_said_at_its_cell() {
    // Source: 26/2026/QĐ-TTg has no level `district`.
    let book = edit_sheet(&BOOK, 1, |sheet| with_text(&sheet, "B20", "cấp huyện"));
    let found = problems(&book);
    assert_eq!(found[0].code().as_str(), "level-unknown");
    assert_eq!(found[0].path(), "Tổng hợp!B20");
    assert_eq!(found[0].line(), None);
    let book = edit_sheet(&BOOK, 1, |sheet| with_cell(&sheet, "B24", "><v>2</v>"));
    one(
        &book,
        "error[appointed-too-few] Tổng hợp!B24: found `2`, \
         expected at least the 3 who gave sheets",
    );
    let book = edit_sheet(&BOOK, 2, |sheet| with_text(&sheet, "C5", "Nguyễn Thị 2"));
    one(
        &book,
        "error[assessor-repeated] Thành viên 3!C5: found `Nguyễn Thị 2`, \
         expected one sheet from each assessor",
    );
}

#[test]
fn every_cut_and_every_changed_byte_is_refused_or_read() {
    let book = &*BOOK;
    for end in (0..book.len()).step_by(book.len() / 200) {
        assert!(!problems(&book[..end]).is_empty());
    }
    let mut random = Random(3);
    for _ in 0..400 {
        let mut book = book.clone();
        let at = random.below(book.len());
        book[at] ^= 1 << random.below(8);
        // Whatever comes of it: an answer or an error, and no panic.
        let _ = read_workbook(&book, "book.xlsx", &CATALOG);
    }
    assert!(ZipArchive::new(Cursor::new(book.as_slice())).is_ok());
}
