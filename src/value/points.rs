//! Points: exact decimals, and means kept as a sum and a count.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

/// Digits allowed before the decimal point.
const WHOLE_DIGITS: usize = 6;
/// Digits allowed after the decimal point. With [`WHOLE_DIGITS`] this leaves four of the 28
/// digits of a `Decimal` for multiplying by a number of sheets, so no product is ever rounded.
const DECIMALS: usize = 18;

/// Decimals that a mean is shown with at most.
const MAX_SHOWN: u32 = 18;

/// An exact, non-negative number of points (điểm).
///
/// Points are decimal all the way through: they are read from text, added and compared
/// without ever passing through a binary float. Two values that are equal as numbers are
/// equal as `Points`, whatever their trailing zeros.
///
/// # Example
///
/// ```
/// use ocop::Points;
///
/// let a: Points = "2.5".parse()?;
/// let b: Points = "2.50".parse()?;
/// assert_eq!(a, b);
/// assert_eq!(b.to_string(), "2.5");
/// assert!("1e2".parse::<Points>().is_err());
/// # Ok::<(), ocop::value::PointsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(Decimal);

/// Why a text is not a number of points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointsError {
    /// Something other than digits, with at most one point between them.
    #[error("found `{0}`, expected a plain decimal such as `12` or `12.5`")]
    NotPlain(String),
    /// More digits than points can need.
    #[error(
        "found `{0}`, expected at most {WHOLE_DIGITS} digits before the point and {DECIMALS} after"
    )]
    TooLong(String),
    /// A sum that no longer fits.
    #[error("the sum of points is too large")]
    Overflow,
}

impl Points {
    /// No points.
    pub const ZERO: Points = Points(Decimal::ZERO);

    /// Adds exactly.
    ///
    /// # Errors
    ///
    /// [`PointsError::Overflow`] when the sum has more digits than can be kept.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Points;
    ///
    /// let (a, b): (Points, Points) = ("39.5".parse()?, "0.5".parse()?);
    /// assert_eq!(a.checked_add(b)?.to_string(), "40");
    /// # Ok::<(), ocop::value::PointsError>(())
    /// ```
    pub fn checked_add(self, other: Points) -> Result<Points, PointsError> {
        let sum = self
            .0
            .checked_add(other.0)
            .ok_or(PointsError::Overflow)?
            .normalize();
        // A `Decimal` sum that would not fit is rounded to fewer places; points never are.
        let places = self.0.scale().max(other.0.scale());
        match sum.checked_sub(self.0) {
            Some(back) if back == other.0 && sum.scale() <= places => Ok(Points(sum)),
            _ => Err(PointsError::Overflow),
        }
    }

    /// The number of decimals that this value needs.
    #[must_use]
    pub fn decimals(self) -> u32 {
        self.0.scale()
    }

    /// This value as a whole number of units, where a unit is `10^-decimals` points; `None` when
    /// it is not whole in that unit or too large.
    #[must_use]
    pub fn units(self, decimals: u32) -> Option<i64> {
        // A power that an `i128` holds may still be too large for a `Decimal`.
        let factor = Decimal::try_from_i128_with_scale(10_i128.checked_pow(decimals)?, 0).ok()?;
        let scaled = self.0.checked_mul(factor)?;
        if scaled.normalize().scale() > 0 {
            return None;
        }
        i64::try_from(scaled).ok()
    }

    /// The value of a whole, non-negative number of units of `10^-decimals` points.
    ///
    /// # Errors
    ///
    /// [`PointsError::Overflow`] when `units` is negative or `decimals` exceeds what points hold.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Points;
    ///
    /// assert_eq!(Points::from_units(925, 1)?.to_string(), "92.5");
    /// assert!(Points::from_units(-1, 0).is_err());
    /// # Ok::<(), ocop::value::PointsError>(())
    /// ```
    pub fn from_units(units: i64, decimals: u32) -> Result<Points, PointsError> {
        if units < 0 {
            return Err(PointsError::Overflow);
        }
        Decimal::try_from_i128_with_scale(i128::from(units), decimals)
            .map(|value| Points(value.normalize()))
            .map_err(|_| PointsError::Overflow)
    }
}

