//! What is ticked and written on a sheet, and that it is handed in.

use ocop::input::ProblemCode;
use serde_json::{Value, json};

use crate::engine;
use crate::json::{Fields, Node, Problems};
use crate::list::another_text;
use crate::log::{self, Entry};

use super::{Act, Done, NOT_OPENED, OPEN, Product, Refused, SUBMITTED, Session, Sheet};

/// What of a sheet a request changes.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// The box of a criterion.
    Answer(&'a str),
    /// The note beside a criterion.
    Note(&'a str),
    /// The opinion.
    Opinion,
    /// The stop.
    Stop,
}

impl<'a> Part<'a> {
    fn criterion(self) -> Option<&'a str> {
        match self {
            Part::Answer(code) | Part::Note(code) => Some(code),
            Part::Opinion | Part::Stop => None,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Part::Answer(_) => "box",
            Part::Note(_) | Part::Opinion => "text",
            Part::Stop => "at",
        }
    }

    /// What the log calls a change of it.
    fn what(self) -> &'static str {
        match self {
            Part::Answer(_) | Part::Stop => "answer",
            Part::Note(_) => "note",
            Part::Opinion => "opinion",
        }
    }

    fn stands(self, sheet: &Sheet) -> Value {
        match self {
            Part::Answer(code) => json!(sheet.answers.get(code)),
            Part::Note(code) => json!(sheet.notes.get(code).map_or("", String::as_str)),
            Part::Opinion => json!(sheet.opinion),
            Part::Stop => json!(sheet.stop),
        }
    }

    fn logged(self, value: Value) -> Value {
        match self {
            Part::Stop => json!({"stop": value}),
            _ => value,
        }
    }

    fn read(
        self,
        fields: &Fields<'_>,
        sheet: &engine::Sheet,
        problems: &mut Problems,
    ) -> Option<Value> {
        let node = fields.need(self.key(), problems)?;
        match self {
            Part::Answer(_) | Part::Stop if node.is_null() => Some(Value::Null),
            Part::Answer(code) => {
                let boxes = sheet.criterion(code).map_or(0, |known| known.points.len());
                let value = node.value();
                if !value.is_number() {
                    node.whole(0, u64::try_from(boxes).unwrap_or(u64::MAX), problems);
                    return None;
                }
                let number = value
                    .as_u64()
                    .and_then(|number| usize::try_from(number).ok());
                if let Some(number) = number.filter(|number| *number <= boxes) {
                    return Some(json!(number));
                }
                let expected = phrase!("một ô từ 0 đến {boxes}", "a box from 0 to {boxes}");
                problems.push(node.problem(ProblemCode::BoxUnknown, value.to_string(), expected));
                None
            }
            Part::Note(_) | Part::Opinion => node.prose(problems).map(Value::String),
            Part::Stop => {
                let at = node.text(problems)?;
                if sheet.stops.contains(&at) {
                    return Some(json!(at));
                }
                let expected = phrase!(
                    "mã một tiêu chí của phiếu có quy định dừng",
                    "a criterion of the sheet that prints a stop"
                );
                let code = ProblemCode::CriterionUnknown;
                problems.push(node.problem(code, another_text(), expected));
                None
            }
        }
    }

    fn set(self, sheet: &mut Sheet, value: &Value, paper: bool) {
        match self {
            Part::Answer(code) => {
                match value.as_u64().and_then(|number| u32::try_from(number).ok()) {
                    Some(number) => sheet.answers.insert(code.to_owned(), number),
                    None => sheet.answers.remove(code),
                };
                if paper && !value.is_null() {
                    sheet.typed.insert(code.to_owned());
                } else {
                    sheet.typed.remove(code);
                }
            }
            Part::Note(code) => {
                match value.as_str() {
                    Some(text) if !text.is_empty() => {
                        sheet.notes.insert(code.to_owned(), text.to_owned())
                    }
                    _ => sheet.notes.remove(code),
                };
            }
            Part::Opinion => sheet.opinion = value.as_str().unwrap_or_default().to_owned(),
            Part::Stop => sheet.stop = value.as_str().map(str::to_owned),
        }
    }
}

