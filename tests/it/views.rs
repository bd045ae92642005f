//! What is printed as JSON beside results: histories, advice, sensitivity, comparisons, differences; and what
//! a program that links the library can ask of a case and a regulation.

use std::fs;

use crate::shipped::verify;
use ocop::input::ProblemCode;
use ocop::insight::{AdviceOptions, Comparison, ComparisonView, Side};
use ocop::law::SheetView;
use ocop::procedure::{History, HistoryView, evaluate_lines};
use ocop::text::Phrase;
use ocop::value::ApplicationKind;
use ocop::{Case, Catalog, Diagnostic, EvaluatedCase, Level, LoadError, Star};
use serde_json::{Value, json};

fn example(name: &str) -> String {
    fs::read_to_string(format!("examples/cases/{name}.json")).unwrap()
}

fn decided(catalog: &Catalog, name: &str) -> EvaluatedCase {
    EvaluatedCase::from_json_line(&example(name), name, 1, catalog).unwrap()
}

fn history(path: &str) -> (Value, String, History) {
    let text = fs::read_to_string(path).unwrap();
    let regulations = Catalog::bundled().regulations().unwrap();
    let (product, history) = History::from_json(&text, path, regulations).unwrap();
    (serde_json::from_str(&text).unwrap(), product, history)
}

/// What is printed of a history is the file it was read from.
#[test]
fn a_history_prints_as_it_was_read() {
    for path in [
        "tests/pages/upgrade-and-revocation.json",
        "tests/pages/five-stars-not-reached.json",
        "tests/pages/expired.json",
        "examples/histories/one-product-two-laws.json",
    ] {
        let (file, product, history) = history(path);
        let record = serde_json::to_value(HistoryView::record(&product, &history)).unwrap();
        assert_eq!(record, file, "{path}");
    }
}

