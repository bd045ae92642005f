//! The council's own papers: minutes, summary of points, report.

use ocop::procedure::{Content, Stage, StageResult};
use ocop::scoring::ScoreSheet;
use ocop::value::ApplicationKind;
use ocop::{Date, Lang, Points, Star};

use super::super::{Block, Document, Table, Text};
use super::commune::missing;
use super::item::{Group, Item, sheets, total_of};
use super::written::NOT_RETURNED;
use super::{Absence, SessionPapers, area_head, comma, joined, not_concluded, recognises};
use crate::html::long_day;
use crate::text::reading_text;

/// What stands where a member has no sheet, and nobody said why.
const NO_SHEET: &str = "không có phiếu";

/// Whether a cell of the summary says that a member has no sheet. Summaries that were printed before have shorter words.
pub(crate) fn is_without_sheet(cell: &str) -> bool {
    let cell = cell.trim_matches(['[', ']']);
    let words = [Absence::word(false), Absence::word(true), NOT_RETURNED];
    words.contains(&cell) || [NO_SHEET, "vắng", "không chấm"].contains(&cell)
}

impl<'s> SessionPapers<'s> {
    pub(super) fn minutes(&self) -> Document {
        let mut paper = Document::new(
            "bien-ban",
            "Biên bản họp Hội đồng đánh giá, phân hạng sản phẩm OCOP",
        );
        let met = |item: &Item<'s>| !self.is_written(item);
        paper.mark = self.mark(met);
        let facts = self.facts;
        let code = facts.council_code.as_deref();
        let blocks = &mut paper.blocks;
        blocks.push(self.council_head(
            Some(self.number("BB", code, "chữ viết tắt của Hội đồng")),
            false,
        ));
        blocks.push(Block::Title(
            "Biên bản".into(),
            Text::from("Họp Hội đồng đánh giá, phân hạng sản phẩm OCOP, ").then(self.title()),
        ));
        blocks.extend(self.replaced());
        blocks.push(Block::Grounds(self.grounds()));
        let fact = |value: &Option<String>, what: &str| Text::fact(value.as_deref(), what);
        blocks.push(Block::Paragraph(
            Text::from("Thời gian bắt đầu: ").then(moment(facts.opened.as_deref(), self.date())),
        ));
        blocks.push(Block::Paragraph(
            Text::from("Địa điểm: ").then(fact(&facts.place, "địa điểm")),
        ));
        blocks.push(Block::Heading("I. Thành phần tham dự".into()));
        blocks.extend(self.attendance());
        blocks.push(Block::Heading("II. Nội dung".into()));
        let items: Vec<&Item<'s>> = self.items.iter().filter(|item| met(item)).collect();
        blocks.push(Block::Paragraph(self.heard(&items)));
        let meeting = facts.written.as_ref();
        if let Some(reason) = meeting.and_then(|written| written.meeting.as_deref()) {
            let renewals = self.met_renewals().into_iter().map(Item::name);
            let names = renewals.collect::<Vec<_>>().join(", ");
            let which = if names.is_empty() {
                names
            } else {
                format!(" ({names})")
            };
            blocks.push(Block::Paragraph(Text::from(format!(
                "Hội đồng họp trực tiếp về sản phẩm phân hạng lại{which}, lý do: {reason}."
            ))));
        }
        blocks.push(Block::Paragraph(dossiers(&items)));
        blocks.push(Block::Paragraph("3. Tổng hợp kết quả: điểm của từng thành viên ghi tại Bảng tổng hợp điểm kèm theo biên bản. Không làm tròn điểm trước khi xếp hạng.".into()));
        blocks.extend(self.rules_used().map(|used| Block::Paragraph(used.into())));
        blocks.extend(items.into_iter().flat_map(|item| self.discussed(item)));
        blocks.push(Block::Heading("III. Kết luận của Hội đồng".into()));
        blocks.extend(self.lists(met));
        blocks.push(Block::Paragraph(
            Text::from("Biên bản kết thúc vào ")
                .then(moment(facts.closed.as_deref(), self.last_date()))
                .then("; đã đọc lại cho các thành viên dự họp nghe, thống nhất và lập thành ")
                .then(Text::blank("số"))
                .then(" bản. Kèm theo: phiếu đánh giá của các thành viên, Bảng tổng hợp điểm."),
        ));
        blocks.push(self.both_sign(true));
        blocks.push(Block::Recipients(self.recipients(
            &["Thành viên Hội đồng".into(), self.agency()],
            "VT, Hội đồng",
        )));
        paper
    }

