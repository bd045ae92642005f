//! `ocop session` and `ocop serve`.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ocop::text::near_pairs;
use ocop::{Catalog, Lang};
use ocop_papers::SessionList;
use ocop_session::engine;
use ocop_session::fault::{self, Fault, Outcome as Asked, Said};
use ocop_session::json::Node;
use ocop_session::server::{self, Limits, Options};
use ocop_session::session::{Act, Refused, SECRETARY, Session};
use ocop_session::store::{self, Access};
use ocop_session::{demo, links, log, make, papers};
use serde_json::{Value, json};

use crate::{Failure, Outcome, argument, files, input, lang, print_json, tell};

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
        /// Make these links anew: `secretary` or a member's name in the list. The old ones end.
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
    /// Open a sheet that was handed in.
    Reopen {
        /// The session.
        file: PathBuf,
        /// The product.
        product: String,
        /// The member.
        member: String,
        /// At whose word.
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
        /// Products; all that are decided where none is named.
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

/// What `ocop serve` takes.
#[derive(Debug, clap::Args)]
pub struct ServeArguments {
    /// The session.
    file: PathBuf,
    /// Where to listen; on this machine alone, at the port of last time, where that is not said.
    #[arg(long, value_name = "ADDR:PORT", conflicts_with = "lan")]
    listen: Option<SocketAddr>,
    /// Listen at this machine's private addresses too, for the phones in the room.
    #[arg(long)]
    lan: bool,
    /// A wording file, whose texts members read in place of the labels from now on.
    #[arg(long, value_name = "FILE")]
    wording: Option<PathBuf>,
    /// Let producers assess their own products on a page without a link; nothing is stored.
    #[arg(long)]
    self_assessment: bool,
    /// Open the secretary's page in the browser.
    #[arg(long)]
    open: bool,
    /// A certificate and its key, in PEM.
    #[arg(long, num_args = 2, value_names = ["CERT", "KEY"])]
    tls: Vec<PathBuf>,
    /// Seconds for a header.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 10,
        hide_short_help = true
    )]
    header_seconds: u64,
    /// Seconds for a body.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 30,
        hide_short_help = true
    )]
    body_seconds: u64,
    /// Connections at once.
    #[arg(long, value_name = "N", default_value_t = 400, hide_short_help = true)]
    connections: usize,
}

impl ServeArguments {
    /// Serves a session to this machine, and opens the secretary's page.
    pub fn opening(file: PathBuf) -> ServeArguments {
        let limits = Limits::default();
        ServeArguments {
            file,
            listen: None,
            lan: false,
            wording: None,
            self_assessment: false,
            open: true,
            tls: Vec::new(),
            header_seconds: limits.header.as_secs(),
            body_seconds: limits.body.as_secs(),
            connections: limits.connections,
        }
    }
}

fn said(said: &Said) -> String {
    said.text(lang()).to_owned()
}

pub fn word(vi: &'static str, en: &'static str) -> &'static str {
    lang().word(vi, en)
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        match fault {
            Fault::Input(problems) => Failure::Input(problems),
            Fault::Argument(why) => Failure::Argument(said(&why)),
            Fault::No(why) | Fault::Full(why) | Fault::ReadOnly(why) | Fault::File(why) => {
                Failure::NoSuch(said(&why))
            }
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        match refused {
            Refused::NotFound => Failure::NoSuch(
                word(
                    "không có sản phẩm hoặc thành viên này",
                    "no such product or member",
                )
                .to_owned(),
            ),
            Refused::Locked { status, state } => {
                let status = status.unwrap_or_default();
                let why = word("đã khóa", "closed");
                Failure::NoSuch(format!("{why}: {status} {state}"))
            }
            Refused::Conflict(body) => {
                let body: Value = serde_json::from_str(&body).unwrap_or_default();
                let of = |key| engine::text(&body, key);
                let why = word("không làm được lúc này", "not possible now");
                Failure::NoSuch(format!("{why}: {} {}", of("status"), of("state")))
            }
            Refused::Invalid(problems) => Failure::Input(problems),
            Refused::Missing(body) => Failure::NoSuch(body.to_string()),
            Refused::Fault(fault) => fault.into(),
        }
    }
}

