//! Workbooks that come back: the whole of each is taken in, or nothing of it. How a workbook is
//! laid out is the matter of `ocop-papers`; here stands what was read out of one, and what of it a
//! session takes.

use std::collections::BTreeMap;

use serde_json::json;

use crate::fault::Said;
use crate::json::Node;
use crate::log::{self, Entry};
use crate::session::{
    Act, Done, NOT_OPENED, OPEN, Part, Refused, SECRETARY, SUBMITTED, Session, Sheet,
};
use crate::store;

/// What was read out of a member's workbook.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// The session that it was written for.
    pub session: String,
    /// Whose it is.
    pub member: String,
    /// Its worksheets.
    pub sheets: Vec<FilledSheet>,
}

/// A worksheet.
#[derive(Debug, Clone, Default)]
pub struct FilledSheet {
    /// The product.
    pub product: String,
    /// The round that it was written for.
    pub round: i64,
    /// The sheet's revision when the workbook was written.
    pub revision: i64,
    /// The boxes that are filled in.
    pub answers: BTreeMap<String, u32>,
}

/// What came of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Products whose sheet was handed in.
    pub submitted: Vec<String>,
    /// Products whose sheet is kept open, for answers are missing.
    pub open: Vec<String>,
    /// Products whose sheet changed nothing.
    pub same: Vec<String>,
}

/// Why a worksheet is not taken.
enum Why {
    Refused(Said),
    Other(Refused),
}

impl<T: Into<Refused>> From<T> for Why {
    fn from(refused: T) -> Why {
        Why::Other(refused.into())
    }
}

impl Session<'_> {
    /// Takes a workbook in. The caller undoes the transaction where it is refused, so that nothing
    /// of it stays.
    ///
    /// # Errors
    ///
    /// Everything for which it is refused, or the file cannot be written.
    pub fn import(
        &self,
        file: &str,
        bytes: &[u8],
        filled: &Filled,
    ) -> Done<Result<Taken, Vec<Said>>> {
        let id = store::meta(self.file, "id")?.unwrap_or_default();
        if filled.session != id {
            return Ok(Err(vec![Said::new(
                format!("{file}: sổ làm việc của một đợt đánh giá khác"),
                format!("{file}: a workbook of another session"),
            )]));
        }
        self.member(&filled.member)?;
        let (mut taken, mut refused) = (Taken::default(), Vec::new());
        for sheet in &filled.sheets {
            match self.take_in(&filled.member, sheet, &mut taken) {
                Ok(()) => {}
                Err(Why::Refused(said)) => refused.push(Said::new(
                    format!("{file}: {}: {}", sheet.product, said.vi),
                    format!("{file}: {}: {}", sheet.product, said.en),
                )),
                Err(Why::Other(other)) => return Err(other),
            }
        }
        if !refused.is_empty() {
            return Ok(Err(refused));
        }
        if !taken.submitted.is_empty() || !taken.open.is_empty() {
            let after = json!({
                "sha256": log::sha256(bytes), "submitted": taken.submitted, "open": taken.open,
            });
            log::append(
                self.file,
                &Entry {
                    who: SECRETARY,
                    door: "workbook",
                    what: "import",
                    member: Some(&filled.member),
                    after: Some(after),
                    ..Entry::default()
                },
            )?;
        }
        Ok(Ok(taken))
    }

    fn take_in(&self, member: &str, filled: &FilledSheet, taken: &mut Taken) -> Result<(), Why> {
        let product = self.product(&filled.product)?;
        let sheet = self.sheet(&product.id, member, product.round)?;
        let name = || product.id.clone();
        let same = filled
            .answers
            .iter()
            .all(|(code, number)| sheet.answers.get(code) == Some(number));
        let whole = filled.answers.len() == self.form(&product)?.criteria.len();
        if filled.answers.is_empty() || (same && (!whole || sheet.status == SUBMITTED)) {
            taken.same.push(name());
            return Ok(());
        }
        let closed = product.is_locked() || ![NOT_OPENED, OPEN].contains(&sheet.status.as_str());
        if closed || filled.round != product.round {
            return Err(Why::Refused(Said::new(
                format!("phiếu đã đóng ({})", sheet.status),
                format!("the sheet is closed ({})", sheet.status),
            )));
        }
        if sheet.revision != filled.revision && self.other_door(&sheet, filled)? {
            return Err(Why::Refused(Said::new(
                "phiếu đã được sửa ở nơi khác từ khi sổ được xuất, và các ô khác nhau",
                "the sheet was changed elsewhere since the workbook was written, and the boxes differ",
            )));
        }
        let act = Act {
            who: SECRETARY,
            door: "workbook",
        };
        let at = (product.id.as_str(), member);
        let mut revision = sheet.revision;
        for (code, number) in &filled.answers {
            let body = json!({"box": number, "revision": revision}).to_string();
            let node =
                Node::root("workbook", &body).map_err(|problem| Refused::Invalid(vec![problem]))?;
            let answer = self.change(act, at, Part::Answer(code), &node)?;
            revision = answer
                .get("revision")
                .and_then(serde_json::Value::as_i64)
                .unwrap_or(revision);
        }
        match self.submit(act, at, None) {
            Ok(_) => taken.submitted.push(name()),
            Err(Refused::Missing(_)) => taken.open.push(name()),
            Err(refused) => return Err(refused.into()),
        }
        Ok(())
    }

    /// Whether a box that differs was set by another door than a workbook's, after this one was
    /// written: what an earlier copy of the same workbook brought may be brought again, changed.
    fn other_door(&self, sheet: &Sheet, filled: &FilledSheet) -> Done<bool> {
        let mut last = self.file.prepare_cached(
            "SELECT door FROM log WHERE what = 'answer' AND product = ?1 AND member = ?2
             AND criterion = ?3 ORDER BY n DESC LIMIT 1",
        )?;
        for (code, number) in &filled.answers {
            let stands = sheet.answers.get(code);
            if stands.is_none() || stands == Some(number) {
                continue;
            }
            let key = [&sheet.product, &sheet.member, code];
            let door: String = last.query_row(key, |row| row.get(0))?;
            if door != "workbook" {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
