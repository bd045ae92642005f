//! What services expect of small types: text, serde, order, errors that can be boxed and sent.

use std::error::Error;
use std::fmt::{Debug, Display};
use std::fs;
use std::hash::Hash;
use std::str::FromStr;

use ocop::input::{CatalogError, ProblemCode, SchemaKind};
use ocop::insight::{AdviceError, NoCouncil, StepReason};
use ocop::law::{
    Alternative, ChairRule, ChoiceError, DefectKind, ForwardBy, MinimumBy, NoteKind, SetStatus,
    ZeroBy,
};
use ocop::procedure::{
    CertificateBasis, CertificateError, DifferenceKind, EventName, InvalidEvent, Minima,
    ResultName, Status,
};
use ocop::scoring::{CouncilError, InvalidTally, MinimumState, RowsError, SheetError};
use ocop::text::{Lang, ReasonCode};
use ocop::value::{
    ApplicationKind, CodeError, CouncilForm, CriterionCode, DateError, DayOfYear, FindingId,
    PartId, PlanId, PointsError, ProducerKind, ProductCode, ReadingId, RegulationId, ReportItem,
    Role, RulesId, SectionCode, SetCode,
};
use ocop::{Date, Level, LoadError, Mean, Points, Star};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A code or a date: prints as it reads, through serde too, can be a key, and refuses `?`.
fn text<T>(text: &str) -> T
where
    T: FromStr<Err: Error + Send + Sync + 'static> + Display + Serialize + DeserializeOwned,
    T: Debug + Clone + Ord + Hash + Send + Sync + 'static,
{
    let value: T = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(value.to_string(), text);
    let json = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
    assert_eq!(
        serde_json::from_reader::<_, T>(json.as_bytes()).unwrap(),
        value
    );
    assert!("?".parse::<T>().is_err());
    assert!(serde_json::from_str::<T>("\"?\"").is_err());
    value
}

macro_rules! words {
    ($($name:ty),+ $(,)?) => { $(
        for &word in <$name>::ALL {
            assert_eq!(text::<$name>(word.as_str()), word);
        }
    )+ };
}

#[test]
fn every_word_prints_and_reads() {
    words!(
        Alternative,
        ApplicationKind,
        CertificateBasis,
        ChairRule,
        CouncilForm,
        DefectKind,
        DifferenceKind,
        EventName,
        ForwardBy,
        Lang,
        Level,
        Minima,
        MinimumBy,
        MinimumState,
        NoteKind,
        PartId,
        ProblemCode,
        ProducerKind,
        ReasonCode,
        ReportItem,
        ResultName,
        Role,
        SchemaKind,
        SetStatus,
        Status,
        StepReason,
        ZeroBy,
    );
}

#[test]
fn every_code_prints_and_reads() {
    assert_eq!(text::<CriterionCode>("6.1").as_str(), "6.1");
    assert_eq!(
        text::<FindingId>("forged-dossier").as_str(),
        "forged-dossier"
    );
    assert_eq!(text::<PlanId>("kh-262").as_str(), "kh-262");
    assert_eq!(text::<ReadingId>("return-down").as_str(), "return-down");
    assert_eq!(text::<RegulationId>("qd-26-2026").as_str(), "qd-26-2026");
    assert_eq!(text::<RulesId>("default").as_str(), "default");
    assert_eq!(text::<SectionCode>("6").as_str(), "6");
    assert_eq!(
        text::<ProductCode>("75-26017-1-2026").commune(),
        Some(26017)
    );
    assert_eq!(text::<Points>("31.5").to_string(), "31.5");
    let day: Date = text("2026-05-22");
    assert_eq!((day.year(), day.month(), day.day()), (2026, 5, 22));
    assert_eq!(Date::new(2026, 5, 22), Ok(day));
    for (month, day) in [(2, 29), (13, 1), (0, 1), (1, 0), (255, 255)] {
        assert!(Date::new(2026, month, day).is_err());
    }
    assert_eq!(text::<DayOfYear>("05-22").in_year(2026), Ok(day));
    assert_eq!(text::<SetCode>("08").number(), 8);
    for number in 0..=255 {
        let set = SetCode::try_from(number).ok().map(SetCode::number);
        assert_eq!(set, (1..=99).contains(&number).then_some(number));
        let star = Star::try_from(number).ok().map(u8::from);
        assert_eq!(star, (1..=5).contains(&number).then_some(number));
    }
    for star in Star::ALL {
        assert_eq!(star.to_string().parse(), Ok(star));
        let json = serde_json::to_string(&star).unwrap();
        assert_eq!(json, star.number().to_string());
        assert_eq!(serde_json::from_str::<Star>(&json).unwrap(), star);
    }
    assert!("0".parse::<Star>().is_err() && "4.0".parse::<Star>().is_err());
}

/// 140/2 is 70, and no other number of the same sheets is.
#[test]
fn means_are_equal_as_numbers() {
    let mean = |sum: &str, count| Mean::new(sum.parse().unwrap(), count).unwrap();
    assert_eq!(mean("140", 2), mean("70", 1));
    assert_ne!(mean("140.5", 2), mean("70", 1));
    assert!(mean("1", 3) < mean("0.34", 1));
}

