//! Reads the history of a product from a file.

use std::sync::Arc;

use super::History;
use crate::input::document::{document, has_key};
use crate::input::pointer::Pointer;
use crate::input::raw_history::RawHistory;
use crate::input::record::Record;
use crate::input::{LoadError, ProblemCode};
use crate::law::Regulation;
use crate::procedure::product::Previous;

impl History {
    /// Reads a product's name and history.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text, or with the first event that cannot have
    /// happened.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::procedure::History;
    ///
    /// let text = r#"{ "product": "Cá khô", "events": [
    ///     {"event": "filed", "date": "2026-06-01", "kind": "first"},
    ///     {"event": "reported", "date": "2026-06-19"}] }"#;
    /// let regulations = Catalog::bundled().regulations()?;
    /// let (product, history) = History::from_json(text, "history.json", regulations)?;
    /// assert_eq!((product.as_str(), history.events().len()), ("Cá khô", 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(
        text: &str,
        file: &str,
        regulations: Vec<Arc<Regulation>>,
    ) -> Result<(String, History), LoadError> {
        document(text, file, 1, |root, problems| {
            let file = RawHistory::read(root, problems)?;
            let before = file.before.map(|raw| {
                let at = Pointer::ROOT.key("certificate");
                Previous::read(&raw, &at, problems)
            });
            if !problems.is_empty() {
                return None;
            }
            let history = History::new(regulations, before.flatten());
            let mut history = history.with_holidays(file.holidays);
            for (index, event) in file.events.into_iter().enumerate() {
                if let Err(invalid) = history.push(event) {
                    let node = root.entry("events", index);
                    let expected = invalid.expected_with_citation();
                    let code = ProblemCode::EventImpossible;
                    problems.push(node.problem(code, invalid.found, expected));
                    return None;
                }
            }
            Some((file.product, history))
        })
    }

    /// Whether a text is meant to be a history: whether it has `events`.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        has_key(text, "events")
    }
}
