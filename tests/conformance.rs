//! The conformance suite: written from the second model, held to the library, and to its files.
//!
//! `OCOP_WRITE=1 cargo test --test conformance` writes the files anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a helper that fails should stop its test"
)]

mod model;

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

/// The suite, by file.
#[derive(Default)]
struct Suite(BTreeMap<String, Vec<Value>>);

impl Suite {
    fn add(&mut self, file: &str, clause: &str, why: String, case: Value, expected: Value) {
        let lines = self.0.entry(file.to_owned()).or_default();
        let id = format!("{file}-{:04}", lines.len() + 1);
        lines.push(json!({"id": id, "clause": clause, "why": why, "case": case,
            "expected": expected}));
    }

    /// A case that the model decides, about one topic.
    fn by_model(&mut self, data: &model::Data, topic: &str, why: String, case: Value) {
        let mut expected = model::decide(data, &case);
        for stage in expected["stages"].as_array_mut().unwrap() {
            stage.as_object_mut().unwrap().remove("anew");
        }
        let file = case["regulation"].as_str().unwrap().to_owned();
        let clause = clause(data, topic, &case, &expected);
        self.add(&file, &clause, why, case, expected);
    }
}

/// The clause that a case is about, as the data cites it.
fn clause(data: &model::Data, topic: &str, case: &Value, expected: &Value) -> String {
    let id = case["regulation"].as_str().unwrap();
    let regulation = data.regulation(id);
    let set = data.set(id, case["set"].as_str().unwrap());
    let stage = case["stages"].as_array().unwrap().last().unwrap();
    let found = |list: &Value, key: &str, value: &Value| {
        let mut entries = list.as_array().unwrap().iter();
        entries.find(|entry| entry[key] == *value).unwrap()["citation"].clone()
    };
    let citation = match topic {
        "star marks" => regulation["minima"]["citation"].clone(),
        "more than half" => data.council(stage)["citations"]["minimum_by"].clone(),
        "quorum" | "spread" => data.council(stage)["citations"][topic].clone(),
        "levels" => found(&regulation["levels"], "level", &stage["level"]),
        "findings" => found(&set["findings"], "finding", &stage["findings"][0]),
        "zero rules" => {
            let criteria = model::criteria(set);
            let mut rules = criteria.iter().flat_map(|(_, section, criterion)| {
                [&section["zero_rule"], &criterion["zero_rule"]]
            });
            rules.find(|rule| !rule.is_null()).unwrap()["citation"].clone()
        }
        "bands" => {
            let decided = expected["stages"].as_array().unwrap().last().unwrap();
            found(&regulation["bands"], "star", &decided["band_star"])
        }
        other => panic!("{other}"),
    };
    citation.as_str().unwrap().to_owned()
}

const EDITIONS: [&str; 4] = ["qd-1048-2019", "qd-148-2023", "qd-1489-2025", "qd-26-2026"];

fn case(data: &model::Data, id: &str, set: &str, level: &str, content: Value) -> Value {
    let date = data.regulation(id)["in_force"]["from"].clone();
    let scoring = data.regulation(id)["levels"].as_array().unwrap().iter();
    let scoring = scoring.filter(|rule| !rule["certifies"].is_null());
    let before = scoring.take_while(|rule| rule["level"] != level);
    let mut stages: Vec<Value> = before
        .map(|rule| json!({"level": rule["level"], "forwarded": true}))
        .collect();
    let mut stage = json!({"level": level, "date": date});
    for (key, value) in content.as_object().unwrap() {
        stage[key] = value.clone();
    }
    stages.push(stage);
    json!({"product": {"name": "Sản phẩm"}, "regulation": id, "set": set, "stages": stages})
}

fn first_level(id: &str) -> &'static str {
    match id {
        "qd-1048-2019" | "qd-148-2023" => "district",
        _ => "province",
    }
}

fn points_of(criterion: &Value) -> Vec<u32> {
    let boxes = criterion["boxes"].as_array().unwrap().iter();
    let points = boxes.map(|b| b["points"].as_str().unwrap().parse().unwrap());
    std::iter::once(0).chain(points).collect()
}

