//! What was read from a form or a table, as a raw case with the place of each value.

use std::collections::HashMap;

use ocop::input::{
    ProblemCode, RawApplication, RawCase, RawCouncil, RawPrevious, RawProducer, RawProduct,
    RawSheet, RawStage,
};
use ocop::text::{Phrase, normalise};
use ocop::value::FindingId;
use ocop::{Case, Catalog, Diagnostic, LoadError};

use super::fields::{Field, Refused, Value, quote};

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// The cell, or what the line of a table speaks of.
    pub(super) path: String,
    /// Line and field of a table.
    pub(super) at: Option<(usize, usize)>,
}

impl Place {
    /// A cell of a worksheet.
    pub(super) fn cell(sheet: &str, (row, column): (u32, u16)) -> Place {
        let cell = rust_xlsxwriter::utility::row_col_to_cell(row, column);
        Place::of(format!("{sheet}!{cell}"))
    }

    /// A place that only a path names.
    pub(super) fn of(path: impl Into<String>) -> Place {
        Place {
            path: path.into(),
            at: None,
        }
    }

    /// The same problem, found here.
    pub(super) fn moved(&self, problem: Diagnostic) -> Diagnostic {
        let problem = problem.at_path(&self.path);
        match self.at {
            Some((line, column)) => problem.at(line, column),
            None => problem,
        }
    }

    pub(super) fn problem(
        &self,
        file: &str,
        code: ProblemCode,
        found: impl Into<Phrase>,
        expected: impl Into<Phrase>,
    ) -> Diagnostic {
        self.moved(Diagnostic::of_file(code, file, found, expected))
    }

    pub(super) fn refused(&self, file: &str, why: &Refused) -> Diagnostic {
        self.problem(file, why.code, why.found.clone(), why.expected.clone())
    }
}

/// One member's boxes.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) place: Place,
    pub(super) raw: RawSheet<'static>,
    /// Criteria with their boxes.
    pub(super) answers: Vec<(String, u32, Place)>,
    /// Places of `assessor` and `role`.
    pub(super) places: Vec<(&'static str, Place)>,
}

/// One stage of one product.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) case: RawCase<'static>,
    pub(super) product: RawProduct<'static>,
    pub(super) producer: Option<RawProducer<'static>>,
    pub(super) application: Option<RawApplication<'static>>,
    pub(super) previous: Option<RawPrevious>,
    pub(super) stage: RawStage<'static>,
    pub(super) council: RawCouncil,
    /// Fields that were filled in.
    pub(super) fields: Vec<(&'static Field, Place)>,
    pub(super) sheets: Vec<Sheet>,
    pub(super) findings: Vec<(FindingId, Place)>,
    /// What stands for all of it.
    pub(super) whole: Place,
}

impl Record {
    /// Keeps the value of a field, or says why it is refused.
    pub(super) fn field(
        &mut self,
        field: &'static Field,
        value: &Value,
        place: Place,
        in_table: bool,
        file: &str,
    ) -> Option<Diagnostic> {
        match field.set(self, value, in_table) {
            Ok(()) => {
                self.fields.push((field, place));
                None
            }
            Err(why) => Some(place.refused(file, &why)),
        }
    }

    /// The case, checked as every case is, or its problems where they were read. The stage that
    /// was read follows those of `earlier`.
    pub(super) fn case(
        mut self,
        file: &str,
        earlier: Option<&Case>,
        catalog: &Catalog,
    ) -> Result<Case, LoadError> {
        let stages = earlier.map_or(0, |case| case.stages().len());
        let places = self.places(stages);
        let (raw, stage) = self.raw();
        let raw = match earlier {
            None => raw,
            Some(earlier) => {
                LoadError::unless_empty(self.differences(&raw, earlier, file))?;
                earlier.to_raw()
            }
        };
        let case = Case::new(&raw.with_stage(stage), file, catalog);
        case.or_else(|error| {
            let moved = error.into_diagnostics().into_iter().map(|problem| {
                // Problems of the catalog's own files stay where they are.
                if problem.file() != file {
                    return problem;
                }
                let mut pointer = problem.pointer();
                loop {
                    match (places.get(pointer), pointer.rsplit_once('/')) {
                        (Some(place), _) => return place.moved(problem),
                        (None, Some((parent, _))) => pointer = parent,
                        (None, None) => return self.whole.moved(problem),
                    }
                }
            });
            LoadError::unless_empty(moved.collect())?;
            // INVARIANT: an error has problems.
            Err(Diagnostic::of_file(ProblemCode::Empty, file, "no problem", "one").into())
        })
    }

