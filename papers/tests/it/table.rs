//! Councils' own tables of box numbers.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::common::{Random, bundled, case_of, councils, random_case};
use ocop::{Catalog, Lang};
use ocop_papers::{Paper, join, read_table};
use serde_json::Value;

static CATALOG: LazyLock<Catalog> = LazyLock::new(bundled);

/// The table that a council would keep of a case.
fn table(case: &Value, separator: &str, newline: &str) -> String {
    let stage = &case["stages"][0];
    let mut table = String::new();
    let mut line = |fields: &[String]| {
        let quoted = fields
            .iter()
            .map(|field| match field.contains(['"', ',', ';']) {
                true => format!("\"{}\"", field.replace('"', "\"\"")),
                false => field.clone(),
            });
        let fields: Vec<String> = quoted.collect();
        let _ = write!(table, "{}{newline}", fields.join(separator));
    };
    let plain = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
    let keys = [
        ("format", &case["format"]),
        ("product", &case["product"]["name"]),
        ("craft_village", &case["product"]["craft_village"]),
        ("producer_id", &case["product"]["producer"]["id"]),
        ("producer_kind", &case["product"]["producer"]["kind"]),
        ("regulation", &case["regulation"]),
        ("set", &case["set"]),
        ("kind", &case["application"]["kind"]),
        ("filed", &case["application"]["filed"]),
        ("previous_star", &case["application"]["previous"]["star"]),
        (
            "previous_issued",
            &case["application"]["previous"]["issued"],
        ),
        (
            "previous_expires",
            &case["application"]["previous"]["expires"],
        ),
        ("level", &stage["level"]),
        ("date", &stage["date"]),
        ("decided", &stage["decided"]),
        ("rules", &stage["council"]["rules"]),
        ("appointed", &stage["council"]["appointed"]),
        ("form", &stage["council"]["form"]),
        ("finding", &stage["findings"][0]),
    ];
    for (key, value) in keys {
        if !value.is_null() {
            line(&[key.to_owned(), plain(value)]);
        }
    }
    let sheets = stage["sheets"].as_array().unwrap();
    let row = |key: &str, field: &dyn Fn(&Value) -> String| {
        let fields = sheets.iter().map(field);
        std::iter::once(key.to_owned())
            .chain(fields)
            .collect::<Vec<_>>()
    };
    line(&row("criterion", &|sheet| plain(&sheet["assessor"])));
    line(&row("role", &|sheet| plain(&sheet["role"])));
    for (index, answer) in sheets[0]["answers"].as_array().unwrap().iter().enumerate() {
        let code = plain(&answer["criterion"]);
        line(&row(&code, &|sheet| plain(&sheet["answers"][index]["box"])));
    }
    table
}

#[test]
fn a_table_is_read_back_as_its_case() {
    let sets = ["01", "08", "16", "26"];
    for case in &councils(&CATALOG, &sets, 2) {
        for (mark, separator, newline) in [("", ",", "\n"), ("\u{feff}", ";", "\r\n")] {
            let table = format!("{mark}{}", table(case, separator, newline));
            let from_table = read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap();
            assert_eq!(from_table, case_of(case, &CATALOG));
        }
    }
}

/// Two members on set 16 of 26/2026, as a spreadsheet in Vietnam saves it.
fn good() -> String {
    let regulation = CATALOG.regulation("qd-26-2026").unwrap();
    let set = CATALOG.set("qd-26-2026", "16").unwrap();
    let mut case = random_case(&regulation, &set, 2, &mut Random(16));
    case["stages"][0]
        .as_object_mut()
        .unwrap()
        .remove("findings");
    table(&case, ";", "\r\n")
}

#[track_caller]
fn one(table: &str, expected: &str) {
    let error = read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap_err();
    let found: Vec<String> = error
        .diagnostics()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, [format!("council.csv{expected}")]);
}

