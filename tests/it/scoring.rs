//! Scoring at speed against scoring with reasons, and how councils' rules count minima.

use std::collections::BTreeMap;
use std::fs;

use crate::made_up::{Shape, made_up, made_up_as};
use crate::random::Random;
use ocop::insight::{Advice, AdviceOptions};
use ocop::law::{CouncilRules, CriteriaSet, MinimumBy, Regulation};
use ocop::scoring::{
    Council, CouncilError, InvalidTally, Ranking, Role, RowsError, Score, ScoreSheet, Scorer,
    SheetError,
};
use ocop::value::PartId;
use ocop::{Case, Catalog, Mean, Star};
use proptest::prelude::*;

fn rules(minimum_by: MinimumBy, spread: &str) -> CouncilRules {
    let text = fs::read_to_string("criteria/councils/default.json").unwrap();
    let by = format!("\"minimum_by\": \"{minimum_by}\"");
    let text = text.replace("\"minimum_by\": \"majority\"", &by);
    let text = text.replace("\"spread\": \"10\"", &format!("\"spread\": \"{spread}\""));
    CouncilRules::from_json("made-up".parse().unwrap(), &text, "made-up.json").unwrap()
}

fn council<'s>(set: &'s CriteriaSet, rules: &'s CouncilRules, boxes: &[Vec<u32>]) -> Council<'s> {
    let sheets = boxes.iter().enumerate().map(|(member, boxes)| {
        let answers = set.criteria().zip(boxes).map(|(criterion, &ticked)| {
            let choices = u32::try_from(criterion.choices().len()).unwrap();
            (criterion.code().clone(), ticked % (choices + 1))
        });
        ScoreSheet::new(set, &format!("m{member}"), Role::Member, answers).unwrap()
    });
    Council::new(set, rules, sheets.collect(), None).unwrap()
}

