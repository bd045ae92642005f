//! Histories: which event may follow which, in what words the others are refused, and what a case
//! tells.

use std::sync::{Arc, LazyLock};

use ocop::law::Regulation;
use ocop::procedure::{History, HistoryView, PendingStep, Recognition};
use ocop::text::ReasonCode;
use ocop::{Case, Catalog, EvaluatedCase, Lang, Level, Reason, Star};
use serde_json::{Value, json};

static REGULATIONS: LazyLock<Vec<Arc<Regulation>>> =
    LazyLock::new(|| Catalog::bundled().regulations().unwrap());

/// One event from a line such as `2026-09-01 evaluated province 4 91/1`.
fn event(line: &str) -> Value {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut event = json!({"date": words[0], "event": words[1]});
    let keys: &[&str] = match words[1] {
        "filed" => &["kind", "regulation"],
        "evaluated" if words[3].parse::<u8>().is_ok() => &["level", "star", "mean"],
        "evaluated" => &["level", "status"],
        "certified" | "renewed" | "upgraded" | "adopted" => &["level", "star"],
        "forwarded" | "returned" => &["level", "to"],
        "revoked" => &["level", "ground", "concluded"],
        "annulled" => &["level"],
        "reported" | "published" | "expired" => &[],
        other => panic!("{other}"),
    };
    assert!(words.len() - 2 <= keys.len(), "{line}");
    for (key, &word) in keys.iter().zip(&words[2..]) {
        match *key {
            "star" => event["star"] = word.parse::<u8>().unwrap().into(),
            "mean" => {
                let (sum, count) = word.split_once('/').unwrap();
                event["sum"] = sum.into();
                event["count"] = count.parse::<u16>().unwrap().into();
            }
            key => event[key] = word.into(),
        }
    }
    if event["event"] == "evaluated" && event.get("status").is_none() {
        event["status"] = "settled".into();
    }
    event
}

fn events(lines: &str) -> Vec<Value> {
    lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(event)
        .collect()
}

/// The history of these lines, or why its last event is refused: every event before must be taken.
fn told(lines: &str) -> Result<History, String> {
    let events = events(lines);
    let last = events.len() - 1;
    let read = |events: &[Value]| {
        let text = json!({"product": "x", "events": events}).to_string();
        History::from_json(&text, "history.json", REGULATIONS.clone())
    };
    if let Err(error) = read(&events[..last]) {
        panic!("{lines}\n{error}");
    }
    match read(&events) {
        Ok((_, history)) => Ok(history),
        Err(error) => {
            let [problem] = error.diagnostics() else {
                panic!("{error}");
            };
            assert_eq!(problem.path(), format!("event {}", last + 1));
            // Contract 2: everything is told in Vietnamese too.
            let vi = problem.text(Lang::Vi);
            let english = ["the", "of", "by", "or", "stars", "one"];
            assert!(!vi.split(' ').any(|word| english.contains(&word)), "{vi}");
            let told = format!("found {}, expected {}", problem.found(), problem.expected());
            Err(told.replace("Quyết định 26/2026/QĐ-TTg, ", ""))
        }
    }
}

/// Every line of `next` after `before`: taken where it stands alone, else refused as it says.
#[track_caller]
fn after(before: &str, next: &str) {
    for row in next.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (line, refused) = row.split_once(" => ").unwrap_or((row, ""));
        let found = told(&format!("{before}\n{line}"));
        let found = found.err().unwrap_or_default();
        assert_eq!(found, refused, "{before}\n{line}");
    }
}

const FILED: &str = "2026-06-01 filed first\n2026-06-10 reported";

/// Four stars of the province, to 2029-09-10.
const FOUR: &str = "2026-06-01 filed first\n2026-06-10 reported
    2026-09-01 evaluated province 4\n2026-09-10 certified province 4";

/// Source: 1489/QĐ-TTg, Điều 1: what a district had not recognised when it ended, on 30/06/2025, the
/// province evaluates.
#[test]
fn what_a_district_did_not_recognise_in_time_the_province_evaluates() {
    after(
        "2025-04-01 filed first\n2025-06-20 evaluated district 3 61/1",
        "2025-06-30 certified district 3
        2025-08-01 evaluated province 3 62/1",
    );
}

