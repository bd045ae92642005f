//! Every bundled file loads; sheets, labels and regulations keep the rules of `criteria/`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ocop::law::{CriteriaSet, Regulation, SetStatus};
use ocop::scoring::{Council, Role, ScoreSheet};
use ocop::text::Citation;
use ocop::value::PartId;
use ocop::{Case, Catalog, Points, Star};
use serde_json::{Value, json};

#[test]
fn everything_bundled_is_in_order() {
    assert_eq!(Catalog::bundled().check(), []);
}

/// Source: the three lists of sets have 26 each; parts are 35/25/40 in 1048, else 40/25/35.
#[test]
fn each_edition_has_26_sheets_of_100_points() {
    let catalog = Catalog::bundled();
    for (id, maxima) in [
        ("qd-1048-2019", ["35", "25", "40"]),
        ("qd-148-2023", ["40", "25", "35"]),
        ("qd-26-2026", ["40", "25", "35"]),
    ] {
        let regulation = catalog.regulation(id).unwrap();
        assert_eq!(regulation.sets().len(), 26);
        let mut incomplete = Vec::new();
        let mut labels = BTreeSet::new();
        for entry in regulation.sets() {
            let set = catalog.set(id, &entry.code().to_string()).unwrap();
            let found: Vec<String> = set.parts().iter().map(|p| p.max().to_string()).collect();
            if set.status() == SetStatus::Incomplete {
                incomplete.push(entry.code().to_string());
            } else {
                assert_eq!(found, maxima, "{id} {}", entry.code());
            }
            let choices = set.criteria().flat_map(|criterion| criterion.choices());
            labels.extend(choices.map(|choice| choice.label().to_owned()));
        }
        // Source: the gaps that the transcriptions are known to have.
        let expected: &[&str] = match id {
            "qd-1048-2019" => &["19"],
            "qd-148-2023" => &["07", "11", "12", "13"],
            _ => &[],
        };
        assert_eq!(incomplete, expected, "{id}");
        assert!(labels.len() < 500, "{id}: {} labels", labels.len());
        assert!(labels.iter().all(|label| label.chars().count() <= 600));
    }
}

/// Source: 1489/QĐ-TTg changes the levels and leaves 148's sheets alone.
#[test]
fn an_amending_regulation_uses_the_sheets_it_amends() {
    let catalog = Catalog::bundled();
    let sheet = catalog.set("qd-1489-2025", "08").unwrap();
    assert_eq!(sheet.regulation().as_str(), "qd-148-2023");
}

