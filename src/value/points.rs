//! Points: exact decimals, and means kept as a sum and a count.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::codes::Words;
use super::serde_as_text;

/// Digits allowed before the decimal point of a number that is read.
pub(crate) const WHOLE_DIGITS: usize = 6;
/// Digits allowed after the decimal point.
pub(crate) const DECIMALS: u32 = 18;

/// An exact, non-negative number of points (điểm).
///
/// Points are read and shown as decimals and never pass through a binary float. Inside, every
/// number of points is a whole number of one unit, `10^-18` points, which is the finest that can
/// be read; adding and comparing are integer operations.
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
pub struct Points(u128);

/// Why a text is not a number of points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointsError {
    /// Something other than digits, with at most one point between them.
    #[error("found `{0}`, expected {expected}", expected = Points::EXPECTED[1])]
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
    pub(crate) const EXPECTED: Words = [
        "số thập phân thường, như `12` hoặc `12.5`",
        "a plain decimal such as `12` or `12.5`",
    ];

    /// No points.
    pub const ZERO: Points = Points(0);

    /// Units in one point.
    pub(crate) const UNITS: u128 = 10_u128.pow(DECIMALS);

    /// The largest sum: [`Mean::MAX_COUNT`] times the largest number that can be read. It has 28
    /// digits in units, so that it fits in a `Decimal`.
    const MOST: u128 = 10_u128.pow(10) * Points::UNITS;

    /// Adds exactly.
    ///
    /// # Errors
    ///
    /// [`PointsError::Overflow`] when the sum exceeds 10,000,000,000 points.
    pub fn checked_add(self, other: Points) -> Result<Points, PointsError> {
        let sum = self.0 + other.0;
        if sum > Points::MOST {
            return Err(PointsError::Overflow);
        }
        Ok(Points(sum))
    }

    /// The points between two numbers of points.
    #[must_use]
    pub fn distance(self, other: Points) -> Points {
        Points(self.0.abs_diff(other.0))
    }

    /// The number of decimals that this value needs, at most 18.
    #[must_use]
    pub fn decimals(self) -> u32 {
        let needs = |&decimals: &u32| self.0.is_multiple_of(10_u128.pow(DECIMALS - decimals));
        (0..DECIMALS).find(needs).unwrap_or(DECIMALS)
    }

    /// This value in units of `10^-18` points.
    pub(crate) fn units(self) -> u128 {
        self.0
    }

    /// The points of a number of units that a sum of sheets can have: at most 10^28.
    pub(crate) fn of_units(units: u128) -> Points {
        debug_assert!(units <= Points::MOST);
        Points(units)
    }

    /// This value as a decimal without trailing zeros.
    fn decimal(self) -> Decimal {
        let decimals = self.decimals();
        decimal(self.0 / 10_u128.pow(DECIMALS - decimals), decimals)
    }
}

/// The decimal `number * 10^-scale`, for a number of at most 28 digits.
fn decimal(number: u128, scale: u32) -> Decimal {
    // A decimal keeps its digits as three words of 32 bits.
    let word = |at: u32| (number >> (32 * at)) as u32;
    Decimal::from_parts(word(0), word(1), word(2), false, scale)
}

impl FromStr for Points {
    type Err = PointsError;

    fn from_str(text: &str) -> Result<Points, PointsError> {
        let (whole, fraction) = text.split_once('.').map_or((text, "0"), |(w, f)| (w, f));
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || leading_zero {
            return Err(PointsError::NotPlain(text.to_owned()));
        }
        if whole.len() > WHOLE_DIGITS || fraction.len() > DECIMALS as usize {
            return Err(PointsError::TooLong(text.to_owned()));
        }
        let number = |digits: &str| {
            let values = digits.bytes().map(|digit| u128::from(digit - b'0'));
            values.fold(0, |number, digit| 10 * number + digit)
        };
        let unit = 10_u128.pow(DECIMALS - fraction.len() as u32);
        Ok(Points(
            number(whole) * Points::UNITS + number(fraction) * unit,
        ))
    }
}

// As a text, so that no reader makes a float of it.
serde_as_text!(Points);

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.decimal(), f)
    }
}

