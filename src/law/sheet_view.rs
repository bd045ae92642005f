//! A sheet as JSON.

use serde::Serialize;

use crate::law::criteria::{
    Alternative, CriteriaSet, Criterion, Note, NoteKind, Section, ZeroNote,
};
use crate::law::doubts::{DefectKind, SetStatus};
use crate::law::findings::{Certainty, FindingVerb};
use crate::law::regulation::Regulation;
use crate::text::citation::Citation;
use crate::value::codes::{CriterionCode, FindingId, PartId, RegulationId, SectionCode, SetCode};
use crate::value::points::Points;
use crate::value::star::Star;

/// A sheet, serializable in the shape of `ocop sheet --json`.
#[derive(Debug, Serialize)]
pub struct SheetView<'s> {
    regulation: &'s RegulationId,
    set: &'s SetCode,
    name: &'s str,
    status: SetStatus,
    citation: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wording: Option<WordingView<'s>>,
    parts: Vec<PartView<'s>>,
    findings: Vec<FindingView<'s>>,
    /// The criteria at which a sheet may end.
    stops: Vec<&'s CriterionCode>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open_findings: Vec<OpenView<'s>>,
    /// How many independent sources agree.
    sources: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disputed: Vec<DisputedView<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    defects: Vec<DefectView<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errata: Vec<ErratumView<'s>>,
}

/// The decision whose texts replace the labels.
#[derive(Debug, Serialize)]
struct WordingView<'s> {
    source: &'s str,
    complete: bool,
}

#[derive(Debug, Serialize)]
struct PartView<'s> {
    part: PartId,
    max: Points,
    sections: Vec<SectionView<'s>>,
}

#[derive(Debug, Serialize)]
struct SectionView<'s> {
    section: &'s SectionCode,
    title: &'s str,
    max: Points,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<NoteView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zero_rule: Option<ZeroView<'s>>,
    criteria: Vec<CriterionView<'s>>,
}

#[derive(Debug, Serialize)]
struct CriterionView<'s> {
    criterion: &'s CriterionCode,
    title: &'s str,
    max: Points,
    #[serde(skip_serializing_if = "Option::is_none")]
    under: Option<HeadingView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading_star: Option<Star>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    yes_no: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<NoteView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zero_rule: Option<ZeroView<'s>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    cases: &'s [String],
    boxes: Vec<BoxView<'s>>,
}

#[derive(Debug, Serialize)]
struct HeadingView<'s> {
    code: &'s CriterionCode,
    title: &'s str,
    max: Points,
}

#[derive(Debug, Serialize)]
struct BoxView<'s> {
    #[serde(rename = "box")]
    number: usize,
    points: Points,
    star: Option<Star>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<Alternative>,
    label: &'s str,
}

#[derive(Debug, Serialize)]
struct NoteView<'s> {
    kind: NoteKind,
    label: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    criterion: Option<&'s CriterionCode>,
}

#[derive(Debug, Serialize)]
struct ZeroView<'s> {
    label: &'s str,
    citation: &'s str,
}

#[derive(Debug, Serialize)]
struct FindingView<'s> {
    finding: &'s FindingId,
    label: &'s str,
    verb: FindingVerb,
    certainty: Certainty,
    citation: &'s Citation,
}

/// A finding that another sheet for the same products prints.
#[derive(Debug, Serialize)]
struct OpenView<'s> {
    finding: &'s FindingId,
    regulation: &'s RegulationId,
    set: &'s SetCode,
}

#[derive(Debug, Serialize)]
struct DisputedView<'s> {
    at: &'s str,
    star: Option<Star>,
    other_star: Option<Star>,
}

#[derive(Debug, Serialize)]
struct DefectView<'s> {
    rule: DefectKind,
    at: &'s str,
    expected: Points,
    found: Points,
    why: &'s str,
}

#[derive(Debug, Serialize)]
struct ErratumView<'s> {
    at: &'s str,
    printed: &'s str,
    read: &'s str,
    why: &'s str,
}

impl<'s> SheetView<'s> {
    /// The view of a set's sheet under a regulation, which may use another's sheets.
    #[must_use]
    pub fn new(regulation: &'s Regulation, set: &'s CriteriaSet) -> SheetView<'s> {
        SheetView {
            regulation: &regulation.id,
            set: &set.code,
            name: &set.name,
            status: set.status,
            citation: &set.citation,
            wording: set.laid_over.as_ref().map(|laid| WordingView {
                source: laid.source(),
                complete: laid.is_complete(),
            }),
            parts: set
                .parts
                .iter()
                .map(|part| PartView {
                    part: part.id,
                    max: part.max,
                    sections: part.sections.iter().map(section_view).collect(),
                })
                .collect(),
            findings: set
                .findings
                .iter()
                .map(|finding| FindingView {
                    finding: &finding.id,
                    label: &finding.label,
                    verb: finding.verb,
                    certainty: finding.certainty,
                    citation: &finding.citation,
                })
                .collect(),
            open_findings: set
                .open_findings
                .iter()
                .map(|finding| OpenView {
                    finding: &finding.id,
                    regulation: &finding.printed_by.regulation,
                    set: &finding.printed_by.set,
                })
                .collect(),
            stops: set.stops().map(|criterion| &criterion.code).collect(),
            sources: set.sources.len(),
            defects: set
                .defects
                .iter()
                .map(|defect| DefectView {
                    rule: defect.kind,
                    at: &defect.at,
                    expected: defect.expected,
                    found: defect.found,
                    why: &defect.why,
                })
                .collect(),
            disputed: set
                .disputed
                .iter()
                .map(|mark| DisputedView {
                    at: &mark.at,
                    star: mark.ours,
                    other_star: mark.other,
                })
                .collect(),
            errata: set
                .errata
                .iter()
                .map(|erratum| ErratumView {
                    at: &erratum.at,
                    printed: &erratum.printed,
                    read: &erratum.read,
                    why: &erratum.why,
                })
                .collect(),
        }
    }
}

fn section_view(section: &Section) -> SectionView<'_> {
    SectionView {
        section: &section.code,
        title: &section.title,
        max: section.max,
        notes: section.notes.iter().map(note_view).collect(),
        zero_rule: section.zero_rule.as_ref().map(zero_view),
        criteria: section.criteria.iter().map(criterion_view).collect(),
    }
}

fn criterion_view(criterion: &Criterion) -> CriterionView<'_> {
    CriterionView {
        criterion: &criterion.code,
        title: &criterion.title,
        max: criterion.max,
        under: criterion.under.as_ref().map(|heading| HeadingView {
            code: &heading.code,
            title: &heading.title,
            max: heading.max,
        }),
        heading_star: criterion.heading_star,
        yes_no: criterion.yes_no,
        notes: criterion.notes.iter().map(note_view).collect(),
        zero_rule: criterion.zero_rule.as_ref().map(zero_view),
        cases: &criterion.case_names,
        boxes: criterion
            .choices
            .iter()
            .enumerate()
            .map(|(index, choice)| BoxView {
                number: index + 1,
                points: choice.points,
                star: choice.star,
                case: choice.case,
                label: &choice.label,
            })
            .collect(),
    }
}

fn note_view(note: &Note) -> NoteView<'_> {
    NoteView {
        kind: note.kind,
        label: &note.label,
        criterion: note.needs.as_ref(),
    }
}

fn zero_view(note: &ZeroNote) -> ZeroView<'_> {
    ZeroView {
        label: &note.label,
        citation: &note.citation,
    }
}
