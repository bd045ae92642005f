//! The errors of values, in Vietnamese and in English: the values themselves know of no language.

use super::{Lang, Phrase, phrase};
use crate::value::codes::Words;
use crate::value::points::{DECIMALS, WHOLE_DIGITS};
use crate::value::{CodeError, Date, DateError, DayOfYear, Points, PointsError};

/// What is expected of points with more digits than they can need.
pub(crate) fn fewer_digits() -> Phrase {
    phrase!(
        "nhiều nhất {WHOLE_DIGITS} chữ số trước dấu chấm và {DECIMALS} chữ số sau",
        "at most {WHOLE_DIGITS} digits before the point and {DECIMALS} after"
    )
}

/// In English as the error prints itself.
fn told(found: &str, [vi, _]: Words, error: &impl ToString) -> Phrase {
    Phrase::new(format!("thấy `{found}`, cần {vi}"), error.to_string())
}

impl CodeError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        told(&self.found, self.expected, self).text(lang).to_owned()
    }
}

impl PointsError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let text = match self {
            PointsError::NotPlain(found) => told(found, Points::EXPECTED, self),
            PointsError::TooLong(found) => {
                let vi = fewer_digits();
                let vi = vi.text(Lang::Vi);
                phrase!("thấy `{found}`, cần {vi}", "{self}")
            }
            PointsError::Overflow => phrase!("tổng điểm quá lớn", "{self}"),
        };
        text.text(lang).to_owned()
    }
}

impl DateError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let text = match self {
            DateError::NotADate(found) => told(found, Date::EXPECTED, self),
            DateError::NotADay(found) => told(found, DayOfYear::EXPECTED, self),
            DateError::OutOfRange => phrase!(
                "ngày không có thật, hoặc ngoài các năm từ 1 đến 9999",
                "{self}"
            ),
            DateError::Order { from, to } => phrase!(
                "thấy ngày cuối `{to}`, cần một ngày không trước `{from}`",
                "{self}"
            ),
        };
        text.text(lang).to_owned()
    }
}
