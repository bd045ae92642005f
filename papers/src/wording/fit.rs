//! Fits the boxes of a text to those of a sheet, and says what differs.

use std::collections::BTreeMap;

use ocop::law::{Choice, CriteriaSet, Criterion, Erratum};
use ocop::{Points, Star};

use super::read::{Guide, Item, Kind, Place, Span, items, likeness, points_of, words};
use super::{CriterionWording, Difference, Field, Missing, NoteWording, Report, SetWording};

/// Least share of a text's headings and of its boxes that must be the data's: another edition's
/// sheet of the same name has fewer.
const SAME_EDITION: usize = 70;
/// Least likeness of a criterion's title.
const TITLE: usize = 60;
/// Least likeness of a box's text to its label, where its place in the text says nothing.
const LABEL: usize = 30;
/// Most boxes of a criterion for which every order is tried.
const MAX_TRIED: usize = 12;

/// A criterion as a text prints it once.
#[derive(Debug, Default)]
struct Printed {
    title: String,
    stars: usize,
    cases: Vec<String>,
    boxes: Vec<Item>,
    /// Rows with points, but no sign.
    unsigned: Vec<Item>,
}

/// A sheet as a text prints it.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) heading: String,
    head: Vec<String>,
    opening: Vec<String>,
    /// By the criterion's place on the sheet; as often as it is printed.
    criteria: BTreeMap<usize, Vec<Printed>>,
    /// Notes by the code of their heading, empty before the first one.
    notes: Vec<NoteWording>,
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
            head: Vec::new(),
            opening: Vec::new(),
            criteria: BTreeMap::new(),
            notes: Vec::new(),
            known_headings: 0,
            unknown_headings: 0,
            stray: 0,
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
                Kind::Other if item.is_row() && sheet.latest(current).is_some() => {
                    sheet
                        .latest(current)
                        .into_iter()
                        .for_each(|p| p.unsigned.push(item.clone()));
                }
                Kind::Other if began => sheet.note(&code, text, current.is_some()),
                Kind::Other => sheet.before(&text),
            }
        }
        let all = || sheet.criteria.values().flatten();
        let (signed, unsigned): (usize, usize) = (
            all().map(|printed| printed.boxes.len()).sum(),
            all().map(|printed| printed.unsigned.len()).sum(),
        );
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
    fn is_of_edition(&self, matched: usize) -> bool {
        let most = |part: usize, all: usize| part * 100 >= all * SAME_EDITION;
        let boxes: usize = self
            .criteria
            .values()
            .flatten()
            .map(|p| p.boxes.len())
            .sum();
        most(
            self.known_headings,
            self.known_headings + self.unknown_headings,
        ) && most(matched, boxes + self.stray)
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

/// A box of a text as it may stand for one of the data.
#[derive(Debug, Clone, PartialEq)]
struct Reading {
    text: String,
    stars: usize,
    /// The points that may be printed, the likeliest first.
    points: Vec<String>,
    signed: bool,
    words: Vec<String>,
}

impl Reading {
    /// `known` are the points that may end a line.
    fn of(item: &Item, known: &[Points]) -> Reading {
        let (text, stars) = item.text();
        let (text, stars, points) = match item.inline(known) {
            Some((text, stars, number)) => (text, stars, vec![number]),
            None => (text, stars, item.candidates()),
        };
        let words = words(&text);
        Reading {
            text,
            stars,
            points,
            signed: item.kind == Kind::Box,
            words,
        }
    }
}

/// How a box of a text fits one of the data.
#[derive(Debug, Clone)]
struct Fit {
    differences: Vec<(Field, Option<String>, String)>,
    known: Vec<(Field, Option<String>, String)>,
    score: i64,
}

/// Fits a sheet of a text to a set: what its boxes say, and what differs.
pub(super) fn fit(sheet: &Sheet, set: &CriteriaSet, report: &mut Report) -> Option<SetWording> {
    let mut wording = SetWording {
        head: sheet.head.clone(),
        ..SetWording::default()
    };
    let code = set.code().to_string();
    let mut place = 0;
    for part in set.parts() {
        for section in part.sections() {
            for criterion in section.criteria() {
                let at = format!("{}/{}/{}", part.id(), section.code(), criterion.code());
                let none = Vec::new();
                let printed = sheet.criteria.get(&place).unwrap_or(&none);
                place += 1;
                let fitting = Fitting {
                    set,
                    code: &code,
                    at,
                    criterion,
                };
                let best =
                    printed
                        .iter()
                        .map(|printed| fitting.of(printed))
                        .reduce(|best, next| {
                            if next.matched > best.matched {
                                next
                            } else {
                                best
                            }
                        });
                let Some(best) = best else {
                    fitting.missing(report);
                    continue;
                };
                best.count(report);
                wording
                    .criteria
                    .insert(criterion.code().as_str().to_owned(), best.wording);
            }
        }
    }
    for finding in set.findings() {
        // What is inferred from other decisions has no place in this one's text.
        if finding.citation().is_inferred() {
            continue;
        }
        if let Some(text) = text_of_finding(finding.citation().clause(), sheet) {
            wording
                .findings
                .insert(finding.id().as_str().to_owned(), text);
        }
    }
    wording.notes.clone_from(&sheet.notes);
    let filled = wording
        .criteria
        .values()
        .any(|c| c.boxes.iter().any(Option::is_some));
    filled.then_some(wording)
}

/// How well a sheet of a text fits a set, to choose between several: matched boxes. `None` where
/// the sheet is another edition's.
pub(super) fn matched(sheet: &Sheet, set: &CriteriaSet) -> Option<usize> {
    let mut report = Report::default();
    fit(sheet, set, &mut report)?;
    let matched = report.matched() + report.yes_no.matched;
    sheet.is_of_edition(matched).then_some(matched)
}

/// Counts every box of a set that a text does not have.
pub(super) fn absent(set: &CriteriaSet, report: &mut Report) {
    let code = set.code().to_string();
    for criterion in set.criteria() {
        let at = String::new();
        Fitting {
            set,
            code: &code,
            at,
            criterion,
        }
        .missing(report);
    }
}

struct Fitting<'s> {
    set: &'s CriteriaSet,
    code: &'s str,
    /// The criterion's path, as errata have it.
    at: String,
    criterion: &'s Criterion,
}

