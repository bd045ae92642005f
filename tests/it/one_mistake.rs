//! "One mistake gives one message", and "different mistakes are all listed".
//!
//! Source: contract 2.

use std::fs;

use ocop::{Case, Catalog, Lang};
use serde_json::{Value, json};

/// A case of one stage with sheets.
fn with_sheets() -> Value {
    let text = fs::read_to_string("examples/cases/certified-3-at-district.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A case of a district stage and a province stage that minutes keep.
fn of_minutes() -> Value {
    let parts = |a: &str| {
        json!([{"part": "A", "points": a}, {"part": "B", "points": "20"},
            {"part": "C", "points": "30"}])
    };
    json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08", "stages": [
        {"level": "district", "date": "2024-04-10", "parts": parts("30"), "attested_star": 4},
        {"level": "province", "date": "2024-06-02", "parts": parts("31")}]})
}

/// The codes and the English of what is wrong with a case.
fn told(case: &Value) -> Vec<(&'static str, String)> {
    let Err(error) = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()) else {
        return Vec::new();
    };
    let problems = error.diagnostics().iter();
    problems
        .map(|problem| (problem.code().as_str(), problem.message()))
        .collect()
}

/// Holds a changed case to one message.
#[track_caller]
fn one(mut case: Value, code: &str, change: impl FnOnce(&mut Value)) -> String {
    assert_eq!(told(&case), []);
    change(&mut case);
    let told = told(&case);
    let codes: Vec<&str> = told.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, [code], "{told:#?}");
    told[0].1.clone()
}

/// Another name for a key of an object.
fn rename(object: &mut Value, from: &str, to: &str) {
    let object = object.as_object_mut().unwrap();
    let value = object.remove(from).unwrap();
    object.insert(to.to_owned(), value);
}

fn answers(case: &mut Value, sheet: usize) -> &mut Vec<Value> {
    let answers = &mut case["stages"][0]["sheets"][sheet]["answers"];
    answers.as_array_mut().unwrap()
}

fn sheets(case: &mut Value) -> &mut Vec<Value> {
    case["stages"][0]["sheets"].as_array_mut().unwrap()
}

#[test]
fn an_answer_that_cannot_be_read_leaves_no_criterion_missing() {
    for (value, code) in [
        (json!(1.1), "wrong-type"),
        (json!(null), "wrong-type"),
        (json!(""), "empty"),
    ] {
        one(with_sheets(), code, |case| {
            answers(case, 0)[0]["criterion"] = value;
        });
    }
    for answer in [json!(3), json!(null)] {
        one(with_sheets(), "wrong-type", |case| {
            answers(case, 0)[0] = answer;
        });
    }
    one(with_sheets(), "unknown-key", |case| {
        rename(&mut answers(case, 0)[0], "criterion", "criterium");
    });
    one(with_sheets(), "missing-key", |case| {
        let answer = answers(case, 0)[0].as_object_mut().unwrap();
        answer.remove("criterion");
    });
    one(with_sheets(), "criterion-repeated", |case| {
        answers(case, 0)[1]["criterion"] = json!("1.a");
    });
    // The same in every answer of every sheet is still one.
    let count = with_sheets()["stages"][0]["sheets"]
        .as_array()
        .unwrap()
        .len();
    let said = one(with_sheets(), "unknown-key", |case| {
        for sheet in 0..count {
            for answer in answers(case, sheet) {
                rename(answer, "criterion", "code");
            }
        }
    });
    assert!(said.contains("did you mean `criterion`?"), "{said}");
}

#[test]
fn a_sheet_without_answers_is_one_mistake() {
    one(with_sheets(), "empty", |case| answers(case, 0).clear());
    one(with_sheets(), "empty", |case| {
        for sheet in sheets(case) {
            sheet["answers"] = json!([]);
        }
    });
    for stop in [json!(""), json!(7)] {
        let mut case = with_sheets();
        case["stages"][0]["sheets"][0]["stopped_at"] = stop;
        answers(&mut case, 0).truncate(3);
        assert_eq!(told(&case).len(), 1, "{:#?}", told(&case));
    }
}

