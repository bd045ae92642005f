//! What a result says beside its star: in words, by which clause and reading, how sure its data are, and
//! what its seal and its verification hold.

use std::collections::BTreeSet;
use std::fs;

use ocop::procedure::{Certificate, CertificateStatus, Content, ReportItem};
use ocop::scoring::{Council, CouncilError, Role, ScoreSheet};
use ocop::text::ReasonCode;
use ocop::{Case, Catalog, EvaluatedCase, Evaluation, Lang, Outcome, Star, Status};
use serde_json::{Value, json};

fn example(name: &str) -> Value {
    let text = fs::read_to_string(format!("examples/cases/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[track_caller]
fn decided(case: &Value, catalog: &Catalog) -> EvaluatedCase {
    EvaluatedCase::from_json(&case.to_string(), "case.json", catalog).unwrap()
}

fn shipped(name: &str) -> EvaluatedCase {
    decided(&example(name), &Catalog::bundled())
}

/// The reason of a code in the last stage, as it is printed.
#[track_caller]
fn reason(case: &EvaluatedCase, code: &str) -> Value {
    let view = serde_json::to_value(case).unwrap();
    let stage = view["stages"].as_array().unwrap().last().unwrap();
    let mut reasons = stage["reasons"].as_array().unwrap().iter();
    let found = reasons.find(|reason| reason["code"] == code);
    found.unwrap_or_else(|| panic!("{code}: {stage}")).clone()
}

/// Sheets of set 08 of 148 with the best boxes, but for one criterion.
fn best_but(criterion: &str, ticked: u32) -> Value {
    let set = Catalog::bundled().set("qd-148-2023", "08").unwrap();
    let sheets = ["chair", "member", "member"].iter().enumerate();
    let sheets = sheets.map(|(at, role)| {
        let answers = set.criteria().map(|known| {
            let code = known.code().as_str();
            let best = known.choices().len() as u32;
            json!({"criterion": code, "box": if code == criterion { ticked } else { best }})
        });
        json!({"assessor": format!("m{at}"), "role": role, "answers": answers.collect::<Value>()})
    });
    sheets.collect()
}

/// What a result speaks of are the minima that the council's tally has: those that are missed, and those that
/// members differ about among the stars that the points reach (148, Phụ lục III, note on the star marks).
#[test]
fn a_result_keeps_the_minima_that_it_speaks_of() {
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let rules = catalog.rules("default").unwrap();
    let boxes = |member: usize| {
        set.criteria().enumerate().map(move |(at, criterion)| {
            let most = criterion.choices().len();
            let ticked = if at % 7 == member { 0 } else { most - at % 2 };
            (criterion.code().clone(), ticked as u32)
        })
    };
    let sheet = |member: usize| {
        ScoreSheet::new(&set, &format!("m{member}"), Role::Member, boxes(member)).unwrap()
    };
    let council = Council::new(&set, &rules, (0..3).map(sheet).collect(), None).unwrap();
    let tally = council.tally();
    let sheets = (0..3).map(|member| {
        let answers = boxes(member).map(|(code, ticked)| json!({"criterion": code, "box": ticked}));
        json!({"assessor": format!("m{member}"), "role": "member", "answers": answers.collect::<Value>()})
    });
    let case = decided(
        &json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08", "stages": [
            {"level": "district", "date": "2024-04-10", "sheets": sheets.collect::<Value>()}]}),
        &catalog,
    );
    let stage = &case.stages()[0];
    let band = stage.band_star.unwrap();
    let missed = tally.minima().iter().filter(|check| !check.met);
    let missed: Vec<_> = missed
        .map(|check| {
            (
                check.criterion.clone(),
                check.minimum.star(),
                check.reached_by,
            )
        })
        .collect();
    let unmet = stage.unmet.iter();
    let unmet: Vec<_> = unmet
        .map(|unmet| (unmet.criterion.clone(), unmet.star, unmet.reached_by))
        .collect();
    assert!(!missed.is_empty());
    assert_eq!(unmet, missed);
    let differ = tally.minima().iter().filter(|check| {
        0 < check.reached_by && check.reached_by < check.of && check.minimum.star() <= band
    });
    let differ: Vec<(String, String)> = differ
        .map(|check| {
            (
                check.criterion.to_string(),
                check.minimum.star().to_string(),
            )
        })
        .collect();
    let said = stage
        .reasons
        .iter()
        .filter(|reason| reason.code() == ReasonCode::MembersDiffer);
    let said: Vec<(String, String)> = said
        .map(|reason| {
            let word = |name| {
                let mut args = reason.args().iter();
                args.find(|(known, _)| *known == name)
                    .unwrap()
                    .1
                    .word()
                    .into_owned()
            };
            (word("criterion"), word("star"))
        })
        .collect();
    assert!(differ.iter().any(|(criterion, _)| {
        missed
            .iter()
            .all(|(missed, ..)| missed.as_str() != criterion)
    }));
    assert_eq!(said, differ);
}