/// What one printing of a criterion comes to.
struct Fitted {
    wording: CriterionWording,
    matched: usize,
    yes_no: bool,
    boxes: usize,
    different: Vec<Difference>,
    known: Vec<Difference>,
    missing: Vec<Missing>,
}

impl Fitted {
    fn count(&self, report: &mut Report) {
        let count = if self.yes_no {
            &mut report.yes_no
        } else {
            report.counted()
        };
        count.boxes += self.boxes;
        count.matched += self.matched;
        report.different.extend_from_slice(&self.different);
        report.known.extend_from_slice(&self.known);
        report.missing.extend_from_slice(&self.missing);
    }
}

impl Fitting<'_> {
    fn missing(&self, report: &mut Report) {
        let boxes = self.criterion.choices().len();
        let count = if self.criterion.yes_no() {
            &mut report.yes_no
        } else {
            report.counted()
        };
        count.boxes += boxes;
        report
            .missing
            .extend((1..=boxes).map(|number| self.missed(number)));
    }

    fn missed(&self, number: usize) -> Missing {
        Missing {
            set: self.code.to_owned(),
            criterion: self.criterion.code().as_str().to_owned(),
            number,
        }
    }

    fn difference(
        &self,
        number: Option<usize>,
        field: Field,
        text: Option<String>,
        data: Option<String>,
    ) -> Difference {
        Difference {
            set: self.code.to_owned(),
            criterion: self.criterion.code().as_str().to_owned(),
            number,
            field,
            text,
            data,
        }
    }

    /// The points of the criterion's boxes, and what is misprinted for them.
    fn points(&self) -> Vec<Points> {
        let inside = format!("{}/", self.at);
        let errata = self
            .set
            .errata()
            .iter()
            .filter(|erratum| erratum.at().starts_with(&inside));
        let misprints = errata.filter_map(|erratum| points_of(erratum.printed()));
        self.criterion
            .choices()
            .iter()
            .map(Choice::points)
            .chain(misprints)
            .collect()
    }

    fn of(&self, printed: &Printed) -> Fitted {
        let choices = self.criterion.choices();
        let mut fitted = Fitted {
            wording: CriterionWording {
                title: printed.title.clone(),
                cases: printed.cases.clone(),
                boxes: Vec::new(),
            },
            matched: 0,
            yes_no: self.criterion.yes_no(),
            boxes: choices.len(),
            different: Vec::new(),
            known: Vec::new(),
            missing: Vec::new(),
        };
        let heading = self
            .criterion
            .heading_star()
            .map_or(0, |star| usize::from(star.number()));
        if !self.criterion.yes_no() && printed.stars != heading {
            let (text, data) = (stars(printed.stars), stars(heading));
            fitted
                .different
                .push(self.difference(None, Field::Star, Some(text), Some(data)));
        }
        if self.criterion.yes_no() {
            // The criterion is its own box: its title says what is asked.
            fitted.matched = choices.len();
            return fitted;
        }
        let known = self.points();
        let mut readings: Vec<Reading> = Vec::new();
        for item in &printed.boxes {
            let reading = Reading::of(item, &known);
            // A row that is printed twice counts once.
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        let pairs = self.pairs(&readings);
        for (index, pair) in pairs.iter().enumerate() {
            let number = index + 1;
            let Some((reading, fit)) = pair
                .as_ref()
                .and_then(|(at, fit)| Some((readings.get(*at)?, fit)))
            else {
                fitted.missing.push(self.missed(number));
                fitted.wording.boxes.push(None);
                continue;
            };
            let told = |list: &[(Field, Option<String>, String)]| -> Vec<Difference> {
                let one = |(field, text, data): &(Field, Option<String>, String)| {
                    self.difference(Some(number), *field, text.clone(), Some(data.clone()))
                };
                list.iter().map(one).collect()
            };
            fitted.known.extend(told(&fit.known));
            if fit.differences.is_empty() {
                fitted.matched += 1;
                fitted.wording.boxes.push(Some(reading.text.clone()));
            } else {
                fitted.different.extend(told(&fit.differences));
                fitted.wording.boxes.push(None);
            }
        }
        let taken: Vec<usize> = pairs.iter().flatten().map(|(at, _)| *at).collect();
        for (at, reading) in readings.iter().enumerate() {
            let same = |taken: &usize| {
                readings
                    .get(*taken)
                    .is_some_and(|other| other.words == reading.words)
            };
            if !taken.contains(&at) && !taken.iter().any(same) {
                fitted.different.push(self.difference(
                    None,
                    Field::Box,
                    Some(reading.text.clone()),
                    None,
                ));
            }
        }
        fitted
    }

    /// For each box of the data that of the text, by points, star, order and label.
    fn pairs(&self, readings: &[Reading]) -> Vec<Option<(usize, Fit)>> {
        let count = self.criterion.choices().len();
        let fits: Vec<Vec<Option<Fit>>> = readings
            .iter()
            .enumerate()
            .map(|(at, reading)| {
                (0..count)
                    .map(|number| self.fit(at, reading, number))
                    .collect()
            })
            .collect();
        let mut pairs = if count <= MAX_TRIED {
            best(&fits, count)
        } else {
            in_order(&fits, count)
        };
        // Out of order the text must say which box it is, unless every box has its own.
        let exact = readings.len() == count
            && pairs.iter().all(|pair| {
                pair.as_ref()
                    .is_some_and(|(_, fit)| fit.differences.is_empty())
            });
        if !exact && self.is_doubtful(readings, &pairs) {
            self.keep_sure(readings, &mut pairs);
        }
        // A difference told of a text that another box has is no difference but a repeated row.
        let sure: Vec<usize> = pairs
            .iter()
            .flatten()
            .filter(|(_, fit)| fit.differences.is_empty())
            .map(|(at, _)| *at)
            .collect();
        for pair in &mut pairs {
            let repeated = pair.as_ref().is_some_and(|(at, fit)| {
                let words = readings.get(*at).map(|reading| &reading.words);
                !fit.differences.is_empty()
                    && sure
                        .iter()
                        .any(|other| readings.get(*other).map(|reading| &reading.words) == words)
            });
            if repeated {
                *pair = None;
            }
        }
        pairs
    }

    /// Whether rows of another criterion may stand among these, for its heading is lost: more rows
    /// than boxes, or points that fall.
    fn is_doubtful(&self, readings: &[Reading], pairs: &[Option<(usize, Fit)>]) -> bool {
        let points = readings
            .iter()
            .map(|reading| points_of(reading.points.first().map_or("", String::as_str)));
        let points: Vec<Option<Points>> = points.collect();
        let two_cases = self
            .criterion
            .choices()
            .iter()
            .any(|choice| choice.case().is_some());
        let falls = points
            .windows(2)
            .any(|pair| matches!(pair, [Some(one), Some(next)] if next < one));
        falls && !two_cases || pairs.iter().flatten().count() < readings.len()
    }

    /// Leaves out boxes whose text is not like their label, or is more like another criterion's.
    fn keep_sure(&self, readings: &[Reading], pairs: &mut [Option<(usize, Fit)>]) {
        let others = self.set.criteria().filter(|other| *other != self.criterion);
        let others = others
            .flat_map(Criterion::choices)
            .map(|choice| words(choice.label()));
        let others: Vec<Vec<String>> = others.collect();
        for (pair, choice) in pairs.iter_mut().zip(self.criterion.choices()) {
            let reading = pair.as_ref().and_then(|(at, _)| readings.get(*at));
            let Some(reading) = reading else { continue };
            let own = likeness(&reading.words, &words(choice.label()));
            let other = others
                .iter()
                .map(|label| likeness(&reading.words, label))
                .max();
            if own < LABEL || other.is_some_and(|other| other > own) {
                *pair = None;
            }
        }
    }

    fn fit(&self, at: usize, reading: &Reading, index: usize) -> Option<Fit> {
        let choice = self.criterion.choices().get(index)?;
        let number = index + 1;
        let mut fit = Fit {
            differences: Vec::new(),
            known: Vec::new(),
            score: 0,
        };
        let found = reading
            .points
            .iter()
            .position(|text| points_of(text) == Some(choice.points()));
        let order = i64::try_from(at.abs_diff(index)).unwrap_or(0);
        let alike = i64::try_from(likeness(&reading.words, &words(choice.label()))).unwrap_or(0);
        match found {
            Some(later) => fit.score += 10_000 - 100 * i64::try_from(later).unwrap_or(0),
            None => {
                let printed = reading.points.first().cloned();
                let told = (Field::Points, printed.clone(), choice.points().to_string());
                if self.is_known(number, printed.as_deref()) {
                    fit.score += 9_000;
                    fit.known.push(told);
                } else if reading.signed {
                    fit.score += 500;
                    fit.differences.push(told);
                } else {
                    return None;
                }
            }
        }
        let star = choice
            .star()
            .map_or(0, |star: Star| usize::from(star.number()));
        if star == reading.stars {
            fit.score += 1_000;
        } else {
            let (printed, data) = (stars(reading.stars), stars(star));
            let told = (Field::Star, Some(printed.clone()), data);
            if self.is_known(number, Some(&printed)) {
                fit.known.push(told);
            } else {
                fit.differences.push(told);
            }
        }
        fit.score += 3 * alike - 20 * order - i64::try_from(at).unwrap_or(0);
        Some(fit)
    }

    /// Whether the data lists what is printed at a box as a misprint.
    fn is_known(&self, number: usize, printed: Option<&str>) -> bool {
        let errata = self.set.errata();
        let at_box = format!("{}/box {number}", self.at);
        let one = errata.iter().filter(|erratum| erratum.at() == at_box);
        let mut one = one.map(Erratum::printed);
        let listed = |text: &str| match printed {
            Some(printed) => {
                text == printed || numbers(text).iter().any(|number| number == printed)
            }
            None => numbers(text).is_empty(),
        };
        if one.any(listed) {
            return true;
        }
        let count = self.criterion.choices().len();
        errata
            .iter()
            .filter(|erratum| erratum.at() == self.at)
            .any(|erratum| {
                let list = numbers(erratum.printed());
                list.len() == count && list.get(number - 1).map(String::as_str) == printed
            })
    }
}

