//! Regulations and sheets that no law has, for what must hold of any.

use std::fs;

use ocop::law::{CriteriaSet, Regulation};
use serde_json::{Value, json};

use crate::random::Random;

/// How large a made-up sheet is.
pub struct Shape {
    /// The criteria of each part.
    pub criteria: [usize; 3],
    /// The most boxes of one case, two or more.
    pub boxes: usize,
    /// By how many units a box may give more than the one before.
    pub growth: usize,
}

/// A made-up regulation with one made-up sheet of three to seven criteria, some with two cases, and
/// every third in half points.
pub fn made_up(random: &mut Random) -> (Regulation, CriteriaSet) {
    let criteria = [2, 1, 1].map(|least| least + random.below(2));
    let shape = Shape {
        criteria,
        boxes: 3,
        growth: 3,
    };
    made_up_as(&shape, random)
}

/// The same of any shape.
pub fn made_up_as(shape: &Shape, random: &mut Random) -> (Regulation, CriteriaSet) {
    // Everything below counts in this many tenths of a point.
    let unit = if random.below(3) == 0 { 5 } else { 10 };
    let in_units = |units: usize| tenths(units * unit);
    let mut parts = Vec::new();
    let mut total = 0;
    for (section, part) in ["A", "B", "C"].iter().enumerate() {
        let mut criteria = Vec::new();
        let mut sum = 0;
        for number in 0..shape.criteria[section] {
            let mut boxes = Vec::new();
            let mut max = 0;
            let cases: &[Option<&str>] = match random.below(5) {
                0 => &[Some("a"), Some("b")],
                _ => &[None],
            };
            for case in cases {
                let (mut points, mut star) = (random.below(2), 3);
                for number in 0..2 + random.below(shape.boxes - 1) {
                    let label = format!("{}{number}", case.unwrap_or_default());
                    let mut choice = json!({"points": in_units(points), "label": label});
                    if let Some(case) = case {
                        choice["case"] = json!(case);
                    }
                    if star <= 5 && random.below(4) == 0 {
                        star += random.below(6 - star);
                        choice["star"] = json!(star);
                        star += 1;
                    }
                    boxes.push(choice);
                    max = max.max(points);
                    points += random.below(shape.growth + 1);
                }
            }
            let code = format!("{}.{}", section + 1, number + 1);
            let mut criterion = json!({"criterion": code, "title": code, "max": in_units(max),
                "boxes": boxes});
            if random.below(6) == 0 {
                criterion["zero_rule"] = json!({"label": "0", "citation": "-"});
            }
            criteria.push(criterion);
            sum += max;
        }
        let mut only = json!({"section": (section + 1).to_string(), "title": "x",
            "max": in_units(sum), "criteria": criteria});
        if random.below(6) == 0 {
            only["zero_rule"] = json!({"label": "0", "citation": "-"});
        }
        parts.push(json!({"part": part, "max": in_units(sum), "sections": [only]}));
        total += sum;
    }
    // Bands at nine, seven, five and three tenths of the total, which must not fall together.
    if total == 0 {
        return made_up_as(shape, random);
    }
    let share = |n: usize| {
        let hundredths = total * n * unit;
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    let text = fs::read_to_string("criteria/qd-26-2026/regulation.json").unwrap();
    let mut regulation: Value = serde_json::from_str(&text).unwrap();
    regulation["total"] = json!(in_units(total));
    for (rule, part) in regulation["parts"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip(&parts)
    {
        rule["max"] = part["max"].clone();
    }
    for (band, n) in regulation["bands"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip([9, 7, 5, 3])
    {
        band["from"] = json!(share(n));
    }
    let levels = regulation["levels"].as_array_mut().unwrap();
    levels[1]["certifies"] = json!([{"star": 3, "from": share(5), "below": share(7)},
        {"star": 4, "from": share(7), "below": share(9)}]);
    levels[1]["forwards"]["from"] = json!(share(9));
    levels[1]["forwards"]["to"] = json!(in_units(total));
    levels[2]["certifies"] = json!([{"star": 5, "from": share(9)}]);
    let regulation = Regulation::from_json(&regulation.to_string(), "regulation", None).unwrap();
    let set = json!({"regulation": "qd-26-2026", "set": "23", "name": "Hoa", "citation": "-",
        "source": "-", "checked": "-", "status": "transcribed", "parts": parts});
    let set = CriteriaSet::from_json(&set.to_string(), "set", &regulation).unwrap();
    (regulation, set)
}

/// Tenths of a point as points.
pub fn tenths(tenths: usize) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}
