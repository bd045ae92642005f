//! What single papers must hold: whose letter it is, which law it cites, who signs, what goes with it.

use ocop::{EvaluatedCase, Lang};
use ocop_papers::{Correction, Facts, Proxy, ReportTo, due_report, result_page};
use serde_json::{Value, json};

use crate::common::bundled;
use crate::council_day::{
    council, evaluated, facts, first, named, never, papers, renewal, rows, says, scored, text,
};

/// A product of a law and a set, with the stages of its levels.
fn product(name: &str, (law, set): (&str, &str), application: &Value, stages: &Value) -> Value {
    json!({"product": {"name": name, "commune": "Xã Tân Phú", "producer": {"name": format!("Hợp tác xã {name}")}},
        "regulation": law, "set": set, "application": application, "stages": stages})
}

/// A commune's report and a mean of the province.
fn reported(day: &str, total: &str) -> Value {
    let year = &day[..4];
    json!([{"level": "commune", "date": format!("{year}-07-10"), "report": [{"item": "local-labour"}]},
        {"level": "province", "date": day, "total": total, "attested_star": 4}])
}

/// Source: 26/2026, Điều 6.2 d and 7.2 b; docs/papers.md: each law has its own letters. What goes with a
/// letter is told by product: no samples of tourism. A renewal is ranked again (Điều 6.1 c).
#[test]
fn a_commune_writes_by_law() {
    let before = json!({"kind": "first", "filed": "2025-07-10"});
    let cases = [
        product(
            "Trà",
            ("qd-1489-2025", "11"),
            &before,
            &reported("2025-08-05", "75"),
        ),
        product(
            "Cá khô",
            ("qd-26-2026", "08"),
            &first(),
            &reported("2026-08-05", "75"),
        ),
        product(
            "Thác nước",
            ("qd-26-2026", "26"),
            &first(),
            &reported("2026-08-05", "75"),
        ),
    ];
    let cases = cases.map(|case| evaluated(&case));
    let papers = self::papers(&cases, &facts());
    let (old, new) = (
        text(&papers, "xa-cong-van-01"),
        text(&papers, "xa-cong-van-02"),
    );
    says(
        &old,
        "Thực hiện Quyết định số 148/QĐ-TTg ngày 24 tháng 02 năm 2023",
    );
    says(
        &old,
        "được sửa đổi, bổ sung bởi Quyết định số 1489/QĐ-TTg ngày 06 tháng 7 năm 2025",
    );
    says(&old, "Trà");
    never(&old, "Cá khô");
    never(&old, "26/2026");
    says(&new, "Thực hiện Quyết định số 26/2026/QĐ-TTg");
    never(&new, "Trà");
    let samples = "5 sản phẩm mẫu gửi tỉnh cho mỗi sản phẩm";
    let (of_fish, of_falls) = new.split_once("Đối với Thác nước:").unwrap();
    says(of_fish, "Đối với Cá khô:");
    says(of_fish, samples);
    never(of_falls, samples);
    let submission = text(&papers, "to-trinh");
    for law in ["1489/QĐ-TTg", "26/2026/QĐ-TTg"] {
        let draft = format!(
            "Dự thảo Quyết định công nhận kết quả đánh giá, phân hạng sản phẩm OCOP, theo Quyết định số {law}"
        );
        says(&submission, &draft);
    }
    let again = product(
        "Mắm",
        ("qd-26-2026", "08"),
        &renewal(),
        &reported("2026-08-05", "75"),
    );
    let papers = self::papers(&[evaluated(&again)], &facts());
    says(
        &text(&papers, "xa-cong-van-01"),
        "V/v đề nghị đánh giá, phân hạng lại 1 sản phẩm OCOP",
    );
    says(
        &text(&papers, "xa-bao-cao-01"),
        "đánh giá, phân hạng lại sản phẩm OCOP cho sản phẩm Mắm",
    );
}

