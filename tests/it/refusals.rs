//! What a file may not say: one change each to a good case, regulation, plan or council's rules, and what
//! is told of it.
//!
//! Source: contract 3.

use std::fs;

use ocop::law::{CouncilRules, Plan, Regulation};
use ocop::procedure::History;
use ocop::{Case, Catalog, Diagnostic};
use serde_json::{Value, json};

/// A case by its stages, under a regulation.
fn under(regulation: &str, stages: Value) -> Value {
    json!({"product": {"name": "x"}, "regulation": regulation, "set": "08", "stages": stages})
}

/// A case of one district stage under 148 that holds what is given.
fn holding(content: Value) -> Value {
    let mut stage = json!({"level": "district", "date": "2024-04-10"});
    stage
        .as_object_mut()
        .unwrap()
        .extend(content.as_object().unwrap().clone());
    under("qd-148-2023", json!([stage]))
}

/// A case that names no regulation.
fn filed(application: Value, date: &str) -> Value {
    json!({"product": {"name": "x"}, "set": "08", "application": application,
        "stages": [{"level": "district", "date": date, "total": "60"}]})
}

fn report(items: Value) -> Value {
    under(
        "qd-26-2026",
        json!([{"level": "commune", "date": "2026-07-01", "report": items}]),
    )
}

/// What is wrong with a case, each with its place.
fn problems(case: &Value) -> Vec<Diagnostic> {
    let read = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled());
    let Err(error) = read else {
        return Vec::new();
    };
    let found = error.diagnostics();
    for problem in found {
        assert!(
            problem.line().is_some() && problem.column().is_some(),
            "{problem}"
        );
    }
    found.to_vec()
}

fn codes(case: &Value) -> Vec<&'static str> {
    problems(case)
        .iter()
        .map(|problem| problem.code().as_str())
        .collect()
}

fn messages(case: &Value) -> Vec<String> {
    problems(case).iter().map(Diagnostic::message).collect()
}

#[test]
fn what_a_stage_may_not_hold() {
    let text = fs::read_to_string("examples/cases/certified-3-at-district.json").unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let sheets = &whole["stages"][0]["sheets"];
    let parts = |c: &str| {
        json!([{"part": "A", "points": "30"}, {"part": "B", "points": "20"},
            {"part": "C", "points": c}])
    };
    for (case, expected) in [
        (holding(json!({"total": "60"})), vec![]),
        (holding(json!({})), vec!["stage-content"]),
        (holding(json!({"parts": parts("35")})), vec![]),
        (
            holding(json!({"parts": parts("35.01")})),
            vec!["part-out-of-range"],
        ),
        (
            holding(json!({"total": "100.01"})),
            vec!["part-out-of-range"],
        ),
        (
            // Contract 5.1: a total may be given beside the parts that can belong to it.
            holding(json!({"parts": parts("10"), "total": "60.015"})),
            vec![],
        ),
        (
            holding(json!({"parts": parts("10"), "total": "60.02"})),
            vec!["parts-wrong"],
        ),
        (
            holding(json!({"total": "60", "forwarded": true})),
            vec!["stage-content"],
        ),
        (
            holding(json!({"total": "60", "council": {"appointed": 3}})),
            vec!["stage-content"],
        ),
        (
            holding(json!({"sheets": sheets, "attested_star": 3})),
            vec!["stage-content"],
        ),
        (holding(json!({"forwarded": false})), vec!["bad-word"]),
        (holding(json!({"forwarded": "yes"})), vec!["wrong-type"]),
        (holding(json!({"report": []})), vec!["stage-content"]),
        (holding(json!({"sheets": ["m1"]})), vec!["wrong-type"]),
        // Contract 2: texts in place of all objects are one mistake.
        (
            holding(json!({"parts": ["A", "B", "C"]})),
            vec!["wrong-type"],
        ),
        (
            holding(json!({"total": "60", "findings": ["copied"]})),
            vec!["finding-unknown"],
        ),
        (
            holding(json!({"total": "60", "decided": "2024-04-09"})),
            vec!["date-order"],
        ),
        (holding(json!({"adopts": {}})), vec!["missing-key"]),
        (
            holding(json!({"adopts": {"star": 4}})),
            vec!["adopts-wrong"],
        ),
        (
            under(
                "qd-1048-2019",
                json!([{"level": "commune", "date": "2022-04-10", "report": []}]),
            ),
            vec!["level-unknown"],
        ),
        (
            under(
                "qd-26-2026",
                json!([{"level": "district", "date": "2026-07-01", "total": "60"}]),
            ),
            vec!["level-unknown"],
        ),
        (
            under(
                "qd-26-2026",
                json!([{"level": "commune", "date": "2026-07-01", "total": "60"}]),
            ),
            vec!["stage-content"],
        ),
    ] {
        assert_eq!(codes(&case), expected, "{case}");
    }
}

