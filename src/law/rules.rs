//! What a regulation rules, record by record as its file states it: parts and bands, levels, dossiers,
//! certificates, time limits, transitions.

use crate::text::Citation;
use crate::value::{
    ApplicationKind, Date, DayOfYear, Level, PartId, Points, ProducerKind, ReadingId, SetCode,
    Star, plain, read_only, word_code,
};

/// The records of a regulation, as its file states them and as they are given out. Of each field: whether
/// the file must have it, how it is given out, its type; and for the reader its key, how it is read and an
/// example.
macro_rules! rule_records {
    ($with:ident) => { $with! {
        /// A reading of the law, where it is silent.
        #[derive(serde::Serialize)]
        Reading {
            /// Its name, for citations.
            required by_ref id: ReadingId = "reading", Parsed, r#""minimum-majority""#;
            /// What was read into the law, in Vietnamese.
            required text text: String = "text", Text, r#""Quá nửa số phiếu""#;
            /// The clause it fills.
            required text citation: String = "citation", Text, r#""Điều 3.3""#;
        }

        /// Something that a dossier must hold (thành phần hồ sơ).
        DossierItem {
            /// Its name in cases.
            required text id: String = "item", Text, r#""form-01""#;
            /// The item in short, in Vietnamese.
            required text label: String = "label", Text, r#""Phiếu đăng ký""#;
            /// Who supplies it: `producer`, or a level.
            required copied by: Option<Level> = "by", SUPPLIER, r#""producer""#;
            /// The level that receives it.
            required copied at: Level = "at", Parsed, r#""commune""#;
            /// The kinds of application that need it; all without it.
            default hidden kinds: Vec<ApplicationKind> = "kinds", All(Parsed, 1), r#"["first"]"#;
            /// The sets that do not need it.
            default hidden not_sets: Vec<SetCode> = "not_sets", All(Parsed, 0), r#"["26"]"#;
            /// Whether it is needed only where there is any.
            default copied if_any: bool = "if_any", FLAG, "false";
            /// The clause.
            required by_ref citation: Citation = "citation", CITE, r#""Điều 6.2""#;
        }

        /// Until when an application of a kind stays under the earlier rules.
        TransitionLimit {
            /// The kind.
            required hidden kind: ApplicationKind = "kind", Parsed, r#""first""#;
            /// The last day of evaluation.
            required hidden until: Date = "until", Parsed, r#""2026-07-21""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 12.2""#;
        }

        /// How dossiers go on that were open when it took effect.
        PendingRule {
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 6""#;
        }

        /// When a regulation is in force.
        InForce {
            /// The first day.
            required copied from: Date = "from", Parsed, r#""2023-02-24""#;
            /// The last day; none while it goes on.
            optional copied to: Option<Date> = "to", Parsed, r#""2025-07-05""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""148/QĐ-TTg, Điều 2""#;
        } check check_in_force

        /// One part of every sheet.
        PartRule {
            /// Which part.
            required hidden id: PartId = "part", Parsed, r#""A""#;
            /// The most points that it gives.
            required hidden max: Points = "max", Parsed, r#""40""#;
            /// Its title.
            required hidden title: String = "title", Text, r#""Sản phẩm và sức mạnh cộng đồng""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Phụ lục""#;
        }

        /// The points from which a star is reached (khung điểm).
        Band {
            /// The star.
            required copied star: Star = "star", STARS, "3";
            /// The least points.
            required copied from: Points = "from", Parsed, r#""50""#;
            /// The clause.
            required by_ref citation: Citation = "citation", CITE, r#""Điều 3.3""#;
        }

        /// Whether the sheets carry the minima (yêu cầu tối thiểu), and where the law asks for them.
        MinimaRule {
            /// Whether the criteria sets have them.
            required hidden encoded: bool = "encoded", FLAG, "true";
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Phụ lục, ghi chú""#;
        }

        /// How many members a council has.
        CouncilSize {
            /// The least.
            required hidden from: u16 = "from", Whole(1, MAX_DAYS), "9";
            /// The most.
            required hidden to: u16 = "to", Whole(1, MAX_DAYS), "11";
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Phụ lục II, 2""#;
        }

        /// One level of the administration. With `certifies` it scores, else it reports.
        LevelRule {
            /// The level.
            required hidden level: Level = "level", Parsed, r#""province""#;
            /// Who decides there, in Vietnamese.
            required hidden authority: String =
                "authority", Text, r#""Ủy ban nhân dân cấp tỉnh""#;
            /// Whether a report is expected before the first scoring.
            default hidden report_expected: bool = "report_expected", FLAG, "true";
            /// The stars that it certifies, each with its points.
            optional hidden certifies: Option<Vec<Certified>> = "certifies", All(Keys, 0), "[]";
            /// The points that it forwards; only where it scores.
            optional hidden forwards: Option<Forward> = "forwards", Keys, "{}";
            /// The stars that it returns; only where it scores.
            default hidden returns: Vec<Return> = "returns", All(Keys, 0), "[]";
            /// The stars that it ranks again; a renewal of another is its first evaluation. All where it is empty.
            default hidden ranks_again: Vec<Star> = "ranks_again", All(STARS, 1), "[5]";
            /// How many members its council has.
            optional hidden council: Option<CouncilSize> = "council", Keys, "{}";
            /// The most by which the totals of its council's sheets may differ.
            optional hidden spread: Option<Limit<Points>> = "spread", Keys, "{}";
            /// How many working days before a meeting its members have the dossiers.
            optional hidden members_receive: Option<DayLimit> =
                "members_receive", Then(Keys, WorkingDays::limit), "{}";
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 4.1""#;
        } check check_level

        /// A level that has ended.
        EndedLevel {
            /// The level.
            required hidden level: Level = "level", Parsed, r#""district""#;
            /// Its last day.
            required hidden last_day: Date = "last_day", Parsed, r#""2025-06-30""#;
            /// The level that took over its work.
            required hidden to: Level = "to", Parsed, r#""province""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Nghị quyết 203/2025/QH15""#;
        }

        /// An authority that is called otherwise since a day.
        Renamed {
            /// The first day of the other name.
            required hidden from: Date = "from", Parsed, r#""2025-03-01""#;
            /// The name that the decision prints.
            required hidden printed: String =
                "printed", Text, r#""Bộ Nông nghiệp và Phát triển nông thôn""#;
            /// The name since then.
            required hidden name: String = "name", Text, r#""Bộ Nông nghiệp và Môi trường""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Nghị quyết 176/2025/QH15""#;
        }

        /// A star that a level certifies.
        Certified {
            /// The star.
            required hidden star: Star = "star", STARS, "3";
            /// The least points.
            required hidden from: Points = "from", Parsed, r#""50""#;
            /// The points below which it ends; none for the highest.
            optional hidden below: Option<Points> = "below", Parsed, r#""70""#;
        }

        /// What a level sends up.
        Forward {
            /// The least points.
            required hidden from: Points = "from", Parsed, r#""70""#;
            /// The most points.
            required hidden most: Points = "to", Parsed, r#""100""#;
            /// The level that receives it.
            required hidden to: Level = "level", Parsed, r#""province""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 7.3""#;
        }

        /// What a level sends down.
        Return {
            /// The stars.
            required hidden stars: Vec<Star> = "stars", All(STARS, 1), "[3, 4]";
            /// The level that receives it.
            required hidden to: Level = "level", Parsed, r#""province""#;
            /// Whether that level may recognise the star on this result.
            required hidden adoptable: bool = "adoptable", FLAG, "true";
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 7.4""#;
        }

        /// The certificate.
        CertificateRule {
            /// For how many months it is valid.
            required hidden months: u16 = "months", Whole(1, MAX_MONTHS), "36";
            /// The lowest star that is certified.
            required hidden least: Star = "least_star", STARS, "3";
            /// How many days before its end notice is given.
            optional hidden notice: Option<DayLimit> = "notice", Keys, "{}";
            /// When a renewal is filed.
            optional hidden renewal: Option<RenewalRule> = "renewal", Keys, "{}";
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 4.3""#;
        }

        /// A time limit in days.
        DayLimit {
            /// How many days.
            required hidden days: u16 = "days", Whole(1, MAX_DAYS), "30";
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 8.2""#;
        }

        /// When a renewal is filed, in days before the certificate's end.
        RenewalRule {
            /// The first day.
            required hidden from_days: u16 = "from_days", Whole(1, MAX_DAYS), "180";
            /// The last day.
            required hidden to_days: u16 = "to_days", Whole(1, MAX_DAYS), "120";
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 7.6 a""#;
        } check check_renewal

        /// When a certificate is taken back (thu hồi).
        RevocationRule {
            /// Within how many days of the conclusion.
            required hidden days: u16 = "days", Whole(1, MAX_DAYS), "30";
            /// The grounds; each once.
            required hidden grounds: Vec<Ground> = "grounds", All(Keys, 1), "[]";
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 8""#;
        } check check_grounds

        /// Who withdraws a recognition made against the rules.
        AnnulmentRule {
            /// The level.
            required hidden level: Level = "level", Parsed, r#""province""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 8.3""#;
        }

        /// By when the levels act (thời hạn).
        #[derive(Default)]
        Deadlines {
            /// For the commune's report.
            optional hidden commune: Option<DayLimit> =
                "commune", Then(Keys, WorkingDays::limit), "{}";
            /// For deciding a renewal.
            optional hidden renewal: Option<DayLimit> = "renewal", Keys, "{}";
            /// The rounds of evaluation in a year.
            default hidden rounds: Vec<Round> = "rounds", All(Keys, 0), "[]";
            /// Days on which public offices do not work, Saturdays and Sundays apart.
            default hidden holidays: Vec<Holiday> = "holidays", All(Keys, 0), "[]";
            /// The last day up to which the list has them all.
            optional hidden holidays_until: Option<Date> =
                "holidays_until", Parsed, r#""2027-12-31""#;
        }

        /// A day on which public offices do not work.
        Holiday {
            /// The day.
            required hidden day: Date = "day", Parsed, r#""2026-11-24""#;
            /// Its name, in Vietnamese.
            required hidden label: String = "label", Text, r#""Ngày Văn hóa Việt Nam""#;
            /// The Saturday that is worked in its place.
            optional hidden made_up: Option<Date> = "made_up", Parsed, r#""2026-08-22""#;
            /// Where it is laid down.
            required hidden citation: Citation = "citation", CITE, r#""Nghị quyết 28/2026/QH16""#;
        }

        /// A yearly round of evaluation at one level (đợt).
        Round {
            /// The level.
            required hidden level: Level = "level", Parsed, r#""central""#;
            /// The day before which it ends, every year.
            required hidden before: DayOfYear = "before", Parsed, r#""12-15""#;
            /// The day before which products are proposed to it.
            required hidden proposed_before: DayOfYear = "proposed_before", Parsed, r#""10-15""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 5""#;
        }

        /// Applications that a council decides by written opinions.
        WrittenRule {
            /// The kinds.
            required hidden kinds: Vec<ApplicationKind> = "kinds", All(Parsed, 1), r#"["renewal"]"#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 7.6 d""#;
        }

        /// The form of product codes.
        CodeRule {
            /// The place that a code of four parts names after the province; the commune without it.
            optional hidden form: Option<CodeForm> = "form", Parsed, r#""commune""#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Phụ lục""#;
        }

        /// An amendment whose text is not known.
        AmendedRule {
            /// The day it was signed and took effect.
            required hidden from: Date = "from", Parsed, r#""2020-06-08""#;
            /// Its number.
            required hidden decision: String = "decision", Text, r#""781/QĐ-TTg""#;
            /// The clause, and the reading that the text as issued is unchanged.
            required hidden citation: Citation = "citation", CITE, r#""781/QĐ-TTg""#;
        }

        /// How long dossiers filed earlier stay under the rules they were filed under.
        Transition {
            /// Until when they must be evaluated, by kind.
            required hidden limits: Vec<TransitionLimit> = "limits", All(Keys, 1), "[]";
            /// How long certificates go on whose last filing day had passed.
            optional hidden extension: Option<DayLimit> = "extension", Keys, "{}";
        }

        /// A kind of producer that only some sets admit.
        ProducerRule {
            /// The kind.
            required hidden kind: ProducerKind = "kind", Parsed, r#""association""#;
            /// The sets.
            required hidden sets: Vec<SetCode> = "sets", All(Parsed, 1), r#"["26"]"#;
            /// The clause.
            required hidden citation: Citation = "citation", CITE, r#""Điều 2.2""#;
        }

        /// A set in the regulation's list (bộ sản phẩm).
        SetEntry {
            /// Its two digits.
            required copied code: SetCode = "set", Parsed, r#""08""#;
            /// Its name.
            required text name: String = "name", Text, r#""Thủy sản khô""#;
            /// The sector it belongs to.
            required text sector: String = "sector", Text, r#""Thực phẩm""#;
            /// The product group, where it is known.
            optional hidden group: Option<String> = "group", Text, r#""Thực phẩm chế biến""#;
            /// The clause that makes the marks of its sheet minima, where it is not that of the others.
            optional hidden minima: Option<Citation> = "minima", CITE, r#""Phụ lục II, bộ 26""#;
            /// The bodies that manage it.
            default list managing: String =
                "managing", All(Text, 0), r#"["Bộ Nông nghiệp và Môi trường"]"#;
        }
    } };
}
pub(crate) use rule_records;

