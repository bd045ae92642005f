//! The least work that brings a sheet to a star: exact, not greedy.

mod search;

use std::collections::{BTreeMap, BTreeSet};

use search::Search;
use serde::{Serialize, Serializer};

use crate::insight::what_if::{CouncilStage, NoCouncil};
use crate::law::table::steps;
use crate::law::{CriteriaSet, Regulation};
use crate::procedure::{Case, EvaluatedCase};
use crate::scoring::SheetError;
use crate::scoring::rank::Judge;
use crate::scoring::scorer::check_row;
use crate::scoring::sums::cell;
use crate::text::{Lang, Reason, phrase};
use crate::value::codes::word_code;
use crate::value::{CriterionCode, Points, Star};

/// What to raise so that a product reaches a star (gợi ý nâng hạng).
///
/// The start is the council's middle sheet: in each criterion the ticked boxes are sorted by
/// points, then by place, and the middle one counts, the lower of two. The least work is the
/// fewest criteria raised; then the least effort, which is the number of boxes climbed where the
/// options give no other; then the criteria that come first on the sheet; then the lowest boxes.
/// No criterion of a zero rule is left at 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// The star of the middle sheet; `None` where a zero rule disqualifies it.
    pub star: Option<Star>,
    /// The star to reach.
    pub target: Star,
    /// The star that the council gave; `None` for a sheet without a council.
    pub council_star: Option<Star>,
    /// What to raise, in sheet order; empty when the star is reached already, `None` when it
    /// cannot be.
    pub steps: Option<Vec<Step>>,
    /// The points and the star of the sheet afterwards.
    pub after: Option<(Points, Star)>,
    /// Why the star cannot be reached.
    pub obstacles: Vec<Reason>,
}

/// As `ocop advise --json` prints it.
impl Serialize for Advice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Printed<'a> {
            star: Option<Star>,
            target: Star,
            reachable: bool,
            steps: &'a [Step],
            after: Option<After>,
            council_star: Option<Star>,
            #[serde(skip_serializing_if = "<[Reason]>::is_empty")]
            obstacles: &'a [Reason],
        }
        #[derive(Serialize)]
        struct After {
            points: Points,
            star: Star,
        }
        let printed = Printed {
            star: self.star,
            target: self.target,
            reachable: self.steps.is_some(),
            steps: self.steps.as_deref().unwrap_or_default(),
            after: self.after.map(|(points, star)| After { points, star }),
            council_star: self.council_star,
            obstacles: &self.obstacles,
        };
        printed.serialize(serializer)
    }
}

/// One criterion raised to a later box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// The criterion.
    pub criterion: CriterionCode,
    /// Its title.
    #[serde(skip)]
    pub title: String,
    /// The label of the new box.
    #[serde(skip)]
    pub label: String,
    /// The box now; 0 for none.
    pub from: u8,
    /// The box to reach.
    pub to: u8,
    /// The points gained.
    pub points: Points,
    /// Why the step is needed.
    pub because: StepReason,
}

word_code! {
    /// Why a step is needed.
    StepReason:
    /// The star has a minimum here.
    Minimum = "minimum",
    /// The total needs the points.
    Points = "points",
    /// A zero rule disqualifies a product with 0 here.
    ZeroRule = "zero-rule",
}

/// What the producer can and cannot change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AdviceOptions {
    /// Criteria that stay as they are.
    pub fixed: BTreeSet<CriterionCode>,
    /// The effort of climbing to a box from the one before, from 1 to 9; 1 where it is not given.
    pub efforts: BTreeMap<(CriterionCode, u8), u8>,
}

impl AdviceOptions {
    /// The greatest effort of one box.
    pub const MAX_EFFORT: u8 = 9;
}

/// Why there is no advice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdviceError {
    /// There is no council with a star to start from.
    #[error(transparent)]
    NoCouncil(#[from] NoCouncil),
    /// The case does not carry the producer's own sheet.
    #[error("{}", self.text(Lang::En))]
    NoSelfAssessment,
    /// The boxes are not a sheet of the set.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// An option names a criterion or box that the sheet does not have.
    #[error("{}", self.text(Lang::En))]
    Unknown(String),
    /// An effort that is 0 or too great.
    #[error("{}", self.text(Lang::En))]
    Effort(u8),
}

impl AdviceError {
    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let text = match self {
            AdviceError::NoCouncil(error) => return error.text(lang),
            AdviceError::NoSelfAssessment => phrase!(
                "thấy hồ sơ không có `self_assessment`, cần phiếu tự đánh giá của chủ thể",
                "found a case without `self_assessment`, expected the producer's own sheet"
            ),
            AdviceError::Sheet(error) => return error.text(lang),
            AdviceError::Unknown(found) => phrase!(
                "thấy `{found}`, cần một tiêu chí, hoặc một mức, của phiếu",
                "found `{found}`, expected a criterion, or a box, of the sheet"
            ),
            AdviceError::Effort(found) => phrase!(
                "thấy công sức `{found}`, cần số từ 1 đến 9",
                "found effort `{found}`, expected a number from 1 to 9"
            ),
        };
        text.text(lang).to_owned()
    }
}

