//! Everything that has a text form reads back what it prints, and prints what it read.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use ocop::input::{ProblemCode, SchemaKind};
use ocop::insight::StepReason;
use ocop::law::{
    Alternative, ChairRule, DefectKind, ForwardBy, Measure, MinimumBy, NoteKind, SetStatus,
};
use ocop::procedure::{CertificateStatus, Ending, EventName, ReportItem, ResultName};
use ocop::scoring::{CouncilForm, Role};
use ocop::text::ReasonCode;
use ocop::value::{
    ApplicationKind, CriterionCode, DayOfYear, FindingId, PartId, PlanId, ProducerKind,
    ProductCode, RegulationId, RulesId, SectionCode, SetCode,
};
use ocop::{Date, Level, Points};
use proptest::prelude::*;

use crate::often;

/// A text is refused, or is read as something that prints as the text again.
#[track_caller]
fn exact<T: FromStr + Display + PartialEq + Debug>(text: &str) -> bool {
    let Ok(value) = text.parse::<T>() else {
        return false;
    };
    assert_eq!(value.to_string(), text);
    assert_eq!(value.to_string().parse::<T>().ok(), Some(value));
    true
}

macro_rules! words {
    ($($name:ident),+ $(,)?) => {
        /// Each word of each enumeration, all of them different; no other word is read.
        #[test]
        fn every_word_is_read_as_it_is_printed() {
            $(
                let words: BTreeSet<&str> = $name::ALL.iter().map(|word| word.as_str()).collect();
                assert_eq!(words.len(), $name::ALL.len(), stringify!($name));
                for (word, text) in $name::ALL.iter().map(|word| (word, word.as_str())) {
                    assert_eq!(text.parse::<$name>().as_ref(), Ok(word));
                    assert!(exact::<$name>(text));
                    for other in [format!(" {text}"), format!("{text}s"), text.to_uppercase()] {
                        assert!(other.parse::<$name>().is_err() || words.contains(&*other));
                    }
                }
                assert!("".parse::<$name>().is_err());
            )+
        }

        /// Any text is refused or is one of the words.
        fn any_word(text: &str) {
            $(exact::<$name>(text);)+
        }
    };
}

words!(
    Alternative,
    ApplicationKind,
    StepReason,
    CertificateStatus,
    ChairRule,
    CouncilForm,
    DefectKind,
    Ending,
    EventName,
    ForwardBy,
    Level,
    Measure,
    MinimumBy,
    NoteKind,
    PartId,
    ProducerKind,
    ReportItem,
    Role,
    SchemaKind,
    SetStatus,
    ResultName,
);

#[test]
fn codes_of_problems_and_reasons_are_different_from_each_other() {
    let problems = ProblemCode::ALL.iter().map(|code| code.as_str());
    let reasons = ReasonCode::ALL.iter().map(|code| code.as_str());
    let all: Vec<&str> = problems.chain(reasons).collect();
    let distinct: BTreeSet<&&str> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
}

#[test]
fn every_set_and_every_day_of_a_year_is_read_as_it_is_printed() {
    let sets = (0..=99).map(|number| format!("{number:02}"));
    assert_eq!(sets.filter(|text| exact::<SetCode>(text)).count(), 99);
    let days = (0..=13).flat_map(|month| (0..=32).map(move |day| format!("{month:02}-{day:02}")));
    // 29 February is no day of every year.
    assert_eq!(days.filter(|text| exact::<DayOfYear>(text)).count(), 365);
}

