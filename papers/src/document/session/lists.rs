//! What a council concludes of each product, and the lists that its papers have of them.

use ocop::law::Regulation;
use ocop::procedure::{Content, Stage, StageResult};
use ocop::text::{Reason, ReasonCode};
use ocop::value::ApplicationKind;
use ocop::{Lang, Star};

use super::council::SessionPapers;
use super::each::{grouped, once_each};
use super::facts::Unfinished;
use super::item::{Group, Item, comma};
use crate::document::block::{Block, Table};
use crate::document::text::{Text, fill, lower_first};
use crate::html::{area_head as area_head_of, long_day};
use crate::text::waits_for;

/// The letters of points in Vietnamese papers, in their order.
const POINTS: [&str; 22] = [
    "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t",
    "u", "v", "x",
];

impl<'s> SessionPapers<'s> {
    /// The conclusion, as a council states it: it proposes, and recognises nothing.
    pub(super) fn conclusion(&self, item: &Item<'_>) -> Text {
        let regulation = item.stage.regulation();
        match item.group {
            Group::Recognise(star) => Text::from(format!("Đạt hạng {star} sao; Hội đồng đề xuất "))
                .then(self.decider(regulation))
                .then(format!(" {} hạng {star} sao", recognises(&[item]))),
            Group::Forward(_) => fill(
                "Tổng điểm trung bình {}; Hội đồng đề xuất {}",
                &[&item.total(), &self.approves_and_asks(regulation, &[item])],
            ),
            Group::Below(star) => Text::from(format!(
                "Đạt hạng {star} sao; không ban hành quyết định công nhận, không cấp giấy chứng nhận"
            )),
            Group::Stopped => {
                let why = item.why();
                match why.is_empty() {
                    true => "Không đánh giá tiếp".into(),
                    false => within(why).into(),
                }
            }
            Group::Open => {
                let again = self.unfinished(item).map(|one| one.why.clone());
                let again = again.or_else(|| self.concluded_later(item));
                let again = again.map(|why| format!("; {why}")).unwrap_or_default();
                let why = not_concluded(item.stage, item.result, item.before.is_some());
                Text::from(format!("Chưa kết luận: {why}{again}"))
            }
            Group::Returned(_) => {
                let mut reasons = item.result.reasons.iter();
                let returned = [
                    ReasonCode::ActionReturn,
                    ReasonCode::ActionReturnTakenOver,
                    ReasonCode::ActionReturnAnew,
                ];
                let why = reasons.find(|reason| returned.contains(&reason.code()));
                let why = why.map(|reason| reason.text(Lang::Vi));
                let unmet = item.unmet();
                let unmet =
                    (!unmet.is_empty()).then(|| format!("; chưa đạt: {}", unmet.join("; ")));
                fill("{lý do trả lại kết quả}{}", &[&why, &unmet])
            }
        }
    }

    /// Where it stands what a product came to in the round after this one, which was of the other form.
    /// Source: 26/2026, Điều 7.6 d.
    fn concluded_later(&self, item: &Item<'_>) -> Option<String> {
        let last = Item::of(item.decided).filter(|_| item.earlier)?;
        let day = last.stage.date().map(|day| format!(" {}", long_day(day)));
        let day = day.unwrap_or_default();
        Some(match self.is_written(&last) {
            true => format!(
                "Hội đồng đã lấy ý kiến bằng văn bản{day}, kết luận ghi tại bảng tổng hợp ý kiến"
            ),
            false => {
                format!("Hội đồng đã họp, chấm lại{day}, kết luận ghi tại biên bản họp")
            }
        })
    }

    /// The conclusion below a list's heading, which says what is proposed to whom.
    fn concluded(&self, item: &Item<'_>) -> Text {
        match item.group {
            Group::Recognise(star) | Group::Below(star) => format!("Đạt hạng {star} sao").into(),
            Group::Forward(_) if self.chairman_decides(item.stage.regulation()) => {
                "Đề xuất phê duyệt kết quả đánh giá".into()
            }
            Group::Forward(_) => "Đề xuất quyết định chấm điểm".into(),
            Group::Stopped | Group::Open | Group::Returned(_) => self.conclusion(item),
        }
    }

