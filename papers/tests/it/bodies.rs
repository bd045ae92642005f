//! Whose a paper is, whom it goes to, and of which product it tells: levels, provinces, districts, namesakes.

use ocop::{EvaluatedCase, Level};
use ocop_papers::{
    Absence, Asked, Correction, Document, Facts, Opinion, Person, Redone, SessionPapers,
    SignedPaper, Unfinished, Written,
};
use serde_json::{Value, json};

use crate::common::bundled;
use crate::common::day::boxes;
use crate::council_day::{
    council, evaluated, facts, first, named, never, papers, renewal, rows, says, scored, text,
};

fn has(papers: &[Document], name: &str) -> bool {
    papers.iter().any(|paper| paper.name == name)
}

/// The names that begin so, in the order of the papers.
fn begin<'p>(papers: &'p [Document], stem: &str) -> Vec<&'p str> {
    let names = papers.iter().map(|paper| paper.name.as_str());
    names.filter(|name| name.starts_with(stem)).collect()
}

fn sheets(points: u32) -> Vec<Value> {
    let set = bundled().set("qd-26-2026", "08").unwrap();
    let answers = set.criteria().zip(boxes(&set, points));
    let answers =
        answers.map(|(one, ticked)| json!({"criterion": one.code().as_str(), "box": ticked}));
    let answers: Vec<Value> = answers.collect();
    let sheet = |member| {
        let role = if member == 1 { "chair" } else { "member" };
        json!({"assessor": format!("m{member}"), "role": role, "answers": answers})
    };
    (1..=7).map(sheet).collect()
}

/// A product that the province recognises, and one that the centre does.
fn of_two_levels() -> [EvaluatedCase; 2] {
    let provincial = scored(
        "Trà gừng",
        &first(),
        &council(),
        &[("2026-08-05", &[80; 7])],
    );
    let central = evaluated(
        &json!({"product": {"name": "Nước mắm"}, "regulation": "qd-26-2026", "set": "08",
        "application": first(), "stages": [
            {"level": "province", "date": "2026-07-20", "forwarded": true},
            {"level": "central", "date": "2026-09-20", "council": council(), "sheets": sheets(96)}]}),
    );
    [provincial, central]
}

/// Source: 26/2026, Điều 4.1 a and b, 7.3 e, 7.4 e: the chairman of the province recognises 3 and 4 stars, the
/// minister 5. Each level's papers are its own, whatever comes first, and the facts are one council's.
#[test]
fn each_level_has_papers_of_its_own() {
    let [provincial, central] = of_two_levels();
    let facts = facts();
    for (cases, ours, theirs) in [
        ([provincial.clone(), central.clone()], "", "-2"),
        ([central, provincial], "-2", ""),
    ] {
        let session = SessionPapers::new(&cases, &facts);
        assert_eq!(session.without_facts(), [Level::Central]);
        // The province's members have no sheets at the centre, and lack none.
        let lacking = session.without_sheets();
        assert!(
            lacking
                .iter()
                .all(|(_, products)| products == &["Trà gừng"])
        );
        let papers = session.documents();
        for paper in &papers {
            let text = paper.to_text();
            for said in ["Bộ trưởng Ủy ban nhân dân", "BỘ TRƯỞNG ỦY BAN"] {
                never(&text, said);
            }
        }
        let listed = |name: &str| {
            let paper = named(&papers, name);
            let listed = rows(paper)
                .remove(0)
                .into_iter()
                .map(|row| (row[1].clone(), row.last().unwrap().clone()));
            (listed.collect::<Vec<_>>(), paper.to_text())
        };
        let (list, decision) = listed(&format!("quyet-dinh-cong-nhan{ours}"));
        assert_eq!(list[0].0, "Trà gừng");
        assert!(list.len() == 1 && ["3 sao", "4 sao"].contains(&&*list[0].1));
        says(&decision, "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THỬ");
        let (list, decision) = listed(&format!("quyet-dinh-cong-nhan{theirs}"));
        assert_eq!(list, [("Nước mắm".to_owned(), "5 sao".to_owned())]);
        says(&decision, "BỘ TRƯỞNG [TÊN BỘ]");
        never(&decision, "Thử");
        let minutes = text(&papers, &format!("bien-ban{theirs}"));
        says(&minutes, "Nước mắm");
        never(&minutes, "Trà gừng");
        // The members of one council are not those of the other, though they have the same ids.
        never(&text(&papers, &format!("phieu-m1{theirs}")), "Người chấm 1");
        says(&text(&papers, &format!("phieu-m1{ours}")), "Người chấm 1");
        // Each paper is still known by its code.
        for paper in papers.iter().filter(|paper| paper.mark.is_some()) {
            let read = SignedPaper::read(&paper.to_docx().unwrap()).unwrap();
            let found = read.differences(&cases, &bundled());
            assert!(found.is_empty(), "{}: {found:?}", paper.name);
        }
    }
}

