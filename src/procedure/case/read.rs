//! A case from a text or from values.

use super::{Case, Origin, check};
use crate::input::json::Document;
use crate::input::load_error::Problems;
use crate::input::record::Record;
use crate::input::{Catalog, Kind, LoadError, RawCase};

impl Origin {
    fn of(document: &Document<'_>) -> Origin {
        Origin {
            file: document.file().to_owned(),
            set: document.root().get("set").map(|set| set.place()),
        }
    }
}

impl Case {
    /// Reads a case file against the regulations, sheets and rules of `catalog`.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, unknown, missing or repeated keys,
    /// answers that are not the sheet's, dates that go back, a level that has no part in the
    /// procedure, a stage that does not follow from the results before it.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    ///
    /// let error = Case::from_json(r#"{"sett": "08"}"#, "case.json", &Catalog::bundled()).unwrap_err();
    /// let told: Vec<String> = error.diagnostics().iter().map(ToString::to_string).collect();
    /// assert!(told[0].starts_with("case.json:1:1: error[missing-key]"));
    /// assert!(told.iter().any(|line| line.ends_with("did you mean `set`?")));
    /// ```
    pub fn from_json(text: &str, file: &str, catalog: &Catalog) -> Result<Case, LoadError> {
        Case::from_line(text, file, 1, catalog)
    }

    /// As [`Case::from_json`], for a text that is one line of a file: problems are reported at
    /// `line`.
    ///
    /// # Errors
    ///
    /// As [`Case::from_json`].
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    ///
    /// let error = Case::from_line("{", "cases.jsonl", 12, &Catalog::bundled()).unwrap_err();
    /// assert_eq!(error.diagnostics()[0].line(), Some(12));
    /// ```
    pub fn from_line(
        text: &str,
        file: &str,
        line: usize,
        catalog: &Catalog,
    ) -> Result<Case, LoadError> {
        let document = Document::read(text, file, line)?;
        let mut problems = Problems::default();
        let case = RawCase::read(document.root(), &mut problems)
            .and_then(|raw| check::check(&raw, catalog, &mut problems))
            .map(|case| Case {
                origin: Origin::of(&document),
                ..case
            });
        document.locate(&mut problems);
        problems.give(case)
    }

    /// Checks a case that was made from values; `name` is what its problems are reported under.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem, by path and pointer.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::input::{RawCase, RawProduct, RawStage};
    /// use ocop::{Case, Catalog, Date, Level, Points};
    ///
    /// let stage = RawStage::default()
    ///     .level(Level::District)
    ///     .date("2024-04-10".parse::<Date>()?)
    ///     .total("61.5".parse::<Points>()?);
    /// let raw = RawCase::default()
    ///     .product(RawProduct::default().name("Cá khô"))
    ///     .regulation("qd-148-2023".parse::<ocop::value::RegulationId>()?)
    ///     .set("08".parse::<ocop::value::SetCode>()?)
    ///     .stages([stage]);
    /// let catalog = Catalog::bundled();
    /// let case = Case::new(&raw, "my case", &catalog)?;
    /// let text = serde_json::to_string(&case)?;
    /// assert_eq!(Case::from_json(&text, "case.json", &catalog)?, case);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(raw: &RawCase<'_>, name: &str, catalog: &Catalog) -> Result<Case, LoadError> {
        let mut problems = Problems::default();
        let case = check::check(raw, catalog, &mut problems).map(|case| Case {
            origin: Origin {
                file: name.to_owned(),
                set: None,
            },
            ..case
        });
        let unnamed = problems.iter_mut();
        for problem in unnamed.filter(|problem| problem.file.is_empty()) {
            name.clone_into(&mut problem.file);
        }
        problems.give(case)
    }

    /// Whether a text is meant to be a case: whether it has `stages`, or enough of a case's other keys
    /// for `stages` to be missing or misspelt.
    ///
    /// ```
    /// use ocop::Case;
    ///
    /// assert!(Case::looks_like(r#"{"product": {"name": "Cá khô"}, "set": "08", "stage": []}"#));
    /// assert!(!Case::looks_like(r#"{"product": "Cá khô", "events": []}"#));
    /// assert!(!Case::looks_like(r#"{"product": "shop", "application": 3}"#));
    /// ```
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        let Ok(document) = Document::read(text, "", 1) else {
            return false;
        };
        let has = |key: &'static str| document.root().get(key).is_some();
        let is_object = |key| {
            document
                .root()
                .get(key)
                .is_some_and(|node| node.kind() == Kind::Object)
        };
        // A criteria set says `set` and `regulation` too, a history `product`. Files of other programs have
        // such keys with a text or a number.
        let own = is_object("product") || is_object("application");
        has("stages")
            || own && (has("set") || has("product") && has("application")) && !has("events")
    }
}
