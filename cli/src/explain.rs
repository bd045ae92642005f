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
/// different things, or that must agree with others in a sentence, has the code that it is of before it.
const VALUES: &[(&str, &str, &str)] = &[
    ("action-not-recognised.star", "2", ""),
    ("action-return-taken-over.star", "3", ""),
    ("action-return-taken-over.until", "2025-06-30", ""),
    ("action-return.star", "3", ""),
    ("adopted.star", "3", ""),
    ("amendment", "781/QĐ-TTg", ""),
    ("answered", "2", ""),
    ("appointed", "9", ""),
    ("assessor", "Nguyễn Văn An", ""),
    ("attested-above-band.band", "3", ""),
    ("attested-cap.star", "3", ""),
    ("band", "4", ""),
    ("band.from", "70", ""),
    ("before-amendment.date", "2020-03-10", ""),
    ("before-amendment.decision", "781/QĐ-TTg", ""),
    ("before-amendment.from", "2020-06-08", ""),
    ("bound", "70", ""),
    ("cases-differ.first", "5", ""),
    ("cases-differ.second", "3", ""),
    ("certificate-extended.until", "2029-11-10", ""),
    ("code", "75-26017-3-2026", ""),
    ("commune", "26017", ""),
    ("commune-late.date", "2026-07-24", ""),
    ("council-size.appointed", "13", ""),
    ("council-size.from", "9", ""),
    ("council-size.most", "11", ""),
    ("criterion", "1.2", ""),
    ("date", "2026-08-05", ""),
    ("days", "3", ""),
    ("decision", "26/2026/QĐ-TTg", ""),
    ("district", "736", ""),
    (
        "dossier-missing-producer.item",
        "Phiếu đăng ký (Mẫu 01)",
        "",
    ),
    ("evaluated", "2026-07-10", ""),
    ("evaluation-late.date", "2026-07-24", ""),
    ("expected", "5", ""),
    ("expires", "2029-08-25", ""),
    ("filed", "2026-06-08", ""),
    ("finding", "Giả mạo hồ sơ", ""),
    ("finding-inferred.decision", "148/QĐ-TTg", ""),
    ("forwarded-by-points.from", "90", ""),
    ("found", "3", ""),
    ("from", "2026-05-22", ""),
    ("grounds-unknown.decision", "1048/QĐ-TTg", ""),
    ("highest", "78", ""),
    ("issued", "2026-08-25", ""),
    ("item", "Báo cáo của xã (Mẫu 03)", ""),
    ("label", "0 điểm ở 6.4", ""),
    ("least", "3", ""),
    ("level-ended.date", "2025-07-10", ""),
    ("level-ended.until", "2025-06-30", ""),
    ("levels-by-stage-date.date", "2025-08-05", ""),
    ("levels-by-stage-date.decision", "1489/QĐ-TTg", ""),
    ("levels-by-stage-date.from", "2025-07-06", ""),
    ("limit", "10", ""),
    ("lowest", "66", ""),
    ("members-receive.date", "2022-08-10", ""),
    ("members-receive.until", "2022-08-08", ""),
    ("met", "3", ""),
    ("minima-not-encoded.decision", "1048/QĐ-TTg", ""),
    ("months", "36", ""),
    ("most", "100", ""),
    ("needed", "7", ""),
    ("needs", "5.1", ""),
    ("not-in-force.date", "2026-05-10", ""),
    ("number", "3", ""),
    ("of", "8", ""),
    ("open", "1", ""),
    ("place", "C/10", ""),
    ("places", "6.4", ""),
    ("points", "3", ""),
    ("points-out-of-reach.from", "70", ""),
    ("points-out-of-reach.most", "62", ""),
    ("present", "8", ""),
    ("previous-not-certified.star", "2", ""),
    ("product-code-district.code", "75-736-3-2026", ""),
    ("product-code-shape.code", "75-26017-03-2026", ""),
    ("quorum-short.present", "5", ""),
    ("reached", "3", ""),
    ("renewal-early.filed", "2029-01-15", ""),
    ("renewal-early.from", "2029-02-26", ""),
    ("renewal-early.to", "2029-04-27", ""),
    ("renewal-late.filed", "2029-05-20", ""),
    ("renewal-late.from", "2029-02-26", ""),
    ("renewal-late.to", "2029-04-27", ""),
    ("required", "2", ""),
    ("revoked-late.date", "2026-07-24", ""),
    ("set", "08", ""),
    ("sets", "26", ""),
    ("spread", "12", ""),
    ("spread-within.spread", "8", ""),
    ("star", "4", ""),
    ("star-lowered.star", "3", ""),
    ("stays-when-filed.decision", "1048/QĐ-TTg", ""),
    ("stays-when-filed.evaluated", "2023-03-15", ""),
    ("stays-when-filed.to", "2023-02-23", ""),
    ("stopped", "2", ""),
    ("story-without-story.criterion", "5.2", ""),
    ("sum", "69.995", ""),
    ("title", "Nguồn nguyên liệu", ""),
    ("total", "72.50", ""),
    ("transition-late.evaluated", "2026-08-05", ""),
    ("unchanged-by-amendment.decision", "1048/QĐ-TTg", ""),
    ("unchanged-by-amendment.from", "2020-06-08", ""),
    ("unmet", "0", ""),
    ("until", "2026-07-21", ""),
    ("upgrade-of-none.expires", "2026-05-31", ""),
    ("verb", "bị loại", ""),
    ("year", "2026", ""),
    ("zero-rule.criterion", "6.4", ""),
    ("zeros", "5", ""),
];

