//! The files of `criteria/`, found by name and read once, when they are asked for.

mod check;
mod error;
mod files;

use check::in_place;
pub use error::CatalogError;
pub use files::COUNCILS;
use files::{Address, File, Files, Given};

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::regulation::one_key;
use crate::input::{Diagnostic, LoadError};
use crate::law::{Applicable, CouncilRules, CriteriaSet, Plan, Regulation, SheetTexts, applicable};
use crate::text::Phrase;
use crate::value::{ApplicationKind, Date, PlanId, RegulationId, RulesId, SetCode};

/// Names, texts and hashes.
#[cfg(feature = "bundled")]
static BUNDLED: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/criteria.rs"));

/// Regulations, sheets, council rules and plans, by name.
///
/// A file is parsed and checked when it is first asked for, and then kept. A clone shares what was
/// read.
///
/// # Example
///
/// ```
/// let catalog = ocop::Catalog::bundled();
/// assert_eq!(catalog.set("qd-148-2023", "26")?.code().to_string(), "26");
/// assert!(catalog.set("qd-148-2023", "99").is_err());
/// # Ok::<(), ocop::input::CatalogError>(())
/// ```
#[derive(Debug, Default, Clone)]
pub struct Catalog {
    files: Arc<Files>,
}

impl Catalog {
    /// The catalog that the library ships with.
    #[cfg(feature = "bundled")]
    #[must_use]
    pub fn bundled() -> Catalog {
        let files = BUNDLED.iter();
        let (catalog, ignored) = Catalog::of_files(
            files.map(|&(name, text, digest)| (name.into(), text.into(), Some(digest))),
        );
        debug_assert!(ignored.is_empty(), "{ignored:?}");
        catalog
    }

    /// A catalog of the caller's own texts, named as in `criteria/`:
    /// `<regulation>/regulation.json`, `<regulation>/sets/NN-slug.json`, `councils/<name>.json`,
    /// `plans/<name>.json`.
    ///
    /// The second value lists files that were left out: those without such a name, and those of
    /// something that another file gives already.
    pub fn from_files(
        files: impl IntoIterator<Item = (String, Cow<'static, str>)>,
    ) -> (Catalog, Vec<Diagnostic>) {
        let files = files.into_iter();
        Catalog::of_files(files.map(|(name, text)| (name.into(), text, None)))
    }

    fn of_files(files: impl Iterator<Item = Given>) -> (Catalog, Vec<Diagnostic>) {
        let mut catalog = Files::default();
        let (_, ignored) = catalog.lay(files);
        let files = Arc::new(catalog);
        (Catalog { files }, ignored)
    }

    /// This catalog with other files laid over it, named as for [`Catalog::from_files`]: they add
    /// to it or take the place of what it has. This catalog and the cases that were checked with
    /// it stay as they are.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the files: names that say nothing, two files of one
    /// thing, whatever is wrong with their content, a regulation that lists sets without a file. What no longer
    /// fits in files that this catalog has is told once, in the first of them.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    ///
    /// let bundled = Catalog::bundled();
    /// let rules = r#"{"name": "Quy chế", "source": "tỉnh", "quorum": {"numerator": 2, "denominator": 3},
    ///     "chair": "chair", "minimum_by": "all", "shown_decimals": 2,
    ///     "citations": {"spread": "Điều 7", "quorum": "Điều 5", "minimum_by": "Điều 7"}}"#;
    /// let file = ("councils/my-province.json".to_owned(), rules.into());
    /// assert!(bundled.extend([file.clone()])?.rules("my-province").is_ok());
    /// assert!(bundled.rules("my-province").is_err());
    /// assert!(bundled.extend([file.clone(), file]).is_err());
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    pub fn extend(
        &self,
        files: impl IntoIterator<Item = (String, Cow<'static, str>)>,
    ) -> Result<Catalog, LoadError> {
        let mut all = Files::clone(&self.files);
        let mut given = BTreeSet::new();
        let files = files.into_iter().map(|(name, text)| {
            given.insert(name.clone());
            (name.into(), text, None)
        });
        let (mut laid, mut problems) = all.lay(files);
        let extended = Catalog {
            files: Arc::new(all),
        };
        if laid.iter().any(Address::is_regulation) {
            // What was there before may rest on a regulation that is another now.
            laid = extended.files.addresses();
        }
        problems.extend(extended.problems(&laid));
        // Files that were there before are wrong for what was laid over them: the same in many of them is one
        // mistake, told in the first.
        let mut firsts: Vec<Diagnostic> = Vec::new();
        for problem in problems.iter_mut().filter(|one| !given.contains(&one.file)) {
            match firsts.iter().find(|first| first.is_like_in_file(problem)) {
                Some(first) => problem.file.clone_from(&first.file),
                None => firsts.push(problem.clone()),
            }
        }
        LoadError::unless_empty(problems)?;
        Ok(extended)
    }

    /// Every file with its name and its text, as [`Catalog::from_files`] takes them: what is decided
    /// later by the same rules keeps its own copy.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        fn of<T>(file: &Arc<File<T>>) -> (&str, &str) {
            (&file.name, &file.text)
        }
        let files = &*self.files;
        let sheets = files.sets.values().map(of);
        let regulations = files.regulations.values().map(of).chain(sheets);
        let rules = regulations.chain(files.rules.values().map(of));
        rules.chain(files.plans.values().map(of))
    }

