//! The rows of a sheet in a text: headings, boxes with their points, notes.

use ocop::Points;

use super::guide::{Found, Guide};
use super::token::{SIGN, Token, number};

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
    Some(match guide.find(line, section)? {
        Found::Heading(at) => Kind::Heading(at),
        Found::Unknown => Kind::Unknown,
    })
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
