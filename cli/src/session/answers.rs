//! What commands on a session print and write: links, the board, results, papers, checks.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use ocop::input::COUNCILS;
use ocop::{Catalog, Lang};
use ocop_session::engine;
use ocop_session::fault;
use ocop_session::session::{Act, Refused, SUBMITTED, Session, Warning};
use ocop_session::workbooks::{Book, Kept};
use ocop_session::{links, papers};
use serde_json::{Value, json};

use crate::source;
use crate::{Failure, Outcome, argument, counted, files, lang, print_json, tell};

use super::{ACT, read, said, shown, word, write};

pub(super) fn print_links(
    path: &Path,
    base: Option<&str>,
    new: &[String],
    json: bool,
    html: Option<&Path>,
    out: &mut impl Write,
) -> Outcome {
    // What is refused changes nothing: a page that cannot be written is known before links end.
    source::reads(path);
    let page = html.map(files::begin_private).transpose()?;
    let ask = |session: &Session<'_>| -> Result<links::Links, Failure> {
        let (known, why) = match base {
            Some(base) => (
                links::given(base),
                word(
                    "--base không phải là địa chỉ của một chương trình, như http://192.168.1.5:2026",
                    "--base is not where a server is reached, such as http://192.168.1.5:2026",
                ),
            ),
            None => (
                links::known(session)?,
                word(
                    "chưa biết địa chỉ của chương trình: hãy chạy `ocop serve` một lần, hoặc thêm --base URL (như http://192.168.1.5:2026)",
                    "where the server is reached is not known: start `ocop serve` once, or add --base URL (such as http://192.168.1.5:2026)",
                ),
            ),
        };
        let base = known.ok_or_else(|| Failure::Argument(why.to_owned()))?;
        session.new_tokens(ACT, new)?;
        Ok(links::all(session, &base)?)
    };
    let links = if base.is_some() || !new.is_empty() {
        let wrote = write(path, |session| {
            let links = ask(session)?;
            links::remember(session.file, &links.base)?;
            Ok(links)
        });
        match wrote {
            // On a read-only disk the links are still there to be read.
            Err(Failure::Session(_)) if new.is_empty() => read(path, ask)?,
            wrote => wrote?,
        }
    } else {
        read(path, ask)?
    };
    if let Some(page) = page {
        // It holds what the session's own file holds, which nobody else reads.
        files::finished(page, links.page().as_bytes())?;
    }
    if json {
        return print_json(&links.json(), out);
    }
    for (who, link) in links.lines() {
        writeln!(out, "{who}\t{link}")?;
    }
    Ok(())
}

/// Prints the board, members in the list's order.
pub(super) fn print_board(board: &Value, order: &[String], out: &mut impl Write) -> Outcome {
    for product in engine::list(board, "products") {
        let of = |key| engine::text(product, key);
        let state = shown(of("state"));
        write!(out, "{}\t{}\t{state}", of("product"), of("name"))?;
        if product.get("lacks_quorum") == Some(&json!(true)) {
            write!(
                out,
                "\t{}",
                word("sẽ thiếu số thành viên", "would lack its quorum")
            )?;
        }
        writeln!(out)?;
        let sheets = order.iter().filter_map(|member| {
            let sheet = product.get("members")?.get(member)?;
            Some((member, sheet))
        });
        for (member, sheet) in sheets {
            let number = |key| sheet.get(key).and_then(Value::as_u64).unwrap_or_default();
            let (status, answered, of) = (
                shown(engine::text(sheet, "status")),
                number("answered"),
                number("of"),
            );
            writeln!(out, "\t{member}\t{status}\t{answered}/{of}")?;
        }
    }
    Ok(())
}

