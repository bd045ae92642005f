//! The decision's own texts, laid over the labels of a sheet.

use std::sync::Arc;

use super::table::SheetTable;
use super::{Alternative, CriteriaSet, LaidOver, Note, NoteKind, ZeroNote};
use crate::value::{CriterionCode, FindingId};

/// The texts of a decision's sheet, from whatever file has them.
pub trait SheetTexts {
    /// Whose texts they are, for people, such as a file's name.
    fn source(&self) -> &str;
    /// The title of a criterion.
    fn title(&self, criterion: &CriterionCode) -> Option<&str>;
    /// The name of one of a criterion's two cases.
    fn case(&self, criterion: &CriterionCode, case: Alternative) -> Option<&str>;
    /// The text of a box, counted from 1.
    fn choice(&self, criterion: &CriterionCode, number: usize) -> Option<&str>;
    /// The notes below the heading of a criterion or section, by its code, in their order.
    fn notes(&self, code: &str) -> Vec<&str>;
    /// What excludes a dossier.
    fn finding(&self, id: &FindingId) -> Option<&str>;
    /// Lines below the set's name.
    fn head(&self) -> Vec<&str>;
}

impl CriteriaSet {
    /// The same sheet with a decision's texts in place of the labels: titles, cases, boxes, notes
    /// and findings. Points, stars and rules stay, and so does everything that is computed.
    #[must_use]
    pub fn with_texts(&self, texts: &impl SheetTexts) -> CriteriaSet {
        let mut set = self.clone();
        let mut is_complete = true;
        for section in set.parts.iter_mut().flat_map(|part| &mut part.sections) {
            let direct = section
                .criteria
                .iter()
                .any(|c| c.code.as_str() == section.code.as_str());
            if !direct {
                lay_notes(&mut section.notes, &texts.notes(section.code.as_str()));
                lay_zero(&mut section.zero_rule, &texts.notes(section.code.as_str()));
            }
            for criterion in &mut section.criteria {
                let code = criterion.code.clone();
                if let Some(title) = texts.title(&code) {
                    criterion.title = Arc::from(title);
                } else {
                    is_complete &= !criterion.yes_no;
                }
                let cases = [Alternative::A, Alternative::B];
                let cases = cases.map(|case| texts.case(&code, case).map(str::to_owned));
                if cases.iter().all(Option::is_some) {
                    criterion.case_names = cases.into_iter().flatten().collect();
                }
                for (number, choice) in (1..).zip(&mut criterion.choices) {
                    match texts.choice(&code, number) {
                        Some(text) => text.clone_into(&mut choice.label),
                        None => is_complete &= criterion.yes_no,
                    }
                }
                let notes = texts.notes(code.as_str());
                lay_notes(&mut criterion.notes, &notes);
                lay_zero(&mut criterion.zero_rule, &notes);
            }
        }
        for finding in &mut set.findings {
            if let Some(text) = texts.finding(&finding.id) {
                text.clone_into(&mut finding.label);
            }
        }
        set.laid_over = Some(LaidOver {
            source: texts.source().to_owned(),
            is_complete,
            head: texts.head().into_iter().map(str::to_owned).collect(),
        });
        // Reasons name criteria by their titles there.
        if let Some(table) = SheetTable::of(&set.parts) {
            set.table = table;
        }
        set
    }
}

/// Puts printed notes in place of labels, each where its kind fits; what no label stands for is a
/// description.
fn lay_notes(notes: &mut Vec<Note>, printed: &[&str]) {
    if printed.is_empty() {
        return;
    }
    let kind_of = |text: &str| {
        let lower = text.to_lowercase();
        if lower.starts_with("yêu cầu") {
            NoteKind::Requirement
        } else if lower.starts_with("chỉ áp dụng") {
            NoteKind::AppliesWhen
        } else if lower.starts_with("lựa chọn một") {
            NoteKind::ChooseOneCase
        } else {
            NoteKind::Description
        }
    };
    let mut labels = std::mem::take(notes);
    for text in printed {
        let kind = kind_of(text);
        let same = labels.iter().position(|note| note.kind == kind);
        let free = |note: &Note| {
            matches!(
                note.kind,
                NoteKind::Evidence | NoteKind::Description | NoteKind::MaxIfNotRequired
            )
        };
        let at = same.or_else(|| labels.iter().position(free));
        let label = (*text).to_owned();
        let note = match at.map(|at| labels.remove(at)) {
            Some(note) => Note { label, ..note },
            None => Note {
                kind,
                label,
                needs: None,
            },
        };
        notes.push(note);
    }
    // Labels that say what one printed note says together; rules that depend on a note stay.
    labels.retain(|note| note.needs.is_some());
    notes.append(&mut labels);
}

fn lay_zero(rule: &mut Option<ZeroNote>, printed: &[&str]) {
    if let (Some(rule), Some(text)) = (rule, printed.iter().find(|text| text.contains("0 điểm")))
    {
        (*text).clone_into(&mut rule.label);
    }
}
