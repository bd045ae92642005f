//! `ocop wording`.

use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::Catalog;
use ocop::text::Phrase;
use ocop_papers::{Import, ImportError, Report, Wording};

use crate::data;
use crate::source;
use crate::{Failure, Outcome, argument, content, files, lang, print_json};

/// What `ocop wording` does.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Read the text of a decision, hold each box to the data, and write a wording file.
    Import {
        /// The decision's text: plain text, a page saved from a browser, or `.docx`.
        text: PathBuf,
        /// The regulation that the text is of.
        #[arg(long, value_name = "ID")]
        regulation: String,
        /// The wording file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Hold a wording file to the data.
    Check {
        /// A file that `ocop wording import` wrote.
        file: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Failure {
        match error {
            ImportError::File(error) => error.into(),
            ImportError::Catalog(error) => error.into(),
            other => argument(other.text(lang())),
        }
    }
}

/// Imports or checks a wording.
pub fn wording(command: &Command, out: &mut impl Write) -> Outcome {
    let catalog = data::data()?;
    match command {
        Command::Import {
            text,
            regulation,
            out: file,
            json,
        } => {
            // An unknown regulation is said before a long text is read.
            catalog.regulation(regulation)?;
            let bytes = source::bytes(text)?;
            let name = text.display().to_string();
            let import = Import::of(&bytes, &name, regulation, &catalog)?;
            files::claim(&[file], false)?;
            files::write(file, import.wording().to_json().as_bytes())?;
            answer(import.report(), *json, out)
        }
        Command::Check { file, json } => {
            let name = file.display().to_string();
            let wording = read(file)?;
            answer(&wording.check(&name, &catalog)?, *json, out)
        }
    }
}

/// A wording file.
fn read(file: &Path) -> Result<Wording, Failure> {
    let (name, text) = text_of(file)?;
    Ok(Wording::from_json(&text, &name)?)
}

/// The name and the text of a wording file; another kind of file is told as that.
pub fn text_of(file: &Path) -> Result<(String, String), Failure> {
    let (name, text) = (file.display().to_string(), source::document(file)?);
    let expected = Phrase::new("lời văn của quyết định", "a wording file");
    match content::other_than("sets", &text, &name, expected) {
        Some(other) => Err(other.into()),
        None => Ok((name, text)),
    }
}

/// Lays the texts of a wording file over what the catalog gives, once they are held to the data.
pub fn lay_over(file: &Path, catalog: &mut Catalog) -> Outcome {
    let name = file.display().to_string();
    let wording = read(file)?;
    wording.check(&name, catalog)?;
    Ok(wording.lay_over(catalog)?)
}

fn answer(report: &Report, json: bool, out: &mut impl Write) -> Outcome {
    if json {
        print_json(report, out)?;
    } else {
        write!(out, "{}", report.page(lang()))?;
    }
    if report.is_complete() {
        Ok(())
    } else {
        Err(Failure::Answered)
    }
}
