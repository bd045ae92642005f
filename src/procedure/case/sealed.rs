//! What of a case is sealed.

use std::borrow::Cow;

use serde::Serialize;

use super::Case;
use super::raw::Form;
use crate::procedure::seal::{Seal, of_json};
use crate::text::normalise::normalise;
use crate::value::dates::Date;

impl Seal {
    /// Seals a case.
    #[must_use]
    pub fn of(case: &Case) -> Seal {
        Seal {
            form: 2,
            engine: concat!("ocop ", env!("CARGO_PKG_VERSION")).to_owned(),
            criteria: case.criteria.clone(),
            input: of_json(&case.raw(Form::Sealed)),
            decision: decision(case),
        }
    }
}

/// One recognition decision.
#[derive(Serialize)]
struct Decision<'c> {
    decided: Option<Date>,
    decision: Option<Cow<'c, str>>,
    stage: usize,
}

fn decision(case: &Case) -> Option<String> {
    let stages = (1..).zip(&case.stages);
    let given = stages.filter(|(_, stage)| stage.decided.is_some() || stage.decision.is_some());
    let decisions: Vec<Decision<'_>> = given
        .map(|(stage, given)| Decision {
            decided: given.decided,
            decision: given.decision.as_deref().map(normalise),
            stage,
        })
        .collect();
    (!decisions.is_empty()).then(|| of_json(&decisions))
}