#[test]
fn what_a_report_and_an_application_may_not_say() {
    let renewal = |expires: &str| {
        json!({"kind": "renewal", "filed": "2024-03-01",
            "previous": {"star": 3, "issued": "2021-02-01", "expires": expires}})
    };
    let filed_on = |day: &str| {
        let mut renewal = renewal("2024-02-01");
        renewal["filed"] = json!(day);
        filed(renewal, "2024-04-10")
    };
    for (case, expected) in [
        (
            report(json!([{"item": "local-origin", "met": true}])),
            vec![],
        ),
        (
            report(json!([{"item": "local-origin"}, {"item": "local-origin"}])),
            vec!["repeated"],
        ),
        (report(json!([{"item": "local-colour"}])), vec!["bad-word"]),
        (report(json!(["local-origin"])), vec!["wrong-type"]),
        (filed(renewal("2024-02-01"), "2024-04-10"), vec![]),
        (
            filed(renewal("2021-01-31"), "2024-04-10"),
            vec!["date-order"],
        ),
        // The certificate before was there on the day of filing.
        (filed_on("2021-02-01"), vec![]),
        (filed_on("2021-01-31"), vec!["date-order"]),
        (
            filed(
                json!({"kind": "first", "filed": "2024-05-01"}),
                "2024-04-10",
            ),
            vec!["date-order"],
        ),
        (
            filed(
                json!({"kind": "first", "filed": "2019-08-20"}),
                "2024-04-10",
            ),
            vec!["date-order"],
        ),
        (
            filed(json!({"filed": "2024-03-01"}), "2024-04-10"),
            vec!["missing-key"],
        ),
        (
            filed(json!({"kind": "first"}), "2024-04-10"),
            vec!["missing-key"],
        ),
        (
            filed(
                json!({"kind": "second", "filed": "2024-03-01"}),
                "2024-04-10",
            ),
            vec!["bad-word"],
        ),
    ] {
        assert_eq!(codes(&case), expected, "{case}");
    }
}

/// A value of the wrong kind is named by its kind and, where it is short, in the user's own words.
#[test]
fn a_value_of_another_kind_is_named() {
    let catalog = Catalog::bundled();
    let found = |name: &str, stages: &str| {
        let text = format!(
            r#"{{"product": {{"name": {name}}}, "regulation": "qd-148-2023", "set": "08",
                "stages": {stages}}}"#
        );
        let error = Case::from_json(&text, "case.json", &catalog).unwrap_err();
        let [problem] = error.diagnostics() else {
            panic!("{error}");
        };
        assert_eq!(problem.code().as_str(), "wrong-type");
        (problem.found().to_owned(), problem.expected().to_owned())
    };
    let stages = r#"[{"level": "district", "date": "2024-04-10", "total": "60"}]"#;
    for (name, kind) in [
        ("{\"first\": 1}", "an object"),
        ("[1]", "a list"),
        ("null", "null"),
        ("true", "true or false, `true`"),
        ("false", "true or false, `false`"),
        ("61.5", "a number, `61.5`"),
        ("-1", "a number, `-1`"),
    ] {
        assert_eq!(found(name, stages).0, kind);
    }
    let text = ("a string, `district`".to_owned(), "a list".to_owned());
    assert_eq!(found("\"x\"", "\"district\""), text);
}