/// A sheet of exactly so many points, with as much as there is in the first criteria.
fn boxes_for(set: &Value, total: u32) -> Vec<usize> {
    let rows: Vec<Vec<u32>> = model::criteria(set)
        .iter()
        .map(|c| points_of(c.2))
        .collect();
    let size = usize::try_from(total).unwrap() + 1;
    // From the last criterion back: which totals can be reached.
    let mut reachable = vec![vec![false; size]; rows.len() + 1];
    reachable[rows.len()][0] = true;
    for at in (0..rows.len()).rev() {
        for sum in 0..size {
            reachable[at][sum] = rows[at].iter().any(|&points| {
                let points = usize::try_from(points).unwrap();
                sum >= points && reachable[at + 1][sum - points]
            });
        }
    }
    let mut left = usize::try_from(total).unwrap();
    let chosen = rows.iter().enumerate().map(|(at, row)| {
        let fits = |ticked: &usize| {
            let points = usize::try_from(row[*ticked]).unwrap();
            left >= points && reachable[at + 1][left - points]
        };
        let ticked = (0..row.len()).rev().find(fits).unwrap();
        left -= usize::try_from(row[ticked]).unwrap();
        ticked
    });
    chosen.collect()
}

fn sheet(set: &Value, member: u32, boxes: &[usize]) -> Value {
    let criteria = model::criteria(set);
    let answers: Vec<Value> = criteria
        .iter()
        .zip(boxes)
        .map(|((.., c), ticked)| json!({"criterion": c["criterion"], "box": ticked}))
        .collect();
    json!({"assessor": format!("m{member}"), "answers": answers})
}

/// Just below, at and just above each band, for councils of 1 to 15.
fn boundaries(suite: &mut Suite, data: &model::Data) {
    for id in EDITIONS {
        let sizes: &[u32] = match id {
            "qd-148-2023" | "qd-26-2026" => &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
            _ => &[1, 7, 15],
        };
        for &members in sizes {
            for bound in [30, 50, 70, 90] {
                for step in [-1_i32, 0, 1] {
                    let number = format!("{:02}", 21 + (members + bound) % 5);
                    let set = data.set(id, &number);
                    let sum = (bound * members).saturating_add_signed(step);
                    let sheets = (0..members).map(|member| {
                        let total = sum / members + u32::from(member < sum % members);
                        sheet(set, member + 1, &boxes_for(set, total))
                    });
                    let sheets: Vec<Value> = sheets.collect();
                    let content = json!({"sheets": sheets});
                    let why =
                        format!("{members} sheets that sum to {sum}; the band begins at {bound}");
                    let case = case(data, id, &number, first_level(id), content);
                    suite.by_model(data, "bands", why, case);
                }
            }
        }
    }
}

/// Every mark of every sheet of 148 and 26/2026 missed alone, every other box the best.
fn minima(suite: &mut Suite, data: &model::Data) {
    for id in ["qd-148-2023", "qd-26-2026"] {
        for number in 1..=26 {
            let number = format!("{number:02}");
            let set = data.set(id, &number);
            let criteria = model::criteria(set);
            let best: Vec<usize> = criteria.iter().map(|c| best_box(c.2)).collect();
            for (at, (.., criterion)) in criteria.iter().enumerate() {
                for star in [3, 4, 5] {
                    let marked = criterion["boxes"].as_array().unwrap().iter();
                    let heading = criterion["heading_star"] == star;
                    let mut marked = marked.filter(|b| b["star"] == star);
                    let points = points_of(criterion);
                    let least = match marked.next() {
                        Some(b) => b["points"].as_str().unwrap().parse().unwrap(),
                        None if heading => 1,
                        None => continue,
                    };
                    let mut boxes = best.clone();
                    let below = (0..points.len()).filter(|&ticked| points[ticked] < least);
                    boxes[at] = below.max_by_key(|&ticked| points[ticked]).unwrap();
                    let content = json!({"sheets": [sheet(set, 1, &boxes)]});
                    let code = criterion["criterion"].as_str().unwrap();
                    let why = format!("{code} stays below its {star}-star mark, all else is best");
                    let case = case(data, id, &number, first_level(id), content);
                    suite.by_model(data, "star marks", why, case);
                }
            }
        }
    }
}

fn best_box(criterion: &Value) -> usize {
    let points = points_of(criterion);
    (0..points.len())
        .max_by_key(|&ticked| points[ticked])
        .unwrap()
}

/// One 4★ mark of each set, reached by two and by three of five members.
fn majorities(suite: &mut Suite, data: &model::Data) {
    for id in ["qd-148-2023", "qd-26-2026"] {
        for number in 1..=26 {
            let number = format!("{number:02}");
            let set = data.set(id, &number);
            let criteria = model::criteria(set);
            let best: Vec<usize> = criteria.iter().map(|c| best_box(c.2)).collect();
            let marked = criteria.iter().position(|(.., criterion)| {
                let boxes = criterion["boxes"].as_array().unwrap();
                boxes.iter().skip(1).any(|b| b["star"] == 4)
            });
            let Some(at) = marked else { continue };
            let mut short = best.clone();
            short[at] = 0;
            for reach in [2, 3] {
                let sheets: Vec<Value> = (0..5)
                    .map(|m| sheet(set, m + 1, if m < reach { &best } else { &short }))
                    .collect();
                let why = format!("{reach} of 5 members reach a 4-star mark");
                let content = json!({"sheets": sheets});
                let case = case(data, id, &number, first_level(id), content);
                suite.by_model(data, "more than half", why, case);
            }
        }
    }
}

