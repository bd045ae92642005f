//! What the text of 1048 prints of councils, findings and codes, and what 781 leaves open.

use ocop::text::{Reason, ReasonCode};
use ocop::{Catalog, EvaluatedCase, Level};
use serde_json::{Value, json};

/// A case of set 02 with stages forwarded up to the one given.
fn case(code: Option<&str>, before: &[&str], stage: &Value) -> EvaluatedCase {
    let mut stages: Vec<Value> = before
        .iter()
        .map(|level| json!({"level": level, "forwarded": true}))
        .collect();
    stages.push(stage.clone());
    let mut product = json!({"name": "Trứng gà"});
    if let Some(code) = code {
        product["code"] = json!(code);
    }
    let case = json!({"product": product, "regulation": "qd-1048-2019", "set": "02",
        "stages": stages});
    EvaluatedCase::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap()
}

fn warned(case: &EvaluatedCase, code: ReasonCode) -> Vec<&Reason> {
    let warnings = case.warnings().iter();
    warnings.filter(|warning| warning.code() == code).collect()
}

/// Sheets of set 02: the best box everywhere, but box 0 in the criteria named.
fn sheets(zeros: &[&[&str]]) -> Value {
    let set = Catalog::bundled().set("qd-1048-2019", "02").unwrap();
    let sheets = (1..).zip(zeros).map(|(number, zeros)| {
        let answers: Vec<Value> = set
            .criteria()
            .map(|criterion| {
                let code = criterion.code().as_str();
                let best = criterion.choices().len();
                json!({"criterion": code, "box": if zeros.contains(&code) { 0 } else { best }})
            })
            .collect();
        let role = if number == 1 { "chair" } else { "member" };
        json!({"assessor": format!("m{number}"), "role": role, "answers": answers})
    });
    sheets.collect()
}

/// Source: 1048, Phụ lục II, 2: centre and province have 9 to 11 members, the district 5 to 7.
#[test]
fn a_council_of_another_size_warns() {
    for (level, before, appointed, warns) in [
        ("district", &[][..], 4, true),
        ("district", &[][..], 5, false),
        ("district", &[][..], 7, false),
        ("district", &[][..], 8, true),
        ("province", &["district"][..], 8, true),
        ("province", &["district"][..], 9, false),
        ("province", &["district"][..], 11, false),
        ("central", &["district", "province"][..], 12, true),
    ] {
        let stage = json!({"level": level, "date": "2020-01-10",
            "council": {"appointed": appointed}, "sheets": sheets(&[&[], &[], &[], &[]])});
        let case = case(None, before, &stage);
        let warned = warned(&case, ReasonCode::CouncilSize);
        assert_eq!(warned.len(), usize::from(warns), "{level} {appointed}");
    }
    // Where its size is not told, its sheets say how many it has at least.
    for (members, warns) in [(4, false), (7, false), (8, true)] {
        let sheets = sheets(&vec![&[][..]; members]);
        let stage = json!({"level": "district", "date": "2020-01-10", "sheets": sheets});
        let case = case(None, &[], &stage);
        let warned = warned(&case, ReasonCode::CouncilSize);
        assert_eq!(warned.len(), usize::from(warns), "{members} sheets");
    }
}

/// Source: 1048, Phụ lục II, 4.b: at the province the totals differ by at most 10 points. The
/// district has no such rule: there the council's own holds.
#[test]
fn the_spread_of_the_province_is_the_decisions() {
    let apart: &[&str] = &["1.1", "3.1"];
    let clause = |level: &str, before: &[&str]| {
        let stage = json!({"level": level, "date": "2020-01-10", "sheets": sheets(&[&[], apart])});
        let case = case(None, before, &stage);
        let spread = case.reasons().find(|reason| {
            matches!(
                reason.code(),
                ReasonCode::SpreadWithin | ReasonCode::SpreadExceeded
            )
        });
        spread.unwrap().citation().to_string()
    };
    assert!(clause("province", &["district"]).contains("1048/QĐ-TTg, Phụ lục II, mục 4.b"));
    assert!(clause("district", &[]).contains("Tây Ninh"));
}

/// Source: 1048, Phụ lục II, 4.c: a product that the centre ranks lower goes back to the province, which
/// certifies by the centre's result; of an evaluation anew it says nothing.
#[test]
fn the_return_from_the_centre_is_printed() {
    let stage = json!({"level": "central", "date": "2020-01-10", "total": "80"});
    let case = case(None, &["district", "province"], &stage);
    let back = case
        .reasons()
        .find(|reason| reason.code() == ReasonCode::ActionReturn);
    let citation = back.unwrap().citation();
    assert_eq!(citation.reading(), None);
    assert!(
        citation
            .clause()
            .contains("mục 4.c (không nêu đánh giá lại)"),
        "{citation}"
    );
}

