//! What communes and producers are told: notices of results, advice for the next star, and letters
//! that correct a paper.

use ocop::insight::{Advice, AdviceOptions, StepReason};
use ocop::{Level, Star};

use super::commune::{province, sender};
use super::council::SessionPapers;
use super::each::grouped;
use super::facts::Correction;
use super::item::{Group, Item, comma};
use super::lists::recognises;
use crate::document::Document;
use crate::document::block::{Block, Signer, Table};
use crate::document::text::{Text, fill, say};
use crate::html::day;

impl<'s> SessionPapers<'s> {
    /// A notice for each place with its products, and one for each producer; no points of single
    /// members. Who sent the dossiers is told, the provinces by the ministry itself. Source: 26/2026,
    /// Điều 7.3 g, 7.4 g; before, districts sent them to the province.
    pub(super) fn notices(&self) -> Vec<Document> {
        let told: Vec<&Item<'s>> = self.of_group(|group| group != Group::Open);
        let centre = self.level() == Level::Central;
        // A province whose name is not known is told from others by its number, or by the place.
        let apart = |item: &Item<'s>| {
            let unnamed = centre && province(item.decided).is_none();
            let place = province_number(item).or(item.area_name());
            place.filter(|_| unnamed).map(str::to_owned)
        };
        let places = grouped(told.iter().copied(), |item| {
            (sender(item.decided, item.stage), apart(item))
        });
        let places = (1..).zip(places).map(|(number, ((to, _), items))| {
            self.notice(&format!("thong-bao-{number:02}"), to, &items)
        });
        if centre {
            return places.collect();
        }
        let producers = grouped(told.iter().copied(), |item| item.producer());
        let producers = (1..).zip(producers).map(|(number, (to, items))| {
            self.notice(&format!("thong-bao-chu-the-{number:02}"), to, &items)
        });
        places.chain(producers).collect()
    }

    fn notice(&self, name: &str, to: Text, items: &[&Item<'s>]) -> Document {
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 24),
            ("Chủ thể", 24),
            ("Kết quả", 46),
        ];
        let rows = items.iter();
        let rows = rows.map(|item| vec![item.name().into(), item.producer(), self.told(item)]);
        let whom = to.clone();
        let ministry = self.level() == Level::Central;
        let head = match ministry {
            true => {
                let number = Text::from("Số:         /TB-").then(self.code());
                self.authority_head(number, None)
            }
            false => self.agency_head("TB-", None, true),
        };
        let (issuer, signer) = match (ministry, items.first()) {
            (true, Some(item)) => (
                self.authority(),
                self.decider_signs(item.stage.regulation()),
            ),
            _ => (self.agency(), Self::agency_signs()),
        };
        let mut blocks = vec![
            head,
            self.titled("Thông báo", "Kết quả đánh giá, phân hạng sản phẩm OCOP"),
        ];
        let own = self.only(|item| items.iter().any(|one| one.is_same(item)));
        let before = say("[số, ngày thông báo được thay thế, nếu đã gửi]");
        blocks.extend(own.follows("Thông báo này", before));
        blocks.extend([
            Block::filled("{} thông báo tới {} kết quả như sau:", &[&issuer, &to]),
            Block::Table(Table::numbered(&columns, rows)),
            Block::line("Nơi giải đáp: [đơn vị, điện thoại]."),
            Block::End(self.recipients(vec![to], "VT"), signer),
        ]);
        let title = format!(
            "Thông báo kết quả đánh giá, phân hạng sản phẩm OCOP: {}",
            whom.plain()
        );
        Document::of(name, &title, blocks)
    }

    /// What a producer is told: nothing is recognised before there is a decision.
    fn told(&self, item: &Item<'s>) -> Text {
        let regulation = item.stage.regulation();
        match item.group {
            Group::Recognise(star) => {
                let star = star.to_string();
                let decision = item.decision().or_else(|| self.facts.decision.clone());
                let from = (!item.has_council()).then(|| self.adopted_from());
                let Some(decision) = decision else {
                    if from.is_some() {
                        return fill(
                            "Hạng {} sao theo kết quả đánh giá của {}; [chờ số, ngày Quyết định công nhận]{}",
                            &[&star, &from.flatten(), &item.kept()],
                        );
                    }
                    return fill(
                        "Hội đồng đề xuất hạng {} sao; [chờ số, ngày Quyết định công nhận]{}",
                        &[&star, &item.kept()],
                    );
                };
                let last = item
                    .last_day()
                    .map(|last| format!("; Giấy chứng nhận có giá trị đến hết ngày {}", day(last)));
                fill(
                    "Được {} hạng {} sao tại {}{}",
                    &[&recognises(&[item]), &star, &decision, &last],
                )
            }
            Group::Forward(_) => {
                let decided = match self.chairman_decides(regulation) {
                    true => "kết quả được phê duyệt",
                    false => "điểm được quyết định",
                };
                let decision = match item.decision() {
                    Some(decision) => decision.into(),
                    None => say("Quyết định [số, ngày]"),
                };
                let (next, asked) = (
                    self.next_body(regulation, &[item]),
                    self.asked(regulation, &[item]),
                );
                fill(
                    "Tổng điểm trung bình {}; {} tại {}, đề nghị {} {}; chưa phải kết quả công nhận",
                    &[&item.total(), &decided, &decision, &next, &asked],
                )
            }
            Group::Below(star) => {
                let lacks = item.lacks();
                let lacks =
                    (!lacks.is_empty()).then(|| format!("; chưa đạt: {}", lacks.join("; ")));
                fill(
                    "Đạt hạng {} sao (tổng điểm trung bình {}); không ban hành quyết định công nhận, \
                     không cấp giấy chứng nhận{}{}",
                    &[&star.to_string(), &item.total(), &lacks, &item.kept()],
                )
            }
            Group::Stopped | Group::Open | Group::Returned(_) => self.conclusion(item),
        }
    }

    /// A letter for each paper whose form was wrong.
    pub(super) fn corrections(&self) -> Vec<Document> {
        let corrections = (1..).zip(&self.facts.corrections);
        corrections
            .map(|(number, one)| self.correction(number, one))
            .collect()
    }

    /// Source: Nghị định 30/2020/NĐ-CP, Điều 18.3: whoever issued a paper corrects it.
    fn correction(&self, number: usize, correction: &Correction) -> Document {
        let of = fill("{loại, số, ngày văn bản}", &[&correction.paper]);
        let issuer = correction.paper.as_deref();
        let issuer = issuer.map_or(Issuer::Council, |paper| self.issuer_of(paper));
        let committee = || match self.level() {
            Level::Central => Signer::unnamed("Bộ trưởng"),
            _ => Signer::committee(),
        };
        let (mut head, who, archive, signer) = match issuer {
            Issuer::Council => (
                self.council_head(Some(""), true),
                Text::from("Hội đồng"),
                "VT, Hội đồng",
                self.chair_signs(),
            ),
            Issuer::Agency => (
                self.agency_head("", None, true),
                self.agency(),
                "VT",
                Self::agency_signs(),
            ),
            Issuer::Authority => (
                self.authority_head(self.letter_number(), None),
                self.authority(),
                "VT",
                committee(),
            ),
        };
        if let Block::Masthead { subject, draft, .. } = &mut head {
            *subject = Some(fill("V/v đính chính {}", &[&of]));
            *draft = true;
        }
        let blocks = vec![
            head,
            Block::To(Text::blank("nơi nhận văn bản được đính chính")),
            Block::filled(
                "{} đính chính {} do sai sót về thể thức, kỹ thuật trình bày:",
                &[&who, &of],
            ),
            Block::List(vec![
                fill("Đã ghi: {nội dung đã ghi}", &[&correction.was]),
                fill("Đính chính thành: {nội dung đúng}", &[&correction.is]),
            ]),
            Block::line("Các nội dung khác không thay đổi."),
            self.end("Như trên", archive, signer),
        ];
        Document::of(
            &format!("dinh-chinh-{number:02}"),
            "Công văn đính chính",
            blocks,
        )
    }

    /// Who issued a paper of the session: by the abbreviation at the end of its number, else by its kind.
    fn issuer_of(&self, paper: &str) -> Issuer {
        let number = paper.split_whitespace().find(|word| word.contains('/'));
        let number = number.map(|number| number.trim_end_matches([',', ';', '.']));
        let ends = |code: &Option<String>| {
            let code = code
                .as_deref()
                .map(str::trim)
                .filter(|code| !code.is_empty());
            let after = number
                .zip(code)
                .and_then(|(number, code)| number.strip_suffix(code));
            after.is_some_and(|before| before.ends_with(['/', '-']))
        };
        let committee = Some("UBND".to_owned());
        let facts = self.facts;
        let by_code = [
            (&facts.council_code, Issuer::Council),
            (&facts.agency_code, Issuer::Agency),
            (&facts.authority_code, Issuer::Authority),
            (&committee, Issuer::Authority),
        ];
        let known = by_code.into_iter().find(|(code, _)| ends(code));
        if let Some((_, issuer)) = known {
            return issuer;
        }
        let kind = paper.trim_start().to_lowercase();
        let is = |kinds: &[&str]| kinds.iter().any(|one| kind.starts_with(one));
        if is(&["thông báo", "tờ trình"]) {
            Issuer::Agency
        } else if is(&["quyết định", "công văn"]) {
            Issuer::Authority
        } else {
            Issuer::Council
        }
    }

    /// For each product that can climb, what would bring it to the next star with the least work.
    pub(super) fn advice(&self) -> Vec<Document> {
        let advised = self.items.iter().filter_map(|item| {
            let target = Star::new(item.result.star?.number() + 1)?;
            let advice = item.decided.advise(target, &AdviceOptions::default());
            Some((item, advice.ok()?))
        });
        let papers = (1..).zip(advised);
        papers
            .map(|(number, (item, advice))| advice_paper(number, item, &advice))
            .collect()
    }
}

