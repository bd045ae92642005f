//! What the boxes of a criterion and the criteria of a section must be to each other.

use std::borrow::Cow;

use crate::input::{Node, Problems, quote, refusals};
use crate::law::table::MAX_BOXES;
use crate::law::{Alternative, Choice, Criterion, Note, NoteKind, Section};
use crate::text::normalise;
use crate::value::{CriterionCode, Points, Star};

/// Decimals that points of a sheet may have, so that sums of whole units stay small integers.
pub(super) const MAX_DECIMALS: u32 = 4;

/// The sums of a section, and of each heading in it.
pub(super) fn check_section(section: &Section, node: Node<'_>, problems: &mut Problems) {
    let criteria = &section.criteria;
    check_sum(node, None, section.max, criteria.iter(), problems);
    for (index, criterion) in criteria.iter().enumerate() {
        let Some(heading) = &criterion.under else {
            continue;
        };
        let is_under = |other: &&Criterion| {
            let other = other.under.as_ref();
            other.is_some_and(|other| other.code == heading.code)
        };
        if !criteria.iter().take(index).any(|other| is_under(&other)) {
            let members = criteria.iter().filter(is_under);
            check_sum(node, Some(&heading.code), heading.max, members, problems);
        }
    }
}

fn check_sum<'c>(
    node: Node<'_>,
    heading: Option<&CriterionCode>,
    max: Points,
    criteria: impl Iterator<Item = &'c Criterion>,
    problems: &mut Problems,
) {
    let found = sum(criteria.map(|criterion| criterion.max));
    if found != Some(max) {
        let (vi, en) = shown(found);
        let mut problem = node.placed(wrong_sum(vi, en, max));
        if let Some(heading) = heading {
            problem.path = format!("{}/{heading}", problem.path);
        }
        problems.push(problem);
    }
}

/// The boxes of a criterion: how many, in what order, with which points, marks and labels.
pub(super) fn check_criterion(criterion: &Criterion, node: Node<'_>, problems: &mut Problems) {
    let choices = &criterion.choices;
    let found = choices.len();
    if found > MAX_BOXES {
        problems.push(node.placed(too_many_boxes(found)));
    }
    if (found == 1) != criterion.yes_no {
        problems.push(node.placed(if criterion.yes_no {
            more_than_yes(found)
        } else {
            no_choice(found)
        }));
    }
    let cases = || choices.iter().map(|choice| choice.case);
    let one_case = cases().all(|case| case.is_none());
    let two_cases = cases().is_sorted()
        && cases().next() == Some(Some(Alternative::A))
        && cases().next_back() == Some(Some(Alternative::B));
    if !one_case && !two_cases {
        problems.push(node.placed(cases_unordered()));
    }
    let names = criterion.case_names.len();
    if names > 0 && (one_case || names != 2) {
        problems.push(node.find("cases").placed(wrong_names(names)));
    }
    let mut labels: Vec<Cow<'_, str>> = Vec::with_capacity(choices.len());
    for (index, choice) in choices.iter().enumerate() {
        let before = choices.get(..index).unwrap_or_default();
        let label = normalise(&choice.label);
        let repeated = labels.contains(&label);
        labels.push(label);
        check_choice(
            choice,
            (before, repeated),
            criterion.max,
            node.entry("boxes", index),
            problems,
        );
    }
}

/// A box against those before it, one of which may have its label.
fn check_choice(
    choice: &Choice,
    (before, repeated): (&[Choice], bool),
    max: Points,
    node: Node<'_>,
    problems: &mut Problems,
) {
    let points = choice.points;
    if points.decimals() > MAX_DECIMALS {
        let node = node.find("points");
        problems.push(node.placed(too_fine(node.quoted())));
    }
    if points > max {
        problems.push(node.placed(above_max(points, max)));
    }
    if repeated {
        problems.push(node.placed(label_twice(quote(&choice.label))));
    }
    // Points and marks rise from box to box of one case.
    let same_case = |other: &&Choice| other.case == choice.case;
    let same_case = before.iter().rev().take_while(same_case);
    let before = same_case.clone().next().map(|other| other.points);
    if let Some(least) = before.filter(|&least| points < least) {
        problems.push(node.placed(points_fall(points, least)));
    }
    let mark = same_case.clone().find_map(|other| other.star);
    if let Some(star) = choice.star
        && mark.is_some_and(|mark| mark >= star)
    {
        problems.push(node.placed(mark_falls(star)));
    }
}

/// A note names a criterion where it says when its own counts, and nowhere else.
pub(super) fn check_note(note: &Note, node: Node<'_>, problems: &mut Problems) {
    let wanted = NoteKind::AppliesWhen;
    node.only_and_always_with("criterion", wanted, note.kind == wanted, problems);
}

/// What points add up to; nothing where that is too large to be points.
pub(super) fn sum(mut points: impl Iterator<Item = Points>) -> Option<Points> {
    points.try_fold(Points::ZERO, Points::checked_add).ok()
}

/// A sum of points in both languages.
pub(super) fn shown(points: Option<Points>) -> (String, String) {
    match points {
        Some(points) => (format!("`{points}`"), format!("`{points}`")),
        None => ("quá lớn".to_owned(), "too much".to_owned()),
    }
}

refusals! {
    wrong_sum(vi: String, en: String, max: Points) = SectionSum,
        ["các tiêu chí cộng lại {vi}", "criteria that sum to {en}"], ["`{max}`"];
    too_many_boxes(found: usize) = TooMany,
        ["{found} ô", "{found} boxes"], ["nhiều nhất {MAX_BOXES}", "at most {MAX_BOXES}"];
    more_than_yes(found: usize) = BoxCount,
        ["{found} ô", "{found} boxes"], ["một ô, cho `có`", "one box, for `yes`"];
    no_choice(found: usize) = BoxCount,
        ["{found} ô", "{found} boxes"], ["từ hai ô", "two boxes or more"];
    cases_unordered() = CaseOrder,
        ["các ô sai thứ tự", "boxes that leave the order"],
        ["không có `case`, hoặc `a` ở các ô đầu và `b` ở các ô còn lại",
         "no `case`, or `a` for the first boxes and `b` for the rest"];
    wrong_names(names: usize) = CaseOrder,
        ["{names} tên", "{names} names"],
        ["hai tên khi các ô thuộc hai trường hợp, nếu không thì không có tên",
         "two names where the boxes belong to two cases, else none"];
    too_fine(quoted: String) = BadPoints,
        ["{quoted}"],
        ["điểm có nhiều nhất {MAX_DECIMALS} chữ số thập phân",
         "points of at most {MAX_DECIMALS} decimals"];
    above_max(points: Points, max: Points) = BoxAboveMax,
        ["`{points}`"], ["nhiều nhất `{max}`", "at most `{max}`"];
    label_twice(quoted: String) = LabelRepeated,
        ["{quoted}"],
        ["một nhãn mà các ô khác của tiêu chí không có",
         "a label that no other box of the criterion has"];
    points_fall(points: Points, least: Points) = PointsFall,
        ["`{points}`"], ["ít nhất `{least}`, như ô trước", "at least `{least}`, as the box before"];
    mark_falls(star: Star) = MarkOrder,
        ["`{star}` sao", "`{star}` stars"],
        ["hạng sao cao hơn các ô trước", "a higher star than the marks before"];
}
