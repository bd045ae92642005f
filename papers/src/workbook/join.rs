//! Workbooks and tables of one council joined to one stage: copies that its members filled in apart.

use std::collections::BTreeSet;
use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::text::{nearly_equal, normalise};
use ocop::{Case, Catalog, Diagnostic, LoadError};
use serde_json::Value as Json;

use super::fields::{Field, Value, quote, quote_both};
use super::record::{Note, Place, Record, Sheet};

/// What a council filled in, before it is checked as a case: a workbook, a table, or several joined.
#[derive(Debug)]
pub struct Filled {
    pub(super) file: String,
    pub(super) record: Record,
}

impl Filled {
    /// The file, the first of several.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What was read otherwise than it is written, or left out.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.record.notes
    }

    /// Whether sheets of its council may stand in another file: it is one member's, or was joined
    /// of several files.
    #[must_use]
    pub fn may_lack_sheets(&self) -> bool {
        let record = &self.record;
        let mut sheets = record.sheets.iter();
        let elsewhere = sheets.any(|sheet| sheet.place.file.is_some());
        record.of_session || elsewhere || record.sheets.len() == 1
    }

    /// The product, as it is written.
    #[must_use]
    pub fn product(&self) -> String {
        let stated = self.record.stated();
        at(&stated, &["product", "name"]).unwrap_or_default()
    }

    /// Its case, checked as every case is.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem, each where it was read.
    pub fn case(self, catalog: &Catalog) -> Result<Case, LoadError> {
        self.record.case(&self.file, None, catalog)
    }

    /// The case of which it is the stage that follows those of an earlier one.
    ///
    /// # Errors
    ///
    /// As [`Filled::case`], and what it says of the product or its application that differs from
    /// the earlier case.
    pub fn case_after(self, earlier: &Case, catalog: &Catalog) -> Result<Case, LoadError> {
        self.record.case(&self.file, Some(earlier), catalog)
    }
}

/// Joins what is of one product, set, regulation, level and day: different members are one council.
/// The order is that of the first of each.
///
/// # Errors
///
/// In the place of what cannot be joined, [`LoadError`] with every problem: a sheet that is not
/// whole, a member twice with different answers, or two files that state different things of their
/// product or council.
///
/// # Example
///
/// ```
/// use ocop::Catalog;
/// use ocop_papers::{Paper, join};
///
/// let catalog = Catalog::bundled();
/// let set = catalog.set("qd-26-2026", "08")?;
/// let filled = |member: &str| {
///     let mut table = String::from("regulation;qd-26-2026\nset;08\nproduct;Cá khô\n\
///         level;province\ndate;2026-08-05\n");
///     table += &format!("criterion;{member}\n");
///     for criterion in set.criteria() {
///         table += &format!("{};1\n", criterion.code());
///     }
///     Paper::Table.fill(table.as_bytes(), &format!("{member}.csv"), &catalog)
/// };
/// let joined = join(vec![filled("An")?, filled("Bình")?]).pop().unwrap()?;
/// let case = joined.case(&catalog)?;
/// assert_eq!(case.evaluate().stages()[0].total.as_ref().unwrap().mean().count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn join(filled: Vec<Filled>) -> Vec<Result<Filled, LoadError>> {
    join_at(filled.into_iter().enumerate().collect())
        .into_iter()
        .map(|(_, joined)| joined)
        .collect()
}

/// As [`join`], of what has places among other things: each comes with the place of its first.
#[must_use]
pub fn join_at(filled: Vec<(usize, Filled)>) -> Vec<(usize, Result<Filled, LoadError>)> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, filled) in filled {
        let stated = filled.record.stated();
        let mut fitting = groups.iter_mut().filter(|group| group.fits(&stated));
        match fitting.next() {
            Some(group) => {
                if fitting.next().is_some() {
                    group.problems.push(unclear(&filled.file));
                }
                group.add(filled, &stated);
            }
            None => groups.push(Group {
                place,
                stated,
                filled,
                problems: Vec::new(),
                files: 1,
            }),
        }
    }
    near_products(&mut groups);
    let joined = groups
        .into_iter()
        .map(|group| (group.place, group.finish()));
    joined.collect()
}

