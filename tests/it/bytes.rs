//! One byte of a shipped file changed: the file is refused, or what it loads to says what the file
//! says now. Nothing panics, and nothing is passed over.
//!
//! `OCOP_BYTES=criteria/qd-26-2026/sets/08 cargo test --release --test it bytes` changes every byte of
//! every file whose path contains that, `OCOP_BYTES=/` of all; a plain run changes some of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::often;
use crate::random::Random;
use crate::shipped::json_files;
use ocop::law::{
    Certainty, CouncilRules, CriteriaSet, Criterion, Note, Plan, Regulation, Section, SheetName,
    ZeroNote,
};
use ocop::procedure::History;
use ocop::procedure::HistoryView;
use ocop::{Case, Catalog, LoadError, Points, Star};
use serde_json::{Map, Value, json};

/// An object of what is there: no null, no empty list.
fn object(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let given = entries
        .into_iter()
        .filter(|(_, value)| !value.is_null() && *value != json!([]))
        .map(|(key, value)| (key.to_owned(), value));
    plain(Value::Object(given.collect()))
}

/// A value without what says no more than its absence: the only format, two kinds of no, and zeros
/// at the end of points (`1.0` are the points `1`).
fn plain(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| {
                let value = match (key.as_str(), &value) {
                    (
                        "points" | "max" | "required" | "expected" | "found" | "spread" | "other"
                        | "sum",
                        Value::String(text),
                    ) if text.contains('.') => {
                        json!(text.trim_end_matches('0').trim_end_matches('.'))
                    }
                    _ => plain(value),
                };
                (key, value)
            });
            let said = |(key, value): &(String, Value)| match key.as_str() {
                "format" => *value != 1,
                "percent" | "yes_no" => *value != false,
                _ => true,
            };
            Value::Object(fields.filter(said).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(plain).collect(),
        other => other,
    }
}

fn list<T>(items: &[T], print: impl Fn(&T) -> Value) -> Value {
    items.iter().map(print).collect()
}

fn points(points: Points) -> Value {
    json!(points.to_string())
}

fn star(star: Option<Star>) -> Value {
    json!(star.map(Star::number))
}

fn zero_rule(rule: Option<&ZeroNote>) -> Value {
    rule.map_or(
        Value::Null,
        |rule| json!({"label": rule.label(), "citation": rule.citation()}),
    )
}

fn note(note: &Note) -> Value {
    object([
        ("kind", json!(note.kind().as_str())),
        ("label", json!(note.label())),
        ("criterion", json!(note.needs().map(|code| code.as_str()))),
    ])
}

fn criterion(criterion: &Criterion) -> Value {
    let under = criterion.under().map_or(Value::Null, |heading| {
        json!({"code": heading.code().as_str(), "title": heading.title(),
            "max": heading.max().to_string()})
    });
    let boxes = list(criterion.choices(), |choice| {
        object([
            ("points", points(choice.points())),
            ("star", star(choice.star())),
            ("case", json!(choice.case().map(|case| case.as_str()))),
            ("label", json!(choice.label())),
        ])
    });
    object([
        ("criterion", json!(criterion.code().as_str())),
        ("title", json!(criterion.title())),
        ("max", points(criterion.max())),
        ("under", under),
        ("yes_no", json!(criterion.yes_no())),
        ("heading_star", star(criterion.heading_star())),
        ("cases", json!(criterion.case_names())),
        ("notes", list(criterion.notes(), note)),
        ("zero_rule", zero_rule(criterion.zero_rule())),
        ("boxes", boxes),
    ])
}

fn section(section: &Section) -> Value {
    object([
        ("section", json!(section.code().as_str())),
        ("title", json!(section.title())),
        ("max", points(section.max())),
        ("notes", list(section.notes(), note)),
        ("zero_rule", zero_rule(section.zero_rule())),
        ("criteria", list(section.criteria(), criterion)),
    ])
}

