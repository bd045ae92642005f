//! What a secretary finds on the papers of a day: nothing that was not so, nothing twice.

use ocop::EvaluatedCase;
use ocop_papers::{Absence, Asked, Facts, Opinion, Redone, SessionPapers, Written};
use serde_json::json;

use crate::common::bundled;
use crate::council_day::{
    council, facts, first, named, never, papers, renewal, rows, says, scored, text,
};

/// Points of a product that is recognised.
const EVEN: &[u32] = &[80; 9];

const DAY: &str = "2026-08-05";

/// One product that was decided at the meeting, with nobody away.
fn simple() -> (Vec<EvaluatedCase>, Facts) {
    let cases = vec![scored("Cá khô", &first(), &council(), &[(DAY, EVEN)])];
    let facts = Facts {
        absent: Vec::new(),
        ..facts()
    };
    (cases, facts)
}

/// Source: 26/2026, Điều 7.3 c, 7.6 c: the meeting hears the advisory team; the agency's report on a renewal
/// goes with the opinion sheets.
#[test]
fn a_meeting_heard_what_it_is_about() {
    let (mut cases, mut facts) = simple();
    cases.push(scored("Trà", &renewal(), &council(), &[(DAY, EVEN)]));
    facts.advisory_report = Some("số 12/BC-TTV ngày 01 tháng 8 năm 2026".to_owned());
    facts.agency_report = Some("Báo cáo số 9/BC-VP".to_owned());
    let papers = papers(&cases, &facts);
    let minutes = text(&papers, "bien-ban");
    says(
        &minutes,
        "1. Hội đồng nghe: Báo cáo số 12/BC-TTV ngày 01 tháng 8 năm 2026 của Tổ tư vấn.",
    );
    never(&minutes, "9/BC-VP");
    let sheet = text(&papers, "phieu-lay-y-kien");
    says(
        &sheet,
        "phiếu đánh giá; Báo cáo số 9/BC-VP của Văn phòng Thử.",
    );
}

/// Source: Nghị định 30/2020/NĐ-CP, Phụ lục I: a paper is cited by its type and number, once; the last line
/// of the recipients is where it is kept.
#[test]
fn nothing_is_said_twice() {
    let (cases, mut facts) = simple();
    facts.plan = Some("200/KH-UBND ngày 05 tháng 01 năm 2026".to_owned());
    facts.council_decision = Some("Quyết định số 1/QĐ-UBND".to_owned());
    facts.council_rules = Some("số 5/QĐ-UBND".to_owned());
    facts.recipients = ["Như trên;", "Sở Công Thương", "Lưu: VT, HĐ."]
        .map(str::to_owned)
        .to_vec();
    let papers = papers(&cases, &facts);
    let report = text(&papers, "bao-cao-hoi-dong");
    for said in [
        "Căn cứ Kế hoạch số 200/KH-UBND ngày 05 tháng 01 năm 2026",
        "Căn cứ Quyết định số 1/QĐ-UBND thành lập Hội đồng",
        "ban hành kèm theo Quyết định số 5/QĐ-UBND",
        "Sở Công Thương",
        "Lưu: VT, HĐ",
    ] {
        says(&report, said);
    }
    assert_eq!(report.matches("Như trên").count(), 1, "{report}");
    assert_eq!(report.matches("Lưu:").count(), 1, "{report}");
    says(
        &report,
        "Hội đồng đã xem xét 1 sản phẩm: 1 sản phẩm đề xuất công nhận.",
    );
    // Facts without the kind or the word read the same.
    facts.council_decision =
        Some("1/QĐ-UBND của Ủy ban nhân dân tỉnh về thành lập Hội đồng".to_owned());
    let report = text(&self::papers(&cases, &facts), "bao-cao-hoi-dong");
    says(
        &report,
        "Căn cứ Quyết định số 1/QĐ-UBND của Ủy ban nhân dân tỉnh về thành lập Hội đồng\n",
    );
}

