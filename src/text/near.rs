//! Which names differ by so little that one of them may be a slip of the other.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::normalise;

/// The least letters of names that may be told apart by one letter.
const LEAST_LETTERS: usize = 6;

/// Whether two names are different texts that one person may have meant as one: they differ in
/// capitals, in the marks of letters (`hoà`, `hòa`, `hoa`), in letters that look alike (Latin `A`,
/// Cyrillic `А`), or in one letter. Names that differ in a
/// digit, or in a word of one letter, are two.
///
/// ```
/// use ocop::text::nearly_equal;
///
/// assert!(nearly_equal("Cà phê Hoà Bình", "cà phê Hòa Bình"));
/// assert!(nearly_equal("Nguyễn Văn Hùng", "Nguyễn Văn Hùn"));
/// assert!(!nearly_equal("Trà 250 g", "Trà 500 g"));
/// assert!(!nearly_equal("Thành viên A", "Thành viên B"));
/// assert!(!nearly_equal("Cá khô", " Cá  khô"));
/// ```
#[must_use]
pub fn nearly_equal(one: &str, other: &str) -> bool {
    let (one, other) = (normalise(one), normalise(other));
    if one == other {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = |(one, other): &(&char, &char)| plain(**one).eq(plain(**other));
    let least = one.len().min(other.len());
    let from = one.iter().zip(&other).take_while(same).count();
    let ends = one.iter().rev().zip(other.iter().rev());
    let back = ends.take(least - from).take_while(same).count();
    let middle = |text: &[char]| -> Vec<char> {
        let end = text.len() - back;
        text.get(from..end).unwrap_or_default().to_vec()
    };
    let (left, right) = (middle(&one), middle(&other));
    match (left.as_slice(), right.as_slice()) {
        ([], []) => true,
        _ if least + 1 < LEAST_LETTERS => false,
        (left, right) if left.iter().chain(right).any(char::is_ascii_digit) => false,
        ([_], [_]) => {
            let bounds = |at: Option<&char>| at.is_none_or(|c| !c.is_alphanumeric());
            let before = from.checked_sub(1).and_then(|at| one.get(at));
            !(bounds(before) && bounds(one.get(from + 1)))
        }
        ([one], []) | ([], [one]) => one.is_alphabetic(),
        ([a, b], [c, d]) => plain(*a).eq(plain(*d)) && plain(*b).eq(plain(*c)),
        _ => false,
    }
}

/// A letter as it is without capitals and marks.
fn plain(c: char) -> impl Iterator<Item = char> {
    let letters = c.to_lowercase().nfd();
    letters
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(latin)
}

/// The Latin letter that a letter looks like: those of Cyrillic and Greek cannot be told apart from
/// it, and come from keyboards and programs that read texts off pictures.
fn latin(c: char) -> char {
    match c {
        'đ' | 'ð' | 'ԁ' => 'd',
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' => 'c',
        'е' | 'ε' => 'e',
        'н' | 'η' => 'h',
        'і' | 'ι' | 'ı' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'у' | 'υ' => 'y',
        'х' | 'χ' => 'x',
        'ζ' => 'z',
        other => other,
    }
}

/// The pairs of names that are nearly equal, in their order.
///
/// ```
/// use ocop::text::near_pairs;
///
/// let names = ["xã Hòa Bình", "xã Hoà Bình", "xã Tân An"];
/// assert_eq!(near_pairs(names), [("xã Hoà Bình", "xã Hòa Bình")]);
/// ```
#[must_use]
pub fn near_pairs<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<(&'n str, &'n str)> {
    // Names that are nearly equal are the same once one letter, or none, is left out of each.
    let mut keys: Vec<(u64, &str)> = Vec::new();
    let mut letters: Vec<u64> = Vec::new();
    for name in names {
        letters.clear();
        let normal = normalise(name);
        letters.extend(normal.chars().map(|c| hash(plain(c).map(u64::from))));
        each_without_one(&letters, |key| keys.push((key, name)));
    }
    keys.sort_unstable();
    keys.dedup();
    let mut pairs = BTreeSet::new();
    for names in keys.chunk_by(|(one, _), (other, _)| one == other) {
        for (index, (_, one)) in names.iter().enumerate() {
            let others = names.iter().skip(index + 1).map(|(_, other)| *other);
            let near = others.filter(|other| nearly_equal(one, other));
            pairs.extend(near.map(|other| (*one, other)));
        }
    }
    pairs.into_iter().collect()
}

/// What hashes multiply by: any large odd number.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// A hash of letters, the last first. Names whose hashes are equal by chance are compared like others.
fn hash(letters: impl Iterator<Item = u64>) -> u64 {
    letters.fold(0, |hash, letter| {
        hash.wrapping_mul(BASE).wrapping_add(letter)
    })
}

/// The hashes of a name without each of its letters, and with all. Digits are never left out: names
/// that differ in one are two.
fn each_without_one(letters: &[u64], mut add: impl FnMut(u64)) {
    let mut key = hash(letters.iter().skip(1).rev().copied());
    let mut power = 1_u64;
    for (at, &letter) in letters.iter().enumerate() {
        if !(u64::from(b'0')..=u64::from(b'9')).contains(&letter) {
            add(key);
        }
        // When the next one is left out, this letter stands in its place.
        let next = letters.get(at + 1).copied().unwrap_or_default();
        let moved = letter.wrapping_sub(next).wrapping_mul(power);
        key = key.wrapping_add(moved);
        power = power.wrapping_mul(BASE);
    }
    add(key);
}
