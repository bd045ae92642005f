//! A day of twelve products and nine members under 26/2026: every paper is read back and held to the
//! results and to the boxes that were ticked.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::OnceLock;

use calamine::{Data, Reader as _, Xlsx};
use ocop::procedure::{Action, Content};
use ocop::{EvaluatedCase, Points};
use ocop_papers::{
    Absence, Block, Document, Facts, Mark, Opinion, Person, Replacement, SessionPapers,
    SignedPaper, Written,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::common::bundled;
use crate::common::day::{MOST, SETS, boxes, sum};

/// The day's cases, made once.
pub fn cases() -> Vec<EvaluatedCase> {
    static CASES: OnceLock<Vec<EvaluatedCase>> = OnceLock::new();
    CASES.get_or_init(made).clone()
}

fn made() -> Vec<EvaluatedCase> {
    let catalog = bundled();
    let case = |at: usize| {
        let set = catalog.set("qd-26-2026", SETS[at]).unwrap();
        // The ninth member is absent all day; the eighth steps back from the first product.
        let members = if at == 0 { 1..=7 } else { 1..=8 };
        let sheets: Vec<Value> = members
            .map(|member| {
                let more = if at == 4 && member == 1 { 20 } else { member % 3 };
                let mut ticked = boxes(&set, MOST[at] + more);
                if SETS[at] == "16" && member > 2 {
                    // Source: 26/2026, bộ 16, section 6: 0 in a criterion ends it.
                    let mut criteria = set.criteria();
                    let zero = criteria.position(|criterion| criterion.code().as_str().starts_with("6.")).unwrap();
                    ticked[zero] = 0;
                }
                let answers: Vec<Value> = set
                    .criteria()
                    .zip(ticked)
                    .map(|(criterion, ticked)| json!({"criterion": criterion.code().as_str(), "box": ticked}))
                    .collect();
                let role = if member == 1 { "chair" } else { "member" };
                json!({"assessor": format!("m{member}"), "role": role, "answers": answers})
            })
            .collect();
        let renewal = at == 9;
        let mut application = json!({"kind": "first", "filed": "2026-07-01"});
        if renewal {
            application = json!({"kind": "renewal", "filed": "2026-07-01",
                "previous": {"star": 3, "issued": "2023-12-01", "expires": "2026-12-01"}});
        }
        if at == 1 {
            application["items"] = json!([
                "form-01",
                "form-02",
                "paper-set",
                "commune-letter",
                "form-03"
            ]);
        }
        let case = json!({
            "product": {"name": format!("Sản phẩm {}", at + 1), "commune": format!("Xã {}", at % 4),
                "producer": {"name": format!("Hợp tác xã {}", at % 7), "kind": "cooperative"}},
            "regulation": "qd-26-2026", "set": SETS[at], "application": application,
            "stages": [
                {"level": "commune", "date": "2026-07-10", "report": [
                    {"item": "local-labour", "note": "90% lao động của xã"}]},
                {"level": "province", "date": "2026-08-05",
                    "council": {"rules": "default", "appointed": 9}, "sheets": sheets},
            ],
        });
        EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog)
            .unwrap_or_else(|error| panic!("{:?}", error.diagnostics()))
    };
    (0..12).map(case).collect()
}

pub fn facts() -> Facts {
    let member = |number: usize| Person {
        id: format!("m{number}"),
        name: format!("Người chấm {number}"),
        position: Some("Sở".to_owned()),
        role: Some(if number == 1 { "chair" } else { "member" }.to_owned()),
    };
    Facts {
        title: Some("Đợt 1 năm 2026".to_owned()),
        authority: Some("Ủy ban nhân dân tỉnh Thử".to_owned()),
        agency: Some("Văn phòng Thử".to_owned()),
        members: (1..=9).map(member).collect(),
        absent: vec![
            Absence {
                member: "m9".to_owned(),
                reason: Some("công tác".to_owned()),
                ..Absence::default()
            },
            Absence {
                member: "m8".to_owned(),
                product: Some("Sản phẩm 1".to_owned()),
                recused: true,
                reason: Some("người thân là chủ thể".to_owned()),
                ..Absence::default()
            },
        ],
        opinions: vec![Opinion {
            member: "m2".to_owned(),
            product: "Sản phẩm 3".to_owned(),
            text: "Cần giữ hương vị".to_owned(),
            notes: BTreeMap::from([("1.1".to_owned(), "đã xem hợp đồng".to_owned())]),
            reopened: Some("ghi nhầm mức".to_owned()),
            ..Opinion::default()
        }],
        written: Some(Written {
            sent: Some("01 tháng 8 năm 2026".to_owned()),
            ..Written::default()
        }),
        ..Facts::default()
    }
}

/// A case, decided.
pub fn evaluated(case: &Value) -> EvaluatedCase {
    EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled())
        .unwrap_or_else(|error| panic!("{:?}", error.diagnostics()))
}

pub fn papers(cases: &[EvaluatedCase], facts: &Facts) -> Vec<Document> {
    SessionPapers::new(cases, facts).documents()
}

/// The text of a paper.
pub fn text(papers: &[Document], name: &str) -> String {
    named(papers, name).to_text()
}

#[track_caller]
pub fn says(text: &str, said: &str) {
    assert!(text.contains(said), "{said}\n---\n{text}");
}

#[track_caller]
pub fn never(text: &str, said: &str) {
    assert!(!text.contains(said), "{said}\n---\n{text}");
}

pub fn named<'p>(papers: &'p [Document], name: &str) -> &'p Document {
    let mut papers = papers.iter();
    papers
        .find(|paper| paper.name == name)
        .unwrap_or_else(|| panic!("{name}"))
}

pub fn rows(paper: &Document) -> Vec<Vec<Vec<String>>> {
    let tables = paper.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables
        .map(|table| {
            let rows = table.rows.iter();
            rows.map(|row| row.iter().map(ocop_papers::Text::plain).collect())
                .collect()
        })
        .collect()
}

fn sheets_of(case: &EvaluatedCase) -> &[ocop::scoring::ScoreSheet] {
    match case.case().stages()[1].content() {
        Content::Sheets { sheets, .. } => sheets,
        other => panic!("{other:?}"),
    }
}

fn comma(points: Points) -> String {
    points.to_string().replace('.', ",")
}

