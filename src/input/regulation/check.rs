//! The figures of a regulation against each other.

use crate::input::{Node, Problems, list_of, refusals, wrong_parts};
use crate::law::rules::LevelRule;
use crate::law::{Reading, Regulation};
use crate::value::{Level, PartId, Points, Star};

/// The figures of the levels against each other and against the bands: for each scoring level and
/// each star that can be certified there is exactly one thing to do.
pub(super) fn check(root: &Node<'_>, regulation: &Regulation, problems: &mut Problems) {
    check_parts(root, regulation, problems);
    check_readings(*root, &regulation.readings, problems);
    let levels = root.find("levels");
    let order: Vec<_> = regulation.levels.iter().map(|rule| rule.level).collect();
    if !order.is_sorted_by(|lower, upper| lower < upper) {
        problems.push(levels.placed(levels_unordered(list_of(&order))));
    }
    if !regulation.levels.iter().any(LevelRule::scores) {
        problems.push(levels.placed(no_scoring()));
    }
    let scores = |level| regulation.level(level).is_some_and(LevelRule::scores);
    for (index, rule) in regulation.levels.iter().enumerate() {
        let Some(certifies) = &rule.certifies else {
            continue;
        };
        let at = levels.elements().nth(index).unwrap_or(levels);
        if let Some(forward) = &rule.forwards
            && (!scores(forward.to) || forward.to <= rule.level || forward.most != regulation.total)
        {
            problems.push(at.placed(wrong_forward(forward.most, forward.to)));
        }
        let mut returns = rule.returns.iter();
        if let Some(wrong) = returns.find(|r| !scores(r.to) || r.to >= rule.level) {
            problems.push(at.placed(wrong_return(wrong.to)));
        }
        for star in Star::ALL {
            let certified = certifies.iter().find(|certified| certified.star == star);
            let below = star.number().checked_add(1).and_then(Star::new);
            let below = below.map(|upper| regulation.band_from(upper));
            if let Some(range) = certified
                && (range.from != regulation.band_from(star) || range.below != below)
            {
                problems.push(at.placed(wrong_range(star)));
            }
            let certified = certified.is_some();
            let from = regulation.band_from(star);
            let forwards = rule.forwards.iter().filter(|forward| from >= forward.from);
            let returns = rule.returns.iter().filter(|r| r.stars.contains(&star));
            let ways = usize::from(certified) + forwards.count() + returns.count();
            let certifiable = star >= regulation.certificate.least;
            if ways > 1 || (certifiable && ways == 0) || (certified && !certifiable) {
                problems.push(at.placed(not_one_way(ways, star)));
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
        problems.push(reading.placed(reading_unknown(reading.quoted(), list_of(&known))));
    }
}

fn check_parts(root: &Node<'_>, regulation: &Regulation, problems: &mut Problems) {
    if regulation.amends.is_some() {
        return;
    }
    let (parts, total) = (&regulation.parts, regulation.total);
    let ids: Vec<PartId> = parts.iter().map(|part| part.id).collect();
    if ids != PartId::ALL {
        problems.push(root.find("parts").placed(wrong_parts(&ids)));
    }
    let sum = parts
        .iter()
        .try_fold(Points::ZERO, |sum, part| sum.checked_add(part.max));
    if sum != Ok(total) {
        let found = sum.map_or_else(|error| error.to_string(), |sum| format!("`{sum}`"));
        problems.push(root.find("parts").placed(wrong_total(found, total)));
    }
}

refusals! {
    levels_unordered(list: String) = RegulationGap,
        ["{list}"], ["mỗi cấp một lần, cấp thấp trước", "each level once, lowest first"];
    no_scoring() = RegulationGap,
        ["không có cấp chấm điểm", "no level that scores"],
        ["một cấp có `certifies`", "a level with `certifies`"];
    wrong_forward(most: Points, to: Level) = RegulationGap,
        ["chuyển đến `{most}` điểm lên `{to}`", "forwarding up to `{most}` points to `{to}`"],
        ["chuyển đến tổng điểm, lên một cấp cao hơn có chấm điểm",
         "forwarding up to the total, to a higher level that scores"];
    wrong_return(to: Level) = RegulationGap,
        ["trả về `{to}`", "returning to `{to}`"],
        ["một cấp thấp hơn có chấm điểm", "a lower level that scores"];
    wrong_range(star: Star) = RegulationGap,
        ["khoảng riêng cho {star} sao", "a range of its own for {star} stars"],
        ["khoảng điểm của hạng sao", "the range of the star's band"];
    not_one_way(ways: usize, star: Star) = RegulationGap,
        ["{ways} cách xử lý {star} sao", "{ways} ways to treat {star} stars"],
        ["công nhận, chuyển hoặc trả, một trong ba",
         "certified, forwarded or returned, one of them"];
    reading_unknown(quoted: String, list: String) = ReferenceUnknown,
        ["{quoted}"],
        ["một cách hiểu có trong danh sách: {list}", "a reading that is listed: {list}"];
    wrong_total(found: String, total: Points) = RegulationGap,
        ["các phần cộng lại {found}", "parts that sum to {found}"], ["`{total}`"];
}
