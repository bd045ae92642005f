//! A case and a history walk the same way: what one decides the other accepts, also where a level has
//! ended, a date is missing or a certificate before is not on record.

use std::sync::{Arc, LazyLock};

use crate::often;
use crate::random::Random;
use ocop::law::Regulation;
use ocop::procedure::{
    CertificateBasis, CertificateStatus, DifferenceKind, EventKind, History, HistoryView,
    PendingStep,
};
use ocop::text::ReasonCode;
use ocop::{Catalog, Date, EvaluatedCase, Evaluation, Lang, Level, LoadError, Outcome, Star};
use serde_json::{Value, json};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::bundled);
static REGULATIONS: LazyLock<Vec<Arc<Regulation>>> =
    LazyLock::new(|| CATALOG.regulations().unwrap());

fn evaluated(case: &Value) -> Result<EvaluatedCase, LoadError> {
    EvaluatedCase::from_json(&case.to_string(), "case.json", &CATALOG)
}

/// The first problem of a case: its code, its pointer, and what was expected.
fn problem(case: &Value) -> (String, String, String) {
    let error = evaluated(case).unwrap_err();
    let problem = &error.diagnostics()[0];
    (
        problem.code().to_string(),
        problem.pointer().to_owned(),
        problem.expected().to_owned(),
    )
}

fn one<'v, T>(random: &mut Random, values: &'v [T]) -> &'v T {
    &values[random.below(values.len())]
}

/// What a council comes to, in a few ways.
fn content(random: &mut Random) -> Value {
    let total = format!("{}.{}", random.below(100), random.below(10));
    match random.below(6) {
        0 => json!({"total": total, "attested_star": 1 + random.below(5)}),
        _ => json!({"total": total}),
    }
}

/// A case that goes on as long as its outcome asks for more: each stage at the level that is due, or
/// at the province where the district has ended.
fn random_case(random: &mut Random) -> Value {
    let kind = *one(random, &["first", "upgrade", "renewal"]);
    let from: Date = "2019-08-21".parse().unwrap();
    let day = |date: Date, days: usize| date.add_days(i32::try_from(days).unwrap()).unwrap();
    let filed = day(from, random.below(2_900));
    let mut case = json!({"product": {"name": "x"}, "set": format!("{:02}", 1 + random.below(26)),
        "application": {"kind": kind, "filed": filed.to_string()}, "stages": []});
    if random.below(3) == 0 {
        let issued = day("2018-01-01".parse().unwrap(), random.below(600));
        let issued = issued.min(filed);
        case["application"]["previous"] = json!({"star": 3 + random.below(3),
            "issued": issued.to_string(), "expires": day(issued, 1_096).to_string()});
    }
    let mut date = filed;
    let mut due = vec!["commune", "district", "province"];
    let mut adopts = None;
    for _ in 0..6 {
        date = day(date, random.below(150));
        let level = *one(random, &due);
        let mut stage = match (level, adopts) {
            ("commune", _) => json!({"report": [{"item": "local-labour", "met": true}]}),
            (_, Some(star)) if random.below(2) == 0 => {
                json!({"adopts": {"star": 1 + random.below(star)}})
            }
            _ if level != "central" && random.below(9) == 0 => json!({"forwarded": true}),
            _ => content(random),
        };
        stage["level"] = json!(level);
        stage["date"] = json!(date.to_string());
        if random.below(3) == 0 {
            stage["decided"] = json!(day(date, random.below(40)).to_string());
        }
        let mut longer = case.clone();
        longer["stages"].as_array_mut().unwrap().push(stage);
        // A level or a day that the law does not allow here: another is tried.
        let Ok(answer) = evaluated(&longer) else {
            continue;
        };
        case = longer;
        (due, adopts) = match answer.outcome() {
            Outcome::Pending { at } => (vec![at.as_str()], None),
            Outcome::Returned { to, star } => (
                vec![to.as_str()],
                star.map(|star| usize::from(star.number())),
            ),
            _ => break,
        };
        if due == ["district"] {
            due.push("province");
        }
    }
    case
}

