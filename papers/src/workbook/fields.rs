//! What a council states beside its boxes: each field once, for the form, its reader and tables.

use std::borrow::Cow;
use std::mem::take;
use std::str::FromStr;

use ocop::input::ProblemCode;
use ocop::law::{Criterion, Regulation};
use ocop::text::{Phrase, hidden_character, keyboard_hyphen, normalise};
use ocop::value::{
    ApplicationKind, CouncilForm, ProducerKind, RegulationId, ReportItem, Role, RulesId, SetCode,
};
use ocop::{Date, Level, Star};

use super::record::Record;

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

/// Other words that people write, and the form's word that each can only mean.
const ALSO: &[(&str, &str)] = &[
    ("ủy viên", "thành viên"),
    ("uỷ viên", "thành viên"),
    ("chủ tịch hội đồng", "chủ tịch"),
    ("phó chủ tịch hội đồng", "phó chủ tịch"),
    ("vắng mặt", "vắng"),
    ("dự", "có mặt"),
    ("✓", "x"),
    ("htx", "hợp tác xã"),
    ("huyện", "cấp huyện"),
    ("tỉnh", "cấp tỉnh"),
    ("trung ương", "cấp trung ương"),
    ("bằng văn bản", "lấy ý kiến bằng văn bản"),
];

pub(super) const YES_NO: &[Word] = &[("có", "true"), ("không", "false")];
pub(super) const PRODUCERS: &[Word] = &[
    ("hợp tác xã", "cooperative"),
    ("tổ hợp tác", "cooperative-group"),
    ("doanh nghiệp", "enterprise"),
    ("trang trại", "farm"),
    ("hộ kinh doanh", "household"),
    ("hiệp hội", "association"),
    ("trung tâm điều hành", "operating-centre"),
];
pub(super) const KINDS: &[Word] = &[
    ("lần đầu", "first"),
    ("nâng hạng", "upgrade"),
    ("phân hạng lại", "renewal"),
];
/// The levels that score; a commune only reports.
pub(super) const LEVELS: &[Word] = &[PROVINCE, CENTRAL, ("cấp huyện", "district")];
/// Those of a law without districts.
pub(super) const LEVELS_NOW: &[Word] = &[PROVINCE, CENTRAL];
const PROVINCE: Word = ("cấp tỉnh", "province");
const CENTRAL: Word = ("cấp trung ương", "central");
const FORMS: &[Word] = &[("họp", "meeting"), ("lấy ý kiến bằng văn bản", "written")];

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

impl Kind {
    /// The words that its cell offers.
    pub(super) fn words(self) -> &'static [Word] {
        match self {
            Kind::Word(words) => words,
            Kind::YesNo => YES_NO,
            _ => &[],
        }
    }
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
    /// Only in tables and in the marks of members' worksheets; the commune also on the form of a law
    /// without districts, in the place of the district.
    pub(super) off_form: bool,
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
        off_form: false,
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

    const fn off_form(self) -> Field {
        Field {
            off_form: true,
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
        self.kind.words()
    }

    /// Whether it stands on a regulation's form.
    pub(super) fn is_on_form(&self, regulation: &Regulation) -> bool {
        let districts = regulation.authority(Level::District).is_some();
        match (self.key, self.path) {
            (DISTRICT, _) => districts,
            (COMMUNE, _) => !districts,
            (_, [REPORT, ..]) => regulation.authority(Level::Commune).is_some(),
            _ => !self.off_form,
        }
    }

    /// Whether it stood on the form of earlier versions, under every law.
    pub(super) fn was_on_form(&self) -> bool {
        !self.off_form && self.path.first() != Some(&REPORT)
    }

    /// What the form of earlier versions called it.
    pub(super) fn earlier_caption(&self) -> &'static str {
        match self.key {
            "appointed" => "Số thành viên được cử",
            _ => self.caption,
        }
    }

    /// What the form says beside its cell.
    pub(super) fn hint(&self) -> String {
        let what = match self.kind {
            _ if self.printed => return "không sửa".to_owned(),
            Kind::Day => "ngày/tháng/năm",
            Kind::Number => "số nguyên",
            Kind::Word(_) | Kind::YesNo => "chọn trong danh sách",
            Kind::Text if self.path.first() == Some(&REPORT) => "nhận xét bằng lời, Mẫu số 03",
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

const COMMUNE: &str = "commune";
const DISTRICT: &str = "district";

/// Where what a commune reports stands among what is stated: it is a stage of its own.
pub(super) const REPORT: &str = "report";

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
    // The row of the district on the form of a law without districts: it stands right before it.
    field(
        COMMUNE,
        "Xã, phường, đặc khu",
        &["product", "commune"],
        Kind::Text,
    )
    .off_form(),
    field(
        DISTRICT,
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
        "address",
        "Địa chỉ",
        &["product", "producer", "address"],
        Kind::Text,
    )
    .off_form(),
    field(
        "phone",
        "Số điện thoại",
        &["product", "producer", "phone"],
        Kind::Text,
    )
    .off_form(),
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
        "Tổng số thành viên Hội đồng",
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
    // Behind all others, as laws without a commune's report do not have them.
    field(
        "reported",
        "Báo cáo của xã: ngày",
        &[REPORT, "date"],
        Kind::Day,
    ),
    field(
        "local_origin",
        "Xã: nguyên liệu địa phương",
        &[REPORT, "local-origin"],
        Kind::Text,
    ),
    field(
        "local_labour",
        "Xã: lao động địa phương",
        &[REPORT, "local-labour"],
        Kind::Text,
    ),
    field(
        "origin_of_idea",
        "Xã: nguồn gốc ý tưởng",
        &[REPORT, "origin-of-idea"],
        Kind::Text,
    ),
    field(
        "local_identity",
        "Xã: bản sắc, trí tuệ",
        &[REPORT, "local-identity"],
        Kind::Text,
    ),
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
    /// A day with a time that is not midnight.
    Moment(String, String),
    /// Something else, in words.
    Other(Phrase),
}

/// The most characters of a user's text that a problem shows.
const SHOWN: usize = 60;

/// A text with each character that cannot be seen shown by its number.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match hidden_character(c.encode_utf8(&mut [0; 4])) {
            Some(c) => shown += &format!("⟨U+{:04X}⟩", u32::from(c)),
            None => shown.push(c),
        }
    }
    shown
}

