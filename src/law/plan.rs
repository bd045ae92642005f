//! A provincial plan: what it asks for until when, and what it says of itself.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Reading;
use crate::text::Citation;
use crate::value::{
    Date, DayOfYear, PlanId, Points, ProducerKind, ReadingId, Star, plain, read_only, word_code,
};

word_code! {
    /// How a target is measured.
    Measure:
    /// Products first recognised within the period, by star.
    Recognised = "recognised",
    /// Producers of some kinds among all.
    Producers = "producers",
    /// Products ranked before the period that were renewed or upgraded in it.
    Strengthened = "strengthened",
    /// Products of craft villages first recognised within the period.
    CraftVillage = "craft-village",
    /// Not in the cases: declared by who reports.
    Declared = "declared",
}

/// A plan, as its file states it and as it is given out.
macro_rules! plan_record {
    ($with:ident) => {
        $with! {
            /// A provincial plan of the programme: targets, period, budget, reports.
            Plan {
                /// The plan's name, as its file is called.
                required by_ref id: PlanId = "id", Parsed, r#""kh-262-dong-nai-2024""#;
                /// The plan's number.
                required text decision: String = "decision", Text, r#""262/KH-UBND""#;
                /// The plan's title.
                required text title: String = "title", Text, r#""Kế hoạch OCOP 2024""#;
                /// The province.
                required text province: String = "province", Text, r#""Đồng Nai""#;
                /// The day it was signed.
                required copied issued: Date = "issued", Parsed, r#""2024-09-19""#;
                /// The days it covers.
                required by_ref period: Period = "period", Keys, "{}";
                /// What it asks for; each once.
                required list targets: Target = "targets", All(Keys, 1), "[]";
                /// Places where the plan says two things.
                default list conflicts: Conflict = "conflicts", All(Keys, 0), "[]";
                /// Its money.
                optional option budget: Budget = "budget", Keys, "{}";
                /// The reports it asks for, every year.
                default list reports: ReportDue = "reports", All(Keys, 0), "[]";
                /// The readings taken where it is silent.
                default list readings: Reading = "readings", All(Keys, 0), "[]";
            } check check_plan
        }
    };
}
pub(crate) use plan_record;

plan_record!(read_only);

/// The records of a plan, as its file states them and as they are given out.
macro_rules! plan_records {
    ($with:ident) => {
        $with! {
            /// The first and the last day of a plan.
            #[derive(serde::Serialize)]
            Period {
                /// The first day.
                required public from: Date = "from", Parsed, r#""2024-01-01""#;
                /// The last day, not before the first.
                required public to: Date = "to", Parsed, r#""2024-12-31""#;
                /// The clause.
                required public citation: Citation = "citation", CITE, r#""262/KH-UBND, II""#;
            } check check_period

            /// One target of a plan (chỉ tiêu).
            #[derive(serde::Serialize)]
            Target {
                /// Its name, for declarations and reports.
                #[serde(rename = "target")]
                required public id: String = "target", Text, r#""products""#;
                /// What is counted, in the plan's terms.
                required public label: String = "label", Text, r#""Sản phẩm từ 3 sao""#;
                /// How it is counted.
                required public measure: Measure = "measure", Parsed, r#""recognised""#;
                /// The stars that count; for `recognised` only.
                #[serde(skip_serializing_if = "Vec::is_empty")]
                default public stars: Vec<Star> = "stars", All(STARS, 1), "[3, 4, 5]";
                /// The kinds of producers that count; for `producers` only.
                #[serde(skip_serializing_if = "Vec::is_empty")]
                default public kinds: Vec<ProducerKind> = "kinds", All(Parsed, 1), r#"["cooperative"]"#;
                /// How many, or how many per cent.
                required public required: Points = "required", Parsed, r#""88""#;
                /// Whether `required` is a percentage.
                #[serde(skip_serializing_if = "std::ops::Not::not")]
                default public percent: bool = "percent", FLAG, "false";
                /// The clause.
                required public citation: Citation = "citation", CITE, r#""262/KH-UBND, II.2""#;
            } check check_target

            /// A place where the plan states another figure for a target.
            #[derive(serde::Serialize)]
            Conflict {
                /// The target.
                required public target: String = "target", Text, r#""products""#;
                /// The other figure.
                required public other: Points = "other", Parsed, r#""80""#;
                /// Where it stands.
                required public citation: Citation = "citation", CITE, r#""262/KH-UBND, III""#;
                /// Why the target's figure was taken.
                required public why: String = "why", Text, r#""Mục tiêu ghi ở phần II""#;
            }

            /// A plan's budget (kinh phí), in đồng; sources and years each add up to the total.
            #[derive(serde::Serialize)]
            Budget {
                /// All of it.
                #[serde(serialize_with = "amount")]
                required public total: u64 = "total", AMOUNT, r#""300""#;
                /// By source; adds up to the total.
                #[serde(serialize_with = "shares")]
                required public by_source: Vec<(String, u64)> = "by_source", All(Then(Keys, Share::pair), 1), "[]";
                /// By year; adds up to the total.
                #[serde(serialize_with = "shares")]
                required public by_year: Vec<(String, u64)> = "by_year", All(Then(Keys, Share::pair), 1), "[]";
                /// The clause.
                required public citation: Citation = "citation", CITE, r#""262/KH-UBND, IV""#;
            } check check_budget

            /// A report that is due every year.
            #[derive(serde::Serialize)]
            ReportDue {
                /// The day before which it is due.
                required public before: DayOfYear = "before", Parsed, r#""12-10""#;
                /// The clause.
                required public citation: Citation = "citation", CITE, r#""262/KH-UBND, V""#;
            }
        }
    };
}
pub(crate) use plan_records;

