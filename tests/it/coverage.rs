//! Every clause of 26/2026, and those of the plan that concern evaluation: computed, shown, or left
//! to people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::shipped::json_files;
use ocop::Catalog;
use serde_json::Value;

/// Why a clause is left to people.
const PEOPLE: [&str; 15] = [
    "advisory-team",
    "commune-meeting",
    "commune-writes",
    "council-founding",
    "council-regulation",
    "definition",
    "dossier-check",
    "inspection",
    "principle",
    "producer-writes",
    "revocation-procedure",
    "scope",
    "site-inspection",
    "software-upload",
    "state-duty",
];

/// How many clauses each article has, and how many points those have that have any.
///
/// Source: 26/2026/QĐ-TTg, Điều 1 to 13.
const CLAUSES: [usize; 13] = [2, 3, 3, 3, 2, 3, 6, 4, 4, 4, 2, 3, 0];
const POINTS: [(&str, usize); 22] = [
    ("3.1", 3),
    ("3.3", 5),
    ("4.1", 2),
    ("6.1", 3),
    ("6.2", 4),
    ("6.3", 2),
    ("7.2", 2),
    ("7.3", 7),
    ("7.4", 7),
    ("7.5", 2),
    ("7.6", 7),
    ("8.1", 6),
    ("8.2", 2),
    ("8.3", 3),
    ("9.2", 2),
    ("9.3", 2),
    ("9.4", 2),
    ("10.1", 3),
    ("10.2", 3),
    ("10.3", 3),
    ("10.4", 3),
    ("12.2", 2),
];
const LETTERS: [&str; 7] = ["a", "b", "c", "d", "đ", "e", "g"];

struct Line {
    clause: String,
    how: String,
    place: String,
}

fn lines() -> Vec<Line> {
    let text = fs::read_to_string("tests/coverage/26-2026.txt").unwrap();
    let lines = text.lines().map(|line| {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [clause, how, place] = cells[..] else {
            panic!("{line}");
        };
        Line {
            clause: clause.to_owned(),
            how: how.to_owned(),
            place: place.to_owned(),
        }
    });
    lines.collect()
}

/// The list has every clause and point of the articles, once.
#[test]
fn the_list_has_every_clause() {
    let lines = lines();
    let named: BTreeSet<&str> = lines.iter().map(|line| line.clause.as_str()).collect();
    assert_eq!(named.len(), lines.len(), "a clause twice");
    let mut clauses = BTreeSet::from(["13".to_owned()]);
    for (article, count) in (1..).zip(CLAUSES) {
        clauses.extend((1..=count).map(|number| format!("{article}.{number}")));
    }
    for (clause, count) in POINTS {
        let letters = LETTERS.iter().take(count);
        clauses.extend(letters.map(|letter| format!("{clause} {letter}")));
    }
    // Paragraphs after the first have no number in the decision.
    let articles = named.iter().filter(|clause| {
        clause.starts_with(|first: char| first.is_ascii_digit()) && !clause.starts_with("262 ")
    });
    let articles = articles.filter(|clause| !clause.contains(" p"));
    let listed: BTreeSet<String> = articles.map(|clause| (*clause).to_owned()).collect();
    assert_eq!(listed, clauses);
}

/// Each clause says where it is: a file that exists, and a name in it, or why it is left to people.
#[test]
fn every_clause_is_accounted_for() {
    for Line { clause, how, place } in lines() {
        if how == "people" {
            assert!(PEOPLE.contains(&place.as_str()), "{clause}: {place}");
            continue;
        }
        assert!(
            ["computed", "shown"].contains(&how.as_str()),
            "{clause}: {how}"
        );
        let (file, name) = place.split_once(' ').unwrap_or((&place, ""));
        assert!(Path::new(file).exists(), "{clause}: {file}");
        if Path::new(file).is_file() {
            let text = fs::read_to_string(file).unwrap();
            assert!(text.contains(name), "{clause}: no `{name}` in {file}");
        }
    }
}

