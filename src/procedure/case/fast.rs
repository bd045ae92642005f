//! The reader for cases that are in order: one pass over the text, nothing copied that is not
//! kept. Whatever it does not accept at once goes to the reader that explains, so it need not say
//! what is wrong; it must only never accept what that reader refuses.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::warnings::warnings;
use super::{
    Application, Case, Content, Origin, Previous, Producer, Product, ReportEntry, ReportItem,
    Stage, form_by_law, level_follows, report_entries,
};
use crate::input::catalog::Catalog;
use crate::input::digest::Text;
use crate::input::node::MAX_DOCUMENT_BYTES;
use crate::law::criteria::{CriteriaSet, Finding};
use crate::law::regulation::Regulation;
use crate::scoring::council::{MAX_SHEETS, member_errors};
use crate::scoring::sheet::{Role, ScoreSheet};
use crate::value::codes::{ApplicationKind, FindingId, Level, PartId, SetCode};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

impl Text<'_> {
    fn parsed<T: std::str::FromStr>(&self) -> Option<T> {
        self.0.parse().ok()
    }

    /// The text, if it has a visible character.
    fn some(&self) -> Option<&str> {
        (!self.0.trim().is_empty()).then_some(&self.0)
    }
}

/// A value that may be absent, but not null.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Declares the shape of an object: unknown and repeated keys and null are refused.
macro_rules! shape {
    ($name:ident { $($(#[$key:meta])* $required:ident: $type:ty,)* }
     optional { $($(#[$optional_key:meta])* $optional:ident: $optional_type:ty,)* }) => {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name<'a> {
            $($(#[$key])* #[serde(borrow)] $required: $type,)*
            $($(#[$optional_key])*
            #[serde(borrow, default, deserialize_with = "given")]
            $optional: Option<$optional_type>,)*
            #[serde(skip)]
            lifetime: PhantomData<&'a ()>,
        }
    };
}

shape! { CaseIn { product: ProductIn<'a>, set: Text<'a>, stages: Few<StageIn<'a>>, }
    optional {
        format: Number<'a>,
        regulation: Text<'a>,
        application: ApplicationIn<'a>,
        self_assessment: SelfIn<'a>,
    }
}
shape! { ProductIn { name: Text<'a>, }
    optional {
        code: Text<'a>,
        craft_village: Flag<'a>,
        district: Text<'a>,
        producer: ProducerIn<'a>,
    }
}
shape! { ProducerIn {} optional { id: Text<'a>, name: Text<'a>, kind: Text<'a>, } }
shape! { ApplicationIn {}
    optional {
        kind: Text<'a>,
        filed: Text<'a>,
        previous: PreviousIn<'a>,
        items: Few<Text<'a>>,
    }
}
shape! { PreviousIn { star: Number<'a>, issued: Text<'a>, expires: Text<'a>, } optional {} }
shape! { SelfIn { answers: Few<AnswerIn<'a>>, } optional {} }
shape! { StageIn { level: Text<'a>, }
    optional {
        date: Text<'a>,
        decided: Text<'a>,
        council: CouncilIn<'a>,
        sheets: Few<SheetIn<'a>>,
        parts: Few<PartIn<'a>>,
        total: Text<'a>,
        forwarded: Flag<'a>,
        adopts: AdoptsIn<'a>,
        report: Few<ItemIn<'a>>,
        attested_star: Number<'a>,
        findings: Few<Text<'a>>,
    }
}
shape! { CouncilIn {} optional { rules: Text<'a>, appointed: Number<'a>, form: Text<'a>, } }
shape! { SheetIn { assessor: Text<'a>, answers: Few<AnswerIn<'a>>, } optional { role: Text<'a>, } }
shape! { PartIn { part: Text<'a>, points: Text<'a>, } optional {} }
shape! { AdoptsIn { star: Number<'a>, } optional {} }
shape! { ItemIn { item: Text<'a>, } optional { met: Flag<'a>, note: Text<'a>, } }

/// The one object that a case has hundreds of; all its keys are required.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerIn<'a> {
    #[serde(borrow)]
    criterion: Text<'a>,
    #[serde(rename = "box")]
    ticked: u32,
}

/// A list that ends with the longest that any case has: that of the sheets of a stage. Longer ones
/// must not take memory before they are refused.
#[derive(Debug)]
struct Few<T>(Vec<T>);

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Listed<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Listed<T> {
            type Value = Few<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                // Room for the answers of a sheet, which are small and many.
                let small = size_of::<T>() <= size_of::<AnswerIn<'_>>();
                let mut kept = Vec::with_capacity(if small { 40 } else { 4 });
                while let Some(element) = list.next_element()? {
                    if kept.len() == MAX_SHEETS {
                        return Err(Error::custom("too long a list"));
                    }
                    kept.push(element);
                }
                Ok(Few(kept))
            }
        }
        deserializer.deserialize_seq(Listed(PhantomData))
    }
}

/// A whole number that is not negative.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Number<'a>(u32, #[serde(skip)] PhantomData<&'a ()>);

/// True or false.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Flag<'a>(bool, #[serde(skip)] PhantomData<&'a ()>);

impl Number<'_> {
    fn star(&self) -> Option<Star> {
        Star::new(u8::try_from(self.0).ok()?)
    }
}

/// The case, if everything about it is in order.
pub(super) fn read(text: &str, catalog: &Catalog, origin: impl Fn() -> Origin) -> Option<Case> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return None;
    }
    let read: CaseIn<'_> = serde_json::from_str(text).ok()?;
    // serde also reads an object from a list of its values. Every list that belongs here is
    // counted; a text with more brackets than these is left to the other reader.
    if brackets(text) != lists(&read) || read.format.as_ref().is_some_and(|format| format.0 != 1) {
        return None;
    }
    let named = match &read.regulation {
        Some(id) => Some(catalog.regulation(&id.0).ok()?),
        None => None,
    };
    let application = match &read.application {
        Some(application) => self::application(application, catalog)?,
        None => Application::default(),
    };
    // Codes are read once, and must be written as the data writes them.
    let _: SetCode = read.set.parsed()?;
    let header = Header {
        catalog,
        named,
        set: &read.set.0,
        application: &application,
    };
    let mut stages = Vec::with_capacity(read.stages.len());
    let mut latest = application.filed;
    for stage in read.stages.iter() {
        stages.push(header.stage(stage, &mut latest)?);
    }
    let mut before: Option<(Level, &Regulation)> = None;
    for stage in &stages {
        if !level_follows(before, stage.level, &stage.regulation) {
            return None;
        }
        before = Some((stage.level, &stage.regulation));
    }
    let self_assessment = match &read.self_assessment {
        None => None,
        Some(own) => {
            let set = match &header.named {
                Some(named) => catalog.set_of(named, header.set).ok()?,
                None => Arc::clone(&stages.first()?.set),
            };
            Some(sheet(&set, "self", Role::Member, &own.answers.0)?)
        }
    };
    let last = stages.last()?;
    let known = |item: &String| {
        last.regulation
            .dossier
            .iter()
            .any(|known| known.id == *item)
    };
    if !application.items.iter().flatten().all(known) {
        return None;
    }
    let mut case = Case {
        product: product(&read.product)?,
        regulation: Arc::clone(&last.regulation),
        set: Arc::clone(&last.set),
        application: application.clone(),
        self_assessment,
        warnings: Vec::new(),
        origin: origin(),
        stages,
    };
    case.warnings = warnings(&case, catalog.in_order().ok()?);
    Some(case)
}

/// How many opening brackets a text has, in strings or not.
fn brackets(text: &str) -> usize {
    // Counts of up to 255 bytes fit in a byte, which the processor adds up many at a time.
    let blocks = text.as_bytes().chunks(255);
    let counts = blocks.map(|block| block.iter().map(|&b| u8::from(b == b'[')).sum::<u8>());
    counts.map(usize::from).sum()
}

/// How many lists a case has.
fn lists(case: &CaseIn<'_>) -> usize {
    let in_stage = |stage: &StageIn<'_>| {
        let one = |given: bool| usize::from(given);
        one(stage.parts.is_some())
            + one(stage.report.is_some())
            + one(stage.findings.is_some())
            + stage.sheets.as_ref().map_or(0, |sheets| 1 + sheets.len())
    };
    let items = case.application.as_ref().is_some_and(|a| a.items.is_some());
    1 + usize::from(items)
        + usize::from(case.self_assessment.is_some())
        + case.stages.iter().map(in_stage).sum::<usize>()
}

/// A text that may be absent, but not blank.
fn optional_text(text: Option<&Text<'_>>) -> Option<Option<String>> {
    match text {
        None => Some(None),
        Some(text) => Some(Some(text.some()?.to_owned())),
    }
}

/// A word that may be absent, but not unknown.
fn optional_word<T: std::str::FromStr>(text: Option<&Text<'_>>) -> Option<Option<T>> {
    match text {
        None => Some(None),
        Some(text) => Some(Some(text.parsed()?)),
    }
}

fn product(read: &ProductIn<'_>) -> Option<Product> {
    let producer = match &read.producer {
        None => None,
        Some(producer) => Some(Producer {
            id: optional_text(producer.id.as_ref())?,
            name: optional_text(producer.name.as_ref())?,
            kind: optional_word(producer.kind.as_ref())?,
        }),
    };
    Some(Product {
        name: read.name.some()?.to_owned(),
        code: optional_text(read.code.as_ref())?,
        craft_village: read.craft_village.as_ref().map(|flag| flag.0),
        district: optional_text(read.district.as_ref())?,
        producer,
    })
}

fn since_the_law(catalog: &Catalog, date: Date) -> Option<Date> {
    let first = catalog.in_order().ok()?.first()?.in_force.from;
    (date >= first).then_some(date)
}

fn application(read: &ApplicationIn<'_>, catalog: &Catalog) -> Option<Application> {
    let filed = match &read.filed {
        None => None,
        Some(filed) => Some(since_the_law(catalog, filed.parsed()?)?),
    };
    let previous = match &read.previous {
        None => None,
        Some(previous) => {
            let (issued, expires): (Date, Date) =
                (previous.issued.parsed()?, previous.expires.parsed()?);
            if expires < issued {
                return None;
            }
            let star = previous.star.star()?;
            Some(Previous {
                star,
                issued,
                expires,
            })
        }
    };
    let items = match &read.items {
        None => None,
        Some(items) => {
            let texts = items.iter().map(|item| Some(item.some()?.to_owned()));
            Some(distinct(texts)?)
        }
    };
    Some(Application {
        kind: optional_word(read.kind.as_ref())?,
        filed,
        previous,
        items,
    })
}

/// All values, if each is there and none is there twice.
fn distinct<T: PartialEq>(values: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for value in values {
        let value = value?;
        if all.contains(&value) {
            return None;
        }
        all.push(value);
    }
    Some(all)
}

fn sheet(
    set: &CriteriaSet,
    assessor: &str,
    role: Role,
    answers: &[AnswerIn<'_>],
) -> Option<ScoreSheet> {
    let answers = answers.iter();
    let answers = answers.map(|answer| (&*answer.criterion.0, answer.ticked));
    ScoreSheet::from_answers(set, assessor, role, answers)
}

/// What a case states before its stages.
struct Header<'h> {
    catalog: &'h Catalog,
    named: Option<Arc<Regulation>>,
    set: &'h str,
    application: &'h Application,
}

impl Header<'_> {
    fn stage(&self, read: &StageIn<'_>, latest: &mut Option<Date>) -> Option<Stage> {
        let level: Level = read.level.parsed()?;
        if read.forwarded.as_ref().is_some_and(|flag| !flag.0) {
            return None;
        }
        let date: Option<Date> = match &read.date {
            Some(date) => Some(since_the_law(self.catalog, date.parsed()?)?),
            None if read.forwarded.is_some() => None,
            None => return None,
        };
        if date
            .zip(*latest)
            .is_some_and(|(date, latest)| date < latest)
        {
            return None;
        }
        *latest = (*latest).max(date);
        let decided: Option<Date> = optional_word(read.decided.as_ref())?;
        if decided
            .zip(date)
            .is_some_and(|(decided, date)| decided < date)
        {
            return None;
        }
        let (regulation, why) = match &self.named {
            Some(named) => (Arc::clone(named), Vec::new()),
            None => {
                let (filed, kind) = (self.application.filed?, self.application.kind?);
                let found = self
                    .catalog
                    .applicable(filed, kind, date.or(*latest))
                    .ok()?;
                (found.regulation, found.reasons)
            }
        };
        regulation.level(level)?;
        let set = self.catalog.set_of(&regulation, self.set).ok()?;
        let findings = match &read.findings {
            None => Vec::new(),
            Some(findings) => {
                let ids = distinct(findings.iter().map(|id| id.parsed::<FindingId>()))?;
                let known = ids.iter().map(|id| set.finding(id).cloned());
                known.collect::<Option<Vec<Finding>>>()?
            }
        };
        let content = self.content(read, level, &regulation, &set, &findings)?;
        Some(Stage {
            level,
            date,
            decided,
            regulation,
            set,
            content,
            findings,
            why,
        })
    }

    fn content(
        &self,
        read: &StageIn<'_>,
        level: Level,
        regulation: &Regulation,
        set: &CriteriaSet,
        findings: &[Finding],
    ) -> Option<Content> {
        let kinds = [
            read.sheets.is_some(),
            read.parts.is_some(),
            read.total.is_some(),
            read.forwarded.is_some(),
            read.adopts.is_some(),
            read.report.is_some(),
        ];
        let given = kinds.iter().filter(|&&given| given).count();
        let mean = read.parts.is_some() || read.total.is_some();
        let fits = match given {
            0 => !findings.is_empty() && level != Level::Commune,
            1 => (level == Level::Commune) == read.report.is_some(),
            _ => false,
        };
        let stray_council = read.council.is_some() && read.sheets.is_none();
        let stray_star = read.attested_star.is_some() && !mean;
        if !fits || stray_council || stray_star {
            return None;
        }
        let attested = match &read.attested_star {
            None => None,
            Some(star) => Some(star.star()?),
        };
        if let Some(sheets) = &read.sheets {
            return self.sheets(sheets, read.council.as_ref(), regulation, set);
        }
        if let Some(parts) = &read.parts {
            return self::parts(parts, set, attested);
        }
        if let Some(total) = &read.total {
            let points: Points = total.parsed()?;
            return (points <= regulation.total).then_some(Content::Total { points, attested });
        }
        if let Some(adopts) = &read.adopts {
            return Some(Content::Adopts(adopts.star.star()?));
        }
        if let Some(report) = &read.report {
            distinct(report.iter().map(|entry| entry.item.parsed::<ReportItem>()))?;
            let given = report.iter().map(|entry| {
                Some(ReportEntry {
                    item: entry.item.parsed()?,
                    met: entry.met.as_ref().map(|met| met.0),
                    note: optional_text(entry.note.as_ref())?,
                })
            });
            return Some(Content::Report(report_entries(
                given.collect::<Option<_>>()?,
            )));
        }
        Some(if read.forwarded.is_some() {
            Content::Forwarded
        } else {
            Content::FindingsOnly
        })
    }

    fn sheets(
        &self,
        read: &[SheetIn<'_>],
        council: Option<&CouncilIn<'_>>,
        regulation: &Regulation,
        set: &CriteriaSet,
    ) -> Option<Content> {
        let mut sheets = Vec::with_capacity(read.len());
        for given in read {
            let role = optional_word(given.role.as_ref())?.unwrap_or(Role::Member);
            sheets.push(sheet(set, given.assessor.some()?, role, &given.answers.0)?);
        }
        let rules = council.and_then(|council| council.rules.as_ref());
        let rules = self
            .catalog
            .rules(rules.map_or("default", |rules| &rules.0));
        let appointed = match council.and_then(|council| council.appointed.as_ref()) {
            None => None,
            Some(Number(appointed @ 1..=9_999, _)) => Some(u16::try_from(*appointed).ok()?),
            Some(_) => return None,
        };
        let members: Vec<(&str, Role)> = sheets
            .iter()
            .map(|sheet: &ScoreSheet| (sheet.assessor(), sheet.role()))
            .collect();
        if !member_errors(&members, appointed).is_empty() {
            return None;
        }
        let form = optional_word(council.and_then(|council| council.form.as_ref()))?;
        let kind: Option<ApplicationKind> = self.application.kind;
        Some(Content::Sheets {
            rules: rules.ok()?,
            appointed,
            form: form.unwrap_or_else(|| form_by_law(regulation, kind)),
            sheets,
        })
    }
}

fn parts(read: &[PartIn<'_>], set: &CriteriaSet, attested: Option<Star>) -> Option<Content> {
    let mut points = [None; 3];
    for given in read {
        let id: PartId = given.part.parsed()?;
        let value: Points = given.points.parsed()?;
        let part = set.parts.iter().find(|part| part.id == id)?;
        let at = PartId::ALL.iter().position(|known| *known == id)?;
        let slot = points.get_mut(at).filter(|slot| slot.is_none())?;
        *slot = Some(value).filter(|&value| value <= part.max);
        (*slot)?;
    }
    let [a, b, c] = points;
    let points = [a?, b?, c?];
    let mut sum = Points::ZERO;
    for part in points {
        sum = sum.checked_add(part).ok()?;
    }
    Some(Content::Parts {
        points,
        sum,
        attested,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::case::read::read as explain;

    fn cases() -> Vec<String> {
        let entries = std::fs::read_dir("examples/cases").unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let cases = paths.filter(|path| path.extension().is_some_and(|e| e == "json"));
        cases
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect()
    }

    const GOOD: &str = r#"{"product": {"name": "x", "producer": {"kind": "farm"}}, "set": "08",
        "application": {"kind": "first", "filed": "2024-03-01"},
        "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]}"#;

    /// What both readers make of a text must be the same, but for the texts that only the slow one
    /// accepts.
    fn compare(text: &str, catalog: &Catalog) -> bool {
        let origin = || Origin {
            file: "case".to_owned(),
            text: text.to_owned(),
            first_line: 1,
        };
        let Some(fast) = read(text, catalog, origin) else {
            return false;
        };
        let slow = explain(text, "case", 1, catalog, origin);
        let slow =
            slow.unwrap_or_else(|error| panic!("only the fast reader accepts: {error}\n{text}"));
        assert_eq!(format!("{fast:?}"), format!("{slow:?}"));
        true
    }

    #[test]
    fn every_shipped_case_is_read_fast() {
        let catalog = Catalog::bundled();
        for text in cases() {
            assert!(compare(&text, &catalog), "{text}");
        }
    }

    /// Shapes that serde would take and the format does not, and small slips.
    #[test]
    fn what_is_not_in_order_is_left_to_the_other_reader() {
        let catalog = Catalog::bundled();
        assert!(compare(GOOD, &catalog));
        for (from, to) in [
            (r#"{"name": "x", "producer": {"kind": "farm"}}"#, r#"["x"]"#),
            (r#"{"kind": "farm"}"#, r#"[]"#),
            (r#"{"kind": "farm"}"#, "null"),
            (r#"{"kind": "farm"}"#, r#"{"kind": null}"#),
            (r#""name": "x""#, r#""name": " ""#),
            (r#""name": "x""#, r#""name": "x", "name": "x""#),
            (r#""name": "x""#, r#""name": "x", "nme": "x""#),
            (r#""set": "08""#, r#""set": "8""#),
            (r#""set": "08""#, r#""set": "27""#),
            (r#""set": "08""#, r#""format": 2, "set": "08""#),
            (r#""kind": "first", "#, ""),
            ("2024-03-01", "2019-08-20"),
            ("2024-03-01", "2024-04-11"),
            ("2024-04-10", "2024-02-30"),
            ("61.5", "100.5"),
            ("61.5", "61,5"),
            ("district", "central"),
            ("district", "commune"),
            (r#""total""#, r#""attested_star": 6, "total""#),
            (r#""total""#, r#""council": {}, "total""#),
            (r#""total""#, r#""forwarded": false, "total""#),
            (r#""total""#, r#""findings": ["rain"], "total""#),
            (r#", "total": "61.5""#, ""),
            (r#""date": "2024-04-10", "#, ""),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            assert!(!compare(&text, &catalog), "{text}");
        }
    }

    /// What is rare, or stands right on a limit, is in order all the same.
    #[test]
    fn what_is_rare_is_read_fast() {
        let catalog = Catalog::bundled();
        let dates = r#""application": {"kind": "first", "filed": "2024-03-01"},"#;
        let named = r#""regulation": "qd-148-2023","#;
        let both = format!("{named} {dates}");
        for (from, to) in [
            ("2024-04-10", "2024-03-01"),
            ("2024-03-01", "2019-08-21"),
            ("61.5", "100"),
            (r#""total""#, r#""decided": "2024-04-10", "total""#),
            (
                r#""kind": "first""#,
                r#""kind": "renewal",
                "previous": {"star": 3, "issued": "2021-05-02", "expires": "2021-05-02"}"#,
            ),
            (dates, named),
            (dates, &both),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            assert!(compare(&text, &catalog), "{text}");
        }
        let found = GOOD
            .replace(r#""set": "08""#, r#""set": "21""#)
            .replace(r#""total": "61.5""#, r#""findings": ["ip-infringement"]"#);
        assert!(compare(&found, &catalog));
        let longest = GOOD.to_owned() + &" ".repeat(MAX_DOCUMENT_BYTES - GOOD.len());
        assert!(compare(&longest, &catalog));
        assert!(!compare(&(longest + " "), &catalog));
    }

    #[test]
    fn the_most_sheets_and_a_producers_own_are_read_fast() {
        let catalog = Catalog::bundled();
        let text = std::fs::read_to_string("examples/cases/mean-exactly-90.json").unwrap();
        let mut case: serde_json::Value = serde_json::from_str(&text).unwrap();
        let stage = &mut case["stages"][0];
        stage["council"]["appointed"] = MAX_SHEETS.into();
        let sheets = stage["sheets"].as_array_mut().unwrap();
        let mut sheet = sheets.first().unwrap().clone();
        sheet["role"] = "member".into();
        while sheets.len() < MAX_SHEETS {
            sheet["assessor"] = format!("m{}", sheets.len() + 1).into();
            sheets.push(sheet.clone());
        }
        case["self_assessment"] = serde_json::json!({"answers": sheet["answers"]});
        assert!(compare(&case.to_string(), &catalog));
        // Councils without a word of their own go by the default rules.
        case["stages"][0].as_object_mut().unwrap().remove("council");
        assert!(compare(&case.to_string(), &catalog));
    }

    /// Every shipped case with one byte changed, cut out or doubled, at many places.
    #[test]
    fn the_fast_reader_never_accepts_more() {
        let catalog = Catalog::bundled();
        let mut accepted = 0;
        for text in cases() {
            let step = text.len() / 150 + 1;
            for at in (0..text.len()).step_by(step) {
                let (before, after) = text.as_bytes().split_at(at);
                for with in [
                    &b""[..],
                    b"0",
                    b"9",
                    b"\"",
                    b",",
                    b"[",
                    b"]",
                    b"{",
                    b"null",
                    b" ",
                ] {
                    let rest = after.get(1..).unwrap_or_default();
                    let changed = [before, with, rest].concat();
                    if let Ok(changed) = String::from_utf8(changed) {
                        accepted += usize::from(compare(&changed, &catalog));
                    }
                }
            }
        }
        assert!(accepted > 200, "{accepted}");
    }
}
