//! A council's day with workbooks, from members' files to all papers with one command: twelve products
//! and nine members, of whom one is absent and one is not done.

#[path = "../../../papers/tests/it/common/day.rs"]
mod day;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use day::{MOST, SETS, boxes, sum};
use ocop::procedure::Action;
use ocop::{Catalog, EvaluatedCase, Points};
use ocop_papers::SignedPaper;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::run::{folder, ocop};

/// The product whose sheet one member has not finished, counted from 0.
const OPEN: usize = 6;
/// Criteria that this member left out.
const LEFT_OUT: usize = 3;

fn name(product: usize) -> String {
    format!("Sản phẩm {}", product + 1)
}

/// The list of the session: a chair and eight members, twelve products.
fn list() -> Value {
    let members = (1..=9).map(|n| {
        let role = if n == 1 { "chair" } else { "member" };
        json!({"id": format!("m{n}"), "name": format!("Người chấm {n}"), "role": role})
    });
    let products = (0..12).map(|at| {
        json!({"id": format!("p{}", at + 1), "set": SETS[at],
            "product": {"name": name(at), "commune": format!("Xã {}", at % 4),
                "producer": {"name": format!("Hợp tác xã {}", at % 7)}},
            "application": {"kind": "first", "filed": "2026-07-01"}})
    });
    json!({"format": 1, "title": "Đợt 1 năm 2026", "level": "province", "date": "2026-08-05",
        "council": {"appointed": 9, "rules": "default"},
        "members": members.collect::<Vec<_>>(), "products": products.collect::<Vec<_>>()})
}

/// The boxes that a member ticks: the fifth product has one sheet far above the others, and set 16
/// zeros in its section 6.
fn ticked(set: &ocop::law::CriteriaSet, product: usize, member: u32) -> Vec<u8> {
    let more = if product == 4 && member == 1 {
        20
    } else {
        member % 3
    };
    let mut ticked = boxes(set, MOST[product] + more);
    if SETS[product] == "16" && member > 2 {
        let mut criteria = set.criteria();
        let zero = criteria.position(|criterion| criterion.code().as_str().starts_with("6."));
        ticked[zero.unwrap()] = 0;
    }
    ticked
}

/// A cell with a text in it, as a person types it.
fn typed(sheet: &str, cell: &str, text: &str) -> String {
    let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
    let tail = &sheet[start..];
    let ends = [
        tail.find("/>").map(|end| end + 2),
        tail.find("</c>").map(|end| end + 4),
    ];
    let end = ends.into_iter().flatten().min().unwrap();
    let cell = format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!("{}{cell}{}", &sheet[..start], &tail[end..])
}

/// The answers' cells of a worksheet, in its order, with the entries of their lists.
fn lists(sheet: &str) -> Vec<(u32, Vec<String>)> {
    let mut lists = Vec::new();
    let sheet = sheet.replace("&quot;", "\"");
    for rule in sheet.split("<dataValidation ").skip(1) {
        let at = rule.split("sqref=\"").nth(1).unwrap();
        let at = at.split('"').next().unwrap();
        let Some(entries) = rule.split("<formula1>\"").nth(1) else {
            continue;
        };
        let entries = entries.split("\"</formula1>").next().unwrap();
        let entries: Vec<String> = entries.split(',').map(str::to_owned).collect();
        if entries[0].starts_with('0') {
            lists.push((at.strip_prefix('A').unwrap().parse().unwrap(), entries));
        }
    }
    lists.sort();
    lists
}

/// The row of a box below its criterion: column B has its number.
fn row_of(sheet: &str, from: u32, number: u8) -> u32 {
    let is = |row: &u32| {
        let cell = sheet.split(&format!("<c r=\"B{row}\"")).nth(1);
        let value = cell.and_then(|cell| cell.split("</c>").next()?.split("<v>").nth(1));
        let text = cell.is_some_and(|cell| cell.split('>').next().unwrap().contains("t=\"s\""));
        !text && value.is_some_and(|value| value.starts_with(&format!("{number}<")))
    };
    (from + 1..from + 60).find(is).unwrap()
}

