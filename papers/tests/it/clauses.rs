//! What clauses ask of single lines of a council's papers: who scored and who did not, in whose words
//! a dossier ends, what is not concluded, when opinions are due.

use ocop::{Catalog, EvaluatedCase};
use ocop_papers::{Absence, Asked, Facts, Opinion, SignedPaper, Unfinished, Written};
use serde_json::{Value, json};

use crate::common::bundled;
use crate::common::day::boxes;
use crate::council_day::{council, facts, first, named, papers, renewal, rows, scored, text};

/// A case of a set under 26/2026: members with 60 points, some of whom end at a stop.
fn with_stops(
    set: &str,
    application: &Value,
    members: usize,
    stops: &[(usize, &str)],
) -> EvaluatedCase {
    let catalog = bundled();
    let data = catalog.set("qd-26-2026", set).unwrap();
    let sheets: Vec<Value> = (1..=members)
        .map(|member| {
            let stop = stops.iter().find(|(who, _)| *who == member);
            let mut answers = Vec::new();
            for (criterion, ticked) in data.criteria().zip(boxes(&data, 60)) {
                let code = criterion.code().as_str();
                answers.push(json!({"criterion": code, "box": ticked}));
                if stop.is_some_and(|(_, at)| *at == code) {
                    break;
                }
            }
            let role = if member == 1 { "chair" } else { "member" };
            let mut sheet =
                json!({"assessor": format!("m{member}"), "role": role, "answers": answers});
            if let Some((_, at)) = stop {
                sheet["stopped_at"] = json!(at);
            }
            sheet
        })
        .collect();
    let case = json!({"product": {"name": "Cá khô", "producer": {"name": "Hợp tác xã"}},
        "regulation": "qd-26-2026", "set": set, "application": application,
        "stages": [{"level": "province", "date": "2026-08-05",
            "council": {"rules": "default", "appointed": members}, "sheets": sheets}]});
    EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog)
        .unwrap_or_else(|error| panic!("{:?}", error.diagnostics()))
}

/// Source: contract 5.7 (a sheet that stopped has no total, the mean is of the others), papers-elements
/// 2 and 3: sheets with a total and sheets that stopped stand apart, with a line for the council.
#[test]
fn minutes_count_sheets_that_stopped_apart() {
    let case = [with_stops("08", &first(), 8, &[(7, "6.1"), (8, "6.1")])];
    assert!(case[0].stages()[0].total.is_some());
    let papers = papers(&case, &facts());
    let minutes = text(&papers, "bien-ban");
    assert!(
        minutes.contains(
            "6 phiếu có tổng điểm, 2 phiếu dừng ở tiêu chí 6.1; tổng điểm trung bình 60,00"
        ),
        "{minutes}"
    );
    assert!(!minutes.contains("8 phiếu;"), "{minutes}");
    assert!(
        minutes.contains("2/8 phiếu dừng ở chỗ phiếu in (6.1)"),
        "{minutes}"
    );
    assert!(
        minutes.contains("Hội đồng thống nhất: [ý kiến kết luận]"),
        "{minutes}"
    );
    // Where no sheet stopped nothing is said of stops.
    let even = [scored(
        "Trà",
        &first(),
        &council(),
        &[("2026-08-05", &[60; 9])],
    )];
    let papers = self::papers(&even, &facts());
    let minutes = text(&papers, "bien-ban");
    assert!(
        minutes.contains("9 phiếu; tổng điểm trung bình"),
        "{minutes}"
    );
    assert!(!minutes.contains("phiếu dừng") && !minutes.contains("Hội đồng thống nhất"));
}

/// Source: contract 5.7 (the clause's own verb; a stop is no bị loại by itself), papers-elements 3 and 10
/// (findings in the words of the clause, with the clause). 26/2026, Phụ lục II: bộ 08, ghi chú ở 6.1 and
/// 1.1; bộ 01, ghi chú ở 6.1.
#[test]
fn a_dossier_ends_in_the_words_of_its_clause() {
    for (set, at, verb) in [
        ("08", "6.1", "không đánh giá các bước tiếp theo"),
        ("08", "1.1", "bị loại"),
        ("01", "6.1", "không xem xét các chỉ tiêu khác"),
    ] {
        let stops: Vec<(usize, &str)> = (1..=7).map(|member| (member, at)).collect();
        let case = [with_stops(set, &first(), 7, &stops)];
        let papers = papers(&case, &facts());
        let clause = format!("bộ {set}, ghi chú ở {at})");
        for name in [
            "bien-ban",
            "thong-bao-01",
            "thong-bao-chu-the-01",
            "bao-cao-hoi-dong",
        ] {
            let paper = text(&papers, name);
            assert!(
                paper.contains(&format!("7/7 phiếu dừng ở chỗ phiếu in ({at})")),
                "{paper}"
            );
            let line = paper.lines().find(|line| line.contains(&clause));
            assert!(line.is_some_and(|line| line.contains(verb)), "{paper}");
        }
        let minutes = text(&papers, "bien-ban");
        assert!(
            minutes.contains(&format!("7 phiếu dừng ở tiêu chí {at}; không có tổng điểm")),
            "{minutes}"
        );
        assert!(minutes.contains("7 phiếu dừng"), "{minutes}");
        let result = &rows(named(&papers, "bang-tong-hop-diem"))[1][0];
        assert_eq!(result.last().unwrap(), "dừng đánh giá");
    }
    // A finding: the summary says what the minutes say.
    for (set, finding, verb) in [
        ("08", "forged-dossier", "bị loại"),
        ("08", "foreign-matter", "không đánh giá các bước tiếp theo"),
        ("21", "intellectual-property", "bị loại bỏ"),
    ] {
        let catalog = bundled();
        let data = catalog.set("qd-26-2026", set).unwrap();
        let known = data
            .findings()
            .iter()
            .find(|known| known.id().as_str() == finding);
        let finding = known.or(data.findings().last()).unwrap().id().as_str();
        let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": set,
            "stages": [{"level": "province", "date": "2026-08-05", "findings": [finding]}]});
        let case = [EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog).unwrap()];
        let papers = papers(&case, &facts());
        let summary = &rows(named(&papers, "bang-tong-hop-diem"))[0][0];
        assert_eq!(summary.last().unwrap(), verb);
        let minutes = text(&papers, "bien-ban");
        assert!(
            minutes.contains(&format!(": {verb} (Quyết định 26/2026/QĐ-TTg, Phụ lục II")),
            "{minutes}"
        );
    }
}

