//! Which box of a text stands for which of the data.

use super::report::Difference;

/// How a box of a text fits one of the data.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub(super) differences: Vec<Difference>,
    /// Misprints that the data lists.
    pub(super) known: Vec<Difference>,
    pub(super) score: i64,
}

/// For each box of the data the place of the text's, and how it fits.
pub(super) type Pairs = Vec<Option<(usize, Fit)>>;

/// The assignment of greatest score: over the boxes of the text, the best for each subset of the
/// data's boxes.
pub(super) fn best(fits: &[Vec<Option<Fit>>], count: usize) -> Pairs {
    let subsets = 1_usize << count;
    let mut states: Vec<Option<(i64, Vec<Option<usize>>)>> = vec![None; subsets];
    if let Some(first) = states.first_mut() {
        *first = Some((0, vec![None; count]));
    }
    for (at, row) in fits.iter().enumerate() {
        for subset in (0..subsets).rev() {
            let Some((score, chosen)) = states.get(subset).cloned().flatten() else {
                continue;
            };
            for (index, fit) in row.iter().enumerate() {
                let (Some(fit), false) = (fit, subset & (1 << index) != 0) else {
                    continue;
                };
                let total = score + fit.score;
                if let Some(state) = states.get_mut(subset | (1 << index))
                    && state.as_ref().is_none_or(|(most, _)| total > *most)
                {
                    let mut chosen = chosen.clone();
                    if let Some(slot) = chosen.get_mut(index) {
                        *slot = Some(at);
                    }
                    *state = Some((total, chosen));
                }
            }
        }
    }
    let all = states.into_iter().flatten();
    let chosen = all.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let chosen = chosen.map(|(_, chosen)| chosen).unwrap_or_default();
    let pair = |(index, at): (usize, Option<usize>)| {
        let at = at?;
        let fit = fits.get(at)?.get(index)?.clone()?;
        Some((at, fit))
    };
    chosen.into_iter().enumerate().map(pair).collect()
}

/// The first box of the text for each of the data, in the order of both.
pub(super) fn in_order(fits: &[Vec<Option<Fit>>], count: usize) -> Pairs {
    let mut next = 0;
    (0..count)
        .map(|index| {
            let mut rest = fits.iter().enumerate().skip(next);
            let found = rest.find_map(|(at, row)| {
                let fit = row.get(index)?.as_ref()?;
                fit.differences.is_empty().then(|| (at, fit.clone()))
            });
            if let Some((at, _)) = &found {
                next = at + 1;
            }
            found
        })
        .collect()
}
