//! The keys of a regulation's file, and how each is read.

use crate::input::json::Node;
use crate::input::load_error::Problems;
use crate::input::problem_code::ProblemCode;
use crate::input::readers::{All, Cite, FLAG, Keys, Parsed, STARS, Text, Then, Whole};
use crate::input::record::{Reads, Record, Shape, file_record, record};
use crate::law::applicable::{AmendedRule, PendingRule, Transition, TransitionLimit};
use crate::law::certificates::{
    AnnulmentRule, CertificateRule, DayLimit, Ground, RenewalRule, RevocationRule,
};
use crate::law::council_rules::Limit;
use crate::law::deadlines::{Deadlines, Holiday, Round, WrittenRule};
use crate::law::dossier::{CodeRule, DossierItem, ProducerRule};
use crate::law::levels::{
    Certified, CouncilSize, EndedLevel, Forward, ForwardBy, LevelRule, Renamed, Return, ScoringRule,
};
use crate::law::regulation::{Band, Bands, InForce, MinimaRule, PartRule, Reading, SetEntry};
use crate::text::citation::Citation;
use crate::text::phrase::phrase;
use crate::value::codes::{Level, RegulationId};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

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
        optional bands: Bands = "bands", BandList, "[]";
        /// Whether the data has the least boxes that stars ask for.
        optional minima: MinimaRule = "minima", Keys, "{}";
        /// Whether a product is forwarded by its star or by its points.
        optional forward_by: ForwardBy = "forward_by", Parsed, r#""points""#;
        /// What each level does, lowest first.
        optional levels: Vec<LevelRule> = "levels", All(Then(Keys, LevelFile::rule), 1), "[]";
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

    /// One level of the administration. With `certifies` it scores, else it reports.
    LevelFile {
        /// The level.
        required level: Level = "level", Parsed, r#""province""#;
        /// Who decides there, in Vietnamese.
        required authority: String = "authority", Text, r#""Ủy ban nhân dân cấp tỉnh""#;
        /// Whether a report is expected before the first scoring.
        default report_expected: bool = "report_expected", FLAG, "true";
        /// The stars that it certifies, each with its points.
        optional certifies: Vec<Certified> = "certifies", All(Keys, 0), "[]";
        /// The points that it forwards; only where it scores.
        optional forwards: Forward = "forwards", Keys, "{}";
        /// The stars that it returns; only where it scores.
        default returns: Vec<Return> = "returns", All(Keys, 0), "[]";
        /// How many members its council has.
        optional council: CouncilSize = "council", Keys, "{}";
        /// The most by which the totals of its council's sheets may differ.
        optional spread: Limit<Points> = "spread", Keys, "{}";
        /// How many working days before a meeting its members have the dossiers.
        optional members_receive: DayLimit = "members_receive", Then(Keys, WorkingDays::limit), "{}";
        /// The clause.
        required citation: Citation = "citation", Cite, r#""Điều 4.1""#;
    } check check_level

    /// A time limit in working days.
    WorkingDays {
        /// How many working days.
        required days: u16 = "working_days", Whole(1, MAX_DAYS), "15";
        /// The clause.
        required citation: Citation = "citation", Cite, r#""Điều 7.2""#;
    }
}

/// The most by which the totals of sheets may differ, as the law states it.
type Spread = Limit<Points>;

record! {
    /// An item of a dossier.
    DossierItem {
        /// Its name in cases.
        required id = "item", Text, r#""form-01""#;
        /// The item in short, in Vietnamese.
        required label = "label", Text, r#""Phiếu đăng ký""#;
        /// Who supplies it: `producer`, or a level.
        required by = "by", Supplier, r#""producer""#;
        /// The level that receives it.
        required at = "at", Parsed, r#""commune""#;
        /// The kinds of application that need it; all without it.
        default kinds = "kinds", All(Parsed, 1), r#"["first"]"#;
        /// The sets that do not need it.
        default not_sets = "not_sets", All(Parsed, 0), r#"["26"]"#;
        /// Whether it is needed only where there is any.
        default if_any = "if_any", FLAG, "false";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 6.2""#;
    }

    /// The most by which the sheets' totals may differ.
    Spread {
        /// The points.
        required value = "points", Parsed, r#""10""#;
        /// The clause.
        required citation = "citation", Cite, r#""Phụ lục II, 4""#;
    }

