//! The files of `criteria/`, found by name and read once, when they are asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::input::diagnostic::Diagnostic;
use crate::input::digest::of_json;
use crate::input::document::has_key;
use crate::input::json::Document;
use crate::input::load_error::LoadError;
use crate::input::problem_code::ProblemCode;
use crate::input::refusals::{did_you_mean, list_of, quote, refusal};
use crate::input::regulation::{amended_regulation, regulation_id, set_regulation};
use crate::law::applicable::{Applicable, ChoiceError, applicable};
use crate::law::council_rules::CouncilRules;
use crate::law::criteria::CriteriaSet;
use crate::law::plan::Plan;
use crate::law::regulation::Regulation;
use crate::law::texts::SheetTexts;
use crate::text::lang::Lang;
use crate::text::phrase::{Phrase, phrase};
use crate::value::codes::{ApplicationKind, PlanId, RegulationId, RulesId, SetCode};
use crate::value::dates::Date;

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

/// The files of a catalog, by what they are.
#[derive(Debug, Default, Clone)]
struct Files {
    regulations: BTreeMap<RegulationId, Arc<File<Regulation>>>,
    sets: BTreeMap<RegulationId, BTreeMap<SetCode, Arc<File<CriteriaSet>>>>,
    rules: BTreeMap<RulesId, Arc<File<CouncilRules>>>,
    plans: BTreeMap<PlanId, Arc<File<Plan>>>,
    /// All regulations, oldest first, once they have been asked for.
    in_order: OnceLock<Result<Vec<Arc<Regulation>>, CatalogError>>,
}

/// A file that is parsed at most once.
#[derive(Debug)]
struct File<T> {
    name: Cow<'static, str>,
    text: Cow<'static, str>,
    value: OnceLock<Result<Arc<T>, LoadError>>,
    digest: OnceLock<Cow<'static, str>>,
}

/// The text of a file; its hash where that is known.
#[derive(Debug, Clone)]
struct Text {
    text: Cow<'static, str>,
    digest: Option<&'static str>,
}

impl From<Cow<'static, str>> for Text {
    fn from(text: Cow<'static, str>) -> Text {
        Text { text, digest: None }
    }
}

impl<T> File<T> {
    fn new(name: Cow<'static, str>, text: Text) -> Arc<File<T>> {
        let Text { text, digest } = text;
        Arc::new(File {
            name,
            text,
            value: OnceLock::new(),
            digest: digest
                .map(Cow::Borrowed)
                .map_or_else(OnceLock::new, OnceLock::from),
        })
    }

    /// The same file, with another value or none.
    fn holding(&self, value: OnceLock<Result<Arc<T>, LoadError>>) -> Arc<File<T>> {
        Arc::new(File {
            name: self.name.clone(),
            text: self.text.clone(),
            value,
            digest: self.digest.clone(),
        })
    }

    /// Lets a file be read again; other catalogs that have it keep theirs.
    fn forget(file: &mut Arc<File<T>>) {
        match Arc::get_mut(file) {
            Some(own) => own.value = OnceLock::new(),
            None => *file = file.holding(OnceLock::new()),
        }
    }

    /// The same file, read as `value`.
    fn read_as(&self, value: T) -> Arc<File<T>> {
        self.holding(OnceLock::from(Ok(Arc::new(value))))
    }

    /// The hash of the file's content, without its spacing and order of keys.
    fn digest(&self) -> &str {
        self.digest.get_or_init(|| of_json(&self.text).into())
    }

    fn get(
        &self,
        read: impl FnOnce(&str, &str) -> Result<T, LoadError>,
    ) -> Result<Arc<T>, CatalogError> {
        self.value
            .get_or_init(|| read(&self.text, &self.name).map(Arc::new))
            .clone()
            .map_err(CatalogError::Load)
    }
}

/// Why the catalog cannot give what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// Nothing of that name is there.
    #[error("{}", self.text(Lang::En))]
    Unknown {
        /// What kind of thing: a regulation, a set, council rules.
        what: Phrase,
        /// The name that was asked for.
        found: String,
        /// The names that are there.
        expected: Phrase,
        /// The likely intention.
        meant: Option<String>,
    },
    /// Its file is wrong.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The dates of a dossier fit no regulation.
    #[error(transparent)]
    Dates(#[from] ChoiceError),
}

