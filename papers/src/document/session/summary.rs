//! The summary of points: what each member gave, and what follows from it.

use ocop::Star;
use ocop::procedure::{Stage, StageResult};

use super::council::SessionPapers;
use super::each::once_each;
use super::facts::Absence;
use super::item::{Group, Item, comma, given_by, sheets};
use super::lists::area_head;
use super::written::NOT_RETURNED;
use crate::document::Document;
use crate::document::block::{Block, Table};
use crate::document::text::{Text, fill};
use crate::html::{council_of, long_day};

/// What stands where a member has no sheet, and nobody said why.
const NO_SHEET: &str = "không có phiếu";

/// Where a member came to the council after the product's result.
const LATE: &str = "chưa vào Hội đồng";

/// Where a member had left the council before it.
pub(super) const LEFT: &str = "không còn trong Hội đồng";

/// What stands where a member has none, as a finding ended the product before.
const ENDED: &str = "không chấm";

/// Whether a cell of the summary says that a member has no sheet. Summaries that were printed before
/// have shorter words.
pub(crate) fn is_without_sheet(cell: &str) -> bool {
    let cell = cell.trim_matches(['[', ']']);
    let words = [Absence::word(false), Absence::word(true), NOT_RETURNED];
    words.contains(&cell) || [NO_SHEET, ENDED, LATE, LEFT, "vắng"].contains(&cell)
}

impl<'s> SessionPapers<'s> {
    pub(super) fn summary(&self) -> Document {
        let again = self.scored_again(None);
        let day = self.date().map(|day| Text::from(long_day(day)).then(again));
        let kind = "Bảng tổng hợp điểm";
        let of = match self.course_of() {
            (true, false) => "Kèm theo Biên bản họp Hội đồng đánh giá, phân hạng sản phẩm OCOP",
            (false, true) => "Kèm theo Bảng tổng hợp ý kiến bằng văn bản của Hội đồng",
            _ => "Kèm theo Biên bản họp Hội đồng và Bảng tổng hợp ý kiến bằng văn bản",
        };
        let mut blocks = vec![self.council_head(None, false), self.titled(kind, of)];
        let before = Text::from("Bảng tổng hợp điểm đã lập trước");
        blocks.extend(self.follows("Bảng này", before));
        blocks.extend([Block::filled(
            "Theo {}. Đánh giá {ngày}.",
            &[&self.decisions(), &day],
        )]);
        if self.scored().next().is_some() {
            blocks.extend(self.of_members());
        }
        blocks.push(Block::heading("2. Kết quả"));
        blocks.push(Block::Table(self.results()));
        blocks.extend(self.still_open());
        blocks.push(Block::line(
            "Điểm trung bình được giữ chính xác, không làm tròn trước khi xếp hạng.",
        ));
        blocks.extend(self.rules_used());
        blocks.extend(self.warnings(|_| false));
        blocks.push(self.both_sign(false));
        Document {
            landscape: true,
            workbook: true,
            mark: self.mark(),
            ..Document::of("bang-tong-hop-diem", kind, blocks)
        }
    }

    /// The products without a result, each with why.
    fn still_open(&self) -> Vec<Block> {
        let open = self.unscored.iter();
        let open = open.map(|one| fill("{}: {}", &[&self.label_of(one.named()), &one.why]));
        let again = self.items.iter().filter_map(|item| {
            let one = self.unfinished(item)?;
            Some(fill("{}: {}", &[&self.label(item), &one.why]))
        });
        let lines: Vec<Text> = again.chain(open).collect();
        match lines.is_empty() {
            true => Vec::new(),
            false => vec![Block::line("Chưa kết luận:"), Block::List(lines)],
        }
    }

    /// What each member gave, by round, and who did not.
    fn of_members(&self) -> Vec<Block> {
        // The council's list, those who scored without being listed, and whoever is said to be
        // absent: a member who was absent from all products has a column too.
        let absent = self.facts.absent.iter();
        let absent = absent.map(|absence| absence.member.clone());
        let members = once_each(self.listed().chain(self.assessors()).chain(absent));
        let mut blocks = vec![
            Block::heading("1. Điểm của từng thành viên"),
            Block::Table(self.points(&members, false)),
        ];
        if self.items.iter().any(|item| item.before.is_some()) {
            blocks.push(Block::heading("Điểm của vòng chấm trước"));
            blocks.push(Block::Table(self.points(&members, true)));
        }
        let names = (1..).zip(&members);
        let names = names.map(|(number, id)| {
            let name = match self.proxy_of(id) {
                Some(_) => self.scorer(id),
                None => self.name_of(id).into(),
            };
            Text::from(format!("TV {number}: ")).then(name)
        });
        let names = Text::joined(names, "; ");
        blocks.push(Block::filled("Thành viên Hội đồng: {}.", &[&names]));
        // Those of opinions in writing stand in their table.
        let absent = self.decided(false).absences();
        if !absent.is_empty() {
            blocks.push(Block::line("Không chấm điểm:"));
            blocks.push(Block::List(absent));
        }
        blocks.extend(self.not_to_score());
        blocks
    }