impl Session<'_> {
    /// Changes a part of a sheet.
    ///
    /// # Errors
    ///
    /// The sheet is closed, has changed since the sender saw it, or the value is wrong.
    pub fn change(
        &self,
        act: Act<'_>,
        (product, member): (&str, &str),
        part: Part<'_>,
        body: &Node<'_>,
    ) -> Done<Value> {
        let product = self.product(product)?;
        let mut sheet = self.sheet(&product.id, member, product.round)?;
        let form = self.form(&product)?;
        if let Some(code) = part.criterion() {
            form.criterion(code).ok_or(Refused::NotFound)?;
        }
        let mut problems = Problems::default();
        let fields = body.fields(&[part.key(), "revision", "round", "member"], &mut problems);
        self.names(fields.as_ref(), member, &mut problems)?;
        if product.is_locked() || !matches!(sheet.status.as_str(), NOT_OPENED | OPEN) {
            return Err(self.locked(&product, Some(&sheet.status))?);
        }
        let Some(fields) = fields else {
            return Err(Refused::Invalid(problems.0));
        };
        let value = part.read(&fields, &form, &mut problems);
        let revision = self.revision(&fields, true, &mut problems);
        let change = json!({"part": part.what(), "criterion": part.criterion(), "value": value});
        if let Some(revision) = revision {
            let again = revision.checked_add(1) == Some(sheet.revision);
            if let Some(last) = &sheet.last
                && again
                && problems.0.is_empty()
                && last.get("change") == Some(&change)
            {
                return Ok(last.get("answer").cloned().unwrap_or_default());
            }
            if revision != sheet.revision {
                return self.conflict(&product, &sheet);
            }
        }
        if let Some(round) = fields.get("round")
            && round.whole(1, 99, &mut problems) != u64::try_from(sheet.round).ok()
            && problems.0.is_empty()
        {
            return self.conflict(&product, &sheet);
        }
        let value = problems.give(value).map_err(Refused::Invalid)?;
        let answer = |sheet: &Sheet| {
            json!({
                "revision": sheet.revision,
                "answered": sheet.answers.len(),
                "of": form.criteria.len(),
                "total": form.total(&sheet.answers),
            })
        };
        let before = part.stands(&sheet);
        if before == value {
            return Ok(answer(&sheet));
        }
        let paper = act.door == "paper";
        if let Part::Answer(code) = part
            && paper
            && sheet.answers.contains_key(code)
            && !sheet.typed.contains(code)
        {
            // What is typed in from paper never replaces what its assessor ticked.
            return self.conflict(&product, &sheet);
        }
        part.set(&mut sheet, &value, paper);
        sheet.opened = true;
        OPEN.clone_into(&mut sheet.status);
        sheet.revision += 1;
        let answer = answer(&sheet);
        sheet.last = Some(json!({"change": change, "answer": answer}));
        sheet.save(self.file)?;
        log::append(
            self.file,
            &Entry {
                product: Some(&product.id),
                member: Some(member),
                criterion: part.criterion(),
                before: Some(part.logged(before)),
                after: Some(part.logged(value)),
                ..act.entry(part.what())
            },
        )?;
        Ok(answer)
    }

    /// A request may name the member whose sheet it is for. A page that was opened by another link
    /// than the browser has now names another one.
    pub(super) fn names(
        &self,
        fields: Option<&Fields<'_>>,
        member: &str,
        problems: &mut Problems,
    ) -> Done<()> {
        let Some(node) = fields.and_then(|fields| fields.get("member")) else {
            return Ok(());
        };
        match node.text(problems) {
            Some(named) if named != member => Err(Refused::Another),
            _ => Ok(()),
        }
    }

    /// Names the signed original of a sheet that was handed in before.
    fn original(
        &self,
        act: Act<'_>,
        product: &Product,
        sheet: &mut Sheet,
        original: &str,
    ) -> Done<()> {
        let known = self.last_reason("submit", &product.id, &sheet.member)?;
        if known.as_deref() == Some(original) {
            return Ok(());
        }
        if product.is_locked() {
            return Err(self.locked(product, Some(&sheet.status))?);
        }
        Ok(self.turn(act.entry("submit"), sheet, SUBMITTED, Some(original))?)
    }

    fn revision(&self, fields: &Fields<'_>, needed: bool, problems: &mut Problems) -> Option<i64> {
        let node = if needed {
            fields.need("revision", problems)?
        } else {
            fields.get("revision")?
        };
        let most = u64::try_from(i64::MAX).unwrap_or(u64::MAX);
        i64::try_from(node.whole(0, most, problems)?).ok()
    }

    /// Hands a sheet in. `body` may name the signed original that was typed in.
    ///
    /// # Errors
    ///
    /// The sheet is closed, has changed since the sender saw it, or lacks answers.
    pub fn submit(
        &self,
        act: Act<'_>,
        (product, member): (&str, &str),
        body: Option<&Node<'_>>,
    ) -> Done<Value> {
        let product = self.product(product)?;
        let mut sheet = self.sheet(&product.id, member, product.round)?;
        let form = self.form(&product)?;
        let answer = |sheet: &Sheet, state: String| {
            json!({
                "revision": sheet.revision, "status": sheet.status, "state": state,
                "answered": sheet.answers.len(), "of": form.criteria.len(),
            })
        };
        let mut problems = Problems::default();
        let keys = &["revision", "round", "original", "member"];
        let fields = body.map(|body| body.fields(keys, &mut problems));
        self.names(
            fields.as_ref().and_then(Option::as_ref),
            member,
            &mut problems,
        )?;
        if sheet.status == SUBMITTED {
            let original = match &fields {
                Some(Some(fields)) => fields.get("original"),
                _ => None,
            };
            let original = original.and_then(|node| node.prose(&mut problems));
            let original = original.filter(|text| !text.trim().is_empty());
            problems.give(Some(())).map_err(Refused::Invalid)?;
            if let Some(original) = original.filter(|_| act.door == "paper") {
                self.original(act, &product, &mut sheet, &original)?;
            }
            return Ok(answer(&sheet, self.state(&product)?));
        }
        if product.is_locked() || !sheet.is_there() {
            return Err(self.locked(&product, Some(&sheet.status))?);
        }
        let mut original = None;
        if let Some(fields) = fields {
            let Some(fields) = fields else {
                return Err(Refused::Invalid(problems.0));
            };
            let revision = self.revision(&fields, false, &mut problems);
            if revision.is_some_and(|revision| revision != sheet.revision) {
                return self.conflict(&product, &sheet);
            }
            original = fields
                .get("original")
                .and_then(|node| node.prose(&mut problems));
        }
        problems.give(Some(())).map_err(Refused::Invalid)?;
        let missing = sheet.missing(&form);
        if !missing.is_empty() {
            return Err(Refused::Missing(json!({"missing": missing})));
        }
        sheet.opened = true;
        self.turn(
            act.entry("submit"),
            &mut sheet,
            SUBMITTED,
            original.as_deref(),
        )?;
        Ok(answer(&sheet, self.state(&product)?))
    }
}