/// Source: 26/2026, Điều 3.3 (the mean), Điều 7.3 d to g (the papers), Điều 7.6 d (renewals).
#[test]
fn every_paper_of_a_day_says_what_the_results_say() {
    let (cases, facts) = (cases(), facts());
    let papers = SessionPapers::new(&cases, &facts).documents();
    let result = |case: &EvaluatedCase| case.stages()[1].clone();
    let has = |wanted: fn(Option<Action>) -> bool| {
        cases
            .iter()
            .filter(|case| wanted(result(case).action))
            .count()
    };
    // The day has every kind of result.
    assert!(has(|action| matches!(action, Some(Action::Certify { .. }))) >= 4);
    assert_eq!(
        has(|action| matches!(action, Some(Action::Forward { .. }))),
        2
    );
    assert!(has(|action| action == Some(Action::NotRecognised)) >= 1);
    assert_eq!(has(|action| action == Some(Action::Rescore)), 1);
    assert_eq!(has(|action| action == Some(Action::Reject)), 1);

    // The summary: every member's total, counted here from the boxes; words for who did not score.
    let summary = rows(named(&papers, "bang-tong-hop-diem"));
    let (points, results) = (&summary[0], &summary[1]);
    assert_eq!((points.len(), results.len()), (12, 12));
    for ((case, row), concluded) in cases.iter().zip(points).zip(results) {
        assert_eq!(row[1], case.case().product().name);
        let mut all = Points::ZERO;
        for number in 1..=8 {
            let id = format!("m{number}");
            let sheet = sheets_of(case).iter().find(|sheet| sheet.assessor() == id);
            let cell = &row[2 + number];
            match sheet {
                Some(sheet) => {
                    let total = sum(case.case().set(), sheet.boxes());
                    all = all.checked_add(total).unwrap();
                    assert_eq!(*cell, comma(total));
                }
                None => assert_eq!(cell, "không tham gia chấm"),
            }
        }
        // The ninth member was absent from every product; about the tenth nobody met.
        let written = row[1] == "Sản phẩm 10";
        assert_eq!(
            row[11],
            if written {
                "không trả lời"
            } else {
                "vắng mặt"
            }
        );
        let total = result(case).total.unwrap();
        assert_eq!(row[12], sheets_of(case).len().to_string());
        assert_eq!(row[13], comma(all));
        assert_eq!(row[14], total.shown().replace('.', ","));
        assert_eq!(concluded[8], row[14]);
        let star = result(case)
            .band_star
            .map_or_else(String::new, |star| format!("{star} sao"));
        assert_eq!(concluded[10], star);
    }

    // What is proposed: those, with their star, and nothing of points.
    let decision = named(&papers, "quyet-dinh-cong-nhan");
    let mut listed: Vec<(String, String)> = rows(decision)[0]
        .iter()
        .map(|row| (row[1].clone(), row[7].clone()))
        .collect();
    let mut expected: Vec<(String, String)> = cases
        .iter()
        .filter_map(|case| match result(case).action {
            Some(Action::Certify { star }) => {
                Some((case.case().product().name.clone(), format!("{star} sao")))
            }
            _ => None,
        })
        .collect();
    listed.sort();
    expected.sort();
    assert_eq!(listed, expected);
    for name in ["quyet-dinh-phe-duyet-ket-qua", "cong-van-de-nghi"] {
        let listed: Vec<Vec<String>> = rows(named(&papers, name))[0].clone();
        let forwarded = cases
            .iter()
            .filter(|case| matches!(result(case).action, Some(Action::Forward { .. })));
        let expected: Vec<(String, String)> = forwarded
            .map(|case| {
                (
                    case.case().product().name.clone(),
                    result(case).total.unwrap().shown().replace('.', ","),
                )
            })
            .collect();
        let listed: Vec<(String, String)> = listed
            .iter()
            .map(|row| (row[1].clone(), row[5].clone()))
            .collect();
        assert_eq!(listed, expected);
    }

    // Notices: each product that is concluded once by place and once by producer, no member's
    // points, nobody's name, nothing recognised yet.
    let notices: Vec<&Document> = papers
        .iter()
        .filter(|paper| paper.name.starts_with("thong-bao"))
        .collect();
    for case in &cases {
        let name = &case.case().product().name;
        let told = notices
            .iter()
            .flat_map(|notice| rows(notice))
            .flatten()
            .filter(|row| row[1] == *name)
            .count();
        let open = result(case).action == Some(Action::Rescore);
        assert_eq!(told, if open { 0 } else { 2 }, "{name}");
    }
    for notice in &notices {
        let text = notice.to_text();
        assert!(
            !text.contains("Người chấm") && !text.contains("Được công nhận"),
            "{}",
            notice.name
        );
    }

    // The minutes: conclusions in the words of who proposes; the spread; the zeros by criterion.
    let minutes = named(&papers, "bien-ban").to_text();
    for expected in [
        "Hội đồng đề xuất Chủ tịch Ủy ban nhân dân tỉnh Thử công nhận hạng 3 sao",
        "phê duyệt kết quả đánh giá và Ủy ban nhân dân tỉnh Thử đề nghị Bộ Nông nghiệp và Môi trường",
        "(quá 10); Hội đồng thảo luận, chấm lại",
        "6 trên 8 phiếu cho 0 điểm",
        "Quy chế: chưa nhập",
        "Người chấm 8: không tham gia chấm do có liên quan, sản phẩm Sản phẩm 1",
        "2. Hồ sơ và sản phẩm mẫu: Sản phẩm 2 còn thiếu: Một bộ hồ sơ điện tử",
        "[đủ thành phần hay chưa, đã bổ sung gì, đã nhận sản phẩm mẫu hay chưa]",
        "Giá trị áp dụng (Quy chế: chưa nhập): có phiếu của ít nhất 3/4 tổng số thành viên",
    ] {
        assert!(minutes.contains(expected), "{expected}");
    }
    // The renewal is answered in writing, and no matter of the meeting.
    assert!(!minutes.contains("Sản phẩm 10,"));
    let opinions = rows(named(&papers, "bang-tong-hop-y-kien"));
    assert_eq!(opinions[0].len(), 1);
    assert_eq!(opinions[0][0][1..5], ["Sản phẩm 10", "9", "8", "1"]);
    assert_eq!(opinions[1].len(), 8);
    assert!(
        named(&papers, "phieu-lay-y-kien")
            .to_text()
            .contains("Gửi ngày 01 tháng 8 năm 2026")
    );
    named(&papers, "bao-cao-co-quan");

    // Sheets: one file a member; one crossed box for each criterion; total; opinion and note.
    for number in 1..=8_usize {
        let paper = named(&papers, &format!("phieu-m{number}"));
        let id = format!("m{number}");
        let scored = cases
            .iter()
            .filter(|case| sheets_of(case).iter().any(|sheet| sheet.assessor() == id));
        let scored: Vec<&EvaluatedCase> = scored.collect();
        let tables = rows(paper);
        assert_eq!(tables.len(), scored.len());
        for (table, case) in tables.iter().zip(scored) {
            let set = case.case().set();
            let sheet = sheets_of(case)
                .iter()
                .find(|sheet| sheet.assessor() == id)
                .unwrap();
            let crossed = table.iter().filter(|row| row[0].starts_with('☒')).count();
            assert_eq!(crossed, set.criteria().count());
            // Each part with its name and what was given in it, counted here from the boxes.
            let mut boxes = sheet.boxes().iter();
            let parts: Vec<String> = set
                .parts()
                .iter()
                .map(|part| {
                    let criteria = part
                        .sections()
                        .iter()
                        .flat_map(|section| section.criteria());
                    let given = criteria.map(|one| one.points_of(*boxes.next().unwrap()).unwrap());
                    let all = given.reduce(|all, next| all.checked_add(next).unwrap());
                    comma(all.unwrap())
                })
                .collect();
            let printed = table.iter().filter(|row| row[0].starts_with("PHẦN "));
            let printed: Vec<&Vec<String>> = printed.collect();
            assert_eq!(printed[0][0], "PHẦN A: Sản phẩm và sức mạnh của cộng đồng");
            let printed: Vec<&String> = printed.iter().map(|row| &row[2]).collect();
            assert_eq!(printed, parts.iter().collect::<Vec<_>>());
            assert_eq!(table.last().unwrap()[2], comma(sum(set, sheet.boxes())));
        }
        let text = paper.to_text();
        // Labels are no form to sign.
        assert!(
            text.contains("Bản tóm lược, không thay phiếu tại Phụ lục II")
                && !text.contains("ký và ghi rõ")
        );
        // Set 26 prints marks and no footnote.
        let scored_26 = tables.len() == if number == 8 { 11 } else { 12 };
        let notes = text.matches("Ghi chú: dấu sao").count();
        assert!(scored_26 && notes == tables.len() - 1, "{notes}");
        assert_eq!(text.contains("Cần giữ hương vị"), number == 2);
        assert_eq!(text.contains("đã xem hợp đồng"), number == 2);
        let replaces = "Phiếu này thay phiếu đã nộp trước, lý do: ghi nhầm mức.";
        assert_eq!(text.contains(replaces), number == 2);
    }
    assert!(papers.iter().all(|paper| paper.name != "phieu-m9"));

    // The commune, the dossier, the producer.
    assert_eq!(
        papers
            .iter()
            .filter(|paper| paper.name.starts_with("xa-bao-cao-"))
            .count(),
        12
    );
    assert!(
        named(&papers, "xa-bao-cao-01")
            .to_text()
            .contains("2. Về sử dụng lao động địa phương: 90% lao động của xã")
    );
    let completion = named(&papers, "yeu-cau-hoan-thien-01").to_text();
    assert!(completion.contains("Sản phẩm 2") && completion.contains("Một bộ hồ sơ điện tử"));
    assert!(!completion.contains("Phiếu đăng ký"));
    let advice = named(&papers, "tham-khao-01");
    assert!(!matches!(advice.blocks[0], Block::Masthead { .. }));
    assert!(advice.to_text().contains("tham khảo"));

    for paper in &papers {
        let text = paper.to_text();
        for word in ["READING", "http", "sha256", "2026-"] {
            assert!(!text.contains(word), "{}: {word}", paper.name);
        }
        // Boxes of sheets speak of recognised things.
        let of_boxes = paper.name.starts_with("phieu-m") || paper.name.starts_with("tham-khao");
        assert!(
            of_boxes || !text.to_lowercase().contains("được công nhận"),
            "{}",
            paper.name
        );
    }
}

