//! What was read from a form or a table, as a raw case with the place of each value.

use std::collections::HashMap;
use std::sync::Arc;

use ocop::input::{
    ProblemCode, RawApplication, RawCase, RawCouncil, RawPrevious, RawProducer, RawProduct,
    RawReportItem, RawSheet, RawStage,
};
use ocop::text::{Phrase, normalise};
use ocop::value::{FindingId, ReportItem};
use ocop::{Case, Catalog, Date, Diagnostic, Lang, Level, LoadError};

use super::fields::{Field, Kind, REPORT, Refused, Value, quote, quote_both, visible};
use super::layout::SUMMARY;
use super::write::reported;

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// The cell, or what the line of a table speaks of.
    pub(super) path: String,
    /// Line and field of a table.
    pub(super) at: Option<(usize, usize)>,
    /// The file, where it is another than that of the record.
    pub(super) file: Option<Arc<str>>,
    /// Where it is in the case, as a JSON Pointer, where that is known while it is read.
    pub(super) pointer: String,
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
            ..Place::default()
        }
    }

    /// A field of a table, with what its line speaks of.
    pub(super) fn field(path: impl Into<String>, line: usize, field: usize) -> Place {
        Place {
            at: Some((line, field)),
            ..Place::of(path)
        }
    }

    /// The same place, at a JSON Pointer of the case.
    pub(super) fn at_pointer(self, pointer: String) -> Place {
        Place { pointer, ..self }
    }

    /// The same problem, found here.
    pub(super) fn moved(&self, problem: Diagnostic) -> Diagnostic {
        let problem = problem.at_path(&visible(&self.path));
        let problem = match problem.pointer() {
            "" => problem.at_pointer(&self.pointer),
            _ => problem,
        };
        let problem = match &self.file {
            Some(file) => problem.in_file(file),
            None => problem,
        };
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
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub(super) place: Place,
    pub(super) raw: RawSheet<'static>,
    /// Criteria with their boxes.
    pub(super) answers: Vec<(String, u32, Place)>,
    /// Places of `assessor` and `role`.
    pub(super) places: Vec<(&'static str, Place)>,
    /// The member's place in a workbook, counted from 0.
    pub(super) seat: Option<usize>,
}

/// What a commune reported, as it is written: a stage before the council's.
#[derive(Debug, Clone, Default)]
pub(super) struct Report {
    pub(super) date: Option<Date>,
    pub(super) items: Vec<(ReportItem, String)>,
}

/// How a commune may begin what it writes of an item.
const JUDGED: [(&str, bool); 2] = [("Đạt", true), ("Không đạt", false)];

impl Report {
    /// Words that begin with `Đạt` or `Không đạt` say whether the item is met.
    fn item((item, written): &(ReportItem, String)) -> RawReportItem<'static> {
        let raw = RawReportItem::default().item(*item);
        let judged = JUDGED.iter().find_map(|(word, met)| {
            let rest = written.strip_prefix(word)?;
            let note = rest.strip_prefix([':', ';', ',', '.']);
            (rest.is_empty() || note.is_some()).then(|| (*met, note.unwrap_or("").trim()))
        });
        match judged {
            None => raw.note(written.clone()),
            Some((met, "")) => raw.met(met),
            Some((met, note)) => raw.met(met).note(note.to_owned()),
        }
    }

    /// An item of a case as it is written.
    pub(super) fn written(met: Option<bool>, note: Option<&str>) -> Option<String> {
        let word = JUDGED.iter().find(|(_, judged)| Some(*judged) == met);
        match (word, note) {
            (Some((word, _)), Some(note)) => Some(format!("{word}: {note}")),
            (Some((word, _)), None) => Some((*word).to_owned()),
            (None, note) => note.map(str::to_owned),
        }
    }

    /// The stage, where anything is written.
    fn stage(&self) -> Option<RawStage<'static>> {
        if self.date.is_none() && self.items.is_empty() {
            return None;
        }
        let stage = RawStage::default().level(Level::Commune);
        let stage = stage.report(self.items.iter().map(Report::item));
        Some(match self.date {
            Some(date) => stage.date(date),
            None => stage,
        })
    }
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
    pub(super) report: Report,
    /// Fields that were filled in.
    pub(super) fields: Vec<(&'static Field, Value, Place)>,
    pub(super) sheets: Vec<Sheet>,
    pub(super) findings: Vec<(FindingId, Place)>,
    /// What stands for all of it.
    pub(super) whole: Place,
    /// What was read otherwise than it is written, or left out.
    pub(super) notes: Vec<Note>,
    /// Why it is no stage: what is wrong with a worksheet whose product and member are known.
    pub(super) problems: Vec<Diagnostic>,
    /// Whether it is one member's worksheet of a session, so that others' are elsewhere.
    pub(super) of_session: bool,
    /// Members of a workbook who are marked present and answered nothing.
    pub(super) blank: Vec<(usize, Place)>,
    /// Members of a workbook who are marked absent.
    pub(super) absent: Vec<(usize, Place)>,
    /// How many members the workbook has room for.
    pub(super) seats: usize,
}

