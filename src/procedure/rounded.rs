//! What minutes leave open that keep only the rounded means of the parts.

use crate::law::criteria::CriteriaSet;
use crate::value::points::Points;

/// The most decimals of a mean that may be rounded.
const ROUNDED: u32 = 2;

/// The lowest and the highest sum that parts A to C can stand for. A mean of two decimals or fewer
/// may be off by 0.005, though never past 0 or the part's maximum; one of more is exact.
pub(crate) fn true_sums(set: &CriteriaSet, points: [Points; 3]) -> (Points, Points) {
    let half = Points::UNITS / 10_u128.pow(ROUNDED) / 2;
    let (mut lowest, mut highest) = (0, 0);
    for (given, part) in points.into_iter().zip(&set.parts) {
        let off = if given.decimals() > ROUNDED { 0 } else { half };
        lowest += given.units().saturating_sub(off);
        // One above the maximum is refused where it stands.
        let most = part.max.max(given).units();
        highest += most.min(given.units() + off);
    }
    (Points::of_units(lowest), Points::of_units(highest))
}
