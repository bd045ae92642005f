//! A portfolio as text, line by line.

use ocop::Lang;
use ocop::law::Declared;
use ocop::portfolio::PortfolioView;
use ocop_papers::portfolio_page;
use serde_json::{Value, json};

use crate::counted::*;

/// The plan's targets, its budget and its reports. Source: 262/KH-UBND, II.2 h, III.10 a, IV.1, VI.2.
#[test]
fn the_page_says_what_the_plan_says() {
    let text = r#"{"start-ups": "9", "budget": {"by_year": {"2024": "16000000000"}}}"#;
    let declared = Declared::from_json(text, "declared.json", &plan()).unwrap();
    let view = view(
        &[named("a", certified(3, "2024-05-01"))],
        &declared,
        Some("2025-11-04"),
    );
    let page = portfolio_page(&view, Lang::Vi);
    for line in [
        "Sản phẩm: 1",
        "Theo hạng sao  3★ 1",
        "  thu hồi: không có dữ liệu",
        "           1 / 88        Sản phẩm đạt từ 3 sao [262/KH-UBND, II.2 a]",
        "           9 / 11        Dự án khởi nghiệp cấp tỉnh [262/KH-UBND, II.2 h]",
        "  Theo hạng sao  3★ 1/67 · 4★ 0/18 · 5★ 0/3",
        "  chỉ tiêu theo huyện: không có dữ liệu",
        "  bên cạnh đó, giấy chứng nhận còn hiệu lực ngày 04/11/2025: 1",
        "  2024             16079372000, đã chi 16000000000",
        "  Tổng             35491144000, đã chi 16000000000",
        "Báo cáo trước ngày 10/05 hằng năm; hạn đã qua 09/05/2025 [262/KH-UBND, VI.2]",
        "Báo cáo trước ngày 15/11 hằng năm: hạn tới 14/11/2025, còn 10 ngày; hạn đã qua 14/11/2024 [262/KH-UBND, VI.2]",
        "! Không ghi mã chủ thể, không tính vào số chủ thể: a",
        "Cấp huyện, ngày 01/05/2024",
        "  Đạt hạng 3 sao (1)",
        "    a, 60,00 điểm",
    ] {
        assert!(
            page.lines().any(|found| found == line),
            "no `{line}` in\n{page}"
        );
    }
    assert!(page.contains("\n! Mục III.10 a ghi 07 dự án"), "{page}");
}

/// The page tells of certificates, of what is not clear about producers, and of rounds without a day.
#[test]
fn the_page_tells_of_certificates_and_producers() {
    let mut undecided = of_producer("c", json!({"id": "p2", "kind": "household"}));
    undecided["stages"] = json!([total("district", "2024-05-01", "60")]);
    let cases = [
        of_producer("a", json!({"id": "p1", "name": "Một"})),
        of_producer("b", json!({"id": "p2", "kind": "farm"})),
        undecided,
        named("d", certified(3, "2023-07-01")),
        follows(
            named("e", certified(4, "2024-05-01")),
            "upgrade",
            3,
            "2022-05-01",
        ),
        named("f", json!([{"level": "district", "forwarded": true}])),
    ];
    let mut portfolio = portfolio(&cases);
    let events = json!([
        {"event": "filed", "date": "2024-05-01", "kind": "first", "regulation": "qd-148-2023"},
        {"event": "evaluated", "date": "2024-05-01", "level": "district", "status": "settled", "star": 3},
        {"event": "certified", "date": "2024-05-01", "level": "district", "star": 3},
        {"event": "revoked", "date": "2026-08-10", "level": "province",
            "ground": "production-stopped", "concluded": "2026-08-03"}
    ]);
    for name in ["a", "x"] {
        let (product, history) = history(name, &events);
        portfolio.add_history(&product, &history);
    }
    let regulations = CATALOG.regulations().unwrap();
    let today = Some((day("2026-12-01"), 160));
    let view = PortfolioView::new(&portfolio, None, today, &regulations);
    let page = portfolio_page(&view, Lang::Vi);
    for line in [
        "Số chủ thể     2 (không rõ 2)",
        "! Chủ thể p1 (Một): không rõ loại hình",
        "! Chủ thể p2: nhiều loại hình (trang trại, hộ có đăng ký kinh doanh)",
        "! Không ghi mã chủ thể, không tính vào số chủ thể: d; e; f",
        "Giấy chứng nhận ngày 01/12/2026",
        "  còn hiệu lực: 3★ 2 · 4★ 1",
        "  trong đó hết hạn trong 160 ngày: 2",
        "  trong đó quá hạn, được kéo dài: 1",
        "  hết hạn: 0",
        "  thu hồi: 1 (theo lịch sử của 1 sản phẩm)",
        "! Lịch sử không khớp với đúng một sản phẩm: x",
        "  nâng hạng: 3→4 1 · 4→5 0",
        // No page tells of a certificate before the decision's day is entered.
        "! Chưa nhập ngày quyết định công nhận: 1 sản phẩm, tính theo kết quả đánh giá; chưa tính giấy chứng nhận.",
        "  sắp hết hạn, 01/05/2027: b (p2) 3★",
        "Cấp huyện, không rõ ngày",
    ] {
        assert!(
            page.lines().any(|found| found == line),
            "no `{line}` in\n{page}"
        );
    }
    // None is a number too.
    let none = PortfolioView::new(&Default::default(), None, today, &regulations);
    for (lang, line) in [
        (Lang::Vi, "\n  còn hiệu lực: 0\n"),
        (Lang::En, "\n  valid: 0\n"),
    ] {
        let page = portfolio_page(&none, lang);
        assert!(page.contains(line), "{page}");
    }
    let json = serde_json::to_value(&view).unwrap();
    let held = json["certificates"]["held"].as_array().unwrap();
    let told: Vec<Value> = held
        .iter()
        .map(|held| json!([held["product"], held["status"]]))
        .collect();
    assert_eq!(
        json!(told),
        json!([
            ["d", "expired-extendable"],
            ["a", "revoked"],
            ["b", "renewal-open"],
            ["e", "renewal-open"]
        ])
    );
    assert!(json.get("plan").is_none() && json["targets"] == json!([]));
    let stages = json!([{"level": "commune", "date": "2026-06-10", "report": []}, total("province", "2026-06-10", "60")]);
    let mut of_law = named("a", stages);
    of_law["regulation"] = json!("qd-26-2026");
    let page = portfolio_page(&self::view(&[of_law], &Declared::default(), None), Lang::Vi);
    let title = "Cấp tỉnh, đợt đến ngày 29/06/2026";
    assert!(page.contains(title), "{page}");
    assert!(
        page.contains("\n  Tổng             35491144000\n\nBáo cáo trước ngày 10/05"),
        "{page}"
    );
    assert!(
        page.contains("\nBáo cáo trước ngày 10/05 hằng năm [262/KH-UBND, VI.2]\n"),
        "{page}"
    );
}
