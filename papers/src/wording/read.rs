//! Finds the sets in a text.

use ocop::law::CriteriaSet;

use super::guide::{likeness, words};
use super::token::Token;

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