/// Source: 26/2026, Điều 4.1, 6.1, 7.2, 7.3 and 7.4: who may do what, and after what.
#[test]
fn each_step_follows_the_one_before() {
    after(
        "2026-06-01 filed first",
        "2026-06-02 filed first => found a dossier filed, expected no dossier while one is being decided (Điều 4.1 a và 4.3)
        2026-06-10 reported
        2026-09-01 evaluated province 4
        2026-09-01 evaluated central 5 => found an evaluation at the central, expected a commune's report, or an evaluation at the province (Điều 4.1 a, Điều 7.3 e)
        2026-09-01 certified province 4 => found 4 stars recognised by the province after `first`, expected a commune's report, or an evaluation at the province (Điều 4.1 a, Điều 7.3 e)
        2026-09-01 returned central province => found a return from the central to the province, expected a commune's report, or an evaluation at the province (Điều 4.1 a, Điều 7.3 e)
        2026-09-01 adopted province 4 => found 4 stars adopted by the province, expected a commune's report, or an evaluation at the province (Điều 4.1 a, Điều 7.3 e)",
    );
    after(
        FILED,
        "2026-06-11 reported => found a commune's report, expected an evaluation at the province (Điều 4.1 a, Điều 7.3 e)
        2026-09-01 evaluated province 4 89.99/1
        2026-09-01 evaluated province 3 89.99/1
        2026-09-01 evaluated province 5 90/1
        2026-09-01 evaluated province 5 100/1
        2026-09-01 evaluated province 5 89.99/1 => found 5 stars with a mean of `89.99`, expected at most 4 stars (Điều 3.3 b)
        2026-09-01 evaluated province 5 100.01/1 => found 5 stars with a mean of `100.01`, expected at most 5 stars (Điều 3.3 a)
        2026-09-20 forwarded province central
        2026-09-20 forwarded province commune => found a forwarding from the province to the commune, expected an evaluation at the province (Điều 4.1 a, Điều 7.3 e)
        2026-09-20 forwarded central province => found a forwarding from the central to the province, expected an evaluation at the province (Điều 4.1 a, Điều 7.3 e)",
    );
    for again in ["rescore-required", "not-quorate"] {
        after(
            &format!("{FILED}\n2026-09-01 evaluated province {again}"),
            "2026-09-02 evaluated province 4
            2026-09-02 certified province 4 => found 4 stars recognised by the province after `first`, expected an evaluation at the province (Điều 4.1 a, Điều 7.3 e)",
        );
    }
    for over in ["2", "disqualified"] {
        after(
            &format!("{FILED}\n2026-09-01 evaluated province {over}"),
            "2026-09-02 filed first
            2026-09-02 evaluated province 4 => found an evaluation at the province, expected a dossier that is being decided (Điều 4.1 a và 4.3)
            2026-09-02 certified province 3 => found 3 stars recognised by the province, expected a dossier that is being decided (Điều 4.1 a và 4.3)",
        );
    }
    after(
        &format!("{FILED}\n2026-09-01 evaluated province 4"),
        "2026-09-10 certified province 4
        2026-09-10 certified province 3 => found 3 stars recognised by the province after `first`, expected 4 stars recognised by the province after `first` (Điều 4.1 a, Điều 7.3 e)
        2026-09-10 certified central 4 => found 4 stars recognised by the central after `first`, expected 4 stars recognised by the province after `first` (Điều 4.1 a, Điều 7.3 e)
        2026-09-10 renewed province 4 => found `renewed`, expected `certified` (Điều 4.1 a, Điều 7.3 e)
        2026-09-10 upgraded province 4 => found `upgraded`, expected `certified` (Điều 4.1 a, Điều 7.3 e)
        2026-09-10 forwarded province central => found a forwarding from the province to the central, expected 4 stars recognised by the province after `first` (Điều 4.1 a, Điều 7.3 e)
        2026-09-10 evaluated province 4 => found an evaluation at the province, expected 4 stars recognised by the province after `first` (Điều 4.1 a, Điều 7.3 e)",
    );
    after(
        &format!("{FILED}\n2026-09-01 evaluated province 5"),
        "2026-09-20 forwarded province central
        2026-09-20 forwarded province commune => found a forwarding from the province to the commune, expected a forwarding from the province to the central (Điều 4.1 a, Điều 7.3 e)
        2026-09-20 certified province 5 => found 5 stars recognised by the province after `first`, expected a forwarding from the province to the central (Điều 4.1 a, Điều 7.3 e)",
    );
}

/// Source: 26/2026, Điều 7.4: what the centre does not recognise goes back, and may be adopted.
#[test]
fn what_the_centre_returns_may_be_adopted() {
    let sent =
        format!("{FILED}\n2026-09-01 evaluated province 5\n2026-09-20 forwarded province central");
    let four = format!("{sent}\n2027-03-01 evaluated central 4");
    after(
        &four,
        "2027-03-10 returned central province
        2027-03-10 returned central commune => found a return from the central to the commune, expected a return from the central to the province (Điều 4.1 b, Điều 7.4 e)
        2027-03-10 returned province central => found a return from the province to the central, expected a return from the central to the province (Điều 4.1 b, Điều 7.4 e)
        2027-03-10 adopted province 4 => found 4 stars adopted by the province, expected a return from the central to the province (Điều 4.1 b, Điều 7.4 e)",
    );
    after(
        &format!("{four}\n2027-03-10 returned central province"),
        "2027-04-01 adopted province 4
        2027-04-01 adopted province 3
        2027-04-01 adopted province 2 => found 2 stars adopted by the province, expected at most 4 stars adopted by the province, or an evaluation there (Điều 4.1 a, Điều 7.3 e)
        2027-04-01 adopted province 5 => found 5 stars adopted by the province, expected at most 4 stars adopted by the province, or an evaluation there (Điều 4.1 a, Điều 7.3 e)
        2027-04-01 adopted central 4 => found 4 stars adopted by the central, expected at most 4 stars adopted by the province, or an evaluation there (Điều 4.1 a, Điều 7.3 e)
        2027-04-01 evaluated province 4
        2027-04-01 evaluated central 4 => found an evaluation at the central, expected at most 4 stars adopted by the province, or an evaluation there (Điều 4.1 a, Điều 7.3 e)",
    );
    after(
        &format!("{sent}\n2027-03-01 evaluated central 2\n2027-03-10 returned central province"),
        "2027-04-01 evaluated province 3
        2027-04-01 adopted province 2 => found 2 stars adopted by the province, expected an evaluation at the province (Điều 4.1 a, Điều 7.3 e)
        2027-04-01 adopted province 3 => found 3 stars adopted by the province, expected an evaluation at the province (Điều 4.1 a, Điều 7.3 e)",
    );
}