/// Every finding of every sheet, and the three zero rules.
fn stops(suite: &mut Suite, data: &model::Data) {
    for id in ["qd-1048-2019", "qd-148-2023", "qd-26-2026"] {
        for number in 1..=26 {
            let number = format!("{number:02}");
            let set = data.set(id, &number);
            for finding in set["findings"].as_array().map_or(&[][..], Vec::as_slice) {
                let content = json!({"total": "95", "findings": [finding["finding"]]});
                let why = format!("a finding ends it: {}", finding["label"].as_str().unwrap());
                let case = case(data, id, &number, first_level(id), content);
                suite.by_model(data, "findings", why, case);
            }
            let criteria = model::criteria(set);
            for (at, (_, section, criterion)) in criteria.iter().enumerate() {
                if section["zero_rule"].is_null() && criterion["zero_rule"].is_null() {
                    continue;
                }
                for zeros in [1, 2] {
                    let mut boxes: Vec<usize> = criteria.iter().map(|c| best_box(c.2)).collect();
                    let best = boxes.clone();
                    boxes[at] = 0;
                    let sheets: Vec<Value> = (0..3)
                        .map(|m| sheet(set, m + 1, if m < zeros { &boxes } else { &best }))
                        .collect();
                    let why = format!("{zeros} of 3 sheets give 0 where 0 ends the evaluation");
                    let content = json!({"sheets": sheets});
                    let case = case(data, id, &number, first_level(id), content);
                    suite.by_model(data, "zero rules", why, case);
                }
            }
        }
    }
}

/// What each level does with each star, and means that rounding would lift.
fn levels_and_traps(suite: &mut Suite, data: &model::Data) {
    for id in EDITIONS {
        let rules = data.regulation(id)["levels"].as_array().unwrap().clone();
        for rule in rules.iter().filter(|rule| !rule["certifies"].is_null()) {
            let level = rule["level"].as_str().unwrap();
            for total in [
                "0", "29.99", "30", "49.99", "50", "69.99", "70", "89.99", "90", "100",
            ] {
                let case = case(data, id, "01", level, json!({"total": total}));
                suite.by_model(
                    data,
                    "levels",
                    format!("{total} points at the {level}"),
                    case,
                );
            }
            for number in 1..=26 {
                let set = format!("{number:02}");
                for total in ["49.99", "50", "90"] {
                    let why = format!("set {set} has the bands of every set: {total}");
                    let case = case(data, id, &set, level, json!({"total": total}));
                    suite.by_model(data, "bands", why, case);
                }
            }
            for bound in [30_u32, 50, 70, 90] {
                for below in ["9", "99", "995", "999", "9999", "999999"] {
                    let total = format!("{}.{below}", bound - 1);
                    let why = format!("{total} is below {bound}, however it is shown");
                    let case = case(data, id, "01", level, json!({"total": total}));
                    suite.by_model(data, "bands", why, case);
                }
                for attested in 1..=5 {
                    let content = json!({"total": bound.to_string(), "attested_star": attested});
                    let why = format!("{bound} points, and the council attests {attested} stars");
                    let case = case(data, id, "01", level, content);
                    suite.by_model(data, "bands", why, case);
                }
            }
        }
    }
}

/// Quorum and spread at their limits: three quarters, a chair, ten points.
fn councils(suite: &mut Suite, data: &model::Data) {
    for id in ["qd-148-2023", "qd-26-2026"] {
        let set = data.set(id, "14");
        for appointed in 4..=15_u32 {
            for missing in 0..=appointed / 2 {
                for role in ["chair", "vice-chair", "member"] {
                    let present = appointed - missing;
                    let sheets = (0..present).map(|member| {
                        let mut sheet = sheet(set, member + 1, &boxes_for(set, 60));
                        sheet["role"] = json!(if member == 0 { role } else { "member" });
                        sheet
                    });
                    // One sheet stands for the rest where the council is large.
                    if present > 6 && role != "chair" {
                        continue;
                    }
                    let sheets: Vec<Value> = sheets.collect();
                    let content = json!({"council": {"appointed": appointed}, "sheets": sheets});
                    let why = format!("{present} of {appointed} members, one of them {role}");
                    let case = case(data, id, "14", first_level(id), content);
                    suite.by_model(data, "quorum", why, case);
                }
            }
        }
        for spread in 0..=20_u32 {
            let totals = [60 - spread / 2, 60 + spread.div_ceil(2)];
            let sheets = totals.iter().zip(1..);
            let sheets: Vec<Value> = sheets
                .map(|(&total, member)| sheet(set, member, &boxes_for(set, total)))
                .collect();
            let why = format!("two sheets that differ by {spread}");
            let case = case(data, id, "14", first_level(id), json!({"sheets": sheets}));
            suite.by_model(data, "spread", why, case);
        }
    }
}