/// A user's text in backticks, shortened; a character that cannot be seen by its number.
pub(super) fn quote(text: &str) -> String {
    let short: String = text.chars().take(SHOWN).collect();
    let shown = visible(&short);
    let more = if text.chars().nth(SHOWN).is_some() {
        "…"
    } else {
        ""
    };
    format!("`{shown}{more}`")
}

/// Two different texts in backticks, from shortly before where they part.
pub(super) fn quote_both(one: &str, other: &str) -> [String; 2] {
    let pairs = one.chars().zip(other.chars());
    let same = pairs.take_while(|(one, other)| one == other).count();
    // Where both fit, they are shown whole.
    let from = if same < SHOWN / 2 {
        0
    } else {
        same - SHOWN / 4
    };
    [one, other].map(|text| {
        let rest: String = text.chars().skip(from).collect();
        let before = if from > 0 { "…" } else { "" };
        quote(&format!("{before}{rest}"))
    })
}

/// Why a value is refused.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) code: ProblemCode,
    pub(super) found: Phrase,
    pub(super) expected: Phrase,
}

impl Value {
    /// Text as a cell of a table holds it; nothing where it is blank.
    pub(super) fn of_text(text: &str) -> Option<Value> {
        let text = text.trim();
        (!text.is_empty()).then(|| Value::Text(text.to_owned()))
    }

    /// What stands there, for people.
    pub(super) fn found(&self) -> Phrase {
        match self {
            Value::Text(text) => quote(text).into(),
            Value::Number(number) => phrase!("số `{number}`", "the number `{number}`"),
            Value::Day(day) => phrase!("ngày `{day}`", "the day `{day}`"),
            Value::Moment(day, time) => format!("`{day} {time}`").into(),
            Value::Other(what) => what.clone(),
        }
    }

    fn refused(&self, code: ProblemCode, expected: Phrase) -> Refused {
        Refused {
            code,
            found: self.found(),
            expected,
        }
    }

    /// The value as text; numbers as they are printed.
    pub(super) fn text(&self) -> Result<&str, Refused> {
        match self {
            Value::Text(text) | Value::Number(text) => Ok(text),
            _ => Err(self.refused(ProblemCode::WrongType, phrase!("một chuỗi", "a text"))),
        }
    }

    /// The value as a whole number; `of_what` says which.
    pub(super) fn whole(&self, of_what: &Phrase) -> Result<u32, Refused> {
        let printed = match self {
            Value::Number(number) | Value::Text(number) => Some(number),
            _ => None,
        };
        printed.and_then(|text| whole(text)).ok_or_else(|| Refused {
            code: ProblemCode::BadNumber,
            found: match self {
                Value::Number(number) => quote(number).into(),
                other => other.found(),
            },
            expected: of_what.clone(),
        })
    }

    /// The value as the number of a box of a criterion, where it is known.
    pub(super) fn ticked(&self, criterion: Option<&Criterion>) -> Result<u32, Refused> {
        self.whole(&match criterion {
            None => phrase!("số của một ô", "the number of one box"),
            Some(criterion) => criterion.expected_box(),
        })
    }