/// Papers-elements 3: absent with reason, recused with ground, for each product where it differs; both rounds.
#[test]
fn an_absence_is_a_line_for_a_member_and_a_reason() {
    let cases: Vec<EvaluatedCase> = ["Cá khô", "Trà", "Gạo"]
        .map(|name| scored(name, &first(), &council(), &[(DAY, &[60; 7])]))
        .to_vec();
    let again: &[(&str, &[u32])] = &[
        (DAY, &[90, 60, 60, 60, 60, 60, 60]),
        ("2026-08-12", &[60; 7]),
    ];
    let twice = scored("Mật ong", &first(), &council(), again);
    let absence = |member: &str, product: &str, reason: &str| Absence {
        member: member.to_owned(),
        product: Some(product.to_owned()),
        reason: Some(reason.to_owned()),
        ..Absence::default()
    };
    let mut facts = facts();
    facts.closed = Some("17 giờ 00".to_owned());
    facts.absent = ["Cá khô", "Trà", "Gạo"]
        .map(|name| absence("m9", name, "công tác"))
        .to_vec();
    facts.absent.push(absence("m8", "Cá khô", "bị ốm"));
    facts.absent.push(absence("m8", "Trà", "bị ốm"));
    facts.absent.push(absence("m8", "Gạo", "họp"));
    let minutes = text(&papers(&cases, &facts), "bien-ban");
    for said in [
        "\nNgười chấm 9: vắng mặt, lý do: công tác\n",
        "\nNgười chấm 8: vắng mặt, sản phẩm Cá khô, Trà, lý do: bị ốm\n",
        "\nNgười chấm 8: vắng mặt, sản phẩm Gạo, lý do: họp\n",
        "Biên bản kết thúc vào 17 giờ 00, ngày 05 tháng 8 năm 2026",
    ] {
        says(&minutes, said);
    }
    // A second round names its own absences, and has an hour of its own.
    facts.absent = vec![absence("m8", "Mật ong", "bị ốm")];
    let minutes = text(&papers(&[twice], &facts), "bien-ban");
    says(
        &minutes,
        "vắng mặt, sản phẩm Mật ong, lần chấm thứ hai, lý do: bị ốm",
    );
    says(
        &minutes,
        "Biên bản kết thúc vào [giờ], ngày 12 tháng 8 năm 2026",
    );
}

/// Source: contract 5.7 (the clause's own verb): a finding ends a product before all have scored it. Who was
/// there is not absent.
#[test]
fn a_finding_leaves_nobody_absent() {
    let (mut cases, facts) = simple();
    let case = scored("Trà", &first(), &council(), &[(DAY, &[60; 5])]);
    let mut case = serde_json::to_value(case.case()).unwrap();
    case["stages"][0]["findings"] = json!(["forged-dossier"]);
    cases.push(EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap());
    let session = SessionPapers::new(&cases, &facts);
    assert!(session.without_sheets().is_empty());
    let papers = session.documents();
    let minutes = text(&papers, "bien-ban");
    never(&minutes, "không có phiếu");
    let names = "Người chấm 6, Người chấm 7, Người chấm 8, Người chấm 9.";
    says(&minutes, &format!("Không chấm, vì hồ sơ bị loại: {names}"));
    says(
        &minutes,
        "5 phiếu; tổng điểm trung bình 60,00; chênh lệch 0; bị loại.",
    );
    for name in ["bao-cao-hoi-dong", "to-trinh"] {
        let tables = rows(named(&papers, name));
        let row = tables.iter().flatten().find(|row| row[1] == "Trà").unwrap();
        assert_eq!(row[4], "60,00");
        assert!(
            row[5].starts_with("Bị loại") || row[5].contains("bị loại"),
            "{row:?}"
        );
    }
    let summary = rows(named(&papers, "bang-tong-hop-diem"));
    let row = summary[0].iter().find(|row| row[1] == "Trà").unwrap();
    assert_eq!(row[8..12], ["không chấm"; 4]);
    assert_eq!(row[14], "60,00");
}

