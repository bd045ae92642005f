//! The engine: the only place that asks `ocop` anything. Cases go in and results come out in the
//! shapes that files have, so nothing else here knows how a star comes about.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ocop::input::ProblemCode;
use ocop::law::SheetView;
use ocop::{Case, Catalog, Date, Diagnostic, EvaluatedCase, Points};
use ocop_papers::Wording;
use serde_json::Value;

use crate::list::OWN_RULES;
use crate::log::sha256;

/// The engine's name and version.
pub const ENGINE: &str = concat!("ocop ", env!("CARGO_PKG_VERSION"));

/// The data of one session, and what was read of it.
#[derive(Debug)]
pub struct Engine {
    catalog: Catalog,
    digest: String,
    base: String,
    sheets: Mutex<BTreeMap<(String, String), Arc<Sheet>>>,
}

/// A scoring sheet.
#[derive(Debug)]
pub struct Sheet {
    /// As `ocop sheet --json` prints it.
    pub json: String,
    /// The same, to look into.
    pub view: Value,
    /// Whose words it prints.
    pub words: String,
    /// Its criteria, in order.
    pub criteria: Vec<Criterion>,
    /// What ends an evaluation, by the names that cases use.
    pub findings: Vec<String>,
    /// The criteria at which a sheet may end.
    pub stops: Vec<String>,
}

/// A criterion: its code and the points of its boxes.
#[derive(Debug)]
pub struct Criterion {
    /// The code.
    pub code: String,
    /// The points of its boxes, as printed, from box 1.
    pub points: Vec<Points>,
}

/// A result.
#[derive(Debug)]
pub struct Result_ {
    /// As `ocop evaluate --json` prints it.
    pub json: String,
    /// The same, to look into.
    pub view: Value,
}

impl Result_ {
    /// A text of the last stage, such as its `status`.
    #[must_use]
    pub fn last(&self, key: &str) -> &Value {
        let stages = self.view.get("stages").and_then(Value::as_array);
        let last = stages.and_then(|stages| stages.last());
        last.and_then(|stage| stage.get(key))
            .unwrap_or(&Value::Null)
    }
}

/// How the names of wordings begin that a session keeps among its data.
pub const WORDING: &str = "wording/";

/// Whether a file of the data is the session's own.
fn is_own(name: &str) -> bool {
    name.starts_with(WORDING) || name == format!("councils/{OWN_RULES}.json")
}

/// The hash of the data's files.
#[must_use]
pub fn digest(files: &BTreeMap<String, String>) -> String {
    let mut lines = String::new();
    for (name, text) in files {
        lines.push_str(&format!("{name} {}\n", sha256(text.as_bytes())));
    }
    sha256(lines.as_bytes())
}