    /// The reports that a meeting heard: the advisory team's on first applications and upgrades, the
    /// agency's on renewals; a blank for each that is not known. Source: 26/2026, Điều 7.3 c, 7.6 c.
    fn heard(&self, items: &[&Item<'s>]) -> Text {
        let facts = self.facts;
        let any = |wanted: fn(&ApplicationKind) -> bool| {
            let kinds = items.iter().filter_map(|item| item.application());
            kinds.into_iter().any(|kind| wanted(&kind))
        };
        let advised = any(|kind| *kind != ApplicationKind::Renewal);
        let renewed = any(|kind| *kind == ApplicationKind::Renewal);
        let mut reports: Vec<Text> = Vec::new();
        for (report, needed, blank) in [
            (
                &facts.advisory_report,
                advised,
                "số, ngày báo cáo của Tổ tư vấn",
            ),
            (
                &facts.agency_report,
                renewed,
                "số, ngày báo cáo của cơ quan tham mưu về sản phẩm phân hạng lại",
            ),
        ] {
            if report.is_some() || needed {
                reports.push(Text::fact(report.as_deref(), blank));
            }
        }
        if reports.is_empty() {
            let blank = "số, ngày báo cáo của Tổ tư vấn hoặc của cơ quan tham mưu";
            reports.push(Text::blank(blank));
        }
        let text = Text::from("1. Hội đồng nghe báo cáo: ");
        text.then(joined(reports, "; ")).then(".")
    }

    /// Who presides and writes, who is there and who is not.
    fn attendance(&self) -> Vec<Block> {
        let facts = self.facts;
        let chair = self.presides();
        let position = |position: Option<&str>| Text::fact(position, "chức vụ");
        let mut presides = Text::from("Chủ trì (chủ tọa): ")
            .then(self.chair())
            .then(", ")
            .then(position(chair.and_then(|chair| chair.position.as_deref())));
        let authorisation = facts.authorisation.as_deref();
        if self.deputy_presides() {
            let paper = Text::fact(authorisation, "văn bản ủy quyền của Chủ tịch Hội đồng");
            let role = ", Phó Chủ tịch Hội đồng, theo ủy quyền tại ";
            presides = presides.then(role).then(paper);
        } else {
            presides = presides.then(", Chủ tịch Hội đồng");
            if let Some(authorisation) = authorisation {
                presides = presides.then(format!(", theo ủy quyền tại {authorisation}"));
            }
        }
        let secretary = facts.secretary.as_ref();
        let mut blocks = vec![
            Block::Paragraph(presides),
            Block::Paragraph(
                Text::from("Thư ký (người ghi biên bản): ")
                    .then(self.secretary())
                    .then(", ")
                    .then(position(secretary.and_then(|one| one.position.as_deref()))),
            ),
            Block::Paragraph(self.numbers_present()),
            Block::Table(self.roll()),
        ];
        let absent = self.absences(|item| !self.is_written(item));
        if !absent.is_empty() {
            blocks.push(Block::Paragraph("Vắng mặt, không tham gia chấm:".into()));
            blocks.push(Block::List(absent));
        }
        if !facts.proxies.is_empty() {
            blocks.push(Block::Paragraph("Người dự thay:".into()));
            let proxy = |proxy: &super::Proxy| {
                Text::fact(proxy.name.as_deref(), "họ và tên")
                    .then(format!(" dự thay {}, theo ", self.name_of(&proxy.member)))
                    .then(Text::fact(proxy.paper.as_deref(), "văn bản cử dự thay"))
                    .then("; chấm điểm theo Quy chế: ")
                    .then(Text::fact(
                        proxy
                            .scores
                            .map(|scores| if scores { "có" } else { "không" }),
                        "có hay không",
                    ))
            };
            blocks.push(Block::List(facts.proxies.iter().map(proxy).collect()));
        }
        if !facts.others.is_empty() {
            let others = facts.others.join("; ");
            blocks.push(Block::Paragraph(Text::from(format!(
                "Dự họp, không chấm điểm: {others}."
            ))));
        }
        blocks
    }

    fn numbers_present(&self) -> Text {
        let appointed = self
            .items
            .iter()
            .find_map(|item| match item.stage.content() {
                Content::Sheets { appointed, .. } => *appointed,
                _ => None,
            });
        let appointed = appointed.map(|appointed| appointed.to_string());
        let present = self.assessors().len();
        Text::from("Tổng số thành viên Hội đồng (theo Quyết định thành lập): ")
            .then(Text::fact(appointed.as_deref(), "số"))
            .then(format!("; số thành viên chấm điểm: {present}."))
    }

    /// Everybody who scored any product, in the order of the council's list, then of the sheets.
    pub(super) fn assessors(&self) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        let scored: Vec<&str> = self
            .items
            .iter()
            .flat_map(|item| item.sheets())
            .map(ScoreSheet::assessor)
            .collect();
        let listed = self
            .facts
            .members
            .iter()
            .map(|member| member.id.as_str())
            .filter(|id| scored.contains(id));
        for id in listed.chain(scored.iter().copied()) {
            if !seen.iter().any(|one| one == id) {
                seen.push(id.to_owned());
            }
        }
        seen
    }

