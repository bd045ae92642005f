//! Finds the sets in a text, and in each the headings, boxes and notes.

use ocop::Points;
use ocop::law::CriteriaSet;

use super::text::{SIGN, Token, number};

/// A text without marks, punctuation and letter case, as words: spellings and misprints of one
/// name compare alike.
pub(super) fn words(text: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' => 'd',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

/// How alike two texts are, from 0 to 100: twice the words they share among all their words.
pub(super) fn likeness(one: &[String], other: &[String]) -> usize {
    let mut left: Vec<&String> = other.iter().collect();
    let shared = one
        .iter()
        .filter(|word| {
            let at = left.iter().position(|other| other == word);
            at.map(|at| left.swap_remove(at)).is_some()
        })
        .count();
    (200 * shared)
        .checked_div(one.len() + other.len())
        .unwrap_or(0)
}

/// Where a set begins in a text, by its heading.
#[derive(Debug)]
pub(super) struct Span<'t> {
    pub(super) heading: String,
    /// The set's number, where it is printed.
    number: Option<u8>,
    name: Vec<String>,
    pub(super) tokens: &'t [Token],
}

/// Least likeness of a heading to a set's name, with the set's number and without.
const NAME_WITH_NUMBER: usize = 50;
const NAME_ALONE: usize = 85;

impl Span<'_> {
    /// Whether the heading is that of the set.
    pub(super) fn is_of(&self, set: &CriteriaSet) -> bool {
        let name = words(set.name());
        // A heading that goes on in the next line is as long as its first line.
        let begin = name.get(..self.name.len()).unwrap_or(&name);
        let likeness = likeness(&self.name, &name).max(likeness(&self.name, begin));
        match self.number {
            Some(number) if set.code().to_string().parse() == Ok(number) => {
                likeness >= NAME_WITH_NUMBER
            }
            _ => likeness >= NAME_ALONE,
        }
    }
}

/// Every set of the text, each up to the next one; `sets` are those that may be named without the
/// words "bộ sản phẩm".
pub(super) fn spans<'t>(tokens: &'t [Token], sets: &[&CriteriaSet]) -> Vec<Span<'t>> {
    let names: Vec<(String, Vec<String>)> = sets
        .iter()
        .map(|set| (set.code().to_string(), words(set.name())))
        .collect();
    let mut starts = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Line(line) = token else { continue };
        if let Some(start) = set_heading(line, &names) {
            starts.push((at, Some(start)));
        } else if line.to_lowercase().starts_with("phụ lục") {
            starts.push((at, None));
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at);
    let ends: Vec<usize> = ends.chain([tokens.len()]).collect();
    let mut spans = Vec::new();
    for ((at, start), end) in starts.into_iter().zip(ends) {
        if let (Some((number, name)), Some(tokens)) = (start, tokens.get(at + 1..end)) {
            let heading = match number {
                Some(number) => format!("{number}. {name}"),
                None => name.clone(),
            };
            let name = words(&name);
            spans.push(Span {
                heading,
                number,
                name,
                tokens,
            });
        }
    }
    spans
}

fn set_heading(line: &str, names: &[(String, Vec<String>)]) -> Option<(Option<u8>, String)> {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let number = (1..=2)
        .contains(&digits)
        .then(|| number.parse().ok())
        .flatten();
    let rest = rest.trim_start_matches(['.', ')', ' ']);
    let lower = rest.to_lowercase();
    let openings = ["bộ tiêu chí sản phẩm", "bộ tiêu chí", "bộ sản phẩm"];
    let opening = openings.iter().find(|opening| lower.starts_with(**opening));
    if let Some(opening) = opening {
        let skipped = opening.chars().count();
        let name: String = rest.chars().skip(skipped).collect();
        let name = name.trim_start_matches([':', ' ']).trim();
        return (!name.is_empty()).then(|| (number, name.to_owned()));
    }
    let name = words(rest.strip_prefix("Sản phẩm").unwrap_or(rest));
    let number: u8 = number?;
    let named = names.iter().any(|(code, set)| {
        code.parse() == Ok(number)
            && likeness(&name, set).max(likeness(&words(rest), set)) >= NAME_ALONE
    });
    named.then(|| (Some(number), rest.to_owned()))
}