/// Fills a member's workbook in, cell by cell: an entry of the list, or for every second criterion an
/// x beside the box. The member's own worksheets stand in the order of the products.
fn fill(book: &Path, member: u32, catalog: &Catalog) {
    let bytes = fs::read(book).unwrap();
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let part_name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let number = part_name
            .strip_prefix("xl/worksheets/sheet")
            .and_then(|rest| rest.strip_suffix(".xml")?.parse::<usize>().ok());
        if let Some(number) = number {
            let product = number - 1;
            let set = catalog.set("qd-26-2026", SETS[product]).unwrap();
            let ticked = ticked(&set, product, member);
            let cells = lists(&text);
            assert_eq!(cells.len(), ticked.len());
            let open = product == OPEN && member == 5;
            let answered = ticked.len() - if open { LEFT_OUT } else { 0 };
            for (n, ((row, entries), number)) in cells.iter().zip(ticked).enumerate().take(answered)
            {
                text = if n % 2 == 1 && number > 0 {
                    let row = row_of(&text, *row, number);
                    typed(&text, &format!("A{row}"), "x")
                } else {
                    typed(&text, &format!("A{row}"), &entries[usize::from(number)])
                };
            }
        }
        to.start_file(part_name, SimpleFileOptions::default())
            .unwrap();
        to.write_all(text.as_bytes()).unwrap();
    }
    fs::write(book, to.finish().unwrap().into_inner()).unwrap();
}

/// The case of a product, made of the boxes and not of the workbooks.
fn case(product: usize, catalog: &Catalog) -> EvaluatedCase {
    let set = catalog.set("qd-26-2026", SETS[product]).unwrap();
    let sheets = (1..=8).map(|member| {
        let answers = set.criteria().zip(ticked(&set, product, member));
        let answers =
            answers.map(|(one, number)| json!({"criterion": one.code().as_str(), "box": number}));
        let role = if member == 1 { "chair" } else { "member" };
        json!({"assessor": format!("m{member}"), "name": format!("Người chấm {member}"),
            "role": role, "answers": answers.collect::<Vec<_>>()})
    });
    let entry = &list()["products"][product];
    let case = json!({"product": entry["product"], "regulation": "qd-26-2026", "set": entry["set"],
        "application": entry["application"],
        "stages": [{"level": "province", "date": "2026-08-05",
            "council": {"rules": "default", "appointed": 9}, "sheets": sheets.collect::<Vec<_>>()}]});
    EvaluatedCase::from_json(&case.to_string(), "case.json", catalog).unwrap()
}

/// The rows of the tables of a `.docx`, by another reader than the one that wrote it.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut archive = ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut body = String::new();
    let mut part = archive.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut body).unwrap();
    let rows = body.split("<w:tr>").skip(1);
    let cells = rows.map(|row| {
        let row = row.split("</w:tr>").next().unwrap();
        let cells = row.split("<w:tc>").skip(1);
        let text = |cell: &str| {
            let pieces = cell.split("<w:t xml:space=\"preserve\">").skip(1);
            let pieces = pieces.map(|piece| piece.split("</w:t>").next().unwrap().to_owned());
            pieces.collect::<String>()
        };
        cells.map(text).collect()
    });
    cells.collect()
}

/// The products that the tables of a paper name, each with the last cell of its row.
fn listed(path: &Path) -> BTreeMap<String, String> {
    let rows = rows(path).into_iter();
    let rows = rows.filter(|row| row.len() > 3 && row[1].starts_with("Sản phẩm "));
    rows.map(|row| (row[1].clone(), row.last().unwrap().clone()))
        .collect()
}

fn comma(points: Points) -> String {
    points.to_string().replace('.', ",")
}

