//! The five ratings and their order.

use std::fmt;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// As a number.
impl<'de> serde::Deserialize<'de> for Star {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(deserializer)?;
        Star::new(number).ok_or_else(|| {
            serde::de::Error::custom(format!("found `{number}`, expected 1 to 5 stars"))
        })
    }
}

impl serde::Serialize for Star {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl fmt::Display for Star {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}
