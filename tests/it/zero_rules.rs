//! Zero rules: three places where 0 points end the evaluation, asked by everything that gives a star.
//!
//! Source: 26/2026 set 16 section 6; 1048 set 07 criterion 6.1 and set 17 section 6; READING
//! `zero-rule`.

use std::fs;
use std::sync::Arc;

use crate::random::Random;
use ocop::insight::{Advice, AdviceOptions, StepReason};
use ocop::law::{CouncilRules, CriteriaSet, Regulation, ZeroBy};
use ocop::procedure::MeanTotal;
use ocop::scoring::{Council, InvalidTally, Ranking, Role, ScoreSheet, Scorer};
use ocop::{Catalog, EvaluatedCase, Outcome, Star, Status};
use serde_json::{Value, json};

/// Regulation, set and the criteria of its zero rule.
const PLACES: [(&str, &str, &[&str]); 3] = [
    ("qd-1048-2019", "07", &["6.1"]),
    ("qd-1048-2019", "17", &["6.1", "6.2", "6.3", "6.4"]),
    ("qd-26-2026", "16", &["6.1", "6.2", "6.3", "6.4"]),
];

fn of(place: (&str, &str, &[&str])) -> (Arc<Regulation>, Arc<CriteriaSet>) {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation(place.0).unwrap();
    (regulation, catalog.set(place.0, place.1).unwrap())
}

/// The best sheet, but with 0 points in some criteria.
fn boxes(set: &CriteriaSet, zero: &[&str]) -> Vec<u8> {
    let boxes = set.criteria().map(|criterion| {
        let best = criterion.choices().iter().map(|choice| choice.points());
        let best = (1..).zip(best).max_by_key(|(_, points)| *points).unwrap().0;
        if zero.contains(&criterion.code().as_str()) {
            0
        } else {
            best
        }
    });
    boxes.collect()
}

fn case(set: &CriteriaSet, regulation: &Regulation, sheets: &[Vec<u8>], council: Value) -> Value {
    let level = match regulation.id().as_str() {
        "qd-1048-2019" | "qd-148-2023" => "district",
        _ => "province",
    };
    let sheets = sheets.iter().enumerate().map(|(member, boxes)| {
        let answers = set.criteria().zip(boxes);
        let answers = answers.map(|(c, b)| json!({"criterion": c.code().as_str(), "box": b}));
        let role = if member == 0 { "chair" } else { "member" };
        json!({"assessor": format!("m{member}"), "role": role,
            "answers": answers.collect::<Value>()})
    });
    json!({"product": {"name": "Nước"}, "regulation": regulation.id().as_str(),
        "set": set.code().to_string(), "stages": [{"level": level,
        "date": regulation.in_force().from().to_string(), "council": council,
        "sheets": sheets.collect::<Value>()}]})
}

fn decided(case: &Value, catalog: &Catalog) -> EvaluatedCase {
    EvaluatedCase::from_json(&case.to_string(), "case", catalog).unwrap()
}

/// The default rules with a zero rule by something else, under the name `made-up`.
fn catalog_with(zero_by: &str) -> Catalog {
    let text = fs::read_to_string("criteria/councils/default.json").unwrap();
    let text = text.replace(
        "\"zero_by\": \"majority\"",
        &format!("\"zero_by\": \"{zero_by}\""),
    );
    let mut catalog = Catalog::bundled();
    let id = "made-up".parse().unwrap();
    catalog.add_rules(id, "made-up.json", text).unwrap();
    catalog
}

#[test]
fn zero_rules_are_in_three_places() {
    let catalog = Catalog::bundled();
    let mut found = Vec::new();
    for id in ["qd-1048-2019", "qd-148-2023", "qd-26-2026"] {
        for entry in catalog.regulation(id).unwrap().sets() {
            let number = entry.code().to_string();
            let set = catalog.set(id, &number).unwrap();
            let codes = set.sections().flat_map(|section| {
                let criteria = section.criteria().iter();
                let whole = section.zero_rule().is_some();
                let named = criteria.filter(move |c| whole || c.zero_rule().is_some());
                named.map(|c| c.code().as_str())
            });
            let codes: Vec<&str> = codes.collect();
            if !codes.is_empty() {
                let place = PLACES
                    .iter()
                    .find(|place| (place.0, place.1) == (id, &number));
                assert_eq!(place.unwrap().2, codes);
                found.push(number);
            }
        }
    }
    assert_eq!(found, ["07", "17", "16"]);
}

