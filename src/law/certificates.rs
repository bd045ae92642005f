//! How long a certificate holds, when it is renewed, and on which grounds it is taken back.

use super::regulation::Regulation;
use crate::text::citation::Citation;
use crate::value::codes::Level;
use crate::value::star::Star;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CertificateRule {
    pub(crate) months: u16,
    pub(crate) least: Star,
    /// How long before its end the producer is given notice.
    pub(crate) notice: Option<DayLimit>,
    /// When to file for renewal.
    pub(crate) renewal: Option<RenewalRule>,
    pub(crate) citation: Citation,
}

/// A number of days, with the clause that states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayLimit {
    pub(crate) days: u16,
    pub(crate) citation: Citation,
}

/// The days before a certificate's end on which a renewal is filed, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RenewalRule {
    pub(crate) from_days: u16,
    pub(crate) to_days: u16,
    pub(crate) citation: Citation,
}

/// When a certificate is taken back (thu hồi).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RevocationRule {
    /// Days from the conclusion to the decision.
    pub(crate) days: u16,
    pub(crate) grounds: Vec<Ground>,
    pub(crate) citation: Citation,
}

/// A ground of revocation (trường hợp thu hồi).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ground {
    /// Its name in histories.
    pub id: String,
    /// The ground in short, in Vietnamese.
    pub label: String,
    /// The clause.
    pub citation: Citation,
}

/// Which level withdraws a recognition that was made against the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnnulmentRule {
    pub(crate) level: Level,
    pub(crate) citation: Citation,
}

impl Regulation {
    /// The grounds on which a certificate is revoked; empty where they are not known.
    #[must_use]
    pub fn revocation_grounds(&self) -> &[Ground] {
        self.revocation.as_ref().map_or(&[], |rule| &rule.grounds)
    }

    /// How many months a certificate is valid.
    #[must_use]
    pub fn certificate_months(&self) -> u16 {
        self.certificate.months
    }

    /// The lowest star that is certified.
    #[must_use]
    pub fn least_certified(&self) -> Star {
        self.certificate.least
    }
}