    /// Everybody who has a column in the summary: the council's list, whoever did not score a product, and those who
    /// scored without being listed. A member who was absent from all of them is there too.
    fn everybody(&self) -> Vec<String> {
        let listed = self.facts.members.iter().map(|member| member.id.clone());
        let absent = self
            .facts
            .absent
            .iter()
            .map(|absence| absence.member.clone());
        let mut all: Vec<String> = Vec::new();
        for id in listed.chain(self.assessors()).chain(absent) {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        all
    }

    fn roll(&self) -> Table {
        let mut table = Table::new(&[
            ("STT", 8),
            ("Họ và tên", 30),
            ("Chức vụ, đơn vị", 34),
            ("Trong Hội đồng", 20),
            ("Chữ ký", 16),
        ]);
        for (number, id) in (1..).zip(self.assessors()) {
            let member = self.facts.members.iter().find(|member| member.id == id);
            let role = member.and_then(|member| member.role.as_deref());
            let sheets = self.items.iter().flat_map(|item| item.sheets());
            let sheet = sheets
                .filter(|sheet| sheet.assessor() == id)
                .map(|sheet| sheet.role().as_str())
                .next();
            let role = match role.or(sheet) {
                Some("chair") => Text::from("Chủ tịch"),
                Some("vice-chair") => "Phó Chủ tịch".into(),
                Some("member") => "Ủy viên".into(),
                _ => Text::blank("chức danh trong Hội đồng"),
            };
            let position = member.and_then(|member| member.position.as_deref());
            let name = self.name_of(&id);
            // An id alone is no name.
            let name = if name == id && member.is_none() {
                Text::blank(&id)
            } else {
                name.into()
            };
            table.rows.push(vec![
                Text::from(format!("{number}")),
                name,
                Text::fact(position, "chức vụ, đơn vị"),
                role,
                Text::default(),
            ]);
        }
        table
    }

    /// Who did not score, and why, for the products that are `wanted`.
    fn absences(&self, wanted: impl Fn(&Item<'s>) -> bool) -> Vec<Text> {
        let line = |absence: &Absence| {
            let related = if absence.recused {
                " do có liên quan"
            } else {
                ""
            };
            let how = Absence::word(absence.recused);
            let product = absence
                .product
                .as_deref()
                .map_or_else(String::new, |product| format!(", sản phẩm {product}"));
            Text::from(format!(
                "{}: {how}{related}{product}, lý do: ",
                self.name_of(&absence.member)
            ))
            .then(Text::fact(absence.reason.as_deref(), "lý do"))
        };
        // What is told of a product that another paper is about stands there.
        let (here, elsewhere): (Vec<&Item<'s>>, Vec<&Item<'s>>) =
            self.items.iter().partition(|item| wanted(item));
        let named =
            |items: &[&Item<'s>], product: &str| items.iter().any(|item| item.name() == product);
        let absent = self.facts.absent.iter().filter(|absence| {
            let product = absence.product.as_deref();
            product.is_none_or(|name| named(&here, name) || !named(&elsewhere, name))
        });
        let mut lines: Vec<Text> = absent.map(line).collect();
        for (member, mut products) in self.without_sheets() {
            products.retain(|product| named(&here, product));
            if products.is_empty() {
                continue;
            }
            let scored = here.iter().filter(|item| !item.sheets().is_empty());
            let all = products.len() == scored.count();
            let products = if all {
                String::new()
            } else {
                format!(", sản phẩm {}", products.join(", "))
            };
            let line = format!("{member}: không có phiếu{products}, lý do: ");
            lines.push(Text::from(line).then(Text::blank("lý do")));
        }
        lines
    }

    /// The products that members' sheets decide.
    pub(super) fn scored(&self) -> impl Iterator<Item = &Item<'s>> {
        self.items.iter().filter(|item| !item.sheets().is_empty())
    }

    /// Members by name without a sheet, and nobody said why, with the products that lack it: of those
    /// that the facts list, and of those who scored another product.
    #[must_use]
    pub fn without_sheets(&self) -> Vec<(String, Vec<&'s str>)> {
        let listed = self.facts.members.iter().map(|member| member.id.clone());
        let mut members: Vec<String> = listed.collect();
        let scored = self.assessors().into_iter();
        let others: Vec<String> = scored.filter(|id| !members.contains(id)).collect();
        members.extend(others);
        let lacking = |id: &String| {
            let lacks = |item: &&Item<'s>| {
                let mut sheets = item.sheets().iter();
                sheets.all(|sheet| sheet.assessor() != id)
                    && self.absence(id, item.name()).is_none()
            };
            let products: Vec<&str> = self.scored().filter(lacks).map(Item::name).collect();
            (!products.is_empty()).then(|| (self.name_of(id), products))
        };
        members.iter().filter_map(lacking).collect()
    }

    /// Why a member did not score a product, where that is known.
    pub(super) fn absence(&self, member: &str, product: &str) -> Option<&'s Absence> {
        let mut absences = self.facts.absent.iter();
        absences.find(|absence| {
            let named = absence.product.as_deref();
            absence.member == member && named.is_none_or(|named| named == product)
        })
    }