/// Of a long text the first 60 characters are shown; a likely word is offered, an unlikely one not.
#[test]
fn the_users_words_are_quoted_short_and_a_likely_word_is_offered() {
    let told = |level: &str| {
        let stage = json!({"level": level, "date": "2024-04-10", "total": "60"});
        messages(&under("qd-148-2023", json!([stage])))
    };
    let expected = "expected one of `commune`, `district`, `province`, `central`";
    let sixty = "ư".repeat(60);
    for (level, found) in [
        (
            "distric",
            format!("found `distric`, {expected}; did you mean `district`?"),
        ),
        ("huyện", format!("found `huyện`, {expected}")),
        ("x", format!("found `x`, {expected}")),
        (&sixty, format!("found `{sixty}`, {expected}")),
        (
            &format!("{sixty}ư"),
            format!("found `{sixty}…`, {expected}"),
        ),
    ] {
        assert_eq!(told(level), [found]);
    }
    let date = holding(json!({"total": "60", "decided": "2024-04-1"}));
    let found = "found `2024-04-1`, expected a day that exists, as `YYYY-MM-DD`";
    assert_eq!(messages(&date), [found]);
}

/// While a file has faults of its shape, nothing is said of what its events could mean.
#[test]
fn shape_comes_before_meaning() {
    let told = |key: &str| {
        let text = json!({"product": "x", key: [],
            "events": [{"event": "expired", "date": "2026-01-01"}]});
        let regulations = Catalog::bundled().regulations().unwrap();
        let error = History::from_json(&text.to_string(), "history.json", regulations).unwrap_err();
        let codes = error.diagnostics().iter().map(|d| d.code().as_str());
        codes.collect::<Vec<_>>()
    };
    assert_eq!(told("holidays"), ["event-impossible"]);
    assert_eq!(told("holiday"), ["unknown-key"]);
}

/// Source: 26/2026, Điều 7.4: the province may recognise what the centre scored from 50 to 90 points,
/// and no more than that; below, it evaluates anew.
#[test]
fn no_more_is_adopted_than_was_returned() {
    let told = |points: &str, star: u8| {
        messages(&under(
            "qd-26-2026",
            json!([
                {"level": "province", "date": "2026-10-02", "total": "92"},
                {"level": "central", "date": "2027-02-02", "total": points},
                {"level": "province", "date": "2027-03-01", "adopts": {"star": star}}
            ]),
        ))
    };
    let up_to = |star: u8, most: u8| {
        let expected = format!("expected a star up to {most} that `province` certifies");
        [format!("found {star} stars adopted, {expected}")]
    };
    let none: [&str; 0] = [];
    assert_eq!(told("80", 3), none);
    assert_eq!(told("80", 4), none);
    assert_eq!(told("80", 5), up_to(5, 4));
    assert_eq!(told("80", 2), up_to(2, 4));
    assert_eq!(told("60", 3), none);
    assert_eq!(told("60", 4), up_to(4, 3));
    let anew = "found 3 stars adopted, expected an evaluation anew";
    assert_eq!(told("40", 3), [anew]);
}

