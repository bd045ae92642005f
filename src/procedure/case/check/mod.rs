//! From a raw case to a case: the checks that every source goes through, or every problem with its
//! pointer.

mod application;
mod content;
mod sheets;
mod stages;

use std::borrow::Cow;
use std::sync::Arc;

use super::{Case, Origin, warnings::warnings};
use crate::input::load_error::Problems;
use crate::input::pointer::Pointer;
use crate::input::record::Field;
use crate::input::refusals::{did_you_mean, one_of, own_name_problem, quote};
use crate::input::{Catalog, CatalogError, ProblemCode, RawCase, Slip};
use crate::law::{ChoiceError, CriteriaSet, Regulation};
use crate::procedure::case::sealed::criteria;
use crate::procedure::evaluate::decide_all;
use crate::procedure::product::Application;
use crate::procedure::stage::Stage;
use crate::text::{Phrase, Reason, phrase};
use crate::value::{Date, SetCode};

/// The case, if everything about it is in order; else its problems, without file, line and column.
pub(super) fn check(raw: &RawCase<'_>, catalog: &Catalog, problems: &mut Problems) -> Option<Case> {
    Checker { catalog, problems }.case(raw)
}

/// The rules of one stage, once its date is known.
#[derive(Clone)]
struct Applied {
    regulation: Arc<Regulation>,
    set: Option<Arc<CriteriaSet>>,
    /// The law of the stage's own day, where that is before the filing: one of the two days is wrong.
    other: Option<Arc<Regulation>>,
    why: Vec<Reason>,
}

/// What a case states before its stages.
struct Header {
    /// The regulation that is named, with its set.
    named: Option<Applied>,
    /// No regulation is named, well or badly: the application says when and what.
    by_dates: bool,
    set: Option<SetCode>,
    application: Application,
}

pub(super) struct Checker<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) problems: &'c mut Problems,
}