/// Source: 26/2026, Điều 7.5 and 7.6: upgrades are of stars in force, below five; renewals of any.
#[test]
fn a_star_is_upgraded_or_renewed_by_its_kind_of_dossier() {
    after(
        FOUR,
        "2029-09-10 filed upgrade
        2029-09-11 filed upgrade => found `upgrade`, expected a certificate in force below 5 stars (Điều 4.1 a và 4.3)
        2029-09-10 filed first => found `first`, expected `upgrade` or `renewal` of the certificate in force (Điều 4.1 a và 4.3)
        2029-09-11 filed first
        2029-09-10 filed renewal
        2029-09-11 filed renewal",
    );
    let five = format!(
        "{FILED}\n2026-09-01 evaluated province 5\n2026-09-20 forwarded province central
        2027-03-01 evaluated central 5\n2027-03-10 certified central 5"
    );
    after(
        &five,
        "2027-04-01 filed renewal
        2027-04-01 filed upgrade => found `upgrade`, expected a certificate in force below 5 stars (Điều 4.1 a và 4.3)",
    );
    after(
        "2026-06-01 filed first",
        "2026-06-01 published => found a publication, expected a recognition that was not made public yet (Điều 4.1 a và 4.3)",
    );
    // What is due, under another step's name.
    after(
        &format!("{FOUR}\n2027-01-04 filed upgrade\n2027-01-20 reported\n2027-05-03 evaluated province 4"),
        "2027-05-10 certified province 4
        2027-05-10 upgraded province 4 => found `upgraded`, expected `certified` (Điều 4.1 a, Điều 7.3 e)
        2027-05-10 renewed province 4 => found `renewed`, expected `certified` (Điều 4.1 a, Điều 7.3 e)",
    );
    let three = FOUR.replace(" 4", " 3");
    after(
        &format!("{three}\n2027-01-04 filed upgrade\n2027-01-20 reported\n2027-05-03 evaluated province 4"),
        "2027-05-10 upgraded province 4
        2027-05-10 certified province 4 => found `certified`, expected `upgraded` (Điều 4.1 a, Điều 7.3 e)",
    );
    after(
        &format!("{FOUR}\n2029-04-02 filed renewal\n2029-04-20 reported\n2029-05-03 evaluated province 3"),
        "2029-05-10 renewed province 3
        2029-05-10 certified province 3 => found `certified`, expected `renewed` (Điều 4.1 a, Điều 7.3 e)",
    );
}

/// Source: 26/2026, Điều 4.3, 8, 10.1 b and 12.3.
#[test]
fn a_star_ends_once_and_by_whoever_may_end_it() {
    after(
        FOUR,
        "2026-09-10 published
        2029-09-10 expired => found an expiry on `2029-09-10`, expected a day after the last valid day, `2029-09-10` (Điều 4.1 a và 4.3)
        2029-09-11 expired
        2026-11-02 annulled province
        2026-11-02 annulled central => found 4 stars annulled by the central, expected a recognition by the province, annulled there (Điều 10.1 b)
        2026-11-02 revoked province law-broken
        2026-11-02 revoked province law-broken 2026-11-02
        2026-11-02 revoked province law-broken 2026-11-03 => found `2026-11-03`, expected a conclusion before the decision (Điều 8.2 và 8.4)
        2026-11-02 revoked central law-broken => found 4 stars revoked by the central, expected the level that certifies the star (Điều 8.2 và 8.4)
        2029-09-10 revoked province law-broken
        2029-09-11 revoked province law-broken => found a revocation, expected a certificate in force (Điều 4.1 a và 4.3)
        2029-09-11 annulled province => found an annulment, expected a certificate in force (Điều 4.1 a và 4.3)",
    );
    after(
        &format!("{FOUR}\n2026-09-11 published"),
        "2026-09-12 published => found a publication, expected a recognition that was not made public yet (Điều 4.1 a và 4.3)",
    );
    for over in ["revoked province law-broken", "annulled province"] {
        after(
            &format!("{FOUR}\n2026-11-02 {over}"),
            "2026-11-03 filed first
            2026-11-03 filed renewal => found `renewal`, expected a certificate to renew (Điều 4.1 a và 4.3)
            2026-11-03 expired => found an expiry, expected a certificate that ends (Điều 4.1 a và 4.3)",
        );
    }
    let five = format!(
        "{FILED}\n2026-09-01 evaluated province 5\n2026-09-20 forwarded province central
        2027-03-01 evaluated central 5\n2027-03-10 certified central 5"
    );
    after(
        &five,
        "2027-04-01 annulled province => found 5 stars annulled by the province, expected a recognition by the province, annulled there (Điều 10.1 b)
        2027-04-01 revoked central law-broken",
    );
    // Issued on 18/09/2023 for 36 months; the transition adds 180 days to those that are renewed.
    let old =
        "2023-06-01 filed first\n2023-08-01 evaluated district 3\n2023-09-18 certified district 3";
    after(
        old,
        "2026-09-19 expired
        2024-01-10 annulled district => found an annulment, expected a regulation that knows it (Quyết định 148/QĐ-TTg; phân cấp được sửa bởi 1489/QĐ-TTg từ 06/07/2025)
        2024-01-10 revoked district any-ground",
    );
    after(
        &format!("{old}\n2026-08-10 filed renewal"),
        "2026-09-19 expired => found an expiry on `2026-09-19`, expected a day after the last valid day, `2027-03-17` (Điều 4.1 a và 4.3)
        2027-03-17 expired => found an expiry on `2027-03-17`, expected a day after the last valid day, `2027-03-17` (Điều 4.1 a và 4.3)
        2027-03-18 expired",
    );
}