/// Source: papers.md, Mã đối chiếu: a code is of results. What is scored again at present has none yet, whichever
/// level's council the other facts are of.
#[test]
fn what_is_scored_again_has_no_code_at_any_level() {
    let cases = of_two_levels();
    let again = Unfinished {
        product: "Nước mắm".to_owned(),
        ..Unfinished::default()
    };
    let facts = Facts {
        unfinished: vec![again],
        ..facts()
    };
    let papers = papers(&cases, &facts);
    assert!(named(&papers, "bien-ban").mark.is_some());
    assert!(named(&papers, "bien-ban-2").mark.is_none());
}

/// Source: 26/2026, Điều 4.1 b: no committee has a minister, also where all products are the centre's.
#[test]
fn a_committee_is_no_ministry() {
    let [_, central] = of_two_levels();
    for paper in papers(&[central], &facts()) {
        for said in ["Bộ trưởng Ủy ban nhân dân", "BỘ TRƯỞNG ỦY BAN"] {
            never(&paper.to_text(), said);
        }
    }
}

/// Source: 26/2026, Điều 4.1 (who decides and scores is each level's own); Nghị định 30/2020/NĐ-CP, Điều 18.3 and
/// papers-elements 11 (a letter of correction is of the issuer). What is known of a district's council is on no paper
/// of another level, in part or whole, and its letter of correction is printed all the same.
#[test]
fn facts_of_another_authority_are_on_its_correction_alone() {
    let correction = Correction {
        paper: Some("Biên bản số 03/BB-HĐTH".to_owned()),
        ..Correction::default()
    };
    let facts = Facts {
        authority: Some("Ủy ban nhân dân huyện Thử".to_owned()),
        council_code: Some("HĐTH".to_owned()),
        agency_code: Some("PTH".to_owned()),
        corrections: vec![correction],
        ..facts()
    };
    let [provincial, central] = of_two_levels();
    for (cases, levels) in [
        (
            vec![provincial.clone(), central],
            &[Level::Province, Level::Central][..],
        ),
        (vec![provincial], &[Level::Province]),
    ] {
        let session = SessionPapers::new(&cases, &facts);
        assert_eq!(session.without_facts(), levels);
        let papers = session.documents();
        let corrections = begin(&papers, "dinh-chinh");
        assert_eq!(corrections, ["dinh-chinh-01"]);
        for paper in &papers {
            let text = paper.to_text();
            if paper.name == corrections[0] {
                says(&text, "Ủy ban nhân dân huyện Thử");
                says(&text, "/HĐTH");
                says(&text, "Người chấm 1");
                continue;
            }
            for said in ["huyện Thử", "Văn phòng Thử", "HĐTH", "PTH", "Người chấm"] {
                never(&text, said);
            }
        }
    }
}

/// A case of a producer, whose product has a name that another producer's has.
fn namesake(producer: &str, application: &Value) -> EvaluatedCase {
    let made = scored(
        "Bánh tráng",
        application,
        &council(),
        &[("2026-08-05", &[80; 7])],
    );
    let mut made = serde_json::to_value(made.case()).unwrap();
    made["product"]["producer"] = json!({"name": producer});
    made["product"]["commune"] = json!(format!("Xã của {producer}"));
    evaluated(&made)
}