/// Source: 148, Phụ lục II: the district recognises 3★; the province does not, and returns the dossier.
/// Without the day of a decision nothing is recognised (26/2026, Điều 4.3).
#[test]
fn an_outcome_is_said_with_its_level_and_days() {
    let open = shipped("certified-3-at-district");
    assert_eq!(open.star(), Some(Star::Three));
    assert!(open.is_certified() && !open.is_star_open());
    let told = open.outcome().text(Lang::En);
    assert!(
        told.contains("district") && !told.contains("certificate"),
        "{told}"
    );
    let told = open.outcome().text(Lang::Vi);
    assert!(
        told.contains("cấp huyện") && told.contains("chưa nhập ngày"),
        "{told}"
    );

    let mut case = example("certified-3-at-district");
    case["stages"][0]["decided"] = json!("2024-04-20");
    let told = decided(&case, &Catalog::bundled()).outcome();
    for (lang, words) in [
        (Lang::En, "recognised by the district"),
        (Lang::Vi, "cấp huyện công nhận"),
    ] {
        let told = told.text(lang);
        assert!(told.contains(words), "{told}");
        // Three years from the decision: 148, Điều 4.
        assert!(told.contains("2024") && told.contains("2027"), "{told}");
    }

    let returned = shipped("returned-by-province");
    assert!(matches!(returned.outcome(), Outcome::Returned { .. }));
    assert!(!returned.is_certified());
    // 65 points at the province: the star of the last stage.
    assert_eq!(returned.star(), Some(Star::Three));
}

/// Contract 5.1: points of parts that are rounded may leave the star open.
#[test]
fn parts_that_are_rounded_may_leave_the_star_open() {
    let mut case = example("parts-only");
    case["stages"] = json!([{"level": "district", "date": "2024-04-10", "parts": [
        {"part": "A", "points": "20.33"}, {"part": "B", "points": "14.33"},
        {"part": "C", "points": "15.33"}]}]);
    // 49.99 as printed; each part may be up to 0.005 more, and 50.005 is in the band of three stars.
    let open = decided(&case, &Catalog::bundled());
    assert!(open.is_star_open());
    let parts = &serde_json::to_value(&open).unwrap()["stages"][0]["parts"];
    assert_eq!(parts[0]["sum"], "20.33", "{parts}");
    assert_eq!(parts[2]["sum"], "15.33", "{parts}");
    case["stages"][0]["parts"][0]["points"] = json!("22.33");
    assert!(!decided(&case, &Catalog::bundled()).is_star_open());
}

