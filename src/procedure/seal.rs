//! The seal of a result: which engine, which data, which input.
//!
//! Two inputs that differ only in spacing, in the order of keys, of answers or of sheets have the
//! same seal; any other difference changes it.

use std::collections::BTreeMap;

use crate::input::catalog::{Catalog, CatalogError};
use crate::input::digest::{Canonical, of_text};
use crate::law::criteria::CriteriaSet;
use crate::procedure::case::{Case, Content};

/// What a result was computed with and from.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, Seal};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let seal = Seal::of(&case, text, &catalog)?;
/// assert!(seal.input.starts_with("sha256:"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Seal {
    /// The engine's name and version.
    pub engine: String,
    /// The hash of the regulations, sheets and council rules used.
    pub criteria: String,
    /// The hash of the case.
    pub input: String,
}

impl Seal {
    /// Seals `case`, which was read from `text` with `catalog`.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] when `catalog` is not the one that the case was read with.
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
    /// // Spacing is no part of what is sealed.
    /// let (spaced, seal) = (text.replace(": ", " :\n"), Seal::of(&case, text, &catalog)?);
    /// assert_eq!(Seal::of(&case, &spaced, &catalog)?, seal);
    /// assert!(Seal::of(&case, text, &Catalog::from_files([]).0).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(case: &Case, text: &str, catalog: &Catalog) -> Result<Seal, CatalogError> {
        let mut used = BTreeMap::new();
        for stage in &case.stages {
            for id in [&stage.regulation.id, &stage.regulation.sheets] {
                used.insert(id.to_string(), catalog.regulation_digest(id.as_str())?);
            }
            let (id, code) = (&stage.regulation.id, stage.set.code.to_string());
            used.insert(
                format!("{}/{code}", stage.set.regulation),
                catalog.set_digest(id.as_str(), &code)?,
            );
            if let Content::Sheets { rules, .. } = &stage.content {
                let id = rules.id.as_str();
                used.insert(format!("councils/{id}"), catalog.rules_digest(id)?);
            }
        }
        let lines: Vec<String> = used
            .iter()
            .map(|(name, digest)| format!("{name} {digest}\n"))
            .collect();
        Ok(Seal {
            engine: format!("ocop {}", env!("CARGO_PKG_VERSION")),
            criteria: of_text(&lines.concat()),
            input: input_digest(case, text),
        })
    }
}

fn input_digest(case: &Case, text: &str) -> String {
    let mut input = Canonical::of(text);
    if let Some(sheet) = input.get_mut("self_assessment") {
        sort_answers(sheet, &case.set);
    }
    let stages = input.list_mut("stages");
    for (stage, read) in stages.into_iter().flatten().zip(&case.stages) {
        let Some(sheets) = stage.list_mut("sheets") else {
            continue;
        };
        for sheet in sheets.iter_mut() {
            sort_answers(sheet, &read.set);
        }
        sheets.sort_by(|a, b| a.text("assessor").cmp(b.text("assessor")));
    }
    input.digest()
}

/// Puts the answers of a sheet into the order of its criteria.
fn sort_answers(sheet: &mut Canonical<'_>, set: &CriteriaSet) {
    let Some(answers) = sheet.list_mut("answers") else {
        return;
    };
    let place = |answer: &Canonical<'_>| {
        let code = answer.text("criterion");
        let codes = &set.table.codes;
        codes.iter().position(|entry| entry.code.as_str() == code)
    };
    let in_order = answers
        .iter()
        .zip(&set.table.codes)
        .all(|(answer, entry)| answer.text("criterion") == entry.code.as_str());
    if !in_order {
        answers.sort_by_cached_key(place);
    }
}
