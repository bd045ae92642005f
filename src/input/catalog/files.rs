//! The files of a catalog: where each belongs, its text, its hash, and what it was read as.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::error::CatalogError;
use crate::input::digest::of_json;
use crate::input::{Diagnostic, LoadError, quote, refusals};
use crate::law::{CouncilRules, CriteriaSet, Plan, Regulation};
use crate::value::{PlanId, RegulationId, RulesId, SetCode};

/// The files of a catalog, by what they are.
#[derive(Debug, Default, Clone)]
pub(super) struct Files {
    pub(super) regulations: BTreeMap<RegulationId, Arc<File<Regulation>>>,
    pub(super) sets: BTreeMap<(RegulationId, SetCode), Arc<File<CriteriaSet>>>,
    pub(super) rules: BTreeMap<RulesId, Arc<File<CouncilRules>>>,
    pub(super) plans: BTreeMap<PlanId, Arc<File<Plan>>>,
    /// All regulations, oldest first, once they have been asked for.
    pub(super) in_order: OnceLock<Result<Vec<Arc<Regulation>>, CatalogError>>,
}

/// A file that is parsed at most once.
#[derive(Debug, Clone)]
pub(crate) struct File<T> {
    pub(super) name: Cow<'static, str>,
    pub(super) text: Cow<'static, str>,
    digest: OnceLock<Cow<'static, str>>,
    value: OnceLock<Result<Arc<T>, LoadError>>,
    /// What is given out in place of the value, where that can be read.
    laid_over: Option<Arc<T>>,
}

/// A file as it is given: its name, its text, its hash where that is known.
pub(super) type Given = (Cow<'static, str>, Cow<'static, str>, Option<&'static str>);

impl<T: Clone> File<T> {
    pub(super) fn new((name, text, digest): Given) -> Arc<File<T>> {
        let digest = digest.map(Cow::Borrowed);
        Arc::new(File {
            name,
            text,
            digest: digest.map_or_else(OnceLock::new, OnceLock::from),
            value: OnceLock::new(),
            laid_over: None,
        })
    }

    /// Lets a file be read again; other catalogs that have it keep theirs.
    fn forget(file: &mut Arc<File<T>>) {
        Arc::make_mut(file).value = OnceLock::new();
    }

    /// Gives `value` out in place of the file's own, in this catalog alone.
    pub(super) fn lay_over(file: &mut Arc<File<T>>, value: T) {
        Arc::make_mut(file).laid_over = Some(Arc::new(value));
    }

    /// The hash of the file's content, without its spacing and order of keys.
    pub(crate) fn digest(&self) -> &str {
        self.digest.get_or_init(|| of_json(&self.text).into())
    }

    /// Whether the file has been read.
    pub(super) fn is_read(&self) -> bool {
        self.value.get().is_some()
    }

    pub(super) fn get(
        &self,
        read: impl FnOnce(&str, &str) -> Result<T, LoadError>,
    ) -> Result<Arc<T>, CatalogError> {
        let value = self
            .value
            .get_or_init(|| read(&self.text, &self.name).map(Arc::new));
        match value {
            Ok(value) => Ok(Arc::clone(self.laid_over.as_ref().unwrap_or(value))),
            Err(error) => Err(error.clone().into()),
        }
    }
}

impl Files {
    /// Adds files in place of what is there. Gives what was added, and the problems of those that
    /// were not.
    pub(super) fn lay(
        &mut self,
        files: impl IntoIterator<Item = Given>,
    ) -> (Vec<Address>, Vec<Diagnostic>) {
        let mut added: BTreeMap<Address, Cow<'static, str>> = BTreeMap::new();
        let mut problems = Vec::new();
        for file in files {
            let name = file.0.clone();
            let Some(address) = Address::of(&name) else {
                problems.push(no_address(quote(&name)).in_file(&name));
                continue;
            };
            if let Some(earlier) = added.get(&address) {
                problems.push(file_twice(&address, earlier).in_file(&name));
                continue;
            }
            added.insert(address.clone(), name);
            match address {
                Address::Regulation(id) => drop(self.regulations.insert(id, File::new(file))),
                Address::Set(id, code) => {
                    drop(self.sets.insert((id, code), File::new(file)));
                }
                Address::Rules(id) => drop(self.rules.insert(id, File::new(file))),
                Address::Plan(id) => drop(self.plans.insert(id, File::new(file))),
            }
        }
        let added: Vec<Address> = added.into_keys().collect();
        if added.iter().any(Address::is_regulation) {
            // What was read before may rest on a regulation that is another now.
            self.in_order = OnceLock::new();
            self.regulations.values_mut().for_each(File::forget);
            self.sets.values_mut().for_each(File::forget);
        }
        (added, problems)
    }

    /// Everything that there is a file for.
    pub(super) fn addresses(&self) -> Vec<Address> {
        let regulations = self.regulations.keys().cloned().map(Address::Regulation);
        let rules = self.rules.keys().cloned().map(Address::Rules);
        let plans = self.plans.keys().cloned().map(Address::Plan);
        let sets = self.sets.keys().cloned();
        let sets = sets.map(|(id, code)| Address::Set(id, code));
        regulations.chain(sets).chain(rules).chain(plans).collect()
    }
}

/// The folder whose files are council rules, each known by its file's name.
pub const COUNCILS: &str = "councils";

/// What a file of `criteria/` is, by the end of its path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Address {
    Regulation(RegulationId),
    Set(RegulationId, SetCode),
    Rules(RulesId),
    Plan(PlanId),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Regulation(id) => write!(f, "`{id}`"),
            Address::Set(id, code) => write!(f, "`{id}/{code}`"),
            Address::Rules(id) => write!(f, "`{COUNCILS}/{id}`"),
            Address::Plan(id) => write!(f, "`plans/{id}`"),
        }
    }
}

impl Address {
    fn of(name: &str) -> Option<Address> {
        let steps: Vec<&str> = name.strip_suffix(".json")?.split('/').collect();
        Some(match *steps.as_slice() {
            [.., COUNCILS, id] => Address::Rules(id.parse().ok()?),
            [.., "plans", id] => Address::Plan(id.parse().ok()?),
            [.., id, "regulation"] => Address::Regulation(id.parse().ok()?),
            [.., id, "sets", file] => {
                let (code, slug) = file.split_once('-')?;
                if slug.is_empty() {
                    return None;
                }
                Address::Set(id.parse().ok()?, code.parse().ok()?)
            }
            _ => return None,
        })
    }

    pub(super) fn is_regulation(&self) -> bool {
        matches!(self, Address::Regulation(_))
    }
}

refusals! {
    no_address(quoted: String) = PlaceWrong,
        ["{quoted}"],
        ["`<regulation>/regulation.json`, `<regulation>/sets/NN-slug.json`, `councils/<name>.json` hoặc `plans/<name>.json`",
         "`<regulation>/regulation.json`, `<regulation>/sets/NN-slug.json`, `councils/<name>.json` or `plans/<name>.json`"];
    file_twice(address: &Address, earlier: &str) = Repeated,
        ["{address}, như trong `{earlier}`", "{address}, as in `{earlier}`"],
        ["mỗi thứ một tệp", "one file for each"];
}
