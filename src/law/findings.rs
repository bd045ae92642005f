//! On which grounds a sheet ends an evaluation, what its clause says then, and how sure it is that the
//! decision prints them.

use super::criteria::{CriteriaSet, Criterion, Section};
use crate::text::citation::Citation;
use crate::text::lang::Lang;
use crate::value::codes::{CriterionCode, FindingId, RegulationId, SetCode, getters, word_code};

word_code! {
    /// What a clause says of a dossier with a finding (lời của điều khoản).
    FindingVerb, "one of `rejected`, `removed`, `not-evaluated`, `no-next-steps`, `no-other-criteria`",
    /// It is rejected.
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
    Certainty, "one of `printed`, `inferred`",
    /// It was read.
    Printed = "printed",
    /// It was not read, and is inferred from the sheets of other decisions.
    Inferred = "inferred",
}

/// The verb of the clauses that use no other.
impl Default for FindingVerb {
    fn default() -> FindingVerb {
        FindingVerb::Rejected
    }
}

impl FindingVerb {
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
        match (self, lang) {
            (FindingVerb::Rejected, Lang::Vi) => "bị loại",
            (FindingVerb::Rejected, Lang::En) => "is rejected",
            (FindingVerb::Removed, Lang::Vi) => "bị loại bỏ",
            (FindingVerb::Removed, Lang::En) => "is removed",
            (FindingVerb::NotEvaluated, Lang::Vi) => "không đánh giá",
            (FindingVerb::NotEvaluated, Lang::En) => "is not evaluated",
            (FindingVerb::NoNextSteps, Lang::Vi) => "không đánh giá các bước tiếp theo",
            (FindingVerb::NoNextSteps, Lang::En) => "is not evaluated further",
            (FindingVerb::NoOtherCriteria, Lang::Vi) => "không xem xét các chỉ tiêu khác",
            (FindingVerb::NoOtherCriteria, Lang::En) => "is not considered by other criteria",
        }
    }
}

/// What was read is printed, unless the data says otherwise.
impl Default for Certainty {
    fn default() -> Certainty {
        Certainty::Printed
    }
}

/// A circumstance that ends the evaluation (căn cứ loại hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub(crate) id: FindingId,
    pub(crate) label: String,
    pub(crate) verb: FindingVerb,
    pub(crate) certainty: Certainty,
    /// The criterion or section whose note prints it; `None` for the opening.
    pub(crate) at: Option<CriterionCode>,
    /// Read in the decision as issued alone, not in the sheets after its amendment.
    pub(crate) as_issued: bool,
    pub(crate) citation: Citation,
}

/// A sheet, by its regulation and its set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetName {
    pub(crate) regulation: RegulationId,
    pub(crate) set: SetCode,
}

/// A finding that one of the neighbours prints and another does not: whether this sheet prints it is
/// open, and nothing follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFinding {
    pub(crate) id: FindingId,
    pub(crate) printed_by: SheetName,
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

getters! { Finding {
    /// The name that cases use.
    id: by_ref FindingId,
    /// The finding in short, in Vietnamese.
    label: by_ref str,
    /// What the clause says of a dossier with it.
    verb: copied FindingVerb,
    /// The criterion or section whose note prints it; `None` for what the opening lists.
    at: option CriterionCode,
    /// Whether it was read in the decision as issued alone, and not after its amendment.
    as_issued: copied bool,
    /// Whether the decision was read to print it.
    certainty: copied Certainty,
    /// Where it is printed; of one that is inferred, what it is inferred from, and the reading.
    citation: by_ref Citation,
} }

getters! { OpenFinding {
    /// Its name on the sheet that prints it.
    id: by_ref FindingId,
    /// The sheet that prints it.
    printed_by: by_ref SheetName,
} }

getters! { SheetName {
    /// The regulation whose decision prints the sheet.
    regulation: by_ref RegulationId,
    /// The set.
    set: copied SetCode,
} }

impl CriteriaSet {
    /// The findings of a certainty with their verbs, each text once: one sentence of the decision, laid
    /// over, may be the text of several.
    #[must_use]
    pub fn finding_lines(&self, certainty: Certainty) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for finding in &self.findings {
            let line = finding.with_verb();
            if finding.certainty == certainty && !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    /// What to say above findings that were not read in this decision.
    #[must_use]
    pub fn inferred_heading(&self) -> &'static str {
        "Chưa đọc được trong quyết định này; suy từ bộ cùng loại của quyết định trước và sau, chỉ \
         dùng khi hội đồng kết luận:"
    }

    /// What to say of a sheet without findings.
    #[must_use]
    pub fn no_findings(&self) -> &'static str {
        "Bộ này không in trường hợp nào bị loại hoặc không đánh giá tiếp."
    }

    /// The criteria at which a sheet may end: where a note stops the evaluation, or a zero rule does.
    ///
    /// # Example
    ///
    /// ```
    /// let set = ocop::Catalog::bundled().set("qd-26-2026", "16")?;
    /// let stops: Vec<&str> = set.stops().map(|criterion| criterion.code().as_str()).collect();
    /// assert_eq!(stops, ["6.1", "6.2", "6.3", "6.4"]);
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    pub fn stops(&self) -> impl Iterator<Item = &Criterion> {
        let noted = |section: &Section, criterion: &Criterion| {
            let places = self
                .findings
                .iter()
                .filter_map(|finding| finding.at.as_ref());
            let mut places = places.map(CriterionCode::as_str);
            places.any(|at| at == criterion.code.as_str() || at == section.code.as_str())
        };
        self.sections().flat_map(move |section| {
            let criteria = section.criteria.iter();
            criteria.filter(move |criterion| {
                section.zero_rule.is_some()
                    || criterion.zero_rule.is_some()
                    || noted(section, criterion)
            })
        })
    }

    /// A finding by its name.
    #[must_use]
    pub fn finding(&self, id: &FindingId) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.id == *id)
    }
}