/// The good table with one line replaced.
fn with_line(start: &str, line: &str) -> (usize, String) {
    let good = good();
    let number = good
        .lines()
        .position(|line| line.starts_with(start))
        .unwrap();
    let lines: Vec<&str> = good.lines().collect();
    let mut changed = lines.clone();
    changed[number] = line;
    (number + 1, changed.join("\r\n"))
}

#[test]
fn what_spreadsheets_do_to_a_table_is_understood() {
    let expected = read_table(good().as_bytes(), "council.csv", &CATALOG).unwrap();
    // A line as long as the longest, a day of the month first, a word of the form.
    for (start, line) in [
        ("date", "date;05/08/2026;;;"),
        ("date", "date;5/8/2026"),
        ("level", "level;Cấp tỉnh"),
        ("format", ";;;;\r\nformat;1"),
        ("role", "role;chủ tịch;Phó chủ tịch"),
    ] {
        let (_, table) = with_line(start, line);
        assert_eq!(
            read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap(),
            expected
        );
    }
    // A set's first digit, taken for a number.
    let case = &councils(&CATALOG, &["08"], 1)[3];
    let table = table(case, ";", "\n").replace("set;08", "set;8");
    let from_table = read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap();
    assert_eq!(from_table, case_of(case, &CATALOG));
}

#[test]
fn what_is_wrong_is_said_at_its_line_and_field() {
    for (value, problem) in [
        (
            "hai",
            "error[bad-number] 1.1/sheet 2: found `hai`, expected a box of `1.1` from 0 to 3",
        ),
        (
            "2.5",
            "error[bad-number] 1.1/sheet 2: found `2.5`, expected a box of `1.1` from 0 to 3",
        ),
        (
            "2,3",
            "error[bad-number] 1.1/sheet 2: found `2,3`, expected a box of `1.1` from 0 to 3",
        ),
        (
            "",
            "error[criterion-missing] 1.1/sheet 2: found no value, \
             expected the number of one box, or 0 for none",
        ),
        (
            "9",
            "error[box-unknown] 1.1/sheet 2: found `9`, expected a box of `1.1` from 0 to 3",
        ),
    ] {
        let (line, table) = with_line("1.1;", &format!("1.1;1;{value}"));
        one(&table, &format!(":{line}:3: {problem}"));
    }
    let (line, table) = with_line("date;", "date;31/02/2026");
    one(
        &table,
        &format!(
            ":{line}:2: error[bad-date] date: found `31/02/2026`, \
             expected a day that exists, as `DD/MM/YYYY` or `YYYY-MM-DD`"
        ),
    );
    let (line, table) = with_line("1.1;", "1.1;1;1;1");
    one(
        &table,
        &format!(
            ":{line}:1: error[not-table] 1.1: found values: 3, expected one for each member, 2 in all"
        ),
    );
    let (line, table) = with_line("product;", "product;Cá;khô");
    one(
        &table,
        &format!(":{line}:3: error[not-table] product: found `khô`, expected a key and one value"),
    );
    let (line, table) = with_line("role;", "role;chair;chair");
    one(
        &table,
        &format!(
            ":{line}:3: error[chair-repeated] role/sheet 2: found `chair`, expected one chair"
        ),
    );
    one(
        "\u{feff}\r\n",
        ": error[empty]: found an empty file, expected lines of a key and a value, and then a table",
    );
}

#[test]
fn a_criterion_that_is_missing_strange_or_twice_is_refused() {
    let codes = |table: &str| {
        let error = read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap_err();
        let problems = error.into_diagnostics();
        let codes = problems
            .iter()
            .map(|p| (p.code().as_str(), p.line().unwrap()));
        codes.collect::<Vec<_>>()
    };
    let header = good()
        .lines()
        .position(|line| line.starts_with("criterion"))
        .unwrap()
        + 1;
    let (_, table) = with_line("1.1;", "");
    assert_eq!(codes(&table), [("criterion-missing", header)]);
    let (line, table) = with_line("1.1;", "1.1;1;1\r\n1.1;1;1");
    assert_eq!(codes(&table), [("criterion-repeated", line + 1)]);
    let (line, table) = with_line("1.1;", "1.1;1;1\r\n99.9;1;1");
    assert_eq!(codes(&table), [("criterion-unknown", line + 1)]);
}

