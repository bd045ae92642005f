//! What a case is about: a product, who makes it, what was applied for and when.

use crate::input::RawPrevious;
use crate::input::load_error::Problems;
use crate::input::pointer::Pointer;
use crate::law::Regulation;
use crate::value::{ApplicationKind, Date, DateError, Level, ProducerKind, Star};

/// A product and its producer, as the case names them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Product {
    /// The product's name.
    pub name: String,
    /// Its code (mã số sản phẩm).
    pub code: Option<String>,
    /// Whether it comes from a recognised craft village (làng nghề).
    pub craft_village: Option<bool>,
    /// The commune it is counted under.
    pub commune: Option<String>,
    /// The district or area it is counted under.
    pub district: Option<String>,
    /// Who makes it.
    pub producer: Option<Producer>,
}

/// Who makes the product (chủ thể OCOP).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Producer {
    /// A name for statistics.
    pub id: Option<String>,
    /// The producer's name.
    pub name: Option<String>,
    /// What kind of producer.
    pub kind: Option<ProducerKind>,
    /// Where it works.
    pub address: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
}

/// What was applied for, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Application {
    /// First evaluation, upgrade or renewal.
    pub kind: Option<ApplicationKind>,
    /// The day the dossier was received.
    pub filed: Option<Date>,
    /// The certificate before.
    pub previous: Option<Previous>,
    /// What the dossier holds, by the names of the regulation's items; `None` where the case does not say.
    pub items: Option<Vec<String>>,
}

impl Application {
    /// What the dossier is to a level: where the regulation names the stars that the level ranks again, a
    /// renewal of another is its first evaluation. Source: 26/2026, Điều 6.3 b and 7.6 e (the centre ranks
    /// 5 stars again).
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, EvaluatedCase, Level};
    /// use ocop::value::ApplicationKind;
    ///
    /// let case = r#"{"product": {"name": "Mật ong"}, "set": "08", "application": {"kind": "renewal",
    ///     "filed": "2028-04-01", "previous": {"star": 4, "issued": "2025-09-01", "expires": "2028-09-01"}},
    ///     "stages": [{"level": "province", "date": "2028-05-10", "total": "92"}]}"#;
    /// let case = EvaluatedCase::from_json(case, "case.json", &Catalog::bundled())?;
    /// let application = case.case().application();
    /// let at = |level| application.kind_at(case.case().regulation(), level);
    /// assert_eq!(at(Level::Province), Some(ApplicationKind::Renewal));
    /// assert_eq!(at(Level::Central), Some(ApplicationKind::First));
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    #[must_use]
    pub fn kind_at(&self, regulation: &Regulation, level: Level) -> Option<ApplicationKind> {
        let star = self.previous.map(|previous| previous.star);
        self.kind.map(|kind| regulation.kind_at(kind, star, level))
    }
}

/// An earlier certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Previous {
    /// Its star.
    pub star: Star,
    /// The day it was issued.
    pub issued: Date,
    /// Its last valid day.
    pub expires: Date,
}

impl Previous {
    /// A certificate of a star with its first and its last valid day.
    ///
    /// # Errors
    ///
    /// [`DateError::Order`] when it ends before it was issued.
    pub fn new(star: Star, issued: Date, expires: Date) -> Result<Previous, DateError> {
        if expires < issued {
            return Err(DateError::Order {
                from: issued,
                to: expires,
            });
        }
        Ok(Previous {
            star,
            issued,
            expires,
        })
    }

    /// An earlier certificate, in a case or a history.
    pub(crate) fn read(
        raw: &RawPrevious,
        at: &Pointer<'_>,
        problems: &mut Problems,
    ) -> Option<Previous> {
        let star = problems.required(&raw.star, at, "star");
        let issued = problems.required(&raw.issued, at, "issued");
        let expires = problems.required(&raw.expires, at, "expires");
        let (star, issued, expires) = (star?, issued?, expires?);
        problems.in_order(*expires, Some(*issued), &at.key("expires"));
        Some(Previous {
            star: *star,
            issued: *issued,
            expires: *expires,
        })
    }
}