/// Source: papers-elements 3 (list E: not concluded, why, what next): what is scored again at present,
/// and what nobody scored to the end, stand in the minutes, the report and the submission.
#[test]
fn what_is_not_concluded_is_listed() {
    let apart: &[u32] = &[90, 60, 60, 60, 60, 60, 60, 60, 60];
    let cases = [
        scored("Cá khô", &first(), &council(), &[("2026-08-05", &[60; 9])]),
        scored("Trà", &first(), &council(), &[("2026-08-05", apart)]),
    ];
    let unfinished = |product: &str, why: &str| Unfinished {
        product: product.to_owned(),
        producer: Some("Hợp tác xã Mới".to_owned()),
        why: why.to_owned(),
        ..Unfinished::default()
    };
    let mut facts = facts();
    facts.unfinished = vec![
        unfinished("Trà", "đang chấm lại ngày 12/08/2026"),
        unfinished("Gạo", "2 trên 9 phiếu đã nộp"),
    ];
    let papers = papers(&cases, &facts);
    for name in ["bien-ban", "bao-cao-hoi-dong", "to-trinh"] {
        let paper = text(&papers, name);
        for said in [
            "; Hội đồng thảo luận, chấm lại; đang chấm lại ngày 12/08/2026",
            "Sản phẩm chưa đánh giá xong: 1 sản phẩm",
            "Gạo",
            "Hợp tác xã Mới",
            "2 trên 9 phiếu đã nộp",
        ] {
            assert!(paper.contains(said), "{name}: {said}: {paper}");
        }
    }
    let report = text(&papers, "bao-cao-hoi-dong");
    assert!(report.contains("đã xem xét 3 sản phẩm"), "{report}");
    assert!(report.contains("2 sản phẩm chưa kết luận"), "{report}");
    let summary = text(&papers, "bang-tong-hop-diem");
    assert!(summary.contains("Gạo: 2 trên 9 phiếu đã nộp"), "{summary}");
}

/// Source: papers-elements 2 and 3 (first and second round side by side; absent with reason): the first
/// round keeps its sheets, its notes and who was absent from it.
#[test]
fn the_first_round_keeps_its_sheets_and_absences() {
    let apart: &[u32] = &[90, 60, 60, 60, 60, 60, 60, 60];
    let rounds: [(&str, &[u32]); 2] = [("2026-08-05", apart), ("2026-08-12", &[60; 9])];
    let cases = [scored("Trà", &first(), &council(), &rounds)];
    let mut facts = facts();
    facts.absent = vec![Absence {
        member: "m9".to_owned(),
        product: Some("Trà".to_owned()),
        reason: Some("đi công tác".to_owned()),
        earlier: true,
        ..Absence::default()
    }];
    let said = |text: &str, earlier| Opinion {
        member: "m2".to_owned(),
        product: "Trà".to_owned(),
        text: text.to_owned(),
        earlier,
        ..Opinion::default()
    };
    facts.opinions = vec![said("cần xem lại mẫu", true), said("đã xem lại mẫu", false)];
    let papers = papers(&cases, &facts);
    let minutes = text(&papers, "bien-ban");
    assert!(
        minutes.contains(
            "Người chấm 9: vắng mặt, sản phẩm Trà, lần chấm thứ nhất, lý do: đi công tác"
        ),
        "{minutes}"
    );
    let summary = rows(named(&papers, "bang-tong-hop-diem"));
    assert_eq!(summary[1][0][11], "vắng mặt", "the first round");
    assert_ne!(summary[0][0][11], "vắng mặt", "the second round");
    let sheets = text(&papers, "phieu-m2");
    let at = |said: &str| {
        sheets
            .find(said)
            .unwrap_or_else(|| panic!("{said}: {sheets}"))
    };
    assert!(at("chấm lần thứ nhất, ngày 05 tháng 8 năm 2026") < at("cần xem lại mẫu"));
    assert!(at("cần xem lại mẫu") < at("chấm lần thứ hai, ngày 12 tháng 8 năm 2026"));
    assert!(at("chấm lần thứ hai, ngày 12 tháng 8 năm 2026") < at("đã xem lại mẫu"));
}

