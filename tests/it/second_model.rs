//! The library against the second model, on random councils over all 78 sheets.
//!
//! `OCOP_COUNCILS=5000000 cargo test --release --test it second_model` runs as many as are asked for.

use crate::model;
use std::collections::BTreeMap;

use crate::random::Random;
use crate::{at_length, often};
use ocop::input::ProblemCode;
use ocop::{Case, Catalog, LoadError};
use serde_json::{Value, json};

const SEED: u64 = 0x0c0b_2026_0522;

/// How many rules [`councils`] gives.
const COUNCILS: usize = 30;

fn one<'v, T>(random: &mut Random, values: &'v [T]) -> &'v T {
    &values[random.below(values.len())]
}

fn boxes_of(criterion: &Value) -> usize {
    criterion["boxes"].as_array().unwrap().len()
}

/// Sheets near each other, mostly with many points, so that every band and minimum comes up.
fn sheets(set: &Value, random: &mut Random) -> Value {
    let criteria = model::criteria(set);
    let generous = random.below(10);
    let middle: Vec<usize> = criteria
        .iter()
        .map(|(.., criterion)| {
            let boxes = boxes_of(criterion);
            match random.below(10) < generous {
                true => boxes,
                false => random.below(boxes + 1),
            }
        })
        .collect();
    let members = 1 + random.below(9);
    let sheets = (0..members).map(|member| {
        let answers: Vec<Value> = criteria
            .iter()
            .zip(&middle)
            .map(|((.., criterion), &near)| {
                let ticked = match random.below(12) {
                    0 => random.below(boxes_of(criterion) + 1),
                    _ => near,
                };
                json!({"criterion": criterion["criterion"], "box": ticked})
            })
            .collect();
        let role = *one(random, &["member", "vice-chair", "member"]);
        let role = if member == 0 && random.below(4) > 0 {
            "chair"
        } else {
            role
        };
        json!({"assessor": format!("m{member}"), "role": role, "answers": answers})
    });
    sheets.collect()
}

fn points(random: &mut Random, most: usize) -> String {
    let whole = random.below(most);
    match random.below(3) {
        0 => format!("{whole}"),
        1 => format!("{whole}.{}", random.below(10)),
        _ => format!("{whole}.{:02}", random.below(100)),
    }
}

/// Councils' rules beside the default ones: every way to count a minimum and to chair, and limits
/// that are kept and broken.
fn councils() -> Vec<(String, Value)> {
    let spreads = [
        json!("0"),
        json!("3.5"),
        json!("10"),
        json!("40"),
        Value::Null,
    ];
    let quorums = [(1, 2), (2, 3), (3, 4), (5, 7), (1, 1), (1, 1000)];
    let mut councils = Vec::new();
    for by in ["majority", "all", "mean"] {
        for chair in ["chair", "chair-or-vice"] {
            for (at, spread) in spreads.iter().enumerate() {
                let (numerator, denominator) = quorums[councils.len() % quorums.len()];
                let mut rules = json!({"name": "made up", "source": "made up",
                    "quorum": {"numerator": numerator, "denominator": denominator},
                    "chair": chair, "minimum_by": by, "shown_decimals": at,
                    "citations": {"spread": "-", "quorum": "-", "minimum_by": "-"}});
                if !spread.is_null() {
                    rules["spread"] = spread.clone();
                }
                let zero_by = ["", "any", "mean", "majority"][councils.len() % 4];
                if !zero_by.is_empty() {
                    rules["zero_by"] = json!(zero_by);
                    rules["citations"]["zero_by"] = json!("-");
                }
                councils.push((format!("made-up-{}", councils.len()), rules));
            }
        }
    }
    councils
}

/// The data of the model and of the library, with the same councils' rules and, where asked for,
/// forwarding by the star.
fn both(by_star: bool) -> (model::Data, Catalog) {
    let (mut data, mut catalog) = (model::Data::load(), Catalog::bundled());
    if by_star {
        data.forward_by_star();
        let mut files = Vec::new();
        for id in ["qd-1048-2019", "qd-148-2023", "qd-1489-2025", "qd-26-2026"] {
            files.push(format!("{id}/regulation.json"));
            let sets = std::fs::read_dir(format!("criteria/{id}/sets"));
            for entry in sets.into_iter().flatten() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                files.push(format!("{id}/sets/{name}"));
            }
        }
        files.push("councils/default.json".to_owned());
        let (star, points) = (r#""forward_by": "star""#, r#""forward_by": "points""#);
        let files = files.into_iter().map(|name| {
            let text = std::fs::read_to_string(format!("criteria/{name}")).unwrap();
            (name, text.replace(points, star).into())
        });
        catalog = Catalog::from_files(files).0;
    }
    for (id, rules) in councils() {
        catalog
            .add_rules(id.parse().unwrap(), &id, rules.to_string())
            .unwrap();
        data.add_council(&id, rules);
    }
    (data, catalog)
}

