//! Files against schemas, and damaged files against the diagnostics they should get.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::shipped::json_files;
use ocop::input::{MAX_DOCUMENT_BYTES, SchemaKind};
use ocop::procedure::History;
use ocop::{Case, Catalog, LoadError};
use serde_json::{Value, json};

fn validator(kind: SchemaKind) -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(&kind.schema()).unwrap()).unwrap()
}

#[track_caller]
fn fits(kind: SchemaKind, name: &str, value: &Value) {
    let problems: Vec<String> = validator(kind)
        .iter_errors(value)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{name}: {problems:#?}");
}

/// The kind that a file is meant to be, by its place or, in `tests/bad`, by its name.
fn kind(path: &Path) -> SchemaKind {
    let name = path.to_str().unwrap();
    let has = |part: &str| name.contains(part);
    if has("/sets/") || has("-sheet-") {
        SchemaKind::Criteria
    } else if has("histor") {
        SchemaKind::History
    } else if has("plan") {
        SchemaKind::Plan
    } else if has("regulation") {
        SchemaKind::Regulation
    } else if has("council") {
        SchemaKind::Council
    } else {
        SchemaKind::Case
    }
}

#[test]
fn every_shipped_file_fits_its_schema() {
    let files = json_files(Path::new("criteria"));
    assert!(files.len() > 80);
    for path in files.iter().chain(&json_files(Path::new("examples"))) {
        let value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        fits(kind(path), path.to_str().unwrap(), &value);
    }
}

/// Every kind of outcome and action occurs, so that each of the schema's shapes is held to a result.
#[test]
fn every_result_fits_its_schema() {
    let catalog = Catalog::bundled();
    let validator = validator(SchemaKind::Result);
    let mut kinds = BTreeSet::new();
    let mut texts: Vec<(String, String)> = Vec::new();
    for path in json_files(Path::new("examples/cases")) {
        let text = fs::read_to_string(&path).unwrap();
        texts.push((path.to_str().unwrap().to_owned(), text));
    }
    for path in fs::read_dir("conformance").unwrap() {
        let path = path.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let lines = fs::read_to_string(&path).unwrap();
        for line in lines.lines().filter(|line| line.starts_with('{')) {
            let line: Value = serde_json::from_str(line).unwrap();
            if let Some(case) = line.get("case") {
                texts.push((path.to_str().unwrap().to_owned(), case.to_string()));
            }
        }
    }
    for (name, text) in texts {
        let Ok(case) = Case::from_json(&text, &name, &catalog) else {
            continue;
        };
        let view = serde_json::to_value(case.evaluate()).unwrap();
        let problems: Vec<String> = validator
            .iter_errors(&view)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
        let actions = view["stages"].as_array().unwrap().iter();
        let actions = actions.map(|stage| &stage["action"]);
        for kind in actions.chain([&view["outcome"]]) {
            kinds.extend(kind["kind"].as_str().map(str::to_owned));
        }
    }
    let schema: Value = serde_json::from_str(&SchemaKind::Result.schema()).unwrap();
    let action = &schema["properties"]["stages"]["items"]["properties"]["action"];
    let shapes = [action, &schema["properties"]["outcome"]];
    let shapes = shapes
        .iter()
        .flat_map(|any| any["anyOf"].as_array().unwrap());
    let named = shapes.filter_map(|shape| shape["properties"]["kind"]["const"].as_str());
    assert_eq!(named.map(str::to_owned).collect::<BTreeSet<_>>(), kinds);
}

/// Contract 4: what `batch` prints for a line that could not be decided, with problems that have a place and with
/// one that has none.
#[test]
fn a_line_that_could_not_be_decided_fits_the_schema_of_results() {
    let mut schema: Value = serde_json::from_str(&SchemaKind::Result.schema()).unwrap();
    let described = schema["description"].as_str().unwrap().to_owned();
    assert!(described.contains("$defs/error_line"), "{described}");
    schema = json!({"$ref": "#/$defs/error_line", "$defs": schema["$defs"]});
    let validator = jsonschema::validator_for(&schema).unwrap();
    let catalog = Catalog::bundled();
    let placeless = ocop::Diagnostic::missing_key("set").in_file("cases.jsonl");
    let mut lines = vec![json!(LoadError::from(placeless).of_line(1))];
    for path in json_files(Path::new("tests/bad")) {
        let text = fs::read_to_string(&path).unwrap();
        if let Err(error) = Case::from_line(&text, "cases.jsonl", 3, &catalog) {
            lines.push(json!(error.of_line(3)));
            assert_eq!(
                lines.last(),
                Some(&json!({"line": 3, "errors": error.diagnostics()}))
            );
        }
    }
    assert!(
        lines
            .iter()
            .any(|line| line.to_string().contains("\"count\""))
    );
    for line in lines {
        assert!(validator.is_valid(&line), "{line:#}");
    }
    assert!(!validator.is_valid(&json!({"line": 1, "errors": []})));
}

/// The schema of cases asks of `answers` what their reader does.
#[test]
fn answers_may_be_none_before_a_stop_alone() {
    let validator = validator(SchemaKind::Case);
    let catalog = Catalog::bundled();
    for (stop, own, fits) in [
        (Some("6.2"), false, true),
        (None, false, false),
        (Some("6.2"), true, false),
    ] {
        let mut sheet = json!({"assessor": "m1", "answers": []});
        if let Some(stop) = stop {
            sheet["stopped_at"] = json!(stop);
        }
        let mut case = json!({"product": {"name": "x"}, "regulation": "qd-26-2026", "set": "16",
            "stages": [{"level": "province", "date": "2026-09-10", "sheets": [sheet]}]});
        if own {
            case["self_assessment"] = json!({"answers": []});
        }
        let read = Case::from_json(&case.to_string(), "case.json", &catalog);
        assert_eq!(read.is_ok(), fits, "{case}");
        assert_eq!(validator.is_valid(&case), fits, "{case}");
    }
}

fn load(text: &str, name: &str) -> Result<(), LoadError> {
    let catalog = Catalog::bundled();
    if History::looks_like(text) {
        let regulations = catalog.regulations().unwrap();
        return History::from_json(text, name, regulations).map(drop);
    }
    if Case::looks_like(text) {
        return Case::from_json(text, name, &catalog).map(drop);
    }
    catalog.check_text(text, name)
}

/// Each file stands beside what is expected of it: first how it is wrong (`text`: not a document
/// at all, or one that no schema can see through; `shape`: its schema refuses it; `content`: only
/// loading finds it), then each problem as `line:column code path`. What they are told in words was
/// read against the damage, and is in `messages.txt`.
#[test]
fn every_damaged_file_gets_its_diagnostics() {
    let files = json_files(Path::new("tests/bad"));
    assert!(files.len() >= 40);
    let mut wrong = String::new();
    let mut messages = String::new();
    for path in files {
        let name = path.to_str().unwrap();
        let expected = fs::read_to_string(path.with_extension("expected")).unwrap();
        let (how, expected) = expected.split_once('\n').unwrap();
        let text = fs::read_to_string(&path).unwrap();
        if how != "text" {
            let value = serde_json::from_str(&text).unwrap();
            let fits = validator(kind(&path)).is_valid(&value);
            assert_eq!(fits, how == "content", "{name} and its schema");
        }
        let error = load(&text, name).unwrap_err();
        let mut found = String::new();
        for problem in error.diagnostics() {
            let place = problem.line().zip(problem.column());
            let place = place.map_or("-".to_owned(), |(line, column)| format!("{line}:{column}"));
            let line = format!("{place} {} {}", problem.code(), problem.path());
            found.push_str(line.trim_end());
            found.push('\n');
            let name = path.file_stem().unwrap().to_str().unwrap();
            messages += &format!("{name}: {}\n", problem.message());
        }
        if found != expected {
            wrong += &format!("{name}\nexpected\n{expected}found\n{found}{error}\n\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    let read = fs::read_to_string("tests/bad/messages.txt").unwrap();
    for (found, expected) in messages.lines().zip(read.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(messages, read);
}

/// A document has at most 16 MiB, a list 999 entries, an object 256 keys, a stage 999 sheets, and
/// 1,000 problems are told: what is longer is refused before it is looked into.
#[test]
fn what_is_too_long_is_refused_as_a_whole() {
    let told = |text: &str| {
        let error = load(text, "long.json").unwrap_err();
        let told = error.diagnostics().iter();
        told.map(|problem| format!("{} {}: {}", problem.code(), problem.path(), problem.found()))
            .collect::<Vec<_>>()
    };
    let events = |many: usize| {
        let events = vec![r#"{"event":"expired","date":"2026-01-01"}"#; many].join(",");
        told(&format!(r#"{{"product":"x","events":[{events}]}}"#))
    };
    assert!(events(999)[0].starts_with("event-impossible event 1"));
    assert_eq!(events(1000), ["too-many events: 1000 entries"]);
    let keys = |many: usize| {
        let keys: Vec<String> = (2..many).map(|key| format!(r#""k{key}":0"#)).collect();
        let text = format!(r#"{{"product":"x","events":[],{}}}"#, keys.join(","));
        let regulations = Catalog::bundled().regulations().unwrap();
        let error = History::from_json(&text, "long.json", regulations).unwrap_err();
        let told = error.diagnostics().iter();
        told.map(|problem| format!("{}: {}", problem.code(), problem.found()))
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(256).len(), 254);
    assert_eq!(keys(257), ["too-many: 257 keys"]);
    // In time: each unknown key is looked for among those that an object may have.
    assert_eq!(keys(200_000), ["too-many: 200000 keys"]);
    let stage = |content: &str| {
        format!(
            r#"{{"product":{{"name":"x"}},"regulation":"qd-148-2023","set":"08","stages":[{{"level":"district","date":"2024-04-10",{content}}}]}}"#
        )
    };
    let sheets = |many: usize| {
        told(&stage(&format!(
            r#""sheets":[{}]"#,
            vec!["0"; many].join(",")
        )))
    };
    // A sheet that is no object is one problem, and the same of every sheet too.
    assert!(matches!(&sheets(999)[..], [told] if told.starts_with("wrong-type ")));
    let too_many = "too-many-sheets stage 1/sheets: 1000 sheets";
    assert_eq!(sheets(1000), [too_many]);
    // The answers are missing on each of 40 sheets, and the names are blank.
    let blank = vec![r#"{"assessor":"","answers":[]}"#; 40].join(",");
    let many = told(&stage(&format!(r#""sheets":[{blank}]"#)));
    assert_eq!(many.len(), 2, "{many:?}");
    let findings = |many: usize| {
        let ids: Vec<String> = (0..many).map(|number| format!(r#""f-{number}""#)).collect();
        told(&stage(&format!(
            r#""total":"61","findings":[{}]"#,
            ids.join(",")
        )))
    };
    assert_eq!(findings(999).len(), 999);
    assert_eq!(findings(1000), ["too-many stage 1/findings: 1000 entries"]);
    let rules = fs::read_to_string("criteria/councils/default.json").unwrap();
    let longest = rules.clone() + &" ".repeat(MAX_DOCUMENT_BYTES - rules.len());
    assert_eq!(MAX_DOCUMENT_BYTES, 16_777_216);
    load(&longest, "long.json").unwrap();
    assert_eq!(told(&(longest + " ")), ["too-large : 16777217 bytes"]);
}

/// Shares of a budget may add up to more than a computer's number holds.
#[test]
fn a_budget_of_any_size_is_added_up() {
    let text = fs::read_to_string("criteria/plans/kh-262-dong-nai-2024.json").unwrap();
    let mut plan: Value = serde_json::from_str(&text).unwrap();
    let share = serde_json::json!({"name": "x", "amount": "999999999999999999"});
    plan["budget"]["by_year"] = vec![share; 20].into();
    let error = ocop::law::Plan::from_json(&plan.to_string(), "plan.json").unwrap_err();
    let told = error.diagnostics();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].found(), "shares of `19999999999999999980`");
}

/// Contract 5.0: a byte order mark at a file's start is no part of it.
#[test]
fn a_byte_order_mark_is_skipped() {
    let text = fs::read_to_string("examples/cases/parts-only.json").unwrap();
    load(&format!("\u{feff}{text}"), "case.json").unwrap();
    let error = load(
        &format!("\u{feff}{}", text.replacen('{', "{\"x\": 1,", 1)),
        "x",
    )
    .unwrap_err();
    assert_eq!(error.diagnostics()[0].column(), Some(2));
}

/// A value that a schema describes, in words.
fn words(schema: &Value) -> String {
    let number = |key: &str| schema[key].as_u64();
    if !schema["const"].is_null() {
        return schema["const"].to_string();
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return words.join(", ");
    }
    match schema["type"].as_str().unwrap() {
        "string" => match schema["pattern"].as_str().unwrap() {
            "\\S" => "text".to_owned(),
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => "date".to_owned(),
            pattern => format!("text `{}`", pattern.replace('|', "\\|")),
        },
        "integer" => match (number("minimum").unwrap(), number("maximum")) {
            (least, None) => format!("whole number from {least}"),
            (least, Some(most)) => format!("whole number {least} to {most}"),
        },
        "boolean" => "true or false".to_owned(),
        "array" => {
            let some = if number("minItems") > Some(0) {
                ", not empty"
            } else {
                ""
            };
            format!("list of {}{some}", words(&schema["items"]))
        }
        _ => {
            let title = schema["title"].as_str().unwrap();
            format!("[{title}](#{})", title.to_lowercase())
        }
    }
}

/// Every key of a case with type, range, meaning and example: a section for each record, required keys
/// first.
fn case_reference() -> String {
    let mut text = String::from(
        "# The case file\n\nOne product, its application and its stages, as one JSON document. \
        This page is printed from the declarations that also read the file and print its schema \
        (`ocop schema case`). Points are strings with plain decimals; dates are `YYYY-MM-DD`; \
        texts are kept as typed and compared in Unicode NFC with single spaces. An unknown or \
        repeated key is an error.\n",
    );
    let mut root: Value = serde_json::from_str(&SchemaKind::Case.schema()).unwrap();
    root["title"] = "Case".into();
    let mut records = vec![root];
    let mut next = 0;
    while let Some(record) = records.get(next).cloned() {
        next += 1;
        let (title, about) = (&record["title"], &record["description"]);
        let (title, about) = (title.as_str().unwrap(), about.as_str().unwrap());
        text += &format!("\n## {title}\n\n{about}\n");
        text += "\n| key | | type | meaning | example |\n|---|---|---|---|---|\n";
        let needed = record["required"].as_array().unwrap();
        let keys = record["properties"].as_object().unwrap();
        let (required, optional): (Vec<_>, Vec<_>) = keys
            .iter()
            .partition(|(key, _)| needed.contains(&json!(key)));
        for (key, schema) in required.iter().chain(&optional) {
            let need = if needed.contains(&json!(key)) {
                "required"
            } else {
                ""
            };
            let about = schema["description"].as_str().unwrap().replace('|', "\\|");
            let example = match (&schema["examples"][0], &schema["const"]) {
                (Value::Null, Value::Null) => String::new(),
                (Value::Null, only) => format!("`{only}`"),
                (example, _) => format!("`{example}`"),
            };
            let words = words(schema);
            text += &format!("| `{key}` | {need} | {words} | {about} | {example} |\n");
        }
        for (_, schema) in keys {
            let inner = if schema["items"].is_object() {
                &schema["items"]
            } else {
                schema
            };
            let is_new = records.iter().all(|known| known["title"] != inner["title"]);
            if inner["properties"].is_object() && is_new {
                records.push(inner.clone());
            }
        }
    }
    text
}

/// `docs/case.md` is what the declarations of the case format print. To write it anew:
/// `OCOP_WRITE=1 cargo test -p ocop --test it the_reference`.
#[test]
fn the_reference_of_the_case_format_is_up_to_date() {
    let printed = case_reference();
    if std::env::var_os("OCOP_WRITE").is_some() {
        fs::write("docs/case.md", &printed).unwrap();
    }
    assert_eq!(printed, fs::read_to_string("docs/case.md").unwrap());
}

/// Every key of every kind of file is described, in lists, choices and definitions too, and its example fits it.
#[test]
fn every_key_has_a_description_and_an_example_that_fits() {
    fn look(schema: &Value, seen: &mut usize) {
        // A record has a title; conditions on its keys have none.
        let record = schema.get("title").and(schema["properties"].as_object());
        for (key, property) in record.into_iter().flatten() {
            let about = property["description"].as_str().unwrap();
            assert!(about.len() > 3 && about.ends_with('.'), "{key}: {about}");
            for example in property["examples"].as_array().into_iter().flatten() {
                assert!(jsonschema::is_valid(property, example), "{key}: {example}");
                *seen += 1;
            }
        }
        let inner = schema.as_object().into_iter().flatten();
        let inner = inner
            .filter(|(key, _)| *key != "examples")
            .map(|(_, value)| value);
        let entries = schema.as_array().into_iter().flatten();
        inner.chain(entries).for_each(|value| look(value, seen));
    }
    for kind in SchemaKind::ALL {
        let mut seen = 0;
        look(&serde_json::from_str(&kind.schema()).unwrap(), &mut seen);
        assert!(seen > 8, "{kind}: {seen}");
    }
}

/// Every problem of a text is found at once: a key that is missing hides no reading that is not
/// listed.
#[test]
fn readings_of_rules_are_checked_whatever_else_is_wrong() {
    let text = r#"{"source": "tỉnh", "quorum": {"numerator": 2, "denominator": 3}, "chair": "chair",
        "minimum_by": "all", "shown_decimals": 2, "citations": {"spread": "Điều 7", "quorum": "Điều 5",
        "minimum_by": {"clause": "Điều 7", "reading": "not-listed"}}}"#;
    let error = load(text, "rules.json").unwrap_err();
    let found = error.diagnostics().iter();
    let found: Vec<_> = found
        .map(|one| (one.code().as_str(), one.pointer()))
        .collect();
    let reading = "/citations/minimum_by/reading";
    assert_eq!(found, [("missing-key", ""), ("reference-unknown", reading)]);
}
