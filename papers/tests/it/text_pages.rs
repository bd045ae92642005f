//! Pages, whole, as a person would read them: each `tests/pages/NAME.LANG.txt` beside the case or the
//! history of that name in the library's tests or among the examples. The texts were read against the law by hand;
//! nothing writes them.

use crate::common::bundled;
use std::fs;
use std::path::Path;

use ocop::input::{RawCase, RawProduct, RawSheet, RawStage};
use ocop::insight::{AdviceOptions, Comparison, Side};
use ocop::procedure::History;
use ocop::{Case, Catalog, Lang, Level, Star};
use ocop_papers::{
    advice_page, blank_sheet, comparison_page, history_page, result_page, sensitivity_page,
};

/// The day on which histories are told.
const TODAY: &str = "2026-11-24";

fn source(name: &str) -> String {
    let places = [
        "../tests/pages",
        "../examples/cases",
        "../examples/histories",
    ];
    let mut paths = places.iter().map(|place| format!("{place}/{name}.json"));
    fs::read_to_string(paths.find(|path| Path::new(path).exists()).unwrap()).unwrap()
}

fn case(catalog: &Catalog, name: &str) -> Case {
    Case::from_json(&source(name), name, catalog).unwrap()
}

/// The page without its seal, which follows every change of the data and is held apart.
fn page_without_seal(catalog: &Catalog, name: &str, lang: Lang) -> String {
    let case = case(catalog, name);
    let evaluated = case.evaluate();
    let (page, seal) = (result_page(&evaluated, lang), evaluated.seal());
    let name = match lang {
        Lang::Vi => "Mã của kết quả",
        Lang::En => "Seal",
    };
    let [criteria, input] = [&seal.criteria[..19], &seal.input[..19]];
    let sealed = format!("\n{name}: {} · {criteria} · {input}\n", seal.engine);
    page.strip_suffix(&sealed).unwrap().to_owned()
}

/// Source: Phụ lục II and III of 148, Điều 7 and 8 of 26/2026, as each page cites them.
#[test]
fn results_histories_and_sheets_read_as_written() {
    let catalog = bundled();
    let mut pages = 0;
    for entry in fs::read_dir("tests/pages").unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(name) = file.strip_suffix(".txt") else {
            continue;
        };
        let shown = if let Some(sheet) = name.strip_prefix("sheet-") {
            let (regulation, set) = sheet.rsplit_once('-').unwrap();
            let set = catalog.set(regulation, set).unwrap();
            blank_sheet(&catalog.regulation(regulation).unwrap(), &set)
        } else {
            let (name, lang) = match name.rsplit_once('.').unwrap() {
                (name, "vi") => (name, Lang::Vi),
                (name, _) => (name, Lang::En),
            };
            if History::looks_like(&source(name)) {
                let regulations = catalog.regulations().unwrap();
                let (product, history) =
                    History::from_json(&source(name), name, regulations).unwrap();
                history_page(&product, &history, Some(TODAY.parse().unwrap()), lang)
            } else {
                page_without_seal(&catalog, name, lang)
            }
        };
        assert_eq!(shown, fs::read_to_string(&path).unwrap(), "{file}");
        pages += 1;
    }
    assert_eq!(pages, 25);
}

/// What comes next, for each state of a dossier.
///
/// Source: 26/2026, Điều 7.
#[test]
fn the_next_step_is_told() {
    let regulations = bundled().regulations().unwrap();
    let whole: serde_json::Value = serde_json::from_str(&source("five-stars-not-reached")).unwrap();
    let steps = [
        ("xã báo cáo", "the commune's report"),
        ("cấp tỉnh đánh giá", "province evaluates"),
        (
            "cấp tỉnh chuyển lên cấp trung ương",
            "province forwards to centre",
        ),
        ("cấp trung ương đánh giá", "centre evaluates"),
        (
            "cấp trung ương trả về cấp tỉnh",
            "centre returns to province",
        ),
        (
            "cấp tỉnh công nhận tối đa ★★★★☆",
            "province recognises at most ★★★★☆",
        ),
    ];
    let mut events = Vec::new();
    for (event, (vi, en)) in whole["events"].as_array().unwrap().iter().zip(steps) {
        events.push(event.clone());
        let text = serde_json::json!({"product": "x", "events": events}).to_string();
        let (product, history) = History::from_json(&text, "x", regulations.clone()).unwrap();
        let page = history_page(&product, &history, None, Lang::Vi);
        assert!(
            page.contains(&format!("\nHồ sơ đang xét, bước tới: {vi}\n")),
            "{page}"
        );
        let page = history_page(&product, &history, None, Lang::En);
        assert!(
            page.contains(&format!("\nDossier open, next: {en}\n")),
            "{page}"
        );
    }
    // A star that the level may certify, and none: the centre returns what it does not certify.
    events[2] = serde_json::json!({"event": "evaluated", "date": "2026-07-01", "level": "province",
        "status": "settled", "star": 3});
    let text = serde_json::json!({"product": "x", "events": events[..3]}).to_string();
    let (product, history) = History::from_json(&text, "x", regulations).unwrap();
    let page = history_page(&product, &history, None, Lang::Vi);
    assert!(
        page.contains("bước tới: cấp tỉnh công nhận ★★★☆☆\n"),
        "{page}"
    );
    let page = history_page(&product, &history, None, Lang::En);
    assert!(page.contains("next: province certifies ★★★☆☆\n"), "{page}");
}

