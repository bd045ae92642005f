//! The papers of a session. What a paper looks like is the matter of `ocop-papers`; here stands
//! what the session knows for it.

use std::io::{Cursor, Write as _};

use ocop::text::figure;
use ocop::{EvaluatedCase, Lang};
use ocop_papers::{
    Absence, Asked, Block, Document, Facts, Opinion, Person, Proxy, Replacement, SessionPapers,
    Text, Unfinished, Written,
};
use rusqlite::OptionalExtension as _;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::engine::{last_stage, list, status_word, text};
use crate::fault::{Outcome, damaged};
use crate::log;
use crate::session::{COMPLETE, Done, Product, RECUSED, Refused, SUBMITTED, Session, Sheet};

/// The papers that the head of the log is printed on: what they were printed from can be found in
/// the file later.
const WITH_HEAD: [&str; 4] = [
    "bien-ban",
    "quyet-dinh-cong-nhan",
    "quyet-dinh-phe-duyet-ket-qua",
    "quyet-dinh-cham-diem",
];

/// Every paper that the results ask for.
fn documents(session: &Session<'_>) -> Outcome<Vec<Document>> {
    let shown = shown(session)?;
    let decided = shown.cases.iter();
    let decided = decided.map(|case| Ok(session.engine.decided(case)?));
    let decided: Vec<EvaluatedCase> = decided.collect::<Outcome<_>>()?;
    let facts = facts(session, shown)?;
    let (entries, head) = log::end(session.file)?;
    let mut documents = SessionPapers::new(&decided, &facts).documents();
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

/// What papers are printed of.
struct Shown {
    /// The cases that are decided or due for a second round, in the list's order; then the first round
    /// of those that are scored again at present.
    cases: Vec<String>,
    /// Each product with the round that its papers show as the last.
    rounds: Vec<(Product, i64)>,
    /// What is not concluded.
    unfinished: Vec<Unfinished>,
}

fn shown(session: &Session<'_>) -> Outcome<Shown> {
    let (mut cases, mut again) = (Vec::new(), Vec::new());
    let (mut rounds, mut unfinished) = (Vec::new(), Vec::new());
    for product in session.products()? {
        let mut round = product.round;
        if let Some((case, _)) = session.kept(&product.id, round)? {
            cases.push(case);
        } else {
            let first = match round {
                1 => None,
                _ => session.kept(&product.id, round - 1)?,
            };
            if let Some((case, _)) = first {
                again.push(case);
                round -= 1;
            }
            unfinished.push(still_open(session, &product)?);
        }
        rounds.push((product, round));
    }
    cases.append(&mut again);
    Ok(Shown {
        cases,
        rounds,
        unfinished,
    })
}

/// Why a product has no result in the round that is scored, and what comes next.
fn still_open(session: &Session<'_>, product: &Product) -> Outcome<Unfinished> {
    let sheets = session.sheets(&product.id, product.round)?;
    let there = sheets.iter().filter(|sheet| sheet.is_there()).count();
    let submitted = sheets.iter().filter(|sheet| sheet.status == SUBMITTED);
    let submitted = submitted.count();
    let round = if product.round > 1 {
        format!("đang chấm lại ngày {}, ", day(&session.date_of(product)?))
    } else {
        String::new()
    };
    let next = if session.state(product)? == COMPLETE {
        "chờ Hội đồng kết luận"
    } else {
        "chấm tiếp các phiếu còn lại"
    };
    let producer = product.entry.pointer("/product/producer").and_then(named);
    let hearing = session.hearing(product)?;
    let form = hearing.as_ref().map_or("", |held| text(held, "form"));
    let in_writing = match form {
        "" => product.is_renewal() && session.engine.renews_in_writing(&product.regulation)?,
        form => form == "written",
    };
    Ok(Unfinished {
        product: product.name().to_owned(),
        producer,
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
    let secretary = about.get("secretary").map(|secretary| Person {
        id: text(secretary, "member").to_owned(),
        name: text(secretary, "name").to_owned(),
        position: some(text(secretary, "position").to_owned()),
        role: None,
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
        members: members.collect(),
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
        replaces: replaced(session)?,
        ..Facts::default()
    })
}

/// How renewals are heard, as the secretary entered it: the days, and why the chair called a meeting
/// about those that the minutes are of.
fn written(session: &Session<'_>) -> Outcome<Option<Written>> {
    let (mut held, mut asked) = (Vec::new(), Vec::new());
    for product in session.products()? {
        let hearing = session.hearing(&product)?;
        let hearing = hearing.filter(|held| text(held, "form") == "written" || product.is_locked());
        if let Some(hearing) = hearing {
            let of = |key: &str| {
                Some(text(&hearing, key))
                    .filter(|of| !of.is_empty())
                    .map(day)
            };
            asked.push(Asked {
                product: product.name().to_owned(),
                sent: of("sent"),
                due: of("due"),
            });
            held.push(hearing);
        }
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

/// What minutes replace: sheets of a decided product were opened again.
fn replaced(session: &Session<'_>) -> Outcome<Option<Replacement>> {
    let mut reopened = session.file.prepare_cached(
        "SELECT log.product, log.member, log.reason FROM log WHERE what = 'reopen' AND EXISTS
         (SELECT 1 FROM log AS earlier WHERE earlier.what = 'decide'
          AND earlier.product = log.product AND earlier.n < log.n) ORDER BY n",
    )?;
    let rows = reopened.query_map([], |row| {
        let product: String = row.get(0)?;
        let member: Option<String> = row.get(1)?;
        let reason: Option<String> = row.get(2)?;
        Ok((
            product,
            member.unwrap_or_default(),
            reason.unwrap_or_default(),
        ))
    })?;
    let rows: Vec<(String, String, String)> = rows.collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(None);
    }
    let products = session.products()?;
    let name = |id: &str| {
        let product = products.iter().find(|product| product.id == id);
        product.map_or_else(|| id.to_owned(), |product| product.name().to_owned())
    };
    let members = session.members()?;
    let who = |id: &str| {
        let member = members.iter().find(|(member, _)| member.id == id);
        member.map_or_else(|| id.to_owned(), |(member, _)| member.name.clone())
    };
    let line = |(product, member, reason): &(String, String, String)| {
        let (product, member) = (name(product), who(member));
        match member.is_empty() {
            true => format!(
                "Sản phẩm {product}: kết luận được rút lại để sửa căn cứ loại, dừng đánh giá, lý do: {reason}"
            ),
            false => format!("Sản phẩm {product}: phiếu của {member} được mở lại, lý do: {reason}"),
        }
    };
    let mut changes: Vec<String> = rows.iter().map(line).collect();
    // What the minutes before said of each product, and what it comes to now.
    let mut before = session.file.prepare_cached(
        "SELECT after FROM log WHERE what = 'decide' AND product = ?1 AND n <
         (SELECT max(n) FROM log WHERE what = 'reopen' AND product = ?1) ORDER BY n DESC LIMIT 1",
    )?;
    for product in products
        .iter()
        .filter(|product| rows.iter().any(|(id, ..)| *id == product.id))
    {
        let after: Option<String> = before
            .query_row([&product.id], |row| row.get(0))
            .optional()?;
        let after: Value = serde_json::from_str(&after.unwrap_or_default()).unwrap_or_default();
        let was = came_to(after.get("result").unwrap_or(&Value::Null));
        let is = match session.result(product)? {
            Some(result) => came_to(&result.view),
            None => "chưa có kết quả".to_owned(),
        };
        let product = product.name();
        changes.push(format!("Sản phẩm {product}: đã ghi {was}; nay là {is}"));
    }
    Ok(Some(Replacement {
        changes,
        ..Replacement::default()
    }))
}

/// A day as people here write it; a blank to fill in where it is not known.
pub(crate) fn day(of: &str) -> String {
    if of.is_empty() {
        return "…".to_owned();
    }
    of.rsplit('-').collect::<Vec<_>>().join("/")
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
            absences.push(Absence {
                member: sheet.member,
                product: Some(product.name().to_owned()),
                recused: sheet.status == RECUSED,
                reason: reason.filter(|reason| !reason.is_empty()),
                earlier: sheet.round < *last,
            });
        }
    }
    Ok(absences)
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
        (document.title, names)
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
