//! Workbooks and tables that councils fill in: written blank, read back as a case.

mod answers;
mod archive;
mod book;
mod earlier;
mod entries;
mod fields;
mod join;
mod layout;
mod likeness;
mod member_book;
mod plan_book;
mod read;
mod record;
mod report;
mod session_list;
mod table;
mod write;

pub use archive::MAX_UNPACKED_BYTES;
pub use join::{Filled, join, join_at};
pub use member_book::{MemberSheet, ReturnedSheet, SheetMark, member_book, read_member_book};
pub use plan_book::PlanBook;
pub use read::read_workbook;
pub use record::Note;
pub use report::report_workbook;
pub use session_list::SessionList;
pub use table::read_table;
pub(crate) use write::empty_workbook;
pub use write::{Form, FormError, MAX_MEMBERS};

use ocop::input::{MAX_DOCUMENT_BYTES, ProblemCode};
use ocop::{Catalog, Diagnostic, LoadError};
use record::Record;

/// Refuses what is longer than a document may be.
fn within_limit(bytes: &[u8], file: &str) -> Result<(), Diagnostic> {
    if bytes.len() <= MAX_DOCUMENT_BYTES {
        return Ok(());
    }
    let found = format!("{} byte", bytes.len());
    let expected = phrase!(
        "nhiều nhất {MAX_DOCUMENT_BYTES} byte trong một tài liệu",
        "at most {MAX_DOCUMENT_BYTES} bytes in one document"
    );
    let code = ProblemCode::TooLarge;
    Err(Diagnostic::of_file(code, file, found, expected))
}

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
        Ok(Filled {
            file: file.to_owned(),
            record: self.record(bytes, file, catalog)?,
        })
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
            let filled = records.into_iter().map(|record| Filled {
                file: file.to_owned(),
                record,
            });
            return Ok(filled.collect());
        }
        Ok(vec![self.fill(bytes, file, catalog)?])
    }

    /// Whether a file that could not be read as a workbook is none that a council filled in: another
    /// document, or a workbook in order that holds other things.
    #[must_use]
    pub fn is_other(self, bytes: &[u8], file: &str) -> bool {
        self == Paper::Workbook && read::is_other(bytes, file)
    }

    fn record(self, bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Record, LoadError> {
        match self {
            Paper::Workbook => read::record(bytes, file, catalog),
            Paper::Table => table::record(bytes, file, catalog),
        }
    }
}