impl CatalogError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            CatalogError::Unknown {
                what,
                found,
                expected,
                meant,
            } => {
                let found = Phrase::new(
                    format!("{} {}", what.text(Lang::Vi), quote(found)),
                    format!("{} {}", what.text(Lang::En), quote(found)),
                );
                let problem = refusal(ProblemCode::ReferenceUnknown, found, expected.clone());
                problem.with_hint(meant.clone()).text(lang)
            }
            CatalogError::Load(error) => {
                let lines = error.diagnostics().iter();
                let lines: Vec<String> = lines.map(|problem| problem.line_in(lang)).collect();
                lines.join("\n")
            }
            CatalogError::Dates(error) => error.text(lang),
        }
    }
}

fn unknown<'n>(
    what: Phrase,
    found: &str,
    names: impl Iterator<Item = &'n str> + Clone,
) -> CatalogError {
    let list: Vec<&str> = names.clone().collect();
    CatalogError::Unknown {
        what,
        found: found.to_owned(),
        expected: {
            let list = list_of(&list);
            phrase!("một trong {list}", "one of {list}")
        },
        meant: did_you_mean(found, names),
    }
}

impl Files {
    /// Adds files in place of what is there. Gives what was added, and the problems of those that
    /// were not.
    fn lay(
        &mut self,
        files: impl IntoIterator<Item = (Cow<'static, str>, Text)>,
    ) -> (Vec<Address>, Vec<Diagnostic>) {
        let mut added: BTreeMap<Address, Cow<'static, str>> = BTreeMap::new();
        let mut problems = Vec::new();
        for (name, text) in files {
            let Some(address) = Address::of(&name) else {
                problems.push(Diagnostic::of_file(
                    ProblemCode::PlaceWrong,
                    &name,
                    quote(&name),
                    Phrase::new(
                        "`<regulation>/regulation.json`, `<regulation>/sets/NN-slug.json`, `councils/<name>.json` hoặc `plans/<name>.json`",
                        "`<regulation>/regulation.json`, `<regulation>/sets/NN-slug.json`, `councils/<name>.json` or `plans/<name>.json`",
                    ),
                ));
                continue;
            };
            if let Some(earlier) = added.get(&address) {
                problems.push(Diagnostic::of_file(
                    ProblemCode::Repeated,
                    &name,
                    phrase!(
                        "{address}, như trong `{earlier}`",
                        "{address}, as in `{earlier}`"
                    ),
                    phrase!("mỗi thứ một tệp", "one file for each"),
                ));
                continue;
            }
            match address.clone() {
                Address::Regulation(id) => {
                    self.regulations.insert(id, File::new(name.clone(), text));
                }
                Address::Set(id, code) => {
                    let sets = self.sets.entry(id).or_default();
                    sets.insert(code, File::new(name.clone(), text));
                }
                Address::Rules(id) => {
                    self.rules.insert(id, File::new(name.clone(), text));
                }
                Address::Plan(id) => {
                    self.plans.insert(id, File::new(name.clone(), text));
                }
            }
            added.insert(address, name);
        }
        if added
            .keys()
            .any(|address| matches!(address, Address::Regulation(_)))
        {
            // What was read before may rest on a regulation that is another now.
            self.in_order = OnceLock::new();
            self.regulations.values_mut().for_each(File::forget);
            let sets = self.sets.values_mut().flat_map(BTreeMap::values_mut);
            sets.for_each(File::forget);
        }
        (added.into_keys().collect(), problems)
    }
}

impl Catalog {
    /// The catalog that the library ships with.
    #[cfg(feature = "bundled")]
    #[must_use]
    pub fn bundled() -> Catalog {
        let files = BUNDLED.iter().map(|&(name, text, digest)| {
            let text = Text {
                text: Cow::Borrowed(text),
                digest: Some(digest),
            };
            (Cow::Borrowed(name), text)
        });
        let (catalog, ignored) = Catalog::of_files(files);
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
        Catalog::of_files(files.map(|(name, text)| (name.into(), text.into())))
    }

