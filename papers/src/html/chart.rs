//! Small pictures in integers: nothing here is computed in floats, and no figure is only drawn.

use maud::{Markup, html};
use ocop::{Mean, Points};

/// A mean in hundredths of a point, as it is shown.
pub(crate) fn hundredths(mean: Mean) -> u64 {
    let digits: String = mean.shown(2).chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// Points in hundredths.
pub(crate) fn points(points: Points) -> u64 {
    hundredths(Mean::of_one(points))
}

/// `value` of `most` on a line of `length`, rounded down; never past its end.
fn along(value: u64, most: u64, length: u64) -> u64 {
    (value.min(most) * length)
        .checked_div(most)
        .unwrap_or_default()
}

/// A bar beside the figures that it draws, so that who hears the page misses nothing. `target` is a
/// line across it.
pub(crate) fn bar(value: u64, most: u64, target: Option<u64>) -> Markup {
    html! {
        svg.bar viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" {
            rect.track x="0" y="10" width="1000" height="80" {}
            rect.value x="0" y="10" width=(along(value, most, 1000)) height="80" {}
            @if let Some(target) = target {
                rect.target x=(along(target, most, 990)) y="0" width="10" height="100" {}
            }
        }
    }
}

/// A stretch of the scale, from a number of hundredths on.
#[derive(Debug)]
pub(crate) struct Stretch {
    pub(crate) from: u64,
    pub(crate) label: String,
    /// The bound as it is shown.
    pub(crate) bound: String,
}

const WIDTH: u64 = 640;
const MARGIN: u64 = 20;
const LINE: u64 = WIDTH - 2 * MARGIN;
const RADIUS: u64 = 6;

/// A scale from 0 to `most` with its stretches, lowest first, a dot for each of `dots` and a mark
/// at `mark`. `told` says the same in words.
pub(crate) fn scale(
    most: u64,
    stretches: &[Stretch],
    dots: &[u64],
    mark: (u64, &str),
    told: &str,
) -> Markup {
    let x = |value| MARGIN + along(value, most, LINE);
    // Dots that would cover each other are piled up.
    let mut piled: Vec<(u64, u64)> = Vec::with_capacity(dots.len());
    for &dot in dots {
        let at = x(dot);
        let covers = |&&(other, _): &&(u64, u64)| at.abs_diff(other) < 2 * RADIUS;
        let rows: Vec<u64> = piled.iter().filter(covers).map(|&(_, row)| row).collect();
        let row = (0..).find(|row| !rows.contains(row)).unwrap_or_default();
        piled.push((at, row));
    }
    let rows = piled.iter().map(|&(_, row)| row + 1).max().unwrap_or(0);
    let top = 34 + rows * (2 * RADIUS + 1);
    let ends = stretches.iter().skip(1).map(|next| next.from).chain([most]);
    let label = x(mark.0).clamp(60, WIDTH - 60);
    html! {
        svg.scale viewBox={ "0 0 " (WIDTH) " " (top + 58) } role="img" aria-label=(told) {
            @for (index, (stretch, end)) in stretches.iter().zip(ends).enumerate() {
                @let (left, right) = (x(stretch.from), x(end));
                rect class={ "band b" (index) } x=(left) y=(top) width=(right - left) height="28" {}
                text.inside x=((left + right) / 2) y=(top + 20) { (stretch.label) }
                @if index > 0 { text x=(left) y=(top + 48) { (stretch.bound) } }
            }
            rect.mark x=(x(mark.0) - 2) y="22" width="4" height=(top + 8) {}
            @for &(at, row) in &piled {
                circle cx=(at) cy=(top - 8 - row * (2 * RADIUS + 1)) r=(RADIUS) {}
            }
            text.mark x=(label) y="16" { (mark.1) }
        }
    }
}
