//! What the JSON of a case says of every field.

use std::collections::HashMap;

use ocop::text::normalise;
use serde_json::Value as Json;

use super::fields::FIELDS;

/// How a commune may begin what it writes of an item.
pub(super) const JUDGED: [(&str, bool); 2] = [("Đạt", true), ("Không đạt", false)];

/// What a case and its stage say of every field, in the words of the case format.
pub(super) fn stated(case: &Json, stage: &Json) -> HashMap<&'static str, String> {
    let fields = FIELDS.iter().filter(|field| !field.path.is_empty());
    let stated = fields.filter_map(|field| {
        let value = match (field.reported(), field.in_stage()) {
            (Some(key), _) => reported(list(case, "stages"), key)?,
            (None, Some(path)) => plain(stage.pointer(path)?),
            (None, None) => plain(case.pointer(field.path)?),
        };
        Some((field.key, value))
    });
    stated.collect()
}

/// What the commune among stages reported: the day, or what it wrote of an item.
pub(super) fn reported(stages: &[Json], key: &str) -> Option<String> {
    let mut stages = stages.iter();
    let commune = stages.find(|stage| stage.get("report").is_some())?;
    if key == "date" {
        return commune.get(key).map(plain);
    }
    let mut items = list(commune, "report").iter();
    let item = items.find(|item| item.get("item").and_then(Json::as_str) == Some(key))?;
    let met = item.get("met").and_then(Json::as_bool);
    let word = JUDGED.iter().find(|(_, judged)| Some(*judged) == met);
    match (word, item.get("note").and_then(Json::as_str)) {
        (Some((word, _)), Some(note)) => Some(format!("{word}: {note}")),
        (Some((word, _)), None) => Some((*word).to_owned()),
        (None, note) => note.map(str::to_owned),
    }
}

/// A value at a JSON Pointer, as values are compared.
pub(super) fn compared(stated: &Json, pointer: &str) -> Option<String> {
    let value = stated.pointer(pointer)?;
    Some(normalise(&plain(value)).into_owned())
}

/// A list of a case.
pub(super) fn list<'v>(value: &'v Json, key: &str) -> &'v [Json] {
    let list = value.get(key).and_then(Json::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// A value without quotes.
pub(super) fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
