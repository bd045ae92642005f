//! Reading files and standard input, with limits, into text or problems.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::File;
use std::io::{BufRead, Cursor};
use std::path::{Path, PathBuf};

use ocop::input::ProblemCode;
use ocop::procedure::{History, Stage};
use ocop::text::Phrase;
use ocop::{Case, Catalog, Diagnostic, EvaluatedCase, LoadError};

use crate::content::{self, Content};
use crate::filled::{Filled, join_at};
use crate::folder::all_files;
use crate::source::{self, STDIN, each_line, stdin, unreadable};
use crate::{Failure, Outcome, lang, tell};

/// One thing that was read, in the order of the arguments.
pub enum Item {
    /// One case, or its problems, with the name of its first file.
    Case(String, Result<Box<Case>, LoadError>),
    /// One case a line.
    Lines(String, Box<dyn BufRead + Send>),
    /// A file without anything in it, and how many blank lines it has.
    Empty(
        Box<Diagnostic>,
        #[cfg_attr(
            not(feature = "papers"),
            allow(dead_code, reason = "batches count them")
        )]
        usize,
    ),
}

impl Item {
    /// Why the file cannot be opened, where it cannot.
    #[cfg_attr(
        not(feature = "papers"),
        allow(dead_code, reason = "commands over many inputs ask it")
    )]
    pub fn unreadable(&self) -> Option<&Diagnostic> {
        let Item::Case(_, Err(error)) = self else {
            return None;
        };
        let mut problems = error.diagnostics().iter();
        problems.find(|problem| problem.code() == ProblemCode::Unreadable)
    }
}

/// Everything that is at some paths: cases, and what councils filled in. What is of one council is
/// one case, at the place of its first file.
///
/// A folder stands for the cases, tables and workbooks in it and below, in the order of their names;
/// other files in it are named in one warning.
pub fn items(paths: &[PathBuf], catalog: &Catalog) -> Result<Vec<Item>, Failure> {
    items_after(paths, None, catalog)
}

/// As [`items`], where what a council filled in follows the stages of an earlier case.
pub fn items_after(
    paths: &[PathBuf],
    earlier: Option<&Case>,
    catalog: &Catalog,
) -> Result<Vec<Item>, Failure> {
    let mut reading = Reading::new(catalog, earlier);
    for (path, listed) in all_files(paths)? {
        let name = path.display().to_string();
        match content(&path) {
            Ok(content) => reading.add(name, content, listed),
            Err(error) => reading.items.push(Some(Item::Case(name, Err(error)))),
        }
    }
    Ok(reading.finish())
}

/// A history, or the cases of products.
pub enum Lives {
    History(String, String),
    Cases(Vec<Item>),
}

/// What is at a path: a history, or cases, workbooks and tables.
pub fn lives(path: &Path, catalog: &Catalog) -> Result<Lives, Failure> {
    if path.is_dir() {
        return Ok(Lives::Cases(items(&[path.to_owned()], catalog)?));
    }
    let name = path.display().to_string();
    let content = match content(path)? {
        Content::Document(text) if History::looks_like(&text) => {
            return Ok(Lives::History(name, text));
        }
        other => other,
    };
    let mut reading = Reading::new(catalog, None);
    reading.add(name, content, false);
    Ok(Lives::Cases(reading.finish()))
}

/// What was read so far.
struct Reading<'c> {
    catalog: &'c Catalog,
    earlier: Option<&'c Case>,
    /// What is still to be joined has no item yet.
    items: Vec<Option<Item>>,
    filled: Vec<(usize, Filled)>,
    /// Workbooks and tables that could not be read: whose sheets they hold is not known.
    unread: Vec<String>,
    others: Vec<String>,
}

