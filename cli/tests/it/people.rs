//! What people really type, save and mix up: each input once with its right value, or one clear
//! message.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Output;

use ocop::{Case, Catalog};
use ocop_papers::Form;
use serde_json::{Value, json};

use crate::run::{self, command_in as command};

const CASE: &str = "examples/cases/certified-3-at-district.json";

/// A folder of its own, empty.
fn folder(name: &str) -> PathBuf {
    run::folder(&format!("people-{name}"))
}

fn ocop(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn answer(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Refused in one line, which says why.
#[track_caller]
fn one_message(output: &Output, why: &str) {
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(output.stdout.is_empty());
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.contains(why), "{errors}");
}

/// The table of a council on set 08 of 26/2026, all of whose members tick the same box.
fn table(members: &[&str], ticked: usize) -> String {
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let mut table = String::from(
        "regulation;qd-26-2026\nset;08\nproduct;Cá khô\nlevel;province\ndate;05/08/2026\n\
         kind;first\nfiled;01/06/2026\n",
    );
    table += &format!("criterion;{}\n", members.join(";"));
    for criterion in set.criteria() {
        let ticked = ticked.min(criterion.choices().len()).to_string();
        let boxes = vec![ticked; members.len()].join(";");
        table += &format!("{};{boxes}\n", criterion.code());
    }
    table
}

fn example() -> Value {
    let path = format!("{}/../{CASE}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The workbook of a case's last stage.
fn workbook(case: &Value) -> Vec<u8> {
    let case = Case::from_json(&case.to_string(), CASE, &Catalog::bundled()).unwrap();
    Form::filled(&case).unwrap().to_xlsx().unwrap()
}

fn members(answer: &Value) -> u64 {
    answer["stages"][0]["total"]["count"].as_u64().unwrap()
}

/// A quotation mark that is not closed swallows nothing: it is refused at its line.
#[test]
fn a_stray_quote_is_refused_at_its_line() {
    let folder = folder("quotes");
    let good = table(&["An", "Bình"], 1);
    for (old, new, place) in [
        (
            "product;Cá khô",
            "product;\"Cá khô",
            "t.csv:3:2: error[not-table] product: ",
        ),
        (
            "product;Cá khô",
            "product;Cá \"khô",
            "t.csv:3:2: error[not-table] product: ",
        ),
        (
            "product;Cá khô",
            "product;\"Cá\" khô",
            "t.csv:3:2: error[not-table] product: ",
        ),
        (
            "criterion;An",
            "criterion;\"An",
            "t.csv:8:2: error[not-table]",
        ),
        ("1.1;1;1", "1.1;\"1;1", "t.csv:9:2: error[not-table] 1.1: "),
        (
            "date;05",
            "finding;\"forged-dossier\ndate;05",
            "t.csv:5:2: error[not-table] finding: ",
        ),
    ] {
        assert!(good.contains(old));
        fs::write(folder.join("t.csv"), good.replacen(old, new, 1)).unwrap();
        one_message(&ocop(&folder, &["evaluate", "t.csv"]), place);
    }
    // Whole pairs within a value are its own; a closed value may hold separators and marks.
    for name in ["Cá \"ngon\" khô", "\"Cá; khô\"", "\"Cá \"\"khô\"\"\""] {
        let named = good.replace("product;Cá khô", &format!("product;{name}"));
        fs::write(folder.join("t.csv"), named).unwrap();
        answer(&ocop(&folder, &["evaluate", "t.csv", "--json"]));
    }
}

/// Contract 2: every command knows a file by what is in it, also on standard input.
#[test]
fn a_file_is_known_by_its_content() {
    let folder = folder("content");
    let case = example();
    let pretty = serde_json::to_string_pretty(&case).unwrap();
    let utf_16: Vec<u8> = std::iter::once(0xfeff)
        .chain(table(&["An"], 1).replace(';', "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, bytes, cases) in [
        ("table", table(&["An", "Bình"], 1).into_bytes(), 1),
        (
            "excel",
            format!("\u{feff}sep=;\r\n{}", table(&["An"], 1)).into_bytes(),
            1,
        ),
        ("unicode", utf_16, 1),
        ("book", workbook(&case), 1),
        ("case", pretty.into_bytes(), 1),
        ("lines", format!("{case}\n\n{case}\n").into_bytes(), 2),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
        for file in [name, "-"] {
            let run = |arguments: &[&str]| {
                let mut command = command(&folder, &[arguments, &[file]].concat());
                command.stdin(File::open(folder.join(name)).unwrap());
                let output = command.output().unwrap();
                let errors = text(&output.stderr);
                assert_eq!(
                    output.status.code(),
                    Some(0),
                    "{arguments:?} {name}: {errors}"
                );
                text(&output.stdout)
            };
            let result = run(&["evaluate", "--json"]);
            let list = serde_json::from_str::<Value>(&result).unwrap();
            assert_eq!(list.as_array().map_or(1, Vec::len), cases);
            assert_eq!(run(&["batch"]).lines().count(), cases);
            assert_eq!(run(&["check"]), "1 file, no problems\n");
            let report: Value = serde_json::from_str(&run(&["report", "--json"])).unwrap();
            // The second line repeats the first.
            assert_eq!(report["products"], 1, "{name}");
            run(&["history"]);
            fs::write(folder.join("result.json"), &result).unwrap();
            run(&["verify", "result.json"]);
        }
    }
}

/// One message for a file of another kind, whatever the command.
#[test]
fn a_file_of_another_kind_gives_one_message() {
    let folder = folder("kinds");
    let case = example();
    let history = "{\"product\": \"Cá\", \"events\": []}";
    for (bytes, why) in [
        (
            json!([case, case]).to_string(),
            "error[unknown-kind]: found a JSON list",
        ),
        (
            format!("[\n{case},\n{case}\n]\n"),
            "error[unknown-kind]: found a JSON list",
        ),
        (history.to_owned(), "error[unknown-kind]: found a history"),
        (
            "Kính gửi: Hội đồng".to_owned(),
            "file:1:1: error[not-json]: found another kind of text",
        ),
        // What was made from a workbook, or stands beside one.
        (
            "%PDF-1.7\n{x\n{y\n".to_owned(),
            "error[unknown-kind]: found a PDF",
        ),
        (
            "{\\rtf1\\ansi\n{\\fonttbl}\n{x}\n}".to_owned(),
            "error[unknown-kind]: found an RTF text",
        ),
        (
            "<!DOCTYPE html>\n<style>\np\n{color: red}\n</style>".to_owned(),
            "error[unknown-kind]: found an HTML page",
        ),
        (
            "<?xml version=\"1.0\"?>\n<office:document/>".to_owned(),
            "error[unknown-kind]: found an XML file",
        ),
        (
            "PHIẾU ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP;;;\nBộ 08: A, B;;;\n".to_owned(),
            "file:1:1: error[not-table]: found a worksheet of the form, saved as a table",
        ),
    ] {
        fs::write(folder.join("file"), bytes).unwrap();
        for command in ["evaluate", "report"] {
            one_message(&ocop(&folder, &[command, "file"]), why);
        }
        let output = ocop(&folder, &["batch", "file"]);
        let line: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(line["errors"].as_array().unwrap().len(), 1, "{line}");
    }
}

/// A folder stands for what is in it, in the order of names; the rest is named once.
#[test]
fn a_folder_stands_for_its_cases() {
    let folder = folder("folder");
    fs::create_dir_all(folder.join("in/2")).unwrap();
    let named = |name: &str| {
        let mut case = example();
        case["product"]["name"] = json!(name);
        case
    };
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join("in").join(name), bytes).unwrap();
    write("1.json", named("một").to_string().as_bytes());
    write("2/b.xlsx", &workbook(&named("hai")));
    write("3.csv", table(&["An"], 1).as_bytes());
    write(
        "4.jsonl",
        format!("{}\n{}\n", named("bốn"), named("năm")).as_bytes(),
    );
    write("note.txt", b"not a case");
    write("life.json", b"{\"product\": \"x\", \"events\": []}");
    write(".hidden.json", b"{");
    write("~$b.xlsx", b"PK");
    let output = ocop(&folder, &["evaluate", "in", "--json"]);
    let names: Vec<Value> = answer(&output)
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["product"].clone())
        .collect();
    assert_eq!(names, ["một", "hai", "Cá khô", "bốn", "năm"]);
    let errors = text(&output.stderr);
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.contains("in/life.json, in/note.txt"), "{errors}");
    // A case that is broken is not passed over.
    write("5.json", b"{\"product\": ");
    let errors = text(&ocop(&folder, &["evaluate", "in"]).stderr);
    assert!(
        errors.contains("in/5.json:1:13: error[not-json]"),
        "{errors}"
    );
}

/// Contract 2: a file that cannot be read is exit 1, in a folder too, and the council whose sheet it may
/// hold is not decided without it; other files are named in one warning.
#[test]
fn a_damaged_file_of_a_folder_is_not_passed_over() {
    let folder = folder("damaged");
    fs::create_dir(folder.join("in")).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join("in").join(name), bytes).unwrap();
    let member = table(&["Chi"], 1);
    let book = workbook(&example());
    let old = [
        &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..],
        b"W\0o\0r\0k\0b\0o\0o\0k\0",
    ]
    .concat();
    write("an.csv", table(&["An"], 1).as_bytes());
    write("binh.csv", table(&["Bình"], 1).as_bytes());
    for (name, bytes) in [
        ("chi.xlsx", book[..book.len() / 2].to_vec()),
        ("chi.xlsx", Vec::new()),
        ("chi.xls", old),
        ("chi.csv", Vec::new()),
        ("chi.csv", format!("Phiếu của Chi;\n{member}").into()),
        (
            "chi.csv",
            member.replacen("regulation", "regulatoin", 1).into(),
        ),
        ("chi.csv", member.replace(';', "|").into()),
    ] {
        write(name, &bytes);
        for command in ["evaluate", "report"] {
            let output = ocop(&folder, &[command, "in"]);
            let errors = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{name}: {errors}");
            assert!(output.stdout.is_empty(), "{name}");
            let count = errors.matches("error[").count();
            assert_eq!(count, 1, "{name}: {errors}");
            assert!(errors.contains(&format!("in/{name}")), "{errors}");
            assert!(errors.contains("warning: left out: Cá khô"), "{errors}");
        }
        fs::remove_file(folder.join("in").join(name)).unwrap();
    }
    // An archive of other things, and an old document, are other files.
    write(
        "letter.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0d\0",
    );
    write("prices.csv", "STT;Tên;Giá\n1;Cá;3\n".as_bytes());
    write("empty.txt", b"");
    let output = ocop(&folder, &["evaluate", "in", "--json"]);
    assert_eq!(members(&answer(&output)), 2);
    let errors = text(&output.stderr);
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(
        errors.contains("not read: in/empty.txt, in/letter.doc, in/prices.csv"),
        "{errors}"
    );
}