/// Source: 1489/QĐ-TTg drops the district: what waits there begins anew at the province.
#[test]
fn what_waits_at_a_level_that_is_gone_begins_anew() {
    let scored = "2025-03-01 filed first\n2025-05-01 evaluated district 3";
    after(
        scored,
        "2025-06-01 certified district 3
        2025-06-01 evaluated province 3 => found an evaluation at the province, expected 3 stars recognised by the district after `first` (Quyết định 148/QĐ-TTg, Phụ lục II, khoản 1)
        2025-08-01 certified district 3 => found 3 stars recognised by the district after `first`, expected an evaluation at the province, as the district has no part any more (Nghị quyết 203/2025/QH15: đơn vị hành chính cấp huyện kết thúc hoạt động từ 01/07/2025; Quyết định 1489/QĐ-TTg, Điều 1 (district-work))
        2025-08-01 evaluated province 3",
    );
    after(
        "2025-03-01 filed first\n2025-04-01 evaluated district 4 75/1
        2025-04-02 forwarded district province\n2025-06-01 evaluated province 3 60/1
        2025-06-02 returned province district",
        "2025-08-01 certified district 3 => found 3 stars recognised by the district after `first`, expected at most 3 stars adopted by the province, or an evaluation at the province, as the district has no part any more (Nghị quyết 203/2025/QH15: đơn vị hành chính cấp huyện kết thúc hoạt động từ 01/07/2025; Quyết định 1489/QĐ-TTg, Điều 1 (district-work))
        2025-08-01 adopted province 3
        2025-08-01 evaluated province 3 62/1",
    );
    // The same is told of what comes next: the districts ended with 30/06/2025.
    let history = told(scored).unwrap();
    let next = |today: &str| history.next_step(Some(today.parse().unwrap()));
    let (level, star) = (Level::District, Star::Three);
    let certificate = PendingStep::Recognition(Recognition { level, star });
    assert_eq!(next("2025-06-30"), Some(certificate));
    let anew = PendingStep::Evaluation(Level::Province);
    assert_eq!(next("2025-07-01"), Some(anew));
}

/// Why a level does nothing any more.
const ENDED: &str = "as the district has no part any more (Nghị quyết 203/2025/QH15: đơn vị hành chính cấp huyện kết thúc hoạt động từ 01/07/2025; Quyết định 1489/QĐ-TTg, Điều 1 (district-work))";

/// Source: Nghị quyết 203/2025/QH15: the districts ended with 30/06/2025; contract 3: a district decides
/// nothing after it. 148 is in force until 05/07/2025.
#[test]
fn a_district_decides_nothing_after_its_last_day() {
    after(
        "2025-05-01 filed first\n2025-06-20 evaluated district 3 60/1",
        &format!(
            "2025-06-30 certified district 3
            2025-07-01 certified district 3 => found 3 stars recognised by the district after `first`, expected an evaluation at the province, {ENDED}
            2025-07-03 evaluated district 3 60/1 => found an evaluation at the district, expected an evaluation at the province, {ENDED}
            2025-07-01 evaluated province 3 60/1"
        ),
    );
    after(
        "2025-05-01 filed first\n2025-06-20 evaluated district 4 75/1",
        "2025-06-30 forwarded district province
        2025-07-03 forwarded district province
        2025-07-03 evaluated province 4 75/1",
    );
    after(
        "2025-04-01 filed first\n2025-05-01 evaluated district 4 75/1\n2025-05-10 forwarded district province
        2025-06-10 evaluated province 3 60/1\n2025-06-12 returned province district",
        &format!(
            "2025-06-30 adopted district 3
            2025-07-01 adopted district 3 => found 3 stars adopted by the district, expected at most 3 stars adopted by the province, or an evaluation at the province, {ENDED}
            2025-07-01 adopted province 3
            2025-07-01 evaluated province 3 60/1"
        ),
    );
    // Contract 6: a district that evaluates after that day is only warned of; its star is nobody's.
    after(
        "2025-05-01 filed first\n2025-07-03 evaluated district 3 60/1",
        &format!(
            "2025-07-03 certified district 3 => found 3 stars recognised by the district after `first`, expected an evaluation at the province, {ENDED}
            2025-07-03 evaluated province 3 60/1"
        ),
    );
}