pub(super) fn decide(file: &Path, named: Vec<String>, out: &mut impl Write) -> Outcome {
    let (mut lines, mut warnings) = (Vec::new(), Vec::new());
    let mut missed = false;
    write(file, |session| {
        let all = if named.is_empty() {
            session.decide_all(ACT)?
        } else {
            let found = session.named(&named)?.into_iter();
            let done = found.map(|product| {
                let done = session.decide(ACT, &product.id);
                (product, done)
            });
            done.collect()
        };
        let mut decided = Vec::new();
        for (product, done) in all {
            match done {
                Ok(result) => {
                    let result: Value = serde_json::from_str(&result).unwrap_or_default();
                    let last = engine::last_stage(&result).unwrap_or(&Value::Null);
                    let star = last.get("star").and_then(Value::as_u64);
                    let star = star.map(|star| star.to_string()).unwrap_or_default();
                    let status = match lang() {
                        Lang::Vi => engine::status_word(last.get("status").unwrap_or(&Value::Null)),
                        Lang::En => engine::text(last, "status"),
                    };
                    lines.push(format!("{}\t{status}\t{star}", product.id));
                    decided.push(product);
                }
                Err(Refused::Conflict(body)) => {
                    missed |= !named.is_empty();
                    let body: Value = serde_json::from_str(&body).unwrap_or_default();
                    for one in engine::list(&body, "missing") {
                        let (member, status) = (
                            engine::text(one, "member"),
                            shown(engine::text(one, "status")),
                        );
                        let count = engine::list(one, "criteria").count();
                        let why = word("tiêu chí chưa chấm", "criteria without an answer");
                        tell(format_args!(
                            "{}: {member} {status}, {count} {why}",
                            product.id
                        ));
                    }
                }
                // The rest is decided all the same, unless this one was asked for.
                Err(Refused::Invalid(problems)) if named.is_empty() => {
                    missed = true;
                    for problem in problems {
                        tell(format_args!("{}: {}", product.id, problem.text(lang())));
                    }
                }
                Err(refused) => return Err(refused.into()),
            }
        }
        warnings = session.warnings(&decided)?;
        Ok(())
    })?;
    for Warning {
        code,
        said: why,
        products,
    } in &warnings
    {
        let (products, warning) = (products.join(", "), word("lưu ý", "warning"));
        tell(format_args!("{products}: {warning}[{code}]: {}", said(why)));
    }
    for line in lines {
        writeln!(out, "{line}")?;
    }
    if missed {
        return Err(Failure::Answered);
    }
    Ok(())
}

/// Writes the cases. Council rules that they name and that the program does not ship with go into a
/// folder beside them, from where other commands take them.
pub(super) fn export(file: &Path, to: Option<&Path>, out: &mut impl Write) -> Outcome {
    let (cases, rest, rules) = read(file, |session| {
        let (cases, rest) = session.cases()?;
        let rules = session.rules_beside(&cases)?;
        Ok((cases, rest, rules))
    })?;
    let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
    without_result(rest);
    let Some(to) = to else {
        out.write_all(lines.as_bytes())?;
        for name in rules.keys() {
            let named = word(
                "quy chế mà hồ sơ nêu tên; `--out` ghi cả quy chế ấy, để đọc hồ sơ với `--councils`",
                "rules that cases name; `--out` writes them too, to read the cases with `--councils`",
            );
            tell(format_args!("{name}: {named}"));
        }
        return Ok(());
    };
    let folder = to.with_file_name(COUNCILS);
    let mut outputs: Vec<files::Written> = vec![(to.to_owned(), lines.into_bytes())];
    for (name, text) in rules {
        let path = folder.join(format!("{name}.json"));
        if fs::read(&path).is_ok_and(|there| there != text.as_bytes()) {
            let path = path.display();
            let why = word(
                "đã có, với quy chế khác: hãy chọn thư mục khác cho `--out`",
                "exists, with other rules: choose another folder for `--out`",
            );
            return Err(Failure::Argument(format!("`{path}`: {why}")));
        }
        outputs.push((path, text.into_bytes()));
    }
    if outputs.len() > 1 {
        fs::create_dir_all(&folder).map_err(|error| fault::system(&folder, &error))?;
    }
    files::write_all(&outputs, false)?;
    for (path, _) in outputs.iter().skip(1) {
        let read = word("đọc hồ sơ với", "read the cases with");
        let (path, folder) = (path.display(), folder.display());
        tell(format_args!("{path}: {read} `--councils {folder}`"));
    }
    Ok(())
}