/// The dates around every change of law; expected by hand.
fn dates(suite: &mut Suite) {
    for (filed, kind, date, expected) in [
        ("2019-08-21", "first", "2019-08-21", "qd-1048-2019"),
        ("2023-02-23", "first", "2023-02-24", "qd-1048-2019"),
        ("2023-02-24", "first", "2023-02-24", "qd-148-2023"),
        ("2025-06-30", "first", "2025-06-30", "qd-148-2023"),
        ("2025-07-06", "first", "2025-07-06", "qd-1489-2025"),
        ("2025-07-05", "upgrade", "2026-07-21", "qd-148-2023"),
        ("2025-07-05", "upgrade", "2026-07-22", "qd-26-2026"),
        ("2026-05-21", "first", "2026-07-21", "qd-1489-2025"),
        ("2026-05-21", "first", "2026-07-22", "qd-26-2026"),
        ("2026-05-21", "renewal", "2026-06-22", "qd-1489-2025"),
        ("2026-05-21", "renewal", "2026-06-23", "qd-26-2026"),
        ("2026-05-22", "renewal", "2026-05-22", "qd-26-2026"),
    ] {
        let level = if date < "2025-07-06" {
            "district"
        } else {
            "province"
        };
        let case = json!({"product": {"name": "Sản phẩm"}, "set": "01",
            "application": {"kind": kind, "filed": filed},
            "stages": [{"level": level, "date": date, "total": "55"}]});
        let why = format!("filed on {filed} ({kind}), evaluated on {date}");
        suite.add(
            "dates",
            "26/2026, Điều 11 and 12",
            why,
            case,
            json!({"regulation": expected}),
        );
    }
}

/// Results that were published, as they were published.
fn published(suite: &mut Suite) {
    for (name, regulation, date, total, attested, star) in [
        (
            "Miến Việt Cường",
            "qd-1048-2019",
            "2020-12-20",
            "90.00",
            5,
            5,
        ),
        (
            "Rong nho tách nước Trí Tín",
            "qd-148-2023",
            "2025-01-16",
            "90.75",
            5,
            5,
        ),
        (
            "Gạo sạch sinh thái Từ Tâm",
            "qd-148-2023",
            "2024-04-10",
            "73",
            3,
            3,
        ),
    ] {
        let at_centre = star == 5;
        let mut stages = Vec::new();
        if at_centre {
            stages.push(json!({"level": "district", "forwarded": true}));
            stages.push(json!({"level": "province", "forwarded": true}));
        }
        let level = if at_centre { "central" } else { "district" };
        stages.push(json!({"level": level, "date": date, "total": total,
            "attested_star": attested}));
        let case = json!({"product": {"name": name}, "regulation": regulation, "set": "03",
            "stages": stages});
        let expected = json!({"outcome": {"kind": "recognised", "star": star, "by": level}});
        let why = format!("published with {total} points and {star} stars; the set is assumed");
        suite.add("published", "news of the results", why, case, expected);
    }
}

fn suite() -> Suite {
    let data = model::Data::load();
    let mut suite = Suite::default();
    boundaries(&mut suite, &data);
    minima(&mut suite, &data);
    majorities(&mut suite, &data);
    stops(&mut suite, &data);
    levels_and_traps(&mut suite, &data);
    councils(&mut suite, &data);
    dates(&mut suite);
    published(&mut suite);
    suite
}

#[test]
fn the_suite_is_that_of_its_files() {
    let suite = suite();
    let count: usize = suite.0.values().map(Vec::len).sum();
    assert!(count >= 3_000, "{count}");
    let write = std::env::var_os("OCOP_WRITE").is_some();
    for (name, lines) in &suite.0 {
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        let text = lines.join("\n") + "\n";
        let path = format!("conformance/{name}.jsonl");
        if write {
            fs::create_dir_all("conformance").unwrap();
            fs::write(&path, &text).unwrap();
        }
        // Compared line by line, so that a difference can be read.
        let file = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(file.lines().count(), lines.len(), "{path}: write it anew");
        for (number, (found, expected)) in file.lines().zip(&lines).enumerate() {
            assert_eq!(found, expected, "{path}:{}", number + 1);
        }
    }
}
