//! The result of a case: what each stage decides and where the dossier stands, in the shape that is
//! printed and stored.

use serde::{Deserialize, Serialize};

use crate::law::SetStatus;
use crate::procedure::certificate::{Certificate, CertificateBasis};
use crate::procedure::seal::Seal;
use crate::procedure::verify::Difference;
use crate::text::{Lang, Reason, day, phrase};
use crate::value::codes::{getters, word_code};
use crate::value::{
    CriterionCode, Date, Level, Mean, PartId, Points, PointsError, RegulationId, SetCode, Star,
};

/// What the stages of a case decide, with reasons (kết quả).
///
/// It serializes as `ocop evaluate --json` prints it, and a result that was stored so reads back.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, Evaluation};
///
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let evaluated = Case::from_json(text, "case.json", &Catalog::bundled())?.evaluate();
/// let stored = serde_json::to_string(&evaluated)?;
/// let read: Evaluation = serde_json::from_str(&stored)?;
/// assert_eq!(&read, evaluated.evaluation());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evaluation {
    /// The form of the result: 1.
    pub format: u8,
    /// The product's name.
    pub product: String,
    /// The regulation of the last stage.
    pub regulation: RegulationId,
    /// The set that the product is scored by.
    pub set: SetCode,
    /// One result for each stage, in order.
    pub stages: Vec<StageResult>,
    /// Where the dossier stands after the last.
    pub outcome: Outcome,
    /// How sure the data is, and what is worth knowing.
    pub data: DataNote,
    /// What the result was computed with and from.
    pub seal: Seal,
    /// What a stored result says that no result of this version does.
    #[serde(skip)]
    pub(crate) unread: Vec<Difference>,
}

/// How sure the data of a result is, and what is worth knowing about data and case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DataNote {
    /// `incomplete` where one of the sheets used is.
    pub status: SetStatus,
    /// None of them changes the result.
    pub warnings: Vec<Reason>,
}

word_code! {
    /// How a stage ended; the first that applies.
    Status:
    /// Nothing was scored: a report, a forwarding, a result adopted.
    OnRecord = "on-record",
    /// A finding or a zero rule ends the evaluation.
    Disqualified = "disqualified",
    /// Too few members, or no chair.
    NotQuorate = "not-quorate",
    /// The members' totals lie too far apart.
    RescoreRequired = "rescore-required",
    /// There is a star.
    Settled = "settled",
}

word_code! {
    /// Whether minima were checked.
    Minima:
    /// Against every sheet.
    Checked = "checked",
    /// Only means are known.
    NotChecked = "not-checked",
    /// The sheet's minima are not known.
    NotEncoded = "not-encoded",
}

/// What is done with the dossier after a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Action {
    /// Recognise the star and issue the certificate (công nhận, cấp giấy chứng nhận).
    Certify {
        /// The star.
        star: Star,
    },
    /// Send it up (chuyển hồ sơ).
    Forward {
        /// The level it goes to.
        to: Level,
    },
    /// Send it down (trả hồ sơ); the outcome says whether a star may be recognised there.
    Return {
        /// The level it goes to.
        to: Level,
    },
    /// No certificate.
    NotRecognised,
    /// Score again.
    Rescore,
    /// The dossier is rejected (loại).
    Reject,
}

/// Where the dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// Certified.
    Recognised {
        /// The star.
        star: Star,
        /// The level that certifies it.
        by: Level,
        /// From when to when.
        certificate: Certificate,
    },
    /// Sent down.
    Returned {
        /// The level that decides next.
        to: Level,
        /// The star that may be recognised there; `None` for evaluation anew only.
        star: Option<Star>,
    },
    /// A stage is still due.
    Pending {
        /// The level that it is due at.
        at: Level,
    },
    /// One or two stars: no certificate.
    NotRecognised,
    /// Rejected.
    Rejected,
}

impl Outcome {
    /// Whether its star is for a level to recognise, and the day of that decision is not entered.
    #[must_use]
    pub fn awaits_decision(self) -> bool {
        matches!(self, Outcome::Recognised { certificate, .. }
            if certificate.basis() == CertificateBasis::ScoringDate)
    }

