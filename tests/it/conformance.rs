//! The conformance suite: written from the second model, held to the library, and to its files.
//!
//! `conformance/` holds a part of it, which `OCOP_WRITE=1 cargo test --test it conformance` writes
//! anew; `scripts/conformance DIR` writes the whole.

use crate::model;
use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use ocop::Catalog;
use serde_json::{Value, json};

/// The rules that cases name beside the default ones: files of `conformance/councils/`.
const RULES: [&str; 2] = ["every-member", "mean-of-members"];

/// One case of so many stands in `conformance/`, where a file is long.
const PART: usize = 24;

/// What the products are called: names vary, and change no result.
const NAMES: [&str; 6] = [
    "Sản phẩm",
    "Nước mắm cá cơm \"Bà Tư\" 40 độ đạm",
    "Trà xanh Ướp sen; hộp 100 g",
    "Mật ong hoa cà phê, mật ong hoa nhãn và mật ong hoa bạc hà của Hợp tác xã nông nghiệp dịch vụ \
     tổng hợp xã Thượng Đỉnh (chai thủy tinh 500 ml, 1 lít; hộp quà tặng ba chai)",
    "Đường thốt nốt",
    "Homestay Làng Chài – ngủ đêm & câu mực",
];

/// The suite, by file.
#[derive(Default)]
pub struct Suite(BTreeMap<String, Vec<Value>>);

fn rules(id: &str) -> String {
    fs::read_to_string(format!("conformance/councils/{id}.json")).unwrap()
}

/// The data of the second model, with the rules that the suite names.
pub fn data() -> model::Data {
    let mut data = model::Data::load();
    for id in RULES {
        data.add_council(id, serde_json::from_str(&rules(id)).unwrap());
    }
    data
}

/// The catalog with the rules that the suite names.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::bundled();
    for id in RULES {
        let name = format!("conformance/councils/{id}.json");
        let added = catalog.add_rules(id.parse().unwrap(), &name, rules(id));
        added.unwrap();
    }
    catalog
}

impl Suite {
    /// Every case that is to be decided, in the order of the files.
    pub fn cases(&self) -> impl Iterator<Item = &Value> {
        let lines = self.0.values().flatten();
        lines.filter_map(|line| line.get("case"))
    }

    fn add(&mut self, file: &str, clause: &str, why: String, case: Value, expected: Value) {
        let lines = self.0.entry(file.to_owned()).or_default();
        let id = format!("{file}-{:04}", lines.len() + 1);
        lines.push(json!({"id": id, "clause": clause, "why": why, "case": case,
            "expected": expected}));
    }

    /// The calendar of a certificate: what is asked, and what is answered.
    fn certificate(&mut self, clause: &str, why: String, asked: Value, expected: Value) {
        self.add("certificates", clause, why, Value::Null, expected);
        let line = self
            .0
            .get_mut("certificates")
            .and_then(|lines| lines.last_mut());
        let line = line.unwrap().as_object_mut().unwrap();
        line.remove("case");
        line.insert("certificate".to_owned(), asked);
    }

