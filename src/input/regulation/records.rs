//! The keys of a regulation's file, and how each is read.

use crate::input::{
    All, CITE, FLAG, Keys, Node, Parsed, Problems, Reads, Record, STARS, Shape, Simple, Text, Then,
    Whole, days_reversed, each_once, file_record, only_with, record, refusals,
};
use crate::law::rules::{
    AmendedRule, AnnulmentRule, Bands, CertificateRule, Certified, CodeRule, CouncilSize, DayLimit,
    Deadlines, EndedLevel, Forward, Holiday, LevelRule, Limit, MinimaRule, PartRule, PendingRule,
    ProducerRule, Renamed, RenewalRule, Return, RevocationRule, Round, Transition, TransitionLimit,
    WrittenRule, ground_record, rule_records,
};
use crate::law::{Band, DossierItem, ForwardBy, Ground, InForce, Reading, SetEntry};
use crate::text::Citation;
use crate::value::{Date, Level, Points, RegulationId, Star};

/// The most days of a time limit.
const MAX_DAYS: u32 = 3_650;
/// The most months of a certificate.
const MAX_MONTHS: u32 = 1_200;

file_record! {
    /// A regulation: criteria/<regulation>/regulation.json. One that `amends` another states only what it changes.
    RegulationFile {
        /// Its name in files.
        required id: RegulationId = "id", Parsed, r#""qd-148-2023""#;
        /// The decision's number.
        required decision: String = "decision", Text, r#""148/QĐ-TTg""#;
        /// The decision's title.
        required title: String = "title", Text, r#""Bộ tiêu chí OCOP""#;
        /// The day it was signed.
        required issued: Date = "issued", Parsed, r#""2023-02-24""#;
        /// When it is in force.
        required in_force: InForce = "in_force", Keys, "{}";
        /// The regulation that it amends and whose sheets it uses.
        optional amends: RegulationId = "amends", Parsed, r#""qd-148-2023""#;
        /// The most points of a sheet.
        optional total: Points = "total", Parsed, r#""100""#;
        /// Parts A, B and C, once each.
        optional parts: Vec<PartRule> = "parts", All(Keys, 1), "[]";
        /// The bands of the five stars, highest first; the last begins at 0.
        optional bands: Bands = "bands", BANDS, "[]";
        /// Whether the data has the least boxes that stars ask for.
        optional minima: MinimaRule = "minima", Keys, "{}";
        /// Whether a product is forwarded by its star or by its points.
        optional forward_by: ForwardBy = "forward_by", Parsed, r#""points""#;
        /// What each level does, lowest first.
        optional levels: Vec<LevelRule> = "levels", All(Keys, 1), "[]";
        /// Levels that have ended, and which took over their work.
        optional ended_levels: Vec<EndedLevel> = "ended_levels", All(Keys, 0), "[]";
        /// Authorities that are called otherwise since a day.
        optional renamed: Vec<Renamed> = "renamed", All(Keys, 0), "[]";
        /// How long a certificate is valid, and how it is renewed.
        optional certificate: CertificateRule = "certificate", Keys, "{}";
        /// How a certificate is revoked.
        optional revocation: RevocationRule = "revocation", Keys, "{}";
        /// Who withdraws a recognition made against the rules.
        optional annulment: AnnulmentRule = "annulment", Keys, "{}";
        /// Time limits.
        optional deadlines: Deadlines = "deadlines", Keys, "{}";
        /// Applications that a council decides by written opinions.
        optional written: WrittenRule = "written", Keys, "{}";
        /// What a dossier holds; each item once.
        optional dossier: Vec<DossierItem> = "dossier", All(Keys, 0), "[]";
        /// The form of product codes.
        optional product_code: CodeRule = "product_code", Keys, "{}";
        /// An amendment whose text is not known.
        optional amended: AmendedRule = "amended", Keys, "{}";
        /// How dossiers go on that were open when it took effect.
        optional pending: PendingRule = "pending", Keys, "{}";
        /// How long dossiers filed earlier stay under the rules they were filed under.
        optional transition: Transition = "transition", Keys, "{}";
        /// Producers that only some sets admit.
        optional producers: Vec<ProducerRule> = "producers", All(Keys, 0), "[]";
        /// The product sets, in the order of the decision's list; each once.
        optional sets: Vec<SetEntry> = "sets", All(Keys, 1), "[]";
        /// The readings taken where the law is silent.
        default readings: Vec<Reading> = "readings", All(Keys, 0), "[]";
    } check check_file rules r#"{"if": {"not": {"required": ["amends"]}}, "then": {"required": ["total",
        "parts", "bands", "minima", "forward_by", "levels", "certificate", "producers", "sets"]}}"#

    /// A time limit in working days.
    WorkingDays {
        /// How many working days.
        required days: u16 = "working_days", Whole(1, MAX_DAYS), "15";
        /// The clause.
        required citation: Citation = "citation", CITE, r#""Điều 7.2""#;
    }
}

