//! What a council states beside its boxes: each field once, for the form, its reader and tables.

use ocop::Date;
use ocop::input::ProblemCode;

/// What the form calls a word of the case format, and the word.
pub(super) type Word = (&'static str, &'static str);

/// Roles in a council.
pub(super) const ROLES: &[Word] = &[
    ("chủ tịch", "chair"),
    ("phó chủ tịch", "vice-chair"),
    ("thành viên", "member"),
];

/// Whether a member's sheet counts.
pub(super) const ATTENDANCE: &[Word] = &[("có mặt", "present"), ("vắng", "absent")];

/// Whether a finding was made.
pub(super) const TICK: &[Word] = &[("x", "true")];

const YES_NO: &[Word] = &[("có", "true"), ("không", "false")];
const PRODUCERS: &[Word] = &[
    ("hợp tác xã", "cooperative"),
    ("tổ hợp tác", "cooperative-group"),
    ("doanh nghiệp", "enterprise"),
    ("trang trại", "farm"),
    ("hộ kinh doanh", "household"),
    ("hiệp hội", "association"),
    ("trung tâm điều hành", "operating-centre"),
];
const KINDS: &[Word] = &[
    ("lần đầu", "first"),
    ("nâng hạng", "upgrade"),
    ("phân hạng lại", "renewal"),
];
/// The levels that score; a commune only reports.
const LEVELS: &[Word] = &[
    ("cấp huyện", "district"),
    ("cấp tỉnh", "province"),
    ("cấp trung ương", "central"),
];
const FORMS: &[Word] = &[("họp", "meeting"), ("bằng văn bản", "written")];

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A text in its user's words.
    Text,
    /// A set's two digits, which spreadsheets take for a number.
    Set,
    /// A whole number.
    Number,
    /// A day.
    Day,
    /// One of some words, written with quotes in a case.
    Word(&'static [Word]),
    /// Yes or no.
    YesNo,
}

/// A field: its name in tables, its caption on the form, its place in a case.
#[derive(Debug)]
pub(super) struct Field {
    /// The name in a table.
    pub(super) key: &'static str,
    /// The caption on the form.
    pub(super) caption: &'static str,
    /// The keys that lead to it in a case, from the product, the application or the stage on.
    pub(super) path: &'static [&'static str],
    pub(super) kind: Kind,
    /// Set when the form is written, not filled in.
    pub(super) printed: bool,
    pub(super) required: bool,
}

const fn field(
    key: &'static str,
    caption: &'static str,
    path: &'static [&'static str],
    kind: Kind,
) -> Field {
    Field {
        key,
        caption,
        path,
        kind,
        printed: false,
        required: false,
    }
}

impl Field {
    const fn printed(self) -> Field {
        Field {
            printed: true,
            required: true,
            ..self
        }
    }

    const fn required(self) -> Field {
        Field {
            required: true,
            ..self
        }
    }

    /// The words that its cell offers.
    pub(super) fn words(&self) -> &'static [Word] {
        match self.kind {
            Kind::Word(words) => words,
            Kind::YesNo => YES_NO,
            _ => &[],
        }
    }

    /// What the form says beside its cell.
    pub(super) fn hint(&self) -> String {
        let what = match self.kind {
            _ if self.printed => return "không sửa".to_owned(),
            Kind::Day => "ngày/tháng/năm",
            Kind::Number => "số nguyên",
            Kind::Word(_) | Kind::YesNo => "chọn trong danh sách",
            Kind::Text | Kind::Set => "",
        };
        let need = if self.required {
            "bắt buộc"
        } else {
            "nếu có"
        };
        if what.is_empty() {
            need.to_owned()
        } else {
            format!("{need}; {what}")
        }
    }
}

/// The name of the field that counts a workbook's sheets; it is of the form, not of the case.
pub(super) const MEMBERS: &str = "members";

/// Every field, in the order of the form and of the case.
pub(super) const FIELDS: &[Field] = &[
    field("format", "Phiên bản biểu mẫu", &["format"], Kind::Number).printed(),
    field("product", "Tên sản phẩm", &["product", "name"], Kind::Text).required(),
    field("code", "Mã số sản phẩm", &["product", "code"], Kind::Text),
    field(
        "craft_village",
        "Sản phẩm làng nghề",
        &["product", "craft_village"],
        Kind::YesNo,
    ),
    field(
        "district",
        "Huyện, khu vực",
        &["product", "district"],
        Kind::Text,
    ),
    field(
        "producer_id",
        "Mã chủ thể",
        &["product", "producer", "id"],
        Kind::Text,
    ),
    field(
        "producer",
        "Tên chủ thể",
        &["product", "producer", "name"],
        Kind::Text,
    ),
    field(
        "producer_kind",
        "Loại hình chủ thể",
        &["product", "producer", "kind"],
        Kind::Word(PRODUCERS),
    ),
    field(
        "regulation",
        "Quy định áp dụng",
        &["regulation"],
        Kind::Text,
    )
    .printed(),
    field("set", "Bộ sản phẩm", &["set"], Kind::Set).printed(),
    field(
        "kind",
        "Loại hồ sơ",
        &["application", "kind"],
        Kind::Word(KINDS),
    ),
    field(
        "filed",
        "Ngày nhận hồ sơ",
        &["application", "filed"],
        Kind::Day,
    ),
    field(
        "previous_star",
        "Hạng sao đã có",
        &["application", "previous", "star"],
        Kind::Number,
    ),
    field(
        "previous_issued",
        "Ngày cấp giấy trước",
        &["application", "previous", "issued"],
        Kind::Day,
    ),
    field(
        "previous_expires",
        "Ngày giấy trước hết hạn",
        &["application", "previous", "expires"],
        Kind::Day,
    ),
    field(
        "level",
        "Cấp đánh giá",
        &["stages", "level"],
        Kind::Word(LEVELS),
    )
    .required(),
    field("date", "Ngày đánh giá", &["stages", "date"], Kind::Day).required(),
    field(
        "decided",
        "Ngày quyết định công nhận",
        &["stages", "decided"],
        Kind::Day,
    ),
    field(
        "rules",
        "Quy chế hội đồng",
        &["stages", "council", "rules"],
        Kind::Text,
    ),
    field(
        "appointed",
        "Số thành viên được cử",
        &["stages", "council", "appointed"],
        Kind::Number,
    ),
    field(
        "form",
        "Hình thức",
        &["stages", "council", "form"],
        Kind::Word(FORMS),
    ),
    field(MEMBERS, "Số phiếu", &[], Kind::Number).printed(),
];