/// Contract 5.1: the star is open where what the minutes state lets it be one or the other. 148, Phụ lục II: three
/// stars from 50 points, four from 70.
#[test]
fn a_star_is_open_only_where_it_may_be_another() {
    let open = |[a, b, c]: [&str; 3], attested: Option<u8>| {
        let mut case = example("parts-only");
        case["stages"] = json!([{"level": "district", "date": "2024-04-10", "parts": [
            {"part": "A", "points": a}, {"part": "B", "points": b}, {"part": "C", "points": c}]}]);
        if let Some(star) = attested {
            case["stages"][0]["attested_star"] = json!(star);
        }
        decided(&case, &Catalog::bundled()).is_star_open()
    };
    // 49.99, with 50 in reach.
    let three = ["20.33", "14.33", "15.33"];
    assert!(open(three, None) && open(three, Some(3)) && open(three, Some(5)));
    // Two stars attested are two stars on either side of 50.
    assert!(!open(three, Some(2)));
    // 69.99, with 70 in reach: three stars attested are three, though from 70 on the dossier goes up.
    let four = ["28.33", "18.33", "23.33"];
    assert!(open(four, None) && open(four, Some(4)) && !open(four, Some(3)));
    // Far from every bound.
    assert!(!open(["25.33", "17.33", "17.33"], None));
    // Points of more than two decimals are exact: only A can be off, so that the least sum is 50 itself, which
    // has three stars, or 49.9999.
    assert!(!open(["20.01", "14.994", "15.001"], None));
    assert!(open(["20.01", "14.9939", "15.001"], None));
}

/// Every status has words of its own, in both languages.
#[test]
fn no_two_statuses_are_said_alike() {
    for lang in [Lang::Vi, Lang::En] {
        let stages = Status::ALL.iter().map(|status| status.name(lang));
        let stages: BTreeSet<&str> = stages.collect();
        assert_eq!(stages.len(), Status::ALL.len(), "{stages:?}");
        let certificates = CertificateStatus::ALL.iter();
        let certificates: BTreeSet<&str> = certificates.map(|status| status.name(lang)).collect();
        assert_eq!(certificates.len(), CertificateStatus::ALL.len());
        assert!(!stages.contains("") && !certificates.contains(""));
        for words in stages.iter().chain(&certificates) {
            assert_eq!(words.is_ascii(), lang == Lang::En, "{words}");
        }
    }
}

/// Source: Mẫu 02, part III: the producer's own sheet is kept, and counts for nothing.
#[test]
fn the_producers_own_sheet_is_told_and_does_not_count() {
    let (with, without) = (
        shipped("self-assessed-78"),
        shipped("certified-3-at-district"),
    );
    let own = with.case().self_assessment().unwrap();
    assert_eq!(own.boxes().len(), with.case().set().criteria().count());
    assert!(without.case().self_assessment().is_none());
    assert_eq!(with.star(), without.star());
}

/// Source: 148, Phụ lục II: certificates begin at three stars.
#[test]
fn a_star_that_gets_no_certificate_is_refused_in_words() {
    let regulation = Catalog::bundled().regulation("qd-148-2023").unwrap();
    let day = "2024-04-10".parse().unwrap();
    for (star, vi, en) in [
        (
            Star::One,
            "thấy 1 sao, cần ít nhất 3",
            "found 1 star, expected at least 3",
        ),
        (
            Star::Two,
            "thấy 2 sao, cần ít nhất 3",
            "found 2 stars, expected at least 3",
        ),
    ] {
        let error = Certificate::issue(&regulation, star, day).unwrap_err();
        assert!(
            error.text(Lang::Vi).starts_with(vi),
            "{}",
            error.text(Lang::Vi)
        );
        assert!(
            error.text(Lang::En).starts_with(en),
            "{}",
            error.text(Lang::En)
        );
        assert_eq!(error.to_string(), error.text(Lang::En));
    }
}