pub(super) fn write_papers(file: &Path, folder: &Path, force: bool) -> Outcome {
    let (all, rest) = read(file, |session| {
        Ok((papers::all(session)?, session.cases()?.1))
    })?;
    let none = word(
        "chưa có văn bản nào: chưa sản phẩm nào có kết quả",
        "there are no papers yet: no product has a result",
    );
    without_result(rest);
    write_all(folder, all, force, none)
}

/// Names the products that what is written says nothing of.
fn without_result(products: Vec<String>) {
    for product in products {
        let why = word("chưa có kết quả", "has no result yet");
        tell(format_args!("{product}: {why}"));
    }
}

/// Writes files into a folder, and says how many; where there are none, why.
pub(super) fn write_all(
    folder: &Path,
    all: Vec<(String, Vec<u8>)>,
    force: bool,
    none: &str,
) -> Outcome {
    if all.is_empty() {
        tell(none);
    }
    fs::create_dir_all(folder).map_err(|error| fault::system(folder, &error))?;
    let all = all.into_iter();
    let outputs: Vec<files::Written> = all
        .map(|(name, bytes)| (folder.join(name), bytes))
        .collect();
    files::write_all(&outputs, force)?;
    let (count, folder) = (outputs.len(), folder.display());
    if count > 0 {
        let files = counted(count, "file");
        tell(said!(
            "đã ghi {count} tệp vào `{folder}`",
            "wrote {files} into `{folder}`"
        ));
    }
    Ok(())
}

pub(super) fn import(file: &Path, workbooks: &[PathBuf], out: &mut impl Write) -> Outcome {
    let (mut books, mut missed) = (Vec::new(), false);
    for path in workbooks {
        match source::bytes(path) {
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
    let books: Vec<Book> = read(file, |session| {
        let books = books.iter();
        let books = books.map(|(name, bytes)| Book::read(name, bytes, session.engine));
        Ok(books.collect())
    })?;
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
        let came = taken.submitted.iter().chain(&taken.open);
        for warning in came.filter_map(Kept::warning) {
            let note = word("lưu ý", "warning");
            tell(format_args!("{name}: {note}: {}", said(&warning)));
        }
        for (sheets, what) in [
            (&taken.submitted, shown(SUBMITTED)),
            (&taken.open, word("chưa nộp", "kept open")),
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

pub(super) fn check(path: &Path, head: Option<&str>, json: bool, out: &mut impl Write) -> Outcome {
    // As people copy it from paper: capitals and spaces around are no other head.
    let head = head.map(|head| head.trim().to_lowercase());
    let head = head.as_deref();
    let is_no_hash = |head: &str| head.len() != 64 || !head.bytes().all(|b| b.is_ascii_hexdigit());
    if head.is_some_and(is_no_hash) {
        return Err(argument(word(
            "`--head` là mã đầu nhật ký đã in: đủ 64 ký tự, gồm chữ số và chữ cái từ a đến f",
            "`--head` is a printed head of the log: all of its 64 digits and letters from a to f",
        )));
    }
    let newest = engine::digest(&engine::files(&Catalog::bundled()));
    let found = read(path, |session| Ok(session.check(head, &newest)?))?;
    let (error, file) = (word("lỗi", "error"), path.display());
    if json {
        let problems = found.problems.iter().map(|(_, why)| said(why));
        let errors = found.problems.iter().map(|(code, why)| {
            let (vi, en) = (why.text(Lang::Vi), why.text(Lang::En));
            json!({"code": code.as_str(), "vi": vi, "en": en})
        });
        print_json(
            &json!({
                "entries": found.entries, "head": found.head,
                "problems": problems.collect::<Vec<_>>(), "errors": errors.collect::<Vec<_>>(),
                "notes": found.notes.iter().map(said).collect::<Vec<_>>(),
            }),
            out,
        )?;
    } else {
        let entries = word("mục", "entries");
        writeln!(out, "{} {entries}, {}", found.entries, found.head)?;
        for (code, why) in &found.problems {
            writeln!(out, "{file}: {error}[{code}]: {}", said(why))?;
        }
    }
    found.notes.iter().map(said).for_each(tell);
    if found.problems.is_empty() {
        return Ok(());
    }
    Err(Failure::Answered)
}