/// Three years from 25/07/2026 were cut short by the revocation of 30/10/2026.
///
/// Source: 26/2026, Điều 4.3, Điều 8.
#[test]
fn a_history_tells_where_its_product_stands() {
    let (_, product, history) = history("tests/pages/upgrade-and-revocation.json");
    let today = "2026-11-24".parse().unwrap();
    let told = serde_json::to_value(HistoryView::told(&product, &history, Some(today))).unwrap();
    let notes: Vec<usize> = told["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["notes"].as_array().unwrap().len())
        .collect();
    assert_eq!(notes, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(told["events"][7]["notes"][0]["code"], "revoked-late");
    let standing = &told["standing"];
    assert_eq!(standing["dossier"], Value::Null);
    assert_eq!(standing["certificate"], Value::Null);
    let past = json!([
        {"star": 3, "by": null, "issued": "2024-03-01", "expires": "2027-03-01",
            "published": true, "ended": "replaced", "date": "2026-07-25"},
        {"star": 4, "by": "province", "issued": "2026-07-25", "expires": "2029-07-25",
            "published": true, "ended": "revoked", "date": "2026-10-30"},
    ]);
    assert_eq!(standing["past"], past);
    let scores = json!([
        {"date": "2026-07-01", "level": "province", "regulation": "qd-26-2026",
            "status": "not-quorate", "star": null, "shown": null},
        {"date": "2026-07-10", "level": "province", "regulation": "qd-26-2026",
            "status": "rescore-required", "star": null, "shown": null},
        {"date": "2026-07-20", "level": "province", "regulation": "qd-26-2026",
            "status": "settled", "star": 4, "shown": "75.00"},
        {"date": "2026-11-20", "level": "province", "regulation": "qd-26-2026",
            "status": "disqualified", "star": null, "shown": null},
    ]);
    assert_eq!(standing["scores"], scores);
}

/// What comes next, state by state, and by when.
///
/// Source: 26/2026, Điều 7.2 (15 working days), Điều 5 (rounds), Điều 7.4.
#[test]
fn an_open_dossier_tells_its_next_step() {
    let text = fs::read_to_string("tests/pages/five-stars-not-reached.json").unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let open = |next: &str, level: Value, to: Value, star: Value, due: Value| {
        json!({"kind": "first", "filed": "2026-06-01", "next": next, "level": level, "to": to,
            "star": star, "due": due})
    };
    let (province, central, none) = (json!("province"), json!("central"), Value::Null);
    let steps = [
        open(
            "beginning",
            none.clone(),
            none.clone(),
            none.clone(),
            json!("2026-06-22"),
        ),
        open(
            "evaluation",
            province.clone(),
            none.clone(),
            none.clone(),
            json!("2026-12-29"),
        ),
        open(
            "forwarding",
            province.clone(),
            central.clone(),
            none.clone(),
            none.clone(),
        ),
        open(
            "evaluation",
            central.clone(),
            none.clone(),
            none.clone(),
            json!("2026-09-29"),
        ),
        open(
            "returning",
            central,
            province.clone(),
            json!(4),
            none.clone(),
        ),
        open(
            "returned",
            province.clone(),
            none.clone(),
            json!(4),
            none.clone(),
        ),
    ];
    let tell = |events: &[Value]| {
        let text = json!({"product": "x", "events": events}).to_string();
        let regulations = Catalog::bundled().regulations().unwrap();
        let (product, history) = History::from_json(&text, "x", regulations).unwrap();
        serde_json::to_value(HistoryView::told(&product, &history, None)).unwrap()
    };
    let events = whole["events"].as_array().unwrap();
    for (count, step) in (1..).zip(steps) {
        let told = tell(&events[..count]);
        assert_eq!(told["standing"]["dossier"], step, "after {count} events");
        assert_eq!(told["standing"]["status"], none);
    }
    let mut three = events[..3].to_vec();
    three[2]["star"] = json!(3);
    let step = open("certificate", province, none.clone(), json!(3), none);
    assert_eq!(tell(&three)["standing"]["dossier"], step);
}

/// One box of 3.e is missing at 73 points.
///
/// Source: contract 4 (`advise`); 148, Phụ lục III, bộ 09.
#[test]
fn advice_has_its_shape() {
    let catalog = Catalog::bundled();
    let decided = decided(&catalog, "minimum-missed-73-points");
    let advise = |options: &AdviceOptions| {
        let advice = decided.advise(Star::Four, options).unwrap();
        serde_json::to_value(&advice).unwrap()
    };
    assert_eq!(
        advise(&AdviceOptions::default()),
        json!({"star": 3, "target": 4, "reachable": true, "steps": [{"criterion": "3.e", "from": 0,
            "to": 1, "points": "1", "because": "minimum"}],
            "after": {"points": "74", "star": 4}, "council_star": 3})
    );
    let fixed = AdviceOptions {
        fixed: ["3.e".parse().unwrap()].into(),
        ..AdviceOptions::default()
    };
    let stuck = advise(&fixed);
    assert_eq!(
        (&stuck["reachable"], &stuck["after"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(stuck["steps"], json!([]));
    assert_eq!(stuck["obstacles"][0]["code"], "minimum-out-of-reach");
}

/// Totals of 88 to 92 that sum to 630 = 7 × 90.
///
/// Source: 148, hạng 5 sao từ 90 điểm.
#[test]
fn sensitivity_has_its_shape() {
    let catalog = Catalog::bundled();
    let decided = decided(&catalog, "mean-exactly-90");
    let sensitivity = decided.sensitivity().unwrap();
    let view = serde_json::to_value(&sensitivity).unwrap();
    assert_eq!(view["star"], 5);
    let edge = |star: u8, from: &str, distance: &str| json!({"star": star, "from": from, "distance": distance, "reached": true});
    let edges = json!([
        edge(5, "630", "0"),
        edge(4, "490", "140"),
        edge(3, "350", "280"),
        edge(2, "210", "420"),
        edge(1, "0", "630"),
    ]);
    assert_eq!(view["edges"], edges);
    assert_eq!(
        view["sheets"],
        json!([{"assessor": "m6", "star": 4}, {"assessor": "m7", "star": 4}])
    );
    let first = &view["boxes"][0];
    assert_eq!(
        (&first["assessor"], &first["criterion"], &first["star"]),
        (&json!("m1"), &json!("1.a"), &json!(4))
    );
    assert_eq!(view["agreement"][0]["criterion"], "1.a");
    assert_eq!(view["agreement"][0]["apart"], json!(["m1", "m2"]));
    assert_eq!(view["disputed"], json!([]));
}

/// Two members who differ have no majority to stand apart from; three have.
#[test]
fn half_of_a_council_is_no_majority() {
    let catalog = Catalog::bundled();
    let agreed = |members: usize| {
        let mut case: Value = serde_json::from_str(&example("mean-exactly-90")).unwrap();
        let stage = &mut case["stages"][0];
        stage["council"]["appointed"] = json!(members);
        stage["sheets"].as_array_mut().unwrap().truncate(members);
        for (sheet, ticked) in stage["sheets"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .zip([1, 2, 2])
        {
            sheet["answers"][0]["box"] = json!(ticked);
        }
        let decided =
            EvaluatedCase::from_json_line(&case.to_string(), "case", 1, &catalog).unwrap();
        let sensitivity = decided.sensitivity().unwrap();
        let dissenters = sensitivity.agreement[0].dissenters.iter();
        dissenters.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(agreed(2), [""; 0]);
    assert_eq!(agreed(3), ["m1"]);
}

/// Source: 148, bộ 08, 1.a: boxes are counted from one, as they are ticked.
#[test]
fn a_sheet_numbers_its_boxes_from_one() {
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let view = serde_json::to_value(SheetView::new(&regulation, &set)).unwrap();
    let boxes = view["parts"][0]["sections"][0]["criteria"][0]["boxes"]
        .as_array()
        .unwrap();
    let numbers: Vec<u64> = boxes
        .iter()
        .map(|choice| choice["box"].as_u64().unwrap())
        .collect();
    let first = set.criteria().next().unwrap().choices().len() as u64;
    assert_eq!(numbers, (1..=first).collect::<Vec<_>>());
}

/// Source: 148 and 26/2026, bộ 08: 237 / 3 = 79 and 213 / 3 = 71.
#[test]
fn a_comparison_has_its_shape() {
    let catalog = Catalog::bundled();
    let [first, second] =
        ["one-product-148", "one-product-26-2026"].map(|name| decided(&catalog, name));
    let sides = [&first, &second].map(|decided| Side::stage(decided, None).unwrap());
    let comparison = Comparison::of(&sides[0], &sides[1]);
    let view = ComparisonView::new(("a", &sides[0]), ("b", &sides[1]), &comparison);
    let view = serde_json::to_value(view).unwrap();
    let mean = |sum: &str, shown: &str| json!({"sum": sum, "count": 3, "shown": shown});
    assert_eq!(
        view["first"],
        json!({"name": "a", "regulation": "qd-148-2023", "set": "08", "total": mean("237", "79.00"),
            "star": 4})
    );
    assert_eq!(view["second"]["total"], mean("213", "71.00"));
    assert_eq!(
        (&view["second"]["star"], &view["moved"]),
        (&json!(3), &json!("-8.00"))
    );
    assert_eq!(
        view["criteria"][0],
        json!({"first": "1.a", "second": "1.1", "title": "Nguồn nguyên liệu",
            "from": mean("15", "5.00"), "to": mean("9", "3.00"), "moved": "-2.00"})
    );
    assert_eq!(
        view["only_first"][0],
        json!({"criterion": "3.b", "points": mean("0", "0.00"),
            "title": "Đại diện pháp luật của chủ thể là nữ/đồng bào dân tộc thiểu số"})
    );
    assert_eq!(view["only_second"].as_array().unwrap().len(), 6);
}

/// A key too few, another type, another length, another value. Contract 4: what is not there is told at the object
/// that lacks it.
#[test]
fn every_difference_of_a_result_is_told_at_its_place() {
    let catalog = Catalog::bundled();
    let case = example("minimum-missed-73-points");
    let decided = decided(&catalog, "minimum-missed-73-points");
    let printed = serde_json::to_value(&decided).unwrap();
    let differences = |change: &dyn Fn(&mut Value)| {
        let mut result = printed.clone();
        change(&mut result);
        let text = serde_json::to_string_pretty(&result).unwrap();
        let found = verify(&text, &case, ("result", "case"), &catalog).unwrap();
        let told = found.iter().map(|d| {
            assert!(d.line().is_some());
            format!("{}: {}, {}", d.path(), d.found(), d.expected())
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(differences(&|_| ()), [""; 0]);
    assert_eq!(
        differences(&|result| {
            result["stages"][0]
                .as_object_mut()
                .unwrap()
                .remove("spread");
        }),
        ["stages/0: no key `spread`, \"2\""]
    );
    assert_eq!(
        differences(&|result| result["outcome"]["star"] = json!(4)).len(),
        1
    );
    assert_eq!(
        differences(&|result| {
            result["stages"][0]["unmet"].as_array_mut().unwrap().pop();
        })
        .len(),
        1
    );
    for key in ["outcome", "stages"] {
        let mut result = printed.clone();
        result[key] = json!("text");
        let text = result.to_string();
        let error = verify(&text, &case, ("result", "case"), &catalog).unwrap_err();
        assert!(error.diagnostics()[0].line().is_some());
    }
    assert!(verify("{", &case, ("result", "case"), &catalog).is_err());
    assert!(verify("{}", "{", ("result", "case"), &catalog).is_err());
}

#[test]
fn lines_are_decided_each_by_itself() {
    let catalog = Catalog::bundled();
    let good = example("certified-3-at-district").replace('\n', " ");
    let lines = [good.as_str(), " ", "{}", "", good.as_str()];
    let answers: Vec<_> = evaluate_lines(lines, "cases.jsonl", &catalog).collect();
    let numbers: Vec<usize> = answers.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 3, 5]);
    let whole = serde_json::to_value(decided(&catalog, "certified-3-at-district")).unwrap();
    for at in [0, 2] {
        let answer = answers[at].1.as_ref().unwrap();
        assert_eq!(serde_json::to_value(answer).unwrap(), whole);
    }
    let problems = answers[1].1.as_ref().err().unwrap().diagnostics();
    assert!(
        problems
            .iter()
            .all(|d| d.line() == Some(3) && d.file() == "cases.jsonl")
    );
}

/// A problem as a page of a program shows it, placed and placed anew.
#[test]
fn a_problem_has_its_shape() {
    let found = Phrase::new("một ô trống", "an empty cell");
    let expected = Phrase::new("một ô có nội dung", "a box");
    let problem = Diagnostic::of_file(ProblemCode::Empty, "a.csv", found, expected);
    assert_eq!(
        (problem.line(), problem.column(), problem.path()),
        (None, None, "")
    );
    assert_eq!(
        problem.to_string(),
        "a.csv: error[empty]: found an empty cell, expected a box"
    );
    let placed = problem.clone().at(3, 7);
    assert_eq!(
        placed.to_string(),
        "a.csv:3:7: error[empty]: found an empty cell, expected a box"
    );
    let moved = placed.clone().in_line(9);
    assert_eq!((moved.line(), moved.column()), (Some(9), Some(7)));
    let unplaced = problem.clone().in_line(9);
    assert_eq!((unplaced.line(), unplaced.column()), (Some(9), Some(1)));
    let cell = placed.clone().at_path("Phiếu 1!E5");
    assert_eq!(
        cell.to_string(),
        "a.csv: error[empty] Phiếu 1!E5: found an empty cell, expected a box"
    );
    assert_eq!(
        serde_json::to_value(&placed).unwrap(),
        json!({"code": "empty", "file": "a.csv", "line": 3, "column": 7, "path": "",
            "pointer": "", "found": "an empty cell", "expected": "a box",
            "message": "found an empty cell, expected a box",
            "vi": "thấy một ô trống, cần một ô có nội dung", "en": "found an empty cell, expected a box"})
    );
    // Contract 2: the same code, found and expected are one problem with the number of places.
    let error = LoadError::unless_empty(vec![problem.clone(), placed]).unwrap_err();
    assert_eq!(error.to_string().lines().count(), 1);
    assert_eq!(error.diagnostics()[0].count(), 2);
    assert_eq!(error.into_diagnostics().len(), 1);
    assert_eq!(LoadError::unless_empty(Vec::new()), Ok(()));
}

/// 07 of 148 reaches 3 of 4 in 6.d; the minima of 1048 are not known.
///
/// Source: contract 7.
#[test]
fn gaps_of_the_data_are_told_to_who_asks() {
    let catalog = Catalog::bundled();
    let gaps = |regulation: &str, set: &str, date: &str| {
        let text = json!({"product": {"name": "x"}, "regulation": regulation, "set": set,
            "stages": [{"level": "district", "date": date, "total": "60"}]});
        let case = Case::from_json(&text.to_string(), "case.json", &catalog).unwrap();
        let gaps = case.data_gaps();
        assert!(
            gaps.iter()
                .all(|gap| gap.code() == ProblemCode::DataIncomplete
                    && (gap.path(), gap.file()) == ("set", "case.json")
                    && gap.expected() == "complete data")
        );
        gaps.iter()
            .map(|gap| gap.found().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        gaps("qd-148-2023", "07", "2024-04-10"),
        ["a gap in the data: Set 07 is incomplete: C/6/6.d states 4, its entries reach 3"]
    );
    assert_eq!(gaps("qd-148-2023", "08", "2024-04-10"), [""; 0]);
    assert_eq!(
        gaps("qd-1048-2019", "08", "2022-04-10"),
        ["a gap in the data: The minima of 1048/QĐ-TTg are not known and were not checked"]
    );
}

/// Source: 26/2026, Điều 5–8, Phụ lục I.
#[test]
fn a_regulation_tells_what_it_says() {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let entry = regulation
        .sets()
        .iter()
        .find(|entry| entry.code().to_string() == "16")
        .unwrap();
    assert_eq!(entry.name(), "Nước khoáng thiên nhiên, nước uống đóng chai");
    assert!(!entry.sector().is_empty());
    let tourism = regulation.sets().last().unwrap();
    assert_eq!(tourism.code().to_string(), "26");
    let grounds = regulation.revocation_grounds();
    assert_eq!(grounds.len(), 6, "a, b, c, d, đ, e");
    assert!(
        catalog
            .regulation("qd-148-2023")
            .unwrap()
            .revocation_grounds()
            .is_empty()
    );
    let file: Value =
        serde_json::from_str(&fs::read_to_string("criteria/qd-26-2026/regulation.json").unwrap())
            .unwrap();
    let listed = file["dossier"].as_array().unwrap();
    let all = json!(["first", "upgrade", "renewal"]);
    for kind in [
        ApplicationKind::First,
        ApplicationKind::Upgrade,
        ApplicationKind::Renewal,
    ] {
        for (set, level) in [
            ("08", Level::Commune),
            ("08", Level::Province),
            ("26", Level::Central),
        ] {
            let holds = |list: &Value, word: &str| {
                list.as_array()
                    .is_some_and(|list| list.contains(&json!(word)))
            };
            let asked = listed.iter().filter(|item| {
                let kinds = if item["kinds"].is_null() {
                    &all
                } else {
                    &item["kinds"]
                };
                item["at"] == level.as_str()
                    && holds(kinds, kind.as_str())
                    && !holds(&item["not_sets"], set)
            });
            let asked: Vec<&Value> = asked.collect();
            let items: Vec<_> = regulation
                .dossier(kind, set.parse().unwrap(), level)
                .collect();
            assert_eq!(items.len(), asked.len(), "{kind} {set} {level}");
            for (item, listed) in items.iter().zip(asked) {
                assert_eq!(item.id(), listed["item"]);
                assert_eq!(item.label(), listed["label"]);
                let clause = listed["citation"].as_str();
                let clause = clause.or(listed["citation"]["clause"].as_str());
                assert_eq!(Some(item.citation().clause()), clause);
                assert_eq!(item.at(), level);
                assert_eq!(item.by().map_or("producer", Level::as_str), listed["by"]);
                assert_eq!(item.if_any(), listed["if_any"] == true);
            }
        }
    }
    for (entry, listed) in regulation
        .sets()
        .iter()
        .zip(file["sets"].as_array().unwrap())
    {
        assert_eq!(entry.sector(), listed["sector"]);
        assert_eq!(entry.group(), listed["group"].as_str());
        let managing = listed["managing"].as_array().cloned().unwrap_or_default();
        assert_eq!(json!(entry.managing()), json!(managing));
    }
    // 1489 ended when 26/2026 took over; that one has no end yet.
    let ended = catalog.regulation("qd-1489-2025").unwrap();
    assert_eq!(ended.in_force().to(), Some("2026-07-21".parse().unwrap()));
    assert_eq!(regulation.in_force().to(), None);
    assert_eq!(regulation.in_force().from(), "2026-05-22".parse().unwrap());
}

#[test]
fn a_case_tells_what_it_holds() {
    let catalog = Catalog::bundled();
    let text = example("one-product-26-2026");
    assert!(Case::looks_like(&text) && !History::looks_like(&text));
    let case = Case::from_json(&text, "case", &catalog).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(case.product().name, file["product"]["name"]);
    assert_eq!(case.regulation().id().as_str(), "qd-26-2026");
    assert_eq!(case.set().code().to_string(), file["set"]);
    assert_eq!(case.application().kind, Some(ApplicationKind::Renewal));
    assert_eq!(
        case.stages().len(),
        file["stages"].as_array().unwrap().len()
    );
}

/// Contract 2: a folder stands for its cases, and other files are named in one warning: a case's `product` and
/// `application` are objects, and those of other programs often are not.
#[test]
fn a_file_of_another_program_is_no_case() {
    for foreign in [
        json!({"product": "shop", "application": "cart"}),
        json!({"product": 7, "application": 3, "set": 1}),
        json!({"product": "shop", "set": "08"}),
        json!({"product": null, "application": ["a"]}),
    ] {
        assert!(!Case::looks_like(&foreign.to_string()), "{foreign}");
    }
    // One mistake in a case is no reason to pass it over.
    for case in [
        json!({"product": "Cá khô", "application": {"kind": "first"}, "stage": []}),
        json!({"product": {"name": "Cá khô"}, "set": "08", "stage": []}),
        json!({"product": {"name": "Cá khô"}, "application": 3}),
        json!({"product": "Cá khô", "set": "08", "stages": []}),
    ] {
        assert!(Case::looks_like(&case.to_string()), "{case}");
    }
}
