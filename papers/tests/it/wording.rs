//! Texts of decisions: each test prints a sheet of the data in the form of a decision, damages it,
//! and reads it back.

use crate::common::bundled;
use std::io::Write as _;
use std::sync::Arc;

use ocop::Lang;
use ocop::law::{CriteriaSet, Criterion};
use ocop_papers::{Field, Form, Import, Wording, blank_form};

/// A row of a table of a decision, or a paragraph between tables.
#[derive(Debug, Clone, PartialEq)]
enum Row {
    Line(String),
    Cells(String, String),
}

const D26: &str = "qd-26-2026";

fn set(code: &str) -> Arc<CriteriaSet> {
    bundled().set(D26, code).unwrap()
}

/// What a made-up decision says at a box: the label, so that texts and labels agree, and a word
/// that no label has.
fn words(set: &CriteriaSet, criterion: &Criterion, number: usize) -> String {
    let label = criterion.choices()[number - 1].label();
    format!(
        "{label} (văn bản {} {} {number})",
        set.code(),
        criterion.code()
    )
}

/// A sheet as decisions print it, and what it says of each of its boxes.
fn print(set: &CriteriaSet) -> Vec<Row> {
    let row = |text: String, points: String| Row::Cells(text, points);
    let mut rows = vec![
        Row::Line(format!(
            "{}. Bộ sản phẩm: {}",
            set.code().to_string().trim_start_matches('0'),
            set.name()
        )),
        Row::Line("(Sản phẩm: Thử. Nhóm: Thử)".to_owned()),
        Row::Line("Tên sản phẩm: …………".to_owned()),
        Row::Line("Hồ sơ bị loại khi: câu mở đầu của văn bản thử".to_owned()),
    ];
    for part in set.parts() {
        rows.push(row(
            format!("Phần {}: TÊN PHẦN ({} điểm)", part.id(), part.max()),
            part.max().to_string(),
        ));
        for section in part.sections() {
            let direct = section.criteria()[0].code().as_str() == section.code().as_str();
            if !direct {
                rows.push(row(
                    format!("{}. {}", section.code(), section.title()),
                    section.max().to_string(),
                ));
            }
            for criterion in section.criteria() {
                rows.push(row(
                    format!("{}. {}", criterion.code(), criterion.title()),
                    criterion.max().to_string(),
                ));
                for finding in set.findings().iter().filter(|f| {
                    f.citation()
                        .clause()
                        .ends_with(&format!("ghi chú ở {}", criterion.code()))
                }) {
                    rows.push(row(
                        format!("Ghi chú: bị loại nếu {}", finding.id()),
                        String::new(),
                    ));
                }
                if criterion.yes_no() {
                    continue;
                }
                let mut case = None;
                for (number, choice) in (1..).zip(criterion.choices()) {
                    if let Some(next) = choice.case().filter(|_| choice.case() != case) {
                        rows.push(row(
                            format!("{next}. Trường hợp {next}: tên của {}", criterion.code()),
                            String::new(),
                        ));
                    }
                    case = choice.case();
                    let stars = choice.star().map_or(0, |star| usize::from(star.number()));
                    let text = format!("□ {}{}", words(set, criterion, number), "*".repeat(stars));
                    rows.push(row(text, choice.points().to_string()));
                }
            }
        }
    }
    rows.push(row("TỔNG CỘNG".to_owned(), "100".to_owned()));
    rows.push(Row::Line("Ý kiến của người đánh giá:".to_owned()));
    rows
}

fn all() -> Vec<Row> {
    let catalog = bundled();
    let regulation = catalog.regulation(D26).unwrap();
    let sets = regulation
        .sets()
        .iter()
        .map(|entry| set(&entry.code().to_string()));
    sets.flat_map(|set| print(&set)).collect()
}

