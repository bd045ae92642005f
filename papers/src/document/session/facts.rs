//! What people know of a session besides its cases.

use std::collections::BTreeMap;

use ocop::input::{ProblemCode, read_json};
use ocop::text::Phrase;
use ocop::{Date, Level, LoadError};
use serde::{Deserialize, Serialize};

use super::item::{Named, is_same_product};
use crate::html::long_day;

/// What people know of a session besides its cases. What is absent is a visible blank on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// The session's title, such as `đợt 1 năm 2026`.
    pub title: Option<String>,
    /// The body whose council it is, such as `Ủy ban nhân dân tỉnh …`.
    pub authority: Option<String>,
    /// The place name before dates (địa danh).
    pub locality: Option<String>,
    /// Where the council meets.
    pub place: Option<String>,
    /// When it opens: hour and day, in words.
    pub opened: Option<String>,
    /// When it closes.
    pub closed: Option<String>,
    /// The decision that founds the council: number and date.
    pub council_decision: Option<String>,
    /// The decision with the council's rules (Quy chế): number and date.
    pub council_rules: Option<String>,
    /// The authorisation of a chair who is no leader of the authority.
    pub authorisation: Option<String>,
    /// The plan of the round.
    pub plan: Option<String>,
    /// The decision that founds the advisory team (Tổ tư vấn): number and date.
    pub advisory_decision: Option<String>,
    /// The report of the advisory team: number and date.
    pub advisory_report: Option<String>,
    /// The report of the agency in charge on renewals: number and date.
    pub agency_report: Option<String>,
    /// The agency in charge (cơ quan tham mưu quản lý OCOP).
    pub agency: Option<String>,
    /// Abbreviation of the council in numbers of papers.
    pub council_code: Option<String>,
    /// Abbreviation of the agency in numbers of papers.
    pub agency_code: Option<String>,
    /// Abbreviation of the authority in numbers of papers; `UBND` where it is absent.
    pub authority_code: Option<String>,
    /// The secretary.
    pub secretary: Option<Person>,
    /// The council's members.
    pub members: Vec<Person>,
    /// How many members the decision appoints, where no sheet tells it.
    pub appointed: Option<usize>,
    /// Members who were absent or recused, for one product or for all.
    pub absent: Vec<Absence>,
    /// People who sit in for a member (người dự thay).
    pub proxies: Vec<Proxy>,
    /// Others who were present and did not score.
    pub others: Vec<String>,
    /// Recipients of papers besides those that the paper names.
    pub recipients: Vec<String>,
    /// How renewals were asked for in writing, and why a meeting was called instead.
    pub written: Option<Written>,
    /// Whether minutes list the readings of the law by which a product would come to something else.
    pub readings: bool,
    /// What assessors wrote on their sheets.
    pub opinions: Vec<Opinion>,
    /// Products that are not concluded when the papers are printed.
    pub unfinished: Vec<Unfinished>,
    /// The recognition decision, once it is issued: number and date. Cases may give their own.
    pub decision: Option<String>,
    /// Minutes that the session's replace, for their content was wrong.
    pub replaces: Option<Replacement>,
    /// Products whose result was taken back after papers had told it.
    pub redone: Vec<Redone>,
    /// Papers whose form was wrong, each corrected by a letter.
    pub corrections: Vec<Correction>,
}

impl Facts {
    /// Reads facts from JSON; every key is optional.
    ///
    /// # Errors
    ///
    /// [`LoadError`] where the text is no JSON, or has a key or a value that facts do not have.
    pub fn from_json(text: &str, file: &str) -> Result<Facts, LoadError> {
        let expected = Phrase::new(
            "các thông tin của đợt, như `{\"title\": \"Đợt 1 năm 2026\"}`",
            "the facts of a session, such as `{\"title\": \"Đợt 1 năm 2026\"}`",
        );
        Ok(read_json(text, file, ProblemCode::NotJson, expected)?)
    }

    /// Whether they can be of a level's council, by the name of the authority. Papers of another level have blanks
    /// for all of them.
    #[must_use]
    pub fn fit(&self, level: Level) -> bool {
        let authority = self.authority.as_deref().unwrap_or_default();
        let authority = format!("{} ", authority.trim().to_lowercase());
        let begins = |kinds: &[&str]| {
            let bodies = ["ủy ban nhân dân ", "uỷ ban nhân dân ", "ubnd "];
            let place = bodies.iter().find_map(|body| authority.strip_prefix(body));
            place.is_some_and(|place| kinds.iter().any(|kind| place.starts_with(kind)))
        };
        match level {
            Level::Central => !begins(&[""]),
            _ if authority.starts_with("bộ ") => false,
            Level::District => !begins(&["tỉnh "]),
            _ => !begins(&["huyện ", "quận ", "thị xã "]),
        }
    }

    /// A decision as papers cite it: number, and the day in words.
    #[must_use]
    pub fn cited(number: &str, day: Date) -> String {
        let cited = match number.trim_start().to_lowercase().starts_with("quyết định") {
            true => number.trim().to_owned(),
            false => format!("Quyết định số {}", without_so(number)),
        };
        format!("{cited} {}", long_day(day))
    }

    /// A paper by its kind, and by what people typed of it, which may begin with the kind.
    pub(super) fn paper(kind: &str, typed: &str) -> String {
        let number = without_so(typed);
        match number == typed.trim() && number.starts_with(char::is_alphabetic) {
            true => number.to_owned(),
            false => format!("{kind} số {number}"),
        }
    }
}