impl FromStr for Points {
    type Err = PointsError;

    fn from_str(text: &str) -> Result<Points, PointsError> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let (whole, fraction) = text.split_once('.').map_or((text, "0"), |(w, f)| (w, f));
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if !digits(whole) || !digits(fraction) || leading_zero {
            return Err(PointsError::NotPlain(text.to_owned()));
        }
        if whole.len() > WHOLE_DIGITS || fraction.len() > DECIMALS {
            return Err(PointsError::TooLong(text.to_owned()));
        }
        Decimal::from_str_exact(text)
            .map(|value| Points(value.normalize()))
            .map_err(|_| PointsError::TooLong(text.to_owned()))
    }
}

/// As a text, so that no reader makes a float of it.
impl serde::Serialize for Points {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Points {
    /// So many times these points; `None` where they would be too many.
    pub(crate) fn times(self, count: u16) -> Option<Points> {
        self.0.checked_mul(Decimal::from(count)).map(Points)
    }

    /// The points between two numbers of points.
    pub(crate) fn distance(self, other: Points) -> Points {
        Points((self.0 - other.0).abs().normalize())
    }
}

/// An exact mean (điểm trung bình): a sum of points and the number of sheets it comes from.
///
/// The mean is never divided out to be compared: `sum / count >= bound` is decided as
/// `sum >= bound * count`. Division happens only in [`Mean::shown`].
///
/// # Example
///
/// ```
/// use ocop::Mean;
///
/// let mean = Mean::new("503".parse()?, 7)?;
/// assert!(mean.at_least("70".parse()?));
/// assert_eq!(mean.shown(2), "71.86");
/// assert!(Mean::new("503".parse()?, 0).is_err());
/// # Ok::<(), ocop::value::PointsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    sum: Points,
    count: u16,
}

impl Mean {
    /// The largest number of sheets in one mean.
    pub const MAX_COUNT: u16 = 9_999;

    /// The mean of one value.
    #[must_use]
    pub fn of_one(value: Points) -> Mean {
        Mean {
            sum: value,
            count: 1,
        }
    }

    /// A mean of `count` values whose sum is `sum`.
    ///
    /// # Errors
    ///
    /// [`PointsError::Overflow`] when `count` is zero or more than [`Mean::MAX_COUNT`].
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Mean;
    ///
    /// assert_eq!(Mean::new("503".parse()?, 7)?.shown(1), "71.9");
    /// assert!(Mean::new("503".parse()?, 0).is_err());
    /// # Ok::<(), ocop::value::PointsError>(())
    /// ```
    pub fn new(sum: Points, count: u16) -> Result<Mean, PointsError> {
        if count == 0 || count > Mean::MAX_COUNT {
            return Err(PointsError::Overflow);
        }
        Ok(Mean { sum, count })
    }

    /// The exact sum.
    #[must_use]
    pub fn sum(self) -> Points {
        self.sum
    }

    /// How many values were added.
    #[must_use]
    pub fn count(self) -> u16 {
        self.count
    }

    /// Whether the mean reaches `bound`, compared exactly.
    #[must_use]
    pub fn at_least(self, bound: Points) -> bool {
        // INVARIANT: 24 digits of `bound` times 4 digits of `count` fit in a Decimal.
        bound
            .0
            .checked_mul(Decimal::from(self.count))
            .is_some_and(|least| self.sum.0 >= least)
    }

    /// Whether the mean lies above `bound`, compared exactly.
    #[must_use]
    pub fn above(self, bound: Points) -> bool {
        bound
            .0
            .checked_mul(Decimal::from(self.count))
            .is_some_and(|most| self.sum.0 > most)
    }

