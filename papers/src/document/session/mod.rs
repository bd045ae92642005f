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
pub use item::product_called;
pub(super) use notices::advice_blocks;
pub(crate) use summary::is_without_sheet;

impl SessionPapers<'_> {
    /// Every paper that the results ask for, in the order in which they are needed.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        let levels = self.by_level();
        let papers = levels.iter().flat_map(SessionPapers::of_its_level);
        let mut papers: Vec<Document> = papers.collect();
        // A letter of correction is of the council that the facts are of, whatever the results are of.
        let of_facts = self.of_facts().into_iter();
        papers.extend(of_facts.flat_map(|own| own.corrections()));
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

    /// The papers of one level's council, agency and those who decide there.
    fn of_its_level(&self) -> Vec<Document> {
        let mut papers = self.asking();
        if !self.items.is_empty() {
            papers.extend(self.of_the_council());
            papers.push(self.submission());
            papers.extend(self.decided_on());
            papers.extend(self.notices());
            papers.extend(self.sheets());
            papers.extend(self.advice());
        }
        let adopting = self.adopting();
        if !adopting.items.is_empty() {
            papers.push(adopting.submission_of_adopted());
            let from = adopting.adopted_from().unwrap_or_default();
            papers.extend(adopting.decided_on().into_iter().map(|paper| {
                let title = format!("{}, theo kết quả của {from}", paper.title);
                Document { title, ..paper }
            }));
            papers.extend(adopting.notices());
        }
        papers.extend(self.sending_on().to_be_ranked_again());
        papers
    }

    /// What those who decide sign. Who decides, and on what, is each law's own.
    fn decided_on(&self) -> Vec<Document> {
        let by_law = self.by_law();
        let several = by_law.len() > 1;
        let mut papers = Vec::new();
        for (regulation, own) in by_law {
            let before = papers.len();
            if !own.undecided(own.recognised()).is_empty() {
                papers.push(own.recognition(regulation));
            }
            if !own.undecided(own.forwarded()).is_empty() {
                papers.push(own.approval(regulation));
            }
            if !own.forwarded().is_empty() {
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
        papers
    }

    /// What goes with a product that is ranked again at the level above, and was before no council of this
    /// one. Source: 26/2026, Điều 6.3 b, 7.6 e.
    fn to_be_ranked_again(&self) -> Vec<Document> {
        let by_law = self.by_law().into_iter();
        let papers = by_law.flat_map(|(law, own)| [own.agency_report(), own.letter(law)]);
        papers.collect()
    }

    /// The papers that carry a mã đối chiếu: the council's own, and its members' sheets.
    pub(super) fn coded(&self) -> Vec<Document> {
        let all = self.of_all_councils();
        let sessions = [Some(self), all.as_ref()].into_iter().flatten();
        let levels = sessions.flat_map(SessionPapers::by_level);
        let levels = levels.filter(|own| !own.items.is_empty());
        let papers = levels.flat_map(|own| {
            let mut papers = own.of_the_council();
            papers.extend(own.sheets());
            papers
        });
        papers.collect()
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
