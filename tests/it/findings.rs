//! What rejects a dossier or stops its evaluation, in the clause's own words; what is inferred where
//! a decision was not read; and marks that two sources print differently.

use std::collections::BTreeSet;

use ocop::law::{Certainty, CriteriaSet};
use ocop::text::{Reason, ReasonCode};
use ocop::{Case, Catalog, EvaluatedCase, Lang, LoadError, Outcome};
use serde_json::{Value, json};

const D1048: &str = "qd-1048-2019";
const D148: &str = "qd-148-2023";
const D26: &str = "qd-26-2026";

/// Sets of 148, the sets of 1048 for the same products, by name; 26/2026 has the same numbers. The
/// sets of living things have none in 1048.
const PAIRS: [(&str, &[&str]); 24] = [
    ("02", &["02"]),
    ("03", &["03"]),
    ("04", &["04"]),
    ("05", &["05"]),
    ("06", &["06"]),
    ("07", &["07"]),
    ("08", &["08", "09"]),
    ("09", &["10"]),
    ("10", &["11"]),
    ("11", &["12"]),
    ("12", &["13"]),
    ("13", &["14"]),
    ("14", &["15"]),
    ("15", &["16"]),
    ("16", &["17"]),
    ("17", &["18"]),
    ("18", &["19"]),
    ("19", &["20"]),
    ("20", &["22"]),
    ("21", &["23", "24"]),
    ("22", &["25"]),
    ("23", &[]),
    ("24", &[]),
    ("25", &[]),
];

/// The subject of a finding, where the decisions name it by different words: the certificate that
/// the opening asks for, and the slip that stops the evaluation of cosmetics.
fn subject<'f>(regulation: &str, finding: &'f str) -> &'f str {
    match (regulation, finding) {
        (D26, "food-safety-certificate") => "no-food-safety-certificate",
        (D26, "gmp-certificate") => "no-production-certificate",
        (D1048, "cosmetic-declaration") => "declaration-slip",
        _ => finding,
    }
}

fn subjects(regulation: &str, set: &CriteriaSet) -> BTreeSet<String> {
    let findings = set.findings().iter();
    let subjects = findings.map(|finding| subject(regulation, finding.id().as_str()).to_owned());
    subjects.collect()
}

fn of(set: &CriteriaSet, certainty: Certainty) -> BTreeSet<String> {
    let findings = set.findings().iter();
    let findings = findings.filter(|finding| finding.certainty() == certainty);
    let names = findings.map(|finding| finding.id().as_str().to_owned());
    names.collect()
}

/// READING `findings-by-neighbours`: 148 has what the sheets of 1048 and 26/2026 for the same
/// products both print; what only one of them prints is open.
#[test]
fn a_set_of_148_has_the_findings_that_both_neighbours_print() {
    let catalog = Catalog::bundled();
    for (code, before) in PAIRS {
        let set = catalog.set(D148, code).unwrap();
        let before = before.iter().map(|code| (D1048, *code));
        let neighbours: Vec<(&str, &str)> = before.chain([(D26, code)]).collect();
        let named: Vec<(String, String)> = set
            .neighbours()
            .iter()
            .map(|sheet| (sheet.regulation().to_string(), sheet.set().to_string()))
            .collect();
        let expected = neighbours
            .iter()
            .map(|(id, set)| (id.to_string(), set.to_string()));
        assert_eq!(named, expected.collect::<Vec<_>>(), "{code}");

        let printed = neighbours
            .iter()
            .map(|(id, code)| subjects(id, &catalog.set(id, code).unwrap()));
        let mut both = printed.clone().reduce(|all, one| &all & &one).unwrap();
        let own = of(&set, Certainty::Printed);
        if code == "19" {
            // A second opening of 148 was seen that asks for these two.
            both.extend(["specialised-conditions", "product-announcement"].map(str::to_owned));
        }
        assert_eq!(of(&set, Certainty::Inferred), &both - &own, "{code}");

        let some = printed.reduce(|all, one| &all | &one).unwrap();
        let listed = set.open_findings().iter().map(|open| {
            let by = open.printed_by().regulation().as_str();
            subject(by, open.id().as_str()).to_owned()
        });
        let listed: BTreeSet<String> = listed.collect();
        assert_eq!(listed, &(&some - &own) - &both, "{code}");
        for open in set.open_findings() {
            let by = open.printed_by();
            let sheet = catalog.set(by.regulation().as_str(), &by.set().to_string());
            assert!(sheet.unwrap().finding(open.id()).is_some(), "{code}");
        }
    }
}