    /// What is asked of the level above: the star, where one alone goes up; a renewal is ranked again.
    /// Source: 26/2026, Điều 7.3 e and 6.3.
    pub(super) fn asked(&self, regulation: &Regulation, items: &[&Item<'_>]) -> String {
        let again = ranks(items.iter().map(|item| item.sent_as()));
        let sent: Vec<Star> = regulation.sent_up(self.level()).collect();
        let star = match sent.as_slice() {
            [star] => format!(" {star} sao"),
            _ => String::new(),
        };
        format!("đánh giá, {again} sản phẩm OCOP{star}")
    }

    /// What the decision on products that go up does with their result. Under 26/2026 the chairman
    /// approves it (Điều 7.3 e); before, the committee decides on the points (plan 262, V.1 g).
    pub(super) fn approves(&self, regulation: &Regulation) -> &'static str {
        match self.chairman_decides(regulation) {
            true => "phê duyệt kết quả đánh giá",
            false => "chấm điểm sản phẩm",
        }
    }

    /// That the one who decides approves the result, and the authority asks the level above.
    fn approves_and_asks(&self, regulation: &Regulation, items: &[&Item<'_>]) -> Text {
        let decision = match self.chairman_decides(regulation) {
            true => "phê duyệt kết quả đánh giá",
            false => "quyết định chấm điểm sản phẩm",
        };
        let (decider, authority) = (self.decider(regulation), self.authority());
        let (next, asked) = (
            self.next_body(regulation, items),
            self.asked(regulation, items),
        );
        // Where the committee itself decides, it is named once.
        let authority = (decider != authority).then(|| Text::from(" ").then(authority));
        fill(
            "{} {} và{} đề nghị {} {}",
            &[&decider, &decision, &authority, &next, &asked],
        )
    }

    /// The lists of a result, by law and by what follows: what is proposed, told or left open.
    pub(super) fn lists(&self) -> Vec<Block> {
        let by_law = self.by_law();
        let several = by_law.len() > 1;
        let mut blocks = Vec::new();
        let mut letters = POINTS.into_iter();
        for (law, own) in &by_law {
            for (title, items) in own.groups(law) {
                if items.is_empty() {
                    continue;
                }
                let letter = letters.next().map(|letter| format!("{letter}) "));
                let of = several.then(|| format!(", theo Quyết định số {}", law.decision()));
                let heading = fill("{}{}{}: {} sản phẩm", &[&letter, &title, &of, &items.len()]);
                blocks.push(Block::Heading(heading));
                blocks.push(Block::Table(own.list(law, &items)));
            }
        }
        if !self.unscored.is_empty() {
            let letter = letters.next().map(|letter| format!("{letter}) "));
            let heading = "{}Sản phẩm chưa đánh giá xong: {} sản phẩm";
            let heading = fill(heading, &[&letter, &self.unscored.len()]);
            blocks.push(Block::Heading(heading));
            blocks.push(Block::Table(not_evaluated(&self.unscored)));
        }
        blocks
    }

    /// What each list is headed by, and its products.
    fn groups(&self, regulation: &Regulation) -> [(Text, Vec<&Item<'s>>); 6] {
        let of = |group: fn(Group) -> bool| self.of_group(group);
        let (forwarded, recognised) = (self.forwarded(), self.recognised());
        let proposed = Text::from("Sản phẩm đề xuất ");
        let asked = self.approves_and_asks(regulation, &forwarded);
        let verb = format!(" {}", recognises(&recognised));
        let recognition = proposed.clone().then(self.decider(regulation)).then(verb);
        let below = not_certified(regulation);
        let below = format!(
            "Sản phẩm đạt hạng {below}: thông báo kết quả, không ban hành quyết định công nhận"
        );
        [
            (recognition, recognised),
            (proposed.then(asked), forwarded),
            (below.into(), of(|group| matches!(group, Group::Below(_)))),
            (
                "Hồ sơ bị loại hoặc không đánh giá tiếp".into(),
                of(|group| group == Group::Stopped),
            ),
            (
                "Sản phẩm chưa kết luận".into(),
                of(|group| group == Group::Open),
            ),
            (
                "Kết quả trả lại để xem xét".into(),
                of(|group| matches!(group, Group::Returned(_))),
            ),
        ]
    }

    fn list(&self, regulation: &Regulation, items: &[&Item<'s>]) -> Table {
        let columns = [
            ("STT", 8),
            ("Sản phẩm", 22),
            ("Chủ thể", 20),
            (area_head(&[regulation]), 16),
            ("Tổng điểm trung bình", 12),
            ("Kết luận của Hội đồng", 32),
        ];
        let rows = items.iter().map(|item| {
            let total = item.total().into();
            let concluded = self.concluded(item);
            vec![
                item.name().into(),
                item.producer(),
                item.area(),
                total,
                concluded,
            ]
        });
        Table::numbered(&columns, rows)
    }

    /// What the engine warns of, each once with its products, but for what a paper tells elsewhere.
    pub(super) fn warnings(&self, elsewhere: fn(&Reason) -> bool) -> Vec<Block> {
        let warnings = self.items.iter().flat_map(|item| {
            let warnings = item.decided.warnings().iter();
            let warnings = warnings.filter(|warning| !elsewhere(warning));
            warnings.map(|warning| (self.warned(warning), self.label(item)))
        });
        let lines = grouped(warnings, |(text, _)| text.clone()).into_iter();
        let lines = lines.map(|(text, of)| {
            let mut names: Vec<String> = of.into_iter().map(|(_, name)| name).collect();
            names.dedup();
            Text::from(format!("{}: ", names.join(", "))).then(text)
        });
        let lines: Vec<Text> = lines.collect();
        match lines.is_empty() {
            true => Vec::new(),
            false => vec![
                Block::line("Lưu ý về dữ liệu và hồ sơ:"),
                Block::List(lines),
            ],
        }
    }

    /// A warning as papers say it: the engine knows a member by the id alone.
    fn warned(&self, warning: &Reason) -> Text {
        let text = warning.text(Lang::Vi);
        let mut args = warning.args().iter();
        let assessor = args.find(|(name, _)| *name == "assessor");
        let named = assessor.and_then(|(_, id)| {
            let template = warning.code().template(Lang::Vi);
            let (before, _) = template.split_once("{assessor}")?;
            let id = id.word();
            let said = text.strip_prefix(before)?.strip_prefix(&*id)?;
            Some(fill("{}{}{}", &[&before, &self.member(&id), &said]))
        });
        named.unwrap_or_else(|| text.into())
    }

    /// How many products came to what.
    pub(super) fn counts(&self) -> Block {
        let count = |wanted: fn(Group) -> bool| self.of_group(wanted).len();
        let unscored = self.unscored.iter();
        let (not_begun, unscored): (Vec<&Unfinished>, Vec<&Unfinished>) =
            unscored.partition(|one| one.not_begun);
        let (not_begun, unscored) = (not_begun.len(), unscored.len());
        let recognised = self.recognised();
        let laws = self.laws();
        let chairman = laws.iter().filter(|law| self.chairman_decides(law)).count();
        let decision = match chairman {
            0 => "quyết định chấm điểm",
            all if all == laws.len() => "phê duyệt kết quả",
            _ => "phê duyệt kết quả hoặc quyết định chấm điểm",
        };
        let below = once_each(laws.iter().map(|law| not_certified(law)));
        let counted = [
            (
                recognised.len(),
                format!("sản phẩm đề xuất {}", recognises(&recognised)),
            ),
            (
                self.forwarded().len(),
                format!("sản phẩm đề xuất {decision} để đề nghị cấp trên đánh giá, phân hạng"),
            ),
            (
                count(|group| matches!(group, Group::Below(_))),
                format!("sản phẩm đạt hạng {}", below.join(" hoặc ")),
            ),
            (
                count(|group| group == Group::Stopped),
                "hồ sơ bị loại hoặc không đánh giá tiếp".to_owned(),
            ),
            (
                count(|group| group == Group::Open) + unscored,
                "sản phẩm chưa kết luận".to_owned(),
            ),
            (
                count(|group| matches!(group, Group::Returned(_))),
                "sản phẩm trả lại kết quả để xem xét".to_owned(),
            ),
        ];
        let counted = counted.into_iter().filter(|(count, _)| *count > 0);
        let counted = counted.map(|(count, of)| format!("{count} {of}"));
        let counted: Vec<String> = counted.collect();
        let not_begun = (not_begun > 0).then(|| format!(" Chưa xem xét: {not_begun} sản phẩm."));
        Block::filled(
            "Hội đồng đã xem xét {} sản phẩm: {}.{}",
            &[
                &(self.items.len() + unscored),
                &counted.join("; "),
                &not_begun,
            ],
        )
    }
}

/// The stars that a law does not certify: `1 sao, 2 sao`.
fn not_certified(regulation: &Regulation) -> String {
    let least = regulation.least_certified();
    let below = Star::ALL.into_iter().filter(|star| *star < least);
    let below: Vec<String> = below.map(|star| format!("{star} sao")).collect();
    below.join(", ")
}

/// The word for first applications and upgrades, for renewals, or for both.
fn again(
    kinds: impl Iterator<Item = Option<ApplicationKind>>,
    words: [&'static str; 3],
) -> &'static str {
    let [first, again, both] = words;
    let renewals: Vec<bool> = kinds
        .map(|kind| kind == Some(ApplicationKind::Renewal))
        .collect();
    match (renewals.contains(&true), renewals.contains(&false)) {
        (false, _) => first,
        (true, false) => again,
        (true, true) => both,
    }
}

/// What ranking is called: a renewal is ranked again. Source: 26/2026, Điều 6.1 c, 7.6 e.
pub(super) fn ranks(kinds: impl IntoIterator<Item = Option<ApplicationKind>>) -> &'static str {
    again(
        kinds.into_iter(),
        ["phân hạng", "phân hạng lại", "phân hạng, phân hạng lại"],
    )
}

/// What recognition is called: a product that is ranked again is recognised again. Source: 26/2026,
/// Điều 7.6 e.
pub(super) fn recognises(items: &[&Item<'_>]) -> &'static str {
    again(
        items.iter().map(|item| item.heard_as()),
        ["công nhận", "công nhận lại", "công nhận, công nhận lại"],
    )
}

/// Why a product is not concluded, and what comes next; `again` where it was scored a second time.
pub(super) fn not_concluded(stage: &Stage, result: &StageResult, again: bool) -> String {
    let cause = |reason: &Reason| match reason.code() {
        ReasonCode::QuorumShort | ReasonCode::QuorumChair => {
            Some(lower_first(&reason.text(Lang::Vi)))
        }
        ReasonCode::SpreadExceeded => {
            let spread = result.spread.map(comma)?;
            let limit = match stage.content() {
                Content::Sheets { rules, .. } => rules.spread().map(comma)?,
                _ => return None,
            };
            Some(format!("phiếu chênh lệch {spread} điểm (quá {limit})"))
        }
        _ => None,
    };
    let causes = result.reasons.iter().filter_map(cause);
    let next = waits_for(result, again, Lang::Vi);
    let all: Vec<String> = causes.chain(next.map(str::to_owned)).collect();
    all.join("; ")
}

/// Sentences as one: a capital at its beginning alone.
fn within(sentences: Vec<String>) -> String {
    let mut said = String::new();
    for sentence in sentences {
        if said.is_empty() {
            said = sentence;
        } else {
            said.push_str("; ");
            said.push_str(&lower_first(&sentence));
        }
    }
    said
}

/// Products without a result, each with why, and what comes next.
fn not_evaluated(unscored: &[&Unfinished]) -> Table {
    let columns = [
        ("STT", 8),
        ("Sản phẩm", 28),
        ("Chủ thể", 26),
        ("Lý do, việc tiếp theo", 38),
    ];
    let rows = unscored.iter().map(|one| {
        let producer = Text::fact(one.producer.as_deref(), "tên chủ thể");
        vec![
            one.product.as_str().into(),
            producer,
            one.why.as_str().into(),
        ]
    });
    Table::numbered(&columns, rows)
}

/// What a column of places is headed by.
pub(super) fn area_head(laws: &[&Regulation]) -> &'static str {
    area_head_of(laws.iter().any(|law| law.has_districts()))
}