#[test]
fn a_key_that_is_missing_strange_or_twice_is_refused() {
    let codes = |table: &str| {
        let error = read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap_err();
        let problems = error.into_diagnostics();
        problems
            .iter()
            .map(|p| p.code().as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&with_line("level;", "").1), ["missing-key"]);
    let (line, empty) = with_line("level;", "level;");
    one(
        &empty,
        &format!(
            ":{line}:2: error[missing-key] level: found no value, expected a value behind `level;`"
        ),
    );
    assert_eq!(
        codes(&with_line("level;", "level;province\nlevel;province").1),
        ["repeated-key"]
    );
    assert_eq!(
        codes(&with_line("level;", "level;province\nmembers;3").1),
        ["unknown-key"]
    );
    assert_eq!(codes(&with_line("set;", "set;99").1), ["set-unknown"]);
    assert_eq!(
        codes(&with_line("regulation;", "regulation;qd-1-1999").1),
        ["regulation-unknown"]
    );
    let all = [
        "missing-key",
        "missing-key",
        "missing-key",
        "missing-key",
        "missing-key",
    ];
    assert_eq!(codes("format;1"), [&all[..], &["not-table"]].concat());
    let error = read_table(b"set;\xff\xfe", "council.csv", &CATALOG).unwrap_err();
    assert_eq!(error.diagnostics()[0].code().as_str(), "not-utf8");
}

#[test]
fn a_table_without_end_is_refused_in_little_memory() {
    let key = "finding;forged\n".repeat(1 << 20);
    let answers = format!("{}{}", good(), "1.1;1;1\n".repeat(1 << 20));
    for table in [key, answers] {
        let used = allocation_counter::measure(|| {
            one(
                &table,
                ": error[not-table]: found more lines, expected at most 200 that are not blank",
            );
        });
        assert!(used.bytes_max < 1 << 20, "{}", used.bytes_max);
    }
    let wide = format!("criterion{}", ";m".repeat(1 << 20));
    let error = read_table(wide.as_bytes(), "council.csv", &CATALOG).unwrap_err();
    assert_eq!(error.diagnostics()[0].code().as_str(), "too-many-sheets");
}

/// Contract 4 of people's habits: what can mean one thing only is taken, and nothing else.
#[test]
fn a_value_that_can_mean_one_thing_is_taken() {
    let expected = read_table(good().as_bytes(), "council.csv", &CATALOG).unwrap();
    for date in [
        "5/8/2026",
        "05/08/26",
        "05.08.2026",
        "5-8-2026",
        "2026/08/05",
        "2026-8-5",
        "2026-08-05 00:00:00",
        "2026-08-05T00:00:00Z",
        "05/08/2026 00:00",
        "2026-08-05 14:30",
    ] {
        let (_, table) = with_line("date;", &format!("date;{date}"));
        let read = read_table(table.as_bytes(), "council.csv", &CATALOG);
        assert_eq!(read.unwrap(), expected, "{date}");
    }
    for date in [
        "05-08-26",
        "8/2026",
        "05/08/226",
        "05/08.2026",
        "2026-08-05 noon",
        "46239",
        "13/13/2026",
    ] {
        let (line, table) = with_line("date;", &format!("date;{date}"));
        let error = read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap_err();
        let problem = error.diagnostics()[0].to_string();
        let place = format!("council.csv:{line}:2: error[bad-date] date: found `{date}`");
        assert!(problem.starts_with(&place), "{problem}");
    }
    // The time of a day is left out, and that is said.
    let (line, table) = with_line("date;", "date;2026-08-05 14:30");
    let filled = Paper::Table
        .fill(table.as_bytes(), "council.csv", &CATALOG)
        .unwrap();
    let notes: Vec<String> = filled
        .notes()
        .iter()
        .map(|note| note.line_in(Lang::En))
        .collect();
    assert_eq!(
        notes,
        [format!(
            "council.csv:{line}:2: warning date: the time `14:30` is not used, only the day"
        )]
    );
    let ticked = |value: &str| {
        let (_, table) = with_line("1.1;", &format!("1.1;1;{value}"));
        read_table(table.as_bytes(), "council.csv", &CATALOG)
    };
    let two = ticked("2").unwrap();
    for value in ["2.0", "2,00", " 2 ", "02"] {
        assert_eq!(ticked(value).unwrap(), two, "{value}");
    }
    for value in ["2.000", "2.5", "+2", "2e0", "II", "2.", ".2"] {
        assert!(ticked(value).is_err(), "{value}");
    }
    let member = with_line("role;", "role;chair;member").1;
    let member = read_table(member.as_bytes(), "council.csv", &CATALOG).unwrap();
    for word in ["ủy viên", "Uỷ viên", "THÀNH VIÊN"] {
        let (_, table) = with_line("role;", &format!("role;Chủ tịch Hội đồng;{word}"));
        assert_eq!(
            read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap(),
            member
        );
    }
}