/// Contract 2: papers of one council are one stage, at the place of the first.
#[test]
fn papers_of_one_council_are_joined() {
    let folder = folder("joined");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("a.csv", &table(&["An"], 1));
    write("b.csv", &table(&["Bình", "Chi"], 1));
    write("other.csv", &table(&["An"], 1).replace("Cá khô", "Tôm khô"));
    let joined = ocop(
        &folder,
        &["evaluate", "a.csv", "other.csv", "b.csv", "--json"],
    );
    let list = answer(&joined);
    assert_eq!(list[0]["product"], "Cá khô");
    assert_eq!((members(&list[0]), members(&list[1])), (3, 1));
    // The result is that of one table.
    write("all.csv", &table(&["An", "Bình", "Chi"], 1));
    let whole = answer(&ocop(&folder, &["evaluate", "all.csv", "--json"]));
    assert_eq!(list[0], whole);
    // A member twice: the same answers count once and are named, others are refused.
    write("copy.csv", &table(&["An"], 1));
    let copied = ocop(&folder, &["evaluate", "a.csv", "copy.csv", "--json"]);
    assert_eq!(members(&answer(&copied)), 1);
    assert!(text(&copied.stderr).contains("copy.csv:8:2: warning sheet 1: "));
    write("copy.csv", &table(&["An"], 2));
    one_message(
        &ocop(&folder, &["evaluate", "a.csv", "copy.csv"]),
        "copy.csv:8:2: error[assessor-repeated] sheet 1: found a second sheet of `An`",
    );
    // So does the same file, named twice or beside its folder.
    fs::create_dir(folder.join("in")).unwrap();
    write("in/a.csv", &table(&["An"], 1));
    write("in/b.csv", &table(&["Bình"], 2));
    let once = answer(&ocop(&folder, &["evaluate", "in", "--json"]));
    for paths in [["in/a.csv", "in"], ["in", "in/a.csv"], ["in", "./in/b.csv"]] {
        let twice = ocop(&folder, &[&["evaluate", "--json"][..], &paths].concat());
        assert_eq!(answer(&twice)["total"], once["total"], "{paths:?}");
        assert_eq!(members(&answer(&twice)), 2, "{paths:?}");
        assert!(
            text(&twice.stderr).contains("warning sheet 1: "),
            "{paths:?}"
        );
    }
    // What both state of the product must be the same.
    let first = table(&["An"], 1).replace("set;08", "set;08\nappointed;3");
    let second = table(&["Bình"], 1).replace("set;08", "set;08\nappointed;5");
    write("a.csv", &first);
    write("b.csv", &second);
    one_message(
        &ocop(&folder, &["evaluate", "a.csv", "b.csv"]),
        "b.csv:3:2: error[earlier-differs] appointed: found `5`, expected `3`, as in `a.csv`",
    );
    // Two producers' products of one name are two.
    let of = |producer: &str, member: &str| {
        table(&[member], 1).replace("set;08", &format!("set;08\nproducer;{producer}"))
    };
    write("a.csv", &of("HTX Một", "An"));
    write("b.csv", &of("HTX Hai", "Bình"));
    let two = answer(&ocop(&folder, &["evaluate", "a.csv", "b.csv", "--json"]));
    assert_eq!(two.as_array().unwrap().len(), 2);
}

