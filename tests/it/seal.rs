//! Cases as JSON, and their seals.
//!
//! Source: contract 4 (`seal`), contract 5.0; RFC 8785.

use std::fs;
use std::path::Path;

use ocop::input::{
    RawAnswer, RawApplication, RawCase, RawCouncil, RawPart, RawPrevious, RawProducer, RawProduct,
    RawReportItem, RawSelfAssessment, RawSheet, RawStage,
};
use ocop::law::CriteriaSet;
use ocop::value::{
    ApplicationKind, CouncilForm, FindingId, PartId, ProducerKind, RegulationId, ReportItem, Role,
    RulesId, SetCode,
};
use ocop::{Case, Catalog, Date, Level, Points, Seal, Star};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::conformance;
use crate::often;
use crate::random::Random;
use crate::shipped::json_files;

fn read(text: &str, catalog: &Catalog) -> Case {
    Case::from_json(text, "case.json", catalog).unwrap()
}

/// Cases of every kind: those that are shipped, and some of the suite.
fn cases(catalog: &Catalog) -> Vec<(String, Case)> {
    let mut texts: Vec<String> = json_files(Path::new("examples/cases"))
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    texts.extend(conformance::SUITE.cases().step_by(37).map(Value::to_string));
    let cases = texts.into_iter().map(|text| {
        let case = read(&text, catalog);
        (text, case)
    });
    cases.collect()
}

/// RFC 8785 by another crate, hashed.
fn hashed(value: &Value) -> String {
    let bytes = serde_json_canonicalizer::to_vec(value).unwrap();
    let hex: String = Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    format!("sha256:{hex}")
}

fn normal(text: &str) -> String {
    let text: String = text.nfc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn normalised(value: &mut Value) {
    match value {
        Value::String(text) => *text = normal(text),
        Value::Array(list) => list.iter_mut().for_each(normalised),
        Value::Object(fields) => fields.values_mut().for_each(normalised),
        _ => {}
    }
}

/// `seal.input` as docs/seal.md says it, from what a case serializes to.
fn input(case: &Case) -> String {
    let mut value = serde_json::to_value(case).unwrap();
    normalised(&mut value);
    for stage in value["stages"].as_array_mut().unwrap() {
        let stage = stage.as_object_mut().unwrap();
        stage.remove("decided");
        stage.remove("decision");
        if let Some(sheets) = stage.get_mut("sheets") {
            let sheets = sheets.as_array_mut().unwrap();
            sheets.sort_by_key(|sheet| sheet["assessor"].as_str().unwrap().to_owned());
        }
        let findings = stage["findings"].as_array_mut().unwrap();
        findings.sort_by_key(|id| id.as_str().unwrap().to_owned());
    }
    if let Some(items) = value.pointer_mut("/application/items") {
        let items = items.as_array_mut().unwrap();
        items.sort_by_key(|id| id.as_str().unwrap().to_owned());
    }
    hashed(&value)
}

#[test]
fn a_case_serializes_to_rfc_8785_and_reads_back_with_the_same_seal() {
    let catalog = conformance::catalog();
    let cases = cases(&catalog);
    assert!(cases.len() > 100, "{}", cases.len());
    for (text, case) in cases {
        let printed = serde_json::to_string(&case).unwrap();
        let canonical = serde_json_canonicalizer::to_string(&case).unwrap();
        assert_eq!(printed, canonical);
        let again = read(&printed, &catalog);
        assert_eq!(again, case, "{text}");
        assert_eq!(Seal::of(&again), Seal::of(&case), "{text}");
        assert_eq!(Seal::of(&case).input, input(&case), "{text}");
    }
}

/// A district's sheets that vary what may not matter: order, spacing, defaults, composition.
#[test]
fn cases_that_state_the_same_have_the_same_seal() {
    let catalog = Catalog::bundled();
    let text = fs::read_to_string("examples/cases/certified-3-at-district.json").unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let seal = |case: &Value| Seal::of(&read(&case.to_string(), &catalog));
    let expected = seal(&whole);
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut case = whole.clone();
        change(&mut case);
        seal(&case)
    };
    let same: [&dyn Fn(&mut Value); 7] = [
        &|case| case["format"] = json!(1),
        &|case| case["stages"][0]["findings"] = json!([]),
        &|case| {
            case["stages"][0]["sheets"]
                .as_array_mut()
                .unwrap()
                .reverse()
        },
        &|case| {
            let sheets = case["stages"][0]["sheets"].as_array_mut().unwrap();
            for sheet in sheets {
                sheet["answers"].as_array_mut().unwrap().reverse();
                if sheet.get("role").is_none() {
                    sheet["role"] = json!("member");
                }
            }
        },
        &|case| case["stages"][0]["council"]["rules"] = json!("default"),
        &|case| case["stages"][0]["council"]["form"] = json!("meeting"),
        &|case| {
            let name = case["product"]["name"].as_str().unwrap();
            let name: String = name.nfd().collect();
            case["product"]["name"] = json!(format!("  {}\u{a0}", name.replace(' ', "  ")));
        },
    ];
    for (index, change) in same.iter().enumerate() {
        assert_eq!(changed(change), expected, "{index}");
    }
    let stating = |producer: Option<Value>, application: Option<Value>| {
        changed(&|case| {
            for (place, key, value) in [
                ("/product", "producer", &producer),
                ("", "application", &application),
            ] {
                let of = case.pointer_mut(place).unwrap().as_object_mut().unwrap();
                of.remove(key);
                of.extend(value.clone().map(|value| (key.to_owned(), value)));
            }
        })
    };
    let nothing = stating(None, None);
    assert_eq!(stating(Some(json!({})), None), nothing);
    assert_eq!(stating(None, Some(json!({}))), nothing);
    let other: [&dyn Fn(&mut Value); 4] = [
        &|case| case["product"]["name"] = json!("Khô cá sặc"),
        &|case| case["product"]["craft_village"] = json!(true),
        &|case| case["stages"][0]["date"] = json!("2024-05-30"),
        &|case| case["stages"][0]["sheets"][0]["assessor"] = json!("another"),
    ];
    for (index, change) in other.iter().enumerate() {
        assert_ne!(changed(change).input, expected.input, "{index}");
    }
    assert_eq!((expected.form, &expected.decision), (2, &None));
}

