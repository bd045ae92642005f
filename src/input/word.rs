//! The types that are read from one text of a file: what each looks like, and the problem of a text that
//! is none.

use std::fmt::Display;
use std::str::FromStr;

use super::{Diagnostic, ProblemCode, did_you_mean, quote, refusal};
use crate::law::{
    Alternative, Certainty, ChairRule, CodeForm, DefectKind, FindingVerb, ForwardBy, Measure,
    MinimumBy, NoteKind, SetStatus, ZeroBy,
};
use crate::text::Phrase;
use crate::text::of_values::fewer_digits;
use crate::value::{
    ApplicationKind, CouncilForm, CriterionCode, Date, DayOfYear, FindingId, Level, PartId, PlanId,
    Points, PointsError, ProducerKind, ReadingId, RegulationId, ReportItem, Role, RulesId,
    SectionCode, SetCode,
};

/// A type that reads a text, and the problem to report where it cannot.
pub trait Word: FromStr + Display + 'static {
    /// The code of the problem.
    const CODE: ProblemCode;
    /// All values, where they are few.
    const CHOICES: &[Self] = &[];
    /// The form of others, as a regular expression.
    const PATTERN: &str = "";

    /// What such a text looks like.
    fn expected() -> Phrase;
}

/// The value of a text that is no part of a file, such as an argument: a day, points, a code, a word.
///
/// # Errors
///
/// What it is and what it should be, without a place.
///
/// # Example
///
/// ```
/// use ocop::{Date, Lang, input::read_word};
///
/// assert!(read_word::<Date>("2026-08-05").is_ok());
/// let problem = read_word::<Date>("2026-02-30").unwrap_err();
/// assert!(problem.text(Lang::Vi).starts_with("thấy `2026-02-30`, cần một ngày có thật"));
/// ```
pub fn read_word<T: Word>(text: &str) -> Result<T, Diagnostic> {
    text.parse().map_err(|_| not_word::<T>(text))
}

/// The problem of a text that is none of a type; of points with too many digits, how many there may be.
pub(super) fn not_word<T: Word>(text: &str) -> Diagnostic {
    let choices: Vec<String> = T::CHOICES.iter().map(T::to_string).collect();
    let meant = did_you_mean(text, choices.iter().map(String::as_str));
    let too_long = T::CODE == ProblemCode::BadPoints
        && matches!(text.parse::<Points>(), Err(PointsError::TooLong(_)));
    let expected = if too_long {
        fewer_digits()
    } else {
        T::expected()
    };
    refusal(T::CODE, quote(text), expected).with_hint(meant)
}

macro_rules! words {
    ($($name:ident: $code:ident, $pattern:literal;)+) => {
        $(impl Word for $name {
            const CODE: ProblemCode = ProblemCode::$code;
            const PATTERN: &str = $pattern;

            fn expected() -> Phrase {
                let [vi, en] = $name::EXPECTED;
                Phrase::new(vi, en)
            }
        })+
    };
}
words! {
    Points: BadPoints, "^(0|[1-9][0-9]{0,5})([.][0-9]{1,18})?$";
    Date: BadDate, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    DayOfYear: BadDate, "^[0-9]{2}-[0-9]{2}$";
    CriterionCode: BadCode, "^[0-9]+([.]([0-9]+|[a-zđ]))*$";
    FindingId: BadCode, "^[a-z0-9]+(-[a-z0-9]+)*$";
    PlanId: BadCode, "^[a-z0-9]+(-[a-z0-9]+)*$";
    ReadingId: BadCode, "^[a-z0-9]+(-[a-z0-9]+)*$";
    RegulationId: BadCode, "^qd-[0-9]+-[0-9]{4}$";
    RulesId: BadCode, "^[a-z0-9]+(-[a-z0-9]+)*$";
    SectionCode: BadCode, "^[0-9]+$";
    SetCode: BadCode, "^(0[1-9]|[1-9][0-9])$";
}

/// Makes an enumeration of words readable from a file.
macro_rules! enum_is_word {
    ($($name:ident),+) => {
        $(impl $crate::input::Word for $name {
            const CODE: $crate::input::ProblemCode = $crate::input::ProblemCode::BadWord;
            const CHOICES: &[Self] = $name::ALL;

            fn expected() -> $crate::text::Phrase {
                $crate::input::one_of($name::ALL)
            }
        })+
    };
}
pub(crate) use enum_is_word;
enum_is_word!(
    Alternative,
    ApplicationKind,
    Certainty,
    ChairRule,
    CodeForm,
    CouncilForm,
    DefectKind,
    FindingVerb,
    ForwardBy,
    Level,
    Measure,
    MinimumBy,
    NoteKind,
    PartId,
    ProducerKind,
    ReportItem,
    Role,
    SetStatus,
    ZeroBy
);
