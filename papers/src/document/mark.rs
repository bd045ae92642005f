//! What stands in the bottom margin of a council's own papers: a code by which a result is found.

use ocop::EvaluatedCase;
use qrcode::{Color, EcLevel, QrCode};
use sha2::{Digest, Sha256};

/// The mã đối chiếu of a paper: the SHA-256 of the results that it was printed from, as
/// `ocop evaluate --json` prints them (one result, or an array of several), in the form of RFC 8785.
/// People read its first 8 characters in base32, machines the whole in a square code. It finds a
/// result and proves nothing: it is neither a stamp nor a signature.
///
/// # Example
///
/// ```
/// use ocop::{Catalog, EvaluatedCase};
/// use ocop_papers::Mark;
///
/// let text = r#"{"product": {"name": "Cá khô"}, "regulation": "qd-26-2026", "set": "08",
///     "stages": [{"level": "province", "date": "2026-08-05", "total": "61.5"}]}"#;
/// let case = EvaluatedCase::from_json(text, "case.json", &Catalog::bundled())?;
/// let mark = Mark::of(&[&case]).ok_or("a result")?;
/// assert_eq!(mark.code().len(), 8);
/// assert!(mark.seal().starts_with("sha256:"));
/// assert_eq!(Mark::of(&[]), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    seal: String,
    code: String,
    square: Square,
}

/// A square code that was drawn: its places row by row, dark ones true.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Square {
    side: usize,
    places: Vec<bool>,
}

/// The quiet zone around a square code, in places.
const QUIET: usize = 4;
/// Points of the picture for each place.
const SCALE: usize = 8;

impl Mark {
    /// The mark of results in their order; none without results.
    #[must_use]
    pub fn of(results: &[&EvaluatedCase]) -> Option<Mark> {
        let (seal, code) = Mark::sealed(results)?;
        // INVARIANT: a seal is short enough for a code.
        let square = Square::of(&seal)?;
        Some(Mark { seal, code, square })
    }

    /// The whole digest of results, and what people read of it: to look for a paper nothing is drawn.
    pub(super) fn sealed(results: &[&EvaluatedCase]) -> Option<(String, String)> {
        let canonical = match results {
            [] => return None,
            [one] => serde_json_canonicalizer::to_vec(one),
            several => serde_json_canonicalizer::to_vec(&several),
        };
        // INVARIANT: results have text keys and whole numbers only.
        let digest: [u8; 32] = Sha256::digest(canonical.ok()?).into();
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Some((format!("sha256:{hex}"), base32(&digest)))
    }

    /// The first 8 characters of the digest in base32 (RFC 4648).
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The whole digest.
    #[must_use]
    pub fn seal(&self) -> &str {
        &self.seal
    }

    /// What people read.
    #[must_use]
    pub fn line(&self) -> String {
        format!("Mã đối chiếu: {}", self.code)
    }

    /// The square code as a drawing.
    pub(super) fn svg(&self) -> String {
        let side = self.square.side + 2 * QUIET;
        let mut path = String::new();
        for (y, row) in (QUIET..).zip(self.square.rows()) {
            for (x, _) in (QUIET..).zip(row).filter(|(_, dark)| **dark) {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
        // 16 mm at 96 points an inch, for pages that print it at its own size.
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"60\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path d=\"M0 0h{side}v{side}h-{side}z\" fill=\"white\"/><path d=\"{path}\" fill=\"black\"/></svg>"
        )
    }

    /// The square code as a picture.
    pub(super) fn png(&self) -> std::io::Result<Vec<u8>> {
        let rows: Vec<&[bool]> = self.square.rows().collect();
        let side = (self.square.side + 2 * QUIET) * SCALE;
        let dark = |x: usize, y: usize| {
            let at = |place: usize| (place / SCALE).checked_sub(QUIET);
            let dot = at(y).zip(at(x)).and_then(|(y, x)| rows.get(y)?.get(x));
            dot.copied().unwrap_or(false)
        };
        let points = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let grey: Vec<u8> = points
            .map(|(x, y)| if dark(x, y) { 0 } else { u8::MAX })
            .collect();
        let width = u32::try_from(side).unwrap_or_default();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, width);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&grey)?;
        writer.finish()?;
        Ok(bytes)
    }
}

impl Square {
    fn of(text: &str) -> Option<Square> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (side, colours) = (code.width(), code.into_colors());
        let places = colours.into_iter().map(|colour| colour == Color::Dark);
        let places = places.collect();
        Some(Square { side, places })
    }

    fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.places.chunks(self.side)
    }
}

/// The first 8 characters of a digest in base32 (RFC 4648).
fn base32(digest: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let first = digest.iter().take(5);
    let value = first.fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let letter = |at: u32| {
        let index = usize::try_from((value >> (35 - 5 * at)) & 31).ok()?;
        LETTERS.get(index).map(|byte| char::from(*byte))
    };
    (0..8).filter_map(letter).collect()
}
