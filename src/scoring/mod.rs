//! Score sheets and councils: totals, minima, zero rules, and the star that follows.

pub(crate) mod council;
pub(crate) mod lanes;
pub(crate) mod rank;
pub(crate) mod scorer;
pub(crate) mod sheet;
pub(crate) mod sums;
pub(crate) mod tally;

pub use council::{Council, CouncilError, CouncilForm, MAX_SHEETS};
pub use rank::Ranking;
pub use scorer::{RowError, RowsError, Score, Scorer};
pub use sheet::{Role, ScoreSheet, SheetError};
pub use tally::{InvalidTally, MinimumCheck, Quorum, Tally, ValidTally, ZeroCheck};