    /// The word that stands behind one of the form's, or the word itself.
    pub(super) fn word(&self, words: &[Word]) -> Result<&'static str, Refused> {
        let known = match self {
            Value::Text(text) => {
                let lower = text.to_lowercase();
                let written = normalise(&lower);
                let also = ALSO.iter().find(|(also, _)| written == *also);
                let meant = also.map_or(&*written, |(_, shown)| shown);
                let mut words = words.iter();
                words.find(|(shown, word)| meant == *shown || written == *word)
            }
            _ => None,
        };
        known.map(|(_, word)| *word).ok_or_else(|| {
            let shown: Vec<String> = words.iter().map(|(shown, _)| quote(shown)).collect();
            let list = shown.join(", ");
            self.refused(
                ProblemCode::BadWord,
                phrase!("một trong {list}", "one of {list}"),
            )
        })
    }

    /// The role that a word of the form stands for.
    pub(super) fn role(&self) -> Result<Role, Refused> {
        let role = self.word(ROLES)?.parse();
        let expected = || phrase!("vai trò trong Hội đồng", "a role in the council");
        role.map_err(|_| self.refused(ProblemCode::BadWord, expected()))
    }

    /// The day. Text is read as `YYYY-MM-DD` or, as Vietnam writes it, `DD/MM/YYYY`; with points
    /// or hyphens too, and with a time, which [`Value::time`] gives.
    pub(super) fn day(&self) -> Result<Date, Refused> {
        let day = match self {
            Value::Day(day) | Value::Moment(day, _) => Some(day.clone()),
            Value::Text(text) => {
                let text = plain(text);
                day_and_time(&text).and_then(|(day, _)| written_day(day))
            }
            _ => None,
        };
        day.and_then(|day| day.parse().ok()).ok_or_else(|| {
            let expected = phrase!(
                "một ngày có thật, viết `NGÀY/THÁNG/NĂM` hoặc `NĂM-THÁNG-NGÀY`",
                "a day that exists, as `DD/MM/YYYY` or `YYYY-MM-DD`"
            );
            self.refused(ProblemCode::BadDate, expected)
        })
    }

    /// The time that a day is written with, where it is not midnight.
    pub(super) fn time(&self) -> Option<&str> {
        match self {
            Value::Moment(_, time) => Some(time),
            Value::Text(text) => {
                let (_, time) = day_and_time(text)?;
                (!is_midnight(time)).then_some(time)
            }
            _ => None,
        }
    }

    /// The value as text that another type reads.
    fn parsed<T: FromStr>(&self, expected: Phrase) -> Result<T, Refused> {
        // Names of decisions and rules have no capitals.
        let text = plain(self.text()?).to_lowercase();
        text.parse()
            .map_err(|_| self.refused(ProblemCode::BadCode, expected))
    }

    /// The value as one of the form's words, as the word of the case format that it stands for.
    fn of_word<T: FromStr>(&self, words: &[Word]) -> Result<T, Refused> {
        let word = self.word(words)?;
        // INVARIANT: the lists above hold words of the case format.
        word.parse()
            .map_err(|_| self.refused(ProblemCode::BadWord, phrase!("một từ khác", "another word")))
    }
}

