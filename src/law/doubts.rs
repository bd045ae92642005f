//! What the source of a sheet leaves in doubt: sums that it breaks, misprints, marks that another source
//! prints differently.

use super::table::SheetTable;
use crate::value::codes::{getters, word_code};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

word_code! {
    /// How sure the set's data is.
    SetStatus, "one of `transcribed`, `incomplete`",
    /// Transcribed, and its sums agree.
    Transcribed = "transcribed",
    /// Transcribed from a source with gaps, which are listed.
    Incomplete = "incomplete",
}

word_code! {
    /// A rule of the sums that a source may break, and a set then lists.
    DefectKind, "one of `criterion-max`, `part-sum`, `part-max`",
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

/// The amendment that a sheet already contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub(crate) decision: String,
    pub(crate) from: Date,
}

/// A box whose star mark another source prints differently (dấu sao hai nguồn in khác nhau).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputedMark {
    pub(crate) at: String,
    /// The criterion's place on the sheet, and the box's, from 0.
    pub(crate) place: (usize, usize),
    pub(crate) ours: Option<Star>,
    pub(crate) other: Option<Star>,
}

/// A gap of the source, which must exist exactly as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    pub(crate) kind: DefectKind,
    /// Where, as in the paths of diagnostics: `C` or `C/6/6.d`.
    pub(crate) at: String,
    pub(crate) expected: Points,
    pub(crate) found: Points,
    pub(crate) why: String,
}

/// A place where the source prints something else than is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erratum {
    pub(crate) at: String,
    pub(crate) printed: String,
    pub(crate) read: String,
    pub(crate) why: String,
}

getters! { Amendment {
    /// The amending decision's number.
    decision: by_ref str,
    /// The day it took effect.
    from: copied Date,
} }

getters! { Defect {
    /// The rule that the source breaks.
    kind: copied DefectKind,
    /// Where, such as `C/6/6.d`.
    at: by_ref str,
    /// What the source states.
    expected: copied Points,
    /// What its entries reach.
    found: copied Points,
    /// What is known about it, in Vietnamese.
    why: by_ref str,
} }

getters! { Erratum {
    /// Where, such as `A/1/1.2/box 1`.
    at: by_ref str,
    /// What the source prints.
    printed: by_ref str,
    /// What is read.
    read: by_ref str,
    /// Why, in Vietnamese.
    why: by_ref str,
} }

getters! { DisputedMark {
    /// Where, such as `A/1/1.2/box 1`.
    at: by_ref str,
    /// The mark that is read.
    ours: copied Option<Star>,
    /// The mark of the other source.
    other: copied Option<Star>,
} }