    /// By how much a mean moves to another, exactly, and rounded only to be shown, to at most 18
    /// decimals: `+1.50`, `-0.33`, `0.00`.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Mean;
    ///
    /// let (from, to) = (Mean::new("7".parse()?, 3)?, Mean::new("2".parse()?, 1)?);
    /// assert_eq!(from.moved_to(to, 2), "-0.33");
    /// # Ok::<(), ocop::value::PointsError>(())
    /// ```
    #[must_use]
    pub fn moved_to(self, to: Mean, decimals: u32) -> String {
        let (here, there) = (Decimal::from(self.count), Decimal::from(to.count));
        let moved = (to.sum.0.checked_mul(here))
            .zip(self.sum.0.checked_mul(there))
            .and_then(|(to, from)| to.checked_sub(from))
            .and_then(|moved| moved.checked_div(here * there))
            .unwrap_or_default();
        let mut rounded = rounded(moved, decimals);
        if rounded.is_zero() {
            rounded.set_sign_positive(true);
        }
        let sign = if rounded > Decimal::ZERO { "+" } else { "" };
        format!("{sign}{rounded}")
    }

    /// The mean as people read it, with `decimals` digits, at most 18, halves away from zero.
    #[must_use]
    pub fn shown(self, decimals: u32) -> String {
        // A value exactly half way has few digits, so the quotient holds it exactly.
        let mean = self
            .sum
            .0
            .checked_div(Decimal::from(self.count))
            .unwrap_or_default();
        rounded(mean, decimals).to_string()
    }
}

/// So many decimals, halves away from zero; never more than [`MAX_SHOWN`].
fn rounded(value: Decimal, decimals: u32) -> Decimal {
    let decimals = decimals.min(MAX_SHOWN);
    let mut rounded =
        value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(decimals);
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Points {
        text.parse().unwrap()
    }

    #[test]
    fn only_plain_decimals_are_points() {
        for bad in [
            "", "-1", "+1", "1e2", "NaN", "1_0", ".5", "5.", "1.2.3", " 1", "1 ", "01", "١", "0x1",
            "inf", "1,5",
        ] {
            assert!(
                matches!(bad.parse::<Points>(), Err(PointsError::NotPlain(_))),
                "{bad}"
            );
        }
        for long in ["1000000", "0.1234567890123456789"] {
            assert!(
                matches!(long.parse::<Points>(), Err(PointsError::TooLong(_))),
                "{long}"
            );
        }
        assert_eq!(points("31.00").to_string(), "31");
        assert_eq!(points("0.5").to_string(), "0.5");
    }

    #[test]
    fn units_are_exact_or_nothing() {
        assert_eq!(points("2.5").units(1), Some(25));
        assert_eq!(points("2.5").units(0), None);
        assert_eq!(points("3").units(2), Some(300));
        assert_eq!(Points::from_units(25, 1), Ok(points("2.5")));
        assert!(Points::from_units(-1, 0).is_err());
        // 10^29 is an `i128` and no `Decimal`; 10^39 is neither.
        assert_eq!([points("1").units(29), points("1").units(39)], [None; 2]);
        assert_eq!(points("1").units(18), Some(1_000_000_000_000_000_000));
    }

    #[test]
    fn a_mean_is_shown_with_18_decimals_at_most() {
        let mean = Mean::new(points("2"), 3).unwrap();
        assert_eq!(mean.shown(18), "0.666666666666666667");
        assert_eq!(mean.shown(19), mean.shown(18));
        assert_eq!(mean.shown(u32::MAX), mean.shown(18));
        let moved = Mean::of_one(points("1")).moved_to(mean, 40);
        assert_eq!(moved, "-0.333333333333333333");
    }

    #[test]
    fn a_sum_that_would_lose_digits_is_refused() {
        let small = points("0.000000000000000001");
        let large = points("999999");
        assert!(large.checked_add(small).is_ok());
        let mut sum = large.checked_add(small).unwrap();
        for _ in 0..60 {
            match sum.checked_add(sum) {
                Ok(next) => sum = next,
                Err(error) => return assert_eq!(error, PointsError::Overflow),
            }
        }
        panic!("the sum never overflowed");
    }

    #[test]
    fn shown_rounds_halves_away_from_zero() {
        assert_eq!(Mean::new(points("636"), 7).unwrap().shown(2), "90.86");
        assert_eq!(Mean::new(points("133.21"), 2).unwrap().shown(2), "66.61");
        assert_eq!(Mean::new(points("90"), 1).unwrap().shown(2), "90.00");
    }
}