/// Lines end as old and new programs end them, and a first line may name the separator.
#[test]
fn a_table_is_read_however_it_was_saved() {
    let good = good();
    let expected = read_table(good.as_bytes(), "council.csv", &CATALOG).unwrap();
    for table in [
        good.replace("\r\n", "\n"),
        good.replace("\r\n", "\r"),
        format!("sep=;\r\n{good}"),
        format!("\u{feff}\"sep=;\"\r\n{good}"),
        good.replace(';', "\t"),
        good.lines()
            .map(|line| match line.contains('"') {
                true => format!("{line}\n"),
                false => format!("\"{}\"\n", line.replace(';', "\" ; \"")),
            })
            .collect(),
    ] {
        let utf_16 = |unit: fn(u16) -> [u8; 2]| {
            let marked = "\u{feff}".to_owned() + table.trim_start_matches('\u{feff}');
            marked.encode_utf16().flat_map(unit).collect::<Vec<u8>>()
        };
        let saved = [
            table.clone().into_bytes(),
            utf_16(u16::to_le_bytes),
            utf_16(u16::to_be_bytes),
        ];
        for bytes in saved {
            assert_eq!(
                read_table(&bytes, "council.csv", &CATALOG).unwrap(),
                expected
            );
            assert_eq!(Paper::of(&bytes), Some(Paper::Table));
        }
    }
}

/// One mistake gives one message, however many lines follow from it.
#[test]
fn one_mistake_in_a_table_gives_one_message() {
    let good = good();
    let number = |start: &str| {
        good.lines()
            .position(|line| line.starts_with(start))
            .unwrap()
            + 1
    };
    let header = number("criterion");
    for (table, start) in [
        (
            good.replace("criterion", "Criterion"),
            format!("council.csv:{header}:1: error[unknown-key]: "),
        ),
        (
            good.lines()
                .filter(|line| !line.starts_with("criterion"))
                .map(|line| format!("{line}\n"))
                .collect(),
            format!("council.csv:{header}:1: error[not-table] role: "),
        ),
        (
            "PHIẾU ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP,,,,,\n\"Bộ 08: A, B\nC\",,\n1.1,x,y\n".into(),
            "council.csv:1:1: error[not-table]".into(),
        ),
        (
            "STT;Tên;Điểm\n1;An;3\n2;Bình;4\n".into(),
            "council.csv:1:1: error[not-table]: ".into(),
        ),
    ] {
        let error = read_table(table.as_bytes(), "council.csv", &CATALOG).unwrap_err();
        let found: Vec<String> = error
            .diagnostics()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&start), "{found:?}");
    }
}