/// What is told of these files as a folder.
fn checked(files: impl IntoIterator<Item = (String, Cow<'static, str>)>) -> Vec<String> {
    let (catalog, mut problems) = Catalog::from_files(files);
    problems.extend(catalog.check());
    let line = |problem: &ocop::Diagnostic| {
        format!("{} {} {}", problem.file(), problem.code(), problem.found())
    };
    problems.iter().map(line).collect()
}

/// Source: `criteria/README.md`: a regulation amends one that is loaded; none can rest on itself.
#[test]
fn regulations_that_amend_each_other_are_refused() {
    let text = include_str!("../../criteria/qd-1489-2025/regulation.json");
    let amending = |id: &str, base: &str| {
        let text = text.replacen("\"qd-1489-2025\"", &format!("\"{id}\""), 1);
        let text = text.replacen("\"qd-148-2023\"", &format!("\"{base}\""), 1);
        (format!("{id}/regulation.json"), text.into())
    };
    let refused =
        |files: &[(&str, &str)]| checked(files.iter().map(|(id, base)| amending(id, base)));
    let line = |id: &str, base: &str| format!("{id}/regulation.json regulation-unknown `{base}`");
    let (a, b, c) = ("qd-1-2030", "qd-2-2030", "qd-3-2030");
    assert_eq!(refused(&[(a, a)]), [line(a, a)]);
    assert_eq!(refused(&[(a, b), (b, a)]), [line(a, b), line(b, a)]);
    // The third rests on two that rest on each other.
    let found = refused(&[(a, c), (b, c), (c, b)]);
    assert_eq!(found, [line(a, c), line(b, c), line(c, b)]);
    // One that amends an amended one is read, and uses the sheets of the first.
    let first = include_str!("../../criteria/qd-148-2023/regulation.json");
    let first = first.replacen("\"qd-148-2023\"", &format!("\"{a}\""), 1);
    let files = [
        (format!("{a}/regulation.json"), first.into()),
        amending(b, a),
        amending(c, b),
    ];
    let (catalog, _) = Catalog::from_files(files);
    let last = catalog.regulation(c).unwrap();
    assert_eq!(last.sets().len(), 26);
}

/// However many amend one another, the stack of a small thread is enough.
#[test]
fn a_long_chain_of_amendments_is_read() {
    let amending = |number: u32| {
        let base = match number {
            0 => "qd-26-2026".to_owned(),
            _ => format!("qd-{}-2030", 999 + number),
        };
        let id = format!("qd-{}-2030", 1000 + number);
        let text = json!({"format": 1, "id": id, "decision": "1/QĐ", "issued": "2026-12-01",
            "title": "x", "amends": base, "in_force": {"from": "2027-01-01", "citation": "x"}});
        (format!("{id}/regulation.json"), text.to_string().into())
    };
    let catalog = Catalog::bundled().extend((0..3000).map(amending)).unwrap();
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let last = small.spawn(move || catalog.regulation("qd-3999-2030").map(|it| it.sets().len()));
    assert_eq!(last.unwrap().join().unwrap().unwrap(), 26);
}

/// A sheet that says of no regulation that can be read whose it is, is one mistake: it is not held against
/// another's parts, names and readings.
#[test]
fn a_sheet_of_an_unknown_regulation_is_one_mistake() {
    let regulation = Catalog::bundled().regulation("qd-26-2026").unwrap();
    let text = include_str!("../../criteria/qd-1048-2019/sets/23-thu-cong-my-nghe-trang-tri.json");
    for (named, code) in [("qd-1048-2091", "regulation-unknown"), ("1048", "bad-code")] {
        let text = text.replacen("qd-1048-2019", named, 1);
        let error = CriteriaSet::from_json(&text, "23.json", &regulation).unwrap_err();
        let found = error
            .diagnostics()
            .iter()
            .map(|problem| problem.code().as_str());
        assert_eq!(found.collect::<Vec<_>>(), [code], "{named}");
    }
}

/// Source: 148, Phụ lục III: the heading of 3.e bears 4★ in all 26 sets, met by its first
/// scoring box (READING heading-mark).
#[test]
fn the_heading_mark_of_3_e_needs_its_first_scoring_box() {
    let catalog = Catalog::bundled();
    for number in 1..=26 {
        let set = catalog.set("qd-148-2023", &format!("{number:02}")).unwrap();
        let position = set
            .criteria()
            .position(|c| c.code().as_str() == "3.e")
            .unwrap();
        let criterion = set.criteria().nth(position).unwrap();
        assert_eq!(criterion.heading_star(), Some(Star::Four));
        let scoring = criterion.choices().iter().map(|choice| choice.points());
        let first = scoring.filter(|&points| points > Points::ZERO).min();
        let minima = set.minima().iter();
        let found: Vec<_> = minima
            .filter(|minimum| minimum.position() == position)
            .map(|minimum| (minimum.star(), Some(minimum.required())))
            .collect();
        assert_eq!(found, [(Star::Four, first)]);
    }
}

/// A made-up sheet with one yes/no criterion in each part.
fn made_up() -> (Regulation, String) {
    let text = include_str!("../../criteria/qd-26-2026/regulation.json");
    let regulation = Regulation::from_json(text, "regulation.json", None).unwrap();
    let part = |part: &str, section: usize, max: &str| {
        format!(
            r#"{{"part": "{part}", "max": "{max}", "sections": [{{"section": "{section}",
            "title": "Mục", "max": "{max}", "criteria": [{{"criterion": "{section}",
            "title": "Mục", "max": "{max}", "yes_no": true,
            "boxes": [{{"points": "{max}", "label": "Có"}}]}}]}}]}}"#
        )
    };
    let parts = [part("A", 1, "40"), part("B", 2, "25"), part("C", 3, "35")].join(",");
    let text = format!(
        r#"{{"regulation": "qd-26-2026", "set": "23", "name": "Hoa", "citation": "-",
        "source": "-", "checked": "-", "status": "transcribed", "parts": [{parts}]}}"#
    );
    (regulation, text)
}