/// Source: 1048, Phụ lục II, 1.b: the province issued 3 stars; 148, Phụ lục II, khoản 1: the district does.
/// Who issued a certificate revokes it, as Đồng Tháp did on 21/12/2024; an ended district revokes nothing.
#[test]
fn who_issued_a_certificate_revokes_it() {
    let refused = |level: &str| {
        format!(
            "found 3 stars revoked by the {level}, expected the level that certifies the star (Quyết định 148/QĐ-TTg, thời hạn giấy chứng nhận 36 tháng)"
        )
    };
    after(
        "2021-05-01 filed first\n2021-06-01 evaluated district 3\n2021-06-02 forwarded district province
        2021-07-01 evaluated province 3\n2021-12-30 certified province 3",
        &format!(
            "2024-12-21 revoked province any-ground
            2024-12-21 revoked central any-ground => {}",
            refused("central")
        ),
    );
    after(
        "2024-03-01 filed first\n2024-04-01 evaluated district 3\n2024-04-10 certified district 3",
        &format!(
            "2025-06-30 revoked district any-ground
            2025-06-30 revoked province any-ground => {}
            2025-07-01 revoked district any-ground => {}
            2025-07-01 revoked province any-ground",
            refused("province"),
            refused("district"),
        ),
    );
}

/// The notes on the last event of these lines.
fn noted(history: &History) -> Value {
    let told = HistoryView::told("x", history, None);
    let mut events = serde_json::to_value(told).unwrap()["events"].clone();
    events.as_array_mut().unwrap().pop().unwrap()["notes"].clone()
}

/// Source: 26/2026, Điều 5.1: what is proposed before 30/10 the province evaluates before 30/12. After a
/// return no round is waited for.
#[test]
fn an_evaluation_after_its_round_is_noted_as_late() {
    for status in ["3 60/1", "rescore-required"] {
        let on = |day: &str| {
            let history = told(&format!("{FILED}\n{day} evaluated province {status}"));
            noted(&history.unwrap())
        };
        assert_eq!(on("2026-12-29"), json!([]));
        let late = &on("2027-01-02")[0];
        assert_eq!(late["code"], "evaluation-late");
        let said = "The evaluation at the province on 2027-01-02 came 4 days after 2026-12-29";
        assert_eq!(late["en"], said);
        let clause = "Quyết định 26/2026/QĐ-TTg, Điều 5.1, đợt 02";
        assert_eq!(late["citation"], clause);
    }
    let anew = "2026-06-20 evaluated province 5 91/1\n2026-06-21 forwarded province central
        2026-09-20 evaluated central 2 45/1\n2026-09-21 returned central province
        2028-03-01 evaluated province 3 60/1";
    assert_eq!(
        noted(&told(&format!("{FILED}\n{anew}")).unwrap()),
        json!([])
    );
}

/// Source: 26/2026, Điều 7.2 and 5.1: the commune has 15 working days; the province the round's.
#[test]
fn what_is_due_is_told_with_its_level_where_it_has_one() {
    let due = |lines: &str| {
        let due = told(lines).unwrap().due();
        let due = due.iter().map(|due| {
            let keys: Vec<&str> = due.args().iter().map(|(key, _)| *key).collect();
            format!("{} {}", due.code().as_str(), keys.join(" "))
        });
        due.collect::<Vec<String>>().join("; ")
    };
    assert_eq!(due("2026-06-01 filed first"), "commune-due until");
    assert_eq!(due("2027-12-01 filed first"), "commune-due until");
    assert_eq!(
        due("2027-12-13 filed first"),
        "commune-due until; holidays-unknown "
    );
    assert_eq!(due(FILED), "evaluation-due level until");
}

/// The events that a case tells, of a file or of stages under 26/2026.
fn case_tells(text: &str) -> Value {
    let case = Case::from_json(text, "case.json", &Catalog::bundled()).unwrap();
    let result = case.clone().evaluate();
    let history = History::of_case(&result, REGULATIONS.clone()).unwrap();
    serde_json::to_value(HistoryView::record("x", &history)).unwrap()["events"].clone()
}

/// Source: contract 3: what a case holds has happened, in the order of its stages.
#[test]
fn a_case_tells_its_events() {
    let tells = |application: Value, stages: Value, lines: &str| {
        let case = json!({"product": {"name": "x"}, "set": "08", "application": application,
            "stages": stages});
        assert_eq!(
            case_tells(&case.to_string()),
            json!(events(lines)),
            "{case}"
        );
    };
    let upgrade = |star: u8| {
        json!({"kind": "upgrade", "filed": "2026-08-03",
            "previous": {"star": star, "issued": "2024-01-31", "expires": "2027-01-31"}})
    };
    let first = json!({"kind": "first", "filed": "2026-08-03"});
    let report = json!({"level": "commune", "date": "2026-08-10", "report": []});
    let province = json!({"level": "province", "date": "2026-10-02", "decided": "2026-10-09",
        "total": "75", "attested_star": 4});
    for (star, what) in [(3, "upgraded"), (4, "certified")] {
        tells(
            upgrade(star),
            json!([report, province]),
            &format!(
                "2026-08-03 filed upgrade\n2026-08-10 reported
                2026-10-02 evaluated province 4 75/1\n2026-10-09 {what} province 4"
            ),
        );
    }
    let forwarded = json!({"level": "province", "date": "2026-10-02", "forwarded": true});
    let central = json!({"level": "central", "date": "2027-02-02", "total": "80",
        "attested_star": 4});
    tells(
        first.clone(),
        json!([report, forwarded, central,
            {"level": "province", "date": "2027-03-01", "decided": "2027-03-05",
                "adopts": {"star": 4}}]),
        "2026-08-03 filed first\n2026-08-10 reported\n2026-10-02 forwarded province central
        2027-02-02 evaluated central 4 80/1\n2027-02-02 returned central province
        2027-03-05 adopted province 4",
    );
}