fn agrees(outcome: Outcome, history: &History, before: usize) -> bool {
    let (state, next) = (history.state(), history.next_step(None));
    match outcome {
        Outcome::Recognised {
            star,
            by,
            certificate,
        } => {
            let proposed = state.proposed.map(|it| (it.star, it.level));
            let held = state.certificate.map(|held| {
                let days = (held.issued, held.expires);
                (held.star, held.by, days)
            });
            let days = (certificate.issued(), certificate.expires());
            let recognised = match certificate.basis() {
                // The certificate before, if there is one, stays.
                CertificateBasis::ScoringDate => proposed == Some((star, by)),
                CertificateBasis::Decision => held == Some((star, Some(by), days)),
            };
            next.is_none() && recognised
        }
        Outcome::Pending { at } => next == Some(PendingStep::Evaluation(at)),
        Outcome::Returned { to, star } => next == Some(PendingStep::Returned(to, star)),
        Outcome::NotRecognised | Outcome::Rejected => {
            next.is_none() && usize::from(state.certificate.is_some()) == before
        }
    }
}

/// Source: one procedure (148, Phụ lục II; 26/2026, Điều 7), whether it is told as a case or as events.
#[test]
fn every_case_that_is_evaluated_is_accepted_as_a_history() {
    let mut random = Random(0x1048_0148);
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..often(1_500) {
        let case = random_case(&mut random);
        let Ok(answer) = evaluated(&case) else {
            assert_eq!(case["stages"], json!([]));
            continue;
        };
        let history = match History::of_case(&answer, REGULATIONS.clone()) {
            Ok(history) => history,
            Err(error) => panic!("{error}\n{case}"),
        };
        let previous = &case["application"];
        let before = !previous["previous"].is_null() && previous["kind"] != "first";
        assert!(
            agrees(answer.outcome(), &history, usize::from(before)),
            "{:?} {:?}\n{case}",
            answer.outcome(),
            history.state()
        );
        let outcome = answer.outcome().word();
        *seen
            .entry(format!("{outcome} {}", answer.stages().len()))
            .or_insert(0_u32) += 1;
        // A stored result reads back, word by word.
        let stored = serde_json::to_string(&answer).unwrap();
        let read = Evaluation::from_json(&stored, "result.json").unwrap();
        assert_eq!(&read, answer.evaluation());
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        assert_eq!(answer.verify(&read).differences(), []);
    }
    for outcome in ["recognised", "pending", "returned", "not-recognised"] {
        assert!(seen.keys().any(|key| key.starts_with(outcome)), "{seen:?}");
    }
    assert!(seen.keys().any(|key| key.ends_with(" 4")), "{seen:?}");
}

