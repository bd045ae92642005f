//! What was read from a form or a table, as a raw case with the place of each value.

use std::mem::take;

use ocop::input::{
    ProblemCode, RawAnswer, RawApplication, RawCase, RawCouncil, RawPrevious, RawProducer,
    RawProduct, RawReportItem, RawSheet, RawStage,
};
use ocop::value::{
    ApplicationKind, CouncilForm, FindingId, ProducerKind, RegulationId, ReportItem, Role, RulesId,
    SetCode,
};
use ocop::{Date, Diagnostic, Lang, Level, Star};
use serde_json::{Map, Value as Json};

use super::fields::{FIELDS, FORMS, Field, KINDS, Kind, PRODUCERS};
use super::place::{Note, Place, Problems, required};
use super::stated::JUDGED;
use super::value::{LEVELS, Refused, Value, YES_NO, as_in_cells};

/// One member's boxes.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub(super) place: Place,
    raw: RawSheet<'static>,
    /// Criteria with their boxes.
    pub(super) answers: Vec<(String, u32, Place)>,
    /// Places of `assessor`, `role` and `stopped_at`.
    pub(super) places: Vec<(&'static str, Place)>,
    /// The member's place in a workbook, counted from 0.
    pub(super) seat: Option<usize>,
}

impl Sheet {
    pub(super) fn new(assessor: String, place: Place) -> Sheet {
        Sheet {
            place,
            raw: RawSheet::default().assessor(assessor),
            ..Sheet::default()
        }
    }

    fn change(&mut self, change: impl FnOnce(RawSheet<'static>) -> RawSheet<'static>) {
        self.raw = change(take(&mut self.raw));
    }

    pub(super) fn assessor(&mut self, name: String, place: Place) {
        self.change(|raw| raw.assessor(name));
        self.places.push(("assessor", place));
    }

    pub(super) fn role(&mut self, role: Role, place: Place) {
        self.change(|raw| raw.role(role));
        self.places.push(("role", place));
    }

    /// The name behind a short one, where the role may be left open.
    pub(super) fn known_as(&mut self, name: String, role: Option<Role>) {
        self.change(|raw| raw.name(name));
        if let Some(role) = role {
            self.change(|raw| raw.role(role));
        }
    }

    /// The sheet ended at a criterion's stop.
    pub(super) fn stop(&mut self, code: String, place: Place) {
        self.change(|raw| raw.stopped_at(code));
        self.places.push(("stopped_at", place));
    }

    /// The criterion at whose stop the sheet ends.
    pub(super) fn stopped_at(&self) -> Option<String> {
        let stated = self.stated();
        Some(stated.get("stopped_at")?.as_str()?.to_owned())
    }

    /// What is said besides the answers, as a case states it.
    pub(super) fn stated(&self) -> Json {
        serde_json::to_value(&self.raw).unwrap_or_default()
    }

    fn raw(&self) -> RawSheet<'static> {
        let answers = self.answers.iter().map(|(criterion, ticked, _)| {
            let answer = RawAnswer::default().criterion(criterion.clone());
            answer.ticked(*ticked)
        });
        self.raw.clone().answers(answers)
    }
}

/// What a commune reported, as it is written: a stage before the council's.
#[derive(Debug, Clone, Default)]
pub(super) struct Report {
    date: Option<Date>,
    items: Vec<(ReportItem, String)>,
}

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

    /// What [`Report::stated`] gives.
    pub(super) fn of(stated: &Json) -> Report {
        let told = |key: &str| stated.get(key).and_then(Json::as_str);
        let keys = FIELDS.iter().filter_map(Field::reported);
        let items = keys.filter_map(|key| Some((key.parse().ok()?, told(key)?.to_owned())));
        Report {
            date: told("date").and_then(|date| date.parse().ok()),
            items: items.collect(),
        }
    }

    /// The stage, where anything is written.
    pub(super) fn stage(&self) -> Option<RawStage<'static>> {
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

    fn stated(&self) -> Map<String, Json> {
        let items = self.items.iter();
        let items = items.map(|(item, text)| (item.as_str().to_owned(), text.as_str().into()));
        let date = self
            .date
            .map(|date| ("date".to_owned(), date.to_string().into()));
        items.chain(date).collect()
    }
}

/// What an earlier certificate is stated with.
const PREVIOUS: [&str; 3] = [
    "/application/previous/star",
    "/application/previous/issued",
    "/application/previous/expires",
];