/// `verify` takes what `evaluate` and `batch` printed, in order; another number is a difference.
#[test]
fn what_was_printed_is_verified() {
    let folder = folder("verify");
    let mut second = example();
    second["product"]["name"] = json!("khác");
    fs::write(folder.join("a.json"), example().to_string()).unwrap();
    fs::write(folder.join("b.json"), second.to_string()).unwrap();
    fs::write(
        folder.join("ab.jsonl"),
        format!("{}\n{second}\n", example()),
    )
    .unwrap();
    let list = ocop(&folder, &["evaluate", "a.json", "b.json", "--json"]).stdout;
    fs::write(folder.join("list"), list).unwrap();
    let lines = ocop(&folder, &["batch", "ab.jsonl"]).stdout;
    fs::write(folder.join("lines"), lines).unwrap();
    let code = |arguments: &[&str]| ocop(&folder, arguments).status.code();
    for result in ["list", "lines"] {
        for (cases, expected) in [
            (&["a.json", "b.json"][..], 0),
            (&["ab.jsonl"], 0),
            (&["a.json"], 1),
            (&["b.json", "a.json"], 1),
        ] {
            assert_eq!(code(&[&["verify", result], cases].concat()), Some(expected));
        }
    }
}

/// Nothing is printed raw to a terminal: neither names nor keys nor the names of files.
#[test]
fn nothing_draws_on_a_terminal() {
    let folder = folder("raw");
    let raw = |bytes: &[u8]| {
        let shown = text(bytes);
        let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!shown.contains(bad), "{shown:?}");
    };
    let mut case = example();
    case["product"]["name"] = json!("Cá\u{1b}[2J\nKẾT QUẢ");
    case["a\u{1b}[2J\u{202e}"] = json!(1);
    fs::write(folder.join("x\u{1b}.json"), case.to_string()).unwrap();
    fs::write(folder.join("t.csv"), table(&["An\u{1b}[2J"], 1)).unwrap();
    let twice = table(&["An"], 1).replace("level;province", "level;\u{1b}[2J");
    fs::write(folder.join("u.csv"), twice).unwrap();
    for file in ["x\u{1b}.json", "t.csv", "u.csv", "nowhere\u{1b}[2J"] {
        for command in ["evaluate", "check", "batch", "report", "history"] {
            let output = ocop(&folder, &[command, file]);
            assert_eq!(output.status.code(), Some(1));
            raw(&output.stdout);
            raw(&output.stderr);
        }
    }
}