/// Source: CHANGELOG (two products of one name with different producers are two); papers-elements 1 (a reopened
/// sheet), 3 (absent and recused for each product), 11 (what is replaced).
#[test]
fn products_of_one_name_are_told_apart() {
    let cases = [namesake("HTX A", &first()), namesake("HTX B", &first())];
    let of = |producer: &str, text: &str, reopened: bool| Opinion {
        member: "m1".to_owned(),
        product: "Bánh tráng".to_owned(),
        producer: Some(producer.to_owned()),
        text: text.to_owned(),
        reopened: reopened.then(|| "ghi nhầm mức".to_owned()),
        ..Opinion::default()
    };
    let facts = Facts {
        opinions: vec![
            of("HTX A", "Ý kiến một", false),
            of("HTX B", "Ý kiến hai", true),
        ],
        absent: vec![Absence {
            member: "m9".to_owned(),
            product: Some("Bánh tráng".to_owned()),
            producer: Some("HTX B".to_owned()),
            recused: true,
            reason: Some("người thân".to_owned()),
            ..Absence::default()
        }],
        redone: vec![Redone {
            product: "Bánh tráng".to_owned(),
            producer: Some("HTX B".to_owned()),
            decision: Some("Quyết định số 9/QĐ-UBND ngày 20 tháng 8 năm 2026".to_owned()),
            changes: vec!["đổi".to_owned()],
            ..Redone::default()
        }],
        ..facts()
    };
    let papers = papers(&cases, &facts);
    let both = text(&papers, "phieu-m1");
    let (one, other) = both.split_once("Tên chủ thể sản xuất: HTX B").unwrap();
    says(one, "Ý kiến một");
    never(one, "Ý kiến hai");
    never(one, "Phiếu này thay phiếu đã nộp trước");
    says(other, "Ý kiến hai");
    says(
        other,
        "Phiếu này thay phiếu đã nộp trước, lý do: ghi nhầm mức.",
    );
    let minutes = text(&papers, "bien-ban");
    says(&minutes, "- Bánh tráng (HTX A), bộ 08. ");
    says(&minutes, "- Bánh tráng (HTX B), bộ 08. ");
    says(
        &minutes,
        "Người chấm 9: không tham gia chấm do có liên quan, sản phẩm Bánh tráng (HTX B), lý do: người thân",
    );
    says(
        &minutes,
        "Người chấm 9: không có phiếu, sản phẩm Bánh tráng (HTX A), lý do: [lý do]",
    );
    let cells: Vec<Vec<String>> = rows(named(&papers, "bang-tong-hop-diem"))[0].clone();
    assert_eq!(
        [&cells[0][1], &cells[1][1]],
        ["Bánh tráng (HTX A)", "Bánh tráng (HTX B)"]
    );
    assert_eq!(
        [&cells[0][11], &cells[1][11]],
        ["[không có phiếu]", "không tham gia chấm"]
    );
    // The notice of the one replaces nothing.
    let notices = begin(&papers, "thong-bao");
    assert_eq!(notices.len(), 4);
    for name in notices {
        let notice = text(&papers, name);
        assert_eq!(
            notice.contains("Thông báo này thay thế"),
            notice.contains("HTX B"),
            "{notice}"
        );
    }
    says(
        &text(&papers, "quyet-dinh-cong-nhan"),
        "sửa đổi, thay thế nội dung về sản phẩm Bánh tráng (HTX B) tại Quyết định số 9/QĐ-UBND",
    );
    // Papers of before have the name alone, and are still those of the results.
    let summary = named(&papers, "bang-tong-hop-diem").to_html();
    let before = summary
        .replace(" (HTX A)</td>", "</td>")
        .replace(" (HTX B)</td>", "</td>");
    assert_ne!(summary, before);
    let read = SignedPaper::read(before.as_bytes()).unwrap();
    let found = read.differences(&cases, &bundled());
    assert!(found.is_empty(), "{found:?}");
}

