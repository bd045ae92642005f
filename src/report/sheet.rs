//! A sheet as JSON, and as a blank form.

use std::fmt::Write as _;

use serde::Serialize;

use crate::law::criteria::{Certainty, CriteriaSet, Criterion, Note, Section, SetStatus, ZeroNote};
use crate::law::regulation::Regulation;
use crate::text::citation::Citation;
use crate::value::star::Star;

/// A sheet, serializable in the shape of `ocop sheet --json`.
#[derive(Debug, Serialize)]
pub struct SheetView<'s> {
    regulation: &'s str,
    set: String,
    name: &'s str,
    status: &'static str,
    citation: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wording: Option<WordingView<'s>>,
    parts: Vec<PartView<'s>>,
    findings: Vec<FindingView<'s>>,
    /// The criteria at which a sheet may end.
    stops: Vec<&'s str>,
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

/// Whose texts stand in place of the labels.
#[derive(Debug, Serialize)]
struct WordingView<'s> {
    source: &'s str,
    complete: bool,
}

#[derive(Debug, Serialize)]
struct PartView<'s> {
    part: &'static str,
    max: String,
    sections: Vec<SectionView<'s>>,
}

#[derive(Debug, Serialize)]
struct SectionView<'s> {
    section: &'s str,
    title: &'s str,
    max: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<NoteView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zero_rule: Option<ZeroView<'s>>,
    criteria: Vec<CriterionView<'s>>,
}

#[derive(Debug, Serialize)]
struct CriterionView<'s> {
    criterion: &'s str,
    title: &'s str,
    max: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    under: Option<HeadingView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading_star: Option<u8>,
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
    code: &'s str,
    title: &'s str,
    max: String,
}

#[derive(Debug, Serialize)]
struct BoxView<'s> {
    #[serde(rename = "box")]
    number: usize,
    points: String,
    star: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'static str>,
    label: &'s str,
}

#[derive(Debug, Serialize)]
struct NoteView<'s> {
    kind: &'static str,
    label: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    criterion: Option<&'s str>,
}

#[derive(Debug, Serialize)]
struct ZeroView<'s> {
    label: &'s str,
    citation: &'s str,
}

#[derive(Debug, Serialize)]
struct FindingView<'s> {
    finding: &'s str,
    label: &'s str,
    verb: &'static str,
    certainty: &'static str,
    citation: &'s Citation,
}

/// A finding that another sheet for the same products prints.
#[derive(Debug, Serialize)]
struct OpenView<'s> {
    finding: &'s str,
    regulation: &'s str,
    set: String,
}

#[derive(Debug, Serialize)]
struct DisputedView<'s> {
    at: &'s str,
    star: Option<u8>,
    other_star: Option<u8>,
}

#[derive(Debug, Serialize)]
struct DefectView<'s> {
    rule: &'static str,
    at: &'s str,
    expected: String,
    found: String,
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
            regulation: regulation.id.as_str(),
            set: set.code.to_string(),
            name: &set.name,
            status: set.status.as_str(),
            citation: &set.citation,
            wording: set.laid_over.as_ref().map(|laid| WordingView {
                source: laid.source(),
                complete: laid.is_complete(),
            }),
            parts: set
                .parts
                .iter()
                .map(|part| PartView {
                    part: part.id.as_str(),
                    max: part.max.to_string(),
                    sections: part.sections.iter().map(section_view).collect(),
                })
                .collect(),
            findings: set
                .findings
                .iter()
                .map(|finding| FindingView {
                    finding: finding.id.as_str(),
                    label: &finding.label,
                    verb: finding.verb.as_str(),
                    certainty: finding.certainty.as_str(),
                    citation: &finding.citation,
                })
                .collect(),
            open_findings: set
                .open_findings
                .iter()
                .map(|finding| OpenView {
                    finding: finding.id.as_str(),
                    regulation: finding.printed_by.regulation.as_str(),
                    set: finding.printed_by.set.to_string(),
                })
                .collect(),
            stops: set
                .stops()
                .map(|criterion| criterion.code.as_str())
                .collect(),
            sources: set.sources.len(),
            defects: set
                .defects
                .iter()
                .map(|defect| DefectView {
                    rule: defect.kind.as_str(),
                    at: &defect.at,
                    expected: defect.expected.to_string(),
                    found: defect.found.to_string(),
                    why: &defect.why,
                })
                .collect(),
            disputed: set
                .disputed
                .iter()
                .map(|mark| DisputedView {
                    at: &mark.at,
                    star: mark.ours.map(Star::number),
                    other_star: mark.other.map(Star::number),
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
        section: section.code.as_str(),
        title: &section.title,
        max: section.max.to_string(),
        notes: section.notes.iter().map(note_view).collect(),
        zero_rule: section.zero_rule.as_ref().map(zero_view),
        criteria: section.criteria.iter().map(criterion_view).collect(),
    }
}

