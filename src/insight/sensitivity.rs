//! How firm a star is: how far the bands are, and whose sheet or box decides it.

use std::sync::Arc;

use crate::law::council_rules::CouncilRules;
use crate::law::regulation::{Band, Regulation};
use crate::procedure::case::{Case, Content, Stage};
use crate::procedure::evaluate::{Evaluation, Status};
use crate::scoring::council::{Council, MinimumCheck, Settled};
use crate::scoring::rank::Ranking;
use crate::scoring::sheet::ScoreSheet;
use crate::value::codes::CriterionCode;
use crate::value::points::{Mean, Points};
use crate::value::star::Star;

/// How firm the star of a council is (độ chắc của hạng sao).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firmness {
    /// The star.
    pub star: Star,
    /// How far the sum of the sheets is from each band, highest first.
    pub edges: Vec<Edge>,
    /// Members without whose sheet the star would be another.
    pub sheets: Vec<DecidingSheet>,
    /// Single boxes of single members that, ticked instead, would give another star.
    pub boxes: Vec<DecidingBox>,
    /// How the members agree in each criterion.
    pub agreement: Vec<Agreement>,
    /// Minima that some members reach and some do not.
    pub disputed: Vec<MinimumCheck>,
}

/// A band's beginning, as seen from the council's sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The star of the band.
    pub star: Star,
    /// The least sum of the sheets that lies in it.
    pub from: Points,
    /// The points between it and the council's sum.
    pub distance: Points,
    /// Whether the sum lies in the band or above.
    pub reached: bool,
}

impl Edge {
    /// The beginnings of a regulation's bands as seen from a mean total, highest first.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Mean};
    /// use ocop::insight::Edge;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-148-2023")?;
    /// let edges = Edge::of(&regulation, Mean::new("503".parse()?, 7)?);
    /// assert_eq!((edges[0].from.to_string(), edges[0].reached), ("630".to_owned(), false));
    /// assert_eq!(edges[0].distance.to_string(), "127");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(regulation: &Regulation, total: Mean) -> Vec<Edge> {
        let edge = |band: &Band| {
            let from = band.from().times(total.count())?;
            Some(Edge {
                star: band.star(),
                from,
                distance: total.sum().distance(from),
                reached: total.sum() >= from,
            })
        };
        regulation.bands().filter_map(edge).collect()
    }
}

/// A member whose sheet decides the star.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidingSheet {
    /// The member.
    pub assessor: String,
    /// The star without the sheet.
    pub star: Star,
}

/// A box whose change decides the star.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidingBox {
    /// The member.
    pub assessor: String,
    /// The criterion.
    pub criterion: CriterionCode,
    /// The box ticked; 0 for none.
    pub from: u8,
    /// The box that would change the star.
    pub to: u8,
    /// The star then.
    pub star: Star,
}

/// How the members agree in one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The criterion.
    pub criterion: CriterionCode,
    /// How many members ticked each box, from box 0 on.
    pub ticked: Vec<u16>,
    /// Who ticked another box than more than half of the members; nobody where no box has so many.
    pub apart: Vec<String>,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FirmnessError {
    /// The last stage has no sheets.
    #[error("found a last stage without sheets, expected the sheets of a council")]
    NoSheets,
    /// The last stage has no star.
    #[error("found a last stage without a star, expected one that is settled")]
    NotSettled,
}

/// The council of a case's last stage, which has a star.
pub(crate) struct Seated<'c> {
    pub(crate) stage: &'c Stage,
    pub(crate) sheets: &'c [ScoreSheet],
    pub(crate) rules: &'c Arc<CouncilRules>,
    pub(crate) star: Star,
}

impl<'c> Seated<'c> {
    pub(crate) fn of(case: &'c Case, result: &Evaluation) -> Result<Seated<'c>, FirmnessError> {
        let (Some(stage), Some(decided)) = (case.stages.last(), result.stages.last()) else {
            return Err(FirmnessError::NoSheets);
        };
        let Content::Sheets { sheets, rules, .. } = &stage.content else {
            return Err(FirmnessError::NoSheets);
        };
        match (decided.status, decided.star) {
            (Status::Settled, Some(star)) => Ok(Seated {
                stage,
                sheets,
                rules,
                star,
            }),
            _ => Err(FirmnessError::NotSettled),
        }
    }
}

impl Seated<'_> {
    /// The star that these sheets would give, whoever is missing and however far they lie apart.
    fn star_with(&self, sheets: Vec<ScoreSheet>) -> Option<Star> {
        let council = Council::new(&self.stage.set, self.rules, sheets, None).ok()?;
        let tally = council.tally();
        let settled = Settled {
            total: tally.total,
            minima: &tally.minima,
        };
        Some(Ranking::of(&self.stage.regulation, settled).star())
    }

