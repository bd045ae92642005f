//! What the parts of a sheet must be to each other, to its regulation, and to what its file lists.

use std::borrow::Cow;

use super::boxes::{MAX_DECIMALS, shown, sum};
use super::{LEAST_MARK, SetFile, mark_below};
use crate::input::regulation::check_readings;
use crate::input::{
    Diagnostic, Node, Problems, Record, Word, did_you_mean, each_once, quote, refusals, wrong_parts,
};
use crate::law::doubts::OtherTable;
use crate::law::table::{MAX_CRITERIA, MAX_STEPS, SheetTable};
use crate::law::{
    Criterion, Defect, DefectKind, DisputedMark, NoteKind, Part, Regulation, SetStatus,
};
use crate::value::{CriterionCode, PartId, Points, RegulationId, SetCode, Star};

/// `source` or `sources`, and each source once.
pub(super) fn check_sources(_: &SetFile, node: Node<'_>, problems: &mut Problems) {
    match (node.get("source"), node.get("sources")) {
        (Some(source), Some(_)) => problems.push(source.placed(sources_twice())),
        (None, None) => problems.push(node.placed(Diagnostic::missing_key("sources"))),
        _ => {}
    }
    each_once(node.list("sources"), source_twice, problems);
    let findings = node.list("findings").map(|finding| finding.find("finding"));
    each_once(findings, finding_twice, problems);
}

/// What concerns the sheet as a whole. Where some of it cannot be read, so that `file` is nothing,
/// the rest is checked all the same: every problem of a text is found at once.
pub(super) fn check_whole(
    root: Node<'_>,
    file: Option<&SetFile>,
    regulation: &Regulation,
    problems: &mut Problems,
) {
    let read = file.map(|file| {
        let sections = file.parts.iter().flat_map(|part| &part.sections);
        sections.flat_map(|section| &section.criteria)
    });
    let criteria = read_list(criteria(root), read);
    let parts = read_list(root.list("parts"), file.map(|file| file.parts.iter()));
    check_codes(root, problems);
    // A sheet of another regulation, or of none that can be read, is not held against this one.
    let regulation = Some(regulation).filter(|regulation| is_of(root, regulation, problems));
    if let Some(regulation) = regulation {
        check_name(root, regulation, problems);
        for finding in root.list("findings") {
            check_readings(finding.find("citation"), &regulation.readings, problems);
        }
        check_marks(&criteria, regulation, problems);
    }
    let defects = read_list::<Defect>(root.list("defects"), None::<std::iter::Empty<_>>);
    check_gaps(&gaps(&parts, &criteria, regulation), &defects, problems);
    check_status(root, &defects, problems);
    if let Some(file) = file {
        check_parts(root.find("parts"), &file.parts, problems);
        check_disputed(root, file, problems);
    }
    let errata = root.list("errata");
    let mut at = errata.filter_map(|erratum| erratum.get("at")).peekable();
    if at.peek().is_some() {
        let known = places_of_errata(root);
        for node in at {
            check_reference(node, &known, place_unknown, problems);
        }
    }
}

/// The text under a key, if it is what it should be; if not, its reader has said so.
fn word<T: Word>(node: Node<'_>, key: &str) -> Option<T> {
    node.get(key)?.parsed(&mut Problems::default())
}

/// A record with its place.
type Placed<'d, 's, T> = (Node<'d>, Cow<'s, T>);

/// Records with their places: those that were read, or as many of them as can be read.
fn read_list<'d, 's, T: Record<'d> + Clone>(
    nodes: impl Iterator<Item = Node<'d>>,
    read: Option<impl Iterator<Item = &'s T>>,
) -> Vec<Placed<'d, 's, T>> {
    if let Some(read) = read {
        return nodes.zip(read.map(Cow::Borrowed)).collect();
    }
    let records = nodes.filter_map(|node| {
        let record = T::read(node, &mut Problems::default())?;
        Some((node, Cow::Owned(record)))
    });
    records.collect()
}