/// Source: READING levels-by-stage-date; 1489/QĐ-TTg, Điều 1: the province took over the district's
/// work, which ended with June 2025.
#[test]
fn what_was_sent_back_to_the_district_goes_on_at_the_province() {
    let case = |last: Value| {
        json!({"product": {"name": "x"}, "set": "08",
            "application": {"kind": "first", "filed": "2025-03-01"}, "stages": [
            {"level": "district", "date": "2025-04-01", "total": "75"},
            {"level": "province", "date": "2025-06-20", "total": "60"}, last]})
    };
    let anew = case(json!({"level": "province", "date": "2025-08-01", "total": "61"}));
    let adopted = case(json!({"level": "province", "date": "2025-08-01", "adopts": {"star": 3}}));
    for case in [&anew, &adopted] {
        let answer = evaluated(case).unwrap();
        let Outcome::Recognised {
            star,
            by,
            certificate,
        } = answer.outcome()
        else {
            panic!("{:?}", answer.outcome());
        };
        assert_eq!((star, by), (Star::Three, Level::Province));
        assert_eq!(answer.star(), Some(star));
        assert_eq!(certificate.expires().to_string(), "2028-08-01");
        assert_eq!(certificate.basis(), CertificateBasis::ScoringDate);
        let history = History::of_case(&answer, REGULATIONS.clone()).unwrap();
        assert_eq!(history.state().proposed.unwrap().star, Star::Three);
    }
    let gone = case(json!({"level": "district", "date": "2025-08-01", "adopts": {"star": 3}}));
    assert_eq!(problem(&gone).0, "level-unknown");
    // While the district still works, the dossier is there and nowhere else.
    let early = case(json!({"level": "province", "date": "2025-06-25", "total": "61"}));
    assert_eq!(
        problem(&early),
        (
            "stage-order".to_owned(),
            "/stages/2".to_owned(),
            "`district`, where the dossier is now".to_owned()
        )
    );
    // Named, a regulation holds for all stages, and the level that took over acts under it.
    let mut named = anew.clone();
    named["regulation"] = json!("qd-148-2023");
    assert_eq!(
        evaluated(&named).unwrap().outcome(),
        Outcome::Returned {
            to: Level::Province,
            star: Some(Star::Three)
        }
    );
}

/// Contract 6: what a level sent back to one that has ended goes on at the level that took its work
/// over. The districts' last day was 30/06/2025, that of 148 05/07/2025; 148 leaves 3 stars to the
/// district.
#[test]
fn a_dossier_at_a_district_that_ended_is_at_the_province() {
    let case = |stages: &[Value]| {
        let mut all = vec![json!({"level": "district", "date": "2025-03-01", "total": "75"})];
        all.extend_from_slice(stages);
        json!({"product": {"name": "x"}, "set": "08", "stages": all,
            "application": {"kind": "first", "filed": "2025-02-01"}})
    };
    let scored = |date: &str| json!({"level": "province", "date": date, "total": "65"});
    let adopts = |level: &str, star: u8| json!({"level": level, "date": "2025-07-04", "adopts": {"star": star}});
    let answer = evaluated(&case(&[scored("2025-06-20")])).unwrap();
    let history = History::of_case(&answer, REGULATIONS.clone()).unwrap();
    for (today, at) in [
        (None, Level::District),
        (Some("2025-06-30"), Level::District),
        (Some("2025-07-01"), Level::Province),
        (Some("2025-08-01"), Level::Province),
    ] {
        let today = today.map(|day: &str| day.parse().unwrap());
        let next = PendingStep::Returned(at, Some(Star::Three));
        assert_eq!(history.next_step(today), Some(next), "{today:?}");
    }
    // Sent back in time, it may be adopted in the district's place.
    let in_time = scored("2025-06-20");
    let answer = evaluated(&case(&[in_time.clone(), adopts("province", 3)])).unwrap();
    assert_eq!(recognised(&answer), (Star::Three, Level::Province));
    History::of_case(&answer, REGULATIONS.clone()).unwrap();
    let too_many = problem(&case(&[in_time, adopts("province", 4)]));
    assert_eq!(too_many.0, "adopts-wrong");
    // Contract 5.8: scored while there are no districts any more, it is returned to the level that took over.
    let late = scored("2025-07-03");
    let answer = evaluated(&case(std::slice::from_ref(&late))).unwrap();
    let (to, star) = (Level::Province, Some(Star::Three));
    assert_eq!(answer.outcome(), Outcome::Returned { to, star });
    let answer = evaluated(&case(&[late, adopts("province", 3)])).unwrap();
    assert_eq!(recognised(&answer), (Star::Three, Level::Province));
    History::of_case(&answer, REGULATIONS.clone()).unwrap();
}

/// The star that a case comes to, and who recognises it.
fn recognised(answer: &EvaluatedCase) -> (Star, Level) {
    let Outcome::Recognised { star, by, .. } = answer.outcome() else {
        panic!("{:?}", answer.outcome());
    };
    (star, by)
}

