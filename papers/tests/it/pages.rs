//! Pages as a browser would read them: every figure of the result, every name, nothing unescaped.

use crate::common::bundled;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use ocop::law::Declared;
use ocop::portfolio::Portfolio;
use ocop::portfolio::PortfolioView;
use ocop::text::figure;
use ocop::{Catalog, Date, EvaluatedCase, Lang, Reason};
use ocop_papers::{Annex, blank_form, minutes, plan_report};
use serde_json::{Value, json};

/// An element with all text in it.
#[derive(Debug)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn all<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found: Vec<&Element> = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    fn classed<'e>(&'e self, name: &str, class: &str) -> Vec<&'e Element> {
        let has = |element: &&Element| {
            let classes = element.attributes.get("class");
            classes.is_some_and(|classes| classes.split(' ').any(|one| one == class))
        };
        self.all(name).into_iter().filter(has).collect()
    }

    /// The texts of a row's cells.
    fn cells(&self) -> Vec<&str> {
        self.children
            .iter()
            .map(|cell| cell.text.as_str())
            .collect()
    }
}

fn element(handle: &Handle) -> Element {
    let NodeData::Element { name, attrs, .. } = &handle.data else {
        panic!("not an element");
    };
    let attributes = attrs.borrow();
    let mut read = Element {
        name: name.local.to_string(),
        attributes: attributes
            .iter()
            .map(|attribute| {
                (
                    attribute.name.local.to_string(),
                    attribute.value.to_string(),
                )
            })
            .collect(),
        text: String::new(),
        children: Vec::new(),
    };
    for child in handle.children.borrow().iter() {
        match &child.data {
            NodeData::Text { contents } => read.text.push_str(&contents.borrow()),
            NodeData::Element { .. } => {
                let child = element(child);
                read.text.push_str(&child.text);
                read.children.push(child);
            }
            other => panic!("a page has no {other:?}"),
        }
    }
    read
}

/// What a page may be made of: whatever a text smuggles in is not among it.
const ELEMENTS: &[&str] = &[
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "article",
    "section",
    "header",
    "div",
    "p",
    "br",
    "h1",
    "h2",
    "h3",
    "dl",
    "dt",
    "dd",
    "ol",
    "ul",
    "li",
    "span",
    "strong",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "svg",
    "rect",
    "text",
    "circle",
];
const ATTRIBUTES: &[&str] = &[
    "lang",
    "charset",
    "name",
    "content",
    "class",
    "role",
    "aria-label",
    "aria-hidden",
    "tabindex",
    "scope",
    "colspan",
    "viewBox",
    "preserveAspectRatio",
    "x",
    "y",
    "width",
    "height",
    "cx",
    "cy",
    "r",
];

/// A page read by the rules of HTML, without a single error.
#[track_caller]
fn read(page: &str) -> Element {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            exact_errors: true,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    let dom = html5ever::parse_document(RcDom::default(), options).one(page);
    assert!(dom.errors.borrow().is_empty(), "{:?}", dom.errors.borrow());
    let children = dom.document.children.borrow();
    let root = children.iter().map(|child| match &child.data {
        NodeData::Element { .. } => Some(element(child)),
        NodeData::Doctype { .. } => None,
        other => panic!("a page has no {other:?}"),
    });
    let root = root.flatten().next().unwrap();
    for name in ELEMENTS {
        for found in root.all(name) {
            for attribute in found.attributes.keys() {
                assert!(ATTRIBUTES.contains(&attribute.as_str()), "{attribute}");
            }
        }
    }
    let mut known = 0;
    for name in ELEMENTS {
        known += root.all(name).len();
    }
    assert_eq!(known, count(&root), "an element that pages do not have");
    assert!(root.attributes.contains_key("lang"));
    assert_eq!(root.all("main").len(), 1);
    // Nothing is fetched: the style names no address.
    let style = &root.all("style")[0].text;
    assert!(!style.contains("url(") && !style.contains("@import"));
    // Who reads with a screen reader finds each table's caption and each head's cells.
    for table in root.all("table") {
        assert_eq!(table.all("caption").len(), 1);
        for head in table.all("th") {
            assert!(head.attributes.contains_key("scope"), "{}", head.text);
        }
    }
    root
}