/// The fast way and the explained way give the same totals, spread, band and star.
#[track_caller]
fn scored_alike(regulation: &Regulation, council: &Council<'_>, scorer: &Scorer<'_>) {
    let (tally, score) = (council.tally(), scorer.score(council).unwrap());
    let (total, parts) = (tally.total().unwrap(), tally.parts().unwrap());
    assert_eq!((score.total(), score.parts()), (total, parts));
    assert_eq!(total.count(), score.total().count());
    // The parts make up the total, which no sheet can bring above that of the law.
    let [a, b, c] = parts.map(Mean::sum);
    let sum = a.checked_add(b).and_then(|both| both.checked_add(c));
    assert_eq!(sum.as_ref(), Ok(&total.sum()));
    assert!(!total.above(regulation.total()));
    for (id, part) in PartId::ALL.iter().zip(parts) {
        assert!(!part.above(regulation.part_max(*id)));
    }
    assert_eq!(Some(score.spread()), tally.spread());
    let broken = tally.broken_zero_rule().is_some();
    assert_eq!(score.ranking().is_none(), broken);
    match tally.validate() {
        Ok(valid) => {
            assert!(score.within_spread());
            assert_eq!(score.ranking(), Some(Ranking::of(regulation, valid)));
        }
        Err(InvalidTally::Disqualified) => assert!(broken),
        Err(_) => assert!(!score.within_spread()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_way_is_the_explained_way(
        edition in prop::sample::select(vec!["qd-1048-2019", "qd-148-2023", "qd-26-2026"]),
        number in 1_u8..27,
        by in prop::sample::select(MinimumBy::ALL),
        spread in prop::sample::select(vec!["0", "3.5", "10", "40"]),
        boxes in prop::collection::vec(prop::collection::vec(0_u32..840, 64), 1..12),
    ) {
        let catalog = Catalog::bundled();
        let regulation = catalog.regulation(edition).unwrap();
        let set = catalog.set(edition, &format!("{number:02}")).unwrap();
        let rules = rules(by, spread);
        let council = council(&set, &rules, &boxes);
        scored_alike(&regulation, &council, &Scorer::new(&regulation, &set, &rules));
    }
}

/// The same for sheets in half points, under bands and spreads that are finer than they.
#[test]
fn the_fast_way_is_the_explained_way_in_half_points() {
    let mut random = Random(19_05);
    let mut within = [0; 2];
    for _ in 0..1_000 {
        let (regulation, set) = made_up(&mut random);
        let by = MinimumBy::ALL[random.below(3)];
        let rules = rules(by, ["0", "0.5", "1.25", "2.75"][random.below(4)]);
        let mut boxes = vec![vec![0; set.criteria().count()]; 1 + random.below(4)];
        for ticked in boxes.iter_mut().flatten() {
            *ticked = u32::try_from(random.below(840)).unwrap();
        }
        let council = council(&set, &rules, &boxes);
        let scorer = Scorer::new(&regulation, &set, &rules);
        scored_alike(&regulation, &council, &scorer);
        within[usize::from(scorer.score(&council).unwrap().within_spread())] += 1;
    }
    assert!(within.iter().all(|&count| count > 100), "{within:?}");
}

/// The same on sheets on both sides of every limit of the fast way: 32 and 64 criteria, 6 boxes,
/// 255 steps in a box, and 250 sheets; and from plain rows.
#[test]
fn every_way_of_scoring_gives_the_same() {
    let mut random = Random(64);
    let mut stars = BTreeMap::new();
    for round in 0..300 {
        let criteria = [
            [1, 1, 1],
            [10, 11, 10],
            [11, 11, 10],
            [11, 11, 11],
            [21, 21, 21],
            [22, 21, 21],
        ];
        let shape = Shape {
            criteria: criteria[random.below(criteria.len())],
            boxes: [3, 6, 7][random.below(3)],
            growth: [3, 30, 60, 120][random.below(4)],
        };
        let (regulation, set) = made_up_as(&shape, &mut random);
        let by = MinimumBy::ALL[random.below(3)];
        let rules = rules(by, ["0", "10", "40.5", "1000"][random.below(4)]);
        let members = match round % 30 {
            0 => [249, 250, 251][random.below(3)],
            _ => 1 + random.below(9),
        };
        let scorer = Scorer::new(&regulation, &set, &rules);
        let mut rows = Vec::new();
        let mut expected = Vec::new();
        for _ in 0..1 + random.below(4) {
            let generous = random.below(8);
            let mut boxes = vec![vec![0; set.criteria().count()]; members];
            for sheet in &mut boxes {
                for (ticked, criterion) in sheet.iter_mut().zip(set.criteria()) {
                    let most = criterion.choices().len();
                    let high = random.below(8) < generous;
                    *ticked = if high { most } else { random.below(most + 1) } as u32;
                }
                rows.extend(sheet.iter().map(|&ticked| ticked as u8));
            }
            let council = council(&set, &rules, &boxes);
            scored_alike(&regulation, &council, &scorer);
            let score = scorer.score(&council).unwrap();
            *stars.entry(score.star()).or_insert(0) += 1;
            expected.push(score);
        }
        let mut scores = Vec::new();
        scorer.score_many(members, &rows, &mut scores).unwrap();
        assert_eq!(scores, expected);
        // One box beyond the last of its criterion, and the councils before it.
        let (at, criteria) = (random.below(rows.len()), set.criteria().count());
        let most = set.criteria().nth(at % criteria).unwrap().choices().len();
        rows[at] = [most as u8 + 1, 200, 255][random.below(3)];
        let council = at / (members * criteria);
        scores.clear();
        match scorer.score_many(members, &rows, &mut scores) {
            Err(RowsError::Row {
                council: found,
                sheet,
                error: SheetError::BoxUnknown { found: ticked, .. },
            }) => {
                assert_eq!(
                    (found, sheet, ticked),
                    (council, at / criteria % members, u32::from(rows[at]))
                );
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(scores, expected[..council]);
    }
    assert!(
        stars.len() == 6 && stars.values().all(|&count| count > 0),
        "{stars:?}"
    );
}

/// Rows that are not those of whole councils are refused.
#[test]
fn rows_are_those_of_whole_councils() {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let rules = catalog.rules("default").unwrap();
    let scorer = Scorer::new(&regulation, &set, &rules);
    let mut scores = Vec::new();
    let mut ask = |members, boxes: usize| scorer.score_many(members, &vec![0; boxes], &mut scores);
    assert_eq!(ask(3, 0), Ok(()));
    assert_eq!(ask(3, 96), Ok(()));
    assert_eq!(
        ask(3, 97),
        Err(RowsError::Length {
            found: 97,
            expected: 96
        })
    );
    assert_eq!(ask(0, 32), Err(RowsError::Members { found: 0 }));
    assert_eq!(ask(999, 999 * 32), Ok(()));
    assert_eq!(
        ask(1000, 1000 * 32),
        Err(RowsError::Members { found: 1000 })
    );
    assert_eq!(scores.len(), 2);
    let short = scorer.score_boxes(&[0; 31]);
    assert_eq!(
        short,
        Err(SheetError::Length {
            found: 31,
            expected: 32
        })
    );
}

/// Bands of 18 decimals: 30 points are one star where two begin at 30.000000000000000001.
#[test]
fn bands_are_compared_to_their_last_decimal() {
    let catalog = Catalog::bundled();
    let text = fs::read_to_string("criteria/qd-26-2026/regulation.json").unwrap();
    let mut text: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (from, star) in [
        ("29.999999999999999999", Star::Two),
        ("30", Star::Two),
        ("30.000000000000000001", Star::One),
    ] {
        text["bands"][3]["from"] = serde_json::json!(from);
        let regulation = Regulation::from_json(&text.to_string(), "regulation", None).unwrap();
        let set = catalog.set("qd-26-2026", "08").unwrap();
        let rules = catalog.rules("default").unwrap();
        let scorer = Scorer::new(&regulation, &set, &rules);
        // A sheet of exactly 30 points.
        let mut boxes = vec![0_u8; set.criteria().count()];
        let mut left = 30;
        for (ticked, criterion) in boxes.iter_mut().zip(set.criteria()) {
            let points = criterion
                .choices()
                .iter()
                .map(|c| c.points().to_string().parse::<u32>().unwrap());
            let fits = (1..)
                .zip(points)
                .filter(|(_, points)| *points <= left)
                .last();
            if let Some((number, points)) = fits {
                *ticked = number;
                left -= points;
            }
        }
        assert_eq!(left, 0);
        let score = scorer.score_boxes(&boxes).unwrap();
        assert_eq!(score.total().sum().to_string(), "30");
        assert_eq!(score.ranking().unwrap().band_star(), star, "{from}");
        let rows = [&boxes[..], &boxes, &boxes].concat();
        let mut scores = Vec::new();
        scorer.score_many(3, &rows, &mut scores).unwrap();
        assert_eq!(scores[0].ranking().unwrap().band_star(), star, "{from}");
        let advice = Advice::for_boxes(
            &regulation,
            &set,
            &[0; 32],
            Star::Two,
            &AdviceOptions::default(),
        );
        let (points, star) = advice.unwrap().after.unwrap();
        assert!(points >= from.parse().unwrap() && star >= Star::Two);
    }
}

/// Source: READING majority (default rules); `all` and `mean` as a province may have them. Set 08 of
/// 148 needs 3 points in 2.b for five stars; of three members one, two, or all tick that box.
#[test]
fn a_minimum_is_counted_as_the_rules_say() {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let at = set
        .criteria()
        .position(|c| c.code().as_str() == "2.b")
        .unwrap();
    let best: Vec<u32> = set
        .criteria()
        .map(|c| u32::try_from(c.choices().len()).unwrap())
        .collect();
    let star = |by, reach: usize| {
        let rules = rules(by, "10");
        let mut boxes = vec![best.clone(); 3];
        for sheet in boxes.iter_mut().skip(reach) {
            sheet[at] -= 1;
        }
        let council = council(&set, &rules, &boxes);
        Scorer::new(&regulation, &set, &rules)
            .score(&council)
            .and_then(Score::star)
            .unwrap()
    };
    use MinimumBy::{All, Majority, Mean};
    for (by, one, two, three) in [
        (Majority, Star::Four, Star::Five, Star::Five),
        (All, Star::Four, Star::Four, Star::Five),
        (Mean, Star::Four, Star::Four, Star::Five),
    ] {
        assert_eq!(
            [star(by, 1), star(by, 2), star(by, 3)],
            [one, two, three],
            "{by}"
        );
    }
}

/// Contract 5.1: the mean of a criterion is that of the printed points of the boxes that members tick.
#[test]
fn a_criterion_has_the_mean_of_its_members() {
    let catalog = Catalog::bundled();
    let (set, rules) = (
        catalog.set("qd-148-2023", "08").unwrap(),
        catalog.rules("default").unwrap(),
    );
    let boxes: Vec<Vec<u32>> = (0..3).map(|member| vec![member; 64]).collect();
    let council = council(&set, &rules, &boxes);
    let means = council.means();
    assert_eq!(means.len(), set.criteria().count());
    for (mean, criterion) in means.into_iter().zip(set.criteria()) {
        let boxes = u8::try_from(criterion.choices().len() + 1).unwrap();
        let [none, first, second] =
            [0, 1, 2].map(|ticked| criterion.points_of(ticked % boxes).unwrap());
        let sum = none
            .checked_add(first)
            .and_then(|sum| sum.checked_add(second));
        assert_eq!(Ok(mean.sum()), sum, "{}", criterion.code());
        assert_eq!(mean.count(), 3);
    }
}

/// Source: READING chair-or-vice (default rules): a vice-chair takes the chair's place; by other rules only
/// the chair does.
#[test]
fn who_chairs_is_as_the_rules_say() {
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let default = fs::read_to_string("criteria/councils/default.json").unwrap();
    for (rule, by_vice) in [("chair-or-vice", true), ("chair", false)] {
        let text = default.replace(
            "\"chair\": \"chair-or-vice\"",
            &format!("\"chair\": \"{rule}\""),
        );
        let rules = CouncilRules::from_json("made-up".parse().unwrap(), &text, "x.json").unwrap();
        for (role, chaired) in [
            (Role::Chair, true),
            (Role::ViceChair, by_vice),
            (Role::Member, false),
        ] {
            let sheets = [("m1", role), ("m2", Role::Member)].map(|(assessor, role)| {
                let answers = set
                    .criteria()
                    .map(|criterion| (criterion.code().clone(), 1));
                ScoreSheet::new(&set, assessor, role, answers).unwrap()
            });
            let council = Council::new(&set, &rules, sheets.to_vec(), Some(2)).unwrap();
            let quorum = council.tally().quorum().unwrap();
            assert_eq!(quorum.chaired, chaired, "{rule}: {role}");
        }
    }
}

/// A council is scored, and a million variants of a sheet could be, without allocating.
#[test]
fn scoring_allocates_nothing() {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let rules = catalog.rules("default").unwrap();
    let boxes: Vec<Vec<u32>> = (0..7).map(|member| vec![member; 64]).collect();
    let council = council(&set, &rules, &boxes);
    let scorer = Scorer::new(&regulation, &set, &rules);
    let mut variant: Vec<u8> = vec![1; set.criteria().count()];
    let choices: Vec<usize> = set.criteria().map(|c| c.choices().len() + 1).collect();
    let mut stars = [0_u32; 6];
    let counted = allocation_counter::measure(|| {
        stars[usize::from(scorer.score(&council).unwrap().star().unwrap().number())] += 1;
        for number in 0..10_000_usize {
            let at = number % variant.len();
            variant[at] = u8::try_from(number % choices[at]).unwrap();
            let score = scorer.score_boxes(&variant).unwrap();
            stars[usize::from(score.star().unwrap().number())] += 1;
        }
    });
    assert_eq!(counted.count_total, 0);
    assert_eq!(stars.iter().sum::<u32>(), 10_001);
    // Many councils at once: their scores alone.
    let rows: Vec<u8> = vec![1; 7 * 1000 * variant.len()];
    let mut scores = Vec::new();
    let counted = allocation_counter::measure(|| {
        scorer.score_many(7, &rows, &mut scores).unwrap();
    });
    assert_eq!((counted.count_total, scores.len()), (1, 1000));
}

/// From the bytes of a line of ten sheets to the printed, sealed result: where members agree, and where
/// each departs from the others in one answer of twenty, so that there is more to say.
#[test]
fn a_case_takes_few_allocations() {
    let text = fs::read_to_string("examples/cases/mean-exactly-90.json").unwrap();
    let mut agreed: serde_json::Value = serde_json::from_str(&text).unwrap();
    let stage = &mut agreed["stages"][0];
    stage["council"]["appointed"] = 10.into();
    let sheets = stage["sheets"].as_array_mut().unwrap();
    for member in 8..11 {
        let mut sheet = sheets[6].clone();
        sheet["assessor"] = format!("m{member}").into();
        sheets.push(sheet);
    }
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let mut random = Random(148);
    let mut differing = || {
        let mut case = agreed.clone();
        let most = |code: &str| {
            set.criterion(&code.parse().unwrap())
                .unwrap()
                .choices()
                .len()
        };
        let mut given = BTreeMap::new();
        let sheets = case["stages"][0]["sheets"].as_array_mut().unwrap();
        for answer in sheets
            .iter_mut()
            .flat_map(|sheet| sheet["answers"].as_array_mut().unwrap())
        {
            let code = answer["criterion"].as_str().unwrap().to_owned();
            let boxes = most(&code);
            // One of the last boxes.
            let agreed = given
                .entry(code)
                .or_insert_with(|| boxes - [0, 0, 0, 0, 1, 1, 1, 2][random.below(8)].min(boxes));
            let departs = random.below(20) == 0;
            answer["box"] = if departs {
                random.below(boxes + 1)
            } else {
                *agreed
            }
            .into();
        }
        case.to_string()
    };
    let differing: Vec<String> = (0..32).map(|_| differing()).collect();
    let mut out = Vec::with_capacity(64 * 1024);
    let mut counted = |lines: &[String]| {
        let mut run = || {
            for line in lines {
                out.clear();
                let case = Case::from_json(line, "cases.jsonl", &catalog).unwrap();
                serde_json::to_writer(&mut out, &case.evaluate()).unwrap();
            }
        };
        // What is read of the law is kept.
        run();
        let all = allocation_counter::measure(run).count_total;
        all.div_ceil(u64::try_from(lines.len()).unwrap())
    };
    let (agreeing, differing) = (counted(&[agreed.to_string()]), counted(&differing));
    // At most 109 and 150 on 26 November 2026; a tenth more where they agree is a step back.
    assert!(
        agreeing <= 120 && differing <= 150,
        "{agreeing} {differing}"
    );
}

/// A council is scored by the set that its sheets were filled in for, or not at all.
#[test]
fn a_council_of_another_set_has_no_score() {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let rules = catalog.rules("default").unwrap();
    let sets = ["08", "16"].map(|code| catalog.set("qd-26-2026", code).unwrap());
    for own in &sets {
        let council = council(own, &rules, &[vec![1; own.criteria().count()]]);
        for other in &sets {
            let score = Scorer::new(&regulation, other, &rules).score(&council);
            assert_eq!(score.is_some(), own.code() == other.code());
        }
    }
}

/// Contract 5.0 and 3: names are one in NFC with single spaces, and each assessor gives one sheet.
#[test]
fn one_name_in_two_spellings_is_one_member_of_a_council() {
    let set = Catalog::bundled().set("qd-148-2023", "08").unwrap();
    let rules = Catalog::bundled().rules("default").unwrap();
    let sheets = |names: [&str; 2]| {
        let sheet = |name: &str| {
            let answers = set
                .criteria()
                .map(|criterion| (criterion.code().clone(), 1));
            ScoreSheet::new(&set, name, Role::Member, answers).unwrap()
        };
        Council::new(&set, &rules, names.map(sheet).into(), None)
    };
    let again = sheets(["Cá khô", " Ca\u{301}  khô"]).unwrap_err();
    let (assessor, sheet) = (" Ca\u{301}  khô".to_owned(), 1);
    assert_eq!(again, CouncilError::AssessorRepeated { assessor, sheet });
    assert!(sheets(["Cá khô", "cá khô"]).is_ok());
}

/// A sheet of a decision that fits the fast way and is left out of it would be slower and nothing else, which
/// no score tells: all of them fit, however a council counts minima but by the mean.
#[test]
fn every_sheet_of_a_decision_is_scored_the_fast_way() {
    let catalog = Catalog::bundled();
    let mut wide = 0;
    for edition in ["qd-1048-2019", "qd-148-2023", "qd-26-2026"] {
        let regulation = catalog.regulation(edition).unwrap();
        for number in 1..=26 {
            let set = catalog.set(edition, &format!("{number:02}")).unwrap();
            wide += usize::from(set.criteria().count() > 32);
            for &by in MinimumBy::ALL {
                let rules = rules(by, "10");
                let scorer = format!("{:?}", Scorer::new(&regulation, &set, &rules));
                let fast = by != MinimumBy::Mean;
                assert_eq!(scorer.contains("lanes: Some("), fast, "{edition} {number}");
            }
        }
    }
    assert!(wide > 0);
}

/// Three councils after each other, so that the last is alone, on every sheet of a decision: each is scored as
/// if it were the only one, which is as the explained way says. Sheets of more than 32 criteria take another
/// way through rows than the others.
#[test]
fn many_councils_are_scored_as_each_alone() {
    let catalog = Catalog::bundled();
    let mut random = Random(33);
    for edition in ["qd-1048-2019", "qd-148-2023", "qd-26-2026"] {
        let regulation = catalog.regulation(edition).unwrap();
        for number in 1..=26 {
            let set = catalog.set(edition, &format!("{number:02}")).unwrap();
            let rules = rules(MinimumBy::Majority, "100");
            let scorer = Scorer::new(&regulation, &set, &rules);
            let (mut rows, mut alone) = (Vec::new(), Vec::new());
            for _ in 0..3 {
                let boxes = [(); 3].map(|()| {
                    let boxes = set.criteria().map(|c| random.below(c.choices().len() + 1));
                    boxes.map(|ticked| ticked as u32).collect::<Vec<_>>()
                });
                rows.extend(boxes.iter().flatten().map(|&ticked| ticked as u8));
                let council = council(&set, &rules, &boxes);
                scored_alike(&regulation, &council, &scorer);
                alone.push(scorer.score(&council).unwrap());
            }
            let mut scores = Vec::new();
            scorer.score_many(3, &rows, &mut scores).unwrap();
            assert_eq!(scores, alone, "{edition} {number}");
        }
    }
}

/// As many sheets as one byte counts, all with every minimum reached: five stars. An odd number leaves one
/// sheet alone in its block, where an empty one is counted with it.
#[test]
fn a_council_of_as_many_as_a_byte_counts_is_scored_as_any() {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let best = set.criteria().map(|c| c.choices().len() as u32);
    let best: Vec<u32> = best.collect();
    for members in [254, 255, 256, 257] {
        let rules = rules(MinimumBy::Majority, "10");
        let council = council(&set, &rules, &vec![best.clone(); members]);
        let scorer = Scorer::new(&regulation, &set, &rules);
        scored_alike(&regulation, &council, &scorer);
        let star = scorer.score(&council).and_then(Score::star);
        assert_eq!(star, Some(Star::Five), "{members}");
    }
}
