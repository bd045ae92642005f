//! `ocop` on the command line: councils' cases in, stars with reasons out.
//!
//! Exit 0: the question was answered. Exit 1: the input is wrong. Exit 2: an argument is unknown,
//! unreadable or out of range. Nothing but the answer goes to standard output.

/// A phrase of a problem from two format strings, the Vietnamese first.
macro_rules! phrase {
    ($vi:literal, $en:literal $(,)?) => {
        ocop::text::Phrase::new(format!($vi), format!($en))
    };
}

/// One of two format strings, in the language of what is said.
macro_rules! said {
    ($vi:literal, $en:literal $(,)?) => {
        match $crate::lang() {
            ocop::Lang::Vi => format!($vi),
            ocop::Lang::En => format!($en),
        }
    };
}

#[cfg(feature = "papers")]
mod batch;
mod calendar;
mod check;
mod conform;
mod content;
mod data;
mod evaluate;
mod explain;
mod failure;
mod files;
mod filled;
mod folder;
mod help;
mod input;
mod insight;
mod law;
#[cfg(feature = "papers")]
mod papers;
#[cfg(feature = "papers")]
mod plan;
#[cfg(feature = "papers")]
mod report;
mod say;
#[cfg(feature = "session")]
mod session;
#[cfg(feature = "papers")]
mod sheet;
mod source;
#[cfg(feature = "session")]
mod start;
mod terminal;
mod verify;
#[cfg(feature = "papers")]
mod wording;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use ocop::input::SchemaKind;

use failure::{
    Failure, Outcome, argument, fail, optional_date, print_json, read, unfit, unwritten,
};
use say::{SETTINGS, counted, criteria, lang, system_lang, tell};

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
    Verify(verify::Arguments),
    /// Run a conformance suite: cases with expected results.
    Conform(conform::Arguments),
    /// Count many cases, by outcome, star and so on, and against a plan.
    #[cfg(feature = "papers")]
    Report(report::Arguments),
    /// A provincial plan as a workbook to fill in, and a filled one as JSON.
    #[cfg(feature = "papers")]
    Plan(plan::Arguments),
    /// The star that a mean total gives, before minima.
    Rank(law::RankArguments),
    /// The regulation that applies to a dossier, and why.
    Regulation(law::ChoiceArguments),
    /// A certificate's calendar: its last day, when to renew it, how it stands.
    Certificate(calendar::Arguments),
    /// A product's history, from a history file or a case, and where it stands.
    History(calendar::HistoryArguments),
    /// The sets of a regulation, and how many independent sources of each sheet agree.
    Sets(law::SetsArguments),
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
    /// A council's session in one file: members' sheets in, results out.
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
        Err(error) if lang == ocop::Lang::En => error.exit(),
        Err(error) => {
            // Without a command the help says what there is, as a problem.
            let help = || help::in_vietnamese(&error.render().to_string());
            if !error.use_stderr() {
                let printed = out.write_all(help().as_bytes()).and_then(|()| out.flush());
                return printed.map_or_else(|error| unwritten(&error), |()| ExitCode::SUCCESS);
            }
            // It has several lines.
            let problem = help::problem(&error).unwrap_or_else(help);
            let _ = writeln!(io::stderr(), "{}", terminal::visible(problem.trim_end()));
            return ExitCode::from(2);
        }
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

fn run(command: Command, out: &mut impl Write) -> Outcome {
    match command {
        Command::Evaluate(arguments) => evaluate::evaluate(&arguments, out),
        #[cfg(feature = "papers")]
        Command::Batch(arguments) => batch::batch(&arguments, out),
        Command::Advise(arguments) => insight::advise(&arguments, out),
        Command::Sensitivity(arguments) => insight::sensitivity(&arguments, out),
        Command::Compare(arguments) => insight::compare(&arguments, out),
        Command::Verify(arguments) => verify::verify(&arguments, out),
        Command::Conform(arguments) => conform::conform(&arguments.path, out),
        #[cfg(feature = "papers")]
        Command::Report(arguments) => report::report(&arguments, out),
        #[cfg(feature = "papers")]
        Command::Plan(arguments) => plan::plan(&arguments, out),
        Command::Rank(arguments) => law::rank(&arguments, out),
        Command::Regulation(arguments) => law::regulation(&arguments, out),
        Command::History(arguments) => calendar::history(&arguments, out),
        Command::Certificate(arguments) => calendar::certificate(&arguments, out),
        Command::Sets(arguments) => law::sets(&arguments, out),
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