/// Every error type of the library; one that is added belongs into this list.
#[test]
fn every_error_can_be_boxed_and_sent() {
    fn named<T: Error + Send + Sync + Clone + PartialEq + 'static>() -> String {
        let name = std::any::type_name::<T>();
        name.rsplit("::").next().unwrap().to_owned()
    }
    /// One that is said in both languages.
    fn error<T: Error + Send + Sync + Clone + PartialEq + 'static>(
        _: fn(&T, Lang) -> String,
    ) -> String {
        named::<T>()
    }
    let mut known = [
        error(AdviceError::text),
        error(CatalogError::text),
        error(CertificateError::text),
        error(ChoiceError::text),
        error(CodeError::text),
        error(CouncilError::text),
        error(DateError::text),
        named::<InvalidEvent>(),
        error(|error: &InvalidTally, lang| error.text(lang)),
        error(LoadError::text),
        error(|error: &NoCouncil, lang| error.text(lang)),
        error(PointsError::text),
        error(RowsError::text),
        error(SheetError::text),
    ];
    known.sort_unstable();
    let mut found = Vec::new();
    for path in crate::shipped::rust_files("src".as_ref()) {
        let text = fs::read_to_string(&path).unwrap();
        for after in text.split("thiserror::Error)]").skip(1) {
            let (_, name) = after.split_once("pub ").unwrap();
            let name = name.split_whitespace().nth(1).unwrap();
            found.push(name.trim_end_matches(['<', '(', ';']).to_owned());
        }
    }
    found.sort_unstable();
    assert_eq!(found, known);
}

/// Contract 2: whatever is wrong is told in Vietnamese and in English; an error prints itself in English.
#[test]
fn every_error_is_said_in_both_languages() {
    let criterion = || "1.a".parse::<CriterionCode>().unwrap();
    let code = "x".parse::<SetCode>().unwrap_err();
    let word = "x".parse::<PartId>().unwrap_err();
    let product = |text: &str| text.parse::<ProductCode>().unwrap_err();
    let day = |text: &str| text.parse::<ocop::Date>().unwrap();
    let sheet = |error: &SheetError| {
        [
            error.text(Lang::Vi),
            error.text(Lang::En),
            error.to_string(),
        ]
    };
    let missing = SheetError::CriterionMissing {
        criterion: criterion(),
    };
    let row = RowsError::Row {
        council: 1,
        sheet: 2,
        error: missing.clone(),
    };
    let mut told: Vec<[String; 3]> = Vec::new();
    macro_rules! tell {
        ($($error:expr),+ $(,)?) => {
            $({
                let error = $error;
                told.push([error.text(Lang::Vi), error.text(Lang::En), error.to_string()]);
            })+
        };
    }
    told.push(sheet(&missing));
    tell![
        code.clone(),
        word.clone(),
        Star::try_from(6).unwrap_err(),
        product("1-2"),
        product("00-28882-1-2022"),
        product("83-000-1-2022"),
        product("83-00000-1-2022"),
        product("83-28882-0-2022"),
        product("83-28882-1-2000"),
        PointsError::NotPlain("1e2".to_owned()),
        PointsError::TooLong("1234567".to_owned()),
        PointsError::Overflow,
        "2026-02-30".parse::<ocop::Date>().unwrap_err(),
        "02-29".parse::<DayOfYear>().unwrap_err(),
        DateError::OutOfRange,
        DateError::Order {
            from: day("2026-01-02"),
            to: day("2026-01-01")
        },
        SheetError::CriterionUnknown {
            criterion: criterion()
        },
        SheetError::CriterionRepeated {
            criterion: criterion()
        },
        SheetError::BoxUnknown {
            criterion: criterion(),
            found: 9,
            boxes: 3
        },
        SheetError::Length {
            found: 1,
            expected: 2
        },
        SheetError::StopUnknown {
            criterion: criterion()
        },
        row,
        RowsError::Members { found: 0 },
        RowsError::Length {
            found: 1,
            expected: 2
        },
        CouncilError::Empty,
        CouncilError::TooMany { found: 1000 },
        CouncilError::AssessorRepeated {
            assessor: "m1".to_owned(),
            sheet: 1
        },
        CouncilError::ChairRepeated {
            assessor: "m1".to_owned(),
            sheet: 1
        },
        CouncilError::OtherSet {
            assessor: "m1".to_owned()
        },
        CouncilError::AppointedTooFew {
            appointed: 1,
            sheets: 2
        },
        InvalidTally::NotQuorate,
        InvalidTally::Disqualified,
        InvalidTally::RescoreRequired,
        NoCouncil::NoSheets,
        NoCouncil::NotSettled,
        AdviceError::from(NoCouncil::NoSheets),
        AdviceError::NoSelfAssessment,
        AdviceError::Sheet(missing),
        AdviceError::Unknown("9.9".to_owned()),
        AdviceError::Effort(0),
        ocop::Case::from_json("{", "case.json", &ocop::Catalog::bundled()).unwrap_err(),
    ];
    for [vi, en, printed] in told {
        assert_eq!(en, printed);
        assert!(vi != en && !vi.is_ascii(), "{vi}");
        assert!(!vi.contains("found ") && !vi.contains("expected"), "{vi}");
    }
    // The words are those of the same mistake in a file.
    let in_file = ocop::input::read_word::<SetCode>("x").unwrap_err();
    assert_eq!(code.text(Lang::Vi), in_file.text(Lang::Vi));
    assert!(word.text(Lang::Vi).ends_with("cần một trong `A`, `B`, `C`"));
}

/// The front page has at most 400 words of its own, and ten links or more.
#[test]
fn the_front_page_is_short() {
    let text = fs::read_to_string("src/lib.rs").unwrap();
    let page: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .collect();
    let page = page.join("\n");
    let prose: Vec<&str> = page.split("```").step_by(2).collect();
    let words = prose.iter().flat_map(|text| text.split_whitespace());
    let words = words
        .filter(|word| word.contains(char::is_alphanumeric))
        .count();
    assert!(words <= 400, "{words} words");
    let links = prose.concat().matches("](").count() + prose.concat().matches("[`").count();
    assert!(links >= 10, "{links} links");
}