    /// What minutes say of one product.
    fn discussed(&self, item: &Item<'s>) -> Vec<Block> {
        let head = Text::from(format!("- {}, bộ {}, ", item.name(), item.set()));
        let head = head.then(item.kind()).then(": ");
        let mut text = String::new();
        let sheets = item.sheets().len();
        if sheets > 0 {
            text.push_str(&format!("{sheets} phiếu; "));
        }
        text.push_str(&match item.result.total {
            Some(_) => format!("tổng điểm trung bình {}", item.total()),
            None => "không có tổng điểm".to_owned(),
        });
        if let Some(spread) = item.result.spread {
            text.push_str(&format!("; chênh lệch {}", comma(&spread.to_string())));
        }
        let unmet = item.unmet();
        if !unmet.is_empty() {
            text.push_str(&format!("; chưa đạt: {}", unmet.join("; ")));
        }
        let mut blocks = vec![Block::Paragraph(head.then(text).then("."))];
        blocks.extend(first_round(item));
        blocks.extend(self.left_to_council(item));
        blocks.extend(self.other_readings(item));
        blocks.push(Block::Paragraph(
            Text::from("Kết luận: ")
                .then(self.conclusion(item))
                .then("."),
        ));
        blocks
    }

    /// Where members differ on what a zero or a minimum decides, the numbers stand there, with a
    /// line for the council.
    fn left_to_council(&self, item: &Item<'s>) -> Vec<Block> {
        let (zeros, minima) = item.disputed();
        let mut lines: Vec<Text> = Vec::new();
        lines.extend(zeros.iter().map(|check| {
            Text::from(format!(
                "Tiêu chí {} {}: {} trên {} phiếu cho 0 điểm",
                check.criterion, check.title, check.zeros, check.of
            ))
        }));
        lines.extend(minima.iter().map(|check| {
            Text::from(format!(
                "Tiêu chí {} {}, yêu cầu tối thiểu của hạng {} sao: {} trên {} phiếu đạt",
                check.criterion,
                check.title,
                check.minimum.star(),
                check.reached_by,
                check.of
            ))
        }));
        if lines.is_empty() {
            return Vec::new();
        }
        vec![
            Block::Paragraph("Các thành viên chấm khác nhau:".into()),
            Block::List(lines),
            Block::Paragraph(
                Text::from("Hội đồng thống nhất: ").then(Text::blank("ý kiến kết luận")),
            ),
        ]
    }

    /// Readings that would decide otherwise, where the facts ask for them.
    fn other_readings(&self, item: &Item<'s>) -> Vec<Block> {
        let asked = self.facts.readings.then(|| item.decided.sensitivity().ok());
        let readings = asked.flatten().map(|found| found.readings);
        let lines = readings.unwrap_or_default();
        if lines.is_empty() {
            return Vec::new();
        }
        let lines = lines
            .iter()
            .map(|reading| Text::from(reading_text(reading, Lang::Vi)));
        vec![
            Block::Paragraph("Kết quả khác đi theo cách hiểu khác về quy định:".into()),
            Block::List(lines.collect()),
        ]
    }

