//! Many cases counted: against a plan, by round, and their certificates on a day.

use ocop::input::ProblemCode;
use ocop::law::{Declared, Plan};
use ocop::portfolio::{Counts, Portfolio, PortfolioView, Round, RoundList, Stock, Table};
use ocop::procedure::CertificateStatus;
use ocop::text::vietnamese_order;
use ocop::value::ApplicationKind;
use ocop::{Date, Lang, Level, Star};
use serde_json::{Value, json};

use crate::counted::*;

/// A plan of one target of 20 per cent, with a period of one year.
fn made_up_plan(target: &Value) -> Plan {
    let text = json!({
        "id": "kh-1-made-up-2025", "decision": "1/KH", "title": "t", "province": "p",
        "issued": "2025-01-01", "period": {"from": "2025-01-01", "to": "2025-12-31", "citation": "c"},
        "targets": [target]
    });
    Plan::from_json(&text.to_string(), "plan.json").unwrap()
}

/// What is achieved of a target, and whether it is met.
fn achieved(cases: &[Value], plan: &Plan, id: &str) -> (Option<String>, bool) {
    let progress = portfolio(cases).progress(plan, &Declared::default());
    let target = progress.into_iter().find(|p| p.id == id).unwrap();
    (target.achieved, target.met)
}

/// Both ends of the period belong to it; what counts is the day of the decision and its star.
/// Source: 262/KH-UBND, II.2 a (READING plan-period).
#[test]
fn products_first_recognised_in_the_period_count() {
    let mut decided_later = named("e", certified(3, "2023-12-30"));
    decided_later["stages"][0]["decided"] = json!("2024-01-02");
    let cases = [
        named("a", certified(3, "2023-12-31")),
        named("b", certified(3, "2024-01-01")),
        named("c", certified(4, "2025-06-30")),
        named("d", certified(5, "2025-06-30")),
        decided_later,
        // No star, and not decided.
        named("f", json!([total("district", "2024-05-01", "49.99")])),
        named("g", json!([total("district", "2024-05-01", "75")])),
    ];
    for (id, expected) in [
        ("products", "4"),
        ("products-3", "2"),
        ("products-4", "1"),
        ("products-5", "1"),
        ("craft-villages", "0"),
    ] {
        let (figure, met) = achieved(&cases, &plan(), id);
        assert_eq!((figure.as_deref(), met), (Some(expected), false), "{id}");
    }
    let table = portfolio(&cases).achieved(&plan());
    let rows: Vec<_> = table.tables[&Table::Star]
        .iter()
        .map(|row| {
            (
                row.key.as_str(),
                row.achieved,
                row.required.unwrap().to_string(),
            )
        })
        .collect();
    let rows: Vec<_> = rows.iter().map(|(k, n, r)| (*k, *n, r.as_str())).collect();
    assert_eq!(rows, [("3", 2, "67"), ("4", 1, "18"), ("5", 1, "3")]);
    assert_eq!(table.products, 4);
    let [row] = table.tables[&Table::District].as_slice() else {
        panic!("{table:?}");
    };
    // The annexes' targets by district are not supplied.
    assert_eq!(
        (row.key.as_str(), row.achieved, row.required),
        ("unknown", 4, None)
    );
    assert_eq!(
        row.stars,
        [("3".into(), 2), ("4".into(), 1), ("5".into(), 1)].into()
    );
}

/// The last day of the period, under the levels of 1489/2025.
#[test]
fn the_last_day_of_the_period_counts() {
    let on = |date: &str| {
        let stages = json!([{"level": "commune", "date": date, "report": []}, total("province", date, "60")]);
        let mut case = named("a", stages);
        case["regulation"] = json!("qd-1489-2025");
        achieved(&[case], &plan(), "products").0
    };
    assert_eq!(on("2025-12-31").as_deref(), Some("1"));
    assert_eq!(on("2026-01-01").as_deref(), Some("0"));
}

/// Renewals and upgrades are not first recognitions; a potential five stars that waits for the
/// centre counts as neither five stars nor four. Source: 262/KH-UBND, II.2 a (READING pending-five).
#[test]
fn what_is_not_a_first_star_does_not_count() {
    let mut renewal = named("c", certified(3, "2024-03-01"));
    renewal["application"] = json!({"kind": "renewal", "filed": "2024-02-01"});
    let cases = [
        follows(
            named("a", certified(4, "2024-03-01")),
            "upgrade",
            3,
            "2022-03-01",
        ),
        follows(
            named("b", certified(3, "2024-03-01")),
            "renewal",
            3,
            "2021-03-01",
        ),
        renewal,
        named(
            "d",
            json!([
                total("district", "2024-05-01", "95"),
                total("province", "2024-06-01", "90")
            ]),
        ),
    ];
    for id in ["products", "products-3", "products-4", "products-5"] {
        assert_eq!(
            achieved(&cases, &plan(), id).0.as_deref(),
            Some("0"),
            "{id}"
        );
    }
    let portfolio = portfolio(&cases);
    assert_eq!(portfolio.achieved(&plan()).potential_five, 1);
    assert_eq!(portfolio.lists()["potential-5"], ["d"]);
}

/// Source: 262/KH-UBND, II.2 đ.
#[test]
fn two_products_of_craft_villages_are_asked_for() {
    let village = |name: &str, date: &str| {
        case(
            json!({"name": name, "craft_village": true}),
            certified(3, date),
        )
    };
    let no_village = case(
        json!({"name": "n", "craft_village": false}),
        certified(3, "2024-05-01"),
    );
    let mut cases = vec![
        village("a", "2024-05-01"),
        village("b", "2023-05-01"),
        no_village,
    ];
    let figure = achieved(&cases, &plan(), "craft-villages");
    assert_eq!(figure, (Some("1".to_owned()), false));
    cases.push(village("c", "2024-05-01"));
    assert_eq!(
        achieved(&cases, &plan(), "craft-villages"),
        (Some("2".to_owned()), true)
    );
}