fn numbers(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_ascii_digit());
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn stars(count: usize) -> String {
    if count == 0 {
        "0".to_owned()
    } else {
        "*".repeat(count)
    }
}

type Pairs = Vec<Option<(usize, Fit)>>;

/// The assignment of greatest score: over the boxes of the text, the best for each subset of the
/// data's boxes.
fn best(fits: &[Vec<Option<Fit>>], count: usize) -> Pairs {
    let subsets = 1_usize << count;
    let mut states: Vec<Option<(i64, Vec<Option<usize>>)>> = vec![None; subsets];
    if let Some(first) = states.first_mut() {
        *first = Some((0, vec![None; count]));
    }
    for (at, row) in fits.iter().enumerate() {
        for subset in (0..subsets).rev() {
            let Some((score, chosen)) = states.get(subset).cloned().flatten() else {
                continue;
            };
            for (index, fit) in row.iter().enumerate() {
                let (Some(fit), false) = (fit, subset & (1 << index) != 0) else {
                    continue;
                };
                let total = score + fit.score;
                if let Some(state) = states.get_mut(subset | (1 << index))
                    && state.as_ref().is_none_or(|(most, _)| total > *most)
                {
                    let mut chosen = chosen.clone();
                    if let Some(slot) = chosen.get_mut(index) {
                        *slot = Some(at);
                    }
                    *state = Some((total, chosen));
                }
            }
        }
    }
    let all = states.into_iter().flatten();
    let chosen = all.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let chosen = chosen.map(|(_, chosen)| chosen).unwrap_or_default();
    let pair = |(index, at): (usize, Option<usize>)| {
        let at = at?;
        let fit = fits.get(at)?.get(index)?.clone()?;
        Some((at, fit))
    };
    chosen.into_iter().enumerate().map(pair).collect()
}

