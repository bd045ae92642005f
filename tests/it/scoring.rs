//! Scoring at speed against scoring with reasons, and how councils' rules count minima.

use std::fs;

use crate::made_up::made_up;
use crate::random::Random;
use ocop::law::{CouncilRules, CriteriaSet, MinimumBy, Regulation};
use ocop::scoring::{Council, Ranking, Role, ScoreSheet, Scorer};
use ocop::value::PartId;
use ocop::{Catalog, Mean, Star};
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
    let (tally, score) = (council.tally(), scorer.score(council));
    assert_eq!(score.total(), tally.total());
    assert_eq!(score.parts(), tally.parts());
    // The parts make up the total, which no sheet can bring above that of the law.
    let [a, b, c] = tally.parts().map(Mean::sum);
    let parts = a.checked_add(b).and_then(|both| both.checked_add(c));
    assert_eq!(parts.as_ref(), Ok(&tally.total().sum()));
    assert!(!tally.total().above(regulation.total()));
    for (id, part) in PartId::ALL.iter().zip(tally.parts()) {
        assert!(!part.above(regulation.part_max(*id)));
    }
    assert_eq!(score.spread(), tally.spread());
    assert_eq!(score.within_spread(), tally.settled().is_ok());
    if let Ok(settled) = tally.settled() {
        let ranking = Ranking::of(regulation, settled);
        assert_eq!(score.star(), ranking.star());
        assert_eq!(score.band_star(), ranking.band_star());
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
        within[usize::from(scorer.score(&council).within_spread())] += 1;
    }
    assert!(within.iter().all(|&count| count > 100), "{within:?}");
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
            .star()
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
    let mut stars = [0_u32; 6];
    let counted = allocation_counter::measure(|| {
        stars[usize::from(scorer.score(&council).star().number())] += 1;
        for number in 0..10_000_usize {
            let at = number % variant.len();
            variant[at] = u8::try_from(number % 5).unwrap();
            stars[usize::from(scorer.score_boxes(&variant).star().number())] += 1;
        }
    });
    assert_eq!(counted.count_total, 0);
    assert_eq!(stars.iter().sum::<u32>(), 10_001);
}