/// Contract 3: with parts or a total the minima cannot be checked; the star that the council attests is
/// not one that minima leave.
#[test]
fn an_attested_star_is_said_to_be_attested() {
    let text = r#"{"product": {"name": "x"}, "regulation": "qd-148-2023", "set": "08", "stages": [
        {"level": "district", "date": "2024-04-10", "total": "75", "attested_star": 3}]}"#;
    let case = Case::from_json(text, "x", &bundled()).unwrap();
    let answer = case.evaluate();
    for (lang, line) in [
        (Lang::Vi, "   Theo điểm: 4★; hội đồng xác nhận: 3★\n"),
        (Lang::En, "   By points: 4★; as the council attests: 3★\n"),
    ] {
        let page = result_page(&answer, lang);
        assert!(page.contains(line), "{page}");
        for wrong in ["còn thiếu", "are missed", "by minima"] {
            assert!(!page.contains(wrong), "{page}");
        }
    }
}

/// Contract 5.1: parts of two decimals may each be off by 0.005, so that 69.99 may be 70, where 4 stars begin (148,
/// quy định phân hạng). No page tells what follows from such a star; a certificate before is kept.
#[test]
fn nothing_is_told_that_follows_from_a_star_that_is_open() {
    let catalog = bundled();
    let case = |application: &str| {
        let text = format!(
            r#"{{"product": {{"name": "x"}}, "regulation": "qd-148-2023", "set": "08",
            "application": {application}, "stages": [{{"level": "district", "date": "2024-04-10",
                "parts": [{{"part": "A", "points": "28.33"}}, {{"part": "B", "points": "12.33"}},
                    {{"part": "C", "points": "29.33"}}]}}]}}"#
        );
        Case::from_json(&text, "x", &catalog).unwrap().evaluate()
    };
    let history = |case: &ocop::EvaluatedCase, lang| {
        let history = History::of_case(case, catalog.regulations().unwrap()).unwrap();
        history_page("x", &history, None, lang)
    };
    let first = case(r#"{"kind": "first", "filed": "2024-03-01"}"#);
    for (lang, open, follow) in [
        (
            Lang::Vi,
            "hưa xác định được hạng",
            ["đề xuất", "36 tháng", "★"],
        ),
        (Lang::En, "he star is open", ["proposes", "36 months", "★"]),
    ] {
        for page in [result_page(&first, lang), history(&first, lang)] {
            assert!(page.contains(open), "{page}");
            assert!(!follow.iter().any(|told| page.contains(told)), "{page}");
        }
    }
    assert_eq!(
        history(&first, Lang::Vi),
        "x\n\n01/03/2024  Nộp hồ sơ lần đầu\n\
         10/04/2024  Cấp huyện đánh giá: chưa xác định được hạng, 69,99\n\n\
         Chưa xác định được hạng:\n   - Điểm các phần đã làm tròn, cộng lại 69,99, gần mốc 70: chưa xác định được \
         hạng; nêu thêm tổng điểm để xác định [Quyết định 148/QĐ-TTg, quy định phân hạng, hạng 4 sao]\n"
    );
    let renewed = case(
        r#"{"kind": "renewal", "filed": "2024-03-01",
            "previous": {"star": 3, "issued": "2021-06-01", "expires": "2024-06-01"}}"#,
    );
    let page = history(&renewed, Lang::En);
    let held = "\n★★★☆☆ certificate until the end of 2024-06-01\n";
    assert!(
        page.contains(held) && page.contains("\nThe star is open:\n"),
        "{page}"
    );
    // A decision may have replaced it: the page says neither, but that there is one.
    let text = serde_json::to_string(renewed.case()).unwrap();
    let text = text.replacen(
        r#""date":"2024-04-10""#,
        r#""date":"2024-04-10","decided":"2024-05-02""#,
        1,
    );
    let decided = Case::from_json(&text, "x", &catalog).unwrap().evaluate();
    for (lang, held, told) in [
        (
            Lang::Vi,
            "\n★★★☆☆ giấy chứng nhận trước, đến hết 01/06/2024\n",
            "- Đã có quyết định ngày 02/05/2024",
        ),
        (
            Lang::En,
            "\n★★★☆☆ certificate before, until the end of 2024-06-01\n",
            "- There is a decision of 2024-05-02",
        ),
    ] {
        let page = history(&decided, lang);
        assert!(page.contains(held) && page.contains(told), "{page}");
    }
}