/// Producers count once, by their identifier; those of no known kind stay in what the share is taken
/// of and are listed, and so are products that name no identifier. Source: 262/KH-UBND, II.2 b
/// (READING producers-by-id).
#[test]
fn producers_count_once() {
    let mut cases = vec![
        of_producer("a", json!({"id": "p1", "kind": "cooperative"})),
        of_producer("b", json!({"id": "p1", "kind": "cooperative"})),
        of_producer("c", json!({"id": "p2", "kind": "cooperative-group"})),
        of_producer("d", json!({"id": "p3", "kind": "enterprise"})),
        of_producer("e", json!({"id": "p4", "name": "Bốn"})),
        of_producer("f", json!({"id": "p5", "kind": "household"})),
        of_producer("g", json!({"name": "Không mã", "kind": "enterprise"})),
        named("h", certified(3, "2024-05-01")),
    ];
    // Two of five: exactly 40 per cent. One of five is below 30.
    let share = |cases: &[Value], id: &str| {
        let progress = portfolio(cases).progress(&plan(), &Declared::default());
        let target = progress.into_iter().find(|p| p.id == id).unwrap();
        (
            target.achieved.unwrap(),
            target.met,
            target.count.zip(target.of).unwrap(),
        )
    };
    assert_eq!(
        share(&cases, "cooperatives"),
        ("40.00".into(), true, (2, 5))
    );
    assert_eq!(
        share(&cases, "enterprises"),
        ("20.00".into(), false, (1, 5))
    );
    // A sixth, not a cooperative: 33.33 per cent. A kind named elsewhere is the producer's.
    cases.push(of_producer("i", json!({"id": "p6"})));
    cases.push(of_producer("j", json!({"id": "p6", "kind": "farm"})));
    assert_eq!(
        share(&cases, "cooperatives"),
        ("33.33".into(), false, (2, 6))
    );
    // Another kind of one that counts for the target does no harm; one of another target does.
    cases.push(of_producer(
        "k",
        json!({"id": "p1", "kind": "cooperative-group"}),
    ));
    assert_eq!(
        share(&cases, "cooperatives"),
        ("33.33".into(), false, (2, 6))
    );
    cases.push(of_producer("l", json!({"id": "p2", "kind": "enterprise"})));
    assert_eq!(
        share(&cases, "cooperatives"),
        ("16.67".into(), false, (1, 6))
    );
    assert_eq!(
        share(&cases, "enterprises"),
        ("16.67".into(), false, (1, 6))
    );

    let producers = portfolio(&cases).producers();
    assert_eq!(producers.count, 6);
    let kinds = [
        ("enterprise", 1),
        ("farm", 1),
        ("household", 1),
        ("unknown", 3),
    ];
    assert_eq!(
        producers.by_kind,
        kinds.map(|(k, n)| (k.to_owned(), n)).into()
    );
    let unclear: Vec<_> = producers
        .unclear
        .iter()
        .map(|p| (p.id.as_str(), p.name.as_deref(), p.kinds.len()))
        .collect();
    assert_eq!(
        unclear,
        [("p4", Some("Bốn"), 0), ("p1", None, 2), ("p2", None, 2)]
    );
    assert_eq!(producers.without_id, ["g", "h"]);
    let none = achieved(&[], &plan(), "cooperatives");
    assert_eq!(none, (None, false));
}

/// Of the products ranked before the period, at least 20 per cent renewed or upgraded in it.
/// Source: 262/KH-UBND, II.2 d (READING strengthened).
#[test]
fn products_ranked_before_are_strengthened() {
    let mut cases = vec![
        named("a", certified(3, "2022-05-01")),
        follows(
            named("b", certified(3, "2023-05-01")),
            "renewal",
            3,
            "2020-05-01",
        ),
        named("c", certified(4, "2023-12-31")),
        named("d", certified(3, "2023-06-01")),
        // Renewed in the period; the case of the first evaluation is here too.
        named("e", certified(3, "2021-05-01")),
        follows(
            named("e", certified(3, "2024-04-01")),
            "renewal",
            3,
            "2021-05-01",
        ),
        // First recognised in the period, and upgraded in it: not ranked before.
        named("f", certified(3, "2024-01-01")),
        follows(
            named("f", certified(4, "2025-04-01")),
            "upgrade",
            3,
            "2024-01-01",
        ),
    ];
    cases[4]["regulation"] = json!("qd-1048-2019");
    cases[4]["stages"] = json!([
        total("district", "2021-05-01", "60"),
        total("province", "2021-05-01", "60")
    ]);
    cases[0]["regulation"] = json!("qd-1048-2019");
    cases[0]["stages"] = json!([
        total("district", "2022-05-01", "60"),
        total("province", "2022-05-01", "60")
    ]);
    let share = |cases: &[Value]| {
        let progress = portfolio(cases).progress(&plan(), &Declared::default());
        let target = progress.into_iter().find(|p| p.id == "strengthened");
        let target = target.unwrap();
        (
            target.achieved.unwrap(),
            target.met,
            target.count.zip(target.of).unwrap(),
        )
    };
    assert_eq!(share(&cases), ("20.00".into(), true, (1, 5)));
    cases.push(named("g", certified(3, "2023-07-01")));
    assert_eq!(share(&cases), ("16.67".into(), false, (1, 6)));
    // A renewal that was asked for and not recognised strengthens nothing.
    let failed = json!([total("district", "2024-04-01", "20")]);
    cases.push(follows(named("d", failed), "renewal", 3, "2023-06-01"));
    assert_eq!(share(&cases), ("16.67".into(), false, (1, 6)));
    // Renewed after the period.
    let mut late = follows(named("c", json!([])), "renewal", 4, "2023-12-31");
    late["regulation"] = json!("qd-1489-2025");
    late["stages"] = json!([{"level": "commune", "date": "2026-01-01", "report": []}, total("province", "2026-01-01", "75")]);
    late["application"]["filed"] = json!("2026-01-01");
    cases.push(late);
    assert_eq!(share(&cases), ("16.67".into(), false, (1, 6)));
}

/// A share is compared as whole numbers; what is shown is rounded, halves up.
#[test]
fn shares_are_exact() {
    let target = json!({"target": "t", "label": "l", "measure": "producers", "kinds": ["farm"],
        "required": "33.34", "percent": true, "citation": "c"});
    let plan = made_up_plan(&target);
    let farms = |farms: usize, of: usize| {
        let cases: Vec<Value> = (0..of)
            .map(|n| {
                let kind = if n < farms { "farm" } else { "household" };
                of_producer(
                    &format!("n{n}"),
                    json!({"id": format!("p{n}"), "kind": kind}),
                )
            })
            .collect();
        let (figure, met) = achieved(&cases, &plan, "t");
        (figure.unwrap(), met)
    };
    assert_eq!(farms(1, 3), ("33.33".into(), false));
    assert_eq!(farms(2, 3), ("66.67".into(), true));
    assert_eq!(farms(3, 3), ("100.00".into(), true));
    assert_eq!(farms(0, 3), ("0.00".into(), false));
    // 1 of 16 is 6.25 per cent, 1 of 160 is 0.625: halves go up.
    assert_eq!(farms(1, 160), ("0.63".into(), false));
}

/// Figures of a share are said with their unit, those of a count without.
#[test]
fn shares_are_said_in_per_cent() {
    let said = |plan: &Plan, id: &str| {
        let cases = [of_producer("a", json!({"id": "p", "kind": "farm"}))];
        let regulations = CATALOG.regulations().unwrap();
        let plan = Some((plan, &Declared::default()));
        let view = PortfolioView::new(&portfolio(&cases), plan, None, &regulations);
        let mut targets = view.targets.into_iter();
        let target = targets.find(|target| target.id == id).unwrap();
        (
            target.achieved_said(Lang::Vi),
            target.required_said(Lang::Vi),
        )
    };
    let share = json!({"target": "t", "label": "l", "measure": "producers", "kinds": ["farm"],
        "required": "30", "percent": true, "citation": "c"});
    let told = said(&made_up_plan(&share), "t");
    assert_eq!(told, ("100,00%".into(), "30%".into()));
    // Source: 262/KH-UBND, II.2 a: 88 products.
    assert_eq!(said(&plan(), "products"), ("1".into(), "88".into()));
}