/// A decision that is entered later leaves `input` as it was.
#[test]
fn a_decision_has_its_own_hash() {
    let catalog = Catalog::bundled();
    let case = |decided: Value| {
        let mut stage = json!({"level": "district", "date": "2024-04-10", "total": "61.50"});
        stage
            .as_object_mut()
            .unwrap()
            .extend(decided.as_object().unwrap().clone());
        let case = json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08",
            "stages": [stage]});
        Seal::of(&read(&case.to_string(), &catalog))
    };
    let open = case(json!({}));
    let decided = case(json!({"decided": "2024-04-20", "decision": "12/QĐ-UBND"}));
    assert_eq!(open.input, decided.input);
    assert_eq!(open.decision, None);
    let expected = json!([{"decided": "2024-04-20", "decision": "12/QĐ-UBND", "stage": 1}]);
    assert_eq!(decided.decision, Some(hashed(&expected)));
    assert_ne!(
        case(json!({"decided": "2024-04-21"})).decision,
        decided.decision
    );
    assert_eq!(case(json!({"total": "61.5"})), open);
}

/// Texts that differ in composition, spacing and escapes.
fn name(random: &mut Random) -> &'static str {
    let names = [
        "Cá khô",
        "  Rượu\u{a0}nếp  cái ",
        "Ca\u{301} lo\u{301}c \"đặc biệt\"",
        "\u{1f41f} \\ /",
    ];
    names[random.below(names.len())]
}

fn points(random: &mut Random, most: usize) -> Points {
    let text = format!("{}.{}", random.below(most), random.below(100));
    text.parse().unwrap()
}

/// Answers to every criterion in some order.
fn random_answers(random: &mut Random, set: &CriteriaSet) -> Vec<RawAnswer<'static>> {
    let answers = set.criteria().map(|criterion| {
        let ticked = random.below(criterion.choices().len() + 1);
        RawAnswer::default()
            .criterion(criterion.code().to_string())
            .ticked(u32::try_from(ticked).unwrap())
    });
    let mut answers: Vec<RawAnswer<'static>> = answers.collect();
    let turn = random.below(answers.len());
    answers.rotate_left(turn);
    answers
}