    fn of_files(
        files: impl IntoIterator<Item = (Cow<'static, str>, Text)>,
    ) -> (Catalog, Vec<Diagnostic>) {
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
    /// thing, and whatever is wrong with their content.
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
        let files = files.into_iter();
        let files = files.map(|(name, text)| (name.into(), text.into()));
        let (mut laid, mut problems) = all.lay(files);
        let extended = Catalog {
            files: Arc::new(all),
        };
        if laid.iter().any(|one| matches!(one, Address::Regulation(_))) {
            // What was there before may rest on a regulation that is another now.
            laid = extended.addresses();
        }
        problems.extend(extended.problems(&laid));
        LoadError::unless_empty(problems)?;
        Ok(extended)
    }

    /// Everything that the catalog has a file for.
    fn addresses(&self) -> Vec<Address> {
        let files = &*self.files;
        let sets = files.sets.iter();
        let sets = sets.flat_map(|(id, sets)| sets.keys().map(|&code| (id.clone(), code)));
        let regulations = files.regulations.keys().cloned().map(Address::Regulation);
        let rules = files.rules.keys().cloned().map(Address::Rules);
        let plans = files.plans.keys().cloned().map(Address::Plan);
        let sets = sets.map(|(id, code)| Address::Set(id, code));
        regulations.chain(sets).chain(rules).chain(plans).collect()
    }

    /// Everything that is wrong with the files of some things, by file.
    fn problems(&self, addresses: &[Address]) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for address in addresses {
            let found = match address {
                Address::Regulation(id) => self.regulation(id.as_str()).map(drop),
                Address::Set(id, code) => self.set(id.as_str(), &code.to_string()).map(drop),
                Address::Rules(id) => self.rules(id.as_str()).map(drop),
                Address::Plan(id) => self.plan(id.as_str()).map(drop),
            };
            match (found, address) {
                (Ok(()), _) => {}
                (Err(CatalogError::Load(error)), address) => {
                    problems.extend(error.into_diagnostics());
                    // A sheet without its regulation is looked at as far as that goes.
                    if let Address::Set(id, code) = address
                        && self.regulation(id.as_str()).is_err()
                        && let Ok(file) = self.set_file(id, *code)
                        && let Err(problem) = Document::read(&file.text, &file.name, 1)
                    {
                        problems.push(problem);
                    }
                }
                (Err(_), Address::Set(id, code)) => {
                    let file = self.set_file(id, *code).map_or("", |file| &file.name);
                    problems.push(Diagnostic::of_file(
                        ProblemCode::RegulationUnknown,
                        file,
                        format!("`{id}`"),
                        Phrase::new(
                            "một thư mục có `regulation.json`",
                            "a folder with a `regulation.json`",
                        ),
                    ));
                }
                // Only a set asks for something else than its own file.
                (Err(_), _) => {}
            }
        }
        problems.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
        problems.dedup();
        problems
    }