/// A commune's report is called by the form of its own law. Source: 26/2026, Điều 6.2 b (Mẫu số 03); 148, Phụ lục
/// II (Biểu 03), which 1489 leaves as it is.
#[test]
fn a_commune_s_report_names_its_laws_form() {
    let laws = [
        ("2025-06-10", "2025-08-10", "Biểu 03"),
        ("2026-04-10", "2026-08-10", "Biểu 03"),
        ("2026-06-10", "2026-08-10", "Mẫu số 03"),
    ];
    for (day, then, form) in laws {
        let stages = json!([{"level": "commune", "date": day, "report": []},
            {"level": "province", "date": then, "total": "75"}]);
        let case = json!({"product": {"name": "Trà"}, "set": "12",
            "application": {"kind": "first", "filed": day}, "stages": stages});
        let papers = papers(&[evaluated(&case)], &facts());
        let mut reports = papers.iter().filter(|paper| paper.name == "xa-bao-cao-01");
        let title = format!("Báo cáo đánh giá một số nội dung của hồ sơ ({form})");
        assert_eq!(reports.next().map(|paper| &paper.title), Some(&title));
    }
}

/// Source: plan 262, V.18 d (148: the district sends dossier, samples and its decision on the points); contract 5.8
/// (each stage goes by its own law). 26/2026 is of 22/05/2026, so no paper of April follows it; the commune of a
/// district wrote to the district (148, Phụ lục II, mục 4).
#[test]
fn a_paper_goes_by_the_law_of_its_own_stage() {
    let made = |set: &str, filed: &str, stages: Value| {
        let product = json!({"name": "Trà", "commune": "xã Xuân Mỹ", "district": "huyện Cẩm Mỹ"});
        let application = json!({"kind": "first", "filed": filed});
        let case =
            json!({"product": product, "set": set, "application": application, "stages": stages});
        papers(&[evaluated(&case)], &facts())
    };
    let forwarded = json!([{"level": "district", "date": "2025-04-10", "total": "90.5"},
        {"level": "province", "date": "2025-10-10", "forwarded": true}]);
    let letter = text(&made("08", "2024-03-01", forwarded), "cong-van-de-nghi");
    for said in [
        "Báo cáo của Tổ tư vấn",
        "Báo cáo kết quả đánh giá của Hội đồng",
        "Quyết định chấm điểm sản phẩm",
        "Sản phẩm mẫu",
    ] {
        says(&letter, said);
    }
    never(&letter, "Báo cáo của xã");
    let reported = |day: &str, then: &str| {
        json!([{"level": "commune", "date": day, "report": []},
            {"level": "province", "date": then, "total": "75"}])
    };
    let late = made("12", "2026-04-01", reported("2026-04-10", "2026-08-10"));
    let letter = text(&late, "xa-cong-van-01");
    says(&letter, "Quyết định số 1489/QĐ-TTg");
    says(&letter, "Báo cáo của xã (Biểu 03)");
    says(&letter, "đề nghị Ủy ban nhân dân tỉnh Thử đánh giá");
    never(&letter, "26/2026");
    let late = made("12", "2025-06-01", reported("2025-06-10", "2025-08-10"));
    let letter = text(&late, "xa-cong-van-01");
    says(&letter, "Quyết định số 148/QĐ-TTg");
    says(&letter, "Báo cáo của xã (Biểu 03)");
    never(&letter, "1489/QĐ-TTg");
    for name in ["xa-cong-van-01", "xa-bao-cao-01"] {
        let paper = text(&late, name);
        says(&paper, "\nỦy ban nhân dân huyện Cẩm Mỹ\n");
        says(
            &paper,
            "Ủy ban nhân dân xã Xuân Mỹ đề nghị Ủy ban nhân dân huyện Cẩm Mỹ đánh giá",
        );
        never(&paper, "tỉnh");
    }
}