/// Source: 148, Phụ lục II, khoản 1, Nghị quyết 203/2025/QH15 and 1489, Điều 1: what the centre ranks at 3
/// stars goes to the province, which took over from the districts.
#[test]
fn what_was_for_an_ended_district_is_returned_to_the_province() {
    let centre = json!({"product": {"name": "x"}, "set": "01", "stages": [
        {"level": "province", "date": "2025-07-02", "total": "90"},
        {"level": "central", "date": "2025-07-04", "total": "60"}],
        "application": {"kind": "first", "filed": "2025-07-02"}});
    let answer = evaluated(&centre).unwrap();
    let to = Level::Province;
    let star = Some(Star::Three);
    assert_eq!(answer.outcome(), Outcome::Returned { to, star });
    let said = |code| answer.reasons().any(|reason| reason.code() == code);
    assert!(said(ReasonCode::ActionReturnTakenOver) && !said(ReasonCode::ActionReturn));
    // The history tells the level that the result names.
    let history = History::of_case(&answer, REGULATIONS.clone()).unwrap();
    let returned = history.events().iter().any(|event| {
        matches!(event.kind, EventKind::Returned(transfer) if transfer.to == Level::Province)
    });
    assert!(returned, "{:?}", history.events());
    assert_eq!(
        history.next_step(None),
        Some(PendingStep::Returned(to, star))
    );
}

/// Source: 148, Phụ lục II, khoản 1, and 26/2026, Điều 7.4: who adopts a star has no council propose it, and
/// evaluates nothing; the province adopts 3 stars in place of a district that has ended.
#[test]
fn an_adoption_is_told_as_one() {
    let case = |filed: &str, stages: Value| {
        let case = json!({"product": {"name": "x"}, "set": "01", "stages": stages,
            "application": {"kind": "first", "filed": filed}});
        let answer = evaluated(&case).unwrap();
        let stage = answer.stages().last().unwrap();
        let codes: Vec<ReasonCode> = stage.reasons.iter().map(|reason| reason.code()).collect();
        assert!(!codes.contains(&ReasonCode::ActionCertify), "{codes:?}");
        let told = stage.reasons.iter().map(|reason| reason.text(Lang::En));
        let told = told.collect::<Vec<_>>().join("\n");
        assert!(!told.to_lowercase().contains("evaluated"), "{told}");
        let mut reasons = stage.reasons.iter();
        let adopted = reasons.find(|reason| reason.code() == ReasonCode::Adopted);
        adopted.unwrap().citation().to_string()
    };
    let sent_back = |date: &str| {
        json!([{"level": "district", "date": "2025-06-01", "total": "75"},
            {"level": "province", "date": "2025-06-20", "total": "65"},
            {"level": "province", "date": date, "adopts": {"star": 3}}])
    };
    let clause = case("2025-05-01", sent_back("2025-07-03"));
    assert!(clause.contains("203/2025/QH15"), "{clause}");
    let clause = case("2025-05-01", sent_back("2025-07-10"));
    assert!(clause.contains("1489/QĐ-TTg, Điều 1"), "{clause}");
    let by_centre = json!([{"level": "province", "date": "2026-05-15", "total": "95"},
        {"level": "central", "date": "2026-06-01", "total": "85"},
        {"level": "province", "date": "2026-08-01", "adopts": {"star": 4}}]);
    let clause = case("2026-05-01", by_centre);
    assert!(clause.contains("Điều 4.1 a"), "{clause}");
}

