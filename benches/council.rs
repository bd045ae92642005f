//! Councils of seven on set 08 of 148: totals, part sums, spread, every minimum by majority, band
//! and star; by this library, by hand, and with a Decimal per addition. One council again and
//! again, and 4,096 different ones.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a helper that fails should stop the run"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ocop::law::CriteriaSet;
use ocop::scoring::{Council, Role, ScoreSheet, Scorer};
use ocop::{Catalog, Star};
use rust_decimal::Decimal;

#[path = "../tests/it/random/mod.rs"]
mod random;

use random::Random;

/// What is worked out, the same by all three.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Answer {
    total: u32,
    parts: [u32; 3],
    spread: u32,
    band: u8,
    star: u8,
}

/// The set written out by hand: points by criterion and box, where each part ends, and the least
/// points of each minimum with its criterion and star.
struct ByHand {
    points: [[u8; 8]; 32],
    parts: [usize; 3],
    minima: Vec<(usize, u8, u8)>,
}

impl ByHand {
    fn of(set: &CriteriaSet) -> ByHand {
        let mut points = [[0; 8]; 32];
        for (row, criterion) in points.iter_mut().zip(set.criteria()) {
            for (cell, choice) in row[1..].iter_mut().zip(criterion.choices()) {
                *cell = choice.points().to_string().parse().unwrap();
            }
        }
        let mut end = 0;
        let ends = set.parts().iter().map(|part| {
            end += part
                .sections()
                .iter()
                .map(|s| s.criteria().len())
                .sum::<usize>();
            end
        });
        let parts: Vec<usize> = ends.collect();
        let minima = set.minima().iter().map(|m| {
            let least = m.required().to_string().parse().unwrap();
            (m.position(), m.star().number(), least)
        });
        ByHand {
            points,
            parts: parts.try_into().unwrap(),
            minima: minima.collect(),
        }
    }

    fn score(&self, sheets: &[[u8; 32]]) -> Answer {
        let mut parts = [0_u32; 3];
        let (mut lowest, mut highest) = (u32::MAX, 0);
        let mut reached = [0_u8; 64];
        for boxes in sheets {
            let mut start = 0;
            let mut total = 0;
            for (sum, &end) in parts.iter_mut().zip(&self.parts) {
                let mut part = 0;
                for (row, &ticked) in self.points[start..end].iter().zip(&boxes[start..end]) {
                    part += u32::from(row[usize::from(ticked & 7)]);
                }
                start = end;
                *sum += part;
                total += part;
            }
            for (count, &(at, _, least)) in reached.iter_mut().zip(&self.minima) {
                let points = self.points[at & 31][usize::from(boxes[at & 31] & 7)];
                *count += u8::from(points >= least);
            }
            lowest = lowest.min(total);
            highest = highest.max(total);
        }
        let total = parts.iter().sum();
        let count = u32::try_from(sheets.len()).unwrap();
        let band = match total {
            sum if sum >= 90 * count => 5,
            sum if sum >= 70 * count => 4,
            sum if sum >= 50 * count => 3,
            sum if sum >= 30 * count => 2,
            _ => 1,
        };
        let mut star = band;
        for (&count_reached, &(_, needs, _)) in reached.iter().zip(&self.minima) {
            if u32::from(count_reached) * 2 <= count {
                star = star.min(needs - 1);
            }
        }
        Answer {
            total,
            parts,
            spread: highest - lowest,
            band,
            star,
        }
    }
}

/// The same with a Decimal for every addition.
struct InDecimals {
    points: Vec<Vec<Decimal>>,
    parts: [usize; 3],
    minima: Vec<(usize, u8, Decimal)>,
}

impl InDecimals {
    fn of(hand: &ByHand) -> InDecimals {
        let rows = hand.points.iter();
        InDecimals {
            points: rows
                .map(|row| row.iter().map(|&points| Decimal::from(points)).collect())
                .collect(),
            parts: hand.parts,
            minima: hand
                .minima
                .iter()
                .map(|&(at, star, least)| (at, star, Decimal::from(least)))
                .collect(),
        }
    }

