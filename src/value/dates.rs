//! Civil dates: read, print, add months and days. There is no clock here.

use std::fmt;
use std::str::FromStr;

use jiff::{Span, ToSpan, civil};

use crate::value::codes::serde_as_text;

/// A day of the civil calendar, written `YYYY-MM-DD`.
///
/// # Example
///
/// ```
/// use ocop::Date;
///
/// let issued: Date = "2024-02-29".parse()?;
/// assert_eq!(issued.add_months(36)?.to_string(), "2027-02-28");
/// assert!("2024-02-30".parse::<Date>().is_err());
/// # Ok::<(), ocop::value::DateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// Why a text is not a date, or a date cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// Not `YYYY-MM-DD`, or a day that the calendar does not have.
    #[error("found `{0}`, expected a day that exists, as `YYYY-MM-DD`")]
    NotADate(String),
    /// Not `MM-DD`, or a day that not every year has.
    #[error("found `{0}`, expected a day that every year has, as `MM-DD`")]
    NotADay(String),
    /// Past the years 1 to 9999, or no day of the calendar.
    #[error("the date does not exist, or lies outside the years 1 to 9999")]
    OutOfRange,
    /// An end before its beginning.
    #[error("found the last day `{to}`, expected one not before `{from}`")]
    Order {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
}

impl Date {
    /// The day of a year, a month from 1 and a day from 1.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] outside the years 1 to 9999, or for a day that the calendar does
    /// not have.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Date;
    ///
    /// assert_eq!(Date::new(2026, 5, 22)?.to_string(), "2026-05-22");
    /// assert!(Date::new(2026, 2, 29).is_err());
    /// # Ok::<(), ocop::value::DateError>(())
    /// ```
    pub fn new(year: i16, month: u8, day: u8) -> Result<Date, DateError> {
        let (month, day) = (i8::try_from(month), i8::try_from(day));
        let date = month.ok().zip(day.ok());
        let date = date.and_then(|(month, day)| civil::Date::new(year, month, day).ok());
        date.ok_or(DateError::OutOfRange).and_then(Date::checked)
    }