/// Zeros are counted on one and the same criterion: `majority` by more than half of the sheets,
/// `any` by one, `mean` only where all give 0.
#[test]
fn zeros_are_counted_by_the_councils_rules() {
    // How many of five sheets give 0, and whether that disqualifies by majority, any, mean.
    let table = [
        (0, [false, false, false]),
        (1, [false, true, false]),
        (2, [false, true, false]),
        (3, [true, true, false]),
        (4, [true, true, false]),
        (5, [true, true, true]),
    ];
    for place in PLACES {
        let (regulation, set) = of(place);
        for (zeros, expected) in table {
            let sheets: Vec<Vec<u8>> = (0..5)
                .map(|member| boxes(&set, if member < zeros { &place.2[..1] } else { &[] }))
                .collect();
            for (by, expected) in ["majority", "any", "mean"].into_iter().zip(expected) {
                let catalog = catalog_with(by);
                let council = json!({"rules": "made-up"});
                let result = decided(&case(&set, &regulation, &sheets, council), &catalog);
                let rejected = result.stages()[0].status == Status::Disqualified;
                assert_eq!(rejected, expected, "{place:?}: {zeros} by {by}");
                assert_eq!(result.outcome() == Outcome::Rejected, expected);
                let rules = catalog.rules("made-up").unwrap();
                let council = council_of(&set, &rules, &sheets);
                let score = Scorer::new(&regulation, &set, &rules).score(&council);
                assert_eq!(score.unwrap().star().is_none(), expected);
            }
        }
    }
}

/// Rules that do not say count by majority; a value without its clause is refused.
#[test]
fn rules_may_leave_the_zero_rule_out() {
    let text = fs::read_to_string("criteria/councils/default.json").unwrap();
    let read = |text: &str| CouncilRules::from_json("x".parse().unwrap(), text, "x.json");
    let mut rules: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read(&text).unwrap().zero_by(), ZeroBy::Majority);
    rules["citations"]
        .as_object_mut()
        .unwrap()
        .remove("zero_by");
    assert!(read(&rules.to_string()).is_err());
    rules.as_object_mut().unwrap().remove("zero_by");
    assert_eq!(
        read(&rules.to_string()).unwrap().zero_by(),
        ZeroBy::Majority
    );
}

/// Zeros of different members in different criteria do not add up.
#[test]
fn zeros_in_different_criteria_do_not_add_up() {
    let (regulation, set) = of(PLACES[2]);
    let sheets = [
        boxes(&set, &["6.1"]),
        boxes(&set, &["6.2"]),
        boxes(&set, &[]),
    ];
    let result = decided(
        &case(&set, &regulation, &sheets, json!({})),
        &Catalog::bundled(),
    );
    assert_eq!(result.stages()[0].status, Status::Settled);
    assert_eq!(result.stages()[0].star, Some(Star::Five));
    // What is listed is what some sheet gives 0, and none of it is enough.
    let rules = Catalog::bundled().rules("default").unwrap();
    let tally = council_of(&set, &rules, &sheets).tally();
    let zeros = tally.zeros().iter();
    let zeros: Vec<_> = zeros
        .map(|zero| (zero.criterion.as_str(), zero.zeros, zero.of, zero.broken))
        .collect();
    assert_eq!(zeros, [("6.1", 1, 3, false), ("6.2", 1, 3, false)]);
}

/// A council that is not quorate rejects nothing.
#[test]
fn a_zero_rule_is_asked_of_a_quorate_council_only() {
    let (regulation, set) = of(PLACES[2]);
    let one = [boxes(&set, &["6.1"])];
    let council = json!({"appointed": 7});
    let result = decided(&case(&set, &regulation, &one, council), &Catalog::bundled());
    assert_eq!(result.stages()[0].status, Status::NotQuorate);
    assert!(matches!(result.outcome(), Outcome::Pending { .. }));
    let result = decided(
        &case(&set, &regulation, &one, json!({"appointed": 1})),
        &Catalog::bundled(),
    );
    assert_eq!(result.stages()[0].status, Status::Disqualified);
}

