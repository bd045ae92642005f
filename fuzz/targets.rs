//! What each fuzz target does with an input: fed by the fuzzer in `fuzz_targets/`, and by
//! `tests/it/fuzz.rs` with every input that was ever worth keeping.

use std::borrow::Cow;
use std::sync::{LazyLock, Mutex, OnceLock};

use ocop::insight::AdviceOptions;
use ocop::law::{CriteriaSet, SheetView};
use ocop::procedure::{History, HistoryView};
use ocop::value::ProductCode;
use ocop::{Case, Catalog, EvaluatedCase, Evaluation, Star};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::bundled);

/// A case that is evaluated under fuzzed rules.
const EXAMPLE: &str = include_str!("../examples/cases/mean-exactly-90.json");

/// A case: whatever it holds, it is refused with reasons or answered, the same by every way of
/// reading it, and everything that can be asked of it can be asked.
pub fn case(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let case = match Case::from_json(text, "fuzz", &CATALOG) {
        Ok(case) => case,
        Err(error) => {
            assert!(!error.diagnostics().is_empty());
            return;
        }
    };
    let result = case.clone().evaluate();
    let printed = serde_json::to_string(&result).unwrap();
    let stored = Evaluation::from_json(&printed, "result").unwrap();
    assert_eq!(&stored, result.evaluation());
    assert_eq!(result.verify(&stored).differences(), []);
    for star in Star::ALL {
        if let Ok(advice) = result.advise(star, &AdviceOptions::default()) {
            serde_json::to_string(&advice).unwrap();
        }
    }
    if let Ok(sensitivity) = result.sensitivity() {
        serde_json::to_string(&sensitivity).unwrap();
    }
    let regulations = CATALOG.regulations().unwrap();
    if let Ok(history) = History::of_case(&result, regulations) {
        serde_json::to_string(&HistoryView::told("fuzz", &history, None)).unwrap();
    }
}

/// A sheet, as `ocop check` reads it; one that is in order is printed.
pub fn criteria(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let _ = CATALOG.check_text(text, "fuzz");
    let Ok(regulation) = CATALOG.regulation("qd-26-2026") else {
        panic!("the bundled regulation is in order");
    };
    if let Ok(set) = CriteriaSet::from_json(text, "fuzz", &regulation) {
        serde_json::to_string(&SheetView::new(&regulation, &set)).unwrap();
    }
}

/// A council's rules, and a case scored under them.
pub fn council(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    // Kept, so that the sets and regulations are read once.
    static WITH_RULES: LazyLock<Mutex<Catalog>> = LazyLock::new(|| Mutex::new(Catalog::bundled()));
    let mut catalog = WITH_RULES.lock().unwrap();
    let added = catalog.add_rules("default".parse().unwrap(), "fuzz", text.to_owned());
    if added.is_ok() {
        assert!(EvaluatedCase::from_json_line(EXAMPLE, "case", 1, &catalog).is_ok());
    }
}

/// A regulation beside a bundled set, and a case decided under it.
pub fn regulation(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let _ = CATALOG.check_text(text, "fuzz");
    static OTHERS: OnceLock<Vec<(String, Cow<'static, str>)>> = OnceLock::new();
    let others = OTHERS.get_or_init(|| {
        vec![
            (
                "qd-148-2023/sets/08-fuzz.json".to_owned(),
                include_str!("../criteria/qd-148-2023/sets/08-che-bien-tu-thit-thuy-san.json")
                    .into(),
            ),
            (
                "councils/default.json".to_owned(),
                include_str!("../criteria/councils/default.json").into(),
            ),
        ]
    });
    let fuzzed = (
        "qd-148-2023/regulation.json".to_owned(),
        text.to_owned().into(),
    );
    let (catalog, _) = Catalog::from_files(others.iter().cloned().chain([fuzzed]));
    let _ = catalog.check();
    let _ = EvaluatedCase::from_json_line(EXAMPLE, "case", 1, &catalog);
    let (date, later) = ("2024-02-29".parse().unwrap(), "2026-06-22".parse().unwrap());
    let _ = catalog.applicable(date, ocop::value::ApplicationKind::Renewal, Some(later));
    if let Ok(regulation) = catalog.regulation("qd-148-2023")
        && let Ok(certificate) = ocop::procedure::Certificate::issue(&regulation, Star::Three, date)
    {
        let _ = certificate.calendar(&[regulation]).status(later);
    }
}

/// A product's code: refused, or printed back as it was written.
pub fn product_code(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Ok(code) = text.parse::<ProductCode>() {
        assert_eq!(code.to_string().parse::<ProductCode>(), Ok(code));
    }
}
