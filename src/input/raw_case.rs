//! A case as a file, a workbook, a table or a program gives it: typed, and not yet checked against
//! the law. [`Case::new`](crate::Case::new) checks it.

use std::borrow::Cow;

use super::readers::{BOXES, Many, ONLY_TRUE, Sheets, Ticked, VERSION};
use super::record::raw;
use super::{FLAG, Field, Keys, Parsed, STARS, Text, Whole};
use crate::law::{CriteriaSet, Criterion};
use crate::value::{
    ApplicationKind, CouncilForm, Date, FindingId, Level, PartId, Points, ProducerKind,
    RegulationId, ReportItem, Role, RulesId, SetCode, Star,
};

/// The most members a council may be appointed with.
pub(crate) const MAX_APPOINTED: u32 = 9_999;

raw! {
    /// One product, its application and its stages (hồ sơ sản phẩm).
    RawCase['d] {
        /// What was applied for. Required where no regulation is named.
        optional one application: RawApplication<'d> = "application", Keys, "{}";
        /// The version of this format.
        optional one format: u32 = "format", VERSION, "1";
        /// The product.
        required one product: RawProduct<'d> = "product", Keys, "{}";
        /// The regulation that all stages go by. Without it the dates of the application and of
        /// each stage decide.
        optional one regulation: RegulationId = "regulation", Parsed, r#""qd-26-2026""#;
        /// The producer's own sheet.
        optional one self_assessment: RawSelfAssessment<'d> = "self_assessment", Keys, "{}";
        /// The product set, by its two digits in the regulation's list.
        required one set: SetCode = "set", Parsed, r#""13""#;
        /// What each level did, in order.
        required many stages: RawStage<'d> = "stages", Many(Keys, 1), "[]";
    } rules r#"{"if": {"not": {"required": ["regulation"]}}, "then": {"required": ["application"],
        "properties": {"application": {"required": ["filed", "kind"]}}}}"#

    /// What was applied for, and when.
    RawApplication['d] {
        /// The day the commune (under 1048 and 148 the district) received the dossier. Required
        /// where no regulation is named.
        optional one filed: Date = "filed", Parsed, r#""2026-06-01""#;
        /// What the dossier holds, by the names of the regulation's list.
        optional texts items: Cow<'d, str> = "items", Many(Text, 0), r#"["form-01"]"#;
        /// First evaluation, upgrade or renewal. Required where no regulation is named.
        optional one kind: ApplicationKind = "kind", Parsed, r#""renewal""#;
        /// The certificate before, for an upgrade or a renewal.
        optional one previous: RawPrevious = "previous", Keys, "{}";
    }

    /// An earlier certificate.
    RawPrevious[] {
        /// Its last valid day, not before `issued`.
        required one expires: Date = "expires", Parsed, r#""2026-09-01""#;
        /// The day of its decision.
        required one issued: Date = "issued", Parsed, r#""2023-09-01""#;
        /// Its star.
        required one star: Star = "star", STARS, "3";
    }

    /// A product and its producer.
    RawProduct['d] {
        /// The product's code (mã số sản phẩm).
        optional text code: Cow<'d, str> = "code", Text, r#""75-01-12-2026""#;
        /// The commune it is counted under.
        optional text commune: Cow<'d, str> = "commune", Text, r#""xã Tân Phú""#;
        /// Whether it comes from a recognised craft village.
        optional one craft_village: bool = "craft_village", FLAG, "false";
        /// The district or area it is counted under.
        optional text district: Cow<'d, str> = "district", Text, r#""Định Quán""#;
        /// The product's name.
        required text name: Cow<'d, str> = "name", Text, r#""Cá khô""#;
        /// Who makes it (chủ thể).
        optional one producer: RawProducer<'d> = "producer", Keys, "{}";
    }

    /// Who makes a product.
    RawProducer['d] {
        /// Where it works.
        optional text address: Cow<'d, str> = "address", Text, r#""ấp 3, xã Tân Phú""#;
        /// A name for statistics, the same in all its cases.
        optional text id: Cow<'d, str> = "id", Text, r#""htx-tan-phu""#;
        /// What kind of producer it is.
        optional one kind: ProducerKind = "kind", Parsed, r#""cooperative""#;
        /// Its name.
        optional text name: Cow<'d, str> = "name", Text, r#""HTX Tân Phú""#;
        /// Its telephone number.
        optional text phone: Cow<'d, str> = "phone", Text, r#""0251 3 123 456""#;
    }

    /// The sheet that the producer filled in (tự đánh giá).
    RawSelfAssessment['d] {
        /// One for each criterion of the set.
        required many answers: RawAnswer<'d> = "answers", Many(Keys, 1), "[]";
    }

    /// What one level did. It holds one of `sheets`, `parts`, `total`, `forwarded`, `adopts` and
    /// `report`, `total` also beside `parts`; or only `findings`.
    RawStage['d] {
        /// A star recognised on the result of the level that returned the dossier.
        optional one adopts: RawAdopts = "adopts", Keys, "{}";
        /// The star that minutes without sheets state. It caps the star.
        optional one attested_star: Star = "attested_star", STARS, "4";
        /// The council. Only with `sheets`.
        optional one council: RawCouncil = "council", Keys, "{}";
        /// The day of the council's evaluation, or of the commune's report. Required unless
        /// `forwarded`.
        optional one date: Date = "date", Parsed, r#""2026-06-20""#;
        /// The day of the recognition decision, from which the certificate runs; not before
        /// `date`.
        optional one decided: Date = "decided", Parsed, r#""2026-07-01""#;
        /// The number of the recognition decision.
        optional text decision: Cow<'d, str> = "decision", Text, r#""1234/QĐ-UBND""#;
        /// Circumstances that end the evaluation, by the names of the set's list.
        optional many findings: FindingId = "findings", Many(Parsed, 0), r#"["forged-dossier"]"#;
        /// Only the forwarding is on record.
        optional one forwarded: bool = "forwarded", ONLY_TRUE, "true";
        /// The level.
        required one level: Level = "level", Parsed, r#""province""#;
        /// The means of the parts A, B and C, where minutes keep no more.
        optional many parts: RawPart = "parts", Many(Keys, 1), "[]";
        /// A commune's report, by its items.
        optional many report: RawReportItem<'d> = "report", Many(Keys, 0), "[]";
        /// The council's sheets, at most 999.
        optional many sheets: RawSheet<'d> = "sheets", Sheets, "[]";
        /// The mean total, where nothing more was published, or beside `parts`.
        optional one total: Points = "total", Parsed, r#""90.75""#;
    } rules r#"{"anyOf": [{"required": ["date"]}, {"required": ["forwarded"]}]}"#

    /// A star recognised on a higher council's result.
    RawAdopts[] {
        /// The star, at most that of the result.
        required one star: Star = "star", STARS, "4";
    }

    /// A council.
    RawCouncil[] {
        /// How many members it has by decision. Without it the quorum is not checked.
        optional one appointed: u16 = "appointed", Whole(1, MAX_APPOINTED), "9";
        /// How it decides. Without it as the regulation has it for the kind of application.
        optional one form: CouncilForm = "form", Parsed, r#""meeting""#;
        /// Its rules, by the name of their file; `default` without it.
        optional one rules: RulesId = "rules", Parsed, r#""default""#;
    }

    /// One member's sheet (phiếu đánh giá).
    RawSheet['d] {
        /// One for each criterion of the set, in any order; with `stopped_at`, those given so far, of which there
        /// may be none. Without `stopped_at` an empty list is refused.
        required many answers: RawAnswer<'d> = "answers", Many(Keys, 0), "[]";
        /// Who filled it in; each once in a stage.
        required text assessor: Cow<'d, str> = "assessor", Text, r#""m1""#;
        /// The assessor's name, where `assessor` is a short one.
        optional text name: Cow<'d, str> = "name", Text, r#""Nguyễn Văn An""#;
        /// What the assessor is in the council; `member` without it.
        optional one role: Role = "role", Parsed, r#""chair""#;
        /// The criterion at whose printed stop the sheet ended. Then the answers are those given so
        /// far, and the sheet has no total.
        optional text stopped_at: Cow<'d, str> = "stopped_at", Text, r#""6.1""#;
    } rules r#"{"anyOf": [{"required": ["stopped_at"]}, {"properties": {"answers": {"minItems": 1}}}]}"#

    /// The answer to one criterion.
    RawAnswer['d] {
        /// The box ticked, by its place as printed, from 1; 0 for none.
        required box ticked: Ticked = "box", BOXES, "3";
        /// The criterion, by its code.
        required text criterion: Cow<'d, str> = "criterion", Text, r#""1.a""#;
    }

    /// The mean of one part.
    RawPart[] {
        /// Which part.
        required one part: PartId = "part", Parsed, r#""A""#;
        /// The mean, at most the part's maximum.
        required one points: Points = "points", Parsed, r#""31.5""#;
    }

    /// One item of a commune's report (Mẫu 03).
    RawReportItem['d] {
        /// Which item; each once.
        required one item: ReportItem = "item", Parsed, r#""local-origin""#;
        /// Whether it is met; left open without it.
        optional one met: bool = "met", FLAG, "true";
        /// What the commune writes about it.
        optional text note: Cow<'d, str> = "note", Text, r#""Nguyên liệu từ xã""#;
    }
}

