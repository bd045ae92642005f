//! Which worksheet of a workbook is which: the one that sums up, the members', a table's.

use std::sync::Arc;

use ocop::input::ProblemCode;
use ocop::law::{CriteriaSet, Regulation};
use ocop::text::{Phrase, normalise};
use ocop::{Catalog, LoadError};

use super::book::{Book, Grid, MAX_COLUMNS, MAX_ROWS, same_text};
use super::cells::{
    MAX_MEMBERS, MEMBER, MEMBER_TITLE, SUMMARY, SUMMARY_TITLE, cell_of, member_name,
};
use super::earlier;
use super::fields::MEMBERS;
use super::place::{Note, Place, Problems};
use super::record::Record;
use super::table_faults::is_key;
use super::value::{Value, quote};

impl Book<'_> {
    /// Whether a worksheet is a member's of an earlier form.
    pub(super) fn has_earlier_form(&mut self, names: &[String]) -> Result<bool, LoadError> {
        for name in names {
            if earlier::header(&self.grid(name)?).is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A council's own table that was opened in a spreadsheet and saved as a workbook, as the table
    /// that it was; nothing where the first worksheet holds none.
    pub(super) fn table(&mut self, names: &[String]) -> Result<Option<String>, LoadError> {
        let Some(first) = names.first() else {
            return Ok(None);
        };
        let grid = self.grid(first)?;
        if !is_key(grid.title()) {
            return Ok(None);
        }
        let mut problems = Problems::new();
        let mut text = String::new();
        let last = grid.rows().last().copied().unwrap_or(0);
        let width = grid.columns().last().copied().unwrap_or(0);
        if width + 1 >= MAX_COLUMNS || last + 1 >= MAX_ROWS {
            let found = phrase!("nhiều hàng hoặc cột hơn", "more rows or columns");
            let expected = phrase!(
                "ít hơn {MAX_ROWS} hàng và {MAX_COLUMNS} cột",
                "fewer than {MAX_ROWS} rows and {MAX_COLUMNS} columns"
            );
            let code = ProblemCode::TooLarge;
            return Err(grid.whole().problem(code, found, expected).into());
        }
        for row in 0..=last {
            for column in 0..=width {
                let value = grid.written((row, column));
                let value = match &value {
                    None => String::new(),
                    Some(Value::Text(text) | Value::Number(text) | Value::Day(text)) => {
                        text.clone()
                    }
                    Some(Value::Moment(day, time)) => format!("{day} {time}"),
                    Some(Value::Other(found)) => {
                        let expected = phrase!("một giá trị", "a value");
                        let place = grid.place((row, column));
                        let code = ProblemCode::WrongType;
                        problems.push(place.problem(code, found.clone(), expected));
                        continue;
                    }
                };
                text += &format!("\"{}\";", value.replace('"', "\"\""));
            }
            text.push('\n');
        }
        LoadError::unless_empty(problems)?;
        Ok(Some(text))
    }

    /// The worksheet that sums up, by its name or, where it was renamed, its title.
    pub(super) fn summary(&mut self, names: &[String]) -> Result<Grid, LoadError> {
        if let Some(name) = names.iter().find(|name| same_text(name, SUMMARY)) {
            return self.grid(name);
        }
        let mut titled = Vec::new();
        for name in names {
            let grid = self.grid(name)?;
            if same_text(grid.title(), SUMMARY_TITLE) {
                titled.push(grid);
            }
        }
        if let (Some(grid), true) = (titled.pop(), titled.is_empty()) {
            return Ok(grid);
        }
        let expected = phrase!(
            "một trang tên `{SUMMARY}`, như trong biểu mẫu đã tạo",
            "one called `{SUMMARY}`, as in the form that was written"
        );
        let code = ProblemCode::NotWorkbook;
        Err(Place::of(&self.file, "")
            .problem(code, self.worksheets(), expected)
            .into())
    }

    /// The worksheets of the members, in their order; nothing where there is none. A renamed one is
    /// known by its title; where there are more than members, one is a copy, which may hold other
    /// answers.
    pub(super) fn members(
        &mut self,
        names: &[String],
        summary: &str,
        count: usize,
        record: &mut Record,
        problems: &mut Problems,
    ) -> Result<Vec<Option<String>>, LoadError> {
        let named = |member: usize| {
            let wanted = member_name(member);
            names.iter().find(|name| same_text(name, &wanted)).cloned()
        };
        let mut found: Vec<Option<String>> = (0..count).map(named).collect();
        let mut others = Vec::new();
        for name in names {
            if name == summary || found.iter().flatten().any(|known| known == name) {
                continue;
            }
            let grid = self.grid(name)?;
            let title = grid.title();
            let numbered = normalise(name).starts_with(MEMBER);
            let is_member = same_text(title, MEMBER_TITLE);
            if is_member || same_text(title, SUMMARY_TITLE) || numbered {
                others.push((name.clone(), is_member && !numbered));
            }
        }
        let missing = found.iter().filter(|name| name.is_none()).count();
        let place = |name: &str| Place::of(&self.file, name);
        if missing == others.len() && others.iter().all(|(_, renamed)| *renamed) {
            let places = found
                .iter_mut()
                .enumerate()
                .filter(|(_, name)| name.is_none());
            for ((member, known), (name, _)) in places.zip(others) {
                record
                    .notes
                    .push(read_as(&place(&name), &member_name(member)));
                *known = Some(name);
            }
            return Ok(found);
        }
        let code = ProblemCode::LayoutChanged;
        for (name, _) in others {
            let expected = phrase!(
                "{count} trang như biểu mẫu đã tạo",
                "the {count} that the form was written with"
            );
            let found = phrase!("thêm một trang tính", "one worksheet more");
            problems.push(place(&name).problem(code, found, expected));
        }
        for (member, _) in found.iter().enumerate().filter(|(_, name)| name.is_none()) {
            let expected = phrase!(
                "mỗi thành viên một trang, {count} thành viên",
                "one for each member, {count} in all"
            );
            let found = phrase!("không có trang tính này", "no such worksheet");
            problems.push(place(&member_name(member)).problem(code, found, expected));
        }
        Ok(found)
    }
}

/// A worksheet that has another name than the form gave it.
pub(super) fn read_as(place: &Place, wanted: &str) -> Note {
    let shown = quote(&place.path);
    place.note(phrase!(
        "trang {shown} được đọc như `{wanted}`",
        "the worksheet {shown} is read as `{wanted}`"
    ))
}

/// What the form was written for.
pub(super) struct Head {
    pub(super) regulation: Arc<Regulation>,
    pub(super) set: Arc<CriteriaSet>,
    pub(super) members: usize,
}

impl Head {
    pub(super) fn of(summary: &Grid, catalog: &Catalog) -> Result<Head, LoadError> {
        // Where rows were moved, every field below says something else.
        let refused = |key: &str, code, expected: Phrase| {
            let at = cell_of(key);
            let moved = summary.moved_field();
            let moved = moved.map(|(at, found, expected)| {
                let code = ProblemCode::LayoutChanged;
                summary.place(at).problem(code, found, expected)
            });
            let own = || summary.place(at).problem(code, summary.found(at), expected);
            LoadError::from(moved.unwrap_or_else(own))
        };
        let number = |key: &str| {
            let value = summary.value(cell_of(key))?;
            value.whole(&Phrase::default()).ok()
        };
        let text = |key: &str| match summary.value(cell_of(key)) {
            Some(Value::Text(text)) => text.as_str(),
            _ => "",
        };
        if number("format") != Some(1) {
            return Err(refused(
                "format",
                ProblemCode::FormatVersion,
                "`1`".to_owned().into(),
            ));
        }
        let regulation = catalog.regulation(text("regulation")).map_err(|_| {
            let known = catalog.regulation_ids().map(|id| format!("`{id}`"));
            let list = known.collect::<Vec<_>>().join(", ");
            let expected = phrase!("một trong {list}", "one of {list}");
            refused("regulation", ProblemCode::RegulationUnknown, expected)
        })?;
        let id = regulation.id();
        let set = catalog.set(id.as_str(), text("set")).map_err(|_| {
            let expected = phrase!(
                "hai chữ số của một bộ sản phẩm của `{id}`",
                "the two digits of a set of `{id}`"
            );
            refused("set", ProblemCode::SetUnknown, expected)
        })?;
        let members = number(MEMBERS).and_then(|members| usize::try_from(members).ok());
        let members = members.filter(|members| (1..=MAX_MEMBERS).contains(members));
        let members = members.ok_or_else(|| {
            let expected = phrase!(
                "số nguyên từ 1 đến {MAX_MEMBERS}",
                "a whole number from 1 to {MAX_MEMBERS}"
            );
            refused(MEMBERS, ProblemCode::LayoutChanged, expected)
        })?;
        Ok(Head {
            regulation,
            set,
            members,
        })
    }
}
