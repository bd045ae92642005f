//! Civil dates: read, print, add months and days. There is no clock here.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::codes::Words;
use super::serde_as_text;

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
pub struct Date(NaiveDate);

/// Why a text is not a date, or a date cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// Not `YYYY-MM-DD`, or a day that the calendar does not have.
    #[error("found `{0}`, expected {expected}", expected = Date::EXPECTED[1])]
    NotADate(String),
    /// Not `MM-DD`, or a day that not every year has.
    #[error("found `{0}`, expected {expected}", expected = DayOfYear::EXPECTED[1])]
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
    pub(crate) const EXPECTED: Words = [
        "một ngày có thật, viết `NĂM-THÁNG-NGÀY`",
        "a day that exists, as `YYYY-MM-DD`",
    ];

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
        Date::checked(NaiveDate::from_ymd_opt(
            i32::from(year),
            u32::from(month),
            u32::from(day),
        ))
    }

    /// The same day of the month `months` later; where that month is shorter, its last day.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] past the year 9999.
    pub fn add_months(self, months: u16) -> Result<Date, DateError> {
        Date::checked(self.0.checked_add_months(Months::new(u32::from(months))))
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year() as i16
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.0.month() as u8
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.0.day() as u8
    }

    /// How many days `later` lies after this day; negative when it lies before.
    #[must_use]
    pub fn days_until(self, later: Date) -> i32 {
        later.0.num_days_from_ce() - self.0.num_days_from_ce()
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
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
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
        let count = Days::new(u64::from(days.unsigned_abs()));
        Date::checked(if days < 0 {
            self.0.checked_sub_days(count)
        } else {
            self.0.checked_add_days(count)
        })
    }

    /// A day of the years 1 to 9999.
    fn checked(date: Option<NaiveDate>) -> Result<Date, DateError> {
        date.filter(|date| (1..=9999).contains(&date.year()))
            .map(Date)
            .ok_or(DateError::OutOfRange)
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
    month: u8,
    day: u8,
}

impl DayOfYear {
    pub(crate) const EXPECTED: Words = [
        "một ngày năm nào cũng có, viết `THÁNG-NGÀY`",
        "a day that every year has, as `MM-DD`",
    ];

    /// The day in a year.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] outside the years 1 to 9999.
    pub fn in_year(self, year: i16) -> Result<Date, DateError> {
        Date::new(year, self.month, self.day)
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
            month: date.month(),
            day: date.day(),
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
        let written = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let date = written.then(|| text.parse().ok()).flatten();
        Date::checked(date).map_err(|_| DateError::NotADate(text.to_owned()))
    }
}

serde_as_text!(Date);

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
