//! Fits the boxes of a text to those of a sheet, and says what differs.

use ocop::law::{Choice, CriteriaSet, Criterion, Erratum};
use ocop::{Points, Star};

use super::guide::{likeness, words};
use super::pairs::{Fit, Pairs, best, in_order};
use super::report::{
    CriterionWording, Difference, Field, Missing, NoteWording, Report, SetWording,
};
use super::rows::{Item, Kind, points_of};
use super::sheet::{Printed, Sheet};

/// Least likeness of a box's text to its label, where its place in the text says nothing.
const LABEL: usize = 30;
/// Most boxes of a criterion for which every order is tried.
const MAX_TRIED: usize = 12;

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
                let best = printed.iter().map(|printed| fitting.of(printed));
                let best = best.reduce(|best, next| {
                    if next.report.matched() > best.report.matched() {
                        next
                    } else {
                        best
                    }
                });
                let Some(Fitted { words, report: own }) = best else {
                    fitting.missing(report);
                    continue;
                };
                report.add(own);
                let code = criterion.code().as_str().to_owned();
                wording.criteria.insert(code, words);
            }
        }
    }
    for finding in set.findings() {
        // What is inferred from other decisions has no place in this one's text.
        if finding.citation().is_inferred() {
            continue;
        }
        if let Some(text) = text_of_finding(finding.citation().clause(), sheet) {
            wording.findings.insert(finding.id().to_string(), text);
        }
    }
    wording.notes.clone_from(&sheet.notes);
    let mut boxes = wording.criteria.values().flat_map(|words| &words.boxes);
    boxes.any(Option::is_some).then_some(wording)
}

/// How well a sheet of a text fits a set, to choose between several: matched boxes. `None` where
/// the sheet is another edition's.
pub(super) fn matched(sheet: &Sheet, set: &CriteriaSet) -> Option<usize> {
    let mut report = Report::default();
    fit(sheet, set, &mut report)?;
    let matched = report.matched() + report.yes_no().matched;
    sheet.is_of_edition(matched).then_some(matched)
}

