//! The names that data files and cases use: regulations, sets, parts, criteria, findings, levels.

use std::fmt;
use std::str::FromStr;

/// What a text should be, in Vietnamese and in English.
pub(crate) type Words = [&'static str; 2];

/// A text that does not have the shape of the code it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("found `{found}`, expected {}", self.expected())]
pub struct CodeError {
    pub(crate) found: String,
    pub(crate) expected: Words,
}

/// Getters of fields that are given out by reference, by value or where there are any.
macro_rules! getters {
    ($owner:ty { $($(#[doc = $doc:literal])* $field:ident: $kind:ident $type:ty,)+ }) => {
        impl $owner {
            $($crate::value::codes::getters!(@getter $(#[doc = $doc])* $kind $field: $type);)+
        }
    };
    (@getter $(#[doc = $doc:literal])* hidden $field:ident: $type:ty) => {};
    (@getter $(#[doc = $doc:literal])* $kind:ident $field:ident: $type:ty) => {
        $(#[doc = $doc])*
        #[must_use]
        pub fn $field(&self) -> $crate::value::codes::getters!(@type $kind $type) {
            $crate::value::codes::getters!(@value $kind self.$field)
        }
    };
    (@type text $type:ty) => { &str };
    (@type list $type:ty) => { &[$type] };
    (@type by_ref $type:ty) => { &$type };
    (@type copied $type:ty) => { $type };
    (@type option $type:ty) => { Option<&$type> };
    (@value copied $value:expr) => { $value };
    (@value option $value:expr) => { $value.as_ref() };
    (@value $kind:ident $value:expr) => { &$value };
    // The type of the field behind a getter of this kind.
    (@field list $type:ty) => { Vec<$type> };
    (@field option $type:ty) => { Option<$type> };
    (@field $kind:ident $type:ty) => { $type };
}
pub(crate) use getters;

/// A type whose fields are read from outside and set by the library alone: each field once, with how
/// its getter gives it out, or `hidden`. Of a record of a file, a field may say besides how it is read;
/// that is for `record`.
macro_rules! read_only {
    ($($(#[$meta:meta])* $name:ident {
        $($(#[doc = $doc:literal])* $(#[serde($($serde:tt)+)])? $kind:ident $field:ident: $type:ty,)+
    })+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[doc = $doc])* $(#[serde($($serde)+)])?
            pub(crate) $field: $crate::value::codes::getters!(@field $kind $type),)+
        }

        $crate::value::codes::getters! { $name {
            $($(#[doc = $doc])* $field: $kind $type,)+
        } }
    )+ };
    ($($(#[$meta:meta])+ $name:ident {
        $($(#[doc = $doc:literal])+ $(#[serde($($serde:tt)+)])?
        $need:ident $kind:ident $field:ident: $type:ty = $key:literal, $reader:expr, $example:literal;)+
    } $(check $check:ident)?)+) => {
        $crate::value::codes::read_only! { $($(#[$meta])+ $name {
            $($(#[doc = $doc])+ $(#[serde($($serde)+)])? $kind $field: $type,)+
        })+ }
    };
}
pub(crate) use read_only;

/// As [`read_only`], for records whose fields are public.
macro_rules! plain {
    ($($(#[$meta:meta])+ $name:ident {
        $($(#[doc = $doc:literal])+ $(#[serde($($serde:tt)+)])?
        $need:ident public $field:ident: $type:ty = $key:literal, $reader:expr, $example:literal;)+
    } $(check $check:ident)? $(beside $(#[doc = $more_doc:literal])+ $more:ident: $more_type:ty)?)+) => { $(
        $(#[$meta])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[doc = $doc])+ $(#[serde($($serde)+)])? pub $field: $type,)+
            $($(#[doc = $more_doc])+ #[serde(skip)] pub(crate) $more: $more_type,)?
        }
    )+ };
}
pub(crate) use plain;

/// Serde for a type that prints and reads as text.
macro_rules! serde_as_text {
    ($name:ident) => {
        /// As it is written.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;

/// A code kept as checked text: one macro, so that all of them read, print and compare alike.
macro_rules! text_code {
    ($(#[$doc:meta])* $name:ident, [$vi:literal, $en:literal], $example:literal, $check:expr) => {
        $(#[$doc])*
        ///
        /// # Example
        ///
        /// ```
        /// # use ocop::{input::*, insight::*, law::*, portfolio::*, procedure::*, scoring::*, text::*, value::*};
        ///
        #[doc = concat!("assert_eq!(\"", $example, "\".parse::<", stringify!($name), ">()?.as_str(), \"", $example, "\");")]
        #[doc = concat!("assert!(\"?\".parse::<", stringify!($name), ">().is_err());")]
        /// # Ok::<(), ocop::value::CodeError>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            pub(crate) const EXPECTED: $crate::value::codes::Words = [$vi, $en];

            /// The code as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                let check: fn(&str) -> bool = $check;
                if text.len() <= 64 && check(text) {
                    Ok($name(text.into()))
                } else {
                    Err(CodeError::new(text, $name::EXPECTED))
                }
            }
        }

        $crate::value::codes::serde_as_text!($name);

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

impl CodeError {
    pub(crate) fn new(found: impl ToString, expected: Words) -> CodeError {
        let found = found.to_string();
        CodeError { found, expected }
    }

    /// What such a code looks like, in English.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        let [_, en] = self.expected;
        en
    }
}

getters! { CodeError {
    /// The text that was given.
    found: text str,
} }

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

text_code! {
    /// One regulation (quyết định), by number and year: `qd-148-2023`.
    RegulationId, ["một quyết định, như `qd-148-2023`", "a regulation such as `qd-148-2023`"], "qd-148-2023", |text| {
        let mut words = text.split('-');
        words.next() == Some("qd")
            && words.next().is_some_and(is_number)
            && words.next().is_some_and(|year| is_number(year) && year.len() == 4)
            && words.next().is_none()
    }
}

text_code! {
    /// One section of a sheet (mục), by its printed number: `6`.
    SectionCode, ["số của một mục, như `6`", "a section's number such as `6`"], "6", is_number
}

text_code! {
    /// One criterion of a sheet (tiêu chí), as the decision numbers it: `1.a`, `6.1`, `6.1.1`, or
    /// `7` for a section that is scored directly.
    CriterionCode, ["mã tiêu chí, như `1.a`, `6.1` hoặc `7`", "a criterion's code such as `1.a`, `6.1` or `7`"], "6.1", |text| {
        let mut steps = text.split('.');
        steps.next().is_some_and(is_number)
            && steps.all(|step| {
                let mut letters = step.chars();
                let letter = letters.next().is_some_and(|c| c.is_ascii_lowercase() || c == 'đ');
                is_number(step) || (letter && letters.next().is_none())
            })
    }
}

text_code! {
    /// A finding that a sheet lists (căn cứ loại hồ sơ): `ip-infringement`.
    FindingId, ["tên của một căn cứ loại, như `ip-infringement`", "a finding's name such as `ip-infringement`"], "ip-infringement", is_slug
}

text_code! {
    /// A reading that a regulation lists (cách hiểu): `return-down`.
    ReadingId, ["tên của một cách hiểu, như `return-down`", "a reading's name such as `return-down`"], "return-down", is_slug
}

text_code! {
    /// A council's rules (quy chế), by the name of their file: `default`.
    RulesId, ["tên của một quy chế hội đồng, như `default`", "the name of council rules such as `default`"], "default", is_slug
}

text_code! {
    /// A provincial plan, by the name of its file: `kh-262-dong-nai-2024`.
    PlanId, ["tên của một kế hoạch, như `kh-262-dong-nai-2024`", "the name of a plan such as `kh-262-dong-nai-2024`"], "kh-262-dong-nai-2024", is_slug
}

/// One of the product sets of a regulation (bộ sản phẩm), in the order of its list: `01` to `99`.
///
/// # Example
///
/// ```
/// use ocop::value::SetCode;
///
/// assert_eq!("08".parse::<SetCode>()?.to_string(), "08");
/// assert!("8".parse::<SetCode>().is_err());
/// # Ok::<(), ocop::value::CodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetCode(u8);

impl SetCode {
    pub(crate) const EXPECTED: Words = [
        "hai chữ số của bộ sản phẩm, như `08`",
        "a set as two digits such as `08`",
    ];

    /// The set's place in the regulation's list, from 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

/// From its place in the regulation's list, 1 to 99.
impl TryFrom<u8> for SetCode {
    type Error = CodeError;

    fn try_from(number: u8) -> Result<SetCode, CodeError> {
        match number {
            1..=99 => Ok(SetCode(number)),
            _ => Err(CodeError::new(
                number,
                ["một bộ từ 1 đến 99", "a set from 1 to 99"],
            )),
        }
    }
}

impl FromStr for SetCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<SetCode, CodeError> {
        let two_digits = text.len() == 2 && is_number(text);
        let number = text.parse().ok().filter(|&number| two_digits && number > 0);
        let set = number.map(SetCode);
        set.ok_or_else(|| CodeError::new(text, SetCode::EXPECTED))
    }
}

impl fmt::Display for SetCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

serde_as_text!(SetCode);

/// An enumeration whose values are words of the files, read and printed by one macro; `expected` takes the
/// place of a list of the words, where they are many.
macro_rules! word_code {
    ($(#[$doc:meta])* $name:ident $(expected [$vi:literal, $en:literal])?:
     $($(#[$value_doc:meta])* $value:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        ///
        /// # Example
        ///
        /// ```
        /// # use ocop::{input::*, insight::*, law::*, portfolio::*, procedure::*, scoring::*, text::*, value::*};
        ///
        #[doc = concat!("for word in ", stringify!($name), "::ALL {")]
        #[doc = concat!("    assert_eq!(word.as_str().parse::<", stringify!($name), ">()?, *word);")]
        /// }
        #[doc = concat!("assert!(\"?\".parse::<", stringify!($name), ">().is_err());")]
        /// # Ok::<(), ocop::value::CodeError>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$value_doc])* $value,)+
        }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [$name] = &[$($name::$value),+];

            /// The word that files use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$value => $word,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::value::codes::CodeError;

            fn from_str(text: &str) -> Result<Self, $crate::value::codes::CodeError> {
                let [vi, ..] = [$($vi,)? concat!("một trong", $(" `", $word, "`,"),+)];
                let [en, ..] = [$($en,)? concat!("one of", $(" `", $word, "`,"),+)];
                let word = $name::ALL.iter().find(|word| word.as_str() == text);
                let expected = [vi, en].map(|words| words.trim_end_matches(','));
                let none = || $crate::value::codes::CodeError::new(text, expected);
                word.copied().ok_or_else(none)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::value::codes::serde_as_text!($name);
    };
}
pub(crate) use word_code;

word_code! {
    /// One of the three parts of every sheet (phần A, B, C).
    PartId:
    /// The product and the strength of its community.
    A = "A",
    /// Marketing and the product's story.
    B = "B",
    /// The product's quality.
    C = "C",
}

word_code! {
    /// A level of the administration (cấp), lowest first.
    Level:
    /// Commune (xã): reports, never scores.
    Commune = "commune",
    /// District (huyện), until 1489/QĐ-TTg.
    District = "district",
    /// Province (tỉnh).
    Province = "province",
    /// Centre (trung ương).
    Central = "central",
}

word_code! {
    /// What is applied for (lần đầu, nâng hạng, phân hạng lại).
    ApplicationKind:
    /// First evaluation.
    First = "first",
    /// A higher star for a certified product.
    Upgrade = "upgrade",
    /// Evaluation anew when the certificate ends.
    Renewal = "renewal",
}

word_code! {
    /// What kind of producer it is (chủ thể).
    ProducerKind:
    /// Cooperative (hợp tác xã).
    Cooperative = "cooperative",
    /// Cooperative group (tổ hợp tác).
    CooperativeGroup = "cooperative-group",
    /// Small or medium enterprise (doanh nghiệp nhỏ và vừa).
    Enterprise = "enterprise",
    /// Farm (trang trại).
    Farm = "farm",
    /// Household with a business registration (hộ có đăng ký kinh doanh).
    Household = "household",
    /// Association (hội, hiệp hội).
    Association = "association",
    /// Operating centre or an equivalent organisation (trung tâm điều hành hoặc tổ chức tương đương).
    OperatingCentre = "operating-centre",
}

word_code! {
    /// What an assessor is in the council (vai trò).
    Role:
    /// Chair (chủ tịch).
    Chair = "chair",
    /// Vice-chair (phó chủ tịch).
    ViceChair = "vice-chair",
    /// Member (thành viên).
    Member = "member",
}

word_code! {
    /// How a council decides (hình thức).
    CouncilForm:
    /// At a meeting (họp).
    Meeting = "meeting",
    /// By written opinions (lấy ý kiến bằng văn bản).
    Written = "written",
}

word_code! {
    /// What a commune's report speaks of (nội dung đánh giá của xã).
    ReportItem:
    /// Local origin of product and materials.
    LocalOrigin = "local-origin",
    /// Local labour.
    LocalLabour = "local-labour",
    /// Origin of the product's idea.
    OriginOfIdea = "origin-of-idea",
    /// Local identity and knowledge.
    LocalIdentity = "local-identity",
}