impl<'c> Reading<'c> {
    fn new(catalog: &'c Catalog, earlier: Option<&'c Case>) -> Reading<'c> {
        Reading {
            catalog,
            earlier,
            items: Vec::new(),
            filled: Vec::new(),
            unread: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Takes what is in a file; `listed` says that a folder stood for it.
    fn add(&mut self, name: String, content: Content, listed: bool) {
        let content = if listed { content.in_folder() } else { content };
        let item = match content {
            Content::Paper(paper, bytes) => match paper.fill_all(&bytes, &name, self.catalog) {
                Ok(all) => {
                    for read in all {
                        self.filled.push((self.items.len(), read));
                        self.items.push(None);
                    }
                    return;
                }
                // A folder may hold other workbooks; one that cannot be read may be a member's.
                Err(error)
                    if listed && is_not_workbook(&error) && paper.is_other(&bytes, &name) =>
                {
                    self.others.push(name);
                    return;
                }
                Err(error) => {
                    self.unread.push(name.clone());
                    Some(Item::Case(name, Err(error)))
                }
            },
            Content::Lines(reader) => Some(Item::Lines(name, reader)),
            Content::Document(text) if listed && !content::may_be_case(&text) => {
                self.others.push(name);
                return;
            }
            // A case on one line is told at that line.
            Content::Document(mut text) if self.earlier.is_none() && content::is_line(&text) => {
                text.push('\n');
                Some(Item::Lines(name, Box::new(Cursor::new(text))))
            }
            Content::Document(text) => {
                let case = document_case(&text, &name, self.earlier, self.catalog);
                Some(Item::Case(name, case))
            }
            // Nothing is left of what a file with such a name held.
            Content::Empty(_) if listed && content::has_name_of_input(&name) => {
                let problem = content::empty(&name);
                self.unread.push(name.clone());
                Some(Item::Case(name, Err(problem.into())))
            }
            Content::Empty(_) | Content::Other(_) if listed => {
                self.others.push(name);
                return;
            }
            Content::Empty(blank) => Some(Item::Empty(content::empty(&name).into(), blank)),
            Content::Other(problem) | Content::Misshapen(problem) => {
                Some(Item::Case(name, Err((*problem).into())))
            }
        };
        self.items.push(item);
    }

    fn case(&self, filled: Filled) -> Result<Box<Case>, LoadError> {
        let Some(earlier) = self.earlier else {
            return filled.case(self.catalog).map(Box::new);
        };
        let (file, stated) = (filled.file().to_owned(), filled.regulation());
        let case = filled.case_after(earlier, self.catalog)?;
        // Where the earlier case names no regulation, its dates say which one holds.
        let law = case.regulation().id().as_str();
        if let Some(stated) = stated.filter(|stated| stated != law) {
            tell(said!(
                "{file}: lưu ý: ghi `{stated}`; theo các ngày của hồ sơ, lần đánh giá này theo `{law}`",
                "{file}: warning: states `{stated}`; by the days of the case this stage goes by `{law}`"
            ));
        }
        Ok(Box::new(case))
    }

    /// Joins what is of one council.
    fn finish(mut self) -> Vec<Item> {
        not_read(&self.others);
        let mut left_out = Vec::new();
        for (place, joined) in join_at(std::mem::take(&mut self.filled)) {
            let mut name = String::new();
            if let Ok(joined) = &joined {
                if !self.unread.is_empty() && joined.may_lack_sheets() {
                    left_out.push(joined.product());
                    continue;
                }
                joined.file().clone_into(&mut name);
                let notes = joined.notes().iter();
                notes.for_each(|note| tell(note.line_in(lang())));
            }
            let case = joined.and_then(|joined| self.case(joined));
            if let Some(item) = self.items.get_mut(place) {
                *item = Some(Item::Case(name, case));
            }
        }
        if !left_out.is_empty() {
            let (products, files) = (left_out.join(", "), self.unread.join(", "));
            tell(said!(
                "lưu ý: không tính {products}: phiếu có thể ở {files}, là tệp không đọc được",
                "warning: left out: {products}: sheets may stand in {files}, which cannot be read"
            ));
        }
        self.items.into_iter().flatten().collect()
    }
}

fn document_case(
    text: &str,
    name: &str,
    earlier: Option<&Case>,
    catalog: &Catalog,
) -> Result<Box<Case>, LoadError> {
    let read = if earlier.is_some() {
        let found = Phrase::new("một hồ sơ JSON", "a case file");
        let expected = Phrase::new(
            "bảng tính hoặc bảng mà hội đồng đã điền, để nối vào hồ sơ trước",
            "a workbook or a table, to follow another case",
        );
        let code = ProblemCode::NotWorkbook;
        Err(Diagnostic::of_file(code, name, found, expected).into())
    } else {
        Case::from_json(text, name, catalog).map(Box::new)
    };
    read.map_err(|error| content::other_kind(text, name).map_or(error, LoadError::from))
}

/// The case on a line of a file.
pub fn line_case(
    text: &str,
    name: &str,
    number: usize,
    catalog: &Catalog,
) -> Result<Case, LoadError> {
    Case::from_line(text, name, number, catalog).map_err(|error| {
        let other = content::other_kind(text, name);
        other.map_or(error, |other| other.at(number, 1).into())
    })
}

/// Names the files of folders that are passed over, in one warning.
pub fn not_read(others: &[String]) {
    if others.is_empty() {
        return;
    }
    let list = others.join(", ");
    tell(said!(
        "lưu ý: không đọc {list}: không phải hồ sơ, bảng hay bảng tính của hội đồng",
        "warning: not read: {list}: no cases, tables or workbooks of a council"
    ));
}

/// Whether what is wrong with a file is that it is no workbook of a council.
fn is_not_workbook(error: &LoadError) -> bool {
    let code = error.diagnostics().first().map(Diagnostic::code);
    code == Some(ProblemCode::NotWorkbook)
}

/// A file, as far as it had to be read to know what is in it.
pub fn content(path: &Path) -> Result<Content, LoadError> {
    let name = path.display().to_string();
    source::reads(path);
    if name == STDIN {
        return Content::read(&name, stdin()?, false);
    }
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    let is_file = file.metadata().is_ok_and(|data| data.is_file());
    Content::read(&name, file, is_file)
}

/// Gives every case at some paths, decided, or its problems, to `take`, with its file, and its line
/// where each line is a case. A file without anything in it has no case.
pub fn cases(
    items: Vec<Item>,
    catalog: &Catalog,
    mut take: impl FnMut(&dyn Display, Result<EvaluatedCase, LoadError>),
) -> Outcome {
    for item in items {
        match item {
            Item::Case(name, case) => {
                take(&name, case.map(|case| case.evaluate()));
            }
            Item::Empty(..) => {}
            Item::Lines(name, mut reader) => each_line(&name, &mut reader, |number, line| {
                let line = line.map_err(LoadError::from);
                let case = line.and_then(|text| line_case(text, &name, number, catalog));
                let case = case.map(|case| case.evaluate());
                take(&format_args!("{name}:{number}"), case);
            })?,
        }
    }
    Ok(())
}

/// Members of councils whose names are so near that one person may have two sheets: each two are named
/// once, however many products they score.
#[derive(Default)]
pub struct NearMembers(BTreeSet<[String; 2]>);

impl NearMembers {
    /// Names those of a case.
    pub fn tell_of(&mut self, place: impl Display, case: &Case) {
        for (one, other) in case.stages().iter().flat_map(Stage::near_members) {
            self.tell(&place, [one.to_owned(), other.to_owned()]);
        }
    }