fn random_case(data: &model::Data, random: &mut Random) -> Value {
    let ids = ["qd-1048-2019", "qd-148-2023", "qd-1489-2025", "qd-26-2026"];
    // Every tenth council has one of the three sets with a zero rule.
    let zero_rules = [
        ("qd-1048-2019", 7),
        ("qd-1048-2019", 17),
        ("qd-26-2026", 16),
    ];
    let (id, number) = match random.below(10) {
        0 => *one(random, &zero_rules),
        _ => (*one(random, &ids), 1 + random.below(26)),
    };
    let number = format!("{number:02}");
    let set = data.set(id, &number);
    let regulation = data.regulation(id);
    let date = regulation["in_force"]["from"].clone();
    let levels: Vec<&Value> = regulation["levels"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rule| !rule["certifies"].is_null())
        .collect();
    let last = random.below(levels.len());
    let mut stages: Vec<Value> = levels[..last]
        .iter()
        .map(|rule| json!({"level": rule["level"], "forwarded": true}))
        .collect();
    let mut stage = json!({"level": levels[last]["level"], "date": date});
    match random.below(8) {
        0 => stage["total"] = json!(points(random, 100)),
        1 => {
            let max = |part: &Value| part["max"].as_str().unwrap().parse::<usize>().unwrap();
            let parts = set["parts"].as_array().unwrap().iter();
            let parts = parts
                .map(|part| json!({"part": part["part"], "points": points(random, max(part))}));
            stage["parts"] = parts.collect();
        }
        _ => {
            let sheets = sheets(set, random);
            let present = sheets.as_array().unwrap().len();
            if random.below(3) == 0 {
                stage["council"]["appointed"] = json!(present + random.below(4));
            }
            // One more than there are councils: the default rules by their name.
            if random.below(2) == 0 {
                let rules = random.below(COUNCILS + 1);
                stage["council"]["rules"] = match rules {
                    COUNCILS => json!("default"),
                    number => json!(format!("made-up-{number}")),
                };
            }
            stage["sheets"] = sheets;
        }
    }
    if stage["sheets"].is_null() && random.below(2) == 0 {
        stage["attested_star"] = json!(1 + random.below(5));
    }
    let findings = set["findings"].as_array().map_or(&[][..], Vec::as_slice);
    if !findings.is_empty() && random.below(12) == 0 {
        stage["findings"] = json!([one(random, findings)["finding"]]);
    }
    stages.push(stage);
    json!({"product": {"name": "x"}, "regulation": id, "set": number, "stages": stages})
}

/// Where the model says something, the result must say the same.
fn differ(expected: &Value, found: &Value, path: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(fields), _) => fields.iter().find_map(|(key, value)| {
            // What only the model's own outcome needs.
            (key != "anew").then(|| differ(value, &found[key], &format!("{path}/{key}")))?
        }),
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            let mut pairs = items.iter().zip(others).enumerate();
            pairs.find_map(|(at, (a, b))| differ(a, b, &format!("{path}/{at}")))
        }
        _ => (expected != found).then(|| format!("{path}: {expected} but {found}")),
    }
}

/// Compares so many councils; how often each status and star came up.
fn compare(councils: usize, seed: u64) -> BTreeMap<String, u32> {
    // Every third council falls under regulations that forward by the star.
    let readings = [both(false), both(false), both(true)];
    let mut random = Random(seed);
    let mut statuses = BTreeMap::new();
    for number in 0..councils {
        let (data, catalog) = &readings[number % readings.len()];
        let case = random_case(data, &mut random);
        let expected = model::decide(data, &case);
        let text = case.to_string();
        let read = Case::from_json(&text, "case", catalog).unwrap();
        let result = read.clone().evaluate();
        let found = serde_json::to_value(&result).unwrap();
        if let Some(difference) = differ(&expected, &found, "") {
            panic!("council {number} of seed {seed:#x}: {difference}\n{text}");
        }
        let last = expected["stages"].as_array().unwrap().last().unwrap();
        let what = format!("{} {}", last["status"], last["star"]);
        *statuses.entry(what).or_default() += 1;
    }
    statuses
}

#[test]
fn the_library_agrees_with_the_second_model() {
    let councils = std::env::var("OCOP_COUNCILS").ok();
    let councils: usize = councils.map_or_else(|| often(2_000), |text| text.parse().unwrap());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let each = councils.div_ceil(threads);
    let seeds = (0..u64::try_from(threads).unwrap()).map(|thread| SEED + thread);
    let runs: Vec<_> = seeds
        .map(|seed| std::thread::spawn(move || (seed, compare(each, seed))))
        .collect();
    for run in runs {
        let (seed, statuses) = run.join().unwrap();
        println!("seed {seed:#x}: {each} councils, no difference; {statuses:?}");
        // Every status, and every star, comes up.
        assert!(statuses.len() >= 8, "{statuses:?}");
    }
}

