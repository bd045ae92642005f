//! What is told of a table that is not in order.

use ocop::Diagnostic;
use ocop::input::ProblemCode;
use ocop::text::{Phrase, hidden_character, nearly_equal, normalise};
use ocop::value::CriterionCode;

use super::cells::{MEMBER_TITLE, SUMMARY_TITLE};
use super::csv::SEPARATORS;
use super::fields::{FIELDS, Field, MEMBERS};
use super::place::Place;
use super::value::{plain, quote};

/// The first field of the line that names the members.
pub(super) const HEADER: &str = "criterion";
/// The first field of the line that holds their roles.
pub(super) const ROLE: &str = "role";
/// The first field of the line that says at which criterion's stop a sheet ends.
pub(super) const STOPPED: &str = "stopped_at";
/// The first field of a line that names a finding.
pub(super) const FINDING: &str = "finding";
/// What people write for the line that names the members.
const HEADER_VI: &str = "tiêu chí";

/// One reason for a line before the answers, the `first` one or not, and all that follow, where the file is something
/// else, or the line that names the members is missing.
pub(super) fn not_a_table(line: &str, key: &str, first: bool, place: &Place) -> Option<Diagnostic> {
    let problem =
        |code, found: Phrase, expected: Phrase| Some(place.problem(code, found, expected));
    if begins_with_title(line) {
        return problem(
            ProblemCode::NotTable,
            phrase!(
                "một trang tính của biểu mẫu, lưu thành bảng",
                "a worksheet of the form, saved as a table"
            ),
            phrase!(
                "cả tệp bảng tính, lưu dạng `.xlsx`",
                "the workbook itself, saved as `.xlsx`"
            ),
        );
    }
    let header = phrase!(
        "dòng `{HEADER}` có tên các thành viên, trước số ô",
        "a line `{HEADER}` with the names of the members, before the boxes"
    );
    let quoted = quote(key);
    let in_vietnamese = normalise(&key.to_lowercase()) == HEADER_VI;
    if in_vietnamese || meant(key, [HEADER].into_iter()).is_some() {
        let found = phrase!(
            "{quoted}; có phải là `{HEADER}`?",
            "{quoted}; did you mean `{HEADER}`?"
        );
        return problem(ProblemCode::UnknownKey, found, header);
    }
    let of_members = [ROLE, STOPPED].contains(&key);
    let is_answer = of_members || key.starts_with(|c: char| c.is_ascii_digit());
    if is_answer && (of_members || key.parse::<CriterionCode>().is_ok()) {
        return problem(ProblemCode::NotTable, quoted.into(), header);
    }
    let known = |key: &str| Field::named(key).is_some() || key == FINDING;
    if first && !known(key) {
        let found = phrase!("dòng đầu {quoted}", "the first line {quoted}");
        let expected = phrase!(
            "một bảng bắt đầu bằng khóa và giá trị, như `regulation;qd-26-2026`",
            "a table that begins with a key and a value, such as `regulation;qd-26-2026`"
        );
        return problem(ProblemCode::NotTable, found, expected);
    }
    None
}

/// A key that tables do not have, and the one that is meant by it.
pub(super) fn unknown_key(typed: &str, place: &Place) -> (Option<&'static str>, Diagnostic) {
    let key = meant(typed, keys());
    (key, key_for(key, typed, place))
}

fn keys() -> impl Iterator<Item = &'static str> {
    FIELDS
        .iter()
        .map(|field| field.key)
        .filter(|key| *key != MEMBERS)
}

/// A key that tables do not have, in place of the one that is `meant`, where that is known.
pub(super) fn key_for(meant: Option<&str>, typed: &str, place: &Place) -> Diagnostic {
    let expected = match meant {
        Some(key) => phrase!("khóa `{key}`", "the key `{key}`"),
        None => {
            let list = keys().map(quote).collect::<Vec<_>>().join(", ");
            phrase!(
                "một trong {list}, `{FINDING}`, hoặc `{HEADER}` trước số ô",
                "one of {list}, `{FINDING}`, or `{HEADER}` before the boxes"
            )
        }
    };
    place.problem(ProblemCode::UnknownKey, quote(typed), expected)
}

/// Whether a line begins with the title of a worksheet of the form, which holds a comma.
pub(super) fn begins_with_title(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
    let mut titles = [MEMBER_TITLE, SUMMARY_TITLE].into_iter();
    titles.any(|title| line.starts_with(title))
}

/// The most lines with the same kind of mistake that are told one by one.
const MOST_ALIKE: usize = 5;

/// Where a mistake was made in more lines than a few, such as points in all the places of boxes, the
/// first is shown for all; what is the same is told once, with the number of its places. Whether there was such a mistake.
pub(super) fn one_for_many(problems: &mut [Diagnostic]) -> bool {
    let mut many = false;
    for code in [
        ProblemCode::BadNumber,
        ProblemCode::BadCode,
        ProblemCode::NotTable,
    ] {
        let alike = |problem: &&mut Diagnostic| problem.code() == code;
        let mut lines: Vec<_> = problems
            .iter()
            .filter(|p| p.code() == code)
            .map(Diagnostic::line)
            .collect();
        lines.dedup();
        if lines.len() <= MOST_ALIKE {
            continue;
        }
        let mut all = problems.iter_mut().filter(alike);
        let Some(first) = all.next() else { continue };
        let first = first.clone();
        many = true;
        all.for_each(|problem| *problem = problem.clone().saying(&first));
    }
    many
}

/// The key that a line's first field was meant for: it differs in capitals, in letters of double
/// width, in characters that cannot be seen, or by a slip.
fn meant<'k>(typed: &str, mut keys: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let seen: String = plain(typed)
        .chars()
        .filter(|c| hidden_character(c.encode_utf8(&mut [0; 4])).is_none())
        .collect();
    let lower = seen.to_lowercase();
    keys.find(|key| lower == *key || nearly_equal(&lower, key))
}

/// Whether a text is the first field of a line of a table.
pub(super) fn is_key(text: &str) -> bool {
    let keys = FIELDS.iter().map(|field| field.key);
    let mut keys = keys.chain([HEADER, FINDING]);
    keys.any(|key| key.eq_ignore_ascii_case(text))
}

/// A key of a table and the separator behind it, in a field that another separator ended.
pub(super) fn otherwise_separated(field: &str) -> Option<(&str, char)> {
    let other = field.find(SEPARATORS)?;
    let (key, rest) = field.split_at(other);
    is_key(key.trim()).then_some((key.trim(), rest.chars().next()?))
}

/// A line whose key is followed by another separator than other lines have.
pub(super) fn mixed(key: &str, other: char, separator: char, place: &Place) -> Diagnostic {
    let found = match other {
        '\t' => phrase!("dấu tab sau `{key}`", "a tab behind `{key}`"),
        other => phrase!("`{other}` sau `{key}`", "`{other}` behind `{key}`"),
    };
    let expected = match separator {
        '\t' => phrase!("dấu tab, như các dòng khác", "a tab, as in other lines"),
        separator => phrase!(
            "`{separator}`, như các dòng khác",
            "`{separator}`, as in other lines"
        ),
    };
    place.problem(ProblemCode::NotTable, found, expected)
}