/// Contract 3 and 5.9: a certificate runs from the decision, so the one before stays until then.
#[test]
fn a_certificate_stays_until_its_renewal_is_decided() {
    let case = |decided: Option<&str>| {
        let mut stage = json!({"level": "province", "date": "2027-04-01", "total": "73"});
        if let Some(decided) = decided {
            stage["decided"] = json!(decided);
        }
        let case = json!({"product": {"name": "x"}, "set": "08", "stages": [stage],
            "application": {"kind": "renewal", "filed": "2027-02-01",
                "previous": {"star": 4, "issued": "2024-07-20", "expires": "2027-07-20"}}});
        History::of_case(&evaluated(&case).unwrap(), REGULATIONS.clone()).unwrap()
    };
    let day = |text: &str| text.parse::<Date>().unwrap();
    let open = case(None);
    let state = open.state();
    assert_eq!(state.certificate.unwrap().issued, day("2024-07-20"));
    assert_eq!(state.proposed.unwrap().star, Star::Four);
    assert!(open.is_undecided() && state.past.is_empty());
    assert!(!case(Some("2027-05-01")).is_undecided());
    // A first recognition gives no certificate either.
    let first = json!({"product": {"name": "x"}, "set": "08",
        "application": {"kind": "first", "filed": "2027-02-01"},
        "stages": [{"level": "province", "date": "2027-04-01", "total": "73"}]});
    let first = History::of_case(&evaluated(&first).unwrap(), REGULATIONS.clone()).unwrap();
    let standing = serde_json::to_value(HistoryView::told("x", &first, None)).unwrap();
    assert_eq!(standing["standing"]["certificate"], Value::Null);
    let proposed = json!({"level": "province", "star": 4});
    assert_eq!(standing["standing"]["proposed"], proposed);
    assert_eq!(
        open.status(day("2027-07-20")),
        Some(CertificateStatus::Valid)
    );
    let decided = case(Some("2027-04-20"));
    let state = decided.state();
    assert_eq!(state.certificate.unwrap().issued, day("2027-04-20"));
    assert_eq!((state.proposed, state.past.len()), (None, 1));
}

/// Contract 3 and 6: only a forwarding may have no day, and goes by the rules of the day before it. Filed
/// after the districts' last day, 30/06/2025, a dossier begins at the province; before it, at the district.
#[test]
fn a_forwarding_without_a_day_goes_by_the_day_before_it() {
    let case = |filed: &str, level: &str| {
        json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08",
            "application": {"kind": "first", "filed": filed},
            "stages": [{"level": level, "forwarded": true}]})
    };
    let answer = evaluated(&case("2025-07-02", "province")).unwrap();
    let at = Level::Central;
    assert_eq!(answer.outcome(), Outcome::Pending { at });
    let answer = evaluated(&case("2025-06-20", "district")).unwrap();
    let at = Level::Province;
    assert_eq!(answer.outcome(), Outcome::Pending { at });
    assert_eq!(problem(&case("2025-06-20", "province")).0, "stage-order");
}

/// Source: contract 3: a decision after the level's last day, and days that no certificate can run
/// from, are refused.
#[test]
fn days_that_cannot_be_are_refused_when_a_case_is_read() {
    let stage = |date: &str, decided: &str| {
        json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08", "stages": [
            {"level": "district", "date": date, "decided": decided, "total": "61.5"}]})
    };
    let mut endless = stage("2024-04-10", "9999-04-10");
    endless["stages"] = json!([{"level": "district", "forwarded": true},
        {"level": "province", "date": "2024-06-10", "decided": "9999-04-10", "total": "75"}]);
    let (code, pointer, _) = problem(&endless);
    assert_eq!((code.as_str(), pointer.as_str()), ("bad-date", "/stages/1"));
    let (code, pointer, expected) = problem(&stage("2025-06-29", "2025-07-01"));
    assert_eq!(
        (code.as_str(), pointer.as_str()),
        ("date-order", "/stages/0/decided")
    );
    assert!(expected.contains("2025-06-30"), "{expected}");
    assert!(evaluated(&stage("2025-06-29", "2025-06-30")).is_ok());
    let mut future = stage("2024-04-10", "2024-04-10");
    future["application"] = json!({"kind": "upgrade", "filed": "2024-03-01",
        "previous": {"star": 3, "issued": "2030-01-01", "expires": "2033-01-01"}});
    let (code, pointer, _) = problem(&future);
    assert_eq!(
        (code.as_str(), pointer.as_str()),
        ("date-order", "/application/previous/issued")
    );
    for text in ["0000-01-01", "10000-01-01", "-001-01-01"] {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
    let first: Date = "0001-01-01".parse().unwrap();
    assert!(first.add_days(-1).is_err() && first.add_days(1).is_ok());
}

