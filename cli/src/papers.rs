//! What a council fills in, and the papers of a result: the part of `ocop evaluate` that needs workbooks, pages and
//! documents.

use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::insight::Advice;
use ocop::text::Phrase;
use ocop::{Case, Catalog, Diagnostic, EvaluatedCase, Lang, input::ProblemCode};
use ocop_papers::{Facts, Mark, PaperError, SessionPapers, SignedPaper};

use crate::content;
use crate::files::{self, Written};
use crate::source;
use crate::{Failure, Outcome, argument, report, tell, wording};

/// What `ocop evaluate` takes for workbooks and papers.
#[derive(Debug, clap::Args)]
pub struct PaperArguments {
    /// A wording file, whose texts pages print in place of the labels.
    #[arg(long, value_name = "FILE")]
    wording: Option<PathBuf>,
    /// An earlier case of the product, which the stage of the workbook or table follows.
    #[arg(long, value_name = "CASE")]
    pub after: Option<PathBuf>,
    /// Write the details of all results too, as one page.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the papers of the session into a folder too, each as `.docx` and as a page: minutes,
    /// summary of points, sheets, report, submission, draft decisions, letter, notices, and what
    /// renewals, communes and producers need. Papers are in Vietnamese.
    #[arg(long, value_name = "DIR")]
    papers: Option<PathBuf>,
    /// What is known of the session, as JSON; what is not is a visible blank on paper.
    #[arg(long, value_name = "FILE", requires = "papers")]
    facts: Option<PathBuf>,
    /// Write the list of products proposed for recognition too, as the annex of a decision.
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

    /// Whether any file of one page is asked for.
    pub fn has_pages(&self) -> bool {
        self.html.is_some() || self.annex.is_some()
    }

    /// Every file that is asked for, in full: what it is made of is read before any is written.
    pub fn files(
        &self,
        decided: &[EvaluatedCase],
        catalog: &Catalog,
        lang: Lang,
    ) -> Result<Vec<Written>, Failure> {
        let mut files = Vec::new();
        if let Some(path) = &self.html {
            let page = ocop_papers::minutes(decided, &catalog.regulations()?, lang);
            files.push((path.clone(), page.into_bytes()));
        }
        if let Some(path) = &self.annex {
            let page = report::annex(decided).page();
            files.push((path.clone(), page.into_bytes()));
        }
        if let Some(folder) = &self.papers {
            files.extend(self.papers_of(folder, decided)?);
        }
        Ok(files)
    }

    /// The session's papers in a folder, which is made.
    fn papers_of(&self, folder: &Path, decided: &[EvaluatedCase]) -> Result<Vec<Written>, Failure> {
        let facts = match &self.facts {
            Some(file) => {
                let text = source::document(file)?;
                let name = file.display().to_string();
                if let Some(other) = content::other_than_facts(&text, &name) {
                    return Err(other.into());
                }
                Facts::from_json(&text, &name)?
            }
            None => Facts::default(),
        };
        std::fs::create_dir_all(folder).map_err(|error| {
            let (folder, why) = (folder.display(), source::describe(&error));
            let (vi, en) = (why.text(Lang::Vi), why.text(Lang::En));
            argument(said!(
                "không tạo được thư mục `{folder}`: {vi}",
                "cannot make the folder `{folder}`: {en}"
            ))
        })?;
        let session = SessionPapers::new(decided, &facts);
        for (member, products) in session.without_sheets() {
            let products = products.join(", ");
            tell(said!(
                "lưu ý: không có phiếu của {member}: {products}",
                "warning: no sheet of {member}: {products}"
            ));
        }
        for case in session.without_papers() {
            let product = &case.case().product().name;
            let (vi, en) = if case.is_star_open() {
                ("chưa xác định được hạng", "the star is open")
            } else {
                ("không có kết quả của hội đồng", "no result of a council")
            };
            tell(said!(
                "lưu ý: không có giấy tờ của hội đồng cho {product}: {vi}",
                "warning: no papers of a council for {product}: {en}"
            ));
        }
        for level in session.without_facts() {
            let (vi, en) = (level.name(Lang::Vi), level.name(Lang::En));
            tell(said!(
                "lưu ý: giấy tờ của {vi} để trống thông tin của đợt: thông tin đã nêu là của cấp khác",
                "warning: the papers of the {en} have blanks for the facts, which are another level's"
            ));
        }
        let mut papers = Vec::new();
        for paper in session.documents() {
            for format in paper.formats() {
                let file = folder.join(format!("{}.{}", paper.name, format.extension()));
                papers.push((file, paper.print(*format)?));
            }
        }
        Ok(papers)
    }
}