/// Contract 7: who wants certainty is told the set, its decision and the line in which the case names it.
#[test]
fn data_that_are_not_sure_are_told_at_the_set() {
    let catalog = Catalog::bundled();
    let text = |set: &str| {
        format!(
            "{{\n \"product\": {{\"name\": \"Cá khô\"}},\n \"regulation\": \"qd-148-2023\",\n \
             \"set\": \"{set}\",\n \"stages\": [{{\"level\": \"district\", \
             \"date\": \"2024-04-10\", \"total\": \"61.5\"}}]\n}}"
        )
    };
    let sources = |set: &str| catalog.set("qd-148-2023", set).unwrap().sources().len();
    let read = |set: &str| Case::from_json(&text(set), "case.json", &catalog).unwrap();
    let codes = (1..=26).map(|number| format!("{number:02}"));
    let (mut once, mut more) = (0, 0);
    for code in codes {
        let problems = read(&code).single_sources();
        if sources(&code) >= 2 {
            assert_eq!(problems, [], "{code}");
            more += 1;
            continue;
        }
        let [problem] = &problems[..] else {
            panic!("{problems:?}")
        };
        assert!(problem.found().contains(&code), "{}", problem.found());
        assert_eq!((problem.line(), problem.pointer()), (Some(4), "/set"));
        once += 1;
    }
    assert!(once > 0 && more > 0, "{once} {more}");
    let whole = read("08").problem(
        ocop::input::ProblemCode::DataIncomplete,
        String::new(),
        String::new(),
    );
    assert_eq!((whole.line(), whole.pointer()), (Some(4), ""));
    // Set 07 of 148 could not be read whole.
    let incomplete = read("07");
    let gaps = incomplete.data_gaps();
    assert_eq!(
        gaps.iter().map(|gap| gap.line()).collect::<BTreeSet<_>>(),
        [Some(4)].into()
    );
    let status =
        |case: Case| serde_json::to_value(case.evaluate()).unwrap()["data"]["status"].clone();
    assert_eq!(status(incomplete), "incomplete");
    assert_eq!(status(read("08")), "transcribed");
}

/// READING heading-mark is named where a mark stands at a criterion's heading, and nowhere else.
#[test]
fn a_reading_is_named_where_it_was_needed() {
    let missed = reason(&shipped("minimum-missed-73-points"), "minimum-missed");
    assert_eq!(
        (&missed["args"]["criterion"], &missed["reading"]),
        (&json!("3.e"), &json!("heading-mark"))
    );
    let set = Catalog::bundled().set("qd-148-2023", "08").unwrap();
    let plain = set.minima().iter().find_map(|minimum| {
        let criterion = set.criteria().nth(minimum.position())?;
        criterion
            .heading_star()
            .is_none()
            .then(|| criterion.code().as_str().to_owned())
    });
    let plain = plain.unwrap();
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-04-10", "sheets": best_but(&plain, 0)}]});
    let missed = reason(&decided(&case, &Catalog::bundled()), "minimum-missed");
    assert_eq!(missed["args"]["criterion"], plain.as_str());
    assert_eq!(missed["reading"], Value::Null, "{missed}");
}

/// Contract 5.4: whose limit it is. The limit of the spread is the council's own rule, not the decision's.
#[test]
fn a_council_that_scores_again_is_told_whose_limit_it_was() {
    let rules = fs::read_to_string("criteria/councils/default.json").unwrap();
    let rules: Value = serde_json::from_str(&rules).unwrap();
    let again = reason(&shipped("spread-above-10"), "action-rescore");
    assert_eq!(again["citation"], rules["citations"]["spread"]);
}

/// READING forward-by-star: with it a product whose points lie in the range that goes up stays at the
/// level that certifies its star, and the reason says so; below the range it needs no reading.
#[test]
fn what_is_kept_by_its_star_names_the_reading() {
    let files = ["148-2023", "26-2026"].iter().flat_map(|id| {
        let folder = format!("qd-{id}");
        let sets = fs::read_dir(format!("criteria/{folder}/sets")).unwrap();
        let sets = sets.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = sets.map(|name| format!("{folder}/sets/{name}")).collect();
        names.push(format!("{folder}/regulation.json"));
        names
    });
    let mut files: Vec<String> = files.collect();
    files.push("councils/default.json".to_owned());
    let files = files.into_iter().map(|name| {
        let text = fs::read_to_string(format!("criteria/{name}")).unwrap();
        let by_star = text.replace(r#""forward_by": "points""#, r#""forward_by": "star""#);
        (name, by_star.into())
    });
    let catalog = Catalog::from_files(files).0;
    let mean = |total: &str, star: u8| {
        json!({"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
            "stages": [{"level": "district", "date": "2024-04-10", "total": total,
                "attested_star": star}]})
    };
    let kept = |case: &Value| reason(&decided(case, &catalog), "action-certify")["reading"].clone();
    assert_eq!(kept(&mean("72", 3)), "forward-by-star");
    assert_eq!(kept(&mean("62", 3)), Value::Null);
    // 73 points, and no registered trademark (3.e): three stars.
    let mut case = example("minimum-missed-73-points");
    case["stages"].as_array_mut().unwrap().truncate(1);
    assert_eq!(kept(&case), "forward-by-star");
}

/// Contract 4: a stage in the wrong place is told which level is due.
#[test]
fn a_first_stage_at_the_wrong_level_is_told_where_scoring_begins() {
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "province", "date": "2024-04-10", "total": "61.5"}]});
    let error = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap_err();
    let problem = &error.diagnostics()[0];
    assert_eq!(problem.code().as_str(), "stage-order");
    assert!(
        problem.expected().contains("district"),
        "{}",
        problem.expected()
    );
    assert!(
        problem.expected().contains("begins"),
        "{}",
        problem.expected()
    );
}

