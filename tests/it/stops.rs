//! Sheets that end at a stop that their set prints.

use ocop::text::ReasonCode;
use ocop::{Case, Catalog, EvaluatedCase, LoadError, Outcome};
use serde_json::{Value, json};

/// Answers with the best box, up to and with the criterion `last`, which gets box 0.
fn answers(set: &str, last: Option<&str>) -> Value {
    let set = Catalog::bundled().set("qd-26-2026", set).unwrap();
    let mut answers = Vec::new();
    for criterion in set.criteria() {
        let code = criterion.code().as_str();
        let best = criterion.choices().len();
        let stops = last == Some(code);
        answers.push(json!({"criterion": code, "box": if stops { 0 } else { best }}));
        if stops {
            break;
        }
    }
    Value::Array(answers)
}

fn complete(assessor: &str) -> Value {
    json!({"assessor": assessor, "role": if assessor == "m1" { "chair" } else { "member" },
        "answers": answers("16", None)})
}

fn stopped(assessor: &str, at: &str) -> Value {
    json!({"assessor": assessor, "answers": answers("16", Some(at)), "stopped_at": at})
}

fn case(set: &str, sheets: Value, council: Value) -> Result<EvaluatedCase, LoadError> {
    let case = json!({"product": {"name": "Nước suối"}, "regulation": "qd-26-2026", "set": set,
        "stages": [{"level": "province", "date": "2026-09-10", "council": council,
            "sheets": sheets}]});
    EvaluatedCase::from_json(&case.to_string(), "case.json", &Catalog::bundled())
}

fn stage(case: &EvaluatedCase) -> Value {
    serde_json::to_value(case).unwrap()["stages"][0].clone()
}

fn said(case: &EvaluatedCase, code: ReasonCode) -> Vec<String> {
    let reasons = case.reasons().filter(|reason| reason.code() == code);
    reasons.map(|reason| reason.text(ocop::Lang::En)).collect()
}

/// Source: 26/2026, Phụ lục II, set 16, the note at 6.4: 0 points in one of these criteria ends the
/// evaluation.
#[test]
fn a_stopped_sheet_counts_for_the_quorum_and_has_no_total() {
    let sheets = json!([complete("m1"), complete("m2"), stopped("m3", "6.2")]);
    let case = case("16", sheets, json!({"appointed": 4})).unwrap();
    let stage = stage(&case);
    assert_eq!(stage["status"], "settled");
    assert_eq!(
        stage["total"],
        json!({"sum": "200", "count": 2, "shown": "100.00"})
    );
    assert_eq!((&stage["spread"], &stage["star"]), (&json!("0"), &json!(5)));
    // Three of four are quorate, the stopped one among them.
    assert_eq!(said(&case, ReasonCode::QuorumMet).len(), 1);
    assert_eq!(
        said(&case, ReasonCode::SheetsStopped),
        [
            "1 of 3 sheets ended at a printed stop (6.2) and has no total; the mean is only of sheets that have one"
        ]
    );
}

/// The same note: half of the sheets give 0 in 6.1 and nothing follows; without the stopped one they are
/// more than half.
#[test]
fn a_stopped_member_can_decide_a_zero_rule() {
    let without = |assessor: &str| {
        let mut sheet = complete(assessor);
        let mut answers = sheet["answers"].as_array_mut().unwrap().iter_mut();
        let zero = answers.find(|answer| answer["criterion"] == "6.1").unwrap();
        zero["box"] = json!(0);
        sheet
    };
    let sheets = |all: bool| {
        let mut sheets = vec![complete("m1"), without("m2"), without("m3")];
        sheets.extend(all.then(|| stopped("m4", "6.2")));
        Value::Array(sheets)
    };
    let all = case("16", sheets(true), json!({})).unwrap();
    let three = case("16", sheets(false), json!({})).unwrap();
    assert_eq!(stage(&all)["status"], "settled");
    assert_eq!(stage(&three)["status"], "disqualified");
    let pivotal = all.sensitivity().unwrap().sheets;
    let pivotal: Vec<_> = pivotal
        .iter()
        .map(|one| (&*one.assessor, one.star))
        .collect();
    assert_eq!(pivotal, [("m1", None), ("m4", None)]);
}