/// Source: 26/2026 prints criteria of one point without boxes; such a criterion has one box.
#[test]
fn a_yes_no_criterion_has_one_box() {
    let (regulation, text) = made_up();
    let set = CriteriaSet::from_json(&text, "made-up.json", &regulation).unwrap();
    let answers = |boxes: [u32; 3]| {
        let codes = set.criteria().map(|criterion| criterion.code().clone());
        codes.zip(boxes).collect::<Vec<_>>()
    };
    assert!(ScoreSheet::new(&set, "m1", Role::Chair, answers([1, 0, 1])).is_ok());
    assert!(ScoreSheet::new(&set, "m1", Role::Chair, answers([1, 2, 1])).is_err());
    let lost = text.replacen("\"yes_no\": true,", "", 1);
    let error = CriteriaSet::from_json(&lost, "made-up.json", &regulation).unwrap_err();
    assert_eq!(error.diagnostics().len(), 1);
    let problem = error.diagnostics().first().unwrap();
    assert_eq!(problem.code().as_str(), "box-count");
    assert_eq!(problem.path(), "A/1/1");
}

/// A case for a listed set whose sheet is not there is told which sheets are.
#[test]
fn a_sheet_that_is_not_there_is_no_choice() {
    let files = ["qd-26-2026/regulation.json", "qd-26-2026/sets/23-hoa.json"];
    let text = include_str!("../../criteria/qd-26-2026/regulation.json").to_owned();
    let texts = [text, made_up().1];
    let files = files.iter().zip(texts);
    let files = files.map(|(name, text)| ((*name).to_owned(), text.into()));
    let (catalog, _) = Catalog::from_files(files);
    let case = json!({"product": {"name": "x"}, "regulation": "qd-26-2026", "set": "08",
        "stages": [{"level": "province", "date": "2026-10-02", "total": "60"}]});
    let error = Case::from_json(&case.to_string(), "case.json", &catalog).unwrap_err();
    assert_eq!(
        error.diagnostics()[0].message(),
        "found `08`, expected one of `23`"
    );
}

/// Source: `criteria/README.md`: regulations and sheets name each other, and every listed set has
/// its file.
#[test]
fn a_folder_is_checked_for_what_its_files_say_of_each_other() {
    let (regulation, sheet) = made_up();
    let text = include_str!("../../criteria/qd-26-2026/regulation.json");
    let codes = |files: &[(&str, &str)]| {
        let files = files
            .iter()
            .map(|&(name, text)| (name.to_owned(), text.to_owned().into()));
        checked(files)
    };
    let sets = regulation.sets().iter();
    let without_file: Vec<String> = sets
        .filter(|entry| entry.code().to_string() != "23")
        .map(|entry| {
            let code = entry.code();
            format!("qd-26-2026/regulation.json set-missing set `{code}` without a file")
        })
        .collect();
    let whole = ("qd-26-2026/regulation.json", text);
    let flowers = "qd-26-2026/sets/23-hoa.json";
    assert_eq!(codes(&[whole, (flowers, &sheet)]), without_file);
    let unlisted = sheet.replace("\"set\": \"23\"", "\"set\": \"27\"");
    let name = "qd-26-2026/sets/27-hoa.json";
    let found = codes(&[whole, (flowers, &sheet), (name, &unlisted)]);
    assert!(found.contains(&format!("{name} set-unknown `27`")));
    let misplaced = "qd-26-2026/sets/24-hoa.json";
    let found = codes(&[whole, (misplaced, &sheet)]);
    assert!(found.contains(&format!("{misplaced} place-wrong `23`")));
    let found = codes(&[whole, ("qd-26-2026/sets/hoa.json", &sheet)]);
    assert_eq!(
        found.first().unwrap(),
        "qd-26-2026/sets/hoa.json place-wrong `qd-26-2026/sets/hoa.json`"
    );
    let homeless = codes(&[(flowers, &sheet)]);
    assert_eq!(
        homeless,
        [format!("{flowers} regulation-unknown `qd-26-2026`")]
    );
}

