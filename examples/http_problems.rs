//! What is wrong with a case as the body of an HTTP answer: stable codes, JSON Pointers, line and
//! column, Vietnamese and English.

use std::error::Error;

use ocop::{Case, Catalog, Lang};
use serde_json::{Value, json};

const CASE: &str = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    "stages": [{"level": "district", "date": "2024-04-31", "total": "61,5", "colour": 1},
               {"level": "provinse", "date": "2024-06-02", "total": "71.5"}] }"#;

/// The status and the body of the answer to a request that holds a case.
fn answer(body: &str, catalog: &Catalog) -> (u16, Value) {
    match Case::from_json(body, "request", catalog) {
        Ok(case) => (200, json!(case.evaluate())),
        Err(error) => (422, json!({"errors": error.diagnostics()})),
    }
}

/// The last line: what was shown.
pub fn shown() -> Result<String, Box<dyn Error>> {
    let catalog = Catalog::bundled();
    let (status, body) = answer(CASE, &catalog);
    println!("{status} {body:#}");
    let problems = body.get("errors").and_then(Value::as_array);
    let problems = problems.ok_or("no problems")?;
    let sent: Value = serde_json::from_str(CASE)?;
    for problem in problems {
        let pointer = problem["pointer"].as_str().ok_or("no pointer")?;
        // The pointer leads to the value in the request.
        let value = sent
            .pointer(pointer)
            .ok_or("a pointer that leads nowhere")?;
        println!("{pointer} holds {value}: {}", problem["vi"]);
    }
    // Without JSON: the same problems as typed values.
    let error = Case::from_json(CASE, "request", &catalog)
        .err()
        .ok_or("no error")?;
    for problem in error.diagnostics() {
        println!("{} {}", problem.code(), problem.text(Lang::En));
    }
    let (status, _) = answer(&CASE[..20], &catalog);
    Ok(format!(
        "{} problems with pointers in two languages; a cut request: {status}",
        problems.len()
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    shown().map(|line| println!("{line}"))
}