/// The same note: more than half of the sheets give 0 in one criterion, the stopped ones included.
#[test]
fn stopped_sheets_count_for_the_zero_rule() {
    let sheets = json!([complete("m1"), stopped("m2", "6.2"), stopped("m3", "6.2")]);
    let case = case("16", sheets, json!({})).unwrap();
    assert_eq!(stage(&case)["status"], "disqualified");
    assert_eq!(case.outcome(), Outcome::Rejected);
    assert_eq!(said(&case, ReasonCode::ZeroRule).len(), 1);
    // At two criteria, no more than half at either: the mean is of the one that is complete.
    let sheets = json!([complete("m1"), stopped("m2", "6.1"), stopped("m3", "6.2")]);
    let case = self::case("16", sheets, json!({})).unwrap();
    let stage = stage(&case);
    assert_eq!(
        (&stage["status"], &stage["total"]["count"]),
        (&json!("settled"), &json!(1))
    );
}

#[test]
fn where_every_sheet_stopped_the_dossier_ends() {
    let sheets = json!([
        stopped("m1", "6.1"),
        stopped("m2", "6.2"),
        stopped("m3", "6.3")
    ]);
    let case = case("16", sheets, json!({})).unwrap();
    let stage = stage(&case);
    assert_eq!(
        (&stage["status"], &stage["total"]),
        (&json!("disqualified"), &Value::Null)
    );
    assert_eq!(
        said(&case, ReasonCode::AllStopped),
        ["The dossier goes no further: 3 of 3 sheets ended at a printed stop (6.1, 6.2, 6.3)"]
    );
}

/// Contract 4 and 5.7: `not-quorate` comes before the zero rules, so nothing ends yet.
#[test]
fn sheets_that_all_stopped_end_nothing_without_a_quorum() {
    let council = |members: &[&str], appointed: u16| {
        let sheets = members.iter().map(|member| {
            let mut sheet = stopped(member, "6.4");
            sheet["role"] = json!(if *member == "m1" { "chair" } else { "member" });
            sheet
        });
        let sheets = json!(sheets.collect::<Vec<_>>());
        case("16", sheets, json!({"appointed": appointed})).unwrap()
    };
    let short = council(&["m1", "m2", "m3"], 9);
    assert_eq!(stage(&short)["status"], "not-quorate");
    assert_eq!(said(&short, ReasonCode::AllStopped), [""; 0]);
    assert_eq!(
        said(&short, ReasonCode::SheetsStopped),
        [
            "3 of 3 sheets ended at a printed stop (6.4) and have no total; the mean is only of sheets that have one"
        ]
    );
    let alone = council(&["m1"], 1);
    assert_eq!(stage(&alone)["status"], "disqualified");
    assert_eq!(
        said(&alone, ReasonCode::AllStopped),
        ["The dossier goes no further: 1 of 1 sheet ended at a printed stop (6.4)"]
    );
    let zeros = said(&alone, ReasonCode::ZeroRule);
    assert!(
        zeros[0].contains("1 of 1 sheet gives 0 in 6.4"),
        "{zeros:?}"
    );
}

#[test]
fn a_stop_that_the_sheet_does_not_print_is_refused() {
    let refused = |set: &str, at: &str| {
        let sheet = json!({"assessor": "m1", "answers": answers(set, Some(at)), "stopped_at": at});
        let error = case(set, json!([sheet]), json!({})).unwrap_err();
        let problems = error.diagnostics().iter();
        let problems = problems.map(|p| (p.code().as_str(), p.pointer().to_owned()));
        problems.collect::<Vec<_>>()
    };
    let expected = [(
        "criterion-unknown",
        "/stages/0/sheets/0/stopped_at".to_owned(),
    )];
    assert_eq!(refused("16", "1.1"), expected);
    // Set 26 prints no stop.
    assert_eq!(refused("26", "1.1"), expected);
    // Set 21 prints one, at 6.2.
    let sheet = json!({"assessor": "m1", "answers": answers("21", Some("6.2")),
        "stopped_at": "6.2"});
    assert!(case("21", json!([sheet]), json!({})).is_ok());
}

