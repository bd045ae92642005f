//! The seal of a result: which engine, which data, which case, which decision.
//!
//! Equal cases have equal seals, from whatever file they were read; `docs/seal.md` says how to
//! compute one again.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use crate::input::digest::{of_bytes, of_text};
use crate::procedure::case::{Case, Content, Form};

/// What a result was computed with and from.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, Seal};
///
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let catalog = Catalog::bundled();
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// // Spacing and the order of keys are no part of what is sealed.
/// let spaced = Case::from_json(&text.replace(": ", " :\n"), "other.json", &catalog)?;
/// assert_eq!(Seal::of(&case), Seal::of(&spaced));
/// assert!(Seal::of(&case).input.starts_with("sha256:"));
/// # Ok::<(), ocop::LoadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Seal {
    /// The form of the seal: 2. Results of 0.1.0 do not say it, and have form 1.
    #[serde(default = "old_form")]
    pub form: u8,
    /// The engine's name and version.
    pub engine: String,
    /// The hash of the regulations, sheets and council rules used.
    pub criteria: String,
    /// The hash of the case, without its recognition decisions.
    pub input: String,
    /// The hash of the recognition decisions, where the case gives any.
    #[serde(default)]
    pub decision: Option<String>,
}

fn old_form() -> u8 {
    1
}

impl Seal {
    /// Seals a case.
    #[must_use]
    pub fn of(case: &Case) -> Seal {
        Seal {
            form: 2,
            engine: concat!("ocop ", env!("CARGO_PKG_VERSION")).to_owned(),
            criteria: criteria(case),
            input: of_json(&case.raw(Form::Sealed)),
            decision: decision(case),
        }
    }
}

/// The hash of a value whose keys are declared in the order of RFC 8785: serde_json writes texts and
/// whole numbers as that form does, and there are no others.
fn of_json(value: &impl Serialize) -> String {
    let mut bytes = Vec::with_capacity(16 * 1024);
    // INVARIANT: records have text keys only, and a `Vec` takes what is written.
    let written = serde_json::to_writer(&mut bytes, value);
    debug_assert!(written.is_ok(), "{written:?}");
    of_bytes(&bytes)
}

/// The hash of the hashes of every file used, each after its name.
fn criteria(case: &Case) -> String {
    let mut used: Vec<(Cow<'_, str>, &str)> = Vec::new();
    let mut add = |name, digest| {
        if !used.iter().any(|(known, _)| *known == name) {
            used.push((name, digest));
        }
    };
    let catalog = &case.catalog;
    for stage in &case.stages {
        for id in [&stage.regulation.id, &stage.regulation.sheets] {
            // INVARIANT: a case keeps the catalog that it was checked with, so nothing is unknown.
            add(
                Cow::Borrowed(id.as_str()),
                catalog.regulation_digest(id).unwrap_or_default(),
            );
        }
        let (sheets, code) = (&stage.set.regulation, stage.set.code);
        let digest = catalog.set_digest(sheets, code).unwrap_or_default();
        add(format!("{sheets}/{code}").into(), digest);
        if let Content::Sheets { rules, .. } = &stage.content {
            let digest = catalog.rules_digest(&rules.id).unwrap_or_default();
            add(format!("councils/{}", rules.id).into(), digest);
        }
    }
    used.sort_unstable();
    // A name and a hash take less.
    let mut lines = String::with_capacity(128 * used.len());
    for (name, digest) in used {
        // Writing to a String cannot fail.
        let _ = writeln!(lines, "{name} {digest}");
    }
    of_text(&lines)
}

/// One recognition decision.
#[derive(Serialize)]
struct Decision<'c> {
    decided: Option<crate::value::dates::Date>,
    decision: Option<std::borrow::Cow<'c, str>>,
    stage: usize,
}

fn decision(case: &Case) -> Option<String> {
    let stages = (1..).zip(&case.stages);
    let given = stages.filter(|(_, stage)| stage.decided.is_some() || stage.decision.is_some());
    let decisions: Vec<Decision<'_>> = given
        .map(|(stage, given)| Decision {
            decided: given.decided,
            decision: given
                .decision
                .as_deref()
                .map(crate::text::normalise::normalise),
            stage,
        })
        .collect();
    (!decisions.is_empty()).then(|| of_json(&decisions))
}