    pub(super) fn summary(&self) -> Document {
        let mut paper = Document::new("bang-tong-hop-diem", "Bảng tổng hợp điểm");
        paper.landscape = true;
        paper.workbook = true;
        paper.mark = self.mark(|_| true);
        let members = self.everybody();
        let names = (1..)
            .zip(&members)
            .map(|(number, id)| format!("TV {number}: {}", self.name_of(id)));
        let names = names.collect::<Vec<_>>().join("; ");
        let date = match self.date() {
            Some(date) => Text::from(format!(
                "Đánh giá {}{}.",
                long_day(date),
                self.scored_again()
            )),
            None => Text::from("Đánh giá ").then(Text::blank("ngày")).then("."),
        };
        paper.blocks = vec![
            self.council_head(None, false),
            Block::Title(
                "Bảng tổng hợp điểm".into(),
                Text::from("Kèm theo Biên bản họp Hội đồng đánh giá, phân hạng sản phẩm OCOP, ")
                    .then(self.title()),
            ),
            Block::Paragraph(Text::from(format!("Theo {}. ", self.decisions())).then(date)),
        ];
        let blocks = &mut paper.blocks;
        if self.scored().next().is_some() {
            blocks.push(Block::Heading("1. Điểm của từng thành viên".into()));
            let now = |item: &Item<'s>| Some((item.stage, item.result));
            blocks.push(Block::Table(self.points(&members, now)));
            if self.items.iter().any(|item| item.before.is_some()) {
                blocks.push(Block::Heading("Điểm của vòng chấm trước".into()));
                blocks.push(Block::Table(self.points(&members, |item| item.before)));
            }
            blocks.push(Block::Paragraph(Text::from(format!(
                "Thành viên Hội đồng: {names}."
            ))));
            // Who did not answer about a renewal in writing was absent from no meeting.
            let absent = self.absences(|item| !self.is_written(item));
            if !absent.is_empty() {
                blocks.push(Block::Paragraph("Không chấm điểm:".into()));
                blocks.push(Block::List(absent));
            }
        }
        blocks.push(Block::Heading("2. Kết quả".into()));
        blocks.push(Block::Table(self.results()));
        blocks.push(Block::Paragraph(
            "Điểm trung bình được giữ chính xác, không làm tròn trước khi xếp hạng.".into(),
        ));
        blocks.extend(self.rules_used().map(|used| Block::Paragraph(used.into())));
        blocks.push(self.both_sign(false));
        paper
    }

    /// Members' totals of one round.
    fn points(
        &self,
        members: &[String],
        round: impl Fn(&Item<'s>) -> Option<(&'s Stage, &'s StageResult)>,
    ) -> Table {
        let heads: Vec<String> = (1..=members.len())
            .map(|number| format!("TV {number}"))
            .collect();
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
            let Some((stage, result)) = round(item) else {
                continue;
            };
            let mut row: Vec<Text> = vec![
                Text::from(format!("{number}")),
                item.name().into(),
                item.stage.set().code().to_string().into(),
            ];
            let mut totals: Vec<Points> = Vec::new();
            for id in members {
                let total = total_of(stage, id);
                totals.extend(total);
                row.push(match total {
                    Some(total) => comma(&total.to_string()).into(),
                    None => match stopped(stage, id) {
                        Some(code) => format!("dừng ở {code}").into(),
                        None => self.absent_cell(id, item),
                    },
                });
            }
            let shown = |points: Option<Points>| {
                let text = points.map(|points| comma(&points.to_string()));
                Text::from(text.unwrap_or_default())
            };
            // The mean is of the sheets that add up; one that ended at a stop does not.
            let stops = sheets(stage).len() - totals.len().min(sheets(stage).len());
            row.push(match stops {
                0 => totals.len().to_string().into(),
                stops => format!("{}; {stops} dừng", totals.len()).into(),
            });
            row.push(shown(result.total.as_ref().map(|total| total.mean().sum())));
            row.push(
                result
                    .total
                    .as_ref()
                    .map_or_else(Text::default, |total| comma(total.shown()).into()),
            );
            row.push(shown(totals.iter().min().copied()));
            row.push(shown(totals.iter().max().copied()));
            row.push(shown(result.spread));
            table.rows.push(row);
        }
        table
    }

