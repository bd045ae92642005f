//! Numbers and days as a language writes them.

use crate::text::lang::Lang;
use crate::value::dates::Date;

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
    let plain = number.chars().all(|c| c.is_ascii_digit() || c == '.');
    if lang == Lang::En || !plain {
        return number.to_owned();
    }
    let (whole, decimals) = match number.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (number, None),
    };
    let mut shown = String::with_capacity(number.len() + whole.len() / 3);
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push('.');
        }
        shown.push(digit);
    }
    if let Some(decimals) = decimals {
        shown.push(',');
        shown.push_str(decimals);
    }
    shown
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
