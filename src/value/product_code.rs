//! A product's code: province, commune, number, year; before 2025 with a district.

use std::fmt;
use std::str::FromStr;

/// A product's code (mã số sản phẩm).
///
/// `75-26017-1-2026` is province, commune, number and year of the evaluation (26/2026, Phụ lục II,
/// heading of each sheet; units as in 19/2025/QĐ-TTg). The older form has the district in second
/// place: `83-832-28882-2-2022`.
///
/// # Example
///
/// ```
/// use ocop::value::ProductCode;
///
/// let code: ProductCode = "83-832-28882-2-2022".parse()?;
/// assert_eq!(code.district(), Some(832));
/// assert_eq!(code.to_string(), "83-832-28882-2-2022");
/// assert!("83-28882-0-2022".parse::<ProductCode>().is_err());
/// # Ok::<(), ocop::value::ProductCodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductCode {
    province: u8,
    district: Option<u16>,
    commune: u32,
    number: u32,
    year: u16,
}

/// Why a text is no product code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProductCodeError {
    /// Not four or five parts.
    #[error(
        "found {found} parts in `{code}`, expected province-commune-number-year, or the older province-district-commune-number-year"
    )]
    Parts {
        /// The text.
        code: String,
        /// How many parts it has.
        found: usize,
    },
    /// A part is not what it should be.
    #[error("found {part} `{found}`, expected {expected}")]
    Part {
        /// Which part.
        part: &'static str,
        /// What stands there.
        found: String,
        /// What such a part looks like.
        expected: &'static str,
    },
}

impl ProductCode {
    /// The province's number.
    #[must_use]
    pub fn province(self) -> u8 {
        self.province
    }

    /// The district's number, in codes of the older form.
    #[must_use]
    pub fn district(self) -> Option<u16> {
        self.district
    }

    /// The commune's number.
    #[must_use]
    pub fn commune(self) -> u32 {
        self.commune
    }

    /// The product's number in its commune.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// The year of the evaluation.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }
}

/// A number of exactly `digits` digits.
fn fixed(
    part: &'static str,
    text: &str,
    digits: usize,
    expected: &'static str,
) -> Result<u32, ProductCodeError> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    let number = if plain { text.parse().ok() } else { None };
    number
        .filter(|&n| n > 0)
        .ok_or_else(|| ProductCodeError::Part {
            part,
            found: text.to_owned(),
            expected,
        })
}

impl FromStr for ProductCode {
    type Err = ProductCodeError;

    fn from_str(text: &str) -> Result<ProductCode, ProductCodeError> {
        let parts: Vec<&str> = text.split('-').collect();
        let (province, district, commune, number, year) = match parts.as_slice() {
            [province, commune, number, year] => (*province, None, *commune, *number, *year),
            [province, district, commune, number, year] => {
                (*province, Some(*district), *commune, *number, *year)
            }
            parts => {
                return Err(ProductCodeError::Parts {
                    code: text.to_owned(),
                    found: parts.len(),
                });
            }
        };
        let province = fixed("province", province, 2, "two digits above `00`")?;
        let district = district
            .map(|text| fixed("district", text, 3, "three digits above `000`"))
            .transpose()?;
        let commune = fixed("commune", commune, 5, "five digits above `00000`")?;
        let serial = "a number from 1 to 99999 without leading zeros";
        if number.starts_with('0') || number.len() > 5 {
            return Err(ProductCodeError::Part {
                part: "number",
                found: number.to_owned(),
                expected: serial,
            });
        }
        let number = fixed("number", number, number.len(), serial)?;
        // The programme began in 2018.
        let expected = "four digits from 2018 on";
        let year = fixed("year", year, 4, expected).and_then(|number| {
            u16::try_from(number)
                .ok()
                .filter(|&number| number >= 2018)
                .ok_or_else(|| ProductCodeError::Part {
                    part: "year",
                    found: year.to_owned(),
                    expected,
                })
        })?;
        Ok(ProductCode {
            province: u8::try_from(province).unwrap_or(u8::MAX),
            district: district.map(|n| u16::try_from(n).unwrap_or(u16::MAX)),
            commune,
            number,
            year,
        })
    }
}

impl fmt::Display for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-", self.province)?;
        if let Some(district) = self.district {
            write!(f, "{district:03}-")?;
        }
        write!(f, "{:05}-{}-{}", self.commune, self.number, self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: 26/2026, Phụ lục II, heading of the sheets; the older form as in Bến Tre in 2022.
    #[test]
    fn codes_print_as_they_are_read_or_say_what_is_wrong() {
        for good in [
            "75-26017-1-2026",
            "83-832-28882-2-2022",
            "01-00001-99999-2018",
        ] {
            assert_eq!(good.parse::<ProductCode>().unwrap().to_string(), good);
        }
        for (bad, part) in [
            ("75-26017-1", "3 parts"),
            ("75-1-2-3-4-2026", "6 parts"),
            ("00-26017-1-2026", "province"),
            ("075-26017-1-2026", "province"),
            ("75-2601-1-2026", "commune"),
            ("75-26-26017-1-2026", "district"),
            ("75-26017-01-2026", "number"),
            ("75-26017--2026", "number"),
            ("75-26017-1-2017", "year"),
            ("75-26017-1-26", "year"),
            ("75-26017-+1-2026", "number"),
        ] {
            let error = bad.parse::<ProductCode>().unwrap_err().to_string();
            assert!(error.contains(part), "{bad}: {error}");
        }
    }
}