/// Source: Nghị định 30/2020/NĐ-CP, Điều 18.3; papers-elements 11: the letter that corrects is of the
/// issuer.
#[test]
fn a_paper_is_corrected_by_its_issuer() {
    let letter = |paper: &str| {
        let facts = Facts {
            agency_code: Some("SNNMT".to_owned()),
            council_code: Some("HĐOCOP".to_owned()),
            corrections: vec![Correction {
                paper: Some(paper.to_owned()),
                ..Correction::default()
            }],
            ..facts()
        };
        let cases = [evaluated(&product(
            "Cá khô",
            ("qd-26-2026", "08"),
            &first(),
            &reported("2026-08-05", "75"),
        ))];
        text(&papers(&cases, &facts), "dinh-chinh-01")
    };
    let council = "Hội đồng đánh giá, phân hạng sản phẩm OCOP";
    for (paper, issuer) in [
        (
            "Thông báo số 8/TB-SNNMT ngày 20 tháng 8 năm 2026",
            "Văn phòng Thử đính chính",
        ),
        (
            "Thông báo số 8 ngày 20 tháng 8 năm 2026",
            "Văn phòng Thử đính chính",
        ),
        (
            "Báo cáo số 9/BC-SNNMT ngày 20 tháng 8 năm 2026",
            "Văn phòng Thử đính chính",
        ),
        (
            "Quyết định số 10/QĐ-UBND ngày 20 tháng 8 năm 2026",
            "Ủy ban nhân dân tỉnh Thử đính chính",
        ),
    ] {
        let said = letter(paper);
        says(&said, &format!("{issuer} {paper}"));
        never(&said, council);
        never(&said, "TM. Hội đồng");
    }
    let said = letter("Biên bản số 02/BB-HĐOCOP ngày 05 tháng 8 năm 2026");
    says(&said, council);
    says(&said, "Hội đồng đính chính Biên bản số 02/BB-HĐOCOP");
    says(&said, "TM. Hội đồng");
}

/// Source: contract 5.7: pages print the clause's own verb, and a stop never reads as bị loại; the clause
/// that is cited is the one that ends the evaluation. 26/2026, Phụ lục II, bộ 08 and 21.
#[test]
fn pages_end_a_dossier_in_the_words_of_its_clause() {
    for (set, finding, verb, english) in [
        ("08", "forged-dossier", "bị loại", "is rejected"),
        (
            "08",
            "foreign-matter",
            "không đánh giá các bước tiếp theo",
            "is not evaluated further",
        ),
        ("21", "ip-infringement", "bị loại bỏ", "is removed"),
    ] {
        let stages = json!([{"level": "province", "date": "2026-08-05", "findings": [finding]}]);
        let case = evaluated(&product("Cá khô", ("qd-26-2026", set), &first(), &stages));
        let page = result_page(&case, Lang::Vi);
        says(&page, &format!("KẾT QUẢ: hồ sơ {verb}\n"));
        says(
            &result_page(&case, Lang::En),
            &format!("OUTCOME: the dossier {english}\n"),
        );
        let regulations = bundled().regulations().unwrap();
        let html = ocop_papers::minutes(std::slice::from_ref(&case), &regulations, Lang::Vi);
        says(&html, &format!("hồ sơ {verb}."));
        for page in [&page, &html] {
            never(page, "không được đánh giá tiếp");
            never(page, "Hồ sơ dừng");
            never(page, "Điều 7.3 e");
        }
        let reasons = &case.stages()[0].reasons;
        let clause = |code: &str| {
            let mut reasons = reasons.iter();
            let reason = reasons.find(|reason| reason.code().as_str() == code);
            reason.unwrap().citation().clause().to_owned()
        };
        assert_eq!(clause("action-reject"), clause("disqualified"));
    }
}

/// Source: papers-elements 0 (days in words in a text), 5; plan 262: its number with its date, as a paper
/// is cited. Without a plan no section is on its targets, and the others are counted on.
#[test]
fn a_report_counts_its_sections() {
    let catalog = bundled();
    let mut portfolio = ocop::portfolio::Portfolio::default();
    for star in ["61", "75"] {
        let stages = json!([{"level": "province", "date": "2026-08-05", "total": star, "attested_star": 4,
            "decided": "2026-08-20"}]);
        portfolio.add(&evaluated(&product(
            star,
            ("qd-26-2026", "08"),
            &first(),
            &stages,
        )));
    }
    let regulations = catalog.regulations().unwrap();
    let as_of = "2026-09-30".parse().unwrap();
    let view =
        ocop::portfolio::PortfolioView::new(&portfolio, None, Some((as_of, 90)), &regulations);
    let paper = due_report(&view, &regulations, Some(as_of), ReportTo::Ministry).to_text();
    for heading in [
        "I. Kết quả",
        "II. Giấy chứng nhận",
        "III. Khó khăn, vướng mắc",
        "IV. Nhiệm vụ thời gian tới, kiến nghị",
    ] {
        assert!(
            paper.lines().any(|line| line == heading),
            "{heading}: {paper}"
        );
    }
    says(&paper, "Đến ngày 30 tháng 9 năm 2026:");
    says(&paper, "4 sao");
    never(&paper, "★");
    never(&paper, "30/09/2026");
    let plan = catalog.plan("kh-262-dong-nai-2024").unwrap();
    let declared = ocop::law::Declared::default();
    let against = Some((&*plan, &declared));
    let view = ocop::portfolio::PortfolioView::new(&portfolio, against, None, &regulations);
    let paper = due_report(&view, &regulations, Some(as_of), ReportTo::Ministry).to_text();
    says(
        &paper,
        "Thực hiện Kế hoạch số 262/KH-UBND ngày 31 tháng 7 năm 2024 của Ủy ban nhân dân tỉnh Đồng Nai",
    );
}

