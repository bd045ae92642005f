//! Workbooks and tables that councils fill in: written blank, read back as a case.

mod answers;
mod archive;
mod book;
mod case;
mod cells;
mod csv;
mod earlier;
mod entries;
mod fields;
mod join;
mod likeness;
mod looks;
mod member_book;
mod place;
mod plan_book;
mod plan_cells;
mod read;
mod record;
mod report;
mod session_list;
mod sheet_form;
mod stated;
mod summary_form;
mod table;
mod table_faults;
mod value;
mod worksheets;
mod write;

pub use archive::MAX_UNPACKED_BYTES;
pub use cells::MAX_MEMBERS;
pub use join::{Filled, join, join_at};
pub(crate) use looks::empty_workbook;
pub use member_book::{MemberSheet, ReturnedSheet, SheetMark, member_book, read_member_book};
pub use place::Note;
pub use plan_book::PlanBook;
pub use read::read_workbook;
pub use report::report_workbook;
pub use session_list::SessionList;
pub use table::read_table;
pub(crate) use write::wrapped;
pub use write::{Form, FormError};

use ocop::{Catalog, LoadError};

/// What a council hands in beside a case file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paper {
    /// A filled workbook.
    Workbook,
    /// A table of box numbers.
    Table,
}

impl Paper {
    /// What bytes are meant to be, by how they begin, whatever the file is called; nothing where
    /// they are neither.
    ///
    /// ```
    /// use ocop_papers::Paper;
    ///
    /// assert_eq!(Paper::of(b"PK\x03\x04"), Some(Paper::Workbook));
    /// assert_eq!(Paper::of("\u{feff}set;08".as_bytes()), Some(Paper::Table));
    /// assert_eq!(Paper::of(b"{}"), None);
    /// ```
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Paper> {
        if archive::looks_like_workbook(bytes) {
            return Some(Paper::Workbook);
        }
        table::looks_like_table(bytes).then_some(Paper::Table)
    }

    /// Reads what was filled in.
    ///
    /// # Errors
    ///
    /// As [`read_workbook`] and [`read_table`].
    pub fn fill(self, bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Filled, LoadError> {
        let record = match self {
            Paper::Workbook => read::record(bytes, file, catalog)?,
            Paper::Table => table::record(bytes, file, catalog)?,
        };
        Ok(Filled(record))
    }

    /// Reads what was filled in: several stages where a member's workbook of a session has several
    /// products, else one.
    ///
    /// # Errors
    ///
    /// As [`Paper::fill`].
    pub fn fill_all(
        self,
        bytes: &[u8],
        file: &str,
        catalog: &Catalog,
    ) -> Result<Vec<Filled>, LoadError> {
        if self == Paper::Workbook
            && let Some(records) = member_book::records(bytes, file, catalog)?
        {
            return Ok(records.into_iter().map(Filled).collect());
        }
        Ok(vec![self.fill(bytes, file, catalog)?])
    }

    /// Whether a file that could not be read as a workbook is none that a council filled in: another
    /// document, or a workbook in order that holds other things.
    #[must_use]
    pub fn is_other(self, bytes: &[u8], file: &str) -> bool {
        self == Paper::Workbook && read::is_other(bytes, file)
    }
}
