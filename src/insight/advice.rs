//! The least work that brings a sheet to a star: exact, not greedy.

use std::collections::{BTreeMap, BTreeSet};

use crate::insight::sensitivity::{FirmnessError, Seated};
use crate::law::criteria::{CriteriaSet, Criterion, Minimum};
use crate::law::regulation::Regulation;
use crate::procedure::case::Case;
use crate::procedure::evaluate::Evaluation;
use crate::scoring::rank::Ranking;
use crate::scoring::score::units;
use crate::scoring::sheet::ScoreSheet;
use crate::text::reason::{Reason, ReasonCode};
use crate::value::codes::{CriterionCode, word_code};
use crate::value::points::Points;
use crate::value::star::Star;

/// What to raise so that a product reaches a star (gợi ý nâng hạng).
///
/// The start is the council's middle sheet: in each criterion the ticked boxes are sorted by
/// points, then by place, and the middle one counts, the lower of two. The least work is the
/// fewest criteria raised; then the least effort, which without wishes is the number of boxes
/// climbed; then the criteria that come first on the sheet; then the lowest boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The star of the middle sheet.
    pub star: Star,
    /// The star wished for.
    pub target: Star,
    /// The star that the council gave.
    pub council_star: Star,
    /// What to raise, in sheet order; empty when the star is reached already, `None` when it
    /// cannot be.
    pub steps: Option<Vec<Step>>,
    /// The points and the star of the sheet afterwards.
    pub after: Option<(Points, Star)>,
    /// Why the star cannot be reached.
    pub obstacles: Vec<Reason>,
}

/// One criterion raised to a later box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The criterion.
    pub criterion: CriterionCode,
    /// Its title.
    pub title: String,
    /// What tells the new box from its neighbours.
    pub label: String,
    /// The box now; 0 for none.
    pub from: u8,
    /// The box to reach.
    pub to: u8,
    /// The points gained.
    pub points: Points,
    /// What asks for it.
    pub because: Because,
}

word_code! {
    /// What asks for a step.
    Because, "one of `minimum`, `points`",
    /// The star has a minimum here.
    Minimum = "minimum",
    /// The total needs the points.
    Points = "points",
}

/// What the producer can and cannot change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Criteria that stay as they are.
    pub fixed: BTreeSet<CriterionCode>,
    /// The effort of climbing to a box from the one before, from 1 to 9; 1 where it is not given.
    pub efforts: BTreeMap<(CriterionCode, u8), u8>,
}

impl Wishes {
    /// The greatest effort of one box.
    pub const MAX_EFFORT: u8 = 9;
}

/// Why there is no advice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdviceError {
    /// There is no council with a star to start from.
    #[error(transparent)]
    NoCouncil(#[from] FirmnessError),
    /// A wish about a criterion or box that the sheet does not have.
    #[error("found `{0}`, expected a criterion, or a box, of the sheet")]
    Unknown(String),
    /// An effort that is 0 or too great.
    #[error("found effort `{0}`, expected a number from 1 to 9")]
    Effort(u8),
}