/// Contract 3: before the decision's day is entered, the page keeps the certificate before.
#[test]
fn a_certificate_that_is_renewed_stays_on_the_page() {
    let text = r#"{"product": {"name": "x"}, "set": "08",
        "stages": [{"level": "province", "date": "2027-04-01", "total": "73"}],
        "application": {"kind": "renewal", "filed": "2027-02-01",
            "previous": {"star": 4, "issued": "2024-07-20", "expires": "2027-07-20"}}}"#;
    let catalog = bundled();
    let case = Case::from_json(text, "x", &catalog).unwrap();
    let history = History::of_case(&case.evaluate(), catalog.regulations().unwrap()).unwrap();
    let today = Some("2027-03-01".parse().unwrap());
    let page = history_page("x", &history, today, Lang::En);
    let held = "★★★★☆ certificate until the end of 2027-07-20; 2027-03-01: valid, time to renew";
    let awaited =
        "★★★★☆ the certificate counts from the recognition decision, which is not entered yet";
    assert!(page.contains(held) && page.contains(awaited), "{page}");
    assert!(!page.contains("2030"), "{page}");
}

/// 73 points and no trademark: one box of one criterion is missing.
///
/// Source: 148, Phụ lục III, bộ 09, 3.e.
#[test]
fn advice_reads_as_written() {
    let catalog = bundled();
    let case = case(&catalog, "minimum-missed-73-points");
    let result = case.clone().evaluate();
    let advise = |star, lang| {
        let advice = result.advise(star, &AdviceOptions::default()).unwrap();
        advice_page(&advice, lang)
    };
    assert_eq!(
        advise(Star::Four, Lang::Vi),
        "★★★☆☆ → ★★★★☆\n  \
         3.e    □ 0 → □ 1  +1 (yêu cầu tối thiểu)  Sở hữu trí tuệ: Giấy chứng nhận đăng ký đã \
         được cấp cho nhãn hiệu mà chủ thể sử dụng trên sản phẩm\nKhi đó: 74 điểm, ★★★★☆\n"
    );
    assert_eq!(
        advise(Star::Three, Lang::Vi),
        "★★★☆☆ → ★★★☆☆\nĐã đạt\nKhi đó: 73 điểm, ★★★☆☆\n"
    );
    assert_eq!(
        advise(Star::Three, Lang::En),
        "★★★☆☆ → ★★★☆☆\nReached already\nThen: 73 points, ★★★☆☆\n"
    );
    let english = advise(Star::Five, Lang::En);
    assert!(
        english.contains("(minimum)") && english.contains("(points)"),
        "{english}"
    );
    assert!(advise(Star::Five, Lang::Vi).contains("(thêm điểm)"));
    // What is fixed cannot be mended: 3.e at no box.
    let options = AdviceOptions {
        fixed: ["3.e".parse().unwrap()].into(),
        ..AdviceOptions::default()
    };
    let advice = result.advise(Star::Four, &options).unwrap();
    let told = advice_page(&advice, Lang::Vi);
    assert!(
        told.starts_with("★★★☆☆ → ★★★★☆\nKhông đạt được:\n   - "),
        "{told}"
    );
    assert!(
        told.contains("Không đạt được yêu cầu tối thiểu 4 sao ở tiêu chí 3.e"),
        "{told}"
    );
    let told = advice_page(&advice, Lang::En);
    assert!(
        told.starts_with("★★★☆☆ → ★★★★☆\nOut of reach:\n   - "),
        "{told}"
    );
}