/// The canonical form by another way than the one under test: sorted keys, whole numbers, texts.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let pairs = keys
                .iter()
                .map(|key| format!("{}:{}", json!(key), canonical(&map[*key])));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        }
        Value::Array(list) => {
            let list: Vec<String> = list.iter().map(canonical).collect();
            format!("[{}]", list.join(","))
        }
        other => other.to_string(),
    }
}

fn code_of(value: &Value) -> String {
    let digest = Sha256::digest(canonical(value));
    let bits: String = digest.iter().map(|byte| format!("{byte:08b}")).collect();
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".as_bytes();
    (0..8)
        .map(|at| char::from(letters[usize::from_str_radix(&bits[at * 5..at * 5 + 5], 2).unwrap()]))
        .collect()
}

#[test]
fn the_code_of_a_paper_is_that_of_its_results() {
    let (cases, facts) = (cases(), facts());
    let papers = SessionPapers::new(&cases, &facts).documents();
    let all = serde_json::to_value(&cases).unwrap();
    let summary = named(&papers, "bang-tong-hop-diem").mark.as_ref().unwrap();
    assert_eq!(summary.code(), code_of(&all));
    let one = serde_json::to_value(&cases[0]).unwrap();
    let first = SessionPapers::new(&cases[..1], &facts).documents();
    assert_eq!(
        named(&first, "bien-ban").mark.as_ref().unwrap().code(),
        code_of(&one)
    );
    // A sheet has the code of its product.
    assert_eq!(
        named(&papers, "phieu-m1").mark.as_ref().unwrap().code(),
        code_of(&one)
    );
    let catalog = bundled();
    assert!(Mark::finds(&code_of(&all), &cases, &catalog));
    assert!(Mark::finds(&code_of(&one).to_lowercase(), &cases, &catalog));
    assert!(!Mark::finds(&code_of(&one), &cases[1..], &catalog));
}

