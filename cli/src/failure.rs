//! Why there is no answer, and with which code the program ends then.

use std::io::{self, Write};
use std::process::ExitCode;

use ocop::input::CatalogError;
#[cfg(feature = "session")]
use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Date, Diagnostic, Lang, LoadError};
use serde::Serialize;

use crate::say::{lang, tell};
use crate::source::describe;

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// The input is wrong.
    Input(Vec<Diagnostic>),
    /// An argument is wrong.
    Argument(String),
    /// An argument is not what the command takes.
    Unfit { found: Phrase, expected: Phrase },
    /// The question is in order, and there is no such thing as it asks for.
    NoSuch(String),
    /// The session in a file does not allow what is asked, or cannot be read or written.
    #[cfg(feature = "session")]
    Session(Stopped),
    /// The answer could not be written.
    Output(io::Error),
    /// The answer is out, and says itself that some of the input was wrong.
    #[cfg_attr(
        not(feature = "papers"),
        allow(dead_code, reason = "commands over many inputs have it")
    )]
    Answered,
}

/// Why a command on a session stops, with its stable code.
#[cfg(feature = "session")]
#[derive(Debug)]
pub struct Stopped {
    /// The session's file, where it is known.
    pub file: String,
    pub code: ProblemCode,
    pub why: String,
}

#[cfg(feature = "session")]
impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Stopped { file, code, why } = self;
        let before = if file.is_empty() { "" } else { ": " };
        let error = lang().word("lỗi", "error");
        write!(f, "{file}{before}{error}[{code}]: {why}")
    }
}

/// Why nothing is written to standard output: it leads into a file that the command reads.
#[derive(Debug)]
pub struct OverInput;

impl std::fmt::Display for OverInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("standard output is a file that is read")
    }
}

impl std::error::Error for OverInput {}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Failure {
        match error {
            CatalogError::Load(error) => Failure::Input(error.into_diagnostics()),
            other => Failure::Argument(other.text(lang())),
        }
    }
}

#[cfg(feature = "papers")]
impl From<ocop_papers::FormError> for Failure {
    fn from(error: ocop_papers::FormError) -> Failure {
        argument(error.text(lang()))
    }
}

impl From<Diagnostic> for Failure {
    fn from(problem: Diagnostic) -> Failure {
        Failure::Input(vec![problem])
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        Failure::Input(error.into_diagnostics())
    }
}

/// What is wrong with an argument, in the reader's language. An error is no text: it has `text` for that, since
/// it prints itself in English.
pub fn argument(message: impl Into<String>) -> Failure {
    Failure::Argument(message.into())
}

/// The value of an argument: a day, points, a code or a word.
pub fn read<T: ocop::input::Word>(text: &str) -> Result<T, Failure> {
    ocop::input::read_word(text).map_err(|problem| Failure::Argument(problem.text(lang())))
}

/// An argument that is not what the command takes.
pub fn unfit(found: impl Into<Phrase>, expected: Phrase) -> Failure {
    let found = found.into();
    Failure::Unfit { found, expected }
}

/// The day of an option, where it is given.
pub fn optional_date(text: Option<&str>) -> Result<Option<Date>, Failure> {
    text.map(read).transpose()
}

/// What a command comes to.
pub type Outcome = Result<(), Failure>;

/// Prints an answer as JSON.
pub fn print_json(value: &impl Serialize, out: &mut impl Write) -> Outcome {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

/// Prints why there is no answer.
pub fn fail(failure: Failure) -> ExitCode {
    match failure {
        Failure::Answered => {}
        Failure::Input(problems) => {
            // One mistake gives one message, also where it was made in several lines.
            let problems = LoadError::unless_empty(problems).err();
            let problems = problems.iter().flat_map(LoadError::diagnostics);
            problems.for_each(|problem| tell(problem.line_in(lang())));
        }
        #[cfg(feature = "session")]
        Failure::Session(stopped) => tell(stopped),
        Failure::NoSuch(message) => tell(said!("lỗi: {message}", "error: {message}")),
        Failure::Argument(message) => {
            tell(said!("lỗi: {message}", "error: {message}"));
            return ExitCode::from(2);
        }
        Failure::Unfit { found, expected } => {
            let (found, expected) = (found.text(lang()), expected.text(lang()));
            let message = said!(
                "thấy {found}, cần {expected}",
                "found {found}, expected {expected}"
            );
            return fail(Failure::Argument(message));
        }
        Failure::Output(error) => return unwritten(&error),
    }
    ExitCode::from(1)
}

/// Says that the answer could not be written, where there is somebody to read that.
pub fn unwritten(error: &io::Error) -> ExitCode {
    // A reader that has seen enough is no fault of anyone.
    if error.kind() == io::ErrorKind::BrokenPipe {
        return ExitCode::SUCCESS;
    }
    if error.get_ref().is_some_and(|inner| inner.is::<OverInput>()) {
        tell(said!(
            "lỗi: thấy đầu ra chuẩn dẫn vào một tệp đang được đọc, cần một tệp khác",
            "error: found standard output that leads into a file that is read, expected another file"
        ));
        return ExitCode::from(2);
    }
    let why = describe(error);
    let (vi, en) = (why.text(Lang::Vi), why.text(Lang::En));
    tell(said!(
        "lỗi: không ghi được kết quả: {vi}",
        "error: the answer cannot be written: {en}"
    ));
    ExitCode::from(1)
}