/// The language is that of the system; `C` and none are Vietnamese.
#[test]
fn the_language_is_that_of_the_system() {
    let folder = folder("lang");
    for (set, english) in [
        (&[("LC_ALL", "en_US.UTF-8")][..], true),
        (&[("LC_ALL", "vi_VN.UTF-8"), ("LANG", "en_US.UTF-8")], false),
        (
            &[("LC_ALL", ""), ("LC_MESSAGES", "en_GB"), ("LANG", "vi_VN")],
            true,
        ),
        (&[("LANG", "en")], true),
        (&[("LANG", "C")], false),
        (&[], false),
    ] {
        let said = |arguments: &[&str]| {
            let mut command = command(&folder, arguments);
            for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
                command.env_remove(name);
            }
            command.envs(set.iter().copied());
            text(&command.output().unwrap().stderr)
        };
        let word = if english {
            "error[unreadable]"
        } else {
            "lỗi[unreadable]"
        };
        let errors = said(&["evaluate", "nowhere"]);
        assert!(errors.contains(word), "{set:?}: {errors}");
        assert!(said(&["evaluate", "nowhere", "--lang", "en"]).contains("error["));
        assert!(said(&["--lang", "vi", "evaluate", "nowhere"]).contains("lỗi["));
    }
}

/// Contract 2: a folder stands for its cases, others are named in one warning; 5.0: a byte-order mark is
/// no part of a file.
#[test]
fn a_folder_holds_a_case_with_a_mark_and_settings_of_another_program() {
    let folder = folder("mark");
    let case = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(CASE));
    fs::write(folder.join("a.json"), format!("\u{feff}{}", case.unwrap())).unwrap();
    fs::write(folder.join("b.toml"), "[package]\nname = \"x\"\n").unwrap();
    let evaluated = ocop(&folder, &["evaluate", ".", "--json"]);
    assert_eq!(answer(&evaluated)["outcome"]["star"], 3);
    let checked = ocop(&folder, &["check", "."]);
    let said = text(&checked.stderr);
    assert_eq!(checked.status.code(), Some(0), "{said}");
    for told in [said, text(&evaluated.stderr)] {
        assert!(
            told.contains("b.toml") && !told.contains("a.json"),
            "{told}"
        );
    }
}