const ACT: Act<'static> = Act {
    who: SECRETARY,
    door: "command",
};

/// A wording file's name and text.
fn wording_of(path: &Path) -> Result<(String, String), Failure> {
    Ok((path.display().to_string(), input::document(path)?))
}

/// Writes a file that an argument names.
fn write_file(path: &Path, bytes: &[u8]) -> Outcome {
    files::write_all(&[(path.to_owned(), bytes.to_vec())], false)
}

/// Reads the session in `file`.
fn read<T>(
    file: &Path,
    ask: impl FnOnce(&Session<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    files::reads(file);
    let mut file = store::open(file, Access::Read)?;
    store::read(&mut file, |file| {
        let engine = store::engine(file)?;
        ask(&Session {
            file,
            engine: &engine,
        })
    })
}

/// Changes the session in `file`, in one transaction.
fn write<T>(
    file: &Path,
    change: impl FnOnce(&Session<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    files::reads(file);
    let mut file = store::open(file, Access::Write)?;
    store::write(&mut file, |file| {
        let engine = store::engine(file)?;
        change(&Session {
            file,
            engine: &engine,
        })
    })
}

/// Arguments as a request has them.
fn body<T>(value: &Value, act: impl FnOnce(&Node<'_>) -> Result<T, Refused>) -> Result<T, Failure> {
    let text = value.to_string();
    let node = Node::root("arguments", &text).map_err(|problem| Failure::Input(vec![problem]))?;
    Ok(act(&node)?)
}

/// Names what a list that was taken holds and is not used, and members, and products, whose names are
/// nearly equal.
fn tell_of_list(name: &str, list: &[u8]) {
    let book = SessionList::read(list, name).ok();
    let notes = book.iter().flat_map(SessionList::notes);
    notes.for_each(|note| tell(note.line_in(crate::lang())));
    let json = book.map_or_else(
        || serde_json::from_slice(list.strip_prefix(b"\xef\xbb\xbf").unwrap_or(list)),
        |book| serde_json::from_str(book.json()),
    );
    let list: Value = json.unwrap_or_default();
    for (key, path) in [("members", "/name"), ("products", "/product/name")] {
        let all = list.get(key).and_then(Value::as_array);
        let names = all.into_iter().flatten();
        let names = names.filter_map(|one| one.pointer(path).and_then(Value::as_str));
        for (one, other) in near_pairs(names) {
            tell(crate::said(
                format!("{name}: lưu ý: tên gần giống nhau, giữ cả hai: {one}; {other}"),
                format!("{name}: warning: nearly equal names, both are kept: {one}; {other}"),
            ));
        }
    }
}

/// Does what a command asks.
pub fn session(command: Command, out: &mut impl Write) -> Outcome {
    match command {
        Command::Template { xlsx, force } => {
            let list = SessionList::template(&Catalog::bundled()).map_err(argument)?;
            files::claim(&[&xlsx], force)?;
            files::write(&xlsx, &list)
        }
        Command::New {
            file,
            from,
            wording,
        } => {
            let list = input::bytes(&from)?;
            let name = from.display().to_string();
            let wording = wording.map(|path| wording_of(&path)).transpose()?;
            let wording = wording.as_ref().map(|(name, text)| (&**name, &**text));
            make::create(&file, (&name, &list), wording, &input::data()?)?;
            tell_of_list(&name, &list);
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
            let list = input::bytes(&from)?;
            let name = from.display().to_string();
            let kept = write(&file, |session| Ok(session.amend(ACT, &name, &list)?))?;
            kept.iter().for_each(|kept| tell(said(kept)));
            tell_of_list(&name, &list);
            Ok(())
        }
        Command::Workbooks { file, out, force } => {
            let books = read(&file, |session| Ok(session.workbooks()?))?;
            write_all(&out, books, force)
        }
        Command::Import { file, workbooks } => import(&file, &workbooks, out),
        Command::Board { file, json } => {
            let board = read(&file, |session| Ok(session.board()?))?;
            if json {
                return print_json(&board, out);
            }
            print_board(&board, out)
        }
        Command::Decide { file, products } => decide(&file, products, out),
        Command::Reopen {
            file,
            product,
            member,
            reason,
        } => write(&file, |session| {
            let at = (product.as_str(), member.as_str());
            let asked = json!({"reason": reason});
            body(&asked, |node| session.reopen(ACT, at, node))?;
            Ok(())
        }),
        Command::Round {
            file,
            product,
            date,
            reason,
        } => write(&file, |session| {
            let asked = json!({"date": date, "reason": reason});
            body(&asked, |node| session.second_round(ACT, &product, node))?;
            Ok(())
        }),
        Command::Attendance {
            file,
            product,
            member,
            status,
            reason,
        } => write(&file, |session| {
            let at = (product.as_str(), member.as_str());
            let asked = json!({"status": status, "reason": reason});
            body(&asked, |node| session.attendance(ACT, at, node))?;
            Ok(())
        }),
        Command::Decision {
            file,
            number,
            date,
            products,
        } => write(&file, |session| {
            let asked = json!({"number": number, "date": date});
            let all = session.products()?.into_iter();
            let decided = all.filter(|product| product.kept_state == "decided");
            let products = match products.as_slice() {
                [] => decided.map(|product| product.id).collect(),
                named => named.to_vec(),
            };
            for product in products {
                body(&asked, |node| session.decision(ACT, &product, node))?;
            }
            Ok(())
        }),
        Command::Papers { file, out, force } => write_papers(&file, &out, force),
        Command::Export { file, out: to } => {
            let (cases, rest) = read(&file, |session| Ok(session.cases()?))?;
            let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
            for product in rest {
                let why = word("chưa có kết quả", "has no result yet");
                tell(format_args!("{product}: {why}"));
            }
            match to {
                Some(to) => write_file(&to, lines.as_bytes()),
                None => Ok(out.write_all(lines.as_bytes())?),
            }
        }
        Command::Backup { file, out } => {
            let session = store::open(&file, Access::Read)?;
            // A copy that is read-only is copied as it is.
            match write(&file, |session| Ok(session.backed_up(ACT)?)) {
                Ok(()) => {}
                Err(_) if store::is_read_only(&session)? => {}
                Err(error) => return Err(error),
            }
            Ok(store::copy_to(&session, &out)?)
        }
        Command::Log { file } => {
            let file = store::open(&file, Access::Read)?;
            log::each(&file, |entry, _| {
                writeln!(out, "{}", entry.line())
                    .map_err(|error| Fault::File(Said::new(error.to_string(), error.to_string())))
            })?;
            Ok(())
        }
        Command::Check { file, head, json } => check(&file, head.as_deref(), json, out),
    }
}

fn print_links(
    path: &Path,
    base: Option<&str>,
    new: &[String],
    json: bool,
    html: Option<&Path>,
    out: &mut impl Write,
) -> Outcome {
    let ask = |session: &Session<'_>| -> Result<links::Links, Failure> {
        let base = match base {
            Some(base) => links::given(base),
            None => links::known(session)?,
        };
        let Some(base) = base else {
            let why = word(
                "chưa biết địa chỉ của chương trình: hãy chạy `ocop serve` một lần, hoặc thêm --base URL (như http://192.168.1.5:2026)",
                "where the server is reached is not known: start `ocop serve` once, or add --base URL (such as http://192.168.1.5:2026)",
            );
            return Err(Failure::Argument(why.to_owned()));
        };
        for who in new {
            session.new_token(ACT, who)?;
        }
        Ok(links::all(session, &base)?)
    };
    let links = if base.is_some() || !new.is_empty() {
        let wrote = write(path, |session| {
            let links = ask(session)?;
            links::remember(session, &links.base)?;
            Ok(links)
        });
        match wrote {
            // On a read-only disk the links are still there to be read.
            Err(Failure::NoSuch(_)) if new.is_empty() => read(path, ask)?,
            wrote => wrote?,
        }
    } else {
        read(path, ask)?
    };
    if let Some(page) = html {
        write_file(page, links.page().as_bytes())?;
    }
    if json {
        return print_json(&links.json(), out);
    }
    for (who, link) in links.lines() {
        writeln!(out, "{who}\t{link}")?;
    }
    Ok(())
}

fn print_board(board: &Value, out: &mut impl Write) -> Outcome {
    for product in engine::list(board, "products") {
        let of = |key| engine::text(product, key);
        write!(out, "{}\t{}\t{}", of("product"), of("name"), of("state"))?;
        if product.get("lacks_quorum") == Some(&json!(true)) {
            write!(
                out,
                "\t{}",
                word("sẽ thiếu số thành viên", "would lack its quorum")
            )?;
        }
        writeln!(out)?;
        let members = product.get("members").and_then(Value::as_object);
        for (member, sheet) in members.into_iter().flatten() {
            let number = |key| sheet.get(key).and_then(Value::as_u64).unwrap_or_default();
            let (status, answered, of) = (
                engine::text(sheet, "status"),
                number("answered"),
                number("of"),
            );
            writeln!(out, "\t{member}\t{status}\t{answered}/{of}")?;
        }
    }
    Ok(())
}

fn decide(file: &Path, named: Vec<String>, out: &mut impl Write) -> Outcome {
    let mut lines = Vec::new();
    let mut missed = false;
    write(file, |session| {
        let products = if named.is_empty() {
            session.products()?
        } else {
            let found: Result<_, Refused> = named.iter().map(|id| session.product(id)).collect();
            found?
        };
        for product in products {
            if named.is_empty() && product.is_locked() {
                continue;
            }
            match session.decide(ACT, &product.id) {
                Ok(result) => {
                    let result: Value = serde_json::from_str(&result).unwrap_or_default();
                    let last = engine::list(&result, "stages").last().cloned();
                    let last = last.unwrap_or_default();
                    let star = last.get("star").cloned().unwrap_or_default();
                    let status = engine::text(&last, "status");
                    lines.push(format!("{}\t{status}\t{star}", product.id));
                }
                Err(Refused::Conflict(body)) => {
                    missed |= !named.is_empty();
                    let body: Value = serde_json::from_str(&body).unwrap_or_default();
                    for one in engine::list(&body, "missing") {
                        let (member, status) =
                            (engine::text(one, "member"), engine::text(one, "status"));
                        let count = engine::list(one, "criteria").count();
                        let why = word("tiêu chí chưa chấm", "criteria without an answer");
                        tell(format_args!(
                            "{}: {member} {status}, {count} {why}",
                            product.id
                        ));
                    }
                }
                Err(refused) => return Err(refused.into()),
            }
        }
        Ok(())
    })?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    if missed {
        return Err(Failure::Answered);
    }
    Ok(())
}

fn write_papers(file: &Path, folder: &Path, force: bool) -> Outcome {
    let all = read(file, |session| Ok(papers::all(session)?))?;
    write_all(folder, all, force)
}

/// Writes files into a folder.
fn write_all(folder: &Path, all: Vec<(String, Vec<u8>)>, force: bool) -> Outcome {
    fs::create_dir_all(folder).map_err(|error| fault::system(folder, &error))?;
    let all = all.into_iter();
    let outputs: Vec<files::Written> = all
        .map(|(name, bytes)| (folder.join(name), bytes))
        .collect();
    files::write_all(&outputs, force)
}

fn import(file: &Path, workbooks: &[PathBuf], out: &mut impl Write) -> Outcome {
    let (mut books, mut missed) = (Vec::new(), false);
    for path in workbooks {
        match input::bytes(path) {
            Ok(bytes) => books.push((path.display().to_string(), bytes)),
            Err(problem) => {
                missed = true;
                tell(problem.line_in(lang()));
            }
        }
    }
    let act = Act {
        door: "workbook",
        ..ACT
    };
    let all = write(file, |session| Ok(session.import(act, &books)?))?;
    for (name, taken) in all {
        let taken = match taken {
            Ok(taken) => taken,
            Err(problems) => {
                missed = true;
                problems
                    .iter()
                    .for_each(|problem| tell(problem.line_in(lang())));
                continue;
            }
        };
        for (sheets, what) in [
            (&taken.submitted, word("đã nộp", "submitted")),
            (&taken.open, word("còn thiếu", "kept open")),
            (&taken.same, word("không đổi gì", "nothing new")),
        ] {
            for kept in sheets {
                let (member, product) = (&kept.member, &kept.product);
                let missing = kept.missing.join(" ");
                writeln!(out, "{name}\t{member}\t{product}\t{what}\t{missing}")?;
            }
        }
    }
    if missed {
        return Err(Failure::Answered);
    }
    Ok(())
}

fn check(path: &Path, head: Option<&str>, json: bool, out: &mut impl Write) -> Outcome {
    let newest = engine::digest(&engine::files(&Catalog::bundled()));
    let found = read(path, |session| Ok(session.check(head, &newest)?))?;
    let texts = |all: &[Said]| all.iter().map(said).collect::<Vec<_>>();
    if json {
        print_json(
            &json!({
                "entries": found.entries, "head": found.head,
                "problems": texts(&found.problems), "notes": texts(&found.notes),
            }),
            out,
        )?;
    } else {
        let entries = word("mục", "entries");
        writeln!(out, "{} {entries}, {}", found.entries, found.head)?;
        for problem in texts(&found.problems) {
            writeln!(out, "{problem}")?;
        }
    }
    texts(&found.notes).iter().for_each(tell);
    if found.problems.is_empty() {
        return Ok(());
    }
    Err(Failure::Answered)
}

/// Makes a session to play with, and says how to open it.
pub fn demo(file: &Path, out: &mut impl Write) -> Outcome {
    demo::create(file, &Catalog::bundled())?;
    let name = file.display();
    let said = match lang() {
        Lang::Vi => format!(
            "Đã tạo `{name}`: 12 sản phẩm bịa, 7 thành viên, phiếu chấm dở.\n\
             Mở: ocop serve \"{name}\"\n\
             Liên kết của thư ký và thành viên (khi đang mở): ocop session links \"{name}\"\n\
             Tổng hợp kết quả: ocop session decide \"{name}\""
        ),
        Lang::En => format!(
            "Made `{name}`: 12 made-up products, 7 members, sheets partly filled in.\n\
             Open it: ocop serve \"{name}\"\n\
             Links of secretary and members (while it is open): ocop session links \"{name}\"\n\
             Decide what is complete: ocop session decide \"{name}\""
        ),
    };
    Ok(writeln!(out, "{said}")?)
}

/// Serves a session.
pub fn serve(arguments: ServeArguments, out: &mut impl Write) -> Outcome {
    let tls = match arguments.tls.as_slice() {
        [certificate, key] => Some((certificate.clone(), key.clone())),
        _ => None,
    };
    if let Some(path) = &arguments.wording {
        let (name, text) = wording_of(path)?;
        write(&arguments.file, |session| {
            Ok(session.lay_over(ACT, &name, &text)?)
        })?;
    }
    let newest = engine::digest(&engine::files(&Catalog::bundled()));
    let own = read(&arguments.file, |session| {
        Ok(session.engine.base().to_owned())
    });
    if own.is_ok_and(|own| own != newest) {
        tell(word(
            "chương trình có dữ liệu mới hơn hoặc khác; đợt đánh giá này tiếp tục theo dữ liệu của mình",
            "the program has newer or other data; this session goes on with its own",
        ));
    }
    let limits = Limits {
        header: Duration::from_secs(arguments.header_seconds),
        body: Duration::from_secs(arguments.body_seconds),
        connections: arguments.connections,
        ..Limits::default()
    };
    let opened = arguments.open.then(|| arguments.file.clone());
    let options = Options {
        path: arguments.file,
        listen: arguments.listen,
        lan: arguments.lan,
        self_assessment: arguments.self_assessment,
        tls,
        limits,
    };
    let served: Asked<()> = server::serve(options, |line| {
        // A reader that has gone needs no line.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
        if let Some(file) = opened {
            open_page(&file, line);
        }
    });
    Ok(served?)
}

/// Opens the secretary's page of a session that is served where the first line says. The link is printed too, for
/// machines that open none.
fn open_page(file: &Path, line: &str) {
    let line: Value = serde_json::from_str(line).unwrap_or_default();
    let url = engine::text(&line, "url");
    let links = read(file, |session| Ok(links::all(session, url)?));
    if let Ok(links) = links
        && let Some((_, link)) = links.lines().next()
    {
        tell(link);
        crate::start::open(link);
    }
}