/// Source: contract 3: a commune's stage has a report and no sheets, others have no report. 26/2026,
/// Điều 7: no district.
#[test]
fn only_levels_that_the_stage_can_be_of_are_offered() {
    let told = |stage: serde_json::Value| {
        let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
            "stages": [stage]});
        let error = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled());
        let error = error.unwrap_err();
        let found = error.diagnostics().iter();
        let mut found = found.filter(|problem| problem.code().as_str() == "level-unknown");
        found.next().unwrap().text(Lang::Vi)
    };
    let scored = told(json!({"level": "district", "date": "2026-09-10", "total": "61.5"}));
    assert_eq!(
        scored,
        "thấy `district`, cần một cấp của `qd-26-2026`: `province`, `central`"
    );
    let reported = told(json!({"level": "district", "date": "2026-09-10",
        "report": [{"item": "local-origin"}]}));
    assert!(reported.ends_with("`qd-26-2026`: `commune`"), "{reported}");
}

/// Source: 1048, Điều 2: the district evaluates, and no commune reports: of a report there, every level that the
/// regulation has is told, never none.
#[test]
fn a_report_where_no_level_reports_is_told_the_levels() {
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-1048-2019", "set": "08",
        "stages": [{"level": "commune", "date": "2022-04-10", "report": []}]});
    let error = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap_err();
    let told: Vec<String> = error
        .diagnostics()
        .iter()
        .map(|one| one.text(Lang::Vi))
        .collect();
    let levels = "`district`, `province`, `central`";
    assert_eq!(
        told,
        [format!(
            "thấy `commune`, cần một cấp của `qd-1048-2019`: {levels}"
        )]
    );
}

/// Source: 26/2026, Điều 7: the province evaluates first. That is told beside a total that cannot be read.
#[test]
fn a_wrong_order_is_told_beside_other_problems() {
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "stages": [{"level": "central", "date": "2026-09-10", "total": "x"}]});
    let error = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap_err();
    let codes = error
        .diagnostics()
        .iter()
        .map(|problem| problem.code().as_str());
    let codes: BTreeSet<&str> = codes.collect();
    assert!(
        codes.contains("stage-order") && codes.len() == 2,
        "{codes:?}"
    );
}

/// A stored result is read alone or in a list; one of the first form, which named no form, is of form 1.
#[test]
fn stored_results_are_read_alone_and_in_lists() {
    let text = serde_json::to_string(&shipped("mean-exactly-90")).unwrap();
    let one = Evaluation::list_from_json(&text, "result.json").unwrap();
    let two = Evaluation::list_from_json(&format!("[{text},{text}]"), "result.json").unwrap();
    assert_eq!((one.len(), two.len()), (1, 2));
    assert_eq!(one[0], two[1]);
    let mut old: Value = serde_json::from_str(&text).unwrap();
    old["seal"].as_object_mut().unwrap().remove("form").unwrap();
    let old = Evaluation::from_json(&old.to_string(), "result.json").unwrap();
    assert_eq!((old.seal.form, one[0].seal.form), (1, 2));
}