/// Source: READING stays-when-filed: 148 has no transition for dossiers of 1048.
#[test]
fn a_dossier_of_1048_stays_under_it_with_a_reason_and_a_warning() {
    let case = |date: &str| {
        json!({"product": {"name": "x"}, "set": "08",
            "application": {"kind": "first", "filed": "2022-12-01"},
            "stages": [{"level": "district", "date": date, "total": "61.5"}]})
    };
    let late = evaluated(&case("2024-06-01")).unwrap();
    assert_eq!(late.evaluation().regulation.as_str(), "qd-1048-2019");
    let code = ReasonCode::StaysWhenFiled;
    let reason = late.reasons().find(|reason| reason.code() == code).unwrap();
    let reading = reason.citation().reading().unwrap();
    assert_eq!(reading.as_str(), "stays-when-filed");
    let warned = |answer: &EvaluatedCase| {
        let mut warnings = answer.warnings().iter();
        warnings.any(|warning| warning.code() == ReasonCode::NotInForce)
    };
    assert!(warned(&late));
    let in_time = evaluated(&case("2023-02-23")).unwrap();
    assert!(in_time.reasons().all(|reason| reason.code() != code) && !warned(&in_time));
}

/// Source: contract 2: another engine, other data or another wording is no other decision.
#[test]
fn verification_tells_apart_what_differs() {
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08", "stages": [
        {"level": "district", "date": "2024-04-10", "decided": "2024-04-20", "total": "61.5"}]});
    let answer = evaluated(&case).unwrap();
    let printed = serde_json::to_value(&answer).unwrap();
    let found = |change: &dyn Fn(&mut Value)| {
        let mut stored = printed.clone();
        change(&mut stored);
        let stored = Evaluation::from_json(&stored.to_string(), "result").unwrap();
        let found = answer.verify(&stored);
        let kinds: Vec<DifferenceKind> = found.differences().iter().map(|d| d.kind).collect();
        (kinds, found.is_same_decision())
    };
    use DifferenceKind::{Criteria, Decision, Engine, Form, Input, Wording};
    assert_eq!(found(&|_| ()), (vec![], true));
    let engine = |result: &mut Value| result["seal"]["engine"] = json!("ocop 9.9.9");
    assert_eq!(found(&engine), (vec![Engine], true));
    let data = |result: &mut Value| result["seal"]["criteria"] = json!("sha256:0");
    assert_eq!(found(&data), (vec![Criteria], true));
    let input = |result: &mut Value| result["seal"]["input"] = json!("sha256:0");
    assert_eq!(found(&input), (vec![Input], false));
    // The product by its name, however that is composed.
    let composed = |result: &mut Value| result["product"] = json!("Ca\u{301} khô");
    assert_eq!(found(&composed), (vec![], true));
    let product = |result: &mut Value| result["product"] = json!("Cá khô 2");
    assert_eq!(found(&product), (vec![Input], false));
    let star = |result: &mut Value| result["stages"][0]["star"] = json!(4);
    assert_eq!(found(&star), (vec![Decision], false));
    let word = |result: &mut Value| result["stages"][0]["reasons"][0]["vi"] = json!("khác");
    assert_eq!(found(&word), (vec![Wording], true));
    let reading = |result: &mut Value| {
        result["stages"][0]["reasons"][0]["reading"] = json!("stays-when-filed");
    };
    assert_eq!(found(&reading), (vec![Wording], true));
    let law = |result: &mut Value| {
        let stage = result["stages"][0].as_object_mut().unwrap();
        stage.remove("regulation");
    };
    assert_eq!(found(&law), (vec![Criteria], true));
    // A result of 0.1.0: no form, no regulation of a stage, no basis of the certificate.
    let old = |result: &mut Value| {
        let seal = result["seal"].as_object_mut().unwrap();
        seal.remove("form");
        seal.remove("decision");
        result["seal"]["input"] = json!("sha256:0");
        result["stages"][0]
            .as_object_mut()
            .unwrap()
            .remove("regulation");
        let certificate = &mut result["outcome"]["certificate"];
        certificate.as_object_mut().unwrap().remove("basis");
    };
    assert_eq!(found(&old), (vec![Form], true));
}