#[test]
fn a_key_that_is_misspelt_is_not_missing_too() {
    for (from, to) in [("sheets", "sheet"), ("level", "lvl"), ("date", "day")] {
        let said = one(with_sheets(), "unknown-key", |case| {
            rename(&mut case["stages"][0], from, to);
        });
        assert!(said.ends_with(&format!("did you mean `{from}`?")), "{said}");
    }
    for (from, to) in [
        ("regulation", "regulations"),
        ("set", "se"),
        ("product", "sanpham"),
    ] {
        one(with_sheets(), "unknown-key", |case| rename(case, from, to));
    }
    one(with_sheets(), "unknown-key", |case| {
        rename(&mut answers(case, 0)[0], "box", "bo");
    });
    one(of_minutes(), "unknown-key", |case| {
        rename(&mut case["stages"][0], "parts", "part");
    });
    // Two keys that are missing and one that is unknown are not known to be one mistake.
    let mut case = with_sheets();
    rename(&mut case, "set", "x");
    case.as_object_mut().unwrap().remove("product");
    assert_eq!(told(&case).len(), 3, "{:#?}", told(&case));
}

#[test]
fn a_star_beside_parts_that_are_missing_is_one_mistake() {
    one(of_minutes(), "stage-content", |case| {
        case["stages"][0].as_object_mut().unwrap().remove("parts");
    });
    one(with_sheets(), "stage-content", |case| {
        let stage = case["stages"][0].as_object_mut().unwrap();
        stage.insert("council".to_owned(), json!({"appointed": 7}));
        stage.remove("sheets");
    });
}

#[test]
fn an_earlier_certificate_after_the_filing_is_one_mistake() {
    let mut case = of_minutes();
    case["application"] = json!({"kind": "renewal", "filed": "2024-03-01",
        "previous": {"star": 3, "issued": "2021-02-01", "expires": "2024-02-01"}});
    let said = one(case.clone(), "date-order", |case| {
        case["application"]["previous"]["issued"] = json!("2024-03-02");
    });
    assert_eq!(
        said,
        "found `2024-03-02`, expected a day not after `2024-03-01`"
    );
    one(case, "date-order", |case| {
        case["application"]["previous"]["expires"] = json!("2021-01-31");
    });
}

#[test]
fn a_level_that_is_wrong_says_nothing_of_the_next() {
    for level in [json!("distric"), json!(null), json!(3)] {
        let mut case = of_minutes();
        case["stages"][0]["level"] = level;
        assert_eq!(told(&case).len(), 1, "{:#?}", told(&case));
    }
    one(of_minutes(), "unknown-key", |case| {
        rename(&mut case["stages"][0], "level", "levle");
    });
}

#[test]
fn a_part_that_is_wrong_is_not_missing_too() {
    let part = |part: Value| {
        move |case: &mut Value| {
            case["stages"][0]["parts"][0]["part"] = part;
        }
    };
    one(of_minutes(), "bad-word", part(json!("D")));
    one(of_minutes(), "bad-word", part(json!(null)));
    one(of_minutes(), "repeated", part(json!("C")));
    one(of_minutes(), "missing-key", |case| {
        let first = case["stages"][0]["parts"][0].as_object_mut().unwrap();
        first.remove("part");
    });
    one(of_minutes(), "parts-wrong", |case| {
        let parts = case["stages"][0]["parts"].as_array_mut().unwrap();
        parts.remove(0);
    });
}

/// docs/faults.md: the answers of another set are one message.
#[test]
fn the_answers_of_another_set_are_one_mistake() {
    let set = Catalog::bundled().set("qd-26-2026", "08").unwrap();
    let answers: Vec<Value> = set
        .criteria()
        .map(|criterion| json!({"criterion": criterion.code().as_str(), "box": 1}))
        .collect();
    let case = json!({"product": {"name": "x"}, "regulation": "qd-26-2026", "set": "13", "stages": [
        {"level": "province", "date": "2026-08-05", "sheets": [
            {"assessor": "m1", "answers": answers}, {"assessor": "m2", "answers": answers}]}]});
    let told = told(&case);
    assert_eq!(told.len(), 1, "{told:#?}");
    // No single criterion was meant: what is told is the sheet, and how its criteria are named.
    let said = &told[0].1;
    assert!(!said.contains("did you mean"), "{said}");
    assert!(said.contains("and other criteria"), "{said}");
    assert!(
        said.contains("the criteria of set `13` of `qd-26-2026`, such as `1.1`"),
        "{said}"
    );
}

