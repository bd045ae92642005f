//! The same workbooks, opened by LibreOffice, computed anew and saved again.

use std::collections::HashMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{bundled, case_of, councils, edit, edit_sheet, with_text, workbook};
use crate::council_day;
use calamine::{Data, Reader, Xlsx};
use ocop::portfolio::{Portfolio, PortfolioView};
use ocop::scoring::{Council, ScoreSheet};
use ocop::{Case, Catalog, EvaluatedCase};
use ocop_papers::{
    Correction, Document, Facts, Form, Replacement, ReportTo, SessionPapers, due_report,
    read_workbook, self_assessment,
};
use serde_json::Value;

/// One council of each of these, under each of the four regulations.
const SETS: &[&str] = &[
    "01", "02", "05", "07", "08", "11", "14", "16", "17", "19", "21", "23", "24", "26",
];

/// Makes LibreOffice compute every workbook that it opens.
const RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

/// Saves every workbook of a folder again.
fn saved_again(folder: &Path) -> PathBuf {
    let (profile, out) = (folder.join("profile"), folder.join("out"));
    fs::create_dir_all(profile.join("user")).unwrap();
    fs::create_dir_all(&out).unwrap();
    fs::write(profile.join("user/registrymodifications.xcu"), RECALCULATE).unwrap();
    let mut books: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "xlsx"))
        .collect();
    books.sort();
    let output = Command::new("soffice")
        .arg("--headless")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(&out)
        .args(&books)
        .env("HOME", &profile)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    out
}

/// Puts another result beside every formula, so that only who computes it is right.
fn spoiled(book: &[u8]) -> Vec<u8> {
    edit(book, |_, text| {
        let mut parts = text.split("</f><v>");
        let mut spoiled = parts.next().unwrap().to_owned();
        for part in parts {
            let (_, tail) = part.split_once("</v>").unwrap();
            spoiled += "</f><v>999</v>";
            spoiled += tail;
        }
        Some(spoiled)
    })
}

/// The figures beside a caption of the worksheet that sums up.
fn figures(book: &[u8]) -> HashMap<String, Vec<f64>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    let range = book.worksheet_range("Tổng hợp").unwrap();
    let rows = range.rows().map(|row| {
        let numbers = row.iter().skip(4).take(4).filter_map(|cell| match cell {
            Data::Float(number) => Some(*number),
            Data::Empty => None,
            Data::String(text) if text.is_empty() => None,
            other => panic!("{other:?} among the figures"),
        });
        match &row[0] {
            Data::String(caption) if row[4..8].iter().any(|c| matches!(c, Data::Float(_))) => {
                (caption.clone(), numbers.collect())
            }
            _ => (String::new(), Vec::new()),
        }
    });
    rows.filter(|(caption, _)| !caption.is_empty()).collect()
}

#[track_caller]
fn same(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?} {expected:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }
}

/// The points of each part and in all, that the engine gives one member's sheet.
fn points(case: &Case, sheet: &Value, catalog: &Catalog) -> Vec<f64> {
    let (set, rules) = (case.set(), catalog.rules("default").unwrap());
    let answers = sheet["answers"].as_array().unwrap().iter().map(|answer| {
        let code = answer["criterion"].as_str().unwrap().parse().unwrap();
        (
            code,
            u32::try_from(answer["box"].as_u64().unwrap()).unwrap(),
        )
    });
    let role = sheet["role"].as_str().unwrap().parse().unwrap();
    let sheet = ScoreSheet::new(set, "m", role, answers).unwrap();
    let council = Council::new(set, &rules, vec![sheet], None).unwrap();
    let tally = council.tally();
    let means = tally.parts().unwrap().into_iter().chain(tally.total());
    means
        .map(|mean| mean.sum().to_string().parse().unwrap())
        .collect()
}

#[test]
#[ignore = "needs LibreOffice; `.ci/habits` runs it"]
fn libreoffice_adds_up_as_the_engine_does_and_what_it_saves_is_the_case() {
    let catalog = bundled();
    let cases = councils(&catalog, SETS, 1);
    assert_eq!(cases.len(), 56);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("libreoffice");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (index, case) in cases.iter().enumerate() {
        let book = spoiled(&workbook(case, &catalog));
        fs::write(folder.join(format!("{index:02}.xlsx")), book).unwrap();
    }
    let out = saved_again(&folder);
    for (index, case) in cases.iter().enumerate() {
        let book = fs::read(out.join(format!("{index:02}.xlsx"))).unwrap();
        let from_book = read_workbook(&book, "book.xlsx", &catalog).unwrap();
        assert_eq!(from_book, case_of(case, &catalog));
        let decided = from_book.evaluate();
        let from_case =
            EvaluatedCase::from_json_line(&case.to_string(), "case.json", 1, &catalog).unwrap();
        let result = serde_json::to_value(&decided).unwrap();
        assert_eq!(result, serde_json::to_value(&from_case).unwrap());

        let figures = figures(&book);
        let stage = &result["stages"][0];
        let sheets = case["stages"][0]["sheets"].as_array().unwrap();
        for (member, sheet) in (1..).zip(sheets) {
            let engine = points(decided.case(), sheet, &catalog);
            same(&figures[&format!("Thành viên {member}")], &engine);
        }
        let number = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
        let count = stage["total"]["count"].as_u64().unwrap() as f64;
        let sums = stage["parts"]
            .as_array()
            .unwrap()
            .iter()
            .chain([&stage["total"]]);
        let means: Vec<f64> = sums.map(|sum| number(&sum["sum"]) / count).collect();
        same(&figures["Điểm trung bình của hội đồng"], &means);
        let spread = "Chênh lệch giữa phiếu cao nhất và thấp nhất";
        same(&figures[spread], &[number(&stage["spread"])]);
        same(&figures["Số phiếu đã chấm"], &[count]);
    }
}

