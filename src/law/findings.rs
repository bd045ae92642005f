//! On which grounds a sheet ends an evaluation, what its clause says then, and how sure it is that the
//! decision prints them.

use crate::text::{Citation, Lang};
use crate::value::{CriterionCode, FindingId, RegulationId, SetCode, read_only, word_code};

word_code! {
    /// What a clause says of a dossier with a finding (lời của điều khoản).
    #[derive(Default)]
    FindingVerb:
    /// It is rejected: the verb of the clauses that use no other.
    #[default]
    Rejected = "rejected",
    /// It is removed.
    Removed = "removed",
    /// It is not evaluated.
    NotEvaluated = "not-evaluated",
    /// The next steps are not evaluated.
    NoNextSteps = "no-next-steps",
    /// The other criteria are not considered.
    NoOtherCriteria = "no-other-criteria",
}

word_code! {
    /// How sure it is that the decision prints a finding.
    #[derive(Default)]
    Certainty:
    /// It was read, which is so unless the data says otherwise.
    #[default]
    Printed = "printed",
    /// It was not read, and is inferred from the sheets of other decisions.
    Inferred = "inferred",
}

impl FindingVerb {
    /// Whether the clause stops an evaluation, and does not reject the dossier.
    pub(crate) fn is_stop(self) -> bool {
        !matches!(self, FindingVerb::Rejected | FindingVerb::Removed)
    }

    /// The verb in words; in Vietnamese, the clause's own.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Lang;
    /// use ocop::law::FindingVerb;
    ///
    /// assert_eq!(FindingVerb::Removed.text(Lang::Vi), "bị loại bỏ");
    /// assert_eq!(FindingVerb::Removed.text(Lang::En), "is removed");
    /// ```
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            FindingVerb::Rejected => lang.word("bị loại", "is rejected"),
            FindingVerb::Removed => lang.word("bị loại bỏ", "is removed"),
            FindingVerb::NotEvaluated => lang.word("không đánh giá", "is not evaluated"),
            FindingVerb::NoNextSteps => lang.word(
                "không đánh giá các bước tiếp theo",
                "is not evaluated further",
            ),
            FindingVerb::NoOtherCriteria => lang.word(
                "không xem xét các chỉ tiêu khác",
                "is not considered by other criteria",
            ),
        }
    }
}

/// The records of findings, as the file of a sheet states them and as they are given out.
macro_rules! finding_records {
    ($with:ident) => { $with! {
        /// A circumstance that ends the evaluation (căn cứ loại hồ sơ).
        #[derive(serde::Serialize)]
        Finding {
            /// Its name in cases.
            #[serde(rename = "finding")]
            required by_ref id: FindingId = "finding", Parsed, r#""forged-dossier""#;
            /// The ground in short, in Vietnamese.
            required text label: String = "label", LABEL, r#""Hồ sơ giả mạo""#;
            /// What the clause says of such a dossier; `rejected` without it.
            default copied verb: FindingVerb = "verb", Parsed, r#""removed""#;
            /// Whether the decision prints it; `printed` without it.
            default copied certainty: Certainty = "certainty", Parsed, r#""inferred""#;
            /// The criterion or the section whose note prints it.
            #[serde(skip)]
            optional option at: CriterionCode = "at", Parsed, r#""1.1""#;
            /// Whether it stands in the text as issued and was dropped later.
            #[serde(skip)]
            default copied as_issued: bool = "as_issued", FLAG, "true";
            /// The clause.
            required by_ref citation: Citation = "citation", CITE, r#""Phụ lục I, 2""#;
        }

        /// A sheet by its regulation.
        #[derive(serde::Serialize)]
        SheetName {
            /// The regulation.
            required by_ref regulation: RegulationId = "regulation", Parsed, r#""qd-1048-2019""#;
            /// The set.
            required copied set: SetCode = "set", Parsed, r#""08""#;
        }
    } };
}
pub(crate) use finding_records;

finding_records!(read_only);

read_only! {
    /// A finding that one of the neighbours prints and another does not: whether this sheet prints it is
    /// open, and nothing follows from it.
    #[derive(serde::Serialize)]
    OpenFinding {
        /// Its name on the sheet that prints it.
        #[serde(rename = "finding")]
        by_ref id: FindingId,
        /// The sheet that prints it.
        #[serde(flatten)]
        by_ref printed_by: SheetName,
    }
}

impl Finding {
    /// The finding with the clause's own verb, in Vietnamese. A decision's sentence that is laid over
    /// the label has the verb already.
    ///
    /// # Example
    ///
    /// ```
    /// let set = ocop::Catalog::bundled().set("qd-26-2026", "21")?;
    /// let last = set.findings().last().ok_or("a set without findings")?;
    /// assert_eq!(last.with_verb(), "Sản phẩm vi phạm sở hữu trí tuệ: bị loại bỏ");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_verb(&self) -> String {
        let (label, verb) = (&self.label, self.verb.text(Lang::Vi));
        if label.to_lowercase().contains(verb) {
            label.clone()
        } else {
            format!("{label}: {verb}")
        }
    }
}