/// Source: `criteria/councils/default.json`: 10 points, three quarters of the members, two decimals.
#[test]
fn the_default_rules_of_councils_can_be_asked_for() {
    let catalog = Catalog::bundled();
    let ids: Vec<&str> = catalog.rules_ids().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["default"]);
    let rules = catalog.rules("default").unwrap();
    assert_eq!(
        rules.spread().map(|spread| spread.to_string()).as_deref(),
        Some("10")
    );
    assert_eq!((rules.quorum(), rules.shown_decimals()), ((3, 4), 2));
    assert!(rules.name().starts_with("Giá trị mặc định"));
    assert!(rules.source().starts_with("tayninh.gov.vn"));
    let needed = [(1, 1), (4, 3), (5, 4), (7, 6), (8, 6), (15, 12)];
    for (appointed, least) in needed {
        assert_eq!(rules.quorum_of(appointed), least, "{appointed}");
    }
    let citations: Vec<(&str, &Citation)> = rules.citations().collect();
    assert_eq!(
        citations.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
        ["spread", "quorum", "minimum_by", "zero_by"]
    );
    let clauses: Vec<&str> = citations.iter().map(|cited| cited.1.clause()).collect();
    assert!(clauses[0].contains("10 điểm") && clauses[1].contains("3/4"));
    let readings: Vec<_> = citations.iter().map(|cited| cited.1.reading()).collect();
    let names: Vec<&str> = readings.iter().flatten().map(|id| id.as_str()).collect();
    assert_eq!(names, ["chair-or-vice", "minimum-majority", "zero-rule"]);
}

/// Source: 26/2026, Điều 3.1 a, b and c.
#[test]
fn the_parts_of_a_regulation_can_be_asked_for() {
    let regulation = Catalog::bundled().regulation("qd-26-2026").unwrap();
    for (part, max, clause) in [
        (PartId::A, "40", "Điều 3.1 a"),
        (PartId::B, "25", "Điều 3.1 b"),
        (PartId::C, "35", "Điều 3.1 c"),
    ] {
        assert_eq!(regulation.part_max(part).to_string(), max);
        assert!(
            regulation
                .part_citation(part)
                .unwrap()
                .clause()
                .ends_with(clause)
        );
    }
}

/// A box gives its points, no box gives none, and a box that is not there is no box.
#[test]
fn the_points_of_every_box_can_be_asked_for() {
    let set = Catalog::bundled().set("qd-26-2026", "08").unwrap();
    for criterion in set.criteria() {
        assert_eq!(criterion.points_of(0), Some(Points::ZERO));
        for (number, choice) in (1..).zip(criterion.choices()) {
            assert_eq!(criterion.points_of(number), Some(choice.points()));
        }
        let beyond = u8::try_from(criterion.choices().len() + 1).unwrap();
        assert_eq!(criterion.points_of(beyond), None);
    }
}

/// A council gives back its sheets in the order that they came in.
#[test]
fn a_council_keeps_its_sheets() {
    let catalog = Catalog::bundled();
    let (set, rules) = (
        catalog.set("qd-148-2023", "08").unwrap(),
        catalog.rules("default").unwrap(),
    );
    let sheet = |assessor: &str, role| {
        let answers = set
            .criteria()
            .map(|criterion| (criterion.code().clone(), 1));
        ScoreSheet::new(&set, assessor, role, answers.collect::<Vec<_>>()).unwrap()
    };
    let sheets = vec![
        sheet("b", Role::Member),
        sheet("a", Role::Chair),
        sheet("c", Role::Member),
    ];
    let council = Council::new(&set, &rules, sheets, None).unwrap();
    let names: Vec<&str> = council.sheets().iter().map(ScoreSheet::assessor).collect();
    assert_eq!(names, ["b", "a", "c"]);
    // A sheet of another set, or of another decision's set of the same number, is not one of them.
    for (regulation, code) in [("qd-148-2023", "09"), ("qd-26-2026", "08")] {
        let other = catalog.set(regulation, code).unwrap();
        let answers = other
            .criteria()
            .map(|criterion| (criterion.code().clone(), 0));
        let sheet = ScoreSheet::new(&other, "a", Role::Chair, answers.collect::<Vec<_>>()).unwrap();
        assert!(sheet.is_for(&other) && !sheet.is_for(&set));
        assert!(Council::new(&set, &rules, vec![sheet], None).is_err());
    }
}

/// A criterion that gives `max` points in one box.
fn yes_no(code: &str, max: &str) -> Value {
    json!({"criterion": code, "title": "Mục", "max": max, "yes_no": true,
        "boxes": [{"points": max, "label": "Có"}]})
}