/// One stage of one product.
#[derive(Debug, Default)]
pub(super) struct Record {
    case: RawCase<'static>,
    product: RawProduct<'static>,
    producer: Option<RawProducer<'static>>,
    application: Option<RawApplication<'static>>,
    previous: Option<RawPrevious>,
    stage: RawStage<'static>,
    council: RawCouncil,
    pub(super) report: Report,
    /// Cells and lines of fields that were left empty.
    pub(super) empty: Vec<(&'static Field, Place)>,
    /// Fields that were filled in.
    pub(super) fields: Vec<(&'static Field, Value, Place)>,
    pub(super) sheets: Vec<Sheet>,
    pub(super) findings: Vec<(FindingId, Place)>,
    /// What stands for all of it.
    pub(super) whole: Place,
    /// What was read otherwise than it is written, or left out.
    pub(super) notes: Vec<Note>,
    /// Why it is no stage: what is wrong with a worksheet whose product and member are known.
    pub(super) problems: Problems,
    /// Whether it is one member's worksheet of a session, so that others' are elsewhere.
    pub(super) of_session: bool,
    /// Members of a workbook who are marked present and answered nothing.
    pub(super) blank: Vec<(usize, Place)>,
    /// Members of a workbook who are marked absent.
    pub(super) absent: Vec<(usize, Place)>,
    /// How many members the workbook has room for.
    pub(super) seats: usize,
}

impl Record {
    /// A record of which nothing was read.
    pub(super) fn at(whole: Place) -> Record {
        Record {
            whole,
            ..Record::default()
        }
    }

    /// Keeps the value of a field, or says why it is refused.
    pub(super) fn field(
        &mut self,
        field: &'static Field,
        value: &Value,
        place: Place,
    ) -> Option<Diagnostic> {
        if let Err(why) = self.set(field, value) {
            return Some(place.refused(&why));
        }
        if let Some(time) = value.time().filter(|_| matches!(field.kind, Kind::Day)) {
            self.notes.push(place.note(phrase!(
                "giờ `{time}` không được dùng, chỉ dùng ngày",
                "the time `{time}` is not used, only the day"
            )));
        }
        let far = value
            .short_year()
            .filter(|_| matches!(field.kind, Kind::Day));
        if let Some(day) = far {
            let (written, day) = (value.found(), as_in_cells(&day.to_string()));
            let (vi, en) = (written.text(Lang::Vi), written.text(Lang::En));
            self.notes.push(place.note(phrase!(
                "{vi} được đọc là ngày `{day}`; năm hai chữ số thuộc thế kỷ này",
                "{en} is read as the day `{day}`; a year of two digits is of this century"
            )));
        }
        self.fields.push((field, value.clone(), place));
        None
    }

    /// What is needed beside something that was filled in and is not there: the star of an earlier
    /// certificate has its days, a commune's report its day.
    pub(super) fn incomplete(&self, reports: bool) -> Problems {
        let given = |path: &str| {
            let mut fields = self.fields.iter();
            fields.find(|(field, ..)| field.path == path)
        };
        let lacking = |needed: &[&str], beside: Option<&Place>| {
            let Some(beside) = beside else {
                return Problems::new();
            };
            let fields = FIELDS.iter().filter(|field| needed.contains(&field.path));
            let lacking = fields.filter(|field| given(field.path).is_none());
            lacking.map(|field| self.lacks(field, beside)).collect()
        };
        let previous = PREVIOUS.iter().find_map(|path| given(path));
        let mut problems = lacking(&PREVIOUS, previous.map(|(.., place)| place));
        let mut fields = self.fields.iter();
        let item = fields.find(|(field, ..)| field.reported().is_some());
        let item = item.filter(|_| reports).map(|(.., place)| place);
        problems.extend(lacking(&["/report/date"], item));
        problems
    }

    /// A field that was not filled in though something beside it was.
    fn lacks(&self, field: &Field, beside: &Place) -> Diagnostic {
        let mut empty = self.empty.iter();
        let empty = empty.find(|(known, _)| known.key == field.key);
        match empty.map(|(_, place)| place) {
            Some(place) if !place.is_of_table() => required(place, field.caption),
            place if beside.is_of_table() => {
                let key = field.key;
                let found = phrase!("không có `{key}`", "no `{key}`");
                let path = &beside.path;
                let expected = phrase!(
                    "một dòng `{key};…` bên cạnh `{path}`",
                    "a line `{key};…` beside `{path}`"
                );
                let place = place.unwrap_or(beside);
                place.problem(ProblemCode::MissingKey, found, expected)
            }
            _ => required(beside, field.caption),
        }
    }

    /// Sets a field in what is read of a case.
    pub(super) fn set(&mut self, field: &Field, value: &Value) -> Result<(), Refused> {
        let text = || value.text().map(str::to_owned);
        let whole = || value.whole(&phrase!("một số nguyên", "a whole number"));
        let Record {
            case,
            product,
            stage,
            council,
            report,
            ..
        } = self;
        let mut producer = || take(&mut self.producer).unwrap_or_default();
        let mut application = || take(&mut self.application).unwrap_or_default();
        let mut previous = || take(&mut self.previous).unwrap_or_default();
        match field.path {
            "/format" => *case = take(case).format(whole()?),
            "/regulation" => {
                let id: RegulationId = value.parsed(phrase!(
                    "một quyết định, như `qd-148-2023`",
                    "a regulation such as `qd-148-2023`"
                ))?;
                *case = take(case).regulation(id);
            }
            "/set" => {
                let expected = phrase!(
                    "hai chữ số của bộ sản phẩm, như `08`",
                    "a set as two digits such as `08`"
                );
                let set = value.set_digits()?.parse::<SetCode>();
                let set = set.map_err(|_| value.refused(ProblemCode::BadCode, expected))?;
                *case = take(case).set(set);
            }
            "/product/name" => *product = take(product).name(text()?),
            "/product/code" => *product = take(product).code(text()?),
            "/product/craft_village" => {
                *product = take(product).craft_village(value.word(YES_NO)? == "true");
            }
            "/product/district" => *product = take(product).district(text()?),
            "/product/commune" => *product = take(product).commune(text()?),
            "/product/producer/id" => self.producer = Some(producer().id(text()?)),
            "/product/producer/name" => self.producer = Some(producer().name(text()?)),
            "/product/producer/address" => self.producer = Some(producer().address(text()?)),
            "/product/producer/phone" => self.producer = Some(producer().phone(text()?)),
            "/product/producer/kind" => {
                let kind: ProducerKind = value.of_word(PRODUCERS)?;
                self.producer = Some(producer().kind(kind));
            }
            "/application/kind" => {
                let kind: ApplicationKind = value.of_word(KINDS)?;
                self.application = Some(application().kind(kind));
            }
            "/application/filed" => self.application = Some(application().filed(value.day()?)),
            "/application/previous/issued" => {
                self.previous = Some(previous().issued(value.day()?));
            }
            "/application/previous/expires" => {
                self.previous = Some(previous().expires(value.day()?));
            }
            "/application/previous/star" => {
                let star = u8::try_from(whole()?).ok().and_then(Star::new);
                let expected = phrase!("số nguyên từ 1 đến 5", "a whole number from 1 to 5");
                let star = star.ok_or_else(|| value.refused(ProblemCode::BadNumber, expected))?;
                self.previous = Some(previous().star(star));
            }
            "/report/date" => report.date = Some(value.day()?),
            "/stages/level" => {
                let level: Level = value.of_word(LEVELS)?;
                *stage = take(stage).level(level);
            }
            "/stages/date" => *stage = take(stage).date(value.day()?),
            "/stages/decided" => *stage = take(stage).decided(value.day()?),
            "/stages/council/rules" => {
                let rules: RulesId = value.parsed(phrase!(
                    "tên của một quy chế hội đồng, như `default`",
                    "the name of council rules such as `default`"
                ))?;
                *council = take(council).rules(rules);
            }
            "/stages/council/appointed" => {
                let most = |n: &u16| (1..=9_999).contains(n);
                let number = u16::try_from(whole()?).ok().filter(most);
                let expected = phrase!("số nguyên từ 1 đến 9999", "a whole number from 1 to 9999");
                let refused = || value.refused(ProblemCode::BadNumber, expected);
                *council = take(council).appointed(number.ok_or_else(refused)?);
            }
            "/stages/council/form" => {
                let form: CouncilForm = value.of_word(FORMS)?;
                *council = take(council).form(form);
            }
            _ => match field.reported() {
                Some(item) => {
                    let expected = phrase!("một nội dung của Mẫu số 03", "an item of Mẫu số 03");
                    let item = item.parse::<ReportItem>();
                    let item = item.map_err(|_| value.refused(ProblemCode::BadWord, expected))?;
                    report.items.push((item, text()?));
                }
                // The number of worksheets is read with the layout.
                None => {
                    whole()?;
                }
            },
        }
        Ok(())
    }

    /// What was read of product and application.
    fn header(&self) -> RawCase<'static> {
        let mut product = self.product.clone();
        if let Some(producer) = &self.producer {
            product = product.producer(producer.clone());
        }
        let mut application = self.application.clone();
        if let Some(previous) = &self.previous {
            let own = application.unwrap_or_default();
            application = Some(own.previous(previous.clone()));
        }
        let case = self.case.clone().product(product);
        match application {
            Some(application) => case.application(application),
            None => case,
        }
    }

    /// What was read of product and application, and of the stage.
    pub(super) fn raw(&self) -> (RawCase<'static>, RawStage<'static>) {
        let mut stage = self.stage.clone();
        if !self.findings.is_empty() {
            stage = stage.findings(self.findings.iter().map(|(id, _)| id.clone()));
        }
        // Without sheets there is no council.
        if !self.sheets.is_empty() {
            let sheets = self.sheets.iter().map(Sheet::raw);
            stage = stage.sheets(sheets).council(self.council.clone());
        }
        (self.header(), stage)
    }

    /// What was read of product, application and stage, as a case states it.
    pub(super) fn stated(&self) -> Json {
        let json = |value: serde_json::Result<Json>| value.unwrap_or_default();
        let stage = self.stage.clone().council(self.council.clone());
        let mut case = json(serde_json::to_value(self.header()));
        if let Some(case) = case.as_object_mut() {
            case.insert("stages".to_owned(), json(serde_json::to_value(stage)));
            case.insert("report".to_owned(), self.report.stated().into());
        }
        case
    }
}
