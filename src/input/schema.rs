//! The JSON Schemas of the files that are read and written.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::council_rules::RulesFile;
use super::document::enum_is_word;
use super::raw_case::RawCase;
use super::raw_history::RawHistory;
use super::record::{Declared, Key, Record, Shape};
use super::set::SetFile;
use crate::law::plan::Plan;
use crate::value::codes::word_code;

word_code! {
    /// A kind of file.
    SchemaKind, "one of `case`, `council`, `criteria`, `history`, `plan`, `regulation`, `result`",
    /// A product with its stages.
    Case = "case",
    /// A council's rules.
    Council = "council",
    /// A scoring sheet.
    Criteria = "criteria",
    /// A product's history.
    History = "history",
    /// A plan.
    Plan = "plan",
    /// A regulation.
    Regulation = "regulation",
    /// What a case comes out as.
    Result = "result",
}

enum_is_word!(SchemaKind);

impl SchemaKind {
    /// The JSON Schema (draft 2020-12) of the kind.
    ///
    /// A schema describes the shape of a file; sums, codes and dates that do not fit together are
    /// found by loading it.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::input::SchemaKind;
    ///
    /// assert!(SchemaKind::Case.schema().contains("2020-12"));
    /// ```
    #[must_use]
    pub fn schema(self) -> String {
        match self {
            SchemaKind::Case => printed(&RawCase::declared()),
            SchemaKind::Council => printed(&RulesFile::declared()),
            SchemaKind::Criteria => printed(&SetFile::declared()),
            SchemaKind::History => printed(&RawHistory::declared()),
            SchemaKind::Plan => printed(&Plan::declared()),
            SchemaKind::Regulation => printed(&super::regulation::declared()),
            SchemaKind::Result => include_str!("../../schemas/result.json").to_owned(),
        }
    }

    /// Every key of a case with type, range, meaning and example, as Markdown: `docs/case.md`.
    #[must_use]
    pub fn case_reference() -> String {
        let mut text = String::from(
            "# The case file\n\nOne product, its application and its stages, as one JSON document. \
            This page is printed from the declarations that also read the file and print its schema \
            (`ocop schema case`). Points are strings with plain decimals; dates are `YYYY-MM-DD`; \
            texts are kept as typed and compared in Unicode NFC with single spaces. An unknown or \
            repeated key is an error.\n",
        );
        let mut records = vec![RawCase::declared()];
        let mut next = 0;
        while let Some(record) = records.get(next).cloned() {
            next += 1;
            section(&record, &mut text);
            for key in &record.keys {
                if let Some(inner) = key.shape.record().map(|declared| declared())
                    && !records.iter().any(|known| known.name == inner.name)
                {
                    records.push(inner);
                }
            }
        }
        text
    }
}

/// A record as a section with a table of its keys, required ones first.
fn section(record: &Declared, text: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "\n## {}\n\n{}\n\n| key | | type | meaning | example |\n|---|---|---|---|---|\n",
        record.name.trim_start_matches("Raw"),
        record.about.trim()
    );
    let (required, optional): (Vec<_>, Vec<_>) = record.keys.iter().partition(|key| key.required);
    for key in required.into_iter().chain(optional) {
        let need = if key.required { "required" } else { "" };
        let example = match key.shape.record() {
            Some(_) => String::new(),
            None => format!("`{}`", key.example),
        };
        let _ = writeln!(
            text,
            "| `{}` | {need} | {} | {} | {example} |",
            key.key,
            key.shape.words(),
            key.about.trim().replace('|', "\\|"),
        );
    }
}

impl Shape {
    /// The record that the value, or each entry of the list, is.
    fn record(&self) -> Option<fn() -> Declared> {
        match self {
            Shape::Record(declared) => Some(*declared),
            Shape::List(entry, _) => entry.record(),
            _ => None,
        }
    }

    /// The shape for people.
    fn words(&self) -> String {
        match self {
            Shape::Text => "text".to_owned(),
            Shape::TextUpTo(most) => format!("text of at most {most} characters"),
            Shape::Pattern(pattern) => match *pattern {
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => "date".to_owned(),
                pattern => format!("text `{}`", pattern.replace('|', "\\|")),
            },
            Shape::OneOf(words) => words.join(", "),
            Shape::Whole(least, most) if least == most => least.to_string(),
            Shape::Whole(least, u32::MAX) => format!("whole number from {least}"),
            Shape::Whole(least, most) => format!("whole number {least} to {most}"),
            Shape::Bool => "true or false".to_owned(),
            Shape::True => "true".to_owned(),
            Shape::List(entry, least) => {
                let some = if *least > 0 { ", not empty" } else { "" };
                format!("list of {}{some}", entry.words())
            }
            Shape::Record(declared) => {
                let name = declared().name.trim_start_matches("Raw");
                format!("[{name}](#{})", name.to_lowercase())
            }
            Shape::AnyOf(shapes) => {
                let shapes: Vec<String> = shapes.iter().map(Shape::words).collect();
                shapes.join(" or ")
            }
        }
    }

    fn schema(&self) -> Value {
        match self {
            Shape::Text => json!({"type": "string", "pattern": "\\S"}),
            Shape::TextUpTo(most) => {
                json!({"type": "string", "pattern": "\\S", "maxLength": most})
            }
            Shape::Pattern(pattern) => json!({"type": "string", "pattern": pattern}),
            Shape::OneOf(words) => json!({"enum": words}),
            Shape::Whole(least, u32::MAX) => json!({"type": "integer", "minimum": least}),
            Shape::Whole(least, most) => {
                json!({"type": "integer", "minimum": least, "maximum": most})
            }
            Shape::Bool => json!({"type": "boolean"}),
            Shape::True => json!({"const": true}),
            Shape::List(entry, least) => {
                json!({"type": "array", "items": entry.schema(), "minItems": least})
            }
            Shape::Record(declared) => record_schema(&declared()),
            Shape::AnyOf(shapes) => {
                let shapes: Vec<Value> = shapes.iter().map(Shape::schema).collect();
                json!({"anyOf": shapes})
            }
        }
    }
}

fn record_schema(record: &Declared) -> Value {
    let properties: Map<String, Value> = record.keys.iter().map(property).collect();
    let required = record.keys.iter().filter(|key| key.required);
    let required: Vec<&str> = required.map(|key| key.key).collect();
    let mut schema = json!({
        "type": "object",
        "description": record.about.trim(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if let (Value::Object(schema), Ok(Value::Object(rules))) =
        (&mut schema, serde_json::from_str(record.rules))
    {
        schema.extend(rules);
    }
    schema
}

fn property(key: &Key) -> (String, Value) {
    let mut schema = key.shape.schema();
    if let Value::Object(fields) = &mut schema {
        fields.insert("description".to_owned(), key.about.trim().into());
        if key.shape.record().is_none()
            && let Ok(example) = serde_json::from_str::<Value>(key.example)
        {
            fields.insert("examples".to_owned(), json!([example]));
        }
    }
    (key.key.to_owned(), schema)
}

fn printed(record: &Declared) -> String {
    let mut schema = record_schema(record);
    if let Value::Object(fields) = &mut schema {
        if let Some(Value::Object(keys)) = fields.get_mut("properties") {
            let format = json!({"const": 1, "description": "The version of this format."});
            keys.insert("format".to_owned(), format);
        }
        let draft = "https://json-schema.org/draft/2020-12/schema";
        fields.insert("$schema".to_owned(), draft.into());
        fields.insert("title".to_owned(), record.about.trim().into());
    }
    format!("{schema:#}\n")
}
