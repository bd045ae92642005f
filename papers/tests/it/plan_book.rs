//! Plans as workbooks: what is written is read back, and problems stand at their cells. Captions of tables stand in row
//! 3, so that the first target is in row 4.

use crate::common::{bundled, edit, with_cell, with_text};
use ocop::law::{Declared, Plan};
use ocop_papers::PlanBook;
use serde_json::json;

/// The plan of Đồng Nai with figures of what is declared.
fn dong_nai() -> (Plan, Declared) {
    let plan = bundled().plan("kh-262-dong-nai-2024").unwrap();
    let declared = json!({"start-ups": "9", "officials-trained": "62.5",
        "budget": {"by_year": {"2024": "16000000000"}, "by_source": {"Ngân sách tỉnh": "16000000000"}}});
    let declared = Declared::from_json(&declared.to_string(), "declared.json", &plan).unwrap();
    ((*plan).clone(), declared)
}

/// The workbook with a change to the XML of a worksheet, counted from 1.
fn changed(book: &[u8], sheet: usize, change: impl Fn(&str) -> String) -> Vec<u8> {
    let wanted = format!("xl/worksheets/sheet{sheet}.xml");
    edit(book, |name, text| {
        Some(if name == wanted { change(&text) } else { text })
    })
}

#[track_caller]
fn told(book: &[u8]) -> Vec<String> {
    let error = PlanBook::read(book, "ke-hoach.xlsx").unwrap_err();
    let told = error.diagnostics().iter();
    told.map(|problem| format!("{} {}", problem.path(), problem.code()))
        .collect()
}

/// The bundled plan has every part: targets of each measure, a contradiction, a budget, reports, readings, and a period
/// that rests on one.
#[test]
fn a_plan_comes_back_whole() {
    let (plan, declared) = dong_nai();
    let book = PlanBook::write(Some(&plan), &declared).unwrap();
    let read = PlanBook::read(&book, "ke-hoach.xlsx").unwrap();
    assert_eq!((&read.plan, &read.declared), (&plan, &declared));
    // As JSON it is the same plan too.
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(Plan::from_json(&json, "plan.json").unwrap(), plan);
}

/// A plan of a few targets, without money or reports, as an office types it: numbers as numbers, days as Vietnam writes
/// them, thousands set apart, names of targets left to the program.
#[test]
fn a_plan_is_typed_as_offices_type() {
    let empty = PlanBook::write(None, &Declared::default()).unwrap();
    let of_plan = [
        ("B4", "kh-12-tay-ninh-2026"),
        ("B5", "12/KH-UBND"),
        ("B6", "15/1/2026"),
        ("B7", "Thực hiện Chương trình OCOP năm 2026"),
        ("B8", "Tây Ninh"),
        ("B9", "1/1/2026"),
        ("B10", "31/12/2026"),
        ("B11", "12/KH-UBND, mục I"),
        ("B12", "1.500.000.000"),
        ("B13", "12/KH-UBND, mục IV"),
    ];
    let of_targets = [
        ("B4", "Sản phẩm mới"),
        ("C4", "Sản phẩm được công nhận trong kỳ"),
        ("D4", "3; 4,5"),
        ("H4", "12/KH-UBND, mục II"),
        ("B5", "Hợp tác xã"),
        ("C5", "chủ thể theo loại hình"),
        ("E5", "HTX; tổ hợp tác"),
        ("F5", "40"),
        ("G5", "có"),
        ("H5", "12/KH-UBND, mục II"),
        ("A6", "tap-huan"),
        ("B6", "Lớp tập huấn"),
        ("C6", "tự khai báo"),
        ("F6", "5"),
        ("H6", "12/KH-UBND, mục III"),
        ("I6", "3"),
    ];
    let of_money = [
        ("A4", "nguồn"),
        ("B4", "Ngân sách tỉnh"),
        ("C4", "1.500.000.000"),
        ("D4", "900 000 000"),
        ("A5", "năm"),
        ("B5", "2026"),
        ("C5", "1500000000"),
    ];
    let of_reports = [("A4", "5/6"), ("B4", "12/KH-UBND, mục V")];
    let mut book = empty;
    for (sheet, cells) in [
        (1, &of_plan[..]),
        (2, &of_targets),
        (3, &of_money),
        (4, &of_reports),
    ] {
        book = changed(&book, sheet, |xml| {
            let typed = cells.iter().fold(xml.to_owned(), |xml, (cell, text)| {
                with_text(&xml, cell, text)
            });
            match sheet {
                2 => with_cell(&typed, "F4", "><v>12</v>"),
                _ => typed,
            }
        });
    }
    let read = PlanBook::read(&book, "ke-hoach.xlsx").unwrap();
    let cited = |clause: &str| json!(format!("12/KH-UBND, mục {clause}"));
    let plan = json!({
        "format": 1, "id": "kh-12-tay-ninh-2026", "decision": "12/KH-UBND", "issued": "2026-01-15",
        "title": "Thực hiện Chương trình OCOP năm 2026", "province": "Tây Ninh",
        "period": {"from": "2026-01-01", "to": "2026-12-31", "citation": cited("I")},
        "targets": [
            {"target": "t1", "label": "Sản phẩm mới", "measure": "recognised", "stars": [3, 4, 5],
                "required": "12", "citation": cited("II")},
            {"target": "t2", "label": "Hợp tác xã", "measure": "producers",
                "kinds": ["cooperative", "cooperative-group"], "required": "40", "percent": true,
                "citation": cited("II")},
            {"target": "tap-huan", "label": "Lớp tập huấn", "measure": "declared", "required": "5",
                "citation": cited("III")},
        ],
        "budget": {"total": "1500000000", "by_source": [{"name": "Ngân sách tỉnh", "amount": "1500000000"}],
            "by_year": [{"name": "2026", "amount": "1500000000"}], "citation": cited("IV")},
        "reports": [{"before": "06-05", "citation": cited("V")}],
    });
    let plan = Plan::from_json(&plan.to_string(), "plan.json").unwrap();
    assert_eq!(read.plan, plan);
    let declared =
        json!({"tap-huan": "3", "budget": {"by_source": {"Ngân sách tỉnh": "900000000"}}});
    let declared = Declared::from_json(&declared.to_string(), "declared.json", &plan).unwrap();
    assert_eq!(read.declared, declared);
}

