//! How a record becomes a case: checked as every case is, with its problems where they were read.

use std::collections::HashMap;

use ocop::input::ProblemCode;
use ocop::text::{Phrase, normalise};
use ocop::{Case, Catalog, Diagnostic, Level, LoadError};

use super::cells::SUMMARY;
use super::place::{Place, Problems};
use super::record::Record;
use super::stated::{compared, list, reported};
use super::value::{quote, quote_both};

/// What the checks of a case find wrong with values that were read, and not with what is absent.
const OF_VALUES: [ProblemCode; 5] = [
    ProblemCode::AssessorRepeated,
    ProblemCode::BadCharacter,
    ProblemCode::BoxUnknown,
    ProblemCode::ChairRepeated,
    ProblemCode::FindingUnknown,
];

impl Record {
    /// The case, checked as every case is, or its problems where they were read. The stage that
    /// was read follows those of `earlier`.
    pub(super) fn case(
        mut self,
        earlier: Option<&Case>,
        catalog: &Catalog,
    ) -> Result<Case, LoadError> {
        let mut problems = std::mem::take(&mut self.problems);
        problems.extend(self.unanswered());
        LoadError::unless_empty(problems)?;
        let stages = earlier.map_or(0, |case| case.stages().len());
        // What an earlier case has the commune report is compared, and not reported again.
        let reported = earlier.and_then(|case| case.stages().first());
        let reported = reported.is_some_and(|stage| stage.level() == Level::Commune);
        let report = self.report.stage().filter(|_| !reported);
        let incomplete = self.incomplete(!reported);
        let places = self.places(stages, report.is_some());
        let report_at = report.as_ref().map(|_| format!("/stages/{stages}"));
        let own = format!("/stages/{}", stages + usize::from(report.is_some()));
        let (mut raw, stage) = self.raw();
        if let Some(earlier) = earlier {
            LoadError::unless_empty(self.differences(earlier))?;
            raw = earlier.to_raw();
        }
        if let Some(report) = report {
            raw = raw.with_stage(report);
        }
        let file = &*self.whole.file;
        let case = Case::new(&raw.with_stage(stage), file, catalog);
        case.or_else(|error| {
            let lacks = |pointer: &str| {
                let commune = report_at.as_deref() == Some(pointer);
                pointer == "/application/previous" || commune
            };
            let known = |problem: &Diagnostic| {
                let absent = problem.code() == ProblemCode::MissingKey;
                absent && !incomplete.is_empty() && lacks(problem.pointer())
            };
            let problems = error.into_diagnostics().into_iter();
            let problems = problems.filter(|problem| !known(problem)).map(|problem| {
                // Problems of the catalog's own files stay where they are.
                if problem.file() != file {
                    return problem;
                }
                let mut pointer = problem.pointer();
                // Where the whole stage cannot follow, its level says so; what it holds is the file's.
                if pointer == own
                    && problem.code() != ProblemCode::StageContent
                    && let Some(place) = places.get(&format!("{own}/level"))
                {
                    return place.told(problem);
                }
                loop {
                    match (places.get(pointer), pointer.rsplit_once('/')) {
                        (Some(place), _) => return place.told(problem),
                        (None, Some((parent, _))) => pointer = parent,
                        (None, None) => return self.whole.told(problem),
                    }
                }
            });
            let problems = incomplete.iter().cloned().chain(problems);
            LoadError::unless_empty(problems.collect())?;
            // INVARIANT: an error has problems.
            let none = Phrase::default();
            Err(self
                .whole
                .problem(ProblemCode::Empty, none.clone(), none)
                .into())
        })
    }

    /// Adds what the checks of a case find wrong with values that were read, beside the problems of
    /// others: a name, a box, a role. What is absent may be so because it could not be read.
    pub(super) fn also_wrong(mut self, catalog: &Catalog, problems: &mut Problems) {
        self.problems.clear();
        self.blank.clear();
        let Err(error) = self.case(None, catalog) else {
            return;
        };
        // A line that is wrong already says no more of its value.
        let wrong: Vec<Option<usize>> = problems.iter().map(Diagnostic::line).collect();
        let others = |problem: &Diagnostic| {
            OF_VALUES.contains(&problem.code()) && !wrong.contains(&problem.line())
        };
        problems.extend(error.into_diagnostics().into_iter().filter(others));
    }

    /// Members who should have answered.
    pub(super) fn unanswered(&self) -> Problems {
        let blank = self.blank.iter().map(|(_, place)| {
            let expected = phrase!(
                "mỗi tiêu chí một ô, hoặc `vắng` ở `{SUMMARY}`",
                "one box for each criterion, or `vắng` in `{SUMMARY}`"
            );
            let found = phrase!("không có câu trả lời", "no answers");
            place.problem(ProblemCode::CriterionMissing, found, expected)
        });
        blank.collect()
    }

    /// The places of values by the pointers that problems have, once the number of the first stage is
    /// known, and whether that is the commune's.
    fn places(&self, first: usize, reported: bool) -> HashMap<String, Place> {
        let mut places = HashMap::new();
        let stage = format!("/stages/{}", first + usize::from(reported));
        let commune = format!("/stages/{first}");
        let mut items = 0_usize;
        for (field, _, place) in &self.fields {
            let pointer = match (field.reported(), field.in_stage()) {
                (Some(_), _) if !reported => continue,
                (Some(key), _) => {
                    let whole = places.entry(commune.clone());
                    whole.or_insert_with(|| place.clone());
                    if key == "date" {
                        format!("{commune}/date")
                    } else {
                        items += 1;
                        format!("{commune}/report/{}", items - 1)
                    }
                }
                (None, Some(path)) => format!("{stage}{path}"),
                // A field of the form is nowhere in the case.
                (None, None) if field.path.is_empty() => continue,
                (None, None) => field.path.to_owned(),
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

    /// Fields that say another thing of the product than its earlier case does.
    fn differences(&self, earlier: &Case) -> Problems {
        let own = self.stated();
        let earlier = serde_json::to_value(earlier).unwrap_or_default();
        let has_report = reported(list(&earlier, "stages"), "date").is_some();
        let differ = self.fields.iter().filter_map(|(field, _, place)| {
            let before = match field.reported() {
                Some(_) if !has_report => return None,
                Some(key) => reported(list(&earlier, "stages"), key)
                    .map(|text| normalise(&text).into_owned()),
                None if matches!(field.path, "" | "/format") => return None,
                None if field.in_stage().is_some() => return None,
                None => compared(&earlier, field.path),
            };
            let found = compared(&own, field.path)?;
            // Without a regulation a case goes by its dates.
            let by_dates = field.path == "/regulation" && before.is_none();
            if by_dates || before.as_ref() == Some(&found) {
                return None;
            }
            let (found, expected) = match before {
                Some(before) => {
                    let [found, before] = quote_both(&found, &before);
                    let expected = phrase!(
                        "{before}, như trong hồ sơ trước",
                        "{before}, as in the earlier case"
                    );
                    (found, expected)
                }
                None => {
                    let expected = phrase!(
                        "để trống, như trong hồ sơ trước",
                        "nothing, as in the earlier case"
                    );
                    (quote(&found), expected)
                }
            };
            Some(place.problem(ProblemCode::EarlierDiffers, found, expected))
        });
        differ.collect()
    }
}