/// The number of a province in a product's code.
fn province_number<'s>(item: &Item<'s>) -> Option<&'s str> {
    let code = item.decided.case().product().code.as_deref()?;
    let number = code.split('-').next()?.trim();
    (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit())).then_some(number)
}

/// Who issues papers of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Issuer {
    Council,
    Agency,
    Authority,
}

/// Advice is no administrative paper: it has no national heading and no signature.
fn advice_paper(number: usize, item: &Item<'_>, advice: &Advice) -> Document {
    let subject = fill(
        "Gợi ý để sản phẩm {} đạt hạng {} sao",
        &[&item.name(), &advice.target.to_string()],
    );
    let mut blocks = vec![
        Block::Title("Tham khảo".into(), subject),
        Block::line(
            "Bản này để chủ thể tham khảo; không phải kết quả đánh giá và không thay văn bản nào của \
             Hội đồng.",
        ),
    ];
    blocks.extend(advice_blocks(advice));
    let set = item.stage.set();
    if set.laid_over().is_some() {
        blocks.push(Block::filled("{}.", &[&set.whose_words()]));
    }
    let name = format!("tham-khao-{number:02}");
    let title = format!("Gợi ý nâng hạng (tham khảo): {}", item.name());
    Document::of(&name, &title, blocks)
}