fn criterion_view(criterion: &Criterion) -> CriterionView<'_> {
    CriterionView {
        criterion: criterion.code.as_str(),
        title: &criterion.title,
        max: criterion.max.to_string(),
        under: criterion.under.as_ref().map(|heading| HeadingView {
            code: heading.code.as_str(),
            title: &heading.title,
            max: heading.max.to_string(),
        }),
        heading_star: criterion.heading_star.map(Star::number),
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
                points: choice.points.to_string(),
                star: choice.star.map(Star::number),
                case: choice.case.map(|case| case.as_str()),
                label: &choice.label,
            })
            .collect(),
    }
}

fn note_view(note: &Note) -> NoteView<'_> {
    NoteView {
        kind: note.kind.as_str(),
        label: &note.label,
        criterion: note.needs.as_ref().map(|code| code.as_str()),
    }
}

fn zero_view(note: &ZeroNote) -> ZeroView<'_> {
    ZeroView {
        label: &note.label,
        citation: &note.citation,
    }
}

/// A blank sheet as text, one line for each box.
#[must_use]
pub fn blank_sheet(regulation: &Regulation, set: &CriteriaSet) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "PHIẾU ĐÁNH GIÁ — Bộ {}: {}", set.code, set.name);
    let _ = writeln!(
        page,
        "Theo Quyết định {}; {}",
        regulation.decision, set.citation
    );
    let _ = writeln!(page, "{}", set.whose_words());
    if set.status == SetStatus::Incomplete {
        for defect in &set.defects {
            let _ = writeln!(
                page,
                "! Dữ liệu chưa đầy đủ: {} ghi {}, cộng được {}",
                defect.at, defect.expected, defect.found
            );
        }
    }
    findings_page(&mut page, set);
    for part in &set.parts {
        let title = regulation.part_title(part.id);
        let _ = writeln!(page, "\nPHẦN {} — {title} ({} điểm)", part.id, part.max);
        for section in &part.sections {
            let _ = writeln!(
                page,
                "\n{}. {} ({})",
                section.code, section.title, section.max
            );
            notes_page(&mut page, &section.notes, section.zero_rule.as_ref());
            let mut heading = None;
            for criterion in &section.criteria {
                let under = criterion.under.as_ref();
                if let Some(group) = under.filter(|_| under != heading) {
                    let _ = writeln!(page, "  {} {} ({})", group.code, group.title, group.max);
                }
                heading = under;
                criterion_page(&mut page, section, criterion);
            }
        }
    }
    page
}

/// What ends the evaluation, in the clause's own verb; inferred findings apart, without a clause.
fn findings_page(page: &mut String, set: &CriteriaSet) {
    let of = |certainty| {
        let findings = set.findings.iter();
        findings.filter(move |finding| finding.certainty == certainty)
    };
    for finding in of(Certainty::Printed) {
        let _ = writeln!(page, "{}", finding.with_verb());
    }
    if of(Certainty::Inferred).next().is_some() {
        let _ = writeln!(page, "{}", set.inferred_heading());
    }
    for finding in of(Certainty::Inferred) {
        let _ = writeln!(page, "  {}", finding.with_verb());
    }
    if set.findings.is_empty() {
        let _ = writeln!(page, "{}", set.no_findings());
    }
}

fn criterion_page(page: &mut String, section: &Section, criterion: &Criterion) {
    // A section scored directly is one criterion of the same code and title.
    if criterion.code.as_str() != section.code.as_str() {
        let mark = criterion.heading_star.map_or_else(String::new, marks);
        let _ = writeln!(
            page,
            "  {} {} ({}){mark}",
            criterion.code, criterion.title, criterion.max
        );
    }
    notes_page(page, &criterion.notes, criterion.zero_rule.as_ref());
    let mut named = None;
    for (index, choice) in criterion.choices.iter().enumerate() {
        let name = choice.case.and_then(|case| criterion.case_name(case));
        if let Some(name) = name.filter(|_| choice.case != named) {
            let _ = writeln!(page, "    {name}");
        }
        named = choice.case;
        let case = choice
            .case
            .filter(|_| name.is_none())
            .map_or_else(String::new, |case| format!("({case}) "));
        let mark = choice.star.map_or_else(String::new, marks);
        let number = index + 1;
        let points = choice.points.to_string();
        let _ = writeln!(
            page,
            "    □ {number} {points:>3}  {case}{}{mark}",
            choice.label
        );
    }
}

fn notes_page(page: &mut String, notes: &[Note], zero_rule: Option<&ZeroNote>) {
    for note in notes {
        let _ = writeln!(page, "    ({})", note.label);
    }
    if let Some(rule) = zero_rule {
        let _ = writeln!(page, "    ({})", rule.label);
    }
}

fn marks(star: Star) -> String {
    format!(" {}", "*".repeat(usize::from(star.number())))
}