impl EvaluatedCase {
    /// The least work that brings the sheet of the last stage to a star.
    ///
    /// # Errors
    ///
    /// [`AdviceError`] when the last stage has no sheets or no star, or an option names what the
    /// sheet does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog, Star};
    /// use ocop::insight::AdviceOptions;
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
    /// let case = Case::from_json(&text, "case.json", &Catalog::bundled())?.evaluate();
    /// let advice = case.advise(Star::Three, &AdviceOptions::default())?;
    /// assert_eq!(advice.after.map(|(_, star)| star), Some(Star::Three));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn advise(&self, target: Star, options: &AdviceOptions) -> Result<Advice, AdviceError> {
        let council = CouncilStage::of(self)?;
        let stage = council.stage;
        let middle = middle_sheet(&council).ok_or(NoCouncil::NotSettled)?;
        let mut advice =
            Advice::for_boxes(&stage.regulation, &stage.set, &middle, target, options)?;
        advice.council_star = Some(council.star);
        Ok(advice)
    }
}

impl Advice {
    /// Advises on the sheet that the producer filled in (Mẫu 02, phần III).
    ///
    /// # Errors
    ///
    /// [`AdviceError`] when the case does not carry it, or an option names what the sheet does not
    /// have.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog, Star};
    /// use ocop::insight::{Advice, AdviceOptions};
    ///
    /// let text = std::fs::read_to_string("examples/cases/one-product-26-2026.json")?;
    /// let case = Case::from_json(&text, "case.json", &Catalog::bundled())?;
    /// let advice = Advice::of_self_assessment(&case, Star::Four, &AdviceOptions::default())?;
    /// assert_eq!(advice.council_star, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_self_assessment(
        case: &Case,
        target: Star,
        options: &AdviceOptions,
    ) -> Result<Advice, AdviceError> {
        let own = case.own_sheet().ok_or(AdviceError::NoSelfAssessment)?;
        let (sheet, regulation, set) = own;
        Advice::for_boxes(regulation, set, sheet.boxes(), target, options)
    }

    /// Advises on one sheet, given as the box ticked in each criterion, in sheet order; 0 for
    /// none.
    ///
    /// # Errors
    ///
    /// [`AdviceError`] when the boxes are not a sheet of the set, or an option names what the sheet
    /// does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Star};
    /// use ocop::insight::{Advice, AdviceOptions};
    ///
    /// let catalog = Catalog::bundled();
    /// let regulation = catalog.regulation("qd-26-2026")?;
    /// let set = catalog.set("qd-26-2026", "08")?;
    /// let none = vec![0; set.criteria().count()];
    /// let mut options = AdviceOptions::default();
    /// let advice = Advice::for_boxes(&regulation, &set, &none, Star::Three, &options)?;
    /// assert!(advice.steps.is_some_and(|steps| !steps.is_empty()));
    /// options.fixed.insert("9.9".parse()?);
    /// assert!(Advice::for_boxes(&regulation, &set, &none, Star::Three, &options).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn for_boxes(
        regulation: &Regulation,
        set: &CriteriaSet,
        boxes: &[u8],
        target: Star,
        options: &AdviceOptions,
    ) -> Result<Advice, AdviceError> {
        check_row(set, boxes)?;
        check(set, options)?;
        let judge = Judge::of_one_sheet(regulation, set);
        let search = Search::new(regulation, set, boxes, target, options);
        let mut advice = Advice {
            star: judge.star_of(boxes),
            target,
            council_star: None,
            steps: None,
            after: None,
            obstacles: Vec::new(),
        };
        match search.least() {
            None => advice.obstacles = search.obstacles(),
            Some(way) => {
                let after = search.after(&way);
                let points = set.table.points(search.start + way.gain);
                advice.after = judge.star_of(&after).map(|star| (points, star));
                advice.steps = Some(search.steps(&way));
            }
        }
        Ok(advice)
    }
}

fn check(set: &CriteriaSet, options: &AdviceOptions) -> Result<(), AdviceError> {
    let entries = set.table.entries.iter();
    let boxes_of = |code: &CriterionCode| {
        let entry = entries.clone().find(|entry| entry.code == *code);
        entry.map(|entry| entry.boxes)
    };
    if let Some(code) = options.fixed.iter().find(|code| boxes_of(code).is_none()) {
        return Err(AdviceError::Unknown(code.to_string()));
    }
    for ((code, ticked), &effort) in &options.efforts {
        if !boxes_of(code).is_some_and(|boxes| (1..=boxes).contains(ticked)) {
            return Err(AdviceError::Unknown(format!("{code}/{ticked}")));
        }
        if effort == 0 || effort > AdviceOptions::MAX_EFFORT {
            return Err(AdviceError::Effort(effort));
        }
    }
    Ok(())
}

/// In each criterion, the middle of the boxes ticked on sheets with a total; the lower one of two.
/// `None` where no sheet has one.
fn middle_sheet(council: &CouncilStage<'_>) -> Option<Vec<u8>> {
    let sheets = council.complete();
    let rows = council.stage.set.table.rows().enumerate();
    rows.map(|(at, row)| {
        let ticked = sheets.iter().filter_map(|sheet| sheet.box_at(at));
        let mut ticked: Vec<u8> = ticked.collect();
        ticked.sort_by_key(|&ticked| (steps(cell(row, ticked)), ticked));
        let middle = ticked.len().checked_sub(1)? / 2;
        ticked.get(middle).copied()
    })
    .collect()
}