/// Contract 2: a box that is no number is told as that, and its criterion is answered.
#[test]
fn a_box_that_is_no_number_is_one_mistake() {
    let said = one(with_sheets(), "bad-number", |case| {
        answers(case, 0)[0]["box"] = json!(1.5);
    });
    assert!(said.contains("`1.5`"), "{said}");
}

/// Contract 5.1: parts of two decimals or fewer may each be off by 0.005, others not at all, and no part
/// lies past its maximum (40, 25, 35) or below 0; the total decides, so it is exact.
#[test]
fn a_total_is_held_to_what_its_parts_can_be() {
    let beside = |[a, b, c]: [&str; 3], total: &str| {
        json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08", "stages": [
            {"level": "district", "date": "2024-04-10", "total": total, "parts": [
                {"part": "A", "points": a}, {"part": "B", "points": b},
                {"part": "C", "points": c}]}]})
    };
    for (parts, lowest, highest) in [
        (["28.33", "12.33", "29.33"], "69.975", "70.005"),
        // A and B are at their maxima: the sum is below 90.
        (["40", "25", "24.99"], "89.975", "89.995"),
        (["0", "14.99", "15"], "29.98", "30.005"),
        (["30.005", "20", "19.99"], "69.985", "70.005"),
        (["30.001", "20.001", "19.995"], "69.997", "69.997"),
    ] {
        let points = |text: &str| text.parse::<rust_decimal::Decimal>().unwrap();
        let step = points("0.0001");
        let (lowest, highest) = (points(lowest), points(highest));
        for (total, codes) in [
            (lowest - step, vec!["parts-wrong"]),
            (lowest, vec![]),
            (highest, vec![]),
            (highest + step, vec!["parts-wrong"]),
        ] {
            let told = told(&beside(parts, &total.to_string()));
            let told: Vec<&str> = told.iter().map(|(code, _)| *code).collect();
            assert_eq!(told, codes, "{parts:?} {total}");
        }
    }
    // A part past its maximum is one mistake.
    let told = told(&beside(["45", "20", "20"], "85"));
    assert_eq!(told.len(), 1, "{told:#?}");
}

/// Contract 3: two sheets of one assessor. The second makes neither a second chair nor one member more than were
/// appointed.
#[test]
fn a_sheet_pasted_twice_is_one_mistake() {
    for sheet in 0..2 {
        one(with_sheets(), "assessor-repeated", |case| {
            let sheets = sheets(case);
            sheets[0]["role"] = json!("chair");
            let full = sheets.len();
            sheets.push(sheets[sheet].clone());
            case["stages"][0]["council"] = json!({"appointed": full});
        });
    }
    // Who signed twice and who is missing are two mistakes, and so are two chairs beside a sheet pasted twice.
    let mut case = with_sheets();
    let members = sheets(&mut case).len();
    let again = sheets(&mut case)[2].clone();
    sheets(&mut case).push(again);
    sheets(&mut case)[0]["role"] = json!("chair");
    sheets(&mut case)[1]["role"] = json!("chair");
    case["stages"][0]["council"] = json!({"appointed": members - 1});
    let told = told(&case);
    let codes: Vec<&str> = told.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes.len(), 3, "{told:#?}");
    assert!(
        told.iter()
            .any(|(_, said)| said.contains(&format!("the {members} who gave sheets")))
    );
}

/// Contract 3: `forwarded` is true or is not there.
#[test]
fn a_forwarding_that_is_false_is_one_mistake() {
    one(of_minutes(), "bad-word", |case| {
        case["stages"][1] = json!({"level": "province", "date": "2024-06-02", "total": "81",
            "forwarded": false});
    });
    one(of_minutes(), "bad-word", |case| {
        case["stages"][1] = json!({"level": "province", "date": "2024-06-02", "forwarded": false});
    });
    one(of_minutes(), "bad-word", |case| {
        case["stages"][0] = json!({"level": "district", "forwarded": false});
    });
    // What stands beside a forwarding is no less wrong for it.
    let mut case = of_minutes();
    case["stages"][0] = json!({"level": "district", "date": "2024-04-10", "forwarded": true,
        "total": "81"});
    assert_eq!(told(&case).len(), 1, "{:#?}", told(&case));
}

