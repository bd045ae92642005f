//! Random councils, and workbooks taken apart and put together again.

pub mod day;
#[path = "../../../../tests/it/random/mod.rs"]
mod random;

use std::io::{Cursor, Read, Write};

use ocop::law::{CriteriaSet, Regulation};
use ocop::{Case, Catalog};
use ocop_papers::Form;
pub use random::Random;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The catalog that the library ships with, read once for all tests.
pub fn bundled() -> Catalog {
    crate::counted::CATALOG.clone()
}

/// A case of one council that ticked boxes at random, some low, some high.
pub fn random_case(
    regulation: &Regulation,
    set: &CriteriaSet,
    members: usize,
    random: &mut Random,
) -> Value {
    let (level, date) = match regulation.id().as_str() {
        "qd-1048-2019" => ("district", "2020-06-15"),
        "qd-148-2023" => ("district", "2024-04-10"),
        "qd-1489-2025" => ("province", "2025-10-01"),
        _ => ("province", "2026-08-05"),
    };
    let mood = random.below(3);
    let sheets: Vec<Value> = (0..members)
        .map(|member| {
            let answers: Vec<Value> = set
                .criteria()
                .map(|criterion| {
                    let boxes = criterion.choices().len();
                    let ticked = match mood {
                        0 => random.below(boxes + 1),
                        1 => boxes - random.below(2),
                        _ => boxes - random.below(boxes.min(3)),
                    };
                    json!({"criterion": criterion.code().as_str(), "box": ticked})
                })
                .collect();
            let role = match member {
                0 => "chair",
                1 => "vice-chair",
                _ => "member",
            };
            json!({"assessor": format!("Nguyễn Thị {member}"), "role": role, "answers": answers})
        })
        .collect();
    let mut stage = json!({
        "level": level, "date": date,
        "council": {"rules": "default", "appointed": members + random.below(3)},
        "sheets": sheets,
    });
    if random.below(8) == 0
        && let Some(finding) = set.findings().first()
    {
        stage["findings"] = json!([finding.id().as_str()]);
    }
    let mut case = json!({
        "format": 1,
        "product": {"name": "=1+1, \"Cá khô\" <b>&"},
        "regulation": regulation.id().as_str(), "set": set.code().to_string(),
        "stages": [stage],
    });
    if random.below(2) == 0 {
        case["product"]["producer"] = json!({"id": "001", "kind": "cooperative-group"});
        case["product"]["craft_village"] = json!(true);
        case["application"] = json!({
            "kind": "renewal", "filed": "2019-09-01",
            "previous": {"star": 3, "issued": "2016-09-01", "expires": "2019-08-31"},
        });
        case["stages"][0]["decided"] = case["stages"][0]["date"].clone();
        case["stages"][0]["council"]["form"] = json!("written");
    }
    case
}

/// The case that a text states.
pub fn case_of(case: &Value, catalog: &Catalog) -> Case {
    Case::from_json(&case.to_string(), "case.json", catalog).unwrap()
}

/// The workbook that the members of a case filled in.
pub fn workbook(case: &Value, catalog: &Catalog) -> Vec<u8> {
    Form::filled(&case_of(case, catalog))
        .unwrap()
        .to_xlsx()
        .unwrap()
}

/// Councils over `sets` sets of every regulation, tourism's two cases among them.
pub fn councils(catalog: &Catalog, sets: &[&str], each: usize) -> Vec<Value> {
    let mut random = Random(0x0C09);
    let mut cases = Vec::new();
    for regulation in catalog.regulations().unwrap() {
        for code in sets {
            let set = catalog.set(regulation.id().as_str(), code).unwrap();
            for _ in 0..each {
                let members = 1 + random.below(9);
                cases.push(random_case(&regulation, &set, members, &mut random));
            }
        }
    }
    cases
}

/// Changes the parts of a workbook; a part is dropped where `change` gives nothing.
pub fn edit(book: &[u8], mut change: impl FnMut(&str, String) -> Option<String>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if let Some(text) = change(&name, text) {
            to.start_file(name, SimpleFileOptions::default()).unwrap();
            to.write_all(text.as_bytes()).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

/// Changes one worksheet: the first one sums up, the others are the members'.
pub fn edit_sheet(book: &[u8], sheet: usize, mut change: impl FnMut(String) -> String) -> Vec<u8> {
    let wanted = format!("xl/worksheets/sheet{sheet}.xml");
    edit(book, |name, text| {
        Some(if name == wanted { change(text) } else { text })
    })
}

/// What a cell holds, put in place of what it held. `value` is XML, such as
/// `t="inlineStr"><is><t>hai</t></is>` or `><v>2.5</v>`.
pub fn with_cell(sheet: &str, cell: &str, value: &str) -> String {
    let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
    let tail = &sheet[start..];
    let closed = tail.find("/>").map(|end| end + 2);
    let ended = tail.find("</c>").map(|end| end + 4);
    let end = closed.into_iter().chain(ended).min().unwrap();
    format!(
        "{}<c r=\"{cell}\" {value}</c>{}",
        &sheet[..start],
        &tail[end..]
    )
}

/// A cell that holds a text.
pub fn with_text(sheet: &str, cell: &str, text: &str) -> String {
    with_cell(
        sheet,
        cell,
        &format!("t=\"inlineStr\"><is><t>{text}</t></is>"),
    )
}

/// A worksheet with an empty row before the one of a number, as a spreadsheet inserts it. Formulas and
/// merged cells move with their rows.
pub fn with_row(sheet: &str, before: u32) -> String {
    let mut out = String::new();
    let mut rest = sheet;
    // Names of cells stand in `r` and `ref` alone; rows are numbered in `r`.
    while let Some(at) = rest
        .find(" r=\"")
        .into_iter()
        .chain(rest.find(" ref=\""))
        .min()
    {
        let (head, tail) = rest.split_at(at);
        let (key, tail) = tail.split_once('"').unwrap();
        let (names, tail) = tail.split_once('"').unwrap();
        let moved = names.split(':').map(|name| {
            let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
            match name[letters.len()..].parse::<u32>() {
                Ok(row) if row >= before => format!("{letters}{}", row + 1),
                _ => name.to_owned(),
            }
        });
        out += head;
        out += &format!("{key}\"{}\"", moved.collect::<Vec<_>>().join(":"));
        rest = tail;
    }
    out + rest
}