/// What a row of a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text of the sheet's head, and what is none of the others.
    Other,
    Part,
    /// A heading of the sheet, by its place in the [`Guide`].
    Heading(usize),
    /// A numbered heading that the sheet does not have.
    Unknown,
    /// The name of a case, from 0.
    Case(usize),
    Note,
    /// A box with its sign.
    Box,
    /// What follows the sheet.
    End,
}

/// A row of a sheet.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) kind: Kind,
    lines: Vec<String>,
    numbers: Vec<Number>,
    closed: bool,
}

#[derive(Debug, Clone)]
struct Number {
    text: String,
    /// In a cell of its own, beside the text.
    beside: bool,
    /// How many lines of the text stand before it.
    after: usize,
}

impl Item {
    fn new(kind: Kind, line: &str) -> Item {
        Item {
            kind,
            lines: vec![line.to_owned()],
            numbers: Vec::new(),
            closed: false,
        }
    }

    /// Numbers that may be the row's points, the likeliest first.
    ///
    /// A number inside of a text is a page's; one after it may be, too.
    pub(super) fn candidates(&self) -> Vec<String> {
        let beside = self.numbers.iter().filter(|number| number.beside);
        let below = self
            .numbers
            .iter()
            .filter(|n| !n.beside && n.after == self.lines.len());
        let found = beside.chain(below).map(|number| number.text.clone());
        let found: Vec<String> = found.collect();
        if !found.is_empty() || self.numbers.is_empty() {
            return found;
        }
        let last = self.numbers.last();
        last.map(|number| number.text.clone()).into_iter().collect()
    }

    /// Whether a number stands in a cell beside the text.
    pub(super) fn is_row(&self) -> bool {
        self.numbers.iter().any(|number| number.beside)
    }

    pub(super) fn has_number(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// The text on one line, without sign and stars, and the number of stars.
    pub(super) fn text(&self) -> (String, usize) {
        without_stars(&self.lines.join(" "))
    }

    /// The text where its first or last line ends in one of the points given, and these points.
    pub(super) fn inline(&self, points: &[Points]) -> Option<(String, usize, String)> {
        if self.has_number() {
            return None;
        }
        let last = self.lines.len().saturating_sub(1);
        for at in [last, 0] {
            let Some((text, number)) = self.lines.get(at)?.rsplit_once(' ') else {
                continue;
            };
            let value = points_of(number);
            if value.is_some_and(|value| points.contains(&value)) {
                let mut lines = self.lines.clone();
                text.clone_into(lines.get_mut(at)?);
                let (text, stars) = without_stars(&lines.join(" "));
                return Some((text, stars, number.to_owned()));
            }
        }
        None
    }
}

/// Points as a text prints them, with a comma or a point.
pub(super) fn points_of(text: &str) -> Option<Points> {
    text.replace(',', ".").parse().ok()
}

fn without_stars(text: &str) -> (String, usize) {
    let text = text.trim().trim_start_matches(SIGN).trim_start();
    let kept = text.trim_end_matches(['*', ' ']);
    let stars = text
        .get(kept.len()..)
        .unwrap_or_default()
        .matches('*')
        .count();
    if stars > 0 {
        return (kept.to_owned(), stars);
    }
    // Stars before a last mark of punctuation.
    let before = text.trim_end_matches([';', '.', ',', ')']);
    let mark = text.get(before.len()..).unwrap_or_default();
    let kept = before.trim_end_matches('*');
    let stars = before.len() - kept.len();
    if stars >= 3 {
        return (format!("{}{mark}", kept.trim_end()), stars);
    }
    (text.to_owned(), 0)
}

/// What a heading of the data stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Section(usize),
    Group,
    /// The criterion's place on the sheet.
    Criterion(usize),
}

#[derive(Debug)]
struct Heading {
    place: Place,
    code: String,
    section: usize,
    title: Vec<String>,
}