/// A stage with sheets, parts, a total or findings.
fn random_stage(
    random: &mut Random,
    set: &CriteriaSet,
    (level, day): (Level, Date),
) -> RawStage<'static> {
    let mut stage = RawStage::default().level(level).date(day);
    stage = match random.below(5) {
        0 => stage.total(points(random, 99)),
        1 => {
            let parts = [(PartId::B, 24), (PartId::A, 39), (PartId::C, 34)];
            let means = parts
                .map(|(part, most)| RawPart::default().part(part).points(points(random, most)));
            let stage = stage.parts(means);
            match random.below(2) {
                0 => stage.attested_star(Star::ALL[random.below(5)]),
                _ => stage,
            }
        }
        _ => {
            let sheets: Vec<RawSheet<'static>> = (0..1 + random.below(4))
                .map(|member| {
                    let roles = [Role::Chair, Role::ViceChair, Role::Member];
                    let sheet = RawSheet::default()
                        .assessor(format!("{} {member}", name(random)))
                        .answers(random_answers(random, set));
                    match random.below(3) {
                        0 => sheet.role(roles[member.min(2)]),
                        1 => sheet.name(name(random)),
                        _ => sheet,
                    }
                })
                .collect();
            let appointed = u16::try_from(sheets.len() + random.below(3)).unwrap();
            let stage = stage.sheets(sheets);
            match random.below(3) {
                0 => stage.council(RawCouncil::default().appointed(appointed)),
                1 => stage.council(RawCouncil::default().form(CouncilForm::Written)),
                _ => stage,
            }
        }
    };
    if random.below(4) == 0 && !set.findings().is_empty() {
        let found = (0..1 + random.below(2)).map(|_| random.below(set.findings().len()));
        let found: std::collections::BTreeSet<usize> = found.collect();
        let found = found
            .into_iter()
            .rev()
            .map(|at| set.findings()[at].id().clone());
        stage = stage.findings(found);
    }
    stage
}

/// A case of random stages, sheets and texts: a district's under 148, forwarded or decided, or a
/// commune's report and a province's evaluation under 26/2026.
fn random_case(random: &mut Random, catalog: &Catalog) -> RawCase<'static> {
    let new_law = random.below(2) == 0;
    let regulation = if new_law { "qd-26-2026" } else { "qd-148-2023" };
    let code = ["08", "16", "26"][random.below(3)];
    let set = catalog.set(regulation, code).unwrap();
    let year = if new_law { 2026 } else { 2024 };
    let day = |month| Date::new(year, month, 10).unwrap();
    let last = |random: &mut Random, level| {
        let stage = random_stage(random, &set, (level, day(10)));
        match random.below(3) {
            0 => stage.decided(day(11)).decision(name(random)),
            _ => stage,
        }
    };
    let stages = if new_law {
        let items = ReportItem::ALL
            .iter()
            .rev()
            .filter(|_| random.below(2) == 0);
        let items: Vec<ReportItem> = items.copied().collect();
        let entries = items.into_iter().map(|item| {
            let entry = RawReportItem::default().item(item);
            match random.below(3) {
                0 => entry.met(true),
                1 => entry.met(false).note(name(random)),
                _ => entry,
            }
        });
        let entries: Vec<RawReportItem<'static>> = entries.collect();
        let report = RawStage::default()
            .level(Level::Commune)
            .date(day(8))
            .report(entries);
        vec![report, last(random, Level::Province)]
    } else if random.below(2) == 0 {
        let forwarded = RawStage::default().level(Level::District).forwarded(true);
        vec![forwarded, last(random, Level::Province)]
    } else {
        vec![last(random, Level::District)]
    };
    let producer = RawProducer::default()
        .id("p1")
        .name(name(random))
        .kind(ProducerKind::Farm);
    let product = RawProduct::default()
        .name(name(random))
        .commune(name(random));
    let mut application = RawApplication::default()
        .kind(ApplicationKind::First)
        .filed(day(7));
    if random.below(3) == 0 {
        let previous = RawPrevious::default()
            .star(Star::Three)
            .issued(Date::new(year - 3, 9, 1).unwrap())
            .expires(Date::new(year, 9, 1).unwrap());
        application = application
            .kind(ApplicationKind::Renewal)
            .previous(previous);
    }
    if new_law && random.below(2) == 0 {
        application = application.items(["form-02", "form-01"]);
    }
    let mut case = RawCase::default().set(code.parse().unwrap()).stages(stages);
    case = match random.below(2) {
        0 => case.product(product.producer(producer)),
        _ => case.product(product.craft_village(random.below(2) == 0)),
    };
    if random.below(4) == 0 {
        let own = RawSelfAssessment::default().answers(random_answers(random, &set));
        case = case.self_assessment(own);
    }
    match random.below(3) {
        0 => case.regulation(regulation.parse().unwrap()),
        1 => case
            .regulation(regulation.parse().unwrap())
            .application(application),
        _ => case.application(application),
    }
}