/// A group's heading stands once, before its criteria.
///
/// Source: 26/2026, Phụ lục II, bộ 11, mục 6: 6.1 has two criteria, 6.2 three.
#[test]
fn a_heading_stands_once_above_its_criteria() {
    let catalog = bundled();
    let regulation = catalog.regulation("qd-26-2026").unwrap();
    let page = blank_sheet(&regulation, &catalog.set("qd-26-2026", "11").unwrap());
    let heads = page
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let of_six = heads.filter(|head| head.starts_with("6."));
    let expected = [
        "6.", "6.1", "6.1.1", "6.1.2", "6.2", "6.2.1", "6.2.2", "6.2.3",
    ];
    assert_eq!(of_six.collect::<Vec<_>>(), expected);
}

/// Only where neither a sheet nor a box decides the star is that said.
#[test]
fn that_nothing_decides_is_said_of_both() {
    let catalog = bundled();
    let case = case(&catalog, "mean-exactly-90");
    let mut sensitivity = case.clone().evaluate().sensitivity().unwrap();
    let none = "\nKhông phiếu nào, ô nào một mình làm đổi hạng\n";
    let boxes = std::mem::take(&mut sensitivity.boxes);
    assert!(!sensitivity_page(&sensitivity, Lang::Vi).contains(none));
    sensitivity.sheets.clear();
    assert!(sensitivity_page(&sensitivity, Lang::Vi).contains(none));
    sensitivity.boxes = boxes;
    assert!(!sensitivity_page(&sensitivity, Lang::Vi).contains(none));
}

/// A mean of exactly 90 stands on an edge: every box of every member decides it.
///
/// Source: 148, hạng 5 sao từ 90 điểm.
#[test]
fn sensitivity_reads_as_written() {
    let catalog = bundled();
    let told = |name: &str, lang| {
        let case = case(&catalog, name);
        sensitivity_page(&case.clone().evaluate().sensitivity().unwrap(), lang)
    };
    let edge = told("mean-exactly-90", Lang::Vi);
    let all = "1.a, 1.b, 1.c, 1.d, 1.đ, 1.e, 2.a, 2.b, 2.c, 3.a, 3.b, 3.c, 3.d, 3.đ, 3.e, 4.a, 4.b, \
               4.c, 5.a, 5.b, 5.c, 6.a, 6.b, 6.c, 6.d, 6.đ, 7, 8.a, 8.b, 9, 10, 11";
    // The sum of seven sheets is 630: 7 × 90, 140 above 7 × 70, 280 above 7 × 50, 420 above 7 × 30.
    let mut written = String::from(
        "★★★★★\nCách các hạng theo điểm (điểm của tổng phiếu):\n  5★ trên 0\n  4★ trên 140\n  3★ trên 280\n  \
         2★ trên 420\n  1★ trên 630\nNếu không có phiếu m6: ★★★★☆\nNếu không có phiếu m7: ★★★★☆\n",
    );
    for member in 1..=7 {
        written += &format!("Đổi một ô của m{member} ở {all}: ★★★★☆\n");
    }
    // What a star so told leaves out is said behind it: the sheets may lie too far apart.
    written += "Theo điểm, yêu cầu tối thiểu và điểm 0; không tính chênh lệch giữa các phiếu";
    assert!(edge.starts_with(&written), "{edge}");
    assert!(edge.contains("\n  1.a    khác số đông: m1, m2\n"), "{edge}");
    let edge = told("mean-exactly-90", Lang::En);
    assert!(
        edge.contains("\nWithout the sheet of m6: ★★★★☆\n"),
        "{edge}"
    );
    assert!(
        edge.contains(&format!("\nAnother box of m1 in {all}: ★★★★☆\n")),
        "{edge}"
    );
    assert!(
        edge.contains("\n  1.a    apart from most: m1, m2\n"),
        "{edge}"
    );
    // 62 points of three sheets, 36 above 150, 24 below 210: nobody decides alone.
    let firm = told("certified-3-at-district", Lang::En);
    let begins = "★★★☆☆\nTo the bands (points of the sum):\n  5★ below by 84\n  4★ below by 24\n  \
                  3★ above by 36\n  2★ above by 96\n  1★ above by 186\n\
                  No single sheet or box decides the star\n";
    assert!(firm.starts_with(begins), "{firm}");
    let firm = told("certified-3-at-district", Lang::Vi);
    assert!(
        firm.contains("\nKhông phiếu nào, ô nào một mình làm đổi hạng\n"),
        "{firm}"
    );
}