/// The reason cites the reading where members differ, and only the clause where they do not.
#[test]
fn the_reading_is_cited_where_it_matters() {
    let (regulation, set) = of(PLACES[2]);
    let clause = "Quyết định 26/2026/QĐ-TTg, Phụ lục II, bộ 16, ghi chú in ở 6.4";
    for (zeros, citation) in [(2, format!("{clause} (zero-rule)")), (3, clause.to_owned())] {
        let sheets: Vec<_> = (0..3)
            .map(|member| boxes(&set, if member < zeros { &["6.3"] } else { &[] }))
            .collect();
        let result = decided(
            &case(&set, &regulation, &sheets, json!({})),
            &Catalog::bundled(),
        );
        let reasons = &result.stages()[0].reasons;
        let reason = reasons
            .iter()
            .find(|r| r.code().as_str() == "zero-rule")
            .unwrap();
        assert_eq!(reason.citation().to_string(), citation);
        assert!(
            reason
                .text(ocop::Lang::Vi)
                .contains(&format!("{zeros}/3 phiếu cho 0 điểm ở tiêu chí 6.3"))
        );
    }
}

fn council_of<'s>(
    set: &'s CriteriaSet,
    rules: &'s CouncilRules,
    sheets: &[Vec<u8>],
) -> Council<'s> {
    let sheets = sheets.iter().enumerate().map(|(member, boxes)| {
        let codes = set.criteria().map(|criterion| criterion.code().clone());
        let answers = codes.zip(boxes.iter().map(|&ticked| u32::from(ticked)));
        ScoreSheet::new(set, &format!("m{member}"), Role::Member, answers).unwrap()
    });
    Council::new(set, rules, sheets.collect(), None).unwrap()
}

/// A random box in each criterion; in the criteria of a zero rule often 0.
fn random_boxes(set: &CriteriaSet, random: &mut Random) -> Vec<u8> {
    let generous = random.below(5);
    let boxes = set.criteria().map(|criterion| {
        let choices = criterion.choices().len();
        let ticked = if random.below(5) < generous {
            choices
        } else {
            random.below(choices + 1)
        };
        u8::try_from(ticked).unwrap()
    });
    boxes.collect()
}

/// Every set that there is, by regulation.
fn every_set(catalog: &Catalog) -> Vec<(Arc<Regulation>, Arc<CriteriaSet>)> {
    let ids = ["qd-1048-2019", "qd-148-2023", "qd-26-2026"];
    let regulations = ids.map(|id| catalog.regulation(id).unwrap());
    let sets = regulations.iter().flat_map(|regulation| {
        let sets = regulation.sets().iter().map(|entry| {
            let number = entry.code().to_string();
            catalog.set(regulation.id().as_str(), &number).unwrap()
        });
        sets.map(|set| (Arc::clone(regulation), set))
            .collect::<Vec<_>>()
    });
    sets.collect()
}

/// Scoring without a case, with reasons or without, gives what the case gives, on every set.
#[test]
fn scoring_without_a_case_agrees_with_the_case() {
    let mut random = Random(78);
    let mut statuses = [0; 3];
    for by in ["majority", "any", "mean"] {
        let catalog = catalog_with(by);
        let rules = catalog.rules("made-up").unwrap();
        for (regulation, set) in every_set(&catalog) {
            let named = PLACES.iter().any(|place| {
                (place.0, place.1) == (regulation.id().as_str(), &set.code().to_string())
            });
            for _ in 0..if named { 60 } else { 4 } {
                let first = random_boxes(&set, &mut random);
                let mut sheets = vec![first; 1 + random.below(5)];
                for sheet in sheets.iter_mut().skip(1) {
                    let other = random_boxes(&set, &mut random);
                    for _ in 0..6 {
                        let at = random.below(sheet.len());
                        sheet[at] = other[at];
                    }
                }
                let whole = case(&set, &regulation, &sheets, json!({"rules": "made-up"}));
                let result = decided(&whole, &catalog);
                let stage = &result.stages()[0];
                let council = council_of(&set, &rules, &sheets);
                let tally = council.tally();
                let score = Scorer::new(&regulation, &set, &rules)
                    .score(&council)
                    .unwrap();
                let total = stage.total.as_ref().map(MeanTotal::mean);
                assert_eq!((total, stage.spread), (tally.total(), tally.spread()));
                assert_eq!(total, Some(score.total()));
                let valid = tally.validate();
                match stage.status {
                    Status::Settled => {
                        let ranking = Ranking::of(&regulation, valid.unwrap());
                        assert_eq!(stage.star, Some(ranking.star()));
                        assert_eq!(stage.band_star, Some(ranking.band_star()));
                        assert_eq!(score.ranking(), Some(ranking));
                        statuses[0] += 1;
                    }
                    Status::Disqualified => {
                        assert_eq!(valid.unwrap_err(), InvalidTally::Disqualified);
                        assert_eq!(score.star(), None);
                        statuses[1] += 1;
                    }
                    _ => {
                        assert_eq!(valid.unwrap_err(), InvalidTally::RescoreRequired);
                        assert!(!score.within_spread() && score.star().is_some());
                        statuses[2] += 1;
                    }
                }
                // A sheet alone is a council of one.
                let scorer = Scorer::new(&regulation, &set, &rules);
                let alone = scorer.score_boxes(&sheets[0]).unwrap();
                let one = council_of(&set, &rules, &sheets[..1]);
                assert_eq!(Some(alone), scorer.score(&one));
            }
        }
    }
    assert!(statuses.iter().all(|&count| count > 30), "{statuses:?}");
}