    fn deciding_sheets(&self) -> Vec<DecidingSheet> {
        let others = |left_out: usize| {
            let sheets = self.sheets.iter().enumerate();
            let sheets = sheets.filter(|(at, _)| *at != left_out);
            sheets.map(|(_, sheet)| sheet.clone()).collect()
        };
        let deciding = self.sheets.iter().enumerate().filter_map(|(at, sheet)| {
            let star = self.star_with(others(at))?;
            (star != self.star).then(|| DecidingSheet {
                assessor: sheet.assessor().to_owned(),
                star,
            })
        });
        deciding.collect()
    }

    fn deciding_boxes(&self) -> Vec<DecidingBox> {
        let mut deciding = Vec::new();
        for (member, sheet) in self.sheets.iter().enumerate() {
            for (position, criterion) in self.stage.set.criteria().enumerate() {
                let from = sheet.boxes().get(position).copied().unwrap_or_default();
                let last = u8::try_from(criterion.choices.len()).unwrap_or(u8::MAX);
                for to in (0..=last).filter(|&to| to != from) {
                    let mut sheets = self.sheets.to_vec();
                    if let Some(changed) = sheets.get_mut(member) {
                        changed.tick(position, to);
                    }
                    let star = self.star_with(sheets);
                    if let Some(star) = star.filter(|&star| star != self.star) {
                        deciding.push(DecidingBox {
                            assessor: sheet.assessor().to_owned(),
                            criterion: criterion.code.clone(),
                            from,
                            to,
                            star,
                        });
                    }
                }
            }
        }
        deciding
    }

    fn agreement(&self) -> Vec<Agreement> {
        let agree = |(position, criterion): (usize, &crate::law::criteria::Criterion)| {
            let ticked_by = |sheet: &ScoreSheet| {
                usize::from(sheet.boxes().get(position).copied().unwrap_or_default())
            };
            let mut ticked = vec![0_u16; criterion.choices.len() + 1];
            for sheet in self.sheets {
                if let Some(count) = ticked.get_mut(ticked_by(sheet)) {
                    *count += 1;
                }
            }
            let most = ticked
                .iter()
                .position(|&count| usize::from(count) * 2 > self.sheets.len());
            let apart = self.sheets.iter();
            let apart = apart.filter(|sheet| most.is_some_and(|most| ticked_by(sheet) != most));
            Agreement {
                criterion: criterion.code.clone(),
                apart: apart.map(|sheet| sheet.assessor().to_owned()).collect(),
                ticked,
            }
        };
        self.stage.set.criteria().enumerate().map(agree).collect()
    }
}

impl Firmness {
    /// Looks at the council of the last stage of a decided case.
    ///
    /// What a sheet or a box decides is asked of points and minima alone: quorum, spread and zero
    /// rules are left out.
    ///
    /// # Errors
    ///
    /// [`FirmnessError`] when the last stage has no sheets or no star.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    /// use ocop::insight::{Firmness, FirmnessError};
    ///
    /// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
    /// let case = Case::from_json(text, "case.json", &Catalog::bundled())?;
    /// assert_eq!(Firmness::of(&case, &case.evaluate()?), Err(FirmnessError::NoSheets));
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    pub fn of(case: &Case, result: &Evaluation) -> Result<Firmness, FirmnessError> {
        let seated = Seated::of(case, result)?;
        let council = Council::checked(&seated.stage.set, seated.rules, seated.sheets, None);
        let tally = council.tally();
        let disputed = tally.minima.iter().filter(|check| check.members_differ());
        Ok(Firmness {
            star: seated.star,
            edges: Edge::of(&seated.stage.regulation, tally.total),
            sheets: seated.deciding_sheets(),
            boxes: seated.deciding_boxes(),
            agreement: seated.agreement(),
            disputed: disputed.cloned().collect(),
        })
    }
}
