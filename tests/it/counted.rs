//! Cases and histories to count, made from a few words.

#![allow(dead_code, reason = "each program of tests uses some")]

use std::sync::{Arc, LazyLock};

use ocop::law::{Declared, Plan};
use ocop::portfolio::{Portfolio, PortfolioView};
use ocop::procedure::History;
use ocop::{Case, Catalog, Date};
use serde_json::{Value, json};

pub static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::bundled);

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn plan() -> Arc<Plan> {
    CATALOG.plan("kh-262-dong-nai-2024").unwrap()
}

/// A stage of one published mean.
pub fn total(level: &str, date: &str, points: &str) -> Value {
    json!({"level": level, "date": date, "total": points})
}

/// The stages under 148/2023 by which a product is certified on `date`, with the decision of that day.
pub fn certified(star: u8, date: &str) -> Value {
    let mut stages = match star {
        3 => vec![total("district", date, "60")],
        4 => vec![total("district", date, "75"), total("province", date, "75")],
        _ => vec![
            total("district", date, "95"),
            total("province", date, "95"),
            total("central", date, "95"),
        ],
    };
    decide(&mut stages);
    Value::Array(stages)
}

/// Enters the day of the last stage as that of its decision.
pub fn decide(stages: &mut [Value]) {
    let last = stages.last_mut().unwrap();
    let date = last["date"].clone();
    last["decided"] = date;
}

pub fn case(product: Value, stages: Value) -> Value {
    json!({"product": product, "regulation": "qd-148-2023", "set": "08", "stages": stages})
}

pub fn named(name: &str, stages: Value) -> Value {
    case(json!({"name": name}), stages)
}

/// The same case, as a renewal or an upgrade of a certificate of `star` issued on `issued`.
pub fn follows(mut case: Value, kind: &str, star: u8, issued: &str) -> Value {
    let expires = day(issued).add_months(36).unwrap().to_string();
    let previous = json!({"star": star, "issued": issued, "expires": expires});
    // Under 148 a dossier may be filed on the day it is evaluated.
    let filed = case["stages"][0]["date"].clone();
    case["application"] = json!({"kind": kind, "filed": filed, "previous": previous});
    case
}

pub fn portfolio(cases: &[Value]) -> Portfolio {
    let mut portfolio = Portfolio::default();
    for case in cases {
        let case = Case::from_json(&case.to_string(), "case.json", &CATALOG).unwrap();
        portfolio.add(&case.evaluate());
    }
    portfolio
}

pub fn of_producer(name: &str, producer: Value) -> Value {
    let product = json!({"name": name, "producer": producer});
    case(product, certified(3, "2024-05-01"))
}

pub fn history(product: &str, events: &Value) -> (String, History) {
    let text = json!({"product": product, "events": events}).to_string();
    History::from_json(&text, "h.json", CATALOG.regulations().unwrap()).unwrap()
}

pub fn view(cases: &[Value], declared: &Declared, today: Option<&str>) -> PortfolioView {
    let today = today.map(|today| (day(today), 180));
    let regulations = CATALOG.regulations().unwrap();
    PortfolioView::new(
        &portfolio(cases),
        Some((&plan(), declared)),
        today,
        &regulations,
    )
}
