//! Faults of the world: disks that are full, pipes that close, files that change, texts that are
//! far too long. Each gets a clear word or none is needed; nothing panics, and nothing is lost.

#![cfg(target_os = "linux")]
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::run::{answers, command, ocop};

#[path = "../../../tests/it/random/mod.rs"]
mod random;
use random::Random;

const CASE: &str = "examples/cases/mean-exactly-90.json";
const HISTORY: &str = "examples/histories/one-product-two-laws.json";

/// Every command, with arguments that it answers; `CASES` is a file of cases, `RESULT` a result.
const COMMANDS: &[&[&str]] = &[
    &["evaluate", CASE],
    &["evaluate", CASE, CASE, "--json"],
    &["batch", "CASES"],
    &["advise", CASE, "--target", "5"],
    &["sensitivity", CASE],
    &["compare", CASE, CASE],
    &["verify", "RESULT", CASE],
    &["conform", "conformance/published.jsonl"],
    &["report", "CASES", "--plan", "kh-262-dong-nai-2024"],
    &["rank", "70"],
    &["regulation", "--filed", "2024-04-10"],
    &["certificate", "--star", "3", "--issued", "2024-04-10"],
    &["history", HISTORY],
    &["sets"],
    &["sheet", "08"],
    &["check", "criteria/councils"],
    &["schema", "case"],
    &["explain", "box-unknown"],
];

fn temporary(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("world-{name}"))
}

fn file(name: &str, bytes: &[u8]) -> String {
    let path = temporary(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// At most so many MiB of memory that the program writes to; more ends it at once.
const MEMORY: u32 = 128;

/// The program with at most [`MEMORY`].
fn bounded(arguments: &[&str]) -> Command {
    let kilobytes = MEMORY * 1024;
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit -d {kilobytes}; exec \"$@\""), "sh"])
        .arg(env!("CARGO_BIN_EXE_ocop"))
        .args(arguments)
        .env("LC_ALL", "en_US.UTF-8")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    command
}

/// Runs it on what `write` gives as standard input; it may stop reading early.
fn fed(mut command: Command, write: impl FnOnce(&mut dyn Write) + Send) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || write(&mut stdin));
        child.wait_with_output().unwrap()
    })
}

