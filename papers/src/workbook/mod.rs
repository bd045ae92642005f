//! Workbooks and tables that councils fill in: written blank, read back as a case.

/// A phrase of a problem from two format strings, the Vietnamese first.
macro_rules! phrase {
    ($vi:literal, $en:literal $(,)?) => {
        ocop::text::Phrase::new(format!($vi), format!($en))
    };
}

mod archive;
mod fields;
mod layout;
mod read;
mod record;
mod table;
mod write;

pub use archive::MAX_UNPACKED_BYTES;
pub use read::read_workbook;
pub use table::read_table;
pub use write::{Form, FormError, MAX_MEMBERS};

use ocop::input::{MAX_DOCUMENT_BYTES, ProblemCode};
use ocop::{Case, Catalog, Diagnostic, LoadError};
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
    /// What a file is meant to be, by its name or, where that does not say, by how it begins;
    /// nothing where it is meant to be a case.
    ///
    /// ```
    /// use ocop_papers::Paper;
    ///
    /// assert_eq!(Paper::of("Hội đồng.XLSX", b""), Some(Paper::Workbook));
    /// assert_eq!(Paper::of("council.csv", b"set;08"), Some(Paper::Table));
    /// assert_eq!(Paper::of("-", b"PK\x03\x04"), Some(Paper::Workbook));
    /// assert_eq!(Paper::of("-", b"{}"), None);
    /// ```
    #[must_use]
    pub fn of(file: &str, bytes: &[u8]) -> Option<Paper> {
        let extension = file
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_lowercase());
        match extension.as_deref() {
            Some("xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => Some(Paper::Workbook),
            Some("csv") => Some(Paper::Table),
            _ if archive::looks_like_workbook(bytes) => Some(Paper::Workbook),
            _ => None,
        }
    }

    /// Reads it, and gives its case.
    ///
    /// # Errors
    ///
    /// As [`read_workbook`] and [`read_table`].
    pub fn read(self, bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Case, LoadError> {
        self.record(bytes, file, catalog)?.case(file, None, catalog)
    }

    /// Reads it as the stage that follows those of an earlier case of the product, and gives the
    /// case with all of them.
    ///
    /// # Errors
    ///
    /// As [`Paper::read`], and what the paper says of the product or its application that differs
    /// from the earlier case.
    pub fn read_after(
        self,
        bytes: &[u8],
        file: &str,
        earlier: &Case,
        catalog: &Catalog,
    ) -> Result<Case, LoadError> {
        let record = self.record(bytes, file, catalog)?;
        record.case(file, Some(earlier), catalog)
    }

    fn record(self, bytes: &[u8], file: &str, catalog: &Catalog) -> Result<Record, LoadError> {
        match self {
            Paper::Workbook => read::record(bytes, file, catalog),
            Paper::Table => table::record(bytes, file),
        }
    }
}