/// A table of 26/2026's set 08 with some lines before the members, all of whom have box 1 everywhere.
fn table_of(lines: &str, members: &str) -> String {
    let set = CATALOG.set("qd-26-2026", "08").unwrap();
    let mut table = format!(
        "regulation;qd-26-2026\nset;08\nproduct;Cá khô\nlevel;province\ndate;2026-08-05\n{lines}criterion;{members}\n"
    );
    let boxes = vec!["1"; members.split(';').count()].join(";");
    for criterion in set.criteria() {
        let _ = writeln!(table, "{};{boxes}", criterion.code());
    }
    table
}

fn problems_of(table: &str) -> Vec<String> {
    let error = read_table(table.as_bytes(), "t.csv", &CATALOG).unwrap_err();
    let problems = error.diagnostics().iter();
    problems.map(ToString::to_string).collect()
}

/// Contract 2: "One mistake gives one message": a needed key that is written in another way is not missing
/// too, however little it is like the key.
#[test]
fn a_misspelt_key_of_a_table_is_one_mistake() {
    let good = table_of("", "An");
    for (key, typed, line) in [
        ("set;08", "setx", 2),
        ("set;08", "sett", 2),
        ("set;08", "bộ", 2),
        ("product;", "productx", 3),
        ("product;", "tên", 3),
        ("level;", "levle", 4),
        ("date;", "dat", 5),
        ("date;", "ngay", 5),
    ] {
        let (known, behind) = key.split_once(';').unwrap();
        let table = good.replacen(key, &format!("{typed};{behind}"), 1);
        assert_ne!(table, good);
        let expected = format!(
            "t.csv:{line}:1: error[unknown-key]: found `{typed}`, expected the key `{known}`"
        );
        assert_eq!(problems_of(&table), [expected]);
    }
    // Which of two is meant is not known, and a line without a value says itself where it is.
    let two = good
        .replacen("set;08", "bộ;08", 1)
        .replacen("date;", "ngay;", 1);
    assert_eq!(problems_of(&two).len(), 4, "{:?}", problems_of(&two));
    let empty = good.replacen("set;08", "set;\nbộ;08", 1);
    assert_eq!(problems_of(&empty).len(), 2, "{:?}", problems_of(&empty));
}

/// Contract 2: each problem says where it is and what to do, in the words of a table.
#[test]
fn what_is_missing_beside_a_value_is_told_by_its_key() {
    let table = table_of("previous_star;3\n", "An");
    let lacks = |key: &str, beside: &str| {
        format!(
            "t.csv:6:2: error[missing-key] {beside}: found no `{key}`, expected a line `{key};…` beside `{beside}`"
        )
    };
    assert_eq!(
        problems_of(&table),
        [
            lacks("previous_issued", "previous_star"),
            lacks("previous_expires", "previous_star")
        ]
    );
    let table = table_of("local_origin;Đạt\n", "An");
    assert_eq!(problems_of(&table), [lacks("reported", "local_origin")]);
    // A line without a value is where it is to be.
    let table = table_of("local_origin;Đạt\nreported;\n", "An");
    let [told] = <[String; 1]>::try_from(problems_of(&table)).unwrap();
    assert!(
        told.starts_with("t.csv:7:2: error[missing-key] reported:"),
        "{told}"
    );
}

