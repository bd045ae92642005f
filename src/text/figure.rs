//! Numbers and days as a language writes them.

use std::fmt::{self, Write};

use super::Lang;
use crate::value::Date;

/// A decimal number as a language writes it: Vietnamese has a comma before decimals and points
/// between thousands. A text that is no plain number stays as it is.
///
/// # Example
///
/// ```
/// use ocop::text::{Lang, figure};
///
/// assert_eq!(figure("58000.50", Lang::Vi), "58.000,50");
/// assert_eq!(figure("58000.50", Lang::En), "58000.50");
/// ```
#[must_use]
pub fn figure(number: &str, lang: Lang) -> String {
    let mut shown = String::with_capacity(number.len() + number.len() / 3);
    // Writing to a String cannot fail.
    let _ = write_figure(&mut shown, number, lang);
    shown
}

/// Writes what [`figure`] gives.
pub(crate) fn write_figure(to: &mut impl Write, number: &str, lang: Lang) -> fmt::Result {
    let plain = |number: &str| number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if lang == Lang::En || !plain(number) {
        return to.write_str(number);
    }
    let parts = number.split_once('.');
    let (whole, decimals) = parts.map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let mut rest = whole;
    while rest.len() > 3 {
        let first = (rest.len() - 1) % 3 + 1;
        let (thousands, after) = rest.split_at(first);
        to.write_str(thousands)?;
        to.write_char('.')?;
        rest = after;
    }
    to.write_str(rest)?;
    if let Some(decimals) = decimals {
        to.write_char(',')?;
        to.write_str(decimals)?;
    }
    Ok(())
}

/// A day as a language writes it in tables and results: 10/04/2024 in Vietnamese.
///
/// # Example
///
/// ```
/// use ocop::text::{Lang, day};
///
/// let date = "2024-04-10".parse()?;
/// assert_eq!(day(date, Lang::Vi), "10/04/2024");
/// assert_eq!(day(date, Lang::En), "2024-04-10");
/// # Ok::<(), ocop::value::DateError>(())
/// ```
#[must_use]
pub fn day(date: Date, lang: Lang) -> String {
    let iso = date.to_string();
    match lang {
        Lang::En => iso,
        Lang::Vi => iso.rsplit('-').collect::<Vec<_>>().join("/"),
    }
}