/// Thousands are set apart in threes, or they are none: what looks like an amount and is not one is refused where it
/// stands, never read as a smaller one.
#[test]
fn thousands_are_set_apart_in_threes() {
    let (plan, declared) = dong_nai();
    let book = PlanBook::write(Some(&plan), &declared).unwrap();
    let typed = |text: &str| changed(&book, 1, |xml| with_text(xml, "B12", text));
    for amount in ["35491144000", "35.491.144.000", "35 491 144 000"] {
        let read = PlanBook::read(&typed(amount), "ke-hoach.xlsx").unwrap();
        let total = read.plan.budget().unwrap().total.to_string();
        assert_eq!(total, "35491144000", "{amount}");
    }
    for amount in ["35.491.144.00O", ".491", "35.49.144.000", "35..144"] {
        let told = told(&typed(amount));
        assert!(
            told.iter().all(|told| told.contains("!B12 ")) && told.len() == 1,
            "{amount}: {told:?}"
        );
    }
}

/// Every problem at once, each at its cell, whoever finds it: the cells, the plan's format, what its figures say.
#[test]
fn problems_stand_at_their_cells() {
    let (plan, declared) = dong_nai();
    let book = PlanBook::write(Some(&plan), &declared).unwrap();
    let broken = changed(&book, 2, |xml| {
        let xml = with_text(xml, "D4", "ba sao");
        let xml = with_text(&xml, "E8", "công ty");
        let xml = with_text(&xml, "C9", "đếm");
        with_text(&xml, "F10", "ba mươi")
    });
    let broken = changed(&broken, 1, |xml| with_text(xml, "B9", "31/2/2024"));
    let broken = changed(&broken, 4, |xml| with_text(xml, "A4", "tháng 5"));
    let mut found = told(&broken);
    found.sort();
    let expected = [
        "Chỉ tiêu!C9 bad-word",
        "Chỉ tiêu!D4 wrong-type",
        "Chỉ tiêu!E8 bad-word",
        "Chỉ tiêu!F10 bad-points",
        "Kế hoạch!B9 bad-date",
        "Thời hạn báo cáo!A4 bad-date",
    ];
    assert_eq!(found, expected);
    // A name that two targets have.
    let broken = changed(&book, 2, |xml| with_text(xml, "A11", "products"));
    assert_eq!(told(&broken), ["Chỉ tiêu!A11 repeated"]);
    // Shares that do not add up, and more than can be achieved of per cent.
    let broken = changed(&book, 3, |xml| with_text(xml, "C4", "1.000"));
    assert_eq!(told(&broken), ["Kinh phí budget-sum"]);
    let broken = changed(&book, 2, |xml| with_text(xml, "I13", "101"));
    assert_eq!(told(&broken), ["Chỉ tiêu!I13 part-out-of-range"]);
    // What is counted from the cases is not declared.
    let broken = changed(&book, 2, |xml| with_text(xml, "I4", "88"));
    assert_eq!(told(&broken), ["Chỉ tiêu!I4 reference-unknown"]);
}

#[test]
fn another_workbook_is_no_plan() {
    let list = ocop_papers::SessionList::template(&bundled()).unwrap();
    assert_eq!(told(&list), [" not-workbook"]);
    let (plan, declared) = dong_nai();
    let book = PlanBook::write(Some(&plan), &declared).unwrap();
    let broken = changed(&book, 2, |xml| with_text(xml, "H3", "Căn cứ"));
    assert_eq!(told(&broken), ["Chỉ tiêu!A3 layout-changed"]);
}