    /// A case that the model decides, about one topic.
    fn by_model(&mut self, data: &model::Data, topic: &str, why: String, mut case: Value) {
        let file = case["regulation"].as_str().unwrap().to_owned();
        let before = self.0.get(&file).map_or(0, Vec::len);
        case["product"]["name"] = json!(NAMES[before % NAMES.len()]);
        let mut expected = model::decide(data, &case);
        for stage in expected["stages"].as_array_mut().unwrap() {
            stage.as_object_mut().unwrap().remove("anew");
        }
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
    let clause = citation.as_str().or(citation["clause"].as_str()).unwrap();
    match citation["reading"].as_str() {
        Some(reading) => format!("{clause} ({reading})"),
        None => clause.to_owned(),
    }
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
    boxes_from(set, total, 0)
}

/// The same with as much as there is in the criteria from the one at `first` on, then in those
/// before it.
fn boxes_from(set: &Value, total: u32, first: usize) -> Vec<usize> {
    let mut rows: Vec<Vec<u32>> = model::criteria(set)
        .iter()
        .map(|c| points_of(c.2))
        .collect();
    let first = first % rows.len();
    rows.rotate_left(first);
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
    let mut chosen: Vec<usize> = chosen.collect();
    chosen.rotate_right(first);
    chosen
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
        for members in 1..=15_u32 {
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

/// Sums of means that are rounded too early: hundredths, halves upward.
fn rounded(sum: u32, members: u32, unit: u32) -> u32 {
    (2 * sum * unit + members) / (2 * members)
}

/// Means exactly at a bound, or just below it, where adding up rounded means of criteria or of
/// parts gives another star.
fn traps(suite: &mut Suite, data: &model::Data) {
    for id in ["qd-148-2023", "qd-26-2026"] {
        let set = data.set(id, "21");
        let criteria = model::criteria(set);
        let points: Vec<Vec<u32>> = criteria.iter().map(|c| points_of(c.2)).collect();
        let part_of: Vec<&Value> = criteria.iter().map(|c| &c.0["part"]).collect();
        for bound in [30_u32, 50, 70, 90] {
            for members in [3_u32, 6, 7, 9, 11, 12, 13, 14, 15] {
                for (missing, unit, by_part, what) in [
                    (0, 100, false, "hundredths of each criterion"),
                    (0, 100, true, "hundredths of each part"),
                    (1, 10, false, "tenths of each criterion"),
                    (1, 1, true, "whole points of each part"),
                ] {
                    let sum = bound * members - missing;
                    // The first way to spread the points over the criteria that is a trap.
                    let found = (0..criteria.len()).find_map(|turn| {
                        let sheets: Vec<Vec<usize>> = (0..members)
                            .map(|member| {
                                let total = sum / members + u32::from(member < sum % members);
                                let first = usize::try_from(member).unwrap() * turn;
                                boxes_from(set, total, first)
                            })
                            .collect();
                        let mut sums: BTreeMap<String, u32> = BTreeMap::new();
                        for (at, points) in points.iter().enumerate() {
                            let name = if by_part {
                                part_of[at]
                            } else {
                                &criteria[at].2["criterion"]
                            };
                            let all = sheets.iter().map(|boxes| points[boxes[at]]);
                            *sums.entry(name.to_string()).or_default() += all.sum::<u32>();
                        }
                        let naive = sums
                            .values()
                            .map(|sum| rounded(*sum, members, unit))
                            .sum::<u32>();
                        let trapped = (naive >= bound * unit) != (missing == 0);
                        trapped.then_some((sheets, naive))
                    });
                    let Some((sheets, naive)) = found else {
                        continue;
                    };
                    let why = format!(
                        "{members} sheets that sum to {sum}: {} {bound}, but {what}, rounded, add up \
                         to {naive}/{unit}",
                        if missing == 0 { "exactly" } else { "below" },
                    );
                    let sheets = sheets.iter().zip(1..);
                    let sheets: Vec<Value> = sheets
                        .map(|(boxes, member)| sheet(set, member, boxes))
                        .collect();
                    let case = case(data, id, "21", first_level(id), json!({"sheets": sheets}));
                    suite.by_model(data, "bands", why, case);
                }
            }
        }
    }
}

/// What follows on a return or a report: a star that is adopted, an evaluation anew, a stage after
/// the commune's.
fn what_follows(suite: &mut Suite, data: &model::Data) {
    for id in EDITIONS {
        let regulation = data.regulation(id);
        let rules = regulation["levels"].as_array().unwrap();
        let date = &regulation["in_force"]["from"];
        for rule in rules {
            let level = rule["level"].as_str().unwrap();
            if rule["certifies"].is_null() {
                let items = [
                    "local-origin",
                    "local-labour",
                    "origin-of-idea",
                    "local-identity",
                ];
                let items = items.map(|item| json!({"item": item, "met": true}));
                let mut reported = case(data, id, "01", "province", json!({"total": "75"}));
                let report = json!({"level": level, "date": date, "report": items});
                let stages = reported["stages"].as_array_mut().unwrap();
                stages.insert(0, report);
                let mut alone = reported.clone();
                alone["stages"].as_array_mut().unwrap().truncate(1);
                for case in [alone, reported] {
                    let why = format!("the {level} reports and does not score");
                    suite.by_model(data, "levels", why, case);
                }
            }
            for back in rule["returns"].as_array().map_or(&[][..], Vec::as_slice) {
                let to = back["level"].as_str().unwrap();
                for star in back["stars"].as_array().unwrap() {
                    let star = star.as_u64().unwrap();
                    let total = ["0", "0", "30", "50", "70", "90"][usize::try_from(star).unwrap()];
                    let returned = case(data, id, "01", level, json!({"total": total}));
                    let mut follow = |why: String, stage: Value| {
                        let mut case = returned.clone();
                        case["stages"].as_array_mut().unwrap().push(stage);
                        suite.by_model(data, "levels", why, case);
                    };
                    let anew = json!({"level": to, "date": date, "total": "69.99"});
                    follow(format!("returned by the {level}, evaluated anew"), anew);
                    if back["adoptable"] == false {
                        continue;
                    }
                    let lower = rules.iter().find(|rule| rule["level"] == to).unwrap();
                    let certified = lower["certifies"].as_array().unwrap().iter();
                    let certified = certified.filter_map(|range| range["star"].as_u64());
                    for adopted in certified.filter(|adopted| *adopted <= star) {
                        let stage = json!({"level": to, "date": date, "adopts": {"star": adopted}});
                        let why = format!(
                            "returned by the {level} with {star} stars, adopted with {adopted}"
                        );
                        follow(why, stage);
                    }
                }
            }
        }
        // A council that scores again: the second result counts.
        let set = data.set(id, "14");
        let sheets = |totals: [u32; 2]| -> Vec<Value> {
            let sheets = totals.iter().zip(1..);
            let sheets = sheets.map(|(&total, member)| sheet(set, member, &boxes_for(set, total)));
            sheets.collect()
        };
        let mut again = case(
            data,
            id,
            "14",
            first_level(id),
            json!({"sheets": sheets([50, 61])}),
        );
        let second = json!({"level": first_level(id), "date": date, "sheets": sheets([55, 61])});
        again["stages"].as_array_mut().unwrap().push(second);
        suite.by_model(data, "spread", "11 points apart, then 6".to_owned(), again);
    }
}

/// The days of certificates around every end of a month, every change of law, and both ends of the
/// renewal window and of the extension.
fn certificates(suite: &mut Suite) {
    const CLAUSE: &str = "26/2026, Điều 4.3, 7.6 a and 12.3 (READING extension-by-last-filing-day)";
    let issued = [
        "2019-08-21",
        "2020-02-22",
        "2020-02-23",
        "2020-02-24",
        "2020-02-29",
        "2021-12-31",
        "2022-02-28",
        "2022-07-05",
        "2022-07-06",
        "2023-02-23",
        "2023-02-24",
        "2023-05-20",
        "2023-05-21",
        "2023-05-22",
        "2023-05-23",
        "2023-06-30",
        "2023-08-31",
        "2023-09-17",
        "2023-09-18",
        "2023-09-19",
        "2023-09-20",
        "2023-11-30",
        "2023-12-31",
        "2024-01-31",
        "2024-02-28",
        "2024-02-29",
        "2024-03-01",
        "2025-07-05",
        "2025-07-06",
        "2026-05-21",
        "2026-05-22",
        "2026-08-05",
        "2027-02-28",
        "2028-02-29",
        "2028-08-31",
    ];
    for (star, issued) in [3_u8, 4, 5].into_iter().cycle().zip(issued) {
        let told = model::days::certificate(star, issued, None);
        let day =
            |value: &Value, days: i32| value.as_str().map(|day| model::days::moved(day, days));
        let (from, to) = (&told["renewal"]["from"], &told["renewal"]["to"]);
        let expires = &told["expires"];
        let days = [
            (None, "no day asked"),
            (Some(issued.to_owned()), "the day of issue"),
            (day(from, -1), "the day before the window"),
            (day(from, 0), "its first day"),
            (day(to, 0), "its last day"),
            (day(to, 1), "the day after it"),
            (day(&told["notice_by"], 0), "the day of the notice"),
            (day(expires, 0), "the last day"),
            (day(expires, 1), "the day after the last"),
            (
                day(&told["extended_until"], 0),
                "the last day of the extension",
            ),
            (
                day(&told["extended_until"], 1),
                "the day after the extension",
            ),
        ];
        for (at, (today, which)) in days.into_iter().enumerate() {
            // Only the first asks for no day; a day that the calendar does not have is not asked.
            if at > 0 && today.is_none() || today.as_deref().is_some_and(|day| day < issued) {
                continue;
            }
            let mut asked = json!({"star": star, "issued": issued});
            if let Some(today) = &today {
                asked["today"] = json!(today);
            }
            let expected = model::days::certificate(star, issued, today.as_deref());
            let why = format!(
                "issued on {issued}, ends on {}; {which}",
                expires.as_str().unwrap()
            );
            suite.certificate(CLAUSE, why, asked, expected);
        }
    }
    for star in [1, 2] {
        let asked = json!({"star": star, "issued": "2024-04-10"});
        let why = format!("{star} stars get no certificate");
        suite.certificate(
            "26/2026, Điều 4.1; 148, Phụ lục II",
            why,
            asked,
            Value::Null,
        );
    }
    // Written by hand, from the decisions of the provinces and districts as they were published.
    for (decision, star, issued, expires, from, to) in [
        (
            "858/QĐ-UBND Đắk Nông",
            4,
            "2025-06-19",
            "2028-06-19",
            "2027-12-22",
            "2028-02-20",
        ),
        (
            "1887/QĐ-UBND Đắk Song",
            3,
            "2025-06-16",
            "2028-06-16",
            "2027-12-19",
            "2028-02-17",
        ),
        (
            "768/QĐ-UBND Cư Jút",
            3,
            "2025-05-07",
            "2028-05-07",
            "2027-11-09",
            "2028-01-08",
        ),
        (
            "3981/QĐ-UBND Lâm Đồng",
            3,
            "2026-08-05",
            "2029-08-05",
            "2029-02-06",
            "2029-04-07",
        ),
    ] {
        let asked = json!({"star": star, "issued": issued});
        let expected = json!({"issued": issued, "expires": expires,
            "renewal": {"from": from, "to": to}});
        let why = format!("{decision}: from {issued} to {expires}");
        suite.certificate("26/2026, Điều 4.3 and 7.6 a", why, asked, expected);
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

/// The report of a commune, its items in every order, met, not met or left open: none of it changes
/// what the province decides. Source: 26/2026, Điều 7.2.
fn reports(suite: &mut Suite, data: &model::Data) {
    let items = [
        "local-origin",
        "local-labour",
        "origin-of-idea",
        "local-identity",
    ];
    for id in ["qd-1489-2025", "qd-26-2026"] {
        let date = &data.regulation(id)["in_force"]["from"];
        for order in 0..24_usize {
            // The order as the digits of a number in factorial base.
            let mut left: Vec<&str> = items.to_vec();
            let places = [order / 6, order / 2 % 3, order % 2, 0];
            let ordered = places.map(|place| left.remove(place));
            for open in 0..=2_usize {
                let items =
                    ordered
                        .iter()
                        .enumerate()
                        .map(|(at, item)| match (order + at + open) % 3 {
                            0 if open > 0 => json!({"item": item}),
                            1 if open > 1 => {
                                json!({"item": item, "met": false, "note": "chưa có hồ sơ"})
                            }
                            _ => json!({"item": item, "met": true}),
                        });
                let report = json!({"level": "commune", "date": date,
                    "report": items.collect::<Vec<Value>>()});
                let mut case = case(data, id, "03", "province", json!({"total": "69.99"}));
                case["stages"].as_array_mut().unwrap().insert(0, report);
                let why = format!("the commune's report in the order {ordered:?}");
                suite.by_model(data, "levels", why, case);
            }
        }
    }
}

/// Councils by other rules than the default ones: all members or their mean for a minimum and for a
/// zero rule, another quorum, the chair in person, another spread or none.
fn other_rules(suite: &mut Suite, data: &model::Data) {
    for id in ["qd-148-2023", "qd-26-2026"] {
        for rules in RULES {
            let mut add =
                |topic: &str, why: String, set: &str, sheets: Vec<Value>, appointed: u32| {
                    let council = json!({"rules": rules, "appointed": appointed});
                    let content = json!({"council": council, "sheets": sheets});
                    let case = case(data, id, set, first_level(id), content);
                    suite.by_model(data, topic, format!("{why}, by `{rules}`"), case);
                };
            for number in ["02", "08", "15", "16", "22"] {
                let set = data.set(id, number);
                let criteria = model::criteria(set);
                let best: Vec<usize> = criteria.iter().map(|c| best_box(c.2)).collect();
                let lowest = |at: usize, to: usize| {
                    let mut boxes = best.clone();
                    boxes[at] = to;
                    boxes
                };
                for (at, (.., criterion)) in criteria.iter().enumerate() {
                    let boxes = criterion["boxes"].as_array().unwrap();
                    let marked = boxes.iter().skip(1).any(|b| !b["star"].is_null());
                    if !marked && number != "16" {
                        continue;
                    }
                    for missed in 1..=3_u32 {
                        let boxes = lowest(at, usize::from(at % 2 == 0 && number != "16"));
                        let sheets = (0..3).map(|m| {
                            let mut one =
                                sheet(set, m + 1, if m < missed { &boxes } else { &best });
                            one["role"] = json!(if m == 0 { "chair" } else { "member" });
                            one
                        });
                        let why = format!("{missed} of 3 sheets low in one criterion");
                        add("more than half", why, number, sheets.collect(), 3);
                    }
                }
            }
            let set = data.set(id, "14");
            for appointed in 2..=9_u32 {
                for present in 1..=appointed {
                    for role in ["chair", "vice-chair"] {
                        let sheets = (0..present).map(|member| {
                            let mut one = sheet(set, member + 1, &boxes_for(set, 70));
                            one["role"] = json!(if member == 0 { role } else { "member" });
                            one
                        });
                        let why = format!("{present} of {appointed} members, one of them {role}");
                        add("quorum", why, "14", sheets.collect(), appointed);
                    }
                }
            }
            for spread in 9..=21_u32 {
                let totals = [60 - spread / 2, 60 + spread.div_ceil(2)];
                let sheets = totals.iter().zip(1..).map(|(&total, member)| {
                    let mut one = sheet(set, member, &boxes_for(set, total));
                    one["role"] = json!(if member == 1 { "chair" } else { "member" });
                    one
                });
                let why = format!("two sheets that differ by {spread}");
                add("quorum", why, "14", sheets.collect(), 2);
            }
        }
    }
}

/// The dates around every change of law; expected by hand.
fn dates(suite: &mut Suite) {
    const OLD: &str = "1048/QĐ-TTg, in force from 21/08/2019; 148/QĐ-TTg, from 24/02/2023";
    const LEVELS: &str = "1489/QĐ-TTg, in force from 06/07/2025; READING levels-by-stage-date";
    const FIRST: &str = "26/2026, Điều 12.2 a: 60 days from 22/05/2026";
    const RENEWAL: &str = "26/2026, Điều 12.2 b: 30 days; READING renewal-on-monday";
    const NEW: &str = "26/2026, Điều 11.1: in force from 22/05/2026";
    for (filed, kind, date, clause, expected) in [
        ("2019-08-21", "first", "2019-08-21", OLD, "qd-1048-2019"),
        ("2023-02-23", "first", "2023-02-24", OLD, "qd-1048-2019"),
        ("2023-02-23", "renewal", "2023-02-24", OLD, "qd-1048-2019"),
        ("2023-02-24", "first", "2023-02-24", OLD, "qd-148-2023"),
        ("2023-02-24", "upgrade", "2023-02-24", OLD, "qd-148-2023"),
        ("2025-06-30", "first", "2025-06-30", OLD, "qd-148-2023"),
        ("2025-07-05", "first", "2025-07-06", LEVELS, "qd-1489-2025"),
        ("2025-07-06", "first", "2025-07-06", LEVELS, "qd-1489-2025"),
        (
            "2025-07-06",
            "renewal",
            "2025-07-06",
            LEVELS,
            "qd-1489-2025",
        ),
        ("2025-07-05", "upgrade", "2026-07-21", FIRST, "qd-1489-2025"),
        ("2025-07-05", "upgrade", "2026-07-22", FIRST, "qd-26-2026"),
        (
            "2025-07-05",
            "renewal",
            "2026-06-22",
            RENEWAL,
            "qd-1489-2025",
        ),
        ("2025-07-05", "renewal", "2026-06-23", RENEWAL, "qd-26-2026"),
        ("2026-05-21", "first", "2026-05-21", FIRST, "qd-1489-2025"),
        ("2026-05-21", "first", "2026-07-21", FIRST, "qd-1489-2025"),
        ("2026-05-21", "first", "2026-07-22", FIRST, "qd-26-2026"),
        ("2026-05-21", "upgrade", "2026-07-21", FIRST, "qd-1489-2025"),
        ("2026-05-21", "upgrade", "2026-07-22", FIRST, "qd-26-2026"),
        (
            "2026-05-21",
            "renewal",
            "2026-06-21",
            RENEWAL,
            "qd-1489-2025",
        ),
        (
            "2026-05-21",
            "renewal",
            "2026-06-22",
            RENEWAL,
            "qd-1489-2025",
        ),
        ("2026-05-21", "renewal", "2026-06-23", RENEWAL, "qd-26-2026"),
        ("2026-05-22", "renewal", "2026-05-22", NEW, "qd-26-2026"),
        ("2026-05-22", "first", "2026-05-22", NEW, "qd-26-2026"),
        ("2026-05-22", "upgrade", "2026-07-21", NEW, "qd-26-2026"),
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
        // 55 points are three stars, certified by the level that scored; 1048's district forwards.
        let outcome = if expected == "qd-1048-2019" {
            json!({"kind": "pending", "at": "province"})
        } else {
            json!({"kind": "recognised", "star": 3, "by": level, "certificate": {"issued": date}})
        };
        let expected = json!({"regulation": expected, "outcome": outcome});
        suite.add("dates", clause, why, case, expected);
    }
}

/// Results that were published, as they were published; expected by hand.
fn published(suite: &mut Suite) {
    let (old, new) = ("qd-1048-2019", "qd-148-2023");
    let total = |points: &str| json!({"total": points});
    let attested = |points: &str, star: u8| json!({"total": points, "attested_star": star});
    let parts = ["31.00", "24.00", "38.00"].into_iter().zip(["A", "B", "C"]);
    let parts: Vec<Value> = parts
        .map(|(points, part)| json!({"part": part, "points": points}))
        .collect();
    let parts = json!({"parts": parts});
    let recognised = |star: u8, by: &str| json!({"kind": "recognised", "star": star, "by": by});
    let proposed = json!({"kind": "pending", "at": "central"});
    for (name, source, regulation, level, date, content, star, outcome) in [
        (
            "Miến Việt Cường",
            "etime.danviet.vn, 05/07/2021",
            old,
            "central",
            "2020-12-20",
            attested("90.00", 5),
            5,
            recognised(5, "central"),
        ),
        (
            "Chè tôm nõn Hảo Đạt",
            "etime.danviet.vn, 05/07/2021",
            old,
            "central",
            "2020-12-20",
            attested("90.86", 5),
            5,
            recognised(5, "central"),
        ),
        (
            "Rong nho tách nước Trí Tín",
            "news of Khánh Hòa on the session of 16/01/2025",
            new,
            "central",
            "2025-01-16",
            attested("90.75", 5),
            5,
            recognised(5, "central"),
        ),
        (
            "Gạo sạch sinh thái Từ Tâm",
            "thoibinh.camau.dcs.vn, article 1104",
            old,
            "district",
            "2021-12-20",
            attested("73", 3),
            3,
            // Scored by parts of 35, 25 and 40 points; the district forwards from 50 points on.
            json!({"kind": "pending", "at": "province"}),
        ),
        (
            "Nước mắm Lê Gia cốt đặc biệt",
            "thuonghieucongluan.com.vn, article 109368",
            old,
            "province",
            "2020-12-20",
            total("94"),
            5,
            proposed.clone(),
        ),
        (
            "Mắm tôm Lê Gia",
            "thuonghieucongluan.com.vn, article 109368",
            old,
            "province",
            "2020-12-20",
            total("94"),
            5,
            proposed.clone(),
        ),
        (
            "Trái sầu riêng cấp đông Chánh Thu",
            "minutes of Bến Tre, round 2 of 2021, in github.com/tranquangduc24011999/ommani_ocop",
            old,
            "province",
            "2021-12-20",
            parts.clone(),
            5,
            proposed.clone(),
        ),
    ] {
        let levels = ["district", "province", "central"];
        let before = levels.iter().take_while(|before| **before != level);
        let mut stages: Vec<Value> = before
            .map(|before| json!({"level": before, "forwarded": true}))
            .collect();
        let mut stage = json!({"level": level, "date": date});
        for (key, value) in content.as_object().unwrap() {
            stage[key] = value.clone();
        }
        stages.push(stage);
        let mut expected: Vec<Value> = stages[1..]
            .iter()
            .map(|_| json!({"status": "on-record"}))
            .collect();
        expected.push(json!({"status": "settled", "star": star}));
        let case = json!({"product": {"name": name}, "regulation": regulation, "set": "03",
            "stages": stages});
        let expected = json!({"stages": expected, "outcome": outcome});
        let points = content["total"].as_str().unwrap_or("31.00 + 24.00 + 38.00");
        let why = format!(
            "published with {points} points and {star} stars; the set and the day are assumed"
        );
        let clause = format!("results as published: {source}");
        suite.add("published", &clause, why, case, expected);
    }
}

/// Made once in a program: it is most of the work of the tests that take their cases from it.
pub static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    let data = data();
    let mut suite = Suite::default();
    boundaries(&mut suite, &data);
    minima(&mut suite, &data);
    majorities(&mut suite, &data);
    stops(&mut suite, &data);
    levels_and_traps(&mut suite, &data);
    traps(&mut suite, &data);
    what_follows(&mut suite, &data);
    certificates(&mut suite);
    councils(&mut suite, &data);
    dates(&mut suite);
    published(&mut suite);
    reports(&mut suite, &data);
    other_rules(&mut suite, &data);
    suite
});

#[test]
fn the_suite_is_that_of_its_files() {
    let suite = &*SUITE;
    let count: usize = suite.0.values().map(Vec::len).sum();
    assert!(count >= 4_000, "{count}");
    if let Some(folder) = std::env::var_os("OCOP_CONFORMANCE") {
        let folder = std::path::Path::new(&folder);
        fs::create_dir_all(folder.join("councils")).unwrap();
        for id in RULES {
            fs::write(folder.join(format!("councils/{id}.json")), rules(id)).unwrap();
        }
        for (name, lines) in &suite.0 {
            let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
            fs::write(
                folder.join(format!("{name}.jsonl")),
                lines.join("\n") + "\n",
            )
            .unwrap();
        }
    }
    let write = std::env::var_os("OCOP_WRITE").is_some();
    let mut bytes = 0;
    for (name, lines) in &suite.0 {
        let every = if lines.len() > 300 { PART } else { 1 };
        let lines: Vec<String> = lines.iter().step_by(every).map(Value::to_string).collect();
        let text = lines.join("\n") + "\n";
        bytes += text.len();
        let path = format!("conformance/{name}.jsonl");
        if write {
            fs::write(&path, &text).unwrap();
        }
        // Compared line by line, so that a difference can be read.
        let file = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(file.lines().count(), lines.len(), "{path}: write it anew");
        for (number, (found, expected)) in file.lines().zip(&lines).enumerate() {
            assert_eq!(found, expected, "{path}:{}", number + 1);
        }
    }
    assert!(bytes <= 1_000_000, "{bytes} bytes in conformance/");
}
