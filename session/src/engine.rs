//! The engine: the only place that asks `ocop` anything. Cases go in and results come out in the
//! shapes that files have, so nothing else here knows how a star comes about.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ocop::input::{COUNCILS, CatalogError, ProblemCode};
use ocop::law::SheetView;
use ocop::value::{ApplicationKind, CouncilForm};
use ocop::{Case, Catalog, Diagnostic, EvaluatedCase, Lang, LoadError, Points, Status};
use ocop_papers::Wording;
use serde_json::Value;

use crate::log::sha256;

/// The engine's name and version.
pub const ENGINE: &str = concat!("ocop ", env!("CARGO_PKG_VERSION"));

/// The data of one session, and what was read of it.
#[derive(Debug)]
pub struct Engine {
    catalog: Catalog,
    digest: String,
    base: String,
    own_rules: Option<String>,
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
pub struct CouncilResult {
    /// As `ocop evaluate --json` prints it.
    pub json: String,
    /// The same, to look into.
    pub view: Value,
}

impl CouncilResult {
    /// A value of the last stage, such as its `status`.
    pub fn last(&self, key: &str) -> &Value {
        let last = last_stage(&self.view).and_then(|stage| stage.get(key));
        last.unwrap_or(&Value::Null)
    }
}

/// The last stage of a case or a result.
pub fn last_stage(of: &Value) -> Option<&Value> {
    list(of, "stages").last()
}

/// How a council's evaluation ended, in words.
pub fn status_word(status: &Value) -> &'static str {
    let status = serde_json::from_value::<Status>(status.clone());
    status.map_or("không rõ", |status| status.name(Lang::Vi))
}

/// The name that a session's own council rules went by when they were not yet named by their text.
const FORMER_RULES: &str = "session";

/// The name that a session's own council rules go by in its cases. Rules of two sessions that differ
/// have two names, so that the cases of both can be read together.
pub(crate) fn rules_name(rules: &str) -> String {
    let hash = sha256(rules.as_bytes());
    format!("session-{}", hash.get(..12).unwrap_or_default())
}

/// The file of council rules among the data.
pub(crate) fn rules_file(name: &str) -> String {
    format!("{COUNCILS}/{name}.json")
}

/// The name of council rules, from their file among the data.
fn rules_of_file(file: &str) -> Option<&str> {
    let (folder, name) = file.rsplit_once('/')?;
    let name = name.strip_suffix(".json")?;
    (folder.rsplit('/').next() == Some(COUNCILS)).then_some(name)
}

/// What the data has by a name; nothing where it has none.
fn known<T>(found: Result<T, CatalogError>) -> Result<Option<T>, Vec<Diagnostic>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(CatalogError::Load(error)) => Err(error.into_diagnostics()),
        Err(_) => Ok(None),
    }
}

/// Council rules by their name, as their file has them.
pub(crate) fn rules<'c>(catalog: &'c Catalog, name: &str) -> Option<&'c str> {
    let mut files = catalog.files();
    let found = files.find(|(file, _)| rules_of_file(file) == Some(name));
    found.map(|(_, text)| text)
}

/// The name of a session's own council rules, where a file of the data holds them.
fn own_rules<'f>((file, text): (&'f String, &'f String)) -> Option<&'f str> {
    let name = rules_of_file(file)?;
    (name == FORMER_RULES || name == rules_name(text)).then_some(name)
}

/// How the names of wordings begin that a session keeps among its data.
pub(crate) const WORDING: &str = "wording/";

/// Whether a file of the data is the session's own.
fn is_own(file: (&String, &String)) -> bool {
    file.0.starts_with(WORDING) || own_rules(file).is_some()
}

/// The hash of the data's files.
pub fn digest<'f>(files: impl IntoIterator<Item = (&'f String, &'f String)>) -> String {
    let files = files.into_iter();
    let lines = files.map(|(name, text)| format!("{name} {}\n", sha256(text.as_bytes())));
    sha256(lines.collect::<String>().as_bytes())
}

