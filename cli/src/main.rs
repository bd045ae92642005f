//! `ocop` on the command line: councils' cases in, stars with reasons out.
//!
//! Exit 0: the question was answered. Exit 1: the input is wrong. Exit 2: an argument is unknown,
//! unreadable or out of range. Nothing but the answer goes to standard output.

#[cfg(feature = "papers")]
mod batch;
mod calendar;
mod check;
mod conform;
mod content;
mod data;
mod evaluate;
mod explain;
mod files;
mod filled;
mod folder;
mod help;
mod input;
mod insight;
#[cfg(feature = "papers")]
mod papers;
#[cfg(feature = "papers")]
mod plan;
#[cfg(feature = "papers")]
mod report;
#[cfg(feature = "session")]
mod session;
#[cfg(feature = "papers")]
mod sheet;
mod source;
#[cfg(feature = "session")]
mod start;
mod terminal;
#[cfg(feature = "papers")]
mod wording;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use ocop::input::{CatalogError, SchemaKind};
use ocop::law::Regulation;
use ocop::text::Phrase;
use ocop::value::ApplicationKind;
use ocop::{Catalog, Date, Diagnostic, LoadError, Mean, Points};
use serde::Serialize;

/// The version, with the commit in programs that `scripts/dist` builds.
const VERSION: &str = match option_env!("OCOP_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

/// Evaluates and star-ranks OCOP products, exactly and with reasons.
#[derive(Debug, Parser)]
#[command(name = "ocop", version = VERSION, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The language of pages and problems; else that of LC_ALL, LC_MESSAGES or LANG.
    #[arg(long, value_enum, global = true)]
    lang: Option<Language>,
    /// A folder of data that is laid over what the program ships with: regulations, sheets, council
    /// rules, plans.
    #[arg(long, value_name = "DIR", global = true)]
    criteria: Option<PathBuf>,
}

/// What holds for the whole command: the program runs one.
static SETTINGS: OnceLock<(ocop::Lang, Option<PathBuf>)> = OnceLock::new();

/// The language of what is said.
fn lang() -> ocop::Lang {
    SETTINGS.get().map_or(ocop::Lang::Vi, |(lang, _)| *lang)
}

/// The folder of data that is laid over what the program ships with.
fn criteria() -> Option<&'static Path> {
    SETTINGS.get()?.1.as_deref()
}

/// One of two texts, in the language of what is said.
fn said(vi: impl Into<String>, en: impl Into<String>) -> String {
    match lang() {
        ocop::Lang::Vi => vi.into(),
        ocop::Lang::En => en.into(),
    }
}