/// A stage with one finding at the first level that scores.
fn found(regulation: &str, set: &str, finding: &str) -> Result<EvaluatedCase, LoadError> {
    let (level, date) = match regulation {
        D1048 => ("district", "2021-05-10"),
        D148 => ("district", "2024-04-10"),
        _ => ("province", "2026-09-10"),
    };
    let case = json!({"product": {"name": "Sản phẩm"}, "regulation": regulation, "set": set,
        "stages": [{"level": level, "date": date, "findings": [finding]}]});
    EvaluatedCase::from_json(&case.to_string(), "case.json", &Catalog::bundled())
}

fn warned(case: &EvaluatedCase, code: ReasonCode) -> Vec<&Reason> {
    let warnings = case.warnings().iter();
    warnings.filter(|warning| warning.code() == code).collect()
}

/// Source: 26/2026, Phụ lục II, and 1048, Phụ lục III, sets 01 to 25; 148, Phụ lục III, set 01: the
/// opening. The other sets of 148: READING `findings-by-neighbours`.
#[test]
fn a_forged_dossier_is_rejected_in_every_set_but_the_last() {
    for regulation in [D1048, D148, D26] {
        for number in 1..=25 {
            let set = format!("{number:02}");
            let case = found(regulation, &set, "forged-dossier").unwrap();
            assert_eq!(case.outcome(), Outcome::Rejected);
            let reason = case.reasons().next().unwrap();
            assert_eq!(reason.text(Lang::Vi), "Giả mạo hồ sơ: bị loại");
            let inferred = regulation == D148 && number > 1;
            let clause = reason.citation();
            assert_eq!(clause.is_inferred(), inferred, "{regulation} {set}");
            let warned = warned(&case, ReasonCode::FindingInferred);
            assert_eq!(warned.len(), usize::from(inferred), "{regulation} {set}");
            // What was not read is not cited.
            assert_eq!(
                clause.clause().contains("148/QĐ-TTg"),
                regulation == D148 && !inferred
            );
            let refused = case
                .case()
                .data_gaps()
                .iter()
                .any(|gap| gap.text(Lang::Vi).contains("suy từ bộ cùng loại"));
            assert_eq!(refused, inferred, "{regulation} {set}");
        }
        // Set 26 prints no opening.
        let error = found(regulation, "26", "forged-dossier").unwrap_err();
        assert_eq!(error.diagnostics()[0].code().as_str(), "finding-unknown");
    }
}

/// Source: the openings and notes of 1048, Phụ lục III, 148, Phụ lục III, and 26/2026, Phụ lục II.
#[test]
fn a_finding_is_told_by_the_verb_of_its_clause() {
    for (regulation, set, finding, verb) in [
        (D1048, "01", "all-imported", "bị loại"),
        (D1048, "02", "copied-product", "bị loại"),
        (
            D1048,
            "02",
            "foreign-matter",
            "không đánh giá các bước tiếp theo",
        ),
        (
            D1048,
            "06",
            "foreign-matter",
            "không xem xét các chỉ tiêu khác",
        ),
        (
            D1048,
            "09",
            "foreign-matter",
            "không xem xét các chỉ tiêu khác",
        ),
        (
            D1048,
            "13",
            "foreign-matter",
            "không xem xét các chỉ tiêu khác",
        ),
        (
            D1048,
            "20",
            "cosmetic-declaration",
            "không đánh giá các bước tiếp theo",
        ),
        (D1048, "23", "ip-infringement", "bị loại bỏ"),
        (D148, "01", "plain-staple", "không đánh giá"),
        (
            D148,
            "01",
            "foreign-matter",
            "không xem xét các chỉ tiêu khác",
        ),
        (
            D148,
            "03",
            "food-safety-certificate",
            "không đánh giá các bước tiếp theo",
        ),
        (D148, "05", "copied-product", "bị loại"),
        (D148, "22", "ip-infringement", "bị loại bỏ"),
        (D26, "01", "plain-staple", "không đánh giá"),
        (
            D26,
            "01",
            "foreign-matter",
            "không xem xét các chỉ tiêu khác",
        ),
        (D26, "07", "all-imported", "bị loại"),
        (
            D26,
            "08",
            "foreign-matter",
            "không đánh giá các bước tiếp theo",
        ),
        (D26, "15", "production-licence", "bị loại"),
        (
            D26,
            "19",
            "declaration-slip",
            "không đánh giá các bước tiếp theo",
        ),
        (D26, "21", "ip-infringement", "bị loại bỏ"),
    ] {
        let case = found(regulation, set, finding).unwrap();
        let text = case.reasons().next().unwrap().text(Lang::Vi);
        assert!(
            text.ends_with(&format!(": {verb}")),
            "{regulation} {set}: {text}"
        );
    }
}

