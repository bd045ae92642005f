//! Sheets that are being filled in.
//!
//! Source: contract 5.1 to 5.5 and 5.7.

use std::collections::BTreeSet;

use ocop::law::{CriteriaSet, Regulation};
use ocop::scoring::{Draft, MinimumState, Role, ScoreSheet, Scorer, SheetError};
use ocop::{Catalog, Lang, Points, Star};

use crate::made_up::made_up;
use crate::random::Random;

/// The best star of all ways to fill in what is open, tried one after the other.
fn best_by_trying(
    (regulation, set): (&Regulation, &CriteriaSet),
    scorer: &Scorer<'_>,
    boxes: &mut Vec<Option<u8>>,
) -> Option<Star> {
    let Some(open) = boxes.iter().position(Option::is_none) else {
        let row: Vec<u8> = boxes.iter().copied().flatten().collect();
        return scorer.score_boxes(&row).unwrap().star();
    };
    let most = set.criteria().nth(open).unwrap().choices().len() as u8;
    let mut best = None;
    for ticked in 0..=most {
        boxes[open] = Some(ticked);
        best = best.max(best_by_trying((regulation, set), scorer, boxes));
    }
    boxes[open] = None;
    best
}

/// Random answers on made-up sheets, some taken back: totals, minima and the best star are those of
/// trying everything.
#[test]
fn a_draft_says_what_is_reached_and_what_is_in_reach() {
    let mut random = Random(173);
    let rules = Catalog::bundled().rules("default").unwrap();
    let (mut stars, mut states) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..300 {
        let (regulation, set) = made_up(&mut random);
        let scorer = Scorer::new(&regulation, &set, &rules);
        let criteria: Vec<_> = set.criteria().collect();
        let mut draft = Draft::new(&set);
        let mut boxes = vec![None; criteria.len()];
        for _ in 0..2 * criteria.len() {
            let at = random.below(criteria.len());
            let most = criteria[at].choices().len();
            let code = criteria[at].code();
            if random.below(4) == 0 {
                draft.clear(code).unwrap();
                boxes[at] = None;
            } else {
                let ticked = random.below(most + 1);
                draft.answer(code, ticked as u32).unwrap();
                boxes[at] = Some(ticked as u8);
            }
            let beyond = draft.answer(code, most as u32 + 1);
            assert!(matches!(beyond, Err(SheetError::BoxUnknown { .. })));
            assert_eq!(draft.ticked(code), boxes[at]);

            let points = |at: usize| criteria[at].points_of(boxes[at]?);
            let sum = (0..criteria.len()).filter_map(points);
            let sum = sum.fold(Points::ZERO, |sum, one| sum.checked_add(one).unwrap());
            assert_eq!(draft.total(), sum);
            let parts = draft.parts();
            let parts = parts[0]
                .checked_add(parts[1])
                .and_then(|ab| ab.checked_add(parts[2]));
            assert_eq!(parts, Ok(sum));

            let minima: Vec<_> = draft.minima().collect();
            assert_eq!(minima.len(), set.minima().len());
            for (found, minimum) in minima.iter().zip(set.minima()) {
                assert_eq!(found.criterion, criteria[minimum.position()].code());
                let expected = match points(minimum.position()) {
                    None => MinimumState::Open,
                    Some(points) if points >= minimum.required() => MinimumState::Met,
                    Some(_) => MinimumState::Missed,
                };
                assert_eq!((found.star, found.state), (minimum.star(), expected));
                states.insert(found.state);
            }

            let best = best_by_trying((&regulation, &set), &scorer, &mut boxes);
            assert_eq!(draft.best_star(&regulation), best);
            stars.insert(best);

            let open: Vec<_> = draft
                .open()
                .map(|criterion| criterion.code().clone())
                .collect();
            let expected = (0..criteria.len()).filter(|&at| boxes[at].is_none());
            let expected: Vec<_> = expected.map(|at| criteria[at].code().clone()).collect();
            assert_eq!(open, expected);
            let answers = (0..criteria.len()).filter_map(|at| {
                boxes[at].map(|ticked| (criteria[at].code().clone(), u32::from(ticked)))
            });
            let whole = ScoreSheet::new(&set, "m1", Role::Chair, answers);
            assert_eq!(draft.finish("m1", Role::Chair), whole);
        }
    }
    assert_eq!((stars.len(), states.len()), (6, 3), "{stars:?}");
}

