//! How the cells of a plan's workbook become the plan's JSON, and how it becomes theirs.

use std::sync::Arc;

use ocop::LoadError;
use ocop::law::{Declared, Plan};
use ocop::text::Citation;
use serde_json::{Map, Value as Json, json};

use super::entries::{Places, Reading};
use super::fields::PRODUCERS;
use super::place::{Place, Problems};
use super::value::{Value, Word, shown};

pub(super) const PLAN: &str = "Kế hoạch";
pub(super) const MONEY: &str = "Kinh phí";
pub(super) const SIDES: &[Word] = &[("nguồn", "by_source"), ("năm", "by_year")];

/// Turns a plan's JSON into what the cells show.
pub(super) fn to_cells(form: &mut Json, declared: &Declared) {
    let Some(form) = form.as_object_mut() else {
        return;
    };
    let clause = |object: &mut Json| {
        if let Some(citation) = object.get_mut("citation")
            && let (Some(Json::String(clause)), Some(Json::String(reading))) =
                (citation.get("clause"), citation.get("reading"))
        {
            *citation = json!(format!("{clause} ({reading})"));
        }
    };
    for key in ["period", "budget"] {
        form.get_mut(key).into_iter().for_each(clause);
    }
    for key in ["targets", "conflicts", "reports"] {
        let list = form.get_mut(key).and_then(Json::as_array_mut);
        list.into_iter().flatten().for_each(clause);
    }
    for target in list_of(form, "targets") {
        let id = text_of(target, "target").to_owned();
        for key in ["stars", "kinds"] {
            if let Some(list) = target.get(key).and_then(Json::as_array) {
                let shown: Vec<String> = list.iter().map(star_or_kind).collect();
                let joined = if key == "stars" { ", " } else { "; " };
                target.insert(key.to_owned(), json!(shown.join(joined)));
            }
        }
        if let Some(achieved) = declared.targets.get(&id) {
            target.insert("achieved".to_owned(), json!(achieved.to_string()));
        }
    }
    for report in list_of(form, "reports") {
        if let Some((month, day)) = text_of(report, "before").split_once('-') {
            let before = json!(format!("{day}/{month}"));
            report.insert("before".to_owned(), before);
        }
    }
    let mut money = Vec::new();
    for ((_, side), spent) in SIDES
        .iter()
        .zip([&declared.spent_by_source, &declared.spent_by_year])
    {
        let shares = form.get("budget").and_then(|budget| budget.get(side));
        for share in shares.and_then(Json::as_array).into_iter().flatten() {
            let Json::Object(mut line) = share.clone() else {
                continue;
            };
            line.insert("side".to_owned(), json!(side));
            if let Some(spent) = spent.get(text_of(&line, "name")) {
                line.insert("spent".to_owned(), json!(spent.to_string()));
            }
            money.push(Json::Object(line));
        }
    }
    form.insert("money".to_owned(), money.into());
}

/// A star, or a kind of producers in the form's words.
fn star_or_kind(value: &Json) -> String {
    match shown(PRODUCERS, value.as_str().unwrap_or_default()) {
        "" => value.to_string(),
        kind => kind.to_owned(),
    }
}

fn list_of<'j>(
    form: &'j mut Map<String, Json>,
    key: &str,
) -> impl Iterator<Item = &'j mut Map<String, Json>> {
    let list = form.get_mut(key).and_then(Json::as_array_mut);
    list.into_iter().flatten().filter_map(Json::as_object_mut)
}

fn text_of<'j>(object: &'j Map<String, Json>, key: &str) -> &'j str {
    object.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// What was read of the cells, on its way to a plan.
pub(super) struct Cells {
    file: Arc<str>,
    plan: Map<String, Json>,
    declared: Map<String, Json>,
    /// The cells of the plan.
    places: Places,
    /// The cells of what is declared.
    declared_places: Places,
    problems: Problems,
}