/// Source: 26/2026, Điều 7.6 d; papers-elements 4 (sent on, due on, opinion): the same in writing.
#[test]
fn renewals_of_one_name_are_told_apart() {
    let written = |producer: &str| {
        let mut made = serde_json::to_value(namesake(producer, &renewal()).case()).unwrap();
        made["stages"][0]["council"]["form"] = json!("written");
        evaluated(&made)
    };
    let cases = [written("HTX A"), written("HTX B")];
    let asked = |producer: &str, sent: &str| Asked {
        product: "Bánh tráng".to_owned(),
        producer: Some(producer.to_owned()),
        sent: Some(sent.to_owned()),
        due: None,
    };
    let opinion = |producer: &str| Opinion {
        member: "m1".to_owned(),
        product: "Bánh tráng".to_owned(),
        producer: Some(producer.to_owned()),
        text: format!("Ý kiến về {producer}"),
        ..Opinion::default()
    };
    let facts = Facts {
        absent: Vec::new(),
        written: Some(Written {
            each: vec![asked("HTX A", "01/8/2026"), asked("HTX B", "02/8/2026")],
            ..Written::default()
        }),
        opinions: vec![opinion("HTX B"), opinion("HTX A")],
        ..facts()
    };
    let opinions = papers(&cases, &facts);
    let opinions = named(&opinions, "bang-tong-hop-y-kien");
    let told = opinions.to_text();
    says(&told, "Bánh tráng (HTX A): gửi ngày 01/8/2026;");
    says(&told, "Bánh tráng (HTX B): gửi ngày 02/8/2026;");
    let said = &rows(opinions)[1];
    let of = |row: &[String]| [row[1].clone(), row[4].clone()];
    assert_eq!(of(&said[0]), ["Bánh tráng (HTX A)", "Ý kiến về HTX A"]);
    assert_eq!(of(&said[7]), ["Bánh tráng (HTX B)", "Ý kiến về HTX B"]);
}

/// What the centre returned with 81 points, and the province recognises.
fn adopted(last: &Value) -> EvaluatedCase {
    evaluated(
        &json!({"product": {"name": "Chè", "commune": "xã Xuân Lộc", "producer": {"name": "Hộ Ba"}},
        "regulation": "qd-26-2026", "set": "08", "application": first(), "stages": [
            {"level": "province", "date": "2026-07-20", "forwarded": true},
            {"level": "central", "date": "2026-09-20", "total": "81", "attested_star": 4},
            last]}),
    )
}