impl Field {
    /// Sets the field in what is read of a case.
    pub(super) fn set(&self, record: &mut Record, value: &Value) -> Result<(), Refused> {
        let text = || value.text().map(str::to_owned);
        let yes = || value.word(YES_NO).map(|word| word == "true");
        let whole = || value.whole(&phrase!("một số nguyên", "a whole number"));
        let Record {
            case,
            product,
            producer,
            application,
            previous,
            stage,
            council,
            report,
            ..
        } = record;
        match self.path {
            ["format"] => *case = take(case).format(whole()?),
            ["regulation"] => {
                let id: RegulationId = value.parsed(phrase!(
                    "một quyết định, như `qd-148-2023`",
                    "a regulation such as `qd-148-2023`"
                ))?;
                *case = take(case).regulation(id);
            }
            ["set"] => {
                let text = text()?;
                let text = plain(&text);
                let padded = if text.len() == 1 { "0" } else { "" };
                let set = format!("{padded}{text}").parse::<SetCode>();
                let expected = phrase!(
                    "hai chữ số của bộ sản phẩm, như `08`",
                    "a set as two digits such as `08`"
                );
                let set = set.map_err(|_| value.refused(ProblemCode::BadCode, expected))?;
                *case = take(case).set(set);
            }
            ["product", "name"] => *product = take(product).name(text()?),
            ["product", "code"] => *product = take(product).code(text()?),
            ["product", "craft_village"] => *product = take(product).craft_village(yes()?),
            ["product", "district"] => *product = take(product).district(text()?),
            ["product", "commune"] => *product = take(product).commune(text()?),
            ["product", "producer", key] => {
                let own = producer.take().unwrap_or_default();
                *producer = Some(match *key {
                    "id" => own.id(text()?),
                    "name" => own.name(text()?),
                    "address" => own.address(text()?),
                    "phone" => own.phone(text()?),
                    _ => own.kind(value.of_word::<ProducerKind>(PRODUCERS)?),
                });
            }
            ["application", "kind"] => {
                let own = application.take().unwrap_or_default();
                *application = Some(own.kind(value.of_word::<ApplicationKind>(KINDS)?));
            }
            ["application", "filed"] => {
                let own = application.take().unwrap_or_default();
                *application = Some(own.filed(value.day()?));
            }
            ["application", "previous", key] => {
                let own = take(previous).unwrap_or_default();
                *previous = Some(match *key {
                    "issued" => own.issued(value.day()?),
                    "expires" => own.expires(value.day()?),
                    _ => own.star(star(whole()?, value)?),
                });
            }
            [REPORT, "date"] => report.date = Some(value.day()?),
            [REPORT, item] => {
                let expected = phrase!("một nội dung của Mẫu số 03", "an item of Mẫu số 03");
                let item = item.parse::<ReportItem>();
                let item = item.map_err(|_| value.refused(ProblemCode::BadWord, expected))?;
                report.items.push((item, text()?));
            }
            ["stages", "level"] => *stage = take(stage).level(value.of_word::<Level>(LEVELS)?),
            ["stages", "date"] => *stage = take(stage).date(value.day()?),
            ["stages", "decided"] => *stage = take(stage).decided(value.day()?),
            ["stages", "council", key] => {
                *council = match *key {
                    "rules" => {
                        let rules: RulesId = value.parsed(phrase!(
                            "tên của một quy chế hội đồng, như `default`",
                            "the name of council rules such as `default`"
                        ))?;
                        take(council).rules(rules)
                    }
                    "appointed" => {
                        let expected =
                            phrase!("số nguyên từ 1 đến 9999", "a whole number from 1 to 9999");
                        let most = |n: &u16| (1..=9_999).contains(n);
                        let number = u16::try_from(whole()?).ok().filter(most);
                        let refused = || value.refused(ProblemCode::BadNumber, expected);
                        take(council).appointed(number.ok_or_else(refused)?)
                    }
                    _ => take(council).form(value.of_word::<CouncilForm>(FORMS)?),
                };
            }
            // The number of worksheets is read with the layout.
            _ => {
                whole()?;
            }
        }
        Ok(())
    }
}

fn star(number: u32, value: &Value) -> Result<Star, Refused> {
    let star = u8::try_from(number).ok().and_then(Star::new);
    star.ok_or_else(|| {
        let expected = phrase!("số nguyên từ 1 đến 5", "a whole number from 1 to 5");
        value.refused(ProblemCode::BadNumber, expected)
    })
}

/// A text with the letters and hyphens of a keyboard: those of double width, as some input methods
/// type them, and the hyphens and dashes that office programs put for `-`.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let typed = |c: char| match c {
        '\u{2044}' | '\u{2215}' => '/',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => keyboard_hyphen(other),
    };
    if text.is_ascii() {
        return text.into();
    }
    text.chars().map(typed).collect()
}

/// A whole number, which spreadsheets may write with decimals that say nothing: `3.0`, `3,00`.
fn whole(text: &str) -> Option<u32> {
    let text = &*plain(text);
    let (number, decimals) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    // Three zeros may be those of thousands.
    matches!(decimals, "0" | "00")
        .then(|| digits(number))
        .flatten()
}

/// A whole number of digits alone.
fn digits(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// A day and the time behind it; the time is empty where there is none.
fn day_and_time(text: &str) -> Option<(&str, &str)> {
    let Some((day, time)) = text.split_once([' ', 'T']) else {
        return Some((text, ""));
    };
    let time = time.trim();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z');
    (time.contains(':') && time.chars().all(plain)).then_some((day, time))
}

pub(super) fn is_midnight(time: &str) -> bool {
    time.trim_matches(['0', ':', '.', 'Z']).is_empty()
}

/// A day as `YYYY-MM-DD`. A year of two digits is of this century, and comes last; with hyphens it
/// might come first.
fn written_day(text: &str) -> Option<String> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '/' | '-' | '.') {
        return None;
    }
    let parts: Vec<&str> = text.split(separator).collect();
    let &[first, month, last] = parts.as_slice() else {
        return None;
    };
    let (day, year) = match (first.len(), last.len()) {
        (4, 1 | 2) => (last, digits(first)?),
        (1 | 2, 4) => (first, digits(last)?),
        (1 | 2, 2) if separator != '-' => (first, 2_000 + digits(last)?),
        _ => return None,
    };
    let (day, month) = (digits(day)?, digits(month)?);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}