/// A sheet whose parts have one section each, with these criteria.
fn sheet_of(criteria: [Vec<Value>; 3]) -> Value {
    let parts = ["A", "B", "C"]
        .into_iter()
        .zip(["40", "25", "35"])
        .zip(criteria);
    let parts = (1..).zip(parts).map(|(number, ((part, max), criteria))| {
        json!({"part": part, "max": max, "sections": [
            {"section": number.to_string(), "title": "Mục", "max": max, "criteria": criteria}]})
    });
    json!({"regulation": "qd-26-2026", "set": "23", "name": "Hoa", "citation": "-", "source": "-",
        "checked": "-", "status": "transcribed", "parts": parts.collect::<Vec<_>>()})
}

/// What is told of a sheet of 26/2026, or of one like it.
fn told(sheet: &Value, regulation: Option<&Regulation>) -> Vec<String> {
    let (own, _) = made_up();
    let set = CriteriaSet::from_json(&sheet.to_string(), "sheet.json", regulation.unwrap_or(&own));
    let Err(error) = set else {
        return Vec::new();
    };
    let problems = error.diagnostics().iter();
    problems
        .map(|problem| {
            format!(
                "{} {}: {}",
                problem.code(),
                problem.path(),
                problem.message()
            )
        })
        .collect()
}

/// Source: `criteria/README.md`: 64 criteria, 99 boxes, four decimals, 600 characters of a label;
/// boxes may give the same points, and sums of many sheets must fit.
#[test]
fn a_sheet_is_as_large_as_its_limits_and_no_larger() {
    // One point each, but for the last ones of part B.
    let many = |twos: usize| {
        let b = (1..=25 - twos).map(|number| {
            yes_no(
                &format!("2.{number}"),
                if number <= twos { "2" } else { "1" },
            )
        });
        let a = (1..=40).map(|number| yes_no(&format!("1.{number}"), "1"));
        sheet_of([a.collect(), b.collect(), vec![yes_no("3", "35")]])
    };
    let none: [&str; 0] = [];
    assert_eq!(told(&many(2), None), none);
    let found = "too-many parts: found 65 criteria, expected at most 64";
    assert_eq!(told(&many(1), None), [found]);

    let with = |boxes: Value| {
        let first = json!({"criterion": "1", "title": "Mục", "max": "40", "boxes": boxes});
        sheet_of([
            vec![first],
            vec![yes_no("2", "25")],
            vec![yes_no("3", "35")],
        ])
    };
    let boxes = |count: usize| {
        let choice = |number: usize| {
            let points = if number == count { "40" } else { "0" };
            json!({"points": points, "label": number.to_string()})
        };
        with((1..=count).map(choice).collect())
    };
    assert_eq!(told(&boxes(99), None), none);
    let found = "too-many A/1/1: found 100 boxes, expected at most 99";
    assert_eq!(told(&boxes(100), None), [found]);

    let two = |points: &str, label: &str| {
        with(json!([{"points": points, "label": label}, {"points": "40", "label": "x"}]))
    };
    assert_eq!(told(&two("1.0001", "y"), None), none);
    let found =
        "bad-points A/1/1/box 1/points: found `1.00001`, expected points of at most 4 decimals";
    assert_eq!(told(&two("1.00001", "y"), None), [found]);
    assert_eq!(told(&two("1", &"ư".repeat(600)), None), none);
    let found = "label-length A/1/1/box 1/label: found 601 characters, expected at most 600";
    assert_eq!(told(&two("1", &"ư".repeat(601)), None), [found]);
}

/// Criteria under a heading of their own make up its points, those of another heading do not count.
#[test]
fn a_heading_is_the_sum_of_its_criteria() {
    let under = |code: &str, heading: &str, max: &str| {
        let mut criterion = yes_no(code, "20");
        criterion["under"] = json!({"code": heading, "title": "Mục", "max": max});
        criterion
    };
    let sheet = |second: &str| {
        let a = vec![under("1.1.1", "1.1", "20"), under("1.2.1", "1.2", second)];
        sheet_of([a, vec![yes_no("2", "25")], vec![yes_no("3", "35")]])
    };
    let none: [&str; 0] = [];
    assert_eq!(told(&sheet("20"), None), none);
    let found = "section-sum A/1/1.2: found criteria that sum to `20`, expected `21`";
    assert_eq!(told(&sheet("21"), None), [found]);
    let both = sheet_of([
        vec![under("1.1.1", "1.1", "39"), under("1.1.2", "1.1", "39")],
        vec![yes_no("2", "25")],
        vec![yes_no("3", "35")],
    ]);
    let found = "section-sum A/1/1.1: found criteria that sum to `40`, expected `39`";
    assert_eq!(told(&both, None), [found]);
}