    /// Names two of them.
    pub fn tell(&mut self, place: impl Display, near: [String; 2]) {
        let [one, other] = &near;
        if !self.0.contains(&near) {
            tell(said!(
                "{place}: lưu ý: tên thành viên gần giống nhau, tính là hai người: {one}; {other}",
                "{place}: warning: nearly equal names of members, counted as two: {one}; {other}"
            ));
            self.0.insert(near);
        }
    }
}

/// Every case at some paths, decided; a file without one is a problem.
pub fn all_cases(items: Vec<Item>, catalog: &Catalog) -> Result<Vec<EvaluatedCase>, Failure> {
    let (decided, problems) = good_cases(items, catalog)?;
    LoadError::unless_empty(problems)?;
    Ok(decided)
}

/// The cases at some paths that are in order, decided, and the problems of the others.
pub fn good_cases(
    items: Vec<Item>,
    catalog: &Catalog,
) -> Result<(Vec<EvaluatedCase>, Vec<Diagnostic>), Failure> {
    let (mut decided, mut problems) = (Vec::new(), Vec::new());
    for item in &items {
        if let Item::Empty(problem, _) = item {
            problems.push((**problem).clone());
        }
    }
    let mut near = NearMembers::default();
    cases(items, catalog, |place, case| match case {
        Ok(case) => {
            near.tell_of(place, case.case());
            decided.push(case);
        }
        Err(error) => problems.extend(error.into_diagnostics()),
    })?;
    Ok((decided, problems))
}

/// The one case at a path, decided.
pub fn case(path: &Path, catalog: &Catalog) -> Result<EvaluatedCase, Failure> {
    let items = items(&[path.to_owned()], catalog)?;
    let mut decided = all_cases(items, catalog)?;
    match (decided.pop(), decided.len()) {
        (Some(case), 0) => Ok(case),
        (_, others) => {
            let found = if others == 0 { 0 } else { others + 1 };
            let found = phrase!("{found} hồ sơ", "{found} cases");
            let expected = Phrase::new("một hồ sơ", "one case");
            let name = path.display().to_string();
            Err(Diagnostic::of_file(ProblemCode::TooMany, &name, found, expected).into())
        }
    }
}

/// Both of two inputs, or every problem of both.
pub fn both<A, B>(a: Result<A, Failure>, b: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Failure::Input(mut problems)), Err(Failure::Input(others))) => {
            problems.extend(others);
            Err(Failure::Input(problems))
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}
