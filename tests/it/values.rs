//! What is a code, a number of points, a product's code, and how means are compared and shown.

use ocop::value::{CriterionCode, FindingId, PointsError, ProductCode, RegulationId, SetCode};
use ocop::{Mean, Points};

#[test]
fn codes_have_one_shape() {
    for good in ["1.a", "3.đ", "6.1.1", "6.a.1", "7", "12"] {
        assert_eq!(good.parse::<CriterionCode>().unwrap().to_string(), good);
    }
    for bad in ["", "a", "1.", ".1", "1.A", "1.ab", "1 .a", "1..a", "1.ă"] {
        assert!(bad.parse::<CriterionCode>().is_err(), "{bad}");
    }
    for bad in ["", "1", "00", "001", "1a", "+1"] {
        assert!(bad.parse::<SetCode>().is_err(), "{bad}");
    }
    for bad in ["148", "qd-148", "qd-148-23", "qd-148-2023-1", "QD-148-2023"] {
        assert!(bad.parse::<RegulationId>().is_err(), "{bad}");
    }
    assert!("ip-infringement".parse::<FindingId>().is_ok());
    assert!("ip--x".parse::<FindingId>().is_err());
}

fn points(text: &str) -> Points {
    text.parse().unwrap()
}

#[test]
fn only_plain_decimals_are_points() {
    for bad in [
        "", "-1", "+1", "1e2", "NaN", "1_0", ".5", "5.", "1.2.3", " 1", "1 ", "01", "١", "0x1",
        "inf", "1,5",
    ] {
        assert!(
            matches!(bad.parse::<Points>(), Err(PointsError::NotPlain(_))),
            "{bad}"
        );
    }
    for long in ["1000000", "0.1234567890123456789"] {
        assert!(
            matches!(long.parse::<Points>(), Err(PointsError::TooLong(_))),
            "{long}"
        );
    }
    assert_eq!(points("31.00").to_string(), "31");
    assert_eq!(points("0.5").to_string(), "0.5");
}

#[test]
fn means_compare_as_numbers() {
    let mean = |sum, count| Mean::new(points(sum), count).unwrap();
    assert_eq!(mean("140", 2), mean("70", 1));
    assert!(mean("139.999999999999999999", 2) < mean("70", 1));
    assert!(mean("1", 3) < mean("0.333333333333333334", 1));
}

/// The largest numbers that can be read, as often as sheets can be added.
#[test]
fn the_largest_numbers_are_exact() {
    let most = points("999999.999999999999999999");
    let mut sum = Points::ZERO;
    for _ in 0..Mean::MAX_COUNT {
        sum = sum.checked_add(most).unwrap();
    }
    let mean = Mean::new(sum, Mean::MAX_COUNT).unwrap();
    assert!(mean.at_least(most) && !mean.above(most));
    assert_eq!(mean, Mean::of_one(most));
    assert_eq!(mean.shown(18), most.to_string());
    assert_eq!(most.decimals(), 18);
}

#[test]
fn a_mean_is_shown_with_18_decimals_at_most() {
    let mean = Mean::new(points("2"), 3).unwrap();
    assert_eq!(mean.shown(18), "0.666666666666666667");
    assert_eq!(mean.shown(19), mean.shown(18));
    assert_eq!(mean.shown(u32::MAX), mean.shown(18));
    let moved = Mean::of_one(points("1")).moved_to(mean, 40);
    assert_eq!(moved, "-0.333333333333333333");
}

#[test]
fn a_sum_that_is_too_large_is_refused() {
    let small = points("0.000000000000000001");
    let mut sum = points("999999").checked_add(small).unwrap();
    assert_eq!(sum.to_string(), "999999.000000000000000001");
    for _ in 0..60 {
        match sum.checked_add(sum) {
            Ok(next) => sum = next,
            Err(error) => return assert_eq!(error, PointsError::Overflow),
        }
    }
    panic!("the sum never overflowed");
}

#[test]
fn shown_rounds_halves_away_from_zero() {
    assert_eq!(Mean::new(points("636"), 7).unwrap().shown(2), "90.86");
    assert_eq!(Mean::new(points("133.21"), 2).unwrap().shown(2), "66.61");
    assert_eq!(Mean::new(points("90"), 1).unwrap().shown(2), "90.00");
}

/// Source: 26/2026, Phụ lục II, heading of the sheets; the older form as in Bến Tre in 2022.
#[test]
fn codes_print_as_they_are_read_or_say_what_is_wrong() {
    for good in [
        "75-26017-1-2026",
        "83-832-28882-2-2022",
        "83-832-2-2022",
        "01-00001-99999-2018",
    ] {
        assert_eq!(good.parse::<ProductCode>().unwrap().to_string(), good);
    }
    for (bad, part) in [
        ("75-26017-1", "expected province-commune-number-year"),
        ("75-1-2-3-4-2026", "expected province-commune-number-year"),
        ("00-26017-1-2026", "province"),
        ("075-26017-1-2026", "province"),
        ("75-2601-1-2026", "commune"),
        ("75-26-26017-1-2026", "district"),
        ("75-26017-01-2026", "number"),
        ("75-26017--2026", "number"),
        ("75-26017-1-2017", "year"),
        ("75-26017-1-26", "year"),
        ("75-26017-+1-2026", "number"),
    ] {
        let error = bad.parse::<ProductCode>().unwrap_err().to_string();
        assert!(error.contains(part), "{bad}: {error}");
    }
}
