//! The READMEs, `docs/` and the guide for councils: every command, option, page and file that they name exists, and
//! the guide's commands run as they are printed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use ocop::{Case, Catalog};
use ocop_papers::Form;
use ocop_session::json::Body;
use ocop_session::session::{self, Act, Done};
use serde_json::{Value, json};

use crate::run;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Commands that have commands below them.
const GROUPS: [&str; 2] = ["session", "wording"];

/// Options whose value is a file or folder that the command writes.
const WRITES: [&str; 5] = ["--out", "--xlsx", "--docx", "--html", "--csv"];

/// A case whose first sheet at the province a reader of the guide fills in.
const FILLED: &str = "examples/cases/one-product-26-2026.json";

fn pages(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).unwrap();
    let mut pages: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    pages.sort();
    pages
}

fn all_pages() -> Vec<PathBuf> {
    ["", "docs", "docs/huong-dan"]
        .into_iter()
        .flat_map(pages)
        .collect()
}

/// What a page prints as code: lines of blocks, with the block's language, and spans between backticks.
fn code(text: &str) -> Vec<(String, String)> {
    let mut code = Vec::new();
    let mut block: Option<String> = None;
    let mut prose = String::new();
    for line in text.lines() {
        match (&block, line.trim().strip_prefix("```")) {
            (None, Some(language)) => block = Some(language.to_owned()),
            (Some(_), Some(_)) => block = None,
            (Some(language), None) => code.push((language.clone(), line.trim().to_owned())),
            (None, None) => {
                prose.push_str(line);
                prose.push(' ');
            }
        }
    }
    let spans = prose.split('`').skip(1).step_by(2);
    code.extend(spans.map(|span| ("span".to_owned(), span.to_owned())));
    code
}

/// The arguments after the program's name, where a line of code runs it.
fn arguments(line: &str) -> Option<Vec<String>> {
    let rest = if line.contains("cargo run") && line.contains("ocop-cli") {
        line.split_once(" -- ")?.1
    } else {
        line.strip_prefix("ocop ")?
    };
    let rest = rest.split(" #").next()?;
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in rest.chars() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter.is_whitespace() && !quoted => words.push(String::new()),
            letter => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    Some(words)
}

/// The lower-case name that a word begins with, such as an option in `[--lang`.
fn name(word: &str) -> &str {
    let word = word.trim_start_matches('[');
    let end = word.find(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
    end.map_or(word, |end| &word[..end])
}

/// The helps of commands, each asked for once.
#[derive(Default)]
struct Helps(BTreeMap<String, Option<String>>);

impl Helps {
    fn of(&mut self, command: &str) -> Option<&str> {
        let help = self.0.entry(command.to_owned()).or_insert_with(|| {
            let asked = Command::new(env!("CARGO_BIN_EXE_ocop"))
                .args(command.split(' '))
                .arg("--help")
                .output()
                .unwrap();
            let help = String::from_utf8(asked.stdout).unwrap();
            asked.status.success().then_some(help)
        });
        help.as_deref()
    }
}

fn has_option(help: &str, option: &str) -> bool {
    let words = help.split(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
    words.into_iter().any(|word| word == option)
}

#[test]
fn pages_name_commands_and_options_that_exist() {
    let mut helps = Helps::default();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for page in all_pages() {
        // A history names commands as they were.
        if page.ends_with("CHANGELOG.md") {
            continue;
        }
        let text = fs::read_to_string(&page).unwrap();
        for (_, line) in code(&text) {
            let Some(words) = arguments(&line) else {
                continue;
            };
            let mut names = words.iter().map(|word| name(word));
            let Some(first) = names
                .next()
                .filter(|first| first.starts_with(char::is_alphabetic))
            else {
                continue;
            };
            let second = names.next().filter(|second| !second.is_empty());
            let command = match second {
                Some(second) if GROUPS.contains(&first) => format!("{first} {second}"),
                _ => first.to_owned(),
            };
            let Some(help) = helps.of(&command) else {
                wrong.push(format!("{}: there is no `ocop {command}`", page.display()));
                continue;
            };
            let options = words.iter().map(|word| name(word));
            for option in options.filter(|option| option.starts_with("--") && option.len() > 2) {
                if !has_option(help, option) {
                    wrong.push(format!(
                        "{}: `ocop {command}` has no `{option}`",
                        page.display()
                    ));
                }
            }
            seen.insert(command);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        seen.contains("evaluate") && seen.contains("session new"),
        "{seen:?}"
    );
}

#[test]
fn options_named_alone_in_the_guide_exist() {
    let mut helps = Helps::default();
    let mut all = String::new();
    for command in [
        "check", "verify", "report", "evaluate", "advise", "sheet", "serve",
    ] {
        all.push_str(helps.of(command).unwrap());
    }
    for command in ["check", "links", "new"] {
        all.push_str(helps.of(&format!("session {command}")).unwrap());
    }
    for page in pages("docs/huong-dan") {
        let text = fs::read_to_string(&page).unwrap();
        for (kind, span) in code(&text) {
            if kind == "span" && span.starts_with("--") {
                // Every command has it.
                let known = span == "--help" || has_option(&all, name(&span));
                assert!(known, "{}: {span}", page.display());
            }
        }
    }
}

/// A heading's name in a link, as hosts of Markdown make it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept
        .chars()
        .filter(|&letter| letter.is_alphanumeric() || letter == ' ' || letter == '-');
    kept.map(|letter| if letter == ' ' { '-' } else { letter })
        .collect()
}

#[test]
fn links_of_pages_lead_to_files_and_headings() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for page in all_pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1) {
            let Some((link, _)) = link.split_once(')') else {
                continue;
            };
            if link.contains("://") || link.contains(char::is_whitespace) {
                continue;
            }
            count += 1;
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(file)
            };
            let there = fs::read_to_string(&target);
            let right = heading.is_empty()
                || there.as_ref().is_ok_and(|text| {
                    text.lines()
                        .any(|line| line.starts_with('#') && anchor(line) == heading)
                });
            if !target.exists() || !right {
                wrong.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 20, "{count}");
}

