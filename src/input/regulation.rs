//! Reads `criteria/<regulation>/regulation.json`.

use super::document::document;
use super::record::{
    All, Cite, Flag, Keys, Parsed, Reads, Record, Shape, Stars, Text, Then, Whole, record,
};
use super::regulation_check::check;
use crate::input::diagnostic::{LoadError, ProblemCode, Problems};
use crate::input::json::{Document, Node};
use crate::law::council_rules::Limit;
use crate::law::regulation::{
    AmendedRule, AnnulmentRule, Band, CertificateRule, Certified, CodeRule, CouncilSize, DayLimit,
    Deadlines, DossierItem, EndedLevel, Forward, ForwardBy, Ground, Holiday, InForce, LevelRule,
    MinimaRule, PartRule, PendingRule, ProducerRule, Reading, Regulation, Renamed, RenewalRule,
    Return, RevocationRule, Round, ScoringRule, SetEntry, Transition, WrittenRule,
};
use crate::text::citation::Citation;
use crate::text::phrase::phrase;
use crate::value::codes::{ApplicationKind, Level, RegulationId, SetCode};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

impl Regulation {
    /// Reads a regulation that stands alone, or one that amends `base`: what it does not state
    /// is then `base`'s.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, an unknown or missing key, figures
    /// that do not fit together (parts that do not sum to the total, bands that do not fall, a
    /// star that a level neither certifies nor forwards nor returns).
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::law::Regulation;
    ///
    /// let base = Catalog::bundled().regulation("qd-26-2026")?;
    /// let text = r#"{"id": "qd-9-2027", "decision": "9/2027/QĐ-TTg", "issued": "2027-01-01",
    ///     "amends": "qd-26-2026", "title": "Sửa đổi",
    ///     "in_force": {"from": "2027-01-01", "citation": "9/2027/QĐ-TTg, Điều 2"}}"#;
    /// let amended = Regulation::from_json(text, "regulation.json", Some(&base))?;
    /// assert_eq!(amended.certificate_months(), 36);
    /// assert!(Regulation::from_json(text, "regulation.json", None).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(
        text: &str,
        file: &str,
        base: Option<&Regulation>,
    ) -> Result<Regulation, LoadError> {
        document(text, file, 1, |root, problems| {
            let file = RegulationFile::read(root, problems)?;
            let regulation = merged(file, base, root, problems)?;
            check(&root, &regulation, problems);
            Some(regulation)
        })
    }
}

/// The regulation that a text says it amends, if it can be read.
pub(crate) fn amended_regulation(text: &str) -> Option<RegulationId> {
    one_key(text, "amends")
}

/// The regulation that a text says it is, if it can be read.
pub(crate) fn regulation_id(text: &str) -> Option<RegulationId> {
    one_key(text, "id")
}

/// The regulation whose sheet a text says it is, if it can be read.
pub(crate) fn set_regulation(text: &str) -> Option<RegulationId> {
    one_key(text, "regulation")
}

fn one_key(text: &str, key: &'static str) -> Option<RegulationId> {
    let document = Document::read(text, "", 1).ok()?;
    document.root().get(key)?.parsed(&mut Problems::default())
}

/// What a regulation's file states; one that amends another states only what it changes.
struct RegulationFile {
    id: RegulationId,
    decision: String,
    title: String,
    issued: Date,
    in_force: InForce,
    amends: Option<RegulationId>,
    total: Option<Points>,
    parts: Option<Vec<PartRule>>,
    bands: Option<(Vec<Band>, Band)>,
    minima: Option<MinimaRule>,
    forward_by: Option<ForwardBy>,
    levels: Option<Vec<LevelRule>>,
    ended_levels: Option<Vec<EndedLevel>>,
    renamed: Option<Vec<Renamed>>,
    certificate: Option<CertificateRule>,
    revocation: Option<RevocationRule>,
    annulment: Option<AnnulmentRule>,
    deadlines: Option<Deadlines>,
    written: Option<WrittenRule>,
    dossier: Option<Vec<DossierItem>>,
    product_code: Option<CodeRule>,
    amended: Option<AmendedRule>,
    pending: Option<PendingRule>,
    transition: Option<Transition>,
    producers: Option<Vec<ProducerRule>>,
    sets: Option<Vec<SetEntry>>,
    readings: Vec<Reading>,
}

/// A clause and nothing else.
struct Cited {
    citation: Citation,
}

/// A level as the file states it: `certifies` says that it scores.
struct LevelFile {
    level: Level,
    authority: String,
    report_expected: bool,
    certifies: Option<Vec<Certified>>,
    forwards: Option<Forward>,
    returns: Vec<Return>,
    council: Option<CouncilSize>,
    spread: Option<Limit<Points>>,
    members_receive: Option<DayLimit>,
    citation: Citation,
}

