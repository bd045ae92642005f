//! What a text says of each sheet, and how that compares with the data.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ocop::Lang;
use serde::{Deserialize, Serialize};

/// The texts of one set's sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetWording {
    /// Lines below the set's name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub head: Vec<String>,
    /// Texts by criterion.
    #[serde(deserialize_with = "once")]
    pub criteria: BTreeMap<String, CriterionWording>,
    /// What excludes a dossier, by finding.
    #[serde(default, deserialize_with = "once")]
    pub findings: BTreeMap<String, String>,
    /// Notes, in the order of the sheet.
    #[serde(default)]
    pub notes: Vec<NoteWording>,
}

/// The texts of one criterion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionWording {
    /// The title, without its number.
    pub title: String,
    /// The names of its cases, `a` and then `b`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
    /// One text a box, in the sheet's order; `null` where the text has none that matches. A yes/no
    /// criterion has none: its title is what is asked.
    pub boxes: Vec<Option<String>>,
}

/// A note and the heading below which it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteWording {
    /// The code of a criterion or section; empty for the whole sheet.
    pub at: String,
    /// The note as printed.
    pub text: String,
}

/// What a text says otherwise than the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The set's two digits.
    pub set: String,
    /// The criterion.
    pub criterion: String,
    /// The box, from 1; `None` for the criterion's heading, or a row that fits no box.
    #[serde(rename = "box")]
    pub number: Option<usize>,
    /// What differs.
    pub field: Field,
    /// What the text has.
    pub text: Option<String>,
    /// What the data has.
    pub data: Option<String>,
}

impl Difference {
    /// What differs, and where.
    fn line(&self, lang: Lang) -> String {
        let field = match self.field {
            Field::Points => lang.word("điểm", "points"),
            Field::Star => lang.word("dấu sao", "star"),
            Field::Box => lang.word("dòng không thuộc phiếu", "a row that is not of the sheet"),
        };
        let (one, has) = (
            lang.word("ô", "box"),
            lang.word("dữ liệu có", "the data has"),
        );
        let number = self.number.map(|number| format!(", {one} {number}"));
        let nothing = lang.word("(để trống)", "(nothing)");
        // The data has no row that the sheet does not have; a box has a star or none.
        let data = match (&self.data, self.field) {
            (None, Field::Box) => String::new(),
            (data, _) => format!(", {has} {}", data.as_deref().unwrap_or(nothing)),
        };
        let number = number.unwrap_or_default();
        let text = self.text.as_deref().unwrap_or(nothing);
        let place = place(&self.set, &self.criterion, lang);
        let prints = lang.word("văn bản in", "the text prints");
        format!("{place}{number}: {field}, {prints} {text}{data}")
    }
}

/// Where a criterion is.
fn place(set: &str, criterion: &str, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("bộ {set}, tiêu chí {criterion}"),
        Lang::En => format!("set {set}, criterion {criterion}"),
    }
}

/// What of a box or a heading differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Field {
    /// The points.
    Points,
    /// The star mark.
    Star,
    /// A row that the sheet does not have.
    Box,
}

/// A box that a text does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The set's two digits.
    pub set: String,
    /// The criterion.
    pub criterion: String,
    /// The box, from 1.
    #[serde(rename = "box")]
    pub number: usize,
}

/// Boxes of the data, and how many of them have their text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Boxes of the data.
    pub boxes: usize,
    /// Boxes whose text agrees with the data.
    pub matched: usize,
}

/// How a text or a wording file compares with the data, serializable in the shape of
/// `ocop wording import --json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Printed boxes.
    #[serde(flatten)]
    printed: Count,
    pub(super) different: Vec<Difference>,
    pub(super) missing: Vec<Missing>,
    /// Misprints that the data lists.
    pub(super) known: Vec<Difference>,
    /// Yes/no criteria, which have no printed box.
    yes_no: Count,
    /// Headings of sheets that belong to another edition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) other_editions: Vec<String>,
}

impl Report {
    /// Printed boxes of the regulation's sheets; yes/no criteria have none.
    #[must_use]
    pub fn boxes(&self) -> usize {
        self.printed.boxes
    }

    /// Boxes whose text agrees with the data in points and star, or differs in a listed misprint.
    #[must_use]
    pub fn matched(&self) -> usize {
        self.printed.matched
    }

    /// Yes/no criteria, and how many of them have their title.
    #[must_use]
    pub fn yes_no(&self) -> Count {
        self.yes_no
    }