impl Cells {
    pub(super) fn of(read: Reading) -> Cells {
        let Reading {
            file,
            list,
            places,
            problems,
            ..
        } = read;
        let plan = match list {
            Json::Object(plan) => plan,
            _ => Map::new(),
        };
        let mut cells = Cells {
            file,
            plan,
            declared: Map::new(),
            places,
            declared_places: Places::default(),
            problems,
        };
        cells.targets();
        cells.reports();
        cells.money();
        cells.citations();
        for key in ["conflicts", "reports", "readings"] {
            if cells.plan.get(key).is_some_and(|list| *list == json!([])) {
                cells.plan.remove(key);
            }
        }
        cells
    }

    fn targets(&mut self) {
        let mut achieved = Vec::new();
        for (index, target) in list_of(&mut self.plan, "targets").enumerate() {
            let at = |key: &str| format!("/targets/{index}/{key}");
            if let Some(Json::String(stars)) = target.get("stars") {
                let stars: Option<Vec<u8>> = parts(stars).map(|star| star.parse().ok()).collect();
                // What is no list of stars is left for the reader, which says so.
                if let Some(stars) = stars {
                    target.insert("stars".to_owned(), json!(stars));
                }
            }
            if let Some(Json::String(kinds)) = target.get("kinds") {
                let mut known = Vec::new();
                for kind in parts(kinds) {
                    match Value::Text(kind.to_owned()).word(PRODUCERS) {
                        Ok(word) => known.push(word),
                        Err(why) => {
                            if let Some(place) = self.places.get(&at("kinds")) {
                                self.problems.push(place.refused(&why));
                            }
                        }
                    }
                }
                target.insert("kinds".to_owned(), json!(known));
            }
            if let Some(value) = target.remove("achieved") {
                achieved.push((text_of(target, "target").to_owned(), value, at("achieved")));
            }
        }
        for (target, value, pointer) in achieved {
            self.declare(&[&target], value, &pointer);
        }
    }

    fn reports(&mut self) {
        for report in list_of(&mut self.plan, "reports") {
            let written = text_of(report, "before");
            if let Some((day, month)) = written.split_once('/') {
                let before = json!(format!("{:0>2}-{:0>2}", month.trim(), day.trim()));
                report.insert("before".to_owned(), before);
            }
        }
    }

    /// The lines of money become the shares of the budget, and what was spent.
    fn money(&mut self) {
        let lines = match self.plan.remove("money") {
            Some(Json::Array(lines)) => lines,
            _ => Vec::new(),
        };
        let total = self.plan.get_mut("budget").and_then(Json::as_object_mut);
        if let Some(total) = total.and_then(|budget| budget.get_mut("total")) {
            *total = json!(digits(total.as_str().unwrap_or_default()));
        }
        if lines.is_empty() && !self.plan.contains_key("budget") {
            return;
        }
        let whole = Place::of(&self.file, MONEY);
        self.places.keep("/budget".to_owned(), whole);
        let mut budget = match self.plan.remove("budget") {
            Some(Json::Object(budget)) => budget,
            _ => Map::new(),
        };
        for (_, side) in SIDES {
            let mut shares = Vec::new();
            for (index, line) in lines.iter().enumerate() {
                if line.get("side").and_then(Json::as_str) != Some(side) {
                    continue;
                }
                let mut share = Map::new();
                for key in ["name", "amount"] {
                    if let Some(Json::String(text)) = line.get(key) {
                        let text = if key == "amount" {
                            digits(text)
                        } else {
                            text.clone()
                        };
                        share.insert(key.to_owned(), json!(text));
                    }
                    let cell = self.places.get(&format!("/money/{index}/{key}")).cloned();
                    if let Some(cell) = cell {
                        let pointer = format!("/budget/{side}/{}/{key}", shares.len());
                        self.places.keep(pointer, cell);
                    }
                }
                if let Some(Json::String(spent)) = line.get("spent") {
                    let name = line.get("name").and_then(Json::as_str).unwrap_or_default();
                    let spent = json!(digits(spent));
                    let pointer = format!("/money/{index}/spent");
                    self.declare(&["budget", side, name], spent, &pointer);
                }
                shares.push(Json::Object(share));
            }
            budget.insert((*side).to_owned(), shares.into());
        }
        self.plan.insert("budget".to_owned(), budget.into());
    }