    /// The same day of the month `months` later; where that month is shorter, its last day.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] past the year 9999.
    ///
    /// # Example
    ///
    /// ```
    /// let day: ocop::Date = "2023-08-31".parse()?;
    /// assert_eq!(day.add_months(1)?.to_string(), "2023-09-30");
    /// assert!(day.add_months(u16::MAX).is_ok() && day.add_months(60_000)?.add_months(60_000).is_err());
    /// # Ok::<(), ocop::value::DateError>(())
    /// ```
    pub fn add_months(self, months: u16) -> Result<Date, DateError> {
        self.0
            .checked_add(i32::from(months).months())
            .map(Date)
            .map_err(|_| DateError::OutOfRange)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// How many days `later` lies after this day; negative when it lies before.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Date;
    ///
    /// let filed: Date = "2026-05-30".parse()?;
    /// assert_eq!(filed.days_until("2026-06-02".parse()?), 3);
    /// # Ok::<(), ocop::value::DateError>(())
    /// ```
    #[must_use]
    pub fn days_until(self, later: Date) -> i32 {
        self.0
            .duration_until(later.0)
            .as_hours()
            .div_euclid(24)
            .try_into()
            .unwrap_or(i32::MAX)
    }

    /// The last of `days` working days after this day, which is not counted: Monday to Friday,
    /// `holidays` left out.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] past the year 9999.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Date;
    ///
    /// let friday: Date = "2026-08-28".parse()?;
    /// let holiday: Date = "2026-09-02".parse()?;
    /// assert_eq!(friday.add_working_days(3, &[holiday])?.to_string(), "2026-09-03");
    /// # Ok::<(), ocop::value::DateError>(())
    /// ```
    pub fn add_working_days(self, days: u16, holidays: &[Date]) -> Result<Date, DateError> {
        self.step_working_days(1, days, |day| !day.is_weekend() && !holidays.contains(&day))
    }

    /// The last of so many working days after this day, or before it where `step` is -1.
    pub(crate) fn step_working_days(
        self,
        step: i32,
        days: u16,
        works: impl Fn(Date) -> bool,
    ) -> Result<Date, DateError> {
        let mut day = self;
        let mut left = days;
        while left > 0 {
            day = day.add_days(step)?;
            if works(day) {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// Whether it is a Saturday or a Sunday.
    pub(crate) fn is_weekend(self) -> bool {
        matches!(
            self.0.weekday(),
            civil::Weekday::Saturday | civil::Weekday::Sunday
        )
    }

    /// The day `days` later, or earlier when negative.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] outside the years 1 to 9999.
    ///
    /// # Example
    ///
    /// ```
    /// let day: ocop::Date = "2026-05-22".parse()?;
    /// assert_eq!(day.add_days(60)?.to_string(), "2026-07-21");
    /// assert!(day.add_days(i32::MAX).is_err());
    /// # Ok::<(), ocop::value::DateError>(())
    /// ```
    pub fn add_days(self, days: i32) -> Result<Date, DateError> {
        Span::new()
            .try_days(days)
            .and_then(|span| self.0.checked_add(span))
            .map_err(|_| DateError::OutOfRange)
            .and_then(Date::checked)
    }

    /// A day of the years 1 to 9999.
    fn checked(date: civil::Date) -> Result<Date, DateError> {
        if date.year() < 1 {
            return Err(DateError::OutOfRange);
        }
        Ok(Date(date))
    }
}

/// A day that comes every year, written `MM-DD`.
///
/// # Example
///
/// ```
/// use ocop::value::DayOfYear;
///
/// let day: DayOfYear = "06-30".parse()?;
/// assert_eq!(day.in_year(2026)?.to_string(), "2026-06-30");
/// assert!("02-29".parse::<DayOfYear>().is_err());
/// # Ok::<(), ocop::value::DateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayOfYear {
    month: i8,
    day: i8,
}

impl DayOfYear {
    /// The day in a year.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] outside the years 1 to 9999.
    ///
    /// # Example
    ///
    /// ```
    /// let day: ocop::value::DayOfYear = "06-30".parse()?;
    /// assert_eq!(day.in_year(2026)?.to_string(), "2026-06-30");
    /// assert!(day.in_year(0).is_err());
    /// # Ok::<(), ocop::value::DateError>(())
    /// ```
    pub fn in_year(self, year: i16) -> Result<Date, DateError> {
        civil::Date::new(year, self.month, self.day)
            .map_err(|_| DateError::OutOfRange)
            .and_then(Date::checked)
    }

    /// The last day, from `today` on, that lies right before this day of some year: for what is to
    /// be done before it. `None` past the year 9999.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::value::DayOfYear;
    ///
    /// let due: DayOfYear = "05-10".parse()?;
    /// let last = |today: &str| Some(due.last_before(today.parse().ok()?)?.to_string());
    /// assert_eq!(last("2025-05-09").as_deref(), Some("2025-05-09"));
    /// assert_eq!(last("2025-05-10").as_deref(), Some("2026-05-09"));
    /// # Ok::<(), ocop::value::DateError>(())
    /// ```
    #[must_use]
    pub fn last_before(self, today: Date) -> Option<Date> {
        let year = today.year();
        (year..=year.saturating_add(1)).find_map(|year| {
            let last = self.in_year(year).ok()?.add_days(-1).ok()?;
            (last >= today).then_some(last)
        })
    }
}

impl FromStr for DayOfYear {
    type Err = DateError;

    fn from_str(text: &str) -> Result<DayOfYear, DateError> {
        // Any year without a 29 February will do.
        let date: Date = format!("2001-{text}")
            .parse()
            .map_err(|_| DateError::NotADay(text.to_owned()))?;
        Ok(DayOfYear {
            month: date.0.month(),
            day: date.0.day(),
        })
    }
}

serde_as_text!(DayOfYear);

impl fmt::Display for DayOfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Date, DateError> {
        // Of all the ways to write a day, the one with four, two and two digits.
        let date = match text.as_bytes() {
            [_, _, _, _, b'-', _, _, b'-', _, _] => text.parse().ok(),
            _ => None,
        };
        date.and_then(|date| Date::checked(date).ok())
            .ok_or_else(|| DateError::NotADate(text.to_owned()))
    }
}

serde_as_text!(Date);

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
