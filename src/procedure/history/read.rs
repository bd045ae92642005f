//! Reads the history of a product from a file.

use std::sync::Arc;

use super::History;
use crate::input::document::{document, has_key};
use crate::input::pointer::Pointer;
use crate::input::raw_history::{Event, RawEvent, RawHistory, What};
use crate::input::record::Record;
use crate::input::{LoadError, ProblemCode};
use crate::law::Regulation;
use crate::procedure::product::Previous;
use crate::text::phrase;
use crate::value::Date;

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
            history.unchecked = file.unchecked;
            let is_recognition = |raw: &RawEvent| matches!(&raw.what, What::Known(kind) if kind.recognition().is_some());
            let last = file.events.iter().rposition(is_recognition);
            if file.undecided && last.is_none() {
                let expected = phrase!(
                    "chỉ khi có một lần công nhận chờ quyết định",
                    "with a recognition only, whose decision is awaited"
                );
                let node = root.find("undecided");
                problems.push(node.problem(
                    ProblemCode::EventImpossible,
                    "`true`".to_owned(),
                    expected,
                ));
                return None;
            }
            let decided: Vec<Option<Date>> = file.events.iter().map(|raw| raw.decided).collect();
            let mut before = history.state.clone();
            for (index, raw) in file.events.into_iter().enumerate() {
                let node = root.entry("events", index);
                history.undecided = file.undecided && last == Some(index);
                if index + 1 == decided.len() {
                    before.clone_from(&history.state);
                }
                let date = raw.date;
                let pushed = match raw.what {
                    What::Known(kind) => history.push(Event { date, kind }),
                    What::Open(open) => history.push_open(date, open),
                };
                if let Err(invalid) = pushed {
                    let expected = invalid.expected_with_citation();
                    let code = ProblemCode::EventImpossible;
                    problems.push(node.problem(code, invalid.found, expected));
                    return None;
                }
                if let Some(score) = history.state.scores.last_mut() {
                    score.verbs.extend(raw.verbs);
                }
            }
            history.undecided = file.undecided;
            history.leave_open(before, decided.last().copied().flatten());
            if let Some(index) = decided.iter().position(Option::is_some)
                && (index + 1 < decided.len() || history.star_open.is_empty())
            {
                let expected = phrase!(
                    "chỉ ở lần đánh giá cuối cùng, khi chưa xác định được hạng",
                    "with the last evaluation only, where the star is open"
                );
                let node = root.entry("events", index).find("decided");
                problems.push(node.problem(ProblemCode::EventImpossible, node.quoted(), expected));
                return None;
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
