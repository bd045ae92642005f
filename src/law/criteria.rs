//! A set's criteria, checked: parts, sections, criteria, boxes, minima, findings.

use std::sync::Arc;

use super::doubts::{Amendment, Defect, DisputedMark, Erratum, OtherTable, SetStatus};
use super::findings::{Finding, OpenFinding, SheetName};
use super::texts::LaidOver;
use crate::law::table::{Minimum, SheetTable};
use crate::text::phrase::{Phrase, phrase};
use crate::value::codes::{
    CriterionCode, PartId, RegulationId, SectionCode, SetCode, getters, word_code,
};
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
    /// The decision whose texts replace the labels, if any are laid over.
    laid_over: option LaidOver,
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
    /// What distinguishes it from its neighbours, in Vietnamese.
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

    /// What a problem expects where the number of a box should be.
    ///
    /// # Example
    ///
    /// ```
    /// let set = ocop::Catalog::bundled().set("qd-148-2023", "08")?;
    /// let first = set.criteria().next().ok_or("a set without criteria")?;
    /// assert_eq!(first.expected_box().to_string(), "a box of `1.a` from 0 to 3");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn expected_box(&self) -> Phrase {
        let (code, boxes) = (&self.code, self.choices.len());
        phrase!(
            "một ô của `{code}`, từ 0 đến {boxes}",
            "a box of `{code}` from 0 to {boxes}"
        )
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
