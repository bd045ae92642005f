//! A sheet from top to bottom, as text, pages, papers and workbooks print it.

use ocop::law::{Alternative, Choice, CriteriaSet, Criterion, Heading, Part, Section};

/// What stands on a sheet, in the order of reading.
#[derive(Clone, Copy)]
pub(crate) enum Entry<'s> {
    /// The title of a part; its sections follow.
    Part(&'s Part),
    /// The title of a section; its criteria follow.
    Section(&'s Section),
    /// A heading below a section's, that some of its criteria stand under.
    Group(&'s Heading),
    /// A criterion with its boxes.
    Criterion(&'s Criterion),
    /// A criterion with its boxes, whose section is scored directly: the title above is its own.
    Direct(&'s Criterion),
    /// The end of a section that its criteria add up to.
    EndOfSection,
    /// The end of a part.
    EndOfPart,
}

/// A sheet without what stands before and behind its criteria.
pub(crate) fn outline(set: &CriteriaSet) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for part in set.parts() {
        entries.push(Entry::Part(part));
        for section in part.sections() {
            entries.push(Entry::Section(section));
            let mut heading = None;
            for criterion in section.criteria() {
                let under = criterion.under();
                entries.extend(under.filter(|_| under != heading).map(Entry::Group));
                heading = under;
                entries.push(match is_direct(section) {
                    true => Entry::Direct(criterion),
                    false => Entry::Criterion(criterion),
                });
            }
            entries.extend((!is_direct(section)).then_some(Entry::EndOfSection));
        }
        entries.push(Entry::EndOfPart);
    }
    entries
}

/// Whether a section is scored directly: it is one criterion of the same code and title.
pub(crate) fn is_direct(section: &Section) -> bool {
    let mut criteria = section.criteria().iter();
    criteria.any(|criterion| criterion.code().as_str() == section.code().as_str())
}

/// The boxes of a criterion by their numbers, and the case that begins with one.
pub(crate) fn boxes(
    criterion: &Criterion,
) -> impl Iterator<Item = (u8, &Choice, Option<Alternative>)> {
    let mut before = None;
    (1..).zip(criterion.choices()).map(move |(number, choice)| {
        let begins = choice.case().filter(|_| choice.case() != before);
        before = choice.case();
        (number, choice, begins)
    })
}
