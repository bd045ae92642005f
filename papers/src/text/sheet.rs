//! A blank sheet as text.

use std::fmt::Write as _;

use ocop::Star;
use ocop::law::{Certainty, CriteriaSet, Criterion, Note, Regulation, SetStatus, ZeroNote};

use crate::outline::{Entry, boxes, outline};

/// A blank sheet as text, one line for each box.
#[must_use]
pub fn blank_sheet(regulation: &Regulation, set: &CriteriaSet) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "PHIẾU ĐÁNH GIÁ — Bộ {}: {}", set.code(), set.name());
    let (decision, citation) = (regulation.decision(), set.citation());
    let _ = writeln!(page, "Theo Quyết định {decision}; {citation}");
    let _ = writeln!(page, "{}", set.whose_words());
    if set.status() == SetStatus::Incomplete {
        for defect in set.defects() {
            let (at, expected, found) = (defect.at(), defect.expected(), defect.found());
            let _ = writeln!(
                page,
                "! Dữ liệu chưa đầy đủ: {at} ghi {expected}, cộng được {found}"
            );
        }
    }
    findings_page(&mut page, set);
    for entry in outline(set) {
        match entry {
            Entry::Part(part) => {
                let (id, title) = (part.id(), regulation.part_title(part.id()));
                let _ = writeln!(page, "\nPHẦN {id} — {title} ({} điểm)", part.max());
            }
            Entry::Section(section) => {
                let (code, title, most) = (section.code(), section.title(), section.max());
                let _ = writeln!(page, "\n{code}. {title} ({most})");
                notes_page(&mut page, section.notes(), section.zero_rule());
            }
            Entry::Group(group) => {
                let (code, title, most) = (group.code(), group.title(), group.max());
                let _ = writeln!(page, "  {code} {title} ({most})");
            }
            Entry::Criterion(criterion) => {
                let (code, title, most) = (criterion.code(), criterion.title(), criterion.max());
                let mark = marks(criterion.heading_star());
                let _ = writeln!(page, "  {code} {title} ({most}){mark}");
                boxes_page(&mut page, criterion);
            }
            Entry::Direct(criterion) => boxes_page(&mut page, criterion),
            Entry::EndOfSection | Entry::EndOfPart => {}
        }
    }
    page
}

/// What ends the evaluation, in the clause's own verb; inferred findings apart, without a clause.
fn findings_page(page: &mut String, set: &CriteriaSet) {
    for line in set.finding_lines(Certainty::Printed) {
        let _ = writeln!(page, "{line}");
    }
    let inferred = set.finding_lines(Certainty::Inferred);
    if !inferred.is_empty() {
        let _ = writeln!(page, "{}", set.inferred_heading());
    }
    for line in inferred {
        let _ = writeln!(page, "  {line}");
    }
    if set.findings().is_empty() {
        let _ = writeln!(page, "{}", set.no_findings());
    }
}

fn boxes_page(page: &mut String, criterion: &Criterion) {
    notes_page(page, criterion.notes(), criterion.zero_rule());
    for (number, choice, begins) in boxes(criterion) {
        let name_of = |case| criterion.case_name(case);
        if let Some(name) = begins.and_then(name_of) {
            let _ = writeln!(page, "    {name}");
        }
        let case = choice.case().filter(|case| name_of(*case).is_none());
        let case = case.map_or_else(String::new, |case| format!("({case}) "));
        let (label, mark) = (choice.label(), marks(choice.star()));
        let points = choice.points().to_string();
        let _ = writeln!(page, "    □ {number} {points:>3}  {case}{label}{mark}");
    }
}

fn notes_page(page: &mut String, notes: &[Note], zero_rule: Option<&ZeroNote>) {
    let labels = notes.iter().map(Note::label);
    for label in labels.chain(zero_rule.map(ZeroNote::label)) {
        let _ = writeln!(page, "    ({label})");
    }
}

/// The marks of a star behind a label, as the decisions print them.
pub(crate) fn marks(star: Option<Star>) -> String {
    star.map_or_else(String::new, |star| {
        format!(" {}", "*".repeat(usize::from(star.number())))
    })
}
