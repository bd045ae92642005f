//! Ten million councils of three members scored from plain boxes, without allocating for any of
//! them: how often a council of uncertain members gives each star. Run it with `--release`.

use std::{collections::BTreeMap, error::Error, time::Instant};

use ocop::Catalog;
use ocop::law::Criterion;
use ocop::scoring::Scorer;

/// Councils in one call: their boxes stay in the processor's cache.
const BATCH: usize = 1_000;

/// xorshift64: random numbers that are the same in every run.
fn random(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 40) as usize
}

/// The last line: what was shown, for `councils` councils.
pub fn shown(councils: usize) -> Result<String, Box<dyn Error>> {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-26-2026")?;
    let (set, rules) = (catalog.set("qd-26-2026", "08")?, catalog.rules("default")?);
    let scorer = Scorer::new(&regulation, &set, &rules);
    let boxes = |criterion: &Criterion| criterion.choices().len() as u8;
    let last: Vec<u8> = set.criteria().map(boxes).collect();
    // The sheets that a member may hand in: mostly the last box, now and then one before it.
    let mut state = 20_260_522;
    let mut unsure = |most: u8| most.saturating_sub(random(&mut state).is_multiple_of(16).into());
    let sheets: Vec<Vec<u8>> = (0..4_096)
        .map(|_| last.iter().map(|&most| unsure(most)).collect())
        .collect();
    let (mut rows, mut scores) = (vec![0; BATCH * 3 * last.len()], Vec::new());
    let mut stars = BTreeMap::new();
    let start = Instant::now();
    for _ in 0..councils / BATCH {
        for row in rows.chunks_exact_mut(last.len()) {
            let drawn = random(&mut state) % sheets.len();
            row.copy_from_slice(sheets.get(drawn).ok_or("no sheet")?);
        }
        scores.clear();
        scorer.score_many(3, &rows, &mut scores)?;
        for score in &scores {
            // A council whose sheets lie too far apart scores again, and has no star yet.
            let star = score.star().filter(|_| score.within_spread());
            *stars.entry(star).or_insert(0_usize) += 1;
        }
    }
    println!("{stars:?}");
    Ok(format!(
        "{councils} councils scored from boxes in {:.1?}",
        start.elapsed()
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    shown(10_000_000).map(|line| println!("{line}"))
}