/// One product under two laws: what moved, and what only one of them asks.
///
/// Source: 148, Phụ lục III, bộ 08; 26/2026, Phụ lục II, bộ 08.
#[test]
fn a_comparison_reads_as_written() {
    let catalog = bundled();
    let cases =
        ["one-product-148", "one-product-26-2026"].map(|name| case(&catalog, name).evaluate());
    let [first, second] = &cases;
    let sides = [first, second].map(|case| Side::stage(case, None).unwrap());
    let comparison = Comparison::of(&sides[0], &sides[1]);
    let told = comparison_page(("cũ", "mới"), &comparison, Lang::Vi);
    let begins = "★★★★☆   79,00  cũ\n★★★☆☆   71,00  mới\n         -8,00\n\n\
                  1.a = 1.1        5,00   3,00  -2,00  Nguồn nguyên liệu\n\
                  2.a = 2.1        4,00   3,00  -1,00  Nguồn gốc ý tưởng sản phẩm\n\
                  4.b = 4.2        3,00   2,00  -1,00  Tổ chức phân phối\n\
                  6.đ = 6.5        3,00   2,00  -1,00  Vị\n\n\
                  Chỉ có ở cũ:\n\
                  3.b              0,00  Đại diện pháp luật của chủ thể là nữ/đồng bào dân tộc thiểu số\n";
    assert!(told.starts_with(begins), "{told}");
    assert!(
        told.ends_with("\nChỉ có ở mới:\n\
             1.2              0,00  Vùng nguyên liệu được cấp chứng nhận chất lượng\n\
             2.4              0,00  Ghi nhãn hàng hóa có sử dụng song ngữ (Việt - Anh hoặc ngôn ngữ nước ngoài khác)\n\
             3.2              0,00  Đại diện pháp luật của chủ thể là nữ; hoặc đồng bào dân tộc thiểu số; hoặc người khuyết tật\n\
             5.1              3,00  Câu chuyện sản phẩm\n\
             5.2              1,00  Cấu trúc câu chuyện sản phẩm\n\
             8                4,00  CÔNG BỐ CHẤT LƯỢNG SẢN PHẨM\n"),
        "{told}"
    );
    // Under one law nothing is unmatched, and codes are written once.
    let same = Comparison::of(&sides[0], &sides[0]);
    let told = comparison_page(("a", "b"), &same, Lang::En);
    assert_eq!(
        told,
        "★★★★☆   79.00  a\n★★★★☆   79.00  b\n          0.00\n\n"
    );
}

/// The council's own star stands beside that of its middle sheet, where they differ.
#[test]
fn the_councils_star_is_told_beside_that_of_the_middle_sheet() {
    let case = case(&bundled(), "mean-exactly-90").evaluate();
    let mut advice = case.advise(Star::Five, &AdviceOptions::default()).unwrap();
    assert!(!advice_page(&advice, Lang::Vi).contains("hội đồng"));
    advice.council_star = Some(Star::Four);
    let page = advice_page(&advice, Lang::Vi);
    assert!(
        page.contains("khác hạng hội đồng đã xếp: ★★★★☆\n"),
        "{page}"
    );
}

/// One of three members misses the minimum of 1.5: for the majority it is met.
///
/// Source: 26/2026, Phụ lục II, set 08, 1.5.
#[test]
fn another_reading_is_one_line() {
    let catalog = bundled();
    let set = catalog.set("qd-26-2026", "08").unwrap();
    let sheet = |name: &'static str, lowest: bool| {
        RawSheet::default()
            .assessor(name)
            .filled(&set, |criterion| {
                let mut points = criterion
                    .choices()
                    .iter()
                    .map(|choice| choice.points().to_string());
                let one = points.position(|points| points == "1");
                let low = lowest && criterion.code().as_str() == "1.5";
                let place = if low {
                    one.unwrap() + 1
                } else {
                    criterion.choices().len()
                };
                u32::try_from(place).unwrap()
            })
    };
    let stage = RawStage::default()
        .level(Level::Province)
        .date("2026-11-02".parse().unwrap())
        .sheets([sheet("m1", false), sheet("m2", false), sheet("m3", true)]);
    let case = RawCase::default()
        .product(RawProduct::default().name("Cá khô"))
        .regulation("qd-26-2026".parse().unwrap())
        .set("08".parse().unwrap())
        .stages([stage]);
    let case = Case::new(&case, "case", &catalog).unwrap().evaluate();
    let page = sensitivity_page(&case.sensitivity().unwrap(), Lang::Vi);
    let line = "\nCách hiểu khác về yêu cầu tối thiểu của hội đồng: mọi phiếu đạt: ★★★☆☆, chuyển lên \
                cấp trung ương\n";
    assert!(page.contains(line), "{page}");
}