/// Every picture is shown by some page, so that none is made and kept for nothing.
#[test]
fn every_picture_is_shown() {
    let all: String = all_pages()
        .iter()
        .map(|page| fs::read_to_string(page).unwrap())
        .collect();
    let pictures = fs::read_dir(Path::new(ROOT).join("docs/pictures")).unwrap();
    let mut count = 0;
    for picture in pictures {
        let name = picture.unwrap().file_name().into_string().unwrap();
        assert!(all.contains(&format!("pictures/{name})")), "{name}");
        count += 1;
    }
    assert!(count >= 8, "{count}");
}

/// A server that ends with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a served session answers: its address is the first line of the server.
struct Site {
    address: String,
    cookie: String,
}

impl Site {
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (address, cookie) = (&self.address, &self.cookie);
        let ask = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(ask.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The visitor who opens a private link.
    fn of(link: &str) -> Site {
        let (address, path) = link
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let mut site = Site {
            address: address.to_owned(),
            cookie: String::new(),
        };
        let answer = site.get(&format!("/{path}"));
        let cookie = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie").then_some(value)
        });
        site.cookie = cookie.unwrap().split(';').next().unwrap().to_owned();
        site
    }

    /// The text of every page that can be reached from the first, without its tags.
    fn texts(&self) -> String {
        let mut texts = String::new();
        let mut seen = BTreeSet::from(["/".to_owned()]);
        let mut next = vec!["/".to_owned()];
        while let Some(path) = next.pop() {
            let answer = self.get(&path);
            if !answer.contains("text/html") {
                continue;
            }
            for link in answer.split("href=\"/").skip(1) {
                let link = format!("/{}", link.split(['"', '#', '?']).next().unwrap());
                if seen.insert(link.clone()) {
                    next.push(link);
                }
            }
            let mut words = String::new();
            for piece in answer.split('<') {
                words.push(' ');
                words.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
            }
            texts.push_str(&words.split_whitespace().collect::<Vec<_>>().join(" "));
            texts.push('\n');
        }
        texts
    }
}