/// Source: papers-elements 4 (Điều 7.6 d: sent, returned, not returned; a member who recused gives no
/// opinion, with the ground), section 2 (a word in the cell, never empty). Each product has its days.
#[test]
fn written_opinions_are_counted_by_who_was_asked() {
    let first = with_stops("08", &renewal(), 5, &[(5, "6.1")]);
    let other = scored("Trà", &renewal(), &council(), &[("2026-08-05", &[60; 6])]);
    let mut facts = facts();
    facts.members.truncate(7);
    facts.absent = vec![
        Absence {
            member: "m6".to_owned(),
            product: Some("Cá khô".to_owned()),
            recused: true,
            reason: Some("người thân là chủ thể".to_owned()),
            ..Absence::default()
        },
        Absence {
            member: "m7".to_owned(),
            product: Some("Cá khô".to_owned()),
            reason: Some("quá hạn".to_owned()),
            ..Absence::default()
        },
    ];
    facts.written = Some(Written {
        each: vec![Asked {
            product: "Cá khô".to_owned(),
            sent: Some("01/09/2026".to_owned()),
            due: Some("30/09/2026".to_owned()),
            ..Asked::default()
        }],
        ..Written::default()
    });
    let papers = papers(&[first, other], &facts);
    let opinions = named(&papers, "bang-tong-hop-y-kien");
    let table = rows(opinions);
    // Seven listed; one recused: six were asked, five answered, one did not.
    let counts = [&table[0][0][2], &table[0][0][3], &table[0][0][4]].map(String::as_str);
    assert_eq!(
        counts,
        [
            "6",
            "4 phiếu có tổng điểm, 1 phiếu dừng ở tiêu chí 6.1",
            "1"
        ]
    );
    let stopped = table[1]
        .iter()
        .find(|row| row[2] == "Người chấm 5")
        .unwrap();
    assert_eq!(stopped[3], "dừng ở 6.1");
    let said = opinions.to_text();
    for line in [
        "Người chấm 6: không tham gia chấm do có liên quan, sản phẩm Cá khô, lý do: người thân là chủ thể",
        "Người chấm 7: không trả lời, sản phẩm Cá khô, lý do: quá hạn",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let sheet = text(&papers, "phieu-lay-y-kien");
    for paper in [&said, &sheet] {
        assert!(
            paper.contains("Cá khô: gửi ngày 01/09/2026; hạn trả lời ngày 30/09/2026."),
            "{paper}"
        );
        assert!(paper.contains("Trà: gửi ngày [ngày gửi]; hạn trả lời ngày [ngày trả lời]."));
        assert!(!paper.contains("trả lời trước ngày"), "{paper}");
    }
}

/// Source: 26/2026, Điều 7.6 d; contract 5.4: that a council is not quorate is said with each cause, as
/// one sentence.
#[test]
fn a_cause_in_mid_sentence_has_no_capital() {
    let few = [scored(
        "Trà",
        &renewal(),
        &council(),
        &[("2026-08-05", &[60; 3])],
    )];
    let papers = papers(&few, &facts());
    let opinions = text(&papers, "bang-tong-hop-y-kien");
    assert!(
        opinions.contains("Chưa kết luận: thiếu thành viên: 3/9 phiếu"),
        "{opinions}"
    );
    assert!(!opinions.contains("; Thiếu"), "{opinions}");
}

/// Source: 26/2026, Điều 7.6 d (written opinions unless a meeting is called): opinions that lie too far apart
/// are for a meeting. Every paper that lists the product says so, as the pages of a result do.
#[test]
fn opinions_too_far_apart_are_for_a_meeting() {
    let apart: &[u32] = &[90, 60, 60, 60, 60, 60, 60, 60, 60];
    let cases = [
        scored("Trà", &renewal(), &council(), &[("2026-08-05", apart)]),
        scored("Gạo", &first(), &council(), &[("2026-08-05", apart)]),
    ];
    let both = papers(&cases, &facts());
    for name in ["bang-tong-hop-y-kien", "bao-cao-hoi-dong", "to-trinh"] {
        let paper = text(&both, name);
        let meeting = "(quá 10); Hội đồng phải họp, thảo luận, chấm lại";
        assert!(paper.contains(meeting), "{name}: {paper}");
    }
    let minutes = text(&both, "bien-ban");
    assert!(
        minutes.contains("(quá 10); Hội đồng thảo luận, chấm lại"),
        "{minutes}"
    );
    let page = |case| ocop_papers::result_page(case, ocop::Lang::Vi);
    assert!(page(&cases[0]).contains("chưa kết luận; Hội đồng phải họp, thảo luận, chấm lại"));
    assert!(page(&cases[1]).contains("chưa kết luận; Hội đồng thảo luận, chấm lại"));
}

/// Source: the order of points in Vietnamese legal texts, as in 26/2026, Điều 7.3: a, b, c, d, đ, e, g.
#[test]
fn lists_are_lettered_as_points_are() {
    let forwarded: &[u32] = &[95; 9];
    let low: &[u32] = &[40; 9];
    let apart: &[u32] = &[90, 60, 60, 60, 60, 60, 60, 60, 60];
    let day = "2026-08-05";
    let stops: Vec<(usize, &str)> = (1..=7).map(|member| (member, "6.1")).collect();
    let three = json!({"product": {"name": "A"}, "regulation": "qd-26-2026", "set": "08",
        "application": first(),
        "stages": [{"level": "province", "date": day, "total": "61.5"}]});
    let three = EvaluatedCase::from_json(&three.to_string(), "case.json", &bundled()).unwrap();
    let cases = [
        three,
        scored("B", &first(), &council(), &[(day, forwarded)]),
        scored("C", &first(), &council(), &[(day, low)]),
        with_stops("08", &first(), 7, &stops),
        scored("E", &first(), &council(), &[(day, apart)]),
    ];
    let mut facts = facts();
    facts.unfinished = vec![Unfinished {
        product: "F".to_owned(),
        ..Unfinished::default()
    }];
    let papers = papers(&cases, &facts);
    for name in ["bien-ban", "bao-cao-hoi-dong", "to-trinh"] {
        let paper = text(&papers, name);
        let letters = paper
            .lines()
            .filter_map(|line| line.split_once(") Sản phẩm").or(line.split_once(") Hồ sơ")));
        let letters: Vec<&str> = letters.map(|(letter, _)| letter).collect();
        assert_eq!(letters, ["a", "b", "c", "d", "đ", "e"], "{paper}");
    }
}

/// Source: 26/2026, Điều 6.3 a and b: 05 samples of each product but tourism; a renewal goes with the
/// agency's report in place of three other papers. The letter says of which product each list is.
#[test]
fn attachments_are_listed_by_product() {
    let case = |name: &str, set: &str, kind: Value| {
        let case = json!({"product": {"name": name}, "regulation": "qd-26-2026", "set": set,
            "application": kind,
            "stages": [{"level": "province", "date": "2026-08-05", "total": "91"}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()
    };
    let again = json!({"kind": "renewal", "filed": "2026-07-01",
        "previous": {"star": 5, "issued": "2023-12-01", "expires": "2026-12-01"}});
    let cases = [
        case("Cá khô", "08", first()),
        case("Trà", "12", again),
        case("Khu du lịch", "26", first()),
    ];
    let letter = text(&papers(&cases, &facts()), "cong-van-de-nghi");
    let lists: Vec<&str> = letter.split("Đối với ").skip(1).collect();
    let [fish, tea, tourism] = lists.as_slice() else {
        panic!("{letter}")
    };
    let samples = "5 sản phẩm mẫu gửi trung ương cho mỗi sản phẩm";
    assert!(
        fish.starts_with("Cá khô:") && fish.contains(samples),
        "{fish}"
    );
    assert!(fish.contains("Báo cáo của Tổ tư vấn") && !fish.contains("cơ quan tham mưu OCOP"));
    assert!(tea.starts_with("Trà:") && tea.contains(samples), "{tea}");
    assert!(tea.contains("cơ quan tham mưu OCOP") && !tea.contains("Báo cáo của Tổ tư vấn"));
    assert!(tourism.starts_with("Khu du lịch:"), "{tourism}");
    assert!(!tourism.contains("sản phẩm mẫu"), "{tourism}");
    // One list for all needs no names.
    let letter = text(&papers(&cases[..1], &facts()), "cong-van-de-nghi");
    assert!(
        !letter.contains("Đối với") && letter.contains(samples),
        "{letter}"
    );
}

/// Source: contract 5.4 and 5.7: the quorum, whose sheet it asks for, the spread, when a council meets a
/// minimum and when zeros end it are its rules' own, and the paper says which values decided.
#[test]
fn the_values_that_decided_are_printed() {
    let rules = json!({"format": 1, "name": "Quy chế", "source": "Quy chế của Hội đồng",
        "spread": "30", "quorum": {"numerator": 2, "denominator": 3}, "chair": "chair",
        "minimum_by": "mean", "zero_by": "any", "shown_decimals": 2,
        "citations": {"spread": "Điều 1", "quorum": "Điều 2", "minimum_by": "Điều 3", "zero_by": "Điều 4"}});
    let bundled = bundled();
    let files = bundled
        .files()
        .map(|(name, text)| (name.to_owned(), text.to_owned().into()));
    let own = ("councils/own.json".to_owned(), rules.to_string().into());
    let (catalog, problems) = Catalog::from_files(files.chain([own]));
    assert!(problems.is_empty(), "{problems:?}");
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let sheets = (1..).zip([72, 72, 90, 90]).map(|(member, points)| {
        let answers = set.criteria().zip(boxes(&set, points));
        let answers = answers.map(|(criterion, ticked)| json!({"criterion": criterion.code().as_str(), "box": ticked}));
        let role = if member == 1 { "chair" } else { "member" };
        json!({"assessor": format!("m{member}"), "role": role, "answers": answers.collect::<Vec<_>>()})
    });
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "application": first(), "stages": [{"level": "province", "date": "2026-08-05",
            "council": {"rules": "own", "appointed": 4}, "sheets": sheets.collect::<Vec<_>>()}]});
    let case = [
        EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog)
            .unwrap_or_else(|error| panic!("{:?}", error.diagnostics())),
    ];
    let papers = papers(&case, &facts());
    for name in ["bien-ban", "bang-tong-hop-diem"] {
        let paper = text(&papers, name);
        let line = paper
            .lines()
            .find(|line| line.starts_with("Giá trị áp dụng"))
            .unwrap();
        for value in [
            "có phiếu của ít nhất 2/3 tổng số thành viên Hội đồng",
            "có phiếu của chủ tịch Hội đồng;",
            "không quá 30 điểm",
            "được coi là đạt khi điểm trung bình của tiêu chí đạt",
            "dừng đánh giá khi có phiếu cho 0 điểm",
        ] {
            assert!(line.contains(value), "{value}: {line}");
        }
    }
    let differ = case[0].stages()[0].reasons.iter();
    let differ = differ.filter(|reason| reason.code() == ocop::text::ReasonCode::MembersDiffer);
    let minutes = text(&papers, "bien-ban");
    let counted = minutes
        .matches("; quy chế tính đạt khi điểm trung bình của tiêu chí đạt; kết quả:")
        .count();
    assert_eq!(counted, differ.count(), "{minutes}");
}

/// Source: 26/2026, Điều 7.6 d: a session of written opinions alone has a table of opinions and no minutes,
/// so no paper cites or attaches minutes; one with a meeting and opinions cites both.
#[test]
fn no_paper_cites_minutes_of_a_meeting_that_was_not_held() {
    let written = scored("Trà", &renewal(), &council(), &[("2026-08-05", &[74; 9])]);
    let met = scored("Cá khô", &first(), &council(), &[("2026-08-05", &[74; 9])]);
    let alone = papers(std::slice::from_ref(&written), &facts());
    assert!(alone.iter().all(|paper| paper.name != "bien-ban"));
    for name in ["quyet-dinh-cong-nhan", "to-trinh", "bang-tong-hop-diem"] {
        let paper = text(&alone, name);
        assert!(!paper.contains("Biên bản họp"), "{name}: {paper}");
        assert!(
            paper.contains("Bảng tổng hợp ý kiến bằng văn bản"),
            "{name}: {paper}"
        );
    }
    let both = papers(&[written, met], &facts());
    for name in ["quyet-dinh-cong-nhan", "to-trinh", "bang-tong-hop-diem"] {
        let paper = text(&both, name);
        assert!(paper.contains("Biên bản họp Hội đồng"), "{name}: {paper}");
        assert!(
            paper.contains("ảng tổng hợp ý kiến bằng văn bản"),
            "{name}: {paper}"
        );
    }
}

/// Source: papers-elements 3 (members founded and present): minutes of a meeting at which findings ended
/// every dossier name who was there, and how many the council has.
#[test]
fn minutes_without_sheets_keep_the_council() {
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "application": first(), "stages": [{"level": "province", "date": "2026-08-05",
            "findings": ["forged-dossier"]}]});
    let case = [EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()];
    let mut facts = facts();
    facts.appointed = Some(9);
    let papers = papers(&case, &facts);
    let minutes = named(&papers, "bien-ban");
    assert!(
        minutes.to_text().contains("Quyết định thành lập): 9;"),
        "{}",
        minutes.to_text()
    );
    let table = rows(minutes);
    let names: Vec<&str> = table[0].iter().map(|row| row[1].as_str()).collect();
    // The ninth is said to be absent from all products.
    assert_eq!(names.len(), 8);
    assert!(names.contains(&"Người chấm 1") && !names.contains(&"Người chấm 9"));
}

