//! Members' sheets as they were filled in, to be signed.

use ocop::Points;
use ocop::law::{CriteriaSet, Criterion, Note, Regulation};
use ocop::procedure::Stage;
use ocop::scoring::ScoreSheet;

use super::council::SessionPapers;
use super::facts::Opinion;
use super::item::{Item, comma, sheet_of};
use crate::document::Document;
use crate::document::block::{Block, Signer, Table};
use crate::document::mark::Mark;
use crate::document::text::{Text, fill};
use crate::html::{case_name, code_key, excluded, footnote, head_lines, issued_with, long_day};
use crate::outline::{self, Entry, outline};
use crate::text::marks;

impl<'s> SessionPapers<'s> {
    /// One file a member, with a sheet for each product that the member scored.
    pub(super) fn sheets(&self) -> Vec<Document> {
        let members = self.assessors().into_iter();
        // A product's mark is the same on every member's sheet.
        let marks = self.items.iter().map(|item| Mark::of(&[item.decided]));
        let marks: Vec<Option<Mark>> = marks.collect();
        let papers = members.map(|member| self.sheets_of(&member, &marks));
        papers.collect()
    }

    fn sheets_of(&self, member: &str, marks: &[Option<Mark>]) -> Document {
        let name = format!("phieu-{}", slug(member));
        // The title has no name that people typed: a signed sheet is known by it.
        let mut paper = Document::new(&name, &format!("Phiếu đánh giá của {member}"));
        paper.listed = Some(format!("Phiếu đánh giá của {}", self.name_of(member)));
        let scored = self.items.iter().zip(marks);
        let scored = scored.flat_map(|(item, mark)| {
            let rounds = item.rounds().filter_map(move |(earlier, stage, _)| {
                Some((item, mark, (earlier, stage), sheet_of(stage, member)?))
            });
            rounds.collect::<Vec<_>>()
        });
        for (number, (item, mark, round, sheet)) in scored.enumerate() {
            let mark = mark.clone();
            if number == 0 {
                paper.mark = mark;
            } else {
                paper.blocks.push(Block::Part(mark));
            }
            paper.blocks.extend(self.sheet(item, round, sheet));
        }
        paper
    }

    fn sheet(
        &self,
        item: &Item<'s>,
        (earlier, stage): (bool, &Stage),
        sheet: &ScoreSheet,
    ) -> Vec<Block> {
        let (set, regulation) = (stage.set(), stage.regulation());
        let number = set.code().to_string();
        let number = number.trim_start_matches('0');
        let product = item.decided.case().product();
        let producer = product.producer.as_ref();
        let phone = producer.and_then(|producer| producer.phone.as_deref());
        let address = producer.and_then(|producer| producer.address.as_deref());
        let opinion = self.opinion_of((earlier, sheet.assessor()), item);
        let round = item.before.map(|_| {
            let round = if earlier { "thứ nhất" } else { "thứ hai" };
            fill(
                " (chấm lần {}, {ngày})",
                &[&round, &stage.date().map(long_day)],
            )
        });
        let mut blocks = vec![Block::Title(
            "Phiếu đánh giá".into(),
            Text::from(format!("{number}. Bộ sản phẩm: {}", set.name())),
        )];
        let head = head_lines(regulation, set).into_iter();
        blocks.extend(head.map(|line| Block::Centred(line.into())));
        blocks.extend([
            Block::Centred(format!("({})", issued_with(regulation, set)).into()),
            Block::Centred(set.whose_words().into()),
            Block::filled("Tên sản phẩm: {}{}", &[&item.name(), &round]),
            Block::filled("Mã số sản phẩm: {}", &[&item.code()]),
            Block::Small(code_key(regulation).into()),
            Block::filled("Tên chủ thể sản xuất: {}", &[&item.producer()]),
            Block::filled("Số điện thoại: {số điện thoại}", &[&phone]),
            Block::filled("Địa chỉ: {địa chỉ}", &[&address]),
        ]);
        let (heading, findings) = excluded(set);
        let findings = findings.into_iter().map(Text::from);
        match heading {
            Some(heading) if findings.len() > 0 => {
                blocks.push(Block::Paragraph(format!("{heading}:").into()));
                blocks.push(Block::List(findings.collect()));
            }
            _ => blocks.extend(findings.map(Block::Paragraph)),
        }
        blocks.push(Block::Table(boxes(regulation, set, sheet, opinion)));
        if let Some(stop) = sheet.stopped_at() {
            let stop = stop.to_string();
            let ends = "Dừng chấm ở tiêu chí {}; các tiêu chí sau không chấm.";
            blocks.push(Block::filled(ends, &[&stop]));
        }
        blocks.extend(footnote(regulation, set).map(|note| Block::Paragraph(note.into())));
        blocks.push(Block::heading("Ý kiến của người đánh giá"));
        let written = opinion.filter(|opinion| !opinion.text.trim().is_empty());
        blocks.push(match written {
            Some(opinion) => Block::Paragraph(opinion.text.as_str().into()),
            None => Block::Dots(2),
        });
        if let Some(reason) = opinion.and_then(|opinion| opinion.reopened.as_deref()) {
            let replaces = "Phiếu này thay phiếu đã nộp trước, lý do: {}.";
            blocks.push(Block::filled(replaces, &[&reason]));
        }
        let name = self.scorer(sheet.assessor());
        if set.has_decisions_words() {
            blocks.push(Block::Signatures(vec![
                Signer::default(),
                Signer {
                    place: Some(self.place()),
                    how: Some("(Ký và ghi rõ họ tên)".into()),
                    ..Signer::new("Người đánh giá", name)
                },
            ]));
        } else {
            blocks.push(Block::filled("Người đánh giá: {}", &[&name]));
        }
        blocks
    }
}