/// Source: papers-elements 1 (who assessed signs) and 3 (proxies: name, paper, whether the Quy chế lets
/// them score).
#[test]
fn who_sits_in_and_scores_signs() {
    let case = [scored(
        "Trà",
        &first(),
        &council(),
        &[("2026-08-05", &[60; 9])],
    )];
    let with = |scores: Option<bool>| Facts {
        proxies: vec![Proxy {
            member: "m3".to_owned(),
            name: Some("Ngô Văn Tám".to_owned()),
            paper: Some("Giấy cử số 5".to_owned()),
            scores,
        }],
        absent: Vec::new(),
        ..facts()
    };
    let scoring = with(Some(true));
    let papers = self::papers(&case, &scoring);
    let signs = "Ngô Văn Tám (dự thay Người chấm 3)";
    let roll = &rows(named(&papers, "bien-ban"))[0];
    assert_eq!(roll[2][1], signs);
    // The office on the list is the member's.
    assert_eq!(roll[2][2], "[chức vụ, đơn vị]");
    assert_eq!(roll[3][1], "Người chấm 4");
    says(
        &text(&papers, "bang-tong-hop-diem"),
        &format!("TV 3: {signs}"),
    );
    says(
        &text(&papers, "phieu-m3"),
        &format!("Người đánh giá: {signs}"),
    );
    // Sheets of a member whose proxy may not score are named.
    let barred = with(Some(false));
    let papers = self::papers(&case, &barred);
    let said = "Ngô Văn Tám dự thay Người chấm 3, không được chấm điểm theo Quy chế; có 1 phiếu mang tên Người chấm 3";
    for name in ["bien-ban", "bang-tong-hop-diem"] {
        says(&text(&papers, name), said);
    }
    never(&text(&papers, "phieu-m3"), "Ngô Văn Tám");
    let unknown = with(None);
    never(
        &text(&self::papers(&case, &unknown), "bien-ban"),
        "phiếu mang tên",
    );
}

/// Source: papers-elements 3 (members absent with reason) and 4 (not returned is not returned): who has no
/// sheet is named, or has a blank where no list names them.
#[test]
fn whoever_has_no_sheet_is_named() {
    let eight = |application: &Value| {
        [scored(
            "Trà",
            application,
            &council(),
            &[("2026-08-05", &[60; 8])],
        )]
    };
    let listed = Facts {
        absent: Vec::new(),
        ..facts()
    };
    let papers = self::papers(&eight(&renewal()), &listed);
    let opinions = text(&papers, "bang-tong-hop-y-kien");
    says(
        &opinions,
        "Người chấm 9: không trả lời, sản phẩm Trà, lý do: [lý do]",
    );
    // Without a list: nine were appointed, eight answered.
    let nothing = Facts::default();
    let papers = self::papers(&eight(&renewal()), &nothing);
    let opinions = named(&papers, "bang-tong-hop-y-kien");
    let counts = &rows(opinions)[0][0];
    assert_eq!(counts[2..5], ["9", "8", "1"]);
    says(
        &opinions.to_text(),
        "[họ và tên]: không trả lời (1 thành viên), lý do: [lý do]",
    );
    let papers = self::papers(&eight(&first()), &nothing);
    let minutes = text(&papers, "bien-ban");
    says(&minutes, "Vắng mặt, không tham gia chấm:");
    says(
        &minutes,
        "[họ và tên]: không có phiếu (1 thành viên), lý do: [lý do]",
    );
    let full = [scored(
        "Trà",
        &first(),
        &council(),
        &[("2026-08-05", &[60; 9])],
    )];
    never(
        &text(&self::papers(&full, &nothing), "bien-ban"),
        "Vắng mặt",
    );
}

