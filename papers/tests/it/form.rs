//! Blank forms: what a member finds on them, and that no set's is refused by its own reader.

use crate::common::day::boxes;
use crate::common::{
    Random, bundled, case_of, edit, edit_sheet, random_case, with_cell, with_text, workbook,
};
use ocop::{Case, Level};
use ocop_papers::{Form, FormError, MAX_MEMBERS, read_workbook};

/// A part of a workbook.
fn part(book: &[u8], wanted: &str) -> String {
    let mut found = String::new();
    edit(book, |name, text| {
        if name == wanted {
            found.clone_from(&text);
        }
        Some(text)
    });
    assert!(!found.is_empty(), "no {wanted}");
    found
}

/// The lists that cells of a worksheet offer, by row.
fn lists(sheet: &str) -> Vec<String> {
    let mut lists: Vec<(u32, String)> = sheet
        .split("<dataValidation ")
        .skip(1)
        .map(|tail| {
            let cell = tail
                .split("sqref=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            let list = tail
                .split("<formula1>")
                .nth(1)
                .unwrap()
                .split('<')
                .next()
                .unwrap();
            // One cell each.
            (
                cell[1..].parse().unwrap(),
                list.replace("&quot;", "").replace('"', ""),
            )
        })
        .collect();
    lists.sort();
    lists.into_iter().map(|(_, list)| list).collect()
}

/// Source: contract 10: first an entry beginning with `0`, then one a box beginning with its number,
/// no comma within, 255 characters in all.
fn assert_boxes(list: &str, boxes: usize) {
    let entries: Vec<&str> = list.split(',').collect();
    assert_eq!(entries.len(), boxes + 1, "{list}");
    for (number, entry) in entries.iter().enumerate() {
        assert!(entry.starts_with(&format!("{number}:")), "{list}");
    }
    assert!(list.chars().count() <= 255, "{list}");
}

#[test]
fn every_set_of_every_regulation_has_a_form_that_only_lacks_answers() {
    let catalog = bundled();
    let mut forms = 0;
    for regulation in catalog.regulations().unwrap() {
        for entry in regulation.sets() {
            let set = catalog
                .set(regulation.id().as_str(), &entry.code().to_string())
                .unwrap();
            let form = Form::new(&regulation, &set, 2).unwrap().product("Cá");
            let book = form.to_xlsx().unwrap();
            // One drop-down for the role, and one for each criterion: its boxes, and none of them; behind
            // the last one the stops that the sheet prints.
            let mut found = lists(&part(&book, "xl/worksheets/sheet3.xml"));
            assert_eq!(found.remove(0), "chủ tịch,phó chủ tịch,thành viên");
            let stops = set.stops().map(|stop| format!("tiêu chí {}", stop.code()));
            let stops: Vec<String> = stops.collect();
            if !stops.is_empty() {
                assert_eq!(found.pop().unwrap(), stops.join(","));
            }
            assert_eq!(found.len(), set.criteria().count());
            for (criterion, list) in set.criteria().zip(&found) {
                assert_boxes(list, criterion.choices().len());
            }
            let error = read_workbook(&book, "blank.xlsx", &catalog).unwrap_err();
            let found = error
                .diagnostics()
                .iter()
                .map(|p| (p.code().as_str(), p.path(), p.count()));
            // One message for the answers that both members lack.
            let expected = [
                ("missing-key", "Tổng hợp!B20", 1),
                ("missing-key", "Tổng hợp!B21", 1),
                ("criterion-missing", "Thành viên 1", 2),
            ];
            assert_eq!(found.collect::<Vec<_>>(), expected);
            forms += 1;
        }
    }
    assert_eq!(forms, 104);
}

/// Source: 26/2026/QĐ-TTg, Phụ lục II: 2.4 is yes or no; 148/QĐ-TTg, bộ 26: 8 has two cases of
/// three boxes each.
#[test]
fn yes_or_no_and_two_cases_are_offered_as_the_case_format_numbers_them() {
    let catalog = bundled();
    for (regulation, code, criterion, boxes) in [
        ("qd-26-2026", "08", "2.4", 1),
        ("qd-148-2023", "26", "8", 6),
    ] {
        let set = catalog.set(regulation, code).unwrap();
        let regulation = catalog.regulation(regulation).unwrap();
        let book = Form::new(&regulation, &set, 1).unwrap().to_xlsx().unwrap();
        let at = set
            .criteria()
            .position(|c| c.code().as_str() == criterion)
            .unwrap();
        assert_boxes(
            &lists(&part(&book, "xl/worksheets/sheet2.xml"))[at + 1],
            boxes,
        );
    }
}

/// Source: 26/2026/QĐ-TTg, Phụ lục II, bộ 08: a dossier with forged papers is rejected.
#[test]
fn a_finding_without_sheets_is_a_stage() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let form = Form::new(&regulation, &set, 2).unwrap().product("Cá");
    let filled = |cells: &[(&str, &str)]| {
        edit_sheet(&form.to_xlsx().unwrap(), 1, |sheet| {
            let cells = cells.iter();
            cells.fold(sheet, |sheet, (cell, text)| with_text(&sheet, cell, text))
        })
    };
    let stage = [
        ("B20", "Cấp tỉnh"),
        ("B21", "5/8/2026"),
        ("D34", "vắng"),
        ("D35", "vắng"),
    ];
    let book = filled(&[&stage[..], &[("D41", "X")]].concat());
    let case = read_workbook(&book, "book.xlsx", &catalog).unwrap();
    let expected = serde_json::json!({
        "format": 1, "product": {"name": "Cá"}, "regulation": "qd-26-2026", "set": "08",
        "stages": [{
            "level": "province", "date": "2026-08-05",
            "findings": [set.findings()[0].id().as_str()],
        }],
    });
    assert_eq!(case, case_of(&expected, &catalog));
    // Neither sheets nor findings are nothing.
    let error = read_workbook(&filled(&stage), "book.xlsx", &catalog).unwrap_err();
    let found: Vec<_> = error
        .diagnostics()
        .iter()
        .map(|p| (p.code().as_str(), p.path()))
        .collect();
    assert_eq!(found, [("stage-content", "Tổng hợp")]);
}