    /// A clause that ends in the name of one of the plan's readings is that clause with the reading.
    fn citations(&mut self) {
        let readings = list_of(&mut self.plan, "readings");
        let readings: Vec<String> = readings
            .map(|reading| text_of(reading, "reading").to_owned())
            .collect();
        let with_reading = |object: &mut Map<String, Json>| {
            let written = text_of(object, "citation");
            let split = written
                .strip_suffix(')')
                .and_then(|rest| rest.rsplit_once(" ("));
            let known = split.filter(|(_, reading)| readings.iter().any(|known| known == reading));
            let citation = known.map(|(clause, reading)| {
                let reading = reading.parse().ok();
                reading.map(|reading| Citation::from(clause).with_reading(reading))
            });
            if let Some(Some(citation)) = citation {
                object.insert("citation".to_owned(), json!(citation));
            }
        };
        for key in ["period", "budget"] {
            let object = self.plan.get_mut(key).and_then(Json::as_object_mut);
            object.into_iter().for_each(with_reading);
        }
        for key in ["targets", "conflicts", "reports"] {
            list_of(&mut self.plan, key).for_each(with_reading);
        }
    }

    /// Keeps what is declared, with its cell.
    fn declare(&mut self, path: &[&str], value: Json, cell: &str) {
        let pointer: String = path
            .iter()
            .map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1")))
            .collect();
        if let Some(place) = self.places.get(cell) {
            self.declared_places.keep(pointer, place.clone());
        }
        let Some((last, above)) = path.split_last() else {
            return;
        };
        let mut at = &mut self.declared;
        for key in above {
            let inner = at.entry(*key).or_insert_with(|| json!({}));
            let Json::Object(inner) = inner else {
                return;
            };
            at = inner;
        }
        at.insert((*last).to_owned(), value);
    }

    /// The plan, and what is achieved of it and not in the cases.
    pub(super) fn plan(self) -> Result<(Plan, Declared), LoadError> {
        let (file, whole) = (&*self.file, Place::of(&self.file, PLAN));
        let plan = Json::Object(self.plan).to_string();
        let plan = Plan::from_json(&plan, file);
        let plan = told(self.problems, &self.places, &whole, plan)?;
        let declared = Json::Object(self.declared).to_string();
        let declared = Declared::from_json(&declared, file, &plan);
        let declared = told(Problems::new(), &self.declared_places, &whole, declared)?;
        Ok((plan, declared))
    }
}

/// What was read, where nothing is wrong; each problem at its cell, once.
fn told<T>(
    mut problems: Problems,
    places: &Places,
    whole: &Place,
    read: Result<T, LoadError>,
) -> Result<T, LoadError> {
    let of_cells = !problems.is_empty();
    let others = read.as_ref().err().map(LoadError::diagnostics);
    for problem in others.into_iter().flatten() {
        let problem = places.told(&problems, problem.clone(), of_cells, whole);
        problems.extend(problem);
    }
    LoadError::unless_empty(problems)?;
    read
}

/// The parts of a cell that lists several.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([',', ';', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// An amount without the points or spaces that set thousands apart; left as it is where they do not.
fn digits(text: &str) -> String {
    let groups: Vec<&str> = text.split(['.', ' ', '\u{a0}']).collect();
    let are_groups = groups.iter().enumerate().all(|(index, group)| {
        let long = group.len() == 3 || index == 0 && (1..=3).contains(&group.len());
        long && group.bytes().all(|byte| byte.is_ascii_digit())
    });
    if are_groups {
        groups.concat()
    } else {
        text.to_owned()
    }
}