/// The files that a session keeps of a catalog.
#[must_use]
pub fn files(catalog: &Catalog) -> BTreeMap<String, String> {
    let files = catalog.files().filter(|(name, _)| !name.contains("plans/"));
    files
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

/// Whether a text is a day of the calendar.
#[must_use]
pub fn is_date(text: &str) -> bool {
    text.parse::<Date>().is_ok()
}

impl Engine {
    /// The engine over a session's own files.
    #[must_use]
    pub fn new(files: BTreeMap<String, String>) -> Engine {
        let digest = digest(&files);
        let own = files.iter().filter(|(name, _)| is_own(name));
        let own: Vec<(String, String)> = own.map(|(k, v)| (k.clone(), v.clone())).collect();
        let files = files
            .into_iter()
            .filter(|(name, _)| !name.starts_with(WORDING));
        let data: BTreeMap<String, String> = files.collect();
        let files = data.iter().filter(|(name, _)| !is_own(name));
        let base = self::digest(&files.map(|(k, v)| (k.clone(), v.clone())).collect());
        let files = data.into_iter();
        let (mut catalog, _) =
            Catalog::from_files(files.map(|(name, text)| (name, Cow::Owned(text))));
        for (name, text) in own.iter().filter(|(name, _)| name.starts_with(WORDING)) {
            // It was held to the data before it was kept.
            if let Ok(wording) = Wording::from_json(text, name) {
                let _ = wording.lay_over(&mut catalog);
            }
        }
        Engine {
            catalog,
            digest,
            base,
            sheets: Mutex::default(),
        }
    }

    /// The hash of its files.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The hash of its files without the council's own rules and the wording.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether council rules of that name are there and in order.
    ///
    /// # Errors
    ///
    /// What is wrong with their file.
    pub fn has_rules(&self, name: &str) -> Result<bool, Vec<Diagnostic>> {
        match self.catalog.rules(name) {
            Ok(_) => Ok(true),
            Err(ocop::input::CatalogError::Load(error)) => Err(error.into_diagnostics()),
            Err(_) => Ok(false),
        }
    }

    /// The regulation that a case is decided under, where one holds for all its stages.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the case.
    pub fn read(&self, text: &str) -> Result<(String, bool), Vec<Diagnostic>> {
        let case = Case::from_json(text, "case", &self.catalog)
            .map_err(ocop::LoadError::into_diagnostics)?;
        let last = case.stages().last();
        let last = last.map_or(case.regulation().id(), |stage| stage.regulation().id());
        let one = |stage: &ocop::procedure::Stage| stage.regulation().id() == last;
        Ok((last.to_string(), case.stages().iter().all(one)))
    }

    /// Decides a case.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub fn decide(&self, text: &str) -> Result<Result_, Vec<Diagnostic>> {
        let decided = self.decided(text)?;
        let json = serde_json::to_string(&decided).unwrap_or_default();
        let view = serde_json::from_str(&json).unwrap_or_default();
        Ok(Result_ { json, view })
    }

    /// Decides a case, for papers.
    ///
    /// # Errors
    ///
    /// As [`Engine::decide`].
    pub fn decided(&self, text: &str) -> Result<EvaluatedCase, Vec<Diagnostic>> {
        EvaluatedCase::from_json(text, "case", &self.catalog)
            .map_err(ocop::LoadError::into_diagnostics)
    }

    /// The catalog, for papers.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// A sheet.
    ///
    /// # Errors
    ///
    /// There is none of that name.
    pub fn sheet(&self, regulation: &str, set: &str) -> Result<Arc<Sheet>, Vec<Diagnostic>> {
        let key = (regulation.to_owned(), set.to_owned());
        let mut known = self.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sheet) = known.get(&key) {
            return Ok(Arc::clone(sheet));
        }
        let unknown = |error: &dyn std::fmt::Display| {
            let found = error.to_string();
            let code = ProblemCode::SetUnknown;
            vec![Diagnostic::of_file(
                code,
                "case",
                found,
                phrase!("một phiếu của quy định", "a sheet of the regulation"),
            )]
        };
        let rules = self.catalog.regulation(regulation);
        let rules = rules.map_err(|error| unknown(&error))?;
        let criteria = self.catalog.set(regulation, set);
        let criteria = criteria.map_err(|error| unknown(&error))?;
        let json = serde_json::to_string(&SheetView::new(&rules, &criteria)).unwrap_or_default();
        let sheet = Arc::new(Sheet::of(json, criteria.whose_words()));
        known.insert(key, Arc::clone(&sheet));
        Ok(sheet)
    }
}

/// The elements of a list under a key.
pub fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let list = value.get(key).and_then(Value::as_array);
    list.into_iter().flatten()
}

/// The text under a key.
#[must_use]
pub fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

impl Sheet {
    fn of(json: String, words: String) -> Sheet {
        let view: Value = serde_json::from_str(&json).unwrap_or_default();
        let sections = list(&view, "parts").flat_map(|part| list(part, "sections"));
        let criteria = sections.flat_map(|section| list(section, "criteria"));
        let criteria = criteria.map(|criterion| Criterion {
            code: text(criterion, "criterion").to_owned(),
            points: list(criterion, "boxes")
                .filter_map(|choice| text(choice, "points").parse().ok())
                .collect(),
        });
        let criteria = criteria.collect();
        let findings = list(&view, "findings").map(|one| text(one, "finding").to_owned());
        let findings = findings.collect();
        let stops = list(&view, "stops").filter_map(Value::as_str);
        let stops = stops.map(str::to_owned).collect();
        Sheet {
            json,
            view,
            words,
            criteria,
            findings,
            stops,
        }
    }

    /// A criterion by its code.
    #[must_use]
    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|known| known.code == code)
    }

    /// What answers add up to so far.
    #[must_use]
    pub fn total(&self, answers: &BTreeMap<String, u32>) -> String {
        let mut points = self.criteria.iter().filter_map(|criterion| {
            let number = usize::try_from(*answers.get(&criterion.code)?).ok()?;
            criterion.points.get(number.checked_sub(1)?).copied()
        });
        let total = points.try_fold(Points::ZERO, Points::checked_add);
        total.map(|points| points.to_string()).unwrap_or_default()
    }
}