/// Contract 3: a stage holds one thing, and a date, which only a forwarding can be without.
#[test]
fn a_stage_that_holds_nothing_is_one_mistake() {
    let forwarded = || {
        let mut case = of_minutes();
        case["stages"][0] = json!({"level": "district", "forwarded": true});
        case
    };
    let said = one(forwarded(), "stage-content", |case| {
        let stage = case["stages"][0].as_object_mut().unwrap();
        stage.remove("forwarded");
    });
    assert!(said.contains("`forwarded`"), "{said}");
    // A key that no stage has may be meant for the level or for what it holds: what is missing is told.
    let mut case = of_minutes();
    case["stages"][0] = json!({"xyz": "district", "date": "2024-04-10"});
    let codes: Vec<&str> = told(&case).iter().map(|(code, _)| *code).collect();
    let expected = ["missing-key", "stage-content", "unknown-key"];
    assert_eq!(codes, expected, "{:#?}", told(&case));
    // What has been decided was decided on some day.
    let mut case = of_minutes();
    case["stages"][0].as_object_mut().unwrap().remove("date");
    let told = told(&case);
    let codes: Vec<&str> = told.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["missing-key"], "{told:#?}");
}

/// Contract 3: dates that go back, or precede `filed`. A day that is too late or too early is told once, however
/// many days it does not fit.
#[test]
fn a_day_that_is_wrong_is_one_mistake() {
    let case = |filed: &str, days: [&str; 3]| {
        let [first, second, third] = days;
        json!({"product": {"name": "x"}, "set": "08",
            "application": {"kind": "first", "filed": filed}, "stages": [
            {"level": "district", "date": first, "total": "75"},
            {"level": "province", "date": second, "total": "91"},
            {"level": "central", "date": third, "total": "91"}]})
    };
    let days = ["2024-04-10", "2024-06-02", "2024-09-10"];
    assert_eq!(told(&case("2024-03-01", days)), []);
    for (filed, days) in [
        // Filed after all, under the same law and under the next.
        ("2024-12-01", days),
        ("2026-06-01", days),
        ("2024-06-03", days),
        // The first stage too late, the second too late, the second too early.
        ("2024-03-01", ["2024-10-10", days[1], days[2]]),
        ("2024-03-01", [days[0], "2025-06-02", days[2]]),
        ("2024-03-01", [days[0], "2023-06-02", days[2]]),
    ] {
        let told = told(&case(filed, days));
        let codes: Vec<&str> = told.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["date-order"], "{filed} {days:?}: {told:#?}");
    }
    // Days that go back twice are two mistakes, and one of another kind is told beside them.
    let back = case("2024-03-01", ["2024-10-10", "2024-06-02", "2024-05-02"]);
    assert_eq!(told(&back).len(), 2, "{:#?}", told(&back));
    // So are two days that no one day explains: the first two in order, or the last two, have to change.
    for days in [
        ["2024-10-10", "2023-06-02", "2023-09-10"],
        ["2024-04-10", "2023-06-02", "2024-03-15"],
    ] {
        let both = told(&case("2024-03-01", days));
        let codes: Vec<&str> = both.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["date-order"; 2], "{days:?}: {both:#?}");
    }
    // Also where the law of the two days differs: 148 and 1489 have the same sheets, 26/2026 has others, whose
    // parts have the same maxima.
    for filed in ["2024-12-01", "2025-08-01", "2026-08-01"] {
        let mut late = case(filed, days);
        let parts = json!([{"part": "A", "points": "30"}, {"part": "B", "points": "20"},
            {"part": "C", "points": "36"}]);
        let second = late["stages"][1].as_object_mut().unwrap();
        second.remove("total");
        second.insert("parts".to_owned(), parts);
        let codes: Vec<&str> = told(&late).iter().map(|(code, _)| *code).collect();
        assert_eq!(
            codes,
            ["date-order", "part-out-of-range"],
            "{filed}: {:#?}",
            told(&late)
        );
    }
}

