//! A certificate's life: until when it is valid, when to renew it, when the producer is told.

use std::sync::Arc;

use crate::input::{AsIs, Or, Parsed, Shape, typed_record};
use crate::law::{Regulation, in_force_on};
use crate::text::{Citation, Lang, Reason, ReasonCode, phrase};
use crate::value::codes::word_code;
use crate::value::{Date, DateError, Star};

typed_record! { read_only:
    /// A certificate (giấy chứng nhận) as it was issued: of a star that is certified at all, for the
    /// time that the regulation gives.
    #[derive(Copy, serde::Serialize, serde::Deserialize)]
    Certificate {
        /// The day that it runs from, which `basis` names.
        required hidden issued: Date = "issued", Parsed, r#""2026-08-28""#;
        /// The last valid day.
        required hidden expires: Date = "expires", Parsed, r#""2029-08-28""#;
        /// What day it runs from; results of the old form do not say it.
        #[serde(default)]
        required hidden basis: CertificateBasis = "basis", Or(AsIs(|| Shape::words(CertificateBasis::ALL)), CertificateBasis::Decision), r#""decision""#;
    }
}

word_code! {
    /// What day a certificate runs from.
    #[derive(Default)]
    CertificateBasis:
    /// The day of the recognition decision.
    #[default]
    Decision = "decision",
    /// The day of the evaluation, while the decision is not entered: READING
    /// `certificate-from-date`. No paper prints the days of such a certificate.
    ScoringDate = "scoring-date",
}

/// Why there is no such certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The star is below those that are certified.
    #[error("{}", self.text(Lang::En))]
    StarTooLow {
        /// The star asked for.
        star: Star,
        /// The lowest star that is certified.
        least: Star,
    },
    /// It would end past the year 9999.
    #[error("{}", self.text(Lang::En))]
    Date(#[from] DateError),
}

impl CertificateError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let text = match self {
            CertificateError::StarTooLow { star, least } => {
                let stars = if star.number() == 1 { "star" } else { "stars" };
                phrase!(
                    "thấy {star} sao, cần ít nhất {least}: hạng thấp hơn không có giấy chứng nhận",
                    "found {star} {stars}, expected at least {least}: lower stars get no certificate"
                )
            }
            CertificateError::Date(error) => phrase!(
                "thấy ngày cấp mà giấy chứng nhận hết hạn sau năm 9999, cần một ngày sớm hơn",
                "{error}"
            ),
        };
        text.text(lang).to_owned()
    }
}

impl Certificate {
    /// The certificate that `regulation` gives for `star`, issued by a decision of the day
    /// `issued`.
    ///
    /// It ends on the same day of the month some months later, and that day still belongs to it;
    /// where the month is shorter, on its last day: 29 February gives 28 February. Source: 26/2026,
    /// Điều 4.3.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] when the star is not certified, or the end cannot be reached.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Star};
    /// use ocop::procedure::Certificate;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-26-2026")?;
    /// let leap_day = "2028-02-29".parse()?;
    /// let certificate = Certificate::issue(&regulation, Star::Five, leap_day)?;
    /// assert_eq!(certificate.expires().to_string(), "2031-02-28");
    /// assert!(Certificate::issue(&regulation, Star::One, leap_day).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn issue(
        regulation: &Regulation,
        star: Star,
        issued: Date,
    ) -> Result<Certificate, CertificateError> {
        let least = regulation.least_certified();
        if star < least {
            return Err(CertificateError::StarTooLow { star, least });
        }
        let expires = issued.add_months(regulation.certificate_months())?;
        Ok(Certificate {
            issued,
            expires,
            basis: CertificateBasis::Decision,
        })
    }

    /// The same certificate, from another day.
    pub(crate) fn with_basis(self, basis: CertificateBasis) -> Certificate {
        Certificate { basis, ..self }
    }

    /// What day it runs from.
    #[must_use]
    pub fn basis(self) -> CertificateBasis {
        self.basis
    }

    /// The day of the decision.
    #[must_use]
    pub fn issued(self) -> Date {
        self.issued
    }

    /// The last valid day.
    #[must_use]
    pub fn expires(self) -> Date {
        self.expires
    }

    /// The days that matter before and after its end, by the regulation in force on its last day,
    /// also for certificates issued under an earlier one (26/2026, Điều 12.1).
    #[must_use]
    pub fn calendar(self, regulations: &[Arc<Regulation>]) -> Calendar {
        Calendar::of(self.issued, self.expires, regulations)
    }
}

/// The days that matter around a certificate's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Calendar {
    issued: Date,
    expires: Date,
    /// The first and the last day to file for renewal, where the law has a window.
    pub renewal: Option<(Date, Date)>,
    /// The last valid day of a certificate that the transition extends.
    pub extended_until: Option<Date>,
    /// The last day to tell the producer that the end is near.
    pub notice_by: Option<Date>,
}

word_code! {
    /// How a certificate stands on a day.
    CertificateStatus:
    /// Before the day of its decision.
    NotYetValid = "not-yet-valid",
    /// Valid, and not yet or no longer the time to renew.
    Valid = "valid",
    /// Valid, and a renewal can be filed.
    RenewalOpen = "renewal-open",
    /// Past its end, and in force while its renewal is decided.
    ExpiredExtendable = "expired-extendable",
    /// Past its end.
    Expired = "expired",
}