/// Trailing zeros after the point say nothing: `31.00` are the points `31`.
fn trimmed(text: &str) -> &str {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: u32::try_from(often(4_000)).unwrap(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn points_of_every_size(whole in 0_u32..1_000_000, fraction in "[0-9]{0,18}") {
        let point = if fraction.is_empty() { "" } else { "." };
        let text = format!("{whole}{point}{fraction}");
        let points: Points = text.parse().unwrap();
        prop_assert_eq!(points.to_string(), trimmed(&text));
        prop_assert_eq!(points.to_string().parse::<Points>(), Ok(points));
    }

    /// A sum has the digits that adding by hand gives, and is read again.
    #[test]
    fn sums_of_points(a in 0_u64..400_000_000_000, b in 0_u64..400_000_000_000) {
        let text = |millionths: u64| format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        let [a, b, sum] = [a, b, a + b].map(text).map(|text| text.parse::<Points>().unwrap());
        prop_assert_eq!(a.checked_add(b), Ok(sum));
        prop_assert_eq!((sum.distance(a), a.distance(sum)), (b, b));
        prop_assert_eq!(sum.to_string().parse::<Points>(), Ok(sum));
    }

    #[test]
    fn days_that_follow_each_other(days in 0_i32..3_650_000) {
        let first: Date = "0001-01-01".parse().unwrap();
        if let Ok(date) = first.add_days(days) {
            prop_assert!(exact::<Date>(&date.to_string()));
            prop_assert_eq!(first.days_until(date), days);
        }
    }

    /// A day that there is, or an error: any number of days and months.
    #[test]
    fn days_that_may_not_exist(start in 0_i32..3_650_000, days in any::<i32>(), months in any::<u16>()) {
        let first: Date = "0001-01-01".parse().unwrap();
        if let Ok(day) = first.add_days(start) {
            if let Ok(moved) = day.add_days(days) {
                prop_assert_eq!(day.days_until(moved), days);
            }
            let later = day.add_months(months);
            prop_assert!(later.is_err() || later.unwrap() >= day);
        }
    }

    #[test]
    fn product_codes_of_both_forms(
        province in 1_u8..100, district in proptest::option::of(1_u16..1000),
        commune in 1_u32..100_000, number in 1_u32..100_000, year in 2018_u16..10_000,
    ) {
        let middle = district.map_or(String::new(), |district| format!("{district:03}-"));
        let text = format!("{province:02}-{middle}{commune:05}-{number}-{year}");
        let code: ProductCode = text.parse().unwrap();
        prop_assert_eq!(code.to_string(), text);
        let parts = (code.province(), code.district(), code.commune(), code.number(), code.year());
        prop_assert_eq!(parts, (province, district, Some(commune), number, year));
    }

    #[test]
    fn codes_of_every_kind(
        regulation in "qd-[0-9]{1,5}-[0-9]{4}", section in "[0-9]{1,3}",
        criterion in "[0-9]{1,2}(\\.([a-zđ]|[0-9]{1,2})){0,3}", slug in "[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,4}",
    ) {
        prop_assert!(exact::<RegulationId>(&regulation));
        prop_assert!(exact::<SectionCode>(&section));
        prop_assert!(exact::<CriterionCode>(&criterion));
        prop_assert!(exact::<FindingId>(&slug) && exact::<RulesId>(&slug) && exact::<PlanId>(&slug));
    }

    /// Any text at all, mostly near to one that is read: refused, or read and printed as it was.
    #[test]
    fn any_text(text in prop_oneof![
        any::<String>(), "[0-9.eE+-]{0,12}", "[0-9]{3,5}-[0-9]{1,3}-[0-9]{1,3}",
        "[0-9]{1,3}-[0-9]{1,6}-[0-9]{1,6}-[0-9]{3,5}", "qd-?[0-9a-z-]{0,12}", "[a-z-]{0,16}",
        "[0-9a-zđ.]{0,6}", "[0-9]{0,3}", "[0-9]{1,2}-[0-9]{1,2}",
    ]) {
        any_word(&text);
        exact::<Date>(&text);
        exact::<DayOfYear>(&text);
        exact::<SetCode>(&text);
        exact::<ProductCode>(&text);
        exact::<RegulationId>(&text);
        exact::<SectionCode>(&text);
        exact::<CriterionCode>(&text);
        exact::<FindingId>(&text);
        exact::<RulesId>(&text);
        exact::<PlanId>(&text);
        if let Ok(points) = text.parse::<Points>() {
            prop_assert_eq!(points.to_string(), trimmed(&text));
        }
    }
}

/// What is wrong with a code can be asked for apart from the sentence.
#[test]
fn a_code_that_is_none_says_what_it_should_be() {
    let error = "8".parse::<SetCode>().unwrap_err();
    assert_eq!(error.found(), "8");
    assert_eq!(error.expected(), "a set as two digits such as `08`");
    assert_eq!(
        error.to_string(),
        "found `8`, expected a set as two digits such as `08`"
    );
}
