//! What is wrong with the files of a catalog, or with one text that is to become one of them.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::files::Address;
use crate::input::document::has_key;
use crate::input::regulation::one_key;
use crate::input::{Catalog, CatalogError, Diagnostic, Document, LoadError, ProblemCode, refusals};
use crate::law::{CouncilRules, CriteriaSet, Plan, Regulation};
use crate::value::{RegulationId, RulesId, SetCode};

impl Catalog {
    /// Everything that is wrong with the files of some things, by file.
    pub(super) fn problems(&self, addresses: &[Address]) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> = addresses
            .iter()
            .flat_map(|address| match address {
                Address::Regulation(id) => match self.regulation(id.as_str()) {
                    Ok(regulation) => self.missing_sets(&regulation),
                    Err(error) => of_own_file(error),
                },
                Address::Set(id, code) => self.problems_of_set(id, *code),
                Address::Rules(id) => self.rules(id.as_str()).map_or_else(of_own_file, |_| vec![]),
                Address::Plan(id) => self.plan(id.as_str()).map_or_else(of_own_file, |_| vec![]),
            })
            .collect();
        problems.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
        problems.dedup();
        self.leave_out_bases(&mut problems);
        problems
    }

    /// Leaves out that a regulation rests on one that is there and cannot be read, where another problem of the
    /// regulations says why; those that rest on each other alone say it themselves.
    fn leave_out_bases(&self, problems: &mut Vec<Diagnostic>) {
        let regulations = || self.files.regulations.values();
        let names: BTreeSet<&str> = regulations().map(|file| &*file.name).collect();
        let there = regulations().filter(|file| {
            let base = one_key(&file.text, "amends");
            base.is_some_and(|base| self.files.regulations.contains_key(&base))
        });
        let there: BTreeSet<&str> = there.map(|file| &*file.name).collect();
        let is_base = |problem: &Diagnostic| {
            let whole = problem.pointer.is_empty();
            whole && problem.code == ProblemCode::RegulationUnknown
        };
        let mut others = problems.iter().filter(|problem| !is_base(problem));
        if others.any(|problem| names.contains(&*problem.file)) {
            problems.retain(|problem| !is_base(problem) || !there.contains(&*problem.file));
        }
    }

    /// The sets that a regulation lists and that have no file.
    fn missing_sets(&self, regulation: &Regulation) -> Vec<Diagnostic> {
        let (sheets, there) = (&regulation.sheets, self.set_codes(&regulation.sheets));
        let file = self.files.regulations.get(&regulation.id);
        let listed = regulation.sets.iter().map(|entry| entry.code);
        let missing = listed.filter(|code| !there.contains(code));
        let file = file.map_or("", |file| &file.name);
        let problem = |code| set_missing(code, sheets).in_file(file);
        missing.map(problem).collect()
    }

    fn problems_of_set(&self, id: &RegulationId, code: SetCode) -> Vec<Diagnostic> {
        let Ok(file) = self.set_file(id, code) else {
            return Vec::new();
        };
        match self.set(id.as_str(), &code.to_string()) {
            Ok(_) => Vec::new(),
            Err(CatalogError::Load(error)) => {
                let mut problems = error.into_diagnostics();
                // A sheet without its regulation is looked at as far as that goes.
                if self.regulation(id.as_str()).is_err() {
                    problems.extend(Document::read(&file.text, &file.name, 1).err());
                }
                problems
            }
            Err(_) => vec![folder_unknown(id).in_file(&file.name)],
        }
    }

    /// Checks every file, and that regulations and sheets name each other.
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        self.problems(&self.files.addresses())
    }

    /// Checks the text of one file of any kind that `criteria/` holds, by itself; regulations and
    /// sheets that it refers to are looked up here.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem, or with
    /// [`ProblemCode::UnknownKind`](crate::input::ProblemCode::UnknownKind).
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
            let regulation = match one_key(text, "regulation") {
                Some(id) => self.regulation(id.as_str()).map(Some),
                None => self.in_order().map(|all| all.last().cloned()),
            };
            return match regulation.map_err(|error| error.in_file(file))? {
                Some(regulation) => CriteriaSet::from_json(text, file, &regulation).map(drop),
                None => Ok(()),
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
        if one_key(text, "id").is_some() {
            let base = one_key(text, "amends").and_then(|id| self.regulation(id.as_str()).ok());
            return Regulation::from_json(text, file, base.as_deref()).map(drop);
        }
        Document::read(text, file, 1)?;
        Err(kind_unknown().in_file(file).into())
    }
}

/// Of what rests on no other file, what is wrong with its own.
fn of_own_file(error: CatalogError) -> Vec<Diagnostic> {
    match error {
        CatalogError::Load(error) => error.into_diagnostics(),
        CatalogError::Unknown { .. } | CatalogError::Dates(_) => Vec::new(),
    }
}

/// Refuses a file whose content has another name than the file.
pub(super) fn in_place<T: PartialEq + Display>(
    file: &str,
    found: &T,
    expected: &T,
) -> Result<(), LoadError> {
    if found == expected {
        return Ok(());
    }
    Err(named_otherwise(found, expected).in_file(file).into())
}

refusals! {
    set_missing(code: SetCode, sheets: &RegulationId) = SetMissing,
        ["bộ `{code}` không có tệp", "set `{code}` without a file"],
        ["`{sheets}/sets/{code}-….json`"];
    folder_unknown(id: &RegulationId) = RegulationUnknown,
        ["`{id}`"],
        ["một thư mục có `regulation.json`", "a folder with a `regulation.json`"];
    kind_unknown() = UnknownKind,
        ["một văn bản loại khác", "a text of another kind"],
        ["quyết định, phiếu, quy chế hội đồng hoặc kế hoạch",
         "a regulation, a sheet, council rules or a plan"];
    named_otherwise(found: impl Display, expected: impl Display) = PlaceWrong,
        ["`{found}`"], ["`{expected}`, như tên tệp", "`{expected}`, as the file is named"];
}
