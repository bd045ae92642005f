//! `ocop sheet`.

use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::input::name_problem;
use ocop::law::SheetView;
use ocop::text::Phrase;
use ocop_papers::Form;
use ocop_papers::blank_sheet;

use crate::data;
use crate::law::regulation_of;
use crate::{Outcome, argument, files, lang, print_json, unfit, wording};

/// What `ocop sheet` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The set's two digits.
    set: String,
    /// The regulation; the newest where none is named.
    #[arg(long)]
    regulation: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Write a form to print and fill in by hand, instead.
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    html: Option<PathBuf>,
    /// Write a workbook that a council fills in and `ocop evaluate` reads.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "html"])]
    xlsx: Option<PathBuf>,
    /// Write the form of a producer's self-assessment (Mẫu 02, part III), with `--html` or `--docx`.
    #[arg(long, conflicts_with_all = ["json", "xlsx"])]
    self_assessment: bool,
    /// Write the self-assessment form to edit.
    #[arg(long, value_name = "FILE", requires = "self_assessment")]
    docx: Option<PathBuf>,
    /// How many members fill the workbook in.
    #[arg(long, value_name = "N", default_value_t = 7, requires = "xlsx")]
    members: usize,
    /// Overwrite a workbook that exists.
    #[arg(long)]
    force: bool,
    /// A wording file, whose texts are printed in place of the labels.
    #[arg(long, value_name = "FILE")]
    wording: Option<PathBuf>,
    /// The product that the workbook is for.
    #[arg(long, value_name = "TEXT", requires = "xlsx")]
    product: Option<String>,
}

/// Prints a blank sheet, or writes it as a workbook.
pub fn sheet(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let outputs: Vec<&Path> = [&arguments.xlsx, &arguments.html, &arguments.docx]
        .into_iter()
        .flatten()
        .map(PathBuf::as_path)
        .collect();
    let mut catalog = data::data()?;
    let regulation = regulation_of(&catalog, arguments.regulation.as_deref())?;
    let id = regulation.id().as_str();
    if let Some(file) = &arguments.wording {
        wording::lay_over(file, &mut catalog)?;
    }
    let set = catalog.set(id, &arguments.set)?;
    if let (Some(file), None) = (&arguments.wording, set.laid_over()) {
        let (file, set) = (file.display(), set.code());
        return Err(unfit(
            phrase!(
                "`{file}` không có lời văn cho bộ {set} của `{id}`",
                "`{file}` without texts for set {set} of `{id}`"
            ),
            Phrase::new("một tệp lời văn có bộ này", "a wording file that has them"),
        ));
    }
    files::claim(&outputs, arguments.force)?;
    if let Some(path) = &arguments.xlsx {
        let form = Form::new(&regulation, &set, arguments.members)?;
        let form = match &arguments.product {
            Some(name) => match name_problem(name) {
                Some(problem) => return Err(argument(problem.text(lang()))),
                None => form.product(name),
            },
            None => form,
        };
        return files::write(path, &form.to_xlsx()?);
    }
    if arguments.self_assessment {
        let form = ocop_papers::self_assessment(&regulation, &set, None, None);
        if let Some(path) = &arguments.docx {
            files::write(path, &form.to_docx()?)?;
        }
        if let Some(path) = &arguments.html {
            files::write(path, form.to_html().as_bytes())?;
        }
        if outputs.is_empty() {
            writeln!(out, "{}", form.to_text())?;
        }
        return Ok(());
    }
    if let Some(path) = &arguments.html {
        let page = ocop_papers::blank_form(&regulation, &set);
        return files::write(path, page.as_bytes());
    }
    if arguments.json {
        return print_json(&SheetView::new(&regulation, &set), out);
    }
    Ok(write!(out, "{}", blank_sheet(&regulation, &set))?)
}