/// Counts every box of a set that a text does not have.
pub(super) fn absent(set: &CriteriaSet, report: &mut Report) {
    let code = set.code().to_string();
    for criterion in set.criteria() {
        let fitting = Fitting {
            set,
            code: &code,
            at: String::new(),
            criterion,
        };
        fitting.missing(report);
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
    words: CriterionWording,
    report: Report,
}

impl Fitting<'_> {
    fn missing(&self, report: &mut Report) {
        let boxes = self.criterion.choices().len();
        report.count(self.criterion.yes_no()).boxes += boxes;
        let missing = (1..=boxes).map(|number| self.missed(number));
        report.missing.extend(missing);
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
        let errata = self.set.errata().iter();
        let errata = errata.filter(|erratum| erratum.at().starts_with(&inside));
        let misprints = errata.filter_map(|erratum| points_of(erratum.printed()));
        let points = self.criterion.choices().iter().map(Choice::points);
        points.chain(misprints).collect()
    }

    fn of(&self, printed: &Printed) -> Fitted {
        let choices = self.criterion.choices();
        let mut words = CriterionWording {
            title: printed.title.clone(),
            cases: printed.cases.clone(),
            boxes: Vec::new(),
        };
        let mut report = Report::default();
        let yes_no = self.criterion.yes_no();
        report.count(yes_no).boxes = choices.len();
        if yes_no {
            // The criterion is its own box: its title says what is asked.
            report.count(yes_no).matched = choices.len();
            return Fitted { words, report };
        }
        let heading = self.criterion.heading_star();
        let heading = heading.map_or(0, |star| usize::from(star.number()));
        if printed.stars != heading {
            let (text, data) = (stars(printed.stars), stars(heading));
            let different = self.difference(None, Field::Star, text, data);
            report.different.push(different);
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
        let taken: Vec<usize> = pairs.iter().flatten().map(|(at, _)| *at).collect();
        for (number, pair) in (1..).zip(pairs) {
            let paired = pair.and_then(|(at, fit)| Some((readings.get(at)?, fit)));
            let Some((reading, fit)) = paired else {
                report.missing.push(self.missed(number));
                words.boxes.push(None);
                continue;
            };
            report.known.extend(fit.known);
            let agrees = fit.differences.is_empty();
            report.different.extend(fit.differences);
            report.count(yes_no).matched += usize::from(agrees);
            words.boxes.push(agrees.then(|| reading.text.clone()));
        }
        for (at, reading) in readings.iter().enumerate() {
            let same = |taken: &usize| {
                let other = readings.get(*taken);
                other.is_some_and(|other| other.words == reading.words)
            };
            if !taken.contains(&at) && !taken.iter().any(same) {
                let text = Some(reading.text.clone());
                report
                    .different
                    .push(self.difference(None, Field::Box, text, None));
            }
        }
        Fitted { words, report }
    }

    /// For each box of the data that of the text, by points, star, order and label.
    fn pairs(&self, readings: &[Reading]) -> Pairs {
        let count = self.criterion.choices().len();
        let labels = self.criterion.choices().iter().map(Choice::label);
        let labels: Vec<_> = labels.map(words).collect();
        let fits = readings.iter().enumerate().map(|(at, reading)| {
            let labels = labels.iter().enumerate();
            let fits = labels.map(|(index, label)| self.fit(at, reading, index, label));
            fits.collect()
        });
        let fits: Vec<Vec<Option<Fit>>> = fits.collect();
        let mut pairs = match count <= MAX_TRIED {
            true => best(&fits, count),
            false => in_order(&fits, count),
        };
        // Out of order the text must say which box it is, unless every box has its own.
        let exact = |pair: &Option<(usize, Fit)>| {
            let pair = pair.as_ref();
            pair.is_some_and(|(_, fit)| fit.differences.is_empty())
        };
        let exact = readings.len() == count && pairs.iter().all(exact);
        if !exact && self.is_doubtful(readings, &pairs) {
            self.keep_sure(readings, &mut pairs);
        }
        // A difference told of a text that another box has is no difference but a repeated row.
        let words = |at: &usize| readings.get(*at).map(|reading| &reading.words);
        let agrees = |fit: &Fit| fit.differences.is_empty();
        let sure = pairs.iter().flatten().filter(|(_, fit)| agrees(fit));
        let sure: Vec<_> = sure.map(|(at, _)| words(at)).collect();
        for pair in &mut pairs {
            let repeated = |(at, fit): &(usize, Fit)| !agrees(fit) && sure.contains(&words(at));
            if pair.as_ref().is_some_and(repeated) {
                *pair = None;
            }
        }
        pairs
    }

    /// Whether rows of another criterion may stand among these, for its heading is lost: more rows
    /// than boxes, or points that fall.
    fn is_doubtful(&self, readings: &[Reading], pairs: &Pairs) -> bool {
        let first = |reading: &Reading| points_of(reading.points.first()?);
        let points: Vec<Option<Points>> = readings.iter().map(first).collect();
        let mut choices = self.criterion.choices().iter();
        let two_cases = choices.any(|choice| choice.case().is_some());
        let falls = points
            .windows(2)
            .any(|pair| matches!(pair, [Some(one), Some(next)] if next < one));
        falls && !two_cases || pairs.iter().flatten().count() < readings.len()
    }

    /// Leaves out boxes whose text is not like their label, or is more like another criterion's.
    fn keep_sure(&self, readings: &[Reading], pairs: &mut Pairs) {
        let others = self.set.criteria().filter(|other| *other != self.criterion);
        let others = others.flat_map(Criterion::choices);
        let others: Vec<_> = others.map(|choice| words(choice.label())).collect();
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

    /// `label` is that of the box, as words.
    fn fit(&self, at: usize, reading: &Reading, index: usize, label: &[String]) -> Option<Fit> {
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
        let alike = i64::try_from(likeness(&reading.words, label)).unwrap_or(0);
        match found {
            Some(later) => fit.score += 10_000 - 100 * i64::try_from(later).unwrap_or(0),
            None => {
                let printed = reading.points.first().cloned();
                let data = Some(choice.points().to_string());
                let told = self.difference(Some(number), Field::Points, printed.clone(), data);
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
        let star = choice.star();
        let star = star.map_or(0, |star: Star| usize::from(star.number()));
        if star == reading.stars {
            fit.score += 1_000;
        } else {
            let (text, data) = (stars(reading.stars), stars(star));
            // Errata write a mark that is not printed as 0.
            let printed = text.clone().unwrap_or_else(|| "0".to_owned());
            let told = self.difference(Some(number), Field::Star, text, data);
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
        let mut whole = errata.iter().filter(|erratum| erratum.at() == self.at);
        whole.any(|erratum| {
            let list = numbers(erratum.printed());
            list.len() == count && list.get(number - 1).map(String::as_str) == printed
        })
    }
}

fn numbers(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_ascii_digit());
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// A mark as it is printed; `None` for none.
fn stars(count: usize) -> Option<String> {
    (count > 0).then(|| "*".repeat(count))
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