/// A sheet as its file says it.
fn set(set: &CriteriaSet) -> Value {
    let amended = set.as_amended().map_or(
        Value::Null,
        |amendment| json!({"decision": amendment.decision(), "from": amendment.from().to_string()}),
    );
    let parts = list(set.parts(), |part| {
        object([
            ("part", json!(part.id().as_str())),
            ("max", points(part.max())),
            ("sections", list(part.sections(), section)),
        ])
    });
    let findings = list(set.findings(), |finding| {
        let certainty = match finding.certainty() {
            Certainty::Printed => Value::Null,
            Certainty::Inferred => json!("inferred"),
        };
        object([
            ("finding", json!(finding.id().as_str())),
            ("label", json!(finding.label())),
            ("verb", json!(finding.verb().as_str())),
            ("certainty", certainty),
            (
                "as_issued",
                if finding.as_issued() {
                    json!(true)
                } else {
                    Value::Null
                },
            ),
            ("at", json!(finding.at().map(|code| code.as_str()))),
            ("citation", json!(finding.citation())),
        ])
    });
    let sheet = |sheet: &SheetName| json!({"regulation": sheet.regulation().as_str(), "set": sheet.set().to_string()});
    let open = list(set.open_findings(), |finding| {
        let mut open = sheet(finding.printed_by());
        open["finding"] = json!(finding.id().as_str());
        open
    });
    let disputed = list(set.disputed(), |mark| {
        let star = mark.other().map(|star| json!(star.number()));
        json!({"at": mark.at(), "other": object([("star", json!(star))])})
    });
    let defects = list(set.defects(), |defect| {
        json!({"rule": defect.kind().as_str(), "at": defect.at(), "why": defect.why(),
            "expected": defect.expected().to_string(), "found": defect.found().to_string()})
    });
    let errata = list(set.errata(), |erratum| {
        json!({"at": erratum.at(), "printed": erratum.printed(), "read": erratum.read(),
            "why": erratum.why()})
    });
    object([
        ("regulation", json!(set.regulation().as_str())),
        ("set", json!(set.code().to_string())),
        ("name", json!(set.name())),
        ("citation", json!(set.citation())),
        ("sources", json!(set.sources())),
        ("checked", json!(set.checked())),
        ("status", json!(set.status().as_str())),
        ("as_amended", amended),
        ("neighbours", list(set.neighbours(), sheet)),
        ("findings", findings),
        ("open_findings", open),
        ("disputed", disputed),
        ("defects", defects),
        ("errata", errata),
        ("parts", parts),
    ])
}

/// A council's rules as their file says them.
fn rules(rules: &CouncilRules) -> Value {
    let (numerator, denominator) = rules.quorum();
    let citations: Map<String, Value> = rules
        .citations()
        .map(|(key, citation)| (key.to_owned(), json!(citation)))
        .collect();
    object([
        ("name", json!(rules.name())),
        ("source", json!(rules.source())),
        (
            "spread",
            json!(rules.spread().map(|spread| spread.to_string())),
        ),
        (
            "quorum",
            json!({"numerator": numerator, "denominator": denominator}),
        ),
        ("chair", json!(rules.chair().as_str())),
        ("minimum_by", json!(rules.minimum_by().as_str())),
        ("zero_by", json!(rules.zero_by().as_str())),
        ("shown_decimals", json!(rules.shown_decimals())),
        ("citations", Value::Object(citations)),
        (
            "readings",
            list(rules.readings(), |reading| {
                object([
                    ("reading", json!(reading.id().as_str())),
                    ("text", json!(reading.text())),
                    ("citation", json!(reading.citation())),
                ])
            }),
        ),
    ])
}

/// A plan as its file says it.
fn plan(plan: &Plan) -> Value {
    let period = plan.period();
    let targets = list(plan.targets(), |target| {
        object([
            ("target", json!(target.id)),
            ("label", json!(target.label)),
            ("measure", json!(target.measure.as_str())),
            ("stars", list(&target.stars, |star| json!(star.number()))),
            ("kinds", list(&target.kinds, |kind| json!(kind.as_str()))),
            ("required", points(target.required)),
            ("percent", json!(target.percent)),
            ("citation", json!(target.citation)),
        ])
    });
    let conflicts = list(plan.conflicts(), |conflict| {
        json!({"target": conflict.target, "other": conflict.other.to_string(),
            "citation": conflict.citation, "why": conflict.why})
    });
    let shares = |shares: &[(String, u64)]| {
        list(
            shares,
            |(name, amount)| json!({"name": name, "amount": amount.to_string()}),
        )
    };
    let budget = plan.budget().map_or(Value::Null, |budget| {
        json!({"total": budget.total.to_string(), "by_source": shares(&budget.by_source),
            "by_year": shares(&budget.by_year), "citation": budget.citation})
    });
    let reports = list(
        plan.reports(),
        |report| json!({"before": report.before.to_string(), "citation": report.citation}),
    );
    let readings = list(
        plan.readings(),
        |reading| json!({"reading": reading.id(), "text": reading.text(), "citation": reading.citation()}),
    );
    object([
        ("id", json!(plan.id().as_str())),
        ("decision", json!(plan.decision())),
        ("title", json!(plan.title())),
        ("province", json!(plan.province())),
        ("issued", json!(plan.issued().to_string())),
        (
            "period",
            json!({"from": period.from.to_string(), "to": period.to.to_string(),
                "citation": period.citation}),
        ),
        ("targets", targets),
        ("conflicts", conflicts),
        ("budget", budget),
        ("reports", reports),
        ("readings", readings),
    ])
}