/// Each sheet is held against the regulation that it names.
#[test]
fn a_sheet_alone_is_checked_under_its_own_regulation() {
    let catalog = Catalog::bundled();
    let text = include_str!("../../criteria/qd-148-2023/sets/22-vai-may-mac.json");
    assert_eq!(catalog.check_text(text, "22.json"), Ok(()));
}

/// READING heading-mark: a mark on the heading is met by the first box that gives points, and so not
/// by one that gives none.
#[test]
fn a_box_without_points_meets_no_heading_mark() {
    let boxes = json!([{"points": "0", "label": "x"}, {"points": "2", "label": "y"},
        {"points": "40", "label": "z"}]);
    let first =
        json!({"criterion": "1", "title": "Mục", "max": "40", "heading_star": 4, "boxes": boxes});
    let sheet = sheet_of([
        vec![first],
        vec![yes_no("2", "25")],
        vec![yes_no("3", "35")],
    ]);
    let set = CriteriaSet::from_json(&sheet.to_string(), "sheet.json", &made_up().0).unwrap();
    let [minimum] = set.minima() else {
        panic!("{:?}", set.minima());
    };
    assert_eq!(
        (minimum.star(), minimum.required().to_string()),
        (Star::Four, "2".to_owned())
    );
}

/// Source: as above: 400 points with four decimals are four million units, and no sheet has more.
#[test]
fn the_sum_of_a_sheet_is_bounded() {
    let text = include_str!("../../criteria/qd-26-2026/regulation.json");
    let bounded = |a: &str, total: &str| {
        let mut regulation: Value = serde_json::from_str(text).unwrap();
        regulation["total"] = json!(total);
        regulation["parts"][0]["max"] = json!(a);
        regulation["levels"][1]["forwards"]["to"] = json!(total);
        let regulation = Regulation::from_json(&regulation.to_string(), "r.json", None).unwrap();
        let boxes = json!([{"points": "0.0001", "label": "x"}, {"points": a, "label": "y"}]);
        let first = json!({"criterion": "1", "title": "Mục", "max": a, "boxes": boxes});
        let mut sheet = sheet_of([
            vec![first],
            vec![yes_no("2", "25")],
            vec![yes_no("3", "35")],
        ]);
        sheet["parts"][0]["max"] = json!(a);
        sheet["parts"][0]["sections"][0]["max"] = json!(a);
        told(&sheet, Some(&regulation))
    };
    let none: [&str; 0] = [];
    assert_eq!(bounded("340", "400"), none);
    let found =
        "too-many parts: found `4010000` units of 4 decimals in all, expected at most 4000000";
    assert_eq!(bounded("341", "401"), [found]);
}

/// Source: `criteria/README.md`: a gap is listed with its kind, its place and both numbers, or it is
/// a fault.
#[test]
fn a_gap_is_the_one_that_is_listed() {
    let mut sheet = sheet_of([
        vec![
            json!({"criterion": "1", "title": "Mục", "max": "40", "yes_no": true,
            "boxes": [{"points": "39", "label": "Có"}]}),
        ],
        vec![yes_no("2", "25")],
        vec![yes_no("3", "35")],
    ]);
    sheet["status"] = json!("incomplete");
    let listed = json!({"rule": "criterion-max", "at": "A/1/1", "expected": "40", "found": "39", "why": "-"});
    let with = |key: &str, value: &str| {
        let mut sheet = sheet.clone();
        let mut defect = listed.clone();
        defect[key] = json!(value);
        sheet["defects"] = json!([defect]);
        told(&sheet, None)
    };
    let none: [&str; 0] = [];
    assert_eq!(with("rule", "criterion-max"), none);
    let mut twice = sheet.clone();
    twice["defects"] = json!([listed, listed]);
    assert_eq!(
        told(&twice, None),
        ["repeated defect 2: found `criterion-max` at `A/1/1`, expected each defect once"]
    );
    let gap = "criterion-max A/1/1: found boxes that reach `39`, expected `40`";
    for (key, value, defect) in [
        ("rule", "part-sum", "`part-sum` at `A/1/1`, `39` for `40`"),
        ("at", "B/2/2", "`criterion-max` at `B/2/2`, `39` for `40`"),
        (
            "expected",
            "41",
            "`criterion-max` at `A/1/1`, `39` for `41`",
        ),
        ("found", "38", "`criterion-max` at `A/1/1`, `38` for `40`"),
    ] {
        let mut found = with(key, value);
        found.sort();
        let expected = "expected a defect that the sheet has, exactly as listed";
        let vanished = format!("defect-vanished defect 1: found {defect}, {expected}");
        assert_eq!(found, [gap.to_owned(), vanished]);
    }
}

