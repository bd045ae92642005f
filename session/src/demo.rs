//! A made-up session to look at and play with: twelve products, seven members, sheets begun,
//! handed in and not opened. Nothing in it is anybody's.

use std::path::Path;

use ocop::Catalog;
use serde_json::json;

use crate::engine::Criterion;
use crate::fault::Outcome;
use crate::json::Body;
use crate::make;
use crate::session::{self, Act, Done, Part, Refused, Session};

/// The session's list.
const LIST: &str = include_str!("demo.json");

/// How good each of its products is, from 0 to 10.
const GOOD: [usize; 12] = [9, 8, 7, 10, 7, 5, 8, 6, 6, 7, 8, 7];

/// How many members it has.
const MEMBERS: usize = 7;

/// How far a member has come with a product, in tenths; more than ten is handed in.
fn progress(product: usize, member: usize) -> usize {
    match product {
        // Complete: to be decided at once; the fifth with too wide a spread.
        1..=5 => 11,
        6 => {
            if member <= 4 {
                11
            } else {
                7
            }
        }
        7 => 11 - member,
        8 if member == 1 => 5,
        9 if member == 7 => 11,
        _ => 0,
    }
}

/// The box that a member ticks: by points, about as good as the product is.
fn ticked(criterion: &Criterion, good: usize, product: usize, member: usize, place: usize) -> u32 {
    let mut order: Vec<usize> = (0..criterion.points.len()).collect();
    order.sort_by_key(|&index| criterion.points.get(index).copied());
    let good = match (product, member) {
        (5, 7) => 3,
        // Members differ in some places by a box.
        _ if (place + member * 3 + product).is_multiple_of(9) => good.saturating_sub(2),
        _ => good,
    };
    let last = order.len().saturating_sub(1);
    let index = (last * good + 5) / 10;
    let number = order.get(index.min(last)).map_or(0, |index| index + 1);
    u32::try_from(number).unwrap_or_default()
}

/// Makes the session at `path`.
///
/// # Errors
///
/// There is such a file, or it cannot be written.
pub fn create(path: &Path, catalog: &Catalog) -> Outcome<()> {
    make::create(path, ("demo", LIST.as_bytes()), None, catalog)?;
    let filled = session::write(path, fill);
    if filled.is_err() {
        let _ = std::fs::remove_file(path);
    }
    filled.map_err(Refused::into_fault)
}

fn fill(session: &Session<'_>) -> Done<()> {
    for (good, n) in GOOD.into_iter().zip(1..) {
        let product = session.product(&format!("p{n}"))?;
        let form = session.form(&product)?;
        for member in 1..=MEMBERS {
            let id = format!("m{member}");
            let at = (product.id.as_str(), id.as_str());
            if (n, member) == (3, 4) {
                let body = json!({"status": "recused", "reason": "người thân của chủ thể (ví dụ)"});
                session.attendance(Act::COMMAND, at, &Body::of("demo", &body))?;
                continue;
            }
            let act = Act {
                who: &id,
                door: "phone",
            };
            let done = progress(n, member);
            let count = form.criteria.len() * done.min(10) / 10;
            for (place, criterion) in form.criteria.iter().take(count).enumerate() {
                let number = ticked(criterion, good, n, member, place);
                let body = json!({"box": number, "revision": place});
                let part = Part::Answer(&criterion.code);
                session.change(act, at, part, &Body::of("demo", &body))?;
            }
            if done > 10 {
                session.submit(act, at, None)?;
            }
        }
    }
    Ok(())
}