/// A value as a cell of a workbook or of a table holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Text, not blank, without space around it.
    Text(String),
    /// A number, as it is printed.
    Number(String),
    /// A day, as `YYYY-MM-DD`.
    Day(String),
    /// Something else, in words.
    Other(String),
}

/// A user's text in backticks, shortened.
pub(super) fn quote(text: &str) -> String {
    const MOST: usize = 60;
    let text = text.replace(['\n', '\r'], " ");
    if text.chars().count() <= MOST {
        return format!("`{text}`");
    }
    let start: String = text.chars().take(MOST).collect();
    format!("`{start}…`")
}

/// Why a value is refused.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) code: ProblemCode,
    pub(super) found: String,
    pub(super) expected: String,
}

impl Value {
    /// Text as a cell of a table holds it; nothing where it is blank.
    pub(super) fn of_text(text: &str) -> Option<Value> {
        let text = text.trim();
        (!text.is_empty()).then(|| Value::Text(text.to_owned()))
    }

    /// What stands there, for people.
    pub(super) fn found(&self) -> String {
        match self {
            Value::Text(text) => quote(text),
            Value::Number(number) => format!("the number `{number}`"),
            Value::Day(day) => format!("the day `{day}`"),
            Value::Other(what) => what.clone(),
        }
    }

    fn refused(&self, code: ProblemCode, expected: impl Into<String>) -> Refused {
        Refused {
            code,
            found: self.found(),
            expected: expected.into(),
        }
    }

    /// The value as text; numbers as they are printed.
    pub(super) fn text(&self) -> Result<&str, Refused> {
        match self {
            Value::Text(text) | Value::Number(text) => Ok(text),
            _ => Err(self.refused(ProblemCode::WrongType, "a text")),
        }
    }

    /// The value as a whole number; `of_what` says which. A number written as text is taken only
    /// from tables, where everything is text.
    pub(super) fn whole(&self, in_table: bool, of_what: &str) -> Result<u32, Refused> {
        let printed = match self {
            Value::Number(number) => Some(number),
            Value::Text(text) if in_table => Some(text),
            _ => None,
        };
        if let Some(number) = printed.and_then(|text| digits(text)) {
            return Ok(number);
        }
        let found = match self {
            Value::Text(text) if !in_table => format!("the text {}", quote(text)),
            Value::Number(number) => quote(number),
            other => other.found(),
        };
        Err(Refused {
            code: ProblemCode::BadNumber,
            found,
            expected: of_what.to_owned(),
        })
    }

    /// The word that stands behind one of the form's, or the word itself.
    pub(super) fn word(&self, words: &[Word]) -> Result<&'static str, Refused> {
        let known = match self {
            Value::Text(text) => words
                .iter()
                .find(|(shown, word)| text.to_lowercase() == *shown || text == word),
            _ => None,
        };
        known.map(|(_, word)| *word).ok_or_else(|| {
            let shown: Vec<String> = words.iter().map(|(shown, _)| quote(shown)).collect();
            self.refused(ProblemCode::BadWord, format!("one of {}", shown.join(", ")))
        })
    }

    /// The day, as `YYYY-MM-DD`. Text is read as `YYYY-MM-DD` or, as Vietnam writes it,
    /// `DD/MM/YYYY`.
    fn day(&self) -> Result<String, Refused> {
        let day = match self {
            Value::Day(day) => Some(day.clone()),
            Value::Text(text) if text.contains('/') => day_of_month_first(text),
            Value::Text(text) => Some(text.clone()),
            _ => None,
        };
        day.filter(|day| day.parse::<Date>().is_ok())
            .ok_or_else(|| {
                let expected = "a day that exists, as `DD/MM/YYYY` or `YYYY-MM-DD`";
                self.refused(ProblemCode::BadDate, expected)
            })
    }

    /// The value of a field as JSON.
    pub(super) fn json(&self, kind: Kind, in_table: bool) -> Result<String, Refused> {
        Ok(match kind {
            Kind::Text => string(self.text()?),
            Kind::Set => {
                let text = self.text()?;
                let padded = if text.len() == 1 { "0" } else { "" };
                string(&format!("{padded}{text}"))
            }
            Kind::Number => self.whole(in_table, "a whole number")?.to_string(),
            Kind::Day => string(&self.day()?),
            Kind::Word(words) => string(self.word(words)?),
            Kind::YesNo => self.word(YES_NO)?.to_owned(),
        })
    }
}

/// A whole number of digits alone.
fn digits(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn day_of_month_first(text: &str) -> Option<String> {
    let mut numbers = text.split('/').map(digits);
    let (day, month, year) = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers
        .next()
        .is_none()
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// A JSON string.
pub(super) fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