/// The headings that a sheet has, by the data.
#[derive(Debug)]
pub(super) struct Guide {
    headings: Vec<Heading>,
    /// The one criterion of sections that have no other.
    only: Vec<Option<usize>>,
}

impl Guide {
    pub(super) fn of(set: &CriteriaSet) -> Guide {
        let mut headings: Vec<Heading> = Vec::new();
        let mut only = Vec::new();
        let mut place = 0;
        for (at, section) in set.sections().enumerate() {
            let add = |headings: &mut Vec<Heading>, place, code: &str, title: &str| {
                let (code, title) = (code.to_owned(), words(title));
                headings.push(Heading {
                    place,
                    code,
                    section: at,
                    title,
                });
            };
            let direct = section
                .criteria()
                .iter()
                .any(|c| c.code().as_str() == section.code().as_str());
            if !direct {
                add(
                    &mut headings,
                    Place::Section(at),
                    section.code().as_str(),
                    section.title(),
                );
            }
            let mut under = None;
            let first = place;
            for criterion in section.criteria() {
                if let Some(group) = criterion.under().filter(|_| criterion.under() != under) {
                    add(
                        &mut headings,
                        Place::Group,
                        group.code().as_str(),
                        group.title(),
                    );
                }
                under = criterion.under();
                add(
                    &mut headings,
                    Place::Criterion(place),
                    criterion.code().as_str(),
                    criterion.title(),
                );
                place += 1;
            }
            only.push((section.criteria().len() == 1).then_some(first));
        }
        Guide { headings, only }
    }

    pub(super) fn place(&self, heading: usize) -> Option<Place> {
        let place = self.headings.get(heading)?.place;
        // Boxes below the title of a section of one criterion are that criterion's.
        match place {
            Place::Section(at) => match self.only.get(at).copied().flatten() {
                Some(criterion) => Some(Place::Criterion(criterion)),
                None => Some(place),
            },
            _ => Some(place),
        }
    }

    /// Whether a line is numbered as the heading is, or not at all.
    pub(super) fn is_numbered(&self, heading: usize, line: &str) -> bool {
        let (code, _) = numbered(line);
        let known = self
            .headings
            .get(heading)
            .map_or("", |heading| &heading.code);
        let last = known.rsplit('.').next().unwrap_or(known);
        code.is_none_or(|code| code == known || code == last && !is_number(code))
    }

    fn section(&self, heading: usize) -> Option<usize> {
        self.headings.get(heading).map(|heading| heading.section)
    }

    /// The heading that a line begins, or that it is numbered like one.
    fn find(&self, line: &str, section: Option<usize>) -> Option<Kind> {
        let (code, rest) = numbered(line);
        let text = words(rest.trim_end_matches(['*', ' ']));
        let mut best: Option<(usize, usize)> = None;
        for (at, heading) in self.headings.iter().enumerate() {
            let begin = heading.title.get(..text.len()).unwrap_or(&heading.title);
            let shown = text.get(..heading.title.len()).unwrap_or(&text);
            let whole = likeness(&text, &heading.title);
            // A title that is broken off, or that a description follows on the same line.
            let part = likeness(&text, begin).max(likeness(shown, &heading.title));
            let here = section == Some(heading.section);
            let last = heading.code.rsplit('.').next();
            let same = match code {
                None => false,
                Some(code) if code == heading.code => true,
                Some(code) => here && last == Some(code) && !is_number(code),
            };
            let score = if same && part >= 70 {
                400 + part + whole
            } else if same && here && text.len() == heading.title.len() && whole >= 50 {
                300 + whole
            } else if code.is_some() && here && whole >= 90 {
                200 + whole
            } else if code.is_none() && here && whole == 100 {
                100 + whole
            } else {
                continue;
            };
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((at, score));
            }
        }
        if let Some((at, _)) = best {
            return Some(Kind::Heading(at));
        }
        // A number with a title in capitals, or with two numbers.
        let code = code?;
        let title = rest.chars().find(|c| c.is_alphabetic())?;
        let numbers = code
            .split('.')
            .filter(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        let shout = rest
            .chars()
            .filter(|c| c.is_alphabetic())
            .take(12)
            .all(char::is_uppercase);
        let heading = numbers.count() > 1 && title.is_uppercase() || code.len() <= 2 && shout;
        heading.then_some(Kind::Unknown)
    }
}