/// Source: 26/2026, Điều 7.5 and 7.6: an upgrade and a renewal follow a certificate. A case may leave it
/// out, which is noted.
#[test]
fn a_renewal_without_its_certificate_is_noted() {
    let notes = |application: Value| {
        let case = json!({"product": {"name": "x"}, "set": "08", "application": application,
            "stages": [{"level": "commune", "date": "2026-08-10", "report": []},
                {"level": "province", "date": "2026-10-02", "total": "60"}]});
        let case = Case::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap();
        let history = History::of_case(&case.evaluate(), REGULATIONS.clone()).unwrap();
        let told = serde_json::to_value(HistoryView::told("x", &history, None)).unwrap();
        let notes = told["events"][0]["notes"].as_array().unwrap().iter();
        notes
            .map(|note| note["code"].clone())
            .collect::<Vec<Value>>()
    };
    let previous = json!({"star": 3, "issued": "2024-01-31", "expires": "2027-01-31"});
    for kind in ["first", "upgrade", "renewal"] {
        let mut application = json!({"kind": kind, "filed": "2026-08-04"});
        let unknown = kind != "first";
        assert_eq!(
            notes(application.clone()).contains(&json!("previous-unknown")),
            unknown
        );
        application["previous"] = previous.clone();
        if unknown {
            assert_eq!(notes(application), [Value::Null; 0], "{kind}");
        }
    }
}

/// Source: the shipped cases; a council that decides nothing is told as such.
#[test]
fn a_council_without_a_result_is_told() {
    for (path, status) in [
        ("tests/pages/not-quorate.json", "not-quorate"),
        ("examples/cases/disqualified-in-set-21.json", "disqualified"),
        ("examples/cases/spread-above-10.json", "rescore-required"),
    ] {
        let text = std::fs::read_to_string(path).unwrap();
        let told = case_tells(&text);
        let last = told.as_array().unwrap().last().unwrap();
        assert_eq!(
            (&last["event"], &last["status"]),
            (&json!("evaluated"), &json!(status))
        );
    }
}

/// Contract 5.1: where two decimals would show a bound that is not reached, as many more are shown.
#[test]
fn a_mean_below_a_bound_is_not_shown_as_the_bound() {
    for (sum, star, shown) in [
        ("69.996", 3, "69.996"),
        ("69.994", 3, "69.99"),
        ("49.9951", 2, "49.995"),
        ("70", 4, "70.00"),
    ] {
        let (_, history) = crate::counted::history(
            "a",
            &json!([
                {"event": "filed", "date": "2024-05-01", "kind": "first", "regulation": "qd-148-2023"},
                {"event": "evaluated", "date": "2024-05-10", "level": "district", "status": "settled",
                 "star": star, "sum": sum, "count": 1}
            ]),
        );
        let scores = &history.state().scores;
        assert_eq!(scores[0].shown.as_deref(), Some(shown), "{sum}");
        let printed = serde_json::to_value(&scores[0]).unwrap();
        assert_eq!(printed["shown"], shown);
    }
}

/// The history that a case tells; what is printed of it reads back as the same.
fn reads_back(case: &EvaluatedCase) -> Option<History> {
    let history = History::of_case(case, REGULATIONS.clone()).ok()?;
    let record = serde_json::to_string(&HistoryView::record("x", &history)).unwrap();
    let read = History::from_json(&record, "x", REGULATIONS.clone());
    let (_, read) = read.unwrap_or_else(|error| panic!("{record}\n{error}"));
    let told = |history: &History, today: Option<&str>| {
        let today = today.map(|day| day.parse().unwrap());
        serde_json::to_value(HistoryView::told("x", history, today)).unwrap()
    };
    for today in [None, Some("2027-12-31")] {
        assert_eq!(told(&read, today), told(&history, today), "{record}");
    }
    assert_eq!(read.state(), history.state(), "{record}");
    assert_eq!(read.is_undecided(), history.is_undecided(), "{record}");
    Some(history)
}

/// Contract 3 and 5.1: a star that waits for its decision, or that rounded parts leave open, is none in a file
/// either. Every case of the suite, as each kind of dossier, with a certificate before or without, in its time
/// and, where a regulation of districts is named, after their end; decided or not.
#[test]
fn what_a_case_tells_reads_back_as_the_same_history() {
    let catalog = crate::conformance::catalog();
    let previous =
        |star: u8| json!({"star": star, "issued": "2021-02-01", "expires": "2024-02-01"});
    let (mut told, mut undecided, mut unknown, mut decided) = (0, 0, 0, 0);
    for (at, case) in crate::conformance::SUITE.cases().enumerate() {
        let mut case = case.clone();
        let stages = case["stages"].as_array_mut().unwrap();
        let first = stages.iter().find_map(|stage| stage["date"].as_str());
        let mut filed = first.unwrap_or("2026-06-01").to_owned();
        if case.get("application").is_none() {
            if at % 4 == 1 && case["regulation"] == "qd-148-2023" {
                "2025-08-01".clone_into(&mut filed);
                let stages = case["stages"].as_array_mut().unwrap().iter_mut();
                for stage in stages.filter(|stage| stage.get("date").is_some()) {
                    stage["date"] = json!("2025-09-01");
                }
            }
            let kind = ["first", "upgrade", "renewal"][at % 3];
            case["application"] = json!({"kind": kind, "filed": filed});
            if at % 5 > 1 && filed.as_str() > "2021-02-01" {
                case["application"]["previous"] = previous([3, 5, 1][at % 5 - 2]);
            }
        }
        if at % 7 < 3 {
            let last = case["stages"].as_array_mut().unwrap().last_mut().unwrap();
            if let Some(day) = last.get("date").cloned() {
                last["decided"] = day;
            }
        }
        let Ok(case) = EvaluatedCase::from_json(&case.to_string(), "case.json", &catalog) else {
            continue;
        };
        let Some(history) = reads_back(&case) else {
            continue;
        };
        let (state, notes) = (history.state(), history.notes().iter().flatten());
        told += 1;
        undecided += usize::from(history.is_undecided());
        decided += usize::from(state.certificate.is_some_and(|held| held.by.is_some()));
        let noted = |code| move |note: &&Reason| note.code() == code;
        unknown += notes.filter(noted(ReasonCode::PreviousUnknown)).count();
    }
    // The suite must get somewhere, or it would prove nothing.
    let counts = [told > 4_000, undecided > 200, decided > 100, unknown > 500];
    assert_eq!(counts, [true; 4], "{told} {undecided} {decided} {unknown}");
}

