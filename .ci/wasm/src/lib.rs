//! A case evaluated in a browser or in node: the library for `wasm32-unknown-unknown`.

use ocop::input::{RawCase, RawProduct, RawStage};
use ocop::{Case, Catalog, Level, LoadError};

/// The stars of a published total, given in hundredths of a point, under 148/2023 at a district;
/// 0 for a case that is refused.
#[unsafe(no_mangle)]
pub extern "C" fn stars(hundredths: u32) -> u32 {
    let evaluated = evaluated(hundredths);
    evaluated.map_or(0, |star| u32::from(star.unwrap_or(0)))
}

fn evaluated(hundredths: u32) -> Result<Option<u8>, LoadError> {
    let total = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let mut stage = RawStage::default().level(Level::District);
    if let Ok(total) = total.parse() {
        stage = stage.total(total);
    }
    if let Ok(date) = "2024-04-10".parse() {
        stage = stage.date(date);
    }
    let mut case = RawCase::default()
        .product(RawProduct::default().name("Cá khô"))
        .stages([stage]);
    if let (Ok(regulation), Ok(set)) = ("qd-148-2023".parse(), "08".parse()) {
        case = case.regulation(regulation).set(set);
    }
    let result = Case::new(&case, "case", &Catalog::bundled())?.evaluate();
    Ok(result.star().map(u8::from))
}
