//! What follows later: corrections of papers, advice for a producer.

use ocop::Star;
use ocop::insight::{Advice, AdviceOptions};

use super::super::{Block, Document, Table, Text};
use super::item::Item;
use super::{Correction, SessionPapers, comma};

impl<'s> SessionPapers<'s> {
    /// What minutes say where they replace others, whose content was wrong. Source: Nghị định
    /// 30/2020/NĐ-CP, Điều 18.3.
    pub(super) fn replaced(&self) -> Vec<Block> {
        let Some(replaced) = &self.facts.replaces else {
            return Vec::new();
        };
        let paper = Text::fact(replaced.paper.as_deref(), "số, ngày biên bản được thay thế");
        let mut blocks = vec![Block::Paragraph(
            Text::from("Biên bản này thay thế ").then(paper).then("."),
        )];
        let changes = replaced
            .changes
            .iter()
            .map(|line| Text::from(line.as_str()));
        let changes: Vec<Text> = changes.collect();
        blocks.push(Block::Paragraph("Nội dung thay đổi:".into()));
        blocks.push(Block::List(if changes.is_empty() {
            vec![Text::blank("nội dung cũ, nội dung mới")]
        } else {
            changes
        }));
        blocks.push(Block::Paragraph(
            Text::from("Lý do: ")
                .then(Text::fact(
                    replaced.reason.as_deref(),
                    "lý do, theo phát hiện của ai",
                ))
                .then(". Hội đồng đã thống nhất thay thế."),
        ));
        blocks
    }

    /// A letter for each paper whose form was wrong.
    pub(super) fn corrections(&self) -> Vec<Document> {
        (1..)
            .zip(&self.facts.corrections)
            .map(|(number, correction)| self.correction(number, correction))
            .collect()
    }

    fn correction(&self, number: usize, correction: &Correction) -> Document {
        let mut paper = Document::new(&format!("dinh-chinh-{number:02}"), "Công văn đính chính");
        let code = self.facts.council_code.as_deref();
        let of = Text::fact(correction.paper.as_deref(), "loại, số, ngày văn bản");
        let fact = |value: &Option<String>, what: &str| Text::fact(value.as_deref(), what);
        let mut head = self.council_head(
            Some(Text::from("Số:         /").then(Text::fact(code, "chữ viết tắt của Hội đồng"))),
            true,
        );
        if let Block::Masthead { subject, draft, .. } = &mut head {
            *subject = Some(Text::from("V/v đính chính ").then(of.clone()));
            *draft = true;
        }
        paper.blocks = vec![
            head,
            Block::To(Text::blank("nơi nhận văn bản được đính chính")),
            Block::Paragraph(
                Text::from("Hội đồng đính chính ")
                    .then(of)
                    .then(" do sai sót về thể thức, kỹ thuật trình bày:"),
            ),
            Block::List(vec![
                Text::from("Đã ghi: ").then(fact(&correction.was, "nội dung đã ghi")),
                Text::from("Đính chính thành: ").then(fact(&correction.is, "nội dung đúng")),
            ]),
            Block::Paragraph("Các nội dung khác không thay đổi.".into()),
            Block::End(
                self.recipients(&["Như trên".into()], "VT, Hội đồng"),
                self.chair_signs(),
            ),
        ];
        paper
    }

    /// For each product that can climb, what would bring it to the next star with the least work.
    pub(super) fn advice(&self) -> Vec<Document> {
        let advised = self.items.iter().filter_map(|item| {
            let star = item.result.star.filter(|star| *star < Star::Five)?;
            let target = Star::new(star.number() + 1)?;
            let advice = item
                .decided
                .advise(target, &AdviceOptions::default())
                .ok()?;
            Some((item, advice))
        });
        (1..)
            .zip(advised)
            .map(|(number, (item, advice))| advice_paper(number, item, &advice))
            .collect()
    }
}

/// Advice is no administrative paper: it has no national heading and no signature.
fn advice_paper(number: usize, item: &Item<'_>, advice: &Advice) -> Document {
    let mut paper = Document::new(
        &format!("tham-khao-{number:02}"),
        "Gợi ý nâng hạng (tham khảo)",
    );
    let target = advice.target;
    paper.blocks = vec![
        Block::Title(
            "Tham khảo".into(),
            Text::from(format!("Gợi ý để sản phẩm {} đạt hạng {target} sao", item.name())),
        ),
        Block::Paragraph("Bản này để chủ thể tham khảo; không phải kết quả đánh giá và không thay văn bản nào của Hội đồng.".into()),
    ];
    paper.blocks.extend(advice_blocks(advice));
    let set = item.stage.set();
    if set.laid_over().is_some() {
        let whose = format!("{}.", set.whose_words());
        paper.blocks.push(Block::Paragraph(Text::from(whose)));
    }
    paper
}

/// The steps of an advice.
pub(in crate::document) fn advice_blocks(advice: &Advice) -> Vec<Block> {
    let target = advice.target;
    let Some(steps) = &advice.steps else {
        let why = advice
            .obstacles
            .iter()
            .map(|reason| reason.text(ocop::Lang::Vi));
        return vec![
            Block::Paragraph(Text::from(format!(
                "Không có cách đạt hạng {target} sao trên phiếu này:"
            ))),
            Block::List(why.map(Text::from).collect()),
        ];
    };
    if steps.is_empty() {
        return vec![Block::Paragraph(Text::from(format!(
            "Theo phiếu, sản phẩm đã đạt hạng {target} sao."
        )))];
    }
    let columns = [
        ("STT", 8),
        ("Tiêu chí", 34),
        ("Mức cần đạt", 40),
        ("Thêm điểm", 8),
        ("Vì sao", 12),
    ];
    let rows = steps.iter().map(|step| {
        vec![
            Text::from(format!("{} {}", step.criterion, step.title)),
            step.label.as_str().into(),
            comma(&step.points.to_string()).into(),
            match step.because {
                ocop::insight::StepReason::Minimum => "yêu cầu tối thiểu".into(),
                ocop::insight::StepReason::Points => "điểm".into(),
                ocop::insight::StepReason::ZeroRule => "không được 0 điểm".into(),
            },
        ]
    });
    let table = Table::numbered(&columns, rows);
    let mut blocks = vec![
        Block::Paragraph(
            if advice.council_star.is_some() {
                "Cách ít việc nhất, tính trên phiếu ở giữa của Hội đồng:"
            } else {
                "Cách ít việc nhất:"
            }
            .into(),
        ),
        Block::Table(table),
    ];
    if let Some((points, star)) = advice.after {
        blocks.push(Block::Paragraph(Text::from(format!(
            "Sau đó: {} điểm, hạng {star} sao theo phiếu.",
            comma(&points.to_string())
        ))));
    }
    blocks
}