/// Source: contract 2 and 4: another form is said by its kind and makes no other decision; a form that is
/// not known is no old one, and an old one may say what the certificate's days rest on.
#[test]
fn a_form_of_the_seal_makes_no_other_decision() {
    let case = json!({"product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08", "stages": [
        {"level": "district", "date": "2024-04-10", "total": "61.5"}]});
    let answer = evaluated(&case).unwrap();
    let printed = serde_json::to_value(&answer).unwrap();
    let certificate = &printed["outcome"]["certificate"];
    assert_eq!(certificate["basis"], "scoring-date");
    for form in [json!(3), json!(1), Value::Null] {
        let mut stored = printed.clone();
        let seal = stored["seal"].as_object_mut().unwrap();
        match form {
            Value::Null => seal.remove("form"),
            form => seal.insert("form".to_owned(), form),
        };
        seal["input"] = json!("sha256:0");
        let stored = Evaluation::from_json(&stored.to_string(), "result").unwrap();
        let found = answer.verify(&stored);
        let kinds: Vec<DifferenceKind> = found.differences().iter().map(|d| d.kind).collect();
        assert_eq!(kinds, [DifferenceKind::Form], "{found:?}");
    }
    // What a newer form says is held to the case all the same.
    let mut stored = printed.clone();
    stored["seal"]["form"] = json!(3);
    stored["outcome"]["certificate"]["basis"] = json!("decision");
    let stored = Evaluation::from_json(&stored.to_string(), "result").unwrap();
    assert!(!answer.verify(&stored).is_same_decision());
}