    /// Until when an application of a kind stays under the earlier rules.
    TransitionLimit {
        /// The kind.
        required kind = "kind", Parsed, r#""first""#;
        /// The last day of evaluation.
        required until = "until", Parsed, r#""2026-07-21""#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 12.2""#;
    }

    /// How dossiers go on that were open when it took effect.
    PendingRule {
        /// The clause.
        required citation = "citation", Cite, r#""Điều 6""#;
    }

    /// When a regulation is in force.
    InForce {
        /// The first day.
        required from = "from", Parsed, r#""2023-02-24""#;
        /// The last day; none while it goes on.
        optional to = "to", Parsed, r#""2025-07-05""#;
        /// The clause.
        required citation = "citation", Cite, r#""148/QĐ-TTg, Điều 2""#;
    } check check_in_force

    /// One part of every sheet.
    PartRule {
        /// Which part.
        required id = "part", Parsed, r#""A""#;
        /// The most points that it gives.
        required max = "max", Parsed, r#""40""#;
        /// Its title.
        required title = "title", Text, r#""Sản phẩm và sức mạnh cộng đồng""#;
        /// The clause.
        required citation = "citation", Cite, r#""Phụ lục""#;
    }

    /// The band of a star, up to the one above it.
    Band {
        /// The star.
        required star = "star", STARS, "3";
        /// The least points.
        required from = "from", Parsed, r#""50""#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 3.3""#;
    }

    /// The least boxes that stars ask for.
    MinimaRule {
        /// Whether the criteria sets have them.
        required encoded = "encoded", FLAG, "true";
        /// The clause.
        required citation = "citation", Cite, r#""Phụ lục, ghi chú""#;
    }

    /// How many members a council has.
    CouncilSize {
        /// The least.
        required from = "from", Whole(1, MAX_DAYS), "9";
        /// The most.
        required to = "to", Whole(1, MAX_DAYS), "11";
        /// The clause.
        required citation = "citation", Cite, r#""Phụ lục II, 2""#;
    }

    /// A level that has ended.
    EndedLevel {
        /// The level.
        required level = "level", Parsed, r#""district""#;
        /// Its last day.
        required last_day = "last_day", Parsed, r#""2025-06-30""#;
        /// The level that took over its work.
        required to = "to", Parsed, r#""province""#;
        /// The clause.
        required citation = "citation", Cite, r#""Nghị quyết 203/2025/QH15""#;
    }

    /// An authority that is called otherwise since a day.
    Renamed {
        /// The first day of the other name.
        required from = "from", Parsed, r#""2025-03-01""#;
        /// The name that the decision prints.
        required printed = "printed", Text, r#""Bộ Nông nghiệp và Phát triển nông thôn""#;
        /// The name since then.
        required name = "name", Text, r#""Bộ Nông nghiệp và Môi trường""#;
        /// The clause.
        required citation = "citation", Cite, r#""Nghị quyết 176/2025/QH15""#;
    }

    /// A star that a level certifies.
    Certified {
        /// The star.
        required star = "star", STARS, "3";
        /// The least points.
        required from = "from", Parsed, r#""50""#;
        /// The points below which it ends; none for the highest.
        optional below = "below", Parsed, r#""70""#;
    }

    /// What a level sends up.
    Forward {
        /// The least points.
        required from = "from", Parsed, r#""70""#;
        /// The most points.
        required most = "to", Parsed, r#""100""#;
        /// The level that receives it.
        required to = "level", Parsed, r#""province""#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 7.3""#;
    }

    /// What a level sends down.
    Return {
        /// The stars.
        required stars = "stars", All(STARS, 1), "[3, 4]";
        /// The level that receives it.
        required to = "level", Parsed, r#""province""#;
        /// Whether that level may recognise the star on this result.
        required adoptable = "adoptable", FLAG, "true";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 7.4""#;
    }

    /// The certificate.
    CertificateRule {
        /// For how many months it is valid.
        required months = "months", Whole(1, MAX_MONTHS), "36";
        /// The lowest star that is certified.
        required least = "least_star", STARS, "3";
        /// How many days before its end notice is given.
        optional notice = "notice", Keys, "{}";
        /// When a renewal is filed.
        optional renewal = "renewal", Keys, "{}";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 4.3""#;
    }

    /// A time limit in days.
    DayLimit {
        /// How many days.
        required days = "days", Whole(1, MAX_DAYS), "30";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 8.2""#;
    }