/// What a text loads to, so that it can be held against what the text says.
#[derive(Debug, PartialEq)]
enum Loaded {
    /// As its file says it, key by key.
    Printed(Value),
    /// Every field, where not all of them are printed anywhere: a regulation, whose rules act and
    /// are not shown, and a case.
    Fields(String),
}

/// How the files of a kind are read.
type Reader<'r> = Box<dyn Fn(&str) -> Result<Loaded, LoadError> + Sync + 'r>;

fn reader<'r>(path: &Path, catalog: &'r Catalog, regulations: &'r [Arc<Regulation>]) -> Reader<'r> {
    let name = path.to_str().unwrap();
    let folder = |at: usize| {
        let mut folders = path.components().skip(at);
        folders
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap()
            .to_owned()
    };
    if name.contains("/sets/") {
        let regulation = catalog.regulation(&folder(1)).unwrap();
        return Box::new(move |text| {
            Ok(Loaded::Printed(set(&CriteriaSet::from_json(
                text,
                "set",
                &regulation,
            )?)))
        });
    }
    if name.ends_with("regulation.json") {
        let amended = name.contains("qd-1489-2025");
        let base = amended.then(|| catalog.regulation("qd-148-2023").unwrap());
        return Box::new(move |text| {
            let read = Regulation::from_json(text, "regulation", base.as_deref())?;
            // Where a clause was read is kept in the file alone.
            let lines = text.lines().filter(|line| line.contains("\"sources\""));
            let sources: String = lines.collect();
            Ok(Loaded::Fields(format!("{read:?}{sources}")))
        });
    }
    if name.contains("/councils/") {
        return Box::new(|text| {
            let id = "default".parse().unwrap();
            Ok(Loaded::Printed(rules(&CouncilRules::from_json(
                id, text, "rules",
            )?)))
        });
    }
    if name.contains("/plans/") {
        return Box::new(|text| Ok(Loaded::Printed(plan(&Plan::from_json(text, "plan")?))));
    }
    if name.contains("/histories/") {
        return Box::new(|text| {
            let (product, history) = History::from_json(text, "history", regulations.to_vec())?;
            let record = HistoryView::record(&product, &history);
            Ok(Loaded::Printed(plain(
                serde_json::to_value(record).unwrap(),
            )))
        });
    }
    Box::new(|text| {
        let case = Case::from_json(text, "case", catalog)?;
        let result = case.clone().evaluate();
        // A case keeps its text for problems that are found later; that shows nothing.
        let fields = format!("{case:?}{result:?}").replace(&format!("{text:?}"), "");
        Ok(Loaded::Fields(fields))
    })
}

/// What came of so many changes.
#[derive(Debug, Default)]
struct Counts {
    refused: AtomicUsize,
    shown: AtomicUsize,
    /// Another byte between two values: the document is the same.
    same: AtomicUsize,
    /// Where a change was passed over, or shown otherwise than it is written.
    wrong: Mutex<Vec<String>>,
}

struct Shipped<'r> {
    path: PathBuf,
    bytes: Vec<u8>,
    value: Value,
    loaded: Loaded,
    read: Reader<'r>,
}