/// Contract 6: a recognition decision is sealed apart, whether its day, its number or both are given.
#[test]
fn a_decision_is_sealed_by_its_day_or_its_number() {
    let mut seals = BTreeSet::new();
    for given in [
        json!({}),
        json!({"decided": "2024-04-20"}),
        json!({"decided": "2024-04-20", "decision": "12/QĐ-UBND"}),
    ] {
        let mut case = example("certified-3-at-district");
        let stage = case["stages"][0].as_object_mut().unwrap();
        stage.extend(given.as_object().unwrap().clone());
        let seal = decided(&case, &Catalog::bundled())
            .evaluation()
            .seal
            .clone();
        assert_eq!(seal.decision.is_some(), given != json!({}), "{given}");
        seals.insert(seal.decision);
    }
    assert_eq!(seals.len(), 3);
}

/// A difference is told at its place in the stored file, and in one line with both values.
#[test]
fn a_difference_is_told_at_its_place() {
    let case = shipped("mean-exactly-90");
    let mut stored = serde_json::to_value(&case).unwrap();
    stored["stages"][0]["star"] = json!(4);
    let text = serde_json::to_string_pretty(&stored).unwrap();
    let read = Evaluation::from_json(&text, "result.json").unwrap();
    let verification = case.verify(&read);
    assert!(!verification.is_same_decision());
    // Another law alone is told too, and makes no other decision.
    let mut of_another_law = serde_json::to_value(&case).unwrap();
    of_another_law["regulation"] = json!("qd-1489-2025");
    let of_another_law = Evaluation::from_json(&of_another_law.to_string(), "result.json").unwrap();
    let other = case.verify(&of_another_law);
    assert_eq!(other.differences()[0].pointer, "/regulation");
    assert!(other.is_same_decision());
    let problems = verification.diagnostics(&text, "result.json").unwrap();
    let [difference] = verification.differences() else {
        panic!("{verification:?}")
    };
    let line = text
        .lines()
        .position(|line| line.trim() == "\"star\": 4,")
        .unwrap()
        + 1;
    assert_eq!(
        (problems[0].pointer(), problems[0].line()),
        ("/stages/0/star", Some(line))
    );
    let told = difference.to_string();
    assert!(
        told.contains("/stages/0/star") && told.contains('4') && told.contains('5'),
        "{told}"
    );
    // Contract 2: of a list, the one that differs.
    let list = format!("[\n{},\n{text}]", serde_json::to_string(&case).unwrap());
    let second = verification.in_list(1);
    let problems = second.diagnostics(&list, "results.json").unwrap();
    assert_eq!(
        (problems[0].pointer(), problems[0].line()),
        ("/1/stages/0/star", Some(line + 2))
    );
    assert_eq!(second.differences()[0].pointer, "/1/stages/0/star");
}