impl Advice {
    /// Advises on the last stage of a decided case.
    ///
    /// # Errors
    ///
    /// [`AdviceError`] when the last stage has no sheets or no star, or a wish names what the
    /// sheet does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog, Star};
    /// use ocop::insight::{Advice, Wishes};
    ///
    /// # let answers = |ticked: u32| -> String {
    /// #     let set = Catalog::bundled().set("qd-148-2023", "08").unwrap();
    /// #     let all: Vec<String> = set.criteria().map(|c| format!(
    /// #         r#"{{"criterion": "{}", "box": {ticked}}}"#, c.code())).collect();
    /// #     all.join(",")
    /// # };
    /// let text = format!(r#"{{ "product": {{"name": "Cá khô"}}, "regulation": "qd-148-2023",
    ///     "set": "08", "stages": [{{"level": "district", "date": "2024-04-10",
    ///     "sheets": [{{"assessor": "m1", "answers": [{}]}}]}}] }}"#, answers(1));
    /// let case = Case::from_json(&text, "case.json", &Catalog::bundled())?;
    /// let advice = Advice::of(&case, &case.evaluate()?, Star::Three, &Wishes::default())?;
    /// assert_eq!(advice.after.map(|(_, star)| star), Some(Star::Three));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(
        case: &Case,
        result: &Evaluation,
        target: Star,
        wishes: &Wishes,
    ) -> Result<Advice, AdviceError> {
        let seated = Seated::of(case, result)?;
        let stage = seated.stage;
        let middle = middle_sheet(&stage.set, seated.sheets);
        let advice = Advice::for_boxes(&stage.regulation, &stage.set, &middle, target, wishes)?;
        Ok(Advice {
            council_star: seated.star,
            ..advice
        })
    }

    /// Advises on one sheet, given as the box ticked in each criterion, in sheet order; 0 for
    /// none. Boxes that are missing or not on the sheet count as 0.
    ///
    /// # Errors
    ///
    /// [`AdviceError`] when a wish names what the sheet does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Star};
    /// use ocop::insight::{Advice, Wishes};
    ///
    /// let catalog = Catalog::bundled();
    /// let regulation = catalog.regulation("qd-26-2026")?;
    /// let set = catalog.set("qd-26-2026", "08")?;
    /// let mut wishes = Wishes::default();
    /// let advice = Advice::for_boxes(&regulation, &set, &[], Star::Three, &wishes)?;
    /// assert!(advice.steps.is_some_and(|steps| !steps.is_empty()));
    /// wishes.fixed.insert("9.9".parse()?);
    /// assert!(Advice::for_boxes(&regulation, &set, &[], Star::Three, &wishes).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn for_boxes(
        regulation: &Regulation,
        set: &CriteriaSet,
        boxes: &[u8],
        target: Star,
        wishes: &Wishes,
    ) -> Result<Advice, AdviceError> {
        check(set, wishes)?;
        let ticked = |position: usize| boxes.get(position).copied().unwrap_or_default();
        let criteria: Vec<&Criterion> = set.criteria().collect();
        let start: i64 = (0..)
            .zip(&criteria)
            .map(|(at, c)| units(c, ticked(at)))
            .sum();
        let needed = needed_units(set, regulation.band_from(target)) - start;
        let choices: Vec<Choices> = (0..)
            .zip(&criteria)
            .map(|(at, criterion)| {
                let minima = set.minima.iter();
                let minima = minima.filter(|m| m.criterion == at && m.star <= target);
                Choices::of(criterion, ticked(at), minima, wishes)
            })
            .collect();
        let star = Ranking::of_boxes(regulation, set, ticked).star();
        let mut advice = Advice {
            star,
            target,
            council_star: star,
            steps: None,
            after: None,
            obstacles: Vec::new(),
        };
        let Some(raised) = least(&choices, needed) else {
            advice.obstacles = obstacles(regulation, set, &criteria, &choices, start, target);
            return Ok(advice);
        };
        let points = |units| Points::from_units(units, set.decimals).unwrap_or(Points::ZERO);
        let mut steps = Vec::new();
        let mut sum = start;
        for &(at, option) in &raised {
            let (Some(criterion), Some(choice)) = (criteria.get(at), choices.get(at)) else {
                continue;
            };
            let index = usize::from(option.to).saturating_sub(1);
            let label = criterion.choices.get(index).map(|c| c.label.clone());
            sum += option.gain;
            steps.push(Step {
                criterion: criterion.code.clone(),
                title: criterion.title.to_string(),
                label: label.unwrap_or_default(),
                from: ticked(at),
                to: option.to,
                points: points(option.gain),
                because: if choice.must {
                    Because::Minimum
                } else {
                    Because::Points
                },
            });
        }
        let now = |position: usize| {
            let step = raised.iter().find(|(at, _)| *at == position);
            step.map_or_else(|| ticked(position), |(_, option)| option.to)
        };
        let after = Ranking::of_boxes(regulation, set, now).star();
        advice.after = Some((points(sum), after));
        advice.steps = Some(steps);
        Ok(advice)
    }
}

fn check(set: &CriteriaSet, wishes: &Wishes) -> Result<(), AdviceError> {
    let known = |code: &CriterionCode| set.criteria().find(|criterion| criterion.code == *code);
    for code in &wishes.fixed {
        known(code).ok_or_else(|| AdviceError::Unknown(code.to_string()))?;
    }
    for ((code, ticked), &effort) in &wishes.efforts {
        let boxes = known(code).map_or(0, |criterion| criterion.choices.len());
        if *ticked == 0 || usize::from(*ticked) > boxes {
            return Err(AdviceError::Unknown(format!("{code}/{ticked}")));
        }
        if effort == 0 || effort > Wishes::MAX_EFFORT {
            return Err(AdviceError::Effort(effort));
        }
    }
    Ok(())
}

