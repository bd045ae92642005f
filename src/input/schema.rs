//! The JSON Schemas of the files that are read and written.

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

impl SchemaKind {
    /// The JSON Schema (draft 2020-12) of the kind.
    ///
    /// A schema tells the shape of a file; sums, codes and dates that do not fit together are
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
    pub fn schema(self) -> &'static str {
        match self {
            SchemaKind::Case => include_str!("../../schemas/case.json"),
            SchemaKind::Council => include_str!("../../schemas/council.json"),
            SchemaKind::Criteria => include_str!("../../schemas/criteria.json"),
            SchemaKind::History => include_str!("../../schemas/history.json"),
            SchemaKind::Plan => include_str!("../../schemas/plan.json"),
            SchemaKind::Regulation => include_str!("../../schemas/regulation.json"),
            SchemaKind::Result => include_str!("../../schemas/result.json"),
        }
    }
}
