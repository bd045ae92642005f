//! The result of a case: what each stage decides and where the dossier stands, in the shape that is
//! printed and stored.

use serde::{Deserialize, Serialize};

use crate::input::refusals::MAX_SHEETS;
use crate::input::{AsIs, Keys, Or, OrNull, Parsed, STARS, Shape, Word, tagged, typed_record};
use crate::law::SetStatus;
use crate::procedure::certificate::{Certificate, CertificateBasis};
use crate::procedure::seal::Seal;
use crate::procedure::stored::{COUNT, Entries, PARTS, REASON, SHOWN, TEXT, TOTAL};
use crate::procedure::verify::Difference;
use crate::text::{Lang, Reason, day, phrase};
use crate::value::codes::{getters, word_code};
use crate::value::{
    CriterionCode, Date, Level, Mean, PartId, Points, PointsError, RegulationId, SetCode, Star,
};

typed_record! { plain:
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
    #[derive(Serialize, Deserialize)]
    Evaluation {
        /// The form of the result: 1.
        required public format: u8 = "format", AsIs(|| Shape::Whole(1, 1)), "1";
        /// The product's name.
        required public product: String = "product", TEXT, r#""Cá khô""#;
        /// The regulation of the last stage.
        required public regulation: RegulationId = "regulation", Parsed, r#""qd-26-2026""#;
        /// The set that the product is scored by.
        required public set: SetCode = "set", Parsed, r#""13""#;
        /// One result for each stage, in order.
        required public stages: Vec<StageResult> = "stages", Entries(Keys, 1), "[]";
        /// Where the dossier stands after the last.
        required public outcome: Outcome = "outcome", Outcome::KINDS, r#"{"kind": "pending", "at": "province"}"#;
        /// How sure the data is, and what is worth knowing.
        required public data: DataNote = "data", Keys, "{}";
        /// What the result was computed with and from.
        required public seal: Seal = "seal", Keys, "{}";
    } beside
        /// What a stored result says that no result of this version does.
        unread: Vec<Difference>

    /// How sure the data of a result is, and what is worth knowing about data and case.
    #[derive(Serialize, Deserialize)]
    DataNote {
        /// `incomplete` where one of the sheets used is.
        required public status: SetStatus = "status", Parsed, r#""transcribed""#;
        /// None of them changes the result.
        required public warnings: Vec<Reason> = "warnings", Entries(REASON, 0), "[]";
    }

    /// What one stage decides.
    #[derive(Serialize, Deserialize)]
    StageResult {
        /// The level.
        required public level: Level = "level", Parsed, r#""province""#;
        /// Its day, where known.
        required public date: Option<Date> = "date", Or(OrNull(Parsed), None), r#""2026-08-05""#;
        /// The regulation that it is decided under; results of the old form do not say it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        required public regulation: Option<RegulationId> = "regulation", Or(AsIs(|| Shape::Pattern(RegulationId::PATTERN)), None), r#""qd-26-2026""#;
        /// How it ended.
        required public status: Status = "status", AsIs(|| Shape::words(Status::ALL)), r#""settled""#;
        /// The mean total.
        required public total: Option<MeanTotal> = "total", Or(OrNull(TOTAL), None), r#"{"sum": "503", "count": 7, "shown": "71.86"}"#;
        /// The mean of each part, A to C.
        required public parts: Option<[PartMean; 3]> = "parts", Or(OrNull(PARTS), None), "null";
        /// The highest sheet total less the lowest.
        required public spread: Option<Points> = "spread", Or(OrNull(Parsed), None), r#""6""#;
        /// Whether minima were checked.
        required public minima: Option<Minima> = "minima", Or(OrNull(AsIs(|| Shape::words(Minima::ALL))), None), r#""checked""#;
        /// The star of the band.
        required public band_star: Option<Star> = "band_star", Or(OrNull(STARS), None), "4";
        /// The star.
        required public star: Option<Star> = "star", Or(OrNull(STARS), None), "4";
        /// Every minimum that is missed, in sheet order, then by star.
        required public unmet: Vec<UnmetMinimum> = "unmet", Entries(Keys, 0), "[]";
        /// What is done next.
        required public action: Option<Action> = "action", Or(OrNull(Action::KINDS), None), r#"{"kind": "forward", "to": "province"}"#;
        /// Everything that the result rests on, in order.
        required public reasons: Vec<Reason> = "reasons", Entries(REASON, 0), "[]";
    }

    /// The mean of a part; the count is that of the total.
    #[derive(Serialize, Deserialize)]
    PartMean {
        /// The part.
        required public part: PartId = "part", Parsed, r#""A""#;
        /// The sum of the sheets' points in the part.
        required public sum: Points = "sum", Parsed, r#""206""#;
        /// The mean, rounded for reading.
        required public shown: String = "shown", SHOWN, r#""29.43""#;
    }

    /// A minimum that a council misses.
    #[derive(Serialize, Deserialize)]
    UnmetMinimum {
        /// The criterion.
        required public criterion: CriterionCode = "criterion", Parsed, r#""3.e""#;
        /// The star that needs it.
        required public star: Star = "star", STARS, "4";
        /// The least points.
        required public required: Points = "required", Parsed, r#""1""#;
        /// How many sheets reach it.
        required public reached_by: u16 = "reached_by", COUNT, "2";
        /// How many sheets there are.
        required public of: u16 = "of", COUNT, "7";
    }

    /// The mean of a council's totals, exact and as it is shown.
    #[derive(Deserialize)]
    MeanRecord {
        /// The exact sum of the sheets' totals.
        required public sum: Points = "sum", Parsed, r#""503""#;
        /// How many sheets it comes from.
        required public count: u16 = "count", AsIs(|| Shape::Whole(1, MAX_SHEETS as u32)), "7";
        /// The mean as people read it.
        required public shown: String = "shown", SHOWN, r#""71.86""#;
    }
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

tagged! {
    /// What is done with the dossier after a stage.
    Action {
        /// Recognise the star and issue the certificate (công nhận, cấp giấy chứng nhận).
        Certify = "certify" {
            /// The star.
            required star: Star = "star", STARS, "4";
        }
        /// Send it up (chuyển hồ sơ).
        Forward = "forward" {
            /// The level it goes to.
            required to: Level = "to", Parsed, r#""province""#;
        }
        /// Send it down (trả hồ sơ); the outcome says whether a star may be recognised there.
        Return = "return" {
            /// The level it goes to.
            required to: Level = "to", Parsed, r#""province""#;
        }
        /// No certificate.
        NotRecognised = "not-recognised"
        /// Score again.
        Rescore = "rescore"
        /// The dossier is rejected (loại).
        Reject = "reject"
    }
}

tagged! {
    /// Where the dossier stands.
    Outcome {
        /// Certified.
        Recognised = "recognised" {
            /// The star.
            required star: Star = "star", STARS, "4";
            /// The level that certifies it.
            required by: Level = "by", Parsed, r#""province""#;
            /// From when to when.
            required certificate: Certificate = "certificate", Keys, "{}";
        }
        /// Sent down.
        Returned = "returned" {
            /// The level that decides next.
            required to: Level = "to", Parsed, r#""province""#;
            /// The star that may be recognised there; null for evaluation anew only.
            required star: Option<Star> = "star", Or(OrNull(STARS), None), "4";
        }
        /// A stage is still due.
        Pending = "pending" {
            /// The level that it is due at.
            required at: Level = "at", Parsed, r#""province""#;
        }
        /// One or two stars: no certificate.
        NotRecognised = "not-recognised"
        /// Rejected.
        Rejected = "rejected"
    }
}

impl Outcome {
    /// Whether its star is for a level to recognise, and the day of that decision is not entered.
    #[must_use]
    pub fn awaits_decision(self) -> bool {
        matches!(self, Outcome::Recognised { certificate, .. }
            if certificate.basis() == CertificateBasis::ScoringDate)
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