/// What stands in place of a total where a sheet has none.
const NO_TOTAL: &str = "không có tổng điểm";

/// A name of a file from an id: other letters than those of ids stand by their numbers.
fn slug(id: &str) -> String {
    id.chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => c.to_string(),
            other => format!("{:x}", u32::from(other)),
        })
        .collect()
}

/// The sheet with its boxes: what was ticked is crossed, and points are summed up. Behind a stop
/// nothing is scored.
fn boxes(
    regulation: &Regulation,
    set: &CriteriaSet,
    sheet: &ScoreSheet,
    opinion: Option<&Opinion>,
) -> Table {
    let mut table = Table::new(&[("Các tiêu chí", 78), ("Thang điểm", 12), ("Điểm", 10)]);
    let bold = |text: String| Text::from(text).bold();
    let stop = sheet.stopped_at();
    let mut codes = set.criteria().map(Criterion::code);
    let stop = stop.and_then(|stop| codes.position(|code| code == stop));
    // What members answered behind a stop does not count. Source: contract 5.7.
    let counts = move |position: usize| stop.is_none_or(|stop| position <= stop);
    let ticked = || (0..).map(|at| sheet.box_at(at).filter(|_| counts(at)));
    let given = set.criteria().zip(ticked());
    let given = given.map(|(criterion, ticked)| criterion.points_of(ticked?));
    let given: Vec<Option<Points>> = given.collect();
    let summed = |from: usize, count: usize| {
        let mut points = given.iter().skip(from).take(count);
        let sum = points.try_fold(Points::ZERO, |sum, points| sum.checked_add((*points)?).ok());
        sum.map_or_else(|| Text::from(NO_TOTAL), |sum| self::points(sum).bold())
    };
    let mut boxes = ticked();
    let mut before = 0;
    for entry in outline(set) {
        match entry {
            Entry::Part(part) => {
                let title = format!("PHẦN {}: {}", part.id(), regulation.part_title(part.id()));
                let criteria = part
                    .sections()
                    .iter()
                    .map(|section| section.criteria().len());
                let count = criteria.sum();
                let total = summed(before, count);
                before += count;
                table
                    .rows
                    .push(vec![bold(title), points(part.max()).bold(), total]);
            }
            Entry::Section(section) => {
                let title = bold(format!("{}. {}", section.code(), section.title()));
                table.rows.push(row(title, points(section.max()).bold()));
                table.rows.extend(printed(section.notes()));
            }
            Entry::Group(group) => {
                let title = bold(format!("{} {}", group.code(), group.title()));
                table.rows.push(row(title, points(group.max()).bold()));
            }
            Entry::Criterion(criterion) | Entry::Direct(criterion) => {
                let title = match entry {
                    Entry::Direct(_) => Text::from("Chọn một mức"),
                    _ => bold(format!("{} {}", criterion.code(), criterion.title())),
                };
                let note = opinion.and_then(|opinion| {
                    let code = criterion.code().as_str();
                    opinion.notes.get(code).map(String::as_str)
                });
                let ticked = boxes.next().flatten();
                table
                    .rows
                    .extend(criterion_rows(title, criterion, ticked, note));
            }
            Entry::EndOfSection | Entry::EndOfPart => {}
        }
    }
    table.rows.push(vec![
        bold("TỔNG CỘNG".to_owned()),
        points(regulation.total()).bold(),
        match stop {
            Some(_) => Text::from(NO_TOTAL),
            None => summed(0, before),
        },
    ]);
    table
}

/// A row without points given.
fn row(label: Text, most: Text) -> Vec<Text> {
    vec![label, most, Text::default()]
}

fn printed(notes: &[Note]) -> impl Iterator<Item = Vec<Text>> {
    let notes = notes.iter();
    notes.map(|note| row(note.label().into(), Text::default()))
}

fn points(points: Points) -> Text {
    comma(points).into()
}

fn criterion_rows(
    title: Text,
    criterion: &Criterion,
    ticked: Option<u8>,
    note: Option<&str>,
) -> Vec<Vec<Text>> {
    let given = ticked.and_then(|ticked| criterion.points_of(ticked));
    let title = title.then(marks(criterion.heading_star()).as_str());
    let given = match ticked {
        None => Text::from("không chấm"),
        Some(_) => given.map_or_else(Text::default, points),
    };
    let mut rows = vec![vec![title, points(criterion.max()), given]];
    rows.extend(printed(criterion.notes()));
    for (number, choice, begins) in outline::boxes(criterion) {
        if let Some(case) = begins {
            let name = format!("{case}. {}", case_name(criterion, case));
            rows.push(row(name.into(), Text::default()));
        }
        let sign = if Some(number) == ticked { "☒" } else { "☐" };
        let label = format!("{sign} {}{}", choice.label(), marks(choice.star()));
        rows.push(row(label.into(), points(choice.points())));
    }
    if ticked == Some(0) {
        rows.push(row("☒ Không có mức nào phù hợp".into(), "0".into()));
    }
    if let Some(note) = note.filter(|note| !note.trim().is_empty()) {
        let note = format!("Ghi chú của người đánh giá: {note}");
        rows.push(row(note.into(), Text::default()));
    }
    rows
}
