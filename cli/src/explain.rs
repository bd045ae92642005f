//! `ocop explain`: what a code of a problem or a reason means, in both languages, each with an example.

use std::io::Write;

use ocop::input::ProblemCode;
use ocop::text::{Phrase, ReasonCode, day, figure, headline};
use ocop::{Date, Lang, Level};

use crate::{Outcome, lang, unfit};

/// Prints what a code means, in the language of the system first.
pub fn explain(code: &str, out: &mut impl Write) -> Outcome {
    let languages = match lang() {
        Lang::Vi => [Lang::Vi, Lang::En],
        Lang::En => [Lang::En, Lang::Vi],
    };
    let word = |lang: Lang| lang.word("Ví dụ", "Example");
    if let Some(problem) = ProblemCode::ALL.iter().find(|known| known.as_str() == code) {
        for lang in languages {
            writeln!(out, "{code}: {}", problem.meaning(lang))?;
            writeln!(out, "{}: {}", word(lang), problem.example(lang))?;
        }
        return Ok(());
    }
    if let Some(reason) = ReasonCode::ALL.iter().find(|known| known.as_str() == code) {
        for lang in languages {
            writeln!(out, "{}", reason.template(lang))?;
            writeln!(out, "{}: {}", word(lang), example_of(*reason, lang))?;
        }
        return Ok(());
    }
    Err(unfit(
        format!("`{code}`"),
        Phrase::new(
            "mã của một lỗi hoặc một lý do",
            "the code of a problem or a reason",
        ),
    ))
}

/// What a sentence fills in, in Vietnamese and in English where they differ. A name that stands for
/// different things has the code that it is of before it.
const VALUES: &[(&str, &str, &str)] = &[
    ("amendment", "1489/QĐ-TTg", ""),
    ("answered", "2", ""),
    ("appointed", "9", ""),
    ("assessor", "Nguyễn Văn An", ""),
    ("band", "4", ""),
    ("band.from", "70", ""),
    ("bound", "70", ""),
    ("code", "75-26017-3-2026", ""),
    ("commune", "26017", ""),
    ("council-size.most", "15", ""),
    ("criterion", "1.2", ""),
    ("date", "2026-08-05", ""),
    ("days", "3", ""),
    ("decision", "26/2026/QĐ-TTg", ""),
    ("district", "736", ""),
    ("evaluated", "2026-07-10", ""),
    ("expected", "5", ""),
    ("expires", "2029-08-25", ""),
    ("filed", "2026-06-08", ""),
    ("finding", "Giả mạo hồ sơ", ""),
    ("first", "Cá khô", ""),
    ("forwarded-by-points.from", "90", ""),
    ("found", "3", ""),
    ("from", "2026-05-22", ""),
    ("ground", "Ngừng sản xuất sản phẩm", ""),
    ("highest", "78", ""),
    ("issued", "2026-08-25", ""),
    ("item", "Báo cáo của xã (Mẫu 03)", ""),
    ("label", "0 điểm ở 6.4", ""),
    ("least", "3", ""),
    ("limit", "10", ""),
    ("lowest", "66", ""),
    ("met", "3", ""),
    ("months", "36", ""),
    ("most", "100", ""),
    ("needed", "7", ""),
    ("needs", "câu chuyện sản phẩm", "a story of the product"),
    ("number", "3", ""),
    ("of", "8", ""),
    ("open", "1", ""),
    ("place", "C/10", ""),
    ("places", "6.4", ""),
    ("points", "72.5", ""),
    ("present", "8", ""),
    ("previous-not-certified.star", "2", ""),
    ("reached", "3", ""),
    ("required", "2", ""),
    ("second", "Cá khô một nắng", ""),
    ("set", "08", ""),
    ("sets", "26", ""),
    ("spread", "12", ""),
    ("star", "4", ""),
    ("stays-when-filed.to", "2026-07-21", ""),
    ("stopped", "2", ""),
    ("sum", "69.995", ""),
    ("title", "Nguồn nguyên liệu", ""),
    ("total", "72.50", ""),
    ("unmet", "0", ""),
    ("until", "2026-07-21", ""),
    ("verb", "bị loại", ""),
    ("year", "2026", ""),
    ("zeros", "5", ""),
];

/// What a level does in a sentence, by the name of its place.
const LEVELS: &[(&str, Level)] = &[
    ("by", Level::Province),
    ("ended", Level::District),
    ("level", Level::Province),
    ("to", Level::Central),
];

/// A value as a sentence shows it.
fn value(code: ReasonCode, name: &str, lang: Lang) -> String {
    let own = format!("{}.{name}", code.as_str());
    let find = |name: &str| VALUES.iter().find(|(known, ..)| *known == name);
    let level = LEVELS.iter().find(|(known, _)| *known == name);
    let (vi, en) = match (find(&own), level, find(name)) {
        (Some((_, vi, en)), ..) | (None, None, Some((_, vi, en))) => (*vi, *en),
        (None, Some((_, level)), _) => return level.name(lang).to_owned(),
        (None, None, None) => ("7", ""),
    };
    let text = if en.is_empty() { vi } else { lang.word(vi, en) };
    match text.parse::<Date>() {
        Ok(date) => day(date, lang),
        Err(_) if ["total", "points", "sum"].contains(&name) => figure(text, lang),
        Err(_) => text.to_owned(),
    }
}

/// A reason as a result might say it.
fn example_of(code: ReasonCode, lang: Lang) -> String {
    let mut example = String::new();
    let mut rest = code.template(lang);
    while let Some((before, behind)) = rest.split_once('{') {
        let (place, after) = behind.split_once('}').unwrap_or((behind, ""));
        example += before;
        let (name, forms) = place.split_once(':').unwrap_or((place, ""));
        let shown = value(code, name, lang);
        // Behind the colon stand the forms for one and for many.
        example += match forms.split_once('/') {
            Some((one, _)) if shown == "1" => one,
            Some((_, many)) => many,
            None => &shown,
        };
        rest = after;
    }
    headline(&(example + rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_fills_in_every_value_and_form() {
        let not_certified = example_of(ReasonCode::ActionNotRecognised, Lang::En);
        assert_eq!(not_certified, "4 stars are not certified");
        let forward = ReasonCode::ActionForward;
        assert_eq!(
            [Lang::Vi, Lang::En].map(|lang| example_of(forward, lang)),
            [
                "Cấp tỉnh đề xuất đưa hồ sơ lên cấp trung ương đánh giá, phân hạng",
                "The province proposes that the centre evaluates and ranks the dossier"
            ]
        );
        for reason in ReasonCode::ALL {
            for lang in [Lang::Vi, Lang::En] {
                let example = example_of(*reason, lang);
                assert!(!example.contains(['{', '}']), "{example}");
            }
            // Every value has an example of its own.
            let names = reason.template(Lang::Vi).split('{').skip(1);
            for name in names.filter_map(|name| name.split(['}', ':']).next()) {
                let known = VALUES.iter().any(|(known, ..)| *known == name)
                    || LEVELS.iter().any(|(known, _)| *known == name);
                assert!(known, "{}: {name}", reason.as_str());
            }
        }
    }
}