impl Checker<'_> {
    fn case(&mut self, raw: &RawCase<'_>) -> Option<Case> {
        let root = Pointer::ROOT;
        if let Some(format) = raw.format.get().filter(|&&format| format != 1) {
            let (at, found) = (root.key("format"), format!("`{format}`"));
            self.refuse(&at, ProblemCode::FormatVersion, found, "`1`".to_owned());
        }
        let product = self.problems.required(&raw.product, &root, "product");
        let product = product.and_then(|raw| self.product(raw, &root.key("product")));
        let named = raw.regulation.get().and_then(|id| {
            let found = self.catalog.regulation(id.as_str());
            let (at, code) = (root.key("regulation"), ProblemCode::RegulationUnknown);
            self.found_or_named(found, &at, code, |catalog| {
                let ids = catalog.regulation_ids();
                ids.map(|id| id.to_string()).collect()
            })
        });
        let set = self.problems.required(&raw.set, &root, "set").copied();
        let application = self.application(raw, named.as_deref());
        self.offer_regulation();
        // The set of a regulation that is named is reported once here, not at every stage.
        let named = named.map(|regulation| Applied {
            set: self.set_or_reported(&regulation, set),
            other: None,
            regulation,
            why: Vec::new(),
        });
        let header = Header {
            named,
            by_dates: !raw.regulation.is_given(),
            set,
            application,
        };
        let (stages, first, last) = self.stages(raw, &header);
        let named = header.named.as_ref();
        if let Some(regulation) = named.map(|named| &named.regulation).or(last.as_ref()) {
            self.items(raw, regulation);
        }
        // The producer fills in the sheet of the law that the dossier begins under.
        let begun = named.or(first.as_ref());
        let set = begun.and_then(|applied| applied.set.clone());
        let own = raw.self_assessment.get();
        let own = own.map(|own| self.self_assessment(own, set.as_deref()));
        let stages: Vec<Stage> = stages.into_iter().collect::<Option<_>>()?;
        let last = stages.last()?;
        if !self.problems.is_empty() {
            return None;
        }
        let decided = match decide_all(&stages, &header.application) {
            Ok(decided) => decided?,
            Err((stage, (code, found, expected))) => {
                self.refuse(&root.key("stages").index(stage), code, found, expected);
                return None;
            }
        };
        let criteria = criteria(&stages, self.catalog);
        let criteria = self.found_or_reported(criteria, &root, ProblemCode::RegulationUnknown)?;
        let mut case = Case {
            decided,
            product: product?,
            regulation: Arc::clone(&last.regulation),
            set: Arc::clone(&last.set),
            application: header.application,
            self_assessment: own.map_or(Some(None), |sheet| sheet.map(Some))?,
            named: header.named.is_some(),
            warnings: Vec::new(),
            criteria,
            origin: Origin::default(),
            stages,
        };
        let warnings = warnings(&case, self.catalog);
        case.warnings = self.found_or_reported(
            warnings,
            &root.key("application"),
            ProblemCode::RegulationUnknown,
        )?;
        Some(case)
    }

    /// Where a case has no application, a regulation that it names can stand in its place.
    fn offer_regulation(&mut self) {
        let absent = Some(Slip::AbsentKey("application".into()));
        let problems = self.problems.iter_mut();
        for problem in problems.filter(|one| one.slip == absent && one.pointer.is_empty()) {
            problem.expected = phrase!(
                "khóa này, hoặc `regulation` nêu quyết định áp dụng",
                "it here, or `regulation` with the regulation that applies"
            );
        }
    }

    fn refuse(
        &mut self,
        at: &Pointer<'_>,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) {
        self.problems.push(at.problem(code, found, expected));
    }

    /// Reports a text that cannot be printed on one line.
    pub(super) fn printed(&mut self, text: &str, at: &Pointer<'_>) {
        if let Some(problem) = own_name_problem(text) {
            self.problems.push(at.placed(problem));
        }
    }

    /// A text that is printed on one line, as it was typed.
    pub(super) fn name(
        &mut self,
        field: &Field<Cow<'_, str>>,
        at: &Pointer<'_>,
        key: &str,
    ) -> Option<String> {
        let text = field.get()?;
        self.printed(text, &at.key(key));
        Some(text.clone().into_owned())
    }

    /// Reports each value that occurred before; `what` is named in both languages.
    fn no_repeats<T: PartialEq + ToString>(
        &mut self,
        values: &[(usize, T)],
        at: &Pointer<'_>,
        key: &'static str,
        expected: &Phrase,
    ) {
        for (count, (index, value)) in values.iter().enumerate() {
            let mut earlier = values.iter().take(count);
            if earlier.any(|(_, earlier)| earlier == value) {
                let at = at.index(*index);
                let at = if key.is_empty() { at } else { at.key(key) };
                let found = quote(&value.to_string());
                self.refuse(&at, ProblemCode::Repeated, found, expected.clone());
            }
        }
    }

    /// What the catalog gives, or its problem reported at `at`.
    pub(super) fn found_or_reported<T>(
        &mut self,
        found: Result<T, CatalogError>,
        at: &Pointer<'_>,
        code: ProblemCode,
    ) -> Option<T> {
        self.found_or_named(found, at, code, |_| Vec::new())
    }

    /// As [`Checker::found_or_reported`], with the names that there are.
    pub(super) fn found_or_named<T>(
        &mut self,
        found: Result<T, CatalogError>,
        at: &Pointer<'_>,
        code: ProblemCode,
        names: impl Fn(&Catalog) -> Vec<String>,
    ) -> Option<T> {
        match found {
            Ok(value) => Some(value),
            Err(CatalogError::Load(error)) => {
                self.problems.extend(error.into_diagnostics());
                None
            }
            Err(CatalogError::Unknown { found, .. }) => {
                self.unknown(at, code, &found, &names(self.catalog), None);
                None
            }
            Err(CatalogError::Dates(error)) => {
                let found = match error {
                    ChoiceError::NoneInForce { filed } => filed,
                    ChoiceError::EvaluatedBeforeFiled { evaluated, .. } => evaluated,
                };
                let expected = phrase!(
                    "một ngày có quyết định đang hiệu lực",
                    "a day on which a regulation is in force"
                );
                let found = format!("`{found}`");
                self.refuse(at, ProblemCode::DateOrder, found, expected);
                None
            }
        }
    }

    /// Reports a name that is none of those known; `none` is what is expected where there are none.
    fn unknown(
        &mut self,
        at: &Pointer<'_>,
        code: ProblemCode,
        found: &str,
        names: &[String],
        none: Option<Phrase>,
    ) {
        let none = none.filter(|_| names.is_empty());
        let expected = none.unwrap_or_else(|| one_of(names));
        let meant = did_you_mean(found, names.iter().map(String::as_str));
        let problem = at.problem(code, quote(found), expected);
        self.problems.push(problem.with_hint(meant));
    }

    /// The case's set under `regulation`; one that is not there is reported.
    fn set_or_reported(
        &mut self,
        regulation: &Regulation,
        code: Option<SetCode>,
    ) -> Option<Arc<CriteriaSet>> {
        let set = self.catalog.set_of(regulation, code?);
        let at = Pointer::ROOT.key("set");
        self.found_or_named(set, &at, ProblemCode::SetUnknown, |catalog| {
            let codes = catalog.set_codes(&regulation.sheets).into_iter();
            codes.map(|code| code.to_string()).collect()
        })
    }

    /// Whether a date is not before the first regulation that is loaded; reported where it is.
    fn since_the_law(&mut self, date: Date, named: Option<&Regulation>, at: &Pointer<'_>) -> bool {
        // The others need not be read for a day on which the named one is in force.
        if named.is_some_and(|named| named.in_force.from <= date) {
            return true;
        }
        let catalog = self.catalog;
        let all = self.found_or_reported(catalog.in_order(), at, ProblemCode::RegulationUnknown);
        let Some(first) = all.and_then(<[_]>::first) else {
            return true;
        };
        let first = first.in_force.from;
        if date < first {
            let expected = phrase!(
                "một ngày từ `{first}`, khi quyết định đầu tiên có hiệu lực",
                "a day from `{first}` on, when the first regulation took effect"
            );
            self.refuse(at, ProblemCode::DateOrder, format!("`{date}`"), expected);
        }
        date >= first
    }
}