/// A list of papers tells each from the others: notices by whom they go to, decisions by their law.
#[test]
fn titles_tell_papers_apart() {
    let case = |name: &str, law: &str, area: &str| {
        let case = json!({"product": {"name": name, "commune": area, "producer": {"name": name}},
            "regulation": law, "set": "08",
            "stages": [{"level": "province", "date": "2026-07-10", "total": "61.5"}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()
    };
    let cases = [
        case("Cá mới", "qd-26-2026", "Xã Một"),
        case("Cá cũ", "qd-1489-2025", "Xã Hai"),
    ];
    let papers = papers(&cases, &facts());
    let mut titles: Vec<&str> = papers
        .iter()
        .filter(|paper| paper.name.starts_with("thong-bao") || paper.name.starts_with("quyet-dinh"))
        .map(|paper| paper.title.as_str())
        .collect();
    let all = titles.len();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!((all, titles.len()), (6, 6), "{titles:?}");
}

/// Source: law.md 3: 1489 changes khoản 1 of Phụ lục II of 148 alone; the sheets are Phụ lục III of 148.
/// A sheet says which decision it is issued with, and grounds cite the amended decision too.
#[test]
fn sheets_under_an_amendment_are_of_the_decision_it_amends() {
    let catalog = bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let answers = set.criteria().zip(boxes(&set, 60));
    let answers = answers
        .map(|(criterion, ticked)| json!({"criterion": criterion.code().as_str(), "box": ticked}));
    let case = json!({"product": {"name": "Khô bò"}, "regulation": "qd-1489-2025", "set": "08",
        "stages": [{"level": "province", "date": "2025-10-01",
            "sheets": [{"assessor": "m1", "role": "chair", "answers": answers.collect::<Vec<_>>()}]}]});
    let case = [EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog).unwrap()];
    let papers = papers(&case, &facts());
    let sheet = text(&papers, "phieu-m1");
    assert!(
        sheet.contains(
            "(Kèm theo Quyết định số 148/QĐ-TTg ngày 24 tháng 02 năm 2023 của Thủ tướng Chính phủ, được sửa đổi"
        ),
        "{sheet}"
    );
    assert!(!sheet.contains("Kèm theo Quyết định số 1489"), "{sheet}");
    let minutes = text(&papers, "bien-ban");
    let at = |said: &str| {
        minutes
            .find(said)
            .unwrap_or_else(|| panic!("{said}: {minutes}"))
    };
    assert!(
        at("Căn cứ Quyết định số 148/QĐ-TTg ngày 24 tháng 02 năm 2023")
            < at("Căn cứ Quyết định số 1489/QĐ-TTg")
    );
    let regulation = catalog.regulation("qd-1489-2025").unwrap();
    let blank = ocop_papers::blank_form(&regulation, &set);
    assert!(
        blank.contains("Kèm theo Quyết định số 148/QĐ-TTg ngày 24 tháng 02 năm 2023")
            && !blank.contains("Kèm theo Quyết định số 1489")
    );
}

/// Source: 26/2026, Điều 7.6 d (opinions in writing are no meeting), papers-elements 2 to 4 (minutes name who
/// presided and took part, and under which law): minutes are of what was decided at the meeting alone.
#[test]
fn minutes_are_of_the_meeting_alone() {
    let catalog = bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    // At the meeting the vice-chair and six members score, in writing the chair and the ninth too.
    let sheets = (2..=8).map(|member| {
        let answers = set.criteria().zip(boxes(&set, 60));
        let answers = answers.map(
            |(criterion, ticked)| json!({"criterion": criterion.code().as_str(), "box": ticked}),
        );
        let role = if member == 2 { "vice-chair" } else { "member" };
        json!({"assessor": format!("m{member}"), "role": role,
            "answers": answers.collect::<Vec<_>>()})
    });
    let met = json!({"product": {"name": "Khô bò"}, "regulation": "qd-1489-2025", "set": "08",
        "application": {"kind": "first", "filed": "2026-02-02"},
        "stages": [{"level": "province", "date": "2026-08-06",
            "council": {"rules": "default", "appointed": 9}, "sheets": sheets.collect::<Vec<_>>()}]});
    let cases = [
        EvaluatedCase::from_json(&met.to_string(), "case.json", &catalog).unwrap(),
        scored("Trà", &renewal(), &council(), &[("2026-08-20", &[60; 9])]),
    ];
    let mut facts = facts();
    facts.members[1].role = Some("vice-chair".to_owned());
    let away = |member: &str| Absence {
        member: member.to_owned(),
        product: Some("Khô bò".to_owned()),
        ..Absence::default()
    };
    facts.absent = vec![away("m1"), away("m9")];
    let papers = papers(&cases, &facts);
    let minutes = named(&papers, "bien-ban");
    let said = minutes.to_text();
    for expected in [
        "Chủ trì (chủ tọa): Người chấm 2, Sở, Phó Chủ tịch Hội đồng",
        "số thành viên chấm điểm: 7.",
        "ngày 06 tháng 8 năm 2026",
        "Căn cứ Quyết định số 1489/QĐ-TTg",
        "Người chấm 9: vắng mặt, sản phẩm Khô bò",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    for other in ["26/2026", "Trà", "ngày 20 tháng 8", "theo Quyết định số"] {
        assert!(!said.contains(other), "{other}: {said}");
    }
    let tables = rows(minutes);
    let roll: Vec<&str> = tables[0].iter().map(|row| row[1].as_str()).collect();
    let (first, last) = (roll.first().unwrap(), roll.last().unwrap());
    assert_eq!(
        (roll.len(), *first, *last),
        (7, "Người chấm 2", "Người chấm 8")
    );
    // The chair answered in writing, and signs for the council.
    let opinions = text(&papers, "bang-tong-hop-y-kien");
    assert!(
        opinions.contains("Chủ tịch Hội đồng\nNgười chấm 1"),
        "{opinions}"
    );
    assert!(!opinions.contains("1489"), "{opinions}");
}

/// Source: 26/2026, Điều 7.6 d: of written opinions nobody is absent, at the meeting that follows somebody is.
/// Each round has the word of its own form.
#[test]
fn each_round_has_the_word_of_its_form() {
    let catalog = bundled();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let stage = |day: &str, form: &str, high: u32| {
        let sheets = (1..=8).map(|member| {
            let points = if member == 1 { high } else { 60 };
            let answers = set.criteria().zip(boxes(&set, points));
            let answers = answers.map(
                |(criterion, ticked)| json!({"criterion": criterion.code().as_str(), "box": ticked}),
            );
            let role = if member == 1 { "chair" } else { "member" };
            json!({"assessor": format!("m{member}"), "role": role,
                "answers": answers.collect::<Vec<_>>()})
        });
        json!({"level": "province", "date": day,
            "council": {"rules": "default", "appointed": 9, "form": form},
            "sheets": sheets.collect::<Vec<_>>()})
    };
    let case = json!({"product": {"name": "Trà"}, "regulation": "qd-26-2026", "set": "08",
        "application": renewal(), "stages": [
            stage("2026-08-05", "written", 90), stage("2026-08-12", "meeting", 60)]});
    let case = [EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog).unwrap()];
    let mut facts = facts();
    let away = |earlier| Absence {
        member: "m9".to_owned(),
        earlier,
        ..Absence::default()
    };
    facts.absent = vec![away(true), away(false)];
    let papers = papers(&case, &facts);
    let summary = rows(named(&papers, "bang-tong-hop-diem"));
    assert_eq!(summary[0][0][11], "vắng mặt", "the meeting");
    assert_eq!(summary[1][0][11], "không trả lời", "in writing");
    // The meeting is the second round's.
    let minutes = text(&papers, "bien-ban");
    let begins = "Thời gian bắt đầu: [giờ], ngày 12 tháng 8 năm 2026";
    assert!(minutes.contains(begins), "{minutes}");
    // Nobody was absent from the round in writing.
    for paper in [minutes, text(&papers, "bang-tong-hop-diem")] {
        assert_eq!(
            paper.matches("Người chấm 9: vắng mặt").count(),
            1,
            "{paper}"
        );
        assert!(!paper.contains(", lần chấm thứ nhất"), "{paper}");
    }
    // Papers-elements 4: the round in writing keeps its table, with its days; 5: the course as it was.
    facts.written = Some(Written {
        earlier: vec![Asked {
            product: "Trà".to_owned(),
            sent: Some("01/07/2026".to_owned()),
            due: Some("20/07/2026".to_owned()),
            ..Asked::default()
        }],
        ..Written::default()
    });
    let papers = crate::council_day::papers(&case, &facts);
    let opinions = text(&papers, "bang-tong-hop-y-kien");
    for said in [
        "Gửi ngày 01/07/2026; hạn trả lời ngày 20/07/2026.",
        "Hội đồng đã họp, chấm lại ngày 12 tháng 8 năm 2026, kết luận ghi tại biên bản họp",
    ] {
        assert!(opinions.contains(said), "{said}: {opinions}");
    }
    assert_eq!(
        rows(named(&papers, "bang-tong-hop-y-kien"))[0][0][3..6],
        ["8", "1", "63,75"]
    );
    assert!(papers.iter().all(|paper| paper.name != "phieu-lay-y-kien"));
    let attached = "Biên bản họp Hội đồng, Bảng tổng hợp ý kiến bằng văn bản và Bảng tổng hợp điểm";
    assert!(text(&papers, "to-trinh").contains(attached));
    // docs/papers.md, Mã đối chiếu: the table is held to the same result.
    for name in ["bien-ban", "bang-tong-hop-y-kien", "bang-tong-hop-diem"] {
        let paper = SignedPaper::read(&named(&papers, name).to_docx().unwrap()).unwrap();
        assert_eq!(paper.differences(&case, &catalog), [], "{name}");
    }
}

/// papers-elements 2 (a word in the cell) and 4: the facts say who was not in the council, and what nobody has begun to
/// score; docs/papers.md.
#[test]
fn who_is_not_in_the_council_is_not_missed() {
    let seven = json!({"rules": "default", "appointed": 7});
    let case = [scored(
        "Trà",
        &renewal(),
        &seven,
        &[("2026-08-05", &[60; 7])],
    )];
    let mut facts = facts();
    facts.appointed = None;
    let outside = |member: &str, late: bool| Absence {
        member: member.to_owned(),
        late,
        left: !late,
        ..Absence::default()
    };
    facts.absent = vec![outside("m8", false), outside("m9", true)];
    let papers = papers(&case, &facts);
    let row = &rows(named(&papers, "bang-tong-hop-diem"))[0][0];
    assert_eq!(
        row[10..12],
        ["không còn trong Hội đồng", "chưa vào Hội đồng"]
    );
    let opinions = named(&papers, "bang-tong-hop-y-kien");
    assert_eq!(rows(opinions)[0][0][2..5], ["7", "7", "0"]);
    assert!(
        !opinions.to_text().contains("không trả lời"),
        "{}",
        opinions.to_text()
    );
}

/// Source: 26/2026, Điều 7.6 d (opinions in writing are no meeting): minutes and the summary list nobody as absent
/// from what has no meeting, or is still open in writing; who stands back from what is open at the meeting is listed.
#[test]
fn nobody_is_absent_from_what_is_in_writing() {
    let day: &[(&str, &[u32])] = &[("2026-08-05", &[60; 8])];
    let met = [scored("Gạo", &first(), &council(), day)];
    let written = [scored("Trà", &renewal(), &council(), day)];
    let open = |product: &str, in_writing| Unfinished {
        product: product.to_owned(),
        in_writing,
        ..Unfinished::default()
    };
    let stands_back = |product: &str| Absence {
        member: "m8".to_owned(),
        product: Some(product.to_owned()),
        recused: true,
        ..Absence::default()
    };
    let mut facts = facts();
    facts.unfinished = vec![open("Trà", true), open("Nấm", false)];
    facts.absent = vec![stands_back("Trà"), stands_back("Nấm")];
    let minutes = text(&papers(&met, &facts), "bien-ban");
    let said = "Người chấm 8: không tham gia chấm do có liên quan, sản phẩm ";
    assert!(minutes.contains(&format!("{said}Nấm")), "{minutes}");
    assert!(!minutes.contains(&format!("{said}Trà")), "{minutes}");
    facts.unfinished.clear();
    facts.absent = vec![Absence {
        member: "m9".to_owned(),
        ..Absence::default()
    }];
    let summary = text(&papers(&written, &facts), "bang-tong-hop-diem");
    assert!(!summary.contains("vắng mặt"), "{summary}");
}

/// Source: 26/2026, Điều 7.6 d: a renewal goes by opinions in writing unless a meeting is called; one that a
/// finding ended without sheets stands in the table of opinions, and in no minutes of a meeting that was not held.
#[test]
fn a_renewal_that_a_finding_ended_has_its_paper() {
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "application": renewal(), "stages": [{"level": "province", "date": "2026-08-05",
            "findings": ["forged-dossier"]}]});
    let case = [EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()];
    let mut facts = facts();
    let written = papers(&case, &facts);
    assert!(written.iter().all(|paper| paper.name != "bien-ban"));
    let opinions = text(&written, "bang-tong-hop-y-kien");
    let concluded = "Giả mạo hồ sơ: bị loại (Quyết định 26/2026/QĐ-TTg, Phụ lục II";
    assert!(opinions.contains(concluded), "{opinions}");
    // Where the chair called a meeting it is in the minutes, with the reason.
    facts.written = Some(Written {
        meeting: Some("nội dung phức tạp".to_owned()),
        ..Written::default()
    });
    let met = papers(&case, &facts);
    assert!(met.iter().all(|paper| paper.name != "bang-tong-hop-y-kien"));
    let minutes = text(&met, "bien-ban");
    assert!(minutes.contains(concluded), "{minutes}");
    assert!(minutes.contains("lý do: nội dung phức tạp."), "{minutes}");
}

