//! Score sheets and councils: totals, minima, zero rules, and the star that follows.
//! A [`ScoreSheet`] is complete; a [`Draft`] is a sheet that is being filled in. A [`Council`] adds sheets
//! up to a [`Tally`], which becomes a [`Ranking`]; a [`Scorer`] does the same without reasons, from plain
//! boxes.
//!
//! ```
//! use ocop::scoring::{Council, Draft, Ranking, Role, Scorer};
//! use ocop::Catalog;
//!
//! let catalog = Catalog::bundled();
//! let regulation = catalog.regulation("qd-26-2026")?;
//! let (set, rules) = (catalog.set("qd-26-2026", "08")?, catalog.rules("default")?);
//! let mut draft = Draft::new(&set);
//! for criterion in set.criteria() {
//!     draft.answer(criterion.code(), criterion.choices().len() as u32)?;
//! }
//! let sheet = draft.finish("m1", Role::Chair)?;
//! let score = Scorer::new(&regulation, &set, &rules).score_boxes(sheet.boxes())?;
//! let tally = Council::new(&set, &rules, vec![sheet], None)?.tally();
//! assert_eq!(score.ranking(), Some(Ranking::of(&regulation, tally.validate()?)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod council;
pub(crate) mod draft;
pub(crate) mod lanes;
mod meets;
pub(crate) mod rank;
pub(crate) mod scorer;
pub(crate) mod sheet;
pub(crate) mod sums;
pub(crate) mod tally;

pub use council::{Council, CouncilError, CouncilForm, MAX_SHEETS};
pub use draft::{Contradiction, Draft, DraftMinimum, MinimumState};
pub use rank::Ranking;
pub use scorer::{RowsError, Score, Scorer};
pub use sheet::{Role, ScoreSheet, SheetError};
pub use tally::{InvalidTally, MinimumCheck, Quorum, Tally, ValidTally, ZeroCheck};