impl<'d> RawCase<'d> {
    /// The same case with one stage more.
    #[must_use]
    pub fn with_stage(mut self, stage: RawStage<'d>) -> RawCase<'d> {
        match &mut self.stages {
            Field::Value(stages) => stages.push(Field::Value(stage)),
            Field::Absent | Field::Invalid => self.stages = Field::Value(vec![Field::Value(stage)]),
        }
        self
    }
}

impl RawSheet<'_> {
    /// The same sheet with an answer to every criterion of `set`: `ticked` gives the box, by its
    /// place as printed, from 1; 0 for none.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::input::RawSheet;
    ///
    /// let set = Catalog::bundled().set("qd-148-2023", "08")?;
    /// let last_box = |criterion: &ocop::law::Criterion| criterion.choices().len() as u32;
    /// let sheet = RawSheet::default().assessor("m1").filled(&set, last_box);
    /// assert_eq!(serde_json::to_value(sheet)?["answers"][0]["criterion"], "1.a");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn filled(self, set: &CriteriaSet, mut ticked: impl FnMut(&Criterion) -> u32) -> Self {
        let answers = set.criteria().map(|criterion| {
            RawAnswer::default()
                .criterion(criterion.code().to_string())
                .ticked(ticked(criterion))
        });
        self.answers(answers)
    }
}
