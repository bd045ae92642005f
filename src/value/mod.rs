//! Basic value types: points and means, dates, stars, codes.
//! Numbers are exact and codes are checked when they are parsed; every type prints as it reads, and goes
//! through serde as text. Stars are numbers, and a [`Mean`] is a sum and a count.
//!
//! ```
//! use ocop::value::{Date, Mean, SetCode, Star};
//!
//! let mean = Mean::new("503".parse()?, 7)?;
//! assert!(mean.at_least("70".parse()?) && mean.shown(2) == "71.86");
//! assert_eq!("2024-02-29".parse::<Date>()?.add_months(36)?, Date::new(2027, 2, 28)?);
//! assert_eq!((SetCode::try_from(8)?.to_string(), Star::try_from(4)?), ("08".to_owned(), Star::Four));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod codes;
pub(crate) mod dates;
pub(crate) mod points;
pub(crate) mod product_code;
pub(crate) mod star;

pub use codes::{
    ApplicationKind, CodeError, CouncilForm, CriterionCode, FindingId, Level, PartId, PlanId,
    ProducerKind, ReadingId, RegulationId, ReportItem, Role, RulesId, SectionCode, SetCode,
};
pub use dates::{Date, DateError, DayOfYear};
pub use points::{Mean, Points, PointsError};
pub use product_code::ProductCode;
pub use star::Star;

pub(crate) use codes::{plain, read_only, serde_as_text, word_code};