/// Source: 148, Phụ lục II: from the district to the province, from there to the centre, and back; a
/// level may score again.
#[test]
fn levels_follow_where_a_dossier_goes() {
    let catalog = Catalog::bundled();
    let told = |stages: &[(&str, &str)]| {
        let stages = stages.iter().zip(1..).map(|((level, total), month)| {
            json!({"level": level, "date": format!("2024-{month:02}-10"), "total": total})
        });
        let case = under("qd-148-2023", stages.collect());
        match Case::from_json(&case.to_string(), "case.json", &catalog) {
            Ok(_) => String::new(),
            Err(error) => error.diagnostics()[0].message(),
        }
    };
    let (district, province) = (("district", "90"), ("province", "90"));
    assert_eq!(
        told(&[district, province, ("central", "80"), ("province", "75")]),
        ""
    );
    assert_eq!(
        told(&[district, ("province", "60"), ("district", "60")]),
        ""
    );
    let expected = "expected a level that `district` forwards or returns to";
    assert_eq!(
        told(&[district, ("central", "90")]),
        format!("found `central` after `district`, {expected}")
    );
    // Forwarded, it is at the centre: the province has nothing to adopt.
    let adopts = json!([{"level": "province", "date": "2026-10-02", "total": "92"},
        {"level": "province", "date": "2026-10-05", "adopts": {"star": 4}}]);
    assert_eq!(
        messages(&under("qd-26-2026", adopts)),
        [
            "found a stage at `province` on `2026-10-05`, expected `central`, where the dossier is now"
        ]
    );
    // 1489/QĐ-TTg, Điều 1: what the province returned to a district before it ended is back at the province.
    let mut ended = filed(
        json!({"kind": "first", "filed": "2025-05-01"}),
        "2025-05-10",
    );
    ended["stages"] = json!([{"level": "district", "date": "2025-05-10", "total": "75"},
        {"level": "province", "date": "2025-06-10", "total": "60"},
        {"level": "central", "date": "2025-08-12", "total": "92"}]);
    assert_eq!(
        messages(&ended),
        ["found a stage at `central` on `2025-08-12`, \
          expected `province`, which took over the work of `district`"]
    );
    // 60 points are certified by the district; nothing follows.
    assert_eq!(
        told(&[("district", "60"), ("district", "61")]),
        "found a stage at `district` on `2024-02-10`, expected no stage after the dossier has ended"
    );
}

/// A criterion answered twice is told as that, whatever the second answer is.
#[test]
fn a_second_answer_is_not_looked_into() {
    let text = fs::read_to_string("examples/cases/certified-3-at-district.json").unwrap();
    let mut case: Value = serde_json::from_str(&text).unwrap();
    let answers = case["stages"][0]["sheets"][0]["answers"]
        .as_array_mut()
        .unwrap();
    let code = answers[0]["criterion"].clone();
    answers.push(json!({"criterion": code, "box": 99}));
    let found = format!(
        "found `{}`, expected each criterion once",
        code.as_str().unwrap()
    );
    assert_eq!(messages(&case), [found]);
}

/// The first decision is 1048/QĐ-TTg of 21 August 2019: no stage is older, also of a case that names it.
#[test]
fn no_stage_is_older_than_the_law() {
    for (day, expected) in [("2019-08-20", vec!["date-order"]), ("2019-08-21", vec![])] {
        let stages = json!([{"level": "district", "date": day, "total": "60"}]);
        assert_eq!(codes(&under("qd-1048-2019", stages)), expected, "{day}");
    }
}

/// A regulation that is named and not known is all that is told: none is chosen by the dates in its
/// place, whose sheets and levels could be others.
#[test]
fn a_regulation_misnamed_is_not_replaced() {
    let mut case = filed(
        json!({"kind": "first", "filed": "2024-03-01"}),
        "2024-04-10",
    );
    case["stages"][0]["findings"] = json!(["copied"]);
    case["regulation"] = json!("qd-148-2024");
    assert_eq!(codes(&case), ["regulation-unknown"]);
}

/// A regulation of 2026 with one thing changed: what is told of it, each by its path.
fn regulation_told(change: impl Fn(&mut Value)) -> Vec<String> {
    let text = fs::read_to_string("criteria/qd-26-2026/regulation.json").unwrap();
    let mut regulation: Value = serde_json::from_str(&text).unwrap();
    change(&mut regulation);
    match Regulation::from_json(&regulation.to_string(), "regulation.json", None) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let told = error.diagnostics().iter();
            told.map(|d| format!("{}: {}", d.path(), d.message()))
                .collect()
        }
    }
}