/// Source: contract 5.8: a stage goes by its own law. The district scored under 148; that the province sent it on
/// under 1489, which has no districts, is no other law for the district's sheets.
#[test]
fn a_filled_form_is_of_the_law_that_was_scored_by() {
    let catalog = bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let answers = set.criteria().zip(boxes(&set, 92));
    let answers = answers
        .map(|(one, ticked)| serde_json::json!({"criterion": one.code().as_str(), "box": ticked}));
    let answers: Vec<_> = answers.collect();
    let case = serde_json::json!({"product": {"name": "Cá"}, "set": "08",
        "application": {"kind": "first", "filed": "2024-03-01"},
        "stages": [
            {"level": "district", "date": "2024-04-10",
                "council": {"rules": "default", "appointed": 1},
                "sheets": [{"assessor": "m1", "role": "chair", "answers": answers}]},
            {"level": "province", "date": "2025-10-10", "forwarded": true}]});
    let read = read_workbook(&workbook(&case, &catalog), "book.xlsx", &catalog).unwrap();
    assert_eq!(read.regulation().id().as_str(), "qd-148-2023");
    assert_eq!(read.stages()[0].level(), Level::District);
}

/// Source: issue on papers: the commune's report has its cells; 26/2026, Mẫu số 03: it judges four items
/// in words.
#[test]
fn what_the_commune_reported_has_its_cells() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let mut case = random_case(&regulation, &set, 3, &mut Random(3));
    let stage = case["stages"][0].clone();
    case["application"] = serde_json::json!({"kind": "first", "filed": "2026-07-01"});
    case["stages"] = serde_json::json!([
        {"level": "commune", "date": "2026-07-10", "report": [
            {"item": "local-origin", "met": true, "note": "Cá của hộ trong xã"},
            {"item": "local-labour", "met": false},
            {"item": "local-identity", "note": "Cách phơi của làng"}]},
        stage,
    ]);
    let book = workbook(&case, &catalog);
    let texts = part(&book, "xl/sharedStrings.xml");
    for caption in [
        "Báo cáo của xã: ngày",
        "Xã: bản sắc, trí tuệ",
        "Đạt: Cá của hộ trong xã",
    ] {
        assert!(texts.contains(caption), "{caption}");
    }
    let read = read_workbook(&book, "book.xlsx", &catalog).unwrap();
    assert_eq!(read, case_of(&case, &catalog));
    // Words without the day are told at its cell; a law without such a report has no cells for it.
    let open = edit_sheet(&book, 1, |sheet| with_text(&sheet, "B27", " "));
    let told: Vec<String> = match read_workbook(&open, "book.xlsx", &catalog) {
        Ok(_) => Vec::new(),
        Err(error) => error
            .diagnostics()
            .iter()
            .map(|one| one.path().to_owned())
            .collect(),
    };
    assert_eq!(told, ["Tổng hợp!B27"]);
    let regulation = catalog.regulation("qd-1048-2019").unwrap();
    let set = catalog.set("qd-1048-2019", "08").unwrap();
    let book = Form::new(&regulation, &set, 2).unwrap().to_xlsx().unwrap();
    assert!(!part(&book, "xl/sharedStrings.xml").contains("Báo cáo của xã"));
}

/// Source: docs/workbooks.md: `✓`, `✔` and `☑` are read as `x`. What the reader takes for an answer makes no
/// criterion red, and has points.
#[test]
fn what_is_read_as_a_mark_is_no_open_criterion() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let book = Form::new(&regulation, &set, 1).unwrap().to_xlsx().unwrap();
    let sheet = part(&book, "xl/worksheets/sheet2.xml").replace("&quot;", "\"");
    let rules: Vec<&str> = sheet.split("<cfRule ").skip(1).collect();
    let points: Vec<&str> = sheet.split("<f>IF(").skip(1).collect();
    let points: Vec<&&str> = points.iter().filter(|one| one.contains("INDEX(")).collect();
    let criteria = set.criteria().count();
    assert_eq!((rules.len(), points.len()), (criteria, criteria));
    for tick in ["x", "✓", "✔", "☑"] {
        let counted = format!(")=\"{tick}\")");
        for formula in rules.iter().chain(points.iter().copied()) {
            let formula = formula.split_once("</f").unwrap().0;
            assert!(formula.contains(&counted), "{tick}: {formula}");
        }
    }
}