impl CertificateStatus {
    /// The status in words.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            CertificateStatus::NotYetValid => ("chưa có hiệu lực", "not yet valid"),
            CertificateStatus::Valid => ("còn hiệu lực", "valid"),
            CertificateStatus::RenewalOpen => {
                ("còn hiệu lực, đang trong hạn nộp", "valid, time to renew")
            }
            CertificateStatus::ExpiredExtendable => ("hết hạn, được kéo dài", "expired, extended"),
            CertificateStatus::Expired => ("hết hạn", "expired"),
        };
        lang.word(vi, en)
    }
}

impl Calendar {
    pub(crate) fn of(issued: Date, expires: Date, regulations: &[Arc<Regulation>]) -> Calendar {
        let mut calendar = Calendar {
            issued,
            expires,
            renewal: None,
            extended_until: None,
            notice_by: None,
        };
        let Some(regulation) = in_force_on(regulations, expires) else {
            return calendar;
        };
        // A day before the year 1 or past 9999 is no day of any certificate; none is shown then.
        let earlier = |days: u16| expires.add_days(-i32::from(days)).ok();
        if let Some(rule) = &regulation.certificate.renewal {
            calendar.renewal = earlier(rule.from_days).zip(earlier(rule.to_days));
        }
        if let Some(rule) = &regulation.certificate.notice {
            calendar.notice_by = earlier(rule.days);
        }
        // READING (26/2026, Điều 12.3): those that could not have been filed in time, since the last
        // day to file had passed when the window took effect.
        let transition = regulation.transition.as_ref();
        let extension = transition.and_then(|transition| transition.extension.as_ref());
        if let (Some(rule), Some((_, last))) = (extension, calendar.renewal)
            && last < regulation.in_force.from
        {
            calendar.extended_until = expires.add_days(i32::from(rule.days)).ok();
        }
        calendar
    }

    /// The same calendar once a renewal has come to nothing on a day: what was in force past its end was so
    /// until there is a result (26/2026, Điều 12.3).
    pub(crate) fn refused_on(self, day: Option<Date>) -> Calendar {
        let goes_on = day.is_none_or(|day| day <= self.expires);
        Calendar {
            extended_until: self.extended_until.filter(|_| goes_on),
            ..self
        }
    }

    /// How the certificate stands on a day, which the caller supplies.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Star};
    /// use ocop::procedure::{Certificate, CertificateStatus};
    ///
    /// let catalog = Catalog::bundled();
    /// let regulation = catalog.regulation("qd-148-2023")?;
    /// let certificate = Certificate::issue(&regulation, Star::Four, "2023-08-01".parse()?)?;
    /// let calendar = certificate.calendar(&catalog.regulations()?);
    /// let status = calendar.status("2026-12-01".parse()?);
    /// assert_eq!(status, CertificateStatus::ExpiredExtendable);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn status(self, today: Date) -> CertificateStatus {
        if today < self.issued {
            return CertificateStatus::NotYetValid;
        }
        if today > self.expires {
            return if self.extended_until.is_some_and(|until| today <= until) {
                CertificateStatus::ExpiredExtendable
            } else {
                CertificateStatus::Expired
            };
        }
        let open = |(from, to): (Date, Date)| from <= today && today <= to;
        if self.renewal.is_some_and(open) {
            CertificateStatus::RenewalOpen
        } else {
            CertificateStatus::Valid
        }
    }

    /// Whether the certificate is in force on a day, extended or not.
    #[must_use]
    pub fn in_force(self, day: Date) -> bool {
        !matches!(
            self.status(day),
            CertificateStatus::Expired | CertificateStatus::NotYetValid
        )
    }
}

/// Whether an application can be for an upgrade (nâng hạng): of a certificate in force, of a star that
/// another follows.
pub(crate) fn can_rise(star: Star, calendar: Calendar, day: Date) -> bool {
    star < Star::Five && calendar.in_force(day)
}

/// Why an upgrade is of no certificate that can rise; the law writes no refusal.
pub(crate) fn upgrade_reason(
    star: Star,
    calendar: Calendar,
    filed: Date,
    citation: &Citation,
) -> Option<Reason> {
    (!can_rise(star, calendar, filed)).then(|| {
        Reason::new(ReasonCode::UpgradeOfNone, citation)
            .with("filed", filed)
            .with("star", star)
            .with("expires", calendar.expires)
    })
}

/// Whether a renewal was filed within the window before the certificate's end; nothing where
/// the law has none, had none yet when it was filed (26/2026, Điều 12.2 b), or it was filed in time. The
/// law writes no refusal.
pub(crate) fn renewal_reason(
    calendar: Calendar,
    filed: Date,
    regulations: &[Arc<Regulation>],
) -> Option<Reason> {
    let expires = calendar.expires;
    let regulation = in_force_on(regulations, expires)?;
    if let Some(until) = calendar.extended_until.filter(|until| filed <= *until) {
        let transition = regulation.transition.as_ref()?;
        let citation = &transition.extension.as_ref()?.citation;
        return Some(
            Reason::new(ReasonCode::CertificateExtended, citation)
                .with("expires", expires)
                .with("until", until),
        );
    }
    let (from, to) = calendar.renewal?;
    let code = if filed > to {
        ReasonCode::RenewalLate
    } else if filed < from && filed >= regulation.in_force.from {
        ReasonCode::RenewalEarly
    } else {
        return None;
    };
    let rule = regulation.certificate.renewal.as_ref()?;
    Some(
        Reason::new(code, &rule.citation)
            .with("filed", filed)
            .with("from", from)
            .with("to", to),
    )
}
