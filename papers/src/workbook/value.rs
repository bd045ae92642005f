//! What a cell holds: its value as text, number, day or word, and how a problem shows it.

use std::borrow::Cow;
use std::str::FromStr;

use ocop::input::ProblemCode;
use ocop::law::Criterion;
use ocop::text::{Phrase, hidden_character, keyboard_hyphen, normalise};
use ocop::value::Role;
use ocop::{Date, Lang, Points};

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

/// The levels that score; a commune only reports.
pub(super) const LEVELS: &[Word] = &[PROVINCE, CENTRAL, DISTRICT];
const PROVINCE: Word = ("cấp tỉnh", "province");
const CENTRAL: Word = ("cấp trung ương", "central");
const DISTRICT: Word = ("cấp huyện", "district");
/// The levels that a list can be of: at the centre products have the province's stage before, which a list
/// in cells does not hold.
pub(super) const LIST_LEVELS: &[Word] = &[PROVINCE, DISTRICT];
/// Those of a law without districts.
pub(super) const LIST_LEVELS_NOW: &[Word] = &[PROVINCE];

/// Other words that people write, and the form's word that each can only mean.
const ALSO: &[(&str, &str)] = &[
    ("ủy viên", "thành viên"),
    ("uỷ viên", "thành viên"),
    ("chủ tịch hội đồng", "chủ tịch"),
    ("phó chủ tịch hội đồng", "phó chủ tịch"),
    ("vắng mặt", "vắng"),
    ("dự", "có mặt"),
    ("✓", "x"),
    ("✔", "x"),
    ("☑", "x"),
    ("htx", "hợp tác xã"),
    ("huyện", "cấp huyện"),
    ("tỉnh", "cấp tỉnh"),
    ("trung ương", "cấp trung ương"),
    ("bằng văn bản", "lấy ý kiến bằng văn bản"),
    // Words of lists that were written before.
    ("điểm trung bình đạt", "điểm trung bình của tiêu chí đạt"),
    ("điểm trung bình là 0", "mọi phiếu cho 0 điểm"),
];

/// Every text that marks a box, for the form's own formulas.
pub(super) fn ticks() -> impl Iterator<Item = &'static str> {
    let is_tick = |text: &str| TICK.iter().any(|(shown, _)| *shown == text);
    let also = ALSO.iter().filter(move |(_, shown)| is_tick(shown));
    let form = TICK.iter().map(|(shown, _)| *shown);
    form.chain(also.map(|(also, _)| *also))
}

/// What the form calls a word of the case format; nothing for one that it does not have.
pub(super) fn shown(words: &[Word], word: &str) -> &'static str {
    let mut words = words.iter();
    words
        .find(|(_, known)| *known == word)
        .map_or("", |(shown, _)| shown)
}

/// Yes or no.
pub(super) const YES_NO: &[Word] = &[("có", "true"), ("không", "false")];

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

/// A year of two digits that would be as late as this may be meant of the century before.
const LATE_YEAR: i16 = 2050;

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

/// A day as cells show it, where a text is one.
pub(super) fn as_in_cells(day: &str) -> String {
    let date = day.parse::<Date>();
    date.map_or_else(|_| day.to_owned(), |date| ocop::text::day(date, Lang::Vi))
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
            Value::Day(day) => {
                let day = as_in_cells(day);
                phrase!("ngày `{day}`", "the day `{day}`")
            }
            Value::Moment(day, time) => format!("`{} {time}`", as_in_cells(day)).into(),
            Value::Other(what) => what.clone(),
        }
    }

    pub(super) fn refused(&self, code: ProblemCode, expected: Phrase) -> Refused {
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

    /// The value as points, which a keyboard of Vietnam writes with a comma. Three decimals may be those of thousands.
    pub(super) fn points(&self) -> Result<Points, Refused> {
        let printed = match self {
            Value::Number(number) | Value::Text(number) => Some(plain(number).replace(',', ".")),
            _ => None,
        };
        let short = |text: &String| text.split_once('.').is_none_or(|(_, rest)| rest.len() <= 2);
        let points = printed.filter(short).and_then(|text| text.parse().ok());
        points.ok_or_else(|| {
            let expected = phrase!(
                "số điểm, nhiều nhất hai chữ số thập phân, như `10` hoặc `7,5`",
                "points of at most two decimals, such as `10` or `7,5`"
            );
            self.refused(ProblemCode::BadNumber, expected)
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

    /// The two digits of a set, of which spreadsheets drop a zero.
    pub(super) fn set_digits(&self) -> Result<String, Refused> {
        let text = plain(self.text()?);
        let padded = if text.len() == 1 { "0" } else { "" };
        Ok(format!("{padded}{text}"))
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

    /// The day, where it is written with a year of two digits that may be of the century before.
    pub(super) fn short_year(&self) -> Option<Date> {
        let Value::Text(text) = self else {
            return None;
        };
        let text = plain(text);
        let (written, _) = day_and_time(&text)?;
        let is_short = !written
            .split(|c: char| !c.is_ascii_digit())
            .any(|part| part.len() == 4);
        self.day()
            .ok()
            .filter(|day| is_short && day.year() >= LATE_YEAR)
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
    pub(super) fn parsed<T: FromStr>(&self, expected: Phrase) -> Result<T, Refused> {
        // Names of decisions and rules have no capitals.
        let text = plain(self.text()?).to_lowercase();
        text.parse()
            .map_err(|_| self.refused(ProblemCode::BadCode, expected))
    }

    /// The value as one of the form's words, as the word of the case format that it stands for.
    pub(super) fn of_word<T: FromStr>(&self, words: &[Word]) -> Result<T, Refused> {
        let word = self.word(words)?;
        // INVARIANT: the lists above hold words of the case format.
        word.parse()
            .map_err(|_| self.refused(ProblemCode::BadWord, phrase!("một từ khác", "another word")))
    }
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
