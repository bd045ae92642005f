//! Basic value types: points and means, dates, stars, codes.

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
pub use product_code::{ProductCode, ProductCodeError};
pub use star::Star;
