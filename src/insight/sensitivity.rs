//! How close a star is: how far the bands are, and whose sheet or box it depends on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::insight::readings::DecidingReading;
use crate::insight::what_if::{CouncilStage, NoCouncil, WhatIf};
use crate::law::Regulation;
use crate::procedure::EvaluatedCase;
use crate::scoring::rank::Judge;
use crate::scoring::sums::Sums;
use crate::scoring::{Council, MinimumCheck, Ranking, ScoreSheet, Tally};
use crate::value::{CriterionCode, Mean, Points, Star};

/// How close a council's star is to another (độ chắc của hạng sao). It serializes as
/// `ocop sensitivity --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Sensitivity {
    /// The star.
    pub star: Star,
    /// How far the sum of the sheets is from each band, highest first.
    #[serde(rename = "edges")]
    pub bands: Vec<BandDistance>,
    /// Members without whose sheet the star would be another, in the order of `assessor` by code point, as the
    /// seal has them; so are members below.
    pub sheets: Vec<PivotalSheet>,
    /// Single boxes of single members that, ticked instead, would give another star: by member,
    /// then criterion, then box.
    pub boxes: Vec<PivotalBox>,
    /// How the members agree in each criterion.
    pub agreement: Vec<Agreement>,
    /// Minima that some members reach and some do not.
    pub disputed: Vec<MinimumCheck>,
    /// Other readings of rules that the law leaves open, by which the star or what follows would be
    /// another.
    pub readings: Vec<DecidingReading>,
}

/// The beginning of a band beside a council's sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BandDistance {
    /// The star of the band.
    pub star: Star,
    /// The least sum of the sheets that lies in it.
    pub from: Points,
    /// The points between it and the council's sum.
    pub distance: Points,
    /// Whether the sum lies in the band or above.
    pub reached: bool,
}

impl BandDistance {
    /// The beginnings of a regulation's bands beside a mean total, highest first.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Catalog, Mean};
    /// use ocop::insight::BandDistance;
    ///
    /// let regulation = Catalog::bundled().regulation("qd-148-2023")?;
    /// let bands = BandDistance::of(&regulation, Mean::new("503".parse()?, 7)?);
    /// assert_eq!((bands[0].from.to_string(), bands[0].reached), ("630".to_owned(), false));
    /// assert_eq!(bands[0].distance.to_string(), "127");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(regulation: &Regulation, total: Mean) -> Vec<BandDistance> {
        let bands = regulation.bands().map(|band| {
            let from = total.sum_at(band.from());
            BandDistance {
                star: band.star(),
                from,
                distance: total.sum().distance(from),
                reached: total.sum() >= from,
            }
        });
        bands.collect()
    }
}

/// A member whose sheet the star depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PivotalSheet {
    /// The member.
    #[serde(serialize_with = "name")]
    pub assessor: Arc<str>,
    /// The star without the sheet; `None` where a zero rule would disqualify the product.
    pub star: Option<Star>,
}

/// A box that the star depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PivotalBox {
    /// The member.
    #[serde(serialize_with = "name")]
    pub assessor: Arc<str>,
    /// The criterion.
    pub criterion: CriterionCode,
    /// The box ticked; 0 for none.
    pub from: u8,
    /// The box that would change the star.
    pub to: u8,
    /// The star then; `None` where a zero rule would disqualify the product.
    pub star: Option<Star>,
}

/// How the members agree in one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Agreement {
    /// The criterion.
    pub criterion: CriterionCode,
    /// How many members ticked each box, from box 0 on.
    pub ticked: Vec<u16>,
    /// Members who differ from the box that more than half ticked; empty without such a box.
    #[serde(rename = "apart", serialize_with = "names")]
    pub dissenters: Vec<Arc<str>>,
}

fn name<S: Serializer>(name: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(name)
}

fn names<S: Serializer>(names: &[Arc<str>], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(names.iter().map(|name| &**name))
}

/// Another box, and the star that it gives.
type Change = (u8, Option<Star>);

