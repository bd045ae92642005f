//! The producer's own sheet: Mẫu 02, part III. It says points, and is no council's paper.

use ocop::insight::Advice;
use ocop::law::{CriteriaSet, Regulation};
use ocop::{Case, Points};

use super::Document;
use super::block::{Block, Table};
use super::session::{advice_blocks, comma};
use super::text::Text;

/// What stands on every part of it.
const MARK: &str = "BẢN TỰ ĐÁNH GIÁ CỦA CHỦ THỂ, KHÔNG PHẢI PHIẾU CỦA HỘI ĐỒNG";

/// The form of a producer's self-assessment (báo cáo tự đánh giá, Mẫu số 02, phần III): for each
/// criterion, in the sheet's order, the points that can be reached, a description, the number of the
/// evidence. Filled in from a case that carries one, with the advice for a star. It has no national
/// heading, no OCOP mark and no place for an assessor.
///
/// # Example
///
/// ```
/// let catalog = ocop::Catalog::bundled();
/// let regulation = catalog.regulation("qd-26-2026")?;
/// let set = catalog.set("qd-26-2026", "08")?;
/// let text = ocop_papers::self_assessment(&regulation, &set, None, None).to_text();
/// assert!(text.contains("KHÔNG PHẢI PHIẾU CỦA HỘI ĐỒNG"));
/// # Ok::<(), ocop::input::CatalogError>(())
/// ```
#[must_use]
pub fn self_assessment(
    regulation: &Regulation,
    set: &CriteriaSet,
    filled: Option<&Case>,
    advice: Option<&Advice>,
) -> Document {
    let product = filled.map(Case::product);
    let owner = product.and_then(|product| product.producer.as_ref());
    let of = format!("(Theo {})", crate::html::decision_of(regulation));
    let (code, name) = (set.code().to_string(), set.name());
    let mut blocks = vec![
        Block::Centre(MARK.into()),
        Block::Title(
            "Tự đánh giá về sản phẩm".into(),
            "Mẫu số 02, phần III: đánh giá kết quả thực hiện theo Bộ tiêu chí".into(),
        ),
        Block::Centred(of.into()),
        Block::filled("Bộ sản phẩm: {}. {}", &[&code, &name]),
        Block::filled(
            "Tên sản phẩm: {tên sản phẩm}",
            &[&product.map(|product| product.name.as_str())],
        ),
        Block::filled(
            "Tên chủ thể: {tên chủ thể}",
            &[&owner.and_then(|owner| owner.name.as_deref())],
        ),
        Block::line(
            "Với từng tiêu chí, chủ thể ghi điểm có thể đạt, mô tả, và số của tài liệu minh chứng \
             trong phụ lục. Phần I, II, IV của Mẫu số 02 và chữ ký của đại diện theo pháp luật không \
             có trong bản này.",
        ),
    ];
    let ticked = filled.and_then(Case::self_assessment);
    let mut table = Table::new(&[
        ("Tiêu chí", 38),
        ("Điểm tối đa", 8),
        ("Điểm tự đánh giá", 10),
        ("Mô tả", 28),
        ("Số minh chứng", 16),
    ]);
    let mut total = Some(Points::ZERO);
    for (at, criterion) in set.criteria().enumerate() {
        let chosen = ticked.and_then(|sheet| sheet.boxes().get(at).copied());
        let given = chosen.and_then(|chosen| criterion.points_of(chosen));
        if let Some(given) = given {
            total = total.and_then(|total| total.checked_add(given).ok());
        }
        let index = chosen.and_then(|chosen| usize::from(chosen).checked_sub(1));
        let label = index.and_then(|index| criterion.choices().get(index));
        table.rows.push(vec![
            Text::from(format!("{} {}", criterion.code(), criterion.title())),
            comma(criterion.max()).into(),
            Text::fact(given.map(comma).as_deref(), "điểm"),
            Text::fact(label.map(ocop::law::Choice::label), "mô tả"),
            Text::blank("số"),
        ]);
    }
    blocks.push(Block::Table(table));
    if ticked.is_some() {
        let total = total.map(comma);
        blocks.push(Block::filled(
            "Tổng điểm tự đánh giá: {tổng điểm}.",
            &[&total],
        ));
    }
    if let Some(advice) = advice {
        // It says points, not a star that they would give.
        let target = advice.target.to_string();
        blocks.push(Block::filled("Hạng mong muốn: {} sao.", &[&target]));
        blocks.push(Block::heading("Việc cần làm để đạt hạng mong muốn"));
        blocks.extend(advice_blocks(advice));
    }
    blocks.push(Block::Centre(MARK.into()));
    let title = "Tự đánh giá sản phẩm (Mẫu số 02, phần III)";
    Document::of("tu-danh-gia", title, blocks)
}
