//! Which readings of rules that the law leaves open decide a council's star.

use ocop::insight::Sensitivity;
use ocop::{Catalog, EvaluatedCase};
use serde_json::{Value, json};

/// A council's sheets: the best box everywhere, but what each member ticks besides.
fn council(regulation: &str, set: &str, members: &[&[(&str, usize)]]) -> Sensitivity {
    let catalog = Catalog::bundled();
    let criteria = catalog.set(regulation, set).unwrap();
    let sheets: Vec<Value> = (1..)
        .zip(members)
        .map(|(number, other)| {
            let answers: Vec<Value> = criteria
                .criteria()
                .map(|criterion| {
                    let code = criterion.code().as_str();
                    let other = other.iter().find(|(known, _)| *known == code);
                    let best = criterion.choices().len();
                    json!({"criterion": code, "box": other.map_or(best, |(_, ticked)| *ticked)})
                })
                .collect();
            json!({"assessor": format!("m{number}"), "answers": answers})
        })
        .collect();
    let (level, date) = match regulation {
        "qd-148-2023" => ("district", "2024-04-10"),
        _ => ("province", "2026-09-10"),
    };
    let case = json!({"product": {"name": "Sản phẩm"}, "regulation": regulation, "set": set,
        "stages": [{"level": level, "date": date, "sheets": sheets}]});
    let case = EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog).unwrap();
    case.sensitivity().unwrap()
}

fn readings(sensitivity: &Sensitivity) -> Value {
    serde_json::to_value(sensitivity).unwrap()["readings"].clone()
}

fn forwarded(rule: &str, value: &str, star: u8, to: &str) -> Value {
    json!({"rule": rule, "value": value, "status": "settled", "star": star,
        "action": {"kind": "forward", "to": to}})
}

/// Source: 26/2026, Phụ lục II, set 08, 1.5: 2 points for 4 stars, 3 for 5. One member of three gives
/// 1: more than half meet both; not all meet the first; the mean, 7/3, meets the first alone.
#[test]
fn minima_by_all_or_by_the_mean_may_give_other_stars() {
    let agreed: &[(&str, usize)] = &[];
    let set = Catalog::bundled().set("qd-26-2026", "08").unwrap();
    let of_15 = set
        .criteria()
        .find(|criterion| criterion.code().as_str() == "1.5");
    let points = of_15
        .unwrap()
        .choices()
        .iter()
        .map(|choice| choice.points().to_string());
    let one = points.clone().position(|points| points == "1").unwrap() + 1;
    let sensitivity = council("qd-26-2026", "08", &[agreed, agreed, &[("1.5", one)]]);
    let expected = json!([
        forwarded("minimum_by", "all", 3, "central"),
        forwarded("minimum_by", "mean", 4, "central"),
    ]);
    assert_eq!(readings(&sensitivity), expected);
    // A council that agrees has nothing to read.
    assert_eq!(
        readings(&council("qd-26-2026", "08", &[agreed, agreed])),
        json!([])
    );
}

/// Source: 26/2026, Phụ lục II, set 16, the note at 6.4.
#[test]
fn one_zero_may_end_the_evaluation() {
    let sensitivity = council("qd-26-2026", "16", &[&[], &[], &[("6.1", 0)]]);
    let expected = json!([{"rule": "zero_by", "value": "any", "status": "disqualified",
        "star": null, "action": {"kind": "reject"}}]);
    assert_eq!(readings(&sensitivity), expected);
}

/// Source: 262/KH-UBND, V.18 d: the district forwards 70 to 100 points; by its star it certifies.
#[test]
fn forwarding_by_the_star_certifies_at_the_level() {
    // 8.a at 1 point misses a minimum of 4 stars: 3 stars, and 96 points.
    let sensitivity = council("qd-148-2023", "01", &[&[("8.a", 2)]]);
    let expected = json!([
        {"rule": "forward_by", "value": "star", "status": "settled", "star": 3,
            "action": {"kind": "certify", "star": 3}},
        forwarded("disputed_marks", "other", 5, "province"),
    ]);
    assert_eq!(readings(&sensitivity), expected);
}

/// Source: 1048, Phụ lục II, 4.b and the council rules: not more than 10 points apart.
#[test]
fn a_spread_of_exactly_the_limit_may_be_too_much() {
    // 3.1, 3.3 and 4.2 at no point, 1.7 at none: 10 points less.
    let less: &[(&str, usize)] = &[("3.1", 0), ("3.3", 0), ("4.2", 0), ("1.7", 0)];
    let sensitivity = council("qd-26-2026", "08", &[&[], &[], less]);
    let expected = json!([{"rule": "spread", "value": "below", "status": "rescore-required",
        "star": null, "action": {"kind": "rescore"}}]);
    assert_eq!(readings(&sensitivity), expected);
}

/// Source: 148, Phụ lục III, 3.e: the mark stands on the heading. One program asks for all points.
#[test]
fn a_mark_on_a_heading_may_ask_for_all_points() {
    let sensitivity = council("qd-148-2023", "08", &[&[("3.e", 1)]]);
    let expected = json!([forwarded("heading_mark", "full-points", 3, "province")]);
    assert_eq!(readings(&sensitivity), expected);
}