/// Puts the keys of every object, the sheets of a stage and the answers of a sheet into another
/// order, and spaces between everything.
fn shuffled(value: &Value, key: &str, random: &mut Random, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            shuffle(&mut fields, random);
            text.push_str("{ ");
            for (number, (key, value)) in fields.iter().enumerate() {
                text.push_str(if number == 0 { "\n" } else { " ,\t" });
                text.push_str(&format!("{} : ", json!(key)));
                shuffled(value, key, random, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            let mut items: Vec<&Value> = items.iter().collect();
            if matches!(key, "sheets" | "answers") {
                shuffle(&mut items, random);
            }
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                text.push_str(if number == 0 { " " } else { "\r\n, " });
                shuffled(item, "", random, text);
            }
            text.push_str(" ]");
        }
        other => text.push_str(&other.to_string()),
    }
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for at in (1..items.len()).rev() {
        items.swap(at, random.below(at + 1));
    }
}

/// The order of members, answers and keys, and all spacing, change nothing: not a star, not a
/// reason, not the seal.
#[test]
fn order_and_spacing_change_nothing() {
    let (data, catalog) = both(false);
    let mut random = Random(SEED);
    let printed = |text: &str| {
        let read = Case::from_json(text, "case", &catalog).unwrap();
        let result = read.clone().evaluate();
        serde_json::to_string(&result).unwrap()
    };
    for _ in 0..400 {
        let case = random_case(&data, &mut random);
        let mut text = String::new();
        shuffled(&case, "", &mut random, &mut text);
        assert_eq!(printed(&text), printed(&case.to_string()), "{text}");
    }
}

/// Every box of every sheet of the shipped cases ticked in place of the one that is: the result is
/// what the model says of the changed sheet. A later stage may then be one that cannot follow.
#[test]
fn every_single_box_of_the_shipped_cases_is_decided_as_the_model_says() {
    let (data, catalog) = both(false);
    let found = |case: &Value| {
        let text = case.to_string();
        let read = Case::from_json(&text, "case", &catalog)?;
        let result = read.clone().evaluate();
        Ok(serde_json::to_value(&result).unwrap())
    };
    let every = if at_length() { 1 } else { 9 };
    let (mut boxes_seen, mut changes, mut stopped, mut moved) = (0, 0, 0, 0);
    for entry in std::fs::read_dir("examples/cases").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut whole: Value = serde_json::from_str(&text).unwrap();
        let printed: Result<Value, LoadError> = found(&whole);
        // The model decides cases that name their regulation.
        whole["regulation"] = printed.unwrap()["regulation"].clone();
        let set = data.set(
            whole["regulation"].as_str().unwrap(),
            whole["set"].as_str().unwrap(),
        );
        let boxes: BTreeMap<&str, usize> = model::criteria(set)
            .iter()
            .map(|(.., criterion)| {
                (
                    criterion["criterion"].as_str().unwrap(),
                    boxes_of(criterion),
                )
            })
            .collect();
        let stages = whole["stages"].as_array().unwrap().clone();
        for (at, stage) in stages.iter().enumerate() {
            // The case as it was when this stage was the last.
            let mut case = whole.clone();
            case["stages"].as_array_mut().unwrap().truncate(at + 1);
            let before = model::decide(&data, &case);
            let sheets = stage["sheets"].as_array().map_or(0, Vec::len);
            for sheet in 0..sheets {
                let answers = stage["sheets"][sheet]["answers"].as_array().unwrap();
                for (number, answer) in answers.iter().enumerate() {
                    let most = boxes[answer["criterion"].as_str().unwrap()];
                    for ticked in (0..=most).filter(|ticked| answer["box"] != *ticked) {
                        boxes_seen += 1;
                        if boxes_seen % every != 0 {
                            continue;
                        }
                        let place = format!("/stages/{at}/sheets/{sheet}/answers/{number}/box");
                        for case in [&mut case, &mut whole] {
                            *case.pointer_mut(&place).unwrap() = json!(ticked);
                        }
                        let expected = model::decide(&data, &case);
                        let difference = differ(&expected, &found(&case).unwrap(), "");
                        let name = path.display();
                        assert_eq!(difference, None, "{name}{place} as {ticked}");
                        moved += usize::from(expected["outcome"] != before["outcome"]);
                        changes += 1;
                        if at + 1 == stages.len() {
                            continue;
                        }
                        match found(&whole) {
                            Ok(found) => {
                                let expected = model::decide(&data, &whole);
                                let difference = differ(&expected, &found, "");
                                assert_eq!(difference, None, "{name}{place} as {ticked}");
                            }
                            Err(error) => {
                                let code = error.diagnostics()[0].code();
                                assert_eq!(code, ProblemCode::StageOrder, "{name}{place}");
                                stopped += 1;
                            }
                        }
                    }
                    let place = format!("/stages/{at}/sheets/{sheet}/answers/{number}/box");
                    for case in [&mut case, &mut whole] {
                        *case.pointer_mut(&place).unwrap() = answer["box"].clone();
                    }
                }
            }
        }
    }
    println!("{changes} boxes, {moved} other outcomes, {stopped} that end before a later stage");
    assert!(
        boxes_seen > 5_000 && changes >= boxes_seen / every && moved > 15 && stopped > 0,
        "{changes} {moved} {stopped}"
    );
}
