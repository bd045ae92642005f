//! `ocop explain`: what a code of a problem or a reason means, in both languages, with an example.

use std::io::Write;

use ocop::Lang;
use ocop::input::ProblemCode;
use ocop::text::ReasonCode;

use crate::{Outcome, argument, lang, said};

/// Prints what a code means, in the language of the system first.
pub fn explain(code: &str, out: &mut impl Write) -> Outcome {
    if let Some(problem) = ProblemCode::ALL.iter().find(|known| known.as_str() == code) {
        for lang in languages() {
            writeln!(out, "{code}: {}", problem.meaning(lang))?;
        }
        let word = said("Ví dụ", "Example");
        writeln!(out, "{word}: {}", problem.example())?;
        return Ok(());
    }
    if let Some(reason) = ReasonCode::ALL.iter().find(|known| known.as_str() == code) {
        let texts = languages().map(|lang| reason.template(lang));
        for text in &texts {
            writeln!(out, "{text}")?;
        }
        // The template with what a result may fill in is an example of it.
        let word = said("Ví dụ", "Example");
        let example = example_of(texts[0]);
        return Ok(writeln!(out, "{word}: {example}")?);
    }
    Err(argument(said(
        format!("thấy `{code}`, cần mã của một lỗi hoặc một lý do"),
        format!("found `{code}`, expected the code of a problem or a reason"),
    )))
}

/// Both languages, that of the system first.
fn languages() -> [Lang; 2] {
    match lang() {
        Lang::Vi => [Lang::Vi, Lang::En],
        Lang::En => [Lang::En, Lang::Vi],
    }
}

/// A sentence of a reason with values such as a council would have.
fn example_of(template: &str) -> String {
    const VALUES: &[(&str, &str)] = &[
        ("star", "4"),
        ("points", "72.50"),
        ("total", "72.50"),
        ("criterion", "1.2"),
        ("date", "2026-08-05"),
        ("day", "2026-08-05"),
        ("level", "cấp tỉnh"),
        ("to", "cấp tỉnh"),
        ("by", "cấp tỉnh"),
        ("regulation", "qd-26-2026"),
    ];
    let mut example = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        example += before;
        // Behind the colon stand the forms for one and for many; the values are many.
        example += match name.split_once(':') {
            Some((_, forms)) => forms.split_once('/').map_or(forms, |(_, many)| many),
            None => {
                let value = VALUES.iter().find(|(known, _)| *known == name);
                value.map_or("7", |(_, value)| value)
            }
        };
        rest = after;
    }
    example + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_fills_in_every_value_and_form() {
        let template = "{star} {star:star/stars} {star:is/are} not certified";
        assert_eq!(example_of(template), "4 stars are not certified");
        for reason in ReasonCode::ALL {
            for lang in [Lang::Vi, Lang::En] {
                let example = example_of(reason.template(lang));
                assert!(!example.contains(['{', '}']), "{example}");
            }
        }
    }
}
