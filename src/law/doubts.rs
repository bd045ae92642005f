//! What the source of a sheet leaves in doubt: sums that it breaks, misprints, marks that another source
//! prints differently.

use serde::Serialize;

use super::table::SheetTable;
use crate::value::{Date, Points, Star, read_only, word_code};

word_code! {
    /// How sure the set's data is.
    SetStatus:
    /// Transcribed, and its sums agree.
    Transcribed = "transcribed",
    /// Transcribed from a source with gaps, which are listed.
    Incomplete = "incomplete",
}

word_code! {
    /// A rule of the sums that a source may break, and a set then lists.
    DefectKind:
    /// No box reaches the criterion's maximum.
    CriterionMax = "criterion-max",
    /// The sections do not add up to the part.
    PartSum = "part-sum",
    /// The part's maximum is not the regulation's.
    PartMax = "part-max",
}

/// What scoring would look up if another source were right about some marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherTable {
    /// The places that differ.
    pub(crate) at: Vec<String>,
    pub(crate) table: SheetTable,
}

/// What the file of a sheet states of its source, and as it is given out.
macro_rules! doubt_records {
    ($with:ident) => {
        $with! {
            /// The decision by which a sheet reads as it does.
            Amendment {
                /// Its number.
                required text decision: String = "decision", Text, r#""781/QĐ-TTg""#;
                /// The day it took effect.
                required copied from: Date = "from", Parsed, r#""2020-06-08""#;
            }

            /// A sum that the source breaks.
            #[derive(Serialize)]
            Defect {
                /// Which rule it breaks.
                #[serde(rename = "rule")]
                required copied kind: DefectKind = "rule", Parsed, r#""part-sum""#;
                /// Where: a part or a criterion.
                required text at: String = "at", Text, r#""C""#;
                /// The points that there should be.
                required copied expected: Points = "expected", Parsed, r#""35""#;
                /// The points that there are.
                required copied found: Points = "found", Parsed, r#""33""#;
                /// Why it was left.
                required text why: String = "why", Text, r#""Bản gốc in như vậy""#;
            }

            /// A misprint.
            #[derive(Serialize)]
            Erratum {
                /// Where: a part, a section, a criterion, a box, or `sheet`.
                required text at: String = "at", Text, r#""A/1/1.2/box 1""#;
                /// What is printed.
                required text printed: String = "printed", Text, r#""5 diểm""#;
                /// What was read.
                required text read: String = "read", Text, r#""5 điểm""#;
                /// Why.
                required text why: String = "why", Text, r#""Lỗi in""#;
            }
        }
    };
}
pub(crate) use doubt_records;

doubt_records!(read_only);

read_only! {
    /// A box whose star mark another source prints differently (dấu sao hai nguồn in khác nhau).
    #[derive(Serialize)]
    DisputedMark {
        /// Where, such as `A/1/1.2/box 1`.
        text at: String,
        /// The criterion's place on the sheet, and the box's, from 0.
        #[serde(skip)]
        hidden place: (usize, usize),
        /// The mark that is read.
        #[serde(rename = "star")]
        copied ours: Option<Star>,
        /// The mark of the other source.
        #[serde(rename = "other_star")]
        copied other: Option<Star>,
    }

}