/// What another law certifies and sends up is printed by its data: the stars below the lowest certified one, what a
/// product lacks, what is asked of the level above, the footnote on marks.
#[test]
fn figures_of_a_law_come_from_its_data() {
    let bundled = bundled();
    let files = bundled.files().map(|(name, text)| {
        let mut text = text.to_owned();
        if name == "qd-26-2026/regulation.json" {
            let mut law: Value = serde_json::from_str(&text).unwrap();
            law["certificate"]["least_star"] = json!(4);
            let levels = law["levels"].as_array_mut().unwrap();
            let province = levels.iter_mut().find(|level| level["level"] == "province");
            let certified = province.unwrap()["certifies"].as_array_mut().unwrap();
            certified.retain(|range| range["star"] != 3);
            text = law.to_string();
        } else if name.starts_with("qd-26-2026/sets/") {
            // A mark is of a star that is certified.
            text = text.replace("\"star\": 3, ", "");
        }
        (name.to_owned(), text.into())
    });
    let (catalog, problems) = Catalog::from_files(files);
    assert!(problems.is_empty(), "{problems:?}");
    let case = |name: &str, total: &str| {
        let case = json!({"product": {"name": name}, "regulation": "qd-26-2026", "set": "08",
            "stages": [{"level": "province", "date": "2026-08-05", "total": total}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog).unwrap()
    };
    let cases = [case("Cá khô", "61.5"), case("Trà", "91")];
    let papers = papers(&cases, &facts());
    let report = text(&papers, "bao-cao-hoi-dong");
    let below = "Sản phẩm đạt hạng 1 sao, 2 sao, 3 sao: thông báo kết quả";
    assert!(report.contains(below), "{report}");
    assert!(
        report.contains("1 sản phẩm đạt hạng 1 sao, 2 sao, 3 sao."),
        "{report}"
    );
    let notice = text(&papers, "thong-bao-01");
    assert!(
        notice.contains("hạng 4 sao cần từ 70 điểm trở lên"),
        "{notice}"
    );
    let letter = text(&papers, "cong-van-de-nghi");
    assert!(
        letter.contains("đánh giá, phân hạng sản phẩm OCOP 5 sao"),
        "{letter}"
    );
    let (regulation, set) = (
        catalog.regulation("qd-26-2026"),
        catalog.set("qd-26-2026", "08"),
    );
    let form = ocop_papers::blank_form(&regulation.unwrap(), &set.unwrap());
    assert!(
        form.contains("hạng: **** là 4 sao, ***** là 5 sao."),
        "{form}"
    );
}

/// What the engine warns of stands in the papers of record, once for all products that it is said of. What a
/// dossier lacks stands there too; the minutes tell it with the dossiers, and the agency's report on renewals in
/// its own column. Source: 26/2026, Điều 7.2 b (the commune reports first), 6.1 c (what a renewal brings).
#[test]
fn warnings_stand_in_minutes_and_summary() {
    let holding = |mut application: Value, items: &[&str]| {
        application["items"] = json!(items);
        application
    };
    let day: &[(&str, &[u32])] = &[("2026-08-05", &[60; 9])];
    let whole = [
        "form-01",
        "form-02",
        "updates",
        "paper-set",
        "electronic-set",
        "commune-letter",
        "form-03",
        "samples-province",
        "paper-set-province",
        "electronic-set-province",
    ];
    let held = holding(first(), &["form-01"]);
    let again = holding(renewal(), &["form-01", "form-02"]);
    let cases = [
        scored("Trà", &held, &council(), day),
        scored("Gạo", &first(), &council(), day),
        scored("Cá khô", &again, &council(), day),
        scored("Mật ong", &holding(renewal(), &whole), &council(), day),
        scored("Nấm", &renewal(), &council(), day),
    ];
    let papers = papers(&cases, &facts());
    let warning = "Thiếu báo cáo của xã trước khi đánh giá cấp tỉnh";
    let letter = "Hồ sơ thiếu: Văn bản của xã đề nghị tỉnh đánh giá";
    for (name, products, lacking) in [
        ("bien-ban", "Trà, Gạo", None),
        (
            "bang-tong-hop-y-kien",
            "Cá khô, Mật ong, Nấm",
            Some("Cá khô"),
        ),
        (
            "bang-tong-hop-diem",
            "Trà, Gạo, Cá khô, Mật ong, Nấm",
            Some("Trà, Cá khô"),
        ),
    ] {
        let paper = text(&papers, name);
        let line = format!("{products}: {warning}");
        assert_eq!(paper.matches(&line).count(), 1, "{name}: {paper}");
        let lacks = lacking.map(|products| format!("{products}: {letter}"));
        assert!(
            lacks.is_none_or(|lacks| paper.matches(&lacks).count() == 1),
            "{name}: {paper}"
        );
        assert_eq!(
            paper.contains("Hồ sơ thiếu:"),
            lacking.is_some(),
            "{name}: {paper}"
        );
    }
    assert!(text(&papers, "bien-ban").contains("Trà còn thiếu: Báo cáo tự đánh giá (Mẫu 02), "));
    let report = &rows(named(&papers, "bao-cao-co-quan"))[0];
    assert!(
        report[0][4].starts_with("còn thiếu: Cập nhật về nguyên liệu"),
        "{report:?}"
    );
    assert_eq!(report[1][4], "đầy đủ");
    assert_eq!(report[2][4], "[đầy đủ hay chưa]");
}

/// Minutes say of a dossier what its result warns of, at every level that it has reached. Source: 148, Phụ lục II,
/// 4 a (the sets and the samples that a district gets) and Biểu 03 (the commune's report).
#[test]
fn minutes_lack_what_the_result_lacks() {
    let case = |kind: Option<&str>| {
        let mut application = json!({"filed": "2024-03-01",
            "items": ["form-01", "form-02", "three-year-results"]});
        if let Some(kind) = kind {
            application["kind"] = json!(kind);
        }
        let case = json!({"product": {"name": "Khô bò"}, "regulation": "qd-148-2023", "set": "03",
            "application": application,
            "stages": [{"level": "district", "date": "2024-04-10", "total": "61"}]});
        [EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()]
    };
    let lacks = "2. Hồ sơ và sản phẩm mẫu: Khô bò còn thiếu: Báo cáo của xã (Biểu 03), Một bộ hồ sơ gốc, \
        Một bộ hồ sơ điện tử, Sản phẩm mẫu";
    for kind in [Some("first"), None] {
        let minutes = text(&papers(&case(kind), &facts()), "bien-ban");
        assert!(minutes.contains(lacks), "{kind:?}: {minutes}");
    }
}

/// A member stands in papers by name, in what the result warns of too: the engine knows the id alone.
#[test]
fn warnings_name_members() {
    let case = with_stops("16", &first(), 8, &[(3, "6.2")]);
    let mut case = serde_json::to_value(case.case()).unwrap();
    let sheets = case["stages"][0]["sheets"].as_array_mut().unwrap();
    // The sheet says that it ended at 6.2, and has every answer of another one.
    sheets[2]["answers"] = sheets[3]["answers"].clone();
    let case = [EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()];
    let of = |facts: &Facts| {
        let papers = papers(&case, facts);
        ["bien-ban", "bang-tong-hop-diem"].map(|name| text(&papers, name))
    };
    for paper in of(&facts()) {
        let warned = "Cá khô: Phiếu Người chấm 3: ghi dừng ở tiêu chí 6.2 mà vẫn chấm";
        assert!(paper.contains(warned), "{paper}");
        assert!(!paper.contains("Phiếu m3"), "{paper}");
    }
    // An id alone is no name, but room for one.
    for paper in of(&Facts::default()) {
        assert!(paper.contains("Cá khô: Phiếu [m3]: ghi dừng"), "{paper}");
    }
}

/// Source: 26/2026, Điều 7.6 d: a renewal that a finding ended without sheets goes by what is known of it: opinion
/// sheets that were sent, or a meeting. What its council did about another renewal says nothing of it.
#[test]
fn a_finding_goes_by_the_form_of_its_own_hearing() {
    let ended = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "application": renewal(), "stages": [{"level": "province", "date": "2026-08-05",
            "findings": ["forged-dossier"]}]});
    let ended = || EvaluatedCase::from_json(&ended.to_string(), "case.json", &bundled());
    let scored_by = |form: &str| {
        let council = json!({"rules": "default", "appointed": 9, "form": form});
        scored("Trà", &renewal(), &council, &[("2026-08-05", &[60; 9])])
    };
    let asked = |product: &str, sent: Option<&str>| Asked {
        product: product.to_owned(),
        sent: sent.map(str::to_owned),
        ..Asked::default()
    };
    let sent = Some("01/08/2026");
    // The form of the scored renewal, and whether opinion sheets on the one that ended were sent.
    for (form, ended_sent) in [
        ("meeting", None),
        ("written", None),
        ("meeting", sent),
        ("written", sent),
    ] {
        let cases = [ended().unwrap(), scored_by(form)];
        let mut facts = facts();
        facts.written = Some(Written {
            meeting: Some("nội dung phức tạp".to_owned()),
            each: vec![
                asked("Cá khô", ended_sent),
                asked("Trà", sent.filter(|_| form == "written")),
            ],
            ..Written::default()
        });
        let papers = papers(&cases, &facts);
        let holds = |name: &str, product: &str| {
            let mut papers = papers.iter().filter(|paper| paper.name == name);
            papers.any(|paper| paper.to_text().contains(product))
        };
        for (product, written) in [("Cá khô", ended_sent.is_some()), ("Trà", form == "written")]
        {
            let at = format!("{product}, {form}, {ended_sent:?}");
            assert_eq!(holds("bang-tong-hop-y-kien", product), written, "{at}");
            assert_eq!(holds("bien-ban", product), !written, "{at}");
        }
    }
}

