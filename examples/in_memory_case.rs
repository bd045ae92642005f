//! A case of three stages built from values, without JSON: a district's sheets, a province's means
//! of the parts, and the centre's published total, under Decision 148.

use std::error::Error;

use ocop::input::{RawCase, RawCouncil, RawPart, RawProduct, RawSheet, RawStage};
use ocop::law::Criterion;
use ocop::value::{PartId, Role};
use ocop::{Case, Catalog, Level, Outcome};

/// The last line: what was shown.
pub fn shown() -> Result<String, Box<dyn Error>> {
    let catalog = Catalog::bundled();
    let set = catalog.set("qd-148-2023", "08")?;
    let best = |criterion: &Criterion| criterion.choices().len() as u32;
    let sheet = |assessor| RawSheet::default().assessor(assessor).filled(&set, best);
    let district = RawStage::default()
        .level(Level::District)
        .date("2024-04-10".parse()?)
        .council(RawCouncil::default().appointed(3))
        .sheets([sheet("m1").role(Role::Chair), sheet("m2"), sheet("m3")]);
    let mean = |part, points| RawPart::default().part(part).points(points);
    let province = RawStage::default()
        .level(Level::Province)
        .date("2024-06-02".parse()?)
        .parts([
            mean(PartId::A, "38".parse()?),
            mean(PartId::B, "24.5".parse()?),
            mean(PartId::C, "33".parse()?),
        ]);
    let centre = RawStage::default()
        .level(Level::Central)
        .date("2024-09-20".parse()?)
        .decided("2024-10-01".parse()?)
        .total("92.25".parse()?);
    let raw = RawCase::default()
        .product(RawProduct::default().name("Cá khô"))
        .regulation("qd-148-2023".parse()?)
        .set("08".parse()?)
        .stages([district, province, centre]);
    let result = Case::new(&raw, "dossier 17", &catalog)?.evaluate();
    for stage in result.stages() {
        println!("{}: {}, {:?}", stage.level, stage.status, stage.action);
    }
    let Outcome::Recognised { star, by, .. } = result.outcome() else {
        return Err("the product is not recognised".into());
    };
    let stages = result.stages().len();
    Ok(format!(
        "{stages} stages from values, without JSON: {star} stars by {by}"
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    shown().map(|line| println!("{line}"))
}