/// A case of a renewal under 148, of three stars where they are known.
fn of_parts(stages: &Value, previous: bool) -> EvaluatedCase {
    let mut case = json!({"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08",
        "application": {"kind": "renewal", "filed": "2024-03-01"}, "stages": stages});
    if previous {
        case["application"]["previous"] =
            json!({"star": 3, "issued": "2021-06-01", "expires": "2024-06-01"});
    }
    EvaluatedCase::from_json(&case.to_string(), "case.json", &Catalog::bundled()).unwrap()
}

/// Means of parts, of two decimals: 28.33, 12.33 and the last.
fn parts(level: &str, date: &str, c: &str) -> Value {
    json!({"level": level, "date": date, "parts": [{"part": "A", "points": "28.33"},
        {"part": "B", "points": "12.33"}, {"part": "C", "points": c}]})
}

/// Contract 5.1: 69.99 of rounded parts may be 70, where four stars begin (148); contract 3: the decision ends
/// what the dossier waits for. So a decision on it is told with its day: its star, and whether it replaced the
/// certificate before, are open.
#[test]
fn a_decision_with_an_open_star_is_told() {
    let mut stage = parts("district", "2024-04-10", "29.33");
    let waits = reads_back(&of_parts(&json!([stage]), true)).unwrap();
    assert_eq!(waits.open_decision(), None);
    assert!(waits.state().dossier.is_some() && waits.calendar().is_some());
    // The evaluation was made: no day is due for it.
    assert_eq!(waits.due_by(), None);
    stage["decided"] = json!("2024-05-02");
    for previous in [true, false] {
        let history = reads_back(&of_parts(&json!([stage]), previous)).unwrap();
        let state = history.state();
        assert_eq!(state.dossier, None);
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(history.open_decision(), Some(day("2024-05-02")));
        // The certificate before is neither replaced nor told as the one that counts.
        assert!(state.past.is_empty() && state.proposed.is_none());
        assert_eq!(state.certificate.is_some(), previous);
        assert_eq!(history.calendar(), None);
        assert_eq!(history.status(day("2024-05-02")), None);
        assert_eq!(history.status(day("2024-05-01")).is_some(), previous);
        let why: Vec<&str> = history
            .star_open()
            .iter()
            .map(|why| why.code().as_str())
            .collect();
        assert_eq!(why, ["parts-leave-star-open", "decided-star-open"]);
        let told = serde_json::to_value(HistoryView::told("x", &history, Some(day("2024-05-03"))));
        let told = told.unwrap();
        assert_eq!(told["events"][1]["decided"], "2024-05-02");
        assert_eq!(told["events"][1]["star"], Value::Null);
        assert_eq!(told["standing"]["status"], Value::Null);
    }
}

/// As before: stars that are open at a level that sent the dossier on, before an evaluation whose star is known or
/// that minutes state.
#[test]
fn stars_that_are_open_read_back() {
    let district = parts("district", "2024-04-10", "29.34");
    let mut stated = parts("province", "2024-06-10", "49.33");
    stated["attested_star"] = json!(3);
    // 89.99 may be 90, which is forwarded; the star that the minutes state is three on either side.
    stated["parts"][0]["points"] = json!("38.33");
    stated["parts"][1]["points"] = json!("22.33");
    stated["parts"][2]["points"] = json!("29.33");
    let total = json!({"level": "province", "date": "2024-06-10", "total": "75"});
    let returned = json!({"level": "district", "date": "2024-07-10", "decided": "2024-07-12",
        "total": "60"});
    for (stages, next) in [
        (json!([district]), true),
        (json!([district, total]), true),
        (json!([district, stated]), true),
        (json!([district, stated, returned]), false),
    ] {
        let history = reads_back(&of_parts(&stages, true)).unwrap();
        assert!(!history.star_open().is_empty(), "{stages}");
        assert_eq!(history.state().dossier.is_some(), next, "{stages}");
    }
}