/// In each criterion, the middle of the ticked boxes; the lower one of two.
fn middle_sheet(set: &CriteriaSet, sheets: &[ScoreSheet]) -> Vec<u8> {
    let criteria = set.criteria().enumerate();
    criteria
        .map(|(at, criterion)| {
            let ticked = sheets.iter().filter_map(|sheet| sheet.boxes().get(at));
            let mut ticked: Vec<u8> = ticked.copied().collect();
            ticked.sort_by_key(|&ticked| (units(criterion, ticked), ticked));
            let middle = ticked.len().saturating_sub(1) / 2;
            ticked.get(middle).copied().unwrap_or_default()
        })
        .collect()
}

/// The least whole number of the set's units that reaches `bound`.
fn needed_units(set: &CriteriaSet, bound: Points) -> i64 {
    let fine = bound.decimals().max(set.decimals);
    let step = 10_i64.pow(fine - set.decimals);
    bound.units(fine).map_or(i64::MAX, |units| {
        units.div_euclid(step) + i64::from(units.rem_euclid(step) > 0)
    })
}

/// A later box of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Raise {
    to: u8,
    effort: usize,
    gain: i64,
}

/// What can be done with a criterion.
#[derive(Debug)]
struct Choices {
    /// The star has a minimum here that the sheet misses.
    must: bool,
    raises: Vec<Raise>,
}

impl Choices {
    fn of<'m>(
        criterion: &Criterion,
        from: u8,
        minima: impl Iterator<Item = &'m Minimum>,
        wishes: &Wishes,
    ) -> Choices {
        let now = units(criterion, from);
        let least = minima.map(|minimum| minimum.units).max().unwrap_or(0);
        let case_of = |number: u8| {
            let index = usize::from(number).checked_sub(1)?;
            criterion.choices.get(index)?.case
        };
        let mut raises = Vec::new();
        let mut effort = 0;
        let last = u8::try_from(criterion.choices.len()).unwrap_or(u8::MAX);
        for to in from.saturating_add(1)..=last {
            let given = wishes.efforts.get(&(criterion.code.clone(), to));
            effort += usize::from(given.copied().unwrap_or(1));
            let gain = units(criterion, to) - now;
            let same_case = from == 0 || case_of(from) == case_of(to);
            if same_case && gain > 0 && now + gain >= least {
                raises.push(Raise { to, effort, gain });
            }
        }
        if wishes.fixed.contains(&criterion.code) {
            raises.clear();
        }
        Choices {
            must: now < least,
            raises,
        }
    }
}

/// The most that can be gained with a number of raises and an effort; `None` where that is not
/// possible.
#[derive(Debug, Clone)]
struct Table {
    width: usize,
    cells: Vec<Option<i64>>,
}

impl Table {
    fn new(raises: usize, effort: usize) -> Table {
        let width = effort + 1;
        Table {
            width,
            cells: vec![None; (raises + 1) * width],
        }
    }

    fn get(&self, raises: usize, effort: usize) -> Option<i64> {
        let row = self.cells.chunks_exact(self.width).nth(raises)?;
        row.get(effort).copied()?
    }

    fn raise(&mut self, raises: usize, effort: usize, gain: i64) {
        let row = self.cells.chunks_exact_mut(self.width).nth(raises);
        if let Some(cell) = row.and_then(|row| row.get_mut(effort)) {
            *cell = (*cell).max(Some(gain));
        }
    }
}

/// The least work that gains `needed` units: fewest raises, least effort, first criteria, lowest
/// boxes.
///
/// From the last criterion back, a table holds the most that can be gained for every number of
/// raises and every effort; its size does not depend on the points.
fn least(choices: &[Choices], needed: i64) -> Option<Vec<(usize, Raise)>> {
    let most_effort: usize = choices
        .iter()
        .filter_map(|choice| choice.raises.last())
        .map(|raise| raise.effort)
        .sum();
    let count = choices.len();
    let mut tables = vec![Table::new(count, most_effort)];
    if let Some(last) = tables.first_mut() {
        last.raise(0, 0, 0);
    }
    // `tables` is built from the end: the last one pushed belongs to the first criterion.
    for (after, choice) in choices.iter().rev().enumerate() {
        let later = tables.last()?;
        let mut table = Table::new(count, most_effort);
        for raises in 0..=after {
            for effort in 0..=most_effort {
                let Some(gain) = later.get(raises, effort) else {
                    continue;
                };
                if !choice.must {
                    table.raise(raises, effort, gain);
                }
                for raise in &choice.raises {
                    table.raise(raises + 1, effort + raise.effort, gain + raise.gain);
                }
            }
        }
        tables.push(table);
    }
    tables.reverse();
    let whole = tables.first()?;
    let enough = |raises, effort| whole.get(raises, effort).is_some_and(|gain| gain >= needed);
    let (raises, effort) = (0..=count)
        .flat_map(|raises| (0..=most_effort).map(move |effort| (raises, effort)))
        .find(|&(raises, effort)| enough(raises, effort))?;
    let raised = first_criteria(choices, &tables, raises, effort, needed)?;
    lowest_boxes(choices, &raised, effort, needed)
}