/// The first box of the text for each of the data, in the order of both.
fn in_order(fits: &[Vec<Option<Fit>>], count: usize) -> Pairs {
    let mut next = 0;
    (0..count)
        .map(|index| {
            let mut rest = fits.iter().enumerate().skip(next);
            let found = rest.find_map(|(at, row)| {
                let fit = row.get(index)?.as_ref()?;
                fit.differences.is_empty().then(|| (at, fit.clone()))
            });
            if let Some((at, _)) = &found {
                next = at + 1;
            }
            found
        })
        .collect()
}

/// What the text says of a finding: the sheet's opening, or the note where it is printed.
fn text_of_finding(citation: &str, sheet: &Sheet) -> Option<String> {
    if let Some((_, at)) = citation.rsplit_once("ghi chú ở ") {
        let at = at.trim();
        let notes: Vec<&NoteWording> = sheet.notes.iter().filter(|note| note.at == at).collect();
        let rejects = |note: &&&NoteWording| {
            let text = note.text.to_lowercase();
            ["loại", "không đánh giá", "không xem xét"]
                .iter()
                .any(|word| text.contains(word))
        };
        let found = notes.iter().find(rejects)?;
        return Some(found.text.clone());
    }
    let opening = citation.contains("bị loại khi");
    (opening && !sheet.opening.is_empty()).then(|| sheet.opening.join("\n"))
}