/// An exact mean (điểm trung bình): a sum of points and the number of sheets it comes from.
///
/// A mean is never divided out to be compared: `sum / count >= bound` is decided as
/// `sum >= bound * count`. Division happens only where a mean is shown. Means that are equal as
/// numbers are equal, whatever their counts.
///
/// # Example
///
/// ```
/// use ocop::Mean;
///
/// let mean = Mean::new("503".parse()?, 7)?;
/// assert!(mean.at_least("70".parse()?));
/// assert_eq!(mean.shown(2), "71.86");
/// assert_eq!(Mean::new("140".parse()?, 2)?, Mean::new("70".parse()?, 1)?);
/// assert!(Mean::new("503".parse()?, 0).is_err());
/// # Ok::<(), ocop::value::PointsError>(())
/// ```
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Mean {
    sum: Points,
    count: NonZeroU16,
}

impl Mean {
    /// The most decimals that a mean is shown with.
    pub const MAX_SHOWN: u32 = 18;

    /// The largest number of sheets in one mean.
    pub const MAX_COUNT: u16 = 9_999;

    /// The mean of one value.
    #[must_use]
    pub fn of_one(value: Points) -> Mean {
        Mean::of(value, NonZeroU16::MIN)
    }

    /// A mean of at most [`Mean::MAX_COUNT`] values.
    pub(crate) fn of(sum: Points, count: NonZeroU16) -> Mean {
        debug_assert!(count.get() <= Mean::MAX_COUNT);
        Mean { sum, count }
    }

    /// A mean of `count` values whose sum is `sum`.
    ///
    /// # Errors
    ///
    /// [`PointsError::Overflow`] when `count` is zero or more than [`Mean::MAX_COUNT`].
    pub fn new(sum: Points, count: u16) -> Result<Mean, PointsError> {
        match NonZeroU16::new(count) {
            Some(count) if count.get() <= Mean::MAX_COUNT => Ok(Mean::of(sum, count)),
            _ => Err(PointsError::Overflow),
        }
    }

    /// The exact sum.
    #[must_use]
    pub fn sum(self) -> Points {
        self.sum
    }

    /// How many values were added.
    #[must_use]
    pub fn count(self) -> u16 {
        self.count.get()
    }

    /// `bound * count`, in units: 28 and 4 digits.
    fn times_count(self, bound: Points) -> u128 {
        bound.0 * u128::from(self.count.get())
    }

    /// The sum that so many values have whose mean is `bound`.
    pub(crate) fn sum_at(self, bound: Points) -> Points {
        Points(self.times_count(bound))
    }

    /// Whether the mean reaches `bound`, compared exactly.
    #[must_use]
    pub fn at_least(self, bound: Points) -> bool {
        self.sum.0 >= self.times_count(bound)
    }

    /// Whether the mean lies above `bound`, compared exactly.
    #[must_use]
    pub fn above(self, bound: Points) -> bool {
        self.sum.0 > self.times_count(bound)
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
        let (from, to_sum) = (to.times_count(self.sum), self.times_count(to.sum));
        let count = u128::from(self.count.get()) * u128::from(to.count.get());
        let moved = rounded(from.abs_diff(to_sum), count, decimals);
        let sign = match to_sum.cmp(&from) {
            _ if moved.is_zero() => "",
            Ordering::Less => "-",
            _ => "+",
        };
        format!("{sign}{moved}")
    }

    /// The mean as people read it, with `decimals` digits, at most 18, halves away from zero.
    #[must_use]
    pub fn shown(self, decimals: u32) -> String {
        rounded(self.sum.0, u128::from(self.count.get()), decimals).to_string()
    }
}

impl PartialEq for Mean {
    fn eq(&self, other: &Mean) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Mean {}

impl PartialOrd for Mean {
    fn partial_cmp(&self, other: &Mean) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As numbers.
impl Ord for Mean {
    fn cmp(&self, other: &Mean) -> Ordering {
        let (here, there) = (other.times_count(self.sum), self.times_count(other.sum));
        here.cmp(&there)
    }
}

/// A sum of units divided by `count`, with so many decimals, at most 18, halves away from zero.
fn rounded(sum: u128, count: u128, decimals: u32) -> Decimal {
    let decimals = decimals.min(Mean::MAX_SHOWN);
    // One of the last digit shown is so much in the sum.
    let step = count * 10_u128.pow(DECIMALS - decimals);
    decimal((2 * sum + step) / (2 * step), decimals)
}