/// The number before a heading, such as `1.1`, `6` or `a`, and what follows it.
fn numbered(line: &str) -> (Option<&str>, &str) {
    let end = line
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(line.len());
    if end > 0 {
        let (code, rest) = line.split_at(end);
        let rest = rest.trim_start_matches([')', ' ', ':']);
        let code = code.trim_end_matches('.');
        return match code.is_empty() {
            true => (None, line),
            false => (Some(code), rest),
        };
    }
    let open = line.strip_prefix('(').unwrap_or(line);
    let Some(letter) = open.chars().next().filter(|c| c.is_alphabetic()) else {
        return (None, line);
    };
    let (code, rest) = open.split_at(letter.len_utf8());
    match rest.strip_prefix([')', '.']) {
        Some(rest) if rest.starts_with(' ') => (Some(code), rest.trim_start()),
        _ => (None, line),
    }
}

fn is_number(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_digit())
}

/// Lines that pages repeat: their numbers, and the gazette's name.
fn is_page(line: &str) -> bool {
    let lower = line.to_lowercase();
    let rest = ["trang ", "page "]
        .iter()
        .find_map(|word| lower.strip_prefix(word));
    let digits = |text: &str| {
        let mut text = text.chars().filter(|c| !matches!(c, ' ' | '/' | '|'));
        text.all(|c| c.is_ascii_digit())
    };
    rest.is_some_and(digits)
        || line.contains('/') && line.len() <= 9 && digits(line)
        || line.starts_with("CÔNG BÁO/")
}

fn kind_of(line: &str, guide: &Guide, section: Option<usize>) -> Option<Kind> {
    if line.starts_with(SIGN) {
        return Some(Kind::Box);
    }
    let lower = line.to_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    let mut letters = lower.chars();
    if letters.next().is_some_and(|c| matches!(c, 'a' | 'b')) {
        let rest = letters.as_str().trim_start_matches([')', '.', ' ']);
        if rest.starts_with("trường hợp") && rest.len() < letters.as_str().len() {
            return Some(Kind::Case(usize::from(lower.starts_with('b'))));
        }
    }
    if starts(&["trường hợp 1", "trường hợp 2"]) {
        return Some(Kind::Case(usize::from(starts(&["trường hợp 2"]))));
    }
    if starts(&["phần a", "phần b", "phần c"])
        && lower.chars().nth(6).is_none_or(|c| !c.is_alphanumeric())
    {
        return Some(Kind::Part);
    }
    if starts(&["tổng cộng", "ý kiến của người đánh giá", "tổng điểm"]) {
        return Some(Kind::End);
    }
    if starts(&[
        "ghi chú",
        "chú ý",
        "lưu ý",
        "yêu cầu:",
        "lựa chọn một trong",
        "chỉ áp dụng khi",
    ]) {
        return Some(Kind::Note);
    }
    let head = [
        "hồ sơ bị loại",
        "bị loại khi",
        "các tiêu chí",
        "thang điểm",
        "tên sản phẩm",
        "mã số sản phẩm",
    ];
    if starts(&head) || line.starts_with("___") || line.starts_with("---") {
        return Some(Kind::Other);
    }
    guide.find(line, section)
}

/// The rows of a sheet, in the order of the text.
pub(super) fn items(tokens: &[Token], guide: &Guide) -> Vec<Item> {
    let mut rows = Rows {
        guide,
        items: Vec::new(),
        open: None,
        row: 0,
        section: None,
    };
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Row => rows.end_row(),
            Token::Cell => {
                if let Some(item) = &mut rows.open {
                    item.closed = true;
                }
            }
            Token::Line(line) if is_page(line) => {}
            Token::Line(line) => match number(line) {
                Some(number) => rows.number(number),
                None => rows.line(line, tokens.get(at + 1..).unwrap_or_default()),
            },
        }
    }
    rows.end_row();
    rows.items
}

