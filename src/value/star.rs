//! The five ratings and their order.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::CodeError;
use super::codes::Words;

/// A rating from one to five stars (hạng sao).
///
/// # Example
///
/// ```
/// use ocop::Star;
///
/// assert!(Star::Five > Star::Three);
/// assert_eq!(Star::new(4), Some(Star::Four));
/// assert_eq!(Star::new(6), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Star {
    /// One star.
    One = 1,
    /// Two stars.
    Two,
    /// Three stars.
    Three,
    /// Four stars.
    Four,
    /// Five stars.
    Five,
}

impl Star {
    const EXPECTED: Words = ["1 đến 5 sao", "1 to 5 stars"];

    /// All ratings, lowest first.
    pub const ALL: [Star; 5] = [Star::One, Star::Two, Star::Three, Star::Four, Star::Five];

    /// The rating of `number` stars, `None` outside 1 to 5.
    #[must_use]
    pub fn new(number: u8) -> Option<Star> {
        Star::ALL.into_iter().find(|star| star.number() == number)
    }

    /// The number of stars.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The next rating below, `None` below one star.
    #[must_use]
    pub fn below(self) -> Option<Star> {
        Star::new(self.number() - 1)
    }

    /// The rating as it is drawn: `★★★☆☆`.
    #[must_use]
    pub fn drawn(self) -> String {
        let full = usize::from(self.number());
        format!("{}{}", "★".repeat(full), "☆".repeat(5 - full))
    }
}

/// From the number of stars, 1 to 5.
impl TryFrom<u8> for Star {
    type Error = CodeError;

    fn try_from(number: u8) -> Result<Star, CodeError> {
        Star::new(number).ok_or_else(|| CodeError::new(number, Star::EXPECTED))
    }
}

impl From<Star> for u8 {
    fn from(star: Star) -> u8 {
        star.number()
    }
}

impl FromStr for Star {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Star, CodeError> {
        let mut stars = Star::ALL.into_iter();
        let star = stars.find(|star| star.to_string() == text);
        star.ok_or_else(|| CodeError::new(text, Star::EXPECTED))
    }
}

impl fmt::Display for Star {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}
