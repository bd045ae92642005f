//! What is worth knowing beside results: what the engine warns about, and what of the list looks like
//! a mistake.

use ocop::portfolio::Portfolio;
use ocop::text::{Phrase, near_pairs};
use ocop::{EvaluatedCase, Lang};
use serde_json::{Value, json};

use crate::fault::Outcome;

use super::result::role;
use super::{Product, Session};

/// A warning of the engine, once, with the products that it is of.
#[derive(Debug, Clone)]
pub struct Warning {
    /// Its stable code.
    pub code: &'static str,
    /// What it says.
    pub said: Phrase,
    /// The products.
    pub products: Vec<String>,
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

    /// A product as the engine decides it; where there is no result yet, with sheets on which no box is
    /// ticked, so that what comes of the list and the findings alone is known.
    fn evaluated(&self, product: &Product) -> Outcome<EvaluatedCase> {
        if let Some((case, _)) = self.kept(&product.id, product.round)? {
            return Ok(self.engine.decided(&case)?);
        }
        let members = self.members()?;
        // A list may have a new member in the place of one who has left.
        let members = members.iter().filter(|(_, left)| !left);
        let blank = self.blank(product, members.map(|(member, _)| member.id.as_str()))?;
        let stage = self.stage(product, &blank)?;
        Ok(self.engine.decided(&self.case(product, stage)?)?)
    }

    /// What the engine warns about for some products.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn warnings(&self, products: &[Product]) -> Outcome<Vec<Warning>> {
        let mut warnings: Vec<Warning> = Vec::new();
        for product in products {
            for reason in self.evaluated(product)?.warnings() {
                let code = reason.code().as_str();
                let said = Phrase::new(reason.text(Lang::Vi), reason.text(Lang::En));
                let known = |one: &&mut Warning| {
                    one.code == code && one.said.text(Lang::Vi) == said.text(Lang::Vi)
                };
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
        Ok(warnings)
    }

    /// What a list that was taken in makes worth knowing: nearly equal names, a product that is there
    /// twice, what the engine warns about for products that have no result yet.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn notes(&self) -> Outcome<Vec<Phrase>> {
        let (members, products) = (self.members()?, self.products()?);
        let people = near_pairs(members.iter().map(|(member, _)| member.name.as_str()));
        let named = near_pairs(products.iter().map(Product::name));
        let near = people.into_iter().chain(named).map(|(one, other)| {
            phrase!(
                "tên gần giống nhau, giữ cả hai: {one}; {other}",
                "nearly equal names, both are kept: {one}; {other}"
            )
        });
        let mut notes: Vec<Phrase> = near.collect();
        let mut all = Portfolio::default();
        for product in &products {
            all.add(&self.evaluated(product)?);
        }
        let id = |number: usize| {
            let product = products.get(number.saturating_sub(1));
            product.map_or("", |product| product.id.as_str())
        };
        for twin in all.repeated() {
            let (one, other) = (id(twin.counted), id(twin.case));
            notes.push(phrase!(
                "{one} và {other} là một hồ sơ ghi hai lần: cùng sản phẩm, chủ thể, loại và ngày nộp",
                "{one} and {other} are one dossier, listed twice: the same product, producer, kind and day of filing"
            ));
        }
        let open = products.into_iter().filter(|product| !product.is_locked());
        for warning in self.warnings(&open.collect::<Vec<_>>())? {
            let products = warning.products.join(", ");
            let (vi, en) = (warning.said.text(Lang::Vi), warning.said.text(Lang::En));
            notes.push(phrase!("{vi} ({products})", "{en} ({products})"));
        }
        Ok(notes)
    }
}
