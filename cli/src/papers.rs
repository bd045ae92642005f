//! What a council fills in, and the papers of a result: the part of `ocop evaluate` that needs workbooks, pages and
//! documents.

use std::path::{Path, PathBuf};

use ocop::{Catalog, EvaluatedCase, Lang};
use ocop_papers::{Facts, SessionPapers};

use crate::{Outcome, argument, files, input, report, said, wording};

/// What `ocop evaluate` takes for workbooks and papers.
#[derive(Debug, clap::Args)]
pub struct PaperArguments {
    /// A wording file, whose texts pages print in place of the labels.
    #[arg(long, value_name = "FILE")]
    wording: Option<PathBuf>,
    /// An earlier case of the product, which the stage of the workbook or table follows.
    #[arg(long, value_name = "CASE")]
    pub after: Option<PathBuf>,
    /// Write the minutes of all councils too, as one page to print.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the papers of the session into a folder too: minutes, summary of points, report,
    /// submission, draft decisions, letter and notices, each as `.docx` and as a page.
    #[arg(long, value_name = "DIR")]
    papers: Option<PathBuf>,
    /// What is known of the session, as JSON; what is not is a visible blank on paper.
    #[arg(long, value_name = "FILE", requires = "papers")]
    facts: Option<PathBuf>,
    /// Overwrite papers that exist.
    #[arg(long, requires = "papers")]
    force: bool,
    /// Write the list of recognised products too, as the annex of a decision.
    #[arg(long, value_name = "FILE")]
    annex: Option<PathBuf>,
}

impl PaperArguments {
    /// Lays the wording over the catalog, where one is given.
    pub fn lay_over(&self, catalog: &mut Catalog) -> Outcome {
        match &self.wording {
            Some(file) => wording::lay_over(file, catalog),
            None => Ok(()),
        }
    }

    /// The single files that are written.
    pub fn outputs(&self) -> impl Iterator<Item = &Path> {
        let outputs = [&self.html, &self.annex].into_iter().flatten();
        outputs.map(PathBuf::as_path)
    }

    /// Writes what is asked for.
    pub fn write(&self, decided: &[EvaluatedCase], catalog: &Catalog, lang: Lang) -> Outcome {
        if let Some(path) = &self.html {
            let page = ocop_papers::minutes(decided, &catalog.regulations()?, lang);
            files::write(path, page.as_bytes())?;
        }
        if let Some(path) = &self.annex {
            files::write(path, report::annex(decided).page().as_bytes())?;
        }
        match &self.papers {
            Some(folder) => self.write_papers(folder, decided),
            None => Ok(()),
        }
    }

    /// Writes the session's papers into a folder.
    fn write_papers(&self, folder: &Path, decided: &[EvaluatedCase]) -> Outcome {
        let facts = match &self.facts {
            Some(file) => {
                let text = input::document(file)?;
                Facts::from_json(&text, &file.display().to_string())?
            }
            None => Facts::default(),
        };
        std::fs::create_dir_all(folder).map_err(|error| {
            let (folder, why) = (folder.display(), input::describe(&error));
            let (vi, en) = (why.text(Lang::Vi), why.text(Lang::En));
            argument(said(
                format!("không tạo được thư mục `{folder}`: {vi}"),
                format!("cannot make the folder `{folder}`: {en}"),
            ))
        })?;
        let mut papers = Vec::new();
        for paper in SessionPapers::new(decided, &facts).documents() {
            let file = |extension| folder.join(format!("{}.{extension}", paper.name));
            papers.push((file("docx"), paper.to_docx().map_err(argument)?));
            papers.push((file("html"), paper.to_html().into_bytes()));
        }
        let paths: Vec<&Path> = papers.iter().map(|(path, _)| path.as_path()).collect();
        files::claim(&paths, self.force)?;
        for (path, bytes) in &papers {
            files::write(path, bytes)?;
        }
        Ok(())
    }
}
