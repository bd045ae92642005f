//! What of a case is sealed, and the files that decide it.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::json;

use super::Case;
use super::raw::Form;
use crate::input::digest::of_bytes;
use crate::input::{Catalog, CatalogError};
use crate::procedure::seal::{Seal, of_json};
use crate::procedure::stage::{Content, Stage};
use crate::text::normalise;

impl Seal {
    /// Seals a case.
    #[must_use]
    pub fn of(case: &Case) -> Seal {
        Seal {
            form: 2,
            engine: concat!("ocop ", env!("CARGO_PKG_VERSION")).to_owned(),
            criteria: case.criteria.clone(),
            input: of_json(&case.raw(Form::Sealed)),
            decision: decisions(&case.stages),
        }
    }
}

/// The hash of the recognition decisions, with their stages from 1.
fn decisions(stages: &[Stage]) -> Option<String> {
    let stages = (1..).zip(stages);
    let given = stages.filter(|(_, stage)| stage.decided.is_some() || stage.decision.is_some());
    let given = given.map(|(number, stage)| {
        let decision = stage.decision.as_deref().map(normalise);
        json!({"decided": stage.decided, "decision": decision, "stage": number})
    });
    let given: Vec<_> = given.collect();
    (!given.is_empty()).then(|| of_json(&given))
}

/// The hash of the hashes of every file that the stages are decided by, each after its name.
pub(crate) fn criteria(stages: &[Stage], catalog: &Catalog) -> Result<String, CatalogError> {
    let mut used: Vec<(Cow<'_, str>, &str)> = Vec::new();
    let mut add = |name, digest| {
        if !used.iter().any(|(known, _)| *known == name) {
            used.push((name, digest));
        }
    };
    for stage in stages {
        for id in [&stage.regulation.id, &stage.regulation.sheets] {
            let (_, file) = catalog.regulation_file(id.as_str())?;
            add(id.as_str().into(), file.digest());
        }
        let (sheets, code) = (&stage.set.regulation, stage.set.code);
        let sheet = catalog.set_file(sheets, code)?;
        add(format!("{sheets}/{code}").into(), sheet.digest());
        if let Content::Sheets { rules, .. } = &stage.content {
            let (_, file) = catalog.rules_file(rules.id.as_str())?;
            add(format!("councils/{}", rules.id).into(), file.digest());
        }
    }
    used.sort_unstable();
    // A name and a hash take less.
    let mut lines = String::with_capacity(128 * used.len());
    for (name, digest) in used {
        // Writing to a String cannot fail.
        let _ = writeln!(lines, "{name} {digest}");
    }
    Ok(of_bytes(lines.as_bytes()))
}