/// Source: 26/2026, Điều 7.6 d: sheets tell their form by themselves; a meeting that the facts name for all renewals
/// is of the one that has none.
#[test]
fn a_meeting_for_all_takes_no_sheets_in_writing() {
    let ended = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "application": renewal(), "stages": [{"level": "province", "date": "2026-08-05",
            "findings": ["forged-dossier"]}]});
    let ended = EvaluatedCase::from_json(&ended.to_string(), "case.json", &bundled());
    let written = json!({"rules": "default", "appointed": 9, "form": "written"});
    let cases = [
        ended.unwrap(),
        scored("Trà", &renewal(), &written, &[("2026-08-05", &[60; 9])]),
    ];
    let mut facts = facts();
    facts.written = Some(Written {
        meeting: Some("nội dung phức tạp".to_owned()),
        ..Written::default()
    });
    let papers = papers(&cases, &facts);
    let (minutes, opinions) = (
        text(&papers, "bien-ban"),
        text(&papers, "bang-tong-hop-y-kien"),
    );
    assert!(
        minutes.contains("(Cá khô), lý do: nội dung phức tạp."),
        "{minutes}"
    );
    assert!(
        !minutes.contains("Trà") && opinions.contains("Trà"),
        "{opinions}"
    );
    assert!(!opinions.contains("Cá khô"), "{opinions}");
}

