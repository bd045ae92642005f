//! What was read from a form or a table, written down as a case, and judged as any case is.

use ocop::input::ProblemCode;
use ocop::{Case, Catalog, Diagnostic, LoadError};

use super::fields::{FIELDS, Field, Refused, Value, quote, string};

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// The cell, or what the line of a table speaks of.
    pub(super) path: String,
    /// Line and field of a table.
    pub(super) at: Option<(usize, usize)>,
}

impl Place {
    /// A cell of a worksheet.
    pub(super) fn cell(sheet: &str, (row, column): (u32, u16)) -> Place {
        let cell = rust_xlsxwriter::utility::row_col_to_cell(row, column);
        Place::of(format!("{sheet}!{cell}"))
    }

    /// A place that only a path names.
    pub(super) fn of(path: impl Into<String>) -> Place {
        Place {
            path: path.into(),
            at: None,
        }
    }

    /// The same problem, found here.
    pub(super) fn moved(&self, problem: Diagnostic) -> Diagnostic {
        let problem = problem.at_path(&self.path);
        match self.at {
            Some((line, column)) => problem.at(line, column),
            None => problem,
        }
    }

    pub(super) fn problem(
        &self,
        file: &str,
        code: ProblemCode,
        found: &str,
        expected: &str,
    ) -> Diagnostic {
        self.moved(Diagnostic::of_file(code, file, found, expected))
    }

    pub(super) fn refused(&self, file: &str, why: &Refused) -> Diagnostic {
        self.problem(file, why.code, &why.found, &why.expected)
    }
}

/// A value as JSON, and where it was read.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub(super) json: String,
    pub(super) place: Place,
}

/// One member's boxes.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) place: Place,
    pub(super) assessor: Read,
    pub(super) role: Option<Read>,
    /// Criteria with their boxes.
    pub(super) answers: Vec<(String, u32, Place)>,
}

/// One stage of one product.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Fields that were filled in.
    pub(super) fields: Vec<(&'static Field, Read)>,
    pub(super) sheets: Vec<Sheet>,
    /// Findings, by name.
    pub(super) findings: Vec<Read>,
    /// What stands for all of it.
    pub(super) whole: Place,
}

impl Record {
    /// Keeps the value of a field, or says why it is refused.
    pub(super) fn field(
        &mut self,
        field: &'static Field,
        value: &Value,
        place: Place,
        in_table: bool,
        file: &str,
    ) -> Option<Diagnostic> {
        match value.json(field.kind, in_table) {
            Ok(json) => {
                self.fields.push((field, Read { json, place }));
                None
            }
            Err(why) => Some(place.refused(file, &why)),
        }
    }

    /// The case, which the library reads and decides as it does every other, or its problems
    /// where they were read. The stage that was read follows those of `earlier`.
    pub(super) fn case(
        &self,
        file: &str,
        earlier: Option<&Earlier>,
        catalog: &Catalog,
    ) -> Result<String, LoadError> {
        if let Some(earlier) = earlier {
            LoadError::unless_empty(self.differences(earlier, file))?;
        }
        let (text, places) = self.print(earlier);
        let decided = Case::from_json(&text, file, catalog).and_then(|case| case.evaluate());
        let Err(error) = decided else {
            return Ok(text);
        };
        let moved = error.into_diagnostics().into_iter().map(|problem| {
            // Problems of the catalog's own files stay where they are.
            if problem.file() != file {
                return problem;
            }
            let line = problem.line().unwrap_or(1);
            let place = places.get(line.saturating_sub(1)).unwrap_or(&self.whole);
            place.moved(problem)
        });
        LoadError::unless_empty(moved.collect())?;
        Ok(text)
    }

    /// Fields that say another thing of the product than its earlier case does.
    fn differences(&self, earlier: &Earlier, file: &str) -> Vec<Diagnostic> {
        let own = self.fields.iter().filter(|(field, _)| {
            let own = matches!(field.path, [] | ["format" | "stages", ..]);
            // Without a regulation a case goes by its dates.
            let by_dates = field.path == ["regulation"] && earlier.at(field.path).is_none();
            !own && !by_dates
        });
        let differ = own.filter_map(|(field, read)| {
            let before = earlier.at(field.path);
            let before = before.map_or_else(|| "nothing".to_owned(), |v| quote(&plain(v)));
            let found = serde_json::from_str(&read.json).unwrap_or_default();
            let found = quote(&plain(&found));
            let expected = format!("{before}, as in the earlier case");
            let code = ProblemCode::EarlierDiffers;
            (found != before).then(|| read.place.problem(file, code, &found, &expected))
        });
        differ.collect()
    }