/// Source: 26/2026, Điều 7.4 g, second paragraph: on the centre's result the chairman of the province decides;
/// 7.3 đ, e, g: the agency submits, the chairman recognises, the agency tells communes and producers.
#[test]
fn what_a_province_adopts_has_its_papers() {
    let proposed = [adopted(
        &json!({"level": "province", "date": "2026-10-05", "adopts": {"star": 4}}),
    )];
    let session = facts();
    let papers = papers(&proposed, &session);
    let decision = named(&papers, "quyet-dinh-cong-nhan");
    assert_eq!(rows(decision)[0][0][1], "Chè");
    assert!(
        decision
            .title
            .ends_with("theo kết quả của Hội đồng cấp trung ương")
    );
    let decision = decision.to_text();
    for said in [
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THỬ",
        "Công nhận kết quả đánh giá, phân hạng 1 sản phẩm OCOP (1 sản phẩm hạng 4 sao)",
        "Căn cứ kết quả đánh giá của Hội đồng cấp trung ương tại [số, ngày văn bản thông báo kết quả]",
        "Ủy ban nhân dân cấp xã có sản phẩm",
    ] {
        says(&decision, said);
    }
    // No council of the province worked on it.
    never(&decision, "Báo cáo của Hội đồng");
    never(&decision, "thành lập Hội đồng");
    for name in ["bien-ban", "bang-tong-hop-diem", "bao-cao-hoi-dong"] {
        assert!(!has(&papers, name), "{name}");
    }
    let submission = text(&papers, "to-trinh");
    says(
        &submission,
        "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh Thử".trim_start_matches("Kính gửi: "),
    );
    says(
        &submission,
        "theo kết quả đánh giá của Hội đồng cấp trung ương",
    );
    says(&submission, "81,00");
    let notice = text(&papers, "thong-bao-01");
    says(&notice, "thông báo tới Ủy ban nhân dân xã Xuân Lộc");
    says(
        &notice,
        "Hạng 4 sao theo kết quả đánh giá của Hội đồng cấp trung ương; [chờ số, ngày Quyết định công nhận]",
    );
    never(&notice, "trả về");
    assert_eq!(
        SessionPapers::new(&proposed, &session)
            .without_papers()
            .count(),
        0
    );
    // Once it is decided, the notice tells the decision and the certificate's last day (36 months, Điều 4.3).
    let decided = [adopted(
        &json!({"level": "province", "date": "2026-10-05", "adopts": {"star": 4},
        "decided": "2026-10-05", "decision": "4001/QĐ-UBND"}),
    )];
    let told = text(&self::papers(&decided, &session), "thong-bao-chu-the-01");
    says(
        &told,
        "Được công nhận hạng 4 sao tại Quyết định số 4001/QĐ-UBND ngày 05 tháng 10 năm 2026; Giấy chứng nhận có \
         giá trị đến hết ngày 05/10/2029",
    );
    // The centre may print its own papers again, and the code of what it printed is still found.
    let ministry = Facts {
        authority: Some("Bộ Nông nghiệp và Môi trường".to_owned()),
        ..Facts::default()
    };
    let papers = self::papers(&proposed, &ministry);
    let minutes = named(&papers, "bien-ban");
    says(&minutes.to_text(), "trả về cấp tỉnh");
    let read = SignedPaper::read(&minutes.to_docx().unwrap()).unwrap();
    assert!(read.differences(&proposed, &bundled()).is_empty());
}

/// Source: contract 5.8 (a star that a level does not certify goes back to the one that does), papers-elements 7
/// and 14: under 148 the committee of the district recognises 3 stars.
#[test]
fn what_a_district_adopts_has_its_papers() {
    let cases = [evaluated(
        &json!({"product": {"name": "Hạt điều", "district": "huyện Định Quán",
            "commune": "xã Gia Canh"}, "regulation": "qd-148-2023", "set": "08", "stages": [
        {"level": "district", "date": "2024-04-10", "total": "72", "attested_star": 4},
        {"level": "province", "date": "2024-06-12", "total": "66"},
        {"level": "district", "date": "2024-07-05", "adopts": {"star": 3}}]}),
    )];
    let facts = Facts {
        authority: Some("Ủy ban nhân dân huyện Định Quán".to_owned()),
        ..Facts::default()
    };
    let papers = papers(&cases, &facts);
    let decision = text(&papers, "quyet-dinh-cong-nhan");
    says(&decision, "ỦY BAN NHÂN DÂN HUYỆN ĐỊNH QUÁN");
    says(&decision, "TM. Ủy ban nhân dân");
    says(&decision, "Căn cứ kết quả đánh giá của Hội đồng cấp tỉnh");
    says(
        &text(&papers, "thong-bao-01"),
        "thông báo tới Ủy ban nhân dân xã Gia Canh",
    );
    assert!(!has(&papers, "bien-ban"));
}