rule_records!(read_only);

/// A ground of revocation, as a record.
macro_rules! ground_record {
    ($with:ident) => {
        $with! {
            /// A ground of revocation (trường hợp thu hồi).
            Ground {
                /// Its name in histories.
                required public id: String = "ground", Text, r#""stopped""#;
                /// The ground in short, in Vietnamese.
                required public label: String = "label", Text, r#""Ngừng sản xuất""#;
                /// The clause.
                required public citation: Citation = "citation", CITE, r#""Điều 8.1 a""#;
            }
        }
    };
}
pub(crate) use ground_record;

ground_record!(plain);

/// A value and the clause that sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit<T> {
    pub(crate) value: T,
    pub(crate) citation: Citation,
}

impl<T> Limit<T> {
    pub(crate) fn new(value: T, citation: Citation) -> Limit<T> {
        Limit { value, citation }
    }
}

impl SetEntry {
    /// The product group (nhóm), where it is known.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }
}

impl LevelRule {
    /// Whether a council scores there; else the level reports.
    pub(crate) fn scores(&self) -> bool {
        self.certifies.is_some()
    }
}

impl InForce {
    /// Whether `day` lies within.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// The bands from five stars to one, each beginning below the one before; the last begins at zero,
/// so that every total lies in a band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bands(pub(crate) [Band; 5]);

impl Bands {
    /// The band of a star.
    pub(crate) fn of(&self, star: Star) -> &Band {
        let [five, four, three, two, one] = &self.0;
        match star {
            Star::One => one,
            Star::Two => two,
            Star::Three => three,
            Star::Four => four,
            Star::Five => five,
        }
    }
}

word_code! {
    /// What decides that a product is forwarded.
    ForwardBy:
    /// Its points alone, as the texts print them.
    Points = "points",
    /// Its star, minima included: the other reading.
    Star = "star",
}

word_code! {
    /// The place that a product code of four parts names after the province.
    CodeForm:
    /// Its commune.
    Commune = "commune",
    /// Its district.
    District = "district",
}