fn sections(root: Node<'_>) -> impl Iterator<Item = Node<'_>> + Clone {
    root.list("parts").flat_map(|part| part.list("sections"))
}

fn criteria(root: Node<'_>) -> impl Iterator<Item = Node<'_>> + Clone {
    sections(root).flat_map(|section| section.list("criteria"))
}

/// Every place that an erratum may name.
fn places_of_errata(root: Node<'_>) -> Vec<String> {
    let parts = root.list("parts").map(Node::path);
    let mut names: Vec<String> = parts.chain(["sheet".to_owned()]).collect();
    for section in sections(root) {
        let path = section.path();
        for criterion in section.list("criteria") {
            if let Some(code) = criterion.get("under").and_then(|under| under.get("code")) {
                names.extend(code.as_text().map(|code| format!("{path}/{code}")));
            }
            names.push(criterion.path());
            names.extend(criterion.list("boxes").map(Node::path));
        }
        names.push(path);
    }
    names
}

/// A sum that disagrees, until it is known whether the file lists it as a defect: what it is of, the points
/// that there should be, and those that there are, if they are not too many to be points.
type Gap<'d> = (DefectKind, Node<'d>, Points, Option<Points>);

/// The sums that disagree.
fn gaps<'d>(
    parts: &[Placed<'d, '_, Part>],
    criteria: &[Placed<'d, '_, Criterion>],
    regulation: Option<&Regulation>,
) -> Vec<Gap<'d>> {
    let of_parts = parts.iter().flat_map(|(node, part)| {
        let prescribed = regulation.map(|regulation| regulation.part_max(part.id));
        let of_all = prescribed.map(|most| (DefectKind::PartMax, *node, most, Some(part.max)));
        let sections = sum(part.sections.iter().map(|section| section.max));
        of_all
            .into_iter()
            .chain([(DefectKind::PartSum, *node, part.max, sections)])
    });
    let of_criteria = criteria.iter().map(|(node, criterion)| {
        // A box above the maximum is a problem of its own.
        let points = criterion.choices.iter().map(|choice| choice.points);
        let highest = points.max().map(|highest| highest.min(criterion.max));
        (DefectKind::CriterionMax, *node, criterion.max, highest)
    });
    let sums = of_parts.chain(of_criteria);
    sums.filter(|&(_, _, expected, found)| found != Some(expected))
        .collect()
}

/// Whether the sheet says that it is of the regulation.
fn is_of(root: Node<'_>, regulation: &Regulation, problems: &mut Problems) -> bool {
    let sheets = &regulation.sheets;
    let named = word::<RegulationId>(root, "regulation");
    if named.as_ref().is_some_and(|named| named != sheets) {
        let node = root.find("regulation");
        problems.push(node.placed(another_regulation(node.quoted(), sheets)));
    }
    named.is_some_and(|named| named == *sheets)
}

/// Checks that the regulation lists the sheet, under the same name.
fn check_name(root: Node<'_>, regulation: &Regulation, problems: &mut Problems) {
    let (Some(code), Some(name)) = (word::<SetCode>(root, "set"), root.get("name")) else {
        return;
    };
    match regulation.set(code) {
        None => {
            let node = root.find("set");
            problems.push(node.placed(set_unknown(node.quoted(), &regulation.id)));
        }
        Some(entry) if name.as_text().is_some() && !name.is_text(&entry.name) => {
            problems.push(name.placed(name_differs(name.quoted(), &entry.name)));
        }
        Some(_) => {}
    }
}

