//! A set's criteria, checked: parts, sections, criteria, boxes, minima, findings.

use std::sync::Arc;

use super::texts::LaidOver;
use crate::law::table::{Minimum, SheetTable};
use crate::text::citation::Citation;
use crate::text::reason::Lang;
use crate::value::codes::{
    CriterionCode, FindingId, PartId, RegulationId, SectionCode, SetCode, getters, word_code,
};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriteriaSet {
    pub(crate) regulation: RegulationId,
    pub(crate) code: SetCode,
    pub(crate) name: String,
    pub(crate) citation: String,
    pub(crate) sources: Vec<String>,
    pub(crate) checked: String,
    pub(crate) status: SetStatus,
    pub(crate) as_amended: Option<Amendment>,
    pub(crate) parts: Vec<Part>,
    pub(crate) neighbours: Vec<SheetName>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) open_findings: Vec<OpenFinding>,
    pub(crate) defects: Vec<Defect>,
    pub(crate) errata: Vec<Erratum>,
    pub(crate) disputed: Vec<DisputedMark>,
    pub(crate) laid_over: Option<LaidOver>,
    /// What scoring looks up, derived from the parts.
    pub(crate) table: SheetTable,
    /// The same by another source, for each reading of the disputed marks that differs from ours.
    pub(crate) other_tables: Vec<OtherTable>,
}

/// What scoring would look up if another source were right about some marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherTable {
    /// The places that differ.
    pub(crate) at: Vec<String>,
    pub(crate) table: SheetTable,
}

word_code! {
    /// How sure the set's data is.
    SetStatus, "one of `transcribed`, `incomplete`",
    /// Transcribed, and its sums agree.
    Transcribed = "transcribed",
    /// Transcribed from a source with gaps, which are listed.
    Incomplete = "incomplete",
}

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

word_code! {
    /// How sure it is that the decision prints a finding.
    Certainty, "one of `printed`, `inferred`",
    /// It was read.
    Printed = "printed",
    /// It was not read, and is inferred from the sheets of other decisions.
    Inferred = "inferred",
}

word_code! {
    /// What a printed note asks of who scores.
    NoteKind, "one of `requirement`, `description`, `evidence`, `applies-when`, `choose-one-case`, `max-if-not-required`",
    /// What the product must be.
    Requirement = "requirement",
    /// What the criterion looks at.
    Description = "description",
    /// What proves it.
    Evidence = "evidence",
    /// It counts only when another criterion is met.
    AppliesWhen = "applies-when",
    /// One of two cases is chosen.
    ChooseOneCase = "choose-one-case",
    /// Full points where the thing is not compulsory.
    MaxIfNotRequired = "max-if-not-required",
}

word_code! {
    /// A rule of the sums that a source may break, and a set then lists.
    DefectKind, "one of `criterion-max`, `part-sum`, `part-max`",
    /// No box reaches the criterion's maximum.
    CriterionMax = "criterion-max",
    /// The sections do not add up to the part.
    PartSum = "part-sum",
    /// The part's maximum is not the regulation's.
    PartMax = "part-max",
}

/// The amendment that a sheet already contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub(crate) decision: String,
    pub(crate) from: Date,
}

/// A part of the sheet (phần A, B, C).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub(crate) id: PartId,
    pub(crate) max: Points,
    pub(crate) sections: Vec<Section>,
}

/// A section (mục), such as `1. TỔ CHỨC SẢN XUẤT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub(crate) code: SectionCode,
    pub(crate) title: String,
    pub(crate) max: Points,
    pub(crate) notes: Vec<Note>,
    pub(crate) zero_rule: Option<ZeroNote>,
    pub(crate) criteria: Vec<Criterion>,
}

/// A criterion (tiêu chí): one box is ticked in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    pub(crate) code: CriterionCode,
    pub(crate) title: Arc<str>,
    pub(crate) max: Points,
    pub(crate) under: Option<Heading>,
    pub(crate) yes_no: bool,
    pub(crate) heading_star: Option<Star>,
    pub(crate) notes: Vec<Note>,
    pub(crate) zero_rule: Option<ZeroNote>,
    pub(crate) choices: Vec<Choice>,
    /// Names of its cases, `a` and `b`, where a decision's texts are laid over.
    pub(crate) case_names: Vec<String>,
}