/// Source: contract 6: what was filed under 1048 and is evaluated later stays under 1048, with a warning;
/// the transition of 26/2026 (Điều 12.2) is for what no level has evaluated. Set 16 of 1048 is other
/// alcoholic drinks, set 16 of 26/2026 is water.
#[test]
fn a_dossier_that_was_scored_under_1048_stays_under_it() {
    let stage = |level: &str, date: &str| json!({"level": level, "date": date, "total": "75"});
    let mut case = json!({"product": {"name": "Rượu mơ"}, "set": "16",
        "application": {"kind": "first", "filed": "2023-01-10"},
        "stages": [stage("district", "2023-02-10"), stage("province", "2026-08-02")]});
    let answer = evaluated(&case).unwrap();
    let laws = answer.case().stages().iter();
    let laws: Vec<&str> = laws.map(|stage| stage.regulation().id().as_str()).collect();
    assert_eq!(laws, ["qd-1048-2019"; 2]);
    assert_eq!(answer.star(), Some(Star::Four));
    let codes = |code| {
        answer
            .reasons()
            .filter(|reason| reason.code() == code)
            .count()
    };
    assert_eq!(codes(ReasonCode::StaysWhenFiled), 1);
    assert_eq!(codes(ReasonCode::TransitionLate), 0);
    let mut warnings = answer.warnings().iter();
    assert!(warnings.any(|warning| warning.code() == ReasonCode::NotInForce));
    // The history that it tells goes by the same law.
    let history = History::of_case(&answer, REGULATIONS.clone()).unwrap();
    let scores = history.state().scores.iter();
    let laws: Vec<&str> = scores.map(|score| score.regulation.as_str()).collect();
    assert_eq!(laws, ["qd-1048-2019"; 2]);
    // So it is where the district's forwarding alone is on record.
    case["stages"][0] = json!({"level": "district", "date": "2023-02-10", "forwarded": true});
    let answer = evaluated(&case).unwrap();
    assert_eq!(answer.evaluation().regulation.as_str(), "qd-1048-2019");
    let history = History::of_case(&answer, REGULATIONS.clone()).unwrap();
    let scores = history.state().scores.iter();
    let laws: Vec<&str> = scores.map(|score| score.regulation.as_str()).collect();
    assert_eq!(laws, ["qd-1048-2019"]);
    // What no level has evaluated goes by the transition.
    case["stages"] = json!([stage("province", "2026-08-02")]);
    let answer = evaluated(&case).unwrap();
    assert_eq!(answer.evaluation().regulation.as_str(), "qd-26-2026");
    // Sets of 148 have the numbers of 26/2026: the transition reaches its later stages.
    case["application"]["filed"] = json!("2025-05-10");
    case["stages"] = json!([
        stage("district", "2025-06-10"),
        stage("province", "2026-08-02")
    ]);
    let answer = evaluated(&case).unwrap();
    assert_eq!(answer.evaluation().regulation.as_str(), "qd-26-2026");
}

/// Source: contract 5.1: where rounded parts leave the star open, nothing gives one: 69.99 may be 70, where
/// 4 stars begin (148).
#[test]
fn a_history_gives_no_star_that_is_open() {
    let case = json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08",
        "application": {"kind": "first", "filed": "2024-03-01"},
        "stages": [{"level": "district", "date": "2024-04-10", "parts": [
            {"part": "A", "points": "28.33"}, {"part": "B", "points": "12.33"},
            {"part": "C", "points": "29.33"}]}]});
    let answer = evaluated(&case).unwrap();
    let history = History::of_case(&answer, REGULATIONS.clone()).unwrap();
    let told = serde_json::to_value(HistoryView::told("x", &history, None)).unwrap();
    let standing = &told["standing"];
    assert_eq!(told["events"].as_array().unwrap().len(), 2);
    assert_eq!(told["events"][1]["star"], Value::Null);
    assert_eq!(told["events"][1]["status"], "settled");
    assert_eq!(standing["scores"][0]["star"], Value::Null);
    assert_eq!(standing["scores"][0]["shown"], "69.99");
    assert_eq!(standing["dossier"]["star"], Value::Null);
    assert_eq!(standing["dossier"]["next"], "evaluation");
    assert_eq!(standing["star_open"][0]["code"], "parts-leave-star-open");
    assert!(standing.get("proposed").is_none(), "{standing}");
    // One that is known is given, and nothing is said of an open one.
    let mut known = case.clone();
    known["stages"][0]["total"] = json!("70");
    let answer = evaluated(&known).unwrap();
    let history = History::of_case(&answer, REGULATIONS.clone()).unwrap();
    let told = serde_json::to_value(HistoryView::told("x", &history, None)).unwrap();
    assert_eq!(told["events"][1]["star"], 4);
    assert!(told["standing"].get("star_open").is_none(), "{told}");
}

/// An argument is never read as a template, and one is not many.
#[test]
fn reasons_are_filled_in_once() {
    let case = json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08", "stages": [
        {"level": "district", "date": "2024-04-10", "total": "29"}]});
    let answer = evaluated(&case).unwrap();
    let texts: Vec<String> = answer
        .reasons()
        .map(|reason| reason.text(Lang::En))
        .collect();
    assert!(
        texts.iter().any(|text| text == "1 star is not certified"),
        "{texts:?}"
    );
}
