//! Why a catalog cannot give what is asked for.

use std::borrow::Borrow;

use crate::input::{Diagnostic, LoadError, ProblemCode, did_you_mean, one_of, quote, refusal};
use crate::law::ChoiceError;
use crate::text::{Lang, Phrase};

/// Why the catalog cannot give what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// Nothing of that name is there.
    #[error("{}", self.text(Lang::En))]
    Unknown {
        /// What kind of thing: a regulation, a set, council rules.
        what: Phrase,
        /// The name that was asked for.
        found: String,
        /// The names that are there.
        expected: Phrase,
        /// The likely intention.
        meant: Option<String>,
    },
    /// Its file is wrong.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The dates of a dossier fit no regulation.
    #[error(transparent)]
    Dates(#[from] ChoiceError),
}

impl CatalogError {
    /// Of a name that is none of those that are there.
    pub(super) fn unknown<N: Borrow<str>>(
        what: Phrase,
        found: &str,
        names: impl Iterator<Item = N>,
    ) -> CatalogError {
        let names: Vec<N> = names.collect();
        let names: Vec<&str> = names.iter().map(Borrow::borrow).collect();
        CatalogError::Unknown {
            what,
            found: found.to_owned(),
            expected: one_of(&names),
            meant: did_you_mean(found, names.iter().copied()),
        }
    }

    /// The error in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            CatalogError::Unknown {
                what,
                found,
                expected,
                meant,
            } => {
                let found = Phrase::new(
                    format!("{} {}", what.text(Lang::Vi), quote(found)),
                    format!("{} {}", what.text(Lang::En), quote(found)),
                );
                let problem = refusal(ProblemCode::ReferenceUnknown, found, expected.clone());
                problem.with_hint(meant.clone()).text(lang)
            }
            CatalogError::Load(error) => error.text(lang),
            CatalogError::Dates(error) => error.text(lang),
        }
    }

    /// The error as a problem of a file that names something, such as its regulation.
    pub(super) fn in_file(self, file: &str) -> LoadError {
        let (found, expected) = match self {
            CatalogError::Load(error) => return error,
            CatalogError::Unknown {
                found, expected, ..
            } => (quote(&found).into(), expected),
            CatalogError::Dates(error) => (
                Phrase::from_fn(|lang| error.text(lang)),
                Phrase::new("tên của một quyết định", "the name of a regulation"),
            ),
        };
        Diagnostic::of_file(ProblemCode::RegulationUnknown, file, found, expected).into()
    }
}
