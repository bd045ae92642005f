//! A product's code: province, commune, number, year; before 2025 with a district.

use std::fmt;
use std::str::FromStr;

use super::codes::Words;
use super::{CodeError, read_only, serde_as_text};

read_only! {
    /// A product's code (mã số sản phẩm).
    ///
    /// `75-26017-1-2026` is province, commune, number and year of the evaluation (26/2026, Phụ lục II,
    /// heading of each sheet; units as in 19/2025/QĐ-TTg). 1048 prints the district in the commune's
    /// place, `83-832-2-2022`; in practice codes had both, `83-832-28882-2-2022`. A commune has five
    /// digits and a district three, so that no code can be read as another.
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
    /// # Ok::<(), ocop::value::CodeError>(())
    /// ```
    #[derive(Copy, PartialOrd, Ord, Hash)]
    ProductCode {
        /// The province's number.
        copied province: u8,
        /// The district's number, in codes of the older forms.
        copied district: Option<u16>,
        /// The commune's number; `None` in codes that name the district alone.
        copied commune: Option<u32>,
        /// The product's number in its commune.
        copied number: u32,
        /// The year of the evaluation.
        copied year: u16,
    }
}

/// A number of exactly `digits` digits, not all of them zeros.
fn fixed<T: FromStr>(text: &str, digits: usize, expected: Words) -> Result<T, CodeError> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    let above_zero = plain && text.bytes().any(|b| b != b'0');
    let number = if above_zero { text.parse().ok() } else { None };
    number.ok_or_else(|| CodeError::new(text, expected))
}

impl FromStr for ProductCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<ProductCode, CodeError> {
        let parts: Vec<&str> = text.split('-').collect();
        let (province, district, commune, number, year) = match *parts.as_slice() {
            [province, district, number, year] if district.len() == 3 => {
                (province, Some(district), None, number, year)
            }
            [province, commune, number, year] => (province, None, Some(commune), number, year),
            [province, district, commune, number, year] => {
                (province, Some(district), Some(commune), number, year)
            }
            _ => {
                return Err(CodeError::new(
                    text,
                    [
                        "tỉnh-xã-số-năm, hoặc dạng cũ tỉnh-huyện-xã-số-năm",
                        "province-commune-number-year, or the older province-district-commune-number-year",
                    ],
                ));
            }
        };
        let province = fixed(
            province,
            2,
            [
                "tỉnh gồm hai chữ số, lớn hơn `00`",
                "a province of two digits above `00`",
            ],
        )?;
        let three_digits = [
            "huyện gồm ba chữ số, lớn hơn `000`",
            "a district of three digits above `000`",
        ];
        let district = district.map(|text| fixed(text, 3, three_digits));
        let district = district.transpose()?;
        let five_digits = [
            "xã gồm năm chữ số, lớn hơn `00000`",
            "a commune of five digits above `00000`",
        ];
        let commune = commune.map(|text| fixed(text, 5, five_digits));
        let commune = commune.transpose()?;
        let serial = [
            "số của sản phẩm từ 1 đến 99999, không có chữ số 0 ở đầu",
            "a product's number from 1 to 99999 without leading zeros",
        ];
        if number.starts_with('0') || number.len() > 5 {
            return Err(CodeError::new(number, serial));
        }
        let number = fixed(number, number.len(), serial)?;
        // The programme began in 2018.
        let since_2018 = [
            "năm gồm bốn chữ số, từ 2018",
            "a year of four digits from 2018 on",
        ];
        let code = ProductCode {
            province,
            district,
            commune,
            number,
            year: fixed(year, 4, since_2018)?,
        };
        if code.year < 2018 {
            return Err(CodeError::new(year, since_2018));
        }
        Ok(code)
    }
}

serde_as_text!(ProductCode);

impl fmt::Display for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-", self.province)?;
        if let Some(district) = self.district {
            write!(f, "{district:03}-")?;
        }
        if let Some(commune) = self.commune {
            write!(f, "{commune:05}-")?;
        }
        write!(f, "{}-{}", self.number, self.year)
    }
}
