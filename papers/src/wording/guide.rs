//! The headings of a sheet by the data, and which of them a line of a text is.

use ocop::law::CriteriaSet;

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

/// What a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A heading of the sheet, by its place in the [`Guide`].
    Heading(usize),
    /// A numbered heading that the sheet does not have.
    Unknown,
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

    pub(super) fn section(&self, heading: usize) -> Option<usize> {
        self.headings.get(heading).map(|heading| heading.section)
    }

    /// The heading that a line begins, or that it is numbered like one.
    pub(super) fn find(&self, line: &str, section: Option<usize>) -> Option<Found> {
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
            return Some(Found::Heading(at));
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
        heading.then_some(Found::Unknown)
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