/// Source: 148, Phụ lục II, mục 4 a (samples, not of set 26, as the data has it); plan 262, V.1 g: dossier and
/// samples are sent on.
#[test]
fn tourism_has_no_samples() {
    let case = |name: &str, set: &str| {
        let stages = json!([{"level": "district", "date": "2024-04-10", "total": "91"},
            {"level": "province", "date": "2024-05-10", "total": "91"}]);
        let application = json!({"kind": "first", "filed": "2024-03-01"});
        evaluated(&product(name, ("qd-148-2023", set), &application, &stages))
    };
    let (fish, falls) = (case("Cá khô", "08"), case("Thác nước", "26"));
    let of = |cases: &[EvaluatedCase]| {
        let papers = papers(cases, &facts());
        [
            "cong-van-de-nghi",
            "quyet-dinh-cham-diem",
            "bien-ban-ban-giao",
        ]
        .map(|name| text(&papers, name))
    };
    let [letter, decision, hand_over] = of(std::slice::from_ref(&falls));
    for paper in [&letter, &decision] {
        never(paper, "ản phẩm mẫu");
    }
    says(&hand_over, "Bàn giao hồ sơ đề nghị cấp trên");
    says(&hand_over, "không gửi");
    let [letter, decision, hand_over] = of(std::slice::from_ref(&fish));
    assert!(
        letter.lines().any(|line| line == "Sản phẩm mẫu"),
        "{letter}"
    );
    says(&decision, "chuyển hồ sơ và sản phẩm mẫu, đề nghị");
    never(&hand_over, "không gửi");
    let [letter, decision, _] = of(&[fish, falls]);
    says(&letter, "Đối với Thác nước:");
    says(
        &decision,
        "chuyển hồ sơ và sản phẩm mẫu (trừ dịch vụ du lịch), đề nghị",
    );
}

/// Source: papers-elements 0 (a document is cited by number, day, issuer, subject), 1 (`Kèm theo` with the
/// full date), 3 (grounds). 1489/QĐ-TTg amends 148; 781/QĐ-TTg of 08/06/2020 amends 1048.
#[test]
fn amended_laws_are_cited_whole() {
    let sheets = |law: &str, level: &str, day: &str, filed: &str, total: &str| {
        let stages = json!([{"level": level, "date": day, "total": total}]);
        let application = json!({"kind": "first", "filed": filed});
        [evaluated(&product(
            "Trà",
            (law, "12"),
            &application,
            &stages,
        ))]
    };
    let in_1489 = sheets("qd-1489-2025", "province", "2025-08-05", "2025-07-10", "91");
    let papers = self::papers(&in_1489, &facts());
    let both = "Quyết định số 148/QĐ-TTg ngày 24 tháng 02 năm 2023 của Thủ tướng Chính phủ";
    let by = "được sửa đổi, bổ sung bởi Quyết định số 1489/QĐ-TTg ngày 06 tháng 7 năm 2025";
    for name in ["cong-van-de-nghi", "bang-tong-hop-diem"] {
        let paper = text(&papers, name);
        says(&paper, both);
        says(&paper, by);
    }
    let catalog = bundled();
    let law = catalog.regulation("qd-1489-2025").unwrap();
    let set = catalog.set("qd-1489-2025", "12").unwrap();
    says(
        &ocop_papers::blank_form(&law, &set),
        &format!("Kèm theo {both}, {by}"),
    );
    // Before the amendment it is not cited, afterwards it is.
    let amended = "Quyết định số 781/QĐ-TTg ngày 08 tháng 6 năm 2020 của Thủ tướng Chính phủ";
    let in_2019 = sheets("qd-1048-2019", "district", "2019-12-05", "2019-11-01", "75");
    never(
        &text(&self::papers(&in_2019, &facts()), "bien-ban"),
        "Căn cứ Quyết định số 781",
    );
    let in_2021 = sheets("qd-1048-2019", "district", "2021-12-05", "2021-11-01", "75");
    let papers = self::papers(&in_2021, &facts());
    let ground = format!("Căn cứ {amended} sửa đổi, bổ sung Quyết định số 1048/QĐ-TTg");
    for name in ["bien-ban", "bao-cao-hoi-dong", "quyet-dinh-cham-diem"] {
        says(&text(&papers, name), &ground);
    }
    says(
        &text(&papers, "cong-van-de-nghi"),
        &format!("được sửa đổi, bổ sung bởi {amended}"),
    );
    // Where the committee itself decides, it is named once.
    let minutes = text(&papers, "bien-ban");
    says(&minutes, "quyết định chấm điểm sản phẩm và đề nghị");
}

