//! Which criteria and council rules a command goes by.

use std::borrow::Cow;
use std::path::Path;
#[cfg(feature = "papers")]
use std::{fs::File, io::Read};

#[cfg(feature = "papers")]
use ocop::LoadError;
use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::value::RulesId;
use ocop::{Catalog, Diagnostic};

use crate::Failure;
use crate::content;
#[cfg(feature = "papers")]
use crate::folder::files as files_of;
use crate::folder::json_files;
#[cfg(feature = "papers")]
use crate::source::bytes;
use crate::source::document;

/// The name of a file of data, whose folders say what it is; with `/` on Windows too.
pub fn data_name(path: &Path) -> String {
    let name = path.display().to_string();
    if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name
    }
}

/// The data that the program ships with; with that of the folder that `--criteria` names laid over
/// it, where one is named.
pub fn data() -> Result<Catalog, Failure> {
    let bundled = Catalog::bundled();
    let Some(folder) = crate::criteria() else {
        return Ok(bundled);
    };
    if !folder.is_dir() {
        let expected = Phrase::new("một thư mục dữ liệu", "a folder of data");
        return Err(no_folder(folder, expected).into());
    }
    let mut texts = Vec::new();
    for file in json_files(folder)? {
        let text = document(&file)?;
        texts.push((data_name(&file), Cow::Owned(text)));
    }
    Ok(bundled.extend(texts)?)
}

fn no_folder(folder: &Path, expected: Phrase) -> Diagnostic {
    let name = folder.display().to_string();
    let found = Phrase::new("không có thư mục này", "no such folder");
    Diagnostic::of_file(ProblemCode::Unreadable, &name, found, expected)
}

/// The data, with the council rules of a folder where one is given: each file is known
/// by its name without `.json`.
pub fn catalog(councils: Option<&Path>) -> Result<Catalog, Failure> {
    let mut catalog = data()?;
    let Some(folder) = councils else {
        return Ok(catalog);
    };
    if !folder.exists() {
        let expected = Phrase::new(
            "một thư mục, hoặc một tệp, quy chế hội đồng",
            "a folder, or a file, of council rules",
        );
        return Err(no_folder(folder, expected).into());
    }
    let mut problems = Vec::new();
    // A file that is named is what is in it; in a folder names say what files are.
    #[cfg(feature = "papers")]
    if is_workbook(folder) {
        rules_of_workbooks(folder, &mut catalog, &mut problems)?;
        LoadError::unless_empty(problems)?;
        return Ok(catalog);
    }
    for file in json_files(folder)? {
        let name = file.display().to_string();
        let Some(id) = rules_id(&file, &mut problems) else {
            continue;
        };
        match document(&file) {
            Ok(text) => {
                let expected = Phrase::new("quy chế hội đồng", "council rules");
                if let Some(other) = content::other_than("spread", &text, &name, expected) {
                    problems.push(other);
                } else if let Err(error) = catalog.add_rules(id, &name, text) {
                    problems.extend(error.into_diagnostics());
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    #[cfg(feature = "papers")]
    if folder.is_dir() {
        rules_of_workbooks(folder, &mut catalog, &mut problems)?;
    }
    if problems.is_empty() {
        return Ok(catalog);
    }
    Err(Failure::Input(problems))
}

/// Whether a path is a file that begins as a workbook does.
#[cfg(feature = "papers")]
fn is_workbook(path: &Path) -> bool {
    let mut start = [0; 2];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *b"PK"
}

/// The rules that are filled in as the workbook of a session's list, each known by its file's name.
#[cfg(feature = "papers")]
fn rules_of_workbooks(
    folder: &Path,
    catalog: &mut Catalog,
    problems: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    for file in files_of(folder, "xlsx")? {
        let name = file.display().to_string();
        let Some(id) = rules_id(&file, problems) else {
            continue;
        };
        let list = bytes(&file)
            .map_err(LoadError::from)
            .and_then(|bytes| ocop_papers::SessionList::read_rules(&bytes, &name));
        match list {
            Ok(list) if list.problems().is_empty() => {
                if let Err(error) = catalog.add_rules(id, &name, list.json().to_owned()) {
                    let told = error.into_diagnostics().into_iter();
                    problems.extend(told.filter_map(|problem| list.told(problem)));
                }
            }
            Ok(list) => problems.extend(list.problems().iter().cloned()),
            Err(error) => problems.extend(error.into_diagnostics()),
        }
    }
    Ok(())
}

/// The name of the rules that a file holds.
fn rules_id(file: &Path, problems: &mut Vec<Diagnostic>) -> Option<RulesId> {
    let stem = file.file_stem().and_then(|stem| stem.to_str());
    let stem = stem.unwrap_or_default();
    let id = stem.parse().ok();
    if id.is_none() {
        problems.push(Diagnostic::of_file(
            ProblemCode::PlaceWrong,
            &file.display().to_string(),
            format!("`{stem}`"),
            Phrase::new(
                "tên tệp như `tinh-toi.json`",
                "a file name such as `my-province.json`",
            ),
        ));
    }
    id
}
