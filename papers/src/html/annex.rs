//! The annex of a recognition decision: which products it recognises.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ocop::procedure::Certificate;
use ocop::{EvaluatedCase, Lang, Level, Outcome, Star};

use super::{day, head, page, table};

/// The products that a decision recognises (phụ lục quyết định công nhận), gathered case by case.
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
/// assert!(page.contains("không được công nhận: 1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Annex {
    /// By the level that recognises, and the star from the highest down.
    listed: BTreeMap<(Level, std::cmp::Reverse<Star>), Vec<Listed>>,
    /// How many are not recognised, by where they stand.
    left_out: BTreeMap<String, usize>,
}

/// One line of the annex.
#[derive(Debug, Clone)]
struct Listed {
    product: String,
    code: Option<String>,
    producer: Option<String>,
    area: Option<String>,
    set: String,
    /// The mean total that the star rests on, as it is shown.
    points: Option<String>,
    certificate: Certificate,
}

impl Annex {
    /// Takes up a product; one that is not recognised is counted by where it stands.
    pub fn add(&mut self, evaluated: &EvaluatedCase) {
        let case = evaluated.case();
        let Outcome::Recognised {
            star,
            by,
            certificate,
        } = evaluated.outcome()
        else {
            let stands = evaluated.outcome().text(Lang::Vi);
            *self.left_out.entry(stands).or_default() += 1;
            return;
        };
        let product = case.product();
        // A star that is adopted rests on the points of the council before.
        let mut scored = evaluated.stages().iter().rev();
        let points = scored.find_map(|stage| Some(stage.total.as_ref()?.shown().to_owned()));
        let producer = product.producer.as_ref();
        let set = case.set();
        let listed = self.listed.entry((by, std::cmp::Reverse(star)));
        listed.or_default().push(Listed {
            product: product.name.clone(),
            code: product.code.clone(),
            producer: producer.and_then(|producer| producer.name.clone()),
            area: product.district.clone(),
            set: format!("{}: {}", set.code(), set.name()),
            points,
            certificate,
        });
    }

    /// The annex as a page for A4, in Vietnamese: for each level that recognises its products, by
    /// star, in the order in which they were taken up, with the counts; and a line that says how
    /// many others there were, and why they are not in it.
    #[must_use]
    pub fn page(&self) -> String {
        let mut levels: Vec<Level> = self.listed.keys().map(|&(level, _)| level).collect();
        levels.dedup();
        let body = html! {
            @for &level in &levels { (self.of_level(level, levels.last() == Some(&level))) }
            @if levels.is_empty() {
                article {
                    h1 { "PHỤ LỤC" }
                    p.sub { "Không có sản phẩm nào được công nhận." }
                    (self.others())
                }
            }
        };
        page("Phụ lục: sản phẩm OCOP được công nhận", Lang::Vi, &body)
    }

    fn of_level(&self, level: Level, last: bool) -> Markup {
        let stars = || self.listed.iter().filter(|((by, _), _)| *by == level);
        let all: usize = stars().map(|(_, products)| products.len()).sum();
        let decision = match level {
            Level::Central => html! { "/QĐ ngày …… tháng …… năm …… của ………………………" },
            _ => {
                html! { "/QĐ-UBND ngày …… tháng …… năm …… của Ủy ban nhân dân " (level.name(Lang::Vi)) }
            }
        };
        let mut number = 0;
        let groups: Vec<Markup> = stars()
            .map(|(&(_, std::cmp::Reverse(star)), products)| {
                let rows = products.iter().map(|listed| {
                    number += 1;
                    listed.row(number, star)
                });
                let rows: Vec<Markup> = rows.collect();
                html! {
                    tbody.lead {
                        tr.sum { th scope="col" colspan="9" {
                            "Hạng " (star) " sao: " (products.len()) " sản phẩm"
                        } }
                    }
                    tbody { @for row in &rows { (row) } }
                }
            })
            .collect();
        let head = head(&[
            "STT",
            "Sản phẩm",
            "Mã số",
            "Chủ thể",
            "Địa bàn",
            "Bộ sản phẩm",
            "Điểm",
            "Hạng sao",
            "Giấy chứng nhận",
        ]);
        let body = html! { @for group in &groups { (group) } };
        html! {
            article.wide {
                h1 { "PHỤ LỤC" }
                p.sub { strong { "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN" } br;
                    "(Kèm theo Quyết định số ………" (decision) ")" }
                (table("Sản phẩm được công nhận", "annex", &head, &body))
                p { "Cộng: " strong { (all) " sản phẩm" }
                    @for ((_, star), products) in stars() {
                        "; " (star.0) " sao: " (products.len())
                    }
                    "." }
                @if last { (self.others()) }
            }
        }
    }

    fn others(&self) -> Markup {
        let all: usize = self.left_out.values().sum();
        html! {
            @if all > 0 {
                p.note.others {
                    "Không có trong danh sách: " (all) " sản phẩm"
                    @for (index, (stands, count)) in self.left_out.iter().enumerate() {
                        @if index == 0 { " (" } @else { "; " }
                        (stands) ": " (count)
                    }
                    ")."
                }
            }
        }
    }
}

impl Listed {
    fn row(&self, number: usize, star: Star) -> Markup {
        let certificate = self.certificate;
        let cell = |value: &Option<String>| html! { td { (value.as_deref().unwrap_or("–")) } };
        html! {
            tr {
                td.n { (number) }
                th scope="row" { (self.product) }
                (cell(&self.code))
                (cell(&self.producer))
                (cell(&self.area))
                td { (self.set) }
                td.n { (self.points.as_deref().unwrap_or("–")) }
                td.n { (star) }
                td.n { (day(certificate.issued())) " –" br; (day(certificate.expires())) }
            }
        }
    }
}