/// What a service builds in memory is what a file says: the same case, text and seal.
#[test]
fn cases_of_values_are_cases_of_files() {
    let catalog = Catalog::bundled();
    let mut random = Random(8_785);
    let mut outcomes = std::collections::BTreeSet::new();
    for number in 0..often(2_000) {
        let raw = random_case(&mut random, &catalog);
        let case = Case::new(&raw, "values", &catalog).unwrap_or_else(|error| panic!("{error}"));
        let text = serde_json::to_string(&case).unwrap();
        let again = read(&text, &catalog);
        assert_eq!(again, case, "{text}");
        let seal = Seal::of(&case);
        assert_eq!(Seal::of(&again), seal, "{text}");
        // What was given serializes too, and reads as the same case.
        let given = read(&serde_json::to_string(&raw).unwrap(), &catalog);
        assert_eq!((&given, &Seal::of(&given)), (&case, &seal));
        if number % 10 == 0 {
            assert_eq!(seal.input, input(&case), "{text}");
            assert_eq!(serde_json::to_string(&again).unwrap(), text);
            let outcome = serde_json::to_value(case.evaluate().outcome()).unwrap();
            outcomes.insert(outcome["kind"].to_string());
        }
    }
    assert!(outcomes.len() >= 4, "{outcomes:?}");
}

/// Problems of values are told by path and pointer; nothing typed is in either.
#[test]
fn problems_of_values_have_a_path_and_a_pointer() {
    let catalog = Catalog::bundled();
    let report = RawReportItem::default().item(ReportItem::LocalOrigin);
    let raw = RawCase::default()
        .product(RawProduct::default().name("Cá\nkhô"))
        .regulation("qd-26-2026".parse::<RegulationId>().unwrap())
        .set("08".parse::<SetCode>().unwrap())
        .stages([
            RawStage::default()
                .level(Level::Commune)
                .date("2026-06-01".parse::<Date>().unwrap())
                .report([report.clone(), report]),
            RawStage::default()
                .level(Level::Province)
                .sheets([RawSheet::default()
                    .answers([RawAnswer::default().criterion("9.9").ticked(1_u32)])])
                .council(RawCouncil::default().rules("mine".parse::<RulesId>().unwrap()))
                .findings(["storm".parse::<FindingId>().unwrap()]),
        ]);
    let error = Case::new(&raw, "values", &catalog).unwrap_err();
    let told: Vec<String> = error
        .diagnostics()
        .iter()
        .filter(|problem| problem.code().as_str() != "criterion-missing")
        .map(|p| format!("{} {} {}", p.code(), p.pointer(), p.path()))
        .collect();
    assert_eq!(
        told,
        [
            "bad-character /product/name product/name",
            "repeated /stages/0/report/1/item stage 1/item 2/item",
            "missing-key /stages/1 stage 2",
            "finding-unknown /stages/1/findings/0 stage 2/finding 1",
            "rules-unknown /stages/1/council/rules stage 2/council/rules",
            "missing-key /stages/1/sheets/0 stage 2/sheet 1",
            "criterion-unknown /stages/1/sheets/0/answers/0/criterion stage 2/sheet 1/answer 1/criterion",
        ]
    );
    for problem in error.diagnostics() {
        assert_eq!((problem.file(), problem.line()), ("values", None));
    }
}

/// What was hashed when the program was built is what is hashed of the same files read later.
#[test]
fn embedded_files_have_the_hashes_of_files() {
    let bundled = Catalog::bundled();
    let files = bundled.files();
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned().into()));
    let (read, _) = Catalog::from_files(files);
    for regulation in bundled.regulations().unwrap() {
        let level = match regulation.id().as_str() {
            "qd-1048-2019" | "qd-148-2023" => "district",
            _ => "province",
        };
        for entry in regulation.sets() {
            let text = format!(
                r#"{{"product": {{"name": "x"}}, "regulation": "{}", "set": "{}",
                "stages": [{{"level": "{level}", "date": "{}", "total": "60"}}]}}"#,
                regulation.id(),
                entry.code(),
                regulation.in_force().from()
            );
            let seal = |catalog| {
                let case = ocop::EvaluatedCase::from_json(&text, "case.json", catalog).unwrap();
                case.evaluation().seal.clone()
            };
            assert_eq!(seal(&bundled), seal(&read));
        }
    }
}
