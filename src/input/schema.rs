//! The JSON Schemas of the files that are read and written.

use serde_json::{Map, Value, json};

use super::record::Key;
use super::{Declared, Shape, enum_is_word};
use crate::value::word_code;

word_code! {
    /// A kind of file.
    SchemaKind:
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

impl Shape {
    /// The record that the value, or each entry of the list, is.
    fn record(&self) -> Option<fn() -> Declared> {
        match self {
            Shape::Record(declared) => Some(*declared),
            Shape::List(entry, _) | Shape::Exactly(entry, _) => entry.record(),
            _ => None,
        }
    }

    fn schema(&self) -> Value {
        match self {
            Shape::Text => json!({"type": "string", "pattern": "\\S"}),
            Shape::TextUpTo(most) => {
                json!({"type": "string", "pattern": "\\S", "maxLength": most})
            }
            Shape::Pattern(pattern) => json!({"type": "string", "pattern": pattern}),
            Shape::OneOf(words) => match &words[..] {
                [only] => json!({"const": only}),
                words => json!({"enum": words}),
            },
            Shape::Whole(only, most) if only == most => json!({"const": only}),
            Shape::Whole(least, u32::MAX) => json!({"type": "integer", "minimum": least}),
            Shape::Whole(least, most) => {
                json!({"type": "integer", "minimum": least, "maximum": most})
            }
            Shape::Bool => json!({"type": "boolean"}),
            Shape::True => json!({"const": true}),
            Shape::Null => json!({"type": "null"}),
            Shape::List(entry, least) => {
                json!({"type": "array", "items": entry.schema(), "minItems": least})
            }
            Shape::Exactly(entry, many) => {
                json!({"type": "array", "items": entry.schema(), "minItems": many, "maxItems": many})
            }
            Shape::Texts => {
                json!({"type": "object", "additionalProperties": {"type": "string"}})
            }
            Shape::Record(declared) => record_schema(&declared()),
            Shape::AnyOf(shapes) => {
                let shapes: Vec<Value> = shapes.iter().map(Shape::schema).collect();
                json!({"anyOf": shapes})
            }
        }
    }
}

pub(crate) fn record_schema(record: &Declared) -> Value {
    // A record that the library gives out too has an example for programs.
    let about = record.about.split("# Example").next().unwrap_or_default();
    let properties: Map<String, Value> = record.keys.iter().map(property).collect();
    let required = record.keys.iter().filter(|key| key.required);
    let required: Vec<&str> = required.map(|key| key.key).collect();
    let mut schema = json!({
        "type": "object",
        "title": record.name.trim_start_matches("Raw").trim_end_matches("Record"),
        "description": about.trim(),
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

/// The schema of a kind of file, with what it says beside its record.
pub(crate) fn printed(record: &Declared, beside: &[(&str, Value)]) -> String {
    let mut schema = record_schema(record);
    if let Value::Object(fields) = &mut schema {
        if let Some(Value::Object(keys)) = fields.get_mut("properties") {
            let format = json!({"const": 1, "description": "The version of this format."});
            keys.insert("format".to_owned(), format);
        }
        let draft = "https://json-schema.org/draft/2020-12/schema";
        fields.insert("$schema".to_owned(), draft.into());
        let about = fields.get("description").cloned().unwrap_or_default();
        fields.insert("title".to_owned(), about);
        for (key, value) in beside {
            fields.insert((*key).to_owned(), value.clone());
        }
    }
    format!("{schema:#}\n")
}
