//! Days counted one by one, and the calendar of a certificate from the decisions alone.

use serde_json::{Value, json};

/// Year, month, day.
type Day = (i32, u32, u32);

fn read(text: &str) -> Day {
    let mut parts = text.split('-');
    let mut part = || parts.next().unwrap();
    (
        part().parse().unwrap(),
        part().parse().unwrap(),
        part().parse().unwrap(),
    )
}

fn text((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn length(year: i32, month: u32) -> u32 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn next((year, month, day): Day) -> Day {
    match (day < length(year, month), month) {
        (true, _) => (year, month, day + 1),
        (false, 12) => (year + 1, 1, 1),
        (false, _) => (year, month + 1, 1),
    }
}

fn before((year, month, day): Day) -> Day {
    match (day, month) {
        (1, 1) => (year - 1, 12, 31),
        (1, _) => (year, month - 1, length(year, month - 1)),
        _ => (year, month, day - 1),
    }
}

/// A day so many days later, or earlier.
pub fn moved(day: &str, days: i32) -> String {
    let step = if days < 0 { before } else { next };
    text((0..days.abs()).fold(read(day), |day, _| step(day)))
}

/// The last day of a certificate: 36 months, on the same day, or the last one of a shorter month
/// (1048, 148 and 26/2026, Điều 4.3).
pub fn expires(issued: &str) -> String {
    let (year, month, day) = read(issued);
    text((year + 3, month, day.min(length(year + 3, month))))
}

/// The calendar of a certificate of three stars or more; null for fewer, which get none.
///
/// A renewal is filed 180 to 120 days before the end (26/2026, Điều 7.6 a), where the end falls
/// under 26/2026: from 2026-05-22 on. READING of Điều 12.3: where the last of these days lies before
/// 2026-05-22, it is extended by 180 days. Under 148 and 1489 (2023-02-24 to 2026-05-21) the producer
/// is told 30 days before the end.
pub fn certificate(star: u8, issued: &str, today: Option<&str>) -> Value {
    if star < 3 {
        return Value::Null;
    }
    let expires = expires(issued);
    let (new, old) = ("2026-05-22", "2023-02-24");
    let renewed = expires.as_str() >= new;
    let window = (moved(&expires, -180), moved(&expires, -120));
    let extended = (renewed && window.1.as_str() < new).then(|| moved(&expires, 180));
    let told = !renewed && expires.as_str() >= old;
    let status = today.map(|today| match &extended {
        Some(until) if today > expires.as_str() && today <= until.as_str() => "expired-extendable",
        _ if today > expires.as_str() => "expired",
        _ if renewed && (window.0.as_str()..=window.1.as_str()).contains(&today) => "renewal-open",
        _ => "valid",
    });
    let renewal = renewed.then(|| json!({"from": window.0, "to": window.1}));
    let notice_by = told.then(|| moved(&expires, -30));
    json!({"issued": issued, "expires": expires, "renewal": renewal,
        "extended_until": extended, "notice_by": notice_by, "status": status})
}
