//! `ocop session` and `ocop serve`.

mod answers;
mod serve;
mod stopped;

use answers::{check, decide, export, import, print_board, print_links, write_all, write_papers};
pub use serve::{ServeArguments, demo, serve};
use std::io::Write;
use std::path::{Path, PathBuf};
use stopped::{not_reopened, of_damaged, of_file, shown};

use ocop::input::ProblemCode;
use ocop::text::Phrase;
use ocop::{Catalog, Date};
use ocop_papers::{Note, SessionList};
use ocop_session::fault::Fault;
use ocop_session::json::Body;
use ocop_session::session::{self, Act, Session};
use ocop_session::store::{self, Access};
use ocop_session::{has_one_name, log, make, may_copy_to};
use serde_json::{Value, json};

use crate::data;
use crate::source;
use crate::wording::text_of as wording_of;
use crate::{Failure, Outcome, content, files, lang, print_json, tell};

/// What can be done with a session.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write an empty list of council, members and products, to fill in as a workbook.
    Template {
        /// The workbook.
        #[arg(long, value_name = "FILE")]
        xlsx: PathBuf,
        /// Overwrite a workbook that exists.
        #[arg(long)]
        force: bool,
    },
    /// Make a session from a list of council, members and products.
    New {
        /// The session's file, which must not exist.
        file: PathBuf,
        /// The list, as a workbook or JSON.
        #[arg(long, value_name = "LIST")]
        from: PathBuf,
        /// A wording file, whose texts members read in place of the labels.
        #[arg(long, value_name = "FILE")]
        wording: Option<PathBuf>,
    },
    /// Print everybody's private link.
    Links {
        /// The session.
        file: PathBuf,
        /// Where the server is reached, such as http://192.168.1.5:2026; else where it was last.
        #[arg(long, value_name = "URL")]
        base: Option<String>,
        /// Make these links anew: `secretary`, a member's id in the list (`m1`), or `all`. The old ones end.
        #[arg(long, value_name = "WHO", num_args = 1..)]
        new: Vec<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Write a page with the members' codes too, to print and hand out.
        #[arg(long, value_name = "OUT")]
        html: Option<PathBuf>,
    },
    /// Take a changed list in: names, members, products.
    Amend {
        /// The session.
        file: PathBuf,
        /// The list, as a workbook or JSON.
        #[arg(long, value_name = "LIST")]
        from: PathBuf,
    },
    /// Write one workbook for each member, with all products to score.
    Workbooks {
        /// The session.
        file: PathBuf,
        /// The folder.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Overwrite workbooks that are there.
        #[arg(long)]
        force: bool,
    },
    /// Take returned workbooks in: of each the whole or nothing.
    Import {
        /// The session.
        file: PathBuf,
        /// The workbooks.
        #[arg(required = true, value_name = "WORKBOOK")]
        workbooks: Vec<PathBuf>,
    },
    /// Products by members: how each sheet stands.
    Board {
        /// The session.
        file: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Decide what is complete; say what is missing for the rest.
    Decide {
        /// The session.
        file: PathBuf,
        /// Products; all where none is named.
        products: Vec<String>,
    },
    /// Open a sheet that was handed in, or take back what a finding ended.
    Reopen {
        /// The session.
        file: PathBuf,
        /// The product.
        product: String,
        /// The member; none to take back what a finding ended.
        member: Option<String>,
        /// Why, or at whose word.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Begin a product's second round.
    Round {
        /// The session.
        file: PathBuf,
        /// The product.
        product: String,
        /// Its day.
        #[arg(long)]
        date: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Say whether a member is there for a product.
    Attendance {
        /// The session.
        file: PathBuf,
        /// The product.
        product: String,
        /// The member.
        member: String,
        /// How it stands.
        #[arg(value_parser = ["absent", "recused", "present"])]
        status: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Enter the decision that recognises products.
    Decision {
        /// The session.
        file: PathBuf,
        /// Its number.
        #[arg(long)]
        number: String,
        /// Its day.
        #[arg(long)]
        date: String,
        /// Products; where none is named, all that are recognised, or all that go up if none is.
        products: Vec<String>,
    },
    /// Write every paper of the session into a folder.
    Papers {
        /// The session.
        file: PathBuf,
        /// The folder.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Overwrite documents that are there.
        #[arg(long)]
        force: bool,
    },
    /// One case a line, as `ocop batch` and `ocop report` read them.
    Export {
        /// The session.
        file: PathBuf,
        /// Write to a file.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// A whole copy in one file, also beside a running server.
    Backup {
        /// The session.
        file: PathBuf,
        /// The copy, which must not exist.
        #[arg(long, value_name = "COPY")]
        out: PathBuf,
    },
    /// The log, an entry a line.
    Log {
        /// The session.
        file: PathBuf,
    },
    /// Hold the file to itself: the log's chain, every sheet, every decision.
    Check {
        /// The session.
        file: PathBuf,
        /// A head of the log that was printed, which must be in the chain.
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

fn said(said: &Phrase) -> String {
    said.text(lang()).to_owned()
}

pub fn word(vi: &'static str, en: &'static str) -> &'static str {
    lang().word(vi, en)
}

const ACT: Act<'static> = Act::COMMAND;

/// The name and the bytes of a list; another kind of file is told as that.
fn list_at(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let (name, list) = (path.display().to_string(), source::bytes(path)?);
    let other = std::str::from_utf8(&list).ok();
    let expected = Phrase::new("danh sách của một đợt", "the list of a session");
    match other.and_then(|text| content::other_than("members", text, &name, expected)) {
        Some(other) => Err(other.into()),
        None => Ok((name, list)),
    }
}

/// Reads the session in `file`.
fn read<T>(
    file: &Path,
    ask: impl FnOnce(&Session<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    source::reads(file);
    session::read(file, ask).map_err(of_file(file))
}

/// The id of the session in `file` and how many entries its log has, where that can be read.
pub fn identity(file: &Path) -> Option<(String, i64)> {
    read(file, |session| {
        Ok((session.id()?, log::end(session.file)?.0))
    })
    .ok()
}

/// Changes the session in `file`, in one transaction.
fn write<T>(
    file: &Path,
    change: impl FnOnce(&Session<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    source::reads(file);
    session::write(file, change).map_err(of_file(file))
}

/// What problems of arguments are reported under until they are told at their options.
const ARGUMENTS: &str = "arguments";

/// Arguments as a request has them.
fn body(arguments: &Value) -> Body<'static> {
    Body::of(ARGUMENTS, arguments)
}

/// Names what a list that was taken holds and is not used, and what the session makes of it that is
/// worth knowing.
fn tell_of_list(name: &str, unused: &[Note], notes: &[Phrase]) {
    unused.iter().for_each(|note| tell(note.line_in(lang())));
    let warning = word("lưu ý", "warning");
    for note in notes {
        tell(format_args!("{name}: {warning}: {}", said(note)));
    }
}

/// Warns of a file with two names where a command only reads it; who writes is refused.
fn tell_of_names(command: &Command) {
    let (Command::Workbooks { file, .. }
    | Command::Board { file, .. }
    | Command::Papers { file, .. }
    | Command::Export { file, .. }
    | Command::Backup { file, .. }
    | Command::Log { file }
    | Command::Check { file, .. }) = command
    else {
        return;
    };
    if let Err(Fault::File(code @ ProblemCode::DiskUnfit, why)) = has_one_name(file) {
        let (file, warning) = (file.display(), word("lưu ý", "warning"));
        tell(format_args!("{file}: {warning}[{code}]: {}", said(&why)));
    }
}

/// Does what a command asks.
pub fn session(command: Command, out: &mut impl Write) -> Outcome {
    tell_of_names(&command);
    match command {
        Command::Template { xlsx, force } => {
            let list = SessionList::template(&Catalog::bundled())?;
            files::claim(&[&xlsx], force)?;
            files::write(&xlsx, &list)
        }
        Command::New {
            file,
            from,
            wording,
        } => {
            let (name, list) = list_at(&from)?;
            let wording = wording.map(|path| wording_of(&path)).transpose()?;
            let wording = wording.as_ref().map(|(name, text)| (&**name, &**text));
            let unused = make::create(&file, (&name, &list), wording, &data::data()?)?;
            let notes = read(&file, |session| Ok(session.notes()?))?;
            tell_of_list(&name, &unused, &notes);
            Ok(())
        }
        Command::Links {
            file,
            base,
            new,
            json,
            html,
        } => print_links(&file, base.as_deref(), &new, json, html.as_deref(), out),
        Command::Amend { file, from } => {
            let (name, list) = list_at(&from)?;
            // What cannot be told is not taken in either: an error says that the list was refused.
            let amended = write(&file, |session| {
                Ok((session.amend(ACT, &name, &list)?, session.notes()?))
            });
            let ((kept, unused), notes) = amended?;
            kept.iter().for_each(|kept| tell(said(kept)));
            tell_of_list(&name, &unused, &notes);
            Ok(())
        }
        Command::Workbooks { file, out, force } => {
            let books = read(&file, |session| Ok(session.workbooks()?))?;
            let none = word(
                "không có sổ nào để ghi: không còn phiếu nào để chấm",
                "there are no workbooks to write: no sheet is left to score",
            );
            write_all(&out, books, force, none)
        }
        Command::Import { file, workbooks } => import(&file, &workbooks, out),
        Command::Board { file, json } => {
            let (board, members) =
                read(&file, |session| Ok((session.board()?, session.members()?)))?;
            if json {
                return print_json(&board, out);
            }
            let order: Vec<String> = members.into_iter().map(|(member, _)| member.id).collect();
            print_board(&board, &order, out)
        }
        Command::Decide { file, products } => decide(&file, products, out),
        Command::Reopen {
            file,
            product,
            member,
            reason,
        } => write(&file, |session| {
            let asked = body(&json!({"reason": reason}));
            let opened = match &member {
                Some(member) => session.reopen(ACT, (&product, member), &asked),
                None => session.reopen_findings(ACT, &product, &asked),
            };
            opened.map_err(|refused| not_reopened(refused, member.is_some()))?;
            Ok(())
        }),
        Command::Round {
            file,
            product,
            date,
            reason,
        } => write(&file, |session| {
            let asked = body(&json!({"date": date, "reason": reason}));
            session.second_round(ACT, &product, &asked)?;
            Ok(())
        }),
        Command::Attendance {
            file,
            product,
            member,
            status,
            reason,
        } => write(&file, |session| {
            let asked = body(&json!({"status": status, "reason": reason}));
            session.attendance(ACT, (&product, &member), &asked)?;
            Ok(())
        }),
        Command::Decision {
            file,
            number,
            date,
            products,
        } => {
            if number.trim().is_empty() {
                let why = word("--number trống", "--number is empty");
                return Err(Failure::Argument(why.to_owned()));
            }
            if date.parse::<Date>().is_err() {
                return Err(Failure::Argument(said!(
                    "--date: thấy `{date}`, cần một ngày có thật, viết như 2026-08-25",
                    "--date: found `{date}`, expected a day of the calendar such as 2026-08-25"
                )));
            }
            let asked = body(&json!({"number": number, "date": date}));
            let others = write(&file, |session| {
                Ok(session.one_decision(ACT, &products, &asked)?)
            })?;
            if let Some(note) = log::to_come(&date) {
                let warning = word("lưu ý", "warning");
                tell(format_args!("{warning}: {}", said(&note)));
            }
            for product in others {
                let why = word("không thuộc quyết định này", "the decision is not of it");
                tell(format_args!("{}: {why}", product.id));
            }
            Ok(())
        }
        Command::Papers { file, out, force } => write_papers(&file, &out, force),
        Command::Export { file, out: to } => export(&file, to.as_deref(), out),
        Command::Backup { file, out } => {
            let session = store::open(&file, Access::Read).map_err(Failure::from);
            let session = session.map_err(of_file(&file))?;
            may_copy_to(&out)?;
            // What nothing is written to, for it is read-only or has two names, is copied as it is.
            match write(&file, |session| Ok(session.backed_up(ACT)?)) {
                Ok(()) => {}
                Err(_) if store::is_read_only(&session)? || has_one_name(&file).is_err() => {}
                Err(error) => return Err(error),
            }
            store::copy_to(&session, &out).map_err(of_damaged(&file))
        }
        Command::Log { file } => {
            let mut lines = String::new();
            read(&file, |session| {
                Ok(log::each(session.file, |entry, _| {
                    lines.push_str(&entry.line());
                    lines.push('\n');
                    Ok(())
                })?)
            })?;
            Ok(out.write_all(lines.as_bytes())?)
        }
        Command::Check { file, head, json } => check(&file, head.as_deref(), json, out),
    }
}
