//! What is worth knowing beside results: what the engine warns about, and what of the list looks like
//! a mistake.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ocop::portfolio::Portfolio;
use ocop::text::{Phrase, near_pairs, normalise};
use ocop::{Diagnostic, Lang, Level};
use ocop_papers::Facts;
use serde_json::{Value, json};

use crate::engine::{list, text};
use crate::fault::{Outcome, damaged};
use crate::list::Member;

use super::result::role;
use super::{Product, Session};

/// A warning of the engine, once, with the products that it is of.
#[derive(Debug, Clone)]
pub struct Warning {
    /// Its stable code.
    pub code: String,
    /// What it says.
    pub said: Phrase,
    /// The products.
    pub products: Vec<String>,
}

/// Adds what the engine warns about for a product, each code with its text once.
fn gather(
    warnings: &mut Vec<Warning>,
    product: &Product,
    new: impl Iterator<Item = (String, Phrase)>,
) {
    for (code, said) in new {
        let known =
            |one: &&mut Warning| one.code == code && one.said.text(Lang::Vi) == said.text(Lang::Vi);
        match warnings.iter_mut().find(known) {
            Some(warning) => warning.products.push(product.id.clone()),
            None => warnings.push(Warning {
                code,
                said,
                products: vec![product.id.clone()],
            }),
        }
    }
}

/// A problem that the engine has with a case, as it is told beside warnings.
fn told(problem: &Diagnostic) -> (String, Phrase) {
    let said = Phrase::from_fn(|lang| problem.text(lang));
    (problem.code().as_str().to_owned(), said)
}

/// Members who are listed under one name: they may be two, or one who is there twice.
fn namesakes(members: &[(Member, bool)]) -> Vec<Phrase> {
    let mut known: BTreeMap<Cow<'_, str>, Vec<&str>> = BTreeMap::new();
    for (member, _) in members.iter().filter(|(_, left)| !left) {
        let ids = known.entry(normalise(&member.name)).or_default();
        ids.push(&member.id);
    }
    let twice = known.into_iter().filter(|(_, ids)| ids.len() > 1);
    let twice = twice.map(|(name, ids)| {
        let ids = ids.join(", ");
        phrase!(
            "{ids} cùng tên {name}, giữ cả hai; nếu là một người ghi hai lần, hãy bớt một dòng",
            "{ids} have one name, {name}, both are kept; if that is one person listed twice, take one out"
        )
    });
    twice.collect()
}

