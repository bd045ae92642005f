//! Two results side by side: what moved, criterion by criterion.

use std::num::NonZeroU16;

use serde::{Serialize, Serializer};

use crate::law::{CriteriaSet, Criterion, Regulation};
use crate::procedure::{Case, Content, EvaluatedCase, MeanTotal};
use crate::scoring::ScoreSheet;
use crate::scoring::rank::Judge;
use crate::scoring::sums::Sums;
use crate::value::codes::getters;
use crate::value::{Mean, PartId, RegulationId, SetCode, Star};

/// Decimals of means that no council's rules speak of.
const DECIMALS: u32 = 2;

/// One side of a comparison: a council's sheets, or a producer's own.
#[derive(Debug, Clone)]
pub struct Side<'c> {
    regulation: &'c Regulation,
    set: &'c CriteriaSet,
    sums: Sums,
    /// How many sheets have a total.
    count: NonZeroU16,
    star: Option<Star>,
}

/// What moved between two sides (so sánh).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The mean totals.
    pub totals: (Mean, Mean),
    /// The mean totals as people read them.
    pub shown: (String, String),
    /// The stars; `None` where a council has none.
    pub stars: (Option<Star>, Option<Star>),
    /// The criteria that both have, in the order of the first side's sheet.
    pub criteria: Vec<Moved>,
    /// Criteria that only the first side has.
    pub only_first: Vec<Unmatched>,
    /// Criteria that only the second side has.
    pub only_second: Vec<Unmatched>,
}

/// A criterion on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Moved {
    /// Its code on the first side.
    pub first: String,
    /// Its code on the second side.
    pub second: String,
    /// Its title on the first side.
    pub title: String,
    /// The mean points on the first side.
    #[serde(serialize_with = "with_shown")]
    pub from: Mean,
    /// The mean points on the second side.
    #[serde(serialize_with = "with_shown")]
    pub to: Mean,
    /// By how much they moved, as it is shown.
    pub moved: String,
}

/// A criterion that the other side does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unmatched {
    /// Its code.
    pub criterion: String,
    /// Its title.
    pub title: String,
    /// Its mean points.
    #[serde(serialize_with = "with_shown")]
    pub points: Mean,
}

/// A comparison, serializable in the shape of `ocop compare --json`.
#[derive(Debug, Serialize)]
pub struct ComparisonView<'c> {
    first: SideView<'c>,
    second: SideView<'c>,
    moved: String,
    criteria: &'c [Moved],
    only_first: &'c [Unmatched],
    only_second: &'c [Unmatched],
}

#[derive(Debug, Serialize)]
struct SideView<'c> {
    name: &'c str,
    regulation: &'c RegulationId,
    set: &'c SetCode,
    total: MeanTotal,
    star: Option<Star>,
}

/// A mean with the sum it comes from, and as it is shown.
fn with_shown<S: Serializer>(mean: &Mean, to: S) -> Result<S::Ok, S::Error> {
    MeanTotal::new(*mean, mean.shown(DECIMALS)).serialize(to)
}

impl<'c> ComparisonView<'c> {
    /// The view of a comparison of two named sides.
    #[must_use]
    pub fn new(
        (first_name, first): (&'c str, &'c Side<'_>),
        (second_name, second): (&'c str, &'c Side<'_>),
        comparison: &'c Comparison,
    ) -> ComparisonView<'c> {
        let side = |name, side: &'c Side<'_>, total, shown: &String, star| SideView {
            name,
            regulation: &side.regulation().id,
            set: &side.set().code,
            total: MeanTotal::new(total, shown.clone()),
            star,
        };
        let (from, to) = comparison.totals;
        let shown = &comparison.shown;
        ComparisonView {
            first: side(first_name, first, from, &shown.0, comparison.stars.0),
            second: side(second_name, second, to, &shown.1, comparison.stars.1),
            moved: from.moved_to(to, DECIMALS),
            criteria: &comparison.criteria,
            only_first: &comparison.only_first,
            only_second: &comparison.only_second,
        }
    }
}

getters! { Side<'_> {
    /// The regulation that it was scored under.
    regulation: by_ref Regulation,
    /// The set that it was scored by.
    set: by_ref CriteriaSet,
} }

impl<'c> Side<'c> {
    /// The council of a stage, counted from 1; the last stage with sheets where none is named.
    /// `None` where that stage has no sheets.
    #[must_use]
    pub fn stage(evaluated: &'c EvaluatedCase, number: Option<usize>) -> Option<Side<'c>> {
        let stages = evaluated.case().stages.iter();
        let stages = stages.zip(evaluated.stages()).enumerate();
        let mut seated = stages.filter_map(|(index, (stage, decided))| {
            let Content::Sheets { sheets, .. } = &stage.content else {
                return None;
            };
            let side = Side::of(&stage.regulation, &stage.set, sheets, decided.star)?;
            Some((index + 1, side))
        });
        let found = match number {
            Some(number) => seated.find(|(at, _)| *at == number),
            None => seated.next_back(),
        };
        found.map(|(_, side)| side)
    }

    /// The sheet that the producer filled in, where the case carries one.
    #[must_use]
    pub fn self_assessment(case: &'c Case) -> Option<Side<'c>> {
        let (sheet, regulation, set) = case.own_sheet()?;
        let star = Judge::of_one_sheet(regulation, set).star_of(sheet.boxes());
        Side::of(regulation, set, std::slice::from_ref(sheet), star)
    }

    fn of(
        regulation: &'c Regulation,
        set: &'c CriteriaSet,
        sheets: &[ScoreSheet],
        star: Option<Star>,
    ) -> Option<Side<'c>> {
        let (sums, totals) = Sums::of_council(&set.table, sheets);
        Some(Side {
            regulation,
            set,
            sums,
            count: totals?.count,
            star,
        })
    }

    fn rows(&self) -> Vec<Row<'c>> {
        let mut rows = Vec::new();
        for part in &self.set.parts {
            for section in &part.sections {
                for criterion in &section.criteria {
                    let steps = self.sums.steps_at(rows.len());
                    rows.push(Row {
                        part: part.id,
                        section: plain(&section.title),
                        title: plain(&criterion.title),
                        criterion,
                        mean: self.mean(steps),
                    });
                }
            }
        }
        rows
    }