/// What is decided later by the same rules keeps its own copy: a council's rules too, wherever they were read.
#[test]
fn kept_files_hold_the_rules_of_councils() {
    let mut catalog = Catalog::bundled();
    let text = std::fs::read_to_string("criteria/councils/default.json").unwrap();
    let text = text.replace("\"spread\": \"10\"", "\"spread\": \"7\"");
    for (id, file) in [
        ("tinh-a", "quy-che.json"),
        ("tinh-b", "councils/default.json"),
    ] {
        let id = id.parse().unwrap();
        catalog.add_rules(id, file, text.clone()).unwrap();
    }
    let files = catalog.files();
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned().into()));
    let (kept, left_out) = Catalog::from_files(files);
    assert_eq!(left_out, []);
    for id in ["default", "tinh-a", "tinh-b"] {
        assert_eq!(kept.rules(id).unwrap(), catalog.rules(id).unwrap());
    }
}

/// Texts for one set: of each criterion its title, of everything else nothing.
struct Titles;

impl ocop::law::SheetTexts for Titles {
    fn source(&self) -> &str {
        "w.json"
    }
    fn title(&self, _: &ocop::value::CriterionCode) -> Option<&str> {
        Some("Lời của quyết định")
    }
    fn case(&self, _: &ocop::value::CriterionCode, _: ocop::law::Alternative) -> Option<&str> {
        None
    }
    fn choice(&self, _: &ocop::value::CriterionCode, _: usize) -> Option<&str> {
        None
    }
    fn notes(&self, _: &str) -> Vec<&str> {
        Vec::new()
    }
    fn finding(&self, _: &ocop::value::FindingId) -> Option<&str> {
        None
    }
    fn head(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// The titles that reasons of a case name, whose sheets miss one minimum of five stars.
fn titles_of_minima(catalog: &Catalog) -> Vec<String> {
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let mut minima = set.minima().iter();
    let minimum = minima.find(|minimum| minimum.star() == Star::Five).unwrap();
    let missed = set.criteria().nth(minimum.position()).unwrap().code();
    let ticked = |criterion: &ocop::law::Criterion| match criterion.code() == missed {
        true => 1,
        false => u32::try_from(criterion.choices().len()).unwrap(),
    };
    let sheet = ocop::input::RawSheet::default().assessor("m1");
    let stage = ocop::input::RawStage::default()
        .level(ocop::Level::District)
        .date("2024-04-10".parse().unwrap())
        .sheets([sheet.filled(&set, ticked)]);
    let case = ocop::input::RawCase::default()
        .product(ocop::input::RawProduct::default().name("Cá khô"))
        .regulation("qd-148-2023".parse().unwrap())
        .set("08".parse().unwrap())
        .stages([stage]);
    let result = Case::new(&case, "case", catalog).unwrap().evaluate();
    let missed = result
        .reasons()
        .filter(|reason| reason.code().as_str() == "minimum-missed");
    let args = missed.flat_map(|reason| reason.args().to_vec());
    let titles = args.filter(|(name, _)| *name == "title");
    titles.map(|(_, title)| title.word().into_owned()).collect()
}

/// A wording that is laid over a sheet is what reasons name its criteria by, and stays when files of
/// other things are added, a regulation's too.
#[test]
fn a_wording_is_in_reasons_and_stays_when_files_are_added() {
    let mut catalog = Catalog::bundled();
    let own = titles_of_minima(&catalog);
    assert!(!own.is_empty() && own.iter().all(|title| title != "Lời của quyết định"));
    let code = "08".parse().unwrap();
    let texts = |set| (set == code).then_some(Titles);
    catalog.lay_over("qd-148-2023", texts).unwrap();
    let laid = vec!["Lời của quyết định".to_owned(); own.len()];
    assert_eq!(titles_of_minima(&catalog), laid);
    let (name, text) = (
        "qd-148-2023/regulation.json",
        include_str!("../../criteria/qd-148-2023/regulation.json"),
    );
    let extended = catalog.extend([(name.to_owned(), text.into())]).unwrap();
    assert_eq!(titles_of_minima(&extended), laid);
    // What prints a paper knows whose words they are.
    let set = extended.set("qd-148-2023", "08").unwrap();
    assert_eq!(set.laid_over().map(|laid| laid.source()), Some("w.json"));
    assert_eq!(titles_of_minima(&Catalog::bundled()), own);
}

/// What a regulation says that is added: its sets have files, and its days are possible.
#[test]
fn a_regulation_that_is_added_has_its_sets_and_possible_days() {
    let bundled = Catalog::bundled();
    let added = |id: &str, base: &str, change: &dyn Fn(&mut Value)| -> Vec<String> {
        let text = std::fs::read_to_string(format!("criteria/{base}/regulation.json")).unwrap();
        let mut regulation: Value = serde_json::from_str(&text).unwrap();
        regulation["id"] = json!(id);
        change(&mut regulation);
        let file = (
            format!("{id}/regulation.json"),
            regulation.to_string().into(),
        );
        let problems = bundled.extend([file]).err();
        let problems = problems
            .map(ocop::LoadError::into_diagnostics)
            .unwrap_or_default();
        let told = problems.iter();
        told.map(|one| format!("{} {} {}", one.code(), one.path(), one.count()))
            .collect()
    };
    let missing = added("qd-1-2030", "qd-26-2026", &|_| ());
    assert_eq!(missing.len(), 26, "{missing:?}");
    assert!(
        missing.iter().all(|told| told.starts_with("set-missing")),
        "{missing:?}"
    );
    let none: [&str; 0] = [];
    let amending = |change: &dyn Fn(&mut Value)| added("qd-2-2030", "qd-1489-2025", change);
    assert_eq!(amending(&|_| ()), none);
    // Source: 148/QĐ-TTg is of 24 February 2023.
    let before = amending(&|r| {
        r["issued"] = json!("2023-02-23");
        r["in_force"]["from"] = json!("2023-02-23");
    });
    assert_eq!(before, ["date-order in_force/from 2"]);
    let unsigned = amending(&|r| r["in_force"]["from"] = json!("2025-07-05"));
    assert_eq!(unsigned, ["date-order in_force/from 1"]);
}

/// Contract 2: problems with the same code, found and expected are one, with the first place and the number of
/// places. Sheets that were there before and cite a reading that the laid-over regulation has no more are one
/// mistake, which is the regulation's.
#[test]
fn a_reading_that_a_regulation_loses_is_one_mistake() {
    let mut cited_by_many = 0;
    for id in ["qd-1048-2019", "qd-148-2023", "qd-26-2026"] {
        let name = format!("{id}/regulation.json");
        let text = std::fs::read_to_string(format!("criteria/{name}")).unwrap();
        let whole: Value = serde_json::from_str(&text).unwrap();
        for at in 0..whole["readings"].as_array().unwrap().len() {
            let mut regulation = whole.clone();
            let removed = regulation["readings"].as_array_mut().unwrap().remove(at);
            let laid = Catalog::bundled().extend([(name.clone(), regulation.to_string().into())]);
            let Err(error) = laid else { continue };
            let reading = format!("`{}`", removed["reading"].as_str().unwrap());
            let problems = error.diagnostics();
            let places: usize = problems.iter().map(ocop::Diagnostic::count).sum();
            cited_by_many += usize::from(places > 1);
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(told.len(), 1, "{id}: {told:#?}");
            assert_eq!(problems[0].found(), reading, "{id}: {told:#?}");
        }
    }
    assert!(cited_by_many > 0);
}

/// A refusal does not list names where there are none, nor a kind of text that is not checked here.
#[test]
fn a_refusal_names_what_there_is() {
    let (empty, _) = Catalog::from_files([]);
    let error = empty.regulation("qd-148-2023").unwrap_err();
    let expected = "found regulation `qd-148-2023`, expected none, as the list is empty";
    assert_eq!(error.text(ocop::Lang::En), expected);
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}]});
    let error = Case::from_json(&case.to_string(), "case.json", &empty).unwrap_err();
    let problem = &error.diagnostics()[0];
    assert_eq!(problem.expected(), "none, as the list is empty");
    let error = empty.check_text("{}", "what.json").unwrap_err();
    let expected = "a regulation, a sheet, council rules or a plan";
    assert_eq!(error.diagnostics()[0].expected(), expected);
}
