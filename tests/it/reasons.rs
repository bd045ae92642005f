//! Which reasons a result gives, in which order and with which figures: written out once more from the
//! case, the data and what the second model decides, and compared over the whole conformance suite.

use crate::{conformance, model};
use std::collections::BTreeSet;
use std::fs;

use ocop::Case;
use serde_json::{Value, json};

/// Reasons that say which regulation applies; `tests/it/law.rs` holds them.
const WHICH_REGULATION: [&str; 5] = [
    "stays-when-filed",
    "in-force-when-filed",
    "transition-within",
    "transition-late",
    "levels-by-stage-date",
];

fn minima_reasons(set: &Value, stage: &Value, decided: &Value) -> Vec<(&'static str, Value)> {
    let band = decided["band_star"].as_u64().unwrap();
    let sheets = model::list(stage, "sheets");
    let mut reasons = Vec::new();
    for (_, _, criterion) in model::criteria(set) {
        for star in 3..=band {
            let Some(least) = model::minimum(criterion, star) else {
                continue;
            };
            let reach = |sheet: &&Value| model::points_in(sheet, criterion) >= least;
            let reached = sheets.iter().filter(reach).count();
            let code = &criterion["criterion"];
            let missed = model::list(decided, "unmet")
                .iter()
                .any(|unmet| unmet["criterion"] == *code && unmet["star"] == star);
            let (star, of) = (star.to_string(), sheets.len().to_string());
            if missed {
                reasons.push((
                    "minimum-missed",
                    json!({"star": star, "criterion": code, "reached": reached.to_string(), "of": of,
                        "title": criterion["title"], "required": model::plain(least)}),
                ));
            }
            if 0 < reached && reached < sheets.len() {
                reasons.push((
                    "members-differ",
                    json!({"star": star, "criterion": code, "reached": reached.to_string(), "of": of}),
                ));
            }
        }
    }
    reasons
}

fn quorum_reasons(council: &Value, stage: &Value) -> Vec<(&'static str, Value)> {
    let Some(appointed) = stage["council"]["appointed"].as_u64() else {
        return Vec::new();
    };
    let quorum = &council["quorum"];
    let (over, under) = (&quorum["numerator"], &quorum["denominator"]);
    let needed = (appointed * over.as_u64().unwrap()).div_ceil(under.as_u64().unwrap());
    let present = model::list(stage, "sheets").len();
    let figures = json!({"present": present.to_string(), "appointed": appointed.to_string(),
        "needed": needed.to_string()});
    let chaired = model::chaired(council, stage);
    match (u64::try_from(present).unwrap() >= needed, chaired) {
        (true, true) => vec![("quorum-met", figures)],
        (true, false) => vec![("quorum-chair", json!({}))],
        (false, true) => vec![("quorum-short", figures)],
        (false, false) => vec![("quorum-short", figures), ("quorum-chair", json!({}))],
    }
}

/// What the level does, and the certificate.
fn action_reasons(
    regulation: &Value,
    stage: &Value,
    decided: &Value,
) -> Vec<(&'static str, Value)> {
    let level = &stage["level"];
    let to = &decided["action"]["to"];
    let star = decided["star"].to_string();
    match decided["action"]["kind"].as_str().unwrap() {
        "certify" => {
            let star = decided["action"]["star"].to_string();
            let months = regulation["certificate"]["months"].to_string();
            let certificate = match stage["decided"].as_str() {
                Some(issued) => (
                    "certificate",
                    json!({"months": months, "issued": issued,
                        "expires": model::days::expires(issued)}),
                ),
                // Without the day of the decision no day is said.
                None => ("certificate-awaits-decision", json!({"months": months})),
            };
            // No council proposes what is adopted.
            let proposed = ("action-certify", json!({"level": level, "star": star}));
            let proposed = stage["adopts"].is_null().then_some(proposed);
            proposed.into_iter().chain([certificate]).collect()
        }
        "forward" => {
            let mut rules = model::list(regulation, "levels").iter();
            let rule = rules.find(|rule| rule["level"] == *level).unwrap();
            let range = &rule["forwards"];
            let mut bands = model::list(regulation, "bands").iter();
            let band = bands.find(|band| band["star"] == decided["star"]);
            let points = |value: &Value| value.as_str().unwrap().parse::<u32>().unwrap();
            let mut reasons = Vec::new();
            // The points go up although the star alone would not.
            if band.is_some_and(|band| points(&band["from"]) < points(&range["from"])) {
                reasons.push((
                    "forwarded-by-points",
                    json!({"from": range["from"], "most": range["to"], "to": to}),
                ));
            }
            reasons.push(("action-forward", json!({"level": level, "to": to})));
            reasons
        }
        "return" => {
            let code = match decided["anew"] == true {
                true => "action-return-anew",
                false => "action-return",
            };
            vec![(code, json!({"star": star, "level": level, "to": to}))]
        }
        _ => vec![("action-not-recognised", json!({"star": star}))],
    }
}