/// Contract 5.7: a sheet may end at a stop that its set prints, beside the answers given so far.
#[test]
fn a_table_says_a_stop() {
    let set = CATALOG.set("qd-26-2026", "08").unwrap();
    let stop = set.stops().last().unwrap().code().to_string();
    let whole = table_of("", "An;Bình;Chi");
    let mut behind = false;
    let mut stopped = String::new();
    for line in whole.lines() {
        let code = line.split(';').next().unwrap();
        match behind {
            true => stopped += &format!("{code};1;;1\n"),
            false => stopped += &format!("{line}\n"),
        }
        if code == "criterion" {
            stopped += &format!("role;chair;member;member\nstopped_at;;{stop};\n");
        }
        behind |= code == stop;
    }
    let case = read_table(stopped.as_bytes(), "t.csv", &CATALOG).unwrap();
    let result = case.evaluate();
    assert_eq!(result.stages()[0].total.as_ref().unwrap().mean().count(), 2);
    let stated = serde_json::to_value(result.case()).unwrap();
    let sheet = &stated["stages"][0]["sheets"][1];
    assert_eq!(sheet["stopped_at"], *stop);
    // The form's entry says the same.
    let entry = stopped.replace(&format!(";;{stop};"), &format!(";;Tiêu chí {stop};"));
    assert_eq!(
        read_table(entry.as_bytes(), "t.csv", &CATALOG).unwrap(),
        *result.case()
    );
    // A place before the stop, or of a member who did not stop, is not blank.
    let is_stop = |code: &str| set.stops().any(|stop| stop.code().as_str() == code);
    let mut codes = set.criteria().map(|criterion| criterion.code().as_str());
    let first = codes.find(|code| !is_stop(code)).unwrap();
    let blank = stopped.replace(&format!("\n{first};1;1;1\n"), &format!("\n{first};1;;1\n"));
    let told = problems_of(&blank);
    assert!(
        told.len() == 1 && told[0].contains("error[criterion-missing] "),
        "{told:?}"
    );
    // One that the set does not print is refused where it stands.
    let told = problems_of(&stopped.replace(&format!(";;{stop};"), &format!(";;{first};")));
    let line = stopped
        .lines()
        .position(|line| line.starts_with("stopped_at"))
        .unwrap()
        + 1;
    assert!(
        told[0].starts_with(&format!("t.csv:{line}:3: error[")),
        "{told:?}"
    );
    let told = problems_of(&stopped.replace(&format!(";;{stop};"), ";;sáu;"));
    assert!(
        told.iter()
            .any(|told| told.contains("error[bad-code] stopped_at/sheet 2: found `sáu`")),
        "{told:?}"
    );
}

/// Contract 4: `path` and `pointer` hold no text that people typed.
#[test]
fn a_code_that_is_typed_is_in_no_path() {
    for typed in ["99.9", "12345", "9999999999"] {
        let table = table_of("", "An") + &format!("{typed};1\n");
        let error = read_table(table.as_bytes(), "t.csv", &CATALOG).unwrap_err();
        let [problem] = error.diagnostics() else {
            panic!("{error}")
        };
        assert_eq!(problem.path(), "sheet 1");
        assert!(problem.found().contains(typed), "{problem}");
    }
}

/// A year of two digits is of this century; where the one before may be meant, that is said.
#[test]
fn a_year_of_two_digits_far_away_is_named() {
    let notes = |day: &str| {
        let lines = format!(
            "kind;renewal\nprevious_star;3\nprevious_issued;05/08/23\nprevious_expires;{day}\n"
        );
        let table = table_of(&lines, "An");
        let filled = Paper::Table
            .fill(table.as_bytes(), "t.csv", &CATALOG)
            .unwrap();
        let notes = filled.notes().iter();
        notes.map(|note| note.line_in(Lang::En)).collect::<Vec<_>>()
    };
    assert_eq!(
        notes("05/08/99"),
        [
            "t.csv:9:2: warning previous_expires: `05/08/99` is read as the day `05/08/2099`; \
          a year of two digits is of this century"
        ]
    );
    assert_eq!(notes("05/08/26"), [""; 0]);
    assert_eq!(notes("05/08/2099"), [""; 0]);
}