/// Contract 5.1: whether rounded parts leave a star open is one answer: that of the case, of the history that it
/// tells, and of that history read back from its file. Parts about the bounds 70, where the district sends on, and
/// 90, of two and three decimals, whatever star the minutes state.
#[test]
fn a_case_and_its_history_leave_the_same_stars_open() {
    let (mut open, mut settled) = (0, 0);
    let sent = json!({"level": "district", "date": "2024-04-10", "forwarded": true});
    for (before, level, a, b) in [
        (vec![], "district", "28.33", "12.33"),
        (vec![sent.clone()], "province", "28.33", "12.33"),
        (vec![sent], "province", "38.33", "22.33"),
    ] {
        for end in 315..=355 {
            for attested in [None, Some(2), Some(3), Some(4)] {
                let c = format!("29.{end}");
                let c = c.strip_suffix('0').unwrap_or(&c);
                let mut stage = json!({"level": level, "date": "2024-06-10", "parts": [
                    {"part": "A", "points": a}, {"part": "B", "points": b},
                    {"part": "C", "points": c}]});
                if let Some(star) = attested {
                    stage["attested_star"] = json!(star);
                }
                let stages: Vec<Value> = before.iter().cloned().chain([stage]).collect();
                let case = of_parts(&json!(stages), true);
                let history = reads_back(&case).unwrap();
                let is_open = case.is_star_open();
                assert_eq!(is_open, !history.star_open().is_empty(), "{stages:?}");
                *(if is_open { &mut open } else { &mut settled }) += 1;
            }
        }
    }
    assert!(open > 50 && settled > 50, "{open} {settled}");
}

/// Contract 3: the star that the minutes state caps the star; 5.1: open is what could change it. Three stars are
/// three on either side of 70: result and history have them, and a warning says that 70 would send the dossier up
/// (148, V.1 g of plan 262: 70 to 100 points). At the province 70 sends nothing up.
#[test]
fn a_stated_star_is_not_open_where_only_the_forwarding_is() {
    let sent = json!({"level": "district", "date": "2024-04-10", "forwarded": true});
    for (before, level, warned) in [(vec![], "district", true), (vec![sent], "province", false)] {
        let mut stage = parts(level, "2024-06-10", "29.33");
        stage["attested_star"] = json!(3);
        stage["decided"] = json!("2024-06-20");
        let stages: Vec<Value> = before.into_iter().chain([stage]).collect();
        let case = of_parts(&json!(stages), true);
        assert!(!case.is_star_open());
        assert_eq!(case.star(), Some(Star::Three));
        let codes = case.warnings().iter();
        let mut codes = codes.map(|warning| warning.code().as_str());
        assert_eq!(
            codes.any(|code| code == "parts-leave-forwarding-open"),
            warned,
            "{level}"
        );
        let history = reads_back(&case).unwrap();
        assert!(history.star_open().is_empty());
    }
}

/// Contract 2: every problem is told where it is: what a file cannot say of an open or proposed star.
#[test]
fn what_no_open_star_has_is_refused() {
    let refused = |more: Value, events: &[Value], last: &str| {
        let mut file = json!({"product": "x", "events": [
            {"event": "filed", "date": "2024-03-01", "kind": "first"}]});
        file["events"]
            .as_array_mut()
            .unwrap()
            .extend_from_slice(events);
        for (key, value) in more.as_object().unwrap() {
            file[key] = value.clone();
        }
        let read = History::from_json(&file.to_string(), "x", REGULATIONS.clone());
        let error = read.expect_err(last);
        let problems = error.diagnostics().iter();
        let told: Vec<String> = problems
            .map(|one| format!("{} {}", one.code().as_str(), one.pointer()))
            .collect();
        assert_eq!(told, [last]);
    };
    let scored = |more: Value| {
        let mut event = json!({"event": "evaluated", "date": "2024-04-10", "level": "district",
            "status": "settled", "star": null});
        for (key, value) in more.as_object().unwrap() {
            event[key] = value.clone();
        }
        event
    };
    let none = json!({});
    refused(none.clone(), &[scored(json!({}))], "missing-key /events/1");
    // Contract 5.1: open is what could change the star. Three stars that minutes state are three on either side of 70.
    let settled = scored(json!({"sum": "70", "count": 1, "attested_star": 3}));
    refused(none.clone(), &[settled], "event-impossible /events/1");
    let far = scored(json!({"sum": "60", "count": 1}));
    refused(none.clone(), &[far], "event-impossible /events/1");
    // A mean of sheets is exact.
    let exact = scored(json!({"sum": "139.98", "count": 2}));
    refused(none.clone(), &[exact], "event-impossible /events/1");
    let known = json!({"star": 3, "sum": "60", "count": 1, "decided": "2024-05-01"});
    refused(
        none.clone(),
        &[scored(known)],
        "event-impossible /events/1/decided",
    );
    let early = json!({"sum": "69.99", "count": 1, "decided": "2024-04-09"});
    refused(
        none.clone(),
        &[scored(early)],
        "date-order /events/1/decided",
    );
    let stated = json!({"star": 3, "sum": "60", "count": 1, "attested_star": 3});
    refused(none.clone(), &[scored(stated)], "unknown-key /events/1");
    let verbs = json!({"event": "evaluated", "date": "2024-04-10", "level": "district",
        "status": "not-quorate", "verbs": ["rejected"]});
    refused(none, &[verbs], "unknown-key /events/1");
    refused(
        json!({"undecided": true}),
        &[],
        "event-impossible /undecided",
    );
}
