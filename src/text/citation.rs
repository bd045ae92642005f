//! The source of a rule: a clause, and the reading that was taken where the clause leaves a question
//! open.

use std::fmt;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::value::{ReadingId, read_only};

read_only! {
    /// A clause, and the reading that fills it where the law is silent (căn cứ, cách hiểu).
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::text::Citation;
    ///
    /// let clause = Citation::from("26/2026/QĐ-TTg, Điều 7.4");
    /// assert_eq!((clause.clause(), clause.reading()), ("26/2026/QĐ-TTg, Điều 7.4", None));
    /// let read = clause.with_reading("return-down".parse()?);
    /// assert_eq!(read.to_string(), "26/2026/QĐ-TTg, Điều 7.4 (return-down)");
    /// # Ok::<(), ocop::value::CodeError>(())
    /// ```
    Citation {
        /// The clause of the decision, or the source that the data names.
        text clause: Arc<str>,
        /// The name of the reading, among those that the regulation lists.
        option reading: ReadingId,
    }
}

impl Citation {
    /// Whether the clause stands in other decisions than the one that is applied, whose own was not
    /// read: papers then leave room for it.
    #[must_use]
    pub fn is_inferred(&self) -> bool {
        let reading = self.reading.as_ref();
        reading.is_some_and(|reading| reading.as_str() == "findings-by-neighbours")
    }

    /// The same clause with a reading.
    #[must_use]
    pub fn with_reading(self, reading: ReadingId) -> Citation {
        Citation {
            reading: Some(reading),
            ..self
        }
    }
}

/// The clause, and the reading's name behind it.
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clause)?;
        match &self.reading {
            Some(reading) => write!(f, " ({reading})"),
            None => Ok(()),
        }
    }
}

/// As data files write it: the clause, or an object where there is a reading.
impl Serialize for Citation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(reading) = &self.reading else {
            return serializer.serialize_str(&self.clause);
        };
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("clause", &*self.clause)?;
        map.serialize_entry("reading", reading)?;
        map.end()
    }
}

impl From<&str> for Citation {
    fn from(clause: &str) -> Citation {
        Citation {
            clause: clause.into(),
            reading: None,
        }
    }
}

impl From<&String> for Citation {
    fn from(clause: &String) -> Citation {
        Citation::from(clause.as_str())
    }
}

impl From<&Citation> for Citation {
    fn from(citation: &Citation) -> Citation {
        citation.clone()
    }
}
