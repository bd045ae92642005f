//! The papers of a council's session, from its evaluated cases and what people typed about it.

mod commune;
mod council;
mod decisions;
mod dossier;
mod each;
mod facts;
mod heads;
mod item;
mod lists;
mod minutes;
mod notices;
mod proposals;
mod replaced;
mod sheets;
mod summary;
mod written;

use super::Document;
pub use council::SessionPapers;
pub(super) use council::body_of;
pub use facts::{
    Absence, Asked, Correction, Facts, Opinion, Person, Proxy, Redone, Replacement, Unfinished,
    Written,
};
pub(super) use item::comma;
pub(super) use notices::advice_blocks;
pub(crate) use summary::is_without_sheet;

impl SessionPapers<'_> {
    /// Every paper that the results ask for, in the order in which they are needed.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        let mut papers = self.asking();
        if !self.items.is_empty() {
            papers.extend(self.of_the_council());
            papers.push(self.submission());
            // Who decides, and on what, is each law's own.
            let by_law = self.by_law();
            let several = by_law.len() > 1;
            for (regulation, own) in by_law {
                let before = papers.len();
                if !own.recognised().is_empty() {
                    papers.push(own.recognition(regulation));
                }
                if !own.forwarded().is_empty() {
                    papers.push(own.approval(regulation));
                    papers.push(own.letter(regulation));
                    if !own.chairman_decides(regulation) {
                        papers.push(own.hand_over(regulation));
                    }
                }
                // Two papers of a kind are told apart by their law.
                for paper in papers.iter_mut().skip(before).filter(|_| several) {
                    paper.title = format!("{}, theo {}", paper.title, regulation.decision());
                }
            }
            papers.extend(self.notices());
            papers.extend(self.sheets());
            papers.extend(self.corrections());
            papers.extend(self.advice());
        }
        papers.extend(self.completions());
        papers.extend(self.commune_papers());
        let mut names: Vec<String> = Vec::new();
        for paper in &mut papers {
            let same = names.iter().filter(|name| **name == paper.name).count();
            names.push(paper.name.clone());
            if same > 0 {
                paper.name = format!("{}-{}", paper.name, same + 1);
            }
        }
        papers
    }

    /// The papers that carry a mã đối chiếu: the council's own, and its members' sheets.
    pub(super) fn coded(&self) -> Vec<Document> {
        if self.items.is_empty() {
            return Vec::new();
        }
        let mut papers = self.of_the_council();
        papers.extend(self.sheets());
        papers
    }

    fn of_the_council(&self) -> Vec<Document> {
        let mut papers = Vec::new();
        let met = self.decided(false);
        if !met.items.is_empty() {
            papers.push(met.minutes());
        }
        let written = self.decided(true);
        if !written.items.is_empty() {
            papers.push(written.opinions());
        }
        papers.push(self.summary());
        papers.push(self.report());
        papers
    }
}
