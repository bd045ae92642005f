//! The sheets against a second table of their figures, and older sheets against the newest.

use std::collections::BTreeMap;
use std::fs;

use ocop::Catalog;
use ocop::law::{CriteriaSet, Criterion};
use ocop::value::PartId;

/// `set`, `code`, maximum, points and marks, as the tables write them.
type Row = [String; 5];

fn row(set: &str, criterion: &Criterion) -> Row {
    let [max, points, marks] = figures(criterion);
    [
        set.to_owned(),
        criterion.code().to_string(),
        max,
        points,
        marks,
    ]
}

/// Maximum, points and marks of a criterion.
fn figures(criterion: &Criterion) -> [String; 3] {
    let mut points = Vec::new();
    let mut case = None;
    for choice in criterion.choices() {
        if case.is_some() && choice.case() != case {
            points.push("|".to_owned());
        }
        case = choice.case();
        points.push(choice.points().to_string());
    }
    let mark = |star: Option<ocop::Star>| star.map_or(".".to_owned(), |star| star.to_string());
    let marks = criterion.choices().iter().map(|choice| mark(choice.star()));
    [
        criterion.max().to_string(),
        points.join(" "),
        marks.collect(),
    ]
}

fn sheets(regulation: &str) -> Vec<(String, std::sync::Arc<CriteriaSet>)> {
    let catalog = Catalog::bundled();
    let numbers = (1..=26).map(|number| format!("{number:02}"));
    numbers
        .map(|set| (set.clone(), catalog.set(regulation, &set).unwrap()))
        .collect()
}

fn lines(name: &str) -> Vec<String> {
    let text = fs::read_to_string(format!("tests/double-entry/{name}")).unwrap();
    let kept = text.lines().filter(|line| !line.starts_with('#'));
    kept.map(str::to_owned).collect()
}

/// `13!3` is printed 13 and read as 3.
fn read(printed: &str) -> String {
    let words = printed.split(' ');
    let read: Vec<&str> = words.map(|w| w.split('!').next_back().unwrap()).collect();
    read.join(" ")
}

#[track_caller]
fn agrees(regulation: &str, rows: usize, misprints: &[&str]) {
    let mut entered = Vec::new();
    let mut misprinted = Vec::new();
    for line in lines(&format!("{regulation}.txt")) {
        let (head, marks) = line.rsplit_once("  ").unwrap();
        let (head, points) = head.split_once("  ").unwrap();
        let [set, code, max] = head.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        if line.contains('!') {
            misprinted.push(format!("{set} {code}"));
        }
        entered.push([
            set.to_owned(),
            code.to_owned(),
            read(max),
            read(points),
            marks.to_owned(),
        ]);
    }
    assert_eq!(entered.len(), rows);
    assert_eq!(misprinted, misprints);
    let mut held = Vec::new();
    for (number, set) in sheets(regulation) {
        held.extend(set.criteria().map(|criterion| row(&number, criterion)));
        for place in misprints.iter().filter_map(|m| m.strip_prefix(&*number)) {
            let place = place.trim();
            let at = |erratum: &ocop::law::Erratum| {
                let criterion = erratum.at().split('/').nth(2);
                criterion == Some(place)
            };
            let told = set.errata().iter().any(at);
            assert!(told, "{number} {place} is not among the errata");
        }
    }
    for (entered, held) in entered.iter().zip(&held) {
        assert_eq!(entered, held, "{regulation}");
    }
    assert_eq!(entered.len(), held.len());
}

/// Source: 26/2026, Phụ lục II, read from the full text a second time, by other means.
#[test]
fn the_sheets_of_26_2026_agree_with_a_second_reading() {
    let misprints = [
        "04 1.2", "04 7", "07 1.2", "10 1.2", "11 1.2", "11 6.1.1", "23 9",
    ];
    agrees("qd-26-2026", 787, &misprints);
}

/// Source: 148, Phụ lục III, by its one transcription.
#[test]
fn the_sheets_with_one_source_are_copied_without_a_slip() {
    agrees("qd-148-2023", 795, &[]);
}