/// The most by which the totals of sheets may differ, as the law states it.
type Spread = Limit<Points>;

rule_records!(record);
ground_record!(record);

record! {
    /// The most by which the sheets' totals may differ.
    Spread {
        /// The points.
        required value = "points", Parsed, r#""10""#;
        /// The clause.
        required citation = "citation", CITE, r#""Phụ lục II, 4""#;
    }
}

impl WorkingDays {
    fn limit(self) -> DayLimit {
        DayLimit {
            days: self.days,
            citation: self.citation,
        }
    }
}

/// Who supplies an item: a level, or the producer.
const SUPPLIER: Simple<Option<Level>> = Simple(
    |node, problems| {
        if node.is_text("producer") {
            return Some(None);
        }
        node.parsed(problems).map(Some)
    },
    || {
        let levels = Level::ALL.iter().filter(|&&level| level != Level::Central);
        let producer = ["producer".to_owned()].into_iter();
        Shape::OneOf(producer.chain(levels.map(Level::to_string)).collect())
    },
);

/// The bands of five stars.
const BANDS: Simple<Bands> = Simple(
    |node, problems| {
        let bands: Vec<Band> = All(Keys, 1).read(node, problems)?;
        let stars = bands.iter().rev().map(|band| band.star);
        let falling = bands.is_sorted_by(|upper, lower| upper.from > lower.from);
        let from_zero = bands.last().is_some_and(|band| band.from == Points::ZERO);
        if !stars.eq(Star::ALL) || !falling || !from_zero {
            problems.push(node.placed(bands_gap()));
            return None;
        }
        bands.try_into().ok().map(Bands)
    },
    || Shape::List(Box::new(Shape::Record(Band::declared)), 1),
);

fn check_file(_: &RegulationFile, node: Node<'_>, problems: &mut Problems) {
    let items = node.list("dossier").map(|item| item.find("item"));
    each_once(items, item_twice, problems);
    let sets = node.list("sets").map(|set| set.find("set"));
    each_once(sets, set_twice, problems);
}

fn check_grounds(_: &RevocationRule, node: Node<'_>, problems: &mut Problems) {
    let grounds = node.list("grounds").map(|ground| ground.find("ground"));
    each_once(grounds, ground_twice, problems);
}

fn check_in_force(in_force: &InForce, node: Node<'_>, problems: &mut Problems) {
    if in_force.to.is_some_and(|to| to < in_force.from) {
        problems.push(node.placed(days_reversed()));
    }
}

fn check_renewal(rule: &RenewalRule, node: Node<'_>, problems: &mut Problems) {
    let (from, to) = (rule.from_days, rule.to_days);
    if from < to {
        problems.push(node.placed(window_reversed(from, to)));
    }
}

/// A level that does not score forwards, returns and ranks again nothing.
fn check_level(level: &LevelRule, node: Node<'_>, problems: &mut Problems) {
    for key in ["forwards", "returns", "ranks_again"] {
        if !level.scores() && node.get(key).is_some() {
            problems.push(node.placed(only_with(key, "certifies")));
        }
    }
}

refusals! {
    item_twice(quoted: String) = Repeated, ["{quoted}"], ["mỗi thành phần hồ sơ một lần", "each item once"];
    set_twice(quoted: String) = Repeated, ["{quoted}"], ["mỗi bộ sản phẩm một lần", "each set once"];
    ground_twice(quoted: String) = Repeated, ["{quoted}"], ["mỗi căn cứ một lần", "each ground once"];
    bands_gap() = RegulationGap,
        ["các khoảng điểm không phủ mỗi tổng điểm một lần",
         "bands that do not cover every total once"],
        ["năm khoảng từ 5 sao đến 1 sao, khoảng sau bắt đầu thấp hơn khoảng trước, khoảng cuối từ `0`",
         "five bands from 5 stars to 1, each beginning below the one before, the last at `0`"];
    window_reversed(from: u16, to: u16) = RegulationGap,
        ["khoảng từ {from} đến {to} ngày trước khi hết hạn",
         "a window from {from} to {to} days before the end"],
        ["ngày đầu trước ngày cuối", "its first day before its last"];
}