/// Source: the districts ended on 30/06/2025: none of them meets after that day. 148, Phụ lục II, 4.a:
/// a day's notice there.
#[test]
fn no_district_meets_after_its_last_day() {
    let levels = |regulation: &str, meeting: &str| {
        let regulation = Catalog::bundled().regulation(regulation).unwrap();
        let due = regulation.before_meeting(meeting.parse().unwrap());
        let due = due
            .iter()
            .map(|reason| json!(reason)["args"]["level"].clone());
        // Without a level: that not all holidays are known.
        Value::from_iter(due.filter(Value::is_string))
    };
    assert_eq!(levels("qd-148-2023", "2025-06-30"), json!(["district"]));
    assert_eq!(levels("qd-148-2023", "2025-07-01"), json!([]));
    let all = json!(["district", "province", "central"]);
    assert_eq!(levels("qd-1048-2019", "2025-06-30"), all);
    let later = json!(["province", "central"]);
    assert_eq!(levels("qd-1048-2019", "2025-07-01"), later);
}

/// READING `unchanged-by-781`: what was read in the decision of 2019 alone is taken to hold after the
/// amendment of 8 June 2020, and warns from then on. The sheets in use in 2022 print foreign matter.
#[test]
fn what_was_read_before_the_amendment_alone_warns_after_it() {
    for (finding, date, warns) in [
        ("forged-dossier", "2020-06-07", false),
        ("forged-dossier", "2020-06-08", true),
        ("foreign-matter", "2020-06-08", false),
    ] {
        let stage = json!({"level": "district", "date": date, "findings": [finding]});
        let case = case(None, &[], &stage);
        let reading = case.reasons().next().unwrap().citation().reading();
        let reading = reading.map(|reading| reading.as_str());
        assert_eq!(
            reading,
            warns.then_some("unchanged-by-781"),
            "{finding} {date}"
        );
        let warned = warned(&case, ReasonCode::UnchangedByAmendment);
        assert_eq!(warned.len(), usize::from(warns), "{finding} {date}");
    }
}

/// Source: 1048, Phụ lục II: province, district, number, year; in practice with the commune. 26/2026,
/// Phụ lục II: province, commune, number, year. A code of the other form is told both ways.
#[test]
fn a_code_is_read_by_its_regulation() {
    use ReasonCode::{ProductCodeCommune, ProductCodeDistrict, ProductCodeShape};
    let old = json!({"level": "district", "date": "2020-01-10", "total": "60"});
    let new = json!({"level": "province", "date": "2026-09-10", "total": "60"});
    for (regulation, stage, code, told) in [
        ("qd-1048-2019", &old, "83-832-2-2022", None),
        ("qd-1048-2019", &old, "83-832-28882-2-2022", None),
        (
            "qd-1048-2019",
            &old,
            "83-28882-2-2022",
            Some(ProductCodeCommune),
        ),
        (
            "qd-1048-2019",
            &old,
            "83-2888-2-2022",
            Some(ProductCodeShape),
        ),
        ("qd-26-2026", &new, "75-26017-1-2026", None),
        ("qd-26-2026", &new, "83-832-28882-2-2022", None),
        (
            "qd-26-2026",
            &new,
            "75-731-1-2026",
            Some(ProductCodeDistrict),
        ),
        ("qd-26-2026", &new, "75-731-1", Some(ProductCodeShape)),
    ] {
        let case = json!({"product": {"name": "Trứng gà", "code": code},
            "regulation": regulation, "set": "02", "stages": [stage]});
        let case = EvaluatedCase::from_json(&case.to_string(), "case.json", &Catalog::bundled());
        let case = case.unwrap();
        let codes = case.warnings().iter().map(Reason::code);
        let about: Vec<ReasonCode> = codes
            .filter(|code| code.as_str().starts_with("product-code"))
            .collect();
        assert_eq!(about, Vec::from_iter(told), "{regulation} {code}");
    }
}

/// Source: 1048, Phụ lục II, 4: members have the dossiers 1, 2 and 5 working days before.
#[test]
fn members_have_the_dossiers_before_they_meet() {
    let regulation = Catalog::bundled().regulation("qd-1048-2019").unwrap();
    // Monday 10 May 2021.
    for (level, last_day) in [
        (Level::District, "2021-05-07"),
        (Level::Province, "2021-05-06"),
        (Level::Central, "2021-05-03"),
    ] {
        let due = regulation.members_receive_by(level, "2021-05-10".parse().unwrap());
        let due = due.unwrap();
        assert_eq!(due.last_day.to_string(), last_day);
        // The data lists no holidays of 2021.
        assert!(due.holidays_unknown);
    }
    let later = Catalog::bundled().regulation("qd-26-2026").unwrap();
    assert_eq!(
        later.members_receive_by(Level::Province, "2026-09-10".parse().unwrap()),
        None
    );
}
