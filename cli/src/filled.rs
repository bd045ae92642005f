//! What councils filled in; a build without papers reads none.

#[cfg(feature = "papers")]
pub use ocop_papers::{Filled, Paper, join, join_at};

#[cfg(not(feature = "papers"))]
pub use none::{Filled, Paper, is_workbook, join, join_at};

/// Whether a paper is a workbook, which is known by its first bytes.
#[cfg(feature = "papers")]
pub fn is_workbook(paper: Paper) -> bool {
    paper == Paper::Workbook
}

#[cfg(not(feature = "papers"))]
mod none {
    use ocop::{Case, Catalog, Lang, LoadError};

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Paper {}

    impl Paper {
        pub fn of(_: &[u8]) -> Option<Paper> {
            None
        }

        pub fn is_other(self, _: &[u8], _: &str) -> bool {
            match self {}
        }

        pub fn fill_all(self, _: &[u8], _: &str, _: &Catalog) -> Result<Vec<Filled>, LoadError> {
            match self {}
        }
    }

    pub fn is_workbook(paper: Paper) -> bool {
        match paper {}
    }

    #[derive(Debug)]
    pub enum Filled {}

    pub enum Note {}

    impl Note {
        pub fn line_in(&self, _: Lang) -> String {
            match *self {}
        }
    }

    impl Filled {
        pub fn file(&self) -> &str {
            match *self {}
        }

        pub fn may_lack_sheets(&self) -> bool {
            match *self {}
        }

        pub fn product(&self) -> String {
            match *self {}
        }

        pub fn regulation(&self) -> Option<String> {
            match *self {}
        }

        pub fn notes(&self) -> &[Note] {
            match *self {}
        }

        pub fn case(self, _: &Catalog) -> Result<Case, LoadError> {
            match self {}
        }

        pub fn case_after(self, _: &Case, _: &Catalog) -> Result<Case, LoadError> {
            match self {}
        }
    }

    pub fn join(_: Vec<Filled>) -> Vec<Result<Filled, LoadError>> {
        Vec::new()
    }

    pub fn join_at(_: Vec<(usize, Filled)>) -> Vec<(usize, Result<Filled, LoadError>)> {
        Vec::new()
    }
}