/// Names papers that would be of one council if the names of their products were not a little apart.
fn near_products(groups: &mut [Group]) {
    let of = |group: &Group, path: &[&str]| at(&group.stated, path).unwrap_or_default();
    let mut notes = Vec::new();
    for (index, one) in groups.iter().enumerate() {
        for (place, other) in groups.iter().enumerate().skip(index + 1) {
            let mut rest = SAME.iter().skip(1);
            let same = rest.all(|path| of(one, path) == of(other, path));
            let names = [one, other].map(|group| of(group, &["product", "name"]));
            if same && nearly_equal(&names[0], &names[1]) {
                let [name, first] = quote_both(&names[1], &names[0]);
                let file = quote(&one.filled.file);
                let text = phrase!(
                    "tên sản phẩm {name} gần giống {first} trong {file}; tính là hai sản phẩm",
                    "the product's name {name} is nearly {first} in {file}; they are two products"
                );
                notes.push((place, text));
            }
        }
    }
    for (place, text) in notes {
        let Some(group) = groups.get_mut(place) else {
            continue;
        };
        let file = group.filled.file.clone();
        let note = Note::new(&file, &Place::default(), text);
        group.filled.record.notes.push(note);
    }
}

/// A paper that may belong to two products of one name.
fn unclear(file: &str) -> Diagnostic {
    Diagnostic::of_file(
        ProblemCode::EarlierDiffers,
        file,
        phrase!(
            "một tên sản phẩm của hai chủ thể",
            "a product's name that two producers have"
        ),
        phrase!(
            "tên chủ thể hoặc mã sản phẩm, để biết là sản phẩm nào",
            "the producer or the product's code, to know which product is meant"
        ),
    )
}

struct Group {
    place: usize,
    stated: Json,
    filled: Filled,
    problems: Vec<Diagnostic>,
    files: usize,
}

/// What one stage of one product has in common.
const SAME: &[&[&str]] = &[
    &["product", "name"],
    &["set"],
    &["regulation"],
    &["stages", "level"],
    &["stages", "date"],
];
/// What tells two products of one name apart, where both state it.
const APART: &[&[&str]] = &[
    &["product", "code"],
    &["product", "producer", "id"],
    &["product", "producer", "name"],
];

/// A value of what a paper states, as it is compared.
fn at(stated: &Json, path: &[&str]) -> Option<String> {
    let found = path.iter().try_fold(stated, |value, key| value.get(key))?;
    Some(match found {
        Json::String(text) => normalise(text).into_owned(),
        other => other.to_string(),
    })
}

impl Group {
    fn fits(&self, stated: &Json) -> bool {
        let same = |path: &&[&str]| at(&self.stated, path) == at(stated, path);
        let apart = |path: &&[&str]| {
            let both = at(&self.stated, path).zip(at(stated, path));
            both.is_some_and(|(one, other)| one != other)
        };
        SAME.iter().all(same) && !APART.iter().any(apart)
    }

    fn add(&mut self, other: Filled, stated: &Json) {
        let file: Arc<str> = other.file.into();
        let record = other.record.moved(&file);
        for (field, value, place) in record.fields {
            self.field(field, value, place, stated, &file);
        }
        for sheet in record.sheets {
            self.sheet(sheet, &file);
        }
        let own = &mut self.filled.record;
        for (id, place) in record.findings {
            if own.findings.iter().any(|(known, _)| *known == id) {
                continue;
            }
            let text = phrase!(
                "kết luận `{id}` không có trong tệp đầu của hội đồng; vẫn được tính",
                "the finding `{id}` is not in the first file of the council; it counts"
            );
            own.notes.push(Note::new(&file, &place, text));
            own.findings.push((id, place));
        }
        own.notes.extend(record.notes);
        own.problems.extend(record.problems);
        own.blank.extend(record.blank);
        own.absent.extend(record.absent);
        own.seats = own.seats.max(record.seats);
        self.files += 1;
    }

