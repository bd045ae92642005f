//! What is told beside a result and changes no points: sheets against their notes, stars against their
//! points, findings and reports that are not there.

use ocop::law::applicable;
use ocop::text::ReasonCode;
use ocop::value::ApplicationKind;
use ocop::{Case, Catalog, Lang};
use serde_json::{Value, json};

/// The warnings of a kind, in English.
fn told(case: &Value, code: ReasonCode) -> Vec<String> {
    let case = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap();
    let result = case.clone().evaluate();
    let warnings = result
        .warnings()
        .iter()
        .filter(|reason| reason.code() == code);
    warnings.map(|reason| reason.text(Lang::En)).collect()
}

/// A case under one regulation.
fn under(regulation: &str, set: &str, stages: Value) -> Value {
    json!({"product": {"name": "x"}, "regulation": regulation, "set": set, "stages": stages})
}

/// A sheet with these boxes ticked, and no other.
fn sheet(regulation: &str, set: &str, assessor: &str, ticked: &[(&str, u8)]) -> Value {
    let set = Catalog::bundled().set(regulation, set).unwrap();
    let answers = set.criteria().map(|criterion| {
        let code = criterion.code().as_str();
        let ticked = ticked.iter().find(|(known, _)| *known == code);
        json!({"criterion": code, "box": ticked.map_or(0, |(_, ticked)| *ticked)})
    });
    json!({"assessor": assessor, "answers": answers.collect::<Vec<_>>()})
}

/// Source: 1048, Phụ lục, bộ 15, 5.2 and 5.3: scored only where 5.1 has a story. Its first box gives
/// nothing, as no box does.
#[test]
fn who_scores_a_story_that_is_none_is_told_by_name() {
    let sheet = |assessor: &str, ticked| sheet("qd-1048-2019", "15", assessor, ticked);
    let sheets = [
        sheet("d", &[("5.1", 1), ("5.2", 2)]),
        sheet("a", &[("5.2", 3), ("5.3", 1)]),
        sheet("b", &[("5.1", 2), ("5.2", 3), ("5.3", 1)]),
        sheet("c", &[("5.1", 1), ("5.2", 1)]),
    ];
    let stage = json!({"level": "district", "date": "2021-04-10", "sheets": sheets});
    let case = under("qd-1048-2019", "15", json!([stage]));
    // The first box of 5.2 gives nothing, so `c` says nothing of a story.
    let expected = [("a", "5.2"), ("d", "5.2"), ("a", "5.3")].map(|(who, what)| {
        format!("Sheet {who}: {what} is given points although 5.1 says that there is no story")
    });
    assert_eq!(told(&case, ReasonCode::StoryWithoutStory), expected);
}

/// Source: 148, Phụ lục III, bộ 26, mục 8: the first three boxes are one case, the last three another.
#[test]
fn members_who_score_another_case_are_counted() {
    let told = |boxes: &[u8]| {
        let sheets = boxes.iter().zip(1..).map(|(&ticked, member)| {
            sheet("qd-148-2023", "26", &format!("m{member}"), &[("8", ticked)])
        });
        let stage = json!({"level": "district", "date": "2024-04-10",
            "sheets": sheets.collect::<Vec<_>>()});
        let case = under("qd-148-2023", "26", json!([stage]));
        told(&case, ReasonCode::CasesDiffer)
    };
    assert_eq!(told(&[3, 1, 0]), [""; 0]);
    assert_eq!(told(&[0, 4, 6]), [""; 0]);
    assert_eq!(told(&[0, 0]), [""; 0]);
    let differ = "Members choose different cases in 8: 2 sheets case a, 1 sheet case b";
    assert_eq!(told(&[3, 4, 1]), [differ]);
}

/// Source: 26/2026, Điều 3.3: 69.99 points are 3 stars, whatever is attested.
#[test]
fn a_star_attested_above_its_points_is_told() {
    let told = |content: Value, star: u8| {
        let mut stage = json!({"level": "province", "date": "2026-10-02", "attested_star": star});
        stage
            .as_object_mut()
            .unwrap()
            .extend(content.as_object().unwrap().clone());
        let case = under("qd-26-2026", "08", json!([stage]));
        told(&case, ReasonCode::AttestedAboveBand).len()
    };
    let total = json!({"total": "69.99"});
    let parts = json!({"parts": [{"part": "A", "points": "30"}, {"part": "B", "points": "20"},
        {"part": "C", "points": "19.99"}]});
    for content in [total, parts] {
        let found = [2, 3, 4, 5].map(|star| told(content.clone(), star));
        assert_eq!(found, [0, 0, 1, 1], "{content}");
    }
}