/// A sheet that follows the advice is evaluated as at least the target, on every set.
#[test]
fn a_sheet_that_follows_the_advice_reaches_the_target() {
    let catalog = Catalog::bundled();
    let options = AdviceOptions::default();
    let mut random = Random(16);
    let (mut followed, mut zeros) = (0, 0);
    for (regulation, set) in every_set(&catalog) {
        let named = PLACES
            .iter()
            .any(|place| (place.0, place.1) == (regulation.id().as_str(), &set.code().to_string()));
        for _ in 0..if named { 40 } else { 4 } {
            let mut boxes = random_boxes(&set, &mut random);
            let target = Star::ALL[random.below(5)];
            let advice = Advice::for_boxes(&regulation, &set, &boxes, target, &options).unwrap();
            let Some(steps) = advice.steps else {
                continue;
            };
            for step in &steps {
                let at = set.criteria().position(|c| *c.code() == step.criterion);
                boxes[at.unwrap()] = step.to;
            }
            let whole = case(&set, &regulation, &[boxes], json!({}));
            let result = decided(&whole, &catalog);
            let stage = &result.stages()[0];
            assert!(
                stage.star >= Some(target),
                "{:?} for {target}",
                stage.status
            );
            let (points, star) = advice.after.unwrap();
            assert_eq!(
                (stage.total.as_ref().unwrap().mean().sum(), stage.star),
                (points, Some(star))
            );
            followed += 1;
            zeros += usize::from(steps.iter().any(|s| s.because == StepReason::ZeroRule));
        }
    }
    assert!(followed > 200 && zeros > 20, "{followed} {zeros}");
}

/// Contract 4: no criterion of a zero rule is left at 0, and its step says so. A criterion that
/// must stay at 0 is an obstacle.
#[test]
fn advice_leaves_no_criterion_of_a_zero_rule_at_0() {
    let (regulation, set) = of(PLACES[2]);
    let sheet = boxes(&set, &["6.1"]);
    let mut options = AdviceOptions::default();
    let advise = |options: &AdviceOptions| {
        Advice::for_boxes(&regulation, &set, &sheet, Star::One, options).unwrap()
    };
    let advice = advise(&options);
    assert_eq!(advice.star, None);
    let steps = advice.steps.unwrap();
    let told: Vec<_> = steps
        .iter()
        .map(|s| (s.criterion.as_str(), s.to, s.because))
        .collect();
    // Box 1 of 6.1 gives no points either.
    assert_eq!(told, [("6.1", 2, StepReason::ZeroRule)]);
    options.fixed.insert("6.1".parse().unwrap());
    let advice = advise(&options);
    assert_eq!(advice.steps, None);
    assert_eq!(advice.obstacles[0].code().as_str(), "zero-out-of-reach");
}

/// One zero more than half makes the product one that is not evaluated any further.
#[test]
fn sensitivity_asks_the_zero_rule() {
    let (regulation, set) = of(PLACES[2]);
    let sheets = [boxes(&set, &["6.1"]), boxes(&set, &[]), boxes(&set, &[])];
    let whole = case(&set, &regulation, &sheets, json!({}));
    let result = decided(&whole, &Catalog::bundled());
    let sensitivity = result.sensitivity().unwrap();
    let boxes = sensitivity.boxes.iter();
    let boxes = boxes.filter(|b| b.criterion.as_str() == "6.1" && b.star.is_none());
    let boxes: Vec<_> = boxes.map(|b| (&*b.assessor, b.to)).collect();
    assert_eq!(boxes, [("m1", 0), ("m1", 1), ("m2", 0), ("m2", 1)]);
    // Without a sheet one zero in two is no majority.
    assert!(sensitivity.sheets.iter().all(|sheet| sheet.star.is_some()));
}
