//! A province's council rules and a regulation laid over the bundled data, and reloaded while other
//! threads evaluate: every result comes from one catalog.
#![allow(clippy::unwrap_used, reason = "a thread that panics ends the example")]

use std::{error::Error, sync::RwLock, thread};

use ocop::input::{RawCase, RawCouncil, RawProduct, RawSheet, RawStage};
use ocop::{Case, Catalog, Level, LoadError};

const REGULATION: &str = r#"{"id": "qd-900-2026", "decision": "900/QĐ-TTg", "issued": "2026-10-01",
    "amends": "qd-26-2026", "title": "Sửa đổi", "in_force": {"from": "2026-10-15", "citation": "2"}}"#;
const RULES: &str = r#"{"name": "Quy chế của tỉnh", "source": "tỉnh", "spread": "SPREAD",
    "quorum": {"numerator": 2, "denominator": 3}, "chair": "chair", "minimum_by": "all",
    "shown_decimals": 2, "citations": {"spread": "7", "quorum": "5", "minimum_by": "7"}}"#;

type Failure = Box<dyn Error + Send + Sync>;

fn lay(over: &Catalog, file: &str, text: String) -> Result<Catalog, LoadError> {
    over.extend([(file.to_owned(), text.into())])
}

/// Two members who differ: what their council decides, and the hash of the files that it goes by.
fn evaluate(catalog: &Catalog) -> Result<String, Failure> {
    let set = catalog.set("qd-900-2026", "08")?;
    let sheet = |name, ticked| RawSheet::default().assessor(name).filled(&set, |_| ticked);
    let stage = RawStage::default().level(Level::Province);
    let stage = stage.sheets([sheet("m1", 0), sheet("m2", 1)]);
    let stage = stage.council(RawCouncil::default().rules("my-province".parse()?));
    let case = RawCase::default().product(RawProduct::default().name("Cá khô"));
    let case = case.regulation("qd-900-2026".parse()?).set("08".parse()?);
    let case = case.stages([stage.date("2026-11-02".parse()?)]);
    let result = Case::new(&case, "case", catalog)?.evaluate();
    Ok(format!("{:?} by {}", result.star(), result.seal().criteria))
}

/// The last line: what was shown.
pub fn shown() -> Result<String, Failure> {
    let file = "qd-900-2026/regulation.json";
    let base = lay(&Catalog::bundled(), file, REGULATION.to_owned())?;
    let file = "councils/my-province.json";
    let with = |spread| lay(&base, file, RULES.replace("SPREAD", spread));
    let expected = [evaluate(&with("1")?)?, evaluate(&with("99")?)?];
    let current = RwLock::new(with("1")?);
    let evaluate = || evaluate(&current.read().unwrap().clone());
    let work = || (0..50).map(|_| evaluate()).collect::<Result<Vec<_>, _>>();
    let results = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        for spread in ["99", "1"].repeat(100) {
            *current.write().unwrap() = with(spread)?;
        }
        let results = workers.into_iter().map(|worker| worker.join().unwrap());
        results.collect::<Result<Vec<_>, Failure>>()
    })?;
    assert!(results.iter().flatten().all(|one| expected.contains(one)));
    Ok("200 results during 200 reloads, each by one catalog".to_owned())
}

fn main() -> Result<(), Failure> {
    shown().map(|line| println!("{line}"))
}
