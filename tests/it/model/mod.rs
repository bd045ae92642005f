//! A second model of the rules: deliberately naive, written from the decisions and the case format
//! alone, and sharing no code with the library. It reads the files of `criteria/` as plain JSON,
//! counts in millionths of a point as whole numbers, and decides cases that name their regulation.

pub mod days;

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Map, Value, json};

/// Millionths of a point.
type Micro = i128;

fn micro(text: &Value) -> Micro {
    let text = text.as_str().unwrap();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = format!("{fraction:0<6}");
    whole.parse::<Micro>().unwrap() * 1_000_000 + fraction.parse::<Micro>().unwrap()
}

pub fn plain(points: Micro) -> String {
    let (whole, fraction) = (points / 1_000_000, points % 1_000_000);
    let text = format!("{whole}.{fraction:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A mean with so many decimals, halves upward.
fn shown(sum: Micro, count: Micro, decimals: u32) -> String {
    let unit = Micro::from(10_u32).pow(decimals);
    let rounded = (2 * sum * unit + count * 1_000_000) / (2 * count * 1_000_000);
    let (whole, fraction) = (rounded / unit, rounded % unit);
    match usize::try_from(decimals).unwrap() {
        0 => whole.to_string(),
        width => format!("{whole}.{fraction:0width$}"),
    }
}

/// A mean as it is shown beside its band: rounding must not lift it over the next one's beginning.
fn shown_in_band(regulation: &Value, sum: Micro, count: Micro, decimals: u32) -> String {
    let bounds = list(regulation, "bands").iter();
    let bounds: Vec<Micro> = bounds.map(|band| micro(&band["from"])).collect();
    let mut decimals = decimals;
    loop {
        let text = shown(sum, count, decimals);
        // In units of the last decimal shown.
        let unit = Micro::from(10_u32).pow(decimals);
        let read: Micro = text.replace('.', "").parse().unwrap();
        let lifted = |bound: &Micro| sum < bound * count && read * 1_000_000 >= bound * unit;
        if decimals == 18 || !bounds.iter().any(lifted) {
            return text;
        }
        decimals += 1;
    }
}

pub fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// The files of `criteria/`, by regulation and set.
pub struct Data {
    regulations: BTreeMap<String, Value>,
    sets: BTreeMap<(String, String), Value>,
    /// The rules of councils, by the name that cases use.
    councils: BTreeMap<String, Value>,
}

fn read(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

impl Data {
    pub fn load() -> Data {
        let mut regulations = BTreeMap::new();
        let mut sets = BTreeMap::new();
        for id in ["qd-1048-2019", "qd-148-2023", "qd-26-2026"] {
            let path = format!("criteria/{id}");
            regulations.insert(id.to_owned(), read(&format!("{path}/regulation.json")));
            for entry in fs::read_dir(format!("{path}/sets")).unwrap() {
                let set = read(entry.unwrap().path().to_str().unwrap());
                let number = set["set"].as_str().unwrap().to_owned();
                sets.insert((id.to_owned(), number), set);
            }
        }
        // 1489 is 148 with other levels.
        let mut amended = regulations["qd-148-2023"].clone();
        for (key, value) in read("criteria/qd-1489-2025/regulation.json")
            .as_object()
            .unwrap()
        {
            amended[key] = value.clone();
        }
        regulations.insert("qd-1489-2025".to_owned(), amended);
        Data {
            regulations,
            sets,
            councils: BTreeMap::from([(
                "default".to_owned(),
                read("criteria/councils/default.json"),
            )]),
        }
    }

    /// Rules of a council beside the default ones.
    pub fn add_council(&mut self, id: &str, rules: Value) {
        self.councils.insert(id.to_owned(), rules);
    }

    /// Takes the star for forwarding, not the printed range of points.
    pub fn forward_by_star(&mut self) {
        for regulation in self.regulations.values_mut() {
            regulation["forward_by"] = json!("star");
        }
    }

    pub fn set(&self, regulation: &str, number: &str) -> &Value {
        let sheets = match regulation {
            "qd-1489-2025" => "qd-148-2023",
            other => other,
        };
        &self.sets[&(sheets.to_owned(), number.to_owned())]
    }

    /// The rules that a stage's council works by.
    pub fn council(&self, stage: &Value) -> &Value {
        &self.councils[stage["council"]["rules"].as_str().unwrap_or("default")]
    }

    pub fn regulation(&self, id: &str) -> &Value {
        &self.regulations[id]
    }
}

/// Every criterion of a sheet with its part and section, in order.
pub fn criteria(set: &Value) -> Vec<(&Value, &Value, &Value)> {
    let mut all = Vec::new();
    for part in list(set, "parts") {
        for section in list(part, "sections") {
            for criterion in list(section, "criteria") {
                all.push((part, section, criterion));
            }
        }
    }
    all
}

pub fn points_in(sheet: &Value, criterion: &Value) -> Micro {
    let answers = list(sheet, "answers").iter();
    let mut answers = answers.filter(|answer| answer["criterion"] == criterion["criterion"]);
    let ticked = answers.next().unwrap()["box"].as_u64().unwrap();
    if ticked == 0 {
        return 0;
    }
    micro(&criterion["boxes"][usize::try_from(ticked).unwrap() - 1]["points"])
}

/// The least points that a criterion needs for a star, if it is marked for it.
pub fn minimum(criterion: &Value, star: u64) -> Option<Micro> {
    let boxes = list(criterion, "boxes").iter();
    let marked = boxes
        .clone()
        .filter(|b| b["star"] == star)
        .map(|b| micro(&b["points"]));
    // A mark on the heading is met by the first box that gives points.
    let heading = criterion["heading_star"] == star;
    let scoring = boxes
        .map(|b| micro(&b["points"]))
        .filter(|&p| heading && p > 0);
    marked.chain(scoring).min()
}

/// What a case comes out as: the fields of each stage that need no words, and the outcome.
pub fn decide(data: &Data, case: &Value) -> Value {
    let id = case["regulation"].as_str().unwrap();
    let regulation = data.regulation(id);
    let set = data.set(id, case["set"].as_str().unwrap());
    let mut stages = Vec::new();
    let mut outcome = Value::Null;
    for stage in list(case, "stages") {
        let decided = decide_stage(data, regulation, set, stage);
        outcome = outcome_of(stage, &decided);
        stages.push(decided);
    }
    json!({"stages": stages, "outcome": outcome})
}

fn outcome_of(stage: &Value, decided: &Value) -> Value {
    let action = &decided["action"];
    match action["kind"].as_str() {
        Some("certify") => {
            let star = &action["star"];
            let decided = stage["decided"].as_str().or(stage["date"].as_str());
            let issued = decided.unwrap();
            json!({"kind": "recognised", "star": star, "by": stage["level"],
                "certificate": {"issued": issued, "expires": days::expires(issued)}})
        }
        Some("forward") => json!({"kind": "pending", "at": action["to"]}),
        Some("return") => {
            let star = if decided["anew"] == true {
                Value::Null
            } else {
                decided["star"].clone()
            };
            json!({"kind": "returned", "to": action["to"], "star": star})
        }
        Some("not-recognised") => json!({"kind": "not-recognised"}),
        Some("reject") => json!({"kind": "rejected"}),
        _ => json!({"kind": "pending", "at": stage["level"]}),
    }
}

fn decide_stage(data: &Data, regulation: &Value, set: &Value, stage: &Value) -> Value {
    let mut levels = list(regulation, "levels").iter();
    if !stage["report"].is_null() {
        let scoring = levels.find(|rule| !rule["certifies"].is_null()).unwrap();
        let to = &scoring["level"];
        return json!({"status": "on-record", "action": {"kind": "forward", "to": to}});
    }
    if !stage["adopts"].is_null() {
        let star = &stage["adopts"]["star"];
        return json!({"status": "on-record", "action": {"kind": "certify", "star": star}});
    }
    let rule = levels.find(|rule| rule["level"] == stage["level"]).unwrap();
    if stage["forwarded"] == true {
        let to = &rule["forwards"]["level"];
        return json!({"status": "on-record", "action": {"kind": "forward", "to": to}});
    }
    let mut answer = Map::new();
    let mut settled = true;
    let mut missed = Vec::new();
    let council = data.council(stage);
    let decimals = u32::try_from(council["shown_decimals"].as_u64().unwrap()).unwrap();
    let (sum, count) = if stage["sheets"].is_null() {
        let parts = list(stage, "parts")
            .iter()
            .map(|part| micro(&part["points"]));
        let sum = if stage["total"].is_null() {
            parts.sum()
        } else {
            micro(&stage["total"])
        };
        answer.insert("minima".into(), json!("not-checked"));
        (sum, 1)
    } else {
        let sheets = list(stage, "sheets");
        let count = Micro::try_from(sheets.len()).unwrap();
        let mut totals = vec![0; sheets.len()];
        let mut parts: BTreeMap<&str, Micro> = BTreeMap::new();
        for (part, _, criterion) in criteria(set) {
            for (total, sheet) in totals.iter_mut().zip(sheets) {
                let points = points_in(sheet, criterion);
                *total += points;
                *parts.entry(part["part"].as_str().unwrap()).or_default() += points;
            }
            for star in [3, 4, 5] {
                let Some(least) = minimum(criterion, star) else {
                    continue;
                };
                let reach = sheets
                    .iter()
                    .filter(|sheet| points_in(sheet, criterion) >= least);
                let reached = reach.count();
                let points = sheets.iter().map(|sheet| points_in(sheet, criterion));
                let met = match council["minimum_by"].as_str().unwrap() {
                    "majority" => reached * 2 > sheets.len(),
                    "all" => reached == sheets.len(),
                    _ => points.sum::<Micro>() >= least * count,
                };
                if !met {
                    missed.push((
                        star,
                        json!({"criterion": criterion["criterion"], "star": star,
                        "required": plain(least), "reached_by": reached, "of": sheets.len()}),
                    ));
                }
            }
        }
        let spread = totals.iter().max().unwrap() - totals.iter().min().unwrap();
        let parts = parts
            .iter()
            .map(|(part, sum)| json!({"part": part, "sum": plain(*sum), "shown": shown(*sum, count, decimals)}));
        answer.insert("parts".into(), parts.collect());
        answer.insert("spread".into(), json!(plain(spread)));
        let unmet: Vec<Value> = missed.iter().map(|(_, unmet)| unmet.clone()).collect();
        answer.insert("unmet".into(), json!(unmet));
        let encoded = regulation["minima"]["encoded"] == true;
        let minima = if encoded { "checked" } else { "not-encoded" };
        answer.insert("minima".into(), json!(minima));
        // The council's own limit, and the one that the decision prints: the lesser holds.
        let limits = [&council["spread"], &rule["spread"]["points"]];
        let limits = limits.into_iter().filter(|limit| !limit.is_null());
        let limit = limits.map(micro).min();
        if !quorate(council, stage) {
            answer.insert("status".into(), json!("not-quorate"));
            settled = false;
        } else if zero_rule(council, set, sheets) {
            answer.insert("status".into(), json!("disqualified"));
            settled = false;
        } else if limit.is_some_and(|limit| spread > limit) {
            answer.insert("status".into(), json!("rescore-required"));
            settled = false;
        }
        (totals.iter().sum(), count)
    };
    let total = json!({"sum": plain(sum), "count": u64::try_from(count).unwrap(),
        "shown": shown_in_band(regulation, sum, count, decimals)});
    answer.insert("total".into(), total);
    if !list(stage, "findings").is_empty() {
        answer.insert("status".into(), json!("disqualified"));
        settled = false;
    }
    if !settled {
        let action = match answer["status"].as_str() {
            Some("disqualified") => json!({"kind": "reject"}),
            Some("rescore-required") => json!({"kind": "rescore"}),
            _ => Value::Null,
        };
        for (key, value) in [
            ("band_star", Value::Null),
            ("star", Value::Null),
            ("action", action),
        ] {
            answer.insert(key.into(), value);
        }
        return answer.into();
    }
    // The bands are listed from five stars down; each begins where its points do.
    let bands = list(regulation, "bands").iter();
    let mut reached = bands.filter(|band| sum >= micro(&band["from"]) * count);
    let band = reached.next().unwrap()["star"].as_u64().unwrap();
    let missed = missed.iter().map(|(star, _)| *star).min();
    let capped = missed.map_or(band, |star| band.min(star - 1));
    let star = stage["attested_star"]
        .as_u64()
        .map_or(capped, |star| capped.min(star));
    answer.insert("status".into(), json!("settled"));
    answer.insert("band_star".into(), json!(band));
    answer.insert("star".into(), json!(star));
    let by_points = regulation["forward_by"] == "points";
    let (action, anew) = action_of(rule, star, by_points.then_some((sum, count)));
    answer.insert("action".into(), action);
    answer.insert("anew".into(), json!(anew));
    answer.into()
}

/// What a level does with a star: forwards it, certifies it, returns it, or none of these.
/// Where points forward, they are given as a sum and a count.
fn action_of(rule: &Value, star: u64, points: Option<(Micro, Micro)>) -> (Value, bool) {
    let least: Micro = [0, 30, 50, 70, 90][usize::try_from(star).unwrap() - 1] * 1_000_000;
    let (sum, count) = points.unwrap_or((least, 1));
    let forwards = &rule["forwards"];
    if !forwards.is_null() && sum >= micro(&forwards["from"]) * count {
        return (json!({"kind": "forward", "to": forwards["level"]}), false);
    }
    if list(rule, "certifies")
        .iter()
        .any(|certified| certified["star"] == star)
    {
        return (json!({"kind": "certify", "star": star}), false);
    }
    for back in list(rule, "returns") {
        if list(back, "stars").contains(&json!(star)) {
            let anew = back["adoptable"] == false;
            return (json!({"kind": "return", "to": back["level"]}), anew);
        }
    }
    (json!({"kind": "not-recognised"}), false)
}

/// As many as the rules ask of those appointed, one of them the chair or who may stand in.
fn quorate(council: &Value, stage: &Value) -> bool {
    let Some(appointed) = stage["council"]["appointed"].as_u64() else {
        return true;
    };
    let sheets = list(stage, "sheets");
    let present = u64::try_from(sheets.len()).unwrap();
    let numerator = council["quorum"]["numerator"].as_u64().unwrap();
    let denominator = council["quorum"]["denominator"].as_u64().unwrap();
    present * denominator >= appointed * numerator && chaired(council, stage)
}

/// Whether the chair, or who may stand in, gives a sheet.
pub fn chaired(council: &Value, stage: &Value) -> bool {
    let vice = council["chair"] == "chair-or-vice";
    list(stage, "sheets")
        .iter()
        .any(|s| s["role"] == "chair" || (vice && s["role"] == "vice-chair"))
}

/// Whether the council gives 0 in some criterion that a zero rule names: as its rules say, by more
/// than half of the sheets, by any, or by the mean.
fn zero_rule(council: &Value, set: &Value, sheets: &[Value]) -> bool {
    let criteria = criteria(set).into_iter();
    let mut named = criteria.filter(|(_, section, criterion)| {
        !section["zero_rule"].is_null() || !criterion["zero_rule"].is_null()
    });
    named.any(|(_, _, criterion)| {
        let points: Vec<Micro> = sheets.iter().map(|s| points_in(s, criterion)).collect();
        let zeros = points.iter().filter(|&&points| points == 0).count();
        match council["zero_by"].as_str() {
            Some("any") => zeros > 0,
            Some("mean") => points.iter().sum::<Micro>() == 0,
            _ => zeros * 2 > sheets.len(),
        }
    })
}