/// 26/2026, set 08, criterion 5.2: only with a story (5.1); the same on the finished sheet.
#[test]
fn a_structure_without_a_story_contradicts() {
    let set = Catalog::bundled().set("qd-26-2026", "08").unwrap();
    let mut draft = Draft::new(&set);
    let [story, structure] = ["5.1", "5.2"].map(|code| code.parse().unwrap());
    draft.answer(&structure, 2).unwrap();
    assert!(draft.contradictions().is_empty(), "the story is still open");
    draft.answer(&story, 0).unwrap();
    let found = draft.contradictions();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].criterion, found[0].needs), (&structure, &story));
    draft.answer(&story, 2).unwrap();
    assert!(draft.contradictions().is_empty());
    let other = "99".parse().unwrap();
    let unknown = SheetError::CriterionUnknown { criterion: other };
    assert_eq!(draft.answer(&"99".parse().unwrap(), 0), Err(unknown));
}

/// Source: 26/2026, Phụ lục II, set 16, the note at 6.4: a sheet ends at one of these criteria and nowhere else.
#[test]
fn a_draft_ends_at_a_printed_stop() {
    let set = Catalog::bundled().set("qd-26-2026", "16").unwrap();
    let mut draft = Draft::new(&set);
    let (first, stop) = ("1.1".parse().unwrap(), "6.2".parse().unwrap());
    draft.answer(&first, 1).unwrap();
    draft.answer(&stop, 0).unwrap();
    let sheet = draft.stop("m1", Role::Chair, &stop).unwrap();
    assert_eq!((sheet.assessor(), sheet.role()), ("m1", Role::Chair));
    assert_eq!(sheet.stopped_at(), Some(&stop));
    let at = |code| {
        set.criteria()
            .position(|criterion| criterion.code() == code)
    };
    assert_eq!(sheet.box_at(at(&first).unwrap()), Some(1));
    assert_eq!(sheet.box_at(at(&stop).unwrap()), Some(0));
    assert_eq!(sheet.box_at(at(&stop).unwrap() + 1), None);
    // Contract 5.0: a name holds something to see, and prints on one line; Ð (U+00D0) is no letter of it.
    let case = |assessor: &str| {
        let case = serde_json::json!({"product": {"name": "x"}, "regulation": "qd-26-2026", "set": "16", "stages": [
            {"level": "province", "date": "2026-09-10", "sheets": [
                {"assessor": assessor, "answers": [{"criterion": stop.as_str(), "box": 0}],
                    "stopped_at": stop.as_str()}]}]});
        ocop::Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).err()
    };
    for name in ["m1", "", " ", "a\nb", "Ðào", "a\u{200b}b"] {
        let refused = draft
            .stop(name, Role::Chair, &stop)
            .err()
            .map(|error| error.text(Lang::Vi));
        let told = case(name).map(|error| error.diagnostics()[0].text(Lang::Vi));
        assert_eq!(refused, told, "{name:?}");
        assert_eq!(refused.is_some(), name != "m1");
        let mut whole = Draft::new(&set);
        for criterion in set.criteria() {
            whole.answer(criterion.code(), 0).unwrap();
        }
        let refused = whole.finish(name, Role::Chair).err();
        assert_eq!(refused.is_some(), name != "m1");
        assert!(refused.is_none_or(|error| matches!(error, SheetError::Assessor(_))));
    }
    let error = draft.stop("m1", Role::Chair, &first).unwrap_err();
    assert_eq!(error, SheetError::StopUnknown { criterion: first });
}