/// A commune has no council: its committee reports and proposes.
///
/// Source: 26/2026, Điều 7.2.
#[test]
fn no_council_of_a_commune_is_named() {
    let text = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "stages": [{"level": "commune", "date": "2026-06-10", "report": []}]}"#;
    let case = Case::from_json(text, "case", &bundled()).unwrap();
    let page = result_page(&case.evaluate(), Lang::Vi);
    assert!(
        page.contains("Cấp xã đề xuất đưa hồ sơ lên cấp tỉnh"),
        "{page}"
    );
    assert!(!page.contains("Hội đồng"), "{page}");
}

/// Source: contract 3: no page says that a product is recognised, or a certificate's days, before the
/// decision's day is entered.
#[test]
fn a_history_waits_for_the_decision() {
    let catalog = bundled();
    let told = |text: &str| {
        let case = Case::from_json(text, "case.json", &catalog).unwrap();
        let history = History::of_case(&case.evaluate(), catalog.regulations().unwrap()).unwrap();
        [Lang::Vi, Lang::En].map(|lang| history_page("x", &history, None, lang))
    };
    let case = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
        "application": {"kind": "first", "filed": "2026-07-01"},
        "stages": [{"level": "commune", "date": "2026-07-10", "report": []},
            {"level": "province", "date": "2026-08-05", DECIDED "total": "61.5"}]}"#;
    let [vi, en] = told(&case.replace("DECIDED", ""));
    assert!(
        vi.contains("05/08/2026  Cấp tỉnh đề xuất công nhận ★★★☆☆"),
        "{vi}"
    );
    assert!(en.contains("Province proposed: certified"), "{en}");
    assert!(!vi.contains("2029") && !en.contains("2029"), "{vi}{en}");
    let [vi, _] = told(&case.replace("DECIDED", r#""decided": "2026-08-25","#));
    assert!(vi.contains("25/08/2026  Cấp tỉnh công nhận ★★★☆☆"), "{vi}");
    assert!(vi.contains("giấy chứng nhận đến hết 25/08/2029"), "{vi}");
}

/// Source: contract 5.7: pages print the clause's own verb, and a stop never reads as bị loại; of a history of
/// events, which names no clause, only that it ended is known.
#[test]
fn a_history_ends_in_the_words_of_the_clause() {
    let catalog = bundled();
    let told = |finding: &str| {
        let text = format!(
            r#"{{"product": {{"name": "Cá khô"}}, "regulation": "qd-26-2026", "set": "08",
                "application": {{"kind": "first", "filed": "2026-07-01"}},
                "stages": [{{"level": "commune", "date": "2026-07-10", "report": []}},
                    {{"level": "province", "date": "2026-08-05", "findings": ["{finding}"]}}]}}"#
        );
        let case = Case::from_json(&text, "case.json", &catalog).unwrap();
        let history = History::of_case(&case.evaluate(), catalog.regulations().unwrap()).unwrap();
        [Lang::Vi, Lang::En].map(|lang| history_page("x", &history, None, lang))
    };
    let set = catalog.set("qd-26-2026", "08").unwrap();
    for finding in set.findings() {
        let (vi, en) = (finding.verb().text(Lang::Vi), finding.verb().text(Lang::En));
        let pages = told(finding.id().as_str());
        let said = [
            format!("Cấp tỉnh đánh giá: {vi}\n"),
            format!("Province evaluated: {}\n", en.trim_start_matches("is ")),
        ];
        for (page, said) in pages.iter().zip(said) {
            assert!(page.contains(&said), "{said}: {page}");
        }
    }
    let events = r#"{"product": "x", "events": [
        {"event": "filed", "date": "2026-07-01", "kind": "first"},
        {"event": "reported", "date": "2026-07-10"},
        {"event": "evaluated", "date": "2026-08-05", "level": "province", "status": "disqualified"}]}"#;
    let regulations = catalog.regulations().unwrap();
    let (product, history) = History::from_json(events, "x", regulations).unwrap();
    let page = history_page(&product, &history, None, Lang::Vi);
    assert!(
        page.contains("Cấp tỉnh đánh giá: dừng đánh giá\n"),
        "{page}"
    );
}