plan_records!(plain);

/// What is achieved of a plan and not in the cases (số liệu tự khai báo).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Declared {
    /// What is achieved of targets that are declared, by the target's name.
    pub targets: BTreeMap<String, Points>,
    /// What was spent, in đồng, by source.
    pub spent_by_source: BTreeMap<String, u64>,
    /// What was spent, in đồng, by year.
    pub spent_by_year: BTreeMap<String, u64>,
}

/// When a report is due, seen from a day: within the days from the plan's signing to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportDays {
    /// The report.
    pub report: ReportDue,
    /// The last day in time that has passed.
    pub passed: Option<Date>,
    /// The next last day in time; `None` after the last one of the plan.
    pub next: Option<Date>,
}

impl Plan {
    /// When each report is due, seen from `today`. READING: a plan asks for no report before it was
    /// signed or after the last day that it covers.
    ///
    /// # Example
    ///
    /// ```
    /// let plan = ocop::Catalog::bundled().plan("kh-262-dong-nai-2024")?;
    /// let reports = plan.reports_from("2025-05-10".parse()?);
    /// let text = |day: Option<ocop::Date>| day.map(|day| day.to_string());
    /// assert_eq!(text(reports[0].passed).as_deref(), Some("2025-05-09"));
    /// assert_eq!(text(reports[0].next), None);
    /// assert_eq!(text(reports[1].next).as_deref(), Some("2025-11-14"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reports_from(&self, today: Date) -> Vec<ReportDays> {
        let reports = self.reports.iter();
        reports
            .map(|report| {
                let first = report.before.last_before(self.issued);
                let mut days = Vec::new();
                let mut next = first;
                while let Some(day) = next.filter(|&day| day <= self.period.to) {
                    days.push(day);
                    let after = day.add_days(1).ok();
                    next = after.and_then(|after| report.before.last_before(after));
                }
                ReportDays {
                    report: report.clone(),
                    passed: days.iter().rfind(|&&day| day < today).copied(),
                    next: days.into_iter().find(|&day| day >= today),
                }
            })
            .collect()
    }
}

/// As its file in `criteria/plans/`.
impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Listed<'p> {
            reading: &'p ReadingId,
            text: &'p str,
            citation: &'p str,
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", &1)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("decision", &self.decision)?;
        map.serialize_entry("issued", &self.issued)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("province", &self.province)?;
        map.serialize_entry("period", &self.period)?;
        map.serialize_entry("targets", &self.targets)?;
        if !self.conflicts.is_empty() {
            map.serialize_entry("conflicts", &self.conflicts)?;
        }
        if let Some(budget) = &self.budget {
            map.serialize_entry("budget", budget)?;
        }
        if !self.reports.is_empty() {
            map.serialize_entry("reports", &self.reports)?;
        }
        if !self.readings.is_empty() {
            let readings = self.readings.iter().map(|known| Listed {
                reading: &known.id,
                text: &known.text,
                citation: &known.citation,
            });
            map.serialize_entry("readings", &readings.collect::<Vec<_>>())?;
        }
        map.end()
    }
}

/// Money is written as digits in a text, as no reader of JSON need keep 18 digits of a number.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn amount<S: Serializer>(amount: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

fn shares<S: Serializer>(shares: &[(String, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(serde::Serialize)]
    struct Share<'p> {
        name: &'p str,
        #[serde(serialize_with = "amount")]
        amount: u64,
    }
    let shares = shares.iter();
    serializer.collect_seq(shares.map(|(name, amount)| Share {
        name,
        amount: *amount,
    }))
}