    /// The word that results use: `recognised`, `returned`, `pending`, `not-recognised` or
    /// `rejected`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Recognised { .. } => "recognised",
            Outcome::Returned { .. } => "returned",
            Outcome::Pending { .. } => "pending",
            Outcome::NotRecognised => "not-recognised",
            Outcome::Rejected => "rejected",
        }
    }

    /// Where the dossier stands, in words.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let level = |level: Level| level.name(lang);
        let text = match self {
            Outcome::Recognised { star, by, .. } if self.awaits_decision() => {
                let (stars, by) = (star.drawn(), level(by));
                phrase!(
                    "{stars} thuộc thẩm quyền công nhận của {by}; chưa nhập ngày quyết định",
                    "{stars} for the {by} to recognise; the day of the decision is not entered"
                )
            }
            Outcome::Recognised {
                star,
                by,
                certificate,
            } => {
                let (stars, by) = (star.drawn(), level(by));
                let [issued, expires] =
                    [certificate.issued(), certificate.expires()].map(|date| day(date, lang));
                phrase!(
                    "{stars} {by} công nhận, giấy chứng nhận {issued} đến {expires}",
                    "{stars} recognised by the {by}, certificate {issued} to {expires}"
                )
            }
            Outcome::Returned { to, .. } => {
                let to = level(to);
                phrase!("trả về {to}", "returned to the {to}")
            }
            Outcome::Pending { at } => {
                let at = level(at);
                phrase!("chờ {at} đánh giá, phân hạng", "pending at the {at}")
            }
            Outcome::NotRecognised => phrase!(
                "không ban hành quyết định công nhận, không cấp giấy chứng nhận",
                "not recognised"
            ),
            // The clause's own verb is with the findings; this fits all of them.
            Outcome::Rejected => phrase!(
                "hồ sơ bị loại hoặc không đánh giá tiếp",
                "rejected or not evaluated further"
            ),
        };
        text.text(lang).to_owned()
    }
}

/// What one stage decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StageResult {
    /// The level.
    pub level: Level,
    /// Its day, where known.
    pub date: Option<Date>,
    /// The regulation that it is decided under; `None` in results of the old form, which do not
    /// say it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub regulation: Option<RegulationId>,
    /// How it ended.
    pub status: Status,
    /// The mean total.
    pub total: Option<MeanTotal>,
    /// The mean of each part, A to C.
    pub parts: Option<[PartMean; 3]>,
    /// The highest sheet total less the lowest.
    pub spread: Option<Points>,
    /// Whether minima were checked.
    pub minima: Option<Minima>,
    /// The star of the band.
    pub band_star: Option<Star>,
    /// The star.
    pub star: Option<Star>,
    /// Every minimum that is missed, in sheet order, then by star.
    pub unmet: Vec<UnmetMinimum>,
    /// What is done next.
    pub action: Option<Action>,
    /// Everything that the result rests on, in order.
    pub reasons: Vec<Reason>,
}

impl StageResult {
    /// The parts with their exact means.
    pub fn part_means(&self) -> impl Iterator<Item = (&PartMean, Mean)> {
        let count = self.total.as_ref().map(|total| total.mean.count());
        let parts = self.parts.iter().flatten();
        parts.filter_map(move |part| Some((part, Mean::new(part.sum, count?).ok()?)))
    }
}

/// The mean of a council's totals, exact and as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "MeanRecord")]
pub struct MeanTotal {
    #[serde(flatten)]
    mean: Mean,
    shown: String,
}

#[derive(Deserialize)]
struct MeanRecord {
    sum: Points,
    count: u16,
    shown: String,
}

impl MeanTotal {
    pub(crate) fn new(mean: Mean, shown: String) -> MeanTotal {
        MeanTotal { mean, shown }
    }
}

getters! { MeanTotal {
    /// The exact mean.
    mean: copied Mean,
    /// The mean as people read it.
    shown: text String,
} }

impl TryFrom<MeanRecord> for MeanTotal {
    type Error = PointsError;

    fn try_from(record: MeanRecord) -> Result<MeanTotal, PointsError> {
        let mean = Mean::new(record.sum, record.count)?;
        Ok(MeanTotal::new(mean, record.shown))
    }
}

/// The mean of a part; the count is that of the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PartMean {
    /// The part.
    pub part: PartId,
    /// The sum of the sheets' points in the part.
    pub sum: Points,
    /// The mean, rounded for reading.
    pub shown: String,
}

/// A minimum that a council misses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnmetMinimum {
    /// The criterion.
    pub criterion: CriterionCode,
    /// The star that needs it.
    pub star: Star,
    /// The least points.
    pub required: Points,
    /// How many sheets reach it.
    pub reached_by: u16,
    /// How many sheets there are.
    pub of: u16,
}

impl Status {
    /// The status in words, for a stage that has no star to show.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Status::OnRecord => lang.word("chỉ ghi nhận", "on record"),
            // What the clause says of the dossier stands with the reasons.
            Status::Disqualified => lang.word("dừng đánh giá", "stopped"),
            Status::NotQuorate => lang.word("thiếu thành viên", "not quorate"),
            Status::RescoreRequired => lang.word("phải chấm lại", "to be scored again"),
            Status::Settled => lang.word("đã phân hạng", "settled"),
        }
    }
}
