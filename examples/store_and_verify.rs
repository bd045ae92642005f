//! A result stored as JSON, read back typed and verified: another engine with the same decision is
//! told from another decision.

use std::error::Error;

use ocop::procedure::DifferenceKind;
use ocop::{Catalog, EvaluatedCase, Evaluation, Star};

const CASE: &str = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;

/// The last line: what was shown.
pub fn shown() -> Result<String, Box<dyn Error>> {
    let catalog = Catalog::bundled();
    let evaluated = EvaluatedCase::from_json(CASE, "case.json", &catalog)?;
    let text = serde_json::to_string(&evaluated)?;
    println!("stored: {} bytes", text.len());

    let stored: Evaluation = serde_json::from_str(&text)?;
    assert_eq!(&stored, evaluated.evaluation());
    assert!(evaluated.verify(&stored).differences().is_empty());

    // The same result as a later version of the library would have stored it.
    let mut newer = stored.clone();
    newer.seal.engine = "ocop 9.0.0".to_owned();
    let engine = evaluated.verify(&newer);
    for difference in engine.differences() {
        println!("{difference}");
    }
    assert!(engine.is_same_decision());
    let kinds: Vec<DifferenceKind> = engine.differences().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [DifferenceKind::Engine]);

    // A result that somebody changed.
    let mut changed = stored;
    for stage in &mut changed.stages {
        stage.star = Some(Star::Four);
    }
    let decision = evaluated.verify(&changed);
    for difference in decision.differences() {
        println!("{difference}");
    }
    assert!(!decision.is_same_decision());
    Ok(format!(
        "another engine: same decision {}; another star: same decision {}",
        engine.is_same_decision(),
        decision.is_same_decision()
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    shown().map(|line| println!("{line}"))
}