/// Sections and criteria are there once, each criterion in its section; notes name what is there.
fn check_codes(root: Node<'_>, problems: &mut Problems) {
    let mut paths = Vec::new();
    let mut places = Vec::new();
    for node in sections(root) {
        let path = node.path();
        let code = node.get("section").and_then(Node::as_text);
        if paths.contains(&path) {
            let found = code.as_deref().map(quote).unwrap_or_default();
            problems.push(node.placed(section_twice(found)));
        }
        paths.push(path);
        for criterion in node.list("criteria") {
            let Some(found) = word::<CriterionCode>(criterion, "criterion") else {
                continue;
            };
            if code.is_some() && found.as_str().split('.').next() != code.as_deref() {
                let node = criterion.find("criterion");
                problems.push(node.placed(out_of_place(node.quoted())));
            }
        }
        places.extend(code.map(Cow::into_owned));
    }
    let is_coded = |node: &Node<'_>| word::<CriterionCode>(*node, "criterion").is_some();
    let coded = criteria(root).filter(is_coded);
    let coded = coded.map(|node| node.find("criterion"));
    each_once(coded.clone(), criterion_twice, problems);
    let codes: Vec<String> = coded
        .filter_map(Node::as_text)
        .map(Cow::into_owned)
        .collect();
    let noting = sections(root).chain(criteria(root));
    for note in noting.flat_map(|node| node.list("notes")) {
        if word::<NoteKind>(note, "kind") == Some(NoteKind::AppliesWhen)
            && word::<CriterionCode>(note, "criterion").is_some()
        {
            check_reference(note.find("criterion"), &codes, criterion_unknown, problems);
        }
    }
    places.extend(codes);
    for finding in root.list("findings") {
        if word::<CriterionCode>(finding, "at").is_some() {
            check_reference(finding.find("at"), &places, code_unknown, problems);
        }
    }
}

/// A text is one of those that it may name.
fn check_reference(
    node: Node<'_>,
    known: &[String],
    unknown: fn(String) -> Diagnostic,
    problems: &mut Problems,
) {
    let Some(found) = node.as_text() else { return };
    if !known.iter().any(|known| *known == found) {
        let meant = did_you_mean(&found, known.iter().map(String::as_str));
        problems.push(node.placed(unknown(node.quoted()).with_hint(meant)));
    }
}

/// No mark is for a star that the regulation does not certify.
fn check_marks(
    criteria: &[Placed<'_, '_, Criterion>],
    regulation: &Regulation,
    problems: &mut Problems,
) {
    let least = regulation.certificate.least;
    for (node, criterion) in criteria {
        for (index, choice) in criterion.choices.iter().enumerate() {
            let uncertified = |star| star < least && star >= LEAST_MARK;
            if choice.star.is_some_and(uncertified) {
                let node = node.entry("boxes", index).find("star");
                problems.push(node.placed(mark_below(node.quoted(), least)));
            }
        }
    }
}

/// Gaps must be listed exactly, and what is listed must exist.
fn check_gaps(gaps: &[Gap<'_>], defects: &[Placed<'_, '_, Defect>], problems: &mut Problems) {
    let same = |&(kind, node, expected, found): &Gap<'_>, defect: &Defect| {
        (kind, expected, found) == (defect.kind, defect.expected, Some(defect.found))
            && node.path() == defect.at
    };
    for gap in gaps {
        if !defects.iter().any(|(_, defect)| same(gap, defect)) {
            let &(kind, node, expected, found) = gap;
            let (vi, en) = shown(found);
            problems.push(node.placed(match kind {
                DefectKind::CriterionMax => criterion_max(vi, en, expected),
                DefectKind::PartSum => part_sum(vi, en, expected),
                DefectKind::PartMax => part_max(vi, en, expected),
            }));
        }
    }
    for (index, (node, defect)) in defects.iter().enumerate() {
        let gap = gaps.iter().find(|gap| same(gap, defect));
        let mut earlier = defects.iter().take(index);
        if gap.is_some_and(|gap| earlier.any(|(_, earlier)| same(gap, earlier))) {
            problems.push(node.placed(defect_repeated(defect.kind, &defect.at)));
        } else if gap.is_none() {
            problems.push(node.placed(defect_vanished(
                defect.kind,
                &defect.at,
                defect.found,
                defect.expected,
            )));
        }
    }
}

fn check_status(root: Node<'_>, defects: &[Placed<'_, '_, Defect>], problems: &mut Problems) {
    let Some(status) = word::<SetStatus>(root, "status") else {
        return;
    };
    if (status == SetStatus::Incomplete) == defects.is_empty() {
        let node = root.find("status");
        problems.push(node.placed(wrong_status(node.quoted(), defects.len())));
    }
}

