//! The council that questions are asked about: the one of a case's last stage, which has a star.

use std::sync::Arc;

use crate::law::CouncilRules;
use crate::procedure::{Action, Content, EvaluatedCase, Stage, Status};
use crate::scoring::ScoreSheet;
use crate::scoring::rank::Judge;
use crate::scoring::sums::Sums;
use crate::text::Lang;
use crate::value::Star;

/// Why the last stage of a case has no council to ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoCouncil {
    /// The last stage has no sheets.
    #[error("{}", self.text(Lang::En))]
    NoSheets,
    /// The last stage has no star.
    #[error("{}", self.text(Lang::En))]
    NotSettled,
}

impl NoCouncil {
    /// The error in a language.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let text = match self {
            NoCouncil::NoSheets => lang.word(
                "thấy bước cuối không có phiếu, cần các phiếu của một hội đồng",
                "found a last stage without sheets, expected the sheets of a council",
            ),
            NoCouncil::NotSettled => lang.word(
                "thấy bước cuối không có hạng sao, cần một bước đã có kết quả",
                "found a last stage without a star, expected one that is settled",
            ),
        };
        text.to_owned()
    }
}

/// The council of a case's last stage, which has a star.
pub(super) struct CouncilStage<'c> {
    pub(super) stage: &'c Stage,
    /// All sheets, those included that ended at a stop.
    pub(super) sheets: &'c [ScoreSheet],
    pub(super) rules: &'c CouncilRules,
    pub(super) star: Star,
    /// What is done with the dossier.
    pub(super) action: Option<Action>,
}

impl<'c> CouncilStage<'c> {
    /// The sheets by assessor, as the seal has them: equal cases give equal answers.
    pub(super) fn in_order(&self) -> Vec<&'c ScoreSheet> {
        let mut sheets: Vec<&ScoreSheet> = self.sheets.iter().collect();
        sheets.sort_by_key(|sheet| sheet.assessor());
        sheets
    }

    /// The sheets with a total, by assessor.
    pub(super) fn complete(&self) -> Vec<&'c ScoreSheet> {
        let mut sheets = self.in_order();
        sheets.retain(|sheet| sheet.stopped_at().is_none());
        sheets
    }

    pub(super) fn of(evaluated: &'c EvaluatedCase) -> Result<CouncilStage<'c>, NoCouncil> {
        let stages = (evaluated.case().stages.last(), evaluated.stages().last());
        let (Some(stage), Some(decided)) = stages else {
            return Err(NoCouncil::NoSheets);
        };
        let Content::Sheets { sheets, rules, .. } = &stage.content else {
            return Err(NoCouncil::NoSheets);
        };
        match (decided.status, decided.star) {
            (Status::Settled, Some(star)) => Ok(CouncilStage {
                stage,
                sheets,
                rules,
                star,
                action: decided.action,
            }),
            _ => Err(NoCouncil::NotSettled),
        }
    }
}

/// A council with what its star depends on, asked what would change it.
pub(super) struct WhatIf<'c> {
    pub(super) council: CouncilStage<'c>,
    pub(super) judge: Judge<'c>,
    /// The sheets with a total, and who gave them.
    pub(super) sheets: Vec<&'c ScoreSheet>,
    pub(super) names: Vec<Arc<str>>,
    pub(super) sums: Sums,
}