    /// Members' totals of the round that decides, or of the one before.
    fn points(&self, members: &[String], earlier: bool) -> Table {
        let heads = (1..=members.len()).map(|number| format!("TV {number}"));
        let heads: Vec<String> = heads.collect();
        let mut columns: Vec<(&str, u32)> = vec![("STT", 7), ("Sản phẩm", 20), ("Bộ", 5)];
        columns.extend(heads.iter().map(|head| (head.as_str(), 8)));
        columns.extend([
            ("Số phiếu", 7),
            ("Tổng", 9),
            ("Trung bình", 10),
            ("Thấp nhất", 9),
            ("Cao nhất", 9),
            ("Chênh lệch", 9),
        ]);
        let mut table = Table::new(&columns);
        for (number, item) in (1..).zip(&self.items) {
            let mut rounds = item.rounds();
            if let Some(round) = rounds.find(|(before, ..)| *before == earlier) {
                table
                    .rows
                    .push(self.points_of(number, item, round, members));
            }
        }
        table
    }

    fn points_of(
        &self,
        number: usize,
        item: &Item<'s>,
        (earlier, stage, result): (bool, &Stage, &StageResult),
        members: &[String],
    ) -> Vec<Text> {
        let code = stage.set().code().to_string();
        let name = self.label(item).into();
        let mut row = vec![number.to_string().into(), name, code.into()];
        row.extend(members.iter().map(|id| match given_by(stage, id) {
            Some(given) => given.into(),
            None => self.absent_cell((earlier, id), item, stage),
        }));
        // The mean is of the sheets that add up; one that ended at a stop does not.
        let tally = council_of(stage, None).map(|council| council.tally());
        let totals = tally.as_ref().and_then(|tally| tally.total());
        let totals = totals.map_or(0, |total| usize::from(total.count()));
        row.push(match sheets(stage).len() - totals {
            0 => totals.to_string().into(),
            stops => format!("{totals}; {stops} dừng").into(),
        });
        let total = result.total.as_ref();
        let range = tally.and_then(|tally| tally.range());
        let shown = [
            total.map(|total| comma(total.mean().sum())),
            total.map(|total| comma(total.shown())),
            range.map(|(lowest, _)| comma(lowest)),
            range.map(|(_, highest)| comma(highest)),
            result.spread.map(comma),
        ];
        row.extend(shown.map(|shown| shown.unwrap_or_default().into()));
        row
    }

    /// A word for a sheet that is not there, never 0 or nothing.
    fn absent_cell(&self, (earlier, member): (bool, &str), item: &Item<'s>, round: &Stage) -> Text {
        let written = self.is_round_written(item, round);
        match self.absence_of((earlier, member), item) {
            Some(absence) if absence.late => LATE.into(),
            Some(absence) if absence.left => LEFT.into(),
            Some(absence) if written && !absence.recused => NOT_RETURNED.into(),
            Some(absence) => Absence::word(absence.recused).into(),
            None if !earlier && item.is_ended() => ENDED.into(),
            None => Text::blank(NO_SHEET),
        }
    }

    fn results(&self) -> Table {
        let columns = [
            ("STT", 7),
            ("Sản phẩm", 20),
            ("Chủ thể", 18),
            (area_head(&self.laws()), 14),
            ("Hình thức", 9),
            ("Phần A", 7),
            ("Phần B", 7),
            ("Phần C", 7),
            ("Trung bình", 8),
            ("Yêu cầu tối thiểu chưa đạt", 20),
            ("Hạng theo điểm", 8),
            ("Kết luận", 14),
        ];
        let rows = self.items.iter().map(|item| {
            let mut row = vec![
                item.name().into(),
                item.producer(),
                item.area(),
                item.kind(),
            ];
            row.extend((0..3).map(|part| {
                let parts = item.result.parts.as_ref();
                let mean = parts.and_then(|parts| Some(comma(&parts.get(part)?.shown)));
                Text::from(mean.unwrap_or_default())
            }));
            let star = |star: Star| Text::from(format!("{star} sao"));
            row.push(item.total().into());
            row.push(item.unmet().join("; ").into());
            row.push(item.result.band_star.map_or_else(Text::default, star));
            row.push(short(item).into());
            row
        });
        Table::numbered(&columns, rows)
    }
}

fn short(item: &Item<'_>) -> String {
    match item.group {
        Group::Recognise(star) | Group::Below(star) => format!("hạng {star} sao"),
        Group::Forward(_) => "đề nghị cấp trên".to_owned(),
        Group::Stopped => item.verbs(),
        Group::Open => "chưa kết luận".to_owned(),
        Group::Returned(_) => "trả lại".to_owned(),
    }
}