/// A heading between a section and some of its criteria.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub(crate) code: CriterionCode,
    pub(crate) title: String,
    pub(crate) max: Points,
}

/// A box of a criterion (mức, □).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub(crate) points: Points,
    pub(crate) star: Option<Star>,
    pub(crate) case: Option<Alternative>,
    pub(crate) label: String,
}

word_code! {
    /// Which of two alternatives a box belongs to (trường hợp).
    Alternative, "one of `a`, `b`",
    /// The first.
    A = "a",
    /// The second.
    B = "b",
}

/// A printed note (ghi chú).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub(crate) kind: NoteKind,
    pub(crate) label: String,
    /// The criterion that an `applies-when` note depends on.
    pub(crate) needs: Option<CriterionCode>,
}

/// A rule that disqualifies on zero points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZeroNote {
    pub(crate) label: String,
    pub(crate) citation: String,
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

/// A box whose star mark another source prints differently (dấu sao hai nguồn in khác nhau).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputedMark {
    pub(crate) at: String,
    /// The criterion's place on the sheet, and the box's, from 0.
    pub(crate) place: (usize, usize),
    pub(crate) ours: Option<Star>,
    pub(crate) other: Option<Star>,
}

/// A gap of the source, which must exist exactly as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    pub(crate) kind: DefectKind,
    /// Where, as in the paths of diagnostics: `C` or `C/6/6.d`.
    pub(crate) at: String,
    pub(crate) expected: Points,
    pub(crate) found: Points,
    pub(crate) why: String,
}

/// A place where the source prints something else than is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erratum {
    pub(crate) at: String,
    pub(crate) printed: String,
    pub(crate) read: String,
    pub(crate) why: String,
}

getters! { CriteriaSet {
    /// The regulation whose decision prints the sheet.
    regulation: by_ref RegulationId,
    /// The set's two digits.
    code: copied SetCode,
    /// The set's name.
    name: by_ref str,
    /// Where the decision prints the sheet.
    citation: by_ref str,
    /// The independent sources that the data was read from: one, or several that agree but where
    /// `errata` and `disputed` say otherwise.
    sources: by_ref [String],
    /// How the data was checked.
    checked: by_ref str,
    /// How sure the data is.
    status: copied SetStatus,
    /// The amendment that the sheet already contains.
    as_amended: option Amendment,
    /// Parts A, B and C.
    parts: by_ref [Part],
    /// The sheets of other decisions for the same products, where findings are inferred from them.
    neighbours: by_ref [SheetName],
    /// What ends the evaluation when it is found.
    findings: by_ref [Finding],
    /// What only some of the neighbours print.
    open_findings: by_ref [OpenFinding],
    /// Gaps of the source.
    defects: by_ref [Defect],
    /// Places where the source prints something else than is read.
    errata: by_ref [Erratum],
    /// Marks that another source prints differently.
    disputed: by_ref [DisputedMark],
    /// Whose texts stand in place of the labels, if a decision's are laid over.
    laid_over: option LaidOver,
} }

getters! { Amendment {
    /// The amending decision's number.
    decision: by_ref str,
    /// The day it took effect.
    from: copied Date,
} }

getters! { Part {
    /// Which part.
    id: copied PartId,
    /// The most points.
    max: copied Points,
    /// Its sections, in order.
    sections: by_ref [Section],
} }

getters! { Section {
    /// The printed number.
    code: by_ref SectionCode,
    /// The title, as the decision names it.
    title: by_ref str,
    /// The most points.
    max: copied Points,
    /// Printed notes.
    notes: by_ref [Note],
    /// The zero rule on its criteria.
    zero_rule: option ZeroNote,
    /// Its criteria, in order; one with the section's own code where it is scored directly.
    criteria: by_ref [Criterion],
} }

getters! { Criterion {
    /// The code, as the decision numbers it.
    code: by_ref CriterionCode,
    /// The title, as the decision names it.
    title: by_ref str,
    /// The most points.
    max: copied Points,
    /// The heading that groups it with others of its section.
    under: option Heading,
    /// A yes/no criterion: one box, ticked or not.
    yes_no: copied bool,
    /// The star mark printed on the criterion's heading.
    heading_star: copied Option<Star>,
    /// Printed notes.
    notes: by_ref [Note],
    /// The zero rule on this criterion.
    zero_rule: option ZeroNote,
    /// The boxes, in order; box 1 is the first.
    choices: by_ref [Choice],
    /// The names of its cases, `a` and `b`, where they are known.
    case_names: by_ref [String],
} }