/// Contract 3: a finding that the set does not list, a part outside 0 to its maximum, a level without a part in the
/// procedure. What both laws refuse is told beside two days of which one is wrong, and nothing that one allows.
#[test]
fn what_no_law_of_two_days_allows_is_told_at_once() {
    let told_of = |stage: Value| {
        let mut case = json!({"product": {"name": "x"}, "set": "08",
            "application": {"kind": "first", "filed": "2026-08-01"}, "stages": [
            {"level": "district", "date": "2024-04-10", "total": "60"}]});
        for (key, value) in stage.as_object().unwrap() {
            case["stages"][0][key] = value.clone();
        }
        told(&case)
    };
    let codes = |stage| {
        let mut told: Vec<&str> = told_of(stage).iter().map(|(code, _)| *code).collect();
        told.sort_unstable();
        told
    };
    // The districts have a part under 148 only.
    assert_eq!(codes(json!({})), ["date-order"]);
    assert_eq!(codes(json!({"level": "province"})), ["date-order"]);
    let unknown = json!({"findings": ["no-such-finding"]});
    assert_eq!(codes(unknown), ["date-order", "finding-unknown"]);
    let scored = json!({"level": "commune"});
    assert_eq!(codes(scored), ["date-order", "stage-content"]);
    let total = told_of(json!({"total": "100.5"}));
    assert_eq!(total[1].0, "part-out-of-range", "{total:#?}");
    // Both expect the same, which is told once.
    assert_eq!(total[1].1.matches("`100`").count(), 1, "{total:#?}");
}

/// Contract 3: dates that go back, or precede `filed`: so may the decision of a forwarding without a day of its own
/// not, and no stage after it is held to less.
#[test]
fn an_undated_forwarding_lowers_no_day() {
    let case = |decided: &str, last: &str| {
        json!({"product": {"name": "x"}, "set": "08",
            "application": {"kind": "first", "filed": "2024-03-01"}, "stages": [
            {"level": "district", "date": "2024-06-01", "total": "91"},
            {"level": "province", "forwarded": true, "decided": decided},
            {"level": "central", "date": last, "total": "92"}]})
    };
    assert_eq!(told(&case("2024-06-20", "2024-09-10")), []);
    for (decided, last) in [
        ("2024-06-20", "2024-05-01"),
        ("2024-04-01", "2024-05-01"),
        ("2024-04-01", "2024-09-10"),
        ("2023-01-01", "2024-09-10"),
    ] {
        let told = told(&case(decided, last));
        let codes: Vec<&str> = told.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["date-order"], "{decided} {last}: {told:#?}");
    }
}

/// Contract 3: `application.kind` and `filed` are required unless `regulation` is given.
#[test]
fn a_case_without_an_application_may_name_its_regulation() {
    let mut case = of_minutes();
    case.as_object_mut().unwrap().remove("regulation");
    let error = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap_err();
    let [problem] = error.diagnostics() else {
        panic!("{error}")
    };
    assert_eq!(
        (problem.code().as_str(), problem.pointer()),
        ("missing-key", "")
    );
    for lang in [Lang::Vi, Lang::En] {
        let told = problem.text(lang);
        assert!(
            told.contains("`application`") && told.contains("`regulation`"),
            "{told}"
        );
    }
    // Where both are misspelt, each is told as what it was meant for.
    case["regulations"] = json!("qd-148-2023");
    let told = told(&case);
    assert!(
        told.len() == 1 && told[0].1.ends_with("did you mean `regulation`?"),
        "{told:?}"
    );
}

/// The path of an entry of a list that is the whole document names it.
#[test]
fn a_path_never_begins_with_a_space() {
    let text = r#"[{}, {"a": 1}]"#;
    let expected = ocop::text::Phrase::new("các số", "numbers");
    let code = ocop::input::ProblemCode::WrongType;
    let problem = ocop::input::read_json::<Vec<u8>>(text, "list.json", code, expected).unwrap_err();
    assert_eq!((problem.path(), problem.pointer()), ("entry 1", "/0"));
    let stored = ocop::Evaluation::list_from_json(text, "list.json").unwrap_err();
    for problem in stored.diagnostics() {
        assert!(!problem.path().starts_with(' '), "{problem}");
    }
}

#[test]
fn what_is_found_is_told_in_the_words_of_the_language() {
    let mut case = with_sheets();
    for sheet in sheets(&mut case) {
        sheet["role"] = json!("chair");
    }
    let error = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap_err();
    let problem = &error.diagnostics()[0];
    assert!(problem.text(Lang::Vi).starts_with("thấy chủ tịch thứ hai"));
    assert_eq!(problem.found(), "`chair`");
}