/// What people typed of a number, without the word `số` before it.
fn without_so(typed: &str) -> &str {
    let typed = typed.trim();
    let mut words = ["số", "Số", "SỐ"].iter();
    let after = words.find_map(|word| typed.strip_prefix(word));
    let after = after.filter(|after| after.starts_with([' ', ':']));
    after.map_or(typed, |after| after.trim_start_matches([' ', ':']))
}

/// A person of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// The id that cases name the assessor by.
    pub id: String,
    /// The name.
    pub name: String,
    /// The office outside of the council.
    pub position: Option<String>,
    /// `chair`, `vice-chair` or `member`.
    pub role: Option<String>,
}

/// A member who did not score.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Absence {
    /// The member's id.
    pub member: String,
    /// The product's name, or all products.
    pub product: Option<String>,
    /// The producer's name, where another producer has a product of the name.
    pub producer: Option<String>,
    /// Whether the member recused from it.
    pub recused: bool,
    /// Why.
    pub reason: Option<String>,
    /// Whether it is of the round before, where a product was scored again.
    pub earlier: bool,
    /// Whether the member came to the council after the product was decided, so that papers about it do not
    /// tell of them.
    pub late: bool,
    /// Whether the member had left the council when the round was decided, so that they were not missed.
    pub left: bool,
}

impl Absence {
    /// Whether it is of a product: of this one, or of all.
    pub(super) fn is_of(&self, product: Named<'_>) -> bool {
        let named = self.product.as_deref();
        named.is_none_or(|name| is_same_product((name, self.producer.as_deref()), product))
    }

    /// Whether the member was not in the council when the round was decided: nothing was asked of them.
    pub(super) fn is_outside(&self) -> bool {
        self.late || self.left
    }

    /// The word for a member who did not score, on papers and pages alike.
    #[must_use]
    pub fn word(recused: bool) -> &'static str {
        if recused {
            "không tham gia chấm"
        } else {
            "vắng mặt"
        }
    }
}

/// Somebody who sits in for a member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxy {
    /// The member's id.
    pub member: String,
    /// Who came.
    pub name: Option<String>,
    /// The paper that sends them.
    pub paper: Option<String>,
    /// Whether the council's rules let them score.
    pub scores: Option<bool>,
}

/// Opinions in writing (lấy ý kiến bằng văn bản).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Written {
    /// The day on which the opinion sheets were sent.
    pub sent: Option<String>,
    /// The day by which they are due.
    pub due: Option<String>,
    /// Why a meeting was called; without it there is none.
    pub meeting: Option<String>,
    /// The days of single products, where they are not those of all.
    pub each: Vec<Asked>,
    /// The same of the round before, where a product was scored again.
    pub earlier: Vec<Asked>,
}

/// When the opinion sheets on one product were sent and are due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// The product's name.
    pub product: String,
    /// The producer's name, where another producer has a product of the name.
    pub producer: Option<String>,
    /// The day on which they were sent.
    pub sent: Option<String>,
    /// The day by which they are due.
    pub due: Option<String>,
}

/// A product that is not concluded when the papers are printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Unfinished {
    /// The product's name. Where a case has it, and no other producer, it is that case: scored once, and now
    /// again.
    pub product: String,
    /// The producer's name.
    pub producer: Option<String>,
    /// Whether opinions on it are given in writing.
    pub in_writing: bool,
    /// Why it is not concluded, and what comes next.
    pub why: String,
    /// Whether nobody has handed in a sheet of it, so that the council has not considered it yet.
    pub not_begun: bool,
}

/// What an assessor wrote on a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Opinion {
    /// The assessor's id.
    pub member: String,
    /// The product's name.
    pub product: String,
    /// The producer's name, where another producer has a product of the name.
    pub producer: Option<String>,
    /// The opinion.
    pub text: String,
    /// Notes, by criterion.
    pub notes: BTreeMap<String, String>,
    /// Why the sheet was opened again after it had been handed in, where it was; the one before is kept.
    pub reopened: Option<String>,
    /// Whether it is of the round before, where the product was scored again.
    pub earlier: bool,
}

/// The product that they are about.
macro_rules! named {
    ($($about:ty),*) => {$(
        impl $about {
            pub(super) fn named(&self) -> Named<'_> {
                (&self.product, self.producer.as_deref())
            }
        }
    )*};
}

named!(Asked, Unfinished, Opinion, Redone);

/// Minutes that are replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Replacement {
    /// Number and date of the minutes that are replaced.
    pub paper: Option<String>,
    /// What was wrong, one thing a line.
    pub changes: Vec<String>,
    /// Why it is changed, and on whose finding.
    pub reason: Option<String>,
}

/// A product whose result was taken back after papers had told it: those that are printed now replace them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Redone {
    /// The product's name.
    pub product: String,
    /// The producer's name, where another producer has a product of the name.
    pub producer: Option<String>,
    /// Whether the result before was of opinions in writing.
    pub in_writing: bool,
    /// The decision on the result before, where one was issued: number and date.
    pub decision: Option<String>,
    /// What was wrong and is changed, one thing a line.
    pub changes: Vec<String>,
}

/// A letter that corrects the form of a paper (đính chính).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Correction {
    /// The paper: type, number and date.
    pub paper: Option<String>,
    /// What it says.
    pub was: Option<String>,
    /// What it should say.
    pub is: Option<String>,
}
