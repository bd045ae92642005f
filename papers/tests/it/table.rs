//! Councils' own tables of box numbers.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::common::{Random, case_of, councils, random_case};
use ocop::{Catalog, Lang};
use ocop_papers::{Paper, read_table};
use serde_json::Value;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::bundled);

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
