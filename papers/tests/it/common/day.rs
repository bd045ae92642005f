//! Twelve products of a day under 26/2026, and boxes for their sheets.

use ocop::Points;

/// The set of each product.
pub const SETS: [&str; 12] = [
    "01", "03", "08", "12", "14", "16", "05", "07", "20", "22", "25", "26",
];

/// Points of one sheet, counted from the data's boxes.
pub fn sum(set: &ocop::law::CriteriaSet, boxes: &[u8]) -> Points {
    let given = set.criteria().zip(boxes);
    given.fold(Points::ZERO, |sum, (criterion, ticked)| {
        sum.checked_add(criterion.points_of(*ticked).unwrap())
            .unwrap()
    })
}

/// Boxes that come to at most `most` points: the best of each criterion, then lower ones from the
/// sheet's end, above 0.
pub fn boxes(set: &ocop::law::CriteriaSet, most: u32) -> Vec<u8> {
    let most: Points = most.to_string().parse().unwrap();
    let best = |criterion: &ocop::law::Criterion| {
        let choices = (1_u8..).zip(criterion.choices());
        choices.max_by_key(|(_, choice)| choice.points()).unwrap().0
    };
    let mut ticked: Vec<u8> = set.criteria().map(best).collect();
    let criteria: Vec<_> = set.criteria().collect();
    for at in (0..criteria.len()).rev() {
        let choices = (1_u8..).zip(criteria[at].choices());
        let mut lower: Vec<(u8, Points)> = choices
            .map(|(number, choice)| (number, choice.points()))
            .collect();
        lower.sort_by_key(|(_, points)| std::cmp::Reverse(*points));
        for (number, _) in lower {
            if sum(set, &ticked) <= most {
                return ticked;
            }
            ticked[at] = number;
        }
    }
    ticked
}

/// The most points of each product's sheets; the fifth has one sheet far above the others.
pub const MOST: [u32; 12] = [62, 75, 92, 45, 60, 90, 66, 78, 58, 81, 95, 55];
