//! When a council meets a minimum, and when it breaks a zero rule, by its rules.

use crate::law::council_rules::{MinimumBy, ZeroBy};
use crate::law::table::{Minimum, SheetTable};
use crate::scoring::sums::Sums;
use crate::value::star::Star;

/// Whether a council meets a minimum, by its rules.
pub(crate) fn meets(by: MinimumBy, sums: &Sums, minimum: &Minimum) -> bool {
    let (reached, of) = (sums.reached(minimum), sums.scored());
    match by {
        MinimumBy::Majority => reached * 2 > of,
        MinimumBy::All => reached == of,
        MinimumBy::Mean => {
            let least = u64::from(minimum.steps) * u64::from(of);
            u64::from(sums.steps_at(minimum.criterion)) >= least
        }
    }
}

/// The highest star that the minima leave.
pub(crate) fn cap(by: MinimumBy, table: &SheetTable, sums: &Sums) -> Star {
    let minima = table.minima.iter();
    let missed = minima.filter(|minimum| !meets(by, sums, minimum));
    let missed = missed.map(|minimum| minimum.star).min();
    missed.map_or(Star::Five, below)
}

/// The star that a missed minimum of `star` leaves; there is none below one star.
pub(crate) fn below(star: Star) -> Star {
    star.below().unwrap_or(Star::One)
}

/// Whether a council gives a criterion 0, by its rules.
pub(crate) fn gives_zero(by: ZeroBy, zeros: u16, of: u16) -> bool {
    match by {
        ZeroBy::Majority => zeros * 2 > of,
        ZeroBy::Any => zeros > 0,
        ZeroBy::Mean => zeros == of,
    }
}

pub(crate) fn breaks_zero_rule(by: ZeroBy, table: &SheetTable, sums: &Sums) -> bool {
    let mut criteria = table.zero_criteria.iter();
    criteria.any(|&position| gives_zero(by, sums.zeros_at(position), sums.present()))
}
