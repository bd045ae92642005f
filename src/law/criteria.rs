//! A sheet as a whole, and what is asked of it: its criteria, minima, findings, stops, whose words it has.

use super::doubts::OtherTable;
use super::table::SheetTable;
use super::{
    Amendment, Certainty, Criterion, Defect, DisputedMark, Erratum, Finding, Minimum, OpenFinding,
    Part, Section, SetStatus, SheetName,
};
use crate::value::{CriterionCode, FindingId, RegulationId, SetCode, read_only};

read_only! {
    /// The scoring sheet of one product set (bộ tiêu chí), checked and read-only.
    ///
    /// A value of this type has sums that agree at every level, or lists as defects exactly those
    /// that the source gets wrong.
    ///
    /// # Example
    ///
    /// ```
    /// let catalog = ocop::Catalog::bundled();
    /// let set = catalog.set("qd-148-2023", "08")?;
    /// assert_eq!(set.criteria().count(), 32);
    /// assert_eq!(set.parts().len(), 3);
    /// # Ok::<(), ocop::input::CatalogError>(())
    /// ```
    CriteriaSet {
        /// The regulation whose decision prints the sheet.
        by_ref regulation: RegulationId,
        /// The set's two digits.
        copied code: SetCode,
        /// The set's name.
        text name: String,
        /// Where the decision prints the sheet.
        text citation: String,
        /// The independent sources that the data was read from: one, or several that agree but where
        /// `errata` and `disputed` say otherwise.
        list sources: String,
        /// How the data was checked.
        text checked: String,
        /// How sure the data is.
        copied status: SetStatus,
        /// The amendment that the sheet already contains.
        option as_amended: Amendment,
        /// Parts A, B and C.
        list parts: Part,
        /// The sheets of other decisions for the same products, where findings are inferred from them.
        list neighbours: SheetName,
        /// What ends the evaluation when it is found.
        list findings: Finding,
        /// What only some of the neighbours print.
        list open_findings: OpenFinding,
        /// Gaps of the source.
        list defects: Defect,
        /// Places where the source prints something else than is read.
        list errata: Erratum,
        /// Marks that another source prints differently.
        list disputed: DisputedMark,
        /// The decision whose texts replace the labels, if any are laid over.
        option laid_over: LaidOver,
        /// What scoring looks up, derived from the parts.
        hidden table: SheetTable,
        /// The same by another source, for each reading of the disputed marks that differs from ours.
        hidden other_tables: Vec<OtherTable>,
    }
}

read_only! {
    /// Whose texts a sheet has in place of its labels.
    #[derive(serde::Serialize)]
    LaidOver {
        /// Whose texts they are, for people.
        text source: String,
        /// Whether every box has its text; the others keep their labels.
        #[serde(rename = "complete")]
        copied is_complete: bool,
        /// Lines that the decision prints below the set's name.
        #[serde(skip)]
        list head: String,
    }
}

impl CriteriaSet {
    /// All criteria, in sheet order.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> + Clone {
        self.sections().flat_map(|section| &section.criteria)
    }

    /// A criterion by its code.
    #[must_use]
    pub fn criterion(&self, code: &CriterionCode) -> Option<&Criterion> {
        self.criteria().find(|criterion| criterion.code == *code)
    }

    /// All sections, in sheet order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> + Clone {
        self.parts.iter().flat_map(|part| &part.sections)
    }

    /// Every minimum, in sheet order, then by star.
    #[must_use]
    pub fn minima(&self) -> &[Minimum] {
        &self.table.minima
    }

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
        let noted = |code: &str| {
            let mut places = self
                .findings
                .iter()
                .filter_map(|finding| finding.at.as_ref());
            places.any(|at| at.as_str() == code)
        };
        self.sections().flat_map(move |section| {
            let all = section.zero_rule.is_some() || noted(section.code.as_str());
            let criteria = section.criteria.iter();
            criteria.filter(move |criterion| {
                all || criterion.zero_rule.is_some() || noted(criterion.code.as_str())
            })
        })
    }

    /// The findings that the notes of some criteria, or of their sections, print; in the order of the sheet.
    ///
    /// # Example
    ///
    /// ```
    /// let set = ocop::Catalog::bundled().set("qd-26-2026", "21")?;
    /// let printed = set.findings_at(&[&"6.2".parse()?]);
    /// let verbs: Vec<&str> = printed.iter().map(|finding| finding.verb().as_str()).collect();
    /// assert_eq!(verbs, ["removed"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn findings_at(&self, criteria: &[&CriterionCode]) -> Vec<&Finding> {
        let asked = |criterion: &Criterion| criteria.contains(&&criterion.code);
        let sections = self.sections();
        let sections = sections.filter(|section| section.criteria.iter().any(asked));
        let places = sections.map(|section| section.code.as_str());
        let places: Vec<&str> = places
            .chain(criteria.iter().map(|code| code.as_str()))
            .collect();
        let findings = self.findings.iter();
        let printed = |at: &CriterionCode| places.contains(&at.as_str());
        findings
            .filter(|finding| finding.at.as_ref().is_some_and(printed))
            .collect()
    }

    /// A finding by its name.
    #[must_use]
    pub fn finding(&self, id: &FindingId) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.id == *id)
    }

    /// Whether a paper with this sheet may be signed: every box has the decision's own text, which
    /// is itself the form (bộ tiêu chí kiêm phiếu đánh giá).
    #[must_use]
    pub fn has_decisions_words(&self) -> bool {
        self.laid_over.as_ref().is_some_and(LaidOver::is_complete)
    }

    /// Whose words the sheet prints, in Vietnamese.
    #[must_use]
    pub fn whose_words(&self) -> String {
        // The citation names the decision, and the annex where it is known.
        let mut parts = self.citation.split(", ");
        let decision = parts.next().unwrap_or_default();
        let annex = parts.find(|part| part.starts_with("Phụ lục"));
        let form = annex.unwrap_or(decision);
        let summary = format!("Bản tóm lược, không thay phiếu tại {form}");
        match &self.laid_over {
            Some(laid) if laid.is_complete => {
                format!("Lời văn của {decision}, theo tệp “{}”", laid.source)
            }
            Some(laid) => format!("{summary}; một phần lời văn theo tệp “{}”", laid.source),
            None => summary,
        }
    }
}
