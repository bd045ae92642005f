//! The papers of a session. What a paper looks like is the matter of `ocop-papers`; here stands
//! what the session knows for it.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use ocop::text::figure;
use ocop::{EvaluatedCase, Lang};
use ocop_papers::{
    Absence, Asked, Block, Document, Facts, Opinion, Person, Proxy, Redone, SessionPapers, Text,
    Unfinished, Written, long_day, product_called,
};
use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::engine::{last_stage, list, status_word, text};
use crate::fault::{Outcome, damaged, spoiled};
use crate::log;
use crate::make::LATE;
use crate::session::{
    COMPLETE, Done, Product, RECUSED, Refused, SUBMITTED, Session, Sheet, kept_json,
};

/// What was sent, returned and said of renewals that go by written opinions.
const OPINIONS: &str = "bang-tong-hop-y-kien";

/// The papers that the head of the log is printed on: what they were printed from can be found in
/// the file later.
const WITH_HEAD: [&str; 5] = [
    "bien-ban",
    OPINIONS,
    "quyet-dinh-cong-nhan",
    "quyet-dinh-phe-duyet-ket-qua",
    "quyet-dinh-cham-diem",
];

/// Every paper that the results ask for.
fn documents(session: &Session<'_>) -> Outcome<Vec<Document>> {
    let mut documents = printed(session, shown(session, &BTreeMap::new())?)?;
    // What was given in writing before a meeting decided is in no paper of the meeting: its table stays.
    let asked = asked_before(session)?;
    if !asked.is_empty() {
        let mut tables = printed(session, shown(session, &asked)?)?.into_iter();
        if let Some(table) = tables.find(|one| one.name == OPINIONS) {
            match documents.iter_mut().find(|one| one.name == OPINIONS) {
                Some(last) => *last = table,
                None => documents.push(table),
            }
        }
    }
    let (entries, head) = log::end(session.file)?;
    for document in &mut documents {
        // Where a session has products of two laws, a paper of the second has a number behind its name.
        let name = document
            .name
            .trim_end_matches(|c: char| c == '-' || c.is_ascii_digit());
        if WITH_HEAD.contains(&name) {
            let line = format!("Nhật ký đợt đánh giá: {entries} mục, mã {head}");
            document.blocks.push(Block::Small(Text::from(line)));
        }
    }
    Ok(documents)
}

/// The papers of what is shown.
fn printed(session: &Session<'_>, shown: Shown) -> Outcome<Vec<Document>> {
    let decided = |cases: &[String]| -> Outcome<Vec<EvaluatedCase>> {
        let decided = cases.iter().map(|case| session.engine.decided(case));
        decided.map(|case| case.map_err(spoiled)).collect()
    };
    let (asked, decided) = (decided(&shown.asked)?, decided(&shown.cases)?);
    let facts = facts(session, shown)?;
    let papers = SessionPapers::new(&decided, &facts).asking_about(&asked);
    Ok(papers.documents())
}

/// What papers are printed of.
struct Shown {
    /// The cases that are decided or due for a second round, in the list's order; then the first round
    /// of those that are scored again at present.
    cases: Vec<String>,
    /// The cases of those that go by written opinions and have no result, with blank sheets.
    asked: Vec<String>,
    /// Each product with the round that its papers show as the last.
    rounds: Vec<(Product, i64)>,
    /// What is not concluded.
    unfinished: Vec<Unfinished>,
}