/// The most points by which sheets may differ.
struct SpreadFile {
    points: Points,
    citation: Citation,
}

/// A time limit in working days.
struct WorkingDays {
    days: u16,
    citation: Citation,
}

/// Until when an application of a kind stays under the earlier rules.
struct TransitionLimit {
    kind: ApplicationKind,
    until: Date,
    citation: Citation,
}

/// A dossier's item as the file states it: without `kinds` it belongs to every kind.
struct DossierFile {
    id: String,
    label: String,
    by: Option<Level>,
    at: Level,
    kinds: Option<Vec<ApplicationKind>>,
    not_sets: Vec<SetCode>,
    if_any: bool,
    citation: Citation,
}

/// The most days of a time limit.
const MAX_DAYS: u32 = 3_650;
/// The most months of a certificate.
const MAX_MONTHS: u32 = 1_200;

record! {
    /// A regulation: criteria/<regulation>/regulation.json. One that `amends` another states only what it changes.
    RegulationFile {
        /// Its name in files.
        required id = "id", Parsed, r#""qd-148-2023""#;
        /// The decision's number.
        required decision = "decision", Text, r#""148/QĐ-TTg""#;
        /// The decision's title.
        required title = "title", Text, r#""Bộ tiêu chí OCOP""#;
        /// The day it was signed.
        required issued = "issued", Parsed, r#""2023-02-24""#;
        /// When it is in force.
        required in_force = "in_force", Keys, "{}";
        /// The regulation that it amends and whose sheets it uses.
        optional amends = "amends", Parsed, r#""qd-148-2023""#;
        /// The most points of a sheet.
        optional total = "total", Parsed, r#""100""#;
        /// Parts A, B and C, once each.
        optional parts = "parts", All(Keys, 1), "[]";
        /// The bands of the five stars, highest first; the last begins at 0.
        optional bands = "bands", Bands, "[]";
        /// Whether the data has the least boxes that stars ask for.
        optional minima = "minima", Keys, "{}";
        /// Whether a product is forwarded by its star or by its points.
        optional forward_by = "forward_by", Parsed, r#""points""#;
        /// What each level does, lowest first.
        optional levels = "levels", All(Then(Keys, LevelFile::rule), 1), "[]";
        /// Levels that have ended, and which took over their work.
        optional ended_levels = "ended_levels", All(Keys, 0), "[]";
        /// Authorities that are called otherwise since a day.
        optional renamed = "renamed", All(Keys, 0), "[]";
        /// How long a certificate is valid, and how it is renewed.
        optional certificate = "certificate", Keys, "{}";
        /// How a certificate is revoked.
        optional revocation = "revocation", Keys, "{}";
        /// Who withdraws a recognition made against the rules.
        optional annulment = "annulment", Keys, "{}";
        /// Time limits.
        optional deadlines = "deadlines", Keys, "{}";
        /// Applications that a council decides by written opinions.
        optional written = "written", Keys, "{}";
        /// What a dossier holds; each item once.
        optional dossier = "dossier", All(Then(Keys, DossierFile::item), 0), "[]";
        /// The form of product codes.
        optional product_code = "product_code", Keys, "{}";
        /// An amendment whose text is not known.
        optional amended = "amended", Keys, "{}";
        /// How dossiers go on that were open when it took effect.
        optional pending = "pending", Then(Keys, Cited::pending), "{}";
        /// How long dossiers filed earlier stay under the rules they were filed under.
        optional transition = "transition", Keys, "{}";
        /// Producers that only some sets admit.
        optional producers = "producers", All(Keys, 0), "[]";
        /// The product sets, in the order of the decision's list; each once.
        optional sets = "sets", All(Keys, 1), "[]";
        /// The readings taken where the law is silent.
        default readings = "readings", All(Keys, 0), "[]";
    } check check_file rules r#"{"if": {"not": {"required": ["amends"]}}, "then": {"required": ["total",
        "parts", "bands", "minima", "forward_by", "levels", "certificate", "producers", "sets"]}}"#

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
        required star = "star", Stars, "3";
        /// The least points.
        required from = "from", Parsed, r#""50""#;
        /// The clause.
        required citation = "citation", Cite, r#""Điều 3.3""#;
    }

    /// The least boxes that stars ask for.
    MinimaRule {
        /// Whether the criteria sets have them.
        required encoded = "encoded", Flag, "true";
        /// The clause.
        required citation = "citation", Cite, r#""Phụ lục, ghi chú""#;
    }

    /// One level of the administration. With `certifies` it scores, else it reports.
    LevelFile {
        /// The level.
        required level = "level", Parsed, r#""province""#;
        /// Who decides there, in Vietnamese.
        required authority = "authority", Text, r#""Ủy ban nhân dân cấp tỉnh""#;
        /// Whether a report is expected before the first scoring.
        default report_expected = "report_expected", Flag, "true";
        /// The stars that it certifies, each with its points.
        optional certifies = "certifies", All(Keys, 0), "[]";
        /// The points that it forwards; only where it scores.
        optional forwards = "forwards", Keys, "{}";
        /// The stars that it returns; only where it scores.
        default returns = "returns", All(Keys, 0), "[]";
        /// How many members its council has.
        optional council = "council", Keys, "{}";
        /// The most by which the totals of its council's sheets may differ.
        optional spread = "spread", Then(Keys, SpreadFile::limit), "{}";
        /// How many working days before a meeting its members have the dossiers.
        optional members_receive = "members_receive", Then(Keys, WorkingDays::limit), "{}";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 4.1""#;
    } check check_level

    /// How many members a council has.
    CouncilSize {
        /// The least.
        required from = "from", Whole(1, MAX_DAYS), "9";
        /// The most.
        required to = "to", Whole(1, MAX_DAYS), "11";
        /// The clause.
        required citation = "citation", Cite, r#""Phụ lục II, 2""#;
    }

    /// The most by which the sheets' totals may differ.
    SpreadFile {
        /// The points.
        required points = "points", Parsed, r#""10""#;
        /// The clause.
        required citation = "citation", Cite, r#""Phụ lục II, 4""#;
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
        required star = "star", Stars, "3";
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
        required stars = "stars", All(Stars, 1), "[3, 4]";
        /// The level that receives it.
        required to = "level", Parsed, r#""province""#;
        /// Whether that level may recognise the star on this result.
        required adoptable = "adoptable", Flag, "true";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 7.4""#;
    }

    /// The certificate.
    CertificateRule {
        /// For how many months it is valid.
        required months = "months", Whole(1, MAX_MONTHS), "36";
        /// The lowest star that is certified.
        required least = "least_star", Stars, "3";
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

    /// A time limit in working days.
    WorkingDays {
        /// How many working days.
        required days = "working_days", Whole(1, MAX_DAYS), "15";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 7.2""#;
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

    /// An item of a dossier.
    DossierFile {
        /// Its name in cases.
        required id = "item", Text, r#""form-01""#;
        /// The item in short, in Vietnamese.
        required label = "label", Text, r#""Phiếu đăng ký""#;
        /// Who supplies it: `producer`, or a level.
        required by = "by", Supplier, r#""producer""#;
        /// The level that receives it.
        required at = "at", Parsed, r#""commune""#;
        /// The kinds of application that need it; all without it.
        optional kinds = "kinds", All(Parsed, 1), r#"["first"]"#;
        /// The sets that do not need it.
        default not_sets = "not_sets", All(Parsed, 0), r#"["26"]"#;
        /// Whether it is needed only where there is any.
        default if_any = "if_any", Flag, "false";
        /// The clause.
        required citation = "citation", Cite, r#""Điều 6.2""#;
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

    /// A clause.
    Cited {
        /// The clause.
        required citation = "citation", Cite, r#""Điều 6""#;
    }

    /// How long dossiers filed earlier stay under the rules they were filed under.
    Transition {
        /// Until when they must be evaluated, by kind.
        required limits = "limits", All(Then(Keys, TransitionLimit::limit), 1), "[]";
        /// How long certificates go on whose last filing day had passed.
        optional extension = "extension", Keys, "{}";
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

impl Cited {
    fn pending(self) -> PendingRule {
        PendingRule {
            citation: self.citation,
        }
    }
}

impl SpreadFile {
    fn limit(self) -> Limit<Points> {
        Limit {
            value: self.points,
            citation: self.citation,
        }
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

impl TransitionLimit {
    fn limit(self) -> (ApplicationKind, Date, Citation) {
        (self.kind, self.until, self.citation)
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

impl DossierFile {
    fn item(self) -> DossierItem {
        DossierItem {
            id: self.id,
            label: self.label,
            by: self.by,
            at: self.at,
            kinds: self.kinds.unwrap_or_else(|| ApplicationKind::ALL.to_vec()),
            not_sets: self.not_sets,
            if_any: self.if_any,
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

/// The bands, and the lowest apart.
struct Bands;

impl<'d> Reads<'d, (Vec<Band>, Band)> for Bands {
    fn read(&self, node: Node<'d>, problems: &mut Problems) -> Option<(Vec<Band>, Band)> {
        let mut bands: Vec<Band> = All(Keys, 1).read(node, problems)?;
        let stars = bands.iter().rev().map(|band| band.star);
        let falling = bands.is_sorted_by(|upper, lower| upper.from > lower.from);
        let from_zero = bands.last().is_some_and(|band| band.from == Points::ZERO);
        if !stars.eq(Star::ALL) || !falling || !from_zero {
            problems.push(node.problem(
                ProblemCode::RegulationGap,
                phrase!(
                    "các khoảng điểm không phủ mỗi tổng điểm một lần",
                    "bands that do not cover every total once"
                ),
                phrase!(
                    "năm khoảng từ 5 sao đến 1 sao, khoảng sau bắt đầu thấp hơn khoảng trước, khoảng cuối từ `0`",
                    "five bands from 5 stars to 1, each beginning below the one before, the last at `0`"
                ),
            ));
            return None;
        }
        let lowest = bands.pop()?;
        Some((bands, lowest))
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

/// What the file states, or its base; a key that is in neither is missing.
fn or_base<T: Clone>(
    own: Option<T>,
    base: Option<&T>,
    key: &str,
    node: Node<'_>,
    problems: &mut Problems,
) -> Option<T> {
    let value = own.or_else(|| base.cloned());
    if value.is_none() {
        problems.push(node.missing_key(key));
    }
    value
}

fn merged(
    file: RegulationFile,
    base: Option<&Regulation>,
    node: Node<'_>,
    problems: &mut Problems,
) -> Option<Regulation> {
    if let Some(amends) = &file.amends
        && base.is_none_or(|base| base.id != *amends)
    {
        problems.push(node.problem(
            ProblemCode::RegulationUnknown,
            format!("`{amends}`"),
            phrase!(
                "một quyết định đã nạp và không dựa trên quyết định này",
                "a regulation that is loaded and does not rest on this one"
            ),
        ));
        return None;
    }
    let base = base.filter(|_| file.amends.is_some());
    let base_bands = base.map(|base| (base.bands.clone(), base.lowest_band.clone()));
    let total = or_base(file.total, base.map(|b| &b.total), "total", node, problems);
    let parts = or_base(file.parts, base.map(|b| &b.parts), "parts", node, problems);
    let bands = or_base(file.bands, base_bands.as_ref(), "bands", node, problems);
    let minima = or_base(
        file.minima,
        base.map(|b| &b.minima),
        "minima",
        node,
        problems,
    );
    let by = base.map(|b| &b.forward_by);
    let forward_by = or_base(file.forward_by, by, "forward_by", node, problems);
    let levels = or_base(
        file.levels,
        base.map(|b| &b.levels),
        "levels",
        node,
        problems,
    );
    let old = base.map(|b| &b.certificate);
    let certificate = or_base(file.certificate, old, "certificate", node, problems);
    let old = base.map(|b| &b.producers);
    let producers = or_base(file.producers, old, "producers", node, problems);
    let sets = or_base(file.sets, base.map(|b| &b.sets), "sets", node, problems);
    let (bands, lowest_band) = bands?;
    let mut readings = base.map_or_else(Vec::new, |base| base.readings.clone());
    readings.extend(file.readings);
    Some(Regulation {
        sheets: base.map_or_else(|| file.id.clone(), |base| base.sheets.clone()),
        id: file.id,
        decision: file.decision,
        title: file.title,
        issued: file.issued,
        in_force: file.in_force,
        total: total?,
        parts: parts?,
        bands,
        lowest_band,
        minima: minima?,
        forward_by: forward_by?,
        levels: levels?,
        ended_levels: match (file.ended_levels, base) {
            (Some(own), _) => own,
            (None, Some(base)) => base.ended_levels.clone(),
            (None, None) => Vec::new(),
        },
        renamed: match (file.renamed, base) {
            (Some(own), _) => own,
            (None, Some(base)) => base.renamed.clone(),
            (None, None) => Vec::new(),
        },
        certificate: certificate?,
        revocation: file.revocation.or_else(|| base?.revocation.clone()),
        annulment: file.annulment.or_else(|| base?.annulment.clone()),
        deadlines: match (file.deadlines, base) {
            (Some(own), _) => own,
            (None, Some(base)) => base.deadlines.clone(),
            (None, None) => Deadlines::default(),
        },
        written: file.written.or_else(|| base?.written.clone()),
        dossier: match (file.dossier, base) {
            (Some(own), _) => own,
            (None, Some(base)) => base.dossier.clone(),
            (None, None) => Vec::new(),
        },
        product_code: file.product_code.or_else(|| base?.product_code.clone()),
        amended: file.amended,
        amends: file.amends,
        pending: file.pending,
        transition: file.transition,
        producers: producers?,
        sets: sets?,
        readings,
    })
}

/// The declaration of a regulation's file.
pub(super) fn declared() -> super::record::Declared {
    RegulationFile::declared()
}