/// Contract 2: other files of a folder are named in one warning, in whatever encoding they are. A text
/// that begins as a case, and a file with the name of a table, are not passed over.
#[test]
fn a_folder_holds_texts_of_other_programs_in_any_encoding() {
    let folder = folder("encodings");
    fs::create_dir(folder.join("in")).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join("in").join(name), bytes).unwrap();
    let utf_16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    write("a.json", example().to_string().as_bytes());
    write(
        "desktop.ini",
        &utf_16("[.ShellClassInfo]\r\nIconIndex=0\r\n"),
    );
    write("latin.ini", b"[.ShellClassInfo]\r\nInfoTip=Gi\xe1\r\n");
    write("latin.txt", b"K\xednh g\xedi\n");
    write("v.mp4", b"\0\0\0\x18ftypmp42\xff\xfe\n{\n");
    for command in ["evaluate", "check", "report", "batch"] {
        let output = ocop(&folder, &[command, "in"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{command}: {said}");
        let others = "not read: in/desktop.ini, in/latin.ini, in/latin.txt, in/v.mp4";
        assert_eq!(said.matches(others).count(), 1, "{command}: {said}");
        assert!(!said.contains("error["), "{command}: {said}");
    }
    for (name, bytes) in [
        ("b.txt", utf_16(&example().to_string())),
        ("b.csv", b"Gi\xe1;5\n".to_vec()),
    ] {
        write(name, &bytes);
        for command in ["evaluate", "check"] {
            let output = ocop(&folder, &[command, "in"]);
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{command}: {said}");
            assert!(said.contains("error[not-utf8]"), "{command}: {said}");
        }
        fs::remove_file(folder.join("in").join(name)).unwrap();
    }
}

/// A name of a file prints no line of its own, and what cannot be seen in a name is shown where the
/// name says the place.
#[cfg(unix)]
#[test]
fn names_print_on_one_line() {
    let folder = folder("lines");
    let name = "a\nRESULT: 5 stars.json";
    fs::write(folder.join(name), "x").unwrap();
    for arguments in [
        &["evaluate", name][..],
        &["evaluate", "."],
        &["evaluate", "b\n.json"],
    ] {
        let errors = text(&ocop(&folder, arguments).stderr);
        assert_eq!(errors.lines().count(), 1, "{errors}");
        assert!(errors.contains("\\u000a"), "{errors}");
    }
    let table = table(&["A\u{200b}n", "Bình"], 1);
    fs::write(folder.join("table.csv"), table).unwrap();
    one_message(
        &ocop(&folder, &["evaluate", "table.csv"]),
        "error[bad-character] sheet 1: ",
    );
}

/// Issue on habits: near-equal names get a hint wherever names are compared; nothing is joined.
#[test]
fn nearly_equal_names_get_a_hint() {
    let folder = folder("near");
    for (name, members, near) in [
        (
            "tones.csv",
            ["Lê Thị Hoà", "Lê Thị Hòa", "Đỗ Văn Chín"],
            true,
        ),
        (
            "case.csv",
            ["Lê Thị Hoà", "LÊ THỊ HOÀ", "Đỗ Văn Chín"],
            true,
        ),
        (
            "letter.csv",
            ["Lê Thị Hoà", "Đỗ Văn Chín", "Đỗ Văn Chính"],
            true,
        ),
        (
            "others.csv",
            ["Lê Thị Hoà", "Lê Thị Mai", "Đỗ Văn Chín"],
            false,
        ),
    ] {
        fs::write(folder.join(name), table(&members, 2)).unwrap();
        for command in ["evaluate", "check", "report"] {
            let output = ocop(&folder, &[command, name]);
            let errors = text(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{errors}");
            let said = errors.contains(&format!(
                "{name}: warning: nearly equal names of members, counted as two: "
            ));
            assert_eq!(said, near, "{command} {name}: {errors}");
        }
        let result = answer(&ocop(&folder, &["evaluate", name, "--json"]));
        assert_eq!(result["stages"][0]["total"]["count"], 3);
    }
    let mut lines = String::new();
    for (name, commune) in [
        ("Trà sen", "Xã Hòa Bình"),
        ("Trà sâm", "Xã Hoà Bình"),
        ("Trà 250 g", "Xã Tân An 1"),
        ("Trà 500 g", "Xã Tân An 2"),
    ] {
        let mut case = example();
        case["product"]["name"] = json!(name);
        case["product"]["commune"] = json!(commune);
        lines += &format!("{case}\n");
    }
    fs::write(folder.join("cases.jsonl"), lines).unwrap();
    let output = ocop(&folder, &["report", "cases.jsonl"]);
    assert_eq!(
        text(&output.stderr),
        "warning: nearly equal names, counted apart: Xã Hoà Bình; Xã Hòa Bình\n"
    );
}

/// A number that is no box is answered with the boxes that its criterion has.
#[test]
fn a_box_that_is_none_is_answered_with_those_of_its_criterion() {
    let folder = folder("boxes");
    for number in ["1.5", "-1", "4294967296", "99"] {
        let mut case = example();
        let answers = &mut case["stages"][0]["sheets"][0]["answers"];
        let code = answers[0]["criterion"].as_str().unwrap().to_owned();
        answers[0]["box"] = serde_json::from_str(number).unwrap();
        fs::write(folder.join("case.json"), case.to_string()).unwrap();
        let output = ocop(&folder, &["evaluate", "case.json"]);
        let set = Catalog::bundled().set("qd-148-2023", case["set"].as_str().unwrap());
        let set = set.unwrap();
        let boxes = set.criteria().next().unwrap().choices().len();
        one_message(
            &output,
            &format!("`{number}`, expected a box of `{code}` from 0 to {boxes}"),
        );
    }
    for number in ["1.5", "-1", "hai"] {
        let table = table(&["An"], 1).replace("\n1.1;1\n", &format!("\n1.1;{number}\n"));
        fs::write(folder.join("table.csv"), table).unwrap();
        let output = ocop(&folder, &["evaluate", "table.csv"]);
        one_message(
            &output,
            &format!("found `{number}`, expected a box of `1.1` from 0 to 3"),
        );
    }
}

/// Contract 2: what is in a folder is known by what is in it; a case whose `stages` are missing or misspelt,
/// the first of many on a line, and a list of cases are not passed over.
#[test]
fn a_case_that_is_wrong_is_not_passed_over_in_a_folder() {
    let case = example();
    let mut wrong = case.clone();
    let stages = wrong.as_object_mut().unwrap().remove("stages").unwrap();
    let without = wrong.to_string();
    wrong["stage"] = stages;
    let lines = |first: &str| format!("{first}\n{case}\n{case}\n");
    for (index, (name, bytes, told)) in [
        ("a.jsonl", lines(&wrong.to_string()), "a.jsonl:1:"),
        (
            "a.jsonl",
            lines("{\"comment\": \"the first\"}"),
            "a.jsonl:1:1: error[",
        ),
        ("a.json", wrong.to_string(), "did you mean `stages`?"),
        (
            "a.json",
            serde_json::to_string_pretty(&wrong).unwrap(),
            "did you mean `stages`?",
        ),
        ("a.json", without, "found no key `stages`"),
        (
            "a.json",
            json!([case, case]).to_string(),
            "error[unknown-kind]: found a JSON list",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = folder(&format!("not-over-{index}"));
        fs::create_dir(folder.join("in")).unwrap();
        fs::write(folder.join("in/b.json"), case.to_string()).unwrap();
        fs::write(folder.join("in").join(name), &bytes).unwrap();
        for command in [
            &["evaluate", "--json"][..],
            &["check"],
            &["report", "--json"],
        ] {
            let output = ocop(&folder, &[command, &["in"]].concat());
            let errors = text(&output.stderr);
            assert_eq!(
                output.status.code(),
                Some(1),
                "{command:?} {bytes:.80}: {errors}"
            );
            assert!(errors.contains(told), "{command:?}: {errors}");
            assert!(!errors.contains("not read"), "{errors}");
        }
        // By itself it is the same.
        if !bytes.starts_with("{\"comment\"") {
            let output = ocop(&folder, &["check", &format!("in/{name}")]);
            let errors = text(&output.stderr);
            assert_eq!(errors.lines().count(), 1, "{errors}");
            assert!(errors.contains(told), "{errors}");
        }
    }
    // Settings and logs of other programs are none.
    let folder = folder("others");
    fs::create_dir(folder.join("in")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join("in").join(name), text).unwrap();
    write("b.json", &case.to_string());
    write(
        "log.jsonl",
        "{\"time\": 1, \"product\": \"x\"}\n{\"time\": 2}\n",
    );
    write("list.json", "[{\"product\": \"x\"}, {\"set\": \"08\"}]");
    let output = ocop(&folder, &["evaluate", "in", "--json"]);
    answer(&output);
    let errors = text(&output.stderr);
    assert!(errors.contains("in/list.json, in/log.jsonl"), "{errors}");
}

/// Contract 2: a difference says which of several results it is of, with line and column.
#[test]
fn a_difference_says_of_which_result_it_is() {
    let folder = folder("differs");
    let case = example();
    fs::write(folder.join("a.json"), case.to_string()).unwrap();
    let printed = text(&ocop(&folder, &["evaluate", "a.json", "a.json", "--json"]).stdout);
    let mut results: Value = serde_json::from_str(&printed).unwrap();
    results[1]["product"] = json!("khác");
    let pretty = serde_json::to_string_pretty(&results).unwrap();
    fs::write(folder.join("list.json"), &pretty).unwrap();
    let line = 1 + pretty
        .lines()
        .position(|line| line.contains("khác"))
        .unwrap();
    let output = ocop(&folder, &["verify", "list.json", "a.json", "a.json"]);
    assert_eq!(output.status.code(), Some(1));
    let (said, errors) = (text(&output.stdout), text(&output.stderr));
    assert!(
        said.starts_with("input /1/product: stored khác, now "),
        "{said}"
    );
    assert!(
        errors.starts_with(&format!("list.json:{line}:")),
        "{errors}"
    );
    assert!(
        errors.contains("error[result-differs] 1/product: "),
        "{errors}"
    );
    let lines: Vec<String> = results
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    fs::write(folder.join("lines.jsonl"), lines.join("\n")).unwrap();
    let output = ocop(&folder, &["verify", "lines.jsonl", "a.json", "a.json"]);
    let (said, errors) = (text(&output.stdout), text(&output.stderr));
    assert!(said.starts_with("line 2: input /product: "), "{said}");
    assert!(errors.starts_with("lines.jsonl:2:"), "{errors}");
}

/// Contract 2: what is dropped is said: a table that follows a case without a regulation goes by its days.
#[test]
fn a_law_that_the_days_do_not_give_is_named() {
    let folder = folder("law-by-days");
    let earlier = json!({"product": {"name": "Cá khô"}, "set": "08",
        "application": {"kind": "first", "filed": "2024-03-01"},
        "stages": [{"level": "district", "date": "2024-04-10", "total": "75"}]});
    fs::write(folder.join("a.json"), earlier.to_string()).unwrap();
    let set = Catalog::bundled().set("qd-148-2023", "08").unwrap();
    let of = |law: &str, day: &str| {
        let mut table = format!(
            "regulation;{law}\nset;08\nproduct;Cá khô\nlevel;province\ndate;{day}\ncriterion;An\n"
        );
        for criterion in set.criteria() {
            table += &format!("{};1\n", criterion.code());
        }
        table
    };
    // 148 ended with 05/07/2025; 1489 has the same sheets (contract 6).
    for (law, day, goes_by) in [
        ("qd-1489-2025", "2024-06-01", "qd-148-2023"),
        ("qd-148-2023", "2025-10-01", "qd-1489-2025"),
        ("qd-148-2023", "2024-06-01", "qd-148-2023"),
    ] {
        fs::write(folder.join("t.csv"), of(law, day)).unwrap();
        let output = ocop(
            &folder,
            &["evaluate", "t.csv", "--after", "a.json", "--json"],
        );
        assert_eq!(answer(&output)["stages"][1]["regulation"], goes_by);
        let told = text(&output.stderr).contains(&format!(
            "t.csv: warning: states `{law}`; by the days of the case this stage goes by `{goes_by}`"
        ));
        assert_eq!(told, law != goes_by, "{law} {day}");
    }
}

/// Contract 2: fewer than three stars is exit 1, no stars too. A key that a suite does not have is no fault of
/// JSON. A case without an application is told alike in both languages.
#[test]
fn small_questions_are_answered_for_what_they_are() {
    let folder = folder("small");
    let star = |star: &str| {
        ocop(
            &folder,
            &["certificate", "--star", star, "--issued", "2024-04-10"],
        )
    };
    for (given, code) in [("0", 1), ("1", 1), ("2", 1), ("3", 0), ("5", 0), ("6", 2)] {
        assert_eq!(star(given).status.code(), Some(code), "{given}");
    }
    fs::write(folder.join("suite.jsonl"), "{\"x\":1}\n").unwrap();
    let errors = text(&ocop(&folder, &["conform", "suite.jsonl"]).stderr);
    assert!(
        errors.contains("suite.jsonl:1:") && errors.contains("error[wrong-type]"),
        "{errors}"
    );
    let mut case = example();
    case.as_object_mut().unwrap().remove("application");
    case["regulation"] = json!("qd-148-2023");
    fs::write(folder.join("a.json"), case.to_string()).unwrap();
    let errors = text(&ocop(&folder, &["history", "a.json"]).stderr);
    assert!(
        errors
            .trim_end()
            .ends_with("expected both, as a history begins with the filing"),
        "{errors}"
    );
}