/// Three parts, within limits that keep sums of many sheets within whole numbers of a fixed size.
fn check_parts(node: Node<'_>, parts: &[Part], problems: &mut Problems) {
    let ids: Vec<PartId> = parts.iter().map(|part| part.id).collect();
    if ids != PartId::ALL {
        problems.push(node.placed(wrong_parts(&ids)));
    }
    let sections = parts.iter().flat_map(|part| &part.sections);
    let criteria: Vec<&Criterion> = sections.flat_map(|section| &section.criteria).collect();
    let count = criteria.len();
    if count > MAX_CRITERIA {
        problems.push(node.placed(too_many_criteria(count)));
    }
    let choices = criteria.iter().flat_map(|criterion| &criterion.choices);
    let decimals = choices.map(|choice| choice.points.decimals()).max();
    let decimals = decimals.map_or(0, |decimals| decimals.min(MAX_DECIMALS));
    // Steps are counted as if the last decimal were one, so that the limit can be checked.
    let step = Points::UNITS / 10_u128.pow(decimals);
    let most = criteria.iter().flat_map(|criterion| {
        let units = criterion.choices.iter().map(|choice| choice.points.units());
        units.max().map(|units| units / step)
    });
    let most: u128 = most.sum();
    if most > MAX_STEPS {
        problems.push(node.placed(too_many_steps(most, decimals)));
    }
}

/// Marks that another source prints differently, at boxes of this sheet.
fn check_disputed(root: Node<'_>, file: &SetFile, problems: &mut Problems) {
    for (mark, node) in file.disputed.iter().zip(root.list("disputed")) {
        let (places, node) = (places(&file.parts), node.find("at"));
        match places.iter().find(|(path, ..)| *path == mark.at) {
            None => {
                let known: Vec<String> = places.into_iter().map(|(path, ..)| path).collect();
                check_reference(node, &known, box_unknown, problems);
            }
            Some((_, _, ours)) if *ours == mark.other.star => {
                problems.push(node.placed(not_disputed(node.quoted())));
            }
            Some(_) => {}
        }
    }
}

/// A box: its path, the places of criterion and box, and its mark.
type Place = (String, (usize, usize), Option<Star>);

/// Every box.
pub(super) fn places(parts: &[Part]) -> Vec<Place> {
    let mut places = Vec::new();
    let mut position = 0;
    for part in parts {
        for section in &part.sections {
            for criterion in &section.criteria {
                for (index, choice) in criterion.choices.iter().enumerate() {
                    let (part, section, code) = (part.id, &section.code, &criterion.code);
                    let path = format!("{part}/{section}/{code}/box {}", index + 1);
                    places.push((path, (position, index), choice.star));
                }
                position += 1;
            }
        }
    }
    places
}

/// The tables of the other readings of disputed marks, each alone and all together, that ask for
/// other minima than ours.
pub(super) fn other_tables(parts: &[Part], disputed: &[DisputedMark]) -> Option<Vec<OtherTable>> {
    let mut tables: Vec<OtherTable> = Vec::new();
    if disputed.is_empty() {
        return Some(tables);
    }
    let ours = SheetTable::of(parts)?;
    let alone = disputed.iter().map(std::slice::from_ref);
    for marks in alone.chain([disputed]) {
        let mut parts = parts.to_vec();
        let sections = parts.iter_mut().flat_map(|part| &mut part.sections);
        let criteria = sections.flat_map(|section| &mut section.criteria);
        for (position, criterion) in criteria.enumerate() {
            for mark in marks.iter().filter(|mark| mark.place.0 == position) {
                if let Some(choice) = criterion.choices.get_mut(mark.place.1) {
                    choice.star = mark.other;
                }
            }
        }
        let table = SheetTable::of(&parts)?;
        if table.minima != ours.minima && tables.iter().all(|other| other.table != table) {
            let at = marks.iter().map(|mark| mark.at.clone()).collect();
            tables.push(OtherTable { at, table });
        }
    }
    Some(tables)
}