/// A warning about what was read: nothing is wrong, and something may not be as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    file: String,
    path: String,
    text: Phrase,
}

impl Note {
    pub(super) fn new(file: &str, place: &Place, text: Phrase) -> Note {
        let file = match place.at {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.to_owned(),
        };
        Note {
            file,
            path: visible(&place.path),
            text,
        }
    }

    /// The warning with its file and place, as the command line prints it.
    #[must_use]
    pub fn line_in(&self, lang: Lang) -> String {
        let mut line = self.file.clone();
        line += match lang {
            Lang::Vi => ": lưu ý",
            Lang::En => ": warning",
        };
        if !self.path.is_empty() {
            line += &format!(" {}", self.path);
        }
        format!("{line}: {}", self.text.text(lang))
    }
}

impl Record {
    /// Keeps the value of a field, or says why it is refused.
    pub(super) fn field(
        &mut self,
        field: &'static Field,
        value: &Value,
        place: Place,
        file: &str,
    ) -> Option<Diagnostic> {
        match field.set(self, value) {
            Ok(()) => {
                if let Some(time) = value.time().filter(|_| matches!(field.kind, Kind::Day)) {
                    let text = phrase!(
                        "giờ `{time}` không được dùng, chỉ dùng ngày",
                        "the time `{time}` is not used, only the day"
                    );
                    self.notes.push(Note::new(file, &place, text));
                }
                self.fields.push((field, value.clone(), place));
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
        let mut problems = std::mem::take(&mut self.problems);
        problems.extend(self.unanswered(file));
        LoadError::unless_empty(problems)?;
        let stages = earlier.map_or(0, |case| case.stages().len());
        // What an earlier case has the commune report is compared, and not reported again.
        let reported = earlier.and_then(|case| case.stages().first());
        let reported = reported.is_some_and(|stage| stage.level() == Level::Commune);
        let report = self.report.stage().filter(|_| !reported);
        let places = self.places(stages, report.is_some());
        let own = self.stated();
        let (raw, stage) = self.raw();
        let raw = match earlier {
            None => raw,
            Some(earlier) => {
                LoadError::unless_empty(self.differences(&own, earlier, file))?;
                earlier.to_raw()
            }
        };
        let raw = match report {
            Some(report) => raw.with_stage(report),
            None => raw,
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
            Err(Diagnostic::of_file(
                ProblemCode::Empty,
                file,
                Phrase::default(),
                Phrase::default(),
            )
            .into())
        })
    }

    /// Adds what the checks of a case find wrong with values that were read, beside the problems of
    /// others: a name, a box, a role. What is absent may be so because it could not be read.
    pub(super) fn also_wrong(self, file: &str, catalog: &Catalog, problems: &mut Vec<Diagnostic>) {
        const OF_VALUES: [ProblemCode; 5] = [
            ProblemCode::AssessorRepeated,
            ProblemCode::BadCharacter,
            ProblemCode::BoxUnknown,
            ProblemCode::ChairRepeated,
            ProblemCode::FindingUnknown,
        ];
        let checked = Record {
            problems: Vec::new(),
            blank: Vec::new(),
            ..self
        };
        let Err(error) = checked.case(file, None, catalog) else {
            return;
        };
        // A line that is wrong already says no more of its value.
        let wrong: Vec<Option<usize>> = problems.iter().map(Diagnostic::line).collect();
        let others = |problem: &Diagnostic| {
            OF_VALUES.contains(&problem.code()) && !wrong.contains(&problem.line())
        };
        problems.extend(error.into_diagnostics().into_iter().filter(others));
    }

    /// The same, with the file at every place.
    pub(super) fn moved(mut self, file: &Arc<str>) -> Record {
        let fields = self.fields.iter_mut().map(|(_, _, place)| place);
        let findings = self.findings.iter_mut().map(|(_, place)| place);
        let seats = self.blank.iter_mut().chain(&mut self.absent);
        let sheets = self.sheets.iter_mut().flat_map(|sheet| {
            let own = sheet.places.iter_mut().map(|(_, place)| place);
            let answers = sheet.answers.iter_mut().map(|(_, _, place)| place);
            own.chain(answers).chain(std::iter::once(&mut sheet.place))
        });
        let places = fields.chain(findings).chain(sheets);
        for place in places.chain(seats.map(|(_, place)| place)) {
            place.file.get_or_insert_with(|| Arc::clone(file));
        }
        self
    }

    /// Members who should have answered.
    pub(super) fn unanswered(&self, file: &str) -> Vec<Diagnostic> {
        let blank = self.blank.iter().map(|(_, place)| {
            let code = ProblemCode::CriterionMissing;
            let expected = phrase!(
                "mỗi tiêu chí một ô, hoặc `vắng` ở `{SUMMARY}`",
                "one box for each criterion, or `vắng` in `{SUMMARY}`"
            );
            let found = phrase!("không có câu trả lời", "no answers");
            place.problem(file, code, found, expected)
        });
        blank.collect()
    }

    /// What was read of product, application and stage, as a case states it.
    pub(super) fn stated(&self) -> serde_json::Value {
        let mut copy = Record {
            case: self.case.clone(),
            product: self.product.clone(),
            producer: self.producer.clone(),
            application: self.application.clone(),
            previous: self.previous.clone(),
            stage: self.stage.clone(),
            council: self.council.clone(),
            report: self.report.clone(),
            ..Record::default()
        };
        let council = std::mem::take(&mut copy.council);
        let (case, stage) = copy.raw();
        let stage = stage.council(council);
        let json = |value: serde_json::Result<serde_json::Value>| value.unwrap_or_default();
        let mut case = json(serde_json::to_value(case));
        if let Some(case) = case.as_object_mut() {
            case.insert("stages".to_owned(), json(serde_json::to_value(stage)));
            let items = copy.report.items.iter();
            let items = items.map(|(item, text)| (item.as_str().to_owned(), text.as_str().into()));
            let mut report: serde_json::Map<_, _> = items.collect();
            if let Some(date) = copy.report.date {
                report.insert("date".to_owned(), date.to_string().into());
            }
            case.insert(REPORT.to_owned(), report.into());
        }
        case
    }

    /// The places of values by the pointers that problems have, once the number of the first stage is
    /// known, and whether that is the commune's.
    fn places(&self, first: usize, reported: bool) -> HashMap<String, Place> {
        let mut places = HashMap::new();
        let stage = format!("/stages/{}", first + usize::from(reported));
        let mut items = 0_usize;
        for (field, _, place) in &self.fields {
            let pointer = match field.path {
                [REPORT, _] if !reported => continue,
                [REPORT, key] => {
                    let stage = format!("/stages/{first}");
                    let whole = places.entry(stage.clone());
                    whole.or_insert_with(|| place.clone());
                    if *key == "date" {
                        format!("{stage}/date")
                    } else {
                        items += 1;
                        format!("{stage}/report/{}", items - 1)
                    }
                }
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
    fn differences(&self, own: &serde_json::Value, earlier: &Case, file: &str) -> Vec<Diagnostic> {
        let json = |value: serde_json::Result<serde_json::Value>| value.unwrap_or_default();
        let earlier = json(serde_json::to_value(earlier));
        let before = |path: &[&str]| match path {
            [REPORT, key] => {
                let text = reported(&earlier, key);
                text.map(|text| normalise(&text).into_owned())
            }
            path => at(&earlier, path),
        };
        fn at(case: &serde_json::Value, path: &[&str]) -> Option<String> {
            let found = path.iter().try_fold(case, |value, key| value.get(key))?;
            Some(match found {
                serde_json::Value::String(text) => normalise(text).into_owned(),
                other => other.to_string(),
            })
        }
        let has_report = reported(&earlier, "date").is_some();
        let fields = self.fields.iter().filter(|(field, ..)| {
            let own = match field.path {
                [REPORT, _] => !has_report,
                path => matches!(path, [] | ["format" | "stages", ..]),
            };
            // Without a regulation a case goes by its dates.
            let by_dates = field.path == ["regulation"] && at(&earlier, field.path).is_none();
            !own && !by_dates
        });
        let differ = fields.filter_map(|(field, _, place)| {
            let found = at(own, field.path)?;
            let before = before(field.path);
            if before.as_ref() == Some(&found) {
                return None;
            }
            let [found, before] = match before {
                Some(before) => quote_both(&found, &before).map(Some),
                None => [Some(quote(&found)), None],
            };
            let found = found.unwrap_or_default();
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
    /// The sheet ended at a criterion's stop.
    pub(super) fn stop(&mut self, code: String, place: Place) {
        self.raw = std::mem::take(&mut self.raw).stopped_at(code);
        self.places.push(("stopped_at", place));
    }

    fn raw(&self) -> RawSheet<'static> {
        let answers = self.answers.iter().map(|(criterion, ticked, _)| {
            ocop::input::RawAnswer::default()
                .criterion(criterion.clone())
                .ticked(*ticked)
        });
        self.raw.clone().answers(answers)
    }
}