/// The steps of an advice.
pub(in crate::document) fn advice_blocks(advice: &Advice) -> Vec<Block> {
    let target = advice.target.to_string();
    let Some(steps) = &advice.steps else {
        let why = advice.obstacles.iter();
        let why = why.map(|reason| reason.text(ocop::Lang::Vi).into());
        return vec![
            Block::filled("Không có cách đạt hạng {} sao trên phiếu này:", &[&target]),
            Block::List(why.collect()),
        ];
    };
    if steps.is_empty() {
        return vec![Block::filled(
            "Theo phiếu, sản phẩm đã đạt hạng {} sao.",
            &[&target],
        )];
    }
    let columns = [
        ("STT", 8),
        ("Tiêu chí", 34),
        ("Mức cần đạt", 40),
        ("Thêm điểm", 8),
        ("Vì sao", 12),
    ];
    let rows = steps.iter().map(|step| {
        let why = match step.because {
            StepReason::Minimum => "yêu cầu tối thiểu",
            StepReason::Points => "điểm",
            StepReason::ZeroRule => "không được 0 điểm",
        };
        let criterion = format!("{} {}", step.criterion, step.title);
        let label = step.label.as_str().into();
        vec![
            criterion.into(),
            label,
            comma(step.points).into(),
            why.into(),
        ]
    });
    let mut blocks = vec![
        Block::line(match advice.council_star {
            Some(_) => "Cách ít việc nhất, tính trên phiếu ở giữa của Hội đồng:",
            None => "Cách ít việc nhất:",
        }),
        Block::Table(Table::numbered(&columns, rows)),
    ];
    if let Some((points, star)) = advice.after {
        blocks.push(Block::filled(
            "Sau đó: {} điểm, hạng {} sao theo phiếu.",
            &[&comma(points), &star.to_string()],
        ));
    }
    blocks
}