/// Source: contract 5.7 (a sheet that ends at a stop has no total), papers-elements 1 (the rest crossed out, not
/// 0): what is answered behind the stop is neither ticked nor summed, and a paper that says so is not the result's.
#[test]
fn answers_behind_a_stop_are_not_printed() {
    let catalog = bundled();
    let set = catalog.set("qd-26-2026", "16").unwrap();
    let all = boxes(&set, 60);
    let answers: Vec<Value> = set
        .criteria()
        .zip(&all)
        .map(|(one, ticked)| json!({"criterion": one.code().as_str(), "box": ticked}))
        .collect();
    let codes: Vec<&str> = set.criteria().map(|one| one.code().as_str()).collect();
    let stop = codes.iter().position(|code| *code == "6.1").unwrap();
    let made = |stops: bool| {
        let mut last = json!({"assessor": "m3", "answers": answers});
        if stops {
            last["stopped_at"] = json!("6.1");
        }
        [evaluated(
            &json!({"product": {"name": "Nước"}, "regulation": "qd-26-2026", "set": "16",
            "stages": [{"level": "province", "date": "2026-08-05", "sheets": [
                {"assessor": "m1", "role": "chair", "answers": answers},
                {"assessor": "m2", "answers": answers}, last]}]}),
        )]
    };
    let cases = made(true);
    let documents = papers(&cases, &Facts::default());
    let paper = named(&documents, "phieu-m3");
    let table = &rows(paper)[0];
    let crossed = table.iter().filter(|row| row[0].starts_with('☒')).count();
    let unscored = table.iter().filter(|row| row[2] == "không chấm").count();
    assert_eq!((crossed, unscored), (stop + 1, all.len() - stop - 1));
    assert_eq!(table.last().unwrap()[2], "không có tổng điểm");
    // A sheet printed with ticks and a total, by whatever program, is not that of the result.
    let whole = papers(&made(false), &Facts::default());
    let code = |paper: &Document| paper.mark.as_ref().unwrap().code().to_owned();
    let whole = named(&whole, "phieu-m3");
    let page = whole.to_html().replace(&code(whole), &code(paper));
    let read = SignedPaper::read(page.as_bytes()).unwrap();
    assert!(!read.differences(&cases, &catalog).is_empty());
}

/// Source: 26/2026, Điều 6.3 (the province prepares what goes to the ministry), 7.4 a (the ministry has the dossier
/// from the province), 7.3 a (the province guides communes and producers).
#[test]
fn a_request_goes_to_the_body_that_sent_the_dossier() {
    let made = |stages: Value, items: Value| {
        [evaluated(
            &json!({"product": {"name": "Chè", "commune": "xã Xuân Lộc",
                "producer": {"name": "Hộ Ba", "address": "ấp 1, xã Xuân Lộc, tỉnh Đồng Nai"}},
            "regulation": "qd-26-2026", "set": "08",
            "application": {"kind": "first", "filed": "2026-06-08", "items": items}, "stages": stages}),
        )]
    };
    let below = json!([
        "form-01",
        "form-02",
        "paper-set",
        "electronic-set",
        "commune-letter",
        "form-03",
        "samples-province",
        "paper-set-province",
        "electronic-set-province"
    ]);
    let central = json!([{"level": "commune", "date": "2026-06-26", "report": []},
        {"level": "province", "date": "2026-07-20", "total": "92"},
        {"level": "central", "date": "2026-09-20", "total": "93"}]);
    let ministry = Facts {
        authority: Some("Bộ Nông nghiệp và Môi trường".to_owned()),
        agency: Some("Cục Thử".to_owned()),
        ..Facts::default()
    };
    let papers = papers(&made(central, below), &ministry);
    // A commune writes to its province, whoever prints the letter (Điều 7.2 b).
    says(
        &text(&papers, "xa-cong-van-01"),
        "\n[Ủy ban nhân dân tỉnh …]\n",
    );
    let request = text(&papers, "yeu-cau-hoan-thien-01");
    says(&request, "Văn bản của tỉnh đề nghị Bộ đánh giá");
    says(&request, "\nỦy ban nhân dân tỉnh Đồng Nai\n");
    never(&request, "Ủy ban nhân dân xã");
    let province = json!([{"level": "province", "date": "2026-07-20", "total": "92"}]);
    let request = self::papers(&made(province, json!(["form-01"])), &facts());
    let request = text(&request, "yeu-cau-hoan-thien-01");
    says(&request, "Ủy ban nhân dân xã Xuân Lộc; Hộ Ba");
    says(&request, "Ủy ban nhân dân tỉnh Thử");
}