#[test]
fn a_paper_is_held_to_its_cases() {
    let (cases, facts) = (cases(), facts());
    let catalog = bundled();
    let papers = SessionPapers::new(&cases, &facts).documents();
    // One of each kind: reading one back prints them all again.
    let mut kinds = BTreeSet::new();
    let kind = |paper: &Document| {
        paper
            .name
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    let marked = papers.iter().filter(|paper| paper.mark.is_some());
    for paper in marked.filter(|paper| kinds.insert(kind(paper))) {
        for bytes in [paper.to_docx().unwrap(), paper.to_html().into_bytes()] {
            let read = SignedPaper::read(&bytes).unwrap();
            let found = read.differences(&cases, &catalog);
            assert!(found.is_empty(), "{}: {found:?}", paper.name);
            assert!(
                !read.differences(&cases[..1], &catalog).is_empty()
                    || paper.name.starts_with("phieu-m")
            );
        }
    }
    // One figure changed by hand.
    let summary = named(&papers, "bang-tong-hop-diem");
    let shown = rows(summary)[0][1][14].clone();
    let page = summary
        .to_html()
        .replace(&format!("<td>{shown}</td>"), "<td>99,99</td>");
    let found = SignedPaper::read(page.as_bytes())
        .unwrap()
        .differences(&cases, &catalog);
    assert_eq!(found.len(), 2, "{found:?}");
    // Whatever the file is called, or where a program left that out, each row is held to the results.
    let other = page.replace("<title>Bảng tổng hợp điểm</title>", "<title>Bảng</title>");
    let other = SignedPaper::read(other.as_bytes()).unwrap();
    assert_eq!(other.differences(&cases, &catalog), found);
    // Another title than the paper's.
    for named in ["BIÊN BẢN", "BẢNG TỔNG HỢP ĐIỂM (SỬA)"] {
        let page = summary
            .to_html()
            .replace(">BẢNG TỔNG HỢP ĐIỂM<", &format!(">{named}<"));
        let found = SignedPaper::read(page.as_bytes()).unwrap();
        let found = found.differences(&cases, &catalog);
        let found: Vec<&str> = found.iter().map(|one| one.text(ocop::Lang::Vi)).collect();
        assert_eq!(found, ["văn bản không có tên “BẢNG TỔNG HỢP ĐIỂM”"]);
    }
    // The decision's day and number, entered later, leave the signed minutes theirs.
    let proposed = cases
        .iter()
        .position(|case| matches!(case.stages()[1].action, Some(Action::Certify { .. })));
    let proposed = &cases[proposed.unwrap()];
    let star = proposed.stages()[1].star.unwrap();
    let mut later = serde_json::to_value(proposed.case()).unwrap();
    later["stages"][1]["decided"] = json!("2026-08-20");
    later["stages"][1]["decision"] = json!("12/QĐ-UBND");
    let later = [EvaluatedCase::from_json(&later.to_string(), "case.json", &catalog).unwrap()];
    let before = [proposed.clone()];
    let minutes = SessionPapers::new(&before, &facts).documents();
    let minutes = SignedPaper::read(&named(&minutes, "bien-ban").to_docx().unwrap()).unwrap();
    assert!(minutes.differences(&later, &catalog).is_empty());
    let notice = SessionPapers::new(&later, &facts).documents();
    let notice = named(&notice, "thong-bao-01").to_text();
    let told = format!(
        "Được công nhận hạng {star} sao tại Quyết định số 12/QĐ-UBND ngày 20 tháng 8 năm 2026; \
         Giấy chứng nhận có giá trị đến hết ngày 20/08/2029"
    );
    assert!(notice.contains(&told), "{notice}");
    assert!(SignedPaper::read(&named(&papers, "to-trinh").to_docx().unwrap()).is_err());
    assert!(SignedPaper::read(b"{}").is_err());
}

#[test]
fn the_summary_is_a_workbook_too() {
    let (cases, facts) = (cases(), facts());
    let papers = SessionPapers::new(&cases, &facts).documents();
    let summary = named(&papers, "bang-tong-hop-diem");
    let bytes = summary.to_xlsx().unwrap();
    // The same paper is the same bytes on any day: no clock is asked.
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut core = String::new();
    let mut part = archive.by_name("docProps/core.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut core).unwrap();
    assert!(core.contains(">2000-01-01T00:00:00Z<"), "{core}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let printed: Vec<Vec<String>> = range
        .rows()
        .map(|row| {
            let cell = |cell: &Data| match cell {
                Data::Float(number) => number.to_string().replace('.', ","),
                other => other.to_string(),
            };
            row.iter().map(cell).collect()
        })
        .collect();
    for row in &rows(summary)[0] {
        let found = printed.iter().find(|line| line[1] == row[1]).unwrap();
        for (cell, expected) in found.iter().zip(row) {
            let same =
                cell == expected || expected.trim_end_matches('0').trim_end_matches(',') == cell;
            assert!(same, "{cell} {expected}");
        }
    }
}

/// Papers-elements.md 2 (title, session, day, who the columns are, sum and mean) and 0 (point for thousands):
/// the workbook of a summary says what the paper does, and its figures are numbers with the paper's decimals.
#[test]
fn the_summary_as_a_workbook_is_the_whole_summary() {
    let council = json!({"rules": "default", "appointed": 18});
    let total = json!({"product": {"name": "Rượu"}, "regulation": "qd-26-2026", "set": "14",
        "application": first(), "stages": [{"level": "province", "date": "2026-08-05", "total": "69.996"}]});
    let cases = [
        scored("Trà", &first(), &council, &[("2026-08-05", &[60; 18])]),
        evaluated(&total),
    ];
    let person = |number: usize| Person {
        id: format!("m{number}"),
        name: format!("Người chấm {number}"),
        ..Person::default()
    };
    let facts = Facts {
        members: (1..=18).map(person).collect(),
        ..facts()
    };
    let papers = papers(&cases, &facts);
    let summary = named(&papers, "bang-tong-hop-diem");
    let paper = rows(summary);
    let (sum, mean) = (paper[0][0][22].as_str(), paper[1][1][8].as_str());
    assert_eq!((sum, mean), ("1.080", "69,996"));
    let bytes = summary.to_xlsx().unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<&Data> = range.rows().flatten().collect();
    for number in [1080.0, 69.996] {
        assert!(cells.contains(&&Data::Float(number)), "{number}");
    }
    let lines: Vec<String> = cells.iter().map(|cell| cell.to_string()).collect();
    let whole = lines.join("\n");
    for block in &summary.blocks {
        let texts = match block {
            Block::Masthead { issuer, .. } => vec![issuer.clone().capitals()],
            Block::Title(kind, subject) => vec![kind.clone().capitals(), subject.clone()],
            Block::Paragraph(text) | Block::Heading(text) => vec![text.clone()],
            _ => Vec::new(),
        };
        for text in texts {
            says(&whole, &text.plain());
        }
    }
    says(&whole, "đợt 1 năm 2026");
    says(&whole, "TV 18: Người chấm 18");
    let part = |bytes: &[u8], name: &str| {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        let mut part = archive.by_name(name).unwrap();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        text
    };
    let styles = part(&bytes, "xl/styles.xml");
    says(&styles, "formatCode=\"#,##0.000\"");
    // The head of one of two tables would stand over the other; a single one stays in sight.
    let sheet = "xl/worksheets/sheet1.xml";
    never(&part(&bytes, sheet), "<pane ");
    let single = self::papers(&cases[1..], &facts);
    let single = named(&single, "bang-tong-hop-diem");
    assert_eq!(rows(single).len(), 1);
    says(&part(&single.to_xlsx().unwrap(), sheet), "<pane ");
}

/// Source: Nghị định 30/2020/NĐ-CP, Điều 18.3: wrong content is replaced, wrong form corrected.
#[test]
fn what_was_signed_is_replaced_or_corrected() {
    let cases = &cases()[..1];
    let facts = Facts {
        replaces: Some(Replacement {
            paper: Some("Biên bản số 02/BB-HĐ ngày 05 tháng 8 năm 2026".to_owned()),
            changes: vec!["Tổng điểm của Sản phẩm 1".to_owned()],
            reason: None,
        }),
        corrections: vec![ocop_papers::Correction::default()],
        ..facts()
    };
    let papers = SessionPapers::new(cases, &facts).documents();
    let minutes = named(&papers, "bien-ban").to_text();
    assert!(
        minutes.contains("Biên bản này thay thế Biên bản số 02/BB-HĐ ngày 05 tháng 8 năm 2026.")
    );
    assert!(minutes.contains("Lý do: [lý do, theo phát hiện của ai]"));
    assert!(
        named(&papers, "dinh-chinh-01")
            .to_text()
            .contains("V/v đính chính [loại, số, ngày văn bản]")
    );
}

/// Source: plan 262, V.1 g and V.18 d: under 148 the committee decides on the points, and dossiers
/// and samples are handed over.
#[test]
fn before_26_2026_points_are_decided_on_and_samples_handed_over() {
    let case = json!({"product": {"name": "Cá khô", "district": "Huyện Một"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-04-10", "total": "75"}]});
    let cases = [EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()];
    let facts = Facts::default();
    let papers = SessionPapers::new(&cases, &facts).documents();
    let decision = named(&papers, "quyet-dinh-cham-diem").to_text();
    assert!(
        decision.contains("Phê duyệt điểm đánh giá 1 sản phẩm")
            && decision.contains("TM. Ủy ban nhân dân")
            && decision.contains("chuyển hồ sơ và sản phẩm mẫu")
    );
    assert!(
        named(&papers, "bien-ban-ban-giao")
            .to_text()
            .contains("Bên nhận")
    );
    assert!(
        papers
            .iter()
            .all(|paper| paper.name != "quyet-dinh-phe-duyet-ket-qua")
    );
}

/// Source: 26/2026, Điều 7.3 e and 6.3: a province proposes five stars; what goes with the letter is
/// another thing for a renewal.
#[test]
fn a_letter_says_what_is_asked_and_what_goes_with_it() {
    let case = |kind: Value| {
        let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
            "application": kind,
            "stages": [{"level": "province", "date": "2026-08-05", "total": "91"}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()
    };
    let first = case(json!({"kind": "first", "filed": "2026-07-01"}));
    let again = case(json!({"kind": "renewal", "filed": "2026-07-01",
        "previous": {"star": 5, "issued": "2023-12-01", "expires": "2026-12-01"}}));
    let letter = |cases: &[EvaluatedCase]| {
        let papers = SessionPapers::new(cases, &facts()).documents();
        named(&papers, "cong-van-de-nghi").to_text()
    };
    let one = letter(std::slice::from_ref(&first));
    for said in [
        "V/v đề nghị đánh giá, phân hạng sản phẩm OCOP 5 sao",
        "ban hành Bộ tiêu chí và quy trình đánh giá, phân hạng",
        "Báo cáo của Tổ tư vấn tỉnh",
        "Báo cáo kết quả đánh giá của Hội đồng cấp tỉnh",
        "5 sản phẩm mẫu gửi trung ương",
        "Hồ sơ sản phẩm",
    ] {
        assert!(one.contains(said), "{said}: {one}");
    }
    let other = letter(std::slice::from_ref(&again));
    assert!(other.contains("V/v đề nghị đánh giá, phân hạng lại sản phẩm OCOP 5 sao"));
    assert!(other.contains("Báo cáo của cơ quan tham mưu OCOP tỉnh"));
    assert!(!other.contains("Báo cáo của Hội đồng") && !other.contains("Quyết định phê duyệt"));
    // The centre ranks again what it ranked: 4 stars come before it for the first time (Điều 6.3 b, 7.6 e).
    let risen = letter(&[case(json!({"kind": "renewal", "filed": "2026-07-01",
        "previous": {"star": 4, "issued": "2023-12-01", "expires": "2026-12-01"}}))]);
    assert!(risen.contains("V/v đề nghị đánh giá, phân hạng sản phẩm OCOP 5 sao"));
    assert!(risen.contains("Báo cáo kết quả đánh giá của Hội đồng cấp tỉnh"));
    assert!(letter(&[first, again]).contains("phân hạng, phân hạng lại sản phẩm OCOP 5 sao"));
}

/// Source: 26/2026, Điều 12 (dossiers of before may be evaluated under the old rules), Điều 7.3 e; 1489
/// leaves the decision to the committee. Each law has its own decision, and shared papers cite both.
#[test]
fn products_of_two_laws_have_decisions_of_their_own() {
    let case = |name: &str, law: &str, total: &str| {
        let case = json!({"product": {"name": name}, "regulation": law, "set": "08",
            "stages": [{"level": "province", "date": "2026-07-10", "total": total}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()
    };
    let cases = [
        case("Cá mới", "qd-26-2026", "61.5"),
        case("Cá cũ", "qd-1489-2025", "72"),
        case("Trà cũ", "qd-1489-2025", "95"),
    ];
    let facts = facts();
    let papers = SessionPapers::new(&cases, &facts).documents();
    for name in ["bien-ban", "bao-cao-hoi-dong", "to-trinh"] {
        let text = named(&papers, name).to_text();
        for cited in [
            "Quyết định số 26/2026/QĐ-TTg ngày",
            "Quyết định số 1489/QĐ-TTg ngày",
        ] {
            assert!(text.contains(cited), "{name}: {cited}");
        }
        assert!(
            text.contains("theo Quyết định số 1489/QĐ-TTg: 1 sản phẩm"),
            "{text}"
        );
    }
    assert!(
        named(&papers, "bao-cao-hoi-dong")
            .to_text()
            .contains("Chủ tịch Ủy ban nhân dân tỉnh Thử; Ủy ban nhân dân tỉnh Thử")
    );
    let of = |name: &str| {
        let paper = named(&papers, name);
        let tables = rows(paper);
        let listed = tables[0].iter().map(|row| row[1].clone());
        (listed.collect::<Vec<_>>(), paper.to_text())
    };
    let (listed, text) = of("quyet-dinh-cong-nhan");
    assert_eq!(listed, ["Cá mới"]);
    assert!(!text.contains("1489/QĐ-TTg") && !text.contains("TM. Ủy ban nhân dân"));
    let (listed, text) = of("quyet-dinh-cong-nhan-2");
    assert_eq!(listed, ["Cá cũ"]);
    assert!(text.contains("1489/QĐ-TTg") && text.contains("TM. Ủy ban nhân dân"));
    assert_eq!(of("quyet-dinh-cham-diem").0, ["Trà cũ"]);
    assert!(
        papers
            .iter()
            .all(|paper| paper.name != "quyet-dinh-phe-duyet-ket-qua")
    );
}

/// Source: Nghị định 30/2020/NĐ-CP, Phụ lục I (KT. for a deputy); session: a deputy presides only by the
/// chair's authorisation, which is named.
#[test]
fn a_deputy_presides_where_the_chair_is_absent() {
    let mut case = serde_json::to_value(cases()[1].case()).unwrap();
    let sheets = case["stages"][1]["sheets"].as_array_mut().unwrap();
    sheets.retain(|sheet| sheet["assessor"] != "m1");
    sheets[0]["role"] = json!("vice-chair");
    let mut facts = facts();
    facts.members[1].role = Some("vice-chair".to_owned());
    let made = || {
        let case = EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled());
        [case.unwrap()]
    };
    let cases = made();
    let minutes = |facts: &Facts, name: &str| {
        let papers = SessionPapers::new(&cases, facts).documents();
        named(&papers, name).to_text()
    };
    // A chair whose sheet is missing for no known reason still presides.
    assert!(minutes(&facts, "bien-ban").contains("Chủ trì (chủ tọa): Người chấm 1"));
    facts.absent.push(Absence {
        member: "m1".to_owned(),
        reason: Some("công tác".to_owned()),
        ..Absence::default()
    });
    let text = minutes(&facts, "bien-ban");
    assert!(
        text.contains(
            "Chủ trì (chủ tọa): Người chấm 2, Sở, Phó Chủ tịch Hội đồng, theo ủy quyền tại \
             [văn bản ủy quyền của Chủ tịch Hội đồng]"
        ),
        "{text}"
    );
    let summary = minutes(&facts, "bang-tong-hop-diem");
    assert!(
        summary.contains("KT. Chủ tịch Hội đồng\nPhó Chủ tịch Hội đồng\nNgười chấm 2"),
        "{summary}"
    );
    let report = minutes(&facts, "bao-cao-hoi-dong");
    assert!(
        report.ends_with("KT. Chủ tịch\nPhó Chủ tịch\nNgười chấm 2\n")
            || report.contains("KT. Chủ tịch\nPhó Chủ tịch\nNgười chấm 2"),
        "{report}"
    );
}

/// Source: contract 5.7: a sheet that ends at a printed stop keeps the answers given so far; what
/// follows is not scored, and is no 0.
#[test]
fn a_sheet_that_stopped_shows_what_was_scored() {
    let catalog = bundled();
    let set = catalog.set("qd-26-2026", "16").unwrap();
    let all = boxes(&set, 60);
    let answers = |upto: usize| -> Vec<Value> {
        let given = set.criteria().zip(&all).take(upto);
        given
            .map(|(one, ticked)| json!({"criterion": one.code().as_str(), "box": ticked}))
            .collect()
    };
    let stop = set
        .criteria()
        .position(|one| one.code().as_str() == "6.1")
        .unwrap();
    let case = json!({"product": {"name": "Rượu"}, "regulation": "qd-26-2026", "set": "16",
        "stages": [{"level": "province", "date": "2026-08-05", "sheets": [
            {"assessor": "m1", "role": "chair", "answers": answers(all.len())},
            {"assessor": "m2", "answers": answers(all.len())},
            {"assessor": "m3", "answers": answers(stop + 1), "stopped_at": "6.1"}]}]});
    let cases = [EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog).unwrap()];
    let papers = SessionPapers::new(&cases, &Facts::default()).documents();
    let paper = named(&papers, "phieu-m3");
    let table = &rows(paper)[0];
    let crossed = table.iter().filter(|row| row[0].starts_with('☒')).count();
    let unscored = table.iter().filter(|row| row[2] == "không chấm").count();
    assert_eq!((crossed, unscored), (stop + 1, all.len() - stop - 1));
    assert_eq!(table.last().unwrap()[2], "không có tổng điểm");
    assert!(
        paper
            .to_text()
            .contains("Dừng chấm ở tiêu chí 6.1; các tiêu chí sau không chấm.")
    );
}

/// Source: 26/2026, Điều 4.1 b, 7.4 e and g: at the centre the minister decides, and the ministry tells
/// provinces; what misses 90 points goes back.
#[test]
fn at_the_centre_the_minister_decides() {
    let case = |name: &str, total: &str| {
        let case = json!({"product": {"name": name}, "regulation": "qd-26-2026", "set": "08",
            "stages": [{"level": "province", "date": "2026-08-05", "total": "92"},
                {"level": "central", "date": "2026-09-20", "total": total}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()
    };
    let cases = [case("Cá khô", "93"), case("Trà", "81")];
    let facts = Facts {
        authority: Some("Bộ Nông nghiệp và Môi trường".to_owned()),
        ..Facts::default()
    };
    let papers = SessionPapers::new(&cases, &facts).documents();
    let decision = named(&papers, "quyet-dinh-cong-nhan").to_text();
    assert!(
        decision.contains("BỘ TRƯỞNG BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
        "{decision}"
    );
    assert!(
        !decision.contains("TM. ") && !decision.contains("UBND"),
        "{decision}"
    );
    let notices = papers
        .iter()
        .filter(|paper| paper.name.starts_with("thong-bao"));
    assert_eq!(notices.count(), 1);
    let notice = named(&papers, "thong-bao-01").to_text();
    assert!(notice.contains("thông báo tới [Ủy ban nhân dân tỉnh …]"));
    assert!(
        notice.contains("trả về cấp tỉnh, nơi có thể công nhận theo kết quả này hoặc đánh giá lại")
    );
}

/// Minutes that keep only rounded parts may leave the star open: then there is no paper.
#[test]
fn an_open_star_has_no_paper() {
    let case = |parts: [&str; 3], total: Option<&str>| {
        let parts: Vec<Value> = ["A", "B", "C"]
            .iter()
            .zip(parts)
            .map(|(part, points)| json!({"part": part, "points": points}))
            .collect();
        let mut stage = json!({"level": "province", "date": "2026-08-05", "parts": parts});
        if let Some(total) = total {
            stage["total"] = json!(total);
        }
        let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08", "stages": [stage]});
        [EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()]
    };
    let count = |cases: &[EvaluatedCase]| {
        SessionPapers::new(cases, &Facts::default())
            .documents()
            .len()
    };
    // Each part may be off by 0.005: 69.99 may be 70.
    assert_eq!(count(&case(["30.00", "20.00", "19.99"], None)), 0);
    assert!(count(&case(["30.00", "20.00", "19.98"], None)) > 0);
    assert!(count(&case(["30.00", "20.00", "19.99"], Some("69.99"))) > 0);
    let open =
        ocop_papers::result_page(&case(["30.00", "20.00", "20.00"], None)[0], ocop::Lang::Vi);
    assert!(
        open.contains("chưa xác định được hạng") && !open.contains("★"),
        "{open}"
    );
    // Contract 5.1: every page says so, and nothing is proposed.
    let open = case(["30.00", "20.00", "19.99"], None);
    let facts = Facts::default();
    let papers = SessionPapers::new(&open, &facts);
    assert_eq!(papers.without_papers().count(), 1);
    let regulations = bundled().regulations().unwrap();
    let minutes = ocop_papers::minutes(&open, &regulations, ocop::Lang::Vi);
    assert!(minutes.contains("chưa xác định được hạng"));
    assert!(!minutes.contains("đề xuất công nhận"));
    let mut annex = ocop_papers::Annex::default();
    annex.add(&open[0]);
    let annex = annex.page();
    assert!(annex.contains("chưa xác định được hạng: Cá khô.") && !annex.contains("3 sao"));
    let mut portfolio = ocop::portfolio::Portfolio::default();
    portfolio.add(&open[0]);
    let view = ocop::portfolio::PortfolioView::new(&portfolio, None, None, &[]);
    for page in [
        ocop_papers::portfolio_page(&view, ocop::Lang::Vi),
        ocop_papers::plan_report(&view, ocop::Lang::Vi),
    ] {
        assert!(page.contains("Chưa xác định được hạng") && page.contains("Cá khô"));
    }
}

/// A case of a province with one stage a round, each of so many sheets: its day and their points.
pub fn scored(
    name: &str,
    application: &Value,
    council: &Value,
    rounds: &[(&str, &[u32])],
) -> EvaluatedCase {
    let catalog = bundled();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let stages: Vec<Value> = rounds
        .iter()
        .map(|(day, points)| {
            let sheets = (1..).zip(*points).map(|(member, points)| {
                let answers = set.criteria().zip(boxes(&set, *points)).map(|(criterion, ticked)| {
                    json!({"criterion": criterion.code().as_str(), "box": ticked})
                });
                let role = if member == 1 { "chair" } else { "member" };
                let answers = answers.collect::<Vec<_>>();
                json!({"assessor": format!("m{member}"), "role": role, "answers": answers})
            });
            let sheets = sheets.collect::<Vec<_>>();
            json!({"level": "province", "date": day, "council": council, "sheets": sheets})
        })
        .collect();
    let case = json!({"product": {"name": name}, "regulation": "qd-26-2026", "set": "08",
        "application": application, "stages": stages});
    EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog)
        .unwrap_or_else(|error| panic!("{:?}", error.diagnostics()))
}

pub fn first() -> Value {
    json!({"kind": "first", "filed": "2026-07-01"})
}

pub fn renewal() -> Value {
    json!({"kind": "renewal", "filed": "2026-07-01",
        "previous": {"star": 3, "issued": "2023-12-01", "expires": "2026-12-01"}})
}

pub fn council() -> Value {
    json!({"rules": "default", "appointed": 9})
}

/// Papers-elements.md 3 (N M 1.9): minutes say when the meeting began and closed, hour and day; what
/// was disputed, with the first round where there were two. The session's day is not the second round's.
#[test]
fn minutes_have_the_day_and_the_first_round() {
    let even: &[u32] = &[60; 9];
    let apart: &[u32] = &[90, 60, 60, 60, 60, 60, 60, 60, 60];
    let cases = [
        scored("Cá khô", &first(), &council(), &[("2026-08-05", even)]),
        scored(
            "Trà",
            &first(),
            &council(),
            &[("2026-08-05", apart), ("2026-08-12", even)],
        ),
    ];
    let mut facts = facts();
    facts.absent.clear();
    facts.opened = Some("8 giờ 00".to_owned());
    let of = |facts: &Facts, name: &str| {
        let papers = SessionPapers::new(&cases, facts).documents();
        named(&papers, name).to_text()
    };
    let minutes = of(&facts, "bien-ban");
    for said in [
        "Thời gian bắt đầu: 8 giờ 00, ngày 05 tháng 8 năm 2026",
        "[giờ], ngày 12 tháng 8 năm 2026",
        "Lần chấm thứ nhất ngày 05 tháng 8 năm 2026: 9 phiếu",
        "Chấm lần thứ hai ngày 12 tháng 8 năm 2026.",
    ] {
        assert!(minutes.contains(said), "{said}: {minutes}");
    }
    facts.opened = Some("8 giờ 00 ngày 05/08/2026".to_owned());
    assert!(of(&facts, "bien-ban").contains("bắt đầu: 8 giờ 00 ngày 05/08/2026\n"));
    for name in ["bao-cao-hoi-dong", "bang-tong-hop-diem"] {
        let text = of(&facts, name);
        let day = text.find("ngày 05 tháng 8 năm 2026").unwrap();
        let again = text
            .find("chấm lại sản phẩm Trà ngày 12 tháng 8 năm 2026")
            .unwrap();
        assert!(day < again, "{text}");
    }
}

/// Papers-elements.md 4 (Điều 7.6 d): written opinions unless the chair calls a meeting, with a reason; a
/// meeting about one renewal leaves another one to written opinions.
#[test]
fn a_meeting_about_one_renewal_of_two() {
    let even: &[u32] = &[60; 9];
    let met = json!({"rules": "default", "appointed": 9, "form": "meeting"});
    let cases = [
        scored("Cá khô", &renewal(), &met, &[("2026-08-05", even)]),
        scored("Trà", &renewal(), &council(), &[("2026-08-05", even)]),
    ];
    let mut facts = facts();
    facts.absent = vec![Absence {
        member: "m8".to_owned(),
        product: Some("Trà".to_owned()),
        reason: Some("đi công tác".to_owned()),
        ..Absence::default()
    }];
    facts.written = Some(Written {
        meeting: Some("ý kiến khác nhau".to_owned()),
        ..Written::default()
    });
    let papers = SessionPapers::new(&cases, &facts).documents();
    let minutes = named(&papers, "bien-ban").to_text();
    assert!(
        minutes.contains("sản phẩm phân hạng lại (Cá khô), lý do: ý kiến khác nhau."),
        "{minutes}"
    );
    assert!(!minutes.contains("Trà"), "{minutes}");
    let opinions = named(&papers, "bang-tong-hop-y-kien").to_text();
    assert!(opinions.contains("Trà") && !opinions.contains("Cá khô"));
    // Điều 7.6 c: the agency's report is heard.
    assert!(minutes.contains("[số, ngày báo cáo của cơ quan tham mưu"));
    assert!(!minutes.contains("báo cáo của Tổ tư vấn"));
}

/// Papers-elements.md 5 and 6: the numbers by result are those of all products, those sent back too.
#[test]
fn numbers_by_result_add_up() {
    let catalog = bundled();
    let case = |name: &str, totals: [&str; 2]| {
        let case = json!({"product": {"name": name}, "regulation": "qd-148-2023", "set": "08",
            "stages": [
                {"level": "district", "date": "2024-06-01", "total": totals[0]},
                {"level": "province", "date": "2024-06-10", "total": totals[1]}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog).unwrap()
    };
    let cases = [case("Cá khô", ["75", "72"]), case("Trà", ["75", "66"])];
    assert!(matches!(
        cases[1].stages()[1].action,
        Some(Action::Return { .. })
    ));
    let papers = SessionPapers::new(&cases, &facts()).documents();
    for name in ["bao-cao-hoi-dong", "to-trinh"] {
        let text = named(&papers, name).to_text();
        let line = text
            .lines()
            .find(|line| line.contains("đã xem xét 2 sản phẩm"))
            .unwrap();
        let numbers = line.split([':', ';']).skip(1).map(|part| {
            let number = part.split_whitespace().next().unwrap();
            number.parse::<u32>().unwrap()
        });
        assert_eq!(numbers.sum::<u32>(), 2, "{line}");
        assert!(line.contains("1 sản phẩm trả lại kết quả"), "{line}");
    }
}

/// Papers-elements.md 10: a product of 1 or 2 stars is told what it lacks. 6: the need and
/// the proposal. 9: a district writes to a province that has a name.
#[test]
fn what_the_other_papers_name() {
    let low: &[u32] = &[40; 8];
    let cases = [scored(
        "Cá khô",
        &first(),
        &council(),
        &[("2026-08-05", low)],
    )];
    let papers = SessionPapers::new(&cases, &facts()).documents();
    let notices = papers
        .iter()
        .filter(|paper| paper.name.starts_with("thong-bao"));
    for notice in notices {
        let text = notice.to_text();
        assert!(text.contains("hạng 3 sao cần từ 50 điểm trở lên"), "{text}");
    }
    let submission = named(&papers, "to-trinh").to_text();
    assert!(
        submission.contains("kính đề nghị Chủ tịch Ủy ban nhân dân tỉnh Thử xem xét, quyết định")
    );
    let case = json!({"product": {"name": "Trà"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-06-10", "total": "75"}]});
    let case = EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap();
    let cases = [case];
    let papers = SessionPapers::new(&cases, &facts()).documents();
    let letter = named(&papers, "cong-van-de-nghi").to_text();
    assert!(
        letter.contains("Ủy ban nhân dân tỉnh [tên tỉnh]"),
        "{letter}"
    );
    // Plan 262, V.18 d: under 148 the district decides on the points; it approves nothing.
    for paper in &papers {
        assert!(
            !paper.to_text().contains("phê duyệt kết quả"),
            "{}",
            paper.name
        );
    }
}

/// Source: 26/2026, Điều 7.6 d, e (a product that is ranked again is recognised again) and 7.3 e (recognition): the
/// decision and the submission call each by its word, and both where one decision is of both.
#[test]
fn what_is_ranked_again_is_recognised_again() {
    let of = |name: &str, kind: &Value| {
        let case = json!({"product": {"name": name}, "regulation": "qd-26-2026", "set": "08",
            "application": kind,
            "stages": [{"level": "province", "date": "2026-08-05", "total": "61.5"}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()
    };
    let (new, again) = (of("Cá khô", &first()), of("Trà", &renewal()));
    let mut facts = facts();
    facts.absent.clear();
    let papers = |cases: &[EvaluatedCase]| {
        let papers = SessionPapers::new(cases, &facts).documents();
        ["quyet-dinh-cong-nhan", "to-trinh", "bao-cao-hoi-dong"].map(|name| {
            let paper = papers.iter().find(|paper| paper.name == name);
            paper.map_or_else(String::new, |paper| paper.to_text())
        })
    };
    let [decision, submission, report] = papers(std::slice::from_ref(&again));
    assert!(
        decision.contains(
            "Công nhận lại kết quả đánh giá, phân hạng 1 sản phẩm OCOP (1 sản phẩm hạng 3 sao)"
        ),
        "{decision}"
    );
    assert!(decision.contains("Trà") && decision.contains("phân hạng lại"));
    assert!(submission.contains("công nhận lại"), "{submission}");
    assert!(report.contains("công nhận lại"), "{report}");
    let [decision, submission, _] = papers(std::slice::from_ref(&new));
    assert!(decision.contains("Công nhận kết quả đánh giá, phân hạng 1 sản phẩm OCOP"));
    assert!(!decision.contains("ông nhận lại") && !submission.contains("công nhận lại"));
    let [decision, submission, _] = papers(&[new, again]);
    assert!(
        decision.contains("Công nhận, công nhận lại kết quả đánh giá, phân hạng 2 sản phẩm OCOP"),
        "{decision}"
    );
    assert!(
        submission.contains("công nhận, công nhận lại"),
        "{submission}"
    );
}

/// Papers-elements.md 2: a column a member, and a word where a member is absent, also one who was absent from every
/// product. 4 (Điều 7.6 d): a renewal in writing has no meeting to be absent from.
#[test]
fn the_summary_has_who_was_absent_throughout() {
    let eight: &[u32] = &[60; 8];
    let cases = [
        scored("Cá khô", &first(), &council(), &[("2026-08-05", eight)]),
        scored("Trà", &renewal(), &council(), &[("2026-08-05", eight)]),
    ];
    let person = |number: usize| Person {
        id: format!("m{number}"),
        name: format!("Người chấm {number}"),
        ..Person::default()
    };
    let absent = |product: &str| Absence {
        member: "m9".to_owned(),
        product: Some(product.to_owned()),
        reason: Some("đi công tác".to_owned()),
        ..Absence::default()
    };
    let facts = Facts {
        members: (1..=9).map(person).collect(),
        absent: vec![absent("Cá khô"), absent("Trà")],
        ..facts()
    };
    let papers = SessionPapers::new(&cases, &facts).documents();
    let summary = named(&papers, "bang-tong-hop-diem");
    let points = &rows(summary)[0];
    let cells =
        |row: usize| [&points[row][10], &points[row][11], &points[row][12]].map(String::as_str);
    assert_eq!(cells(0), ["60", "vắng mặt", "8"]);
    assert_eq!(cells(1), ["60", "không trả lời", "8"]);
    let text = summary.to_text();
    assert!(text.contains("TV 9: Người chấm 9"), "{text}");
    assert!(
        text.contains("Người chấm 9: vắng mặt, sản phẩm Cá khô, lý do: đi công tác"),
        "{text}"
    );
    assert!(!text.contains("vắng mặt, sản phẩm Trà"), "{text}");
}