refusals! {
    source_twice(quoted: String) = Repeated, ["{quoted}"], ["mỗi nguồn một lần", "each source once"];
    finding_twice(quoted: String) = Repeated, ["{quoted}"], ["mỗi căn cứ một lần", "each finding once"];
    criterion_twice(quoted: String) = Repeated, ["{quoted}"], ["mỗi tiêu chí một lần", "each criterion once"];
    sources_twice() = Repeated,
        ["`source` và `sources`", "`source` and `sources`"],
        ["một trong hai", "either `source` or `sources`"];
    place_unknown(quoted: String) = ReferenceUnknown,
        ["{quoted}"],
        ["một chỗ của phiếu này, như `A/1/1.2/box 1`, hoặc `sheet`",
         "a place of this sheet such as `A/1/1.2/box 1`, or `sheet`"];
    another_regulation(quoted: String, sheets: &RegulationId) = RegulationUnknown,
        ["{quoted}"], ["`{sheets}`"];
    set_unknown(quoted: String, id: &RegulationId) = SetUnknown,
        ["{quoted}"], ["một bộ mà `{id}` liệt kê", "a set that `{id}` lists"];
    name_differs(quoted: String, listed: &str) = NameDiffers,
        ["{quoted}"],
        ["`{listed}`, như trong danh mục của quyết định", "`{listed}`, as the regulation lists it"];
    section_twice(quoted: String) = Repeated,
        ["{quoted}"], ["mỗi mục một lần", "each section once"];
    out_of_place(quoted: String) = CodeOutOfPlace,
        ["{quoted}"],
        ["mã bắt đầu bằng số của mục", "a code that begins with its section's number"];
    criterion_unknown(quoted: String) = ReferenceUnknown,
        ["{quoted}"], ["một tiêu chí của phiếu này", "a criterion of this sheet"];
    code_unknown(quoted: String) = ReferenceUnknown,
        ["{quoted}"],
        ["một tiêu chí hoặc một mục của phiếu này", "a criterion or a section of this sheet"];
    criterion_max(vi: String, en: String, max: Points) = CriterionMax,
        ["các ô cao nhất {vi}", "boxes that reach {en}"], ["`{max}`"];
    part_sum(vi: String, en: String, max: Points) = PartSum,
        ["các mục cộng lại {vi}", "sections that sum to {en}"], ["`{max}`"];
    part_max(vi: String, en: String, max: Points) = PartMax,
        ["điểm tối đa {vi}", "a maximum of {en}"], ["`{max}`"];
    wrong_status(quoted: String, count: usize) = StatusWrong,
        ["{quoted} với {count} chỗ sai", "{quoted} with defects listed: {count}"],
        ["`incomplete` khi có chỗ sai, `transcribed` khi không có",
         "`incomplete` with defects, `transcribed` without"];
    defect_vanished(kind: DefectKind, at: &str, found: Points, expected: Points) = DefectVanished,
        ["`{kind}` tại `{at}`, `{found}` thay vì `{expected}`",
         "`{kind}` at `{at}`, `{found}` for `{expected}`"],
        ["một chỗ sai mà phiếu có, đúng như liệt kê",
         "a defect that the sheet has, exactly as listed"];
    defect_repeated(kind: DefectKind, at: &str) = Repeated,
        ["`{kind}` tại `{at}`", "`{kind}` at `{at}`"],
        ["mỗi chỗ sai một lần", "each defect once"];
    too_many_criteria(count: usize) = TooMany,
        ["{count} tiêu chí", "{count} criteria"],
        ["nhiều nhất {MAX_CRITERIA}", "at most {MAX_CRITERIA}"];
    too_many_steps(most: u128, decimals: u32) = TooMany,
        ["tất cả `{most}` đơn vị có {decimals} chữ số thập phân",
         "`{most}` units of {decimals} decimals in all"],
        ["nhiều nhất {MAX_STEPS}", "at most {MAX_STEPS}"];
    box_unknown(quoted: String) = ReferenceUnknown,
        ["{quoted}"],
        ["một ô của phiếu này, như `A/1/1.2/box 1`", "a box of this sheet such as `A/1/1.2/box 1`"];
    not_disputed(quoted: String) = DefectVanished,
        ["{quoted}"],
        ["một ô mà nguồn kia ghi khác", "a box where the other source prints another mark"];
}