    /// Every file with its name and its text, as [`Catalog::from_files`] takes them: what is decided
    /// later by the same rules keeps its own copy.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        fn of<T>(file: &Arc<File<T>>) -> (&str, &str) {
            (&file.name, &file.text)
        }
        let Files {
            regulations,
            sets,
            rules,
            plans,
            ..
        } = &*self.files;
        let sets = sets.values().flat_map(BTreeMap::values);
        let regulations = regulations.values().map(of);
        let rules = rules.values().map(of);
        let plans = plans.values().map(of);
        regulations.chain(sets.map(of)).chain(rules).chain(plans)
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
        let name = format!("councils/{id}.json");
        files.rules.insert(id, File::new(name.into(), text.into()));
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
        let (id, file) = self.regulation_file(id)?;
        let mut base = None;
        for (id, file) in self.amended_by(id, file).into_iter().rev() {
            base = read_regulation(id, file, base.as_deref()).ok();
        }
        read_regulation(id, file, base.as_deref())
    }

    /// The regulations that one builds on, the nearest first.
    fn amended_by<'c>(
        &'c self,
        id: &RegulationId,
        file: &'c File<Regulation>,
    ) -> Vec<(&'c RegulationId, &'c File<Regulation>)> {
        let mut amended: Vec<(&RegulationId, &File<Regulation>)> = Vec::new();
        let mut last = file;
        while last.value.get().is_none()
            && let Some(base) = amended_regulation(&last.text)
            // A regulation that amends itself, if only through others, finds no base, and says so.
            && base != *id
            && amended.iter().all(|&(known, _)| *known != base)
            && let Ok((base, file)) = self.regulation_file(base.as_str())
        {
            amended.push((base, file));
            last = file;
        }
        amended
    }

    fn regulation_file(
        &self,
        id: &str,
    ) -> Result<(&RegulationId, &File<Regulation>), CatalogError> {
        let names = self.regulation_ids().map(RegulationId::as_str);
        let file = self.files.regulations.get_key_value(id);
        file.map(|(id, file)| (id, &**file))
            .ok_or_else(|| unknown(phrase!("quyết định", "regulation"), id, names))
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
        match all {
            Ok(all) => Ok(all),
            Err(error) => Err(error.clone()),
        }
    }

    /// A sheet by regulation and set, such as `qd-148-2023` and `08`. A regulation that uses
    /// another's sheets gives those.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Unknown`] when the regulation or set is not there, [`CatalogError::Load`]
    /// when a file is wrong.
    ///
    /// # Example
    ///
    /// ```
    /// let catalog = ocop::Catalog::bundled();
    /// assert_eq!(catalog.set("qd-26-2026", "08")?.code().to_string(), "08");
    /// assert!(catalog.set("qd-26-2026", "27").is_err());
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn set(&self, regulation: &str, code: &str) -> Result<Arc<CriteriaSet>, CatalogError> {
        let regulation = self.regulation(regulation)?;
        match code.parse() {
            Ok(code) => self.set_of(&regulation, code),
            Err(_) => Err(self.unknown_set(&regulation.sheets, code)),
        }
    }

    /// Lays a decision's texts over the sheets of a regulation that `texts` has any for. Whatever
    /// this catalog gives from then on prints them; what is computed, and its seal, stays.
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
        let codes: Vec<SetCode> = self.set_codes(&regulation.sheets).collect();
        for code in codes {
            let Some(texts) = texts(code) else { continue };
            let set = self.set_of(&regulation, code)?.with_texts(&texts);
            let sets = &mut Arc::make_mut(&mut self.files).sets;
            let files = sets.get_mut(&regulation.sheets);
            if let Some(file) = files.and_then(|files| files.get_mut(&code)) {
                *file = file.read_as(set);
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
    pub(crate) fn set_codes(&self, sheets: &RegulationId) -> impl Iterator<Item = SetCode> {
        let ours = self.files.sets.get(sheets);
        ours.into_iter().flat_map(BTreeMap::keys).copied()
    }

    fn set_file(
        &self,
        sheets: &RegulationId,
        code: SetCode,
    ) -> Result<&File<CriteriaSet>, CatalogError> {
        let file = self.files.sets.get(sheets).and_then(|sets| sets.get(&code));
        file.map(|file| &**file)
            .ok_or_else(|| self.unknown_set(sheets, &code.to_string()))
    }

    fn unknown_set(&self, sheets: &RegulationId, code: &str) -> CatalogError {
        let names: Vec<String> = self
            .set_codes(sheets)
            .map(|code| code.to_string())
            .collect();
        unknown(
            phrase!("bộ sản phẩm", "set"),
            code,
            names.iter().map(String::as_str),
        )
    }

    /// A council's rules by name, such as `default`.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Unknown`] for another name, [`CatalogError::Load`] when the file is wrong.
    ///
    /// # Example
    ///
    /// ```
    /// let catalog = ocop::Catalog::bundled();
    /// assert_eq!(catalog.rules("default")?.shown_decimals(), 2);
    /// assert!(catalog.rules("dong-nai").is_err());
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn rules(&self, id: &str) -> Result<Arc<CouncilRules>, CatalogError> {
        let (id, file) = self.rules_file(id)?;
        file.get(|text, name| CouncilRules::from_json(id.clone(), text, name))
    }

    fn rules_file(&self, id: &str) -> Result<(&RulesId, &File<CouncilRules>), CatalogError> {
        let names = self.files.rules.keys().map(RulesId::as_str);
        let file = self.files.rules.get_key_value(id);
        file.map(|(id, file)| (id, &**file))
            .ok_or_else(|| unknown(phrase!("quy chế hội đồng", "council rules"), id, names))
    }

    /// The hash of a regulation's file.
    pub(crate) fn regulation_digest(&self, id: &RegulationId) -> Result<&str, CatalogError> {
        self.regulation_file(id.as_str())
            .map(|(_, file)| file.digest())
    }

    /// The hash of a set's file.
    pub(crate) fn set_digest(
        &self,
        sheets: &RegulationId,
        code: SetCode,
    ) -> Result<&str, CatalogError> {
        self.set_file(sheets, code).map(File::digest)
    }

    /// The hash of a council's rules.
    pub(crate) fn rules_digest(&self, id: &RulesId) -> Result<&str, CatalogError> {
        self.rules_file(id.as_str()).map(|(_, file)| file.digest())
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
    ///
    /// # Example
    ///
    /// ```
    /// let catalog = ocop::Catalog::bundled();
    /// assert_eq!(catalog.plan("kh-262-dong-nai-2024")?.province(), "Đồng Nai");
    /// assert!(catalog.plan("kh-263-dong-nai-2024").is_err());
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn plan(&self, id: &str) -> Result<Arc<Plan>, CatalogError> {
        let names = self.files.plans.keys().map(PlanId::as_str);
        let (id, file) = self
            .files
            .plans
            .get_key_value(id)
            .ok_or_else(|| unknown(phrase!("kế hoạch", "plan"), id, names))?;
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

    /// Checks every file, and that regulations and sheets name each other.
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut problems = self.problems(&self.addresses());
        for (id, file) in &self.files.regulations {
            let Ok(regulation) = self.regulation(id.as_str()) else {
                continue;
            };
            for entry in &regulation.sets {
                let ours = self.files.sets.get(&regulation.sheets);
                if !ours.is_some_and(|sets| sets.contains_key(&entry.code)) {
                    let code = entry.code;
                    problems.push(Diagnostic::of_file(
                        ProblemCode::SetMissing,
                        &file.name,
                        phrase!("bộ `{code}` không có tệp", "set `{code}` without a file"),
                        format!("`{}/sets/{}-….json`", regulation.sheets, entry.code),
                    ));
                }
            }
        }
        problems.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
        problems.dedup();
        problems
    }

    /// Checks the text of one file of any kind that `criteria/` holds, by itself; regulations and
    /// sheets that it refers to are looked up here.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem, or with [`ProblemCode::UnknownKind`].
    ///
    /// # Example
    ///
    /// ```
    /// let catalog = ocop::Catalog::bundled();
    /// let error = catalog.check_text("{}", "what.json").unwrap_err();
    /// assert_eq!(error.diagnostics()[0].code().as_str(), "unknown-kind");
    /// ```
    pub fn check_text(&self, text: &str, file: &str) -> Result<(), LoadError> {
        // The kinds tell themselves apart by the keys that only they have.
        if has_key(text, "set") {
            // A sheet that does not say whose it is is held against the newest regulation, so that
            // its other problems are found too.
            let newest = || self.regulations().map(|mut all| all.pop());
            let regulation = match set_regulation(text) {
                Some(id) => self.regulation(id.as_str()).map(Some),
                None => newest(),
            };
            return match regulation {
                Ok(Some(regulation)) => CriteriaSet::from_json(text, file, &regulation).map(drop),
                Ok(None) => Ok(()),
                Err(CatalogError::Load(error)) => Err(error),
                Err(CatalogError::Unknown {
                    found, expected, ..
                }) => Err(LoadError::from(Diagnostic::of_file(
                    ProblemCode::RegulationUnknown,
                    file,
                    quote(&found),
                    expected,
                ))),
                Err(CatalogError::Dates(error)) => Err(LoadError::from(Diagnostic::of_file(
                    ProblemCode::RegulationUnknown,
                    file,
                    error.to_string(),
                    Phrase::new("tên của một quyết định", "the name of a regulation"),
                ))),
            };
        }
        if has_key(text, "quorum") {
            // The file's name is the name of the rules; any other will do to check them.
            let id = "checked".parse::<RulesId>();
            return id.map_or(Ok(()), |id| {
                CouncilRules::from_json(id, text, file).map(drop)
            });
        }
        if has_key(text, "targets") {
            return Plan::from_json(text, file).map(drop);
        }
        if regulation_id(text).is_some() {
            let base = amended_regulation(text).and_then(|id| self.regulation(id.as_str()).ok());
            return Regulation::from_json(text, file, base.as_deref()).map(drop);
        }
        Document::read(text, file, 1)?;
        Err(LoadError::from(Diagnostic::of_file(
            ProblemCode::UnknownKind,
            file,
            Phrase::new("một văn bản loại khác", "a text of another kind"),
            Phrase::new(
                "quyết định, phiếu, quy chế hội đồng, kế hoạch hoặc hồ sơ",
                "a regulation, a sheet, council rules, a plan or a case",
            ),
        )))
    }
}

fn read_regulation(
    id: &RegulationId,
    file: &File<Regulation>,
    base: Option<&Regulation>,
) -> Result<Arc<Regulation>, CatalogError> {
    file.get(|text, name| {
        let regulation = Regulation::from_json(text, name, base)?;
        in_place(name, &regulation.id, id)?;
        Ok(regulation)
    })
}

fn in_place<T: PartialEq + std::fmt::Display>(
    file: &str,
    found: &T,
    expected: &T,
) -> Result<(), LoadError> {
    if found == expected {
        return Ok(());
    }
    Err(LoadError::from(Diagnostic::of_file(
        ProblemCode::PlaceWrong,
        file,
        format!("`{found}`"),
        phrase!(
            "`{expected}`, như tên tệp",
            "`{expected}`, as the file is named"
        ),
    )))
}

/// What a file of `criteria/` is, by the end of its path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Address {
    Regulation(RegulationId),
    Set(RegulationId, SetCode),
    Rules(RulesId),
    Plan(PlanId),
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Address::Regulation(id) => write!(f, "`{id}`"),
            Address::Set(id, code) => write!(f, "`{id}/{code}`"),
            Address::Rules(id) => write!(f, "`councils/{id}`"),
            Address::Plan(id) => write!(f, "`plans/{id}`"),
        }
    }
}