    /// The case as text, and for each of its lines where its content was read.
    fn print(&self, earlier: Option<&Earlier>) -> (String, Vec<Place>) {
        let mut printer = Printer::default();
        let mut members: Vec<Member<'_>> = Vec::new();
        let mut stage: Vec<Member<'_>> = Vec::new();
        let mut by_form: Vec<_> = self.fields.iter().collect();
        by_form.sort_by_key(|(field, _)| FIELDS.iter().position(|known| known.key == field.key));
        for (field, read) in by_form {
            match field.path {
                [] => {}
                // Without sheets there is no council.
                ["stages", "council", ..] if self.sheets.is_empty() => {}
                ["stages", path @ ..] => stage.push((path, read)),
                path => members.push((path, read)),
            }
        }
        printer.open("{", &self.whole);
        match earlier {
            None => printer.members(&members, true),
            Some(earlier) => {
                for (key, value) in earlier.members() {
                    printer.line(&format!("{}: {value},", string(key)), &self.whole);
                }
            }
        }
        printer.open("\"stages\": [", &self.whole);
        for stage in earlier.map(Earlier::stages).unwrap_or_default() {
            printer.line(&format!("{stage},"), &self.whole);
        }
        printer.open("{", &self.whole);
        printer.members(&stage, !self.sheets.is_empty() || !self.findings.is_empty());
        if !self.sheets.is_empty() {
            printer.open("\"sheets\": [", &self.whole);
            for (index, sheet) in self.sheets.iter().enumerate() {
                printer.sheet(sheet, index + 1 < self.sheets.len());
            }
            printer.close(&format!("]{}", comma(!self.findings.is_empty())));
        }
        if !self.findings.is_empty() {
            printer.open("\"findings\": [", &self.whole);
            for (index, finding) in self.findings.iter().enumerate() {
                let comma = comma(index + 1 < self.findings.len());
                printer.line(&format!("{}{comma}", finding.json), &finding.place);
            }
            printer.close("]");
        }
        printer.close("}");
        printer.close("]");
        printer.close("}");
        (printer.text, printer.places)
    }
}

/// The case of a product as it stood before the stage that was read.
#[derive(Debug)]
pub(super) struct Earlier(serde_json::Value);

impl Earlier {
    /// Reads a case file, which has to be in order by itself.
    pub(super) fn read(text: &str, file: &str, catalog: &Catalog) -> Result<Earlier, LoadError> {
        Case::from_json(text, file, catalog)?;
        Ok(Earlier(serde_json::from_str(text).unwrap_or_default()))
    }

    fn at(&self, path: &[&str]) -> Option<&serde_json::Value> {
        path.iter().try_fold(&self.0, |value, key| value.get(key))
    }

    /// Everything but the stages.
    fn members(&self) -> impl Iterator<Item = (&String, &serde_json::Value)> {
        let members = self.0.as_object().into_iter().flatten();
        members.filter(|(key, _)| *key != "stages")
    }

    fn stages(&self) -> &[serde_json::Value] {
        list(&self.0, "stages")
    }
}

/// A list of a case.
pub(super) fn list<'v>(value: &'v serde_json::Value, key: &str) -> &'v [serde_json::Value] {
    let list = value.get(key).and_then(serde_json::Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// A value without quotes.
pub(super) fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A member of an object: the keys that lead to it, and its value.
type Member<'a> = (&'a [&'a str], &'a Read);

fn comma(more: bool) -> &'static str {
    if more { "," } else { "" }
}

/// Writes JSON one value a line, and remembers where each line comes from.
#[derive(Debug, Default)]
struct Printer {
    text: String,
    places: Vec<Place>,
    open: Vec<Place>,
}

impl Printer {
    fn line(&mut self, line: &str, place: &Place) {
        self.text.push_str(&"  ".repeat(self.open.len()));
        self.text.push_str(line);
        self.text.push('\n');
        self.places.push(place.clone());
    }

    fn open(&mut self, line: &str, place: &Place) {
        self.line(line, place);
        self.open.push(place.clone());
    }

    fn close(&mut self, line: &str) {
        let place = self.open.pop().unwrap_or_default();
        self.line(line, &place);
    }

    /// The members of an object; those that share a key form an object of their own.
    fn members(&mut self, members: &[Member<'_>], more: bool) {
        let groups: Vec<&[Member<'_>]> = members
            .chunk_by(|(one, _), (other, _)| one.first() == other.first())
            .collect();
        for (index, group) in groups.iter().enumerate() {
            let Some(([key, rest @ ..], read)) = group.first() else {
                continue;
            };
            let comma = comma(more || index + 1 < groups.len());
            if rest.is_empty() {
                let line = format!("{}: {}{comma}", string(key), read.json);
                self.line(&line, &read.place);
                continue;
            }
            self.open(&format!("{}: {{", string(key)), &read.place);
            let inner: Vec<Member<'_>> = group
                .iter()
                .filter_map(|(path, read)| Some((path.get(1..)?, *read)))
                .collect();
            self.members(&inner, false);
            self.close(&format!("}}{comma}"));
        }
    }

    fn sheet(&mut self, sheet: &Sheet, more: bool) {
        self.open("{", &sheet.place);
        let assessor = &sheet.assessor;
        self.line(
            &format!("\"assessor\": {},", assessor.json),
            &assessor.place,
        );
        if let Some(role) = &sheet.role {
            self.line(&format!("\"role\": {},", role.json), &role.place);
        }
        self.open("\"answers\": [", &sheet.place);
        for (index, (criterion, ticked, place)) in sheet.answers.iter().enumerate() {
            let comma = comma(index + 1 < sheet.answers.len());
            let criterion = string(criterion);
            let line = format!("{{\"criterion\": {criterion}, \"box\": {ticked}}}{comma}");
            self.line(&line, place);
        }
        self.close("]");
        self.close(&format!("}}{}", comma(more)));
    }
}