/// Contract 2: different mistakes are all listed, each with its place; one mistake is one message.
#[test]
fn every_problem_of_a_stored_result_is_told() {
    let case = shipped("minimum-missed-73-points");
    let stored = serde_json::to_value(&case).unwrap();
    let told = |change: &dyn Fn(&mut Value)| -> Vec<String> {
        let mut stored = stored.clone();
        change(&mut stored);
        let text = serde_json::to_string_pretty(&stored).unwrap();
        let read = |text: &str| Evaluation::list_from_json(text, "result.json");
        let problems = read(&text).err().map(ocop::LoadError::into_diagnostics);
        let alone: Vec<_> = problems.unwrap_or_default();
        // The same of the second of a list.
        let list = format!("[{}, {text}]", serde_json::to_string(&case).unwrap());
        let listed = read(&list).err().map(ocop::LoadError::into_diagnostics);
        let listed = listed.unwrap_or_default();
        let pointers = |problems: &[ocop::Diagnostic], list: &str| -> Vec<String> {
            let told = problems.iter().map(|one| {
                assert!(one.line().is_some(), "{one}");
                let pointer = one.pointer().strip_prefix(list).unwrap();
                format!("{} {pointer}", one.code())
            });
            told.collect()
        };
        assert_eq!(pointers(&alone, ""), pointers(&listed, "/1"));
        pointers(&alone, "")
    };
    let none: [&str; 0] = [];
    assert_eq!(told(&|_| ()), none);
    let many = told(&|result| {
        result["set"] = json!("x");
        result["stages"][0]["star"] = json!("y");
        result["stages"][0]["total"]["count"] = json!(0);
        result["stages"][0]["reasons"][1]["code"] = json!("z");
        result["outcome"]["kind"] = json!(3);
        result["seal"].as_object_mut().unwrap().remove("engine");
    });
    let mut expected = [
        "wrong-type /set",
        "wrong-type /stages/0/star",
        "wrong-type /stages/0/total",
        "wrong-type /stages/0/reasons/1/code",
        "wrong-type /outcome/kind",
        "missing-key /seal",
    ];
    let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
    many.sort_unstable();
    expected.sort_unstable();
    assert_eq!(many, expected);
    // Deeper, and several of one object, each at its place.
    let deep = told(&|result| {
        let reason = &mut result["stages"][0]["reasons"][1];
        reason["vi"] = json!(1);
        reason.as_object_mut().unwrap().remove("en");
        result["stages"][0]["parts"][2]["sum"] = json!("x");
        result["outcome"] = json!({"kind": "pending", "at": "village"});
        let action = result["stages"][0]["action"].as_object_mut().unwrap();
        let kind = action.remove("kind").unwrap();
        action.insert("kimd".to_owned(), kind);
    });
    let deep: BTreeSet<&str> = deep.iter().map(String::as_str).collect();
    let expected = [
        "wrong-type /stages/0/reasons/1/vi",
        "missing-key /stages/0/reasons/1",
        "wrong-type /stages/0/parts/2/sum",
        "wrong-type /outcome/at",
        "missing-key /stages/0/action",
    ];
    assert_eq!(deep, expected.into());
    // A key that is misspelt is not missing too.
    let misspelt = told(&|result| {
        let outcome = result.as_object_mut().unwrap().remove("outcome").unwrap();
        result["outcom"] = outcome;
    });
    assert_eq!(misspelt, ["unknown-key "]);
    // What is no result at all is one mistake.
    for other in [
        json!({}),
        example("parts-only"),
        json!({"line": 3, "errors": []}),
        json!("x"),
    ] {
        assert_eq!(
            told(&|result| *result = other.clone()),
            ["wrong-type "],
            "{other}"
        );
    }
}

/// Contract 2: what differs in form is said by kind, and makes no other decision: a result of a later version may
/// say more.
#[test]
fn what_no_result_says_is_a_difference_of_form() {
    let case = shipped("minimum-missed-73-points");
    let mut stored = serde_json::to_value(&case).unwrap();
    for at in [
        "",
        "/stages/0",
        "/stages/0/total",
        "/stages/0/unmet/0",
        "/stages/0/reasons/0",
        "/outcome",
        "/data",
        "/seal",
    ] {
        let object = stored.pointer_mut(at).unwrap();
        object["more"] = json!([1, 2]);
    }
    let text = stored.to_string();
    let read = Evaluation::from_json(&text, "result.json").unwrap();
    let found = case.verify(&read);
    assert!(found.is_same_decision());
    let mut told: Vec<String> = found
        .differences()
        .iter()
        .map(ToString::to_string)
        .collect();
    told.sort();
    let more = |at: &str| format!("form{at}: stored `{{\"more\":[1,2]}}`, now `{{}}`");
    let mut expected = [
        "",
        " /stages/0",
        " /stages/0/total",
        " /stages/0/unmet/0",
        " /stages/0/reasons/0",
        " /outcome",
        " /data",
        " /seal",
    ]
    .map(more);
    expected.sort();
    assert_eq!(told, expected);
    // Contract 4: told at the object that holds it, in a list too.
    let list = format!("[{},{text}]", serde_json::to_string(&case).unwrap());
    let listed = Evaluation::list_from_json(&list, "results.json").unwrap();
    assert_eq!(case.verify(&listed[0]).differences(), []);
    assert_eq!(listed[1], read);
    let second = case.verify(&listed[1]).in_list(1);
    let problems = second.diagnostics(&list, "results.json").unwrap();
    let places: BTreeSet<&str> = problems.iter().map(ocop::Diagnostic::pointer).collect();
    assert!(
        places.iter().all(|place| place.starts_with("/1")),
        "{places:?}"
    );
}

