//! `ocop check`: files and folders of criteria, council rules and cases.

use std::borrow::Cow;
use std::io::Write;
use std::path::PathBuf;

use ocop::input::ProblemCode;
use ocop::procedure::History;
use ocop::text::Phrase;
use ocop::{Case, Catalog, Diagnostic, LoadError};

use crate::content::{self, Content};
use crate::data;
use crate::filled::{Filled, join};
use crate::folder;
use crate::input::NearMembers;
use crate::source;
use crate::{Failure, Outcome, counted, input, lang, tell};

/// Checks everything at or below `paths`. Sheets whose regulation is among the files are checked
/// against it and it against them; others against the data that the program ships with.
pub fn check(paths: &[PathBuf], out: &mut impl Write) -> Outcome {
    let mut problems: Vec<Diagnostic> = Vec::new();
    let (mut texts, mut papers, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let mut files = folder::all_files(paths)?;
    files.sort();
    files.dedup();
    let bundled = data::data()?;
    let mut count = files.len();
    for (file, listed) in files {
        let name = data::data_name(&file);
        let content = match input::content(&file) {
            Ok(content) => content,
            Err(error) => {
                problems.extend(error.into_diagnostics());
                continue;
            }
        };
        let content = if listed { content.in_folder() } else { content };
        match content {
            Content::Document(text) => texts.push((name, text)),
            Content::Lines(mut reader) => {
                let whole = source::each_line(&name, &mut reader, |number, line| {
                    let line = line.map_err(LoadError::from);
                    let case =
                        line.and_then(|text| input::line_case(text, &name, number, &bundled));
                    problems.extend(case.err().into_iter().flat_map(LoadError::into_diagnostics));
                });
                problems.extend(whole.err());
            }
            Content::Paper(paper, bytes) => match paper.fill_all(&bytes, &name, &bundled) {
                Ok(filled) => papers.extend(filled),
                Err(error) => problems.extend(error.into_diagnostics()),
            },
            Content::Empty(_) | Content::Other(_) if listed => {
                count -= 1;
                others.push(name);
            }
            Content::Empty(_) => problems.push(content::empty(&name)),
            Content::Other(problem) | Content::Misshapen(problem) => problems.push(*problem),
        }
    }
    input::not_read(&others);
    let mut near = NearMembers::default();
    for joined in join(papers) {
        let name = joined.as_ref().map_or("", Filled::file).to_owned();
        let case = joined.and_then(|joined| {
            let notes = joined.notes().iter();
            notes.for_each(|note| tell(note.line_in(lang())));
            joined.case(&bundled)
        });
        case.iter().for_each(|case| near.tell_of(&name, case));
        problems.extend(case.err().into_iter().flat_map(LoadError::into_diagnostics));
    }
    let (own, others): (Vec<_>, Vec<_>) = {
        let regulations: Vec<String> = texts
            .iter()
            .filter_map(|(name, _)| name.strip_suffix("/regulation.json").map(str::to_owned))
            .collect();
        texts.into_iter().partition(|(name, _)| {
            regulations
                .iter()
                .any(|folder| name.starts_with(&format!("{folder}/")))
        })
    };
    let own = own.into_iter().map(|(name, text)| (name, Cow::Owned(text)));
    let (catalog, ignored) = Catalog::from_files(own);
    problems.extend(ignored);
    problems.extend(catalog.check());
    for (name, text) in others {
        let result = single(&text, &name, &bundled);
        if let Err(error) = result {
            problems.extend(error.into_diagnostics());
        }
    }
    if problems.is_empty() {
        let in_words = counted(count, "file");
        let line = said!("{count} tệp, không có lỗi", "{in_words}, no problems");
        return Ok(writeln!(out, "{line}")?);
    }
    Err(Failure::Input(problems))
}

/// Checks one file by itself. Its kind is told by the key that only it has.
fn single(text: &str, name: &str, bundled: &Catalog) -> Result<(), LoadError> {
    if content::is_result(text) {
        return Err(content::wrong_kind(name, Phrase::new("một kết quả", "a result")).into());
    }
    if Case::looks_like(text) {
        return Case::from_json(text, name, bundled).map(drop);
    }
    if History::looks_like(text) {
        // The bundled regulations load: a test holds them to it.
        let regulations = bundled.regulations().unwrap_or_default();
        return History::from_json(text, name, regulations).map(drop);
    }
    bundled.check_text(text, name).map_err(|error| {
        let unknown = |problem: &Diagnostic| problem.code() == ProblemCode::UnknownKind;
        if !error.diagnostics().iter().any(unknown) {
            return error;
        }
        let expected = Phrase::new(
            "hồ sơ, lịch sử, quyết định, phiếu, quy chế hội đồng hoặc kế hoạch",
            "a case, a history, a regulation, a sheet, council rules or a plan",
        );
        let found = Phrase::new("một văn bản loại khác", "a text of another kind");
        Diagnostic::of_file(ProblemCode::UnknownKind, name, found, expected).into()
    })
}
