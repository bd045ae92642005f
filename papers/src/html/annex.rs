//! The annex of a recognition decision: which products it recognises.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};
use ocop::procedure::CertificateBasis;
use ocop::{EvaluatedCase, Lang, Level, Outcome, Star};

use super::{area, area_head, head, page, table};
use crate::text::applied_for;

/// The products of a recognition decision (phụ lục quyết định công nhận), gathered case by case. A
/// product whose decision is not entered yet is proposed, and not recognised.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, EvaluatedCase};
/// use ocop_papers::Annex;
///
/// let catalog = Catalog::bundled();
/// let mut annex = Annex::default();
/// for total in ["61.5", "49.99"] {
///     let text = format!(
///         r#"{{"product": {{"name": "Cá khô {total}"}}, "regulation": "qd-148-2023", "set": "08",
///             "stages": [{{"level": "district", "date": "2024-04-10", "total": "{total}"}}]}}"#
///     );
///     annex.add(&EvaluatedCase::from_json(&text, "case.json", &catalog)?);
/// }
/// let page = annex.page();
/// assert!(page.contains("Cá khô 61.5") && !page.contains("Cá khô 49.99"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Annex {
    /// By the level that recognises, and the star from the highest down.
    listed: BTreeMap<(Level, Reverse<Star>), Vec<Listed>>,
    /// Products whose minutes leave the star open.
    open: Vec<String>,
    /// Who decides at each level, by the regulation.
    deciders: BTreeMap<Level, String>,
    /// Whether a law of the products of each level has districts.
    districts: BTreeMap<Level, bool>,
}

/// One line of the annex.
#[derive(Debug, Clone)]
struct Listed {
    product: String,
    code: Option<String>,
    producer: Option<String>,
    area: Option<String>,
    set: String,
    kind: &'static str,
    /// Whether the decision's day is entered.
    decided: bool,
}

impl Annex {
    /// Takes up a product; one that is not proposed for recognition is left out.
    pub fn add(&mut self, evaluated: &EvaluatedCase) {
        let case = evaluated.case();
        if evaluated.is_star_open() {
            self.open.push(case.product().name.clone());
            return;
        }
        let Outcome::Recognised {
            star,
            by,
            certificate,
        } = evaluated.outcome()
        else {
            return;
        };
        let product = case.product();
        let producer = product.producer.as_ref();
        let set = case.set();
        let listed = self.listed.entry((by, Reverse(star)));
        let bodies = self.deciders.entry(by);
        let decider = case.regulation().authority_on(by, certificate.issued());
        // A law names a level, a decision the body.
        bodies.or_insert_with(|| {
            let decider = decider.unwrap_or("……");
            decider
                .replace(" cấp tỉnh", " tỉnh ……")
                .replace(" cấp huyện", " huyện ……")
        });
        *self.districts.entry(by).or_default() |= case.regulation().has_districts();
        listed.or_default().push(Listed {
            product: product.name.clone(),
            code: product.code.clone(),
            producer: producer.and_then(|producer| producer.name.clone()),
            area: area(product).map(str::to_owned),
            set: format!("{}. {}", set.code(), set.name()),
            kind: case.application().kind.map_or("[hình thức]", applied_for),
            decided: certificate.basis() == CertificateBasis::Decision,
        });
    }

    /// The annex as a page for A4, in Vietnamese: for each level that recognises its products, by
    /// star, in the order in which they were taken up, with the counts.
    #[must_use]
    pub fn page(&self) -> String {
        let mut levels: Vec<Level> = self.listed.keys().map(|&(level, _)| level).collect();
        levels.dedup();
        let body = html! {
            @for &level in &levels { (self.of_level(level)) }
            @if levels.is_empty() {
                article {
                    h1 { "PHỤ LỤC" }
                    p.sub { "Không có sản phẩm nào được đề xuất công nhận." }
                }
            }
            @if !self.open.is_empty() {
                p.note { "Không ghi vào danh sách vì chưa xác định được hạng: " (self.open.join("; ")) "." }
            }
        };
        page("Phụ lục: danh sách sản phẩm OCOP", Lang::Vi, &body)
    }

    fn of_level(&self, level: Level) -> Markup {
        let stars = || self.listed.iter().filter(|((by, _), _)| *by == level);
        let all: usize = stars().map(|(_, products)| products.len()).sum();
        let mut every = stars().flat_map(|(_, products)| products);
        let title = match every.all(|listed| listed.decided) {
            true => "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN",
            false => "DANH SÁCH SẢN PHẨM OCOP ĐỀ XUẤT CÔNG NHẬN",
        };
        let kind = match level {
            Level::Central => "QĐ",
            _ => "QĐ-UBND",
        };
        let decider = self.deciders.get(&level).map_or("……", String::as_str);
        let mut number = 0;
        let groups = stars().map(|(&(_, Reverse(star)), products)| {
            let rows = products.iter().map(|listed| {
                number += 1;
                listed.row(number, star)
            });
            let rows: Vec<Markup> = rows.collect();
            html! {
                tbody.lead {
                    tr.sum { th scope="col" colspan="8" {
                        "Hạng " (star) " sao: " (products.len()) " sản phẩm"
                    } }
                }
                tbody { @for row in &rows { (row) } }
            }
        });
        let groups: Vec<Markup> = groups.collect();
        let head = head(&[
            "STT",
            "Sản phẩm",
            "Mã số",
            "Chủ thể",
            area_head(self.districts.get(&level).is_some_and(|has| *has)),
            "Bộ sản phẩm",
            "Hình thức",
            "Hạng sao",
        ]);
        let body = html! { @for group in &groups { (group) } };
        html! {
            article.wide {
                h1 { "PHỤ LỤC" }
                p.sub { strong { (title) } br;
                    "(Kèm theo Quyết định số ………/" (kind) " ngày …… tháng …… năm …… của " (decider) ")" }
                (table("Danh sách sản phẩm", "annex", &head, &body))
                p { "Cộng: " strong { (all) " sản phẩm" }
                    @for ((_, star), products) in stars() {
                        "; " (star.0) " sao: " (products.len())
                    }
                    "." }
            }
        }
    }
}

impl Listed {
    fn row(&self, number: usize, star: Star) -> Markup {
        // What is not known is a visible blank, as on papers.
        let cell = |value: &Option<String>, what: &str| match value {
            Some(value) => html! { td { (value) } },
            None => html! { td { "[" (what) "]" } },
        };
        html! {
            tr {
                td.n { (number) }
                th scope="row" { (self.product) }
                (cell(&self.code, "mã số sản phẩm"))
                (cell(&self.producer, "tên chủ thể"))
                (cell(&self.area, "xã, phường, đặc khu"))
                td { (self.set) }
                td { (self.kind) }
                td.n { (star) }
            }
        }
    }
}