fn expected(data: &model::Data, case: &Value, stage: &Value, decided: &Value) -> Vec<Value> {
    let regulation = data.regulation(case["regulation"].as_str().unwrap());
    let set = data.set(
        case["regulation"].as_str().unwrap(),
        case["set"].as_str().unwrap(),
    );
    let council = data.council(stage);
    let level = &stage["level"];
    let on_sheets = !stage["sheets"].is_null();
    let mut reasons: Vec<(&str, Value)> = Vec::new();
    if let Some(items) = stage["report"].as_array() {
        let met = items.iter().filter(|item| item["met"] == true).count();
        let unmet = items.iter().filter(|item| item["met"] == false).count();
        reasons.push((
            "commune-report",
            json!({"met": met.to_string(), "unmet": unmet.to_string(),
                "open": (4 - met - unmet).to_string()}),
        ));
        reasons.extend(action_reasons(regulation, stage, decided));
    } else if stage["forwarded"] == true {
        let to = &decided["action"]["to"];
        reasons.push(("on-record", json!({"level": level, "to": to})));
    } else if !stage["adopts"].is_null() {
        let star = stage["adopts"]["star"].to_string();
        reasons.push(("adopted", json!({"level": level, "star": star})));
        reasons.extend(action_reasons(regulation, stage, decided));
    } else if decided["status"] == "disqualified" {
        for id in model::list(stage, "findings") {
            let mut listed = model::list(set, "findings").iter();
            let finding = listed.find(|finding| finding["finding"] == *id).unwrap();
            let verb = match finding["verb"].as_str().unwrap() {
                "rejected" => "bị loại",
                "removed" => "bị loại bỏ",
                "not-evaluated" => "không đánh giá",
                "no-next-steps" => "không đánh giá các bước tiếp theo",
                "no-other-criteria" => "không xem xét các chỉ tiêu khác",
                other => panic!("{other}"),
            };
            let args = json!({"finding": finding["label"], "verb": verb});
            reasons.push(("disqualified", args));
        }
        if reasons.is_empty() {
            // Zeros are asked of a quorate council only.
            reasons.extend(quorum_reasons(council, stage));
            reasons.push(("zero-rule", Value::Null));
        }
        reasons.push(("action-reject", json!({"level": level})));
    } else {
        if stage["council"]["form"] == "written" {
            reasons.push(("written-opinions", json!({})));
        }
        if on_sheets {
            reasons.extend(quorum_reasons(council, stage));
        }
        let spread = &decided["spread"];
        let limit = &council["spread"];
        if decided["status"] == "rescore-required" {
            let total = |sheet: &Value| {
                let criteria = model::criteria(set).into_iter();
                criteria
                    .map(|(.., criterion)| model::points_in(sheet, criterion))
                    .sum::<i128>()
            };
            let totals = model::list(stage, "sheets").iter().map(total);
            let lowest = model::plain(totals.clone().min().unwrap());
            let highest = model::plain(totals.max().unwrap());
            reasons.push((
                "spread-exceeded",
                json!({"spread": spread, "lowest": lowest, "highest": highest, "limit": limit}),
            ));
            if stage["council"]["form"] == "written" {
                reasons.push(("meeting-needed", json!({})));
            }
            reasons.push(("action-rescore", json!({"level": level})));
        } else if decided["status"] == "settled" {
            if on_sheets && !limit.is_null() {
                let figures = json!({"spread": spread, "limit": limit});
                reasons.push(("spread-within", figures));
            }
            let (band, star) = (&decided["band_star"], &decided["star"]);
            let from = model::list(regulation, "bands")
                .iter()
                .find(|listed| listed["star"] == *band)
                .unwrap();
            reasons.push((
                "band",
                json!({"total": decided["total"]["shown"], "star": band.to_string(),
                    "from": from["from"]}),
            ));
            let figures = json!({"star": star.to_string(), "band": band.to_string()});
            if on_sheets {
                reasons.extend(minima_reasons(set, stage, decided));
                let encoded = regulation["minima"]["encoded"] == true;
                if star != band {
                    reasons.push(("star-lowered", figures));
                } else if encoded && star.as_u64() >= Some(3) {
                    reasons.push(("star-kept", json!({"star": star.to_string()})));
                }
            } else {
                reasons.push(("minima-not-checked", json!({})));
                if star != band {
                    reasons.push(("attested-cap", figures));
                }
            }
            reasons.extend(action_reasons(regulation, stage, decided));
        }
    }
    let plain = |(code, args): (&str, Value)| json!({"code": code, "args": args});
    reasons.into_iter().map(plain).collect()
}