/// Source: 26/2026, Điều 2.3: associations and operating centres take part with set 26, and with no other.
#[test]
fn a_producer_of_a_kind_that_belongs_to_another_set_is_told() {
    let told = |kind: &str, set: &str| {
        let stage = json!({"level": "province", "date": "2026-10-02", "total": "60"});
        let mut case = under("qd-26-2026", set, json!([stage]));
        case["product"]["producer"] = json!({"kind": kind});
        told(&case, ReasonCode::ProducerKind)
    };
    for kind in ["association", "operating-centre"] {
        let said = "This kind of producer belongs to set 26 only";
        assert_eq!(told(kind, "08"), [said], "{kind}");
        assert_eq!(told(kind, "26"), [""; 0], "{kind}");
    }
    for kind in ["cooperative", "household"] {
        assert_eq!(told(kind, "08"), [""; 0], "{kind}");
    }
}

/// Contract 5.1: parts that are rounded may stand for 50 points (148, Phụ lục II: three stars) or for less.
#[test]
fn parts_that_leave_the_star_open_are_told() {
    let told = |a: &str| {
        let stage = json!({"level": "district", "date": "2024-04-10", "parts": [
            {"part": "A", "points": a}, {"part": "B", "points": "14.33"},
            {"part": "C", "points": "15.33"}]});
        told(
            &under("qd-148-2023", "08", json!([stage])),
            ReasonCode::PartsLeaveStarOpen,
        )
    };
    let [said] = &told("20.33")[..] else {
        panic!("one warning");
    };
    assert!(said.contains("49.99") && said.contains("50"), "{said}");
    assert_eq!(told("22.33"), [""; 0]);
}

/// A finding at a level that did not score is told and decides nothing there.
#[test]
fn a_finding_on_record_is_told() {
    let stage = |content: &str| {
        let mut stage = json!({"level": "district", "date": "2024-04-10",
            "findings": ["ip-infringement"]});
        if content == "forwarded" {
            stage["forwarded"] = json!(true);
        } else {
            stage["total"] = json!("60");
        }
        under("qd-148-2023", "21", json!([stage]))
    };
    assert_eq!(
        told(&stage("forwarded"), ReasonCode::FindingOnRecord).len(),
        1
    );
    assert_eq!(told(&stage("total"), ReasonCode::FindingOnRecord).len(), 0);
}

/// Source: 26/2026, Điều 7.2: the commune reports before the province scores; the centre waits for no
/// report of its own.
#[test]
fn a_report_that_is_missing_is_told_once() {
    let province = json!({"level": "province", "date": "2026-10-02", "total": "92"});
    let central = json!({"level": "central", "date": "2027-02-02", "total": "91"});
    let report = json!({"level": "commune", "date": "2026-09-01", "report": []});
    let told = |stages: Value| {
        told(
            &under("qd-26-2026", "08", stages),
            ReasonCode::CommuneReportMissing,
        )
    };
    let missing = "There is no commune report before the evaluation at the province";
    assert_eq!(told(json!([province, central])), [missing]);
    assert_eq!(told(json!([report, province, central])), [""; 0]);
}

/// Source: 26/2026, Phụ lục II; READING levels-by-stage-date: both are told with what they rest on.
#[test]
fn a_warning_and_a_choice_cite_what_they_rest_on() {
    let stages = json!([{"level": "province", "date": "2026-10-02", "total": "60"}]);
    let mut case = under("qd-26-2026", "08", stages);
    case["product"]["code"] = json!("OCOP 1");
    let case = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap();
    let result = case.clone().evaluate();
    let reason = result
        .warnings()
        .iter()
        .find(|reason| reason.code() == ReasonCode::ProductCodeShape);
    assert!(
        reason
            .unwrap()
            .citation()
            .clause()
            .starts_with("Quyết định 26/2026/QĐ-TTg, Phụ lục II")
    );
    let regulations = Catalog::bundled().regulations().unwrap();
    let day = |text: &str| text.parse().unwrap();
    let (filed, kind) = (day("2025-03-01"), ApplicationKind::First);
    let chosen = applicable(&regulations, filed, kind, Some(day("2025-08-01"))).unwrap();
    let mut reasons = chosen.reasons.iter();
    let levels = reasons
        .find(|reason| reason.code() == ReasonCode::LevelsByStageDate)
        .unwrap();
    let citation = levels.citation();
    assert!(citation.clause().starts_with("Quyết định 1489/QĐ-TTg"));
    let reading = citation.reading().map(|reading| reading.as_str());
    assert_eq!(reading, Some("levels-by-stage-date"));
}
