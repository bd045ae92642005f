//! The figures of a regulation against each other.

use crate::input::{Node, ProblemCode, Problems, list_of};
use crate::law::rules::LevelRule;
use crate::law::{Reading, Regulation};
use crate::text::{Phrase, phrase};
use crate::value::{PartId, Points, Star};

/// The figures of the levels against each other and against the bands: for each scoring level and
/// each star that can be certified there is exactly one thing to do.
pub(super) fn check(root: &Node<'_>, regulation: &Regulation, problems: &mut Problems) {
    check_parts(root, regulation, problems);
    check_readings(*root, &regulation.readings, problems);
    let mut gap = |level: Option<usize>, found: Phrase, expected: Phrase| {
        let levels = root.find("levels");
        let at = level
            .and_then(|index| levels.elements().nth(index))
            .unwrap_or(levels);
        problems.push(at.problem(ProblemCode::RegulationGap, found, expected));
    };
    let levels: Vec<_> = regulation.levels.iter().map(|rule| rule.level).collect();
    if !levels.is_sorted_by(|lower, upper| lower < upper) {
        gap(
            None,
            list_of(&levels).into(),
            phrase!(
                "mỗi cấp một lần, cấp thấp trước",
                "each level once, lowest first"
            ),
        );
    }
    if regulation.first_scoring().is_none() {
        gap(
            None,
            phrase!("không có cấp chấm điểm", "no level that scores"),
            phrase!("một cấp có `certifies`", "a level with `certifies`"),
        );
    }
    let scores = |level| regulation.level(level).is_some_and(LevelRule::scores);
    for (index, rule) in regulation.levels.iter().enumerate() {
        let Some(certifies) = &rule.certifies else {
            continue;
        };
        let at = Some(index);
        if let Some(forward) = &rule.forwards
            && (!scores(forward.to) || forward.to <= rule.level || forward.most != regulation.total)
        {
            let (most, to) = (forward.most, forward.to);
            gap(
                at,
                phrase!(
                    "chuyển đến `{most}` điểm lên `{to}`",
                    "forwarding up to `{most}` points to `{to}`"
                ),
                phrase!(
                    "chuyển đến tổng điểm, lên một cấp cao hơn có chấm điểm",
                    "forwarding up to the total, to a higher level that scores"
                ),
            );
        }
        if let Some(wrong) = rule
            .returns
            .iter()
            .find(|r| !scores(r.to) || r.to >= rule.level)
        {
            let to = wrong.to;
            gap(
                at,
                phrase!("trả về `{to}`", "returning to `{to}`"),
                phrase!("một cấp thấp hơn có chấm điểm", "a lower level that scores"),
            );
        }
        for star in Star::ALL {
            let certified = certifies.iter().find(|certified| certified.star == star);
            let below = star.number().checked_add(1).and_then(Star::new);
            let below = below.map(|upper| regulation.band_from(upper));
            if let Some(range) = certified
                && (range.from != regulation.band_from(star) || range.below != below)
            {
                gap(
                    at,
                    phrase!(
                        "khoảng riêng cho {star} sao",
                        "a range of its own for {star} stars"
                    ),
                    phrase!("khoảng điểm của hạng sao", "the range of the star's band"),
                );
            }
            let certified = certified.is_some();
            let forwarded = rule
                .forwards
                .as_ref()
                .is_some_and(|forward| regulation.band_from(star) >= forward.from);
            let returned = rule
                .returns
                .iter()
                .filter(|r| r.stars.contains(&star))
                .count();
            let ways = usize::from(certified) + usize::from(forwarded) + returned;
            let certifiable = star >= regulation.certificate.least;
            if ways > 1 || (certifiable && ways == 0) || (certified && !certifiable) {
                gap(
                    at,
                    phrase!(
                        "{ways} cách xử lý {star} sao",
                        "{ways} ways to treat {star} stars"
                    ),
                    phrase!(
                        "công nhận, chuyển hoặc trả, một trong ba",
                        "certified, forwarded or returned, one of them"
                    ),
                );
            }
        }
    }
}

/// Every citation names a reading that is listed, or none.
pub(in crate::input) fn check_readings(
    node: Node<'_>,
    listed: &[Reading],
    problems: &mut Problems,
) {
    for (_, value) in node.entries() {
        check_readings(value, listed, problems);
    }
    for value in node.elements() {
        check_readings(value, listed, problems);
    }
    let cited = node.get("reading");
    let Some(reading) = cited.filter(|_| node.get("clause").is_some()) else {
        return;
    };
    if !listed
        .iter()
        .any(|known| reading.is_text(known.id.as_str()))
    {
        let known: Vec<&str> = listed.iter().map(|known| known.id.as_str()).collect();
        let list = list_of(&known);
        problems.push(reading.problem(
            ProblemCode::ReferenceUnknown,
            reading.quoted(),
            phrase!(
                "một cách hiểu có trong danh sách: {list}",
                "a reading that is listed: {list}"
            ),
        ));
    }
}

fn check_parts(root: &Node<'_>, regulation: &Regulation, problems: &mut Problems) {
    if regulation.amends.is_some() {
        return;
    }
    let (parts, total) = (&regulation.parts, regulation.total);
    let ids: Vec<PartId> = parts.iter().map(|part| part.id).collect();
    if ids != PartId::ALL {
        problems.push(root.find("parts").problem(
            ProblemCode::PartsWrong,
            list_of(&ids),
            list_of(PartId::ALL),
        ));
    }
    let sum = parts
        .iter()
        .try_fold(Points::ZERO, |sum, part| sum.checked_add(part.max));
    if sum != Ok(total) {
        let found = sum.map_or_else(|error| error.to_string(), |sum| format!("`{sum}`"));
        problems.push(root.find("parts").problem(
            ProblemCode::RegulationGap,
            phrase!("các phần cộng lại {found}", "parts that sum to {found}"),
            format!("`{total}`"),
        ));
    }
}
