//! No argument makes a public function panic, however far it is from what is meant.

use std::sync::LazyLock;

use ocop::insight::{Advice, AdviceOptions};
use ocop::procedure::{Certificate, EvaluationResult, Event, EventKind, History, Recognition};
use ocop::scoring::{Role, ScoreSheet, Scorer};
use ocop::value::{ApplicationKind, DayOfYear, SetCode};
use ocop::{Catalog, Date, Level, Mean, Points, Star};
use proptest::prelude::*;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::bundled);

fn date() -> impl Strategy<Value = Date> {
    let first: Date = "0001-01-01".parse().unwrap();
    let last: Date = "9999-12-31".parse().unwrap();
    prop_oneof![
        (0_i32..3_652_058).prop_map(move |days| first.add_days(days).unwrap()),
        (0_i32..400).prop_map(move |days| first.add_days(days).unwrap()),
        (0_i32..1_500).prop_map(move |days| last.add_days(-days).unwrap()),
    ]
}

fn points() -> impl Strategy<Value = Points> {
    "[1-9][0-9]{0,5}(\\.[0-9]{1,18})?".prop_map(|text| text.parse().unwrap())
}

fn star() -> impl Strategy<Value = Star> {
    prop::sample::select(&Star::ALL[..])
}

fn level() -> impl Strategy<Value = Level> {
    prop::sample::select(Level::ALL)
}

fn event() -> impl Strategy<Value = EventKind> {
    let recognition = (level(), star())
        .prop_map(|(level, star)| Recognition { level, star })
        .boxed();
    prop_oneof![
        prop::sample::select(ApplicationKind::ALL).prop_map(|kind| EventKind::Filed {
            kind,
            regulation: None
        }),
        Just(EventKind::Reported),
        (level(), star()).prop_map(|(level, star)| EventKind::Evaluated {
            level,
            result: EvaluationResult::Settled { star, total: None },
        }),
        recognition.clone().prop_map(EventKind::Certified),
        recognition.clone().prop_map(EventKind::Renewed),
        recognition.prop_map(EventKind::Adopted),
        Just(EventKind::Published),
        Just(EventKind::Expired),
        level().prop_map(|level| EventKind::Annulled { level }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers(
        decimals in prop_oneof![0_u32..40, any::<u32>()], count in any::<u16>(),
        a in points(), b in points(),
    ) {
        let _ = (a.decimals(), a.distance(b));
        for sum in [Ok(a), Ok(b), a.checked_add(b)].into_iter().flatten() {
            if let Ok(mean) = Mean::new(sum, count) {
                let _ = (mean.at_least(b), mean.above(b), mean.shown(decimals));
                let _ = mean.moved_to(Mean::of_one(a), decimals);
            }
        }
    }

    #[test]
    fn days(day in date(), other in date(), days in any::<i32>(), few in any::<u16>(), star in star(), year in any::<i16>()) {
        let _ = (day.add_days(days), day.add_months(few), day.days_until(other));
        let _ = day.add_working_days(few, &[other]);
        let _ = "06-30".parse::<DayOfYear>().unwrap().in_year(year);
        let regulations = CATALOG.regulations().unwrap();
        for kind in ApplicationKind::ALL {
            let _ = CATALOG.applicable(day, *kind, Some(other));
        }
        for regulation in &regulations {
            if let Ok(certificate) = Certificate::issue(regulation, star, day) {
                let calendar = certificate.calendar(&regulations);
                let _ = (calendar.status(other), calendar.in_force(other));
            }
        }
    }

    #[test]
    fn sheets(
        number in 0_usize..26, boxes in prop::collection::vec(any::<u8>(), 0..70), star in star(),
        answers in prop::collection::vec((0_usize..40, any::<u32>()), 0..70),
    ) {
        let number: SetCode = format!("{:02}", number + 1).parse().unwrap();
        let regulation = CATALOG.regulation("qd-148-2023").unwrap();
        let set = CATALOG.set("qd-148-2023", &number.to_string()).unwrap();
        let rules = CATALOG.rules("default").unwrap();
        let _ = Scorer::new(&regulation, &set, &rules).score_boxes(&boxes);
        let mut options = AdviceOptions::default();
        let codes: Vec<_> = set.criteria().map(|criterion| criterion.code().clone()).collect();
        let answers = answers.iter().filter_map(|(at, ticked)| Some((codes.get(*at)?.clone(), *ticked)));
        let answers: Vec<_> = answers.collect();
        for (code, ticked) in answers.iter().take(3) {
            let (effort, ticked) = ((ticked % 256).try_into().unwrap(), (ticked % 8).try_into().unwrap());
            options.efforts.insert((code.clone(), ticked), effort);
        }
        let _ = Advice::for_boxes(&regulation, &set, &boxes, star, &options);
        let row = set.criteria().zip(&boxes);
        let row = row.map(|(criterion, ticked)| ticked % (criterion.choices().len() as u8 + 1));
        let row: Vec<u8> = row.collect();
        let _ = Advice::for_boxes(&regulation, &set, &row, star, &options);
        let _ = ScoreSheet::new(&set, "m", Role::Member, answers);
    }

    #[test]
    fn histories(
        before in proptest::option::of((star(), date(), date())),
        events in prop::collection::vec((date(), event()), 1..12), today in date(),
    ) {
        let before = before.and_then(|(star, issued, expires)| ocop::procedure::Previous::new(star, issued, expires).ok());
        let mut history = History::new(CATALOG.regulations().unwrap(), before);
        let mut events = events;
        events.sort_by_key(|(date, _)| *date);
        for (date, what) in events {
            let _ = history.push(Event { date, kind: what });
            let _ = (history.calendar(), history.status(today), history.due_by(), history.due());
        }
    }
}