/// Source: 1048, Phụ lục III, as printed in 2019; set 26 by its one transcription.
#[test]
fn the_sheets_of_1048_agree_with_the_decision_as_printed() {
    let misprints = ["04 9.1", "06 6.2", "07 3.1", "13 6.3", "17 6.1", "25 6.5"];
    agrees("qd-1048-2019", 782, &misprints);
}

/// A title up to its first bracket, in lower case, words only.
fn plain(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split('(').next().unwrap_or_default();
    let words = words.replace(|c: char| !(c.is_alphanumeric() || c == '_'), " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn titled(set: &CriteriaSet) -> Vec<(PartId, String, &Criterion)> {
    let mut all = Vec::new();
    for part in set.parts() {
        for criterion in part.sections().iter().flat_map(|s| s.criteria()) {
            all.push((part.id(), plain(criterion.title()), criterion));
        }
    }
    all
}

/// Every difference between the sheets of an edition and those of 26/2026, without its reason.
fn differences(regulation: &str, matched: &[(usize, usize)], marks: bool) -> Vec<String> {
    let (old, new) = (sheets(regulation), sheets("qd-26-2026"));
    let shown = |criterion: &Criterion| {
        let [max, points, marked] = figures(criterion);
        let heading = criterion.heading_star();
        let heading = heading.map_or(String::new(), |star| format!(" {star} on its heading"));
        match marks {
            true => format!("{max}: {points} {marked}{heading}"),
            false => format!("{max}: {points}"),
        }
    };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for &(ours, theirs) in matched {
        let (number, ours) = &old[ours - 1];
        let mut left = titled(&new[theirs - 1].1);
        let mut note = |text: String| found.entry(text).or_default().push(number.clone());
        for (part, title, criterion) in titled(ours) {
            let same = left.iter().position(|l| l.0 == part && l.1 == title);
            let Some(same) = same else {
                note(format!("{part} {title} | is here | is not there"));
                continue;
            };
            let there = shown(left.remove(same).2);
            let here = shown(criterion);
            if here != there {
                note(format!("{part} {title} | {here} | {there}"));
            }
        }
        for (part, title, _) in left {
            note(format!("{part} {title} | is not here | is there"));
        }
    }
    let mut lines: Vec<String> = found
        .into_iter()
        .map(|(text, sets)| format!("{} | {text}", sets.join(" ")))
        .collect();
    lines.sort();
    lines
}

#[track_caller]
fn listed(name: &str, found: &[String]) {
    let mut listed = Vec::new();
    for line in lines(name) {
        let (why, what) = line.split_once(" | ").unwrap();
        let sets = what.split(" | ").next().unwrap().split(' ').count();
        match why.split(':').next().unwrap() {
            "edition" => assert!(sets >= 3, "{line}"),
            "open" => assert!(sets < 3, "{line}"),
            "misprint" | "defect" => assert!(why.contains(": "), "{line}"),
            _ => panic!("{line}"),
        }
        listed.push(what.to_owned());
    }
    listed.sort();
    assert_eq!(listed, found, "{name}");
}

/// Source: 148, Phụ lục III, against 26/2026, Phụ lục II: every difference, explained or open.
#[test]
fn every_difference_of_148_from_26_2026_is_listed() {
    let matched: Vec<(usize, usize)> = (1..=26).map(|set| (set, set)).collect();
    listed(
        "differences-148.txt",
        &differences("qd-148-2023", &matched, true),
    );
}

/// Source: 1048 (as amended by 781) against 26/2026; sets whose products moved are matched by name.
#[test]
fn every_difference_of_1048_from_26_2026_is_listed() {
    let text = fs::read_to_string("tests/double-entry/differences-1048.txt").unwrap();
    let matched = text.lines().find_map(|line| line.strip_prefix("# match "));
    let matched: Vec<(usize, usize)> = matched
        .unwrap()
        .split(' ')
        .map(|pair| {
            let (ours, theirs) = pair.split_once('=').unwrap();
            (ours.parse().unwrap(), theirs.parse().unwrap())
        })
        .collect();
    assert_eq!(matched.len(), 24);
    listed(
        "differences-1048.txt",
        &differences("qd-1048-2019", &matched, false),
    );
}