/// Which criteria to raise: those that come first, among all ways of the same cost.
fn first_criteria(
    choices: &[Choices],
    tables: &[Table],
    raises: usize,
    effort: usize,
    needed: i64,
) -> Option<Vec<usize>> {
    let mut raised = Vec::new();
    // The most gained so far, by effort spent.
    let mut so_far = Table::new(0, effort);
    so_far.raise(0, 0, 0);
    for (at, choice) in choices.iter().enumerate() {
        if raised.len() == raises {
            break;
        }
        let later = tables.get(at + 1)?;
        let left = raises - raised.len() - 1;
        let mut with = Table::new(0, effort);
        for spent in 0..=effort {
            let Some(gained) = so_far.get(0, spent) else {
                continue;
            };
            for raise in &choice.raises {
                with.raise(0, spent + raise.effort, gained + raise.gain);
            }
        }
        let possible = (0..=effort).any(|spent| {
            let gained = with.get(0, spent);
            let rest = later.get(left, effort - spent);
            gained.zip(rest).is_some_and(|(a, b)| a + b >= needed)
        });
        if possible {
            raised.push(at);
            so_far = with;
        }
    }
    Some(raised)
}

/// To which boxes to raise the criteria: the lowest, earlier criteria first.
fn lowest_boxes(
    choices: &[Choices],
    raised: &[usize],
    effort: usize,
    needed: i64,
) -> Option<Vec<(usize, Raise)>> {
    let mut tables = vec![Table::new(0, effort)];
    if let Some(last) = tables.first_mut() {
        last.raise(0, 0, 0);
    }
    for &at in raised.iter().rev() {
        let later = tables.last()?;
        let mut table = Table::new(0, effort);
        for spent in 0..=effort {
            let Some(gain) = later.get(0, spent) else {
                continue;
            };
            for raise in &choices.get(at)?.raises {
                table.raise(0, spent + raise.effort, gain + raise.gain);
            }
        }
        tables.push(table);
    }
    tables.reverse();
    let (mut left, mut gained) = (effort, 0);
    let mut steps = Vec::new();
    for (&at, later) in raised.iter().zip(tables.iter().skip(1)) {
        let raise = choices.get(at)?.raises.iter().find(|raise| {
            let rest = left
                .checked_sub(raise.effort)
                .and_then(|left| later.get(0, left));
            rest.is_some_and(|rest| gained + raise.gain + rest >= needed)
        })?;
        left -= raise.effort;
        gained += raise.gain;
        steps.push((at, *raise));
    }
    Some(steps)
}

/// Why no work reaches the target: minima that cannot be met, or points that cannot be gained.
fn obstacles(
    regulation: &Regulation,
    set: &CriteriaSet,
    criteria: &[&Criterion],
    choices: &[Choices],
    start: i64,
    target: Star,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (at, (criterion, choice)) in criteria.iter().zip(choices).enumerate() {
        if !choice.must || !choice.raises.is_empty() {
            continue;
        }
        let minima = set.minima.iter();
        let minima = minima.filter(|m| m.criterion == at && m.star <= target);
        if let Some(minimum) = minima.max_by_key(|minimum| minimum.units) {
            let clause = &regulation.minima.citation;
            reasons.push(
                Reason::new(ReasonCode::MinimumOutOfReach, clause)
                    .with("star", minimum.star.to_string())
                    .with("criterion", criterion.code.to_string())
                    .with("title", &*criterion.title)
                    .with("required", minimum.required.to_string()),
            );
        }
    }
    let gains = choices
        .iter()
        .filter_map(|choice| choice.raises.iter().map(|raise| raise.gain).max());
    let most = start + gains.sum::<i64>();
    let bound = regulation.band_from(target);
    if most < needed_units(set, bound) {
        let most = Points::from_units(most, set.decimals).unwrap_or(Points::ZERO);
        let band = regulation.bands().find(|band| band.star() == target);
        let clause = band.map_or("", |band| band.citation());
        reasons.push(
            Reason::new(ReasonCode::PointsOutOfReach, clause)
                .with("most", most.to_string())
                .with("from", bound.to_string())
                .with("star", target.to_string()),
        );
    }
    reasons
}