/// One sheet of set 01 of 148 with the best box everywhere but in 8.a.
fn one_sheet_with(box_of_8a: usize) -> EvaluatedCase {
    let catalog = Catalog::bundled();
    let set = catalog.set(D148, "01").unwrap();
    let answers: Vec<Value> = set
        .criteria()
        .map(|criterion| {
            let best = criterion.choices().len();
            let own = criterion.code().as_str() == "8.a";
            json!({"criterion": criterion.code().as_str(), "box": if own { box_of_8a } else { best }})
        })
        .collect();
    let case = json!({"product": {"name": "Sầu riêng"}, "regulation": D148, "set": "01",
        "stages": [{"level": "district", "date": "2024-04-10",
            "sheets": [{"assessor": "m1", "answers": answers}]}]});
    Case::from_json(&case.to_string(), "case.json", &catalog)
        .unwrap()
        .evaluate()
}

/// Source: 148, Phụ lục III, set 01: one source marks the box of 3 points of 8 with four stars, the
/// other does not. 96 points without that box are 3 stars by the one, 5 by the other.
#[test]
fn a_disputed_mark_warns_where_it_decides() {
    let set = Catalog::bundled().set(D148, "01").unwrap();
    let marks: Vec<(&str, Option<u8>, Option<u8>)> = set
        .disputed()
        .iter()
        .map(|mark| {
            (
                mark.at(),
                mark.ours().map(|s| s.number()),
                mark.other().map(|s| s.number()),
            )
        })
        .collect();
    let expected = [
        ("A/1/1.đ/box 2", None, Some(4)),
        ("A/3/3.e/box 1", None, Some(4)),
        ("A/3/3.e/box 2", None, Some(4)),
        ("C/6/6.b/box 5", None, Some(4)),
        ("C/8/8.a/box 3", Some(4), None),
    ];
    assert_eq!(marks, expected);

    let case = one_sheet_with(2);
    assert_eq!(case.star().map(|star| star.number()), Some(3));
    let warned = warned(&case, ReasonCode::DisputedMarks);
    assert_eq!(warned.len(), 1);
    assert_eq!(
        warned[0].text(Lang::En),
        "Two sources of set 01 print other star marks at C/8/8.a/box 3; by the other one the rank \
         is 5 stars"
    );
    let agreed = one_sheet_with(3);
    assert_eq!(agreed.star().map(|star| star.number()), Some(5));
    assert!(
        !agreed
            .warnings()
            .iter()
            .any(|warning| warning.code() == ReasonCode::DisputedMarks)
    );
}

/// How many independent sources each sheet was read from: the sheets of 1048 from the sheets in use
/// and from the printed decision, set 01 of 148 from two provinces' software, every other from one.
#[test]
fn every_sheet_says_how_many_sources_it_has() {
    let catalog = Catalog::bundled();
    for regulation in [D1048, D148, D26] {
        for number in 1..=26 {
            let set = catalog.set(regulation, &format!("{number:02}")).unwrap();
            let two = regulation == D1048 && number < 26 || regulation == D148 && number == 1;
            assert_eq!(
                set.sources().len(),
                1 + usize::from(two),
                "{regulation} {number}"
            );
        }
    }
}