/// The language that the system is set to: English where the first of the variables that is set
/// begins with `en`, else Vietnamese.
fn system_lang() -> ocop::Lang {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let mut set = names.iter().filter_map(std::env::var_os);
    let first = set.find(|value| !value.is_empty());
    #[cfg(windows)]
    let first = first.or_else(|| sys_locale::get_locale().map(Into::into));
    match first {
        Some(value) if value.to_string_lossy().starts_with("en") => ocop::Lang::En,
        _ => ocop::Lang::Vi,
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Decide cases: stars, what to do next, and why.
    Evaluate(evaluate::Arguments),
    /// Decide one case per line; results come out one per line, in order.
    #[cfg(feature = "papers")]
    Batch(batch::Arguments),
    /// The least work that brings a product to a star.
    Advise(insight::AdviseArguments),
    /// How close a star is to another: how far the bands are, and which sheets or boxes decide.
    #[command(alias = "firmness")]
    Sensitivity(insight::SensitivityArguments),
    /// What moved between two councils, two laws, or a producer's own sheet and a council's.
    Compare(insight::CompareArguments),
    /// Compute a printed result anew and report every difference.
    Verify(insight::VerifyArguments),
    /// Run a conformance suite: cases with expected results.
    Conform(conform::Arguments),
    /// Count many cases, by outcome, star and so on, and against a plan.
    #[cfg(feature = "papers")]
    Report(report::Arguments),
    /// A provincial plan as a workbook to fill in, and a filled one as JSON.
    #[cfg(feature = "papers")]
    Plan(plan::Arguments),
    /// The star that a mean total gives, before minima.
    Rank {
        /// The mean total, such as 89.99.
        #[arg(allow_negative_numbers = true)]
        points: String,
        /// The regulation; the newest where none is named.
        #[arg(long)]
        regulation: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// The regulation that applies to a dossier, and why.
    Regulation {
        /// The day the dossier was received.
        #[arg(long)]
        filed: String,
        /// What is applied for.
        #[arg(long, default_value = "first")]
        kind: String,
        /// The day of the last scoring stage.
        #[arg(long)]
        evaluated: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// A certificate's calendar: its last day, when to renew it, how it stands.
    Certificate(calendar::Arguments),
    /// A product's history, from a history file or a case, and where it stands.
    History(calendar::HistoryArguments),
    /// The sets of a regulation, and how many independent sources of each sheet agree.
    Sets {
        /// The regulation; the newest where none is named.
        #[arg(long)]
        regulation: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// A blank scoring sheet.
    #[cfg(feature = "papers")]
    Sheet(sheet::Arguments),
    /// The decision's own text, to be printed in place of the labels.
    #[cfg(feature = "papers")]
    #[command(subcommand)]
    Wording(wording::Command),
    /// Check files and folders of criteria, council rules, histories, cases, tables and workbooks.
    Check {
        /// Files or folders; `-` is standard input.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// The JSON Schema of a kind of file.
    Schema {
        /// `case`, `council`, `criteria`, `history`, `plan`, `regulation` or `result`.
        kind: String,
    },
    /// A council's session in one file: members' sheets in, signed results out.
    #[cfg(feature = "session")]
    #[command(subcommand)]
    Session(session::Command),
    /// Serve a session's pages to this machine, or to the phones in the room.
    #[cfg(feature = "session")]
    Serve(session::ServeArguments),
    /// Write a made-up session to look at and play with: 12 products, sheets partly filled in.
    #[cfg(feature = "session")]
    Demo {
        /// The session's file, which must not exist.
        #[arg(default_value = "thu-nghiem.ocop")]
        file: PathBuf,
    },
    /// Open the secretary's page of a session in a folder, chosen or made new.
    #[cfg(feature = "session")]
    Start(start::Arguments),
    /// What a code of a problem or a reason means.
    Explain {
        /// The code, such as `box-unknown`.
        code: String,
    },
}

/// The language of a page.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl From<Language> for ocop::Lang {
    fn from(language: Language) -> ocop::Lang {
        match language {
            Language::Vi => ocop::Lang::Vi,
            Language::En => ocop::Lang::En,
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
enum Failure {
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
    Session(session::Stopped),
    /// The answer could not be written.
    Output(io::Error),
    /// The answer is out, and says itself that some of the input was wrong.
    #[cfg_attr(
        not(feature = "papers"),
        allow(dead_code, reason = "commands over many inputs have it")
    )]
    Answered,
}

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

/// A line for whoever reads standard error. Where nobody can, the exit code still says how it went.
fn tell(line: impl std::fmt::Display) {
    // A name of a file may hold the end of a line, too.
    let line = terminal::visible(&line.to_string()).replace('\n', "\\u000a");
    let _ = writeln!(io::stderr(), "{line}");
}

/// A number with what it counts, in English.
fn counted(number: impl std::fmt::Display, what: &str) -> String {
    let number = number.to_string();
    let many = if number == "1" { "" } else { "s" };
    format!("{number} {what}{many}")
}

/// An argument that a type could not read.
fn argument(error: impl std::fmt::Display) -> Failure {
    Failure::Argument(error.to_string())
}

/// The value of an argument: a day, points, a code or a word.
fn read<T: ocop::input::Word>(text: &str) -> Result<T, Failure> {
    ocop::input::read_word(text).map_err(|problem| Failure::Argument(problem.text(lang())))
}

/// An argument that is not what the command takes.
fn unfit(found: impl Into<Phrase>, expected: Phrase) -> Failure {
    let found = found.into();
    Failure::Unfit { found, expected }
}

/// The day of an option, where it is given.
fn optional_date(text: Option<&str>) -> Result<Option<Date>, Failure> {
    text.map(read).transpose()
}

type Outcome = Result<(), Failure>;

fn main() -> ExitCode {
    let out = io::BufWriter::with_capacity(1 << 18, files::Answer::new());
    let mut out = terminal::Visible(out);
    #[cfg(all(windows, feature = "session"))]
    if start::is_double_clicked() {
        let _ = SETTINGS.set((system_lang(), None));
        return start::double_clicked(&mut out).map_or_else(fail, |()| ExitCode::SUCCESS);
    }
    let words: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let lang = help::asked(&words).unwrap_or_else(system_lang);
    let read = match lang {
        // Only what is printed is translated.
        ocop::Lang::Vi => {
            let words = help::help_as_option(words);
            Arguments::try_parse_from(&words).or_else(|_| {
                help::translated(Arguments::command())
                    .try_get_matches_from(words)
                    .and_then(|matches| Arguments::from_arg_matches(&matches))
            })
        }
        ocop::Lang::En => Arguments::try_parse_from(&words),
    };
    let arguments = match read {
        Ok(arguments) => arguments,
        Err(error) => match help::problem(&error).filter(|_| lang == ocop::Lang::Vi) {
            Some(problem) => {
                // It has several lines.
                let _ = writeln!(io::stderr(), "{}", terminal::visible(&problem));
                return ExitCode::from(2);
            }
            None if lang == ocop::Lang::Vi => {
                let help = help::in_vietnamese(&error.render().to_string());
                // Without a command the help says what there is, as a problem.
                if error.use_stderr() {
                    tell(help.trim_end());
                    return ExitCode::from(2);
                }
                let printed = out.write_all(help.as_bytes()).and_then(|()| out.flush());
                return printed.map_or_else(|error| unwritten(&error), |()| ExitCode::SUCCESS);
            }
            None => error.exit(),
        },
    };
    let lang = arguments.lang.map_or(lang, ocop::Lang::from);
    let _ = SETTINGS.set((lang, arguments.criteria));
    let outcome = run(arguments.command, &mut out).and_then(|()| Ok(out.flush()?));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Answered) => match out.flush() {
            Ok(()) => ExitCode::from(1),
            Err(error) => unwritten(&error),
        },
        Err(failure) => fail(failure),
    }
}

/// Prints why there is no answer.
fn fail(failure: Failure) -> ExitCode {
    match failure {
        Failure::Answered => ExitCode::from(1),
        Failure::Input(problems) => {
            // One mistake gives one message, also where it was made in several lines.
            let problems = LoadError::unless_empty(problems).err();
            for problem in problems.iter().flat_map(LoadError::diagnostics) {
                tell(problem.line_in(lang()));
            }
            ExitCode::from(1)
        }
        #[cfg(feature = "session")]
        Failure::Session(stopped) => {
            tell(stopped);
            ExitCode::from(1)
        }
        Failure::NoSuch(message) => {
            tell(said(format!("lỗi: {message}"), format!("error: {message}")));
            ExitCode::from(1)
        }
        Failure::Argument(message) => {
            tell(said(format!("lỗi: {message}"), format!("error: {message}")));
            ExitCode::from(2)
        }
        Failure::Unfit { found, expected } => {
            let (found, expected) = (found.text(lang()), expected.text(lang()));
            tell(said(
                format!("lỗi: thấy {found}, cần {expected}"),
                format!("error: found {found}, expected {expected}"),
            ));
            ExitCode::from(2)
        }
        Failure::Output(error) => unwritten(&error),
    }
}

fn unwritten(error: &io::Error) -> ExitCode {
    // A reader that has seen enough is no fault of anyone.
    if error.kind() == io::ErrorKind::BrokenPipe {
        return ExitCode::SUCCESS;
    }
    if error
        .get_ref()
        .is_some_and(|inner| inner.is::<files::OverInput>())
    {
        tell(said(
            "lỗi: thấy đầu ra chuẩn dẫn vào một tệp đang được đọc, cần một tệp khác",
            "error: found standard output that leads into a file that is read, expected another file",
        ));
        return ExitCode::from(2);
    }
    tell(said(
        format!("lỗi: không ghi được kết quả: {error}"),
        format!("error: the answer cannot be written: {error}"),
    ));
    ExitCode::from(1)
}

fn run(command: Command, out: &mut impl Write) -> Outcome {
    match command {
        Command::Evaluate(arguments) => evaluate::evaluate(&arguments, out),
        #[cfg(feature = "papers")]
        Command::Batch(arguments) => batch::batch(&arguments, out),
        Command::Advise(arguments) => insight::advise(&arguments, out),
        Command::Sensitivity(arguments) => insight::sensitivity(&arguments, out),
        Command::Compare(arguments) => insight::compare(&arguments, out),
        Command::Verify(arguments) => insight::verify(&arguments, out),
        Command::Conform(arguments) => conform::conform(&arguments.path, out),
        #[cfg(feature = "papers")]
        Command::Report(arguments) => report::report(&arguments, out),
        #[cfg(feature = "papers")]
        Command::Plan(arguments) => plan::plan(&arguments, out),
        Command::Rank {
            points,
            regulation,
            json,
        } => rank(&points, regulation.as_deref(), json, out),
        Command::Regulation {
            filed,
            kind,
            evaluated,
            json,
        } => choose(&filed, &kind, evaluated.as_deref(), json, out),
        Command::History(arguments) => calendar::history(&arguments, out),
        Command::Certificate(arguments) => calendar::certificate(&arguments, out),
        Command::Sets { regulation, json } => sets(regulation.as_deref(), json, out),
        #[cfg(feature = "papers")]
        Command::Sheet(arguments) => sheet::sheet(&arguments, out),
        #[cfg(feature = "papers")]
        Command::Wording(command) => wording::wording(&command, out),
        Command::Check { paths } => check::check(&paths, out),
        Command::Schema { kind } => {
            let kind: SchemaKind = read(&kind)?;
            Ok(write!(out, "{}", kind.schema())?)
        }
        #[cfg(feature = "session")]
        Command::Session(command) => session::session(command, out),
        #[cfg(feature = "session")]
        Command::Serve(arguments) => session::serve(arguments, out),
        #[cfg(feature = "session")]
        Command::Demo { file } => session::demo(&file, out),
        #[cfg(feature = "session")]
        Command::Start(arguments) => start::start(&arguments, out),
        Command::Explain { code } => explain::explain(&code, out),
    }
}

fn print_json(value: &impl Serialize, out: &mut impl Write) -> Outcome {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

/// The regulation named, or the newest.
fn regulation_of(
    catalog: &Catalog,
    id: Option<&str>,
) -> Result<std::sync::Arc<Regulation>, Failure> {
    match id {
        Some(id) => Ok(catalog.regulation(id)?),
        None => catalog
            .regulations()?
            .pop()
            .ok_or_else(|| argument("no regulation is loaded")),
    }
}

fn rank(points: &str, regulation: Option<&str>, json: bool, out: &mut impl Write) -> Outcome {
    #[derive(Serialize)]
    struct Answer<'a> {
        points: String,
        regulation: &'a str,
        star: u8,
    }
    let value: Points = read(points)?;
    let catalog = data::data()?;
    let regulation = regulation_of(&catalog, regulation)?;
    if value > regulation.total() {
        let most = regulation.total();
        return Err(unfit(
            format!("`{points}`"),
            Phrase::new(
                format!("điểm từ 0 đến {most}"),
                format!("points from 0 to {most}"),
            ),
        ));
    }
    let band = regulation.band(Mean::of_one(value));
    let star = band.star().number();
    if json {
        let regulation = regulation.id().as_str();
        let points = value.to_string();
        return print_json(
            &Answer {
                points,
                regulation,
                star,
            },
            out,
        );
    }
    Ok(writeln!(out, "{star}")?)
}

fn choose(
    filed: &str,
    kind: &str,
    evaluated: Option<&str>,
    json: bool,
    out: &mut impl Write,
) -> Outcome {
    #[derive(Serialize)]
    struct Answer<'a> {
        regulation: &'a str,
        reasons: &'a [ocop::Reason],
        /// When members have the dossiers of a meeting on the day of evaluation.
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        before_meeting: &'a [ocop::Reason],
    }
    let filed: Date = read(filed)?;
    let kind: ApplicationKind = read(kind)?;
    let evaluated = optional_date(evaluated)?;
    let catalog = data::data()?;
    let chosen = catalog.applicable(filed, kind, evaluated)?;
    let regulation = chosen.regulation.id().as_str();
    let meeting = evaluated.map(|day| chosen.regulation.before_meeting(day));
    let before_meeting = meeting.as_deref().unwrap_or_default();
    if json {
        let reasons = &chosen.reasons;
        return print_json(
            &Answer {
                regulation,
                reasons,
                before_meeting,
            },
            out,
        );
    }
    writeln!(out, "{regulation}")?;
    for reason in chosen.reasons.iter().chain(before_meeting) {
        let (text, citation) = (reason.text(lang()), reason.citation());
        tell(format_args!("{text} [{citation}]"));
    }
    Ok(())
}

fn sets(regulation: Option<&str>, json: bool, out: &mut impl Write) -> Outcome {
    #[derive(Serialize)]
    struct Entry<'a> {
        set: String,
        name: &'a str,
        sector: &'a str,
        group: Option<&'a str>,
        managing: &'a [String],
        status: &'a str,
        sources: usize,
    }
    #[derive(Serialize)]
    struct Sets<'a> {
        regulation: &'a str,
        sets: Vec<Entry<'a>>,
    }
    let catalog = data::data()?;
    let regulation = regulation_of(&catalog, regulation)?;
    let mut entries = Vec::new();
    for entry in regulation.sets() {
        let code = entry.code().to_string();
        let sheet = catalog.set(regulation.id().as_str(), &code)?;
        let sources = sheet.sources().len();
        if !json {
            let word = match sources {
                1 => said("một nguồn", "one source"),
                2 => said("hai nguồn", "two sources"),
                _ => said("nhiều nguồn", "many sources"),
            };
            writeln!(out, "{code}  {}  ({word})", entry.name())?;
            continue;
        }
        entries.push(Entry {
            set: code,
            name: entry.name(),
            sector: entry.sector(),
            group: entry.group(),
            managing: entry.managing(),
            status: sheet.status().as_str(),
            sources,
        });
    }
    if json {
        let regulation = regulation.id().as_str();
        let sets = entries;
        return print_json(&Sets { regulation, sets }, out);
    }
    Ok(())
}