/// Source: contract 5.7: a sheet may end at a stop that its set prints; nothing behind it is asked for.
#[test]
fn a_sheet_may_end_at_a_printed_stop() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "16").unwrap();
    let mut case = random_case(&regulation, &set, 3, &mut Random(4));
    let stop = set
        .criteria()
        .position(|one| one.code().as_str() == "6.2")
        .unwrap();
    let sheet = &mut case["stages"][0]["sheets"][2];
    sheet["answers"].as_array_mut().unwrap().truncate(stop + 1);
    sheet["stopped_at"] = serde_json::json!("6.2");
    let book = workbook(&case, &catalog);
    let read = read_workbook(&book, "book.xlsx", &catalog).unwrap();
    assert_eq!(read, case_of(&case, &catalog));
    // A number is not known to be a code: 6.10 and 6.1 are one number.
    let texts = part(&book, "xl/sharedStrings.xml");
    let index = texts
        .split("<si>")
        .position(|text| text.contains("tiêu chí 6.2<"))
        .unwrap()
        - 1;
    let number = edit_sheet(&book, 4, |sheet| {
        let cell = format!("<v>{index}</v>");
        let at = sheet.find(&cell).unwrap();
        let start = sheet[..at].rfind("<c r=\"").unwrap();
        let name = sheet[start + 6..].split('"').next().unwrap().to_owned();
        with_cell(&sheet, &name, "><v>6.2</v>")
    });
    let error = read_workbook(&number, "book.xlsx", &catalog).unwrap_err();
    let codes: Vec<&str> = error
        .diagnostics()
        .iter()
        .map(|one| one.code().as_str())
        .collect();
    assert!(codes.contains(&"bad-word"), "{codes:?}");
}

#[test]
fn a_form_prints_on_a4_with_its_header_on_every_page() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let book = Form::new(&regulation, &set, 1).unwrap().to_xlsx().unwrap();
    let sheet = part(&book, "xl/worksheets/sheet2.xml");
    for setting in [
        "paperSize=\"9\"",
        "orientation=\"portrait\"",
        "<pageSetUpPr fitToPage=\"1\"/>",
        "fitToHeight=\"0\"",
        "<sheetProtection ",
    ] {
        assert!(sheet.contains(setting), "{setting}");
    }
    let names = part(&book, "xl/workbook.xml");
    assert!(names.contains("_xlnm.Print_Titles"), "{names}");
    assert!(part(&book, "xl/styles.xml").contains("Times New Roman"));
    // The same form is the same file.
    assert_eq!(
        book,
        Form::new(&regulation, &set, 1).unwrap().to_xlsx().unwrap()
    );
}

#[test]
fn what_a_user_typed_is_text_and_no_formula() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let typed = "=HYPERLINK(\"http://x\")";
    let form = Form::new(&regulation, &set, 1).unwrap().product(typed);
    let book = form.to_xlsx().unwrap();
    let texts = part(&book, "xl/sharedStrings.xml");
    assert!(texts.contains("<t>=HYPERLINK(\"http://x\")</t>"), "{texts}");
    edit(&book, |name, text| {
        let formulas = text.split("<f>").skip(1);
        for formula in formulas {
            let formula = formula.split("</f>").next().unwrap();
            assert!(!formula.contains("HYPERLINK"), "{name}: {formula}");
        }
        Some(text)
    });
}

#[test]
fn a_council_that_does_not_fit_has_no_form() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    for members in [0, MAX_MEMBERS + 1] {
        let error = Form::new(&regulation, &set, members).unwrap_err();
        assert!(matches!(error, FormError::Members { found } if found == members));
        assert_eq!(
            error.to_string(),
            format!("found {members} members, expected from 1 to 50")
        );
    }
    let case = random_case(&regulation, &set, MAX_MEMBERS + 1, &mut Random(5)).to_string();
    let read = Case::from_json(&case, "case.json", &catalog).unwrap();
    assert!(matches!(
        Form::filled(&read),
        Err(FormError::Members { found: 51 })
    ));
    // As many as fit are read back.
    let case = random_case(&regulation, &set, MAX_MEMBERS, &mut Random(5));
    let from_book = read_workbook(&workbook(&case, &catalog), "book.xlsx", &catalog).unwrap();
    assert_eq!(from_book, case_of(&case, &catalog));
    let long = "a".repeat(40_000);
    let form = Form::new(&regulation, &set, 1).unwrap().product(&long);
    assert!(matches!(form.to_xlsx(), Err(FormError::Workbook(_))));
}