/// Source: docs/workbooks.md: a box is marked with an x; what else the reader takes for one (`✓`, spaces around)
/// counts in the sheet's own sums too, and its criterion is no longer red.
#[test]
#[ignore = "needs LibreOffice; `.ci/habits` runs it"]
fn a_sheet_that_is_ticked_in_any_way_adds_up() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let form = Form::new(&regulation, &set, 1).unwrap().product("Cá");
    let book = form.to_xlsx().unwrap();
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(&book)).unwrap();
    let rows = read.worksheet_range("Thành viên 1").unwrap();
    let firsts = (1..)
        .zip(rows.rows())
        .filter(|(_, row)| row[1] == Data::Float(1.0));
    let firsts: Vec<u32> = firsts.map(|(row, _)| row).collect();
    assert_eq!(firsts.len(), set.criteria().count());
    let book = edit_sheet(&book, 2, |sheet| {
        let ticks = ["x", "X", "✓", "✔", "☑", " x "].iter().cycle();
        let marked = firsts.iter().zip(ticks);
        marked.fold(sheet, |sheet, (row, tick)| {
            with_text(&sheet, &format!("A{row}"), tick)
        })
    });
    let book = edit_sheet(&book, 1, |sheet| {
        let sheet = with_text(&sheet, "B20", "cấp tỉnh");
        with_text(&sheet, "B21", "5/8/2026")
    });
    let case = read_workbook(&book, "book.xlsx", &catalog).unwrap();
    let result = serde_json::to_value(case.evaluate()).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("libreoffice-ticks");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("ticks.xlsx"), spoiled(&book)).unwrap();
    let book = fs::read(saved_again(&folder).join("ticks.xlsx")).unwrap();
    let total = &result["stages"][0]["total"]["sum"];
    let total: f64 = total.as_str().unwrap().parse().unwrap();
    assert_eq!(figures(&book)["Thành viên 1"].last(), Some(&total));
}

/// Papers of every kind, into a folder for `papers/tests/papers.sh`, which opens them in LibreOffice
/// and Chromium: those of the day under 26/2026 with the cases beside them, and the others.
#[test]
#[ignore = "writes papers to look at; `papers/tests/papers.sh` runs it"]
fn papers_to_look_at() {
    let catalog = bundled();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("papers-day");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let lines = |cases: &[EvaluatedCase]| {
        let lines = cases
            .iter()
            .map(|case| serde_json::to_string(case.case()).unwrap());
        lines.collect::<Vec<_>>().join("\n")
    };
    let cases = council_day::cases();
    fs::write(folder.join("day.jsonl"), lines(&cases)).unwrap();
    let facts = Facts {
        replaces: Some(Replacement::default()),
        corrections: vec![Correction::default()],
        ..council_day::facts()
    };
    let mut all: Vec<(&str, Document)> = Vec::new();
    let papers = SessionPapers::new(&cases, &facts).documents();
    all.extend(papers.into_iter().map(|paper| ("day", paper)));
    // Before 26/2026, a district's council: 3 stars, and points that go up.
    let older = ["61.5", "75"].map(|total| {
        let case = format!(
            r#"{{"product": {{"name": "Cá khô {total}", "district": "Huyện Một"}},
                "regulation": "qd-148-2023", "set": "08", "application":
                {{"kind": "first", "filed": "2024-03-01"}},
                "stages": [{{"level": "district", "date": "2024-04-10", "total": "{total}"}}]}}"#
        );
        EvaluatedCase::from_json(&case, "case.json", &catalog).unwrap()
    });
    fs::write(folder.join("older.jsonl"), lines(&older)).unwrap();
    let none = Facts::default();
    let papers = SessionPapers::new(&older, &none).documents();
    all.extend(papers.into_iter().map(|paper| ("older", paper)));
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    all.push(("other", self_assessment(&regulation, &set, None, None)));
    let regulations = catalog.regulations().unwrap();
    let mut portfolio = Portfolio::default();
    older.iter().for_each(|case| portfolio.add(case));
    let view = PortfolioView::new(&portfolio, None, None, &regulations);
    let day = Some("2024-05-02".parse().unwrap());
    let report = due_report(&view, &regulations, day, ReportTo::Ministry);
    all.push(("other", report));
    // Two members' sheets are as good as eight.
    let more = |name: &str| name.starts_with("phieu-m") && name > "phieu-m2";
    for (of, paper) in all.into_iter().filter(|(_, paper)| !more(&paper.name)) {
        for format in paper.formats() {
            let name = format!("{of}-{}.{}", paper.name, format.extension());
            fs::write(folder.join(name), paper.print(*format).unwrap()).unwrap();
        }
    }
}
