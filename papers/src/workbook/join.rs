//! Workbooks and tables of one council joined to one stage: copies that its members filled in apart.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::text::nearly_equal;
use ocop::value::FindingId;
use ocop::{Case, Catalog, Diagnostic, LoadError};
use serde_json::Value as Json;

use super::fields::Field;
use super::place::{Note, Place, Problems};
use super::record::{Record, Sheet};
use super::stated::compared;
use super::value::{Value, quote, quote_both};

/// What a council filled in, before it is checked as a case: a workbook, a table, or several joined.
#[derive(Debug)]
pub struct Filled(pub(super) Record);

impl Filled {
    /// The file, the first of several.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.0.whole.file
    }

    /// What was read otherwise than it is written, or left out.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.0.notes
    }

    /// Whether sheets of its council may stand in another file: it is one member's, or was joined
    /// of several files.
    #[must_use]
    pub fn may_lack_sheets(&self) -> bool {
        let record = &self.0;
        let mut sheets = record.sheets.iter();
        let elsewhere = sheets.any(|sheet| sheet.place.file != record.whole.file);
        record.of_session || elsewhere || record.sheets.len() == 1
    }

    /// The product, as it is written.
    #[must_use]
    pub fn product(&self) -> String {
        compared(&self.0.stated(), NAME).unwrap_or_default()
    }

    /// The regulation that it states.
    #[must_use]
    pub fn regulation(&self) -> Option<String> {
        compared(&self.0.stated(), "/regulation")
    }

    /// Its case, checked as every case is.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem, each where it was read.
    pub fn case(self, catalog: &Catalog) -> Result<Case, LoadError> {
        self.0.case(None, catalog)
    }

    /// The case of which it is the stage that follows those of an earlier one.
    ///
    /// # Errors
    ///
    /// As [`Filled::case`], and what it says of the product or its application that differs from
    /// the earlier case.
    pub fn case_after(self, earlier: &Case, catalog: &Catalog) -> Result<Case, LoadError> {
        self.0.case(Some(earlier), catalog)
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
    // What has a stage and a product's name in common, in the order of the first of each.
    let mut alike: Vec<Vec<Paper>> = Vec::new();
    let mut known: HashMap<Vec<Option<String>>, usize> = HashMap::new();
    for (place, Filled(record)) in filled {
        let stated = record.stated();
        let same = SAME.iter().chain([&NAME]);
        let same = same.map(|path| compared(&stated, path)).collect();
        let paper = Paper {
            place,
            stated,
            record,
        };
        let at = *known.entry(same).or_insert(alike.len());
        match alike.get_mut(at) {
            Some(papers) => papers.push(paper),
            None => alike.push(vec![paper]),
        }
    }
    let mut groups: Vec<Group> = alike.into_iter().flat_map(products).collect();
    groups.sort_by_key(|group| group.place);
    near_products(&mut groups);
    let joined = groups
        .into_iter()
        .map(|group| (group.place, group.finish()));
    joined.collect()
}

/// What was filled in for one stage, with its place among others.
struct Paper {
    place: usize,
    stated: Json,
    record: Record,
}

impl Paper {
    /// Whether it may be of the same product as another of the same name: no code, no producer is stated
    /// that is another.
    fn fits(&self, other: &Paper) -> bool {
        APART.iter().all(|path| {
            let both = compared(&self.stated, path).zip(compared(&other.stated, path));
            both.is_none_or(|(one, other)| one == other)
        })
    }
}