/// Source: 26/2026, Điều 3.3 (means and stars), Điều 7.3 d to g (papers); contract 2 (a folder stands
/// for its workbooks; what is of one product is one stage of one case).
#[test]
fn from_members_workbooks_to_all_papers_with_one_command() {
    let (folder, catalog) = (folder("council-day"), Catalog::bundled());
    let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    fs::write(folder.join("list.json"), list().to_string()).unwrap();
    let facts = json!({"title": "Đợt 1 năm 2026", "authority": "Ủy ban nhân dân tỉnh Thử",
        "members": list()["members"],
        "absent": [{"member": "m9", "reason": "đi công tác"}]});
    fs::write(folder.join("facts.json"), facts.to_string()).unwrap();
    let made = ocop(&[
        "session",
        "new",
        &at("day.ocop"),
        "--from",
        &at("list.json"),
    ]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let written = ocop(&["session", "workbooks", &at("day.ocop"), "--out", &at("in")]);
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    // The ninth member is absent, and the eighth hands the workbook in under another name.
    fs::remove_file(folder.join("in/m9.xlsx")).unwrap();
    for member in 1..=8 {
        fill(&folder.join(format!("in/m{member}.xlsx")), member, &catalog);
    }
    fs::create_dir(folder.join("in/muộn")).unwrap();
    fs::rename(
        folder.join("in/m8.xlsx"),
        folder.join("in/muộn/Bản sao.xlsx"),
    )
    .unwrap();

    let (inputs, out) = (at("in"), at("out"));
    let command = [
        "evaluate",
        &inputs,
        "--papers",
        &out,
        "--facts",
        &at("facts.json"),
    ];
    let done = ocop(&command);
    let told = String::from_utf8(done.stderr.clone()).unwrap();
    // The one that is not done is named, with its cells, and nothing else is wrong.
    assert_eq!(done.status.code(), Some(1), "{told}");
    let wrong: Vec<&str> = told
        .lines()
        .filter(|line| line.contains("error["))
        .collect();
    assert_eq!(wrong.len(), LEFT_OUT, "{told}");
    for line in wrong {
        assert!(
            line.contains("m5.xlsx")
                && line.contains("criterion-missing")
                && line.contains("p7 Sản phẩm 7!A"),
            "{line}"
        );
    }

    // The other eleven are done, and each says what its boxes give.
    let decided: Vec<usize> = (0..12).filter(|product| *product != OPEN).collect();
    let mut cases: Vec<EvaluatedCase> = decided
        .iter()
        .map(|product| case(*product, &catalog))
        .collect();
    let action = |case: &EvaluatedCase| case.stages()[0].action;
    let count = |wanted: fn(Option<Action>) -> bool| {
        cases.iter().filter(|case| wanted(action(case))).count()
    };
    assert_eq!(count(|action| action == Some(Action::Rescore)), 1);
    assert_eq!(count(|action| action == Some(Action::Reject)), 1);
    // 45 points, and points of 3 stars with a minimum missed.
    assert_eq!(count(|action| action == Some(Action::NotRecognised)), 3);
    assert_eq!(
        count(|action| matches!(action, Some(Action::Forward { .. }))),
        2
    );
    assert_eq!(
        count(|action| matches!(action, Some(Action::Certify { .. }))),
        4
    );

    let names: BTreeSet<String> = fs::read_dir(folder.join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in [
        "bien-ban",
        "bang-tong-hop-diem",
        "bao-cao-hoi-dong",
        "to-trinh",
        "quyet-dinh-cong-nhan",
        "quyet-dinh-phe-duyet-ket-qua",
        "cong-van-de-nghi",
        "thong-bao-04",
        "thong-bao-chu-the-06",
        "phieu-m1",
        "phieu-m8",
        "tham-khao-01",
    ] {
        for format in ["docx", "html"] {
            assert!(
                names.contains(&format!("{name}.{format}")),
                "{name}.{format}"
            );
        }
    }
    assert!(!names.iter().any(|name| name.starts_with("phieu-m9")));

    // Every paper with a code, in both formats, has every row of the results.
    let mut held = 0;
    for name in &names {
        let path = folder.join("out").join(name);
        let text = fs::read(&path).unwrap();
        if name.ends_with(".xlsx") {
            continue;
        }
        if let Ok(paper) = SignedPaper::read(&text) {
            let found = paper.differences(&cases, &catalog);
            assert!(found.is_empty(), "{name}: {found:?}");
            held += 1;
        }
    }
    // Minutes, summary, report, and eight members' sheets.
    assert_eq!(held, 2 * (3 + 8));
    cases.pop();
    let minutes = SignedPaper::read(&fs::read(folder.join("out/bien-ban.docx")).unwrap()).unwrap();
    assert!(!minutes.differences(&cases, &catalog).is_empty());

    // The summary as a workbook: members' totals counted from the boxes.
    let bytes = fs::read(folder.join("out/bang-tong-hop-diem.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let shown = |cell: &Data| match cell {
        Data::Float(number) => number.to_string(),
        other => other.to_string(),
    };
    for product in &decided {
        let set = catalog.set("qd-26-2026", SETS[*product]).unwrap();
        let mut lines = range.rows();
        let line = lines
            .find(|row| row[1] == Data::String(name(*product)))
            .unwrap();
        for member in 1..=8_u32 {
            let total = sum(&set, &ticked(&set, *product, member));
            let column = usize::try_from(member).unwrap() + 2;
            assert_eq!(shown(&line[column]), total.to_string());
        }
    }

    // What is proposed to whom, read from the papers that people edit.
    let of = |wanted: fn(Option<Action>) -> bool| -> BTreeSet<String> {
        let all = decided
            .iter()
            .map(|product| (product, case(*product, &catalog)));
        let chosen = all.filter(|(_, case)| wanted(action(case)));
        chosen.map(|(product, _)| name(*product)).collect()
    };
    let recognised = listed(&folder.join("out/quyet-dinh-cong-nhan.docx"));
    assert_eq!(
        recognised.keys().cloned().collect::<BTreeSet<_>>(),
        of(|action| matches!(action, Some(Action::Certify { .. })))
    );
    for product in &decided {
        let result = case(*product, &catalog);
        if let Some(Action::Certify { star }) = action(&result) {
            assert_eq!(recognised[&name(*product)], format!("{star} sao"));
        }
    }
    for paper in ["quyet-dinh-phe-duyet-ket-qua", "cong-van-de-nghi"] {
        let forwarded = listed(&folder.join(format!("out/{paper}.docx")));
        for product in &decided {
            let result = case(*product, &catalog);
            let total = result.stages()[0]
                .total
                .as_ref()
                .unwrap()
                .shown()
                .replace('.', ",");
            let forwards = matches!(action(&result), Some(Action::Forward { .. }));
            let found = forwarded.get(&name(*product));
            assert_eq!(found, forwards.then_some(&total), "{paper}");
        }
    }
    // A member's sheet: the total of each product.
    let sheet = rows(&folder.join("out/phieu-m3.docx"));
    let totals: Vec<&String> = sheet
        .iter()
        .filter(|row| row[0] == "TỔNG CỘNG")
        .map(|row| &row[2])
        .collect();
    let expected: Vec<String> = decided
        .iter()
        .map(|product| {
            let set = catalog.set("qd-26-2026", SETS[*product]).unwrap();
            comma(sum(&set, &ticked(&set, *product, 3)))
        })
        .collect();
    assert_eq!(totals, expected.iter().collect::<Vec<_>>());
    // The product that is not done is in no paper.
    for name in names.iter().filter(|name| name.ends_with(".html")) {
        let page = fs::read_to_string(folder.join("out").join(name)).unwrap();
        assert!(
            !page.contains("Sản phẩm 7<") && !page.contains("Sản phẩm 7,"),
            "{name}"
        );
    }
    let minutes = fs::read_to_string(folder.join("out/bien-ban.html")).unwrap();
    assert!(minutes.contains("Người chấm 9: vắng mặt, lý do: đi công tác"));

    // A workbook that cannot be read may be anybody's: nothing is decided without its sheets.
    fs::write(folder.join("hỏng.xlsx"), b"PK\x03\x04").unwrap();
    let broken = at("hỏng.xlsx");
    let broken = ocop(&["evaluate", &inputs, &broken, "--papers", &at("other")]);
    let told = String::from_utf8(broken.stderr).unwrap();
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        broken.stdout.is_empty() && !folder.join("other").exists(),
        "{told}"
    );
    assert!(told.contains("hỏng.xlsx"), "{told}");
}