/// Contract 2: tables of one product, set, regulation, level and day are one stage, whatever their order; a
/// table that two products fit says so in every order.
#[test]
fn the_order_of_tables_changes_no_answer() {
    let of = |member: &str, lines: &str| (table_of(lines, member), format!("{member}.csv"));
    let fill = |(table, file): &(String, String)| {
        Paper::Table.fill(table.as_bytes(), file, &CATALOG).unwrap()
    };
    let an = of("An", "");
    let papers = [
        an.clone(),
        of("Bình", "producer;HTX Một\n"),
        of("Chi", "producer;HTX Hai\n"),
    ];
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let joined = join(order.map(|index| fill(&papers[index])).into());
        let [joined] = <[_; 1]>::try_from(joined).unwrap();
        let told = joined.unwrap_err().to_string();
        assert_eq!(
            told,
            "An.csv: error[earlier-differs]: found a product's name that two producers have, expected the \
             producer or the product's code, to know which product is meant",
            "{order:?}"
        );
    }
    // Without the one that states nothing they are two; beside one of them it is of that one's council.
    let count = |papers: &[&(String, String)]| {
        let joined = join(papers.iter().map(|paper| fill(paper)).collect()).into_iter();
        let cases = joined.map(|filled| filled.unwrap().case(&CATALOG).unwrap());
        let totals = cases.map(|case| {
            case.evaluate().stages()[0]
                .total
                .as_ref()
                .unwrap()
                .mean()
                .count()
        });
        totals.collect::<Vec<_>>()
    };
    assert_eq!(count(&[&papers[1], &papers[2]]), [1, 1]);
    assert_eq!(count(&[&papers[2], &an]), [2]);
    assert_eq!(count(&[&an, &papers[2]]), [2]);
    // One that states its code and its producer is the same product as those that state one of them.
    let both = of("Dung", "producer;HTX Một\ncode;74-732-1-2026\n");
    let code = of("Giang", "code;74-732-1-2026\n");
    for order in [
        [&both, &code, &papers[1]],
        [&code, &papers[1], &both],
        [&papers[1], &both, &code],
    ] {
        assert_eq!(count(&order), [3]);
    }
}

/// A finding that one file of a council has and another lacks is named in every order.
#[test]
fn a_finding_that_one_file_lacks_is_named() {
    let set = CATALOG.set("qd-26-2026", "08").unwrap();
    let id = set.findings()[0].id().to_string();
    let fill = |member: &str, lines: &str| {
        let table = table_of(lines, member);
        Paper::Table
            .fill(table.as_bytes(), &format!("{member}.csv"), &CATALOG)
            .unwrap()
    };
    let finding = format!("finding;{id}\n");
    for has_first in [true, false] {
        let mut papers = vec![fill("An", &finding), fill("Bình", "")];
        if !has_first {
            papers.reverse();
        }
        let joined = join(papers).pop().unwrap().unwrap();
        let notes: Vec<String> = joined
            .notes()
            .iter()
            .map(|note| note.line_in(Lang::En))
            .collect();
        assert_eq!(
            notes,
            [format!(
                "An.csv:6:2: warning finding: the finding `{id}` is not in `Bình.csv` of the same council; it counts"
            )]
        );
    }
    let joined = join(vec![fill("An", &finding), fill("Bình", &finding)]);
    assert!(joined[0].as_ref().unwrap().notes().is_empty());
}

/// Contract 5.8: a stage that cannot follow is told at its level.
#[test]
fn a_stage_that_cannot_follow_is_told_at_its_level() {
    let earlier = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "stages": [{"level": "province", "date": "2026-07-30", "total": "65"}]}"#;
    let earlier = ocop::Case::from_json(earlier, "earlier.json", &CATALOG).unwrap();
    let table = table_of("", "An");
    for level in ["province", "central"] {
        let table = table.replace("level;province", &format!("level;{level}"));
        let filled = Paper::Table
            .fill(table.as_bytes(), "t.csv", &CATALOG)
            .unwrap();
        let error = filled.case_after(&earlier, &CATALOG).unwrap_err();
        let told: Vec<String> = error
            .diagnostics()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(
            told.len() == 1 && told[0].starts_with("t.csv:4:2: error["),
            "{told:?}"
        );
    }
}