    /// When a renewal is filed, in days before the certificate's end.
    RenewalRule {
        /// The first day.
        required from_days = "from_days", Whole(1, MAX_DAYS), "180";
        /// The last day.
        required to_days = "to_days", Whole(1, MAX_DAYS), "120";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 7.6 a""#;
    } check check_renewal

    /// How a certificate is revoked.
    RevocationRule {
        /// Within how many days of the conclusion.
        required days = "days", Whole(1, MAX_DAYS), "30";
        /// The grounds; each once.
        required grounds = "grounds", All(Keys, 1), "[]";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 8""#;
    } check check_grounds

    /// A ground of revocation.
    Ground {
        /// Its name in histories.
        required id = "ground", Text, r#""stopped""#;
        /// The ground in short, in Vietnamese.
        required label = "label", Text, r#""Ngừng sản xuất""#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 8.1 a""#;
    }

    /// Who withdraws a recognition made against the rules.
    AnnulmentRule {
        /// The level.
        required level = "level", Parsed, r#""province""#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 8.3""#;
    }

    /// Time limits of the procedure.
    Deadlines {
        /// For the commune's report.
        optional commune = "commune", Then(Keys, WorkingDays::limit), "{}";
        /// For deciding a renewal.
        optional renewal = "renewal", Keys, "{}";
        /// The rounds of evaluation in a year.
        default rounds = "rounds", All(Keys, 0), "[]";
        /// Days on which public offices do not work, Saturdays and Sundays apart.
        default holidays = "holidays", All(Keys, 0), "[]";
        /// The last day up to which the list has them all.
        optional holidays_until = "holidays_until", Parsed, r#""2027-12-31""#;
    }

    /// A day on which public offices do not work.
    Holiday {
        /// The day.
        required day = "day", Parsed, r#""2026-11-24""#;
        /// Its name, in Vietnamese.
        required label = "label", Text, r#""Ngày Văn hóa Việt Nam""#;
        /// The Saturday that is worked in its place.
        optional made_up = "made_up", Parsed, r#""2026-08-22""#;
        /// Where it is laid down.
        required citation = "citation", Cite, r#""Nghị quyết 28/2026/QH16""#;
    }

    /// A round of evaluation.
    Round {
        /// The level.
        required level = "level", Parsed, r#""central""#;
        /// The day before which it ends, every year.
        required before = "before", Parsed, r#""12-15""#;
        /// The day before which products are proposed to it.
        required proposed_before = "proposed_before", Parsed, r#""10-15""#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 5""#;
    }

    /// Applications that a council decides by written opinions.
    WrittenRule {
        /// The kinds.
        required kinds = "kinds", All(Parsed, 1), r#"["renewal"]"#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 7.6 d""#;
    }

    /// The form of product codes.
    CodeRule {
        /// The place that a code of four parts names after the province; the commune without it.
        optional form = "form", Parsed, r#""commune""#;
        /// The clause.
        required citation = "citation", Cite, r#""Phụ lục""#;
    }

    /// An amendment whose text is not known.
    AmendedRule {
        /// The day it took effect.
        required from = "from", Parsed, r#""2020-06-08""#;
        /// Its number.
        required decision = "decision", Text, r#""781/QĐ-TTg""#;
        /// The clause, and the reading that the text as issued is unchanged.
        required citation = "citation", Cite, r#""781/QĐ-TTg""#;
    }

    /// How long dossiers filed earlier stay under the rules they were filed under.
    Transition {
        /// Until when they must be evaluated, by kind.
        required limits = "limits", All(Keys, 1), "[]";
        /// How long certificates go on whose last filing day had passed.
        optional extension = "extension", Keys, "{}";
    }

    /// A kind of producer that only some sets admit.
    ProducerRule {
        /// The kind.
        required kind = "kind", Parsed, r#""association""#;
        /// The sets.
        required sets = "sets", All(Parsed, 1), r#"["26"]"#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 2.2""#;
    }