impl Session<'_> {
    /// Sheets of some members on which no box is ticked.
    pub(super) fn blank<'m>(
        &self,
        product: &Product,
        members: impl Iterator<Item = &'m str>,
    ) -> Outcome<Vec<Value>> {
        let form = self.form(product)?;
        let all = self.members()?;
        let codes = form.criteria.iter();
        let answers = codes.map(|criterion| json!({"criterion": criterion.code, "box": 0}));
        let answers: Vec<Value> = answers.collect();
        let sheets =
            members.map(|id| json!({"assessor": id, "role": role(&all, id), "answers": answers}));
        Ok(sheets.collect())
    }

    /// The case of a product as it is kept with its result; where there is none yet, with sheets on which
    /// no box is ticked, so that what comes of the list and the findings alone is known.
    pub(crate) fn case_so_far(&self, product: &Product) -> Outcome<String> {
        if let Some((case, _)) = self.kept(&product.id, product.round)? {
            return Ok(case);
        }
        let members = self.members()?;
        // A list may have a new member in the place of one who has left.
        let members = members.iter().filter(|(_, left)| !left);
        let blank = self.blank(product, members.map(|(member, _)| member.id.as_str()))?;
        let stage = self.stage(product, json!(self.found(product)?), &blank)?;
        self.case(product, stage)
    }

    /// What the engine warns about for some products: what a result that is kept says, whatever the engine
    /// would say today.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn warnings(&self, products: &[Product]) -> Outcome<Vec<Warning>> {
        let mut warnings = Vec::new();
        for product in products {
            let result = match self.result(product)? {
                Some(kept) => kept,
                None => match self.engine.decide(&self.case_so_far(product)?) {
                    Ok(result) => result,
                    // What keeps the engine from an answer is what there is to know.
                    Err(problems) => {
                        gather(&mut warnings, product, problems.iter().map(told));
                        continue;
                    }
                },
            };
            let data = result.view.get("data");
            let data = data.ok_or_else(|| damaged("a result without `data`"))?;
            let said = list(data, "warnings").map(|one| {
                let of = |key| text(one, key).to_owned();
                (of("code"), Phrase::new(of("vi"), of("en")))
            });
            gather(&mut warnings, product, said);
        }
        Ok(warnings)
    }

    /// What a list that was taken in makes worth knowing: an authority of another level, nearly equal names, a
    /// product that is there twice, what the engine warns about for products that have no result yet.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn notes(&self) -> Outcome<Vec<Phrase>> {
        let (members, products) = (self.members()?, self.products()?);
        let (mut all, mut warnings) = (Portfolio::default(), Vec::new());
        let mut added = Vec::new();
        for product in &products {
            let evaluated = match self.engine.decided(&self.case_so_far(product)?) {
                Ok(evaluated) => evaluated,
                Err(problems) => {
                    gather(&mut warnings, product, problems.iter().map(told));
                    continue;
                }
            };
            all.add(&evaluated);
            added.push(product);
            if !product.is_locked() {
                let said = evaluated.warnings().iter().map(|reason| {
                    let said = Phrase::from_fn(|lang| reason.text(lang));
                    (reason.code().to_string(), said)
                });
                gather(&mut warnings, product, said);
            }
        }
        let people = near_pairs(members.iter().map(|(member, _)| member.name.as_str()));
        let people = people.into_iter();
        let people = people.map(|(one, other)| (one.to_owned(), other.to_owned()));
        let near = people.chain(all.near_names()).map(|(one, other)| {
            phrase!(
                "tên gần giống nhau, giữ cả hai: {one}; {other}",
                "nearly equal names, both are kept: {one}; {other}"
            )
        });
        let mut notes: Vec<Phrase> = self.strange_authority()?.into_iter().collect();
        notes.extend(namesakes(&members));
        notes.extend(near);
        let id = |number: usize| {
            let product = added.get(number.saturating_sub(1));
            product.map_or("", |product| product.id.as_str())
        };
        for twin in all.repeated() {
            let (one, other) = (id(twin.counted), id(twin.case));
            notes.push(phrase!(
                "{one} và {other} là một hồ sơ ghi hai lần: cùng sản phẩm, chủ thể, loại và ngày nộp",
                "{one} and {other} are one dossier, listed twice: the same product, producer, kind and day of filing"
            ));
        }
        for Warning { said, products, .. } in warnings {
            let products = products.join(", ");
            let (vi, en) = (said.text(Lang::Vi), said.text(Lang::En));
            notes.push(phrase!("{vi} ({products})", "{en} ({products})"));
        }
        Ok(notes)
    }

    /// That the authority is another level's: papers then have blanks for what is typed of the council.
    fn strange_authority(&self) -> Outcome<Option<Phrase>> {
        let about = self.list()?;
        let level: Level = text(&about, "level").parse().map_err(damaged)?;
        let authority = text(&about, "authority");
        let facts = Facts {
            authority: Some(authority.to_owned()),
            ..Facts::default()
        };
        let (vi, en) = (level.name(Lang::Vi), level.name(Lang::En));
        Ok((!authority.is_empty() && !facts.fit(level)).then(|| {
            phrase!(
                "`{authority}` không phải là cơ quan của {vi}: giấy tờ để trống thông tin của Hội đồng",
                "`{authority}` is no authority of the {en}: the papers have blanks for what is known of the council"
            )
        }))
    }
}