    fn score(&self, sheets: &[[u8; 32]]) -> (Decimal, [Decimal; 3], Decimal, u8, u8) {
        let mut parts = [Decimal::ZERO; 3];
        let mut totals = Vec::with_capacity(sheets.len());
        for boxes in sheets {
            let mut start = 0;
            let mut total = Decimal::ZERO;
            for (sum, &end) in parts.iter_mut().zip(&self.parts) {
                for (row, &ticked) in self.points[start..end].iter().zip(&boxes[start..end]) {
                    let points = row[usize::from(ticked)];
                    *sum += points;
                    total += points;
                }
                start = end;
            }
            totals.push(total);
        }
        let count = Decimal::from(sheets.len());
        let total = parts.iter().sum::<Decimal>();
        let bound = |points: u32| total >= Decimal::from(points) * count;
        let band = match () {
            () if bound(90) => 5,
            () if bound(70) => 4,
            () if bound(50) => 3,
            () if bound(30) => 2,
            () => 1,
        };
        let mut star = band;
        for &(at, needs, least) in &self.minima {
            let reach = |boxes: &&[u8; 32]| self.points[at][usize::from(boxes[at])] >= least;
            if sheets.iter().filter(reach).count() * 2 <= sheets.len() {
                star = star.min(needs - 1);
            }
        }
        let (lowest, highest) = (totals.iter().min().unwrap(), totals.iter().max().unwrap());
        (total, parts, highest - lowest, band, star)
    }
}

fn council(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let rules = catalog.rules("default").unwrap();
    let ticked = |member: u32, boxes: usize| {
        let boxes = u32::try_from(boxes).unwrap();
        boxes.saturating_sub(u32::from(member.is_multiple_of(3)))
    };
    let sheet = |member: u32| {
        let answers = set
            .criteria()
            .map(|c| (c.code().clone(), ticked(member, c.choices().len())));
        ScoreSheet::new(&set, &format!("m{member}"), Role::Member, answers).unwrap()
    };
    let sheets: Vec<ScoreSheet> = (0..7).map(sheet).collect();
    let plain: Vec<[u8; 32]> = sheets
        .iter()
        .map(|sheet| sheet.boxes().try_into().unwrap())
        .collect();
    let council = Council::new(&set, &rules, sheets, None).unwrap();
    let scorer = Scorer::new(&regulation, &set, &rules);
    let by_hand = ByHand::of(&set);
    let in_decimals = InDecimals::of(&by_hand);

    // All three agree before any is timed.
    let score = scorer.score(&council).unwrap();
    let whole = |mean: ocop::Mean| mean.sum().to_string().parse().unwrap();
    let answer = Answer {
        total: whole(score.total()),
        parts: score.parts().map(whole),
        spread: score.spread().to_string().parse().unwrap(),
        band: score.ranking().unwrap().band_star().number(),
        star: score.star().map(Star::number).unwrap(),
    };
    assert_eq!(by_hand.score(&plain), answer);
    let decimals = in_decimals.score(&plain);
    assert_eq!(decimals.0, Decimal::from(answer.total));
    assert_eq!(decimals.1, answer.parts.map(Decimal::from));
    assert_eq!(
        (decimals.2, decimals.3, decimals.4),
        (Decimal::from(answer.spread), answer.band, answer.star)
    );

    let mut group = criterion.benchmark_group("council");
    group.bench_function("engine", |b| b.iter(|| scorer.score(black_box(&council))));
    group.bench_function("hand_written", |b| {
        b.iter(|| by_hand.score(black_box(&plain)))
    });
    group.bench_function("decimal", |b| {
        b.iter(|| in_decimals.score(black_box(&plain)))
    });
    let mut variant: Vec<u8> = plain[0].to_vec();
    group.bench_function("one_variant", |b| {
        b.iter(|| {
            variant[3] = (variant[3] + 1) % 4;
            scorer.score_boxes(black_box(&variant))
        });
    });
    group.bench_function("explained", |b| b.iter(|| black_box(&council).tally()));
    group.finish();
}