/// What is shown; of the products that `before` has a case of, that of the round before the last.
fn shown(session: &Session<'_>, before: &BTreeMap<String, String>) -> Outcome<Shown> {
    let (mut cases, mut again, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let (mut rounds, mut unfinished) = (Vec::new(), Vec::new());
    for product in session.products()? {
        let mut round = product.round;
        if let Some(case) = before.get(&product.id) {
            again.push(case.clone());
            round -= 1;
            unfinished.push(decided_since(session, &product)?);
        } else if let Some((case, _)) = session.kept(&product.id, round)? {
            cases.push(case);
        } else {
            let first = match round {
                1 => None,
                _ => session.kept(&product.id, round - 1)?,
            };
            let open = still_open(session, &product)?;
            if let Some((case, _)) = first {
                again.push(case);
                round -= 1;
            } else if open.in_writing {
                asked.push(session.case_so_far(&product)?);
            }
            unfinished.push(open);
        }
        rounds.push((product, round));
    }
    cases.append(&mut again);
    Ok(Shown {
        cases,
        asked,
        rounds,
        unfinished,
    })
}

/// By the ids of products, the case of a round in writing where a meeting decided in the next.
fn asked_before(session: &Session<'_>) -> Outcome<BTreeMap<String, String>> {
    let mut asked = BTreeMap::new();
    for product in session.products()? {
        let is_written = |round| -> Outcome<bool> {
            let held = session.hearing_in(&product, round)?;
            session.in_writing(&product, held.as_ref())
        };
        let (before, last) = (product.round - 1, product.round);
        if before < 1 || is_written(last)? || !is_written(before)? {
            continue;
        }
        let decided = session.kept(&product.id, last)?.is_some();
        let kept = session.kept(&product.id, before)?;
        if let Some((case, _)) = kept.filter(|_| decided) {
            asked.insert(product.id, case);
        }
    }
    Ok(asked)
}

/// What the table of a round in writing says of a product that a meeting has decided since.
fn decided_since(session: &Session<'_>, product: &Product) -> Outcome<Unfinished> {
    let day = session.date_of(product)?.parse().map_err(damaged)?;
    Ok(Unfinished {
        product: product.name().to_owned(),
        producer: producer(product),
        in_writing: true,
        why: format!(
            "Hội đồng đã họp, chấm lại {}, kết luận ghi tại biên bản họp",
            long_day(day)
        ),
    })
}

/// Why a product has no result in the round that is scored, and what comes next.
fn still_open(session: &Session<'_>, product: &Product) -> Outcome<Unfinished> {
    let sheets = session.sheets(&product.id, product.round)?;
    let there = sheets.iter().filter(|sheet| sheet.is_there()).count();
    let submitted = sheets.iter().filter(|sheet| sheet.status == SUBMITTED);
    let submitted = submitted.count();
    let round = if product.round > 1 {
        // In a text, days are in words.
        let day = session.date_of(product)?.parse().map_err(damaged)?;
        format!("đang chấm lại {}, ", long_day(day))
    } else {
        String::new()
    };
    let next = if session.state(product)? == COMPLETE {
        "chờ Hội đồng kết luận"
    } else {
        "chấm tiếp các phiếu còn lại"
    };
    let hearing = session.hearing(product)?;
    let in_writing = session.in_writing(product, hearing.as_ref())?;
    Ok(Unfinished {
        product: product.name().to_owned(),
        producer: producer(product),
        in_writing,
        why: format!("{round}{submitted} trên {there} phiếu đã nộp; {next}"),
    })
}

/// What the list and the log know of the session besides its cases.
fn facts(session: &Session<'_>, shown: Shown) -> Outcome<Facts> {
    let about = session.list()?;
    // A name may stand alone or in an object, beside an address or an office.
    let of = |pointer: &str| named(about.pointer(pointer)?);
    let members = session.members()?.into_iter();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let members = members.map(|(member, _)| Person {
        id: member.id,
        name: member.name,
        position: some(member.position),
        role: Some(member.role),
    });
    let texts = |key: &str| list(&about, key).filter_map(named).collect::<Vec<_>>();
    let members: Vec<Person> = members.collect();
    // A secretary who is a member has the member's position, where the list gives no other.
    let secretary = about.get("secretary").map(|secretary| {
        let id = text(secretary, "member");
        let own = members.iter().find(|member| member.id == id);
        let own = own.and_then(|member| member.position.clone());
        Person {
            id: id.to_owned(),
            name: text(secretary, "name").to_owned(),
            position: some(text(secretary, "position").to_owned()).or(own),
            role: None,
        }
    });
    Ok(Facts {
        title: of("/title"),
        authority: of("/authority"),
        place: of("/place"),
        opened: of("/hours/opened"),
        closed: of("/hours/closed"),
        council_decision: of("/council/decision"),
        council_rules: of("/council/regulation"),
        authorisation: of("/council/authorisation"),
        plan: of("/plan"),
        advisory_decision: of("/advisory/decision"),
        advisory_report: of("/advisory/report"),
        agency: of("/agency"),
        agency_report: of("/agency_report"),
        locality: of("/locality"),
        council_code: of("/codes/council"),
        agency_code: of("/codes/agency"),
        authority_code: of("/codes/authority"),
        others: texts("others"),
        secretary,
        members,
        appointed: about
            .pointer("/council/appointed")
            .and_then(Value::as_u64)
            .and_then(|count| usize::try_from(count).ok()),
        absent: absences(session, &shown.rounds)?,
        proxies: list(&about, "proxies").map(proxy).collect(),
        recipients: texts("recipients"),
        written: written(session)?,
        opinions: opinions(session, &shown.rounds)?,
        unfinished: shown.unfinished,
        redone: redone(session)?,
        ..Facts::default()
    })
}

/// How renewals are heard, as the secretary entered it: the days, and why the chair called a meeting
/// about those that the minutes are of.
fn written(session: &Session<'_>) -> Outcome<Option<Written>> {
    let (mut held, mut asked) = (Vec::new(), Vec::new());
    for product in session.products()? {
        // The days of a first round stay when the second one is a meeting.
        let mut rounds = Vec::new();
        for round in 1..=product.round {
            rounds.extend(session.hearing_in(&product, round)?);
        }
        let is_written = |held: &Value| text(held, "form") == "written";
        rounds.retain(|held| is_written(held) || product.is_locked());
        let Some(told) = rounds
            .iter()
            .rfind(|held| is_written(held))
            .or(rounds.last())
        else {
            continue;
        };
        let of = |key: &str| Some(text(told, key)).filter(|of| !of.is_empty()).map(day);
        asked.push(Asked {
            product: product.name().to_owned(),
            producer: producer(&product),
            sent: of("sent"),
            due: of("due"),
        });
        held.append(&mut rounds);
    }
    let each = |key: &str, shown: fn(&str) -> String| {
        let mut texts: Vec<String> = Vec::new();
        for text in held.iter().map(|held| text(held, key)) {
            if !text.is_empty() && !texts.contains(&shown(text)) {
                texts.push(shown(text));
            }
        }
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    Ok((!held.is_empty()).then(|| Written {
        sent: each("sent", day),
        due: each("due", day),
        meeting: each("reason", str::to_owned),
        each: asked,
    }))
}

/// The producer of a product, which tells it from another one of its name.
fn producer(product: &Product) -> Option<String> {
    product.entry.pointer("/product/producer").and_then(named)
}

/// A text, or the name that an object gives.
fn named(value: &Value) -> Option<String> {
    let text = value.as_str().or_else(|| value.get("name")?.as_str())?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn proxy(value: &Value) -> Proxy {
    let of = |key: &str| value.get(key).and_then(named);
    Proxy {
        member: of("member").unwrap_or_default(),
        name: of("name"),
        paper: of("paper"),
        scores: value.get("scores").and_then(Value::as_bool),
    }
}

/// What assessors wrote on the sheets that are shown, and why sheets were opened again.
fn opinions(session: &Session<'_>, rounds: &[(Product, i64)]) -> Outcome<Vec<Opinion>> {
    let mut opinions = Vec::new();
    for (product, last) in rounds {
        for sheet in sheets_to(session, product, *last)? {
            let of = (product.id.as_str(), sheet.member.as_str());
            let reopened = session.reason_in("reopen", of, sheet.round)?;
            if reopened.is_some() || !sheet.opinion.is_empty() || !sheet.notes.is_empty() {
                opinions.push(Opinion {
                    member: sheet.member,
                    product: product.name().to_owned(),
                    producer: producer(product),
                    text: sheet.opinion,
                    notes: sheet.notes,
                    reopened,
                    earlier: sheet.round < *last,
                });
            }
        }
    }
    Ok(opinions)
}

/// The products whose result was taken back, with what changed: papers that told it are replaced.
fn redone(session: &Session<'_>) -> Outcome<Vec<Redone>> {
    let members = session.members()?;
    let who = |id: &str| {
        let member = members.iter().find(|(member, _)| member.id == id);
        member.map_or_else(|| id.to_owned(), |(member, _)| member.name.clone())
    };
    // What stood before has its state where the result was taken back, and not the sheet alone reopened; the
    // sheets that were reopened after it and before the next result belong to it.
    let mut reopened = session.file.prepare_cached(
        "SELECT n, member, reason, before FROM log WHERE what = 'reopen' AND product = ?1 AND EXISTS (
           SELECT 1 FROM log back WHERE back.what = 'reopen' AND back.product = log.product
           AND back.n <= log.n AND json_extract(back.before, '$.state') IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM log next WHERE next.what = 'decide' AND next.product = log.product
             AND next.n > back.n AND next.n < log.n)) ORDER BY n",
    )?;
    let mut redone = Vec::new();
    let products = session.products()?;
    let all = products
        .iter()
        .map(|one| (one.name().to_owned(), producer(one)));
    let all: Vec<(String, Option<String>)> = all.collect();
    for product in products {
        let rows = reopened.query_map([&product.id], |row| {
            let member: Option<String> = row.get(1)?;
            let reason: Option<String> = row.get(2)?;
            let before: String = row.get(3)?;
            Ok((
                row.get::<_, i64>(0)?,
                member,
                reason.unwrap_or_default(),
                before,
            ))
        })?;
        let rows: Vec<(i64, Option<String>, String, String)> = rows.collect::<Result<_, _>>()?;
        let Some((last, ..)) = rows.last() else {
            continue;
        };
        let name = product_called(
            (product.name(), producer(&product).as_deref()),
            all.iter()
                .map(|(name, producer)| (name.as_str(), producer.as_deref())),
        );
        let lines = rows.iter().map(|(_, member, reason, _)| match member {
            None => format!(
                "Sản phẩm {name}: kết luận được rút lại để sửa căn cứ loại, dừng đánh giá, lý do: {reason}"
            ),
            Some(member) => {
                let member = who(member);
                format!("Sản phẩm {name}: phiếu của {member} được mở lại, lý do: {reason}")
            }
        });
        let mut changes: Vec<String> = lines.collect();
        // What the papers before said, and what it comes to now.
        let was = logged(session, &product, "decide", "$.result", *last)?;
        let was = came_to(&was);
        let is = match session.result(&product)? {
            Some(result) => came_to(&result.view),
            None => "chưa có kết quả".to_owned(),
        };
        changes.push(match was == is {
            true => format!("Sản phẩm {name}: kết quả không đổi: {is}"),
            false => format!("Sản phẩm {name}: đã ghi {was}; nay là {is}"),
        });
        let mut decisions = rows.iter().rev().filter_map(|(.., before)| {
            let before: Value = serde_json::from_str(before).ok()?;
            let decision = before.get("decision")?;
            let date = text(decision, "date").parse().ok()?;
            Some(Facts::cited(text(decision, "number"), date))
        });
        let decision = decisions.next();
        let held = logged(session, &product, "round", "$.form", *last)?;
        redone.push(Redone {
            product: product.name().to_owned(),
            producer: producer(&product),
            in_writing: session.in_writing(&product, Some(&held))?,
            decision,
            changes,
        });
    }
    Ok(redone)
}

/// What the log's last entry of a kind about a product has at a path, before the entry `n`.
fn logged(
    session: &Session<'_>,
    product: &Product,
    what: &str,
    path: &str,
    n: i64,
) -> Outcome<Value> {
    let mut last = session.file.prepare_cached(
        "SELECT json_extract(after, ?3) FROM log WHERE what = ?1 AND product = ?2 AND n < ?4
         AND json_extract(after, ?3) IS NOT NULL ORDER BY n DESC LIMIT 1",
    )?;
    let found = last.query_row(params![what, product.id, path, n], |row| row.get(0));
    let found: Option<String> = found.optional()?;
    found.map_or(Ok(Value::Null), |found| kept_json(&found))
}

/// A day as people here write it; a blank to fill in where it is not known.
pub(crate) fn day(of: &str) -> String {
    let known = of.parse().ok();
    known.map_or_else(|| "…".to_owned(), |day| ocop::text::day(day, Lang::Vi))
}

/// What a result came to, in words.
fn came_to(result: &Value) -> String {
    let last = last_stage(result).unwrap_or(&Value::Null);
    let mut words = Vec::new();
    if let Some(total) = last.pointer("/total/shown").and_then(Value::as_str) {
        words.push(format!("tổng điểm trung bình {}", figure(total, Lang::Vi)));
    }
    match last.get("star").and_then(Value::as_u64) {
        Some(star) => words.push(format!("hạng {star} sao")),
        None => words.push(status_word(last.get("status").unwrap_or(&Value::Null)).to_owned()),
    }
    words.join(", ")
}

/// The sheets of the rounds that are shown.
fn sheets_to(session: &Session<'_>, product: &Product, last: i64) -> Outcome<Vec<Sheet>> {
    let mut sheets = Vec::new();
    for round in 1..=last {
        sheets.append(&mut session.sheets(&product.id, round)?);
    }
    Ok(sheets)
}

fn absences(session: &Session<'_>, rounds: &[(Product, i64)]) -> Outcome<Vec<Absence>> {
    let mut absences = Vec::new();
    for (product, last) in rounds {
        for sheet in sheets_to(session, product, *last)? {
            if sheet.is_there() {
                continue;
            }
            let of = (product.id.as_str(), sheet.member.as_str());
            let reason = session.reason_in("attendance", of, sheet.round)?;
            // Who came after the result was not missed; who left after it is told of as before.
            let late = reason.as_deref() == Some(LATE);
            if !late && product.is_locked() && is_set_after(session, of)? {
                continue;
            }
            absences.push(Absence {
                member: sheet.member,
                product: Some(product.name().to_owned()),
                producer: producer(product),
                recused: sheet.status == RECUSED,
                reason: reason.filter(|reason| !reason.is_empty()),
                earlier: sheet.round < *last,
                late,
            });
        }
    }
    Ok(absences)
}

/// Whether a changed list set a member absent after the last result of a product.
fn is_set_after(session: &Session<'_>, (product, member): (&str, &str)) -> Outcome<bool> {
    let mut after = session.file.prepare_cached(
        "SELECT coalesce(max(n) FILTER (WHERE what = 'attendance' AND member = ?2)
           > max(n) FILTER (WHERE what = 'decide'), 0) FROM log WHERE product = ?1",
    )?;
    Ok(after.query_row([product, member], |row| row.get(0))?)
}