impl Address {
    fn of(name: &str) -> Option<Address> {
        let steps: Vec<&str> = name.split('/').collect();
        match steps.as_slice() {
            [.., "councils", file] => {
                let id = file.strip_suffix(".json")?.parse().ok()?;
                Some(Address::Rules(id))
            }
            [.., "plans", file] => {
                let id = file.strip_suffix(".json")?.parse().ok()?;
                Some(Address::Plan(id))
            }
            [.., regulation, "regulation.json"] => {
                Some(Address::Regulation(regulation.parse().ok()?))
            }
            [.., regulation, "sets", file] => {
                let (code, slug) = file.strip_suffix(".json")?.split_once('-')?;
                let slug = (!slug.is_empty()).then_some(code)?;
                Some(Address::Set(regulation.parse().ok()?, slug.parse().ok()?))
            }
            _ => None,
        }
    }
}

#[cfg(all(test, feature = "bundled"))]
mod tests {
    use super::*;

    /// What was hashed when the program was built is what is hashed of the same files read later.
    #[test]
    fn embedded_files_know_their_hashes() {
        let bundled = Catalog::bundled();
        let files = bundled.files();
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned().into()));
        let (read, _) = Catalog::from_files(files);
        for id in bundled.regulation_ids() {
            assert_eq!(bundled.regulation_digest(id), read.regulation_digest(id));
            for code in bundled.set_codes(id) {
                assert_eq!(bundled.set_digest(id, code), read.set_digest(id, code));
            }
        }
        for id in bundled.rules_ids() {
            assert_eq!(bundled.rules_digest(id), read.rules_digest(id));
        }
    }
}
