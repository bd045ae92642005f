//! A sheet as a text prints it: which rows stand below which criterion of the data.

use std::collections::BTreeMap;

use ocop::law::{CriteriaSet, Criterion};

use super::guide::{Guide, Place, likeness, words};
use super::read::Span;
use super::report::NoteWording;
use super::rows::{Item, Kind, items};

/// Least share of a text's headings and of its boxes that must be the data's: another edition's
/// sheet of the same name has fewer.
const SAME_EDITION: usize = 70;
/// Least likeness of a criterion's title.
const TITLE: usize = 60;

/// A criterion as a text prints it once.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) title: String,
    pub(super) stars: usize,
    pub(super) cases: Vec<String>,
    pub(super) boxes: Vec<Item>,
    /// Rows with points, but no sign.
    unsigned: Vec<Item>,
}

/// A sheet as a text prints it.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) heading: String,
    pub(super) head: Vec<String>,
    pub(super) opening: Vec<String>,
    /// By the criterion's place on the sheet; as often as it is printed.
    pub(super) criteria: BTreeMap<usize, Vec<Printed>>,
    /// Notes by the code of their heading, empty before the first one.
    pub(super) notes: Vec<NoteWording>,
    known_headings: usize,
    unknown_headings: usize,
    /// Boxes below headings that the sheet does not have.
    stray: usize,
}

impl Sheet {
    pub(super) fn of(span: &Span<'_>, set: &CriteriaSet) -> Sheet {
        let guide = Guide::of(set);
        let criteria: Vec<&Criterion> = set.criteria().collect();
        let mut sheet = Sheet {
            heading: span.heading.clone(),
            ..Sheet::default()
        };
        let mut current = None;
        let mut code = String::new();
        let mut began = false;
        for item in items(span.tokens, &guide) {
            let (text, stars) = item.text();
            match item.kind {
                Kind::Heading(at) => {
                    began = true;
                    current = None;
                    match guide.place(at) {
                        Some(Place::Criterion(place)) => {
                            let Some(criterion) = criteria.get(place) else {
                                continue;
                            };
                            criterion.code().as_str().clone_into(&mut code);
                            let title = without_code(&text, criterion);
                            let section = set
                                .sections()
                                .find(|s| s.criteria().iter().any(|c| c == *criterion));
                            let alone = section.filter(|section| section.criteria().len() == 1);
                            let named = |name: &str| is_title(&title, name);
                            if named(criterion.title())
                                || alone.is_some_and(|section| named(section.title()))
                            {
                                let own = guide.is_numbered(at, &text);
                                sheet.known_headings += usize::from(own);
                                sheet.unknown_headings += usize::from(!own);
                                current = Some(place);
                                let printed = Printed {
                                    title,
                                    stars,
                                    ..Printed::default()
                                };
                                sheet.criteria.entry(place).or_default().push(printed);
                            } else {
                                sheet.unknown_headings += 1;
                            }
                        }
                        Some(Place::Section(at)) => {
                            let section = set.sections().nth(at);
                            let section = section.map_or("", |section| section.code().as_str());
                            section.clone_into(&mut code);
                        }
                        _ => {}
                    }
                }
                Kind::Unknown => {
                    sheet.unknown_headings += usize::from(began);
                    current = None;
                }
                Kind::Part => {
                    began = true;
                    current = None;
                }
                Kind::End => {
                    current = None;
                    code.clear();
                }
                Kind::Note => sheet.note(&code, text, began),
                Kind::Case(at) => {
                    if let Some(printed) = sheet.latest(current) {
                        printed.cases.truncate(at);
                        printed.cases.push(text);
                    }
                }
                Kind::Box => match sheet.latest(current) {
                    Some(printed) => printed.boxes.push(item),
                    None => sheet.stray += usize::from(began),
                },
                // A row with points below a criterion is a box whose sign was lost.
                Kind::Other => match sheet.latest(current) {
                    Some(printed) if item.is_row() => printed.unsigned.push(item),
                    _ if began => sheet.note(&code, text, current.is_some()),
                    _ => sheet.before(&text),
                },
            }
        }
        let all = || sheet.criteria.values().flatten();
        let signed: usize = all().map(|printed| printed.boxes.len()).sum();
        let unsigned: usize = all().map(|printed| printed.unsigned.len()).sum();
        // Where most boxes have their sign, a row without one is a note beside a page's number.
        if signed < unsigned {
            for printed in sheet.criteria.values_mut().flatten() {
                printed.boxes.append(&mut printed.unsigned);
            }
        }
        sheet
    }

    fn latest(&mut self, place: Option<usize>) -> Option<&mut Printed> {
        self.criteria.get_mut(&place?)?.last_mut()
    }

    fn note(&mut self, code: &str, text: String, kept: bool) {
        let text = text.trim_end_matches(['-', '_', ' ']).to_owned();
        let note = NoteWording {
            at: code.to_owned(),
            text,
        };
        if kept && !note.text.is_empty() && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// A line of the sheet's head: when a dossier is excluded, or the group that it is for.
    fn before(&mut self, text: &str) {
        let lower = text.to_lowercase();
        let text = text.to_owned();
        if lower.contains("bị loại") {
            if !self.opening.contains(&text) {
                self.opening.push(text);
            }
        } else if lower.starts_with("(sản phẩm") || lower.starts_with("(ngành") {
            self.head.push(text);
        }
    }

    /// Whether the sheet is the edition's that the data is of, by its headings and by how many of
    /// its boxes fit.
    pub(super) fn is_of_edition(&self, matched: usize) -> bool {
        let most = |part: usize, all: usize| part * 100 >= all * SAME_EDITION;
        let printed = self.criteria.values().flatten();
        let boxes: usize = printed.map(|printed| printed.boxes.len()).sum();
        let headings = self.known_headings + self.unknown_headings;
        most(self.known_headings, headings) && most(matched, boxes + self.stray)
    }
}

/// A heading's text without its number.
fn without_code(text: &str, criterion: &Criterion) -> String {
    let code = criterion.code().as_str();
    let last = code.rsplit('.').next().unwrap_or(code);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let bare = if digits.len() < text.len() {
        digits
    } else {
        let open = text.strip_prefix('(').unwrap_or(text);
        let letter = open
            .strip_prefix(last)
            .and_then(|rest| rest.strip_prefix([')', '.']));
        let any = open
            .char_indices()
            .nth(1)
            .and_then(|(at, _)| open.get(at..)?.strip_prefix(')'));
        letter.or(any).unwrap_or(text)
    };
    bare.trim_start_matches([')', '.', ':', ' ']).to_owned()
}

fn is_title(printed: &str, title: &str) -> bool {
    let (printed, title) = (words(printed), words(title));
    let begin = printed.get(..title.len()).unwrap_or(&printed);
    let known = title.get(..printed.len()).unwrap_or(&title);
    likeness(begin, &title)
        .max(likeness(&printed, &title))
        .max(likeness(&printed, known))
        >= TITLE
}
