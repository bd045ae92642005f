//! `ocop plan`: a plan as a workbook to fill in, and what was filled in as JSON.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ocop::Catalog;
use ocop::input::CatalogError;
use ocop::law::{Declared, Plan};
use ocop::text::Phrase;
use ocop_papers::{Paper, PlanBook};

use crate::content;
use crate::data;
use crate::source;
use crate::{Failure, Outcome, files, lang, print_json, tell};

/// What `ocop plan` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A plan: a file, a filled workbook, or the name of one that ships with the program; none for
    /// the empty form.
    #[arg(required_unless_present = "xlsx")]
    plan: Option<PathBuf>,
    /// Write the plan as a workbook to fill in; else it is printed as JSON.
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Overwrite a workbook that exists.
    #[arg(long)]
    force: bool,
}

/// Writes a plan as a workbook, or prints it.
pub fn plan(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let read = arguments.plan.as_deref();
    let read = read
        .map(|path| self::read(path, &data::data()?))
        .transpose()?;
    let Some(path) = &arguments.xlsx else {
        return match read {
            Some((plan, _)) => {
                let plan = serde_json::to_value(&*plan).map_err(std::io::Error::from)?;
                print_json(&plan, out)
            }
            None => Ok(()),
        };
    };
    files::claim(&[path], arguments.force)?;
    let (plan, declared) = read.unzip();
    let book = PlanBook::write(plan.as_deref(), &declared.unwrap_or_default());
    files::write(path, &book?)
}

/// A plan with what is declared to be achieved of it, which only a workbook holds.
pub fn read(path: &Path, catalog: &Catalog) -> Result<(Arc<Plan>, Declared), Failure> {
    let name = path.display().to_string();
    if !path.exists() {
        match catalog.plan(&name) {
            Ok(plan) => return Ok((plan, Declared::default())),
            Err(CatalogError::Load(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    let bytes = source::bytes(path)?;
    if Paper::of(&bytes) == Some(Paper::Workbook) {
        let book = PlanBook::read(&bytes, &name)?;
        book.notes
            .iter()
            .for_each(|note| tell(note.line_in(lang())));
        return Ok((Arc::new(book.plan), book.declared));
    }
    let text = source::text(&name, &bytes)?;
    let expected = Phrase::new("một kế hoạch", "a plan");
    match content::other_than("targets", text, &name, expected) {
        Some(other) => Err(other.into()),
        None => Ok((Arc::new(Plan::from_json(text, &name)?), Declared::default())),
    }
}

/// What is declared to be achieved of a plan, in a file beside it.
pub fn declared(path: &Path, plan: &Plan) -> Result<Declared, Failure> {
    let (name, text) = (path.display().to_string(), source::document(path)?);
    let expected = Phrase::new("phần đã đạt của kế hoạch", "what is achieved of a plan");
    match content::other_than("budget", &text, &name, expected) {
        Some(other) => Err(other.into()),
        None => Ok(Declared::from_json(&text, &name, plan)?),
    }
}