/// Source: `criteria/README.md`: bands fall, days do not end before they begin, and each level stands
/// once.
#[test]
fn the_figures_of_a_regulation_are_in_order() {
    let none: [&str; 0] = [];
    assert_eq!(regulation_told(|_| ()), none);
    assert_eq!(
        regulation_told(|r| r["in_force"]["to"] = json!("2026-05-22")),
        none
    );
    let window =
        |from: u16| regulation_told(|r| r["certificate"]["renewal"]["from_days"] = json!(from));
    assert_eq!(window(120), none);
    let found = "found a window from 119 to 120 days before the end";
    assert_eq!(
        window(119),
        [format!(
            "certificate/renewal: {found}, expected its first day before its last"
        )]
    );
    let bands = regulation_told(|r| r["bands"][1]["from"] = json!("90"));
    assert_eq!(bands.len(), 1);
    assert!(
        bands[0].contains("found bands that do not cover every total once"),
        "{bands:?}"
    );
    let twice = regulation_told(|r| {
        let province = r["levels"][1].clone();
        r["levels"].as_array_mut().unwrap().insert(1, province);
    });
    let found = "found `commune`, `province`, `province`, `central`, expected each level once, lowest first";
    assert_eq!(twice, [format!("levels: {found}")]);
}

/// Source: 26/2026, Điều 7.3 e: products go up, to a level that scores, up to the total; a level
/// certifies a band, whole.
#[test]
fn levels_forward_upward_and_certify_whole_bands() {
    let expected = "expected forwarding up to the total, to a higher level that scores";
    let forwarding = |most: &str, to: &str| {
        let told = regulation_told(|r| {
            r["levels"][1]["forwards"]["to"] = json!(most);
            r["levels"][1]["forwards"]["level"] = json!(to);
        });
        let found = format!("found forwarding up to `{most}` points to `{to}`, {expected}");
        told.iter().any(|told| told.ends_with(&found))
    };
    assert!(!forwarding("100", "central"));
    assert!(forwarding("99", "central"), "less than the total");
    assert!(forwarding("100", "province"), "no higher level");
    // A centre that only receives: a higher level, and one that does not score.
    let silent = regulation_told(|r| {
        let levels = r["levels"].as_array_mut().unwrap();
        let centre = levels[2].as_object_mut().unwrap();
        centre.remove("certifies");
        centre.remove("returns");
    });
    let found = format!("found forwarding up to `100` points to `central`, {expected}");
    assert!(
        silent.iter().any(|told| told.ends_with(&found)),
        "{silent:?}"
    );
    let range = |key: &str, value: &str| {
        let told = regulation_told(|r| r["levels"][1]["certifies"][0][key] = json!(value));
        told.iter()
            .any(|told| told.contains("found a range of its own for 3 stars"))
    };
    assert!(!range("from", "50") && !range("below", "70"));
    assert!(range("from", "51") && range("below", "69"));
}

/// A quorum may be everyone; a plan may last a day; money has at most 18 digits.
#[test]
fn what_stands_on_a_limit_is_taken() {
    let text = fs::read_to_string("criteria/councils/default.json").unwrap();
    let quorum = |numerator: &str| {
        let text = text.replace("\"numerator\": 3", &format!("\"numerator\": {numerator}"));
        CouncilRules::from_json("made-up".parse().unwrap(), &text, "rules.json").is_ok()
    };
    assert!(quorum("4") && !quorum("5"));
    let text = fs::read_to_string("criteria/plans/kh-262-dong-nai-2024.json").unwrap();
    let plan = |change: &dyn Fn(&mut Value)| {
        let mut plan: Value = serde_json::from_str(&text).unwrap();
        change(&mut plan);
        Plan::from_json(&plan.to_string(), "plan.json").is_ok()
    };
    assert!(plan(&|p| p["period"]["to"] = p["period"]["from"].clone()));
    let money = |amount: &str| {
        plan(&|p| {
            p["budget"] = json!({"total": amount, "citation": "-",
                "by_source": [{"name": "a", "amount": amount}],
                "by_year": [{"name": "2024", "amount": amount}]});
        })
    };
    assert!(money(&"9".repeat(18)));
    assert!(!money(&"1".repeat(19)));
    assert!(!money("35491144000.5"));
}