/// The openings and notes of Annex II are those of the list, box by box.
#[test]
fn every_note_of_annex_two_is_in_the_data() {
    let mut listed: BTreeMap<String, String> = BTreeMap::new();
    for line in lines() {
        if let Some(at) = line.clause.strip_prefix("II ")
            && at != "code"
            && !at.ends_with(" stars")
        {
            let what = line.place.rsplit(' ').next().unwrap().to_owned();
            listed.insert(at.to_owned(), what);
        }
    }
    let catalog = Catalog::bundled();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for number in 1..=26 {
        let code = format!("{number:02}");
        let set = catalog.set("qd-26-2026", &code).unwrap();
        let mut add = |at: &str, what: &str| {
            // A note that stops the evaluation stands before one that describes.
            let place = found.entry(format!("{code} {at}"));
            place.or_insert_with(|| what.to_owned());
        };
        for finding in set.findings() {
            add(finding.at().map_or("opening", |at| at.as_str()), "findings");
        }
        for section in set.sections() {
            if section.zero_rule().is_some() {
                let last = section.criteria().last().unwrap();
                add(last.code().as_str(), "zero_rule");
            }
            if !section.notes().is_empty() {
                add(section.code().as_str(), "notes");
            }
            for criterion in section.criteria() {
                if !criterion.notes().is_empty() {
                    add(criterion.code().as_str(), "notes");
                }
            }
        }
    }
    assert_eq!(found, listed);
}

/// The clauses that a citation of 26/2026 names, as the list writes them.
fn cited(citation: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Some((_, rest)) = citation.split_once("26/2026/QĐ-TTg") else {
        return found;
    };
    let rest = rest.split("Bộ luật").next().unwrap_or_default();
    let mut words = rest
        .split_whitespace()
        .map(|word| word.trim_matches([',', ';', ':', '(', ')', '.']))
        .peekable();
    let mut clause = String::new();
    let is_number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
    while let Some(word) = words.next() {
        let before_number = word == "Điều" || word == "và";
        if before_number && words.peek().is_some_and(|next| is_number(next)) {
            let number = words.next().unwrap_or_default();
            if word == "và" && clause.is_empty() {
                continue;
            }
            clause = number.to_owned();
            let letter = words.next_if(|next| LETTERS.contains(next));
            found.push(letter.map_or(clause.clone(), |letter| format!("{clause} {letter}")));
        } else if word == "và"
            && let Some(letter) = words.next_if(|next| LETTERS.contains(next))
        {
            found.push(format!("{clause} {letter}"));
        }
    }
    found
}

fn citations(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("citation" | "clause", Value::String(text)) => found.push(text.clone()),
                    _ => citations(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| citations(item, found)),
        _ => {}
    }
}

/// What the data cites of 26/2026 is in the list; an article is cited by its clauses.
#[test]
fn every_citation_names_a_clause() {
    assert_eq!(
        cited("Quyết định 26/2026/QĐ-TTg, Điều 7.6 d và e"),
        ["7.6 d", "7.6 e"]
    );
    assert_eq!(
        cited("Quyết định 26/2026/QĐ-TTg, Điều 4.1 a và 4.3"),
        ["4.1 a", "4.3"]
    );
    assert_eq!(
        cited("26/2026/QĐ-TTg Điều 11.2, Bộ luật Dân sự Điều 147.3"),
        ["11.2"]
    );
    let lines = lines();
    let named: BTreeSet<&str> = lines.iter().map(|line| line.clause.as_str()).collect();
    let mut all = Vec::new();
    for file in json_files(Path::new("criteria")) {
        let text = fs::read_to_string(&file).unwrap();
        citations(&serde_json::from_str(&text).unwrap(), &mut all);
    }
    let mut count = 0;
    for citation in &all {
        for clause in cited(citation) {
            assert!(named.contains(clause.as_str()), "`{citation}`: no {clause}");
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

/// The page is written by this test and held to the list by it.
#[test]
fn the_page_of_coverage_is_that_of_the_list() {
    let lines = lines();
    let of = |how: &str| lines.iter().filter(|line| line.how == how).count();
    let mut page = format!(
        "# Coverage of 26/2026\n\ncomputed {}, shown {}, people {}; from `tests/coverage/26-2026.txt`\n\n\
         | clause | how | where |\n|---|---|---|\n",
        of("computed"),
        of("shown"),
        of("people")
    );
    for Line { clause, how, place } in &lines {
        writeln!(page, "| {clause} | {how} | `{place}` |").unwrap();
    }
    let path = "docs/coverage-26-2026.md";
    if fs::read_to_string(path).unwrap_or_default() != page {
        fs::write(path, page).unwrap();
        panic!("`{path}` was not that of the list, and is written anew: look at it and commit it");
    }
}
