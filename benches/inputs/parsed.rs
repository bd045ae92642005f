//! Cases as serde reads them into borrowed structs, with nothing checked: what reading is compared
//! with.

use std::borrow::Cow;

use serde::Deserialize;

/// The case as serde reads it: borrowed, unknown keys refused, nothing checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
pub struct CaseIn<'a> {
    format: Option<u32>,
    #[serde(borrow)]
    product: ProductIn<'a>,
    #[serde(borrow)]
    regulation: Option<Cow<'a, str>>,
    #[serde(borrow)]
    set: Cow<'a, str>,
    #[serde(borrow)]
    application: Option<ApplicationIn<'a>>,
    #[serde(borrow)]
    stages: Vec<StageIn<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct ProductIn<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    district: Option<Cow<'a, str>>,
    #[serde(borrow)]
    producer: Option<ProducerIn<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct ProducerIn<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    kind: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct ApplicationIn<'a> {
    #[serde(borrow)]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    filed: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct StageIn<'a> {
    #[serde(borrow)]
    level: Cow<'a, str>,
    #[serde(borrow)]
    date: Option<Cow<'a, str>>,
    #[serde(borrow)]
    council: Option<CouncilIn<'a>>,
    #[serde(borrow)]
    sheets: Vec<SheetIn<'a>>,
    findings: Option<Vec<Cow<'a, str>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct CouncilIn<'a> {
    #[serde(borrow)]
    rules: Option<Cow<'a, str>>,
    appointed: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct SheetIn<'a> {
    #[serde(borrow)]
    assessor: Cow<'a, str>,
    #[serde(borrow)]
    role: Option<Cow<'a, str>>,
    #[serde(borrow)]
    answers: Vec<AnswerIn<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the fields are only read")]
struct AnswerIn<'a> {
    #[serde(borrow)]
    criterion: Cow<'a, str>,
    #[serde(rename = "box")]
    ticked: u32,
}
