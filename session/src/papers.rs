//! The papers of a session. What a paper looks like is the matter of `ocop-papers`; here stands
//! what the session knows for it.

use ocop::EvaluatedCase;
use ocop_papers::{Absence, Block, Document, Facts, Person, SessionPapers, Text};
use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;

use crate::engine::{list, text};
use crate::fault::{Outcome, damaged};
use crate::log;
use crate::session::{ABSENT, Done, RECUSED, Refused, Session};

const HTML: &str = "text/html; charset=utf-8";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Every paper that the results ask for, with the head of the log on it: what it was printed from
/// can be found in the file later.
fn documents(session: &Session<'_>) -> Outcome<Vec<Document>> {
    let (cases, _) = session.cases()?;
    let decided = cases.iter().map(|case| Ok(session.engine.decided(case)?));
    let decided: Vec<EvaluatedCase> = decided.collect::<Outcome<_>>()?;
    let facts = facts(session)?;
    let (entries, head) = log::end(session.file)?;
    let mut documents = SessionPapers::new(&decided, &facts).documents();
    let mut names: Vec<String> = Vec::new();
    for document in &mut documents {
        let line = format!("Nhật ký đợt đánh giá: {entries} mục, mã {head}");
        document.blocks.push(Block::Small(Text::from(line)));
        let name = document.name.clone();
        let same = names.iter().filter(|known| **known == name).count();
        if same > 0 {
            document.name = format!("{name}-{}", same + 1);
        }
        names.push(name);
    }
    Ok(documents)
}

/// What the list and the log know of the session besides its cases.
fn facts(session: &Session<'_>) -> Outcome<Facts> {
    let about = session.list()?;
    let of = |pointer: &str| {
        let text = about.pointer(pointer).and_then(Value::as_str);
        text.map(str::to_owned)
    };
    let members = session.members()?.into_iter();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let members = members.map(|(member, _)| Person {
        id: member.id,
        name: member.name,
        position: some(member.position),
        role: Some(member.role),
    });
    let recipients = list(&about, "recipients").filter_map(Value::as_str);
    let secretary = about.get("secretary").map(|secretary| Person {
        id: text(secretary, "member").to_owned(),
        name: text(secretary, "name").to_owned(),
        position: some(text(secretary, "position").to_owned()),
        role: None,
    });
    let products = session.products()?;
    let decision = products
        .iter()
        .find_map(|product| product.decision.as_ref());
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
        advisory_report: of("/advisory/report"),
        agency: of("/agency"),
        secretary,
        members: members.collect(),
        absent: absences(session)?,
        recipients: recipients.map(str::to_owned).collect(),
        decision: decision.map(|decision| {
            let date: Vec<&str> = text(decision, "date").rsplit('-').collect();
            format!("{} ngày {}", text(decision, "number"), date.join("/"))
        }),
        ..Facts::default()
    })
}

fn absences(session: &Session<'_>) -> Outcome<Vec<Absence>> {
    let mut why = session.file.prepare_cached(
        "SELECT reason FROM log WHERE what = 'attendance' AND product = ?1 AND member = ?2
         ORDER BY n DESC LIMIT 1",
    )?;
    let mut absences = Vec::new();
    for product in session.products()? {
        for sheet in session.sheets(&product.id, product.round)? {
            if ![ABSENT, RECUSED].contains(&sheet.status.as_str()) {
                continue;
            }
            let reason = why.query_row(params![product.id, sheet.member], |row| row.get(0));
            let reason: Option<String> = reason.optional()?.flatten();
            absences.push(Absence {
                member: sheet.member,
                product: Some(product.name().to_owned()),
                recused: sheet.status == RECUSED,
                reason: reason.filter(|reason| !reason.is_empty()),
            });
        }
    }
    Ok(absences)
}

/// The names of the papers there are: each as a document to edit and as a page to print.
///
/// # Errors
///
/// The file cannot be read.
pub fn names(session: &Session<'_>) -> Outcome<Vec<String>> {
    let documents = documents(session)?;
    let names = documents.iter().flat_map(|document| {
        let name = &document.name;
        [format!("{name}.docx"), format!("{name}.html")]
    });
    Ok(names.collect())
}

/// A paper by its name, with its media type.
///
/// # Errors
///
/// There is none of that name.
pub fn paper(session: &Session<'_>, name: &str) -> Done<(&'static str, Vec<u8>)> {
    let (stem, kind) = name.rsplit_once('.').ok_or(Refused::NotFound)?;
    let documents = documents(session)?;
    let found = documents.iter().find(|document| document.name == stem);
    let document = found.ok_or(Refused::NotFound)?;
    match kind {
        "docx" => {
            let bytes = document.to_docx();
            let bytes = bytes.map_err(|error| damaged(&error.to_string()))?;
            Ok((DOCX, bytes))
        }
        "html" => Ok((HTML, document.to_html().into_bytes())),
        _ => Err(Refused::NotFound),
    }
}