/// Contract 4: an absent key is told at the object that lacks it.
#[test]
fn a_difference_of_an_absent_key_is_told_at_its_object() {
    let case = shipped("mean-exactly-90");
    let mut stored = serde_json::to_value(&case).unwrap();
    for key in ["star", "date"] {
        stored["stages"][0]
            .as_object_mut()
            .unwrap()
            .remove(key)
            .unwrap();
    }
    let text = stored.to_string();
    let found = case.verify(&Evaluation::from_json(&text, "result.json").unwrap());
    let problems = found.diagnostics(&text, "result.json").unwrap();
    let told: BTreeSet<_> = problems
        .iter()
        .map(|one| (one.pointer(), one.path(), one.found()))
        .collect();
    let at = |found| ("/stages/0", "stages/0", found);
    assert_eq!(told, [at("no key `star`"), at("no key `date`")].into());
    let vietnamese = problems[0].text(Lang::Vi);
    assert!(
        vietnamese.starts_with("thấy không có khóa `"),
        "{vietnamese}"
    );
}

/// Contract 5.2: a council has at most 999 members.
#[test]
fn a_council_has_at_most_999_sheets() {
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let rules = catalog.rules("default").unwrap();
    let sheets = |count: usize| -> Vec<ScoreSheet> {
        let sheet = |at: usize| {
            let answers = set
                .criteria()
                .map(|criterion| (criterion.code().clone(), 1));
            ScoreSheet::new(&set, &format!("m{at}"), Role::Member, answers).unwrap()
        };
        (0..count).map(sheet).collect()
    };
    assert!(Council::new(&set, &rules, sheets(999), None).is_ok());
    let error = Council::new(&set, &rules, sheets(1000), None).unwrap_err();
    assert_eq!(error, CouncilError::TooMany { found: 1000 });
}

/// Contract: one person may have two sheets under names that differ by a letter. The name is asked where the sheet
/// has one, else who signed; minutes have no members.
#[test]
fn members_of_nearly_one_name_are_told() {
    let near = |case: &Value| -> Vec<[String; 2]> {
        let case = decided(case, &Catalog::bundled());
        let pairs = case.case().stages()[0].near_members();
        let pairs = pairs.iter().map(|(one, other)| {
            let mut pair = [*one, *other].map(str::to_owned);
            pair.sort();
            pair
        });
        pairs.collect()
    };
    let names = ["Nguyễn Văn Hùn", "Nguyễn Văn Hùng"].map(str::to_owned);
    let mut case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-04-10", "sheets": best_but("", 0)}]});
    assert_eq!(near(&case), [] as [[String; 2]; 0]);
    case["stages"][0]["sheets"][0]["name"] = json!(names[0]);
    case["stages"][0]["sheets"][2]["assessor"] = json!(names[1]);
    assert_eq!(near(&case), [names]);
    assert_eq!(near(&example("parts-only")), [] as [[String; 2]; 0]);
}

/// Source: 26/2026, Mẫu 03: the commune's report has four items. Each is told in its place, and what was not
/// reported is open.
#[test]
fn a_report_has_an_entry_for_each_item() {
    let mut case = example("one-product-26-2026");
    case["stages"][0]["report"] = json!([
        {"item": "local-identity", "met": false, "note": "chưa rõ"},
        {"item": "local-labour", "met": true}]);
    let read = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap();
    let Content::Report(entries) = read.stages()[0].content() else {
        panic!("{:?}", read.stages()[0])
    };
    let told = entries
        .iter()
        .map(|one| (one.item, one.met, one.note.as_deref()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (ReportItem::LocalOrigin, None, None),
            (ReportItem::LocalLabour, Some(true), None),
            (ReportItem::OriginOfIdea, None, None),
            (ReportItem::LocalIdentity, Some(false), Some("chưa rõ")),
        ]
    );
}
