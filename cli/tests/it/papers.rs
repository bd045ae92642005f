//! Papers on the command line: codes and papers held to cases, the producer's own sheet, the
//! periodic report.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::run::ocop;

fn place(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("papers-{name}"))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

const CASE: &str = "examples/cases/one-product-26-2026.json";
const OTHER: &str = "examples/cases/mean-exactly-90.json";

/// The text of a document, without its marks.
fn docx(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut body = String::new();
    let mut file = archive.by_name("word/document.xml").unwrap();
    file.read_to_string(&mut body).unwrap();
    let pieces = body.split('<').filter_map(|piece| piece.split_once('>'));
    pieces.map(|(_, text)| text).collect()
}

#[test]
fn a_code_and_a_paper_are_held_to_a_case() {
    let folder = place("verify");
    let _ = fs::remove_dir_all(&folder);
    let written = ocop(&["evaluate", CASE, "--papers", text(&folder)]);
    assert_eq!(written.status.code(), Some(0));
    let page = fs::read_to_string(folder.join("bao-cao-hoi-dong.html")).unwrap();
    let code = page.split("Mã đối chiếu: ").nth(1).unwrap();
    let code: String = code.chars().take(8).collect();
    let verify = |what: &str, case: &str| ocop(&["verify", what, case]).status.code();
    assert_eq!(verify(&code, CASE), Some(0));
    assert_eq!(verify(&code, OTHER), Some(1));
    assert_eq!(verify("AAAAAAAA", CASE), Some(1));
    for name in [
        "bao-cao-hoi-dong.docx",
        "bao-cao-hoi-dong.html",
        "phieu-m1.docx",
    ] {
        let paper = folder.join(name);
        assert_eq!(verify(text(&paper), CASE), Some(0), "{name}");
        assert_eq!(verify(text(&paper), OTHER), Some(1), "{name}");
    }
    // A code is of the result's words too (papers.md), so another version may have another one.
    let paper = folder.join("bao-cao-hoi-dong.docx");
    for what in [&code, text(&paper)] {
        let told = String::from_utf8(ocop(&["verify", what, OTHER]).stderr).unwrap();
        assert!(told.contains("another version of the program"), "{told}");
        assert!(told.contains("print the paper anew"), "{told}");
    }
    // A paper without a code, and a paper with another figure.
    assert_eq!(verify(text(&folder.join("to-trinh.docx")), CASE), Some(1));
    let changed = folder.join("changed.html");
    fs::write(&changed, page.replace("71,00", "72,00")).unwrap();
    let told = ocop(&["verify", text(&changed), CASE]);
    assert_eq!(told.status.code(), Some(1));
    assert!(
        told.stdout.is_empty()
            && String::from_utf8(told.stderr)
                .unwrap()
                .contains("changed.html: error[result-differs]: found no row")
    );
}

/// Papers are in Vietnamese, whatever the language of the page.
#[test]
fn papers_are_in_vietnamese() {
    let folders = ["vi", "en"].map(|lang| {
        let folder = place(lang);
        let _ = fs::remove_dir_all(&folder);
        let written = ocop(&["evaluate", CASE, "--lang", lang, "--papers", text(&folder)]);
        assert_eq!(written.status.code(), Some(0));
        folder
    });
    for entry in fs::read_dir(&folders[0]).unwrap() {
        let path = entry.unwrap().path();
        let other = folders[1].join(path.file_name().unwrap());
        assert!(
            fs::read(&path).unwrap() == fs::read(other).unwrap(),
            "{}",
            path.display()
        );
    }
}

