//! The papers of a session. What a paper looks like is the matter of `ocop-papers`; here stands
//! which papers a session has.

use ocop::{Decided, Lang};
use ocop_papers::{Annex, minutes};

use crate::fault::{Outcome, damaged};
use crate::session::{Done, Refused, Session};

const MINUTES: &str = "bien-ban.html";
const ANNEX: &str = "phu-luc.html";
const HTML: &str = "text/html; charset=utf-8";

fn decided(session: &Session<'_>) -> Outcome<Vec<Decided>> {
    let (cases, _) = session.cases()?;
    let decided = cases.iter().map(|case| Ok(session.engine.decided(case)?));
    decided.collect()
}

/// The names of the papers there are.
///
/// # Errors
///
/// The file cannot be read.
pub fn names(session: &Session<'_>) -> Outcome<Vec<String>> {
    let (cases, _) = session.cases()?;
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![MINUTES.to_owned(), ANNEX.to_owned()])
}

/// A paper by its name, with its media type.
///
/// # Errors
///
/// There is none of that name.
pub fn paper(session: &Session<'_>, name: &str) -> Done<(&'static str, Vec<u8>)> {
    let decided = decided(session)?;
    match name {
        MINUTES => {
            let regulations = session.engine.catalog().regulations();
            let regulations = regulations.map_err(|error| damaged(&error.to_string()))?;
            let page = minutes(&decided, &regulations, Lang::Vi);
            Ok((HTML, page.into_bytes()))
        }
        ANNEX => {
            let mut annex = Annex::default();
            decided.iter().for_each(|answer| annex.add(answer));
            Ok((HTML, annex.page().into_bytes()))
        }
        _ => Err(Refused::NotFound),
    }
}