/// Whether an argument is a mã đối chiếu, and no file.
pub fn is_code(path: &Path) -> bool {
    Mark::looks_like(&path.display().to_string()) && !path.exists()
}

/// Whether a file is a printed paper, and no result.
pub fn is_paper(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || bytes.trim_ascii_start().first() == Some(&b'<')
}

/// Holds a mã đối chiếu to the cases that it is said to be of.
pub fn verify_code(
    code: &str,
    cases: &[EvaluatedCase],
    catalog: &Catalog,
    out: &mut impl Write,
) -> Outcome {
    if Mark::finds(code, cases, catalog) {
        return Ok(writeln!(
            out,
            "{}",
            said!("mã là của hồ sơ này", "the code is that of the case")
        )?);
    }
    let found = Phrase::new("một mã khác", "another code");
    Err(Diagnostic::of_file(ProblemCode::ResultDiffers, code, found, the_code()).into())
}

/// What a code should be. It is of the result's words too, so a program with other words gives another one.
fn the_code() -> Phrase {
    Phrase::new(
        "mã đối chiếu của hồ sơ này; nếu văn bản do phiên bản khác của chương trình in thì mã có thể \
         khác dù kết quả không đổi: kiểm bằng phiên bản đã in, hoặc in lại văn bản",
        "the code of this case; where another version of the program printed the paper, the code may \
         differ though the result is the same: check it with that version, or print the paper anew",
    )
}

/// Holds a printed paper to the cases that it is said to be of.
pub fn verify_paper(
    name: &str,
    bytes: &[u8],
    cases: &[EvaluatedCase],
    catalog: &Catalog,
    out: &mut impl Write,
) -> Outcome {
    let paper = SignedPaper::read(bytes).map_err(|error| {
        let (found, expected) = match error {
            PaperError::NoCode => (
                Phrase::new("văn bản không có mã đối chiếu", "a paper without a code"),
                Phrase::new(
                    "văn bản của Hội đồng hoặc phiếu đánh giá",
                    "a council's own paper or a sheet",
                ),
            ),
            _ => (
                Phrase::new("tệp khác", "another file"),
                Phrase::new(
                    "văn bản .docx hoặc trang đã in",
                    "a paper as .docx or as a page",
                ),
            ),
        };
        Diagnostic::of_file(ProblemCode::ResultDiffers, name, found, expected)
    })?;
    let mut codes = paper.codes().iter();
    let expected = match codes.any(|code| Mark::finds(code, cases, catalog)) {
        true => Phrase::new("như kết quả của hồ sơ", "what the result of the case says"),
        false => the_code(),
    };
    let differences = paper.differences(cases, catalog).into_iter();
    let problems: Vec<Diagnostic> = differences
        .map(|found| Diagnostic::of_file(ProblemCode::ResultDiffers, name, found, expected.clone()))
        .collect();
    if problems.is_empty() {
        return Ok(writeln!(
            out,
            "{}",
            said!("văn bản là của hồ sơ này", "the paper is that of the case")
        )?);
    }
    Err(Failure::Input(problems))
}

/// Writes the producer's own sheet with the advice for it.
pub fn write_own(output: &Path, force: bool, case: &Case, advice: &Advice) -> Outcome {
    let (regulation, set) = (case.regulation(), case.set());
    let form = ocop_papers::self_assessment(regulation, set, Some(case), Some(advice));
    let form = form.to_docx()?;
    files::write_all(&[(output.to_owned(), form)], force)
}