/// The files that a session keeps of a catalog.
pub fn files(catalog: &Catalog) -> BTreeMap<String, String> {
    let files = catalog.files().filter(|(name, _)| !name.contains("plans/"));
    files
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

impl Engine {
    /// The engine over a session's own files.
    pub fn new(files: BTreeMap<String, String>) -> Engine {
        let base = digest(files.iter().filter(|file| !is_own(*file)));
        let own_rules = files.iter().find_map(own_rules).map(str::to_owned);
        let digest = digest(&files);
        let (wordings, data): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|(name, _)| name.starts_with(WORDING));
        let data = data.into_iter();
        let (mut catalog, _) =
            Catalog::from_files(data.map(|(name, text)| (name, Cow::Owned(text))));
        for (name, text) in wordings {
            // It was held to the data before it was kept.
            if let Ok(wording) = Wording::from_json(&text, &name) {
                let _ = wording.lay_over(&mut catalog);
            }
        }
        Engine {
            catalog,
            digest,
            base,
            own_rules,
            sheets: Mutex::default(),
        }
    }

    /// The hash of its files.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The hash of its files without the council's own rules and the wording.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The name of the session's own council rules, where it has any.
    pub(crate) fn own_rules(&self) -> Option<&str> {
        self.own_rules.as_deref()
    }

    /// Whether council rules of that name are there, or what is wrong with their file.
    pub(crate) fn has_rules(&self, name: &str) -> Result<bool, Vec<Diagnostic>> {
        Ok(known(self.catalog.rules(name))?.is_some())
    }

    /// The decision that issued a regulation, as papers cite it.
    pub(crate) fn decision_of(&self, regulation: &str) -> Result<String, Vec<Diagnostic>> {
        let found = known(self.catalog.regulation(regulation))?;
        let decision = found.map(|found| found.decision().to_owned());
        Ok(decision.unwrap_or_else(|| regulation.to_owned()))
    }

    /// Whether a regulation has renewals decided in writing, where the case does not say how.
    pub(crate) fn renews_in_writing(&self, regulation: &str) -> Result<bool, Vec<Diagnostic>> {
        let found = known(self.catalog.regulation(regulation))?;
        let form = found.map(|found| found.council_form(Some(ApplicationKind::Renewal)));
        Ok(form == Some(CouncilForm::Written))
    }

    /// The regulation that a case is decided under, and whether it holds for all its stages.
    pub(crate) fn read(&self, text: &str) -> Result<(String, bool), Vec<Diagnostic>> {
        let case = Case::from_json(text, "case", &self.catalog);
        let case = case.map_err(LoadError::into_diagnostics)?;
        let mut stages = case.stages().iter().map(|stage| stage.regulation().id());
        let last = stages.clone().next_back().unwrap_or(case.regulation().id());
        Ok((last.to_string(), stages.all(|one| one == last)))
    }

    /// Decides a case.
    pub(crate) fn decide(&self, text: &str) -> Result<CouncilResult, Vec<Diagnostic>> {
        let decided = self.decided(text)?;
        let json = serde_json::to_string(&decided).unwrap_or_default();
        let view = serde_json::from_str(&json).unwrap_or_default();
        Ok(CouncilResult { json, view })
    }

    /// Decides a case, for papers.
    pub(crate) fn decided(&self, text: &str) -> Result<EvaluatedCase, Vec<Diagnostic>> {
        EvaluatedCase::from_json(text, "case", &self.catalog).map_err(LoadError::into_diagnostics)
    }

    /// The catalog, for papers.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// A sheet.
    pub fn sheet(&self, regulation: &str, set: &str) -> Result<Arc<Sheet>, Vec<Diagnostic>> {
        let key = (regulation.to_owned(), set.to_owned());
        let mut known = self.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sheet) = known.get(&key) {
            return Ok(Arc::clone(sheet));
        }
        let unknown = |error: CatalogError| {
            let (code, expected) = (
                ProblemCode::SetUnknown,
                phrase!("một phiếu của quy định", "a sheet of the regulation"),
            );
            let found = error.to_string();
            vec![Diagnostic::of_file(code, "case", found, expected)]
        };
        let rules = self.catalog.regulation(regulation).map_err(unknown)?;
        let criteria = self.catalog.set(regulation, set).map_err(unknown)?;
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
        let stops = list(&view, "stops").filter_map(Value::as_str);
        Sheet {
            criteria: criteria.collect(),
            stops: stops.map(str::to_owned).collect(),
            json,
            view,
            words,
        }
    }

    /// A criterion by its code.
    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|known| known.code == code)
    }

    /// What answers add up to so far.
    pub fn total(&self, answers: &BTreeMap<String, u32>) -> String {
        let mut points = self.criteria.iter().filter_map(|criterion| {
            let number = usize::try_from(*answers.get(&criterion.code)?).ok()?;
            criterion.points.get(number.checked_sub(1)?).copied()
        });
        let total = points.try_fold(Points::ZERO, Points::checked_add);
        total.map(|points| points.to_string()).unwrap_or_default()
    }
}