    /// A word for a sheet that is not there, never 0 or nothing.
    fn absent_cell(&self, member: &str, item: &Item<'s>) -> Text {
        match self.absence(member, item.name()) {
            Some(absence) if self.is_written(item) && !absence.recused => NOT_RETURNED.into(),
            Some(absence) => Absence::word(absence.recused).into(),
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
            let star = |star: Option<Star>| {
                star.map_or_else(Text::default, |star| Text::from(format!("{star} sao")))
            };
            let mut row: Vec<Text> = vec![
                item.name().into(),
                item.producer(),
                item.area(),
                item.kind(),
            ];
            for part in 0..3 {
                let parts = item.result.parts.as_ref();
                let mean = parts.and_then(|parts| Some(comma(&parts.get(part)?.shown)));
                row.push(mean.unwrap_or_default().into());
            }
            row.push(item.total().into());
            row.push(item.unmet().join("; ").into());
            row.push(star(item.result.band_star));
            row.push(short(item.group).into());
            row
        });
        Table::numbered(&columns, rows)
    }

    pub(super) fn counts(&self) -> Text {
        let count = |wanted: fn(Group) -> bool| self.of_group(wanted).len();
        let recognised = self.of_group(|group| matches!(group, Group::Recognise(_)));
        let laws = self.laws();
        let chairman = laws.iter().filter(|law| self.chairman_decides(law)).count();
        let decision = match chairman {
            0 => "quyết định chấm điểm",
            all if all == laws.len() => "phê duyệt kết quả",
            _ => "phê duyệt kết quả hoặc quyết định chấm điểm",
        };
        // Only a council above another one sends results back.
        let returned = match count(|group| matches!(group, Group::Returned(_))) {
            0 => String::new(),
            returned => format!("; {returned} sản phẩm trả lại kết quả để xem xét"),
        };
        Text::from(format!(
            "Hội đồng đã xem xét {} sản phẩm: {} sản phẩm đề xuất {}; {} sản phẩm đề xuất {decision} để đề nghị cấp trên đánh giá, phân hạng; {} sản phẩm đạt hạng 1 sao, 2 sao; {} hồ sơ bị loại hoặc không đánh giá tiếp; {} sản phẩm chưa kết luận{returned}.",
            self.items.len(),
            recognised.len(),
            recognises(&recognised),
            count(|group| matches!(group, Group::Forward(_))),
            count(|group| matches!(group, Group::Below(_))),
            count(|group| group == Group::Stopped),
            count(|group| group == Group::Open),
        ))
    }

    /// The course of the session, in a sentence.
    fn course(&self) -> Text {
        let present = self.assessors().len();
        let met = self.items.iter().any(|item| !self.is_written(item));
        let written = self.items.iter().any(|item| self.is_written(item));
        let mut text = Text::from("Hội đồng ");
        if met {
            text = text
                .then("họp tại ")
                .then(Text::fact(self.facts.place.as_deref(), "địa điểm"));
        }
        if met && written {
            text = text.then(" và ");
        }
        if written {
            text = text.then("lấy ý kiến bằng văn bản về sản phẩm phân hạng lại");
        }
        let date = self.date().map(long_day);
        let again = self.scored_again();
        text.then(", ")
            .then(Text::fact(date.as_deref(), "ngày"))
            .then(format!("{again}; {present} thành viên chấm điểm."))
    }

    pub(super) fn report(&self) -> Document {
        let mut paper = Document::new(
            "bao-cao-hoi-dong",
            "Báo cáo kết quả đánh giá, phân hạng sản phẩm OCOP",
        );
        paper.mark = self.mark(|_| true);
        let code = self.facts.council_code.as_deref();
        let blocks = &mut paper.blocks;
        blocks.push(self.council_head(
            Some(self.number("BC", code, "chữ viết tắt của Hội đồng")),
            true,
        ));
        blocks.push(Block::Title(
            "Báo cáo".into(),
            Text::from("Kết quả đánh giá, phân hạng sản phẩm OCOP, ").then(self.title()),
        ));
        blocks.push(Block::To(self.deciders()));
        blocks.push(Block::Grounds(self.grounds()));
        blocks.push(Block::Heading("I. Quá trình đánh giá".into()));
        blocks.push(Block::Paragraph(self.course()));
        blocks.push(Block::Heading("II. Kết quả đánh giá".into()));
        blocks.push(Block::Paragraph(self.counts()));
        blocks.extend(self.lists(|_| true));
        blocks.push(Block::Heading("III. Khó khăn, vướng mắc".into()));
        blocks.push(Block::Paragraph(Text::blank(
            "nội dung, hoặc ghi: không có",
        )));
        blocks.push(Block::Heading("IV. Đề xuất".into()));
        blocks.push(Block::Paragraph(
            Text::from("Hội đồng báo cáo và đề xuất ")
                .then(self.deciders())
                .then(" xem xét, quyết định theo các danh sách trên."),
        ));
        let first = [Text::from("Như trên"), self.agency()];
        blocks.push(Block::End(
            self.recipients(&first, "VT, Hội đồng"),
            self.chair_signs(),
        ));
        paper
    }
}