/// Source: 26/2026, Điều 7.4 g: the ministry tells the provinces, each of its own products.
#[test]
fn the_ministry_tells_each_province() {
    let made = |name: &str, product: Value| {
        let mut product = product;
        product["name"] = json!(name);
        evaluated(
            &json!({"product": product, "regulation": "qd-26-2026", "set": "08", "stages": [
            {"level": "province", "date": "2026-07-20", "total": "92"},
            {"level": "central", "date": "2026-09-20", "total": "93"}]}),
        )
    };
    let from = |address: &str| json!({"producer": {"name": address, "address": address}});
    let cases = [
        made("Một", from("ấp 1, xã Xuân Lộc, tỉnh Đồng Nai")),
        made("Hai", from("xã Chợ Lách, tỉnh Vĩnh Long")),
        made("Ba", from("phường Long Khánh, tỉnh Đồng Nai")),
        made("Bốn", json!({"code": "91-30000-1-2026"})),
        made("Năm", json!({"code": "92-31000-2-2026"})),
    ];
    let facts = Facts {
        authority: Some("Bộ Nông nghiệp và Môi trường".to_owned()),
        authority_code: Some("BNNMT".to_owned()),
        agency: Some("Cục Thử".to_owned()),
        agency_code: Some("CT".to_owned()),
        ..Facts::default()
    };
    let papers = papers(&cases, &facts);
    let told = begin(&papers, "thong-bao").into_iter().map(|name| {
        let names = rows(named(&papers, name)).remove(0).into_iter();
        let names = names.map(|row| row[1].clone());
        names.collect::<Vec<_>>()
    });
    let told: Vec<Vec<String>> = told.collect();
    assert_eq!(
        told,
        [vec!["Một", "Ba"], vec!["Hai"], vec!["Bốn"], vec!["Năm"]]
    );
    let notice = text(&papers, "thong-bao-01");
    says(&notice, "Số:         /TB-BNNMT");
    says(
        &notice,
        "Bộ Nông nghiệp và Môi trường thông báo tới Ủy ban nhân dân tỉnh Đồng Nai kết quả như sau:",
    );
    says(&notice, "Bộ trưởng");
    never(&notice, "Cục Thử");
    says(
        &text(&papers, "thong-bao-03"),
        "thông báo tới [Ủy ban nhân dân tỉnh …]",
    );
}

/// Source: contract 1 and 5.8, papers-elements 14: under 148 the district sent the dossier to the province, and what
/// is returned is for it to recognise; from July 2025 on there are no districts (contract 6).
#[test]
fn under_148_the_province_tells_districts() {
    let made = |name: &str, place: Value, day: &str, total: &str| {
        let mut product = place;
        product["name"] = json!(name);
        evaluated(
            &json!({"product": product, "regulation": "qd-148-2023", "set": "08", "stages": [
            {"level": "district", "date": "2024-04-10", "total": "75"},
            {"level": "province", "date": day, "total": total}]}),
        )
    };
    let quan = json!({"district": "huyện Định Quán", "commune": "xã Gia Canh"});
    let loc = json!({"district": "Xuân Lộc"});
    let cases = [
        made("Trả", quan.clone(), "2024-06-12", "66"),
        made("Bốn sao", loc, "2024-06-12", "80"),
    ];
    let papers = papers(&cases, &facts());
    let notice = text(&papers, "thong-bao-01");
    says(
        &notice,
        "thông báo tới Ủy ban nhân dân huyện Định Quán kết quả",
    );
    says(&notice, "trả về cấp huyện");
    says(
        &text(&papers, "thong-bao-02"),
        "thông báo tới Ủy ban nhân dân [huyện, quận, thị xã, thành phố] Xuân Lộc",
    );
    let decision = text(&papers, "quyet-dinh-cong-nhan");
    says(&decision, "Ủy ban nhân dân cấp huyện có sản phẩm");
    never(&decision, "cấp xã");
    let late = [made("Muộn", quan, "2025-07-02", "80")];
    let notice = text(&self::papers(&late, &facts()), "thong-bao-01");
    says(&notice, "thông báo tới Ủy ban nhân dân xã Gia Canh");
}

