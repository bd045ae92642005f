//! The JSON Schema of each kind of file that is read and written.

use serde_json::json;

use crate::input::council_rules::RulesFile;
use crate::input::diagnostic::ErrorLine;
use crate::input::raw_history::RawHistory;
use crate::input::regulation::RegulationFile;
use crate::input::schema::{printed, record_schema};
use crate::input::set::SetFile;
use crate::input::{RawCase, Record, SchemaKind};
use crate::law::Plan;
use crate::procedure::result::Evaluation;

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
        let declared = match self {
            SchemaKind::Case => RawCase::declared(),
            SchemaKind::Council => RulesFile::declared(),
            SchemaKind::Criteria => SetFile::declared(),
            SchemaKind::History => RawHistory::declared(),
            SchemaKind::Plan => Plan::declared(),
            SchemaKind::Regulation => RegulationFile::declared(),
            SchemaKind::Result => {
                // What `batch` prints in the place of a result.
                let beside = [
                    (
                        "title",
                        json!(
                            "The result of `ocop evaluate --json`, and a line of `ocop batch` that could be decided"
                        ),
                    ),
                    (
                        "description",
                        json!(
                            "A line of `ocop batch` that could not be decided is as `$defs/error_line` says, in the place of a result."
                        ),
                    ),
                    (
                        "$defs",
                        json!({"error_line": record_schema(&ErrorLine::declared())}),
                    ),
                ];
                return printed(&Evaluation::declared(), &beside);
            }
        };
        printed(&declared, &[])
    }
}