    /// Takes what only the other file states; what both state must be the same.
    fn field(
        &mut self,
        field: &'static Field,
        value: Value,
        place: Place,
        stated: &Json,
        file: &str,
    ) {
        // The form's own fields are of its layout.
        let (Some(found), false) = (
            at(stated, field.path),
            matches!(field.path, [] | ["format"]),
        ) else {
            return;
        };
        let own = &mut self.filled.record;
        match at(&self.stated, field.path) {
            // It was accepted once, where it was read.
            None => {
                if field.set(own, &value).is_ok() {
                    own.fields.push((field, value, place));
                    self.stated = own.stated();
                }
            }
            Some(first) if first == found => {}
            Some(first) => {
                let [found, first] = quote_both(&found, &first);
                let of = quote(&self.filled.file);
                let code = ProblemCode::EarlierDiffers;
                let expected = phrase!(
                    "{first}, như trong {of} của cùng hội đồng",
                    "{first}, as in {of} of the same council"
                );
                self.problems
                    .push(place.problem(file, code, found, expected));
            }
        }
    }

    /// Adds a member's sheet, or holds it against the one of the same member.
    fn sheet(&mut self, sheet: Sheet, file: &str) {
        let own = &mut self.filled.record;
        let name = sheet.name();
        let Some(known) = own.sheets.iter().find(|known| known.name() == name) else {
            own.sheets.push(sheet);
            return;
        };
        let shown = quote(&name);
        if known.says_the_same(&sheet) {
            let text = phrase!(
                "phiếu của {shown} đã có, giống hệt; tính một lần",
                "the sheet of {shown} was there already, the same; it counts once"
            );
            own.notes.push(Note::new(file, &sheet.place, text));
            return;
        }
        let of = known.place.file.as_deref().unwrap_or(&self.filled.file);
        let of = quote(of);
        let found = phrase!(
            "phiếu thứ hai của {shown}, khác phiếu trong {of}",
            "a second sheet of {shown}, other than the one in {of}"
        );
        let expected = phrase!(
            "mỗi thành viên một phiếu; hai người trùng tên ghi hai mã",
            "one sheet for each member; two of one name have two ids"
        );
        let code = ProblemCode::AssessorRepeated;
        let pointer = format!("/stages/0/sheets/{}/assessor", own.sheets.len());
        let place = sheet.place.at_pointer(pointer);
        self.problems
            .push(place.problem(file, code, found, expected));
    }

    /// The stage, once all of its files are there: a member who answered nothing in one of them is
    /// missing only where none has their sheet.
    fn finish(mut self) -> Result<Filled, LoadError> {
        let record = &mut self.filled.record;
        if self.files > 1 {
            let seated = |seat: usize| {
                let mut sheets = record.sheets.iter();
                sheets.find(|sheet| sheet.seat == Some(seat))
            };
            for (seat, place) in &record.absent {
                let Some(sheet) = seated(*seat) else { continue };
                let of = sheet.place.file.as_deref().unwrap_or(&self.filled.file);
                let of = quote(of);
                let found = phrase!(
                    "thành viên được ghi là vắng mà có phiếu trong {of}",
                    "a member who is marked as absent and has a sheet in {of}"
                );
                let expected = phrase!("`có mặt`, hoặc không có phiếu", "`có mặt`, or no sheet");
                let code = ProblemCode::StageContent;
                self.problems
                    .push(place.problem(&self.filled.file, code, found, expected));
            }
            let absent: BTreeSet<usize> = record.absent.iter().map(|(seat, _)| *seat).collect();
            let all = record.sheets.len() + absent.len() >= record.seats;
            let mut known = absent.clone();
            known.extend(record.sheets.iter().filter_map(|sheet| sheet.seat));
            record.blank.retain(|(seat, _)| !all && known.insert(*seat));
        }
        self.problems.append(&mut self.filled.record.problems);
        LoadError::unless_empty(self.problems)?;
        Ok(self.filled)
    }
}

impl Sheet {
    /// The member, as names are compared.
    fn name(&self) -> String {
        let stated = serde_json::to_value(&self.raw).unwrap_or_default();
        at(&stated, &["assessor"]).unwrap_or_default()
    }

    /// Whether two sheets of a member have the same boxes, role and stop.
    fn says_the_same(&self, other: &Sheet) -> bool {
        let boxes = |sheet: &Sheet| {
            let boxes = sheet
                .answers
                .iter()
                .map(|(code, ticked, _)| (code.clone(), *ticked));
            boxes.collect::<BTreeSet<_>>()
        };
        let rest = |sheet: &Sheet| {
            let raw = serde_json::to_value(&sheet.raw).unwrap_or_default();
            ["role", "stopped_at"].map(|key| raw.get(key).cloned())
        };
        boxes(self) == boxes(other) && rest(self) == rest(other)
    }
}
