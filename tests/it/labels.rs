//! Labels hold every number, threshold, paper, body and open list of the decision's boxes.

use std::fs;

use ocop::Catalog;
use ocop::law::CriteriaSet;

/// Shorthand for what every decision prints in full.
const SHORTHAND: [&str; 8] = ["ATTP", "CSSX", "DNTN", "GCN", "NTM", "SHTT", "THT", "XTTM"];

/// In lower case, and a number next to its sign: `< 51 %` is `<51%`.
fn plain(text: &str) -> String {
    let mut plain = text.to_lowercase();
    for sign in ['<', '>', '≤', '≥'] {
        plain = plain.replace(&format!("{sign} "), &sign.to_string());
    }
    plain.replace(" %", "%")
}

/// Whether a plain label holds a plain term as words of their own: `5` is not in `75`.
fn holds(label: &str, term: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    label.match_indices(term).any(|(at, _)| {
        let (before, rest) = (&label[..at], &label[at + term.len()..]);
        let joined = |left: &str, right: &str| {
            inside(left.chars().next_back()) && inside(right.chars().next())
        };
        !joined(before, term) && !joined(term, rest)
    })
}

/// Each box of a sheet, as `set criterion box`, and its label.
fn boxes(set: &CriteriaSet) -> Vec<(String, String)> {
    let mut boxes = Vec::new();
    for criterion in set.criteria() {
        for (index, choice) in criterion.choices().iter().enumerate() {
            let at = format!("{} {} {}", set.code(), criterion.code(), index + 1);
            boxes.push((at, choice.label().to_owned()));
        }
    }
    boxes
}

/// What is wrong with a box's label, given the line of the table for it.
fn gaps(line: &str, at: &str, label: &str) -> Vec<String> {
    let (head, terms) = line.split_once('|').unwrap();
    assert_eq!(head.trim(), at, "the box that the line is for");
    let terms = terms
        .split(';')
        .map(str::trim)
        .filter(|term| !term.is_empty());
    let text = plain(label);
    let mut gaps = Vec::new();
    let mut open = false;
    for term in terms {
        open |= term == "…";
        if !holds(&text, &plain(term)) {
            gaps.push(format!("{at}: no `{term}` in `{label}`"));
        }
    }
    if !open && label.contains('…') {
        gaps.push(format!("{at}: the list of `{label}` is closed"));
    }
    gaps
}

fn sheets(regulation: &str) -> Vec<std::sync::Arc<CriteriaSet>> {
    let catalog = Catalog::bundled();
    let numbers = 1..=26;
    numbers
        .map(|number| catalog.set(regulation, &format!("{number:02}")).unwrap())
        .collect()
}

/// What is wrong with the labels of a regulation, given its table.
fn incomplete(regulation: &str, table: &str) -> Vec<String> {
    let sheets = sheets(regulation);
    let held: Vec<(String, String)> = sheets.iter().flat_map(|set| boxes(set)).collect();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), held.len(), "lines and boxes of {regulation}");
    let boxes = lines.iter().zip(&held);
    let mut wrong: Vec<String> = boxes
        .flat_map(|(line, (at, label))| gaps(line, at, label))
        .collect();
    for set in sheets {
        let criteria = set.criteria();
        let boxes = criteria.clone().flat_map(|criterion| criterion.choices());
        let notes = criteria.flat_map(|criterion| criterion.notes());
        let mut labels: Vec<&str> = boxes.map(|choice| choice.label()).collect();
        labels.extend(notes.map(|note| note.label()));
        labels.extend(set.findings().iter().map(|finding| finding.label()));
        for label in labels {
            if SHORTHAND.iter().any(|short| holds(label, short)) {
                wrong.push(format!("{}: shorthand in `{label}`", set.code()));
            }
        }
    }
    wrong
}

/// Each table of `tests/labels/` has a line for each box, in the order of the sheets: `set criterion
/// box | terms`, separated by `;`. The terms are the numbers, thresholds, papers, standards and
/// bodies of the box's text in the decision, and `…` where its list is open.
///
/// Source: the scoring sheets of 26/2026, Phụ lục II, of 148, Phụ lục III, and of 1048.
#[test]
fn labels_keep_what_the_decision_asks() {
    for regulation in ["qd-1048-2019", "qd-148-2023", "qd-26-2026"] {
        let table = fs::read_to_string(format!("tests/labels/{regulation}.txt")).unwrap();
        let wrong = incomplete(regulation, &table);
        assert_eq!(wrong, Vec::<String>::new(), "{regulation}");
    }
}

#[test]
fn a_label_that_loses_a_condition_is_found() {
    let line = "01 1.1 2 | từ 50% đến dưới 75%; cấp xã; …";
    let of = |label: &str| gaps(line, "01 1.1 2", label).len();
    assert_eq!(of("Trồng trên địa bàn cấp xã: Từ 50 % đến dưới 75 %…"), 0);
    assert_eq!(of("Trồng trên địa bàn cấp xã: từ 50% đến 75%…"), 1);
    assert_eq!(of("Trồng trên địa bàn cấp xã: từ 50% đến dưới 75%"), 1);
    assert_eq!(of("Trồng ở xã: từ 50% đến dưới 75%"), 2);
    let closed = gaps("01 4.1 3 | ≥ 5", "01 4.1 3", "≥5 đại lý…");
    assert_eq!(closed, ["01 4.1 3: the list of `≥5 đại lý…` is closed"]);
    assert!(holds("từ 5 đại lý", "5") && !holds("từ 75 đại lý", "5"));
}