/// A file with the printed result of the case.
fn printed(name: &str) -> String {
    file(name, &ocop(&["evaluate", CASE, "--json"]).stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Refused with one of the two codes for wrong input and arguments, in one word that says why, and
/// nothing on standard output.
#[track_caller]
fn refused(output: &Output, code: i32, why: &str) {
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{errors}");
    assert!(output.stdout.is_empty());
    assert!(errors.contains(why), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
}

fn good(name: &str, total: &str) -> String {
    json!({"product": {"name": name}, "regulation": "qd-148-2023", "set": "08",
        "stages": [{"level": "district", "date": "2024-04-10", "total": total}]})
    .to_string()
}

/// [`COMMANDS`] with their files in place; each test has its own.
fn commands(test: &str) -> Vec<Vec<String>> {
    let lines = format!("{}\n{}\n", good("a", "61.5"), good("b", "70"));
    let cases = file(&format!("{test}-cases.jsonl"), lines.as_bytes());
    let result = ocop(&["evaluate", CASE, "--json"]).stdout;
    let result = file(&format!("{test}-result.json"), &result);
    let named = |word: &&str| match *word {
        "CASES" => cases.clone(),
        "RESULT" => result.clone(),
        other => other.to_owned(),
    };
    let commands = COMMANDS.iter();
    commands
        .map(|words| words.iter().map(named).collect())
        .collect()
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

#[test]
fn a_full_disk_is_told_by_every_command() {
    for arguments in commands("full") {
        let arguments = words(&arguments);
        let answered = ocop(&arguments);
        assert_eq!(answered.status.code(), Some(0), "{arguments:?}");
        assert!(!answered.stdout.is_empty(), "{arguments:?}");
        let output = command(&arguments).stdout(full()).output().unwrap();
        refused(&output, 1, "the answer cannot be written");
    }
    let cases = file("full-out.jsonl", good("a", "61.5").as_bytes());
    for (arguments, code) in [
        (["batch", &cases, "--out", "/dev/full"], 1),
        (["report", &cases, "--csv", "/dev/full"], 1),
        (["batch", &cases, "--out", "/nowhere/at/all"], 2),
        (["report", &cases, "--csv", "/nowhere/at/all"], 2),
        (["batch", &cases, "--out", "examples"], 2),
    ] {
        refused(&ocop(&arguments), code, "cannot");
    }
}

/// `ocop … | head -1`: a reader that has seen enough is no fault.
#[test]
fn a_closed_pipe_is_no_fault() {
    for arguments in commands("pipe") {
        let mut child = command(&words(&arguments))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
        assert!(!errors.contains("panicked"), "{errors}");
    }
}

/// Where standard error cannot be written, the exit code still says how it went.
#[test]
fn a_full_standard_error_changes_nothing() {
    for (arguments, code) in [
        (&["evaluate", "no-such-file.json"][..], 1),
        (&["rank", "101"], 2),
        (&["certificate", "--star", "2", "--issued", "2024-04-10"], 1),
        (&["regulation", "--filed", "2024-04-10"], 0),
        (&["batch", "-"], 0),
    ] {
        let output = command(arguments).stderr(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
}

/// A file that is not there, a folder, and one that gives an error when it is read.
#[test]
fn what_cannot_be_read_is_named() {
    let result = printed("named-result.json");
    for (path, why) in [
        ("no-such-file.json", "no such file"),
        ("/proc/self/mem", "error[unreadable]"),
    ] {
        for arguments in [
            &["evaluate", path][..],
            &["batch", path],
            &["advise", path, "--target", "4"],
            &["sensitivity", path],
            &["compare", path, CASE],
            &["compare", CASE, path],
            &["verify", path, CASE],
            &["verify", &result, path],
            &["report", path],
            &["history", path],
            &["report", "/dev/null", "--plan", path],
        ] {
            let output = ocop(arguments);
            assert!(text(&output.stderr).contains(path), "{arguments:?}");
            refused(&output, 1, why);
        }
    }
    // Contract 2: a folder stands for the cases in it, where a command takes many.
    for arguments in [
        &["advise", "examples", "--target", "4"][..],
        &["sensitivity", "examples"],
        &["compare", "examples", CASE],
    ] {
        refused(&ocop(arguments), 1, "expected one case");
    }
    refused(&ocop(&["verify", "examples", CASE]), 1, "a folder");
    for arguments in [&["check", "/proc/self/mem"][..], &["conform", "nowhere"]] {
        refused(&ocop(arguments), 1, "error[unreadable]");
    }
    let councils = ["evaluate", CASE, "--councils", "nowhere"];
    refused(&ocop(&councils), 1, "nowhere: error[unreadable]");
}

fn fifo(name: &str) -> PathBuf {
    let path = temporary(name);
    let _ = fs::remove_file(&path);
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    path
}

fn spawned(arguments: &[&str]) -> Child {
    let mut command = command(arguments);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Each input is read once, from its beginning to its end: a pipe with a name can be read no second
/// time, and gives another text to whoever tries.
#[test]
fn every_input_is_read_once() {
    let shipped = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(CASE)).unwrap();
    let pipe = fifo("once");
    let path = pipe.to_str().unwrap();
    let own = format!("{path}@1");
    for arguments in [
        &["evaluate", path, "--json"][..],
        &["advise", path, "--target", "5"],
        &["sensitivity", path],
        &["history", path],
        &["compare", path, &own],
    ] {
        let child = spawned(arguments);
        fs::write(&pipe, &shipped).unwrap();
        let output = child.wait_with_output().unwrap();
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
    }
    fs::remove_file(&pipe).unwrap();
}

/// Lines that come in pieces, and end in the middle of one, as in a file that is still written or
/// was cut: every whole line has its answer, and the last one its problem.
#[test]
fn a_file_that_grows_and_is_cut_off_gives_its_whole_lines() {
    let pipe = fifo("grows");
    let child = spawned(&["batch", pipe.to_str().unwrap()]);
    let mut writer = File::options().write(true).open(&pipe).unwrap();
    let line = good("a", "61.5");
    for part in [&line[..40], &line[40..], "\n", &line, "\n\n", &line[..60]] {
        writer.write_all(part.as_bytes()).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    drop(writer);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let answers = answers(&output.stdout);
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["outcome"]["star"], 3);
    assert_eq!(answers[1], answers[0]);
    assert_eq!(answers[2]["errors"][0]["code"], "not-json");
    assert_eq!(answers[2]["line"], 4);
    fs::remove_file(&pipe).unwrap();
}

/// A line of 1 GB is refused by the documented limit, in little memory, whatever it holds; the lines
/// around it have their answers.
#[test]
fn a_line_of_a_gigabyte_is_refused_and_the_others_are_answered() {
    let line = good("a", "61.5");
    let gigabyte = |input: &mut dyn Write| {
        // Cut anywhere, it ends in the middle of a letter.
        let piece = "xééé".repeat(150_000);
        let wanted = 1_000_000_000 / piece.len();
        (0..wanted).all(|_| input.write_all(piece.as_bytes()).is_ok());
    };
    let output = fed(bounded(&["batch", "-"]), |input| {
        input.write_all(line.as_bytes()).unwrap();
        input.write_all(b"\n").unwrap();
        gigabyte(input);
        input.write_all(b"\n").unwrap();
        input.write_all(line.as_bytes()).unwrap();
    });
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let answers = text(&output.stdout);
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0], answers[2]);
    let bad: Value = serde_json::from_str(answers[1]).unwrap();
    assert_eq!(bad["errors"][0]["code"], "too-large");
    let limit = "at most 16777216 bytes in one document or line";
    assert_eq!(bad["errors"][0]["expected"], limit);
    let result = printed("gigabyte-result.json");
    for arguments in [
        &["evaluate", "-"][..],
        &["history", "-"],
        &["verify", &result, "-"],
        &["report", "-"],
        &["conform", "-"],
    ] {
        refused(&fed(bounded(arguments), gigabyte), 1, limit);
    }
}

/// The limit is exact: 16 MiB are read, one byte more is not; an end of line is no part of a line.
#[test]
fn the_limit_of_a_line_is_exact() {
    const MOST: usize = 16 * 1024 * 1024;
    let line = good("a", "61.5");
    for (length, code) in [(MOST, 0), (MOST + 1, 1)] {
        let spaces = " ".repeat(length - line.len());
        let document = format!("{line}{spaces}");
        for arguments in [["batch", "-"], ["evaluate", "-"]] {
            let output = fed(command(&arguments), |input| {
                let _ = input.write_all(document.as_bytes());
                if arguments[0] == "batch" {
                    input.write_all(b"\n").unwrap();
                }
            });
            assert_eq!(output.status.code(), Some(code), "{length} {arguments:?}");
        }
    }
}

fn repeated(before: &str, piece: &str, times: usize, after: &str) -> Vec<u8> {
    let mut text = Vec::with_capacity(before.len() + piece.len() * times + after.len());
    text.extend(before.bytes());
    for _ in 0..times {
        text.extend(piece.bytes());
    }
    text.extend(after.bytes());
    text
}

/// Ten million nested lists are longer than a document; as many as fit are refused where they
/// stand. No stack overflows.
#[test]
fn ten_million_nested_lists_are_refused() {
    let head = "{\"product\": {\"name\": \"x\"}, \"regulation\": \"qd-148-2023\", \"set\": \"08\",";
    for (document, why) in [
        (
            repeated("", "[", 10_000_000, &"]".repeat(10_000_000)),
            "at most 16777216 bytes",
        ),
        (repeated("", "[", 10_000_000, ""), "error[not-json]"),
        (
            repeated(
                &format!("{head}\"stages\":"),
                "[",
                1_000_000,
                &"]".repeat(1_000_000),
            ),
            "error[wrong-type] stage 1",
        ),
    ] {
        for arguments in [&["evaluate", "-"][..], &["history", "-"]] {
            let output = fed(bounded(arguments), |input| {
                let _ = input.write_all(&[&document[..], b"}"].concat());
            });
            assert_eq!(output.status.code(), Some(1));
            let errors = text(&output.stderr);
            assert!(
                errors.contains(why) || errors.contains("expected at most 128 levels"),
                "{errors}"
            );
        }
    }
}

/// A stage has at most 999 sheets, a list 999 entries, an object 256 keys, and 1,000 problems are
/// told: more are refused in the memory of the text itself.
#[test]
fn a_million_of_anything_is_refused_in_little_memory() {
    let head = "{\"product\": {\"name\": \"x\"}, \"regulation\": \"qd-148-2023\", \"set\": \"08\",";
    let stage = format!("{head}\"stages\":[{{\"level\":\"district\",\"date\":\"2024-04-10\",");
    let sheet = "{\"assessor\":\"\",\"answers\":[]},";
    let many = 500_000;
    for (document, why) in [
        (
            repeated(&format!("{stage}\"sheets\":["), "{},", 1_000_000, "{}]}]}"),
            "error[too-many-sheets] stage 1/sheets: found 1000001 sheets, expected at most 999",
        ),
        (
            repeated(&format!("{stage}\"sheets\":["), sheet, many, "{}]}]}"),
            "expected at most 999",
        ),
        (
            repeated(
                &format!("{stage}\"sheets\":[{{\"assessor\":\"a\",\"answers\":["),
                "0,",
                many,
                "0]}]}]}",
            ),
            "error[too-many] stage 1/sheet 1/answers: found 500001 entries, expected at most 999",
        ),
        (
            repeated(
                &format!("{head}\"stages\":["),
                "{\"level\":\"\"},",
                many,
                "{}]}",
            ),
            "error[too-many] stages: found 500001 entries",
        ),
        (
            repeated(&format!("{stage}\"findings\":["), "\"\",", many, "\"\"]}]}"),
            "error[too-many]",
        ),
        (
            repeated(head, "\"a\":0,", many, "\"b\":0}"),
            "error[too-many]",
        ),
        (
            repeated(
                &format!("{head}\"stages\":["),
                &format!("{{\"sheets\":[{}0]}},", "0,".repeat(500)),
                900,
                "0]}",
            ),
            "error[too-many]: found too many problems, expected these",
        ),
    ] {
        let output = fed(bounded(&["evaluate", "-"]), |input| {
            let _ = input.write_all(&document);
        });
        refused(&output, 1, why);
        let told = text(&output.stderr).lines().count();
        assert!(told <= 1_001, "{told}");
    }
}

#[test]
fn texts_that_are_no_texts_are_refused_where_they_are() {
    for (name, bytes, why) in [
        ("empty", &b""[..], ":1:1: error[not-json]"),
        ("zeros", b"\0\0\0\0", ":1:1: error[not-json]"),
        ("zero", b"{\"product\": \"\0\"}", "error[not-json]"),
        ("mark", b"\xef\xbb\xbf{}", ":1:1: error[missing-key]"),
        ("wide", b"\xff\xfe{\0}\0", ":1:1: error[not-utf8]"),
        (
            "half",
            b"{\n\"product\": \"\xc3\"}",
            ":2:13: error[not-utf8]",
        ),
    ] {
        let path = file(name, bytes);
        for arguments in [&["evaluate", &path][..], &["history", &path]] {
            refused(&ocop(arguments), 1, why);
        }
    }
}

#[test]
fn standard_input_is_given_once() {
    let result = printed("stdin-result.json");
    let case = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(CASE)).unwrap();
    for arguments in [
        &["evaluate", "-", "-"][..],
        &["verify", "-", "-"],
        &["report", "-", "--plan", "-"],
        &["evaluate", "-", &result, "-"],
    ] {
        let given = match arguments[0] {
            "verify" => fs::read(&result).unwrap(),
            _ => case.clone(),
        };
        let output = fed(command(arguments), |input| {
            let _ = input.write_all(&given);
        });
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{errors}");
        // The case that could be read has its answer; half of a report is none.
        assert_eq!(output.stdout.is_empty(), arguments[0] != "evaluate");
        let why = "-: error[unreadable]: found standard input a second time, expected it once";
        assert!(errors.contains(why) || arguments[0] == "report", "{errors}");
    }
    // Both sides of one text are of what was read once.
    let output = fed(command(&["compare", "-", "-"]), |input| {
        input.write_all(&case).unwrap();
    });
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn ten_thousand_cases_are_ten_thousand_answers() {
    let case = file("one-of-many.json", good("a", "61.5").as_bytes());
    let mut arguments = vec!["evaluate", "--json"];
    arguments.resize(10_002, &case);
    let output = ocop(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answers: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.as_array().unwrap().len(), 10_000);
}

/// What is read is never written over.
#[test]
fn an_input_is_not_written_over() {
    let cases = file("kept.jsonl", good("a", "61.5").as_bytes());
    let link = temporary("kept-link.jsonl");
    let _ = fs::remove_file(&link);
    std::os::unix::fs::symlink(&cases, &link).unwrap();
    let link = link.to_str().unwrap();
    for arguments in [
        ["batch", &cases, "--out", &cases],
        ["batch", &cases, "--out", link],
        ["report", &cases, "--csv", link],
    ] {
        refused(&ocop(&arguments), 2, "to write and to read");
        assert_eq!(fs::read_to_string(&cases).unwrap(), good("a", "61.5"));
    }
}

/// A folder that holds itself is entered once.
#[test]
fn a_folder_that_holds_itself_is_checked_once() {
    let folder = temporary("loop");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("inner")).unwrap();
    fs::write(folder.join("inner/case.json"), good("a", "61.5")).unwrap();
    for name in ["again", "inner/up", "inner/over"] {
        std::os::unix::fs::symlink(&folder, folder.join(name)).unwrap();
    }
    let output = ocop(&["check", folder.to_str().unwrap()]);
    assert_eq!(text(&output.stdout), "1 file, no problems\n");
}

/// Lines that are wrong in every way, among lines that are not: each good line has the answer that
/// it has alone.
#[test]
fn no_line_loses_anothers_answer() {
    let bad: [Vec<u8>; 12] = [
        b"{}".to_vec(),
        b"not json".to_vec(),
        b"\"".to_vec(),
        b"\xff\xfe\xfd".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"\0\0".to_vec(),
        b"\r".to_vec(),
        b" \t ".to_vec(),
        "[".repeat(100_000).into_bytes(),
        format!("{}}}", good("a", "61.5")).into_bytes(),
        good("a", "1e2").into_bytes(),
        good("a", "61.5").replace("148", "149").into_bytes(),
    ];
    let kinds: Vec<String> = (0..8)
        .map(|number| {
            good(
                &format!("product {number}"),
                &format!("{}.{number}", 20 + 10 * number),
            )
        })
        .collect();
    let alone: Vec<String> = kinds
        .iter()
        .map(|line| {
            let output = fed(command(&["batch", "-"]), |input| {
                input.write_all(line.as_bytes()).unwrap();
            });
            text(&output.stdout)
        })
        .collect();
    let mut random = Random(0x0c0b_2026);
    for round in 0..6 {
        let (mut lines, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..700 {
            if random.below(3) == 0 {
                lines.extend_from_slice(&bad[random.below(bad.len())]);
            } else {
                let kind = random.below(kinds.len());
                lines.extend_from_slice(kinds[kind].as_bytes());
                expected.push(kind);
            }
            lines.extend_from_slice(if random.below(9) == 0 { b"\r\n" } else { b"\n" });
        }
        // One line in the middle is longer than any may be.
        lines.extend(std::iter::repeat_n(b'x', 17 * 1024 * 1024));
        lines.push(b'\n');
        lines.extend_from_slice(kinds[0].as_bytes());
        expected.push(0);
        let path = file(&format!("mixed-{round}.jsonl"), &lines);
        let threads = ["1", "2", "3"][round % 3];
        let output = ocop(&["batch", &path, "--threads", threads]);
        assert_eq!(output.status.code(), Some(1));
        let answers = text(&output.stdout);
        let whole: Vec<&str> = answers
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("{\"line\":"))
            .collect();
        let expected: Vec<&str> = expected.iter().map(|kind| alone[*kind].as_str()).collect();
        assert_eq!(whole, expected);
        fs::remove_file(path).unwrap();
    }
}