fn count(element: &Element) -> usize {
    element.children.iter().map(|child| 1 + count(child)).sum()
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn json_at(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

fn nine() -> Value {
    json_at("papers/tests/cases/nine-members.json")
}

#[track_caller]
fn decide(case: &Value, catalog: &Catalog) -> EvaluatedCase {
    match EvaluatedCase::from_json_line(&case.to_string(), "case.json", 1, catalog) {
        Ok(decided) => decided,
        Err(error) => panic!("{:?}", error.diagnostics()),
    }
}

#[track_caller]
fn page_of(case: &Value, lang: Lang) -> Element {
    let catalog = bundled();
    let page = minutes(
        &[decide(case, &catalog)],
        &catalog.regulations().unwrap(),
        lang,
    );
    read(&page)
}

fn shipped() -> Vec<Value> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("examples/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "json"))
        .collect();
    paths.sort();
    let read = |path: PathBuf| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    paths.into_iter().map(read).collect()
}

/// The shipped cases, each with the day of its last stage as that of a decision.
fn decided() -> Vec<Value> {
    let mut cases = shipped();
    for case in &mut cases {
        crate::counted::decide(case["stages"].as_array_mut().unwrap());
    }
    cases
}

/// The sheet of set 04 of 26/2026: for each criterion its code, title, maximum and boxes' points.
fn criteria_of(path: &str) -> Vec<(String, String, i64, Vec<i64>)> {
    let set = json_at(path);
    let whole = |value: &Value| value.as_str().unwrap().parse::<i64>().unwrap();
    let mut criteria = Vec::new();
    for part in set["parts"].as_array().unwrap() {
        for section in part["sections"].as_array().unwrap() {
            for criterion in section["criteria"].as_array().unwrap() {
                let boxes = criterion["boxes"].as_array().unwrap();
                criteria.push((
                    criterion["criterion"].as_str().unwrap().to_owned(),
                    criterion["title"].as_str().unwrap().to_owned(),
                    whole(&criterion["max"]),
                    boxes.iter().map(|one| whole(&one["points"])).collect(),
                ));
            }
        }
    }
    criteria
}

/// Source: 26/2026, Phụ lục II, bộ 04. Every cell of the table of scores is counted here from the
/// files of the case and the sheet.
#[test]
fn minutes_give_each_member_and_criterion() {
    let case = nine();
    let sheets = case["stages"][1]["sheets"].as_array().unwrap();
    let criteria = criteria_of("criteria/qd-26-2026/sets/04-mat-ong-mat-khac-va-nong.json");
    assert_eq!((sheets.len(), criteria.len()), (9, 32));
    let page = page_of(&case, Lang::Vi);
    let scores = page.classed("table", "scores");
    let rows = scores[0].all("tr");
    // A head, three parts, the criteria, the total.
    assert_eq!((scores.len(), rows.len()), (1, 1 + 3 + 32 + 1));
    let mut totals = vec![0; 9];
    for (at, (code, title, most, boxes)) in criteria.iter().enumerate() {
        let points: Vec<i64> = sheets
            .iter()
            .map(|sheet| {
                let answer = &sheet["answers"][at];
                assert_eq!(answer["criterion"], **code);
                match answer["box"].as_u64().unwrap() {
                    0 => 0,
                    ticked => boxes[usize::try_from(ticked).unwrap() - 1],
                }
            })
            .collect();
        let sum: i64 = points.iter().sum();
        for (total, points) in totals.iter_mut().zip(&points) {
            *total += points;
        }
        let mut expected = vec![format!("{code} {title}"), most.to_string()];
        expected.extend(points.iter().map(i64::to_string));
        // Hundredths of the mean, halves up.
        let mean = (sum * 100 * 2 + 9) / 18;
        expected.push(format!("{},{:02}", mean / 100, mean % 100));
        assert!(
            rows.iter().any(|row| row.cells() == expected),
            "{expected:?}"
        );
    }
    // Added up by hand from the printed sheets.
    assert_eq!(totals, [73, 70, 70, 74, 73, 69, 79, 72, 77]);
    let last: Vec<String> = totals.iter().map(i64::to_string).collect();
    assert_eq!(rows.last().unwrap().cells()[2..11], last);
    assert_eq!(rows.last().unwrap().cells()[11], "73,00");
    let roll = page.classed("tr", "roll");
    assert_eq!(roll.len(), 9);
    for ((row, sheet), total) in roll.iter().zip(sheets).zip(&totals) {
        let role = match sheet["role"].as_str().unwrap() {
            "chair" => "Chủ tịch",
            "vice-chair" => "Phó chủ tịch",
            _ => "Ủy viên",
        };
        let name = sheet["assessor"].as_str().unwrap();
        assert_eq!(row.cells()[1..4], [name, role, &total.to_string()]);
    }
    let text = &page.text;
    // 9 of 11: three quarters are 8.25. 657 of 9 are 73: 17 a sheet short of 90, 3 above 70.
    for expected in [
        "9, cần ít nhất 9; vắng 2",
        "657 điểm / 9 phiếu",
        "Chênh lệch giữa các phiếu: 10, cho phép 10.",
        "còn thiếu 17,00 điểm trung bình để đạt hạng 5 sao theo điểm; cao hơn mức đầu của hạng 4 \
         sao 3,00 điểm.",
        "Hạng: 4 sao; hạng theo điểm: 4 sao",
        "giấy chứng nhận từ 30/10/2026 đến hết 30/10/2029",
        // 26/2026, Điều 7.6 a: 180 to 120 days before the end.
        "Nộp hồ sơ phân hạng lại từ 03/05/2029 đến 02/07/2029",
        "Mã đối chiếu: ",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
}

/// Whatever a result says is on its page: figures, minima, reasons with clauses, outcome, seal.
#[test]
fn minutes_give_all_of_every_shipped_result() {
    let catalog = bundled();
    let regulations = catalog.regulations().unwrap();
    let mut cases = shipped();
    cases.push(nine());
    let decided: Vec<EvaluatedCase> = cases.iter().map(|case| decide(case, &catalog)).collect();
    for lang in [Lang::Vi, Lang::En] {
        let mut stages = 0;
        for one in &decided {
            let page = read(&minutes(std::slice::from_ref(one), &regulations, lang));
            let articles = page.all("article");
            assert_eq!(articles.len(), one.stages().len());
            stages += articles.len();
            let view = serde_json::to_value(one).unwrap();
            let told = |reason: &Reason| format!("{} [{}]", reason.text(lang), reason.citation());
            let views = view["stages"].as_array().unwrap();
            for ((article, stage), view) in articles.iter().zip(one.stages()).zip(views) {
                let text = &article.text;
                for reason in &stage.reasons {
                    assert!(text.contains(&told(reason)), "{}", told(reason));
                }
                let said = |value: &Value| figure(value.as_str().unwrap(), lang);
                let shown = |mean: &Value| said(&mean["shown"]);
                let rows: Vec<Vec<&str>> = article.all("tr").iter().map(|r| r.cells()).collect();
                for part in view["parts"].as_array().into_iter().flatten() {
                    let shown = shown(part);
                    let name = format!("{}. ", part["part"].as_str().unwrap());
                    let row = rows.iter().find(|row| row[0].starts_with(&name));
                    assert_eq!(row.unwrap()[1], shown);
                }
                if !view["total"].is_null() {
                    assert!(text.contains(&shown(&view["total"])));
                    assert!(text.contains(&said(&view["total"]["sum"])));
                }
                for unmet in view["unmet"].as_array().unwrap() {
                    let code = format!("{} ", unmet["criterion"].as_str().unwrap());
                    let star = format!("{}★", unmet["star"]);
                    let reached = format!("{}/{}", unmet["reached_by"], unmet["of"]);
                    let required = said(&unmet["required"]);
                    let row = rows.iter().find(|row| {
                        row.len() == 5
                            && row[0].starts_with(&code)
                            && row[1..4] == [star.as_str(), required.as_str(), reached.as_str()]
                    });
                    let missed = if lang == Lang::Vi {
                        "CHƯA ĐẠT"
                    } else {
                        "MISSED"
                    };
                    assert_eq!(row.unwrap()[4], missed);
                }
                let missed = rows
                    .iter()
                    .filter(|row| ["CHƯA ĐẠT", "MISSED"].contains(row.last().unwrap()));
                assert_eq!(missed.count(), view["unmet"].as_array().unwrap().len());
                let state = article.classed("p", "stars");
                match view["star"].as_u64() {
                    Some(star) => {
                        let full = usize::try_from(star).unwrap();
                        assert_eq!(state[0].text.matches('★').count(), full);
                    }
                    None => assert!(state.is_empty()),
                }
                // A page of details is no paper: nobody signs it, and no State's heading is on it.
                assert!(article.classed("div", "signatures").is_empty());
                assert!(
                    !text.contains("Độc lập - Tự do - Hạnh phúc") && !text.contains("BIÊN BẢN")
                );
                assert!(text.contains(&one.seal().criteria) && text.contains(&one.seal().input));
            }
            for warning in one.warnings() {
                assert!(articles.last().unwrap().text.contains(&told(warning)));
            }
        }
        let together = read(&minutes(&decided, &regulations, lang));
        assert_eq!(together.all("article").len(), stages);
    }
}

/// Source: 26/2026, Điều 5.2, đợt 02: proposals before 30/01 are evaluated before 30/03.
#[test]
fn minutes_say_what_is_due_where_the_law_does() {
    let mut case = nine();
    let stage = &mut case["stages"][1];
    *stage = json!({"level": "province", "date": "2026-10-14", "total": "90"});
    let page = page_of(&case, Lang::Vi);
    assert!(page.text.contains("phải xong chậm nhất ngày 29/03/2027"));
    assert!(
        page.text
            .contains("Tình trạng hồ sơ: chờ cấp trung ương đánh giá, phân hạng.")
    );
    assert!(
        page.text
            .contains("Điểm trung bình 90,00: cao hơn mức đầu của hạng 5 sao 0 điểm.")
    );
    // The commune's report, item by item; one is left open.
    let rows = page.all("tr");
    let found = |item: &str| {
        rows.iter()
            .find(|row| row.cells()[0] == item)
            .unwrap()
            .cells()[1]
    };
    assert_eq!(found("Lao động địa phương"), "Đạt");
    assert_eq!(found("Bản sắc, trí tuệ địa phương"), "Chưa nêu");
}

/// Each of the four contents of the commune's report is printed with its own answer, in whatever
/// order and however many of them the case gives. Source: 26/2026, Mẫu số 03.
#[test]
fn the_commune_report_is_printed_item_by_item() {
    let names = [
        ("local-origin", "Nguồn gốc sản phẩm, nguyên liệu"),
        ("local-labour", "Lao động địa phương"),
        ("origin-of-idea", "Nguồn gốc ý tưởng"),
        ("local-identity", "Bản sắc, trí tuệ địa phương"),
    ];
    let reports: [&[(usize, Option<bool>)]; 4] = [
        &[(3, Some(false)), (1, Some(true))],
        &[
            (3, Some(true)),
            (2, Some(false)),
            (1, None),
            (0, Some(true)),
        ],
        &[(2, Some(true))],
        &[],
    ];
    for report in reports {
        let items = report.iter().map(|&(item, met)| match met {
            Some(met) => json!({"item": names[item].0, "met": met}),
            None => json!({"item": names[item].0}),
        });
        let mut case = nine();
        case["stages"][0]["report"] = items.collect();
        let page = page_of(&case, Lang::Vi);
        let rows = page.all("tr");
        for (item, (_, name)) in names.iter().enumerate() {
            let row = rows.iter().find(|row| row.cells()[0] == *name).unwrap();
            let answer = report.iter().find(|(given, _)| *given == item);
            let expected = match answer.and_then(|(_, met)| *met) {
                Some(true) => "Đạt",
                Some(false) => "Không đạt",
                None => "Chưa nêu",
            };
            assert_eq!(row.cells()[1], expected, "{name} of {report:?}");
        }
    }
}

/// A council larger than a page is wide goes into several tables, each member into one.
#[test]
fn large_councils_are_told_in_several_tables() {
    let mut case = nine();
    let sheets = case["stages"][1]["sheets"].as_array().unwrap().clone();
    let many: Vec<Value> = (1..=23)
        .map(|number| {
            let mut sheet = sheets[3].clone();
            sheet["assessor"] = json!(format!("Thành viên {number}"));
            sheet
        })
        .collect();
    case["stages"][1]["sheets"] = json!(many);
    case["stages"][1]["council"]["appointed"] = json!(23);
    let page = page_of(&case, Lang::Vi);
    let tables = page.classed("table", "scores");
    let heads: Vec<Vec<&str>> = tables
        .iter()
        .map(|table| table.all("tr")[0].cells())
        .collect();
    assert_eq!(heads.iter().map(Vec::len).collect::<Vec<_>>(), [13, 13, 6]);
    assert_eq!(heads[2], ["Tiêu chí", "Tối đa", "21", "22", "23", "TB"]);
    // Nobody took the chair, so nothing is settled.
    assert!(page.text.contains("thiếu thành viên"));
    assert!(
        page.text
            .contains("Không có phiếu của chủ tịch hội đồng hoặc người được thay")
    );
}

#[test]
fn opinions_in_writing_are_told_as_such() {
    let mut case = nine();
    case["stages"][1]["council"]["form"] = json!("written");
    let page = page_of(&case, Lang::Vi);
    let headings: Vec<&str> = page.all("h1").iter().map(|h1| h1.text.as_str()).collect();
    assert_eq!(
        headings,
        [
            "Ghi nhận báo cáo của xã",
            "Ý kiến bằng văn bản của Hội đồng"
        ]
    );
    for (lang, said, absent) in [
        (Lang::Vi, "; không trả lời ", "vắng"),
        (Lang::En, "; not returned ", "absent"),
    ] {
        let page = page_of(&case, lang).text;
        assert!(page.contains(said) && !page.contains(absent), "{page}");
    }
}

/// Every sheet of every regulation, against its own file.
#[test]
fn blank_forms_have_every_box_of_all_sheets() {
    let catalog = bundled();
    let mut forms = 0;
    for regulation in catalog.regulations().unwrap() {
        for entry in regulation.sets() {
            let code = entry.code().to_string();
            let set = catalog.set(regulation.id().as_str(), &code).unwrap();
            let page = read(&blank_form(&regulation, &set));
            let form = page.classed("table", "form");
            let rows: Vec<Vec<&str>> = form[0].all("tr").iter().map(|row| row.cells()).collect();
            let mut next = rows.iter();
            let mut boxes = 0;
            for criterion in set.criteria() {
                for choice in criterion.choices() {
                    boxes += 1;
                    let star = choice.star().map_or(0, |star| usize::from(star.number()));
                    let expected = [
                        format!(" {}{}", choice.label(), "*".repeat(star)),
                        choice.points().to_string(),
                    ];
                    // In the order of the sheet.
                    assert!(next.any(|row| *row == expected), "{code} {expected:?}");
                }
                let name = format!("{} {}", criterion.code(), criterion.title());
                let direct = format!("{}. {}", criterion.code(), criterion.title());
                let named =
                    |row: &&Vec<&str>| row[0].starts_with(&name) || row[0].starts_with(&direct);
                let row = rows
                    .iter()
                    .find(named)
                    .unwrap_or_else(|| panic!("{code} {name}"));
                assert_eq!(row[1], criterion.max().to_string());
                for note in criterion.notes() {
                    assert!(page.text.contains(note.label()));
                }
            }
            assert_eq!(page.classed("span", "box").len(), boxes);
            assert_eq!(rows.last().unwrap(), &["TỔNG CỘNG", "100"]);
            for part in set.parts() {
                let name = format!("PHẦN {}: {}", part.id(), regulation.part_title(part.id()));
                let row = rows.iter().find(|row| row[0] == name).unwrap();
                assert_eq!(row[1], part.max().to_string());
            }
            for finding in set.findings() {
                assert!(page.text.contains(finding.label()));
            }
            assert!(page.text.contains("Ý kiến của người đánh giá"));
            // Labels are no form to sign, and the state of the data is not on paper.
            assert!(page.text.contains("Bản tóm lược, không thay phiếu tại"));
            assert!(page.classed("div", "signatures").is_empty());
            for word in ["Dữ liệu", "bản in", "READING", "sha256"] {
                assert!(!page.text.contains(word), "{word}");
            }
            forms += 1;
        }
    }
    // 26 sets of each of four regulations; 1489 uses those of 148.
    assert_eq!(forms, 104);
}

/// Of the shipped cases, by hand: huyện certifies two with 3★; tỉnh three with 4★ and one with 3★;
/// trung ương the rest that are recognised.
#[test]
fn the_annex_lists_what_is_proposed_and_nothing_else() {
    let catalog = bundled();
    let mut annex = Annex::default();
    for case in shipped() {
        annex.add(&decide(&case, &catalog));
    }
    let page = read(&annex.page());
    let articles = page.all("article");
    let groups: Vec<Vec<&str>> = articles
        .iter()
        .map(|article| {
            article
                .classed("tr", "sum")
                .iter()
                .map(|row| row.text.as_str())
                .collect()
        })
        .collect();
    assert_eq!(
        groups,
        [
            vec!["Hạng 3 sao: 2 sản phẩm"],
            vec!["Hạng 4 sao: 3 sản phẩm", "Hạng 3 sao: 1 sản phẩm"],
            vec!["Hạng 5 sao: 2 sản phẩm"],
        ]
    );
    let rows: Vec<Vec<&str>> = articles[1]
        .all("tr")
        .iter()
        .map(|row| row.cells())
        .collect();
    let old = rows.iter().find(|row| row[0] == "2").unwrap();
    assert_eq!(
        old[..],
        [
            "2",
            "Khô cá dứa (giả định)",
            "75-737-26017-3-2023",
            "Hợp tác xã (giả định)",
            "[xã, phường, đặc khu]",
            "08. Chế biến từ thịt, thủy sản, trứng, sữa, các sản phẩm từ mật ong",
            "lần đầu",
            "4",
        ]
    );
    assert!(
        articles[1]
            .text
            .contains("Cộng: 4 sản phẩm; 4 sao: 3; 3 sao: 1.")
    );
    // Nobody is recognised, and no certificate runs, before a decision's day is entered; who decides
    // is the regulation's.
    let text = &page.text;
    assert!(text.contains("ĐỀ XUẤT CÔNG NHẬN") && !text.contains("ĐƯỢC CÔNG NHẬN"));
    assert!(text.contains("của Ủy ban nhân dân tỉnh ……") && !text.contains("/2026"));
    assert!(text.contains("Địa bàn"));
    assert!(!text.contains("Không có trong danh sách"));
    let decided = json!({
        "product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "stages": [{"level": "province", "date": "2026-08-05", "total": "61.5", "decided": "2026-08-20"}]
    });
    let mut annex = Annex::default();
    annex.add(&decide(&decided, &catalog));
    let text = read(&annex.page()).text;
    assert!(text.contains("ĐƯỢC CÔNG NHẬN"));
    // Source: papers-elements 7: of which decision, of whom; a law without districts has communes.
    assert!(text.contains("của Chủ tịch Ủy ban nhân dân tỉnh ……"));
    assert!(text.contains("Xã, phường, đặc khu") && !text.contains("Địa bàn"));
}

/// A star adopted on the higher council's result stands in the annex.
#[test]
fn adopted_stars_are_listed() {
    let case = json!({
        "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
        "stages": [
            {"level": "district", "date": "2024-04-10", "total": "72"},
            {"level": "province", "date": "2024-05-10", "total": "65.125"},
            {"level": "district", "date": "2024-06-10", "adopts": {"star": 3}},
        ]
    });
    let mut annex = Annex::default();
    annex.add(&decide(&case, &bundled()));
    let page = read(&annex.page());
    let row = page.all("tr").pop().unwrap();
    assert_eq!(
        row.cells()[1..],
        [
            "Cá khô",
            "[mã số sản phẩm]",
            "[tên chủ thể]",
            "[xã, phường, đặc khu]",
            row.cells()[5],
            "[hình thức]",
            "3"
        ]
    );
    assert!(
        read(&Annex::default().page())
            .text
            .contains("Không có sản phẩm nào")
    );
}

/// Names that try to be more than text, and what a reader sees of them.
const HOSTILE: &[(&str, &str)] = &[
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    (
        "\"><img src=x onerror=alert(1)>",
        "\"><img src=x onerror=alert(1)>",
    ),
    ("' onmouseover='alert(1)", "' onmouseover='alert(1)"),
    (
        "</title></style></svg></table><script>",
        "</title></style></svg></table><script>",
    ),
    ("&lt;b&gt; &amp; & &#60;", "&lt;b&gt; &amp; & &#60;"),
    ("<!-- ]]> --> {{x}} ${y}", "<!-- ]]> --> {{x}} ${y}"),
];

#[track_caller]
fn harmless(page: &str, fields: &[&str], seen: &str) {
    // Not even the parser is asked to forgive: `read` takes no error and no unknown element.
    let read = read(page);
    for field in fields {
        let expected = format!("{field}{seen}");
        assert!(read.text.contains(&expected), "{expected}");
    }
    let turns = |letter: char| {
        matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            || letter.is_control() && letter != '\n'
    };
    assert!(!page.contains(turns));
}

#[test]
fn what_people_type_stays_text() {
    let rules = fs::read_to_string(root().join("criteria/councils/default.json")).unwrap();
    for (typed, seen) in HOSTILE {
        let mut case = nine();
        let product = &mut case["product"];
        product["name"] = json!(format!("tên{typed}"));
        product["code"] = json!(format!("mã{typed}"));
        product["district"] = json!(format!("vùng{typed}"));
        product["producer"]["id"] = json!(format!("id{typed}"));
        product["producer"]["name"] = json!(format!("chủ{typed}"));
        for (number, sheet) in case["stages"][1]["sheets"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .enumerate()
        {
            sheet["assessor"] = json!(format!("người {number}{typed}"));
        }
        case["stages"][1]["council"]["rules"] = json!("own");
        let mut own: Value = serde_json::from_str(&rules).unwrap();
        own["name"] = json!(format!("quy chế{typed}"));
        own["source"] = json!(format!("nguồn{typed}"));
        for name in ["spread", "quorum", "minimum_by"] {
            own["citations"][name] = json!(format!("căn cứ {name}{typed}"));
        }
        let mut catalog = bundled();
        catalog
            .add_rules("own".parse().unwrap(), "own.json", own.to_string())
            .unwrap();
        let decided = decide(&case, &catalog);
        let members: Vec<String> = (0..9).map(|number| format!("người {number}")).collect();
        let mut fields: Vec<&str> = members.iter().map(String::as_str).collect();
        fields.extend([
            "tên",
            "mã",
            "vùng",
            "chủ",
            "quy chế",
            "căn cứ spread",
            "căn cứ quorum",
        ]);
        let regulations = catalog.regulations().unwrap();
        for lang in [Lang::Vi, Lang::En] {
            let page = minutes(std::slice::from_ref(&decided), &regulations, lang);
            harmless(&page, &fields, seen);
            // The title, which a browser shows by itself.
            assert!(
                read(&page).all("title")[0]
                    .text
                    .ends_with(&format!("tên{seen}"))
            );
        }
        let mut annex = Annex::default();
        annex.add(&decided);
        harmless(&annex.page(), &["tên", "mã", "vùng", "chủ"], seen);
    }
}

/// A province's own files are typed by somebody too.
#[test]
fn what_data_files_say_stays_text() {
    for (typed, seen) in HOSTILE {
        let regulation = json_at("criteria/qd-26-2026/regulation.json");
        let mut set = json_at("criteria/qd-26-2026/sets/26-dich-vu-du-lich-cong-dong.json");
        let mut say = |path: &str, field: &str| {
            let value = set.pointer_mut(path).unwrap_or_else(|| panic!("{path}"));
            *value = json!(format!("{field}{typed}"));
        };
        say("/citation", "nguồn");
        say("/checked", "đối chiếu");
        say("/errata/0/printed", "in");
        say("/errata/0/read", "đọc");
        say("/errata/0/why", "vì");
        say("/parts/0/sections/0/title", "mục");
        say("/parts/0/sections/0/criteria/0/title", "tiêu chí");
        say("/parts/0/sections/0/criteria/0/boxes/0/label", "ô");
        let files = [
            (
                "qd-26-2026/regulation.json".to_owned(),
                regulation.to_string().into(),
            ),
            (
                "qd-26-2026/sets/26-x.json".to_owned(),
                set.to_string().into(),
            ),
        ];
        let (catalog, ignored) = Catalog::from_files(files);
        assert!(ignored.is_empty());
        let regulation = catalog.regulation("qd-26-2026").unwrap();
        let set = catalog.set("qd-26-2026", "26").unwrap();
        let fields = ["mục", "tiêu chí", "ô"];
        harmless(&blank_form(&regulation, &set), &fields, seen);
    }
}

/// The report on the cases, held against the plan of Đồng Nai where `declared` is given.
fn report_of(cases: &[Value], declared: Option<&str>, today: Option<&str>) -> Element {
    let catalog = bundled();
    let mut portfolio = Portfolio::default();
    for case in cases {
        let decided = decide(case, &catalog);
        portfolio.add(&decided);
    }
    let plan = catalog.plan("kh-262-dong-nai-2024").unwrap();
    let declared = declared.map(|text| Declared::from_json(text, "d.json", &plan).unwrap());
    let against = declared.as_ref().map(|declared| (&*plan, declared));
    let today = today.map(|today| (today.parse::<Date>().unwrap(), 180));
    let regulations = catalog.regulations().unwrap();
    let view = PortfolioView::new(&portfolio, against, today, &regulations);
    read(&plan_report(&view, Lang::Vi))
}

/// The rows of the table with a caption, as the texts of their cells.
#[track_caller]
fn rows_under<'e>(page: &'e Element, caption: &str) -> Vec<Vec<&'e str>> {
    let tables = page.all("table");
    let under = |table: &&&Element| table.all("caption")[0].text == caption;
    let table = tables.iter().find(under);
    let table = table.unwrap_or_else(|| panic!("no table `{caption}`"));
    table.all("tr").iter().map(|row| row.cells()).collect()
}

/// The shipped cases, counted by hand in the test of the command: six first recognised in 2024 and
/// 2025, two of each star; seven certificates in force on 24/11/2026. Source: 262/KH-UBND, II.2, IV.1.
#[test]
fn the_report_shows_what_is_achieved() {
    let declared = r#"{"start-ups": "9", "budget": {"by_year": {"2024": "1234567"}}}"#;
    let page = report_of(&decided(), Some(declared), Some("2026-11-24"));
    let targets = rows_under(&page, "Đạt được so với yêu cầu");
    assert_eq!(targets.len(), 33);
    assert_eq!(
        targets[1],
        [
            "Sản phẩm đạt từ 3 sao262/KH-UBND, II.2 a",
            "6",
            "88",
            "",
            "chưa đạt"
        ]
    );
    assert_eq!(
        targets[5],
        [
            "Chủ thể là hợp tác xã, tổ hợp tác (1 trong 2)262/KH-UBND, II.2 b",
            "50,00%",
            "40%",
            "",
            "đạt"
        ]
    );
    assert_eq!(targets[7][1..], ["chưa rõ", "30%", "", "chưa rõ"]);
    assert_eq!(targets[13][1..], ["9", "11", "", "chưa đạt"]);
    // A bar for the eight that are counted and the one declared; none for what is not known, which
    // is no 0.
    let table = page.classed("table", "targets");
    assert_eq!(table[0].all("svg").len(), 9);
    let value = &table[0].classed("rect", "value")[0];
    // 6 of 88 on a line of 1000.
    assert_eq!(value.attributes["width"], "68");
    // 50 of 100, and the line at 40 of 100.
    let value = &table[0].classed("rect", "value")[4];
    assert_eq!(value.attributes["width"], "500");
    assert_eq!(table[0].classed("rect", "target")[4].attributes["x"], "396");
    assert_eq!(
        rows_under(&page, "Theo hạng sao"),
        [
            [
                "Hạng sao",
                "Trong kỳ",
                "Yêu cầu",
                "Tiến độ",
                "Còn hiệu lực ngày 24/11/2026"
            ],
            ["3★", "2", "67", "", "3"],
            ["4★", "2", "18", "", "2"],
            ["5★", "2", "3", "", "2"],
            ["Cộng", "6", "", "", "7"],
        ]
    );
    assert_eq!(
        rows_under(&page, "Theo huyện")[1..],
        [
            ["Định Quán", "5", "2", "2", "1", ""],
            ["không rõ", "1", "0", "0", "1", ""]
        ]
    );
    assert_eq!(
        rows_under(&page, "Theo năm")[1..],
        [
            ["2024", "16.079.372.000", "1.234.567", ""],
            ["2025", "19.411.772.000", "chưa rõ", ""],
            ["Cộng", "35.491.144.000", "1.234.567", ""],
        ]
    );
    let states = rows_under(&page, "Tình trạng");
    assert_eq!(states[1][..2], ["Còn hiệu lực", "7"]);
    assert_eq!(states[2][..2], ["Trong đó hết hạn trong 180 ngày", "2"]);
    assert_eq!(states[5][..2], ["Thu hồi", "không có dữ liệu"]);
    assert_eq!(
        rows_under(&page, "Sắp hết hạn")[1],
        ["Khô cá lóc", "Định Quán", "3★", "10/04/2027"]
    );
    assert_eq!(
        rows_under(&page, "Cấp tỉnh, ngày 02/06/2024 · Định Quán")[1..4],
        [
            &["Đạt hạng 4 sao: 2 sản phẩm"][..],
            &["Chả cá thác lác", "–", "Hợp tác xã (giả định)", "76,00"],
            &[
                "Trà túi lọc giảo cổ lam",
                "–",
                "Hợp tác xã (giả định)",
                "85,75"
            ],
        ]
    );
    for said in [
        "giữ cả hai: 11 và 7 (mức 7 đã đạt) [262/KH-UBND, III.10 a]",
        "Tiềm năng 5 sao chờ trung ương, không tính là 4 hay 5 sao: 0.",
        "Chủ thể p1 (Hợp tác xã (giả định)): nhiều loại hình (hợp tác xã, hộ có đăng ký kinh doanh)",
        "Báo cáo trước ngày 15/11 hằng năm; hạn đã qua 14/11/2025 [262/KH-UBND, VI.2]",
        "Nâng hạng: 3→4 sao: 0; 4→5 sao: 0.",
        "không được đọc là 0",
    ] {
        assert!(page.text.contains(said), "no `{said}`");
    }
}

/// Without a plan and without a day the page tells what there is, and no more.
#[test]
fn a_report_without_a_plan_has_no_targets() {
    let page = report_of(&decided(), None, None);
    assert_eq!(page.all("h1")[0].text, "Tổng hợp sản phẩm OCOP");
    assert!(page.classed("table", "targets").is_empty());
    assert!(!page.text.contains("Giấy chứng nhận") && !page.text.contains("Kinh phí"));
    assert_eq!(
        rows_under(&page, "Theo hạng sao")[1..],
        [
            ["3★", "3", ""],
            ["4★", "3", ""],
            ["5★", "2", ""],
            ["chưa công nhận", "5", ""]
        ]
    );
    assert!(page.text.contains("Số chủ thể: 2"));
    // Without a day nothing is known of certificates, which is no 0.
    let page = report_of(&[], Some("{}"), None);
    assert_eq!(
        rows_under(&page, "Theo hạng sao")[4],
        ["Cộng", "0", "", "", "chưa rõ"]
    );
}

/// Whatever is typed as a name is a name.
#[test]
fn a_report_shows_names_as_they_are() {
    let name = "<script>alert(1)</script>\"'&";
    let mut case = shipped().remove(0);
    case["product"] = json!({"name": name, "district": name,
        "producer": {"id": name, "name": name}});
    let page = report_of(&[case], Some("{}"), Some("2026-11-24"));
    let shown = "<script>alert(1)</script>\"'&";
    assert!(
        page.text
            .contains(&format!("Chủ thể {shown} ({shown}): không rõ loại hình"))
    );
    assert_eq!(rows_under(&page, "Theo huyện")[1][0], shown);
}

/// Source: 26/2026, Phụ lục II: 25 sheets print the footnote on stars, that of tourism does not.
#[test]
fn twenty_five_sheets_have_the_footnote_on_stars() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    for code in (1..=26).map(|n| format!("{n:02}")) {
        let set = catalog.set("qd-26-2026", &code).unwrap();
        let page = ocop_papers::blank_form(&regulation, &set);
        assert_eq!(page.contains("Ghi chú: dấu sao"), code != "26", "{code}");
    }
}
