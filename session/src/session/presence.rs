//! Who is there for a product, and sheets that are opened again.

use ocop::input::ProblemCode;
use rusqlite::params;
use serde_json::{Value, json};

use crate::fault::Outcome;
use crate::json::{Fields, Node, Problems};
use crate::log::{self, Entry};

use super::{
    ABSENT, Act, Done, NOT_OPENED, OPEN, RECUSED, Refused, SCORING, SECRETARY, SUBMITTED, Session,
};

/// The reason of a request, which must say something where `needed`.
pub(super) fn reason_of(
    fields: &Fields<'_>,
    needed: bool,
    problems: &mut Problems,
) -> Option<String> {
    let node = match fields.get("reason") {
        Some(node) => node,
        None if needed => fields.need("reason", problems)?,
        None => return Some(String::new()),
    };
    let reason = node.prose(problems)?;
    if needed && reason.trim().is_empty() {
        let found = phrase!("chuỗi trống", "an empty text");
        let expected = phrase!("lý do", "a reason");
        problems.push(node.problem(ProblemCode::Empty, found, expected));
        return None;
    }
    Some(reason)
}

impl Session<'_> {
    /// Says whether a member is there for a product. A member may only step back themselves.
    ///
    /// # Errors
    ///
    /// The sheet is closed, or the request is wrong.
    pub fn attendance(
        &self,
        act: Act<'_>,
        (product, member): (&str, &str),
        body: &Node<'_>,
    ) -> Done<Value> {
        let product = self.product(product)?;
        let mut sheet = self.sheet(&product.id, member, product.round)?;
        let mut problems = Problems::default();
        let fields = body.fields(&["status", "reason", "member"], &mut problems);
        self.names(fields.as_ref(), member, &mut problems)?;
        if product.is_locked() || sheet.status == SUBMITTED {
            return Err(self.locked(&product, Some(&sheet.status))?);
        }
        let words: &[&str] = if act.who == SECRETARY {
            &[ABSENT, RECUSED, "present"]
        } else {
            &[RECUSED]
        };
        let read = fields.and_then(|fields| {
            let status = fields.need("status", &mut problems).cloned();
            let status = status.and_then(|node| node.word(words, &mut problems));
            let needed = status != Some("present");
            let reason = reason_of(&fields, needed, &mut problems);
            Some((status?, reason?))
        });
        let (status, reason) = problems.give(read).map_err(Refused::Invalid)?;
        let status = match status {
            "present" if sheet.is_there() => sheet.status.as_str(),
            "present" if sheet.opened => OPEN,
            "present" => NOT_OPENED,
            status => status,
        }
        .to_owned();
        let corrected = !sheet.is_there()
            && self.why_not_there(&product.id, member)?.as_deref() != Some(&reason);
        if status != sheet.status || corrected {
            self.turn(act.entry("attendance"), &mut sheet, &status, Some(&reason))?;
        }
        Ok(json!({
            "status": sheet.status, "revision": sheet.revision, "state": self.state(&product)?
        }))
    }

    /// The reason that stands for a member who is not there for a product.
    pub(crate) fn why_not_there(&self, product: &str, member: &str) -> Outcome<Option<String>> {
        self.last_reason("attendance", product, member)
    }

    /// Opens a sheet that was handed in, and takes the product's result back.
    ///
    /// # Errors
    ///
    /// The sheet was not handed in, or there is no reason.
    pub fn reopen(
        &self,
        act: Act<'_>,
        (product, member): (&str, &str),
        body: &Node<'_>,
    ) -> Done<Value> {
        let product = self.product(product)?;
        let mut sheet = self.sheet(&product.id, member, product.round)?;
        if sheet.status != SUBMITTED {
            return self.conflict(&product, &sheet);
        }
        let mut problems = Problems::default();
        let reason = body
            .fields(&["reason"], &mut problems)
            .and_then(|fields| reason_of(&fields, true, &mut problems));
        let reason = problems.give(reason).map_err(Refused::Invalid)?;
        sheet.turn(OPEN);
        sheet.save(self.file)?;
        let mut before = json!({"status": SUBMITTED});
        if let Some(fields) = before.as_object_mut()
            && product.is_locked()
        {
            fields.insert("state".to_owned(), json!(product.kept_state));
            fields.insert("decision".to_owned(), json!(product.decision));
            let result = self.result(&product)?;
            let seal = result.and_then(|result| result.view.get("seal").cloned());
            fields.insert("seal".to_owned(), json!(seal));
        }
        self.file.execute(
            "UPDATE round SET kase = NULL, result = NULL WHERE product = ?1 AND round = ?2",
            params![product.id, product.round],
        )?;
        self.file.execute(
            "UPDATE product SET state = 'scoring', decision = NULL WHERE id = ?1",
            [&product.id],
        )?;
        log::append(
            self.file,
            &Entry {
                product: Some(&product.id),
                member: Some(member),
                before: Some(before),
                after: Some(json!({"status": OPEN, "state": SCORING})),
                reason: Some(&reason),
                ..act.entry("reopen")
            },
        )?;
        Ok(json!({"status": OPEN, "revision": sheet.revision, "state": SCORING}))
    }
}