/// What a level does in a sentence, by the name of its place, as above.
const LEVELS: &[(&str, Level)] = &[
    ("action-return-anew.to", Level::Province),
    ("action-return-taken-over.to", Level::Province),
    ("action-return.to", Level::District),
    ("adopted.level", Level::District),
    ("by", Level::Province),
    ("dossier-missing.level", Level::Commune),
    ("ended", Level::District),
    ("level", Level::Province),
    ("level-ended.level", Level::District),
    ("parts-leave-forwarding-open.to", Level::Province),
    ("to", Level::Central),
];

/// A value as a sentence shows it.
fn value(code: ReasonCode, name: &str, lang: Lang) -> String {
    let own = format!("{}.{name}", code.as_str());
    let text_of = |name: &str| VALUES.iter().find(|(known, ..)| *known == name);
    let level_of = |name: &str| LEVELS.iter().find(|(known, _)| *known == name);
    // What is of the code alone comes first.
    let (mut vi, mut en) = ("7", "");
    for name in [&*own, name] {
        if let Some((_, level)) = level_of(name) {
            return level.name(lang).to_owned();
        }
        if let Some((_, text, other)) = text_of(name) {
            (vi, en) = (*text, *other);
            break;
        }
    }
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
        assert_eq!(not_certified, "2 stars are not certified");
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
                let own = format!("{}.{name}", reason.as_str());
                let is = |known: &str| known == name || known == own;
                let known = VALUES.iter().any(|(known, ..)| is(known))
                    || LEVELS.iter().any(|(known, _)| is(known));
                assert!(known, "{}: {name}", reason.as_str());
            }
        }
    }

    /// A value of a sentence, as the tables have it.
    fn raw(code: ReasonCode, name: &str) -> String {
        let own = format!("{}.{name}", code.as_str());
        let find = |name: &str| VALUES.iter().find(|(known, ..)| *known == name);
        let (_, text, _) = find(&own).or_else(|| find(name)).unwrap();
        (*text).to_owned()
    }

    /// What a sentence says of its values is true of them: contract 2, "gives an example".
    #[test]
    fn examples_do_not_contradict_themselves() {
        use ReasonCode as R;
        let date = |code, name| raw(code, name).parse::<Date>().unwrap();
        let points = |code, name| raw(code, name).parse::<ocop::Points>().unwrap();
        for (code, first, then) in [
            (R::TransitionWithin, "evaluated", "until"),
            (R::TransitionLate, "until", "evaluated"),
            (R::StaysWhenFiled, "to", "evaluated"),
            (R::InForceWhenFiled, "from", "filed"),
            (R::BeforeAmendment, "date", "from"),
            (R::LevelEnded, "until", "date"),
            (R::RenewalEarly, "filed", "from"),
            (R::RenewalEarly, "from", "to"),
            (R::RenewalLate, "from", "to"),
            (R::RenewalLate, "to", "filed"),
            (R::CertificateExtended, "expires", "until"),
            (R::UpgradeOfNone, "expires", "filed"),
            (R::Certificate, "issued", "expires"),
            (R::MembersReceive, "until", "date"),
        ] {
            assert!(date(code, first) < date(code, then), "{}", code.as_str());
        }
        for late in [R::CommuneLate, R::EvaluationLate, R::RevokedLate] {
            let days = date(late, "until").days_until(date(late, "date"));
            assert_eq!(days.to_string(), raw(late, "days"), "{}", late.as_str());
        }
        for (code, less, more) in [
            (R::QuorumShort, "present", "needed"),
            (R::QuorumMet, "needed", "present"),
            (R::SpreadWithin, "spread", "limit"),
            (R::SpreadExceeded, "limit", "spread"),
            (R::StarLowered, "star", "band"),
            (R::AttestedCap, "star", "band"),
            (R::AttestedAboveBand, "band", "star"),
            (R::PointsOutOfReach, "most", "from"),
            (R::ActionNotRecognised, "star", "least"),
            (R::PreviousNotCertified, "star", "least"),
            (R::ForwardedByPoints, "from", "most"),
            (R::CouncilSize, "most", "appointed"),
            (R::CouncilSize, "from", "most"),
            (R::Band, "from", "total"),
            (R::MinimumMissed, "reached", "of"),
        ] {
            assert!(points(code, less) < points(code, more), "{}", code.as_str());
        }
        let apart =
            points(R::SpreadExceeded, "lowest").distance(points(R::SpreadExceeded, "highest"));
        assert_eq!(apart, points(R::SpreadExceeded, "spread"));
        // The codes of products, as decisions print them.
        let shape = |code| raw(code, "code").parse::<ocop::value::ProductCode>();
        assert!(shape(R::ProductCodeShape).is_err());
        assert!(shape(R::ProductCodeDistrict).unwrap().district().is_some());
        assert!(shape(R::ProductCodeCommune).unwrap().commune().is_some());
    }

    /// A sentence has a day where it speaks of one, and points or a number elsewhere; of two values
    /// beside each other, such as the ends of a range, both are of one kind.
    #[test]
    fn examples_have_days_where_days_belong() {
        let dates = ["date", "evaluated", "expires", "filed", "issued", "until"];
        let ranges = [("from", "to"), ("from", "most"), ("first", "second")];
        for reason in ReasonCode::ALL {
            let template = reason.template(Lang::Vi);
            let level = |name: &str| {
                let own = format!("{}.{name}", reason.as_str());
                let of = |name: &str| LEVELS.iter().any(|(known, _)| *known == name);
                let own_text = VALUES.iter().any(|(known, ..)| *known == own);
                of(&own) || of(name) && !own_text
            };
            let is_day = |name: &str| raw(*reason, name).parse::<Date>().is_ok();
            let has = |name: &str| template.contains(&format!("{{{name}}}"));
            for name in dates.into_iter().filter(|name| has(name)) {
                assert!(is_day(name), "{}: {name}", reason.as_str());
            }
            for (from, to) in ranges {
                if has(from) && has(to) && !level(to) {
                    assert_eq!(is_day(from), is_day(to), "{}", reason.as_str());
                }
            }
        }
        // Both languages have an example in their own words.
        for problem in ProblemCode::ALL {
            let [vi, en] = [Lang::Vi, Lang::En].map(|lang| problem.example(lang));
            let mut words = en.split_whitespace();
            let english = words.any(|word| ["a", "an", "the", "in", "without"].contains(&word));
            assert!(!(english && vi == en), "{}: {vi}", problem.as_str());
        }
    }
}