/// As copied from a page: one line a cell.
fn plain(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| match row {
        Row::Line(text) => text.clone(),
        Row::Cells(text, points) if points.is_empty() => text.clone(),
        Row::Cells(text, points) => format!("{text}\n{points}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// As text browsers print tables.
fn barred(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| match row {
        Row::Line(text) => text.clone(),
        Row::Cells(text, points) => format!(" | \n{text} | \n{points} "),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn html(rows: &[Row]) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('□', "&#9633;")
    };
    let mut page =
        "<!DOCTYPE html><html><head><style>td > p { margin: 0 }</style></head><body>".to_owned();
    let mut inside = false;
    for row in rows {
        match row {
            Row::Line(text) => {
                page.push_str(if std::mem::take(&mut inside) {
                    "</table>"
                } else {
                    ""
                });
                page.push_str(&format!("<p>{}</p>\n", escaped(text)));
            }
            // Ends of cells and rows need not be written.
            Row::Cells(text, points) => {
                page.push_str(if std::mem::replace(&mut inside, true) {
                    ""
                } else {
                    "<table>"
                });
                page.push_str(&format!("<tr><td><p>{}</p><td>{points}\n", escaped(text)));
            }
        }
    }
    page
}

fn docx(rows: &[Row]) -> Vec<u8> {
    let paragraph = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        // Signs come from a font, and texts in several runs.
        let text = text.replace(
            '□',
            "</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/><w:t xml:space=\"preserve\">",
        );
        format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
    };
    let mut body = String::new();
    let mut inside = false;
    for row in rows {
        match row {
            Row::Line(text) => {
                body.push_str(if std::mem::take(&mut inside) {
                    "</w:tbl>"
                } else {
                    ""
                });
                body.push_str(&paragraph(text));
            }
            Row::Cells(text, points) => {
                body.push_str(if std::mem::replace(&mut inside, true) {
                    ""
                } else {
                    "<w:tbl>"
                });
                let (text, points) = (paragraph(text), paragraph(points));
                body.push_str(&format!(
                    "<w:tr><w:tc>{text}</w:tc><w:tc>{points}</w:tc></w:tr>"
                ));
            }
        }
    }
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let body = format!("<w:document xmlns:w=\"{space}\"><w:body>{body}</w:body></w:document>");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive
        .start_file(
            "word/document.xml",
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
    archive.write_all(body.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

/// Lines no longer than a page is wide, and after every so many the number of a page.
fn broken(text: &str, page: impl Fn(usize) -> String) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        for word in line.split(' ') {
            if current.chars().count() + word.chars().count() > 58 && !current.is_empty() {
                lines.push(std::mem::take(&mut current));
            }
            current = format!("{current} {word}").trim().to_owned();
        }
        lines.push(current);
    }
    let pages = lines.chunks(41).enumerate();
    let pages = pages.map(|(number, lines)| format!("{}\n{}\n", lines.join("\n"), page(number)));
    pages.collect()
}

fn import(text: impl AsRef<[u8]>) -> Import {
    Import::of(text.as_ref(), "folder/decision.txt", D26, &bundled()).unwrap()
}

/// Every text that was taken over is that of its box; gives how many were.
fn taken(import: &Import) -> usize {
    let catalog = bundled();
    let mut taken = 0;
    for entry in catalog.regulation(D26).unwrap().sets() {
        let code = entry.code().to_string();
        let set = set(&code);
        for criterion in set.criteria().filter(|criterion| !criterion.yes_no()) {
            for number in 1..=criterion.choices().len() {
                if let Some(text) =
                    import
                        .wording()
                        .of_box(&code, criterion.code().as_str(), number)
                {
                    assert_eq!(text, words(&set, criterion, number));
                    taken += 1;
                }
            }
        }
    }
    assert_eq!(taken, import.report().matched());
    taken
}

/// Source: 26/2026, Phụ lục II: 2,535 printed boxes, and 22 criteria without any.
#[test]
fn every_format_of_a_whole_decision_is_read() {
    let rows = all();
    let paragraphs: String = barred(&rows)
        .lines()
        .map(|line| format!("<p>{line}</p>"))
        .collect();
    let formats: [(&str, Vec<u8>); 8] = [
        ("plain", plain(&rows).into_bytes()),
        ("bars", barred(&rows).into_bytes()),
        ("tabs", plain(&rows).replace("\n", "\r\n").into_bytes()),
        ("html", html(&rows).into_bytes()),
        (
            "bars in a page",
            format!("<html><body>{paragraphs}</body></html>").into_bytes(),
        ),
        ("docx", docx(&rows)),
        (
            "pages",
            broken(&plain(&rows), |page| (page + 1).to_string()).into_bytes(),
        ),
        (
            "dashes",
            broken(&barred(&rows), |page| format!("- {} -", page + 3)).into_bytes(),
        ),
    ];
    for (name, text) in formats {
        let import = import(&text);
        let report = import.report();
        assert_eq!(taken(&import), 2_535, "{name}: {}", report.page(Lang::Vi));
        assert_eq!(report.yes_no().matched, 22, "{name}");
        assert!(
            report.is_complete() && report.different().is_empty(),
            "{name}"
        );
        assert_eq!(import.wording().source().file, "decision.txt");
    }
}

#[test]
fn a_row_that_is_missing_is_missing_and_no_other() {
    let rows = all();
    let boxes: Vec<usize> = (0..rows.len()).filter(|at| is_box(&rows[*at])).collect();
    let gone: Vec<usize> = boxes.iter().copied().step_by(37).collect();
    let kept = rows.iter().enumerate().filter(|(at, _)| !gone.contains(at));
    let kept: Vec<Row> = kept.map(|(_, row)| row.clone()).collect();
    for text in [plain(&kept), barred(&kept)] {
        let import = import(&text);
        assert_eq!(taken(&import), 2_535 - gone.len());
        assert_eq!(import.report().missing().len(), gone.len());
        assert!(import.report().different().is_empty());
        assert!(!import.report().is_complete());
    }
}

fn is_box(row: &Row) -> bool {
    matches!(row, Row::Cells(text, _) if text.starts_with('□'))
}

/// Rows printed twice count once; rows and sets in another order are known by their points.
#[test]
fn doubled_and_moved_rows_change_nothing() {
    let rows = all();
    let doubled: Vec<Row> = rows
        .iter()
        .enumerate()
        .flat_map(|(at, row)| vec![row.clone(); 1 + usize::from(at % 11 == 0)])
        .collect();
    assert_eq!(taken(&import(barred(&doubled))), 2_535);
    let mut moved = rows.clone();
    for at in (0..moved.len() - 1).step_by(13) {
        if is_box(&moved[at]) && is_box(&moved[at + 1]) {
            moved.swap(at, at + 1);
        }
    }
    assert_ne!(moved, rows);
    assert_eq!(taken(&import(barred(&moved))), 2_535);
    let mut sets: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        if matches!(&row, Row::Line(line) if line.contains("Bộ sản phẩm")) {
            sets.push(Vec::new());
        }
        sets.last_mut().unwrap().push(row);
    }
    sets.reverse();
    assert_eq!(taken(&import(plain(&sets.concat()))), 2_535);
}

/// Without their heading, boxes belong to no criterion: they are missing, not another's.
#[test]
fn boxes_below_a_lost_heading_are_no_others() {
    let rows = all();
    let heading = |row: &Row| matches!(row, Row::Cells(text, _) if text.starts_with("3.3.") || text.starts_with("1.4."));
    let kept: Vec<Row> = rows.into_iter().filter(|row| !heading(row)).collect();
    let import = import(barred(&kept));
    let taken = taken(&import);
    assert!(taken < 2_535 && taken > 2_300, "{taken}");
    for missing in import.report().missing() {
        assert!(
            ["1.4", "3.3"].contains(&missing.criterion.as_str()),
            "{missing:?}"
        );
    }
}

/// Points and stars that differ are told, and their texts are not taken over.
#[test]
fn what_differs_is_told_box_by_box() {
    let set = set("08");
    let criterion = set
        .criteria()
        .find(|c| c.choices().len() > 2 && c.choices()[2].star().is_none() && !c.yes_no())
        .unwrap();
    let needle = words(&set, criterion, 3);
    let changed: Vec<Row> = print(&set)
        .into_iter()
        .map(|row| match row {
            Row::Cells(text, _) if text.contains(&needle) => {
                Row::Cells(format!("{text}****"), "9".to_owned())
            }
            other => other,
        })
        .collect();
    let import = import(barred(&changed));
    let told: Vec<(Option<usize>, Field, Option<&str>)> = import
        .report()
        .different()
        .iter()
        .map(|one| (one.number, one.field, one.text.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (Some(3), Field::Points, Some("9")),
            (Some(3), Field::Star, Some("****"))
        ]
    );
    // A mark that one of the two does not have is null there, as points are.
    assert_eq!(import.report().different()[1].data, None);
    let unmarked: Vec<Row> = print(&set)
        .into_iter()
        .map(|row| match row {
            Row::Cells(text, points) => Row::Cells(text.trim_end_matches('*').to_owned(), points),
            other => other,
        })
        .collect();
    let unmarked = self::import(barred(&unmarked));
    let mut marks = unmarked
        .report()
        .different()
        .iter()
        .filter(|one| one.field == Field::Star);
    assert!(marks.clone().count() > 0);
    assert!(marks.all(|one| {
        one.text.is_none()
            && one
                .data
                .as_deref()
                .is_some_and(|data| data.starts_with('*'))
    }));
    let page = import.report().page(Lang::En);
    let (code, has) = (criterion.code(), criterion.choices()[2].points());
    let place = format!("set 08, criterion {code}, box 3");
    for line in [
        format!(
            "\nOther than the data:\n- {place}: points, the text prints 9, the data has {has}\n"
        ),
        format!("- {place}: star, the text prints ****, the data has (nothing)\n"),
        "\nMissing:\n- set 01, criterion 1.1: boxes 1, 2, 3\n".to_owned(),
    ] {
        assert!(page.contains(&line), "`{line}` in\n{page}");
    }
    assert_eq!(
        import.wording().of_box("08", criterion.code().as_str(), 3),
        None
    );
    assert!(
        import
            .wording()
            .of_box("08", criterion.code().as_str(), 2)
            .is_some()
    );
}

/// Source: 26/2026, Phụ lục II, bộ 04, mục 7: 13 is printed for 3; the data lists it.
#[test]
fn a_listed_misprint_is_known_and_counts_as_matched() {
    let set = set("04");
    let criterion = set.criteria().find(|c| c.code().as_str() == "7").unwrap();
    let needle = words(&set, criterion, 3);
    let printed: Vec<Row> = print(&set)
        .into_iter()
        .map(|row| match row {
            Row::Cells(text, _) if text.contains(&needle) => Row::Cells(text, "13".to_owned()),
            other => other,
        })
        .collect();
    let import = import(barred(&printed));
    assert!(import.report().different().is_empty());
    let [known] = import.report().known() else {
        panic!("{:?}", import.report())
    };
    assert_eq!(
        (known.text.as_deref(), known.data.as_deref()),
        (Some("13"), Some("3"))
    );
    let page = import.report().page(Lang::En);
    let listed = "box 3: points, the text prints 13, the data has 3 (the data lists this misprint)";
    let line = format!("\nKnown misprints:\n- set 04, criterion 7, {listed}\n");
    assert!(page.contains(&line), "{page}");
    assert_eq!(import.wording().of_box("04", "7", 3), Some(needle.as_str()));
}

/// A sheet of the same name, by the decision before: its boxes are none of these.
#[test]
fn sheets_of_another_edition_are_left_out() {
    let catalog = bundled();
    let old: Vec<Row> = ["01", "05", "08", "14"]
        .iter()
        .flat_map(|code| print(&catalog.set("qd-1048-2019", code).unwrap()))
        .collect();
    let alone = import(barred(&old));
    assert_eq!(alone.report().matched(), 0);
    assert!(
        alone.report().other_editions().len() >= 3,
        "{:?}",
        alone.report().other_editions()
    );
    let new = all();
    for text in [
        format!("{}\n{}", plain(&old), plain(&new)),
        format!("{}\n{}", barred(&new), barred(&old)),
    ] {
        let both = import(&text);
        assert_eq!(taken(&both), 2_535);
    }
}

/// What is laid over is printed everywhere in place of the labels, with whose it is.
#[test]
fn texts_are_printed_in_place_of_labels() {
    let wording = import(barred(&all())).wording().clone();
    let written = wording.to_json();
    let wording = Wording::from_json(&written, "w.json").unwrap();
    let mut catalog = bundled();
    assert!(wording.check("w.json", &catalog).unwrap().is_complete());
    wording.lay_over(&mut catalog).unwrap();
    let regulation = catalog.regulation(D26).unwrap();
    for entry in regulation.sets() {
        let code = entry.code().to_string();
        let laid = catalog.set(D26, &code).unwrap();
        assert!(laid.has_decisions_words());
        let page = blank_form(&regulation, &laid);
        let text = ocop_papers::blank_sheet(&regulation, &laid);
        for criterion in set(&code).criteria().filter(|c| !c.yes_no()) {
            for number in 1..=criterion.choices().len() {
                let words = words(&set(&code), criterion, number);
                let escaped = words
                    .replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;");
                assert!(page.contains(&escaped), "{words}");
                assert!(text.contains(&words));
            }
        }
        assert!(page.contains("tệp “decision.txt”") && text.contains("tệp “decision.txt”"));
        assert!(!page.contains("Bản tóm lược"));
        // Source: 26/2026, Phụ lục II: the decision's own heading stands there once, and a note where it is
        // printed.
        assert!(
            !page.contains("Hồ sơ bị loại, hoặc không đánh giá tiếp, khi"),
            "{code}"
        );
        let mut findings = laid.findings().iter();
        assert!(
            findings.all(|finding| page.matches(finding.label()).count() <= 1),
            "{code}"
        );
        assert!(page.contains("(Ký và ghi rõ họ tên)"));
        // Points, stars and rules stay.
        assert_eq!(laid.minima(), set(&code).minima());
        for finding in laid.findings() {
            let opening = finding.label() == "Hồ sơ bị loại khi: câu mở đầu của văn bản thử";
            let note = finding.label() == format!("Ghi chú: bị loại nếu {}", finding.id());
            assert!(opening || note, "{code} {}", finding.label());
        }
    }
    let set = catalog.set(D26, "26").unwrap();
    assert!(blank_form(&regulation, &set).contains("Trường hợp b: tên của 15"));
    let workbook = Form::new(&regulation, &set, 1).unwrap().to_xlsx().unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut strings = String::new();
    let mut part = archive.by_name("xl/sharedStrings.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut strings).unwrap();
    assert!(strings.contains("(văn bản 26 17 2)") && strings.contains("tệp “decision.txt”"));
}

#[test]
fn a_wording_file_is_held_to_the_data() {
    let catalog = bundled();
    let written = import(barred(&print(&set("16")))).wording().to_json();
    let check = |text: &str| {
        let wording = Wording::from_json(text, "w.json").map_err(ocop_papers::ImportError::File)?;
        wording.check("w.json", &catalog)
    };
    let report = check(&written).unwrap();
    let boxes: usize = set("16")
        .criteria()
        .filter(|c| !c.yes_no())
        .map(|c| c.choices().len())
        .sum();
    assert_eq!((report.boxes(), report.matched()), (2_535, boxes));
    let first = words(&set("16"), set("16").criteria().next().unwrap(), 1);
    for (from, to, code) in [
        ("\"16\": {", "\"27\": {", "set-unknown"),
        ("\"1.1\": {", "\"1.99\": {", "criterion-unknown"),
        (first.as_str(), "", "bad-word"),
        (first.as_str(), "□ ô", "bad-word"),
        ("\"format\": 1", "\"format\": 2", "format-version"),
        ("\"criteria\"", "\"criterias\"", "not-json"),
        ("\"1.2\": {", "\"1.1\": {", "not-json"),
        ("forged-dossier", "no-such", "finding-unknown"),
    ] {
        let changed = written.replacen(from, to, 1);
        assert_ne!(changed, written, "{from}");
        let error = check(&changed).unwrap_err().to_string();
        assert!(error.contains(&format!("error[{code}]")), "{error}");
    }
}

#[test]
fn what_is_no_text_is_refused_with_what_it_is() {
    let import = |bytes: &[u8]| {
        Import::of(bytes, "x", D26, &bundled())
            .unwrap_err()
            .to_string()
    };
    for (bytes, found) in [
        (&b"%PDF-1.7"[..], "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old .doc"),
        (b"PK\x03\x04", "no .docx"),
        (b"\xff\xff\xff", "neither UTF-8 nor UTF-16"),
        (b" \n ", "no text"),
    ] {
        assert!(import(bytes).contains(found), "{}", import(bytes));
    }
    let none = Import::of(b"text", "x", "qd-1-2000", &bundled());
    assert!(none.unwrap_err().to_string().contains("qd-1-2000"));
}

/// Source: docs/limits.md: a decision's text of 32 MiB is read, one byte more is refused; so is the
/// body of a .docx once it is unpacked.
#[test]
fn the_limit_of_a_decisions_text_is_exact() {
    let most = 32 * 1024 * 1024;
    let import = |bytes: &[u8]| {
        let import = Import::of(bytes, "x", D26, &bundled());
        import.map(|_| ()).map_err(|error| error.to_string())
    };
    // Lines without a box of the decision are read, and refused for that alone.
    let text = |length: usize| {
        let mut text = b"x".to_vec();
        text.resize(length, b'\n');
        text
    };
    let read = |bytes: &[u8]| {
        import(bytes)
            .unwrap_err()
            .contains("error[not-decision]: found a text without")
    };
    assert!(read(&text(most)));
    let error = import(&text(most + 1)).unwrap_err();
    assert!(
        error.contains("too-large") && error.contains("at most 33554432 bytes"),
        "{error}"
    );
    let docx = |length: usize| {
        let (open, close) = (
            "<w:document><w:body>",
            "<w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>",
        );
        let mut body = open.to_owned();
        body += &" ".repeat(length - open.len() - close.len());
        body += close;
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file("word/document.xml", options).unwrap();
        writer.write_all(body.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    };
    assert!(read(&docx(most)));
    let error = import(&docx(most + 1)).unwrap_err();
    assert!(
        error.contains("unpacks to more than 33554432 bytes"),
        "{error}"
    );
}