/// Session.md, Second round: whatever the second gives, the product is decided; there is no third.
#[test]
fn no_third_round_is_announced() {
    let apart: &[u32] = &[90, 60, 60, 60, 60, 60, 60, 60, 60];
    let (_, facts) = simple();
    let minutes = |rounds: &[(&str, &[u32])]| {
        let case = [scored("Trà", &first(), &council(), rounds)];
        (
            text(&papers(&case, &facts), "bien-ban"),
            ocop_papers::result_page(&case[0], ocop::Lang::Vi),
        )
    };
    let (once, page) = minutes(&[(DAY, apart)]);
    says(&once, "Hội đồng thảo luận, chấm lại");
    says(
        &page,
        "KẾT QUẢ: chưa kết luận; Hội đồng thảo luận, chấm lại",
    );
    let (twice, page) = minutes(&[(DAY, apart), ("2026-08-12", apart)]);
    let ends = "đã chấm lần thứ hai; xử lý theo Quy chế của Hội đồng";
    says(
        &twice,
        &format!("Chưa kết luận: phiếu chênh lệch 30 điểm (quá 10); {ends}"),
    );
    says(&page, &format!("KẾT QUẢ: chưa kết luận; {ends}"));
}

/// Papers-elements 4 (26/2026, Điều 7.6 c, d): the agency's report and the opinion sheets go out before anybody
/// answers; a letter to each member, who is not asked about a product that they recused from.
#[test]
fn opinions_are_asked_for_before_they_are_there() {
    let asked = [
        scored("Trà", &renewal(), &council(), &[(DAY, EVEN)]),
        scored("Gạo", &renewal(), &council(), &[(DAY, EVEN)]),
    ];
    let mut facts = facts();
    facts.absent = vec![Absence {
        member: "m2".to_owned(),
        product: Some("Trà".to_owned()),
        recused: true,
        ..Absence::default()
    }];
    let each = ["Trà", "Gạo"].map(|product| Asked {
        product: product.to_owned(),
        sent: Some("01/08/2026".to_owned()),
        due: Some("04/08/2026".to_owned()),
        ..Asked::default()
    });
    facts.written = Some(Written {
        each: each.to_vec(),
        ..Written::default()
    });
    let papers = SessionPapers::new(&[], &facts)
        .asking_about(&asked)
        .documents();
    let names: Vec<&str> = papers.iter().map(|paper| paper.name.as_str()).collect();
    assert_eq!(names, ["bao-cao-co-quan", "phieu-lay-y-kien"]);
    let report = text(&papers, "bao-cao-co-quan");
    says(&report, "Căn cứ Quyết định số 26/2026/QĐ-TTg");
    says(&report, "Trà");
    let letter = named(&papers, "phieu-lay-y-kien");
    let said = letter.to_text();
    says(&said, "Gửi ngày 01/08/2026; hạn trả lời ngày 04/08/2026.");
    never(&said, "PYK");
    says(&said, "Người chấm 9, Sở");
    let tables = rows(letter);
    assert_eq!(tables.len(), 9);
    let products =
        |table: &[Vec<String>]| -> Vec<String> { table.iter().map(|row| row[1].clone()).collect() };
    assert_eq!(products(&tables[0]), ["Trà", "Gạo"]);
    assert_eq!(products(&tables[1]), ["Gạo"]);
    // Nobody has answered, and nothing of these is a result.
    never(&said, "80");
}

/// Papers-elements 4: the table of opinions has a line for each answer; what nobody wrote is not a blank.
#[test]
fn opinions_are_counted_one_by_one() {
    let cases = [scored("Trà", &renewal(), &council(), &[(DAY, EVEN)])];
    let facts = Facts {
        absent: Vec::new(),
        opinions: vec![Opinion {
            member: "m2".to_owned(),
            product: "Trà".to_owned(),
            text: "Đồng ý".to_owned(),
            ..Opinion::default()
        }],
        ..facts()
    };
    let papers = papers(&cases, &facts);
    let opinions = named(&papers, "bang-tong-hop-y-kien");
    let said = &rows(opinions)[1];
    let numbers: Vec<&str> = said.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    assert_eq!((said[0][4].as_str(), said[1][4].as_str()), ("", "Đồng ý"));
    never(&opinions.to_text(), "[ý kiến");
}

