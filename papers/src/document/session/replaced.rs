//! What papers say where they replace others, whose content was wrong. Source: Nghị định 30/2020/NĐ-CP,
//! Điều 18.3: the council's own papers are replaced; a decision that was issued is changed or replaced by
//! another one.

use super::council::SessionPapers;
use super::each::once_each;
use super::facts::Redone;
use super::item::{Item, is_same_product};
use crate::document::block::Block;
use crate::document::text::{Text, fill};

impl<'s> SessionPapers<'s> {
    /// The products of these papers whose result was taken back.
    fn redone(&self) -> Vec<&'s Redone> {
        let redone = self.facts.redone.iter();
        let is_here = |one: &&Redone| {
            let mut items = self.items.iter();
            let mut open = self.unscored.iter();
            // What a round before is by itself was not replaced with what followed in the other form.
            let same = |item: &Item<'s>| !item.earlier || one.in_writing == self.is_written(item);
            items.any(|item| item.is(one.named()) && same(item))
                || open.any(|open| is_same_product(open.named(), one.named()))
        };
        redone.filter(is_here).collect()
    }

    /// What minutes, or the table of opinions, say: which paper they replace, what changed and why.
    pub(super) fn replaced(&self, this: &'static str, written: bool) -> Vec<Block> {
        let redone = self.redone();
        // What facts tell of all is of the minutes.
        let told = self.facts.replaces.as_ref().filter(|_| !written);
        if redone.is_empty() && told.is_none() {
            return Vec::new();
        }
        let met = told.is_some() || redone.iter().any(|one| !one.in_writing);
        let paper = told.and_then(|told| told.paper.as_deref());
        let minutes = met.then(|| fill("{số, ngày biên bản được thay thế}", &[&paper]));
        let opinions = redone.iter().any(|one| one.in_writing);
        let opinions = opinions.then(|| {
            fill(
                "Bảng tổng hợp ý kiến bằng văn bản {ngày bảng được thay thế}",
                &[&None::<&str>],
            )
        });
        let papers = Text::joined(minutes.into_iter().chain(opinions), " và ");
        let changes = told.into_iter().flat_map(|told| &told.changes);
        let changes = changes.chain(redone.iter().flat_map(|one| &one.changes));
        let mut changes: Vec<Text> = changes.map(|line| Text::from(line.as_str())).collect();
        if changes.is_empty() {
            changes.push(Text::blank("nội dung cũ, nội dung mới"));
        }
        let reason = told.and_then(|told| told.reason.as_deref());
        vec![
            Block::filled("{} thay thế {}.", &[&this, &papers]),
            Block::line("Nội dung thay đổi:"),
            Block::List(changes),
            Block::filled(
                "Lý do: {lý do, theo phát hiện của ai}. Hội đồng đã thống nhất thay thế.",
                &[&reason],
            ),
        ]
    }

    /// What a paper that follows from them says: `before` is the paper that it replaces.
    pub(super) fn follows(&self, this: &'static str, before: Text) -> Option<Block> {
        let redone = self.redone();
        if redone.is_empty() && self.facts.replaces.is_none() {
            return None;
        }
        let names = redone.iter().map(|one| self.label_of(one.named()));
        let names: Vec<String> = names.collect();
        let names = (!names.is_empty()).then(|| format!(" về sản phẩm {}", names.join(", ")));
        let said = "{} thay thế {}, theo nội dung Hội đồng đã sửa{}.";
        Some(Block::filled(said, &[&this, &before, &names]))
    }

    /// The decisions that were issued on what the council told before, each with the products about which
    /// another one changes or replaces it.
    pub(super) fn decided_before(&self) -> Vec<Text> {
        let redone = self.redone();
        let decisions = once_each(redone.iter().filter_map(|one| one.decision.as_deref()));
        let lines = decisions.into_iter().map(|decision| {
            let of = redone.iter();
            let of = of.filter(|one| one.decision.as_deref() == Some(decision));
            let names: Vec<String> = of.map(|one| self.label_of(one.named())).collect();
            fill(
                "sửa đổi, thay thế nội dung về sản phẩm {} tại {}",
                &[&names.join(", "), &decision],
            )
        });
        lines.collect()
    }

    /// Those that a decision has yet to be made on: what an issued one has is not decided a second time.
    /// Where all have theirs, the paper is of it, while it is whole: what is taken back of an issued one leaves
    /// nothing to decide on the rest.
    pub(super) fn undecided<'i>(&self, items: Vec<&'i Item<'s>>) -> Vec<&'i Item<'s>> {
        let open = items.iter().copied();
        let open: Vec<&Item<'s>> = open.filter(|item| item.decision().is_none()).collect();
        let of = |one: &Redone, item: &Item<'_>| item.decision() == one.decision;
        let is_broken = self.redone().into_iter().any(|one| {
            let rest = items.iter().any(|item| of(one, item));
            rest && !items
                .iter()
                .any(|item| item.is(one.named()) && of(one, item))
        });
        match open.is_empty() && !is_broken {
            true => items,
            false => open,
        }
    }
}