/// An hour as people typed it, and the day where that does not have it.
fn moment(hour: Option<&str>, day: Option<Date>) -> Text {
    let has_day = |hour: &str| hour.to_lowercase().contains("ngày") || hour.contains('/');
    match (hour, day) {
        (Some(hour), Some(day)) if !has_day(hour) => {
            Text::from(format!("{hour}, {}", long_day(day)))
        }
        (None, Some(day)) => Text::blank("giờ").then(format!(", {}", long_day(day))),
        (hour, _) => Text::fact(hour, "giờ, ngày tháng năm"),
    }
}

/// What the first round came to, where a product was scored again.
fn first_round(item: &Item<'_>) -> Option<Block> {
    let (stage, result) = item.before?;
    let day = |stage: &Stage| Text::fact(stage.date().map(long_day).as_deref(), "ngày");
    let mut text = Text::from("Lần chấm thứ nhất ")
        .then(day(stage))
        .then(format!(": {} phiếu", sheets(stage).len()));
    if let Some(total) = &result.total {
        let mean = comma(total.shown());
        text = text.then(format!("; tổng điểm trung bình {mean}"));
    }
    let why = not_concluded(stage, result);
    let text = text
        .then(format!("; {why}. Chấm lần thứ hai "))
        .then(day(item.stage));
    Some(Block::Paragraph(text.then(".")))
}

/// What dossiers hold and lack, where they tell it. Source: 26/2026, Điều 6.2 d, 7.3 a.
fn dossiers(items: &[&Item<'_>]) -> Text {
    let tells = |item: &&Item<'_>| item.decided.case().application().items.is_some();
    let (told, unknown): (Vec<&Item<'_>>, Vec<&Item<'_>>) =
        items.iter().partition(|item| tells(item));
    let mut texts: Vec<Text> = Vec::new();
    for item in &told {
        let lacks = missing(item.decided);
        if !lacks.is_empty() {
            let lacks = joined(lacks, ", ");
            texts.push(Text::from(format!("{} còn thiếu: ", item.name())).then(lacks));
        }
    }
    let whole = told.len() - texts.len();
    if whole > 0 {
        texts.push(format!("{whole} sản phẩm đủ thành phần hồ sơ").into());
    }
    if !unknown.is_empty() {
        let blank =
            Text::blank("đủ thành phần hay chưa, đã bổ sung gì, đã nhận sản phẩm mẫu hay chưa");
        let names = unknown.iter().map(|item| item.name()).collect::<Vec<_>>();
        texts.push(match told.is_empty() {
            true => blank,
            false => Text::from(format!("{}: ", names.join(", "))).then(blank),
        });
    }
    let text = Text::from("2. Hồ sơ và sản phẩm mẫu: ");
    text.then(joined(texts, "; ")).then(".")
}

/// The criterion at which a member's sheet ended.
fn stopped(stage: &Stage, assessor: &str) -> Option<String> {
    let mut sheets = sheets(stage).iter();
    let sheet = sheets.find(|sheet| sheet.assessor() == assessor)?;
    sheet.stopped_at().map(ToString::to_string)
}

fn short(group: Group) -> String {
    match group {
        Group::Recognise(star) | Group::Below(star) => format!("hạng {star} sao"),
        Group::Forward(_) => "đề nghị cấp trên".to_owned(),
        Group::Stopped => "không đánh giá tiếp".to_owned(),
        Group::Open => "chưa kết luận".to_owned(),
        Group::Returned(_) => "trả lại".to_owned(),
    }
}