/// Source: plan 262, V.18 d (148): the decision on the points is of all of 70 to 100 points; Điều 6.3 b and 7.6 c
/// of 26/2026 are not of it. The letter goes with what was decided.
#[test]
fn before_26_2026_a_renewal_goes_up_like_a_first_application() {
    let again = json!({"kind": "renewal", "filed": "2024-03-01",
        "previous": {"star": 4, "issued": "2021-06-01", "expires": "2024-06-01"}});
    let cases = [evaluated(
        &json!({"product": {"name": "Tiêu đen", "district": "huyện Một"},
        "regulation": "qd-148-2023", "set": "08", "application": again,
        "stages": [{"level": "district", "date": "2024-04-10", "total": "75"}]}),
    )];
    let papers = papers(&cases, &Facts::default());
    says(&text(&papers, "quyet-dinh-cham-diem"), "Tiêu đen");
    let letter = text(&papers, "cong-van-de-nghi");
    for said in [
        "Quyết định chấm điểm sản phẩm",
        "Báo cáo kết quả đánh giá của Hội đồng",
        "Báo cáo của Tổ tư vấn",
    ] {
        says(&letter, said);
    }
    never(&letter, "cơ quan tham mưu");
    let minutes = text(&papers, "bien-ban");
    says(
        &minutes,
        "1. Hội đồng nghe: [số, ngày báo cáo của Tổ tư vấn].",
    );
}

/// Source: 26/2026, Điều 6.3 b, 7.6 e; papers-elements 9: for 5 stars again the province sends the letter, its
/// agency's report, the dossier, tests and samples; no council of its own works on it.
#[test]
fn five_stars_again_go_up_with_letter_and_report() {
    let made = |star: u8| {
        let again = json!({"kind": "renewal", "filed": "2026-07-01",
            "previous": {"star": star, "issued": "2023-12-01", "expires": "2026-12-01"}});
        [evaluated(
            &json!({"product": {"name": "Gạo thơm"}, "regulation": "qd-26-2026", "set": "08",
            "application": again,
            "stages": [{"level": "province", "date": "2026-07-20", "forwarded": true}]}),
        )]
    };
    let (cases, facts) = (made(5), facts());
    let papers = papers(&cases, &facts);
    let letter = text(&papers, "cong-van-de-nghi");
    for said in [
        "V/v đề nghị đánh giá, phân hạng lại sản phẩm OCOP 5 sao",
        "Gạo thơm",
        "Báo cáo của cơ quan tham mưu OCOP tỉnh",
        "5 sản phẩm mẫu gửi trung ương",
        "TM. Ủy ban nhân dân",
    ] {
        says(&letter, said);
    }
    never(&letter, "Báo cáo của Tổ tư vấn");
    // No council has scored it.
    never(&letter, "điểm");
    let report = text(&papers, "bao-cao-co-quan");
    says(&report, "Gạo thơm");
    says(
        &report,
        "đề nghị Ủy ban nhân dân tỉnh Thử gửi hồ sơ, đề nghị cấp trên đánh giá, phân hạng lại",
    );
    never(&report, "Hội đồng");
    let names: Vec<&str> = papers.iter().map(|paper| paper.name.as_str()).collect();
    assert_eq!(names, ["bao-cao-co-quan", "cong-van-de-nghi"]);
    assert_eq!(
        SessionPapers::new(&cases, &facts).without_papers().count(),
        0
    );
    // The list of the law is of 5 stars alone: 4 come before the centre for the first time.
    assert!(self::papers(&made(4), &facts).is_empty());
}

/// A secretary of one council does not sign for another.
#[test]
fn people_are_of_one_council() {
    let cases = of_two_levels();
    let facts = Facts {
        secretary: Some(Person {
            name: "Thư Ký Tỉnh".to_owned(),
            ..Person::default()
        }),
        ..facts()
    };
    let papers = papers(&cases, &facts);
    says(&text(&papers, "bien-ban"), "Thư Ký Tỉnh");
    never(&text(&papers, "bien-ban-2"), "Thư Ký Tỉnh");
}
