//! The order of Vietnamese words: that of the alphabet, in which `Đ` follows `D`, and not that of the
//! characters' numbers, in which it follows `V`.

use unicode_normalization::UnicodeNormalization;

/// The letters in the order of the alphabet; others keep theirs behind.
const LETTERS: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// The marks of tones in their order: huyền, hỏi, ngã, sắc, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// What Vietnamese texts are sorted by: first their letters, then their tones, then themselves.
pub type OrderKey = (Vec<u32>, Vec<u8>, String);

/// The key by which Vietnamese texts are in the order of the alphabet. Of words with the same letters
/// the tones decide: không dấu, huyền, hỏi, ngã, sắc, nặng. A number is before a letter.
///
/// ```
/// use ocop::text::vietnamese_order;
///
/// let mut names = ["Vĩnh Cửu", "Định Quán", "Dĩ An", "Đại Lộc", "Ân Thi", "An Phú", "Ăng"];
/// names.sort_by_cached_key(|name| vietnamese_order(name));
/// assert_eq!(names, ["An Phú", "Ăng", "Ân Thi", "Dĩ An", "Đại Lộc", "Định Quán", "Vĩnh Cửu"]);
/// let mut tones = ["mạ", "má", "mã", "mả", "mà", "ma"];
/// tones.sort_by_cached_key(|name| vietnamese_order(name));
/// assert_eq!(tones, ["ma", "mà", "mả", "mã", "má", "mạ"]);
/// ```
#[must_use]
pub fn vietnamese_order(text: &str) -> OrderKey {
    let (mut letters, mut tones) = (Vec::new(), Vec::new());
    for c in text.to_lowercase().nfc() {
        // A letter with its tone, such as `ệ`, is the letter `ê` with a mark.
        let mut tone = 0;
        let marks = c.nfd().filter(|mark| {
            let of = TONES.iter().position(|known| known == mark);
            tone = of.map_or(tone, |of| u8::try_from(of + 1).unwrap_or(0));
            of.is_none()
        });
        let marks: String = marks.collect();
        let letter = marks.nfc().next().unwrap_or(c);
        let place = LETTERS.chars().position(|known| known == letter);
        letters.push(match place {
            Some(place) => 0x11_0000 + u32::try_from(place).unwrap_or(0),
            None => u32::from(letter),
        });
        tones.push(tone);
    }
    (letters, tones, text.to_owned())
}