impl<'r> Shipped<'r> {
    fn new(path: PathBuf, catalog: &'r Catalog, regulations: &'r [Arc<Regulation>]) -> Self {
        let read = reader(&path, catalog, regulations);
        let text = fs::read_to_string(&path).unwrap();
        let loaded = read(&text).unwrap();
        let value = plain(serde_json::from_str(&text).unwrap());
        if let Loaded::Printed(printed) = &loaded {
            assert_eq!(printed, &value, "{}", path.display());
            // What is printed is read again as the same.
            assert_eq!(read(&printed.to_string()).as_ref(), Ok(&loaded));
        }
        let bytes = text.into_bytes();
        Shipped {
            path,
            bytes,
            value,
            loaded,
            read,
        }
    }

    /// Puts `byte` at `at` and holds what loads against what the text says then.
    fn change(&self, at: usize, byte: u8, counts: &Counts) {
        let count = |counter: &AtomicUsize| counter.fetch_add(1, Ordering::Relaxed);
        let mut bytes = self.bytes.clone();
        if std::mem::replace(&mut bytes[at], byte) == byte {
            return;
        }
        let Ok(text) = String::from_utf8(bytes) else {
            count(&counts.refused);
            return;
        };
        let loaded = (self.read)(&text);
        let value = serde_json::from_str(&text).map(plain);
        let (right, counter) = match (loaded, value) {
            // What says the same is read the same.
            (loaded, Ok(value)) if value == self.value => {
                (loaded.as_ref() == Ok(&self.loaded), &counts.same)
            }
            (Ok(Loaded::Printed(printed)), Ok(value)) => (printed == value, &counts.shown),
            (Ok(loaded), Ok(_)) => (loaded != self.loaded, &counts.shown),
            (Err(error), _) => (!error.diagnostics().is_empty(), &counts.refused),
            (Ok(_), Err(_)) => (false, &counts.shown),
        };
        count(counter);
        if !right {
            let before = text.get(..at).unwrap_or_default();
            let line = before.lines().count();
            let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            let place = format!("{}, byte {at} as {byte:#04x}: {line}", self.path.display());
            counts.wrong.lock().unwrap().push(place);
        }
    }
}

#[test]
fn a_changed_byte_is_refused_or_shown() {
    let catalog = Catalog::bundled();
    let regulations = catalog.regulations().unwrap();
    let wanted = std::env::var("OCOP_BYTES").ok();
    let mut files = ["criteria", "examples/cases", "examples/histories"]
        .map(|folder| json_files(Path::new(folder)))
        .concat();
    // 78 sheets, 4 regulations, rules, a plan, 13 cases, a history.
    assert_eq!(files.len(), 98);
    if let Some(wanted) = &wanted {
        files.retain(|path| path.to_str().unwrap().contains(wanted));
        assert!(!files.is_empty(), "no shipped file is called `{wanted}`");
    }
    let counts = Counts::default();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let file = Shipped::new(path.clone(), &catalog, &regulations);
            if wanted.is_some() {
                // What a slip of a finger or of a bit makes of a byte, and what ends a text.
                for (at, &byte) in file.bytes.iter().enumerate() {
                    for other in [
                        byte ^ 1,
                        byte ^ 2,
                        byte ^ 0x20,
                        b'0',
                        b'9',
                        b' ',
                        b'"',
                        0xff,
                    ] {
                        file.change(at, other, &counts);
                    }
                }
            } else {
                let seed = u64::try_from(file.bytes.len()).unwrap();
                let mut random = Random(0x0c0b_2026_0522 + seed);
                for _ in 0..often(20) {
                    let at = random.below(file.bytes.len());
                    let byte = file.bytes[at];
                    // Half of the changes are to another letter or digit, which may well load.
                    let other = match random.below(4) {
                        0 => u8::try_from(random.below(256)).unwrap(),
                        1 => b'0' + u8::try_from(random.below(10)).unwrap(),
                        2 => byte ^ 1,
                        _ => b'a' + u8::try_from(random.below(26)).unwrap(),
                    };
                    file.change(at, other, &counts);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let files = files.len();
    println!("{files} files: {counts:#?}");
    let wrong = counts.wrong.into_inner().unwrap();
    assert!(
        wrong.is_empty(),
        "{} passed over or shown otherwise",
        wrong.len()
    );
    let shown = counts.shown.into_inner();
    assert!(
        shown > files && counts.refused.into_inner() > files,
        "{shown} shown"
    );
}