impl WhatIf<'_> {
    /// The star of other sums, where it is another.
    fn other_star(&self, sums: &Sums) -> Option<Option<Star>> {
        let star = self.judge.ranking(sums).map(Ranking::star);
        (star != Some(self.council.star)).then_some(star)
    }

    fn pivotal_sheets(&self) -> Vec<PivotalSheet> {
        // A sheet that ended at a stop has no total, but zero rules count its member. Without its only sheet
        // with a total a council has nothing to say.
        let asked = |sheet: &&ScoreSheet| sheet.stopped_at().is_some() || self.sums.scored() > 1;
        let sheets = self.council.in_order().into_iter().filter(asked);
        let pivotal = sheets.filter_map(|sheet| {
            let others = self.sums.without(self.judge.table, sheet);
            Some(PivotalSheet {
                assessor: sheet.assessor().into(),
                star: self.other_star(&others)?,
            })
        });
        pivotal.collect()
    }

    /// What a change of box does to the star depends on the criterion and the two boxes, not on
    /// the member; so it is worked out once for each box that some member ticked.
    fn pivotal_boxes(&self) -> Vec<PivotalBox> {
        let entries = &self.judge.table.entries;
        let mut known: BTreeMap<(usize, u8), Vec<Change>> = BTreeMap::new();
        let mut pivotal = Vec::new();
        for (sheet, assessor) in self.sheets.iter().zip(&self.names) {
            for ((position, entry), &from) in entries.iter().enumerate().zip(sheet.boxes()) {
                let changes = known.entry((position, from));
                let changes = changes.or_insert_with(|| self.changes(position, from, entry.boxes));
                pivotal.extend(changes.iter().map(|&(to, star)| PivotalBox {
                    assessor: Arc::clone(assessor),
                    criterion: entry.code.clone(),
                    from,
                    to,
                    star,
                }));
            }
        }
        pivotal
    }

    /// The boxes that give another star when one member ticks them in place of `from`, each with it.
    fn changes(&self, position: usize, from: u8, boxes: u8) -> Vec<Change> {
        let others = (0..=boxes).filter(|&to| to != from);
        let changes = others.filter_map(|to| {
            let sums = self.sums.with(self.judge.table, position, from, to);
            Some((to, self.other_star(&sums)?))
        });
        changes.collect()
    }

    fn agreement(&self) -> Vec<Agreement> {
        let entries = self.judge.table.entries.iter().enumerate();
        let agreement = entries.map(|(position, entry)| {
            let ticked_by = |sheet: &ScoreSheet| sheet.box_at(position);
            let mut ticked = vec![0_u16; usize::from(entry.boxes) + 1];
            for from in self.sheets.iter().filter_map(|sheet| ticked_by(sheet)) {
                if let Some(count) = ticked.get_mut(usize::from(from)) {
                    *count += 1;
                }
            }
            let most = (0..)
                .zip(&ticked)
                .find(|(_, count)| **count * 2 > self.sums.scored());
            let dissents =
                |sheet: &ScoreSheet| most.is_some_and(|(most, _)| ticked_by(sheet) != Some(most));
            let members = self.sheets.iter().zip(&self.names);
            let dissenters = members.filter(|(sheet, _)| dissents(sheet));
            Agreement {
                criterion: entry.code.clone(),
                dissenters: dissenters.map(|(_, name)| Arc::clone(name)).collect(),
                ticked,
            }
        });
        agreement.collect()
    }
}

impl EvaluatedCase {
    /// How close the star of the last stage's council is to another. The time it takes grows with the
    /// number of sheets, not faster.
    ///
    /// Another sheet or box is asked about points, minima and zero rules: quorum and spread are
    /// left out.
    ///
    /// # Errors
    ///
    /// [`NoCouncil`] when the last stage has no sheets or no star.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::{Case, Catalog};
    /// use ocop::insight::NoCouncil;
    ///
    /// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
    ///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
    /// let case = Case::from_json(text, "case.json", &Catalog::bundled())?.evaluate();
    /// assert_eq!(case.sensitivity(), Err(NoCouncil::NoSheets));
    /// # Ok::<(), ocop::LoadError>(())
    /// ```
    pub fn sensitivity(&self) -> Result<Sensitivity, NoCouncil> {
        let council = CouncilStage::of(self)?;
        let (stage, rules) = (council.stage, council.rules);
        let seated = Council::checked(&stage.set, rules, council.sheets, None);
        let sums = seated.sums();
        let tally = Tally::of(&stage.set, rules, &sums, None, |_| true);
        let total = tally.total().ok_or(NoCouncil::NotSettled)?;
        let sheets = council.complete();
        let names = sheets.iter().map(|sheet| sheet.assessor().into());
        let what_if = WhatIf {
            judge: Judge::new(&stage.regulation, &stage.set, rules),
            names: names.collect(),
            sheets,
            sums: sums.0,
            council,
        };
        let disputed = tally.minima().iter().filter(|check| check.is_disputed());
        Ok(Sensitivity {
            star: what_if.council.star,
            bands: BandDistance::of(&stage.regulation, total),
            sheets: what_if.pivotal_sheets(),
            boxes: what_if.pivotal_boxes(),
            agreement: what_if.agreement(),
            disputed: disputed.cloned().collect(),
            readings: what_if.deciding(tally.spread()),
        })
    }
}