    /// The places of values by the pointers that problems have, once the stage's number is known.
    fn places(&self, stage: usize) -> HashMap<String, Place> {
        let mut places = HashMap::new();
        let stage = format!("/stages/{stage}");
        for (field, place) in &self.fields {
            let pointer = match field.path {
                ["stages", path @ ..] => format!("{stage}/{}", path.join("/")),
                path => format!("/{}", path.join("/")),
            };
            places.insert(pointer, place.clone());
        }
        for (index, sheet) in self.sheets.iter().enumerate() {
            let at = format!("{stage}/sheets/{index}");
            for (key, place) in &sheet.places {
                places.insert(format!("{at}/{key}"), place.clone());
            }
            for (index, (_, _, place)) in sheet.answers.iter().enumerate() {
                places.insert(format!("{at}/answers/{index}"), place.clone());
            }
            places.insert(at, sheet.place.clone());
        }
        for (index, (_, place)) in self.findings.iter().enumerate() {
            places.insert(format!("{stage}/findings/{index}"), place.clone());
        }
        places
    }

    /// What was read of product and application, and of the stage.
    fn raw(&mut self) -> (RawCase<'static>, RawStage<'static>) {
        let mut product = std::mem::take(&mut self.product);
        if let Some(producer) = self.producer.take() {
            product = product.producer(producer);
        }
        let mut case = std::mem::take(&mut self.case).product(product);
        if let Some(previous) = self.previous.take() {
            let application = self.application.take().unwrap_or_default();
            self.application = Some(application.previous(previous));
        }
        if let Some(application) = self.application.take() {
            case = case.application(application);
        }
        let mut stage = std::mem::take(&mut self.stage);
        if !self.findings.is_empty() {
            stage = stage.findings(self.findings.iter().map(|(id, _)| id.clone()));
        }
        // Without sheets there is no council.
        if !self.sheets.is_empty() {
            let council = std::mem::take(&mut self.council);
            stage = stage
                .sheets(self.sheets.iter().map(Sheet::raw))
                .council(council);
        }
        (case, stage)
    }

    /// Fields that say another thing of the product than its earlier case does.
    fn differences(&self, raw: &RawCase<'_>, earlier: &Case, file: &str) -> Vec<Diagnostic> {
        let json = |value: serde_json::Result<serde_json::Value>| value.unwrap_or_default();
        let own = json(serde_json::to_value(raw));
        let earlier = json(serde_json::to_value(earlier));
        let at = |case: &serde_json::Value, path: &[&str]| {
            let found = path.iter().try_fold(case, |value, key| value.get(key))?;
            let found = match found {
                serde_json::Value::String(text) => normalise(text).into_owned(),
                other => other.to_string(),
            };
            Some(quote(&found))
        };
        let fields = self.fields.iter().filter(|(field, _)| {
            let own = matches!(field.path, [] | ["format" | "stages", ..]);
            // Without a regulation a case goes by its dates.
            let by_dates = field.path == ["regulation"] && at(&earlier, field.path).is_none();
            !own && !by_dates
        });
        let differ = fields.filter_map(|(field, place)| {
            let found = at(&own, field.path)?;
            let before = at(&earlier, field.path);
            if before.as_ref() == Some(&found) {
                return None;
            }
            let expected = match before {
                Some(before) => phrase!(
                    "{before}, như trong hồ sơ trước",
                    "{before}, as in the earlier case"
                ),
                None => phrase!(
                    "để trống, như trong hồ sơ trước",
                    "nothing, as in the earlier case"
                ),
            };
            Some(place.problem(file, ProblemCode::EarlierDiffers, found, expected))
        });
        differ.collect()
    }
}

impl Sheet {
    fn raw(&self) -> RawSheet<'static> {
        let answers = self.answers.iter().map(|(criterion, ticked, _)| {
            ocop::input::RawAnswer::default()
                .criterion(criterion.clone())
                .ticked(*ticked)
        });
        self.raw.clone().answers(answers)
    }
}