/// Source: 26/2026, Mẫu 02, phần III.
#[test]
fn a_producer_fills_in_a_form_of_its_own() {
    let form = place("own.docx");
    let _ = fs::remove_file(&form);
    let blank = ocop(&["sheet", "08", "--self-assessment", "--docx", text(&form)]);
    assert_eq!(blank.status.code(), Some(0));
    assert!(docx(&form).contains("KHÔNG PHẢI PHIẾU CỦA HỘI ĐỒNG"));
    // Filled in by a producer, it may not be lost.
    let again = ocop(&["sheet", "08", "--self-assessment", "--docx", text(&form)]);
    assert_eq!(again.status.code(), Some(2));
    // No council's paper: nothing reads it as one.
    assert_eq!(ocop(&["evaluate", text(&form)]).status.code(), Some(1));
    assert_eq!(ocop(&["verify", text(&form), CASE]).status.code(), Some(1));
    let own = format!("{CASE}@self");
    let filled = place("own-filled.docx");
    let advised = ocop(&[
        "advise",
        &own,
        "--target",
        "4",
        "--docx",
        text(&filled),
        "--force",
    ]);
    assert_eq!(advised.status.code(), Some(0));
    let body = docx(&filled);
    // 73 points by the producer's own sheet (examples/cases/README.md).
    assert!(body.contains("Tổng điểm tự đánh giá: 73."));
    assert!(body.contains("Hạng mong muốn: 4 sao."));
    // The council says a star, and the state its name; a producer's own form has neither.
    assert!(!body.contains("Hạng có thể đạt") && !body.contains("Cộng hòa"));
    assert_eq!(
        ocop(&["advise", &format!("{OTHER}@self"), "--target", "4"])
            .status
            .code(),
        Some(1)
    );
    let compared = ocop(&["compare", &own, CASE]);
    assert_eq!(compared.status.code(), Some(0));
    let page = String::from_utf8(compared.stdout).unwrap();
    assert!(page.contains("5.1") && page.contains("73"), "{page}");
}

/// Source: plan 262, VI.2: reports before 10/5 and before 15/11.
#[test]
fn the_report_that_is_due_is_a_paper() {
    let cases = place("cases.jsonl");
    let case = r#"{"product": {"name": "Cá khô", "district": "Huyện Một"}, "regulation": "qd-148-2023", "set": "08", "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#;
    fs::write(&cases, format!("{case}\n")).unwrap();
    let paper = place("report.docx");
    let run = |as_of: &str, to: &str| {
        let written = ocop(&[
            "report",
            text(&cases),
            "--plan",
            "kh-262-dong-nai-2024",
            "--as-of",
            as_of,
            "--docx",
            text(&paper),
            "--to",
            to,
            "--force",
        ]);
        assert_eq!(
            written.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&written.stderr)
        );
        docx(&paper)
    };
    let half = run("2025-05-02", "department");
    assert!(half.contains("06 tháng đầu năm 2025"));
    // The ministry has another name from 01/03/2025 on (176/2025/QH15), though 148 is in force.
    assert!(half.contains("Sở Nông nghiệp và Môi trường"));
    let year = run("2024-10-01", "ministry");
    assert!(year.contains(", năm 2024") || year.contains("năm 2024"));
    assert!(!year.contains("06 tháng đầu năm"));
    assert!(year.contains("Kính gửi: ") && year.contains("Bộ Nông nghiệp và Phát triển nông thôn"));
    // The ministry's name is that of the day; the plan ends with 2025.
    let later = run("2026-06-01", "ministry");
    assert!(later.contains("Bộ Nông nghiệp và Môi trường"));
    assert!(later.contains("Kế hoạch đã hết thời gian thực hiện"));
}

/// Source: issue on papers, item 9: under laws without districts a report counts by commune, and speaks of
/// no district; nothing is called recognised before the decision's day is entered (contract 3).
#[test]
fn a_report_without_districts_counts_by_commune() {
    let case = |name: &str, commune: &str| {
        format!(
            r#"{{"product": {{"name": "{name}", "commune": "{commune}"}}, "regulation": "qd-26-2026", "set": "08", "stages": [{{"level": "province", "date": "2026-08-05", "total": "61.5"}}]}}"#
        )
    };
    let cases = place("communes.jsonl");
    let lines = format!("{}\n{}\n", case("Cá khô", "Xã Một"), case("Tôm", "Xã Hai"));
    fs::write(&cases, lines).unwrap();
    let paper = place("communes.docx");
    let page = place("communes.html");
    let told = ocop(&[
        "report",
        text(&cases),
        "--as-of",
        "2026-09-01",
        "--docx",
        text(&paper),
        "--to",
        "department",
        "--html",
        text(&page),
        "--lang",
        "vi",
        "--force",
    ]);
    assert_eq!(told.status.code(), Some(0), "{told:?}");
    let texts = [
        docx(&paper),
        fs::read_to_string(&page).unwrap(),
        String::from_utf8(told.stdout).unwrap(),
    ];
    for text in texts {
        assert!(
            text.contains("Theo xã") && text.contains("Xã Hai"),
            "{text}"
        );
        assert!(
            text.contains("Chưa nhập ngày quyết định công nhận: 2 sản phẩm"),
            "{text}"
        );
        let lower = text.to_lowercase();
        for word in ["huyện", "được công nhận", "2029"] {
            assert!(!lower.contains(word), "{word}: {text}");
        }
    }
}