/// Two producers may have products of one name: each is counted, has its own day, and is open or concluded by itself.
#[test]
fn two_products_of_one_name_stay_two() {
    let of = |producer: &str, day: &str| {
        let case = json!({"product": {"name": "Trà", "producer": {"name": producer}},
            "regulation": "qd-26-2026", "set": "08", "application": first(),
            "stages": [{"level": "province", "date": day, "total": "61.5"}]});
        EvaluatedCase::from_json(&case.to_string(), "case.json", &bundled()).unwrap()
    };
    let cases = [
        of("Hợp tác xã Một", "2026-08-05"),
        of("Hợp tác xã Hai", "2026-08-07"),
    ];
    let mut facts = facts();
    let minutes = text(&papers(&cases, &facts), "bien-ban");
    let begins = "Thời gian bắt đầu: [giờ], ngày 07 tháng 8 năm 2026";
    assert!(minutes.contains(begins), "{minutes}");
    let open = |producer: Option<&str>| Unfinished {
        product: "Trà".to_owned(),
        producer: producer.map(str::to_owned),
        why: "chờ kiểm nghiệm".to_owned(),
        ..Unfinished::default()
    };
    // Where the producer is another one it is a second product; where none is known it is that case.
    for (producer, count, listed) in [
        (Some("Hợp tác xã Hai"), 2, true),
        (Some("Hợp tác xã Một"), 1, false),
        (None, 1, false),
    ] {
        facts.unfinished = vec![open(producer)];
        let report = text(&papers(&cases[..1], &facts), "bao-cao-hoi-dong");
        let counted = format!("đã xem xét {count} sản phẩm");
        assert!(report.contains(&counted), "{producer:?}: {report}");
        let unscored = report.contains("Sản phẩm chưa đánh giá xong: 1 sản phẩm");
        assert_eq!(unscored, listed, "{producer:?}: {report}");
    }
}