/// Papers-elements 11 (Nghị định 30/2020/NĐ-CP, Điều 18.3): the papers that follow say which they replace; what
/// was decided is changed by another decision, which is of nothing else.
#[test]
fn what_follows_says_what_it_replaces() {
    let decided = |name: &str| {
        let case = scored(name, &first(), &council(), &[(DAY, EVEN)]);
        let mut case = serde_json::to_value(case.case()).unwrap();
        case["stages"][0]["decided"] = json!("2026-08-20");
        case["stages"][0]["decision"] = json!("9/QĐ-UBND");
        EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()
    };
    let redone = Redone {
        product: "Trà".to_owned(),
        decision: Some("Quyết định số 9/QĐ-UBND ngày 20 tháng 8 năm 2026".to_owned()),
        changes: vec!["Sản phẩm Trà: đã ghi hạng 4 sao; nay là hạng 3 sao".to_owned()],
        ..Redone::default()
    };
    let (_, mut facts) = simple();
    facts.redone = vec![redone.clone()];
    let cases = [
        decided("Cá khô"),
        scored("Trà", &first(), &council(), &[(DAY, EVEN)]),
    ];
    let of = |facts: &Facts, name: &str| text(&papers(&cases, facts), name);
    let minutes = of(&facts, "bien-ban");
    says(
        &minutes,
        "Biên bản này thay thế [số, ngày biên bản được thay thế].",
    );
    says(&minutes, "nay là hạng 3 sao");
    for (name, this) in [
        (
            "bang-tong-hop-diem",
            "Bảng này thay thế Bảng tổng hợp điểm đã lập trước",
        ),
        (
            "bao-cao-hoi-dong",
            "Báo cáo này thay thế [số, ngày báo cáo được thay thế]",
        ),
        (
            "to-trinh",
            "Tờ trình này thay thế [số, ngày tờ trình được thay thế]",
        ),
        (
            "thong-bao-01",
            "Thông báo này thay thế [số, ngày thông báo được thay thế, nếu đã gửi]",
        ),
    ] {
        let paper = of(&facts, name);
        says(
            &paper,
            &format!("{this}, theo nội dung Hội đồng đã sửa về sản phẩm Trà."),
        );
    }
    let decision = of(&facts, "quyet-dinh-cong-nhan");
    let changes = "sửa đổi, thay thế nội dung về sản phẩm Trà tại Quyết định số 9/QĐ-UBND ngày 20 tháng 8 năm 2026";
    says(&decision, &format!("Quyết định này {changes}."));
    never(&decision, "Cá khô");
    says(&of(&facts, "bao-cao-hoi-dong"), changes);
    // The paper before was the table of opinions.
    facts.redone = vec![Redone {
        in_writing: true,
        ..redone
    }];
    let minutes = of(&facts, "bien-ban");
    says(
        &minutes,
        "thay thế Bảng tổng hợp ý kiến bằng văn bản [ngày bảng được thay thế].",
    );
    // Where nothing was taken back, nothing is replaced.
    facts.redone.clear();
    for paper in papers(&cases, &facts) {
        never(&paper.to_text(), "thay thế");
    }
}