getters! { Heading {
    /// The printed code.
    code: by_ref CriterionCode,
    /// The title.
    title: by_ref str,
    /// The most points of its criteria together.
    max: copied Points,
} }

getters! { Choice {
    /// The points it gives.
    points: copied Points,
    /// The star that needs at least this box.
    star: copied Option<Star>,
    /// Which of two alternatives it belongs to.
    case: copied Option<Alternative>,
    /// What tells it from its neighbours, in Vietnamese.
    label: by_ref str,
} }

getters! { Note {
    /// What the note asks.
    kind: copied NoteKind,
    /// The note in short, in Vietnamese.
    label: by_ref str,
    /// The criterion that an `applies-when` note depends on.
    needs: option CriterionCode,
} }

getters! { ZeroNote {
    /// The rule in short, in Vietnamese.
    label: by_ref str,
    /// Where it is printed.
    citation: by_ref str,
} }

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

getters! { SheetName {
    /// The regulation whose decision prints the sheet.
    regulation: by_ref RegulationId,
    /// The set.
    set: copied SetCode,
} }

getters! { OpenFinding {
    /// Its name on the sheet that prints it.
    id: by_ref FindingId,
    /// The sheet that prints it.
    printed_by: by_ref SheetName,
} }

getters! { DisputedMark {
    /// Where, such as `A/1/1.2/box 1`.
    at: by_ref str,
    /// The mark that is read.
    ours: copied Option<Star>,
    /// The mark of the other source.
    other: copied Option<Star>,
} }

getters! { Defect {
    /// The rule that the source breaks.
    kind: copied DefectKind,
    /// Where, such as `C/6/6.d`.
    at: by_ref str,
    /// What the source states.
    expected: copied Points,
    /// What its entries reach.
    found: copied Points,
    /// What is known about it, in Vietnamese.
    why: by_ref str,
} }

getters! { Erratum {
    /// Where, such as `A/1/1.2/box 1`.
    at: by_ref str,
    /// What the source prints.
    printed: by_ref str,
    /// What is read.
    read: by_ref str,
    /// Why, in Vietnamese.
    why: by_ref str,
} }

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

impl Criterion {
    /// The name of a case, where it is known.
    #[must_use]
    pub fn case_name(&self, case: Alternative) -> Option<&str> {
        let at = usize::from(case == Alternative::B);
        self.case_names.get(at).map(String::as_str)
    }

    /// The points that a box gives, counted from 1; none for box 0, no box ticked. `None` where
    /// the criterion has no such box.
    ///
    /// # Example
    ///
    /// ```
    /// let set = ocop::Catalog::bundled().set("qd-148-2023", "08")?;
    /// let first = set.criteria().next().ok_or("a set without criteria")?;
    /// assert_eq!(first.points_of(0), Some(ocop::Points::ZERO));
    /// assert_eq!(first.points_of(99), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn points_of(&self, ticked: u8) -> Option<Points> {
        match usize::from(ticked).checked_sub(1) {
            None => Some(Points::ZERO),
            Some(index) => self.choices.get(index).map(|choice| choice.points),
        }
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

    /// Every minimum, in sheet order, then by star.
    #[must_use]
    pub fn minima(&self) -> &[Minimum] {
        &self.table.minima
    }
}

impl Criterion {
    /// The least points that `star` needs here, if the sheet marks any.
    pub(crate) fn required_for(&self, star: Star) -> Option<Points> {
        let marked = self
            .choices
            .iter()
            .filter(|choice| choice.star == Some(star))
            .map(|choice| choice.points);
        // READING: a mark on the heading (148, 3.e) is met by the first box that gives points.
        let scoring = self
            .choices
            .iter()
            .map(|choice| choice.points)
            .filter(|_| self.heading_star == Some(star))
            .filter(|&points| points > Points::ZERO);
        marked.chain(scoring).min()
    }
}