/// What is declared is read strictly, and compared exactly.
#[test]
fn declared_figures_are_checked() {
    let plan = plan();
    let read = |text: &str| Declared::from_json(text, "declared.json", &plan);
    let declared = read(
        r#"{"start-ups": "11", "sales-points": "24.5", "skilled-labour": "100",
            "budget": {"by_source": {"Ngân sách tỉnh": "7", "Ngân sách huyện": "3"},
                       "by_year": {"2024": "10"}}}"#,
    )
    .unwrap();
    let progress = Portfolio::default().progress(&plan, &declared);
    let of = |id: &str| {
        let target = progress.iter().find(|p| p.id == id).unwrap();
        (target.achieved.as_deref(), target.met)
    };
    assert_eq!(of("start-ups"), (Some("11"), true));
    assert_eq!(of("sales-points"), (Some("24.5"), false));
    assert_eq!(of("skilled-labour"), (Some("100"), true));
    assert_eq!(of("study-trips"), (None, false));
    assert_eq!(declared.spent_by_source["Ngân sách tỉnh"], 7);
    assert_eq!(declared.spent_by_year["2024"], 10);
    // One of the two alone is no contradiction.
    assert!(read(r#"{"budget": {"by_year": {"2024": "10"}}}"#).is_ok());
    assert!(read(r#"{"budget": {"by_source": {"Ngân sách tỉnh": "10"}}}"#).is_ok());

    for (text, code, place) in [
        (
            r#"{"products": "88"}"#,
            ProblemCode::ReferenceUnknown,
            (1, 14),
        ),
        (
            r#"{"start-up": "9"}"#,
            ProblemCode::ReferenceUnknown,
            (1, 14),
        ),
        (r#"{"start-ups": 9}"#, ProblemCode::BadPoints, (1, 15)),
        (
            r#"{"start-ups": "9", "start-ups": "8"}"#,
            ProblemCode::RepeatedKey,
            (1, 20),
        ),
        (
            r#"{"skilled-labour": "100.01"}"#,
            ProblemCode::PartOutOfRange,
            (1, 20),
        ),
        (
            r#"{"budget": {"by_year": {"2026": "1"}}}"#,
            ProblemCode::ReferenceUnknown,
            (1, 33),
        ),
        (
            r#"{"budget": {"by_year": {"2024": "1.5"}}}"#,
            ProblemCode::BadNumber,
            (1, 33),
        ),
        (
            r#"{"budget": {"by_month": {}}}"#,
            ProblemCode::UnknownKey,
            (1, 13),
        ),
        (r#"{"budget": "1"}"#, ProblemCode::WrongType, (1, 12)),
        (
            r#"{"budget": {"by_source": {"Ngân sách tỉnh": "9"}, "by_year": {"2024": "10"}}}"#,
            ProblemCode::BudgetSum,
            (1, 12),
        ),
    ] {
        let error = read(text).unwrap_err();
        let [problem] = error.diagnostics() else {
            panic!("{text}: {error}");
        };
        let at = (problem.line().unwrap(), problem.column().unwrap());
        assert_eq!((problem.code(), at), (code, place), "{text}: {error}");
    }
    let error = read(r#"{"start-up": "9"}"#).unwrap_err();
    assert!(
        error.to_string().contains("did you mean `start-ups`?"),
        "{error}"
    );
    let target = json!({"target": "t", "label": "l", "measure": "declared", "required": "1", "citation": "c"});
    let error = Declared::from_json(r#"{"budget": {}}"#, "d.json", &made_up_plan(&target));
    assert_eq!(
        error.unwrap_err().diagnostics()[0].code(),
        ProblemCode::ReferenceUnknown
    );
}

/// Two reports a year, before 10 May and before 15 November, from the day the plan was signed
/// (31/07/2024) to its end. Source: 262/KH-UBND, VI.2 (READING reports-within-plan).
#[test]
fn reports_are_due_twice_a_year() {
    let rows = "
        2024-01-01 -          2025-05-09 -          2024-11-14
        2024-11-14 -          2025-05-09 -          2024-11-14
        2024-11-15 -          2025-05-09 2024-11-14 2025-11-14
        2025-05-09 -          2025-05-09 2024-11-14 2025-11-14
        2025-05-10 2025-05-09 -          2024-11-14 2025-11-14
        2025-11-14 2025-05-09 -          2024-11-14 2025-11-14
        2025-11-15 2025-05-09 -          2025-11-14 -
        2027-01-01 2025-05-09 -          2025-11-14 -";
    for row in rows.trim().lines() {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let reports = plan().reports_from(day(cells[0]));
        let said: Vec<String> = reports
            .iter()
            .flat_map(|days| [days.passed, days.next])
            .map(|day| day.map_or("-".to_owned(), |day| day.to_string()))
            .collect();
        assert_eq!(said, cells[1..], "{row}");
    }
}

fn stock(cases: &[Value], today: &str, days: u16) -> Stock {
    let regulations = CATALOG.regulations().unwrap();
    portfolio(cases).stock(day(today), days, &regulations)
}

/// Certificates run 36 months, the last day included. Source: 148/QĐ-TTg, Điều 4.
#[test]
fn certificates_stand_as_of_a_day() {
    let cases = [
        named("a", certified(3, "2024-01-10")),
        named("b", certified(4, "2024-02-10")),
        named("c", certified(4, "2024-03-10")),
        named("d", json!([total("district", "2024-03-10", "75")])),
    ];
    let on = |today: &str, days: u16| {
        let stock = stock(&cases, today, days);
        let valid = |star: &str| stock.valid.get(star).copied().unwrap_or(0);
        (
            valid("3"),
            valid("4"),
            stock.expiring,
            stock.extended,
            stock.expired,
        )
    };
    assert_eq!(on("2024-01-09", 30), (0, 0, 0, 0, 0));
    assert_eq!(on("2024-01-10", 30), (1, 0, 0, 0, 0));
    assert_eq!(on("2024-03-10", 30), (1, 2, 0, 0, 0));
    // The last day in force of the first is 2027-01-10.
    assert_eq!(on("2026-12-10", 31), (1, 2, 1, 0, 0));
    assert_eq!(on("2026-12-10", 30), (1, 2, 0, 0, 0));
    assert_eq!(on("2027-01-10", 0), (1, 2, 1, 0, 0));
    assert_eq!(on("2027-01-11", 31), (0, 2, 1, 0, 1));
    assert_eq!(on("2027-03-11", 31), (0, 0, 0, 0, 3));
    let held = stock(&cases, "2027-01-10", 0).held;
    let held: Vec<_> = held
        .iter()
        .map(|held| (held.product.as_str(), held.star, held.status, held.expiring))
        .collect();
    let valid = Some(CertificateStatus::Valid);
    assert_eq!(
        held,
        [
            ("a", Star::Three, valid, true),
            ("b", Star::Four, valid, false),
            ("c", Star::Four, valid, false),
        ]
    );
    // 162 days before the first one's end: within the 180 to 120 of 26/2026, Điều 7.6 a.
    let early = stock(&cases, "2026-08-01", 0).held;
    assert_eq!(early[0].status, Some(CertificateStatus::RenewalOpen));
}

/// A certificate whose last day to file had passed when 26/2026 took effect goes on for up to 180
/// days, is in force, and is not counted as ending soon. Source: 26/2026, Điều 12.3 (READING).
#[test]
fn extended_certificates_are_in_force() {
    let cases = [named("a", certified(3, "2023-07-01"))];
    let on = |today: &str| {
        let stock = stock(&cases, today, 365);
        (
            stock.valid.values().sum::<u32>(),
            stock.expiring,
            stock.extended,
            stock.expired,
        )
    };
    assert_eq!(on("2026-07-01"), (1, 1, 0, 0));
    assert_eq!(on("2026-07-02"), (1, 0, 1, 0));
    assert_eq!(on("2026-12-28"), (1, 0, 1, 0));
    assert_eq!(on("2026-12-29"), (0, 0, 0, 1));
    // Until there is a result: its renewal came to nothing on 10/09/2026.
    let mut refused = follows(
        named("a", json!([total("province", "2026-09-10", "45")])),
        "renewal",
        3,
        "2023-07-01",
    );
    refused["application"]["filed"] = json!("2026-06-01");
    refused["regulation"] = json!("qd-26-2026");
    let on = |today: &str| {
        let stock = stock(&[cases[0].clone(), refused.clone()], today, 365);
        (stock.extended, stock.expired)
    };
    assert_eq!(on("2026-09-09"), (1, 0));
    assert_eq!(on("2026-09-10"), (0, 1));
}

/// A product has its newest certificate: an upgrade takes the place of the one before, also where
/// only the later case is here; an application that is not decided leaves the one before.
#[test]
fn a_product_has_one_certificate() {
    let cases = [
        // Upgraded from 3 to 4 and to 5 stars.
        named("a", certified(3, "2023-05-01")),
        follows(
            named("a", certified(4, "2024-05-01")),
            "upgrade",
            3,
            "2023-05-01",
        ),
        follows(
            named("a", certified(5, "2025-05-01")),
            "upgrade",
            4,
            "2024-05-01",
        ),
        // Renewed at the same star, and a star lower; the cases before are not here.
        follows(
            named("b", certified(3, "2025-05-01")),
            "renewal",
            3,
            "2022-06-01",
        ),
        follows(
            named("c", certified(3, "2025-05-01")),
            "renewal",
            4,
            "2022-06-01",
        ),
        // Waits for the province; it has the one before.
        follows(
            named("d", json!([total("district", "2025-05-01", "75")])),
            "upgrade",
            3,
            "2023-06-01",
        ),
    ];
    let stock_of = stock(&cases, "2025-06-01", 0);
    let counts = |pairs: &[(&str, u32)]| pairs.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect();
    assert_eq!(stock_of.valid, counts(&[("3", 3), ("5", 1)]));
    assert_eq!(stock_of.expired, 0);
    assert_eq!(stock_of.upgrades, counts(&[("3-4", 1), ("4-5", 1)]));
    let earlier = stock(&cases, "2024-06-01", 0);
    assert_eq!(earlier.valid, counts(&[("3", 2), ("4", 2)]));
    assert_eq!(earlier.upgrades, counts(&[("3-4", 1), ("4-5", 0)]));
    // The order of the cases does not matter.
    let mut turned = cases.to_vec();
    turned.reverse();
    let turned = stock(&turned, "2025-06-01", 0);
    assert_eq!(
        (turned.valid, turned.upgrades),
        (stock_of.valid, stock_of.upgrades)
    );
}

/// Cases of one product are known by code, by the certificate before, or by name and producer.
#[test]
fn cases_of_one_product_are_joined() {
    let product = |name: &str, code: Option<&str>, producer: Option<&str>| {
        let mut product = json!({"name": name});
        if let Some(code) = code {
            product["code"] = json!(code);
        }
        if let Some(producer) = producer {
            product["producer"] = json!({"id": producer});
        }
        product
    };
    let (old, new) = (Some("75-737-26017-3-2023"), Some("75-737-26017-4-2023"));
    let pairs = |first: Value, second: Value| {
        let first = case(first, certified(3, "2023-05-01"));
        let mut second = case(second, certified(4, "2024-05-01"));
        second["application"] = json!({"kind": "upgrade", "filed": "2024-05-01"});
        let both = [first, second];
        let forward = stock(&both, "2024-06-01", 0).held.len();
        let [first, second] = both;
        assert_eq!(stock(&[second, first], "2024-06-01", 0).held.len(), forward);
        forward
    };
    // By code, whatever the name.
    assert_eq!(pairs(product("a", old, None), product("b", old, None)), 1);
    assert_eq!(pairs(product("a", old, None), product("a", new, None)), 2);
    // By name and producer, unless both have a code.
    assert_eq!(
        pairs(product("a", None, Some("p")), product("a", None, Some("p"))),
        1
    );
    assert_eq!(
        pairs(product("a", old, Some("p")), product("a", None, Some("p"))),
        1
    );
    assert_eq!(
        pairs(product("a", old, Some("p")), product("a", new, Some("p"))),
        2
    );
    assert_eq!(
        pairs(product("a", None, Some("p")), product("b", None, Some("p"))),
        2
    );
    assert_eq!(
        pairs(product("a", None, Some("p")), product("a", None, Some("q"))),
        2
    );
    // A name alone is no proof.
    assert_eq!(pairs(product("a", None, None), product("a", None, None)), 2);
    // Two first evaluations on different days are two products, whoever made them.
    let first = case(product("a", None, Some("p")), certified(3, "2023-05-01"));
    let other = case(product("a", None, Some("p")), certified(3, "2023-06-01"));
    let firsts = [first.clone(), other.clone()];
    assert_eq!(stock(&firsts, "2024-06-01", 0).held.len(), 2);
    // A product that was given a code is not that of another code.
    let renewed = |code: Option<&str>| {
        let mut case = case(product("a", code, Some("p")), certified(3, "2024-05-01"));
        case["application"] = json!({"kind": "renewal", "filed": "2024-05-01"});
        case
    };
    let three = [first.clone(), renewed(old), renewed(new)];
    assert_eq!(stock(&three, "2024-06-01", 0).held.len(), 2);
    // A product that was first evaluated once is not that of another first evaluation.
    let three = [renewed(None), first.clone(), other];
    assert_eq!(stock(&three, "2024-06-01", 0).held.len(), 2);
    // By the certificate before: name, star and day.
    let later = |star: u8, issued: &str| {
        let later = case(product("a", new, None), certified(4, "2024-05-01"));
        let both = [
            case(product("a", old, None), certified(3, "2023-05-01")),
            follows(later, "upgrade", star, issued),
        ];
        stock(&both, "2024-06-01", 0).held.len()
    };
    assert_eq!(later(3, "2023-05-01"), 1);
    assert_eq!(later(3, "2023-05-02"), 2);
    assert_eq!(later(4, "2023-05-01"), 2);
}

/// Contract 4: cases of one product with the same kind and day of filing are one dossier; the one with
/// more stages counts, then one with a decision, then the least text.
#[test]
fn a_dossier_counts_once() {
    let of = |name: &str, district: &str, stages: Value| {
        let product = json!({"name": name, "district": district, "producer": {"id": "p"}});
        let mut case = case(product, stages);
        case["application"] = json!({"kind": "first", "filed": "2024-03-01"});
        case
    };
    let stages = json!([
        total("district", "2024-05-01", "75"),
        total("province", "2024-05-01", "75")
    ]);
    let mut first = stages.clone();
    first.as_array_mut().unwrap().pop();
    let mut decided = stages.clone();
    decided[1]["decided"] = json!("2024-05-20");
    let counted = |cases: &[Value]| {
        let portfolio = portfolio(cases);
        assert_eq!(portfolio.products(), 1);
        assert_eq!(portfolio.repeated().len(), cases.len() - 1);
        let district = portfolio.count(Table::District).into_keys().next().unwrap();
        (district, portfolio.count(Table::Star))
    };
    let four = || Counts::from([("4".to_owned(), 1)]);
    for (cases, district) in [
        // The same case three times; composed otherwise, with other spaces.
        (vec![of("Cá khô", "X", stages.clone()); 3], "X"),
        (
            vec![
                of("Cá khô", "X", stages.clone()),
                of("Ca\u{301}  khô ", "X", stages.clone()),
            ],
            "X",
        ),
        (vec![of("a", "A", first), of("a", "X", stages.clone())], "X"),
        (
            vec![of("a", "A", stages.clone()), of("a", "X", decided)],
            "X",
        ),
        // Their texts differ in one letter; the least is A's, whatever their seals.
        (
            ["H", "G", "F", "E", "D", "C", "B", "A"]
                .map(|district| of("a", district, stages.clone()))
                .to_vec(),
            "A",
        ),
    ] {
        let turned: Vec<Value> = cases.iter().rev().cloned().collect();
        for cases in [cases, turned] {
            assert_eq!(counted(&cases), (district.to_owned(), four()));
        }
    }
    // Of one star decided on two days, and of two totals: the least text, in either order.
    let on = |decided: &str| {
        let mut stages = stages.clone();
        stages[1]["decided"] = json!(decided);
        of("a", "X", stages)
    };
    let (early, late) = (on("2024-05-20"), on("2024-08-20"));
    let scored = |points| of("a", "X", json!([total("district", "2024-05-01", points)]));
    let (low, high) = (scored("61"), scored("75"));
    for order in [[0, 1], [1, 0]] {
        let days = order.map(|at: usize| [&early, &late][at].clone());
        assert!(stock(&days, "2027-06-01", 0).valid.is_empty());
        let totals = order.map(|at: usize| [&low, &high][at].clone());
        let three = Counts::from([("3".to_owned(), 1)]);
        assert_eq!(counted(&totals), ("X".to_owned(), three));
    }
    // Another day, another kind, another producer: another dossier.
    let one = of("a", "X", stages.clone());
    for (pointer, value) in [
        ("/application/filed", json!("2024-03-02")),
        ("/application/kind", json!("renewal")),
        ("/product/producer/id", json!("q")),
        ("/product/name", json!("b")),
    ] {
        let mut other = one.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        assert_eq!(portfolio(&[one.clone(), other]).products(), 2, "{pointer}");
    }
}

/// A case that links two others joins both, in whatever order they come.
#[test]
fn the_order_of_cases_does_not_matter() {
    let of = |product: Value, stages: Value, kind: &str, filed: &str| {
        let mut case = case(product, stages);
        case["application"] = json!({"kind": kind, "filed": filed});
        case
    };
    let code = "75-26017-1-2024";
    let coded = of(
        json!({"name": "a", "code": code}),
        certified(3, "2024-04-10"),
        "first",
        "2024-03-01",
    );
    let made = json!({"name": "a", "producer": {"id": "p"}});
    let made = of(made, certified(3, "2024-05-10"), "first", "2024-03-02");
    let both = json!({"name": "a", "code": code, "producer": {"id": "p"}});
    let mut both = of(
        both,
        json!([total("district", "2025-03-10", "75")]),
        "upgrade",
        "2025-03-01",
    );
    both["application"]["previous"] =
        json!({"star": 3, "issued": "2024-04-10", "expires": "2027-04-10"});
    let cases = [coded, made, both];
    let mut seen = Vec::new();
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let cases = order.map(|index: usize| cases[index].clone());
        let stock = stock(&cases, "2025-04-01", 0);
        assert_eq!(portfolio(&cases).products(), 3);
        seen.push((stock.valid, stock.held, stock.upgrades));
    }
    assert_eq!(seen[0].0, Counts::from([("3".to_owned(), 1)]));
    assert!(seen.iter().all(|other| *other == seen[0]));
}

/// Products as people find them: those of one day by the Vietnamese alphabet, then by producer, in
/// whatever order the cases come; so are places, histories without a product, and names that are
/// nearly equal. Source: docs/report.md.
#[test]
fn what_is_listed_is_in_the_order_of_the_alphabet() {
    let names = ["an", "Ấm", "Dừa", "Đào", "Em", "Ong", "Ổi", "Zo"];
    let of = |name: &str, producer: &str| {
        let product = json!({"name": name, "district": name, "commune": name,
            "producer": {"id": producer, "name": format!("HTX {producer}")}});
        case(product, certified(3, "2024-04-10"))
    };
    let mut cases: Vec<Value> = names.iter().map(|name| of(name, "Bình")).collect();
    cases.extend([of("Dừa", "Đức"), of("Dừa", "Ấm")]);
    let backwards: Vec<Value> = cases.iter().rev().cloned().collect();
    let held = |cases: &[Value]| stock(cases, "2024-08-01", 0).held;
    assert_eq!(held(&cases), held(&backwards));
    let listed: Vec<(String, String)> = held(&cases)
        .into_iter()
        .map(|held| (held.product, held.producer.unwrap_or_default()))
        .collect();
    let expected: Vec<(&str, &str)> = names
        .iter()
        .flat_map(|&name| match name {
            "Dừa" => vec![(name, "HTX Ấm"), (name, "HTX Bình"), (name, "HTX Đức")],
            _ => vec![(name, "HTX Bình")],
        })
        .collect();
    let owned: Vec<(String, String)> = expected
        .iter()
        .map(|(name, producer)| ((*name).to_owned(), (*producer).to_owned()))
        .collect();
    assert_eq!(listed, owned);
    let alike = ["Ôi", "Oi", "Đa", "da", "An", "an"].map(|name| of(name, "Bình"));
    let near = portfolio(&alike).near_names();
    let mut sorted = near.clone();
    sorted.sort_by_cached_key(|(one, other)| [vietnamese_order(one), vietnamese_order(other)]);
    assert_eq!(near, sorted);
    let holds = |one: &str, other: &str| near.contains(&(one.to_owned(), other.to_owned()));
    assert!(holds("da", "Đa") && !holds("Đa", "da"), "{near:?}");
    let portfolio = portfolio(&cases);
    let in_list: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
    assert_eq!(portfolio.lists()["certified-3-district"], in_list);
    let achieved = portfolio.achieved(&plan());
    for by in [Table::District, Table::Commune] {
        let rows: Vec<&str> = achieved.tables[&by].iter().map(|row| &*row.key).collect();
        assert_eq!(rows, names);
        let counts = portfolio.count(by);
        let rows = by.in_order(&counts, |(key, _)| key);
        let rows: Vec<&str> = rows.into_iter().map(|(key, _)| &**key).collect();
        assert_eq!(rows, names);
    }
}

/// A certificate taken back, or whose recognition is withdrawn, is no certificate in force; without
/// histories nothing is known of it. Source: 26/2026, Điều 8 and Điều 10.1 b.
#[test]
fn histories_say_what_was_taken_back() {
    let certified_on = |date: &str| {
        json!([
            {"event": "filed", "date": date, "kind": "first", "regulation": "qd-148-2023"},
            {"event": "evaluated", "date": date, "level": "district", "status": "settled", "star": 3},
            {"event": "certified", "date": date, "level": "district", "star": 3}
        ])
    };
    let mut taken_back = certified_on("2024-05-01");
    taken_back.as_array_mut().unwrap().push(
        json!({"event": "revoked", "date": "2026-08-10", "level": "province",
            "ground": "production-stopped", "concluded": "2026-08-03"}),
    );
    let cases = [
        named("a", certified(3, "2024-05-01")),
        named("b", certified(3, "2024-05-01")),
        named("c", certified(3, "2024-06-01")),
        named("c", certified(3, "2024-07-01")),
    ];
    let regulations = CATALOG.regulations().unwrap();
    let mut portfolio = portfolio(&cases);
    let before = portfolio.stock(day("2026-08-10"), 0, &regulations);
    assert_eq!((before.revoked, before.with_history), (None, 0));
    assert_eq!(before.valid["3"], 4);
    for (name, events) in [
        ("a", taken_back),
        ("b", certified_on("2024-05-01")),
        ("c", certified_on("2024-06-01")),
        ("x", certified_on("2024-06-01")),
    ] {
        let (product, history) = history(name, &events);
        portfolio.add_history(&product, &history);
    }
    let after = portfolio.stock(day("2026-08-10"), 0, &regulations);
    assert_eq!((after.revoked, after.with_history), (Some(1), 2));
    assert_eq!(after.valid["3"], 3);
    // `c` is the name of two products, `x` of none.
    assert_eq!(after.unmatched_histories, ["c", "x"]);
    assert_eq!(
        (after.held[0].status, after.held[0].product.as_str()),
        (None, "a")
    );
    let day_before = portfolio.stock(day("2026-08-09"), 0, &regulations);
    assert_eq!((day_before.revoked, day_before.valid["3"]), (Some(0), 4));
    assert_eq!(after.held[0].word(), "revoked");
    assert_eq!(day_before.held[0].word(), "valid");
}

/// A new certificate after one that was taken back stands.
#[test]
fn a_newer_certificate_is_not_taken_back_with_the_old() {
    let cases = [
        named("a", certified(3, "2024-05-01")),
        follows(
            named("a", certified(4, "2025-05-01")),
            "upgrade",
            3,
            "2024-05-01",
        ),
    ];
    let mut portfolio = portfolio(&cases);
    let (product, history) = history(
        "a",
        &json!([
            {"event": "filed", "date": "2024-05-01", "kind": "first", "regulation": "qd-148-2023"},
            {"event": "evaluated", "date": "2024-05-01", "level": "district", "status": "settled", "star": 3},
            {"event": "certified", "date": "2024-05-01", "level": "district", "star": 3},
            {"event": "revoked", "date": "2025-01-10", "level": "district", "ground": "production-stopped"}
        ]),
    );
    portfolio.add_history(&product, &history);
    let regulations = CATALOG.regulations().unwrap();
    let stock = portfolio.stock(day("2025-06-01"), 0, &regulations);
    assert_eq!((stock.revoked, stock.valid["4"]), (Some(0), 1));
    let stock = portfolio.stock(day("2025-02-01"), 0, &regulations);
    assert_eq!((stock.revoked, stock.valid.len()), (Some(1), 0));
}

/// The lists of a round as text: the level, its day, its district, then each list.
fn told(rounds: &[Round]) -> Vec<String> {
    let text = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.to_string());
    let mut told = Vec::new();
    for round in rounds {
        let district = round.district.as_deref().unwrap_or("-");
        let (until, day) = (text(round.until), text(round.day));
        let mut line = format!("{} {until} {day} {district}", round.level);
        for (list, products) in &round.lists {
            let names: Vec<&str> = products.iter().map(|p| p.product.as_str()).collect();
            line += &format!(" {}:{}", list.key(), names.join("+"));
        }
        told.push(line);
    }
    told
}

/// District: certified 3★ and forwarded 70 to 100; province: certified 4★ and forwarded 90 to 100,
/// which wait for the centre as potential five stars; and what was returned. Source: 262/KH-UBND,
/// V.1 g and V.18 d (READING rounds-by-day).
#[test]
fn lists_are_told_by_round_and_district() {
    let of = |name: &str, district: &str, stages: Value| {
        case(json!({"name": name, "district": district}), stages)
    };
    let (district, province, central) = ("district", "province", "central");
    let (spring, summer, autumn) = ("2024-04-10", "2024-06-02", "2024-10-01");
    let cases = [
        of("a", "X", json!([total(district, spring, "60")])),
        of("b", "Y", json!([total(district, spring, "69.99")])),
        of("c", "X", json!([total(district, spring, "70")])),
        of(
            "d",
            "X",
            json!([
                total(district, spring, "80"),
                total(province, summer, "89.99")
            ]),
        ),
        of(
            "e",
            "X",
            json!([total(district, autumn, "80"), total(province, autumn, "90")]),
        ),
        of(
            "f",
            "X",
            json!([total(district, spring, "80"), total(province, summer, "69")]),
        ),
        of(
            "g",
            "X",
            json!([
                total(district, spring, "90"),
                total(province, summer, "90"),
                total(central, autumn, "89")
            ]),
        ),
        of("h", "X", json!([total(district, spring, "49")])),
        of("i", "X", json!([{"level": district, "forwarded": true}])),
        of(
            "j",
            "X",
            json!([
                total(district, spring, "90"),
                total(province, summer, "95"),
                total(central, autumn, "95")
            ]),
        ),
    ];
    let portfolio = portfolio(&cases);
    let lists = portfolio.lists();
    let lists: Vec<String> = lists
        .iter()
        .map(|(k, names)| format!("{k} {}", names.concat()))
        .collect();
    assert_eq!(
        lists,
        [
            "certified-3-district ab",
            "certified-4-province d",
            "certified-5-central j",
            "forwarded-district-province cdefgij",
            "forwarded-province-central egj",
            "potential-5 e",
            "returned-central-province g",
            "returned-province-district f",
        ]
    );
    let rounds = portfolio.rounds();
    assert_eq!(
        told(&rounds),
        [
            "district - - X forwarded-70-100:i",
            "district - 2024-04-10 X certified-3:a forwarded-70-100:c+d+f+g+j",
            "district - 2024-04-10 Y certified-3:b",
            "district - 2024-10-01 X forwarded-70-100:e",
            "province - 2024-06-02 X certified-4:d forwarded-90-100:g+j returned-district:f",
            "province - 2024-10-01 X forwarded-90-100:e potential-5:e",
            "central - 2024-10-01 X certified-5:j returned-province:g",
        ]
    );
    let listed = &rounds[4].lists.values().next().unwrap()[0];
    assert_eq!(listed.points.as_deref(), Some("89.99"));
    assert_eq!(listed.producer, None);
}

/// The producer is named by its name, else by its identifier.
#[test]
fn a_list_names_producers() {
    let cases = [
        of_producer("a", json!({"id": "p1", "name": "Một"})),
        of_producer("b", json!({"id": "p2"})),
    ];
    let rounds = portfolio(&cases).rounds();
    let producers: Vec<_> = rounds[0].lists.values().flatten().collect();
    let producers: Vec<_> = producers.iter().map(|p| p.producer.as_deref()).collect();
    assert_eq!(producers, [Some("Một"), Some("p2")]);
}

/// A centre that has to score again still has a potential five stars, of its province's round.
#[test]
fn a_potential_five_stars_that_is_scored_again_still_waits() {
    let sheet = CATALOG.set("qd-148-2023", "08").unwrap();
    let answers = |full: bool| -> Value {
        let criteria = sheet.criteria();
        criteria
            .map(|criterion| {
                let boxes = criterion.choices().len();
                json!({"criterion": criterion.code().to_string(), "box": if full { boxes } else { 1 }})
            })
            .collect()
    };
    let sheets = json!([
        {"assessor": "m1", "role": "chair", "answers": answers(true)},
        {"assessor": "m2", "answers": answers(false)}
    ]);
    let stages = json!([
        total("district", "2024-04-10", "95"),
        total("province", "2024-06-02", "95"),
        {"level": "central", "date": "2024-09-01", "sheets": sheets}
    ]);
    let rounds = portfolio(&[named("a", stages)]).rounds();
    assert_eq!(
        told(&rounds),
        [
            "district - 2024-04-10 - forwarded-70-100:a",
            "province - 2024-06-02 - forwarded-90-100:a potential-5:a",
        ]
    );
}

/// 1048/2019: the district forwards 50 to 100 and certifies nothing.
#[test]
fn the_range_forwarded_is_the_regulations() {
    let mut case = named(
        "a",
        json!([
            total("district", "2021-04-10", "50"),
            total("province", "2021-06-10", "50")
        ]),
    );
    case["regulation"] = json!("qd-1048-2019");
    let portfolio = portfolio(&[case]);
    assert_eq!(
        told(&portfolio.rounds()),
        [
            "district - 2021-04-10 - forwarded-50-100:a",
            "province - 2021-06-10 - certified-3:a",
        ]
    );
    // 1048 lists sectors and no groups.
    assert_eq!(portfolio.count(Table::Group)["unknown"], 1);
    assert_eq!(portfolio.count(Table::Sector)["Thực phẩm"], 1);
}

/// Source: 26/2026, Điều 5.1 (before 30 June, before 30 December) and 5.2 (before 30 September,
/// before 30 March); 7.6 g: a renewal follows its own days.
#[test]
fn rounds_are_those_of_the_law() {
    let regulation = CATALOG.regulation("qd-26-2026").unwrap();
    let rows = "
        province 2026-06-29 2026-06-29 5.1, đợt 01
        province 2026-06-30 2026-12-29 5.1, đợt 02
        province 2026-12-29 2026-12-29 5.1, đợt 02
        province 2026-12-30 2027-06-29 5.1, đợt 01
        central  2026-09-29 2026-09-29 5.2, đợt 01
        central  2026-09-30 2027-03-29 5.2, đợt 02
        central  2027-03-29 2027-03-29 5.2, đợt 02
        central  2027-03-30 2027-09-29 5.2, đợt 01";
    for row in rows.trim().lines() {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let level: Level = cells[0].parse().unwrap();
        for kind in [
            None,
            Some(ApplicationKind::First),
            Some(ApplicationKind::Upgrade),
        ] {
            let round = regulation.round_of(level, kind, day(cells[1])).unwrap();
            assert_eq!(round.last_day, day(cells[2]), "{row}");
            assert!(
                round.citation.clause().ends_with(&cells[3..].join(" ")),
                "{row}"
            );
        }
        let renewal = regulation.round_of(level, Some(ApplicationKind::Renewal), day(cells[1]));
        assert_eq!(renewal, None);
    }
    assert_eq!(
        regulation.round_of(Level::Commune, None, day("2026-06-29")),
        None
    );
    let before = CATALOG.regulation("qd-148-2023").unwrap();
    assert_eq!(
        before.round_of(Level::Province, None, day("2024-06-29")),
        None
    );
}

/// Under 26/2026 the commune's report is on no list, and the province's round is that of the law.
#[test]
fn a_round_of_the_law_holds_its_products() {
    let of = |name: &str, date: &str, points: &str| {
        let stages = json!([{"level": "commune", "date": date, "report": []}, total("province", date, points)]);
        let mut case = named(name, stages);
        case["regulation"] = json!("qd-26-2026");
        case
    };
    let cases = [
        of("a", "2026-06-10", "60"),
        of("b", "2026-06-29", "75"),
        of("c", "2026-06-30", "95"),
    ];
    let portfolio = portfolio(&cases);
    // A commune's report forwards nothing that was scored.
    let lists = portfolio.lists();
    let keys: Vec<&str> = lists.keys().map(String::as_str).collect();
    let expected = [
        "certified-3-province",
        "certified-4-province",
        "forwarded-province-central",
        "potential-5",
    ];
    assert_eq!(keys, expected);
    let rounds = portfolio.rounds();
    assert_eq!(
        told(&rounds),
        [
            "province 2026-06-29 - - certified-3:a certified-4:b",
            "province 2026-12-29 - - forwarded-90-100:c potential-5:c",
        ]
    );
    let citation = rounds[0].citation.as_deref();
    assert_eq!(
        citation,
        Some("Quyết định 26/2026/QĐ-TTg, Điều 5.1, đợt 01")
    );
}

/// Both figures of the plan's contradiction are said; the budget's shares stand beside what was
/// spent of them; reports are seen from the day. Source: 262/KH-UBND, II.2 h, III.10 a, IV.1, VI.2.
#[test]
fn the_view_says_what_the_plan_says() {
    let text = r#"{"start-ups": "9", "budget": {"by_year": {"2024": "16000000000"}}}"#;
    let declared = Declared::from_json(text, "declared.json", &plan()).unwrap();
    let view = view(
        &[named("a", certified(3, "2024-05-01"))],
        &declared,
        Some("2025-11-04"),
    );
    let json = serde_json::to_value(&view).unwrap();
    let start_ups = &json["targets"][12];
    assert_eq!(start_ups["id"], "start-ups");
    assert_eq!(
        (&start_ups["achieved"], &start_ups["met"]),
        (&json!("9"), &json!(false))
    );
    assert_eq!(start_ups["declared"], true);
    assert_eq!(json["targets"][0]["declared"], false);
    let conflict = &json["conflicts"][0];
    assert_eq!(
        (&conflict["required"], &conflict["other"]),
        (&json!("11"), &json!("7"))
    );
    assert_eq!(conflict["other_met"], true);
    let budget = &json["plan"]["budget"];
    assert_eq!(
        (&budget["total"], &budget["spent"]),
        (&json!("35491144000"), &json!("16000000000"))
    );
    assert_eq!(
        budget["by_year"][0],
        json!({"name": "2024", "amount": "16079372000", "spent": "16000000000"})
    );
    assert_eq!(budget["by_source"][0]["spent"], Value::Null);
    let reports = &json["plan"]["reports"];
    assert_eq!(
        (&reports[0]["passed"], &reports[0]["next"]),
        (&json!("2025-05-09"), &Value::Null)
    );
    assert_eq!(
        (&reports[1]["next"], &reports[1]["days_left"]),
        (&json!("2025-11-14"), &json!(10))
    );
    assert_eq!(
        json["plan"]["achieved"]["by_district"][0]["required"],
        Value::Null
    );
    assert_eq!(json["certificates"]["revoked"], Value::Null);
}

/// Every table has its key, its title, and its rows' names.
#[test]
fn tables_name_their_rows() {
    let view = view(&[], &Declared::default(), None);
    let tables = view.counts.keys();
    let tables: Vec<(&str, &str)> = tables.map(|t| (t.as_str(), t.title(Lang::Vi))).collect();
    assert_eq!(
        tables,
        [
            ("by_outcome", "Theo kết quả"),
            ("by_star", "Theo hạng sao"),
            ("by_level", "Theo cấp"),
            ("by_set", "Theo bộ"),
            ("by_sector", "Theo ngành"),
            ("by_group", "Theo nhóm"),
            ("by_district", "Theo huyện"),
            ("by_commune", "Theo xã"),
            ("by_producer", "Theo chủ thể"),
        ]
    );
    let of_plan = view.plan.unwrap().achieved;
    let of_plan: Vec<Table> = of_plan.tables.into_keys().collect();
    assert_eq!(
        of_plan,
        [
            Table::Star,
            Table::Level,
            Table::Set,
            Table::Sector,
            Table::Group,
            Table::District,
            Table::Commune,
            Table::Producer
        ]
    );
    for (table, key, label) in [
        (Table::Outcome, "recognised", "đạt hạng sao để công nhận"),
        (Table::Outcome, "returned", "trả về"),
        (Table::Outcome, "pending", "đang chờ"),
        (Table::Outcome, "not-recognised", "không công nhận"),
        (Table::Outcome, "rejected", "bị loại hoặc dừng đánh giá"),
        (Table::Star, "3", "3★"),
        (Table::Star, "unknown", "chưa công nhận"),
        (Table::Level, "province", "cấp tỉnh"),
        (Table::Level, "unknown", "không rõ"),
        (Table::Set, "08", "bộ 08"),
        (Table::Sector, "Thực phẩm", "Thực phẩm"),
        (Table::District, "recognised", "recognised"),
        (Table::District, "unknown", "không rõ"),
        (Table::Producer, "cooperative", "hợp tác xã"),
        (Table::Producer, "cooperative-group", "tổ hợp tác"),
        (Table::Producer, "enterprise", "doanh nghiệp nhỏ và vừa"),
        (Table::Producer, "farm", "trang trại"),
        (Table::Producer, "household", "hộ có đăng ký kinh doanh"),
        (Table::Producer, "association", "hội, hiệp hội"),
        (
            Table::Producer,
            "operating-centre",
            "trung tâm điều hành hoặc tổ chức tương đương",
        ),
    ] {
        assert_eq!(table.label(key, Lang::Vi), label, "{table:?} {key}");
    }
    for (list, key, title) in [
        (
            RoundList::Certified(Star::Four),
            "certified-4",
            "Đạt hạng 4 sao",
        ),
        (
            RoundList::Forwarded("70-100".into()),
            "forwarded-70-100",
            "Đề nghị cấp trên đánh giá (70-100 điểm)",
        ),
        (
            RoundList::PotentialFive,
            "potential-5",
            "Tiềm năng 5 sao, chờ trung ương",
        ),
        (
            RoundList::Returned(Level::District),
            "returned-district",
            "Trả về cấp huyện",
        ),
    ] {
        assert_eq!(
            (list.key().as_str(), list.title(Lang::Vi).as_str()),
            (key, title)
        );
        assert_eq!(serde_json::to_value(&list).unwrap(), json!(key));
    }
}

/// A small portfolio, counted by hand every way.
#[test]
fn cases_are_counted() {
    let product = |name: &str, kind: &str| json!({"name": name, "district": "X", "producer": {"id": name, "kind": kind}});
    let mut crafted = case(product("c", "household"), certified(3, "2024-05-01"));
    crafted["set"] = json!("21");
    let cases = [
        case(product("a", "farm"), certified(4, "2024-05-01")),
        case(
            product("b", "farm"),
            json!([total("district", "2024-05-01", "20")]),
        ),
        crafted,
        named("d", json!([total("district", "2024-05-01", "75")])),
        named(
            "e",
            json!([
                total("district", "2024-05-01", "75"),
                total("province", "2024-05-01", "60")
            ]),
        ),
    ];
    let portfolio = portfolio(&cases);
    assert_eq!(portfolio.products(), 5);
    let craft = "Thủ công mỹ nghệ gia dụng, trang trí";
    for (counts, expected) in [
        (
            portfolio.count(Table::Outcome),
            json!({"recognised": 2, "not-recognised": 1, "pending": 1, "returned": 1}),
        ),
        (
            portfolio.count(Table::Star),
            json!({"3": 1, "4": 1, "unknown": 3}),
        ),
        // Certified, ended or returned to at the district; certified or waited for at the province.
        (
            portfolio.count(Table::Level),
            json!({"district": 3, "province": 2}),
        ),
        (portfolio.count(Table::Set), json!({"08": 4, "21": 1})),
        (
            portfolio.count(Table::Sector),
            json!({"Thực phẩm": 4, "Thủ công mỹ nghệ": 1}),
        ),
        (
            portfolio.count(Table::Group),
            json!({"Thực phẩm chế biến": 4, craft: 1}),
        ),
        (
            portfolio.count(Table::District),
            json!({"X": 3, "unknown": 2}),
        ),
        (
            portfolio.count(Table::Producer),
            json!({"farm": 2, "household": 1, "unknown": 2}),
        ),
    ] {
        assert_eq!(json!(counts), expected);
    }
    let achieved = portfolio.achieved(&plan());
    let rows = |rows: &[ocop::portfolio::AchievedRow]| -> Vec<(String, u32)> {
        rows.iter()
            .map(|row| (row.key.clone(), row.achieved))
            .collect()
    };
    let pairs = |pairs: [(&str, u32); 2]| -> Vec<(String, u32)> {
        pairs.map(|(k, n)| (k.to_owned(), n)).to_vec()
    };
    assert_eq!(
        rows(&achieved.tables[&Table::Level]),
        pairs([("district", 1), ("province", 1)])
    );
    assert_eq!(
        rows(&achieved.tables[&Table::Set]),
        pairs([("08", 1), ("21", 1)])
    );
    assert_eq!(
        rows(&achieved.tables[&Table::Sector]),
        pairs([("Thủ công mỹ nghệ", 1), ("Thực phẩm", 1)])
    );
    assert_eq!(
        rows(&achieved.tables[&Table::Group]),
        pairs([(craft, 1), ("Thực phẩm chế biến", 1)])
    );
    assert_eq!(
        rows(&achieved.tables[&Table::Producer]),
        pairs([("farm", 1), ("household", 1)])
    );
}

/// Contract 3: before the day of the decision is entered there is no certificate, and nobody holds one.
#[test]
fn without_a_decision_there_is_no_certificate() {
    let mut open = named("a", certified(3, "2024-05-01"));
    open["stages"][0].as_object_mut().unwrap().remove("decided");
    let renewal = named("b", json!([total("province", "2027-02-01", "75")]));
    let mut renewal = follows(renewal, "renewal", 3, "2024-05-10");
    renewal["regulation"] = json!("qd-26-2026");
    let portfolio = portfolio(&[open, renewal]);
    assert_eq!(portfolio.undecided(), 2);
    let regulations = CATALOG.regulations().unwrap();
    let stock = portfolio.stock(day("2027-03-01"), 0, &regulations);
    // The certificate that is to be renewed is still the one held.
    assert_eq!(stock.valid, Counts::from([("3".to_owned(), 1)]));
    let held: Vec<_> = stock
        .held
        .iter()
        .map(|held| (&*held.product, held.issued))
        .collect();
    assert_eq!(held, [("b", day("2024-05-10"))]);
}