/// READING previous-kept (26/2026, Điều 7.5): an upgrade that gives no higher star leaves the star before.
#[test]
fn a_star_that_stays_is_told() {
    let upgrade = json!({"kind": "upgrade", "filed": "2026-07-01",
        "previous": {"star": 4, "issued": "2024-12-01", "expires": "2027-12-01"}});
    let kept = "; hạng 4 sao trước vẫn giữ đến hết 01/12/2027";
    let (_, facts) = simple();
    let case = [scored("Trà", &upgrade, &council(), &[(DAY, EVEN)])];
    let papers = papers(&case, &facts);
    let decision = &rows(named(&papers, "quyet-dinh-cong-nhan"))[0][0];
    let star = case[0].stages()[0].star.unwrap();
    assert_eq!(decision[7], format!("{star} sao"));
    // Papers-elements 3: minutes have no days of certificates.
    never(&text(&papers, "bien-ban"), kept);
    says(&text(&papers, "thong-bao-01"), kept);
    let below = [scored("Trà", &upgrade, &council(), &[(DAY, &[40; 9])])];
    says(&text(&self::papers(&below, &facts), "thong-bao-01"), kept);
}

/// Nghị định 30/2020/NĐ-CP, Phụ lục I: the place of a commune's papers is its name alone.
#[test]
fn a_commune_writes_its_name_alone() {
    let letter = |commune: &str| {
        let case = json!({"product": {"name": "Cá khô", "commune": commune}, "regulation": "qd-26-2026",
            "set": "08", "stages": [{"level": "commune", "date": "2026-07-10", "report": [
                {"item": "local-labour", "note": "90% lao động của xã"}]}]});
        let case = EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled());
        text(&papers(&[case.unwrap()], &facts()), "xa-cong-van-01")
    };
    for (commune, place) in [
        ("xã Trị An", "Trị An, ngày"),
        ("Phường Tam Hiệp", "Tam Hiệp, ngày"),
        ("Phường 1", "Phường 1, ngày"),
        ("Xanh", "Xanh, ngày"),
    ] {
        let letter = letter(commune);
        says(&letter, &format!("\n{place}"));
        says(&letter, &format!("Ủy ban nhân dân {commune}"));
    }
}

/// Lists of papers know people by name, and advice by its product; a signed sheet is held to its title.
#[test]
fn lists_of_papers_have_names() {
    let (cases, facts) = simple();
    let papers = papers(&cases, &facts);
    let sheet = named(&papers, "phieu-m1");
    assert_eq!(
        sheet.listed.as_deref(),
        Some("Phiếu đánh giá của Người chấm 1")
    );
    assert_eq!(sheet.title, "Phiếu đánh giá của m1");
    assert!(named(&papers, "tham-khao-01").title.ends_with(": Cá khô"));
}

/// Papers-elements.md 3 (N M 1.9): minutes say the closing hour and day. Where products were scored again on another day, an
/// hour stands beside the day that it is of: what was typed of the first day is told as that day's, and closes nothing.
#[test]
fn an_hour_closes_the_day_that_it_is_of() {
    let again: &[(&str, &[u32])] = &[
        (DAY, &[90, 60, 60, 60, 60, 60, 60]),
        ("2026-08-12", &[60; 7]),
    ];
    let twice = [scored("Mật ong", &first(), &council(), again)];
    let mut facts = facts();
    let mut minutes = |closed: &str| {
        facts.closed = Some(closed.to_owned());
        text(&papers(&twice, &facts), "bien-ban")
    };
    let blank = "Biên bản kết thúc vào [giờ], ngày 12 tháng 8 năm 2026";
    for first in [
        "17 giờ 00, ngày 05 tháng 8 năm 2026",
        "17 giờ 00 ngày 5/8/2026",
        "17h00 05/8/2026",
    ] {
        let minutes = minutes(first);
        says(&minutes, blank);
        says(&minutes, &format!("Phiên họp trước kết thúc vào {first}."));
    }
    for last in ["11 giờ 30, ngày 12 tháng 8 năm 2026", "11h30 12/8/2026"] {
        let minutes = minutes(last);
        says(&minutes, &format!("Biên bản kết thúc vào {last};"));
        assert!(!minutes.contains("Phiên họp trước"), "{minutes}");
    }
    for neither in ["17 giờ 00", "17 giờ 00 cùng ngày"] {
        let minutes = minutes(neither);
        says(&minutes, blank);
        assert!(!minutes.contains("Phiên họp trước"), "{minutes}");
    }
}