    fn mean(&self, steps: u32) -> Mean {
        Mean::of(self.set.table.points(steps), self.count)
    }

    fn total(&self) -> Mean {
        self.mean(self.sums.parts(&self.set.table).iter().sum())
    }
}

struct Row<'c> {
    part: PartId,
    section: String,
    title: String,
    criterion: &'c Criterion,
    mean: Mean,
}

/// A title as it is compared: lower case, up to the first bracket, words only.
fn plain(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split('(').next().unwrap_or_default();
    let words = words.replace(|c: char| !c.is_alphanumeric(), " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Comparison {
    /// Compares two sides. On one sheet, criteria are matched by code; on two, by part, section
    /// and title, then by part and title; the rest is listed.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    /// use ocop::insight::{Comparison, Side};
    ///
    /// # let sheet = |who: &str, ticked: u32| -> String {
    /// #     let set = Catalog::bundled().set("qd-148-2023", "08").unwrap();
    /// #     let all: Vec<String> = set.criteria().map(|c| format!(
    /// #         r#"{{"criterion": "{}", "box": {ticked}}}"#, c.code())).collect();
    /// #     format!(r#"{{"assessor": "{who}", "answers": [{}]}}"#, all.join(","))
    /// # };
    /// # let case_of = |ticked| format!(r#"{{ "product": {{"name": "Cá khô"}}, "set": "08",
    /// #     "regulation": "qd-148-2023", "stages": [{{"level": "district",
    /// #     "date": "2024-04-10", "sheets": [{}]}}] }}"#, sheet("m1", ticked));
    /// let catalog = Catalog::bundled();
    /// let (first, second) = (
    ///     Case::from_json(&case_of(1), "first.json", &catalog)?,
    ///     Case::from_json(&case_of(2), "second.json", &catalog)?,
    /// );
    /// let (a, b) = (first.evaluate(), second.evaluate());
    /// let sides = (Side::stage(&a, None), Side::stage(&b, None));
    /// if let (Some(a), Some(b)) = sides {
    ///     let comparison = Comparison::of(&a, &b);
    ///     assert!(comparison.only_first.is_empty());
    /// }
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    #[must_use]
    pub fn of(first: &Side<'_>, second: &Side<'_>) -> Comparison {
        let rows = first.rows();
        // What no row of the first side has taken yet.
        let mut others: Vec<Option<Row<'_>>> = second.rows().into_iter().map(Some).collect();
        let totals = (first.total(), second.total());
        let shown = |side: &Side<'_>| side.regulation.shown(side.total(), DECIMALS);
        let one_sheet =
            first.set.regulation == second.set.regulation && first.set.code == second.set.code;
        let mut matched: Vec<Option<Row<'_>>> = rows.iter().map(|_| None).collect();
        let by_code: Match = |a, b| a.criterion.code == b.criterion.code;
        let by_section: Match =
            |a, b| (a.part, &a.section, &a.title) == (b.part, &b.section, &b.title);
        let by_title: Match = |a, b| (a.part, &a.title) == (b.part, &b.title);
        let ways: &[Match] = if one_sheet {
            &[by_code]
        } else {
            &[by_section, by_title]
        };
        for same in ways {
            let open = matched.iter_mut().zip(&rows);
            for (slot, row) in open.filter(|(slot, _)| slot.is_none()) {
                let is_same = |other: &&mut Option<Row<'_>>| {
                    other.as_ref().is_some_and(|other| same(row, other))
                };
                *slot = others.iter_mut().find(is_same).and_then(Option::take);
            }
        }
        let mut comparison = Comparison {
            totals,
            shown: (shown(first), shown(second)),
            stars: (first.star, second.star),
            criteria: Vec::new(),
            only_first: Vec::new(),
            only_second: others.iter().flatten().map(Row::unmatched).collect(),
        };
        for (row, found) in rows.iter().zip(matched) {
            match found {
                None => comparison.only_first.push(row.unmatched()),
                Some(other) => comparison.criteria.push(Moved {
                    first: row.criterion.code.to_string(),
                    second: other.criterion.code.to_string(),
                    title: row.criterion.title.to_string(),
                    from: row.mean,
                    to: other.mean,
                    moved: row.mean.moved_to(other.mean, DECIMALS),
                }),
            }
        }
        comparison
    }
}

type Match = fn(&Row<'_>, &Row<'_>) -> bool;

impl Row<'_> {
    fn unmatched(&self) -> Unmatched {
        Unmatched {
            criterion: self.criterion.code.to_string(),
            title: self.criterion.title.to_string(),
            points: self.mean,
        }
    }
}
