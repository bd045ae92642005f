//! Score sheets and councils: totals, minima, and the star that follows.

pub(crate) mod council;
pub(crate) mod rank;
pub(crate) mod score;
pub(crate) mod scorer;
pub(crate) mod sheet;

pub use council::{
    Council, CouncilError, CouncilForm, MAX_SHEETS, MinimumCheck, Quorum, Settled, Tally, Unsettled,
};
pub use rank::Ranking;
pub use scorer::{Score, Scorer};
pub use sheet::{Role, ScoreSheet, SheetError};