#[test]
fn a_case_with_a_stop_reads_back() {
    let catalog = Catalog::bundled();
    let sheets = json!([complete("m1"), stopped("m2", "6.3")]);
    let read = case("16", sheets, json!({})).unwrap();
    let text = serde_json::to_string(read.case()).unwrap();
    assert!(text.contains(r#""stopped_at":"6.3""#), "{text}");
    let again = Case::from_json(&text, "again.json", &catalog)
        .unwrap()
        .evaluate();
    assert_eq!(again.case(), read.case());
    assert_eq!(again.seal(), read.seal());
}

/// Source: contract 5.7: a sheet that ends at a stop has the answers given so far. Answers behind the stop contradict
/// it: a warning counts them, and the sheet still counts as stopped. Set 16 has 6.2, 6.3, 6.4, 7, 8, 9 and 10 behind 6.1.
#[test]
fn answers_behind_a_stop_are_a_warning() {
    let warned = |sheet: Value| {
        let case = case("16", json!([sheet, complete("m2")]), json!({})).unwrap();
        assert_eq!(stage(&case)["total"]["count"], 1);
        let warnings = case.warnings().iter();
        let warnings = warnings.filter(|one| one.code() == ReasonCode::AnsweredBehindStop);
        let texts = warnings.map(|one| one.text(ocop::Lang::En));
        texts.collect::<Vec<_>>()
    };
    let whole = json!({"assessor": "m1", "answers": answers("16", None), "stopped_at": "6.1"});
    assert_eq!(
        warned(whole),
        [
            "Sheet m1: it ends at the stop of 6.1, and 7 criteria behind it are answered; it counts as stopped and has no total"
        ]
    );
    assert!(warned(stopped("m1", "6.1")).is_empty());
}

/// The same note (set 16, at 6.4) and contract 5.7: the printed stop is for 0 points, and an answer that is not
/// given is no 0. A sheet that stops there without 0 is told; it counts as before.
#[test]
fn a_stop_without_its_zero_is_a_warning() {
    let at = |box_of_stop: Option<u32>| {
        let mut sheet = stopped("m1", "6.2");
        let answers = sheet["answers"].as_array_mut().unwrap();
        match box_of_stop {
            Some(ticked) => answers.last_mut().unwrap()["box"] = json!(ticked),
            None => drop(answers.pop()),
        }
        let case = case("16", json!([sheet, complete("m2")]), json!({})).unwrap();
        assert_eq!(stage(&case)["total"]["count"], 1);
        let warnings = case.warnings().iter();
        let told = warnings.filter(|one| one.code().as_str().contains("stop"));
        let told = told.map(|one| (one.code().as_str(), one.text(ocop::Lang::En)));
        told.collect::<Vec<_>>()
    };
    let missing = "Sheet m1: it ends at the stop of 6.2 and has no answer there; the printed stop is for 0 points, so the sheet is not counted as giving 0";
    let points = "Sheet m1: it ends at the stop of 6.2 and gives 3 points there; the printed stop is for 0 points; it counts as stopped and has no total";
    assert_eq!(at(None), [("stop-without-zero", missing.to_owned())]);
    assert_eq!(at(Some(2)), [("stop-with-points", points.to_owned())]);
    // No box, and the first one, give 0.
    assert_eq!(at(Some(0)), []);
    assert_eq!(at(Some(1)), []);
    // A note's stop, at 6.2 of set 21, is for what was found, and for no points.
    let sheet = json!({"assessor": "m1", "answers": [], "stopped_at": "6.2"});
    let noted = case("21", json!([sheet]), json!({})).unwrap();
    let codes = noted.warnings().iter().map(|one| one.code());
    assert!(
        !codes
            .into_iter()
            .any(|code| code == ReasonCode::StopWithoutZero)
    );
}