/// Source: every clause that a reason cites; the reasons are the field's own account of a result.
#[test]
fn every_result_of_the_suite_gives_the_reasons_that_follow_from_it() {
    let catalog = conformance::catalog();
    let data = conformance::data();
    let decided = conformance::SUITE
        .cases()
        .filter(|case| !case["regulation"].is_null());
    let mut cases: Vec<Value> = decided.cloned().collect();
    for entry in fs::read_dir("examples/cases").unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let case: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            cases.extend((!case["regulation"].is_null()).then_some(case));
        }
    }
    cases.extend(few());
    let mut seen = BTreeSet::new();
    for input in &cases {
        let text = input.to_string();
        let case = Case::from_json(&text, "case", &catalog).unwrap();
        let result = case.clone().evaluate();
        let view = serde_json::to_value(&result).unwrap();
        let decided = model::decide(&data, input);
        let stages = model::list(input, "stages").iter();
        for ((stage, decided), told) in stages
            .zip(model::list(&decided, "stages"))
            .zip(model::list(&view, "stages"))
        {
            let told = model::list(told, "reasons").iter();
            let told = told.filter(|reason| {
                let code = reason["code"].as_str().unwrap();
                !WHICH_REGULATION.contains(&code)
            });
            let told = told.map(|reason| {
                seen.insert(reason["code"].as_str().unwrap().to_owned());
                // The place of a zero rule is a name of its own; `tests/it/law.rs` holds it.
                let zero = reason["code"] == "zero-rule";
                let args = if zero { &Value::Null } else { &reason["args"] };
                json!({"code": reason["code"], "args": args})
            });
            let told: Vec<Value> = told.collect();
            assert_eq!(told, expected(&data, input, stage, decided), "{text}");
        }
    }
    // All that a stage can give as a reason was given.
    assert_eq!(seen.len(), 26, "{seen:?}");
}

/// What the suite and the examples lack.
fn few() -> Vec<Value> {
    let case = |regulation: &str, stages: Value| {
        json!({"product": {"name": "Sản phẩm"},
        "regulation": regulation, "set": "08", "stages": stages})
    };
    let report = |states: &[Option<bool>]| {
        let items = [
            "local-origin",
            "local-labour",
            "origin-of-idea",
            "local-identity",
        ];
        let items = items.iter().zip(states).map(|(item, met)| match met {
            Some(met) => json!({"item": item, "met": met}),
            None => json!({"item": item}),
        });
        case(
            "qd-26-2026",
            json!([{"level": "commune", "date": "2026-07-01", "report": items.collect::<Vec<_>>()}]),
        )
    };
    let attested = |total: &str, star: u8| {
        case(
            "qd-148-2023",
            json!([{"level": "district", "date": "2024-04-10", "total": total,
                "attested_star": star}]),
        )
    };
    vec![
        report(&[Some(true), Some(false), Some(true), None]),
        report(&[Some(false), Some(false), Some(true)]),
        attested("75", 3),
        attested("75", 4),
        attested("75", 5),
        attested("55", 2),
    ]
}