/// Source: contract 3 (after not-quorate one further stage may follow), 5.8 and 26/2026 Điều 7.4 g: what
/// follows is said, and what was missed.
#[test]
fn what_is_not_settled_says_what_follows() {
    let council = json!({"rules": "default", "appointed": 9});
    let short = [scored(
        "Trà",
        &first(),
        &council,
        &[("2026-08-05", &[60; 5])],
    )];
    let minutes = text(&papers(&short, &Facts::default()), "bien-ban");
    says(&minutes, "5/9 phiếu");
    says(&minutes, "đánh giá lại khi Hội đồng đủ thành viên");
    let path = "../examples/cases/minimum-missed-73-points.json";
    let returned = std::fs::read_to_string(path).unwrap();
    let returned = [EvaluatedCase::from_json(&returned, path, &bundled()).unwrap()];
    let papers = papers(&returned, &Facts::default());
    for name in ["bien-ban", "thong-bao-01"] {
        let paper = text(&papers, name);
        let told = paper.lines().find(|line| line.contains("trả về cấp huyện"));
        let told = told.unwrap_or_else(|| panic!("{name}: {paper}"));
        says(told, "; chưa đạt: tiêu chí ");
        says(told, "yêu cầu tối thiểu của hạng 4 sao");
    }
}

/// Source: papers-elements 13: a self-assessment says points, not a star that they would give.
#[test]
fn a_self_assessment_promises_no_star() {
    let catalog = bundled();
    let law = catalog.regulation("qd-26-2026").unwrap();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let case = scored("Trà", &first(), &council(), &[("2026-08-05", &[73; 9])]);
    let advice = case
        .advise(ocop::Star::Five, &ocop::insight::AdviceOptions::default())
        .unwrap();
    let paper = ocop_papers::self_assessment(&law, &set, Some(case.case()), Some(&advice));
    let paper = paper.to_text();
    says(&paper, "Hạng mong muốn: 5 sao.");
    never(&paper, "Hạng có thể đạt");
}

/// Source: 26/2026, Điều 6.2 (the commune sends), Nghị định 30/2020/NĐ-CP, Phụ lục I (the place is the issuer's):
/// the name of a district of before is no commune's, on its own papers and where it is written to.
#[test]
fn a_district_of_before_sends_nothing() {
    let case = |name: &str, counted: &str| {
        let mut case = product(
            name,
            ("qd-26-2026", "12"),
            &first(),
            &reported("2026-08-05", "71"),
        );
        case["product"]["district"] = counted.into();
        case["product"].as_object_mut().unwrap().remove("commune");
        evaluated(&case)
    };
    let of = |counted: &str| {
        let papers = papers(&[case("Trà", counted)], &facts());
        ["xa-bao-cao-01", "xa-cong-van-01", "thong-bao-01"].map(|name| text(&papers, name))
    };
    for counted in ["Huyện Tân Phú", "thị xã Long Khánh"] {
        let [report, letter, notice] = of(counted);
        for paper in [&report, &letter] {
            never(paper, counted);
            says(paper, "[địa danh], ngày");
            says(paper, "Ủy ban nhân dân [xã, phường, đặc khu]");
        }
        says(&notice, "Ủy ban nhân dân [xã, phường, đặc khu]");
    }
    for counted in ["Xã Tân Phú", "Tân Phú"] {
        let [report, letter, notice] = of(counted);
        for paper in [&report, &letter, &notice] {
            says(paper, &format!("Ủy ban nhân dân {counted}"));
        }
        says(&letter, "Tân Phú, ngày");
    }
}