/// The products among papers of one name, whatever the order of the papers: those that fit together. One
/// that fits two that do not fit each other is unclear, and so is what hangs on it.
fn products(mut papers: Vec<Paper>) -> Vec<Group> {
    let mut groups = Vec::new();
    while !papers.is_empty() {
        let mut rest = papers.split_off(1);
        // What fits the first, and what fits that.
        let mut next = 0;
        while let Some(paper) = papers.get(next) {
            let (fitting, others): (Vec<Paper>, Vec<Paper>) =
                rest.into_iter().partition(|other| paper.fits(other));
            papers.extend(fitting);
            rest = others;
            next += 1;
        }
        papers.sort_by_key(|paper| paper.place);
        let fits_two = |paper: &Paper| {
            let fitting: Vec<&Paper> = papers.iter().filter(|other| paper.fits(other)).collect();
            let mut pairs = fitting.iter().enumerate();
            pairs.any(|(index, one)| fitting.iter().skip(index).any(|other| !one.fits(other)))
        };
        let unclear: Problems = papers
            .iter()
            .filter(|paper| fits_two(paper))
            .map(|paper| unclear(&paper.record.whole.file))
            .collect();
        groups.extend(Group::of(papers, unclear));
        papers = rest;
    }
    groups
}

/// Names papers that would be of one council if the names of their products were not a little apart.
fn near_products(groups: &mut [Group]) {
    let mut notes = Vec::new();
    for (index, one) in groups.iter().enumerate() {
        for (place, other) in groups.iter().enumerate().skip(index + 1) {
            let same = one.is_of(&other.stated, &SAME);
            let name = |group: &Group| compared(&group.stated, NAME).unwrap_or_default();
            let (first, name) = (name(one), name(other));
            if same && nearly_equal(&first, &name) {
                let [name, first] = quote_both(&name, &first);
                let file = quote(&one.own.whole.file);
                let text = phrase!(
                    "tên sản phẩm {name} gần giống {first} trong {file}; tính là hai sản phẩm",
                    "the product's name {name} is nearly {first} in {file}; they are two products"
                );
                notes.push((place, text));
            }
        }
    }
    for (place, text) in notes {
        if let Some(Group { own, .. }) = groups.get_mut(place) {
            own.notes.push(Place::of(&own.whole.file, "").note(text));
        }
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
    own: Record,
    problems: Problems,
    /// The files, each with the findings that it states.
    files: Vec<(Arc<str>, Vec<FindingId>)>,
}

/// Where a product's name stands.
const NAME: &str = "/product/name";
/// What one stage of one product has in common besides the name.
const SAME: [&str; 4] = ["/set", "/regulation", "/stages/level", "/stages/date"];
/// What tells two products of one name apart, where both state it.
const APART: [&str; 3] = [
    "/product/code",
    "/product/producer/id",
    "/product/producer/name",
];

impl Group {
    fn is_of(&self, stated: &Json, paths: &[&str]) -> bool {
        let mut paths = paths.iter();
        paths.all(|path| compared(&self.stated, path) == compared(stated, path))
    }

    /// Papers of one product; where it is unclear which are, nothing is joined.
    fn of(papers: Vec<Paper>, unclear: Problems) -> Option<Group> {
        let mut papers = papers.into_iter();
        let Paper {
            place,
            stated,
            record,
        } = papers.next()?;
        let mut group = Group {
            place,
            stated,
            files: vec![states(&record)],
            own: record,
            problems: unclear,
        };
        let is_clear = group.problems.is_empty();
        for paper in papers {
            match is_clear {
                true => group.add(paper.record, &paper.stated),
                false => group.own.problems.extend(paper.record.problems),
            }
        }
        Some(group)
    }

    fn add(&mut self, record: Record, stated: &Json) {
        self.files.push(states(&record));
        for (field, value, place) in record.fields {
            self.field(field, value, place, stated);
        }
        for sheet in record.sheets {
            self.sheet(sheet);
        }
        let own = &mut self.own;
        for (id, place) in record.findings {
            if !own.findings.iter().any(|(known, _)| *known == id) {
                own.findings.push((id, place));
            }
        }
        own.notes.extend(record.notes);
        own.problems.extend(record.problems);
        own.blank.extend(record.blank);
        own.absent.extend(record.absent);
        own.seats = own.seats.max(record.seats);
    }

    /// Notes the findings that a file of the council does not state; they count.
    fn unequal_findings(&mut self) {
        let Group { own, files, .. } = self;
        let notes = own.findings.iter().filter_map(|(id, place)| {
            let lacking = files.iter().find(|(_, stated)| !stated.contains(id));
            let file = quote(&lacking?.0);
            let text = phrase!(
                "kết luận `{id}` không có trong {file} của cùng hội đồng; vẫn được tính",
                "the finding `{id}` is not in {file} of the same council; it counts"
            );
            Some(place.note(text))
        });
        own.notes.extend(notes.collect::<Vec<_>>());
    }

    /// Takes what only the other file states; what both state must be the same.
    fn field(&mut self, field: &'static Field, value: Value, place: Place, stated: &Json) {
        // The form's own fields are of its layout.
        let of_form = matches!(field.path, "" | "/format");
        let (Some(found), false) = (compared(stated, field.path), of_form) else {
            return;
        };
        let own = &mut self.own;
        match compared(&self.stated, field.path) {
            // It was accepted once, where it was read.
            None => {
                if own.set(field, &value).is_ok() {
                    own.fields.push((field, value, place));
                    self.stated = own.stated();
                }
            }
            Some(first) if first == found => {}
            Some(first) => {
                let [found, first] = quote_both(&found, &first);
                let of = quote(&own.whole.file);
                let code = ProblemCode::EarlierDiffers;
                let expected = phrase!(
                    "{first}, như trong {of} của cùng hội đồng",
                    "{first}, as in {of} of the same council"
                );
                self.problems.push(place.problem(code, found, expected));
            }
        }
    }

    /// Adds a member's sheet, or holds it against the one of the same member.
    fn sheet(&mut self, sheet: Sheet) {
        let own = &mut self.own;
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
            own.notes.push(sheet.place.note(text));
            return;
        }
        let of = quote(&known.place.file);
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
        self.problems.push(place.problem(code, found, expected));
    }

    /// The stage, once all of its files are there: a member who answered nothing in one of them is
    /// missing only where none has their sheet.
    fn finish(mut self) -> Result<Filled, LoadError> {
        self.unequal_findings();
        let record = &mut self.own;
        if self.files.len() > 1 {
            let seated = |seat: usize| {
                let mut sheets = record.sheets.iter();
                sheets.find(|sheet| sheet.seat == Some(seat))
            };
            for (seat, place) in &record.absent {
                let Some(sheet) = seated(*seat) else { continue };
                let of = quote(&sheet.place.file);
                let found = phrase!(
                    "thành viên được ghi là vắng mà có phiếu trong {of}",
                    "a member who is marked as absent and has a sheet in {of}"
                );
                let expected = phrase!("`có mặt`, hoặc không có phiếu", "`có mặt`, or no sheet");
                let code = ProblemCode::StageContent;
                self.problems.push(place.problem(code, found, expected));
            }
            let absent: BTreeSet<usize> = record.absent.iter().map(|(seat, _)| *seat).collect();
            let all = record.sheets.len() + absent.len() >= record.seats;
            let mut known = absent.clone();
            known.extend(record.sheets.iter().filter_map(|sheet| sheet.seat));
            record.blank.retain(|(seat, _)| !all && known.insert(*seat));
        }
        self.problems.append(&mut self.own.problems);
        LoadError::unless_empty(self.problems)?;
        Ok(Filled(self.own))
    }
}

/// The file of a record, with the findings that it states.
fn states(record: &Record) -> (Arc<str>, Vec<FindingId>) {
    let findings = record.findings.iter().map(|(id, _)| id.clone());
    (Arc::clone(&record.whole.file), findings.collect())
}

impl Sheet {
    /// The member, as names are compared.
    fn name(&self) -> String {
        compared(&self.stated(), "/assessor").unwrap_or_default()
    }

    /// Whether two sheets of a member have the same boxes, role and stop.
    fn says_the_same(&self, other: &Sheet) -> bool {
        let boxes = |sheet: &Sheet| {
            let boxes = sheet.answers.iter();
            let boxes = boxes.map(|(code, ticked, _)| (code.clone(), *ticked));
            boxes.collect::<BTreeSet<_>>()
        };
        let rest = |sheet: &Sheet| {
            let stated = sheet.stated();
            ["role", "stopped_at"].map(|key| stated.get(key).cloned())
        };
        boxes(self) == boxes(other) && rest(self) == rest(other)
    }
}