/// In the guide bold text names a page, a button or a state, word for word: each is on a page that a session serves to its
/// secretary, a member or a producer, or is written there by the pages' script.
#[test]
fn words_in_bold_are_on_the_pages_of_a_session() {
    let folder = run::folder("guide-pages");
    let ocop = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ocop"));
        command.args(arguments).current_dir(&folder);
        command
    };
    let run = |arguments: &[&str]| ocop(arguments).output().unwrap();
    run(&["demo", "dot.ocop"]);
    // Sheets of every state: one absent, some products decided, one without enough members, one to be scored again.
    let away = ["session", "attendance", "dot.ocop", "p12"];
    for member in ["m1", "m2", "m3"] {
        run(&[&away[..], &[member, "absent", "--reason", "Công tác"]].concat());
    }
    let visit = || {
        let mut served = ocop(&["serve", "dot.ocop", "--self-assessment"]);
        let mut served = served.stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(served.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let _serving = Serving(served);
        let links = run(&["session", "links", "dot.ocop"]).stdout;
        let links = String::from_utf8(links).unwrap();
        let mut texts = String::new();
        for who in ["secretary", "m3"] {
            let mut lines = links.lines();
            let link = lines.find_map(|line| line.strip_prefix(who)).unwrap();
            texts += &Site::of(link.trim()).texts();
        }
        let own: Value = serde_json::from_str(&first).unwrap();
        let own = Site {
            address: own["url"].as_str().unwrap().replace("http://", ""),
            cookie: String::new(),
        };
        texts + &own.get("/tu-danh-gia/08")
    };
    let mut pages_of_a_session = visit();
    run(&["session", "decide", "dot.ocop"]);
    // A product that a finding ends.
    let ended = session::write(&folder.join("dot.ocop"), |session| -> Done<()> {
        for product in session.products()? {
            let form = session.form(&product)?;
            if let Some(finding) = form.view.pointer("/findings/0/finding")
                && !product.is_locked()
            {
                let found = json!({"findings": [finding]});
                session.findings(Act::COMMAND, &product.id, &Body::of("test", &found))?;
                session.decide(Act::COMMAND, &product.id)?;
                break;
            }
        }
        Ok(())
    });
    ended.unwrap();
    pages_of_a_session += &visit();
    let script = Path::new(ROOT).join("session/src/page.js");
    pages_of_a_session.push_str(&fs::read_to_string(script).unwrap());
    let mut wrong = Vec::new();
    let mut count = 0;
    for page in pages("docs/huong-dan") {
        let text = fs::read_to_string(&page).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for bold in text.split("**").skip(1).step_by(2) {
            count += 1;
            if !pages_of_a_session.contains(bold) {
                wrong.push(format!("{}: {bold}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 20, "{count}");
}

/// Vietnamese words between backticks name a worksheet or a caption of a workbook.
#[test]
fn worksheets_and_captions_that_the_guide_names_exist() {
    let folder = Path::new(ROOT).join("papers/src/workbook");
    let workbooks: String = fs::read_dir(folder)
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let mut count = 0;
    for page in pages("docs/huong-dan") {
        let text = fs::read_to_string(&page).unwrap();
        for (kind, span) in code(&text) {
            if kind == "span" && !span.is_ascii() && !span.starts_with("ocop ") {
                count += 1;
                let named = format!("\"{span}\"");
                assert!(workbooks.contains(&named), "{}: {span}", page.display());
            }
        }
    }
    assert!(count > 4, "{count}");
}

/// Runs what a page prints in blocks of the language `sh`, in order, in a folder of its own. A comment `filled: FILE`
/// stands where the reader fills in a workbook.
fn follow(page: &str) {
    let folder = run::folder(&format!("guide-{page}"));
    let text = fs::read_to_string(Path::new(ROOT).join("docs/huong-dan").join(page)).unwrap();
    let mut serving = Vec::new();
    let mut ran = 0;
    let mut shell = false;
    for line in text.lines() {
        if let Some(file) = line.strip_prefix("<!-- filled: ") {
            fill(&folder.join(file.trim_end_matches(" -->")));
        }
        if let Some(language) = line.strip_prefix("```") {
            shell = language == "sh";
            continue;
        }
        if !shell {
            continue;
        }
        let words = arguments(line).unwrap_or_else(|| panic!("{page}: {line}"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_ocop"));
        command.args(&words).current_dir(&folder);
        ran += 1;
        if words[0] == "serve" {
            let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
            let mut first = String::new();
            BufReader::new(child.stdout.take().unwrap())
                .read_line(&mut first)
                .unwrap();
            serving.push(Serving(child));
            assert!(
                first.contains("http://127.0.0.1:"),
                "{page}: {line}: {first}"
            );
            continue;
        }
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{page}: {line}\n{errors}");
        for pair in words.windows(2) {
            if WRITES.contains(&pair[0].as_str()) {
                assert!(folder.join(&pair[1]).exists(), "{page}: {line}");
            }
        }
    }
    assert!(ran > 3, "{page}: {ran}");
}

/// Fills a workbook in as one assessor would.
fn fill(workbook: &Path) {
    assert!(workbook.exists(), "{}", workbook.display());
    let text = fs::read_to_string(Path::new(ROOT).join(FILLED)).unwrap();
    let mut case: Value = serde_json::from_str(&text).unwrap();
    let mut stage = case["stages"].as_array().unwrap().last().unwrap().clone();
    stage["sheets"].as_array_mut().unwrap().truncate(1);
    stage.as_object_mut().unwrap().remove("council");
    case["stages"] = json!([stage]);
    let case = Case::from_json(&case.to_string(), FILLED, &Catalog::bundled()).unwrap();
    let form = Form::filled(&case).unwrap();
    fs::write(workbook, form.to_xlsx().unwrap()).unwrap();
}

#[test]
fn the_secretarys_day_runs_as_printed() {
    follow("thu-ky.md");
}

#[test]
fn the_producers_page_runs_as_printed() {
    follow("chu-the.md");
}

#[test]
fn the_offices_page_runs_as_printed() {
    follow("van-phong.md");
}
