//! What the benchmarks measure with: councils and cases made from a seed.

use ocop::Catalog;
use ocop::law::CriteriaSet;
use serde_json::{Value, json};

#[path = "../../tests/it/random/mod.rs"]
mod random;

pub use random::Random;

/// A council's sheets: most criteria get one of the last boxes, and in one of twenty a member departs
/// from the others.
pub fn council(random: &mut Random, set: &CriteriaSet, members: usize) -> Vec<Vec<u8>> {
    let boxes = set.criteria().map(|criterion| criterion.choices().len());
    let boxes: Vec<usize> = boxes.collect();
    let agreed: Vec<usize> = boxes
        .iter()
        .map(|&boxes| boxes - [0, 0, 0, 0, 1, 1, 1, 2][random.below(8)].min(boxes))
        .collect();
    let mut sheet = || {
        let answers = agreed.iter().zip(&boxes);
        let answers = answers.map(|(&agreed, &boxes)| {
            let ticked = match random.below(20) {
                0 => random.below(boxes + 1),
                _ => agreed,
            };
            u8::try_from(ticked).unwrap()
        });
        answers.collect()
    };
    (0..members).map(|_| sheet()).collect()
}

/// The answers of one sheet: criteria and boxes.
type Answers = Vec<(String, usize)>;

fn answers(random: &mut Random, set: &CriteriaSet, members: usize) -> Vec<Answers> {
    let sheets = council(random, set, members).into_iter();
    let sheets = sheets.map(|boxes| {
        let answers = set.criteria().zip(boxes);
        let answers =
            answers.map(|(criterion, ticked)| (criterion.code().to_string(), usize::from(ticked)));
        answers.collect()
    });
    sheets.collect()
}

/// A case of one stage at the district, on set 08 of 148, on one line.
fn text(name: &str, sheets: &[Answers]) -> String {
    let members = sheets.len();
    let sheets = sheets.iter().enumerate().map(|(member, answers)| {
        let answers = answers.iter();
        let answers =
            answers.map(|(code, ticked)| format!(r#"{{"criterion":"{code}","box":{ticked}}}"#));
        let answers = answers.collect::<Vec<_>>().join(",");
        let role = if member == 0 { "chair" } else { "member" };
        let member = member + 1;
        format!(r#"{{"assessor":"m{member}","role":"{role}","answers":[{answers}]}}"#)
    });
    let sheets = sheets.collect::<Vec<_>>().join(",");
    let name = Value::from(name);
    format!(
        r#"{{"format":1,"product":{{"name":{name},"district":"Định Quán","producer":{{"id":"p1","name":"Hợp tác xã (giả định)","kind":"cooperative"}}}},"regulation":"qd-148-2023","set":"08","application":{{"kind":"first","filed":"2024-03-01"}},"stages":[{{"level":"district","date":"2024-04-10","council":{{"rules":"default","appointed":{members}}},"sheets":[{sheets}]}}]}}"#
    )
}

/// A case of a council of so many members, each of whom gives less in one of the first criteria.
pub fn case(random: &mut Random, set: &CriteriaSet, members: usize) -> String {
    let agreed = answers(random, set, 1).remove(0);
    let sheets = (0..members).map(|member| {
        let mut sheet = agreed.clone();
        let ticked = &mut sheet[member % 5].1;
        *ticked = ticked.saturating_sub(1);
        sheet
    });
    text("Giò bò", &sheets.collect::<Vec<_>>())
}

/// How the lines of cases are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// As every program writes them.
    Plain,
    /// With brackets in the product's name.
    Brackets,
    /// With escapes for every character that is not ASCII.
    Escapes,
    /// With the answers in another order on every sheet.
    Permuted,
    /// With one box that the sheet does not have.
    WrongBox,
}

/// Different cases of ten members, one to a line of about 10 KB.
pub fn lines(catalog: &Catalog, lines: Lines, count: usize) -> Vec<String> {
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let mut random = Random(148);
    let mut order = Random(26);
    let mut line = |number| {
        let name = match lines {
            Lines::Brackets => format!("Giò bò [hộp {number}] [loại 1]"),
            Lines::Escapes => format!("Giò \"bò\" {number}"),
            _ => format!("Giò bò {number}"),
        };
        let mut sheets = answers(&mut random, &set, 10);
        match lines {
            Lines::Permuted => {
                for answers in &mut sheets {
                    for at in (1..answers.len()).rev() {
                        answers.swap(at, order.below(at + 1));
                    }
                }
            }
            Lines::WrongBox => sheets[5][20].1 = 99,
            _ => {}
        }
        let text = text(&name, &sheets);
        match lines {
            Lines::Escapes => escaped(&text),
            _ => text,
        }
    };
    (0..count).map(&mut line).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii() => escaped.push(c),
            c => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    escaped
}

/// Cases for a report, one to a text. They are of one name and producer unless they are different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// Each of its own name and producer.
    Different,
    /// First evaluations on different days.
    OneName,
    /// Each with a code of its own.
    Coded,
    /// Each of a producer of its own, whose names begin alike.
    Producers,
    /// Half of them renewals that name the certificate of the others.
    Renewals,
}

/// The texts of `count` cases for a report.
pub fn reported(kind: Reported, count: usize) -> Vec<String> {
    let reported = |number: usize| {
        let first = ocop::Date::new(2023, 3, 1).unwrap();
        let day = first.add_days(i32::try_from(number % 400).unwrap());
        let day = day.unwrap();
        let mut case = json!({
            "product": {"name": "Khô cá", "producer": {"id": "p1", "kind": "cooperative"}},
            "application": {"kind": "first", "filed": day},
            "regulation": "qd-148-2023", "set": "08",
            "stages": [{"level": "district", "date": day, "total": "61.5"}],
        });
        let product = &mut case["product"];
        match kind {
            Reported::OneName => {}
            Reported::Different => {
                product["name"] = format!("Khô cá {number}").into();
                product["producer"]["id"] = format!("p{number}").into();
            }
            Reported::Coded => product["code"] = format!("75-01-{:05}-2023", number + 1).into(),
            Reported::Producers => {
                let digits = number.to_string().into_bytes();
                let letters = digits.iter().map(|digit| char::from(digit + b'A' - b'0'));
                let letters: String = letters.collect();
                product["producer"] = json!({"name": format!("Hợp tác xã {letters}"),
                    "kind": "cooperative"});
            }
            Reported::Renewals => {
                product["producer"]["id"] = format!("p{}", number / 2).into();
                case["application"]["filed"] = json!(first);
                case["stages"][0]["date"] = json!(first);
                if number % 2 == 1 {
                    case["application"] = json!({"kind": "renewal", "filed": "2025-10-01",
                        "previous": {"star": 3, "issued": first, "expires": "2026-03-01"}});
                    case["stages"][0]["date"] = "2025-11-01".into();
                }
            }
        }
        case.to_string()
    };
    (0..count).map(reported).collect()
}