/// Every paper with its name, in every format.
pub fn all(session: &Session<'_>) -> Outcome<Vec<(String, Vec<u8>)>> {
    let mut all = Vec::new();
    for document in documents(session)? {
        for format in document.formats() {
            let bytes = document.print(*format).map_err(damaged)?;
            all.push((format!("{}.{}", document.name, format.extension()), bytes));
        }
    }
    Ok(all)
}

/// The papers there are: the title of each, with its names as a document to edit, a page to print and a workbook.
pub(crate) fn titles(session: &Session<'_>) -> Outcome<Vec<(String, Vec<String>)>> {
    let documents = documents(session)?.into_iter();
    let named = documents.map(|document| {
        let formats = document.formats().iter();
        let names = formats.map(|format| format!("{}.{}", document.name, format.extension()));
        let names = names.collect();
        (document.listed.unwrap_or(document.title), names)
    });
    Ok(named.collect())
}

/// The names of all papers.
pub(crate) fn names(session: &Session<'_>) -> Outcome<Vec<String>> {
    Ok(titles(session)?
        .into_iter()
        .flat_map(|(_, names)| names)
        .collect())
}

/// Files in one, to take away at once.
pub(crate) fn archive(files: Vec<(String, Vec<u8>)>) -> Outcome<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The same files are the same bytes, whenever they are asked for.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, bytes) in files {
        archive.start_file(name, options).map_err(damaged)?;
        archive.write_all(&bytes).map_err(damaged)?;
    }
    let whole = archive.finish().map_err(damaged)?;
    Ok(whole.into_inner())
}

/// A paper by its name, with its media type.
pub(crate) fn paper(session: &Session<'_>, name: &str) -> Done<(&'static str, Vec<u8>)> {
    let (stem, kind) = name.rsplit_once('.').ok_or(Refused::NotFound)?;
    let documents = documents(session)?;
    let found = documents.iter().find(|document| document.name == stem);
    let document = found.ok_or(Refused::NotFound)?;
    let mut formats = document.formats().iter();
    let format = formats.find(|format| format.extension() == kind);
    let format = format.ok_or(Refused::NotFound)?;
    let bytes = document.print(*format).map_err(damaged)?;
    Ok((format.media_type(), bytes))
}