/// Every problem at once: one value that cannot be read hides no other.
#[test]
fn a_value_that_cannot_be_read_hides_no_other() {
    let at = |case: &Value| -> Vec<(String, &'static str)> {
        let found = problems(case);
        let told = found.iter();
        told.map(|one| (one.pointer().to_owned(), one.code().as_str()))
            .collect()
    };
    let stage = "/stages/0";
    let mut case = holding(json!({"total": "90,5"}));
    case["regulation"] = json!("qd-26-2026");
    case["stages"][0]["level"] = json!("province");
    case["stages"][0]["date"] = json!("2026-08-05");
    case["application"] = json!({"items": ["photo"]});
    let expected = [
        ("/application/items/0".to_owned(), "item-unknown"),
        (format!("{stage}/total"), "bad-points"),
    ];
    let mut found = at(&case);
    found.sort();
    assert_eq!(found, expected);
    // The council's rules, where the sheets cannot be read.
    for sheets in [json!("x"), json!([])] {
        let council = json!({"rules": "my-province"});
        let found = at(&holding(json!({"sheets": sheets, "council": council})));
        let rules = (format!("{stage}/council/rules"), "rules-unknown");
        assert!(found.contains(&rules), "{found:?}");
    }
    // A second chair without a name, and fewer members than sheets.
    let sheet = |role: &str| json!({"role": role, "answers": []});
    let sheets = json!([sheet("chair"), sheet("chair"), 7]);
    let found = at(&holding(
        json!({"sheets": sheets, "council": {"appointed": 2}}),
    ));
    for told in [
        (format!("{stage}/sheets/1/role"), "chair-repeated"),
        (format!("{stage}/council/appointed"), "appointed-too-few"),
        (format!("{stage}/sheets/2"), "wrong-type"),
    ] {
        assert!(found.contains(&told), "{told:?} {found:?}");
    }
}

/// Source: contract 5: a council has 1 to 9,999 members. One limit, for texts and for values.
#[test]
fn the_members_appointed_have_one_limit() {
    use ocop::input::{RawCase, RawCouncil, RawProduct, RawSheet, RawStage};
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let told = |appointed: u16| -> Vec<String> {
        let stage = RawStage::default()
            .level(ocop::Level::District)
            .date("2024-04-10".parse().unwrap())
            .council(RawCouncil::default().appointed(appointed))
            .sheets([RawSheet::default().assessor("m1").filled(&set, |_| 1)]);
        let case = RawCase::default()
            .product(RawProduct::default().name("x"))
            .regulation("qd-148-2023".parse().unwrap())
            .set("08".parse().unwrap())
            .stages([stage]);
        let of = |read: Result<Case, ocop::LoadError>| {
            let problems = read.err().map(ocop::LoadError::into_diagnostics);
            let problems = problems.unwrap_or_default();
            let told = problems.iter();
            told.map(|one| format!("{} {}", one.pointer(), one.message()))
                .collect::<Vec<_>>()
        };
        let built = of(Case::new(&case, "case", &catalog));
        let text = serde_json::to_string(&case).unwrap();
        assert_eq!(built, of(Case::from_json(&text, "case", &catalog)));
        built
    };
    let expected = "expected a whole number from 1 to 9999";
    for wrong in [0, 10_000] {
        let at = "/stages/0/council/appointed";
        assert_eq!(told(wrong), [format!("{at} found `{wrong}`, {expected}")]);
    }
    assert!(told(1).is_empty() && told(9_999).is_empty());
}

/// Contract 2: different mistakes are all listed: an earlier certificate issued after the filing, and what it lacks.
#[test]
fn an_earlier_certificate_after_the_filing_hides_nothing_that_it_lacks() {
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
        "application": {"kind": "renewal", "filed": "2024-03-01", "previous": {"issued": "2024-03-02"}},
        "stages": [{"level": "district", "date": "2024-04-10", "total": "60"}]});
    let error = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap_err();
    let told = error.diagnostics().iter();
    let mut told: Vec<String> = told
        .map(|one| format!("{} {} {}", one.code().as_str(), one.pointer(), one.found()))
        .collect();
    told.sort();
    let at = "/application/previous";
    assert_eq!(
        told,
        [
            format!("date-order {at}/issued `2024-03-02`"),
            format!("missing-key {at} no key `expires`"),
            format!("missing-key {at} no key `star`"),
        ]
    );
}