/// How many different councils are scored in one round.
const COUNCILS: usize = 4096;
const MEMBERS: usize = 7;

/// Different councils of seven on the same set: by this library from checked councils and from
/// plain rows, by hand, and the sum of their points alone, where they are written down already.
fn varied(criterion: &mut Criterion) {
    let catalog = Catalog::bundled();
    let regulation = catalog.regulation("qd-148-2023").unwrap();
    let set = catalog.set("qd-148-2023", "08").unwrap();
    let rules = catalog.rules("default").unwrap();
    let scorer = Scorer::new(&regulation, &set, &rules);
    let by_hand = ByHand::of(&set);
    let mut random = Random(148);
    let boxes: Vec<usize> = set.criteria().map(|c| c.choices().len()).collect();
    let mut sheet = || -> [u8; 32] {
        let ticked = boxes
            .iter()
            .map(|&boxes| u8::try_from(random.below(boxes + 1)).unwrap());
        ticked.collect::<Vec<u8>>().try_into().unwrap()
    };
    let plain: Vec<[[u8; 32]; MEMBERS]> = (0..COUNCILS)
        .map(|_| [(); MEMBERS].map(|()| sheet()))
        .collect();
    let council = |sheets: &[[u8; 32]; MEMBERS]| {
        let sheets = sheets.iter().enumerate().map(|(member, boxes)| {
            let answers = set.criteria().zip(boxes);
            let answers = answers.map(|(c, &ticked)| (c.code().clone(), u32::from(ticked)));
            ScoreSheet::new(&set, &format!("m{member}"), Role::Member, answers).unwrap()
        });
        Council::new(&set, &rules, sheets.collect(), None).unwrap()
    };
    let councils: Vec<Council<'_>> = plain.iter().map(council).collect();
    let rows: Vec<u8> = plain.iter().flatten().flatten().copied().collect();
    let in_sheet = |sheet: &[u8; 32]| {
        let rows = by_hand.points.iter().zip(sheet);
        rows.map(|(row, &ticked)| row[usize::from(ticked)])
            .collect::<Vec<u8>>()
    };
    let points: Vec<u8> = plain.iter().flatten().flat_map(in_sheet).collect();

    // All agree on every council before any is timed.
    let mut scores = Vec::new();
    scorer.score_many(MEMBERS, &rows, &mut scores).unwrap();
    for ((council, sheets), score) in councils.iter().zip(&plain).zip(&scores) {
        assert_eq!(scorer.score(council).as_ref(), Some(score));
        let answer = by_hand.score(sheets);
        assert_eq!(score.total().sum().to_string(), answer.total.to_string());
        assert_eq!(score.star().map(Star::number), Some(answer.star));
    }

    let mut group = criterion.benchmark_group("council");
    group.throughput(Throughput::Elements(COUNCILS as u64));
    group.bench_function("varied", |b| {
        let star = |council| scorer.score(black_box(council))?.star();
        b.iter(|| councils.iter().map(star).max())
    });
    group.bench_function("varied_by_hand", |b| {
        let star = |sheets| by_hand.score(black_box(sheets)).star;
        b.iter(|| plain.iter().map(|sheets| star(sheets)).max())
    });
    group.bench_function("rows", |b| {
        b.iter(|| {
            scores.clear();
            scorer.score_many(MEMBERS, black_box(&rows), &mut scores)
        })
    });
    group.bench_function("simd_sum", |b| {
        let council = MEMBERS * 32;
        let sum = |points| {
            let points: &[u8] = black_box(points);
            points.iter().map(|&points| u32::from(points)).sum::<u32>()
        };
        b.iter(|| points.chunks_exact(council).map(sum).max())
    });
    group.finish();
}

criterion_group!(benches, council, varied);
criterion_main!(benches);