    /// What differs.
    #[must_use]
    pub fn different(&self) -> &[Difference] {
        &self.different
    }

    /// Boxes without a text.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// Misprints that the data lists.
    #[must_use]
    pub fn known(&self) -> &[Difference] {
        &self.known
    }

    /// Headings of sheets that were left out, for they belong to another edition.
    #[must_use]
    pub fn other_editions(&self) -> &[String] {
        &self.other_editions
    }

    /// Whether every box has its text.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let all = |count: Count| count.boxes == count.matched;
        all(self.printed) && all(self.yes_no)
    }

    /// The count of printed boxes, or of yes/no criteria.
    pub(super) fn count(&mut self, yes_no: bool) -> &mut Count {
        match yes_no {
            true => &mut self.yes_no,
            false => &mut self.printed,
        }
    }

    /// Takes in what another report counts and names of boxes.
    pub(super) fn add(&mut self, other: Report) {
        for (count, more) in [
            (&mut self.printed, other.printed),
            (&mut self.yes_no, other.yes_no),
        ] {
            count.boxes += more.boxes;
            count.matched += more.matched;
        }
        self.different.extend(other.different);
        self.known.extend(other.known);
        self.missing.extend(other.missing);
    }

    /// The report for people: counts, then what differs, set by set.
    #[must_use]
    pub fn page(&self, lang: Lang) -> String {
        let mut page = String::new();
        let (boxes, matched) = (self.printed.boxes, self.printed.matched);
        let _ = match lang {
            Lang::Vi => writeln!(page, "Khớp {matched} trên {boxes} ô."),
            Lang::En => writeln!(page, "{matched} of {boxes} boxes match."),
        };
        if self.yes_no.boxes > 0 {
            let (all, found) = (self.yes_no.boxes, self.yes_no.matched);
            let _ = match lang {
                Lang::Vi => writeln!(
                    page,
                    "Tiêu chí có hoặc không (không in ô): {found} trên {all}."
                ),
                Lang::En => writeln!(
                    page,
                    "Yes/no criteria (without a printed box): {found} of {all}."
                ),
            };
        }
        if !self.known.is_empty() {
            let known = lang.word("Lỗi in đã biết", "Known misprints");
            let _ = writeln!(page, "{known}:");
        }
        for one in &self.known {
            let listed = lang.word("dữ liệu đã ghi lỗi in này", "the data lists this misprint");
            let _ = writeln!(page, "- {} ({listed})", one.line(lang));
        }
        if !self.different.is_empty() {
            let different = lang.word("Khác dữ liệu", "Other than the data");
            let _ = writeln!(page, "{different}:");
        }
        for one in &self.different {
            let _ = writeln!(page, "- {}", one.line(lang));
        }
        for heading in &self.other_editions {
            let left_out = lang.word(
                "Bỏ qua vì thuộc văn bản khác",
                "Left out, for it belongs to another decision",
            );
            let _ = writeln!(page, "{left_out}: {heading}");
        }
        if !self.missing.is_empty() {
            let _ = writeln!(page, "{}:", lang.word("Thiếu", "Missing"));
            // They are in the order of the sheets.
            let same = |one: &Missing, next: &Missing| {
                (&one.set, &one.criterion) == (&next.set, &next.criterion)
            };
            for missing in self.missing.chunk_by(same) {
                let [Missing { set, criterion, .. }, ..] = missing else {
                    continue;
                };
                let boxes: Vec<String> = missing.iter().map(|one| one.number.to_string()).collect();
                let many = if boxes.len() == 1 { "box" } else { "boxes" };
                let place = place(set, criterion, lang);
                let (what, boxes) = (lang.word("ô", many), boxes.join(", "));
                let _ = writeln!(page, "- {place}: {what} {boxes}");
            }
        }
        page
    }
}

/// A map whose keys are each given once.
pub(super) fn once<'de, D, V>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: serde::Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct Once<V>(std::marker::PhantomData<V>);
    impl<'de, V: Deserialize<'de>> serde::de::Visitor<'de> for Once<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut map: A,
        ) -> Result<Self::Value, A::Error> {
            let mut all = BTreeMap::new();
            while let Some((key, value)) = map.next_entry::<String, V>()? {
                if all.insert(key, value).is_some() {
                    return Err(serde::de::Error::custom("a key given twice in one object"));
                }
            }
            Ok(all)
        }
    }
    deserializer.deserialize_map(Once(std::marker::PhantomData))
}