struct Rows<'g> {
    guide: &'g Guide,
    items: Vec<Item>,
    open: Option<Item>,
    /// The first item of the row of a table that is read.
    row: usize,
    section: Option<usize>,
}

impl Rows<'_> {
    fn number(&mut self, text: String) {
        // The points of a row stand below its note, where both share a cell.
        let note = self
            .open
            .as_ref()
            .is_some_and(|item| item.kind == Kind::Note && !item.closed);
        let before = self.items.last_mut().filter(|item| {
            note && !item.has_number() && matches!(item.kind, Kind::Box | Kind::Heading(_))
        });
        if let Some(item) = before.or(self.open.as_mut()) {
            let (beside, after) = (item.closed, item.lines.len());
            item.numbers.push(Number {
                text,
                beside,
                after,
            });
        }
    }

    fn line(&mut self, line: &str, next: &[Token]) {
        let kind = kind_of(line, self.guide, self.section);
        // A mark of the sign's shape, where a box is misprinted as a letter.
        let kind = match line.strip_prefix("o ") {
            Some(rest) if kind.is_none() && rest.starts_with(char::is_uppercase) => Some(Kind::Box),
            _ => kind,
        };
        let Some(open) = &mut self.open else {
            return self.begin(kind.unwrap_or(Kind::Other), line);
        };
        let ended = open.closed && open.has_number();
        let described =
            line.starts_with('(') && (open.has_number() || matches!(open.kind, Kind::Heading(_)));
        match kind {
            Some(kind) => self.begin(kind, line),
            None if ended => self.begin(Kind::Other, line),
            // A number inside of a box's text is a page's.
            None if open.kind == Kind::Box
                && open.has_number()
                && number_follows(next, self.guide) =>
            {
                open.lines.push(line.to_owned());
            }
            None if described => self.begin(Kind::Note, line),
            None if open.has_number() => self.begin(Kind::Other, line),
            None => open.lines.push(line.to_owned()),
        }
    }

    fn begin(&mut self, kind: Kind, line: &str) {
        self.items.extend(self.open.take());
        let line = if kind == Kind::Box {
            line.strip_prefix("o ").unwrap_or(line)
        } else {
            line
        };
        if let Kind::Heading(at) = kind {
            self.section = self.guide.section(at);
        }
        self.open = Some(Item::new(kind, line));
    }

    /// Ends a row. Where boxes share one cell, and their points the next, each takes its own.
    fn end_row(&mut self) {
        self.items.extend(self.open.take());
        let row = self.items.get_mut(self.row..).unwrap_or_default();
        if let [before @ .., last] = row
            && !before.is_empty()
            && before.iter().all(|item| !item.has_number())
            && last.numbers.iter().all(|number| number.beside)
        {
            let counts = |item: &Item| {
                matches!(
                    item.kind,
                    Kind::Box | Kind::Heading(_) | Kind::Unknown | Kind::Part
                )
            };
            let numbers = std::mem::take(&mut last.numbers);
            let counted = row.iter().filter(|item| counts(item)).count();
            // Where one row counts, a second number is a page's.
            if counted == numbers.len() || counted == 1 {
                let takers = row.iter_mut().filter(|item| counts(item));
                takers
                    .zip(numbers)
                    .for_each(|(item, number)| item.numbers.push(number));
            } else if let Some(last) = row.last_mut() {
                last.numbers = numbers;
            }
        }
        self.row = self.items.len();
    }
}

/// Whether another number comes before the next row begins, so that the one before is a page's.
fn number_follows(next: &[Token], guide: &Guide) -> bool {
    for token in next {
        match token {
            Token::Line(line) if number(line).is_some() => return true,
            Token::Line(line) if kind_of(line, guide, None).is_some() => return false,
            Token::Line(_) | Token::Cell => {}
            Token::Row => return false,
        }
    }
    false
}