    /// A product set of the regulation's list.
    SetEntry {
        /// Its two digits.
        required code = "set", Parsed, r#""08""#;
        /// Its name.
        required name = "name", Text, r#""Thủy sản khô""#;
        /// The sector it belongs to.
        required sector = "sector", Text, r#""Thực phẩm""#;
        /// The product group, where it is known.
        optional group = "group", Text, r#""Thực phẩm chế biến""#;
        /// The bodies that manage it.
        default managing = "managing", All(Text, 0), r#"["Bộ Nông nghiệp và Môi trường"]"#;
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

impl LevelFile {
    fn rule(self) -> LevelRule {
        let (forwards, returns) = (self.forwards, self.returns);
        LevelRule {
            level: self.level,
            scoring: self.certifies.map(|certifies| ScoringRule {
                certifies,
                forwards,
                returns,
            }),
            report_expected: self.report_expected,
            council: self.council,
            spread: self.spread,
            members_receive: self.members_receive,
            authority: self.authority,
            citation: self.citation,
        }
    }
}

/// Who supplies an item: a level, or the producer.
struct Supplier;

impl<'d> Reads<'d, Option<Level>> for Supplier {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Option<Level>> {
        if node.is_text("producer") {
            return Some(None);
        }
        node.parsed(problems).map(Some)
    }

    fn shape(&self) -> Shape {
        let levels = Level::ALL.iter().filter(|&&level| level != Level::Central);
        let levels = levels.map(ToString::to_string);
        Shape::OneOf(
            std::iter::once("producer".to_owned())
                .chain(levels)
                .collect(),
        )
    }
}

/// The bands of five stars.
struct BandList;

impl<'d> Reads<'d, Bands> for BandList {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<Bands> {
        let bands: Vec<Band> = All(Keys, 1).read(node, problems)?;
        let stars = bands.iter().rev().map(|band| band.star);
        let falling = bands.is_sorted_by(|upper, lower| upper.from > lower.from);
        let from_zero = bands.last().is_some_and(|band| band.from == Points::ZERO);
        if !stars.eq(Star::ALL) || !falling || !from_zero {
            problems.push(node.problem(ProblemCode::RegulationGap,
                phrase!(
                    "các khoảng điểm không phủ mỗi tổng điểm một lần",
                    "bands that do not cover every total once"
                ),
                phrase!(
                    "năm khoảng từ 5 sao đến 1 sao, khoảng sau bắt đầu thấp hơn khoảng trước, khoảng cuối từ `0`",
                    "five bands from 5 stars to 1, each beginning below the one before, the last at `0`"
                )));
            return None;
        }
        bands.try_into().ok().map(Bands)
    }

    fn shape(&self) -> Shape {
        Shape::List(Box::new(Shape::Record(Band::declared)), 1)
    }
}

fn check_file(file: &RegulationFile, node: Node<'_>, problems: &mut Problems) {
    let items = file.dossier.iter().flatten().map(|item| item.id.as_str());
    let expected = phrase!("mỗi thành phần hồ sơ một lần", "each item once");
    node.each_once("dossier", "item", items, &expected, problems);
    let sets = file.sets.iter().flatten().map(|set| set.code);
    let expected = phrase!("mỗi bộ sản phẩm một lần", "each set once");
    node.each_once("sets", "set", sets, &expected, problems);
}

fn check_grounds(rule: &RevocationRule, node: Node<'_>, problems: &mut Problems) {
    let grounds = rule.grounds.iter().map(|ground| ground.id.as_str());
    let expected = phrase!("mỗi căn cứ một lần", "each ground once");
    node.each_once("grounds", "ground", grounds, &expected, problems);
}

fn check_in_force(in_force: &InForce, node: Node<'_>, problems: &mut Problems) {
    if in_force.to.is_some_and(|to| to < in_force.from) {
        problems.push(node.problem(
            ProblemCode::DateOrder,
            phrase!("ngày cuối trước ngày đầu", "a last day before the first"),
            phrase!("`to` không trước `from`", "`to` not before `from`"),
        ));
    }
}

fn check_renewal(rule: &RenewalRule, node: Node<'_>, problems: &mut Problems) {
    let (from, to) = (rule.from_days, rule.to_days);
    if from < to {
        problems.push(node.problem(
            ProblemCode::RegulationGap,
            phrase!(
                "khoảng từ {from} đến {to} ngày trước khi hết hạn",
                "a window from {from} to {to} days before the end"
            ),
            phrase!("ngày đầu trước ngày cuối", "its first day before its last"),
        ));
    }
}

/// A level that does not score forwards and returns nothing.
fn check_level(level: &LevelFile, node: Node<'_>, problems: &mut Problems) {
    for key in ["forwards", "returns"] {
        if level.certifies.is_none() && node.get(key).is_some() {
            problems.push(node.problem(
                ProblemCode::UnknownKey,
                format!("`{key}`"),
                phrase!(
                    "`{key}` chỉ cùng `certifies`",
                    "`{key}` with `certifies` only"
                ),
            ));
        }
    }
}