    /// Adds a council's rules under the name that cases use, in place of any of that name.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with everything that is wrong with them; nothing is added then.
    pub fn add_rules(
        &mut self,
        id: RulesId,
        file: &str,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<(), LoadError> {
        let text = text.into();
        CouncilRules::from_json(id.clone(), &text, file)?;
        let files = Arc::make_mut(&mut self.files);
        // Kept under the name that files of `criteria/` have, by which another catalog knows them.
        let name = format!("{COUNCILS}/{id}.json");
        let file = File::new((name.into(), text, None));
        files.rules.insert(id, file);
        Ok(())
    }

    /// The names of the regulations.
    pub fn regulation_ids(&self) -> impl Iterator<Item = &RegulationId> + Clone {
        self.files.regulations.keys()
    }

    /// A regulation by its name, such as `qd-148-2023`.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Unknown`] for another name, [`CatalogError::Load`] when its file, or that
    /// of the regulation it amends, is wrong.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    ///
    /// let catalog = Catalog::bundled();
    /// assert_eq!(catalog.regulation("qd-26-2026")?.decision(), "26/2026/QĐ-TTg");
    /// assert!(catalog.regulation("qd-27-2026").is_err());
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn regulation(&self, id: &str) -> Result<Arc<Regulation>, CatalogError> {
        // It and those that it builds on, the nearest first: a loop, as a chain of thousands is deeper than a
        // small stack. One that amends itself, if only through others, finds no base, and says so.
        let own = self.regulation_file(id)?;
        let mut chain = vec![own];
        while let Some((_, file)) = chain.last()
            && !file.is_read()
            && let Some(amends) = one_key(&file.text, "amends")
            && chain.iter().all(|(known, _)| **known != amends)
            && let Ok(base) = self.regulation_file(amends.as_str())
        {
            chain.push(base);
        }
        let read = |(id, file): (&RegulationId, &File<Regulation>),
                    base: Option<Arc<Regulation>>| {
            file.get(|text, name| {
                let regulation = Regulation::from_json(text, name, base.as_deref())?;
                in_place(name, &regulation.id, id)?;
                Ok(regulation)
            })
        };
        let bases = chain.into_iter().skip(1).rev();
        let base = bases.fold(None, |base, one| read(one, base).ok());
        read(own, base)
    }

    pub(crate) fn regulation_file(
        &self,
        id: &str,
    ) -> Result<(&RegulationId, &File<Regulation>), CatalogError> {
        named(
            &self.files.regulations,
            id,
            Phrase::new("quyết định", "regulation"),
        )
    }

    /// All regulations, oldest first.
    ///
    /// # Errors
    ///
    /// As [`Catalog::regulation`].
    ///
    /// # Example
    ///
    /// ```
    /// let regulations = ocop::Catalog::bundled().regulations()?;
    /// let ids: Vec<&str> = regulations.iter().map(|r| r.id().as_str()).collect();
    /// assert_eq!(ids, ["qd-1048-2019", "qd-148-2023", "qd-1489-2025", "qd-26-2026"]);
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn regulations(&self) -> Result<Vec<Arc<Regulation>>, CatalogError> {
        self.in_order().map(<[_]>::to_vec)
    }

    pub(crate) fn in_order(&self) -> Result<&[Arc<Regulation>], CatalogError> {
        let all = self.files.in_order.get_or_init(|| {
            let ids = self.regulation_ids();
            let mut all = ids
                .map(|id| self.regulation(id.as_str()))
                .collect::<Result<Vec<_>, _>>()?;
            all.sort_by_key(|regulation| regulation.in_force.from);
            Ok(all)
        });
        all.as_deref().map_err(CatalogError::clone)
    }

    /// A sheet by regulation and set, such as `qd-148-2023` and `08`. A regulation that uses
    /// another's sheets gives those.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Unknown`] when the regulation or set is not there, [`CatalogError::Load`]
    /// when a file is wrong.
    pub fn set(&self, regulation: &str, code: &str) -> Result<Arc<CriteriaSet>, CatalogError> {
        let regulation = self.regulation(regulation)?;
        let unknown = |_| self.unknown_set(&regulation.sheets, code);
        self.set_of(&regulation, code.parse().map_err(unknown)?)
    }

    /// Lays a decision's texts over the sheets of a regulation that `texts` has any for. Whatever
    /// this catalog, or one that extends it, gives from then on prints them, until a file takes the
    /// sheet's place; what is computed, and its seal, stays.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] where the regulation is unknown, or a sheet of it cannot be read.
    pub fn lay_over<T: SheetTexts>(
        &mut self,
        regulation: &str,
        texts: impl Fn(SetCode) -> Option<T>,
    ) -> Result<(), CatalogError> {
        let regulation = self.regulation(regulation)?;
        for code in self.set_codes(&regulation.sheets) {
            let Some(texts) = texts(code) else { continue };
            let set = self.set_of(&regulation, code)?.with_texts(&texts);
            let files = Arc::make_mut(&mut self.files);
            if let Some(file) = files.sets.get_mut(&(regulation.sheets.clone(), code)) {
                File::lay_over(file, set);
            }
        }
        Ok(())
    }

    pub(crate) fn set_of(
        &self,
        regulation: &Regulation,
        code: SetCode,
    ) -> Result<Arc<CriteriaSet>, CatalogError> {
        let file = self.set_file(&regulation.sheets, code)?;
        let sheets = self.regulation(regulation.sheets.as_str())?;
        file.get(|text, name| {
            let set = CriteriaSet::from_json(text, name, &sheets)?;
            in_place(name, &set.code, &code)?;
            Ok(set)
        })
    }

    /// The sets that have a file.
    pub(crate) fn set_codes(&self, sheets: &RegulationId) -> BTreeSet<SetCode> {
        let sets = self.files.sets.keys();
        let ours = sets.filter(|(regulation, _)| regulation == sheets);
        ours.map(|(_, code)| *code).collect()
    }

    pub(crate) fn set_file(
        &self,
        sheets: &RegulationId,
        code: SetCode,
    ) -> Result<&File<CriteriaSet>, CatalogError> {
        let file = self.files.sets.get(&(sheets.clone(), code));
        let file = file.map(|file| &**file);
        file.ok_or_else(|| self.unknown_set(sheets, &code.to_string()))
    }

    fn unknown_set(&self, sheets: &RegulationId, code: &str) -> CatalogError {
        let names = self.set_codes(sheets).into_iter();
        let names = names.map(|code| code.to_string());
        CatalogError::unknown(Phrase::new("bộ sản phẩm", "set"), code, names)
    }

    /// A council's rules by name, such as `default`.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Unknown`] for another name, [`CatalogError::Load`] when the file is wrong.
    pub fn rules(&self, id: &str) -> Result<Arc<CouncilRules>, CatalogError> {
        let (id, file) = self.rules_file(id)?;
        file.get(|text, name| CouncilRules::from_json(id.clone(), text, name))
    }

    pub(crate) fn rules_file(
        &self,
        id: &str,
    ) -> Result<(&RulesId, &File<CouncilRules>), CatalogError> {
        named(
            &self.files.rules,
            id,
            Phrase::new("quy chế hội đồng", "council rules"),
        )
    }

    /// The names of the council rules.
    pub fn rules_ids(&self) -> impl Iterator<Item = &RulesId> + Clone {
        self.files.rules.keys()
    }

    /// The names of the plans.
    pub fn plan_ids(&self) -> impl Iterator<Item = &PlanId> + Clone {
        self.files.plans.keys()
    }

    /// A plan by name, such as `kh-262-dong-nai-2024`.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Unknown`] for another name, [`CatalogError::Load`] when the file is wrong.
    pub fn plan(&self, id: &str) -> Result<Arc<Plan>, CatalogError> {
        let (id, file) = named(&self.files.plans, id, Phrase::new("kế hoạch", "plan"))?;
        file.get(|text, name| {
            let plan = Plan::from_json(text, name)?;
            in_place(name, &plan.id, id)?;
            Ok(plan)
        })
    }

    /// Chooses the regulation for a dossier; see [`applicable()`](crate::law::applicable).
    ///
    /// # Errors
    ///
    /// [`CatalogError`] when the dates fit no regulation or a file is wrong.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::value::ApplicationKind;
    ///
    /// let catalog = Catalog::bundled();
    /// let day = |text: &str| text.parse::<ocop::Date>();
    /// let (filed, late) = (day("2026-05-21")?, day("2026-07-22")?);
    /// let chosen = catalog.applicable(filed, ApplicationKind::First, Some(late))?;
    /// assert_eq!(chosen.regulation.id().as_str(), "qd-26-2026");
    /// assert!(catalog.applicable(late, ApplicationKind::First, Some(filed)).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn applicable(
        &self,
        filed: Date,
        kind: ApplicationKind,
        evaluated: Option<Date>,
    ) -> Result<Applicable, CatalogError> {
        Ok(applicable(self.in_order()?, filed, kind, evaluated)?)
    }
}

/// A file by name, with the name as it is kept.
fn named<'f, K: Borrow<str> + Ord, T>(
    files: &'f BTreeMap<K, Arc<File<T>>>,
    id: &str,
    what: Phrase,
) -> Result<(&'f K, &'f File<T>), CatalogError> {
    match files.get_key_value(id) {
        Some((id, file)) => Ok((id, file)),
        None => Err(CatalogError::unknown(what, id, files.keys().map(K::borrow))),
    }
}
