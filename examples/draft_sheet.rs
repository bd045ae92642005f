//! A sheet filled in answer by answer: after each, what is open, the points so far, the minima
//! missed, and the best star still in reach.

use std::error::Error;

use ocop::Catalog;
use ocop::scoring::{Draft, MinimumState, Role};

/// The last line: what was shown.
pub fn shown() -> Result<String, Box<dyn Error>> {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-26-2026")?;
    let set = catalog.set("qd-26-2026", "08")?;
    let mut draft = Draft::new(&set);
    for (number, criterion) in set.criteria().enumerate() {
        // Every fifth criterion gets its first box, the others their last.
        let last = criterion.choices().len() as u32;
        draft.answer(criterion.code(), if number % 5 == 4 { 1 } else { last })?;
        let missed = draft
            .minima()
            .filter(|minimum| minimum.state == MinimumState::Missed)
            .map(|minimum| format!("{} for {} stars", minimum.criterion, minimum.star));
        let missed: Vec<String> = missed.collect();
        let [a, b, c] = draft.parts();
        println!(
            "{}: {} points ({a} + {b} + {c}), {} open; missed: {missed:?}; in reach: {:?}",
            criterion.code(),
            draft.total(),
            draft.open().count(),
            draft.best_star(&regulation),
        );
    }
    // The form changes an answer: a story's structure without a story.
    draft.answer(&"5.1".parse()?, 0)?;
    for found in draft.contradictions() {
        println!("{} needs {}: {}", found.criterion, found.needs, found.note);
    }
    let star = draft.best_star(&regulation).ok_or("a zero rule")?;
    let sheet = draft.finish("m1", Role::Chair)?;
    Ok(format!(
        "a sheet of {} answers, {} points and {star} stars alone, signed by {}",
        sheet.boxes().len(),
        draft.total(),
        sheet.assessor()
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    shown().map(|line| println!("{line}"))
}
